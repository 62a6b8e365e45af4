"""A CSL-JSON item made ready for rendering: parsed names, dates and numbers, each once."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any

from pllm_bib.citing.csl.raw_date import read_raw
from pllm_bib.citing.csl.text.richtext import QUOTES, Quotes, parse_field
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from pllm_bib.citing.csl.text.tokens import Tokens

NAME_VARIABLES = frozenset(
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editor-translator editorial-director executive-producer guest host "
    "illustrator interviewer narrator organizer original-author performer producer recipient "
    "reviewed-author script-writer series-creator translator".split()
)
DATE_VARIABLES = frozenset(
    "accessed available-date event-date issued original-date submitted".split()
)
NUMBER_VARIABLES = frozenset(
    "chapter-number citation-number collection-number edition first-reference-note-number issue "
    "locator number number-of-pages number-of-volumes page page-first part-number printing-number "
    "section supplement-number version volume".split()
)


@dataclass(slots=True, eq=False)
class CslName:
    """A name in CSL's parts."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    dropping: str = ""
    non_dropping: str = ""
    literal: str = ""
    comma_suffix: bool = False
    particle_apart: bool = False
    """A blank follows the particle, whatever its end: ``de’ Medici``."""


class CslDate(NamedTuple):
    """A date or a range of two: year, month and day, 0 for missing ones."""

    begin: tuple[int, int, int]
    end: tuple[int, int, int] | None
    season: int
    circa: bool
    literal: str


@dataclass(slots=True, eq=False)
class CslItem:
    """One work to be cited."""

    id: str
    type: str
    fields: dict[str, Any]
    language: str
    quotes: Quotes = QUOTES
    _texts: dict[str, Tokens] = field(default_factory=dict)
    _names: dict[str, tuple[CslName, ...]] = field(default_factory=dict)
    _dates: dict[str, CslDate | None] = field(default_factory=dict)

    def length(self) -> int:
        """Return how many characters the fields have, with their punctuation."""
        return len(str(self.fields))

    def has(self, variable: str) -> bool:
        """Say whether a variable has a value."""
        if variable == "page-first":
            variable = "page"
        value = self.fields.get(variable)
        return value is not None and value not in ("", [], {})

    def text(self, variable: str) -> Tokens:
        """Return the tokens of a text variable."""
        found = self._texts.get(variable)
        if found is None:
            found = self._texts[variable] = parse_field(self._said(variable), self.quotes)
        return found

    def _said(self, variable: str) -> str:
        """Return a text or number as text; names and dates are neither."""
        value = self.fields.get(variable)
        return "" if value is None or isinstance(value, list | dict) else str(value)

    def names(self, variable: str) -> tuple[CslName, ...]:
        """Return the names of a name variable."""
        found = self._names.get(variable)
        if found is None:
            value = self.fields.get(variable)
            names = value if isinstance(value, list) else ()
            found = self._names[variable] = tuple(parse_name(name) for name in names)
        return found

    def number_text(self, variable: str) -> str:
        """Return the value of a number variable as it was given; empty if there is no value."""
        value = self._said(variable)
        if variable == "number" and self.type == "legal_case":
            return re.sub(r"(?:(?<!\\)\\++)?-", r"\\-", value)  # a docket number is no range
        return value

    def date(self, variable: str) -> CslDate | None:
        """Return the date of a date variable."""
        if variable not in self._dates:
            value = self.fields.get(variable)
            self._dates[variable] = parse_date(value) if isinstance(value, dict) else None
        return self._dates[variable]


# A container's short title has two names in items, and styles ask for either.
_TWO_NAMES = (
    ("journalAbbreviation", "container-title-short"),
    ("container-title-short", "journalAbbreviation"),
)


def make_item(data: dict[str, Any], quotes: Quotes = QUOTES) -> CslItem:
    """Prepare a CSL-JSON item; ``quotes`` are the marks that pair in its fields."""
    if ":" in str(data.get("note") or ""):
        data = with_note_fields(data)
    for name, other in _TWO_NAMES:
        if name in data:
            data = {other: data[name]} | data
    return CslItem(
        id=str(data.get("id", "")),
        type=str(data.get("type", "document")),
        fields=data,
        language=str(data.get("language") or ""),
        quotes=quotes,
    )


_BRACED = regex(r"\{:([-_a-z]+|[A-Z]+):([^{}\n]+)\}")
_NOTE_FIELD = regex(r"([-_a-z]+|[A-Z]+):\s*([^}]+)")


def with_note_fields(data: dict[str, Any]) -> dict[str, Any]:
    """Return an item with the variables that its note gives, a line each, taken out of the note.

    Reference managers without fields for them have people write “genre: Peer commentary” there, or
    “{:genre: Peer commentary}”. Text may be in the first line, and behind the variables. A name is
    “family || given”. Only a type and variables that the item lacks are taken.
    """
    found: dict[str, Any] = {}
    lines = _BRACED.sub(r"\n\1: \2\n", str(data["note"])).split("\n")
    rest = []
    for at, line in enumerate(lines):
        match = _NOTE_FIELD.fullmatch(line.strip())
        if match is None:
            if at and line.strip():
                rest.extend(lines[at:])
                break
            rest.append(line)
            continue
        name, value = match[1], match[2].strip()
        if name != "type" and data.get(name):
            rest.append(line)
        elif name in NAME_VARIABLES:
            found.setdefault(name, []).append(_note_name(value))
        else:
            found[name] = {"raw": value} if name in DATE_VARIABLES else value
    return {**data, **found, "note": "\n".join(rest).strip()}


def _note_name(value: str) -> dict[str, str]:
    family, bar, given = (part.strip() for part in value.partition("||"))
    return {"family": family, "given": given} if bar else {"literal": value}


def parse_name(data: dict[str, Any]) -> CslName:
    """Read a name object; particles and suffixes inside its parts become parts of their own."""
    family = str(data.get("family") or "")
    given = str(data.get("given") or "")
    literal = str(data.get("literal") or "")
    if literal or (data.get("isInstitution") and not given):
        return CslName(literal=literal or family)
    suffix = str(data.get("suffix") or "")
    non_dropping = str(data.get("non-dropping-particle") or "")
    dropping = str(data.get("dropping-particle") or "")
    comma = bool(data.get("comma-suffix"))
    apart = False
    if not non_dropping and family.startswith('"') and family.endswith('"') and len(family) > 1:
        family = family[1:-1]
    elif given and not non_dropping and not family[:1].isupper() and data.get("parse-names") != 0:
        match = _leading_particle(family)
        if match:
            apart = family[:match].endswith(" ")
            non_dropping, family = family[:match].strip(" "), family[match:]
    if not suffix and "," in given:
        given, _, rest = given.partition(",")
        comma = rest.startswith("!")  # with “Martin,! Jr.”, a comma is before the suffix
        suffix = rest.lstrip("!").strip()
        given = given.strip()
    if not dropping and " " in given:
        words = given.split(" ")
        cut = len(words)
        while cut > 1 and words[cut - 1][:1].islower() and words[cut - 1].strip("'’-").isalpha():
            cut -= 1
        if cut < len(words):
            dropping, given = " ".join(words[cut:]), " ".join(words[:cut])
            apart = apart or (not non_dropping and words[-1] in {"de'", "de’"})
    return CslName(family, given, suffix, dropping, non_dropping, "", comma, apart)


def _leading_particle(family: str) -> int:
    """Return the length of the lower-case words before a family name, blanks included."""
    words = re.split(r"(\s+)", family)
    at = 0
    for index in range(0, len(words) - 2, 2):
        first = next((char for char in words[index] if char.isalpha()), "A")
        if not first.islower():
            break
        at += len(words[index]) + len(words[index + 1])
    if "'" not in family and "’" not in family and "-" not in family:
        return at
    joined = _JOINED_PARTICLE.match(family, at)
    return joined.end() if joined and family[joined.end()].isupper() else at


_JOINED_PARTICLE = regex(
    r"(?:(?:d|dall?|dell|l|s)['’]|(?:[ae](?:[dtsnrlz]|[dst]h|[šḍḏṣṭṯẓ])|['’]s)-)(?=[^\W\d_])"
)
"""A particle that no blank parts from its family name: those that citeproc-js knows."""


def parse_date(data: dict[str, Any]) -> CslDate | None:
    """Read a date object; None if it holds nothing."""
    literal = str(data.get("literal") or "")
    circa = data.get("circa") in (True, 1, "1", "true")
    parts = data.get("date-parts") or []
    points = [_point(point) for point in parts if point]
    season = _int(data.get("season"))
    if not points:
        raw = str(data.get("raw") or "")
        points, uncertain = read_raw(raw) if raw else ([], False)
        literal = literal or (raw if not points else "").strip('"')
        circa = circa or uncertain
        if not points and not literal:
            return None
    if not points:
        return CslDate((0, 0, 0), None, season, circa, literal)
    return CslDate(points[0], points[1] if len(points) > 1 else None, season, circa, literal)


def _int(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0


def _point(parts: list[Any]) -> tuple[int, int, int]:
    numbers = [_int(part) for part in parts[:3]] + [0, 0, 0]
    return numbers[0], numbers[1], numbers[2]
