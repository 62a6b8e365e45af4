"""Articles in a journal that is an archive of preprints, in formats other than BibTeX."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats.csl_json import read as csl_reader
from pllm_bib.formats.ris import read as ris_reader
from pllm_bib.model.entry import Entry, Eprint
from pllm_bib.model.identifiers import as_preprint

if TYPE_CHECKING:
    from collections.abc import Callable

CASES: list[tuple[str, dict[str, str], Eprint]] = [
    ("arXiv preprint arXiv:1707.08052", {}, Eprint("arXiv", "1707.08052")),
    ("arXiv:1706.03762 [cs]", {}, Eprint("arXiv", "1706.03762", "cs")),
    ("CoRR", {"volume": "abs/1706.03762"}, Eprint("arXiv", "1706.03762")),
    ("SSRN Electronic Journal", {"DOI": "10.2139/ssrn.123456"}, Eprint("SSRN", "123456")),
    ("bioRxiv", {"DOI": "10.1101/2020.01.01.1"}, Eprint("bioRxiv", "2020.01.01.1")),
]
STAYS: list[tuple[str, dict[str, str]]] = [
    ("Corrosion Science", {}),
    ("CoRR", {}),  # there is no id
    ("bioRxiv", {"DOI": "10.1234/owls"}),  # another's DOI
    ("Reviews of arXiv preprints", {}),
]


def read_csl(container: str, **more: str) -> Entry:
    item = {"id": "a", "type": "article-journal", "title": "T", "container-title": container}
    (entry,), faults = csl_reader.read_json(json.dumps([item | more]), "a.json")
    assert not any(fault.is_fault for fault in faults)
    assert bool(faults) == (entry.type == "preprint")
    return entry


def read_ris(container: str, **more: str) -> Entry:
    tags = {"volume": "VL", "DOI": "DO"}
    lines = [f"{tags[name]}  - {value}\n" for name, value in more.items()]
    text = f"TY  - JOUR\nTI  - T\nT2  - {container}\n{''.join(lines)}ER  - \n"
    (entry,), faults = ris_reader.read(text, "a.ris")
    assert not any(fault.is_fault for fault in faults)
    assert bool(faults) == (entry.type == "preprint")
    return entry


@pytest.mark.parametrize("read", [read_csl, read_ris])
@pytest.mark.parametrize(("container", "more", "eprint"), CASES)
def test_journal_that_is_an_archive(
    read: Callable[..., Entry], container: str, more: dict[str, str], eprint: Eprint
) -> None:
    entry = read(container, **more)
    assert (entry.type, entry.container, entry.volume) == ("preprint", None, None)
    assert entry.eprint == eprint


@pytest.mark.parametrize("read", [read_csl, read_ris])
@pytest.mark.parametrize(("container", "more"), STAYS)
def test_journal_that_is_none(
    read: Callable[..., Entry], container: str, more: dict[str, str]
) -> None:
    entry = read(container, **more)
    assert (entry.type, str(entry.container), entry.eprint) == ("article", container, None)


@pytest.mark.parametrize(
    ("number", "eprint"),
    [
        ("arXiv:1706.03762v2", Eprint("arXiv", "1706.03762v2")),
        ("arXiv:arXiv:1706.03762", Eprint("arXiv", "1706.03762")),
    ],
)
def test_number_of_a_preprint(number: str, eprint: Eprint) -> None:
    item = {"id": "a", "type": "article", "title": "T", "number": number}
    (entry,), _ = csl_reader.read_json(json.dumps([item]), "a.json")
    assert entry.eprint == eprint


def test_names_that_only_look_like_an_archive() -> None:
    assert as_preprint("arXiv preprint arXiv:1713.08052") is None  # no such month
    assert as_preprint("Proceedings of arXiv") is None
    assert as_preprint("Journal of SSRN Studies 12345") is None
