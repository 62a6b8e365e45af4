"""Taking works in: matching, completing, sections, keys; edits adopted, preprints promoted."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

import pytest

from pllm_bib.awesome import read as awesome_list
from pllm_bib.errors import OperatorError
from pllm_bib.files import kinds
from pllm_bib.files.config import read_config
from pllm_bib.files.inputs import Input
from pllm_bib.files.list import load_list
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.markdown.write import line
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.library import Chapter, Section, Venue
from pllm_bib.same_work.index import Works
from pllm_bib.tasks.import_ import plan as importing
from pllm_bib.tasks.import_ import read
from pllm_bib.tasks.import_.complete import called, find_venue
from pllm_bib.tasks.import_.sections import match_section

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.import_.result import ImportPlan


def entry(fields: str, kind: str = "misc", key: str = "x") -> Entry:
    (found,), _faults = bib_reader.read(f"@{kind}{{{key}, {fields}}}", "x.bib")
    return found


def file(text: str, form: str = "biblatex", name: str = "big.bib") -> Input:
    data = text.encode()
    return Input(name=name, format=form, open=partial(io.BytesIO, data), size=len(data))


def plan(root: Path, text: str, *, against: str = "", section: str | None = None) -> ImportPlan:
    config = read_config(root)
    loaded = load_list(config)
    source = read.read_source(file(text, kinds.MARKDOWN, "list.md"))
    return importing.plan(
        config,
        loaded,
        source,
        section=loaded.library.section(section) if section else None,
        against=[file(against)] if against else [],
    )


def added(root: Path, text: str, *, against: str = "", section: str | None = "1.1") -> Entry:
    (new,) = plan(root, text, against=against, section=section).added
    return new.entry


def names(result: ImportPlan) -> list[str]:
    return [finding.name for finding in result.wrong]


# Whether two entries are one work.

KNOWN = """\
@inproceedings{owls, title = {Owls at Night: A Survey}, booktitle = {B}, year = 2024,
  doi = {10.18653/v1/2024.acl-long.1}, eprint = {2305.10601}, archiveprefix = {arXiv},
  openreview = {abcDEF1}, code = {https://github.com/example/owls},
  url = {https://aclanthology.org/2024.acl-long.1/}}
@misc{preface, title = {Preface}, year = 2020, doi = {10.1234/preface}}
@inproceedings{part, title = {A Chapter in a Volume of Birds}, isbn = {978-0-262-03561-3}}
@book{book, title = {A Book of Owls}, isbn = {0-262-03561-8}}
"""


@pytest.mark.parametrize(
    ("fields", "key", "doubted"),
    [
        ("title = {Other Words for Owls at Night}, doi = {10.18653/v1/2024.ACL-long.1}", "owls", 0),
        ("title = {Owls at Night}, eprint = {2305.10601v3}, archiveprefix = {arXiv}", "owls", 0),
        ("title = {Owls at Night}, doi = {10.48550/arXiv.2305.10601}", "owls", 0),
        ("title = {Owls at Night}, pdf = {https://arxiv.org/pdf/2305.10601v1}", "owls", 0),
        ("title = {Owls at Night}, url = {https://openreview.net/forum?id=abcDEF1}", "owls", 0),
        (
            "title = {Owls at Night}, pdf = {https://aclanthology.org/2024.acl-long.1.pdf}",
            "owls",
            0,
        ),
        ("title = {OWLS at night --- a survey}", "owls", 0),
        ("title = {Owls at Nights: A Survey}, code = {https://github.com/example/owls}", "owls", 0),
        ("title = {Owls at Nights: A Survey}", None, 0),
        ("title = {Crows}, code = {https://github.com/example/owls}", None, 0),
        ("title = {Something Quite Different}, eprint = {2305.10601}", "owls", 1),
        ("title = {Owls at Night: A Survey}, doi = {10.1234/another}", "owls", 1),
        ("title = {Preface}, doi = {10.1234/another}", None, 0),
        ("title = {Preface}, year = 2020", "preface", 0),
        ("title = {Preface}, year = 2021", None, 0),
        ("title = {A Book of Owls, Volume One}, isbn = {9780262035613}", "book", 0),
        ("title = {Owls at Night: A Survey}, doi = {10.1234/preface}", "owls", 1),
    ],
)
def test_matching(fields: str, key: str | None, doubted: int) -> None:
    known, _faults = bib_reader.read(KNOWN, "x.bib")
    match = Works(known).find(entry(fields))
    assert (match.entry.key if match else None) == key
    assert bool(match and match.doubt) == bool(doubted)


# Entries from lines.


def test_a_known_venue_is_completed(small_list: Path) -> None:
    new = added(small_list, "- [BirdConf 2024] Owls by Day [paper](https://example.org/day)")
    assert (new.type, new.venue, str(new.container), str(new.publisher)) == (
        "inproceedings",
        "BirdConf",
        "Proceedings of the Bird Conference",
        "Aviary",
    )
    assert new.sections == ("1.1",)


@pytest.mark.parametrize("label", ["BIRDCONF 2024", "Proc. BirdConf 2024", "BirdConf'24"])
def test_spellings_of_a_venue(label: str, small_list: Path) -> None:
    new = added(small_list, f"- [{label}] Owls by Day [paper](https://example.org/day)")
    assert (new.venue, str(new.date)) == ("BirdConf", "2024")


def test_an_unknown_venue_is_kept_and_reported_once(small_list: Path) -> None:
    text = "\n".join(
        f"- [OWLS 2024] Owls by Day, Part {n} [paper](https://example.org/{n})" for n in "AB"
    )
    result = plan(small_list, text, section="1.1")
    assert [(new.entry.type, new.entry.venue) for new in result.added] == [("misc", "OWLS")] * 2
    assert all(new.entry.container is None for new in result.added)
    assert names(result).count("venue-without-name") == 1


def test_a_preprint(small_list: Path) -> None:
    new = added(small_list, "- [arXiv 2023] Owls by Day [pdf](https://arxiv.org/pdf/2305.10601)")
    assert (new.type, new.venue, new.container) == ("preprint", None, None)
    assert line(new).startswith(r"+ **\[2023 Arxiv-2305\]** Owls by Day.")


def test_a_preprint_without_id_is_reported(small_list: Path) -> None:
    text = "- [arXiv 2023] Owls by Day [code](https://github.com/example/day)"
    assert names(plan(small_list, text, section="1.1")) == [
        "missing-authors",
        "preprint-without-id",
    ]


def test_keys_follow_the_rule(small_list: Path) -> None:
    text = """
- [BirdConf 2024] Owls at Noon [paper](https://example.org/1). Jane Doe, John Roe
- [BirdConf 2024] Owls at Dawn [paper](https://example.org/2). Jane Doe, John Roe
"""
    result = plan(small_list, text, section="1.1")
    assert [new.entry.key for new in result.added] == ["doe2024owlsnoon", "doe2024owlsdawn"]


def test_capitals_are_braced_and_the_file_stays_as_it_is(small_list: Path) -> None:
    old = (small_list / "entries/owls.bib").read_text("utf-8")
    result = plan(
        small_list,
        "- [BirdConf 2024] RAG for LaMP Owls & 5% [p](https://a.org/1.pdf)",
        section="1.1",
    )
    (text,) = result.write.values()
    new = text[text.index("@inproceedings{rag2024lamp,\n") : text.index("@misc{roe2024hooting,")]
    assert text.replace(new, "") == old
    assert new.endswith("}\n\n")
    assert "title = {{RAG} for {LaMP} Owls \\& 5\\%}," in text


def test_nothing_is_invented(small_list: Path) -> None:
    new = added(small_list, "- [BirdConf 2024] Owls by Day [paper](https://example.org/day)")
    assert not new.authors
    assert (new.pages, new.doi, new.eprint, new.abstract, new.keywords) == (
        None,
        None,
        None,
        None,
        (),
    )
    assert new.date
    assert new.date.month is None


# One work, several lines.


def test_a_work_under_two_headings_is_one_entry(small_list: Path) -> None:
    text = """
# Birds
## 1. Birds
### Owls
- [BirdConf 2024] Owls and Crows [paper](https://example.org/1)
### Crows & Ravens
- [BirdConf 2024] Owls and Crows [paper](https://example.org/1) [code](https://github.com/a/b)
"""
    result = plan(small_list, text)
    (new,) = result.added
    assert new.entry.sections == ("1.1", "1.2")
    assert [link.kind.value for link in new.entry.links] == ["paper", "code"]
    assert names(result) == ["missing-authors"]
    assert "also = {1.2}," in next(iter(result.write.values()))


def test_a_link_of_a_further_line_is_kept_or_told(small_list: Path) -> None:
    text = """\
- [Owls and Crows](https://arxiv.org/abs/2305.10601) [[code](https://github.com/a/one)]
- [Owls and Crows](https://doi.org/10.48550/arXiv.2305.10601) [[code](https://github.com/a/two)]
  [[data](https://huggingface.co/datasets/a/owls)]
"""
    result = plan(small_list, text, section="1.1")
    (new,) = result.added
    assert [link.kind.value for link in new.entry.links] == ["paper", "code", "data"]
    (told,) = [f for f in result.findings if f.name == "lines-disagree"]
    assert "“https://github.com/a/two” here, “https://github.com/a/one” in line 1" in told.message


def test_lines_that_disagree_are_reported(small_list: Path) -> None:
    text = """\
- [BirdConf 2024] Owls and Crows [paper](https://arxiv.org/abs/2305.10601)
- [BirdConf 2023] Owls and Crows [paper](https://arxiv.org/abs/2305.10601)
"""
    result = plan(small_list, text, section="1.1")
    (new,) = result.added
    assert str(new.entry.date) == "2024"
    disagreeing = [f for f in result.findings if f.name == "lines-disagree"]
    assert [(f.position.line, f.related[0].line) for f in disagreeing] == [(2, 1)]
    assert "2023 here, 2024 in line 1" in disagreeing[0].message
    assert "repeated-line" in names(result)


def test_a_published_line_completes_a_preprint_line(small_list: Path) -> None:
    text = """\
- Owls and Crows [paper](https://arxiv.org/abs/2305.10601)
- [BirdConf 2023] Owls and Crows [code](https://github.com/a/b)
"""
    new = added(small_list, text)
    assert (new.type, new.venue, str(new.date)) == ("inproceedings", "BirdConf", "2023")


def test_known_works_are_left_alone(small_list: Path) -> None:
    text = """\
- [BirdConf 2019] Owls at Night [paper](https://doi.org/10.1234/owls)
- Hooting with BERT [pdf](https://arxiv.org/pdf/2403.00001)
- A Raven, Nevermore
  - Venue: BirdConf 2023
"""
    result = plan(small_list, text)
    assert sorted(result.recognised) == ["doe2024owls", "poe2023raven", "roe2024hooting"]
    assert (result.added, result.write, result.findings) == ([], {}, [])


# Sections.

OUTLINE = (
    Chapter("", "", (Section("0", "front", "Overview"),)),
    Chapter(
        "1",
        "Preference Alignment",
        (Section("1.1", "a", "Survey"), Section("1.2", "b", "Training-free Methods")),
    ),
    Chapter("2", "Generation", (Section("2.1", "c", "Survey"),)),
    Chapter("3", "Tools", (Section("3.1", "d", "Software"),)),
)


@pytest.mark.parametrize(
    ("headings", "section"),
    [
        (("List", "1. Preference Alignment", "1.1 Survey"), "1.1"),
        (("List", "2 Generation", "2.1 Survey"), "2.1"),
        (("List", "Generation", "📚 Survey"), "2.1"),
        (("Generation", "SURVEY"), "2.1"),
        (("2.1 Survey",), "2.1"),
        # the chapter decides, whatever the number, and then the number
        (("List", "Generation", "1.1 Survey"), "2.1"),
        (("List", "Generaton", "1.1 Survey"), "2.1"),
        (("List", "2. Making of Texts", "1.1 Survey"), "2.1"),
        (("List", "Elsewhere", "1.1 Survey"), "1.1"),
        (("Survey",), None),
        (("List", "1.4 Traning-free Methods"), "1.2"),
        (("List", "Training Free Methods", "Decoding"), "1.2"),
        (("List", "Tools"), "3.1"),
        (("List", "Elsewhere"), None),
        (("List",), "0"),
        (("Elsewhere",), None),
        ((), "0"),
    ],
)
def test_headings_mean_sections(headings: tuple[str, ...], section: str | None) -> None:
    found = match_section(headings, OUTLINE, "List")
    assert (found.id if found else None) == section


def test_headings_of_no_section_are_reported_once(small_list: Path) -> None:
    text = """
# Birds
## Penguins
- [BirdConf 2024] Penguins One [paper](https://example.org/1)
- [BirdConf 2024] Penguins Two [paper](https://example.org/2)
- Owls at Night [paper](https://doi.org/10.1234/owls)
"""
    result = plan(small_list, text)
    assert (result.read, len(result.recognised), len(result.added), result.left) == (3, 1, 0, 2)
    (finding,) = result.findings
    assert (finding.name, finding.position.line) == ("unmatched-heading", 4)
    assert "“Penguins”" in finding.message
    assert "2 new works" in finding.message


def test_entries_of_formats_without_headings_need_a_section(small_list: Path) -> None:
    config = read_config(small_list)
    loaded = load_list(config)
    source = read.read_source(file("@misc{a, title = {B}}"))
    with pytest.raises(OperatorError, match="--section"):
        importing.plan(config, loaded, source)


def test_a_long_list_is_read_in_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# Owls\n\n" + "\n".join(
        f"- Owls {n} [paper](https://arxiv.org/abs/2401.{n:05})\n" for n in range(4000)
    )
    monkeypatch.setattr("pllm_bib.files.pool.WORTH_IT", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    done: list[int] = []
    found = read.read_text(text, "owls.md", done.append)
    assert found.document == awesome_list.read(text, "owls.md")
    assert [work.position.line for work in found.works] == list(range(3, 8003, 2))
    assert len(done) > 1
    assert done == sorted(done)
    assert done[-1] == len(text)


def test_entries_of_a_bibliography_keep_all_that_they_say(small_list: Path) -> None:
    config = read_config(small_list)
    loaded = load_list(config)
    source = read.read_source(
        file(
            "@inproceedings{DBLP:conf/x/Doe24, author = {Doe, Jane}, title = {Owls by Day},"
            " booktitle = {Proceedings of the Bird Conference}, pages = {1--2}, year = 2024,"
            " month = may, biburl = {https://example.org}, ids = {old}, also = {9.9}}"
        )
    )
    result = importing.plan(config, loaded, source, section=loaded.library.section("1.2"))
    (text,) = result.write.values()
    assert (
        """\
@inproceedings{doe2024owlsday,
  author = {Doe, Jane},
  title = {Owls by Day},
  booktitle = {Proceedings of the Bird Conference},
  pages = {1--2},
  year = {2024},
  month = may,
  venue = {BirdConf},
  biburl = {https://example.org},
}
"""
        in text
    )


# What the line does not say.

BIG = """\
@string{bc = {Proceedings of the Bird Conference}}
@article{other, author = {Other, O.}, title = {Something Else}, journal = {J}, year = 2024}
@proceedings{vol, title = {Proceedings of the Bird Conference}, booktitle = bc, year = 2024,
  publisher = {Nest}}
@inproceedings{DBLP:1, author = {Doe, Jane and {The Owl Group}}, title = {{Owls} by {DAY}},
  crossref = {vol}, pages = {7--9}, year = 2024}
@misc{DBLP:2, author = {Roe, Richard}, title = {Crows by Day and by Night}, year = 2022,
  eprint = {2201.00001}, archiveprefix = {arXiv}}
"""


def test_a_full_record_completes_a_line(small_list: Path) -> None:
    text = "- [BirdConf 2024] Owls by Day [code](https://github.com/a/b)"
    result = plan(small_list, text, against=BIG, section="1.1")
    (new,) = (new.entry for new in result.added)
    assert [str(name) for name in new.authors] == ["Jane Doe", "The Owl Group"]
    assert (new.key, new.pages, str(new.container)) == (
        "doe2024owls" + "day",
        "7–9",
        "Proceedings of the Bird Conference",
    )
    assert names(result) == []


def test_another_version_tells_the_authors_only(small_list: Path) -> None:
    text = "- [BirdConf 2023] Crows by Day and by Night [code](https://github.com/a/b)"
    new = added(small_list, text, against=BIG)
    assert [str(name) for name in new.authors] == ["Richard Roe"]
    assert (str(new.date), new.venue, new.type) == ("2023", "BirdConf", "inproceedings")
    assert new.eprint
    assert new.eprint.id == "2201.00001"


def test_a_record_of_another_work_is_not_taken(small_list: Path) -> None:
    text = "- [BirdConf 2024] Owls by Day, and Quite Another Work [p](https://example.org/1.pdf)"
    result = plan(small_list, text, against=BIG, section="1.1")
    assert not result.added[0].entry.authors
    assert names(result) == ["missing-authors"]


def test_a_record_is_found_by_identifier(small_list: Path) -> None:
    text = "- Crows by Day and Night [paper](https://arxiv.org/abs/2201.00001)"
    new = added(small_list, text, against=BIG)
    assert [str(name) for name in new.authors] == ["Richard Roe"]
    assert str(new.title) == "Crows by Day and Night", "the line's own title stays"


def test_venues_by_words() -> None:
    venues = (
        Venue(label="EMNLP", kind="conference"),
        Venue(label="EMNLP Findings", kind="conference"),
        Venue(label="TMLR", kind="journal", name="Transactions on Machine Learning Research"),
    )
    for label, expected in (
        ("EMNLP", "EMNLP"),
        ("emnlp", "EMNLP"),
        ("Findings of EMNLP", "EMNLP Findings"),
        ("Transactions on Machine Learning Research", "TMLR"),
        ("NAACL", "NAACL"),
        ("OwlConf", None),
        (None, None),
    ):
        found = find_venue(label, venues)
        assert (found.label if found else None) == expected


def test_a_usual_venue_needs_no_table(small_list: Path) -> None:
    text = "- [ICML 2021] Owls by Day [paper](https://example.org/1)"
    new = added(small_list, text)
    assert (new.type, new.venue) == ("inproceedings", "ICML")
    assert (
        str(new.container) == "Proceedings of the 38th International Conference on Machine Learning"
    )
    new = added(small_list, "- [NIPS 2016] Owls by Day [paper](https://example.org/1)")
    assert new.venue == "NeurIPS"
    new = added(small_list, "- [CoRL 2021] Owls by Day [paper](https://example.org/1)")
    assert str(new.series) == "Proceedings of Machine Learning Research"
    assert str(new.publisher) == "PMLR"


def test_the_lists_own_venues_go_before_the_usual_ones() -> None:
    own = Venue(label="NeurIPS", kind="journal", name="Our NeurIPS")
    assert find_venue("NeurIPS", (own,)) is own
    assert find_venue("NIPS", (own,)) is own, "an alias of the usual one is the list's own label"
    assert called("Advances in Neural Information Processing Systems 33", (own,)) is None
    assert called("Advances in Neural Information Processing Systems", (own,)) is own
    partly = Venue(label="ICML", kind="conference", editions=((2021, "Ours"),))
    found = find_venue("ICML", (partly,))
    assert found is not None
    assert found.container(2021) == "Ours"
    assert found.container(2022) == (
        "Proceedings of the 39th International Conference on Machine Learning"
    )


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("README.md", "[x](https://a.org)", "markdown"),
        ("refs.bib", "", "biblatex"),
        ("", "- [Owls](https://a.org)", "markdown"),
        ("", "[Owls](https://a.org)", "markdown"),
        ("", "@misc{a,\n", "biblatex"),
        ("", "hello", "markdown"),
        ("notes", "| a |\n|---|\n| [b](https://a.org) |", "markdown"),
    ],
)
def test_formats_are_guessed(name: str, head: str, expected: str) -> None:
    assert kinds.guess_importable(name, head) == expected


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("[ICML 2021] Owls [paper](https://arxiv.org/abs/2101.00001)", None),
        ("[OwlConf 2021] Owls [paper](http://arxiv.org/abs/2101.00001v2)", None),
        ("[arXiv 2021] Owls [paper](https://arxiv.org/abs/2101.00001)", "/abs/2101.00001"),
        ("[ICML 2021] Owls [paper](https://example.org/owls)", "https://example.org/owls"),
    ],
)
def test_the_page_of_a_published_work_is_not_its_preprints(
    small_list: Path, text: str, url: str | None
) -> None:
    """The README leads there all the same: from the eprint."""
    new = added(small_list, f"- {text}")
    found = new.link(LinkKind.PAPER)
    assert (found or "").endswith(url or "")
    assert bool(found) == bool(url)
    assert new.landing_page
    if new.eprint:
        assert "](https://arxiv.org/abs/2101.00001" in line(new)


def test_links_of_a_bib_file_stay(small_list: Path) -> None:
    text = (
        "@inproceedings{o, title={Owls by Day}, author={Doe, Jane}, booktitle={Owls}, year=2021, "
        "eprint={2101.00001}, archiveprefix={arXiv}, url={https://arxiv.org/abs/2101.00001}}"
    )
    config = read_config(small_list)
    loaded = load_list(config)
    source = read.read_source(file(text))
    section = loaded.library.section("1.1")
    (new,) = importing.plan(config, loaded, source, section=section).added
    assert new.entry.link(LinkKind.PAPER) == "https://arxiv.org/abs/2101.00001"
