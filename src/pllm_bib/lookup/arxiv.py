"""arXiv's API: preprints by id and by title.

Source: the arXiv API User's Manual; answers are Atom with elements of arXiv's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import names
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.xml_tree import Element, read_tree
from pllm_bib.lookup.found import FoundRecord, NotFoundError, ServiceError
from pllm_bib.lookup.preprint import address, notices, preprint
from pllm_bib.model.date import Date
from pllm_bib.model.identifiers import arxiv_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.lookup.client import Client
    from pllm_bib.lookup.found import Answer
    from pllm_bib.model.entry import Entry

API = "https://export.arxiv.org/api/query"
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
            entry = _entry(element, number.id)
            said = f"{_text(element, 'comment')} {_text(element, 'summary')}"
            told = notices(said, page)
            yield FoundRecord(entry, address(number.id), "official", answer.date, told)


def _entry(element: Element, number: str) -> Entry:
    category = element.first("primary_category")
    day = _DAY.match(_text(element, "published"))
    return preprint(
        number,
        _text(element, "title"),
        [names.natural_name(_text(author, "name")) for author in element.all("author")],
        date=Date(int(day[1]), int(day[2]), int(day[3])) if day else None,
        category=category.get("term") if category else None,
        doi=_text(element, "doi"),
        journal=_text(element, "journal_ref"),
        abstract=_text(element, "summary"),
        comment=_text(element, "comment"),
    )


def _text(element: Element, name: str) -> str:
    inner = element.first(name)
    return " ".join(inner.text.split()) if inner else ""
