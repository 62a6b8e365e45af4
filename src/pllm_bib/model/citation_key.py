"""Citation keys by one rule: family name, year, first telling word of the title.

``kirk2024prism`` is Kirk's work of 2024 whose title starts with "The PRISM Alignment ...". Two
works that would get one key are told apart by further words of their titles, then by a letter.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Container

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.text import Text

STOP_WORDS = frozenset(
    # articles and demonstratives
    "a an the this that these those "
    # prepositions
    "about above across after against along among around as at before behind below beneath beside "
    "besides between beyond by despite during except for from in inside into like near of off on "
    "onto out outside over past per since than through throughout till to under until up upon via "
    "with within without using "
    # conjunctions
    "and but if nor or so unless whereas whether while although because though yet "
    # auxiliaries
    "am are be been being can cannot could did do does had has have is may might must shall should "
    "was were will would "
    # question words
    "how what when where which who whom whose why "
    # pronouns
    "i it its me my our their them they us we you your".split()
)
"""Words that tell nothing about a work. "Two" and "toward" do."""

_UNDECOMPOSED = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ı": "i",
        "ȷ": "j",
        "ĸ": "k",
    }
)
"""Letters that no normalisation takes apart."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slug(text: str) -> str:
    """The letters and digits of a text in lower-case ASCII: ``Płudowski-Le Roux`` -> one word.

    What has no ASCII form (other scripts, signs) is left out.
    """
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED)).lower()
    return re.sub(r"[^a-z0-9]+", "", text)


def title_words(title: Text) -> tuple[str, ...]:
    """The words of a title that keys are made of; hyphens do not part words.

    Stop words are left out, unless there is nothing else.
    """
    readable = "".join(" " if c.style & Style.RAW else c.value for c in title.chunks)
    words = tuple(filter(None, map(slug, re.split(r"[\s/—…]+", readable))))
    return tuple(word for word in words if word not in STOP_WORDS) or words


def conventional_key(entry: Entry, words: int = 1) -> str:
    """The key that an entry should have, made with so many words of its title.

    The name is the first author's family name, else the first editor's, else the title's first
    word (the key then goes on with the second). What is not known is left out.
    """
    start, title = _parts(entry)
    return start + "".join(title[:words])


def is_conventional(entry: Entry) -> bool:
    """Whether an entry's key is one that the rule can give it, clashes considered."""
    start, words = _parts(entry)
    if not entry.key.startswith(start):
        return False
    rest = entry.key[len(start) :]
    endings = (rest, rest[:-1]) if rest[-1:] in _LETTERS else (rest,)
    made = list(itertools.accumulate(words)) or [""]
    return any(ending in made for ending in endings)


def free_key(entry: Entry, taken: Container[str]) -> str:
    """The first key by the rule that is not taken: further words, then a letter.

    Where every letter is taken too, the last one is repeated.
    """
    start, words = _parts(entry)
    made = [start + end for end in itertools.accumulate(words)] or [start]
    for key in (*made, *(made[0] + letter for letter in _LETTERS)):
        if key not in taken:
            return key
    key = made[0]
    while key in taken:
        key += _LETTERS[-1]
    return key


def _parts(entry: Entry) -> tuple[str, tuple[str, ...]]:
    """Name and year, which a key starts with, and the words that it can go on with."""
    words = title_words(entry.title)
    first = next(iter((*entry.authors, *entry.editors)), None)
    if first is not None:
        name = slug(first.full_family)
    else:
        name, words = "".join(words[:1]), words[1:]
    return name + (str(entry.date.year) if entry.date else ""), words
