"""Pages as far as a check of links reads them: titles, words, and words for “not found”."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

HTML = frozenset({"text/html", "application/xhtml+xml"})
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg"})
_FEWEST_WORDS = 20
"""A page with fewer words and a script is made by the script, in the reader's browser."""
_MOST_WORDS = 5_000
_LONGEST_TITLE = 300
_DIFFERENT = 0.02
"""The share of words in which two pages may differ that say the same."""

_TELLING = 5
"""Letters of a piece of an address that is looked for within words."""

_LOST = (
    r"(?:the |this |requested )*(?:page|file|document|url|address|resource|content|article|paper|"
    r"item|record|repository|site|website|project|entry)"
)
_SAYS_NOT_FOUND = regex(
    rf"(?:http )?(?:error )?(?:404|410)(?: error| gone)?(?: (?:{_LOST} )?(?:was |is )?not found)?"
    rf"|(?:{_LOST} )?(?:was |is |could |can )?not (?:be )?found(?: 404| error)?"
    rf"|(?:sorry |oops |whoops )*(?:we )?(?:could not|couldn.?t|can.?t|cannot) find "
    rf"(?:that |this |the )?{_LOST}?(?: you .{{0,40}})?"
    rf"|{_LOST} (?:does not exist|doesn.?t exist|no longer (?:exists|available)|"
    r"is no longer available|is unavailable|isn.?t available|has been (?:removed|deleted))"
    r"|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)"
    r"|página no encontrada|pagina non trovata|ページが見つかりません|页面不存在|页面未找到"
    r"|страница не найдена",
    re.IGNORECASE,
)
_PARTS = regex(r"[|·•»«:]| [-–—]+ ")
_PATH_OF_LOST = regex(r"(?:^|/)(?:404|410|(?:page|file)?[-_]?not[-_]?found|error404)(?:\.\w+)?/?$")


class Page(NamedTuple):
    """The title and the words of a page of HTML; both are empty for a file of another type."""

    title: str
    words: tuple[str, ...]
    has_script: bool

    @property
    def is_made_by_script(self) -> bool:
        """True if a program sees next to nothing of it."""
        return self.has_script and len(self.words) < _FEWEST_WORDS

    @property
    def says_not_found(self) -> bool:
        """True if the title, or a part of it beside the site's name, says that nothing is here."""
        parts = (self.title, *_PARTS.split(self.title))
        return any(_SAYS_NOT_FOUND.fullmatch(_plain(part)) for part in parts)


def read(html: str) -> Page:
    """Read a page, or the start of one."""
    reader = _PageReader()
    reader.feed(html)
    reader.close()
    words = " ".join(reader.text).split()[:_MOST_WORDS]
    title = " ".join("".join(reader.title).split())[:_LONGEST_TITLE]
    return Page(title, tuple(words), reader.has_script)


def is_same(one: Page, address: str, other: Page, other_address: str) -> bool:
    """Say whether two pages say the same, but for their addresses and numbers such as the time."""
    if _without(one.title.split(), address) != _without(other.title.split(), other_address):
        return False
    words, others = _without(one.words, address), _without(other.words, other_address)
    shared = (words & others).total()
    most = max(words.total(), others.total())
    return most - shared <= most * _DIFFERENT


def _without(words: list[str] | tuple[str, ...], address: str) -> Counter[str]:
    parts = urlsplit(address)
    told = {piece for piece in re.split(r"[/?&=]", unquote(f"{parts.path}?{parts.query}")) if piece}
    return Counter(
        word
        for word in words
        if not any(map(str.isdigit, word)) and not any(_repeats(word, piece) for piece in told)
    )


def _repeats(word: str, piece: str) -> bool:
    return word == piece or (len(piece) >= _TELLING and piece in word)


def is_path_of_lost(address: str) -> bool:
    """Say whether the path of an address is that of a page for what is not there."""
    return bool(_PATH_OF_LOST.search(urlsplit(address).path.lower()))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w’']+", " ", text).replace("’", "'").split())


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.text: list[str] = []
        self.has_script = False
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.has_script |= tag == "script"
        if self._inside is None and (tag in _HIDDEN or (tag == "title" and not self.title)):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title.append(data)
        elif self._inside is None:
            self.text.append(data)
