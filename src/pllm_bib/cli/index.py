"""``pllm-bib index``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, options, printed, report
from pllm_bib.cli.unified import unified_diff
from pllm_bib.files.config import shown
from pllm_bib.formats import FORMATS
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.lookup.index.file import IndexSource


@click.command(no_args_is_help=True)
@click.argument("action", type=click.Choice(["build", "show", "search"]))
@click.argument(
    "names", nargs=-1, required=True, metavar="FILE... [QUERY]", shell_complete=completion.files
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The index to make (with build).",
)
@options.jobs_option
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    *,
    action: str,
    names: tuple[str, ...],
    output: Path | None,
    jobs: int,
    check: bool,
    diff: bool,
) -> None:
    """Make an index of public dumps, to look works up in without the network.

    “build” reads dblp.xml, .bib files, lines of JSON of arXiv's metadata, OpenAlex or Crossref, and
    files of any other format, packed or not (.gz, .bz2, .xz); of folders, the files in them. A
    record that cannot be read is reported, and the others are kept. “show” lists what an index was
    made of. “search” prints the record of an identifier, or those with a title like one, as BibTeX;
    the exit status is 1 if there is none.

    \b
    Examples:
      pllm-bib index build dblp.xml.gz anthology.bib openalex/ -o refs.index
      pllm-bib index show refs.index
      pllm-bib index search refs.index 10.1000/182
    """
    if (output is None) == (action == "build"):
        message = "“build” needs -o FILE" if output is None else "-o is for “build” only"
        raise click.UsageError(message)
    if output:
        _build(tuple(map(Path, names)), output, jobs, check=check, diff=diff)
    elif action == "show":
        _show(tuple(map(Path, names)))
    elif len(names) > 1:
        _search(Path(names[0]), " ".join(names[1:]))
    else:
        message = "“search” needs an index, and an identifier or a title"
        raise click.UsageError(message)


def _build(paths: tuple[Path, ...], output: Path, jobs: int, *, check: bool, diff: bool) -> None:
    from pllm_bib.files.dumps import size_of
    from pllm_bib.tasks.index.build import build

    write = not (check or diff)
    with report.Bar(size_of(paths)) as bar:
        built = build(paths, output, write=write, jobs=jobs, progress=bar.update)
    report.findings(built.faults)
    report.lines(built.left_out)
    if built.more_faults:
        report.say(f"{built.more_faults:,} further faults are not listed")
    if diff:
        name = shown(output)
        before, now = _lines(built.before), _lines(built.sources)
        for line in unified_diff(before, now, f"a/{name}", f"b/{name}"):
            printed.data(line)
    records = report.plural(sum(source.records for source in built.sources), "record")
    files = report.plural(len(built.sources), "file")
    if write:
        report.say(f"{records} of {files} in {shown(output)}")
    elif built.changed:
        report.say(f"would change: {shown(output)}")
    if built.faults or (built.changed and not write):
        click.get_current_context().exit(1)


def _lines(sources: Sequence[IndexSource]) -> str:
    """Return a line for each file that an index was made of."""
    rows = (f"{source.records:>12,}  {source.kind:<12}  {source.name}\n" for source in sources)
    return "".join(rows)


def _show(paths: tuple[Path, ...]) -> None:
    from pllm_bib.lookup.index.ask import DumpIndex

    for path in paths:
        with DumpIndex(path) as index:
            printed.words(_lines(index.sources).rstrip("\n"))


def _search(path: Path, query: str) -> None:
    from pllm_bib.lookup.index.ask import DumpIndex
    from pllm_bib.lookup.wanted import wanted

    with DumpIndex(path) as index:
        asked = wanted(query)
        found = index.record(asked) if asked else index.search(query).found
    for record in found:
        printed.words(f"% {record.address} ({record.kind})")
        printed.data(FORMATS["bibtex"].write(Library((record.entry,))) + "\n")
    if not found:
        report.say(f"no record of “{query}” in {shown(path)}")
        click.get_current_context().exit(1)
