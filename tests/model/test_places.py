"""Hosts, and what is found there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.model.entry import LinkKind
from pllm_bib.model.places import canonical_address, likely_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Found = Callable[..., list[tuple[str, str | None]]]
    Check = Callable[[str], tuple[Diagnostic, ...]]
    Mend = Callable[[str, tuple[Diagnostic, ...]], str]


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
