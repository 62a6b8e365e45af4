"""The places of addresses: in the entries of a list or of files, and in pages around them."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import NOTES, OUTLINE, README, shown
from pllm_bib.files.inputs import bibliography, importable, within
from pllm_bib.files.kinds import MARKDOWN
from pllm_bib.files.list import load_list
from pllm_bib.files.read import load_inputs
from pllm_bib.files.text import read_text, whole_text
from pllm_bib.formats.shared.latex.addresses import addresses
from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.address import addresses_in, host_and_path
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import doi_url
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.papers.markdown import without_code
from pllm_bib.tasks.build.readme import find_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry

_HTML = re.compile(r"\s*<(?:!doctype|html|\?xml)\b", re.IGNORECASE)


class LinkPlace(NamedTuple):
    """An address in a file, and the spans of the file's text where it is written."""

    address: str
    position: Position
    key: str | None = None
    field: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    """None for an address that is made of an identifier, or spelled in some way of its own."""


@dataclass(slots=True)
class LinkedFile:
    """A file with the places of its addresses, in their order."""

    name: str
    text: str
    path: Path | None = None
    """Where it is, if it is a file that may be mended."""
    is_latex: bool = False
    """Its texts are LaTeX: it is a .bib file."""
    places: list[LinkPlace] = field(default_factory=list)


@dataclass(slots=True)
class Linked:
    """Files with addresses, and what is wrong with the files."""

    files: list[LinkedFile] = field(default_factory=list)
    faults: tuple[Diagnostic, ...] = ()


def of_list(
    config: Config, instead: Mapping[Path, str] | None = None, *, identifiers: bool = False
) -> Linked:
    """Return the addresses of a list: of its entries, and of the texts around them.

    The README's own list is left out, since it is made from these. ``instead`` has texts to be
    read in place of what some files hold. Raises `OperatorError`.
    """
    loaded = load_list(config, {p: t for p, t in (instead or {}).items() if p.suffix == ".bib"})
    files = [
        LinkedFile(shown(path), text, path, is_latex=True) for path, text in loaded.texts.items()
    ]
    _add_places(files, loaded.library.unique(), identifiers=identifiers)
    found = Linked(files, loaded.faults)
    for path in (config.entries / OUTLINE, config.entries / NOTES, config.root / README):
        if path.is_file():
            text = (instead or {}).get(path, read_text(path).text)
            body = _without_block(text, path) if path.name == README else text
            found.files.append(_of_page(shown(path), text, body, path))
    return found


def of_files(
    names: Sequence[str],
    form: str | None = None,
    instead: Mapping[Path, str] | None = None,
    *,
    identifiers: bool = False,
) -> Linked:
    """Return the addresses of bibliographies, and of pages in Markdown and other texts.

    Raises OSError and `OperatorError` where a file cannot be read.
    """
    inputs = [importable(one, form) for name in names for one in within(name)]
    bibs = [bibliography(one) for one in inputs if one.format != MARKDOWN]
    loaded = load_inputs(bibs, instead=instead)
    by_name = {one.name: one.path for one in bibs}
    files = [LinkedFile(name, text, by_name.get(name)) for name, text in loaded.others.items()]
    files += [
        LinkedFile(shown(path), text, path, is_latex=True) for path, text in loaded.texts.items()
    ]
    _add_places(files, loaded.library.entries, identifiers=identifiers)
    found = Linked(files, loaded.faults)
    for page in inputs:
        if page.format == MARKDOWN:
            found.files.append(_of_input(page, instead or {}))
    return found


def _of_input(page: Input, instead: Mapping[Path, str]) -> LinkedFile:
    if page.path and page.path in instead:
        text = instead[page.path]
    else:
        with page.open() as stream:
            text = whole_text(stream.read(), page.name).text
    body = text if _HTML.match(text) else without_code(text)
    return _of_page(page.name, text, body, page.path)


def _of_page(name: str, text: str, body: str, path: Path | None) -> LinkedFile:
    """Return the addresses of a text; ``body`` is what counts of it, at the same offsets."""
    source = SourceMap(text, name)
    places = [
        LinkPlace(found.url, source.position(found.start), spans=((found.start, found.end),))
        for found in addresses_in(body)
    ]
    return LinkedFile(name, text, path, places=places)


def _without_block(text: str, path: Path) -> str:
    """Return a README without code, and without the list that is made, at the same offsets."""
    try:
        block = find_block(text, path)
    except OperatorError:
        return without_code(text)
    made = text[len(block.before) : len(text) - len(block.after)]
    return without_code(block.before + re.sub(r"[^\n]", " ", made) + block.after)


def _add_places(
    files: Sequence[LinkedFile], entries: Iterable[Entry], *, identifiers: bool
) -> None:
    """Add the addresses of entries to the files that these stand in."""
    by_file: dict[str, list[Entry]] = {}
    for entry in entries:
        by_file.setdefault((entry.position() or Position("")).path, []).append(entry)
    for file in files:
        source = SourceMap(file.text, file.name)
        placed = sorted(
            (
                (source.offset(entry.position() or Position(file.name)), entry)
                for entry in by_file.get(file.name, ())
            ),
            key=lambda pair: pair[0],
        )
        ends = [start for start, _entry in placed[1:]] + [len(file.text)]
        for (start, entry), end in zip(placed, ends, strict=False):
            file.places += _of_entry(entry, source, (start, end), identifiers=identifiers)


def _of_entry(
    entry: Entry, source: SourceMap, within_: tuple[int, int], *, identifiers: bool
) -> Iterator[LinkPlace]:
    found: dict[str, str] = {}
    for name, address in _addresses_of(entry):
        if host_and_path(address)[0] and address[:4].lower() == "http":
            found.setdefault(address, name)
    for address, name in found.items():
        spans = tuple(_spans(source.text, address, within_, [*found]))
        position = source.position(spans[0][0]) if spans else entry.position(name)
        yield LinkPlace(address, position or Position(source.path), entry.key, name, spans)
    if identifiers:
        for name, made in _identified(entry):
            position = entry.position(name) or Position(source.path)
            if made not in found:
                yield LinkPlace(made, position, entry.key, name)


def _addresses_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry with addresses in them; what it inherits is its parent's."""
    origin = entry.origin
    for name, raw in origin.raw.items() if origin else ():
        if origin and name not in origin.inherited and ":" in raw:
            yield from ((name, one.url) for one in addresses(raw))
    if origin and origin.raw:
        return
    yield from ((link.kind.field, link.url) for link in entry.links)
    texts = [("note", str(entry.note or "")), ("abstract", str(entry.abstract or "")), *entry.extra]
    for name, text in texts:
        yield from ((name, one.url) for one in addresses_in(text))


def _identified(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.doi:
        yield "doi", doi_url(entry.doi)
    if entry.eprint and entry.eprint.url:
        yield "eprint", entry.eprint.url


_SPELLINGS = {
    "&": r"(?:\\?&|\{\\&\}|&amp;|&#38;|\\u0026)",
    "/": r"\\?/",
    "~": r"(?:~|\\~(?:\{\})?|\{?\\textasciitilde(?:\{\})?\}?)",
    **{sign: rf"(?:\\?{re.escape(sign)}|\{{\\{re.escape(sign)}\}})" for sign in "_%#$"},
}
"""Sign of an address -> how files spell it: as LaTeX, XML and JSON do."""
_GOES_ON = re.compile(r"[\w/%?#=&~+@\\-]|[.:!'()*$]+\w")


def _spans(
    text: str, address: str, within_: tuple[int, int], others: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Yield the spans in which an address is written; what goes on is a longer one."""
    start, end = within_
    spelled = None
    if address not in text[start:end] or any(sign in address for sign in _SPELLINGS if sign != "/"):
        spelled = re.compile("".join(_SPELLINGS.get(sign, re.escape(sign)) for sign in address))
    longer = [other for other in others if other != address and other.startswith(address)]
    for match in (spelled or re.compile(re.escape(address))).finditer(text, start, end):
        is_longer = any(text.startswith(other, match.start()) for other in longer)
        if not _GOES_ON.match(text, match.end()) and not is_longer:
            yield match.span()
