"""Conversion part by part, on one core or more, makes what a whole reading makes."""

from __future__ import annotations

import io
import random
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pllm_bib.files import pool
from pllm_bib.files import read as reading
from pllm_bib.files import text as streaming
from pllm_bib.files.inputs import Input
from pllm_bib.files.text import TextFile
from pllm_bib.formats import FORMATS, WRITTEN
from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.losses import describe
from pllm_bib.formats.shared.titles import full_series
from pllm_bib.formats.shared.types import row
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.model.library import Library
from pllm_bib.tasks.convert.bib import DIALECTS
from pllm_bib.tasks.convert.request import Request, Result
from pllm_bib.tasks.convert.run import Conversion, KeyTable

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

DATA = Path(__file__).parent / "data"
FIXTURES = sorted(DATA.glob("*.bib")) + sorted((DATA.parent.parent / "formats/data").glob("*.bib"))
WRITABLE = list(WRITTEN)
SEVEN_BIT = [name for name, row in WRITTEN.items() if row.required_writer.seven_bit]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut files after every few lines, and start processes for the smallest."""
    monkeypatch.setattr(streaming, "BLOCK", 120)
    monkeypatch.setattr(pool, "WORTH_IT", 0)


def inputs(*texts: str | bytes, form: str = "biblatex") -> list[Input]:
    sources = [text if isinstance(text, bytes) else text.encode() for text in texts]
    return [
        Input(name=f"{number}.bib", format=form, open=partial(io.BytesIO, source), size=len(source))
        for number, source in enumerate(sources)
    ]


def converted(sources: list[Input], request: Request) -> tuple[str, list[str], list[str]]:
    """Text, faults and losses."""
    faults: list[str] = []
    lost: list[str] = []

    def report(result: Result) -> None:
        faults.extend(map(str, result.faults))
        lost.extend(map(repr, result.lost))

    text = "".join(Conversion(sources, request, report).texts())
    return text, faults, lost


def text_of(path: Path) -> str:
    return TextFile(io.BytesIO(path.read_bytes()), path.name).text()


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
@pytest.mark.parametrize("to", ["ris", "csl-json", "biblatex", "jsonl"])
def test_all_ways_lead_to_the_same(path: Path, to: str) -> None:
    source = inputs(path.read_bytes())
    here = converted(source, Request(to=to, jobs=1))
    assert converted(source, Request(to=to, jobs=2)) == here
    assert converted(source, Request(to=to, jobs=1, plain=False)) == here
    entries, faults = bib_reader.read_biblatex(text_of(path), "0.bib")
    if to == "biblatex":  # the source itself, as far as it can be read
        again, _faults = bib_reader.read_biblatex(here[0], "0.bib")
        assert again == entries
    else:
        assert here[0] == FORMATS[to].write(Library(entries))
    found = [fault for fault in here[1] if "bad-encoding" not in fault and "K001" not in fault]
    # The source stays between dialects, however it is understood.
    assert found == list(map(str, faults_of(faults) if to == "biblatex" else faults))


CONNECTED = """\
@string{b = "Bird"}
@string{bc = b # { Conference}}
@inproceedings{one, title = {One}, author = {Doe, Jane}, crossref = {proc}}
% a comment
@misc{two, title = {Two}, xdata = {there}, related = {proc, gone}}
@misc{three, title = {Three}, note = bc # jan # none}
@string{b = "Owl"}
@misc{four, title = b}
@misc{ONE, title = {Again
@misc{five, title = {Five}}
@proceedings{proc, title = {Proceedings of the } # bc, crossref = {mv}, year = 2020}
@xdata{there, publisher = b, xdata = {deeper}}
@mvproceedings{mv, title = {All of it}, ids = {former}}
@misc{six, crossref = {former}}
@misc{seven, crossref = {nowhere}}
@xdata{deeper, location = {Vienna}}
@misc{One, title = {One again}}
"""


def same_work(entry: Entry) -> Entry:
    """An entry with its fields beyond the model in one order."""
    return replace(entry, extra=tuple(sorted(entry.extra)))


def as_bibtex(entry: Entry) -> Entry:
    """An entry with the work of several volumes that it is a part of as a series."""
    entry = replace(entry, type=row(entry.type).bibtex)
    extra = {name: value for name, value in entry.extra if name != "maintitle"}
    return same_work(replace(entry, series=full_series(entry), extra=tuple(extra.items())))


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("to", WRITABLE)
def test_parts_know_what_they_need_of_one_another(to: str, jobs: int) -> None:
    text, faults, _lost = converted(inputs(CONNECTED), Request(to=to, jobs=jobs))
    entries, expected = bib_reader.read_biblatex(CONNECTED, "0.bib")
    if to in DIALECTS:
        again, _faults = bib_reader.read_biblatex(text, "0.bib")
        made = as_bibtex if to == "bibtex" else same_work
        assert [same_work(entry) for entry in again] == [made(entry) for entry in entries]
    else:
        assert text == FORMATS[to].write(Library(entries))
    repeated = "0.bib:17:7: K001 duplicate-key: the key “One” was used before"
    assert [fault for fault in faults if not fault.startswith(repeated)] == list(map(str, expected))
    assert len(faults) == len(expected) + 1


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("jobs", [1, 2])
def test_files_are_read_as_one(jobs: int) -> None:
    """Strings of one file hold in the next, and parents may be in any."""
    lines = CONNECTED.replace("@misc{ONE, title = {Again\n", "").splitlines(keepends=True)
    files = ["".join(lines[:5]), "".join(lines[5:9]), "".join(lines[9:])]
    whole = converted(inputs("".join(lines)), Request(to="csl-json", jobs=1))
    assert converted(inputs(*files), Request(to="csl-json", jobs=jobs))[0] == whole[0]


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("seed", range(12))
def test_damaged_files_too(every_type_source: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    text = every_type_source
    for _ in range(12):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice('{}",=@\\\n#%') + text[at + chance.randrange(3) :]
    here = converted(inputs(text), Request(to="ris", jobs=1))
    assert converted(inputs(text), Request(to="ris", jobs=1, plain=False)) == here
    assert converted(inputs(text), Request(to="ris", jobs=2)) == here
    entries, faults = bib_reader.read_biblatex(text, "0.bib")
    assert here[0] == FORMATS["ris"].write(Library(entries))
    assert [fault for fault in here[1] if "K001" not in fault] == list(map(str, faults))


@pytest.fixture
def every_type_source() -> str:
    return (DATA.parent.parent / "formats/data/every-type.bib").read_text("utf-8")


# What is chosen, in which order, written how.

THREE = """\
@book{b, author = {Zeta, Ann}, title = {Alpha}, year = 2001, url = {https://example.org/b}}
@book{a, author = {alpha, Bob}, title = {Zeta}, year = 2003, month = jan}
@book{C, author = {Müller, Cy}, title = {Mid}, year = 2002, zeta = {Z}}
"""


@pytest.mark.parametrize(
    ("sort", "order"),
    [(None, "baC"), ("key", "abC"), ("author", "aCb"), ("year", "aCb"), ("title", "bCa")],
)
def test_order(sort: str | None, order: str) -> None:
    text, _, _ = converted(inputs(THREE), Request(to="ris", sort=sort))
    assert [line[6:] for line in text.splitlines() if line.startswith("ID")] == list(order)


def test_only_some() -> None:
    conversion = Conversion(inputs(THREE), Request(to="ris", keys=frozenset({"C", "x"})))
    text = "".join(conversion.texts())
    assert text.count("ER  -") == 1
    assert "ID  - C" in text
    assert (conversion.entries, conversion.found) == (1, {"C"})


@pytest.mark.parametrize("to", WRITABLE)
def test_nothing(to: str) -> None:
    assert converted(inputs(""), Request(to=to)) == (FORMATS[to].write(Library(())), [], [])


@pytest.mark.parametrize("to", WRITABLE)
def test_without_addresses(to: str) -> None:
    text, _, lost = converted(inputs(THREE), Request(to=to, options=Options(url=False)))
    assert "example.org" not in text
    assert bool([line for line in lost if "links" in line]) == (to in DIALECTS)


@pytest.mark.parametrize("to", SEVEN_BIT)
def test_seven_bits(to: str) -> None:
    text, _, _ = converted(inputs(THREE), Request(to=to, options=Options(ascii=True)))
    assert text.isascii()
    assert "ller" in text


def test_losses_have_their_place() -> None:
    conversion = Conversion(inputs(THREE), Request(to="ris"))
    losses = [lost for result in conversion._results() for lost in result.lost]  # noqa: SLF001
    (lost,) = [lost for lost in losses if lost.field == "zeta"]
    assert (lost.key, lost.position.line, lost.position.column) == ("C", 3, 61)
    assert describe(lost.loss, lost.field, FORMATS["ris"].title) == "RIS has no place for “zeta”"


BEYOND = """
@article{x, title = {\\emph{Owls}}, titleaddon = {\\textsc{Ad}}, translator = {Doe, J and others},
  urldate = {2020-01-01T10:00:00}, annotation = {\\textbf{X} $a$}, shorttitle = {{B} \\emph{S}},
  zeta = {\\emph{z}}, origdate = {1920?/1930}, date = {2020-01-02T10:00:00}, langid = {english}}
"""


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (
            "ris",
            (
                "title.emphasis titleaddon.joined titleaddon.small_caps urldate.time date.time "
                "annotation.strong annotation.math shorttitle.protected shorttitle.emphasis "
                "zeta.emphasis"
            ),
        ),
        (
            "csl-json",
            (
                "titleaddon.joined urldate.time annotation.math zeta.emphasis "
                "origdate.uncertain date.time"
            ),
        ),
        ("zotero-rdf", "titleaddon.joined annotation.math zeta.emphasis date.time"),
        ("bibtex", "titleaddon.joined title.rewritten annotation.rewritten date.time"),
        ("biblatex", ""),
    ],
)
def test_what_fields_beyond_the_model_lose_is_told(to: str, expected: str) -> None:
    request = Request(to=to, options=Options(keep_extra=True, profile="minimal"))
    conversion = Conversion(inputs(BEYOND), request)
    lost = [lost for result in conversion._results() for lost in result.lost]  # noqa: SLF001
    found = [
        f"{each.field}.{each.loss.detail or each.loss.field.rpartition('.')[2]}" for each in lost
    ]
    assert sorted(found) == sorted(expected.split())
    title = FORMATS[to].title
    words = [describe(each.loss, each.field, title) for each in lost]
    assert all(text.startswith(f"“{each.field}”") for each, text in zip(lost, words, strict=True))
    assert all(each.position.line in {2, 3, 4} for each in lost)


MERGED = """
@inbook{a, title={T}, subtitle={S}, booktitle={B}, booksubtitle={BS}, publisher={P},
  organization={O},  note={N}, addendum={A}, maintitle={M}, mainsubtitle={MS}, series={Se}}
@book{b, title={T}, organization={O}, addendum={A}, maintitle={M}}
"""


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("csl-json", "subtitle booksubtitle organization addendum mainsubtitle"),
        ("ris", "subtitle booksubtitle organization maintitle mainsubtitle"),
        ("zotero-rdf", "subtitle booksubtitle organization addendum maintitle mainsubtitle"),
        ("biblatex", ""),
        ("canonical", ""),
        ("jsonl", ""),
    ],
)
def test_fields_that_become_one_are_told(to: str, expected: str) -> None:
    """Those of the second entry have no other field beside them."""
    conversion = Conversion(inputs(MERGED), Request(to=to))
    lost = [lost for result in conversion._results() for lost in result.lost]  # noqa: SLF001
    found = [(each.key, each.field) for each in lost if each.loss.detail == "joined"]
    assert sorted(found) == sorted(("a", name) for name in expected.split())


def test_what_has_no_form_in_seven_bits_is_told() -> None:
    source = "@misc{é, title = {小 é}, author = {小, 明}, url = {https://example.org/é_小?a=%20}}"
    request = Request(to="bibtex", options=Options(ascii=True, profile="minimal"))
    conversion = Conversion(inputs(source), request)
    (result,) = (each for each in conversion._results() if each.texts)  # noqa: SLF001
    assert "url = {https://example.org/%C3%A9_%E5%B0%8F?a=%20}" in result.texts[0]
    assert [lost.loss.field for lost in result.lost if not lost.loss.is_form] == [
        "key.letters",
        "title.letters",
        "authors.letters",
    ]


def test_entries_already_read_are_written_the_same_way(
    monkeypatch: pytest.MonkeyPatch, every_type_source: str
) -> None:
    """Formats without parts, here stood in for by the reader of .bib files."""
    source = inputs(every_type_source, form="biblatex")
    whole = converted(source, Request(to="csl-json"))
    monkeypatch.setattr(reading, "BIB", frozenset())
    assert converted(source, Request(to="csl-json"))[0] == whole[0]


OWL = "@misc{a,\n  title = {Käuze},\n}\n@misc{b, title = {Ümläute}}\n"


def test_progress_ends_at_the_size() -> None:
    done: list[int] = []
    source = inputs(THREE, OWL)
    conversion = Conversion(source, Request(to="ris"), progress=done.append)
    for _ in conversion.texts():
        pass
    assert done == sorted(done)
    assert done[-1] == sum(one.size for one in source)


SHARED = """
@misc{owl, title = {One}, note = {Of one.}, pdf = {https://example.org/1.pdf}, ids = {crow}}
@misc{hen, title = {Two}, related = {owl}, abstract = {<z rdf:about="#item_owl"> is no name.}}
@misc{owl, title = {Three}, note = {Of three.}, pdf = {https://example.org/3.pdf}, ids = {crow}}
@misc{OWL, title = {Four}, ids = {hen, emu}}
"""


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("sort", [None, "title"])
def test_entries_that_share_a_key_are_resources_of_their_own(jobs: int, sort: str | None) -> None:
    request = Request(to="zotero-rdf", jobs=jobs, sort=sort)
    text, faults, _lost = converted(inputs(SHARED), request)
    names = re.findall(r'<\S+ rdf:about="(.+?)">', text)
    assert len(names) == len(set(names))
    assert {"#item_owl", "#item_owl/2", "#item_OWL/3", "#item_owl/2/note1"} <= set(names)
    assert set(re.findall(r'rdf:resource="(.+?)"', text)) <= set(names)
    assert '&lt;z rdf:about="#item_owl"&gt;' in text
    assert ["K001" in fault for fault in faults] == [True, True]


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("sort", [None, "title"])
def test_former_keys_that_are_taken_make_no_copy(jobs: int, sort: str | None) -> None:
    options = Options(aliases=True, profile="minimal")
    request = Request(to="bibtex", jobs=jobs, sort=sort, options=options)
    text, faults, lost = converted(inputs(SHARED), request)
    entries, _faults = bib_reader.read(text, "")
    found = [(entry.key, str(entry.title)) for entry in entries]
    expected = ["owl One", "crow One", "hen Two", "owl Three", "OWL Four", "emu Four"]
    assert sorted(found) == sorted(tuple(line.split()) for line in expected)
    assert len(faults) == 2
    assert sum("aliases" in line for line in lost) == 2


def test_keys_are_known_again_without_their_case() -> None:
    table = KeyTable()
    keys = [f"owl{number}" for number in range(20_000)]
    assert not any(table.add(key) for key in keys)
    assert all(table.add(key.upper()) for key in keys)
    assert not table.add("crow")
