"""A site in its folder: what would change there, and the changes made."""

from __future__ import annotations

import itertools
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files import folder, pool, revision
from pllm_bib.files.cache import store
from pllm_bib.files.cache.tool import cache_file
from pllm_bib.site.pages import files
from pllm_bib.tasks.build.known import KnownTexts
from pllm_bib.tasks.site import pagefind
from pllm_bib.tasks.site.gather import site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pllm_bib.files.config import Config
    from pllm_bib.files.folder import FolderPlan
    from pllm_bib.model.library import Library
    from pllm_bib.site.render import SiteFile
    from pllm_bib.tasks.site.gather import SiteWishes


def added(library: Library, config: Config | None) -> dict[str, str]:
    """Return when each work came into its files, by its key; a former key counts as well.

    Raises `OperatorError` where no git repository tells.
    """
    places = {entry.origin.position.path for entry in library if entry.origin}
    files = [config.entries] if config else [Path(place) for place in sorted(places)]
    if not files or not all(path.exists() for path in files):
        message = "the works come from no file"
        raise OperatorError(message)
    seen = revision.first_seen(files)
    moments = {
        entry.key: [seen[key] for key in (entry.key, *entry.aliases) if key in seen]
        for entry in library
    }
    return {key: min(found) for key, found in moments.items() if found}


def plan(
    library: Library,
    config: Config | None,
    wishes: SiteWishes,
    output: Path,
    *,
    force: bool = False,
) -> FolderPlan:
    """Work out every file of a site, and compare it with what is in its folder.

    Raises `OperatorError` where the folder holds what no site command wrote, unless ``force``; and
    where an index is asked for that cannot be made.
    """
    root = config.root if config else output
    library = library.unique()
    known = KnownTexts(root, library)
    site = site_of(library, config, wishes, root, known)
    made: dict[str, str | bytes] = {**_texts(list(files(site)), output, root)}
    if site.indexed:
        made |= pagefind.index(site, output)
    known.remember()
    return folder.plan(output, made, force=force)


_PART = 50
"""Pages that a process makes at a time."""
_PAGE = 10_000
"""Bytes of a page, about."""


def _texts(made: Sequence[SiteFile], output: Path, root: Path) -> dict[str, str]:
    """Return the texts of files by path.

    The cache knows the digests of pages by all that they are made of. A page that is on the disk
    already is taken from there; others are made by as many processes as there are cores.
    """
    rows = store.read_rows(place := cache_file(root, "pages"))
    texts = {}
    waiting: list[SiteFile] = []
    for file in made:
        digest = rows.get(file.of) if file.of else None
        there = folder.as_written(output, file.path, digest) if digest else None
        if there is not None:
            texts[file.path] = there
        elif file.of:
            waiting.append(file)
            texts[file.path] = ""  # which has its place now
        else:
            texts[file.path] = file.text
    jobs = 0 if pool.START == "fork" else 1  # what makes a page is no value to send to a process
    parts = range(0, len(waiting), _PART)
    rendered = pool.worked(partial(_maker, waiting), parts, jobs=jobs, size=_PAGE * len(waiting))
    for file, text in zip(waiting, itertools.chain.from_iterable(rendered), strict=True):
        texts[file.path] = text
        rows.put(file.of, folder.digest(text))
    store.write_rows(place, rows)
    return texts


def _maker(files: Sequence[SiteFile]) -> Callable[[int], list[str]]:
    return lambda at: [file.text for file in files[at : at + _PART]]
