"""LaTeX source and text: every command of the tables, and every way to write them."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.strategies import LATIN, SIGNS, texts
from tests.growth import LATEX, assert_linear

from pllm_bib.formats.shared.latex import (
    LatexProblem,
    closing_brace,
    decode,
    decode_plain,
    encode,
    encode_plain,
    plain,
    to_ascii,
)
from pllm_bib.formats.shared.latex.tables import (
    ACCENT_NUMBERS,
    ACCENTS,
    BIBLATEX_SYMBOLS,
    BIBSTRING_COMMANDS,
    CASE_COMMANDS,
    ESCAPES,
    LETTERS,
    MORE_SYMBOLS,
    OTHER_ACCENTS,
    QUOTE_COMMANDS,
    STYLE_COMMANDS,
    STYLE_SWITCHES,
    SYMBOLS,
    TEXT_LAST,
    WITHOUT_TEXT,
)
from pllm_bib.model.text import Chunk, Style, Text

EMPHASIS, STRONG, PROTECTED = Style.EMPHASIS, Style.STRONG, Style.PROTECTED
CAPS, SUPER, SUB, CODE = Style.SMALL_CAPS, Style.SUPERSCRIPT, Style.SUBSCRIPT, Style.CODE
MATH, URL, RAW, NONE = Style.MATH, Style.URL, Style.RAW, Style.NONE


def text_of(*parts: str | tuple[str, Style]) -> Text:
    return Text.of(*(part if isinstance(part, str) else Chunk(*part) for part in parts))


# The tables, row by row, against the names that Unicode has for the characters.

ACCENTED = {
    "`": "LATIN SMALL LETTER E WITH GRAVE",
    "'": "LATIN SMALL LETTER E WITH ACUTE",
    "^": "LATIN SMALL LETTER E WITH CIRCUMFLEX",
    "~": "LATIN SMALL LETTER E WITH TILDE",
    "=": "LATIN SMALL LETTER E WITH MACRON",
    "u": "LATIN SMALL LETTER E WITH BREVE",
    ".": "LATIN SMALL LETTER E WITH DOT ABOVE",
    '"': "LATIN SMALL LETTER E WITH DIAERESIS",
    "r": "LATIN SMALL LETTER U WITH RING ABOVE",
    "H": "LATIN SMALL LETTER O WITH DOUBLE ACUTE",
    "v": "LATIN SMALL LETTER E WITH CARON",
    "d": "LATIN SMALL LETTER E WITH DOT BELOW",
    "c": "LATIN SMALL LETTER E WITH CEDILLA",
    "k": "LATIN SMALL LETTER E WITH OGONEK",
    "b": "LATIN SMALL LETTER D WITH LINE BELOW",
    "textcommabelow": "LATIN SMALL LETTER S WITH COMMA BELOW",
}
LETTER_NAMES = {
    "ss": "LATIN SMALL LETTER SHARP S",
    "SS": "LATIN CAPITAL LETTER SHARP S",
    "o": "LATIN SMALL LETTER O WITH STROKE",
    "O": "LATIN CAPITAL LETTER O WITH STROKE",
    "l": "LATIN SMALL LETTER L WITH STROKE",
    "L": "LATIN CAPITAL LETTER L WITH STROKE",
    "ae": "LATIN SMALL LETTER AE",
    "AE": "LATIN CAPITAL LETTER AE",
    "oe": "LATIN SMALL LIGATURE OE",
    "OE": "LATIN CAPITAL LIGATURE OE",
    "aa": "LATIN SMALL LETTER A WITH RING ABOVE",
    "AA": "LATIN CAPITAL LETTER A WITH RING ABOVE",
    "i": "LATIN SMALL LETTER DOTLESS I",
    "j": "LATIN SMALL LETTER DOTLESS J",
    "dh": "LATIN SMALL LETTER ETH",
    "DH": "LATIN CAPITAL LETTER ETH",
    "th": "LATIN SMALL LETTER THORN",
    "TH": "LATIN CAPITAL LETTER THORN",
    "dj": "LATIN SMALL LETTER D WITH STROKE",
    "DJ": "LATIN CAPITAL LETTER D WITH STROKE",
    "ng": "LATIN SMALL LETTER ENG",
    "NG": "LATIN CAPITAL LETTER ENG",
}
SYMBOL_NAMES = {
    "textendash": "EN DASH",
    "textemdash": "EM DASH",
    "textquoteleft": "LEFT SINGLE QUOTATION MARK",
    "textquoteright": "RIGHT SINGLE QUOTATION MARK",
    "textquotedblleft": "LEFT DOUBLE QUOTATION MARK",
    "textquotedblright": "RIGHT DOUBLE QUOTATION MARK",
    "textquotesingle": "APOSTROPHE",
    "textquotedbl": "QUOTATION MARK",
    "quotesinglbase": "SINGLE LOW-9 QUOTATION MARK",
    "quotedblbase": "DOUBLE LOW-9 QUOTATION MARK",
    "guillemotleft": "LEFT-POINTING DOUBLE ANGLE QUOTATION MARK",
    "guillemotright": "RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK",
    "guillemetleft": "LEFT-POINTING DOUBLE ANGLE QUOTATION MARK",
    "guillemetright": "RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK",
    "guilsinglleft": "SINGLE LEFT-POINTING ANGLE QUOTATION MARK",
    "guilsinglright": "SINGLE RIGHT-POINTING ANGLE QUOTATION MARK",
    "textbackslash": "REVERSE SOLIDUS",
    "textasciitilde": "TILDE",
    "textasciicircum": "CIRCUMFLEX ACCENT",
    "textasciigrave": "GRAVE ACCENT",
    "textbraceleft": "LEFT CURLY BRACKET",
    "textbraceright": "RIGHT CURLY BRACKET",
    "textless": "LESS-THAN SIGN",
    "textgreater": "GREATER-THAN SIGN",
    "textbar": "VERTICAL LINE",
    "textunderscore": "LOW LINE",
    "textdollar": "DOLLAR SIGN",
    "textexclamdown": "INVERTED EXCLAMATION MARK",
    "textquestiondown": "INVERTED QUESTION MARK",
    "ldots": "HORIZONTAL ELLIPSIS",
    "dots": "HORIZONTAL ELLIPSIS",
    "textellipsis": "HORIZONTAL ELLIPSIS",
    "textbullet": "BULLET",
    "textperiodcentered": "MIDDLE DOT",
    "textdegree": "DEGREE SIGN",
    "textregistered": "REGISTERED SIGN",
    "texttrademark": "TRADE MARK SIGN",
    "textcopyright": "COPYRIGHT SIGN",
    "copyright": "COPYRIGHT SIGN",
    "textsection": "SECTION SIGN",
    "S": "SECTION SIGN",
    "textparagraph": "PILCROW SIGN",
    "P": "PILCROW SIGN",
    "pounds": "POUND SIGN",
    "textsterling": "POUND SIGN",
    "euro": "EURO SIGN",
    "texteuro": "EURO SIGN",
    "textonehalf": "VULGAR FRACTION ONE HALF",
    "textmu": "MICRO SIGN",
    "texttimes": "MULTIPLICATION SIGN",
    "textpm": "PLUS-MINUS SIGN",
    "slash": "SOLIDUS",
    "space": "SPACE",
    "quad": "SPACE",
    "qquad": "SPACE",
    "newline": "SPACE",
    "linebreak": "SPACE",
    "nobreakspace": "NO-BREAK SPACE",
    "thinspace": "THIN SPACE",
}
LOGOS = {"TeX", "LaTeX", "BibTeX"}
CONTROL_SYMBOLS = {char: char for char in "&%$#_{}"} | {
    " ": " ",
    "\n": " ",
    "\t": " ",
    "\\": " ",
    ",": "\N{THIN SPACE}",
    ":": "\N{THIN SPACE}",
    ";": "\N{THIN SPACE}",
    "-": "\N{SOFT HYPHEN}",
    "/": "",
    "@": "",
    "!": "",
}
STYLE_OF_COMMAND = {
    "emph": EMPHASIS,
    "textit": EMPHASIS,
    "textsl": EMPHASIS,
    "mkbibemph": EMPHASIS,
    "mkbibitalic": EMPHASIS,
    "textbf": STRONG,
    "mkbibbold": STRONG,
    "textsc": CAPS,
    "textsuperscript": SUPER,
    "mkbibsuperscript": SUPER,
    "textsubscript": SUB,
    "texttt": CODE,
    "textrm": NONE,
    "textsf": NONE,
    "textup": NONE,
    "textmd": NONE,
    "textnormal": NONE,
    "text": NONE,
    "mbox": PROTECTED,
    "hbox": PROTECTED,
    "fbox": PROTECTED,
    "NoCaseChange": PROTECTED,
    "mkbibacro": PROTECTED,
    "autocap": NONE,
    "textnohyphenation": NONE,
    "underline": NONE,
    "natexlab": NONE,
    "singleletter": NONE,
}
STYLE_OF_SWITCH = {
    "em": EMPHASIS,
    "it": EMPHASIS,
    "itshape": EMPHASIS,
    "slshape": EMPHASIS,
    "sl": EMPHASIS,
    "bf": STRONG,
    "bfseries": STRONG,
    "sc": CAPS,
    "scshape": CAPS,
    "tt": CODE,
    "ttfamily": CODE,
    "rm": NONE,
    "sf": NONE,
    "normalfont": NONE,
    "protect": NONE,
    "relax": NONE,
    **dict.fromkeys(
        "sffamily rmfamily upshape mdseries selectfont tiny scriptsize footnotesize small "
        "normalsize large Large leavevmode noindent ignorespaces unskip null strut allowbreak "
        "nobreak nolinebreak sloppy boldmath".split(),
        NONE,
    ),
    "hyphenate": NONE,
    "nohyphenation": NONE,
}

PUNCTUATION = {
    "addcomma": ",",
    "addsemicolon": ";",
    "addcolon": ":",
    "addperiod": ".",
    "adddot": ".",
    "addexclam": "!",
    "addquestion": "?",
    "addslash": "/",
    "isdot": "",
    "addspace": " ",
    "adddotspace": " ",
    "addlowpenspace": " ",
    "addhighpenspace": " ",
    "addnbspace": "\N{NO-BREAK SPACE}",
    "addabbrvspace": "\N{NO-BREAK SPACE}",
    "addthinspace": "\N{THIN SPACE}",
    "addnbthinspace": "\N{THIN SPACE}",
    "addabthinspace": "\N{THIN SPACE}",
    "addlpthinspace": "\N{THIN SPACE}",
    "addhpthinspace": "\N{THIN SPACE}",
    "hyphen": "-",
    "nbhyphen": "\N{NON-BREAKING HYPHEN}",
    "bibrangedash": "\N{EN DASH}",
    "bibnamedash": "\N{EM DASH}",
}


@pytest.mark.parametrize("command", PUNCTUATION)
def test_punctuation_of_biblatex(command: str) -> None:
    for source in (f"a\\{command} b", f"a\\{command}{{}}b", f"a{{\\{command}}}b"):
        assert decode(source) == (Text.of(f"a{PUNCTUATION[command]}b"), ())


@pytest.mark.parametrize("command", sorted(BIBSTRING_COMMANDS))
def test_words_of_biblatex(command: str) -> None:
    expected = "In press" if command.startswith("bibcp") else "in press"
    assert decode(f"a \\{command}{{inpress}} b") == (Text.of(f"a {expected} b"), ())
    raw = f"\\{command}{{owl}}"
    text, problems = decode(f"a {raw} b")
    assert text == Text.of("a ", Chunk(raw, Style.RAW), " b")
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\mkbibparens{a \mkbibbrackets{b}} c", "(a [b]) c"),
        (r"\mkbibquote{a \mkbibparens{\enquote{b}}}", "“a (‘b’)”"),
        (r"\mkbibparens{\enquote{b}}", "(“b”)"),
        (r"\enquote*{a \enquote{b}} \enquote{a \enquote*{b}}", "‘a “b”’ “a ‘b’”"),
        (r"\foreignlanguage{german}{Über \enquote{uns}} a", "Über “uns” a"),
        (r"\foreignlanguage {german} b", "b"),
        (r"\autocap{f}orthcoming", "forthcoming"),
        (r"\mkbibquote{a\isdot}", "“a”"),
    ],
)
def test_commands_of_biblatex(source: str, expected: str) -> None:
    assert decode(source) == (Text.of(expected), ())


def test_every_row_of_the_tables_has_its_case() -> None:
    assert ACCENTED.keys() == ACCENTS.keys()
    assert LETTER_NAMES.keys() == LETTERS.keys()
    assert SYMBOL_NAMES.keys() | LOGOS == SYMBOLS.keys()
    assert CONTROL_SYMBOLS.keys() == ESCAPES.keys()
    assert STYLE_OF_COMMAND.keys() == STYLE_COMMANDS.keys()
    assert STYLE_OF_SWITCH.keys() == STYLE_SWITCHES.keys()
    assert QUOTE_COMMANDS.keys() == {"enquote", "mkbibquote"}
    assert PUNCTUATION.keys() == BIBLATEX_SYMBOLS.keys()


def assert_ascii_reads_back(text: Text) -> None:
    source = encode(text, ascii_only=True)
    assert source.isascii()
    assert decode(source) == (text, ())


@pytest.mark.parametrize("command", ACCENTS)
def test_accent(command: str) -> None:
    letter = unicodedata.lookup(ACCENTED[command])
    base = unicodedata.normalize("NFD", letter)[0]
    spellings = [f"\\{command}{{{base}}}", f"{{\\{command}{{{base}}}}}", f"\\{command} {base}"]
    if not command.isalpha():
        spellings += [f"\\{command}{base}", f"{{\\{command}{base}}}"]
    for source in spellings:
        assert decode(f"a{source}b") == (Text.of(f"a{letter}b"), ()), source
    assert_ascii_reads_back(Text.of(letter))
    assert_ascii_reads_back(Text.of(f"a{letter}b"))


@pytest.mark.parametrize("command", LETTERS)
def test_letter(command: str) -> None:
    letter = unicodedata.lookup(LETTER_NAMES[command])
    for source in (f"{{\\{command}}}b", f"\\{command}{{}}b", f"\\{command} b", f"\\{command}\n b"):
        assert decode(f"a{source}") == (Text.of(f"a{letter}b"), ()), source
    assert decode(f"\\{command}1")[0] == Text.of(f"{letter}1")
    assert_ascii_reads_back(Text.of(f"a{letter}b {letter}"))


@pytest.mark.parametrize("command", SYMBOL_NAMES)
def test_symbol(command: str) -> None:
    sign = unicodedata.lookup(SYMBOL_NAMES[command])
    for source in (f"{{\\{command}}}b", f"\\{command}{{}}b", f"\\{command} b"):
        assert decode(f"a{source}") == (Text.of(f"a{sign}b"), ()), source
    if sign not in "‘’":  # these become ` and ', as LaTeX prints those
        assert_ascii_reads_back(Text.of(f"a{sign}b{sign}{sign}c"))


@pytest.mark.parametrize("command", sorted(LOGOS))
def test_logo(command: str) -> None:
    assert decode(f"a\\{command}{{}} b") == (Text.of(f"a{command} b"), ())


@pytest.mark.parametrize("char", ESCAPES)
def test_control_symbol(char: str) -> None:
    expected = Text.of(f"a{CONTROL_SYMBOLS[char]}b")
    assert decode(f"a\\{char}b") == (expected, ())
    assert_ascii_reads_back(expected)


@pytest.mark.parametrize("command", STYLE_COMMANDS)
def test_style_command(command: str) -> None:
    expected = text_of("a ", ("B", STYLE_OF_COMMAND[command]), " c")
    for source in (f"a \\{command}{{B}} c", f"a \\{command} {{B}} c", f"a \\{command} B c"):
        assert decode(source) == (expected, ()), source
    assert_ascii_reads_back(expected)


@pytest.mark.parametrize("command", STYLE_SWITCHES)
def test_style_switch(command: str) -> None:
    style = STYLE_OF_SWITCH[command]
    assert decode(f"a {{\\{command} b}} c") == (text_of("a ", ("b", style), " c"), ())
    assert decode(f"a \\{command} b {{c}}") == (
        text_of("a ", ("b ", style), ("c", style | PROTECTED)),
        (),
    )


@pytest.mark.parametrize("command", QUOTE_COMMANDS)
def test_quotation(command: str) -> None:
    inner = f"\\{command}{{b \\{command}{{c}} d}}"
    assert decode(f"\\{command}{{a {inner} e}} f") == (Text.of("“a ‘b “c” d’ e” f"), ())
    assert decode(f"\\{command}{{a}} \\{command}{{b}}") == (Text.of("“a” “b”"), ())


MORE_NAMES = {
    "gets": "LEFTWARDS ARROW",
    "ne": "NOT EQUAL TO",
    "Re": "BLACK-LETTER CAPITAL R",
    "Im": "BLACK-LETTER CAPITAL I",
    "prime": "PRIME",
    "cprime": "PRIME",
    "cdprime": "DOUBLE PRIME",
    "degree": "DEGREE SIGN",
    "micro": "MICRO SIGN",
    "upmu": "MICRO SIGN",
    "angstrom": "LATIN CAPITAL LETTER A WITH RING ABOVE",
    "neg": "NOT SIGN",
    "land": "LOGICAL AND",
    "lor": "LOGICAL OR",
    "iff": "LONG LEFT RIGHT DOUBLE ARROW",
    "implies": "LONG RIGHTWARDS DOUBLE ARROW",
    "colon": "COLON",
    "ddagger": "DOUBLE DAGGER",
    "ddag": "DOUBLE DAGGER",
    "imath": "LATIN SMALL LETTER DOTLESS I",
    "jmath": "LATIN SMALL LETTER DOTLESS J",
    "textminus": "MINUS SIGN",
    "clubsuit": "BLACK CLUB SUIT",
    "diamondsuit": "WHITE DIAMOND SUIT",
    "heartsuit": "WHITE HEART SUIT",
    "spadesuit": "BLACK SPADE SUIT",
    "lq": "LEFT SINGLE QUOTATION MARK",
    "rq": "RIGHT SINGLE QUOTATION MARK",
    "glqq": "DOUBLE LOW-9 QUOTATION MARK",
    "grqq": "LEFT DOUBLE QUOTATION MARK",
    "glq": "SINGLE LOW-9 QUOTATION MARK",
    "grq": "LEFT SINGLE QUOTATION MARK",
    "flqq": "LEFT-POINTING DOUBLE ANGLE QUOTATION MARK",
    "frqq": "RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK",
    "flq": "SINGLE LEFT-POINTING ANGLE QUOTATION MARK",
    "frq": "SINGLE RIGHT-POINTING ANGLE QUOTATION MARK",
    "textalpha": "GREEK SMALL LETTER ALPHA",
    "textbeta": "GREEK SMALL LETTER BETA",
    "textgamma": "GREEK SMALL LETTER GAMMA",
    "textDelta": "GREEK CAPITAL LETTER DELTA",
    "Dj": "LATIN CAPITAL LETTER D WITH STROKE",
    "ohorn": "LATIN SMALL LETTER O WITH HORN",
    "OHORN": "LATIN CAPITAL LETTER O WITH HORN",
    "uhorn": "LATIN SMALL LETTER U WITH HORN",
    "UHORN": "LATIN CAPITAL LETTER U WITH HORN",
}
WORDS_OF_COMMANDS = {
    "celsius": "°C",
    "LaTeXe": "LaTeX2ε",
    "AmS": "AMS",
    **{name: name for name in "XeTeX LuaTeX pdfTeX ConTeXt BibLaTeX biblatex".split()},
    **{name: name for name in "XeLaTeX LuaLaTeX pdfLaTeX".split()},
}


@pytest.mark.parametrize("command", MORE_SYMBOLS)
def test_further_symbol(command: str) -> None:
    said = MORE_NAMES.get(command)
    expected = unicodedata.lookup(said) if said else WORDS_OF_COMMANDS[command]
    assert decode(f"a\\{command}{{}}b \\{command}\nb") == (Text.of(f"a{expected}b {expected}b"), ())


OTHERS_ACCENTED = {
    "G": "LATIN SMALL LETTER A WITH DOUBLE GRAVE",
    "f": "LATIN SMALL LETTER A WITH INVERTED BREVE",
    "h": "LATIN SMALL LETTER A WITH HOOK ABOVE",
    "polhk": "LATIN SMALL LETTER A WITH OGONEK",
    "textpolhook": "LATIN SMALL LETTER A WITH OGONEK",
    "soft": "LATIN SMALL LETTER D WITH CARON",
    "udot": "LATIN SMALL LETTER A WITH DOT BELOW",
    "lfhook": "LATIN SMALL LETTER S WITH COMMA BELOW",
}


@pytest.mark.parametrize("command", OTHER_ACCENTS)
def test_further_accent(command: str) -> None:
    if command not in OTHERS_ACCENTED:
        assert decode(f"\\{command}{{oo}}")[0] == Text.of("o" + OTHER_ACCENTS[command] + "o")
        return
    letter = unicodedata.lookup(OTHERS_ACCENTED[command])
    base = unicodedata.normalize("NFD", letter)[0]
    assert decode(f"x\\{command} {base}y\\{command}{{{base}}}") == (
        Text.of(f"x{letter}y{letter}"),
        (),
    )


@pytest.mark.parametrize(
    ("number", "expected"),
    [*zip(ACCENT_NUMBERS, "à á ǎ ă ā å a̧ â ȧ a̋ ã ä".split(), strict=True)],
)
def test_accent_by_its_number(number: int, expected: str) -> None:
    for source in (f"\\accent{number} a", f'\\accent"{number:X} a', f"\\accent '{number:o} {{a}}"):
        assert decode(f"x{source}b") == (Text.of(f"x{expected}b"), ()), source


def test_a_phantom_of_a_brace_prints_nothing() -> None:
    source = r"\{\vphantom\}\{\vphantom\}III\vphantom\{\}\vphantom \{\}-V"
    assert decode_plain(source) == "{{III}}-V"
    assert decode(source)[1] == ()


@pytest.mark.parametrize("command", sorted(WITHOUT_TEXT))
def test_what_prints_nothing(command: str) -> None:
    assert decode(f"a{{\\{command}{{1973b}}}}b \\{command} {{x}}c") == (Text.of("ab c"), ())
    assert decode(f"\\{command}[b]")[0] == text_of((f"\\{command}[b]", RAW))


@pytest.mark.parametrize("command", CASE_COMMANDS)
def test_letters_change_case(command: str) -> None:
    change = CASE_COMMANDS[command]
    source = f"a\\{command}{{b\\'e {{C}}d \\emph{{x}} $\\pi x$}} e"
    assert decode(source) == (
        text_of(
            f"a{change('bé ')}",
            (change("C"), PROTECTED),
            change("d "),
            (change("x"), EMPHASIS),
            " ",
            (r"\pi x", MATH),
            " e",
        ),
        (),
    )
    assert decode(f"\\{command} b")[0] == text_of((f"\\{command}", RAW), "b")
    (problem,) = decode(f"ab \\{command}{{c \\today}}")[1]
    assert problem.offset == len(f"ab \\{command}{{c ")
    deep = f"\\{command}{{" * 1_000 + "b" + "}" * 1_000
    assert decode(deep)[1]


@pytest.mark.parametrize("command", TEXT_LAST)
def test_only_the_last_argument_is_text(command: str) -> None:
    before = "{red}" * TEXT_LAST[command]
    assert decode(f"a \\{command}{before}{{\\'e \\emph{{x}}}} b") == (
        text_of("a é ", ("x", EMPHASIS), " b"),
        (),
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"robots{\ifmmode---\else\textemdash\fi}A", "robots—A"),
        (r"a\ifmmode b\ifx c\else d\fi e\fi f", "af"),
        (r"a\kern.1em b\kern-.1667em{}c", "abc"),
        (r"a\hskip 1em plus 2pt minus .5em b", "a b"),
        (r"a\hspace{1em}b\hspace*{0pt}c\hspace{\fill}d", "a bc d"),
        (r"\raise.5ex\hbox{th}", "th"),
        (r"a\penalty10000 b", "ab"),
        (r"auf\discretionary{}{}{-}back", "auf-back"),
        ("\\char65\\char`\\%\\char'102\\char\"43 \\symbol{68}", "A%BCD"),
        (r"\copyright 2021 \relax b\protect c", "©2021 bc"),
        (r"A\^^MB", "A B"),
        (r"\TeX* and \alpha*", "TeX* and α*"),
        (r"{\small a}\leavevmode\null b", "ab"),
    ],
)
def test_commands_without_text(source: str, expected: str) -> None:
    assert (decode_plain(source), decode(source)[1]) == (expected, ())


def test_verbatim_text() -> None:
    assert decode(r"\verb|a_{b| c") == (text_of(("a_{b", CODE), " c"), ())


@pytest.mark.parametrize("command", ["today", "cite", "ref", "citep", "eqref", "footnote"])
def test_what_only_a_document_knows_is_no_text(command: str) -> None:
    text, problems = decode(f"a \\{command}{{foo}} b")
    assert text == text_of("a ", (f"\\{command}{{foo}}", RAW), " b")
    assert plain(text) == f"a \\{command}{{foo}} b"
    assert [problem.message for problem in problems] == [
        f"the command \\{command} has no reading here"
    ]


# How source is read.


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\'\i", "í"),
        (r"\'{\i}", "í"),
        (r"{\'\i}", "í"),
        (r"{\'{\i}}", "í"),
        (r"\v \j", "ǰ"),
        (r"\'{\^e}", "ế"),
        (r"\'{\^{e}}", "ế"),
        (r"\'\^e", "ế"),
        (r"\^{\'e}", "e\u0301\u0302"),
        (r"\d{\^a}", "ậ"),
        (r"\^{\d a}", "ậ"),
        (r"\'{\ae}", "ǽ"),
        (r"\'{\o}", "ǿ"),
        (r"\c c\c{c}{\c c}", "ççç"),
        (r"\H o\H{u}", "őű"),
        (r"Pawe{\l}", "Paweł"),
        (r"\'{abc}", "ábc"),
        (r"\'abc", "ábc"),
        (r"na\"\i ve", "naïve"),
        (r"\"o\"o", "öö"),
        (r"\"{}u", "¨u"),
        (r"\~{}n \^{}n", "~n ^n"),
        (r"\' ", "\u00a0\u0301"),
        (r"{\'}a", "\u00a0\u0301a"),
        (r"\'---", "-\u0301–"),
    ],
)
def test_accents_in_every_spelling(source: str, expected: str) -> None:
    assert decode(source) == (Text.of(expected), ())


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("the {BERT} model", ["the ", ("BERT", PROTECTED), " model"]),
        ("{P}{C}s", [("PC", PROTECTED), "s"]),
        ("{{LLM}s} x", [("LLMs", PROTECTED), " x"]),
        (r"{\"U}ber", ["Über"]),
        (r"{\"Uber} {\OE}uvre", ["Über Œuvre"]),
        (r"{{\"U}ber}", [("Über", PROTECTED)]),
        (r"{{\'E}cole} x", [("École", PROTECTED), " x"]),
        (r"{}{\'E}", ["É"]),
        (r"{{}\'E}", [("É", PROTECTED)]),
        (r"{a\'E}", [("aÉ", PROTECTED)]),
        (r"\'{E}", ["É"]),
        (r"{\emph{BERT} and {GPT}}", [("BERT", EMPHASIS), " and ", ("GPT", PROTECTED)]),
        ("a{}b {} c", ["ab c"]),
        ("{ }a", ["a"]),
    ],
)
def test_groups(source: str, parts: list[str | tuple[str, Style]]) -> None:
    assert decode(source) == (text_of(*parts), ())


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        (
            r"\emph{a \textbf{b} c} d",
            [("a ", EMPHASIS), ("b", EMPHASIS | STRONG), (" c", EMPHASIS), " d"],
        ),
        (r"\emph{{BERT} b}", [("BERT", EMPHASIS | PROTECTED), (" b", EMPHASIS)]),
        (r"{\em a {\bf b}} c", [("a ", EMPHASIS), ("b", EMPHASIS | STRONG), " c"]),
        (r"{\bf\em a} b", [("a", EMPHASIS | STRONG), " b"]),
        (r"\textbf\'e b", [("é", STRONG), " b"]),
        (r"\textbf\emph{a}b", [("a", EMPHASIS | STRONG), "b"]),
        (r"\textbf\LaTeX b", [("LaTeX", STRONG), "b"]),
        (r"\textsuperscript--", [("-", SUPER), "-"]),
        (r"\textsuperscript{th}\textsubscript{2}", [("th", SUPER), ("2", SUB)]),
        (r"\emph{a $x$ b}", [("a ", EMPHASIS), ("x", EMPHASIS | MATH), (" b", EMPHASIS)]),
        (r"\enquote{\emph{a} b}", ["“", ("a", EMPHASIS), " b”"]),
        (r"\emph{\enquote{a}}", [("“a”", EMPHASIS)]),
        (r"\emph{} a", ["a"]),
    ],
)
def test_nested_styles(source: str, parts: list[str | tuple[str, Style]]) -> None:
    assert decode(source) == (text_of(*parts), ())


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("$x^2$", "x^2"),
        ("$$x$$", "x"),
        (r"\(x\)", "x"),
        (r"\[x\]", "x"),
        (r"\ensuremath{x_1}", "x_1"),
        (r"\ensuremath {x_1}", "x_1"),
        (r"$\$5$", r"\$5"),
        (r"$a\\$", r"a\\"),
        (r"\(\text{if $a$}\)", r"\text{if $a$}"),
        (r"\(a\\)b\)", r"a\\)b"),
        (r"$\{1,2\}$", r"\{1,2\}"),
        ("$a\n  b$", "a b"),
    ],
)
def test_math(source: str, value: str) -> None:
    expected = text_of("a ", (value, MATH), " b")
    assert decode(f"a {source} b") == (expected, ())
    assert_ascii_reads_back(expected)


def test_formulas_side_by_side_stay_apart() -> None:
    expected = text_of(("a", MATH), ("b", MATH), " ", ("c", MATH))
    assert decode("$a$$b$ $c$") == (expected, ())
    assert decode(encode(expected)) == (expected, ())


def test_formula_of_one_symbol_is_a_letter_where_it_need_not_be_math() -> None:
    assert decode(r"\ensuremath{\alpha}\ensuremath{^2}") == (Text.of("α²"), ())
    assert decode(r"$\alpha$") == (text_of((r"\alpha", MATH)), ())


@pytest.mark.parametrize("ascii_only", [False, True])
def test_quotations_around_commands(*, ascii_only: bool) -> None:
    quoted = Text.of("a ‘", Chunk("b", Style.EMPHASIS), "’, ‘", Chunk("c", Style.MATH), " d’")
    assert decode(r"a `\emph{b}', `$c$ d'")[0] == quoted
    assert str(decode("`{Big} W{or{d}s}\nhere' `{a' b}")[0]) == "‘Big Words here’ `a' b"
    assert decode(encode(quoted, ascii_only=ascii_only))[0] == quoted
    accents = Text.of("`", Chunk("b", Style.EMPHASIS), "' c")
    assert decode(encode(accents, ascii_only=ascii_only))[0] == accents


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Fig.~2", "Fig.\u00a02"),
        ("1--2", "1–2"),
        ("a---b", "a—b"),
        ("a----b", "a—-b"),
        ("-{}-", "--"),
        ("-{}--", "-–"),
        ("a-b", "a-b"),
        ("``a'' 'b'", "“a” 'b'"),
        ("a `b' c", "a ‘b’ c"),
        ("``a `don't b' c''", "“a ‘don't b’ c”"),
        (r"`Q\&A' `a's", "‘Q&A’ `a's"),
        ("O`Brien, `pip` and `open", "O`Brien, `pip` and `open"),
        ("`{}a'", "`a'"),
        (r"`Schr\"odinger's' `\&", "‘Schrödinger's’ `&"),
        ("`a\n\nb'", "`a b'"),
        ("`{}`", "``"),
        ("a \n\t b", "a b"),
    ],
)
def test_signs_that_tex_joins(source: str, expected: str) -> None:
    assert decode(source) == (Text.of(expected), ())


@pytest.mark.parametrize(
    ("text", "source", "ascii_source"),
    [
        ("--", "-{}-", "-{}-"),
        ("---", "-{}-{}-", "-{}-{}-"),
        ("–-", "--{}-", "--{}-"),
        ("-—", "-{}---", "-{}---"),
        ("1–2", "1--2", "1--2"),
        ("''", "'{}'", "'{}'"),
        ("’’", "’’", "'{}'"),
        ("?`", "?{}`", "?{}`"),
        ("Ah!“Oh”", "Ah!“Oh”", "Ah!{}``Oh''"),
        ("Why?", "Why?", "Why?"),
        ("“‘a’”", "“‘a’”", "``{}`a'{}''"),
        ("a\u00a0b", "a~b", "a~b"),
        ("a~b^c", r"a{\textasciitilde}b{\textasciicircum}c", None),
        ("a<b>c|d", r"a{\textless}b{\textgreater}c{\textbar}d", None),
        ("50% of $5 & #1_a", r"50\% of \$5 \& \#1\_a", None),
        ("{a}\\", r"{\textbraceleft}a{\textbraceright}{\textbackslash}", None),
        ("Müller, Šimon", "Müller, Šimon", r"M{\"u}ller, {\v{S}}imon"),
        ("ế ǰ ị", "ế ǰ ị", r"{\'{\^e}} {\v{\j}} {\d{i}}"),
        ("x̄", "x̄", r"{\=x}"),
        ("ø ß", "ø ß", r"{\o} {\ss}"),
        ("α", "α", r"{\ensuremath{\alpha}}"),
        ("中 Ω", "中 Ω", r"中 {\ensuremath{\Omega}}"),
        ("Α", "Α", "Α"),
        ("Ħ", "Ħ", "Ħ"),
        ("−1", "−1", r"{\ensuremath{-}}1"),
    ],
)
def test_encoding(text: str, source: str, ascii_source: str | None) -> None:
    assert encode(Text.of(text)) == source
    assert encode_plain(text) == source
    assert encode(Text.of(text), ascii_only=True) == (ascii_source or source)
    assert encode_plain(text, ascii_only=True) == (ascii_source or source)


@pytest.mark.parametrize(
    ("parts", "source"),
    [
        (["a ", ("BERT", PROTECTED)], "a {BERT}"),
        ([("É", PROTECTED)], "{É}"),
        ([(r"\_", NONE)], r"{\textbackslash}\_"),
        ([("&c", PROTECTED)], r"{{}\&c}"),
        ([("a ", EMPHASIS), ("b", EMPHASIS | STRONG)], r"\emph{a \textbf{b}}"),
        ([("a", STRONG), ("b", EMPHASIS | STRONG)], r"\textbf{a\emph{b}}"),
        ([("a", EMPHASIS | PROTECTED), ("b", PROTECTED)], r"{{}\emph{a}b}"),
        (
            [("x", CAPS), ("y", SUPER), ("z", SUB), ("w", CODE)],
            r"\textsc{x}\textsuperscript{y}\textsubscript{z}\texttt{w}",
        ),
        ([("https://example.org/a_b~c", URL)], r"\url{https://example.org/a_b~c}"),
        ([(r"\text{if $x$}", MATH)], r"\(\text{if $x$}\)"),
        ([("O(n)", MATH)], r"{$O(n)$}"),
        ([(r"\Sigma_{n}", MATH)], r"{$\Sigma_{n}$}"),
        ([(r"\mathbb{R}", MATH)], r"$\mathbb{R}$"),
        ([(r"\{}", MATH)], r"\ensuremath{\{}}"),
        ([(r"\foo", RAW), "bar"], r"\foo bar"),
        ([(r"\foo", RAW), " bar"], r"{\foo} bar"),
        ([(r"\foo", RAW), "1"], r"\foo1"),
        ([(r"\foo{a}", RAW), ("B", PROTECTED)], r"{\foo{a}}{B}"),
        ([(r"\foo{a}", RAW), "[b]"], r"{\foo{a}}[b]"),
        ([(r"\foo", RAW), (r"\foo", RAW), "*"], r"\foo\foo *"),
    ],
)
def test_encoding_of_styles(parts: list[str | tuple[str, Style]], source: str) -> None:
    text = text_of(*parts)
    assert encode(text) == source
    assert decode(source)[0] == text


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (r"\url{https://example.org/a_b%20c~d}", "https://example.org/a_b%20c~d"),
        (r"\url {https://example.org}", "https://example.org"),
        (r"\url{a{b}c}", "a{b}c"),
    ],
)
def test_addresses_are_verbatim(source: str, value: str) -> None:
    assert decode(f"see {source}.") == (text_of("see ", (value, URL), "."), ())


@pytest.mark.parametrize(
    ("source", "parts", "offset", "message"),
    [
        (r"a \foo b", ["a ", (r"\foo", RAW), "b"], 2, r"the command \foo has no reading here"),
        (r"a \foo{} b", ["a ", (r"\foo{}", RAW), " b"], 2, r"the command \foo has no"),
        (
            r"{AB} \foo[x{]}y]{\'e}{\"u} b",
            [("AB", PROTECTED), " ", (r"\foo[x{]}y]{\'e}{\"u}", RAW), " b"],
            5,
            r"the command \foo has no reading here",
        ),
        (r"\href{http://a}{b}", [(r"\href{http://a}{b}", RAW)], 0, r"the command \href has"),
        ("é\\>b", ["é", (r"\>", RAW), "b"], 1, r"the command \> has no reading here"),
        (r"\url x", [(r"\url", RAW), "x"], 0, r"the command \url has no reading here"),
        ("\\foo\u00a0a", [(r"\foo", RAW), "\u00a0a"], 0, r"\foo has no reading"),
        (r"\emph{\foo a}", [(r"\foo", EMPHASIS | RAW), ("a", EMPHASIS)], 6, r"\foo has no"),
        (r"{B\foo}", [("B", PROTECTED), (r"\foo", RAW)], 2, r"\foo has no reading"),
        ("\\foo{a\n b}", [(r"\foo{a b}", RAW)], 0, r"\foo has no reading"),
        ("a}b", ["a}b"], 1, "a brace is closed that was not opened"),
        ("a {b", ["a ", ("b", PROTECTED)], 4, "a brace is not closed"),
        ("a $x", ["a $x"], 2, "math starts here and never ends"),
        ("a $$x", ["a $$x"], 2, "math starts here and never ends"),
        (r"a \(x", [r"a \(x"], 2, "math starts here and never ends"),
        (r"a \[x", [r"a \[x"], 2, "math starts here and never ends"),
        ("a {$} b", ["a ", ("$", PROTECTED), " b"], 3, "math starts here and never ends"),
        ("a $ $ b", ["a  b"], 2, "there is nothing in this"),
        (r"a \url{}", ["a"], 2, "there is nothing in this"),
        (r"a \emph", ["a"], 7, "an argument is missing here"),
        (r"{a \emph} b", [("a ", PROTECTED), "b"], 8, "an argument is missing here"),
        ("a\\", ["a\\"], 1, "a backslash stands at the end"),
    ],
)
def test_what_cannot_be_read_is_kept_and_reported(
    source: str, parts: list[str | tuple[str, Style]], offset: int, message: str
) -> None:
    text, problems = decode(source)
    assert text == text_of(*parts)
    assert [problem.offset for problem in problems] == [offset]
    assert message in problems[0].message


def test_every_problem_is_reported_in_order() -> None:
    _text, problems = decode(r"\foo a} \bar{b} $x")
    assert problems == (
        LatexProblem(0, r"the command \foo has no reading here"),
        LatexProblem(6, "a brace is closed that was not opened"),
        LatexProblem(8, r"the command \bar has no reading here"),
        LatexProblem(16, "math starts here and never ends"),
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{BERT} at $x^2$", "BERT at x²"),
        ("$x^{10}$, $a_i$, $H_2O$", "x¹⁰, a_i, H₂O"),
        (r"$\alpha$-\emph{helix}", "α-helix"),
        (r"$10\times$ faster", "10× faster"),
        (r"\foo{Hello} World", r"\foo{Hello} World"),
        (r"\href{https://example.org}{Hello} World", "https://example.org Hello World"),
        (r"\url{https://example.org/a_b}", "https://example.org/a_b"),
        (r"50\% {\"u}ber", "50% über"),
        (r"``a'' --- b", "“a” — b"),
    ],
)
def test_plain_reading(source: str, expected: str) -> None:
    assert decode_plain(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\emph{Käse} & {\'e}", r"\emph{K{\"a}se} & {\'e}"),
        ("1–2\u00a0a — b", "1--2~a --- b"),
        ("plain {a} $x$", "plain {a} $x$"),
        ("中", "中"),
    ],
)
def test_letters_of_source_become_commands(source: str, expected: str) -> None:
    assert to_ascii(source) == expected


@pytest.mark.parametrize(
    ("source", "at", "expected"),
    [
        ("{a}", 0, 2),
        ("{a{b}c}d", 0, 6),
        ("x{a}", 1, 3),
        (r"{\}", 0, 2),
        ("{a", 0, None),
        ("a}", 0, None),
        ("", 0, None),
    ],
)
def test_closing_brace(source: str, at: int, expected: int | None) -> None:
    assert closing_brace(source, at) == expected


# What holds for every text and every source.

SOURCES = st.lists(
    st.sampled_from(
        [
            *" abé{}{}{}\\$$~^-`'[](),\n%&\u00a0",
            *(
                r"\href{a}{b}",
                r"\footnote",
                r"\'",
                r"\"",
                r"\c",
                r"\v ",
                r"\i",
                r"\o",
                r"\LaTeX",
                r"\alpha",
                r"\foo",
                r"\foo{",
            ),
            *(r"\emph", r"\emph{", r"\textbf ", r"{\em ", r"\enquote{", r"\mbox", r"\url{"),
            *(r"\ensuremath{", r"\(", r"\)", r"\[", r"\]", "$$", r"\{", r"\$", "``", "''", "---"),
        ]
    ),
    max_size=12,
).map("".join)
KNOWN = sorted(
    {*LETTERS, *SYMBOLS, *STYLE_COMMANDS, *STYLE_SWITCHES, *QUOTE_COMMANDS, *ACCENTS}
    - {"textbackslash", "textbraceleft", "textbraceright"}  # these print what is looked for
)
ENDINGS = ["{a}", "{}", " a", " {a b}", ""]


def without_single_quotes(text: Text) -> Text:
    quotes = str.maketrans("‘’", "`'")
    return Text.of(
        *(
            chunk if chunk.style & MATH else Chunk(chunk.value.translate(quotes), chunk.style)
            for chunk in text.chunks
        )
    )


@given(texts())
@settings(max_examples=200, deadline=None)
def test_encoding_reads_back(text: Text) -> None:
    assert decode(encode(text))[0] == text


# 7 bits have no characters for single quotation marks, and not every sign has its own command:
# the texts here are made of what the docstring of `encode` does not except.
@given(texts(LATIN + SIGNS))
@settings(max_examples=200, deadline=None)
def test_ascii_encoding_reads_back(text: Text) -> None:
    source = encode(text, ascii_only=True)
    assert source.isascii()
    assert decode(source)[0] == text


@given(SOURCES)
@settings(max_examples=200, deadline=None)
def test_what_was_read_is_written_so_that_it_reads_the_same(source: str) -> None:
    text, _problems = decode(source)
    assert decode(encode(text))[0] == text
    in_ascii, _problems = decode(encode(text, ascii_only=True))
    assert in_ascii == without_single_quotes(text)


@given(st.one_of(st.text(), SOURCES))
@settings(max_examples=200, deadline=None)
def test_plain_reading_is_that_of_the_text(source: str) -> None:
    assert decode_plain(source) == plain(decode(source)[0])


@given(st.one_of(st.text(), SOURCES))
@settings(max_examples=200, deadline=None)
def test_any_source_is_read(source: str) -> None:
    text, problems = decode(source)
    assert all(0 <= problem.offset <= len(source) for problem in problems)
    assert text == Text.of(*text.chunks)
    plain(text)


@given(st.lists(st.tuples(st.sampled_from(KNOWN), st.sampled_from(ENDINGS)), max_size=6))
@settings(max_examples=200, deadline=None)
def test_plain_reading_holds_no_known_command(commands: list[tuple[str, str]]) -> None:
    source = " ".join(f"\\{command}{ending}" for command, ending in commands)
    assert not re.search(r"[\\{}]", decode_plain(source))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\alpha", "α"),
        (r"\lambda^2", "λ²"),
        (r"\beta_{1}", "β₁"),
        (r"x^{-1}", "x⁻¹"),
        (r"\mathcal{L}", "ℒ"),
        (r"\mathbb{R}^n", "ℝⁿ"),
        (r"\frac{1}{2}", "1/2"),
        (r"\log n", "log n"),
        (r"\mathrm{SE}(3)", "SE(3)"),
        (r"a \to b \times c", "a → b × c"),
        (r"\le \infty", "≤∞"),
        (r"\{a\}", "{a}"),
        (r"\text{if } x", "if x"),
    ],
)
def test_plain_reading_of_a_formula(formula: str, expected: str) -> None:
    assert decode_plain(f"a ${formula}$ b") == f"a {expected} b"


def there_and_back(source: str) -> None:
    text, _problems = decode(source)
    encode(text)
    encode(text, ascii_only=True)
    plain(text)


@pytest.mark.parametrize("name", LATEX)
def test_deep_nesting_is_read_and_written(name: str) -> None:
    hard = LATEX[name]
    there_and_back(hard.make(hard.many))
    assert_linear(lambda size: partial(there_and_back, hard.make(size)), hard.few)


def test_a_long_value_is_read_once() -> None:
    source = "{A} " * 5000
    assert decode(source) is decode(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [(r"{\th}`{\DH}{x}'", "þ`Ðx'"), (r"``{}`Nests' within''", "“‘Nests’ within”")],
)
def test_a_grave_accent_behind_a_group_opens_no_quotation(source: str, expected: str) -> None:
    assert str(decode(source)[0]) == expected
