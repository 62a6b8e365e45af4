"""Edges of the rules about keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Found = Callable[..., list[tuple[str, str | None]]]
    Check = Callable[[str], tuple[Diagnostic, ...]]
    Mend = Callable[[str, tuple[Diagnostic, ...]], str]
from pllm_bib.model.citation_key import conventional_key

if TYPE_CHECKING:
    from pllm_bib.rules.base import RuleContext


def test_real_keys_conform(the_list: RuleContext) -> None:
    keys = {entry.key: conventional_key(entry) for entry in the_list.library}
    assert all(key == made for key, made in keys.items())


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("li2024personalizedlanguage", []),
        ("li2024personalizeda", []),
        ("li2024language", ["K002"]),
        ("li-2024:personalized/a+b._", ["K002"]),
        ("li2024personalizéd", ["K004"]),
        ("li2024'", ["K004"]),
        ("li 2024", ["K004"]),
    ],
)
def test_keys(key: str, expected: list[str], found: Found) -> None:
    assert [code for code, _ in found(f"@misc{{{key}")] == expected


def test_keys_of_names_in_other_scripts_are_free(found: Found) -> None:
    assert found("@misc{wang-style", author="王小明") == []


def test_new_keys_for_one_run_differ(check: Check) -> None:
    entry = "@misc{%s, author = {Li, X}, title = {Personal %s Style}, year = {2024}}\n"
    found = check("".join(entry % pair for pair in (("a", "One"), ("b", "Two"), ("c", "One"))))
    keys = [d.message.split("“")[2].split("”")[0] for d in found if d.code == "K002"]
    assert keys == ["li2024personal", "li2024personaltwo", "li2024personalone"]


def test_keys_clash_in_any_letter_case_and_across_files(check: Check) -> None:
    entry = "@misc{%s,\n title = {%s}}\n"
    one, two = entry % ("a", "One Title"), entry % ("A", "Another One")
    found = check(f"--- entries/x.bib\n{one}--- entries/y.bib\n{two}")
    (clash,) = (d for d in found if d.code == "K001")
    assert (clash.position.path, clash.related[0].path) == ("entries/y.bib", "entries/x.bib")
    assert (clash.position.line, clash.position.column) == (1, 7)


def test_two_claims_to_one_former_key(check: Check) -> None:
    entry = "@misc{%s, title = {%s}, ids = {Old, older}}\n"
    found = check(entry % ("a", "One Title") + entry % ("b", "Another One"))
    assert [d.key for d in found if d.code == "K003"] == ["b", "b"]
