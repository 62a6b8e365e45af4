"""A style of a few elements, filled in by a test, and what it makes of items."""

from __future__ import annotations

import io
from typing import Any

from citeproc import CitationStylesStyle

from pllm_bib.citing.csl.engine import Processor
from pllm_bib.citing.csl.style import CslStyle
from pllm_bib.citing.csl.text.output import collapse_spaces, render

STYLE = """\
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text" {options}>
<info><title>T</title><id>t</id><updated>2024-01-01T00:00:00+00:00</updated></info>
{macros}
<citation {citation_options}>{citation_sort}<layout {citation_layout}>{citation}</layout></citation>
<bibliography {bibliography_options}>{sort}<layout {layout}>{bibliography}</layout></bibliography>
</style>
"""


PARTS = (
    *("options", "macros", "citation_options", "citation_sort", "citation_layout", "citation"),
    *("bibliography_options", "sort", "layout", "bibliography"),
)


def processor(items: list[dict[str, Any]], language: str = "en-US", **parts: str) -> Processor:
    filled = dict.fromkeys(PARTS, "") | parts
    style = STYLE.replace("in-text", filled.pop("style_class", "in-text"))
    source = io.BytesIO(style.format(**filled).encode())
    parsed = CitationStylesStyle(source, locale=language, validate=False)
    defaults = [{"id": str(number), "type": "book"} | item for number, item in enumerate(items)]
    return Processor(CslStyle(parsed.root, language), defaults)


def references(
    items: list[dict[str, Any]], language: str = "en-US", markup: str = "text", **parts: str
) -> list[str]:
    engine = processor(items, language, **parts)
    return [collapse_spaces(render(found.tokens, markup)) for found in engine.bibliography()]


def reference(item: dict[str, Any], bibliography: str, **more: str) -> str:
    (found,) = references([item], bibliography=bibliography, **more)
    return found


def citation(items: list[dict[str, Any]], ids: str, language: str = "en-US", **parts: str) -> str:
    engine = processor(items, language, **parts)
    return collapse_spaces(render(engine.citation(ids.split()), "text"))


NAMES = '<names variable="author"><name {}/></names>'


AUTHOR_YEAR = (
    '<group delimiter=" "><names variable="author"><name form="short" {} initialize-with=". "/>'
    '</names><date variable="issued" form="text" date-parts="year"/></group>'
)


def people(count: int) -> list[dict[str, str]]:
    return [{"family": f"F{number}", "given": "G"} for number in range(1, count + 1)]


def work(number: str, *families: str, year: int = 2024, given: str = "Ann") -> dict[str, Any]:
    authors = [{"family": family, "given": given} for family in families]
    return {"id": number, "author": authors, "issued": {"date-parts": [[year]]}, "title": number}
