"""A site in its folder: what would change there, and the changes made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files import folder, revision
from pllm_bib.site.pages import files
from pllm_bib.tasks.site.gather import site_of

if TYPE_CHECKING:
    from pllm_bib.files.config import Config
    from pllm_bib.files.folder import FolderPlan
    from pllm_bib.model.library import Library
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

    Raises `OperatorError` where the folder holds what no site command wrote, unless ``force``.
    """
    site = site_of(library, config, wishes, config.root if config else output)
    made = {file.path: file.text for file in files(site)}
    return folder.plan(output, made, force=force)
