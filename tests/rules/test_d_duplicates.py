"""Edges of the rules about works that are listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Found = Callable[..., list[tuple[str, str | None]]]
    Check = Callable[[str], tuple[Diagnostic, ...]]
    Mend = Callable[[str, tuple[Diagnostic, ...]], str]


def test_duplicates_of_one_key_are_one_finding(check: Check) -> None:
    entry = (
        "@misc{li2024personalized, author = {Li, X}, title = {Personalized Style}, year = {2024}, "
        "eprint = {2402.05133}, archiveprefix = {arXiv}, doi = {10.1234/x}, ids = {old}}\n"
    )
    assert [d.code for d in check(entry * 2)] == ["K001"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("eprint = {2402.05133v1}, archiveprefix = {arXiv}", "eprint = {arXiv:2402.05133}", True),
        ("eprint = {math.GT/0309136}, archiveprefix = {arXiv}", "eprint = {math/0309136}", True),
        ("eprint = {1}, archiveprefix = {HAL}", "eprint = {1}, archiveprefix = {hal}", True),
        ("eprint = {1}, archiveprefix = {HAL}", "eprint = {1}, archiveprefix = {SSRN}", False),
    ],
)
def test_same_eprint(first: str, second: str, *, expected: bool, check: Check) -> None:
    found = check(f"@misc{{a, title = {{One}}, {first}}}\n@misc{{b, title = {{Two}}, {second}}}")
    assert ("D002" in {d.code for d in found}) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Personal {LLM}s: A Survey", "personal LLMs -- a survey.", True),
        ("Hyperbolic Networks", "Hyperbolic Networks++", False),
        ("", "", False),
        ("个性化", "个性化", True),
    ],
)
def test_same_title(first: str, second: str, *, expected: bool, check: Check) -> None:
    found = check(f"@misc{{a, title = {{{first}}}}}\n@misc{{b, title = {{{second}}}}}")
    assert ("D003" in {d.code for d in found}) is expected


@pytest.mark.parametrize("related", ["first", "second"])
def test_same_title_of_related_works(related: str, check: Check) -> None:
    one = "related = {b}" if related == "first" else "note = {x}"
    two = "related = {a}" if related == "second" else "note = {x}"
    found = check(f"@misc{{a, title = {{T}}, {one}}}\n@misc{{b, title = {{T}}, {two}}}")
    assert "D003" not in {d.code for d in found}


def pair(first: str, second: str) -> str:
    """Two articles by the same people, with fields of their own."""
    head = "  author = {Li, Xinyu and Zhou, Ruiyang},\n  "
    return f"@article{{a,\n{head}{first}\n}}\n@article{{b,\n{head}{second}\n}}\n"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # a slip of the pen, a subtitle
        ("title = {Personalized Owl Modeling}", "title = {Personalised Owl Modelling}", ["D004"]),
        ("title = {PerOwl: Personalized Models of Owls}", "title = {PerOwl}", ["D004"]),
        # equal titles are for another rule
        ("title = {Personalized Owl Modeling}", "title = {personalized owl-modeling}", ["D003"]),
        # two publications, two works
        (
            "title = {Personalized Owl Modeling}, volume = {1}, journal = {Owls}",
            "title = {Personalised Owl Modelling}, volume = {2}, journal = {Owls}",
            [],
        ),
        ("title = {Personalized Owls I}", "title = {Personalized Owls II}", []),
        ("title = {Personalized Owl Modeling}", "title = {Impersonal Crow Herding}", []),
        (
            "title = {Personalized Owl Modeling}",
            "title = {Personalised Owl Modelling}, related = {a}",
            [],
        ),
        # preprint and publication, whatever the titles
        (
            "title = {Personalized Owl Modeling}, year = {2024}, journal = {arXiv}",
            "title = {Personalized Owl Modeling}, year = {2025}, journal = {Owls}",
            ["D005"],
        ),
        (
            "title = {Personalized Owl Modeling}, year = {2025}, journal = {Owls}",
            "title = {Personalised Owl Modelling}, year = {2024}, journal = {arXiv}",
            ["D005"],
        ),
        (
            "title = {Owls}, year = {2024}, journal = {bioRxiv}, doi = {10.1101/1}",
            "title = {Owls}, year = {2025}, journal = {Ravens}, doi = {10.1234/1}",
            ["D005"],
        ),
        (
            "title = {Personalized Owl Modeling}, year = {1999}, journal = {arXiv}",
            "title = {Personalized Owl Modeling}, year = {2025}, journal = {Owls}",
            [],
        ),
        # what has an identifier in common is for the rules about these
        (
            "title = {Owls}, journal = {arXiv}, eprint = {2402.05133}, archiveprefix = {arXiv}",
            "title = {Owls}, journal = {Owls}, eprint = {2402.05133}, archiveprefix = {arXiv}",
            ["D002"],
        ),
    ],
)
def test_pairs(first: str, second: str, expected: list[str], check: Check) -> None:
    assert [d.code for d in check(pair(first, second)) if d.code.startswith("D")] == expected
