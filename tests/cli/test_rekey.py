"""``pllm-bib rekey``, and what becomes of former keys in exports."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from pybtex.database import parse_string

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

REFS = """\
% My references.
@Book{Bird, editor = {Smith, Ann}, title = {On Birds}, year = 2020}

@InBook{owl-chapter,
  author = {Doe, Jane}, title = {Owls}, crossref = {Bird}, ids = {owls}}
"""


@pytest.fixture
def refs(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_text(REFS, encoding="utf-8")
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_files_of_no_list(refs: Path, run: Run) -> None:
    result = run(refs.parent, "rekey", "refs.bib", "--map", "keys.tsv")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == (
        "Bird -> smith2020birds\nowl-chapter -> doe2020owls\n2 keys changed in 1 file\n"
    )
    assert refs.read_text("utf-8") == (
        "% My references.\n"
        "@Book{smith2020birds, editor = {Smith, Ann}, title = {On Birds}, year = 2020,\n"
        "  ids = {Bird},\n}\n\n"
        "@InBook{doe2020owls,\n"
        "  author = {Doe, Jane}, title = {Owls}, crossref = {smith2020birds}, "
        "ids = {owls, owl-chapter}}\n"
    )
    assert (refs.parent / "keys.tsv").read_text("utf-8") == (
        "Bird\tsmith2020birds\nowls\tdoe2020owls\nowl-chapter\tdoe2020owls\n"
    )
    again = run(refs.parent, "rekey", "refs.bib", "--check")
    assert (again.exit_code, again.stderr) == (0, "no key to change\n")


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_nothing_is_written(refs: Path, run: Run, option: str) -> None:
    before = snapshot(refs.parent)
    result = run(refs.parent, "rekey", "refs.bib", option, "--map", "keys.tsv")
    assert result.exit_code == 1
    assert "2 keys would change in 1 file" in result.stderr
    assert ("+@Book{smith2020birds," in result.stdout) == (option == "--diff")
    assert snapshot(refs.parent) == before


def test_map_to_standard_output(refs: Path, run: Run) -> None:
    result = run(refs.parent, "rekey", "refs.bib", "--check", "--map", "-")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "Bird\tsmith2020birds"
    assert refs.read_text("utf-8") == REFS
    assert run(refs.parent, "rekey", "refs.bib", "--diff", "--map", "-").exit_code == 2


def test_pattern(refs: Path, run: Run) -> None:
    pattern = "{families(2):capitalize}_{year}"
    assert run(refs.parent, "rekey", "refs.bib", "--pattern", pattern).exit_code == 0
    assert re.findall(r"@\w+{(\w+),", refs.read_text("utf-8")) == ["Smith_2020", "Doe_2020"]
    result = run(refs.parent, "rekey", "refs.bib", "--pattern", "{famly}")
    assert result.exit_code == 2
    assert "--pattern: there is no field {famly}" in result.stderr


def test_one_of_several_files(refs: Path, run: Run) -> None:
    (refs.parent / "more.bib").write_text(
        "@book{Bird2, title = {More Birds}, related = {Bird}}\n", encoding="utf-8"
    )
    assert run(refs.parent, "rekey", "refs.bib", "more.bib", "Bird").exit_code == 0
    text = (refs.parent / "more.bib").read_text("utf-8")
    assert text == "@book{Bird2, title = {More Birds}, related = {smith2020birds}}\n"


def test_clashing_keys_are_refused(refs: Path, run: Run) -> None:
    refs.write_text(REFS + "@book{bird, title = {Others}}\n", encoding="utf-8")
    result = run(refs.parent, "rekey", "refs.bib")
    assert result.exit_code == 1
    assert "K001 duplicate-key" in result.stderr
    assert "Nothing was written" in result.stderr


@pytest.mark.parametrize("name", ["nothing.bib", "unknown-key"])
def test_what_is_not_there(refs: Path, run: Run, name: str) -> None:
    result = run(refs.parent, "rekey", "refs.bib", name)
    assert result.exit_code == 2
    assert name in result.stderr


def test_what_cannot_be_named_is_said(refs: Path, run: Run) -> None:
    refs.write_text("@misc{k1, title = {?!}}\n", encoding="utf-8")
    result = run(refs.parent, "rekey", "refs.bib")
    assert result.exit_code == 0
    assert "skipped: k1 (its name, year and title do not say enough" in result.stderr


@pytest.fixture
def own_keys(small_list: Path) -> Path:
    """A list with two keys of its author's own."""
    for name, old, new in (
        ("owls.bib", "doe2024owls", "Owls"),
        ("crows.bib", "poe2023raven", "Raven"),
    ):
        path = small_list / "entries" / name
        text = path.read_text("utf-8").replace(f"{{{old},", f"{{{new},")
        path.write_text(text, encoding="utf-8")
    return small_list


def test_list(own_keys: Path, run: Run) -> None:
    assert "K002" in run(own_keys, "check", "--select", "K").stdout
    result = run(own_keys, "rekey")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "2 keys changed in 2 files")
    assert run(own_keys, "check", "--select", "K").stdout == ""
    shown = run(own_keys, "show", "Owls")
    assert shown.exit_code == 0
    assert "doe2024owls" in shown.stdout


@pytest.mark.parametrize("name", ["Owls", "entries/owls.bib"])
def test_part_of_a_list(own_keys: Path, run: Run, name: str) -> None:
    result = run(own_keys, "rekey", name)
    assert (result.exit_code, result.stderr) == (
        0,
        "Owls -> doe2024owls\n1 key changed in 1 file\n",
    )


def test_file_of_a_list_from_elsewhere(own_keys: Path, run: Run) -> None:
    elsewhere = own_keys / "elsewhere"
    elsewhere.mkdir()
    outline = own_keys / "entries/sections.toml"
    outline.write_text('keys = "{family:upper}"\n' + outline.read_text("utf-8"), encoding="utf-8")
    assert run(elsewhere, "rekey", "../entries/owls.bib").exit_code == 0
    assert "@inproceedings{DOE," in (own_keys / "entries/owls.bib").read_text("utf-8")
    assert "@article{Raven," in (own_keys / "entries/crows.bib").read_text("utf-8")


def test_files_in_and_out_of_a_list(own_keys: Path, run: Run) -> None:
    (own_keys / "refs.bib").write_text(REFS, encoding="utf-8")
    result = run(own_keys, "rekey", "refs.bib", "entries/owls.bib")
    assert result.exit_code == 2
    assert "do not all belong to one list" in result.stderr


def test_pattern_of_a_list_is_its_own(own_keys: Path, run: Run) -> None:
    result = run(own_keys, "rekey", "--pattern", "{family}")
    assert result.exit_code == 2
    assert "a list sets “keys” in sections.toml" in result.stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('keys = "{famly}"', "sections.toml:1:9: there is no field {famly} for keys"),
        ("keys = 1", "“keys” must be a text in quotes"),
        ('kys = "{family}"', "unknown key “kys”. Did you mean keys?"),
    ],
)
def test_bad_pattern_of_a_list(own_keys: Path, run: Run, line: str, message: str) -> None:
    outline = own_keys / "entries/sections.toml"
    outline.write_text(f"{line}\n{outline.read_text('utf-8')}", encoding="utf-8")
    result = run(own_keys, "check")
    assert result.exit_code == 2
    assert message in result.stderr


def test_check_takes_the_pattern_of_the_list(own_keys: Path, run: Run) -> None:
    outline = own_keys / "entries/sections.toml"
    outline.write_text('keys = "{family}:{year}"\n' + outline.read_text("utf-8"), encoding="utf-8")
    found = run(own_keys, "check", "--select", "K002").stdout
    assert "“roe2024hooting” is not made of “{family}:{year}”: call the entry “roe:2024”" in found


def test_import_takes_the_pattern_of_the_list(own_keys: Path, run: Run) -> None:
    outline = own_keys / "entries/sections.toml"
    outline.write_text('keys = "{family:upper}"\n' + outline.read_text("utf-8"), encoding="utf-8")
    (own_keys / "refs.bib").write_text(
        "@misc{x, author = {Coe, Ann}, title = {Barn Owls}, year = {2024}, "
        "eprint = {2404.00002}, archiveprefix = {arXiv}}\n",
        encoding="utf-8",
    )
    run(own_keys, "import", "refs.bib", "--section", "1.1")
    assert "@misc{COE,\n" in (own_keys / "entries/owls.bib").read_text("utf-8")


# Former keys in exports.


@pytest.fixture
def renamed(own_keys: Path, run: Run) -> Path:
    """A list whose works had other keys once."""
    assert run(own_keys, "rekey").exit_code == 0
    return own_keys


def entries(text: str) -> dict[str, str]:
    return dict(re.findall(r"^@\w+{(.*?),\n(.*?)^}$", text, re.MULTILINE | re.DOTALL))


def test_bibtex_has_a_copy_behind_each_work(renamed: Path, run: Run) -> None:
    plain = entries(run(renamed, "export", "-t", "bibtex").stdout)
    found = entries(run(renamed, "export", "-t", "bibtex", "--with-aliases").stdout)
    assert list(plain) == ["roe2024hooting", "doe2024owls", "poe2023raven"]
    assert list(found) == ["roe2024hooting", "doe2024owls", "Owls", "poe2023raven", "Raven"]
    assert found["Owls"] == found["doe2024owls"] == plain["doe2024owls"]
    assert "crossref" not in found["Owls"]


def test_csl_json_has_a_copy_of_each_work(renamed: Path, run: Run) -> None:
    items = json.loads(run(renamed, "export", "-t", "csl-json", "--with-aliases").stdout)
    by_id = {item.pop("id"): item for item in items}
    assert list(by_id) == ["roe2024hooting", "doe2024owls", "Owls", "poe2023raven", "Raven"]
    copy = {**by_id["Owls"], "citation-key": "doe2024owls"}
    assert copy == by_id["doe2024owls"]


@pytest.mark.parametrize("name", ["biblatex", "canonical", "csv", "jsonl", "zotero-rdf"])
def test_formats_with_a_field_for_former_keys(renamed: Path, run: Run, name: str) -> None:
    plain = run(renamed, "export", "-t", name).stdout
    result = run(renamed, "export", "-t", name, "--with-aliases")
    assert (result.exit_code, result.stdout) == (0, plain)
    assert "Owls" in plain


@pytest.mark.parametrize("command", ["export", "convert"])
@pytest.mark.parametrize("name", ["ris", "markdown"])
def test_formats_without_keys(renamed: Path, run: Run, name: str, command: str) -> None:
    inputs = ["entries/owls.bib"] if command == "convert" else []
    result = run(renamed, command, *inputs, "-t", name, "--with-aliases")
    assert result.exit_code == 2
    assert "--with-aliases does not apply to" in result.stderr


def test_former_key_that_is_another_works_key_has_no_copy(renamed: Path, run: Run) -> None:
    path = renamed / "entries/crows.bib"
    path.write_text(
        path.read_text("utf-8").replace(
            "ids = {Raven}", "ids = {Raven, ROE2024Hooting, owls, rav, o'raven}"
        ),
        encoding="utf-8",
    )
    found = entries(run(renamed, "export", "-t", "bibtex", "--with-aliases").stdout)
    assert list(found) == ["roe2024hooting", "doe2024owls", "Owls", "poe2023raven", "Raven", "rav"]


def test_another_reader_takes_the_copies_for_entries(renamed: Path, run: Run) -> None:
    text = run(renamed, "export", "-t", "bibtex", "--with-aliases").stdout
    found = parse_string(text, "bibtex").entries  # raises for keys that differ in case only
    assert found["Owls"].fields == found["doe2024owls"].fields
    assert found["Owls"].persons == found["doe2024owls"].persons


def test_convert(renamed: Path, run: Run) -> None:
    path = "entries/owls.bib"
    plain = run(renamed, "convert", path, "-t", "bibtex", "--sort", "key")
    assert "  ids = {Owls},\n" in plain.stdout
    assert "“ids”" not in plain.stderr
    result = run(renamed, "convert", path, "-t", "bibtex", "--sort", "key", "--with-aliases")
    assert result.exit_code == 0
    assert "“ids”" not in result.stderr
    assert result.stderr.splitlines()[-1].startswith("2 entries as BibTeX")
    found = entries(result.stdout)
    assert list(found) == ["doe2024owls", "Owls", "roe2024hooting"]
    assert found["Owls"] == found["doe2024owls"].replace("  ids = {Owls},\n", "")


def test_convert_reports_former_keys_without_a_copy(renamed: Path, run: Run) -> None:
    path = renamed / "entries/owls.bib"
    text = path.read_text("utf-8").replace("ids = {Owls}", "ids = {Owls, o'wls}")
    path.write_text(text, encoding="utf-8")
    result = run(renamed, "convert", str(path), "-t", "bibtex", "--with-aliases")
    assert list(entries(result.stdout)) == ["doe2024owls", "Owls", "roe2024hooting"]
    assert "  ids = {Owls, o'wls},\n" in result.stdout  # it stays where a copy cannot have it


def test_convert_reports_former_keys_that_clash(renamed: Path, run: Run) -> None:
    path = renamed / "entries/owls.bib"
    text = path.read_text("utf-8").replace("ids = {Owls}", "ids = {roe2024hooting}")
    path.write_text(text, encoding="utf-8")
    result = run(renamed, "convert", str(path), "-t", "bibtex", "--with-aliases")
    assert result.exit_code == 1
    assert "K001 duplicate-key: the key “roe2024hooting” was used before" in result.stderr


def test_other_formats_are_checked_without_being_written(refs: Path, run: Run) -> None:
    items = '[{"id": "x", "type": "book", "title": "Owls", "author": [{"family": "Doe"}]}]'
    path = refs.parent / "refs.json"
    path.write_text(items, "utf-8")
    result = run(refs.parent, "rekey", "refs.json", "--check", "--pattern", "{family}{word}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "x -> doeowls\n1 key would change\n"
    assert path.read_text("utf-8") == items
    result = run(refs.parent, "rekey", "refs.json", "--pattern", "{family}{word}")
    assert '"id": "doeowls"' in result.stdout
    assert "CSL-JSON has no place for former keys: --map writes a list of them" in result.stderr
    assert "lost" not in result.stderr


def test_a_format_that_is_only_read_is_refused_by_check_too(refs: Path, run: Run) -> None:
    record = "FN ISI Export Format\nPT J\nAU Doe, J\nTI Owls\nPY 2020\nUT WOS:1\nER\nEF\n"
    (refs.parent / "refs.ciw").write_text(record, "utf-8")
    result = run(refs.parent, "rekey", "refs.ciw", "--check")
    assert result.exit_code == 2
    assert "Web of Science can only be read: convert it first" in result.stderr
