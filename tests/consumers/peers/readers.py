"""Other programs as readers: each makes records, field -> text, of a file in a format.

CSL's variables name the fields. Each program is installed by its name, and pinned where a version
can be asked for.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypandoc
import pytest
import typst
from lxml import etree
from tests.consumers import programs

from pllm_bib.formats.shared.types import row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.consumers.peers.comparing import Record

HERE = Path(__file__).parent
MODS = {"m": "http://www.loc.gov/mods/v3"}
CITATION_JS = tuple(
    f"@citation-js/{name}@0.8.2" for name in ("core", "plugin-bibtex", "plugin-csl", "plugin-ris")
)


def of_csl(items: list[dict[str, Any]]) -> list[Record]:
    return [{name: _of_variable(value) for name, value in item.items()} for item in items]


def _of_variable(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_person(item) if isinstance(item, dict) else str(item) for item in value)
    if isinstance(value, dict):
        if "date-parts" not in value:
            return str(value.get("literal", value.get("raw", "")))
        dates = ["-".join(str(part) for part in parts) for parts in value["date-parts"]]
        return "/".join(dates)
    return str(value)


def _person(name: dict[str, str]) -> str:
    kinds = ("dropping-particle", "non-dropping-particle", "family")
    family = " ".join(name[kind] for kind in kinds if kind in name)
    parts = [family, name.get("given"), name.get("suffix"), name.get("literal")]
    return ", ".join(part for part in parts if part)


def pandoc(source: str) -> Callable[[Path], list[Record]]:
    """The reader of a format of pandoc's."""

    def read(path: Path) -> list[Record]:
        return of_csl(json.loads(pypandoc.convert_file(path, "csljson", format=source)))

    return read


def citation_js(source: str) -> Callable[[Path], list[Record]]:
    """The reader of a type of citation-js's inputs; it is installed in pytest's cache."""

    def read(path: Path) -> list[Record]:
        modules = programs.modules(*CITATION_JS)
        command = ["node", str(HERE / "citation_js.mjs"), str(modules.parent), source, str(path)]
        found = subprocess.run(command, capture_output=True, check=True)
        return of_csl(json.loads(found.stdout))

    return read


def bibutils(program: str) -> Callable[[Path], list[Record]]:
    """The reader of a program of bibutils, which makes MODS."""

    def read(path: Path) -> list[Record]:
        programs.need(program, packages="bibutils")
        found = subprocess.run([program, str(path)], capture_output=True, check=True)
        tree = etree.fromstring(found.stdout.removeprefix(b"\xef\xbb\xbf"))
        return [_of_mods(work) for work in tree.iterfind("m:mods", MODS)]

    return read


_PATHS = (
    ("container-title", "m:relatedItem[@type='host']/m:titleInfo"),
    ("collection-title", "m:relatedItem[@type='series']/m:titleInfo"),
    ("collection-title", "m:relatedItem/m:relatedItem/m:titleInfo"),
    ("title", "m:titleInfo"),
    ("publisher", ".//m:publisher"),
    ("publisher", "m:name[.//m:roleTerm='degree grantor']/m:namePart"),
    ("publisher", "m:name[.//m:roleTerm='organizer of meeting']/m:namePart"),
    ("publisher", "m:name[.//m:roleTerm='issuing body']/m:namePart"),
    ("publisher-place", ".//m:placeTerm"),
    ("edition", ".//m:edition"),
    ("issued", "m:originInfo/m:dateIssued"),
    ("issued", "m:originInfo/m:copyrightDate"),
    ("issued", "m:relatedItem/m:originInfo/m:dateIssued"),
    ("issued", "m:part/m:date"),
    ("volume", ".//m:detail[@type='volume']"),
    ("issue", ".//m:detail[@type='issue']"),
    ("issue", ".//m:detail[@type='number']"),
    ("issue", ".//m:detail[@type='report number']"),
    ("page", ".//m:extent[@unit='page']"),
    ("page", ".//m:detail[@type='page']"),
    ("DOI", ".//m:identifier[@type='doi']"),
    ("ISBN", ".//m:identifier[starts-with(@type, 'isbn')]"),
    ("ISSN", ".//m:identifier[@type='issn']"),
    ("eprint", ".//m:identifier[@type='arXiv' or @type='eprint']"),
    ("number", "m:identifier[@type='serial number']"),
    ("URL", "m:location/m:url"),
    ("note", "m:note"),
    ("abstract", "m:abstract"),
    ("language", "m:language/m:languageTerm"),
    ("keyword", "m:subject"),
)
"""CSL's variable -> where MODS has it; the first that is there counts."""


def _of_mods(work: etree._Element) -> Record:
    record: Record = {"id": work.get("ID", "")}
    for name, path in _PATHS:
        found = [words for node in work.xpath(path, namespaces=MODS) if (words := _words(node))]
        if found and name not in record:
            record[name] = "; ".join(found)
    for role, path in (("author", "m:name"), ("editor", ".//m:name")):
        people = work.xpath(f"{path}[.//m:roleTerm='{role}']", namespaces=MODS)
        if people:
            record[role] = "; ".join(_mods_person(person) for person in people)
    return record


def _words(node: etree._Element) -> str:
    sign = "-" if node.tag.endswith("extent") else " "
    return sign.join(text.strip() for text in node.itertext() if text.strip())


def _mods_person(person: etree._Element) -> str:
    kinds = ("family", "given", "suffix", "termsOfAddress")
    paths = [f"m:namePart[@type='{kind}']" for kind in kinds] + ["m:namePart[not(@type)]"]
    parts = [
        " ".join(node.text or "" for node in person.iterfind(path, MODS)) for path in paths[:4]
    ]
    parts += [node.text or "" for node in person.xpath(paths[4], namespaces=MODS)]
    return ", ".join(part for part in parts if part)


def typst_compiler(path: Path) -> list[Record]:
    """What Typst prints of a file in a style that prints each variable behind its name."""
    shutil.copy(HERE / "fields.csl", path.parent)
    whole = path.with_suffix(".typ")
    whole.write_text(f'#bibliography("{path.name}", full: true, style: "fields.csl")\n', "utf-8")
    page = typst.compile(whole, format="html").decode("utf-8")
    return list(_printed(page))


def _printed(page: str) -> Iterator[Record]:
    for reference in re.findall(r"⟦.*?(?=</p>|</div>|</li>)", page, re.DOTALL):
        text = html.unescape(re.sub(r"<[^>]*>", "", reference))
        yield dict(re.findall(r"⟦(.*?)⟧([^⟦]*)", text))


def jabref(source: str) -> Callable[[Path], list[Record]]:
    """The reader of an import format of JabRef, which makes a .bib file; it needs no window.

    CI has no JabRef: with Java it takes a quarter of a gigabyte. Its settings stay in the folder.
    """

    def read(path: Path) -> list[Record]:
        if shutil.which("jabref") is None:
            pytest.skip("not installed: jabref")
        made = path.with_name("of-jabref.bib")
        options = f"-Djava.util.prefs.userRoot={path.parent} -Djava.awt.headless=true"
        subprocess.run(
            ["jabref", "-n", "-i", f"{path},{source}", "-o", str(made)],
            capture_output=True,
            check=True,
            env=os.environ | {"JAVA_TOOL_OPTIONS": options},
        )
        text = made.read_text("utf-8")
        blocks = re.findall(r"^@(?!comment).*?^\}", text, re.MULTILINE | re.DOTALL | re.IGNORECASE)
        return list(map(_of_jabref, blocks))

    return read


_FIELDS_OF_JABREF = {
    "id": "refid bibtexkey",
    "title": "title",
    "container-title": "booktitle journal",
    "collection-title": "series",
    "publisher": "publisher school institution organization",
    "publisher-place": "address location",
    "edition": "edition",
    "volume": "volume",
    "number": "number",
    "page": "pages",
    "DOI": "doi",
    "URL": "url",
    "ISBN": "isbn",
    "ISSN": "issn",
    "eprint": "eprint",
    "language": "language",
    "keyword": "keywords",
    "note": "note comment",
    "abstract": "abstract",
}
"""CSL's variable -> where JabRef has it; the first that is there counts."""
_FIELD_OF_JABREF = re.compile(
    r"^  ([\w-]+) *= (.*?),?$(?=\n  [\w-]+ *=|\n\})", re.MULTILINE | re.DOTALL
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def _of_jabref(block: str) -> Record:
    start = re.match(r"@([\w ]+)\{(.*?),", block)
    assert start is not None
    found = dict(_FIELD_OF_JABREF.findall(block))
    values = {name: _braceless(value) for name, value in found.items()}
    values["bibtexkey"] = start[2]
    record: Record = {"type": row(start[1].lower()).csl}
    for name, places in _FIELDS_OF_JABREF.items():
        if value := next((values[place] for place in places.split() if values.get(place)), ""):
            record[name] = value
    for role in ("author", "editor"):
        if role in values:
            record[role] = "; ".join(map(_jabref_person, values[role].split(" and ")))
    month = found.get("month", "")
    number = str(_MONTHS.index(month) + 1) if month in _MONTHS else month.strip("{}#")
    parts = (values.get("year", ""), number, values.get("day", ""))
    record["issued"] = "-".join(filter(None, parts))
    return record


def _braceless(value: str) -> str:
    return re.sub(r"[{}\\]", "", " ".join(value.split()))


def _jabref_person(name: str) -> str:
    family, *rest = name.split(", ")
    return ", ".join((family, *reversed(rest)))


READERS: dict[tuple[str, str], Callable[[Path], list[Record]]] = {
    ("pandoc", "bibtex"): pandoc("bibtex"),
    ("pandoc", "biblatex"): pandoc("biblatex"),
    ("pandoc", "csl-json"): pandoc("csljson"),
    ("pandoc", "ris"): pandoc("ris"),
    ("pandoc", "endnote-xml"): pandoc("endnotexml"),
    ("citation-js", "bibtex"): citation_js("@bibtex/text"),
    ("citation-js", "biblatex"): citation_js("@biblatex/text"),
    ("citation-js", "csl-json"): citation_js("@else/json"),
    ("citation-js", "ris"): citation_js("@ris/file"),
    ("bibutils", "bibtex"): bibutils("bib2xml"),
    ("bibutils", "biblatex"): bibutils("biblatex2xml"),
    ("bibutils", "ris"): bibutils("ris2xml"),
    ("bibutils", "endnote-xml"): bibutils("endx2xml"),
    ("bibutils", "enw"): bibutils("end2xml"),
    ("JabRef", "ris"): jabref("ris"),
    ("JabRef", "enw"): jabref("refer"),
    ("JabRef", "mods"): jabref("mods"),
    ("Typst", "hayagriva"): typst_compiler,
    ("Typst", "biblatex"): typst_compiler,
}
"""Program, format -> what the program reads of a file."""
