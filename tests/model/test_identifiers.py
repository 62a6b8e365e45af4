"""What addresses say of the works that they lead to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pllm_bib.model import identifiers
from pllm_bib.model.identifiers import (
    anthology_id,
    arxiv_address,
    arxiv_id,
    arxiv_id_at,
    comparable_address,
    isbn,
    isbn_at,
    openreview_id,
    publisher_doi,
)


@pytest.mark.parametrize(
    ("url", "doi"),
    [
        ("https://doi.org/10.18653/V1/2024.ACL-long.468", "10.18653/V1/2024.ACL-long.468"),
        ("https://dl.acm.org/doi/pdf/10.1145/3626772.3657783", "10.1145/3626772.3657783"),
        ("https://dlnext.acm.org/doi/pdf/10.1145/3626772.3657783", "10.1145/3626772.3657783"),
        ("https://dl.acm.org/doi/10.1145/3626772.3657783?x=1#y", "10.1145/3626772.3657783"),
        (
            "https://link.springer.com/chapter/10.1007/978-3-031-28244-7_1",
            "10.1007/978-3-031-28244-7_1",
        ),
        (
            "https://link.springer.com/content/pdf/10.1007/s10994-023-1.pdf",
            "10.1007/s10994-023-1",
        ),
        ("https://onlinelibrary.wiley.com/doi/full/10.1002/asi.24750", "10.1002/asi.24750"),
        (
            "https://www.frontiersin.org/article/10.3389/frobt.2022.1/full",
            "10.3389/frobt.2022.1",
        ),
        ("https://example.org/10.1234/no-resolver", None),
        ("https://github.com/doi/10.1234", None),
        ("dl.acm.org/doi/10.1145/1", None),
    ],
)
def test_doi_at_a_publisher(url: str, doi: str | None) -> None:
    assert publisher_doi(url) == doi


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://arxiv.org/pdf/2404.07084v1", "2404.07084"),
        ("https://huggingface.co/papers/2404.07084", "2404.07084"),
        ("https://www.alphaxiv.org/abs/2404.07084v2", "2404.07084"),
        ("https://ar5iv.labs.arxiv.org/html/2404.07084", "2404.07084"),
        ("https://ar5iv.org/abs/2404.07084", "2404.07084"),
        ("https://huggingface.co/datasets/2404.07084", None),
        ("https://arxiv.org/list/cs.CL/recent", None),
    ],
)
def test_arxiv_id_at_an_address(url: str, found: str | None) -> None:
    paper = arxiv_id_at(url)
    assert (paper.id if paper else None) == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://openreview.net/forum?id=8tzjEMF0Vq", "8tzjEMF0Vq"),
        ("https://openreview.net/pdf?id=bqUsdBeRjQ", "bqUsdBeRjQ"),
        ("https://openreview.net/forum?noteId=x&id=RmGvEmttB7", "RmGvEmttB7"),
        ("https://openreview.net/group?id=ICLR.cc/2024", None),
        ("https://example.org/forum?id=8tzjEMF0Vq", None),
    ],
)
def test_openreview_id(url: str, found: str | None) -> None:
    assert openreview_id(url) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("978-0-262-03561-3", "9780262035613"),
        ("0-262-03561-8", "9780262035613"),
        ("080442957X", "9780804429573"),
        ("978-0-262-03561-4", None),
        ("0262035610", None),
        ("2024", None),
    ],
)
def test_isbn(value: str, found: str | None) -> None:
    assert isbn(value) == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.amazon.com/dp/0262035618", "9780262035613"),
        ("https://example.org/book/9780262035613", "9780262035613"),
        ("https://books.example.org/?isbn=0262035618", "9780262035613"),
        ("https://example.org/0262035618", None),
        ("https://link.springer.com/chapter/10.1007/978-3-031-28244-7_1", None),
    ],
)
def test_isbn_at_an_address(url: str, found: str | None) -> None:
    assert isbn_at(url) == found


def test_addresses_compare_without_what_makes_no_difference() -> None:
    one = comparable_address("http://www.arxiv.org/pdf/2404.07084v1")
    assert one == comparable_address("https://arxiv.org/pdf/2404.07084.pdf")
    code = comparable_address("https://github.com/example/owls.git")
    assert code == comparable_address("http://github.com/example/owls/")


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
        ("1501.00001", "1501.00001"),  # since 2015, numbers have five digits
        ("1501.0001", None),
        ("1412.6980", "1412.6980"),
        ("1412.69800", None),
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
    first = arxiv_id("hep-th/9108001")
    assert first
    assert (first.year, first.month) == (1991, 8)


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


def test_no_other_file_has_a_pattern_of_an_identifier() -> None:
    source = Path(identifiers.__file__).parents[1]
    pattern = re.compile(r"10\\\.\\d|\\d\{4\}\\\.\\d\{4,5\}")
    found = [path.name for path in source.rglob("*.py") if pattern.search(path.read_text("utf-8"))]
    assert found == ["identifiers.py"]
