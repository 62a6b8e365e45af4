"""Outputs cast in moulds: one work of a shape shows how all others of the shape are laid out.

What a style prints of a work depends on the work alone, unless others have a say in it. Works of
one shape differ in the values only. So the usual way renders two samples of the shape. What they
have in common around their values is the mould, and the other works are cast in it. A shape whose
samples do not agree, or in which a value does not show in one of the ways of the style (`Showing`),
has no mould.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.citing.csl.register import FAMILY
from pllm_bib.citing.csl.showing import MARKUPS
from pllm_bib.citing.csl.text.output import Rendered, collapse_spaces, no_list, render
from pllm_bib.citing.csl.text.tokens import Mark, Token, Tokens, plain, says_nothing
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.citing.csl.shape import Shape, Value
    from pllm_bib.citing.csl.showing import Show, Showing
    from pllm_bib.citing.csl.state import State


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
        return self._mould.filled(self._values)

    @property
    def silent(self) -> bool:
        """As of any other reference."""
        return self._mould.silent

    @property
    def people(self) -> tuple[str, ...]:
        """The people named first, as `State.people_shown` has them."""
        return self._mould.people_of(self._values)

    def written(self, markup: str) -> str:
        """Return the reference in a markup."""
        if markup == "text":
            return self._text
        pattern = self._mould.pattern(markup)
        text = pattern.filled(self._values) if pattern else None
        if text is None:
            return super().written(markup)
        return no_list(text) if markup == "markdown" else text


class _Slot(NamedTuple):
    """The place of a value in a mould: of a part of a person, or of a whole value, as it shows."""

    value: int
    person: int = -1
    part: int = 0
    show: Show | None = None


class _Pattern(NamedTuple):
    """A text with places for values, as a format for the operator ``%``."""

    format: str
    slots: tuple[_Slot, ...]

    def filled(self, values: Sequence[Any]) -> str | None:
        """Return the text with values; None if one is not shown as plain ones are."""
        found = [
            (values[at] if show is None else show(values[at]))
            if person < 0
            else values[at][person][part]
            for at, person, part, show in self.slots
        ]
        return None if None in found else self.format % tuple(found)


class Sample(NamedTuple):
    """What a step makes of a sample: the sample's values, and the state that is left behind."""

    values: Sequence[Value]
    tokens: Tokens
    state: State


class Mould:
    """What a step makes of all works of a shape."""

    def __init__(
        self, shape: Shape, samples: Sequence[Sample], showing: Showing, *, laid_out: bool
    ) -> None:
        """Compare samples; raise ValueError if they have no mould in common.

        ``laid_out`` says if their tokens are a whole reference, and not text to compare or to sort.
        """
        self.shape = shape
        self.samples = samples
        self.showing = showing
        self._known: dict[tuple[int, str], list[tuple[str, _Slot]]] = {}
        texts = [
            collapse_spaces(render(sample.tokens, "text")) if laid_out else plain(sample.tokens)
            for sample in samples
        ]
        self.text = self._common(texts, "text")
        self._patterns: dict[str, _Pattern | None] = {}
        self.tokens: tuple[tuple[Token, _Pattern | None], ...] = ()
        if laid_out:
            self.tokens = self._common_tokens()
        self.silent = says_nothing(samples[0].tokens)
        self.level = FAMILY
        """The highest level of given names that changes nothing."""
        self.noted: tuple[int, ...] = ()
        """The values whose names are noted in the register."""
        self.shown = [
            min(shown)
            for shown in zip(
                *([shown for _total, shown in sample.state.lists] for sample in samples),
                strict=False,
            )
        ]
        """How many names the lists show, in their order."""
        self._people = self._first_people() if laid_out else None

    def pattern(self, markup: str) -> _Pattern | None:
        """Return the whole reference in a markup with places for values; None if it has none."""
        if markup not in self._patterns:
            texts = [collapse_spaces(render(sample.tokens, markup)) for sample in self.samples]
            try:
                self._patterns[markup] = self._common(texts, markup) if markup in MARKUPS else None
            except ValueError:
                self._patterns[markup] = None
        return self._patterns[markup]

    def filled(self, values: Sequence[Value]) -> Tokens:
        """Return the tokens of the work that has these values."""
        found: Tokens = []
        for token, pattern in self.tokens:
            if pattern is None:
                found.append(token)
                continue
            text = pattern.filled(values) or ""
            found.append(token._replace(value=text) if isinstance(token, Mark) else text)
        return found

    def people_of(self, values: Sequence[Value]) -> tuple[str, ...]:
        """Return the people whom a reference with these values names first."""
        if self._people is None:
            return ()
        at, count, has_last = self._people
        letters = [str(person[-1]) for person in values[at]]
        return tuple(letters[:count] + (letters[-1:] if has_last else []))

    def _first_people(self) -> tuple[int, int | None, bool] | None:
        """Return the value with the people named first, how many of them, and if the last one too.

        All are None. Raises ValueError if samples do not agree.
        """
        found = {_first_people(sample) for sample in self.samples}
        if len(found) > 1:  # where the lists have different lengths, all may be shown
            found = {_first_people(sample, whole=True) for sample in self.samples}
        (first,) = found
        return first

    def _common_tokens(self) -> tuple[tuple[Token, _Pattern | None], ...]:
        """Return the samples' tokens with places for values. Raises ValueError."""
        first, second = (sample.tokens for sample in self.samples)
        pairs = zip(first, second, strict=True)
        found: list[tuple[Token, _Pattern | None]] = []
        for pair in pairs:
            bare = [one._replace(value="") if isinstance(one, Mark) else "" for one in pair]
            values = [one.value if isinstance(one, Mark) else one for one in pair]
            if bare[0] != bare[1] or type(pair[0]) is not type(pair[1]):
                raise ValueError
            pattern = self._common(values, "text")
            found.append((bare[0], pattern) if pattern.slots else (pair[0], None))
        return tuple(found)

    def _common(self, texts: Sequence[str], markup: str) -> _Pattern:
        """Return the samples' texts with places for values. Raises ValueError."""
        first, second = texts
        pattern = _pattern(second, _there(self._all_shown(1, markup), second))
        used = set(pattern.slots)
        slots = [pair for pair in self._all_shown(0, markup) if pair[1] in used]
        if _pattern(first, _there(slots, first)) != pattern:
            raise ValueError
        return pattern

    def _all_shown(self, number: int, markup: str) -> list[tuple[str, _Slot]]:
        """Return how the values of a sample show in a markup, with their places."""
        if (number, markup) not in self._known:
            kinds = [*(kind for _name, kind in self.shape.classes), ("number",), ("suffix",)]
            self._known[number, markup] = [
                (shown, slot)
                for at, (kind, value) in enumerate(
                    zip(kinds, self.samples[number].values, strict=False)
                )
                for shown, slot in self._shown(kind, at, value, markup)
                if shown
            ]
        return self._known[number, markup]

    def _shown(
        self, kind: tuple[object, ...], at: int, value: Value, markup: str
    ) -> Iterator[tuple[str, _Slot]]:
        if isinstance(value, str):
            for show in self.showing.of(kind, self.shape.language, markup):
                text = show(value) if show else value
                if text is not None:
                    yield text, _Slot(at, show=show)
            return
        for place, person in enumerate(value):
            for part, text in enumerate(person[:-1]):
                if text:
                    yield text, _Slot(at, place, part)


def _there(shown: list[tuple[str, _Slot]], text: str) -> list[tuple[str, _Slot]]:
    """Return the values that are in a text, the longest first.

    Raises ValueError if two of them are the same.
    """
    found: dict[str, _Slot] = {}
    for value, slot in shown:
        if value in text and found.setdefault(value, slot) != slot:
            raise ValueError
    return sorted(found.items(), key=lambda pair: len(pair[0]), reverse=True)


def _first_people(sample: Sample, *, whole: bool = False) -> tuple[int, int | None, bool] | None:
    """Return where the people named first in a sample are among its values; None if nowhere.

    With ``whole``, all of a list count as all, however many they are. Raises ValueError.
    """
    people = list(sample.state.people_shown)
    if not people:
        return None
    for at, value in enumerate(sample.values):
        letters = [] if isinstance(value, str) else [str(person[-1]) for person in value]
        if letters[:1] != people[:1]:
            continue
        if people == letters:
            return at, None if whole else len(letters), False
        if people == letters[: len(people)]:
            return at, len(people), False
        if people == [*letters[: len(people) - 1], letters[-1]]:
            return at, len(people) - 1, True
    raise ValueError


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
