"""Titles of works of several fields, joined as pandoc joins them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.csl_json import write as csl_json
from pllm_bib.formats.markdown import write as markdown
from pllm_bib.formats.ris import write as ris
from pllm_bib.formats.shared.latex import plain
from pllm_bib.formats.shared.titles import (
    csl_titles,
    full_container,
    full_title,
    publisher,
    publisher_source,
)
from pllm_bib.model.entry import Entry
from pllm_bib.model.library import Library
from pllm_bib.model.text import Chunk, Style, Text


def work(type_name: str = "article", **extra: str) -> Entry:
    known: dict[str, Any] = {"title": Text.of("Title")}
    if type_name in {"article", "inbook"}:
        known["container"] = Text.of("Container")
    return Entry(key="a", type=type_name, extra=tuple(extra.items()), **known)


@pytest.mark.parametrize(
    ("title", "extra", "expected"),
    [
        ("Title", {}, "Title"),
        ("Title", {"subtitle": "Sub"}, "Title: Sub"),
        ("Title", {"titleaddon": "Addon"}, "Title. Addon"),
        ("Title", {"titleaddon": "Addon", "subtitle": "Sub"}, "Title: Sub. Addon"),
        ("What?", {"subtitle": "That"}, "What? That"),
        ("That!", {"subtitle": "This.", "titleaddon": "Addon"}, "That! This. Addon"),
        ("Title:", {"subtitle": "Sub"}, "Title: Sub"),
        ("“What?”", {"subtitle": "Sub"}, "“What?”: Sub"),
        ("", {"subtitle": "Sub"}, "Sub"),
        ("Title", {"booktitleaddon": "B", "maintitle": "M"}, "Title"),
    ],
)
def test_full_title(title: str, extra: dict[str, str], expected: str) -> None:
    entry = replace(work(**extra), title=Text.of(title))
    assert str(full_title(entry)) == expected


def test_parts_keep_their_markup() -> None:
    entry = work(subtitle=r"On \emph{Strix} {BERT}")
    assert full_title(entry) == Text.of(
        "Title: On ",
        Chunk("Strix", Style.EMPHASIS),
        " ",
        Chunk("BERT", Style.PROTECTED),
    )


MAIN = {"maintitle": "Main", "mainsubtitle": "MS", "maintitleaddon": "MA"}
BOOK = {"booksubtitle": "BS", "booktitleaddon": "BA"}


@pytest.mark.parametrize(
    ("type_name", "extra", "expected"),
    [
        ("article", {}, ("Title", "Container", None)),
        ("article", {"journalsubtitle": "JS"}, ("Title", "Container: JS", None)),
        ("article", BOOK, ("Title", "Container", None)),
        ("inbook", BOOK, ("Title", "Container: BS. BA", None)),
        ("inbook", BOOK | MAIN, ("Title", "Main: MS. MA", "Container: BS. BA")),
        ("book", MAIN | {"subtitle": "Sub"}, ("Main: MS. MA", None, "Title: Sub")),
        ("mvbook", {"subtitle": "Sub"}, ("Title: Sub", None, None)),
        ("periodical", {}, ("Title", "Title", None)),
        (
            "periodical",
            {"subtitle": "Sub", "issuetitle": "Issue", "issuesubtitle": "IS"},
            ("Issue: IS", "Title: Sub", None),
        ),
    ],
)
def test_titles_as_pandoc_has_them(
    type_name: str, extra: dict[str, str], expected: tuple[str, str | None, str | None]
) -> None:
    entry = work(type_name, **extra)
    assert tuple(text and plain(text) for text in csl_titles(entry)) == expected
    made = csl_json.item(entry)
    found = [made.get(name) for name in ("title", "container-title", "volume-title")]
    assert found == list(expected)


def lines(text: str, *starts: str) -> list[str]:
    return [line.strip(" ,") for line in text.splitlines() if line.strip().startswith(starts)]


def test_formats_without_volume_titles_have_the_whole_work_as_series() -> None:
    entry = replace(work("inbook", **BOOK, **MAIN, subtitle="Sub"), series=Text.of("Series"))
    library = Library((entry,))
    assert lines(ris.write(library), "TI", "T2", "T3") == [
        "TI  - Title: Sub",
        "T2  - Container: BS. BA",
        "T3  - Main: MS. MA. Series",
    ]
    assert FORMATS["bibtex"].write(library).splitlines() == [
        "@inbook{a,",
        "  title = {Title: Sub},",
        "  booktitle = {Container: BS. BA},",
        "  series = {Main: MS. MA. Series},",
        "}",
    ]
    assert "booksubtitle = {BS}" in FORMATS["biblatex"].write(library)
    assert "booksubtitle = {BS}" in FORMATS["canonical"].write(library)
    assert "Title: Sub." in markdown.write(library)


def test_container_of_an_entry_without_extra_is_the_same() -> None:
    entry = work()
    assert full_container(entry) is entry.container
    assert full_title(entry) is entry.title


@pytest.mark.parametrize(
    ("type_name", "howpublished", "expected"),
    [
        ("misc", "By hand", "By hand"),
        ("misc", r"\url{https://example.org}", None),
        ("preprint", "By hand", None),  # the archive issued it
    ],
)
def test_publisher(type_name: str, howpublished: str, expected: str | None) -> None:
    entry = work(type_name, howpublished=howpublished)
    found = publisher(entry)
    assert (found and str(found)) == expected
    assert publisher_source(entry) == "extra.howpublished"
