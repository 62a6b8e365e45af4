"""Files that a command does not read: it says so, and never that all is well."""

from __future__ import annotations

import gzip
import os
import re
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

ENTRY = "@article{a,\n  author = {Doe, Jane},\n  title = {Owls},\n  year = {2020},\n}\n"
RIS = "TY  - JOUR\nID  - a\nTI  - Owls of foo@bar (all)\nPY  - 2020\nER  - \n"
JSON = '[\n  {"id": "a", "type": "book", "title": "Owls"}\n]\n'
YAML = "---\nreferences:\n- id: a\n  type: book\n"
TEX = "\\documentclass{article}\n\\makeatletter\n\\begin{document}\n@\\bibliography{refs}\n"
LOG = "This is pdfTeX, Version 3.141592653 (TeX Live)\n**main.tex\n(./main.tex\n[1] @{x}\n"
HTML = "<!DOCTYPE html>\n<html><body>Just a moment... @media{}</body></html>\n"
MARKDOWN = "# Owls\n\n- [Owls](https://example.org/owls)\n\n```bibtex\n" + ENTRY + "```\n"

OTHERS: dict[str, tuple[str | bytes, str]] = {
    "all.ris": (RIS, "looks like RIS: “pllm-bib convert all.ris -t bibtex” reads it"),
    "ris.bib": (RIS, "looks like RIS: “pllm-bib convert ris.bib -f ris -t bibtex” reads it"),
    "a b.json": (JSON, "looks like CSL-JSON: “pllm-bib convert 'a b.json' -t bibtex” reads it"),
    "json.bib": (JSON, "looks like CSL-JSON: “pllm-bib convert json.bib -f csl-json -t bibtex”"),
    "refs.yaml": (YAML, "looks like CSL-YAML: “pllm-bib convert refs.yaml -t bibtex” reads it"),
    "refs.nbib": ("PMID- 17\nTI  - Owls\n", "looks like MEDLINE: “pllm-bib convert refs.nbib"),
    "main.tex": (TEX, "looks like LaTeX: no command reads that; it names the bibliography refs"),
    "main.log": (LOG, "looks like a file made by TeX"),
    "main.aux": ("\\relax\n\\bibdata{refs}\n", "looks like a file made by TeX"),
    "README.md": (MARKDOWN, "looks like a Markdown list: “pllm-bib import README.md” reads it"),
    "page.bib": (HTML, "looks like a web page"),
    "table.csv": ("key,title\na,Owls\n", "looks like CSV: “pllm-bib convert table.csv -t bibtex”"),
    "lines.jsonl": (
        '{"key": "a", "type": "book"}\n',
        "looks like JSON lines: “pllm-bib convert lines.jsonl",
    ),
    "table.tsv": ("key\ttitle\na\tOwls\n", "looks like a table"),
    "rows.rdf": ("<rdf:RDF>\n</rdf:RDF>\n", "looks like Zotero RDF"),
    "mods.xml": (
        "<?xml version='1.0'?>\n<modsCollection/>\n",
        "looks like MODS: “pllm-bib convert mods.xml -t bibtex”",
    ),
    "feed.xml": ("<?xml version='1.0'?>\n<feed/>\n", "looks like XML: no command reads that"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR@a{", "looks like a picture"),
    "packed.bib": (gzip.compress(ENTRY.encode()), "looks like a gzip archive"),
    "words.bib": ("hello world\n", "is no BibTeX: it has no entry"),
    "words": ("hello world\n", "is no BibTeX: it has no entry"),
    "empty.bib": ("", "empty.bib is empty: there is nothing to do"),
    "blank.bib": ("\n \n", "no entry in blank.bib: there is nothing to do"),
    "comments.bib": ("% Owls\n\n% and crows", "no entry in comments.bib: there is nothing to do"),
}
READ = frozenset(
    {"all.ris", "a b.json", "refs.yaml", "refs.nbib", "table.csv", "lines.jsonl", "mods.xml"}
)
"""Those of a format that is read."""
ANY = (("check",), ("review",), ("cite",), ("list",), ("stats",), ("dedupe",), ("rekey",))
"""Commands that read each format."""
READERS = (
    ("check", "--fix"),
    ("fmt",),
    ("fmt", "--check"),
)
"""Commands that read .bib files only."""


def write(path: Path, content: str | bytes) -> bytes:
    data = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(data)
    return data


@pytest.mark.parametrize("command", READERS, ids=" ".join)
@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_bibtex_is_refused(
    tmp_path: Path, run: Run, name: str, command: tuple[str, ...]
) -> None:
    content, words = OTHERS[name]
    data = write(tmp_path / name, content)
    result = run(tmp_path, *command, name)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert (tmp_path / name).read_bytes() == data
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("command", ANY, ids=" ".join)
@pytest.mark.parametrize("name", sorted(OTHERS.keys() - READ))
def test_what_is_no_bibliography_is_refused(
    tmp_path: Path, run: Run, name: str, command: tuple[str, ...]
) -> None:
    content, _words = OTHERS[name]
    data = write(tmp_path / name, content)
    result = run(tmp_path, *command, f"./{name}")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert (tmp_path / name).read_bytes() == data


@pytest.mark.parametrize("command", ANY, ids=" ".join)
@pytest.mark.parametrize("name", sorted(READ - {"mods.xml"}))
def test_every_format_is_read(
    tmp_path: Path, run: Run, name: str, command: tuple[str, ...]
) -> None:
    data = write(tmp_path / name, OTHERS[name][0])
    result = run(tmp_path, *command, name)
    assert result.exit_code < 2
    assert "looks like" not in result.stderr
    assert result.stdout or "1 entry: " in result.stderr
    assert (tmp_path / name).read_bytes() == data


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_it_is_refused_beside_others_too(
    tmp_path: Path, run: Run, command: tuple[str, ...]
) -> None:
    write(tmp_path / "refs.bib", ENTRY)
    data = write(tmp_path / "ris.bib", RIS)
    assert run(tmp_path, *command, ".").exit_code == 2
    assert (tmp_path / "ris.bib").read_bytes() == data
    assert (tmp_path / "refs.bib").read_text("utf-8") == ENTRY


@pytest.mark.parametrize("command", READERS, ids=" ".join)
@pytest.mark.parametrize(
    "text", ['@string{a = "b"}\n', "@comment{jabref-meta: x;}\n", '@preamble{"x"}\n']
)
def test_a_file_without_entries_is_laid_out_and_otherwise_has_nothing_to_do(
    tmp_path: Path, run: Run, command: tuple[str, ...], text: str
) -> None:
    write(tmp_path / "strings.bib", text)
    result = run(tmp_path, *command, "strings.bib")
    if command[0] == "fmt":
        assert result.exit_code in {0, 1}
    else:
        assert result.exit_code == 2
        assert "no entry in strings.bib" in result.stderr


@pytest.mark.parametrize("command", [("check",), ("fmt",), ("dedupe",)], ids=" ".join)
def test_definitions_and_empty_files_stand_beside_files_with_entries(
    tmp_path: Path, run: Run, command: tuple[str, ...]
) -> None:
    write(tmp_path / "strings.bib", "@string{b = {Birds}}\n")
    write(tmp_path / "empty.bib", "")
    write(tmp_path / "refs.bib", ENTRY.replace("{Owls}", "b"))
    result = run(tmp_path, *command, "strings.bib", "empty.bib", "refs.bib")
    assert result.exit_code < 2
    assert "Owls" not in result.stderr
    assert re.search("1 entry: |0 of 3 files", result.stderr)


def test_sections_of_a_list_may_be_empty(small_list: Path, run: Run) -> None:
    for command in ("check", "fmt", "dedupe", "rekey"):
        assert run(small_list, command, "entries/front.bib").exit_code == 0


@pytest.mark.parametrize("name", ["refs.txt", "refs", "refs.tex"])
def test_bibtex_under_another_name_is_read(tmp_path: Path, run: Run, name: str) -> None:
    write(tmp_path / name, f"% Owls\n{ENTRY}")
    assert "1 entry" in run(tmp_path, "check", name).stderr


def test_words_before_the_first_entry_do_not_make_it_something_else(
    tmp_path: Path, run: Run
) -> None:
    for head in ("[1] Owls and\n", "- note: {x}\n", "AB - owls\n", f"{'comment ' * 1000}\n"):
        write(tmp_path / "refs.bib", head + ENTRY)
        assert "1 entry" in run(tmp_path, "check", "refs.bib").stderr


@pytest.mark.parametrize(
    "name", [name for name in OTHERS if name.endswith(".bib") and OTHERS[name][0]]
)
def test_convert_takes_no_other_file_for_bibtex(tmp_path: Path, run: Run, name: str) -> None:
    content, words = OTHERS[name]
    write(tmp_path / name, content)
    result = run(tmp_path, "convert", name, "-t", "ris")
    if "nothing to do" in words:  # no entries make no entries
        assert (result.exit_code, result.stdout) == (0, "")
        assert "0 entries" in result.stderr
    else:
        assert result.exit_code == 2
        assert words in result.stderr
        if "-f " in words:
            form = words.partition("-f ")[2].split()[0]
            assert run(tmp_path, "convert", name, "-f", form, "-t", "bibtex").exit_code == 0


@pytest.mark.parametrize("name", ["main.tex", "main.log", "main.aux", "picture.png", "packed.bib"])
def test_import_and_init_take_no_other_file_for_a_list(
    small_list: Path, run: Run, name: str
) -> None:
    content, words = OTHERS[name]
    write(small_list / name, content)
    for command in (("import", name, "--section", "1.1"), ("init", name, "-o", "new")):
        result = run(small_list, *command)
        assert result.exit_code == 2
        assert words in result.stderr
    assert not (small_list / "new").exists()


def test_a_state_may_be_empty_but_nothing_else(tmp_path: Path, run: Run) -> None:
    write(tmp_path / "old.bib", "")
    write(tmp_path / "new.bib", ENTRY)
    write(tmp_path / "all.ris", RIS)
    assert "added (1)" in run(tmp_path, "diff", "old.bib", "new.bib").stdout
    result = run(tmp_path, "diff", "all.ris", "new.bib")
    assert result.exit_code == 2
    assert "looks like RIS" in result.stderr


def test_a_pipe_is_read_once(tmp_path: Path, run: Run) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=(ENTRY,))
    writer.start()
    result = run(tmp_path, "cite", "./pipe")
    writer.join()
    assert "Owls" in result.stdout


@pytest.mark.parametrize("content", [RIS, JSON, HTML, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
@pytest.mark.parametrize("command", [("check",), ("fmt",), ("dedupe",), ("rekey",), ("build",)])
def test_a_section_of_something_else_is_refused(
    small_list: Path, run: Run, command: tuple[str, ...], content: str | bytes
) -> None:
    data = write(small_list / "entries/front.bib", content)
    result = run(small_list, *command)
    assert result.exit_code == 2
    assert "front.bib looks like" in result.stderr
    assert (small_list / "entries/front.bib").read_bytes() == data
    assert not (small_list / "exports").exists()
