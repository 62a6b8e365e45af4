"""What holds for every rule: its documentation is true, and the real list passes."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from pllm_bib import rules
from pllm_bib.formats.shared.faults import FAULTS
from pllm_bib.model.entry import Entry
from pllm_bib.model.library import Library
from pllm_bib.rules import RULES
from pllm_bib.rules.a_acknowledgements import lookup
from pllm_bib.rules.base import RuleContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.formats.shared.faults import FaultKind
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.rules.base import Rule

    Check = Callable[[str], tuple[Diagnostic, ...]]
    Mend = Callable[[str, tuple[Diagnostic, ...]], str]

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def codes(diagnostics: tuple[Diagnostic, ...]) -> set[str]:
    return {diagnostic.code for diagnostic in diagnostics}


@every_rule
def test_documentation_has_all_parts(rule: Rule) -> None:
    documentation = rule.documentation
    assert all(documentation[:4]), documentation
    assert documentation.summary.endswith(".")
    assert documentation.reason.endswith(".")
    assert len(documentation.summary.splitlines()) == 1


@every_rule
def test_bad_example_fires_this_rule_alone(rule: Rule, check: Check) -> None:
    assert codes(check(rule.documentation.bad)) == {rule.code}


@every_rule
def test_good_example_is_clean(rule: Rule, check: Check) -> None:
    assert check(rule.documentation.good) == ()


@every_rule
def test_fix_leaves_nothing_to_report(rule: Rule, check: Check, mend: Mend) -> None:
    found = check(rule.documentation.bad)
    if not any(diagnostic.fix for diagnostic in found):
        return
    mended = mend(rule.documentation.bad, found)
    assert check(mended) == ()
    assert mend(mended, found) == mended


@every_rule
def test_fix_leaves_alone_what_only_looks_like_the_fault(
    rule: Rule, check: Check, mend: Mend
) -> None:
    example = rule.documentation.leaves_alone
    found = check(example)
    assert codes(found) <= {rule.code}
    assert mend(example, found) == mend(example, ())


@every_rule
def test_rule_with_a_fix_says_so_and_what_it_leaves_alone(rule: Rule, check: Check) -> None:
    mends = any(diagnostic.fix for diagnostic in check(rule.documentation.bad))
    says_so = "The fix " in rule.documentation.reason
    assert says_so >= mends
    assert says_so == bool(rule.documentation.leaves_alone)


@every_rule
def test_rule_with_a_fix_promises_what_it_keeps(rule: Rule) -> None:
    assert bool(rule.keeps) == ("The fix " in rule.documentation.reason)
    if rule.keeps:
        assert rule.keeps.words.endswith(".")


@every_rule
def test_name_is_that_of_the_function(rule: Rule) -> None:
    assert rule.check.__name__.replace("_", "-") == rule.name


@every_rule
def test_message_is_a_phrase(rule: Rule, check: Check) -> None:
    for diagnostic in check(rule.documentation.bad):
        assert diagnostic.message
        assert not diagnostic.message.endswith(".")
        assert '"' not in diagnostic.message


@every_rule
def test_finding_has_a_place(rule: Rule, check: Check) -> None:
    for diagnostic in check(rule.documentation.bad):
        assert diagnostic.position.path
        assert (diagnostic.severity, diagnostic.name) == (rule.severity, rule.name)


def test_table_is_sorted_and_says_nothing_twice() -> None:
    assert [rule.code for rule in RULES] == sorted({rule.code for rule in RULES})
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_table_has_every_rule_of_the_modules() -> None:
    listed = {rule.check for rule in RULES}
    for module in vars(rules).values():
        if not inspect.ismodule(module):
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_rule = list(inspect.signature(function).parameters) == ["context"]
            if function.__module__ == module.__name__ and is_rule:
                assert function in listed, name


@pytest.mark.parametrize(("name", "kind"), FAULTS.items())
def test_faults_of_readers_are_rules(name: str, kind: FaultKind) -> None:
    rule = rules.rule(name)
    assert rule is not None
    assert (rule.code, rule.severity) == kind


def test_errors_are_what_breaks_other_programs() -> None:
    assert {rule.name for rule in RULES if rule.severity == "error"} == {
        "syntax-error",
        "bad-encoding",
        "limit-exceeded",
        "duplicate-key",
        "unsafe-key-character",
        "key-removed",
        "section-without-file",
    }


@every_rule
def test_real_list_passes(rule: Rule, the_list: RuleContext) -> None:
    acknowledgement = lookup(the_list)
    assert [d for d in rules.run(the_list, [rule]) if not acknowledgement(d)] == []


def test_real_list_is_read_whole(the_list: RuleContext) -> None:
    assert len(the_list.library)
    assert the_list.library.venues
    assert (the_list.missing_files, the_list.stray_files, the_list.faults) == ((), (), ())


def test_run_sorts_by_place_then_code(check: Check) -> None:
    found = check(
        """
        @misc{b, title = {A Title.}, eprint = {2402.05133}, note = {}}
        @misc{a, title = {A Title.}, eprint = {2402.05133}}
        """
    )
    assert len(found) > 5
    assert list(found) == sorted(found, key=lambda d: (d.position, d.code))


def test_run_gives_the_same_in_any_order_of_rules(the_list: RuleContext) -> None:
    assert rules.run(the_list, RULES[::-1]) == rules.run(the_list, RULES)


def test_rules_are_found_by_code_and_name() -> None:
    assert rules.rule("K001") is rules.rule("duplicate-key") is not None
    assert rules.rule("K") is None
    assert rules.rule("") is None


@pytest.mark.parametrize(
    ("chosen", "ignored", "expected"),
    [
        ([], [], [rule.code for rule in RULES]),
        (["K"], [], ["K001", "K002", "K003", "K004", "K005", "K006"]),
        (["K", "N001"], ["K00", "duplicate-key"], ["N001"]),
        (["K"], ["unconventional-key"], ["K001", "K003", "K004", "K005", "K006"]),
        (["same-title", "D003"], [], ["D003"]),
        (["F01"], [], ["F010", "F011", "F012", "F013", "F014", "F015"]),
        (["D"], ["D"], []),
    ],
)
def test_select(chosen: list[str], ignored: list[str], expected: list[str]) -> None:
    assert [rule.code for rule in rules.select(chosen, ignored)] == expected


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("duplicate-keys", "duplicate-key"), ("V009", "V00"), ("same-titel", "same-title")],
)
def test_select_names_the_nearest_rule(word: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=f"“{word}”; did you mean “{nearest}"):
        rules.select([word], [])
    with pytest.raises(ValueError, match=word):
        rules.select([], [word])


@pytest.mark.parametrize("word", ["", "Q", "%%%%"])
def test_select_refuses_words_that_mean_nothing(word: str) -> None:
    with pytest.raises(ValueError, match="no rule is called"):
        rules.select([word], [])


def test_fixes_of_one_run_never_touch_one_field_twice(check: Check) -> None:
    found = check(
        """
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized LLMs.},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          github = {https://github.com/one/one},
          repo = {https://github.com/two/two},
        }
        """
    )
    assert [(d.code, bool(d.fix)) for d in found] == [
        ("T001", True),
        ("T002", False),
        ("L006", True),
        ("L006", False),
    ]


def test_fix_leaves_entries_of_one_key_alone(check: Check, mend: Mend) -> None:
    example = "@misc{a, title = {One.}, note = {}}\n@misc{a, title = {Two.}, note = {}}\n"
    assert mend(example, check(example)).endswith(example)


def test_entries_that_no_file_holds() -> None:
    """Entries of other formats have no source: rules say what they can, at no place."""
    entries = (Entry(key="o'x", type="article"), Entry(key="O'X", type="misc", aliases=("y",)))
    found = rules.run(RuleContext(library=Library(entries)), RULES)
    assert {"F001", "K001", "K004"} <= {d.code for d in found}
    assert not any(d.fix or d.related for d in found)
