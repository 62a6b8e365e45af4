"""Acknowledgements in the files: the findings that they cover, and rules about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.rules.base import Finding, Rule, RuleContext, hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.model.diagnostic import Acknowledgement, Diagnostic, Position


def lookup(given: RuleContext) -> Callable[[Diagnostic], Acknowledgement | None]:
    """Return a function that finds the acknowledgement of a finding; None if it has none.

    Above an entry, a comment covers the entry and its fields; elsewhere, the file as a whole.
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
    """Yield every acknowledgement, and True if it stands above an entry."""
    for entry in given.library:
        if entry.origin:
            yield from ((said, True) for said in entry.origin.allowed)
    yield from ((said, False) for said in given.allowed)


def unknown_rule(context: RuleContext) -> Iterator[Finding]:
    """A comment acknowledges findings of a rule that does not exist.

    So it acknowledges nothing. The name is misspelt, or the rule has another name by now. “pllm-bib
    rule” lists all rules.

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
    """No rule finds what a comment acknowledges.

    The fault has been mended, or the comment stands in the wrong place. It belongs right above its
    entry; for a finding about a whole file, it belongs into a file without entries. Left where it
    is, the comment would hide the next fault of that kind.

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
