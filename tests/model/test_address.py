"""Addresses: what is wrong with them, and the places that they are at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.model.address import host_and_path, is_at, problem_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Found = Callable[..., list[tuple[str, str | None]]]
    Check = Callable[[str], tuple[Diagnostic, ...]]
    Mend = Callable[[str, tuple[Diagnostic, ...]], str]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.org", None),
        ("http://example.org:8080/a/b?c=d&e[]=f#g", None),
        ("HTTPS://Example.org/~me/a_b/c%20d", None),
        ("https://en.wikipedia.org/wiki/Style_(manner)", None),
        ("https://bücher.example/", "ü"),
        ("", "https://"),
        ("example.org/a", "https://"),
        ("ftp://example.org/a", "https://"),
        ("https://", "no host"),
        ("https:///a", "no host"),
        ("https://github/a", "github"),
        ("https://example.org:port/", "no address"),
        ("https://[::1/", "no address"),
        ("https://example.org/a b", "%20"),
        ("https://example.org/<a>", "%3C"),
        ("https://example.org/a\\b", "%5C"),
        ("https://example.org/100%", "hex"),
        ("https://example.org/%zz", "hex"),
        ("https://example.org/größe", "%C3%B6"),
        ("https://en.wikipedia.org/wiki/Style_(manner", "“(” without “)”"),
        ("https://example.org/a)", "“)” without “(”"),
    ],
)
def test_problem_of_an_address(url: str, problem: str | None) -> None:
    found = problem_of(url)
    assert found is None if problem is None else problem in (found or "")


@pytest.mark.parametrize(
    ("url", "place", "expected"),
    [
        ("https://huggingface.co/datasets/a/b", "huggingface.co/datasets", True),
        ("https://huggingface.co/datasets", "huggingface.co/datasets", True),
        ("https://huggingface.co/datasetsheet", "huggingface.co/datasets", False),
        ("https://huggingface.co/a/b", "huggingface.co/datasets", False),
        ("https://WWW.GitHub.com/a", "github.com", True),
        ("https://notgithub.com/a", "github.com", False),
        ("https://a.github.io/", "*.github.io", True),
        ("https://github.io/", "*.github.io", False),
        ("https://[::1", "github.com", False),
        ("github.com/a", "github.com", False),
    ],
)
def test_is_at(url: str, place: str, *, expected: bool) -> None:
    assert is_at(url, place) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.Example.org/a%20b/(c)?d=/e#f", ("example.org", "/a%20b/(c)")),
        ("http://example.org", ("example.org", "")),
        ("http://example.org?a/b", ("example.org", "")),
        ("HTTP://www.example.org/a", ("example.org", "/a")),
        (" https://example.org/a ", ("example.org", "/a")),
        ("https://me:secret@example.org:80/a", ("example.org", "/a")),
        ("https://example.org/ü?x", ("example.org", "/ü")),
        ("http://[example.org/a", ("", "")),
        ("example.org/a", ("", "example.org/a")),
        ("https://www.Example.org/A/b?c=d#e", ("example.org", "/A/b")),
        ("https://example.org?a", ("example.org", "")),
        ("https://jane:secret@example.org/a", ("example.org", "/a")),
        ("https://example.org:8080/a", ("example.org", "/a")),
        ("https://[::1]/a", ("::1", "/a")),
        ("https://[::1/a", ("", "")),
    ],
)
def test_host_and_path(url: str, expected: tuple[str, str]) -> None:
    """Plain addresses are taken apart quickly, all others with care, and both alike."""
    assert host_and_path(url) == expected
