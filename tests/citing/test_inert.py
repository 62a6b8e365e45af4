"""References on a page do nothing, whatever their entries say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pllm_bib.citing.references import document, references
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.library import Library
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text
from pllm_bib.model.unseen import TURNING

STYLES = ("apa", "ieee", "nature", "modern-language-association", "bibtex:plain")
PIECES = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '" onmouseover="x', "' onx='"),
    *("javascript:alert(1)", "java\tscript:x", " JAVASCRIPT:x", "&#106;avascript:x", "data:,x"),
    *("vbscript:x", "//evil.example", "file:///etc/passwd", "https://e.example/?a=b&c", "mailto:m"),
    *("-->", "<!--", "]]>", "<![CDATA[", "</div>", "</style>", "{title}", "{0}", "%s", "`"),
    *("[x](javascript:alert(1))", "![x](y)", ")", "](", "<b", "<i>", "</a>", "&lt;", "\x00"),
    *(
        "\x1b[31m",
        "\x9b",
        "\r",
        "\u202e",
        "\u2066",
        "\u2028",
        "@owls",
        "#12",
        "Owls",
        " ",
        "é",
        "象",
    ),
)
# Braces come in pairs, as they do in what was read from a .bib file.
LETTERS = st.text(st.characters(exclude_characters="{}\\", codec="utf-8"), max_size=4)
TEXTS = st.lists(st.sampled_from(PIECES) | LETTERS, max_size=4).map("".join)
SCHEMES = re.compile(r"(?:https?|ftp)://|mailto:", re.IGNORECASE)


@st.composite
def hostile(draw: st.DrawFn) -> Entry:
    """Entries that say anything anywhere."""
    said = draw(st.lists(TEXTS, min_size=12, max_size=12))
    return Entry(
        key=re.sub(r"[\s\"#%'(),={}~\\\x00-\x1f]", "", said[0]) or "k",
        type=draw(st.sampled_from(["article", "book", "online", "misc", "inproceedings"])),
        title=Text((Chunk(said[1], draw(st.sampled_from(list(Style)))), Chunk(said[2]))),
        authors=Names((Name(family=said[3], given=said[4]),)),
        container=Text((Chunk(said[5]),)),
        publisher=Text((Chunk(said[6]),)),
        note=Text((Chunk(said[7]),)),
        doi=draw(st.none() | st.just(said[8])),
        eprint=draw(st.none() | st.just(Eprint(said[9], said[10] or "x"))),
        links=(Link(LinkKind.PAPER, said[11]),) if said[11] else (),
        date=Date(2020),
    )


@dataclass
class Page(HTMLParser):
    """What a browser finds in a page."""

    text: str = ""
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        pytest.fail(f"a declaration: {data}")


def assert_harmless(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    own = "html head meta title style body h1 div a i em b span sup sub"
    assert set(page.tags) <= set(own.split())
    assert page.tags.count("style") == page.tags.count("html") == 1
    for name, value in page.attributes:
        assert name in {"href", "class", "style", "id", "lang", "charset", "name", "content"}
        assert name != "href" or SCHEMES.match(value)
        assert name != "style" or re.fullmatch(r"[a-z-]+:[a-z-]+;", value) or value == "baseline"
    assert not TURNING.search(html)
    return page


@pytest.mark.parametrize("style", STYLES)
@given(entry=hostile())
@settings(max_examples=60, deadline=None)
def test_a_page_has_no_links_but_to_the_web_and_runs_nothing(style: str, entry: Entry) -> None:
    assert_harmless(document(references(Library((entry,)), style, "html"), "html"))


@pytest.mark.parametrize("markup", ["text", "markdown", "latex", "rtf"])
@given(entry=hostile())
@settings(max_examples=60, deadline=None)
def test_no_markup_has_controls_or_other_links(markup: str, entry: Entry) -> None:
    text = document(references(Library((entry,)), "apa", markup), markup)
    assert not TURNING.search(text)
    links = {
        "markdown": r"(?<!\\)\]\(([^)]*)\)|(?<!\\)<(\w+:[^>]*)>",
        "latex": r"\\href\{([^}]*)\}()",
        "rtf": r'HYPERLINK "([^"]*)"()',
    }
    for match in re.finditer(links.get(markup, "(?!)"), text):
        assert SCHEMES.match(match[1] or match[2])


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(document.cookie)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//example.org",
        "/etc/passwd",
        "file:///etc/passwd",
        "https:example.org",
    ],
)
@pytest.mark.parametrize("style", STYLES)
def test_another_address_stays_as_text(style: str, address: str) -> None:
    entry = Entry(
        key="k",
        type="online",
        title=Text.of("Owls"),
        date=Date(2020),
        links=(Link(LinkKind.PAPER, address),),
    )
    page = assert_harmless(document(references(Library((entry,)), style, "html"), "html"))
    assert "href" not in dict(page.attributes)
    if style not in {"nature", "bibtex:plain"}:  # these print no address, or in other letters
        assert address.strip("\x01\t").replace("\t", " ")[-6:] in page.text


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a", "HTTP://EXAMPLE.ORG", "ftp://example.org/a", "https://e.org/a\x1bb"],
)
def test_an_address_of_the_web_is_a_link(address: str) -> None:
    entry = Entry(
        key="k", type="online", title=Text.of("Owls"), links=(Link(LinkKind.PAPER, address),)
    )
    page = assert_harmless(document(references(Library((entry,)), "apa", "html"), "html"))
    assert dict(page.attributes)["href"] == address.replace("\x1b", "%1B")
