"""``pllm-bib promote``: a preprint becomes its published version, in place."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

PUBLISHED = """\
@inproceedings{DBLP:conf/bird/Roe24,
  author = {Roe, R.},
  title = {{Hooting} With {BERT}.},
  booktitle = {Proceedings of the Bird Conference},
  pages = {10--19},
  year = {2025},
  month = may,
  publisher = {Aviary},
  doi = {10.1234/HOOT},
  url = {https://example.org/hooting},
}
"""


@pytest.fixture
def preprint(small_list: Path) -> Path:
    path = small_list / "entries/owls.bib"
    text = path.read_text("utf-8").replace(
        "  primaryclass = {cs.CL},\n",
        "  primaryclass = {cs.CL},\n  url = {https://arxiv.org/abs/2403.00001},\n"
        "  pdf = {https://arxiv.org/pdf/2403.00001},\n  code = {https://github.com/r/h},\n"
        "  also = {1.2},\n",
    )
    path.write_text(text, encoding="utf-8")
    (small_list / "published.bib").write_text(PUBLISHED, encoding="utf-8")
    return small_list


def test_in_place(preprint: Path, run: Run) -> None:
    path = preprint / "entries/owls.bib"
    before, _, _ = path.read_text("utf-8").partition("@misc{roe2024hooting,")
    result = run(preprint, "promote", "roe2024hooting", "published.bib")
    assert result.exit_code == 0, result.stderr
    assert path.read_text("utf-8") == before + (
        """\
@inproceedings{roe2024hooting,
  author = {Roe, Richard},
  title = {Hooting with {BERT}},
  booktitle = {Proceedings of the Bird Conference},
  pages = {10--19},
  year = {2025},
  month = may,
  publisher = {Aviary},
  doi = {10.1234/HOOT},
  eprint = {2403.00001},
  archiveprefix = {arXiv},
  primaryclass = {cs.CL},
  url = {https://example.org/hooting},
  pdf = {https://arxiv.org/pdf/2403.00001},
  code = {https://github.com/r/h},
  venue = {BirdConf},
  also = {1.2},
}
"""
    )
    again = run(preprint, "promote", "roe2024hooting", "published.bib")
    assert again.exit_code == 2
    assert "is no preprint" in again.stderr


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_nothing_is_written_when_only_asked(option: str, preprint: Path, run: Run) -> None:
    old = (preprint / "entries/owls.bib").read_text("utf-8")
    result = run(preprint, "promote", "roe2024hooting", "published.bib", option)
    assert result.exit_code == 1
    assert (preprint / "entries/owls.bib").read_text("utf-8") == old
    assert ("+@inproceedings{roe2024hooting," in result.stdout) == (option == "--diff")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{Hooting} With {BERT}.", "Hooting with {LLMs}", "no entry there has its title"),
        (
            "{Hooting} With {BERT}.},",
            "Hooting at {BERT}}, eprint = {2403.00001}, archiveprefix = {arXiv},",
            "has another title: “Hooting at BERT”",
        ),
        ("Roe, R.", "Doe, Jane", "has other authors: Doe; the entry has Roe"),
        ("Roe, R.", "Roe, Steven", "has other authors"),
        ("Roe, R.", "Roe, R. and Doe, Jane", "has other authors: Roe, Doe"),
        ("@inproceedings", "@misc", "is not published either"),
    ],
)
def test_another_work_is_refused(
    old: str, new: str, message: str, preprint: Path, run: Run
) -> None:
    assert old in PUBLISHED
    (preprint / "published.bib").write_text(PUBLISHED.replace(old, new), encoding="utf-8")
    before = (preprint / "entries/owls.bib").read_text("utf-8")
    result = run(preprint, "promote", "roe2024hooting", "published.bib")
    assert result.exit_code == 2
    assert message in result.stderr
    assert (preprint / "entries/owls.bib").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("key", "source", "message"),
    [
        ("doe2024owls", "published.bib", "is no preprint"),
        ("roe2024hoot", "published.bib", "there is no entry “roe2024hoot”"),
        ("roe2024hooting", "missing.bib", "cannot read missing.bib"),
        ("roe2024hooting", "README.md", "looks like a Markdown list"),
    ],
)
def test_usage(key: str, source: str, message: str, preprint: Path, run: Run) -> None:
    result = run(preprint, "promote", key, source)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_unknown_venue_is_reported(preprint: Path, run: Run) -> None:
    text = PUBLISHED.replace("Proceedings of the Bird Conference", "Annals of Hooting")
    (preprint / "published.bib").write_text(text, encoding="utf-8")
    result = run(preprint, "promote", "roe2024hooting", "published.bib")
    assert result.exit_code == 1
    assert "no venue that is called “Annals of Hooting”" in result.stderr
    assert "venue" not in (preprint / "entries/owls.bib").read_text("utf-8").partition("roe")[2]


def test_the_one_record_that_fits_is_found_among_many(preprint: Path, run: Run) -> None:
    other = PUBLISHED.replace("DBLP:conf/bird/Roe24", "other").replace("Hooting", "Cawing")
    text = other + PUBLISHED.replace("@inproceedings", "@misc").replace("Roe24", "pre") + PUBLISHED
    (preprint / "published.bib").write_text(text, encoding="utf-8")
    assert run(preprint, "promote", "roe2024hooting", "published.bib").exit_code == 0


BRIEF = """\
@inproceedings{brief, author = {Roe, Richard}, title = {Hooting with BERT}, year = {2025},
  booktitle = {Proceedings of the Bird Conference}, doi = {10.1234/HOOT}}
@inproceedings{long, author = {Roe, R.}, title = {Hooting with BERT}, year = {2025}, month = may,
  booktitle = {Proceedings of the Bird Conference}, pages = {10--19}, doi = {10.1234/HOOT},
  publisher = {Aviary}, url = {https://example.org/hooting}}
"""


def test_records_that_agree_add_to_one_another_each_with_its_source(
    preprint: Path, run: Run
) -> None:
    (preprint / "published.bib").write_text(BRIEF, encoding="utf-8")
    result = run(preprint, "promote", "roe2024hooting", "published.bib")
    assert result.exit_code == 0, result.stderr
    entry = (preprint / "entries/owls.bib").read_text("utf-8").partition("{roe2024hooting,")[2]
    for line in ("pages = {10--19}", "month = may", "url = {https://example.org/hooting}"):
        assert f"  {line},\n" in entry
    sources = tomllib.loads((preprint / "entries/sources.toml").read_text("utf-8"))
    rows = {row["address"]: sorted(row["fields"]) for row in sources["roe2024hooting"]}
    assert rows == {
        "published.bib#brief": ["booktitle", "doi", "venue", "year"],
        "published.bib#long": ["month", "pages", "publisher", "url"],
    }


def test_what_records_disagree_about_is_not_taken_from_either(preprint: Path, run: Run) -> None:
    other = BRIEF.replace("{brief,", "{brief, pages = {1--9}, ")
    (preprint / "published.bib").write_text(other, encoding="utf-8")
    result = run(preprint, "promote", "roe2024hooting", "published.bib")
    assert "pages is “1--9” in “brief”" in result.stderr
    entry = (preprint / "entries/owls.bib").read_text("utf-8").partition("{roe2024hooting,")[2]
    assert "pages = " not in entry
    assert "publisher = {Aviary}" in entry


def test_records_of_another_type_add_nothing(preprint: Path, run: Run) -> None:
    other = BRIEF.replace("@inproceedings{long", "@incollection{long")
    (preprint / "published.bib").write_text(other, encoding="utf-8")
    assert run(preprint, "promote", "roe2024hooting", "published.bib").exit_code == 0
    entry = (preprint / "entries/owls.bib").read_text("utf-8").partition("{roe2024hooting,")[2]
    assert "pages = " not in entry
