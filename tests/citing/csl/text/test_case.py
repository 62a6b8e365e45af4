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
