"""Every command reads the same entries, and reports the same faults, for the same files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pllm_bib.cli import cli
from pllm_bib.files import read
from pllm_bib.files import text as decoding
from pllm_bib.files.config import read_config
from pllm_bib.files.inputs import file_input
from pllm_bib.files.kinds import BIB
from pllm_bib.files.list import list_with_texts, load_list
from pllm_bib.files.read import entries, load_files
from pllm_bib.files.text import FilePart
from pllm_bib.tasks.convert.request import Request, Result
from pllm_bib.tasks.convert.run import Conversion
from pllm_bib.tasks.dedupe.records import read_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result as Ended

    Run = Callable[..., Ended]

CL = "@string{cl = {Computational Linguistics}}\n"


def article(key: str, journal: str, title: str = "Owls") -> str:
    return f"@article{{{key}, title = {{{title}}}, author = {{Doe, J}}, journal = {journal}}}\n"


FILES: dict[str, tuple[list[bytes], list[str], list[str]]] = {
    "a macro of the file before": (
        [CL.encode(), article("a", "cl").encode()],
        ["a: Computational Linguistics"],
        [],
    ),
    "a macro of the first file in the third": (
        [CL.encode(), article("a", "{X}").encode(), article("b", "CL").encode()],
        ["a: X", "b: Computational Linguistics"],
        [],
    ),
    "a macro of @STRING in parentheses": (
        [b"@STRING(CL = {Comp} # { Ling})\n", article("a", "cl # cl").encode()],
        ["a: Comp LingComp Ling"],
        [],
    ),
    "a macro before its definition": (
        [article("a", "cl").encode(), CL.encode() + article("b", "Cl").encode()],
        ["a: cl", "b: Computational Linguistics"],
        ["0.bib:1:58 undefined-string"],
    ),
    "a macro that is defined anew": (
        [
            CL.encode() + article("a", "cl").encode(),
            CL.replace("Comp", "Not comp").encode() + article("b", "cl").encode(),
        ],
        ["a: Computational Linguistics", "b: Not computational Linguistics"],
        [],
    ),
    "a macro of TeX in a later file": (
        [
            article("a", r"{The \\owls of {\\sorted{x}}Y \\one{Z}}".replace("\\\\", "\\")).encode(),
            b'@string{def = {[1]{#1}}}\n@preamble{"\\newcommand{\\one}" # def}\n',
            b"@PREAMBLE({\\def\\owls{Strix } \\newcommand{\\sorted}[1]{}})\n"
            + article("b", r"{\owls}").encode(),
        ],
        ["a: The Strix of Y Z", "b: Strix"],
        [],
    ),
    "macros of TeX that never end": (
        [
            b'@preamble{"\\def\\a{x\\b}\\def\\b{\\a y} \\newcommand{\\ok}{fine}"}\n',
            article("a", r"{\a}").encode() + article("b", r"{\ok}").encode(),
        ],
        [r"a: \a", "b: fine"],
        ["1.bib:1:48 unknown-command"],
    ),
    "a parent in a later file, by a former key": (
        [
            b"@inproceedings{a, title = {A}, crossref = {old}}\n",
            b"@string{p = {Proceedings}}\n",
            b"@proceedings{new, ids = {old}, title = p # { of Owls}, year = 2020}\n",
        ],
        ["a: Proceedings of Owls", "new: "],
        [],
    ),
    "a parent whose key is a former key of an entry before": (
        [
            b"@proceedings{other, ids = {p}, title = {Crows}}\n",
            b"@proceedings{p, title = {Owls}}\n",
            b"@inproceedings{a, title = {A}, crossref = {p}}\n",
        ],
        ["other: ", "p: ", "a: Owls"],
        [],
    ),
    "an @xdata entry in an earlier file": (
        [b"@xdata{x, journal = {Owls}}\n", b"@article{a, title = {A}, xdata = {x}}\n"],
        ["a: Owls"],
        [],
    ),
    "a parent that is nowhere": (
        [b"@misc{a, title = {A}}\n", b"@misc{b, title = {B}, crossref = {c}}\n"],
        ["a: ", "b: "],
        ["1.bib:1:23 dangling-crossref"],
    ),
    "Windows-1252": (
        [CL.encode(), article("a", "cl").encode(), article("b", "{Käuze “x”}").encode("cp1252")],
        ["a: Computational Linguistics", "b: Käuze “x”"],
        ["2.bib:1:60 bad-encoding"],
    ),
    "Latin-1": (
        [article("a", "{Käuze\x81}").encode("latin-1"), CL.encode()],
        ["a: Käuze\x81"],
        ["0.bib:1:60 bad-encoding"],
    ),
    "UTF-16": (
        [(CL + article("a", "cl")).encode("utf-16"), article("b", "cl").encode("utf-8-sig")],
        ["a: Computational Linguistics", "b: Computational Linguistics"],
        ["0.bib:1:1 bad-encoding"],
    ),
    "NUL": (
        [CL.replace("= ", "=\0").encode(), article("a", "cl").encode()],
        ["a: Computational Linguistics"],
        ["0.bib:1:13 bad-encoding"],
    ),
    "old Macintosh line ends": (
        [CL.replace("\n", "\r").encode(), (article("a", "cl") * 2).replace("\n", "\r").encode()],
        ["a: Computational Linguistics"] * 2,
        [],
    ),
    "Windows line ends": (
        [(CL + article("a", "{X}")).replace("\n", "\r\n").encode(), article("b", "cl").encode()],
        ["a: X", "b: Computational Linguistics"],
        [],
    ),
    "a mark in the middle file": (
        [article("a", "{X}").encode(), CL.encode("utf-8-sig"), article("b", "cl").encode()],
        ["a: X", "b: Computational Linguistics"],
        [],
    ),
    "a mark after which nothing comes": (
        [b"\xef\xbb\xbf", article("a", "jan").encode()],
        ["a: jan"],
        [],
    ),
    "a syntax error between": (
        [CL.encode(), b"@misc{x, title = {Y\n", article("a", "cl").encode()],
        ["a: Computational Linguistics"],
        ["1.bib:1:1 syntax-error"],
    ),
}


@pytest.fixture(params=FILES)
def case(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Path], list[str], list[str]]:
    contents, expected, faults = FILES[request.param]
    monkeypatch.chdir(tmp_path)
    paths = [tmp_path / f"{number}.bib" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths, expected, faults


Case = tuple[list["Path"], list[str], list[str]]


def told(found: object) -> list[str]:
    return sorted(f"{f.position} {f.name}" for f in found if f.name != "duplicate-key")  # type: ignore[attr-defined]


def test_files_that_are_read_whole(case: Case) -> None:
    paths, expected, faults = case
    loaded = load_files(paths)
    assert [f"{e.key}: {e.container or ''}" for e in loaded.library] == expected
    assert told(loaded.faults) == sorted(faults)


@pytest.mark.parametrize("block", [7, 1 << 18])
@pytest.mark.parametrize("form", sorted(BIB))
def test_files_that_are_read_part_by_part(
    case: Case, monkeypatch: pytest.MonkeyPatch, block: int, form: str
) -> None:
    monkeypatch.setattr(decoding, "BLOCK", block)
    paths, expected, faults = case
    inputs = [file_input(path, form) for path in paths]
    found: list[object] = []
    read = entries(inputs, found)  # type: ignore[arg-type]
    assert [f"{e.key}: {e.container or ''}" for e in read] == expected
    assert told(found) == sorted(faults)


def test_files_that_are_compared(case: Case) -> None:
    paths, expected, faults = case
    found = read_records([file_input(path, "bibtex") for path in paths], jobs=1)
    assert [record.container for record in found.records] == [
        line.partition(": ")[2].casefold() for line in expected
    ]
    grave = [fault for fault in faults if fault.endswith(("bad-encoding", "syntax-error"))]
    assert told(found.faults) == sorted(grave)


def test_files_that_are_converted(case: Case) -> None:
    paths, expected, faults = case
    found: list[object] = []

    def report(result: Result) -> None:
        found.extend(result.faults)

    inputs = [file_input(path, "biblatex") for path in paths]
    text = "".join(Conversion(inputs, Request(to="jsonl", jobs=1), report).texts())
    rows = [json.loads(line) for line in text.splitlines()]
    assert [f"{row['key']}: {row.get('container', '')}" for row in rows] == expected
    assert told(found) == sorted(faults)


def test_the_commands_agree(case: Case, run: Run) -> None:
    paths, expected, faults = case
    names = [path.name for path in paths]
    folder = paths[0].parent
    count = f"{len(expected)} entr{'y' if len(expected) == 1 else 'ies'}"
    checked = run(folder, "check", "--select", "S", *names)
    assert sorted(
        f"{place} {said.split(': ')[0].split()[1]}"
        for place, _, said in (line.partition(": ") for line in checked.stdout.splitlines())
    ) == sorted(faults)
    assert f"{count}: " in checked.stderr
    assert f"{count}: " in run(folder, "dedupe", *names).stderr
    converted = run(folder, "convert", "-t", "bibtex", *names)
    assert f"{count} as " in converted.stderr
    for fault in faults:
        place, name = fault.split()
        assert f" {name}: " in "".join(
            line for line in converted.stderr.splitlines() if line.startswith(f"{place}: ")
        )


# What is written, and what is left alone.

LATIN = b"@Misc{a,title={K\xe4uze},author={Doe, J},year=2020}\n"
PLAIN = "@Misc{b,title={Käuze},author={Doe, J},year=2020}\n"


def test_fmt_reads_a_file_in_another_encoding_and_leaves_it_alone(tmp_path: Path, run: Run) -> None:
    (tmp_path / "latin.bib").write_bytes(LATIN + b"@misc{c, title = {T\n")
    (tmp_path / "plain.bib").write_text(PLAIN, "utf-8")
    result = run(tmp_path, "fmt", "latin.bib", "plain.bib")
    assert result.exit_code == 1
    assert "latin.bib:1:17: S004 bad-encoding: " in result.stderr
    assert "latin.bib:2:1: S001 syntax-error: " in result.stderr
    assert "1 of 2 files" in result.stderr
    assert "1 skipped" in result.stderr
    assert (tmp_path / "latin.bib").read_bytes() == LATIN + b"@misc{c, title = {T\n"
    assert (tmp_path / "plain.bib").read_text("utf-8").startswith("@misc{b,\n")


EMPTY = PLAIN.replace("}\n", ", note = {}}\n")


@pytest.mark.parametrize(
    "data",
    [EMPTY.encode("latin-1"), EMPTY.encode("utf-16"), EMPTY.replace("K", "\0K").encode()],
    ids=["latin-1", "utf-16", "nul"],
)
def test_check_mends_other_files_only(tmp_path: Path, run: Run, data: bytes) -> None:
    (tmp_path / "other.bib").write_bytes(data)
    (tmp_path / "plain.bib").write_text(EMPTY, "utf-8")
    arguments = ("check", "--select", "F003,S004", "other.bib", "plain.bib")
    before = run(tmp_path, *arguments)
    assert before.stdout.count("F003") == 2
    assert "1 fixable with --fix" in before.stderr
    result = run(tmp_path, *arguments, "--fix")
    assert "fixed plain.bib" in result.stderr
    assert "skipped: other.bib" in result.stderr
    assert result.stdout.count("F003") == 1
    assert (tmp_path / "other.bib").read_bytes() == data
    assert "note" not in (tmp_path / "plain.bib").read_text("utf-8")
    assert run(tmp_path, *arguments, "--diff").stdout == ""


def test_rekey_writes_none_of_the_files(tmp_path: Path, run: Run) -> None:
    (tmp_path / "latin.bib").write_bytes(LATIN)
    (tmp_path / "plain.bib").write_text(PLAIN, "utf-8")
    result = run(tmp_path, "rekey", "latin.bib", "plain.bib")
    assert result.exit_code == 1
    assert "S004 bad-encoding" in result.stderr
    assert "Nothing was written" in result.stderr
    assert (tmp_path / "latin.bib").read_bytes() == LATIN
    assert (tmp_path / "plain.bib").read_text("utf-8") == PLAIN


def test_dedupe_merges_in_other_files_only(tmp_path: Path, run: Run) -> None:
    doi = "@article{%s, title = {Owls}, author = {Doe, J}, year = 2020, doi = {10.1234/%s}}\n"
    latin = (doi % ("a", "x") + doi % ("b", "x")).encode() + LATIN.replace(b"{a,", b"{z,")
    (tmp_path / "latin.bib").write_bytes(latin)
    (tmp_path / "plain.bib").write_text(doi % ("c", "y") + doi % ("d", "y"), "utf-8")
    result = run(tmp_path, "dedupe", "--fix", "latin.bib", "--into", "plain.bib")
    assert result.exit_code == 1
    assert "1 work merged" in result.stderr
    assert "skipped: latin.bib" in run(tmp_path, "dedupe", "--fix", "latin.bib").stderr
    assert (tmp_path / "latin.bib").read_bytes() == latin
    assert "ids = {d}" in (tmp_path / "plain.bib").read_text("utf-8")
    named = run(tmp_path, "dedupe", "latin.bib", "--pair", "a", "b", "--fix")
    assert named.exit_code == 2
    assert "latin.bib is not UTF-8" in named.stderr


@pytest.mark.parametrize("command", ["build", "rekey", "promote roe2024hooting new.bib"])
def test_nothing_is_made_from_a_list_that_is_not_utf8(
    small_list: Path, run: Run, command: str
) -> None:
    (small_list / "new.bib").write_text(
        "@article{x, title = {Hooting with BERT}, author = {Roe, Richard}, journal = {Owls}, "
        "year = 2024}\n",
        "utf-8",
    )
    crows = small_list / "entries/crows.bib"
    crows.write_bytes(crows.read_bytes() + LATIN)
    before = {path: path.read_bytes() for path in small_list.rglob("*") if path.is_file()}
    result = run(small_list, *command.split())
    assert result.exit_code == 1
    assert "S004 bad-encoding" in result.stderr
    assert {path: path.read_bytes() for path in small_list.rglob("*") if path.is_file()} == before
    checked = run(small_list, "check", "--select", "S")
    assert checked.stdout.count("S004") == 1


def test_a_list_s_files_share_their_macros(small_list: Path, run: Run) -> None:
    owls, crows = small_list / "entries/owls.bib", small_list / "entries/crows.bib"
    owls.write_text("@string{bc = {Bird Conference}}\n" + owls.read_text("utf-8"), "utf-8")
    crows.write_text(crows.read_text("utf-8") + article("x", "bc"), "utf-8")
    assert run(small_list, "check", "--select", "S").stdout == ""
    assert '"Bird Conference"' in run(small_list, "export", "-t", "csl-json").stdout


def test_a_file_of_no_section_is_read_after_the_others(small_list: Path) -> None:
    owls = small_list / "entries/owls.bib"
    owls.write_text("@string{bc = {Bird Conference}}\n" + owls.read_text("utf-8"), "utf-8")
    stray = small_list / "entries/a-stray.bib"
    stray.write_text(article("x", "bc"), "utf-8")
    loaded = load_list(read_config(small_list))
    assert loaded.stray_files == (stray,)
    assert loaded.faults == ()
    last = loaded.library.entries[-1]
    assert (last.key, str(last.container)) == ("x", "Bird Conference")
    (small_list / "entries/crows.bib").unlink()
    assert load_list(read_config(small_list)).missing_files == (small_list / "entries/crows.bib",)


def test_a_list_has_the_same_entries_with_texts_that_are_not_written_yet(small_list: Path) -> None:
    config = read_config(small_list)
    loaded = load_list(config)
    owls = small_list / "entries/owls.bib"
    crows = small_list / "entries/crows.bib"
    texts = {
        owls: "@string{bc = {Bird Conference}}\n" + loaded.texts[owls],
        crows: loaded.texts[crows] + article("x", "bc"),
    }
    library = list_with_texts(config, texts)
    assert {entry.key for entry in library} == {entry.key for entry in loaded.library} | {"x"}
    entry = library.find("x")
    assert entry is not None
    assert str(entry.container) == "Bird Conference"


def test_citing_from_a_file_that_is_not_utf8(tmp_path: Path, run: Run) -> None:
    (tmp_path / "latin.bib").write_bytes(LATIN)
    result = run(tmp_path, "cite", "latin.bib")
    assert "Käuze" in result.stdout
    assert "latin.bib:1:17: S004 bad-encoding" in result.stderr
    assert result.exit_code == 1


def test_states_in_other_encodings_are_compared(tmp_path: Path, run: Run) -> None:
    (tmp_path / "old.bib").write_bytes(LATIN)
    (tmp_path / "new.bib").write_text(PLAIN.replace("{b,", "{a,"), "utf-8")
    result = run(tmp_path, "diff", "old.bib", "new.bib")
    assert "no changes" in result.stderr
    assert "old.bib:1:17: S004 bad-encoding" in result.stderr


def test_files_at_a_revision_are_read_as_one(
    tmp_path: Path, run: Run, git: Callable[..., str]
) -> None:
    (tmp_path / "a.bib").write_text(CL, "utf-8")
    (tmp_path / "b").mkdir()
    (tmp_path / "b/a.bib").write_text(article("a", "cl"), "utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "x")
    result = run(tmp_path, "review", "a.bib", "b/a.bib", "--base", "HEAD")
    assert "no work changed" in result.stdout


# Comments between the fields of entries, in files outside a list.

REMARKS = """\
@article{foo, % the first
  title = {Owls at Night}, % a "remark"
  author = {Doe, Jane},
  % journal = {Old},
  journal = {New}
  , % before a comma
  note = {},
  venue = {BirdConf},
  year = 2020 % at the end
}

@misc{bar,title={Crows},author={Roe, Ann},year=2021}
"""


def test_an_entry_with_comments_between_fields_is_read_by_every_command(
    tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "a.bib"
    path.write_text(REMARKS)
    (tmp_path / "none.bib").write_text("")
    keys = ["foo", "bar"]
    assert [entry.key for entry in load_files([path]).library] == keys
    converted = run(tmp_path, "convert", "-t", "jsonl", "a.bib").stdout
    assert [json.loads(line)["key"] for line in converted.splitlines()] == keys
    found = read_records([file_input(path, "bibtex")], jobs=1)
    assert ([record.key for record in found.records], found.faults) == (keys, ())
    assert run(tmp_path, "dedupe", "a.bib").stderr == "2 entries: no duplicates\n"
    checked = run(tmp_path, "check", "a.bib")
    assert checked.stdout.startswith("a.bib:7:3: F003 empty-field: ")
    assert checked.stderr == "2 entries: 1 finding, 1 fixable with --fix\n"
    cited = run(tmp_path, "cite", "a.bib", *keys)
    assert cited.stdout.splitlines() == [
        "Doe, J. (2020). Owls at Night. New.",
        "Roe, A. (2021). Crows.",
    ]
    rekeyed = run(tmp_path, "rekey", "a.bib", "--check").stderr
    assert rekeyed.startswith("foo -> doe2020owls\nbar -> roe2021crows\n")
    changed = json.loads(run(tmp_path, "diff", "none.bib", "a.bib", "--format=json").stdout)
    assert [work["key"] for work in changed["added"]] == keys
    laid_out = run(tmp_path, "fmt", "a.bib").stderr
    assert laid_out.splitlines() == [
        "reformatted: a.bib",
        "skipped: a.bib:1:1: comments stand between the fields of “foo”",
        "1 of 1 file reformatted, 1 entry skipped",
    ]
    assert run(tmp_path, "convert", "-t", "jsonl", "a.bib").stdout == converted


def test_fmt_leaves_an_entry_with_comments_between_fields_alone_and_says_so(
    tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "a.bib"
    path.write_text(REMARKS)
    result = run(tmp_path, "fmt", "a.bib")
    assert result.exit_code == 1
    laid_out = path.read_text()
    first = REMARKS[: REMARKS.index("@misc")]
    assert laid_out == (
        f"{first}@misc{{bar,\n"
        "  author = {Roe, Ann},\n  title = {Crows},\n  year = {2021},\n}\n"
    )
    again = run(tmp_path, "-q", "fmt", "--check", "a.bib")
    assert (again.exit_code, path.read_text()) == (1, laid_out)
    assert again.stderr == "skipped: a.bib:1:1: comments stand between the fields of “foo”\n"


def test_fixes_keep_comments_between_fields(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.bib"
    path.write_text(REMARKS)
    result = run(tmp_path, "check", "a.bib", "--fix")
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text() == REMARKS.replace("  note = {},\n", "")
    log = json.loads(run(tmp_path, "check", "a.bib", "--format", "sarif").stdout)
    assert log["runs"][0]["results"] == []


def test_a_fix_in_sarif_keeps_comments_between_fields(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.bib").write_text(REMARKS)
    log = json.loads(run(tmp_path, "check", "a.bib", "--format", "sarif").stdout)
    (result,) = log["runs"][0]["results"]
    ((change,),) = [fix["artifactChanges"] for fix in result["fixes"]]
    ((replacement),) = change["replacements"]
    assert replacement["insertedContent"] == {"text": ""}
    region = replacement["deletedRegion"]
    assert region["endLine"] - region["startLine"] == 1


def test_new_keys_keep_comments_between_fields(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.bib"
    path.write_text(REMARKS)
    assert run(tmp_path, "rekey", "a.bib", "foo").exit_code == 0
    assert path.read_text() == REMARKS.replace("{foo,", "{doe2020owls,").replace(
        "2020 % at the end\n", "2020, % at the end\n  ids = {foo},\n"
    )


def test_duplicates_with_comments_between_fields_are_skipped(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.bib"
    text = REMARKS.replace("note = {}", "doi = {10.1234/owls}")
    plain = text[text.index("@misc") :]
    text += text.replace("{foo, % the first", "{baz,").replace("% at the end", "")
    path.write_text(text)
    told = (
        "skipped: a.bib:1:1 [foo], a.bib:13:1 [baz] "
        "(comments stand between the fields: put them above the entry first)\n"
    )
    result = run(tmp_path, "dedupe", "a.bib", "--diff")
    assert (result.exit_code, path.read_text()) == (1, text)
    assert told in result.stderr
    result = run(tmp_path, "dedupe", "a.bib", "--fix")
    assert result.exit_code == 1
    assert told.replace(":13:", ":17:") in result.stderr
    after = path.read_text()
    first, second = text.split(plain)[:2]
    assert after.startswith(f"{first}@misc{{bar,\n")
    assert after.endswith(f"}}\n{second.rstrip()}\n")
    assert after.count("@misc") == 1
    asked = CliRunner().invoke(cli, ["dedupe", "a.bib", "--interactive"], input="m\n")
    assert told.replace(":13:", ":17:") in asked.stderr
    named = run(tmp_path, "dedupe", "a.bib", "--fix", "--pair", "foo", "baz")
    assert named.exit_code == 2
    assert "comments stand between the fields" in named.stderr
    assert path.read_text() == after
    related = run(tmp_path, "dedupe", "a.bib", "--related", "foo", "baz")
    assert related.exit_code == 0
    assert path.read_text() == after.replace(
        "2020 % at the end\n", "2020, % at the end\n  related = {baz},\n"
    )


def test_a_list_keeps_its_dialect(small_list: Path, run: Run) -> None:
    path = small_list / "entries" / "owls.bib"
    text = REMARKS[: REMARKS.index("@misc")]
    path.write_text(text)
    for names in ((), ("entries/owls.bib",)):
        checked = run(small_list, "check", *names)
        assert "entries/owls.bib:1:1: S001 syntax-error: " in checked.stdout
        assert run(small_list, "fmt", *names).exit_code == 1
    assert "S001" in run(small_list, "dedupe", "entries/owls.bib").stderr
    assert "S001" in run(small_list, "convert", "-t", "ris", "entries/owls.bib").stderr
    assert path.read_text() == text


def test_a_venue_stays_the_label_that_it_is_in_a_list(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.bib"
    path.write_text(REMARKS)
    assert load_files([path]).library.entries[0].venue == "BirdConf"
    converted = run(tmp_path, "convert", "-t", "canonical", "a.bib").stdout
    assert "eventplace = {BirdConf}" in converted


def test_a_parent_is_found_whatever_the_case_of_its_key(tmp_path: Path, run: Run) -> None:
    child = "@inproceedings{a, title = {T}, author = {X, Y}, crossref = {PAR00}}\n"
    parent = "@proceedings{par00, title = {Proc}, booktitle = {Proc}, year = 2000}\n"
    (tmp_path / "a.bib").write_text(child + parent, "utf-8")
    assert "Proc" in run(tmp_path, "cite", "a", "a.bib", "-s", "apa").stdout
    written = run(tmp_path, "convert", "a.bib", "-t", "bibtex", "-k", "a").stdout
    assert written == f"{child}\n{parent}"
    (tmp_path / "b.bib").write_text("@proceedings{PAR00, booktitle = {Exactly}}\n", "utf-8")
    items = json.loads(run(tmp_path, "convert", "a.bib", "b.bib", "-t", "csl-json").stdout)
    assert items[0]["container-title"] == "Exactly"


@pytest.mark.parametrize("looked_at", [1, 7, 16, 1 << 20])
@pytest.mark.parametrize(
    "text",
    [
        "@STRING{owl = {Owls}}\n@misc{a, title = owl}\n",
        "@misc{a, title = {Owls}, CrossRef  = {b}}\n@misc{b, year = 2020}\n",
        "@misc{a, title = {Owls}, related\n\n   =\n {b}}\n@misc{b, year = 2020}\n",
        "@preamble{{\\newcommand{\\owl}{Owl}}}\n@misc{a, title = {\\owl}}\n",
        "@misc{a, title = {Owls}, x\0data = {b}}\n@xdata{b, year = 2020}\n",
    ],
)
def test_a_look_at_the_bytes_finds_what_connects_parts(
    text: str, looked_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "_LOOKED_AT", looked_at)
    bare = text.replace("\0", "")
    expected = read.connections(lambda: [(0, FilePart(bare, len(bare)))])
    assert expected != read.Connections()
    for number, data in enumerate((text.encode(), text.encode("utf-16"))):
        path = tmp_path / f"{number}.bib"
        path.write_bytes(data)
        assert read.connections_of([file_input(path, "bibtex")]) == expected
