"""Lists of names, and suffixes, that do not follow BibTeX's grammar, and how they would."""

from __future__ import annotations

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.names import NAMED_PART, SUFFIX, given_first, split_at_and, words_of
from pllm_bib.model.regex import regex

_INITIALS = regex(r"(?:[^\W\d_]\.?[ -]?){1,4}")


_BETWEEN = frozenset(r"& \& / and und et y e en og och".split())
"""What people write in the place of “and”, or before a comma of theirs."""


def split_list(source: str) -> str | None:
    """Return a list of names with “and” between the names, where other signs part them.

    None if they do not, or if that is not clear: “García Márquez, Gabriel” may be two people.
    """
    if ";" not in source and ("," not in source or _has_only_whole_names(source)):
        return None
    parts = [part for part in split_at_and(source) if part]
    if ";" not in source and all(map(_has_one_comma, parts)):  # nearly all
        return None
    tidied = _without_strays(parts)
    prose = len(tidied) == len("AB") and "," not in tidied[1]  # A B, C D and E F
    found = [people for part in tidied for people in _people(part, prose=prose)]
    return " and ".join(found) if len(found) > len(parts) else None


def _has_only_whole_names(source: str) -> bool:
    """Say whether a list is plain: “Doe, Jane and Roe, Richard”. Others may be so too."""
    return (
        source.isprintable()
        and _ODD.search(source) is None
        and f" {source.lower()} ".count(" and ") == source.count(" and ")
        and all(map(_has_one_comma, source.split(" and ")))
    )


_ODD = regex(r"[{}\\~]|  ")


def _has_one_comma(name: str) -> bool:
    """Say whether one comma parts a name in two: then it is no list of names."""
    return name.count(",") == 1 and "," not in (name := name.strip())[:1] + name[-1:]


def tidied_list(source: str) -> str | None:
    """Return a list of names without empty names and commas that end a name; None if it has none.

    Signs in the place of “and” are mended too.
    """
    parts = split_at_and(source)
    found = split_list(source) or " and ".join(_without_strays(parts))
    return found if found and found != " and ".join(parts) else None


def _without_strays(parts: list[str]) -> list[str]:
    """Return names without empty ones, and without signs before or in the place of an “and”."""
    names = [name for part in parts for name in _parted_by_word(part)]
    return [name for part in names if (name := part.strip(" \t\r\n,;"))]


def _parted_by_word(source: str) -> list[str]:
    """Return the two names between which another word stands, if each has a comma of its own."""
    words = words_of(source)
    for at, word in enumerate(words):
        if word.rstrip(",").lower() in _BETWEEN:
            two = [" ".join(words[:at]), " ".join(words[at + 1 :])]
            if all(len(latex.split(each, ",")) == 2 for each in two):  # noqa: PLR2004
                return two
    return [source]


def _people(source: str, *, prose: bool) -> list[str]:
    """Return the names in what BibTeX takes for one; ``prose`` if one “and” ends the list."""
    if "=" in source and NAMED_PART.match(source):
        return [source]
    parts = [latex.stripped(part) for part in latex.split(source, ";")]
    if len(parts) > 1:
        return [part for part in parts if part]
    parts = [latex.stripped(part) for part in latex.split(source, ",")]
    whole = all(parts) and not any(SUFFIX.fullmatch(part) for part in parts)
    if not whole or len(parts) == 1:
        return [source]
    several = [len(words_of(part)) > 1 and not _is_initials(part) for part in parts]
    if all(several) and (len(parts) > 2 or prose):  # noqa: PLR2004
        return parts
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if len(parts) > 3 and len(parts) % 2 == 0 and not all(several):  # noqa: PLR2004
        return [f"{family}, {given}" for family, given in pairs]
    return [source]


def _is_initials(part: str) -> bool:
    return part == part.upper() and _INITIALS.fullmatch(part) is not None


def with_suffix_apart(source: str) -> str | None:
    """Return a name with its suffix where BibTeX has it: ``King, Jr., Martin Luther``.

    None if it has none, or has it there.
    """
    parts = [latex.stripped(part) for part in latex.split(source, ",")]
    if len(parts) > 2 or not all(parts):  # noqa: PLR2004
        return None
    first, last = words_of(parts[0]), words_of(parts[-1])
    if len(parts) == 1:
        family, given = first[-1:], first[:-1]
        if SUFFIX.fullmatch(family[0]) and len(given) > 1:  # King Jr.
            found = given_first(given)
            return f"{f'{found[1]} {found[2]}'.strip()}, {family[0]}, {found[0]}"
        inner = [latex.stripped(part) for part in family[0][1:-1].split(",")]
        braced = family[0].startswith("{") and len(inner) == 2 and SUFFIX.fullmatch(inner[1])  # noqa: PLR2004
        return f"{inner[0]}, {inner[1]}, {' '.join(given)}" if braced and given else None
    if len(first) > 1 and SUFFIX.fullmatch(first[-1]):
        return f"{' '.join(first[:-1])}, {first[-1]}, {parts[1]}"
    if len(last) > 1 and SUFFIX.fullmatch(last[-1]):
        return f"{parts[0]}, {last[-1]}, {' '.join(last[:-1])}"
    return None
