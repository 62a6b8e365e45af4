"""The words of a title that tell something about a work: those that are no stop words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.model.folding import latin_slug, slug
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style

if TYPE_CHECKING:
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
"""English words that tell nothing about a work. "Two" and "toward" do."""


_ARTICLES = {
    "ca": "el els la les un una uns unes",
    "da": "de den det en et",
    "de": "das dem den der des die ein eine einem einen einer eines",
    "es": "el la las lo los un una unas unos",
    "fr": "des du la le les un une",
    "it": "gli i il la le lo un una uno",
    "nb": "de den det ei en et",
    "nl": "de een het",
    "pt": "a as o os um uma umas uns",
    "sv": "de den det en ett",
}
_SMALL_WORDS = {
    "ca": "al als amb de del dels en i o per sobre",
    "da": "af at i med og om paa til",
    "de": "am an auf aus bei fur im in mit nach oder uber um und vom von vor zu zum zur",
    "es": "al con de del e en o para por sobre y",
    "fr": "a au aux avec dans de en et ou par pour sans sur",
    "it": "al alla con da dal dalla dei del della delle dello di e ed in nel nella o per sul sulla",
    "nb": "av for i med og om pa til",
    "nl": "aan bij der des en in met naar of op over te tot uit van voor",
    "pt": "ao aos com da das de do dos e em na nas no nos ou para pela pelo por sobre",
    "sv": "av for i med och om pa till",
}
_ELIDED = regex(r"(?<!\w)(?:[cdjlmnst]|qu|un|all|dall|dell|nell|sull)['’](?=\w)", re.IGNORECASE)
"""An article or preposition that is written together with its noun: ``l'``, ``dell'``."""
_ELIDING = frozenset({"ca", "fr", "it"})
_STOP_WORDS_OF = {
    code: frozenset(f"{articles} {_SMALL_WORDS[code]}".split())
    for code, articles in _ARTICLES.items()
}
_CODES = {
    "brazil": "pt",
    "castilian": "es",
    "danish": "da",
    "dutch": "nl",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "norsk": "nb",
    "norwegian": "nb",
    "nynorsk": "nb",
    "portug": "pt",
    "spanish": "es",
    "swedish": "sv",
    "catalan": "ca",
    "austrian": "de",
}
"""A part of the names of a language -> its code."""
_FOREIGN = frozenset(
    "das dem der ein eine einem einen einer eines el ett gli het il le les".split()
)
"""Articles that English titles do not start with."""


def telling_words(
    title: Text, language: str | None = None, *, english_only: bool = False
) -> tuple[str, ...]:
    """Return the words of a title that keys are made of, without stop words.

    These are the English ones, and those of the language of the work, a code or a name. A title
    without language that starts with a foreign article has those of that article's language.
    ``english_only``: English stop words only, and words with Latin letters only.

    A hyphen does not separate words. A title of stop words alone keeps them all.
    """
    readable = "".join(" " if c.style & Style.RAW else c.value for c in title.chunks)
    words = _words(readable)
    if english_only:
        return tuple(word for word in words if word not in STOP_WORDS) or words
    if not words:
        readable = _HAN.sub(r"\g<0> ", readable)
        return tuple(filter(None, map(latin_slug, _SEPARATORS.split(readable))))
    code = _code(language) if language else _guessed(words)
    if code in _ELIDING:
        words = _words(_ELIDED.sub("", readable))
    foreign = _STOP_WORDS_OF.get(code, frozenset())
    return tuple(w for w in words if w not in STOP_WORDS and w not in foreign) or words


_SEPARATORS = regex(r"[\s/—…]+")
_HAN = regex("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A character that is a word, or a part of one that no blank marks."""


def _words(readable: str) -> tuple[str, ...]:
    return tuple(filter(None, map(slug, _SEPARATORS.split(readable))))


def _code(language: str) -> str:
    """Return the code of a language by which its stop words are known."""
    language = language.casefold()
    if len(re.split("[-_]", language)[0]) == len("de"):
        return {"nn": "nb", "no": "nb"}.get(language[:2], language[:2])
    return next((code for name, code in _CODES.items() if name in language), "")


def _guessed(words: tuple[str, ...]) -> str:
    """Return the code of the language whose article a title starts with; empty if it is English.

    An article that may be an English word or name, “die” or “los”, needs another small word of
    its language.
    """
    languages = [code for code, articles in _ARTICLES.items() if words[0] in articles.split()]
    if not languages:  # nearly always
        return ""
    most, code = max((sum(w in _STOP_WORDS_OF[c] for w in words[1:]), c) for c in languages)
    english = any(word in STOP_WORDS and word not in _STOP_WORDS_OF[code] for word in words[1:])
    return code if (most or words[0] in _FOREIGN) and not english else ""
