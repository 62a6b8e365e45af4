"""The judge of addresses: it asks hosts as a reader's browser would, and says what it finds.

RFC 9110 says what status codes mean. A page counts as gone only where nothing else explains the
answer; what cannot be told is unknown.
"""

from __future__ import annotations

import functools
import hashlib
import re
import string
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from pllm_bib.lookup.client import is_online
from pllm_bib.lookup.links import pages
from pllm_bib.lookup.links.verdict import LinkState, LinkVerdict
from pllm_bib.lookup.links.walk import EndError, Walk, Walker
from pllm_bib.lookup.reply import RequestError
from pllm_bib.model.address import problem_of
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

_GONE = frozenset({404, 410})
_PERMANENT = frozenset({301, 308})
_REFUSED = frozenset({401, 402, 403, 407, 429, 451, 999})
"""Answers that a program gets, and a reader may not. 999 is one of LinkedIn."""
_FOLDERS = 3
"""So many folders of a host are tried with an address that is made up."""
_LOGIN = regex(
    r"/(?:log-?in|sign-?in|sso|oauth2?|auth|authorize|consent|captcha|challenge)(?:[/.?]|$)",
    re.IGNORECASE,
)
_FRONT = regex(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default|main)(?:\.\w{1,5})?/?)?"
)
_PASSING = regex(r"[;?&](?:jsessionid|phpsessid|sid|session\w*|token|utm_\w+)=", re.IGNORECASE)
"""Parts of addresses that hold for one visit."""


class Judge:
    """A judge of addresses. Threads may share it."""

    def __init__(self, client: Client) -> None:
        self.walker = Walker(client)
        self._made_up: dict[str, dict[str, tuple[str, Walk | None]]] = {}

    def judge(self, address: str) -> LinkVerdict:
        """Ask for an address and say what is found there."""
        url, _, fragment = address.partition("#")
        try:
            verdict = self._of_walk(url, self.walker.walk(url))
        except EndError as end:
            verdict = end.verdict
        except RequestError as error:
            verdict = self._of_failure(error)
        if fragment and verdict.new and "#" not in verdict.new:
            return verdict._replace(new=f"{verdict.new}#{fragment}")  # RFC 9110, section 10.2.2
        return verdict

    def _of_failure(self, error: RequestError) -> LinkVerdict:
        reason = str(error).partition(": ")[2] or str(error)
        if error.why == "host":
            if self._is_online:
                return LinkVerdict(LinkState.DEAD, reason)
            return LinkVerdict(LinkState.UNKNOWN, f"{reason}, nor can others: is there a network?")
        if error.why == "time":
            return LinkVerdict(LinkState.UNKNOWN, "does not answer in time")
        if error.why == "status" and error.status in _REFUSED:
            return LinkVerdict(LinkState.BLOCKED, reason)
        states = {
            "certificate": LinkState.CERTIFICATE,
            "private": LinkState.NOT_ASKED,
            "address": LinkState.NOT_ASKED,
        }
        return LinkVerdict(states.get(error.why, LinkState.UNKNOWN), reason)

    @functools.cached_property
    def _is_online(self) -> bool:
        return is_online()

    def _of_walk(self, url: str, walk: Walk) -> LinkVerdict:
        reply = walk.reply
        said = f"answers {reply.status} {reply.reason}".rstrip()
        if walk.moves:
            said = f"leads to {walk.end}, which {said}"
        if reply.status in _GONE:
            return LinkVerdict(LinkState.DEAD, said)
        if reply.status in _REFUSED:
            return LinkVerdict(LinkState.BLOCKED, said)
        if not walk.has_succeeded:
            return LinkVerdict(LinkState.UNKNOWN, said)
        if walk.moves and _LOGIN.search(urlsplit(walk.end).path) and not _LOGIN.search(url):
            return LinkVerdict(LinkState.BLOCKED, f"leads to a page for logging in: {walk.end}")
        if soft := self._soft(url, walk):
            return soft
        if walk.moves:
            return _moved(url, walk)
        return self._secured(url, walk) if url.startswith("http://") else LinkVerdict(LinkState.OK)

    def _soft(self, url: str, walk: Walk) -> LinkVerdict | None:
        """Return the verdict on a page that says “not found” with the status of a success."""
        if walk.moves and pages.is_path_of_lost(walk.end):
            return LinkVerdict(LinkState.SOFT_404, f"leads to {walk.end}")
        if (
            walk.moves
            and _is_front(walk.end)
            and not _is_front(url)
            and _is_one_site(url, walk.end)
        ):
            return LinkVerdict(LinkState.SOFT_404, f"leads to the front page {walk.end}")
        page = pages.read(walk.reply.text) if walk.is_page else None
        if page and page.says_not_found:
            return LinkVerdict(LinkState.SOFT_404, f"gives a page with the title “{page.title}”")
        if _is_front(url) or not (walk.moves or page):
            return None
        for made_up, other in self._walks_to_nothing(url):
            if walk.moves and other.end == walk.end != made_up:
                reason = f"leads to {walk.end}, as an address that is made up does"
                return LinkVerdict(LinkState.SOFT_404, reason)
            if page is None or not other.is_page:
                continue
            if pages.is_same(page, url, pages.read(other.reply.text), made_up):
                if page.is_made_by_script:
                    return LinkVerdict(
                        LinkState.UNKNOWN, "gives a page that a browser's script makes"
                    )
                return LinkVerdict(
                    LinkState.SOFT_404, "gives the page of an address that is made up"
                )
        return None

    def _walks_to_nothing(self, url: str) -> list[tuple[str, Walk]]:
        """Return successes of a host for addresses that are made up; most hosts have none."""
        parts = urlsplit(url)
        tried = self._made_up.setdefault(f"{parts.scheme}://{parts.netloc}", {})
        folder, made_up = _made_up(url)
        if folder not in tried and len(tried) < _FOLDERS:
            walk = None
            with suppress(EndError, RequestError):  # then only the address itself tells
                walk = self.walker.walk(made_up)
            tried[folder] = made_up, walk if walk and walk.has_succeeded else None
        return [(made_up, walk) for made_up, walk in tuple(tried.values()) if walk]

    def _secured(self, url: str, walk: Walk) -> LinkVerdict:
        """Return the verdict on a page that plain HTTP gives: HTTPS may give the same."""
        secure = f"https{url.removeprefix('http')}"
        try:
            other = self.walker.walk(secure)
        except (EndError, RequestError):
            return LinkVerdict(LinkState.OK)
        if other.moves or not other.has_succeeded or not _is_same(walk, other):
            return LinkVerdict(LinkState.OK)
        return LinkVerdict(LinkState.HTTPS, f"https gives the same page: {secure}", secure)


def _moved(url: str, walk: Walk) -> LinkVerdict:
    """Return the verdict on redirects; the permanent ones at their start give a new address."""
    lasting = [
        move.target for move in takewhile(lambda move: move.status in _PERMANENT, walk.moves)
    ]
    if walk.end == url:  # it was led in a circle once, to get a cookie
        return LinkVerdict(LinkState.OK)
    if not lasting:
        return LinkVerdict(LinkState.REDIRECTED, f"leads to {walk.end} for now")
    new = quote(lasting[-1], safe=string.punctuation)
    if url.startswith("http://") and new == f"https{url.removeprefix('http')}":
        return LinkVerdict(LinkState.HTTPS, f"leads to https: {new}", new)
    if url.startswith("https://") and not new.startswith("https://"):
        return LinkVerdict(LinkState.MOVED, f"has moved to {new}, which is not encrypted")
    if problem_of(new) or _PASSING.search(new):
        return LinkVerdict(LinkState.MOVED, f"has moved to {new}, which is no lasting address")
    return LinkVerdict(LinkState.MOVED, f"has moved to {new}", new)


def _is_same(one: Walk, other: Walk) -> bool:
    """Say whether two answers are the same page, or files of one type and size."""
    if one.is_page and other.is_page:
        found = (pages.read(walk.reply.text) for walk in (one, other))
        return pages.is_same(next(found), one.end, next(found), other.end)
    if one.is_page or other.is_page:
        return False
    told = [
        [walk.reply.media_type, *map(walk.reply.headers.get, ("content-length", "etag"))]
        for walk in (one, other)
    ]
    return told[0] == told[1] and any(told[0][1:])


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and bool(_FRONT.fullmatch(parts.path.lower()))


def _is_one_site(url: str, other: str) -> bool:
    hosts = [(urlsplit(one).hostname or "").removeprefix("www.") for one in (url, other)]
    return hosts[0] == hosts[1]


def _made_up(url: str) -> tuple[str, str]:
    """Return the folder of an address, and an address there that nobody has."""
    parts = urlsplit(url)
    names = parts.path.rstrip("/")
    folder, _, name = names.rpartition("/")
    if parts.query:
        folder = f"{parts.path}?"
    digest = hashlib.sha256(f"{parts.netloc}{folder}".encode()).hexdigest()[:12]
    nothing = f"no-such-page-{digest}"
    if parts.query:
        question = f"{parts.query.rpartition('=')[0]}={nothing}".lstrip("=")
        return folder, urlunsplit(parts._replace(query=question))
    suffix = re.search(r"\.\w{1,5}$", name)
    path = f"{folder}/{nothing}{suffix[0] if suffix else ''}{parts.path[len(names) :]}"
    return folder, urlunsplit(parts._replace(path=path))
