"""Text and addresses as Markdown that shows them letter for letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.rich_text import HTML_TAGS
from pllm_bib.model.address import link_target
from pllm_bib.model.regex import regex
from pllm_bib.model.unseen import unturned, visible

if TYPE_CHECKING:
    from pllm_bib.model.text import Text

_ESCAPES = str.maketrans(
    {char: f"\\{char}" for char in "\\`*_[]~$"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"}
)

_WWW = regex(r"\b(www)\.", re.IGNORECASE)


def rich_text(text: Text) -> str:
    """Return text with HTML tags, which work in places where Markdown's marks do not."""
    pieces = []
    for chunk in latex.readable(text):
        piece = _shown(chunk.value)
        for style, tag in reversed(HTML_TAGS):
            if chunk.style & style:
                piece = f"<{tag}>{piece}</{tag}>"
        pieces.append(piece)
    return _unlinked("".join(pieces))


def escape(value: str) -> str:
    """Return plain text that Markdown shows letter for letter, without links of its own."""
    return _unlinked(_shown(value))


def inert(value: str) -> str:
    """Return plain text for comments and release notes, on one line, also for table cells.

    Shown letter for letter; names no person, issue or commit. GitHub looks for these in the text
    that is left when escapes are undone, so only a comment can break them up.
    """
    value = escape(visible(value.replace("\n", " "))).replace("|", "&#124;")
    value = re.sub(r"&#64;(?!<!-- -->)", "&#64;<!-- -->", value)
    value = re.sub(r"(?<!&)#", "#<!-- -->", value)
    value = re.sub(r"\b(GH)-(?=\d)", r"\1-<!-- -->", value, flags=re.IGNORECASE)
    return re.sub(r"\b([0-9a-f]{4})(?=[0-9a-f]{3,})", r"\1<!-- -->", value)


def code(value: str) -> str:
    """Return a name as code, for the same places as `inert`."""
    plain = re.fullmatch(r"[\w.:+/-]+", value)
    return f"`{value}`" if plain else f"<code>{inert(value)}</code>"


def _shown(value: str) -> str:
    if not value.isprintable():
        value = re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", value)
    return unturned(value).translate(_ESCAPES)


def _unlinked(value: str) -> str:
    """Return Markdown with addresses that GitHub does not turn into links."""
    value = value.replace("://", "&#58;//")
    if "." in value:
        value = _WWW.sub(r"\1&#46;", value)
    if "&#64;" not in value:
        return value
    # GitHub looks for addresses of mail in the text that is left when all escapes are undone.
    return re.sub(r"&#64;(?=[\w\\-]+\.\w)", "&#64;<!-- -->", value)


def destination(url: str) -> str:
    """Return an address as a link's target, percent-encoded where it would end the target.

    What may not become a link (`link_target`) has an empty target.
    """
    target = quote(link_target(url) or "", safe="%:/?#@!$&'*+,;=~._-[]")
    return re.sub(r"&(?=#?\w+;)", "&amp;", target)


def link(label: str, url: str) -> str:
    """Return a link of a label in Markdown; as text if no link may be made of the address."""
    target = destination(url)
    return f"[{label}]({target})" if target else f"{label}: {escape(url)}"
