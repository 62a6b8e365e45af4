"""``pllm-bib promote``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, lookups, options, report
from pllm_bib.files import inputs
from pllm_bib.files.config import shown
from pllm_bib.files.write import write_files
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.tasks import promote as promoting
from pllm_bib.tasks.published import called
from pllm_bib.tasks.select import find_entry

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.tasks.promote import Promotions


@click.command(no_args_is_help=True)
@click.argument(
    "names", nargs=-1, metavar="[KEY] [FILE]...", shell_complete=completion.keys_or_files
)
@options.all_option
@options.against_option
@options.from_option
@lookups.online_options
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    *,
    names: tuple[str, ...],
    all_works: bool,
    against: tuple[str, ...],
    source: tuple[str, ...],
    online: bool,
    record: Path | None,
    replay: Path | None,
    check: bool,
    diff: bool,
) -> None:
    """Replace a preprint by its published version, under the same key.

    Type, container (proceedings or journal), date, pages, publisher and DOI come from the
    published version. Key, arXiv id, links and sections stay. The command refuses if titles or
    authors differ, or records are of two publications. With --all, every preprint of the list that
    the files have a published version of is replaced; the files are read once. With --online,
    public services are asked, too. The source goes into entries/sources.toml.

    \b
    Examples:
      pllm-bib promote roe2024hooting published.bib
      pllm-bib promote roe2024hooting acl.ris --diff
      pllm-bib promote --all --against dblp.bib
      pllm-bib promote --all --online --diff
    """
    key, files = (None, names) if all_works else (names[0] if names else "", names[1:])
    files, form = options.files_and_format((*files, *against), source)
    if key == "":
        message = "name a preprint by its key, or all with --all"
        raise click.UsageError(message)
    if not (files or lookups.asks(online=online)):
        message = "name a file with the published version, or ask with --online"
        raise click.UsageError(message)
    config, loaded = load.open_list(write=not (check or diff))
    if key:
        key = find_entry(loaded.library, key).key
    with lookups.opened(online=online, record=record, replay=replay) as sources:
        found = lookups.asked_for(promoting.preprints_of(loaded, key), sources).records
    with load.reading():
        plan = promoting.plan(config, loaded, inputs.bibliographies(files, form), key, found)
    report.findings(plan.findings)
    if diff:
        report.print_diff(plan.write)
    elif not check:
        write_files(plan.write)
    _tell(plan, would=check or diff, all_works=all_works)
    if faults_of(plan.findings) or plan.left or ((check or diff) and plan.write):
        click.get_current_context().exit(1)


def _tell(plan: Promotions, *, would: bool, all_works: bool) -> None:
    for done in plan.done:
        entry, record = done.entry, done.record
        verb = "would be" if would else "is now"
        container = record.entry.container
        report.say(f"“{entry.key}” {verb} what {called(record)} says of {container}")
    report.lines(plan.left)
    if all_works:
        preprints = report.plural(plan.preprints, "preprint")
        published = f"{len(plan.done)} published" + (" (would change)" if would else "")
        report.say(f"{preprints}: {published}, {len(plan.left)} not sure")
    for path in plan.write:
        report.say(f"{'would change' if would else 'changed'} {shown(path)}")
