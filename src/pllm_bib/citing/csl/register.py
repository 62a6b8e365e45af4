"""The people who are cited, with as much of their given names as distinguishes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl.initials import initials

if TYPE_CHECKING:
    from pllm_bib.citing.csl.item import CslName

FAMILY, INITIALS, FULL = 0, 1, 2
"""The levels at which a name is shown: without its given name, with initials, in full."""


class NameRegister:
    """The names that a style shows (CSL 1.0.2, "Disambiguation", global name disambiguation).

    ``rule`` is the style's ``givenname-disambiguation-rule``. With ``by-cite``, names are compared
    with those of the same work only. ``with_particle`` says whether the particle is a part of the
    family name.
    """

    def __init__(self, rule: str, *, active: bool, with_particle: bool = False) -> None:
        self.rule = rule
        self.active = active
        self.with_particle = with_particle
        self.by_cite = rule == "by-cite"
        self.primary_only = rule.startswith("primary-name")
        self.initials_only = rule.endswith("with-initials")
        self.known: dict[str, dict[str, set[str]]] = {}
        self.size = 0
        """How many names are known: what is shown stays as it is until there are more."""

    def note(self, work: str, name: CslName, place: int) -> None:
        """Note a name; ``place`` is its place in its list."""
        if not self.active or (self.primary_only and place) or name.literal:
            return
        self.add(*self.parts(work, name))

    def add(self, family: str, short: str, given: str) -> None:
        """Note a name by its parts."""
        givens = self.known.setdefault(family, {}).setdefault(short, set())
        if given not in givens:
            givens.add(given)
            self.size += 1

    def level(self, work: str, name: CslName, place: int, least: int, wanted: int) -> int:
        """Return the level at which a name is shown: ``least`` or higher.

        ``place`` is the name's place in its list. ``wanted`` is the level that tells the cite apart
        from others.
        """
        if not self.active or (self.primary_only and place):
            return max(least, wanted)
        if self.by_cite and least <= wanted:
            return wanted
        family, short, _given = self.parts(work, name)
        known = self.known.get(family, {})
        if self.initials_only:
            return max(least, wanted, INITIALS if len(known) > 1 else FAMILY)
        if len(known.get(short, ())) > 1:
            return FULL
        return max(least, wanted, INITIALS if len(known) > 1 else FAMILY)

    def parts(self, work: str, name: CslName) -> tuple[str, str, str]:
        """Return what tells a name: its family, its initials, its given name."""
        given = " ".join(name.given.replace(".", " ").split())
        short = initials(given, "", hyphen=True, normalize_only=False)
        family = f"{name.family} {name.non_dropping}" if self.with_particle else name.family
        return f"{work if self.by_cite else ''}\0{family}", short, given
