"""``pllm-bib complete``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, lookups, options, report
from pllm_bib.files import inputs
from pllm_bib.files.config import shown
from pllm_bib.files.text import as_on_disk
from pllm_bib.files.write import changed, write_files
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.tasks import complete as completing
from pllm_bib.tasks.lookup import place_of
from pllm_bib.tasks.select import find_entry

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.tasks.complete import Completion


@click.command(no_args_is_help=True)
@click.argument("keys", nargs=-1, metavar="[KEY]...", shell_complete=completion.keys)
@options.all_option
@options.against_option
@options.from_option
@lookups.online_options
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    *,
    keys: tuple[str, ...],
    all_works: bool,
    against: tuple[str, ...],
    source: tuple[str, ...],
    online: bool,
    record: Path | None,
    replay: Path | None,
    check: bool,
    diff: bool,
) -> None:
    """Fill the empty fields of works from records of the same works, above all their authors.

    The files of --against are read once, for all works. With --online, public services are asked,
    by identifier or by title. A value that is there is never changed; only authors that end in “and
    others” are made whole. A record with other authors or identifiers gives nothing, and is
    reported; nothing is taken that two records disagree about. The source of each field goes into
    entries/sources.toml.

    \b
    Examples:
      pllm-bib complete --all --against dblp.bib
      pllm-bib complete roe2024hooting --against acl.ris --diff
      pllm-bib complete --all --online --check
    """
    if bool(keys) == all_works:
        message = "name works by their keys, or all with --all"
        raise click.UsageError(message)
    against, form = options.files_and_format(against, source)
    if not (against or lookups.asks(online=online)):
        message = "name a file with records of the works: --against FILE, or ask with --online"
        raise click.UsageError(message)
    config, loaded = load.open_list(write=not (check or diff))
    wanted = {find_entry(loaded.library, key).key for key in keys}
    if all_works:
        wanted = {entry.key for entry in loaded.library}
    works = [entry for entry in loaded.library if entry.key in wanted]
    with lookups.opened(online=online, record=record, replay=replay) as sources:
        found = lookups.asked_for(works, sources).records
    with load.reading():
        plan = completing.plan(config, loaded, wanted, inputs.bibliographies(against, form), found)
    files = changed(as_on_disk(plan.write))
    if not (check or diff):
        write_files(files)
    report.findings(plan.findings)
    if diff:
        report.print_diff(files)
    _tell(plan, len(wanted))
    for path in files:
        report.say(f"{'would change' if check or diff else 'changed'} {shown(path)}")
    if faults_of(plan.findings) or ((check or diff) and files):
        click.get_current_context().exit(1)


def _tell(plan: Completion, wanted: int) -> None:
    """Say which fields were filled from what, and how many works were found."""
    for one in plan.filled:
        place, key = place_of(one.record), one.record.entry.key
        source = f" from “{key}”" if key and not one.record.date else ""
        report.say(f"{place}: {one.key}: {one.field} “{one.value}”{source}")
    works = Counter(one.key for one in plan.filled)
    report.say(
        f"{report.plural(wanted, 'work')}: {plan.found} found, {len(works)} completed, "
        f"{report.plural(len(plan.filled), 'field')} filled"
    )
