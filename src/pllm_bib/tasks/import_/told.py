"""Edits in the generated list, in words for those who made them: one message a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import README, shown
from pllm_bib.files.text import text_of
from pllm_bib.formats.markdown.write import line
from pllm_bib.tasks.build.readme import pages_there
from pllm_bib.tasks.import_ import adopt

if TYPE_CHECKING:
    from pllm_bib.files.config import Config
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.diagnostic import Position
    from pllm_bib.model.entry import Entry

_COMMAND = f"“pllm-bib import {README} --adopt”"
_OF_NEW = frozenset({"missing-authors", "venue-without-name", "preprint-without-id"})
"""Findings on what a new entry lacks; they are reported when it is one."""


def edits_in_words(config: Config, loaded: Loaded) -> dict[str, tuple[tuple[int, str], ...]]:
    """Return the lines that were edited by hand, by file, and what is to be done with each.

    The files are the README and the pages beside it. A line says which command takes it over, or
    why none can, with the text to paste instead.
    """
    path = config.root / README
    try:
        text = text_of(path)
        plan = adopt.plan(config, loaded, path, text)
    except (OperatorError, OSError):
        return {}
    lines = {shown(page): text_of(page).split("\n") for page in (path, *pages_there(config))}
    said: dict[str, dict[int, str]] = {}

    def say(position: Position, message: str) -> None:
        said.setdefault(position.path, {}).setdefault(position.line, message)

    for finding in plan.findings:
        if finding.name not in _OF_NEW and finding.is_fault:
            say(finding.position, _finding(finding.name, finding.message))
    changes: dict[Position, list[str]] = {}
    for position, words in plan.edits:
        changes.setdefault(position, []).append(words)
    for position, told in changes.items():
        say(position, f"edited by hand ({'; '.join(told)}): {_COMMAND} takes it over")
    sections = {section.id: section for section in loaded.library.sections}
    for entry, position in plan.added:
        file = shown(config.file_for(sections[entry.sections[0]], entry.key))
        say(position, _added(entry, file, lines[position.path][position.line - 1]))
    if all(finding.name != "unmatched-heading" for finding in plan.findings):
        same = [(key, place) for key, places in plan.recognised.items() for place in places]
        for key, position in same:
            text = lines[position.path][position.line - 1]
            say(position, _unchanged(loaded.library.find(key), text))
    return {page: tuple(sorted(found.items())) for page, found in said.items()}


def _finding(name: str, message: str) -> str:
    if name == "repeated-line":
        return f"{message}: delete this line"
    if name == "lines-disagree":
        return f"{message} by {_COMMAND}"
    return message


def _unchanged(entry: Entry | None, text: str) -> str:
    if entry and _is_cut(text):
        return f"a bracket is wrong in this line; paste instead: {line(entry)}"
    return f"edited by hand: {_COMMAND} writes the line as it was"


def _is_cut(text: str) -> bool:
    """Say whether a bracket of a line is missing, or one of another kind."""
    return any(text.count(one) != text.count(other) for one, other in ("()", "[]"))


def _added(entry: Entry, file: str, text: str) -> str:
    made = f"{_COMMAND} makes the entry “{entry.key}” of it, in {file}"
    if _is_cut(text):
        return f"a bracket is missing in this line; paste instead: {line(entry)} Then {made}"
    return f"a new work: {made}"
