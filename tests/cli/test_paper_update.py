"""``pllm-bib paper --update``: preprints become published versions, and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_bib.files.read import load_files
from pllm_bib.formats.bibtex.read import read_biblatex
from pllm_bib.tasks.paper.update import updates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

PREPRINT = """\
% Read this one again.
@article{doe24,
  title   = "Owls at {Night}",
  author  = {Doe, J. and Roe, Max},
  journal = {arXiv preprint arXiv:2403.00001},
  year    = 2024,
  abstract = {It is dark.},
}
"""
PUBLISHED = """\
@inproceedings{DoeR25,
  author = {Jane Doe and Max Roe},
  title = {Owls at Night},
  booktitle = {Proceedings of Birds},
  pages = {1--9},
  year = {2025},
  doi = {10.1234/owls},
  url = {https://example.org/owls},
}
"""
UPDATED = """\
% Read this one again.
@inproceedings{doe24,
  title   = "Owls at {Night}",
  author  = {Doe, J. and Roe, Max},
  year    = {2025},
  abstract = {It is dark.},
  booktitle = {Proceedings of Birds},
  pages = {1--9},
  url = {https://example.org/owls},
  doi = {10.1234/owls},
  eprint = {2403.00001},
  archiveprefix = {arXiv},
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.tex").write_text(r"\cite{doe24}\bibliography{refs}", "utf-8")
    (tmp_path / "refs.bib").write_text(PREPRINT, "utf-8")
    (tmp_path / "new.bib").write_text(PUBLISHED, "utf-8")
    return tmp_path


def test_in_place(folder: Path, run: Run) -> None:
    result = run(folder, "paper", "main.tex", "--update", "--against", "new.bib")
    assert result.exit_code == 0, result.output
    assert (folder / "refs.bib").read_text("utf-8") == UPDATED
    assert (
        "refs.bib:2:1: “doe24” is now @inproceedings of “Proceedings of Birds”, 2025, as “DoeR25” "
        "in new.bib:1:1" in result.stderr
    )
    again = run(folder, "paper", "main.tex", "--update", "--check", "--against", "new.bib")
    assert again.exit_code == 0


def test_as_a_diff_first(folder: Path, run: Run) -> None:
    result = run(folder, "paper", "main.tex", "--update", "--diff", "--against", "new.bib")
    assert result.exit_code == 1
    assert "-  journal = {arXiv preprint arXiv:2403.00001},\n" in result.stdout
    assert "“doe24” would become @inproceedings" in result.stderr
    assert (folder / "refs.bib").read_text("utf-8") == PREPRINT


def test_into_another_file(folder: Path, run: Run) -> None:
    arguments = ("--update", "--against", "new.bib", "-o", "used.bib")
    assert run(folder, "paper", "main.tex", *arguments).exit_code == 0
    assert (folder / "used.bib").read_text("utf-8") == UPDATED
    assert (folder / "refs.bib").read_text("utf-8") == PREPRINT


def test_the_list_is_a_source(small_list: Path, run: Run) -> None:
    (small_list / "main.tex").write_text(r"\cite{x}\bibliography{refs}", "utf-8")
    entry = '@misc{x, title={Owls at Night}, author={Doe, Jane and M{\\"u}ller, Karl},\n'
    entry += "  eprint={2401.00001}, archiveprefix={arXiv}, year=2024}\n"
    (small_list / "refs.bib").write_text(entry, "utf-8")
    result = run(small_list, "paper", "main.tex", "--update")
    assert "as “doe2024owls” in entries/owls.bib:3:1" in result.stderr
    assert "booktitle = {Proceedings of the Bird Conference}" in (
        small_list / "refs.bib"
    ).read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Max Roe", "Ann Poe"),
        ("Jane Doe and ", ""),
        ("Jane Doe and Max Roe", "Jane Doe and Max Roe and Ann Poe"),
        ("Owls at Night", "Owls at Noon"),
        ("Owls at Night", "Owls at Night, Part 2"),
        ("booktitle = {Proceedings of Birds}", "booktitle = {CoRR}"),
        ("@inproceedings", "@book"),
        ("  booktitle = {Proceedings of Birds},\n", ""),
        ("year = {2025}", "year = {2035}"),
        ("year = {2025}", "year = {2025}, eprint = {1901.00001}, archiveprefix = {arXiv}"),
    ],
)
def test_other_works_are_no_published_version(old: str, new: str, folder: Path, run: Run) -> None:
    if new == "@book":  # of a book, the container is itself
        (folder / "new.bib").write_text(
            "@book{b, author = {Jane Doe and Max Roe}, title = {Owls at Night}, year = 2025}",
            "utf-8",
        )
    else:
        (folder / "new.bib").write_text(PUBLISHED.replace(old, new), "utf-8")
    run(folder, "paper", "main.tex", "--update", "--against", "new.bib")
    assert (folder / "refs.bib").read_text("utf-8") == PREPRINT


def test_two_published_versions_are_left_to_the_reader(folder: Path, run: Run) -> None:
    other = PUBLISHED.replace("DoeR25", "other").replace("10.1234/owls", "10.1234/journal")
    (folder / "new.bib").write_text(PUBLISHED + other, "utf-8")
    result = run(folder, "paper", "main.tex", "--update", "--against", "new.bib")
    assert "“doe24” has two published versions" in result.stderr
    assert (folder / "refs.bib").read_text("utf-8") == PREPRINT


def test_uncited_entries_stay(folder: Path, run: Run) -> None:
    (folder / "main.tex").write_text(r"\nocite{DoeR25}\bibliography{refs,new}", "utf-8")
    run(folder, "paper", "main.tex", "--update")
    assert (folder / "refs.bib").read_text("utf-8") == PREPRINT


def test_biblatex_fields(folder: Path, run: Run) -> None:
    entry = "@online{doe24, title={Owls at Night}, author={Doe, Jane and Roe, Max},\n"
    entry += "  date={2024-03}, eprint={2403.00001}, eprinttype={arxiv}}\n"
    (folder / "refs.bib").write_text(entry, "utf-8")
    run(folder, "paper", "main.tex", "--update", "--against", "new.bib")
    text = (folder / "refs.bib").read_text("utf-8")
    assert "date={2025}" in text.replace(" = ", "=")
    assert "eprint={2403.00001}, eprinttype={arxiv}" in text
    assert "@inproceedings{doe24" in text


def test_an_entry_that_inherits_is_left(folder: Path, run: Run) -> None:
    entry = "@misc{doe24, title={Owls at Night}, author={Doe, Jane and Roe, Max}, xdata={x},\n"
    entry += "  eprint={2403.00001}, archiveprefix={arXiv}}\n@xdata{x, year={2024}}\n"
    (folder / "refs.bib").write_text(entry, "utf-8")
    result = run(folder, "paper", "main.tex", "--update", "--against", "new.bib")
    assert "“doe24” is left as it is: it inherits fields from another entry" in result.stderr
    assert (folder / "refs.bib").read_text("utf-8") == entry


# Whatever stands around a preprint, and in its other fields, stays as it is.

BLOCKS = (
    "% a comment, with an @ in it\n",
    '@string{owls = "Owls"}\n',
    '@preamble{"\\newcommand{\\x}{}"}\n',
    "@comment{jabref-meta: x;}\n",
    "@book{poe%d, title = owls # { at Night}, author={Poe, Ann},\n\tyear=2001 }\n",
    "@misc{moe%d, title={Other}, author={Moe, Max}, eprint={2001.1}, archiveprefix={arXiv}}\n",
    "text between\n\n\n",
)
FIELDS = (
    "  abstract = {It is {\\it dark}.},\n",
    "  note={Read},\n",
    "\tkeywords   =\t{a,b} ,\n",
    '  groups = "x" # { y},\n',
    "  primaryclass = {cs.CL},\n",
    "  % a comment between fields\n",
    "  timestamp = {Mon, 1 Jan 2024},\n",
)
KEPT = frozenset("title author abstract note keywords groups primaryclass timestamp eprint".split())


@given(
    before=st.lists(st.sampled_from(BLOCKS), max_size=4),
    after=st.lists(st.sampled_from(BLOCKS), max_size=4),
    fields=st.lists(st.sampled_from(FIELDS), max_size=5, unique=True),
)
def test_all_else_stays_letter_for_letter(
    before: list[str],
    after: list[str],
    fields: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    number = iter(range(100))
    head = "".join(text.replace("%d", str(next(number))) for text in before)
    tail = "".join(text.replace("%d", str(next(number))) for text in after)
    entry = (
        "@misc{doe24,\n  title = {Owls at Night},\n  author = {Doe, Jane and Roe, Max},\n"
        "  eprint = {2403.00001},\n  archiveprefix = {arXiv},\n  year = 2024,\n"
        + "".join(fields)
        + "}\n"
    )
    path = tmp_path_factory.mktemp("update") / "refs.bib"
    path.write_text(head + entry + tail, "utf-8")
    loaded = load_files([path])
    known = read_biblatex(PUBLISHED, "new.bib")[0]
    made = updates(loaded.library, loaded, known)
    assert [update.entry.key for update in made.done] == ["doe24"]
    (text,) = made.texts.values()
    assert text.startswith(head)
    assert text.endswith(tail)
    inner = text[len(head) : len(text) - len(tail)]
    (old,), (new,) = read_biblatex(entry, "")[0], read_biblatex(inner, "")[0]
    assert old.origin
    assert new.origin
    assert new.key == old.key
    assert {name: new.origin.raw.get(name) for name in KEPT} == {
        name: old.origin.raw.get(name) for name in KEPT
    }
    assert all(line in inner for line in fields)
