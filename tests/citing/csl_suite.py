"""A runner of tests in the form of the CSL project's test suite.

A test is a text file with named parts: a style, items, citations, and the result expected. Its form
is described in https://github.com/citation-style-language/test-suite. We keep no copy of that
suite; set ``CSL_TEST_SUITE`` to a folder of its files to run them (`test_csl_suite.py`).
``python -m tests.citing.csl_suite FOLDER`` adds the tests that pass anew to ``csl_suite.txt``.
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citeproc import CitationStylesStyle

from pllm_bib.citing import locales
from pllm_bib.citing.csl.cite import Citation, Cite, Place
from pllm_bib.citing.csl.engine import Processor
from pllm_bib.citing.csl.style import CslStyle
from pllm_bib.citing.csl.text.output import collapse_spaces, render

if TYPE_CHECKING:
    from collections.abc import Sequence

_PART = re.compile(r">>=+ *([A-Z-]+) *=+>>\n(.*?)\n?<<=+ *\1 *=+<<", re.DOTALL)
_LOCALE = re.compile(r'default-locale="([\w-]+)"')
EMPTY = "[CSL STYLE ERROR: reference with no printed form.]"
_POSITIONS = ("first", "subsequent", "ibid", "ibid-with-locator")


def parts(text: str) -> dict[str, str]:
    """Return the parts of a test by name."""
    return dict(_PART.findall(text))


def passes(test: dict[str, str], words: Any = None) -> bool:
    """Say whether a test gives its result, white space apart, and links that it leaves out.

    ``words`` are those of a locale that go before the ones at hand.
    """
    found = actual(test, words)
    if "<a " not in test["RESULT"]:
        found = re.sub(r"</?a\b[^>]*>", "", found)
    return _even(found) == _even(test["RESULT"])


def actual(test: dict[str, str], words: Any = None) -> str:
    """Return what our processor makes of a test, in the form of its result."""
    style = _style(test["CSL"], words)
    items = [{"id": at} | item for at, item in enumerate(json.loads(test["INPUT"]))]
    steps = json.loads(test.get("CITATIONS", "null"))
    in_citations = test["MODE"].strip() == "citation"
    if steps is None and in_citations:
        return _separate(Processor(style, items), test)
    states = _states(steps) if steps else []
    if in_citations:
        rendered = [_rendered(style, items, state) for state in states]
        return _marked(rendered, edited=len(steps[-1][1]))
    if states:
        items = _cited(items, states[-1])
    # A document leaves out references of which the style prints nothing. The suite's engine leaves
    # a word in their place in styles that number. We name them beside the output.
    numbered = re.search(r'<text\b[^<>]*"citation-number"', test["CSL"])
    entries = "".join(
        f'  <div class="csl-entry">{_html(found.tokens) or f"{number}. {EMPTY}"}</div>\n'
        for number, found in enumerate(Processor(style, items).bibliography(), 1)
        if found.tokens or numbered
    )
    return f'<div class="csl-bib-body">\n{entries}</div>'


def _even(text: str) -> str:
    text = re.sub(r"^(?:>>|\.\.)(?=\[)", "", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"\s*(</?div[^>]*>)\s*", r"\1", text).split())


def _style(source: str, words: Any) -> CslStyle:
    found = _LOCALE.search(source)
    language = found.group(1) if found else "en-US"
    data = source.strip().encode()
    try:
        parsed = CitationStylesStyle(io.BytesIO(data), locale=language[:5], validate=False)
    except Exception:  # noqa: BLE001 - of citeproc-py, for a locale that it does not have
        parsed = CitationStylesStyle(io.BytesIO(data), locale="en-US", validate=False)
    given = None if words is None else locales.chain(parsed.root, language, words)
    return CslStyle(parsed.root, language, given)


def _html(tokens: Any) -> str:
    return collapse_spaces(render(tokens, "html"))


def _separate(processor: Processor, test: dict[str, str]) -> str:
    """Return citations that know nothing of each other, one a line.

    Without any, all works are cited at once, in the order of the bibliography.
    """
    whole = [[{"id": key} for key in processor.sorted]]
    lines = []
    for group in json.loads(test.get("CITATION-ITEMS", "null")) or whole:
        places = [_place(one) for one in group]
        tokens = processor.citation([_cite(one) for one in group], places)
        lines.append(_html(tokens) or EMPTY)
    return "\n".join(lines)


def _place(data: dict[str, Any]) -> Place:
    return Place(_POSITIONS[int(data.get("position", 0))], near=bool(data.get("near-note")))


def _cite(data: dict[str, Any]) -> Cite:
    return Cite(
        str(data["id"]),
        locator=str(data.get("locator", "")),
        label=data.get("label", "page"),
        prefix=data.get("prefix", ""),
        suffix=data.get("suffix", ""),
        suppress_author=bool(data.get("suppress-author")),
        author_only=bool(data.get("author-only")),
    )


def _states(steps: list[Any]) -> list[list[Citation]]:
    """Return the citations of a document after each step of its editing, in order."""
    known: dict[str, Citation] = {}
    states = []
    for number, (data, before, after) in enumerate(steps):
        name = data.get("citationID", f"step {number}")
        cites = tuple(_cite(item) for item in data["citationItems"])
        note = int(data.get("properties", {}).get("noteIndex") or 0)
        known[name] = Citation(cites, note)
        order = [*before, (name, note), *after]
        states.append([Citation(known[key].cites, int(at or 0)) for key, at in order])
    return states


def _cited(items: list[dict[str, Any]], citations: Sequence[Citation]) -> list[dict[str, Any]]:
    """Return the items that citations name, in the order of their first citation."""
    keys = dict.fromkeys(cite.key for citation in citations for cite in citation.cites)
    known = {str(item["id"]): item for item in items}
    return [known[key] for key in keys]


def _rendered(
    style: CslStyle, items: list[dict[str, Any]], citations: Sequence[Citation]
) -> list[str]:
    processor = Processor(style, _cited(items, citations))
    return [_html(tokens) for tokens in processor.citations(citations)]


def _marked(states: list[list[str]], edited: int) -> str:
    """Return the citations after the last step; those that it made or changed stand out.

    ``edited`` is the place of the citation that the last step edited.
    """
    last = states[-1]
    before = states[-2] if len(states) > 1 else []
    lines = []
    for at, text in enumerate(last):
        stays = at != edited and before[at : at + 1] == [text]
        lines.append(f"{'..' if stays else '>>'}[{at}] {text}")
    return "\n".join(lines)


def add_passing(folder: Path) -> list[str]:
    """Add the tests of a folder that pass anew to the list, and return their names."""
    path = Path(__file__).with_name("csl_suite.txt")
    known = set(path.read_text(encoding="utf-8").split())
    new = [
        test.stem
        for test in sorted(folder.glob("*.txt"))
        if test.stem not in known and passes(parts(test.read_text(encoding="utf-8")))
    ]
    path.write_text("".join(f"{name}\n" for name in sorted({*known, *new})), encoding="utf-8")
    return new


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in add_passing(Path(sys.argv[1]))))
