"""One notion of “same work”: import, dedupe and the rules answer alike for one pair of entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib import rules
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.library import Library
from pllm_bib.rules.base import RuleContext
from pllm_bib.same_work.find import find
from pllm_bib.same_work.index import Works
from pllm_bib.same_work.record import record_of
from pllm_bib.tasks.check.run import alike

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

OWLS = {
    "author": "Doe, Jane and van der Berg, Jan and Müller, Karl",
    "title": "Supervised Hearing of Mice: How Owls Model Behavior in Forests",
    "booktitle": "Proceedings of the Bird Conference",
    "year": "2024",
}
OTHERS = "Roe, Richard and Poe, Edgar"
TITLE = OWLS["title"]


def source(key: str, kind: str = "inproceedings", /, **fields: str | None) -> str:
    """Return the source of an entry that differs from the work on owls in some fields."""
    lines = [f"  {k} = {{{v}}},\n" for k, v in (OWLS | fields).items() if v is not None]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


Fields = dict[str, str | None]
PREPRINT: Fields = {"booktitle": None, "eprint": "2301.00001", "archiveprefix": "arXiv"}
PAIRS: dict[str, tuple[str, Fields, Fields]] = {
    "the same": ("sure", {}, {}),
    "a letter's slip": ("sure", {}, {"title": TITLE.replace("Hearing", "Haering")}),
    "a slip in a title of one word": ("sure", {"title": "Owlnet"}, {"title": "Owlnett"}),
    "a slip in a name": ("sure", {}, {"author": "Doe, Jane and van der Berg, Jan and Müllre, K."}),
    "British spelling": ("sure", {}, {"title": TITLE.replace("Behavior", "Behaviour")}),
    "British spelling twice": (
        "sure",
        {"title": "Personalized Modeling of the Colors of Owls"},
        {"title": "Personalised Modelling of the Colours of Owls"},
    ),
    "letter case and braces": ("sure", {}, {"title": "{" + TITLE.upper() + "}"}),
    "subtitle dropped": ("sure", {}, {"title": "Supervised Hearing of Mice"}),
    "subtitle dropped here": ("sure", {"title": "Supervised Hearing of Mice"}, {}),
    "preprint and published": ("sure", {}, PREPRINT | {"year": "2023"}),
    "published and preprint": ("sure", PREPRINT | {"year": "2022"}, {}),
    "preprint, a slip": ("sure", PREPRINT, {"title": TITLE.replace("Forests", "Forrests")}),
    "initials": ("sure", {}, {"author": "J. Doe and J. van der Berg and K. Müller"}),
    "initials in another order": (
        "sure",
        {"author": "Doe, Jane Maria and Roe, Karl Otto"},
        {"author": "Doe, M. J. and Roe, O. K."},
    ),
    "and others": ("sure", {}, {"author": "Doe, Jane and others"}),
    "a year apart": ("sure", {}, {"year": "2025"}),
    "one DOI, other words": (
        "sure",
        {"doi": "10.1234/owls"},
        {"doi": "10.1234/OWLS", "title": TITLE.replace("Forests", "Deserts")},
    ),
    "one DOI, no title": ("sure", {"doi": "10.1234/owls"}, {"doi": "10.1234/owls", "title": None}),
    "one OpenReview id, no titles": (
        "sure",
        {"openreview": "abcDEF1", "title": None},
        {"openreview": "abcDEF1", "title": None},
    ),
    "one address, no authors": (
        "sure",
        {"author": None, "url": "https://example.org/owls"},
        {"url": "http://example.org/owls/", "title": TITLE.replace("Hearing", "Haering")},
    ),
    "one address, no authors, other words": (
        "likely",
        {"author": None, "url": "https://example.org/owls"},
        {"url": "http://example.org/owls/", "title": TITLE.replace("Forests", "Deserts")},
    ),
    "no authors, a slip, a year apart": (
        "no",
        {},
        {"author": None, "title": TITLE.replace("Hearing", "Haering"), "year": "2023"},
    ),
    "other DOIs": ("likely", {"doi": "10.1234/a"}, {"doi": "10.1234/b"}),
    "conference and journal": ("likely", {}, {"booktitle": None, "journal": "Journal of Owls"}),
    "other pages": ("likely", {"pages": "1--9"}, {"pages": "101--109"}),
    "years apart": ("likely", {}, {"year": "2018"}),
    "two years apart": ("likely", {}, {"year": "2022"}),
    "preprint of three years ago": ("sure", {}, PREPRINT | {"year": "2021"}),
    "preprint of four years ago": ("likely", {}, PREPRINT | {"year": "2020"}),
    "preprint of long ago": ("likely", {}, PREPRINT | {"year": "2018"}),
    "few authors": ("likely", {}, {"author": "Doe, Jane and Poe, Edgar and Roe, Richard"}),
    "a slip, few authors": (
        "likely",
        {},
        {
            "author": "Doe, Jane and Poe, Edgar and Roe, R.",
            "title": TITLE.replace("Hearing", "Haering"),
        },
    ),
    "preprint in other words": (
        "likely",
        {},
        PREPRINT | {"title": TITLE.replace("Forests", "Deserts")},
    ),
    "no authors": ("likely", {}, {"author": None}),
    "no authors, a year apart": ("likely", {}, {"author": None, "year": "2023"}),
    "no authors, a slip": (
        "likely",
        {},
        {"author": None, "title": TITLE.replace("Hearing", "Haering")},
    ),
    "one DOI, another title": (
        "likely",
        {"doi": "10.1234/owls"},
        {"doi": "10.1234/owls", "title": "A Raven, Nevermore"},
    ),
    "supervised and unsupervised": ("no", {}, {"title": TITLE.replace("Sup", "Unsup")}),
    "parts": ("no", {"title": "Owls in Flight, Part I"}, {"title": "Owls in Flight, Part II"}),
    "parts by letters": ("no", {"title": "Owls by Day, Part A"}, {"title": "Owls by Day, Part B"}),
    "a second part": ("no", {"title": "Owls in Flight"}, {"title": "Owls in Flight: Part 2"}),
    "the same title, other authors": ("no", {}, {"author": OTHERS}),
    "an erratum": ("no", {}, {"title": f"Erratum to: {TITLE}"}),
    "a reply": ("no", {}, {"title": f"{TITLE}: A Reply"}),
    "yearly reports": (
        "no",
        {"title": "Findings of the Owl Task 2023"},
        {"title": "Findings of the Owl Task 2024"},
    ),
    "a preface a year": (
        "no",
        {"title": "Preface", "author": None},
        {"title": "Preface", "author": None, "year": "2023"},
    ),
    "a short title, no authors, other years": (
        "no",
        {"title": "Owls", "author": None},
        {"title": "Owls", "author": None, "year": "2023"},
    ),
    "another word": ("no", {}, {"title": TITLE.replace("Forests", "Deserts")}),
    "letters of acronyms": ("no", {"title": "GPT for Owls"}, {"title": "GAT for Owls"}),
    "something else": ("no", {}, {"title": "A Raven, Nevermore", "author": OTHERS}),
    "both are meant": ("no", {}, {"related": "a"}),
}


def by_dedupe(text: str) -> str:
    entries, _faults = bib_reader.read(text, "x.bib")
    groups = find([record_of(entry) for entry in entries]).groups
    if not groups:
        return "no"
    return "sure" if all(group.safe for group in groups) else "likely"


def by_import(one: str, other: str) -> str:
    (known,), _faults = bib_reader.read(one, "x.bib")
    (new,), _faults = bib_reader.read(other, "y.bib")
    match = Works([known], of_lines=False).find(new)
    if match is None:
        return "no"
    return "likely" if match.doubt else "sure"


def by_rules(text: str) -> set[str]:
    entries, _faults = bib_reader.read(text, "x.bib")
    library = Library(entries)
    found = rules.run(RuleContext(library=library, alike=alike(library)), rules.select(["D"], []))
    return {finding.code for finding in found}


def kind(fields: Fields) -> str:
    if "eprint" in fields:
        return "misc"
    return "article" if "journal" in fields else "inproceedings"


@pytest.mark.parametrize("name", PAIRS)
def test_import_dedupe_and_the_rules_agree(name: str) -> None:
    answer, first, second = PAIRS[name]
    one, other = source("a", kind(first), **first), source("b", kind(second), **second)
    assert by_dedupe(one + other) == answer
    assert by_dedupe(other + one) == answer
    if name != "both are meant":  # keys of another list mean nothing
        assert by_import(one, other) == answer
        assert by_import(other, one) == answer
    codes = by_rules(one + other)
    if answer == "sure":
        assert codes
    if answer == "no":
        assert not codes


@pytest.mark.parametrize("title", ["Owls at Night: A Survey", "Owls at Night"])
def test_a_line_names_no_authors_and_is_recognised_by_its_title(title: str) -> None:
    (known,), _faults = bib_reader.read(source("a", title=title), "x.bib")
    (line,), _faults = bib_reader.read(source("b", title=title, author=None), "y.bib")
    for works, doubted in ((Works([known]), False), (Works([known], of_lines=False), True)):
        match = works.find(line)
        assert match is not None
        assert bool(match.doubt) is doubted


def test_an_entry_that_fits_two_publications_is_told(small_list: Path, run: Run) -> None:
    two = source("a1", doi="10.1234/a") + source("b1", doi="10.1234/b")
    (small_list / "entries/owls.bib").write_text(two, encoding="utf-8")
    (small_list / "refs.bib").write_text(source("x"), encoding="utf-8")
    result = run(small_list, "import", "refs.bib", "--section", "1.1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "I015 unsure-match" in result.stderr
    assert "it fits another publication as well" in result.stderr


def test_a_known_entry_that_fits_a_third_is_told() -> None:
    known, _faults = bib_reader.read(source("a") + source("b", doi="10.1234/b"), "x.bib")
    (new,), _faults = bib_reader.read(source("c", doi="10.1234/c"), "y.bib")
    match = Works(known, of_lines=False).find(new)
    assert match is not None
    assert match.doubt is not None
    assert match.doubt.endswith("it fits another publication as well")


def test_a_title_that_returns_every_year_is_told() -> None:
    years = "".join(
        source(f"k{year}", title="The State of Owls", year=str(year)) for year in (2021, 2022)
    )
    known, _faults = bib_reader.read(years, "x.bib")
    (new,), _faults = bib_reader.read(source("x", title="The State of Owls", year="2023"), "y.bib")
    match = Works(known, of_lines=False).find(new)
    assert match is not None
    assert match.doubt is not None
    assert "but the title returns year after year" in match.doubt


def test_import_recognises_what_dedupe_would_call_sure(own_list: Path, run: Run) -> None:
    (own_list / "slip.bib").write_text(
        "@misc{li2024pers,\n  author = {Li, Xinyu and Zhou, Ruiyang and Lipton, Zachary C. and "
        "Leqi, Liu},\n  title = {Personalized Language Modelling from Personalized Human "
        "Feedback},\n  year = {2024},\n}\n",
        encoding="utf-8",
    )
    result = run(own_list, "import", "slip.bib", "--section", "5")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 work recognised, 0 new" in result.stderr


def test_import_tells_of_what_is_likely(small_list: Path, run: Run) -> None:
    (small_list / "entries/owls.bib").write_text(source("doe2024owls"), encoding="utf-8")
    text = source("x", "article", booktitle=None, journal="Journal of Owls")
    (small_list / "refs.bib").write_text(text, encoding="utf-8")
    result = run(small_list, "import", "refs.bib", "--section", "1.1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        "I015 unsure-match: it is taken for “doe2024owls”, but that is not sure (same title, "
        "all 3 authors, same year, but one is in a journal, one in proceedings)"
    ) in result.stderr


def test_slips_are_found_in_long_lists_of_neighbours() -> None:
    """Both ends of the title are spoilt, so that only its rare words lead to the entry."""
    title = "Zebra Hearing of Mice under Snow in Dark {}"
    between = [source(letter, title=f"Zc{letter} Crows {letter}gts") for letter in "abcdefghij"]
    text = "".join((source("x", title=title.format("Forests")), *between))
    known, _faults = bib_reader.read(text, "x.bib")
    slip = source("y", title=title.format("Forsets").replace("Zebra", "Zbra"))
    (new,), _faults = bib_reader.read(slip, "y.bib")
    match = Works(known, of_lines=False).find(new)
    assert match is not None
    assert (match.entry.key, match.doubt) == ("x", None)


def test_doubts_name_the_identifiers_that_differ() -> None:
    """Whoever is to decide needs them."""
    (known,), _faults = bib_reader.read(source("x", doi="10.1234/b"), "x.bib")
    (new,), _faults = bib_reader.read(source("y", doi="10.1234/a"), "y.bib")
    match = Works([known]).find(new)
    assert match is not None
    assert match.finding == "identifiers-disagree"
    assert match.doubt == (
        "that is not sure (same title, all 3 authors, same year, but the DOIs differ): "
        "its DOI is “10.1234/a”, not “10.1234/b”"
    )


def test_asking_leaves_no_traces() -> None:
    """A word that is asked for again and again is as rare in the library as before."""
    (known,), _faults = bib_reader.read(source("x"), "x.bib")
    (new,), _faults = bib_reader.read(source("y", title=TITLE.replace("Mice", "Mise")), "y")
    works = Works([known], of_lines=False)
    assert [works.find(new) for _time in range(30)] == [None] * 30


def test_a_line_with_a_slip_in_its_title_is_doubted() -> None:
    """Of lines, which name no authors, only the very title or an identifier is enough."""
    (known,), _faults = bib_reader.read(source("x"), "x.bib")
    slip = source("y", author=None, title=TITLE.replace("Hearing", "Haering"))
    (new,), _faults = bib_reader.read(slip, "y.bib")
    match = Works([known]).find(new)
    assert match is not None
    assert match.finding == "unsure-match"


def test_keys_of_another_list_mean_nothing() -> None:
    (known,), _faults = bib_reader.read(source("x", related="y"), "x.bib")
    (new,), _faults = bib_reader.read(source("y"), "y.bib")
    match = Works([known]).find(new)
    assert match is not None
    assert match.entry is known
