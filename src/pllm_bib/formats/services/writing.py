"""An entry as an object of JSON with objects and lists in it: what several formats share."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Part, Writer, unsaid
from pllm_bib.formats.shared import extra_fields, extra_lines, latex, titles
from pllm_bib.formats.shared.types import row

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text


_NOTE = "note"
"""The target of the note in the parts, before its place is known."""


def writer(
    members: Callable[[Entry, dict[str, str]], Iterator[Part]],
    note: str,
    roles: Collection[str],
    noted: Callable[[str], Any] = str,
) -> Writer:
    """Return the writer of a list of objects.

    ``members`` yields the parts of an entry, given its fields beyond the model.

    The target of a part is a path of names, ``journal/name``; ``@`` and a kind may be behind each
    but the last, where ``[]`` stands for another item of a list. ``note`` is the target of the
    note, which has the fields without a place; ``roles`` are the fields of people that have one.
    ``noted`` makes the value of the note.
    """
    return Writer(
        parts=extra_fields.by_role(partial(_parts, members=members), lambda _entry: roles),
        layout=partial(_layout, note=note, noted=noted),
        head="[\n",
        separator=",\n",
        tail="\n]\n",
        nothing="[]\n",
        seven_bit=True,
    )


def _parts(
    entry: Entry,
    context: WriteContext,
    *,
    members: Callable[[Entry, dict[str, str]], Iterator[Part]],
) -> list[Part]:
    extra = dict(entry.extra)
    found = list(members(entry, extra))
    text = plain(titles.joined(entry.note, ".", extra_fields.text(extra, "addendum")))
    part = Part(_NOTE, text, "note extra.addendum" if "addendum" in extra else "note")
    left = unsaid(entry, [*found, part]) if context.options.keep_extra else []
    if left:
        lines = "\n".join(filter(None, [text, *extra_lines.lines(left)]))
        sources = " ".join(f"extra.{name}" for name, _value in left)
        part = Part(_NOTE, lines, f"{part.source} {sources}")
    return [*found, part]


def plain(text: Text | None) -> str:
    """Return text without markup; empty without any."""
    return latex.plain(text) if text else ""


def texts(entry: Entry, **targets: str) -> Iterator[Part]:
    """Yield the parts of texts and numbers by our name of the attribute."""
    sources = titles.title_sources(entry)
    is_issue = entry.type == "periodical"  # the title of a periodical is its own
    for name, target in targets.items():
        if name == "title":
            yield Part(target, plain(titles.full_title(entry)), sources.title)
        elif name == "container":
            container = None if is_issue else titles.full_container(entry)
            yield Part(target, plain(container), sources.container)
        elif name == "publisher":
            publisher = plain(titles.publisher(entry))
            yield Part(target, publisher, titles.publisher_source(entry))
        elif name == "series":
            series = plain(titles.full_series(entry))
            yield Part(target, series, f"series {sources.main}".strip())
        else:
            value = getattr(entry, name)
            yield Part(target, value if isinstance(value, str) else plain(value), name)


def in_journal(entry: Entry) -> bool:
    """Say whether the container of an entry is a journal."""
    return row(entry.type).container == "journal"


def people(
    of: Names, person: Callable[[Name], dict[str, Any]], others: dict[str, Any]
) -> list[Any]:
    """Return a list of names, with a word for further ones behind them."""
    return [*map(person, of), *([others] if of.others else [])]


def _layout(
    _entry: Entry,
    parts: Sequence[Part],
    context: WriteContext,
    *,
    note: str,
    noted: Callable[[str], Any],
) -> str:
    """Return the text of an object, as it stands indented in the list."""
    placed = (
        part._replace(target=note, value=part.value and noted(part.value))
        if part.target == _NOTE
        else part
        for part in parts
    )
    tree = _tree(placed)
    text = json.dumps(tree, ensure_ascii=bool(context.options.ascii), indent=2)
    return "  " + text.replace("\n", "\n  ")


def _tree(parts: Iterable[Part]) -> dict[str, Any]:
    """Return parts as an object with what is inside it; those without a value are left out."""
    tree: dict[str, Any] = {}
    for target, value, _source in parts:
        if value:
            *path, name = target.split("/")
            place = tree
            for step in path:
                inner, _at, kind = step.partition("@")
                place = place.setdefault(inner, {"@type": kind} if kind else {})
            if name.endswith("[]"):
                place.setdefault(name.removesuffix("[]"), []).append(value)
            else:
                place.setdefault(name, value)
    return tree
