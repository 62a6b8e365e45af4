"""What entries inherit, beside what biber itself makes of the same file.

Without LaTeX biber does not know which fields are never inherited: none of them is in the file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats.bibtex import read as bib_reader

if TYPE_CHECKING:
    from pathlib import Path

FILE = """
@inproceedings{paper, author = {Doe, Jane}, title = {Paper}, crossref = {proc}}
@proceedings{proc,
  title = {Proc}, subtitle = {PS}, titleaddon = {PA}, booktitle = {Own}, editor = {Roe, Richard},
  date = {2020-05}, doi = {10.1234/x}, keywords = {k}, eventtitle = {Ev}, volume = {2},
  crossref = {mvproc},
}
@mvproceedings{mvproc, title = {Main}, subtitle = {MS}, publisher = {Pub}, date = {2019/2021}}
@inbook{chapter, title = {Chapter}, crossref = {mvbook}}
@inbook{own, title = {Chapter}, author = {Own, Ann}, date = {2001-02-03}, crossref = {mvbook}}
@mvbook{mvbook, author = {Doe, Jane}, title = {Whole}, date = {1999-03-04}}
@book{volume, title = {Volume}, crossref = {mvbook}}
@bookinbook{book-in-book, title = {Inner}, crossref = {volume}}
@article{article, title = {Article}, month = {6}, crossref = {periodical}}
@periodical{periodical,
  title = {Journal}, subtitle = {JS}, issuetitle = {Issue}, year = {2003}, issn = {1234-5679},
}
@article{other-pair, title = {Article}, crossref = {parent-article}}
@article{parent-article, title = {Other}, journaltitle = {J}, subtitle = {S}, date = {2003-04-05}}
@incollection{essay, title = {Essay}, crossref = {reader}}
@collection{reader, title = {Reader}, editor = {Roe, Richard}, address = {Rome}, year = {1990}}
@xdata{press, publisher = {Press}, xdata = {place}}
@xdata{place, location = {Vienna}, date = {2010}}
@xdata{people, author = {One, Olga and Two, Tom}}
@book{with-xdata, title = {Book}, xdata = {press, people}}
@book{granular,
  title = {Book}, author = {xdata=people-author-2 and Foo, Bar}, location = {xdata=place-location},
}
"""
IGNORED = {"keywords", "options"}
"""Fields that biber's output leaves out or rewrites, inherited or not."""


@pytest.fixture(scope="module")
def resolved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with all references resolved by biber."""
    if shutil.which("biber") is None:
        if os.environ.get("PLLM_BIB_ALL_CONSUMERS"):
            pytest.fail("not installed: biber")
        pytest.skip("not installed: biber")
    folder = tmp_path_factory.mktemp("biber")
    (folder / "in.bib").write_text(FILE, encoding="utf-8")
    command = ["biber", "--tool", "--output-resolve", "--output-file=out.bib", "in.bib"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert "WARN" not in done.stdout
    return folder / "out.bib"


def test_same_as_biber(resolved: Path) -> None:
    ours, faults = bib_reader.read_biblatex(FILE, "in.bib")
    theirs, _faults = bib_reader.read_biblatex(resolved.read_text("utf-8"), "out.bib")
    assert faults == ()
    found = {entry.key: entry for entry in theirs}
    for entry in ours:
        other = found[entry.key]
        for name in type(entry).__dataclass_fields__.keys() - {"extra", "origin", "keywords"}:
            assert getattr(entry, name) == getattr(other, name), (entry.key, name)
        kept = [
            {name: value for name, value in each.extra if name not in IGNORED}
            for each in (entry, other)
        ]
        assert kept[0] == kept[1], entry.key
