"""What rules judge at a glance is judged as it is by those who look closely."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from pllm_bib.formats.bibtex.read import read
from pllm_bib.formats.shared import latex, name_lists
from pllm_bib.model import address
from pllm_bib.model.library import Library
from pllm_bib.rules import acronyms, keeps, n_names
from pllm_bib.rules.base import RuleContext
from pllm_bib.rules.keeps import FieldChange, only_braces

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

NEVER, ALWAYS = re.compile(r"(?!)"), re.compile("")
NAMES = (
    *("Jr jr. II III iv Sr Junior senior Sen Jun 2nd 3rd Esq esq Jr, a_jr xii ii'".split()),
    *("Doe, Jane and AND , Roe Richard A. B and et al {and} é".split()),
)
WORDS = (
    *("LoRA LLMs : a A GPT-4 of P-React -- ' '' X'Y (RL) ? ! RGB-D é $x$ {A} B2B RNNs,".split()),
    *("Ü e.g. AI/ML A+B _ x \\& \\emph{Z}".split()),
)
URLS = (
    *("a b.c www. - . / ? # [ ] ( ) %20 % é :80 :x @ ~ _ \\ x.org '".split()),
    *(" ", "\t"),
)


def texts(seed: int, words: Sequence[str], gaps: Sequence[str], number: int = 3_000) -> list[str]:
    """Texts of some words with gaps between them, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    return [
        "".join(
            word + chance.choice(gaps) for word in chance.choices(words, k=chance.randint(1, 8))
        )
        for _number in range(number)
    ]


def test_lists_of_whole_names_have_nothing_to_split(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = texts(1, NAMES, (" ", " ", " ", " ", "  ", "\n", "~"))
    quick = [name_lists.split_list(text) for text in lists]
    monkeypatch.setattr(name_lists, "_has_only_whole_names", lambda _source: False)
    assert quick == [name_lists.split_list(text) for text in lists]


def test_suffixes_are_found_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = texts(2, NAMES, (" ", " ", " ", ","), 600)
    entries = (f"@misc{{k{at}, author = {{{text}}}}}\n" for at, text in enumerate(lists))
    context = RuleContext(library=Library(read("".join(entries), "x.bib")[0]))
    quick = list(n_names.misplaced_suffix(context))
    monkeypatch.setattr(n_names, "_SUFFIX", ALWAYS)
    assert quick == list(n_names.misplaced_suffix(context))
    assert quick


def test_words_without_odd_capitals_are_not_exposed(monkeypatch: pytest.MonkeyPatch) -> None:
    titles = [latex.decode(text)[0] for text in texts(3, WORDS, (" ", " ", ""))]
    quick = [acronyms.exposed_words(title) for title in titles]
    monkeypatch.setattr(acronyms, "_UNUSUAL", ALWAYS)
    assert quick == [acronyms.exposed_words(title) for title in titles]


def test_braces_around_words_of_plain_titles_keep_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = []
    for text in texts(4, WORDS, (" ", " ", "", "  ")):
        title = text.strip()
        for words in (acronyms.exposed_words(latex.decode(title)[0]), title.split()[:1]):
            braced = acronyms.braced(title, words) if words else None
            if braced:
                changes.append(FieldChange({"title": title}, {"title": braced}))
    quick = [only_braces(change) for change in changes]
    monkeypatch.setattr(keeps, "_PLAIN_TITLE", NEVER)
    assert quick == [only_braces(change) for change in changes]
    assert any(quick)


def test_sound_addresses_have_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = [f"https://{text}" for text in texts(5, URLS, ("", "", "", "/", "."))]
    quick = [address.problem_of(url) for url in urls]
    monkeypatch.setattr(address, "_SOUND", NEVER)
    assert quick == [address.problem_of(url) for url in urls]
    assert None in quick
