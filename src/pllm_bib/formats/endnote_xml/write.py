"""Entries -> EndNote XML, for EndNote, Zotero and pandoc.

Source: EndNote's own exports, as Zotero's translator and pandoc read them. The fields are those
of a RIS record under other names.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer
from pllm_bib.formats.endnote_xml.tables import ALIKE, FACES, PATHS, TYPES
from pllm_bib.formats.ris import write as ris
from pllm_bib.formats.ris.tags import ARTICLES, IN_SERIES
from pllm_bib.formats.shared import latex, titles
from pllm_bib.formats.shared.types import ris_type
from pllm_bib.formats.shared.xml_tree import element, escaped
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.entry import Entry

_PATH_OF = {tag: path for path, tag in reversed(PATHS.items())}
_PATH_OF |= {"ED": "contributors/secondary-authors/author", "UR": "urls/web-urls/url"}
_PATH_OF |= dict.fromkeys(("M1", "SV"), "number")
_STYLES = (Style.EMPHASIS, Style.STRONG, Style.SUPERSCRIPT, Style.SUBSCRIPT)
_LINE_END = "&#xD;"
"""EndNote's sign between lines of one element."""
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n<records>\n'
TAIL = "</records>\n</xml>\n"


def parts(entry: Entry, context: WriteContext) -> Iterable[Part]:
    """Return the parts of an entry, each by its path in a record; ``notes`` for a line of these."""
    kind = ris_type(entry)
    options = replace(context.options, dialect="zotero")
    found = [p for p in ris.parts(entry, replace(context, options=options)) if p.value]
    has_event = any(part.target == "T2" for part in found)
    yield from _frame(entry, ALIKE.get(kind, kind))
    pages = [part.value for part in found if part.target in {"SP", "EP"}]
    for part in found:
        tag, value, source = part
        if tag == "SP":
            yield Part("pages", "-".join(pages).replace("–", "-"), source)
        elif tag == "TI":
            yield Part("titles/title", titles.full_title(entry), source)
        elif tag == "T3" and kind in IN_SERIES:
            yield Part("titles/secondary-title", value, source)
        elif tag not in {"TY", "ID", "EP"}:
            yield from _placed(part)
        if tag == "T2" and kind in ARTICLES:
            yield Part("periodical/full-title", value, source)
        elif tag == "C3" and not has_event:
            yield Part("titles/secondary-title", value, source)
        elif tag == "C1":
            yield Part("pub-location", value, source)


def _placed(part: Part) -> Iterator[Part]:
    """Yield a part of a RIS record under its path here, if it has one."""
    tag, value, source = part
    if tag in {"M2", "N1"}:
        if not value.startswith("Citation Key: "):
            yield Part("notes", value, source)
    elif _PATH_OF.get(tag, "").endswith("/author"):
        # The comma says that a name of one part has no given name to it.
        yield Part(_PATH_OF[tag], value if "," in value else f"{value},", source)
    elif tag in _PATH_OF:
        yield Part(_PATH_OF[tag], _date(value) if tag in {"DA", "Y2"} else value, source)
    elif source.startswith("extra.ris-"):
        yield Part("notes", f"tex.{source.removeprefix('extra.')}: {value}", source)


def _date(value: str) -> str:
    """Return RIS's ``2024/06/09/`` as ISO has it, and a season behind slashes in words."""
    year, slashes, season = value.partition("///")
    if slashes and season:
        return f"{season} {year}"
    return value.strip("/").replace("/", "-") if value.endswith("/") else value


def _frame(entry: Entry, kind: str) -> Iterator[Part]:
    yield Part("ref-type", TYPES[kind], "type")
    yield Part("foreign-keys", entry.key, "key")
    yield Part("label", entry.key, "key")


def layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    """Return the text of a record, with its elements in EndNote's order."""
    found: dict[str, list[str]] = {}
    for target, value, _source in parts:
        if value and target not in {"ref-type", "foreign-keys"}:
            made = _styled(value) if isinstance(value, Text) else _text(value)
            if made and made not in found.setdefault(target, []):
                found[target].append(made)
    if notes := found.get("notes"):
        found["notes"] = [_LINE_END.join(notes)]
    kept = {part.target: part.value for part in parts}
    name, number = kept["ref-type"]
    key = element("key", _text(kept["foreign-keys"]), app="EN")
    text = element("ref-type", str(number), name=name) + element("foreign-keys", key.rstrip())
    ordered = [(path.split("/"), found[path]) for path in PATHS if path in found]
    return f"<record>\n{text}{_nested(ordered)}</record>\n"


def _nested(found: list[tuple[list[str], list[str]]]) -> str:
    """Return elements by their paths, neighbours of one group together."""
    text = ""
    for name, run in itertools.groupby(found, lambda each: each[0][0]):
        group = list(run)
        if len(group[0][0]) == 1:
            text += "".join(element(name, value) for _path, made in group for value in made)
        else:
            inner = [(path[1:], made) for path, made in group]
            text += f"<{name}>\n{_nested(inner)}</{name}>\n"
    return text


def _text(value: str) -> str:
    return escaped(" ".join(value.split("\n")))


def _styled(text: Text) -> str:
    """Return text in which each change of face is a style element."""
    pieces = []
    chunks = latex.readable(text)
    for chunk in chunks:
        faces = [face for face, style in zip(FACES, _STYLES, strict=True) if chunk.style & style]
        value = escaped(chunk.value)
        pieces.append((" ".join(faces), value))
    if not any(face for face, _value in pieces):
        return "".join(value for _face, value in pieces)
    return "".join(
        f'<style face="{face or "normal"}">{"".join(v for _f, v in run)}</style>'
        for face, run in itertools.groupby(pieces, lambda piece: piece[0])
    )


WRITER = replace(Writer(parts=parts, layout=layout), head=HEAD, tail=TAIL, nothing=HEAD + TAIL)
