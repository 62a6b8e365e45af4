"""The Python API: typed, lazy, pure, picklable; its failures are of one class."""

from __future__ import annotations

import doctest
import inspect
import multiprocessing
import pickle
import subprocess
import sys
import typing
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest

import pllm_bib
from pllm_bib import api
from pllm_bib.formats.base import Options
from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.model.library import RECORD_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FUNCTIONS = [name for name in pllm_bib.__all__ if inspect.isfunction(getattr(pllm_bib, name))]

BIB = """\
@string{av = {Aviary}}

@book{doe2024,
  title = {Owls at {Night}},
  author = {Doe, Jane and van der Berg, Karl and others},
  publisher = av,
  year = {2024},
  month = {June},
  doi = {10.1234/owls},
  keywords = {owls, night},
  code = {https://example.org/code},
  shelf = {B 12},
}

@misc{doe2023,
  title = {Owls at Night},
  author = {Doe, Jane},
  eprint = {2301.00001},
  archiveprefix = {arXiv},
  date = {2023-13},
}
"""
README = "# Owls\n\n- [Owls at Night](https://arxiv.org/abs/2301.00001) (2023)\n"


@pytest.fixture
def found() -> pllm_bib.Bibliography:
    return pllm_bib.loads(BIB)


# Names and types.


def test_what_a_user_asks_for_is_there() -> None:
    assert set(FUNCTIONS) >= set(
        "load loads open_list dumps dump losses convert select bibliography cite check fix "
        "format_bib find_duplicates merge read_list".split()
    )
    assert set(pllm_bib.__all__) <= set(dir(pllm_bib))
    assert [*pllm_bib.__all__] == sorted(pllm_bib.__all__)
    with pytest.raises(AttributeError, match="fetch"):
        _ = pllm_bib.fetch  # type: ignore[attr-defined]


def test_importing_the_package_imports_nothing_of_it() -> None:
    code = (
        "import sys; before = set(sys.modules); import pllm_bib\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(new - set(sys.stdlib_module_names)))\n"
        "print([name for name in sys.modules if name.startswith('pllm_bib.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["['pllm_bib']", "[]"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_signature_has_any(name: str) -> None:
    hints = typing.get_type_hints(getattr(pllm_bib, name))
    assert "return" in hints
    assert set(inspect.signature(getattr(pllm_bib, name)).parameters) < set(hints)
    assert "Any" not in str(hints)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(
        inspect.getdoc(getattr(api, name)) or "", dict(vars(api)), name, None, None
    )
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def test_a_users_script_is_typed(tmp_path: Path) -> None:
    mypy = pytest.importorskip("mypy.api")  # the lowest versions are tested without it
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "import pllm_bib\n"
        "def titles(path: Path) -> list[str]:\n"
        "    found: pllm_bib.Bibliography = pllm_bib.load(path)\n"
        "    wrong: list[pllm_bib.Finding] = pllm_bib.check(found, select='F')\n"
        "    text: str = pllm_bib.dumps(found.library, 'ris', keep_extra=True)\n"
        "    assert not wrong and text\n"
        "    return [str(entry.title) for entry in found.library]\n"
    )
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import pllm_bib\npllm_bib.dumps('text', 'ris')\npllm_bib.convert('x', 'ris', aski=True)\n"
    )
    options = ["--strict", "--no-incremental", "--config-file", ""]
    out, errors, status = mypy.run([*options, str(script)])
    assert (status, errors) == (0, ""), out
    out, _errors, status = mypy.run([*options, str(bad)])
    assert status == 1
    assert "bad.py:2" in out
    assert "bad.py:3" in out


def test_options_are_those_of_the_writers() -> None:
    assert [*pllm_bib.WriteOptions.__annotations__] == [field.name for field in fields(Options)]


# Values.


def results(found: pllm_bib.Bibliography) -> dict[str, object]:
    """What the functions return, by the name of the function."""
    library = found.library
    return {
        "loads": found,
        "losses": pllm_bib.losses(library, "ris"),
        "select": pllm_bib.select(library, year=2024),
        "bibliography": pllm_bib.bibliography(library, "apa"),
        "cite": pllm_bib.cite(library, ["doe2024"], "apa"),
        "check": pllm_bib.check(found),
        "find_duplicates": pllm_bib.find_duplicates(library),
        "merge": pllm_bib.merge(library.entries),
        "read_list": pllm_bib.read_list(README),
        "records": library.to_records(),
    }


def test_values_survive_pickling(found: pllm_bib.Bibliography) -> None:
    for name, value in results(found).items():
        assert value, name
        assert pickle.loads(pickle.dumps(value)) == value, name  # noqa: S301 -- our own bytes
    back = pickle.loads(pickle.dumps(found))  # noqa: S301 -- likewise
    assert [entry.origin for entry in back.library] == [entry.origin for entry in found.library]


def test_arguments_are_never_changed(found: pllm_bib.Bibliography) -> None:
    before = pickle.dumps(found)
    results(found)
    pllm_bib.dumps(found.library, "bibtex")
    again = pllm_bib.loads(BIB)
    assert found == again
    assert pickle.loads(before) == found  # noqa: S301 -- our own bytes
    assert results(found) == results(again)


def test_functions_work_in_fresh_processes(found: pllm_bib.Bibliography) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(pllm_bib.loads, (BIB,)) == found
        assert pool.apply(pllm_bib.convert, (BIB, "ris")) == pllm_bib.convert(BIB, "ris")
        [group] = pool.apply(pllm_bib.find_duplicates, (found.library,))
        assert pool.apply(pllm_bib.merge, (group,)) == pllm_bib.merge(group)


def test_records_have_a_key_for_every_attribute(found: pllm_bib.Bibliography) -> None:
    first, second = found.library.to_records()
    assert list(first) == list(second) == list(RECORD_KEYS)
    for row in ATTRIBUTES.values():
        assert row.column in first or row.kind == "links"
    told = {name: value for name, value in first.items() if value is not None}
    assert told == {
        "key": "doe2024",
        "type": "book",
        "title": "Owls at Night",
        "authors": ["Jane Doe", "Karl van der Berg"],
        "authors_incomplete": True,
        "editors_incomplete": False,
        "date": "2024-06",
        "publisher": "Aviary",
        "doi": "10.1234/owls",
        "code": "https://example.org/code",
        "keywords": ["owls", "night"],
        "other_fields": {"shelf": "B 12"},
    }
    assert second["eprint"] == "arXiv:2301.00001"


# What the functions do.


def test_findings_of_reading_and_of_rules_are_one_list(found: pllm_bib.Bibliography) -> None:
    assert "bad-date" in {finding.name for finding in found.findings}
    assert "bad-date" in {finding.name for finding in pllm_bib.check(found)}
    assert "bad-date" not in {finding.name for finding in pllm_bib.check(found.library)}


def test_findings_that_a_file_allows_are_left_out() -> None:
    text = "@misc{doe, title = {Owls}, month = {June}}"
    assert [finding.code for finding in pllm_bib.check(pllm_bib.loads(text), select="F015")]
    allowing = pllm_bib.loads(f"% pllm-bib: allow F015: as printed\n{text}")
    assert pllm_bib.check(allowing, select="F015") == []
    broken = "@string{av = }\n\n@misc{doe, title = {Owls}}"
    findings = pllm_bib.check(pllm_bib.loads(broken), select="S001")
    assert [finding.key for finding in findings] == [None]
    allowing = pllm_bib.loads(f"% pllm-bib: allow S001: as printed\n\n{broken}")
    assert pllm_bib.check(allowing, select="S001") == []


def test_fixes_keep_all_else_and_the_ends_of_lines() -> None:
    text = "% owls\r\n@misc{doe,\r\n  title = {Owls}, month = {June},\r\n}\r\n"
    fixed = pllm_bib.fix(text, pllm_bib.check(pllm_bib.loads(text)))
    assert fixed == text.replace("{June}", "jun")
    assert pllm_bib.format_bib(text) == (
        "% owls\r\n@misc{doe,\r\n  title = {Owls},\r\n  month = {June},\r\n}\r\n"
    )


def test_files_that_are_given_together_share_their_macros(tmp_path: Path) -> None:
    one, other = tmp_path / "one.bib", tmp_path / "other.bib"
    one.write_text("@string{av = {Aviary}}\n@misc{a, title = {A}}\n")
    other.write_text("@book{b, title = {B}, publisher = av}\n")
    found = pllm_bib.load([one, other])
    assert [str(entry.publisher) for entry in found.library] == ["None", "Aviary"]
    assert found.findings == ()
    assert pllm_bib.load(tmp_path).library == found.library
    assert pllm_bib.load(str(other)).findings != ()


def test_a_library_is_written_by_the_name_of_its_file(
    found: pllm_bib.Bibliography, tmp_path: Path
) -> None:
    for name, form in (("a.ris", "ris"), ("a.bib", "bibtex"), ("a.json", "csl-json")):
        pllm_bib.dump(found.library, tmp_path / name)
        text = (tmp_path / name).read_text("utf-8")
        assert text == pllm_bib.dumps(found.library, form)
    pllm_bib.dump(found.library, tmp_path / "a.txt", "ris", url=False)
    assert (tmp_path / "a.txt").read_text() == pllm_bib.dumps(found.library, "ris", url=False)


def test_losses_are_those_of_the_options(found: pllm_bib.Bibliography) -> None:
    told = [(loss.key, loss.field) for loss in pllm_bib.losses(found.library, "bibtex")]
    assert ("doe2024", "shelf") in told
    kept = pllm_bib.losses(found.library, "bibtex", keep_extra=True)
    assert ("doe2024", "shelf") not in [(loss.key, loss.field) for loss in kept]


def test_a_file_is_converted_as_its_text(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_text(BIB)
    assert pllm_bib.convert(path, "ris") == pllm_bib.convert(BIB, "ris", "biblatex")
    assert "av = {Aviary}" in pllm_bib.convert(path, "bibtex")


def test_clusters_take_keys_and_cites() -> None:
    text = (
        "@book{a, title={A}, author={Ada Ash}, year=2020}"
        "@book{b, title={B}, author={Ada Ash}, year=2021}"
        "@book{c, title={C}, author={Bo Beech}, year=2022, ids={old}}"
    )
    library = pllm_bib.loads(text).library
    see = pllm_bib.Cite("c", locator="2", label="chapter", prefix="see", suffix="and others")
    bare = pllm_bib.Cite("a", suppress_author=True)
    assert pllm_bib.cite(library, ["a", ["a", "b"], "old", [see], [bare], ["a", see]], "apa") == [
        "(Ash, 2020)",
        "(Ash, 2020, 2021)",
        "(Beech, 2022)",
        "(see Beech, 2022, Chapter 2 and others)",
        "(2020)",
        "(Ash, 2020; see Beech, 2022, Chapter 2 and others)",
    ]
    page = pllm_bib.Cite("b", locator="7", suffix=", emphasis added")
    assert pllm_bib.cite(library, [["a", "b", "c"], ["a", page, "c"]], "nature") == [
        "1–3",
        "1,2, emphasis added,3",
    ]
    assert pllm_bib.cite(library, ["c", [page]], "ieee") == ["[1]", "[2, p. 7], emphasis added"]
    assert pllm_bib.cite(library, [["a", page]], "apa") == [
        "(Ash, 2020, 2021, p. 7, emphasis added)"
    ]
    assert pllm_bib.cite(library, [[pllm_bib.Cite("a", prefix="<b>")]], "apa", "html") == [
        "(&#60;b&#62;Ash, 2020)"
    ]


def test_a_list_is_read_with_its_sections(small_list: Path) -> None:
    root = small_list
    found = pllm_bib.open_list(root)
    assert found.library.sections
    assert pllm_bib.open_list(root / "entries") == found
    part = pllm_bib.select(found.library, section="owls")
    assert [entry.key for entry in part][:1] == ["roe2024hooting"]
    assert all("1.1" in entry.sections for entry in part)
    (root / "entries/crows.bib").unlink()
    with pytest.raises(pllm_bib.PllmBibError, match="this section's file is missing"):
        pllm_bib.open_list(root)


# Failures.


CALLS: dict[str, tuple[Callable[[pllm_bib.Library], object], str]] = {
    "a missing file": (lambda _: pllm_bib.load("gone.bib"), "cannot read gone.bib"),
    "no bibliography": (lambda _: pllm_bib.loads("Hello."), "text is no bibliography"),
    "half a letter": (lambda _: pllm_bib.loads("\ud800"), "text:1:1: the text holds U\\+D800"),
    "a format to read": (lambda _: pllm_bib.loads("", "rsi"), "no format “rsi”.*Did you mean ris"),
    "a format": (lambda lib: pllm_bib.dumps(lib, "rsi"), "“rsi”. Did you mean ris"),
    "an option": (lambda lib: pllm_bib.dumps(lib, "ris", aski=True), "“aski”. Did you mean ascii"),  # type: ignore[call-arg]
    "7 bits": (lambda lib: pllm_bib.dumps(lib, "enw", ascii=True), "no use for the option “ascii”"),
    "aliases": (lambda lib: pllm_bib.dumps(lib, "ris", aliases=True), "no use .* “aliases”"),
    "a profile": (lambda lib: pllm_bib.dumps(lib, "bibtex", profile="acm"), "Did you mean acl"),
    "profiles": (lambda _: pllm_bib.convert(BIB, "ris", profile="acl"), "no use .* “profile”"),
    "a dialect": (lambda lib: pllm_bib.dumps(lib, "ris", dialect="zoter"), "mean zotero"),
    "dialects": (lambda lib: pllm_bib.losses(lib, "bibtex", dialect="zotero"), "no use"),
    "a file's format": (lambda lib: pllm_bib.dump(lib, "refs.zzz"), "refs.zzz: its name tells no"),
    "a folder": (lambda lib: pllm_bib.dump(lib, ".", "ris"), "cannot write"),
    "a style": (lambda lib: pllm_bib.bibliography(lib, "appa"), "no style “appa”"),
    "a markup": (lambda lib: pllm_bib.bibliography(lib, "apa", "htm"), "Did you mean html"),
    "a locale": (lambda lib: pllm_bib.bibliography(lib, "apa", locale="xx"), "no locale “xx”"),
    "a key": (lambda lib: pllm_bib.cite(lib, ["doe2025"], "apa"), "no entry “doe2025”. Did you"),
    "a locator": (
        lambda lib: pllm_bib.cite(lib, [[pllm_bib.Cite("doe2024", "1", "pge")]], "apa"),
        "Did you mean page",
    ),
    "BibTeX's styles": (
        lambda lib: pllm_bib.cite(lib, [[pllm_bib.Cite("doe2024", "1")]], "bibtex:plain"),
        "print keys only",
    ),
    "a rule": (lambda lib: pllm_bib.check(lib, select="F01x"), "no rule is called “F01x”"),
    "a year": (lambda lib: pllm_bib.select(lib, year="last"), "not a valid year"),
    "a thing to have": (lambda lib: pllm_bib.select(lib, has="cod"), "Did you mean code"),
    "a section": (lambda lib: pllm_bib.select(lib, section="9"), "no section “9”"),
    "a broken entry": (lambda _: pllm_bib.convert("@misc{a,\n title = {A", "ris"), "text:1:1: "),
    "a layout": (lambda _: pllm_bib.format_bib("@misc{a,\n title = {A"), "text:1:1: "),
    "nothing to merge": (lambda _: pllm_bib.merge([]), "nothing to merge"),
    "no list": (lambda _: pllm_bib.open_list("."), "no list here"),
    "two of one key": (
        lambda lib: pllm_bib.dumps(replace(lib, entries=lib.entries[:1] * 2), "ris"),
        "text:3:1: two entries have the key “doe2024”",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_failures_are_of_one_class(
    name: str,
    found: pllm_bib.Bibliography,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    call, message = CALLS[name]
    with pytest.raises(pllm_bib.PllmBibError, match=message) as raised:
        call(found.library)
    assert "\n" not in str(raised.value)
    assert pickle.loads(pickle.dumps(raised.value)).args == raised.value.args  # noqa: S301 -- ours
    assert capfd.readouterr() == ("", "")


def test_an_error_knows_its_place() -> None:
    text = "@misc{b, title={B}}\n@misc{a,\n title = {A"
    with pytest.raises(pllm_bib.PllmBibError) as raised:
        pllm_bib.convert(text, "ris")
    assert raised.value.position == pllm_bib.Position("text", 2, 1)
    assert "B" in pllm_bib.convert(
        "@misc{b, title={B}}\n@misc{a,\n title = {A", "ris", skip_broken=True
    )
