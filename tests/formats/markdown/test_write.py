"""The Markdown list, and that no title or address can break out of its line.

Lines are rendered by markdown-it-py, and by GitHub's own renderer where it is installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.formats.conftest import CROWS, OUTLINE, OWLS

from pllm_bib.formats.markdown.escape import destination, escape, rich_text
from pllm_bib.formats.markdown.write import line, lines, write
from pllm_bib.formats.shared.label import in_reading_order
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.library import Chapter, Library
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Callable

PAPER = Link(LinkKind.PAPER, "https://example.org/paper")


def work(key: str = "doe2024owls", **changes: Any) -> Entry:
    fields: dict[str, Any] = {"type": "inproceedings", "title": Text.of("Owls"), "date": Date(2024)}
    return Entry(key=key, **fields | changes)


def preprint(identifier: str, key: str = "doe2024owls", **changes: Any) -> Entry:
    return work(key, type="preprint", eprint=Eprint("arXiv", identifier), **changes)


# Renderers.


def commonmark(text: str) -> str:
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def with_autolinks(text: str) -> str:
    renderer = MarkdownIt("gfm-like", {"html": True})
    assert renderer.linkify is not None
    renderer.linkify.set({"fuzzy_link": False})  # GitHub takes no bare host for a link
    return str(renderer.render(text))


def github(text: str) -> str:
    cmark = importlib.import_module("cmarkgfm")
    return str(cmark.github_flavored_markdown_to_html(text, cmark.Options.CMARK_OPT_UNSAFE))


NEEDED = {commonmark: "markdown_it", with_autolinks: "linkify_it", github: "cmarkgfm"}
every_renderer = pytest.mark.parametrize(
    "render", [render for render, package in NEEDED.items() if importlib.util.find_spec(package)]
)


@pytest.mark.parametrize("package", NEEDED.values())
def test_renderer_is_installed(package: str) -> None:
    pytest.importorskip(package, reason=f"{package} is not installed: lines are not tried with it")


@dataclass
class Page(HTMLParser):
    """What a browser would make of rendered Markdown."""

    html: str
    tags: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            assert [name for name, _value in attrs] == ["href"]
            self.links.append(dict(attrs)["href"] or "")

    def handle_data(self, data: str) -> None:
        self.text += data


# Labels and lines.


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (work(links=(PAPER,)), r"+ **\[2024\]** Owls. ([paper](https://example.org/paper))"),
        (work(), r"+ **\[2024\]** Owls."),
        (work(date=None), "+ Owls."),
        (work(title=Text()), r"+ **\[2024\]**"),
        (work(date=None, title=Text(), links=(PAPER,)), "+ ([paper](https://example.org/paper))"),
        (
            work(venue="A&B [x]", doi="10.1234/owls"),
            r"+ **\[2024 A&amp;B \[x\]\]** Owls. ([paper](https://doi.org/10.1234/owls))",
        ),
        (
            work(type="dataset", links=(PAPER,)),
            r"+ **\[2024\]** Owls. ([dataset](https://example.org/paper))",
        ),
        (
            work(type="software", links=(PAPER,)),
            r"+ **\[2024\]** Owls. ([software](https://example.org/paper))",
        ),
        (
            work(type="online", links=(PAPER,)),
            r"+ **\[2024\]** Owls. ([website](https://example.org/paper))",
        ),
        (
            work(
                links=(
                    Link(LinkKind.VIDEO, "https://example.org/v"),
                    Link(LinkKind.CODE, "https://example.org/c"),
                    Link(LinkKind.PDF, "https://example.org/p"),
                    Link(LinkKind.WEBSITE, "https://example.org/w"),
                    Link(LinkKind.DATA, "https://example.org/d"),
                    PAPER,
                )
            ),
            (
                r"+ **\[2024\]** Owls. ([paper](https://example.org/paper), "
                "[code](https://example.org/c), [data](https://example.org/d), "
                "[website](https://example.org/w), [video](https://example.org/v))"
            ),
        ),
        (
            work(eprint=Eprint("arXiv", "2403.00001"), links=(PAPER,)),
            (
                r"+ **\[2024\]** Owls. ([paper](https://example.org/paper), "
                "[arXiv](https://arxiv.org/abs/2403.00001))"
            ),
        ),
        (
            work(eprint=Eprint("JSTOR", "12"), links=(PAPER,)),
            (
                r"+ **\[2024\]** Owls. ([paper](https://example.org/paper), "
                "[JSTOR](https://www.jstor.org/stable/12))"
            ),
        ),
        (
            work(
                eprint=Eprint("arXiv", "2403.00001"),
                links=(Link(LinkKind.PAPER, "https://arxiv.org/abs/2403.00001v2"),),
            ),
            r"+ **\[2024\]** Owls. ([paper](https://arxiv.org/abs/2403.00001v2))",
        ),
        (
            work(links=(Link(LinkKind.PDF, "https://example.org/p"),)),
            r"+ **\[2024\]** Owls. ([paper](https://example.org/p))",
        ),
    ],
)
def test_line(entry: Entry, expected: str) -> None:
    assert line(entry) == expected


@pytest.mark.parametrize("end", ".?!…。？！")
def test_no_full_stop_follows_a_title_that_ends_by_itself(end: str) -> None:
    assert line(work(title=Text.of(f"Owls{end}"))) == rf"+ **\[2024\]** Owls{end}"
    styled = Text.of("So: ", Chunk(f"Owls{end}", Style.EMPHASIS))
    assert line(work(title=styled)) == rf"+ **\[2024\]** So: <em>Owls{end}</em>"


@pytest.mark.parametrize("end", ":;)”*%")
def test_full_stop_follows_any_other_title(end: str) -> None:
    assert line(work(title=Text.of(f"Owls{end}"))).endswith(f"{end}.")


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (Style.NONE, "a\\_b"),
        (Style.PROTECTED, "a\\_b"),
        (Style.EMPHASIS, "<em>a\\_b</em>"),
        (Style.STRONG, "<strong>a\\_b</strong>"),
        (Style.SUPERSCRIPT, "<sup>a\\_b</sup>"),
        (Style.SUBSCRIPT, "<sub>a\\_b</sub>"),
        (Style.CODE, "<code>a\\_b</code>"),
        (Style.SMALL_CAPS, "a\\_b"),
        (Style.URL, "a\\_b"),
        (Style.MATH, "a<sub>b</sub>"),
        (Style.EMPHASIS | Style.STRONG | Style.PROTECTED, "<em><strong>a\\_b</strong></em>"),
    ],
)
def test_styles(style: Style, expected: str) -> None:
    assert rich_text(Text((Chunk("a_b", style),))) == expected


# The order of a list.


def test_order_within_a_section() -> None:
    ordered = [
        preprint("2503.00002", "newest preprint", date=Date(2025)),
        preprint("2501.00009", "older preprint", date=Date(2025)),
        preprint("2501.00001", "oldest preprint", date=Date(2025)),
        work("no label", date=Date(2025), title=Text.of("Zebras")),
        work("acl a", venue="ACL", date=Date(2025), title=Text.of("an owl")),
        work("acl b", venue="ACL", date=Date(2025, 1), title=Text.of("Birds")),
        work("acl c", venue="acl", date=Date(2025, 12), title=Text.of("Crows")),
        work("emnlp", venue="EMNLP", date=Date(2025), title=Text.of("Ants")),
        work("last year", venue="ACL", date=Date(2024, 12), title=Text.of("Ants")),
        work("no date", venue="ACL", date=None),
    ]
    for shift in range(len(ordered)):
        shuffled = ordered[shift:] + ordered[:shift]
        assert [entry.key for entry in in_reading_order(shuffled[::-1])] == [
            entry.key for entry in ordered
        ]


def test_works_stand_in_all_their_sections() -> None:
    library = Library(
        (
            work("a", title=Text.of("A"), sections=("1.1",)),
            work("b", title=Text.of("B"), sections=("1.2", "1.1")),
            work("c", title=Text.of("C"), sections=("7",)),
            work("d", title=Text.of("D")),
        ),
        OUTLINE,
    )
    assert list(lines(library, OWLS)) == [r"+ **\[2024\]** A.", r"+ **\[2024\]** B."]
    assert write(library) == (
        "## 1. Birds\n\n"
        "### 1.1 Owls\n\n"
        "+ **\\[2024\\]** A.\n\n"
        "+ **\\[2024\\]** B.\n\n"
        "### 1.2 Crows &amp; Ravens\n\n"
        "+ **\\[2024\\]** B.\n\n"
        "+ **\\[2024\\]** C.\n\n"
        "+ **\\[2024\\]** D.\n"
    )


def test_front_matter_has_no_headings() -> None:
    library = Library((work(sections=("1.2",)),), (Chapter("", "", (CROWS,)),))
    assert write(library) == "+ **\\[2024\\]** Owls.\n"


# Nothing breaks out.

EVIL = [
    "[brackets] and [a](https://evil.example)",
    "](javascript:alert(1))",
    "![image](https://evil.example/x.png)",
    "[ref][1] [1]: https://evil.example",
    "`code` ``more``",
    "a | b | c",
    "<script>alert(1)</script>",
    "</li></ul><h1>x",
    "<img src=x onerror=alert(1)>",
    "<!-- comment --> x",
    "&lt;b&gt; &amp; &#60; &copy;",
    "**bold** __bold__ *em* _em_ ~~struck~~",
    "snake_case_name and 2*3*4",
    "# heading",
    "## heading ##",
    "- item",
    "+ item",
    "1. item",
    "2024) item",
    "---",
    "===",
    "> quote",
    "~~~ fence",
    "$x$ and $$y$$",
    "https://evil.example/auto?a=b",
    "see www.evil.example now",
    "WWW.evil.example",
    "ftp://evil.example",
    "mail me@evil.example or a.b+c_d@evil-one.example.org",
    "Recall@5 of @owls",
    "<https://evil.example>",
    "<me@evil.example>",
    "back\\slash \\* \\[",
    "ends with backslash\\",
    "tab\tand\nline\r\nends\u2028here\u2029now",
    "control \x00\x07\x1b characters",
    ":owl: (c) -> ...",
    "“quotes” ‘single’ «angle»",
    "مرحبا 中文",
]
URLS = [
    "https://example.org/a_b*c~d",
    "https://example.org/(paren)",
    "https://example.org/a)b",
    "https://example.org/a(b",
    "https://example.org/sp ace",
    "https://example.org/<tag>",
    'https://example.org/"quote"',
    "https://example.org/'quote'",
    "https://example.org/back\\slash",
    "https://example.org/`tick`",
    "https://example.org/[x]{y}|z^",
    "https://example.org/?a=b&c=d&amp;e=f&copy=g#h",
    "https://example.org/%20%C3%A9",
    "https://example.org/é/中",
    "https://example.org/$x$",
    "https://example.org/line\nend\ttab",
    "HTTPS://EXAMPLE.ORG/A",
    "http://example.org",
]
PERCENT_ENCODED = {
    " ": "%20",
    "(": "%28",
    ")": "%29",
    "<": "%3C",
    ">": "%3E",
    '"': "%22",
    "\\": "%5C",
    "`": "%60",
    "{": "%7B",
    "}": "%7D",
    "|": "%7C",
    "^": "%5E",
    "é": "%C3%A9",
    "中": "%E4%B8%AD",
    "\n": "%0A",
    "\t": "%09",
}


def shown(value: str) -> str:
    """A text as it is read on a page: control characters and line ends are blanks there."""
    blank = dict.fromkeys([*range(0x20), 0x7F, 0x2028, 0x2029], " ")
    return " ".join(value.translate(blank).split())


def assert_one_line_that_shows(entry: Entry, text: str, render: Callable[[str], str]) -> None:
    source = line(entry)
    assert "\n" not in source
    page = Page(render(source))
    assert page.text == text
    assert page.tags.count("ul") == page.tags.count("li") == 1
    own = {"ul", "li", "p", "strong", "a", "em", "sup", "sub", "code"}
    assert set(page.tags) <= own
    assert page.links == [destination(link.url) for link in entry.links]


@every_renderer
@pytest.mark.parametrize("title", EVIL)
def test_title_is_shown_letter_for_letter(title: str, render: Callable[[str], str]) -> None:
    text = Text((Chunk(title),))
    end = "" if title.endswith((".", "!", "?")) else "."
    assert_one_line_that_shows(
        work(title=text, links=(PAPER,)), f"[2024] {shown(title)}{end} (paper)", render
    )
    assert_one_line_that_shows(work(title=text, date=None), f"{shown(title)}{end}", render)


@every_renderer
@pytest.mark.parametrize("value", EVIL)
def test_venue_is_shown_letter_for_letter(value: str, render: Callable[[str], str]) -> None:
    assert_one_line_that_shows(
        work(venue=value, links=(PAPER,)), f"[2024 {shown(value)}] Owls. (paper)", render
    )


@every_renderer
@pytest.mark.parametrize("url", URLS)
def test_address_is_one_link(url: str, render: Callable[[str], str]) -> None:
    entry = work(links=(Link(LinkKind.PAPER, url), Link(LinkKind.CODE, url)))
    page = Page(render(line(entry)))
    assert page.text == "[2024] Owls. (paper, code)"
    expected = "".join(PERCENT_ENCODED.get(char, char) for char in url)
    # Renderers write some characters of an address in their other form.
    equal = str.maketrans({"[": "%5B", "]": "%5D", "'": "%27"})
    assert [link.translate(equal) for link in page.links] == [expected.translate(equal)] * 2


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "/relative",
        "example.org",
        "https:example.org",
        "x https://example.org",
        "",
    ],
)
def test_link_leads_nowhere_but_to_the_web(url: str) -> None:
    assert destination(url) == ""


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["http:", "//evil.example"], "http://evil.example"),
        (["www", ".evil.example"], "www.evil.example"),
        (["me@", "evil.example"], "me@evil.example"),
        (["me", "@evil.example"], "me@evil.example"),
        (["&", "lt;"], "&lt;"),
        (["*", "*a*", "*"], "**a**"),
    ],
)
@every_renderer
def test_chunks_do_not_join_to_markup(
    pieces: list[str], expected: str, render: Callable[[str], str]
) -> None:
    styles = itertools.cycle([Style.NONE, Style.PROTECTED])
    title = Text.of(*map(Chunk, pieces, styles))
    assert_one_line_that_shows(work(title=title), f"[2024] {expected}.", render)


@given(st.lists(st.sampled_from([*EVIL, *"\\`*_[]()<>&|#~$@:/. \n", "a", "www."]), max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_text_is_shown_letter_for_letter(pieces: list[str]) -> None:
    value = "".join(pieces)
    page = Page(commonmark(f"+ x {escape(value)}"))
    assert page.text == shown(f"x {value}")
    assert set(page.tags) <= {"ul", "li"}
    assert page.links == []


def test_list_of_every_type_renders(every_type: Library) -> None:
    page = Page(commonmark(write(every_type)))
    in_sections = sum(len(entry.sections) for entry in every_type)
    assert page.tags.count("li") == in_sections == len(every_type) + 2
    assert page.tags.count("h2") == 1
    assert page.tags.count("h3") == 2
    assert "1.2 Crows & Ravens" in page.text
