"""Pages by the checker that HTML's editors keep, and feeds by a reader of feeds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.consumers.programs import absent, modules, need, run
from tests.site.made import HOSTILE, site_files, written

from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.formats import FORMATS
from pllm_bib.model.library import Library
from pllm_bib.site.words import words_of

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://example.org/list/"


def faults(folder: Path) -> list[str]:
    """Return what the checker finds in the pages of a folder."""
    need("java", packages="default-jre-headless")
    checker = modules("vnu-jar@26.9.27") / "vnu-jar/build/dist/vnu.jar"
    command = ["java", "-jar", str(checker), "--format", "json", "--stdout"]
    found = json.loads(run(folder, *command, "--skip-non-html", "."))
    return [
        f"{one['url'].rpartition('/')[2]}:{one.get('lastLine')}: {one['message']}"
        for one in found["messages"]
        # To it, no file of a folder is “'self'”, and data are a script. It guesses at languages.
        if not re.search("Content Security Policy|appears to be written in", one["message"])
    ]


def hostile() -> Library:
    reader = FORMATS["bibtex"].read
    assert reader
    return Library(reader(HOSTILE, "hostile.bib", None)[0])


def test_the_checker_finds_faults(tmp_path: Path) -> None:
    written({"a.html": "<!doctype html><html><body><p><b>x</p></body></html>"}, tmp_path)
    assert any("unclosed" in one.lower() for one in faults(tmp_path))


def test_pages_of_the_list_are_valid(repository: Path, tmp_path: Path) -> None:
    config = read_config(repository)
    added = {entry.key: "2025-01-02T10:00:00Z" for entry in load_list(config).library}
    wishes = {"title": "", "address": ADDRESS, "added": added, "styles": ()}
    written(site_files(load_list(config).library, config, **wishes), tmp_path)
    assert faults(tmp_path) == []


def test_pages_of_hostile_works_are_valid(tmp_path: Path) -> None:
    written(site_files(hostile(), words=words_of("de"), address=ADDRESS), tmp_path)
    assert faults(tmp_path) == []


@pytest.mark.parametrize("of", ["list", "hostile"])
def test_feeds_are_valid(repository: Path, of: str) -> None:
    try:
        import feedparser
    except ImportError:
        absent("not installed: feedparser (pip)")
    config = read_config(repository) if of == "list" else None
    library = load_list(config).library if config else hostile()
    added = {entry.key: f"2025-01-02T10:00:{at:02}Z" for at, entry in enumerate(library)}
    made = site_files(library, config, address=ADDRESS, added=added)
    feeds = [path for path in made if path == "feed.xml" or path.startswith("sections/")]
    feeds = [path for path in feeds if path.endswith(".xml")]
    filled = {section for entry in library for section in entry.sections}
    assert len(feeds) == 1 + len(filled)
    for path in feeds:
        found = feedparser.parse(made[path])
        assert not found.bozo, found.get("bozo_exception")
        assert found.version == "atom10"
        assert found.feed.title
        assert found.feed.updated_parsed
        assert [one["href"] for one in found.feed.links if one.rel == "self"] == [ADDRESS + path]
        assert 0 < len(found.entries) <= 50
        assert len({one.id for one in found.entries}) == len(found.entries)
        for one in found.entries:
            page = one.link.removeprefix(ADDRESS)
            assert page in made
            assert one.published_parsed
            assert one.authors
