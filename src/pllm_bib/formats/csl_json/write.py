"""Entries -> CSL-JSON (CSL 1.0.2, the schema csl-data.json).

Text carries the rich-text markup of CSL: ``<i>``, ``<b>``, ``<sup>``, ``<sub>``, small caps, and
``nocase`` spans round what must keep its case. A particle stays in ``family``, or behind the given
names if it is a dropping one, as in Zotero's own exports: citeproc-js and pandoc find it there, and
Zotero's import drops it anywhere else.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring as json_string
from json.encoder import encode_basestring_ascii as json_string_ascii
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Options, Part, WriteContext, Writer, landing_page, unsaid
from pllm_bib.formats.csl_json.dates import date_variable, literal_variable
from pllm_bib.formats.csl_json.names import name_variable
from pllm_bib.formats.shared import extra_fields, fields, latex, titles
from pllm_bib.formats.shared.editions import ordinal
from pllm_bib.formats.shared.languages import is_code, language_code
from pllm_bib.formats.shared.latex.tables import WORDS
from pllm_bib.formats.shared.rich_text import write_rich_text
from pllm_bib.formats.shared.types import csl_type, row, type_source
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.shared.types import TypeRow
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.text import Text


def parts(entry: Entry, context: WriteContext | None = None) -> Iterable[Part]:
    """Yield the variables of an entry's item, in order; a repeated one replaces the first."""
    return _by_role(entry, context or _FOR_STYLES)


def _parts(entry: Entry, context: WriteContext) -> Iterable[Part]:
    if entry.extra and context.options.keep_extra:
        return _with_the_rest(entry, context)
    return _variables(entry, doi_url=context.options.doi_url)


_FOR_STYLES = WriteContext(options=Options(doi_url=True))
_by_role = extra_fields.by_role(_parts, lambda _entry: fields.CSL_ROLES)


def _with_the_rest(entry: Entry, context: WriteContext) -> Iterator[Part]:
    """Yield the variables; fields without a variable become lines of the note."""
    found = list(_variables(entry, doi_url=context.options.doi_url))
    yield from found
    if left := unsaid(entry, found):
        from pllm_bib.formats.shared import extra_lines

        note = next(part for part in found if part.target == "note")
        text = "\n".join(filter(None, [note.value, *extra_lines.lines(left)]))
        sources = (f"extra.{name}" for name, _value in left)
        yield Part("note", text, " ".join((note.source, *sources)))


def _variables(entry: Entry, *, doi_url: bool) -> Iterator[Part]:
    vocabulary = row(entry.type)
    archive = entry.eprint if entry.type == "preprint" else None
    yield Part("id", entry.key, "key")
    yield Part("citation-key", entry.key, "key")
    yield Part("type", csl_type(entry), type_source(entry))
    yield Part("genre", vocabulary.genre, "type")
    title, container, volume = _titles(entry)
    yield title
    yield Part("author", name_variable(entry.authors), "authors")
    yield Part("editor", name_variable(entry.editors), "editors")
    yield _issued(entry)
    yield container
    yield volume
    if entry.series:
        yield Part("collection-title", _series(entry.series, vocabulary), "series")
    yield Part("edition", write_rich_text(entry.edition), "edition")
    yield Part("volume", entry.volume, "volume")
    yield Part("page", entry.pages.replace("–", "-") if entry.pages else None, "pages")
    yield _publisher(entry)
    if entry.place:
        yield from _place(entry, entry.place)
    yield Part("DOI", entry.doi, "doi")
    yield Part("ISBN", entry.isbn, "isbn")
    yield Part("ISSN", entry.issn, "issn")
    yield landing_page(entry, "URL", doi_url=doi_url)
    if entry.language:
        yield _language(entry, entry.language)
    yield Part("keyword", ", ".join(entry.keywords), "keywords")
    yield Part("abstract", write_rich_text(entry.abstract), "abstract")
    yield Part("note", _note(entry), "note extra.addendum eprint")
    if archive:
        yield Part("number", f"{archive.archive}:{archive.id}".lstrip(":"), "eprint")
    else:
        yield Part(_number(entry, vocabulary.csl), entry.number, "number")
    # A label of the list is no journal abbreviation: styles would print it for the title.
    named = "eventtitle" in dict(entry.extra)
    if entry.venue and vocabulary.csl == "paper-conference" and not named:
        year = f" {entry.date.year_text}" if entry.date else ""
        yield Part("event-title", f"{entry.venue}{year}", "venue")
    if entry.extra:
        yield from _more(entry)


def _issued(entry: Entry) -> Part:
    """Return the date, or the words that stand for one."""
    words, source = extra_fields.date_words(entry)
    if words:
        return Part("issued", {"literal": words}, source)
    return Part("issued", _date(entry, "issued", entry.date), "date")


def _date(entry: Entry, variable: str, date: Date | None) -> dict[str, Any] | None:
    """Return a date in the words that a file of CSL-JSON has for it, or else in numbers."""
    words = _as_read(entry).get(variable)
    return (literal_variable(words, date) if words else None) or date_variable(date)


def _as_read(entry: Entry) -> dict[str, str]:
    return dict(entry.origin.variables) if entry.origin and entry.origin.variables else {}


def _place(entry: Entry, of: Text) -> Iterator[Part]:
    """Yield the place; that of a patent is where it holds. Zotero reads the place alone."""
    place = _named(of)
    yield Part("publisher-place", place, "place")
    if entry.type == "patent":
        yield Part("jurisdiction", place, "place")


def _language(entry: Entry, language: str) -> Part:
    """Return the code of the language, which styles lower titles by.

    ``langid`` says it where ``language`` has no code: “Latin and German”.
    """
    code = language_code(language)
    if entry.extra and not is_code(code):
        known = language_code(extra_fields.plain(dict(entry.extra), "langid"))
        if is_code(known):
            return Part("language", known, "language extra.langid")
    return Part("language", code, "language")


def _publisher(entry: Entry) -> Part:
    """Return the publisher, or else the archive of a preprint."""
    publisher = _named(titles.publisher(entry))
    if entry.type == "preprint" and entry.eprint and not publisher:
        return Part("publisher", entry.eprint.archive, "eprint")
    return Part("publisher", publisher, titles.publisher_source(entry))


def _named(of: Text | None) -> str:
    """Return an organisation or a place: braces hold the words of its name together, no more."""
    return write_rich_text(of, without=Style.PROTECTED)


def _titles(entry: Entry) -> tuple[Part, Part, Part]:
    """Return the parts for ``title``, ``container-title`` and ``volume-title``."""
    found = titles.csl_titles(entry)
    sources = titles.title_sources(entry)
    of_title, of_container, of_volume = sources.title, sources.container, ""
    if found.volume and titles.is_chapter(entry):
        of_container, of_volume = sources.main, sources.container
    elif found.volume:
        of_title, of_volume = sources.main, sources.title
    container = found.container
    is_book = row(entry.type).csl == "book"
    own = {str(entry.title), str(found.title)}
    if container and is_book and str(entry.container) in own:
        # BibTeX's users give a book its own title as booktitle, for its chapters to inherit.
        container, of_title, of_container = None, f"{of_title} {of_container}", ""
    return (
        Part("title", write_rich_text(found.title), of_title),
        Part("container-title", write_rich_text(container), of_container),
        Part("volume-title", write_rich_text(found.volume), of_volume),
    )


def item(entry: Entry) -> dict[str, Any]:
    """Return an entry as a CSL-JSON item, for styles that may print no DOI.

    Variables without a value are left out.
    """
    return {name: value for name, value, _source in parts(entry) if value}


def layout(_entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    """Return the text of an item, as it stands indented in the array."""
    values = {name: value for name, value, _source in parts if value}
    return "  " + _json(values, context.options.ascii or False, "\n    ")


def _json(value: Any, ascii_only: bool, line: str) -> str:  # noqa: FBT001
    """Return JSON as the standard library indents it by two, in a tenth of the time."""
    if isinstance(value, str):
        return json_string_ascii(value) if ascii_only else json_string(value)
    inner = line + "  "
    if isinstance(value, dict):
        members = [f"{json_string(k)}: {_json(v, ascii_only, inner)}" for k, v in value.items()]
        return f"{{{line}{f',{line}'.join(members)}{line[:-2]}}}"
    if isinstance(value, list):
        return f"[{line}{f',{line}'.join(_json(v, ascii_only, inner) for v in value)}{line[:-2]}]"
    return json.dumps(value)


WRITER = Writer(
    parts=parts,
    layout=layout,
    head="[\n",
    separator=",\n",
    tail="\n]\n",
    nothing="[]\n",
    seven_bit=True,
    by_key=True,
)
write = WRITER.write
"""Writes a JSON array of items, UTF-8, indented."""


def _series(series: Text, vocabulary: TypeRow) -> str:
    """Return a series; a number is that of a journal's series, as BibLaTeX prints it."""
    text = str(series)
    if vocabulary.csl == "article-journal" and (count := ordinal(text)) != text:
        return f"{count} series"
    return WORDS.get(text, write_rich_text(series))


_NUMBERS = frozenset({"collection-number", "issue", "number"})


def _number(entry: Entry, kind: str) -> str:
    """Return the variable of a work's number: of an issue, a series or a report."""
    for name, value in _as_read(entry).items():
        if name in _NUMBERS and value == entry.number:
            return name
    if kind in {"book", "chapter"}:
        return "collection-number"
    if entry.series and kind in {"entry-encyclopedia", "paper-conference"}:
        return "collection-number"
    return "issue" if kind in {"article-journal", "paper-conference"} else "number"


def _more(entry: Entry) -> Iterator[Part]:
    """Yield the variables of fields that the model has no attribute for."""
    extra = dict(entry.extra)
    for name in extra:
        known = fields.FIELDS.get(name)
        if name == "shorttitle" and titles.is_volume(entry):
            yield _extra(entry, "text", name, "volume-title-short")
        elif known and known.csl:
            yield _extra(entry, known.kind, name, known.csl)
        elif name == "collaborator" and "contributor" not in extra:
            yield _extra(entry, "names", name, "contributor")
        elif name in fields.OWN_CSL:
            yield _extra(entry, fields.csl_kind(name), name, name)
    if "title-short" not in extra and "shorttitle" not in extra and not titles.main_title(entry):
        # The title is the short form of one with a subtitle.
        short = entry.title if {"subtitle", "titleaddon"} & extra.keys() else None
        yield Part("title-short", write_rich_text(short), "title")
    if row(entry.type).csl == "article-journal":
        yield Part("number", extra_fields.plain(extra, "eid"), "extra.eid")
        if "issue" in extra:
            issue = ", ".join(filter(None, (entry.number, extra_fields.plain(extra, "issue"))))
            yield Part("issue", issue, "number extra.issue")


def _extra(entry: Entry, kind: fields.Kind, name: str, variable: str) -> Part:
    """Return the variable of a field that the model has no attribute for."""
    extra = dict(entry.extra)
    value: Any
    if kind == "names":
        value = name_variable(extra_fields.names(extra, name))
    elif kind == "date":
        known = extra_fields.date(extra, name)
        words = extra_fields.plain(extra, name)
        value = _date(entry, variable, known) if known else {"literal": words}
    elif kind == "plain":
        value = extra_fields.plain(extra, name)
    else:
        value = write_rich_text(extra_fields.text(extra, name))
    return Part(variable, value, f"extra.{name}")


def _note(entry: Entry) -> str:
    """Return the note, with the archive's id as a line that Zotero keeps in Extra."""
    note = titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum"))
    lines = [latex.plain(note)] if note else []
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        lines.append(f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}{category}")
    return "\n".join(lines)
