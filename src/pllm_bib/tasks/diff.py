"""Two states of a bibliography, and the works that tell them apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files import revision
from pllm_bib.files.config import ENTRIES, OUTLINE, read_config
from pllm_bib.files.inputs import bib_files
from pllm_bib.files.list import load_list
from pllm_bib.files.read import load_files
from pllm_bib.formats.markdown.escape import code, inert
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.label import label
from pllm_bib.model.unseen import json_text, visible_line
from pllm_bib.same_work import history as comparison
from pllm_bib.same_work.history import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.same_work.history import Change


def read_state(name: str, root: Path | None, faults: list[Diagnostic]) -> Library:
    """Read a bibliography by name: a folder with a list or .bib files, a .bib file, or a revision.

    A revision is that of the list in ``root``. Faults of encodings are added to ``faults``.

    Raises `OperatorError` for a name that is none of these, and for what cannot be read in full.
    """
    path = Path(name)
    if path.exists():
        is_list = (path / ENTRIES / OUTLINE).is_file()
        loaded = (
            load_list(read_config(path))
            if is_list
            else load_files(bib_files([path], may_be_empty=True))
        )
        if loaded.incomplete:
            message = f"“{name}” cannot be read in full: {loaded.incomplete[0]}"
            raise OperatorError(message)
        faults.extend(loaded.guessed)
        return loaded.library
    if root is None:
        message = f"there is no folder “{name}”, nor a list here of which it could be a revision"
        raise OperatorError(message)
    try:
        return revision.list_at(root, name)
    except OperatorError as error:
        message = f"there is no folder or file “{name}”, and as a revision: {error}"
        raise OperatorError(message) from error


def changes(old: Library, new: Library) -> tuple[Change, ...]:
    """Return what changed, with titles and labels as readers see them."""
    return comparison.changes(old, new, title=_title, label=label)


def as_text(found: Sequence[Change]) -> str:
    """Return changes for a terminal: each kind with its number, then a line a work."""
    lines = []
    for kind, group in groups(found):
        lines.append(f"{kind} ({len(group)})")
        told = (f"  {change.entry.key}: {said(change, '->', str)}" for change in group)
        lines += map(visible_line, told)
    return "".join(f"{line}\n" for line in lines)


def as_markdown(found: Sequence[Change]) -> str:
    """Return changes for release notes or a comment: a heading for each kind, a bullet a work."""
    parts = [
        "\n".join(
            (
                f"## {kind.capitalize()} ({len(group)})",
                "",
                *(f"- {code(change.entry.key)}: {said(change, '→', inert)}" for change in group),
            )
        )
        for kind, group in groups(found)
    ]
    return "\n\n".join(parts or ["No changes."]) + "\n"


def as_json(found: Sequence[Change]) -> str:
    """Return changes for scripts: an object with an array for each kind, empty ones too."""
    data = {
        kind.value: [
            {
                "key": change.entry.key,
                "title": _title(change.entry),
                "before": change.before or None,
                "after": change.after or None,
            }
            for change in found
            if change.kind is kind
        ]
        for kind in Kind
    }
    return json_text(data) + "\n"


OUTPUTS = {"text": as_text, "markdown": as_markdown, "json": as_json}
"""How changes can be written."""


def groups(found: Sequence[Change]) -> list[tuple[Kind, list[Change]]]:
    """Return changes by kind, without empty kinds."""
    groups = [(kind, [change for change in found if change.kind is kind]) for kind in Kind]
    return [(kind, group) for kind, group in groups if group]


def said(change: Change, arrow: str, escaped: Callable[[str], str]) -> str:
    """Return the change of a work in escaped words, without its key."""
    before, after = escaped(change.before), escaped(change.after)
    title = escaped(_title(change.entry))
    if change.kind is Kind.RETITLED:
        return f"{before} {arrow} {after}"
    if change.kind is Kind.AMENDED:
        return f"{title} ({after})"
    if change.kind in {Kind.ADDED, Kind.REMOVED}:
        where = before or after
        return f"{title} ({where})" if where else title
    return f"{title} ({before or 'none'} {arrow} {after or 'none'})"


def _title(entry: Entry) -> str:
    return latex.plain(entry.title)
