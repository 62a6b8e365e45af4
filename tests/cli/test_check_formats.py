"""What a check found, for GitHub's annotations and as SARIF 2.1.0 for code scanning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from pllm_bib.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

REFS = """\
% pllm-bib: allow title-ends-with-period: the publisher prints it so
@article{poe2023raven,
  author = {Poe, Edgar},
  title = {Räven — a Raven and a BERT.},
  journal = {Journal of Ravens},
  year = {2023},
  doi = {https://doi.org/10.1234/RAVEN},
  url = {https://doi.org/10.1234/raven},
}

@article{doe2024raven,
  author = {Doe, Jane},
  title = {Ravens},
  journal = {Journal of Ravens},
  year = {2024},
  doi = {10.1234/raven},
}
"""


@pytest.fixture
def refs(tmp_path: Path) -> Path:
    """A folder of a repository with a .bib file of six slips; one of them is acknowledged."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "my papers"
    folder.mkdir()
    (folder / "refs.bib").write_text(REFS, "utf-8")
    return folder


def sarif(run: Run, folder: Path, *options: str) -> dict[str, Any]:
    """The one run of the log of a check."""
    result = run(folder, "check", "refs.bib", "--format", "sarif", *options)
    log = json.loads(result.stdout)
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    assert isinstance(one, dict)
    return one


def by_rule(log: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {result["ruleId"]: result for result in log["results"]}


def test_github_annotates_related_places(refs: Path, run: Run) -> None:
    result = run(refs, "check", "refs.bib", "--format", "github", "--select", "D")
    assert result.stdout == (
        "::warning file=my papers/refs.bib,line=16,col=3,title=D001 duplicate-doi::“poe2023raven” "
        "has the DOI “10.1234/raven” too: merge the two, or correct one\n"
        "::notice file=my papers/refs.bib,line=7,col=3,title=D001 duplicate-doi::"
        "This belongs to my papers/refs.bib:16:3\n"
    )


def test_annotation_stays_one_command(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a,b:c%.bib"
    path.write_text("@misc{x, title = {T}, year = {20%0A24}}\n", "utf-8")
    result = run(tmp_path, "check", path.name, "--format", "github", "--select", "F005")
    (line,) = result.stdout.splitlines()
    assert line.startswith("::warning file=a%2Cb%3Ac%25.bib,line=1,col=")
    assert "20%250A24" in line


def test_sarif_of_nothing_found(refs: Path, run: Run) -> None:
    log = sarif(run, refs, "--select", "S", "--ignore", "S015")
    assert log["results"] == []
    assert log["columnKind"] == "unicodeCodePoints"
    driver = log["tool"]["driver"]
    assert driver["name"] == "pllm-bib"
    assert [rule["id"] for rule in driver["rules"]] == [rule.code for rule in RULES]
    for rule in driver["rules"]:
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        for text in ("shortDescription", "fullDescription", "help"):
            assert rule[text]["text"].strip()
        assert "```bibtex\n" in rule["help"]["markdown"]
        assert not {"helpUri", "informationUri"} & {*rule, *driver}, "there is no such page"


def test_sarif_result(refs: Path, run: Run) -> None:
    log = sarif(run, refs)
    results = by_rule(log)
    assert sorted(results) == ["D001", "F007", "F008", "T001", "T002"]
    for code, result in results.items():
        assert log["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == code
    duplicate = results["D001"]
    place = {"artifactLocation": {"uri": "my%20papers/refs.bib", "uriBaseId": "%SRCROOT%"}}
    assert duplicate["level"] == "warning"
    assert duplicate["message"]["text"].startswith("“poe2023raven” has the DOI")
    assert duplicate["locations"] == [
        {
            "physicalLocation": {**place, "region": {"startLine": 16, "startColumn": 3}},
            "logicalLocations": [{"name": "doe2024raven"}],
        }
    ]
    (related,) = duplicate["relatedLocations"]
    region = {"startLine": 7, "startColumn": 3}
    assert related["physicalLocation"] == {**place, "region": region}
    assert related["message"]["text"]
    assert "fixes" not in duplicate


def test_sarif_suppresses_what_the_file_acknowledges(refs: Path, run: Run) -> None:
    results = by_rule(sarif(run, refs))
    assert results["T002"]["suppressions"] == [
        {"kind": "inSource", "justification": "the publisher prints it so"}
    ]
    assert "suppressions" not in results["T001"]


def test_sarif_levels(refs: Path, run: Run) -> None:
    path = refs / "refs.bib"
    path.write_text("@misc{a, title = {x}\n@misc{b, title = {y}}\n", "utf-8")
    assert by_rule(sarif(run, refs))["S001"]["level"] == "error"


def test_title_is_no_link(refs: Path, run: Run) -> None:
    path = refs / "refs.bib"
    path.write_text("@misc{a, title = {T}, url = {[x](https://example.org)}}\n", "utf-8")
    (result,) = sarif(run, refs, "--select", "L001")["results"]
    assert r"\[x](https://example.org)" in result["message"]["text"]


def test_fingerprints_stay_when_lines_move(refs: Path, run: Run) -> None:
    def prints() -> list[tuple[str, str]]:
        found = sarif(run, refs)["results"]
        return [(r["ruleId"], r["partialFingerprints"]["pllmBibFinding/v1"]) for r in found]

    path = refs / "refs.bib"
    before = prints()
    assert len(set(before)) == len(before)
    path.write_text("@misc{first, title = {First}}\n\n" + REFS.replace("  ", "    "), "utf-8")
    assert prints() == before


def test_equal_findings_have_fingerprints_of_their_own(refs: Path, run: Run) -> None:
    path = refs / "refs.bib"
    path.write_text("@misc{a, title = {x}}\n@misc{a, title = {y}}\n@misc{a, title = {z}}\n")
    found = sarif(run, refs, "--select", "K001")["results"]
    prints = [result["partialFingerprints"]["pllmBibFinding/v1"] for result in found]
    assert len(prints) >= 2
    assert len(set(prints)) == len(prints)


@pytest.mark.parametrize("code", ["F007", "F008", "T001"])
@pytest.mark.parametrize("source", [REFS, REFS.replace("\n  ", " "), REFS.replace("@", "@x @", 1)])
def test_fix_says_what_fixing_does(refs: Path, run: Run, code: str, source: str) -> None:
    path = refs / "refs.bib"
    path.write_text(source, "utf-8")
    (result,) = sarif(run, refs, "--select", code)["results"]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert refs.parent / unquote(change["artifactLocation"]["uri"]) == path
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    lines = source.splitlines(keepends=True)

    def offset(end: str) -> int:
        line, column = int(region[f"{end}Line"]), int(region[f"{end}Column"])
        return sum(map(len, lines[: line - 1])) + column - 1

    inserted = replacement["insertedContent"]["text"]
    expected = source[: offset("start")] + inserted + source[offset("end") :]
    run(refs, "check", "refs.bib", "--select", code, "--fix", "--unsafe")
    assert path.read_text("utf-8") == expected != source


def test_no_fix_where_two_entries_have_the_key(refs: Path, run: Run) -> None:
    path = refs / "refs.bib"
    path.write_text(REFS.replace("doe2024raven", "poe2023raven"), "utf-8")
    assert "fixes" not in by_rule(sarif(run, refs))["F008"]


def test_file_outside_the_repository(refs: Path, run: Run) -> None:
    (refs / ".git").mkdir()
    outside = refs.parent / "refs.bib"
    outside.write_text(REFS, "utf-8")
    result = run(refs, "check", "../refs.bib", "--format", "sarif", "--select", "T001")
    (found,) = json.loads(result.stdout)["runs"][0]["results"]
    place = found["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": outside.as_uri()}
