"""How often a host may be asked, as its terms say; docs/lookup.md has their addresses."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

USUAL = 1.0
"""Seconds between two requests to a host without terms of its own."""
SECONDS: Mapping[str, float] = {
    "export.arxiv.org": 3.0,
    "api.crossref.org": 0.1,
    "api.datacite.org": 0.1,
    "api.openalex.org": 0.1,
    "api.semanticscholar.org": 3.0,
    "dblp.org": 2.0,
    "eutils.ncbi.nlm.nih.gov": 0.34,
}
"""Host -> seconds from the start of one request to the start of the next."""


class Pace:
    """The next moment at which each host may be asked again. Threads may share it."""

    def __init__(
        self,
        seconds: Mapping[str, float] = SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = seconds
        self.clock = clock
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def take(self, host: str) -> float:
        """Take a host's next turn; return the seconds until then."""
        with self._lock:
            now = self.clock()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + self.seconds.get(host, USUAL)
        return turn - now

    def put_off(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for some seconds, as it wished."""
        with self._lock:
            until = self.clock() + seconds
            self._next[host] = max(until, self._next.get(host, until))

    def slow_down(self, host: str, seconds: float) -> None:
        """Ask a host no more often than once in some seconds."""
        with self._lock:
            usual = self.seconds.get(host, USUAL)
            self.seconds = {**self.seconds, host: max(usual, seconds)}
