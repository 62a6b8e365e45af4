"""What hosts wish of programs, with examples like those of RFC 9309."""

from __future__ import annotations

import pytest

from pllm_bib.lookup.links import robots
from pllm_bib.lookup.links.robots import EVERYTHING


def allowed(text: str, path: str) -> bool:
    return robots.read(text).allow(f"https://example.org{path}")


@pytest.mark.parametrize(
    ("lines", "path", "expected"),
    [
        ("Disallow: /a", "/a", False),
        ("Disallow: /a", "/abc", False),
        ("Disallow: /a", "/b/a", True),
        ("Disallow: /a/", "/a", True),
        ("Disallow:", "/a", True),
        ("Disallow: /", "", False),
        ("Disallow: /\nAllow: /abs/", "/abs/1", True),
        ("Allow: /abs/\nDisallow: /", "/abs/1", True),
        ("Disallow: /a/b\nAllow: /a", "/a/b/c", False),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdfs", True),
        ("Disallow: /*.pdf", "/x/y.pdfs", False),
        ("Disallow: /*/*/tree/", "/owls/night/tree/main", False),
        ("Disallow: /*/*/tree/", "/owls/tree/main", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /x*y*z$", "/xyaz", False),
        ("Disallow: /xy*yz$", "/xyz", True),
        ("Disallow: /*?q=", "/a?q=1", False),
        ("Disallow: /a%3Cd", "/a%3cd.html", False),
        ("Disallow: /é", "/%C3%A9", False),
        ("Disallow: /a # comment", "/a", False),
        ("  disallow : /a", "/a", False),
        ("Nonsense: /a\nDisallow /a", "/a", True),
    ],
)
def test_patterns(lines: str, path: str, expected: bool) -> None:  # noqa: FBT001
    assert allowed(f"User-agent: *\n{lines}\n", path) is expected


def test_the_group_of_this_program_goes_before_that_of_all() -> None:
    text = "User-Agent: *\nDisallow: /\n\nuser-agent: other\nuser-agent: PLLM-Bib/2\nDisallow: /a"
    assert not allowed(text, "/a")
    assert allowed(text, "/b")


def test_groups_of_one_name_are_one() -> None:
    text = "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /b"
    assert [allowed(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "Disallow: /", "<html>", "User-agent: x\nDisallow: /"]
)
def test_nothing_said(text: str) -> None:
    assert robots.read(text) == EVERYTHING


@pytest.mark.parametrize(
    ("delay", "expected"), [("15", 15), ("0.5", 0.5), ("86400", 30), ("soon", 0), ("-1", 0)]
)
def test_delays(delay: str, expected: float) -> None:
    assert robots.read(f"\ufeffUser-agent: *\r\nCrawl-delay: {delay}\r\n").delay == expected


def test_many_stars_take_no_time() -> None:
    rule = "/" + "*a" * 5_000 + "$"
    assert allowed(f"User-agent: *\nDisallow: {rule}\n", "/" + "a" * 4_999)
