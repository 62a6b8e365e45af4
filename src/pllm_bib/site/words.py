"""The words of the pages in a language: a table each in ``words/``, or one that a user gives."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """Words by what they are for; templates write them like attributes, ``w.search``."""

    table: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.table[name]

    def of(self, name: str) -> str:
        """Return a word; a name without one stands for itself."""
        return self.table.get(name, name)

    def counted(self, name: str, number: int) -> str:
        """Return a number of things: the words ``name`` and ``name_1`` hold ``{n}``."""
        one = self.table.get(f"{name}_1") if number == 1 else None
        digits = f"{number:,}".replace(",", self["thousands"])
        return (one or self[name]).replace("{n}", digits)


def languages() -> tuple[str, ...]:
    """Return the languages of the tables."""
    folder = resources.files(__package__) / "words"
    names = (file.name for file in folder.iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


@cache
def _table(language: str) -> Mapping[str, str]:
    file = resources.files(__package__) / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def words_of(language: str) -> Words:
    """Return the words of a language. Raises `OperatorError` for one without a table."""
    if language not in languages():
        known = ", ".join(languages())
        hint = did_you_mean(language, languages(), f" There are: {known}; or give a table of words")
        message = f"there are no words in “{language}”.{hint}"
        raise OperatorError(message)
    return Words(_table(language))


def own_words(table: Mapping[str, object]) -> Words:
    """Return the words of a user's table, in English where it has none.

    Raises `OperatorError` for a name or a value that means nothing.
    """
    english = _table(ENGLISH)
    for name, value in table.items():
        if name not in english:
            message = f"unknown word “{name}”.{did_you_mean(name, english)}"
            raise OperatorError(message)
        if not isinstance(value, str):
            message = f"“{name}” must be a text in quotes"
            raise OperatorError(message)
    return Words({**english, **{name: str(value) for name, value in table.items()}})
