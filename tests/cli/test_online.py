"""``--online`` of ``complete``, ``promote`` and ``paper``: from recorded answers of services."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from tests.lookup.served import Served, read_works, recorded

from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

HOOTING = """\
@inproceedings{hoot, author = {Roe, Richard}, title = {Hooting with {BERT}},
  booktitle = {Proceedings of the Bird Conference}, pages = {10--19}, year = {2024}, month = jun,
  publisher = {Aviary}, doi = {10.1234/hoot}, eprint = {2403.00001}, archiveprefix = {arXiv}}
"""
OTHERS = """\
@inproceedings{other, author = {Roe, Rupert and Poe, Pam}, title = {Hooting with {BERT}},
  booktitle = {Proceedings of the Bat Conference}, year = {2024}, doi = {10.1234/bats}}
"""
JOURNAL = """\
@article{journal, author = {Roe, Richard}, title = {Hooting with {BERT}},
  journal = {Journal of Hooting}, volume = {3}, year = {2025}, doi = {10.1234/journal}}
"""


def known(folder: Path, works: str, **settings: Any) -> str:
    """Record what services that know some works answer for the entries of a list."""
    entries = load_list(read_config(folder)).library.entries
    answered = recorded(Served(read_works(works), **settings), entries, folder / "answers")
    assert answered.asked == len(entries)
    return str(folder / "answers")


def sources_of(folder: Path, key: str) -> list[dict[str, Any]]:
    text = (folder / "entries/sources.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text).get(key, [])
    return found


def test_a_preprint_becomes_what_was_published(small_list: Path, run: Run) -> None:
    answers = known(small_list, HOOTING)
    result = run(small_list, "promote", "--all", "--online", "--replay", answers)
    assert result.exit_code == 0, result.stderr
    text = (small_list / "entries/owls.bib").read_text("utf-8")
    _, _, entry = text.partition("@inproceedings{roe2024hooting,")
    assert entry == (
        "\n  author = {Roe, Richard},\n  title = {Hooting with {BERT}},\n"
        "  booktitle = {Proceedings of the Bird Conference},\n  pages = {10--19},\n"
        "  year = {2024},\n  month = jun,\n  publisher = {Aviary},\n  doi = {10.1234/hoot},\n"
        "  eprint = {2403.00001},\n  archiveprefix = {arXiv},\n  primaryclass = {cs.CL},\n"
        "  venue = {BirdConf},\n}\n"
    )
    assert "“roe2024hooting” is now what https://doi.org/10.1234/hoot says of" in result.stderr
    (source,) = sources_of(small_list, "roe2024hooting")
    assert source["address"] == "https://doi.org/10.1234/hoot"
    assert source["kind"] == "official"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(source["date"]))
    assert {"booktitle", "doi", "pages"} <= set(source["fields"])
    again = run(small_list, "promote", "--all", "--online", "--replay", answers)
    assert (again.exit_code, "0 preprints" in again.stderr) == (0, True)


@pytest.mark.parametrize("command", [("promote", "--all"), ("complete", "--all")])
def test_nothing_is_asked_without_being_told_to(
    small_list: Path, run: Run, command: tuple[str, ...]
) -> None:
    answers = known(small_list, HOOTING)
    result = run(small_list, *command, "--replay", answers)
    assert result.exit_code == 2
    assert "or ask with --online" in result.stderr


def test_the_work_of_others_with_the_title_is_not_taken(small_list: Path, run: Run) -> None:
    old = (small_list / "entries/owls.bib").read_bytes()
    answers = known(small_list, OTHERS)
    result = run(small_list, "promote", "--all", "--online", "--replay", answers)
    assert result.exit_code == 1
    assert "https://doi.org/10.1234/bats has other authors: Roe, Poe; the entry has Roe" in (
        result.stderr
    )
    assert (small_list / "entries/owls.bib").read_bytes() == old


@pytest.mark.parametrize("command", ["promote", "paper"])
def test_two_publications_are_shown_side_by_side_and_neither_is_taken(
    small_list: Path, run: Run, command: str
) -> None:
    answers = known(small_list, HOOTING.replace("eprint = {2403.00001}", "eprint = {1}") + JOURNAL)
    old = (small_list / "entries/owls.bib").read_bytes()
    arguments = ["promote", "--all"]
    if command == "paper":
        (small_list / "main.tex").write_text("\\cite{roe2024hooting}\n\\bibliography{refs}\n")
        (small_list / "refs.bib").write_bytes(old)
        arguments = ["paper", "main.tex", "--update"]
    result = run(small_list, *arguments, "--online", "--replay", answers)
    words = "https://doi.org/10.1234/hoot with the DOI 10.1234/hoot and https://doi.org/10.1234/jou"
    assert words in result.stderr
    assert (small_list / "entries/owls.bib").read_bytes() == old
    if command == "paper":
        assert (small_list / "refs.bib").read_bytes() == old


def test_a_paper_is_updated_and_no_sources_are_written(small_list: Path, run: Run) -> None:
    answers = known(small_list, HOOTING)
    text = (small_list / "entries/owls.bib").read_text("utf-8")
    (small_list / "main.tex").write_text("\\cite{roe2024hooting}\n\\bibliography{refs}\n")
    (small_list / "refs.bib").write_text(text, "utf-8")
    result = run(
        small_list, "paper", "main.tex", "--update", "--online", "--replay", answers, "--diff"
    )
    assert "+@inproceedings{roe2024hooting," in result.stdout
    assert "Bird Conference”, 2024, as https://doi.org/10.1234/hoot" in result.stderr
    assert not (small_list / "entries/sources.toml").exists()
    assert run(small_list, "paper", "main.tex", "--online").exit_code == 2


BARE = """\

@inproceedings{bare2024owls,
  title = {Barn Owls in Deep Winter Snow},
  year = {2024},
  venue = {BirdConf},
}
"""
FULL = """\
@inproceedings{full, author = {Ray, Ann and Fox, Bo}, title = {Barn Owls in Deep Winter Snow},
  booktitle = {Proceedings of the Bird Conference}, pages = {7--8}, year = {2024},
  doi = {10.1234/bare}}
"""


@pytest.fixture
def bare(small_list: Path) -> Path:
    path = small_list / "entries/owls.bib"
    path.write_text(path.read_text("utf-8") + BARE, "utf-8")
    return small_list


def test_empty_fields_are_filled_each_with_source_kind_and_day(bare: Path, run: Run) -> None:
    answers = known(bare, FULL)
    result = run(bare, "complete", "bare2024owls", "--online", "--replay", answers)
    assert result.exit_code == 0, result.stderr
    text = (bare / "entries/owls.bib").read_text("utf-8")
    assert "  author = {Ray, Ann and Fox, Bo},\n  title = {Barn Owls in Deep Winter Snow}," in text
    (source,) = sources_of(bare, "bare2024owls")
    assert (source["address"], source["kind"]) == ("https://doi.org/10.1234/bare", "official")
    assert source["fields"] == ["author", "booktitle", "pages", "doi"]
    assert "https://doi.org/10.1234/bare: bare2024owls: pages “7--8”\n" in result.stderr


def test_what_two_records_disagree_about_is_shown_and_not_taken(bare: Path, run: Run) -> None:
    answers = known(bare, FULL)
    other = FULL.replace("7--8", "17--18").replace("{full", "{DBLP:full")
    (bare / "dblp.bib").write_text(other, "utf-8")
    result = run(
        bare, "complete", "--all", "--online", "--replay", answers, "--against", "dblp.bib"
    )
    assert result.exit_code == 1
    assert "I019" in result.stderr
    assert "pages is “7--8” in https://doi.org/10.1234/bare, “17--18” in “DBLP:full”" in (
        result.stderr
    )
    text = (bare / "entries/owls.bib").read_text("utf-8")
    assert "author = {Ray, Ann and Fox, Bo}," in text
    assert "7--8" not in text


def test_the_fields_of_two_publications_are_not_mixed(bare: Path, run: Run) -> None:
    answers = known(
        bare,
        FULL
        + FULL.replace("{full", "{two").replace("Bird", "Bat").replace("bare", "bats")
        + FULL.replace("{full", "{three").replace("Ray, Ann", "Gao, Ann").replace("bare", "gao"),
    )
    result = run(bare, "complete", "bare2024owls", "--online", "--replay", answers)
    assert result.exit_code == 1
    text = (bare / "entries/owls.bib").read_text("utf-8")
    assert text.endswith(BARE), result.stderr


def test_services_that_fail_are_told_and_the_others_are_used(bare: Path, run: Run) -> None:
    entries = load_list(read_config(bare)).library.entries
    world = Served(read_works(FULL))
    world.broken = frozenset({"dblp.org", "api.openalex.org"})
    recorded(world, entries, bare / "answers")
    result = run(bare, "complete", "--all", "--online", "--replay", str(bare / "answers"))
    assert "api.openalex.org" in result.stderr
    assert "author = {Ray, Ann and Fox, Bo}," in (bare / "entries/owls.bib").read_text("utf-8")


def test_the_contact_is_that_of_the_configuration(
    small_list: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pllm_bib.lookup import client

    seen: list[str] = []

    class Client(client.Client):
        def __init__(self, settings: client.ClientSettings) -> None:
            seen.append(settings.contact)
            super().__init__(settings)

    answers = known(small_list, HOOTING)
    monkeypatch.setattr(client, "Client", Client)
    ask = ("promote", "--all", "--online", "--replay", answers, "--check")
    run(small_list, *ask)
    outline = small_list / "entries/sections.toml"
    outline.write_text(f'contact = "list@example.org"\n{outline.read_text("utf-8")}', "utf-8")
    run(small_list, *ask)
    (small_list / ".pllm-bib.toml").write_text('contact = "me@example.org"\n', "utf-8")
    run(small_list, *ask)
    assert seen == ["", "list@example.org", "me@example.org"]
    (small_list / ".pllm-bib.toml").write_text('contact = "nobody"\n', "utf-8")
    wrong = run(small_list, *ask)
    assert (wrong.exit_code, "is no address of mail" in wrong.stderr) == (2, True)


RECORDED = """\
@inproceedings{a, author = {M{\\"u}ller, Karl and Doe, Jane}, title = {Owls at Noon},
  booktitle = {Proceedings of the Bird Conference}, year = {2023}, doi = {10.1234/owls}}
"""


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_check_compares_entries_with_the_records_of_services(
    small_list: Path, run: Run, form: str
) -> None:
    answers = known(small_list, RECORDED + HOOTING)
    ask = ("check", "--online", "--replay", answers, "--select", "W", "--format", form)
    result = run(small_list, *ask)
    assert result.exit_code == 1, result.stderr
    for words in (
        "the title is “Owls at Noon” in https://doi.org/10.1234/owls",
        "the authors stand in another order, Karl Müller, Jane Doe, in https://doi.org/10.1234/owls",
        "the year is 2023 in https://doi.org/10.1234/owls",
        "there is a newer version: “Proceedings of the Bird Conference”, https://doi.org/10.1234/hoot",
        "no service knows “10.1234/raven”: correct it",
    ):
        told = words.replace(",", "%2C") if form == "github" and "::" in words else words
        assert told in result.stdout
    for code in ("W001", "W002", "W003", "W004", "W006"):
        assert code in result.stdout
    assert "W005" not in result.stdout or form == "sarif"


def test_check_asks_nobody_unless_told_to(small_list: Path, run: Run) -> None:
    answers = known(small_list, RECORDED)
    result = run(small_list, "check", "--replay", answers, "--select", "W")
    assert (result.exit_code, result.stdout) == (0, "")
    assert run(small_list, "check", "--record", answers).exit_code == 2


def test_check_asks_for_the_chosen_entries_alone(small_list: Path, run: Run) -> None:
    answers = known(small_list, RECORDED)
    ask = ("check", "--online", "--replay", answers, "--select", "W")
    result = run(small_list, *ask, "--key", "poe2023raven")
    assert "W001" in result.stdout
    assert "W002" not in result.stdout


def test_what_agrees_is_not_reported_and_what_a_file_allows_neither(
    small_list: Path, run: Run
) -> None:
    answers = known(small_list, RECORDED)
    path = small_list / "entries/owls.bib"
    text = path.read_text("utf-8").replace("Owls at Night", "Owls at Noon")
    text = text.replace("{Doe, Jane and Müller, Karl}", "{Müller, K. and Doe, J.}")
    allow = "% pllm-bib: allow year-of-record: the year of the print\n@inproceedings{doe"
    path.write_text(text.replace("@inproceedings{doe", allow), "utf-8")
    ask = ("check", "--online", "--replay", answers, "--select", "W", "--key", "doe2024owls")
    result = run(small_list, *ask)
    assert (result.exit_code, result.stdout) == (0, ""), result.stdout
    assert "1 acknowledged" in result.stderr
