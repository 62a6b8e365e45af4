"""Ranges of pages: faults in them, and the range that was meant."""

from __future__ import annotations

import re

from pllm_bib.model.regex import regex


def proofread(pages: str) -> tuple[str | None, str | None]:
    """Return the fault in a field of pages, and the LaTeX source of the pages that were meant.

    The fault is a phrase that follows “the pages”; it is None where the pages are right. The source
    is None where nobody can tell what was meant.
    """
    if _is_plain_range(pages):
        return None, None
    ranges = [_PAGES.fullmatch(part) for part in pages.split(", ")]
    fault = next(filter(None, (_fault(part, pages) for part in ranges)), None)
    mended = [part and _mended(part) for part in ranges]
    return fault, ", ".join(filter(None, mended)) if all(mended) else None


def _is_plain_range(pages: str) -> bool:
    """Say whether pages are a number, or two numbers in order, as nearly all are."""
    first, dash, last = pages.partition("–")
    if not (first.isdecimal() and first.isascii()):
        return False
    return (not dash and first != "0") or (
        last.isdecimal() and last.isascii() and 0 < int(first) <= int(last)
    )


_PAGES = regex(
    r"""
    (?P<prefix> (?: pp? | pages? | S\. ) \b \.? \s* )?
    (?P<first> [^\W_]+ (?: [.:/] [^\W_]+ )*? | [A-Z] \d+ - \d+ (?= \s* [–] ) )
    (?: (?P<dash> \s* (?: [-–—−‐‑‒]+ | \b to \b ) \s* )
        (?P<last> [^\W_]+ (?: [.:/] [^\W_]+ )*? | [A-Z] \d+ - \d+ ) )?
    (?P<on> \+ | \s? ff? \.? )?
    """,
    re.VERBOSE | re.IGNORECASE,
)


_NO_PAGES = regex(r"n/?a|nan|none|null|tb[ad]|unknown|to appear|[-–—]|0(?:–0)?", re.IGNORECASE)


_UNFINISHED = regex(r"\?|^\s*[-–—]|[-–—]\s*$")


def _fault(pages: re.Match[str] | None, whole: str) -> str | None:
    """Return the fault of one range of pages. Words are right, as in “Cover 3”."""
    if _NO_PAGES.fullmatch(whole):
        return "name no page"
    if pages is None:
        return "lack the first page or the last" if _UNFINISHED.search(whole) else None
    first, last = pages["first"], pages["last"]
    if pages["prefix"]:
        return "have a word before the number, which styles add themselves"
    if last and first.isdecimal() and last.isdecimal() and int(first) > int(last):
        return "lack digits of the last page" if _full_last(first, last) else "run backwards"
    dash = (pages["dash"] or "–").strip()
    if dash != "–" and (dash != "-" or _is_range(first, last)):
        return "are not joined by an en dash"
    return None


def _is_range(first: str, last: str) -> bool:
    """Say whether a hyphen joins two pages: in “S12-S15” it does, “S-12” may be one page."""
    roman = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
    if roman.fullmatch(first) and roman.fullmatch(last):
        return True
    (head, start), (other, end) = (
        re.split(r"(?<!\d)(?=\d*$)", page, maxsplit=1) for page in (first, last)
    )
    return head == other and start != "" and end != "" and int(start) <= int(end)


def _full_last(first: str, last: str) -> str | None:
    """Return the last page of ``1234–45`` with all its digits; None if it precedes the first."""
    full = first[: len(first) - len(last)] + last
    return full if len(last) < len(first) and int(full) > int(first) else None


def _mended(pages: re.Match[str]) -> str | None:
    """Return the LaTeX source of one range; None where nobody can tell what was meant."""
    first, last, on = pages["first"], pages["last"], pages["on"] or ""
    if not re.search(r"\d|^[ivxlcdm]+$", first, re.IGNORECASE) or first == "0":
        return None
    if last is None:
        return first + on
    if first.isdecimal() and last.isdecimal() and int(first) > int(last):
        full = _full_last(first, last)
        return f"{first}--{full}{on}" if full else None
    return f"{first}--{last}{on}"
