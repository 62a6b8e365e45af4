"""CSL-JSON and CSL-YAML: every variable's meaning; see also the files in ``data/read``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pllm_bib.formats.csl_json.dates import read_date_variable
from pllm_bib.formats.csl_json.item import VARIABLES
from pllm_bib.formats.csl_json.names import read_name
from pllm_bib.formats.csl_json.read import read_json, read_yaml
from pllm_bib.formats.shared.fields import FIELDS, OWN_CSL, csl_kind
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.formats.shared.types_read import CROSSREF_TYPES, CSL_TYPES
from pllm_bib.model.date import Date, Open
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text
from pllm_bib.verifying.csl_schema import item_types, variables

EMPHASIS, STRONG, PROTECTED = Style.EMPHASIS, Style.STRONG, Style.PROTECTED
DOE = Name(family="Doe", given="Jane")


def read_item(**variables: Any) -> Entry:
    """The entry of an item of some variables, ``_`` in their names standing for a hyphen.

    It must have no fault; infos are none.
    """
    entry, faults = item_and_faults(**variables)
    assert [fault for fault in faults if fault[0] != "read-as"] == []
    return entry


def item_and_faults(**variables: Any) -> tuple[Entry, list[tuple[str, str | None]]]:
    named = {name.replace("_", "-"): value for name, value in variables.items()}
    return variables_and_faults(named)


def variables_and_faults(
    variables: dict[str, Any],
) -> tuple[Entry, list[tuple[str, str | None]]]:
    text = json.dumps([{"id": "doe2024owls"} | variables])
    entries, faults = read_json(text, "x.json")
    assert all(fault.key == "doe2024owls" for fault in faults)
    return entries[0], [(fault.name, fault.field) for fault in faults]


# A whole item.


def test_every_variable_of_the_model_has_its_meaning() -> None:
    entry = read_item(
        type="article-journal",
        title="Owls of <i>Night</i>",
        author=[{"family": "Doe", "given": "Jane"}],
        editor=[{"literal": "Owl Society"}],
        issued={"date-parts": [[2024, 6, 9]]},
        container_title="Journal of Owls",
        collection_title="Second Series",
        edition=2,
        volume=12,
        issue="3-4",
        page="101-119",
        publisher="Aviary Press",
        publisher_place="Liège",
        DOI="10.1234/OWLS",
        ISBN="978-0-00-000000-2",
        ISSN="1234-5679",
        URL="https://example.org/owls",
        language="en",
        keyword="owls, night flight",
        abstract="We count <b>all</b> owls.",
        note="Best paper",
    )
    assert entry == Entry(
        key="doe2024owls",
        type="article",
        title=Text.of("Owls of ", Chunk("Night", EMPHASIS)),
        authors=Names((DOE,)),
        editors=Names((Name(family="Owl Society", organisation=True),)),
        date=Date(2024, 6, 9),
        container=Text.of("Journal of Owls"),
        series=Text.of("Second Series"),
        edition=Text.of("2"),
        volume="12",
        number="3-4",
        pages="101–119",
        publisher=Text.of("Aviary Press"),
        place=Text.of("Liège"),
        doi="10.1234/OWLS",
        isbn="978-0-00-000000-2",
        issn="1234-5679",
        links=(Link(LinkKind.PAPER, "https://example.org/owls"),),
        language="en",
        keywords=("owls", "night flight"),
        abstract=Text.of("We count ", Chunk("all", STRONG), " owls."),
        note=Text.of("Best paper"),
    )


def test_places_of_an_item_its_key_and_its_variables() -> None:
    text = '[\n  {"type": "book",\n   "id": "owls", "title": "Owls"}\n]'
    (entry,), _ = read_json(text, "x.json", "1.1")
    origin = entry.origin
    assert origin is not None
    assert origin.position == Position("x.json", 2, 3)
    assert origin.key == Position("x.json", 3, 4)
    assert dict(origin.fields) == {
        "type": Position("x.json", 2, 4),
        "id": Position("x.json", 3, 4),
        "title": Position("x.json", 3, 18),
    }
    assert origin.raw == {"type": "book", "id": "owls", "title": "Owls"}
    assert entry.sections == ("1.1",)


def test_places_in_yaml_are_counted_in_characters() -> None:
    text = "references:\n- title: Öwls 🦉 {x}\n  id: 'öwls'\n- {id: b}\n"
    (first, second), faults = read_yaml(text, "x.yaml")
    assert faults == ()
    assert first.origin is not None
    assert second.origin is not None
    assert first.origin.position == Position("x.yaml", 2, 3)
    assert first.origin.key == Position("x.yaml", 3, 3)
    assert first.origin.raw == {"title": "Öwls 🦉 {x}", "id": "öwls"}
    assert second.origin.position == Position("x.yaml", 4, 3)
    assert second.origin.key == Position("x.yaml", 4, 4)


def test_yaml_is_read_as_it_is_written() -> None:
    text = "- id: 010\n  type: book\n  title: no\n  volume: 1e3\n  edition: ~\n  note: '~'\n"
    (entry,), faults = read_yaml(text, "x.yaml")
    assert faults == ()
    assert (entry.key, str(entry.title), entry.volume) == ("010", "no", "1e3")
    assert entry.edition is None
    assert entry.note == Text.of("~")


def test_yaml_values_can_be_repeated_but_not_without_end() -> None:
    text = "- id: a\n  author: &doe [{family: Doe}]\n- id: b\n  author: *doe\n"
    entries, faults = read_yaml(text, "x.yaml")
    assert [entry.authors for entry in entries] == [Names((Name(family="Doe"),))] * 2
    assert faults == ()
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    bomb = "\n".join(["a0: &a0 [x]", *levels, "references: *a29"])
    entries, faults = read_yaml(bomb, "x.yaml")
    assert entries == ()
    assert [fault.message for fault in faults] == ["values are repeated too often here"]


ANCHORED = """\
publisher: &pub P
references:
- id: a
  author: &doe [{family: Doe}]
  publisher: *pub
- id: broken
  title: [x
- id: b
  author: *doe
  publisher: *pub
"""


def test_yaml_anchors_hold_across_items_beside_a_broken_one() -> None:
    entries, faults = read_yaml(ANCHORED, "x.yaml")
    doe = Names((Name(family="Doe"),))
    assert [(entry.key, entry.authors, str(entry.publisher)) for entry in entries] == [
        ("a", doe, "P"),
        ("b", doe, "P"),
    ]
    (fault,) = faults
    assert (fault.name, fault.position.line) == ("syntax-error", 8)


def test_yaml_anchors_of_items_cannot_grow_without_end() -> None:
    grown = (f"- id: b{n}\n  k: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    text = "- id: a\n  k: &a0 [x, x]\n" + "".join(grown) + "- id: last\n"
    entries, faults = read_yaml(text, "x.yaml")
    assert (entries[0].key, entries[-1].key) == ("a", "last")
    told = {fault.message for fault in faults}
    assert "values are repeated too often here" in told
    assert len(entries) < 20


def test_yaml_mappings_can_be_merged() -> None:
    text = (
        "- &a {id: a, title: One, publisher: P}\n- &b {id: b, edition: 2}\n"
        "- <<: [*b, *a]\n  id: c\n- <<: *a\n  id: d\n  title: Two\n"
    )
    entries, faults = read_yaml(text, "x.yaml")
    assert faults == ()
    assert [(entry.key, str(entry.title or ""), str(entry.edition or "")) for entry in entries] == [
        ("a", "One", ""),
        ("b", "", "2"),
        ("c", "One", "2"),
        ("d", "Two", ""),
    ]
    entries, faults = read_yaml("- {<<: x, id: c}\n- id: d\n", "x.yaml")
    assert [entry.key for entry in entries] == ["d"]
    assert [fault.message for fault in faults] == ["“<<” stands before what is no mapping"]


# Keys.


@pytest.mark.parametrize(
    ("variables", "key", "aliases"),
    [
        ({"id": "a"}, "a", ()),
        ({"id": 12}, "12", ()),
        ({"id": 12.0}, "12", ()),
        ({"id": "a", "citation-key": "b"}, "b", ("a",)),
        ({"id": "a", "citation-key": "a"}, "a", ()),
        ({"id": 12, "citation-key": "b"}, "b", ()),
        ({"id": "a b", "citation-key": "b"}, "b", ()),
        ({"id": None, "title": "Owls"}, "owls", ()),
    ],
)
def test_key(variables: dict[str, Any], key: str, aliases: tuple[str, ...]) -> None:
    (entry,), faults = read_json(json.dumps([variables]), "x.json")
    assert (entry.key, entry.aliases) == (key, aliases)
    assert [fault for fault in faults if fault.name != "wrong-value"] == []


# Types.


@pytest.mark.parametrize("name", item_types())
def test_every_type_of_csl_is_read(name: str) -> None:
    assert read_item(type=name).type == CSL_TYPES[name].type
    assert CSL_TYPES[name].type in TYPES
    assert CSL_TYPES[name].field in {None, "type", "entrysubtype"}


def test_types_of_the_table_are_csl_s() -> None:
    assert CSL_TYPES.keys() == set(item_types())
    assert set(CROSSREF_TYPES.values()) <= CSL_TYPES.keys()


@pytest.mark.parametrize("name", CROSSREF_TYPES)
def test_types_that_crossref_writes_are_read(name: str) -> None:
    assert read_item(type=name).type == CSL_TYPES[CROSSREF_TYPES[name]].type


@pytest.mark.parametrize(
    ("csl", "genre", "expected", "extra"),
    [
        ("thesis", "PhD thesis", "phdthesis", ()),
        ("thesis", "Master’s thesis", "mastersthesis", ()),
        ("thesis", "Master's thesis", "mastersthesis", (("type", "Master's thesis"),)),
        ("thesis", "Doctoral thesis", "phdthesis", (("type", "Doctoral thesis"),)),
        ("thesis", "Habilitation", "thesis", (("type", "Habilitation"),)),
        ("thesis", None, "thesis", ()),
        ("report", "research report", "report", (("type", "resreport"),)),
        ("speech", None, "unpublished", (("type", "Speech"),)),
        ("document", "Software", "software", ()),
        ("document", "Leaflet", "misc", (("type", "Leaflet"),)),
        ("software", None, "software", ()),
        ("map", None, "misc", (("type", "Map"),)),
        ("map", "Topographic", "misc", (("type", "Topographic"), ("entrysubtype", "map"))),
        ("article-magazine", None, "article", (("entrysubtype", "magazine"),)),
        ("article-newspaper", None, "article", (("entrysubtype", "newspaper"),)),
    ],
)
def test_what_type_and_genre_say(
    csl: str, genre: str | None, expected: str, extra: tuple[tuple[str, str], ...]
) -> None:
    entry = read_item(type=csl, genre=genre)
    assert (entry.type, entry.extra) == (expected, extra)


def test_unknown_type_is_kept_and_reported() -> None:
    entry, faults = item_and_faults(type="owl")
    assert (entry.type, entry.extra) == ("misc", (("csl-type", "owl"),))
    assert faults == [("unknown-entry-type", "type")]


# Text.


# Names.


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"family": "Doe", "given": "Jane"}, DOE),
        ({"family": "King", "given": "M.", "suffix": "Jr."}, Name(
            family="King", given="M.", suffix="Jr."
        )),
        ({"family": "Berg", "non-dropping-particle": "van der"}, Name(
            family="Berg", particle="van der"
        )),
        ({"family": "Humboldt", "dropping-particle": "von"}, Name(
            family="Humboldt", particle="von"
        )),
        (
            {
                "family": "Fontaine",
                "given": "Jean",
                "dropping-particle": "de",
                "non-dropping-particle": "La",
            },
            Name(family="Fontaine", given="Jean", particle="de La"),
        ),
        ({"family": "van der Berg"}, Name(family="Berg", particle="van der")),
        ({"literal": "Owl Club"}, Name(family="Owl Club", organisation=True)),
        ({"name": "Owl Club"}, Name(family="Owl Club", organisation=True)),
        ({"given": "Plato"}, Name(family="Plato")),
        ({"family": "Doe", "literal": "x"}, Name(family="Doe")),
    ],
)  # fmt: skip
def test_name(parts: dict[str, str], expected: Name) -> None:
    assert read_name(parts) == expected


def test_names_that_are_none_are_reported() -> None:
    entry, faults = item_and_faults(
        author="Doe, Jane",
        editor=[None, "Owl Club", {"family": 7}],
        translator={"family": "Roe"},
        chair=[{"family": "Poe", "orcid": "1", "affiliation": [{"name": "x"}], "given": None}],
    )
    assert entry.authors == Names((DOE,))
    assert entry.editors.names == (
        Name(family="Owl Club", organisation=True),
        Name(family="7"),
    )
    assert entry.extra == (("translator", "Roe"), ("chair", "Poe"))
    assert faults == [
        *[("wrong-value", "author")] * 2,
        *[("wrong-value", "editor")] * 2,
        ("wrong-value", "translator"),
        *[("unknown-variable", "chair")] * 2,
    ]


# Dates.


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"date-parts": [[2024]]}, Date(2024)),
        ({"date-parts": [["2024", "06", "9"]]}, Date(2024, 6, 9)),
        ({"date-parts": [[2024, 0, 0]]}, Date(2024)),
        ({"date-parts": [[2024, None]]}, Date(2024)),
        ({"date-parts": [[2024.0]]}, Date(2024)),
        ({"date-parts": [[2024, 21]]}, Date(2024, season=1)),
        ({"date-parts": [[2024, 16]]}, Date(2024, season=4)),
        ({"date-parts": [[2024]], "season": 2}, Date(2024, season=2)),
        ({"date-parts": [[2024]], "season": "Fall"}, Date(2024, season=3)),
        ({"date-parts": [[2024]], "season": "22"}, Date(2024, season=2)),
        ({"date-parts": [[2024]], "season": [1]}, Date(2024)),
        ({"date-parts": [[2024, 6]], "season": 2}, Date(2024, 6)),
        ({"date-parts": [[-44, 3, 15]]}, Date(-43, 3, 15)),
        ({"date-parts": [[-1]]}, Date(0)),
        ({"date-parts": [[2020, 1], [2021]]}, Date(2020, 1, end=Date(2021))),
        ({"date-parts": [[2020], [0]]}, Date(2020, open=Open.END)),
        ({"date-parts": [[0], [2020]]}, Date(2020, open=Open.START)),
        ({"date-parts": [[2020], [None]]}, Date(2020)),
        ({"date-parts": [[2020], []]}, Date(2020)),
        ({"date-parts": [2020, 6]}, Date(2020, end=Date(6))),
        ({"date-parts": [[2020]], "circa": True}, Date(2020, approximate=True)),
        ({"date-parts": [[2020]], "circa": 1}, Date(2020, approximate=True)),
        ({"date-parts": [[2020]], "circa": "1"}, Date(2020, approximate=True)),
        ({"date-parts": [[2020]], "circa": False}, Date(2020)),
        ({"date-parts": [[2020]], "circa": "false"}, Date(2020)),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [[]]}, None),
        ({"date-parts": []}, None),
        ({"date-parts": [[0]]}, None),
        ({}, None),
        ({"raw": "2020-01/2020-03"}, Date(2020, 1, end=Date(2020, 3))),
        ({"raw": "9 June 2024"}, Date(2024, 6, 9)),
        ({"literal": "Summer 2020"}, Date(2020, season=2)),
        ({"date-parts": [[2020]], "literal": "long ago"}, Date(2020)),
        ({"year": 1999, "month": "4"}, Date(1999, 4)),
        ([{"year": 1999}, {"year": 2001, "month": 2}], Date(1999, end=Date(2001, 2))),
        ("2020-05", Date(2020, 5)),
        ("2020~", Date(2020, approximate=True)),
        (2020, Date(2020)),
    ],
)
def test_date(value: object, expected: Date | None) -> None:
    assert read_date_variable(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        {"date-parts": [[2020, 17]]},
        {"date-parts": [[2021, 2, 29]]},
        {"date-parts": [[2020, 1, 1, 1]]},
        {"date-parts": [[2020], [2021], [2022]]},
        {"date-parts": [["soon"]]},
        {"date-parts": [[[2020]]]},
        {"date-parts": [[True]]},
        {"date-parts": [[1e300]]},
        {"raw": "soon"},
        "soon",
        True,
        1.5,
    ],
)
def test_what_is_no_date_is_kept_and_reported(value: object) -> None:
    with pytest.raises(ValueError, match=r"not a valid date|there is no|has t"):
        read_date_variable(value)
    entry, faults = item_and_faults(issued=value, accessed=value)
    assert entry.date is None
    assert [name for name, _value in entry.extra] == ["year", "urldate"]
    assert faults == [("bad-date", "issued"), ("bad-date", "accessed")]


def test_what_a_date_says_in_words_is_what_is_kept() -> None:
    assert item_and_faults(issued={"literal": "n.d."})[0].extra == (("year", "n.d."),)


@pytest.mark.parametrize("words", ["n.d.", "in press", "the year of the owl"])
def test_words_for_a_date_are_no_fault(words: str) -> None:
    entry = read_item(issued={"literal": words})
    assert (entry.date, entry.extra) == (None, (("year", words),))


def test_words_beside_a_date() -> None:
    entry, faults = item_and_faults(issued={"literal": "[1990] 2002, in press"})
    assert (entry.date, faults) == (Date(2002), [("read-as", "issued")])
    assert entry.extra == (("origdate", "1990"), ("pubstate", "inpress"))
    entry = item_and_faults(issued={"raw": "2002, in press"}, status="submitted")[0]
    assert entry.extra == (("pubstate", "submitted"),)


def test_parts_of_a_date_that_no_calendar_has_are_kept() -> None:
    assert item_and_faults(issued={"date-parts": [[2020, 17]]})[0].extra == (("year", "2020-17"),)


def test_volumes() -> None:
    entry = read_item(type="book", title="Birds", volume_title="Owls")
    assert (str(entry.title), entry.extra) == ("Owls", (("maintitle", "Birds"),))
    entry = read_item(type="chapter", title="Hoot", container_title="Birds", volume_title="Owls")
    assert (str(entry.title), str(entry.container)) == ("Hoot", "Owls")
    assert entry.extra == (("maintitle", "Birds"),)


@pytest.mark.parametrize(
    ("note", "expected", "extra"),
    [
        ("Seen\ntex.zeta: a_b", "Seen", (("zeta", r"a\_b"),)),
        ("Accessed: 2024-05~", "", (("urldate", "2024-05~"),)),
        ("original_date:1920", "", (("origdate", "1920"),)),
        ("see: the owls\nwarning: it bites", "see: the owls warning: it bites", ()),
        ("subtitle: x", "subtitle: x", ()),
        ("director: Jane Doe", "director: Jane Doe", ()),
        ("https://example.org", "https://example.org", ()),
        ("year: 2024", "year: 2024", ()),
        ("Zeta: x", "Zeta: x", ()),
    ],
)
def test_lines_of_a_note_that_are_fields(
    note: str, expected: str, extra: tuple[tuple[str, str], ...]
) -> None:
    entry = read_item(note=note)
    assert (str(entry.note or ""), entry.extra) == (expected, extra)


def test_a_variable_goes_before_a_line_of_the_note() -> None:
    entry = read_item(note="medium: feather\nscale: 1\nscale: 2", medium="quill")
    assert entry.extra == (("scale", "1"), ("medium", "quill"))
    assert str(entry.note) == "medium: feather scale: 2"


def test_what_only_python_takes_for_json_is_told() -> None:
    text = '[{"id": "a", "type": "book", "title": NaN, "volume": -Infinity, "note": null}]'
    (entry,), faults = read_json(text, "x.json")
    assert (str(entry.title), entry.volume) == ("", None)
    assert [(fault.name, fault.field) for fault in faults] == [
        ("wrong-value", "title"),
        ("wrong-value", "volume"),
    ]


@pytest.mark.parametrize("label", ["Citation Key", "citationKey", "citation-key"])
def test_key_in_the_note(label: str) -> None:
    (entry,), faults = read_json(
        f'[{{"id": "17", "type": "book", "note": "Seen\\n{label}: owl24\\nTwice"}}]', "x.json"
    )
    assert (entry.key, entry.aliases, str(entry.note)) == ("owl24", (), "Seen Twice")
    assert not faults


# Identifiers and the habits of our own writer.


def test_preprint_of_our_own() -> None:
    entry = read_item(
        type="article",
        number="arXiv:2403.00001",
        publisher="arXiv",
        URL="https://arxiv.org/abs/2403.00001",
        note="arXiv: 2403.00001 [cs.CL]",
    )
    assert entry.eprint == Eprint("arXiv", "2403.00001", "cs.CL")
    assert entry == Entry(key=entry.key, type="preprint", eprint=entry.eprint)


def test_preprint_of_zotero() -> None:
    entry = read_item(type="article", number="arXiv:2403.00001", publisher="arXiv.org")
    assert entry.eprint == Eprint("arXiv", "2403.00001")
    assert (entry.number, entry.publisher) == (None, Text.of("arXiv.org"))


@pytest.mark.parametrize("number", ["17", "arXiv 17", "a:b:c", 17])
def test_number_of_a_preprint_that_is_no_id_of_an_archive(number: str | int) -> None:
    entry = read_item(type="article", number=number)
    assert (entry.eprint, entry.number) == (None, str(number))


def test_number_beside_the_id_of_a_preprint_stays() -> None:
    entry = read_item(type="article", number="17", note="HAL: hal-01")
    assert (entry.eprint, entry.number) == (Eprint("HAL", "hal-01"), "17")


def test_lines_of_a_note_that_are_identifiers() -> None:
    note = "Best paper\narXiv:2403.00001 [cs]\nPMID: 17\nPMCID: PMC18\nat the <i>conference</i>"
    entry = read_item(type="paper-conference", note=note)
    assert entry.eprint == Eprint("arXiv", "2403.00001", "cs")
    assert entry.note == Text.of("Best paper at the ", Chunk("conference", EMPHASIS))
    assert entry.extra == (("pmid", "17"), ("pmcid", "PMC18"))
    assert entry.type == "inproceedings"


def test_a_document_in_an_archive_is_a_preprint() -> None:
    assert read_item(type="document", note="arXiv: 2403.00001").type == "preprint"


@pytest.mark.parametrize(
    ("variables", "venue", "extra"),
    [
        ({"event-title": "ACL 2024"}, "ACL", ()),
        ({"event": "ACL 2024"}, "ACL", ()),
        ({"event-title": "ACL 2023"}, None, (("eventtitle", "ACL 2023"),)),
        ({"event-title": "ACL 2024", "event": "x"}, "ACL", (("csl-event", "x"),)),
        ({"event-title": "ACL 2024", "type": "speech"}, None, (("eventtitle", "ACL 2024"),)),
    ],
)  # fmt: skip
def test_event(
    variables: dict[str, Any], venue: str | None, extra: tuple[tuple[str, str], ...]
) -> None:
    item = {"type": "paper-conference", "issued": "2024", **variables}
    entry = read_item(**item)
    assert entry.venue == venue
    assert entry.extra == extra


@pytest.mark.parametrize(
    ("csl", "variables", "number", "extra"),
    [
        ("article-journal", {"issue": 3}, "3", ()),
        ("article-journal", {"number": "e4"}, None, (("eid", "e4"),)),
        ("article-journal", {"issue": 3, "number": "e4"}, "3", (("eid", "e4"),)),
        ("paper-conference", {"number": "4"}, "4", ()),
        ("report", {"number": "TR-1"}, "TR-1", ()),
        ("report", {"number": "TR-1", "issue": 3}, "TR-1", (("issue", "3"),)),
        ("book", {"collection-number": 7}, "7", ()),
        ("book", {"number": "7"}, "7", ()),
        ("chapter", {"collection-number": 7, "issue": 2}, "7", (("issue", "2"),)),
        ("report", {"collection-number": 7}, None, (("collection-number", "7"),)),
    ],
)
def test_number(
    csl: str, variables: dict[str, Any], number: str | None, extra: tuple[tuple[str, str], ...]
) -> None:
    entry = read_item(type=csl, **variables)
    assert (entry.number, entry.extra) == (number, extra)


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("https://doi.org/10.1234/owls", ()),
        ("http://dx.doi.org/10.1234/OWLS", ()),
        ("https://example.org", (Link(LinkKind.PAPER, "https://example.org"),)),
    ],
)
def test_address_that_is_only_the_doi_is_no_link(url: str, links: tuple[Link, ...]) -> None:
    assert read_item(URL=url, DOI="10.1234/owls").links == links


def test_items_behind_the_end_of_the_list_are_read() -> None:
    text = '[{"id": "a"}] {"id": "b"}], {"id": "c"}'
    entries, faults = read_json(text, "x.json")
    assert [entry.key for entry in entries] == ["a", "b", "c"]
    assert [(fault.name, fault.position.column) for fault in faults] == [("syntax-error", 15)]


@pytest.mark.parametrize("line", ["doi: 10.1234/crows", "DOI: 10.1234/owls", "tex.doi: 10.1/crows"])
@pytest.mark.parametrize("doi", ["10.1234/owls", None])
def test_a_doi_in_the_note_stays_there(line: str, doi: str | None) -> None:
    entry = read_item(note=line, DOI=doi)
    assert (entry.doi, str(entry.note), entry.extra) == (doi, line, ())


@pytest.mark.parametrize(
    ("variables", "extra", "note"),
    [
        ({}, {"eventplace": "Rome"}, None),
        ({"event_place": "Oslo"}, {"eventplace": "Oslo"}, "event-place: Rome"),
    ],
)
def test_a_line_of_the_note_gives_way_to_its_variable(
    variables: dict[str, str], extra: dict[str, str], note: str | None
) -> None:
    entry = read_item(note="event-place: Rome", **variables)
    assert (dict(entry.extra), entry.note and str(entry.note)) == (extra, note)


# What the model has no attribute for.


def test_every_variable_of_csl_is_known() -> None:
    kinds = ("strings", "titles", "numbers", "dates", "names")
    assert {name for kind in kinds for name in variables(kind)} <= VARIABLES


def test_kinds_of_variables_are_those_of_csl() -> None:
    names, dates = set(variables("names")), set(variables("dates"))
    for name in OWN_CSL:
        kind = "names" if name in names else "date" if name in dates else "text"
        assert csl_kind(name) == kind
    for row in FIELDS.values():
        assert (row.kind == "names") == (row.csl in names) or row.csl is None
        assert (row.kind == "date") == (row.csl in dates) or row.csl is None
    assert not OWN_CSL & {row.csl for row in FIELDS.values()}


KINDS = {
    "names": ([{"family": "van Doe"}, {"literal": "Owl Club"}], "van Doe and {Owl Club}"),
    "dates": ({"date-parts": [[2020, 5], [0]]}, "2020-05/.."),
    "numbers": (3, "3"),
    "strings": ("Owls & <i>Co</i>", r"Owls \& \emph{Co}"),
    "titles": ("Owls & <i>Co</i>", r"Owls \& \emph{Co}"),
}


ELSEWHERE = {"volume-title", "number", "event", "journalAbbreviation", "shortTitle"}
"""Variables that are read as others, unless these have another value."""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (name, kind)
        for kind in KINDS
        for name in variables(kind)
        if name in (OWN_CSL | {row.csl for row in FIELDS.values()}) - ELSEWHERE
    ],
)
def test_variables_beyond_the_model_are_kept(name: str, kind: str) -> None:
    value, source = KINDS[kind]
    field = next((field for field, row in FIELDS.items() if row.csl == name), name)
    if field in FIELDS and FIELDS[field].kind == "plain" and kind == "strings":
        value, source = "a_b", r"a\_b"
    entry, faults = variables_and_faults({"type": "report", name: value})
    assert (entry.extra, faults) == (((field, source),), [])


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("remark", "a <b>b</b>", ("remark", r"a \textbf{b}")),
        ("score", 1, ("score", "1")),
        ("Remark", "x", ("remark", "x")),
        ("year", 2020, ("csl-year", "2020")),
        ("subtitle", "At Night", ("subtitle", "At Night")),
        ("subject", ["a", "b_c"], ("subject", r"a, b\_c")),
        ("x", {"a": [1]}, ("x", r'{\textbraceleft}"a": [1]{\textbraceright}')),
        ("flag", True, ("flag", "true")),
    ],
)
def test_unknown_variables_are_kept_and_reported(
    name: str, value: object, expected: tuple[str, str]
) -> None:
    entry, faults = item_and_faults(**{name: value})
    assert entry.extra == (expected,)
    assert faults == [("unknown-variable", name)]


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_variables_without_a_value_are_passed_over(value: object) -> None:
    entry = read_item(title=value, author=value, issued=value, remark=value, URL=value)
    assert entry == Entry(key="doe2024owls", type="misc")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("title", 1984, "1984"),
        ("title", True, "true"),
        ("title", 1.5, "1.5"),
        ("title", ["Owls", "at Night"], "Owls; at Night"),
        ("title", {"a": 1}, ""),
    ],
)
def test_wrong_values_are_read_as_the_nearest_text(name: str, value: object, expected: str) -> None:
    entry, faults = item_and_faults(**{name: value})
    assert str(entry.title) == expected
    assert faults == [("wrong-value", name)]


def test_nothing_of_a_wrong_value_is_lost() -> None:
    assert item_and_faults(title={"a": 1})[0].extra == (
        ("csl-title", r'{\textbraceleft}"a": 1{\textbraceright}'),
    )


@pytest.mark.parametrize(
    ("value", "volume"), [("NaN", None), ("1e999", "1e999"), ("9" * 5000, "9" * 5000)]
)
def test_numbers_that_are_none(value: str, volume: str | None) -> None:
    (entry,), faults = read_json(f'[{{"id": "a", "volume": {value}}}]', "x.json")
    assert entry.volume == volume
    assert bool(faults) is (volume is None)


def test_last_of_repeated_variables_is_read() -> None:
    (entry,), faults = read_json('[{"id": "a", "title": "One", "title": "Two"}]', "x.json")
    assert str(entry.title) == "Two"
    assert [(fault.name, str(fault.position)) for fault in faults] == [
        ("duplicate-field", "x.json:1:30")
    ]


# Values that are read as something else.


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DOI", "https://doi.org/10.1234/a", "https://doi.org/10.1234/a|the DOI 10.1234/a"),
        ("DOI", "doi:10.1234/a.", "doi:10.1234/a.|the DOI 10.1234/a"),
        ("edition", "Second", "Second|“2”"),
        ("edition", "2. Aufl.", "2. Aufl.|“2”"),
        ("page", "1--9", "1--9|“1–9”"),
        ("author", [{"family": "Doe"}, {"literal": "et al."}], "et al.|“and others”"),
        ("issued", "9 June 2024", "9 June 2024|2024-06-09"),
        ("issued", {"raw": "June 2024"}, "June 2024|2024-06"),
        ("issued", {"literal": "[1990] 2002"}, "[1990] 2002|2002, first published 1990"),
        ("issued", {"literal": "n.d."}, "n.d.|no date"),
        ("accessed", {"raw": "12 May 2020"}, "12 May 2020|2020-05-12"),
        ("type", "journal-article", "journal-article|article-journal"),
        ("note", "Read\narXiv:2403.00001", "arXiv:2403.00001|an id in arXiv: 2403.00001"),
        (
            "container-title",
            "arXiv preprint arXiv:2403.00001",
            "arXiv preprint arXiv:2403.00001|a preprint in arXiv: 2403.00001",
        ),
    ],
)
def test_what_is_read_as_something_else_is_told(name: str, value: Any, said: str) -> None:
    item = {"id": "a", "type": "article-journal"} | {name: value}
    _entries, faults = read_json(json.dumps([item], indent=1), "x.json")
    written, _bar, meaning = said.partition("|")
    line = 5 if name != "type" else 4
    (told,) = faults
    assert (told.severity, told.key, told.field) == ("info", "a", name)
    assert told.position == Position("x.json", line, 3)
    assert told.message == f"“{written}” is read as {meaning}"


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"type": "thesis", "genre": "Doctoral dissertation"}, "genre"),
        ({"type": "document", "note": "arXiv: 2403.00001"}, "type"),
    ],
)
def test_a_type_that_other_variables_say_is_told(variables: dict[str, str], field: str) -> None:
    assert variables_and_faults(variables)[1] == [("read-as", field)]


@pytest.mark.parametrize(
    "variables",
    [
        {"DOI": "10.1234/a", "edition": "2", "page": "1-9, 12–13", "issued": {"raw": "2024-06-09"}},
        {"author": [{"family": "Doe"}, {"literal": "others"}], "note": "arXiv: 2403.00001 [cs.CL]"},
        {"issued": {"date-parts": [[2024, 6]]}, "accessed": "2024", "edition": 3},
        {"type": "thesis", "genre": "PhD thesis", "issued": {"date-parts": [["2024"]]}},
        {"issued": {"literal": "the year of the owl"}},
    ],
)
def test_nothing_is_told_of_what_is_plain(variables: dict[str, Any]) -> None:
    assert variables_and_faults({"type": "article-journal"} | variables)[1] == []
