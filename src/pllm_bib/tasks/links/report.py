"""The results of a check of links: as lines, JSON, annotations, SARIF, and Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.formats.markdown.escape import code, inert
from pllm_bib.lookup.links.verdict import LinkState
from pllm_bib.model.unseen import json_text
from pllm_bib.tasks.check.report import (
    LEVELS,
    SarifResults,
    annotated,
    in_repository,
    repository,
    sarif_log,
)
from pllm_bib.tasks.links.run import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.tasks.links.run import LinkCheck, LinkFinding

_QUIET = frozenset({LinkState.REDIRECTED, LinkState.NOT_ASKED})
"""States that are no news; JSON has them, lines only with -v."""
WORDS = {
    LinkState.DEAD: "dead",
    LinkState.SOFT_404: "not found, though the host says otherwise",
    LinkState.CERTIFICATE: "with trouble of the certificate",
    LinkState.MOVED: "moved",
    LinkState.HTTPS: "better with https",
    LinkState.REDIRECTED: "redirected for now",
    LinkState.BLOCKED: "closed to programs",
    LinkState.UNKNOWN: "not to be told",
    LinkState.NOT_ASKED: "not asked for",
    LinkState.OK: "fine",
}
"""State -> words for addresses that are so."""
_MOST = 60_000
"""Characters of a text for an issue, which may have 65,536."""


def told(check: LinkCheck, *, everything: bool = False) -> list[LinkFinding]:
    """Return the findings that are news, or all."""
    return [one for one in check.findings if everything or one.verdict.state not in _QUIET]


def as_text(check: LinkCheck, *, everything: bool = False) -> str:
    """Return a line for each finding that is news, or for all."""
    return "".join(f"{one.diagnostic}\n" for one in told(check, everything=everything))


def as_json(check: LinkCheck) -> str:
    """Return an array of JSON with an object for each place whose address is not just there."""
    return json_text([_object(finding) for finding in check.findings]) + "\n"


def _object(finding: LinkFinding) -> dict[str, object]:
    place, verdict = finding
    return {
        "state": verdict.state,
        "severity": SEVERITIES[verdict.state],
        "address": place.address,
        "reason": verdict.reason,
        "new": verdict.new or None,
        "archived": verdict.archived or None,
        "path": place.position.path,
        "line": place.position.line,
        "column": place.position.column,
        "key": place.key,
        "field": place.field,
    }


def as_github(check: LinkCheck) -> str:
    """Return workflow commands that annotate a pull request."""
    top = repository()
    return "".join(f"{line}\n" for one in told(check) for line in annotated(one.diagnostic, top))


def as_sarif(check: LinkCheck) -> str:
    """Return a SARIF log of one run, with a rule for each state."""
    results = SarifResults(SEVERITIES)
    rules = [
        {
            "id": state,
            "name": f"{state}-link",
            "shortDescription": {"text": f"An address that is {WORDS[state]}."},
            "defaultConfiguration": {"level": LEVELS[severity]},
        }
        for state, severity in SEVERITIES.items()
    ]
    return sarif_log(rules, [results.result(one.diagnostic) for one in told(check)])


def as_markdown(check: LinkCheck) -> str:
    """Return a page for an issue; empty if no address is dead, moved or without a certificate.

    Texts of strangers are inert in it. What does not fit is counted.
    """
    found = [one for one in check.findings if SEVERITIES[one.verdict.state] != "info"]
    if not found:
        return ""
    pieces: list[str] = [f"{summary(check)}.\n"]
    room = _MOST - len(pieces[0])
    left = 0
    for line in _lines(found):
        room -= len(line)
        if room < 0:
            left += line.startswith("- ")
        else:
            pieces.append(line)
    if left:
        pieces.append(f"\n{left:,} more do not fit.\n")
    return "".join(pieces)


def _lines(found: list[LinkFinding]) -> Iterator[str]:
    top = repository()
    for state in SEVERITIES:
        of_state = [one for one in found if one.verdict.state is state]
        if of_state:
            yield f"\n### {WORDS[state].capitalize()}\n\n"
        for place, verdict in of_state:
            position = in_repository(place.position, top)
            where = f"{Path(position.path).as_posix()}:{position.line}"
            key = f" ({code(place.key)})" if place.key else ""
            archived = f"; archived copy: {code(verdict.archived)}" if verdict.archived else ""
            yield f"- {code(where)}{key}: {code(place.address)} {inert(verdict.reason)}{archived}\n"


def summary(check: LinkCheck) -> str:
    """Return the numbers of addresses by state, in words."""
    counts = check.counts
    number = len(check.addresses)
    parts = [f"{counts[state]:,} {WORDS[state]}" for state in WORDS if counts[state]]
    if check.waiting:
        parts.append(f"{check.waiting:,} still to be asked for")
    noun = "address" if number == 1 else "addresses"
    return f"{number:,} {noun}: {', '.join(parts)}" if parts else f"{number:,} {noun}"


OUTPUTS = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
    "markdown": as_markdown,
}
"""How the results can be written."""
