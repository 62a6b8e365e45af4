"""The short way of plain entries: it leads where the usual way leads, letter for letter."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.hard_entries import LATEX, WORDS

from pllm_bib.files.read import Connections, Piece, connections
from pllm_bib.files.text import FilePart, TextFile, bib_parts
from pllm_bib.formats.base import Options
from pllm_bib.tasks.convert.entries import EntryWork
from pllm_bib.tasks.convert.plain.values import VERBATIM
from pllm_bib.tasks.convert.plain.work import LEARNT_AFTER, PlainEntries
from pllm_bib.tasks.convert.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.tasks.convert.request import Result

TO = sorted(VERBATIM)
WISHES: tuple[dict[str, Any], ...] = ({}, {"keep_extra": True}, {"url": False}, {"doi_url": True})


def ways(
    to: str, text: str, form: str = "bibtex", **wishes: Any
) -> Iterator[tuple[Result, Result]]:
    """Yield what the usual and the short way make of each part of a text."""
    parts = list(bib_parts(TextFile(io.BytesIO(text.encode()), "x.bib")))
    connected = connections(lambda: ((0, part) for part in parts))
    usual = EntryWork(Request(to=to, options=Options(**wishes)), connected)
    short = PlainEntries(usual, after=0)
    for part in parts:
        piece = Piece(0, "x.bib", form, part)
        yield usual.do(piece), short.do(piece)


class UsualWay(EntryWork):
    """The usual way, which counts the entries that go it."""

    entries: int = 0

    def write(self, entry: Any, result: Any) -> None:
        self.entries += entry.origin.position.path == "x.bib"
        super().write(entry, result)


def usual_entries(text: str, to: str = "csl-json") -> int:
    """Return how many entries of a text go the usual way."""
    work = UsualWay(Request(to=to), Connections())
    PlainEntries(work, after=0).do(Piece(0, "x.bib", "bibtex", FilePart(text, len(text))))
    return work.entries


# Entries by chance. The plain ones look as programs write them, the others have something odd.

FAMILIES = ("Doe", "García Márquez", "O'Neill", "van der Berg", "Meyer-Lüdenscheid", "Kučera")
GIVENS = ("Jane", "Jean-Luc", "Ada M.", "J. K.", "Émile", "Xin")
TITLES = (
    *(
        "Feature Augmentation",
        "A Survey: of Owls",
        "{BERT} for {Named Entities}",
        "Q\\&A (2nd try)",
    ),
    *("Die Größe", "Is {GPT-4} better?", "{Whole Title}", "What's in a name", "1984", "A {B}-Test"),
)
CONTAINERS = (
    "Nature",
    "Proceedings of the {ACM}",
    "ICML",
    "CoRR",
    "arXiv preprint",
    "J. of X \\& Y",
)
ORGANISATIONS = ("ACM", "Springer \\& Co", "New York, NY, USA", "Owls and Co", "{IEEE} Press")
OTHER_VALUES = (
    *("2020", "jan", "12", "12--34", "12-34", "e1", "3:1--3:9", "10.1145/3292500.3330701"),
    *("https://example.org/a_b?c=d&e=f~g", "http://x.org", "2101.00001", "arXiv", "cs.CL", "", " "),
    *("978-3-16-148410-0", "1234-567X", "Mon, 01 Jan 2024 12:00:00 +0100", "PhD thesis", "en"),
)
ODD = (
    *(
        "{",
        "}",
        '"',
        "\\&",
        "&",
        "--",
        "''",
        "``",
        "$",
        "%",
        "~",
        "\n",
        "  ",
        "\t",
        " and ",
        " AND ",
    ),
    *(" and others", ", Jr.", ",", ";", "=", "#", "\n@", "\n@x{", "(", "é", "\u00a0", "\u2009"),
    *("e\u0301", "<i>", "http://x.org", "arXiv", "{A}", "{{X}}", " et al.", "von ", "III", "&amp;"),
    *("\u2013", "’", "ﬁ", "ß", "İ", "ǆ", "[", "_", "^", "\x07", "\u200b", "\\ ", *WORDS, *LATEX),
)
FIELDS = (
    *("title author editor booktitle journal year month day volume number pages doi url".split()),
    *("publisher address series note eprint archiveprefix primaryclass eprinttype isbn".split()),
    *("issn keywords abstract language type howpublished crossref date timestamp biburl".split()),
    *("bibsource institution school organization edition pdf location venue options ids".split()),
)
TYPES = (
    *("article", "inproceedings", "book", "misc", "phdthesis", "Article", "ONLINE", "proceedings"),
    *("incollection", "techreport", "patent", "periodical", "dataset", "xdata", "inbook"),
)


class Chance:
    """A maker of .bib files by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311

    def file(self, entries: int) -> str:
        """Return a file with so many entries, and now and then something between them."""
        pick = self.chance.choice
        between = (
            "% a comment",
            "@comment{x}",
            "junk",
            '@string{x = "y"}',
            "  @misc{a, title={B}}",
        )
        blocks = []
        for number in range(entries):
            entry = self.entry(number)
            for _time in range(pick((0, 0, 0, 1, 2))):
                entry = self.odd(entry)
            blocks += [entry, *([pick(between)] if self.chance.random() < 0.04 else ())]
        return "\n".join(blocks) + "\n"

    def plain_file(self, entries: int) -> str:
        """Return a file of entries in which nothing is odd, all of one form."""
        entry = (
            "@article{{key{0},\n  title = {{{1}}},\n  author = {{{2}}},\n  year = {{19{0}}}\n}}\n"
        )
        titles = ("Feature Augmentation", "A Survey: of Owls", "Q\\&A (2nd try)", "Die Größe")
        return "".join(
            entry.format(number, self.chance.choice(titles), self.people("last"))
            for number in range(10, min(entries, 100))
        )

    def entry(self, number: int) -> str:
        """Return an entry as programs write them."""
        pick = self.chance.choice
        names = self.chance.choice(("last", "last", "first"))
        values = {
            "title": pick(TITLES),
            "author": self.people(names),
            pick(("booktitle", "journal")): pick(CONTAINERS),
            "year": pick(("1999", "2020", "2024")),
            "pages": f"{number}--{number + 9}",
            "volume": pick(("1", "27")),
            "url": f"https://example.org/papers/{number}.html",
            "doi": f"10.1000/x.{number}",
            "publisher": pick(ORGANISATIONS),
        }
        names_of_fields = self.chance.sample(sorted(values), self.chance.randint(2, len(values)))
        opening, closing = pick(("{}", "{}", '""'))
        lines = [f"  {name} = {opening}{values[name]}{closing}" for name in names_of_fields]
        if self.chance.random() < 0.2:
            lines.append(f"  month = {pick(('jan', '{dec}', '3'))}")
        body = ",\n".join(lines)
        return f"@{pick(TYPES[:5])}{{key{number},\n{body}{pick((',', ''))}\n}}\n"

    def people(self, form: str) -> str:
        """Return a list of people, in one of the two forms that names have."""
        names = [
            (self.chance.choice(FAMILIES), self.chance.choice(GIVENS))
            for _name in range(self.chance.randint(1, 4))
        ]
        if form == "last":
            return " and ".join(", ".join(name) for name in names)
        return " and ".join(f"{given} {family}" for family, given in names)

    def odd(self, entry: str) -> str:
        """Return an entry with something odd in it."""
        pick, chance = self.chance.choice, self.chance.random()
        fields = list(re.finditer(r"(\w+) = ([{\"].*[}\"]),?\n", entry))
        if chance < 0.1 or not fields:
            at = self.chance.randrange(len(entry))
            return entry[:at] + pick(ODD) + entry[at:]
        one, other = pick(fields), pick(fields)
        if chance < 0.4:
            at = self.chance.randrange(one.start(2) + 1, one.end(2))
            return entry[:at] + pick(ODD) + entry[at:]
        if chance < 0.65:
            value = pick((*OTHER_VALUES, *TITLES, self.people("last"), self.people("first")))
            return f"{entry[: one.start()]}{pick(FIELDS)} = {{{value}}},\n  {entry[one.start() :]}"
        if chance < 0.75:
            return f"{entry[: one.start(2)]}{{{pick(OTHER_VALUES)}}}{entry[one.end(2) :]}"
        if chance < 0.85:
            return re.sub(r"^@\w+", f"@{pick(TYPES)}", entry)
        if chance < 0.9:
            return entry[: one.start(1)] + one[1].upper() + entry[one.end(1) :]
        if chance < 0.95:
            return entry[: one.start(2)] + other[2] + entry[one.end(2) :]
        return re.sub(
            r"\{([^,]*),", f"{{{pick(('a b', 'é', 'x,y', 'DBLP:x/y'))}-\\1,", entry, count=1
        )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("to", TO)
def test_both_ways_lead_to_the_same_result(to: str, seed: int) -> None:
    text = Chance(seed).file(80)
    form = ("bibtex", "biblatex")[seed % 3 == 0]
    for usual, short in ways(to, text, form, **WISHES[seed % len(WISHES)]):
        assert short == usual


@pytest.mark.parametrize("to", ["csl-json", "ris"])
def test_both_ways_are_one_for_the_files_of_the_tests(to: str) -> None:
    files = sorted(Path(__file__).parents[1].rglob("*.bib"))
    assert len(files) > 20
    for file in files:
        text = file.read_bytes().decode(errors="replace").replace("\r\n", "\n").replace("\0", "")
        for usual, short in ways(to, text):
            assert short == usual, file


@pytest.mark.parametrize("to", TO)
def test_entries_as_programs_write_them_go_the_short_way(to: str) -> None:
    entries = Chance(1).plain_file(100)
    assert usual_entries(entries, to) == 0


def test_a_mould_is_made_for_forms_that_come_often() -> None:
    plain = "@misc{%s,\n  title = {Owls},\n  year = {2020}\n}\n"
    text = "".join(plain % number for number in range(40))
    work = UsualWay(Request(to="ris"), Connections())
    PlainEntries(work).do(Piece(0, "x.bib", "bibtex", FilePart(text, len(text))))
    assert LEARNT_AFTER <= work.entries < LEARNT_AFTER + 3


def test_what_is_not_plain_goes_the_usual_way_and_takes_along_what_is_behind_a_broken_block() -> (
    None
):
    plain = "@misc{%s,\n  title = {Owls},\n  year = {2020}\n}\n"
    names = [plain % name for name in "abcd"]
    assert usual_entries("".join(names)) == 0
    odd = plain.replace("Owls", "\\emph{Owls}") % "x"
    assert usual_entries("".join((*names[:2], odd, *names[2:]))) == 1
    broken = odd.replace("}\n}", "\n}")
    assert usual_entries("".join((*names[:2], broken, *names[2:]))) == 1


@pytest.mark.parametrize(
    "wish", [{"sort": "key"}, {"keys": frozenset({"a"})}, {"plain": False}, {"pages": True}]
)
def test_what_needs_the_entries_themselves_goes_the_usual_way(wish: dict[str, Any]) -> None:
    request = Request(to="csl-json", **wish)
    apart = EntryWork(request, Connections()).apart
    assert not PlainEntries.can_do(request, Connections(), apart=apart)
    assert PlainEntries.can_do(Request(to="csl-json"), Connections(), apart=False)


def test_a_month_that_the_file_defines_itself_has_no_mould() -> None:
    text = (
        '@string{jan = "Jänner"}\n@misc{a,\n  title = {Owls},\n  year = {2020},\n  month = jan\n}\n'
    )
    part = FilePart(text, len(text))
    connected = connections(lambda: [(0, part)])
    assert not PlainEntries.can_do(Request(to="ris"), connected, apart=False)
