"""Formulas as pieces of text with sub- and superscripts, and in Unicode."""

from __future__ import annotations

import unicodedata
from functools import partial

import pytest
from tests.growth import assert_linear

from pllm_bib.formats.shared.latex import decode, decode_plain
from pllm_bib.formats.shared.latex.math import plain_math, read_math
from pllm_bib.formats.shared.latex.tables import FUNCTIONS, MATH_ACCENTS, MATH_FONTS, MATH_TEXTS
from pllm_bib.formats.shared.rich_text import write_rich_text
from pllm_bib.model.text import Style

NOCASE = '<span class="nocase">'
TAGS = {Style.SUPERSCRIPT: "sup", Style.SUBSCRIPT: "sub", Style.STRONG: "b"}


def tagged(formula: str) -> str:
    pieces = []
    for chunk in read_math(formula).chunks:
        piece = chunk.value
        for style, tag in TAGS.items():
            if chunk.style & style:
                piece = f"<{tag}>{piece}</{tag}>"
        pieces.append(piece)
    return "".join(pieces)


@pytest.mark.parametrize(
    ("formula", "rich", "text"),
    [
        ("_x", "<sub>x</sub>", "_x"),
        ("H_2O^{+}", "H<sub>2</sub>O<sup>+</sup>", "H₂O⁺"),
        (r"\mathrm{H}_2\mathrm{O}", "H<sub>2</sub>O", "H₂O"),
        ("10^{-3}", "10<sup>-3</sup>", "10⁻³"),
        ("x_i^2", "x<sub>i</sub><sup>2</sup>", "x_i²"),
        ("x_{i_2}", "x<sub>i₂</sub>", "x_i₂"),
        ("x^{y^z}", "x<sup>y^z</sup>", "x^y^z"),
        (r"90^\circ", "90°", "90°"),
        (r"90^{\circ}\mathrm{C}", "90°C", "90°C"),
        ("f'(x)^{\\prime}", "f′(x)′", "f′(x)′"),
        (r"00\overline{1}", "001\u0305", "001\u0305"),
        (r"\overline{AB}", "A\u0305B\u0305", "A\u0305B\u0305"),
        (r"\bar 1\hat{x}\vec v", "1\u0304x\u0302v\u20d7", "1\u0304x\u0302v\u20d7"),
        (r"\frac{1}{2}", "1/2", "1/2"),
        (r"\frac{a+b}{c^2}", "(a+b)/c<sup>2</sup>", "(a+b)/c²"),
        (r"\frac12", "1/2", "1/2"),
        (r"\sqrt{2}", "√2", "√2"),
        (r"\sqrt[3]{x+1}\sqrt[n]{x}", "∛(x+1)ⁿ√x", None),
        (r"{\cal O}(n \log n)", "𝒪(n log n)", None),
        (r"\mathfrak{g}\mathfrak{H}\mathbb{1}", "𝔤ℌ𝟙", None),
        (r"n\log n\sin\theta", "n log n sin θ", None),
        (r"{\bf x}\mathbf{y}z", "<b>xy</b>z", "xyz"),
        (r"K_{\rm ATP}", "K<sub>ATP</sub>", "K_ATP"),
        (r"\not=\not\in", "≠∉", "≠∉"),
        (r"\left(\frac{x}{y}\right.", "(x/y", None),
        (r"\text{if $x$ is \'e}~y", "if x is é\u00a0y", None),
        (r"\stackrel{a}{\to}", "→<sup>a</sup>", "→^a"),
        (r"a \pmod{n}", "a (mod n)", None),
        (r"\slash\%\{\}\_", "/%{}_", "/%{}_"),
        (r"5\,\mu m", "5\u2009μm", None),
        (r"\langle x\rangle\|", "⟨x⟩‖", None),
        ("{}^4He", "<sup>4</sup>He", "⁴He"),
        ("a}b{c", "abc", "abc"),
        ("x^", "x", "x"),
        (r"\frac", "/", "/"),
    ],
)
def test_formulas(formula: str, rich: str, text: str | None) -> None:
    assert read_math(formula).unread == ()
    assert tagged(formula) == rich
    assert plain_math(formula) == (text or rich)


@pytest.mark.parametrize(
    ("formula", "text", "unread"),
    [
        (r"a\foo[x]{y}b", r"a\foo[x]{y}b", ("\\foo",)),
        (r"x^{\foo}", r"x^\foo", ("\\foo",)),
        (r"\begin{matrix}a\end{matrix}", None, ("\\begin", "\\end")),
        (r"\today", r"\today", ("\\today",)),
    ],
)
def test_commands_without_a_reading_stay_and_are_named(
    formula: str, text: str | None, unread: tuple[str, ...]
) -> None:
    assert read_math(formula).unread == unread
    assert plain_math(formula) == (text or formula)
    problems = decode(f"a ${formula}$")[1]
    assert [p.message for p in problems] == [f"the command {c} has no reading here" for c in unread]
    assert {p.offset for p in problems} == {2}


@pytest.mark.parametrize("command", MATH_ACCENTS)
def test_every_accent(command: str) -> None:
    expected = unicodedata.normalize("NFC", "x" + MATH_ACCENTS[command])
    assert plain_math(f"\\{command}{{x}}\\{command} x") == expected * 2


@pytest.mark.parametrize("command", FUNCTIONS)
def test_every_function(command: str) -> None:
    assert (
        plain_math(f"2\\{command} x\\{command}(y)")
        == f"2 {FUNCTIONS[command]} x {FUNCTIONS[command]}(y)"
    )


@pytest.mark.parametrize("command", sorted({*MATH_FONTS, *MATH_TEXTS}))
def test_every_font(command: str) -> None:
    source = (
        f"{{\\{command} x}}y" if MATH_FONTS.get(command, (None, False))[1] else f"\\{command}{{x}}y"
    )
    assert plain_math(source) == "xy"


@pytest.mark.parametrize(
    ("source", "rich"),
    [
        ("Cu$_x$S", "Cu<sub>x</sub>S"),
        ("$T_C$", f"{NOCASE}T</span><sub>{NOCASE}C</span></sub>"),
        ("$90^\\circ$C", "90°C"),
        ("{GaN}{$\\slash$}{AlN}", f"{NOCASE}GaN</span>/{NOCASE}AlN</span>"),
        ("\\emph{a$_2$}", "<i>a<sub>2</sub></i>"),
    ],
)
def test_rich_text_of_formulas(source: str, rich: str) -> None:
    assert write_rich_text(decode(source)[0]) == rich


PIECES = ("{", "^{", "\\frac{", "\\sqrt[", "\\foo[", "^", "\\text{", "'", "a}")


@pytest.mark.parametrize("piece", PIECES)
def test_formulas_take_time_in_proportion_to_their_length(piece: str) -> None:
    assert_linear(lambda size: partial(read_math.__wrapped__, piece * size), 420)
    assert plain_math(piece * 50) is not None
    assert decode_plain(f"$x${piece}") is not None
