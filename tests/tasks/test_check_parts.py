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


def connected(seed: int, entries: int) -> str:
    """A file whose parts need one another, with entries that are hard to read among them."""
    chance = random.Random(seed)  # noqa: S311 -- the same entries in each run
    blocks = ["@string{acl = {Annual Meeting}}\n", "@string{owl = acl # { of Owls}}\n"]
    for at in range(entries):
        other = chance.randrange(entries)
        more = chance.choice(
            (
                "booktitle = acl,",
                "booktitle = {On } # owl,",
                "journal = nowhere,",
                f"crossref = {{w{other}}},",
                f"crossref = {{W{other}}},",
                f"crossref = {{gone{other}}},",
                f"xdata = {{x{other % 3}}},",
                f"related = {{w{other}}}, doi = {{10.1000/owl.{other}}},",
                f"related = {{old{other}}}, title = {{The Owls of Region {other}}},",
                "booktitle = {{Proceedings}}, year = 1999,",
                "month = jan, title = {On LLMs and BERT.},",
                "",
            )
        )
        said = chance.choice(
            (*[""] * 12, "% pllm-bib: allow T001, F002: it is so\n", "% pllm-bib: allow X: y\n\n")
        )
        more += f" ids = {{old{at}}},"
        body = f"author = {{Doe, Jane{at % 9}}},\n  {more}\n  pages = {{{at}-{at + 3}}}"
        kind = chance.choice(("inproceedings", "proceedings", "inbook", "misc"))
        blocks.append(f"{said}@{kind}{{w{at},\n  {body}\n}}\n")
        if chance.random() < 0.1:
            blocks.append(f"@string{{acl = {{The Meeting {at}}}}}\n")
        if chance.random() < 0.1:
            blocks.append(f"@xdata{{x{at % 3}, publisher = owl, year = {{20{at % 90 + 10}}}}}\n")
        if chance.random() < 0.1:
            entry = hard_entries.entry(f"k{at}", chance)
            blocks.append(entry if "crossref" not in entry else "free text\n")
            blocks.append("\n")
    return "".join(blocks)


def mutated(text: str, seed: int) -> str:
    """The text with some pieces lost, doubled or changed by chance."""
    chance = random.Random(seed)  # noqa: S311 -- the same in each run
    for _ in range(seed % 4):
        at = chance.randrange(len(text))
        end = at + chance.randrange(30)
        text = text[:at] + chance.choice(("", text[at:end] * 2, "{", "}", ",", "@")) + text[end:]
    return text


@pytest.mark.usefixtures("small_parts")
def test_parts_that_need_one_another_find_what_the_whole_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "WORTH_IT", 0)
    parted = 0
    for seed in range(24):
        written = []
        for number in range(1 + seed % 2):
            path = tmp_path / f"{seed}-{number}.bib"
            text = connected(seed + 100 * number, 40)
            path.write_text(mutated(text, seed), "utf-8")
            written.append(file_input(path, "biblatex" if seed % 5 == 4 else "bibtex"))
        whole = run.check_files(written, CHOSEN, None)
        found = run.check_files(written, CHOSEN, None, findings_only=True)
        parted += found.parted is not None
        assert found.findings == whole.findings
        assert found.acknowledged == whole.acknowledged
        assert (found.works, found.wrong) == (whole.works, whole.wrong)
    assert parted > 8


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(
    "more",
    [
        '@string{acl = "Annual Meeting"}\n@misc{z, title = {On LLMs}, booktitle = acl}\n',
        "% pllm-bib: allow T001: it is so\n@misc{z, title = {On LLMs}}\n",
        "@misc{z, title = {Of Others}, related = {mine}}\n@misc{mine, title = {Others}}\n",
        "@inbook{z, title = {A Child}, crossref = {mine}}\n@book{mine, title = {Others}}\n",
        "@inbook{z, title = {A Child}, crossref = {nobody}}\n",
        "@misc{z, title = {A Child}, xdata = {mine}}\n@xdata{mine, year = {2001}}\n",
    ],
)
def test_what_parts_need_is_gathered(
    more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "WORTH_IT", 0)
    path = tmp_path / "x.bib"
    path.write_text(more + hard(1, 40) + "\n" + more.replace("z,", "y,", 1), "utf-8")
    sources = [file_input(path, "bibtex")]
    whole = run.check_files(sources, CHOSEN, None)
    found = run.check_files(sources, CHOSEN, None, findings_only=True)
    assert found.parted == whole.works
    assert (found.findings, found.acknowledged) == (whole.findings, whole.acknowledged)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(
    "more",
    [
        "@misc{, title = {No Key}}\n",
        "@misc{z, title = {Of Others}, related = {nobody}}\n",
        '@preamble{"\\newcommand{\\owl}{Owl}"}\n',
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
