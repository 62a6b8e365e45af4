"""``pllm-bib add``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.cli import import_, load, lookups, options, report
from pllm_bib.files.write import changed
from pllm_bib.tasks import add as adding

if TYPE_CHECKING:
    from pathlib import Path


@click.command(no_args_is_help=True)
@click.argument("identifiers", nargs=-1, required=True, metavar="ID...")
@options.section_option(
    help="Section for the new works: id (1.3) or short name (default: by their keywords)."
)
@lookups.source_options
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    *,
    identifiers: tuple[str, ...],
    section_name: str | None,
    record: Path | None,
    replay: Path | None,
    check: bool,
    diff: bool,
) -> None:
    """Add works by identifier, with the records that public services have of them.

    ID is a DOI, an id of arXiv, the ACL Anthology, OpenReview (openreview:ID), DBLP (DBLP:KEY) or
    PubMed (PMID:N), an ISBN, or the address of a page. This command uses the network.

    A work that the list already has is recognised and not changed. What is not found changes
    nothing. The keys of new entries go to standard output. The exit status is 1 if something was
    not found, or there are findings.

    \b
    Examples:
      pllm-bib add 2401.00007 --section 1.3
      pllm-bib add 10.1000/182 2024.acl-long.1 --section 1.3 --diff
      pllm-bib add 'https://openreview.net/forum?id=abc_DEF-12' --section owls
    """
    config, loaded = load.open_list(write=not (check or diff))
    section = import_.one_section(loaded, section_name)
    with (
        lookups.opened(record=record, replay=replay) as sources,
        report.Bar(len(identifiers)) as bar,
    ):
        done = adding.plan(
            config, loaded, identifiers, sources, section=section, progress=bar.update
        )
    report.lines(done.failed)
    if done.plan.read:
        import_.tell(done.plan, changed(done.plan.files()), check=check, diff=diff)
    if done.failed:
        click.get_current_context().exit(1)
