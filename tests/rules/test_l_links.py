"""Edges of the rules about addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.model.address import is_at, problem_of
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import anthology_id, arxiv_address, arxiv_id
from pllm_bib.model.places import canonical_address, likely_kind

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
    ("value", "expected"),
    [
        ("2402.05133", "2402.05133"),
        (" arXiv: 2402.05133v12 ", "2402.05133"),
        ("abs/2410.04070", "2410.04070"),
        ("http://www.arxiv.org/pdf/2402.05133v1.pdf", "2402.05133"),
        ("https://arxiv.org/abs/2402.05133?context=cs", "2402.05133"),
        ("https://export.arxiv.org/abs/hep-th/9901001v3", "hep-th/9901001"),
        ("math.GT/0309136", "math.GT/0309136"),
        ("cond-mat.str-el/0309136", "cond-mat.str-el/0309136"),
        ("2402.051333", None),
        ("2400.05133", None),
        ("https://arxiv.org/a/li_x_1", None),
        ("https://example.org/abs/2402.05133", None),
        ("", None),
    ],
)
def test_arxiv_id(value: str, expected: str | None) -> None:
    found = arxiv_id(value)
    assert (found.id if found else None) == expected


def test_what_an_arxiv_id_tells() -> None:
    new, old = arxiv_id("2402.05133v2"), arxiv_id("math.GT/9912136")
    assert new is not None
    assert old is not None
    assert (new.version, new.year, new.month, new.year_and_month) == ("v2", 2024, 2, "2402")
    assert (old.version, old.year, old.month, old.bare) == ("", 1999, 12, "math/9912136")


def test_what_an_arxiv_address_tells() -> None:
    address = arxiv_address("http://arxiv.org/html/2402.05133v2")
    assert address is not None
    assert address.unpinned == "https://arxiv.org/html/2402.05133"
    assert address.landing_page == "https://arxiv.org/abs/2402.05133"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://aclanthology.org/2024.findings-emnlp.118/", (2024, "findings", "emnlp")),
        ("https://aclanthology.org/2024.findings-emnlp.118.pdf", (2024, "findings", "emnlp")),
        ("https://www.aclweb.org/anthology/2020.acl-main.1", (2020, "acl", "main")),
        ("https://doi.org/10.18653/v1/2024.acl-long.468", (2024, "acl", "long")),
        ("https://aclanthology.org/2025.l2m2-1.5/", (2025, "l2m2", "1")),
        ("https://aclanthology.org/P19-1001.pdf", (2019, "", "")),
        ("https://aclanthology.org/J93-2004/", (1993, "", "")),
        ("https://aclanthology.org/people/l/xinyu-li/", None),
        ("https://example.org/2024.acl-long.468", None),
    ],
)
def test_anthology_id(address: str, expected: tuple[int, str, str] | None) -> None:
    found = anthology_id(address)
    assert ((found.year, found.venue, found.volume) if found else None) == expected


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
    ("url", "kind"),
    [
        ("https://github.com/a/b", LinkKind.CODE),
        ("https://github.com/a/b/blob/main/paper.PDF", LinkKind.PDF),
        ("https://huggingface.co/datasets/a/b", LinkKind.DATA),
        ("https://youtu.be/a", LinkKind.VIDEO),
        ("https://a.github.io/b", LinkKind.WEBSITE),
        ("https://arxiv.org/pdf/2402.05133", LinkKind.PDF),
        ("https://aclanthology.org/2024.acl-long.468/", LinkKind.PAPER),
        ("https://example.org/", None),
    ],
)
def test_likely_kind(url: str, kind: LinkKind | None) -> None:
    assert likely_kind(url) is kind


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
        # two findings about one address agree on its mending
        (
            "  url = {https://arxiv.org/pdf/2402.05133v1},\n",
            "  url = {https://arxiv.org/abs/2402.05133},\n",
        ),
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
        ("  note = {https://doi.org/10.1234/X},\n", "  doi = {10.1234/x},\n"),
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
    ("url", "expected"),
    [
        ("http://dlnext.acm.org/doi/10.1145/1", "https://dl.acm.org/doi/10.1145/1"),
        ("https://export.arxiv.org/abs/2402.05133", "https://arxiv.org/abs/2402.05133"),
        ("https://www.arxiv.org/pdf/2402.05133v2", "https://arxiv.org/pdf/2402.05133v2"),
        ("https://export.arxiv.org/api/query?id=1", None),
        ("http://DX.doi.org/10.1234/x#y", "https://doi.org/10.1234/x#y"),
        ("https://www.aclweb.org/anthology/P19-1001.pdf", "https://aclanthology.org/P19-1001.pdf"),
        ("https://aclweb.org/anthology/papers/P/P19/P19-1001/", None),
        ("https://www.aclweb.org/portal/", None),
        ("https://hf.co/datasets/a/b", "https://huggingface.co/datasets/a/b"),
        ("https://arxiv.org/abs/2402.05133", None),
        ("https://dx.doi.org.example.org/10.1234/x", None),
        ("https://dx.doi.org", None),
        ("github.com/a", None),
    ],
)
def test_address_at_the_host_s_own_name(url: str, expected: str | None) -> None:
    assert canonical_address(url) == expected
    assert expected is None or canonical_address(expected) is None


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
