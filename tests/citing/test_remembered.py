"""References that are remembered are those of a bibliography made anew, whatever was edited."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pllm_bib.citing.references import STYLES, references_in
from pllm_bib.citing.remembered import STAND_IN, references
from pllm_bib.files.cache.store import Rows
from pllm_bib.files.cache.unread import digest
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry
from pllm_bib.model.library import Library
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Text

MARKUPS = ("markdown", "html")
OTHER_STYLES = (
    "harvard-leeds-beckett-university",  # all names are told apart from all others
    "bloomsbury-academic",  # a substitute stands for each name
    "din-1505-2-alphanumeric",  # labels
)
"""Styles that decide more of a reference by the others than those of a build."""

RULES = ("all-names", "all-names-with-initials", "primary-name", "by-cite")
SHORT = """\
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"
    default-locale="en-US" page-range-format="expanded">
  <info><title>Short names</title><id>short</id><updated>2020-01-01T00:00:00+00:00</updated></info>
  <citation et-al-min="3" et-al-use-first="1" disambiguate-add-givenname="true"
      disambiguate-add-names="true" givenname-disambiguation-rule="RULE"
      disambiguate-add-year-suffix="true">
    <layout><names variable="author"><name form="short" initialize-with=". "/></names>
      <date variable="issued"><date-part name="year" prefix=" "/></date></layout>
  </citation>
  <bibliography et-al-min="3" et-al-use-first="1">
    <sort><key variable="title"/><key variable="author"/></sort>
    <layout><text variable="citation-number" suffix=". "/>
      <names variable="author"><name form="short" initialize-with=". "/></names>
      <date variable="issued"><date-part name="year" prefix=" "/></date>
      <text variable="title" prefix=", "/></layout>
  </bibliography>
</style>
"""
"""A style whose references show as little of names as tells them apart from all others."""


@pytest.fixture(scope="module", params=[*STYLES, *OTHER_STYLES, *RULES])
def style(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = str(request.param)
    if name not in RULES:
        return name
    path = tmp_path_factory.mktemp("styles") / f"{name}.csl"
    path.write_text(SHORT.replace("RULE", name), encoding="utf-8")
    return str(path)


PEOPLE = [
    Name(family=family, given=given)
    for family, given in (
        ("Doe", "Jane"),
        ("Doe", "John"),
        ("Doe", "Jane B."),
        ("Roe", "Jane"),
        ("Roe", "Wei"),
        ("Owl", "Wei"),
    )
]
works = st.builds(
    Entry,
    key=st.just(""),
    type=st.sampled_from(["article", "inproceedings", "book"]),
    title=st.sampled_from(["Owls", "Crows", f"Of {STAND_IN}", "A <b>"]).map(Text.of),
    authors=st.lists(st.sampled_from(PEOPLE), max_size=4).map(lambda names: Names(tuple(names))),
    editors=st.lists(st.sampled_from(PEOPLE), max_size=1).map(lambda names: Names(tuple(names))),
    date=st.none() | st.sampled_from([Date(2020), Date(2021)]),
)


def remembered(entries: list[Entry], style: str, rows: Rows) -> object:
    known = {entry.key: (entry, digest(entry)) for entry in entries}
    return references(known, style, MARKUPS, rows)


def keyed(entries: list[Entry]) -> list[Entry]:
    return [replace(entry, key=f"w{number}") for number, entry in enumerate(entries)]


@given(data=st.data())
@settings(max_examples=8)
def test_edits_change_what_they_would_change_in_a_bibliography_made_anew(
    style: str, data: st.DataObject
) -> None:
    entries = keyed(data.draw(st.lists(works, min_size=1, max_size=8)))
    rows = Rows()
    for number in range(4):
        made = references_in(Library(tuple(entries)), style, MARKUPS)
        assert remembered(entries, style, rows) == made
        rows = Rows(rows.known)  # as from the disk
        at = data.draw(st.integers(0, len(entries) - 1))
        new = replace(data.draw(works), key=f"n{number}")
        kind = data.draw(st.sampled_from(["change", "add", "drop", "move"]))
        if kind == "change":
            entries[at] = replace(new, key=entries[at].key)
        elif kind == "add":
            entries.insert(at, new)
        elif kind == "move":
            entries.append(entries.pop(at))
        elif len(entries) > 1:
            del entries[at]


def test_a_changed_title_renders_one_reference(style: str) -> None:
    entries = keyed(
        [
            Entry(
                key="",
                type="article",
                title=Text.of(f"Title {number}"),
                authors=Names((Name(family=f"Family{number}", given="Jane"),)),
                date=Date(2020),
            )
            for number in range(30)
        ]
    )
    rows = Rows()
    remembered(entries, style, rows)
    cold = len(rows.fresh)
    rows = Rows(rows.known)
    entries[7] = replace(entries[7], title=Text.of("Title 7, again"))
    remembered(entries, style, rows)
    assert len(rows.fresh) <= cold / 30 + 1
