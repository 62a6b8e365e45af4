"""Markdown of pandoc, Quarto and R Markdown: its citations, as pandoc 3 finds them.

https://pandoc.org/MANUAL.html#citation-syntax has the syntax of keys. Code, comments, mathematics,
addresses of links and tags of HTML cite nothing. Nor do the cross-references of Quarto.
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.papers import tex
from pllm_bib.papers.blanks import blanked
from pllm_bib.papers.mention import Mention
from pllm_bib.papers.yaml_head import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = regex(
    r"(?<![^\W_])(?<!\.)@(?:\{(?P<braced>[^{}\s]+)\}"
    r"|(?P<plain>[\w*](?:\w|[:.#$%&\-+?<>~/](?=\w)|[:/](?=/))*))"
)
_LINE = regex(r"[^\n]*\n|[^\n]+")
_FENCE = regex(r"[ \t>]*(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_QUOTE = regex(r"^(?: {0,3}> ?)+")
_TICKS = regex(r"`+")
_BREAK = regex(r"\n[ \t]*\n")
_YAML_END = regex(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_YAML_FIELD = regex(r"[ \t]*(?:[\w-]+[ \t]*:|[#-])")
_ITEM = regex(r" {0,3}(?:[-*+]|\(?(?:\d+|#|[A-Za-z]|@)[.)]|\[\^[^\]\n]+\]:|[:~])[ \t]")
_PIECE = regex(
    r"\\(?P<escaped>[@`$<\\])"
    r"|(?P<comment><!--)"
    r"|(?P<ticks>`+)"
    r"|(?P<shortcode>\{\{<\s*(?:include\s+(?P<file>[^\s>]+))?[^\n>]{0,500}>\}\})"
    r"|(?P<tag></?[A-Za-z][^<>]*>)"
    r"|(?P<address>\]\((?:[^()\n]|\([^()\n]*\))*\))"
    r"|(?P<definition>^ {0,3}\[(?![@^])[^\]\n]+\]:[ \t]*\S+)"
    r"|(?P<math>\$\$(?:[^$\\]|\\.)+\$\$|\$(?![\s$])(?>(?:[^$\\\n]|\\.|\n(?!\s*\n))+)(?<=\S)\$(?!\d))",
    re.MULTILINE | re.DOTALL,
)
_LABEL = regex(r"\{[^{}\n]*?#(?P<label>[\w:.-]+)")
_CROSS_REFERENCE = regex(
    r"(?:fig|tbl|lst|eq|sec|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau|vid|apx|"
    r"Fig|Tbl|Lst|Eq|Sec|Thm|Lem|Cor|Prp|Cnj|Def|Exm|Exr)-"
)


class Shown(NamedTuple):
    """The part of a Markdown document that is text: all else is blank, and offsets stay."""

    body: str
    heads: list[tuple[int, int]]
    """The spans of its metadata."""
    inputs: list[tuple[int, str]]
    """The files that it includes, and where they are named."""


def shown(text: str) -> Shown:
    """Return a document without its code, comments, mathematics, addresses and metadata."""
    blocks, heads = _blocks(text)
    body = blanked(text, sorted([*blocks, *heads]))
    inline, inputs = _inline(body)
    return Shown(blanked(body, inline), heads, inputs)


def without_code(text: str) -> str:
    """Return a document without its code and comments; offsets stay."""
    blocks, _heads = _blocks(text)
    body = blanked(text, blocks)
    unseen = (
        (start, end) for start, end, piece in _pieces(body) if piece["ticks"] or piece["comment"]
    )
    return blanked(body, unseen)


def own_names(body: str, path: str) -> Callable[[str], bool]:
    """Return a test for the names that are no keys: labels, and what Quarto refers to by them."""
    labels = {match["label"] for match in _LABEL.finditer(body)}
    quarto = path.lower().endswith((".qmd", ".rmd", ".ipynb"))
    return lambda name: name in labels or bool(quarto and _CROSS_REFERENCE.match(name))


def read(text: str, path: str, state: tex.TexState) -> Iterator[Mention]:
    """Yield what a Markdown document mentions; LaTeX in it cites, too."""
    source = SourceMap(text, path)
    body, heads, inputs = shown(text)
    found: list[tuple[int, Mention]] = []
    for start, end in heads:
        mentions, spans = metadata(source, start, end)
        yield from mentions
        for first, last in spans:
            found += _citations(blanked(text, [(0, first), (last, len(text))]), source)
    found += [(at, Mention("input", name, source.position(at))) for at, name in inputs]
    is_own = own_names(body, path)
    found += [one for one in _citations(body, source) if not is_own(one[1].name)]
    yield from (mention for _at, mention in sorted(found))
    yield from tex.read_within(body, path, state)


def _citations(text: str, source: SourceMap) -> Iterator[tuple[int, Mention]]:
    for match in KEY.finditer(text):
        key = match["braced"] or match["plain"]
        at = match.start(match.lastgroup or 0)
        yield at, Mention("everything" if key == "*" else "citation", key, source.position(at))


def _inline(body: str) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
    """Return the spans of inline pieces that cite nothing, and the files that shortcodes name."""
    spans: list[tuple[int, int]] = []
    files: list[tuple[int, str]] = []
    for start, end, piece in _pieces(body):
        if piece["file"]:
            files.append((piece.start("file"), piece["file"]))
        spans.append((start, end))
    return spans, files


def _pieces(body: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield the inline pieces that cite nothing, each with its span."""
    ticks = _ClosingTicks(body)
    last_comment = body.rfind("-->")
    at = 0
    while piece := _PIECE.search(body, at):
        at = piece.end()
        if piece["comment"]:
            if at > last_comment:  # nothing closes it
                continue
            at = body.index("-->", at) + len("-->")
        if piece["ticks"]:
            end = ticks.after(piece.end(), len(piece["ticks"]))
            if end is None:
                continue
            at = end
        yield piece.start(), at, piece


class _ClosingTicks:
    """The runs of backticks of a text by their lengths, each looked at once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.runs: dict[int, list[int]] = {}
        for run in _TICKS.finditer(text):
            self.runs.setdefault(len(run[0]), []).append(run.start())
        self.breaks = [match.start() for match in _BREAK.finditer(text)]

    def after(self, at: int, length: int) -> int | None:
        """Return the end of the code that starts at a place; None if its paragraph closes none."""
        runs = self.runs.get(length, [])
        number = bisect.bisect_left(runs, at)
        paragraph = bisect.bisect_left(self.breaks, at)
        end = self.breaks[paragraph] if paragraph < len(self.breaks) else len(self.text)
        return runs[number] + length if number < len(runs) and runs[number] < end else None


def _blocks(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the spans of blocks of code, and those of metadata."""
    code: list[tuple[int, int]] = []
    heads: list[tuple[int, int]] = []
    at, blank, in_list = 0, True, False
    while line := _LINE.match(text, at):
        start, at = line.span()
        quoted = _QUOTE.sub("", line[0])
        bare = quoted.strip()
        fence = _FENCE.match(text, start, at)
        if blank and bare == "---" and (end := _end_of_metadata(text, at)):
            heads.append((start, end))
            at = end
        elif fence:
            closing = re.compile(
                rf"^[ \t>]*{fence['fence']}{fence['fence'][0]}*[ \t]*$", re.MULTILINE
            )
            close = closing.search(text, at)
            at = close.end() if close else len(text)
            code.append((start, at))
        elif bare:
            indent = len(quoted.expandtabs(4)) - len(quoted.expandtabs(4).lstrip())
            is_code = indent >= (8 if in_list else 4)
            if is_code and (blank or (code and code[-1][1] == start)):
                code.append((start, at))
            elif _ITEM.match(text, start, at):
                in_list = True
            elif blank and not indent:
                in_list = False
        blank = not bare
    return code, heads


def _end_of_metadata(text: str, at: int) -> int | None:
    """Return where the metadata ends that starts on a line; None if it is a rule after all."""
    end = _YAML_END.search(text, at) if _YAML_FIELD.match(text, at) else None
    return end.end() if end else None
