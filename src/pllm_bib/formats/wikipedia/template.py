"""Wiki text taken apart: templates with their parameters, and values as text.

Source: MediaWiki's help on templates, links and formatting.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.rich_text import read_rich_text
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARK = regex(r"\{\{|\}\}|\[\[|\]\]|\||<!--|-->|<nowiki\s*>|</nowiki\s*>")
_NAME = regex(r"\s*+((?>(?:[\w.-]++(?>(?: ++[\w.-]++)*))?))\s*+=")
_MOST_DEPTH = 20


class Bracket(NamedTuple):
    """A template or link: where it starts and ends, and where its parts begin."""

    opening: str
    start: int
    end: int
    cuts: tuple[int, ...]

    def parts(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield its parts, the name first, each with its place in the text."""
        ends = [cut - 1 for cut in self.cuts[1:]] + [self.end - 2]
        for start, end in zip(self.cuts, ends, strict=True):
            yield start, text[start:end]


def brackets(text: str) -> tuple[list[Bracket], int | None]:
    """Return templates and links by their ends, and where the first one starts that has no end.

    Those in comments and in ``nowiki`` are none.
    """
    found: list[Bracket] = []
    opened: list[tuple[str, int, list[int]]] = []
    count = {"{{": 0, "[[": 0}
    until = ""
    for match in _MARK.finditer(text):
        mark = match[0]
        if until:
            until = "" if mark.startswith(until) else until
        elif mark.startswith("<"):
            until = {"<!--": "-->"}.get(mark, "</nowiki") if not mark.startswith("</") else ""
        elif mark in count:
            opened.append((mark, match.start(), [match.end()]))
            count[mark] += 1
        elif mark == "|":
            if opened:
                opened[-1][2].append(match.end())
        elif count.get("{{" if mark == "}}" else "[["):
            opening = "{{" if mark == "}}" else "[["
            while True:
                kind, start, cuts = opened.pop()
                count[kind] -= 1
                if kind == opening:
                    break
            found.append(Bracket(kind, start, match.end(), tuple(cuts)))
    unclosed = next((start for kind, start, _cuts in opened if kind == "{{"), None)
    return found, unclosed


def outermost(found: list[Bracket]) -> list[Bracket]:
    """Return the brackets that are in no other one, in order."""
    kept: list[Bracket] = []
    for each in sorted(found, key=lambda bracket: bracket.start):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def parameter(part: str) -> tuple[str, str]:
    """Return the name and the value of a parameter; one without a name has an empty one."""
    match = _NAME.match(part)
    return (match[1].lower(), part[match.end() :]) if match else ("", part)


_SPACES = {
    "!": "|",
    "=": "=",
    "nbsp": " ",
    "nbs": " ",
    "spaces": " ",
    "ndash": "–",
    "en dash": "–",
    "endash": "–",
    "snd": " – ",
    "spnd": " – ",
    "spaced ndash": " – ",
    "mdash": "—",
    "em dash": "—",
    "'": "'",
    '"': '"',
    "-": "",
}
"""Template -> the signs that it stands for."""
_LAST = frozenset({"lang", "transl", "transliteration"})
"""Templates whose text is their last parameter; it is the first one of any other."""
_TEXT_MARK = regex(
    r"(?P<quotes>''+)|<math[^<>]*>(?P<math>[^<]*(?:<(?!/math)[^<]*)*)</math\s*>"
    r"|\[(?:https?:)?//[^\s\]]+ (?P<label>[^\]]*)\]"
)


def plain_wiki(value: str, told: Callable[[str], None], depth: int = 0) -> str:
    """Return a value without comments, links and templates, each as its text.

    ``told`` hears the name of each template that is read as a parameter of it.
    """
    pieces = []
    at = 0
    for each in outermost(brackets(value)[0]) if "{{" in value or "[[" in value else ():
        pieces.append(_without_comments(value[at : each.start]))
        at = each.end
        parts = [part for _place, part in each.parts(value)]
        if depth == _MOST_DEPTH:
            pieces.append(value[each.start : each.end])
        elif each.opening == "[[":
            pieces.append(plain_wiki(parts[-1], told, depth + 1))
        else:
            pieces.append(_of_template(parts, told, depth))
    pieces.append(_without_comments(value[at:]))
    return "".join(pieces)


def _of_template(parts: list[str], told: Callable[[str], None], depth: int) -> str:
    name = " ".join(parts[0].split()).lower().replace("_", " ")
    if name in _SPACES:
        return _SPACES[name]
    told(name)
    values = [value for key, value in map(parameter, parts[1:]) if key in {"", "1"}]
    if not values:
        return ""
    is_last = name in _LAST or name.startswith("lang-")
    return plain_wiki(values[-1 if is_last else 0].strip(), told, depth + 1)


_COMMENT = regex(r"<!--[^-]*(?:-(?!->)[^-]*)*(?:-->)?")


def _without_comments(value: str) -> str:
    return _COMMENT.sub("", value) if "<!--" in value else value


def wiki_text(value: str) -> Text:
    """Return a value that `plain_wiki` gives as text with its markup."""
    value = value.strip()
    if value.startswith("((") and value.endswith("))"):
        value = value[2:-2]  # to be taken as it is written
    chunks: list[Chunk] = []
    style = Style.NONE
    at = 0
    for match in (*_TEXT_MARK.finditer(value), None):
        piece = value[at : match.start() if match else None]
        bare = _bare(piece)
        chunks.append(Chunk(" " * bare.startswith(" "), style))
        chunks += (Chunk(c.value, c.style | style) for c in read_rich_text(bare).chunks)
        chunks.append(Chunk(" " * bare.endswith(" "), style))
        if match is None:
            break
        at = match.end()
        if match["math"] is not None:
            chunks.append(Chunk(html.unescape(match["math"]).strip(), Style.MATH))
        elif match["label"] is not None:
            chunks.append(Chunk(match["label"], style))
        else:
            signs = len(match["quotes"])
            style ^= Style.EMPHASIS if signs in {2, 5} else Style.NONE
            style ^= Style.STRONG if signs in {3, 4, 5} else Style.NONE
    return Text.of(*chunks)


_TAG = regex(r"</?(?:nowiki|small|big|span|bdi|br|nobr|u|cite|abbr|var)\b[^<>]*/?>")


def _bare(piece: str) -> str:
    """Return text without tags that say nothing of it."""
    return _TAG.sub(lambda tag: " " if tag[0].startswith("<br") else "", piece)
