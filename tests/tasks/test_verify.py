"""The exports of a list on disk: every one is read, and what is wrong with any is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.formats import FORMATS
from pllm_bib.formats.ris import write as ris
from pllm_bib.tasks.verify import VerifyReport, summary, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from pllm_bib.formats.base import Part, WriteContext
    from pllm_bib.model.entry import Entry

    Run = Callable[..., Result]


def verified(root: Path, *names: str) -> VerifyReport:
    config = read_config(root)
    return verify(config, load_list(config).library, [root / "exports" / name for name in names])


@pytest.fixture
def built_list(small_list: Path, run: Run) -> Path:
    """The list of three works with its exports."""
    assert run(small_list, "build").exit_code == 0
    return small_list


def test_the_project_s_own_exports_are_as_the_entries_say(repository: Path) -> None:
    report = verified(repository)
    assert report.findings == ()
    works = len(load_list(read_config(repository)).library)
    assert report.works == works
    assert summary(report) == f"{works} works in {report.files} files: all as the entries say"
    on_disk = [path for path in (repository / "exports").rglob("*") if path.is_file()]
    assert report.files == len(on_disk) - 1, "the table of styles has no works"


def test_every_export_of_a_small_list_is_read(built_list: Path, run: Run) -> None:
    result = run(built_list, "verify")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == "3 works in 51 files: all as the entries say\n"


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_finding_is_a_line(built_list: Path, run: Run) -> None:
    swap(built_list / "exports/ris/crows.ris", "VL  - 13", "VL  - 14")
    result = run(built_list, "verify")
    assert result.exit_code == 1
    lines = (built_list / "exports/ris/crows.ris").read_text("utf-8").splitlines()
    line = lines.index("VL  - 14") + 1
    message = "volume: the entry says “13”, rispy reads “14” [poe2023raven]"
    assert result.stdout == f"exports/ris/crows.ris:{line}: {message}\n"
    assert result.stderr == "3 works in 51 files: 1 finding\n"
    assert run(built_list, "--quiet", "verify").stderr == ""


def test_findings_as_json(built_list: Path, run: Run) -> None:
    swap(built_list / "exports/csl-json/all.json", '"13"', '"14"')
    result = run(built_list, "verify", "--format", "json")
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)
    assert finding.pop("line") > 50
    assert finding == {
        "path": "exports/csl-json/all.json",
        "key": "poe2023raven",
        "field": "volume",
        "message": "the entry says “13”, the JSON reads “14”",
        "entry": "13",
        "export": "14",
    }


def test_only_the_files_that_are_named(built_list: Path, run: Run) -> None:
    swap(built_list / "exports/ris/all.ris", "VL  - 13", "VL  - 14")
    result = run(built_list, "verify", "exports/ris/crows.ris", "exports/bibtex/all.bib")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 works in 2 files" in result.stderr
    result = run(built_list / "exports", "verify", "ris/all.ris")
    assert "ris/all.ris:" in result.stdout


def test_a_file_that_is_no_export_is_refused(built_list: Path, run: Run) -> None:
    result = run(built_list, "verify", "README.md")
    assert result.exit_code == 2
    assert "README.md is no export of the list" in result.stderr
    with pytest.raises(OperatorError, match="is no export"):
        verified(built_list, "ris/ravens.ris")


@pytest.mark.parametrize(
    "name", ["bibtex/all.bib", "csl-json/front.json", "zotero/all.rdf", "citations/apa.html"]
)
def test_a_missing_file_is_a_finding(built_list: Path, name: str) -> None:
    (built_list / "exports" / name).unlink()
    (finding,) = verified(built_list).findings
    assert finding.path.endswith(name)
    assert "cannot read" in finding.message
    assert "No such file" in finding.message


def test_a_folder_in_the_place_of_a_file_is_a_finding(built_list: Path) -> None:
    path = built_list / "exports/ris/all.ris"
    path.unlink()
    path.mkdir()
    (finding,) = verified(built_list).findings
    assert "Is a directory" in finding.message


NAMES = ["bibtex/owls.bib", "biblatex/all.bib", "csl-json/all.json", "ris/all.ris"]
NAMES += ["zotero/all.rdf", "citations/apa.md", "citations/ieee.html"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_a_wrong_encoding_is_a_finding(built_list: Path, name: str, encoding: str) -> None:
    path = built_list / "exports" / name
    text = path.read_text("utf-8").replace("Owls", "Öwls") if encoding == "latin-1" else None
    data = (text or path.read_text("utf-8")).encode(encoding, "replace")
    path.write_bytes(data)
    findings = verified(built_list, name).findings
    assert findings
    if encoding == "utf-8-sig":
        assert "byte-order mark" in findings[0].message
    else:
        assert "not UTF-8" in findings[0].message
        assert findings[0].line


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_file_is_a_finding(built_list: Path, name: str) -> None:
    (built_list / "exports" / name).write_bytes(b"")
    assert verified(built_list, name).findings


def test_a_section_s_file_has_the_works_of_the_section(built_list: Path) -> None:
    exports = built_list / "exports/bibtex"
    (exports / "crows.bib").write_bytes((exports / "all.bib").read_bytes())
    findings = verified(built_list, "bibtex/crows.bib").findings
    assert [(finding.key, finding.message) for finding in findings] == [
        ("roe2024hooting", "there is no entry of this key")
    ]


# Formatted bibliographies.


@pytest.mark.parametrize("name", ["citations/apa.md", "citations/apa.html"])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("evermore", "evermor", ("title", "no reference has its title")),
        ("Poe", "Pope", ("authors", "its reference lacks “Poe”")),
        ("2023", "2024", ("date", "its reference lacks “2023”")),
    ],
)
def test_a_damaged_bibliography(
    built_list: Path, name: str, old: str, new: str, said: tuple[str, str]
) -> None:
    path = built_list / "exports" / name
    text = path.read_text("utf-8").replace("10.1234/raven", "")  # it may hold a year
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    (finding,) = verified(built_list, name).findings
    assert (finding.field, finding.message) == said
    assert finding.key == "poe2023raven"


@pytest.mark.parametrize("name", ["citations/apa.md", "citations/apa.html"])
def test_a_bibliography_that_ends_too_early(built_list: Path, name: str) -> None:
    path = built_list / "exports" / name
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("Roe")], "utf-8")
    findings = verified(built_list, name).findings
    assert {finding.key for finding in findings} >= {"roe2024hooting"}


# As a part of a build.


def test_a_build_that_is_up_to_date_is_verified(
    built_list: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = run(built_list, "build", "--check")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "3 works: all 53 files up to date",
        "3 works in 51 files: all as the entries say",
    ]

    # A writer that drops what it should not: what is on disk is what it makes.
    def without_volume(entry: Entry, context: WriteContext) -> list[Part]:
        return [part for part in ris.parts(entry, context) if part.target != "VL"]

    broken = replace(ris.WRITER, parts=without_volume)
    monkeypatch.setitem(FORMATS, "ris", FORMATS["ris"]._replace(writer=lambda: broken))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # it knows code by its files
    assert run(built_list, "build").exit_code == 0
    result = run(built_list, "build", "--check")
    assert result.exit_code == 1
    assert "volume: the entry says “13”, rispy reads nothing [poe2023raven]" in result.stderr
    assert "3 works in 51 files: 2 findings" in result.stderr


def test_a_build_that_is_not_up_to_date_is_not_verified(built_list: Path, run: Run) -> None:
    swap(built_list / "exports/ris/all.ris", "VL  - 13", "VL  - 14")
    result = run(built_list, "build", "--check")
    assert result.exit_code == 1
    assert "would change: exports/ris/all.ris" in result.stderr
    assert "as the entries say" not in result.stderr
    assert "volume:" not in result.stderr
    assert run(built_list, "build").exit_code == 0
