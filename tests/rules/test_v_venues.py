"""Edges of the rules about venue labels and ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Found = Callable[..., list[tuple[str, str | None]]]
    Check = Callable[[str], tuple[Diagnostic, ...]]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"venue": "EMNLP 2023"}, [("V001", "venue")]),
        ({"venue": "EMNLP 2024"}, []),
        ({"venue": "Arxiv-2402"}, []),
        ({"venue": "Arxiv-2410"}, [("V002", "venue")]),
        ({"venue": "arXiv 2001"}, [("V002", "venue")]),
        ({"eprint": "2301.05133"}, [("V001", "eprint")]),
        ({"eprint": "2501.05133"}, [("V001", "eprint")]),
        ({"eprint": "2501.05133", "month": "12"}, []),
        ({"eprint": "2301.05133", "archiveprefix": "HAL"}, []),
        ({"url": "https://aclanthology.org/2023.acl-long.4/"}, [("V001", "url")]),
        ({"pdf": "https://aclanthology.org/P23-1001.pdf"}, [("V001", "pdf")]),
        ({"code": "https://aclanthology.org/2023.acl-long.4/"}, [("L005", "code")]),
        (
            {
                "url": "https://aclanthology.org/2023.acl-long.4/",
                "pdf": "https://aclanthology.org/2023.acl-long.4.pdf",
                "doi": "10.18653/v1/2023.acl-long.4",
            },
            [("V001", "url")],
        ),
        ({"url": "https://arxiv.org/abs/2402.05134"}, [("V002", "url")]),
        ({"pdf": "https://arxiv.org/pdf/2402.05134"}, [("V002", "pdf")]),
        ({"doi": "10.48550/arxiv.2402.05134"}, [("V002", "doi")]),
        ({"doi": "10.48550/arxiv.2402.05133"}, []),
        ({"eprint": "1", "archiveprefix": "HAL", "url": "https://arxiv.org/abs/2402.05134"}, []),
    ],
)
def test_labels_and_ids(
    fields: dict[str, str], expected: list[tuple[str, str]], found: Found
) -> None:
    assert found(**fields) == expected


def test_published_works_may_be_younger_than_their_preprints(found: Found) -> None:
    fields = {"booktitle": "Proceedings", "eprint": "2301.05133"}
    assert found("@inproceedings{li2024personalized", **fields) == []
    assert found(venue="OwlConf", eprint="2301.05133") == [], "a venue without a full name"
    assert found(venue="CoRR", eprint="2301.05133") == [("V001", "eprint")]


@pytest.mark.parametrize(
    ("venue", "anthology", "fits"),
    [
        ("EMNLP Findings", "findings-emnlp", True),
        ("Findings of EMNLP", "findings-emnlp", True),
        ("EMNLP", "findings-emnlp", False),
        ("ACL Findings", "findings-emnlp", False),
        ("NeurIPS", "findings-emnlp", False),
        ("EMNLP Findings", "emnlp-main", False),
        ("EMNLP", "emnlp-main", True),
        ("ACL", "naacl-long", False),
        ("NAACL-HLT", "naacl-long", True),
        ("ACL-IJCNLP", "acl-long", True),
        ("IJCNLP-AACL", "aacl-main", True),
        ("ACL Workshop", "l2m2-1", True),
        ("PERSONALIZE", "personalize-1", True),
        ("CL", "cl-2", True),
        ("TACL", "tacl-1", True),
    ],
)
def test_anthology_ids_against_labels(
    venue: str, anthology: str, *, fits: bool, found: Found
) -> None:
    url = f"https://aclanthology.org/2024.{anthology}.5/"
    pdf = f"https://aclanthology.org/2024.{anthology}.5.pdf"
    assert found(venue=venue, url=url, pdf=pdf) == ([] if fits else [("V003", "url")])


LIST = """--- entries/sections.toml
[[section]]
id = "0"
slug = "front"
title = "Overview"
[[chapter]]
id = "1"
title = "Alignment"
[[chapter.section]]
id = "1.1"
slug = "style"
title = "Style"
--- entries/venues.toml
[ICLR]
kind = "conference"
name = "Conference on Learning"
[TMLR]
kind = "journal"
name = "Transactions"
--- entries/front.bib
%% empty
--- entries/style.bib
@inproceedings{li2024style,
  author = {Li, Xinyu},
  title = {Style},
  booktitle = {Conference on Learning},
  year = {2024},
%s}
"""


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ("  venue = {ICLR},\n", None, ""),
        ("  venue = {iclr},\n", "V004", "did you mean “ICLR”?"),
        ("  venue = {XYZ},\n", "V004", "add it there"),
        ("  venue = {EMNLP},\n", None, ""),
        ("", "V004", "(“ICLR”?)"),
        ("  venue = {ICLR},\n  also = {0},\n", None, ""),
        ("  venue = {ICLR},\n  also = {0 1.2},\n", "C003", "did you mean “1.1”?"),
        ("  venue = {ICLR},\n  also = {front},\n", "C003", "write its id, “0”"),
        ("  venue = {ICLR},\n  also = {somewhere},\n", "C003", "there are 0, 1.1"),
        ("  venue = {ICLR},\n  related = {li2024styl},\n", "C004", "did you mean “li2024style”?"),
        ("  venue = {ICLR},\n  ids = {old},\n  related = {old},\n", None, ""),
    ],
)
def test_works_of_a_list(fields: str, code: str | None, words: str, check: Check) -> None:
    found = check(LIST % fields)
    assert [d.code for d in found] == ([code] if code else [])
    assert all(words in d.message for d in found)


def test_files_of_no_list_need_no_venue(check: Check) -> None:
    venues, _, entry = (LIST % "").partition("--- entries/front.bib")
    venues = venues[venues.index("--- entries/venues.toml") :]
    assert check(f"{venues}--- {entry[entry.index('entries/style.bib') :]}") == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"venue": "EMNLP", "url": "https://arxiv.org/abs/2402.05133"}, False),
        ({"venue": "EMNLP", "url": "https://huggingface.co/papers/2402.05133"}, False),
        (
            {"venue": "EMNLP", "url": "https://arxiv.org/abs/2402.05133", "doi": "10.1234/x"},
            True,
        ),
        ({"venue": "Arxiv-2402", "url": "https://arxiv.org/abs/2402.05133"}, None),
        ({"url": "https://arxiv.org/abs/2402.05133"}, None),
        ({"venue": "EMNLP", "url": "https://openreview.net/forum?id=x"}, None),
        ({"venue": "EMNLP", "pdf": "https://arxiv.org/pdf/2402.05133"}, None),
    ],
)
def test_published_but_preprint_link(
    fields: dict[str, str], *, expected: bool | None, check: Check
) -> None:
    lines = "\n".join(f"  {name} = {{{value}}}," for name, value in fields.items())
    text = (
        "@misc{li2024personalized,\n  author = {Li, Xinyu},\n  title = {Personalized Owls},\n"
        f"  year = {{2024}},\n  eprint = {{2402.05133}},\n  archiveprefix = {{arXiv}},\n{lines}\n}}"
    )
    found = [bool(d.fix) for d in check(text) if d.code == "V006"]
    assert found == ([] if expected is None else [expected])
