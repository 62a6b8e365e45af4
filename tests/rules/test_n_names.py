"""Edges of the rules about authors and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats.shared.names import read_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Found = Callable[..., list[tuple[str, str | None]]]
    Check = Callable[[str], tuple[Diagnostic, ...]]
    Mend = Callable[[str, tuple[Diagnostic, ...]], str]

ENTRY = """@misc{{someone2024personalized,
  author = {{{names}}},
  title = {{Personalized Language Modeling}},
  year = {{2024}},
  eprint = {{2402.05133}},
  archiveprefix = {{arXiv}},
}}
"""


def codes(names: str, check: Check) -> list[str]:
    return [d.code for d in check(ENTRY.format(names=names)) if d.code.startswith("N")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"author": "Li, Xinyu and others"}, [("N001", "author")]),
        ({"editor": "others"}, [("N001", "editor")]),
        ({"author": "Li, Xinyu and {others}"}, []),
    ],
)
def test_abbreviated_lists(
    fields: dict[str, str], expected: list[tuple[str, str]], found: Found
) -> None:
    assert found(**fields) == expected


@pytest.mark.parametrize(
    ("names", "shouted"),
    [
        ("ZHOU, Ruiyang", True),
        ("Ruiyang ZHOU", True),
        ("ÖZTÜRK, Ayşe", True),
        ("SIMON-GABRIEL, Carl", True),
        ("O'BRIEN, Ann", True),
        ("Zhou, RUIYANG", False),
        ("LI, Wei", False),  # or initials behind a family name
        ("Smith JRR", False),
        ("John Smith III", False),
        ("John Smith PhD", False),
        ("{NASA}", False),
        ("NVIDIA", False),
        ("王, 小明", False),
        ("De LA CRUZ", True),
    ],
)
def test_shouted_name(names: str, *, shouted: bool, check: Check) -> None:
    assert ("N003" in codes(names, check)) is shouted


@pytest.mark.parametrize(
    ("names", "mended"),
    [
        ("OpenAI and Google Research Team", "OpenAI and {Google Research Team}"),
        ("Team, Google Research and Li, Bo", "{Google Research Team} and Li, Bo"),
        ("Li, Bo and Qwen Team and others", "Li, Bo and {Qwen Team} and others"),
        ("Barcelona Supercomputing Center", "{Barcelona Supercomputing Center}"),
        # “Laboratory” may be anything there.
        ("International, Brain Laboratory", None),
        # A person behind the name of an institute.
        ("Institute of Computing Xiaoming Sun", None),
        ("University of Oxford", None),
        (r"Universit{\"a}t Bonn Institute", None),
    ],
)
def test_unbraced_organisation(names: str, mended: str | None, check: Check, mend: Mend) -> None:
    example = ENTRY.format(names=names)
    found = tuple(d for d in check(example) if d.code == "N004")
    assert len(found) == 1
    assert bool(found[0].fix) is (mended is not None)
    if mended:
        result = mend(example, found)
        assert f"author = {{{mended}}}" in result
        assert "N004" not in {d.code for d in check(result)}
        assert len(read_names(mended)[0]) == len(read_names(names)[0])


@pytest.mark.parametrize(
    "names",
    [
        "{Google Research Team}",
        "OpenAI",
        "Li, Bo and Team",
        "Centeno, Labia and Teamer, Ann",
        "van der Berg, Jan and de la Cruz, Ana and von Group{\\'e}, Max",
        "On, Byung-Won and In, Jo",
    ],
)
def test_people_are_no_organisations(names: str, check: Check) -> None:
    assert "N004" not in codes(names, check)


@pytest.mark.parametrize(
    ("names", "repeated"),
    [
        ("Li, Xinyu and Bo Wu and Xinyu Li", True),
        ("Garcia, Ana and Garcia, Ana", True),
        ("Li, Xinyu and Li, Xin", False),
        ("Li, X. and Li, Xinyu", False),
        ("Li, Bo and Bo, Li", False),
    ],
)
def test_repeated_author(names: str, *, repeated: bool, check: Check) -> None:
    assert ("N005" in codes(names, check)) is repeated


@pytest.mark.parametrize(
    ("names", "code", "fixed"),
    [
        ("Smit, John, Moe, Q., Roe, Z.", "N006", "Smit, John and Moe, Q. and Roe, Z."),
        ("John Smit; Ann Moe", "N006", "John Smit and Ann Moe"),
        ("John Smit, Q Moe, and Ann R.", "N006", "John Smit and Q Moe and Ann R."),
        ("Smit, J., Moe, Q., and Roe, Z.", "N006", "Smit, J. and Moe, Q. and Roe, Z."),
        ("Smit, John and, Moe, Ann", "N006", "Smit, John and Moe, Ann"),
        (r"Smit, John \& Moe, Ann", "N006", "Smit, John and Moe, Ann"),
        ("Smit, John und Moe, Ann", "N006", "Smit, John and Moe, Ann"),
        ("Smit, John, and Moe, Ann", "N002", "Smit, John and Moe, Ann"),
        ("{Owl Club}, and others", "N002", "{Owl Club} and others"),
        ("and Smit, John and and Moe, Ann and", "N002", "Smit, John and Moe, Ann"),
        ("Roe, Ann and Max Moe Jr.", "N007", "Roe, Ann and Moe, Jr., Max"),
    ],
)
def test_lists_that_bibtex_misreads_are_mended_when_asked(
    names: str, code: str, fixed: str, check: Check, mend: Mend
) -> None:
    text = ENTRY.format(names=names)
    (found,) = [one for one in check(text) if one.code == code]
    assert found.unsafe
    assert f"author = {{{fixed}}}" in mend(text, (found,))
    assert code not in codes(fixed, check)
