"""The shape of an item: all that decides how its reference is laid out, apart from plain values.

Two items are of one shape if they are of one type, have the same variables, and their values are of
the same classes: running text without quotation marks that ends alike, people with given names, a
year, pages from one to another. What is not plain has no class, and its item no shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.citing.csl import numbers
from pllm_bib.citing.csl.initials import initials
from pllm_bib.citing.csl.item import DATE_VARIABLES, NAME_VARIABLES, NUMBER_VARIABLES, CslItem
from pllm_bib.citing.csl.showing import Showing
from pllm_bib.citing.csl.xml import NAMESPACE
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.citing.csl.style import CslStyle

    Class = tuple[object, ...]
    Person = tuple[str | None, ...]
    """A family name, the given names, these as initials of each kind (None if one is not plain),
    and the family and given names in one, as they were given."""
    Value = str | list[Person]
    Classed = tuple[Class, Value] | None

_SIGNS = r" .,:;!?()\[\]/+*@&%$#=_À-ÖØ-öø-ſ–'-"
_TEXT = regex(rf"([A-Za-z0-9])[A-Za-z0-9{_SIGNS}]*+(?<=([A-Za-z0-9)!?.]))")
_APOSTROPHE = regex(r"(?<=[A-Za-z0-9À-ÖØ-öø-ſ])'(?=[A-Za-z0-9À-ÖØ-öø-ſ])")
_ENDS = frozenset("!?.")
"""Ends of a text that meet the punctuation behind it in ways of their own."""
_LONGEST = 2_000
_ADDRESS = regex(r"https?://[A-Za-z0-9._/:?&=+~#%-]*+(?<=[A-Za-z0-9/_=-])")
_DOI = regex(r"10\.[A-Za-z0-9._/()-]*+(?<=[A-Za-z0-9)])")
_NUMBER = regex(r"[1-9][0-9]{0,4}")
_PAGES = regex(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?")
_WORD = r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ſ]*+"
_FAMILY = regex(rf"{_WORD}(?:[ -][A-Za-zÀ-ÖØ-öø-ſ]++)*")
_GIVENS = rf"{_WORD}(?:\.{_WORD})*\.?"
_GIVEN = regex(rf"{_GIVENS}(?:[ -]{_GIVENS})*")
_YEARS = range(1000, 3000)
_MOST_PEOPLE = 100_000
"""People that are remembered."""


class Shape(NamedTuple):
    """The type and language of an item, and its variables with the classes of their values."""

    type: str
    language: str
    classes: tuple[tuple[str, Class], ...]


class Shapes:
    """The shapes of items as a style sees them: variables that it never asks for do not count."""

    def __init__(self, style: CslStyle) -> None:
        self.locale = style.locale
        self.page_format = style.root.get("page-range-format")
        asked, is_numeric = style.words("variable"), style.words("is-numeric")
        asked |= {f"{name}-short" for name in asked}
        asked |= {"page"} if "page-first" in asked else set()
        self.counted = is_numeric - NUMBER_VARIABLES
        """Variables of which the style asks whether their texts end with a number."""
        self.reworded = {
            element.get("variable")
            for element in style.root.iter(f"{NAMESPACE}number")
            if element.get("form", "numeric") != "numeric"
        }
        """Numbers that the style writes as ordinals or Roman numerals."""
        self.classes = {name: _class_of(self, name) for name in asked}
        """A variable -> the function that says of which class a value of it is."""
        least = (int(word) for word in style.words("et-al-min") if word.isdecimal())
        self.et_al = min(least, default=0)
        """From how many people on a list may be cut short."""
        self.showing = Showing(style)
        self.has_none = "citation-label" in asked
        """No work has a shape: labels are made of parts of names."""
        hyphen = style.root.get("initialize-with-hyphen") != "false"
        whole = (False, True) if "false" in style.values("initialize") else (False,)
        self.initials = tuple(
            ((ends, hyphen, kept), kept or not ends.strip())
            for ends in sorted(style.values("initialize-with"))
            for kept in whole
        )
        """The ways in which given names may become initials, and whether those end in a letter."""
        self.people: dict[tuple[str, str], Person | None] = {}
        self.givens: dict[str, Person | None] = {}
        self.dash = self.locale.term("page-range-delimiter") or "–"

    def of(self, item: CslItem) -> tuple[Shape, list[Value]] | None:
        """Return the shape of an item and its values; None if it has none."""
        if self.has_none:
            return None
        classes, values = [], []
        people: list[Value] = []
        for name, value in item.fields.items():
            if name in self.classes:
                found = self.classes[name](value)
                if found is None:
                    return None
                kind, shown = found
                if kind[0] == "names":
                    if shown in people:  # a style may name editors who are translators once
                        return None
                    people.append(shown)
                classes.append((name, kind))
                values.append(shown)
        return Shape(item.type, item.language, tuple(classes)), values

    def exact(self, shape: Shape, values: list[Value]) -> Shape | None:
        """Return a shape of lists with as many people as values have; None if it is the same."""
        classes = tuple(
            (name, ("names", len(value), "exactly") if kind == ("names", self.et_al) else kind)
            for (name, kind), value in zip(shape.classes, values, strict=True)
        )
        return shape._replace(classes=classes) if classes != shape.classes else None

    def samples(self, shape: Shape) -> Iterator[CslItem]:
        """Yield two items of a shape whose values differ, and in all that they have in common."""
        for number in range(2):
            fields = {
                name: _sample(kind, number, 40 * number + 100 + at, self.et_al)
                for at, (name, kind) in enumerate(shape.classes)
            }
            yield CslItem(f"sample{number}", shape.type, fields, shape.language, self.locale.quotes)

    # The classes.

    def text(self, value: object, *, counted: bool) -> Classed:
        """Class a text by its first letter and its end."""
        if not isinstance(value, str) or len(value) > _LONGEST or "  " in value:
            return None
        match = _TEXT.fullmatch(value)
        if match is None:
            return None
        if "'" in value:
            value = _APOSTROPHE.sub("’", value)
            if "'" in value:
                return None
        first, end = match.groups()
        kind = end if end in _ENDS else "0" if counted and end.isdigit() else ""
        return ("text", first.islower(), kind), value

    def names(self, value: object) -> Classed:
        """Class people by their number; where a list may be cut short, all long ones are alike."""
        if not isinstance(value, list):
            return None
        known, found = self.people, []
        for name in value:
            try:
                person = known[name["family"], name["given"]]
            except (KeyError, TypeError):
                person = self._met(name)
            if person is None or len(name) != 2:  # noqa: PLR2004 -- nothing but the two
                return None
            found.append(person)
        count = len(found)
        return ("names", min(count, self.et_al) if self.et_al else count), found

    def _met(self, name: Any) -> Person | None:
        """Take up a name that was not met before."""
        family, given = (
            (name.get("family"), name.get("given")) if isinstance(name, dict) else (0, 0)
        )
        if not (isinstance(family, str) and isinstance(given, str)):
            return None
        if len(self.people) > _MOST_PEOPLE:
            self.people.clear()
            self.givens.clear()
        person = self.people[family, given] = self._person(family, given)
        return person

    def _person(self, family: str, given: str) -> Person | None:
        if not (_is_word(family) or _FAMILY.fullmatch(family)) or family.lower() == "www":
            return None
        if given not in self.givens:
            plain = _is_word(given) or _GIVEN.fullmatch(given)
            self.givens[given] = self._shown(given) if plain else None
        shown = self.givens[given]
        return (family, *shown, f"{family}{given}") if shown else None

    def _shown(self, given: str) -> Person:
        """Return given names as they are, and as initials of each kind."""
        shown = [None if given[-1] == "." else given]
        for (ends, hyphen, whole), letters in self.initials:
            found = initials(given, ends, hyphen=hyphen, normalize_only=whole)
            shown.append(found if found[-1:].isalnum() is letters else None)
        return tuple(shown)

    def pages(self, value: object) -> Classed:
        """Class pages by whether they are several."""
        match = _PAGES.fullmatch(value) if isinstance(value, str) else None
        if match is None or (match[2] and int(match[2]) <= int(match[1])):
            return None
        if self.page_format not in {None, "expanded"}:
            shown = numbers.render(match.string, "page", self.locale, self.page_format)
        else:
            shown = f"{match[1]}{self.dash}{match[2]}" if match[2] else match[1]
        return ("pages", bool(match[2])), shown


def _is_word(text: str) -> bool:
    """Say whether a text is a capital and small letters of ASCII, as most names are."""
    return text.isascii() and text.isalpha() and text.istitle()


def _class_of(shapes: Shapes, variable: str) -> Callable[[Any], Classed]:
    """Return the function that says of which class a value of a variable is."""
    if variable in NAME_VARIABLES:
        return shapes.names
    if variable in DATE_VARIABLES:
        return _date
    if variable == "page" and variable not in shapes.reworded:
        return shapes.pages
    if variable in _UNIQUE and variable not in shapes.counted:
        kind, pattern = _UNIQUE[variable]
        return lambda value: (
            ((kind,), value) if isinstance(value, str) and pattern.fullmatch(value) else None
        )
    never = _NEVER | _UNIQUE.keys() | shapes.reworded
    if variable.startswith("number-of-") or variable in never:
        return lambda _value: None
    if variable in NUMBER_VARIABLES:
        return lambda value: (
            (("number",), value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None
        )
    return lambda value: shapes.text(value, counted=variable in shapes.counted)


_UNIQUE = {"URL": ("address", _ADDRESS), "DOI": ("doi", _DOI)}
_NEVER = frozenset({"PMID", "PMCID", "citation-number", "citation-label", "year-suffix"})


def _date(value: object) -> Classed:
    """Class a date by its month; one with a day, a season or words has no class."""
    if not isinstance(value, dict) or value.keys() != {"date-parts"}:
        return None
    points = value["date-parts"]
    if not isinstance(points, list) or len(points) != 1 or len(points[0]) not in {1, 2}:
        return None
    year, month = (*points[0], 0)[:2]
    if not isinstance(year, int) or year not in _YEARS:
        return None
    return ("date", month), str(year)


def _sample(kind: Class, number: int, unique: int, et_al: int) -> Any:
    """Return a value of a class: for each ``number`` one that has nothing of the other."""
    name, *more = kind
    mark = chr(ord("b") + unique % 10) + chr(ord("n") + unique // 10 % 10)
    if name == "text":
        starts_small, end = more
        end = 7 + number if end == "0" else end
        words = f"q{mark}a. the zq{mark} ZQ{mark}: zq{mark}-zq{mark} of ArX'{mark} & z_{mark}y"
        return f"{'z' if starts_small else 'Z'}{words}{end}"
    if name == "names":
        several = int(str(more[0]))
        count = several + 2 * number if more == [et_al] else several
        return [_sample_name(number, unique, at) for at in range(count)]
    if name == "date":
        return {"date-parts": [[1500 + unique, *([more[0]] if more[0] else [])]]}
    if name == "pages":
        return (
            f"6{unique}01-6{unique}{31 + number}"
            if more[0]
            else f"8{unique}{1 + number:0{number + 1}}"
        )
    if name == "number":  # of two lengths: zeros may fill up a number
        return f"3{unique % 100:02}{1 + number:0{number + 1}}"
    return {"address": f"https://zq{mark}.org/{mark}_", "doi": f"10.9999/zq_{mark}"}[str(name)]


def _sample_name(number: int, unique: int, at: int) -> dict[str, str]:
    """Return a name whose initials no other name of the samples has."""
    first, second = divmod(7 * unique + at, 26)
    letters = chr(ord("A") + first % 26), chr(ord("A") + second)
    mark = f"{letters[0]}{letters[1]}".lower()
    given = "{0}qv {1}qw" if not number else "{0}.F. {1}qw-Eqx"
    return {"family": f"Zf{mark}", "given": given.format(*letters)}
