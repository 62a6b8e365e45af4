"""A site in its folder: what would change there, and the changes made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.files import folder
from pllm_bib.site.pages import files
from pllm_bib.tasks.site.gather import site_of

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.folder import FolderPlan
    from pllm_bib.model.library import Library
    from pllm_bib.tasks.site.gather import SiteWishes


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
