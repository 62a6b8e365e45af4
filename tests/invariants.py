"""The promises of commands that write a .bib file anew, checked on whatever the file holds.

Each function runs the command line on a text, as a user does, and raises AssertionError with what
was harmed. ``tests/fuzz.py`` calls them with damaged files; the tests, with files that are hard.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from pllm_bib.cli import cli
from pllm_bib.formats.bibtex import blocks, values
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared import latex

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.formats.bibtex.blocks import BibBlock
    from pllm_bib.model.entry import Entry


class Run:
    """A run of the command line: its exit status, and what it printed."""

    def __init__(self, *arguments: str) -> None:
        result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        self.status = result.exit_code
        self.stdout = result.stdout
        self.stderr = result.stderr
        assert self.status in {0, 1, 2}, result.output

    def json(self) -> Any:
        """Return standard output as JSON."""
        return json.loads(self.stdout)


def _text(path: Path) -> str:
    """Return a file's text, with the line ends that it has."""
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _is_utf8(path: Path) -> bool:
    try:
        path.read_bytes().decode()
    except UnicodeDecodeError:
        return False
    return True


def _blocks(text: str) -> list[BibBlock]:
    return list(blocks.split(text, comments=True))


def _around(found: list[BibBlock]) -> list[str]:
    """Return what stands between entries, and what is broken, letter for letter.

    Comments that an entry stood between are one block once it is gone, so they come line by line.
    """
    return [
        part
        for block in found
        if block.kind != "entry"
        for part in (filter(None, block.raw.split("\n")) if block.kind == "text" else [block.raw])
    ]


def assert_fix_is_harmless(path: Path) -> None:
    """Fix a file: only the fields of fixed findings change, and a second time nothing does."""
    before = _text(path)
    checked = Run("check", str(path), "--format", "json")
    if checked.status == 2:
        assert _text(path) == before
        return
    findings = checked.json()
    Run("check", str(path), "--fix")
    after = _text(path)
    old, new = _blocks(before), _blocks(after)
    if before == after:
        return
    assert _around(old) == _around(new)
    named = Counter((each["key"], each["field"]) for each in findings)
    old, new = ([b for b in found if b.kind == "entry"] for found in (old, new))
    assert [block.key for block in old] == [block.key for block in new] or any(
        each["rule"].startswith("K") for each in findings
    )
    for one, other in zip(old, new, strict=True):
        if one.raw == other.raw:
            continue
        keys = {key for key, _field in named}
        assert one.key in keys, one.raw
        fields, changed = ({f.name.lower(): f.source for f in b.fields} for b in (one, other))
        for name in fields.keys() & changed.keys():
            if fields[name] != changed[name]:
                assert (one.key, name) in named or (one.key, None) in named, (name, one.raw)
    Run("check", str(path), "--fix")
    assert _text(path) == after, "a second --fix changes more"


def assert_merge_is_harmless(path: Path) -> None:
    """Merge the duplicates of a file: all else stays, and no value vanishes untold."""
    before = _text(path)
    run = Run("dedupe", str(path), "--fix", "--format", "json")
    after = _text(path)
    if run.status == 2:
        assert after == before
        return
    merged = run.json()["merged"]
    old, new = _blocks(before), _blocks(after)
    assert _around(old) == _around(new)
    entries = {block.key: block for block in old if block.kind == "entry"}
    results = {block.key: block for block in new if block.kind == "entry"}
    touched = {key for work in merged for key in (work["key"], *work["lost"])}
    assert [b.raw for b in old if b.kind == "entry" and b.key not in touched] == [
        b.raw for b in new if b.kind == "entry" and b.key not in touched
    ]
    if len(entries) < sum(block.kind == "entry" for block in old):
        return  # a key that stands twice names no entry
    told = {_plain(f"{{{each['value']}}}") for work in merged for each in work["discarded"]}
    for keys in _groups(merged):
        (kept_key,) = keys & results.keys()
        kept = {_plain(field.source) for field in results[kept_key].fields}
        words = {word for value in kept for word in value.split()}
        for key in keys:
            resolves = key == kept_key or set(_plain(key).split()) <= words
            assert resolves, f"the key {key} no longer resolves"
            for field in entries[key].fields:
                if not _OPERAND.fullmatch(field.source):
                    continue  # a macro is told by its text
                value = _plain(field.source)
                is_there = value in kept | told or set(value.split()) <= words
                assert is_there, (key, field.name, value)


_OPERAND = re.compile(r"\{[^#]*\}|\"[^#]*\"|\d+")
"""A value that is a text of its own."""


def _groups(merged: list[dict[str, Any]]) -> list[set[str]]:
    """Return the keys that became one; a result may have been merged once more."""
    groups: list[set[str]] = []
    for work in merged:
        keys = {work["key"], *work["lost"]}
        apart = [group for group in groups if not group & keys]
        groups = [*apart, keys.union(*(group for group in groups if group & keys))]
    return groups


def _plain(source: str) -> str:
    """Return the words of a value, without what may be written in more than one way."""
    value = source if source[:1] in '{"' or not source else f"{{{source}}}"
    words = re.findall(r"[\w.:/]+", latex.decode_plain(value[1:-1]).casefold())
    return " ".join(word.strip(".") for word in words)


def assert_conversion_is_harmless(path: Path, to: str) -> None:
    """Convert a .bib file to a dialect of .bib: it says the same, but for what is told."""
    out = path.with_name("converted.bib")
    out.unlink(missing_ok=True)
    run = Run("convert", str(path), "-t", to, "-o", str(out), "--format", "json")
    if not out.exists():
        assert run.status, run.stderr
        return
    if not _is_utf8(path):
        return  # its letters are a guess, which is told
    told = [json.loads(line) for line in run.stderr.splitlines() if line.startswith("{")]
    changed = {each["key"] for each in told if each["kind"] in {"lost", "changed"}}
    before, after = (re.sub(r"\0", "", _text(each)) for each in (path, out))  # told: left out
    before, after = (re.sub(r"\r\n?", "\n", text) for text in (before, after))
    spoken = [block.raw.strip() for block in _blocks(before) if _is_to_stay(block)]
    said = Counter(block.raw.strip() for block in _blocks(after))
    missing = [raw for raw in spoken if not said[raw]]
    assert not missing, missing
    old, new = (bib_reader.read_biblatex(text, "")[0] for text in (before, after))
    assert [entry.key for entry in old] == [entry.key for entry in new]
    for one, other in zip(old, new, strict=True):
        if one.key not in changed:
            assert _said(one) == _said(other), one.key


def _is_to_stay(block: BibBlock) -> bool:
    """Say whether a block beside the entries is carried over; a broken one is left out and told."""
    if block.kind == "string":
        return not values.value_parts(block.fields[0].source)[1]
    return block.kind in {"preamble", "comment"}


def _said(entry: Entry) -> tuple[object, ...]:
    texts = (entry.title, entry.container, entry.publisher, entry.series, entry.note)
    # Quotation marks, dashes and braces that protect letters have more than one form.
    plain = [re.findall(r"\w+", str(text)) for text in texts]
    names = [re.findall(r"\w+", str(name)) for name in (*entry.authors, *entry.editors)]
    return (
        *(plain, names, entry.date),
        *(entry.doi, entry.eprint, entry.volume, entry.number, entry.pages),
    )
