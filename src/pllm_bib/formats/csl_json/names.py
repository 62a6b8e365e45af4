"""Names of CSL-JSON, read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared import names

if TYPE_CHECKING:
    from pllm_bib.model.name import Name, Names


NAME_PARTS = frozenset(
    "family given suffix dropping-particle non-dropping-particle literal comma-suffix "
    "static-ordering parse-names".split()
)


def read_name(parts: dict[str, str]) -> Name:
    """Read a name of CSL's parts. Both kinds of particles are the particle."""
    family = parts.get("family", "")
    literal = parts.get("literal") or parts.get("name", "")
    if literal and not family:
        return names.organisation(literal)
    particles = (parts.get("dropping-particle", ""), parts.get("non-dropping-particle", ""))
    return names.person(
        family, parts.get("given", ""), " ".join(filter(None, particles)), parts.get("suffix", "")
    )


def name_in_text(value: str) -> Name:
    """Read a name that is one string: ``Doe, Jane``, or a name without parts."""
    family, comma, given = value.partition(",")
    return names.person(family, given) if comma else names.organisation(value)


def name_variable(names: Names) -> list[dict[str, str]]:
    """Return names as CSL-JSON has them, “and others” as pandoc does: a last name, “others”."""
    return [_name(name) for name in names.listed]


def _name(name: Name) -> dict[str, str]:
    if name.organisation:
        return {"literal": name.family}
    family, given = name.full_family, name.given
    if name.dropping and given and name.particle:
        family, given = name.family, f"{given} {name.particle}"
    found = {"family": family, "given": given, "suffix": name.suffix}
    return {part: value for part, value in found.items() if value}
