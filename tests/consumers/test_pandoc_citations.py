"""Citations as pandoc reads them: each line of `peers/citations.txt` beside pandoc's own."""

from __future__ import annotations

import functools
import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypandoc
import pytest

from pllm_bib.citing.syntax import CitationError, parse

if TYPE_CHECKING:
    from pllm_bib.citing.csl.cite import Citation

TEXTS = (Path(__file__).parent / "peers/citations.txt").read_text("utf-8").splitlines()
KINDS = (
    "page chapter section figure paragraph verse volume line note opus part sub-verbo book column "
    "folio issue".split()
)
"""The kinds of locators that pandoc knows."""
BREAK = "\n\nBREAK\n\n"
STYLE = """\
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>T</title><id>t</id><updated>2024-01-01T00:00:00+00:00</updated></info>
<citation><layout><text value="WORK"/><choose>{branches}</choose>
<text variable="locator" prefix="{{" suffix="}}"/></layout></citation>
</style>
"""


def affix(inlines: list[Any]) -> str:
    """Return what is said before a key as CSL's rich text."""
    tags = {"Emph": "i", "Strong": "b", "Superscript": "sup", "Subscript": "sub"}
    pieces = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind in tags:
            pieces.append(f"<{tags[kind]}>{affix(content)}</{tags[kind]}>")
        elif kind == "Quoted":
            pieces.append(f"“{affix(content[1])}”")
        else:
            pieces.append(content if kind == "Str" else " ")
    return "".join(pieces).replace("\xa0", " ")


@functools.cache
def read() -> dict[str, list[Any] | None]:
    """Return the cites that pandoc sees in each text; None where it is no citation."""
    made = pypandoc.convert_text(BREAK.join(TEXTS), "json", format="markdown")
    found: list[list[Any]] = [[]]
    for block in json.loads(made)["blocks"]:
        if block.get("c") == [{"t": "Str", "c": "BREAK"}]:
            found.append([])
        else:
            found[-1].append(block)
    cites = []
    for blocks in found:
        whole = len(blocks) == 1 and len(blocks[0]["c"]) == 1 and blocks[0]["c"][0]["t"] == "Cite"
        cites.append(blocks[0]["c"][0]["c"][0] if whole else None)
    return dict(zip(TEXTS, cites, strict=True))


@functools.cache
def rendered(folder: Path) -> dict[str, list[str]]:
    """Return each cite as pandoc renders it alone, by the text that it is in."""
    branches = "".join(
        f'<{"else-" * (kind != "page")}if locator="{kind}"><text value=" {kind}"/>'
        f"</{'else-' * (kind != 'page')}if>"
        for kind in KINDS
    )
    style, items, document = (folder / name for name in ("s.csl", "items.json", "d.json"))
    style.write_text(STYLE.format(branches=branches), "utf-8")
    blocks, places, keys = [], [], set()
    for text, cites in read().items():
        for cite in cites or ():
            normal = {**cite, "citationMode": {"t": "NormalCitation"}}
            blocks.append({"t": "Para", "c": [{"t": "Cite", "c": [[normal], []]}]})
            places.append(text)
            keys.add(cite["citationId"])
    items.write_text(json.dumps([{"id": key, "type": "book"} for key in sorted(keys)]), "utf-8")
    whole = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks}
    document.write_text(json.dumps(whole), "utf-8")
    options = ["--citeproc", f"--csl={style}", f"--bibliography={items}", "--wrap=none"]
    made = pypandoc.convert_file(str(document), "html", format="json", extra_args=options)
    spans = re.findall(r'<p><span\s+class="citation"[^>]*>(.*)</span></p>', made)
    result: dict[str, list[str]] = {}
    for text, span in zip(places, spans, strict=True):
        result.setdefault(text, []).append(
            html.unescape(span.replace("em>", "i>").replace("strong>", "b>"))
        )
    return result


def ours(text: str) -> Citation | None:
    try:
        return parse(text)
    except CitationError:
        return None


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pandoc")


@pytest.mark.parametrize("text", TEXTS)
def test_pandoc_sees_the_same_works(text: str) -> None:
    theirs, citation = read()[text], ours(text)
    if theirs is None or citation is None:
        assert theirs is None
        assert citation is None
        return
    modes = {"AuthorInText": "composite", "SuppressAuthor": "suppressed", "NormalCitation": ""}
    assert [
        (one["citationId"], modes[one["citationMode"]["t"]], affix(one["citationPrefix"]))
        for one in theirs
    ] == [
        (
            cite.key,
            "suppressed" if cite.suppress_author else "composite" * (citation.composite and not at),
            cite.prefix,
        )
        for at, cite in enumerate(citation.cites)
    ]


@pytest.mark.parametrize("text", [text for text in TEXTS if ours(text)])
def test_pandoc_sees_the_same_locators(text: str, folder: Path) -> None:
    citation = ours(text)
    assert citation is not None
    expected = []
    for cite in citation.cites:
        locator = f" {cite.label}{{{cite.locator}}}" if cite.locator else ""
        expected.append(f"{cite.prefix} WORK{locator}{cite.suffix}".strip())

    def even(value: str) -> str:
        return re.sub("[-–]", "-", value.replace("\xa0", " "))  # ranges are the processor's part

    assert list(map(even, rendered(folder)[text])) == list(map(even, expected))


def test_there_are_more_than_a_hundred_texts_of_both_sorts() -> None:
    assert sum(ours(text) is not None for text in TEXTS) > 100
    assert sum(ours(text) is None for text in TEXTS) > 5
