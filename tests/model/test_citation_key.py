"""Patterns of keys: what a template may say, and that a key once given stays."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pllm_bib.model.citation_key import (
    DEFAULT_PATTERN,
    KEY_FIELDS,
    KeyPattern,
    conventional_key,
    free_key,
    is_conventional,
    new_keys,
)
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry
from pllm_bib.model.folding import slug
from pllm_bib.model.name import Name, Names
from pllm_bib.model.telling_words import STOP_WORDS, telling_words
from pllm_bib.model.text import Chunk, Style, Text

ENTRY = Entry(
    key="",
    type="inproceedings",
    title=Text.of("The PRISM Alignment of Naïve Models"),
    authors=Names((Name(family="Kirk"), Name(family="Łącki"), Name(family="Berg", particle="van"))),
    date=Date(2024),
    venue="NeurIPS",
)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{family}{year}{word}", "kirk2024prism"),
        ("{family:capitalize}{shortyear}", "Kirk24"),
        ("{family:upper}:{year}", "KIRK:2024"),
        ("{families}{year}", "kirklackivanberg2024"),
        ("{families(2)}{year}", "kirklackietal2024"),
        ("{families(3)}{year}", "kirklackivanberg2024"),
        ("{families(2):capitalize}_{year}", "KirkLackiEtal_2024"),
        ("{families(3):capitalize:3}{shortyear}", "KirLacVan24"),
        ("{families(2):3}{year}", "kirlac2024"),
        ("{initials:upper}{shortyear}", "KLV24"),
        ("{initials(2)}/{year}", "kl/2024"),
        ("{family}{words(3):capitalize}{year}", "kirkPrismAlignmentNaive2024"),
        ("{family}-{words(9)}", "kirk-prismalignmentnaivemodels"),
        ("{words(4):1}{year}", "panm2024"),
        ("{family}.{venue}.{year}", "kirk.neurips.2024"),
        ("ref:{family}{year}.x", "ref:kirk2024.x"),
        ("{word}", "prism"),
    ],
)
def test_template(template: str, expected: str) -> None:
    pattern = KeyPattern(template)
    assert conventional_key(ENTRY, pattern=pattern) == expected
    assert pattern.can_name(ENTRY)
    assert is_conventional(replace(ENTRY, key=expected), pattern)


def test_every_field_is_documented_and_taken() -> None:
    for name in KEY_FIELDS:
        source = "{words(2)}" if name == "words" else f"{{{name}}}"
        assert conventional_key(ENTRY, pattern=KeyPattern(source + "{family}{word}"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"venue": None}, "kirk_2024-prism"),
        ({"date": None}, "kirk_neurips-prism"),
        ({"venue": None, "date": None}, "kirk-prism"),
        ({"title": Text()}, "kirk_neurips_2024"),
        ({"authors": Names()}, "prism_neurips_2024-alignment"),
        ({"authors": Names((Name(family="—"),))}, "neurips_2024-prism"),
    ],
)
def test_signs_go_with_what_is_not_known(change: dict[str, object], expected: str) -> None:
    entry = replace(ENTRY, **change)  # type: ignore[arg-type]  # any attribute will do
    pattern = KeyPattern("{family}_{venue}_{year}-{word}")
    assert conventional_key(entry, pattern=pattern) == expected


def test_people_left_out_of_the_source_are_others() -> None:
    entry = replace(ENTRY, authors=Names((Name(family="Kirk"),), others=True))
    assert conventional_key(entry, pattern=KeyPattern("{families}{year}")) == "kirketal2024"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("", "needs a name or a word"),
        ("{year}", "needs a name or a word"),
        ("{year}{venue}", "needs a name or a word"),
        ("{famly}{year}", "no field {famly} for keys; did you mean {family}?"),
        ("{auth}", "there are family, families"),
        ("{}", "there is no field {}"),
        ("{family(2)}", "{family} takes no number"),
        ("{words}", "{words} needs a number"),
        ("{words(0)}", "is no field"),
        ("{family:title}", "“:title” is none of :lower, :upper, :capitalize"),
        ("{family:0}", "“:0” is none of"),
        ("{family} {year}", "“ ” can stand in no key"),
        ("{family},{year}", "“,” can stand in no key"),
        ("{family", "“{” can stand in no key"),
        ("{family}ü", "“ü” can stand in no key"),
        ("[auth][year]", "“[” can stand in no key"),
    ],
)
def test_bad_template(template: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        KeyPattern(template)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{family}{year}", ["kirk2024", "kirk2024a", "kirk2024b"]),
        ("{family:capitalize}{year}", ["Kirk2024", "Kirk2024a", "Kirk2024b"]),
        (
            "{word}{family}",
            ["prismkirk", "prismalignmentkirk", "prismalignmentnaivekirk"],
        ),
        (
            "{family}{words(3)}",
            [
                "kirkprismalignmentnaive",
                "kirkprismalignmentnaivemodels",
                "kirkprismalignmentnaivea",
            ],
        ),
    ],
)
def test_clashes(template: str, expected: list[str]) -> None:
    pattern = KeyPattern(template)
    taken: set[str] = set()
    for key in expected:
        assert free_key(ENTRY, taken, pattern) == key
        assert is_conventional(replace(ENTRY, key=key), pattern)
        taken.add(key.casefold())


def test_clashes_beyond_the_alphabet_follow_the_pattern() -> None:
    taken: set[str] = set()
    for _ in range(60):
        key = free_key(ENTRY, taken)
        assert is_conventional(replace(ENTRY, key=key))
        taken.add(key)


def test_keys_in_other_letters_are_taken() -> None:
    other = replace(ENTRY, key="Kirk2024PRISM", title=Text.of("Something Else"))
    mine = replace(ENTRY, key="mine")
    old = KeyPattern("{family:capitalize}{year}{word:upper}")
    assert {e.key: k for e, k in new_keys((other, mine), old)} == {
        "Kirk2024PRISM": "Kirk2024SOMETHING",
        "mine": "Kirk2024PRISMALIGNMENT",
    }


def test_a_work_takes_back_its_own_former_key() -> None:
    entry = replace(ENTRY, key="prism-paper", aliases=("kirk2024prism",))
    other = replace(ENTRY, key="other", aliases=("kirk2024prismalignment",))
    assert [key for _, key in new_keys((other, entry))] == [
        "kirk2024prismalignment",
        "kirk2024prism",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"authors": Names((Name(family="—"),))},
        {"authors": Names(), "title": Text.of("…")},
        {"authors": Names(), "title": Text.of("2001: A Space Odyssey")},
        {"date": None, "extra": (("year", "forthcoming"),)},
    ],
)
def test_what_cannot_be_named_is_left_alone(change: dict[str, object]) -> None:
    entry = replace(ENTRY, key="mine", **change)  # type: ignore[arg-type]  # any attribute
    assert list(new_keys((entry,))) == []


def test_a_year_that_says_nothing_matters_only_where_it_is_asked_for() -> None:
    entry = replace(ENTRY, key="mine", date=None, extra=(("year", "forthcoming"),))
    assert [key for _, key in new_keys((entry,), KeyPattern("{family}{word}"))] == ["kirkprism"]


# Few names, years and words, so that works clash all the time.
NAMES = st.sampled_from(("Kirk", "Łącki", "van Berg", "王")).map(lambda name: Name(family=name))
PATTERNS = st.sampled_from(
    (
        DEFAULT_PATTERN,
        KeyPattern("{family:capitalize}{year}"),
        KeyPattern("{initials:upper}{shortyear}"),
        KeyPattern("{year}-{words(2):3}"),
    )
)
KEYS = st.text("aKk2-", min_size=1, max_size=3) | st.sampled_from(
    ("kirk2024owls", "Kirk2024Owls", "kirk2024owlsnight", "kirk2024owlsa", "Kirk2024", "K24")
)
WORKS = st.builds(
    Entry,
    key=KEYS,
    type=st.just("misc"),
    title=st.lists(st.sampled_from("the Owls by Night 3D 夜".split()), max_size=3).map(
        lambda words: Text.of(" ".join(words))
    ),
    authors=st.lists(NAMES, max_size=2).map(lambda names: Names(tuple(names))),
    date=st.sampled_from((Date(2024), Date(1924), None)),
    aliases=st.lists(KEYS, max_size=2).map(tuple),
)
LIBRARIES = st.lists(WORKS, max_size=8, unique_by=lambda entry: entry.key.casefold())


def rekeyed(entries: list[Entry], pattern: KeyPattern) -> list[Entry]:
    given = {entry.key: key for entry, key in new_keys(entries, pattern)}
    return [
        replace(entry, key=given[entry.key], aliases=(*entry.aliases, entry.key))
        if entry.key in given
        else entry
        for entry in entries
    ]


@given(LIBRARIES, PATTERNS)
def test_new_keys_are_nobody_elses(entries: list[Entry], pattern: KeyPattern) -> None:
    for entry, key in new_keys(entries, pattern):
        for other in entries:
            names = {name.casefold() for name in (other.key, *other.aliases)}
            assert other is entry or key.casefold() not in names
    after = rekeyed(entries, pattern)
    assert len({entry.key.casefold() for entry in after}) == len(entries)


@given(LIBRARIES, PATTERNS)
def test_a_second_time_changes_nothing(entries: list[Entry], pattern: KeyPattern) -> None:
    after = rekeyed(entries, pattern)
    assert list(new_keys(after, pattern)) == []


@given(LIBRARIES, WORKS, st.integers(0, 8), PATTERNS)
def test_a_work_that_is_added_changes_no_other_key(
    entries: list[Entry], added: Entry, place: int, pattern: KeyPattern
) -> None:
    before = rekeyed(entries, pattern)
    assume(added.key.casefold() not in {entry.key.casefold() for entry in before})
    after = rekeyed([*before[:place], added, *before[place:]], pattern)
    kept = [entry.key for entry in after]
    del kept[min(place, len(before))]
    assert kept == [entry.key for entry in before]


LANGIS = Entry(
    key="",
    type="misc",
    title=Text.of("The Prompts to Guide a Person"),
    authors=Names((Name(family="Langis", particle="de"), Name(family="Koo"))),
    date=Date(2024),
)


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
        ("个性化", ("ge", "xing", "hua")),
        ("基于 BERT 的研究", ("bert",)),
        ("Теория графов", ("teoriya", "grafov")),
        ("한국어 연구", ("hangugeo", "yeongu")),
        ("😀", ("grinning",)),
        ("Die Kunst der Fuge", ("kunst", "fuge")),
        ("Der Prozess", ("prozess",)),
        ("Le Rouge et le Noir", ("rouge", "noir")),
        ("Die Hard", ("die", "hard")),
        ("Die Harder: The Movie in Words", ("die", "harder", "movie", "words")),
        ("Los Angeles by Night", ("los", "angeles", "night")),
        ("De novo Design", ("de", "novo", "design")),
        ("L'antichità di Roma", ("lantichita", "di", "roma")),
    ],
)
def test_telling_words(title: str, expected: tuple[str, ...]) -> None:
    assert telling_words(Text.of(title)) == expected


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("Die Kunst", "ngerman", ("kunst",)),
        ("Die Kunst", "de-AT", ("kunst",)),
        ("L’antichità di Roma", "it", ("antichita", "roma")),
        ("L'Étranger", "french", ("etranger",)),
        ("O crime do padre", "pt-BR", ("crime", "padre")),
        ("En bok om den röda tråden", "sv", ("bok", "roda", "traden")),
        ("Die Hard", "english", ("die", "hard")),
        ("Den", "danish", ("den",)),
        ("Die Kunst der Fuge", "klingon", ("die", "kunst", "der", "fuge")),
    ],
)
def test_stop_words_by_language(title: str, language: str, expected: tuple[str, ...]) -> None:
    assert telling_words(Text.of(title), language) == expected


@pytest.mark.parametrize(
    ("family", "title", "before", "now"),
    [
        ("苏", "机器人手爪的设计", "2008", "su2008ji"),
        ("Иванова", "Теория графов", "2008", "ivanova2008teoriya"),
        ("Παπαδόπουλος", "Απλή θεωρία", "2008", "papadopoylos2008apli"),
        ("김", "A Study", "2008study", "gim2008study"),
        ("Kim 김", "β-Blockers", "kim2008blockers", "kim2008blockers"),
        ("Berg", "Die Kunst der Fuge", "berg2008die", "berg2008kunst"),
    ],
)
def test_a_key_given_before_stays(family: str, title: str, before: str, now: str) -> None:
    entry = replace(ENTRY, authors=Names((Name(family=family),)), title=Text.of(title))
    entry = replace(entry, date=Date(2008))
    assert conventional_key(entry) == now
    assert is_conventional(replace(entry, key=before))
    assert is_conventional(replace(entry, key=now))
    assert list(new_keys((replace(entry, key="x"),))) == [(replace(entry, key="x"), now)]


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
    entry = replace(LANGIS, **change)  # type: ignore[arg-type]  # any attribute will do
    assert conventional_key(entry) == expected
    assert is_conventional(replace(entry, key=expected))


def test_further_words() -> None:
    assert conventional_key(LANGIS, 2) == "delangis2024promptsguide"
    assert conventional_key(LANGIS, 9) == "delangis2024promptsguideperson"


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
    assert is_conventional(replace(LANGIS, key=key)) is expected


def test_free_key_takes_words_then_letters() -> None:
    taken: set[str] = set()
    for _ in range(31):
        key = free_key(LANGIS, taken)
        assert key not in taken
        taken.add(key)
    assert sorted(taken)[:4] == [f"delangis2024prompts{end}" for end in ("", "a", "b", "c")]
    assert {"delangis2024promptsguide", "delangis2024promptsguideperson"} < taken
    assert {"delangis2024promptszz", "delangis2024promptszzz"} < taken
