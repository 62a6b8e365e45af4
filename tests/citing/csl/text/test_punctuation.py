"""Punctuation at seams, and quotation marks."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference

TITLE_QUOTED = '<text variable="title" quotes="true" suffix=","/><text value=" x"/>'


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("A Title", "en-US", "“A Title,” x"),
        ("A Title", "en-GB", "‘A Title’, x"),
        ("A Title", "de-DE", "„A Title“, x"),
        ("Why?", "en-US", "“Why?,” x"),
        ('A "b" c', "en-US", "“A ‘b’ c,” x"),
        ("A “b ‘c’ d” e", "en-US", "“A ‘b “c” d’ e,” x"),
        ("It's Jack's", "en-US", "“It’s Jack’s,” x"),
        ('Ends in "quotes"', "en-US", "“Ends in ‘quotes,’” x"),
    ],
)
def test_quotation_marks(title: str, language: str, expected: str) -> None:
    assert reference({"title": title}, TITLE_QUOTED, language=language) == expected


@pytest.mark.parametrize(
    ("title", "suffix", "expected"),
    [
        ("Why?", ".", "Why?"),
        ("Stop!", ".", "Stop!"),
        ("End.", ".", "End."),
        ("What", "?.", "What?."),
        ("Half:", ".", "Half:"),
        ("Why?", ",", "Why?,"),
        ("Jr.", ",", "Jr.,"),
        ("a;", ";", "a;"),
    ],
)
def test_punctuation_at_seams(title: str, suffix: str, expected: str) -> None:
    assert reference({"title": title}, f'<text variable="title" suffix="{suffix}"/>') == expected


def test_punctuation_inside_a_field_stays() -> None:
    assert reference({"title": "Wait.., what?! No.."}, '<text variable="title"/>') == (
        "Wait.., what?! No.."
    )


QUOTED = '<text variable="title" quotes="true" suffix="{}"/><text value="x" prefix=" "/>'


@pytest.mark.parametrize(
    ("title", "language", "suffix", "expected"),
    [
        ("A", "en-US", ".", "“A.” x"),
        ("A", "en-US", ";", "“A”; x"),
        ("A", "en-US", "?", "“A?” x"),
        ("A.", "en-US", ".", "“A.” x"),
        ("A,", "en-US", ",", "“A,” x"),
        ("A,", "en-GB", ",", "‘A’, x"),
        ("A,", "en-GB", ".", "‘A’,. x"),
        ("A:", "en-GB", ":", "‘A’: x"),
        ("A;", "en-GB", ",", "‘A’;, x"),
        ("A.", "en-GB", ".", "‘A.’ x"),
        ("A?", "en-GB", ".", "‘A?’. x"),
        ("A", "en-GB", ".", "‘A’. x"),
        ("A <i>b</i>", "en-US", ",", "“A b,” x"),
    ],
)
def test_punctuation_moves_into_and_out_of_a_closing_quotation_mark(
    title: str, language: str, suffix: str, expected: str
) -> None:
    assert reference({"title": title}, QUOTED.format(suffix), language=language) == expected


MEETING = """\
    !    ?    .    :    ,    ;
!   !    !?   !    !    !,   !;
?   ?!   ?    ?    ?    ?,   ?;
.   .!   .?   .    .:   .,   .;
:   !    ?    :    :    :,   :;
,   ,!   ,?   ,.   ,:   ,    ,;
;   !    ?    ;    ;    ;,   ;
"""
"""The end of a field (left) meets the start of a suffix (above)."""


@pytest.mark.parametrize("line", MEETING.splitlines()[1:])
def test_two_punctuation_marks_meet(line: str) -> None:
    end, *expected = line.split()
    for start, both in zip(MEETING.splitlines()[0].split(), expected, strict=True):
        text = f'<text variable="title" suffix="{start}x"/>'
        assert reference({"title": f"a{end}"}, text) == f"a{both}x"


def test_quotations_inside_quotations_alternate_and_so_do_italics() -> None:
    title = {"title": "a \"b <i>c</i> 'd' e\" f"}
    italic = '<text variable="title" font-style="italic"/>'
    assert reference(title, italic, markup="html") == (
        '<i>a “b <span style="font-style:normal;">c</span> ‘d’ e” f</i>'
    )
    assert reference(title, '<text variable="title" quotes="true"/>') == "“a ‘b c “d” e’ f”"


@pytest.mark.parametrize(
    ("suffix", "following", "expected"),
    [
        (":", "! ", "“T!” x"),
        (";", "? ", "“T?” x"),
        (":", ", ", "“T”:, x"),
        (".", "! ", "“T.!” x"),
        (":", ": ", "“T”: x"),
    ],
)
def test_what_becomes_of_two_marks_behind_a_quotation_moves_inside(
    suffix: str, following: str, expected: str
) -> None:
    body = (
        f'<text variable="title" quotes="true" suffix="{suffix}"/>'
        f'<text value="x" prefix="{following}"/>'
    )
    assert reference({"title": "T"}, body) == expected


@pytest.mark.parametrize(
    ("delimiter", "prefix", "expected"),
    [(";", ":", "A;:B"), (";", ";", "A;B"), (":", ".", "A:.B"), (", ", ", ", "A, , B")],
)
def test_a_prefix_behind_a_delimiter_yields_to_it_only_if_it_is_the_same(
    delimiter: str, prefix: str, expected: str
) -> None:
    body = f'<text variable="publisher" prefix="{prefix}"/>'
    body = f'<group delimiter="{delimiter}"><text variable="title"/>{body}</group>'
    assert reference({"title": "A", "publisher": "B"}, body) == expected


TITLE = '<text variable="title" quotes="true"{}/>'


PUBLISHER = '<text variable="publisher"/>'


@pytest.mark.parametrize("language", ["fr-FR", "en-GB", "de-DE"])
@pytest.mark.parametrize(
    ("body", "stops"),
    [
        (TITLE.format(' suffix=". "') + PUBLISHER, 1),
        (f'<group delimiter=". ">{TITLE.format("")}{PUBLISHER}</group>', 1),
        (TITLE.format("") + '<text variable="publisher" prefix=". "/>', 1),
        (f'<group delimiter=". "><group>{TITLE.format("")}</group>{PUBLISHER}</group>', 0),
        (f'<group suffix=". ">{TITLE.format("")}</group>{PUBLISHER}', 0),
    ],
)
def test_a_full_stop_behind_a_quoted_question_stays_unless_a_group_put_it_there(
    body: str, stops: int, language: str
) -> None:
    printed = reference({"title": "Why?", "publisher": "B"}, body, language=language)
    assert printed.count(".") == stops
    assert reference({"title": "Why?", "publisher": "B"}, body).startswith("“Why?” B")


def test_a_suffix_and_a_delimiter_behind_it_both_stay() -> None:
    body = '<text variable="title" suffix=":"/><text variable="publisher"/>'
    body = f'<group delimiter=". ">{body}</group>'
    assert reference({"title": "A", "publisher": "B"}, body) == "A:. B"
    assert reference({"title": "A?", "publisher": "B"}, body.replace(":", "?")) == "A? B"
