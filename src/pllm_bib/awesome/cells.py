"""The cells of tables and the nested items, which say more of a work than its own line."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pllm_bib.awesome.addresses import read_address, with_links
from pllm_bib.awesome.found import FoundLink, Line
from pllm_bib.awesome.inline import ANCHOR, Inline
from pllm_bib.awesome.label import Label, is_abbreviated, link_kind, read_label, without_emoji
from pllm_bib.awesome.line import read_line
from pllm_bib.awesome.links import read_links
from pllm_bib.awesome.names import read_name_list, split_names
from pllm_bib.awesome.remains import SEPARATORS
from pllm_bib.model.identifiers import isbn
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.awesome.html import ListItem, Table
    from pllm_bib.model.entry import LinkKind


_FEW_WORDS = 3
"""Words of a nested item; with more, it is a work of its own."""
_LONGEST_VENUE = 8
"""Words of a cell that may be a venue."""


class Column(NamedTuple):
    """The role of a table's column; ``kind`` is the kind of the links in it."""

    role: str
    kind: LinkKind | None = None


_COLUMNS = {
    "title": (
        "title papertitle titleofpaper nameofpaper articletitle titleauthors titleandauthors "
        "标题 题目 论文标题 论文题目"
    ),
    "work": "paper papers article work publication 论文",
    "nickname": (
        "name papername model method approach dataset benchmark system framework tool library "
        "project resource survey algorithm corpus reference"
    ),
    "venue": (
        "venue conference journal conferencejournal journalconference publicationvenue published "
        "publishedin pub publisher conf venueyear venuedate source where accepted publishedat "
        "publicationvenueyear proceedings 会议 期刊 发表"
    ),
    "date": (
        "date year time month publicationdate publishdate publisheddate releasedate release "
        "publicationyear yearmonth datetime released pubdate 日期 时间 年份"
    ),
    "authors": "author authors 作者",
    "isbn": "isbn isbn13 isbn10",
}
_COLUMN_ROLES = {name: role for role, names in _COLUMNS.items() for name in names.split()}
_KEY_VALUE = regex(
    r"^\W*(?P<key>authors?|by|venue|conference|journal|published(?: in)?|title"
    r"|(?:publication |published )?(?:year|date)(?: of publication)?)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)


def is_detail(found: Line, child: ListItem) -> bool:
    """Say whether a nested item describes its parent, and is no work of its own."""
    if _KEY_VALUE.match(child.inline.text) or found.prose or not found.links:
        return True
    words = re.sub(f"[{ANCHOR}\\s\\W]+", " ", child.inline.text).split()
    if len(words) > _FEW_WORDS or any(link.titled for link in found.links):
        return False
    return re.match(r"[\w ]+:", child.inline.text) is not None


def key_value(inline: Inline) -> Line | None:
    """Read an item such as ``Authors: Jane Doe``; return None for any other."""
    match = _KEY_VALUE.match(inline.text)
    if match is None:
        return None
    key, rest = match["key"].lower(), inline.slice(match.end(), len(inline.text))
    if key == "title":
        return None
    if key in {"by", "author", "authors"}:
        line = Line()
        line.authors = read_name_list(rest.plain, marked=True) or line.authors
        return line
    return read_cell(rest, Column("date" if "year" in key or "date" in key else "venue"))


_DETAIL = regex(r"^\s*(?P<key>[\w][\w /-]{1,24}(?:\([^()]{1,60}\))?)\s*[:：]\s*(?=\S)")


def detail_of(inline: Inline) -> Line | None:
    """Read an item such as ``arxiv: <address>``, or ``intro: CVPR 2018``; None for any other.

    Its words are among the unread ones where they, or its key, have no known meaning.
    """
    match = _DETAIL.match(inline.text)
    if match is None:
        return None
    rest = with_links(inline.slice(match.end(), len(inline.text)))
    kind, is_label = link_kind(re.sub(r"\(.*", "", match["key"]))
    line = Line()
    for anchor in rest.anchors:
        url, problem = read_address(anchor.url)
        if problem:
            line.problems.append(problem)
        if url:
            line.links.append(FoundLink(kind if is_label else None, url, match["key"]))
    words = re.sub(f"[{ANCHOR}\\s]+", " ", rest.text).strip(SEPARATORS)
    label = None if line.links else read_label(words, marked=True)
    if label:
        line.label = label
    elif words or kind is None:
        line.unread.append(words)
    return line


def bare_credits(inline: Inline) -> Line | None:
    """Read an item that holds only names of authors, a venue with its year, or both.

    Returns None for any other.
    """
    if inline.anchors:
        return None
    if authors := read_name_list(inline.text, marked=False):
        return Line(authors=authors)
    if credit := split_names(inline.text):
        return Line(authors=credit[0], label=credit[1])
    label = read_label(inline.text, marked=True)
    if label and label.date and label.venue and is_abbreviated(label.venue):
        return Line(label=label)
    return None


def column_of(head: Inline) -> Column:
    """Return the role of a column, by its head."""
    words = re.sub(r"[^\w]+", "", without_emoji(head.plain).casefold())
    role = _COLUMN_ROLES.get(words)
    if role:
        return Column(role, link_kind(head.plain)[0])
    kind, is_label = link_kind(head.plain)
    return Column("link" if is_label and words else "", kind)


def column_of_titles(table: Table, roles: Sequence[str]) -> int | None:
    """Return the column that has the titles: by its head, else by what is in it."""
    if "title" in roles:
        return roles.index("title")
    counts: Counter[int] = Counter()
    for row in table.rows:
        cells = [read_line(cell) if cell.anchors else Line() for cell in row.cells]
        told = {at for at, line in enumerate(cells) if read_links(line.links).has_paper}
        long = {at for at in told if len(str(cells[at].title).split()) >= _FEW_WORDS}
        if told and not long and len(roles) > 1 and not any(roles):
            words = [len(cell.plain.split()) for cell in row.cells]
            long = {words.index(max(words))} if max(words) >= _FEW_WORDS else set()
        counts.update(long)
    ((column, count),) = counts.most_common(1) or [(0, 0)]
    if 2 * count >= len(table.rows) > 0:
        return column
    return next((roles.index(role) for role in ("work", "nickname") if role in roles), None)


def read_cell(cell: Inline, column: Column) -> Line:
    """Read a cell of a table by the role of its column."""
    line = Line()
    told = column.role in {"authors", "venue", "date", "isbn"} and not cell.anchors
    found = Line() if told else read_line(cell)
    line.problems = found.problems
    line.links = [_in_column(link, column) for link in found.links]
    words = " ".join(without_emoji(cell.plain).replace(ANCHOR, " ").split()).strip(" *_`-–—")
    if column.role == "authors":
        line.links = []
        line.authors = read_name_list(words, marked=True) or line.authors
    elif column.role == "venue":
        label = read_label(words, marked=True)
        short = 0 < len(words.split()) <= _LONGEST_VENUE and "http" not in words
        line.label = label or (Label(venue=words) if short else Label())
    elif column.role == "date":
        line.label = read_label(words, marked=True) or Label()
    elif not column.role:
        label = read_label(words, marked=True) or Label()
        told = label.date is not None and (not label.venue or is_abbreviated(label.venue))
        line.label = label if told else Label(arxiv_id=found.label.arxiv_id)
        line.links = [link for link in line.links if link.kind or column.kind]
    elif column.role == "isbn":
        line.isbn = isbn(words)
    return line


def _in_column(link: FoundLink, column: Column) -> FoundLink:
    """Give a link the kind of its column, unless its label names one."""
    kind = None if link.badge else column.kind
    return link._replace(kind=link.kind or kind, titled=False)
