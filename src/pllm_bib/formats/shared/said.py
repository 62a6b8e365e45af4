r"""Addresses and identifiers that stand in fields for other things, read as what they are.

People write them where styles of 1988 print them: ``howpublished = {\url{...}}``, ``note =
{Accessed: 2020-05-12}``, ``journal = {arXiv preprint arXiv:2101.00001}``. Programs have habits of
their own: Stack Exchange's ``eprint`` is an address, Mendeley has ``arxivid``, HAL ``hal_id``.
"""

from __future__ import annotations

import re

from pllm_bib.formats.shared import access, latex, values
from pllm_bib.formats.shared.latex import addresses
from pllm_bib.formats.shared.latex.addresses import trimmed
from pllm_bib.model.entry import Eprint, LinkKind
from pllm_bib.model.identifiers import (
    PLAIN_DOI,
    PREPRINT_JOURNAL,
    address_doi,
    arxiv_id,
    arxiv_id_at,
    arxiv_id_of_doi,
    as_preprint,
    bare_arxiv_id,
    bare_doi,
    comparable_address,
    equal_dois,
    is_arxiv_doi,
    pmcid,
    pmid,
    preprint_id_of_doi,
    publisher_doi,
    pubmed_ids,
)
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.places import likely_kind
from pllm_bib.model.regex import regex

LOOKED_AT = frozenset(
    "howpublished note addendum annote annotation eprint doi journal journaltitle booktitle number "
    "bdsk-url-1 arxivid arxiv hal_id slaccitation pmid pmcid".split()
)
"""The fields that are read here."""
_OF_PROGRAMS = frozenset("arxivid arxiv slaccitation hal_id pmid pmcid".split())
_ARCHIVE = ("archiveprefix", "eprinttype")
_CLASS = ("primaryclass", "eprintclass")
_CONTAINERS = ("journal", "journaltitle", "booktitle")
_LONGEST = 1_500
"""Characters of the longest note that is read for an address."""


class Step(NamedTuple):
    """A field that was understood as something else than its name says."""

    field: str
    now: str
    """Words for what it was understood as."""
    given: frozenset[str]
    """The fields that got their value from it."""


def settle(fields: dict[str, str], type_name: str) -> tuple[str, list[Step]]:
    """Move addresses and identifiers of an entry into their own fields.

    Return the type that the entry then has, and each step that was taken.
    """
    settling = _Settling(fields, type_name)
    settling.run()
    return settling.type_name, settling.steps


def put(fields: dict[str, str], name: str, value: str) -> None:
    """Give a field its value; drop one that has none."""
    if value:
        fields[name] = value
    else:
        del fields[name]


class _Settling:
    """The steps for one entry, in an order in which each finds what it needs."""

    def __init__(self, fields: dict[str, str], type_name: str) -> None:
        self.fields = fields
        self.type_name = type_name
        self.steps: list[Step] = []
        self.known = frozenset(fields)

    def run(self) -> None:
        fields = self.fields
        if "doi" in fields:
            self.doi()
        if "eprint" in fields and not self._of_pubmed():
            self.eprint()
        if not _NOTES.isdisjoint(fields):
            self.notes()
        if not _OF_PROGRAMS.isdisjoint(fields):
            self.arxiv_fields()
            self.other_ids()
        doi = fields.get("doi", "")
        if "48550" in doi and "eprint" not in fields and (found := arxiv_id_of_doi(doi)):
            self.give_eprint("arXiv", found.id)
            self.tell("doi", f"arXiv:{found.id}")
            self.in_no_journal()
        for name in _CONTAINERS:
            if name in fields and PREPRINT_JOURNAL.search(fields[name]):
                self.journal(name)
        if "number" in fields and "eprint" in fields:
            self.number()
        if "bdsk-url-1" in fields and "url" not in fields:
            self.bibdesk()

    def tell(self, field: str, now: str) -> None:
        """Note a step that was taken."""
        given = frozenset(self.fields) - self.known - {*_ARCHIVE, *_CLASS}
        self.known |= given
        self.steps.append(Step(field, now, given))

    # Identifiers.

    def doi(self) -> None:
        """Read a DOI with signs of LaTeX, of HTML or of addresses; arXiv's have no versions."""
        source = self.fields["doi"]
        if PLAIN_DOI.fullmatch(source):  # nearly all
            return
        value = latex.verbatim(source)
        doi = bare_doi(value) or publisher_doi(value)
        if doi is None:
            return
        if is_arxiv_doi(doi) and (found := arxiv_id_of_doi(doi)) and found.version:
            doi = doi[: -len(found.version)]
            if "eprint" not in self.fields:
                self.give_eprint("arXiv", found.id + found.version)
                self.in_no_journal()
        if doi != source:
            self.fields["doi"] = doi
            self.tell("doi", f"the DOI {doi}")

    def in_no_journal(self) -> None:
        """Take an article of arXiv without a journal for a preprint."""
        if self.type_name == "article" and self.fields.keys().isdisjoint(_CONTAINERS):
            self.type_name = "preprint"

    def eprint(self) -> None:
        """Read an address, or an id with words around it."""
        source = self.fields["eprint"]
        value = latex.verbatim(source)
        archive = next((latex.verbatim(self.fields[n]) for n in _ARCHIVE if n in self.fields), "")
        if _ARXIV_NAME.fullmatch(archive):
            for name in _ARCHIVE:
                if name in self.fields and archive.casefold() != "arxiv":
                    self.fields[name] = "arXiv"
                    self.tell(name, "arXiv")
            archive = "arXiv"
        is_arxiv = archive in {"", "arXiv"}
        if is_arxiv and (found := arxiv_id(value) or arxiv_id_at(value) or arxiv_id_of_doi(value)):
            self._arxiv(source, value, archive, found.id + found.version)
        elif is_arxiv and archive and (number := self._old_id(value)):
            self.tell("eprint", f"arXiv:{number}")
            self.fields["eprint"] = number
        elif re.match(r"(?:https?|ftp)://|www\.", value, re.IGNORECASE):
            self._address_as_eprint(value, archive)
        elif (named := values.eprint(archive, value)) and named.id != value:
            self.tell("eprint", f"{named.archive}:{named.id}")
            self.fields["eprint"] = named.id
            if not archive:
                self.fields["archiveprefix"] = named.archive
        elif not archive and value.isprintable() and not any(map(str.isdigit, value)):
            self._site_as_eprint(value)

    def _arxiv(self, source: str, value: str, archive: str, identifier: str) -> None:
        category = _CATEGORY.search(value)
        if category and not any(name in self.fields for name in _CLASS):
            self.fields["primaryclass"] = category[1]
        if not archive:
            self.fields["archiveprefix"] = "arXiv"
        if identifier != source or not archive:
            self.fields["eprint"] = identifier
            self.tell("eprint", f"arXiv:{identifier}")

    def _old_id(self, value: str) -> str:
        """Return an id of before April 2007 with its archive, which the class may name."""
        category = next((latex.verbatim(self.fields[n]) for n in _CLASS if n in self.fields), "")
        number = f"{category.partition('.')[0]}/{value}"
        return number if bare_arxiv_id(number) else ""

    def _address_as_eprint(self, url: str, archive: str) -> None:
        """Read the address of a page or of a PDF, as publishers and Stack Exchange export it."""
        fields = self.fields
        start = re.sub(r"^https?://(?:www\.)?", "", Eprint(archive, "").url or "")
        if start and (identifier := url.partition(start)[2].strip("/")):
            fields["eprint"] = identifier
            self.tell("eprint", f"{archive}:{identifier}")
            return
        place = "pdf" if likely_kind(url) is LinkKind.PDF or _PDF_PATH.search(url) else "url"
        doi = bare_doi(url)
        known = (latex.verbatim(fields[name]) for name in (place, "url") if name in fields)
        if any(comparable_address(other) == comparable_address(url) for other in known):
            now = "the address that the entry has already"
        elif doi and equal_dois(doi, fields.get("doi")):
            now = "the address of its DOI"
        elif place not in fields:
            fields[place] = url
            now = "the address of its PDF" if place == "pdf" else "its address"
        else:
            return
        del fields["eprint"]
        for name in _ARCHIVE:
            fields.pop(name, None)
        self.tell("eprint", now)
        if place == "url":
            self._web_page()

    def _web_page(self) -> None:
        """Take an entry with an address in place of an id for a page of the web."""
        if self.type_name == "misc":
            self.type_name = "online"
        author = self.fields.get("author", "")
        if "://" in author and (bare := _ADDRESS_OF_PERSON.sub("", author)) != author:
            self.fields["author"] = bare
            self.tell("author", f"“{bare}”")

    def _of_pubmed(self) -> bool:
        """Take an id in PubMed for that; say whether there is one."""
        archive = next((self.fields[n].casefold() for n in _ARCHIVE if n in self.fields), "")
        if archive not in _OF_PUBMED:
            return False
        name, read = _OF_PUBMED[archive]
        known = read(latex.verbatim(self.fields["eprint"]))
        if not known or self.fields.setdefault(name, known) != known:
            return False
        for field in ("eprint", *_ARCHIVE):
            self.fields.pop(field, None)
        self.tell("eprint", f"{name.upper()} {known}")
        return True

    def _site_as_eprint(self, name: str) -> None:
        """Take the name of a site for the publisher: ``eprint = {Twitter}``, as APA's style has."""
        if {"publisher", "organization"}.isdisjoint(self.fields):
            self.fields["publisher"] = self.fields.pop("eprint")
            self.tell("eprint", f"the site {name}")
            if as_preprint(name):
                self.type_name = "preprint"

    def give_eprint(self, archive: str, identifier: str, category: str = "") -> None:
        """Give the entry the id that it has in an archive, if it has none yet."""
        if "eprint" in self.fields or not identifier:
            return
        self.fields["eprint"] = identifier
        for name in _ARCHIVE:
            self.fields.pop(name, None)
        self.fields["archiveprefix"] = archive
        if category and not any(name in self.fields for name in _CLASS):
            self.fields["primaryclass"] = category

    def arxiv_fields(self) -> None:
        """Read the fields that single programs have for an id of arXiv."""
        fields = self.fields
        for name in ("arxivid", "arxiv", "slaccitation"):
            source = fields.get(name, "")
            value = re.sub(r"^%%CITATION\s*=\s*(.+?);?%%.*$", r"\1", latex.verbatim(source))
            found = arxiv_id(value) if source else None
            if found is None:
                continue
            if "eprint" in fields and not _same_id(fields["eprint"], found.id):
                continue  # one of the two is wrong
            del fields[name]
            if "eprint" not in fields:
                self.give_eprint("arXiv", found.id + found.version)
                self.tell(name, f"arXiv:{found.id}{found.version}")

    def other_ids(self) -> None:
        """Read the ids of HAL and PubMed."""
        fields = self.fields
        if "hal_id" in fields and "eprint" not in fields:
            identifier = latex.verbatim(fields.pop("hal_id"))
            self.give_eprint("HAL", identifier)
            self.tell("hal_id", f"HAL:{identifier}")
        for name, read in (("pmid", pmid), ("pmcid", pmcid)):
            if name in fields and (known := read(latex.verbatim(fields[name]))):
                if known != fields[name]:
                    self.tell(name, f"{name.upper()} {known}")
                fields[name] = known

    def journal(self, name: str) -> None:
        """Read a journal that is an archive of preprints; its id may stand in another field."""
        fields = self.fields
        source = fields[name]
        found = as_preprint(latex.decode_plain(source))
        if found is None:
            return
        own = "eprint" in fields
        if own and found.id and not _same_id(fields["eprint"], found.id):
            return  # one of the two is wrong
        identifier = found.id or self._id_beside(found.archive)
        if not identifier and not own:
            if "publisher" in fields and found.archive not in {"arXiv", "SSRN"}:
                return  # the publisher of the archive would take its place
            fields.setdefault("publisher", found.archive)
        del fields[name]
        self.give_eprint(found.archive, identifier, found.category)
        self.type_name = "preprint"
        told = f"a preprint in {found.archive}"
        self.tell(name, f"{told}: {identifier}" if identifier and not own else told)

    def _id_beside(self, archive: str) -> str:
        """Return the id in the volume, the pages, the DOI or the address; drop what repeats it."""
        fields = self.fields
        own = arxiv_id(latex.verbatim(fields.get("eprint", "")))
        identifier = ""
        for name in ("volume", "number", "pages", "eid") if archive == "arXiv" else ():
            found = arxiv_id(latex.verbatim(fields.get(name, "")))
            if found and (own is None or own.bare == found.bare):
                identifier = identifier or found.id + found.version
                del fields[name]
        if identifier:
            return identifier
        if "doi" in fields and (told := preprint_id_of_doi(archive, fields["doi"])):
            return told
        at = arxiv_id_at(latex.verbatim(fields.get("url", "")))
        return at.id + at.version if at and archive == "arXiv" else ""

    def number(self) -> None:
        """Drop a number that repeats the id, as Zotero exports preprints."""
        fields = self.fields
        number = latex.verbatim(fields["number"])
        archive = next((latex.verbatim(fields[n]) for n in _ARCHIVE if n in fields), "")
        eprint = fields["eprint"]
        if archive and number.casefold() == f"{archive}:{eprint}".casefold():
            del fields["number"]
            self.tell("number", f"the eprint {archive}:{eprint}")

    # Addresses.

    def bibdesk(self) -> None:
        """Take BibDesk's first address for that of the entry, if it has no other one."""
        url = latex.verbatim(self.fields["bdsk-url-1"])
        if "://" in url and not equal_dois(bare_doi(url), self.fields.get("doi")):
            self.fields["url"] = url
            del self.fields["bdsk-url-1"]
            self.tell("bdsk-url-1", f"its address {url}")

    def notes(self) -> None:
        """Read the addresses, dates of access and ids in notes."""
        for name in ("howpublished", "note", "addendum", "annote", "annotation"):
            source = self.fields.get(name)
            if source is None or len(source) > _LONGEST:
                continue
            if name in _OF_IDS and self._identifier_in_note(name, source):
                continue
            if _MAY_SAY.search(source):
                self._address_in_note(name, source)

    def _identifier_in_note(self, name: str, source: str) -> bool:
        """Take a note that is nothing but an identifier; say whether it was one."""
        fields = self.fields
        if PREPRINT_JOURNAL.search(source):
            found = as_preprint(latex.decode_plain(source))
            own = fields.get("eprint")
            if found and found.id and (own is None or _same_id(own, found.id)):
                del fields[name]
                self.give_eprint(found.archive, found.id, found.category)
                self.tell(name, f"{found.archive}:{found.id}")
                return True
        ids = pubmed_ids(latex.decode_plain(source)) if "PM" in source.upper() else {}
        if not ids or not fields.keys().isdisjoint(ids):
            return False
        fields |= ids
        del fields[name]
        told = ", ".join(f"{place.upper()} {known}" for place, known in ids.items())
        self.tell(name, told)
        return True

    def _address_in_note(self, name: str, source: str) -> None:
        found = addresses.first_address(source)
        stated = access.take_access(addresses.around(source, found, access.ADDRESS))
        version = access.take_version(stated.rest) if found else access.Access(stated.rest)
        rest, told = stated.rest, []
        if found:
            before, _sign, after = version.rest.partition(access.ADDRESS)
            if name != "howpublished" and not access.stands_apart(
                before, after, stated=stated.date is not None, alone=name.startswith("annot")
            ):
                return
            now = self._give_address(found.url, before)
            if now is None:
                return
            told.append(now)
            before = access.without_introduction(before)
            if as_preprint(latex.decode_plain(found.text)) and _PREPRINT.fullmatch(before.strip()):
                before = ""  # the id says it
            rest = addresses.joined(before, found.text, after)
            if equal_dois(bare_doi(latex.decode_plain(rest)), address_doi(found.url)):
                rest = ""  # so does the address
            if version.date and not {"date", "year"} & self.fields.keys():
                self.fields["date"] = str(version.date)
                told.append(f"the date {version.date}")
        elif stated.date is None:
            return
        if stated.date and not self._give_access(str(stated.date), told):
            return
        rest = access.without_medium(trimmed(rest))
        put(self.fields, name, rest)
        if rest and not (name in _OF_IDS and self._identifier_in_note(name, rest)):
            told.append(f"“{rest}”")
        self.tell(name, ", ".join(told))

    def _give_address(self, url: str, before: str) -> str | None:
        """Give the entry an address; return words for it, None if it has another one."""
        fields = self.fields
        place, words = "url", "its address"
        if material := access.material(before):
            place = material
            words = f"the address of its {place}"
        for other in (place, "url"):
            if other in fields and comparable_address(
                latex.verbatim(fields[other])
            ) == comparable_address(url):
                return f"{words} {url}"
        if place in fields:
            return None
        fields[place] = url
        return f"{words} {url}"

    def _give_access(self, date: str, told: list[str]) -> bool:
        """Give the entry a date of access; say whether it has no other one."""
        if latex.verbatim(self.fields.get("urldate", date)) != date:
            return False
        self.fields["urldate"] = date
        told.append(f"the date of access {date}")
        return True


def _same_id(one: str, other: str) -> bool:
    """Say whether two ids are one, of any version."""
    first, second = arxiv_id(latex.verbatim(one)), arxiv_id(other)
    same = bool(first and second and first.bare == second.bare)
    return same or latex.verbatim(one).casefold() == other.casefold()


_OF_PUBMED = {
    "pubmed": ("pmid", pmid),
    "pmid": ("pmid", pmid),
    "pmc": ("pmcid", pmcid),
    "pmcid": ("pmcid", pmcid),
}
"""Name of an archive -> the field of its ids, and their reader."""
_NOTES = frozenset({"howpublished", "note", "addendum", "annote", "annotation"})
_OF_IDS = frozenset({"howpublished", "note"})
_PREPRINT = regex(r"(?:preprint(?: (?:at|on|in))?)?[:,.]?", re.IGNORECASE)
_ARXIV_NAME = regex(r"(?:www\.)?arxiv(?:\.org)?(?:[\s-]*e-?prints?)?", re.IGNORECASE)
_CATEGORY = regex(r"\[([\w.-]+)\]\s*$")
_PDF_PATH = regex(r"/e?pdf(?:/|$)|\.pdf\b", re.IGNORECASE)
_ADDRESS_OF_PERSON = regex(r"\s?\(\s?(?:\\url\{)?https?://[^\s(){}]++\}?\s?\)")
_MAY_SAY = regex(
    r"://|www\.|\\url|\\href|\d{4}-\d|\d\d.{0,3}\b(?:19|20)\d\d|(?<!\d)(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)
