"""Lists of works in Markdown, in the shapes that people keep them in."""

from __future__ import annotations

import textwrap
import tomllib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.growth import MARKDOWN, assert_linear

from pllm_bib.awesome import read as awesome_list
from pllm_bib.awesome.addresses import with_links
from pllm_bib.awesome.blocks import MarkdownPart, parts
from pllm_bib.awesome.inline import Inline
from pllm_bib.awesome.outline import heading_name
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.text import Chunk, Style

if TYPE_CHECKING:
    from pllm_bib.awesome.outline import AwesomeList, ListedWork
    from pllm_bib.model.entry import Entry

DATA = Path(__file__).parent / "data"
PAPER = "https://arxiv.org/abs/2305.10601"
CODE = "https://github.com/example/owls"
ABS = {"paper": PAPER}


def read(text: str) -> AwesomeList:
    return awesome_list.read(textwrap.dedent(text), "list.md")


def only(text: str) -> Entry:
    found = read(text)
    assert [str(work.entry.title) for work in found.works[1:]] == []
    return found.works[0].entry


def links(entry: Entry) -> dict[str, str]:
    return {link.kind.value: link.url for link in entry.links}


def findings(text: str) -> list[tuple[str, int, int]]:
    return [(f.name, f.position.line, f.position.column) for f in read(text).findings]


# The list that the project started from.


def recorded_lines(repository: Path) -> list[dict[str, Any]]:
    """The lines of the list, taken apart by hand."""
    tables = tomllib.loads((repository / "entries/original.toml").read_text("utf-8"))
    return [line for line in tables["line"] if line.get("list") == "first"]


def test_every_line_of_the_original_list(repository: Path) -> None:
    """Label, title and section of each line are those that were recorded by hand."""
    text = (DATA / "original-list.md").read_text("utf-8")
    works = awesome_list.read(text, "original-list.md").works
    recorded = recorded_lines(repository)
    assert len(works) == len(recorded) == 61
    for work, line in zip(works, recorded, strict=True):
        entry = work.entry
        year, _, label = line["label"].partition(" ")
        assert str(entry.title) == line["title"]
        assert entry.date is not None
        assert str(entry.date.year) == year
        if label.startswith("Arxiv-"):
            assert (entry.venue, work.arxiv) == (None, True)
            if entry.eprint:
                assert entry.eprint.id.startswith(label.removeprefix("Arxiv-"))
        else:
            assert entry.venue == label
        number = heading_name(work.headings[-1])[0] if len(work.headings) > 1 else "0"
        assert number == line["section"]
        assert not entry.authors, "no line names any"


def test_links_of_the_original_list(repository: Path) -> None:
    """Every address of a line is in its entry, or the reason why not is among the findings."""
    text = (DATA / "original-list.md").read_text("utf-8")
    found = awesome_list.read(text, "original-list.md")
    recorded = recorded_lines(repository)
    for work, line in zip(found.works, recorded, strict=True):
        told = {finding.message for finding in found.findings}
        for link in line["links"]:
            url = link["url"].removesuffix("v1")
            assert url in set(links(work.entry).values()) or any(
                f"“{link['url']}”" in message for message in told
            ), line["title"]


def test_slips_of_the_original_list() -> None:
    text = (DATA / "original-list.md").read_text("utf-8")
    found = awesome_list.read(text, "x")
    names = [(finding.name, finding.position.line) for finding in found.findings]
    assert names == [
        ("misplaced-link", 21),  # the website is the paper's PDF again
        ("misplaced-link", 49),
        ("misplaced-link", 124),
        ("broken-link", 145),  # ([paper]([link](...)))
        ("broken-link", 145),
        ("misplaced-link", 157),
    ]
    nested = next(work.entry for work in found.works if work.position.line == 145)
    assert links(nested) == {
        "paper": "https://arxiv.org/abs/2406.11657",
        "pdf": "https://arxiv.org/pdf/2406.11657",
        "code": "https://github.com/dong-river/Personalized-Judge",
    }
    doubled = next(work for work in found.works if work.position.line == 31)
    assert str(doubled.entry.title) == "PAD: Personalized Alignment of LLMs at Decoding-Time"
    assert found.title == "Awesome Personalized Large Language Models"
    assert found.intro.startswith("This repository collects the latest research progress")


# Lines.


@pytest.mark.parametrize(
    "quoted",
    [
        "“Owls at Night”",
        '"Owls at Night"',
        "‘Owls at Night’",
        "«Owls at Night».",
        "“Owls at Night.”",
    ],
)
def test_quotation_marks_are_no_part_of_a_title(quoted: str) -> None:
    assert str(only(f"- {quoted} ([paper]({PAPER}))").title) == "Owls at Night"


@dataclass(frozen=True)
class Said:
    """What a line says."""

    title: str = "Owls at Night: A Survey"
    venue: str | None = None
    date: str | None = "2023"
    authors: tuple[str, ...] = ()
    others: bool = False
    links: dict[str, str] = field(default_factory=lambda: dict(ABS))


def acl(*authors: str) -> Said:
    """Of ACL 2024."""
    return Said(venue="ACL", date="2024", authors=authors)


TWO = ("Jane Doe", "Richard Roe")
WITH_CODE = ABS | {"code": CODE}

LINES = {
    # the list's own shape
    f"+ **\\[2024 ACL\\]** Owls at Night: A Survey. ([paper]({PAPER}))": acl(),
    f"+ **\\[2024 ACL\\]** Owls at Night: A Survey ([paper]({PAPER}), )": acl(),
    f"+ + **\\[2024 ACL\\]** Owls at Night: A Survey. ([Link]({PAPER}))": acl(),
    f"+ **\\[2024 ACL\\]** Owls at Night: A Survey. ([paper]([link]({PAPER})))": acl(),
    f"+ **\\[2024 ACL\\]** Owls at Night: A Survey. ([paper]({PAPER}), [code]())": acl(),
    # where venue and year stand
    f"- Owls at Night: A Survey (ACL 2024) [[paper]]({PAPER})": acl(),
    f"- (ACL'24) Owls at Night: A Survey. [[Paper]({PAPER})]": acl(),
    f"- [ACL24] Owls at Night: A Survey [[Paper]({PAPER})]": acl(),
    f"- Owls at Night: A Survey, ACL 2024, [[pdf]({PAPER})]": acl(),
    f"- Owls at Night: A Survey. ACL 2024. [paper]({PAPER})": acl(),
    f"- Owls at Night: A Survey [paper]({PAPER}) `ACL 2024`": acl(),
    f"- `ACL 2024` Owls at Night: A Survey [paper]({PAPER})": acl(),
    f"- **ACL 2024** | Owls at Night: A Survey | [paper]({PAPER})": acl(),
    f"- 2024, Owls at Night: A Survey, **ACL**. [paper]({PAPER})": acl(),
    f"- Owls at Night: A Survey [[ACL 2024]({PAPER})]": acl(),
    f"- [Owls at Night: A Survey]({PAPER}) - ACL 2024": acl(),
    f"- **[ACL 2024 Oral]** Owls at Night: A Survey [paper]({PAPER})": acl(),
    f"- Owls at Night: A Survey. In *Proceedings of the 62nd ACL*, 2024. [paper]({PAPER})": acl(),
    f"- ACL2024-Owls at Night: A Survey [paper]({PAPER})": acl(),
    f"- 2024-ACL-Owls at Night: A Survey [paper]({PAPER})": acl(),
    f"- [EMNLP Findings 2023] Owls at Night: A Survey [paper]({PAPER})": Said(
        venue="EMNLP Findings"
    ),
    f"- [2023/05] Owls at Night: A Survey [paper]({PAPER})": Said(date="2023-05"),
    f"- (May 2023) Owls at Night: A Survey [paper]({PAPER})": Said(date="2023-05"),
    f"- [2023.05.17] Owls at Night: A Survey [paper]({PAPER})": Said(date="2023-05"),
    f"- [arXiv 2023] Owls at Night: A Survey [paper]({PAPER})": Said(),
    f"- Owls at Night: A Survey, arXiv:2305.10601 [paper]({PAPER})": Said(),
    # the year that an identifier tells
    f"- Owls at Night: A Survey [paper]({PAPER})": Said(),
    # titles
    f"- [Owls at Night: A Survey]({PAPER})": Said(),
    f"- **Owls at Night: A Survey** [paper]({PAPER})": Said(),
    f"- **[Owls at Night: A Survey]({PAPER})**": Said(),
    f"- [**Owls at Night: A Survey**]({PAPER})": Said(),
    f"- *Owls at Night: A Survey* [paper]({PAPER})": Said(),
    f"- “Owls at Night: A Survey,” [paper]({PAPER})": Said(),
    f"* 🔥 Owls at Night: A Survey ⭐ [paper]({PAPER})": Said(),
    f"* :fire: Owls at Night: A Survey [📄 Paper]({PAPER})": Said(),
    f"1. Owls at Night: A Survey [paper]({PAPER})": Said(),
    f"3) Owls at Night: A Survey. {PAPER}": Said(),
    f"- [Paper]({PAPER}) [Code]({CODE}) Owls at Night: A Survey": Said(links=WITH_CODE),
    f"- **Owls**: at Night and by Day [paper]({PAPER})": Said(title="Owls: at Night and by Day"),
    f"- [Owls]({PAPER}): A Survey of the Night": Said(title="Owls: A Survey of the Night"),
    f"- Retrieval-Augmented Owls (RAO) [paper]({PAPER})": Said(
        title="Retrieval-Augmented Owls (RAO)"
    ),
    f"- Do Owls See? A Study [paper]({PAPER})": Said(title="Do Owls See? A Study"),
    f"- Owls at Night: A Survey. [Owl Explorer](https://owls.github.io/) [paper]({PAPER})": Said(
        links=ABS | {"website": "https://owls.github.io/"}
    ),
    f"- Owls at [Night](https://example.org/night): A Survey [paper]({PAPER})": Said(),
    # years in titles
    f"- SemEval 2024 Task 7: Owls [paper]({PAPER})": Said(title="SemEval 2024 Task 7: Owls"),
    f"- A Study of 1900 Owls and LLMs: the Case of 1901 [paper]({PAPER})": Said(
        title="A Study of 1900 Owls and LLMs: the Case of 1901"
    ),
    f"- 1984: Owls Are Watching [paper]({PAPER})": Said(title="1984: Owls Are Watching"),
    f"- Overview of BioASQ 2023, Year Eleven of Owls [paper]({PAPER})": Said(
        title="Overview of BioASQ 2023, Year Eleven of Owls"
    ),
    f"- Owls in 2023 [paper]({PAPER})": Said(title="Owls in 2023"),
    f"- The 2023 Owl Track. Jane Doe, Richard Roe [paper]({PAPER})": Said(
        title="The 2023 Owl Track", authors=TWO
    ),
    f"- EMNLP 2024 Findings | Owls at Night: A Survey | [paper]({PAPER})": Said(
        venue="EMNLP Findings", date="2024"
    ),
    f"- Can Owls See? [paper]({PAPER})": Said(title="Can Owls See?"),
    f"- Owls... and more [paper]({PAPER})": Said(title="Owls... and more"),
    f"- Owls | Crows: `hoot` or caw [paper]({PAPER})": Said(title="Owls | Crows: hoot or caw"),
    # names
    f"- **Owls at Night: A Survey** *Jane Doe, Richard Roe* [paper]({PAPER})": Said(authors=TWO),
    f"- Owls at Night: A Survey. *Jane Doe and Richard Roe.* ACL 2024. [paper]({PAPER})": acl(*TWO),
    f"- Owls at Night: A Survey. Jane Doe, Richard Roe. ACL 2024. [paper]({PAPER})": acl(*TWO),
    f"- [Owls at Night: A Survey]({PAPER}), Jane Doe, Richard Roe, ACL 2024": acl(*TWO),
    f"- **Jane Doe, Richard Roe.** *Owls at Night: A Survey.* ACL 2024. [pdf]({PAPER})": acl(*TWO),
    f'- Doe, J., Roe, R. "Owls at Night: A Survey." ACL 2024. [pdf]({PAPER})': acl(
        "J. Doe", "R. Roe"
    ),
    f"- [Owls at Night: A Survey]({PAPER}) by Jane Doe": Said(authors=("Jane Doe",)),
    f"- [Owls at Night: A Survey]({PAPER}) - Jane Doe et al., `arXiv 2023`": Said(
        authors=("Jane Doe",), others=True
    ),
    # links
    f"- **Owls at Night: A Survey** [[Paper]({PAPER})] [[Code]({CODE})]": Said(links=WITH_CODE),
    f"- **Owls at Night: A Survey** [`[Paper]`]({PAPER}) [`[Code]`]({CODE})": Said(links=WITH_CODE),
    f"- **Owls at Night: A Survey** <br> [Paper]({PAPER}) / [GitHub]({CODE})": Said(
        links=WITH_CODE
    ),
    f"- Owls at Night: A Survey ([paper]({PAPER}), code coming soon)": Said(),
    f"- Owls at Night: A Survey [paper]({PAPER}) [slides](https://example.org/s)": Said(),
    f"- Owls at Night: A Survey [paper]({PAPER}) [demo](https://owls.github.io/)": Said(
        links=ABS | {"website": "https://owls.github.io/"}
    ),
    f"- Owls at Night: A Survey [paper]({PAPER}) [code](https://owls.github.io/)": Said(
        links=ABS | {"website": "https://owls.github.io/"}
    ),
    f"- Owls at Night: A Survey [paper]({PAPER}) "
    "[data](https://huggingface.co/datasets/owls/night)": Said(
        links=ABS | {"data": "https://huggingface.co/datasets/owls/night"}
    ),
    "- Owls at Night: A Survey [paper](https://arxiv.org/pdf/2305.10601v2.pdf)": Said(
        links=ABS | {"pdf": "https://arxiv.org/pdf/2305.10601"}
    ),
    "- Owls at Night: A Survey [HF](https://huggingface.co/papers/2305.10601)": Said(),
    # badges
    "- [![arXiv](https://img.shields.io/badge/arXiv-2305.10601-b31b1b.svg)]"
    f"({PAPER}) Owls at Night: A Survey": Said(),
    f"- [Owls at Night: A Survey]({PAPER}) ![](https://img.shields.io/badge/ACL-2024-blue)": acl(),
    f"- [Owls at Night: A Survey]({PAPER}) [![GitHub stars](https://img.shields.io/github/stars/"
    f"example/owls.svg?style=social)]({CODE})": Said(links=WITH_CODE),
    f"- [Owls at Night: A Survey]({PAPER}) "
    "![Stars](https://img.shields.io/github/stars/example/owls?style=social)": Said(
        links=WITH_CODE
    ),
    # HTML
    f'- <a href="{PAPER}"><b>Owls at Night: A Survey</b></a>, <i>Jane Doe, Richard Roe</i>': Said(
        authors=TWO
    ),
    f'<ul><li><a href="{PAPER}">Owls at Night: A Survey</a> (ACL 2024)</li></ul>': acl(),
    # tags and short names before titles
    f"- 🔥[**OwlBERT**] Owls at Night: A Survey (@Aviary) [[paper]({PAPER})]": Said(),
    f"- [OwlBERT] [Owls at Night: A Survey]({PAPER})": Said(),
    f"- [Re] Owls at Night [[paper]({PAPER})]": Said(title="[Re] Owls at Night"),
    # one name in italics, a company, an affiliation
    f"1. **Owls at Night: A Survey**. *Jane Doe*. arXiv 2023. [[paper]({PAPER})]": Said(
        authors=("Jane Doe",)
    ),
    f'1. **"Owls at Night: A Survey"**. *Aviary*. ACL 2024. [[paper]({PAPER})]': acl(),
    f"- [2024/05] **Owls at Night: A Survey.** *Jane Doe (Owl21 Labs) et al. ACL.* "
    f"[[paper]({PAPER})]": Said(venue="ACL", date="2024", authors=("Jane Doe",), others=True),
    # a badge that says what it names
    f"- ![x](https://img.shields.io/badge/Conference-ACL'24-blue) **Owls at Night: A Survey** "
    f"[paper]({PAPER})": acl(),
    # what only looks like names
    f"- Owls: Keen Ears, Silent Flight, and Night Vision [[paper]({PAPER})]": Said(
        title="Owls: Keen Ears, Silent Flight, and Night Vision"
    ),
    # paragraphs
    f"**Owls at Night: A Survey** [[paper]({PAPER})]": Said(),
    f"**Owls at Night: A Survey**  \n*Jane Doe, Richard Roe*  \nACL 2024. [[pdf]({PAPER})]": acl(
        *TWO
    ),
}


@pytest.mark.parametrize("line", LINES)
def test_line(line: str) -> None:
    said = LINES[line]
    entry = only(line)
    assert str(entry.title) == said.title
    assert (entry.venue, str(entry.date)) == (said.venue, said.date)
    assert tuple(map(str, entry.authors)) == said.authors
    assert entry.authors.others == said.others
    assert links(entry) == said.links
    assert entry.eprint
    assert entry.eprint.id == "2305.10601"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://doi.org/10.1234/Owls", {"doi": "10.1234/Owls"}),
        ("https://dl.acm.org/doi/pdf/10.1145/1.2", {"doi": "10.1145/1.2"}),
        ("https://openreview.net/pdf?id=abcDEF1", {"openreview": "abcDEF1"}),
        ("https://www.amazon.com/dp/0262035618", {"isbn": "9780262035613"}),
    ],
)
def test_identifiers_in_addresses(url: str, expected: dict[str, str]) -> None:
    entry = only(f"- [2024 ACL] Owls at Night [paper]({url})")
    assert {name: getattr(entry, name) for name in expected} == expected


def test_landing_pages_of_pdfs() -> None:
    anthology = only("- Owls [paper](https://aclanthology.org/2024.acl-long.468.pdf)")
    assert anthology.link(LinkKind.PAPER) == "https://aclanthology.org/2024.acl-long.468/"
    assert anthology.link(LinkKind.PDF) == "https://aclanthology.org/2024.acl-long.468.pdf"
    assert str(anthology.date) == "2024", "the id tells the year"
    forum = only("- [ICLR 2024] Owls at Night [paper](https://openreview.net/pdf?id=abcDEF1)")
    assert forum.link(LinkKind.PAPER) == "https://openreview.net/forum?id=abcDEF1"
    resolved = only("- [ACL 2024] Owls at Night [paper](https://doi.org/10.1234/owls)")
    assert resolved.links == (), "the resolver's address says no more than the DOI"


def test_a_published_page_goes_before_the_archive() -> None:
    entry = only(
        f"- Owls at Night ([arXiv]({PAPER}), [ACL](https://aclanthology.org/2024.acl-long.1/))"
    )
    assert entry.link(LinkKind.PAPER) == "https://aclanthology.org/2024.acl-long.1/"
    assert entry.eprint
    assert entry.eprint.id == "2305.10601"


def test_identifiers_in_words() -> None:
    entry = only("- Owls at Night. ACL 2024. doi:10.1234/Owls.5, ISBN 978-0-262-03561-3")
    assert (entry.doi, entry.isbn) == ("10.1234/Owls.5", "9780262035613")


def test_types_of_letters_in_titles() -> None:
    entry = only(f"- **On *Strix aluco* and `hoot()`: $O(n^2)$ Owls** [paper]({PAPER})")
    assert entry.title.chunks == (
        Chunk("On "),
        Chunk("Strix aluco", Style.EMPHASIS),
        Chunk(" and "),
        Chunk("hoot()", Style.CODE),
        Chunk(": "),
        Chunk("O(n^2)", Style.MATH),
        Chunk(" Owls"),
    )


# Tables.


def test_table() -> None:
    found = read(
        f"""\
        | Title | Venue | Date | Code |
        | --- | :-: | --- | --- |
        | [Owls at Night]({PAPER}) | NeurIPS | 2023-09 | [Github]({CODE}) |
        | **Crows** <br> Jane Doe, Richard Roe | arXiv | 2024 | - |
        | A \\| B | Journal of Owls | 2022 | [here](https://github.com/example/ab) |
        """
    )
    owls, crows, pipes = (work.entry for work in found.works)
    assert (str(owls.title), owls.venue, str(owls.date)) == ("Owls at Night", "NeurIPS", "2023")
    assert links(owls) == WITH_CODE
    assert (str(crows.title), crows.venue, str(crows.date)) == ("Crows", None, "2024")
    assert [str(name) for name in crows.authors] == list(TWO)
    assert (str(pipes.title), pipes.venue) == ("A | B", "Journal of Owls")
    assert links(pipes) == {"code": "https://github.com/example/ab"}
    assert found.findings == []
    assert [work.position.line for work in found.works] == [3, 4, 5]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Year|Paper|Authors|Link", f"2024|Owls at Night|Jane Doe|[pdf]({PAPER})"),
        ("Paper|Authors|Conference|PDF", f"Owls at Night|Jane Doe|ACL 2024|[x]({PAPER})"),
        ("Model|Paper|Venue|Author", f"Owls at Night|[Paper]({PAPER})|ACL 2024|Jane Doe"),
        ("#|Name|Published|Paper|Authors", f"1|Owls at Night|ACL'24|[link]({PAPER})|Jane Doe"),
        ("🗓 Date|📄 Title|Author(s)", f"2024|[Owls at Night]({PAPER})|Jane Doe"),
        ("Name|Paper|Year|Author", f"**Owls**|[Owls at Night]({PAPER})|2024|Jane Doe"),
        ("标题|作者|会议", f"[Owls at Night]({PAPER})|Jane Doe|ACL 2024"),
    ],
)
def test_heads_of_tables(head: str, row: str) -> None:
    rule = "|".join("---" for _ in head.split("|"))
    entry = only(f"|{head}|\n|{rule}|\n|{row}|\n")
    assert str(entry.title) == "Owls at Night"
    assert str(entry.date) == "2024"
    assert [str(name) for name in entry.authors] == ["Jane Doe"]
    assert links(entry)["paper"] == PAPER


def test_ragged_rows() -> None:
    text = f"""\
        # Owls

        | Title | Venue | Code |
        | --- | --- | --- |
        | Owls at Night | ACL 2024 |
        | Crows | Ravens | ACL 2024 | [code]({CODE}) |
        | Rooks | ACL 2023 | [code](https://github.com/example/rooks) |
        """
    found = read(text)
    assert [str(work.entry.title) for work in found.works] == ["Owls at Night", "Rooks"]
    assert [(f.name, f.position.line) for f in found.findings] == [
        ("ragged-row", 5),
        ("ragged-row", 6),
    ]


def test_rows_that_are_longer_by_a_comment() -> None:
    found = read(
        f"""\
        | Title & Authors | Introduction | Links |
        |:--|--|:-:|
        | [Owls at Night]({PAPER}) <br> Jane Doe, Richard Roe | ![](a.png) | - |[//]: #05/24
        | [Rooks](https://arxiv.org/abs/2401.00003) <br> Jane Doe | | | |
        """
    )
    assert [str(work.entry.title) for work in found.works] == ["Owls at Night", "Rooks"]
    assert [str(name) for name in found.works[0].entry.authors] == list(TWO)
    assert found.findings == []


def test_a_link_beside_the_title_that_is_the_paper() -> None:
    head = "|Name|Paper|Link|\n|---|---|---|\n"
    entry = only(f"{head}|Owls|[Owls at Night]({PAPER})|[Link](https://owls.example.org/)|\n")
    assert links(entry) == {**ABS, "website": "https://owls.example.org/"}


def test_tables_of_other_things_are_passed_over() -> None:
    found = read(f"|Section|Works|\n|---|---|\n|Owls|3|\n\n- Owls at Night [paper]({PAPER})\n")
    assert len(found.works) == 1
    assert found.findings == []


def test_html_table() -> None:
    entry = only(
        f"""\
        <table>
          <tr><th>Title</th><th>Venue</th><th>Links</th></tr>
          <tr>
            <td><b>Owls at Night</b><br/><i>Jane Doe, Richard Roe</i></td>
            <td>ACL 2024</td>
            <td><a href="{PAPER}">Paper</a> | <a href='{CODE}'>Code</a></td>
          </tr>
        </table>
        """
    )
    assert (str(entry.title), entry.venue, str(entry.date)) == ("Owls at Night", "ACL", "2024")
    assert [str(name) for name in entry.authors] == list(TWO)
    assert links(entry) == WITH_CODE


# Structure.


def places(found: AwesomeList) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(work.entry.title), work.headings) for work in found.works]


def test_headings_are_a_path() -> None:
    found = read(
        f"""\
        Awesome Owls 🦉
        ===============

        All about owls.

        - Front [paper]({PAPER})

        ## 🔥 1. Night

        ### 1.1 Hunting

        - Hunting [paper](https://arxiv.org/abs/2401.00001)

        ## Day

        - Sleeping [paper](https://arxiv.org/abs/2401.00002)
        """
    )
    assert places(found) == [
        ("Front", ("Awesome Owls",)),
        ("Hunting", ("Awesome Owls", "1. Night", "1.1 Hunting")),
        ("Sleeping", ("Awesome Owls", "Day")),
    ]
    assert (found.title, found.intro) == ("Awesome Owls", "All about owls.")


def test_nested_lists() -> None:
    found = read(
        f"""\
        - Night
          - [Owls at Night]({PAPER})
            - Authors: Jane Doe
            - Venue: ACL 2024
            - [[Code]({CODE})]
            - It is shown that owls see.
            - [A Second Look at Owls](https://arxiv.org/abs/2401.00001)
        - **Day**
          1. Owls by Day [paper](https://arxiv.org/abs/2401.00002)
        """
    )
    assert places(found) == [
        ("Owls at Night", ("Night",)),
        ("A Second Look at Owls", ("Night",)),
        ("Owls by Day", ("Day",)),
    ]
    owls = found.works[0].entry
    assert (owls.venue, str(owls.date), [str(n) for n in owls.authors]) == (
        "ACL",
        "2024",
        ["Jane Doe"],
    )
    assert links(owls) == WITH_CODE


def test_folded_blocks() -> None:
    found = read(
        f"""\
        # Owls

        <details open>
        <summary><b>Night</b> (click to expand)</summary>

        - Owls at Night [paper]({PAPER})

        </details>

        <details>
        <summary>Table of contents</summary>

        - [Night](#night)

        </details>

        - Owls by Day [paper](https://arxiv.org/abs/2401.00002)
        """
    )
    assert places(found) == [
        ("Owls at Night", ("Owls", "Night")),
        ("Owls by Day", ("Owls",)),
    ]


def test_names_below_a_title() -> None:
    """Also where they could be a title with names behind it."""
    entry = only(
        f"""\
        - [Owls at Night]({PAPER})
          - Jane Doe, Richard Roe
          - Keyword: Night, Birds
        """
    )
    assert [str(name) for name in entry.authors] == list(TWO)


@pytest.mark.parametrize(
    "heading", ["News", "🔔 Latest News", "Contributors", "Acknowledgements", "📰 新闻"]
)
def test_headings_of_no_works(heading: str) -> None:
    text = f"# Owls\n\n## {heading}\n\n- We release [Owls at Night]({PAPER})!\n\n## {{}}\n"
    assert read(text.format("More")).works == []
    assert len(read(f"# Owls\n\n## {heading} of Owls\n\n- [Owls at Night]({PAPER})\n").works) == 1


def test_abstracts_folded_in_an_item() -> None:
    entry = only(
        f"""\
        - **Owls at Night** [paper]({PAPER})
          <details><summary>Abstract</summary>
          Owls. See [crows](https://arxiv.org/abs/2401.00001).
          </details>
        """
    )
    assert str(entry.title) == "Owls at Night"
    assert links(entry) == ABS


def test_lines_of_one_item() -> None:
    entry = only(
        f"""\
        1. Owls at Night: A Survey.
           Jane Doe, Richard Roe. ACL 2024.
           [[pdf]({PAPER})] [[code]({CODE})]
        """
    )
    assert str(entry.title) == "Owls at Night: A Survey"
    assert [str(name) for name in entry.authors] == list(TWO)
    assert entry.venue == "ACL"


@pytest.mark.parametrize(
    "text",
    [
        f"<!-- - Owls at Night [paper]({PAPER}) -->",
        f"```\n- Owls at Night [paper]({PAPER})\n```",
        f"> + Owls at Night. ([paper]({PAPER}))",
        "- [Night](#night)\n- [Day](#day)",
        "- [Contributing](CONTRIBUTING.md)",
        "Owls are described in [a paper](https://arxiv.org/abs/2305.10601).",
    ],
    ids=["comment", "code", "quote", "contents", "file", "prose"],
)
def test_what_is_no_line_of_a_list(text: str) -> None:
    assert read(text).works == []


def test_a_file_that_is_no_list() -> None:
    text = """\
        # Hoot

        A tool. See the [documentation](https://hoot.example.org) and [site](https://example.org).

        ## Install

        - Get [Python](https://python.org) first
        - Fast: uses [numpy](https://numpy.org)
        - [Changelog](https://hoot.example.org/changelog)

        ```sh
        pip install hoot
        ```
        """
    found = read(text)
    assert found.works == []
    assert [(f.code, f.name, str(f.position)) for f in found.findings] == [
        ("I001", "no-list", "list.md:1:1")
    ]


def test_a_list_of_tools_is_a_list() -> None:
    found = read(
        """\
        # Awesome tools
        - [Hoot](https://github.com/example/hoot) - Hoots at night.
        - [Caw](https://caw.example.org/) - Caws by day.
        - [Croak](https://github.com/example/croak) - Croaks.
        """
    )
    assert [str(work.entry.title) for work in found.works] == ["Hoot", "Caw", "Croak"]
    assert links(found.works[0].entry) == {"code": "https://github.com/example/hoot"}


# Faults.


@pytest.mark.parametrize(
    ("link", "kept", "column"),
    [
        ("[code](javascript:alert(1))", None, 66),
        ("[code](JaVaScRiPt:alert(1))", None, 66),
        ("[code](data:text/html;base64,AAAA)", None, 66),
        ("[code](file:///etc/passwd)", None, 66),
        ("[code](https://github.com/example/my owls)", "https://github.com/example/my%20owls", 66),
        (
            "[code](<https://github.com/example/my owls>)",
            "https://github.com/example/my%20owls",
            67,
        ),
        ("[code](github.com/example/owls)", CODE, 66),
        ("[code](src/owls.py)", None, 66),
        ("[code]([link](https://github.com/example/owls))", CODE, 66),
        ("[code](https://)", None, 66),
    ],
)
def test_broken_links(link: str, kept: str | None, column: int) -> None:
    line = f"- Owls at Night [paper]({PAPER}) {link}"
    assert line.index(link) + 1 == 59
    assert findings(line) == [("broken-link", 1, column)]
    assert links(only(line)).get("code") == kept


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/owls_(night).html",
        "https://example.org/a?b=c&d=%20e#f",
        "https://example.org/~owls/*",
    ],
)
def test_addresses_with_signs_in_them(url: str) -> None:
    line = f"- Owls at Night [paper]({url})"
    assert links(only(line)) == {"paper": url}
    assert findings(line) == []


def test_letters_that_addresses_do_not_have_are_encoded() -> None:
    entry = only("- Owls at Night [paper](https://example.org/Käuze|nacht)")
    assert links(entry) == {"paper": "https://example.org/K%C3%A4uze%7Cnacht"}


def test_a_line_without_title() -> None:
    text = f"# Owls\n\n- [paper]({PAPER}) [code]({CODE})\n- Owls [paper](https://arxiv.org/abs/2401.00001)\n"
    assert findings(text) == [("line-without-title", 3, 3)]


def test_two_ids_in_a_line() -> None:
    line = f"- Owls at Night [paper]({PAPER}) [pdf](https://arxiv.org/pdf/2401.00001)"
    assert findings(line) == [("identifiers-disagree", 1, 65)]
    assert links(only(line)) == ABS


def test_a_second_link_of_a_kind() -> None:
    line = f"- Owls at Night [paper]({PAPER}) [code]({CODE}) [code](https://github.com/example/b)"
    assert findings(line) == [("misplaced-link", 1, 106)]
    assert links(only(line)) == WITH_CODE


@pytest.mark.parametrize("name", MARKDOWN)
def test_work_is_in_proportion_to_length(name: str) -> None:
    hard = MARKDOWN[name]
    read(hard.make(hard.many))
    assert_linear(lambda size: partial(read, hard.make(size)), hard.few)


@pytest.mark.parametrize("text", ["- \ufffc [paper](\ufffc)\0", "- **a *b `c** d* e` [x"])
def test_odd_signs_are_read(text: str) -> None:
    assert len(read(text).works) <= 1


def test_each_work_of_a_long_list_is_read() -> None:
    assert len(read(MARKDOWN["works"].make(1000)).works) == 1000


ACROSS_PARTS = """\
# Owls

Of the night.

1. [Owls at Night][night]

2. Barn Owls [paper](https://arxiv.org/abs/2401.00001)
   - Jane Doe, Richard Roe

~~~
## No heading

- No Owls [paper](https://arxiv.org/abs/2401.00009)

~~~

<details><summary>Tawny owls</summary>

- [Hooting](https://arxiv.org/abs/2401.00002)

  - [Hooting Louder](https://arxiv.org/abs/2401.00003)

</details>

<!--

- No Owls [paper](https://arxiv.org/abs/2401.00009)

-->

## Snowy owls

* * *

- Snow [paper](https://arxiv.org/abs/2401.00004) [code](javascript:x)

    - not a list of its own

Setext
------

| Title | Link |
| --- | --- |
| Ears | [paper](https://arxiv.org/abs/2401.00005) |

<table><tr><td>Title</td></tr>

- [Eyes](https://arxiv.org/abs/2401.00006)

<blockquote>

# Beaks

<p><a href="https://arxiv.org/abs/2401.00007"><b>Beaks</b></a></p>

[night]: https://arxiv.org/abs/2401.00008
"""


@pytest.mark.parametrize("size", [1, 40, 100, 300])
def test_parts_are_read_as_the_whole(size: int) -> None:
    """Lists of any size are read in parts; where they are cut makes no difference."""
    text = ACROSS_PARTS * 3
    cut = list(parts(text, size))
    assert "".join(part.text for part in cut) == text
    assert len(cut) > 3
    whole = awesome_list.assembled([awesome_list.read_part(MarkdownPart(text), "x")], "x")
    found = awesome_list.assembled([awesome_list.read_part(part, "x") for part in cut], "x")
    assert found == whole
    assert [str(work.entry.title) for work in found.works][:3] == [
        *("Owls at Night", "Barn Owls", "Hooting"),
    ]
    assert not any("No " in str(work.entry.title) for work in found.works)


def test_works_are_in_the_order_of_the_file() -> None:
    text = f"- [Hoot](https://example.org/hoot)\n- Owls [paper]({PAPER})\n" + "\n".join(
        f"- [Owls {n}](https://arxiv.org/abs/2401.0000{n})" for n in range(3)
    )
    works: list[ListedWork] = read(text).works
    assert [work.position.line for work in works] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("papers", "doubtful", "read_too"),
    [(1, 1, False), (2, 1, False), (3, 1, True), (0, 2, False), (0, 3, True)],
)
def test_doubtful_lines_are_works_in_a_list(papers: int, doubtful: int, *, read_too: bool) -> None:
    """A line with some link is a work beside three papers, or among three lines of its kind."""
    lines = [f"- Owls {n} at Night. [paper]({PAPER}{n})\n" for n in range(papers)]
    lines += [f"- [Beaks of Owls {n}](https://example.org/{n})\n" for n in range(doubtful)]
    found = awesome_list.read(f"# Owls\n\n{''.join(lines)}", "list.md").works
    assert len(found) == papers + doubtful * read_too


@pytest.mark.parametrize(
    ("words", "is_detail"), [("Official project page", True), ("Our official project page", False)]
)
def test_a_nested_item_of_three_words_is_a_detail(words: str, *, is_detail: bool) -> None:
    entry = only(f"""\
        # Owls

        - Owls at Night. [paper]({PAPER})
          - {words}: [website](https://owls.example.org/)
        """)
    assert ("website" in links(entry)) is is_detail


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Can Owls See at Night? Jane Doe, Richard Roe.", "Can Owls See at Night?"),
        ("Can Owls See at Night? NeurIPS 2023.", "Can Owls See at Night?"),
        ("[The Owl and Mouse] Owls by Day", "Owls by Day"),
        ("[The Owl and Brown Mouse] Owls by Day", "[The Owl and Brown Mouse] Owls by Day"),
    ],
)
def test_ends_of_a_title(line: str, title: str) -> None:
    """A question mark belongs to a title, a tag of at most four words before it does not."""
    assert str(only(f"- {line} [paper]({PAPER})").title) == title


@pytest.mark.parametrize(
    "line", ["**[arXiv 2023]** Owls by Day **[ACL 2024]**", "Owls by Day (arXiv 2023), (ACL 2024)"]
)
def test_a_venue_keeps_the_year_beside_it(line: str) -> None:
    entry = only(f"- {line} [paper]({PAPER})")
    assert (entry.venue, str(entry.date)) == ("ACL", "2024")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://github.com/example/owl_(bird)", "https://github.com/example/owl_(bird)"),
        ("(https://github.com/example/owl)", "https://github.com/example/owl"),
        ("https://github.com/example/owl.", "https://github.com/example/owl"),
    ],
)
def test_a_bare_address_ends_before_the_marks_of_its_sentence(written: str, address: str) -> None:
    (anchor,) = with_links(Inline(written, [Style.NONE] * len(written))).anchors
    assert anchor.url == address


@pytest.mark.parametrize(("great", "is_venue"), [("Great", True), ("Very Great", False)])
def test_a_cell_of_more_than_eight_words_is_no_venue(great: str, *, is_venue: bool) -> None:
    entry = only(f"""\
        | Title | Venue | Paper |
        | --- | --- | --- |
        | Owls by Day | The {great} Meeting of Friends of the Owls | [paper]({PAPER}) |
        """)
    assert (entry.venue is not None) is is_venue


def test_a_link_to_a_record_beside_the_list_and_a_key_say_nothing_of_the_work() -> None:
    line = "+ **[2024 ACL]** Owls at Night. ([paper](https://example.org/owls){}) {}\n"
    plain, marked = (
        awesome_list.read(f"# Owls\n\n{text}", "README.md")
        for text in (
            line.format("", ""),
            line.format(", [BibTeX](exports/bibtex/owls.md#doe2024owls)", "`doe2024owls`"),
        )
    )
    assert marked.findings == plain.findings
    assert [work.entry.links for work in marked.works] == [w.entry.links for w in plain.works]
    assert [work.entry.title for work in marked.works] == [w.entry.title for w in plain.works]
