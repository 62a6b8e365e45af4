"""Details of an entry that tell works of one title apart: edition, volume, version, translator.

Each is in a form that is equal for equal meanings: ``2. Auflage`` is ``second edition``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.model.folding import comparable_words
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.same_work.vocabulary import OTHER_TEXT, numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry

ISSUER = "publisher"


class Detail(NamedTuple):
    """A detail: its name for people, its meaning, and the words that the entry has for it."""

    name: str
    meaning: str
    shown: str


_FIELDS = {
    "version": "version",
    "revision": "version",
    "issue": "issue",
    "issuetitle": "issue title",
    "organization": ISSUER,
    "part": "part",
    "chapter": "chapter",
    "eid": "article number",
    "articleno": "article number",
    "translator": "translator",
}
"""Fields beyond the model that tell works apart -> their names for people."""
_NOTES = ("titleaddon", "howpublished", "addendum", "type")


def details_of(entry: Entry) -> tuple[Detail, ...]:
    """Return the details of an entry, one of a name, in no particular order."""
    found: dict[str, Detail] = {}
    for name, shown in _told(entry):
        text = " ".join(shown.split())
        if name not in found and (meaning := _meaning(name, text)):
            found[name] = Detail(name, meaning, text)
    return tuple(found.values())


def _told(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield names of details and the values of an entry's fields; fields come before notes."""
    for name, value in (
        ("edition", entry.edition),
        ("issue" if entry.type == "article" else "number", entry.number),
        (ISSUER, entry.publisher),
        ("series", entry.series),
        ("country", entry.place if entry.type == "patent" else None),
        ("language", entry.language),
        ("date", entry.date if entry.date and entry.date.month else None),
    ):
        if value:
            yield name, str(value)
    for name, value in entry.extra:
        if name in _FIELDS:
            yield _FIELDS[name], value
        elif name == "type" and entry.type in {"patent", "techreport", "report"}:
            yield "type", value
        elif name == "type" and "thesis" in entry.type and not _OF_TYPE.search(value):
            yield "kind of thesis", value
    if entry.note:
        yield from _noted(str(entry.note))
    for name, value in entry.extra:
        if name in _NOTES:
            yield from _noted(value)


_SHORT_NOTE = 8
"""A note of more words may speak of anything."""
_EDITION = frozenset(
    "edition edn ed eds auflage aufl ausgabe ausg edicion edizione edicao editie uitgave druk "
    "edicio wydanie wyd vydani tirage".split()
)
_VERSION = frozenset("version ver v release rel revision rev".split())
_PART = frozenset("part teil partie parte deel tome band".split())
_OF_TYPE = regex(r"(?i)doct|ph\.?\s*d|dissert|promotion|master|m\.?\s*sc|^thesis$")
_OTHER_TEXT = OTHER_TEXT | frozenset(
    "correction corrections retraction supplement reply response abstract abridged excerpt".split()
)
_TRANSLATED = frozenset("translated translation ubersetzt ubersetzung traduit traduction".split())


def _noted(note: str) -> Iterator[tuple[str, str]]:
    """Yield what a short note says, if all that it says is an edition, a version or the like."""
    words = comparable_words(note)
    if not words or len(words) > _SHORT_NOTE:
        return
    if len(words) > 1 and _EDITION.intersection(words):
        yield "edition", note
    elif words[0] in _VERSION or re.fullmatch(r"v\d+", words[0]):
        yield "version", note
    elif words[0] in _PART and len(words) > 1:
        yield "part", note
    elif _TRANSLATED.intersection(words):
        yield "translator", note
    if kinds := _OTHER_TEXT.intersection(words):
        yield "kind", " ".join(sorted(kinds))


def _meaning(name: str, text: str) -> str:
    """Return the form of a value that is equal for equal meanings; empty if it has none."""
    words = list(comparable_words(text))
    if name == "edition":
        return _edition(words)
    if name == "version":
        return _version(text)
    if name == "translator":
        return _people(text)
    if name in {"part", "chapter"}:
        return " ".join(numeral(word) or word for word in words if word not in _PART)
    if name == "language":
        return _language(text)
    if name in {"type", "kind of thesis"}:
        return " ".join(words)
    if name in {"number", "issue", "article number"}:
        return _number(text)
    return text.casefold()


_REVISED = frozenset(
    "revised rev enlarged expanded extended updated corrected reprinted reprint and und et y e "
    "uberarbeitete uberarb erweiterte erw verbesserte verb aktualisierte aktual neu neubearbeitete "
    "durchgesehene durchges korrigierte korr erg erganzte vollst vollstandig the die der la ed "
    "revue corrigee augmentee mise a jour revisada ampliada corregida actualizada unveranderte "
    "unverand riveduta".split()
)
"""Words that say how an edition that has a number came about."""


def _edition(words: list[str]) -> str:
    """Return the number of an edition, and the words that make it another one than its number."""
    numbers = [number for word in words if (number := numeral(word))]
    rest = [word for word in words if word not in _EDITION and not numeral(word)]
    if numbers:
        rest = [word for word in rest if word not in _REVISED]
    return " ".join([*numbers, *sorted(rest)])


def _version(text: str) -> str:
    """Return the numbers and words of a version, without its last zeros."""
    parts = re.findall(r"\d+|[^\W\d_]+", text.casefold())
    while parts and parts[0] in _VERSION:
        del parts[0]
    if all(part.isdigit() for part in parts):
        while len(parts) > 1 and not parts[-1].strip("0"):
            del parts[-1]
    return ".".join(part.lstrip("0") or "0" for part in parts)


def _people(text: str) -> str:
    """Return the family names of people, as they stand in a field or behind “translated by”."""
    text = re.sub(r"[{}]", "", text)
    text = re.sub(r"(?i)^.*?\b(?:by|von|par|por|di|da|door)\s+", "", text)
    names = re.split(r"(?<!\s)\s+(?:and|und|et|y|e|en|&)\s+", text)
    return " ".join(sorted(_family(name) for name in names if name.strip()))


def _family(name: str) -> str:
    family = name.partition(",")[0] if "," in name else name.rsplit(maxsplit=1)[-1]
    return "".join(comparable_words(family))


_IN_NUMBERS = frozenset("no nr num number numero nummer tech technical rep report".split())


def _number(text: str) -> str:
    """Return the letters and numbers of a report's number, an issue or a patent's number."""
    joined = re.sub(r"(?<=\d)[,. ](?=\d{3}\b)", "", text.casefold())
    parts = [part.lstrip("0") or "0" for part in re.findall(r"\d+|[^\W\d_]+", joined)]
    return " ".join(part for part in parts if part not in _IN_NUMBERS) or " ".join(parts)


def may_be_one_number(one: str, other: str) -> bool:
    """Say whether two numbers, as `details_of` compares them, are one: one may lack its letters."""
    codes = {found[0] for number in (one, other) if (found := _KIND_CODE.search(number))}
    short, long = sorted((_KIND_CODE.sub("", number).split() for number in (one, other)), key=len)
    if len(codes) > 1 or long[len(long) - len(short) :] != short:
        return False
    return not any(p.isdigit() or p.startswith("sup") for p in long[: len(long) - len(short)])


_KIND_CODE = regex(r"(?<=\d{6}) [abcu](?: \d)?$")
"""The end of a patent's number that says how far its application has gone: ``B2``."""


def _language(text: str) -> str:
    """Return the code of a language; empty for a name that is not known."""
    name = "".join(comparable_words(text.partition("-")[0]))
    return next((code for code, names in _LANGUAGES.items() if name in names.split()), "")


_LANGUAGES = {
    "en": "en eng english american british usenglish ukenglish australian canadian newzealand",
    "de": "de deu ger german ngerman deutsch austrian naustrian swissgerman nswissgerman",
    "fr": "fr fra fre french francais",
    "es": "es spa spanish espanol mexican",
    "it": "it ita italian italiano",
    "pt": "pt por portuguese brazilian portugues brazil",
    "nl": "nl nld dut dutch nederlands",
    "ru": "ru rus russian",
    "zh": "zh zho chi chinese",
    "ja": "ja jpn japanese",
    "ko": "ko kor korean",
    "pl": "pl pol polish polski",
    "sv": "sv swe swedish svenska",
    "da": "da dan danish dansk",
    "no": "no nor nb nn norsk norwegian nynorsk",
    "fi": "fi fin finnish suomi",
    "cs": "cs ces cze czech",
    "el": "el ell gre greek",
    "la": "la lat latin",
    "ar": "ar ara arabic",
    "tr": "tr tur turkish",
    "hu": "hu hun hungarian magyar",
}
