"""``pllm-bib links``."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import load, lookups, options, output, printed, report
from pllm_bib.files.config import shown
from pllm_bib.files.preferences import FAIL_ON, are_grave
from pllm_bib.files.text import as_on_disk
from pllm_bib.files.write import write_files
from pllm_bib.tasks.links import places
from pllm_bib.tasks.links import report as renderings
from pllm_bib.tasks.links.fix import fixes
from pllm_bib.tasks.links.run import LinkCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pllm_bib.lookup.client import Client

    Read = Callable[[Mapping[Path, str]], places.Linked]


@click.command()
@options.files_argument
@options.from_option
@click.option("--identifiers", is_flag=True, help="Ask for the pages of DOIs and e-print ids, too.")
@click.option(
    "--max-age",
    type=click.IntRange(min=0),
    default=7,
    show_default=True,
    metavar="DAYS",
    help="Do not ask again for what was asked for in so many days; 0 asks for everything.",
)
@click.option("--fix", is_flag=True, help="Write new addresses in the place of moved ones.")
@options.check_option
@options.diff_option
@options.format_option(
    *renderings.OUTPUTS,
    what="lines, a JSON array, annotations of GitHub Actions, a SARIF log, or a page for an issue",
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="Exit with 1 for findings that are at least as grave; dead links are errors.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are dead links.")
@click.option("--offline", is_flag=True, help="Use no network: tell what earlier runs have found.")
@lookups.recording_options
@report.operator_errors
def command(
    *,
    names: tuple[str, ...],
    source: tuple[str, ...],
    identifiers: bool,
    max_age: int,
    fix: bool,
    check: bool,
    diff: bool,
    form: str,
    fail_on: str,
    exit_zero: bool,
    offline: bool,
    record: Path | None,
    replay: Path | None,
) -> None:
    """Find dead and moved links of a list, of bibliographies, or of pages in Markdown.

    Every host is asked at its pace, and as its robots.txt wishes. Dead links are errors, moved
    ones warnings; --fix writes the new address of what has moved for good. A host that refuses
    programs, or does not answer, is told and is no fault. For dead links, archived copies are
    named. This command uses the network.

    Ctrl-C ends a run, and the next one goes on where it was.

    \b
    Examples:
      pllm-bib links
      pllm-bib links refs.bib README.md
      pllm-bib links --diff           preview the new addresses; then: pllm-bib links --fix
    """
    names, given = load.given_files(names, source)
    changes = fix or check or diff
    if changes and "-" in names:
        message = "--fix, --check and --diff are for files, not for standard input"
        raise click.UsageError(message)
    load.hold_named(names, write=fix and not (check or diff))
    read = _reader(names, given, identifiers=identifiers)
    checking = LinkCheck(read({}), load.preferences().links)
    report.findings(checking.linked.faults)
    if offline:
        checking.run(None, now=time.time(), max_age=max_age)
    else:
        with _client(record, replay) as client:
            _run(checking, client, max_age, form)
    would_change = changes and _mend(checking, read, write=not (check or diff), diff=diff)
    _print(checking, form, to_stdout=not diff)
    grave = are_grave([one.diagnostic for one in checking.findings], fail_on)
    if would_change or (grave and not exit_zero):
        click.get_current_context().exit(1)


def _client(record: Path | None, replay: Path | None) -> Client:
    from pllm_bib.lookup.client import Client, ClientSettings

    settings = ClientSettings(
        contact=lookups.contact(), record=record, replay=replay, timeout=15, budget=float("inf")
    )
    return Client(settings)


def _reader(names: tuple[str, ...], form: str | None, *, identifiers: bool) -> Read:
    """Return a function that reads the files, or the list around, some with another text."""
    if names:
        return lambda texts: places.of_files(names, form, texts, identifiers=identifiers)
    config = load.config()
    return lambda texts: places.of_list(config, texts, identifiers=identifiers)


def _run(checking: LinkCheck, client: Client, max_age: int, form: str) -> None:
    """Ask for the addresses; where the user stops that, print what was found so far."""
    try:
        with report.Bar(len(checking.addresses)) as bar:
            checking.run(client, now=time.time(), max_age=max_age, progress=bar.update)
    except (output.Stopped, KeyboardInterrupt):
        _print(checking, form)
        raise


def _mend(checking: LinkCheck, read: Read, *, write: bool, diff: bool) -> bool:
    """Write new addresses; or else say whether they would change a file, and how."""
    done = fixes(checking, read)
    for name in done.left:
        report.say(f"skipped: {name} would not be read the same with its new addresses")
    texts = as_on_disk(done.write)
    if not write:
        return bool(texts) and report.compare(texts, diff=diff)
    write_files(texts)
    for path in texts:
        report.say(f"fixed {shown(path)}")
    checking.linked = read({})
    return False


def _print(checking: LinkCheck, form: str, *, to_stdout: bool = True) -> None:
    """Print the results, and their numbers on standard error."""
    if to_stdout and form == "text":
        everything = printed.settings().verbosity > 0
        text = renderings.as_text(checking, everything=everything)
        if sys.stdout.isatty() and text:
            printed.words(text.rstrip("\n"))
        else:
            printed.data(text)
    elif to_stdout:
        printed.data(renderings.OUTPUTS[form](checking))
    known = f"; {checking.remembered:,} known from earlier runs" if checking.remembered else ""
    report.say(f"{renderings.summary(checking)}{known}")
