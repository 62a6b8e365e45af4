"""Foldings of text: each removes differences that do not matter for one question.

A folding is named for what it keeps. Choose by the question: search (`folded`), spelling of a
value (`letters`), keys and file names (`slug`), titles of one work (`title_key`).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.model.limits import normalize
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from pllm_bib.model.name import Name
    from pllm_bib.model.text import Text


def folded(text: str) -> str:
    """Return a text without letter case and accents; blanks and signs stay."""
    decomposed = normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def letters(text: str) -> str:
    """Return the letters and digits of a text without letter case; accents stay."""
    return _SIGNS.sub("", text.casefold())


def base_letters(text: str) -> str:
    """Return the letters and digits of a text without accents; letter case stays."""
    return _SIGNS.sub("", normalize("NFKD", text))


def composed_letters(text: str) -> str:
    """Return the letters and digits of a text with ligatures split; accents and case stay."""
    return _SIGNS.sub("", normalize("NFKC", text))


_SIGNS = regex(r"[\W_]+")
"""All but letters and digits, as `str.isalnum` has them."""


def slug(text: str) -> str:
    """Return the letters and digits of a text in lower-case ASCII, without other scripts.

    ``Płudowski-Le Roux`` becomes ``pludowskileroux``.
    """
    text = text.casefold()
    if not text.isascii():
        text = normalize("NFKD", text.translate(_IN_SLUGS)).lower()
    return re.sub(r"[^a-z0-9]+", "", text)


def latin_slug(text: str) -> str:
    """Return the slug of a text; if nothing is left, that of its letters written in Latin ones.

    ``山田`` becomes ``shantian``, by one table for all languages, as in Better BibTeX.
    """
    found = slug(text)
    if found or text.isascii():
        return found
    from anyascii import anyascii

    return slug(anyascii(text))


_UNDECOMPOSED = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ı": "i",
    "ȷ": "j",
}
"""Letters that Unicode normalisation leaves whole."""
_IN_SLUGS = str.maketrans(_UNDECOMPOSED | {"ß": "ss", "ŧ": "t", "ŋ": "n", "ĸ": "k"})


def title_key(title: Text) -> str:
    """Return a key that equal titles share: letters without accents, digits and plus signs.

    Plus signs stay, since they name successors. Letter case, white space, hyphens, braces, styles
    and the choice between LaTeX and Unicode do not matter.
    """
    return "".join(comparable_words(_readable(title)))


def title_words(title: Text) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of the main title and those of the subtitle, as `comparable_words`.

    A main title ends at a colon, a dash between blanks, or a question mark before more words.
    """
    return plain_title_words(_readable(title))


def plain_title_words(title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a title without any markup, as `title_words`."""
    title = title.strip()
    parting = _SUBTITLE.search(title)
    if parting is None:
        return comparable_words(title), ()
    return comparable_words(title[: parting.start()]), comparable_words(title[parting.end() :])


_SUBTITLE = regex(r"[:?–—-](?:(?<=—)|(?<=\S[:?–—])\s|(?<=\s:)\s|(?<=\s[-–—])[-–—]*+\s)")
"""It starts with a set of signs, since these are found at once."""


def _readable(title: Text) -> str:
    styles = title.styles()
    if styles is Style.NONE or not styles & (Style.MATH | Style.RAW):
        return str(title)
    return "".join(
        _without_commands(chunk.value) if chunk.style & (Style.MATH | Style.RAW) else chunk.value
        for chunk in title.chunks
    )


_COMMAND = regex(r"\\(?:([A-Za-z]+)\*?|.)\s*")
_NAMES = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
    "tau upsilon phi chi psi omega infty log exp min max arg sin cos tan".split()
)
_OTHER_NAMES = {"times": "x", "ell": "l", "varepsilon": "epsilon", "varphi": "phi"}


def _without_commands(source: str) -> str:
    """Return TeX source with words for the commands of letters and functions; drop others."""

    def name(match: re.Match[str]) -> str:
        command = match[1] or ""
        if command.lower() in _NAMES:
            return f" {command.lower()} "
        return _OTHER_NAMES.get(command, "")

    return re.sub(r"[{}^_]", "", _COMMAND.sub(name, source))


_AS_WORDS = str.maketrans(
    _UNDECOMPOSED
    | {
        "×": "x",
        "∞": " infty ",
        "ϵ": " epsilon ",
        "’": "",
        "'": "",
        "`": "",
        "‘": "",
        "´": "",
        "&": " and ",
    }
)
"""Letters that Unicode normalisation leaves whole, and signs that are also written as words."""
_WORD = regex(r"(?:[^\W_]|\+)+")
_AS_PLAIN_WORDS = bytes(
    ord(char.lower()) if (char := chr(code)).isalnum() or char == "+" else ord(" ")
    for code in range(128)
).ljust(256)
"""The same for ASCII, with blanks for all other signs but quotation marks, which are nothing."""


def comparable_words(text: str) -> tuple[str, ...]:
    """Return the words of a plain text without case and accents; Greek letters become names."""
    if text.isascii():  # most are, and bytes are translated ten times as fast
        plain = text.replace("&", " and ").encode("ascii").translate(_AS_PLAIN_WORDS, b"'`")
        return tuple(plain.decode("ascii").split())
    return _words_beyond_ascii(text)


@functools.lru_cache(maxsize=10_000)
def _words_beyond_ascii(text: str) -> tuple[str, ...]:
    text = normalize("NFKD", text.casefold().translate(_AS_WORDS))
    text = "".join(_plain_letter(char) for char in text if not unicodedata.combining(char))
    return tuple(_WORD.findall(text))


def _plain_letter(char: str) -> str:
    if "α" <= char <= "ω":
        return f" {unicodedata.name(char).rpartition(' ')[2].lower().replace('lamda', 'lambda')} "
    return char


def comparable_name(name: Name) -> tuple[str, tuple[str, ...]]:
    """Return the family name as one word, and the given names, as `comparable_words`."""
    family, given = name.family, name.given
    if not name.particle and family.isalpha() and given.isalpha() and f"{family}{given}".isascii():
        return family.lower(), (given.lower(),)
    return _comparable_name(name.particle, name.family, name.given)


@functools.lru_cache(maxsize=50_000)
def _comparable_name(particle: str, family: str, given: str) -> tuple[str, tuple[str, ...]]:
    words = comparable_words(f"{particle} {family}" if particle else family)
    return "".join(words), comparable_words(given)
