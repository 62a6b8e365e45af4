"""``pllm-bib check`` and ``pllm-bib fmt``: findings, fixes, layout, and what is left alone."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.files.records import read_original
from pllm_bib.formats.bibtex import source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

SLIPS = """\
@article{poe2023raven,
  author = {Poe, Edgar},
  title = {A Raven and a BERT.},
  journal = {Journal of Ravens},
  year = {2023},
  doi = {https://doi.org/10.1234/RAVEN},
  url = {https://doi.org/10.1234/RAVEN},
  venue = {BirdConf},
}
"""


@pytest.fixture
def slips(small_list: Path, run: Run) -> Path:
    """A built list with four slips in one entry."""
    run(small_list, "build")
    (small_list / "entries/crows.bib").write_text(SLIPS, "utf-8")
    run(small_list, "build")
    return small_list


def found(result: Result) -> list[tuple[str, str]]:
    """Place and code of each finding."""
    lines = [line.split(": ", 2) for line in result.stdout.splitlines()]
    return [(place, rule.split()[0]) for place, rule, _message in lines]


def test_findings_have_place_code_and_key(slips: Path, run: Run) -> None:
    result = run(slips, "check")
    assert result.exit_code == 1
    assert found(result) == [
        ("entries/crows.bib:3:3", "T001"),
        ("entries/crows.bib:3:3", "T002"),
        ("entries/crows.bib:4:3", "F012"),
        ("entries/crows.bib:6:3", "F007"),
        ("entries/crows.bib:7:3", "F008"),
    ]
    assert all(line.endswith("[poe2023raven]") for line in result.stdout.splitlines())
    assert "3 entries: 5 findings" in result.stderr


def test_a_clean_list_says_so(slips: Path, run: Run) -> None:
    clean = SLIPS.replace("a BERT.", "a {BERT}").replace(
        "doi = {https://doi.org/10.1234/RAVEN}", "doi = {10.1234/raven}"
    )
    clean = clean.replace("  url = {https://doi.org/10.1234/RAVEN},\n", "")
    clean = clean.replace("article", "inproceedings").replace(
        "journal = {Journal of Ravens}", "booktitle = {Proceedings of the Bird Conference}"
    )
    (slips / "entries/crows.bib").write_text(clean, "utf-8")
    run(slips, "build")
    result = run(slips, "check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "3 entries: clean\n")


def test_fixes_are_shown_before_they_are_made(slips: Path, run: Run) -> None:
    crows = slips / "entries/crows.bib"
    result = run(slips, "check", "--diff")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "-  doi = {https://doi.org/10.1234/RAVEN}," in lines
    assert "+  doi = {10.1234/RAVEN}," in lines
    assert crows.read_text("utf-8") == SLIPS
    result = run(slips, "check", "--fix")
    assert "fixed entries/crows.bib" in result.stderr
    text = crows.read_text("utf-8")
    assert "  title = {A Raven and a {BERT}},\n" in text
    assert "  url = {" in text, "some styles print no DOI"
    assert "journal = {Journal of Ravens}" in text, "what is not safe is left to the person"
    left = [code for _place, code in found(result)]
    assert left == ["F012", "F008"]
    assert "2 findings, 1 with --unsafe" in result.stderr
    assert "-  url = {" in run(slips, "check", "--diff", "--unsafe").stdout
    result = run(slips, "check", "--fix", "--unsafe")
    assert "url" not in crows.read_text("utf-8")
    assert [code for _place, code in found(result)] == ["F012"]


def test_unsafe_goes_with_fix_or_diff(slips: Path, run: Run) -> None:
    result = run(slips, "check", "--unsafe")
    assert result.exit_code == 2
    assert "--unsafe goes with --fix or --diff" in result.stderr


def test_rules_are_chosen_by_code_family_or_name(slips: Path, run: Run) -> None:
    assert {c for _, c in found(run(slips, "check", "--select", "T"))} == {"T001", "T002"}
    assert {c for _, c in found(run(slips, "check", "--select", "T001,F008"))} == {"T001", "F008"}
    chosen = run(slips, "check", "--select", "malformed-doi")
    assert {c for _, c in found(chosen)} == {"F007"}
    assert run(slips, "check", "--ignore", "T,F").exit_code == 0
    result = run(slips, "check", "--select", "T9")
    assert result.exit_code == 2
    assert "T9" in result.stderr


def test_exit_zero(slips: Path, run: Run) -> None:
    result = run(slips, "check", "--exit-zero")
    assert result.exit_code == 0
    assert len(found(result)) == 5


def test_json_and_github(slips: Path, run: Run) -> None:
    data = json.loads(run(slips, "check", "--format", "json", "--select", "F008").stdout)
    assert data == [
        {
            "code": "F008",
            "name": "url-repeats-doi",
            "severity": "warning",
            "message": data[0]["message"],
            "path": "entries/crows.bib",
            "line": 7,
            "column": 3,
            "key": "poe2023raven",
            "field": "url",
            "related": [],
            "fix": [{"key": "poe2023raven", "field": "url", "value": None}],
            "unsafe": True,
        }
    ]
    line = run(slips, "check", "--format", "github", "--select", "F008").stdout
    assert line.startswith(
        "::warning file=entries/crows.bib,line=7,col=3,title=F008 url-repeats-doi::"
    )


def test_a_finding_is_acknowledged_with_its_reason(slips: Path, run: Run) -> None:
    comment = "% pllm-bib: allow title-ends-with-period, T001: the publisher prints it so\n"
    (slips / "entries/crows.bib").write_text(comment + SLIPS, "utf-8")
    result = run(slips, "-v", "check", "--select", "T")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 entries: clean, 2 acknowledged" in result.stderr
    assert "because the publisher prints it so" in result.stderr


def test_any_bib_file_can_be_checked(tmp_path: Path, run: Run) -> None:
    (tmp_path / "refs.bib").write_text("@article{My:Key, title = {Owls}}\n", "utf-8")
    result = run(tmp_path, "check", "refs.bib")
    assert {code for _, code in found(result)} == {"F001"}, "keys are their owner's own"
    result = run(tmp_path, "check", ".", "--select", "K002")
    assert {code for _, code in found(result)} == {"K002"}


def test_what_cannot_be_read_is_an_error_not_a_traceback(tmp_path: Path, run: Run) -> None:
    assert run(tmp_path, "check").exit_code == 2
    result = run(tmp_path, "check", ".")
    assert result.exit_code == 2
    assert "holds no .bib file" in result.stderr
    (tmp_path / "a.bib").write_bytes(b"@misc{a, title = {\xff}}")
    result = run(tmp_path, "check", "a.bib")
    assert found(result) == [("a.bib:1:19", "S004")]


MESSY = """\
% kept
@STRING{jr = "Journal of Ravens"}
@Article{poe2023raven,
   Year = 2023, month="June",
   TITLE = "A   Raven",
   journal = jr,
   author = {Poe, Edgar}}
"""
TIDY = """\
% kept
@string{jr = {Journal of Ravens}}

@article{poe2023raven,
  author = {Poe, Edgar},
  title = {A Raven},
  journal = jr,
  year = {2023},
  month = {June},
}
"""


def test_fmt_lays_out_and_changes_nothing_else(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "refs.bib"
    path.write_text(MESSY, "utf-8")
    assert run(tmp_path, "fmt", "--check", "refs.bib").exit_code == 1
    result = run(tmp_path, "fmt", "--diff", "refs.bib")
    assert "+@article{poe2023raven,\n" in result.stdout
    assert path.read_text("utf-8") == MESSY
    assert run(tmp_path, "fmt", "refs.bib").exit_code == 0
    assert path.read_text("utf-8") == TIDY
    result = run(tmp_path, "fmt", "--check", "refs.bib")
    assert (result.exit_code, result.stderr) == (0, "0 of 1 file would change\n")


def test_fmt_leaves_broken_files_alone_and_lays_out_the_others(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.bib").write_text("@misc{a, title = {x}\n@misc{b, title = {y}}\n", "utf-8")
    (tmp_path / "b.bib").write_text(MESSY, "utf-8")
    broken = (tmp_path / "a.bib").read_bytes()
    result = run(tmp_path, "fmt", ".")
    assert result.exit_code == 1
    assert "a.bib:1:1: S001 syntax-error" in result.stderr
    assert (tmp_path / "a.bib").read_bytes() == broken
    assert (tmp_path / "b.bib").read_text("utf-8") == TIDY


def test_fmt_takes_out_byte_order_marks_and_foreign_line_ends(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.bib").write_bytes(b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode())
    assert run(tmp_path, "fmt", "a.bib").exit_code == 0
    assert (tmp_path / "a.bib").read_bytes() == TIDY.encode()


def test_the_real_list_is_laid_out_and_clean(own_list: Path, run: Run) -> None:
    assert run(own_list, "fmt", "--check").exit_code == 0
    assert run(own_list, "build", "--check").exit_code == 0
    result = run(own_list, "check")
    assert result.exit_code == 0
    assert re.fullmatch(r"\d+ entries: clean, \d+ acknowledged\n", result.stderr)


def test_the_real_list_has_its_lines_each_in_its_section(own_list: Path) -> None:
    lines: set[tuple[str, str]] = set()
    section = ""
    for line in (own_list / "README.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line.split()[1].rstrip(".")
        if line.startswith("+ **"):
            lines.add((section, line.split()[-1].strip("`")))
    library = load_list(read_config(own_list)).library
    assert lines == {(section, entry.key) for entry in library for section in entry.sections}


def test_the_works_that_the_list_started_from_are_in_it(own_list: Path) -> None:
    config = read_config(own_list)
    library = load_list(config).library
    started = [line for line in read_original(config) or () if line.list.headings]
    assert len(started) == 61
    keys = {line.key for line in started}
    assert len(keys) == 60
    assert {entry.key for entry in library} >= keys


def test_what_a_file_says_of_itself_is_acknowledged(slips: Path, run: Run) -> None:
    crows, owls = slips / "entries/crows.bib", slips / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8").replace("also = ", "note = "), "utf-8")
    crows.write_text("% No crows yet.\n", "utf-8")
    run(slips, "build")
    assert ("entries/crows.bib:1:1", "R004") in found(run(slips, "check"))
    crows.write_text("% pllm-bib: allow empty-section: crows are to come\n", "utf-8")
    run(slips, "build")
    result = run(slips, "check")
    assert result.exit_code == 0, result.stdout
    assert "1 acknowledged" in result.stderr


def test_sizes_that_github_minds(slips: Path, run: Run) -> None:
    with (slips / "exports/ris/all.ris").open("ab") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    readme = slips / "README.md"
    readme.write_text(readme.read_text("utf-8") + "é" * 256_000, "utf-8")
    result = run(slips, "check", "--select", "X004,R005")
    assert found(result) == [("README.md:1:1", "R005"), ("exports/ris/all.ris:1:1", "X004")]


def test_fields_that_no_export_carries(slips: Path, run: Run) -> None:
    fields = "  issuetitle = {Corvids},\n  eprint = {x 1},\n  archiveprefix = {Open Archive},\n}"
    entry = SLIPS.replace("@article", "@inproceedings").replace("journal", "booktitle")
    (slips / "entries/crows.bib").write_text(entry.replace("},\n}", "},\n" + fields), "utf-8")
    result = run(slips, "check", "--select", "X")
    assert found(result) == [("entries/crows.bib:9:3", "X001"), ("entries/crows.bib:10:3", "X003")]


def test_types_that_zotero_drops_are_the_list_s_concern(slips: Path, run: Run) -> None:
    crows = slips / "entries/crows.bib"
    crows.write_text(SLIPS.replace("@article", "@dataset"), "utf-8")
    assert "X002" in run(slips, "check").stdout
    assert "X002" not in run(slips, "check", str(crows)).stdout
    assert "X002" in run(slips, "check", str(crows), "--select", "X").stdout


def test_fmt_leaves_an_entry_that_would_say_something_else(tmp_path: Path, run: Run) -> None:
    odd = "@İ{n,\n e={x}\n}\n"
    (tmp_path / "a.bib").write_text(f"{odd}@misc{{b, title = {{T}}}}\n", "utf-8")
    (tmp_path / "c.bib").write_text("@misc{d, title = {T}}\n", "utf-8")
    result = run(tmp_path, "fmt", "a.bib", "c.bib")
    assert result.exit_code == 1
    assert "skipped: a.bib:1:1: another layout would change what it says" in result.stderr
    assert (tmp_path / "a.bib").read_text("utf-8") == f"{odd}\n@misc{{b,\n  title = {{T}},\n}}\n"
    assert (tmp_path / "c.bib").read_text("utf-8") == "@misc{d,\n  title = {T},\n}\n"


def test_fmt_leaves_an_entry_that_it_would_spoil(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.bib").write_text(MESSY, "utf-8")
    (tmp_path / "c.bib").write_text("@misc{d, title = {T}}\n", "utf-8")
    with monkeypatch.context() as patch:  # a fault of the layout that nobody knows yet
        patch.setattr(source, "in_order", lambda fields: [f for f in fields if f.name != "year"])
        result = run(tmp_path, "fmt", "a.bib", "c.bib")
    assert result.exit_code == 1
    assert "skipped: a.bib:3:1: " in result.stderr
    assert (tmp_path / "a.bib").read_text("utf-8").endswith(MESSY.partition("\n@A")[2])
    assert (tmp_path / "c.bib").read_text("utf-8") == "@misc{d,\n  title = {T},\n}\n"


@pytest.mark.parametrize("command", ["check --fix --select T002", "rekey"])
def test_line_ends_and_the_mark_of_a_file_stay(command: str, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.bib"
    old = b"\xef\xbb\xbf@misc{a,\r\n  title={A Night of Ravens.}}\r\n\r\n% kept\r\n"
    path.write_bytes(old)
    run(tmp_path, *command.split(), "a.bib")
    found = path.read_bytes()
    assert found != old
    assert found.startswith(b"\xef\xbb\xbf@misc{")
    assert found.endswith(b"\r\n% kept\r\n")
    assert found.count(b"\n") == found.count(b"\r\n")


UNDERSTOOD = """\
@misc{poe2025raven,
  author = {Poe, Edgar},
  title = {A Raven},
  year = {2025},
  note = {arXiv:2501.00027 [cs.CL]},
}
"""


def test_an_info_is_told_and_is_no_fault(tmp_path: Path, run: Run) -> None:
    (tmp_path / "refs.bib").write_text(UNDERSTOOD, "utf-8")
    result = run(tmp_path, "check", "refs.bib")
    assert (result.exit_code, found(result)) == (0, [("refs.bib:5:3", "S015")])
    assert result.stderr == "1 entry: clean, 1 understood otherwise than written\n"
    notice = run(tmp_path, "check", "refs.bib", "--format", "github").stdout
    assert notice.startswith("::notice file=refs.bib,line=5")
    result = run(tmp_path, "review", "refs.bib")
    assert (result.exit_code, "read-as" in result.stdout) == (0, False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("refs.json", '[{"id": "poe2025", "type": "book",\n"DOI": "doi:10.1234/x"}]'),
        ("refs.ris", "TY  - BOOK\nDO  - doi:10.1234/x\nID  - poe2025\nER  - \n"),
    ],
)
def test_an_info_of_other_formats_is_told(tmp_path: Path, run: Run, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    result = run(tmp_path, "check", name, "--select", "S")
    assert (result.exit_code, found(result)) == (0, [(f"{name}:2:1", "S015")])
    assert result.stderr == "1 entry: clean, 1 understood otherwise than written\n"
    result = run(tmp_path, "convert", name, "-t", "biblatex", "--explain")
    assert "“doi:10.1234/x” is read as the DOI 10.1234/x" in result.output


@pytest.mark.parametrize("to", ["ris", "bibtex"])
def test_converting_tells_what_it_understood_to_those_who_ask(
    tmp_path: Path, run: Run, to: str
) -> None:
    (tmp_path / "refs.bib").write_text(UNDERSTOOD, "utf-8")
    result = run(tmp_path, "convert", "refs.bib", "-t", to)
    assert (result.exit_code, "read as" in result.stderr) == (0, False)
    result = run(tmp_path, "-v", "convert", "refs.bib", "-t", to)
    # From .bib to .bib the source stays, so nothing is understood otherwise.
    assert (result.exit_code, "read as" in result.stderr) == (0, to == "ris")
    result = run(tmp_path, "convert", "refs.bib", "-t", to, "--explain")
    assert ("read as arXiv 2501.00027" in result.stdout) == (to == "ris")


SLIP = "@misc{doe, title = {Owls}, author = {Doe, Jane}, year = 2020, month = {June}}\r\n"


def test_standard_input_is_fixed_to_standard_output(tmp_path: Path, run: Run) -> None:
    result = run(tmp_path, "check", "--fix", "-", "--select", "F", stdin=SLIP)
    assert (result.exit_code, result.stdout_bytes) == (0, SLIP.replace("{June}", "jun").encode())
    assert "1 entry: clean" in result.stderr


def test_fixes_of_standard_input_are_shown(tmp_path: Path, run: Run) -> None:
    result = run(tmp_path, "check", "--fix", "--diff", "-", "--select", "F", stdin=SLIP)
    assert result.exit_code == 1
    assert "\n+@misc{doe, title = {Owls}, author = {Doe, Jane}, year = 2020, month = jun}" in (
        result.stdout
    )


def test_findings_of_fixed_standard_input_go_to_standard_error(tmp_path: Path, run: Run) -> None:
    slip = "@misc{doe, title = {Owls}, url = {htp:x}}\n"
    result = run(tmp_path, "check", "--fix", "-", "--select", "L001", stdin=slip)
    assert (result.exit_code, result.stdout) == (1, slip)
    assert "standard input:1:28: L001" in result.stderr


@pytest.mark.parametrize("command", [("check", "--fix"), ("check", "--diff"), ("fmt",)])
def test_other_formats_on_standard_input_are_refused(
    command: tuple[str, ...], tmp_path: Path, run: Run
) -> None:
    result = run(tmp_path, *command, "-", stdin="TY  - BOOK\nTI  - Owls\nER  - \n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "“pllm-bib convert - -t bibtex” makes one of it" in result.stderr


@pytest.mark.parametrize("words", [("-", "a.bib"), ("-", "--format", "json")])
def test_standard_input_is_fixed_alone(words: tuple[str, ...], tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.bib").write_text(SLIP, newline="")
    result = run(tmp_path, "check", "--fix", *words, stdin=SLIP)
    assert (result.exit_code, result.stdout) == (2, "")
