"""Characters that nobody sees, and that change what is seen: made visible, in text and in JSON.

Text of strangers may hold controls that a terminal obeys, marks that turn the direction of what
follows (Unicode Technical Report 36), and letters without width.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    import re

_TURNING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
"""Controls, ends of lines, marks that turn the direction, and halves of characters."""
_HIDDEN = (
    r"\xad\u061c\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
"""Characters without width, and those that only say how text is laid out."""
_JOINING = r"[\u0600-\u10ff\u1780-\u18af]"
"""Scripts that write words with the two joiners: Arabic, those of India, Mongolian."""
_JOINER = rf"(?<={_JOINING})[\u200c\u200d](?={_JOINING})"

TURNING = regex(f"[{_TURNING}]")
"""What no page may hold: a control, or a mark that turns the direction of what follows."""
UNSEEN = regex(f"{_JOINER}|(?P<unseen>[{_TURNING}{_HIDDEN}])")
"""What is not seen on a terminal; ``unseen`` is unset for joiners that a word is written with."""


def visible(text: str) -> str:
    r"""Return text with what nobody would see spelled out: ``\x1b``, ``\u202e``.

    Tabs and line feeds stay.
    """
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return UNSEEN.sub(_spelled, text) if UNSEEN.search(text) else text


def visible_line(text: str) -> str:
    """Return text likewise on one line, tabs and line feeds spelled out as well."""
    return visible(text).replace("\t", r"\t").replace("\n", r"\n")


def unturned(text: str) -> str:
    """Return text for a page: only what turns or ends its lines is spelled out."""
    if text.isprintable():
        return text
    return TURNING.sub(_spelled, text) if TURNING.search(text) else text


def json_text(data: Any, *, indent: int | None = 2) -> str:
    """Return data as JSON that a terminal shows as it is: what is not seen stands escaped."""
    said = json.dumps(data, ensure_ascii=False, indent=indent)
    return UNSEEN.sub(_in_json, said)


def _spelled(match: re.Match[str]) -> str:
    char = match.group()
    if match.groupdict().get("unseen", char) is None:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 -- as Python does


def _in_json(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1] if match["unseen"] else match.group()
