"""Web addresses by their form: host, path, and mistakes in how they are written."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.unseen import TURNING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINKABLE = regex(r"(?:https?|ftp)://|mailto:", re.IGNORECASE)
_WRITTEN = regex(r"(?<![\w/.])https?://[^\s<>\"`{}|^\x00-\x1f\x7f]{1,2000}", re.IGNORECASE)
_CLOSING = {")": "(", "]": "["}
_ESCAPED = regex(r"\\([!-/:-@\[-`{-~])|&(?:amp|#38|#x26);", re.IGNORECASE)
_PLAIN = regex(r"https?://(?P<host>[A-Za-z0-9.-]+)(?P<path>(?:/[!\x22$->@-~]*)?)(?:[?#][!-~]*)?")


@functools.lru_cache(maxsize=1_000)
def host_and_path(url: str) -> tuple[str, str]:
    """Return the host (lower case, without ``www.``) and path of an address, or empty texts."""
    if plain := _PLAIN.fullmatch(url):  # nearly all addresses, in a fifth of the time
        return plain["host"].lower().removeprefix("www."), plain["path"]
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    return host.removeprefix("www."), parts.path


def link_target(url: str) -> str | None:
    """Return an address as the target of a link; None for one that may not become a link.

    A link leads to the web or to a mailbox: http, https, ftp, mailto. Others run code (javascript,
    data) or read the reader's own disk. Browsers skip blanks and controls in front of a scheme and
    within it; nothing but the four is let through, so none of that needs to be undone.
    """
    if not _LINKABLE.match(url):
        return None
    return TURNING.sub(lambda match: quote(match.group(), errors="replace"), url)


def is_at(url: str, *places: str) -> bool:
    """Say whether an address is at one of these hosts or folders of hosts (``host/folder``).

    ``*.host`` stands for all subdomains of a host.
    """
    host, path = host_and_path(url)
    for place in places:
        domain, _, folder = place.partition("/")
        same = host.endswith(domain[1:]) if domain.startswith("*.") else host == domain
        if host and same and f"{path}/".startswith(f"/{folder}/" if folder else ""):
            return True
    return False


def problem_of(url: str) -> str | None:
    """Return words for what is wrong with a web address; None if nothing is."""
    return None if _SOUND.fullmatch(url) else _problem_of(url)  # nearly all are sound


def _problem_of(url: str) -> str | None:
    if not re.match(r"https?://", url, re.IGNORECASE):
        return "does not start with https:// (or http://)"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        return f"is no address: {error}"
    if not re.fullmatch(r"(?:[\w-]+\.)+[\w-]{2,}|\[[0-9a-f:.]+\]", host):
        return f"names no host: “{host}”" if host else "names no host"
    if re.search(r"\s", url):
        return "has a space in it: write %20, or drop it"
    if bad := re.search(r"[\x00-\x1f\x7f\"<>\\^`{|}]", url):
        return f"has “{bad.group()}” in it: write %{ord(bad.group()):02X}"
    if bad := re.search(r"%(?![0-9A-Fa-f]{2}).{0,2}", url):
        return f"has “{bad.group()}” in it, which stands for nothing: % needs two hex digits"
    if bad := re.search(r"[^\x00-\x7f]", url):
        return f"has “{bad.group()}” in it: write {quote(bad.group())}"
    for opening, closing in ("()", "[]"):
        surplus = url.count(opening) - url.count(closing)
        if surplus:
            lone, missing = (opening, closing) if surplus > 0 else (closing, opening)
            return f"has “{lone}” without “{missing}”: is a part of it missing, or too much copied?"
    return None


_SOUND = regex(r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}(?:/[A-Za-z0-9._~/?=&+:;,@!$*'#-]*)?")


class WrittenAddress(NamedTuple):
    """An address in a text, where it starts and ends, and without what escapes its signs."""

    start: int
    end: int
    url: str


def addresses_in(text: str) -> Iterator[WrittenAddress]:
    """Yield the addresses with http and https in a text of Markdown, HTML, or words.

    Signs that end a sentence, or close what was opened before the address, are no part of it.
    """
    end = 0
    while match := _WRITTEN.search(text, end):
        start, found = match.start(), match.group()
        if start and text[start - 1] == "'":
            found = found.partition("'")[0]
        end = start + len(_within_brackets(found).rstrip(".,;:!?'*_~\\"))
        url = _ESCAPED.sub(lambda escaped: escaped[1] or "&", text[start:end])
        if host_and_path(url)[0]:
            yield WrittenAddress(start, end, url)


def _within_brackets(found: str) -> str:
    """Return an address up to a bracket that closes what it has not opened."""
    opened: list[str] = []
    for at, sign in enumerate(found):
        if sign in "([":
            opened.append(sign)
        elif sign in _CLOSING and (not opened or opened.pop() != _CLOSING[sign]):
            return found[:at]
    return found
