"""Org: citations of Org itself (``[cite/t:see @a p. 5;@b]``), of org-ref, and of LaTeX in it.

https://orgmode.org/manual/Citation-handling.html has the syntax; org-ref's is that of its versions
2 (``cite:a,b``) and 3 (``citep:see &a p. 5;&b``). Source code, examples, comments and verbatim text
cite nothing, nor do subtrees that are not exported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.regex import regex
from pllm_bib.papers import tex
from pllm_bib.papers.blanks import blanked
from pllm_bib.papers.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.diagnostic import Position

    Span = tuple[int, int]

_BEGIN = regex(r"(?i)^[ \t]*#\+begin_(?P<name>\S+)(?P<of>[^\n]*)$", re.MULTILINE)
_HEADLINE = regex(
    r"^(?P<stars>\*+)[ \t]+(?:(?!COMMENT)[A-Z]{4,}[ \t]+)?"
    r"(?P<left>COMMENT\b[^\n]*|[^\n]*:noexport:[^\n]*)?[^\n]*$",
    re.MULTILINE,
)
_LINE_LEFT = regex(r"^[ \t]*(?:#(?:[ \t][^\n]*)?|:(?:[ \t][^\n]*)?)$", re.MULTILINE)
_VERBATIM = regex(
    r"(?<![^\s\-('\"{])(?P<sign>[=~])(?=\S)[^\n]*?(?<=\S)(?P=sign)(?![^\s\-.,:!?;'\")}\\\[])"
)
_CITATION = regex(r"(?<!\[)\[cite(?P<style>(?:/[\w/-]+)?):(?P<body>(?>[^\[\]]+|\[[^\[\]]*\])*)\]")
_KEY = regex(r"@(?P<key>[\w\-.:?!`'/*@+|(){}<>&^$#%~]+)")
_ORG_REF = regex(
    r"(?<![\w@/.])(?i:(?:no|text|paren|foot|auto|smart|super|full|footfull)?cites?"
    r"(?:[pt]|al[pt]|num|author|year|yearpar|text|title|url|date|field)?\*?|bibentry)"
    r":(?P<body>[\w&][^\s\[\]]*(?:[^\[\]\n]*&[^\[\]\n]*(?=\]))?)"
)
_REF_KEY = regex(r"&?(?P<key>\w++(?>[:./+-]++\w++)*)")
_BIBLIOGRAPHY = regex(
    r"(?i:^[ \t]*#\+bibliography:)[ \t]*(?:\"(?P<quoted>[^\"\n]+)\"|(?P<name>\S+))"
    r"|(?<![\w#+])(?:no)?(?:bibliography|addbibresource):(?P<files>[^\s\[\]]+)",
    re.MULTILINE,
)
_INPUT = regex(
    r"(?i)^[ \t]*#\+(?:include|(?P<setup>setupfile)):[ \t]*\"?(?P<name>[^\s\"]+)", re.MULTILINE
)
_FILE = regex(r"[^,]+")
_CODE = frozenset({"src", "example", "comment"})


def read(text: str, path: str, state: tex.TexState) -> Iterator[Mention]:
    """Yield what an Org document mentions."""
    source = SourceMap(text, path)
    text = blanked(text, sorted(_subtrees(text)))
    text = blanked(text, _code(text))
    text = blanked(text, (match.span() for match in _VERBATIM.finditer(text)))
    found = [*_files(text, source), *_citations(text, source)]
    text = blanked(text, (match.span() for match in _CITATION.finditer(text)))
    found += _of_org_ref(text, source)
    found += ((m.position, m) for m in tex.read_within(text, path, state))
    yield from (mention for _place, mention in sorted(found))


def _files(text: str, source: SourceMap) -> Iterator[tuple[Position, Mention]]:
    for match in _INPUT.finditer(text):
        place = source.position(match.start("name"))
        yield place, Mention("perhaps" if match["setup"] else "input", match["name"], place)
    for match in _BIBLIOGRAPHY.finditer(text):
        group = match.lastgroup or ""
        for file in _FILE.finditer(text, *match.span(group)):
            place = source.position(file.start())
            yield place, Mention("bibliography", file[0].strip(), place)


def _citations(text: str, source: SourceMap) -> Iterator[tuple[Position, Mention]]:
    for citation in _CITATION.finditer(text):
        for key in _KEY.finditer(text, *citation.span("body")):
            place = source.position(key.start("key"))
            everything = key["key"] == "*" and citation["style"].startswith("/n")
            yield place, Mention("everything" if everything else "citation", key["key"], place)


def _of_org_ref(text: str, source: SourceMap) -> Iterator[tuple[Position, Mention]]:
    for citation in _ORG_REF.finditer(text):
        third = "&" in citation["body"]
        for key in _REF_KEY.finditer(text, *citation.span("body")):
            if third and text[key.start()] != "&":
                continue
            place = source.position(key.start("key"))
            yield place, Mention("citation", key["key"], place)
        if citation["body"] == "*":
            place = source.position(citation.start("body"))
            yield place, Mention("everything", "*", place)


def _code(text: str) -> Iterator[Span]:
    """Yield the spans of code, examples and comments, in order."""
    spans = [match.span() for match in _LINE_LEFT.finditer(text)]
    endless: set[str] = set()
    at = 0
    while begin := _BEGIN.search(text, at):
        at = begin.end()
        name = begin["name"].casefold()
        if name in _CODE or (name == "export" and "latex" not in begin["of"].casefold()):
            if name in endless:
                continue
            end = re.compile(rf"(?i)^[ \t]*#\+end_{re.escape(name)}[ \t]*$", re.MULTILINE).search(
                text, at
            )
            if end:
                spans.append((begin.start(), end.end()))
                at = end.end()
            else:
                endless.add(name)
    yield from sorted(spans)


def _subtrees(text: str) -> Iterator[Span]:
    """Yield the spans of subtrees that are not exported."""
    since, depth = 0, 0
    for headline in _HEADLINE.finditer(text):
        level = len(headline["stars"])
        if depth and level <= depth:
            yield since, headline.start()
            depth = 0
        if not depth and headline["left"]:
            since, depth = headline.start(), level
    if depth:
        yield since, len(text)
