"""``pllm-bib rekey``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.config import ENTRIES, find_root, read_config
from pllm_bib.files.inputs import bib_files, require_entries
from pllm_bib.files.read import load_files
from pllm_bib.files.transaction.lock import scope
from pllm_bib.model.citation_key import KeyPattern
from pllm_bib.tasks.rekey import Rekeyed, rekey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.files.config import Config


@click.command()
@click.argument(
    "names", nargs=-1, metavar="[KEY | FILE.bib]...", shell_complete=completion.keys_or_files
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a key would change.")
@options.diff_option
@click.option(
    "--map",
    "map_file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write a line for every former key: that key, a tab, the present key. “-” prints them.",
)
@click.option("--pattern", metavar="TEMPLATE", help="Key pattern, for files outside a list.")
@report.operator_errors
def command(
    names: tuple[str, ...],
    *,
    check: bool,
    diff: bool,
    map_file: Path | None,
    pattern: str | None,
) -> None:
    """Give entries keys by the list's pattern: all entries, those named, or those of .bib files.

    A key that follows the pattern never changes. An old key keeps working: it stays in “ids”.
    References to the entry (“related”, “crossref”, the list's records) get the new key.

    The pattern is “keys” in sections.toml, or else {family}{year}{word}; see docs/keys.md.

    \b
    Examples:
      pllm-bib rekey --diff
      pllm-bib rekey smith-paper --map keys.tsv
      pllm-bib rekey refs.bib --pattern "{families(2):capitalize}{year}"
    """
    if diff and str(map_file) == "-":
        message = "--diff and “--map -” both print to standard output: use one of them"
        raise click.UsageError(message)
    names = load.with_preferred_files(names)
    paths = [Path(name) for name in names if name.endswith(".bib") or Path(name).exists()]
    load.hold(paths, write=not (check or diff))
    done = _rekeyed(names, paths, pattern)
    for entry, reason in done.left:
        report.say(f"skipped: {entry.key} ({reason})")
    for old, new in done.keys.items():
        report.say(f"{old} -> {new}")
    if diff:
        report.print_diff(done.changed)
    elif not check:
        _write(done, map_file)
    if str(map_file) == "-":
        printed.data(done.key_map())
    verb = "would change" if check or diff else "changed"
    if not done.keys:
        verb = "to change"
    count = report.plural(len(done.keys), "key") if done.keys else "no key"
    where = f" in {report.plural(len(done.changed), 'file')}" if done.changed else ""
    report.say(f"{count} {verb}{where}")
    if (check or diff) and done.keys:
        click.get_current_context().exit(1)


def _write(done: Rekeyed, map_file: Path | None) -> None:
    """Write the files and the map, all at once unless the map goes somewhere else."""
    key_map = {map_file: done.key_map()} if map_file and str(map_file) != "-" else {}
    if key_map and {scope(path) for path in done.changed} == set(map(scope, key_map)):
        write.write_files({**done.changed, **write.changed(key_map)})
        return
    write.write_files(done.changed)
    write.write_files(write.changed(key_map))


def _rekeyed(names: Sequence[str], paths: Sequence[Path], pattern: str | None) -> Rekeyed:
    keys = [name for name in names if Path(name) not in paths]
    files = bib_files(paths)
    config = _list_of(files)
    if config is None and files:
        loaded = load_files(files)
        require_entries(files, len(loaded.library) + len(loaded.faults))
        load.stop_if_fatal(loaded)
        around = load.optional_config()
        usual = around.keys if around else load.preferences().keys
        return rekey(loaded, None, pattern=_pattern(pattern) or usual, keys=keys)
    if pattern:
        message = "--pattern is for files outside a list: a list sets “keys” in sections.toml"
        raise click.UsageError(message)
    config = config or load.config()
    loaded = load.loaded_list(config)
    own = [config.entries / path.name for path in files]
    return rekey(loaded, config, pattern=config.keys, keys=keys, files=own)


def _list_of(files: Sequence[Path]) -> Config | None:
    """Return the list that files belong to; None for files outside a list.

    Raises `OperatorError` for files of several lists.
    """
    roots = {_root(path.resolve()) for path in files}
    if len(roots) > 1:
        message = "these files do not all belong to one list: run the command for each list"
        raise OperatorError(message)
    root = roots.pop() if roots else None
    return read_config(root) if root else None


def _root(path: Path) -> Path | None:
    try:
        root = find_root(path.parent)
    except OperatorError:
        return None
    return root if path.parent == root / ENTRIES else None


def _pattern(template: str | None) -> KeyPattern | None:
    if template is None:
        return None
    try:
        return KeyPattern(template)
    except ValueError as error:
        message = f"--pattern: {error}"
        raise OperatorError(message) from error
