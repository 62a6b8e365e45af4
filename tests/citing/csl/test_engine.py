"""The CSL processor, feature by feature, each in the smallest style that shows it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from citeproc import CitationStylesStyle

from pllm_bib.citing.csl.engine import Processor
from pllm_bib.citing.csl.style import CslStyle
from pllm_bib.citing.csl.text.output import collapse_spaces, render

STYLE = """\
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text" {options}>
<info><title>T</title><id>t</id><updated>2024-01-01T00:00:00+00:00</updated></info>
{macros}
<citation {citation_options}>{citation_sort}<layout {citation_layout}>{citation}</layout></citation>
<bibliography {bibliography_options}>{sort}<layout {layout}>{bibliography}</layout></bibliography>
</style>
"""
PARTS = (
    *("options", "macros", "citation_options", "citation_sort", "citation_layout", "citation"),
    *("bibliography_options", "sort", "layout", "bibliography"),
)


def processor(items: list[dict[str, Any]], language: str = "en-US", **parts: str) -> Processor:
    filled = dict.fromkeys(PARTS, "") | parts
    source = io.BytesIO(STYLE.format(**filled).encode())
    parsed = CitationStylesStyle(source, locale=language, validate=False)
    defaults = [{"id": str(number), "type": "book"} | item for number, item in enumerate(items)]
    return Processor(CslStyle(parsed.root, language), defaults)


def references(
    items: list[dict[str, Any]], language: str = "en-US", markup: str = "text", **parts: str
) -> list[str]:
    engine = processor(items, language, **parts)
    return [collapse_spaces(render(found.tokens, markup)) for found in engine.bibliography()]


def reference(item: dict[str, Any], bibliography: str, **more: str) -> str:
    (found,) = references([item], bibliography=bibliography, **more)
    return found


def citation(items: list[dict[str, Any]], ids: str, language: str = "en-US", **parts: str) -> str:
    engine = processor(items, language, **parts)
    return collapse_spaces(render(engine.citation(ids.split()), "text"))


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


NAMES = '<names variable="author"><name {}/></names>'


@pytest.mark.parametrize(
    ("given", "options", "expected"),
    [
        ("Jane Mary", 'initialize-with=". "', "J. M. Doe"),
        ("Jane Mary", 'initialize-with="."', "J.M. Doe"),
        ("Jane Mary", 'initialize-with=""', "JM Doe"),
        ("Jane Mary", 'initialize-with="." initialize="false"', "Jane Mary Doe"),
        ("J M", 'initialize-with=". " initialize="false"', "J. M. Doe"),
        ("Jean-Luc", 'initialize-with="."', "J.-L. Doe"),
        ("Jean-Luc", 'initialize-with=". "', "J.-L. Doe"),
        ("Guo-ping", 'initialize-with="."', "G. Doe"),
        ("Ph. M.E.", 'initialize-with="."', "Ph.M.E. Doe"),
    ],
)
def test_initials(given: str, options: str, expected: str) -> None:
    item = {"author": [{"family": "Doe", "given": given}]}
    assert reference(item, NAMES.format(options)) == expected


def test_hyphens_of_initials_can_be_left_out() -> None:
    item = {"author": [{"family": "Doe", "given": "Jean-Luc"}]}
    text = reference(
        item, NAMES.format('initialize-with="."'), options='initialize-with-hyphen="false"'
    )
    assert text == "J.L. Doe"


@pytest.mark.parametrize(
    ("demote", "expected"),
    [
        ("never", "van der Berg, J."),
        ("sort-only", "van der Berg, J."),
        ("display-and-sort", "Berg, J. van der"),
    ],
)
def test_particles_are_demoted_as_the_style_says(demote: str, expected: str) -> None:
    item = {"author": [{"family": "van der Berg", "given": "Jan"}]}
    text = reference(
        item,
        NAMES.format('initialize-with="." name-as-sort-order="all"'),
        options=f'demote-non-dropping-particle="{demote}"',
    )
    assert text == expected


def people(count: int) -> list[dict[str, str]]:
    return [{"family": f"F{number}", "given": "G"} for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("count", "options", "expected"),
    [
        (1, "", "G F1"),
        (2, 'and="text"', "G F1 and G F2"),
        (3, 'and="text"', "G F1, G F2, and G F3"),
        (3, 'and="symbol" delimiter-precedes-last="never"', "G F1, G F2 & G F3"),
        (2, 'and="text" delimiter-precedes-last="always"', "G F1, and G F2"),
        (4, 'et-al-min="4" et-al-use-first="1"', "G F1 et al."),
        (4, 'et-al-min="4" et-al-use-first="2"', "G F1, G F2, et al."),
        (3, 'et-al-min="4" et-al-use-first="1"', "G F1, G F2, G F3"),
        (5, 'et-al-min="4" et-al-use-first="2" et-al-use-last="true"', "G F1, G F2, … G F5"),
        (2, 'form="short" and="symbol"', "F1 & F2"),
        (
            2,
            'name-as-sort-order="first" and="text" delimiter-precedes-last="after-inverted-name"',
            "F1, G, and G F2",
        ),
    ],
)
def test_lists_of_names(count: int, options: str, expected: str) -> None:
    assert reference({"author": people(count)}, NAMES.format(options)) == expected


def test_labels_of_names_and_their_place() -> None:
    editors = '<names variable="editor">{}<label form="short" prefix=" (" suffix=")"/>{}</names>'
    one, two = {"editor": people(1)}, {"editor": people(2)}
    assert reference(one, editors.format("<name/>", "")) == "G F1 (ed.)"
    assert reference(two, editors.format('<name and="text"/>', "")) == "G F1 and G F2 (eds.)"
    before = '<names variable="editor"><label form="verb" suffix=" "/><name/></names>'
    assert reference(one, before) == "edited by G F1"
    assert reference(one, editors.format("", "")) == "G F1 (ed.)"


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


def test_rich_text_in_fields() -> None:
    item = {"title": "On <i>E. coli</i> in H<sub>2</sub>O & <b>x</b> < y"}
    assert reference(item, '<text variable="title"/>') == "On E. coli in H2O & x < y"
    assert reference(item, '<text variable="title"/>', markup="html") == (
        "On <i>E. coli</i> in H<sub>2</sub>O &#38; <b>x</b> &#60; y"
    )


def test_a_group_vanishes_when_its_variables_are_empty() -> None:
    group = '<group prefix="[" suffix="]"><text value="in "/>{}</group>'
    assert reference({"title": "T"}, group.format('<text variable="title"/>')) == "[in T]"
    assert references([{"title": "T"}], bibliography=group.format('<text variable="note"/>')) == [
        ""
    ]
    nested = '<group><text value="x"/></group><text variable="note"/>'
    assert reference({"title": "T"}, group.format(nested)) == "[in x]", (
        "a group of fixed text alone counts as a variable with a value"
    )
    macro = '<macro name="m"><text variable="note"/></macro>'
    assert references(
        [{"title": "T"}], bibliography=group.format('<text macro="m"/>'), macros=macro
    ) == [""]


DATE = '<date variable="issued" form="{}" date-parts="{}"/>'


@pytest.mark.parametrize(
    ("parts", "element", "language", "expected"),
    [
        ([[2024, 6, 1]], DATE.format("text", "year-month-day"), "en-US", "June 1, 2024"),
        ([[2024, 6, 1]], DATE.format("text", "year-month-day"), "de-DE", "1. Juni 2024"),
        ([[2024, 6, 1]], DATE.format("numeric", "year-month-day"), "en-US", "06/01/2024"),
        ([[2024, 6]], DATE.format("text", "year-month"), "en-US", "June 2024"),
        ([[2024, 6]], DATE.format("text", "year"), "en-US", "2024"),
        (
            [[2024, 6, 1], [2024, 6, 3]],
            DATE.format("text", "year-month-day"),
            "en-US",
            "June 1–3, 2024",
        ),
        ([[2023], [2024]], DATE.format("text", "year"), "en-US", "2023–2024"),
        ([[-50]], DATE.format("text", "year"), "en-US", "50 BC"),
    ],
)
def test_dates(parts: list[list[int]], element: str, language: str, expected: str) -> None:
    item = {"issued": {"date-parts": parts}}
    assert reference(item, element, language=language) == expected


@pytest.mark.parametrize(
    ("style", "pages", "expected"),
    [
        ("expanded", "42-5", "42–45"),
        ("minimal", "100-104", "100–4"),
        ("minimal-two", "100-104", "100–04"),
        ("chicago-15", "71-72", "71–72"),
        ("chicago-15", "100-104", "100–104"),
        ("chicago-15", "321-328", "321–28"),
        ("chicago-15", "1496-1504", "1496–1504"),
        ("chicago-16", "10002-10006", "10002–6"),
        ("minimal", "e12-e15", "e12–5"),
        ("expanded", "xii-xv", "xii–xv"),
        ("expanded", "7", "7"),
        ("expanded", "1-2, 5-7", "1–2, 5–7"),
    ],
)
def test_page_ranges(style: str, pages: str, expected: str) -> None:
    text = reference(
        {"page": pages}, '<text variable="page"/>', options=f'page-range-format="{style}"'
    )
    assert text == expected


def test_term_forms_fall_back() -> None:
    label = '<names variable="editor"><name/><label form="{}" prefix=", "/></names>'
    item = {"editor": people(1)}
    assert reference(item, label.format("symbol")) == "G F1, ed."
    assert reference(item, label.format("verb-short")) == "G F1, ed. by"


@pytest.mark.parametrize(
    ("number", "language", "expected"),
    [
        ("1", "en-US", "1st"),
        ("12", "en-US", "12th"),
        ("22", "en-US", "22nd"),
        ("113", "en-US", "113th"),
        ("2", "de-DE", "2."),
        ("third", "en-US", "third"),
    ],
)
def test_ordinals(number: str, language: str, expected: str) -> None:
    element = '<number variable="edition" form="ordinal"/>'
    assert reference({"edition": number}, element, language=language) == expected


def test_second_field_align_sets_the_number_apart() -> None:
    body = '<text variable="citation-number" prefix="[" suffix="]"/><text variable="title"/>'
    found = {"markup": "text"} | {"bibliography_options": 'second-field-align="flush"'}
    assert reference({"title": "T"}, body, **found) == "[1] T"
    assert reference({"title": "T"}, body, **(found | {"markup": "html"})) == (
        '<div class="csl-left-margin">[1]</div><div class="csl-right-inline">T</div>'
    )


def test_sorting_ignores_case_accents_and_reads_numbers() -> None:
    titles = ["b", "Ä", "a 10", "a 9", "C"]
    found = references(
        [{"title": title} for title in titles],
        sort='<sort><key variable="title"/></sort>',
        bibliography='<text variable="title"/>',
    )
    assert found == ["Ä", "a 9", "a 10", "b", "C"]


def test_sorting_puts_what_has_no_key_last_in_either_direction() -> None:
    items: list[dict[str, Any]] = [
        {"title": "none"},
        {"title": "old", "issued": {"date-parts": [[1999]]}},
    ]
    items.append({"title": "new", "issued": {"date-parts": [[2020]]}})
    for direction, expected in (
        ("ascending", ["old", "new", "none"]),
        ("descending", ["new", "old", "none"]),
    ):
        found = references(
            items,
            sort=f'<sort><key variable="issued" sort="{direction}"/></sort>',
            bibliography='<text variable="title"/>',
        )
        assert found == expected


AUTHOR_YEAR = (
    '<group delimiter=" "><names variable="author"><name form="short" {} initialize-with=". "/>'
    '</names><date variable="issued" form="text" date-parts="year"/></group>'
)


def work(number: str, *families: str, year: int = 2024, given: str = "Ann") -> dict[str, Any]:
    authors = [{"family": family, "given": given} for family in families]
    return {"id": number, "author": authors, "issued": {"date-parts": [[year]]}, "title": number}


def test_year_suffixes_tell_works_of_a_year_apart() -> None:
    items = [work("a", "Doe"), work("b", "Doe"), work("c", "Doe", year=2023)]
    parts = {
        "citation_options": 'disambiguate-add-year-suffix="true"',
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
        "bibliography": AUTHOR_YEAR.format(""),
    }
    assert citation(items, "a b c", **parts) == "Doe 2024a; Doe 2024b; Doe 2023"
    assert references(items, **parts) == ["Doe 2024a", "Doe 2024b", "Doe 2023"]


def test_more_names_tell_cites_apart() -> None:
    items = [work("a", "Doe", "Roe", "Poe"), work("b", "Doe", "Zoe", "Poe")]
    parts = {
        "citation_options": 'disambiguate-add-names="true" et-al-min="3" et-al-use-first="1"',
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "a b", **parts) == "Doe, Roe, et al. 2024; Doe, Zoe, et al. 2024"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("all-names", "J. Doe 2024; M. Doe 2023"),
        ("all-names-with-initials", "J. Doe 2024; M. Doe 2023"),
        ("primary-name", "J. Doe 2024; M. Doe 2023"),
        ("by-cite", "Doe 2024; Doe 2023"),
    ],
)
def test_given_names_tell_people_apart(rule: str, expected: str) -> None:
    items = [work("a", "Doe", given="Jane"), work("b", "Doe", given="Mary", year=2023)]
    parts = {
        "citation_options": (
            f'disambiguate-add-givenname="true" givenname-disambiguation-rule="{rule}"'
        ),
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "a b", **parts) == expected


def test_numbers_collapse_into_ranges() -> None:
    items = [{"id": name, "title": name} for name in "abcdef"]
    parts = {
        "citation_options": 'collapse="citation-number"',
        "citation_sort": '<sort><key variable="citation-number"/></sort>',
        "citation": '<text variable="citation-number"/>',
        "citation_layout": 'prefix="[" suffix="]" delimiter=","',
        "bibliography": '<text variable="title"/>',
    }
    assert citation(items, "a b c e", **parts) == "[1–3,5]"
    assert citation(items, "f e c", **parts) == "[3,5,6]", "two in a row are no range"
    assert citation(items, "b", **parts) == "[2]"


def test_repeated_authors_are_replaced() -> None:
    items = [work("a", "Doe"), work("b", "Doe", year=2023), work("c", "Roe")]
    found = references(
        items,
        bibliography='<names variable="author" suffix=". "/><text variable="title"/>',
        bibliography_options='subsequent-author-substitute="———"',
    )
    assert found == ["Ann Doe. a", "———. b", "Ann Roe. c"]


def test_substitutes_are_not_printed_twice() -> None:
    body = (
        '<names variable="author"><name/><substitute><names variable="editor"/>'
        '<text variable="title"/></substitute></names><text value="|"/>'
        '<names variable="editor"/><text value="|"/><text variable="title"/>'
    )
    assert reference({"editor": people(1), "title": "T"}, body) == "G F1||T"
    assert reference({"title": "T"}, body) == "T||"
