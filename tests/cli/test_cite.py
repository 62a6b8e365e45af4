"""``pllm-bib cite``: styles by name and path, markups, citations, and styles that are none."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from pllm_bib.tasks import cite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

OWLS_APA = (
    "Doe, J., & Müller, K. (2024). Owls at Night. Proceedings of the Bird Conference, 1–9. "
    "https://doi.org/10.1234/owls"
)


def test_text_is_one_reference_a_line_in_the_styles_order(small_list: Path, run: Run) -> None:
    lines = run(small_list, "cite", "-s", "apa").stdout.splitlines()
    assert [line.split(",")[0] for line in lines] == ["Doe", "Poe", "Roe"]
    assert lines[0] == OWLS_APA


def test_keys_sections_and_former_keys_select(small_list: Path, run: Run) -> None:
    assert run(small_list, "cite", "doe2024owls").stdout == OWLS_APA + "\n"
    assert len(run(small_list, "cite", "--section", "1.2").stdout.splitlines()) == 2
    result = run(small_list, "cite", "doe2024owl")
    assert result.exit_code == 2
    assert "Did you mean doe2024owls" in result.stderr


def test_in_text_citations_alone_and_in_groups(small_list: Path, run: Run) -> None:
    result = run(
        small_list, "cite", "--in-text", "-s", "apa", "roe2024hooting,doe2024owls", "poe2023raven"
    )
    assert result.stdout.splitlines() == ["(Doe & Müller, 2024; Roe, 2024)", "(Poe, 2023)"]
    numbers = run(small_list, "cite", "--in-text", "-s", "nature", "--section", "1")
    assert numbers.stdout.split() == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("html", "<i>Journal of Ravens</i>, <i>13</i>(1)."),
        ("markdown", "*Journal of Ravens*, *13*(1). <https://doi.org/10.1234/raven>"),
        ("latex", r"\textit{Journal of Ravens}, \textit{13}(1). \href{https://doi.org/10.1234/"),
        ("rtf", r"{\i Journal of Ravens}, {\i 13}(1). {\field{\*\fldinst HYPERLINK "),
    ],
)
def test_markups(small_list: Path, run: Run, markup: str, expected: str) -> None:
    assert expected in run(small_list, "cite", "poe2023raven", "-t", markup).stdout


def test_html_is_well_formed_and_escaped(small_list: Path, run: Run) -> None:
    crows = small_list / "entries/crows.bib"
    text = crows.read_text("utf-8").replace("A Raven", r"A <b onload=x> \& Raven")
    crows.write_text(text, "utf-8")

    class Balanced(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.seen: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.seen.add(tag)
            assert "onload" not in dict(attrs)
            if tag not in {"meta", "br"}:
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    parser = Balanced()
    parser.feed(run(small_list, "cite", "-t", "html", "-s", "ieee").stdout)
    assert parser.open == []
    assert parser.seen <= {"html", "head", "meta", "title", "style", "body", "h1", "div", "i", "a"}


def test_a_dependent_style_keeps_its_own_locale(small_list: Path, run: Run) -> None:
    # Nature's dependent styles are British, Nature itself has no locale of its own.
    parent = run(small_list, "cite", "-s", "nature").stdout
    assert run(small_list, "cite", "-s", "nature-digest").stdout == parent
    html = run(small_list, "cite", "-s", "nature-digest", "-t", "html").stdout
    assert '<html lang="en-GB">' in html
    assert "<title>Nature Digest</title>" in html


def test_locales(small_list: Path, run: Run) -> None:
    english = run(small_list, "cite", "doe2024owls", "--locale", "en-US", "-s", "apa").stdout
    german = run(small_list, "cite", "doe2024owls", "--locale", "de-DE", "-s", "ieee").stdout
    assert "Doe, J., & Müller, K." in english
    assert "J. Doe und K. Müller, „Owls at Night“" in german
    result = run(small_list, "cite", "--locale", "xx")
    assert result.exit_code == 2
    assert "there is no locale “xx”" in result.stderr


LOCALE = """<locale xmlns="http://purl.org/net/xbiblio/csl" version="1.0" xml:lang="de-DE">
<!-- ours -->{}</locale>"""


def test_terms_of_a_locale_file_go_before_those_of_the_locale(small_list: Path, run: Run) -> None:
    terms = LOCALE.format('<terms><term name="and">sowie</term></terms>')
    (small_list / "own.xml").write_text(terms, "utf-8")
    args = ("cite", "doe2024owls", "--locale", "own.xml", "-s", "ieee")
    assert "J. Doe sowie K. Müller, „Owls at Night“" in run(small_list, *args).stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            LOCALE.format("<terms><term>x</term></terms>"),
            "<term> needs gender or gender-form or name",
        ),
        (LOCALE.format('<date form="zzz"/>'), "own.xml:2: form of <date> can't be “zzz”"),
        ("<style/>", "own.xml is XML, but no CSL locale: its root is <style>"),
        ("<locale", "own.xml:1:7: not XML: "),
    ],
)
def test_a_locale_file_that_means_nothing_is_refused(
    small_list: Path, run: Run, text: str, message: str
) -> None:
    (small_list / "own.xml").write_text(text, "utf-8")
    result = run(small_list, "cite", "doe2024owls", "--locale", "own.xml", "-s", "ieee")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_reads_any_bib_file(small_list: Path, run: Run) -> None:
    (small_list / "refs.bib").write_text(
        "@book{a, author = {Ann Author}, title = {A {DNA} Story}, publisher = {P}, year = 1999}\n",
        "utf-8",
    )
    result = run(small_list, "cite", "refs.bib", "-s", "apa")
    assert result.stdout == "Author, A. (1999). A DNA Story. P.\n"
    (small_list / "refs.bib").write_text("@book{a, title = {x", "utf-8")
    assert run(small_list, "cite", "refs.bib").exit_code == 1


GOOD = "@book{good, author = {Ann Author}, title = {Good}, year = 1999}\n"
BROKEN = "@book{bad, title = {x\n"


def test_a_broken_entry_does_not_stop_the_others(small_list: Path, run: Run) -> None:
    (small_list / "refs.bib").write_text(GOOD + BROKEN, "utf-8")
    result = run(small_list, "cite", "refs.bib")
    assert (result.exit_code, result.stdout) == (1, "Author, A. (1999). Good.\n")
    assert "refs.bib:2:1: S001 syntax-error" in result.stderr


def test_a_fault_in_an_entry_that_was_not_asked_for_is_told_and_no_failure(
    small_list: Path, run: Run
) -> None:
    (small_list / "refs.bib").write_text(GOOD + BROKEN, "utf-8")
    result = run(small_list, "cite", "refs.bib", "good")
    assert (result.exit_code, result.stdout) == (0, "Author, A. (1999). Good.\n")
    assert "refs.bib:2:1: S001 syntax-error" in result.stderr
    missing = run(small_list, "cite", "refs.bib", "bad")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "refs.bib:2:1: S001 syntax-error" in missing.stderr


def test_works_of_a_list_are_cited_beside_a_broken_one(small_list: Path, run: Run) -> None:
    owls = small_list / "entries/owls.bib"
    owls.write_text(f"{owls.read_text('utf-8')}\n{BROKEN}", "utf-8")
    result = run(small_list, "cite")
    assert result.exit_code == 1
    assert OWLS_APA in result.stdout
    assert "S001 syntax-error" in result.stderr


def test_the_first_of_two_entries_with_one_key_is_used(small_list: Path, run: Run) -> None:
    text = "@misc{a, title = {First}}\n@misc{A, title = {Second}}\n"
    (small_list / "refs.bib").write_text(text, "utf-8")
    result = run(small_list, "cite", "refs.bib", "-s", "apa")
    assert result.stdout == "First. (n.d.).\n"
    assert "refs.bib:2:7: K001 duplicate-key" in result.stderr


def test_writes_a_file(small_list: Path, run: Run) -> None:
    result = run(small_list, "cite", "-t", "markdown", "-o", "out.md")
    assert result.exit_code == 0
    assert "3 works in out.md" in result.stderr
    assert (small_list / "out.md").read_text("utf-8").startswith("# APA Style 7th edition\n\nDoe")


def test_styles_are_found_by_words(small_list: Path, run: Run) -> None:
    found = run(small_list, "cite", "--list-styles", "nature reviews").stdout.splitlines()
    assert "nature-reviews-cancer\tNature Reviews Cancer" in found
    assert all("nature" in line and "reviews" in line for line in found)
    assert run(small_list, "cite", "--list-styles", "xyzzyqq").exit_code == 1


@pytest.mark.parametrize("style", ["plain", "alpha", "unsrt", "unsrtalpha"])
def test_bibtex_styles(small_list: Path, run: Run, style: str) -> None:
    lines = run(small_list, "cite", "-s", f"bibtex:{style}").stdout.splitlines()
    hooting = next(line for line in lines if "Hooting" in line)
    assert hooting.count("2403.00001") == 1
    assert "Hooting with BERT" in hooting
    result = run(
        small_list, "cite", "--in-text", "doe2024owls,poe2023raven", "-s", f"bibtex:{style}"
    )
    assert result.stdout.startswith("[")


@pytest.mark.parametrize("style", ["plain", "alpha", "unsrt", "unsrtalpha"])
def test_bibtex_styles_render_every_entry_type(repository: Path, run: Run, style: str) -> None:
    source = repository / "tests/formats/data/every-type.bib"
    result = run(repository, "cite", str(source), "-s", f"bibtex:{style}")
    assert result.exit_code == 0
    entries = re.findall(
        r"^@(?!string|comment\b|preamble)", source.read_text("utf-8"), re.MULTILINE
    )
    assert len(result.stdout.splitlines()) == len(entries)
    assert "\\" not in result.stdout, "no command is left over"


IN_TEXT_ONLY = (
    '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info>'
    "<title>T</title></info>{}<citation><layout>{}</layout></citation></style>"
)
TITLE = '<text variable="title"/>'


def test_a_style_without_a_bibliography_says_so_and_cites_in_text(
    small_list: Path, run: Run
) -> None:
    (small_list / "own.csl").write_text(IN_TEXT_ONLY.format("", TITLE), "utf-8")
    result = run(small_list, "cite", "-s", "own.csl")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "“own.csl” has no bibliography" in result.stderr
    cited = run(small_list, "cite", "-s", "own.csl", "--in-text", "doe2024owls")
    assert (cited.exit_code, cited.stdout) == (0, "Owls at Night\n")


@pytest.mark.parametrize("markup", ["text", "html", "markdown", "latex", "rtf"])
def test_entries_of_which_a_style_prints_nothing_are_named(
    small_list: Path, run: Run, markup: str
) -> None:
    (small_list / "refs.bib").write_text(f"{GOOD}@misc{{bare}}\n", "utf-8")
    result = run(small_list, "cite", "refs.bib", "-s", "ieee", "-t", markup)
    assert result.exit_code == 1
    assert "Good" in result.stdout
    assert result.stderr == "bare: the style “ieee” prints nothing of it\n"
    cite = ("cite", "refs.bib", "-s", "own.csl", "--in-text", "-t", markup)
    (small_list / "own.csl").write_text(IN_TEXT_ONLY.format("", TITLE), "utf-8")
    result = run(small_list, *cite, "good", "bare", "good,bare")
    assert (result.exit_code, result.stdout) == (1, "Good\n\nGood\n")
    assert result.stderr == "bare: the style “own.csl” prints nothing of it\n"


def test_what_csl_does_not_know_is_told_and_the_style_is_used(small_list: Path, run: Run) -> None:
    (small_list / "own.csl").write_text(IN_TEXT_ONLY.format("<zzz/>\n", TITLE + "<b/>"), "utf-8")
    result = run(small_list, "cite", "-s", "own.csl", "--in-text", "doe2024owls")
    assert (result.exit_code, result.stdout) == (0, "Owls at Night\n")
    assert result.stderr == "own.csl:2: <b> has no meaning here and is ignored\n"


class TestBadStyles:
    """Each: a clear message, exit 2, nothing written, no other file read."""

    HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">'
    INFO = "<info><title>T</title><id>t</id><updated>2024-01-01T00:00:00+00:00</updated></info>"
    LAYOUT = (
        "<citation><layout/></citation><bibliography><layout>{}</layout></bibliography></style>"
    )

    def refused(self, small_list: Path, run: Run, text: str) -> str:
        (small_list / "bad.csl").write_text(text, "utf-8")
        result = run(small_list, "cite", "-s", "bad.csl", "-o", "out.txt")
        assert result.exit_code == 2
        assert result.stdout == ""
        assert not (small_list / "out.txt").exists()
        assert "Traceback" not in result.stderr
        return result.stderr

    def test_not_xml(self, small_list: Path, run: Run) -> None:
        assert "bad.csl:1:" in self.refused(small_list, run, "hello")
        assert "bad.csl:2:" in self.refused(small_list, run, f"{self.HEAD}\n<a></b>")

    def test_not_csl(self, small_list: Path, run: Run) -> None:
        assert "no CSL style: its root is <html>" in self.refused(small_list, run, "<html/>")

    def test_a_parent_that_is_missing(self, small_list: Path, run: Run) -> None:
        link = '<info><link rel="independent-parent" href="http://x/no-such-style"/></info></style>'
        message = self.refused(small_list, run, self.HEAD + link)
        assert "depends on the style “no-such-style”, which is not there" in message

    def test_a_macro_that_calls_itself(self, small_list: Path, run: Run) -> None:
        macros = (
            '<macro name="a"><text macro="b"/></macro><macro name="b"><text macro="a"/></macro>'
        )
        text = self.HEAD + self.INFO + macros + self.LAYOUT.format('<text macro="a"/>')
        assert "the macro “a” calls itself" in self.refused(small_list, run, text)

    def test_macros_without_end(self, small_list: Path, run: Run) -> None:
        macro = '<macro name="m{0}"><text macro="m{1}"/><text macro="m{1}"/></macro>'
        macros = "".join(macro.format(n, n + 1) for n in range(26))
        macros += '<macro name="m26"><text variable="scale"/></macro>'
        text = self.HEAD + self.INFO + macros + self.LAYOUT.format('<text macro="m0"/>')
        message = self.refused(small_list, run, text)
        assert "“bad.csl” cannot be used: it takes more than 250,000 steps" in message
        assert message.endswith("(line 1)\n")

    def test_a_value_that_means_nothing(self, small_list: Path, run: Run) -> None:
        text = self.LAYOUT.format('\n<names variable="author"><name et-al-min="x"/></names>')
        message = self.refused(small_list, run, self.HEAD + self.INFO + text)
        assert "bad.csl:2: et-al-min of <name> can't be “x”; allowed: a whole number" in message

    def test_a_macro_that_is_missing(self, small_list: Path, run: Run) -> None:
        text = self.HEAD + self.INFO + self.LAYOUT.format('<text macro="a"/>')
        assert "there is no macro “a”" in self.refused(small_list, run, text)

    def test_an_entity_bomb(self, small_list: Path, run: Run) -> None:
        bomb = '<!DOCTYPE s [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        assert "refused" in self.refused(small_list, run, f"{bomb}{self.HEAD}&b;</style>")

    def test_an_external_entity(self, small_list: Path, run: Run) -> None:
        (small_list / "secret").write_text("SECRET")
        outside = f'<!DOCTYPE s [<!ENTITY a SYSTEM "file://{small_list}/secret">]>'
        message = self.refused(small_list, run, f"{outside}{self.HEAD}&a;</style>")
        assert "refused" in message
        assert "SECRET" not in message

    def test_nesting_without_end(self, small_list: Path, run: Run) -> None:
        deep = "<group>" * 5000 + "</group>" * 5000
        text = self.HEAD + self.INFO + self.LAYOUT.format(deep)
        assert "bad.csl" in self.refused(small_list, run, text)

    def test_unknown_names_come_with_the_nearest(self, small_list: Path, run: Run) -> None:
        result = run(small_list, "cite", "-s", "ieeee")
        assert result.exit_code == 2
        assert "Did you mean ieee" in result.stderr
        result = run(small_list, "cite", "-s", "bibtex:plane")
        assert result.exit_code == 2
        assert "Did you mean plain" in result.stderr
        result = run(small_list, "cite", "-s", "nowhere/x.csl")
        assert result.exit_code == 2
        assert "no style file" in result.stderr


def test_the_cache_never_changes_what_comes_out(
    small_list: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))

    def built() -> dict[str, bytes]:
        assert run(small_list, "build").exit_code == 0
        folder = small_list / "exports/citations"
        return {path.name: path.read_bytes() for path in folder.glob("[a-z]*")}

    cold = built()
    kept = [path for path in cache.rglob("*") if path.is_file()]
    assert len(kept) >= 13
    assert len(cold) == 26
    assert built() == cold
    for path in kept:
        path.write_bytes(b"{broken")
    assert built() == cold
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    assert built() == cold
    crows = small_list / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8").replace("A Raven", "The Raven"), "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    assert b"The Raven" in built()["apa.md"]


def test_a_build_with_a_warm_cache_imports_no_engine(small_list: Path, run: Run) -> None:
    run(small_list, "build")
    code = (
        "import sys, contextlib\n"
        "from pllm_bib.cli import cli\n"
        "with contextlib.suppress(SystemExit): cli(['build'])\n"
        "print(sorted({'citeproc', 'lxml', 'pybtex'} & set(sys.modules)))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=small_list, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip().splitlines()[-1] == "[]"


def test_plain_entries_are_cited_without_the_library_that_splits_others(tmp_path: Path) -> None:
    entry = "@book{doe,\n  title = {Owls},\n  author = {Jane Doe},\n  year = {2024},\n}\n"
    (tmp_path / "r.bib").write_text(entry, "utf-8")
    code = (
        "import sys, contextlib\n"
        "from pllm_bib.cli import cli\n"
        "with contextlib.suppress(SystemExit): cli(['cite', 'r.bib'])\n"
        "print(sorted({'bibtexparser', 'logging', 'pybtex'} & set(sys.modules)))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", ["-s ieee", "-s nature -t html", "-s apa -o out.txt"])
def test_large_files_are_cited_as_small_ones_are(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: str
) -> None:
    entries = [
        f"@article{{k{at}, title = {{Owls {at}}}, author = {{Doe, Ann}}, year = {1990 + at}}}\n"
        for at in range(30)
    ]
    (tmp_path / "refs.bib").write_text("".join(entries) + "@misc{silent,}\n", "utf-8")
    made = []
    for size in (0, 1_000_000):
        monkeypatch.setattr(cite, "WORTH_IT", size)
        result = run(tmp_path, "cite", "refs.bib", *arguments.split())
        written = [path.read_bytes() for path in tmp_path.glob("out.*")]
        made.append((result.stdout, result.stderr, result.exit_code, written))
    assert made[0] == made[1]
    assert "Owls 29" in made[0][0] or b"Owls 29" in made[0][3][0]
