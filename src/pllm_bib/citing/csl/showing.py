"""The ways in which a style, and a markup, show a value of an item: all that moulds know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl.elements.text import ADDRESSES
from pllm_bib.citing.csl.text.formatting import rewording
from pllm_bib.citing.csl.text.output import escape_html
from pllm_bib.citing.csl.xml import NAMESPACE
from pllm_bib.formats.markdown.escape import destination, escape
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pllm_bib.citing.csl.style import CslStyle
    from pllm_bib.citing.csl.text.formatting import Rewording

    Show = Callable[[str], str | None]
    """A function from a value to its text; None if that depends on what stands around it."""


class Showing:
    """The ways of a style to show its values, in each markup."""

    def __init__(self, style: CslStyle) -> None:
        texts = list(style.root.iter(f"{NAMESPACE}text"))
        found = {
            rewording(element, style.locale.language[:2])
            for element in texts
            if element.get("variable")
        }
        of_several = any(one.get("macro") and one.get("text-case") for one in texts)
        self.rewordings = [] if of_several else sorted(filter(None, found), key=repr)
        """What the style makes of single texts, beside leaving them as they are."""
        self._known: dict[tuple[object, ...], Sequence[Show | None]] = {}
        self._made: dict[tuple[Rewording, str], dict[str, str | None]] = {}
        """What texts have become."""

    def of(self, kind: tuple[object, ...], language: str, markup: str) -> Sequence[Show | None]:
        """Return the ways to show a value of a class (`Shapes`) in a markup.

        ``language`` is that of the work. None leaves the value as it is.
        """
        name, *more = kind
        place = (name, *more[:1], language, markup)
        if place not in self._known:
            found: Sequence[Show | None] = [None]
            if name == "text":
                found = [_WRITTEN[markup], *self._reworded(language, markup, starts_small=more[0])]
            elif name in {"address", "doi"}:
                found = _SHOWN_ADDRESSES[markup]
            self._known[place] = found
        return self._known[place]

    def _reworded(self, language: str, markup: str, *, starts_small: object) -> Iterator[Show]:
        """Yield the ways in which the style words texts anew."""
        for one in self.rewordings:
            # What starts with no small letter has no other first letter.
            if starts_small or one.strip or one.case != "capitalize-first":
                made = self._made.setdefault((one, language), {})
                yield _reworded(one, language, _WRITTEN[markup], made)


def _reworded(
    rewording: Rewording, language: str, written: Show | None, made: dict[str, str | None]
) -> Show:
    """Return a function to a text as an element words it, written in a markup.

    ``made`` is what was made before.
    """

    def show(value: str) -> str | None:
        if value not in made:
            if len(made) >= _MOST_KNOWN:
                made.clear()
            made[value] = _worded(rewording, language, value)
        text = made[value]
        return written(text) if written and text is not None else text

    return show


def _worded(rewording: Rewording, language: str, value: str) -> str | None:
    """Return a text as an element words it; None if it would meet others in a way of its own."""
    tokens = rewording.applied([value], language)
    made = tokens[0] if len(tokens) == 1 else None
    if not isinstance(made, str) or not made or "  " in made:
        return None
    starts = made[0].isalnum() and not (rewording.case in _CAPITALS and made[0].islower())
    ends = made[-1] == value[-1] or made[-1] not in _ENDS
    return made if starts and ends else None


_CAPITALS = frozenset({"title", "sentence", "capitalize-first", "capitalize-all", "uppercase"})
"""Text cases that start no sample with a small letter."""
_ENDS = frozenset("!?.")
_MOST_KNOWN = 20_000
_LINKS = regex(r"(?i)@|://|www")
"""What Markdown may take for a link, with what stands around it."""


def _markdown(value: str) -> str | None:
    return None if _LINKS.search(value) else escape(value)


def _target(value: str) -> str | None:
    """Return an address, or the end of one, if Markdown has it as it is in a link to itself."""
    whole = value if "://" in value else f"{ADDRESSES['DOI']}{value}"
    return value if destination(whole) == whole else None


_WRITTEN: dict[str, Show | None] = {"text": None, "html": escape_html, "markdown": _markdown}
"""A markup -> the function that writes a text in it."""
_SHOWN_ADDRESSES: dict[str, Sequence[Show | None]] = {
    "text": [None],
    "html": [escape_html],
    "markdown": [_target, escape],
}
"""A markup -> the ways to write an address in it."""
MARKUPS = frozenset(_WRITTEN)
"""The markups that write the values of an item apart from each other."""
