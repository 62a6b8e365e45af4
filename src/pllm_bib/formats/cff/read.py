"""CITATION.cff -> entries and diagnostics: the software, its preferred citation, its references.

Source: CFF 1.2.0, schema and schema guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.cff.tables import KEY_WORDS, READ_AS, STATUS, TYPE_OF
from pllm_bib.formats.cff.write import ANONYMOUS, BARE, NO_TITLE
from pllm_bib.formats.shared import extra_lines, names, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.items.item import BrokenItem
from pllm_bib.formats.shared.items.record import ItemRecord, arxiv_in, plain
from pllm_bib.formats.shared.items.yaml_items import yaml_documents, yaml_item
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types_read import CSL_TYPES
from pllm_bib.model.entry import Entry, Eprint, LinkKind
from pllm_bib.model.name import Names
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.base import Result
    from pllm_bib.formats.shared.items.item import ReadItem
    from pllm_bib.formats.shared.items.yaml_items import YamlNode
    from pllm_bib.model.date import Date
    from pllm_bib.model.name import Name

_NO_CFF = "this is no CITATION.cff: it has no cff-version, title or references"
_INNER = ("preferred-citation", "references")
_BOOKKEEPING = frozenset({"cff-version", "message", "contact", *_INNER})
_KEPT = {
    "abbreviation": "shortjournal",
    "date-accessed": "urldate",
    "issue-title": "issuetitle",
    "license": "license",
    "number-volumes": "volumes",
    "pages": "pagetotal",
    "pmcid": "pmcid",
    "version": "version",
}
"""Member -> field beyond the model."""


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of a CITATION.cff: the work that it is about, and those it refers to.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put in.
    A file about nothing but its references gives these alone. Members that are not known are kept
    as ``cff-`` and their name.
    """
    source = SourceText(text, path)
    try:
        items = [item for node in yaml_documents(source) for item in _items(node, source)]
    except BrokenItem as error:
        source.fault("syntax-error", error.message, error.offset)
        items = []
    return source.result(_CffReference(item, source, section).entry() for item in items)


def _items(node: YamlNode, source: SourceText) -> Iterator[ReadItem]:
    """Yield the file's own work, unless its preferred citation is that work, and its references."""
    if not isinstance(node.value, dict):
        if node.value is not None:
            source.fault("wrong-value", _NO_CFF, node.start)
        return
    members = {name: value for (name, _at), value in node.value.items()}
    if members.keys().isdisjoint({"cff-version", "title", "references"}):
        source.fault("wrong-value", _NO_CFF, node.start)
        return
    preferred = members.get("preferred-citation")
    inner = [preferred] if preferred and isinstance(preferred.value, dict) else []
    own = yaml_item(node, source)
    told = {member.name: member.value for member in own.members if member.name not in _INNER}
    preferred_title = [
        value.value
        for each in inner
        for (name, _at), value in each.value.items()
        if name == "title"
    ]
    if told != BARE and preferred_title != [told.get("title")]:
        yield own
    references = members.get("references")
    if references and isinstance(references.value, list):
        inner += references.value
    for each in inner:
        if isinstance(each.value, dict):
            yield yaml_item(each, source)
        else:
            source.fault("wrong-value", "a reference is a mapping: this is left out", each.start)


class _CffReference(ItemRecord):
    """The reader of one reference."""

    def __init__(self, item: ReadItem, source: SourceText, section: str | None) -> None:
        super().__init__(item, source, section, "cff")
        self.found_links: dict[LinkKind, str] = {}
        self.eprint: Eprint | None = None
        self.numbers: dict[str, str] = {}

    def entry(self) -> Entry:
        self.identifiers()
        entry_type = self.type_of()
        title = self.text("title") or Text()
        note = self.note()
        own_doi = self.plain("doi")
        doi = self.extra.doi(own_doi, self.telling("doi")) if own_doi else self.numbers.get("doi")
        self.addresses()
        self.eprint = self.eprint or arxiv_in(self.found_links.get(LinkKind.PAPER))
        publisher, place = self.publisher()
        return Entry(
            key=self.key,
            type=entry_type,
            title=Text() if str(title) == NO_TITLE else title,
            authors=self.people("authors"),
            editors=self.people("editors"),
            date=self.own_date(),
            container=self.text("journal", "collection-title"),
            publisher=publisher,
            place=place,
            edition=with_number(self.text("edition"), self.telling("edition")),
            volume=self.plain("volume") or None,
            number=self.plain("issue", "number") or None,
            pages=self.pages(),
            doi=doi,
            isbn=self.plain("isbn") or self.numbers.get("isbn"),
            issn=self.plain("issn") or self.numbers.get("issn"),
            eprint=self.eprint,
            links=self.links(doi, self.eprint, self.found_links),
            language=self.plain("languages") or None,
            keywords=values.keywords(map(plain, self.items("keywords"))),
            note=note,
            abstract=self.text("abstract"),
            sections=self.sections,
            extra=self.beyond_the_model(),
            origin=self.origin(),
        )

    def identifiers(self) -> None:
        """Take the identifiers: those that our own writer describes, DOIs and addresses."""
        rest, tell = [], self.telling("identifiers")
        for each in self.items("identifiers"):
            found = {k: plain(v) for k, v in each.items()} if isinstance(each, dict) else {}
            value, words = found.get("value", ""), found.get("description", "")
            if words == KEY_WORDS:
                self.key = self.key or value
            elif words == "eprint" or (arxiv_in(value) and not self.eprint):
                self.eprint = values.eprint_line(value, tell) or _eprint(value)
            elif words.lower() in {"doi", "isbn", "issn"} and found.get("type") == "other":
                self.numbers[words.lower()] = value.partition(":")[2]
            elif found.get("type") == "url" and words in set(LinkKind):
                self.found_links[LinkKind(words)] = value
            elif (
                found.get("type") == "doi" and "doi" not in self.left and "doi" not in self.numbers
            ):
                self.numbers["doi"] = self.extra.doi(value, tell) or ""
            elif found.get("type") == "swh":
                self.extra.plain("swhid", value)
            elif value:
                rest.append(each)
        if rest:
            self.keep("identifiers", rest)

    def type_of(self) -> str:
        """Return the entry type, which a status, the kind of thesis or a collection may tell."""
        name = self.plain("type") or "software"
        name = "data" if name == "dataset" else name
        thesis, status = self.plain("thesis-type"), self.plain("status")
        collection = self.plain("collection-type")
        told = (more for more in (status, thesis, collection) if (name, more) in TYPE_OF)
        more = next(filter(None, told), "")
        if status and status != more:
            self.extra.put("pubstate", STATUS.get(status, status))
        if thesis and thesis != more:
            self.extra.words("type", Text.of(thesis))
        if collection and collection != more:
            self.keep("collection-type", collection)
        if name in {"magazine-article", "newspaper-article"}:
            self.extra.plain("entrysubtype", name.partition("-")[0])
        found = TYPE_OF.get((name, more)) or READ_AS.get(name)
        if found is None:
            how = CSL_TYPES.get(name)
            if name != "generic":
                self.extra.words("type", Text.of(name))
            found = how.type if how else "misc"
        if medium := self.plain("medium"):
            self.extra.words("type", Text.of(medium))
        return found

    def people(self, name: str) -> Names:
        found = names.names_of(map(_person, self.items(name)), self.telling(name))
        is_nobody = [str(each) for each in found] == [ANONYMOUS]
        return Names() if is_nobody else found

    def publisher(self) -> tuple[Text | None, Text | None]:
        """Take the publisher and its place; the rest that is known of them is kept."""
        names_of: list[str] = []
        places: list[str] = []
        for name in ("institution", "publisher", "location"):
            value = self.mapping(name)
            found = plain(value.pop("name", value.pop("value", "")))
            (places if name == "location" else names_of).append(found)
            if name != "location":
                places.append(plain(value.pop("city", value.pop("location", ""))))
            if value:
                self.keep(name, value)
        publisher = next(filter(None, names_of), "")
        return Text.of(publisher) or None, Text.of(next(filter(None, places[::-1]), "")) or None

    def own_date(self) -> Date | None:
        """Take the date: a day, or else year and month."""
        member = next((m for n, m in self.left.items() if n.startswith("date-")), None)
        published, released = self.plain("date-published"), self.plain("date-released")
        year, month = self.plain("year"), self.plain("month")
        if day := published or released:
            return self.date(member, day)
        said = f"{int(year):04}" if year.isdecimal() and len(year) < 5 else year  # noqa: PLR2004
        if year.startswith("-") and year[1:].isdecimal():
            said = f"-{int(year[1:]):04}"
        has_month = month.isdecimal() and len(said.lstrip("-")) == 4  # noqa: PLR2004
        said += f"-{int(month):02}" if has_month else ""
        return self.date(self.members.get("year"), said)

    def pages(self) -> str | None:
        tell, first, last = self.telling("start"), self.plain("start"), self.plain("end")
        return values.page_ranges(f"{first}-{last}" if last else first, tell) or None

    def note(self) -> Text | None:
        """Take the note, without lines of fields that stand for themselves."""
        lines = []
        said = self.take("notes")
        for line in said.split("\n") if isinstance(said, str) else [plain(said)]:
            if field := extra_lines.field_line(line):
                self.extra.line(*field)
            else:
                lines.append(line)
        return Text.of("\n".join(lines)) or None

    def addresses(self) -> None:
        for kind, *places in (
            (LinkKind.PAPER, "url", "repository-artifact"),
            (LinkKind.CODE, "repository-code", "repository"),
        ):
            for name in places:
                if name in self.left and kind not in self.found_links:
                    self.found_links[kind] = self.plain(name)

    def beyond_the_model(self) -> tuple[tuple[str, str], ...]:
        conference = self.mapping("conference")
        self.extra.text("eventtitle", plain(conference.pop("name", conference.pop("value", ""))))
        self.extra.text("eventplace", plain(conference.pop("location", "")))
        if start := plain(conference.pop("date-start", "")):
            end = plain(conference.pop("date-end", ""))
            self.extra.put("eventdate", f"{start}/{end}" if end else start)
        if conference:
            self.keep("conference", conference)
        self.extra.names("translator", self.people("translators"))
        for name, field in _KEPT.items():
            self.extra.line(field, self.plain(name))
        return self.keep_rest(_BOOKKEEPING)


def _eprint(value: str) -> Eprint | None:
    """Read an archive's name and id, which may have a category behind them."""
    archive, _colon, rest = value.partition(":")
    identifier, _blank, category = rest.strip().partition(" ")
    found = values.eprint(archive, identifier)
    if found is None:
        return None
    return Eprint(found.archive, found.id, category.strip("[]") or None)


def _person(value: Any) -> Name:
    """Read a person, or an organisation by its only name."""
    if not isinstance(value, dict):
        return names.natural_name(plain(value))
    parts = {name: plain(part) for name, part in value.items()}
    if "name" in parts:
        return names.organisation(parts["name"])
    family = parts.get("family-names", "") or parts.get("alias", "")
    given, particle = parts.get("given-names", ""), parts.get("name-particle", "")
    return names.person(family, given, particle, parts.get("name-suffix", ""))
