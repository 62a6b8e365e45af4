"""The values of `Entry.extra`, which stand there as LaTeX source."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import dates, fields, latex
from pllm_bib.formats.shared.field_order import FIELD_ORDER
from pllm_bib.formats.shared.fields import FIELDS
from pllm_bib.formats.shared.latex.tables import WORDS
from pllm_bib.formats.shared.names import read_names, write_names
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.date import Date, read_date
from pllm_bib.model.identifiers import (
    address_doi,
    bare_doi,
    comparable_address,
    equal_dois,
    publisher_doi,
)
from pllm_bib.model.name import Names
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from pllm_bib.formats.base import Part, WriteContext
    from pllm_bib.formats.shared.dates import SaidDate
    from pllm_bib.formats.shared.faults import Tell
    from pllm_bib.formats.shared.types import ReadAs
    from pllm_bib.model.entry import Entry


def text(extra: Mapping[str, str], name: str) -> Text | None:
    """Return a field of `Entry.extra` as text, with words for BibLaTeX's keys; None if absent."""
    source = extra.get(name)
    if source is None:
        return None
    if name in {"type", "pubstate"} and source in WORDS:
        return Text.of(WORDS[source])
    if name in {"origlocation", "origpublisher"}:  # lists, which BibLaTeX alone knows
        source = "; ".join(latex.split_at_and(source))
    return latex.decode(source)[0] or None


def plain(extra: Mapping[str, str], name: str) -> str:
    """Return a field of `Entry.extra` as plain text; empty if absent."""
    found = text(extra, name)
    return latex.plain(found) if found else ""


def names(extra: Mapping[str, str], name: str) -> Names:
    """Return a field of `Entry.extra` as a list of names."""
    return read_names(extra.get(name, ""))[0]


def date(extra: Mapping[str, str], name: str) -> Date | None:
    """Return a field of `Entry.extra` as a date; None if absent, or no date."""
    try:
        return read_date(extra[name].strip()) if name in extra else None
    except ValueError:
        return None


_EDITORS = ("editor", "editora", "editorb", "editorc")


def with_roles(entry: Entry, held: Collection[str]) -> tuple[Entry, dict[str, str]]:
    """Return an entry with editors of a kind in the field of their role, if it is one of some.

    Also return each such field with the fields that it comes from, as in `Part`.
    """
    extra, editors = dict(entry.extra), entry.editors
    sources: dict[str, str] = {}
    for name in _EDITORS:
        people = write_names(editors) if name == "editor" else extra.get(name)
        role = fields.role_of(extra, name)
        if people and role in held:
            own = "editors" if name == "editor" else f"extra.{name}"
            sources[f"extra.{role}"] = f"{own} extra.{name}type"
            editors = Names() if name == "editor" else editors
            extra.pop(name, None)
            del extra[f"{name}type"]
            extra[role] = people
    if not sources:
        return entry, sources
    return replace(entry, editors=editors, extra=tuple(extra.items())), sources


def by_role(
    parts: Callable[[Entry, WriteContext], Iterable[Part]],
    held: Callable[[Entry], Collection[str]],
) -> Callable[[Entry, WriteContext], Iterable[Part]]:
    """Return a function of parts that has editors of a kind under the role that they had.

    BibLaTeX's ``editora`` with ``editoratype = {translator}`` are translators to a format that has
    these. ``held`` returns the roles that the format has for an entry, by our name of their field.
    """

    def placed(entry: Entry, context: WriteContext) -> Iterable[Part]:
        entry, sources = with_roles(entry, held(entry))
        if not sources:
            return parts(entry, context)
        return [
            part._replace(source=" ".join(sources.get(s, s) for s in part.source.split()))
            for part in parts(entry, context)
        ]

    return lambda entry, context: (placed if entry.extra else parts)(entry, context)


def date_words(entry: Entry) -> tuple[str, str]:
    """Return words that stand for an entry's date, and their fields as in `Part`; empty if none.

    They are in ``year``, or in ``date``, as BibTeX prints them: ``forthcoming``.
    """
    if entry.date or not entry.extra:
        return "", ""
    extra = dict(entry.extra)
    name = "year" if "year" in extra else "date"
    names = [each for each in ("month", name) if each in extra] if name in extra else []
    return (
        " ".join(filter(None, (plain(extra, each) for each in names))),
        " ".join(f"extra.{each}" for each in names),
    )


def links(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return the further addresses of an entry by field: ``bdsk-url-2``, ``adsurl``, ``biburl``.

    An address that the entry has already, or that its DOI leads to, is none.
    """
    known = {comparable_address(link.url) for link in entry.links}
    found: list[tuple[str, str]] = []
    for name, value in entry.extra:
        url = latex.verbatim(value) if fields.is_link(name) else ""
        form = comparable_address(url)
        if "://" not in url or form in known or equal_dois(address_doi(url), entry.doi):
            continue
        known.add(form)
        found.append((name, url))
    return tuple(found)


# Keeping values.


def key_of_words(words: str) -> str:
    """Return BibLaTeX's key for English words, ``phdthesis`` for PhD thesis; else the words."""
    return _KEYS_OF_WORDS.get(words, words)


_KEYS_OF_WORDS = {words: key for key, words in WORDS.items()}
_FIELD_NAME = regex(r"[a-z][a-z0-9_:.+/-]*")
_MODELLED = frozenset(FIELD_ORDER)


@dataclass(slots=True)
class Extra:
    """Fields that the model does not know, by their BibLaTeX names, with their LaTeX source."""

    fields: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, source: str) -> None:
        """Keep LaTeX source under a name, after any source that the name has already."""
        if not source:
            return
        if name in self.fields and self.fields[name] != source:
            source = f"{self.fields[name]}; {source}"
        self.fields[name] = source

    def text(self, name: str, value: Text | str) -> None:
        """Keep text."""
        if value:
            self.put(name, latex.encode(value if isinstance(value, Text) else Text.of(value)))

    def plain(self, name: str, value: str) -> None:
        """Keep a number or an identifier, or what could not be read."""
        if value:
            self.put(name, latex.encode_plain(normalized(value)))

    def names(self, name: str, value: Names) -> None:
        """Keep names."""
        if value:
            self.put(name, write_names(value))

    def date(self, name: str, value: Date) -> None:
        """Keep a date."""
        self.put(name, str(value))

    def said(self, said: SaidDate) -> None:
        """Keep what is said beside a date, unless its field says something else."""
        for name, value in (("origdate", said.original), ("pubstate", said.state)):
            if value:
                self.fields.setdefault(name, str(value))

    def said_date(
        self, value: str, problem: str, fault: Callable[[str, str], None], name: str = "year"
    ) -> Date | None:
        """Return the date that words say, and tell it; keep words that stand for one.

        ``fault`` reports the name of a fault with a message, which is ``problem`` for words that
        say nothing of a date.
        """
        try:
            said = dates.said_date(value)
        except ValueError:
            fault("bad-date", problem)
            self.plain(name, value)
            return None
        fault("read-as", f"“{value}” is read as {said}")
        if said.date:
            self.said(said)
        else:
            self.plain(name, value)
        return said.date

    def doi(self, value: str, tell: Tell | None = None) -> str | None:
        """Return the DOI of a value, and tell what is not in its form; keep any other value."""
        doi = bare_doi(normalized(value)) or publisher_doi(value)
        if doi is None or re.search(r"[{}\\]", doi):
            self.plain("doi", value)
            return None
        if tell and doi != value:
            tell(value, f"the DOI {doi}")
        return doi

    def line(self, name: str, value: str) -> None:
        """Keep a field that was a line of plain text."""
        as_it_is = name in FIELDS and FIELDS[name].kind == "date"
        if fields.is_verbatim(name):
            as_it_is = value.count("{") == value.count("}") and not value.endswith("\\")
        self.put(name, value if as_it_is else latex.encode_plain(normalized(value)))

    def words(self, name: str, value: Text) -> None:
        """Keep text, or BibLaTeX's key for it in a type or state of publication."""
        key = key_of_words(str(value)) if name in {"type", "pubstate"} else str(value)
        self.text(name, value if key == str(value) else key)

    def said_by_type(self, how: ReadAs) -> None:
        """Keep what the name of a type says, in another field if its own is taken."""
        name, value = how.field, how.value
        if how.unless in self.fields:
            return
        if name and name in self.fields:
            name, value = "entrysubtype", value.lower()
        if name and name not in self.fields:
            self.text(name, value)

    def result(self) -> tuple[tuple[str, str], ...]:
        """Return the fields as an entry has them."""
        return tuple(self.fields.items())


def field_name(name: str, prefix: str) -> str:
    """Return a name for a file's own field that BibTeX can read and that means nothing else."""
    name = name.lower()
    if _FIELD_NAME.fullmatch(name) and (name not in _MODELLED or name in FIELDS):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{prefix}-{slug or 'field'}"
