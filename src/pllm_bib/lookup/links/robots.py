"""The wishes of a host as to programs, in its robots.txt.

RFC 9309 says how that file is read. ``Crawl-delay`` is none of its lines, but many hosts have it.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

_NAME = "pllm-bib"
LARGEST = 500 * 1024
"""Bytes of the file that are read (section 2.5)."""
_LINE = regex(r"[ \t]*(?P<name>[A-Za-z-]+)[ \t]*:[ \t]*(?P<value>[^#\n]*)")
_SECONDS = regex(r"\d{1,5}(?:\.\d+)?")
_LONGEST_DELAY = 30.0


class Wishes(NamedTuple):
    """The lines of a robots.txt that are about this program."""

    rules: tuple[tuple[bool, str], ...] = ()
    """Whether a path may be asked, and the pattern of such paths."""
    delay: float = 0.0
    """Seconds between two requests."""

    def allow(self, address: str) -> bool:
        """Say whether an address may be asked: the longest pattern decides, an allowing one first.

        Raises ValueError for what is no address.
        """
        parts = urlsplit(address)
        path = _normal(parts.path or "/") + (f"?{_normal(parts.query)}" if parts.query else "")
        found = [(len(rule), allowed) for allowed, rule in self.rules if _is_like(path, rule)]
        return max(found)[1] if found else True


EVERYTHING = Wishes()


def read(text: str) -> Wishes:
    """Read a robots.txt: the groups that name this program, or else those for all programs."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names: list[str] = []
    in_rules = False
    for line in re.split(r"\r\n?|\n", text[:LARGEST].removeprefix("\ufeff")):
        match = _LINE.match(line)
        if match is None:
            continue
        name, value = match["name"].lower(), match["value"].strip()
        if name == "user-agent":
            names = [] if in_rules else names
            in_rules = False
            agent = re.match(r"\*|[A-Za-z_-]*", value)
            names.append(agent[0].lower() if agent else "")
            groups.setdefault(names[-1], [])
        elif name in {"allow", "disallow", "crawl-delay"}:
            in_rules = True
            for agent_name in names:
                groups[agent_name].append((name, value))
    return _wishes(groups.get(_NAME, groups.get("*", [])))


def _wishes(lines: list[tuple[str, str]]) -> Wishes:
    rules = [(name == "allow", _normal(value)) for name, value in lines if name != "crawl-delay"]
    delays = [
        float(value) for name, value in lines if name == "crawl-delay" and _SECONDS.fullmatch(value)
    ]
    return Wishes(
        tuple((allowed, rule) for allowed, rule in rules if rule),
        min(max(delays, default=0.0), _LONGEST_DELAY),
    )


def _normal(path: str) -> str:
    """Return a path in which the same letters are always percent-encoded (section 2.2.2)."""
    return quote(unquote(path, errors="surrogateescape"), "/*$?=&;:@!+,", errors="surrogateescape")


def _is_like(path: str, rule: str) -> bool:
    """Say whether a path starts as a pattern says: ``*`` is any text, ``$`` at its end the end.

    The pieces between stars are looked for one after the other, in linear time.
    """
    to_end = rule.endswith("$")
    first, *rest = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return at == len(path) or not to_end
    *middle, last = rest
    for piece in middle:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if to_end:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0
