r"""Macros that a .bib file defines in its @preamble, and texts in which they are expanded.

Read are ``\newcommand`` and its like, ``\def`` with plain parameters, and ``\let`` ("The TeXbook",
chapter 20; the LaTeX manual, section C.8). A macro counts only if what it prints can be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.latex.atoms import group_end
from pllm_bib.formats.shared.latex.decoder import decode
from pllm_bib.model import limits
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_LEVELS = 50
"""Macros that call each other in turn."""
_BLANKS = regex(r"\s*")
_NAME = r"(?:\{\s*\\([A-Za-z@]+|[^A-Za-z@])\s*\}|\\([A-Za-z@]+|[^A-Za-z@]))"
_DEFINITION = regex(
    rf"""
      \\(?P<new>newcommand|renewcommand|providecommand|DeclareRobustCommand|newrobustcmd)\*?\s*
        (?P<name>{_NAME}) \s* (?:\[(?P<count>[0-9])\])? \s* (?:\[(?P<default>[^][]*)\])? \s*
    | \\(?P<operator>DeclareMathOperator)\*?\s*(?P<function>{_NAME})\s*
    | \\(?P<def>[gex]?def)\s*\\(?P<macro>[A-Za-z@]+|[^A-Za-z@])\s*
        (?P<parameters>(?:\#[1-9])*) \s* (?=\{{)
    | \\let\s*\\(?P<twin>[A-Za-z@]+|[^A-Za-z@])\s*=?\s?\\(?P<of>[A-Za-z@]+|[^A-Za-z@])
    """,
    re.VERBOSE,
)
_COMMAND = regex(r"\\([A-Za-z]+|.)", re.DOTALL)
_PARAMETER = regex(r"#([1-9])")
_TOKEN = regex(r"\\(?:[A-Za-z]+|.)|[^{}]", re.DOTALL)
_ENDS_IN_WORD = regex(r"\\[A-Za-z]+\Z")


class Macro(NamedTuple):
    """A macro: how many arguments it takes, and what it stands for."""

    parameters: int
    body: str
    default: str | None = None
    """What the first argument is where it is not given in brackets."""


def definitions(source: str, known: Mapping[str, Macro]) -> dict[str, Macro]:
    """Return the macros that LaTeX source defines, with those that are known before it."""
    macros = dict(known)
    defined: dict[str, None] = {}  # in order
    at = 0
    while len(macros) < limits.MACROS and (found := _DEFINITION.search(source, at)):
        at = found.end()
        if found["of"]:
            name, macro = found["twin"], macros.get(found["of"], Macro(0, "\\" + found["of"]))
        else:
            body, at = _argument(source, at)
            name, macro = _defined(found, body)
        if found["new"] != "providecommand" or not _has_reading(name, macros):
            macros[name] = macro
            defined[name] = None
    for name in defined:
        if not _is_readable(name, macros[name], macros):
            del macros[name]
    return macros


def _defined(found: re.Match[str], body: str) -> tuple[str, Macro]:
    """Return the name and the meaning of a macro with a body."""
    if found["def"]:
        return found["macro"], Macro(found["parameters"].count("#"), body)
    if found["operator"]:
        return _bare(found["function"]), Macro(0, rf"\operatorname{{{body}}}")
    return _bare(found["name"]), Macro(int(found["count"] or 0), body, found["default"])


def _bare(name: str) -> str:
    return name.strip("{} \t\n\\") or name.strip("{} \t\n")[1:]


def _has_reading(name: str, macros: Mapping[str, Macro]) -> bool:
    return name in macros or not decode(f"\\{name}{{x}}")[1]


def _is_readable(name: str, macro: Macro, macros: Mapping[str, Macro]) -> bool:
    """Say whether a macro prints something that can be read, in text or in mathematics."""
    call = f"\\{name} " if name.isalpha() else f"\\{name}"
    source, ended = expand(call + "{x}" * macro.parameters, macros)
    if not ended:
        return False
    return not source.strip() or not decode(source)[1] or not decode(f"${source}$")[1]


def expand(source: str, macros: Mapping[str, Macro]) -> tuple[str, bool]:
    """Return LaTeX source with macros expanded, and whether that came to an end.

    Macros that call each other without end leave the source as it was (see `limits`).
    """
    expansion = _Expansion(macros, limits.MACRO_CALLS + source.count("\\"))
    try:
        return expansion.of(source), True
    except _EndlessError:
        return source, False


class _EndlessError(Exception):
    """Macros that call each other too often."""


@dataclass(slots=True)
class _Expansion:
    macros: Mapping[str, Macro]
    calls: int
    """How many more calls there may be."""
    length: int = 0
    """Characters that the calls printed."""
    level: int = 0

    def of(self, rest: str) -> str:
        """Return source with its macros expanded, and those that they call."""
        pieces: list[str] = []
        done = at = 0
        while command := _COMMAND.search(rest, at):
            at = command.end()
            macro = self.macros.get(command[1])
            if macro is None:
                continue
            body, at = _called(macro, rest, at)
            self._count(len(body))
            pieces.append(rest[done : command.start()])
            last = _ENDS_IN_WORD.search(body)
            if last and (tail := self.macros.get(last.group()[1:])) and tail.parameters:
                rest, done, at = body + rest[at:], 0, 0  # its arguments follow
                continue
            if "\\" in body:
                body = self._inner(body)
                if rest[at : at + 1].isalpha() and _ENDS_IN_WORD.search(body):
                    body += " "
            pieces.append(body)
            done = at
        pieces.append(rest[done:])
        return "".join(pieces)

    def _count(self, length: int) -> None:
        self.calls -= 1
        self.length += length
        if self.calls < 0 or self.length > limits.EXPANDED_VALUE:
            raise _EndlessError

    def _inner(self, body: str) -> str:
        if self.level >= _MOST_LEVELS:
            raise _EndlessError
        self.level += 1
        result = self.of(body)
        self.level -= 1
        return result


def _called(macro: Macro, source: str, at: int) -> tuple[str, int]:
    """Return what a call prints whose arguments start at a place, and where it ends."""
    if source[at - 1].isalpha():
        at = _after_blanks(source, at)
    arguments: list[str] = []
    if macro.default is not None:
        start = _after_blanks(source, at)
        end = source.find("]", start) if source.startswith("[", start) else -1
        arguments.append(macro.default if end < 0 else source[start + 1 : end])
        at = at if end < 0 else end + 1
    while len(arguments) < macro.parameters:
        argument, at = _argument(source, at)
        arguments.append(argument)
    pieces: list[str] = []
    done = 0
    for parameter in _PARAMETER.finditer(macro.body):
        before = macro.body[done : parameter.start()]
        number = int(parameter[1]) - 1
        argument = arguments[number] if number < len(arguments) else ""
        apart = " " if argument[:1].isalpha() and _ENDS_IN_WORD.search(before) else ""
        pieces += (before, apart, argument)
        done = parameter.end()
    pieces.append(macro.body[done:])
    return "".join(pieces), at


def _after_blanks(source: str, at: int) -> int:
    blanks = _BLANKS.match(source, at)
    return blanks.end() if blanks else at


def _argument(source: str, at: int) -> tuple[str, int]:
    """Return the argument after a place, a group or a token, and where it ends."""
    start = _after_blanks(source, at)
    if source.startswith("{", start):
        end = group_end(source, start)
        return source[start + 1 : end - 1], end
    token = _TOKEN.match(source, start)
    return (token.group(), token.end()) if token else ("", at)
