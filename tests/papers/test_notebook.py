"""What Jupyter notebooks mention."""

from __future__ import annotations

import json

from pllm_bib.papers import kind_of, notebook
from pllm_bib.papers.tex import TexState


def mentions(text: str) -> list[tuple[str, str, int, int]]:
    found = notebook.read(text, "a.ipynb", TexState())
    return [(one.kind, one.name, one.position.line, one.position.column) for one in found]


NOTEBOOK = r"""{
 "cells": [
  {"cell_type": "raw", "metadata": {}, "source": ["---\n", "bibliography: refs.bib\n", "---"]},
  {"cell_type": "markdown", "metadata": {}, "source": [
    "As \u201csaid\u201d by [@doe, p. 3],\n",
    "not `@code` nor @fig-one. \ud83e\udd89 @{roe}"
  ]},
  {"cell_type": "code", "outputs": [], "source": ["x = '@nope'\n"]},
  {"source": "One \"string\"\n\nwith @poe", "cell_type": "markdown"}
 ],
 "metadata": {}, "nbformat": 4, "nbformat_minor": 5
}
"""


def test_cells_of_markdown_cite_at_their_places() -> None:
    assert kind_of("Owls.IPYNB") == "notebook"
    assert [found[:3] for found in mentions(NOTEBOOK)] == [
        ("bibliography", "refs.bib", 3),
        ("citation", "doe", 5),
        ("citation", "roe", 6),
        ("citation", "poe", 9),
    ]
    lines = NOTEBOOK.split("\n")
    for _kind, name, line, column in mentions(NOTEBOOK):
        assert lines[line - 1][column - 1 :].startswith(name)


def test_damaged_notebooks_mention_what_can_be_read() -> None:
    cell = {"cell_type": "markdown", "source": ["@doe"]}
    text = json.dumps({"cells": [cell, {"cell_type": "markdown", "source": 5}, {}]})
    assert [name for _kind, name, *_place in mentions(text)] == ["doe"]
    for text in ("", "{", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "markdown"}]}', "\ufeff"):
        assert mentions(text) == []
