"""Meanings of LaTeX's commands: literal tables, read in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Callable

ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "textcommabelow": "\u0326",
}
"""Accent command -> combining character."""

OTHER_ACCENTS = {
    "G": "\u030f",
    "U": "\u030e",
    "f": "\u0311",
    "h": "\u0309",
    "t": "\u0361",
    "polhk": "\u0328",
    "soft": "\u030c",
    "udot": "\u0323",
    "lfhook": "\u0326",
    "textpolhook": "\u0328",
}
"""Further accents, of fonts that few have and of MathSciNet's own macros; never written."""

ACCENT_NUMBERS = {
    18: "\u0300",
    19: "\u0301",
    20: "\u030c",
    21: "\u0306",
    22: "\u0304",
    23: "\u030a",
    24: "\u0327",
    94: "\u0302",
    95: "\u0307",
    125: "\u030b",
    126: "\u0303",
    127: "\u0308",
}
"""Number of an accent in TeX's own fonts ("The TeXbook", appendix F) -> combining character."""

LETTERS = {
    "ss": "ß",
    "SS": "ẞ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "ng": "ŋ",
    "NG": "Ŋ",
}
"""Letter command -> letter. LaTeX's own OT1 fonts lack the last four pairs."""

SYMBOLS = {
    "textendash": "–",
    "textemdash": "—",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "quotesinglbase": "‚",
    "quotedblbase": "„",
    "guillemotleft": "«",
    "guillemotright": "»",
    "guillemetleft": "«",
    "guillemetright": "»",
    "guilsinglleft": "‹",
    "guilsinglright": "›",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textasciigrave": "`",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textunderscore": "_",
    "textdollar": "$",
    "textexclamdown": "¡",
    "textquestiondown": "¿",
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "textbullet": "•",
    "textperiodcentered": "·",
    "textdegree": "°",
    "textregistered": "®",
    "texttrademark": "™",
    "textcopyright": "©",
    "copyright": "©",
    "textsection": "§",
    "S": "§",
    "textparagraph": "¶",
    "P": "¶",
    "pounds": "£",
    "textsterling": "£",
    "texteuro": "€",
    "euro": "€",
    "textonehalf": "½",
    "textmu": "µ",
    "texttimes": "×",
    "textpm": "±",
    "slash": "/",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "BibTeX": "BibTeX",
    "space": " ",
    "quad": " ",
    "qquad": " ",
    "newline": " ",
    "linebreak": " ",
    "nobreakspace": "\u00a0",
    "thinspace": "\u2009",
}
"""Symbol command -> text. The first command of a symbol is the one that is written for it."""

ESCAPES = {char: char for char in "&%$#_{}"} | {
    " ": " ",
    "\n": " ",
    "\t": " ",
    "\\": " ",
    ",": "\u2009",
    "-": "\u00ad",
    "/": "",
    "@": "",
    ":": "\u2009",
    ";": "\u2009",
    "!": "",
}
"""Control symbol -> text, accents apart."""

STYLE_COMMANDS = {
    "emph": Style.EMPHASIS,
    "textit": Style.EMPHASIS,
    "textsl": Style.EMPHASIS,
    "mkbibemph": Style.EMPHASIS,
    "mkbibitalic": Style.EMPHASIS,
    "textbf": Style.STRONG,
    "mkbibbold": Style.STRONG,
    "textsc": Style.SMALL_CAPS,
    "textsuperscript": Style.SUPERSCRIPT,
    "mkbibsuperscript": Style.SUPERSCRIPT,
    "textsubscript": Style.SUBSCRIPT,
    "texttt": Style.CODE,
    "textrm": Style.NONE,
    "textsf": Style.NONE,
    "textup": Style.NONE,
    "textmd": Style.NONE,
    "textnormal": Style.NONE,
    "text": Style.NONE,
    "mbox": Style.PROTECTED,
    "hbox": Style.PROTECTED,
    "fbox": Style.PROTECTED,
    "NoCaseChange": Style.PROTECTED,
    "mkbibacro": Style.PROTECTED,
    "autocap": Style.NONE,
    "textnohyphenation": Style.NONE,
    "underline": Style.NONE,
    "natexlab": Style.NONE,
    "singleletter": Style.NONE,
}
"""Command -> style of its argument. The first command of a style is the one written for it."""

STYLE_SWITCHES = {
    "em": Style.EMPHASIS,
    "it": Style.EMPHASIS,
    "itshape": Style.EMPHASIS,
    "sl": Style.EMPHASIS,
    "bf": Style.STRONG,
    "bfseries": Style.STRONG,
    "sc": Style.SMALL_CAPS,
    "scshape": Style.SMALL_CAPS,
    "tt": Style.CODE,
    "ttfamily": Style.CODE,
    "rm": Style.NONE,
    "sf": Style.NONE,
    "normalfont": Style.NONE,
    "slshape": Style.EMPHASIS,
    "sffamily": Style.NONE,
    "rmfamily": Style.NONE,
    "upshape": Style.NONE,
    "mdseries": Style.NONE,
    "selectfont": Style.NONE,
    "tiny": Style.NONE,
    "scriptsize": Style.NONE,
    "footnotesize": Style.NONE,
    "small": Style.NONE,
    "normalsize": Style.NONE,
    "large": Style.NONE,
    "Large": Style.NONE,
    "protect": Style.NONE,
    "relax": Style.NONE,
    "leavevmode": Style.NONE,
    "noindent": Style.NONE,
    "ignorespaces": Style.NONE,
    "unskip": Style.NONE,
    "null": Style.NONE,
    "strut": Style.NONE,
    "allowbreak": Style.NONE,
    "nobreak": Style.NONE,
    "nolinebreak": Style.NONE,
    "sloppy": Style.NONE,
    "boldmath": Style.NONE,
    "hyphenate": Style.NONE,
    "nohyphenation": Style.NONE,
}
"""Switch -> style from here to the end of the group."""

WITHOUT_TEXT = frozenset(
    "noopsort Noopsort NoopSort SortNoop sortnoop vspace vspace* label index color phantom "
    "hphantom vphantom".split()
)
r"""Commands whose argument prints nothing. ``\noopsort`` and its like are for sorting
("BibTeXing", section 4)."""

TEXT_LAST = {
    "foreignlanguage": 1,
    "textcolor": 1,
    "texorpdfstring": 1,
    "raisebox": 1,
    "scalebox": 1,
    "discretionary": 2,
}
"""Command -> how many arguments stand before the one that is printed."""

CASE_COMMANDS: dict[str, Callable[[str], str]] = {
    "uppercase": str.upper,
    "MakeUppercase": str.upper,
    "MakeTextUppercase": str.upper,
    "lowercase": str.lower,
    "MakeLowercase": str.lower,
    "MakeTextLowercase": str.lower,
}
"""Command -> what it makes of the letters of its argument."""

QUOTE_COMMANDS = {"enquote": ("“", "”"), "mkbibquote": ("“", "”")}
INNER_QUOTES = ("‘", "’")
BRACKET_COMMANDS = {
    "mkbibparens": ("(", ")"),
    "mkbibbrackets": ("[", "]"),
    "enquote*": INNER_QUOTES,
}
"""Command -> what stands on both sides of its argument, however deep in quotations."""

BIBLATEX_SYMBOLS = {
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
    "addnbspace": "\u00a0",
    "addabbrvspace": "\u00a0",
    "addthinspace": "\u2009",
    "addnbthinspace": "\u2009",
    "addabthinspace": "\u2009",
    "addlpthinspace": "\u2009",
    "addhpthinspace": "\u2009",
    "hyphen": "-",
    "nbhyphen": "\u2011",
    "bibrangedash": "–",
    "bibnamedash": "—",
}
"""BibLaTeX's punctuation commands (the manual, sections 3.14.3 and 4.7.3); never written."""

BIBSTRING_COMMANDS = frozenset(
    "bibstring biblstring bibsstring bibcpstring bibcplstring bibcpsstring bibucstring "
    "bibuclstring bibucsstring biblcstring biblclstring biblcsstring bibxstring bibxlstring "
    "bibxsstring".split()
)
"""Commands whose argument is a key of `WORDS`; those with a ``cp`` print a capital."""

WORDS: dict[str, str] = {
    "audiocd": "audio CD",
    "bathesis": "Bachelor’s thesis",
    "candthesis": "Candidate thesis",
    "datacd": "CD-ROM",
    "mathesis": "Master’s thesis",
    "patent": "patent",
    "patentde": "German patent",
    "patenteu": "European patent",
    "patentfr": "French patent",
    "patentuk": "British patent",
    "patentus": "U.S. patent",
    "patreq": "patent request",
    "patreqde": "German patent request",
    "patreqeu": "European patent request",
    "patreqfr": "French patent request",
    "patrequk": "British patent request",
    "patrequs": "U.S. patent request",
    "phdthesis": "PhD thesis",
    "resreport": "research report",
    "software": "computer software",
    "techreport": "technical report",
    "forthcoming": "forthcoming",
    "inpreparation": "in preparation",
    "inpress": "in press",
    "prepublished": "pre-published",
    "submitted": "submitted",
    "newseries": "new series",
    "oldseries": "old series",
}
"""Localisation keys of ``type``, ``pubstate`` and ``series`` in English (the BibLaTeX manual,
section 4.9.2)."""

MORE_SYMBOLS = {
    "gets": "←",
    "ne": "≠",
    "Re": "ℜ",
    "Im": "ℑ",
    "prime": "′",
    "cprime": "′",
    "cdprime": "″",
    "degree": "°",
    "celsius": "°C",
    "micro": "µ",
    "upmu": "µ",
    "angstrom": "Å",
    "neg": "¬",
    "land": "∧",
    "lor": "∨",
    "iff": "⟺",
    "implies": "⟹",
    "colon": ":",
    "ddagger": "‡",
    "ddag": "‡",
    "imath": "ı",
    "jmath": "ȷ",
    "textminus": "−",
    "clubsuit": "♣",
    "diamondsuit": "♢",
    "heartsuit": "♡",
    "spadesuit": "♠",
    "lq": "‘",
    "rq": "’",
    "glqq": "„",
    "grqq": "“",
    "glq": "‚",
    "grq": "‘",
    "flqq": "«",
    "frqq": "»",
    "flq": "‹",
    "frq": "›",
    "textalpha": "α",
    "textbeta": "β",
    "textgamma": "γ",
    "textDelta": "Δ",
    "Dj": "Đ",
    "ohorn": "ơ",
    "OHORN": "Ơ",
    "uhorn": "ư",
    "UHORN": "Ư",
    "LaTeXe": "LaTeX2ε",
    "XeTeX": "XeTeX",
    "XeLaTeX": "XeLaTeX",
    "LuaTeX": "LuaTeX",
    "LuaLaTeX": "LuaLaTeX",
    "pdfTeX": "pdfTeX",
    "pdfLaTeX": "pdfLaTeX",
    "ConTeXt": "ConTeXt",
    "AmS": "AMS",
    "BibLaTeX": "BibLaTeX",
    "biblatex": "biblatex",
}
"""Further symbols, of text and of mathematics; never written."""

FUNCTIONS = {
    name: name
    for name in (
        "arccos arcsin arctan arg argmax argmin cos cosh cot coth csc deg det dim exp gcd hom inf "
        "ker lg lim ln log max min mod sec sin sinh sup tan tanh bmod"
    ).split()
} | {"Pr": "Pr", "liminf": "lim inf", "limsup": "lim sup", "bmod": "mod"}
"""Functions of mathematics -> their names in print."""

MATH_ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "overline": "\u0305",
    "underline": "\u0332",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "acute": "\u0301",
    "grave": "\u0300",
    "breve": "\u0306",
    "check": "\u030c",
    "mathring": "\u030a",
}
"""Accents of mathematics -> combining characters."""

MATH_ALPHABETS = {
    "mathbb": "DOUBLE-STRUCK",
    "Bbb": "DOUBLE-STRUCK",
    "mathcal": "SCRIPT",
    "mathscr": "SCRIPT",
    "cal": "SCRIPT",
    "mathfrak": "FRAKTUR",
    "frak": "FRAKTUR",
}
"""Fonts of mathematics whose letters mean something -> Unicode's name of the alphabet."""

MATH_FONTS = {
    "mathbf": (Style.STRONG, False),
    "boldsymbol": (Style.STRONG, False),
    "bm": (Style.STRONG, False),
    "bf": (Style.STRONG, True),
    "mathrm": (Style.NONE, False),
    "mathit": (Style.NONE, False),
    "mathsf": (Style.NONE, False),
    "mathtt": (Style.NONE, False),
    "mathnormal": (Style.NONE, False),
    "mathop": (Style.NONE, False),
    "mathbin": (Style.NONE, False),
    "mathrel": (Style.NONE, False),
    "mathord": (Style.NONE, False),
    "operatorname": (Style.NONE, False),
    "overbrace": (Style.NONE, False),
    "underbrace": (Style.NONE, False),
    "ensuremath": (Style.NONE, False),
    "rm": (Style.NONE, True),
    "it": (Style.NONE, True),
    "sf": (Style.NONE, True),
    "tt": (Style.NONE, True),
    "em": (Style.NONE, True),
}
"""Fonts of mathematics -> the style that they mean, and whether they hold to the group's end."""

MATH_TEXTS = frozenset(
    "text textrm textit textsf textbf textsc texttt textup textnormal mbox hbox emph".split()
)
"""Commands of mathematics whose argument is running text."""

MATH_SILENT = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm "
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber protect relax "
    "boldmath unboldmath mathstrut strut nobreak allowbreak".split()
)
"""Commands of mathematics that print nothing by themselves."""

SPACES = {
    ",": "\u2009",
    ":": " ",
    ";": " ",
    ">": " ",
    " ": " ",
    "\n": " ",
    "\t": " ",
    "\\": " ",
    "!": "",
    "/": "",
    "-": "",
    "quad": " ",
    "qquad": " ",
    "thinspace": "\u2009",
    "medspace": " ",
    "thickspace": " ",
    "negthinspace": "",
    "enspace": " ",
}
"""Spaces of mathematics."""
