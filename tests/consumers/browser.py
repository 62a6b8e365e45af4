"""A browser that the tests drive: Debian's chromium, by playwright."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.consumers.programs import absent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page


PAINT = """() => new Promise((done) => {
  const found = {};
  const sum = (type, name, value) => {
    found[name] = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) found[name] += value(entry);
    }).observe({ type, buffered: true });
  };
  sum("layout-shift", "shift", (entry) => (entry.hadRecentInput ? 0 : entry.value));
  sum("longtask", "blocked", (entry) => Math.max(0, entry.duration - 50));
  sum("paint", "painted", (entry) => entry.name === "first-contentful-paint" ? entry.startTime : 0);
  setTimeout(() => done(found), 500);
})"""
"""Measures a page: layout shift, milliseconds in which it could not answer, first paint."""


@contextmanager
def started() -> Iterator[Browser]:
    """Start the browser; skip where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("not installed: playwright (pip)")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        absent("not installed: chromium (Debian's package of that name)")
    # Its sandbox refuses to be started by root, as CI is.
    flags = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            browser.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; the address ends in a slash."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Reader:
    """Somebody at a browser; ``faults`` has all that it says is wrong, and all foreign requests."""

    context: BrowserContext
    base: str
    faults: list[str] = field(default_factory=list)

    def opens(self, path: str, *, script: bool = True) -> Page:
        """Open a page of the site in a new tab, and wait until it can be used."""
        page = self.context.new_page()
        page.on("console", lambda message: self.faults.append(message.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._look_at)
        page.goto(self.base + path)
        if script and page.query_selector("#tool"):
            page.wait_for_selector("#tool:not([hidden])")
        return page

    def _look_at(self, request: Any) -> None:
        if not request.url.startswith((self.base, "blob:")):
            self.faults.append(f"asked for {request.url}")


@contextmanager
def reading(browser: Browser, base: str, **wishes: Any) -> Iterator[Reader]:
    """Give somebody a browser, and look at the end that nothing was wrong."""
    context = browser.new_context(**wishes)
    context.set_default_timeout(20_000)
    try:
        reader = Reader(context, base)
        yield reader
        assert reader.faults == []
    finally:
        context.close()
