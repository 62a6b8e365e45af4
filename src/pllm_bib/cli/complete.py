"""``pllm-bib complete``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, report
from pllm_bib.errors import OperatorError
from pllm_bib.files import inputs
from pllm_bib.files.config import shown
from pllm_bib.files.text import as_on_disk
from pllm_bib.files.write import changed, write_files
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.tasks import complete as completing
from pllm_bib.tasks.select import find_entry

if TYPE_CHECKING:
    from pllm_bib.tasks.complete import Completion


@click.command(no_args_is_help=True)
@click.argument("keys", nargs=-1, metavar="[KEY]...", shell_complete=completion.keys)
@options.all_option
@options.against_option
@options.from_option
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    *,
    keys: tuple[str, ...],
    all_works: bool,
    against: tuple[str, ...],
    source: tuple[str, ...],
    check: bool,
    diff: bool,
) -> None:
    """Fill the empty fields of works from records of the same works, above all their authors.

    The files of --against are read once, for all works. A value that is there is never changed;
    only authors that end in “and others” are made whole. A record with other authors or identifiers
    gives nothing, and is reported. The source of each field goes into entries/sources.toml.

    \b
    Examples:
      pllm-bib complete --all --against dblp.bib
      pllm-bib complete roe2024hooting --against acl.ris --diff
    """
    if bool(keys) == all_works:
        message = "name works by their keys, or all with --all"
        raise click.UsageError(message)
    against, form = options.files_and_format(against, source)
    if not against:
        message = "name a file with records of the works: --against FILE"
        raise click.UsageError(message)
    load.hold(write=not (check or diff))
    config = load.config()
    loaded = load.loaded_list(config)
    wanted = {find_entry(loaded.library, key).key for key in keys}
    if all_works:
        wanted = {entry.key for entry in loaded.library}
    try:
        plan = completing.plan(config, loaded, wanted, inputs.bibliographies(against, form))
    except OSError as error:
        message = f"cannot read {error.filename}: {error.strerror or error}"
        raise OperatorError(message) from error
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
        place = one.record.position() or "?"
        report.say(f"{place}: {one.key}: {one.field} “{one.value}” from “{one.record.key}”")
    works = Counter(one.key for one in plan.filled)
    report.say(
        f"{report.plural(wanted, 'work')}: {plan.found} found, {len(works)} completed, "
        f"{report.plural(len(plan.filled), 'field')} filled"
    )
