"""BibTeX name lists <-> `Names`.

The rules are BibTeX's own ("BibTeXing", section 4; "Tame the BeaST", section 11): names are split
at `` and `` outside braces, a name has up to two commas, and the first words that start in lower
case are the *von* part. Braces keep words together and take them out of these rules.

BibLaTeX's names with named parts are read too (``family=Berg, given=Jan, prefix=van``; the biber
manual, section 3.4, and the BibLaTeX manual, section 2.1.5); they are never written.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.latex import (
    closing_brace,
    decode,
    decode_plain,
    encode_plain,
    has_markup,
)
from pllm_bib.model.name import Name, Names
from pllm_bib.model.regex import regex
from pllm_bib.model.text import normalized

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.formats.shared.faults import Tell


def read_names(source: str) -> tuple[Names, tuple[str, ...]]:
    """Read a name list from LaTeX source; also returns what was wrong with it.

    A name with too many commas keeps what can be kept: the parts after the second comma join
    the given names.
    """
    problems: list[str] = []
    names: list[Name] = []
    others, options = False, ""
    parts = split_at_and(source)
    if parts and (unfinished := _ET_AL.search(parts[-1])):
        last = parts.pop()[: unfinished.start()].rstrip(" ,~\t\r\n")
        parts += [last, "others"] if last else ["others"]
    for index, part in enumerate(parts):
        if not part:
            problems.append("a name is missing beside an “and”")
        elif "=" in part and _LIST_OPTION.fullmatch(part):
            options = part  # it says how biber sorts and labels the list
        elif part.casefold() == "others":
            if index == len(parts) - 1:
                others = True
            else:
                problems.append("“and others” stands before further names")
        else:
            name, found = _read_listed(part, last=index == len(parts) - 1)
            problems += found
            if name:
                names.append(name)
    listed = with_use_prefix(Names(tuple(names), others), options)
    return listed, tuple(dict.fromkeys(problems))


def _read_listed(part: str, *, last: bool) -> tuple[Name | None, list[str]]:
    """Read a name of a list, and what is wrong with it: that an “and” follows a comma, say."""
    ends = part.endswith(",") and not part.endswith("\\,")  # which is a thin blank
    alone = _without_comma(part) if ends and not last else ""
    problems = [f"a comma ends the name “{decode_plain(part)}”"] if alone else []
    name, problem = read_name(alone or part)
    if problem:
        problems.append(problem)
    if "\\" in part:
        problems += [found.message for found in decode(part)[1]]
    return name, problems


def _without_comma(part: str) -> str:
    """Return a name without the comma before an “and”; empty if a suffix stands before it."""
    alone = latex.stripped(part[:-1])
    return "" if SUFFIX.fullmatch(latex.stripped(latex.split(alone, ",")[-1])) else alone


SUFFIX = regex(r"(?:[JS]r\.?|Jun(?:ior|\.)|Sen(?:ior|\.)|II|III|IV|2nd|3rd|Esq\.?)", re.IGNORECASE)
"""A suffix behind a family name."""
_ET_AL = regex(r"(?:^|(?<=[,\s~]))et[\s~]{1,9}al(?:ii|\.)?$", re.IGNORECASE)
"""How some end a list of names in the place of “and others”."""


@functools.lru_cache(maxsize=50_000)
def read_name(source: str) -> tuple[Name | None, str | None]:
    """Read one name; returns it with what was wrong, if anything."""
    if source.count(",") == 1 and "=" not in source and not has_markup(source):
        family, given = map(normalized, source.split(","))
        if family[:1].isupper() and given:  # nothing that the rules below would see
            return Name(family=family, given=given), None
    source = latex.stripped(source)
    if "=" in source and NAMED_PART.match(source):
        return _with_named_parts(source)
    if closing_brace(source, 0) == len(source) - 1:
        whole = _text(source[1:-1])
        return (Name(family=whole, organisation=True), None) if whole else (None, "an empty name")
    parts = [latex.stripped(part) for part in latex.split(source, ",")]
    problem = None
    if len(parts) > 1 and not any(parts[1:]):
        problem = f"a comma ends the name “{decode_plain(source)}”"
        parts = [parts[0], ""]
    elif len(parts) > 3:  # noqa: PLR2004 -- BibTeX's own limit
        problem = f"“{decode_plain(source)}” has more than two commas"
        parts = [parts[0], parts[1], " ".join(parts[2:])]
    if len(parts) == 1:
        given, particle, family = given_first(words_of(parts[0]))
        suffix = ""
    else:
        particle, family = _family_part(words_of(parts[0]))
        suffix = _plain(words_of(parts[1])) if len(parts) > 2 else ""  # noqa: PLR2004
        given = _plain(words_of(parts[-1]))
    if not family:
        if not given:
            return None, problem or "an empty name"
        family, given = given, ""
        problem = problem or f"“{decode_plain(source)}” has no family name"
    return Name(family=family, given=given, particle=particle, suffix=suffix), problem


_OPTIONS = (
    "labelalphanametemplatename nametemplates nohashothers nosortothers sortingnamekeytemplatename "
    "sortnamekeytemplatename uniquelist uniquename uniquenametemplatename useprefix id hash"
).split()
_LIST_OPTION = regex(rf"(?:{'|'.join(_OPTIONS)})\s*=\s*\w+")
_PARTS = ("family", "given", "prefix", "suffix")
NAMED_PART = regex(rf"\"?(?:{'|'.join((*_PARTS, *_OPTIONS))})(?:-i)?\s*=")


def _with_named_parts(source: str) -> tuple[Name | None, str | None]:
    """Read ``family=..., given=...`` without initials and options, which say nothing new."""
    parts: dict[str, str] = {}
    problem = dropping = None
    for item in latex.split(source, ","):
        name, _equals, value = item.strip().strip('"').partition("=")
        name = name.strip()
        if name in _PARTS:
            parts[name] = value.strip()
        elif name == "useprefix":
            dropping = value.strip().lower() == "false"
        elif name.removesuffix("-i") not in {*_PARTS, *_OPTIONS}:
            problem = f"“{name}” is no part of a name"
    family, given, particle, suffix = (_text(parts.get(name, "")) for name in _PARTS)
    if not family:
        if not given:
            return None, problem or "an empty name"
        family, given = given, ""
    whole = parts.get("family", "")
    doubly = whole.startswith("{{") and closing_brace(whole, 1) == len(whole) - 2
    if doubly and not (given or particle or suffix):
        return Name(family=family, organisation=True), problem
    found = Name(family=family, given=given, particle=particle, suffix=suffix, dropping=dropping)
    return found, problem


_USE_PREFIX = regex(r"useprefix\s*(?:=\s*(?P<value>\w+))?", re.IGNORECASE)


def with_use_prefix(names: Names, options: str) -> Names:
    """Return names with the options of their list or entry, among them BibLaTeX's ``useprefix``.

    That of a single name goes first, then that of the list.
    """
    said = _USE_PREFIX.search(options) if options else None
    if said is None:
        return names
    dropping = (said["value"] or "true").lower() == "false"
    each = (replace(n, dropping=dropping) if n.dropping is None else n for n in names)
    return Names(tuple(each), names.others)


def split_at_and(source: str) -> list[str]:
    """Split a list of names, or any list of BibLaTeX, at each ``and`` outside braces."""
    return latex.split_at_and(source) if source.strip() else []


def words_of(source: str) -> list[str]:
    """Split source at brace depth 0 into words; a tie parts them as a blank does."""
    return [word for word in latex.split(source, " \t\r\n~") if word]


def _plain(words: list[str]) -> str:
    return " ".join(filter(None, map(_text, words)))


def _text(source: str) -> str:
    """Return a part of a name; where it may be broken at the end of a line is no part of it."""
    return _unbroken(decode_plain(source))


def _unbroken(text: str) -> str:
    return text.replace("\u00ad", "") if "\u00ad" in text else text


def _is_lower(word: str) -> bool:
    """Say whether BibTeX takes a word for a particle: by its first letter at depth 0."""
    at = 0
    while at < len(word):
        char = word[at]
        if char == "{":
            if word.startswith("\\", at + 1):  # a special character counts as its letter
                end = closing_brace(word, at)
                letter = next((c for c in decode_plain(word[at:end]) if c.isalpha()), "")
                return letter.islower()
            end = closing_brace(word, at)
            if end is None:
                return False
            at = end + 1
            continue
        if char == "\\":  # a command that has no reading counts by its own name
            letter = next((c for c in str(decode(word[at:])[0]) if c.isalpha()), "")
            return letter.islower()
        if char.isalpha():
            return char.islower()
        at += 1
    return False


def given_first(words: list[str]) -> tuple[str, str, str]:
    """Return given names, particle and family of ``First von Last``."""
    lower = [index for index, word in enumerate(words[:-1]) if _is_lower(word)]
    if not lower:
        return _plain(words[:-1]), "", _plain(words[-1:])
    return (
        _plain(words[: lower[0]]),
        _plain(words[lower[0] : lower[-1] + 1]),
        _plain(words[lower[-1] + 1 :]),
    )


def _family_part(words: list[str]) -> tuple[str, str]:
    """Return particle and family of ``von Last``; the last lower-case word ends the particle.

    A capitalised word starts no particle, though BibTeX would have it so: ``Garcia de la Torre``.
    """
    lower = [index for index, word in enumerate(words[:-1]) if _is_lower(word)]
    if not lower or not _is_lower(words[0]):
        return "", _plain(words)
    return _plain(words[: lower[-1] + 1]), _plain(words[lower[-1] + 1 :])


def write_names(names: Names, *, ascii_only: bool = False) -> str:
    """Write a name list as LaTeX source that `read_names` reads back as the same names."""
    parts = [write_name(name, ascii_only=ascii_only) for name in names]
    if names.others:
        parts.append("others")
    return " and ".join(parts)


@functools.lru_cache(maxsize=50_000)
def write_name(name: Name, *, ascii_only: bool = False) -> str:
    """Write one name as ``von Last, Jr., First``, with braces only where the rules need them."""
    if name == Name(family=name.family, given=name.given) and _is_plain(name):
        return f"{name.family}, {name.given}"
    if name.organisation:
        return "{" + encode_plain(name.family, ascii_only=ascii_only) + "}"
    plain = _written(name, braces=False, ascii_only=ascii_only)
    braced = _written(name, braces=True, ascii_only=ascii_only)
    # To BibTeX, a lower-case word in a family name ends a particle, whatever it starts with.
    seems_particle = any(_is_lower(word) for word in name.family.split()[:-1])
    return braced if seems_particle or read_names(plain) != read_names(braced) else plain


_PLAIN_WORDS = regex(r"[A-Z][A-Za-z.]*(?>(?:[- ][A-Z][A-Za-z.]*)*)")


def _is_plain(name: Name) -> bool:
    """Say whether family and given names are nothing but letters, in any reading."""
    if not (_PLAIN_WORDS.fullmatch(name.family) and _PLAIN_WORDS.fullmatch(name.given)):
        return False
    return "and" not in f"{name.family} {name.given}".lower().split()


def _written(name: Name, *, braces: bool, ascii_only: bool) -> str:
    def part(value: str) -> str:
        source = encode_plain(value, ascii_only=ascii_only)
        return "{" + source + "}" if braces and value else source

    # The particle is known by its lower case, which braces would hide.
    particle = encode_plain(name.particle, ascii_only=ascii_only)
    family = f"{particle} {part(name.family)}".strip()
    if name.suffix:
        given = part(name.given) or "{}"  # a comma before an “and” is a fault
        return f"{family}, {part(name.suffix)}, {given}"
    if name.given:
        return f"{family}, {part(name.given)}"
    # A lone group would be an organisation; the empty group behind it says that it is not.
    return f"{family}{{}}" if braces else family


# Names in formats other than BibTeX.

_OTHERS = frozenset({"others", "et al", "et al.", "and others"})


@functools.lru_cache(maxsize=50_000)
def person(family: str, given: str = "", particle: str = "", suffix: str = "") -> Name:
    """Return a person. Lower-case words at the start of a family name are its particle.

    That is where CSL and RIS have them. One without family name has the given one for it.
    """
    family, given, particle = map(_unbroken, map(normalized, (family, given, particle)))
    if not family:
        family, given = given, ""
    if particle[-1:] in {"'", "’", "-"} and particle[:-1].rpartition(" ")[2] != "de":
        particle, _blank, joined = particle.rpartition(" ")
        family = joined + family  # “d’” and “Alembert”, but “de’ Medici”
    elif not particle:
        words = family.split(" ")
        at = 0
        while at < len(words) - 1 and _starts_lower(words[at]):
            at += 1
        particle, family = " ".join(words[:at]), " ".join(words[at:])
    return Name(family=family, given=given, particle=particle, suffix=normalized(suffix))


def _starts_lower(word: str) -> bool:
    return next((char for char in word if char.isalpha()), "A").islower()


def natural_name(name: str) -> Name:
    """Return a person whose given names come first: ``Jan van der Berg``."""
    words = normalized(name).split(" ")
    lower = next(
        (i for i, word in enumerate(words[:-1]) if i and _starts_lower(word)), len(words) - 1
    )
    return person(" ".join(words[lower:]), " ".join(words[:lower]))


def organisation(name: str) -> Name:
    """Return an organisation, or anyone else with a name of one part."""
    return Name(family=_unbroken(normalized(name)), organisation=True)


_SUFFIX_BEHIND = regex(r"(?:^|,? )((?:Jr|Sr)\.?|2nd|3rd|4th|II|III|IV)$")


def given_and_suffix(given: str) -> tuple[str, str]:
    """Return given names without the suffix behind them, and the suffix: ``Martin L Jr``."""
    match = _SUFFIX_BEHIND.search(given)
    return (given[: match.start()], match[1]) if match else (given, "")


def names_of(names: Iterable[Name], tell: Tell | None = None) -> Names:
    """Return a list of names. “others” or “et al.” at its end is no name; tell the latter."""
    found = tuple(name for name in names if name.family)
    if found and not found[-1].given and found[-1].family.casefold() in _OTHERS:
        if tell and found[-1].family != "others":
            tell(found[-1].family, "“and others”")
        return Names(found[:-1], others=True)
    return Names(found)


def without_et_al(name: str) -> str:
    """Return a name without an “et al.” behind it."""
    match = _ET_AL.search(name)
    return name[: match.start()].rstrip(" ,;") if match else name
