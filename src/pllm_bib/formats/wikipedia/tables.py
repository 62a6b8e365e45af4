"""Templates and parameters of Wikipedia's citations, as they are read."""

from __future__ import annotations

TEMPLATE_TYPES = {
    "journal": "article",
    "magazine": "article",
    "news": "article",
    "newspaper": "article",
    "book": "book",
    "encyclopedia": "inreference",
    "encyclopaedia": "inreference",
    "dictionary": "inreference",
    "conference": "inproceedings",
    "arxiv": "preprint",
    "biorxiv": "preprint",
    "medrxiv": "preprint",
    "ssrn": "preprint",
    "citeseerx": "preprint",
    "thesis": "thesis",
    "report": "report",
    "tech report": "techreport",
    "techreport": "techreport",
    "web": "online",
    "press release": "online",
    "document": "misc",
    "av media": "video",
    "video": "video",
    "episode": "video",
    "podcast": "audio",
    "speech": "unpublished",
    "map": "misc",
    "patent": "patent",
    "court": "jurisdiction",
    "interview": "misc",
    "letter": "letter",
}
"""What a template cites -> type."""
KEPT_TYPES = frozenset(
    "article book incollection inproceedings inreference preprint thesis phdthesis mastersthesis "
    "report techreport online video".split()
)
"""Types that come back of what our own writer makes of them."""
NAMES = {"contributor": "contributor", "subject": "interviewee"}
"""Role of a person -> field, where that has another name."""
KEPT = {
    "others": "wikipedia-others",
    "pmid": "pmid",
    "conference": "eventtitle",
    "event": "eventtitle",
    "trans-title": "wikipedia-trans-title",
    "bibcode": "bibcode",
    "oclc": "oclc",
    "s2cid": "s2cid",
    "lccn": "lccn",
    "quote": "quote",
    "archive-url": "archiveurl",
    "archive-date": "archivedate",
    "url-status": "urlstatus",
    "article-number": "eid",
    "translator": "translator",
}
"""Parameter -> the field that it is kept in."""
BOOKKEEPING = frozenset(
    "mode ref postscript name-list-style df no-pp separator author-link author-mask editor-link "
    "doi-access url-access hdl-access jstor-access bibcode-access chapter-url-access title-link "
    "doi-broken-date access format author-link1 author-link2 author-link3 author1-link "
    "author2-link author3-link editor-link1 editor1-link".split()
)
"""Parameters of how a reference looks or where its words lead."""
