"""The marks that a record is found by: its identifiers, and the words of its title.

A mark that is quickly made may be one too many, such as an identifier in an abstract: a record that
is found is read, and what it is asked for is looked for in the entry.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from pllm_bib.model.folding import plain_title_words, title_words
from pllm_bib.model.identifiers import anthology_id, dblp_key, pmid
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.identity import (
    ANTHOLOGY,
    ARXIV,
    DOI,
    ISBN,
    OPENREVIEW,
    Identifier,
    identifiers,
)
from pllm_bib.same_work.record import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.lookup.wanted import Wanted
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.text import Text

_KINDS = {DOI: "doi", ARXIV: "arxiv", ANTHOLOGY: "acl", OPENREVIEW: "openreview", ISBN: "isbn"}
"""Kind of identifier -> its kind where it is wanted."""
_NOT_IN_NAMES = re.compile(r"[\s\x00-\x1f'\"]+")


class Marks(NamedTuple):
    """The identifiers of a record, such as ``doi:10.1000/182``, and the words of its title."""

    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    main: int = 0
    """How many of the words are the main title; 0 where there is no subtitle."""

    def tokens(self) -> str:
        """Return the identifiers and the digests of the title, whole and main, with blanks."""
        found = [*self.names]
        if self.words:
            found.append(title_token(self.words))
        if self.main:
            found.append(title_token(self.words[: self.main]))
        return " ".join(found)


def title_token(words: Iterable[str]) -> str:
    """Return what stands for a whole title, so that equal titles are found at once."""
    return "=" + hashlib.blake2b("".join(words).encode(), digest_size=6).hexdigest()


def name(kind: str, value: str) -> str:
    """Return an identifier as one token; kinds are those of `Wanted`."""
    return f"{kind}:{_NOT_IN_NAMES.sub('_', value)}"


def marks_of(entry: Entry) -> Marks:
    """Return the marks of an entry."""
    signs = signs_of(entry)
    words = tuple(signs.title.split())
    main = len(signs.title[: signs.main].split())
    return Marks(tuple(dict.fromkeys(names_of(entry, signs.identifiers))), words, main)


def title_marks(title: Text | str) -> tuple[tuple[str, ...], int]:
    """Return the words of a title as an entry's marks have them, and how many are the main one.

    A title without any markup may be a string.
    """
    main, rest = plain_title_words(title) if isinstance(title, str) else title_words(title)
    return main + rest, len(main) if rest else 0


def names_of(entry: Entry, known: Iterable[Identifier] = ()) -> Iterator[str]:
    """Yield the identifiers of an entry as tokens; ``known`` are those that `identifiers` gave."""
    for found in known or identifiers(entry):
        if kind := _KINDS.get(found.kind):
            yield name(kind, found.value)
    if key := dblp_key(entry.key):
        yield name("dblp", key)
    for link in entry.links:
        if "dblp" in link.url and (key := dblp_key(link.url)):
            yield name("dblp", key)
        if "pubmed" in link.url and (number := pmid(link.url)):
            yield name("pmid", number)
    for field, value in entry.extra:
        if field == "pmid" and (number := pmid(value)):
            yield name("pmid", number)
        elif field == "biburl" and (key := dblp_key(value)):
            yield name("dblp", key)


def wanted_names(asked: Wanted) -> list[str]:
    """Return the tokens that records of what is wanted may have; none of a kind without any."""
    kind, value = asked
    if kind == "arxiv":
        return [name(kind, re.sub(r"v\d+$", "", value))]
    if kind == "doi":
        found = anthology_id(value)
        return [name(kind, value.lower())] + ([name("acl", found.id.lower())] if found else [])
    if kind == "acl":
        return [name(kind, value.lower())]
    return [name(kind, value)] if kind in {*_KINDS.values(), "dblp", "pmid"} else []
