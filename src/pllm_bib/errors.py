"""Errors that this package raises on purpose, under one base class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model import limits

if TYPE_CHECKING:
    from pllm_bib.model.diagnostic import Position


class PllmBibError(Exception):
    """Anything that this package refuses to do, or cannot do.

    ``position`` is the place in a file that the message starts with, None where there is none.
    """

    position: Position | None = None

    def __init__(self, message: str = "") -> None:
        super().__init__(limits.brief(message))


class OperatorError(PllmBibError):
    """Something that only the person at the keyboard can mend; the message says how."""

    def __init__(self, message: str, position: Position | None = None) -> None:
        super().__init__(f"{position}: {message}" if position else message)
        self.position = position


class StyleError(PllmBibError):
    """A citation style that is missing or cannot be used; the message says why.

    ``line`` is that of the fault in the style's file, 0 where there is none.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line
