"""A bibliography of which most references are known: only what an edit touches is rendered.

Each step of the processor is remembered by all that it depends on: the entry, what tells it apart,
and what the register knows of its people at that moment. What a step notes in the register is
remembered as well, and noted again. So the order of steps is that of a bibliography made anew, and
so is the result.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from pllm_bib.citing import references as citing
from pllm_bib.citing.csl.bibliography import Bibliography, asks_for_number
from pllm_bib.citing.csl.disambiguation import Disambiguator
from pllm_bib.citing.csl.item import CslItem, make_item
from pllm_bib.citing.csl.state import Disambiguation
from pllm_bib.citing.noted import NotedRegister, grouped
from pllm_bib.formats.csl_json import write as csl_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pllm_bib.citing.csl.disambiguation import Methods
    from pllm_bib.citing.csl.register import NameRegister
    from pllm_bib.citing.csl.style import Area, CslStyle
    from pllm_bib.citing.csl.text.richtext import Quotes
    from pllm_bib.citing.noted import Noted
    from pllm_bib.citing.references import References
    from pllm_bib.model.entry import Entry

STAND_IN = "70707071"
"""A number that stands for that of any reference while it is rendered."""


class Memory(Protocol):
    """A store of values that JSON can write."""

    def get(self, key: str) -> Any:
        """Return the value of a key, or None."""

    def get_all(self, keys: Iterable[str]) -> dict[str, Any]:
        """Return the values of all keys that have one."""

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
        processor = _Remembering(compiled, entries, memory)
        found = list(processor.texts(markups))
    processor.remember()
    return tuple(
        citing.References(
            file.title,
            compiled.language,
            tuple(citing.Reference(key, texts[at], silent) for key, texts, silent in found),
        )
        for at in range(len(markups))
    )


_STEPS = 100
"""Steps of a work that are kept; of more, those of the last run are."""
_ITEMS = 8_000
"""Items that are kept for further styles: of more works, each style makes the rest anew."""
_made: dict[tuple[str, Quotes], tuple[CslItem, bool]] = {}
"""Items by the digest of their entries, and if each has no number like that of the stand-in."""


class _Items(Mapping[str, CslItem]):
    """The items of entries, each made when it is first asked for: once for several styles."""

    def __init__(self, entries: Mapping[str, tuple[Entry, str]], style: CslStyle) -> None:
        self.entries = entries
        self.quotes = style.locale.quotes
        self.made: dict[str, tuple[CslItem, bool]] = {}

    def _of(self, key: str) -> tuple[CslItem, bool]:
        found = self.made.get(key)
        if found is None:
            entry, digest = self.entries[key]
            found = _made.get((digest, self.quotes))
            if found is None:
                item = make_item(csl_json.item(entry), self.quotes)
                found = item, STAND_IN not in str(item.fields)
                if len(_made) < _ITEMS:
                    _made[digest, self.quotes] = found
            self.made[key] = found
        return found

    def __getitem__(self, key: str) -> CslItem:
        return self._of(key)[0]

    def is_clear(self, key: str) -> bool:
        """Say whether an entry has no number like the one that stands in."""
        return self._of(key)[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


class _Remembering(Bibliography):
    """A bibliography that renders what its memory does not have."""

    register = NotedRegister
    people: NotedRegister
    items: _Items

    def __init__(
        self, style: CslStyle, entries: Mapping[str, tuple[Entry, str]], memory: Memory
    ) -> None:
        self.digests = {key: digest for key, (_entry, digest) in entries.items()}
        self.memory = memory
        known = memory.get_all(self.digests.values())
        self.works: dict[str, dict[str, Any]] = {
            key: known.get(digest) or {} for key, digest in self.digests.items()
        }
        """For each work, its steps by what they depend on, and its people.

        It is one row of the memory, since most runs take every step of most works.
        """
        self.fresh: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        """What this run adds to them."""
        self.steps: defaultdict[str, str] = defaultdict(str)
        """For each work, the steps that may have noted its names, where names are by cite."""
        self.waiting: defaultdict[str, list[Sequence[Noted]]] = defaultdict(list)
        """For each work, what they noted, until somebody asks the register."""
        self.waiting_own: defaultdict[str, list[int]] = defaultdict(list)
        """For each work, what of its own names they noted, by their places."""
        self.names: dict[str, list[Noted]] = {}
        """For each work, the names that the register may be asked about."""
        self.told: dict[str, str] = {}
        """For each work, the answer of the register, as long as it stands."""
        self.asking: defaultdict[str, list[str]] = defaultdict(list)
        """For each family name, the works with an answer that depends on it."""
        self.has_noted = False
        """Whether a step has noted a name of late."""
        self.numbered = asks_for_number(style.root.iter())
        """Whether references may print their number."""
        self.sort_steps = {
            id(key): (f"s{at}", 1 << at) for at, key in enumerate(style.bibliography.sort_keys)
        }
        self.begin(style, _Items(entries, style))

    def remember(self) -> None:
        """Put into the memory what is new of works."""
        for key, fresh in self.fresh.items():
            known = self.works[key]
            self.memory.put(self.digests[key], known if len(known) < _STEPS else fresh)

    def _put(self, key: str, place: str, value: Any) -> None:
        self.works[key][place] = self.fresh[key][place] = value

    # What the register is to a step.

    def _known(self, key: str) -> str:
        """Return what the register knows of a work's people, as far as a step can see it."""
        people = self.people
        if not people.active:
            return ""
        if people.by_cite:
            return self.steps[key]
        while people.grown:
            for other in self.asking.pop(people.grown.pop(), ()):
                self.told.pop(other, None)
        told = self.told.get(key)
        if told is None:
            own = grouped(self._names(key))
            told = self.told[key] = people.knowledge(own)
            for family in own:
                self.asking[family].append(key)
        return told

    def _names(self, key: str) -> list[Noted]:
        """Return the names of a work that the register may be asked about."""
        names = self.names.get(key)
        if names is not None:
            return names
        found = self.works[key].get("n")
        if found is None:
            item = self.items[key]
            lists = [item.names(name) for name, value in item.fields.items() if _has_names(value)]
            first = 1 if self.people.primary_only else None
            found = [self.people.parts(key, name) for names in lists for name in names[:first]]
            self._put(key, "n", found)
        names = self.names[key] = [(family, short, given) for family, short, given in found]
        return names

    def _note(self, keys: Sequence[str], step: str, noted: Sequence[Noted]) -> None:
        """Note what a known step of several works noted."""
        if self.people.by_cite:
            for key in keys:
                self.waiting[key].append(noted)
        else:
            for name in noted:
                self.people.add(*name)
        if noted:
            self._stepped(keys, step)

    def _note_own(self, key: str, step: str, noted: Sequence[int]) -> None:
        """Note what a known step noted, by the places of the names in those of its work."""
        self.has_noted = True
        if not self.people.by_cite:
            names = self._names(key)
            for at in noted:
                self.people.add(*names[at])
        elif self.people.active:
            self.waiting_own[key] += noted
            self.steps[key] += step

    def _stepped(self, keys: Sequence[str], step: str) -> None:
        self.has_noted = True
        if self.people.active and self.people.by_cite:
            for key in keys:
                self.steps[key] += step

    def _remember(self, key: str, place: str, value: Any, noted: Sequence[Noted]) -> None:
        """Remember what a step made of a work, and the places of the names that it noted."""
        names = self._names(key) if noted else []
        if all(name in names for name in noted):
            self._put(key, place, [value, [names.index(name) for name in noted]])

    def _rendered(
        self, keys: Sequence[str], step: str, render: Callable[[], Any]
    ) -> tuple[Any, list[Noted]]:
        """Return what a step makes of works, and what it notes."""
        for key in keys:
            for names in self.waiting.pop(key, ()):
                for name in names:
                    self.people.add(*name)
            for at in self.waiting_own.pop(key, ()):
                self.people.add(*self._names(key)[at])
        log: list[Noted] = []
        self.people.log = log
        value = render()
        self.people.log = None
        if log:
            self._stepped(keys, step)
        return value, list(dict.fromkeys(log))

    def _step(
        self, key: str, place: str, step: str, render: Callable[..., Any], *arguments: Any
    ) -> Any:
        """Return what a step makes of a work: remembered, or rendered now."""
        found = self.works[key].get(place)
        if found is not None:
            value, noted = found
            if noted:
                self._note_own(key, step, noted)
            return value
        value, names = self._rendered([key], step, partial(render, *arguments))
        self._remember(key, place, value, names)
        return value

    # The steps.

    def cite_alone(self, key: str) -> str:
        place = f"c{self._number(key)}" if self.ranked else "c"
        text: str = self._step(key, place, "c", super().cite_alone, key)
        return text

    def sort_value(
        self,
        key: str,
        area: Area,
        sort_key: tuple[Any, bool, Any],
        noting: NameRegister | None,
    ) -> str:
        step, _bit = self.sort_steps[id(sort_key)]
        place = self._sort_place(key, step)
        value: str = self._step(key, place, step, super().sort_value, key, area, sort_key, noting)
        return value

    def _sort_place(self, key: str, step: str) -> str:
        return f"{step}{self._number(key)}{self._known(key)}"

    def note_by_sort_key(
        self, key: str, area: Area, sort_key: tuple[Any, bool, Any], noting: NameRegister | None
    ) -> None:
        """Do as `Bibliography`'s; nothing if the key is known to note no name of the work.

        That depends on the work alone: a sort key is rendered without what tells works apart. The
        value of one that is rendered now is remembered only if it notes a name.
        """
        step, bit = self.sort_steps[id(sort_key)]
        work = self.works[key]
        quiet_place = f"q{self._number(key)}" if self.ranked else "q"
        quiet = work.get(quiet_place, 0)
        if quiet & bit:
            return
        self.has_noted = False
        place = self._sort_place(key, step)
        render = partial(super().sort_value, key, area, sort_key, noting)
        if place in work:
            self._step(key, place, step, render)
        else:
            value, names = self._rendered([key], step, render)
            if names:
                self._remember(key, place, value, names)
        if not self.has_noted:
            self._put(key, quiet_place, quiet | bit)

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
        found = self.memory.get(place)
        if found is not None:
            self._note(group, place, found[1])
        else:
            found = self._rendered(group, place, lambda: self._settings(group, methods))
            self.memory.put(place, found)
        return {
            group[at]: Disambiguation(
                tuple(names), tuple(tuple(row) for row in givens), condition, suffix
            )
            for at, names, givens, condition, suffix in found[0]
        }

    def _settings(self, group: list[str], methods: Methods) -> list[Any]:
        disambiguator = Disambiguator(self.style, self.items, self.numbers, self.people, methods)
        settings = disambiguator.run([group])
        return [
            [at, one.names, one.givens, one.condition, one.year_suffix]
            for at, key in enumerate(group)
            if (one := settings.get(key))
        ]

    def _known_of_all(self, group: Sequence[str]) -> str:
        names = (name for key in group for name in self._names(key))
        return self.people.knowledge(grouped(names))

    def _number(self, key: str) -> str:
        return f"{self.numbers[key]}:" if self.ranked else ""

    # References.

    def texts(self, markups: Sequence[str]) -> Iterator[tuple[str, Sequence[str], bool]]:
        """Yield the key of each reference, its text in each markup, and if it says nothing."""
        area = self.style.bibliography
        if area.element is None:
            return
        substituted = self.substitutes
        before: tuple[str, ...] = ()
        for key in self.sorted:
            people, texts, silent = self._texts(key, before, markups, substituted=substituted)
            if substituted:
                before = tuple(people)
            yield key, texts, silent

    def _texts(
        self, key: str, before: tuple[str, ...], markups: Sequence[str], *, substituted: bool
    ) -> Any:
        """Return the people that a reference shows first, its texts, and if it says nothing."""
        about = repr(self.settings(key, "bibliography")) if key in self.disambiguation else ""
        place = f"b{about}{self._known(key)}"
        full: str | None = place
        if substituted:
            shown = self.works[key].get(place)
            full = None if shown is None else self._behind(place, before, shown)
        known = self.works[key].get(full) if full else None
        if known is None:
            return self._reference(key, before, markups, place, substituted=substituted)
        found, noted = known
        if noted:
            self._note_own(key, "b", noted)
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
        clear = not self.numbered or self.items.is_clear(key)
        if self.numbered and clear:
            self.numbers[key] = int(STAND_IN)

        def render() -> list[Any]:
            found, people = self.rendered(key, before)
            texts = [found.written(markup) for markup in markups]
            return [people if substituted else (), texts, found.silent]

        found, noted = self._rendered([key], "b", render)
        self.numbers[key] = number
        if not clear:
            return found
        if substituted:
            self._put(key, place, found[0])
            place = self._behind(place, before, found[0])
        self._remember(key, place, found, noted)
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


def _has_names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=12).hexdigest()
