"""The one way out of the program: words for people, and data for files and programs.

No other module of the command line prints. Text of strangers is harmless in both: a terminal shows
controls and hidden characters spelled out, and obeys none.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.model.unseen import json_text, visible, visible_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from pllm_bib.cli import Settings


def settings() -> Settings:
    """Return the options that hold for every command."""
    found: Settings = click.get_current_context().find_root().obj
    return found


def words(text: str = "", *, err: bool = False) -> None:
    """Print a line for people, on standard output or standard error.

    A terminal gets it in lines that fit, broken between words. A word that is longer, such as an
    address, stays whole: most terminals know it as one link where they break it themselves.
    """
    text = visible(text)
    if (sys.stderr if err else sys.stdout).isatty():
        import shutil

        width = shutil.get_terminal_size().columns
        text = "\n".join(part for line in text.split("\n") for part in fitted(line, width))
    _print(text, err=err)


def fitted(line: str, width: int) -> list[str]:
    """Return a line in lines that fit, those behind the first indented; one with tabs as it is."""
    if len(line) <= width or "\t" in line:
        return [line]
    words_of = re.split(r"(?<=\S) (?=\S)", line)
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    lines = [words_of[0]]
    for word in words_of[1:]:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(f"{indent}{word}")
    return lines


def data(text: str) -> None:
    """Print a text of some format to standard output, letter for letter.

    Only a terminal gets it spelled out where it would obey or hide a character: a pipe and a file
    get what the format says.
    """
    sys.stdout.write(visible(text) if sys.stdout.isatty() else text)


Piece = tuple[str, str]
"""A piece of a line, with a colour, ``bold``, or nothing."""


def pieces(line: Iterable[Piece]) -> None:
    """Print a line for people whose pieces have colours, where colours are wanted."""
    styled = "".join(_styled(visible_line(text), style) for text, style in line)
    click.echo(styled.rstrip(), color=_is_colored())


def _styled(text: str, style: str) -> str:
    if not style:
        return text
    return click.style(text, bold=True) if style == "bold" else click.style(text, fg=style)


def is_for_people() -> bool:
    """Say whether standard output is a terminal, or to be like that of one."""
    return settings().color == "always" or sys.stdout.isatty()


def _is_colored() -> bool:
    if settings().color != "auto":
        return settings().color == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and sys.stdout.isatty()


def as_json(value: Any, *, indent: int | None = 2, err: bool = False) -> None:
    """Print data as JSON; what a terminal would obey stands escaped in it."""
    _print(json_text(value, indent=indent), err=err)


def ask(question: str) -> str | None:
    """Ask a question on standard error; return the line of the answer, None where input ends."""
    click.echo(f"{visible(question)}: ", nl=False, err=True)
    line = sys.stdin.readline() if sys.stdin else ""
    if not line:
        _print("", err=True)
        return None
    return line.rstrip("\r\n")


def console(*, err: bool = False) -> Console:
    """Return what prints tables on a terminal. Their cells must have gone through `visible`."""
    from rich.console import Console

    color = settings().color
    return Console(
        stderr=err,
        force_terminal=True if color == "always" else None,
        no_color=True if color == "never" else None,
    )


def _print(text: str, *, err: bool) -> None:
    click.echo(text, err=err)
