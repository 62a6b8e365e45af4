"""Keys: made, kept, and changed where BibTeX cannot hold them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pllm_bib.formats.shared.source import SourceText
from pllm_bib.model.date import Date
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry, Origin
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Text

OWLS = Entry(
    key="",
    type="book",
    title=Text.of("The Owls"),
    authors=Names((Name(family="Doe"),)),
    date=Date(2024),
)


def keyed(*entries: Entry) -> tuple[list[str], list[str]]:
    source = SourceText("", "x")
    origin = Origin(Position("x"), Position("x", 7), {}, {})
    found, faults = source.result([replace(entry, origin=origin) for entry in entries])
    return [entry.key for entry in found], [f"{fault.name} {fault.position}" for fault in faults]


def test_missing_keys_are_made_by_the_rule() -> None:
    keys = ["doe2024owls", "doe2024owlsa", "doe2024owlsb"]
    assert keyed(OWLS, OWLS, OWLS) == (keys, [])
    given = replace(OWLS, key="doe2024owls")
    assert keyed(OWLS, given) == (["doe2024owlsa", "doe2024owls"], [])
    assert keyed(Entry(key="", type="misc")) == (["entry"], [])


def test_letters_tell_keys_apart_and_then_numbers() -> None:
    keys, _ = keyed(*[OWLS] * 29)
    assert keys[1] == "doe2024owlsa"
    assert keys[25] == "doe2024owlsy"
    assert all(key.startswith("doe2024owls-") for key in keys[26:])
    assert len(set(keys)) == len(keys)


def test_very_many_keys_are_made_in_time() -> None:
    nothing = Entry(key="", type="misc")
    keys, faults = keyed(*[OWLS] * 3000, *[nothing] * 3000)
    assert len(set(keys)) == 6000
    assert faults == []
    assert keys[-2:] == ["entry-2998", "entry-2999"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("doe 2024", "doe2024"),
        ("{doe}, (2024)", "doe2024"),
        ("do'e#%=~\\\"", "doe"),
        ("Müller:2024_a.b/c+d-e", "Müller:2024_a.b/c+d-e"),
        (" \t", "entry"),
    ],
)
def test_keys_that_bibtex_cannot_hold_are_changed(key: str, expected: str) -> None:
    faults = [] if key == expected else ["unusable-key x:7:1"]
    assert keyed(Entry(key=key, type="misc")) == ([expected], faults)


def test_a_changed_key_is_not_that_of_another_entry() -> None:
    one, other = Entry(key="a b", type="misc"), Entry(key="ab", type="misc")
    assert keyed(one, other, one)[0] == ["ab-1", "ab", "ab-2"]


def test_given_keys_stay_even_where_they_are_repeated() -> None:
    entry = Entry(key="a", type="misc")
    assert keyed(entry, entry) == (["a", "a"], [])
