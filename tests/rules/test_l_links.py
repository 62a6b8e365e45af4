"""Edges of the rules about links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Found = Callable[..., list[tuple[str, str | None]]]
    Check = Callable[[str], tuple[Diagnostic, ...]]
    Mend = Callable[[str, tuple[Diagnostic, ...]], str]


ENTRY = """@misc{li2024personalized,
  author = {Li, Xinyu and Zhou, Ruiyang},
  title = {Personalized Language Modeling},
  year = {2024},
  eprint = {2402.05133},
  archiveprefix = {arXiv},
%s}
"""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"url": "https://arxiv.org/abs/2402.05133", "pdf": "https://arxiv.org/pdf/2402.05133"},
            [],
        ),
        ({"url": "https://arxiv.org/pdf/2402.05133.pdf"}, [("L002", "url")]),
        ({"url": "https://arxiv.org/pdf/2402.05133v1"}, [("L002", "url"), ("L004", "url")]),
        ({"pdf": "https://arxiv.org/pdf/2402.05133v1.pdf"}, [("L004", "pdf")]),
        # repeated links
        (
            {"code": "https://github.com/a/b", "website": "https://github.com/a/b.git"},
            [("L003", "website")],
        ),
        (
            {"code": "https://github.com/a/b", "website": "https://github.com/A/b"},
            [],
        ),
        ({"website": "https://arxiv.org/abs/2402.05133"}, [("L003", "website")]),
        ({"code": "https://doi.org/10.1234/x", "doi": "10.1234/x"}, [("L003", "code")]),
        # code that is none
        ({"code": "https://arxiv.org/abs/2402.05134"}, [("L005", "code")]),
        ({"code": "https://huggingface.co/datasets/a/b"}, [("L005", "code")]),
        ({"code": "https://huggingface.co/a/b"}, []),
        ({"code": "https://example.org/paper.pdf"}, [("L005", "code")]),
        ({"code": "https://gitlab.example.org/a/b"}, []),
        # labels
        ({"homepage": "https://example.org/"}, [("L006", "homepage")]),
        ({"homepage": "none"}, [("F002", "homepage")]),
    ],
)
def test_links(fields: dict[str, str], expected: list[tuple[str, str]], found: Found) -> None:
    assert found(**fields) == expected


@pytest.mark.parametrize(
    ("fields", "mended"),
    [
        ("  homepage = {https://example.org/},\n", "  website = {https://example.org/},\n"),
        ("  x = {https://youtu.be/a},\n", "  video = {https://youtu.be/a},\n"),
        (
            "  code = {https://huggingface.co/datasets/a/b_c},\n",
            "  data = {https://huggingface.co/datasets/a/b_c},\n",
        ),
        (
            "  howpublished = {\\url{https://example.org/a\\_b}},\n",
            "  url = {https://example.org/a\\_b},\n",
        ),
        ("  note = {https://doi.org/10.1234/X},\n", "  doi = {10.1234/X},\n"),
        (
            "  pdf = {https://example.org/größe},\n",
            "  pdf = {https://example.org/gr%C3%B6%C3%9Fe},\n",
        ),
    ],
)
def test_mended_links(fields: str, mended: str, check: Check, mend: Mend) -> None:
    example = ENTRY % fields
    result = mend(example, check(example))
    assert mended in result
    assert check(result) == ()


def test_of_two_fixes_of_one_address_the_safe_one_goes_first(check: Check, mend: Mend) -> None:
    example = ENTRY % "  url = {https://arxiv.org/pdf/2402.05133v1},\n"
    found = check(example)
    assert [(d.code, bool(d.fix), d.unsafe) for d in found] == [
        ("L002", True, False),
        ("L004", False, False),
    ]
    page = mend(example, found)
    assert "  url = {https://arxiv.org/abs/2402.05133v1},\n" in page
    (version,) = check(page)
    assert version.unsafe
    assert check(mend(page, (version,))) == ()


@pytest.mark.parametrize(
    "fields",
    [
        "  github = {https://github.com/a/b},\n  code = {https://github.com/c/d},\n",
        "  homepage = {https://github.com/a/b},\n",
        "  code = {https://a.github.io/},\n  website = {https://b.github.io/},\n",
        "  note = {https://github.com/a/b and more},\n",
        "  note = {https://arxiv.org/abs/2402.05133},\n",
        "  code = {github.com/a/b},\n",
    ],
)
def test_links_that_only_a_person_can_mend(fields: str, check: Check) -> None:
    found = check(ENTRY % fields)
    assert found
    assert not any(d.fix for d in found)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"code": "http://github.com/a/b"}, [("L008", True)]),
        ({"website": "http://owls.github.io/"}, [("L008", True)]),
        ({"website": "HTTP://owls.example.org/"}, [("L008", False)]),
        ({"website": "http://www.github.com/a"}, [("L007", True)]),
        ({"website": "http://owls.example.org/a b"}, [("L001", False)]),
        ({"website": "https://owls.example.org/"}, []),
    ],
)
def test_insecure_link(
    fields: dict[str, str], expected: list[tuple[str, bool]], check: Check
) -> None:
    lines = "\n".join(f"  {name} = {{{value}}}," for name, value in fields.items())
    assert [(d.code, bool(d.fix)) for d in check(ENTRY % lines)] == expected


@pytest.mark.parametrize(
    ("field", "url", "dropped"),
    [
        ("code", "https://arxiv.org/abs/2402.05133", True),
        ("website", "https://aclanthology.org/2024.acl-long.1/", True),
        ("video", "https://aclanthology.org/2024.acl-long.1/", True),
        ("pdf", "https://aclanthology.org/2024.acl-long.1/", False),
        ("code", "https://lamp.example.org/", False),
    ],
)
def test_repeated_link_is_dropped_only_if_it_hides_no_text(
    field: str, url: str, *, dropped: bool, check: Check, mend: Mend
) -> None:
    example = ENTRY % f"  url = {{{url}}},\n  {field} = {{{url}}},\n"
    found = tuple(d for d in check(example) if d.code == "L003")
    assert [bool(d.fix) for d in found] == [dropped]
    result = mend(example, found)
    assert f"  url = {{{url}}},\n" in result
    assert (f"  {field} = " not in result) is dropped
