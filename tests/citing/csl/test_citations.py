"""The citations of a document: where each cite stands, and how that words it."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import AUTHOR_YEAR, processor, work

from pllm_bib.citing.csl.cite import Citation, Cite
from pllm_bib.citing.csl.text.output import collapse_spaces, render

NAME_TITLE = (
    '<group delimiter=" "><names variable="author"><name form="short"/></names>'
    '<text variable="title"/></group>'
)
LOCATOR = (
    '<group delimiter=" " prefix=", "><label variable="locator" form="short"/>'
    '<text variable="locator"/></group>'
)
BY_POSITION = f"""
<choose>
<if position="ibid-with-locator"><text value="ibid+"/></if>
<else-if position="ibid"><text value="ibid"/></else-if>
<else-if position="subsequent"><group delimiter=" "><text value="see n."/>
<text variable="first-reference-note-number"/></group></else-if>
<else>{NAME_TITLE}</else></choose>{LOCATOR}"""
NEAR = (
    '<choose><if position="near-note"><text value="near"/></if>'
    '<else-if position="subsequent"><text value="far"/></else-if>'
    '<else><text value="first"/></else></choose>'
)

ITEMS = [work("a", "Doe"), work("b", "Roe")]


def cited(citations: list[Citation], layout: str = BY_POSITION, **parts: str) -> list[str]:
    engine = processor(ITEMS, citation=layout, citation_layout='delimiter="; "', **parts)
    return [collapse_spaces(render(tokens, "text")) for tokens in engine.citations(citations)]


def note(number: int, *cites: str | Cite) -> Citation:
    return Citation(tuple(Cite(one) if isinstance(one, str) else one for one in cites), number)


@pytest.mark.parametrize(
    ("citations", "last"),
    [
        ([note(1, "a")], "Doe a"),
        ([note(1, "a"), note(2, "a")], "ibid"),
        ([note(1, "a"), note(2, "b"), note(3, "a")], "see n. 1"),
        ([note(1, "a"), note(2, Cite("a", "5"))], "ibid+, p. 5"),
        ([note(1, Cite("a", "5")), note(2, Cite("a", "5"))], "ibid, p. 5"),
        ([note(1, Cite("a", "5")), note(2, Cite("a", "5", "chapter"))], "ibid+, chap. 5"),
        ([note(1, Cite("a", "5")), note(2, "a")], "see n. 1"),
        ([note(1, "a", "b"), note(2, "b")], "see n. 1"),  # “ibid” could mean either
        ([note(1, "a"), note(1, "b"), note(2, "b")], "see n. 1"),  # two citations, one note
        ([note(1, "a"), note(3, "a")], "see n. 1"),  # a note between them has no citation
        ([note(1, "a"), note(1, "a")], "ibid"),
        ([note(1, "a", "a")], "Doe a; ibid"),
        ([note(0, "a"), note(0, "a")], "ibid"),
        ([note(0, "a"), note(1, "a")], "Doe a"),  # text and notes do not count for each other
        ([note(1, "a"), note(2, "b"), note(1, "a")], "Doe a"),  # a new chapter
        ([note(1, "a"), note(2, Cite("a", author_only=True)), note(3, "a")], "ibid"),
    ],
)
def test_the_place_of_a_cite_words_it(citations: list[Citation], last: str) -> None:
    assert cited(citations)[-1] == last


@pytest.mark.parametrize(
    ("distance", "expected"), [("", "near"), ('near-note-distance="4"', "far")]
)
def test_near_notes_are_within_the_distance_of_the_style(distance: str, expected: str) -> None:
    citations = [note(1, "a"), note(3, "b"), note(6, "a")]
    assert cited(citations, NEAR, citation_options=distance)[-1] == expected


def test_a_composite_citation_has_its_authors_in_the_sentence() -> None:
    layout = NAME_TITLE + LOCATOR
    citation = Citation((Cite("a", "5"), Cite("b")), composite=True)
    (found,) = processor(
        ITEMS, citation=layout, citation_layout='prefix="(" suffix=")" delimiter="; "'
    ).citations([citation])
    assert collapse_spaces(render(found, "text")) == "Doe (a, p. 5; Roe b)"


def test_a_citation_of_its_author_alone_has_no_affixes() -> None:
    engine = processor(ITEMS, citation=NAME_TITLE, citation_layout='prefix="(" suffix=")"')
    tokens = engine.citation([Cite("a", author_only=True)])
    assert collapse_spaces(render(tokens, "text")) == "Doe"


def test_works_of_the_same_authors_come_together_in_a_document() -> None:
    items = [work("a", "Doe", year=2010), work("b", "Roe", year=2005), work("c", "Doe", year=2003)]
    parts = {
        "citation_options": 'collapse="year"',
        "citation_sort": '<sort><key variable="issued"/></sort>',
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    (found,) = processor(items, **parts).citations([note(0, "a", "b", "c")])
    assert collapse_spaces(render(found, "text")) == "Doe 2003, 2010; Roe 2005"


def test_a_prefix_that_goes_on_with_a_comma_needs_no_delimiter() -> None:
    (found,) = cited([note(0, "a", Cite("b", prefix=", cited in"))], NAME_TITLE)
    assert found == "Doe a, cited in Roe b"


def test_what_is_said_around_a_cite_stays_where_names_are_left_out() -> None:
    parts = {
        "citation_options": 'collapse="year"',
        "citation": AUTHOR_YEAR.format("") + LOCATOR,
        "citation_layout": 'prefix="(" suffix=")" delimiter="; "',
    }
    cites = note(0, Cite("a", "5", suffix=", passim"), Cite("a", prefix="cf."), "b")
    (found,) = processor(ITEMS, **parts).citations([cites])
    text = collapse_spaces(render(found, "text"))
    assert text == "(Doe 2024, p. 5, passim, cf. 2024; Roe 2024)"


def test_cites_of_nothing_but_the_names_before_vanish_where_cites_collapse() -> None:
    names = '<names variable="author"><name form="short"/></names>'
    parts = {
        "citation_options": 'collapse="year"',
        "citation": names,
        "citation_layout": 'delimiter="; "',
    }
    cites = (note(0, "a", "a"), note(0, "a", Cite("a", suffix="again")))
    found = processor(ITEMS, **parts).citations(cites)
    assert [collapse_spaces(render(one, "text")) for one in found] == ["Doe", "Doe, Doe again"]


def test_words_around_cites_say_what_parts_them() -> None:
    parts = {"citation": AUTHOR_YEAR.format(""), "citation_layout": 'delimiter="; "'}
    cites = (
        note(0, Cite("a", suffix="is one,"), Cite("b", suffix="is another.")),
        note(0, "a", Cite("b", prefix=", and")),
        note(0, "a", Cite("b", prefix="see “")),
        note(0, "a", Cite("b", prefix="(cf.")),
        note(0, "a", Cite("b", prefix="(")),
    )
    found = processor(ITEMS, **parts).citations(cites)
    assert [collapse_spaces(render(one, "text")) for one in found] == [
        "Doe 2024 is one, Roe 2024 is another.",
        "Doe 2024, and Roe 2024",
        "Doe 2024; see “Roe 2024",
        "Doe 2024; (cf. Roe 2024",
        "Doe 2024; (Roe 2024",
    ]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", "Doe; ibid."),
        ('. He said "so." ', "Doe. He said “so.” Ibid."),
        ("see", "Doe; see ibid."),
    ],
)
def test_a_term_has_a_capital_behind_a_sentence(prefix: str, expected: str) -> None:
    citation = (
        '<choose><if position="subsequent"><text term="ibid"/></if>'
        '<else><names variable="author"><name form="short"/></names></else></choose>'
    )
    engine = processor(
        ITEMS, style_class="note", citation=citation, citation_layout='delimiter="; "'
    )
    (found,) = engine.citations([note(1, "a", Cite("a", prefix=prefix))])
    assert collapse_spaces(render(found, "text")) == expected


@pytest.mark.parametrize("label", ["sub verbo", "sub-verbo"])
def test_the_former_name_of_a_locator_is_known(label: str) -> None:
    citation = (
        '<choose><if locator="sub verbo"><label variable="locator" form="short"/>'
        '<text variable="locator" prefix=" "/></if></choose>'
    )
    engine = processor(ITEMS, citation=citation)
    found = engine.citation([Cite("a", "owl", label)])
    assert collapse_spaces(render(found, "text")) == "s.v. owl"


AUTHOR_OR_TITLE = (
    '<group delimiter=" "><names variable="author"><name form="short"/>'
    '<substitute><text variable="title"/></substitute></names>'
    '<date variable="issued" prefix="(" suffix=")"><date-part name="year"/></date></group>'
)


def test_what_stands_for_the_authors_is_named_and_left_out_as_they_are() -> None:
    bare = {"id": "t", "title": "Owls", "issued": {"date-parts": [[2020]]}}
    engine = processor([*ITEMS, bare], citation=AUTHOR_OR_TITLE)
    citations = (
        Citation((Cite("t"),), composite=True),
        note(0, Cite("t", suppress_author=True)),
        note(0, Cite("t", author_only=True, prefix="see", suffix=", of course")),
        Citation((Cite("a"),), composite=True),
    )
    found = [collapse_spaces(render(one, "text")) for one in engine.citations(citations)]
    assert found == ["Owls (2020)", "(2020)", "see Owls, of course", "Doe (2024)"]


def test_works_whose_cites_show_other_notes_are_told_apart_by_them() -> None:
    citation = (
        '<choose><if position="first"><text variable="title"/></if><else><group delimiter=", ">'
        '<names variable="author"><name form="short"/></names>'
        '<text variable="first-reference-note-number" prefix="n. "/>'
        '<choose><if disambiguate="true"><text variable="title"/></if></choose>'
        "</group></else></choose>"
    )
    works = [work("a", "Doe"), work("b", "Doe")]
    engine = processor(works, style_class="note", citation=citation)

    def last(*citations: Citation) -> list[str]:
        found = engine.citations(citations)[-2:]
        return [collapse_spaces(render(one, "text")) for one in found]

    again = (note(3, "a"), note(4, "b"))
    assert last(note(1, "a"), note(2, "b"), *again) == ["Doe, n. 1", "Doe, n. 2"]
    assert last(note(1, "a", "b"), *again) == ["Doe, n. 1, a", "Doe, n. 1, b"]


def test_a_range_of_pages_is_shortened_and_no_other_range() -> None:
    engine = processor(ITEMS, citation=LOCATOR, options='page-range-format="chicago"')
    cites = [engine.citation([Cite("a", "123-125", label)]) for label in ("page", "column")]
    found = [collapse_spaces(render(one, "text")) for one in cites]
    assert found == [", pp. 123–25", ", cols. 123–125"]


def test_works_without_authors_stand_behind_those_with_where_authors_are_grouped() -> None:
    parts = {
        "citation": AUTHOR_OR_TITLE,
        "citation_options": 'collapse="year"',
        "citation_sort": '<sort><key variable="volume"/></sort>',
        "citation_layout": 'delimiter="; "',
    }
    bare = {"id": "t", "title": "Owls"}
    (found,) = processor([bare, *ITEMS], **parts).citations([note(0, "t", "b", "a")])
    assert collapse_spaces(render(found, "text")) == "Doe (2024); Roe (2024); Owls"


def test_a_full_stop_behind_a_question_in_quotation_marks_is_left_out() -> None:
    title = '<text variable="title" quotes="true"/>'
    parts = {"citation": title, "citation_layout": 'suffix="."', "style_class": "note"}
    items = [{"id": "q", "title": "Why?"}, {"id": "s", "title": "So"}]
    for language, expected in (("en-GB", ["‘Why?’", "‘So’."]), ("en-US", ["“Why?”", "“So.”"])):
        engine = processor(items, language, **parts)
        found = engine.citations([note(1, "q"), note(2, "s")])
        assert [collapse_spaces(render(one, "text")) for one in found] == expected
