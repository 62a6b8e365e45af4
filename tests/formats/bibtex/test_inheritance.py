"""What entries inherit: BibLaTeX's default rules, @xdata, and references that lead nowhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.growth import BIB, assert_linear

from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import write as bibtex
from pllm_bib.formats.bibtex.inheritance import INHERITANCE, NEVER_INHERITED, resolve
from pllm_bib.formats.bibtex.read import Surroundings
from pllm_bib.formats.shared.latex import plain
from pllm_bib.model.date import Date
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

Fields = dict[str, str]
Entries = dict[str, tuple[str, Fields]]


def resolved(key: str, entries: Entries) -> tuple[Fields, list[tuple[str, str]]]:
    type_name, fields = entries[key]
    found, problems = resolve(type_name, fields, entries.get, key=key)
    return found, [(problem.rule, problem.field) for problem in problems]


def child_of(parent_type: str, parent: Fields, child_type: str, **child: str) -> Fields:
    entries: Entries = {
        "child": (child_type, {**child, "crossref": "parent"}),
        "parent": (parent_type, parent),
    }
    fields, problems = resolved("child", entries)
    assert problems == []
    return fields


# Appendix B of the BibLaTeX manual.

TITLES = {
    "title": "T",
    "subtitle": "S",
    "titleaddon": "A",
    "shorttitle": "H",
    "sorttitle": "O",
    "indextitle": "I",
    "indexsorttitle": "J",
}


@pytest.mark.parametrize(
    ("parents", "children", "prefix"),
    [
        ("mvbook", "book inbook bookinbook suppbook", "main"),
        (
            "mvcollection mvreference",
            "collection reference incollection inreference suppcollection",
            "main",
        ),
        ("mvproceedings", "proceedings inproceedings conference", "main"),
        ("book", "inbook bookinbook suppbook", "book"),
        ("collection reference", "incollection inreference suppcollection", "book"),
        ("proceedings", "inproceedings conference", "book"),
        ("periodical", "article suppperiodical", "journal"),
    ],
)
def test_titles_of_the_parent(parents: str, children: str, prefix: str) -> None:
    for parent in parents.split():
        for child in children.split():
            assert child_of(parent, TITLES, child, title="Own") == {
                "title": "Own",
                f"{prefix}title": "T",
                f"{prefix}subtitle": "S",
                f"{prefix}titleaddon": "A",
            }


@pytest.mark.parametrize("parent", ["book", "mvbook"])
@pytest.mark.parametrize("child", ["inbook", "bookinbook", "suppbook"])
def test_author_of_a_book(parent: str, child: str) -> None:
    fields = {"author": "Doe, Jane"}
    assert child_of(parent, fields, child) == {"author": "Doe, Jane", "bookauthor": "Doe, Jane"}
    assert child_of(parent, fields, child, author="Roe") == {
        "author": "Roe",
        "bookauthor": "Doe, Jane",
    }


def test_author_of_a_volume() -> None:
    assert child_of("mvbook", {"author": "Doe"}, "book") == {"author": "Doe"}


def test_any_other_pair_of_types_keeps_the_names() -> None:
    fields = TITLES | {"author": "Doe", "publisher": "Aviary"}
    assert child_of("misc", fields, "article") == fields


@pytest.mark.parametrize("name", sorted(NEVER_INHERITED - {"crossref", "xdata"}))
def test_field_that_is_never_inherited(name: str) -> None:
    assert child_of("book", {name: "X", "note": "N"}, "misc") == {"note": "N"}


def test_rules_name_no_pair_of_types_and_field_twice() -> None:
    named = [
        (parent, child, field)
        for row in INHERITANCE
        for parent in row.parents
        for child in row.children
        for field in row.fields
    ]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("own", "parent", "expected"),
    [
        ({"note": "own"}, {"note": "theirs"}, {"note": "own"}),
        ({"address": "own"}, {"location": "theirs"}, {"address": "own"}),
        ({"location": "own"}, {"address": "theirs"}, {"location": "own"}),
        ({"note": ""}, {"note": "theirs"}, {"note": "theirs"}),
        ({}, {"note": " "}, {}),
        # A date is one thing.
        ({"year": "2024"}, {"date": "2020-05-06"}, {"year": "2024"}),
        ({"date": "2024"}, {"year": "2020", "month": "5"}, {"date": "2024"}),
        ({"month": "5"}, {"year": "2020"}, {"month": "5", "year": "2020"}),
        ({}, {"year": "2020", "month": "5"}, {"year": "2020", "month": "5"}),
    ],
)
def test_own_fields_go_first(own: Fields, parent: Fields, expected: Fields) -> None:
    assert child_of("misc", parent, "misc", **own) == expected


@pytest.mark.parametrize(
    ("parent", "booktitle"),
    [
        ({"title": "T", "booktitle": "B"}, "T"),  # as biber and pandoc have it
        ({"booktitle": "B", "title": "T"}, "T"),
        ({"booktitle": "B"}, "B"),
    ],
)
def test_booktitle_of_the_parent(parent: Fields, booktitle: str) -> None:
    assert child_of("proceedings", parent, "inproceedings")["booktitle"] == booktitle


# Chains and circles.


def test_chain() -> None:
    entries: Entries = {
        "paper": ("inproceedings", {"title": "Paper", "crossref": "volume"}),
        "volume": ("proceedings", {"title": "Volume", "volume": "2", "crossref": "whole"}),
        "whole": ("mvproceedings", {"title": "Whole", "publisher": "Aviary"}),
    }
    assert resolved("paper", entries) == (
        {
            "title": "Paper",
            "booktitle": "Volume",
            "maintitle": "Whole",
            "volume": "2",
            "publisher": "Aviary",
        },
        [],
    )


def test_very_long_chain() -> None:
    length = 2000
    entries: Entries = {
        str(number): ("misc", {f"n{number}": "x", "crossref": str(number + 1)})
        for number in range(length)
    }
    entries[str(length)] = ("misc", {"note": "N"})
    fields, problems = resolved("0", entries)
    assert (len(fields), problems) == (length + 1, [])


def test_very_many_children_of_long_chains() -> None:
    chain = BIB["chain of crossrefs"]
    entries, faults = bib_reader.read(chain(3000) + "@misc{a3000, note = {N}}", "owls.bib")
    assert {str(entry.note) for entry in entries} == {"N"}
    assert faults == ()
    assert_linear(lambda size: partial(bib_reader.read, chain(size), "owls.bib"), 500)


@pytest.mark.parametrize("length", [1, 2, 3, 10])
def test_circle_is_reported_by_all_of_it(length: int) -> None:
    entries: Entries = {
        str(number): ("misc", {f"n{number}": "x", "crossref": str((number + 1) % length)})
        for number in range(length)
    }
    for key in entries:
        fields, problems = resolved(key, entries)
        assert problems == [("recursive-crossref", "crossref")]
        assert fields.keys() == {"crossref", *(f"n{number}" for number in range(length))}


def test_circle_further_up_is_for_the_parents_to_report() -> None:
    entries: Entries = {
        "a": ("misc", {"crossref": "b"}),
        "b": ("misc", {"crossref": "c", "note": "N"}),
        "c": ("misc", {"crossref": "b"}),
    }
    assert resolved("a", entries) == ({"note": "N"}, [])


def test_dangling_reference_stays() -> None:
    entries: Entries = {"a": ("misc", {"note": "N", "crossref": "B"}), "b": ("misc", {})}
    assert resolved("a", entries) == (
        {"note": "N", "crossref": "B"},
        [("dangling-crossref", "crossref")],
    )


# @xdata.

XDATA: Entries = {
    "press": ("xdata", {"publisher": "Aviary", "xdata": "place, names", "ids": "p"}),
    "place": ("xdata", {"location": "London and Vienna", "publisher": "Not this"}),
    "names": ("xdata", {"author": "Doe, Jane and Roe, Richard", "date": "2024-05"}),
    "circle": ("xdata", {"note": "N", "xdata": "circle2"}),
    "circle2": ("xdata", {"xdata": "circle"}),
    "book": ("book", {"publisher": "Book"}),
}


@pytest.mark.parametrize(
    ("fields", "expected", "problems"),
    [
        ({"xdata": "place"}, {"location": "London and Vienna", "publisher": "Not this"}, []),
        (
            {"xdata": "press"},
            {
                "publisher": "Aviary",
                "location": "London and Vienna",
                "author": "Doe, Jane and Roe, Richard",
                "date": "2024-05",
            },
            [],
        ),
        (
            {"xdata": "names,place", "year": "2020", "publisher": "Own", "address": "Rome"},
            {
                "year": "2020",
                "publisher": "Own",
                "address": "Rome",
                "author": "Doe, Jane and Roe, Richard",
            },
            [],
        ),
        ({"xdata": "circle"}, {"note": "N"}, [("recursive-crossref", "xdata")]),
        (
            {"xdata": "nope, circle2, Press"},
            {"note": "N", "xdata": "nope, Press"},
            [
                ("dangling-crossref", "xdata"),
                ("recursive-crossref", "xdata"),
                ("dangling-crossref", "xdata"),
            ],
        ),
        ({"xdata": "book"}, {"xdata": "book"}, [("dangling-crossref", "xdata")]),
        ({"author": "xdata=names-author"}, {"author": "Doe, Jane and Roe, Richard"}, []),
        ({"author": "xdata=names-author-2"}, {"author": "Roe, Richard"}, []),
        ({"author": "Poe and xdata=names-author-2"}, {"author": "Poe and Roe, Richard"}, []),
        ({"location": "xdata=place-location-1 and X"}, {"location": "London and X"}, []),
        ({"publisher": " xdata = press-Publisher "}, {"publisher": "Aviary"}, []),
        (
            {"author": "xdata=names-author-3"},
            {"author": "xdata=names-author-3"},
            [("dangling-crossref", "author")],
        ),
        ({"note": "xdata=no-note"}, {"note": "xdata=no-note"}, [("dangling-crossref", "note")]),
        ({"note": "On xdata and all"}, {"note": "On xdata and all"}, []),
    ],
)
def test_xdata(fields: Fields, expected: Fields, problems: list[tuple[str, str]]) -> None:
    entries = XDATA | {"a": ("misc", fields)}
    assert resolved("a", entries) == (expected, problems)


def test_widely_nested_xdata_is_quick() -> None:
    entries: Entries = {
        f"x{level}{side}": (
            "xdata",
            {f"f{level}{side}": "v", "xdata": f"x{level + 1}a,x{level + 1}b"},
        )
        for level in range(60)
        for side in "ab"
    }
    entries |= {"x60a": ("xdata", {}), "x60b": ("xdata", {})}
    fields, problems = resolved("a", entries | {"a": ("misc", {"xdata": "x0a, x0b"})})
    assert (len(fields), problems) == (120, [])


keys = st.sampled_from("abcd")


@given(
    st.dictionaries(
        keys,
        st.tuples(
            st.sampled_from(["xdata", "inbook", "book", "mvbook"]),
            st.dictionaries(
                st.sampled_from(["title", "author", "date", "note"]),
                st.sampled_from(["x", "xdata=a-title", "xdata=b-author-1 and y", " "]),
            ),
            st.none() | keys,
            st.lists(keys, max_size=3),
        ),
        min_size=1,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_web_of_references_is_resolved(
    web: dict[str, tuple[str, Fields, str | None, list[str]]],
) -> None:
    entries: Entries = {
        key: (
            type_name,
            fields
            | ({"crossref": crossref} if crossref else {})
            | ({"xdata": ",".join(xdata)} if xdata else {}),
        )
        for key, (type_name, fields, crossref, xdata) in web.items()
    }
    for key, (_type, own) in entries.items():
        fields, problems = resolved(key, entries)
        assert all(value.strip() for value in fields.values())
        kept = {name for name, value in own.items() if value.strip()} - {"crossref", "xdata"}
        assert kept <= fields.keys()
        named = {field for _rule, field in problems}
        assert {"crossref", "xdata"} & fields.keys() <= named


# In a file.

FILE = r"""
@inproceedings{paper,
  author = {Doe, Jane},
  title = {Owls},
  crossref = {proc},
}
@proceedings{proc,
  title = {Proceedings of Owls},
  editor = {Roe, Richard},
  year = 2024,
  month = {Owlmonth},
  publisher = birds,
}
@string{birds = {Aviary}}
@article{late,
  title = {Late},
  xdata = {where},
}
@xdata{where, journaltitle = {Journal of \foo Owls}, note = {}, month = {13}, year = 2020}
@set{both, entryset = {paper, late}}
"""


NEST = Surroundings(strings={"birds": "Nest"})


def test_file() -> None:
    entries, faults = bib_reader.read(FILE, "owls.bib", "1.1", surroundings=NEST)
    paper, proc, late, both = entries
    assert plain(paper.container or proc.title) == "Proceedings of Owls"
    assert str(paper.publisher) == "Nest"
    assert [str(name) for name in paper.editors] == ["Richard Roe"]
    assert paper.date == proc.date == Date(2024)
    assert paper.extra == proc.extra == (("month", "Owlmonth"),)
    assert late.date == Date(2020)
    assert (both.type, both.extra) == ("set", (("entryset", "paper, late"),))
    # Each fault once, where it stands.
    assert [(fault.name, fault.key, fault.position.line) for fault in faults] == [
        ("bad-date", "proc", 11),
        ("unknown-command", "where", 19),
        ("empty-field", "where", 19),
        ("bad-date", "where", 19),
    ]


def test_position_of_an_inherited_field_is_its_reference() -> None:
    (paper, *_others), _faults = bib_reader.read(FILE, "owls.bib")
    assert paper.origin is not None
    assert paper.position("booktitle") == paper.position("crossref") == Position("owls.bib", 5, 3)
    assert paper.position("title") == Position("owls.bib", 4, 3)
    assert paper.position("volume") == paper.origin.position
    assert "booktitle" not in paper.origin.raw


def test_inherited_fields_are_written_flat() -> None:
    (paper, *_others), _faults = bib_reader.read(FILE, "owls.bib", surroundings=NEST)
    text = bibtex.writer(bibtex.Variant.CANONICAL).write(Library((paper,)))
    assert "crossref" not in text
    assert "booktitle = {Proceedings of Owls}" in text
    assert bib_reader.read(text, "")[0][0] == paper


def read_faults(text: str) -> tuple[tuple[Entry, ...], list[tuple[str, str | None, int, int]]]:
    entries, faults = bib_reader.read(text, "owls.bib")
    return entries, [
        (fault.name, fault.field, fault.position.line, fault.position.column) for fault in faults
    ]


def test_reference_that_leads_nowhere_is_kept_and_reported() -> None:
    text = "@misc{a,\n  title = {T},\n  crossref = {b},\n note = {xdata=x-note},\n}"
    (entry,), faults = read_faults(text)
    assert dict(entry.extra) == {"crossref": "b"}
    assert str(entry.note) == "xdata=x-note"
    assert faults == [
        ("dangling-crossref", "crossref", 3, 3),
        ("dangling-crossref", "note", 4, 2),
    ]


def test_circle_is_reported_and_read() -> None:
    entries, faults = read_faults("@misc{a, crossref = {b}}\n@misc{b, title = {B}, crossref={a}}")
    assert [str(entry.title) for entry in entries] == ["B", "B"]
    assert faults == [
        ("recursive-crossref", "crossref", 1, 10),
        ("recursive-crossref", "crossref", 2, 23),
    ]


def test_parents_from_elsewhere() -> None:
    parents = {"proc": ("proceedings", {"title": "Elsewhere"})}
    text = "@inproceedings{a, title = {T}, crossref = {proc}}"
    (entry,), faults = bib_reader.read(text, "owls.bib", surroundings=Surroundings(parents=parents))
    assert str(entry.container) == "Elsewhere"
    assert faults == ()
    # What comes from elsewhere is the first entry of the key in the whole file.
    here = "@proceedings{proc, title = {Here}}"
    (entry, _proc), _ = bib_reader.read(text + here, "", surroundings=Surroundings(parents=parents))
    assert str(entry.container) == "Elsewhere"


def test_parent_by_a_former_key() -> None:
    text = "@misc{a, crossref = {old}}\n@misc{b, ids = {older, old}, note = {N}}"
    entries, faults = bib_reader.read(text, "owls.bib")
    assert str(entries[0].note) == "N"
    assert (entries[0].aliases, faults) == ((), ())


def test_strings_from_elsewhere_give_way_to_those_of_the_text() -> None:
    text = "@misc{a, note = s # jan}@string{s = {2}}@misc{b, note = s}"
    entries, faults = bib_reader.read(text, "", surroundings=Surroundings(strings={"s": "1"}))
    assert [str(entry.note) for entry in entries] == ["1jan", "2"]
    assert faults == ()
