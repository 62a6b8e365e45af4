"""The markups of references."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference, references

TITLE = '<text variable="title"/>'


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("text", "A & b_c é² 😀"),
        ("html", "<i>A</i> &#38; b_c é<sup>2</sup> 😀"),
        ("markdown", r"*A* &amp; b\_c é² 😀"),
        ("latex", r"\textit{A} \& b\_c é² 😀"),
        ("rtf", r"{\i A} & b_c \u233?\u178? \u-10179?\u-8704?"),
    ],
)
def test_characters_of_a_markup_are_escaped(markup: str, expected: str) -> None:
    assert reference({"title": "<i>A</i> & b_c é² 😀"}, TITLE, markup=markup) == expected


URL = "https://example.org/a_b#c"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("text", URL),
        ("html", f'<a href="{URL}">{URL}</a>'),
        ("markdown", f"<{URL}>"),
        ("latex", r"\href{https://example.org/a\_b\#c}{https://example.org/a\_b\#c}"),
        ("rtf", rf'{{\field{{\*\fldinst HYPERLINK "{URL}"}}{{\fldrslt {URL}}}}}'),
    ],
)
def test_links(markup: str, expected: str) -> None:
    assert reference({"URL": URL}, '<text variable="URL"/>', markup=markup) == expected


@pytest.mark.parametrize(
    ("variable", "prefix", "value", "expected"),
    [
        ("DOI", "doi:", "10.1/x", 'doi:<a href="https://doi.org/10.1/x">10.1/x</a>'),
        (
            "DOI",
            "see https://doi.org/",
            "10.1/x",
            'see <a href="https://doi.org/10.1/x">https://doi.org/10.1/x</a>',
        ),
        (
            "DOI",
            "https://doi.org/",
            "https://doi.org/10.1/x",
            '<a href="https://doi.org/10.1/x">https://doi.org/10.1/x</a>',
        ),
        ("PMID", "", "12", '<a href="https://www.ncbi.nlm.nih.gov/pubmed/12">12</a>'),
        (
            "PMCID",
            "",
            "PMC12",
            '<a href="https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12">PMC12</a>',
        ),
    ],
)
def test_identifiers_link_to_their_addresses(
    variable: str, prefix: str, value: str, expected: str
) -> None:
    body = f'<text variable="{variable}" prefix="{prefix}"/>'
    assert reference({variable: value}, body, markup="html") == expected


def test_a_number_at_the_start_makes_no_list_in_markdown() -> None:
    body = '<text variable="citation-number" suffix=". "/><text variable="title"/>'
    assert reference({"title": "A"}, body, markup="markdown") == r"1\. A"


def test_braces_and_percent_signs_in_addresses_are_safe_in_latex() -> None:
    found = reference({"URL": "https://e.org/{a}%20~"}, '<text variable="URL"/>', markup="latex")
    assert found.startswith(r"\href{https://e.org/\%7Ba\%7D\%20\%7E}{")


def test_formatting_back_to_normal_in_latex_and_rtf() -> None:
    body = '<group font-style="italic"><text variable="title" font-style="normal"/></group>'
    assert reference({"title": "A"}, body, markup="latex") == r"\textit{\textup{A}}"
    assert reference({"title": "A"}, body, markup="rtf") == r"{\i {\i0 A}}"
    alone = '<text variable="title" font-style="normal"/>'
    assert reference({"title": "A"}, alone, markup="latex") == "A"


def test_the_resolver_in_the_prefix_of_a_doi_looks_as_its_link_does() -> None:
    body = '<text variable="DOI" prefix="see https://doi.org/" suffix="." font-style="italic"/>'
    assert reference({"DOI": "10.1/x"}, body, markup="html") == (
        'see <i><a href="https://doi.org/10.1/x">https://doi.org/10.1/x</a></i>.'
    )


def test_braces_and_backslashes_are_text_in_rtf() -> None:
    assert reference({"title": r"a\b {c}"}, TITLE, markup="rtf") == r"a\\b \{c\}"


def test_raised_letters_have_a_tag_and_addresses_have_none() -> None:
    item = {"title": 'a™ ˀ "x" ﬁ', "URL": 'https://example.org/a²"&b'}
    assert reference(item, TITLE, markup="html") == "a<sup>TM</sup> <sup>ʔ</sup> “x” ﬁ"
    assert reference(item, '<text variable="URL"/>', markup="html").startswith(
        '<a href="https://example.org/a²&#34;&#38;b">https://example.org/a<sup>2</sup>'
    )


def test_a_block_of_which_nothing_is_left_is_not_written() -> None:
    body = (
        '<names variable="author" display="block"><name/></names>'
        '<text variable="title" display="{}"/>'
    )
    items = [{"author": [{"family": "Doe"}], "title": title} for title in ("A", "B")]
    for display in ("right-inline", "indent"):
        found = references(
            items,
            markup="html",
            layout='suffix="."',
            bibliography=body.format(display),
            bibliography_options='subsequent-author-substitute=""',
        )
        block = f'<div class="csl-{display}">'
        assert found == [
            f'<div class="csl-block">Doe</div> {block}A.</div>',
            f"{block}B.</div>",
        ]
