"""The formatted bibliographies of a build, with what is known of them from the build before.

References are remembered by everything that they depend on: entry, style, locales and the code.
So the cache never changes what comes out and may be deleted at any time.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.citing import references as citation
from pllm_bib.citing import styles as csl_styles
from pllm_bib.errors import OperatorError
from pllm_bib.files.cache import store
from pllm_bib.files.cache.tool import cache_file
from pllm_bib.files.config import CITATIONS
from pllm_bib.files.pool import worked
from pllm_bib.model.progress import untold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.model.progress import Progress
    from pllm_bib.tasks.build.known import KnownTexts

SUFFIXES = {".md": "markdown", ".html": "html"}
_BYTES = 500
"""About how long an entry is."""


def documents(
    root: Path, library: Library, texts: KnownTexts, progress: Progress = untold
) -> Iterator[tuple[str, str]]:
    """Yield the file names of all formatted bibliographies of a library, and their texts.

    ``root`` is the folder of the list; ``texts`` are those of the build, exports written. If many
    works are new to it, as many processes work as there are cores: a few are not worth their
    start. Raises `OperatorError` if no citation styles are installed.
    """
    if csl_styles.folder() is None:
        message = f"{csl_styles.MISSING} (exports/{CITATIONS} are made with them)"
        raise OperatorError(message)
    entries = {entry.key: (entry, texts.digests[entry.key]) for entry in library}
    make = partial(partial, _made, root, entries)
    styles = citation.STYLES
    size = len(texts.fresh) * _BYTES * len(styles)
    done = worked(make, styles, jobs=0, size=size)
    for number, (style, made) in enumerate(zip(styles, done, strict=True), start=1):
        for suffix, text in zip(SUFFIXES, made, strict=True):
            yield f"{style}{suffix}", text
        progress(number / len(styles))


def files() -> list[str]:
    """Return the file names of all formatted bibliographies, without making any."""
    return [f"{style}{suffix}" for style in citation.STYLES for suffix in SUFFIXES]


def titles() -> dict[str, str]:
    """Return the styles of a build and their titles."""
    paths = {style: csl_styles.installed(style) for style in citation.STYLES}
    return {style: csl_styles.quick_title(path) for style, path in paths.items() if path}


def _made(root: Path, entries: dict[str, tuple[Entry, str]], style: str) -> list[str]:
    from pllm_bib.citing import remembered

    path = csl_styles.installed(style)
    place = cache_file(root, style, path.read_bytes() if path else b"")
    memory = store.read_rows(place)
    markups = tuple(SUFFIXES.values())
    written = remembered.references(entries, style, markups, memory)
    store.write_rows(place, memory)
    return [
        citation.document(found, markup) for found, markup in zip(written, markups, strict=True)
    ]
