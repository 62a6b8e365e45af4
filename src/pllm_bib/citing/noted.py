"""A register of names that tells what steps note in it, and what can matter to a work."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.register import NameRegister

if TYPE_CHECKING:
    from collections.abc import Iterable

Noted = tuple[str, str, str]
"""A name in the register: its family, its initials, its given name."""
OwnNames = dict[str, dict[str, dict[str, None]]]
"""Names as a register has them: family -> initials -> given names."""


class NotedRegister(NameRegister):
    """A register that tells what a step notes, and what it knows of some names."""

    log: list[Noted] | None = None

    def __init__(self, rule: str, *, active: bool, with_particle: bool = False) -> None:
        super().__init__(rule, active=active, with_particle=with_particle)
        self.grown: list[str] = []
        """The families of new names, until somebody takes them out."""

    def add(self, family: str, short: str, given: str) -> None:
        """Note a name by its parts."""
        if self.log is not None:
            self.log.append((family, short, given))
        if given not in self.known.get(family, {}).get(short, ()):
            super().add(family, short, given)
            if not self.by_cite:
                self.grown.append(family)

    def knowledge(self, own: OwnNames) -> str:
        """Return what is known of names: all that can matter to the level of any of them."""
        told = []
        for family, shorts in own.items():
            known = self.known.get(family)
            if not known:
                told.append("-")
                continue
            told.append(_few(short not in shorts for short in known))
            for short, givens in shorts.items():
                there = known.get(short, ())
                told.append(_few(given not in givens for given in there))
                told += ["y" if given in there else "n" for given in givens]
        return "".join(told)


def grouped(names: Iterable[Noted]) -> OwnNames:
    """Return names as a register has them."""
    own: OwnNames = {}
    for family, short, given in names:
        own.setdefault(family, {}).setdefault(short, {})[given] = None
    return own


def _few(others: Iterable[bool]) -> str:
    """Return how many there are, two for any more: a register asks for more than one."""
    return str(sum(1 for _ in itertools.islice(filter(None, others), 2)))
