"""Every format of the table: its output, what it loses, and that what it writes reads back."""

from __future__ import annotations

import dataclasses
import itertools
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import assume, given, settings
from tests.formats import reading_back
from tests.formats.conftest import DATA, OUTLINE
from tests.formats.reading_back import NOTHING, changed
from tests.formats.strategies import LATIN, SIGNS, entries

from pllm_bib.formats import FORMATS, WRITTEN
from pllm_bib.formats.base import Options, WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.datamodel import takes
from pllm_bib.formats.bibtex.write import CLASSIC_FIELDS
from pllm_bib.formats.losses import losses
from pllm_bib.formats.shared.fields import FIELDS, OWN_CSL, csl_kind
from pllm_bib.formats.shared.latex import plain
from pllm_bib.formats.shared.titles import TITLE_PARTS
from pllm_bib.formats.shared.types import TYPES, row
from pllm_bib.formats.table import write as tabular
from pllm_bib.model.date import Date, Open
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.field import ATTRIBUTES, TEXTS
from pllm_bib.model.library import Library
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import VERBATIM, Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.formats.row import Format

every_format = pytest.mark.parametrize("form", WRITTEN.values(), ids=WRITTEN)
READABLE = [form for form in WRITTEN.values() if form.read]


KEEP = Options(keep_extra=True)
with_and_without = pytest.mark.parametrize(
    "options", [Options(), KEEP], ids=["default", "keep-extra"]
)


def read_back(
    form: Format,
    library: Library,
    section: str | None = None,
    options: Options | None = None,
) -> tuple[Entry, ...]:
    assert form.read is not None
    text = form.write(library, options)
    found, faults = form.read(text, "back.bib", section)
    said = {"unknown-command", "read-as"}
    assert [fault for fault in faults if fault.name not in said] == [], text
    return found


# Outputs.


@every_format
def test_output_of_every_type(
    form: Format, every_type: Library, golden: Callable[[str, str], None]
) -> None:
    golden(f"every-type.{form.name}{form.suffix}", form.write(every_type))


def test_input_has_every_type_once(every_type: Library) -> None:
    assert sorted(entry.type for entry in every_type) == sorted(TYPES)


def test_input_says_everything_that_an_entry_can(every_type: Library) -> None:
    for name in ATTRIBUTES:
        assert any(getattr(entry, name) for entry in every_type), name


@every_format
def test_output_ends_with_one_line_end(form: Format, every_type: Library) -> None:
    text = form.write(every_type)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text


@every_format
def test_nothing_is_written_of_nothing(form: Format) -> None:
    heading = ",".join(tabular.COLUMNS) if form.name == "csv" else ""
    writer = form.required_writer
    frame = (
        writer.head + writer.tail
        if form.name in {"endnote-xml", "mods", "word-xml", "zotero-rdf"}
        else ""
    )
    assert form.write(Library(())).strip() in {heading, frame.strip(), "[]", "{}", "references: []"}


@every_format
def test_entries_are_written_one_by_one(form: Format, every_type: Library) -> None:
    """What an entry looks like does not depend on its neighbours."""
    if form.name == "zotero-rdf":  # a file has one collection a section
        every_type = Library(tuple(replace(entry, sections=()) for entry in every_type))
    if form.name == "biblatex":  # names related works of the same file only
        every_type = Library(tuple(replace(entry, related=()) for entry in every_type))
    whole = form.write(Library(every_type.entries))
    for entry in every_type:
        text = form.write(Library((entry,)))
        head, tail = form.required_writer.head, form.required_writer.tail
        if form.required_writer.assembled:  # one of them may be the head of the file
            text = unindented(form.required_writer.record(entry, WriteContext()))
            whole = unindented(whole)
        assert text.removeprefix(head).removesuffix(tail) in whole.removeprefix(head)


def unindented(text: str) -> str:
    return re.sub(r"^[ -]+", "", text, flags=re.MULTILINE)


@every_format
def test_text_of_very_many_chunks_is_written(form: Format) -> None:
    styles = (Style.PROTECTED, Style.EMPHASIS, Style.STRONG, Style.PROTECTED | Style.EMPHASIS)
    chunks = [Chunk("a", style) for style in styles * 1000]
    entry = Entry(key="a", type="misc", title=Text.of(*chunks), abstract=Text.of(*chunks))
    assert form.write(Library((entry,))).count("a") >= 4000


WRITE_ALL = """
import sys
from pathlib import Path
from pllm_bib.formats import WRITTEN, bib_reader
from pllm_bib.model.library import Library
entries, _ = bib_reader.read(Path(sys.argv[1]).read_text(encoding="utf-8"), "", "1.1")
for name, form in WRITTEN.items():
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


def pairs_of_style(style: Style, attribute: str, host: Entry) -> list[Pair]:
    value = {Style.MATH: "a+b", Style.RAW: r"\foo{a}"}.get(style, "Strix")
    text = Text.of("On ", Chunk(value, style), " now")
    reading = plain(text)[3:-4]
    other_styles = [Style.NONE, Style.PROTECTED] if style & VERBATIM else [Style.NONE]
    return [
        (
            changed(host, {attribute: Text.of("On ", Chunk(reading, other), " now")}),
            changed(host, {attribute: text}),
        )
        for other in other_styles
    ]


def pairs_of_styles() -> Iterator[tuple[str, list[Pair]]]:
    for style in Style:
        detail = str(style.name).lower()
        yield f"text.{detail}", pairs_of_style(style, "title", ARTICLE)
        for attribute in sorted(TEXTS):
            host = BOOK if attribute in {"publisher", "place", "series", "edition"} else ARTICLE
            yield f"{attribute}.{detail}", pairs_of_style(style, attribute, host)


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
    **dict(pairs_of_styles()),
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


def comes_back(form: Format, entry: Entry, losses: frozenset[str]) -> Entry:
    """What an entry is after it was written and read, if these are the losses."""
    left = without(losses, entry)
    if of_format := reading_back.BY_FORMAT.get(form.name):
        return of_format(reading_back.without_details(losses, left), entry, losses)
    return left


def is_lost(form: Format, loss: str, pair: Pair, options: Options) -> bool:
    one, other = pair
    if form.read is None:
        return form.write(Library((one,), OUTLINE), options) == form.write(
            Library((other,), OUTLINE), options
        )
    attribute, _, detail = loss.partition(".")
    tried = {loss, attribute, f"text.{detail}"} if attribute in TEXTS else {loss}
    if attribute == "text":  # the pairs differ in their titles
        tried.add(f"title.{detail}")
    expected = comes_back(form, other, form.lost(options) - tried)
    (back,) = read_back(form, Library((other,)), other.sections[0], options)
    return back != replace(expected, sections=other.sections)


@every_format
@with_and_without
@pytest.mark.parametrize("loss", LOSSES)
def test_a_format_loses_what_it_declares_and_nothing_else(
    form: Format, loss: str, options: Options
) -> None:
    lost = any(is_lost(form, loss, pair, options) for pair in LOSSES[loss])
    attribute, _, detail = loss.partition(".")
    names = {loss, attribute, f"text.{detail}" if attribute in TEXTS else loss}
    # A style that one text keeps is not lost as such.
    if loss.startswith("text.") and f"title.{detail}" in form.lost(options):
        names.add(f"title.{detail}")
    assert lost == bool(names & form.lost(options))


@every_format
@with_and_without
@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_is_reported_for_the_entry_that_suffers_it(
    form: Format, loss: str, options: Options
) -> None:
    name = loss.replace("text.", "title.").replace("extra", "extra.zeta")
    said = []
    for pair in LOSSES[loss]:
        context = WriteContext.of(Library(pair, OUTLINE), options)
        found = {
            each.field
            for each in losses(
                pair[1], form.required_writer.parts(pair[1], context), form.lost(options)
            )
        }
        said.append(bool({name, name.partition(".")[0]} & found))
        assert said[-1] or not is_lost(form, loss, pair, options)
    # Of two entries that a format writes alike, either may stand for the other.
    assert any(said) == any(is_lost(form, loss, pair, options) for pair in LOSSES[loss])


@every_format
def test_declared_losses_are_known(form: Format) -> None:
    names = {name for name in form.loses if name.partition(".")[0] not in {"type", *TYPES}}
    assert names <= LOSSES.keys()
    assert not [name for name in names if "." in name and name.partition(".")[0] in form.loses]
    of_texts = [name for name in names if name.partition(".")[0] in TEXTS]
    assert not [name for name in of_texts if f"text.{name.partition('.')[2]}" in form.loses]
    assert form.keeps <= form.loses
    assert {name for name in form.loses if name.startswith("type.")} <= {
        f"type.{name}" for name in TYPES
    }


@with_and_without
@pytest.mark.parametrize("name", TYPES)
def test_biblatex_loses_what_its_data_model_has_no_field_for(name: str, options: Options) -> None:
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
        (back,) = read_back(form, Library((entry,)), "1.1", options)
        lost = f"{name}.{attribute}" in form.lost(options)
        assert getattr(back, attribute) == (getattr(NOTHING, attribute) if lost else value)
        assert back.extra == ()
        parts = form.required_writer.parts(entry, WriteContext(options=options))
        found = losses(entry, parts, form.lost(options))
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


def left_of(form: Format, entry: Entry, options: Options) -> Entry:
    """An entry without what a format loses of it.

    Of the fields that the model does not know, that is those that the format does not know either.
    """
    if form.name in reading_back.BY_FORMAT:
        return comes_back(form, entry, form.lost(options))
    left = without(form.lost(options) - {"extra"}, entry)
    if options.keep_extra:
        return left
    known = CLASSIC_FIELDS
    if form.name == "biblatex":
        fields = [name for name, _value in entry.extra]
        names = {name: "venue" if name == "eventplace" else name for name in fields}
        known = frozenset(name for name in fields if takes(row(entry.type).biblatex, names[name]))
    return replace(left, extra=tuple(field for field in entry.extra if field[0] in known))


def says_more_than_an_address(entry: Entry) -> bool:
    """Whether a note is no bare address, which is read as that of the work."""
    chunks = entry.note.chunks if entry.note else ()
    return not chunks or any(not chunk.style & Style.URL for chunk in chunks)


@with_and_without
@given(entry=entries(kept_types(FORMATS["biblatex"])))
@settings(max_examples=80, deadline=None)
def test_biblatex_entry_reads_back_less_the_losses(entry: Entry, options: Options) -> None:
    assume(says_more_than_an_address(entry))
    form = FORMATS["biblatex"]
    # Only works of the same file are named as related.
    neighbours = [replace(ARTICLE, key=key) for key in entry.related if key != entry.key]
    section = entry.sections[0] if options.keep_extra and entry.sections else None
    back = read_back(form, Library((entry, *neighbours)), section, options)
    assert back[0] == left_of(form, entry, options)


def fits_year_and_month(entry: Entry) -> bool:
    """Whether BibTeX's two fields can say the date: both ends of a period have a month, or none.

    A period whose ends are alike is a point there.
    """
    date = entry.date
    if date is None or date.end is None:
        return True
    first, last = ((each.month, each.season, each.day) for each in (date, date.end))
    alike = [one is None for one in first] == [one is None for one in last]
    return alike and (date.year, first) != (date.end.year, last)


@with_and_without
@given(entry=entries(kept_types(FORMATS["bibtex"])))
@settings(max_examples=80, deadline=None)
def test_bibtex_entry_reads_back_less_the_losses(entry: Entry, options: Options) -> None:
    assume(fits_year_and_month(entry) and says_more_than_an_address(entry))
    form = FORMATS["bibtex"]
    # In 7 bits, source that nobody reads is not kept letter for letter.
    entry = replace(entry, extra=tuple((name, ascii(value)) for name, value in entry.extra))
    section = entry.sections[0] if options.keep_extra and entry.sections else None
    back = read_back(form, Library((entry,)), section, options)
    assert back == (left_of(form, entry, options),)


# CSL has no way to write a tag that is none.
CSL_LETTERS = tuple(letter for letter in LATIN + SIGNS if letter != "<")
RIS_LETTERS = tuple(letter for letter in LATIN + SIGNS if letter.strip() and letter not in ",;")
"""RIS has no way to write a name with a comma, nor blanks of other kinds at the end of a line."""


def is_plainly_named(entry: Entry) -> bool:
    """Whether nobody's name is what other programs write for further names, or has a comma."""
    last = {names.names[-1].family for names in (entry.authors, entry.editors) if names.names}
    families = {name.family for names in (entry.authors, entry.editors) for name in names}
    return "others" not in last and not any("," in family for family in families)


def in_order(entry: Entry) -> Entry:
    """An entry with the fields beyond the model in alphabetical order."""
    return replace(entry, extra=tuple(sorted(entry.extra)))


@with_and_without
@pytest.mark.parametrize("name", ["csl-json", "csl-yaml"])
@given(entry=entries(kept_types(FORMATS["csl-json"]), CSL_LETTERS))
@settings(max_examples=80, deadline=None)
def test_csl_entry_reads_back_less_the_losses(name: str, entry: Entry, options: Options) -> None:
    assume(is_plainly_named(entry))
    form = FORMATS[name]
    (back,) = read_back(form, Library((entry,)), None, options)
    assert in_order(back) == left_of(form, entry, options)


@with_and_without
@given(entry=entries(kept_types(FORMATS["ris"]), (*RIS_LETTERS, " ")))
@settings(max_examples=120, deadline=None)
def test_ris_entry_reads_back_less_the_losses(entry: Entry, options: Options) -> None:
    assume(is_plainly_named(entry))
    form = FORMATS["ris"]
    (back,) = read_back(form, Library((entry,)), None, options)
    assert in_order(back) == left_of(form, entry, options)


@with_and_without
@pytest.mark.parametrize("form", READABLE, ids=lambda form: form.name)
def test_whole_list_reads_back_less_the_losses(
    form: Format, every_type_text: str, options: Options
) -> None:
    # 7 bits have no typographic apostrophes.
    text = every_type_text.translate(str.maketrans("‘’", "`'"))
    works = bib_reader.read(text, "every-type.bib", "1.1")[0]
    kept = [entry for entry in works if entry.type in kept_types(form)]
    assert {entry.type for entry in kept} == set(kept_types(form))
    section = None if "sections" in form.lost(options) else "1.1"
    back = read_back(form, Library(works), section, options)
    if form.name in reading_back.BY_FORMAT:
        back = tuple(map(in_order, back))
    if form.required_writer.assembled:  # one of them is at the head of the file
        places = {entry.key: place for place, entry in enumerate(works)}
        back = tuple(sorted(back, key=lambda entry: places[entry.key]))
    wanted = [
        entry if form.name == "canonical" else left_of(form, entry, options) for entry in kept
    ]
    assert [entry for entry in back if entry.key in {entry.key for entry in wanted}] == wanted


@pytest.mark.parametrize(
    "name", "csl-json csl-yaml ris enw nbib mods word-xml endnote-xml zotero-rdf".split()
)
@pytest.mark.parametrize("words", ["in press", "forthcoming", "n.d."])
def test_words_that_stand_for_a_date_come_back(name: str, words: str) -> None:
    entry = replace(ARTICLE, date=None, extra=(("year", words),))
    (back,) = read_back(FORMATS[name], Library((entry,)))
    assert (back.date, dict(back.extra)) == (None, {"year": words})


def test_words_of_a_state_are_a_status_in_cff() -> None:
    entry = replace(ARTICLE, date=None, extra=(("year", "in press"),))
    (back,) = read_back(FORMATS["cff"], Library((entry,)))
    assert dict(back.extra) == {"pubstate": "inpress"}


# Fields that the model does not know.

OTHER_FIELDS = {
    name: {"names": "Poe, Edgar", "date": "2024-05-01"}.get(row.kind, f"Owls of {name}")
    for name, row in FIELDS.items()
} | {name: "Poe, Edgar" for name in OWN_CSL if csl_kind(name) == "names"}
OTHER_FIELDS |= {
    "zeta": r"Z: \emph{z} \& z",
    "howpublished": "https://example.org/a_b",
    "void": "{}",
}


@pytest.mark.parametrize(
    "form",
    [form for form in WRITTEN.values() if "extra" not in form.lost(KEEP)],
    ids=lambda form: form.name,
)
@pytest.mark.parametrize("name", TYPES)
def test_nothing_is_lost_of_what_is_to_be_kept(form: Format, name: str) -> None:
    bare = typed(name, ARXIV if name == "preprint" else None)
    one_each = [replace(bare, extra=(field,)) for field in OTHER_FIELDS.items()]
    for entry in (*one_each, replace(bare, extra=tuple(OTHER_FIELDS.items()))):
        parts = list(form.required_writer.parts(entry, WriteContext(options=KEEP)))
        found = losses(entry, parts, form.lost(KEEP))
        lost = {loss.field for loss in found if loss.dropped}
        assert not [field for field in lost if field.startswith("extra.")], entry.extra


def test_formats_that_keep_everything() -> None:
    keep = {form.name for form in WRITTEN.values() if "extra" not in form.lost(KEEP)}
    assert keep == WRITTEN.keys() - {"markdown", "enw", "hugo", "wikipedia"}


@pytest.mark.parametrize(
    "form", [form for form in READABLE if form.suffix == ".bib"], ids=lambda form: form.name
)
@pytest.mark.parametrize("name", TYPES)
def test_files_of_bibtex_keep_their_fields(form: Format, name: str) -> None:
    entry = replace(typed(name, None), extra=tuple(OTHER_FIELDS.items()))
    text = form.required_writer.record(entry, WriteContext(options=KEEP))
    # bibtexparser takes @commentary for @comment.
    (read,) = parse_string(text.replace("@commentary{", "@misc{")).entries
    fields = {field.key: field.value for field in read.fields}
    expected = dict(OTHER_FIELDS)
    if form.name == "biblatex":
        expected["venue"] = expected.pop("eventplace")
    if form.name == "bibtex":  # it has no fields for what is a part of a title
        assert all(expected[part] in text for part in TITLE_PARTS)
        expected = {name: value for name, value in expected.items() if name not in TITLE_PARTS}
    assert expected.items() <= fields.items()


@pytest.mark.parametrize(
    ("form", "name", "field", "expected"),
    [
        ("bibtex", "article", "annote", True),
        ("bibtex", "article", "eid", True),
        ("bibtex", "article", "annotation", False),
        ("bibtex", "software", "version", False),
        ("biblatex", "article", "annote", True),
        ("biblatex", "article", "eid", True),
        ("biblatex", "article", "eventplace", False),
        ("biblatex", "inproceedings", "eventplace", True),
        ("biblatex", "inproceedings", "eid", True),
        ("biblatex", "online", "eid", False),
        ("biblatex", "artwork", "zeta", True),
        ("biblatex", "article", "zeta", False),
        ("canonical", "article", "zeta", True),
    ],
)
def test_fields_that_are_written_unasked(
    form: str, name: str, field: str, expected: object
) -> None:
    entry = replace(typed(name, None), extra=((field, "Strix"),))
    assert ("Strix" in FORMATS[form].write(Library((entry,)))) is expected
    assert "Strix" in FORMATS[form].write(Library((entry,)), KEEP)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("csl-json", '"note": "tex.zeta: Z: z & z"'),
        ("ris", "M2  - tex.zeta: Z: z & z"),
        ("ris", "M2  - original-date: 1920"),
        ("zotero-rdf", "<dc:description>tex.zeta: Z: z &amp; z</dc:description>"),
    ],
)
def test_lines_of_fields_without_a_place(form: str, line: str) -> None:
    extra = (("zeta", r"Z: \emph{z} \& z"), ("volumes", "3"), ("origdate", "1920"))
    entry = replace(BOOK, extra=extra)
    text = FORMATS[form].write(Library((entry,)), KEEP)
    lines = [each.strip().removesuffix(",") for each in text.splitlines()]
    assert line in lines
    assert "zeta" not in FORMATS[form].write(Library((entry,)))
    assert not [each for each in lines if "volumes:" in each]
