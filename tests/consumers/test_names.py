"""Hard names as pandoc and biber read them, beside ours.

`hard-names.tsv` has what each name is. Its column ``other`` names the programs that read another
name, and ``reason`` says why ours stands; the tests hold both columns.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from lxml import etree
from tests.consumers import programs

HARD_NAMES = Path(__file__).parent.parent / "formats/data/hard-names.tsv"
BIBLATEXML = {"b": "http://biblatex-biber.sourceforge.net/biblatexml"}


def rows() -> list[dict[str, str]]:
    with HARD_NAMES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def bibliography() -> str:
    """A book by each of the names."""
    return "".join(
        f"@book{{n{number}, author = {{{row['source']}}}, title = {{Owls}}, date = {{2001}}}}\n"
        for number, row in enumerate(rows())
    )


def same(*parts: str) -> str:
    """A name as it is printed: particle and family name together, accents as letters."""
    text = unicodedata.normalize("NFC", "|".join(part.strip(" ") for part in parts))
    for shown, plain in (("ı́", "í"), ("ı̄", "ī"), ("’", "'"), ("‘", "`"), ("\u00a0", " ")):
        text = text.replace(unicodedata.normalize("NFC", shown), plain)
    return text.replace("{", "").replace("}", "").replace("' ", "'").replace("- ", "-")


def of_csl(name: dict[str, str]) -> str:
    if "literal" in name:
        return same("", name["literal"], "")
    kinds = ("dropping-particle", "non-dropping-particle", "family")
    family = " ".join(name[kind] for kind in kinds if kind in name)
    return same(name.get("given", ""), family, name.get("suffix", ""))


def of_biber(name: Any) -> str:
    found = {}
    for part in name.iterfind("b:namepart", BIBLATEXML):
        words = part.findall("b:namepart", BIBLATEXML) or [part]
        found[part.get("type")] = " ".join(word.text or "" for word in words)
    family = f"{found.get('prefix', '')} {found.get('family', name.text or '')}"
    return same(found.get("given", ""), family.strip(), found.get("suffix", ""))


def by_pandoc(_folder: Path) -> dict[str, str]:
    items = json.loads(pypandoc.convert_text(bibliography(), "csljson", format="biblatex"))
    return {item["id"]: " & ".join(map(of_csl, item.get("author", []))) for item in items}


def by_biber(folder: Path) -> dict[str, str]:
    programs.need("biber", packages="biber")
    (folder / "names.bib").write_text(bibliography(), "utf-8")
    programs.run(folder, "biber", "--tool", "--output-format=biblatexml", "names.bib")
    tree = etree.parse(folder / "names_bibertool.bltxml")
    return {
        entry.get("id"): " & ".join(map(of_biber, entry.iterfind(".//b:name", BIBLATEXML)))
        for entry in tree.iterfind(".//b:entry", BIBLATEXML)
    }


@pytest.mark.parametrize("program", ["pandoc", "biber"])
def test_who_reads_another_name(program: str, tmp_path: Path) -> None:
    read = {"pandoc": by_pandoc, "biber": by_biber}[program](tmp_path)
    found = {}
    for number, row in enumerate(rows()):
        ours = same(row["given"], f"{row['particle']} {row['family']}", row["suffix"])
        if read.get(f"n{number}") != ours:
            found[row["source"]] = read.get(f"n{number}")
    told = {row["source"] for row in rows() if program in row["other"].split()}
    assert {source: found[source] for source in found.keys() - told} == {}
    assert told - found.keys() == set(), "it now reads the same name"


def test_each_other_name_has_its_reason() -> None:
    assert [row["source"] for row in rows() if bool(row["other"]) != bool(row["reason"])] == []
