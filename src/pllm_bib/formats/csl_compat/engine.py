"""A style at work on a set of items: order, numbers, disambiguation, references and citations."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pllm_bib.formats.csl_compat import names as csl_names
from pllm_bib.formats.csl_compat.compiler import Compiler, tag
from pllm_bib.formats.csl_compat.dates import formatting
from pllm_bib.formats.csl_compat.item import (
    DATE_VARIABLES,
    NAME_VARIABLES,
    NUMBER_VARIABLES,
    make_item,
)
from pllm_bib.formats.csl_compat.locale import NAMESPACE, Locale
from pllm_bib.formats.csl_compat.register import NameRegister
from pllm_bib.formats.csl_compat.state import NONE, Disambiguation, State
from pllm_bib.formats.csl_compat.tokens import (
    PAIRS,
    Mark,
    Tokens,
    is_mark,
    joined,
    plain,
    resolved,
    seal,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Render = Callable[[State], Tokens]

SUFFIXES = "abcdefghijklmnopqrstuvwxyz"


class Style:
    """A CSL style compiled for one locale.

    ``root`` is the style's element as citeproc-py parsed it, with its chain of locales.
    """

    def __init__(self, root: Any, language: str) -> None:
        self.root = root
        self.language = language
        self.locale = Locale(root.locales, language)
        self.citation = _Area(self, "citation")
        self.bibliography = _Area(self, "bibliography")

    def option(self, name: str, default: str = "") -> str:
        """An option of the citation area, or of the whole style."""
        for element in (self.citation.element, self.root):
            if element is not None and (value := element.get(name)) is not None:
                return str(value)
        return default


class _Area:
    """The citation or the bibliography of a style: its layout and its sort keys."""

    def __init__(self, style: Style, name: str) -> None:
        self.name = name
        self.element = next((child for child in style.root if tag(child) == name), None)
        self.layout: Any = None
        self.sort_keys: list[tuple[Render, bool, Any]] = []
        self.render: Render = lambda _state: []
        self.prefix = self.suffix = self.delimiter = ""
        self.marks: tuple[str, ...] = ()
        if self.element is None:
            return
        compiler = Compiler(style.root, style.locale, self.element)
        for child in self.element:
            if tag(child) == "layout":
                self.layout = child
                self.render = compiler.sequence(child)
                self.prefix = child.get("prefix", "")
                self.suffix = child.get("suffix", "")
                self.delimiter = child.get("delimiter", "")
                self.marks = formatting(child.attrib)
            elif tag(child) == "sort":
                sort_compiler = Compiler(style.root, style.locale, self.element)
                self.sort_keys = [
                    (_sort_key(sort_compiler, key), key.get("sort") == "descending", key)
                    for key in child
                    if tag(key) == "key"
                ]

    def option(self, name: str, default: str = "") -> str:
        """An attribute of the area."""
        return str(self.element.get(name, default)) if self.element is not None else default


def _sort_key(compiler: Compiler, element: Any) -> Render:
    if (macro := element.get("macro")) is not None:
        return compiler.macro(macro)
    variable = element.get("variable")
    if variable in NAME_VARIABLES:
        options = compiler._name_options(None, None)._replace(  # noqa: SLF001
            sort_order="all", et_al_min=0, form="long"
        )

        def by_names(state: State) -> Tokens:
            people = state.item.names(variable)
            return csl_names.render_list(people, options, state) if people else []

        return by_names
    if variable in DATE_VARIABLES:

        def by_date(state: State) -> Tokens:
            date = state.item.date(variable)
            from pllm_bib.formats.csl_compat.dates import sort_key

            return [sort_key(date)] if date else []

        return by_date
    if variable == "citation-number":
        return lambda state: [f"{state.number:08}"]
    if variable in NUMBER_VARIABLES:

        def by_number(state: State) -> Tokens:
            value = str(state.item.fields.get(variable) or "")
            return [f"{int(value):08}" if value.isdigit() else value]

        return by_number
    return lambda state: [plain(state.item.text(variable))]


_BASE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "ħ": "h"}
)


@functools.lru_cache(maxsize=100_000)
def collation(value: str) -> tuple[tuple[int, int, str], ...]:
    """A key that orders text as the root collation does at its first level.

    Case, accents, blanks and punctuation do not count; numbers order by value, before letters.
    """
    folded = unicodedata.normalize("NFKD", value.casefold()).translate(_BASE_LETTERS)
    letters = "".join(char for char in folded if char.isalnum() or char == " ")
    return tuple(
        (0, int(run), "") if run.isdecimal() else (1, 0, run)
        for run in re.findall(r"\d+|\D+", letters)
    )


@dataclass(slots=True)
class Rendered:
    """A reference of the bibliography: its item's id and its tokens, punctuation settled."""

    id: str
    tokens: Tokens


class _Cite(NamedTuple):
    """A work as it is cited, and the state in which it was rendered."""

    state: State
    tokens: Tokens


class Processor:
    """Renders citations and the bibliography of items that are cited in the order given."""

    def __init__(self, style: Style, items: Iterable[dict[str, Any]]) -> None:
        self.style = style
        self.items = {
            item.id: item for item in (make_item(data, style.locale.quotes) for data in items)
        }
        self.order = list(self.items)
        self.disambiguation: dict[str, Disambiguation] = dict.fromkeys(self.order, NONE)
        self.people = NameRegister(
            style.option("givenname-disambiguation-rule", "by-cite"),
            active=style.option("disambiguate-add-givenname") == "true",
        )
        self.numbers: dict[str, int] = {}
        self.sorted: list[str] = []
        self._number_and_sort()
        self._disambiguate()

    # Order.

    def _number_and_sort(self) -> None:
        self.numbers = {key: index for index, key in enumerate(self.order, start=1)}
        self.sorted = self._in_order(self.style.bibliography, self.order)
        self.numbers = {key: index for index, key in enumerate(self.sorted, start=1)}

    def _in_order(self, area: _Area, ids: Sequence[str]) -> list[str]:
        result = list(ids)
        # Sorting is stable, so the last key is applied first.
        for render, descending, element in reversed(area.sort_keys):
            limits = (
                int(element.get("names-min") or 0),
                int(element.get("names-use-first") or 0),
                element.get("names-use-last") == "true",
            )
            keys = {key: self._sort_value(render, key, area.name, limits) for key in set(result)}
            full = [key for key in result if keys[key]]
            empty = [key for key in result if not keys[key]]
            # Reversed, equals keep their order too.
            full.sort(key=keys.__getitem__, reverse=descending)
            result = full + empty
        return result

    def _sort_value(
        self, render: Render, key: str, area: str, limits: tuple[int, int, bool]
    ) -> tuple[tuple[int, int, str], ...]:
        state = State(
            self.items[key], f"{area}-sort", number=self.numbers.get(key, 0), sort_names=limits
        )
        return collation(plain(render(state)))

    # Disambiguation.

    def _disambiguate(self) -> None:
        style = self.style
        if style.citation.element is None:
            return
        if self.people.active:
            for key in self.order:  # all names must be known before the first one is shown
                self._cite_text(key, NONE)
        add_names = style.option("disambiguate-add-names") == "true"
        add_suffix = style.option("disambiguate-add-year-suffix") == "true"
        by_cite = (
            style.option("disambiguate-add-givenname") == "true"
            and style.option("givenname-disambiguation-rule", "by-cite") == "by-cite"
        )
        has_condition = any(
            element.get("disambiguate") == "true"
            for element in style.root.iter(f"{NAMESPACE}if", f"{NAMESPACE}else-if")
        )
        if not (add_names or add_suffix or by_cite or has_condition):
            return
        groups: dict[str, list[str]] = {}
        for key in self.order:
            groups.setdefault(self._cite_text(key, self.disambiguation[key]), []).append(key)
        for group in groups.values():
            if len(group) > 1:
                self._tell_apart(
                    group,
                    names=add_names,
                    givens=by_cite,
                    suffix=add_suffix,
                    condition=has_condition,
                )

    def _cite_text(self, key: str, disambiguation: Disambiguation) -> str:
        state = State(
            self.items[key],
            "citation",
            number=self.numbers[key],
            position="subsequent",  # where lists of names may be at their shortest
            disambiguation=disambiguation,
            people=self.people,
        )
        return plain(self.style.citation.render(state))

    def _limits(self, key: str) -> list[tuple[int, int]]:
        """For each list of names in a cite: how many names there are, and how many are shown."""
        state = self._state(key, "citation", "subsequent")
        self.style.citation.render(state)
        return state.lists

    def _tell_apart(
        self, group: list[str], *, names: bool, givens: bool, suffix: bool, condition: bool
    ) -> None:
        left = self._by_names(group, givens=givens, add=names) if names or givens else [group]
        for clash in left:
            if len(clash) < 2:  # noqa: PLR2004
                continue
            if suffix:
                ranked = sorted(clash, key=self.numbers.__getitem__)
                for index, key in enumerate(ranked):
                    self.disambiguation[key] = replace(
                        self.disambiguation[key], year_suffix=year_suffix(index)
                    )
            elif condition:
                changed = {key: replace(self.disambiguation[key], condition=True) for key in clash}
                texts = {key: self._cite_text(key, value) for key, value in changed.items()}
                if len(set(texts.values())) > 1 or any(
                    texts[key] != self._cite_text(key, self.disambiguation[key]) for key in clash
                ):
                    self.disambiguation.update(changed)

    def _by_names(self, group: list[str], *, givens: bool, add: bool) -> list[list[str]]:
        """Show more names, and more of them, until cites differ; returns those that never do."""
        limits = {key: self._limits(key) for key in group}
        pending = [(group, self.disambiguation[group[0]])]
        unresolved: list[list[str]] = []
        while pending:
            clash, base = pending.pop()
            found = self._step(clash, limits, givens=givens, add=add)
            if found is None:
                unresolved.append(clash)
                continue
            parts = found
            for part, settings in parts:
                for key in part:
                    self.disambiguation[key] = settings[key]
                if len(part) > 1:
                    pending.append((part, base))
        return unresolved

    def _step(
        self,
        clash: list[str],
        limits: dict[str, list[tuple[int, int]]],
        *,
        givens: bool,
        add: bool,
    ) -> list[tuple[list[str], dict[str, Disambiguation]]] | None:
        """The least longer form in which not all of a group read alike."""
        current = {key: self.disambiguation[key] for key in clash}
        lists = max((len(limits[key]) for key in clash), default=0)
        working = dict(current)
        for place in range(lists):
            most = max(limits[key][place][0] if place < len(limits[key]) else 0 for key in clash)
            start = min(limits[key][place][1] if place < len(limits[key]) else 1 for key in clash)
            for count in range(start, most + 1):
                if count > start and not add:
                    break
                for level in (0, 1, 2) if givens else (0,):
                    working = {
                        key: _longer(working[key], limits[key], place, count, level)
                        for key in clash
                    }
                    parts: dict[str, list[str]] = {}
                    for key in clash:
                        parts.setdefault(self._cite_text(key, working[key]), []).append(key)
                    if len(parts) > 1:
                        # What did not help on the way is not kept.
                        settings = {
                            key: _longer(current[key], limits[key], place, count, level)
                            for key in clash
                        }
                        return [(part, settings) for part in parts.values()]
        return None

    # Output.

    def bibliography(self) -> list[Rendered]:
        """The references in the style's order."""
        area = self.style.bibliography
        if area.element is None:
            return []
        substitute = area.option("subsequent-author-substitute", "\0")
        rule = area.option("subsequent-author-substitute-rule", "complete-all")
        align = area.option("second-field-align")
        result: list[Rendered] = []
        before: tuple[str, ...] = ()
        for key in self.sorted:
            state = self._state(key, "bibliography")
            tokens = self._aligned(state) if align else area.render(state)
            if substitute != "\0":
                tokens = _substituted(
                    tokens, substitute, _repeated(before, state.people_shown, rule)
                )
                before = state.people_shown
            for mark in area.marks:
                tokens = wrapped(tokens, mark)
            if tokens:
                prefix = [area.prefix] if area.prefix else []
                suffix = [area.suffix] if area.suffix else []
                if align and suffix:
                    tokens = _before_end(tokens, suffix)
                    suffix = []
                tokens = [*prefix, *tokens, *suffix]
            result.append(Rendered(key, self._sealed(tokens)))
        return result

    def _aligned(self, state: State) -> Tokens:
        """The first field of a reference apart from the rest (``second-field-align``)."""
        layout = self.style.bibliography.layout
        compiler = self._layout_parts(layout)
        pieces = [tokens for render in compiler if (tokens := render(state))]
        if len(pieces) < 2:  # noqa: PLR2004
            return [token for piece in pieces for token in piece]
        rest: Tokens = [token for piece in pieces[1:] for token in piece]
        return [*wrapped(pieces[0], "left-margin"), *wrapped(rest, "right-inline")]

    def _layout_parts(self, layout: Any) -> list[Render]:
        if self._parts is None:
            style = self.style
            self._parts = Compiler(style.root, style.locale, style.bibliography.element).children(
                layout
            )
        return self._parts

    _parts: list[Render] | None = None

    def _state(self, key: str, area: str, position: str = "first") -> State:
        return State(
            self.items[key],
            area,
            number=self.numbers[key],
            position=position,
            people=self.people,
            disambiguation=self.disambiguation[key],
        )

    def _sealed(self, tokens: Tokens) -> Tokens:
        locale = self.style.locale
        sealed = seal(tokens, punctuation_in_quote=locale.punctuation_in_quote)
        return resolved(sealed, locale.quotes)

    def citation(self, ids: Sequence[str]) -> Tokens:
        """One citation of one or more works, in the style's order, collapsed as it says."""
        area = self.style.citation
        ids = self._in_order(area, ids) if area.sort_keys else list(ids)
        states = [self._state(key, "citation") for key in ids]
        cites = [_Cite(state, tokens) for state in states if (tokens := area.render(state))]
        tokens = self._collapsed(cites)
        if not tokens:
            return []
        prefix = [area.prefix] if area.prefix else []
        suffix = [area.suffix] if area.suffix else []
        tokens = [*prefix, *tokens, *suffix]
        for mark in area.marks:
            tokens = wrapped(tokens, mark)
        return self._sealed(tokens)

    def _collapsed(self, cites: list[_Cite]) -> Tokens:
        """Cites one after the other, drawn together as the style's ``collapse`` says."""
        area = self.style.citation
        collapse = area.option("collapse")
        if collapse == "citation-number":
            return self._collapsed_numbers([(cite.state.item.id, cite.tokens) for cite in cites])
        if not collapse and area.option("cite-group-delimiter", "\0") == "\0":
            return joined([cite.tokens for cite in cites], area.delimiter)
        after = area.option("after-collapse-delimiter", area.delimiter)
        result: Tokens = []
        collapsed = False
        for _, group in itertools.groupby(cites, _people):
            together = list(group)
            if result:
                result.append(after if collapsed else area.delimiter)
            result.extend(self._group(together, collapse))
            collapsed = len(together) > 1 and bool(collapse)
        return result

    def _group(self, cites: list[_Cite], collapse: str) -> Tokens:
        """Cites of the same people: they are named once, if the style collapses cites."""
        area = self.style.citation
        delimiter = area.option("cite-group-delimiter", ", ")
        if not collapse or len(cites) == 1:
            return joined([cite.tokens for cite in cites], delimiter)
        bare = [self._without_names(cite) for cite in cites]
        if collapse == "year":
            return joined([cites[0].tokens, *bare[1:]], delimiter)
        pieces: list[Tokens] = []
        for year, group in itertools.groupby(range(len(cites)), lambda at: _year(bare[at])):
            places = list(group)
            first = bare[places[0]] if pieces else cites[0].tokens
            if year is None:
                pieces.extend([first, *(bare[at] for at in places[1:])])
            else:
                suffixes = [_suffix(bare[at]) for at in places]
                pieces.append([*first, *self._suffixes(suffixes)])
        return joined(pieces, delimiter)

    def _without_names(self, cite: _Cite) -> Tokens:
        state = self._state(cite.state.item.id, "citation")
        state.names_before = cite.state.names
        return self.style.citation.render(state)

    def _suffixes(self, suffixes: list[Tokens]) -> Tokens:
        """The suffixes that follow the first one of a year; three in a row may make a range."""
        area = self.style.citation
        ranged = area.option("collapse") == "year-suffix-ranged"
        delimiter = area.option(
            "year-suffix-delimiter", area.option("cite-group-delimiter", area.delimiter)
        )
        dash = self.style.locale.term("citation-range-delimiter") or "–"
        letters = [plain(suffix) for suffix in suffixes]
        result: Tokens = []
        at = 0
        while at < len(letters):
            end = at
            while ranged and end + 1 < len(letters) and _follows(letters[end], letters[end + 1]):
                end += 1
            if at:
                result.extend([delimiter, *suffixes[at]])
            if end > at + 1:
                result.extend([dash, *suffixes[end]])
                at = end
            at += 1
        return result

    def _collapsed_numbers(self, cites: list[tuple[str, Tokens]]) -> Tokens:
        """Runs of three or more numbers in a row become a range."""
        area = self.style.citation
        dash = self.style.locale.term("citation-range-delimiter") or "–"
        after = area.option("after-collapse-delimiter", area.delimiter)
        result: Tokens = []
        index = 0
        collapsed = False
        while index < len(cites):
            end = index
            while (
                end + 1 < len(cites)
                and self.numbers[cites[end + 1][0]] == self.numbers[cites[end][0]] + 1
                and _is_number(cites[end][1])
                and _is_number(cites[end + 1][1])
            ):
                end += 1
            if result:
                result.append(after if collapsed else area.delimiter)
            collapsed = end - index >= 2  # noqa: PLR2004
            if collapsed:
                result.extend([*cites[index][1], dash, *cites[end][1]])
                index = end + 1
            else:
                result.extend(cites[index][1])
                index += 1
        return result


def _people(cite: _Cite) -> str:
    """What cites that may be drawn together have in common; one without names stays alone."""
    names = cite.state.names
    return f"\0{cite.state.item.id}" if names is None else names


def _suffix(tokens: Tokens) -> Tokens:
    """The year suffix of a cite, with its formatting."""
    opening = tokens.index(PAIRS["year-suffix"][0])
    return tokens[opening : tokens.index(PAIRS["year-suffix"][1]) + 1]


def _year(tokens: Tokens) -> str | None:
    """What a cite without names says before a year suffix that ends it; None if none does."""
    opening, closing = PAIRS["year-suffix"]
    if closing not in tokens or plain(tokens[tokens.index(closing) :]):
        return None
    return plain(tokens[: tokens.index(opening)])


def _follows(letter: str, other: str) -> bool:
    return len(letter) == len(other) == 1 and ord(other) == ord(letter) + 1


def _is_number(tokens: Tokens) -> bool:
    """Whether a cite is nothing but its number, affixes apart."""
    texts = sum(isinstance(token, str) for token in tokens)
    numbered = any(is_mark(token, "number") for token in tokens)
    return plain(tokens).isdigit() or (numbered and texts <= len("[1]"))


def _before_end(tokens: Tokens, suffix: Sequence[str]) -> Tokens:
    """Put a suffix inside the last block of a reference."""
    last = tokens[-1]
    if isinstance(last, Mark) and last.name == "right-inline":
        return [*tokens[:-1], *suffix, last]
    return [*tokens, *suffix]


def year_suffix(index: int) -> str:
    """A to z, then aa, ab, ..."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, len(SUFFIXES))
        letters = SUFFIXES[rest] + letters
    return letters


def _longer(
    disambiguation: Disambiguation,
    limits: list[tuple[int, int]],
    place: int,
    count: int,
    level: int,
) -> Disambiguation:
    """Settings under which one list of names shows more."""
    if place >= len(limits):
        return disambiguation
    total, _shown = limits[place]
    names = list(disambiguation.names) + [
        shown for _t, shown in limits[len(disambiguation.names) :]
    ]
    names[place] = min(max(names[place], count), total)
    givens = [list(row) for row in disambiguation.givens]
    while len(givens) <= place:
        givens.append([])
    row = givens[place]
    while len(row) < total:
        row.append(0)
    if level:
        position = min(count, total) - 1
        row[position] = max(row[position], level)
    return replace(disambiguation, names=tuple(names), givens=tuple(tuple(row) for row in givens))


def _repeated(before: tuple[str, ...], people: tuple[str, ...], rule: str) -> range | None:
    """Which of a reference's people give way to a substitute; None for all of them together."""
    if rule.startswith("complete"):
        if not people or people != before:
            return range(0)
        return range(len(people)) if rule == "complete-each" else None
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, people, strict=False))
    count = sum(1 for _ in same)
    return range(min(count, 1) if rule == "partial-first" else count)


def _substituted(tokens: Tokens, substitute: str, repeated: range | None) -> Tokens:
    """Replace the names that repeat those of the reference before."""
    if repeated is None:
        opening, closing = (tokens.index(mark) for mark in PAIRS["names"])
        return [*tokens[:opening], substitute, *tokens[closing + 1 :]]
    for _ in repeated:
        opening, closing = (tokens.index(mark) for mark in PAIRS["name"])
        tokens = [*tokens[:opening], substitute, *tokens[closing + 1 :]]
    return tokens
