"""Rules about signs in the texts of fields: HTML, TeX and characters that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.regex import regex
from pllm_bib.model.unseen import UNSEEN, visible
from pllm_bib.rules import keeps
from pllm_bib.rules.base import Finding, Rule, RuleContext, key_position
from pllm_bib.rules.html_text import html_in, without_html
from pllm_bib.rules.keeps import Keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.diagnostic import Position
    from pllm_bib.model.entry import Entry


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
        raw_fields = entry.origin.raw if entry.origin else {}
        for field in _PRINTED_OR_SHOWN:
            raw = raw_fields.get(field)
            found = html_in(raw.strip()) if raw else None
            if raw is None or not found:
                continue
            value = without_html(raw.strip())
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
_PRINTED_OR_SHOWN = (*_PRINTED, "abstract")
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
