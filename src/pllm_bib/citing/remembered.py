"""A bibliography of which most references are known: only what an edit touches is rendered.

Each step of the processor is remembered by all that it depends on: the entry, what tells it apart,
and what the register knows of its people at that moment. What a step notes in the register is
remembered as well, and noted again. So the order of steps is that of a bibliography made anew, and
so is the result.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from pllm_bib.citing import references as citing
from pllm_bib.citing.csl.disambiguation import Disambiguator
from pllm_bib.citing.csl.engine import Processor
from pllm_bib.citing.csl.item import CslItem, make_item
from pllm_bib.citing.csl.register import NameRegister
from pllm_bib.citing.csl.state import NONE, Disambiguation
from pllm_bib.formats.csl_json import write as csl_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pllm_bib.citing.csl.disambiguation import Methods
    from pllm_bib.citing.csl.style import Area, CslStyle
    from pllm_bib.citing.references import References
    from pllm_bib.model.entry import Entry

Noted = tuple[str, str, str]
"""A name in the register: its family, its initials, its given name."""

STAND_IN = "70707071"
"""A number that stands for that of any reference while it is rendered."""


class Memory(Protocol):
    """A store of values that JSON can write."""

    def get(self, key: str) -> Any:
        """Return the value of a key, or None."""

    def put(self, key: str, value: Any) -> None:
        """Keep a value."""


def references(
    entries: Mapping[str, tuple[Entry, str]], style: str, markups: Sequence[str], memory: Memory
) -> tuple[References, ...]:
    """Do as `references.references_in` with a style of CSL, by what a memory has of the entries.

    ``entries`` have a digest each, by their keys; the memory is that of the style and the markups.
    Raises `StyleError`.
    """
    compiled, file = citing.named_style(style)
    with citing.telling_file(file):
        found = list(_Remembering(compiled, entries, memory).texts(markups))
    return tuple(
        citing.References(
            file.title,
            compiled.language,
            tuple(citing.Reference(key, texts[at], silent) for key, texts, silent in found),
        )
        for at in range(len(markups))
    )


class _Items(Mapping[str, CslItem]):
    """The items of entries, each made when it is first asked for."""

    def __init__(self, entries: Mapping[str, tuple[Entry, str]], style: CslStyle) -> None:
        self.entries = entries
        self.quotes = style.locale.quotes
        self.made: dict[str, CslItem] = {}

    def __getitem__(self, key: str) -> CslItem:
        found = self.made.get(key)
        if found is None:
            found = make_item(csl_json.item(self.entries[key][0]), self.quotes)
            self.made[key] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


class _NotedRegister(NameRegister):
    """A register that tells what a step notes, and what it knows of some names."""

    log: list[Noted] | None = None
    size = 0
    """How many names there are."""

    def add(self, family: str, short: str, given: str) -> None:
        if self.log is not None:
            self.log.append((family, short, given))
        if given not in self.known.get(family, {}).get(short, ()):
            super().add(family, short, given)
            self.size += 1

    def knowledge(self, own: _Own) -> str:
        """Return what is known of names: all that can matter to the level of any of them."""
        told = []
        for family, shorts in own.items():
            known = self.known.get(family)
            if not known:
                told.append("-")
                continue
            told.append(_few(short not in shorts for short in known))
            for short, givens in shorts.items():
                there = known.get(short, ())
                told.append(_few(given not in givens for given in there))
                told += ["y" if given in there else "n" for given in givens]
        return "".join(told)


_Own = dict[str, dict[str, dict[str, None]]]
"""Names as a register has them: family -> initials -> given names."""


def _grouped(names: Iterable[Noted]) -> _Own:
    own: _Own = {}
    for family, short, given in names:
        own.setdefault(family, {}).setdefault(short, {})[given] = None
    return own


def _few(others: Iterable[bool]) -> str:
    """Return how many there are, two for any more: a register asks for more than one."""
    return str(sum(1 for _ in itertools.islice(filter(None, others), 2)))


class _Remembering(Processor):
    """A processor that renders what its memory does not have."""

    register = _NotedRegister
    people: _NotedRegister

    def __init__(
        self, style: CslStyle, entries: Mapping[str, tuple[Entry, str]], memory: Memory
    ) -> None:
        self.digests = {key: digest for key, (_entry, digest) in entries.items()}
        self.memory = memory
        self.steps: defaultdict[str, str] = defaultdict(str)
        """For each work, the steps that may have noted its names, where names are by cite."""
        self.waiting: defaultdict[str, list[Sequence[Noted]]] = defaultdict(list)
        """For each work, what they noted, until somebody asks the register."""
        self.own: dict[str, _Own] = {}
        """For each work, the names that the register may be asked about."""
        self.told: dict[str, tuple[int, str]] = {}
        """For each work, how many names there were when the register was asked, and its answer."""
        self.numbered = _asks_for_number(style.root.iter("{*}*"))
        """Whether references may print their number."""
        self.ranked = _asks_for_number(
            one
            for part in style.root.iter("{*}macro", "{*}sort", "{*}citation")
            for one in part.iter("{*}*")
        )
        """Whether something else of a work may depend on its number."""
        self.begin(style, _Items(entries, style))

    # What the register is to a step.

    def _known(self, key: str) -> str:
        """Return what the register knows of a work's people, as far as a step can see it."""
        if not self.people.active:
            return ""
        if self.people.by_cite:
            return self.steps[key]
        size, told = self.told.get(key, (-1, ""))
        if size == self.people.size:
            return told
        own = self.own.get(key)
        if own is None:
            own = self.own[key] = _grouped(self._names(key))
        told = self.people.knowledge(own)
        self.told[key] = self.people.size, told
        return told

    def _names(self, key: str) -> list[Noted]:
        """Return the names of a work that the register may be asked about."""
        place = f"n{self.digests[key]}"
        found = self.memory.get(place)
        if found is None:
            item = self.items[key]
            lists = [item.names(name) for name, value in item.fields.items() if _has_names(value)]
            first = 1 if self.people.primary_only else None
            found = [self.people.parts(key, name) for names in lists for name in names[:first]]
            self.memory.put(place, found)
        return [(family, short, given) for family, short, given in found]

    def _note(self, keys: Sequence[str], step: str, noted: Sequence[Noted]) -> None:
        """Note what a known step noted."""
        if self.people.by_cite:
            for key in keys:
                self.waiting[key].append(noted)
        else:
            for name in noted:
                self.people.add(*name)
        self._stepped(keys, step)

    def _stepped(self, keys: Sequence[str], step: str) -> None:
        if self.people.active and self.people.by_cite:
            for key in keys:
                self.steps[key] += step

    def _recalled(self, keys: Sequence[str], place: str, step: str) -> Any:
        """Return what a step made of works; None if that is not known."""
        found = self.memory.get(place)
        if found is None:
            return None
        value, noted = found
        self._note(keys, step, noted)
        return value

    def _rendered(
        self, keys: Sequence[str], step: str, render: Callable[[], Any]
    ) -> tuple[Any, list[Noted]]:
        """Return what a step makes of works, and what it notes."""
        for key in keys:
            for names in self.waiting.pop(key, ()):
                for name in names:
                    self.people.add(*name)
        log: list[Noted] = []
        self.people.log = log
        value = render()
        self.people.log = None
        self._stepped(keys, step)
        return value, list(dict.fromkeys(log))

    def _step(self, keys: Sequence[str], place: str, step: str, render: Callable[[], Any]) -> Any:
        """Return what a step makes of works: remembered, or rendered now."""
        value = self._recalled(keys, place, step)
        if value is None:
            value, noted = self._rendered(keys, step, render)
            self.memory.put(place, [value, noted])
        return value

    # The steps.

    def cite_alone(self, key: str) -> str:
        place = f"c{self._number(key)}{self.digests[key]}"
        text: str = self._step([key], place, "c", lambda: super(_Remembering, self).cite_alone(key))
        return text

    def sort_value(
        self,
        key: str,
        area: Area,
        sort_key: tuple[Any, bool, Any],
        noting: NameRegister | None,
    ) -> str:
        step = f"s{area.sort_keys.index(sort_key)}"
        place = f"{step}{self._number(key)}{self.digests[key]}{self._known(key)}"
        text: str = self._step(
            [key],
            place,
            step,
            lambda: super(_Remembering, self).sort_value(key, area, sort_key, noting),
        )
        return text

    def told_apart(
        self, groups: Iterable[list[str]], methods: Methods
    ) -> dict[str, Disambiguation]:
        if not methods.in_order:
            return {}
        found: dict[str, Disambiguation] = {}
        for group in groups:
            if len(group) > 1:
                found |= self._group_apart(group, methods)
        return found

    def _group_apart(self, group: list[str], methods: Methods) -> dict[str, Disambiguation]:
        ranks = sorted(range(len(group)), key=lambda at: self.numbers[group[at]])
        known = (
            [self._known(key) for key in group]
            if self.people.by_cite
            else [self._known_of_all(group)]
            if self.people.active
            else []
        )
        numbers = [self._number(key) for key in group]
        digests = [self.digests[key] for key in group]
        place = f"g{_digest(repr((digests, ranks, known, numbers)))}"

        def render() -> list[Any]:
            disambiguator = Disambiguator(
                self.style, self.items, self.numbers, self.people, methods
            )
            settings = disambiguator.run([group])
            return [
                [at, one.names, one.givens, one.condition, one.year_suffix]
                for at, key in enumerate(group)
                if (one := settings.get(key))
            ]

        return {
            group[at]: Disambiguation(
                tuple(names), tuple(tuple(row) for row in givens), condition, suffix
            )
            for at, names, givens, condition, suffix in self._step(group, place, place, render)
        }

    def _known_of_all(self, group: Sequence[str]) -> str:
        names = (name for key in group for name in self._names(key))
        return self.people.knowledge(_grouped(names))

    def _number(self, key: str) -> str:
        return f"{self.numbers[key]}:" if self.ranked else ""

    # References.

    def texts(self, markups: Sequence[str]) -> Iterator[tuple[str, Sequence[str], bool]]:
        """Yield the key of each reference, its text in each markup, and if it says nothing."""
        area = self.style.bibliography
        if area.element is None:
            return
        substituted = area.option("subsequent-author-substitute", "\0") != "\0"
        before: tuple[str, ...] = ()
        for key in self.sorted:
            people, texts, silent = self._texts(key, before, markups, substituted=substituted)
            before = tuple(people)
            yield key, texts, silent

    def _texts(
        self, key: str, before: tuple[str, ...], markups: Sequence[str], *, substituted: bool
    ) -> Any:
        """Return the people that a reference shows first, its texts, and if it says nothing."""
        settings = self.settings(key, "bibliography")
        about = "" if settings is NONE else repr(settings)
        place = f"b{self.digests[key]}{about}{self._known(key)}"
        full: str | None = place
        if substituted:
            shown = self.memory.get(place)
            full = None if shown is None else self._behind(place, before, shown)
        found = self._recalled([key], full, "b") if full else None
        if found is None:
            return self._reference(key, before, markups, place, substituted=substituted)
        return self._with_number(key, found)

    def _reference(
        self,
        key: str,
        before: tuple[str, ...],
        markups: Sequence[str],
        place: str,
        *,
        substituted: bool,
    ) -> Any:
        """Render a reference and remember it.

        A stand-in has the place of its number, so that a new work further up changes no other; not
        where the entry itself has such a number, and then nothing is remembered.
        """
        number = self.numbers[key]
        clear = not self.numbered or STAND_IN not in str(self.items[key].fields)
        if self.numbered and clear:
            self.numbers[key] = int(STAND_IN)

        def render() -> list[Any]:
            tokens, people = self.reference(key, before)
            texts = [citing.rendered(tokens, markup) for markup in markups]
            return [people, texts, citing.says_nothing(tokens)]

        found, noted = self._rendered([key], "b", render)
        self.numbers[key] = number
        if not clear:
            return found
        if substituted:
            self.memory.put(place, found[0])
            place = self._behind(place, before, found[0])
        self.memory.put(place, [found, noted])
        return self._with_number(key, found)

    def _with_number(self, key: str, found: Any) -> Any:
        """Return what is remembered of a reference, with its number."""
        people, texts, silent = found
        if self.numbered:
            texts = [text.replace(STAND_IN, str(self.numbers[key])) for text in texts]
        return people, texts, silent

    def _behind(self, place: str, before: Sequence[str], people: Sequence[str]) -> str:
        """Return the place of a reference by what a substitute replaces in it."""
        return f"{place}/{self.repeated(tuple(before), tuple(people))}"


def _asks_for_number(elements: Iterable[Any]) -> bool:
    return any(one.get("variable") == "citation-number" for one in elements)


def _has_names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=12).hexdigest()
