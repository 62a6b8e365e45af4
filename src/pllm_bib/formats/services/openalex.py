"""OpenAlex's JSON -> entries and diagnostics: a work, or the results of a search.

Source: the documentation of OpenAlex, https://docs.openalex.org/api-entities/works/work-object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.services.record import ServiceRecord, csl_kind_of, marked_up, people_of
from pllm_bib.formats.shared.items.item import Shape
from pllm_bib.formats.shared.items.json_items import from_json
from pllm_bib.formats.shared.items.record import arxiv_in, plain
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types_read import CROSSREF_TYPES
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.formats.base import Result
    from pllm_bib.formats.shared.types import ReadAs
    from pllm_bib.model.entry import Entry

SHAPE = Shape(
    lists=frozenset({"results"}),
    marks=frozenset({"id", "doi", "display_name", "title"}),
    no_item="this is no work of OpenAlex's, nor a list of results: it has no id, DOI or title",
)
_TYPES = {
    "book-chapter": "chapter",
    "book-section": "chapter",
    "dissertation": "thesis",
    "editorial": "article-journal",
    "erratum": "article-journal",
    "letter": "article-journal",
    "paratext": "document",
    "peer-review": "review",
    "preprint": "article",
    "reference-entry": "entry",
    "retraction": "article-journal",
    "review": "article-journal",
}
"""OpenAlex's type -> CSL type; ``article`` depends on where it appeared."""
_IN_SOURCE = {"conference": "paper-conference", "repository": "article"}
"""The kind of place that an article appeared in -> CSL type."""


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of an answer of OpenAlex.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put in.
    Counts, topics and what OpenAlex computes of a work are left out.
    """
    source = SourceText(text, path)
    items = from_json(source, SHAPE)
    return source.result(_OpenAlexWork(item, source, section, "openalex").entry() for item in items)


class _OpenAlexWork(ServiceRecord):
    """The reader of one work."""

    def entry(self) -> Entry:
        location = self.mapping("primary_location")
        source = location.get("source")
        source = source if isinstance(source, dict) else {}
        ids, biblio = self.mapping("ids"), self.mapping("biblio")
        doi = self.plain("doi") or plain(ids.get("doi"))
        page = plain(location.get("landing_page_url"))
        how = self.type_of(plain(source.get("type")))
        name = plain(source.get("display_name"))
        first, last = plain(biblio.get("first_page")), plain(biblio.get("last_page"))
        self.identifiers(ids)
        is_archive = plain(source.get("type")) == "repository"
        date = self.plain("publication_date")
        year = self.plain("publication_year")
        # A date of the first of January is what OpenAlex has where it knows the year.
        date = year if not date or date == f"{year}-01-01" else date
        member = self.members.get("publication_date") or self.members.get("publication_year")
        return self.made(
            how,
            doi,
            "" if "doi.org/" in page else page,
            authors=people_of(self.authors(), "", "", "name"),
            date=self.date(member, date),
            title=marked_up(self.plain("title", "display_name")),
            container=None if is_archive else Text.of(name) or None,
            publisher=plain(source.get("host_organization_name")) if not is_archive else "",
            eprint=arxiv_in(page, doi) if how.type == "preprint" or "arxiv.org" in page else None,
            links={LinkKind.PDF: plain(location.get("pdf_url"))},
            volume=plain(biblio.get("volume")),
            number=plain(biblio.get("issue")),
            pages=f"{first}-{last}" if last and last != first else first,
            issn=plain(source.get("issn_l")),
            language=self.plain("language"),
            keywords=self.words_of("keywords", "display_name", "keyword"),
            abstract=Text.of(self.abstract()) or None,
        )

    def type_of(self, place: str) -> ReadAs:
        """Return how to read the type, of which an article's depends on its place."""
        name = self.plain("type")
        crossref = self.plain("type_crossref")
        if name == "article" and place in _IN_SOURCE:
            return csl_kind_of(_IN_SOURCE[place])
        if name == "article":
            return csl_kind_of(CROSSREF_TYPES.get(crossref, "article-journal"))
        return csl_kind_of(_TYPES.get(name, name))

    def authors(self) -> list[Any]:
        found = []
        for each in self.items("authorships"):
            if isinstance(each, dict):
                author = each.get("author")
                named = author.get("display_name") if isinstance(author, dict) else ""
                found.append({"name": plain(each.get("raw_author_name") or named)})
        return found

    def identifiers(self, ids: dict[str, Any]) -> None:
        """Keep the identifiers of PubMed and OpenAlex."""
        for name in ("pmid", "pmcid"):
            self.extra.plain(name, plain(ids.get(name)).rstrip("/").rpartition("/")[2])
        identifier = self.plain("id").rpartition("/")[2]
        self.extra.plain("openalex", identifier or plain(ids.get("openalex")).rpartition("/")[2])

    def abstract(self) -> str:
        """Return the abstract, whose words are told with their places."""
        index = self.mapping("abstract_inverted_index")
        words = [
            (place, word)
            for word, places in index.items()
            if isinstance(places, list)
            for place in places
            if isinstance(place, int)
        ]
        return " ".join(word for _place, word in sorted(words))
