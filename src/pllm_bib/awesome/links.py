"""The links of a line as fields of an entry: identifiers, landing page, PDF, code, data."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.addresses import LinkProblem
from pllm_bib.awesome.label import is_other_label
from pllm_bib.model.address import host_and_path
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.identifiers import (
    ArxivId,
    address_doi,
    anthology_id,
    arxiv_address,
    arxiv_id_at,
    arxiv_id_of_doi,
    comparable_address,
    is_arxiv_doi,
    isbn_at,
    openreview_id,
    publisher_doi,
)
from pllm_bib.model.places import PAPER_PLACES, likely_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.awesome.found import FoundLink

_PAPER = (LinkKind.PAPER, LinkKind.PDF)


@dataclass(slots=True)
class Links:
    """The links and identifiers of one work."""

    links: dict[LinkKind, str] = field(default_factory=dict)
    arxiv: ArxivId | None = None
    doi: str | None = None
    openreview: str | None = None
    isbn: str | None = None
    problems: list[LinkProblem] = field(default_factory=list)
    has_paper: bool = False
    """An address leads to a paper, or is labelled as one."""

    def onto(self, entry: Entry) -> Entry:
        """Return an entry with these links and identifiers."""
        return replace(
            entry,
            links=tuple(Link(kind, self.links[kind]) for kind in LinkKind if kind in self.links),
            eprint=Eprint("arXiv", self.arxiv.id) if self.arxiv else None,
            doi=self.doi,
            openreview=self.openreview,
            isbn=self.isbn,
        )


def read_links(found: Iterable[FoundLink]) -> Links:
    """Sort the links of a line; papers come first, so that others can be seen to repeat them."""
    result = Links()
    material: list[tuple[LinkKind, FoundLink]] = []
    found = list(found)
    is_told = any(link.titled and is_paper(link.url) for link in found)
    if is_told:  # then “link” means something else
        found = [
            link._replace(kind=likely_kind(link.url) or LinkKind.WEBSITE)
            if link.label.strip("[]() ").casefold() in {"link", "url", "here"}
            else link
            for link in found
        ]
    placeless = []
    for link in found:
        kind = _kind(link)
        if kind is None:
            placeless.append(link)
        elif kind in _PAPER:
            result.has_paper = result.has_paper or link.kind in _PAPER or is_paper(link.url)
            _paper(link, kind, result)
        else:
            material.append((kind, link))
    papers = {comparable_address(link.url) for link in found if _kind(link) in _PAPER}
    for at, (_kind_of, link) in enumerate(material):
        if not result.has_paper and is_paper(link.url):  # [Project](https://arxiv.org/...)
            result.has_paper = True
            _paper(link, _kind(link._replace(kind=LinkKind.PAPER)) or LinkKind.PAPER, result)
            del material[at]
            break
    for kind, link in material:
        _material(kind, link, papers, result)
    _without_place(placeless, papers, result)
    return result


def _without_place(found: Iterable[FoundLink], papers: set[str], result: Links) -> None:
    """Report links that an entry has no field for, all that a line has in one finding."""
    kept = papers | {comparable_address(url) for url in result.links.values()}
    left = [link.url for link in found if comparable_address(link.url) not in kept]
    if left := list(dict.fromkeys(left)):
        quoted = ", ".join(f"“{url}”" for url in left)
        what = "a link" if len(left) == 1 else "links"
        are = "is" if len(left) == 1 else "are"
        message = f"{quoted} {are} left out: an entry has no place for {what} so labelled"
        result.problems.append(LinkProblem("misplaced-link", message, left[0]))


def is_paper(url: str) -> bool:
    """Say whether an address is that of a place where papers are found."""
    return host_and_path(url)[0] in PAPER_PLACES or publisher_doi(url) is not None


def _kind(link: FoundLink) -> LinkKind | None:
    """Return the kind of a link: that of its label, unless the address is clearer."""
    like = likely_kind(link.url)
    if arxiv_id_at(link.url) or publisher_doi(link.url):
        like = like if like is LinkKind.PDF else LinkKind.PAPER
    if link.kind is None:
        # A title leads to the work itself; for other links only the address counts. Slides may be
        # a PDF too.
        told = like is LinkKind.PDF and not is_paper(link.url)
        if told and not link.titled and is_other_label(link.label):
            return None
        return like or (LinkKind.PAPER if link.titled else None)
    if link.kind in _PAPER:
        return like if like and like is not LinkKind.WEBSITE else link.kind
    if link.kind is LinkKind.CODE and like in {LinkKind.DATA, LinkKind.WEBSITE, LinkKind.VIDEO}:
        return like
    return link.kind


def _paper(link: FoundLink, kind: LinkKind, result: Links) -> None:
    """Add an address of the work itself, and the identifiers in it."""
    url = link.url
    landing: str | None = None if kind is LinkKind.PDF else url
    pdf: str | None = url if kind is LinkKind.PDF else None
    if found := arxiv_id_at(url):
        before = result.arxiv.bare if result.arxiv else None
        if _disagree(result, url, "arXiv id", before, found.bare):
            return
        result.arxiv = result.arxiv or found
        address = arxiv_address(url)
        landing = f"https://arxiv.org/abs/{found.id}"
        pdf = address.unpinned if address and address.view == "pdf" else None
    elif paper := anthology_id(url):
        landing = f"https://aclanthology.org/{paper.id}/"
    elif found_id := openreview_id(url):
        result.openreview = result.openreview or found_id
        landing = f"https://openreview.net/forum?id={found_id}"
    elif doi := publisher_doi(url):
        landing, pdf = _doi(doi, url, pdf, result)
    else:
        result.isbn = result.isbn or isbn_at(url)
    _keep(result, url, landing, pdf)


def _keep(result: Links, url: str, landing: str | None, pdf: str | None) -> None:
    """Keep the addresses of a work, and tell of those that say more than one can keep.

    An arXiv id gives the addresses at arXiv, so they make room for others.
    """
    present = result.links.get(LinkKind.PAPER, "")
    if pdf and not arxiv_id_at(pdf) and arxiv_id_at(result.links.get(LinkKind.PDF, "")):
        result.links[LinkKind.PDF] = pdf
    for kept, other in ((present, landing), (result.links.get(LinkKind.PDF), pdf)):
        if kept and other and not _is_kept(other, kept, result):
            message = (
                f"“{other}” is a second link to the work: an entry has one, “{kept}”, and the "
                "second is left out"
            )
            result.problems.append(LinkProblem("misplaced-link", message, url))
    if landing and (not present or (arxiv_id_at(present) and not arxiv_id_at(landing))):
        result.links[LinkKind.PAPER] = landing
    if pdf:
        result.links.setdefault(LinkKind.PDF, pdf)


def _is_kept(url: str, other: str, result: Links) -> bool:
    """Say whether an address says no more than another one, or an identifier of the work."""
    if comparable_address(url) == comparable_address(other):
        return True
    found = (arxiv_id_at(url), arxiv_id_at(other), address_doi(url))
    if (forum := openreview_id(url)) and forum == result.openreview:
        return True
    return any(found) or (result.doi is not None and publisher_doi(url) == result.doi)


def _doi(doi: str, url: str, pdf: str | None, result: Links) -> tuple[str | None, str | None]:
    """Add a DOI; return its address as landing page or as PDF."""
    if is_arxiv_doi(doi):
        result.arxiv = result.arxiv or arxiv_id_of_doi(doi)
        return None, None
    if _disagree(result, url, "DOI", result.doi, doi):
        return None, None
    result.doi = doi
    if pdf or "/pdf" in host_and_path(url)[1].lower():
        return None, url
    # An address of doi.org says no more than the DOI.
    return (None if address_doi(url) else url), None


def _disagree(result: Links, url: str, what: str, before: str | None, now: str) -> bool:
    """Say whether an identifier differs from the one before it, and report it."""
    if before is None or before.lower() == now.lower():
        return False
    message = f"“{url}” has another {what} than “{before}” before it: left out"
    result.problems.append(LinkProblem("identifiers-disagree", message, url))
    return True


def _material(kind: LinkKind, link: FoundLink, papers: set[str], result: Links) -> None:
    same = comparable_address(link.url)
    if same in papers or is_paper(link.url):
        what = "repeats the link to the paper" if same in papers else "leads to a paper"
        message = f"the {kind.value} link “{link.url}” {what}: it is left out"
        result.problems.append(LinkProblem("misplaced-link", message, link.url))
        return
    before = next((k for k, url in result.links.items() if comparable_address(url) == same), None)
    if before is kind:
        return
    if before:
        message = (
            f"the {kind.value} link “{link.url}” repeats the {before.value} link: it is left out"
        )
        result.problems.append(LinkProblem("misplaced-link", message, link.url))
    elif kind in result.links:
        message = (
            f"“{link.url}” is a second {kind.value} link: an entry has one, "
            f"“{result.links[kind]}”, and the second is left out"
        )
        result.problems.append(LinkProblem("misplaced-link", message, link.url))
    else:
        result.links[kind] = link.url
