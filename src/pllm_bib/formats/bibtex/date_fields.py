"""The fields of a date, ``date`` or ``year``, ``month`` and ``day`` -> `Date`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.dates import MONTHS, month_and_day, said_date, season
from pllm_bib.model.date import Date, read_date
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_YEAR = regex(r"(?P<year>-?\d{1,4})(?P<before>\s*B\.?\s?C\.?(?:\s?E\.?)?)?", re.IGNORECASE)
_TWO_YEARS = regex(r"(\d{4})([-/])(\d{2})", re.ASCII)
_PLAIN = regex(r"\d{4}", re.ASCII)
_FOR_SORTING = regex(r"\{?\\noopsort\s*\{[^{}]*\}\}?\s*")
r"""What "BibTeXing" (section 4) has before a year to sort by: ``{\noopsort{1973b}}1973``."""


class DateFields:
    """The reader of an entry's date. What it can't read stays in ``left``, letter for letter."""

    def __init__(
        self,
        left: dict[str, str],
        fault: Callable[[str, str, str], None],
        understood: Callable[[str, str], None],
    ) -> None:
        self.left = left
        self.fault = fault
        self.understood = understood

    def date(self) -> Date | None:
        """Take the fields of the date; return what they say.

        Words of a year that is no year (``forthcoming``) stay; a state of publication or an
        earlier edition beside it goes to BibLaTeX's field for it.
        """
        left = self.left
        if "date" in left:
            date = self._whole()
            return self._compared(date) if date else self._of_parts()
        return self._of_parts() if "year" in left else None

    def _whole(self) -> Date | None:
        source = self.left.pop("date")
        try:
            return read_date(source.replace("{", "").replace("}", ""))  # a tilde is no blank here
        except ValueError:
            return self._said("date", source, latex.decode_plain(source))

    def _compared(self, date: Date) -> Date:
        """Return the date of ``date``, maybe with that of ``month``; report what disagrees."""
        year = self._year()
        if year is not None and year.year != date.year:
            message = f"“date” says {date.year}, “year” says {year.year}"
            self.fault("date-and-year-disagree", message, "year")
            self.left.pop("month", None)
            return date
        if date.month is None:
            return self._with_month(date) if date.is_plain else date
        source = self.left.get("month", "")
        other = self._with_month(Date(date.year))
        if other.month != date.month and other != Date(date.year):
            said = other.month or source
            message = f"“date” says month {date.month}, “month” says {said}"
            self.fault("date-and-year-disagree", message, "month")
        self.left.pop("month", None)
        return date

    def _of_parts(self) -> Date | None:
        year = self._year()
        return self._with_month(year) if year else None

    def _year(self) -> Date | None:
        source = self.left.pop("year", None)
        if source is None:
            return None
        if _PLAIN.fullmatch(source):  # nearly all
            return Date(int(source))
        text = latex.decode_plain(_FOR_SORTING.sub("", source))
        match = _YEAR.fullmatch(text)
        if match is None:
            return self._said("year", source, text)
        if match["before"] and match["year"] in {"0", "-0"}:
            self._refuse("year", source, f"“{text}” is not a valid year")
            return None
        year = int(match["year"])
        return Date(1 - abs(year) if match["before"] else year)

    def _said(self, name: str, source: str, text: str) -> Date | None:
        """Return the date in a field's words, and tell what they are taken for."""
        if text.isdigit():
            self._refuse(name, source, f"“{text}” is not a valid {name}")
            return None
        try:
            said = said_date(_spelled_out(text) if name == "year" else text)
        except ValueError as error:
            self._refuse(name, source, str(error))
            return None
        if text != str(said):
            self.understood(name, str(said))
        if said.date is None:
            self.left[name] = source
            return None
        for field, value in (("origdate", said.original), ("pubstate", said.state)):
            if value:
                self.left.setdefault(field, str(value))
        return said.date

    def _refuse(self, name: str, source: str, message: str) -> None:
        self.left[name] = source
        self.fault("bad-date", message, name)

    def _with_month(self, date: Date) -> Date:
        """Return a date with what the fields ``month`` and ``day`` add to its year."""
        source = self.left.get("month")
        if source is None:
            return date
        text = latex.decode_plain(source)
        try:
            month, day = month_and_day(text)
        except ValueError as error:
            return self._in_words(date, "month", str(error))
        if date.month or date.end:
            return self._agreed(date, month)
        given = latex.decode_plain(self.left.get("day", ""))
        if given and not re.fullmatch(r"\d{1,2}", given):
            message = f"“{given}” is not a valid day: write its number only"
            return self._in_words(date, "day", message)
        del self.left["month"]
        number = int(given) if given else day
        try:
            found = replace(date, month=month, day=number)
        except ValueError as error:
            self.fault("bad-date", str(error), "day" if given else "month")
            if not given:
                self.left["month"] = source
            return replace(date, month=month)
        self.left.pop("day", None)
        return found

    def _agreed(self, date: Date, month: int | None) -> Date:
        """Drop a month that the year says too; leave any other."""
        if date.month == month and date.end is None:
            del self.left["month"]
        return date

    def _in_words(self, date: Date, name: str, problem: str) -> Date:
        """Return a date with the season or period that ``month`` and ``day`` say: ``oct--nov``.

        Report the problem of a field if they say none.
        """
        month, day = (latex.decode_plain(self.left.get(name, "")) for name in ("month", "day"))
        try:
            found = said_date(_joined(date, month, day)).date
        except ValueError:
            found = None
        if date.end and season(month):
            return date  # of which of the two years it is, nobody says
        is_other = found and date.year not in {found.year, (found.end or found).year}
        if found is None or is_other or ((date.month or date.season) and date.end is None):
            self.fault("bad-date", problem, name)
            return date
        self.understood(name, str(found))
        del self.left["month"]
        self.left.pop("day", None)
        end = date.end or date
        if found.end:
            last = replace(found.end, uncertain=end.uncertain, approximate=end.approximate)
            found = replace(found, end=last)
        opened = None if found.end else date.open
        return replace(found, uncertain=date.uncertain, approximate=date.approximate, open=opened)


def _spelled_out(year: str) -> str:
    """Return two years in a row in full; EDTF would take the second for a season."""
    match = _TWO_YEARS.fullmatch(year)
    if match and int(match[3]) > len(MONTHS) and int(match[3]) == (int(match[1]) + 1) % 100:
        return f"{match[1]}/{match[1][:2]}{match[3]}"
    return year


_YEAR_INSIDE = regex(r"(?<!\d)\d{4}(?!\d)")


def _joined(date: Date, month: str, day: str) -> str:
    """Return the words of all three fields as one text."""
    if re.fullmatch(r"[\d\s,–/-]+", month):
        month = re.sub(r"\d+", lambda number: _name(int(number[0])), month)
    words = f"{day} {month}".strip()
    if _YEAR_INSIDE.search(month):
        return words
    if date.end is None:
        return f"{words} {_year(date)}"
    start, dash, end = re.sub("-{2,3}|[-/]", "–", words).partition("–")
    if not dash:
        return words
    return f"{start} {_year(date)} – {end} {_year(date.end)}"


def _year(date: Date) -> str:
    """Return a year in four digits: fewer would be taken for a day."""
    return f"{date.year:04}" if date.year > 0 else date.year_text


def _name(month: int) -> str:
    return MONTHS[month - 1] if 1 <= month <= len(MONTHS) else "no month"
