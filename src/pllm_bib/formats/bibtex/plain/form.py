"""The form of a plain entry: its type, its fields in their order, the kinds of their values."""

from __future__ import annotations

import re
from functools import cache

from pllm_bib.formats.bibtex.plain.values import CONSTANTS, KINDS, ValueKind
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

_KEY = r"([A-Za-z0-9_:./+-]++)"
_HEAD = regex(rf"@([A-Za-z]+)[ \t]*\{{[ \t]*{_KEY}[ \t]*,", re.ASCII)
_FIELD = regex(r'\s*+([A-Za-z]++)\s*+=\s*+([{"]?)\s*+', re.ASCII)
_END = regex(r"\s*+\}", re.ASCII)
_CLOSING = {"{": r"\s*+\}", '"': r'\s*+"', "": r"\b"}
_MORE = r"\s*+(,|(?=\}))"
_BEHIND = r"\s*+,?+\s*+\}\s*+(?:\Z|(?<=\n)(?=@\w*+[ \t]*+[{(]))"
"""The end of an entry, up to the next block at the start of a line."""


class FormField(NamedTuple):
    """A field of a form: its name as it is written, its delimiter, its kind or constant value."""

    name: str
    delimiter: str
    kind: ValueKind | None
    constant: str = ""

    @property
    def inner(self) -> str:
        """The pattern of the value."""
        return self.kind.pattern if self.kind else re.escape(self.constant)

    @property
    def value(self) -> str:
        """The pattern of the value, with the delimiter that closes it."""
        return self.inner + _CLOSING[self.delimiter]

    @property
    def pattern(self) -> str:
        """The pattern of the field, with a group for its name before those of its value."""
        return rf"\s*+({self.name})\s*+=\s*+{self.delimiter}\s*+{self.value}"

    @property
    def whole_pattern(self) -> str:
        """The pattern of the field, with a group for its whole value before those of its pieces."""
        opening = rf"\s*+({self.name})\s*+=\s*+{self.delimiter}"
        if not self.delimiter:
            return rf"{opening}({self.inner}){_CLOSING['']}"
        return rf"{opening}(\s*+{self.inner}\s*+){_CLOSING[self.delimiter]}"


Form = tuple[str, tuple[FormField, ...]]
"""The type of an entry as it is written, and its fields."""


def form_of(text: str, at: int, stop: int) -> Form | None:
    """Return the form of the entry that starts here, if that may be a plain one."""
    head = _HEAD.match(text, at, stop)
    if head is None:
        return None
    fields: list[FormField] = []
    at, comma = head.end(), ","
    while comma and (start := _FIELD.match(text, at, stop)):
        for one, value in _choices(start[1], start[2]):
            if match := value.match(text, start.end(), stop):
                fields.append(one)
                at, comma = match.end(), match[match.lastindex or 0]
                break
        else:
            return None
    names = {one.name.lower() for one in fields}
    if len(names) != len(fields) or _END.match(text, at, stop) is None:
        return None
    return head[1], tuple(fields)


@cache
def _choices(name: str, delimiter: str) -> tuple[tuple[FormField, re.Pattern[str]], ...]:
    """Return what a field of a name may be, with a pattern of its value and what is behind it."""
    lower = name.lower()
    found = [FormField(name, delimiter, kind) for kind in KINDS.get(lower, ())]
    found += [FormField(name, delimiter, None, value) for value in CONSTANTS.get(lower, ())]
    if not delimiter:  # numbers, and the names of months
        found = [one for one in found if one.kind is None or one.kind.sample.isdigit()]
    return tuple((one, re.compile(one.value + _MORE, re.ASCII)) for one in found)


def entry_pattern(form: Form, *, whole: bool = False) -> re.Pattern[str]:
    """Return the pattern of the entries of a form, with all blanks up to the next block.

    Its groups are the key, and the name and the pieces of each field. With ``whole``, there is a
    group for the whole value of a field, with the blanks around it, before those of its pieces.
    """
    name, fields = form
    body = r"\s*+,".join(one.whole_pattern if whole else one.pattern for one in fields)
    return re.compile(rf"@{name}[ \t]*\{{[ \t]*{_KEY}[ \t]*,{body}{_BEHIND}", re.ASCII)
