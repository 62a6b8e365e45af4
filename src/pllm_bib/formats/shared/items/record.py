"""An item whose members get their meaning one by one; the rest is kept beyond the model."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared import dates, extra_fields, keys, source, values
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.items.item import Member, kind_of
from pllm_bib.formats.shared.source import FieldPlaces, SourceText
from pllm_bib.model.entry import Eprint, LinkKind, Origin
from pllm_bib.model.identifiers import ARXIV_DOI, arxiv_id, arxiv_id_at
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.formats.shared.faults import Tell
    from pllm_bib.formats.shared.items.item import ReadItem
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Link

_EMPTY: tuple[Any, ...] = (None, "", [], {})


class ItemRecord:
    """The reader of one item: members are taken by name, others go to ``extra``."""

    def __init__(
        self, item: ReadItem, source: SourceText, section: str | None, prefix: str
    ) -> None:
        self.source = source
        self.offset = self.key_offset = item.offset
        self.sections = (section,) if section else ()
        self.prefix = prefix
        """The start of the names of fields that only this format has."""
        self.key = item.key
        self.extra = Extra()
        self.members: dict[str, Member] = {}
        for member in item.members:
            if member.name in self.members:
                message = f"“{member.name}” is given a second time; the last one is read"
                self.fault("duplicate-field", message, member)
            self.members[member.name] = member
        self.left = {
            name: member for name, member in self.members.items() if member.value not in _EMPTY
        }

    def fault(self, rule: str, message: str, member: Member) -> None:
        """Report a fault of a member."""
        key = keys.usable_key(self.key) or None
        self.source.fault(rule, message, member.offset, key=key, field=member.name)

    def telling(self, *names: str) -> Tell | None:
        """Return what tells how the first member of some names is understood; None if none is."""
        member = next((self.members[name] for name in names if name in self.members), None)
        if member is None:
            return None
        return lambda value, now: self.fault("read-as", f"“{value}” is read as {now}", member)

    # Taking values.

    def take(self, *names: str) -> Any:
        """Take the members of some names; return the value of the first, None without any."""
        found = [self.left.pop(name) for name in names if name in self.left]
        return cleaned(found[0].value) if found else None

    def plain(self, *names: str) -> str:
        """Take a member as plain text; a list of texts is joined. Report any other value."""
        member = next((self.left[name] for name in names if name in self.left), None)
        value = self.take(*names)
        if member is None:
            return ""
        if isinstance(value, list) and not all(isinstance(part, str | int) for part in value):
            value = {}
        if isinstance(value, dict):
            message = f"{kind_of(member.value)} is no text for “{member.name}”"
            self.fault("wrong-value", message, member)
            self.keep(member.name, member.value)
            return ""
        return plain(value)

    def text(self, *names: str) -> Text | None:
        """Take a member as text without markup."""
        return Text.of(self.plain(*names)) or None

    def mapping(self, name: str) -> dict[str, Any]:
        """Take a member that is a mapping; a text is the value of ``value``."""
        value = self.take(name)
        if isinstance(value, dict):
            return {name: part for name, part in value.items() if part not in _EMPTY}
        return {} if value is None else {"value": value}

    def items(self, *names: str) -> list[Any]:
        """Take a member that is a list; any other value is the only one of it."""
        value = self.take(*names)
        if value is None:
            return []
        return (
            [part for part in value if part not in _EMPTY] if isinstance(value, list) else [value]
        )

    def date(self, member: Member | None, value: str, field: str = "date") -> Date | None:
        """Read a date in words or numbers; one that cannot be read is kept in a field."""
        if not value:
            return None
        day = re.sub(r"T\d[\d:.+Z-]*$", "", value)
        try:
            date = dates.written_date(day)
        except ValueError as error:
            if member and field == "date":
                fault = partial(self.fault, member=member)
                return self.extra.said_date(value, str(error), fault, field)
            if member:
                self.fault("bad-date", str(error), member)
            self.extra.plain(field, value)
            return None
        if member:
            dates.tell_words(day, date, self.telling(member.name))
        return date

    def links(
        self, doi: str | None, eprint: Eprint | None, found: dict[LinkKind, str]
    ) -> tuple[Link, ...]:
        """Return addresses as an entry has them, without one that repeats an identifier."""
        paper = found.get(LinkKind.PAPER)
        if paper and values.repeats_identifier(paper, doi, eprint):
            found = {kind: url for kind, url in found.items() if kind is not LinkKind.PAPER}
        return values.links_of({kind: url for kind, url in found.items() if url})

    # What the model has no attribute for.

    def keep(self, name: str, value: Any) -> None:
        """Keep a value of any kind under a name of the format's own."""
        self.extra.plain(extra_fields.field_name(name, self.prefix), plain(cleaned(value)))

    def keep_rest(self, dropped: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
        """Keep the members that are left, but for some; return the fields as an entry has them."""
        for name in dropped:
            self.left.pop(name, None)
        for name, member in self.left.items():
            self.keep(name, member.value)
        return self.extra.result()

    def origin(self) -> Origin:
        """Return the places of the item, its key and its members, with their source."""
        position = self.source.places.position
        offsets = {name: member.offset for name, member in self.members.items()}
        raw = {
            name: member.value if isinstance(member.value, str) else member.raw
            for name, member in self.members.items()
        }
        places = FieldPlaces(self.source.places, offsets)
        start, key = position(self.offset), position(self.key_offset)
        return Origin(start, key, places, raw, sentence_case=True)


def cleaned(value: Any) -> Any:
    """Return a value whose texts have no control characters."""
    if isinstance(value, str):
        return source.without_controls(value)
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    if isinstance(value, dict):
        return {name: cleaned(part) for name, part in value.items()}
    return value


def plain(value: Any) -> str:
    """Return any value as plain text: a list with commas, a mapping as names and values."""
    if isinstance(value, str):
        return normalized(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(filter(None, map(plain, value)))
    if isinstance(value, dict):
        pairs = ((name, plain(part)) for name, part in value.items())
        return "; ".join(f"{name}: {part}" for name, part in pairs if part)
    return "" if value is None else str(value)


def arxiv_in(*found: str | None) -> Eprint | None:
    """Return the arXiv id in a DOI of arXiv's, in an address or after ``arXiv:``."""
    for value in found:
        if not value:
            continue
        bare = value.lower().partition(ARXIV_DOI)[2]
        known = arxiv_id(bare) if bare else arxiv_id_at(value) or arxiv_id(value)
        if known:
            return Eprint("arXiv", known.id)
    return None
