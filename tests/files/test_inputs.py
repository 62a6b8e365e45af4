"""Files are known by their names, or else by how they start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.files.inputs import importable
from pllm_bib.files.kinds import guess_format, own_format, start_of_file
from pllm_bib.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.bib", "", "biblatex"),
        ("A.BIB", "[", "biblatex"),
        ("a.txt", "% x\n\n@article{a,", "biblatex"),
        ("a", "  @String(x = 1)", "biblatex"),
        ("a", "hello", None),
        ("a", "Provider: Owls\nContent: text/plain\n\nTY  - JOUR\n", "ris"),
        ("a", "\nTY - JOUR\n", "ris"),
        ("a", "PT  - Journal Article\nPMID- 17\n", "nbib"),
        ("a", "PMID-17\n", None),
        ("a", "%0 Journal Article\n%A x\n", "enw"),
        ("a.txt", "", None),
    ],
)
def test_guesses(name: str, head: str, expected: str | None) -> None:
    assert guess_format(name, head) == expected


@pytest.mark.parametrize("name", [row.name for row in FORMATS.values() if row.read])
def test_every_format_is_known_by_its_suffix(name: str) -> None:
    guessed = guess_format(f"a{FORMATS[name].suffix}", "")
    assert guessed == ("biblatex" if FORMATS[name].suffix == ".bib" else name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_guesses_whatever_the_encoding(tmp_path: Path, encoding: str, ends: str) -> None:
    path = tmp_path / "käuze"
    path.write_bytes(f"Käuze{ends}@misc{{a, title = {{Käuze}}}}{ends}".encode(encoding))
    assert guess_format(path.name, start_of_file(path)) == "biblatex"


def test_the_files_of_a_list_are_known(small_list: Path) -> None:
    owls = small_list / "entries/owls.bib"
    other = small_list / "owls.bib"
    other.write_bytes(owls.read_bytes())
    assert own_format(owls) == importable(str(owls)).format == "canonical"
    assert own_format(other) is None
    assert importable(str(other)).format == "biblatex"
