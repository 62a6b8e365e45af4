"""``pllm-bib dedupe``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.cli.dedupe_run import DedupeRun, numbers_of, read_with_bar
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import shown
from pllm_bib.files.inputs import bibliographies, file_input, require_entries
from pllm_bib.files.kinds import holds_blocks
from pllm_bib.files.list import list_files
from pllm_bib.files.read import entries as read_entries
from pllm_bib.model.library import Library
from pllm_bib.same_work.evidence import SAFE, SHOWN
from pllm_bib.tasks.dedupe.rewrite import relate
from pllm_bib.tasks.dedupe.undo import undo as taken_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pllm_bib.files.inputs import Input


@click.command()
@options.files_argument
@options.from_option
@options.selection_options
@click.option("--fix", is_flag=True, help="Merge the groups that are sure.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if there are duplicates.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option("--interactive", is_flag=True, help="Ask for each group whether to merge it.")
@click.option(
    "--pair",
    "pairs",
    nargs=2,
    multiple=True,
    metavar="KEY KEY",
    shell_complete=completion.keys,
    help="Take only these two entries, sure or not; the first key stays. Repeatable.",
)
@click.option(
    "--related",
    "related",
    nargs=2,
    multiple=True,
    metavar="KEY KEY",
    shell_complete=completion.keys,
    help="Keep both entries: the first names the other in “related”. Repeatable.",
)
@click.option(
    "--into",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The only file that is written; the other files are read.",
)
@click.option("--undo", is_flag=True, help="Undo the last merge exactly.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=SHOWN,
    show_default=True,
    help=f"Least certainty of a group, from 0 to 1. --fix merges only those of {SAFE} or more.",
)
@options.format_option("text", "json", what="lines, or a JSON object", also="--output-format")
@report.operator_errors
def command(
    names: tuple[str, ...],
    *,
    source: tuple[str, ...],
    pairs: tuple[tuple[str, str], ...],
    related: tuple[tuple[str, str], ...],
    threshold: float,
    form: str,
    into: Path | None,
    fix: bool,
    check: bool,
    diff: bool,
    interactive: bool,
    undo: bool,
    **chosen: Any,
) -> None:
    """Find duplicate works, and clashing keys, in the list or in files of any format and folders.

    Entries are duplicates by their identifiers, or by title, authors and year. Each group is
    shown with what matched and how sure it is. A merge keeps the better value of each field, both
    DOI and arXiv id, and the lost key in “ids”. Every discarded value is printed.

    With conditions (--year 2024), only groups with an entry that meets them are looked at.

    Of several files outside a list, one is written: --into says which. Only .bib files are merged.

    \b
    Examples:
      pllm-bib dedupe
      pllm-bib dedupe refs.bib --diff               preview the merges; then: --fix
      pllm-bib dedupe more.bib --into refs.bib --fix
      pllm-bib dedupe refs.bib --undo
      pllm-bib dedupe --pair roe2024owls roe2023owls --fix
      pllm-bib dedupe --related roe2024owls roe2023owls   keep both versions
    """
    _refuse(interactive and (fix or diff or bool(pairs)), "--interactive", "--fix, --diff, --pair")
    _refuse((interactive or diff) and form == "json", "JSON", "--interactive and --diff")
    _refuse(check and (fix or interactive or undo), "--check", "--fix, --interactive, --undo")
    _refuse(undo and (fix or diff or interactive), "--undo", "--fix, --diff, --interactive")
    _refuse(undo and bool(pairs or related), "--undo", "--pair and --related")
    named = names if into else load.with_preferred_files(names)
    names, given = options.files_and_format(named, source)
    names = (*names, *([str(into)] if into else []))
    written = fix or interactive or undo or bool(related)
    load.hold_named(names, write=written and not diff)
    if undo:
        _undo(into or next(map(Path, names), None))
        return
    sources = _sources(names, given)
    home = None if names else load.config().root
    run = _run_on(sources, home, into, threshold, writes=fix or diff or interactive)
    if any(chosen.values()):
        entries = load.library() if home else Library(tuple(read_entries(sources, [])))
        run.wanted = options.chosen_keys(entries.unique(), chosen)
    if related:
        _relate(run, related, diff=diff)
        click.get_current_context().exit(int(diff))
    if pairs:
        run.take(pairs)
    else:
        run.look()
    _act(run, diff=diff, interactive=interactive, fix=fix)
    if form == "json":
        printed.as_json(run.as_json())
    elif not diff:
        run.print()
    run.summary()
    if run.result.groups or run.result.clashes:
        click.get_current_context().exit(1)


def _run_on(
    sources: Sequence[Input],
    home: Path | None,
    into: Path | None,
    threshold: float,
    *,
    writes: bool,
) -> DedupeRun:
    """Read files, and tell their faults; ``home`` is the folder of their list, if they have one.

    Raises `OperatorError` where several are given and nothing says which of them is written.
    """
    number = _number_of(into, sources)
    if home is None and number is None and writes:
        _require_one(sources)
    found = read_with_bar(sources)
    report.findings(found.faults)
    require_entries(found.sources, len(found.records) + len(found.faults))
    return DedupeRun(found, home, threshold, into=number)


def _act(run: DedupeRun, *, diff: bool, interactive: bool, fix: bool) -> None:
    if diff:
        run.diff()
    elif interactive:
        run.ask()
    elif fix:
        run.fix()


def _refuse(wrong: bool, one: str, others: str) -> None:  # noqa: FBT001 -- the condition
    """Refuse options that do not go together. Raises `click.UsageError`."""
    if wrong:
        message = f"{one} cannot be combined with {others}"
        raise click.UsageError(message)


def _sources(names: Sequence[str], form: str | None) -> list[Input]:
    """Return the files that are given, each once, or those of the list."""
    if names:
        unique: dict[Path | None, Input] = {}
        for source in bibliographies(names, form):
            unique.setdefault(source.path and source.path.resolve(), source)
        return list(unique.values())
    files = [file for file in list_files(load.config()) if file.path.is_file()]
    for file in files:
        holds_blocks(file.path)
    return [replace(file_input(f.path, "canonical"), section=f.section) for f in files]


def _number_of(into: Path | None, sources: Sequence[Input]) -> int | None:
    if into is None:
        return None
    numbers = enumerate(sources)
    return next(n for n, source in numbers if source.path and source.path.samefile(into))


def _require_one(sources: Sequence[Input]) -> None:
    """Refuse to write any of several files where nothing says which is the user's own."""
    if len(sources) > 1:
        message = (
            f"{len(sources)} files are given: say which of them is written, for example with "
            f"“--into {sources[0].name}”; the others are only read"
        )
        raise OperatorError(message)


def _undo(path: Path | None) -> None:
    """Take back the last merge in the list, or beside a file, or in a folder."""
    home = load.config().root if path is None else path.resolve()
    for file in taken_back(home if home.is_dir() else home.parent):
        report.say(f"{shown(file)} is as it was before the merge", least=-1)


def _relate(run: DedupeRun, related: Iterable[tuple[str, str]], *, diff: bool) -> None:
    for one, other in related:
        if diff:
            first, second = (numbers_of(run.found, key)[0] for key in (one, other))
            report.print_diff(relate(run.found, first, second))
        else:
            run.relate(one, other)
