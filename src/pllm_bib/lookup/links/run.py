"""Many addresses asked at once: the hosts side by side, the addresses of a host one by one."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pllm_bib.lookup.links.archive import copy_of
from pllm_bib.lookup.links.judge import Judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.lookup.client import Client
    from pllm_bib.lookup.links.verdict import LinkVerdict

_AT_ONCE = 16
_SOON = 0.2
"""Seconds after which a wish to stop is noticed."""


def judged(client: Client, addresses: Iterable[str]) -> Iterator[tuple[str, LinkVerdict]]:
    """Ask for web addresses, and yield each with its verdict as soon as there is one.

    The host with most addresses is asked first, since it takes longest. Whoever stops early leaves
    a few requests that nobody waits for. Raises ValueError for what is no address.
    """
    hosts: dict[str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        hosts.setdefault(urlsplit(address).netloc.lower(), []).append(address)
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    for group in sorted(hosts.values(), key=len, reverse=True):
        waiting.put(group)
    work = _Judging(client, waiting)
    for _ in range(min(_AT_ONCE, len(hosts))):
        threading.Thread(target=work.run, daemon=True).start()
    try:
        for _ in range(sum(map(len, hosts.values()))):
            yield work.next()
    finally:
        work.is_over = True


class _Judging:
    """Groups of addresses that wait, and the verdicts that threads have reached."""

    def __init__(self, client: Client, waiting: queue.SimpleQueue[list[str]]) -> None:
        self.client = client
        self.waiting = waiting
        self.judge = Judge(client)
        self.done: queue.SimpleQueue[tuple[str, LinkVerdict | BaseException]] = queue.SimpleQueue()
        self.is_over = False

    def run(self) -> None:
        """Judge one group after the other, until none waits or the work is over."""
        while True:
            try:
                group = self.waiting.get_nowait()
            except queue.Empty:
                return
            for address in group:
                if self.is_over:
                    return
                self.done.put((address, self._verdict(address)))

    def _verdict(self, address: str) -> LinkVerdict | BaseException:
        try:
            verdict = self.judge.judge(address)
            if verdict.is_dead:
                return verdict._replace(archived=copy_of(self.client, address))
        except Exception as error:  # noqa: BLE001 -- raised again where somebody waits for it
            return error
        return verdict

    def next(self) -> tuple[str, LinkVerdict]:
        """Wait for the next verdict. Raises what the judge has raised."""
        while True:
            try:
                address, verdict = self.done.get(timeout=_SOON)
            except queue.Empty:
                continue
            if isinstance(verdict, BaseException):
                raise verdict
            return address, verdict
