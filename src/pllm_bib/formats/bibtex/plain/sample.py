"""Samples of a form: entries with values that are found again in what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.bibtex.plain.values import PEOPLE
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pllm_bib.formats.bibtex.plain.form import Form

MOST_FIELDS = 25
PATH = "sample"
"""The name of their file in positions."""


class Sample(NamedTuple):
    """A sample of a form as it stands in a file."""

    text: str
    people: tuple[tuple[tuple[str, str], ...], ...]
    """Of each field of people, the family names and given names."""


def sample_of(form: Form, number: int, people: str) -> Sample:
    """Return the sample of a number; each field of people has one for each letter.

    That of a capital has a particle. The form has no more than `MOST_FIELDS`.
    """
    name, fields = form
    lines, names = [], []
    for index, one in enumerate(fields):
        unique = 10 + number * (MOST_FIELDS - 4) + index
        value = one.constant
        if one.kind is PEOPLE:
            listed = tuple(_name(unique, letter) for letter in people)
            names.append(listed)
            value = " and ".join(map(", ".join, listed))
        elif one.kind:
            again = one.kind.again if number > 1 else ""
            value = (again or one.kind.sample).format(unique)
        closing = "}" if one.delimiter == "{" else one.delimiter
        lines.append(f"  {one.name} = {one.delimiter}{value}{closing}")
    body = ",\n".join(lines)
    return Sample(f"@{name}{{zq{number}key,\n{body}\n}}\n", tuple(names))


def _name(unique: int, letter: str) -> tuple[str, str]:
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(unique)) + letter.lower()
    return f"{'zv ' if letter.isupper() else ''}Zf{letters}", f"Zg{letters}"
