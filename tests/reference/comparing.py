"""Hold our references against those of citeproc-js.

``python -m tests.reference.comparing [STYLE] [LOCALE] [KIND]`` shows what differs in the stress
works; ``python -m tests.reference.comparing --write`` brings ``differences.json`` up to date. A
difference that is new gets the cause ``unexplained``, which the tests do not accept.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from citeproc import CitationStylesStyle
from tests.reference.make_reference import DATA, FORMATS, HERE, STYLES, WORKS, groups_of

from pllm_bib.citing.csl.engine import Processor
from pllm_bib.citing.csl.style import CslStyle
from pllm_bib.citing.csl.text.output import render

if TYPE_CHECKING:
    from collections.abc import Iterator

DIFFERENCES = HERE / "differences.json"
UNEXPLAINED = "unexplained"


class Pair(NamedTuple):
    """The two engines' texts of a reference, of a citation, or of the order of references."""

    style: str
    locale: str
    kind: str
    id: str
    theirs: str
    ours: str

    @property
    def equal(self) -> bool:
        """Say whether they agree, white space apart."""
        return self.theirs == self.ours

    @property
    def place(self) -> tuple[str, str, str, str]:
        """Return what tells the pair from others: style, locale, kind and id."""
        return self[:4]


@cache
def data(works: str, style: str) -> dict[str, Any]:
    """Return the reference data of a set of works in a style."""
    found: dict[str, Any] = json.loads((DATA / works / f"{style}.json").read_text(encoding="utf-8"))
    return found


@cache
def items_of(works: str) -> list[dict[str, Any]]:
    """Return the CSL-JSON items of a set of works."""
    found: list[dict[str, Any]] = json.loads(WORKS[works].source.read_text(encoding="utf-8"))
    return found


def pairs(works: str, name: str, locale: str) -> Iterator[Pair]:
    """Yield what both engines made of a set of works in a style and a locale."""
    reference = data(works, name)["rendered"][locale]
    source = CitationStylesStyle(name, locale=locale, validate=False)
    style = CslStyle(source.root, locale)
    processor = Processor(style, items_of(works))
    references = processor.bibliography()
    ids = list(processor.items)
    yield Pair(
        name, locale, "order", "", " ".join(reference["order"]), " ".join(r.id for r in references)
    )
    for markup in FORMATS:
        ours = {one.id: render(one.tokens, markup) for one in references}
        for key, theirs in reference[markup].items():
            yield Pair(name, locale, markup, key, even(theirs), even(ours.get(key, "")))
        groups = {"cites": [[key] for key in ids], "groups": groups_of(ids)}
        for kind, cited in groups.items():
            for group, theirs in zip(
                cited, reference.get(f"{markup} {kind}", {}).values(), strict=False
            ):
                text = render(processor.citation(group), markup)
                key = " ".join(group)
                yield Pair(name, locale, f"{markup} {kind}", key, even(theirs), even(text))


def even(text: str | None) -> str:
    """Return a reference without white space and frame, in which the two engines may differ."""
    text = re.sub(r"\s+", " ", text or "").strip()
    framed = re.fullmatch(r'<div class="csl-entry">(.*)</div>', text)
    return re.sub(r"(?<=>) (?=<)| (?=</div>)", "", framed[1].strip() if framed else text)


def known_differences() -> dict[tuple[str, str, str, str], str]:
    """Return the places that are known to differ, and the cause of each."""
    if not DIFFERENCES.exists():
        return {}
    listed = json.loads(DIFFERENCES.read_text(encoding="utf-8"))["differences"]
    return {(style, locale, kind, key): cause for style, locale, kind, key, cause in listed}


def stress_pairs() -> Iterator[Pair]:
    """Yield all pairs of the stress works."""
    for style in STYLES:
        for locale in WORKS["stress"].locales:
            yield from pairs("stress", style, locale)


def _write() -> None:
    known = known_differences()
    rows = [
        [*pair.place, known.get(pair.place, UNEXPLAINED)]
        for pair in stress_pairs()
        if not pair.equal
    ]
    causes = json.loads(DIFFERENCES.read_text("utf-8"))["causes"] if DIFFERENCES.exists() else {}
    used = {row[-1] for row in rows}
    explained = {key: value for key, value in causes.items() if key in used}
    lines = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    told = json.dumps(explained, ensure_ascii=False, indent=2).replace("\n", "\n ")
    DIFFERENCES.write_text(
        f'{{\n "causes": {told},\n "differences": [\n{lines}\n ]\n}}\n', encoding="utf-8"
    )


def _show(wanted: list[str]) -> None:
    for pair in stress_pairs():
        if not pair.equal and all(word in pair.place for word in wanted):
            sys.stdout.write(
                f"{' | '.join(pair.place)}\n  js   {pair.theirs}\n  ours {pair.ours}\n"
            )


if __name__ == "__main__":
    if "--write" in sys.argv:
        _write()
    else:
        _show(sys.argv[1:])
