"""Limits: messages stay short, and a few lines do not become more than memory holds."""

from __future__ import annotations

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.model import limits
from pllm_bib.model.citation_key import DEFAULT_PATTERN
from pllm_bib.model.diagnostic import Position


def test_what_is_short_stays() -> None:
    message = f"“{'x' * limits.QUOTED}” is no DOI"
    assert limits.brief(message) == message


def test_a_quotation_keeps_its_start_and_its_end() -> None:
    message = limits.brief(f"“start{'x' * 5000}end” is no DOI, but “this” may be")
    assert message.startswith("“startx")
    assert message.endswith("xend” is no DOI, but “this” may be")
    assert len(message) < limits.QUOTED + 40


@pytest.mark.parametrize("value", ["x" * 100_000, "“" * 100_000, "“x” " * 30_000, "”“" * 50_000])
def test_every_message_has_an_end(value: str) -> None:
    assert len(limits.brief(f"“{value}” is no DOI")) <= limits.MESSAGE


def test_findings_and_errors_are_brief() -> None:
    places = tuple(Position("a.bib", line) for line in range(1, 1000))
    fault = reading_fault("bad-date", "x" * 10_000, places[0], key="k" * 10_000)
    assert len(str(fault)) < limits.MESSAGE + 300
    assert len(str(OperatorError("x" * 10_000, places[0]))) < limits.MESSAGE + 100


DOUBLED = '@string{s0 = "owls and owls"}\n' + "".join(
    f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, 41)
)


def test_strings_that_double_each_other_have_an_end() -> None:
    text = DOUBLED + "@misc{a, title = s40, year = {2024}}\n@misc{b, title = s1}\n"
    entries, faults = bib_reader.read(text, "a.bib")
    assert [str(entry.title) for entry in entries] == ["", "owls and owlsowls and owls"]
    first = next(fault for fault in faults if fault.name == "limit-exceeded")
    assert (first.position.line, first.position.column) == (18, 15)
    assert first.severity == "error"


def test_many_uses_of_a_long_string_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EXPANDED_FILE", 1000)
    monkeypatch.setattr(limits, "EXPANDED_TIMES", 0)
    text = f'@string{{s = "{"x" * 90}"}}\n' + "".join(
        f"@misc{{a{n}, title = s, year = {{2024}}}}\n" for n in range(20)
    )
    entries, faults = bib_reader.read(text, "a.bib")
    assert [bool(str(entry.title)) for entry in entries] == [True] * 11 + [False] * 9
    assert {(fault.name, fault.field) for fault in faults} == {("limit-exceeded", "title")}
    assert faults[0].position == Position("a.bib", 13, 20)


def test_uses_of_a_long_string_add_in_proportion_to_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "EXPANDED_FILE", 0)

    def read(uses: int, rest: int) -> int:
        string = f'@string{{s = "{"x" * 2000}"}}\n@comment{{{"owl " * rest}}}\n'
        text = string + "".join(f"@misc{{a{n}, title = s}}\n" for n in range(uses))
        return sum(bool(str(entry.title)) for entry in bib_reader.read(text, "a.bib")[0])

    assert read(8, 0) == 8
    assert read(100, 0) < 30
    assert read(100, 10_000) == 100


def test_many_children_of_a_long_parent_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EXPANDED_FILE", 1000)
    monkeypatch.setattr(limits, "EXPANDED_TIMES", 0)
    text = "".join(f"@inbook{{a{n}, title = {{Owl}}, crossref = {{p}}}}\n" for n in range(20))
    entries, faults = bib_reader.read(f"{text}@book{{p, note = {{{'x' * 90}}}}}\n", "a.bib")
    assert [entry.note is not None for entry in entries] == [True] * 11 + [False] * 9 + [True]
    found = [fault for fault in faults if fault.name == "limit-exceeded"]
    assert [fault.position.line for fault in found] == list(range(12, 21))


@pytest.mark.parametrize(
    "chain",
    [
        "@misc{{a{0}, f{0} = {{x}}, crossref = {{a{1}}}}}\n",
        "@xdata{{a{0}, f{0} = {{x}}, xdata = {{a{1}}}}}\n@misc{{b{0}, xdata = {{a{0}}}}}\n",
        "@xdata{{a{0}, f = {{x and y}}}}\n@misc{{b{0}, author = {{xdata=a0-f-1}}}}\n",
    ],
)
def test_chains_have_an_end(chain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(chain.format(n, n + 1) for n in range(200)) + "@misc{a200, title = {Owl}}\n"
    monkeypatch.setattr(limits, "INHERITED_FIELDS", 150)
    monkeypatch.setattr(limits, "INHERITED_EACH", 1_000_000)
    entries, faults = bib_reader.read(text, "a.bib")
    assert sum(len(entry.extra) for entry in entries) <= 400
    assert "limit-exceeded" in {fault.name for fault in faults}


def test_keys_take_a_number_of_words_of_a_title() -> None:
    title = " ".join(f"owl{chr(97 + n % 26)}{n}" for n in range(2000))
    (entry,), _faults = bib_reader.read(
        f"@misc{{a, title = {{{title}}}, year = {{2024}}}}", "a.bib"
    )
    keys = DEFAULT_PATTERN.keys(entry)
    assert len(keys) == limits.KEY_WORDS + 1
    assert len(set(keys)) == len(keys)
