"""Entries with a slip of the pen, read field by field: each slip costs one value, not the entry.

Slips are a comma too many or missing, a sign between fields that has no business there, and a
field without a value. To BibTeX, each of them is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.bibtex.values import operand
from pllm_bib.model.limits import QUOTED, shortened
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    import re

_HEAD = regex(r"@\s*(?P<type>\w+)\s*[{(]\s*(?P<key>[^\s,{}\"=#%()]*)\s*(?P<comma>,?)")
_NAME = regex(r"[^\s=,{}()\"#%;]+")
_EQUALS = regex(r"\s*=")
_SPACE = regex(r"\s*")
_SKIPPED = regex(r'[^,{}"]*+')
_SWALLOWED = regex(r"\n[ \t]*\w+[ \t]*=[ \t]*[{\"\d]")
"""A line in a value that looks like a field of its own."""


class MendedField(NamedTuple):
    """A field as in `blocks.SourceField`, with offsets in the source of its entry."""

    name: str
    offset: int
    source: str
    value_offset: int


class Mended(NamedTuple):
    """An entry as far as it can be read, and its slips with their offsets in its source."""

    type: str
    key: str
    """Empty if it has none."""
    fields: tuple[MendedField, ...]
    problems: tuple[tuple[str, int], ...]


class Unclosed(NamedTuple):
    """An entry that is not closed."""

    key: str
    field: str = ""
    """The field that seems to be at fault, if any."""


def mended(source: str) -> Mended | Unclosed | None:
    """Read the source of an entry that is not as it should be; None if nothing can be read."""
    head = _HEAD.match(source)
    return _Mender(source, head).read() if head else None


class _Mender:
    def __init__(self, source: str, head: re.Match[str]) -> None:
        self.source = source
        self.type, self.key = head["type"].lower(), head["key"]
        self.closing = "}" if "{" in head.group() else ")"
        self.at = head.end()
        self.fields: list[MendedField] = []
        self.problems: list[tuple[str, int]] = []
        self.after_comma = bool(head["comma"])
        if not head["comma"] and _EQUALS.match(source, head.end("key")):  # it is a field's name
            self.at, self.key, self.after_comma = head.start("key"), "", True

    def read(self) -> Mended | Unclosed | None:
        if not self.key:
            self.problems.append(("the entry has no key: it is given one", 0))
        elif not self.after_comma and self._ahead() != self.closing:
            self._problem(f"a comma is missing after the key “{self.key}”")
            self.after_comma = True
        while self.at < len(self.source):
            sign = self._ahead()
            if sign == self.closing:
                if not (self.key or self.fields):
                    return None
                return Mended(self.type, self.key, tuple(self.fields), tuple(self.problems))
            if sign in {",", ";", "}"}:
                self._separator(sign)
            elif unclosed := self._element(sign):
                return unclosed
        return self._unclosed()

    def _separator(self, sign: str) -> None:
        if sign == "}":
            self._problem("a brace is closed that was not opened")
        elif self.after_comma:
            self._problem("there is a comma too many")
        elif sign == ";":
            self._problem("a semicolon stands for a comma")
        self.after_comma |= sign != "}"
        self.at += 1

    def _element(self, sign: str) -> Unclosed | None:
        """Read a field, or skip other text."""
        name = _NAME.match(self.source, self.at)
        if self.after_comma:
            return self._field(name) if name else self._skip(f"“{sign}” starts no field")
        if name and _EQUALS.match(self.source, name.end()):
            self._problem(f"a comma is missing before “{shortened(name.group(), QUOTED)}”")
            return self._field(name)
        if not self.fields:
            return self._skip(f"“{sign}” starts no field")
        last = self.fields.pop()
        return self._skip(f"in the value of “{last.name}”: is a quotation mark or comma missing?")

    def _ahead(self) -> str:
        """Go on to the next sign that is no blank, and return it."""
        match = _SPACE.match(self.source, self.at)
        self.at = match.end() if match else self.at
        return self.source[self.at : self.at + 1]

    def _problem(self, message: str) -> None:
        self.problems.append((message, self.at))

    def _field(self, name: re.Match[str]) -> Unclosed | None:
        """Read a field, or skip what looks like one; return what it is, if it is never closed."""
        said = shortened(name.group(), QUOTED)
        self.at, self.after_comma = name.end(), False
        if self._ahead() != "=":
            self.at = name.start()
            return self._skip(f"“{said}” is no field: it has no value", said)
        self.at += 1
        self._ahead()
        start = self.at
        while True:
            part, end = operand(self.source, self.at)
            if isinstance(part, str):
                empty = self.source[self.at : self.at + 1] in {",", "}", ""}
                problem = "a value is missing" if empty else part
                return self._skip(f"in the value of “{said}”: {problem}", said)
            self.at = end
            if self._ahead() != "#":
                break
            self.at += 1
            self._ahead()
        value = self.source[start:end]
        self.fields.append(MendedField(name.group().lower(), name.start(), value, start))
        return None

    def _skip(self, problem: str, field: str = "") -> Unclosed | None:
        """Skip what has no reading, up to a comma or the entry's end."""
        self._problem(problem)
        self.after_comma = False
        source = self.source
        while self.at < len(source):
            match = _SKIPPED.match(source, self.at)
            self.at = match.end() if match else self.at
            if source[self.at : self.at + 1] in {"", ",", "}"}:
                break
            part, self.at = operand(source, self.at)
            if isinstance(part, str):
                self.at = len(source)  # it opens what is never closed
        return None if self.at < len(source) else Unclosed(self.key, field)

    def _unclosed(self) -> Unclosed:
        """Return the entry with the field that seems to have swallowed those behind it."""
        suspect = next((field for field in self.fields if _SWALLOWED.search(field.source)), None)
        return Unclosed(self.key, suspect.name if suspect else "")
