"""The options that several commands have, and how they are read."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pllm_bib.cli import completion, printed
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import shown
from pllm_bib.files.inputs import names_file
from pllm_bib.files.kinds import format_to_write
from pllm_bib.files.preferences import FAIL_ON
from pllm_bib.formats import WRITTEN
from pllm_bib.formats.bibtex.profiles import TYPST
from pllm_bib.formats.ris.dialects import DIALECTS
from pllm_bib.model.diagnostic import no_such
from pllm_bib.tasks.select import HAS, SORTINGS, Selection, arranged, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pllm_bib.files.preferences import Preferences
    from pllm_bib.formats.row import Format
    from pllm_bib.model.library import Library
    from pllm_bib.rules.base import Rule

Function = TypeVar("Function", bound="Callable[..., Any]")


files_argument = click.argument(
    "names", nargs=-1, metavar="[FILE]...", shell_complete=completion.files
)
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write (default: standard output).",
)
output_or_folder_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=(
        "File to write (default: standard output). With hugo, jekyll or quarto also a folder: it "
        "gets a page for each work."
    ),
)
jobs_option = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Number of processes; 0, the default, means one per core.",
)
check_option = click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 if something would change."
)
diff_option = click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
from_option = click.option(
    "-f",
    "--from",
    "source",
    multiple=True,
    metavar="FORMAT",
    shell_complete=completion.read_formats,
    help="Format of the files (default: guessed).",
)
against_option = click.option(
    "--against",
    multiple=True,
    metavar="FILE",
    shell_complete=completion.files,
    help="Bibliography to look up missing fields in, above all authors. Repeatable.",
)
section_option = functools.partial(
    click.option,
    "--section",
    "section_name",
    metavar="ID",
    shell_complete=completion.sections,
)
"""The option ``--section`` for new works; its help says what holds without it."""
all_option = click.option("--all", "all_works", is_flag=True, help="All works of the list.")
aliases_option = click.option(
    "--with-aliases",
    is_flag=True,
    help="BibTeX and CSL-JSON only: repeat each work under its former keys.",
)


def exit_options(function: Function) -> Function:
    """Decorate a command with ``--fail-on`` and ``--exit-zero``: which findings make it fail."""
    for option in (
        click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings."),
        click.option(
            "--fail-on",
            type=click.Choice(FAIL_ON),
            help="Exit with 1 for findings that are at least as grave (default: warning).",
        ),
    ):
        function = option(function)
    return function


def format_option(
    *kinds: str, what: str, also: str | None = None
) -> Callable[[Function], Function]:
    """Decorate a command with ``--format``, which gives it ``form``: how results are told.

    ``what`` describes the kinds. ``also`` is the option that had this meaning before, ``--json`` or
    one that takes a kind: it works on, with a warning.
    """

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def told(*args: Any, form: str, former: Any = None, **kwargs: Any) -> Any:
            if former:
                form = kinds[1] if former is True else former
                former_spelling(str(also), f"--format {form}")
            return function(*args, form=form, **kwargs)

        choice = click.Choice(kinds)
        if also == "--json":
            click.option(also, "former", is_flag=True, hidden=True)(told)
        elif also:
            click.option(also, "former", type=choice, hidden=True)(told)
        text = f"Format of the results: {what}."
        click.option(
            "--format", "form", type=choice, default=kinds[0], show_default=True, help=text
        )(told)
        return told  # type: ignore[return-value]

    return decorate


def former_spelling(old: str, new: str) -> None:
    """Warn that an option is spelled otherwise now."""
    printed.words(f"pllm-bib: “{old}” is now “{new}”; the next version takes no other", err=True)


def written_format(name: str | None, output: Path | None) -> Format:
    """Return the format that ``-t`` names, or that the name of the file to be written has.

    Raises `OperatorError`.
    """
    if name is None and output and (found := format_to_write(output.name)):
        return found
    return WRITTEN[known_format(name, WRITTEN, "-t")]


def is_folder(row: Format, output: Path | None) -> bool:
    """Say whether the output is a folder of pages: one that is there, or has no suffix.

    Raises `click.UsageError` for a folder of a format that has no pages.
    """
    if output is None or str(output) == "-":
        return False
    if output.is_dir() and not row.pages:
        message = f"“{shown(output)}” is a folder: {row.title} is written to a file"
        raise click.UsageError(message)
    return bool(row.pages) and (output.is_dir() or not output.suffix)


def known_format(name: str | None, names: Iterable[str], option: str) -> str:
    """Return the name of a format if it is one of some. Raises `OperatorError`."""
    names = list(names)
    if name in names:
        return str(name)
    if name is None:
        message = f"name a format with {option}: {', '.join(names)}"
    else:
        message = no_such("format", name, names, f" for {option}")
    raise OperatorError(message)


dialect_option = click.option(
    "--dialect",
    type=click.Choice(list(DIALECTS)),
    help="RIS only: the program that reads it. The default is for all of them (docs/formats.md).",
)


def files_and_format(
    files: tuple[str, ...], source: tuple[str, ...]
) -> tuple[tuple[str, ...], str | None]:
    """Return arguments, and the format that ``-f`` gives them; it once took a file itself.

    Raises `click.UsageError` for two formats, and for one where no file is read.
    """
    former = tuple(name for name in source if names_file(name))
    for name in former:
        former_spelling(f"--from {name}", name)
    files = (*files, *former)
    formats = [name for name in source if name not in former]
    if len(formats) > 1:
        message = "-f gives all files one format: convert those of another one by themselves"
        raise click.UsageError(message)
    if formats and not any(map(names_file, files)):
        message = "-f says how files are read: name a file too, or “-” for standard input"
        raise click.UsageError(message)
    return files, formats[0] if formats else None


def stop_unless_profiled(row: Format, profile: str | None) -> None:
    """Refuse ``--profile`` for a format without it. Raises `click.UsageError`."""
    from pllm_bib.tasks.options import is_useless

    if is_useless(row, "profile", profile):
        what, form = (f" {TYPST}", "BibLaTeX") if profile == TYPST else ("", "BibTeX")
        message = f"--profile{what} is for {form} only, not for {row.title}"
        raise click.UsageError(message)


def dialect_for(row: Format, dialect: str | None) -> str:
    """Return the dialect of RIS, empty if none is wanted.

    Raises `click.UsageError` for a dialect of another format.
    """
    from pllm_bib.tasks.options import is_useless

    if is_useless(row, "dialect", dialect):
        message = f"--dialect is for RIS only, not for {row.title}"
        raise click.UsageError(message)
    return dialect or ""


def stop_unless_keyed(row: Format) -> None:
    """Refuse ``--with-aliases`` for a format without citation keys or former keys.

    Raises `click.UsageError`.
    """
    from pllm_bib.tasks.options import is_useless

    if is_useless(row, "aliases", value=True):
        message = (
            f"--with-aliases does not apply to {row.title}: documents cannot cite its works by key"
        )
        raise click.UsageError(message)


def rule_options(function: Function) -> Function:
    """Decorate a command with the options that choose rules."""
    for name, text in (
        ("--ignore", "Skip these rules: codes, letters or names."),
        (
            "--select",
            "Check only these rules: a code (L002), a letter (F) or a name. See “pllm-bib rule”.",
        ),
    ):
        function = click.option(
            name, multiple=True, metavar="CODES", shell_complete=completion.rule_codes, help=text
        )(function)
    return function


def chosen_rules(
    files: Sequence[object],
    select: Sequence[str],
    ignore: Sequence[str],
    preferred: Preferences,
) -> tuple[Rule, ...]:
    """Return the rules that `rule_options` choose, and else what the project prefers.

    ``files`` are those to check; none means the list. Raises `OperatorError` for a word that
    names no rule.
    """
    from pllm_bib.tasks.check import run

    select = select or preferred.select
    return run.choose(select, (*ignore, *preferred.ignore), of_list=not files)


_SELECTION = (
    click.option(
        "--section",
        "sections",
        multiple=True,
        metavar="ID",
        shell_complete=completion.sections,
        help="Section (1.3), chapter (1) or short name (its file without .bib). Repeatable.",
    ),
    click.option(
        "-k",
        "--key",
        "keys",
        multiple=True,
        metavar="KEY",
        shell_complete=completion.keys,
        help="Citation key or former key. Repeatable.",
    ),
    click.option(
        "--year",
        "years",
        multiple=True,
        metavar="YEAR",
        help="Year or range: 2024, 2023-2025, 2024-. Repeatable.",
    ),
    click.option(
        "--venue",
        "venues",
        multiple=True,
        metavar="LABEL",
        shell_complete=completion.venues,
        help="Venue by its short name in the list (NeurIPS; arXiv for preprints). Repeatable.",
    ),
    click.option(
        "--author",
        "authors",
        multiple=True,
        metavar="NAME",
        help="Name of an author or editor, or a part of it. Repeat to require several.",
    ),
    click.option(
        "--query",
        "words",
        multiple=True,
        metavar="WORDS",
        help="Words in title, names, venue or identifiers. Repeat to require several.",
    ),
    click.option(
        "--has",
        "has",
        multiple=True,
        type=click.Choice(HAS),
        help="Only works that have this. Repeat to require several.",
    ),
    click.option(
        "--since",
        default="",
        metavar="REV",
        shell_complete=completion.revisions,
        help="Only works that were added since a git revision.",
    ),
)


def selection_options(function: Function) -> Function:
    """Decorate a command with the options that choose entries."""
    for option in reversed(_SELECTION):
        function = option(function)
    return function


_ORDER = (
    click.option(
        "--sort", type=click.Choice(SORTINGS), help="Order of the entries; the newest year first."
    ),
    click.option("--reverse", is_flag=True, help="Reverse the order."),
    click.option(
        "--limit", type=click.IntRange(min=1), metavar="N", help="Take only the first N entries."
    ),
)


def order_options(function: Function) -> Function:
    """Decorate a command with the options that arrange entries."""
    for option in reversed(_ORDER):
        function = option(function)
    return function


ORDER = ("sort", "reverse", "limit")
"""The values that `order_options` give to a command."""


def chosen_part(library: Library, chosen: Mapping[str, Any]) -> Library:
    """Return the part of a library that `selection_options` and `order_options` choose.

    ``chosen`` has their values. Raises `OperatorError`.
    """
    conditions = {name: value for name, value in chosen.items() if name not in ORDER}
    part = select(library, selection(conditions))
    return arranged(
        part, chosen.get("sort"), backwards=chosen.get("reverse", False), limit=chosen.get("limit")
    )


def chosen_keys(library: Library, chosen: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the keys of the entries that `selection_options` choose; None without conditions.

    Raises `OperatorError`.
    """
    if not any(chosen.values()):
        return None
    return frozenset(entry.key for entry in chosen_part(library, chosen))


def selection(chosen: Mapping[str, Any]) -> Selection:
    """Return the selection that the values of `selection_options` make."""
    words = tuple(word for query in chosen["words"] for word in query.split())
    return Selection(**{**chosen, "words": words})
