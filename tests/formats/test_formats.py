"""Every format of the table: its output, what it loses, and that what it writes reads back."""

from __future__ import annotations

import dataclasses
import itertools
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from tests.formats.conftest import DATA, OUTLINE
from tests.formats.strategies import entries

from pllm_bib.formats import FORMATS, bib_reader, tabular
from pllm_bib.formats.latex import plain
from pllm_bib.formats.vocabulary import TYPES
from pllm_bib.formats.writing import Context, losses
from pllm_bib.model.date import Date, Open
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.library import Library
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import VERBATIM, Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.formats import Format

every_format = pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
READABLE = [form for form in FORMATS.values() if form.read]


def read_back(form: Format, library: Library, section: str | None = None) -> tuple[Entry, ...]:
    assert form.read is not None
    text = form.write(library)
    found, faults = form.read(text, "back.bib", section)
    assert [fault for fault in faults if fault.name != "unknown-command"] == [], text
    return found


# Outputs.


@every_format
def test_output_of_every_type(
    form: Format, every_type: Library, golden: Callable[[str, str], None]
) -> None:
    golden(f"every-type.{form.name}{form.suffix}", form.write(every_type))


def test_input_has_every_type_once(every_type: Library) -> None:
    assert sorted(entry.type for entry in every_type) == sorted(TYPES)


@every_format
def test_output_ends_with_one_line_end(form: Format, every_type: Library) -> None:
    text = form.write(every_type)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text


@every_format
def test_nothing_is_written_of_nothing(form: Format) -> None:
    heading = ",".join(tabular.COLUMNS) if form.name == "csv" else ""
    frame = form.writer.head + form.writer.tail if form.name == "zotero-rdf" else ""
    assert form.write(Library(())).strip() in {heading, frame.strip(), "[]"}


@every_format
def test_entries_are_written_one_by_one(form: Format, every_type: Library) -> None:
    """What an entry looks like does not depend on its neighbours."""
    if form.name == "biblatex":  # names related works of the same file only
        every_type = Library(tuple(replace(entry, related=()) for entry in every_type))
    whole = form.write(Library(every_type.entries))
    for entry in every_type:
        text = form.write(Library((entry,)))
        head, tail = form.writer.head, form.writer.tail
        assert text.removeprefix(head).removesuffix(tail) in whole.removeprefix(head)


@every_format
def test_text_of_very_many_chunks_is_written(form: Format) -> None:
    styles = (Style.PROTECTED, Style.EMPHASIS, Style.STRONG, Style.PROTECTED | Style.EMPHASIS)
    chunks = [Chunk("a", style) for style in styles * 1000]
    entry = Entry(key="a", type="misc", title=Text.of(*chunks), abstract=Text.of(*chunks))
    assert form.write(Library((entry,))).count("a") >= 4000


WRITE_ALL = """
import sys
from pathlib import Path
from pllm_bib.formats import FORMATS, bib_reader
from pllm_bib.model.library import Library
entries, _ = bib_reader.read(Path(sys.argv[1]).read_text(encoding="utf-8"), "", "1.1")
for name, form in FORMATS.items():
    sys.stdout.buffer.write(f"== {name}\\n{form.write(Library(entries))}".encode())
"""


def test_same_bytes_whatever_the_hash_seed() -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", WRITE_ALL, DATA / "every-type.bib"],
            env={"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert outputs[0].count(b"\n") > 500
    assert outputs[0] == outputs[1]


# What a format loses. For each thing that a format can lose there are pairs of entries that
# differ in nothing else. A format loses it if, for any of the pairs, it writes both alike; one
# with a reader, if the second entry does not come back as it was.

DOE = Names((Name(family="Doe", given="Jane"),))
PAPER = Link(LinkKind.PAPER, "https://example.org/paper")
ARTICLE = Entry(
    key="doe2024owls",
    type="article",
    title=Text.of("Owls"),
    authors=DOE,
    date=Date(2024),
    container=Text.of("Journal of Owls"),
    links=(PAPER,),
    sections=("1.1",),
)
LABELLED = replace(ARTICLE, venue="JO")
CONFERENCE = replace(ARTICLE, type="inproceedings", container=Text.of("Proceedings of Owls"))
CHAPTER = replace(ARTICLE, type="incollection", container=Text.of("On Owls"))
BOOK = replace(ARTICLE, type="book", container=None)
THESIS = replace(BOOK, type="phdthesis")
REPORT = replace(BOOK, type="techreport")
PREPRINT = replace(BOOK, type="preprint", eprint=Eprint("arXiv", "2403.00001"), links=())

Pair = tuple[Entry, Entry]


def changed(entry: Entry, changes: dict[str, Any]) -> Entry:
    return replace(entry, **changes)


def pairs_of_text(attribute: str, *hosts: Entry) -> list[Pair]:
    return [
        (changed(host, {attribute: None}), changed(host, {attribute: Text.of("Strix")}))
        for host in hosts
    ]


def pairs_of(attribute: str, value: object, *hosts: Entry) -> list[Pair]:
    return [(host, changed(host, {attribute: value})) for host in hosts]


def pairs_of_names(attribute: str) -> Iterator[tuple[str, list[Pair]]]:
    def pair(one: Name, other: Name) -> Pair:
        return (
            changed(BOOK, {attribute: Names((one,))}),
            changed(BOOK, {attribute: Names((other,))}),
        )

    berg = Name(family="Berg", given="Jan")
    yield attribute, [(changed(BOOK, {attribute: Names()}), changed(BOOK, {attribute: DOE}))]
    yield (
        f"{attribute}.others",
        [pairs_of(attribute, replace(DOE, others=True), changed(BOOK, {attribute: DOE}))[0]],
    )
    yield (
        f"{attribute}.organisation",
        [pair(Name(family="Owl Club"), Name(family="Owl Club", organisation=True))],
    )
    yield (
        f"{attribute}.particle",
        [pair(replace(berg, family="van Berg"), replace(berg, particle="van"))],
    )
    yield (
        f"{attribute}.suffix",
        [
            pair(berg, replace(berg, suffix="Jr.")),
            pair(Name(family="Berg", given="Jr."), Name(family="Berg", suffix="Jr.")),
        ],
    )


def pairs_of_style(style: Style) -> list[Pair]:
    value = {Style.MATH: "x^2", Style.RAW: r"\foo{a}"}.get(style, "Strix")
    styled = replace(ARTICLE, title=Text.of("On ", Chunk(value, style), " now"))
    reading = plain(styled.title)[3:-4]
    other_styles = [Style.NONE, Style.PROTECTED] if style & VERBATIM else [Style.NONE]
    return [
        (replace(ARTICLE, title=Text.of("On ", Chunk(reading, other), " now")), styled)
        for other in other_styles
    ]


def pairs_of_link(kind: LinkKind) -> list[Pair]:
    url = f"https://example.org/{kind}"
    if kind is LinkKind.PAPER:
        return [(replace(ARTICLE, links=()), replace(ARTICLE, links=(Link(kind, url),)))]
    return [(ARTICLE, replace(ARTICLE, links=(PAPER, Link(kind, url))))]


HAL = Eprint("HAL", "hal-01")
ARXIV = Eprint("arXiv", "2403.00001")
VAGUENESS: dict[str, dict[str, Any]] = {
    "season": {"season": 2},
    "uncertain": {"uncertain": True},
    "approximate": {"approximate": True},
    "end": {"end": Date(2025)},
    "open": {"open": Open.END},
}
LOSSES: dict[str, list[Pair]] = {
    "key": [(ARTICLE, replace(ARTICLE, key="roe2024owls"))],
    "title": [(replace(ARTICLE, title=Text.of("Crows")), ARTICLE)],
    **dict(pairs_of_names("authors")),
    **dict(pairs_of_names("editors")),
    "date": pairs_of("date", Date(2023), ARTICLE, PREPRINT),
    "date.month": pairs_of("date", Date(2024, 6), ARTICLE, PREPRINT),
    "date.day": [
        (replace(host, date=Date(2024, 6)), replace(host, date=Date(2024, 6, 9)))
        for host in (ARTICLE, PREPRINT)
    ],
    **{
        f"date.{part}": [
            (replace(host, date=Date(2024)), replace(host, date=replace(Date(2024), **change)))
            for host in (ARTICLE, PREPRINT)
        ]
        for part, change in VAGUENESS.items()
    },
    "container": pairs_of_text("container", ARTICLE, LABELLED, CONFERENCE, CHAPTER),
    "venue": pairs_of("venue", "JO", ARTICLE, CONFERENCE),
    "publisher": pairs_of_text("publisher", CONFERENCE, BOOK, THESIS, REPORT),
    "place": pairs_of_text("place", CONFERENCE, BOOK),
    "series": pairs_of_text("series", CONFERENCE, BOOK),
    "edition": pairs_of_text("edition", BOOK),
    "volume": pairs_of("volume", "3", ARTICLE, CONFERENCE, BOOK),
    "number": pairs_of("number", "4", ARTICLE, CONFERENCE, REPORT),
    "pages": [
        pair
        for pages in ("7", "1–9", "1–9, 12")
        for pair in pairs_of("pages", pages, ARTICLE, CONFERENCE, CHAPTER)
    ],
    "doi": pairs_of("doi", "10.1234/owls", ARTICLE, CONFERENCE, BOOK),
    "isbn": pairs_of("isbn", "978-0-00-000000-2", CONFERENCE, BOOK),
    "issn": pairs_of("issn", "1234-5679", ARTICLE),
    "eprint": [
        *pairs_of("eprint", Eprint("arXiv", "2403.00001"), ARTICLE, CONFERENCE),
        *pairs_of("eprint", HAL, ARTICLE, PREPRINT),
        *pairs_of("eprint", Eprint("arXiv", "2403.00002"), PREPRINT),
        *pairs_of("eprint", Eprint("HAL", "hal-02"), replace(PREPRINT, eprint=HAL)),
    ],
    "eprint.category": [
        (replace(host, eprint=eprint), replace(host, eprint=replace(eprint, category="cs.CL")))
        for host in (ARTICLE, PREPRINT)
        for eprint in (HAL, Eprint("arXiv", "2403.00001"))
    ],
    "openreview": pairs_of("openreview", "aB-c_1", ARTICLE),
    **{f"links.{kind}": pairs_of_link(kind) for kind in LinkKind},
    "language": pairs_of("language", "en", ARTICLE),
    "keywords": pairs_of("keywords", ("owls", "night flight"), ARTICLE),
    "note": pairs_of_text("note", ARTICLE),
    "abstract": pairs_of_text("abstract", ARTICLE),
    "sections": [(ARTICLE, replace(ARTICLE, sections=("1.1", "1.2")))],
    "aliases": pairs_of("aliases", ("doe2023owls",), ARTICLE),
    "related": [(ARTICLE, replace(ARTICLE, related=("doe2024owls",)))],
    "extra": pairs_of("extra", (("zeta", "Z"),), ARTICLE),
    **{f"text.{style.name.lower()}": pairs_of_style(style) for style in Style if style.name},
}


def test_whatever_an_entry_has_can_be_lost() -> None:
    attributes = {field.name for field in dataclasses.fields(Entry)} - {"type", "origin", "links"}
    assert attributes <= LOSSES.keys()
    assert {f"date.{field.name}" for field in dataclasses.fields(Date)} - {
        "date.year"
    } <= LOSSES.keys()
    assert {f"links.{kind}" for kind in LinkKind} <= LOSSES.keys()
    assert {f"text.{name.lower()}" for name in Style.__members__} - {"text.none"} <= LOSSES.keys()


@pytest.mark.parametrize("loss", LOSSES)
def test_pairs_differ_in_nothing_else(loss: str) -> None:
    attribute = loss.partition(".")[0].replace("text", "title")
    for one, other in LOSSES[loss]:
        assert one != other
        assert changed(one, {attribute: None}) == changed(other, {attribute: None})


NOTHING = Entry(key="", type="")


def without(losses: frozenset[str], entry: Entry) -> Entry:
    """An entry without what is lost of it, as far as that is attributes or kinds of links."""
    empty = {field.name: getattr(NOTHING, field.name) for field in dataclasses.fields(Entry)}
    of_type = {name.removeprefix(f"{entry.type}.") for name in losses}
    links = tuple(link for link in entry.links if f"links.{link.kind}" not in losses)
    dateless = {name.removeprefix("date.") for name in losses if name.startswith("date.")}
    known = {part: getattr(Date(0), part) for part in dateless}
    date = replace(entry.date, **known) if entry.date else None
    kept = {"links": links, "date": date}
    return changed(entry, kept | {name: empty[name] for name in of_type & empty.keys()})


def is_lost(form: Format, loss: str, pair: Pair) -> bool:
    one, other = pair
    if form.read is None:
        return form.write(Library((one,), OUTLINE)) == form.write(Library((other,), OUTLINE))
    expected = without(form.loses - {loss}, other)
    return read_back(form, Library((other,)), other.sections[0]) != (
        replace(expected, sections=other.sections),
    )


@every_format
@pytest.mark.parametrize("loss", LOSSES)
def test_a_format_loses_what_it_declares_and_nothing_else(form: Format, loss: str) -> None:
    lost = any(is_lost(form, loss, pair) for pair in LOSSES[loss])
    assert lost == bool({loss, loss.partition(".")[0]} & form.loses)


@every_format
@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_is_reported_for_the_entry_that_suffers_it(form: Format, loss: str) -> None:
    name = loss.replace("text.", "title.").replace("extra", "extra.zeta")
    said = []
    for pair in LOSSES[loss]:
        parts = form.writer.parts(pair[1], Context.of(Library(pair, OUTLINE)))
        found = {found_loss.field for found_loss in losses(pair[1], parts, form.loses)}
        said.append(bool({name, name.partition(".")[0]} & found))
        assert said[-1] or not is_lost(form, loss, pair)
    # Of two entries that a format writes alike, either may stand for the other.
    assert any(said) == any(is_lost(form, loss, pair) for pair in LOSSES[loss])


@every_format
def test_declared_losses_are_known(form: Format) -> None:
    names = {name for name in form.loses if name.partition(".")[0] not in {"type", *TYPES}}
    assert names <= LOSSES.keys()
    assert not [name for name in names if "." in name and name.partition(".")[0] in form.loses]
    assert {name for name in form.loses if name.startswith("type.")} <= {
        f"type.{name}" for name in TYPES
    }


@pytest.mark.parametrize("name", TYPES)
def test_biblatex_loses_what_its_data_model_has_no_field_for(name: str) -> None:
    form, bare = FORMATS["biblatex"], typed(name, ARXIV if name == "preprint" else None)
    values = {
        **dict.fromkeys(["authors", "editors"], DOE),
        **dict.fromkeys(["container", "publisher", "place", "series", "edition"], Text.of("X")),
        **dict.fromkeys(["volume", "number", "pages"], "3"),
        "isbn": "978-0-00-000000-2",
        "issn": "1234-5679",
    }
    for attribute, value in values.items():
        entry = changed(bare, {attribute: value})
        (back,) = read_back(form, Library((entry,)), "1.1")
        lost = f"{name}.{attribute}" in form.loses
        assert getattr(back, attribute) == (getattr(NOTHING, attribute) if lost else value)
        assert back.extra == ()
        found = losses(entry, form.writer.parts(entry, Context()), form.loses)
        assert (attribute in {loss.field for loss in found}) == lost


def typed(name: str, eprint: Eprint | None) -> Entry:
    return replace(ARTICLE, type=name, container=None, eprint=eprint)


@every_format
def test_a_format_loses_the_types_that_it_declares(form: Format) -> None:
    lost = {name.partition(".")[2] for name in form.loses if name.startswith("type.")}
    if form.read:
        for name in TYPES:
            entry = typed(name, ARXIV if name == "preprint" else None)
            (back,) = read_back(form, Library((entry,)), "1.1")
            assert (back.type != name) == (name in lost)
        return
    # Without a reader: of types that are written alike, all but one are lost.
    outputs = {name: form.write(Library((typed(name, ARXIV),))) for name in TYPES}
    for _output, group in itertools.groupby(sorted(TYPES, key=outputs.__getitem__), outputs.get):
        assert len(set(group) - lost) == 1


# Reading back.


def kept_types(form: Format) -> tuple[str, ...]:
    return tuple(name for name in TYPES if f"type.{name}" not in form.loses)


@given(entry=entries(tuple(TYPES)))
@settings(max_examples=120, deadline=None)
def test_canonical_entry_reads_back(entry: Entry) -> None:
    section = entry.sections[0] if entry.sections else None
    assert read_back(FORMATS["canonical"], Library((entry,)), section) == (entry,)


@given(entry=entries(kept_types(FORMATS["biblatex"])))
@settings(max_examples=120, deadline=None)
def test_biblatex_entry_reads_back_less_the_losses(entry: Entry) -> None:
    form = FORMATS["biblatex"]
    # Only works of the same file are named as related.
    neighbours = [replace(ARTICLE, key=key) for key in entry.related if key != entry.key]
    back = read_back(form, Library((entry, *neighbours)))
    assert back[0] == without(form.loses, entry)


@given(entry=entries(kept_types(FORMATS["bibtex"])))
@settings(max_examples=120, deadline=None)
def test_bibtex_entry_reads_back_less_the_losses(entry: Entry) -> None:
    form = FORMATS["bibtex"]
    # In 7 bits, source that nobody reads is not kept letter for letter.
    entry = replace(entry, extra=tuple((name, ascii(value)) for name, value in entry.extra))
    assert read_back(form, Library((entry,))) == (without(form.loses, entry),)


@pytest.mark.parametrize("form", READABLE, ids=lambda form: form.name)
def test_whole_list_reads_back_less_the_losses(form: Format, every_type_text: str) -> None:
    # 7 bits have no typographic apostrophes.
    text = every_type_text.translate(str.maketrans("‘’", "`'"))
    works = bib_reader.read(text, "every-type.bib", "1.1")[0]
    kept = [entry for entry in works if entry.type in kept_types(form)]
    assert {entry.type for entry in kept} == set(kept_types(form))
    back = read_back(form, Library(works), None if "sections" in form.loses else "1.1")
    assert [entry for entry in back if entry.key in {entry.key for entry in kept}] == [
        without(form.loses, entry) for entry in kept
    ]
