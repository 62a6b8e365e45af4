"""What holds for every merge: values are kept or told, none is mixed, and the rest stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pllm_bib.files.inputs import file_input
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.tasks.dedupe.fields import TYPE
from pllm_bib.tasks.dedupe.records import read_records
from pllm_bib.tasks.dedupe.rewrite import merge_groups

if TYPE_CHECKING:
    from pathlib import Path

VALUES = {
    "title": ["Owls in Flight", "{Owls} in Flight", "Owls in Flight: A Study"],
    "author": ["Roe, R. and Doe, Jane", "Roe, Richard and others", "Roe, Richard and Doe, J."],
    "editor": ["Poe, E.", "Poe, Edgar"],
    "journal": ["Journal of Owls", "J. Owls", "arXiv preprint arXiv:2301.00001"],
    "booktitle": ["Bird Conference", "Proceedings of the Bird Conference"],
    "publisher": ["Nest Press", "Aviary"],
    "school": ["University of Owls"],
    "volume": ["3", "4"],
    "number": ["1", "2"],
    "pages": ["1--9", "11--19"],
    "edition": ["2", "Third"],
    "year": ["2020", "2021"],
    "month": ["5", "6"],
    "date": ["2020-05", "2021"],
    "doi": ["10.1234/owls", "10.48550/arXiv.2301.00001", "10.1234/ravens"],
    "eprint": ["2301.00001", "2301.00002"],
    "archiveprefix": ["arXiv"],
    "primaryclass": ["cs.CL", "cs.LG"],
    "url": ["https://example.org/a", "https://arxiv.org/abs/2301.00001"],
    "isbn": ["978-3-16-148410-0", "0-306-40615-2"],
    "note": ["Draft", "Best paper"],
    "keywords": ["owls, mice", "mice, snow"],
    "abstract": ["On owls.", "On ravens."],
    "translator": ["Moe, Tim", "Zoe, Quin"],
    "version": ["1.0", "2.0"],
    "x-own": ["a {B} c", "d"],
    "ids": ["old1", "old2, old3"],
}
UNITED = {"author", "editor", "note", "keywords", "ids"}
"""Fields that a merge makes of both entries, as docs/duplicates.md says."""
MADE = {"eprint", "archiveprefix", "openreview", "doi"}
"""Fields that may be read from another field that is given up."""
TYPES = ["article", "inproceedings", "book", "misc", "phdthesis", "techreport", "software"]
BEFORE = "@comment{Stays   as it is.}\n@string{j = {Journal}}\n\n@misc{first,title={ Z }}\n\n"
AFTER = "\n% A last comment.\n@misc{last,\n title = j # {x}}\n"

FIELDS = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in VALUES.items()})
ENTRY = st.tuples(st.sampled_from(TYPES), FIELDS)


def plain(value: str) -> str:
    """Return a value without the braces and the letter case that say no more."""
    return value.replace("{", "").replace("}", "").casefold()


def source(key: str, entry: tuple[str, dict[str, str]]) -> str:
    kind, fields = entry
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}}}\n"


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(one=ENTRY, other=ENTRY)
def test_a_merge_loses_and_mixes_nothing(
    one: tuple[str, dict[str, str]], other: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "x.bib"
    between = "\n@misc{between , title = {Y}}\n\n"
    path.write_text(BEFORE + source("a", one) + between + source("b", other) + AFTER, "utf-8")
    found = read_records([file_input(path, "bibtex")], jobs=1)
    numbers = [n for n, record in enumerate(found.records) if record.key in {"a", "b"}]
    merges = merge_groups(found, [numbers])
    (work,) = merges.works
    text = merges.files[path]
    entries = {entry.key: entry for entry in bib_reader.read(text, "x.bib")[0]}
    kept = entries[found.records[work.kept].key]
    assert kept.origin is not None
    merged = dict(kept.origin.raw)

    # Keys resolve.
    names = {"a", "b"} | {n for _t, f in (one, other) for n in f.get("ids", "").split(", ") if n}
    assert names <= {kept.key, *kept.aliases}

    # Every value is in the result, or told as discarded.
    told = {(value.key, value.field, value.value) for value in work.discarded}
    for key, (kind, fields) in (("a", one), ("b", other)):
        assert kind == kept.type or (key, TYPE, kind) in told or text.count(f"@{kind}{{{kept.key},")
        for name, value in fields.items():
            if name == "ids":
                continue
            now = merged.get(name, "")
            same = plain(now) == plain(value) or (name in UNITED and value in now)
            words = name == "keywords" and set(value.split(", ")) <= set(now.split(", "))
            doi = name == "doi" and now == value.casefold()
            assert same or words or doi or (key, name, value) in told, (name, value, now)

    # No field is a mixture.
    for name, value in merged.items():
        if name not in UNITED | MADE:
            assert value in {fields.get(name) for _kind, fields in (one, other)}

    # The rest stays.
    left = text.replace(text[text.index("@", text.index("\n\n@misc{first") + 5) :], "")
    assert left.startswith(BEFORE.rstrip("\n"))
    assert between.strip() in text
    assert text.endswith(AFTER)
