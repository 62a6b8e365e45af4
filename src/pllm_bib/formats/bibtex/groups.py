"""Groups of JabRef and BibDesk, which these keep in a comment of the .bib file.

``@comment{jabref-meta: grouping: …}`` is a tree since version 4, where entries name their groups in
a field, and ``groupstree`` before, which names the keys of the entries. BibDesk has a property
list of its static groups, each with its keys.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.model.entry import Entry

_TREE = regex(r"@comment\s*\{\s*jabref-meta:\s*(?:grouping|groupstree):([^{}]*)\}", re.IGNORECASE)
_GROUP = regex(r"\s*(\d+)\s+(\w*Group):(.*)", re.DOTALL)
_OF_BIBDESK = regex(r"@comment\s*\{\s*BibDesk Static Groups\s*\{([^{}]*)\}", re.IGNORECASE)
_BIBDESK_GROUP = regex(
    r"<key>group name</key>\s*<string>([^<]*)</string>\s*<key>keys</key>\s*<string>([^<]*)</string>"
)
_Path = tuple[str, ...]


def has_groups(text: str) -> bool:
    """Say whether comments of a text may have groups of entries."""
    return "jabref-meta" in text or "BibDesk Static Groups" in text


def with_groups(entries: Iterable[Entry], text: str) -> tuple[Entry, ...]:
    """Return entries that know where their groups are in the trees of the comments of a text."""
    if not has_groups(text):
        return tuple(entries)
    import html  # brings a large table of entities

    paths: dict[str, _Path] = {}
    of_key: defaultdict[str, list[_Path]] = defaultdict(list)
    for tree in _TREE.findall(text):
        for path, keys in _groups(tree):
            paths.setdefault(path[-1], path)
            for key in keys:
                of_key[key].append(path)
    for groups in _OF_BIBDESK.findall(text):
        for name, keys in _BIBDESK_GROUP.findall(groups):
            for key in keys.split(","):
                of_key[html.unescape(key)].append((html.unescape(name),))
    found = []
    for entry in entries:
        named = (name.strip() for name in dict(entry.extra).get("groups", "").split(","))
        own = [paths[name] for name in named if name in paths]
        all_ = tuple(dict.fromkeys((*own, *of_key.get(entry.key, ()))))
        origin = replace(entry.origin, groups=all_) if entry.origin and all_ else entry.origin
        found.append(replace(entry, origin=origin))
    return tuple(found)


def _groups(tree: str) -> list[tuple[_Path, list[str]]]:
    """Return the groups of a tree, each with its names from the outermost inwards and its keys."""
    found: list[tuple[_Path, list[str]]] = []
    path: _Path = ()
    for line in _split(tree.replace("\n", "")):
        match = _GROUP.fullmatch(line)
        if match is None or match[2] == "AllEntriesGroup":
            continue
        name, *rest = (_plain(part) for part in _split(_plain(match[3])))
        path = (*path[: int(match[1]) - 1], name)
        is_old = match[2] == "ExplicitGroup"
        found.append((path, [key for key in rest[1:] if key] if is_old else []))
    return found


def _split(source: str) -> list[str]:
    r"""Split at semicolons that have no backslash before them."""
    return re.findall(r"((?:\\.|[^\\;])*)(?:;|$)", source, re.DOTALL)[:-1]


def _plain(source: str) -> str:
    return re.sub(r"\\(.)", r"\1", source, flags=re.DOTALL)
