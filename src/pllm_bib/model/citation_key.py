"""Citation keys by one pattern: family name, year, first telling word of the title.

``kirk2024prism`` is Kirk's work of 2024 whose title starts with "The PRISM Alignment ...". Two
works that would get one key are told apart by further words of their titles, then by a letter.
A list may have a pattern of its own, such as ``{families(2):capitalize}_{year}``.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.model import limits
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import nearest
from pllm_bib.model.folding import latin_slug, slug
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.telling_words import telling_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator

    from pllm_bib.model.entry import Entry

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class KeyField(NamedTuple):
    """A field of a pattern with the text that stands before it."""

    before: str
    name: str
    number: int | None
    """How many names or words it takes; None is all names, and one word."""
    case: str
    length: int | None
    """How many letters of each name or word are kept."""


KEY_FIELDS = {
    "family": "family name of the first author, with its particle",
    "families": "family names of all authors; {families(2)}: of the first two, then “etal”",
    "initials": "first letter of each family name; {initials(3)}: of the first three",
    "year": "year",
    "shortyear": "last two digits of the year",
    "word": "first word of the title that is no stop word",
    "words": "so many words of the title: {words(3)}",
    "venue": "short label of the venue, without the year",
}
"""Field of a pattern -> the words that explain it."""

_NAMES = frozenset({"family", "families", "initials"})
_WORDS = frozenset({"word", "words"})
_YEARS = frozenset({"year", "shortyear"})
_PLAIN = KEY_FIELDS.keys() - {"initials", "words"}
"""Fields that mean something without a number."""
_COUNTED = frozenset({"families", "initials", "words"})
_CASES: dict[str, Callable[[str], str]] = {
    "lower": str,  # as `slug` leaves it
    "upper": str.upper,
    "capitalize": str.capitalize,
}
UNSAFE = regex(r"[^A-Za-z0-9:._/+-]")
"""A character that some programs do not accept in a key."""
_FIELD = regex(r"(?P<name>\w+)(?:\((?P<number>[1-9]\d?)\))?(?P<modifiers>(?::\w+)*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeyPattern:
    """A pattern for the keys of a list: fields in braces, and signs between them.

    ``{family}{year}{word}`` is the pattern of ``kirk2024prism``. A field may take a number, as in
    ``{words(3)}``, and modifiers: ``:lower`` (the default), ``:upper`` or ``:capitalize`` for the
    case, a number for the length of each name or word, as in ``{families(3):3}``. Letters are
    always ASCII. A field that a work lacks is left out, with the signs before it.

    Raises ``ValueError`` for a template that is malformed or has neither a name nor a word.
    """

    template: str
    fields: tuple[KeyField, ...] = field(init=False, repr=False, compare=False)
    after: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pieces = re.split(r"\{([^{}]*)\}", self.template)
        signs = pieces[0::2]
        if any(signs) and (unsafe := UNSAFE.search("".join(signs))):
            message = (
                f"“{unsafe.group()}” can stand in no key: between fields in braces, use ASCII "
                "letters, digits and : . _ / + - only"
            )
            raise ValueError(message)
        fields = tuple(
            _key_field(before, source) for before, source in zip(signs, pieces[1::2], strict=False)
        )
        if not {part.name for part in fields} & (_NAMES | _WORDS):
            message = "a key needs a name or a word of the title: {family}{year}{word}"
            raise ValueError(message)
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "after", signs[-1])

    def keys(self, entry: Entry) -> tuple[str, ...]:
        """Return the keys of an entry: the plain one, then with more and more title words."""
        return tuple(self.made(entry))

    def made(self, entry: Entry, *, as_before: bool = False) -> Iterator[str]:
        """Yield the same keys one by one: nearly always the first one will do.

        ``as_before``: as they were when only English had stop words, and only Latin letters.
        """
        names, words = self._names_and_words(entry, as_before=as_before)
        most = max((part.number or 1 for part in self.fields if part.name in _WORDS), default=None)
        more = 0 if most is None else min(max(0, len(words) - most), limits.KEY_WORDS)
        return (self._key(entry, names, words, extra) for extra in range(more + 1))

    def can_name(self, entry: Entry, *, as_before: bool = False) -> bool:
        """Say whether enough of an entry is known to make a key; ``as_before`` as in `made`."""
        dated = any(part.name in _YEARS for part in self.fields)
        if dated and entry.date is None and {"year", "date"} & dict(entry.extra).keys():
            return False  # the entry has a year that could not be read
        names, words = self._names_and_words(entry, as_before=as_before)
        telling = next(part for part in self.fields if part.name in _NAMES | _WORDS)
        return "".join(names if telling.name in _NAMES else words)[:1].isalpha()

    def _names_and_words(
        self, entry: Entry, *, as_before: bool = False
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        fold = slug if as_before else latin_slug
        words = telling_words(entry.title, entry.language, english_only=as_before)
        if not any(part.name in _NAMES for part in self.fields):
            return (), words
        people = tuple(entry.authors) or tuple(entry.editors)
        if people:
            return tuple(fold(name.full_family) for name in people), words
        return words[:1], words[1:]

    def _key(self, entry: Entry, names: tuple[str, ...], words: tuple[str, ...], extra: int) -> str:
        last = max((at for at, part in enumerate(self.fields) if part.name in _WORDS), default=-1)
        made, signs, begun = self.fields[0].before, "", False
        for at, part in enumerate(self.fields):
            signs = part.before or signs
            value = _value(part, entry, names, words, extra if at == last else 0)
            if value:
                made += signs + value if begun else value
                signs, begun = "", True
        return made + self.after


def _key_field(before: str, source: str) -> KeyField:
    if source in _PLAIN:
        return KeyField(before, source, None, "lower", None)
    match = _FIELD.fullmatch(source)
    name = match["name"] if match else source.partition("(")[0].partition(":")[0]
    if name not in KEY_FIELDS:
        near = nearest(name, KEY_FIELDS)
        meant = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(KEY_FIELDS)}"
        message = f"there is no field {{{name}}} for keys; {meant}"
        raise ValueError(message)
    if match is None:
        message = f"{{{source}}} is no field: write {{{name}}}, {{words(3)}} or {{{name}:upper}}"
        raise ValueError(message)
    number = int(match["number"]) if match["number"] else None
    if number and name not in _COUNTED:
        message = f"{{{name}}} takes no number; {', '.join(sorted(_COUNTED))} do"
        raise ValueError(message)
    if name == "words" and not number:
        message = "{words} needs a number: {words(3)}"
        raise ValueError(message)
    case, length = "lower", 1 if name == "initials" else None
    for modifier in filter(None, match["modifiers"].split(":")):
        if modifier.isdigit() and int(modifier):
            length = int(modifier)
        elif modifier in _CASES:
            case = modifier
        else:
            message = f"“:{modifier}” is none of :{', :'.join(_CASES)} and :1, :2, ..."
            raise ValueError(message)
    return KeyField(before, name, number, case, length)


def _value(
    part: KeyField, entry: Entry, names: tuple[str, ...], words: tuple[str, ...], extra: int
) -> str:
    """Return the text of a field; a field of words takes ``extra`` more words of the title."""
    if part.name in _YEARS:
        year = entry.date.year if entry.date else None
        if year is None:
            return ""
        return str(year) if part.name == "year" else f"{abs(year) % 100:02}"
    if part.name == "venue":
        pieces = [slug(entry.venue or "")]
    elif part.name in _WORDS:
        pieces = list(words[: (part.number or 1) + extra])
    else:
        pieces = list(names[: 1 if part.name == "family" else part.number])
        people = entry.authors or entry.editors
        others = len(pieces) < len(names) or people.others
        if part.name == "families" and pieces and others and not part.length:
            pieces.append("etal")
    return "".join(_CASES[part.case](piece[: part.length]) for piece in pieces)


DEFAULT_PATTERN = KeyPattern("{family}{year}{word}")


def conventional_key(entry: Entry, words: int = 1, pattern: KeyPattern = DEFAULT_PATTERN) -> str:
    """Return the key that an entry should have, with this many words of its title.

    The name is the first author's family name, else the first editor's, else the title's first
    word; the next word is then the second. Parts that the entry lacks are left out.
    """
    keys = pattern.keys(entry)
    return keys[min(words, len(keys)) - 1]


def is_conventional(entry: Entry, pattern: KeyPattern = DEFAULT_PATTERN) -> bool:
    """Say whether the pattern can give an entry its key, whatever other works a list has.

    So a key stays right when works are added.
    """
    return _is_of(entry.key, pattern.made(entry)) or _is_of(
        entry.key, pattern.made(entry, as_before=True)
    )


def _is_of(key: str, made: Iterable[str]) -> bool:
    keys = tuple(made)
    if key in keys or (key[-1:] in _LETTERS and key[:-1] in keys):
        return True
    return key.startswith(keys[0]) and set(key[len(keys[0]) :]) == {_LETTERS[-1]}


def free_key(entry: Entry, taken: Container[str], pattern: KeyPattern = DEFAULT_PATTERN) -> str:
    """Return the first key by the pattern that is not taken: further words, then a letter.

    ``taken`` holds keys in folded case, since BibTeX ignores case. If every letter is taken too,
    the last one is repeated.
    """
    made = pattern.made(entry)
    first = next(made)
    for key in itertools.chain((first,), made, (first + letter for letter in _LETTERS)):
        if key.casefold() not in taken:
            return key
    key = first
    while key.casefold() in taken:
        key += _LETTERS[-1]
    return key


def new_keys(
    entries: Collection[Entry],
    pattern: KeyPattern = DEFAULT_PATTERN,
    wanted: Callable[[Entry], bool] = lambda _entry: True,
) -> Iterator[tuple[Entry, str]]:
    """Yield each entry whose key breaks the pattern, with a key that no other entry has or had.

    A key that follows the pattern never changes, so adding a work changes no other's. If several
    works would get the same key, the first one has it. Entries that are not ``wanted``, or of
    which too little is known, get none. The entries' own keys must differ.
    """
    owners: dict[str, set[str]] = {}
    for entry in entries:
        for name in (entry.key, *entry.aliases):
            owners.setdefault(name.casefold(), set()).add(entry.key)
    for entry in entries:
        if is_conventional(entry, pattern) or not pattern.can_name(entry) or not wanted(entry):
            continue
        # A work may take back a key that it once had.
        mine = {entry.key}
        key = free_key(entry, _Others(owners, mine), pattern)
        owners.setdefault(key.casefold(), set()).add(entry.key)
        yield entry, key


class _Others:
    """The keys and former keys of all entries but one."""

    def __init__(self, owners: dict[str, set[str]], mine: set[str]) -> None:
        self._owners = owners
        self._mine = mine

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and not self._owners.get(name, self._mine) <= self._mine
