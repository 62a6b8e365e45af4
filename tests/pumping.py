"""A count of the steps that a regular expression takes, and texts that make it take many.

`re` tells no steps and a clock tells no two times the same. So patterns are walked here as `re`
walks them, with each try counted. The walk has none of `re`'s short cuts, which spare a share of
the steps, but no growth.
"""

from __future__ import annotations

import re
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Node = tuple[Any, Any]
    Test = Callable[[str], bool]

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
_LETTERS = " \t\n0aAzZé_-–.,;:!?'\"“()[]{}<>/\\|&@#$%*+=~^`\u00a0\x00"


_ENOUGH = 80_000
"""Steps after which no more texts are tried on a pattern."""


class _OverBudgetError(Exception):
    """The count went over the budget."""


class Walk:
    """A pattern that is walked over texts; ``steps`` counts the tries."""

    def __init__(self, pattern: re.Pattern[str], budget: int) -> None:
        self.tree = _parser.parse(pattern.pattern, pattern.flags)
        self.flags = pattern.flags
        self.budget = budget
        self.steps = 0
        self.tests: dict[int, Test | None] = {}
        self.groups: dict[int, str] = {}

    def run(self, text: str, method: str) -> int:
        """Return the steps that a method of the pattern takes on a text, up to the budget."""
        self.steps, self.text = 0, text
        try:
            if method == "match":
                next(self._walk(list(self.tree), 0, 0), None)
            elif method == "fullmatch":
                any(end == len(text) for end in self._walk(list(self.tree), 0, 0))
            else:
                self._search(list(self.tree))
        except _OverBudgetError:
            pass
        return self.steps

    def _search(self, nodes: list[Node]) -> None:
        at = 0
        while at <= len(self.text):
            end = next(self._walk(nodes, 0, at), None)
            at = end if end is not None and end > at else at + 1

    def _step(self, number: int = 1) -> None:
        self.steps += number
        if self.steps > self.budget:
            raise _OverBudgetError

    def _walk(self, nodes: list[Node], number: int, at: int) -> Iterator[int]:
        """Yield where nodes can end, from one of them on, if that starts at a place."""
        self._step()
        if number == len(nodes):
            yield at
            return
        for end in self._ends(nodes[number], at):
            yield from self._walk(nodes, number + 1, end)

    def _ends(self, node: Node, at: int) -> Iterator[int]:  # noqa: C901 -- a case an operator
        """Yield where one node can end, in the order in which `re` tries them."""
        operator, value = node
        if (test := self._test(node)) is not None:
            if at < len(self.text) and test(self.text[at]):
                yield at + 1
        elif operator in _REPEATS:
            yield from self._repeated(operator, value, at)
        elif operator is sre.BRANCH:
            for branch in value[1]:
                yield from self._walk(list(branch), 0, at)
        elif operator is sre.SUBPATTERN:
            for end in self._walk(list(value[3]), 0, at):
                self.groups[value[0]] = self.text[at:end]
                yield end
        elif operator is sre.ATOMIC_GROUP:
            yield from _first(self._walk(list(value), 0, at))
        elif operator in {sre.ASSERT, sre.ASSERT_NOT}:
            yield from self._asserted(operator, value[0], value[1], at)
        elif operator is sre.GROUPREF:
            if self.text.startswith(known := self.groups.get(value, ""), at):
                yield at + len(known)
        elif operator is not sre.AT or self._is_at(value, at):
            yield at

    def _repeated(self, operator: Any, value: Any, at: int) -> Iterator[int]:
        least, most, body = value
        nodes = list(body)
        if len(nodes) == 1 and (test := self._test(nodes[0])):
            end = at
            while end < len(self.text) and end - at < most and test(self.text[end]):
                end += 1
            self._step(end - at)
            ends = range(at + least, end + 1)
            yield from (
                _first(ends[::-1])
                if operator is sre.POSSESSIVE_REPEAT
                else (ends if operator is sre.MIN_REPEAT else reversed(ends))
            )
            return
        found = self._times(nodes, 0, (least, most), at, lazy=operator is sre.MIN_REPEAT)
        yield from _first(found) if operator is sre.POSSESSIVE_REPEAT else found

    def _times(
        self, nodes: list[Node], count: int, bounds: tuple[int, int], at: int, *, lazy: bool
    ) -> Iterator[int]:
        least, most = bounds
        if lazy and count >= least:
            yield at
        if count < most:
            for end in self._walk(nodes, 0, at):
                if end > at or count < least:
                    yield from self._times(nodes, count + 1, bounds, end, lazy=lazy)
        if not lazy and count >= least:
            yield at

    def _asserted(self, operator: Any, direction: int, body: Any, at: int) -> Iterator[int]:
        start = at if direction > 0 else at - body.getwidth()[0]
        found = start >= 0 and next(self._walk(list(body), 0, start), None) is not None
        if found == (operator is sre.ASSERT):
            yield at

    def _is_at(self, place: Any, at: int) -> bool:
        before, after = self.text[at - 1 : at], self.text[at : at + 1]
        if place in {sre.AT_BOUNDARY, sre.AT_NON_BOUNDARY}:
            differ = (before.isalnum() or before == "_") != (after.isalnum() or after == "_")
            return differ == (place is sre.AT_BOUNDARY)
        lines = self.flags & re.MULTILINE
        if place in {sre.AT_BEGINNING, sre.AT_BEGINNING_STRING}:
            return at == 0 or bool(lines and before == "\n")
        if place is sre.AT_END_STRING:
            return at == len(self.text)
        return at == len(self.text) or self.text[at:] == "\n" or bool(lines and after == "\n")

    def _test(self, node: Node) -> Test | None:
        """Return the test of a node that is one character; None for other nodes."""
        key = id(node[1]) if node[0] is sre.IN else hash((node[0], str(node[1])[:200]))
        if key not in self.tests:
            self.tests[key] = character_test(node, self.flags)
        return self.tests[key]


def _first(found: Iterable[int]) -> Iterator[int]:
    for end in found:
        yield end
        return


def character_test(node: Node, flags: int) -> Test | None:
    """Return the test of a node that stands for one character; None for other nodes."""
    operator, value = node
    if operator is sre.ANY:
        return lambda char: char != "\n" or bool(flags & re.DOTALL)
    if operator in {sre.LITERAL, sre.NOT_LITERAL}:
        same = {chr(value)}
        if flags & re.IGNORECASE:
            same |= {chr(value).lower(), chr(value).upper()}
        return lambda char: (char in same) == (operator is sre.LITERAL)
    if operator is sre.IN:
        return _set_test(value, flags)
    return None


def _set_test(items: list[Node], flags: int) -> Test:
    negated = items[0][0] is sre.NEGATE
    kept: dict[str, bool] = {}

    def holds(char: str, item: Node) -> bool:
        operator, value = item
        if operator is sre.LITERAL:
            return bool(ord(char) == value)
        if operator is sre.RANGE:
            return bool(value[0] <= ord(char) <= value[1])
        return re.match(_CATEGORIES[value], char, flags & re.ASCII) is not None

    def test(char: str) -> bool:
        if char not in kept:
            forms = {char, char.lower(), char.upper()} if flags & re.IGNORECASE else {char}
            found = any(holds(form, item) for form in forms for item in items[negated:])
            kept[char] = found != negated
        return kept[char]

    return test


class Texts:
    """Texts that drive a pattern: what its repetitions take, over and over."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.flags = pattern.flags
        self.tests: list[Test] = []
        self.starts: dict[str, None] = {"": None}
        self.units: dict[str, None] = {}
        self.nested = False
        self._gather(list(_parser.parse(pattern.pattern, pattern.flags)), "")

    def pumped(self, times: int) -> Iterator[str]:
        """Yield the texts of a number of repetitions."""
        alphabet = list(self._alphabet())
        pairs = [one + other for one in alphabet for other in alphabet] if self.nested else []
        for start in list(self.starts)[:2]:
            for unit in [*alphabet, *self.units, *pairs[:12]]:
                yield start + unit * times
                yield start + unit * times + "\x00"

    def _alphabet(self) -> Iterator[str]:
        """Yield a character for each set of parts of the pattern that take the same ones."""
        seen = set()
        for char in _LETTERS:
            parts = tuple(test(char) for test in self.tests)
            if parts not in seen and any(parts):
                seen.add(parts)
                yield char

    def _gather(self, nodes: Iterable[Node], before: str, *, inside: bool = False) -> None:
        for node in nodes:
            operator, value = node
            if test := character_test(node, self.flags):
                self.tests.append(test)
            elif operator in _REPEATS:
                sample = self._sample(value[2])
                if value[1] is sre.MAXREPEAT and len(sample) > 1:
                    self.units[sample] = None
                if value[1] is sre.MAXREPEAT:
                    self.starts[before] = None
                    self.nested |= inside
                self._gather(value[2], before, inside=True)
            for body in _bodies(operator, value):
                self._gather(body, before, inside=inside)
            before += self._sample([node])

    def _sample(self, nodes: Iterable[Node]) -> str:
        """Return a text that nodes take."""
        return "".join(map(self._sample_of, nodes))

    def _sample_of(self, node: Node) -> str:
        operator, value = node
        if operator is sre.LITERAL:
            return str(chr(value))
        if test := character_test(node, self.flags):
            return str(next(filter(test, "a 0A.-" + _LETTERS), ""))
        if operator in _REPEATS:
            return self._sample(value[2]) * max(int(value[0]), 1)
        if operator in {sre.ASSERT, sre.ASSERT_NOT}:
            return ""
        return self._sample(next(iter(_bodies(operator, value)), ()))


def _bodies(operator: Any, value: Any) -> list[Any]:
    if operator is sre.BRANCH:
        return list(value[1])
    if operator is sre.SUBPATTERN:
        return [value[3]]
    if operator is sre.ATOMIC_GROUP:
        return [value]
    return [value[1]] if operator in {sre.ASSERT, sre.ASSERT_NOT} else []


def grows_faster(pattern: re.Pattern[str], method: str, times: int = 16) -> str:
    """Return a text on which a method of a pattern is not linear; empty if none was found."""
    texts = Texts(pattern)
    walk = Walk(pattern, 60_000)
    spent = 0
    for few, many in zip(texts.pumped(times), texts.pumped(4 * times), strict=True):
        spent += (steps := walk.run(many, method))
        if steps > walk.budget or steps > 8 * max(walk.run(few, method), 20 * times):
            return f"{steps} steps for {few[:40]!r} and so on"
        if spent > _ENOUGH:
            break
    return ""
