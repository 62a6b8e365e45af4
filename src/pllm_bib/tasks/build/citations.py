"""The formatted bibliographies of a build, remembered from one build to the next.

The cache is keyed by everything that the result depends on: entries, style, locales and the
renderer's own code. So it never changes what comes out and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib import __version__
from pllm_bib.citing import references as citation
from pllm_bib.citing import styles as csl_styles
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import CITATIONS
from pllm_bib.files.pool import worked
from pllm_bib.formats.csl_json import write as csl_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.library import Library

SUFFIXES = {".md": "markdown", ".html": "html"}
KEPT = 300
"""How many results stay in the cache; the oldest go first."""


def documents(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the file names of all formatted bibliographies of a library, and their texts.

    Those of a large library are made in as many processes as there are cores. Raises
    `OperatorError` if no citation styles are installed.
    """
    if csl_styles.folder() is None:
        message = f"{csl_styles.MISSING} (exports/{CITATIONS} are made with them)"
        raise OperatorError(message)
    items = csl_json.write(library)
    places = {style: _folder() / f"{_key(items, style)}.json" for style in citation.STYLES}
    known = {style: _remembered(place) for style, place in places.items()}
    missing = [style for style, found in known.items() if found is None]
    make = partial(partial, _made, library)
    size = len(items) * len(missing)
    for style, made in zip(missing, worked(make, missing, jobs=0, size=size), strict=True):
        _remember(places[style], made)
        known[style] = made
    for style, found in known.items():
        for suffix, text in (found or {}).items():
            yield f"{style}{suffix}", text


def files() -> list[str]:
    """Return the file names of all formatted bibliographies, without making any."""
    return [f"{style}{suffix}" for style in citation.STYLES for suffix in SUFFIXES]


def titles() -> dict[str, str]:
    """Return the styles of a build and their titles."""
    paths = {style: csl_styles.installed(style) for style in citation.STYLES}
    return {style: csl_styles.quick_title(path) for style, path in paths.items() if path}


def _remembered(path: Path) -> dict[str, str] | None:
    with suppress(OSError, ValueError):
        found = json.loads(path.read_bytes())
        if isinstance(found, dict) and set(found) == set(SUFFIXES):
            return found
    return None


def _made(library: Library, style: str) -> dict[str, str]:
    written = citation.references_in(library, style, tuple(SUFFIXES.values()))
    return {
        suffix: citation.document(found, markup)
        for (suffix, markup), found in zip(SUFFIXES.items(), written, strict=True)
    }


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "pllm-bib", "citations")


def _key(items: str, style: str) -> str:
    digest = hashlib.sha256(_renderer())
    digest.update(items.encode())
    path = csl_styles.installed(style)
    digest.update(path.read_bytes() if path else style.encode())
    return digest.hexdigest()


@cache
def _renderer() -> bytes:
    """Return a digest of the code and the locales that make references of items."""
    digest = hashlib.sha256(__version__.encode())
    citing = Path(csl_styles.__file__).parent
    files = [*citing.rglob("*.py"), *(citing.parent / "formats").rglob("*.py")]
    engine = importlib.util.find_spec("citeproc")
    if engine is not None and engine.submodule_search_locations:
        files += Path(engine.submodule_search_locations[0], "data", "locales").glob("*en-US.xml")
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.digest()


def _remember(path: Path, made: dict[str, str]) -> None:
    """Put a result into the cache, unless the cache cannot be written."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        staged = path.with_suffix(f".{os.getpid()}")
        staged.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        staged.replace(path)
        kept = sorted(path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink()
