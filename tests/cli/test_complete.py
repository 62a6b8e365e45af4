"""``pllm-bib complete`` and ``promote --all``: works are completed in one run over an index."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from tests.growth import steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

BARE = """\

@inproceedings{bare2024owls,
  title = {Barn Owls in Deep Winter},
  year = {2024},
  venue = {BirdConf},
}

@misc{open2024owls,
  author = {Gao, Ann and others},
  title = {Owls and Open Lists of Authors},
  year = {2024},
  eprint = {2404.00004},
  archiveprefix = {arXiv},
}
"""
RECORDS = """\
@inproceedings{DBLP:bare,
  author = {Ray, Ann and Fox, Bo},
  title = {Barn Owls in Deep Winter.},
  booktitle = {Proceedings of the Bird Conference},
  pages = {7--8},
  year = {2024},
  doi = {10.1234/bare},
}

@article{DBLP:open,
  author = {Gao, Ann and Li, Bo and Xu, Cy},
  title = {Owls and Open Lists of Authors},
  journal = {CoRR},
  volume = {abs/2404.00004},
  year = {2024},
  eprint = {2404.00004},
  archiveprefix = {arXiv},
}

@article{DBLP:raven,
  author = {Poe, Edgar},
  title = {A Raven, Nevermore},
  journal = {J. Ravens},
  volume = {13},
  pages = {100--101},
  year = {2023},
  doi = {10.1234/raven},
}
"""


@pytest.fixture
def bare(small_list: Path) -> Path:
    path = small_list / "entries/owls.bib"
    path.write_text(path.read_text("utf-8") + BARE, "utf-8")
    (small_list / "dblp.bib").write_text(RECORDS, "utf-8")
    return small_list


def test_empty_fields_are_filled_each_with_its_source(bare: Path, run: Run) -> None:
    result = run(bare, "complete", "--all", "--against", "dblp.bib")
    assert result.exit_code == 0, result.stderr
    text = (bare / "entries/owls.bib").read_text("utf-8")
    assert (
        """\
@inproceedings{bare2024owls,
  author = {Ray, Ann and Fox, Bo},
  title = {Barn Owls in Deep Winter},
  booktitle = {Proceedings of the Bird Conference},
  pages = {7--8},
  year = {2024},
  doi = {10.1234/bare},
  venue = {BirdConf},
}
"""
        in text
    )
    assert "author = {Gao, Ann and Li, Bo and Xu, Cy}," in text, "an open list is made whole"
    crows = (bare / "entries/crows.bib").read_text("utf-8")
    assert "journal = {Journal of Ravens}," in crows, "never over a value that is there"
    assert "pages = {100--101}," in crows
    sources = tomllib.loads((bare / "entries/sources.toml").read_text("utf-8"))
    assert sources["bare2024owls"] == [
        {
            "address": "dblp.bib#DBLP:bare",
            "kind": "third-party",
            "fields": ["author", "booktitle", "pages", "doi"],
        }
    ]
    assert "dblp.bib#DBLP:raven" in run(bare, "show", "poe2023raven", "--sources").stdout
    assert "dblp.bib:1:1: bare2024owls: author “Ray, Ann and Fox, Bo” from" in result.stderr
    again = run(bare, "complete", "--all", "--against", "dblp.bib", "--check")
    assert again.exit_code == 0, again.stderr


def test_only_the_named_work(bare: Path, run: Run) -> None:
    result = run(bare, "complete", "bare2024owls", "--against", "dblp.bib", "--diff")
    assert result.exit_code == 1
    assert "+  author = {Ray, Ann and Fox, Bo}," in result.stdout
    assert "Gao, Ann and Li" not in result.stdout
    assert not (bare / "entries/sources.toml").exists()


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("{Poe, Edgar}", "{Poe, Edgar and Coe, Edna}", "authors-disagree"),
        ("10.1234/raven", "10.1234/heron", "identifiers-disagree"),
        ("volume = {13}", "volume = {99}", "identifiers-disagree"),
    ],
)
def test_a_record_that_disagrees_gives_nothing(
    bare: Path, run: Run, old: str, new: str, finding: str
) -> None:
    assert old in RECORDS
    (bare / "dblp.bib").write_text(RECORDS.replace(old, new), "utf-8")
    result = run(bare, "complete", "poe2023raven", "--against", "dblp.bib")
    assert result.exit_code == 1
    assert finding in result.stderr
    assert "pages" not in (bare / "entries/crows.bib").read_text("utf-8")


def test_sources_that_are_there_stay(bare: Path, run: Run) -> None:
    path = bare / "entries/sources.toml"
    path.write_text(
        '# Ours.\n\n[notes]\nzoe = "x"\n\n[[aaa2020]]\naddress = "https://example.org"\n'
        'kind = "official"\nfields = ["doi"]\n\n[[zzz2020]]\naddress = "https://example.org"\n'
        'kind = "official"\nfields = ["doi"]\n',
        "utf-8",
    )
    old = path.read_text("utf-8")
    run(bare, "complete", "bare2024owls", "--against", "dblp.bib")
    new = path.read_text("utf-8")
    before, block, after = new.partition("[[bare2024owls]]")
    assert old.startswith(before)
    assert block
    assert after.endswith(old[len(before) :]), "it stands in the order of the keys"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name works by their keys, or all with --all"),
        (("--all", "bare2024owls"), "name works by their keys, or all with --all"),
        (("nobody", "--against", "dblp.bib"), "there is no entry “nobody”"),
        (("--all",), "name a file with records of the works"),
        (("--all", "--against", "README.md"), "looks like a Markdown list"),
    ],
)
def test_usage(bare: Path, run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(bare, "complete", *arguments, "--check")
    assert result.exit_code == 2
    assert message in result.stderr


PUBLISHED = """\
@inproceedings{DBLP:conf/bird/Roe24,
  author = {Roe, R.},
  title = {{Hooting} With {BERT}.},
  booktitle = {Proceedings of the Bird Conference},
  pages = {10--19},
  year = {2025},
  publisher = {Aviary},
}

@inproceedings{DBLP:conf/bird/Other,
  author = {Nobody, Ned},
  title = {Owls and Open Lists of Authors},
  booktitle = {Proceedings of the Bird Conference},
  year = {2025},
}
"""


def test_all_preprints_are_promoted_in_one_run(bare: Path, run: Run) -> None:
    (bare / "published.bib").write_text(PUBLISHED, "utf-8")
    result = run(bare, "promote", "--all", "--against", "published.bib")
    assert result.exit_code == 1, "one is not sure"
    assert "“roe2024hooting” is now what “DBLP:conf/bird/Roe24” says" in result.stderr
    assert "“DBLP:conf/bird/Other” has other authors: Nobody" in result.stderr
    assert "2 preprints: 1 published, 1 not sure" in result.stderr
    text = (bare / "entries/owls.bib").read_text("utf-8")
    assert "@inproceedings{roe2024hooting,\n  author = {Roe, Richard}," in text
    assert "@misc{open2024owls," in text
    sources = tomllib.loads((bare / "entries/sources.toml").read_text("utf-8"))
    assert sources["roe2024hooting"][0]["address"] == "published.bib#DBLP:conf/bird/Roe24"
    assert "booktitle" in sources["roe2024hooting"][0]["fields"]


@pytest.mark.parametrize("command", ["complete", "promote"])
def test_the_records_are_read_once(bare: Path, run: Run, command: str) -> None:
    """Four times the works cost no more than the works themselves: the file is read once."""
    record = "@article{{r{0}, author = {{Poe, E{0}}}, title = {{Larks of Valley {0}x}}}}\n"
    (bare / "many.bib").write_text("".join(record.format(n) for n in range(200)), "utf-8")
    entry = "\n@misc{{w{0},\n  title = {{Rare Work Number {0}q}},\n  year = {{2020}},\n}}\n"
    path = bare / "entries/crows.bib"
    text = path.read_text("utf-8")
    counts = []
    for number in (5, 20):
        path.write_text(text + "".join(entry.format(n) for n in range(number)), "utf-8")
        counts.append(steps(lambda: run(bare, command, "--all", "--against", "many.bib")))
    assert counts[1] < counts[0] * 2
