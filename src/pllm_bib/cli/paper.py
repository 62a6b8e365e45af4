"""``pllm-bib paper``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, excerpt, load, lookups, options, printed, report
from pllm_bib.cli.convert_report import ConversionReport
from pllm_bib.files import inputs
from pllm_bib.files.config import shown
from pllm_bib.files.kinds import BIB, format_to_write
from pllm_bib.files.preferences import are_grave
from pllm_bib.files.text import as_on_disk
from pllm_bib.files.write import write_files
from pllm_bib.papers import KINDS, kind_of
from pllm_bib.tasks.check import report as renderings
from pllm_bib.tasks.check.run import CheckReport
from pllm_bib.tasks.convert.request import Request
from pllm_bib.tasks.paper.gather import gather
from pllm_bib.tasks.paper.run import bibliographies, examine
from pllm_bib.tasks.paper.used import ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.tasks.paper.run import Examined
    from pllm_bib.tasks.paper.used import Order

_FORMATS = ("text", "json", "github")


@click.command(no_args_is_help=True)
@click.argument(
    "names",
    nargs=-1,
    required=True,
    metavar="DOCUMENT... [FILE]...",
    shell_complete=completion.files,
)
@options.from_option
@click.option(
    "--against",
    multiple=True,
    metavar="FILE",
    shell_complete=completion.files,
    help="Bibliography to take missing entries from, before the list around. Repeatable.",
)
@click.option(
    "--update",
    is_flag=True,
    help="Replace cited preprints by their published versions, where one is known.",
)
@lookups.online_options
@options.output_option
@click.option(
    "--sort",
    type=click.Choice(ORDERS),
    default="source",
    show_default=True,
    help="Order of the entries that -o writes: that of their files, or of the citations.",
)
@options.check_option
@options.diff_option
@options.format_option(*_FORMATS, what="lines, a JSON array, or annotations of GitHub Actions")
@options.exit_options
@report.operator_errors
def command(
    names: tuple[str, ...],
    *,
    source: tuple[str, ...],
    against: tuple[str, ...],
    update: bool,
    online: bool,
    record: Path | None,
    replay: Path | None,
    output: Path | None,
    sort: Order,
    check: bool,
    diff: bool,
    form: str,
    fail_on: str | None,
    exit_zero: bool,
) -> None:
    """Compare what a document cites with its bibliography.

    Documents are LaTeX (.tex, .aux, .bcf), Markdown (.md, .qmd, .Rmd), Jupyter notebooks (.ipynb),
    Typst (.typ) and Org (.org); the files that they include are read too. The bibliographies are
    those that the documents name, unless you give some.

    It reports keys that no entry has, former keys, entries that are never cited, and works that
    are cited twice. -o writes the cited entries, letter for letter, with the @string definitions
    and the parents that they need. --update changes .bib files in place; keys, titles and authors
    stay. With --online it asks public services for published versions, too.

    \b
    Examples:
      pllm-bib paper main.tex
      pllm-bib paper main.tex -o used.bib
      pllm-bib paper main.tex -o used.bib --against ~/all.bib --sort citation
      pllm-bib paper main.tex --update --diff --against published.bib
      pllm-bib paper main.tex --update --online --diff
      pllm-bib paper chapter1.qmd chapter2.qmd refs.json --format github
    """
    documents = [Path(name) for name in names if kind_of(name)]
    given, read_as = options.files_and_format(
        tuple(name for name in names if not kind_of(name)), source
    )
    _stop_at_misuse(documents, tries=check or diff, writes=bool(output) or update)
    if lookups.asks(online=online) and not update:
        message = "--online, --index and --offline go with --update"
        raise click.UsageError(message)
    paper = gather(documents)
    preferred = load.preferences()
    files = bibliographies(paper, given, read_as, preferred.files)
    changes = update and not output
    if paths := [one.path for one in files if one.path]:
        load.hold(paths, write=changes and not (check or diff))
    more = inputs.bibliographies(against) if against else []
    with lookups.opened(online=online, record=record, replay=replay) as sources:
        done = examine(
            paper,
            files,
            more,
            load.optional_config(),
            update=update,
            ask=lambda works: lookups.asked_for(works, sources).records,
        )
    _print(done, form, aside=diff or str(output) == "-")
    _tell(done, would=changes and (check or diff))
    differs = changes and _change(done, check=check, diff=diff)
    grave = are_grave(done.judged.findings, fail_on or preferred.fail_on) and not exit_zero
    if output:
        text = _used(done, sort, output)
        report.put_out(text, output, "the cited entries", check=check, diff=diff)
    if grave or differs:
        click.get_current_context().exit(1)


def _stop_at_misuse(documents: Sequence[Path], *, tries: bool, writes: bool) -> None:
    """Refuse a call without documents, and one that would try to write nothing.

    Raises `click.UsageError`.
    """
    if not documents:
        message = f"name a document: a file that ends in {', '.join(KINDS)}"
        raise click.UsageError(message)
    if tries and not writes:
        message = "--check and --diff go with -o or --update"
        raise click.UsageError(message)


def _print(done: Examined, form: str, *, aside: bool) -> None:
    """Print the findings, on standard error if the results are something else."""
    findings = tuple(done.judged.findings)
    checked = CheckReport(loaded=done.shelf.loaded, findings=findings, acknowledged=())
    if aside:
        report.findings(findings)
    elif form == "text" and printed.is_for_people():
        excerpt.print_findings(checked)
    else:
        printed.data(renderings.OUTPUTS[form](checked))


def _tell(done: Examined, *, would: bool) -> None:
    judged = done.judged
    missing = len(judged.elsewhere) + len(judged.missing)
    parts = [f"{report.plural(len(judged.cited) + missing, 'key')} cited"]
    for number, words in (
        (missing, "missing"),
        (len(judged.elsewhere), "of them found elsewhere"),
        (judged.unused, f"{'entry' if judged.unused == 1 else 'entries'} never cited"),
    ):
        if number:
            parts.append(f"{number} {words}")
    report.say(f"{', '.join(map(shown, done.paper.paths))}: {', '.join(parts)}")
    for update in done.updates.done:
        words = str(update)
        report.say(words.replace("” is now @", "” would become @") if would else words)
    report.lines(done.updates.left)


def _change(done: Examined, *, check: bool, diff: bool) -> bool:
    """Write the updates of .bib files; only say whether there are any with check or diff."""
    texts = as_on_disk(done.updates.texts)
    if diff:
        report.print_diff(texts)
    elif not check:
        write_files(texts)
    verb = "would change" if check or diff else "changed"
    for path in texts:
        report.say(f"{verb} {shown(path)}")
    return bool(texts) and (check or diff)


def _used(done: Examined, sort: Order, output: Path) -> str:
    """Return the cited entries: as they stand in .bib files, or as another format has them."""
    row = format_to_write(output.name)
    if row is None or row.name in BIB:
        return done.used(sort)
    reporter = ConversionReport(row, as_json=False)
    entries, text = done.converted(sort, Request(to=row.name), reporter.add)
    reporter.finish(entries, (), None)
    return text
