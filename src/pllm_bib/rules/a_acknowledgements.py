"""Findings that the files say are right, and rules about what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.rules.base import Finding, Rule, RuleContext, hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.model.diagnostic import Acknowledgement, Diagnostic, Position


def lookup(given: RuleContext) -> Callable[[Diagnostic], Acknowledgement | None]:
    """A function that finds what the files say of a finding, if they say that it is right.

    Above an entry, they speak of the entry and its fields; elsewhere, of the file as a whole.
    """
    by_place: dict[Position, tuple[Acknowledgement, ...]] = {}
    for entry in given.library:
        origin = entry.origin
        if origin and origin.allowed:
            for place in (origin.position, origin.key, *origin.fields.values()):
                by_place[place] = origin.allowed
    of_files = given.allowed

    def find(finding: Diagnostic) -> Acknowledgement | None:
        if finding.key is None:
            own = tuple(a for a in of_files if a.position.path == finding.position.path)
        else:
            own = by_place.get(finding.position, ())
        return next((said for said in own if said.covers(finding)), None)

    return find


def _said(given: RuleContext) -> Iterator[tuple[Acknowledgement, bool]]:
    """Every acknowledgement, and whether it stands above an entry."""
    for entry in given.library:
        if entry.origin:
            yield from ((said, True) for said in entry.origin.allowed)
    yield from ((said, False) for said in given.allowed)


def unknown_rule(context: RuleContext) -> Iterator[Finding]:
    """A comment acknowledges findings of a rule that there is not.

    So it acknowledges nothing: the name is misspelt, or the rule is called otherwise by now.
    “pllm-bib rule” lists them all.

    Bad:
        % pllm-bib: allow abbreviated-authors: no source has the full list
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    if context.ran is None:
        return
    known = context.ran.known
    for said, _above_entry in _said(context):
        if said.rule not in known:
            near = hint(said.rule, sorted(known))
            yield Finding(f"no rule is called “{said.rule}”{near}", position=said.position)


def unused_acknowledgement(context: RuleContext) -> Iterator[Finding]:
    """A comment acknowledges what no rule finds.

    The fault has been mended since, or the comment stands in the wrong place: right above its entry
    for what is found there, in a file without entries for what is found of the file. Left where it
    is, it would hide the next fault of that kind.

    Bad:
        % pllm-bib: allow title-ends-with-period: the publisher prints it so
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    if context.ran is None:
        return
    find = lookup(context)
    used = {(said.position, said.rule, said.field) for said in map(find, context.ran.found) if said}
    for said, above_entry in _said(context):
        if said.rule in context.ran.rules and (said.position, said.rule, said.field) not in used:
            where = f" in “{said.field}”" if said.field else ""
            instead = "" if above_entry else ", or put it right above its entry"
            yield Finding(
                f"“{said.rule}” finds nothing here{where}: drop the comment{instead}",
                position=said.position,
            )


RULES = (
    Rule("A001", "unknown-rule", unknown_rule, needs="ran"),
    Rule("A002", "unused-acknowledgement", unused_acknowledgement, needs="ran"),
)
