"""The first works of the list, made preprints again, promoted and completed from recorded answers.

The stand-in answers in the services' forms, from the verified entries. So this shows which fields
come through, and that nothing comes that is not there; not what services know. docs/lookup.md
tells the figures.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.lookup.served import Served, recorded

from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.files.records import read_original
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.field import PUBLISHED_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library

    Run = Callable[..., Result]

DROPPED = {*PUBLISHED_FIELDS, "editor", "doi", "openreview", "url", "pdf", "note", "organization"}


@pytest.fixture(scope="module")
def started(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list of the sixty works that it started from."""
    folder = tmp_path_factory.mktemp("started")
    shutil.copytree(repository / "entries", folder / "entries")
    config = read_config(folder)
    keys = {line.key for line in read_original(config) or () if line.list.headings}
    for path in config.entries.glob("*.bib"):
        blocks = path.read_text("utf-8").rstrip().split("\n\n")
        own = [re.search(r"^@\w+\{(\S+),$", block, re.MULTILINE) for block in blocks]
        kept = [b for b, key in zip(blocks, own, strict=True) if key is None or key[1] in keys]
        path.write_text("\n\n".join(kept) + "\n", "utf-8")
    assert len(load_list(config).library) == 60
    return folder


@pytest.fixture(scope="module")
def verified(started: Path) -> Library:
    return load_list(read_config(started)).library


def on_arxiv(library: Library) -> list[Entry]:
    return [entry for entry in library if entry.eprint and entry.eprint.is_arxiv]


@pytest.fixture
def stripped(started: Path, verified: Library, tmp_path: Path) -> Path:
    """A copy of the list in which works on arXiv are preprints, as they were before."""
    shutil.copytree(started / "entries", tmp_path / "list/entries")
    loaded = load_list(read_config(tmp_path / "list"))
    for path, text in loaded.texts.items():
        edits: list[Edit] = []
        types: dict[str, str] = {}
        for entry in on_arxiv(verified):
            if entry.container and entry.eprint and f"{{{entry.key}," in text and entry.origin:
                gone = [name for name in entry.origin.raw if name in DROPPED - {"year"}]
                edits += [Edit(key=entry.key, field=name, value=None) for name in gone]
                edits.append(Edit(key=entry.key, field="year", value=f"20{entry.eprint.id[:2]}"))
                types[entry.key] = "misc"
        path.write_bytes(bib_source.apply(text, edits, types).encode())
    return tmp_path / "list"


def _arxiv_knows_half(entry: Entry) -> bool:
    return entry.eprint is not None and entry.eprint.id[-1] in "02468"


def test_the_lists_works_on_arxiv_become_what_was_published(
    stripped: Path, verified: Library, run: Run
) -> None:
    for command in ("promote", "complete"):
        world = Served(verified, _arxiv_knows_half)
        entries = load_list(read_config(stripped)).library.entries
        recorded(world, entries, stripped / "answers")
        result = run(stripped, command, "--all", "--online", "--replay", str(stripped / "answers"))
        assert result.exit_code == 0, result.stderr
        if command == "promote":
            assert "57 preprints: 45 published, 0 not sure" in result.stderr
    after = load_list(read_config(stripped)).library
    differing: Counter[str] = Counter()
    for entry in on_arxiv(verified):
        now = after.find(entry.key)
        assert now is not None
        assert now.origin is not None
        assert entry.origin is not None
        assert now.type == entry.type
        for name in {*entry.origin.raw, *now.origin.raw}:
            if entry.origin.raw.get(name) != now.origin.raw.get(name):
                assert name not in now.origin.raw, f"{entry.key}: {name} is another one"
                differing[name] += 1
    assert differing == {"url": 42, "pdf": 32, "openreview": 18, "series": 2, "note": 2}
