"""An item of a service's answer: what several of them say in the same manner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared import extra_lines, names, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.items.item import Member
from pllm_bib.formats.shared.items.record import ItemRecord, arxiv_in, plain
from pllm_bib.formats.shared.rich_text import read_rich_text
from pllm_bib.formats.shared.types import ReadAs
from pllm_bib.formats.shared.types_read import CSL_TYPES
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, Eprint, LinkKind
from pllm_bib.model.identifiers import equal_dois
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.model.name import Name, Names

_JATS = {"italic": "i", "bold": "b", "i": "i", "b": "b", "em": "i", "strong": "b", "sup": "sup"}
_JATS |= {"sub": "sub", "sc": "sc"}
_TAG = regex(r"<(/?)(?:jats:)?([A-Za-z]++)(?!:)[^<>]*+>|</?[A-Za-z]++:[A-Za-z-]++[^<>]*+>")
_HEADING = regex(r"^\s*(?:<jats:title>\s*abstract\s*</jats:title>|abstract:)\s*", re.IGNORECASE)


class ServiceRecord(ItemRecord):
    """The reader of one item of an answer; members may be mappings of members."""

    def unfold(self, *names_of: str) -> None:
        """Take members that are mappings, and count their members as the item's own."""
        for name in names_of:
            member = self.left.get(name)
            if member and isinstance(member.value, dict):
                del self.left[name]
                for inner, value in member.value.items():
                    if value not in (None, "", [], {}):
                        self.left.setdefault(inner, Member(inner, value, "", member.offset))

    def first(self, *names_of: str) -> str:
        """Take a member that is a text, or a list of texts; return the first of these."""
        return next(filter(None, map(plain, self.items(*names_of))), "")

    def words_of(self, name: str, *inner: str) -> list[str]:
        """Take a list of texts, or of mappings with a text under a name."""
        found = []
        for each in self.items(name):
            value = (
                next((each[i] for i in inner if i in each), "") if isinstance(each, dict) else each
            )
            found.append(plain(value))
        return [word for word in found if word]

    def noted(self, value: Any) -> Text | None:
        """Read a note, without lines of fields that stand for themselves."""
        lines = []
        for line in value.split("\n") if isinstance(value, str) else [plain(value)]:
            if field := extra_lines.field_line(line):
                self.extra.line(*field)
            else:
                lines.append(line)
        return Text.of("\n".join(lines)) or None

    def eprint_among(self, numbers: dict[str, str]) -> Eprint | None:
        """Take the first number of an archive that is known out of numbers by their schemes."""
        for scheme, number in numbers.items():
            if found := values.eprint_line(f"{scheme}: {number}"):
                del numbers[scheme]
                return found
        return None

    def made(self, how: ReadAs, doi: str, url: str = "", **known: Any) -> Entry:
        """Return the entry: its identifiers, and what is known beyond these by attribute.

        A preprint without the id of a known archive is a work of another kind.
        """
        bare = self.extra.doi(doi, self.telling("doi", "DOI", "identifier")) if doi else None
        eprint: Eprint | None = known.pop("eprint", None) or arxiv_in(doi, url)
        if eprint and bare and equal_dois(bare, eprint.doi):
            bare = None
        if how.type == "preprint" and not eprint:
            how = ReadAs("misc", "type", "Preprint")
        how = values.with_eprint(how, eprint, self.telling("type", "types", "@type"))
        publisher = known.pop("publisher", "")
        if eprint and publisher.casefold() == eprint.archive.casefold():
            publisher = ""
        links = self.links(bare, eprint, {LinkKind.PAPER: url} | known.pop("links", {}))
        self.extra.said_by_type(how)
        edition = Text.of(known.pop("edition", ""))
        edition_told = self.telling("edition", "edition-number", "bookEdition")
        pages_told = self.telling("page", "pages", "pagination")
        texts: dict[str, Any] = {
            name: Text.of(known.pop(name, "")) or None for name in ("place", "series")
        }
        numbers: dict[str, Any] = {
            name: known.pop(name, "") or None
            for name in ("volume", "number", "isbn", "issn", "language")
        }
        return Entry(
            key=self.key,
            type=how.type,
            title=known.pop("title", None) or Text(),
            publisher=Text.of(publisher) or None,
            edition=with_number(edition, edition_told) or None,
            pages=values.page_ranges(known.pop("pages", ""), pages_told) or None,
            doi=bare,
            eprint=eprint,
            links=links,
            keywords=values.keywords(known.pop("keywords", [])),
            sections=self.sections,
            extra=self.extra.result(),
            origin=self.origin(),
            **texts,
            **numbers,
            **known,
        )


def csl_kind_of(name: str) -> ReadAs:
    """Return how to read the name of a CSL type."""
    return CSL_TYPES.get(name, ReadAs("misc"))


def marked_up(value: str) -> Text | None:
    """Read text with the tags of JATS or HTML; those without a meaning here are left out."""
    if "<" not in value:
        return read_rich_text(value) or None
    return read_rich_text(_TAG.sub(_tag, _HEADING.sub("", value))) or None


def _tag(match: re.Match[str]) -> str:
    name = _JATS.get((match[2] or "").lower())
    return f"<{match[1]}{name}>" if name else " " if (match[2] or "") in {"p", "title"} else ""


def person_of(parts: dict[str, Any], family: str, given: str, whole: str) -> Name:
    """Read a name by its parts, or whole: with a comma, the family name is first."""
    found = {name: plain(value) for name, value in parts.items() if isinstance(value, str)}
    if found.get(family):
        return names.person(found[family], found.get(given, ""), suffix=found.get("suffix", ""))
    name = found.get(whole, "") or found.get(given, "")
    first, comma, rest = name.partition(",")
    return names.person(first, rest) if comma else names.natural_name(name)


def people_of(found: Iterable[Any], family: str, given: str, whole: str) -> Names:
    """Read a list of names by their parts; a text is a whole name."""
    return names.names_of(
        person_of(each if isinstance(each, dict) else {whole: plain(each)}, family, given, whole)
        for each in found
    )


def date_of_parts(value: Any) -> Date | None:
    """Read ``{"date-parts": [[2024, 6, 9]]}``; None for what is no date."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [part for part in first if isinstance(part, int)] if isinstance(first, list) else []
    try:
        return Date(*numbers[:3]) if numbers and numbers[0] else None
    except ValueError:
        return Date(numbers[0])
