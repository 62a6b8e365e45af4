"""``pllm-bib add``: works come in by their identifiers, from recorded answers of services."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.lookup.served import Served, read_works
from tests.lookup.test_services import recorded_answers

from pllm_bib.cli import add as add_command
from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.lookup.services import Services
from pllm_bib.lookup.wanted import Wanted
from pllm_bib.model.library import Library
from pllm_bib.tasks.guess import Guesser

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Record what services answer of a few works."""
    return recorded_answers(tmp_path / "answers")


def test_a_work_comes_in_with_key_section_and_sources(
    small_list: Path, run: Run, answers: Path
) -> None:
    result = run(small_list, "add", "2401.00007", "--section", "owls", "--replay", str(answers))
    assert result.exit_code in {0, 1}, result.stderr
    (key,) = result.stdout.split()
    text = (small_list / "entries/owls.bib").read_text("utf-8")
    assert f"{{{key}," in text
    assert "author = {van der Berg, Jane and Roe, John}" in text
    assert "title = {Owls at $k$ Nights: " in text
    assert "eprint = {2401.00007}" in text
    sources = tomllib.loads((small_list / "entries/sources.toml").read_text("utf-8"))
    ((source,),) = [sources[key]]
    assert source["kind"] == "official"
    assert "https://arxiv.org/abs/2401.00007" in source.values()
    assert {"author", "title", "eprint"} <= set(source["fields"])


def test_each_work_is_asked_for_on_its_own(small_list: Path, run: Run, answers: Path) -> None:
    asked = ("10.1000/182", "2024.acl-long.9", "10.1000/none", "no id")
    result = run(small_list, "add", *asked, "--section", "owls", "--replay", str(answers))
    assert result.exit_code == 1
    assert len(result.stdout.split()) == 1, result.stderr
    assert "2024.acl-long.9.bib: there is no such record" in result.stderr
    assert "no answer to https://api.crossref.org/works/10.1000%2Fnone" in result.stderr
    assert "“no id” is neither an identifier nor the address of a page" in result.stderr


def test_a_work_that_is_there_is_not_added_again(small_list: Path, run: Run, answers: Path) -> None:
    run(small_list, "add", "10.1000/182", "--section", "owls", "--replay", str(answers))
    before = {path: path.read_bytes() for path in (small_list / "entries").iterdir()}
    again = run(small_list, "add", "10.1000/182", "--section", "owls", "--replay", str(answers))
    assert again.stdout == ""
    assert "1 work recognised, 0 new" in again.stderr
    assert {path: path.read_bytes() for path in (small_list / "entries").iterdir()} == before


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_nothing_is_written_where_it_is_only_to_be_shown(
    small_list: Path, run: Run, answers: Path, option: str
) -> None:
    before = {path: path.read_bytes() for path in (small_list / "entries").iterdir()}
    result = run(
        small_list, "add", "10.1000/182", "--section", "owls", "--replay", str(answers), option
    )
    assert result.exit_code == 1
    assert {path: path.read_bytes() for path in (small_list / "entries").iterdir()} == before
    assert ("+  title" in result.stdout) is (option == "--diff")


def test_what_is_not_found_changes_nothing(small_list: Path, run: Run, answers: Path) -> None:
    before = {path: path.read_bytes() for path in (small_list / "entries").iterdir()}
    result = run(small_list, "add", "2024.acl-long.9", "--replay", str(answers))
    assert (result.exit_code, result.stdout) == (1, "")
    assert {path: path.read_bytes() for path in (small_list / "entries").iterdir()} == before


WORLD = """\
@inproceedings{a, author = {Ray, Ann}, title = {Owls in Snow and the Night},
  booktitle = {Proceedings of the Bird Conference}, year = {2024},
  doi = {10.18653/v1/2024.bird-long.1}, url = {https://aclanthology.org/2024.bird-long.1/},
  code = {https://github.com/ray/snow},
  data = {https://huggingface.co/datasets/ray/snow}}
@inproceedings{b, author = {Fox, Bo}, title = {Barn Songs}, year = {2023}, doi = {10.1234/b},
  booktitle = {Proceedings of the Bird Conference}}
@article{c, author = {Gao, Cy}, title = {Barn Songs}, year = {2019}, doi = {10.1234/c},
  journal = {Journal of Songs}}
@misc{d, author = {Li, Di}, title = {Ravens that Never Sleep}, year = {2024},
  eprint = {2404.00009}, archiveprefix = {arXiv},
  abstract = {We watch. Code: https://github.com/li/ravens. See https://arxiv.org/abs/1 and
  https://github.com/li, data at https://huggingface.co/datasets/li/ravens).}}
"""


@pytest.fixture
def world(small_list: Path) -> str:
    """Record what services say of identifiers and titles."""
    folder = small_list / "world"
    with Served(read_works(WORLD)) as served, served.client(record=folder) as client:
        services = Services(client)
        for asked in (
            *(Wanted("acl", "2024.bird-long.1"), Wanted("arxiv", "2404.00009")),
            Wanted("links", "https://aclanthology.org/2024.bird-long.1/"),
        ):
            services.record(asked)
        for title in ("Barn Songs", "Owls in Snow and the Night", "No Such Owl"):
            services.search(title)
    return str(folder)


def test_the_section_is_guessed_from_similar_works_and_told(
    small_list: Path, run: Run, world: str
) -> None:
    result = run(small_list, "add", "2024.bird-long.1", "2404.00009", "--replay", world)
    assert (
        "“Owls in Snow and the Night” goes to section 1.1, Owls (a guess: like “Owls at Night”"
        in (result.stderr)
    )
    assert "goes to section 1.2, Crows & Ravens (a guess: like “A Raven, Nevermore”)" in (
        result.stderr
    )
    assert "ray2024owls" in (small_list / "entries/owls.bib").read_text("utf-8")
    assert "li2024ravens" in (small_list / "entries/crows.bib").read_text("utf-8")


def test_a_section_that_is_named_wins(small_list: Path, run: Run, world: str) -> None:
    result = run(small_list, "add", "2404.00009", "--section", "owls", "--replay", world)
    assert "a guess" not in result.stderr
    assert "li2024ravens" in (small_list / "entries/owls.bib").read_text("utf-8")


def test_where_nothing_is_alike_no_section_is_guessed(
    small_list: Path, run: Run, world: str
) -> None:
    for name in ("owls", "crows"):
        (small_list / f"entries/{name}.bib").write_text("")
    result = run(small_list, "add", "2404.00009", "--replay", world)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no section can be guessed for “Ravens that Never Sleep”: name one" in result.stderr


def test_code_and_data_come_from_the_page_and_the_abstract(
    small_list: Path, run: Run, world: str
) -> None:
    run(small_list, "add", "2024.bird-long.1", "2404.00009", "--section", "owls", "--replay", world)
    text = (small_list / "entries/owls.bib").read_text("utf-8")
    for line in (
        "  code = {https://github.com/ray/snow},",
        "  data = {https://huggingface.co/datasets/ray/snow},",
        "  code = {https://github.com/li/ravens},",
        "  data = {https://huggingface.co/datasets/li/ravens},",
    ):
        assert line in text
    assert "acl-org" not in text


def test_a_title_is_looked_for_if_it_is_that_of_one_work(
    small_list: Path, run: Run, world: str
) -> None:
    title = "Owls in Snow and the Night"
    plain = run(small_list, "add", title, "--replay", world)
    assert (plain.exit_code, "looked for with --search" in plain.stderr) == (1, True)
    result = run(small_list, "add", "--search", title, "--replay", world)
    assert result.stdout == "ray2024owls\n", result.stderr


def test_works_of_one_title_are_listed_and_none_is_guessed(
    small_list: Path, run: Run, world: str
) -> None:
    before = {path: path.read_bytes() for path in (small_list / "entries").iterdir()}
    result = run(small_list, "add", "--search", "Barn Songs", "No Such Owl", "--replay", world)
    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        "  1. Fox. Barn Songs. Proceedings of the Bird Conference 2023: https://doi.org/10.1234/b"
        in (result.stderr)
    )
    assert "  2. Gao. Barn Songs. Journal of Songs 2019: https://doi.org/10.1234/c" in result.stderr
    assert "no work is found for “No Such Owl”" in result.stderr
    assert {path: path.read_bytes() for path in (small_list / "entries").iterdir()} == before


@pytest.mark.parametrize(
    ("answers", "key", "file"),
    [("2\n\n", "gao2019barn", "owls"), ("1\ncrows\n", "fox2023barn", "crows"), ("\n", "", "owls")],
)
def test_on_a_terminal_it_asks(  # noqa: PLR0917 -- columns of the table
    small_list: Path,
    run: Run,
    world: str,
    monkeypatch: pytest.MonkeyPatch,
    answers: str,
    key: str,
    file: str,
) -> None:
    monkeypatch.setattr(add_command, "_is_somebody_there", lambda: True)
    path = small_list / "entries/owls.bib"
    path.write_text(path.read_text("utf-8").replace("Owls at Night", "Barn Owls at Night"), "utf-8")
    result = run(small_list, "add", "--search", "Barn Songs", "--replay", world, stdin=answers)
    assert result.stdout.strip() == key, result.stderr
    assert key in (small_list / f"entries/{file}.bib").read_text("utf-8")
    assert result.exit_code == (0 if key else 1)


def test_how_often_the_guess_is_right(repository: Path) -> None:
    """Each work of the list, guessed from the others."""
    library = load_list(read_config(repository)).library
    right, sizes = 0, Counter(section for entry in library for section in entry.sections)
    for entry in library:
        others = Library(tuple(e for e in library if e is not entry), library.chapters)
        guess = Guesser(others).guess(entry)
        right += guess is not None and guess.section.id in entry.sections
    assert right / len(library) == pytest.approx(0.5, abs=0.1), "docs/lookup.md tells it"
    assert right > max(sizes.values()), "better than the largest section for all"


INVENTED = """\
@misc{x, author = {Sandoval, In{\\'e}s and Brandt, Jonas}, year = {2024},
  title = {Personal Preference Alignment from Ten Examples}, eprint = {2401.00007},
  archiveprefix = {arXiv}, abstract = {Our code is at https://github.com/example/ten-examples.}}
"""


def test_the_recording_in_the_readme(
    repository: Path, tmp_path: Path, run: Run, request: pytest.FixtureRequest
) -> None:
    shutil.copytree(repository / "entries", tmp_path / "entries")
    folder = tmp_path / "answers"
    with Served(read_works(INVENTED)) as served, served.client(record=folder) as client:
        Services(client).record(Wanted("arxiv", "2401.00007"))
    # A guess of the section would change with the list.
    result = run(tmp_path, "add", "2401.00007", "--section", "training", "--replay", str(folder))
    key = result.stdout.strip()
    shown = run(tmp_path, "show", key, "-t", "canonical").stdout
    told = re.sub(r"(?m)^.*\bread: .*\n", "", result.stderr)
    block = (
        f"```text\n$ pllm-bib add 2401.00007 --section training\n{told}{result.stdout}"
        f"$ pllm-bib show {key} -t canonical\n{shown}```\n"
    )
    path = repository / "README.md"
    text = path.read_text("utf-8")
    head, _, rest = text.partition("<!-- add:begin -->\n")
    expected = (
        f"{head}<!-- add:begin -->\n{block}<!-- add:end -->{rest.partition('<!-- add:end -->')[2]}"
    )
    if request.config.getoption("--rewrite-goldens"):
        path.write_bytes(expected.encode())
    assert text == expected or path.read_text("utf-8") == expected, "run “make goldens”"
