"""The way from an address to its answer: redirects, and what the hosts on it wish."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pllm_bib.lookup.links import pages, robots
from pllm_bib.lookup.links.verdict import LinkState, LinkVerdict
from pllm_bib.lookup.reply import RequestError
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client
    from pllm_bib.lookup.reply import Reply

_ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"
_MOST = 300_000
"""Bytes of a page that are read."""
_MOVES = 10
_MOVES_OF_ROBOTS = 5
_SURE_BY_HEAD = frozenset({"address", "certificate", "host", "private"})


class EndError(Exception):
    """A way that ends before an answer, with the verdict on its address."""

    def __init__(self, state: LinkState, reason: str) -> None:
        super().__init__(reason)
        self.verdict = LinkVerdict(state, reason)


class Move(NamedTuple):
    """A redirect."""

    status: int
    target: str


class Walk(NamedTuple):
    """The redirects from an address, and the answer at the end."""

    moves: tuple[Move, ...]
    reply: Reply

    @property
    def end(self) -> str:
        """The address that answered, without a fragment."""
        return self.reply.address

    @property
    def is_page(self) -> bool:
        """True if the answer is a page of HTML."""
        return self.reply.media_type in pages.HTML

    @property
    def has_succeeded(self) -> bool:
        """True if the answer is what was asked for."""
        return 200 <= self.reply.status < 300  # noqa: PLR2004 -- RFC 9110, section 15.3


class Walker:
    """A client that follows redirects where hosts let it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._wishes: dict[str, robots.Wishes | RequestError] = {}

    def walk(self, address: str) -> Walk:
        """Follow an address to its answer.

        Raises `RequestError` where a host does not answer, and `EndError` where none may be asked.
        """
        moves: list[Move] = []
        while len(moves) <= _MOVES:
            url = (moves[-1].target if moves else address).partition("#")[0]
            self._stop_at_robots(url)
            reply = self._asked(url)
            if not reply.is_redirect:
                return Walk(tuple(moves), reply)
            try:
                moves.append(Move(reply.status, reply.target))
            except ValueError as error:
                raise EndError(LinkState.UNKNOWN, f"redirects to no address: {error}") from error
        raise EndError(LinkState.UNKNOWN, f"redirects more than {_MOVES} times")

    def _asked(self, url: str) -> Reply:
        """Ask for the head; where that does not tell enough, or is refused, for the page."""
        try:
            head = self.client.ask("HEAD", url, accept=_ACCEPT, tries=1)
        except RequestError as error:
            if error.why in _SURE_BY_HEAD:
                raise
        else:
            known = head.media_type and head.media_type not in pages.HTML
            if head.is_redirect or (Walk((), head).has_succeeded and known):
                return head
        return self.client.ask("GET", url, accept=_ACCEPT, most=_MOST)

    def _stop_at_robots(self, url: str) -> None:
        """Raise `EndError` where a host wishes that programs do not ask for an address."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._wishes:
            self._wishes[origin] = self._read_wishes(f"{origin}/robots.txt", parts.hostname or "")
        wishes = self._wishes[origin]
        if isinstance(wishes, RequestError):
            raise wishes
        if not wishes.allow(url):
            raise EndError(LinkState.BLOCKED, f"robots.txt of {parts.netloc} asks programs not to")

    def _read_wishes(self, address: str, host: str) -> robots.Wishes | RequestError:
        """Return what a host wishes; the error of one that does not answer (RFC 9309, 2.3.1)."""
        try:
            for _move in range(_MOVES_OF_ROBOTS):
                reply = self.client.ask(
                    "GET", address, accept="text/plain,*/*", most=robots.LARGEST
                )
                if not reply.is_redirect:
                    break
                address = reply.target
        except ValueError:
            return robots.EVERYTHING
        except RequestError as error:
            return error
        if reply.is_redirect or not Walk((), reply).has_succeeded or reply.media_type in pages.HTML:
            return robots.EVERYTHING
        wishes = robots.read(reply.text)
        if wishes.delay:
            self.client.pace.slow_down(host, wishes.delay)
        return wishes
