"""Citations in pandoc's syntax; `consumers/test_pandoc_citations.py` holds them against pandoc."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import processor
from tests.growth import assert_linear

from pllm_bib.citing.csl.cite import LOCATORS, Citation, Cite
from pllm_bib.citing.locators import locator_words
from pllm_bib.citing.syntax import CitationError, parse, scan


def test_each_part_of_a_citation_is_told_apart() -> None:
    assert parse("[see @a, p. 5; -@b]") == Citation(
        (Cite("a", locator="5", prefix="see"), Cite("b", suppress_author=True))
    )


def test_a_key_in_the_sentence_has_its_locator_and_more_works_behind_it() -> None:
    first = Cite("a", locator="33")
    assert parse("@a [p. 33]") == Citation((first,), composite=True)
    assert parse("@a [p. 33; see also @b]") == Citation(
        (first, Cite("b", prefix="see also")), composite=True
    )
    assert parse("-@a [p. 33]") == Citation((Cite("a", locator="33", suppress_author=True),))


def test_a_key_in_braces_may_have_any_sign_but_blanks() -> None:
    assert parse("@{http://x.org/{a}.}").cites[0].key == "http://x.org/{a}."
    assert parse("[@doe.99.]").cites[0] == Cite("doe.99", suffix=".")


@pytest.mark.parametrize(
    ("text", "label", "locator", "suffix"),
    [
        (", pp. 33-35 and *passim*", "page", "33-35", " and <i>passim</i>"),
        (", chap. 1", "chapter", "1", ""),
        (", Chapters 1, 2 and 5", "chapter", "1, 2", " and 5"),
        (" §5", "section", "5", ""),
        (" {sec. (a), end} more", "section", "(a), end", " more"),
        ("{ii, A, D-Z}, more", "page", "ii, A, D-Z", ", more"),
        ("{}, 99 years later", "page", "", ", 99 years later"),
        (", s.v. 3", "sub-verbo", "3", ""),
        (", tbl. 3", "table", "3", ""),
        (", v. 3:16--18", "verse", "3:16–18", ""),
        (", p. [17]-[18]", "page", "[17]-[18]", ""),
        (", vol. 2, p. 5", "volume", "2", ", p. 5"),
        (", s.v. word", "page", "", ", s.v. word"),
        (", xvii", "page", "", ", xvii"),
        (": a note", "page", "", ": a note"),
        (", p. 3 \\[sic\\]", "page", "3", " [sic]"),
    ],
)
def test_a_locator_is_told_from_what_follows(
    text: str, label: str, locator: str, suffix: str
) -> None:
    assert parse(f"[@a{text}]").cites == (Cite("a", locator=locator, label=label, suffix=suffix),)


def test_every_kind_of_locator_has_an_english_word() -> None:
    assert set(locator_words().values()) == set(LOCATORS)


def test_the_words_of_a_styles_language_count_too() -> None:
    words = locator_words(processor([], "de-DE").style.locale)
    assert parse("[@a, S. 5]", words).cites == (Cite("a", locator="5"),)
    assert parse("[@a, Kap. 5]", words).cites == (Cite("a", locator="5", label="chapter"),)
    assert parse("[@a, chap. 5]", words).cites == (Cite("a", locator="5", label="chapter"),)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("see @a", 1),
        ("[foo; @a]", 2),
        ("[@a; b]", 6),
        ("[@a", 4),
        ("[@a see @b]", 9),
        ("[@a] and", 6),
        ("[@a](x)", 5),
        ("[@{a b}]", 3),
    ],
)
def test_a_fault_is_told_with_its_column(text: str, column: int) -> None:
    with pytest.raises(CitationError, match=f"column {column} of ") as caught:
        parse(text)
    assert caught.value.column == column


def test_citations_are_found_in_a_text() -> None:
    text = "See @a [p. 3] or [@b] or [this](@c), me@x.org and @d [@e](x)."
    found = []
    at = 0
    while at < len(text):
        if text[at] in "[@" and (one := scan(text, at)):
            found.append(text[at : one[1]])
            at = one[1]
        else:
            at += 1
    assert found == ["@a [p. 3]", "[@b]", "@c", "@d", "@e"]
    assert scan("[@a](x)", 0) is None


@pytest.mark.parametrize("piece", ["[", "@b [", "(", "*a ", "`", '"a ', "{", "i,", "p. ", "@{"])
def test_no_text_takes_long(piece: str) -> None:
    assert_linear(lambda size: lambda: scan("[@a, p. " + piece * size, 0), 100)
