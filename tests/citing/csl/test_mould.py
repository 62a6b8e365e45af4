"""References cast in moulds are what the usual way makes of their items, letter for letter."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.citing.csl.small_style import processor

from pllm_bib.citing.csl import bibliography
from pllm_bib.citing.csl.mould import Cast
from pllm_bib.citing.csl.text.output import Rendered
from pllm_bib.citing.csl.text.tokens import says_nothing

if TYPE_CHECKING:
    from pllm_bib.citing.csl.engine import Processor

_TITLES = (
    *(
        "Owls of the north",
        "Owls: a Study of NETs",
        "Is it an owl?",
        "Owls!",
        "owls et al.",
        "3d owls",
    ),
    *(
        "Müller's owls (and others)",
        "The owls' nest",
        "“Owls” by night",
        "Owls in 1990",
        "A <i>b</i> c",
    ),
)
_FAMILIES = ("Doe", "Müller", "Abe-Ito", "De la Torre", "van Dam", "O'Neil", "李")
_GIVENS = ("Ann", "Ann Bea", "J. Robert", "Jean-Luc", "A.B.", "Jo Q.", "de Ann", "", "明")
_PAGES = ("3-17", "5", "101-108", "321-28", "S1-S9", "7, 9", "8815-8815")
_NUMBERS = ("1", "2", "3", "11", "42", "IV", "2nd", "007")
_DATES = (
    *({"date-parts": [[2021]]}, {"date-parts": [[1999, 7]]}, {"date-parts": [[2020, 2, 3]]}),
    *({"date-parts": [[2020], [2021]]}, {"literal": "soon"}, {"date-parts": [[400]]}),
)


def _some(chance: random.Random, many: int) -> list[dict[str, Any]]:
    """Return items of few types, two of three of a few habits: so some have one shape."""
    found = []
    dates = (*_DATES, *({"date-parts": [[2020, month]]} for month in range(1, 13)))
    for number in range(many):
        usual = chance.random() < 0.67

        def pick(of: tuple[Any, ...], usual: bool = usual) -> Any:  # noqa: FBT001
            return chance.choice(of[: max(1, len(of) // 4)] if usual else of)

        authors = [
            {"family": pick(_FAMILIES), "given": pick(_GIVENS)}
            for _ in range(chance.choice((1, 2, 7)) if usual else chance.randint(1, 8))
        ]
        item = {
            "id": f"k{number}",
            "type": pick(("article-journal", "book", "chapter")),
            "title": pick(_TITLES),
            "author": authors,
            "issued": pick(dates[::-1] if number % 3 else dates),
            "container-title": pick(("Birds", "J. of Owls", "Owls?")),
            "volume": pick(_NUMBERS),
            "page": pick(_PAGES),
            "edition": pick(_NUMBERS),
            "DOI": f"10.5555/{number}",
            "URL": f"https://a.org/{number}%20_{'' if usual else chance.choice('-._')}",
        }
        if not usual and chance.random() < 0.5:
            item["editor"] = authors[:2]
            if chance.random() < 0.7:
                item["translator"] = authors[:2] if chance.random() < 0.5 else authors[:1]
        if not usual and chance.random() < 0.5:
            item["title-short"] = "Owls"
        if not usual and chance.random() < 0.3:
            del item[chance.choice(("author", "title", "issued", "volume"))]
        found.append(item)
    return found


_NAMES = (
    '<names variable="author"><name {}/><et-al/><label form="short" prefix=", "/>'
    '<substitute><names variable="editor"/><text variable="title"/></substitute></names>'
)
_REST = (
    '<text variable="title" {}/><text variable="container-title" font-style="italic"/>'
    '<group delimiter=" "><label variable="page" form="short"/><text variable="page"/></group>'
    '<date variable="issued" form="text" prefix="(" suffix=")" {}/>'
    '<text variable="DOI" prefix="https://doi.org/"/><text variable="URL"/>'
)
_STYLES = {
    "plain": (_NAMES.format('initialize-with=". " and="text"'), _REST.format("", "")),
    "quotes": (
        _NAMES.format('initialize-with="" sort-separator=" " name-as-sort-order="all"'),
        _REST.format('quotes="true" suffix=","', 'date-parts="year-month"'),
    ),
    "cases": (
        _NAMES.format('form="short"'),
        _REST.format('text-case="title"', 'date-parts="year"'),
    ),
    "first": (
        _NAMES.format('name-as-sort-order="first" et-al-min="4" et-al-use-first="2"'),
        _REST.format('text-case="capitalize-first"', ""),
    ),
    "whole": (
        _NAMES.format('initialize="false" initialize-with=". " et-al-min="3" et-al-use-first="1"'),
        _REST.format('form="short"', ""),
    ),
    "last": (
        _NAMES.format(
            'initialize-with="." et-al-min="5" et-al-use-first="2" et-al-use-last="true" '
            'delimiter-precedes-last="never" and="symbol"'
        ),
        _REST.format("", ""),
    ),
    "tests": (
        (
            '<choose><if is-numeric="title volume"><text value="n"/></if>'
            '<else-if variable="title-short editor" match="any"><text value="s"/></else-if>'
            '<else><text value="In"/></else></choose>'
            '<number variable="edition"/><text variable="volume" font-weight="bold"/>'
        ),
        _REST.format("", ""),
    ),
    "labels": (
        '<text variable="citation-label"/>',
        _REST.format("", ""),
    ),
    "both": (
        '<names variable="editor translator"><name/><label prefix=", "/></names>',
        '<text variable="title"/>',
    ),
    "ordinals": ('<number variable="edition" form="ordinal"/>', _REST.format("", "")),
    "roman": (
        '<number variable="volume" form="roman"/>',
        _REST.format('strip-periods="true"', ""),
    ),
    "numbers": (
        '<text variable="citation-number" prefix="[" suffix="]"/><number variable="volume"/>'
        + _NAMES.format('initialize-with=" "'),
        _REST.format("", ""),
    ),
}
_CAST = set(_STYLES) - {"labels", "ordinals", "roman"}
"""Styles in which values show in ways that moulds know."""


@pytest.mark.parametrize("pages", ["", "chicago", "minimal"])
@pytest.mark.parametrize("name", _STYLES)
def test_cast_references_are_those_of_the_usual_way(name: str, pages: str) -> None:
    items = _some(random.Random(name + pages), 250)  # noqa: S311 -- the same each time
    people, rest = _STYLES[name]
    made = processor(
        items,
        options=f'page-range-format="{pages}"' if pages else "",
        bibliography=f'<group delimiter=". ">{people}{rest}</group>',
        layout='suffix="."',
        bibliography_options='second-field-align="flush"' if name == "numbers" else "",
    )
    found = made.bibliography()
    cast = [one for one in found if isinstance(one, Cast)]
    assert (len(cast) > 20) is (name in _CAST)
    for one in found:
        tokens, _people = made.reference(one.id, ())
        assert one.tokens == tokens
        assert one.written("text") == Rendered(one.id, tokens).written("text")
        assert one.silent is says_nothing(tokens)


_MORE_FAMILIES = (*_FAMILIES[:4], *(f"{first}ard" for first in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
_SORTED = (
    '<sort><key macro="who"/><key variable="volume"/><key variable="issued"/>'
    '<key variable="title"/></sort>'
)
_APART = {
    "by cite": 'disambiguate-add-givenname="true" disambiguate-add-names="true"',
    "all names": (
        'disambiguate-add-givenname="true" givenname-disambiguation-rule="all-names" '
        'disambiguate-add-names="true"'
    ),
    "with initials": (
        'disambiguate-add-givenname="true" disambiguate-add-year-suffix="true" '
        'givenname-disambiguation-rule="primary-name-with-initials"'
    ),
    "suffix": 'disambiguate-add-year-suffix="true"',
    "names": 'disambiguate-add-names="true" disambiguate-add-year-suffix="true"',
    "nothing": "",
}


@pytest.mark.parametrize("substitute", ["", "complete-each", "partial-each", "complete-all"])
@pytest.mark.parametrize("apart", _APART)
def test_works_that_others_have_a_say_in_are_as_the_usual_way_makes_them(
    apart: str, substitute: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cites that tell works apart, sort keys that note names, and people who repeat."""
    chance = random.Random(apart + substitute)  # noqa: S311 -- the same each time
    items = _some(chance, 400)
    for item in items:
        for author in item.get("author", ()):
            author["family"] = chance.choice(_MORE_FAMILIES)
    who = (
        '<macro name="who"><names variable="author"><name form="long" initialize-with=". " '
        'name-as-sort-order="first"/><substitute><names variable="editor"/></substitute></names>'
        "</macro>"
    )
    year = '<date variable="issued" form="text" date-parts="year"/>'
    title = '<text variable="title"/>'
    options = (
        f'subsequent-author-substitute="—" subsequent-author-substitute-rule="{substitute}" '
        if substitute
        else 'et-al-min="6" et-al-use-first="3" '
    )

    def made() -> Processor:
        return processor(
            items,
            macros=who,
            citation=f'<names variable="author"><name form="short"/></names>{year}',
            citation_options=f'{_APART[apart]} et-al-min="3" et-al-use-first="1"',
            bibliography=f'<group delimiter=" "><text macro="who"/>{year}{title}</group>',
            bibliography_options=options,
            sort=_SORTED,
        )

    quick = made()
    found = quick.bibliography()
    assert sum(isinstance(one, Cast) for one in found) > 5
    monkeypatch.setattr(bibliography, "MANY", 10_000)
    usual = made()
    assert quick.sorted == usual.sorted
    assert quick.disambiguation == usual.disambiguation
    for one, other in zip(found, usual.bibliography(), strict=True):
        assert not isinstance(other, Cast)
        for markup in ("text", "html", "markdown"):
            assert one.written(markup) == other.written(markup)


def test_what_is_no_item_of_the_schema_is_rendered_as_ever() -> None:
    odd: list[dict[str, Any]] = [
        {"author": [{"family": ["x"], "given": "y"}]},
        {"author": [{"family": "Doe", "given": "Ann", "parse-names": 0}]},
        {"issued": {"date-parts": None}},
        {"issued": {"date-parts": [[]]}},
        {"issued": {"date-parts": [["2020"]]}},
        {"page": 7},
        {"title": ["a"]},
    ]
    items = [{"title": "T"} | one for one in odd for _ in range(20)]
    made = processor(
        items,
        bibliography='<group delimiter=" "><names variable="author"/><text variable="page"/>'
        '<date variable="issued" form="text"/><text variable="title"/></group>',
    )
    texts = [one.written("text") for one in made.bibliography()]
    expected = ("y [’x’] T", "Ann Doe T", "T", "T", "2020 T", "7 T", "")
    assert texts == [text for text in expected for _ in range(20)]
