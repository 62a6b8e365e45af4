"""Fixes by chance: what they leave letter for letter, and that they come to an end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.hard_entries import bib_file

from pllm_bib import rules
from pllm_bib.files.inputs import file_input
from pllm_bib.formats.bibtex.blocks import split
from pllm_bib.tasks.check import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pllm_bib.formats.bibtex.blocks import BibBlock
    from pllm_bib.rules.base import Rule

FIXING = [rule for rule in rules.RULES if rule.keeps]


class Fixer:
    """A file, fixed by some rules; it remembers which fields the fixes were about."""

    def __init__(self, path: Path, text: str, *codes: str) -> None:
        path.write_text(text, "utf-8")
        self.path = path
        self.text = text
        self.rules = rules.select(codes, [])
        self.touched: set[tuple[str, str | None]] = set()

    def check(self, instead: Mapping[Path, str]) -> run.CheckReport:
        report = run.check_files([file_input(self.path, "bibtex")], self.rules, None, None, instead)
        self.touched |= {(e.key, e.field) for found in report.findings for e in found.fix}
        return report

    def fix(self, *, unsafe: bool = False) -> tuple[run.CheckReport, str]:
        """Fix the file as it stands; return the last check, and the new text."""
        report, texts = run.mended(self.check({}), self.check, unsafe=unsafe)
        return report, texts.get(self.path, self.text)


def blocks(text: str) -> list[BibBlock]:
    return list(split(text, comments=True))


def without_values(block: BibBlock) -> str:
    """The source of an entry with a box for each value, and no comma at its end."""
    raw = block.raw
    for field in reversed(block.fields):
        start = field.value_offset - block.offset
        raw = f"{raw[:start]}□{raw[start + len(field.source) :]}"
    return re.sub(r",\s*\}$", "\n}", raw)  # a field that goes and one that comes


def assert_only_touched(old: str, new: str, touched: set[tuple[str, str | None]]) -> None:
    """Fail if anything but the fields that fixes were about is not as it was."""
    before, after = blocks(old), blocks(new)
    assert [(b.kind, b.type, b.key) for b in before] == [(b.kind, b.type, b.key) for b in after]
    at, gaps = 0, []
    for block in before:
        gaps.append(old[at : block.offset])
        at = block.offset + len(block.raw)
    for block, mended, gap in zip(before, after, gaps, strict=True):
        assert new[mended.offset - len(gap) : mended.offset] == gap
        if block.kind != "entry":
            assert block.raw == mended.raw
            continue
        stay = [
            [(f.name, f.source) for f in each.fields if (block.key, f.name) not in touched]
            for each in (block, mended)
        ]
        assert stay[0] == stay[1]
        if [f.name for f in block.fields] == [f.name for f in mended.fields]:
            assert without_values(block) == without_values(mended)


@pytest.mark.parametrize("rule", FIXING, ids=lambda rule: rule.code)
@pytest.mark.parametrize("seed", range(3))
def test_fixes_of_a_rule_touch_their_fields_only(rule: Rule, seed: int, tmp_path: Path) -> None:
    text = bib_file(seed, 25)
    fixer = Fixer(tmp_path / "a.bib", text, rule.code)
    for unsafe in (False, True):
        _, new = fixer.fix(unsafe=unsafe)
        assert_only_touched(text, new, fixer.touched)


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_fixing_twice_is_fixing_once(seed: int, *, unsafe: bool, tmp_path: Path) -> None:
    text = bib_file(seed, 15)
    fixer = Fixer(tmp_path / "a.bib", text)
    report, new = fixer.fix(unsafe=unsafe)
    assert_only_touched(text, new, fixer.touched)
    left = [finding for finding in report.fixable() if finding.key != "parent"]
    assert left == [], "what is safe is done in one run"
    again, newer = Fixer(tmp_path / "a.bib", new).fix(unsafe=unsafe)
    assert newer == new
    assert again.findings == report.findings


def test_two_fixes_of_one_field_are_made_one_after_the_other(tmp_path: Path) -> None:
    text = "@misc{a,\n  title = {LoRA &amp; the e\u0301tude of Ravens.},\n}\n"
    fixer = Fixer(tmp_path / "a.bib", text, "T001", "T002", "T003", "T006")
    report, new = fixer.fix()
    assert new == "@misc{a,\n  title = {{LoRA} \\& the étude of Ravens},\n}\n"
    assert report.findings == ()


def test_an_entry_that_cannot_be_edited_stops_no_other(tmp_path: Path) -> None:
    odd = "@misc{a, title = {A Night of Ravens.} % why\n, % } {\n year = 2000}\n"
    text = f"{odd}@misc{{b, title = {{A Night of Ravens.}}}}\n"
    _, new = Fixer(tmp_path / "a.bib", text, "T002").fix()
    assert new.endswith("@misc{b, title = {A Night of Ravens}}\n")
