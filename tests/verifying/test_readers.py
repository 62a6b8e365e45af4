"""What is written is read by programs that know nothing of this one, and says the same there.

The readers are those of `pllm_bib.verifying`. Here they are tried on the stored outputs
of every type, on whatever entries may hold, and on damaged outputs, each of which they must report.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema  # type: ignore[import-untyped]
import pytest
from bibtexparser.entrypoint import parse_string as parse_blocks
from hypothesis import given, settings
from lxml import etree
from rdflib import RDF, Graph, Literal, URIRef
from tests.formats.conftest import DATA, OUTLINE
from tests.formats.strategies import LATIN, SIGNS, entries

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.model.library import Library
from pllm_bib.verifying import READERS, csl_schema, latex_reading, rdf_reading, verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.verifying.check import Difference
    from pllm_bib.verifying.rdf_reading import Node

every_reader = pytest.mark.parametrize("name", READERS)


def differences(name: str, text: str, library: Library) -> list[Difference]:
    return list(verify(name, text, library, FORMATS[name].loses))


def stored(name: str) -> str:
    return (DATA / f"every-type.{name}{FORMATS[name].suffix}").read_text(encoding="utf-8")


def test_every_export_has_a_reader() -> None:
    assert set(READERS) == {row.name for row in FORMATS.values() if row.built}


@every_reader
def test_every_type_is_read_as_it_is(name: str, every_type: Library) -> None:
    assert differences(name, stored(name), every_type) == []


@every_reader
def test_nothing_is_read_as_it_is(name: str) -> None:
    assert differences(name, FORMATS[name].write(Library(())), Library(())) == []


# Whatever an entry says. Left out are what an independent reader is known to read otherwise: a tag
# in CSL's rich text that is none, white space of a special width at the ends of values, and a
# particle with a letter that pybtex takes for a capital.
PRINTABLE = tuple(sign for sign in LATIN + SIGNS if sign not in "<\u00a0\u2009")


@given(entry=entries(tuple(TYPES), PRINTABLE))
@settings(max_examples=60, deadline=None)
def test_whatever_an_entry_says_is_read(entry: Entry) -> None:
    people = (*entry.authors, *entry.editors)
    if any(person.particle == "ør" for person in people):
        return
    library = Library((entry,), OUTLINE)
    for name in READERS:
        assert differences(name, FORMATS[name].write(library), library) == [], name
    canonical = FORMATS["canonical"].write(library).replace("@commentary{", "@misc{")
    assert parse_blocks(canonical).failed_blocks == []
    assert len(FORMATS["markdown"].write(Library((entry,))).splitlines()) == 1


BEYOND_THE_MODEL = (
    ("subtitle", r"Owls \& Crows: a {BERT}"),
    ("titleaddon", "An Addition"),
    ("maintitle", r"All \emph{Birds}"),
    ("booksubtitle", "Über Eulen"),
    ("journalsubtitle", "Of Crows"),
    ("issuetitle", "Special Issue"),
    ("organization", "Owl Club"),
    ("howpublished", "By hand"),
    ("eventtitle", "The Meeting"),
    ("eventplace", "Łódź"),
    ("eventdate", "2024-05-01/2024-05-03"),
    ("translator", "Doe, Jane and {Owl Club}"),
    ("shorttitle", "Owls of {BERT}"),
    ("shortjournal", "J. Owls"),
    ("urldate", "2024-05-01"),
    ("annotation", "Seen at night"),
    ("addendum", "In colour"),
    ("pagetotal", "xii, 300"),
    ("version", "2.0"),
    ("issue", "Spring"),
    ("eid", "e42"),
    ("type", "Habilitation"),
    ("pubstate", "inpress"),
    ("library", "QL 696"),
    ("call-number", "QL 697"),
    ("ris-c8", "Owl"),
    ("copyright", r"Nobody, \emph{ever}"),
)


@every_reader
@pytest.mark.parametrize("field", BEYOND_THE_MODEL, ids=lambda field: field[0])
def test_fields_beyond_the_model_are_read(
    name: str, field: tuple[str, str], every_type: Library
) -> None:
    kept = [entry for entry in every_type if field[0] not in dict(entry.extra)]
    library = Library(tuple(replace(e, extra=(*e.extra, field)) for e in kept), OUTLINE)
    assert differences(name, FORMATS[name].write(library), library) == []


# Damage. What an export can suffer, and what then must be said of it.


class Damage(NamedTuple):
    """A piece of an output, what stands there instead, and the entry and field to be named."""

    what: str
    old: str
    new: str
    key: str | None
    field: str | None


NESTS, OWLS, RAVENS, PLUMAGE = "doe2024nests", "berg2024owls", "poe2018ravens", "zhao2023plumage"
CLUB = "club2001list"
BIB = [
    Damage("a field is dropped", "  volume = {12},\n", "", OWLS, "volume"),
    Damage("a field of nobody's", "  volume = {12},", "  volume = {12}, zeta = {Z},", OWLS, "zeta"),
    Damage("a digit", "pages = {101--119}", "pages = {101--118}", OWLS, "pages"),
    Damage("a hyphen for a dash", "pages = {101--119}", "pages = {101-119}", OWLS, "pages"),
    Damage(
        "authors are swapped",
        "Zhao, 小明 and Doe, Jane",
        "Doe, Jane and Zhao, 小明",
        PLUMAGE,
        "authors",
    ),
    Damage("an author is dropped", "小明 and Doe, Jane}", "小明}", PLUMAGE, "authors"),
    Damage("a suffix becomes a name", "King, Jr., Mar", "King and Jr., Mar", OWLS, "authors"),
    Damage("a particle becomes a name", "{van der Berg", "{{van der Berg}", OWLS, "authors"),
    Damage("an organisation is a person", r"{Owl \&", r"Owl \&", OWLS, "authors"),
    Damage("others are dropped", " and others}", "}", OWLS, "authors"),
    Damage("case is not protected", "{BERT}", "BERT", OWLS, "title.protected"),
    Damage("case is protected", "Strix", "{Strix}", OWLS, "title.protected"),
    Damage("no emphasis", r"\emph{Strix aluco}", "Strix aluco", OWLS, "title.emphasis"),
    Damage("a formula", "$x^2$", "$x^3$", OWLS, "title"),
    Damage("no formula", "$x^2$", "x2", OWLS, "title"),
    Damage("& without a backslash", r"Nevermore \&", "Nevermore &", RAVENS, "publisher"),
    Damage("% without a backslash", r"100\%", "100%", OWLS, "title"),
    Damage("_ without a backslash", "Invented Birds},\n  series", "I_B},\n  series", OWLS, None),
    Damage("a brace is missing", "{Second Series}", "{Second Series", None, None),
    Damage("a key", "{doe2024nests,", "{doe2024nest,", NESTS, "key"),
    Damage("a type", "@inproceedings{doe", "@article{doe", NESTS, "type"),
    Damage("keywords", "owls, night", "owls; night", OWLS, "keywords"),
    Damage("text between entries", "\n@inproceedings{doe", "\nx\n@inproceedings{doe", None, None),
    Damage("an address", "owls_1?a=b&c=d", "owls_1?a=b", OWLS, "links.paper"),
    Damage("a field beyond the model", "at the gate", "at a gate", CLUB, "extra.howpublished"),
]
DAMAGES = {
    "bibtex": [
        *BIB,
        Damage("a comma is missing", "{Second Series},", "{Second Series}", None, None),
        Damage("an accent is lost", r"J{\"u}rgen", "Jurgen", "lenz2018raben", "authors"),
        Damage("another accent", r"J{\"u}rgen", r"J{\'u}rgen", "lenz2018raben", "authors"),
        Damage("a letter beyond 7 bits", r"J{\"u}rgen", "Jürgen", None, None),
        Damage("a month", "month = dec", "month = nov", NESTS, "date.month"),
        Damage("a macro that there is not", "month = dec", "month = dez", None, None),
        Damage("a year", "  year = {2024},\n  month = dec", "  month = dec", NESTS, "date"),
        Damage("an arXiv id", "arXiv}:2403.99901", "arXiv}:2403.99902", OWLS, "eprint"),
        Damage("a DOI in the note", "{doi}:10.5555/cib", "{doi}:10.5555/crb", NESTS, "doi"),
        Damage("a DOI is gone", "  note = {{doi}:10.5555/cib.2024.long.7},\n", "", NESTS, "doi"),
        Damage(
            "a DOI is said twice",
            "  note = {{doi}:10.5555/cib",
            "  doi = {10.5555/cib.2024.long.7},\n  note = {{doi}:10.5555/cib",
            NESTS,
            "doi",
        ),
        Damage("the rest of a note", "Best {JIB} paper", "Best {JIB} papers", OWLS, "note"),
        Damage("words for a type", "{Data set,", "{Dataset,", "doe2023eggs", "type"),
    ],
    "biblatex": [
        *BIB,
        Damage("a comma is missing", "{Second Series},", "{Second Series}", OWLS, "series"),
        Damage("an accent is lost", "Jürgen", "Jurgen", "lenz2018raben", "authors"),
        Damage("a day", "2024-06-09", "2024-06-08", OWLS, "date"),
        Damage("a subtype", "{phdthesis}", "{mathesis}", "nguyen2022feathers", "type"),
        Damage("an archive", "  eprinttype = {arxiv},\n", "", OWLS, "eprint"),
        Damage("a former key", "vanderberg2023owls", "vanderberg2023owl", OWLS, "aliases"),
        Damage("a related key", "related = {doe2024nests},\n  langid", "langid", OWLS, "related"),
        Damage("a DOI", "10.5555/cib.2024.long.7", "10.5555/cib.2024.long.8", NESTS, "doi"),
    ],
    "csl-json": [
        Damage("a variable is dropped", '    "volume": "12",\n', "", OWLS, "volume"),
        Damage("a digit", '"page": "101-119"', '"page": "101-118"', OWLS, "pages"),
        Damage("an accent is lost", "Jürgen", "Jurgen", "lenz2018raben", "authors"),
        Damage("family and given are swapped", '"given": "Ann-Marie"', '"giv": ""', None, None),
        Damage("a suffix is dropped", ',\n        "suffix": "Jr."', "", OWLS, "authors"),
        Damage("an organisation", '"literal": "Owl &', '"family": "Owl &', OWLS, "authors"),
        Damage(
            "case is not protected",
            '<span class=\\"nocase\\">BERT</span>',
            "BERT",
            OWLS,
            "title.protected",
        ),
        Damage("markup that does not end", "aluco</i>", "aluco<i>", OWLS, "title"),
        Damage("& as in HTML", "Owl & Raven", "Owl &amp; Raven", OWLS, "authors"),
        Damage("a type", '"paper-conference"', '"article"', NESTS, "type"),
        Damage("a type that there is not", '"paper-conference"', '"paper"', None, None),
        Damage("a variable that there is not", '"volume": "12"', '"volum": "12"', None, None),
        Damage(
            "a variable twice", '"volume": "12",', '"volume": "12", "volume": "12",', None, None
        ),
        Damage("a key", '"id": "doe2024nests"', '"id": "doe2024nest"', NESTS, "key"),
        Damage("a number for a text", '"DOI": "10.5555/owls.2024_1"', '"DOI": 10.5', None, None),
        Damage("a date", "2024,\n          6,", "2024,\n          7,", OWLS, "date"),
        Damage("an event", '"CIB 2024"', '"CIB 2023"', NESTS, "venue"),
        Damage("an event is dropped", ',\n    "event-title": "CIB 2024"', "", NESTS, "venue"),
        Damage("a line of the note", "2403.99901 [cs.CL]", "2403.99901", OWLS, "note"),
        Damage("a comma is missing", '"volume": "12",', '"volume": "12"', None, None),
    ],
    "ris": [
        Damage("a tag is dropped", "VL  - 12\n", "", OWLS, "volume"),
        Damage("a tag is said twice", "VL  - 12\n", "VL  - 12\nVL  - 12\n", OWLS, "volume"),
        Damage("a digit", "EP  - 119", "EP  - 118", OWLS, "pages"),
        Damage(
            "authors are swapped",
            "AU  - Zhao, 小明\nAU  - Doe, Jane",
            "AU  - Doe, Jane\nAU  - Zhao, 小明",
            PLUMAGE,
            "authors",
        ),
        Damage("an accent is lost", "Lenz, Jürgen", "Lenz, Jurgen", "lenz2018raben", "authors"),
        Damage("& as in LaTeX", "Owl & Raven", r"Owl \& Raven", OWLS, "authors"),
        Damage("editors of a series", "A3  - Poe, Edgar", "A2  - Poe, Edgar", RAVENS, "editors"),
        Damage("a type", "TY  - CONF", "TY  - JOUR", NESTS, "type"),
        Damage("a key", "ID  - doe2024nests", "ID  - doe2024nest", NESTS, "key"),
        Damage("the key in Extra", "Key: doe2024nests", "Key: doe2024nest", NESTS, "key"),
        Damage("a value on two lines", "Strix aluco, ", "Strix aluco,\n", None, None),
        Damage("a tag of three letters", "VL  - 12", "VOL  - 12", None, None),
        Damage("a record does not end", "aBcD", "aBcD", None, None)._replace(
            old="M2  - Citation Key: doe2024nests\nER  - \n",
            new="M2  - Citation Key: doe2024nests\n",
        ),
        Damage("a section", "KW  - 1.2 Crows & Ravens\nLA", "LA", OWLS, "keywords"),
        Damage("a link", "L4  - https://example.org/data/owls\n", "", OWLS, "links"),
        Damage("a label of a link", "N1  - Code: https://example.org/code/owls", "", OWLS, "note"),
        Damage("a month", "Y1  - 2024/12//", "Y1  - 2024/11//", NESTS, "date"),
        Damage("an arXiv id", "AN  - 2311.99902", "AN  - 2311.99903", PLUMAGE, "eprint"),
    ],
    "zotero-rdf": [
        Damage("a field is dropped", "<prism:volume>12</prism:volume>", "", OWLS, "volume"),
        Damage("a digit", "<bib:pages>101-119", "<bib:pages>101-118", OWLS, "pages"),
        Damage("an accent is lost", "Jürgen", "Jurgen", "lenz2018raben", "authors"),
        Damage(
            "family and given are swapped",
            "<foaf:givenName>Ann-Marie</foaf:givenName>",
            "<foaf:surname>Ann-Marie</foaf:surname>",
            NESTS,
            "authors",
        ),
        Damage("case is not protected", 'class="nocase"&gt;BERT', "&gt;BERT", OWLS, "title"),
        Damage("& that is none", "Owl &amp; Raven", "Owl & Raven", None, None),
        Damage("& of HTML", "Owl &amp; Raven", "Owl &amp;amp; Raven", OWLS, "authors"),
        Damage("an item type", ">conferencePaper<", ">journalArticle<", NESTS, "type"),
        Damage("a key", ">doe2024nests<", ">doe2024nest<", NESTS, "key"),
        Damage("a name", '"#item_doe2024nests">', '"#item_doe2024nest">', None, None),
        Damage("a book for a journal", "<bib:Book>", "<bib:Journal>", None, None),
        Damage("a link is to a file", "<z:linkMode>3", "<z:linkMode>2", None, None),
        Damage("a link", "journal/owls.pdf", "journal/owl.pdf", OWLS, "links.pdf"),
        Damage(
            "a link is not the item's",
            '<link:link rdf:resource="#item_berg2024owls/pdf"/>',
            "",
            OWLS,
            "links.pdf",
        ),
        Damage("a note", "&lt;p&gt;Best JIB paper", "&lt;p&gt;Best JIB", OWLS, "note"),
        Damage(
            "a section's tag", "<dc:subject>1.2 Crows &amp; Ravens<", "<dc:subject><", OWLS, None
        ),
        Damage(
            "a line of Extra", "tex.openreview: aBcD", "tex.openreview: aBcE", OWLS, "openreview"
        ),
        Damage(
            "a collection's title", "<dc:title>1.2 Crows", "<dc:title>1.2 Crow", None, "sections"
        ),
        Damage(
            "a collection's work",
            '<dcterms:hasPart rdf:resource="#item_poe2018ravens"/>',
            "",
            None,
            "sections",
        ),
        Damage("a collection of collections", '="#section_1.2"/>', '="#x"/>', None, "sections"),
        Damage("a namespace", "http://www.zotero.org/", "http://zotero.org/", None, None),
    ],
}


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        pytest.param(name, each, id=f"{name}-{each.what}")
        for name in DAMAGES
        for each in DAMAGES[name]
    ],
)
def test_damage_is_reported(name: str, damage: Damage, every_type: Library) -> None:
    text = stored(name)
    assert damage.old in text
    found = differences(name, text.replace(damage.old, damage.new, 1), every_type)
    said = {(difference.key, difference.field) for difference in found}
    assert found
    if damage.key or damage.field:
        field = damage.field
        assert any(key == damage.key and (not field or field == of) for key, of in said), found
    else:
        assert any(difference.key is None for difference in found), found


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("bibtex", "pages = {1--9, 12}", "pages = {1--9, 13}"),
        ("biblatex", "pages = {1--9, 12}", "pages = {1--9, 13}"),
        ("csl-json", '"page": "1-9, 12"', '"page": "1-9, 13"'),
        ("ris", "SP  - 1–9, 12", "SP  - 1–9, 13"),
        ("zotero-rdf", "<bib:pages>1-9, 12<", "<bib:pages>1-9, 13<"),
    ],
)
def test_a_difference_has_the_line_of_its_field(
    name: str, old: str, new: str, every_type: Library
) -> None:
    damaged = stored(name).replace(old, new)
    (found,) = differences(name, damaged, every_type)
    assert found.line
    assert new in damaged.splitlines()[found.line - 1]


def test_a_difference_says_where_it_is_and_what_differs(every_type: Library) -> None:
    text = stored("bibtex")
    line = text[: text.index("Owls of {BERT}")].count("\n") + 1
    (found,) = differences("bibtex", text.replace("Owls of {BERT}", "Crows of {BERT}"), every_type)
    assert found.line == line
    assert (found.key, found.field) == (OWLS, "title")
    assert (found.entry or "").startswith("Owls of BERT: On Strix aluco, H2O")
    assert (found.export or "").startswith("Crows of BERT: On Strix aluco, H2O")
    assert "the entry says “Owls of BERT" in found.message
    assert "pybtex reads “Crows of BERT" in found.message


def test_a_long_difference_is_cut_down_to_its_place(every_type: Library) -> None:
    text = stored("ris")
    (found,) = differences("ris", text.replace("Long Papers", "Short Papers"), every_type)
    assert "“…ed Birds (Volume 1: Long Papers)”" in found.message


def records(name: str, text: str) -> list[str]:
    """The text of an output record by record."""
    if name == "csl-json":
        return [f"  {{{part}" for part in text.split("  {\n")[1:]]
    parts = text.rstrip("\n").split("\n\n")
    return [f"{part}\n" for part in parts]


@pytest.mark.parametrize("name", ["bibtex", "biblatex", "ris"])
def test_order_and_repetition_of_entries(name: str, every_type: Library) -> None:
    parts = records(name, stored(name))
    assert len(parts) == len(every_type)
    swapped = "\n".join([parts[1], parts[0], *parts[2:]])
    (found,) = differences(name, swapped, every_type)
    assert (found.key, found.field, found.line) == (NESTS, "key", 1 + (name == "ris"))
    assert f"where “{OWLS}” should" in found.message
    (found, *_more) = differences(name, "\n".join([*parts, parts[0]]), every_type)
    assert OWLS in f"{found.key} {found.message}"
    missing = differences(name, "\n".join(parts[1:]), every_type)
    assert (OWLS, "key") in {(found.key, found.field) for found in missing}


@every_reader
def test_a_truncated_output_is_reported(name: str, every_type: Library) -> None:
    text = stored(name)
    last = every_type.entries[-1].key
    for part in (0, 1, len(text) // 3, len(text) // 2, len(text) - 20):
        found = differences(name, text[:part], every_type)
        keys = {difference.key for difference in found}
        no_document = any(" no " in difference.message for difference in found)
        assert last in keys or no_document, part


@every_reader
@pytest.mark.parametrize("text", ["", "\0", "{", "<", "@", "TY  - ", "[1]", "{}", "@a{b", "<a/>"])
def test_whatever_is_read_there_is_no_traceback(name: str, text: str, every_type: Library) -> None:
    assert differences(name, text, every_type)


# Every line that is gone or said twice is noticed, and every letter that is another one.

RICH = (OWLS, NESTS, RAVENS, PLUMAGE, "roe2019field", "nguyen2022feathers", "owl2024birdlog")
TELLS_NOTHING = re.compile(r' xmlns|<\?xml| *<z:Collection rdf:about="#chapter')


@every_reader
@pytest.mark.parametrize("key", RICH)
def test_every_line_and_letter_counts(name: str, key: str, every_type: Library) -> None:
    entry = every_type.find(key)
    assert entry is not None
    library = Library((entry,), OUTLINE)
    lines = FORMATS[name].write(library).splitlines()
    assert differences(name, "\n".join([*lines, ""]), library) == []
    for number, damaged in damaged_lines(lines):
        changed = [*lines[:number], *damaged, *lines[number + 1 :], ""]
        assert differences(name, "\n".join(changed), library), (lines[number], damaged)


def damaged_lines(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Numbers of lines, and what may stand there instead of each."""
    for number, line in enumerate(lines):
        if not line.strip() or TELLS_NOTHING.match(line):
            continue
        yield number, []
        yield number, [line, line]
        places = [match.start() for match in re.finditer("[A-Za-z0-9]", line)]
        for place in {*places[:1], *places[len(places) // 2 :][:1], *places[-1:]}:
            letter = line[place]
            other = chr(ord(letter) + (-1 if letter in "zZ9" else 1))
            yield number, [line[:place] + other + line[place + 1 :]]


# The readers themselves.


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"{\'{\i}} {\c{S}} {\~{\^e}} {\u{a}} {\textcommabelow{t}}", "í Ş ễ ă ț"),
        (r"{\L}{\o}{\ss}{\TH}{\ng}{\SS}", "ŁøßÞŋẞ"),
        (r"a\,b~c -- --- ``d'' `e'", "a\u2009b\u00a0c – — “d” `e'"),
        (r"\& \% \$ \# \_ {\textbraceleft}{\textasciicircum}{\textasciitilde}", "& % $ # _ {^~"),
        (r"{\textless}{\textbar}{\textgreater} {\texteuro} {\textperiodcentered}", "<|> € ·"),
        (r"\url{https://example.org/a_b%20c#d}", "https://example.org/a_b%20c#d"),
        (r"a $x^2$ \(y_1\)", "a x^2 y_1"),
    ],
)
def test_latex_is_read(source: str, expected: str) -> None:
    assert latex_reading.plain(source) == expected


def test_styles_of_latex_are_read() -> None:
    found = latex_reading.read(r"a \emph{b {C}} {\"U} {{}\&}")
    assert [(value, set(styles)) for value, styles in found if value] == [
        ("a ", set()),
        ("b ", {"emphasis"}),
        ("C", {"emphasis", "protected"}),
        (" ", set()),
        ("Ü", set()),
        (" ", set()),
        ("&", {"protected"}),
    ]


@pytest.mark.parametrize("source", ["a & b", "100% of", "a_b", "a^b", "a #1", "{a", "a}", "$a"])
def test_what_latex_would_not_print_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"without a backslash|no LaTeX"):
        latex_reading.read(source)


def test_rdflib_reads_the_same_statements() -> None:
    text = stored("zotero-rdf")
    graph = Graph().parse(data=text, format="xml", publicID="https://example.org/list")
    expected = Counter(
        str(value).removeprefix("https://example.org/list")
        for _subject, predicate, value in graph
        if isinstance(value, Literal | URIRef) and predicate != RDF.type
    )
    found = Counter(said(rdf_reading.nodes(etree.fromstring(text.encode()))))
    assert found == expected
    assert sum(found.values()) > 500


def said(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        for item in node.said:
            if isinstance(item.value, str):
                yield item.reference or item.value
            else:
                yield from said([item.value])


@pytest.mark.parametrize(
    "text",
    [
        "<a/>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a><b><c/><d/></b></a></rdf:RDF>',
    ],
)
def test_what_is_no_rdf_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"where rdf:RDF should be|more than one value"):
        rdf_reading.nodes(etree.fromstring(text))


VALIDATOR = jsonschema.Draft7Validator(csl_schema.schema())


@pytest.mark.parametrize(
    "item",
    [
        {"id": "a"},
        {"type": "article"},
        {"id": "a", "type": "paper"},
        {"id": "a", "type": "article", "journal": "x"},
        {"id": "a", "type": "article", "title": ["x"]},
        {"id": "a", "type": "article", "title": ""},
        {"id": True, "type": "article"},
        {"id": "a", "type": "article", "author": "Doe"},
        {"id": "a", "type": "article", "author": [{"last": "Doe"}]},
        {"id": "a", "type": "article", "author": [{}]},
        {"id": "a", "type": "article", "issued": "2024"},
        {"id": "a", "type": "article", "issued": {"date-parts": []}},
        {"id": "a", "type": "article", "issued": {"date-parts": [[]]}},
        {"id": "a", "type": "article", "issued": {"date-parts": [[2024, None]]}},
        {"id": "a", "type": "article", "issued": {"date-parts": [[2024, 1, 1, 1]]}},
        {"id": "a", "type": "article", "issued": {"circa": {}}},
        "a",
    ],
)
def test_schema_refuses_what_is_no_csl_json(item: dict[str, Any]) -> None:
    assert list(csl_schema.faults([item], csl_schema.schema()))
    assert not VALIDATOR.is_valid([item])


@every_reader
@pytest.mark.parametrize(
    "fields",
    [
        r"title = {On $P_4$ graphs}",
        r"title = {On {$P_4$} and $p_4$ graphs}",
        r"title = {A {K$_4$} b}, abstract = {an $x^2$ and {$y$ Z}}",
        r"title = {{MIN F$^+\Pi_1$} and MAX}",
        r"title = {Of $\sqrt{s} = 13$, $\sqrt{n \log n}$, $t\bar t$ and $\bar a$}",
        r"title = {Of ${P_5}$, ${O}(n)$}, journal = {J of $K$}, note = {of $z$}",
        r"title = {A}, shorttitle = {\TeX book}, annotation = {either\slash or}",
        r"title = {A}, origdate = {1999/..}, eventdate = {-0221/-0219}, urldate = {2001-01-03}",
        "title = {A}, annotation = {B\n\t\t \\texttt{c}  d}, pages = {123--}",
        r"title = {A}, url = {https://example.org/é}",
    ],
)
def test_what_is_written_well_is_no_difference(name: str, fields: str) -> None:
    works, faults = bib_reader.read_biblatex(f"@article{{a, {fields}}}", "")
    library = Library(works)
    assert not faults
    assert differences(name, FORMATS[name].write(library), library) == []


@every_reader
def test_a_command_that_nobody_knows_stays_as_it_is(name: str) -> None:
    source = r"@misc{a, title = {An $O(\sqrtT)$ Bound, $\mathcalO(1/K)$ and $\textttOwl$}}"
    works, faults = bib_reader.read(source, "")
    assert [fault.code for fault in faults] == ["S005", "S005", "S005"]
    library = Library(works)
    assert differences(name, FORMATS[name].write(library), library) == []


@every_reader
def test_a_book_that_says_its_title_twice_is_no_difference(name: str) -> None:
    source = "@proceedings{a, title = {Owl Talks}, booktitle = {Owl Talks}, year = 2024}"
    library = Library(bib_reader.read(source, "")[0])
    assert differences(name, FORMATS[name].write(library), library) == []


def test_a_capital_in_a_formula_without_braces_is_a_difference() -> None:
    library = Library(bib_reader.read(r"@misc{a, title = {On $P_4$ and $p_4$}}", "")[0])
    text = FORMATS["bibtex"].write(library)
    assert "{$P_4$}" in text
    (found,) = differences("bibtex", text.replace("{$P_4$}", "$P_4$"), library)
    assert found.field == "title.protected"


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"id": 1, "type": "article", "volume": 2, "issued": {"raw": "2024", "circa": True}}],
        [{"id": "a", "type": "book", "author": [{"literal": "Owl Club"}], "custom": {"a": []}}],
    ],
)
def test_schema_takes_what_is_csl_json(items: list[Any]) -> None:
    assert list(csl_schema.faults(items, csl_schema.schema())) == []
    assert VALIDATOR.is_valid(items)


def test_schema_knows_the_whole_vocabulary() -> None:
    properties = csl_schema.schema()["items"]["properties"]
    assert {"title", "container-title-short", "event-title", "issued", "author", "page"} <= set(
        properties
    )
    assert len(properties) > 100
    assert {"article", "software", "webpage", "legal_case"} <= set(csl_schema.item_types())
