"""What somebody asks for."""

from __future__ import annotations

import pytest

from pllm_bib.lookup.wanted import wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.18653/v1/2024.acl-long.468", ("acl", "2024.acl-long.468")),
        ("10.1000/182", ("doi", "10.1000/182")),
        ("doi:10.1000/182", ("doi", "10.1000/182")),
        ("https://doi.org/10.1000/182", ("doi", "10.1000/182")),
        ("https://dx.doi.org/10.1000/a(b)c", ("doi", "10.1000/a(b)c")),
        ("2401.00007", ("arxiv", "2401.00007")),
        ("arXiv:2401.00007v2", ("arxiv", "2401.00007")),
        ("https://arxiv.org/pdf/2401.00007v1.pdf", ("arxiv", "2401.00007")),
        ("10.48550/arXiv.2401.00007", ("arxiv", "2401.00007")),
        ("https://doi.org/10.48550/arXiv.2401.00007", ("arxiv", "2401.00007")),
        ("https://huggingface.co/papers/2401.00007", ("arxiv", "2401.00007")),
        ("hep-th/9901001", ("arxiv", "hep-th/9901001")),
        ("2024.acl-long.468", ("acl", "2024.acl-long.468")),
        ("https://aclanthology.org/P19-1001.pdf", ("acl", "P19-1001")),
        ("https://openreview.net/forum?id=abc_DEF-12", ("openreview", "abc_DEF-12")),
        ("https://openreview.net/pdf?id=abc_DEF-12", ("openreview", "abc_DEF-12")),
        ("openreview:abc_DEF-12", ("openreview", "abc_DEF-12")),
        ("DBLP:conf/acl/Doe24", ("dblp", "conf/acl/Doe24")),
        ("https://dblp.org/rec/conf/acl/Doe24.html", ("dblp", "conf/acl/Doe24")),
        (
            "https://dblp.uni-trier.de/rec/bibtex/journals/tacl/Doe24",
            ("dblp", "journals/tacl/Doe24"),
        ),
        ("PMID: 12345678", ("pmid", "12345678")),
        ("https://pubmed.ncbi.nlm.nih.gov/12345678/", ("pmid", "12345678")),
        ("978-0-262-03384-8", ("isbn", "9780262033848")),
        ("ISBN 0-262-03384-4", ("isbn", "9780262033848")),
        ("https://github.com/owls/night", ("github", "owls/night")),
        ("https://github.com/owls/night.git", ("github", "owls/night")),
        ("https://github.com/owls/night/tree/main/src", ("github", "owls/night")),
        ("https://huggingface.co/datasets/owls/calls", ("huggingface", "datasets/owls/calls")),
        ("https://huggingface.co/owls/owl-7b", ("huggingface", "models/owls/owl-7b")),
        ("<https://example.org/owls>", ("page", "https://example.org/owls")),
        (
            "https://proceedings.mlr.press/v1/a.html",
            ("page", "https://proceedings.mlr.press/v1/a.html"),
        ),
    ],
)
def test_identifiers_and_addresses(text: str, expected: tuple[str, str]) -> None:
    assert wanted(f"  {text}\n") == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Attention Is All You Need",
        "12345678",
        "978-0-262-03384-9",
        "ftp://example.org/a",
        "https://",
        "https://localhost/a",
        "https://[bad",
        "10.1000",
        "2413.04070",
    ],
)
def test_other_texts_are_neither(text: str) -> None:
    assert wanted(text) is None
