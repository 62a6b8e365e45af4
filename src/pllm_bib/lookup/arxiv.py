"""arXiv's API: preprints by id and by title.

Source: the arXiv API User's Manual; answers are Atom with elements of arXiv's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import names
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.xml_tree import Element, read_tree
from pllm_bib.lookup.found import FoundRecord, NotFoundError, Notice, ServiceError
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.identifiers import arxiv_id, bare_doi
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.lookup.client import Client
    from pllm_bib.lookup.found import Answer

API = "https://export.arxiv.org/api/query"
_MATH = re.compile(r"\$([^$]+)\$")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def by_id(client: Client, number: str) -> list[FoundRecord]:
    """Return the record of an arXiv id. Raises `NotFoundError` where arXiv has no such paper."""
    answer = client.get(API, accept="application/atom+xml", params={"id_list": number})
    found = list(_records(answer))
    if not found:
        message = f"arXiv has no paper {number}"
        raise NotFoundError(message)
    return found


def by_title(client: Client, title: str, most: int = 5) -> list[FoundRecord]:
    """Return the papers whose titles have the words of a title."""
    words = " ".join(re.findall(r"\w+", title))
    asked = {"search_query": f'ti:"{words}"', "max_results": str(most)}
    return list(_records(client.get(API, accept="application/atom+xml", params=asked)))


def _records(answer: Answer) -> Iterator[FoundRecord]:
    """Yield the papers of an answer. Raises `ServiceError` for one that is no Atom feed."""
    source = SourceText(answer.text, answer.address)
    tree = read_tree(source)
    if not any(tree.named("feed")):
        message = f"{answer.address}: answers with no Atom feed ({answer.media_type})"
        raise ServiceError(message)
    for element in tree.named("entry"):
        page = _text(element, "id")
        number = arxiv_id(page)
        if number:  # an entry for an error has an address of its own
            yield FoundRecord(
                _entry(element, number.id),
                f"https://arxiv.org/abs/{number.id}",
                "official",
                answer.date,
                tuple(_notices(element, page)),
            )


_WITHDRAWN = re.compile(
    r"(?i)(?:this|the) (?:paper|article|manuscript|submission|work) (?:has been|is|was) withdrawn"
    r"|withdrawn by (?:the )?(?:authors?|arxiv)"
)
_VERSION = re.compile(r"v(\d+)$")


def _notices(element: Element, page: str) -> Iterator[Notice]:
    """Yield what an element says of the paper: that it was withdrawn, and its latest version."""
    said = f"{_text(element, 'comment')} {_text(element, 'summary')}"
    if _WITHDRAWN.search(said):
        yield Notice("retracted", "")
    if version := _VERSION.search(page):
        yield Notice("version", version[1])


def _entry(element: Element, number: str) -> Entry:
    category = element.first("primary_category")
    day = _DAY.match(_text(element, "published"))
    people = [names.natural_name(_text(author, "name")) for author in element.all("author")]
    note = _text(element, "journal_ref")
    links = [Link(LinkKind.PAPER, f"https://arxiv.org/abs/{number}")]
    return Entry(
        key=f"arxiv:{number}",
        type="preprint",
        title=_with_math(_text(element, "title")),
        authors=names.names_of(people),
        date=Date(int(day[1]), int(day[2]), int(day[3])) if day else None,
        eprint=Eprint("arXiv", number, category.get("term") if category else None),
        doi=bare_doi(_text(element, "doi")),
        links=tuple(links),
        abstract=_with_math(_text(element, "summary")) or None,
        note=Text.of(note) or None,
        extra=(("comment", comment),) if (comment := _text(element, "comment")) else (),
    )


def _text(element: Element, name: str) -> str:
    inner = element.first(name)
    return " ".join(inner.text.split()) if inner else ""


def _with_math(text: str) -> Text:
    """Read a text of arXiv's, where formulas stand between dollar signs."""
    pieces = _MATH.split(text)
    return Text.of(
        *(Chunk(piece, Style.MATH if at % 2 else Style.NONE) for at, piece in enumerate(pieces))
    )
