"""The blocks of a .bib file, with the place of everything in them.

bibtexparser splits the text and survives broken blocks. What it leaves to this module: columns,
``#`` and string macros, junk between fields, and field names that are none. Entries without any
of its difficulties, nearly all that there are, are matched here by a grammar of their own, ten
times as fast; whatever that does not match goes to the library.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.bibtex.mending import Mended, Unclosed, mended
from pllm_bib.formats.bibtex.values import value_parts
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bibtexparser.model import Block, Entry

_FIELD_START = regex(r"\s*+,?\s*+(?P<name>[^\s=,{}\"]++)\s*+=\s*+")
_BLOCK_MARK = regex(r"@\w*\s*$")
_COMMENT_LINE = regex(r"^[ \t]*%", re.MULTILINE)
_COMMENT_OR_BRACE = regex(r"^[^\S\n]*%.*|[{}]", re.MULTILINE)


_BLOCK_START = regex(r"^[^\S\n]*@\w*[ \t]*[{(]", re.MULTILINE)
"""Where a block starts, whatever stands before it: bibtexparser ends a broken one here."""
_START = regex(r"@\w*[ \t]*[{(]")

# The plain grammar. A brace behind a backslash is counted by BibTeX and not by bibtexparser, a
# quotation mark in braces of its own is special to it: values with either are left to it.
_BRACES = r"[^{}\\]*+"
for _depth in range(5):
    _BRACES = rf"[^{{}}\\]*+(?>(?:(?:\\(?![{{}}])|\{{{_BRACES}\}})[^{{}}\\]*+)*)"
_QUOTES = r'[^"\\{]*+(?>(?:(?:\\"?|\{(?!"))[^"\\{]*+)*)'
_PLAIN_HEAD = regex(r"@(\w+)[ \t]*\{[ \t]*([^\s,{}\"=#%\\()]+)[ \t]*,", re.ASCII)
_PLAIN_FIELD = regex(
    rf"""\s*+([A-Za-z][\w:.+/-]*+)\s*+=\s*+(?:(\{{{_BRACES}\}})|("{_QUOTES}"|\w++))\s*+(,|(?=\}}))""",
    re.ASCII,
)
_DEEP_NAME = regex(r"\s*+([A-Za-z][\w:.+/-]*+)\s*+=\s*+(?=\{)", re.ASCII)
_DEEP_BRACES = regex(r"\\?\{++|\\?\}++")
_DEEP_END = regex(r"\s*+(,|(?=\}))")
_PLAIN_END = regex(r"\s*+\}")


class SourceField(NamedTuple):
    """A field as it stands in the file: where its name starts, and its raw value."""

    name: str
    offset: int
    source: str
    """The value with its delimiters and ``#`` signs."""
    value_offset: int
    whole: bool = False
    """Whether the value is known to be one operand in balanced braces."""


@dataclass(frozen=True, slots=True)
class BibBlock:
    """A block of a .bib file.

    ``kind`` is entry, string, preamble, comment, text, broken, or mended: an entry with slips of
    the pen, of which all that is plain was read.
    """

    kind: str
    raw: str
    offset: int
    type: str = ""
    key: str = ""
    fields: tuple[SourceField, ...] = ()
    problem: str = ""
    problem_offset: int = 0
    commented: bool = False
    """Comments stand between its fields; ``raw`` has them, the fields do not."""
    slips: tuple[tuple[str, int], ...] = ()
    """The slips of a mended entry, with their offsets."""


def split(
    text: str, *, stop: int | None = None, plain: bool = True, comments: bool = False
) -> Iterator[BibBlock]:
    r"""Split the text of a .bib file into its blocks, in order, with exact offsets.

    Line ends must be ``\n``. Broken blocks are among the result, with what is wrong with them.
    Blocks that start at ``stop`` or later are left out: a part of a file is split as in the whole
    if what follows it up to the next block's opening brace is given too. With ``plain`` false,
    bibtexparser splits all of it; the result is the same. With ``comments``, a ``%`` between the
    fields of an entry starts a comment up to the end of the line, as to biber; to BibTeX it is an
    error.
    """
    marks = list(block_starts(text))
    if stop is not None:
        marks = [mark for mark in marks if mark[0] < stop] + [(stop, len(text))]
    if not plain:
        marks = [mark for mark in marks if mark[0] == stop]
    marks = [(0, 0), *marks, (len(text), len(text))]
    for (start, _), (end, following) in itertools.pairwise(marks if stop is None else marks[:-1]):
        at = start
        if plain:
            at = text.find("@", start, end)
            block = _plain_block(text, at, end) if at >= 0 else None
            if block is None or not (at == start or text[start:at].isspace()):
                at = start
            else:
                yield block
                at += len(block.raw)
        if at < end and not text[at:end].isspace():
            chunk = text[at:following]
            yield from _split(chunk, at, end, without_comments(chunk) if comments else chunk)


def block_starts(text: str, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where the blocks of a text start, with the blanks before them, and where they open.

    That is where `_BLOCK_START` matches. To look for its first sign takes a tenth of the time.
    """
    for match in _START.finditer(text, start, len(text) if stop is None else stop):
        at = match.start()
        line = text.rfind("\n", 0, at) + 1
        if line == at or text[line:at].isspace():
            yield line, match.end()


def stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether an entry stands here, up to ``end``, that is read without what follows it."""
    block = _plain_block(text, start, end)
    rest = text[start + len(block.raw) : end] if block else "?"
    return not rest or rest.isspace()


def last_block_start(text: str) -> int | None:
    """Return the last offset where a cut leaves the parts with the blocks of the whole."""
    at = len(text)
    while (at := text.rfind("@", 0, at)) >= 0:
        start = text.rfind("\n", 0, at) + 1
        if _BLOCK_START.match(text, start):
            return start
        at = start
    return None


def _plain_block(text: str, start: int, end: int) -> BibBlock | None:
    """Return the entry that starts here, if it is a plain one."""
    head = _PLAIN_HEAD.match(text, start, end)
    if head is None or head[1].lower() in _NO_ENTRIES:
        return None
    fields: list[SourceField] = []
    at = head.end()
    more = ","
    while more:
        if match := _PLAIN_FIELD.match(text, at, end):
            name, braced, other, more = match.groups()
            group = 2 if braced else 3
            fields.append(
                SourceField(
                    name.lower(),
                    match.start(1),
                    braced or other,
                    match.start(group),
                    braced is not None,
                )
            )
            at = match.end()
        elif deep := _deep_field(text, at, end):
            field, more, at = deep
            fields.append(field)
        else:
            break
    closing = _PLAIN_END.match(text, at, end)
    if closing is None:
        return None
    return BibBlock(
        "entry", text[start : closing.end()], start, head[1].lower(), head[2], tuple(fields)
    )


def _deep_field(text: str, start: int, end: int) -> tuple[SourceField, str, int] | None:
    """Return the field here if its braces are deeper than a pattern can say.

    It comes with the comma behind it, if there is one, and with where it ends.
    """
    name = _DEEP_NAME.match(text, start, end)
    if name is None:
        return None
    depth = 0
    for match in _DEEP_BRACES.finditer(text, name.end(), end):
        run = match.group()
        if run[0] == "\\":
            return None
        depth += len(run) if run[0] == "{" else -len(run)
        if depth <= 0:
            stop = match.end() + depth
            after = _DEEP_END.match(text, stop, end)
            value = text[name.end() : stop]
            field = SourceField(name[1].lower(), name.start(1), value, name.end(), whole=True)
            return (field, after[1], after.end()) if after else None
    return None


_NO_ENTRIES = frozenset({"string", "preamble", "comment"})


_BRACE_QUOTE_OR_COMMENT = regex(r'[{}"%]')


def without_comments(text: str) -> str:
    """Return a text with blanks for the comments that stand between fields."""
    pieces: list[str] = []
    done = 0
    for start, end in comments_between_fields(text):
        pieces += text[done:start], " " * (end - start)
        done = end
    return "".join((*pieces, text[done:]))


def comments_between_fields(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each comment between the fields of an entry starts and ends, in order."""
    if "%" not in text:
        return
    marks = list(block_starts(text))
    done = 0
    for (head, start), (end, _) in itertools.pairwise([*marks, (len(text), len(text))]):
        if text[head : start - 1].strip().lower() == "@comment":
            continue  # to biber, its text is one value in braces
        depth, quoted = int(text[start - 1] == "{"), False
        for match in _BRACE_QUOTE_OR_COMMENT.finditer(text, start, end):
            sign, at = match.group(), match.start()
            if at < done:
                continue  # it is a part of a comment
            if sign == "%" and depth == 1 and not quoted:
                stop = text.find("\n", at)
                done = stop if stop >= 0 else len(text)
                yield at, done
            quoted ^= sign == '"' and depth == 1
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if depth == 0:
                break


def _split(text: str, base: int, stop: int, stand_in: str) -> Iterator[BibBlock]:
    """Split a text that starts at an offset of its file; all of it by bibtexparser.

    ``stand_in`` is the text with blanks for what is to be overlooked.
    """
    for block in _parsed(text, stand_in):
        if block.offset + base < stop:
            yield _moved(block, base) if base else block


def _moved(block: BibBlock, base: int) -> BibBlock:
    fields = tuple(
        field._replace(offset=field.offset + base, value_offset=field.value_offset + base)
        for field in block.fields
    )
    return replace(
        block,
        offset=block.offset + base,
        problem_offset=block.problem_offset + base if block.problem else 0,
        fields=fields,
        slips=tuple((problem, offset + base) for problem, offset in block.slips),
    )


_LIKE_COMMENT = regex(r"^([^\S\n]*@)c(?=omment\w+[ \t]*[{(])", re.IGNORECASE | re.MULTILINE)
"""A type of entries that bibtexparser takes for @comment: @commentary."""


@functools.cache
def _splitter() -> Any:
    """Import the library, which few files need, and which takes a while to start."""
    import logging

    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it logs what it also returns
    return Splitter


def _parsed(text: str, stand_in: str) -> tuple[BibBlock, ...]:
    """Return the blocks of a text, split by bibtexparser, in their right places."""
    overlooked = stand_in
    stand_in = _LIKE_COMMENT.sub(r"\1k", stand_in)
    library = _splitter()(stand_in).split()
    result: list[BibBlock] = []
    at = 0
    for parsed in library.blocks:
        raw = parsed.raw or ""
        offset = stand_in.find(raw, at)
        at = offset + len(raw)
        block = _block(parsed, raw, offset)
        if text[offset:at] != raw:
            commented = text[offset:at] != overlooked[offset:at]
            block = replace(block, raw=text[offset:at], commented=commented)
            if block.type.startswith("komment"):
                block = replace(block, type=block.type.replace("k", "c", 1))
        if result and result[-1].kind == "broken":
            comment = _COMMENT_LINE.search(raw)
            if block.kind == "text":
                offset = comment.start() + offset if comment else at
                block = replace(block, raw=text[offset:at], offset=offset)
            result[-1] = _up_to(offset, result[-1], text)
        elif block.kind == "text":
            block = _text_block(block)
        if block.raw:
            result.append(block)
        if block.kind == "broken" and (mark := _BLOCK_MARK.search(raw, 1)):
            at = offset + mark.start()  # the next block starts with the mark that broke this one
    if result and result[-1].kind == "broken":
        result[-1] = _up_to(len(text), result[-1], text)
    return tuple(
        _mended(block, overlooked[block.offset : block.offset + len(block.raw)]) for block in result
    )


def _mended(block: BibBlock, source: str) -> BibBlock:
    """Return a block as it is, or what can be read of one that is not as it should be."""
    if block.kind == "entry":
        values = (value_parts(field.source)[1] for field in block.fields)
        if block.key and not any(values):
            return block
    elif block.kind != "broken":
        return block
    head = _ANY_HEAD.match(block.raw)
    if head is None:
        return block  # the rest of an entry that was closed too early
    name = head[1].lower()
    if name in _NO_ENTRIES:
        return replace(block, problem=_WRONG_BLOCKS[name])
    found = mended(source)
    if block.kind == "entry" and block.key and not isinstance(found, Mended):
        return block  # the library found its end
    if found is None:
        problem = "the entry has no key"
        return BibBlock(
            "broken", block.raw, block.offset, problem=problem, problem_offset=block.offset
        )
    if isinstance(found, Unclosed):
        if not found.key:
            return replace(block, problem="the entry has no key, and is not closed")
        hint = f": is a brace or quotation mark missing in “{found.field}”?" if found.field else ""
        closed = _with_a_brace(source)
        problem = f"the entry “{found.key}” begins here and is not closed{hint}{closed}"
        return replace(block, key=found.key, problem=problem)
    fields = tuple(SourceField(*field) for field in found.fields)
    entry = BibBlock("mended", block.raw, 0, found.type, found.key, fields, slips=found.problems)
    return replace(_moved(entry, block.offset), commented=block.commented)


def _with_a_brace(source: str) -> str:
    """Return the line of a field to try, with one brace more, if that closes an entry."""
    lines = source.split("\n") if len(source) <= _SHORT else []
    for number, line in enumerate(lines):
        value = line.strip().removesuffix(",")
        if "=" in value and value.count("{") > value.count("}"):
            new = f"{value}}}{',' if line.rstrip().endswith(',') else ''}"
            tried = "\n".join([*lines[:number], new, *lines[number + 1 :]])
            if isinstance(mended(tried), Mended):
                return f"; try “{new}”"
    return ""


_SHORT = 5_000
"""Entries that are longer, as broken ones that swallow a file, are not tried with a brace."""
_ANY_HEAD = regex(r"@\s*(\w*)")
_WRONG_BLOCKS = {
    "string": "this is no definition: write @string{name = {value}}",
    "preamble": "this preamble begins here and is not closed: write @preamble{{value}}",
    "comment": "this comment begins here and is not closed",
}


def _up_to(end: int, broken: BibBlock, text: str) -> BibBlock:
    """Return a broken block with its rest, which the library takes for text or leaves out."""
    return replace(broken, raw=text[broken.offset : end].rstrip())


def _text_block(block: BibBlock) -> BibBlock:
    """Return a comment, or the rest of an entry that a brace too many has cut short."""
    depth = 0
    for match in _COMMENT_OR_BRACE.finditer(block.raw):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth < 0:
            problem = "this stands in no entry: is a brace closed too early before it?"
            return replace(block, kind="broken", problem=problem, problem_offset=block.offset)
    return block


def _block(parsed: Block, raw: str, offset: int) -> BibBlock:
    from bibtexparser import model as parsed_model

    if isinstance(
        parsed, parsed_model.DuplicateBlockKeyBlock | parsed_model.DuplicateFieldKeyBlock
    ):
        parsed = parsed.ignore_error_block or parsed
    if isinstance(parsed, parsed_model.ParsingFailedBlock):
        reason = str(getattr(parsed.error, "abort_reason", parsed.error)).strip()
        return BibBlock("broken", raw, offset, problem=reason, problem_offset=offset)
    if isinstance(parsed, parsed_model.Entry):
        return _entry_block(parsed, raw, offset)
    if isinstance(parsed, parsed_model.String):
        head = re.match(r"@\s*\w+\s*[{(]\s*", raw)
        start = head.end() if head else 0
        value = raw.index("=", start) + 1
        source = parsed.value.strip()
        source_at = raw.index(source, value) if source else value
        fields = (SourceField(parsed.key, offset + start, source, offset + source_at),)
        return BibBlock("string", raw, offset, "string", parsed.key, fields)
    if isinstance(parsed, parsed_model.Preamble):
        return BibBlock("preamble", raw, offset)
    return BibBlock(
        "comment" if isinstance(parsed, parsed_model.ExplicitComment) else "text", raw, offset
    )


def _entry_block(parsed: Entry, raw: str, offset: int) -> BibBlock:
    entry_type = parsed.entry_type
    key = parsed.key.strip()
    fields: list[SourceField] = []
    at = raw.find(",")
    for parsed_field in parsed.fields:
        source = parsed_field.value
        start = _FIELD_START.match(raw, at)
        if start is None or start.group("name") != parsed_field.key:
            found = " ".join(parsed_field.key.split())
            return BibBlock(
                "broken",
                raw,
                offset,
                entry_type,
                key,
                problem=f"“{found}” is no field name: is a comma missing before it?",
                problem_offset=offset + at + 1 + len(raw[at + 1 :]) - len(raw[at + 1 :].lstrip()),
            )
        value_at = raw.index(source, start.end()) if source else start.end()
        fields.append(
            SourceField(
                parsed_field.key.lower(), offset + start.start("name"), source, offset + value_at
            )
        )
        at = value_at + len(source)
    return BibBlock("entry", raw, offset, entry_type, key, tuple(fields))
