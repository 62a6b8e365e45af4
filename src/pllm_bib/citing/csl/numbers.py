"""Numbers, number ranges and page ranges (CSL 1.0.2, "Number")."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.citing.csl.locale import Locale

    Format = Callable[[int], str]


class Number(NamedTuple):
    """One number of a value: its prefix (the S of S12), itself, and the joiner behind it."""

    prefix: str
    value: str
    joiner: str
    label: str = ""
    """The label written before it in the value, as ``fol.``; none where it goes without saying."""
    plural: bool = False
    """Its label stands for several numbers."""


class Numbers(NamedTuple):
    """A value taken apart into numbers with their joiners."""

    parts: tuple[Number, ...]
    numeric: bool
    plural: bool
    ranges: bool
    """A hyphen between two of the numbers makes a range of them."""
    label: str = ""
    """The term for the label that the value begins with."""


_BLANKS = r"(?:(?<!\s)\s++)?"  # never looked for from within: a row of them takes its length only
_JOINER = regex(
    rf"{_BLANKS}&\s*|(?:,\s++|(?<!\s)\s++)and\s+|[;,]\s+|{_BLANKS}(?:(?<!\\)\\++)?[-–]+\s*"
)
_JOINER_ESCAPED = regex(rf"{_BLANKS}&\s*|(?:,\s++|(?<!\s)\s++)and\s+|[;,]\s+|{_BLANKS}[–]+\s*")
_PREFIXED = regex(r"([0-9]*+[a-zA-Z]++(?>(?:0(?=[0-9]))*))?([0-9]++(?:[a-zA-Z]*|[-,a-zA-Z]+))")
_NUMERIC = regex(r"(?:[0-9]+|[ixv]+)(?:[-,:a-zA-Z]*|-[-0-9]+)")
_SLASHED = regex(r"[0-9]+(?:/[0-9]+)+")
_COUNTED = regex(r"[0-9].*|[ivxlcmIVXLCM]+", re.DOTALL)
_PLAIN = regex(r"[0-9]+|[ivxlcmIVXLCM]+")
_LETTERED = regex(r"[0-9]+[a-z]*")
_LETTERED_RANGES = frozenset({"collection-number", "edition", "issue", "number", "volume"})
_SUBSECTION = regex(r"[0-9]+[,a-zA-Z]+")
_SUBSECTIONS_END = regex(r"[,a-zA-Z]+")
_RANGED = frozenset(
    "page chapter-number collection-number edition issue number number-of-pages number-of-volumes "
    "volume locator".split()
)
"""Variables whose ranges have the locale's delimiter."""
_LABELS = {
    "add.": "addendum",
    "amend.": "amendment",
    "annot.": "annotation",
    "app.": "appendix",
    "art.": "article-locator",
    "bibliog.": "bibliography",
    "bk.": "book",
    "ch.": "chapter",
    "cl.": "clause",
    "cmt.": "comment",
    "col.": "column",
    "ex.": "example",
    "fig.": "figure",
    "fol.": "folio",
    "illus.": "illustration",
    "intro.": "introduction",
    "l.": "line",
    "n.": "note",
    "no.": "issue",
    "op.": "opus",
    "p.": "page",
    "para.": "paragraph",
    "pp.": "page",
    "pt.": "part",
    "r.": "rule",
    "sched.": "schedule",
    "sec.": "section",
    "supp.": "supplement",
    "sv.": "sub-verbo",
    "tbl.": "table",
    "tit.": "title-locator",
    "vol.": "volume",
    "vrs.": "verse",
}
"""The labels that values themselves have, each with its term, as citeproc-js reads them."""
_LABELLED = regex(r"(?:^|(?<=[0-9]\s))([a-z]{1,7}\.)\s*+(?=[0-9]|(?:[ivxlcIVXLC]+|[A-Za-z])\b)")
_ANY_LABEL = frozenset({"locator", "number", "page"})
"""Variables that may begin with the label of something else."""
_OWN = {"number": "issue", "page-first": "page"}
"""The terms of variables that are not called like them."""
_BEYOND_ROMAN = 4000
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@functools.lru_cache(maxsize=10_000)
def parse(value: str, variable: str, conjunction: str = "and") -> Numbers:
    """Take the value of a number variable apart; ``conjunction`` is the word of its language."""
    value = value.strip()
    if conjunction != "and" and conjunction in value:
        value = re.sub(rf"(?<=\s){re.escape(conjunction)}(?=\s)", "and", value)
    if variable == "page":
        value = value.replace("–", "-")
    ends = value.split("-")
    if len(ends) <= 2 and all(end.isascii() and end.isdecimal() for end in ends):  # noqa: PLR2004
        return _plain(ends, variable)
    joiner = _JOINER
    if "\\-" in value:
        kept = [piece.replace("-", "–") for piece in value.split("\\-")]
        value, joiner = "-".join(kept), _JOINER_ESCAPED
    joiners = [*map(_tidy, joiner.findall(value)), ""]
    texts = joiner.split(value)
    if "." in value and any(map(_LABELLED.search, texts)):
        return _labelled(list(zip(texts, joiners, strict=True)), variable)
    parts = tuple(_subsections(list(map(_number, texts, joiners))))
    if len(parts) == 1 and _SLASHED.fullmatch(value):
        return Numbers(parts, numeric=True, plural=False, ranges=False)
    first = parts[0].value
    numeric = bool(_NUMERIC.fullmatch(first))
    ranges = bool(_COUNTED.fullmatch(first))
    plural = numeric and ranges and len(parts) > 1
    if variable.startswith("number-of-") and numeric:
        plural = plural or integer(first) > 1
    return Numbers(parts, numeric, plural, ranges)


def _plain(ends: list[str], variable: str) -> Numbers:
    """Return a number, or a range of two."""
    joiners = ["-", ""][-len(ends) :]
    parts = tuple(Number("", end, joiner) for end, joiner in zip(ends, joiners, strict=True))
    counts_many = variable.startswith("number-of-") and integer(ends[0]) > 1
    return Numbers(parts, numeric=True, plural=len(ends) > 1 or counts_many, ranges=True)


def _subsections(parts: list[Number]) -> list[Number]:
    """Put together what is one number with letters, as 12a-c."""
    for at in range(len(parts) - 2, -1, -1):
        first, last = parts[at], parts[at + 1]
        if (
            first.joiner == "-"
            and _SUBSECTION.fullmatch(first.value)
            and _SUBSECTIONS_END.fullmatch(last.value)
        ):
            parts[at : at + 2] = [
                first._replace(value=f"{first.value}-{last.value}", joiner=last.joiner)
            ]
    return parts


def _labelled(texts: list[tuple[str, str]], variable: str) -> Numbers:
    """Take a value apart that names what it counts, as ``vol. 1, fol. 186``.

    A label holds until the next one. Before the first stands what the variable itself counts.
    """
    own = _OWN.get(variable, variable)
    groups: list[tuple[str, list[Number]]] = [("", [])]
    for at, (text, joint) in enumerate(texts):
        start, *rest = _pieces(text, own if not at and variable not in _ANY_LABEL else None)
        if start or not rest:
            groups[-1][1].append(_number(start.rstrip(), " "))
        for label, piece in zip(rest[::2], rest[1::2], strict=True):
            if _LABELS[label] != _LABELS.get(groups[-1][0], own):
                groups.append((label, []))
            groups[-1][1].append(_number(piece.rstrip(), " "))
        groups[-1][1][-1] = groups[-1][1][-1]._replace(joiner=joint)
    parts = [part for label, numbers in groups if numbers for part in _grouped(label, numbers)]
    first = parts[0]
    if variable == "locator":
        parts[0] = first._replace(label="")
    return Numbers(
        tuple(parts),
        numeric=bool(_NUMERIC.fullmatch(first.value)),
        plural=first.plural,
        ranges=bool(_COUNTED.fullmatch(first.value)),
        label=_LABELS.get(first.label, ""),
    )


def _pieces(text: str, term: str | None) -> list[str]:
    """Cut a text at its labels: what stands before, then each label and what it stands for.

    The text of a variable with a ``term`` may begin with the label of that term only.
    """
    pieces = _LABELLED.split(text)
    labels = pieces[1::2]
    if not all(label in _LABELS for label in labels):
        return [text]
    foreign = term is not None and labels and not pieces[0] and _LABELS[labels[0]] != term
    return [text] if foreign else pieces


def _grouped(label: str, numbers: list[Number]) -> list[Number]:
    """Give the first of the numbers that a label stands for that label."""
    first = numbers[0]
    counts = bool(_NUMERIC.fullmatch(first.value) and _COUNTED.fullmatch(first.value))
    return [first._replace(label=label, plural=counts and len(numbers) > 1), *numbers[1:]]


def _tidy(joiner: str) -> str:
    bare = joiner.strip()
    if bare == "&":
        return " & "
    if bare.endswith("and"):
        return ", and " if bare[0] == "," else " and "
    return bare if bare == "-" else joiner


def _number(text: str, joiner: str) -> Number:
    match = _PREFIXED.fullmatch(text)
    return Number(match[1] or "", match[2], joiner) if match else Number("", text, joiner)


def is_numeric(value: object, variable: str = "") -> bool:
    """Say whether a value is a number, or numbers joined by hyphens, commas or ampersands."""
    return parse(str(value), variable).numeric


def render(
    value: str, variable: str, locale: Locale, page_format: str | None, change: Format | None = None
) -> str:
    """Return a value with its ranges in the style's form, each number changed by ``change``."""
    parts, _, _, ranges, _ = parse(value, variable, locale.conjunction)
    if ranges and variable in _RANGED:
        parts = _ranges(parts, variable, locale, page_format)
    labelled = False
    pieces = []
    for prefix, number, joiner, label, plural in parts:
        if label:
            labelled = True
            term = locale.term(_LABELS[label], "short", plural=plural)
            pieces.append(f"{term or label} ")
        changed = _changed(number, change if ranges and not labelled else None)
        pieces.append(f"{prefix}{changed}{_joint(joiner, locale)}")
    return "".join(pieces)


def _joint(joiner: str, locale: Locale) -> str:
    """Return what joins two numbers, in the words of a locale."""
    if joiner == " & ":
        return f" {locale.ampersand} "
    return joiner.replace("and", locale.conjunction) if joiner.endswith("and ") else joiner


def _changed(value: str, change: Format | None) -> str:
    plain = change is not None and value.isdecimal() and not value.startswith("0")
    return change(integer(value)) if change is not None and plain else value


def _ranges(
    parts: tuple[Number, ...], variable: str, locale: Locale, page_format: str | None
) -> tuple[Number, ...]:
    """Replace the hyphen between two numbers by the locale's delimiter of ranges."""
    result = list(parts)
    delimiter = locale.term("page-range-delimiter") or "–"
    at = 0
    while at + 1 < len(result):
        first, last = result[at], result[at + 1]
        if first.joiner != "-" or first.prefix != last.prefix or last.joiner == "-":
            at += 1
            continue
        if variable in {"page", "locator"} and first.value[:1].isdigit():
            last = _shortened(first, last, page_format)
            result[at : at + 2] = [first._replace(joiner=delimiter), last]
        elif (_PLAIN.fullmatch(first.value) and _PLAIN.fullmatch(last.value)) or (
            variable in _LETTERED_RANGES
            and _LETTERED.fullmatch(first.value)
            and _LETTERED.fullmatch(last.value)
        ):
            result[at] = first._replace(joiner=delimiter)
        at += 2
    return tuple(result)


def _shortened(first: Number, last: Number, style: str | None) -> Number:
    """Return the end of a range of pages in the style's ``page-range-format``."""
    if style is None or not last.value[:1].isdigit():
        return last
    begin, end = first.value, last.value
    if len(end) < len(begin):
        end = begin[: len(begin) - len(end)] + end
    if integer(begin) >= integer(end):
        return last
    if style == "expanded":
        return last._replace(value=end)
    return last._replace(prefix="", value=_SHORTENED[style](begin, end))


def _chicago15(first: str, last: str) -> str:
    begin, end = integer(first), integer(last)
    if begin > 100 and begin % 100 and begin // 100 == end // 100:  # noqa: PLR2004
        return str(end % 100)
    return str(end % 1000) if begin >= 10000 else last  # noqa: PLR2004


def _chicago16(first: str, last: str) -> str:
    begin, end = integer(first), integer(last)
    if begin > 100 and begin % 100:  # noqa: PLR2004
        for digits in range(2, len(str(end))):
            divisor = 10**digits
            if begin // divisor == end // divisor:
                return str(end % divisor)
    return last


def _minimal(first: str, last: str, least: int = 1) -> str:
    if len(first) != len(last):
        return last
    at = 0
    while at < len(last) - least and first[at] == last[at]:
        at += 1
    return last[at:]


_SHORTENED: dict[str, Callable[[str, str], str]] = {
    "minimal": _minimal,
    "minimal-two": functools.partial(_minimal, least=2),
    "chicago": _chicago15,
    "chicago-15": _chicago15,
    "chicago-16": _chicago16,
}


def integer(value: str) -> int:
    """Return the number that a text starts with, of at most as many digits as Python converts."""
    digits = re.match(r"\d{1,4000}", value)
    return int(digits.group()) if digits else 0


def roman(number: int) -> str:
    """Return a number in lower-case Roman numerals, which end with 3,999."""
    if number >= _BEYOND_ROMAN:
        return str(number)
    pieces = []
    for value, numeral in _ROMAN:
        while number >= value:
            pieces.append(numeral)
            number -= value
    return "".join(pieces)


def format_in(form: str, locale: Locale, gender: str | None) -> Format | None:
    """Return the function that writes a number in a form; None for the numeric form."""
    if form == "ordinal":
        return lambda number: locale.ordinal(number, gender)
    if form == "long-ordinal":
        return lambda number: locale.long_ordinal(number, gender)
    return roman if form == "roman" else None
