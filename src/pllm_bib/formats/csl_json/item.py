"""An item of CSL-JSON: its variables, and their values as text, names and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.csl_json.dates import literal_of, read_date_variable, words_of_date
from pllm_bib.formats.csl_json.names import NAME_PARTS, name_in_text, read_name
from pllm_bib.formats.shared import extra_fields, names, source
from pllm_bib.formats.shared.dates import SaidDate, said_date, tell_words
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.fields import FIELDS, OWN_CSL
from pllm_bib.formats.shared.items.item import kind_of
from pllm_bib.formats.shared.rich_text import read_rich_text
from pllm_bib.model.name import Names
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from pllm_bib.formats.shared.faults import Tell
    from pllm_bib.formats.shared.items.item import Member, ReadItem
    from pllm_bib.formats.shared.source import SourceText
    from pllm_bib.model.date import Date
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry

    Result = tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]


BY_CSL = {row.csl: name for name, row in reversed(FIELDS.items()) if row.csl}
"""Variable -> field; the first one of the table, if there are several."""
_MODELLED = frozenset(
    "id citation-key type title author editor issued container-title collection-title edition "
    "volume issue number page publisher publisher-place DOI ISBN ISSN URL language keyword note "
    "abstract".split()
)
_ALIASES = {
    "event": "event-title",
    "journalAbbreviation": "container-title-short",
    "shortTitle": "title-short",
}
"""Other names of variables, of earlier versions."""
STRUCTURED = frozenset({"categories", "custom"})
"""Variables of CSL-JSON that are no text."""
VARIABLES = _MODELLED | BY_CSL.keys() | OWN_CSL | _ALIASES.keys() | STRUCTURED
"""Every variable that is known."""

_NUMBERS = frozenset(
    "id chapter-number citation-number collection-number edition first-reference-note-number issue "
    "locator number number-of-pages number-of-volumes page page-first part-number printing-number "
    "section supplement-number version volume".split()
)
"""Variables that may be numbers as well as text."""


class ItemValues:
    """The variables of one item, and those that no attribute has taken yet."""

    def __init__(self, item: ReadItem, source: SourceText, section: str | None) -> None:
        self.source = source
        self.offset = item.offset
        self.sections = (section,) if section else ()
        self.extra = Extra()
        self.beside_date = SaidDate()
        self.variables: dict[str, str] = {}
        self.members: dict[str, Member] = {}
        self.key: str | None = None
        self.repeated: list[Member] = []
        for member in item.members:
            if member.name in self.members:
                self.repeated.append(member)
            self.members[member.name] = member
        filled = {n: m for n, m in self.members.items() if m.value not in (None, "", [], {})}
        self.left = {_variable(name, filled): member for name, member in filled.items()}

    def fault(self, rule: str, message: str, member: Member) -> None:
        """Report a fault of a variable."""
        self.source.fault(rule, message, member.offset, key=self.key, field=member.name)

    def telling(self, name: str) -> Tell | None:
        """Return what tells how the value of a variable is understood; None if it has none."""
        member = self.members.get(name)
        if member is None:
            return None
        return lambda value, now: self.fault("read-as", f"“{value}” is read as {now}", member)

    # Taking values.

    def string(self, name: str, member: Member | None = None) -> str | None:
        """Take a variable as text; report a value of another kind."""
        member = member or self.left.pop(name, None)
        if member is None:
            return None
        value = member.value
        if isinstance(value, str):
            return self.clean(value, member)
        if not (isinstance(value, int | float) and name in _NUMBERS) or isinstance(value, bool):
            self.fault("wrong-value", f"{kind_of(value)} is no text for “{member.name}”", member)
        if isinstance(value, list) and all(isinstance(part, str | int) for part in value):
            separator = ", " if name in {"ISBN", "ISSN", "keyword"} else "; "
            return self.clean(separator.join(map(str, value)), member)
        if isinstance(value, list | dict):
            self.extra.plain(extra_fields.field_name(member.name, "csl"), member.raw)
            return None
        return str(int(value)) if isinstance(value, float) and value.is_integer() else member.raw

    def clean(self, value: str, member: Member) -> str:
        """Return a string without control characters; report those it has."""
        clean = source.without_controls(value)
        if clean is not value:
            message = f"“{member.name}” holds a character that is none of a text"
            self.fault("control-character", message, member)
        return clean

    def text(self, name: str) -> Text | None:
        """Take a variable that may hold markup."""
        value = self.string(name)
        return (read_rich_text(value) or None) if value else None

    def plain(self, name: str) -> str | None:
        """Take a variable that holds no markup."""
        return normalized(self.string(name) or "") or None

    def names(self, name: str) -> Names:
        """Take a list of names; report other values."""
        member = self.left.pop(name, None)
        if member is None:
            return Names()
        value = member.value
        if not isinstance(value, list):
            self.fault("wrong-value", f"{kind_of(value)} is no list of names", member)
            value = [value]
        unknown: dict[str, None] = {}
        found = []
        for each in value:
            if isinstance(each, dict):
                parts = {k: self.part(v, member) for k, v in each.items() if v or v == 0}
                unknown |= dict.fromkeys(parts.keys() - NAME_PARTS)
                found.append(read_name(parts))
                continue
            self.fault("wrong-value", f"{kind_of(each)} is no name", member)
            if isinstance(each, str):
                found.append(name_in_text(self.clean(each, member)))
        for part in sorted(unknown):
            message = f"“{part}” is no part of a name that CSL knows: it is left out"
            self.fault("unknown-variable", message, member)
        return names.names_of(found, self.telling(member.name))

    def part(self, value: Any, member: Member) -> str:
        """Return a part of a name as text."""
        if isinstance(value, str):
            return self.clean(value, member)
        if isinstance(value, list | dict):
            return ""
        return str(value)

    def date(self, name: str, field: str) -> Date | None:
        """Take a date; one that cannot be read is kept in a field."""
        member = self.left.pop(name, None)
        if member is None:
            return None
        if literal := literal_of(member.value):
            self.variables[name] = self.clean(literal, member)
        elif isinstance(member.value, dict) and (words := member.value.get("literal")):
            message = f"“{words}” stands beside a date in numbers: it is left out"
            self.fault("unknown-variable", message, member)
        try:
            date = read_date_variable(member.value)
        except ValueError as error:
            words = self.clean(_date_text(member), member)
            if field != "year":
                self.fault("bad-date", str(error), member)
                self.extra.plain(field, words)
                return None
            return self.said_date(words, member, str(error))
        words = words_of_date(member.value)
        if words and date and (tell := self.telling(member.name)):
            tell_words(words, date, tell)
        return date

    def said_date(self, words: str, member: Member, problem: str) -> Date | None:
        """Return the date that words say; words that stand for one are kept."""
        try:
            said = said_date(words)
        except ValueError:
            said = SaidDate()
            if not literal_of(member.value):
                self.fault("bad-date", problem, member)
        else:
            self.fault("read-as", f"“{words}” is read as {said}", member)
        if said.date:
            self.beside_date = said
        else:
            self.extra.plain("year", words)
        return said.date


def _date_text(member: Member) -> str:
    """Return the text of a date that cannot be read, as near to people's words as possible."""
    value = member.value
    if isinstance(value, dict):
        parts = value.get("date-parts")
        value = value.get("literal") or value.get("raw")
        if not value and isinstance(parts, list):
            ends = [part if isinstance(part, list) else [part] for part in parts]
            if all(isinstance(part, int | str) for end in ends for part in end):
                return "/".join("-".join(map(str, end)) for end in ends)
    return value if isinstance(value, str) else member.raw


def _variable(name: str, members: dict[str, Member]) -> str:
    """Return the name that a variable is read by: the one of today, if that has no other value."""
    today = _ALIASES.get(name, name)
    return today if members.get(today, members[name]).value == members[name].value else name
