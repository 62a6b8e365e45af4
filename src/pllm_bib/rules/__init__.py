"""The rules for entries and lists, one function a rule: the table of all, and a run of some."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import faults_of
from pllm_bib.model.progress import Progress, untold
from pllm_bib.rules import (
    a_acknowledgements,
    c_outline,
    d_duplicates,
    f_fields,
    f_identifiers,
    f_values,
    k_keys,
    l_hosts,
    l_links,
    n_names,
    r_readme,
    s_syntax,
    t_signs,
    t_text,
    v_venues,
    w_records,
    x_exports,
)
from pllm_bib.rules.base import Ran, Rule, RuleContext, hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pllm_bib.model.diagnostic import Diagnostic, Edit

RULES: tuple[Rule, ...] = (
    *a_acknowledgements.RULES,
    *c_outline.RULES,
    *d_duplicates.RULES,
    *f_fields.RULES,
    *f_identifiers.RULES,
    *f_values.RULES,
    *k_keys.RULES,
    *l_links.RULES,
    *l_hosts.RULES,
    *n_names.RULES,
    *r_readme.RULES,
    *s_syntax.RULES,
    *t_text.RULES,
    *t_signs.RULES,
    *v_venues.RULES,
    *w_records.RULES,
    *x_exports.RULES,
)
"""Every rule, ordered by code."""


def rule(code_or_name: str) -> Rule | None:
    """Return the rule of a code or a name."""
    return next((rule for rule in RULES if code_or_name in {rule.code, rule.name}), None)


def select(select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules that are selected and not ignored.

    A word is a code, the start of a code (``F``) or a name. Nothing selected means every rule.
    Raises ``ValueError`` for a word that means no rule.
    """
    chosen = _meant(select) if select else {rule.code for rule in RULES}
    ignored = _meant(ignore)
    return tuple(rule for rule in RULES if rule.code in chosen and rule.code not in ignored)


def _meant(words: Iterable[str]) -> set[str]:
    codes: set[str] = set()
    for word in words:
        found = {rule.code for rule in RULES if word and rule.code.startswith(word)}
        found |= {rule.code for rule in RULES if rule.name == word}
        if not found:
            known = [name for rule in RULES for name in (rule.name, rule.code)]
            message = f"no rule is called “{word}”{hint(word, known)}"
            raise ValueError(message)
        codes |= found
    return codes


def run(
    context: RuleContext, rules: Iterable[Rule], progress: Progress = untold
) -> tuple[Diagnostic, ...]:
    """Return everything that rules find, by position and then by code.

    No two fixes touch one field. Where two would, the later finding has no fix until the first
    one is mended; one that needs ``--unsafe`` comes after all others.
    """
    rules = tuple(rules)
    return settled(found_by(context, rules, progress), context, rules)


def found_by(
    context: RuleContext, rules: Iterable[Rule], progress: Progress = untold
) -> list[Diagnostic]:
    """Return what rules find, each by itself, without those about acknowledgements."""
    able = [rule for rule in rules if rule.applies(context)]
    found: list[Diagnostic] = []
    for number, rule in enumerate(able, start=1):
        found += rule.diagnostics(context)
        progress(number / len(able))
    return found


def settled(
    found: Iterable[Diagnostic], context: RuleContext, rules: Sequence[Rule]
) -> tuple[Diagnostic, ...]:
    """Return what rules have found as `run` does."""
    found = list(found)
    faulty = {found.position for found in faults_of(found) if found.field}
    # How a field was understood is not told where the field is found fault with.
    found = [each for each in found if each.is_fault or each.position not in faulty]
    if last := [rule for rule in rules if rule.needs == "ran"]:
        able = [rule for rule in rules if rule.applies(context)]
        ran = Ran(rules=_named(able), known=_named(RULES), found=tuple(found))
        context = replace(context, ran=ran)
        found += [diagnostic for rule in last for diagnostic in rule.diagnostics(context)]
    found.sort(key=lambda d: (d.position, d.code, d.field or "", d.message))
    return tuple(_without_conflicts(found, a_acknowledgements.lookup(context)))


def _named(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset(word for rule in rules for word in (rule.code, rule.name))


def _without_conflicts(
    found: Iterable[Diagnostic], acknowledged: Callable[[Diagnostic], object]
) -> Iterator[Diagnostic]:
    found = list(found)
    claimed: dict[tuple[str, str, str | None], Edit] = {}
    refused: set[int] = set()
    # What is safe goes first, so that no fix waits for one that may never be made.
    for at in sorted(range(len(found)), key=lambda at: found[at].unsafe):
        diagnostic = found[at]
        places = {(diagnostic.position.path, edit.key, edit.field): edit for edit in diagnostic.fix}
        if not places or acknowledged(diagnostic):  # it is never mended
            continue
        if any(claimed.get(place, edit) != edit for place, edit in places.items()):
            refused.add(at)
        else:
            claimed.update(places)
    for at, diagnostic in enumerate(found):
        yield replace(diagnostic, fix=(), unsafe=False) if at in refused else diagnostic
