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
        ("title", '<span class="nocase">ff</span> and gg', "ff and Gg"),
        ("sentence", "The Rise Of Ideas", "The rise of ideas"),
        ("sentence", 'With <span class="nocase">BERT</span> And More', "With BERT and more"),
        ("capitalize-first", "a title", "A title"),
        ("capitalize-first", "arXiv papers", "arXiv papers"),
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
