"""An entry of a .bib file -> its marks, without reading all of it.

Nothing here decides what an entry says: identifiers are looked for in the whole source, and an
entry whose title or DOI does not stand plainly in it is read by the reader of the format.
"""

from __future__ import annotations

import re

from pllm_bib.formats.shared import latex
from pllm_bib.lookup.index.marks import Marks, name, title_marks
from pllm_bib.model.identifiers import (
    ARXIV_NUMBER,
    DOI_PREFIX,
    anthology_id,
    bare_arxiv_id,
    dblp_key,
    isbn,
    pmid,
)

_BRACES = r"[^{}\\]*+"
for _depth in range(3):
    _BRACES = rf"[^{{}}\\]*+(?>(?:(?:\\(?![{{}}])|\{{{_BRACES}\}})[^{{}}\\]*+)*)"
_TITLE = re.compile(
    rf"title\s*+=\s*+(?:\{{({_BRACES})\}}|\"([^\"{{}}\\]*+(?>(?:\{{{_BRACES}\}}"
    rf"[^\"{{}}\\]*+)*))\")\s*+[,}}]",
    re.IGNORECASE,
)
_DOI = re.compile(DOI_PREFIX + r"/[^\s\"{}<>,]++")
_ODD_DOI = re.compile(DOI_PREFIX + r"(?:/[^\s\"{}<>,\\%&$]*+)?[{<>\\%&$]")
_ARXIV = re.compile(rf"(?<![\w.])(?:{ARXIV_NUMBER}|[a-z][a-z.-]++/\d{{7}})(?!\d)", re.IGNORECASE)
_ANTHOLOGY = re.compile(
    r"(?:aclanthology\.org/|aclweb\.org/anthology/|10\.18653/v1/|10\.3115/v1/)[\w.-]++"
)
_OPENREVIEW = re.compile(
    r"openreview(?:\.net/\w++\?(?:[\w=-]++&)?id=|\s*+=\s*+[{\"]\s*+)([\w-]++)", re.IGNORECASE
)
_DBLP = re.compile(r"(?:dblp:|https?://dblp\.[a-z.-]++/rec/)[\w./+-]++", re.IGNORECASE)
_ISBN = re.compile(r"isbn\s*+=\s*+[{\"]([^}\"]++)", re.IGNORECASE)
_PMID = re.compile(r"(?:pmid\W{1,6}|/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/)(\d{1,8})", re.IGNORECASE)


def marks(source: str) -> Marks:
    """Return the marks of an entry. Raises ``ValueError`` where it has to be read for these."""
    folded = source.lower()
    raw = None if "subtitle" in folded or "titleaddon" in folded else _title(source, folded)
    if raw is None or ("10." in source and _ODD_DOI.search(source)):
        message = "the title or a DOI does not stand plainly in the entry"
        raise ValueError(message)
    bare = raw.replace("{", "").replace("}", "") if "{" in raw else raw
    title = latex.decode(raw)[0] if latex.has_markup(bare) else bare
    return Marks(tuple(dict.fromkeys(_names(source, folded))), *title_marks(title))


def _title(source: str, folded: str) -> str | None:
    """Return the source of the title; None where it does not stand plainly in an entry."""
    at = 0
    while (at := folded.find("title", at)) >= 0:
        if not (source[at - 1].isalnum() or source[at - 1] in "-_") and (
            match := _TITLE.match(source, at)
        ):
            return match[1] if match[1] is not None else match[2]
        at += 1
    return None


def _names(source: str, folded: str) -> list[str]:
    """Return all that may be an identifier of the work; words are looked for before patterns."""
    found = []
    if "10." in source:
        dois = [text.rstrip(".;") for text in _DOI.findall(folded)]
        dois += [text[:-1] for text in dois if text.endswith(")")]  # the bracket may be around it
        found += [name("doi", doi) for doi in dois]
    if "arxiv" in folded or "eprint" in folded:
        found += [name("arxiv", n.bare) for n in map(bare_arxiv_id, _ARXIV.findall(source)) if n]
    if "aclanthology" in folded or "aclweb.org/" in folded or "/v1/" in folded:
        places = filter(None, map(anthology_id, _ANTHOLOGY.findall(folded)))
        found += [name("acl", place.id) for place in places]
    if "openreview" in folded:
        found += [name("openreview", forum) for forum in _OPENREVIEW.findall(source)]
    if "dblp" in folded:
        keys = filter(None, map(dblp_key, _DBLP.findall(source)))
        found += [name("dblp", key) for key in keys]
    if "isbn" in folded:
        numbers = (
            isbn(part) for text in _ISBN.findall(source) for part in re.split(r"[,;/]", text)
        )
        found += [name("isbn", number) for number in numbers if number]
    if "pmid" in folded or "pubmed" in folded:
        found += [name("pmid", text) for text in _PMID.findall(source) if pmid(text)]
    return found
