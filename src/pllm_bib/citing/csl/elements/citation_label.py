"""The citation label: letters of the names and digits of the year, as “RoNo78”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl.initials import has_romanesque
from pllm_bib.citing.csl.item import NAME_VARIABLES
from pllm_bib.citing.csl.text.case import STOP_WORDS
from pllm_bib.citing.csl.text.tokens import wrapped
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from pllm_bib.citing.csl.item import CslItem, CslName
    from pllm_bib.citing.csl.state import Render, State
    from pllm_bib.citing.csl.text.formatting import Finish
    from pllm_bib.citing.csl.text.tokens import Tokens

_LETTERS = ((4,), (2, 2), (2, 1, 1), (1, 1, 1, 1))
"""How many letters each of one name, of two, of three, and of more names gives."""
_VARIABLES = sorted(NAME_VARIABLES)
_LEADING = regex(r"(?:[ '’a-z]+\s+)?(?i:(?:a|an|the)\s+)?")


def citation_label(finish: Finish) -> Render:
    """Return a function to a work's label, with the year suffix that tells it from others."""

    def render(state: State) -> Tokens:
        state.called += 1
        label = label_of(state.item)
        state.filled += 1
        state.begun = True
        state.year_suffix_done = True
        suffix = state.disambiguation.year_suffix
        return finish([label, *(wrapped([suffix], "year-suffix") if suffix else ())])

    return render


def label_of(item: CslItem) -> str:
    """Return the label that a work has, or one of its first names, else of its title."""
    if item.has("citation-label"):
        return str(item.fields["citation-label"])
    people = next((found for name in _VARIABLES if (found := item.names(name))), ())
    counts = _LETTERS[min(len(people), len(_LETTERS)) - 1] if people else ()
    names = "".join(
        _start(_family(name), count) for name, count in zip(people, counts, strict=False)
    )
    date = item.date("issued")
    year = str(abs(date.begin[0])) if date and date.begin[0] else "00"
    return f"{names or _of_title(item)}{year[-2:]}"


def _family(name: CslName) -> str:
    """Return the letters of a name that count: no particle and no article before it."""
    text = name.family or name.literal
    start = _LEADING.match(text)
    return text[start.end() :] if start else text


def _of_title(item: CslItem) -> str:
    words = str(item.fields.get("title") or "").split()
    return _start("".join(word for word in words if word not in STOP_WORDS), _LETTERS[0][0])


def _start(text: str, count: int) -> str:
    letters = "".join(char for char in text if has_romanesque(char) and char not in "-0123456789")
    return letters[:count].capitalize()
