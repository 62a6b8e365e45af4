"""BibTeX's sentence case; `tests/consumers` holds it against BibTeX itself."""

from __future__ import annotations

import json
import re

import pytest

from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex.change_case import sentence_case
from pllm_bib.formats.bibtex.read import read
from pllm_bib.formats.bibtex.write import Variant, writer
from pllm_bib.formats.csl_json import write as csl_json
from pllm_bib.formats.csl_json.read import read_json
from pllm_bib.formats.ris.read import read as read_ris
from pllm_bib.model.library import Library


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("The Owls of Rome", "The owls of rome"),
        ("Owls: A Study", "Owls: A study"),
        ("Owls:A Study", "Owls:a study"),
        ("Owls:  {A} Study", "Owls: {A} study"),
        ("The {BERT} Model of {Rome and Paris}", "The {BERT} model of {Rome and Paris}"),
        ("{Rome} and {{Paris}}", "{Rome} and {{Paris}}"),
        # special characters
        (r"The {\"O}sterreich of {\'E}tudes", r"The {\"o}sterreich of {\'e}tudes"),
        (r"{\"O}sterreich: {\"O}l", r"{\"O}sterreich: {\"O}l"),
        (r"In {{\"O}sterreich}", r"In {{\"O}sterreich}"),
        (r"Of {\OE}uvres and {\L}odz", r"Of {\oe}uvres and {\l}odz"),
        (r"Of {\LaTeX Users}", r"Of {\LaTeX users}"),
        (r"Of {\em Rome and {Paris} \AA B}", r"Of {\em rome and {paris} \aa b}"),
        (r"Of {\A}", r"Of {\A}"),
        # what is no special character
        (r"In \LaTeX and $L^2$", r"In \latex and $l^2$"),
        (r"In \'Ecole", r"In \'ecole"),
        ("In École", "In École"),
        (" \n The\tOwls  of\n Rome ", "The owls of rome"),
        ("", ""),
    ],
)
def test_sentence_case(title: str, printed: str) -> None:
    assert sentence_case(title) == printed


def written(title: str, language: str = "", variant: Variant = Variant.CLASSIC) -> str:
    """The title in a .bib file of an item of CSL-JSON."""
    item = {"id": "k", "type": "book", "title": title, "language": language}
    entries, _faults = read_json(json.dumps([item]), "a.json")
    text = writer(variant).write(Library(entries), Options(ascii=True))
    return str(re.findall(r"^  title = \{(.*)\},$", text, re.MULTILINE)[0])


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("The pH of DNA in Paris", "The {pH} of {DNA} in {Paris}"),
        # BibTeX keeps the first letter, and no other one.
        ("Paris in spring", "Paris in spring"),
        ("DNA of owls", "{DNA} of owls"),
        ("mRNA of owls", "{mRNA} of owls"),
        ("Chain-of-Thought reasoning helps", "{Chain-of-Thought} reasoning helps"),
        (
            "A study: The case of (ATP), “Rome” and I",
            "A study: {The} case of ({ATP}), ``{Rome}'' and {I}",
        ),
        ("On 3D-printing of GaN/AlN", "On {3D-printing} of {GaN/AlN}"),
        ("On <i>Escherichia coli</i> owls", r"On \emph{{Escherichia} coli} owls"),
        ('Ab <span class="nocase">pH</span> in Paris', "Ab {pH} in {Paris}"),
        ("From Österreich", r"From {{\"O}sterreich}"),
        # It says itself which capitals are meant.
        ('Is <span class="nocase">DNA</span> All You Need', "Is {DNA} All You Need"),
        # In title case, a first capital means nothing.
        ("Attention Is All You Need", "Attention Is All You Need"),
        (
            "Chain-of-Thought Prompting for LLM Agents",
            "Chain-of-Thought Prompting for {LLM} Agents",
        ),
        ("OWLS OF ROME", "OWLS OF ROME"),
        # One word alone does not tell.
        ("Lost in Paris", "Lost in {Paris}"),
    ],
)
def test_capitals_of_a_title_in_sentence_case_are_meant(title: str, source: str) -> None:
    assert written(title) == source
    assert written(title, "en-US", Variant.BIBLATEX) == source


def test_title_in_another_language_is_protected_as_a_whole() -> None:
    title = "Quellen zur Philosophie"
    assert written(title, "de") == "{Quellen zur Philosophie}"
    # There, styles know the language; a list's own files protect word by word.
    assert written(title, "de", Variant.BIBLATEX) == title
    assert written(title, "de", Variant.CANONICAL) == "Quellen zur {Philosophie}"
    assert written("<i>E. coli</i> in Rom", "de") == r"{{}\emph{E. coli} in Rom}"


def test_capitals_of_other_formats_are_meant() -> None:
    entries, _faults = read_ris("TY  - BOOK\nTI  - On owls of Rome\nER  - \n", "a.ris")
    assert "title = {On owls of {Rome}}" in writer(Variant.CLASSIC).write(Library(entries))


@pytest.mark.parametrize(
    "title",
    ["Attention Is All You Need", "{DNA} in Paris", "The {pH} of {DNA}", "Owls of the night"],
)
def test_title_comes_back_from_csl_in_the_same_case(title: str) -> None:
    entries, _faults = read(f"@book{{k, title = {{{title}}}}}", "a.bib")
    back, _faults = read_json(csl_json.write(Library(entries)), "a.json")
    assert f"title = {{{title}}}" in writer(Variant.CLASSIC).write(Library(back))
