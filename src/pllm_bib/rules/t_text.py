"""Rules about the text of titles and of other fields."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.limits import normalize
from pllm_bib.rules import keeps
from pllm_bib.rules.acronyms import (
    braced,
    exposed_words,
    in_sentence_style,
    protected,
    without_outer_braces,
)
from pllm_bib.rules.base import Finding, Rule, RuleContext, key_position, source
from pllm_bib.rules.html_text import has_tags
from pllm_bib.rules.keeps import Keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    if entry.language is None:
        return True
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
    if " " in title or len(title) < _LONG_WORD or re.search(r"\s", title):
        return False
    return len(re.findall(r"[a-z][A-Z]", title)) >= _INNER_CAPITALS


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
)
