"""Merging entries in memory: entries of one work become one, whatever they were read from."""

from __future__ import annotations

from dataclasses import replace

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.tasks.dedupe.merge import merge

TEXT = """\
@misc{roe2023owls, author = {Roe, R.}, title = {Owls in Flight}, year = 2023,
  eprint = {2301.00001}, archiveprefix = {arXiv}, note = {Draft}}
@inproceedings{roe2024owls, author = {Roe, Richard}, title = {Owls in Flight},
  booktitle = {Proceedings of the Bird Conference}, year = 2024, month = may, pages = {1--9}}
@inproceedings{roe2024, author = {Roe, Richard}, title = {{Owls} in Flight},
  booktitle = {Proc. BirdConf}, year = 2024, doi = {10.1234/owls}, ids = {owls}}
"""


def test_the_publication_stays_and_takes_what_the_others_have() -> None:
    entries, _faults = bib_reader.read(TEXT, "x.bib")
    entry, discarded = merge(entries)
    assert (entry.key, entry.type, entry.pages) == ("roe2024owls", "inproceedings", "1–9")
    assert str(entry.container) == "Proceedings of the Bird Conference"
    assert (str(entry.date), entry.doi) == ("2024-05", "10.1234/owls")
    assert entry.eprint is not None
    assert entry.eprint.id == "2301.00001"
    assert set(entry.aliases) == {"roe2023owls", "roe2024", "owls"}
    assert str(entry.note) == "Draft"
    assert {(d.key, d.field, d.value) for d in discarded} == {
        ("roe2023owls", "year", "2023"),
        ("roe2023owls", "author", "Roe, R."),
        ("roe2023owls", "entry type", "misc"),
        ("roe2024", "booktitle", "Proc. BirdConf"),
    }
    assert all(value.position.path == "x.bib" for value in discarded)


def test_the_first_of_ranked_entries_keeps_its_key() -> None:
    entries, _faults = bib_reader.read(TEXT, "x.bib")
    entry, _discarded = merge(entries, ranked=True)
    assert (entry.key, entry.type) == ("roe2023owls", "inproceedings")
    assert set(entry.aliases) == {"roe2024owls", "roe2024", "owls"}


def test_entries_of_other_formats_and_of_none_are_merged() -> None:
    reader = FORMATS["ris"].read
    assert reader is not None
    ris = "TY  - CONF\nAU  - Roe, Richard\nTI  - Owls in Flight\nT2  - Birds\nPY  - 2024\nER  - \n"
    (of_ris, *_), _faults = reader(ris, "x.ris", None)
    (preprint, *_), _faults = bib_reader.read(TEXT, "x.bib")
    entry, _discarded = merge([replace(preprint, origin=None), of_ris])
    assert (str(entry.container), entry.aliases) == ("Birds", ("roe2023owls",))
    assert entry.eprint is not None


def test_sections_of_both_are_kept_but_not_as_two() -> None:
    (one, two, _three), _faults = bib_reader.read(TEXT, "x.bib")
    merged = merge([replace(one, sections=("1.1",)), replace(two, sections=("1.2", "1.3"))]).entry
    assert merged.sections == ("1.2", "1.3", "1.1")


def test_one_entry_stays_as_it_is() -> None:
    (entry, *_), _faults = bib_reader.read(TEXT, "x.bib")
    assert merge([entry]) == (replace(entry, origin=None), ())
