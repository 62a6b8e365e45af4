"""``pllm-bib build``: what it makes, and what it refuses."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from pllm_bib.citing.references import STYLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_makes_every_export_whole_and_by_section(small_list: Path, run: Run) -> None:
    result = run(small_list, "build")
    assert result.exit_code == 0, result.stderr
    made = {path.removeprefix("exports/") for path in snapshot(small_list / "exports")}
    assert made == {
        f"{folder}/{name}{suffix}"
        for folder, suffix in (
            ("bibtex", ".bib"),
            ("biblatex", ".bib"),
            ("csl-json", ".json"),
            ("ris", ".ris"),
            ("zotero", ".rdf"),
        )
        for name in ("all", "front", "owls", "crows")
    } | {f"citations/{style}{suffix}" for style in STYLES for suffix in (".md", ".html")} | {
        "bibtex/owls.md",
        "bibtex/crows.md",
        "bibtex-profiles/all-acl.bib",
        "bibtex-profiles/all-natbib.bib",
        "bibtex-profiles/all-minimal.bib",
        "citations/README.md",
    }
    keys = [
        item["id"]
        for item in json.loads((small_list / "exports/csl-json/crows.json").read_text("utf-8"))
    ]
    assert keys == ["doe2024owls", "poe2023raven"], "works that a section also lists are in it"
    assert json.loads((small_list / "exports/csl-json/front.json").read_text("utf-8")) == []


def test_writes_the_list_between_the_marks_only(small_list: Path, run: Run) -> None:
    run(small_list, "build")
    text = (small_list / "README.md").read_text("utf-8")
    assert text.startswith("# Birds\n\n<!-- pllm-bib:list:begin sha256=")
    assert text.endswith("<!-- pllm-bib:list:end -->\n\nThe end.\n")
    lines = [line for line in text.splitlines() if line.startswith(("+ ", "## ", "### "))]
    owl = (
        r"+ **\[2024 BirdConf\]** Owls at Night. "
        "([paper](https://example.org/owls), [code](https://github.com/example/owls), "
        "[BibTeX](exports/bibtex/owls.md#doe2024owls)) `doe2024owls`"
    )
    assert lines == [
        "## 1. Birds",
        "### 1.1 Owls",
        (
            r"+ **\[2024 Arxiv-2403\]** Hooting with BERT. "
            "([paper](https://arxiv.org/abs/2403.00001), "
            "[BibTeX](exports/bibtex/owls.md#roe2024hooting)) `roe2024hooting`"
        ),
        owl,
        "### 1.2 Crows &amp; Ravens",
        owl,
        (
            r"+ **\[2023 BirdConf\]** A Raven, Nevermore. ([paper](https://doi.org/10.1234/raven), "
            "[BibTeX](exports/bibtex/crows.md#poe2023raven)) `poe2023raven`"
        ),
    ]


def test_a_second_build_changes_nothing(small_list: Path, run: Run) -> None:
    run(small_list, "build")
    before = snapshot(small_list)
    times = {path: path.stat().st_mtime_ns for path in small_list.rglob("*")}
    result = run(small_list, "build")
    assert "all 53 files up to date" in result.stderr
    assert snapshot(small_list) == before
    assert {path: path.stat().st_mtime_ns for path in small_list.rglob("*")} == times


def test_check_and_diff_tell_and_write_nothing(small_list: Path, run: Run) -> None:
    before = snapshot(small_list)
    result = run(small_list, "build", "--check")
    assert result.exit_code == 1
    assert "would change: exports/ris/owls.ris" in result.stderr
    result = run(small_list, "build", "--diff")
    assert result.exit_code == 1
    assert "+++ b/exports/ris/owls.ris" in result.stdout
    assert "+TI  - Owls at Night" in result.stdout
    assert snapshot(small_list) == before
    run(small_list, "build")
    assert run(small_list, "build", "--check").exit_code == 0


def test_one_changed_title_changes_its_files_only(small_list: Path, run: Run) -> None:
    run(small_list, "build")
    crows = small_list / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8").replace("Nevermore", "Evermore"), "utf-8")
    result = run(small_list, "-v", "build")
    wrote = sorted(line.split()[1] for line in result.stderr.splitlines() if "wrote" in line)
    folders = [("biblatex", "bib"), ("bibtex", "bib"), ("csl-json", "json"), ("ris", "ris")]
    folders += [("zotero", "rdf")]
    expected = [f"exports/{f}/{n}.{s}" for f, s in folders for n in ("all", "crows")]
    expected += [f"exports/citations/{style}.{s}" for style in STYLES for s in ("html", "md")]
    expected += [f"exports/bibtex-profiles/all-{name}.bib" for name in ("acl", "natbib", "minimal")]
    assert wrote == sorted(["README.md", "exports/bibtex/crows.md", *expected])


def test_exports_of_a_section_that_is_gone_are_removed(small_list: Path, run: Run) -> None:
    run(small_list, "build")
    outline = small_list / "entries/sections.toml"
    start = outline.read_text("utf-8").index("[[section]]")
    end = outline.read_text("utf-8").index("[[chapter]]")
    text = outline.read_text("utf-8")
    outline.write_text(text[:start] + text[end:], "utf-8")
    (small_list / "entries/front.bib").unlink()
    (small_list / "exports/ris/notes.txt").write_text("mine")
    (small_list / "exports/ris/.pllm-bib-staged-abc").write_text("left by a kill")
    assert run(small_list, "build", "--check").exit_code == 1
    run(small_list, "build")
    (small_list / "exports/bibtex/front.md").write_text("of a section that was")
    run(small_list, "build")
    assert not (small_list / "exports/bibtex/front.md").exists()
    left = {path.name for path in (small_list / "exports/ris").iterdir()}
    assert left == {"all.ris", "owls.ris", "crows.ris", "notes.txt"}


def test_a_readme_is_made_where_there_is_none(small_list: Path, run: Run) -> None:
    (small_list / "README.md").unlink()
    assert run(small_list, "build").exit_code == 0
    assert (small_list / "README.md").read_text("utf-8").startswith("# A list\n\nOf works.\n")
    assert run(small_list, "build", "--check").exit_code == 0


def test_a_list_edited_by_hand_is_not_overwritten_unasked(small_list: Path, run: Run) -> None:
    run(small_list, "build")
    readme = small_list / "README.md"
    readme.write_text(readme.read_text("utf-8").replace("Owls at Night", "Owls at Noon"), "utf-8")
    before = snapshot(small_list)
    result = run(small_list, "build")
    assert result.exit_code == 2
    assert "README.md:18: the generated list was edited by hand" in result.stderr
    assert snapshot(small_list) == before
    assert run(small_list, "build", "--discard-edits").exit_code == 0
    assert "Noon" not in readme.read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    ["no marks", "<!-- pllm-bib:list:end --><!-- pllm-bib:list:begin -->", "twice"],
    ids=["none", "wrong order", "twice"],
)
def test_a_readme_without_one_pair_of_marks_is_refused(
    small_list: Path, run: Run, text: str
) -> None:
    pair = "<!-- pllm-bib:list:begin -->\n<!-- pllm-bib:list:end -->\n"
    (small_list / "README.md").write_text(pair * 2 if text == "twice" else text, "utf-8")
    result = run(small_list, "build")
    assert result.exit_code == 2
    assert "exactly one pair" in result.stderr
    assert not (small_list / "exports").exists()


class TestBadInput:
    """Each: a message with its place and what to do, the other findings too, nothing written."""

    def broken(self, small_list: Path, run: Run, name: str, data: bytes) -> Result:
        run(small_list, "build")
        (small_list / "entries" / name).write_bytes(data)
        before = snapshot(small_list)
        result = run(small_list, "build")
        assert snapshot(small_list) == before
        assert "Traceback" not in result.output
        return result

    def test_a_broken_block(self, small_list: Path, run: Run) -> None:
        data = b"@misc{a,\n  title = {Open,\n}\n\n@misc{b,\n  title = {T}\n  year = {2024},\n}\n"
        result = self.broken(small_list, run, "crows.bib", data)
        assert result.exit_code == 1
        assert "entries/crows.bib:1:1: S001 syntax-error:" in result.stderr
        assert "entries/crows.bib:7:3: S001 syntax-error:" in result.stderr
        assert "a comma is missing" in result.stderr

    def test_a_file_that_is_not_utf8(self, small_list: Path, run: Run) -> None:
        data = "@misc{a,\n  title = {Käuzchen},\n}\n".encode("latin-1")
        result = self.broken(small_list, run, "crows.bib", data)
        assert result.exit_code == 1
        assert "entries/crows.bib:2:13: S004 bad-encoding:" in result.stderr
        assert "save it in that encoding" in result.stderr

    def test_a_key_that_another_file_has(self, small_list: Path, run: Run) -> None:
        crows = (small_list / "entries/crows.bib").read_bytes()
        data = crows + b"\n@misc{Doe2024Owls,\n  title = {T},\n}\n\n@misc{x, title = }\n"
        result = self.broken(small_list, run, "crows.bib", data)
        assert result.exit_code == 1
        assert "entries/crows.bib:12:7: K001 duplicate-key:" in result.stderr
        assert "entries/owls.bib:3:16" in result.stderr, "where the other one is"
        assert "entries/crows.bib:16:" in result.stderr, "the other findings are shown too"

    def test_a_missing_file_of_a_section(self, small_list: Path, run: Run) -> None:
        (small_list / "entries/crows.bib").unlink()
        result = run(small_list, "build")
        assert result.exit_code == 1
        assert "entries/crows.bib: this section's file is missing" in result.stderr
        assert not (small_list / "exports").exists()

    def test_a_missing_outline(self, small_list: Path, run: Run) -> None:
        (small_list / "entries/sections.toml").unlink()
        result = run(small_list, "build")
        assert result.exit_code == 2
        assert "entries/sections.toml" in result.stderr
        result = run(small_list, "--root", ".", "build")
        assert result.exit_code == 2
        assert "sections.toml is missing" in result.stderr

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("title = ", "entries/sections.toml:1:9: Invalid value"),
            ('titel = "x"\n', "entries/sections.toml:1:1: unknown key “titel”. Did you mean title"),
            ('title = "x"\nchapter = 1\n', "“chapter” must be tables"),
            ('title = "x"\n[[section]]\nid = "1"\nslug = "a b"\n', "“a b” is not a valid slug"),
            ('title = "x"\n[[section]]\nid = "1"\nslug = "a"\n', "“title” is missing"),
        ],
    )
    def test_a_faulty_outline(self, small_list: Path, run: Run, text: str, message: str) -> None:
        result = self.broken(small_list, run, "sections.toml", text.encode())
        assert result.exit_code == 2
        assert message in result.stderr

    def test_a_folder_of_exports_that_cannot_be_written(self, small_list: Path, run: Run) -> None:
        (small_list / "exports").write_text("a file in the way")
        before = snapshot(small_list)
        result = run(small_list, "build")
        assert result.exit_code == 2
        assert "nothing was written" in result.stderr
        assert snapshot(small_list) == before

    def test_no_list_at_all(self, tmp_path: Path, run: Run) -> None:
        result = run(tmp_path, "build")
        assert result.exit_code == 2
        assert "--root" in result.stderr


def configure(root: Path, lines: str) -> None:
    path = root / "entries/sections.toml"
    path.write_text(f"{lines}\n{path.read_text('utf-8')}", "utf-8")


RAW = "exports/ris/all.ris?raw=true"


@pytest.mark.parametrize(
    ("lines", "whole", "section"),
    [
        ("", RAW, "exports/ris/owls.ris?raw=true"),
        ('downloads = "page"', "exports/ris/all.ris", "exports/ris/owls.ris"),
        (
            'downloads = "release"',
            "../../releases/download/exports/all.ris",
            "../../releases/download/exports/owls.ris",
        ),
        (
            'repository = "https://github.com/example/owls.git"',
            "https://github.com/example/owls/raw/HEAD/exports/ris/all.ris",
            "https://github.com/example/owls/raw/HEAD/exports/ris/owls.ris",
        ),
        (
            'downloads = "release"\nrepository = "https://github.com/example/owls/"',
            "https://github.com/example/owls/releases/download/exports/all.ris",
            "https://github.com/example/owls/releases/download/exports/owls.ris",
        ),
    ],
)
def test_downloads_lead_where_the_configuration_says(
    small_list: Path, run: Run, lines: str, whole: str, section: str
) -> None:
    configure(small_list, lines)
    assert run(small_list, "build").exit_code == 0
    text = (small_list / "README.md").read_text("utf-8")
    head, _, rest = text.partition("## 1. Birds")
    assert f" · [RIS]({whole}) · " in head
    assert f" · [RIS]({section}) · " in rest.partition("### 1.2")[0]
    assert ("/releases/download/exports/biblatex-all.bib" in head) == ("release" in lines)


def test_the_contents_lead_to_headings_and_an_empty_section_has_no_downloads(
    small_list: Path, run: Run
) -> None:
    (small_list / "entries/crows.bib").write_text("", "utf-8")
    owls = small_list / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8").replace("also = {1.2},", ""), "utf-8")
    run(small_list, "build")
    text = (small_list / "README.md").read_text("utf-8")
    assert (
        "**[1. Birds](#1-birds):** [1.1&nbsp;Owls](#11-owls) · "
        "[1.2&nbsp;Crows &amp; Ravens](#12-crows--ravens)\n"
    ) in text
    assert "### 1.2 Crows &amp; Ravens\n\nNo works yet.\n" in text
    assert "crows" not in text.partition("### 1.2")[2]


def test_a_page_has_the_bibtex_of_each_work(small_list: Path, run: Run) -> None:
    run(small_list, "build")
    page = (small_list / "exports/bibtex/crows.md").read_text("utf-8")
    assert page.startswith("# 1.2 Crows &amp; Ravens\n")
    assert "(../../README.md#12-crows--ravens)" in page
    whole = (small_list / "exports/bibtex/crows.bib").read_text("utf-8")
    assert all(entry.strip() in page for entry in whole.split("\n\n"))
    assert "\n## poe2023raven\n\n```bibtex\n@article{poe2023raven,\n" in page


@pytest.mark.parametrize(
    ("profiles", "made"), [('["typst", "acl"]', {"acl", "typst"}), ("[]", set())]
)
def test_profiles_are_those_of_the_configuration(
    small_list: Path, run: Run, profiles: str, made: set[str]
) -> None:
    run(small_list, "build")
    configure(small_list, f"profiles = {profiles}")
    assert run(small_list, "build").exit_code == 0
    found = {path.name for path in (small_list / "exports/bibtex-profiles").glob("*")}
    assert found == {f"all-{name}.bib" for name in made}
    result = run(small_list, "build", "--check")
    assert result.exit_code == 0, result.stderr
    for name in made:
        kind = "biblatex" if name == "typst" else "bibtex"
        wanted = run(small_list, "export", "-t", kind, "--profile", name).stdout
        path = small_list / f"exports/bibtex-profiles/all-{name}.bib"
        assert path.read_text("utf-8") == wanted
        path.write_text(wanted.replace("2403.00001", "2403.00002"), "utf-8")
        assert run(small_list, "verify").exit_code == 1, "what is not as the entries say is found"
        run(small_list, "build")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('repository = "github.com/example/owls"', "“github.com/example/owls” is not a valid web"),
        ('downloads = "zip"', "there is no choice of downloads “zip”. There are: raw, release"),
        ('profiles = ["alc"]', "there is no profile “alc”. Did you mean acl"),
        ('profiles = "acl"', "“profiles” must be an array of names"),
    ],
)
def test_a_faulty_configuration_of_the_readme(
    small_list: Path, run: Run, lines: str, message: str
) -> None:
    configure(small_list, lines)
    result = run(small_list, "build")
    assert (result.exit_code, message in result.stderr) == (2, True), result.stderr
    assert "sections.toml:1:" in result.stderr


def caches(folder: Path) -> list[Path]:
    return sorted((folder / "cache").rglob("*.rows"))


@pytest.fixture
def cached_list(small_list: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_list / "cache"))
    return small_list


def test_an_edit_makes_what_a_build_without_a_cache_makes(cached_list: Path, run: Run) -> None:
    run(cached_list, "build")
    path = cached_list / "entries" / "owls.bib"
    path.write_text(path.read_text("utf-8").replace("title = {", "title = {Again ", 1), "utf-8")
    assert run(cached_list, "build").exit_code == 0
    warm = snapshot(cached_list / "exports")
    shutil.rmtree(cached_list / "cache")
    result = run(cached_list, "build")
    assert "up to date" in result.stderr + result.stdout
    assert snapshot(cached_list / "exports") == warm
    assert "Again" in (cached_list / "exports/citations/apa.md").read_text("utf-8")


@pytest.mark.parametrize("damage", [b"", b"{}", b"00000000 {}\n", b"\xff\xfe"])
def test_a_damaged_cache_is_like_none(cached_list: Path, run: Run, damage: bytes) -> None:
    run(cached_list, "build")
    made = snapshot(cached_list / "exports")
    for path in caches(cached_list):
        path.write_bytes(damage + path.read_bytes()[9:])
    (cached_list / "exports/bibtex/all.bib").unlink()
    assert run(cached_list, "build").exit_code == 0
    assert snapshot(cached_list / "exports") == made


def test_nothing_is_read_or_made_where_nothing_changed(
    cached_list: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(cached_list, "build", "--check")
    assert first.exit_code == 1, "nothing is built yet"
    run(cached_list, "build")
    checked = run(cached_list, "build", "--check")
    assert checked.exit_code == 0
    monkeypatch.setattr("pllm_bib.cli.load.loaded_list", None)
    for arguments in ([], ["--check"], ["--diff"]):
        result = run(cached_list, "build", *arguments)
        assert result.exit_code == 0, result.exception
        assert "up to date" in result.stderr + result.stdout
    again = run(cached_list, "build", "--check")
    assert (again.stdout, again.stderr) == (checked.stdout, checked.stderr)


@pytest.mark.parametrize(
    "path", ["exports/bibtex/all.bib", "exports/citations/apa.html", "README.md"]
)
def test_a_changed_file_is_seen_though_the_sources_are_known(
    cached_list: Path, run: Run, path: str
) -> None:
    run(cached_list, "build")
    place = cached_list / path
    place.write_text(place.read_text("utf-8") + "\nmore\n", "utf-8")
    before = snapshot(cached_list)
    result = run(cached_list, "build", "--check")
    assert (result.exit_code == 1) == (path != "README.md"), "around its list, a README is free"
    assert {name for name, data in snapshot(cached_list).items() if before.get(name) != data} <= {
        str(file.relative_to(cached_list)) for file in caches(cached_list)
    }


def test_a_file_that_a_build_would_remove_is_seen_though_all_is_known(
    cached_list: Path, run: Run
) -> None:
    run(cached_list, "build")
    stray = cached_list / "exports/ris/gone.ris"
    stray.write_text("", encoding="utf-8")
    assert run(cached_list, "build").exit_code == 0
    assert not stray.exists()
