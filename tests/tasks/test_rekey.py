"""New keys, and everything that goes along with them: references, records, former keys."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.files.read import load_files
from pllm_bib.files.write import write_files
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.tasks.rekey import rekey

if TYPE_CHECKING:
    from pllm_bib.tasks.rekey import Rekeyed


def renamed(text: str, **keys: str) -> str:
    return bib_source.rekey(text, keys)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("crossref = {old}", "crossref = {new}"),
        ("xref = {old}", "xref = {new}"),
        ("xdata = {one, old,older}", "xdata = {one, new,older}"),
        ("related = {older, old}", "related = {older, new}"),
        ("entryset = {old,older}", "entryset = {new,older}"),
        ('related = "old"', "related = {new}"),
        (
            "author = {xdata=old-author-2 and Doe, Jane}",
            "author = {xdata=new-author-2 and Doe, Jane}",
        ),
        ("title = {xdata=old-title}", "title = {xdata=new-title}"),
    ],
)
def test_references(field: str, expected: str) -> None:
    assert renamed(f"@book{{a,\n  {field},\n}}\n", old="new") == f"@book{{a,\n  {expected},\n}}\n"


@pytest.mark.parametrize(
    "text",
    [
        "@book{a, title = {old}, note = {old xdata}, keywords = {old}, ids = {old}}",
        "@book{a, related = {OLD, older, old-one}}",
        "@book{a, author = {xdata=older-author}, title={xdata=old}}",
        '@string{old = {x}}\n@book{a, related = old, xdata = old # "x"}',
        "% old, {old}\n@comment{old}",
        "@book{old, title = {a closing brace is missing}",
    ],
)
def test_all_else_stays_letter_for_letter(text: str) -> None:
    assert renamed(text, old="new") == text


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ("", "  ids = {old},\n"),
        ("  ids = {older},\n", "  ids = {older, old},\n"),
        ("  ids = {new},\n", "  ids = {old},\n"),
        ("  ids = {older, new,oldest},\n", "  ids = {older, oldest, old},\n"),
        ("  ids = {old},\n", "  ids = {old},\n"),
        ("  ids = x # {, y},\n", "  ids = x # {, y} # {, old},\n"),
    ],
)
def test_former_key(ids: str, expected: str) -> None:
    text = f"@misc{{old,\n  title = {{T}},\n{ids}}}\n"
    assert renamed(text, old="new") == f"@misc{{new,\n  title = {{T}},\n{expected}}}\n"


def test_a_key_that_no_list_can_hold_is_not_kept() -> None:
    assert bib_source.rekey("@misc{an old key,\n}\n", {"an old key": "new"}) == "@misc{new,\n}\n"


def done(root: Path, *keys: str) -> Rekeyed:
    config = read_config(root)
    return rekey(load_list(config), config, pattern=config.keys, keys=keys)


SOURCES = """\
# Where fields were read.
[notes]
Owls = "See also Owls."   # a remark
"poe2023raven" = "Kept."

[[Owls]]
address = "https://example.org/Owls"
kind = "official"
fields = ["title"]

[["Owls"]] # quoted
address = "https://example.org/again"
kind = "official"
fields = ["doi"]

[[poe2023raven]]
address = "https://example.org/raven"
kind = "official"
fields = ["title"]
"""

ORIGINAL = """\
[[line]]
key = "Owls" # the first
section = "1.1"
label = "2024 Owls"
title = "Owls"
"""


@pytest.fixture
def own_keys(small_list: Path) -> Path:
    """A list with a key of its author's own, which its records and another entry name."""
    entries = small_list / "entries"
    owls = (entries / "owls.bib").read_text("utf-8").replace("{doe2024owls,", "{Owls,")
    (entries / "owls.bib").write_text(owls, encoding="utf-8")
    crows = (entries / "crows.bib").read_text("utf-8")
    crows = crows.replace("  venue = {BirdConf},\n", "  venue = {BirdConf},\n  related = {Owls},\n")
    (entries / "crows.bib").write_text(crows, encoding="utf-8")
    (entries / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (entries / "original.toml").write_text(ORIGINAL, encoding="utf-8")
    return small_list


def test_list_and_its_records(own_keys: Path) -> None:
    result = done(own_keys)
    assert result.keys == {"Owls": "doe2024owls"}
    assert {path.name for path in result.changed} == {
        "owls.bib",
        "crows.bib",
        "sources.toml",
        "original.toml",
    }
    texts = {path.name: text for path, text in result.changed.items()}
    assert texts["owls.bib"].count("Owls,") == 0
    assert "  ids = {Owls},\n" in texts["owls.bib"]
    assert "% Works on owls.\n" in texts["owls.bib"]
    assert "  related = {doe2024owls},\n" in texts["crows.bib"]
    expected = SOURCES.replace("\nOwls =", "\ndoe2024owls =")
    expected = expected.replace("[[Owls]]", "[[doe2024owls]]").replace(
        '[["Owls"]]', '[["doe2024owls"]]'
    )
    assert texts["sources.toml"] == expected
    assert texts["original.toml"] == ORIGINAL.replace('"Owls" #', '"doe2024owls" #')
    assert result.key_map() == "Owls\tdoe2024owls\n"


def test_second_time(own_keys: Path) -> None:
    write_files(done(own_keys).changed)
    again = done(own_keys)
    assert (again.keys, again.changed) == ({}, {})
    assert again.key_map() == "Owls\tdoe2024owls\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sources.toml", 'Owls = [{ address = "a", kind = "official", fields = [] }]\n'),
        ("sources.toml", '[notes]\nOwls = """\nOwls = 1\n"""\n'),
        ("original.toml", 'line = [{ key = "Owls", section = "1", label = "l", title = "t" }]\n'),
        ("original.toml", '[[line]]\nkey = "Owls"\ntitle = """\nkey = "Owls"\n"""\n'),
    ],
)
def test_records_that_cannot_be_renamed_in_safely(own_keys: Path, name: str, text: str) -> None:
    (own_keys / "entries" / name).write_text(text, encoding="utf-8")
    with pytest.raises(OperatorError, match=f"{name}: keys cannot be renamed in it safely"):
        done(own_keys)


def test_only_the_named(own_keys: Path) -> None:
    path = own_keys / "entries/crows.bib"
    path.write_text(path.read_text("utf-8").replace("{poe2023raven,", "{Raven,"), encoding="utf-8")
    assert done(own_keys, "Raven").keys == {"Raven": "poe2023raven"}
    assert done(own_keys, "roe2024hooting").keys == {}
    with pytest.raises(OperatorError, match=r"no entry “Ravn”\. Did you mean Raven"):
        done(own_keys, "Ravn")


def test_pattern_of_the_list(own_keys: Path) -> None:
    outline = own_keys / "entries/sections.toml"
    outline.write_text('keys = "{families:capitalize}{shortyear}"\n' + outline.read_text("utf-8"))
    assert done(own_keys).keys == {
        "roe2024hooting": "Roe24",
        "Owls": "DoeMuller24",
        "poe2023raven": "Poe23",
    }


def test_key_that_another_entry_once_had_is_left(own_keys: Path) -> None:
    path = own_keys / "entries/crows.bib"
    text = path.read_text("utf-8").replace("  related", "  ids = {owls},\n  related")
    path.write_text(text, encoding="utf-8")
    result = done(own_keys)
    assert result.keys == {}
    (left,) = result.left
    assert left[0].key == "Owls"
    assert left[1] == "its key is also a former key of “poe2023raven”: drop it there first"


KEYS = st.sampled_from(("Smith", "smith2", "a:b", "doe2024owl", "doe2024owlnight", "X_1", "Doe-24"))


@st.composite
def bib_texts(draw: st.DrawFn) -> str:
    """Entries that clash, refer to one another and have former keys."""
    keys = draw(st.lists(KEYS, unique_by=str.casefold, min_size=1))
    former = iter(draw(st.permutations(("f1", "f2", "f3", "f4", "f5", "f6", "f7"))))
    texts = []
    for key in keys:
        fields = {
            "author": draw(st.sampled_from(("Doe, Jane", "Smith, Ann"))),
            "title": draw(st.sampled_from(("Owl", "An Owl by Night", "The Crow"))),
            "year": draw(st.sampled_from(("2024", "2025"))),
            "related": ", ".join(draw(st.lists(st.sampled_from(keys), max_size=2))),
            "ids": next(former) if draw(st.booleans()) else "",
        }
        lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
        texts.append(f"@misc{{{key},\n{''.join(lines)}}}\n")
    return "\n".join(texts)


@settings(deadline=None)
@given(bib_texts())
def test_former_keys_and_references_lead_where_they_led(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "refs.bib")
        path.write_text(text, encoding="utf-8")
        before = load_files([path]).library
        result = rekey(load_files([path]), None)
        write_files(result.changed)
        after = load_files([path]).library
        assert rekey(load_files([path]), None).keys == {}
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        for name in (old.key, *old.aliases):
            assert after.find(name) is new
        assert result.keys.get(old.key, old.key) == new.key
        same = {"key": "", "aliases": (), "related": ()}
        assert replace(old, **same) == replace(new, **same)  # type: ignore[arg-type]
        for was, now in zip(old.related, new.related, strict=True):
            target = before.find(was)
            assert target is not None
            assert result.keys.get(target.key, target.key) == now


def test_reading_back_gives_the_parents_of_renamed_children() -> None:
    text = (
        "@book{P, title = {On Birds}, year = {2020}}\n@inbook{C, title = {Owls}, crossref = {P}}\n"
    )
    entries, faults = bib_reader.read(bib_source.rekey(text, {"P": "p2020", "C": "c2020"}), "x.bib")
    assert faults == ()
    assert [(e.key, str(e.container or "")) for e in entries] == [
        ("p2020", ""),
        ("c2020", "On Birds"),
    ]
