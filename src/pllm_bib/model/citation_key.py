"""Citation keys by one rule: family name, year, first telling word of the title.

``kirk2024prism`` is Kirk's work of 2024 whose title starts with "The PRISM Alignment ...". Two
works that would get one key are told apart by further words of their titles, then by a letter.
"""

from __future__ import annotations

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

_LETTERS = str.maketrans(
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

_LETTER = "abcdefghijklmnopqrstuvwxyz"


def slug(text: str) -> str:
    """The letters and digits of a text in lower-case ASCII: ``Płudowski-Le Roux`` -> one word.

    What has no ASCII form (other scripts, signs) is left out.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return re.sub(r"[^a-z0-9]", "", decomposed.lower())


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
    name, title = _name_and_words(entry)
    year = str(entry.date.year) if entry.date else ""
    return name + year + "".join(title[:words])


def is_conventional(entry: Entry) -> bool:
    """Whether an entry's key is one that the rule can give it, clashes considered."""
    longest = len(_name_and_words(entry)[1])
    for words in range(min(1, longest), longest + 1):
        key = conventional_key(entry, words)
        if entry.key == key or (entry.key[:-1] == key and entry.key[-1] in _LETTER):
            return True
    return False


def free_key(entry: Entry, taken: Container[str]) -> str:
    """The first key by the rule that is not taken: further words, then a letter.

    Where every letter is taken too, it ends in as many of the last one as it takes.
    """
    longest = len(_name_and_words(entry)[1])
    for words in range(min(1, longest), longest + 1):
        key = conventional_key(entry, words)
        if key and key not in taken:
            return key
    base = conventional_key(entry)
    for letter in _LETTER:
        if base + letter not in taken:
            return base + letter
    while base in taken:
        base += _LETTER[-1]
    return base


def _name_and_words(entry: Entry) -> tuple[str, tuple[str, ...]]:
    words = title_words(entry.title)
    for names in (entry.authors, entry.editors):
        for name in names:
            return slug(name.full_family), words
    return "".join(words[:1]), words[1:]
