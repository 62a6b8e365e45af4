"""Text case."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference


@pytest.mark.parametrize(
    ("case", "title", "expected"),
    [
        ("title", "the rise of an idea: a story", "The Rise of an Idea: A Story"),
        ("title", "learning LoRA with iPhone", "Learning LoRA with iPhone"),
        ("title", "post-hoc fine-tuning", "Post-Hoc Fine-Tuning"),
        ("title", "what we look for", "What We Look For"),
        ("title", "on e-mail", "On E-Mail"),
        ("title", "on <i>owls</i> and e-mail", "On Owls and e-Mail"),
        ("title", '<span class="nocase">ff</span> and gg', "ff and Gg"),
        ("sentence", "The Rise Of Ideas", "The rise of ideas"),
        ("sentence", 'With <span class="nocase">BERT</span> And More', "With BERT and more"),
        ("capitalize-first", "a title", "A title"),
        ("capitalize-first", "arXiv papers", "arXiv papers"),
        ("capitalize-first", "— a title", "— A title"),
        ("capitalize-first", "…and a title", "…and a title"),
        ("capitalize-all", "a small title", "A Small Title"),
        ("uppercase", "a title", "A TITLE"),
        ("lowercase", 'A <span class="nocase">NASA</span> Title', "a NASA title"),
    ],
)
def test_text_case(case: str, title: str, expected: str) -> None:
    assert reference({"title": title}, f'<text variable="title" text-case="{case}"/>') == expected


def test_title_case_is_for_english_only() -> None:
    item = {"title": "die entdeckung der langsamkeit", "language": "de-DE"}
    text = '<text variable="title" text-case="title"/>'
    assert reference(item, text) == "die entdeckung der langsamkeit"
    assert reference(item | {"language": "en"}, text) == "Die Entdeckung Der Langsamkeit"


@pytest.mark.parametrize(
    ("case", "title", "expected"),
    [
        ("title", "who is it for", "Who Is It For"),
        ("title", "is it? a test", "Is It? A Test"),
        ("title", "the author’s α of x-ray", "The Author’s α of x-Ray"),
        ("title", "a title: in-depth on-site", "A Title: In-Depth on-Site"),
        ("title", "of <i>e. coli</i> and", "Of e. Coli And"),
        ("title", "on H<sub>n</sub> of", "On Hn Of"),
        ("sentence", "<sup>A</sup> Title", "A title"),
        ("sentence", "THE OWL’S EYE", "THE owl’s eye"),
        ("capitalize-first", '<span class="nocase">x</span> a', "x a"),
        ("capitalize-first", "“a quoted” word", "“A quoted” word"),
        ("capitalize-all", "α and beta", "α And Beta"),
    ],
)
def test_words_that_keep_their_case_or_get_another(case: str, title: str, expected: str) -> None:
    assert reference({"title": title}, f'<text variable="title" text-case="{case}"/>') == expected


def test_works_without_a_language_are_in_that_of_the_locale() -> None:
    body = '<text variable="title" text-case="title"/>'
    assert reference({"title": "a tale of owls"}, body, language="de-DE") == "a tale of owls"
    assert reference({"title": "a tale of owls"}, body, language="en-GB") == "A Tale of Owls"


def test_title_case_leaves_every_variable_of_works_in_other_languages_alone() -> None:
    body = '<text variable="{}" text-case="title"/>'
    for variable in ("title", "volume-title", "original-title"):
        item = {variable: "die rose", "language": "de"}
        assert reference(item, body.format(variable)) == "die rose"
    macro = '<macro name="m"><text variable="publisher"/></macro>'
    called = '<text macro="m" text-case="title"/>'
    house = {"publisher": "maison des fables"}
    assert reference(house | {"language": "fr"}, called, macros=macro) == "maison des fables"
    assert reference(house, called, macros=macro) == "Maison Des Fables"


@pytest.mark.parametrize(
    ("language", "case", "title", "expected"),
    [
        ("tr", "uppercase", "istanbul ılıca", "İSTANBUL ILICA"),
        ("tr-TR", "lowercase", "ISPARTA İZMİR", "ısparta izmir"),
        ("az", "uppercase", "bakı it", "BAKI İT"),
        ("en", "uppercase", "istanbul", "ISTANBUL"),
        ("el", "uppercase", "Περί ποταμών", "ΠΕΡΙ ΠΟΤΑΜΩΝ"),
        ("el", "lowercase", "ΠΕΡΙ", "περι"),
    ],
)
def test_languages_have_capitals_of_their_own(
    language: str, case: str, title: str, expected: str
) -> None:
    item = {"title": title, "language": language}
    assert reference(item, f'<text variable="title" text-case="{case}"/>') == expected


def test_every_word_means_those_behind_hyphens_too_but_not_those_with_capitals() -> None:
    text = '<text variable="title" text-case="capitalize-all"/>'
    assert reference({"title": "a dictionary of made-up eWords"}, text) == (
        "A Dictionary Of Made-Up eWords"
    )
