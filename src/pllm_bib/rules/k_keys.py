"""Rules about citation keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.model.citation_key import DEFAULT_PATTERN, UNSAFE, conventional_key, new_keys
from pllm_bib.model.diagnostic import Edit
from pllm_bib.rules import keeps
from pllm_bib.rules.base import (
    Finding,
    Rule,
    RuleContext,
    is_half_read,
    key_position,
    of_readers,
    places,
    reported,
)
from pllm_bib.rules.keeps import Keeps
from pllm_bib.same_work.history import same_works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


def duplicate_key(context: RuleContext) -> Iterator[Finding]:
    """Two entries have the same key.

    BibTeX stops at a repeated key, even in another file or in other letter case. Programs that do
    not stop take one entry for the other.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

        @misc{li2024personalized,
          author = {Li, Cheng and Zhang, Mingyang},
          title = {Personalized Text Generation with Style},
          year = {2024},
          eprint = {2401.00123},
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

        @misc{li2024personalizedtext,
          author = {Li, Cheng and Zhang, Mingyang},
          title = {Personalized Text Generation with Style},
          year = {2024},
          eprint = {2401.00123},
          archiveprefix = {arXiv},
        }
    """
    seen: dict[str, Entry] = {}
    for entry in context.library:
        first = seen.setdefault(entry.key.casefold(), entry)
        if first is entry:
            continue
        place = key_position(first)
        where = f" at {place}" if place else ""
        spelling = "" if first.key == entry.key else f" (as “{first.key}”)"
        yield Finding(
            f"the key “{entry.key}” belongs to another entry already{where}{spelling}: give one "
            "of the two another key, or drop the entry if it is the same work",
            entry,
            related=places(place),
            position=key_position(entry),
        )


def unconventional_key(context: RuleContext) -> Iterator[Finding]:
    """A key is not made of family name, year and first significant word of the title.

    Keys that follow a pattern can be guessed, and do not clash when two people add works at the
    same time. The family name is the first author's, letters are lower-case ASCII, and small words
    such as “the” and “using” are skipped. If two works would get one key, further words of the
    title or a letter follow. A list may set another pattern: “keys” in sections.toml. “pllm-bib
    rekey” sets the key, keeps the old one and updates what refers to it. Works of people whose
    names have no Latin letter may have any key.

    Bad:
        @misc{Li-PersonalizedLM,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
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
          ids = {Li-PersonalizedLM},
        }
    """
    pattern = context.keys
    usual = pattern == DEFAULT_PATTERN
    parts = "family name, year and title" if usual else f"“{pattern.template}”"

    def wanted(entry: Entry) -> bool:
        latin = pattern.can_name(entry, as_before=True)
        return latin and not UNSAFE.search(entry.key) and not is_half_read(entry)

    renamed: frozenset[str] | None = None
    for entry, key in new_keys(context.library.entries, pattern, wanted):
        if renamed is None:
            renamed = _renamed(context.base, context.library)
        if entry.key in renamed:
            continue  # another rule asks for the key that was published
        yield Finding(
            f"the key “{entry.key}” is not made of {parts}: call the entry “{key}” and keep the "
            f"old key in “ids”, as “pllm-bib rekey {entry.key}” does",
            entry,
            position=key_position(entry),
        )


def _renamed(base: Library | None, library: Library) -> frozenset[str]:
    """Return the keys of entries that had another one, which no entry has now, in the base."""
    if base is None:
        return frozenset()
    names = {name for entry in library for name in (entry.key, *entry.aliases)}
    pairs = same_works(base, library)
    return frozenset(new.key for old, new in pairs if old and new and old.key not in names)


def key_shadows_alias(context: RuleContext) -> Iterator[Finding]:
    """A former key of an entry is a key or a former key of another one.

    A document that cites the work by its former key gets the other work instead.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          ids = {li2024text},
        }

        @misc{li2024text,
          author = {Li, Cheng and Zhang, Mingyang},
          title = {Text Generation with Style},
          year = {2024},
          eprint = {2401.00123},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          ids = {li2024language},
        }

        @misc{li2024text,
          author = {Li, Cheng and Zhang, Mingyang},
          title = {Text Generation with Style},
          year = {2024},
          eprint = {2401.00123},
          archiveprefix = {arXiv},
        }
    """
    keys: dict[str, Entry] = {}
    for entry in context.library:
        keys.setdefault(entry.key.casefold(), entry)
    aliases: dict[str, Entry] = {}
    for entry in context.library:
        for alias in entry.aliases:
            folded = alias.casefold()
            former = aliases.setdefault(folded, entry)
            for other, kind in ((keys.get(folded), "the key"), (former, "also a former key")):
                if other is None or other.key.casefold() == entry.key.casefold():
                    continue
                yield Finding(
                    f"the former key “{alias}” is {kind} of “{other.key}”: drop it from one of "
                    "the two",
                    entry,
                    "ids",
                    related=places(key_position(other)),
                )


def unsafe_key_character(context: RuleContext) -> Iterator[Finding]:
    """A key holds a character that some programs refuse.

    Biber stops at an apostrophe, and LaTeX splits keys at commas and breaks at ``#`` and ``%``.
    ASCII letters, digits and ``:._/+-`` are safe.

    Bad:
        @misc{o'brien2024personalized,
          author = {O'Brien, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{obrien2024personalized,
          author = {O'Brien, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        unsafe = dict.fromkeys(UNSAFE.findall(entry.key))
        if not unsafe:
            continue
        shown = ", ".join("a space" if char.isspace() else f"“{char}”" for char in unsafe)
        known = context.keys.can_name(entry) and not is_half_read(entry)
        key = conventional_key(entry, pattern=context.keys)
        instead = f"call the entry “{key}”, or " if known else ""
        yield Finding(
            f"the key “{entry.key}” holds {shown}, which some programs refuse: {instead}use ASCII "
            "letters, digits and : . _ / + - only",
            entry,
            position=key_position(entry),
        )


def unusable_key(context: RuleContext) -> Iterator[Finding]:
    """A file of another format has a key that BibTeX cannot hold.

    White space, commas, braces and a few other characters end a key in BibTeX or LaTeX. The entry
    is read with a key without them; documents that cite it must use that key.

    Bad:
        --- works.ris
        TY  - JOUR
        ID  - zhang 2025 personalization
        AU  - Zhang, Zhehao
        TI  - Personalization of Large Language Models: A Survey
        T2  - Transactions on Machine Learning Research
        PY  - 2025
        ER  -

    Good:
        --- works.ris
        TY  - JOUR
        ID  - zhang2025personalization
        AU  - Zhang, Zhehao
        TI  - Personalization of Large Language Models: A Survey
        T2  - Transactions on Machine Learning Research
        PY  - 2025
        ER  -
    """
    return reported(context, "unusable-key")


def key_removed(context: RuleContext) -> Iterator[Finding]:
    """A published key is gone.

    A document that cites the work by that key no longer finds it. “pllm-bib check --base REV”
    compares with a git revision. The fix adds the key to “ids” of the same work, if that is still
    listed.

    Bad:
        --- v1.0:entries/one.bib
        @misc{li2024feedback,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
        --- entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        --- v1.0:entries/one.bib
        @misc{li2024feedback,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
        --- entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          ids = {li2024feedback},
        }

    Leaves alone:
        --- v1.0:entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
        --- entries/one.bib
        @misc{li2024text,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Text Generation from Human Feedback},
          year = {2024},
          eprint = {2401.00123},
          archiveprefix = {arXiv},
        }
    """
    if context.base is None:
        return
    names = {name for entry in context.library for name in (entry.key, *entry.aliases)}
    folded = {name.casefold() for name in names}
    for before, after in same_works(context.base, context.library):
        if before is None:
            continue
        # A key with white space or a comma could never be cited.
        published = (
            name for name in (before.key, *before.aliases) if not re.search(r"[\s,]", name)
        )
        gone = [name for name in published if name not in names]
        for name in gone:
            if after is None:
                yield Finding(
                    f"the key “{name}” was published and is gone, as is its work “{before.title}”: "
                    "restore the entry, or put the key into “ids” of the work that stands for it",
                    position=before.position(),
                    key=name,
                )
                continue
            mine = after.key.casefold()
            clash = any(key.casefold() in folded - {mine} for key in gone)
            ids = Edit(key=after.key, field="ids", value=", ".join((*after.aliases, *gone)))
            yield Finding(
                f"the key “{name}” was published and is gone: put it into “ids” of “{after.key}”, "
                f"which is the same work{'' if clash else f', as “ids = {{{ids.value}}},”'}",
                after,
                fix=() if clash else (ids,),
                position=key_position(after),
            )


DUPLICATE_KEY = Rule("K001", "duplicate-key", duplicate_key, "error", compares="alike")

RULES = (
    DUPLICATE_KEY,
    Rule("K002", "unconventional-key", unconventional_key, compares="all"),
    Rule("K003", "key-shadows-alias", key_shadows_alias, compares="alike"),
    Rule("K004", "unsafe-key-character", unsafe_key_character, "error"),
    of_readers(unusable_key),
    Rule(
        "K006",
        "key-removed",
        key_removed,
        "error",
        needs="base",
        compares="all",
        keeps=Keeps("Nothing: former keys are added to “ids”.", keeps.keeps_keys),
    ),
)
