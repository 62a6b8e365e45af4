"""Entries with a slip of the pen: the slip costs one value, and is told where it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import steps

from pllm_bib.formats.bibtex.blocks import split
from pllm_bib.formats.bibtex.mending import Mended, Unclosed, mended
from pllm_bib.formats.bibtex.source import without_slips

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


def fields(found: Mended | Unclosed | None) -> dict[str, str]:
    assert isinstance(found, Mended)
    return {field.name: field.source for field in found.fields}


@pytest.mark.parametrize(
    ("source", "names", "problems"),
    [
        ("@misc{a, title = {T},, year = 1}", "title year", ["there is a comma too many"]),
        ("@misc{a,, title = {T}}", "title", ["there is a comma too many"]),
        ("@misc{a, title = {T},,}", "title", ["there is a comma too many"]),
        ("@misc{a\n title = {T}}", "title", ["a comma is missing after the key “a”"]),
        ("@misc{a, t = {T} year = 1}", "t year", ["a comma is missing before “year”"]),
        ("@misc{a, t = {T}; year = 1}", "t year", ["a semicolon stands for a comma"]),
        ("@misc{a, title, year = 1}", "year", ["“title” is no field: it has no value"]),
        ("@misc{a, t = , year = 1}", "year", ["in the value of “t”: a value is missing"]),
        ("@misc{a, t = }", "", ["in the value of “t”: a value is missing"]),
        ("@misc{a, t = {x} # , y = 1}", "y", ["in the value of “t”: a value is missing"]),
        (
            '@misc{a, t = "A "B" C", y = 1}',
            "y",
            ["in the value of “t”: is a quotation mark or comma missing?"],
        ),
        ("@misc{a, {x}, y = 1}", "y", ["“{” starts no field"]),
        ("@misc{a, = {x}, y = 1}", "y", ["“=” starts no field"]),
        ("@misc(a, t = {x}}, y = 1)", "t y", ["a brace is closed that was not opened"]),
        ("@misc(a, t = (x), y = 1)", "y", ["in the value of “t”: a value cannot start with “(”"]),
    ],
)
def test_a_slip_costs_one_value(source: str, names: str, problems: list[str]) -> None:
    found = mended(source)
    assert list(fields(found)) == names.split()
    assert isinstance(found, Mended)
    assert [problem for problem, _at in found.problems] == problems
    assert (found.type, found.key) == ("misc", "a")
    for field in found.fields:
        assert source[field.offset :].startswith(field.name)
        assert source[field.value_offset :].startswith(field.source)


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ("@misc{a", ""),
        ("@misc{a, title = {T}", ""),
        ("@misc{a,\n title = {T,\n year = {1},\n}", "title"),
        ('@misc{a,\n title = "T,\n year = {1},\n}', "title"),
        ("@misc{a, title", "title"),
    ],
)
def test_an_entry_that_is_not_closed_names_the_field_at_fault(source: str, field: str) -> None:
    assert mended(source) == Unclosed("a", field)


@pytest.mark.parametrize("source", ["@misc{, t = {T}}", "@misc{t = {T}}", "@misc{\n\tt = {T},\n}"])
def test_an_entry_without_a_key_has_its_fields(source: str) -> None:
    found = mended(source)
    assert fields(found) == {"t": "{T}"}
    assert isinstance(found, Mended)
    assert (found.key, found.problems) == ("", (("the entry has no key: it is given one", 0),))


@pytest.mark.parametrize("source", ["@misc{}", "@misc{,}", "x"])
def test_without_a_key_and_fields_there_is_no_entry(source: str) -> None:
    assert mended(source) is None


def test_entries_without_keys_get_some_of_their_own(tmp_path: Path, run: Run) -> None:
    author = "author = {Huang, Y. and Mucke, L.},"
    one = f"@article{{\n   {author}\n   title = {{Owls}},\n   year = {{2012}}\n}}\n"
    (tmp_path / "a.bib").write_text(one + one + "@misc{huang2012owls, title = {C}}\n", "utf-8")
    result = run(tmp_path, "convert", "a.bib", "-t", "csl-json")
    keys = [item["id"] for item in json.loads(result.stdout)]
    assert keys == ["huang2012owlsa", "huang2012owlsb", "huang2012owls"]
    assert result.stderr.startswith(
        "a.bib:1:1: S001 syntax-error: the entry has no key: it is given"
    )
    result = run(tmp_path, "convert", "a.bib", "-t", "bibtex")
    assert result.stdout.startswith(
        "@article{huang2012owlsa,\n  author = {Huang, Y. and Mucke, L.},"
    )


def test_the_slips_of_a_block_have_their_places_in_the_file() -> None:
    text = "@misc{g, t = {G}}\n@misc{a,\n  t = {T},,\n  y = 1,\n}\n@misc{h, t = {H}}\n"
    good, slip, other = split(text)
    assert (good.kind, slip.kind, other.kind) == ("entry", "mended", "entry")
    assert slip.slips == (("there is a comma too many", text.index(",,") + 1),)
    assert [text[f.offset] for f in slip.fields] == ["t", "y"]
    assert without_slips(slip, "a").raw == "@misc{a,\n  t = {T},\n  y = 1,\n}"


@given(st.lists(st.sampled_from(["a", "=", "{", "}", '"', ",", ";", "#", "(", ")", " ", "\n"])))
def test_whatever_stands_there_is_read_or_refused(signs: list[str]) -> None:
    source = "@misc{k," + "".join(signs) + "}"
    found = mended(source)
    if isinstance(found, Mended):
        for field in found.fields:
            assert source[field.value_offset :].startswith(field.source)


@pytest.mark.parametrize("sign", [",", ";", "a ", "= ", '"', "{", "{}", "a={},a", "} ", '"{', "#"])
def test_time_is_linear(sign: str) -> None:
    def of(count: int) -> int:
        return steps(lambda: mended("@misc{k," + sign * count))

    assert of(4000) < 5 * of(1000) + 1000


def test_convert_writes_what_was_read_and_other_commands_leave_it_alone(
    tmp_path: Path, run: Run
) -> None:
    slip = "@misc{a,\n  title = {T},,\n  year = 2001,\n}\n"
    (tmp_path / "a.bib").write_text(slip + "@misc{b, title = {B}}\n", "utf-8")
    result = run(tmp_path, "convert", "a.bib", "-t", "biblatex")
    assert result.exit_code == 1
    assert "a.bib:2:15: S001 syntax-error: there is a comma too many [a]" in result.stderr
    assert result.stdout.startswith("@misc{a,\n  title = {T},\n  date = 2001,\n}\n")
    for command in ("fmt", "check --fix", "dedupe --fix", "rekey"):
        run(tmp_path, *command.split(), "a.bib")
        assert slip in (tmp_path / "a.bib").read_text("utf-8")
    assert run(tmp_path, "cite", "a", "a.bib", "-s", "apa").stdout == "T. (2001).\n"


@pytest.mark.parametrize("to", ["bibtex", "biblatex", "canonical", "csl-json"])
def test_an_entry_without_a_key_gets_the_same_one_in_every_format(
    to: str, tmp_path: Path, run: Run
) -> None:
    text = "@proceedings{ note = {N}, booktitle = {Owls},\n  year = 1999,\n}\n"
    (tmp_path / "a.bib").write_text(text, "utf-8")  # to this type, a booktitle is the title
    assert "owls1999" in run(tmp_path, "convert", "a.bib", "-t", to).stdout
