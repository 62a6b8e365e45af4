"""Tokens -> text, HTML, Markdown, LaTeX, RTF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.csl_compat.tokens import Mark, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.formats.csl_compat.locale import Locale

Pair = tuple[str, str]

HTML: dict[str, Pair] = {
    "i": ("<i>", "</i>"),
    "oblique": ("<em>", "</em>"),
    "i-normal": ('<span style="font-style:normal;">', "</span>"),
    "b": ("<b>", "</b>"),
    "light": ("", ""),
    "b-normal": ('<span style="font-weight:normal;">', "</span>"),
    "sc": ('<span style="font-variant:small-caps;">', "</span>"),
    "sc-normal": ('<span style="font-variant:normal;">', "</span>"),
    "u": ('<span style="text-decoration:underline;">', "</span>"),
    "u-normal": ('<span style="text-decoration:none;">', "</span>"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
    "baseline": ('<span style="baseline">', "</span>"),
    "block": ('<div class="csl-block">', "</div>"),
    "left-margin": ('<div class="csl-left-margin">', "</div>"),
    "right-inline": ('<div class="csl-right-inline">', "</div>"),
    "indent": ('<div class="csl-indent">', "</div>"),
}
_NORMAL_OF = {"i-normal": "i", "b-normal": "b", "sc-normal": "sc", "u-normal": "u"}


def render(tokens: Tokens, markup: str, locale: Locale) -> str:
    """Write tokens in a markup: text, html, markdown, latex or rtf."""
    return _WRITERS[markup](tokens, locale)


def _written(
    tokens: Tokens,
    locale: Locale,
    escape: Callable[[str], str],
    pairs: dict[str, Pair],
    link: Callable[[str], Pair] | None,
) -> str:
    pieces: list[str] = []
    depth = 0
    active: list[str] = []
    links: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            pieces.append(escape(token))
            continue
        if token.name == "q":
            depth += 1 if token.opens else 0
            inner = "inner-" if depth % 2 == 0 else ""
            term = f"{'open' if token.opens else 'close'}-{inner}quote"
            pieces.append(escape(locale.term(term)))
            depth -= 0 if token.opens else 1
            continue
        if token.name == "link":
            if link is None:
                continue
            if token.opens:
                opening, closing = link(token.value)
                links.append(closing)
                pieces.append(opening)
            else:
                pieces.append(links.pop())
            continue
        normal_of = _NORMAL_OF.get(token.name)
        if normal_of is not None and normal_of not in active:
            continue  # nothing to undo
        pair = pairs.get(token.name)
        if pair is None:
            continue
        if token.opens:
            active.append(token.name)
            pieces.append(pair[0])
        else:
            if token.name in active:
                active.remove(token.name)
            pieces.append(pair[1])
    return "".join(pieces)


def _text(tokens: Tokens, locale: Locale) -> str:
    return _written(tokens, locale, str, {"left-margin": ("", " ")}, None)


def _html(tokens: Tokens, locale: Locale) -> str:
    return _written(
        tokens, locale, escape_html, HTML, lambda url: (f'<a href="{escape_html(url)}">', "</a>")
    )


def escape_html(value: str) -> str:
    """Text that HTML shows letter for letter."""
    value = value.replace("&", "&#38;").replace("<", "&#60;").replace(">", "&#62;")
    return value.replace('"', "&#34;") if '"' in value else value


_WRITERS: dict[str, Callable[[Tokens, Locale], str]] = {"text": _text, "html": _html}


def collapse_spaces(value: str) -> str:
    """A reference on one line, single blanks between words."""
    return re.sub(r"\s+", " ", value).strip()


def is_mark(token: object, name: str) -> bool:
    """Whether a token is a mark of a name."""
    return isinstance(token, Mark) and token.name == name
