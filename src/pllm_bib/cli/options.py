"""The options that several commands have, and how they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pllm_bib.cli import completion
from pllm_bib.errors import OperatorError
from pllm_bib.tasks.select import HAS, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pllm_bib.cli import Settings
    from pllm_bib.formats import Format
    from pllm_bib.rules.base import Rule

Function = TypeVar("Function", bound="Callable[..., Any]")


def settings() -> Settings:
    """Return the options before the command."""
    found: Settings = click.get_current_context().find_root().obj
    return found


paths_argument = click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path)
)
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; else standard output.",
)
check_option = click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 if something would change."
)
diff_option = click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print a JSON array instead.")
against_option = click.option(
    "--against",
    multiple=True,
    metavar="FILE",
    shell_complete=completion.files,
    help="Bibliography to look up what a line does not say, authors above all. Repeatable.",
)
aliases_option = click.option(
    "--with-aliases",
    is_flag=True,
    help="BibTeX and CSL-JSON: write each work under its former keys, too.",
)


def stop_unless_keyed(row: Format) -> None:
    """Refuse ``--with-aliases`` for a format without citation keys or former keys.

    Raises `click.UsageError`.
    """
    if not row.required_writer.by_key and "aliases" in row.loses:
        message = f"--with-aliases is not for {row.title}: no document cites its works by key"
        raise click.UsageError(message)


def rule_options(function: Function) -> Function:
    """Decorate a command with the options that choose rules."""
    for name, text in (
        ("--ignore", "All but these rules."),
        ("--select", "Only these rules: F, L002, names."),
    ):
        function = click.option(
            name, multiple=True, metavar="CODES", shell_complete=completion.rule_codes, help=text
        )(function)
    return function


_OF_LISTS = ("K002", "X002")
"""Rules that hold for a list's own entries, and for other .bib files only if selected."""


def chosen_rules(
    paths: Sequence[Path], select: Sequence[str], ignore: Sequence[str]
) -> tuple[Rule, ...]:
    """Return the rules that `rule_options` choose.

    ``paths`` are the files to check; none means the list. Raises `OperatorError` for a word that
    names no rule.
    """
    from pllm_bib import rules

    if paths and not select:
        ignore = (*ignore, *_OF_LISTS)

    def split(values: Sequence[str]) -> list[str]:
        return [code for value in values for code in value.replace(",", " ").split()]

    try:
        return rules.select(split(select), split(ignore))
    except ValueError as error:
        raise OperatorError(str(error)) from error


_SELECTION = (
    click.option(
        "--section",
        "sections",
        multiple=True,
        metavar="ID",
        shell_complete=completion.sections,
        help="Section id (1.3), chapter id (1) or slug. Repeatable.",
    ),
    click.option(
        "-k",
        "--key",
        "keys",
        multiple=True,
        metavar="KEY",
        shell_complete=completion.keys,
        help="Citation key. Repeatable.",
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
        help="Venue as labelled in the list (NeurIPS; arXiv for preprints). Repeatable.",
    ),
    click.option(
        "--author",
        "authors",
        multiple=True,
        metavar="NAME",
        help="A name, or a part of it, among authors and editors. Repeated: all of them.",
    ),
    click.option(
        "--query",
        "words",
        multiple=True,
        metavar="WORDS",
        help="Words of title, names, venue or identifiers. Repeated: all of them.",
    ),
    click.option(
        "--has",
        "has",
        multiple=True,
        type=click.Choice(HAS),
        help="Only works that have this. Repeated: all of them.",
    ),
)


def selection_options(function: Function) -> Function:
    """Decorate a command with the options that choose entries."""
    for option in reversed(_SELECTION):
        function = option(function)
    return function


def selection(chosen: Mapping[str, tuple[str, ...]]) -> Selection:
    """Return the selection that the values of `selection_options` make."""
    words = tuple(word for query in chosen["words"] for word in query.split())
    return Selection(**{**chosen, "words": words})
