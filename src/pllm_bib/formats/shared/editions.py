"""Numbers of editions, and the words that BibTeX's styles print for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.model.folding import folded
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.formats.shared.faults import Tell

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
)
_WORDS = {word: number for number, word in enumerate(_ORDINALS, start=1)}
for _row in (
    "erste zweite dritte vierte funfte sechste siebte achte neunte zehnte",
    "premiere deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme",
    "primera segunda tercera cuarta quinta sexta septima octava novena decima",
    "prima seconda terza quarta quinta sesta settima ottava nona decima",
    "primeira segunda terceira quarta quinta sexta setima oitava nona decima",
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende",
):
    _WORDS |= {word: number for number, word in enumerate(_row.split(), start=1)}
_EDITION = regex(
    r"[(\[]?(?:(?P<number>[1-9]\d{0,2})(?:\.|st|nd|rd|th|e|eme|er|ere|re|te|o|a|ª|º)?"
    r"|(?P<word>[a-z]+))"
    r"(?:\s*(?:ed|edn|eds|edition|auflage|aufl|ausgabe|ausg|edicion|edizione|edicao|editie|druk|"
    r"uitgave|utgave|upplagan|wyd|vyd)\b\.?)?[)\]]?"
)


def edition_number(text: str) -> str:
    """Return the number of an edition in digits: ``2`` for “Second”, “2nd ed.” or “2. Aufl.”.

    It is empty for an edition with other words about it (“revised”), and for no edition.
    """
    match = _EDITION.fullmatch(folded(re.sub(r"[\^{}]", "", text.strip())))
    if match is None:
        return ""
    return match["number"] or str(_WORDS.get(match["word"], ""))


def with_number(text: Text | None, tell: Tell | None = None) -> Text | None:
    """Return an edition as its number, if it has one; tell one that is in words."""
    number = edition_number(str(text)) if text else ""
    if number and tell and str(text) != number:
        tell(str(text), f"“{number}”")
    return Text.of(number) if number else text


def edition_word(text: str) -> str:
    """Return the ordinal of a number, as BibTeX's styles print it: ``Second``; else the text."""
    count = ordinal(text)
    if count == text or int(text) > len(_ORDINALS):
        return count
    return _ORDINALS[int(text) - 1].capitalize()


def ordinal(text: str) -> str:
    """Return the ordinal of a number below 1000, ``3rd``; else the text."""
    if not re.fullmatch(r"[1-9]\d{0,2}", text, re.ASCII):
        return text
    number = int(text)
    teen = number // 10 % 10 == 1
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
