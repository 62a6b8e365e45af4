"""Works found again in another state of a library, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.library import Chapter, Library, Section
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text
from pllm_bib.same_work.history import Kind, arxiv_id, changes, same_works

OWLS = Entry(
    key="doe2024owls",
    type="preprint",
    title=Text.of("Owls at Night"),
    authors=Names((Name(family="Doe"),)),
    date=Date(2024),
    doi="10.1234/owls",
    eprint=Eprint("arXiv", "2403.00001"),
    sections=("1.1",),
)


def library(*entries: Entry, sections: str = "1.1=owls 1.2=crows") -> Library:
    pairs = [section.split("=") for section in sections.split()]
    return Library(
        entries, (Chapter("1", "Birds", tuple(Section(i, slug, slug) for i, slug in pairs)),)
    )


def kinds(old: Library, new: Library) -> list[tuple[str, str, str]]:
    found = changes(old, new, title=lambda e: str(e.title), label=lambda e: e.type)
    return [(change.kind.value, change.before, change.after) for change in found]


@pytest.mark.parametrize(
    ("eprint", "expected"),
    [
        (Eprint("arXiv", "2403.00001"), "2403.00001"),
        (Eprint("arxiv", "2403.00001v2"), "2403.00001"),
        (Eprint("arXiv", "math.GT/0309136"), "math/0309136"),
        (Eprint("HAL", "2403.00001"), None),
        (None, None),
    ],
)
def test_arxiv_id(eprint: Eprint | None, expected: str | None) -> None:
    assert arxiv_id(replace(OWLS, eprint=eprint)) == expected


BARE = replace(OWLS, doi=None, eprint=None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OWLS, replace(BARE, title=Text.of("Another"))),
        (BARE, replace(BARE, key="k", title=Text.of("Another"), aliases=("doe2024owls",))),
        (replace(BARE, aliases=("k",)), replace(BARE, key="k", title=Text.of("Another"))),
        (OWLS, replace(OWLS, key="k", title=Text.of("Another"), eprint=None)),
        (OWLS, replace(OWLS, key="k", title=Text.of("Another"), doi=None)),
        (OWLS, replace(BARE, key="k", title=Text.of("OWLS at night"))),
    ],
    ids=["key", "former key now", "former key then", "doi", "arxiv", "title"],
)
def test_found_again(old: Entry, new: Entry) -> None:
    assert same_works(Library((old,)), Library((new,))) == ((old, new),)


@pytest.mark.parametrize(
    "change",
    [
        {"title": Text.of("Another")},
        {"authors": Names((Name(family="Roe"),))},
        {"title": Text()},
    ],
)
def test_not_found_again(change: dict[str, object]) -> None:
    new = replace(BARE, key="k", **change)  # type: ignore[arg-type]  # any attribute will do
    assert same_works(Library((BARE,)), Library((new,))) == ((None, new), (BARE, None))


def test_a_key_goes_before_an_identifier() -> None:
    swapped = replace(OWLS, key="k", doi=None), replace(OWLS, doi="10.1234/other", eprint=None)
    assert same_works(Library((OWLS,)), Library(swapped)) == (
        (None, swapped[0]),
        (OWLS, swapped[1]),
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"type": "inproceedings"}, [("promoted", "preprint", "inproceedings")]),
        (
            {"title": Text.of("Owls by Night")},
            [("retitled", "Owls at Night", "Owls by Night")],
        ),
        ({"title": Text.of(Chunk("Owls at Night", Style.PROTECTED))}, []),
        ({"doi": None}, [("re-identified", "DOI 10.1234/owls", "")]),
        (
            {"eprint": Eprint("arXiv", "2403.00002")},
            [("re-identified", "arXiv 2403.00001", "arXiv 2403.00002")],
        ),
        ({"eprint": Eprint("arXiv", "2403.00001v3")}, [("amended", "", "eprint")]),
        ({"key": "owls"}, [("rekeyed", "doe2024owls", "owls")]),
        ({"sections": ("1.2",)}, [("moved", "1.1", "1.2")]),
        ({"sections": ("1.1", "1.2")}, [("moved", "1.1", "1.1, 1.2")]),
        ({"note": Text.of("A note")}, [("amended", "", "note")]),
        (
            {"authors": Names((Name(family="Roe"),)), "pages": "1–9"},
            [("amended", "", "author, pages")],
        ),
        ({"type": "inproceedings", "pages": "1–9"}, [("promoted", "preprint", "inproceedings")]),
        ({"extra": (("series-note", "x"),)}, [("amended", "", "series-note")]),
        (
            {"links": (Link(LinkKind.PAPER, "https://example.org/owls"),)},
            [("amended", "", "url")],
        ),
        ({"container": Text.of("Owl Letters")}, [("amended", "", "booktitle")]),
    ],
)
def test_changes(change: dict[str, object], expected: list[tuple[str, str, str]]) -> None:
    new = replace(OWLS, **change)  # type: ignore[arg-type]  # any attribute will do
    assert kinds(library(OWLS), library(new)) == expected


def test_an_identifier_that_is_found_is_no_other_one() -> None:
    assert kinds(library(BARE), library(OWLS)) == [("amended", "", "doi, eprint")]


def test_added_and_removed() -> None:
    assert kinds(library(OWLS), library()) == [("removed", "preprint", "")]
    assert kinds(library(), library(OWLS)) == [("added", "", "preprint")]


def test_sections_that_are_numbered_anew_move_nothing() -> None:
    later = replace(OWLS, sections=("1.2",))
    assert kinds(library(OWLS), library(later, sections="1.1=bats 1.2=owls 1.3=crows")) == []


def test_kinds_come_in_their_order() -> None:
    one = replace(
        OWLS, key="k", type="article", title=Text.of("A"), doi="10.1/2", sections=("1.2",)
    )
    found = [kind for kind, *_rest in kinds(library(OWLS), library(replace(OWLS, key="n"), one))]
    assert found == sorted(found, key=[kind.value for kind in Kind].index)


ENTRIES = st.lists(
    st.builds(
        replace,
        st.just(BARE),
        key=st.sampled_from("abcd"),
        doi=st.sampled_from((None, "10.1/1", "10.1/2")),
        title=st.sampled_from(("A", "B", "")).map(Text.of),
    ),
    max_size=6,
)


@given(ENTRIES, ENTRIES)
def test_every_work_is_in_one_pair(old: list[Entry], new: list[Entry]) -> None:
    pairs = same_works(Library(tuple(old)), Library(tuple(new)))
    assert [after for _, after in pairs if after is not None] == new
    befores = [before for before, _ in pairs if before is not None]
    assert sorted(map(id, befores)) == sorted(map(id, old))


@given(ENTRIES)
def test_a_library_is_like_itself(entries: list[Entry]) -> None:
    unique = Library(tuple({entry.key: entry for entry in entries}.values()))
    assert all(before is after for before, after in same_works(unique, unique))


def test_of_the_fields_that_changed_the_related_works_come_last() -> None:
    now = replace(OWLS, related=("roe2024crows",), note=Text.of("In press."), volume="3")
    assert kinds(library(OWLS), library(now)) == [("amended", "", "volume, note, related")]
