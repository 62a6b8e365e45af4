"""Names of authors in a list, alone or with a venue and a year beside them."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pllm_bib.awesome.label import Label, is_abbreviated, read_label
from pllm_bib.formats.shared.latex import decode_plain
from pllm_bib.formats.shared.names import read_name
from pllm_bib.model.name import Name, Names
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS_OF_NAMES = r"[*†‡§¶#\d⁰¹²³⁴⁵⁶⁷⁸⁹^$]"
_HYPHENS = regex("\u00ad?[-\u2010\u2011](?:\u00ad?[-\u2010\u2011])?|\u00ad")
_EATEN = regex(r"\{([\"'`^~=.])([^\W\d_])\}")
"""An accent of LaTeX whose backslash Markdown has taken for its own: ``{"o}``."""
_NAME_MARKS = regex(rf"(?<!{_MARKS_OF_NAMES}){_MARKS_OF_NAMES}++(?=[\s,;&]|$)")
_OTHERS = regex(
    r"(?:[,;]\s*+|(?<![\s,;])\s*+)(?:\band\s+)?(?:\bet\s+al\b\.?|\band\s+others\b|\bet\s+alia\b|…|\.\.\.)\s*\.?$"
)
_INITIALS = regex(r"(?:[^\W\d_]\.[ -]?|[^\W\d_](?:[ -]|$)){1,4}|[A-Z]{1,3}")
_NAME_WORD = regex(r"[^\W\d_]\.(?:-?[^\W\d_]\.)*|[^\W\d_](?:[^\W\d_]|['’-])*|(?:Jr|Sr|St)\.")
_PARTICLES = frozenset(
    "van von der den de del della di da du la le dos das ter ten zu zur af av bin ibn al el y "
    "e".split()
)
_NO_NAMES = frozenset(
    "university institute conference proceedings journal transactions workshop association "
    "international advances research learning language model models systems survey science "
    "nature communications review letters laboratory lab inc corp department networks computing "
    "intelligence analysis processing recognition robotics biology physics chemistry engineering "
    "technology technologies medicine speech vision pattern data signal image computer knowledge "
    "automation mining graphics linguistics applications reports magazine annals bulletin society "
    "series access frontiers neural machine artificial software security methods imaging ieee acm "
    "trans proc".split()
)


def read_name_list(text: str, *, marked: bool, cited: bool = False) -> Names | None:
    """Read a list of persons, given names first; return None for any other text.

    ``marked`` means that the text is known to hold names, by its column or the words before it, so
    that one name is enough. Otherwise it needs two names, or “et al.”. ``cited`` means that a title
    or a venue stands beside it, so that the first name may have its family first, as in citations.
    """
    if _YEAR.search(text):
        return None
    if not text.isascii():
        text = _HYPHENS.sub("-", text)
    if "{" in text:
        text = decode_plain(_EATEN.sub(r"{\\\1\2}", text))
    text = " ".join(_NAME_MARKS.sub("", text).split()).strip(" .,;:–—-|*_()[]")
    text = re.sub(r"^(?:by|authors?)\s*+(?::\s++|(?<=\s))", "", text, flags=re.IGNORECASE)
    others = _OTHERS.search(text)
    if others:
        text = re.sub(r"(?<=\w{3})\.$", "", text[: others.start()])
    if family_first := _family_first(text):
        return Names(tuple(family_first), others=others is not None)
    parts = [
        part.strip()
        for part in re.split(r"[,;，、]\s*(?:and\s+|&\s*)?|(?<!\s)\s+and\s+|&\s*", text)
        if part.strip()
    ]
    if not parts or (len(parts) < 2 and not marked and not others):  # noqa: PLR2004
        return None
    names = (
        _inverted(parts)
        or _initials_behind(parts, marked=marked or cited or others is not None)
        or _natural(parts)
        or (_one_inverted(parts) if others else None)
    )
    if names is None and (marked or cited or others) and len(parts) > 2:  # noqa: PLR2004
        names = _first_inverted(parts)
    return Names(tuple(names), others=others is not None) if names else None


_AND = regex(r"(?<!\s)\s+(?:and|&)\s+|;\s*")


def _family_first(text: str) -> list[Name] | None:
    """Read names as BibTeX writes them: ``Doe, Jane and Roe, Richard``.

    What has two words on both sides of a comma are two names: ``Jane Doe, Ann Poe and ...``.
    """
    parts = [part.strip(" ,") for part in _AND.split(text)]
    if len(parts) < 2 or any(part.count(",") != 1 for part in parts):  # noqa: PLR2004
        return None
    for part in parts:
        family, given = (side.split() for side in part.split(","))
        capital = [word for word in family if word not in _PARTICLES]
        if not _are_name_words([*given, *family]) or (len(capital) > 1 and len(given) > 1):
            return None
    return _names(parts)


_FAMILY = (
    r"(?:(?:van|von|der|de|den|del|della|di|da|la|le|el|al)\s+)*"
    r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
)
_FAMILIES = regex(
    rf"(?P<first>{_FAMILY})(?P<more>(?:\s*,\s*{_FAMILY})*)"
    rf"(?:\s*,?\s*(?:and|&)\s*(?P<last>{_FAMILY}))?(?P<others>\s*,?\s*(?:et\s+al\b\.?|and\s+others))?"
)


_FAMILY_INITIALS = regex(rf"({_FAMILY})\s+([A-Z](?:[ -]?[A-Z]){{0,2}})")


def _families(text: str) -> Names | None:
    """Read family names alone, as in citations: ``Doe et al.``, ``Doe and Roe``.

    One name alone, or names with nothing between them but commas, may mean anything.
    """
    match = _FAMILIES.fullmatch(text.strip(" .,;"))
    if match is None or not (match["last"] or match["others"]):
        return None
    found = [match["first"], *(n.strip() for n in match["more"].split(",")), match["last"] or ""]
    found = [name for name in found if name]
    if any(word.casefold() in _NO_NAMES for name in found for word in name.split()):
        return None
    if not match["others"] and any(name.isupper() for name in found):
        return None  # CVPR and ICCV
    return Names(tuple(Name(family=name) for name in found), others=bool(match["others"]))


_BETWEEN = regex(r"(?<=\bal)\.?,?\s+|[,.;|]\s+|\s[|/–—-]\s|(?<!\s)\s+(?=[(\[]|['’]?\d\d)")


def read_credits(text: str) -> tuple[Names, Label] | None:
    """Read what a bracket says of a work: names, with a venue or a date before or behind them.

    Return None where it holds no names.
    """
    text = _LETTERED_YEAR.sub(r"\1", " ".join(text.split()).strip(" .,;()[]"))
    if len(text) > _LONGEST_LABEL:
        return None
    marks = list(_BETWEEN.finditer(text))
    marks.sort(key=lambda mark: (not mark.group().strip(), -mark.start()))  # blanks come last
    for match in marks:
        before, after = text[: match.start()], text[match.end() :]
        for said, told in ((before, after), (after, before)):
            label = read_label(told, marked=True)
            if label is None or _AL.search(told):
                continue
            names = _credited(said)
            if names is None and label.venue and is_abbreviated(label.venue):
                names = read_name_list(said, marked=True)
            if names:
                return names, label
    names = _credited(text) if _OTHERS.search(text) else None
    return (names, Label()) if names else None


_LETTERED_YEAR = regex(r"\b((?:19|20)\d\d)[a-h]\b")
"""A year with the letter that citations give it: ``2023a``."""
_YEAR = regex(r"\b(?:19|20)\d\d\b")
_AL = regex(r"\bet\s+al\b")


def _credited(text: str) -> Names | None:
    return read_name_list(text, marked=False) or _families(text)


_BEFORE_LABEL = regex(r"[,.]\s+|(?<!\s)\s+(?=\()")
_LONGEST_LABEL = 200
"""Characters of a venue with its date."""


def split_names(text: str) -> tuple[Names, Label] | None:
    """Read names with a venue or a year behind them: ``Jane Doe, John Roe, NeurIPS 2023``."""
    start = max(0, len(text) - _LONGEST_LABEL)
    for match in reversed(list(_BEFORE_LABEL.finditer(text, start))):
        behind = _LETTERED_YEAR.sub(r"\1", text[match.end() :])
        label = read_label(behind, marked=False)
        if label is None or not (label.date or label.arxiv):
            continue
        names = read_name_list(text[: match.start()], marked=False, cited=True)
        if names:
            return names, label
    return None


def _inverted(parts: list[str]) -> list[Name] | None:
    """Read names of the form ``Doe, J., Roe, R.``."""
    given = parts[1::2]
    if (
        len(parts) % 2
        or any(_AL.search(part) for part in parts)
        or not all(_INITIALS.fullmatch(part) for part in given)
    ):
        return None
    dotted = any(part.endswith(".") for part in given)
    return _names(
        f"{family}, {initials}{'.' if dotted and not initials.endswith('.') else ''}"
        for family, initials in zip(parts[::2], given, strict=True)
    )


def _one_inverted(parts: list[str]) -> list[Name] | None:
    """Read one name, its family first, before “et al.”: ``Doe, Jane et al.``."""
    if len(parts) != 2 or " " in parts[0]:  # noqa: PLR2004
        return None
    given = parts[1].split()
    particles = list(itertools.takewhile(_PARTICLES.__contains__, reversed(given)))[::-1]
    if 0 < len(particles) < len(given):  # “Doe, Jane van der”
        parts = [" ".join([*particles, parts[0]]), " ".join(given[: -len(particles)])]
    words = [word for word in " ".join(parts).split() if word not in particles]
    if not all(_NAME_WORD.fullmatch(word) and word[0].isupper() for word in words):
        return None
    if any(word.casefold() in _NO_NAMES for word in words):
        return None
    return _names([", ".join(parts)])


def names_before_title(text: str) -> tuple[Names, int] | None:
    """Read names that only a comma parts from the title behind them; also return their length.

    ``Jane Doe, Al Roe and Ann Poe, Owls at Night``: the last one has an “and” before it, or there
    are three and more. A row of other things may look so too, but a title hardly follows it.
    """
    marks = [match.end() for match in itertools.islice(_COMMA.finditer(text), _MOST_NAMES)]
    for end in reversed(marks):
        said, rest = text[:end].rstrip(" ,"), text[end:]
        title = re.split(r"[,.]", rest)[0].split()
        if len(title) < 3 or title[0][0].islower() or title[0] == "&" or _QUOTE.search(rest):  # noqa: PLR2004
            continue
        names = read_name_list(said, marked=False)
        if names is None or (_are_name_words(title) and not _is_longer(title, said)):
            continue
        several = len(names) > 2 or re.search(r"\s(?:and|&)\s", said)  # noqa: PLR2004
        if several or _ends_in_label(rest):
            return names, end
    return None


def _is_longer(title: list[str], names: str) -> bool:
    """Say whether words that may be a name are more than any name of some, or no name's words.

    ``Jane Doe, Al Roe, Ann Poe, Relative Barn Owl Search``.
    """
    longest = max(len(name.split()) for name in re.split(r",\s*|\s(?:and|&)\s", names))
    if len(title) <= longest or any(len(word.rstrip(".")) == 1 for word in title):
        return False
    return len(title) > 3 or any(map(_NOUN.search, title))  # noqa: PLR2004


_NOUN = regex(r"(?:tions?|ings?|ments?|ity|ism|ics|ance|ences?|ness|nets?|works?|wise)$")
"""Ends of words that names seldom have."""


def _ends_in_label(text: str) -> bool:
    """Say whether a venue with its year stands behind the last commas of a text."""
    parts = text.rstrip(" .").rsplit(",", 2)
    tails = (",".join(parts[at:]) for at in range(1, len(parts)))
    labels = (read_label(tail.strip(), marked=True) for tail in tails)
    return any(
        label and (label.arxiv or (label.date and is_abbreviated(label.venue or "x")))
        for label in labels
    )


def have_initials(names: Names) -> bool:
    """Say whether all given names are initials, which nothing but names looks like."""
    return all(_BARE_INITIALS.fullmatch(name.given) for name in names.names)


_BARE_INITIALS = regex(r"(?:[A-Z]\.[ -]?){1,4}")
_COMMA = regex(r",\s*(?=\S)")
_QUOTE = regex(r"[“\"]")
_MOST_NAMES = 40


def one_with_initials(text: str) -> Names | None:
    """Read one name whose given names are initials, which nothing else looks like: ``J. Doe``."""
    text = text.strip(" .,;")
    return read_name_list(text, marked=True) if _ONE_WITH_INITIALS.fullmatch(text) else None


_ONE_WITH_INITIALS = regex(rf"(?:[A-Z]\.[ -]?){{1,3}}{_FAMILY}")


def _first_inverted(parts: list[str]) -> list[Name] | None:
    """Read names of which the first have their family first: ``Doe, Jane, and Al Roe``."""
    found: list[Name] = []
    at = 0
    while at < len(parts) and " " not in parts[at]:
        pair = _one_inverted(parts[at : at + 2])
        if pair is None:
            return None
        found += pair
        at += 2
    rest = _natural(parts[at:]) if at < len(parts) else []
    return found + rest if found and rest is not None and len(found) + len(rest) > 1 else None


def _initials_behind(parts: list[str], *, marked: bool) -> list[Name] | None:
    """Read names with bare initials behind the family: ``Doe J, van Roe R A``."""
    found = [_FAMILY_INITIALS.fullmatch(part) for part in parts]
    if not marked or not all(found):
        return None
    if any(part.casefold() in _NO_NAMES for match in found if match for part in match[1].split()):
        return None
    return _names(f"{match[1]}, {match[2]}" for match in found if match)


def _natural(parts: list[str]) -> list[Name] | None:
    """Read names of the form ``Jane Doe``."""
    if not all(_are_name_words(part.split()) for part in parts):
        return None
    return _names(parts)


def _are_name_words(words: list[str]) -> bool:
    """Say whether words can be a person's given and family names."""
    if not 2 <= len(words) <= 6 or not all(_NAME_WORD.fullmatch(word) for word in words):  # noqa: PLR2004
        return False
    if any(word.casefold() in _NO_NAMES for word in words):
        return False
    if not all(word[0].isupper() or word in _PARTICLES or not word[0].islower() for word in words):
        return False
    return not all(word.isupper() and len(word) > 2 for word in words)  # noqa: PLR2004


def _names(sources: Iterable[str]) -> list[Name] | None:
    names = []
    for source in sources:
        name, problem = read_name(source)
        if name is None or problem or not name.family or not name.given:
            return None
        names.append(name)
    return names
