"""The kinds of line and page in docs/importing.md, each read as data/kinds.toml says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pllm_bib.awesome import read as awesome_list

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

KINDS = tomllib.loads((Path(__file__).parent / "data" / "kinds.toml").read_text("utf-8"))["kind"]


def said(entry: Entry, *, links_too: bool) -> str:
    """Return a work as the file of kinds writes it."""
    names = [str(name) for name in entry.authors.names]
    names += ["others"] if entry.authors.others else []
    label = " ".join(filter(None, (entry.venue, str(entry.date) if entry.date else "")))
    told = [str(entry.title), ", ".join(names), label]
    if links_too:
        told.append(entry.doi or ", ".join(link.kind for link in entry.links[1:]))
    return " | ".join(told).replace("|  |", "| |")


@pytest.mark.parametrize("kind", KINDS, ids=[kind["kind"] for kind in KINDS])
def test_kind(kind: dict[str, Any]) -> None:
    found = awesome_list.read(kind["page"].lstrip("\n"), "list.md")
    assert len(found.works) == len(kind["works"]), [str(w.entry.title) for w in found.works]
    abouts = [work.count("|") > 2 for work in kind["works"]]
    works = [said(w.entry, links_too=it) for w, it in zip(found.works, abouts, strict=True)]
    assert works == kind["works"]
    if "notes" in kind:
        assert [work.notes for work in found.works] == kind["notes"]
    told = [f"{finding.name} {finding.position.line}" for finding in found.findings]
    assert told == kind.get("findings", [])


def test_every_kind_has_a_row_in_the_documentation(repository: Path) -> None:
    page = (repository / "docs" / "importing.md").read_text("utf-8")
    for kind in KINDS:
        assert f"| {kind['kind']} |" in page
