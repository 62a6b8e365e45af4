"""``pllm-bib site``: what it writes, and what it leaves alone."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

BIB = "@misc{k1, title = {One}, year = {2020}}\n@misc{k2, title = {Two}, year = {2021}}\n"
QUICK = ("--style", "apa")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def made(tmp_path: Path, run: Run) -> Path:
    """A folder with a bibliography and its site."""
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    result = run(tmp_path, "site", "refs.bib", *QUICK)
    assert result.exit_code == 0, result.stderr
    return tmp_path


def test_site_of_a_list(small_list: Path, run: Run) -> None:
    result = run(small_list, "site", *QUICK)
    assert result.exit_code == 0
    assert "3 works" in result.stderr
    public = small_list / "public"
    page = (public / "index.html").read_text("utf-8")
    assert "<title>A list</title>" in page
    assert "Crows &amp; Ravens" in page
    assert (public / "works/doe2024owls.html").is_file()
    assert (public / "sections/owls.html").is_file()
    ris = (public / "download/owls.ris").read_text("utf-8")
    assert ris.startswith("TY  - ")
    assert "TY  - UNPB" not in ris, "Zotero would make an article of a preprint"


def test_site_of_any_bibliography(made: Path) -> None:
    page = (made / "public/index.html").read_text("utf-8")
    assert "<title>refs</title>" in page
    assert not (made / "public/sections").exists()


def test_only_changed_files_are_written(made: Path, run: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.glob("public/**/*") if path.is_file()}
    again = run(made, "site", "refs.bib", *QUICK)
    assert ": 0 of " in again.stderr
    (made / "refs.bib").write_text(BIB.replace("Two", "Zwei"), encoding="utf-8")
    run(made, "site", "refs.bib", *QUICK)
    touched = {
        p.relative_to(made).as_posix() for p, t in before.items() if p.stat().st_mtime_ns > t
    }
    assert "public/works/k2.html" in touched
    assert "public/index.html" in touched
    assert "public/works/k1.html" not in touched
    assert "public/assets/site.js" not in touched


def test_pages_of_works_that_are_gone_go(made: Path, run: Run) -> None:
    (made / "public/works/note.txt").write_text("mine", encoding="utf-8")
    (made / "public/years/2021.html").write_text("changed by hand", encoding="utf-8")
    (made / "refs.bib").write_text(BIB.splitlines()[0], encoding="utf-8")
    check = run(made, "site", "refs.bib", *QUICK, "--check")
    assert check.exit_code == 1
    assert "would remove: public/works/k2.html" in check.stderr
    assert (made / "public/works/k2.html").is_file()
    assert run(made, "site", "refs.bib", *QUICK).exit_code == 0
    assert not (made / "public/works/k2.html").exists()
    assert (made / "public/works/note.txt").read_text("utf-8") == "mine"
    assert (made / "public/years/2021.html").is_file()
    assert run(made, "site", "refs.bib", *QUICK, "--check").exit_code == 0


def test_a_folder_of_others_is_refused(tmp_path: Path, run: Run) -> None:
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "public").mkdir()
    (tmp_path / "public/thesis.tex").write_text("mine", encoding="utf-8")
    result = run(tmp_path, "site", "refs.bib", *QUICK)
    assert result.exit_code == 2
    assert "public holds files that are no pages of a site, such as thesis.tex" in result.stderr
    assert files(tmp_path / "public") == {"thesis.tex": b"mine"}
    assert run(tmp_path, "site", "refs.bib", *QUICK, "--force").exit_code == 0
    assert (tmp_path / "public/thesis.tex").read_text("utf-8") == "mine"


def test_a_file_of_others_is_never_in_the_way_of_a_page(tmp_path: Path, run: Run) -> None:
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "public").mkdir()
    (tmp_path / "public/index.html").write_text("mine", encoding="utf-8")
    result = run(tmp_path, "site", "refs.bib", *QUICK, "--force")
    assert result.exit_code == 2
    assert "index.html was not written by this command: move it away" in result.stderr
    assert files(tmp_path / "public") == {"index.html": b"mine"}


def test_a_list_of_files_leads_nowhere_else(made: Path, run: Run) -> None:
    outside = made / "precious.txt"
    outside.write_text("x", encoding="utf-8")
    manifest = made / "public/pllm-bib-site.json"
    found = json.loads(manifest.read_text("utf-8"))
    digest = "de" * 12
    found["files"] |= {"../precious.txt": digest, str(outside): digest, "..\\precious.txt": digest}
    manifest.write_text(json.dumps(found), encoding="utf-8")
    assert run(made, "site", "refs.bib", *QUICK).exit_code == 0
    assert outside.is_file()


def test_links_out_of_the_folder_are_refused(made: Path, run: Run) -> None:
    outside = made / "outside"
    outside.mkdir()
    (made / "public/works/k1.html").unlink()
    (made / "public/works/k1.html").symlink_to(outside / "k1.html")
    result = run(made, "site", "refs.bib", *QUICK)
    assert result.exit_code == 2
    assert "is a link to" in result.stderr
    assert not list(outside.iterdir())


def test_diff_shows_what_would_change(made: Path, run: Run) -> None:
    (made / "refs.bib").write_text(BIB.replace("Two", "Zwei"), encoding="utf-8")
    result = run(made, "site", "refs.bib", *QUICK, "--diff")
    assert result.exit_code == 1
    assert "+++ b/public/works/k2.html" in result.stdout
    assert "Zwei" not in (made / "public/works/k2.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("none.bib",), "none.bib"),
        (("refs.bib", "--url", "example.org"), "“example.org” is not a valid web address"),
        (("refs.bib", "--language", "xx"), "there are no words in “xx”. There are: de, en"),
        (("refs.bib", "--language", "my.toml"), "unknown word “serch”. Did you mean"),
        (("refs.bib", "--style", "no-such-style"), "no-such-style"),
    ],
)
def test_wrong_usage(tmp_path: Path, run: Run, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "my.toml").write_text('serch = "x"\n', encoding="utf-8")
    result = run(tmp_path, "site", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "public").exists()


def test_own_words(tmp_path: Path, run: Run) -> None:
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "nl.toml").write_text('language = "nl"\nworks = "{n} werken"\n', encoding="utf-8")
    result = run(tmp_path, "site", "refs.bib", *QUICK, "--language", "nl.toml")
    assert result.exit_code == 0
    page = (tmp_path / "public/index.html").read_text("utf-8")
    assert '<html lang="nl"' in page
    assert "2 werken" in page


def test_pages_are_served_on_this_machine(made: Path) -> None:
    command = [sys.executable, "-m", "pllm_bib", "site", "refs.bib", *QUICK, "--serve", "--port=0"]
    with subprocess.Popen(command, cwd=made, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            lines = iter(process.stderr.readline, "")
            said = next(line for line in lines if "http" in line)
            found = re.search(r"http://127\.0\.0\.1:\d+/", said)
            assert found, said
            with urllib.request.urlopen(found[0]) as answer:  # noqa: S310 -- of this machine
                assert answer.read() == (made / "public/index.html").read_bytes()
        finally:
            process.terminate()


def test_a_taken_port_is_told(made: Path, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run(made, "site", "refs.bib", *QUICK, "--serve", "--port", port)
    assert result.exit_code == 2
    assert f"cannot serve at port {port}" in result.stderr


def test_build_makes_the_pages_as_well(small_list: Path, run: Run) -> None:
    assert run(small_list, "build", "--site").exit_code == 0
    assert (small_list / "public/works/doe2024owls.html").is_file()
    assert run(small_list, "build", "--site", "--check").exit_code in {0, 1}
    (small_list / "public/index.html").write_text("x", encoding="utf-8")
    check = run(small_list, "build", "--site", "--check")
    assert check.exit_code == 1
    assert "would change: public/index.html" in check.stderr


def test_dates_that_nobody_tells_are_left_out(made: Path, run: Run) -> None:
    result = run(made, "site", "refs.bib", *QUICK, "--url", "https://example.org")
    assert result.exit_code == 0
    assert "no feeds and no dates: git finds no repository" in result.stderr
    assert not (made / "public/feed.xml").exists()
    assert (made / "public/sitemap.xml").is_file()


@pytest.mark.parametrize("command", [("site", *QUICK), ("build", "--site")])
def test_a_list_says_where_its_pages_are(
    small_list: Path, run: Run, command: tuple[str, ...]
) -> None:
    outline = small_list / "entries/sections.toml"
    text = outline.read_text("utf-8")
    outline.write_bytes(f'site = "https://example.org/owls/"\n{text}'.encode())
    assert run(small_list, *command).exit_code == 0
    assert "https://example.org/owls/index.html" in (
        (small_list / "public/sitemap.xml").read_text("utf-8")
    )
    outline.write_bytes(f'site = "example.org"\n{text}'.encode())
    wrong = run(small_list, *command)
    assert wrong.exit_code == 2
    assert "sections.toml:1:9: “example.org” is not a valid web address" in wrong.stderr


def test_the_workflow_publishes_what_it_built(repository: Path) -> None:
    text = (repository / ".github/workflows/pages.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert workflow[True]["push"]["branches"] == ["main"]  # YAML's “on”
    build, deploy = workflow["jobs"]["build"], workflow["jobs"]["deploy"]
    assert "write" not in build["permissions"].values()
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert build["steps"][0]["with"]["fetch-depth"] == 0
    (made,) = [step for step in build["steps"] if "pllm-bib site" in step.get("run", "")]
    assert "${{" not in made["run"]
    assert build["steps"][-1]["with"]["path"].strip("/") == "public"
