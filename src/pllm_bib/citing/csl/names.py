"""Lists of names: inversion, initials, et al. (CSL 1.0.2, "Names")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl.initials import has_romanesque, initials, starts_romanesque
from pllm_bib.citing.csl.register import FAMILY, FULL, INITIALS
from pllm_bib.citing.csl.text.case import apply_case
from pllm_bib.citing.csl.text.richtext import parse_field
from pllm_bib.citing.csl.text.tokens import Tokens, joined, plain, wrapped
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.citing.csl.item import CslName
    from pllm_bib.citing.csl.state import State


class NamePart(NamedTuple):
    """Formatting of one part of names."""

    case: str | None
    marks: tuple[str, ...]
    prefix: str
    suffix: str


class NameOptions(NamedTuple):
    """The options of a list of names, inherited values filled in."""

    conjunction: str | None
    """The word or symbol before the last name, if the style wants one."""
    delimiter: str
    precedes_last: str
    precedes_last_literal: str
    """The same before an organisation, to which a name element's own option does not apply."""
    precedes_et_al: str
    et_al_min: int
    et_al_use_first: int
    et_al_use_last: bool
    subsequent_min: int
    subsequent_use_first: int
    form: str
    initialize: bool
    initialize_with: str | None
    initialize_with_hyphen: bool
    sort_order: str | None
    sort_separator: str
    demote: str
    given: NamePart | None
    family: NamePart | None
    et_al: Tokens
    each: bool
    """Names that repeat from one reference to the next are replaced one by one."""
    marks: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""


def render_list(names: tuple[CslName, ...], options: NameOptions, state: State) -> Tokens:
    """Render the names of one variable; the last one may be “others”, as pandoc has it."""
    more = names[-1].literal == "others"
    shown, use_last = _shown(len(names), options, state)
    if more:
        names, use_last = names[:-1], False
        shown = min(shown, len(names))
    total = len(names)
    index = len(state.lists)
    state.lists.append((total, shown))
    if not total:
        return options.et_al
    givens = state.disambiguation.givens
    wanted_levels = givens[index] if index < len(givens) else ()
    last = names[-1:] if use_last and shown < total else ()
    levels = _levels((*names[:shown], *last), wanted_levels, options, state)
    _note(names, shown, state)
    rendered = [
        _one(name, options, state, place, levels[place]) for place, name in enumerate(names[:shown])
    ]
    if state.sorting:
        rendered.extend(_one(name, options, state, total - 1, levels[-1]) for name in last)
        return joined(rendered, options.delimiter)
    if not state.people_shown and state.area == "bibliography":
        state.people_shown = tuple(map(_letters, (*names[:shown], *last)))
        rendered = [wrapped(name, "name") for name in rendered] if options.each else rendered
    inverted = _inverted(options, shown - 1)
    if shown >= total and not more:
        return _joined(rendered, names[:shown], options)
    if use_last:
        ending = _one(names[-1], options, state, total - 1, levels[-1])
        if shown == total - 1:
            return _joined([*rendered, ending], names, options)
        return [*joined(rendered, options.delimiter), options.delimiter, "… ", *ending]
    tokens = _et_al(rendered, options, inverted=inverted)
    for mark in options.marks:  # these words look as the names do, unless the style says otherwise
        tokens = wrapped(tokens, mark)
    return tokens


def _letters(name: CslName) -> str:
    """Return the letters of a name. People are the same if theirs are, as in citeproc-js."""
    parts = (name.non_dropping, name.family, name.given, name.dropping, name.suffix, name.literal)
    return "".join(parts)


def _shown(total: int, options: NameOptions, state: State) -> tuple[int, bool]:
    """Return how many names are shown, and whether the last one follows those."""
    minimum, first = options.et_al_min, options.et_al_use_first
    use_last = options.et_al_use_last
    if state.sort_names and state.sorting:
        minimum, first, use_last = (
            state.sort_names[0] or minimum,
            state.sort_names[1] or first,
            state.sort_names[2] or use_last,
        )
    elif state.place.position != "first":
        minimum = options.subsequent_min or minimum
        first = options.subsequent_use_first or first
    shown = total
    if minimum and total >= minimum and first < total:
        shown = first
    wanted = state.disambiguation.names
    if len(state.lists) < len(wanted):
        shown = max(shown, min(wanted[len(state.lists)], total))
    if use_last and minimum - 2 < shown < total and total >= minimum:
        shown = max(minimum - 2, 1)
    return shown, use_last


def _levels(
    names: Sequence[CslName], wanted: tuple[int, ...], options: NameOptions, state: State
) -> list[int]:
    """Return the level at which each name is shown: `FAMILY`, `INITIALS` or `FULL`."""
    if options.form == "short":
        least = FAMILY
    else:
        least = INITIALS if options.initialize_with is not None else FULL
    levels = []
    if state.noting is not None and state.noting.by_cite:
        for place, name in enumerate(names):  # those of a work are told apart from each other
            state.noting.note(state.item.id, name, place)
    for place, name in enumerate(names):
        asked = wanted[place] if place < len(wanted) else FAMILY
        level = max(least, asked)
        if not name.literal:
            if state.noting is not None:
                state.noting.note(state.item.id, name, place)
            if state.people is not None:
                level = state.people.level(state.item.id, name, place, least, asked)
        levels.append(level)
    return levels


def _note(names: Sequence[CslName], start: int, state: State) -> None:
    """Note the names from a place on: those behind “et al.” count too, as in citeproc-js.

    They do not where names are told apart by cite: a cite does not show them.
    """
    if state.noting is not None and state.noting.active and not state.noting.by_cite:
        for place in range(start, len(names)):
            state.noting.note(state.item.id, names[place], place)


def _et_al(rendered: list[Tokens], options: NameOptions, *, inverted: bool) -> Tokens:
    term = options.et_al
    tokens = joined(rendered, options.delimiter)
    if not term:
        return tokens
    if not rendered:
        return []
    how = options.precedes_et_al
    delimited = (
        how == "always"
        or (how == "contextual" and len(rendered) > 1)
        or (how == "after-inverted-name" and inverted)
    )
    if delimited:
        return [*tokens, options.delimiter, *term]
    # Scripts without blanks have none before these words either.
    return [*tokens, " ", *term] if has_romanesque(plain(term)[:1]) else [*tokens, *term]


def _joined(rendered: list[Tokens], names: tuple[CslName, ...], options: NameOptions) -> Tokens:
    if options.conjunction is None or len(rendered) < 2:  # noqa: PLR2004
        return joined(rendered, options.delimiter)
    how = options.precedes_last_literal if names[-1].literal else options.precedes_last
    delimited = how == "always" or (how == "contextual" and len(rendered) > 2)  # noqa: PLR2004
    if options.precedes_last == "after-inverted-name":
        inverted = _inverted(options, len(rendered) - 2) and not names[-2].literal
        delimited = delimited or inverted
    head = joined(rendered[:-1], options.delimiter)
    word = options.conjunction
    if not starts_romanesque(word):  # scripts without blanks have none around it
        always = [options.delimiter] if how == "always" else []
        return [*head, *always, word, *rendered[-1]]
    if delimited:
        return [*head, options.delimiter, f"{word} ", *rendered[-1]]
    return [*head, f" {word} ", *rendered[-1]]


def _inverted(options: NameOptions, place: int) -> bool:
    return options.sort_order == "all" or (options.sort_order == "first" and place == 0)


def _one(name: CslName, options: NameOptions, state: State, place: int, level: int) -> Tokens:
    tokens = (
        _person(name, options, state, place, level)
        if not name.literal
        else _styled(parse_field(name.literal), options.family, state.item.language)
    )
    for mark in options.marks:
        tokens = wrapped(tokens, mark)
    return [
        *([options.prefix] if options.prefix else []),
        *tokens,
        *([options.suffix] if options.suffix else []),
    ]


def _styled(tokens: Tokens, part: NamePart | None, language: str) -> Tokens:
    if part is None or not tokens:
        return tokens
    if part.case:
        tokens = apply_case(tokens, part.case, language)
    for mark in part.marks:
        tokens = wrapped(tokens, mark)
    return tokens


def _affixed(tokens: Tokens, part: NamePart | None) -> Tokens:
    if part is None or not tokens:
        return tokens
    if part.prefix:
        tokens = [part.prefix, *tokens]
    return [*tokens, part.suffix] if part.suffix else tokens


class _Parts(NamedTuple):
    """The parts of a name as they are shown, each with its own formatting."""

    family: Tokens
    given: Tokens
    particle: Tokens
    dropping: Tokens
    suffix: Tokens
    whole_family: Tokens
    """The particle and the family name."""


def _person(name: CslName, options: NameOptions, state: State, place: int, level: int) -> Tokens:
    parts = _parts(name, options, level, state.item.language)
    if not has_romanesque(name.family):
        if not (name.given and has_romanesque(name.given[:1])):
            return [*parts.particle, *parts.family, *parts.given]
        return _spaced(parts.whole_family, parts.given)
    if state.sorting:
        return _sort_key(parts, options)
    if _inverted(options, place):
        return _inverse(parts, options)
    if parts.dropping and not parts.particle and _is_tight(name.dropping, name):
        tail = [*parts.dropping, *parts.whole_family]
    else:
        tail = _spaced(parts.dropping, parts.whole_family)
    if parts.suffix:
        tail = [*tail, ", " if name.comma_suffix else " ", *parts.suffix]
    return _spaced(_affixed(parts.given, options.given), _affixed(tail, options.family))


_TIGHT = frozenset({"’", "'", "-"})
"""A particle that ends in one of these is written together with what follows."""


def _is_tight(particle: str, name: CslName) -> bool:
    return particle[-1:] in _TIGHT and not name.particle_apart


def _parts(name: CslName, options: NameOptions, level: int, language: str) -> _Parts:
    given_text = name.given if level else ""
    if level == INITIALS and options.initialize_with is not None and name.family:
        given_text = initials(
            given_text,
            options.initialize_with,
            hyphen=options.initialize_with_hyphen,
            normalize_only=not options.initialize,
        )
    family = _styled(parse_field(name.family), options.family, language)
    given = _styled(parse_field(given_text), options.given, language)
    particle = _styled(parse_field(name.non_dropping), options.family, language)
    dropping, suffix = (
        _styled(parse_field(name.dropping), options.given, language),
        _suffix(name, options),
    )
    if not given and not level and options.form == "short":
        dropping, suffix = [], []
    tight = _is_tight(name.non_dropping, name)
    whole = [*particle, *family] if tight else _spaced(particle, family)
    return _Parts(family, given, particle, dropping, suffix, whole)


def _spaced(*parts: Tokens) -> Tokens:
    return joined([part for part in parts if part], " ")


def _suffix(name: CslName, options: NameOptions) -> Tokens:
    text = name.suffix
    if options.initialize_with is not None:
        text = initials(text, options.initialize_with, hyphen=True, normalize_only=True)
    if text.endswith("."):
        return [*parse_field(text[:-1]), "."]  # apart, to meet what follows
    return parse_field(text)


def _inverse(parts: _Parts, options: NameOptions) -> Tokens:
    demoted = options.demote == "display-and-sort"
    particle = parts.particle if demoted else []
    first = _affixed(parts.family if demoted else parts.whole_family, options.family)
    second = _affixed(_spaced(parts.given, parts.dropping, particle), options.given)
    shown = [part for part in (first, second, parts.suffix) if part]
    return joined(shown, options.sort_separator)


def _sort_key(parts: _Parts, options: NameOptions) -> Tokens:
    if options.demote == "never":
        order = (parts.particle, parts.family, parts.dropping, parts.given, parts.suffix)
    else:
        order = (parts.family, parts.given, parts.dropping, parts.particle, parts.suffix)
    return _spaced(*order)
