"""Rules about the text of titles and of other fields."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.limits import normalize
from pllm_bib.model.regex import regex
from pllm_bib.model.unseen import UNSEEN, visible
from pllm_bib.rules import keeps
from pllm_bib.rules.acronyms import (
    braced,
    exposed_words,
    in_sentence_style,
    protected,
    without_outer_braces,
)
from pllm_bib.rules.base import Finding, Rule, RuleContext, key_position, source
from pllm_bib.rules.html_text import has_tags, html_in, without_html
from pllm_bib.rules.keeps import Keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.diagnostic import Position
    from pllm_bib.model.entry import Entry


def unprotected_acronym(context: RuleContext) -> Iterator[Finding]:
    """A word of the title would lose capitals in sentence case.

    Most styles print titles in sentence case: “LoRA” becomes “Lora”, and “LLMs” becomes “llms”,
    unless braces protect them. The fix puts braces around such words, and only around them.

    Bad:
        @misc{zhou2024orchestrating,
          author = {Zhou, Jin Peng and Luo, Katie Z},
          title = {Orchestrating LLMs with Different Personalizations},
          year = {2024},
          eprint = {2407.04181},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{zhou2024orchestrating,
          author = {Zhou, Jin Peng and Luo, Katie Z},
          title = {Orchestrating {LLM}s with Different Personalizations},
          year = {2024},
          eprint = {2407.04181},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024roleplaying,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Role-Playing with {LLM}s: E-Learning and $L_2$ Losses},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        if not _is_english(entry) or str(entry.title).isupper() or _is_run_together(entry):
            continue
        exposed = exposed_words(entry.title)
        if not exposed or has_tags(source(entry, "title")):  # the names of tags are not words
            continue
        value = braced(source(entry, "title"), exposed)
        words = ", ".join(f"“{word}”" for word in dict.fromkeys(exposed))
        yield Finding(
            f"the title's {words} would lose capitals in sentence case: put braces around what "
            "must keep them",
            entry,
            "title",
            (Edit(key=entry.key, field="title", value=value),) if value else (),
        )


def _is_english(entry: Entry) -> bool:
    """Say whether the title is in English, the only language whose letter case styles change."""
    language = (entry.language or "english").casefold()
    return re.match(r"en\b|english|american|british|usenglish|ukenglish", language) is not None


def title_ends_with_period(context: RuleContext) -> Iterator[Finding]:
    """The title ends with a period.

    Styles add a period, a comma or a quotation mark after a title, which then has two marks. The
    fix drops the period.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback.},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Human Feedback: A Reply to Zhou et al.},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        title = str(entry.title)
        if not title.endswith(".") or title.endswith(".."):
            continue
        word = title.rsplit(maxsplit=1)[-1]
        last = word.strip("().,").casefold()
        if last in _ABBREVIATIONS or "." in last or len(last) == 1:
            continue
        raw = source(entry, "title")
        value = raw.removesuffix(".").rstrip()
        yield Finding(
            f"the title ends with a period: “... {word}”",
            entry,
            "title",
            (Edit(key=entry.key, field="title", value=value),)
            if raw.endswith(".") and not value.endswith("\\")
            else (),
        )


_ABBREVIATIONS = frozenset("al co corp eds etc inc jr ltd no sr st vol vs".split())


def non_nfc_text(context: RuleContext) -> Iterator[Finding]:
    """A field or a key holds letters that are made of several characters.

    They look like the usual letters but are not. Programs sort them elsewhere, do not find them,
    and take one name for two. The fix writes them in Unicode's composed form (NFC).

    Bad:
        @misc{wang2024conditional,
          author = {Wang, Kaiwen and Rame\N{COMBINING ACUTE ACCENT}, Alexandre},
          title = {Conditional Language Policy: A General Framework},
          year = {2024},
          eprint = {2407.15762},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{wang2024conditional,
          author = {Wang, Kaiwen and Ram\N{LATIN SMALL LETTER E WITH ACUTE}, Alexandre},
          title = {Conditional Language Policy: A General Framework},
          year = {2024},
          eprint = {2407.15762},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling for 5 km\N{SUPERSCRIPT TWO}},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        if not unicodedata.is_normalized("NFC", entry.key):
            message = f"the key “{entry.key}” is not in Unicode's composed form (NFC)"
            yield Finding(message, entry, position=key_position(entry))
        for field, raw in (entry.origin.raw if entry.origin else {}).items():
            if unicodedata.is_normalized("NFC", raw):
                continue
            composed = normalize("NFC", raw)
            yield Finding(
                f"“{_first_difference(raw)}” in “{field}” is not in Unicode's composed form "
                "(NFC): rewrite it",
                entry,
                field,
                # Another spelling may be another address, so a link has no fix.
                ()
                if field in _LINK_FIELDS
                else (Edit(key=entry.key, field=field, value=composed),),
            )


_LINK_FIELDS = frozenset(kind.field for kind in LinkKind)


def _first_difference(raw: str) -> str:
    """Return the first word that is not in composed form."""
    words = (word for word in raw.split() if not unicodedata.is_normalized("NFC", word))
    return next(words, raw).strip("{}(),;:.")


def double_braced_title(context: RuleContext) -> Iterator[Finding]:
    """The whole title has a second pair of braces.

    The braces protect every letter, so no style can change the letter case of the title. Braces
    belong around the words that need them. The fix puts them there: around each word with a
    capital, so that sentence case prints what it printed. In a title that is not in English, all
    capitals are needed. Where an English title, or one without a language, has nearly all words in
    capitals, only a person can tell the names; “--unsafe” keeps braces around acronyms only.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {{Personalized language modeling at MIT from personalized human feedback}},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized language modeling at {MIT} from personalized human feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024alpaca,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {{Alpaca} Learns from {Personalized Human Feedback}},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        raw = source(entry, "title")
        inner = without_outer_braces(raw)
        # A title of one word may be a name that needs its braces; a command needs its group.
        if inner == raw or len(inner.split()) == 1 or inner.startswith("\\") or not inner:
            continue
        title, _problems = latex.decode(inner)
        if not _is_english(entry) or in_sentence_style(title):
            value = protected(inner)
        else:
            acronyms = [] if str(title).isupper() else exposed_words(title)
            value = (braced(inner, acronyms) if acronyms else None) or inner
        yield Finding(
            "braces around the whole title keep every style from changing its letter case: put "
            "them around the words that need them",
            entry,
            "title",
            (Edit(key=entry.key, field="title", value=value),),
        )


def run_together_title(context: RuleContext) -> Iterator[Finding]:
    """The title is one long word with capitals inside.

    It has lost its spaces, most often in a file name or a web address.

    Bad:
        @misc{lin2024personalizedvideocommentgeneration,
          author = {Lin, Xudong and Zare, Ali},
          title = {PersonalizedVideoCommentGeneration},
          year = {2024},
          eprint = {2404.01234},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{lin2024personalized,
          author = {Lin, Xudong and Zare, Ali},
          title = {Personalized Video Comment Generation},
          year = {2024},
          eprint = {2404.01234},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        if _is_run_together(entry):
            parted = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", str(entry.title))
            message = f"the title “{entry.title}” has lost its spaces: “{parted}”?"
            yield Finding(message, entry, "title")


_LONG_WORD = 20


_INNER_CAPITALS = 3


def _is_run_together(entry: Entry) -> bool:
    title = str(entry.title)
    if len(title) < _LONG_WORD or re.search(r"\s", title):
        return False
    return len(re.findall(r"[a-z][A-Z]", title)) >= _INNER_CAPITALS


def html_in_text(context: RuleContext) -> Iterator[Finding]:
    r"""A text holds HTML tags or entities.

    LaTeX prints the tags, and reads the “&” of “&amp;” as a column separator. The fix writes the
    LaTeX that was meant.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language &amp; Personalized <i>Human</i> Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language \& Personalized \emph{Human} Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024user,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {A <user> Token for Personalized Language Models where a < b},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        for field in (*_PRINTED, "abstract"):
            raw = source(entry, field)
            found = html_in(raw)
            if not found:
                continue
            value = without_html(raw)
            said = ", ".join(f"“{part}”" for part in found)
            yield Finding(
                f"“{field}” has HTML in it: {said}",
                entry,
                field,
                (Edit(key=entry.key, field=field, value=value),) if value else (),
            )


def unescaped_special(context: RuleContext) -> Iterator[Finding]:
    r"""A text holds one of LaTeX's special characters without a backslash.

    LaTeX stops at it or, at “%”, silently drops the rest of the line. The fix adds the backslash.
    For “^” and a single “$”, only a person can tell what was meant.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling for 99% of Humans & Others},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling for 99\% of Humans \& Others},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024l2,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {$L_2$ Losses for 99\% of Humans},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    # The name of an undefined string is not text.
    undefined = {fault.position for fault in context.faults if fault.name == "undefined-string"}
    for entry in context.library:
        raw_fields = entry.origin.raw if entry.origin else {}
        for field in _PRINTED:
            raw = raw_fields.get(field)
            if raw is None or not _SPECIAL.search(raw):
                continue
            places = _specials(raw)
            if not places or (undefined and _is_macro(entry, field, undefined)):
                continue
            marks = dict.fromkeys(raw[at] for at in places)
            said = " and ".join(f"a bare “{mark}”: {_SPOILT[mark]}" for mark in marks)
            value = _escaped(raw, [at for at in places if raw[at] not in "^$"])
            yield Finding(
                f"“{field}” has {said}",
                entry,
                field,
                (Edit(key=entry.key, field=field, value=value.strip()),)
                if value != raw and "$" not in marks
                else (),
            )


_PRINTED = (
    "title subtitle booktitle booksubtitle journal journaltitle author editor series publisher "
    "organization institution school address location edition chapter type note howpublished"
).split()
"""Fields that styles print as LaTeX source."""


def hidden_character(context: RuleContext) -> Iterator[Finding]:
    """A field or a key holds a character that nobody sees: a control, or one without width.

    Such characters come with text that is copied from a PDF or a web page. Words are not found any
    more, TeX stops at some, and marks of direction (bidi) make a text look like another one. Delete
    them, or type the word anew. Joiners and marks that a script is written with may stay.

    Bad:
        @misc{wang2024conditional,
          author = {Wang, Kaiwen and Kidambi, Rahul},
          title = {Conditional Language\N{ZERO WIDTH SPACE} Policy: A General Framework},
          year = {2024},
          eprint = {2407.15762},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{wang2024conditional,
          author = {Wang, Kaiwen and Kidambi, Rahul},
          title = {Conditional Language Policy: A General Framework},
          year = {2024},
          eprint = {2407.15762},
          archiveprefix = {arXiv},
        }
    """
    told = {(f.key, f.field) for f in context.faults if f.name == "control-character"}
    for entry in context.library:
        if found := _hidden(entry.key):
            message = f"the key “{entry.key}” has {found} in it, which nobody sees: delete it"
            yield Finding(message, entry, position=key_position(entry))
        for field, raw in (entry.origin.raw if entry.origin else {}).items():
            if (entry.key, field) not in told and (found := _hidden(raw)):
                message = f"“{field}” has {found} in it, which nobody sees: delete it"
                yield Finding(message, entry, field)


def _hidden(text: str) -> str:
    """Return the first character that nobody sees, and how many more there are."""
    if text.isprintable():
        return ""
    found = [match["unseen"] for match in UNSEEN.finditer(text) if match["unseen"]]
    if any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text):
        found = [char for char in found if char not in _SIDES]
    if not found:
        return ""
    name = unicodedata.name(found[0], "").lower()
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"“{visible(found[0])}”{f' ({name})' if name else ''}{more}"


_SIDES = "\u061c\u200e\u200f"
"""Marks that texts in Hebrew and Arabic are written with, where other scripts stand in them."""


_TOKEN = regex(
    r"""
      \w{1,15}://[^\s{}]+                                        # an address: another rule's
    | \\(?:url|path|nolinkurl|href|verb|cite[a-z]*|[a-z]*ref|label|input|include[a-z]*|ce)\*?
      \s*(?:\[[^\]]*\])?\{[^{}]*\}
    | \\verb\*?(?P<end>[^\w\s*{]).*?(?P=end)
    | \\ensuremath\s*\{(?:[^{}]|\{[^{}]*\})*\}
    | \\[()] | \\.
    | \$\$?
    | &(?:\#x?[0-9a-f]+|[a-z][a-z0-9]+);                     # HTML: another rule's
    | [&%\#_^]
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


_SPECIAL = regex(r"[&%#_^$]")


_SPOILT = {
    "&": "LaTeX reads it as a column separator and stops",
    "%": "LaTeX drops the rest of the line",
    "#": "LaTeX takes it for a parameter and stops",
    "_": "LaTeX takes it for a subscript and stops",
    "^": "LaTeX takes it for a superscript and stops",
    "$": "LaTeX takes what follows for a formula",
}


def _escaped(raw: str, places: list[int]) -> str:
    """Return a source with a backslash at some places, in place of two that stand there."""
    pieces: list[str] = []
    done = 0
    for at in places:
        end = at - 2 if raw.endswith(r"\\", 0, at) else at
        pieces += (raw[done:end], "\\")
        done = at
    return "".join((*pieces, raw[done:]))


def _is_macro(entry: Entry, field: str, undefined: set[Position]) -> bool:
    """Say whether a field's value has an undefined string in it."""
    start = entry.position(field)
    return start is not None and any(
        (start.path, start.line) == (place.path, place.line) for place in undefined
    )


def _specials(raw: str) -> list[int]:
    """Return the offsets of special characters that are neither escaped nor in a formula."""
    found: list[int] = []
    opened: int | None = None
    for token in _TOKEN.finditer(raw):
        mark = token.group()
        if mark in {"$", "$$"}:
            opened = token.start() if opened is None else None
        elif mark in {r"\(", r"\)"}:
            opened = token.start() if mark == r"\(" else None
        elif mark == "%" or (len(mark) == 1 and opened is None):
            found.append(token.start())
    if opened is not None and raw[opened] == "$":
        return sorted({*(at for at in found if at < opened), opened})
    return found


RULES = (
    Rule(
        "T001",
        "unprotected-acronym",
        unprotected_acronym,
        keeps=Keeps(
            "The words in new braces print in sentence case as they stand in the file; every other "
            "letter prints as before.",
            keeps.only_braces,
        ),
    ),
    Rule(
        "T002",
        "title-ends-with-period",
        title_ends_with_period,
        keeps=Keeps(
            "The full stop goes, after a word that is no abbreviation. BibTeX's standard styles "
            "print one all the same, others their own mark.",
            keeps.drops_full_stop,
        ),
    ),
    Rule(
        "T003",
        "non-nfc-text",
        non_nfc_text,
        keeps=Keeps(
            "The text looks the same, but is sorted with its like; no letter becomes another one, "
            "and no address or file name is touched.",
            keeps.composes,
        ),
    ),
    Rule(
        "T004",
        "double-braced-title",
        double_braced_title,
        keeps=Keeps(
            "In sentence case the title prints as before, letter by letter: in BibTeX, BibLaTeX "
            "and CSL. Styles in title case may give capitals to words that have none.",
            keeps.same_sentence_case,
        ),
    ),
    Rule("T005", "run-together-title", run_together_title),
    Rule(
        "T006",
        "html-in-text",
        html_in_text,
        keeps=Keeps(
            "The letters are those that a browser shows, and sentence case leaves what stands in "
            "tags; formulas and addresses stay.",
            keeps.each(keeps.reads_html),
        ),
    ),
    Rule(
        "T007",
        "unescaped-special",
        unescaped_special,
        keeps=Keeps(
            "The sign prints, where LaTeX stopped at it or dropped the rest; all else prints as "
            "before.",
            keeps.each(keeps.escapes),
        ),
    ),
    Rule("T008", "hidden-character", hidden_character),
)
