"""Tokens written as text, HTML, Markdown, LaTeX or RTF."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.text.tokens import DISPLAYS, says_nothing
from pllm_bib.formats.markdown.escape import destination, escape
from pllm_bib.formats.shared import latex
from pllm_bib.model.address import link_target
from pllm_bib.model.unseen import unturned

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.citing.csl.text.tokens import Mark, Tokens

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
    "block": (' <div class="csl-block">', "</div> "),
    "left-margin": (' <div class="csl-left-margin">', "</div>"),
    "right-inline": ('<div class="csl-right-inline">', "</div> "),
    "indent": ('<div class="csl-indent">', "</div> "),
}
_NORMAL_OF = {"i-normal": "i", "b-normal": "b", "sc-normal": "sc"}


def render(tokens: Tokens, markup: str) -> str:
    """Write tokens in a markup: text, html, markdown, latex, rtf or rst."""
    return _WRITERS[markup](tokens)


def _written(
    tokens: Tokens,
    escape: Callable[[str], str],
    pairs: dict[str, Pair],
    link: Callable[[str], Pair] | None,
) -> str:
    pieces: list[str] = []
    active: list[str] = []
    links: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            pieces.append(escape(token if token.isprintable() else unturned(token)))
        elif token.name == "link" and link is not None:
            if token.opens:
                # An address that may not become a link stays as text.
                target = link_target(token.value)
                opening, closing = link(target) if target else ("", "")
                links.append(closing)
            pieces.append(opening if token.opens else links.pop())
        elif token.name in pairs and _applies(token.name, active):
            opening, closing = pairs[token.name]
            if not token.opens and token.name in DISPLAYS and pieces[-1] == opening:
                pieces.pop()  # a block of which nothing is left
            else:
                pieces.append(opening if token.opens else closing)
            if token.opens:
                active.append(token.name)
            elif token.name in active:
                active.remove(token.name)
    return "".join(pieces)


def _applies(name: str, active: list[str]) -> bool:
    """Say whether formatting shows: a return to normal needs something to return from."""
    return name not in _NORMAL_OF or _NORMAL_OF[name] in active


def _text(tokens: Tokens) -> str:
    return _written(tokens, str, _TEXT_BLOCKS, None)


def _html(tokens: Tokens) -> str:
    return _written(
        tokens, escape_html, HTML, lambda url: (f'<a href="{escape_attribute(url)}">', "</a>")
    )


def escape_html(value: str) -> str:
    """Return text that HTML shows letter for letter; raised letters and digits have a tag."""
    value = value.replace("&", "&#38;").replace("<", "&#60;").replace(">", "&#62;")
    return value if value.isascii() else "".join(map(_superscript, value))


def escape_attribute(value: str) -> str:
    """Return a value of an attribute in HTML, to be set between double quotation marks."""
    value = value.replace("&", "&#38;").replace("<", "&#60;").replace(">", "&#62;")
    return value.replace('"', "&#34;")


_RAISED = {"ˀ": "ʔ", "ˁ": "ʕ", "ۥ": "و", "ۦ": "ي"}
"""Raised letters of which Unicode does not say that they are, and the letters."""


@functools.cache
def _superscript(char: str) -> str:
    """Return a raised letter or digit in HTML's superscript, any other character as it is."""
    kind, *bases = unicodedata.decomposition(char).split() or [""]
    base = _RAISED.get(char, "")
    if kind == "<super>":
        base = "".join(chr(int(code, 16)) for code in bases)
    return f"<sup>{base}</sup>" if base else char


_TEXT_BLOCKS: dict[str, Pair] = {"left-margin": ("", " ")}

MARKDOWN: dict[str, Pair] = _TEXT_BLOCKS | {
    "i": ("*", "*"),
    "oblique": ("*", "*"),
    "b": ("**", "**"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
    "u": ("<u>", "</u>"),
}

LATEX: dict[str, Pair] = _TEXT_BLOCKS | {
    "i": (r"\textit{", "}"),
    "oblique": (r"\textsl{", "}"),
    "i-normal": (r"\textup{", "}"),
    "b": (r"\textbf{", "}"),
    "b-normal": (r"\textmd{", "}"),
    "sc": (r"\textsc{", "}"),
    "u": (r"\underline{", "}"),
    "sup": (r"\textsuperscript{", "}"),
    "sub": (r"\textsubscript{", "}"),
}

RTF: dict[str, Pair] = {
    "i": (r"{\i ", "}"),
    "oblique": (r"{\i ", "}"),
    "i-normal": (r"{\i0 ", "}"),
    "b": (r"{\b ", "}"),
    "b-normal": (r"{\b0 ", "}"),
    "sc": (r"{\scaps ", "}"),
    "u": (r"{\ul ", "}"),
    "sup": (r"{\super ", r"\nosupersub{}}"),
    "sub": (r"{\sub ", r"\nosupersub{}}"),
    "left-margin": ("", r"\tab "),
}


def _markdown(tokens: Tokens) -> str:
    text = _written(
        tokens,
        escape,
        MARKDOWN,
        lambda url: ("[", f"]({destination(url)})"),
    )
    # An address that links to itself is written as such.
    text = re.sub(r"\[http[^\]\[()]*\]\((https?://[^()\s<>]+)\)", _autolink, text)
    return no_list(text)


def no_list(text: str) -> str:
    """Return a paragraph of Markdown that no number and full stop at its start make a list."""
    return re.sub(r"^(\d+)\.", r"\1\.", text)


RST: dict[str, Pair] = _TEXT_BLOCKS | {
    "i": (":emphasis:`", "`"),
    "oblique": (":emphasis:`", "`"),
    "b": (":strong:`", "`"),
    "sup": (":superscript:`", "`"),
    "sub": (":subscript:`", "`"),
}


def _rst(tokens: Tokens) -> str:
    """Write reStructuredText: roles, which do not nest, so an inner one is left out."""
    outer: list[Mark] = []
    kept: Tokens = []
    for token in tokens:
        if isinstance(token, str) or token.name not in RST or token.name == "left-margin":
            kept.append(token)
        elif token.opens:
            outer.append(token)
            kept.extend([token] if len(outer) == 1 else [])
        else:
            kept.extend([token] if len(outer) == 1 else [])
            outer.pop()
    text = _written(kept, lambda value: re.sub(r"([\\*`|_])", r"\\\1", value), RST, None)
    text = re.sub(r"(?<=[\w)\]])(:[a-z]+:`)", r"\\ \1", text)
    return re.sub(r"(?<!\\)(:[a-z]+:`(?:[^`\\]|\\.)*`)(?=[\w(\[])", r"\1\\ ", text)


def _autolink(match: re.Match[str]) -> str:
    url = match.group(1)
    return f"<{url}>" if match.group() == f"[{escape(url)}]({url})" else match.group()


def _latex(tokens: Tokens) -> str:
    return _written(
        tokens,
        latex.encode_plain,
        LATEX,
        lambda url: (rf"\href{{{_latex_address(url)}}}{{", "}"),
    )


def _latex_address(url: str) -> str:
    return re.sub(
        r"([%#&_~\\{}])",
        lambda m: f"\\{m.group()}" if m.group() in "%#&_" else f"\\%{ord(m.group()):02X}",
        url,
    )


def _rtf(tokens: Tokens) -> str:
    return _written(
        tokens,
        escape_rtf,
        RTF,
        lambda url: (
            rf'{{\field{{\*\fldinst HYPERLINK "{escape_rtf(url)}"}}{{\fldrslt ',
            "}}",
        ),
    )


def escape_rtf(value: str) -> str:
    """Return text in RTF: ASCII, other characters as signed UTF-16 units."""
    pieces = []
    for char in value:
        if char in "\\{}":
            pieces.append(f"\\{char}")
        elif char.isascii():
            pieces.append(char)
        else:
            units = char.encode("utf-16-le")
            for at in range(0, len(units), 2):
                unit = int.from_bytes(units[at : at + 2], "little", signed=True)
                pieces.append(rf"\u{unit}?")
    return "".join(pieces)


_WRITERS: dict[str, Callable[[Tokens], str]] = {
    "text": _text,
    "html": _html,
    "markdown": _markdown,
    "latex": _latex,
    "rtf": _rtf,
    "rst": _rst,
}


def collapse_spaces(value: str) -> str:
    """Return a reference on one line, with single blanks between words."""
    return re.sub(r"\s+", " ", value).strip()


class Rendered:
    """A reference of the bibliography: its item's id and its tokens, punctuation settled."""

    __slots__ = ("id", "tokens")

    def __init__(self, id: str, tokens: Tokens) -> None:  # noqa: A002 -- CSL's word
        self.id = id
        self.tokens = tokens

    @property
    def silent(self) -> bool:
        """True if there is no letter and no digit but those of a citation number."""
        return says_nothing(self.tokens)

    def written(self, markup: str) -> str:
        """Return the reference in a markup, blanks that touch made one."""
        return collapse_spaces(render(self.tokens, markup))
