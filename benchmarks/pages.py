"""How fast the pages of a site are in a browser: ``python -m benchmarks.pages FOLDER [WORKS]``.

The folder is one that ``pllm-bib site`` wrote. With a number of works, its index is taken a few
times, so that the site seems to have so many. Times are those of chromium, as its own clock has
them: of a key, from the letter to the works that it leaves, with the page laid out anew.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.consumers.browser import PAINT, reading, served, started

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playwright.sync_api import Page

TYPED = ("transformer", "language models", "zzz", "e", "author:li", "has:pdf graph", "year:2023 a")
_TURNS = 5
_KEY = """(text) => new Promise((done) => {
  const q = document.querySelector("#q");
  const status = document.querySelector("#status");
  q.value = text;
  const start = performance.now();
  const seen = new MutationObserver(() => {
    seen.disconnect();
    q.offsetHeight;
    done(performance.now() - start);
  });
  seen.observe(status, { childList: true });
  q.dispatchEvent(new Event("input"));
})"""
"""Types a text, and tells when the number of works that it leaves is there, which comes last."""


def main() -> None:
    """Print what pages and keys take."""
    source = Path(sys.argv[1])
    works = int(sys.argv[2]) if len(sys.argv) > 2 else 0  # noqa: PLR2004
    with tempfile.TemporaryDirectory() as place, started() as browser:
        folder = source
        if works:
            folder = Path(place, "site")
            shutil.copytree(source, folder, ignore=shutil.ignore_patterns("works"))
            print(f"index: {_as_many(folder / 'data/index.html', works):,} bytes gzipped")
        with served(folder) as base, reading(browser, base) as reader:
            pages = [reader.opens("index.html") for _turn in range(_TURNS)]
            seen = [page.evaluate(PAINT) for page in pages]
            for name in ("painted", "blocked", "shift"):
                found = [one[name] for one in seen]
                print(f"{name}: least {min(found):.4g}, median {statistics.median(found):.4g}")
            tell("first time", keys(pages))
            tell("later", keys(pages[:1] * _TURNS))
            print("faults:", reader.faults or "none")


def keys(pages: Sequence[Page]) -> dict[str, list[float]]:
    """Return what each key of some queries takes on each page, in milliseconds."""
    taken: dict[str, list[float]] = {}
    for page in pages:
        page.bring_to_front()
        for query in TYPED:
            for end in range(1, len(query) + 1):
                page.wait_for_timeout(30)
                taken.setdefault(query[:end], []).append(page.evaluate(_KEY, query[:end]))
    return taken


def tell(what: str, taken: Mapping[str, Sequence[float]]) -> None:
    """Print the medians and the least times of keys, and the slowest ones."""
    middle = {text: statistics.median(found) for text, found in taken.items()}
    least = {text: min(found) for text, found in taken.items()}
    for name, of in (("median", middle), ("least", least)):
        text = max(of, key=of.__getitem__)
        usual = statistics.median(of.values())
        print(f"{what}, {len(of)} keys, {name}: {usual:.1f} ms, slowest {of[text]:.1f} (“{text}”)")


def _as_many(path: Path, works: int) -> int:
    """Make an index seem to have so many works; return its size when it is packed."""
    text = path.read_text("utf-8")
    before, data, after = re.split(r"(?s)(?<=hidden>)(.*)(?=</pre>)", text)
    index = json.loads(html.unescape(data))
    rows = index["works"]
    index["works"] = [
        [f"{row[0]}-{at // len(rows)}", *row[1:]]
        for at in range(works)
        for row in (rows[at % len(rows)],)
    ]
    said = html.escape(json.dumps(index, ensure_ascii=False, separators=(",", ":")))
    path.write_text(before + said + after, encoding="utf-8", newline="")
    return len(gzip.compress((before + said + after).encode(), 6))


if __name__ == "__main__":
    main()
