"""The people who are cited, with as much of their given names as distinguishes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl.initials import initials

if TYPE_CHECKING:
    from pllm_bib.citing.csl.item import CslName

FAMILY, INITIALS, FULL = 0, 1, 2
"""The levels at which a name is shown: without its given name, with initials, in full."""


class NameRegister:
    """The names that a style has rendered so far (CSL 1.0.2, "Disambiguation").

    ``rule`` is the style's ``givenname-disambiguation-rule``. With ``by-cite``, names are compared
    with those of the same work only.
    """

    def __init__(self, rule: str, *, active: bool) -> None:
        self.rule = rule
        self.active = active
        self.by_cite = rule == "by-cite"
        self.primary_only = rule.startswith("primary-name")
        self.initials_only = rule.endswith("with-initials")
        self._known: dict[str, dict[str, set[str]]] = {}

    def level(self, work: str, name: CslName, place: int, least: int, wanted: int) -> int:
        """Note a name, and return the level at which it is shown: ``least`` or higher.

        ``place`` is the name's place in its list. ``wanted`` is the level that tells the cite apart
        from others.
        """
        if not self.active or (self.primary_only and place):
            return max(least, wanted)
        given = " ".join(name.given.replace(".", " ").split())
        short = initials(given, "", hyphen=True, normalize_only=False)
        family = f"{work if self.by_cite else ''}\0{name.family}"
        known = self._known.setdefault(family, {})
        known.setdefault(short, set()).add(given)
        if self.by_cite and least <= wanted:
            return wanted
        if self.initials_only:
            return max(least, wanted, INITIALS if len(known) > 1 else FAMILY)
        if len(known[short]) > 1:
            return FULL
        return max(least, wanted, INITIALS if len(known) > 1 else FAMILY)
