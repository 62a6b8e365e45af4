"""BibTeX, read by pybtex, and BibLaTeX, read by bibtexparser with pybtex for names.

Values are read as LaTeX by pylatexenc. White space is normalised, as TeX folds it, and the case
of field names. In classic BibTeX, whose 7 bits lack some characters, single quotation marks and
rare signs are normalised too.
"""

from __future__ import annotations

import calendar
import unicodedata
from collections.abc import Callable  # noqa: TC003 -- the annotations of a NamedTuple
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bibtexparser.entrypoint import parse_string as split
from bibtexparser.middlewares.enclosing import RemoveEnclosingMiddleware
from pybtex import errors
from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person, parse_string

from pllm_bib.formats.bibtex.datamodel import ALIASES, DATE_PARTS, publisher_field, takes
from pllm_bib.formats.shared.languages import babel_name
from pllm_bib.formats.shared.types import KINDS, WHAT_IT_IS, row
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.folding import base_letters
from pllm_bib.model.limits import normalize
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.verifying import beyond, latex_reading, runs
from pllm_bib.verifying.check import Difference, Places, ReadExport, Record
from pllm_bib.verifying.dates import edtf, words, words_of, year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bibtexparser.library import Library

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name
    from pllm_bib.verifying.check import Check
    from pllm_bib.verifying.latex_reading import Runs

_TYPE = "@"
"""The entry type's name in a record; no field has this name."""
_NAMES = ("author", "editor")
_BLANKS = regex(r"[ \t\r\n]+")


class _Person(NamedTuple):
    """A name in BibTeX's four parts, each as LaTeX source."""

    first: str
    von: str
    last: str
    jr: str

    def __str__(self) -> str:
        # A name that is one group in braces is an organisation's.
        whole = not (self.first or self.von or self.jr) and _is_group(self.last)
        parts = (_text(part) for part in self)
        return _shown(*parts, organisation=whole)


def _is_group(source: str) -> bool:
    """Say whether the last character of a name closes its first brace."""
    depth = 0
    for at, char in enumerate(source):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return at == len(source) - 1 > 0
    return False


def _text(source: str) -> str:
    """Return LaTeX source as plain text; source that cannot be read stays as it is."""
    try:
        text = latex_reading.plain(source)
    except ValueError:
        text = source
    return " ".join(normalize("NFC", text).split())


def _shown(first: str, von: str, last: str, jr: str, *, organisation: bool = False) -> str:
    if organisation:
        return f"{{{last}}}"
    # A bar separates parts, since a name has none.
    return "|".join(filter(None, (f"{von} / {last}" if von else last, jr and f"({jr})", first)))


def _name(name: Name) -> str:
    parts = (name.given, name.particle, name.family, name.suffix)
    return _shown(*(" ".join(part.split()) for part in parts), organisation=name.organisation)


# Readers.


def read_bibtex(text: str) -> ReadExport:
    """Read BibTeX with pybtex."""
    reading = _reading("pybtex", text)
    with errors.capture() as complaints:
        database = parse_string(text, "bibtex")
    reading.faults.extend(_complained(complaints))
    for key, entry in database.entries.items():
        said: dict[str, list[object]] = {_TYPE: [entry.type]}
        for name, value in entry.fields.items():
            said[name.lower()] = [value]
        for role, people in entry.persons.items():
            said[role.lower()] = list(map(_person, people))
        reading.records.append(Record(key, said))
    reading.faults.extend(_strays(_parsed(text)))
    reading.faults.extend(_beyond_7_bits(text))
    return reading


def _person(person: Person) -> _Person:
    return _Person(
        " ".join(person.first_names + person.middle_names),
        " ".join(person.prelast_names),
        " ".join(person.last_names),
        " ".join(person.lineage_names),
    )


def read_biblatex(text: str) -> ReadExport:
    r"""Read BibLaTeX with bibtexparser.

    Pybtex splits the names: bibtexparser loses ``\#`` before an “and”, refuses a suffix without
    a given name, and takes a particle before a lower-case family name for a given name.
    """
    reading = _reading("bibtexparser", text)
    library = _parsed(text)
    for block in library.failed_blocks:
        error = block.error
        reason = getattr(error, "abort_reason", "") or str(error) or type(error).__name__
        message = f"bibtexparser reports: {' '.join(reason.split())}"
        reading.faults.append(Difference(message, _line(block.start_line)))
    reading.faults.extend(_strays(library))
    for entry in library.entries:
        said: dict[str, list[object]] = {_TYPE: [_named(entry.entry_type)]}
        for field in entry.fields:
            name, value = field.key.lower(), _BLANKS.sub(" ", str(field.value)).strip(" ")
            values: list[object] = [value]
            if name in _NAMES:
                with errors.capture() as complaints:
                    values = [_person(Person(one)) for one in split_name_list(value)]
                reading.faults.extend(_complained(complaints))
            said.setdefault(name, []).extend(values)
        reading.records.append(Record(entry.key, said))
    return reading


_COMMENTARY, _STAND_IN = "commentary", "xcommentary"


def _parsed(text: str) -> Library:
    """Split a file with bibtexparser, which would take ``@commentary`` for ``@comment``."""
    text = text.replace(f"@{_COMMENTARY}{{", f"@{_STAND_IN}{{")
    return split(text, parse_stack=[RemoveEnclosingMiddleware()])


def _named(entry_type: str) -> str:
    return _COMMENTARY if entry_type == _STAND_IN else entry_type


def _complained(complaints: list[Exception]) -> Iterator[Difference]:
    for complaint in complaints:
        message = f"pybtex reports: {' '.join(str(complaint).split())}"
        yield Difference(message, getattr(complaint, "lineno", None))


def _strays(library: Library) -> Iterator[Difference]:
    """Yield a difference for text outside entries: programs skip it, with or without a word."""
    for block in (*library.comments, *library.strings, *library.preambles):
        yield Difference("there is text that is no entry", _line(block.start_line))


def _reading(reader: str, text: str) -> ReadExport:
    places = Places(text, r"\s*@\w+\s*\{\s*([^,\s]+)\s*,", r"\s*([\w-]+)\s*=")
    return ReadExport(reader, line=places.line)


def _line(start: int | None) -> int | None:
    return None if start is None else start + 1


def _beyond_7_bits(text: str) -> Iterator[Difference]:
    """Yield the characters beyond 7 bits for which LaTeX has commands: BibTeX 0.99d lacks them."""
    for number, line in enumerate(text.splitlines(), start=1):
        for char in () if line.isascii() else line:
            if not char.isascii() and _has_command(char):
                yield Difference(f"“{char}” is beyond 7 bits", number)


_LETTERS_AND_SIGNS = frozenset("ßøØłŁæÆœŒåÅðÐþÞđĐŋŊ–—‘’“”„«»¡¿§©®°…\u00a0\u2009")
_ACCENTS = frozenset(map(chr, (*range(0x300, 0x305), *range(0x306, 0x309), 0x30A, 0x30B, 0x30C)))


def _has_command(char: str) -> bool:
    decomposed = normalize("NFD", char)
    accented = decomposed[0].isascii() and _ACCENTS.issuperset(decomposed[1:] or "x")
    return char in _LETTERS_AND_SIGNS or accented


_LAST_OF_LATIN = 0x17F


_ORDINALS = (
    "First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth "
    "Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth Twentieth".split()
)


def _is_nearest(wanted: str, got: str) -> bool:
    """Say whether 7 bits have nothing nearer: signs that LaTeX lacks become others or formulas.

    Letters and digits must still be the same. An edition's number may be a word.
    """
    if wanted.isdigit() and not got.isdigit():
        return got.startswith(wanted) or got in _ORDINALS[int(wanted) - 1 : int(wanted)]
    return any(map(_is_rare, wanted)) and base_letters(wanted) == base_letters(got)


def _is_rare(char: str) -> bool:
    if ord(char) <= _LAST_OF_LATIN or char in _LETTERS_AND_SIGNS:
        return False
    return not unicodedata.name(char, "").startswith(("LATIN SMALL LET", "LATIN CAPITAL LET"))


# Comparing.


class _Variant(NamedTuple):
    """A variant's own names of fields, and a folding of the differences that it does not keep."""

    journal: str
    place: str
    fold: Callable[[str], str] = str
    seven_bit: bool = False
    repeats: bool = False
    """Whether more than one field may say the identifier."""


def _one_quote(value: str) -> str:
    return value.translate(str.maketrans("‘’", "`'"))


_CLASSIC = _Variant("journal", "address", _one_quote, seven_bit=True)
_BIBLATEX = _Variant("journaltitle", "location")


def compare_bibtex(check: Check, *, repeats: bool = False) -> None:
    """Compare an entry of classic BibTeX.

    The identifier stands in one place alone, unless the profile ``repeats`` it.
    """
    entry = check.entry
    check.tolerates = _is_nearest
    titles = beyond.titles(entry)
    _shared(
        check,
        _CLASSIC._replace(repeats=repeats),
        row(entry.type).bibtex,
        title=beyond.parts(entry, "title", "subtitle", "titleaddon"),
        container=titles.container if entry.container else [],
        series=[*titles.main, *beyond.parts(entry, "series")],
    )
    date = entry.date
    if date and not date.is_plain:
        said = " ".join(map(str, check.take("year", "month", "day")))
        check.put("year", [said])
        check.values("date", [words(date)], "year", read=words_of)
        date = None
    check.values("date", [date and year(date)], "year")
    check.values("date.month", [date and date.month and calendar.month_name[date.month]], "month")
    check.values("date.day", [date and date.day], "day")
    check.values("type", [KINDS.get(entry.type)], "type")
    if entry.type in WHAT_IT_IS:
        _what_it_is(check, WHAT_IT_IS[entry.type])


def _what_it_is(check: Check, words: str) -> None:
    """Compare the words in ``howpublished`` for the kind of work and its publisher."""
    publisher = check.entry.publisher
    if publisher and runs.is_unreadable(publisher):
        check.claim("howpublished")
    said = [words, runs.plain(runs.of_text(publisher, source=True))]
    expected = ", ".join(filter(None, said))
    plain, fold = latex_reading.plain, _one_quote
    check.values("type", [expected], "howpublished", read=plain, fold=fold)


def _classic_identifiers(check: Check, *, repeated: bool) -> None:
    """Compare the eprint, or else the DOI, which may stand in a note or ``howpublished``.

    Unless it is to be ``repeated``, it then has no field of its own: some styles would print both.
    """
    entry, eprint, doi = check.entry, check.entry.eprint, _own_doi(check.entry)
    expected = ""
    if eprint:
        category = f" [{eprint.category}]" if eprint.category else ""
        expected = f"{eprint.archive}:{eprint.id}{category}"
    elif doi:
        expected = f"doi:{doi}"
    free = row(entry.type).bibtex == "misc" and entry.type not in WHAT_IT_IS
    place = "howpublished" if free and "howpublished" not in dict(entry.extra) else "note"
    said = _said_first(check, place) if expected else ""
    if said and said != expected:
        check.differ("eprint" if eprint else "doi", expected, said, (place,))
    in_fields = None if said and not repeated else eprint
    check.values("eprint", [in_fields and in_fields.id], "eprint")
    for name in ("archiveprefix", "eprinttype"):  # Zotero knows only the second one
        check.values("eprint", [in_fields and in_fields.archive], name)
    check.values("eprint.category", [in_fields and in_fields.category], "primaryclass")
    check.values("doi", [doi if eprint or repeated or not said else ""], "doi")


_SAID = regex(r"\{[\w.-]+\}:\S+?(?: \[\S+\])?(?=\. |$)")


def _said_first(check: Check, name: str) -> str:
    """Take the identifier from the start of a field; return an empty text if it has none."""
    got = check.take(name)
    match = _SAID.match(got[0]) if got else None
    if match is None:
        check.put(name, got)
        return ""
    check.put(name, [rest for rest in [got[0][match.end() :].removeprefix(". ")] if rest])
    return _text(match.group())


def compare_biblatex(check: Check, *, repeats: bool = False) -> None:
    """Compare an entry of BibLaTeX; its address may be one that ``repeats`` the identifier."""
    entry = check.entry
    vocabulary = row(entry.type)
    _shared(
        check,
        _BIBLATEX._replace(repeats=repeats),
        vocabulary.biblatex,
        title=beyond.parts(entry, "title"),
        container=beyond.parts(entry, "container"),
        series=beyond.parts(entry, "series"),
    )
    check.values("date", [entry.date and edtf(entry.date)], "date")
    check.values("aliases", [", ".join(entry.aliases)], "ids")
    keys = {other.key for other in check.library} if entry.related else ()
    related = [key for key in entry.related if key in keys]  # biber warns of other keys
    check.values("related", [", ".join(related)], "related")
    check.values("type", [vocabulary.subtype], "type")


def _modern_identifiers(check: Check) -> None:
    eprint = check.entry.eprint
    check.values("eprint", [eprint and eprint.id], "eprint")
    # BibLaTeX makes a link only if it knows the archive's name.
    archive = eprint and ("arxiv" if eprint.is_arxiv else eprint.archive)
    check.values("eprint", [archive], "eprinttype")
    check.values("eprint.category", [eprint and eprint.category], "eprintclass")
    check.values("doi", [_own_doi(check.entry)], "doi")


def _own_doi(entry: Entry) -> str:
    """Return the DOI; an empty text if arXiv made it of the id, since both would be printed."""
    made = ((entry.eprint and entry.eprint.doi) or "").lower()
    return entry.doi if entry.doi and entry.doi.lower() != made else ""


def _url(entry: Entry) -> str:
    """Return the landing page; an empty text if the DOI or the archive leads there."""
    url = entry.link(LinkKind.PAPER) or ""
    repeats = {f"https://doi.org/{entry.doi}".lower()} if entry.doi else set()
    if entry.eprint and entry.eprint.url:
        repeats.add(entry.eprint.url.lower())
    return "" if url.lower() in repeats else url


def _repeated(entry: Entry) -> list[str]:
    """Return addresses that repeat an identifier, for styles that print no other field."""
    archive = entry.eprint.url if entry.eprint else None
    return [url for url in (archive, entry.doi and f"https://doi.org/{entry.doi}") if url]


def _shared(
    check: Check,
    variant: _Variant,
    type_name: str,
    *,
    title: list[str],
    container: list[str],
    series: list[str],
) -> None:
    """Compare the fields of both variants; titles come with the parts joined to them."""
    entry, fold = check.entry, variant.fold
    vocabulary = row(entry.type)
    check.values("type", [type_name], _TYPE)
    _extra(check, variant)
    for attribute, name in (("authors", "author"), ("editors", "editor")):
        check.people(attribute, _name, name, fold=fold)
    classic = variant.seven_bit
    if classic:
        _classic_identifiers(check, repeated=variant.repeats)
    else:
        _modern_identifiers(check)
    if not variant.repeats or not check.pick("url", lambda got: got[0] in _repeated(entry)):
        check.values("links.paper", [_url(entry)], "url", fold=unquote if classic else str)
    journal = "booktitle" if vocabulary.csl == "book" else vocabulary.container or "journal"
    publisher = vocabulary.publisher if classic else publisher_field(vocabulary.biblatex)
    for attribute, joined, name in (
        ("title", title, "title"),
        ("container", container, variant.journal if journal == "journal" else journal),
        ("series", series, "series"),
        ("publisher", [], publisher),
        ("place", [], variant.place),
        ("edition", [], "edition"),
        ("note", [], "note"),
        ("abstract", [], "abstract"),
    ):
        is_list = not classic and attribute in {"publisher", "place"}
        read = _read_list if is_list else latex_reading.read
        beyond.compare_joined(check, attribute, joined, name, read=read, source=True, fold=fold)
    _plain_values(check, variant)


def _read_list(value: str) -> Runs:
    """Read a list of BibLaTeX: semicolons part its items, and braces keep an “and” together."""
    items = [_kept_together(item) for item in split_name_list(value)]
    return latex_reading.read("; ".join(items))


def _kept_together(item: str) -> str:
    inner = item[1:-1] if item.startswith("{") and item.endswith("}") else ""
    return inner if len(split_name_list(inner)) > 1 else item


def _plain_values(check: Check, variant: _Variant) -> None:
    """Compare the values without markup that both variants have."""
    entry, fold = check.entry, variant.fold
    for attribute in ("volume", "number", "isbn", "issn", "pages"):
        said = getattr(entry, attribute)
        check.values(attribute, [said], attribute, read=latex_reading.plain, fold=fold)
    language, name = entry.language or "", "language"
    if not variant.seven_bit and "langid" not in dict(entry.extra):
        language, name = babel_name(language), "langid"
    check.values("language", [language], name, read=latex_reading.plain, fold=fold)
    keywords = ", ".join(entry.keywords)
    check.values("keywords", [keywords], "keywords", read=latex_reading.plain, fold=fold)


def _extra(check: Check, variant: _Variant) -> None:
    """Compare fields beyond the model, which come before anything that would replace them."""
    for name, source in check.entry.extra:
        # BibLaTeX calls the place of an event ``venue``; in a list that is its label.
        written = _written(check.entry, name, variant)
        if written == "year" and "year" not in check.names_left():
            got = check.take("pubstate")  # words of a state of publication are BibLaTeX's keys
            if len(got) != 1 or got[0] not in _STATES:
                check.differ(f"extra.{name}", source, "; ".join(got), (written,))
            continue
        got = check.take(written)
        if got or _has(check.entry, variant, written):
            check.claim(written)
            if len(got) != 1 or not _same_source(source, got[0], variant):
                check.differ(f"extra.{name}", source, "; ".join(got), (written,))


_STATES = frozenset("accepted forthcoming inpreparation inpress prepublished submitted".split())


def _written(entry: Entry, name: str, variant: _Variant) -> str:
    """Return the name of a field beyond the model in a variant."""
    if name == "eventplace" and not variant.seven_bit:
        return "venue"
    stands_for_date = entry.date is None and "year" not in dict(entry.extra)
    return "year" if name == "date" and stands_for_date else name


_PRINTED = frozenset(
    "address annote author booktitle chapter crossref edition editor howpublished institution "
    "journal key month note number organization pages publisher school series title type volume "
    "year eid translator urldate".split()
)
"""The fields of BibTeX's own styles ("BibTeXing", section 3.2), and three that later ones print.

An export may have other fields as well.
"""


def _has(entry: Entry, variant: _Variant, name: str) -> bool:
    """Say whether a variant knows a field in entries of this type, so that it must be there."""
    if variant.seven_bit:
        return name in _PRINTED
    return name in DATE_PARTS or takes(row(entry.type).biblatex, ALIASES.get(name, name))


def _same_source(source: str, found: str, variant: _Variant) -> bool:
    """Say whether two LaTeX sources agree: letter by letter, or as text if 7 bits need it."""
    source = " ".join(source.split())
    if source == found or source.isascii() or not variant.seven_bit:
        return source == found
    try:
        texts = [runs.plain(latex_reading.read(one)) for one in (source, found)]
    except ValueError:
        return False
    return variant.fold(texts[0]) == variant.fold(texts[1])
