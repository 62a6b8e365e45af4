"""``pllm-bib diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.tasks import diff

if TYPE_CHECKING:
    from pllm_bib.model.diagnostic import Diagnostic


@click.command()
@click.argument("old", shell_complete=completion.revisions_or_files)
@click.argument("new", required=False, shell_complete=completion.revisions_or_files)
@options.format_option(
    *diff.OUTPUTS,
    what="lines, Markdown for release notes, or a JSON object",
    also="--output-format",
)
@report.operator_errors
def command(old: str, new: str | None, *, form: str) -> None:
    """List works that differ between two versions of a list; without NEW, between OLD and now.

    A version is a git revision of the list, a folder with a list or .bib files, or a .bib file. A
    file or folder goes before a revision of the same name.

    Works can be added, removed, promoted (a preprint was published), retitled, re-identified (DOI
    or arXiv id changed), amended (other fields changed), rekeyed, or moved to other sections. The
    exit status is 0, with or without changes.

    \b
    Examples:
      pllm-bib diff v1.0
      pllm-bib diff v1.0 v1.1 --format markdown
      pllm-bib diff ../their-list .
    """
    config = load.config() if new is None else load.optional_config()
    root = config.root if config else None
    faults: list[Diagnostic] = []
    before = diff.read_state(old, root, faults)
    after = diff.read_state(new if new is not None else str(root), root, faults)
    report.findings(faults)
    found = diff.changes(before, after)
    printed.data(diff.OUTPUTS[form](found))
    works = report.plural(len({change.entry.key for change in found}), "work")
    report.say(f"{works} changed" if found else "no changes")
