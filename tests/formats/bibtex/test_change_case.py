"""BibTeX's sentence case; `tests/consumers` holds it against BibTeX itself."""

from __future__ import annotations

import pytest

from pllm_bib.formats.bibtex.change_case import sentence_case


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
