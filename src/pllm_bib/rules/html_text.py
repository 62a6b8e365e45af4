"""HTML in LaTeX source: tags and entities, and the LaTeX that was meant."""

from __future__ import annotations

import html
import re
from html.entities import html5

from pllm_bib.model.regex import regex


def has_tags(raw: str) -> bool:
    """Say whether a source holds a pair of tags."""
    return _PAIR.search(raw) is not None


def html_in(raw: str) -> list[str]:
    """Return the tags and entities in a source: lone tags, pairs by their first tag, entities."""
    if "<" not in raw and "&" not in raw:
        return []
    found = [match.group() for match in _LONE_TAG.finditer(raw)]
    found += [f"<{match['tag']}>" for match in _PAIR.finditer(raw)]
    found += [match.group() for match in _ENTITY.finditer(raw) if _character(match)]
    return list(dict.fromkeys(found))


_PAIR = regex(
    r"<(?P<tag>(?:jats:)?(?:b|bold|code|em|font|i|inf|italic|sc|scp|small|span|strong|sub|sup|tt"
    r"|u))(?:\s[^<>]*)?>(?P<inside>[^<>]*)</(?P=tag)>",
    re.IGNORECASE,
)


_LONE_TAG = regex(r"<(?:br\s*/?|/?(?:jats:)?p)>", re.IGNORECASE)


_ENTITY = regex(
    r"(?:\{\\&\}|\\?&)(?P<name>\\?\#(?:x[0-9a-f]{1,6}|\d{1,7})|[a-z][a-z0-9]{1,30})"
    r"(?:;|\{?\$\\mathsemicolon\$\}?)",
    re.IGNORECASE,
)


_COMMAND_OF_TAG = {
    "b": "textbf",
    "bold": "textbf",
    "strong": "textbf",
    "em": "emph",
    "i": "emph",
    "italic": "emph",
    "inf": "textsubscript",
    "sub": "textsubscript",
    "sup": "textsuperscript",
    "sc": "textsc",
    "scp": "textsc",
    "code": "texttt",
    "tt": "texttt",
}


_LATEX = {
    **{char: f"\\{char}" for char in "&%#_${}"},
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "\N{EN DASH}": "--",
    "\N{EM DASH}": "---",
    "\N{NO-BREAK SPACE}": "~",
    "\N{LEFT SINGLE QUOTATION MARK}": "`",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": "``",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "''",
    "\N{SOFT HYPHEN}": "",
}


def _character(entity: re.Match[str]) -> str | None:
    """Return the character that an entity stands for."""
    name = entity["name"].replace("\\", "")
    known = name.startswith("#") or f"{name};" in html5
    return html.unescape(f"&{name};") if known else None


def without_html(raw: str) -> str | None:
    """Return a source with LaTeX for its HTML; None where nobody can tell what was meant."""

    def command(pair: re.Match[str]) -> str:
        name = _COMMAND_OF_TAG.get(pair["tag"].lower().removeprefix("jats:"))
        balanced = pair["inside"].count("{") == pair["inside"].count("}")
        return f"\\{name}{{{pair['inside']}}}" if name and balanced else pair.group()

    def letter(entity: re.Match[str]) -> str:
        char = _character(entity)
        if char is None or char in "\\^~" or not (char.isprintable() or char in _LATEX):
            return entity.group()
        return _LATEX.get(char, char)

    if any(
        begin <= match.start() and match.end() <= end
        for begin, end in (span.span() for span in _NO_TEXT.finditer(raw))
        for match in (*_PAIR.finditer(raw), *_ENTITY.finditer(raw))
    ):
        return None
    before = None
    while raw != before:
        before, raw = raw, _PAIR.sub(command, raw)
    raw = _ENTITY.sub(letter, raw)
    left = _PAIR.search(raw) or _LONE_TAG.search(raw)
    return None if left or any(map(_character, _ENTITY.finditer(raw))) else raw


_NO_TEXT = regex(
    r"(?<!\\)\$[^$]*\$|\\\(.*?\\\)|\\(?:url|href|path|nolinkurl|verb|ensuremath)\s*\{[^{}]*\}"
)
"""Formulas and addresses, in which LaTeX for text would be wrong."""


def shown_by_html(raw: str) -> str:
    """Return a source without the tags that a browser does not show, and its entities as signs."""
    raw = _ANY_TAG.sub("", raw)
    return _ENTITY.sub(lambda entity: f" {_character(entity) or entity.group()} ", raw)


_ANY_TAG = regex(
    r"</?(?:jats:)?(?:b|bold|code|em|font|i|inf|italic|p|sc|scp|small|span|strong|sub|sup|tt|u)"
    r"(?:\s[^<>]*)?>|<br\s*/?>",
    re.IGNORECASE,
)
