"""Works of .bib files, served as the services of the web would: in the forms of their docs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.lookup.world import Asked, Reply, World

from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.lookup.services import Services
from pllm_bib.model.folding import title_key
from pllm_bib.model.identifiers import anthology_id
from pllm_bib.tasks.lookup import Answered, ask_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pllm_bib.model.entry import Entry

HOSTS = (
    *("api.crossref.org", "api.datacite.org", "doi.org", "export.arxiv.org", "dblp.org"),
    *("aclanthology.org", "api.openalex.org", "api2.openreview.net", "api.openreview.net"),
    *("api.semanticscholar.org", "openlibrary.org", "arxiv.org", "openreview.net"),
)


def read_works(text: str) -> tuple[Entry, ...]:
    """Read works that a test writes as BibTeX."""
    entries, faults = bib_reader.read(text, "")
    assert not [fault for fault in faults if fault.is_fault], faults
    return entries


class Served(World):
    """A web whose services know some works, and nothing else.

    A published work is known to Crossref by its DOI, to the Anthology and to OpenReview by its id;
    each preprint to arXiv, which names the DOI only if ``arxiv_knows`` says so.
    """

    def __init__(
        self, works: Iterable[Entry], arxiv_knows: Callable[[Entry], bool] = lambda _entry: False
    ) -> None:
        super().__init__()
        self.works = tuple(works)
        self.arxiv_knows = arxiv_knows
        self.broken: frozenset[str] = frozenset()
        """Hosts that answer nothing but 500."""
        self.pages |= {f"https://{host}/": Reply(status=404) for host in HOSTS}
        self.fallback = self.answer

    def answer(self, asked: Asked) -> Reply:
        """Return what the service of an address answers."""
        parts = urlsplit(asked.address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        host = parts.netloc
        if host in self.broken:
            return Reply("down", "text/plain", 500)
        answers: dict[str, Callable[[str, dict[str, str]], Reply]] = {
            "api.crossref.org": self._crossref,
            "export.arxiv.org": self._arxiv,
            "aclanthology.org": self._anthology,
            "api2.openreview.net": self._openreview,
            "dblp.org": self._dblp,
            "api.openreview.net": lambda _path, _query: _json({"notes": [], "count": 0}),
            "api.openalex.org": lambda _p, _q: _json({"meta": {"count": 0}, "results": []}),
        }
        if host in answers:
            return answers[host](unquote(parts.path).strip("/"), query)
        return Reply("gone", "text/plain", 404)

    def _anthology(self, path: str, _query: dict[str, str]) -> Reply:
        if not path.endswith(".bib"):
            return Reply(page_of(self.works, path), "text/html")
        return self._bib(lambda entry: anthology_of(entry) == path.removesuffix(".bib"))

    def _openreview(self, _path: str, query: dict[str, str]) -> Reply:
        notes = [note_of(entry) for entry in self.works if entry.openreview == query["id"]]
        return _json({"notes": notes, "count": len(notes)})

    def _dblp(self, path: str, query: dict[str, str]) -> Reply:
        if not path.startswith("search"):
            return self._bib(lambda entry: path == f"rec/conf/x/{entry.key}.bib")
        hits = [{"info": {"key": f"conf/x/{entry.key}"}} for entry in self._titled(query["q"])]
        return _json({"result": {"hits": {"hit": hits}}})

    def _titled(self, title: str) -> list[Entry]:
        """Return the published works with a title."""
        return [e for e in self.works if e.container and title_key(e.title) == title_key_of(title)]

    def _crossref(self, path: str, query: dict[str, str]) -> Reply:
        doi = path.removeprefix("works").lstrip("/")
        if doi:
            found = [e for e in self.works if e.doi and e.doi.lower() == doi.lower()]
            return _json({"message": crossref_of(found[0])}) if found else Reply("", status=404)
        found = [e for e in self._titled(query["query.bibliographic"]) if e.doi]
        return _json({"message": {"items": [crossref_of(e) for e in found]}})

    def _arxiv(self, _path: str, query: dict[str, str]) -> Reply:
        if "id_list" in query:
            found = [e for e in self.works if e.eprint and e.eprint.id == query["id_list"]]
        else:
            words = re.sub(r'^ti:"|"$', "", query["search_query"])
            found = [
                e for e in self.works if e.eprint and title_key(e.title) == title_key_of(words)
            ]
        papers = "".join(atom_of(e, knows_doi=self.arxiv_knows(e)) for e in found)
        feed = (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
            f'xmlns:arxiv="http://arxiv.org/schemas/atom">{papers}</feed>'
        )
        return Reply(feed, "application/atom+xml")

    def _bib(self, is_it: Callable[[Entry], bool]) -> Reply:
        found = [e for e in self.works if is_it(e)]
        return Reply(bibtex_of(found[0]), "text/plain") if found else Reply("", status=404)


def recorded(world: Served, works: Sequence[Entry], folder: Path) -> Answered:
    """Ask a web for works, and record its answers for ``--replay``."""
    with world, world.client(record=folder) as client:
        return ask_for(works, [Services(client)])


def title_key_of(title: str) -> str:
    """Return a title that was asked for as `title_key` would."""
    return title_key(read_works(f"@misc{{x, title = {{{title}}}}}")[0].title)


def _json(value: Any) -> Reply:
    return Reply(json.dumps(value))


def anthology_of(entry: Entry) -> str | None:
    """Return the id that the ACL Anthology has for an entry."""
    found = anthology_id(entry.landing_page or "") or anthology_id(f"/{entry.doi or ''}")
    return found.id if found else None


def page_of(works: Iterable[Entry], number: str) -> str:
    """Return the page that the Anthology has for an id, with buttons for code and data."""
    buttons = "".join(
        f'<a class="btn" href="{link.url}"><i></i><span>{link.kind.title()}</span></a>'
        for entry in works
        if anthology_of(entry) == number
        for link in entry.links
    )
    own = '<a href="https://github.com/acl-org/acl-anthology">Contribute on GitHub</a>'
    return f"<html><body>{buttons}<footer>{own.replace(' on GitHub', '')}</footer></body></html>"


def bibtex_of(entry: Entry) -> str:
    """Return an entry as the BibTeX of the Anthology and of DBLP has it, without our links."""
    from dataclasses import replace

    shown = replace(
        entry, links=(), eprint=None, openreview=None, venue=None, sections=(), note=None
    )
    return FORMATS["bibtex"].required_writer.record(shown, WriteContext())


_TYPES = {"article": "journal-article", "inproceedings": "proceedings-article"}


def crossref_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as a work of Crossref's REST API."""
    people = {
        name: [
            {"given": one.given, "family": f"{one.particle} {one.family}".strip()} for one in some
        ]
        for name, some in (("author", entry.authors), ("editor", entry.editors))
    }
    date = entry.date
    work = {
        "DOI": entry.doi,
        "type": _TYPES.get(entry.type, "other"),
        "title": [str(entry.title)],
        **people,
        "container-title": [str(entry.container)] if entry.container else [],
        "publisher": str(entry.publisher or ""),
        "publisher-location": str(entry.place or ""),
        "volume": entry.volume,
        "issue": entry.number,
        "page": entry.pages,
        "issued": {"date-parts": [[n for n in (date.year, date.month) if n]]} if date else None,
        "URL": f"https://doi.org/{entry.doi}",
    }
    return {name: value for name, value in work.items() if value}


def atom_of(entry: Entry, *, knows_doi: bool) -> str:
    """Return an entry as an element of arXiv's Atom."""
    assert entry.eprint is not None
    people = "".join(f"<author><name>{escape(str(one))}</name></author>" for one in entry.authors)
    category = entry.eprint.category or "cs.CL"
    month = f"20{entry.eprint.id[:2]}-{entry.eprint.id[2:4]}"
    doi = f"<arxiv:doi>{escape(entry.doi)}</arxiv:doi>" if knows_doi and entry.doi else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{entry.eprint.id}v1</id>"
        f"<published>{month}-03T00:00:00Z</published><title>{escape(str(entry.title))}</title>"
        f"<summary>{escape(str(entry.abstract or 'We show it.'))}</summary>{people}{doi}"
        f'<arxiv:primary_category term="{category}"/></entry>'
    )


def note_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as a note of OpenReview's API 2."""
    content = {
        "title": {"value": str(entry.title)},
        "authors": {"value": [str(one) for one in entry.authors]},
        "venue": {
            "value": f"{entry.venue} {entry.date.year} poster" if entry.venue and entry.date else ""
        },
        "_bibtex": {"value": bibtex_of(entry)},
    }
    return {"id": entry.openreview, "content": content}
