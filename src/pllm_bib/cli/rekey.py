"""``pllm-bib rekey``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.cli.convert_report import ConversionReport
from pllm_bib.cli.unified import unified_diff
from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.config import ENTRIES, find_root, read_config
from pllm_bib.files.inputs import bib_files, bibliographies, names_file, require_entries
from pllm_bib.files.kinds import BIB
from pllm_bib.files.read import load_files, load_inputs
from pllm_bib.files.transaction.lock import scope
from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.citation_key import KeyPattern
from pllm_bib.tasks.convert.request import Request, Result
from pllm_bib.tasks.convert.run import Conversion
from pllm_bib.tasks.rekey import Rekeyed, rekey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded


@click.command()
@click.argument(
    "names", nargs=-1, metavar="[KEY | FILE]...", shell_complete=completion.keys_or_files
)
@options.from_option
@options.selection_options
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a key would change.")
@options.diff_option
@options.output_option
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
    source: tuple[str, ...],
    check: bool,
    diff: bool,
    output: Path | None,
    map_file: Path | None,
    pattern: str | None,
    **chosen: Any,
) -> None:
    """Give entries keys by the list's pattern: all entries, those named, or those of files.

    .bib files are changed in place. Standard input (“-”), and a file of any other format, are
    written anew: to the file of -o, or printed.

    A key that follows the pattern never changes. An old key keeps working: it stays in “ids”.
    References to the entry (“related”, “crossref”, the list's records) get the new key.

    The pattern is “keys” in sections.toml, or else {family}{year}{word}; see docs/keys.md.

    \b
    Examples:
      pllm-bib rekey --diff
      pllm-bib rekey smith-paper --map keys.tsv
      pllm-bib rekey refs.bib --pattern "{families(2):capitalize}{year}"
      pllm-bib rekey refs.json -o rekeyed.json
    """
    if diff and str(map_file) == "-":
        message = "--diff and “--map -” both print to standard output: use one of them"
        raise click.UsageError(message)
    names, form = load.given_files(names, source)
    paths = [Path(name) for name in names if names_file(name) or Path(name).exists()]
    load.hold_named(map(str, paths), write=not (check or diff))
    keys = [name for name in names if Path(name) not in paths]
    anew = _to_be_written_anew(paths, form, output)
    if anew:
        loaded = _read(load_inputs([anew]), [anew])
        done = _of_files(loaded, pattern, keys, chosen)
        wanted = bool(done.keys) if check or diff else True
        text = _text_anew(anew, loaded, done) if wanted and (diff or not check) else ""
    else:
        done = _rekeyed(keys, paths, pattern, chosen)
    _tell(done)
    if anew:
        _put_out_anew(anew, loaded, text, output, check=check, diff=diff)
    elif diff:
        report.print_diff(done.changed)
    if not (check or diff):
        _write(done, map_file)
    if str(map_file) == "-":
        printed.data(done.key_map())
    _sum_up(done, would=check or diff)
    if (check or diff) and done.keys:
        click.get_current_context().exit(1)


def _tell(done: Rekeyed) -> None:
    for entry, reason in done.left:
        report.say(f"skipped: {entry.key} ({reason})")
    for old, new in done.keys.items():
        report.say(f"{old} -> {new}")


def _sum_up(done: Rekeyed, *, would: bool) -> None:
    verb = "would change" if would else "changed"
    if not done.keys:
        verb = "to change"
    count = report.plural(len(done.keys), "key") if done.keys else "no key"
    where = f" in {report.plural(len(done.changed), 'file')}" if done.changed else ""
    report.say(f"{count} {verb}{where}")


def _write(done: Rekeyed, map_file: Path | None) -> None:
    """Write the files and the map, all at once unless the map goes somewhere else."""
    key_map = {map_file: done.key_map()} if map_file and str(map_file) != "-" else {}
    if key_map and {scope(path) for path in done.changed} == set(map(scope, key_map)):
        write.write_files({**done.changed, **write.changed(key_map)})
        return
    write.write_files(done.changed)
    write.write_files(write.changed(key_map))


def _to_be_written_anew(
    paths: Sequence[Path], form: str | None, output: Path | None
) -> Input | None:
    """Return the input if it is not changed in place: standard input, or no .bib file.

    Raises `OperatorError` where such an input is one of several, and for ``-o`` without one.
    """
    found = bibliographies(map(str, paths), form)
    anew = [one for one in found if one.path is None or one.format not in BIB]
    if anew and len(found) > 1:
        message = f"{anew[0].name} is written anew: give it to a call of its own"
        raise OperatorError(message)
    if anew and (row := FORMATS[anew[0].format]).writer is None:
        message = f"{anew[0].name}: {row.title} can only be read: convert it first"
        raise OperatorError(message)
    if output and not anew:
        message = "-o is for standard input and formats other than BibTeX: .bib files are changed"
        raise OperatorError(message)
    return anew[0] if anew else None


def _read(loaded: Loaded, files: Sequence[Input | Path]) -> Loaded:
    """Return what was read of files, if it is all that is in them."""
    require_entries(files, len(loaded.library) + len(loaded.faults))
    load.stop_if_fatal(loaded)
    return loaded


def _of_files(
    loaded: Loaded, pattern: str | None, keys: Sequence[str], chosen: Mapping[str, Any]
) -> Rekeyed:
    around = load.optional_config()
    usual = around.keys if around else load.preferences().keys
    wanted = options.chosen_keys(loaded.library, chosen)
    return rekey(loaded, None, pattern=_pattern(pattern) or usual, keys=keys, wanted=wanted)


def _text_anew(source: Input, loaded: Loaded, done: Rekeyed) -> str:
    """Return an input with its new keys; tell what its format loses."""
    if source.format not in BIB:
        return _converted(source, done)
    old = loaded.others[source.name]
    return bib_source.rekey(old, done.keys, comments=source.has_comments)


def _put_out_anew(
    source: Input, loaded: Loaded, text: str, output: Path | None, *, check: bool, diff: bool
) -> None:
    if diff:
        old = loaded.others[source.name]
        for line in unified_diff(old, text or old, f"a/{source.name}", f"b/{source.name}"):
            printed.data(line)
    elif not check:
        report.put_out(text, output, "the entries")


def _converted(source: Input, done: Rekeyed) -> str:
    row = FORMATS[source.format]
    reporter = ConversionReport(row, as_json=False)

    def add(result: Result) -> None:
        result.lost = [one for one in result.lost if one.loss.field != "aliases"]
        reporter.add(result)

    renamed = replace(source, renamed=done.keys)
    conversion = Conversion([renamed], Request(to=row.name), add)
    text = "".join(conversion.texts())
    reporter.finish(conversion.entries, (), None)
    if done.keys and "aliases" in row.loses:
        report.say(f"{row.title} has no place for former keys: --map writes a list of them")
    return text


def _rekeyed(
    keys: Sequence[str], paths: Sequence[Path], pattern: str | None, chosen: Mapping[str, Any]
) -> Rekeyed:
    files = bib_files(paths)
    config = _list_of(files)
    if config is None and files:
        return _of_files(_read(load_files(files), files), pattern, keys, chosen)
    if pattern:
        message = "--pattern is for files outside a list: a list sets “keys” in sections.toml"
        raise click.UsageError(message)
    config = config or load.config()
    loaded = load.loaded_list(config)
    own = [config.entries / path.name for path in files]
    wanted = options.chosen_keys(loaded.library, chosen)
    return rekey(loaded, config, pattern=config.keys, keys=keys, files=own, wanted=wanted)


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
