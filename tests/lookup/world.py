"""A server on this machine that stands for the web: each host is a folder of it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from pllm_bib.lookup.client import Client, ClientSettings
from pllm_bib.lookup.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_SOON = 0.01
"""Seconds after which the server notices that it is to stop."""


@dataclass(frozen=True)
class Reply:
    """What the server answers. ``length`` is what it says of the body, where that is a lie."""

    body: str | bytes = ""
    media_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Asked:
    """A request that the server got: the address that was meant, and its headers by small names."""

    address: str
    headers: Mapping[str, str]
    method: str = "GET"


class World:
    """The hosts of a test. ``pages`` has a reply, or one after the other, by address.

    Any other address of their hosts is answered by ``fallback``.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Reply | list[Reply] | Callable[[Asked], Reply]] = {}
        self.fallback: Callable[[Asked], Reply] = lambda _asked: Reply("gone", "text/plain", 404)
        self.asked: list[Asked] = []
        self.slept: list[float] = []
        self.now = 0.0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_SOON,), daemon=True
        )

    def __enter__(self) -> Self:
        """Start the server."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()

    def client(self, **settings: Any) -> Client:
        """Return a client for the hosts of the pages; it waits in no real time."""
        base = f"http://127.0.0.1:{self._server.server_address[1]}"
        hosts = {host: f"{base}/{host}" for host in {urlsplit(page).netloc for page in self.pages}}
        hosts |= {f"http://{host}": f"{base}/http:{host}" for host in hosts}
        return Client(
            ClientSettings(**{"hosts": hosts} | settings), Pace(clock=lambda: self.now), self._sleep
        )

    def reply(self, asked: Asked) -> Reply:
        """Return what a request is answered."""
        self.asked.append(asked)
        found = self.pages.get(asked.address)
        if found is None:
            found = self.pages.get(asked.address.partition("?")[0])
        if callable(found):
            return found(asked)
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found or self.fallback(asked)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def _handler(world: World) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_plain = self.path.startswith("/http:")
            address = f"http://{self.path[6:]}" if is_plain else f"https:/{self.path}"
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = world.reply(Asked(address, headers, self.command))
            time.sleep(reply.seconds)
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.media_type)
            self.send_header(
                "Content-Length", str(len(body) if reply.length is None else reply.length)
            )
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 -- the library's name

        def log_message(self, *_parts: object) -> None:
            """Stay silent."""

    return Handler
