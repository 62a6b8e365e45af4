"""Between dialects of .bib files: what is read of the result is what is read of the source."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pllm_bib.files.inputs import Input
from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.bibtex.blocks import split
from pllm_bib.formats.bibtex.datamodel import ALIASES
from pllm_bib.formats.shared import latex, titles
from pllm_bib.formats.shared.types import TYPES, WHAT_IT_IS
from pllm_bib.model.text import Text
from pllm_bib.tasks.convert.request import Request, Result
from pllm_bib.tasks.convert.run import Conversion

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

TESTS = Path(__file__).parent.parent
FILES = sorted(
    path
    for folder in ("consumers/data", "formats/data", "tasks/data")
    for path in (TESTS / folder).glob("*.bib")
)
DIALECTS = ("bibtex", "biblatex", "canonical")


def converted(text: str, **request: Any) -> tuple[str, list[Result]]:
    data = text.encode()
    source = Input(name="a.bib", format="biblatex", open=partial(io.BytesIO, data), size=len(data))
    results: list[Result] = []
    wanted = Request(options=Options(profile="minimal"), **request)
    return "".join(Conversion([source], wanted, results.append).texts()), results


def read(text: str) -> tuple[Entry, ...]:
    around = bib_reader.Surroundings(comments=True)
    return bib_reader.read_biblatex(text, "a.bib", None, around)[0]


def as_said(entry: Entry, to: str) -> dict[str, Any]:
    """What an entry says, in the form that a dialect forces on it."""
    extra = {name: latex.decode_plain(value) for name, value in entry.extra}
    if to == "bibtex":
        entry = _in_bibtex(entry, extra)
    extra = {ALIASES.get(name, name): value for name, value in extra.items()}
    if extra.get("howpublished", "").partition(",")[0] in WHAT_IT_IS.values():
        del extra["howpublished"]  # it says the type
    said = {name: getattr(entry, name) for name in type(entry).__dataclass_fields__}
    said |= {"extra": sorted(extra.items()), "origin": None}
    # Only a field of BibLaTeX tells that “and” parts publishers, and BibTeX has other fields.
    said |= {"publisher": str(entry.publisher).replace("; ", " and ")}
    return {name: str(value).translate(_QUOTES) for name, value in said.items()}


BEYOND = {name for name, row in TYPES.items() if row.bibtex != name} - {"preprint"}
"""Types that BibTeX has no name for."""
_QUOTES = str.maketrans("", "", "\"'‘’`")
"""The signs that are alike in 7 bits."""


def _bibtex_type(entry: Entry) -> str:
    name = TYPES[entry.type].bibtex if entry.type in BEYOND else entry.type
    return "preprint" if name == "misc" and entry.eprint else name


def _in_bibtex(entry: Entry, extra: dict[str, str]) -> Entry:
    """The parts of titles are joined."""
    own = entry.origin is None or "title" not in entry.origin.inherited
    whole = replace(
        entry,
        title=titles.own_title(entry, dict(entry.extra)) if entry.title and own else entry.title,
        container=titles.full_container(entry) if entry.container else None,
        series=titles.full_series(entry),
        type=_bibtex_type(entry),
    )
    if whole.type == "misc" and not whole.publisher and "organization" in extra:
        whole = replace(whole, publisher=Text.of(extra.pop("organization")))
    container = "book" if titles.is_chapter(entry) else "journal"
    main = "main" if "maintitle" in extra else None
    extra.pop("maintitle", None)
    for prefix, has in (("", own and entry.title), (container, entry.container), (main, main)):
        for name in ("subtitle", "titleaddon") if has else ():
            extra.pop(f"{prefix}{name}", None)
    return whole


def assert_same(source: str, to: str) -> None:
    text, _results = converted(source, to=to)
    before = [as_said(one, to) for one in read(source)]
    after = [as_said(entry, "") for entry in read(text)]
    for one, other in zip(before, after, strict=True):
        differing = {
            name: (value, other[name]) for name, value in one.items() if value != other[name]
        }
        assert not differing, (one["key"], differing)
    assert converted(text, to=to)[0] == text
    bib_source.layout(text, comments=True)
    assert not_of_entries(source) == not_of_entries(text)


def not_of_entries(text: str) -> list[str]:
    """The lines of all blocks that are no entries, with letters in 7 bits."""
    kinds = {"string", "preamble", "comment", "text"}
    blocks = [block.raw for block in split(text, comments=True) if block.kind in kinds]
    return latex.to_ascii("\n".join(blocks)).split("\n")


@pytest.mark.parametrize("to", DIALECTS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_say_the_same_in_every_dialect(path: Path, to: str) -> None:
    assert_same(path.read_text("utf-8"), to)


NAMES_OF_TYPES = st.sampled_from(
    "article Book inproceedings conference phdthesis mastersthesis techreport thesis report misc "
    "ONLINE www dataset software patent collection periodical inbook unheardof set "
    "mvbook".split()
)
NAMES = st.sampled_from(
    "title Title subtitle titleaddon maintitle booktitle journal journaltitle "
    "AUTHOR editor year month day date type school institution publisher address "
    "location series note howpublished annote annotation eprint eprinttype eprintclass "
    "archiveprefix primaryclass doi url urldate pages edition langid venue eventplace "
    "ids keywords zeta".split()
)
VALUES = st.sampled_from(
    r"""
{Owls {LLM} \cite{k} \LaTeX{} \verb|x_y| $x_1$}
"A {"}quoted{"} one"
mac # { and B} # "C"
2001
{1999}
{{\noopsort{1973b}}1981}
jan
"10~" # jan
may # "/" # jun
{5}
{05}
{May}
{31}
{2001-05}
{2001-05-06}
{2001?}
{2001-05/2002-06}
{2001-21}
{2001-05-06T10:00:00}
{45 BC}
{Über Öl: Äpfel, ‘q’ – 小}
{\"{O}l \"Ol {\"O}l}
{phdthesis}
{Diplomarbeit}
{arXiv}
{2403.00001}
{10.1234/a_b}
{https://doi.org/10.1234/a_b}
{https://a.org/o?b=%20&c}
{Why?}
{}
{a % b}
    """.strip().splitlines()
)
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
LAYOUTS = st.sampled_from(
    ["@{}{{{},\n  {},\n}}", "@{}{{{},{}}}", "@{} ( {} ,\n\t{})", "@{}{{{}\n, {}\n}}"]
)
COMMENTS = st.sampled_from(["", "% a comment\n", "free text, ö\n\n", "@comment{jabref-meta: x}\n"])


@st.composite
def bib_files(draw: st.DrawFn) -> str:
    """Files with definitions, comments, and entries of which some inherit from others."""
    keys = [f"k{number}" for number in range(draw(st.integers(1, 5)))]
    texts = ['@preamble{"\\newcommand{\\noopsort}[1]{}"}\n@string{mac = "Mac"}\n']
    for key in keys:
        fields = dict(draw(FIELDS))
        fields |= dict(draw(st.lists(st.tuples(REFERENCES, st.sampled_from(KEYS)), max_size=1)))
        names = dict.fromkeys(name.lower() for name in fields)
        kinds = st.one_of(NAMES_OF_TYPES, st.just("xdata")) if key != "k0" else NAMES_OF_TYPES
        kind = draw(kinds)
        one = {name: value for name, value in fields.items() if names.pop(name.lower(), 0) is None}
        lines = [f"{name} {draw(SIGNS)} {value}" for name, value in one.items()]
        layout = draw(LAYOUTS)
        between = draw(st.sampled_from([",", ",\n  ", " ,", ", % said\n  "]))
        if "(" in layout:
            between = between.replace("% said", "")
        texts.append(draw(COMMENTS))
        texts.append(layout.format(kind, key, between.join(lines or ["title = {T}"])) + "\n")
    return "".join(texts)


SIGNS = st.sampled_from(["=", " = ", "="])
REFERENCES = st.sampled_from(["crossref", "xdata", "related"])
KEYS = [f"{{k{number}}}" for number in range(5)]


@pytest.mark.parametrize("to", DIALECTS)
@settings(max_examples=40, deadline=None)
@given(source=bib_files())
def test_generated_files_say_the_same_in_every_dialect(source: str, to: str) -> None:
    assert_same(source, to)


def test_line_ends_and_a_mark_stay() -> None:
    source = "\ufeff% a\r\n@misc{a,\r\n  title = {A},\r\n  date = {2001},\r\n}\r\n"
    assert converted(source, to="bibtex")[0] == source.replace("date", "year")


SEVERAL = """\
% the file of owls

@string{b = "Bird"}
% on hens
@misc{hen, title = b, year = 2001}
@preamble{"x"}
@string{b = "Owl"}
@comment{jabref-meta: x}
@misc{owl, title = {The } # b, crossref = {proc}}
@misc{broken, title = {
@xdata{there, publisher = b}
@misc{crow, title = {Crow}, xdata = {there}, month = jan}
% at the end
@proceedings{proc, title = {A Proc}, editor = {Doe, J}}
"""


def test_sorted_entries_keep_their_comments_and_what_macros_mean() -> None:
    text, _results = converted(SEVERAL, to="bibtex", sort="title")
    assert (
        text
        == """\
% the file of owls
@string{b = "Bird"}
@preamble{"x"}
@string{b = "Owl"}
@comment{jabref-meta: x}

% on hens
@misc{hen, title = {Bird}, year = 2001}

@misc{crow, title = {Crow}, month = jan,
  publisher = {Owl},
}

@misc{owl, title = {The } # b, crossref = {proc}}

% at the end
@proceedings{proc, title = {A Proc}, editor = {Doe, J}}
"""
    )


def test_wanted_entries_bring_definitions_and_those_that_they_inherit_from() -> None:
    text, results = converted(SEVERAL, to="biblatex", keys=frozenset({"crow", "owl"}))
    assert (
        text
        == """\
@string{b = "Bird"}
@preamble{"x"}
@string{b = "Owl"}
@xdata{there, publisher = b}

@misc{owl, title = {The } # b, crossref = {proc}}

@misc{crow, title = {Crow}, xdata = {there}, month = jan}

% at the end
@proceedings{proc, title = {A Proc}, editor = {Doe, J}}
"""
    )
    assert sum(result.written for result in results) == 3


def test_broken_entries_are_told_and_left_out() -> None:
    text, results = converted(SEVERAL, to="canonical")
    assert text == SEVERAL.replace("@misc{broken, title = {\n", "")
    assert sum(len(result.faults) for result in results) == 1


@pytest.mark.parametrize(
    ("edition", "expected"),
    [("2", "Second"), ("3rd ed.", "Third"), ("2. Aufl.", "Second"), ("Second edition", "Second"),
     ("Zweite", "Zweite"), ("2nd revised", "2nd revised"), ("Revised", "Revised")],
)  # fmt: skip
def test_bibtex_has_the_word_for_an_edition(edition: str, expected: str) -> None:
    text, _results = converted(f"@book{{a, title = {{T}}, edition = {{{edition}}}}}\n", to="bibtex")
    assert f"edition = {{{expected}}}" in text
