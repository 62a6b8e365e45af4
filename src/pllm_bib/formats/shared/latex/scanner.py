"""A place in LaTeX source, and what can be read there without knowing what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared.latex.braces import closing_braces
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    import re

SPACE_RUN = regex(r"[ \t\n\r\f\v]+")
OPTIONAL_ARGUMENT = regex(r"\[(?:[^][{}]|\{[^{}]*\})*\]")


@dataclass(slots=True)
class Scanner:
    """LaTeX source that is read from its start, with the place of what comes next."""

    source: str
    at: int = 0
    closing: dict[int, int] | None = None
    """Opening brace -> closing brace, once it was needed."""

    def skip_spaces(self) -> None:
        """Skip white space."""
        if spaces := SPACE_RUN.match(self.source, self.at):
            self.at = spaces.end()

    def closing_brace(self) -> int | None:
        """Return where the group ends that starts here; None if none starts, or it never ends."""
        if self.closing is None:
            self.closing = closing_braces(self.source)
        return self.closing.get(self.at)

    def argument(self) -> str | None:
        """Return the source of a braced argument at this place, after white space."""
        before = self.at
        self.skip_spaces()
        end = self.closing_brace()
        if end is None:
            self.at = before
            return None
        value = self.source[self.at + 1 : end]
        self.at = end + 1
        return value

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the match of a pattern at this place, and go to its end."""
        match = pattern.match(self.source, self.at)
        if match:
            self.at = match.end()
        return match
