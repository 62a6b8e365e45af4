"""Titles held against each other: the same but for slips, a subtitle, some words."""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.same_work.vocabulary import NUMBER_WORDS, OTHER_TEXT, ROMAN, numeral

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pllm_bib.same_work.record import WorkRecord

UNLIKE = 80.0
"""Titles that are less alike, in percent, have nothing to do with each other."""


class TitleLikeness(NamedTuple):
    """The likeness of two titles.

    ``kind`` is equal, near (nothing but slips of the pen), shortened (one lacks the subtitle),
    reworded, unlike or unknown; ``percent`` is how alike they are.
    """

    kind: str
    percent: float


def likeness(one: str, other: str) -> float:
    """Return how much two texts are alike, from 0 to 1."""
    return ratio(one, other) / 100


def are_worth_comparing(key: str, main: str, twin: str, main_of_twin: str) -> bool:
    """Say whether two titles may be one; each is given in full and without its subtitle.

    All are without blanks. ``main`` and ``main_of_twin`` are empty where there is no subtitle.
    """
    return bool(
        ratio(key, twin, score_cutoff=UNLIKE)
        or (main and ratio(main, twin, score_cutoff=UNLIKE))
        or (main_of_twin and ratio(key, main_of_twin, score_cutoff=UNLIKE))
    )


def worth_comparing(title: str, others: Mapping[int, str]) -> set[int]:
    """Return the numbers of those titles, all without blanks, that may be one with a title."""
    if not others:
        return set()
    found = process.extract(title, others, scorer=ratio, score_cutoff=UNLIKE, limit=None)
    return {number for _title, _percent, number in found}


def compare_titles(one: WorkRecord, other: WorkRecord, known: Mapping[str, int]) -> TitleLikeness:
    """Compare two titles; ``known`` tells in how many titles of the library a word occurs."""
    if not one.title or not other.title:
        return TitleLikeness("unknown", 0)
    if one.title.replace(" ", "") == other.title.replace(" ", ""):
        return TitleLikeness("equal", 100)
    for a, b in ((one, other), (other, one)):
        if b.main and _lacks_subtitle(a, b, known):
            return TitleLikeness("shortened", ratio(a.title, b.title))
    percent = ratio(one.title.replace(" ", ""), other.title.replace(" ", ""), score_cutoff=UNLIKE)
    if not percent or numbers(one.title) != numbers(other.title):
        return TitleLikeness("unlike", percent)
    changed = _changed_words(one.title, other.title, known)
    if not changed:
        kinds = OTHER_TEXT.intersection(one.title.split()) == OTHER_TEXT.intersection(
            other.title.split()
        )
        return TitleLikeness("near" if kinds else "unlike", percent)
    return TitleLikeness("unlike" if changed & _OTHER_KIND else "reworded", percent)


_SHORT_TITLE = 8
"""Letters that a main title needs to stand for the work."""


def _lacks_subtitle(short: WorkRecord, full: WorkRecord, known: Mapping[str, int]) -> bool:
    """Say whether a title is the other one without a subtitle that names no part or edition."""
    main, rest = full.title[: full.main], full.title[full.main + 1 :]
    if len(main) < _SHORT_TITLE and len(full.authors) < 2:  # noqa: PLR2004 -- a team, not a name
        return False
    if main.replace(" ", "") != short.title.replace(" ", "") and not (
        ratio(main, short.title) > 85  # noqa: PLR2004 -- as for slips in whole titles
        and numbers(main) == numbers(short.title)
        and not _changed_words(main, short.title, known)
    ):
        return False
    if short.pages and (short.volume, short.pages) == (full.volume, full.pages):
        return True
    return not _is_another(rest, full.shown)


_FEW = 4
"""So many words of a subtitle name a subject."""


def _is_another(subtitle: str, shown: str) -> bool:
    """Say whether a subtitle makes another work of its title: a part, an edition, a reply to it.

    ``shown`` is the whole title as people read it.
    """
    words = [word for word in subtitle.split() if word not in _SMALL or word in ROMAN]
    if not words:
        return False
    if words[0] in _OTHER_KIND or OTHER_TEXT.intersection(words) or _counts(words, shown):
        return True
    if len(words) >= _FEW:
        return False
    telling = numbers(subtitle) or (_OF_TEXTS | _TRANSLATED).intersection(words)
    return bool(telling) or set(words) <= _FORMS


def _counts(words: Sequence[str], shown: str) -> bool:
    """Say whether a subtitle starts with a number, or has one behind “part” and the like."""
    first = words[0]
    if first in ROMAN and first not in _LETTERS:
        return True
    if (first in ROMAN or first.isdigit()) and re.search(rf"(?i)\W{first}[.:)]\s", shown):
        return True
    return any(
        word in _PARTS and (len(after) == 1 or numeral(after) is not None)
        for word, after in itertools.pairwise(words)
    )


_OF_TEXTS = OTHER_TEXT | frozenset(
    "correction corrections retraction withdrawal supplement supplementary "
    "supplemental appendix reply response comment comments abstract part volume edition version "
    "abridged excerpt excerpts sequel companion chapter slides workbook teil band auflage kapitel "
    "kommentar antwort erganzung partie tome chapitre commentaire reponse supplementaire parte "
    "tomo edicion edizione capitulo capitolo comentario respuesta errores suplemento commento "
    "risposta".split()
)
"""Words that, with few others, say which text on a subject it is."""
_OTHER_KIND = _OF_TEXTS | frozenset(
    "commentary discussion review revisited reproducibility demo demonstration poster tutorial "
    "workshop proceedings rezension resena recensione".split()
)
"""Words that make another work of a title, even if the rest is the same."""
_TRANSLATED = frozenset("translation translated traduction traduccion traduzione".split())
_FORMS = frozenset(
    "extended full long short brief preliminary draft revised updated early shorter longer interim "
    "final author authors publisher publishers editor editors expression concern instructor "
    "instructors student students teacher teachers study solutions annotated illustrated condensed "
    "invited keynote technical paper report manual guide notes note material materials information "
    "summary editorial interview letter talk lecture".split()
)
"""Words that name a form of a work and no subject, where a subtitle has no others."""

_LETTERS = frozenset({"i", "v", "x"})
"""Roman numerals that are letters and words too."""
_PARTS = frozenset(
    "part volume vol chapter book section teil band kapitel buch partie tome chapitre livre parte "
    "tomo capitulo capitolo libro deel boek hoofdstuk".split()
)
_DIGITS = regex(r"\d+")


@functools.lru_cache(maxsize=20_000)
def numbers(title: str) -> tuple[str, ...]:
    """Return the numbers in a title, sorted: digits, ``second``, ``II``; and the plus signs."""
    words = title.split()
    found = ["+" * title.count("+")] if "+" in title else []
    for at, word in enumerate(words):
        if word in NUMBER_WORDS:
            found.append(NUMBER_WORDS[word])
        elif word in ROMAN and (
            word not in _LETTERS or at == len(words) - 1 or words[at - 1] in _PARTS
        ):
            found.append(ROMAN[word])
        elif len(word) == 1 and word.isalpha() and words[max(0, at - 1)] in _PARTS:
            found.append(word)
        else:
            found += [digits.lstrip("0") or "0" for digits in _DIGITS.findall(word)]
    return tuple(sorted(found))


_SMALL = frozenset(
    "a an and as at by for from in into is of on or over the their to using via with its".split()
)
"""Words that come and go without a change of what a title says."""


def _changed_words(one: str, other: str, known: Mapping[str, int]) -> set[str]:
    """Return the words of either title that are not misspelt words of the other title."""
    mine, theirs = _left_over(one.split(), other.split())
    _drop_joined(mine, theirs)
    _drop_joined(theirs, mine)
    for word in tuple(mine):
        slip = next((twin for twin in theirs if _is_slip(word, twin, known)), None)
        if slip is not None:
            mine.remove(word)
            theirs.remove(slip)
    changed = {*mine, *theirs}
    # “From X to Y” is not “to X from Y”: small words may be missing, not others in their place.
    if changed <= _SMALL and not (mine and theirs):
        return set()
    return changed


def _left_over(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words of each title that the other one has less often."""
    theirs = list(other)
    mine = []
    for word in one:
        if word in theirs:
            theirs.remove(word)
        else:
            mine.append(word)
    return mine, theirs


def _drop_joined(mine: list[str], theirs: list[str]) -> None:
    """Drop words that the other title writes as two or three: ``test time`` and ``testtime``."""
    for word in tuple(mine):
        for length in (2, 3):
            for at in range(len(theirs) - length + 1):
                if "".join(theirs[at : at + length]) == word:
                    mine.remove(word)
                    del theirs[at : at + length]
                    break
            else:
                continue
            break


_RARE = 2
"""A word that no more titles have may be a slip."""
_COMMON = 20
"""A word that so many titles have is known how to be written."""
_MORE_OFTEN = 50
"""So many times as common as a slip is what was meant."""
_LONG_WORD = 5
_VERY_LONG_WORD = 9


def _is_slip(one: str, other: str, known: Mapping[str, int]) -> bool:
    """Say whether two words are one: mistyped, in the plural, or in British spelling."""
    short, long = sorted((one, other), key=len)
    if long in {f"{short}s", f"{short}es"}:
        return len(short) > 2  # noqa: PLR2004
    if long.endswith(short) and long.removesuffix(short) in _PREFIXES:
        return False  # what is convex, and what is nonconvex
    if _american(one) == _american(other):
        return True
    rare, common = sorted((known.get(one, 0), known.get(other, 0)))
    if rare > _RARE and common < _MORE_OFTEN * rare:
        return False
    distance = OSA.distance(one, other, score_cutoff=2)
    if {one, other} & _SMALL:
        return distance <= 1 and (len(short) > 1 or {one, other} <= _SMALL)
    if len(short) >= _LONG_WORD - 1 and sorted(one) == sorted(other):
        return distance <= 1
    if common >= _COMMON and short[0] == long[0]:  # there is no doubt what was meant
        most = 2 if len(short) > _LONG_WORD or sorted(one) == sorted(other) else 1
        return distance <= most and len(long) >= _LONG_WORD - 1
    if len(long) < _LONG_WORD or (len(short) < _LONG_WORD and short[0] != long[0]):
        return False  # GPT and GAT, LoRA and QLoRA
    return distance <= (1 if len(short) < _VERY_LONG_WORD else 2)


def _american(word: str) -> str:
    """Return a word as it is spelled in American English."""
    return _BRITISH.sub(lambda match: _AMERICAN[match.group()], word)


_AMERICAN = {
    **{f"is{end}": f"iz{end}" for end in ("e", "es", "ed", "er", "ers", "ing", "ation", "ations")},
    **{f"ys{end}": f"yz{end}" for end in ("e", "es", "ed", "er", "ers", "ing")},
    **{f"ll{end}": f"l{end}" for end in ("ed", "er", "ers", "ing")},
    **{f"our{end}": f"or{end}" for end in ("", "s", "al", "ed", "ing", "ite", "able")},
    **{f"ogue{end}": f"og{end}" for end in ("", "s")},
    "tre": "ter",
    "tres": "ters",
    "ence": "ense",
}
_BRITISH = regex(rf"(?<=\w{{3}})(?:{'|'.join(sorted(_AMERICAN, key=len, reverse=True))})$")
"""Ends of words of at least three letters before them: colour, not four."""


_PREFIXES = frozenset(
    "a anti auto bi co de di dis hyper il im in inter intra ir iso macro meta micro mini mis mono "
    "multi non over para poly post pre pro pseudo quasi re self semi sub super supra trans tri un "
    "under uni".split()
)


def is_generic(title: str) -> bool:
    """Say whether a title names no subject, so that an author may use it again and again."""
    return title.replace(" ", "") in _GENERIC


_GENERIC = frozenset(
    "abstract abstracts addendum afterword announcement appendix bookreview bookreviews "
    "callforpapers comment commentary conclusion contents corrigendum discussion editorial "
    "editorsnote epilogue errata erratum foreword guesteditorial guesteditorsintroduction index "
    "correspondence fromtheeditor fromtheeditors inbrief inthisissue letters "
    "lettertotheeditor letterstotheeditor frontmatter backmatter titlepage colophon "
    "inmemoriam introduction introductiontothespecialissue letter news obituary overview preface "
    "prologue rejoinder reply response review summary tableofcontents thisissue welcome".split()
)


def is_telling(title: str) -> bool:
    """Say whether a title is long enough to name one work, unlike “Owls” or “A Survey”."""
    words = title.split()
    return len("".join(words)) >= _TELLING or len(words) >= _TELLING_WORDS


_TELLING = 20
_TELLING_WORDS = 4


def is_coined(short: WorkRecord, full: WorkRecord, known: Mapping[str, int]) -> bool:
    """Say whether the main title of two records is a name made up for one work: ``OwlNet``.

    It is written as no word is, in one of them, and few titles have it.
    """
    words = full.title[: full.main].split()
    return len(words) <= _COINED_WORDS and any(
        known.get(word, 0) <= _FEW_TITLES
        and _COINED.search(f"{short.shown} {full.shown.partition(':')[0]}")
        for word in words
    )


_COINED = regex(r"[a-z][A-Z]|[A-Z]{3}|[A-Za-z]\d")
_COINED_WORDS = 2
_FEW_TITLES = 4


def share_words(one: str, other: str, known: Mapping[str, int]) -> bool:
    """Say whether titles share half of the telling words of the one that has fewer.

    A word that many titles have, by ``known``, tells none of them.
    """
    words = [
        {word for word in title.split() if word not in _SMALL and known.get(word, 0) <= _OF_MANY}
        for title in (one, other)
    ]
    short, long = sorted(words, key=len)
    return bool(short) and len(short & long) * 2 >= len(short)


_OF_MANY = 8
