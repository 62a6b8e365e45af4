"""New addresses in the place of old ones: nothing else of a file changes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.files.text import text_of
from pllm_bib.lookup.links.verdict import LinkState, LinkVerdict
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pllm_bib.tasks.links.places import Linked, LinkedFile, LinkPlace
    from pllm_bib.tasks.links.run import LinkCheck

_VERBATIM = re.compile(r"\\(?:url|href|nolinkurl|path)\s*\{$")
_VERBATIM_FIELDS = frozenset(kind.field for kind in LinkKind)


@dataclass(slots=True)
class LinkFixes:
    """The new texts of files, and what had to be left."""

    write: dict[Path, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    """Names of files that would not be read as they should with the new addresses."""


def fixes(check: LinkCheck, read: Callable[[Mapping[Path, str]], Linked]) -> LinkFixes:
    """Work out the texts of files with the new addresses of what has moved; these are then fine.

    ``read`` reads the files again, some of them with a new text: one whose addresses are then not
    the old ones with the new in their places is left as it is. Raises `OperatorError` for a file
    that is not UTF-8.
    """
    new = {address: verdict.new for address, verdict in check.verdicts.items() if verdict.new}
    found = LinkFixes()
    for file in check.linked.files:
        if file.path is None or not any(place.address in new for place in file.places):
            continue
        text_of(file.path)
        text = _with(file, new)
        if text == file.text:
            continue
        if _addresses(read({file.path: text}), file.name) != _expected(file, new):
            found.left.append(file.name)
            continue
        found.write[file.path] = text
    check.verdicts |= dict.fromkeys(new.values(), LinkVerdict(LinkState.OK))
    return found


def _expected(file: LinkedFile, new: Mapping[str, str]) -> Counter[tuple[str | None, str]]:
    return Counter(
        (place.key, new.get(place.address, place.address) if place.spans else place.address)
        for place in file.places
    )


def _addresses(linked: Linked, name: str) -> Counter[tuple[str | None, str]]:
    return Counter(
        (place.key, place.address)
        for file in linked.files
        if file.name == name
        for place in file.places
    )


def _with(file: LinkedFile, new: Mapping[str, str]) -> str:
    """Return the text of a file with new addresses, from its end to its start."""
    text = file.text
    changes = [
        (span, place) for place in file.places if place.address in new for span in place.spans
    ]
    for (start, end), place in sorted(changes, reverse=True):
        before = text[:start]
        spelled = _spelled(
            new[place.address], text[start:end], before, place, is_latex=file.is_latex
        )
        text = f"{before}{spelled}{text[end:]}"
    return text


def _spelled(address: str, old: str, before: str, place: LinkPlace, *, is_latex: bool) -> str:
    """Return an address spelled as the one that it replaces: as in XML, JSON or LaTeX."""
    if "&amp;" in old or (before.lstrip().startswith("<") and place.key):
        return address.replace("&", "&amp;")
    if "\\/" in old:
        return address.replace("/", "\\/")
    if not is_latex:
        return address
    is_verbatim = place.field in _VERBATIM_FIELDS or _VERBATIM.search(before[-20:])
    if re.search(r"\\[_%#&$~]", old) or not is_verbatim:
        return re.sub(r"([_%#&$])", r"\\\1", address).replace("~", r"\~{}")
    return address
