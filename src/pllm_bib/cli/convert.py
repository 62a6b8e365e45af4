"""``pllm-bib convert``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.cli.convert_report import ConversionReport
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message, shown
from pllm_bib.files.inputs import bib_files, file_input
from pllm_bib.files.kinds import guess_format, own_format, refuse_unlike, start_of_file, words_for
from pllm_bib.files.read import entries as read_entries
from pllm_bib.files.write import changed, staged_stream, write_files
from pllm_bib.formats import FORMATS, WRITTEN
from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex.profiles import PROFILE_NAMES
from pllm_bib.model.library import Library
from pllm_bib.tasks.convert.explain import explain
from pllm_bib.tasks.convert.request import Request, Result
from pllm_bib.tasks.convert.run import Conversion
from pllm_bib.tasks.options import is_useless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.files.inputs import Input
    from pllm_bib.formats.row import Format

READABLE = [row.name for row in FORMATS.values() if row.read]


@click.command(no_args_is_help=True)
@click.argument(
    "inputs", nargs=-1, required=True, metavar="FILE...", shell_complete=completion.files
)
@click.option(
    "-f",
    "--from",
    "source",
    metavar="FORMAT",
    shell_complete=completion.read_formats,
    help=f"Input format: {', '.join(READABLE)} (default: guessed).",
)
@click.option(
    "-t",
    "--to",
    "target",
    metavar="FORMAT",
    shell_complete=completion.written_formats,
    help=f"Output format: {', '.join(WRITTEN)} (default: by the name of -o).",
)
@options.output_or_folder_option
@options.selection_options
@options.order_options
@click.option("--from-only", multiple=True, hidden=True)
@click.option(
    "--keep-extra", is_flag=True, help="Also write fields that the output format does not know."
)
@click.option(
    "--profile",
    type=click.Choice(PROFILE_NAMES),
    help=(
        "BibTeX only: the fields for DOI and arXiv id. “minimal”, the default, leaves them as they "
        "are; the others are for LaTeX styles (docs/latex.md). BibLaTeX only: “typst”."
    ),
)
@options.dialect_option
@options.aliases_option
@click.option("--no-url", is_flag=True, help="Leave out web addresses.")
@click.option(
    "--doi-url",
    is_flag=True,
    help="Write the DOI's address where an entry has none, for programs that read no DOI.",
)
@click.option("--ascii", "ascii_only", is_flag=True, help="Write 7-bit ASCII.")
@options.format_option(
    "text", "json", what="lines on faults and losses, or one JSON object a line", also="--report"
)
@click.option("--strict", is_flag=True, help="Exit with 1 if any field is lost or changed.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the file of -o would change.")
@click.option(
    "--diff", is_flag=True, help="Write nothing; show what would change in the file of -o."
)
@click.option("--force", is_flag=True, help="Let -o be one of the inputs: it is written anew.")
@click.option(
    "--explain",
    "explain_only",
    is_flag=True,
    help="Show where each field goes; convert nothing.",
)
@options.jobs_option
@report.operator_errors
def command(
    *,
    inputs: tuple[str, ...],
    source: str | None,
    target: str | None,
    output: Path | None,
    from_only: tuple[str, ...] = (),
    profile: str | None,
    dialect: str | None,
    form: str,
    jobs: int,
    keep_extra: bool,
    no_url: bool,
    doi_url: bool,
    with_aliases: bool,
    ascii_only: bool,
    strict: bool,
    check: bool,
    diff: bool,
    force: bool,
    explain_only: bool,
    **chosen: Any,
) -> None:
    """Convert bibliographies from any format to any other; “-” means standard input.

    Every loss is counted: a field that the output format has no place for, or keeps only in part.
    The first lines are those that matter most; “pllm-bib -v convert …” lists them all. Faults of
    the input are reported too; then the exit status is 1. Several inputs make one output.

    “canonical” is this tool's own BibTeX (docs/data-format.md), “enw” EndNote's tagged format,
    “nbib” that of MEDLINE and PubMed.

    \b
    Examples:
      pllm-bib convert refs.bib -o refs.ris
      pllm-bib convert zotero.json -t bibtex > refs.bib
      pllm-bib convert a.bib b.ris -t csl-json --sort year --strict -o all.json
      pllm-bib convert refs.bib -t ris --explain --key kirk2024prism
      pllm-bib convert refs.bib -t bibtex --author smith --year 2020- -o smith.bib
    """
    row = options.written_format(target, output)
    wanted = replace(
        _options(row, profile, with_aliases=with_aliases, ascii_only=ascii_only),
        keep_extra=keep_extra,
        url=not no_url,
        doi_url=doi_url,
        dialect=options.dialect_for(row, dialect),
    )
    if from_only:
        options.former_spelling("--from-only", "--key")
        chosen["keys"] += from_only
    with tempfile.TemporaryDirectory(prefix="pllm-bib-") as folder:
        found = [_input(path, source, Path(folder)) for path in _files(inputs)]
        order = {"sort": chosen["sort"], "backwards": chosen["reverse"]}
        keys = _keys(found, chosen)
        pages = options.is_folder(row, output)
        request = Request(to=row.name, options=wanted, keys=keys, jobs=jobs, pages=pages, **order)
        reporter = ConversionReport(row, as_json=form == "json")
        if explain_only:
            _explain(found, request, reporter)
            return
        conversion = Conversion(found, request, reporter.add)
        would_change = _put_out(conversion, output, check=check, diff=diff, force=force)
    missing = _finish(conversion, reporter, None if check or diff else output)
    if would_change or reporter.faults or missing or (strict and reporter.lost):
        click.get_current_context().exit(1)


def _keys(inputs: list[Input], chosen: dict[str, Any]) -> frozenset[str]:
    """Return the keys of the entries that are wanted, none for all.

    Only for conditions on more than keys are the files read, once more. Raises `OperatorError`
    where no entry meets these.
    """
    if chosen["reverse"] and not chosen["sort"]:
        message = "--reverse goes with --sort"
        raise click.UsageError(message)
    conditions = (chosen[name] for name in chosen if name not in {"keys", "sort", "reverse"})
    if not any(conditions):
        return frozenset(chosen["keys"])
    part = options.chosen_part(Library(tuple(read_entries(inputs, []))), chosen)
    if not part.entries:
        message = "no entry meets all conditions"
        raise OperatorError(message)
    return frozenset(entry.key for entry in part)


def _options(row: Format, profile: str | None, *, with_aliases: bool, ascii_only: bool) -> Options:
    """Return the writer's options. Raises `OperatorError` for those the format has no use for."""
    if is_useless(row, "ascii", ascii_only):
        message = f"{row.title} has no way to write all letters in 7 bits: leave out --ascii"
        raise OperatorError(message)
    profile = profile or load.preferred_profile(row)
    options.stop_unless_profiled(row, profile)
    if with_aliases:
        options.stop_unless_keyed(row)
    return Options(
        ascii=True if ascii_only else None,
        aliases=with_aliases and row.required_writer.by_key,
        profile=profile or "minimal",
    )


def _finish(conversion: Conversion, reporter: ConversionReport, written: Path | None) -> list[str]:
    """Say how many entries were converted; return the wanted keys that no entry has."""
    missing = sorted(conversion.request.keys - conversion.found)
    reporter.finish(conversion.entries, missing, written)
    return missing


def _files(inputs: tuple[str, ...]) -> Iterator[Path]:
    for name in inputs:
        path = Path(name)
        yield from bib_files([path]) if path.is_dir() else (path,)


def _input(path: Path, source: str | None, folder: Path) -> Input:
    """Return an input with its format. Standard input goes to a file first: it may be read twice.

    Raises `OperatorError` where the file is missing, or its format cannot be told.
    """
    name = shown(path)
    if str(path) == "-":
        name, path = "standard input", folder / "input"
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
    head = start_of_file(path)
    found = source or own_format(path) or guess_format(name, head)
    if found is None:
        words = words_for(head)
        message = (
            f"{name} looks like {words}, which is not read here"
            if words
            else f"{name}: its format is clear neither from its name nor from its text: "
            "name it with -f"
        )
        raise OperatorError(message)
    if source is None:
        refuse_unlike(path, found)
    return file_input(path, options.known_format(found, READABLE, "-f"), name)


def _stop_at_own_input(output: Path | None, inputs: Iterable[Input]) -> None:
    """Raise `OperatorError` where the output's file is one of the inputs, by whatever name."""
    for source in inputs:
        if output and source.path and output.exists() and output.samefile(source.path):
            message = (
                f"{shown(output)} is also an input: nothing was written. Name another file with "
                "-o, or write it anew with --force"
            )
            raise OperatorError(message)


def _put_out(
    conversion: Conversion, output: Path | None, *, check: bool, diff: bool, force: bool
) -> bool:
    """Write the conversion; with ``check`` or ``diff``, only say whether a file would change."""
    if not (check or diff or conversion.request.pages):
        _run(conversion, output, force=force)
        return False
    files: dict[Path, str] = {}
    if output:
        pages = conversion.request.pages
        files = conversion.pages(output) if pages else {output: "".join(conversion.texts())}
    if check or diff:
        return report.compare(files, diff=diff)
    write_files(changed(files))
    return False


def _run(conversion: Conversion, output: Path | None, *, force: bool) -> None:
    """Write the conversion, with a progress bar on a terminal."""
    if not force:
        _stop_at_own_input(output, conversion.inputs)
    total = sum(source.size for source in conversion.inputs)
    with report.Bar(total) as bar:
        conversion.progress = bar.update
        try:
            if output is None or str(output) == "-":
                for text in conversion.texts():
                    printed.data(text)
                sys.stdout.flush()
                return
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OperatorError(
                os_message("cannot go on", Path(error.filename or "-"), error)
            ) from error
        with staged_stream(output) as stream:
            for text in conversion.texts():
                stream.write(text)


def _explain(inputs: list[Input], request: Request, reporter: ConversionReport) -> None:
    """Show the way of each field, and the faults of the input; with these, exit with 1."""

    def report_faults(result: Result) -> None:
        reporter.add(Result(faults=result.faults))

    for explanation in explain(inputs, request, report_faults):
        printed.words(f"{explanation.key}  ({explanation.position})")
        width = max((len(name) for name, *_rest in explanation.rows), default=0)
        targets = max((len(target) for _name, target, *_rest in explanation.rows), default=0)
        for name, target, value, remark in explanation.rows:
            shown_value = value if len(value) <= _VALUE else value[: _VALUE - 1] + "…"
            line = f"  {name:<{width}}  ->  {target:<{targets}}  {shown_value}"
            if not target:
                line = f"  {name:<{width}}  ->  {remark}"
            elif remark:
                line += f"  ({remark})"
            printed.words(line.rstrip())
        printed.words()
    if reporter.faults:
        click.get_current_context().exit(1)


_VALUE = 60
"""Characters of a value that ``--explain`` shows."""
