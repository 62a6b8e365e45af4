"""``pllm-bib diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, report
from pllm_bib.tasks import diff

if TYPE_CHECKING:
    from pllm_bib.model.diagnostic import Diagnostic


@click.command()
@click.argument("old", shell_complete=completion.revisions_or_files)
@click.argument("new", required=False, shell_complete=completion.revisions_or_files)
@click.option(
    "--output-format",
    type=click.Choice(list(diff.OUTPUTS)),
    default="text",
    show_default=True,
    help="Lines, Markdown for release notes, or a JSON object.",
)
@report.operator_errors
def command(old: str, new: str | None, *, output_format: str) -> None:
    """List the works that two states of a list tell apart; without NEW, the list as it is now.

    A state is a git revision of the list, a folder with a list or .bib files, or a .bib file; what
    is on the disk goes before a revision of that name. Listed are works that were added, removed,
    promoted (a preprint is published), retitled, re-identified (another DOI or arXiv id), amended
    (in other fields), rekeyed and moved to other sections. The exit status is 0 whatever the
    result.

    \b
    Examples:
      pllm-bib diff v1.0
      pllm-bib diff v1.0 v1.1 --output-format markdown
      pllm-bib diff ../their-list .
    """
    config = load.config() if new is None else load.optional_config()
    root = config.root if config else None
    faults: list[Diagnostic] = []
    before = diff.read_state(old, root, faults)
    after = diff.read_state(new if new is not None else str(root), root, faults)
    report.findings(faults)
    found = diff.changes(before, after)
    click.echo(diff.OUTPUTS[output_format](found), nl=False)
    works = report.plural(len({change.entry.key for change in found}), "work")
    report.say(f"{works} changed" if found else "no changes")
