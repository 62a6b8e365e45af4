"""Keys: family name, year, first telling word of the title."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pllm_bib.model.citation_key import (
    STOP_WORDS,
    conventional_key,
    free_key,
    is_conventional,
    telling_words,
)
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry
from pllm_bib.model.folding import slug
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from pllm_bib.rules.base import RuleContext

ENTRY = Entry(
    key="",
    type="misc",
    title=Text.of("The Prompts to Guide a Person"),
    authors=Names((Name(family="Langis", particle="de"), Name(family="Koo"))),
    date=Date(2024),
)


def test_real_keys_conform(the_list: RuleContext) -> None:
    keys = {entry.key: conventional_key(entry) for entry in the_list.library}
    assert len(keys) == 60
    assert all(key == made for key, made in keys.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ramé", "rame"),
        ("Mieleszczenko-Kowszewicz", "mieleszczenkokowszewicz"),
        ("Le Roux", "leroux"),
        ("O’Brien", "obrien"),
        ("Łukasz Świstak", "lukaszswistak"),
        ("Ærøskøbing", "aeroskobing"),
        ("Strauß", "strauss"),
        ("ŒUVRE", "oeuvre"),
        ("Đặng", "dang"),
        ("Þór Guðmundsson", "thorgudmundsson"),
        ("Kılıç İnan", "kilicinan"),
        ("Nguyễn", "nguyen"),
        ("ﬁne", "fine"),
        ("王小明", ""),
        ("", ""),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Can LLM be a Personalized Judge?", ("llm", "personalized", "judge")),
        ("Two Tales of Persona in LLMs", ("two", "tales", "persona", "llms")),
        ("Towards Pareto-Optimal Alignment", ("towards", "paretooptimal", "alignment")),
        ("Rewards-in-Context", ("rewardsincontext",)),
        ("SFT/RLHF: Methods", ("sft", "rlhf", "methods")),
        ("A Person's Style — and Voice", ("persons", "style", "voice")),
        ("+ = 3D", ("3d",)),
        ("What Is It?", ("what", "is", "it")),
        ("个性化", ()),
    ],
)
def test_telling_words(title: str, expected: tuple[str, ...]) -> None:
    assert telling_words(Text.of(title)) == expected


def test_math_is_read_and_commands_are_not() -> None:
    title = Text.of(Chunk("k", Style.MATH), "-NN with", Chunk(r"\foo{x}", Style.RAW), "Style")
    assert telling_words(title) == ("knn", "style")


def test_stop_words() -> None:
    assert {"a", "an", "the", "on", "can", "when", "using"} <= STOP_WORDS
    assert not {"two", "toward", "towards"} & STOP_WORDS
    assert all(word == slug(word) for word in STOP_WORDS)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "delangis2024prompts"),
        ({"date": None}, "delangisprompts"),
        ({"authors": Names(), "editors": Names((Name(family="Ku"),))}, "ku2024prompts"),
        ({"authors": Names()}, "prompts2024guide"),
        ({"authors": Names((), others=True)}, "prompts2024guide"),
        ({"title": Text()}, "delangis2024"),
        ({"authors": Names((Name(family="Google AI", organisation=True),))}, "googleai2024prompts"),
    ],
)
def test_conventional_key(change: dict[str, object], expected: str) -> None:
    entry = replace(ENTRY, **change)  # type: ignore[arg-type]  # any attribute will do
    assert conventional_key(entry) == expected
    assert is_conventional(replace(entry, key=expected))


def test_further_words() -> None:
    assert conventional_key(ENTRY, 2) == "delangis2024promptsguide"
    assert conventional_key(ENTRY, 9) == "delangis2024promptsguideperson"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("delangis2024prompts", True),
        ("delangis2024promptsb", True),
        ("delangis2024promptsguide", True),
        ("delangis2024promptsguidez", True),
        ("delangis2024promptsguideperson", True),
        ("delangis2024promptsperson", False),
        ("delangis2024prompts2", False),
        ("delangis2024promptsbc", False),
        ("delangis2024promptsB", False),
        ("delangis2024", False),
        ("delangis2024a", False),
        ("langis2024prompts", False),
        ("DeLangis2024prompts", False),
        ("", False),
    ],
)
def test_is_conventional(key: str, *, expected: bool) -> None:
    assert is_conventional(replace(ENTRY, key=key)) is expected


def test_free_key_takes_words_then_letters() -> None:
    taken: set[str] = set()
    for _ in range(31):
        key = free_key(ENTRY, taken)
        assert key not in taken
        taken.add(key)
    assert sorted(taken)[:4] == [f"delangis2024prompts{end}" for end in ("", "a", "b", "c")]
    assert {"delangis2024promptsguide", "delangis2024promptsguideperson"} < taken
    assert {"delangis2024promptszz", "delangis2024promptszzz"} < taken
