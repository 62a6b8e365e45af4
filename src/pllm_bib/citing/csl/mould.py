"""References cast in moulds: one of a shape shows how all others of the shape are laid out.

Where a style neither sorts nor tells apart by what others say, a reference depends on its item
alone. Those of one shape differ in the values only. So the usual way renders two samples of the
shape. What they have in common around their values is the mould, and the other items are cast in
it. A shape whose samples do not agree, or in which a value does not show as it is, has no mould.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.text.output import collapse_spaces, render
from pllm_bib.citing.csl.text.tokens import Mark, Token, Tokens, says_nothing
from pllm_bib.errors import StyleError
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pllm_bib.citing.csl.item import CslItem
    from pllm_bib.citing.csl.shape import Shape, Value
    from pllm_bib.citing.csl.style import CslStyle

    Render = Callable[[CslItem, int], Tokens]

MANY = 100
"""Items from which moulds are worth being looked for."""
LEARNT_AFTER = 5
"""Items of a shape that take as long, the usual way, as to make its mould."""
_MOST_SHAPES = 5_000
_NUMBER = 70707071
"""The number of the first sample; the second has the one behind it."""


class Rendered:
    """A reference of the bibliography: its item's id and its tokens, punctuation settled."""

    __slots__ = ("id", "tokens")

    def __init__(self, id: str, tokens: Tokens) -> None:  # noqa: A002 -- CSL's word
        self.id = id
        self.tokens = tokens

    @property
    def silent(self) -> bool:
        """True if there is no letter and no digit but those of a citation number."""
        return says_nothing(self.tokens)

    def written(self, markup: str) -> str:
        """Return the reference in a markup, blanks that touch made one."""
        return collapse_spaces(render(self.tokens, markup))


class _Slot(NamedTuple):
    """The place of a value in a mould: of a part of a person, or of a whole value."""

    value: int
    person: int = -1
    part: int = 0


class _Pattern(NamedTuple):
    """A text with places for values, as a format for the operator ``%``."""

    format: str
    slots: tuple[_Slot, ...]

    def filled(self, values: Sequence[Value]) -> str | None:
        """Return the text with values; None if a name is not shown as plain ones are."""
        found = [
            values[at] if person < 0 else values[at][person][part]
            for at, person, part in self.slots
        ]
        return None if None in found else self.format % tuple(found)


class Mould(NamedTuple):
    """The tokens of the references of a shape, and these as plain text."""

    tokens: tuple[tuple[Token, _Pattern | None], ...]
    """Each with the pattern of its text, or of the value of the mark, if that has values."""
    text: _Pattern
    silent: bool


_UNKNOWN = Mould((), _Pattern("", ()), silent=False)


class Cast(Rendered):
    """A reference that was cast."""

    __slots__ = ("_mould", "_text", "_values")

    def __init__(self, id: str, mould: Mould, values: Sequence[Value], text: str) -> None:  # noqa: A002
        self.id = id
        self._mould = mould
        self._values = values
        self._text = text

    @property
    def tokens(self) -> Tokens:  # type: ignore[override]
        """The tokens."""
        found: Tokens = []
        for token, pattern in self._mould.tokens:
            if pattern is None:
                found.append(token)
                continue
            text = pattern.filled(self._values) or ""
            found.append(token._replace(value=text) if isinstance(token, Mark) else text)
        return found

    @property
    def silent(self) -> bool:
        """As of any other reference."""
        return self._mould.silent

    def written(self, markup: str) -> str:
        """Return the reference in a markup."""
        return self._text if markup == "text" else super().written(markup)


class Moulds:
    """The moulds of a style, each made when enough items of its shape were met.

    ``render`` is the usual way to the tokens of an item with a number.
    """

    def __init__(self, style: CslStyle, render: Render) -> None:
        from pllm_bib.citing.csl.shape import Shapes

        self.shapes = Shapes(style)
        self.render = render
        self.known: dict[Shape, Mould | None] = {}
        self.met: Counter[Shape] = Counter()

    def cast(self, item: CslItem, number: int) -> Cast | None:
        """Return the reference of an item; None if it is to go the usual way."""
        found = self.shapes.of(item)
        if found is None:
            return None
        shape, values = found
        mould = self.known.get(shape, _UNKNOWN)
        if mould is _UNKNOWN:
            self.met[shape] += 1
            if self.met[shape] <= LEARNT_AFTER or len(self.met) > _MOST_SHAPES:
                return None
            mould = self.known[shape] = self._made(shape)
        if mould is None:
            return None
        values.append(str(number))
        text = mould.text.filled(values)
        return None if text is None else Cast(item.id, mould, values, text)

    def _made(self, shape: Shape) -> Mould | None:
        """Return the mould that the samples of a shape have in common; None if they have none."""
        found = []
        for number, item in enumerate(self.shapes.samples(shape), start=_NUMBER):
            classed = self.shapes.of(item)
            if classed is None or classed[0] != shape:
                return None
            try:
                tokens = self.render(item, number)
            except StyleError:  # it is the work's to tell, if it comes to that
                return None
            found.append((tokens, [*classed[1], str(number)]))
        (first, values), (second, others) = found
        slots = _slots_of(others)
        if slots is None:
            return None
        mould = _mould(second, slots)
        used = {slot for _token, pattern in mould.tokens if pattern for slot in pattern.slots}
        kept = _slots_of(values, used)
        return mould if kept is not None and _mould(first, kept) == mould else None


def _slots_of(values: Sequence[Value], used: set[_Slot] | None = None) -> dict[str, _Slot] | None:
    """Return the texts of values with their places; None if two places have one text.

    Only those that are ``used`` count, if any are named.
    """
    found: dict[str, _Slot] = {}
    clash: set[str] = set()
    for at, value in enumerate(values):
        texts = (
            [(value, _Slot(at))]
            if isinstance(value, str)
            else [
                (text, _Slot(at, place, part))
                for place, person in enumerate(value)
                for part, text in enumerate(person)
                if text
            ]
        )
        for text, slot in texts:
            if (used is None or slot in used) and found.setdefault(text, slot) != slot:
                clash.add(text)
    return None if clash else found


def _mould(tokens: Tokens, slots: dict[str, _Slot]) -> Mould:
    """Return tokens with places where texts of values are."""
    whole = collapse_spaces(render(tokens, "text"))
    everywhere = "\n".join(one.value if isinstance(one, Mark) else one for one in tokens)
    present = [(text, slot) for text, slot in slots.items() if text in everywhere]
    present.sort(key=lambda pair: len(pair[0]), reverse=True)
    found: list[tuple[Token, _Pattern | None]] = []
    for token in tokens:
        made = _pattern(token.value if isinstance(token, Mark) else token, present)
        if not made.slots:
            found.append((token, None))
        else:
            found.append((token._replace(value="") if isinstance(token, Mark) else "", made))
    return Mould(tuple(found), _pattern(whole, present), says_nothing(tokens))


def _pattern(text: str, slots: list[tuple[str, _Slot]]) -> _Pattern:
    """Return a text with places for values; of two in one place, the first of the slots counts."""
    pieces: list[str | _Slot] = [text]
    for value, slot in slots:
        if value in text:
            pieces = [
                part
                for piece in pieces
                for part in (_parted(piece, value, slot) if isinstance(piece, str) else (piece,))
            ]
    form = "".join("%s" if isinstance(one, _Slot) else one.replace("%", "%%") for one in pieces)
    return _Pattern(form, tuple(one for one in pieces if isinstance(one, _Slot)))


def _parted(text: str, value: str, slot: _Slot) -> Iterator[str | _Slot]:
    """Yield a text with a slot wherever a value is."""
    for at, piece in enumerate(text.split(value)):
        if at:
            yield slot
        yield piece
