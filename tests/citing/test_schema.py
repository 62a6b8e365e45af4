"""Styles held against CSL's schema: what is refused, what is told, and what passes."""

from __future__ import annotations

import pytest
from lxml import etree
from tests.citing.csl import small_style

from pllm_bib.citing import schema, styles
from pllm_bib.citing.references import STYLES
from pllm_bib.errors import StyleError


def checked(**parts: str) -> list[tuple[int, str]]:
    filled = (
        dict.fromkeys(small_style.PARTS, "") | {"citation": "\n<text variable='title'/>"} | parts
    )
    return schema.check(etree.fromstring(small_style.STYLE.format(**filled)))


MANY_ATTRIBUTES = " ".join(f'a{number}="x"' for number in range(101))
NAME = '<names variable="author"><name {}/></names>'


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (
            {"bibliography": '<text variable="title" text-case="zzz"/>'},
            r"text-case of <text> .*lowe",
        ),
        ({"bibliography": '<text variable="title" display="zzz"/>'}, r"“zzz”; allowed: block, "),
        ({"bibliography": '<text variable="title" form="zzz"/>'}, r"allowed: long, verb, short, "),
        ({"bibliography": '<text term="and" quotes="yes"/>'}, r"allowed: true or false$"),
        ({"bibliography": '<number variable="volume" form="zzz"/>'}, r"numeric, ordinal, "),
        ({"bibliography": '<label variable="page" plural="zzz"/>'}, r"always, never, contextual"),
        ({"bibliography": NAME.format('et-al-min="x"')}, r"et-al-min of <name> can't be “x”; "),
        ({"bibliography": NAME.format('et-al-use-first="-1"')}, r"allowed: a whole number$"),
        ({"bibliography": NAME.format(f'et-al-min="{"9" * 5000}"')}, r"“9{60}…”; allowed"),
        ({"bibliography": NAME.format('and="zzz"')}, r"allowed: text, symbol$"),
        ({"bibliography": NAME.format('delimiter-precedes-last="zzz"')}, r"contextual, always"),
        ({"sort": '<sort><key variable="title" names-min="x"/></sort>'}, r"names-min of <key>"),
        ({"sort": "<sort><key/></sort>"}, r"<key> needs macro or variable"),
        ({"bibliography": "<date/>"}, r"<date> needs variable"),
        ({"bibliography": "<names/>"}, r"<names> needs variable"),
        ({"bibliography": "<text/>"}, r"<text> needs macro or term or value or variable"),
        ({"bibliography": "<choose><if/></choose>"}, r"<if> needs disambiguate or is-numeric or "),
        (
            {"bibliography": '<date variable="issued"><date-part name="x"/></date>'},
            r"day, month, y",
        ),
        ({"options": 'page-range-format="zzz"'}, r"page-range-format of <style> can't be "),
        ({"citation_options": 'collapse="zzz"'}, r"collapse of <citation> can't be "),
        ({"bibliography_options": 'second-field-align="zzz"'}, r"allowed: flush, margin"),
        ({"macros": "<locale><terms><term>x</term></terms></locale>"}, r"<term> needs "),
        ({"bibliography": f"<text {MANY_ATTRIBUTES}/>"}, r"<text> has more than 100 attributes"),
        ({"macros": "<locale/>" * 2}, r"<locale> is there twice for “any language”"),
    ],
)
def test_what_has_no_meaning_is_refused(parts: dict[str, str], told: str) -> None:
    with pytest.raises(StyleError, match=told) as raised:
        checked(**parts)
    assert raised.value.line > 0


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"bibliography": '<text variable="tilte"/>'}, "variable of <text> is “tilte”, which CSL"),
        (
            {"bibliography": '<text term="zzz"/>'},
            "term of <text> is “zzz”, which CSL does not know",
        ),
        ({"bibliography": '<text value="x" zzz="a"/>'}, "zzz of <text> is unknown and is ignored"),
        ({"bibliography": "<zzz/>"}, "<zzz> has no meaning here and is ignored"),
        ({"bibliography": '<date variable="title" form="text"/>'}, "variable of <date> is “title”"),
    ],
)
def test_what_is_ignored_is_told_with_its_line(parts: dict[str, str], told: str) -> None:
    ((line, message),) = checked(**parts)
    assert (line, message[: len(told)]) == (6, told)


def test_comments_and_attributes_of_others_are_no_faults() -> None:
    assert checked(bibliography='<!-- c --><?p i?><text value="x" xml:space="preserve"/>') == []


def test_styles_of_the_collection_pass() -> None:
    known = list(styles.collection())[::200]
    for name in (*STYLES, *known):
        assert schema.check(etree.fromstring(styles.find(name).data)) == [], name
