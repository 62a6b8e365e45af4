"""Strangers' text in records: what may be in it, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.lookup.test_services import CROSSREF, NOTE, as_json
from tests.lookup.world import Reply, World

from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.lookup.services import Services
from pllm_bib.lookup.wanted import Wanted
from pllm_bib.model.unseen import TURNING
from pllm_bib.tasks.lookup import ask

if TYPE_CHECKING:
    from pllm_bib.lookup.found import Searched

ASKED = (Wanted("doi", "10.1000/182"), Wanted("openreview", "abc_DEF-12"))


def answers(value: Any, people: str, what: Wanted) -> Searched:
    """Ask for a work whose values are a stranger's."""
    work = CROSSREF | {
        "title": [value],
        "container-title": [value],
        "publisher": value,
        "abstract": value,
        "author": [{"given": people, "family": people}],
    }
    content = {
        **{name: {"value": value} for name in ("title", "venue", "abstract")},
        "authors": {"value": [people]},
        "code": {"value": "javascript:alert(1)"},
    }
    with World() as world:
        world.pages |= {
            "https://api.crossref.org/works/10.1000%2F182": as_json({"message": work}),
            "https://api2.openreview.net/notes": as_json({"notes": [NOTE | {"content": content}]}),
            **{f"https://{host}/": Reply(status=404) for host in ("api.datacite.org", "doi.org")},
            "https://api.openreview.net/": as_json({"notes": []}),
        }
        with world.client() as client:
            return ask(what, [Services(client)])


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize(
    "value",
    [
        "Owls\0 at\x1b[31m Night\u202e\n\nX \x85 \u2028 \x9b",
        "Owls } at { Night \\",
        "\\input{/etc/passwd} Owls \\write18{x} \\def\\x{\\x}\\x",
        "<script>alert(1)</script> Owls <b>at</b> <img src=x onerror=y>",
        '100% @article{x, } #1 $x^2 ~ ^^M }} @comment{ % } " #',
    ],
)
def test_what_is_written_says_no_more_than_text(value: str, what: Wanted) -> None:
    (found,) = answers(value, f"O{value}", what).found
    entry = found.entry
    written = FORMATS["canonical"].required_writer.record(entry, WriteContext())
    assert not TURNING.search(written.replace("\n", ""))
    assert not any(link.url.startswith("javascript") for link in entry.links)
    read, _faults = bib_reader.read(f"{written}\n@misc{{next, title = {{Next}}}}\n", "")
    assert [str(one.title) for one in read] == [str(entry.title), "Next"]
    assert "\\input{" not in written
    assert "\\write18" not in written


@pytest.mark.parametrize("what", ASKED)
def test_a_value_that_is_longer_than_any_real_one_makes_a_record_useless(what: Wanted) -> None:
    found, failed, absent = answers("Owls " * 50_000, "Jane", what)
    assert (found, absent) == ([], False)
    assert "the record is not used" in failed[0]
    found, failed, _absent = answers("Owls", "Jane" * 1_000, what)
    assert found == []
    assert "Authors: " in failed[0]


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("value", [["x", 7], None, {"a": 1}, 7, True])
def test_values_of_other_types_are_no_values(value: Any, what: Wanted) -> None:
    for found in answers(value, "Jane", what).found:
        FORMATS["canonical"].required_writer.record(found.entry, WriteContext())
