"""Fields beyond the model: where each row of the table goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.csl_json import write as csl_json
from pllm_bib.formats.ris import write as ris
from pllm_bib.formats.shared import fields
from pllm_bib.formats.shared.fields import FIELDS, OWN_CSL
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry
from pllm_bib.model.library import Library
from pllm_bib.model.text import Text
from pllm_bib.verifying.csl_schema import schema


def work(type_name: str = "article", **extra: str) -> Entry:
    known: dict[str, Any] = {"title": Text.of("Title")}
    if type_name in {"article", "inbook"}:
        known["container"] = Text.of("Container")
    return Entry(key="a", type=type_name, extra=tuple(extra.items()), **known)


# The table.

VALUES = {
    "text": r"A \emph{B} \& {C}",
    "plain": r"A \& B",
    "names": "Doe, Jane and {Owl Club}",
    "date": "2020-02-03/2020-03",
}
IN_CSL = {
    "text": 'A <i>B</i> & <span class="nocase">C</span>',
    "plain": "A & B",
    "names": [{"family": "Doe", "given": "Jane"}, {"literal": "Owl Club"}],
    "date": {"date-parts": [[2020, 2, 3], [2020, 3]]},
}
IN_RIS = {
    "text": ["A B & C"],
    "plain": ["A & B"],
    "names": ["Doe, Jane", "Owl Club"],
    "date": ["2020/02/03/"],
}


def lines(text: str, *starts: str) -> list[str]:
    return [line.strip(" ,") for line in text.splitlines() if line.strip().startswith(starts)]


@pytest.mark.parametrize(
    ("name", "variable", "kind"),
    [(name, row.csl, row.kind) for name, row in FIELDS.items() if row.csl]
    + [(name, name, fields.csl_kind(name)) for name in sorted(OWN_CSL)],
)
def test_field_with_a_csl_variable(name: str, variable: str, kind: str) -> None:
    made = csl_json.item(work(**{name: VALUES[kind]}))
    jsonschema.validate([made], schema())
    assert made[variable] == IN_CSL[kind]


@pytest.mark.parametrize(
    ("name", "tag", "kind"), [(name, row.ris, row.kind) for name, row in FIELDS.items() if row.ris]
)
def test_field_with_a_ris_tag(name: str, tag: str, kind: str) -> None:
    text = ris.write(Library((work("book", **{name: VALUES[kind]}),)))
    assert lines(text, tag) == [f"{tag}  - {value}" for value in IN_RIS[kind]]


def test_field_of_a_ris_tag_of_its_own() -> None:
    assert lines(ris.write(Library((work(**{"ris-c4": r"A \& B"}),))), "C4") == ["C4  - A & B"]


def test_date_that_is_none_is_written_as_it_is() -> None:
    entry = work(urldate="last May")
    assert csl_json.item(entry)["accessed"] == {"literal": "last May"}
    assert lines(ris.write(Library((entry,))), "Y2") == ["Y2  - last May"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (work(type="phdthesis"), {"genre": "PhD thesis"}),
        (work(type="Habilitation"), {"genre": "Habilitation"}),
        (work("phdthesis"), {"genre": "PhD thesis"}),
        (work("phdthesis", type="Dissertation"), {"genre": "Dissertation"}),
        (work(pubstate="inpress"), {"status": "in press"}),
        (work(pubstate="lost"), {"status": "lost"}),
        (work(shorttitle="inpress"), {"title-short": "inpress"}),
        (work(subtitle="S"), {"title-short": "Title"}),
        (work(subtitle="S", shorttitle="H"), {"title-short": "H"}),
        (work("book", subtitle="S", maintitle="M"), {"title-short": None}),
        (replace(work(), series=Text.of("newseries")), {"collection-title": "new series"}),
        (replace(work(), note=Text.of("N")), {"note": "N"}),
        (replace(work(addendum="A"), note=Text.of("N")), {"note": "N. A"}),
        (work(addendum="A"), {"note": "A"}),
        (work(organization="O"), {"publisher": "O"}),
        (replace(work(organization="O"), publisher=Text.of("P")), {"publisher": "O; P"}),
        (replace(work(howpublished="H"), publisher=Text.of("P")), {"publisher": "P"}),
        (work(howpublished="H"), {"publisher": "H"}),
        (work(howpublished=r"\url{http://example.org}"), {"publisher": None}),
        (work(eid="e12"), {"number": "e12", "page": None}),
        (work(issue="Spring"), {"issue": "Spring"}),
        (replace(work(issue="Spring"), number="3"), {"issue": "3, Spring"}),
        (
            replace(work("book"), number="3", series=Text.of("S")),
            {"collection-number": "3", "number": None},
        ),
        (work(eventtitle="Owl Day", eventplace="Rome"), {"event-title": "Owl Day"}),
        (
            replace(work("inproceedings", eventtitle="Owl Day"), venue="OD", date=Date(2020)),
            {"event-title": "Owl Day"},
        ),
        (replace(work(), language="ngerman"), {"language": "de"}),
        (replace(work(), language="de-AT"), {"language": "de-AT"}),
    ],
)
def test_csl_variables(entry: Entry, expected: dict[str, str | None]) -> None:
    made = csl_json.item(entry)
    assert {name: made.get(name) for name in expected} == expected


def test_every_kind_of_a_row_is_tried() -> None:
    assert {row.kind for row in FIELDS.values()} <= VALUES.keys()


# A name with two meanings.


def test_venue_of_biblatex_is_the_place_of_the_event() -> None:
    text = "@inproceedings{a,\n  title = {T},\n  venue = {Rome},\n}\n"
    (own,), _faults = bib_reader.read(text, "")
    (theirs,), _faults = bib_reader.read(text, "", dialect="biblatex")
    assert (own.venue, own.extra) == ("Rome", ())
    assert (theirs.venue, theirs.extra) == (None, (("eventplace", "Rome"),))
    assert bib_reader.read_biblatex(text, "")[0] == (theirs,)
    library = Library((theirs,))
    assert FORMATS["biblatex"].write(library) == text
    assert "  eventplace = {Rome}," in FORMATS["canonical"].write(library)
    assert csl_json.item(theirs)["event-place"] == "Rome"
    assert lines(ris.write(library), "C1") == ["C1  - Rome"]


def test_language_and_langid_are_both_kept() -> None:
    text = "@misc{a,\n  langid = {ngerman},\n  language = {german and latin},\n}\n"
    (entry,), _faults = bib_reader.read(text, "")
    assert entry.language == "german and latin"
    for write in (FORMATS["biblatex"].write, FORMATS["canonical"].write):
        assert bib_reader.read(write(Library((entry,))), "")[0] == (entry,)
