"""Blocks of a .bib file: where everything stands, and that one fault spoils one block."""

from __future__ import annotations

import dataclasses
import itertools
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.growth import steps

from pllm_bib.formats.bibtex.blocks import BibBlock, last_block_start, split
from pllm_bib.formats.bibtex.values import value_parts
from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.diagnostic import Position

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

FILE = """\
% Works on owls.
@string{aviary = "Aviary " # { Press}}

@Comment{nothing @misc{to, see = {here}}}
@preamble{"\\newcommand{\\owl}{Owl}"}
free text, me@example.org
@InProceedings{doe2024owls,
  author = {Doe, Jane},
\tTITLE = "Owls, at
  Night" ,year=2024,
  month = "9~" # jun,
  publisher = aviary
}
@misc(roe, title = {R})
"""


def parts(source: str) -> list[tuple[str, str, int]]:
    operands, problem, _at = value_parts(source)
    assert problem is None
    return [(operand.kind, operand.text, operand.offset) for operand in operands]


def test_blocks_in_order() -> None:
    assert [(block.kind, block.type, block.key) for block in split(FILE)] == [
        ("text", "", ""),
        ("string", "string", "aviary"),
        ("comment", "", ""),
        ("preamble", "", ""),
        ("text", "", ""),
        ("entry", "inproceedings", "doe2024owls"),
        ("entry", "misc", "roe"),
    ]


def test_fields_of_an_entry() -> None:
    (entry,) = [block for block in split(FILE) if block.key == "doe2024owls"]
    assert [(field.name, field.source) for field in entry.fields] == [
        ("author", "{Doe, Jane}"),
        ("title", '"Owls, at\n  Night"'),
        ("year", "2024"),
        ("month", '"9~" # jun'),
        ("publisher", "aviary"),
    ]


def test_definition_of_a_string() -> None:
    (string,) = [block for block in split(FILE) if block.kind == "string"]
    (field,) = string.fields
    assert (field.name, field.source) == ("aviary", '"Aviary " # { Press}')


def test_offsets_are_those_of_the_text() -> None:
    for block in split(FILE):
        assert FILE[block.offset :].startswith(block.raw)
        for field in block.fields:
            assert FILE[field.offset :].lower().startswith(field.name)
            assert FILE[field.value_offset :].startswith(field.source)


def test_nothing_of_the_text_is_left_out() -> None:
    at = 0
    for block in split(FILE):
        assert not FILE[at : block.offset].strip()
        at = block.offset + len(block.raw)
    assert not FILE[at:].strip()


@pytest.mark.parametrize(
    ("offset", "line", "column"),
    [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (4, 3, 1), (6, 3, 3), (7, 4, 1)],
)
def test_positions_count_from_one(offset: int, line: int, column: int) -> None:
    source = SourceMap("ab\n\nxy\n", "owls.bib")
    assert source.position(offset) == Position("owls.bib", line, column)


GOOD = "@misc{good, title = {G}}\n"


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ('@article{a,\n  title = "T,\n}\n', "the entry “a” begins here and is not closed: is"),
        ("@article{a,\n  title = {T,\n}\n", "the entry “a” begins here and is not closed"),
        ("@article{,\n}\n", "the entry has no key"),
        ("@string{a}\n", "this is no definition: write @string{name = {value}}"),
        ("} or\n", "is a brace closed too early before it?"),
    ],
    ids=lambda value: value[:24],
)
def test_broken_block_leaves_the_others(broken: str, problem: str) -> None:
    one, bad, other = split(GOOD + broken + GOOD.replace("good", "other"))
    assert (one.kind, one.key) == ("entry", "good")
    assert (other.kind, other.key) == ("entry", "other")
    assert bad.kind == "broken"
    assert bad.raw == broken.rstrip()
    assert problem in bad.problem
    assert bad.problem


@pytest.mark.parametrize("name", ["comment", "Comment", "preamble", "string"])
def test_a_block_that_looks_like_an_entry_is_none(name: str) -> None:
    (block,) = split(f"@{name}{{a, title = {{Owls}}}}")
    assert block.kind != "entry"


def test_comment_behind_a_broken_block_is_a_block_of_its_own() -> None:
    text = "@misc{,\n}\n\n% on the good\n" + GOOD
    broken, comment, entry = split(text)
    assert (broken.kind, comment.kind, entry.kind) == ("broken", "text", "entry")
    assert broken.raw == "@misc{,\n}"
    assert comment.raw == "% on the good"
    assert comment.offset == text.index("%")


def test_block_that_breaks_off_at_the_next_ends_there() -> None:
    broken, good = split("@misc{" + GOOD)
    assert (broken.kind, broken.raw) == ("broken", "@misc{")
    assert (good.key, good.offset) == ("good", 6)


def test_unclosed_block_at_the_end() -> None:
    good, bad = split(GOOD + "@misc{b,\n  title = {X},\n")
    assert (good.key, bad.kind, bad.offset) == ("good", "broken", len(GOOD))
    assert bad.problem == "the entry “b” begins here and is not closed"


def test_brace_that_closes_too_early_cuts_the_rest_off() -> None:
    text = "@misc{a,\n  title = {T}},\n  year = 2024,\n}\n" + GOOD
    entry, rest, good = split(text)
    assert [field.name for field in entry.fields] == ["title"]
    assert (rest.kind, rest.raw) == ("broken", ",\n  year = 2024,\n}")
    assert rest.problem_offset == text.index("},\n  year") + 1
    assert good.key == "good"


@pytest.mark.parametrize("text", ["% :-}\n", "  % a } b\n% }\n", "see {a}{b}\n", "{ open\n"])
def test_text_between_entries_may_hold_braces(text: str) -> None:
    assert [block.kind for block in split(text + GOOD)] == ["text", "entry"]


def test_same_keys_and_same_fields_are_all_there() -> None:
    text = "@misc{a, title={1}, Title={2}, TITLE = {3}}\n@misc{a, note={4}}\n@misc{A}"
    blocks = tuple(split(text))
    assert [(block.kind, block.key, len(block.fields)) for block in blocks] == [
        ("entry", "a", 3),
        ("entry", "a", 1),
        ("entry", "A", 0),
    ]
    assert [field.name for field in blocks[0].fields] == ["title", "title", "title"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{Owls}", [("braces", "Owls", 0)]),
        ('"Owls"', [("quotes", "Owls", 0)]),
        ('"a {"}b{"} c"', [("quotes", 'a {"}b{"} c', 0)]),
        ('{say "hi"}', [("braces", 'say "hi"', 0)]),
        ("2024", [("number", "2024", 0)]),
        ("jun", [("macro", "jun", 0)]),
        ("a-b:c.d", [("macro", "a-b:c.d", 0)]),
        ("2024a", [("macro", "2024a", 0)]),
        ('"9~" # jun', [("quotes", "9~", 0), ("macro", "jun", 7)]),
        ("a#{b}#3", [("macro", "a", 0), ("braces", "b", 2), ("number", "3", 6)]),
        (" {a}\n # \n b ", [("braces", "a", 1), ("macro", "b", 10)]),
        (r"{a \{ b \} c}", [("braces", r"a \{ b \} c", 0)]),
        ("{}", [("braces", "", 0)]),
    ],
)
def test_operands_of_a_value(source: str, expected: list[tuple[str, str, int]]) -> None:
    assert parts(source) == expected


@pytest.mark.parametrize(
    ("source", "problem", "at"),
    [
        ("", "a value is missing", 0),
        ("{a} #", "a value is missing", 5),
        ("# {a}", "a value cannot start with “#”", 0),
        ("(a)", "a value cannot start with “(”", 0),
        ("{a} {b}", "a comma is missing before this", 4),
        ("2024 title", "a comma is missing before this", 5),
        ('"a" "b"', "a comma is missing before this", 4),
        ("{a", "the braces do not balance", 0),
        ("x # {a {b}", "the braces do not balance", 4),
        (r"{a \{ b}", r"the braces do not balance (BibTeX counts \{ and \} too)", 0),
        ('"a', 'the closing " is missing, or a brace in the value', 0),
        ('"a { b"', 'the closing " is missing, or a brace in the value', 0),
        ('"a } b"', 'the closing " is missing, or a brace in the value', 0),
    ],
)
def test_faults_of_a_value(source: str, problem: str, at: int) -> None:
    _parts, found, offset = value_parts(source)
    assert (found, offset) == (problem, at)


PIECES = st.sampled_from(
    [
        *("@misc{a,", "@article{b,\n", "@string{foo = {F}}\n", "@comment{x}\n", "@preamble{{p}}"),
        *("title = {A {B} c},", ' Note = "x" # foo,', "year = 2024,\n", "note = {a,", "@misc(z)"),
        *("}\n", "}", "{", '"', ",", "=", "#", " ", "\n", "% comment\n", "free text\n", "@"),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_split_without_loss(text: str) -> None:
    at = 0
    for block in split(text):
        assert not text[at : block.offset].strip()
        at = block.offset + len(block.raw)
        assert text[block.offset : at] == block.raw
        for field in block.fields:
            assert text[field.value_offset :].startswith(field.source)
            assert text[field.offset :].lower().startswith(field.name)
        assert bool(block.problem) == (block.kind == "broken")
    assert not text[at:].strip()


# The plain grammar and bibtexparser agree.

BLOCK_PIECES = (
    "@misc{a, title = {A {B {C}}}, year = 2024}",
    "@misc{deep, title = {{{{{{{{A}}}}} b} c} @d{e}}, year = 2024}",
    "@misc{deeper, note = {{{{{{{{A}}}}}}}, title = {",
    '@article(b, title = "X{"}Y" # jan)',
    "@string{s = {S}}",
    "@comment{ @misc{c,} }",
    "@preamble{x}",
    "\n@Commentary{e, title = {E}}",
    "% pllm-bib: allow all: why\n",
    "free text, e.g. a@b.org {",
    *'{ } ( ) , = # % @ " \\ \n \r'.split(" "),
    "\\{",
    "{{{{{{{",
    "}}}}}}}",
    "\n@",
    "\n \f@misc{d,",
    '\n@misc{a, x = {1},\n y = "2" , z=3',
    " ",
    "é",
)


def comparable(blocks: Iterable[BibBlock]) -> list[BibBlock]:
    return [
        dataclasses.replace(
            block,
            type=block.type.lower(),
            fields=tuple(field._replace(whole=False) for field in block.fields),
        )
        for block in blocks
    ]


@given(st.lists(st.sampled_from(BLOCK_PIECES), max_size=25).map("".join))
@settings(max_examples=400, deadline=None)
def test_plain_grammar_and_library_split_alike(text: str) -> None:
    assert comparable(split(text)) == comparable(split(text, plain=False))


def test_braces_of_any_depth_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pllm_bib.formats.bibtex.blocks._split", None)  # the way to the library
    text = f"@misc{{a, title = {'{' * 1000}A{'}' * 1000}, year = 2024}}"
    (block,) = split(text)
    assert [(field.name, len(field.source)) for field in block.fields] == [
        ("title", 2001),
        ("year", 4),
    ]


@given(st.lists(st.sampled_from(BLOCK_PIECES), max_size=25).map("".join), st.randoms())
@settings(max_examples=400, deadline=None)
def test_parts_of_a_text_have_the_blocks_of_the_whole(text: str, random: Random) -> None:
    starts: list[int] = []
    end = len(text)
    while end and (start := last_block_start(text[:end])) is not None:
        starts.insert(0, start)
        end = start
    cuts = sorted(random.sample(starts, min(len(starts), 3)))
    parts = []
    for start, end in itertools.pairwise([0, *cuts, len(text)]):
        following = next((at for at in starts if at > end), len(text))
        for block in split(text[start:following], stop=end - start):
            fields = tuple(
                field._replace(offset=field.offset + start, value_offset=field.value_offset + start)
                for field in block.fields
            )
            offset = block.problem_offset + start if block.problem else 0
            parts.append(
                dataclasses.replace(
                    block,
                    offset=block.offset + start,
                    problem_offset=offset,
                    fields=fields,
                    slips=tuple((problem, at + start) for problem, at in block.slips),
                )
            )
    assert comparable(parts) == comparable(split(text))


def test_a_line_of_marks_is_looked_at_once() -> None:
    assert last_block_start("@misc{a,\n" + "@" * 1000) == 0
    few, many = (steps(partial(last_block_start, "@" * marks)) for marks in (10, 1000))
    assert few == many
