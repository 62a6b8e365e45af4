"""Dates as people write them, and the names of months and seasons.

Sources: the BibLaTeX manual (section 2.3.8, and 4.9.2.11 for states of publication), the rules of
libraries for catalogues (AACR2, 1.4F: ``c1990``, ``[185-?]``), MathSciNet's and RIS's forms. Names
of months are in ``months.tsv``.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.tables import read_table
from pllm_bib.model.date import Date, Open, read_date
from pllm_bib.model.folding import folded
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.text import normalized

if TYPE_CHECKING:
    from pllm_bib.formats.shared.faults import Tell

_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTHS = tuple(name[:3] for name in _MONTH_NAMES)
"""The macros of BibTeX's styles, in the order of the year: ``jan``."""
SEASONS = ("Spring", "Summer", "Autumn", "Winter")
_SHORTEST_NAME = 3


def month_and_day(value: str) -> tuple[int | None, int | None]:
    """Read a month by number, macro or name; a day may stand before or after it."""
    words = re.findall(r"[^\W\d]+|\d+", value.lower())
    names = [word for word in words if not word.isdigit()]
    numbers = [int(word) for word in words if word.isdigit()]
    if not names and len(numbers) == 1 and 1 <= numbers[0] <= len(_MONTH_NAMES):
        return numbers[0], None
    if len(names) == 1 and len(numbers) <= 1 and (month := _month(names[0])):
        return month, numbers[0] if numbers else None
    message = f"“{value}” is not a valid month: write jan, feb, ... without braces"
    raise ValueError(message)


def _month(word: str) -> int:
    """Return the number of a month by its name or first letters; 0 for none."""
    if len(word) < _SHORTEST_NAME:
        return 0
    for number, name in enumerate(_MONTH_NAMES, start=1):
        if name.startswith(word):
            return number
    return _foreign_month(folded(word))


@functools.lru_cache(maxsize=1000)
def _foreign_month(word: str) -> int:
    names = _foreign_months()
    found = {number for name, number in names if name == word}
    found = found or {number for name, number in names if name.startswith(word)}
    return found.pop() if len(found) == 1 else 0


@functools.cache
def _foreign_months() -> tuple[tuple[str, int], ...]:
    return tuple(
        (folded(name), number)
        for _language, *names in read_table("months.tsv")
        for number, forms in enumerate(names, start=1)
        for name in forms.split("/")
    )


_WORD = regex(r"\d+|[^\W\d_]+|[-–—/]|[?~]")
_NUMBERS = regex(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?|([12]\d{3})([01]\d)([0-3]\d)", re.ASCII)
_DAY_FIRST = regex(r"(?:(\d{1,2})\.\s?)?(\d{1,2})\.\s?(\d{4})", re.ASCII)
_SLASHED = regex(r"(?:(\d{1,2})([/-]))?(\d{1,2})[/-](\d{4})", re.ASCII)
_CENTURY = regex(r"(\d{4})([-–/])(\d{2})", re.ASCII)
_DECADE = regex(r"(\d{3}[-?]|\d{2}(?:--|\?\?))\??|(\d{2}[1-9])0['’]?(?:s|er|erne|-talet)", re.ASCII)
_HAN = regex(r"(\d{4})[年년]\s?(?:(\d{1,2})[月월]\s?(?:(\d{1,2})[日일])?)?", re.ASCII)
_LONG_DASH = regex("-{2,3}")
_BETWEEN = regex(r"(?<!\s)\s++[-–—]\s++|[–—/]")
_AND = regex(
    r"(?<!\s)\s*+(?:&|\b(?:and|to|und|bis|et|au|y|e|en|och|og|i)\b)\s*+(?=\w)", re.IGNORECASE
)
_SEASONS = {
    **dict.fromkeys("spring frühling frühjahr printemps primavera voorjaar lente".split(), 1),
    **dict.fromkeys("summer sommer été verano estate verão zomer".split(), 2),
    **dict.fromkeys("autumn fall herbst automne otoño autunno outono herfst".split(), 3),
    **dict.fromkeys("winter hiver invierno inverno".split(), 4),
}
_ABOUT = frozenset(
    "c ca circa cca about around approx approximately um etwa zirka vers environ env hacia "
    "alrededor verso cerca około ок около omkring omstreeks".split()
)
_LIBRARY_COPYRIGHT = regex(r"^\[?c(?=\d{4}\]?$)")
"""What library catalogues have for ©; with a point or a blank it is “circa”."""
_ABOUT_NUMBERS = regex(r"([^\W\d_]+)\.?\s*+(?=\d)")
_ERA = regex(
    r"\bB\.\s?C\.(?:\s?E\.)?|\bv\.\s?(?:u\.\s?Z\.|Chr(?:\.|\b))|\bav\.\s?J\.-C\.", re.IGNORECASE
)
_BEFORE_CHRIST = frozenset({"bc", "bce"})
_NO_WORDS = frozenset(
    "ad ce of the th st nd rd er º ª de del di do da den der am im le la em en г года r".split()
)
_STILL = frozenset("present today now ongoing heute".split())
_LONGEST_DATE = 60
_YEAR_DIGITS = 4


def season(word: str) -> int | None:
    """Return the number of a season, from 1 for spring, by its name."""
    return _SEASONS.get(word.strip().casefold())


def written_date(text: str) -> Date:
    """Read a date as people write it: ``9 June 2024``, ``2021 Nov-Dec``, ``Spring 2020``, EDTF.

    A day stands beside its month, a dash or slash is between the ends of a period. Where day and
    month are numbers, it must be plain which is which. Raises ``ValueError`` for anything else.
    """
    if len(text) > _LONGEST_DATE:
        raise _no_date(text[:_LONGEST_DATE] + "…")
    text = _LIBRARY_COPYRIGHT.sub("", text)
    bare = text.strip(" .,[]()")
    if not _DECADE.fullmatch(bare):
        text, bare = _LONG_DASH.sub("–", text), _LONG_DASH.sub("–", bare)
    try:
        return read_date(bare)
    except ValueError:
        pass
    numbers = _in_numbers(bare, text)
    if numbers is not None:
        return numbers
    about = _ABOUT_NUMBERS.match(bare)
    if about and about[1].casefold() in _ABOUT:
        numbers = _in_numbers(bare[about.end() :], text)
        if numbers is not None:
            return replace(numbers, approximate=True)
    words = _words(text)
    dashes = [at for at, word in enumerate(words) if word in "-–—/"]
    if not dashes:
        return _point(_parts(words, text), text)
    if len(dashes) > 1:
        return _two_dates(text)
    return _period(words[: dashes[0]], words[dashes[0] + 1 :], text)


def _in_numbers(bare: str, text: str) -> Date | None:
    """Read a date that is made of numbers; None for any other text."""
    if not bare[:1].isdigit():
        return None
    if (match := _CENTURY.fullmatch(bare)) and int(match[3]) > int(match[1][2:]):  # noqa: SIM102
        # With a hyphen or slash, a number of a month is one: “2009-10”.
        if match[2] == "–" or int(match[3]) > len(MONTHS):
            return Date(int(match[1]), end=Date(int(match[1][:2] + match[3])))
    if match := _NUMBERS.fullmatch(bare) or _HAN.fullmatch(bare):
        parts = match.groups()
        year, month, day = parts[3:] if len(parts) > 3 and parts[3] else parts[:3]  # noqa: PLR2004
        return Date(int(year), int(month) if month else None, int(day) if day else None)
    if match := _DAY_FIRST.fullmatch(bare):
        return Date(int(match[3]), int(match[2]), int(match[1]) if match[1] else None)
    if match := _SLASHED.fullmatch(bare):
        one, other = int(match[1] or 0), int(match[3])
        if one and one <= len(MONTHS) and other <= len(MONTHS) and one != other:
            raise _no_date(text)  # day and month, or month and day
        day, month = (other, one) if other > len(MONTHS) else (one, other)
        return Date(int(match[4]), month, day or None)
    if match := _DECADE.fullmatch(bare):
        known = (match[1] or match[2]).rstrip("-–?")
        return read_date(known.ljust(_YEAR_DIGITS, "X") + "?" * bare.endswith("?"))
    return None


def _two_dates(text: str) -> Date:
    ends = _BETWEEN.split(text)
    if len(ends) != 2:  # noqa: PLR2004 -- a period has two ends
        raise _no_date(text)
    start, end = (written_date(each) for each in ends)
    return replace(start, end=end)


def _period(first: list[str], last: list[str], text: str) -> Date:
    """Return the period between two dates; what is said once holds for both.

    So it is in “15–17 June 2020” and “2021 Nov-Dec”.
    """
    if first and (not last or set(last) <= _STILL):
        return replace(_point(_parts(first, text), text), open=Open.END)
    if not first:
        return replace(_point(_parts(last, text), text), open=Open.START)
    start, end = _parts(first, text), _parts(last, text)
    if "month" not in end and "season" not in end and "day" in end:
        end |= {name: start[name] for name in ("month",) if name in start}
    if "month" not in start and "season" not in start and "day" in start:
        start |= {name: end[name] for name in ("month",) if name in end}
    for one, other in ((start, end), (end, start)):
        if "year" in other:
            one.setdefault("year", other["year"])
    return replace(_point(start, text), end=_point(end, text))


def _words(text: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(_AND.sub("–", _ERA.sub("BC", text)))]
    if any(word.isdigit() and len(word) > _YEAR_DIGITS for word in words):
        raise _no_date(text)
    return words


def _parts(words: list[str], text: str) -> dict[str, int]:
    """Return year, month, season and day by name; ``approximate`` or ``uncertain`` for a guess."""
    found: dict[str, int] = {}
    ancient = _year_before_christ(words)
    for at, word in enumerate(words):
        if word in _ABOUT or word == "~":
            name, value = "approximate", 1
        elif word == "?":
            name, value = "uncertain", 1
        elif word in _BEFORE_CHRIST and found.get("year", 0) > 0:
            found["year"] = 1 - found["year"]
            continue
        elif word in _NO_WORDS:
            continue
        elif word.isdigit() and word.isascii():
            is_year = len(word) > 2 or at == ancient  # noqa: PLR2004 -- digits of a day
            name, value = ("year" if is_year else "day"), int(word)
        elif number := _SEASONS.get(word):
            name, value = "season", number
        else:
            name, value = "month", _month(word)
        if name in found or not (value or name == "year"):
            raise _no_date(text)
        found[name] = value
    return found


def _year_before_christ(words: list[str]) -> int | None:
    """Return the place of the number that an era follows, as in “22 August 29 BC”."""
    eras = [at for at, word in enumerate(words) if word in _BEFORE_CHRIST]
    numbers = [at for at, word in enumerate(words[: eras[0]]) if word.isdigit()] if eras else []
    return numbers[-1] if numbers else None


def _point(parts: dict[str, int], text: str) -> Date:
    if "year" not in parts:
        raise _no_date(text)
    return Date(
        parts["year"],
        parts.get("month"),
        parts.get("day"),
        season=parts.get("season"),
        uncertain="uncertain" in parts,
        approximate="approximate" in parts,
    )


def _no_date(text: str) -> ValueError:
    return ValueError(f"“{text}” is not a valid date: write YYYY, YYYY-MM or YYYY-MM-DD")


# Dates with words about them.


class SaidDate(NamedTuple):
    """A date with what people write beside it. Without a date, the words stand for one."""

    date: Date | None = None
    original: Date | None = None
    """When the work first appeared: ``[1990] 2002``."""
    state: str = ""
    """BibLaTeX's key for the state of publication, ``inpress``, or a word if it has no key."""

    def __str__(self) -> str:
        """Return words for the meaning."""
        if self.date is None:
            return "a state of publication" if self.state else "no date"
        more = [f"first published {self.original}"] if self.original else []
        more += [f"state of publication “{self.state}”"] if self.state else []
        return ", ".join((str(self.date), *more))


_STATES = {
    "inpreparation": "in preparation|in prep|work in progress|in progress|in vorbereitung|"
    "en préparation|en preparación|in preparazione|em preparação|w przygotowaniu",
    "submitted": "submitted for publication|submitted|under review|in review|eingereicht|soumis|"
    "enviado|submetido|sottomesso",
    "accepted": "accepted for publication|accepted",
    "forthcoming": "forthcoming|to appear|to be published|"
    "im erscheinen|erscheint demnächst|à paraître|próximamente|di prossima pubblicazione",
    "inpress": "in press|in print|in the press|im druck|in druck|sous presse|en prensa|"
    "in corso di stampa|no prelo|in druk|i tryck|w druku|в печати",
    "prepublished": "prepublished|preprint|online first|first online|epub ahead of print|"
    "ahead of print|advance online publication|advance access|early access|early view",
}
_STATE_WORDS = regex(
    "|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _STATES.items()), re.IGNORECASE
)
_NO_DATE = regex(
    r"n\.? ?d\.?|no date|no year|undated|date unknown|s\.? ?[ad]\.?|sine anno|s\. ?f\.|sin fecha|"
    r"o\. ?j\.|ohne jahr|o\. ?d\.|z\. ?j\.|u\. ?å\.|b\. ?r\.|б\. ?г\.",
    re.IGNORECASE,
)
_EMPTY_BRACKETS = regex(r"\([^\w()]*+\)|\[[^][\w]*+\]")
_COPYRIGHT = regex(r"(?:©|\(c\)|℗|\bcopyright\b|\bcop\.)\s*", re.IGNORECASE)
_BRACKETED = regex(r"\[([^][]+)\]\s*+([^][]+)|([^][]*[^][\s])\s*+\[([^][]+)\]")
_YEARS = regex(r"(\d{4}) \((\d{4})\)", re.ASCII)
"""A year, and behind it that of the first edition."""
_FIRST = regex(r"^(?:orig\.?|originally|first)(?: (?:published|publ\.))?(?: in)? ", re.IGNORECASE)
_LETTER_BEHIND = regex(r"(\d{4})[a-r]", re.ASCII)
_MEDIUM = regex(r"(?<=\d)/(?:online|print|epub|electronic)$", re.IGNORECASE)


def said_date(text: str) -> SaidDate:
    """Read a date with words about it: ``2024, in press``, ``[1990] 2002``, ``©1999``, ``n.d.``.

    Raises ``ValueError`` for words that say nothing of a date.
    """
    text = normalized(text)
    try:
        return SaidDate(written_date(text))
    except ValueError as error:
        if len(text) > _LONGEST_DATE:
            raise
        problem = error
    if _NO_DATE.fullmatch(text.strip("[]()")):
        return SaidDate()
    state = ""
    if match := _STATE_WORDS.search(text):
        state = match.lastgroup or ""
        text = _EMPTY_BRACKETS.sub("", _STATE_WORDS.sub("", text, count=1))
        text = text.strip(" ,;:.–-").removeprefix("in ")
        if not text:
            return SaidDate(state=state)
    try:
        return _said(text)._replace(state=state)
    except ValueError:
        raise problem from None


def tell_words(text: str, date: Date, tell: Tell | None) -> None:
    """Tell a date that is written otherwise than in EDTF."""
    try:
        read_date(text)
    except ValueError:
        if tell:
            tell(text, str(date))


def state_of(words: str) -> str:
    """Return the state of publication that stands for a date (see `SaidDate`); empty if none."""
    try:
        said = said_date(words)
    except ValueError:
        return ""
    return "" if said.date else said.state


def _said(text: str) -> SaidDate:
    """Read a date without words of a state, which may have another in brackets beside it."""
    is_claimed = _COPYRIGHT.search(text)
    text = _COPYRIGHT.sub("", _MEDIUM.sub("", text)).strip(" ,;")
    if match := _LETTER_BEHIND.fullmatch(text):
        text = match[1]  # that parts the works of a year is a style's business
    match = _BRACKETED.fullmatch(_YEARS.sub(r"\1 [\2]", text))
    if match is None:
        return SaidDate(written_date(text))
    first, second = (match[4], match[3]) if match[3] else (match[1], match[2])
    bracketed, date = written_date(_FIRST.sub("", first)), written_date(second)
    if is_claimed:  # “[2021] ©2022”: the year of publication is not in the book
        return SaidDate(bracketed)
    if bracketed.year == date.year:
        return SaidDate(max(bracketed, date))
    if date < bracketed:
        raise _no_date(text)
    return SaidDate(date, original=bracketed)


def in_words(date: Date) -> str:
    """Return a date as people write it: ``c. 1850``, ``October–November 2019``, ``1998–``."""
    if date.open is Open.START:
        return f"–{_point_in_words(date)}"
    if date.open is Open.END:
        return f"{_point_in_words(date)}–"
    if date.end is None:
        return _point_in_words(date)
    end = date.end
    one_doubt = not (date.uncertain or date.approximate or end.approximate)
    parted = bool(date.month or date.season) and bool(end.month or end.season)
    if one_doubt and parted and date.year == end.year:
        if date.day and end.day and date.month == end.month:
            return f"{date.day}–{_point_in_words(end)}"
        if bool(date.day) == bool(end.day):
            return f"{' '.join(_parts_in_words(date)[:-1])}–{_point_in_words(end)}"
    return f"{_point_in_words(date)}–{_point_in_words(end)}"


def _parts_in_words(date: Date) -> list[str]:
    year = f"{date.year:04}" if date.year > 0 else date.year_text
    day, part = str(date.day or ""), ""
    if date.month:
        part = _MONTH_NAMES[date.month - 1].capitalize()
    elif date.season:
        part = SEASONS[date.season - 1]
    return [word for word in (day, part, year) if word]


def _point_in_words(date: Date) -> str:
    return "c. " * date.approximate + " ".join(_parts_in_words(date)) + "?" * date.uncertain
