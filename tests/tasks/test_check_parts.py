"""A check part by part finds what a check of the whole finds, in the same order."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests import hard_entries

from pllm_bib import rules
from pllm_bib.files import text as texts
from pllm_bib.files.inputs import file_input
from pllm_bib.files.read import load_inputs
from pllm_bib.model.library import Library
from pllm_bib.rules.base import RuleContext
from pllm_bib.tasks.check import parts, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pllm_bib.files.inputs import Input
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.rules.base import Rule

CHOSEN = run.choose((), (), of_list=False)
BLOCK = 2_000


def twins(seed: int, entries: int) -> str:
    """A file in which many entries share a key, an identifier or nearly all of their title."""
    chance = random.Random(seed)  # noqa: S311 -- the same entries in each run
    blocks = []
    for number in range(entries):
        like = chance.randrange(number + 1) if chance.random() < 0.3 else number
        slip = chance.choice(("", "", "s", "."))
        fields = {
            "title": f"The {like} Owls of Region {like * 7} and Their Many LLMs{slip}",
            "author": f"Doe, Jane{like} and Roe, Richard",
            "year": str(2000 + like % 20),
            "doi": f"10.1000/owl.{like}",
            "eprint": f"2101.{like:05}",
            "archiveprefix": "arXiv",
            "ids": f"old{like}",
        }
        kept = {name: value for name, value in fields.items() if chance.random() < 0.7}
        key = f"{chance.choice(('owl', 'owl', 'Owl'))}{chance.choice((like, number))}"
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in kept.items())
        gap = chance.choice(("\n", "\n\n% a comment\n", "\nfree } text\n"))
        blocks.append(f"@{chance.choice(('article', 'misc'))}{{{key},\n{body}\n}}{gap}")
    return "".join(blocks)


def hard(seed: int, entries: int) -> str:
    """A file of entries that are hard to read, without what parts need of one another."""
    chance = random.Random(seed)  # noqa: S311 -- the same entries in each run
    found = [hard_entries.entry(f"k{at}", chance) for at in range(entries)]
    return "\n\n".join(entry for entry in found if "crossref" not in entry)


def both_ways(sources: list[Input]) -> tuple[run.CheckReport, parts.Parted | None]:
    whole = run.check_files(sources, CHOSEN, None)
    return whole, parts.check_parts(sources, CHOSEN, RuleContext(library=Library(())), jobs=1)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "BLOCK", BLOCK)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("make", [twins, hard])
@pytest.mark.parametrize("seed", range(5))
def test_parts_find_what_the_whole_has(
    make: Callable[[int, int], str], seed: int, tmp_path: Path
) -> None:
    written = []
    for number in range(2):
        path = tmp_path / f"{number}.bib"
        path.write_text(make(seed + 100 * number, 60), "utf-8")
        written.append(file_input(path, "bibtex"))
    whole, parted = both_ways(written)
    # Faults of an entry whose key others have are looked for in the whole.
    keys = [entry.key for entry in whole.loaded.library]
    faulty = {fault.key for fault in whole.loaded.faults if fault.key}
    assert (parted is not None) == all(keys.count(key) < 2 for key in faulty)
    if parted:
        assert rules.settled(parted.found, parted.context, CHOSEN) == whole.findings
        assert parted.works == len(whole.loaded.library)
        assert parted.loaded.texts == whole.loaded.texts
        assert len(parted.context.library) < parted.works


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(
    "more",
    [
        '@string{acl = "Annual Meeting"}\n',
        "% pllm-bib: allow T001: it is so\n@misc{z, title = {On LLMs}}\n",
        "@misc{, title = {No Key}}\n",
        "@misc{z, title = {Of Others}, related = {owl1}}\n",
        "@inbook{z, title = {A Child}, crossref = {owl1}}\n",
    ],
)
def test_what_needs_more_than_a_part_is_left_to_the_whole(more: str, tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_text(twins(1, 40) + more, "utf-8")
    _whole, parted = both_ways([file_input(path, "bibtex")])
    assert parted is None


def test_large_files_are_parted(tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    entry = "@misc{{k{0}, title = {{Owls {0} {1}}}}}\n"
    path.write_text("".join(entry.format(n, "x" * 400) for n in range(2600)), "utf-8")
    sources = [file_input(path, "bibtex")]
    assert run.check_files(sources, CHOSEN, None).parted is None
    assert run.check_files(sources, CHOSEN, None, findings_only=True).parted == 2600
    of_list = run.choose((), (), of_list=True)
    assert run.check_files(sources, of_list, None, findings_only=True).parted is None


@pytest.mark.parametrize("rule", [r for r in rules.RULES if not r.compares and not r.needs])
def test_rules_that_compare_nothing_look_at_each_entry_alone(rule: Rule, tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_text(hard(3, 150) + rule.documentation.bad.partition("\n---")[0], "utf-8")
    loaded = load_inputs([file_input(path, "bibtex")])
    whole = RuleContext(library=loaded.library, faults=loaded.faults)
    keys = {entry.key for entry in loaded.library}
    alone: list[Diagnostic] = []
    for entry in loaded.library:
        mine = tuple(f for f in loaded.faults if f.key == entry.key)
        alone += rule.diagnostics(replace(whole, library=Library((entry,)), faults=mine))
    others = tuple(f for f in loaded.faults if f.key not in keys)
    alone += rule.diagnostics(replace(whole, library=Library(()), faults=others))
    assert sorted(map(repr, alone)) == sorted(map(repr, rule.diagnostics(whole)))
