"""Shapes of lines that lists have: where names, venue and year stand."""

from __future__ import annotations

import pytest

from pllm_bib.awesome.read import read

PAPER = "https://example.org/owls.pdf"
ARXIV = "https://arxiv.org/abs/2401.00002"
CITED = "1. Jane Doe and Richard Roe. 2024. **Owls at Night**."
SHAPES = {
    # names behind the title, their family first, or no more than that
    f"1. Owls at Night. Doe, Jane et al. ACL 2024 [paper]({PAPER})": ("Jane Doe+", "ACL", "2024"),
    "1. Owls at Night. Doe et al. ACL 2024": ("Doe+", "ACL", "2024"),
    "1. Owls at Night. Doe, Jane et al. arXiv:2401.00001": ("Jane Doe+", None, "2024"),
    f"1. Owls at Night. Doe, Jane Q. et al [[pdf]]({PAPER})": ("Jane Q. Doe+", None, "None"),
    f"1. Owls at Night. Z. Doe et al [[pdf]]({PAPER})": ("Z. Doe+", None, "None"),
    f"1. Jane Doe and Al Gull. 2024b. **Owls at Night**. [pdf]({PAPER})": (
        "Jane Doe; Al Gull",
        None,
        "2024",
    ),
    f"1. Owls *at Night*. Doe, Jane et al. ACL 2024. [pdf]({PAPER})": ("Jane Doe+", "ACL", "2024"),
    f"1. Owls at Night. Doe, Jane et al. cvpr 2024 [pdf]({PAPER})": ("Jane Doe+", "cvpr", "2024"),
    # the year in brackets, then names
    f"- Owls at Night (2024), Doe et al. [[pdf]]({PAPER})": ("Doe+", None, "2024"),
    f"- Owls at Night (2024), Jane Doe et al. [[pdf]]({PAPER})": ("Jane Doe+", None, "2024"),
    f"- Owls at Night (2024), J. Doe, R. Roe. [[pdf]]({PAPER})": ("J. Doe; R. Roe", None, "2024"),
    # as citations have it
    f"{CITED} In Proceedings of ACL. [[paper]]({PAPER})": ("Jane Doe; Richard Roe", "ACL", "2024"),
    f"{CITED} In Proc. of the ACL, pages 1–9. [[paper]]({PAPER})": (
        "Jane Doe; Richard Roe",
        "ACL",
        "2024",
    ),
    # bars
    f"- 2024 | Owls at Night | Jane Doe, Richard Roe | OWLS | [`PDF`]({PAPER})": (
        "Jane Doe; Richard Roe",
        "OWLS",
        "2024",
    ),
    f"- 2024 | Owls at Night | Jane Doe, et al. | GECCO | [`PDF`]({PAPER})": (
        "Jane Doe+",
        "GECCO",
        "2024",
    ),
    f"- 2024 | Owls at Night | JMLR | [`PDF`]({PAPER})": ("", "JMLR", "2024"),
    f"- 2024 | Owls at Night | Jane Doe, Richard Q. Roe | arXiv | [`PDF`]({ARXIV})": (
        "Jane Doe; Richard Q. Roe",
        None,
        "2024",
    ),
    f"- 2024 | Owls at Night | J. Doe | Owl Letters | [`PDF`]({PAPER})": (
        "J. Doe",
        "Owl Letters",
        "2024",
    ),
    # items below
    f"- [Owls at Night]({PAPER})\n  - Jane Doe, Richard Roe. *ACL 2024*": (
        "Jane Doe; Richard Roe",
        "ACL",
        "2024",
    ),
    f"- Owls at Night [paper]({PAPER})\n  - Jane Doe, Richard Roe and Al Gull\n  - ACL 2024": (
        "Jane Doe; Richard Roe; Al Gull",
        "ACL",
        "2024",
    ),
    # a date in eight digits
    f"- 20240131 ACL-24 [Owls at Night]({PAPER})": ("", "ACL", "2024"),
    "- 20240131 [Owls at Night](https://openreview.net/forum?id=Owls1)": ("", None, "2024-01"),
    f"- 20250131 arXiv [Owls at Night]({ARXIV})": ("", None, "2024"),
    # a title in bold type, with a list of what there is
    f"**Owls at Night**\n\n- intro: ACL 2024\n- paper: <{PAPER}>": ("", "ACL", "2024"),
    "**Owls at Night**\n\n- intro: Aviary\n- arxiv: https://arxiv.org/abs/2401.00001": (
        "",
        None,
        "2024",
    ),
}


@pytest.mark.parametrize("text", SHAPES)
def test_shapes(text: str) -> None:
    found = read(f"# Birds\n\n## Owls\n\n{text}\n", "x.md")
    assert [work.headings for work in found.works] == [("Birds", "Owls")]
    (entry,) = (work.entry for work in found.works)
    assert str(entry.title) == "Owls at Night"
    names = "; ".join(f"{name.given} {name.family}".strip() for name in entry.authors)
    people = names + "+" * entry.authors.others
    assert (people, entry.venue, str(entry.date)) == SHAPES[text]


def test_italics_behind_a_preposition_are_of_the_title() -> None:
    line = f"1. Structured Detectors for _Barn Owls_. Doe, Jane et al. ACL 2024. [pdf]({PAPER})"
    (work,) = read(f"# Owls\n\n{line}\n", "x.md").works
    assert str(work.entry.title) == "Structured Detectors for Barn Owls"


def notes(text: str) -> list[str]:
    return [work.notes for work in read(f"# Owls\n\n{text}\n", "x.md").works]


def test_what_a_title_has_below_it_is_kept() -> None:
    code = "https://github.com/example/owls"
    text = (
        f"**Owls at Night**\n\n- intro: University of Owls\n- paper: <{PAPER}>\n"
        f"- github(Keras): {code}\n- blog: https://blog.example/owls\n"
        '- port("Owls in C"): https://c.example/owls\n- [talk](https://t.example/owls)\n\n'
        f"**Day Owls**\n\n- paper: <{PAPER}2>\n"
    )
    found = read(f"# Owls\n\n{text}", "x.md")
    night, day = found.works
    assert {link.kind.value for link in night.entry.links} == {"pdf", "code"}
    assert night.notes.split("\n") == [
        "- intro: University of Owls",
        "- blog: https://blog.example/owls",
        '- port("Owls in C"): https://c.example/owls',
        "- [talk](https://t.example/owls)",
    ]
    assert str(day.entry.title) == "Day Owls"
    assert [heading.path for heading in found.headings] == [("Owls",)]


@pytest.mark.parametrize("between", ["", "![img](https://i.example/owl.png)\n\n"])
def test_a_long_title_with_items_below(between: str) -> None:
    title = "Owls at Night: How They Hear What Nobody Else Hears in the Barns of the North"
    text = f"# Owls\n\n**{title}**\n\n{between}- arxiv: <{ARXIV}>\n- github: <https://github.com/a/b>\n"
    (work,) = read(text, "x.md").works
    assert str(work.entry.title) == title
    assert {link.kind.value for link in work.entry.links} == {"paper", "code"}


def test_bold_type_over_other_items_is_a_heading() -> None:
    found = read(f"# Owls\n\n**Night**\n\n- topic: x\n- [Owls at Night]({ARXIV})\n", "x.md")
    assert [work.headings for work in found.works] == [("Owls", "Night")]


def test_all_words_behind_a_title_are_kept() -> None:
    """Also where one of them looks like a venue."""
    words = "It grew out of `Barn` (ACL 2022), `Eagle` (ICLR 2022) and `Snow`."
    assert notes(f"- [Owls at Night]({PAPER}) - {words}") == [
        "- It grew out of Barn (ACL 2022), Eagle (ICLR 2022) and Snow"
    ]


def test_a_second_link_to_the_work_is_told() -> None:
    line = "- **Owls at Night** [[link](https://a.example/owls)] [[paper](https://b.example/owls)]"
    (finding,) = read(f"# Owls\n\n{line}\n", "x.md").findings
    assert finding.name == "misplaced-link"
    assert "“https://b.example/owls” is a second link to the work" in finding.message


@pytest.mark.parametrize("line", [f"- arxiv: <{ARXIV}>", f"- paper:{ARXIV}", f"- pdf: {ARXIV}"])
def test_a_label_is_no_title(line: str) -> None:
    other = "- Owls at Night [paper](https://arxiv.org/abs/2401.00001)"
    found = read(f"# Owls\n\n{other}\n{line}\n", "x.md")
    assert [str(work.entry.title) for work in found.works] == ["Owls at Night"]
    assert [finding.name for finding in found.findings] == ["line-without-title"]


def test_a_picture_below_a_title_stays_with_it() -> None:
    picture = "[![owl](https://example.org/owl.png)](https://example.org)"
    (work,) = read(f"**Owls at Night**\n\n{picture}\n\n- arxiv: <{ARXIV}>\n", "list.md").works
    assert work.notes == picture


def test_words_that_no_blanks_part_are_kept() -> None:
    words = "整理开源的中文大语言模型以规模较小可私有化部署为主"
    (work,) = read(f"## Owls\n- [Owls]({ARXIV}) - {words}\n", "list.md").works
    assert work.notes == f"- {words}"


def test_links_left_out_are_told_in_one_finding() -> None:
    more = "[[Press](https://a.org/x)] [[Radio](https://b.org/x)]"
    found = read(f"## Owls\n- [Owls at Night]({ARXIV}) {more}\n", "list.md")
    (finding,) = found.findings
    assert "“https://a.org/x”, “https://b.org/x” are left out" in finding.message
