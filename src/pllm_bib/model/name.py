"""Names of people and organisations."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name, in the four parts that BibTeX knows; every part is plain Unicode.

    ``particle`` is what BibTeX calls the *von* part and CSL the non-dropping particle. An
    organisation has its whole name in ``family``.
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    organisation: bool = False
    dropping: bool | None = field(default=None, compare=False)
    """The particle is left out where the family name stands alone; None if nobody says so.

    It tells how to sort and to cite, and is no part of the name.
    """

    @property
    def full_family(self) -> str:
        """Particle and family name as they are printed before a comma: ``van der Berg``.

        No blank is behind an apostrophe or a hyphen, ``d'Orsay``, but for Italian ``de' Ricci``.
        """
        last = self.particle.rpartition(" ")[2]
        apart = "" if last[-1:] in {"'", "’", "-"} and last[:-1] != "de" else " "
        return f"{self.particle}{apart}{self.family}" if self.particle else self.family

    def __str__(self) -> str:
        parts = (self.given, self.full_family, self.suffix)
        return " ".join(part for part in parts if part)


_OTHERS = Name(family="others", organisation=True)


@dataclass(frozen=True, slots=True)
class Names:
    """Names in the order of the source; ``others`` says that the source has more than these."""

    names: tuple[Name, ...] = ()
    others: bool = False

    def __iter__(self) -> Iterator[Name]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def listed(self) -> tuple[Name, ...]:
        """The names, and “others” as a last one: where formats have no other place for that."""
        return (*self.names, _OTHERS) if self.others else self.names

    def __bool__(self) -> bool:
        return bool(self.names) or self.others
