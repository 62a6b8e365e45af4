"""``pllm-bib promote``."""

from __future__ import annotations

import click

from pllm_bib.cli import completion, load, options, report
from pllm_bib.errors import OperatorError
from pllm_bib.files import inputs
from pllm_bib.files.config import shown
from pllm_bib.files.write import write_files
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.tasks import promote as promoting
from pllm_bib.tasks.select import find_entry


@click.command(no_args_is_help=True)
@click.argument("key", shell_complete=completion.keys)
@click.argument("sources", nargs=-1, metavar="FILE...", shell_complete=completion.files)
@options.from_option
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    *, key: str, sources: tuple[str, ...], source: tuple[str, ...], check: bool, diff: bool
) -> None:
    """Replace a preprint by its published version, under the same key.

    Type, container (proceedings or journal), date, pages, publisher and DOI come from the
    published version. Key, arXiv id, links and sections stay. The command refuses if titles or
    authors differ.

    \b
    Examples:
      pllm-bib promote roe2024hooting published.bib
      pllm-bib promote roe2024hooting acl.ris --diff
    """
    sources, form = options.files_and_format(sources, source)
    if not sources:
        message = "name a file with the published version"
        raise click.UsageError(message)
    load.hold(write=not (check or diff))
    config = load.config()
    loaded = load.loaded_list(config)
    entry = find_entry(loaded.library, key)
    try:
        plan = promoting.plan(config, loaded, entry.key, inputs.bibliographies(sources, form))
    except OSError as error:
        message = f"cannot read {error.filename}: {error.strerror or error}"
        raise OperatorError(message) from error
    report.findings(plan.findings)
    if diff:
        report.print_diff(plan.write)
    elif not check:
        write_files(plan.write)
    verb = "would change" if check or diff else "changed"
    what = f"“{entry.key}” is now what “{plan.published.key}” says of {plan.published.container}"
    report.say(what if not (check or diff) else what.replace("is now", "would be"))
    for path in plan.write:
        report.say(f"{verb} {shown(path)}")
    if faults_of(plan.findings) or ((check or diff) and plan.write):
        click.get_current_context().exit(1)
