"""The findings of a check: as lines, as data, as annotations of GitHub Actions and as SARIF.

SARIF is that of OASIS, version 2.1.0, with what GitHub's code scanning asks for:
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pllm_bib import __version__
from pllm_bib.files.config import shown
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.unseen import json_text, visible
from pllm_bib.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pllm_bib.files.read import Loaded
    from pllm_bib.model.diagnostic import Diagnostic, Position
    from pllm_bib.rules.base import Rule
    from pllm_bib.tasks.check.run import CheckReport


def as_text(report: CheckReport) -> str:
    """Return a line for each finding."""
    return "".join(f"{finding}\n" for finding in report.findings)


def as_json(report: CheckReport) -> str:
    """Return an array of JSON with an object for each finding."""
    return _json([_object(finding) for finding in report.findings])


def _object(finding: Diagnostic) -> dict[str, object]:
    position = finding.position
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "path": position.path,
        "line": position.line,
        "column": position.column,
        "key": finding.key,
        "field": finding.field,
        "related": [str(place) for place in finding.related],
        "fix": [{"key": e.key, "field": e.field, "value": e.value} for e in finding.fix],
        "unsafe": finding.unsafe,
    }


def as_github(report: CheckReport) -> str:
    """Return workflow commands that annotate a pull request, related places too."""
    top = repository()
    return "".join(f"{line}\n" for finding in report.findings for line in annotated(finding, top))


def annotated(finding: Diagnostic, root: Path) -> Iterator[str]:
    """Yield the workflow commands that annotate a finding and its related places."""
    title = f"{finding.code} {finding.name}"
    place = in_repository(finding.position, root)
    level = finding.severity if finding.is_fault else "notice"
    yield _annotation(level, place, title, finding.message)
    for related in finding.related:
        yield _annotation("notice", in_repository(related, root), title, f"This belongs to {place}")


def _annotation(level: str, place: Position, title: str, message: str) -> str:
    def data(value: str) -> str:
        return visible(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    where = f"file={value(place.path)},line={place.line},col={place.column}"
    return f"::{level} {where},title={value(title)}::{data(message)}"


def in_repository(position: Position, root: Path) -> Position:
    """Return a place with its path in a repository; outside of it, with the whole path."""
    path = Path(position.path).resolve()
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    return type(position)(name, position.line, position.column)


def repository() -> Path:
    """Return the top of the repository around the current folder, or that folder itself."""
    here = Path.cwd().resolve()
    return next((p for p in (here, *here.parents) if (p / ".git").exists()), here)


def as_sarif(report: CheckReport) -> str:
    """Return a SARIF log of one run; acknowledged findings are in it as suppressed.

    Lines and columns count characters from 1. A path is relative to the top of the repository.
    """
    results = SarifResults([rule.code for rule in RULES], report.loaded)
    return sarif_log(
        [_descriptor(rule) for rule in RULES],
        [
            *(results.result(finding) for finding in report.findings),
            *(
                results.result(finding)
                | {"suppressions": [{"kind": "inSource", "justification": reason}]}
                for finding, reason in report.acknowledged
            ),
        ],
    )


def sarif_log(rules: list[dict[str, Any]], results: list[dict[str, Any]]) -> str:
    """Return a SARIF log of one run, with the descriptors of its rules and its results."""
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
        "sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "pllm-bib",
                        "semanticVersion": __version__,
                        "rules": rules,
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return _json(log)


LEVELS = {"error": "error", "warning": "warning", "info": "note"}
"""Severity -> level of SARIF."""


def _descriptor(rule: Rule) -> dict[str, Any]:
    """Return a rule with its documentation."""
    doc = rule.documentation
    reason = "\n\n".join(rule.paragraphs)
    plain = "".join(f"\n{heading}:\n\n{text}\n" for heading, text in doc.examples)
    fenced = "".join(f"\n{heading}:\n\n```bibtex\n{text}\n```\n" for heading, text in doc.examples)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": doc.summary},
        "fullDescription": {"text": doc.reason},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "help": {
            "text": f"{reason}\n{plain}",
            "markdown": f"{reason}\n{fenced}",
        },
    }


class SarifResults:
    """Findings as results of SARIF. It counts equal fingerprints and keeps the files' entries."""

    def __init__(self, codes: Iterable[str], loaded: Loaded | None = None) -> None:
        self.root = repository()
        self.rules = {code: index for index, code in enumerate(codes)}
        self.seen: Counter[str] = Counter()
        texts = loaded.texts if loaded else {}
        self.texts = {shown(path): text for path, text in texts.items()}
        self.with_comments = set(map(shown, loaded.with_comments)) if loaded else set()
        self.entries: dict[str, Mapping[str, tuple[int, str]]] = {}

    def result(self, finding: Diagnostic) -> dict[str, Any]:
        """Return a finding with its place, its fingerprint, and its fix."""
        location = self._location(finding.position)
        if finding.key:
            location["logicalLocations"] = [{"name": finding.key}]
        result = {
            "ruleId": finding.code,
            "ruleIndex": self.rules[finding.code],
            "level": LEVELS[finding.severity],
            # What would be an embedded link (section 3.11.6) are brackets of a title.
            "message": {"text": re.sub(r"\[(?=[^\]]*\]\()", r"\\[", finding.message)},
            "locations": [location],
            "partialFingerprints": {"pllmBibFinding/v1": self._fingerprint(finding)},
        }
        if finding.related:
            result["relatedLocations"] = [
                {"id": number, **self._location(place), "message": {"text": "This belongs to it."}}
                for number, place in enumerate(finding.related, start=1)
            ]
        if fix := self._fix(finding):
            result["fixes"] = [fix]
        return result

    def _location(self, position: Position) -> dict[str, Any]:
        return {
            "physicalLocation": {
                "artifactLocation": self._artifact(position),
                "region": {"startLine": position.line, "startColumn": position.column},
            }
        }

    def _artifact(self, position: Position) -> dict[str, str]:
        path = Path(in_repository(position, self.root).path)
        if path.is_absolute():
            return {"uri": path.as_uri()}
        return {"uri": quote(path.as_posix()), "uriBaseId": "%SRCROOT%"}

    def _fingerprint(self, finding: Diagnostic) -> str:
        """Return a digest of rule, entry and field, which stays the same when lines move."""
        # Without a key, such as at a syntax error, the message is all that there is.
        about = (finding.key, finding.field or "") if finding.key else (finding.message,)
        digest = hashlib.sha256("\0".join((finding.code, *about)).encode()).hexdigest()[:16]
        self.seen[digest] += 1
        return f"{digest}:{self.seen[digest]}"

    def _fix(self, finding: Diagnostic) -> dict[str, Any] | None:
        """Return the part of the entry that a fix changes, and its new text; None if unsure."""
        path = finding.position.path
        keys = {edit.key for edit in finding.fix}
        if len(keys) != 1 or path not in self.texts:
            return None
        comments = path in self.with_comments
        if path not in self.entries:
            self.entries[path] = bib_source.entries_by_key(self.texts[path], comments=comments)
        found = self.entries[path].get(keys.pop())
        if found is None:
            return None
        text, (start, raw) = self.texts[path], found
        new = bib_source.apply(raw, finding.fix, comments=comments)
        head = _alike(raw, new)
        tail = _alike(raw[head:][::-1], new[head:][::-1])
        first = _place(text, start + head)
        last = _place(text, start + len(raw) - tail)
        region = {
            "startLine": first[0],
            "startColumn": first[1],
            "endLine": last[0],
            "endColumn": last[1],
        }
        inserted = {"text": new[head : len(new) - tail]}
        words = "check --fix --unsafe" if finding.unsafe else "check --fix"
        return {
            "description": {"text": f"What “pllm-bib {words} --select {finding.code}” does."},
            "artifactChanges": [
                {
                    "artifactLocation": self._artifact(finding.position),
                    "replacements": [{"deletedRegion": region, "insertedContent": inserted}],
                }
            ],
        }


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common from their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _json(data: object) -> str:
    return json_text(data) + "\n"


OUTPUTS = {"text": as_text, "json": as_json, "github": as_github, "sarif": as_sarif}
"""How findings can be written."""
