"""The fields of an entry of a .bib file -> `Entry`: the meaning of every field."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.bibtex import aliases
from pllm_bib.formats.bibtex.datamodel import publisher_field
from pllm_bib.formats.bibtex.date_fields import DateFields
from pllm_bib.formats.bibtex.profiles import take_said
from pllm_bib.formats.shared import latex, said
from pllm_bib.formats.shared.editions import edition_number, edition_word
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.formats.shared.fields import is_verbatim
from pllm_bib.formats.shared.languages import babel_name, language_code
from pllm_bib.formats.shared.names import read_names, with_use_prefix
from pllm_bib.formats.shared.types import READ_AS, SAID_BY_NAME, TYPES, refined, row
from pllm_bib.formats.shared.values import without_page_word
from pllm_bib.model.diagnostic import Diagnostic, Edit
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind, Origin
from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.model.identifiers import bare_doi
from pllm_bib.model.limits import QUOTED, shortened
from pllm_bib.model.name import Names
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pllm_bib.formats.shared.types import TypeRow


class EntryBuilder:
    """The reader of one entry: each field gets its meaning, others go to ``extra``.

    ``as_written`` leaves addresses and identifiers in the fields that they stand in. ``lists``
    says that what is a list to BibLaTeX is one.
    """

    def __init__(
        self,
        key: str,
        origin: Origin,
        fields: Mapping[str, str],
        section: str | None,
        *,
        as_written: bool = False,
        lists: bool = False,
        macros: Mapping[str, latex.Macro] | None = None,
    ) -> None:
        self.key = key
        self.origin = origin
        self.fields = fields
        self.section = section
        self.as_written = as_written
        self.lists = lists
        self.left = dict(fields)
        self.diagnostics: list[Diagnostic] = []
        if macros:
            self._expand(macros)

    def _expand(self, macros: Mapping[str, latex.Macro]) -> None:
        """Expand the macros of the file in all values that are text."""
        for name, value in self.left.items():
            if "\\" not in value or name in LINK_FIELDS or name in _NO_TEXT:
                continue
            self.left[name], ended = latex.expand(value, macros)
            if not ended:
                message = f"in “{name}”, macros of the @preamble call each other without end"
                self._fault("unknown-command", message, name)

    def build(self, type_name: str) -> Entry:
        """Return the entry of a type; what is wrong with it is in ``diagnostics``."""
        for name in [name for name, value in self.left.items() if not value.strip()]:
            del self.left[name]
            self._fault(
                "empty-field",
                f"“{name}” is empty: drop the field, or fill it",
                name,
                fix=(Edit(key=self.key, field=name, value=None),),
            )
        if "note" in self.left or "howpublished" in self.left:
            for name, meaning in take_said(self.left):
                self.understood(name, meaning)
        if not (self.as_written or aliases.LOOKED_AT.isdisjoint(self.left)):
            self._take_steps(aliases.settle(self.left, type_name))
        if not (self.as_written or said.LOOKED_AT.isdisjoint(self.left)):
            type_name = self._settled(type_name)
        entry_type = self._type(type_name)
        vocabulary = row(entry_type)
        if not self.as_written:
            self._settle_habits(vocabulary)
        # Most fields are absent from most entries: only those that are there are looked at.
        values: dict[str, Any] = {}
        for name in tuple(self.left):
            # Outside a list there are no sections to be in also.
            if name in _PLAIN_FIELDS and (name != "also" or self.section):
                attribute, read = _PLAIN_FIELDS[name]
                values[attribute] = read(self, name)
        sections = (self.section,) if self.section else ()
        return Entry(
            key=self.key,
            type=entry_type,
            title=values.pop("title", None) or Text(),
            authors=self._names("author"),
            editors=self._names("editor"),
            container=self.text(*_container_fields(vocabulary.container)),
            publisher=self._list(*publisher_fields(vocabulary)),
            place=self._list("address", "location"),
            date=DateFields(self.left, self._fault, self.understood).date(),
            eprint=self._eprint() if "eprint" in self.left else None,
            links=self._links(),
            language=self._language(),
            sections=sections + values.pop("sections", ()),
            **values,
            extra=tuple(self.left.items()),
            origin=self.origin,
        )

    def _fault(self, rule: str, message: str, name: str | None, fix: tuple[Edit, ...] = ()) -> None:
        if name in self.origin.inherited:
            return  # it is reported where it stands
        position = self.origin.fields.get(name or "", self.origin.position)
        self.diagnostics.append(
            reading_fault(rule, message, position, key=self.key, field=name, fix=fix)
        )

    def _settled(self, type_name: str) -> str:
        """Move addresses and identifiers into their own fields; return the type that is meant."""
        type_name, steps = said.settle(self.left, type_name)
        self._take_steps(steps)
        return type_name

    def understood(self, name: str, meaning: str) -> None:
        """Tell that a field means more, or another thing, than its name and letters say."""
        said = shortened(" ".join(self.fields[name].split()), QUOTED)
        self._fault("read-as", f"“{name}” ({said}) is read as {meaning}", name)

    def _take_steps(self, steps: Iterable[said.Step]) -> None:
        """Tell steps that were taken, and where the fields that they filled come from."""
        for step in steps:
            self.understood(step.field, step.now)
            place = self.origin.fields.get(step.field)
            if step.given and place:
                self.origin.moved.update(dict.fromkeys(step.given, place))

    def _settle_habits(self, vocabulary: TypeRow) -> None:
        """Read values that only some programs and people write in a field."""
        left = self.left
        for name, value in left.items():
            if "&" in value and ";" in value and not (name in LINK_FIELDS or is_verbatim(name)):
                left[name] = _HTML_SIGN.sub(_sign, value)
                if left[name] != value:
                    self.understood(name, "the signs that HTML spells so")
        if "booktitle" in left and not vocabulary.container:
            self._title_of_whole()
        if not left.get("urldate", "0")[:4].isdigit():
            self._take_steps(aliases.access_in_words(left, "urldate"))
        if left.get("journal", " ")[0] in "\\{":
            self._take_steps(aliases.journal_of_macro(left))

    def _title_of_whole(self) -> None:
        """Take the title of a whole book from where its parts have it; drop it if it is there."""
        if self.left.get("title") == self.left["booktitle"]:
            del self.left["booktitle"]  # it says nothing more: parts of the book inherit it
        if "title" in self.left:
            return
        for name in ("title", "subtitle", "titleaddon"):
            if f"book{name}" in self.left and name not in self.left:
                self.left[name] = self.left.pop(f"book{name}")
                self.understood(f"book{name}", f"“{name}”")

    def _type(self, name: str) -> str:
        if name in SAID_BY_NAME:
            self.left.setdefault(*SAID_BY_NAME[name])
        elif name == "generic" and "journal" in self.left:  # Mendeley's
            name = "article"
        name = READ_AS.get(name, name)
        if name in {"misc", "online", "preprint"} and "eprint" in self.left:
            return "preprint"
        if "type" in self.left:
            name, says_it_all = refined(name, self.left["type"])
            if says_it_all or _repeats(name, self.left["type"]):
                del self.left["type"]
        if name not in TYPES:
            self._fault(
                "unknown-entry-type",
                f"no format knows the type @{name}: all others take it for @misc",
                None,
            )
        return name

    def _take(self, *names: str) -> tuple[str, str] | None:
        for name in names:
            if name in self.left:
                return name, self.left.pop(name)
        return None

    def text(self, *names: str) -> Text | None:
        """Take the first of some fields that the entry has; return its text."""
        taken = self._take(*names)
        if taken is None:
            return None
        name, source = taken
        text, problems = latex.decode(source)
        for message in dict.fromkeys(problem.message for problem in problems):
            self._fault("unknown-command", message, name)
        return text or None

    def _list(self, *names: str) -> Text | None:
        """Take the first of some fields that are lists to BibLaTeX; return its text."""
        name = next((name for name in names if name in self.left), None) if self.lists else None
        if name:
            self.left[name] = aliases.parted(self.left[name], self.fields)
        return self.text(*names)

    def plain(self, *names: str) -> str | None:
        """Take the first of some fields that the entry has; return it without markup."""
        text = self.text(*names)
        return latex.plain(text) if text else None

    def verbatim(self, *names: str) -> str | None:
        """Take the first of some fields that the entry has; return its address or identifier."""
        taken = self._take(*names)
        return latex.verbatim(taken[1]) if taken else None

    def keys(self, name: str) -> tuple[str, ...]:
        """Take a field of keys, or of ids of sections."""
        return listed(self.left.pop(name))

    def keywords(self, name: str) -> tuple[str, ...]:
        """Take a field of words and phrases between commas or semicolons."""
        source = self.left.pop(name)
        if (
            source[:1] == "{"
            and ";" in source
            and latex.closing_brace(source, 0) == len(source) - 1
        ):
            source = source[1:-1]  # Web of Science has every value in two pairs of braces
        if "{" not in source:
            words = re.split(r"[,;]", latex.decode_plain(source))
        else:  # a comma in braces is a part of its word
            words = [latex.decode_plain(word) for word in _outside_braces(source)]
        return tuple(word.strip() for word in words if word.strip())

    def edition(self, name: str) -> Text | None:
        """Take an edition; one that has a number is that number."""
        text = self.text(name)
        number = edition_number(str(text)) if text else ""
        if number and str(text) not in {number, edition_word(number)}:  # BibTeX's own form
            self.understood(name, f"“{number}”")
        return Text.of(number) if number else text

    def _names(self, name: str) -> Names:
        taken = self._take(name)
        if taken is None:
            return Names()
        names, problems = read_names(taken[1])
        if names.others and not taken[1].rstrip().lower().endswith("others"):
            self.understood(name, "a list that ends in “and others”")
        for problem in problems:
            self._fault("malformed-name-list", problem, name)
        options = self.fields.get("options", "")
        return with_use_prefix(names, options) if "useprefix" in options.lower() else names

    def _language(self) -> str | None:
        if "langid" not in self.left and "language" not in self.left:
            return None
        language = self.plain("language")
        name = None if language else self.plain("langid")
        if name is None:
            return language
        code = language_code(name)
        # A name that would not come back as it was stays as it is.
        return code if babel_name(code) == name else name

    def pages(self, name: str) -> str | None:
        """Take a field of pages; a range has a dash between its first and last page."""
        value = self.plain(name)
        if value is None:
            return None
        ranges = [part.strip() for part in value.split(",")]
        if not self.as_written and any(part[:1].isalpha() for part in ranges):
            ranges = [without_page_word(part) for part in ranges]
        pages = ", ".join(re.sub(r"^(\d+)\s*[-–]\s*(\d+)$", "\\1–\\2", part) for part in ranges)
        if pages[:1] != value[:1]:
            self.understood(name, f"“{pages}”")
        return pages

    def doi(self, name: str) -> str | None:
        """Take a DOI and return it bare; any other value stays where it is."""
        doi = bare_doi(latex.verbatim(self.left[name]))
        if doi is not None:
            del self.left[name]
        return doi

    def _eprint(self) -> Eprint | None:
        identifier = self.verbatim("eprint")
        if identifier is None:
            return None
        archive = self.verbatim("archiveprefix", "eprinttype") or ""
        self._drop_twin("archiveprefix", "eprinttype", archive)
        category = self.verbatim("primaryclass", "eprintclass")
        self._drop_twin("primaryclass", "eprintclass", category or "")
        if archive.casefold() == "arxiv":
            archive = "arXiv"
        return Eprint(archive, identifier, category)

    def _drop_twin(self, name: str, twin: str, value: str) -> None:
        """Drop BibLaTeX's name of a field where it repeats BibTeX's."""
        for other in (name, twin):
            if value and latex.verbatim(self.left.get(other, "")).casefold() == value.casefold():
                del self.left[other]

    def _links(self) -> tuple[Link, ...]:
        if self.left.keys().isdisjoint(LINK_FIELDS):
            return ()
        there = [name for name in LINK_FIELDS if name in self.left]
        urls = ((LINK_FIELDS[name], self.verbatim(name)) for name in there)
        return tuple(Link(kind, url) for kind, url in urls if url)


_PLAIN_FIELDS: dict[str, tuple[str, Callable[[EntryBuilder, str], Any]]] = {
    **{
        row.bib: (row.name, EntryBuilder.text if row.kind == "text" else EntryBuilder.plain)
        for row in ATTRIBUTES.values()
        if row.kind in {"text", "plain"} and len(row.fields) == 1
    },
    "pages": ("pages", EntryBuilder.pages),
    "edition": ("edition", EntryBuilder.edition),
    "doi": ("doi", EntryBuilder.doi),
    "openreview": ("openreview", EntryBuilder.verbatim),
    "also": ("sections", EntryBuilder.keys),
    "ids": ("aliases", EntryBuilder.keys),
    "related": ("related", EntryBuilder.keys),
    "keywords": ("keywords", EntryBuilder.keywords),
}
"""Field whose meaning depends on no other -> the attribute that it becomes, and how."""


_HTML_SIGN = regex(r"(?:\\?&|\{\\&\})(#\d{2,6}|#[xX][\da-fA-F]{2,6}|[A-Za-z]{2,8});")


def _sign(found: re.Match[str]) -> str:
    """Return the sign for which HTML has a name or number, as LaTeX; any other text as it is."""
    import html

    sign = html.unescape(f"&{found[1]};")
    return found[0] if len(sign) > 1 or not sign.isprintable() else latex.encode_plain(sign)


def _repeats(name: str, words: str) -> bool:
    """Say whether a ``type`` is EndNote's name of the entry's type, as EndNote exports it."""
    from pllm_bib.formats.shared.types_read import ENDNOTE_TYPES, RIS_TYPES

    meant = RIS_TYPES.get(ENDNOTE_TYPES.get(words, ""))
    return meant is not None and meant.field is None and row(meant.type).csl == row(name).csl


def listed(source: str) -> tuple[str, ...]:
    """Return the keys, or ids, in the value of a field."""
    return tuple(item for item in re.split(r"[,\s]+", latex.verbatim(source)) if item)


_NO_TEXT = frozenset("doi eprint file ids crossref xdata xref related openreview also".split())
"""Fields of identifiers, keys and files."""


def _outside_braces(source: str) -> list[str]:
    """Return what is between the commas and semicolons that are in no braces."""
    words, depth = [""], 0
    for piece in re.split(r"([{},;])", source):
        depth += (piece == "{") - (piece == "}")
        if piece in {",", ";"} and depth == 0:
            words.append("")
        else:
            words[-1] += piece
    return words


LINK_FIELDS = {kind.field: kind for kind in LinkKind}
"""Field -> kind of the link that it holds."""


def _container_fields(preferred: str | None) -> tuple[str, ...]:
    every = ("journaltitle", "journal", "booktitle")
    if preferred == "booktitle":
        return ("booktitle", "journaltitle", "journal")
    return every


@functools.cache
def publisher_fields(vocabulary: TypeRow) -> tuple[str, ...]:
    """Return the fields where entries of a type may name their publisher, the best first."""
    preferred, modern = vocabulary.publisher, publisher_field(vocabulary.biblatex)
    if preferred == "publisher":
        return tuple(dict.fromkeys((preferred, modern)))
    return tuple(dict.fromkeys((preferred, modern, "school", "publisher")))
