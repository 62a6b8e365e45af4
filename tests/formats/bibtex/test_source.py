"""The layout of .bib files, and edits to them: what is not meant to change does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.blocks import comments_between_fields, without_comments
from pllm_bib.formats.bibtex.source import (
    LayoutError,
    apply,
    commented_entries,
    entries_by_key,
    layout,
    rekey,
)
from pllm_bib.formats.shared.field_order import FIELD_ORDER
from pllm_bib.model.diagnostic import Edit

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

ENTRIES = sorted((Path(__file__).parents[3] / "entries").glob("*.bib"))

MESSY = """\


% Works on owls.
% Two lines of it.\x20\x20
@STRING( aviary = "Aviary " # { Press } )
@Comment{ nothing
  is changed  in here }

@preamble{ "\\newcommand{\\owl}{Owl}" }
free text\t

   more of it
@InProceedings { doe2024owls ,
  publisher = aviary # ", " # 2 ,
\tTITLE = "Owls, at
    {Night}  ",year=2024, Month = "June",
  zeta = {Z}, author = {Doe, Jane and
                        Roe, Richard}
  , Alpha = {A}
}@misc(roe, note = {}, month = FEB, title = { R })
% pllm-bib: allow same-title: it is not
@misc{poe, month = "9~" # jun}


% the end
"""

NEAT = """\
% Works on owls.
% Two lines of it.
@string{aviary = {Aviary } # { Press }}

@Comment{ nothing
  is changed  in here }

@preamble{ "\\newcommand{\\owl}{Owl}" }

free text

   more of it

@inproceedings{doe2024owls,
  author = {Doe, Jane and Roe, Richard},
  title = {Owls, at {Night} },
  year = {2024},
  month = {June},
  publisher = aviary # {, } # {2},
  zeta = {Z},
  alpha = {A},
}

@misc{roe,
  title = { R },
  month = feb,
  note = {},
}

% pllm-bib: allow same-title: it is not
@misc{poe,
  month = {9~} # jun,
}

% the end
"""


def test_layout() -> None:
    assert layout(MESSY) == NEAT


def test_layout_is_final() -> None:
    assert layout(NEAT) == NEAT


def test_layout_of_nothing() -> None:
    assert layout("") == ""
    assert layout(" \n\n") == ""


@pytest.mark.parametrize("path", ENTRIES, ids=lambda path: path.name)
def test_own_files_are_in_layout(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert layout(text) == text


@pytest.mark.parametrize(
    ("value", "laid_out"),
    [
        ('"Owls"', "{Owls}"),
        ('"a {"}b{"} c"', '{a {"}b{"} c}'),
        ("2024", "{2024}"),
        ("{a\n   b\t c}", "{a b c}"),
        ("owls", "owls"),
        ("Owls", "Owls"),
        ('"a" # owls', "{a} # owls"),
        ('"a"#owls#"b "', "{a} # owls # {b }"),
        ("{$a\n b$}", "{$a b$}"),
        (r"{\foo{a  b}}", r"{\foo{a b}}"),
        (r"{Fig.\ 2~a -- b}", r"{Fig.\ 2~a -- b}"),
        ("{{Owls}}", "{{Owls}}"),
    ],
)
def test_layout_of_a_value(value: str, laid_out: str) -> None:
    text = f"@string{{owls = {{O}}}}\n\n@misc{{a,\n  title = {value},\n}}\n"
    assert f"  title = {laid_out},\n" in layout(text)


@pytest.mark.parametrize("value", ["jun", "JUN", "Jun"])
@pytest.mark.parametrize("year", ["", "  year = {2024},\n"])
def test_layout_of_a_month(value: str, year: str) -> None:
    text = f"@misc{{a,\n{year}  month = {value},\n}}\n"
    assert layout(text) == f"@misc{{a,\n{year}  month = jun,\n}}\n"


@pytest.mark.parametrize(
    "value", ["{6}", "{06}", "{June}", "{Jun.}", "{9 June}", "{Juin}", "{13}", "{May--June}"]
)
def test_layout_keeps_a_month_that_is_no_macro_since_styles_print_it_as_it_is(value: str) -> None:
    text = f"@misc{{a,\n  month = {value},\n}}\n"
    assert layout(text) == text


def test_layout_puts_fields_in_the_one_order() -> None:
    names = ["zeta", *reversed(FIELD_ORDER), "alpha"]
    text = "@misc{a,\n" + "".join(f"{name} = {{1}},\n" for name in names) + "}"
    assert [line.split()[0] for line in layout(text).splitlines()[1:-1]] == [
        *FIELD_ORDER,
        "zeta",
        "alpha",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        '@misc{a,\n  title = "T,\n\n year = 2024 }',
        "@misc{a\n  title = {T},\n   year=2024\n}",
        "@misc{a,\n  title = {T\n",
        "@misc{a,\n  % why\n\n\n  title = {T} }",
    ],
)
def test_layout_leaves_broken_blocks_letter_for_letter(broken: str) -> None:
    text = f"@misc{{good, title={{G}}}}\n{broken}\n@misc{{other, title={{O}}}}"
    good, other = (
        f"@misc{{{key},\n  title = {{{key[0].upper()}}},\n}}" for key in ("good", "other")
    )
    assert layout(text) == f"{good}\n\n{broken.strip()}\n\n{other}\n"


@pytest.mark.parametrize("value", ["{T} {U}", "(T)", "{T} # "])
def test_layout_leaves_entries_with_a_slip_letter_for_letter(value: str) -> None:
    entry = f"@misc{{a, year=2024, title = {value},\n note={{N}}}}"
    assert layout(entry) == f"{entry}\n"


def test_layout_leaves_a_broken_value_letter_for_letter() -> None:
    laid_out = layout(r"@misc{a, year=2024, title = {a \{ b}, note={N}}")
    assert "  title = {a \\{ b},\n  year = {2024},\n  note = {N},\n" in laid_out


# Edits.

OWLS = """\
% Owls.
@string{aviary = {Aviary}}
@misc{doe2024owls,
   title = "Owls at
      Night", publisher = aviary, custom = {C} # aviary,
}

@misc{roe, title={R} } trailing
@misc{poe,title={P}}
@misc{poe,title={Q}}
"""
DOE = """\
@misc{doe2024owls,
   title = "Owls at
      Night", publisher = aviary, custom = {C} # aviary,
}"""


TITLE = """title = "Owls at
      Night\""""


def changed(*pairs: tuple[str, str]) -> str:
    """Return the entry with some of its letters changed."""
    entry = DOE
    for old, new in pairs:
        assert old in entry
        entry = entry.replace(old, new)
    return entry


@pytest.mark.parametrize(
    ("edits", "entry"),
    [
        (
            [Edit(key="doe2024owls", field="title", value="{BERT}\n Owls")],
            changed((TITLE, "title = {{BERT} Owls}")),
        ),
        (
            [Edit(key="doe2024owls", field="publisher", value=None)],
            changed((" publisher = aviary,", "")),
        ),
        ([Edit(key="doe2024owls", field="note", value=None)], DOE),
        (
            [Edit(key="doe2024owls", field="year", value="2024")],
            changed(("aviary,\n}", "aviary,\n  year = {2024},\n}")),
        ),
        (
            [Edit(key="doe2024owls", field="month", value="June")],
            changed(("aviary,\n}", "aviary,\n  month = jun,\n}")),
        ),
        (
            [Edit(key="doe2024owls", field=None, value="doe2024night")],
            changed(("doe2024owls", "doe2024night")),
        ),
        ([Edit(key="doe2024owls", field=None, value=None)], DOE),
        (
            [
                Edit(key="doe2024owls", field=None, value="doe2024night"),
                Edit(key="doe2024owls", field="ids", value="doe2024owls"),
                Edit(key="doe2024owls", field="custom", value=None),
                Edit(key="doe2024owls", field="title", value="A"),
                Edit(key="doe2024owls", field="title", value="B"),
            ],
            changed(
                ("doe2024owls", "doe2024night"),
                (TITLE, "title = {B}"),
                ("custom = {C} # aviary,\n", "\n  ids = {doe2024owls},\n"),
            ),
        ),
    ],
)
def test_edit_changes_its_field_alone(edits: list[Edit], entry: str) -> None:
    assert apply(OWLS, edits) == OWLS.replace(DOE, entry)


@pytest.mark.parametrize("key", ["poe", "nobody", "ROE", "aviary"])
def test_edit_of_no_single_entry_is_left_out(key: str) -> None:
    assert apply(OWLS, [Edit(key=key, field="title", value="X")]) == OWLS


def test_edit_is_left_out_where_another_entry_of_its_key_was_read_in_spite_of_a_slip() -> None:
    text = "@misc{a, title={A}}\n@misc{a, title={B}, year = 2ml;ller, J.}\n"
    edit = Edit(key="a", field="title", value="C")
    assert apply(text, [edit]) == text
    assert entries_by_key(text) == {}


def test_edits_of_several_entries() -> None:
    edits = [
        Edit(key="roe", field="title", value="X"),
        Edit(key="doe2024owls", field="title", value="Y"),
    ]
    expected = OWLS.replace(TITLE, "title = {Y}").replace("title={R}", "title={X}")
    assert apply(OWLS, edits) == expected


def test_no_edits_no_change() -> None:
    assert apply(MESSY, []) == MESSY


def test_edit_beside_broken_blocks() -> None:
    broken = "@misc{a\n  title = {T\n"
    text = "@misc{roe, title={R}}\n" + broken
    edited = apply(text, [Edit(key="roe", field="title", value=None)])
    assert edited == "@misc{roe, }\n" + broken


PIECES = st.sampled_from(
    [
        *("% comment\n", "\n", "\n\n", "free text\n", "  ", "% odd }\n", "@comment{x} trail\n"),
        *('@string{foo = "F"}\n', '@preamble{"p"}\n', "@comment{x\n\n  y}\n", "@misc{bad,\n"),
        '@misc{a, title = {A $a\n b$}, Month = "6"}\n',
        '@misc{b, note = {\\url{a\n b} \\foo{a\n b}},\n\n title="x" # foo, Title = {y} }',
        "@article{c, author = {A and\n {B\n C}}, year = 2024, month = 6, zeta={a\n b}}\n",
        "@misc(d, title = {X}, url={http://example.org/\n b}, day = 3, month = {13})",
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join))
@settings(max_examples=200, deadline=None)
def test_layout_is_final_and_says_the_same(text: str) -> None:
    result = layout(text)
    assert layout(result) == result
    before, old_faults = bib_reader.read(text, "")
    after, new_faults = bib_reader.read(result, "")
    assert [entry.key for entry in before] == [entry.key for entry in after]
    assert [fault.name for fault in old_faults] == [fault.name for fault in new_faults]


# Entries with comments between their fields, in files outside a list.

REMARKS = """\
@Article{doe, % the first
  TITLE = "Owls", % @misc{not one, "
  % year = {1999},
  note = {}
  , % before a comma: {
  month = jan # % between operands
    { 1},
  year = 2020 % at the end
}
"""


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (Edit(key="doe", field=None, value="roe"), "{doe,", "{roe,"),
        (Edit(key="doe", field="title", value="Crows"), '"Owls"', "{Crows}"),
        (Edit(key="doe", field="title", value=None), '  TITLE = "Owls", % @', "   % @"),
        (
            Edit(key="doe", field="note", value=None),
            "  note = {}\n  , % before",
            "   % before",
        ),
        (
            Edit(key="doe", field="month", value="February"),
            "jan # % between operands\n    { 1}",
            "feb % between operands\n",
        ),
        (
            Edit(key="doe", field="month", value=None),
            "  month = jan # % between operands\n    { 1},\n",
            "  % between operands\n\n",
        ),
        (Edit(key="doe", field="year", value=None), "year = 2020 %", " %"),
        (
            Edit(key="doe", field="doi", value="10.1/x"),
            "2020 % at the end\n}",
            "2020, % at the end\n  doi = {10.1/x},\n}",
        ),
    ],
)
def test_edit_keeps_comments_between_fields_letter_for_letter(
    edit: Edit, old: str, new: str
) -> None:
    assert REMARKS.count(old) == 1
    text = f"{NEAT}\n{REMARKS}\n@misc{{poe}}\n"
    assert apply(text, [edit], comments=True) == text.replace(old, new)


def test_edit_adds_fields_in_the_line_of_the_closing_brace() -> None:
    text = "@misc{a, % x\n  year = 2020}"
    edited = apply(text, [Edit(key="a", field="doi", value="10.1/x")], comments=True)
    assert edited == "@misc{a, % x\n  year = 2020,\n  doi = {10.1/x},\n}"


def test_edit_that_cannot_keep_a_comment_is_refused() -> None:
    with pytest.raises(LayoutError, match="comments between the fields of “doe”"):
        apply(REMARKS, [Edit(key="doe", field="title", value="}, % {")], comments=True)


def test_rekey_keeps_comments_between_fields() -> None:
    text = REMARKS.replace("year = 2020", "crossref = {poe}")
    new = rekey(text, {"doe": "doe2020", "poe": "poe2021"}, comments=True)
    assert new == text.replace("{doe,", "{doe2020,").replace(
        "{poe} % at the end\n", "{poe2021}, % at the end\n  ids = {doe},\n"
    )


def test_layout_leaves_entries_with_comments_between_fields_letter_for_letter() -> None:
    string = "@String{s = {S} % of s\n}\n"
    others = '@preamble{"p" % }\n}\n\n@comment{c % x\n}'
    text = f"@misc{{a,year=2020}}\n{REMARKS}@Misc{{b, % x\n}}\n{string}{others}"
    assert layout(text, comments=True) == (
        f"@misc{{a,\n  year = {{2020}},\n}}\n\n{REMARKS}\n@Misc{{b, % x\n}}\n\n{string}\n{others}\n"
    )
    assert [str(place) + key for place, key in commented_entries(text, "a.bib")] == [
        "a.bib:2:1doe",
        "a.bib:11:1b",
        "a.bib:13:1s",
    ]


def test_a_comment_between_fields_is_an_error_in_a_list() -> None:
    text = "@Misc{doe, % x\n  year=2020\n}\n"
    assert layout(text) == text
    assert apply(text, [Edit(key="doe", field="title", value="X")]) == text
    assert entries_by_key(text) == {}
    assert entries_by_key(text, comments=True) == {"doe": (0, text.strip())}


BLANK = st.sampled_from(["", " ", "\n", "\n  ", "% x\n", " % @misc{x,\n", ' %"{\n  % y}\n'])
FIELDS = st.lists(
    st.tuples(
        st.sampled_from(["title", "NOTE", "month", "year", "zeta"]),
        st.sampled_from(['"A, {%} b"', "{C\n d}", "2020", "jan", '"1~" # {} # feb', "{}"]),
        st.tuples(BLANK, BLANK, BLANK, BLANK),
    ),
    min_size=1,
    max_size=5,
)
EDITS = st.lists(
    st.builds(
        Edit,
        key=st.just("a"),
        field=st.sampled_from(["title", "note", "month", "year", "doi", "ids"]),
        value=st.sampled_from([None, "X {y} \\% z", "June", "2021"]),
    ),
    min_size=1,
    max_size=3,
)


@given(FIELDS, BLANK, EDITS)
@settings(max_examples=300, deadline=None)
def test_edits_say_the_same_with_comments_and_without(
    fields: list[tuple[str, str, tuple[str, ...]]], last: str, edits: list[Edit]
) -> None:
    pieces = [
        f"{a}{name}{b.strip() and ' '}={c}{value.replace(' # ', f' #{d}')}{d}"
        for name, value, (a, b, c, d) in fields
    ]
    text = f"@misc{{a,{','.join(pieces)}{last}}}\n"
    comments = [text[start:end] for start, end in comments_between_fields(text)]
    plain = without_comments(text)
    new = apply(text, edits, comments=True)
    assert [new[start:end] for start, end in comments_between_fields(new)] == comments
    (said,), _ = bib_reader.read_biblatex(new, "")
    (meant,), _ = bib_reader.read_biblatex(apply(plain, edits), "")
    assert replace(said, extra=()) == replace(meant, extra=())
    assert _extra(said) == _extra(meant)
    laid_out = layout(text, comments=True)
    assert layout(laid_out, comments=True) == laid_out
    assert not comments or text.strip() in laid_out


def _extra(entry: Entry) -> list[tuple[str, str]]:
    return sorted((name, " ".join(value.split())) for name, value in entry.extra)
