"""Entries that are hard to mend: made by chance of pieces that fixes have to do with."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = (
    *("Owls", "owls", "Rome", "BERT", "LoRA", "McDonald", "of", "the", "and", "über", "Étude"),
    *(
        "iPad",
        "E-Mail",
        "RGB-D",
        "U.S.",
        "model",
        "language",
        "Karl-Marx",
        "3D",
        "“Rome”",
        "AT\\&T",
    ),
)
LATEX = (
    *(
        '{\\"O}l',
        '\\"Olfrage',
        "{\\'E}tude",
        "\\'{E}tude",
        "{\\O}re",
        "\\O{}re",
        "{\\L}odz",
        "\\c{C}a",
    ),
    *(
        "Gar\\c con",
        "$L^2$",
        "$\\alpha_i$",
        "\\emph{Rome}",
        "{\\em Rome}",
        "\\textbf{LoRA}",
        "\\LaTeX",
    ),
    *(
        "{\\LaTeX}",
        "{BERT}",
        "{BERT Model}",
        "{{\\OE}uvre}",
        "\\ss",
        'Na{\\"\\i}ve',
        "\\url{https://a.b/c_d}",
    ),
    *(
        "\\verb|a_b|",
        "\\cite{a_b}",
        "\\foo{A_b}",
        "Rome~II",
        "``Rome''",
        "{\\noopsort{a}}Rome",
        "\\relax",
    ),
    *(
        "{\\ss}",
        "\\textsc{Nasa}",
        '{\\AA}ngstr{\\"o}m',
        "\\mbox{LLMs}",
        "\\(N\\)",
        "\\$5",
        "50\\%",
        "\\textquotesingle",
    ),
)
SLIPS = (
    *(
        "&amp;",
        "<i>Human</i>",
        "&eacute;",
        "R & D",
        "99% of",
        "a_b",
        "#1",
        "e\u0301t\u0301",
        "10 k\u2126",
    ),
    *(
        "<sub>2</sub>",
        "$a &lt; b$",
        "&#x2013;",
        "\\&amp;",
        "<b>{a</b>}",
        "\uac00\u11a8",
        "\\\\&",
        "^2",
    ),
)
ENDS = (
    "",
    ".",
    ".",
    " et al.",
    " Inc.",
    "?",
    "...",
    "\\.",
    " $x.$",
    "{.}",
    ": A Study.",
    ": {A} Study",
    " Proc.",
)
NAMES = (
    *(
        "Doe, Jane",
        "van der Berg, Jan",
        "{Owl University}",
        "Owl University",
        "Google Research Team",
    ),
    *(
        "Team, Owl Research",
        'M{\\"u}ller, J{\\"o}rg',
        "M&uuml;ller, J.",
        "Jean de La Fontaine",
        "ZHOU, Ruiyang",
    ),
    *(
        "John Center",
        "Society of Owls",
        "Ame\u0301lie Poulain",
        "Smith, Jr., Bob",
        "{\\O}re, Per",
        "others",
    ),
    *("Barnes {and} Noble Inc", "Institute {X}", "A. Lab", "d'Orsay, X", "Roe and and Poe"),
)
FIELDS: dict[str, Sequence[str]] = {
    "journal": (
        "{Journal of Owls}",
        "{J. R & D}",
        "jacm",
        'jacm # " & Co."',
        "{Caf&eacute;}",
        "{CoRR}",
    ),
    "booktitle": ("{Proc. of Owls}", "{Owls <i>at</i> Night}", "{}", "{e\u0301te\u0301}"),
    "pages": (
        *(
            "{12-19}",
            "{e12-19}",
            "{1-2-3}",
            "{pp. 12--19}",
            "{12 to 19}",
            "{xi-xv}",
            "{S. 12}",
            "{12---19}",
        ),
        *(
            "{1234--45}",
            "{12-9}",
            "{A1-A5}",
            "{12, 15-19}",
            "{12+}",
            "{p.~5}",
            "{12 \\textendash{} 19}",
            "12",
        ),
        *(
            "{S-12}",
            "{e\u2013f}",
            "{}",
            "{C-D}",
            "{12\u201319}",
            "{P12--P19}",
            "{Pages 3}",
            "{3:1--3:20}",
        ),
    ),
    "doi": (
        *(
            "{10.1234/ABC_d}",
            "{https://doi.org/10.1234/x}",
            "{10.1234/a\\_b}",
            "{doi:10.1234/q.}",
            "{}",
        ),
        *(
            "{10.1234/a{\\textless}b}",
            "{10.1234/a&lt;b}",
            "{10.1234/a${<}$b}",
            "{not a doi}",
            "{10.1234/\\foo}",
        ),
        *(
            "{\\url{https://doi.org/10.1234/a_b}}",
            "{10.1234\\%2Fb}",
            'base # "/x"',
            "{10.1234/a b}",
        ),
    ),
    "url": (
        *(
            "{http://dx.doi.org/10.1234/x}",
            "{https://doi.org/10.1234/x}",
            "{http://arxiv.org/pdf/2402.05133v2}",
        ),
        *(
            "{https://arxiv.org/abs/2402.05133v2}",
            "{http://github.com/a/b}",
            "{http://müller.de/ö}",
            "{}",
        ),
        *(
            "{https://a.org/größe}",
            "{\\url{http://a.org/b\\_c}}",
            "{http://www.aclweb.org/anthology/P19-1001}",
        ),
    ),
    "eprint": (
        "{2402.05133}",
        "{arXiv:2402.05133v1}",
        "{arXiv:2402.05133}",
        "{hal-012}",
        "{2402.05133 [cs.CL]}",
        "{}",
    ),
    "archiveprefix": ("{arXiv}", "{HAL}", "{}"),
    "volume": ("12", "{12}", "{abs/2402.05133}", "{12-13}"),
    "note": (
        "{}",
        "{\\url{https://github.com/a/b}}",
        "{https://a.org/b}",
        "{R & D}",
        "{See a_b}",
        "{ \n }",
    ),
    "howpublished": ("{\\url{https://a.org/b_c}}", "{Online & free}"),
    "month": ("may", "{May}", 'may # "~5"', "{5}", "{}"),
    "language": ("{german}", "{ngerman}", "{english}", "{french}", "{}"),
    "langid": ("{ngerman}", "{english}"),
    "code": (
        "{https://arxiv.org/abs/2402.05133}",
        "{https://kaggle.com/datasets/a/b}",
        "{https://a.github.io}",
    ),
    "data": ("{https://arxiv.org/abs/2402.05133}", "{https://doi.org/10.1234/x}"),
    "github": ("{https://github.com/a/b}",),
    "adsurl": ("{https://ui.adsabs.harvard.edu/abs/a}",),
    "biburl": ("{https://dl.acm.org/doi/10.1145/1}",),
    "file": ("{Ame\u0301lie.pdf}",),
    "keywords": ("{R & D, <i>owls</i>}", "{}"),
    "abstract": ("{All &amp; <p>sundry</p> 99%.}", "{}"),
    "crossref": ("{parent}",),
    "series": ("{Owls & Co}", "{}"),
    "address": ('{K{\\"o}ln}', "{}"),
    "edition": ("{2nd}", "{Second & last}"),
    "publisher": ("{Owl & Sons}", "acm", "{Acm Press}"),
}
"""Field -> the sources of its values; a title and names are made of words."""
HEAD = """\
% A file that fixes are tried on.
@string{jacm = "Journal of the R & D"}
@string{base = {10.1234}}
@string{acm = {ACM Press.}}
@comment{owls: & _ %}

"""
PARENT = """
@proceedings{parent,
  title = {Proceedings of the Owls & Crows.},
  note = {The parent's},
  booktitle = {Owls},
  year = 1999,
}
"""
TYPES = ("article", "inproceedings", "book", "misc", "techreport", "phdthesis", "incollection")


def title(chance: random.Random) -> str:
    """A title, in braces as often as not."""
    pool = chance.choice([WORDS, WORDS + LATEX, WORDS + LATEX + SLIPS])
    words = " ".join(chance.choices(pool, k=chance.randint(1, 6))) + chance.choice(ENDS)
    return chance.choice([words, f"{{{words}}}", f"{{{words}}}", f"{{{{{words}}}}}"])


def entry(key: str, chance: random.Random) -> str:
    """An entry with some of the fields, laid out by chance."""
    fields = {"title": f"{{{title(chance)}}}"}
    if chance.random() < 0.8:
        fields["author"] = f"{{{' and '.join(chance.choices(NAMES, k=chance.randint(1, 3)))}}}"
    fields["year"] = chance.choice(["2001", "{2001}", '"2001"'])
    for name in chance.sample(sorted(FIELDS), k=chance.randint(2, 8)):
        fields[name] = chance.choice(FIELDS[name])
    names = list(fields)
    if chance.random() < 0.05:
        names.append(chance.choice(names))
    equals = chance.choice([" = ", "=", "  =  "])
    between = chance.choice([",\n  ", ", ", ",\n\t"])
    if chance.random() < 0.4:
        between, equals = ",\n  ", " = "
    body = between.join([key, *(f"{name}{equals}{fields[name]}" for name in names)])
    kind = chance.choice(TYPES)
    return f"@{chance.choice([kind, kind.upper()])}{{{body}{chance.choice([',', ''])}\n}}\n"


def bib_file(seed: int, entries: int) -> str:
    """The text of a file of entries, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 -- the same entries in each run
    gaps = ("\n", "\n\n", "\n% a comment & more\n", "\nfree text\n\n")
    parts = [entry(f"k{at}", chance) + chance.choice(gaps) for at in range(entries)]
    return HEAD + "".join(parts) + PARENT
