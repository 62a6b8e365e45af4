"""Which entries are of one work, how sure it is, and what the merged entry says."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files.inputs import file_input
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.same_work.evidence import SAFE, SHOWN
from pllm_bib.same_work.find import Found, find
from pllm_bib.same_work.titles import numbers
from pllm_bib.tasks.dedupe.records import Records, read_records
from pllm_bib.tasks.dedupe.rewrite import Merges, merge_groups, relate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pllm_bib.model.entry import Entry

    Files = Callable[..., Records]

OWLS = {
    "author": "Doe, Jane and van der Berg, Jan and Müller, Karl",
    "title": "Hearing Mice under Snow: How Owls Hunt in {LLM} Forests",
    "booktitle": "Proceedings of the Bird Conference",
    "year": "2024",
}


def entry(key: str, kind: str = "inproceedings", /, **fields: str | None) -> str:
    """The source of an entry that differs from the work on owls in some fields."""
    lines = [f"  {k} = {{{v}}},\n" for k, v in (OWLS | fields).items() if v is not None]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def preprint(key: str, **fields: str | None) -> str:
    return entry(
        key,
        "misc",
        **{"booktitle": None, "eprint": "2301.00001", "archiveprefix": "arXiv", **fields},
    )


def article(key: str, **fields: str | None) -> str:
    return entry(key, "article", **{"booktitle": None, "journal": "Journal of Owls", **fields})


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Write texts as .bib files and read them."""

    def write(*texts: str) -> Records:
        sources = []
        for number, text in enumerate(texts):
            path = tmp_path / f"{number}.bib"
            path.write_bytes(text.encode())
            sources.append(file_input(path, "bibtex"))
        return read_records(sources, jobs=1)

    return write


def sureness(found: Found) -> float:
    """That of the only group, 0 if there is none."""
    assert len(found.groups) <= 1
    return found.groups[0].sureness if found.groups else 0.0


SAME: dict[str, tuple[dict[str, str | None], dict[str, str | None]]] = {
    "DOI, as an address": ({"doi": "10.1234/OWLS"}, {"doi": "https://doi.org/10.1234/owls"}),
    "DOI in url": ({"doi": "10.1234/owls"}, {"url": "https://dx.doi.org/10.1234/owls"}),
    "another title, one DOI": (
        {"doi": "10.1234/owls"},
        {"doi": "10.1234/owls", "title": "Hearing Mice below Snow: How Owls Hunt in Forests"},
    ),
    "arXiv DOI": (
        {"doi": "10.48550/arXiv.2301.00001"},
        {"eprint": "2301.00001v2", "archiveprefix": "arXiv"},
    ),
    "arXiv address": (
        {"url": "https://arxiv.org/pdf/2301.00001"},
        {"eprint": "arXiv:2301.00001"},
    ),
    "arXiv as journal": (
        {"journal": "arXiv preprint arXiv:2301.00001", "booktitle": None},
        {"url": "https://arxiv.org/abs/2301.00001"},
    ),
    "arXiv as volume": (
        {"journal": "CoRR", "volume": "abs/2301.00001", "booktitle": None},
        {"eprint": "2301.00001"},
    ),
    "ACL id": (
        {"url": "https://aclanthology.org/2024.acl-long.468.pdf"},
        {"doi": "10.18653/v1/2024.acl-long.468"},
    ),
    "OpenReview id": (
        {"openreview": "tf6A9EYMo6"},
        {"pdf": "https://openreview.net/pdf?id=tf6A9EYMo6"},
    ),
}
KINDS = {
    name: next(
        kind
        for start, kind in (
            ("DOI", "DOI"),
            ("another", "DOI"),
            ("arXiv", "arXiv id"),
            ("ACL", "ACL id"),
            ("Open", "OpenReview id"),
        )
        if name.startswith(start)
    )
    for name in SAME
}


@pytest.mark.parametrize("name", SAME)
def test_one_identifier_is_one_work(name: str, files: Files) -> None:
    one, other = SAME[name]
    found = find(files(entry("a", **one) + entry("b", **other)).records)
    assert sureness(found) >= SAFE
    assert found.groups[0].pairs[0].verdict.reasons[0] == f"same {KINDS[name]}"


def test_an_isbn_is_that_of_the_book_not_of_its_chapters(files: Files) -> None:
    book = {"isbn": "978-3-16-148410-0", "booktitle": None, "publisher": "Aviary"}
    same = entry("a", "book", **book) + entry(
        "b", "book", **book | {"isbn": "3161484100", "title": "Hearing Mice under Snow"}
    )
    assert sureness(find(files(same).records)) >= SAFE
    chapters = entry("a", "incollection", **book | {"title": "On Owls"}) + entry(
        "b", "incollection", **book | {"title": "On Crows"}
    )
    assert not find(files(chapters).records).groups


def test_what_a_work_has_from_its_volume_does_not_identify_it(files: Files) -> None:
    chapter = "@inproceedings{%s, author = {Doe, Jane}, title = {%s}, crossref = {p}}\n"
    volume = "@proceedings{p, title = {Birds}, year = 2020, doi = {10.1234/birds}}\n"
    text = chapter % ("a", "Owls") + chapter % ("b", "Crows") + volume
    assert not find(files(text).records).groups


def test_one_doi_of_different_works_is_a_clash(files: Files) -> None:
    other = entry("b", title="A Raven, Nevermore", author="Poe, Edgar", doi="10.1234/owls")
    copy = entry("c", title="A raven, nevermore", author="Poe, Edgar")
    found = find(files(entry("a", doi="10.1234/owls") + other + copy).records)
    assert [(clash.kind, clash.value, clash.members) for clash in found.clashes] == [
        ("DOI", "10.1234/owls", (0, 1))
    ]
    assert [group.members for group in found.groups] == [(1, 2)]


def test_one_doi_of_works_that_share_authors_is_shown_and_not_merged(files: Files) -> None:
    other = entry("b", title="A Raven, Nevermore", doi="10.1234/owls")
    found = find(files(entry("a", doi="10.1234/owls") + other).records)
    assert SHOWN <= sureness(found) < SAFE
    assert "but other titles" in found.groups[0].pairs[0].verdict.reasons
    assert not found.clashes
    strict = find(files(entry("a", doi="10.1234/owls") + other).records, threshold=0.99)
    assert (strict.groups, strict.clashes) == ((), ())


ALIKE: dict[str, dict[str, str | None]] = {
    "the same": {},
    "letter case": {"title": "hearing mice under snow: how owls hunt in llm forests"},
    "whole title in braces": {"title": "{Hearing Mice Under Snow: How Owls Hunt in LLM Forests}"},
    "hyphens and dashes": {"title": "Hearing-Mice under Snow -- How Owls Hunt in LLM Forests"},
    "a slip": {"title": "Hearing Mice under Snow: How Owls Hnut in LLM Forests"},
    "two slips": {"title": "Haering Mice under Snow: How Owls Hunt in LLM Forrests"},
    "plural": {"title": "Hearing Mice under Snow: How Owl Hunts in LLM Forests"},
    "an article more": {"title": "Hearing the Mice under Snow: How Owls Hunt in LLM Forests"},
    "run together": {"title": "HearingMice under Snow: How Owls Hunt in LLM Forests"},
    "no subtitle": {"title": "Hearing Mice under Snow"},
    "no subtitle, and a slip": {"title": "Hearing Mice undre Snow"},
    "initials": {"author": "Doe, J. and van der Berg, J. and Müller, K."},
    "given name first": {"author": 'Jane Doe and Jan van der Berg and Karl M{\\"u}ller'},
    "accents lost": {"author": "Doe, Jane and Berg, Jan van der and Muller, Karl"},
    "umlaut in two letters": {"author": "Doe, Jane and van der Berg, Jan and Mueller, Karl"},
    "names swapped": {"author": "Jane, Doe and Jan, van der Berg and Karl, Müller"},
    "another order": {"author": "Müller, Karl and Doe, Jane and van der Berg, Jan"},
    "some only": {"author": "Doe, Jane and others"},
    "a slip in a name": {"author": "Doe, Jane and van der Berg, Jan and Müllre, Karl"},
    "a year apart": {"year": "2025"},
    "venue by another name": {"booktitle": "Proc. BirdConf 2024"},
}


@pytest.mark.parametrize("fields", ALIKE.values(), ids=ALIKE)
def test_title_authors_and_year_tell_a_work(fields: dict[str, str | None], files: Files) -> None:
    found = find(files(entry("a"), entry("b", **fields)).records)
    assert sureness(found) >= SAFE
    assert found.groups[0].safe
    assert found.groups[0].members == (0, 1)


FORMS = [
    ("Learning $\\alpha$-Stable Owls", "Learning α-stable Owls"),
    ("$O(n^2)$ Owls in Flight", "O(n²) owls in flight"),
    ("3$\\times$3 Owls in Flight", "3×3 Owls in Flight"),
    ('Schr{\\"o}dinger Owls at {\\AA}lesund', "Schrödinger Owls at Ålesund"),
    ("Owls \\& Crows at Night", "Owls and Crows at Night"),
    ("Łódź Owls in Straße", "{\\L}{\\'o}d{\\'z} Owls in Strasse"),
    ("Don't Feed the Owls", "Don’t feed the owls"),
    ("$\\mathcal{B}$-Owls at Night", "B-owls at night"),
]


@pytest.mark.parametrize("titles", FORMS)
def test_latex_and_unicode_say_the_same(titles: tuple[str, str], files: Files) -> None:
    found = find(files(entry("a", title=titles[0]) + entry("b", title=titles[1])).records)
    assert sureness(found) >= SAFE
    assert "same title" in found.groups[0].pairs[0].verdict.reasons


@pytest.mark.parametrize("years", [0, 1, 2, 3])
def test_a_preprint_and_its_publication_may_be_years_apart(years: int, files: Files) -> None:
    found = find(files(entry("a") + preprint("b", year=str(2024 - years))).records)
    assert sureness(found) >= SAFE
    assert "a preprint and its publication" in found.groups[0].pairs[0].verdict.reasons


def test_a_preprint_under_another_title_is_shown_only(files: Files) -> None:
    other = preprint("b", title="Hearing Mice under Ice: How Owls Hunt in {LLM} Forests")
    assert SHOWN <= sureness(find(files(entry("a") + other).records)) < SAFE


DIFFERENT: dict[str, tuple[dict[str, str | None], dict[str, str | None]]] = {
    "parts": ({"title": "Owls in Flight, Part I"}, {"title": "Owls in Flight, Part II"}),
    "parts by numerals": ({"title": "Owls in Flight I"}, {"title": "Owls in Flight II"}),
    "a first and a second part": ({"title": "Owls in Flight"}, {"title": "Owls in Flight: Part 2"}),
    "parts in words": ({"title": "Part One: Owls Fly"}, {"title": "Part Two: Owls Fly"}),
    "yearly": (
        {"title": "Findings of the 2023 Shared Task on Owls", "year": "2023"},
        {"title": "Findings of the 2024 Shared Task on Owls"},
    ),
    "counted": (
        {"title": "Report on the Second Workshop on Owls"},
        {"title": "Report on the 3rd Workshop on Owls"},
    ),
    "an erratum": ({}, {"title": "Erratum to: Hearing Mice under Snow"}),
    "a supplement": (
        {"title": "Hearing Mice under Snow"},
        {"title": "Hearing Mice under Snow: Supplementary Material"},
    ),
    "a reply": ({"title": "Owls Do Hear Mice"}, {"title": "Owls Do Hear Mice: A Reply"}),
    "other authors": ({}, {"author": "Roe, Richard and Poe, Edgar"}),
    "a namesake": ({"author": "Wang, Wei"}, {"author": "Wang, Xin"}),
    "opposites": (
        {"title": "Convex Flight of Owls at Night"},
        {"title": "Nonconvex Flight of Owls at Night"},
    ),
    "with and without": (
        {"title": "Hunting Mice with Snow in Forests"},
        {"title": "Hunting Mice without Snow in Forests"},
    ),
    "another subject": (
        {"title": "Learning to Hear in Forests from Mice"},
        {"title": "Learning to Hear in Deserts from Mice"},
    ),
    "successors": (
        {"title": "OwlNet: Hearing Mice under Snow"},
        {"title": "OwlNetV2: Hearing Mice under Snow"},
    ),
    "successors by a plus": (
        {"title": "OwlNet: Hearing Mice under Snow"},
        {"title": "OwlNet+: Hearing Mice under Snow"},
    ),
    "acronyms a letter apart": (
        {"title": "GPT for Owls at Night"},
        {"title": "GAT for Owls at Night"},
    ),
    "an editorial a year": (
        {"title": "Editorial", "author": "Doe, Jane"},
        {"title": "Editorial", "author": "Doe, Jane", "year": "2023"},
    ),
    "no title": ({"title": None}, {"title": None}),
}


@pytest.mark.parametrize("fields", DIFFERENT.values(), ids=DIFFERENT)
def test_different_works_are_not_shown(
    fields: tuple[dict[str, str | None], dict[str, str | None]], files: Files
) -> None:
    one, other = fields
    assert not find(files(entry("a", **one) + entry("b", **other)).records).groups


TWICE = {
    "conference and journal": (entry("a"), article("b")),
    "other DOIs": (entry("a", doi="10.1234/a"), entry("b", doi="10.1234/b")),
    "other volumes": (article("a", volume="1"), article("b", volume="2")),
    "other pages": (entry("a", pages="1--9"), entry("b", pages="101--109")),
    "years apart": (entry("a"), entry("b", year="2019")),
}


@pytest.mark.parametrize("entries", TWICE.values(), ids=TWICE)
def test_what_was_published_twice_is_shown_and_not_merged(
    entries: tuple[str, str], files: Files
) -> None:
    assert SHOWN <= sureness(find(files(*entries).records)) < SAFE


VENUES = [
    ("Advances in Neural Information Processing Systems 33", "NeurIPS 2020", True),
    ("Proceedings of the 37th International Conference on Machine Learning", "ICML", True),
    ("Proc. 37th Int. Conf. Mach. Learn.", "International Conference on Machine Learning", True),
    ("Proceedings of the Conference on Robot Learning (CoRL)", "CoRL", True),
    ("IEEE Conf. on Computer Vision and Pattern Recognition (CVPR)", "CVPR", True),
    ("North American Chapter of the Association for Computational Linguistics", "NAACL-HLT", True),
    ("NIPS", "NeurIPS", True),
    ("Artificial Intelligence and Statistics", "AISTATS", True),
    ("Journal of Machine Learning Research", "J. Mach. Learn. Res.", True),
    ("Computational Linguistics (COLING)", "Computational Linguistics", True),
    ("ICLR", "International Conference on Machine Learning", False),
    ("International Conference on Learning Representations", "UAI", False),
    (
        "International Conference on Learning Representations",
        "International Conference on Machine Learning",
        False,
    ),
    ("ICLR", "NeurIPS", False),
]


@pytest.mark.parametrize(("one", "other", "same"), VENUES)
def test_two_venues_are_two_publications(one: str, other: str, files: Files, *, same: bool) -> None:
    found = find(files(entry("a", booktitle=one), entry("b", booktitle=other)).records)
    (group,) = found.groups
    assert group.safe == same
    assert ("but the venues differ" in group.pairs[0].verdict.reasons) != same


def test_a_title_that_returns_every_year_is_no_single_work(files: Files) -> None:
    years = ("2021", "2022", "2023", "2024")
    text = "".join(entry(f"k{year}", title="The State of Owls", year=year) for year in years)
    assert all(not group.safe for group in find(files(text).records).groups)


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a"), ("old", "b")])
def test_works_that_are_related_are_both_meant(names: tuple[str, str], files: Files) -> None:
    holder, named = ("b", names[0]) if names[0] != "b" else ("a", "b")
    marks: dict[str, dict[str, str | None]] = {"a": {"ids": "old"}, "b": {}}
    marks[holder] = marks[holder] | {"related": named}
    text = entry("a", doi="10.1234/owls", **marks["a"]) + entry(
        "b", doi="10.1234/owls", **marks["b"]
    )
    found = find(files(text).records)
    assert (found.groups, found.clashes) == ((), ())


def test_what_fits_two_publications_is_merged_with_neither(files: Files) -> None:
    text = entry("a", doi="10.1234/a") + entry("b") + entry("c", doi="10.1234/c")
    (group,) = find(files(text).records).groups
    assert (group.members, group.safe) == ((0, 1, 2), False)
    reasons = group.pairs[0].verdict.reasons
    assert reasons[-1] == "but it fits another publication as well"


def test_a_main_title_of_two_works_is_that_of_neither(files: Files) -> None:
    text = (
        entry("a", title="Hearing Mice under Snow: Part II")
        + entry("b", title="Hearing Mice under Snow: How Owls Hunt in Forests")
        + entry("c", title="Hearing Mice under Snow")
        + entry("d", title="Hearing Mice under Snow: A Theory of Frost")
    )
    found = find(files(text).records)
    assert not any(group.safe for group in found.groups)
    assert [group.members for group in found.groups] == [(1, 2, 3)]


def test_what_contradicts_parts_a_group(files: Files) -> None:
    # Pair by pair each follows from an identifier, but two of them are of two publications.
    text = (
        entry("a", doi="10.1234/a", openreview="x")
        + entry("b", openreview="x", url="https://aclanthology.org/2024.acl-long.1")
        + entry("c", doi="10.1234/c", url="https://aclanthology.org/2024.acl-long.1")
    )
    found = find(files(text).records)
    assert [(group.members, group.safe) for group in found.groups] == [
        ((0, 1), True),
        ((1, 2), False),
    ]
    assert (
        found.groups[1].pairs[0].verdict.reasons[-1]
        == "but of others in the group, the DOIs differ"
    )


def test_copies_of_copies_are_one_group(files: Files) -> None:
    text = (
        entry("a", doi="10.1234/owls")
        + entry("b", doi="10.1234/owls", eprint="2301.00001")
        + preprint("c", title="Hearing Mice under Snow")
    )
    (group,) = find(files(text).records).groups
    assert group.members == (0, 1, 2)
    assert len(group.pairs) == 2


@pytest.mark.parametrize(
    ("one", "other", "key"),
    [
        ({"key": "owls"}, {"key": "owls"}, "owls"),
        ({"key": "owls"}, {"key": "Owls"}, "owls"),
        ({"key": "owls", "ids": "birds"}, {"key": "birds"}, "birds"),
        ({"key": "owls", "ids": "Birds"}, {"key": "crows", "ids": "birds"}, "Birds"),
        ({"key": "owls", "ids": "OWLS"}, {"key": "Owls"}, "OWLS"),
    ],
)
def test_keys_clash_across_files_without_case_and_with_former_ones(
    one: dict[str, str], other: dict[str, str], key: str, files: Files
) -> None:
    raven = {"title": "A Raven, Nevermore", "author": "Poe, Edgar"}
    texts = (
        entry(one["key"], ids=one.get("ids")),
        entry(other["key"], ids=other.get("ids"), **raven),
    )
    found = find(files(*texts).records)
    assert found.clashes == (("key", key, (0, 1)),)
    assert not found.groups


def test_entries_of_one_work_under_one_key_are_a_group_not_a_clash(files: Files) -> None:
    found = find(files(entry("owls"), entry("OWLS")).records)
    assert found.groups[0].safe
    assert not found.clashes


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("part i", ("1",)),
        ("owls ii", ("2",)),
        ("i robot", ()),
        ("x ray owls", ()),
        ("the second owl", ("2",)),
        ("2nd owl", ("2",)),
        ("owlnet2 and 3d mice", ("2", "3")),
        ("owls++", ("++",)),
        ("owls 007", ("7",)),
    ],
)
def test_numbers_of_titles(title: str, expected: tuple[str, ...]) -> None:
    assert numbers(title) == expected


def test_large_blocks_are_not_compared_as_a_whole_and_still_found(files: Files) -> None:
    chance = random.Random(7)  # noqa: S311 -- the same in every run
    words = "snow mice ice wind rain frost fog dusk dawn moss fern leaf bark stone".split()
    texts = []
    for number in range(400):
        subject = " ".join(chance.sample(words, 5))
        name = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=8)).title()
        texts.append(
            entry(f"k{number}", title=f"Owls and Forests: {subject}", author=f"{name}, Ann")
        )
    copy = texts[200].replace("k200", "copy").replace("Forests", "Forsets")
    found = find(files("".join((*texts, copy))).records)
    assert [group.members for group in found.groups if group.safe] == [(200, 400)]


def test_parts_of_large_files_are_read_as_the_whole(tmp_path: Path) -> None:
    texts = [entry(f"k{n}", title=f"Owl Number {n}", note="x" * 300) for n in range(3000)]
    path = tmp_path / "large.bib"
    path.write_text("@string{bc = {Bird Conference}}\n" + "\n".join(texts), "utf-8")
    whole = read_records([file_input(path, "bibtex")], jobs=1)
    assert [*whole.records] == [*read_records([file_input(path, "bibtex")], jobs=2).records]
    assert len(whole.records) == 3000
    assert str(whole.position(whole.records[-1])).endswith(f":{2 + 2999 * 8}:1")


# Merging.


def merged(found: Records, *, ranked: bool = False) -> Merges:
    """The merge of everything that was read."""
    return merge_groups(found, [range(len(found.records))], ranked=ranked)


def the_entry(merges: Merges) -> Entry:
    """The one entry that remains."""
    texts = [bib_reader.read(text, "x")[0] for text in merges.files.values()]
    (found,) = [e for entries in texts for e in entries]
    return found


def raw(merges: Merges) -> dict[str, str]:
    origin = the_entry(merges).origin
    assert origin is not None
    return dict(origin.raw)


def discarded(merges: Merges) -> list[tuple[str, str, str, str | None]]:
    return [(d.key, d.field, d.value, d.instead) for work in merges.works for d in work.discarded]


def test_the_published_version_wins_and_both_identifiers_stay(files: Files) -> None:
    merges = merged(
        files(
            preprint("pre", year="2023", title="Owls", url="https://arxiv.org/abs/2301.00001")
            + entry("pub", doi="10.1234/owls", pages="1--9", url="https://example.org/owls")
        )
    )
    found = the_entry(merges)
    assert (found.key, found.type, found.aliases) == ("pub", "inproceedings", ("pre",))
    assert (found.doi, found.eprint and found.eprint.id) == ("10.1234/owls", "2301.00001")
    assert raw(merges)["year"] == "2024"
    assert discarded(merges) == [
        ("pre", "year", "2023", "2024"),
        ("pre", "entry type", "misc", "inproceedings"),
        ("pre", "title", "Owls", OWLS["title"]),
        ("pre", "url", "https://arxiv.org/abs/2301.00001", "https://example.org/owls"),
    ]
    (work,) = merges.works
    assert [str(d.position.line) for d in work.discarded] == ["4", "1", "3", "7"]


def test_nothing_of_a_preprint_is_mixed_into_the_publication(files: Files) -> None:
    merges = merged(
        files(
            article("pre", journal="CoRR", volume="abs/2301.00001", month="jan", year="2023")
            + entry("pub", publisher="Aviary")
        )
    )
    fields = raw(merges)
    assert fields.keys() & {"journal", "volume", "month"} == set()
    assert (fields["eprint"], fields["archiveprefix"]) == ("2301.00001", "arXiv")
    lost = {(field, value, instead) for _key, field, value, instead in discarded(merges)}
    assert {("journal", "CoRR", None), ("volume", "abs/2301.00001", None)} <= lost
    assert ("month", "jan", None) in lost


AUTHORS = [
    ("Doe, J. and Roe, R.", "Doe, Jane and Roe, Richard", "Doe, Jane and Roe, Richard"),
    ("Doe, Jane and others", "Doe, J. and Roe, R.", "Doe, Jane and Roe, R."),
    ("Doe, Jane", "Doe, J. and Roe, R.", "Doe, Jane and Roe, R."),
    ("Doe, J. and Roe, Richard", "Doe, Jane and Roe, R.", "Doe, Jane and Roe, Richard"),
    ("Doe, J. P. and Roe, R.", "Doe, Jane and Roe, Richard", "Doe, Jane and Roe, Richard"),
    ("Doe, JP and Roe, R.", "Roe, Richard and Doe, Jane Pia", "Roe, Richard and Doe, Jane Pia"),
    ("Doe, JP and Roe, R.", "J. P. Doe and R. Roe", "J. P. Doe and R. Roe"),
    ("J. P. Doe and R. Roe", "Doe, JP and Roe, R.", "J. P. Doe and R. Roe"),
    ("Doe, JP and Roe, R.", "Doe, Jane P. and Roe, R.", "Doe, Jane P. and Roe, R."),
    ("{World Bank} and Doe, J.", "World, Bank", "{World Bank} and Doe, J."),
]


@pytest.mark.parametrize(("one", "other", "expected"), AUTHORS)
def test_longer_lists_and_full_names_win(one: str, other: str, expected: str, files: Files) -> None:
    merges = merged(files(entry("a", author=one) + entry("b", author=other)), ranked=True)
    assert raw(merges)["author"] == expected


def test_names_are_not_filled_with_those_of_others(files: Files) -> None:
    one, other = "Wang, X. and Li, W. and Roe, R.", "Wang, Wei and Li, Wen"
    merges = merged(files(entry("a", author=one) + entry("b", author=other)), ranked=True)
    assert raw(merges)["author"] == "Wang, X. and Li, Wen and Roe, R."


def test_values_that_say_the_same_are_not_called_discarded(files: Files) -> None:
    same = {
        "doi": "https://doi.org/10.1234/OWLS",
        "title": r"Hearing Mice under Snow: How Owls Hunt in {{LLM}} Forests",
        "author": r"Jane Doe and Jan van der Berg and Karl M{\"u}ller",
        "pages": "1-9",
    }
    merges = merged(
        files(entry("a", doi="10.1234/owls", pages="1--9") + entry("b", **same)), ranked=True
    )
    assert discarded(merges) == []
    assert raw(merges)["doi"] == "10.1234/owls"


@pytest.mark.parametrize("order", [("address", "bare"), ("bare", "address")])
def test_the_doi_is_bare(order: tuple[str, str], files: Files) -> None:
    dois = {"address": "https://doi.org/10.1234/OWLS", "bare": "10.1234/owls"}
    text = "".join(entry(key, doi=dois[key]) for key in order)
    assert raw(merged(files(text), ranked=True))["doi"].lower() == "10.1234/owls"


def test_the_doi_of_a_preprint_gives_way_to_its_id(files: Files) -> None:
    pre = entry(
        "pre", "misc", booktitle=None, doi="10.48550/arXiv.2301.00001", howpublished="arXiv"
    )
    merges = merged(files(pre + entry("pub", doi="10.1234/owls")))
    fields = raw(merges)
    assert (fields["doi"], fields["eprint"]) == ("10.1234/owls", "2301.00001")
    assert ("pre", "doi", "10.48550/arXiv.2301.00001", "10.1234/owls") in discarded(merges)


def test_an_openreview_id_stays_when_its_address_goes(files: Files) -> None:
    text = entry("a", url="https://example.org/owls", pages="1--9") + entry(
        "b", url="https://openreview.net/forum?id=tf6A9EYMo6"
    )
    assert raw(merged(files(text), ranked=True))["openreview"] == "tf6A9EYMo6"


def test_notes_keywords_and_links_are_united(files: Files) -> None:
    one = {
        "note": "Best paper.",
        "keywords": "owls, Mice",
        "pdf": "https://example.org/owls.pdf",
        "url": "https://example.org/owls",
    }
    other = {
        "note": "Oral",
        "keywords": "mice; snow",
        "code": "https://github.com/example/owls",
        "url": "https://example.org/owls",
    }
    merges = merged(files(entry("a", **one) + entry("b", **other)), ranked=True)
    fields = raw(merges)
    assert fields["note"] == "Best paper; Oral"
    assert fields["keywords"] == "owls, Mice, snow"
    assert {"pdf", "code", "url"} <= fields.keys()
    assert discarded(merges) == []


def test_former_keys_and_related_works_are_those_of_both(files: Files) -> None:
    text = entry("a", ids="a1", related="b, c") + entry("b", ids="b1, b2", related="a, d")
    found = the_entry(merged(files(text), ranked=True))
    assert found.aliases == ("a1", "b", "b1", "b2")
    assert found.related == ("c", "d")


def test_fields_that_nobody_knows_are_kept(files: Files) -> None:
    text = entry("a", owner="jane") + entry("b", owner="jan", rating="5")
    merges = merged(files(text), ranked=True)
    assert (raw(merges)["owner"], raw(merges)["rating"]) == ("jane", "5")
    assert discarded(merges) == [("b", "owner", "jan", "jane")]


def test_two_publications_are_not_mixed(files: Files) -> None:
    text = entry("a") + article("b", volume="7", pages="1--9", year="2025")
    merges = merged(files(text), ranked=True)
    assert raw(merges).keys() & {"journal", "volume", "pages"} == set()
    assert {field for _key, field, _value, _instead in discarded(merges)} == {
        "journal",
        "volume",
        "pages",
        "year",
        "entry type",
    }


def test_one_publication_is_completed(files: Files) -> None:
    text = entry("a", month="jun") + entry("b", pages="1--9", publisher="Aviary")
    fields = raw(merged(files(text), ranked=True))
    assert (fields["month"], fields["pages"], fields["publisher"]) == ("jun", "1--9", "Aviary")


def test_the_fuller_title_of_equals_wins(files: Files) -> None:
    text = entry("a", title="Hearing Mice under Snow") + entry("b")
    assert raw(merged(files(text), ranked=True))["title"] == OWLS["title"]


def test_three_become_one_and_every_origin_is_told(files: Files) -> None:
    text = (
        entry("a", note="A", volume="1")
        + entry("b", pages="1--9", volume="2")
        + entry("c", note="C", pages="3--9", volume="3")
    )
    merges = merged(files(text), ranked=True)
    assert the_entry(merges).aliases == ("b", "c")
    assert raw(merges)["note"] == "A; C"
    assert ("b", "volume", "2", "1") in discarded(merges)
    assert ("c", "volume", "3", "1") in discarded(merges)


def test_string_macros_stay_where_they_are_and_are_written_out_elsewhere(files: Files) -> None:
    strings = "@string{bc = {Bird Conference}}\n"
    one = strings + entry("a", booktitle=None, pages="1--9").replace(
        "  year", "  booktitle = bc,\n  year"
    )
    other = entry("b", booktitle=None, year=None).replace("  title", "  publisher = bc,\n  title")
    merges = merged(files(one, "@string{bc = {Aviary}}\n" + other), ranked=True)
    first, second = merges.files.values()
    assert "booktitle = bc," in first
    assert "publisher = {Aviary}," in first
    assert second == "@string{bc = {Aviary}}\n"


COMMENTED = """\
% A file about owls.

@comment{kept, as it is}

% pllm-bib: allow N001: nobody knows more

% The first of the two.
FIRST
   @article{ odd ,  title = "Layout of its own" , year=1999 }

% About the second.
SECOND
% The end.
"""


def test_comments_and_other_entries_stay_letter_for_letter(files: Files) -> None:
    text = COMMENTED.replace("FIRST", entry("a")).replace("SECOND", entry("b", pages="1--9"))
    (new,) = merge_groups(files(text), [(0, 2)], ranked=True).files.values()
    assert new.startswith("% A file about owls.\n\n@comment{kept, as it is}\n\n")
    assert '\n   @article{ odd ,  title = "Layout of its own" , year=1999 }\n' in new
    assert new.endswith("\n\n% The end.\n")
    before = new[: new.index("@inproceedings{a,")]
    assert before.endswith(
        "% pllm-bib: allow N001: nobody knows more\n% The first of the two.\n% About the second.\n"
    )


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    path = tmp_path / "dos.bib"
    text = "\ufeff% Owls.\n\n" + entry("a") + "\n" + entry("b") + "\n" + entry("c", title="Crows")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    found = read_records([file_input(path, "bibtex")], jobs=1)
    (new,) = merge_groups(found, [(0, 1)]).files.values()
    assert new.startswith("\ufeff% Owls.\r\n\r\n@inproceedings{a,\r\n")
    assert new.count("\n") == new.count("\r\n")


def test_the_entry_that_others_inherit_from_keeps_its_key(files: Files) -> None:
    book = {"author": None, "editor": "Doe, Jane", "booktitle": None}
    text = (
        "@inproceedings{child, author = {Roe, R.}, title = {Crows}, crossref = {parent}}\n"
        + entry("full", "proceedings", **book, publisher="Aviary", isbn="978-3-16-148410-0")
        + entry("parent", "proceedings", **book)
    )
    merges = merge_groups(files(text), [(1, 2)])
    (new,) = merges.files.values()
    assert "@proceedings{parent," in new
    assert "ids = {full}" in new


def test_a_file_that_has_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text(entry("a") + entry("b"), "utf-8")
    found = read_records([file_input(path, "bibtex")], jobs=1)
    path.write_text("% new\n" * 20, "utf-8")
    with pytest.raises(OperatorError, match="has changed"):
        merged(found)


def test_what_is_not_utf8_is_compared_but_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes((entry("a") + entry("b")).encode("latin-1"))
    found = read_records([file_input(path, "bibtex")], jobs=1)
    assert find(found.records).groups
    assert [fault.name for fault in found.faults] == ["bad-encoding"]
    with pytest.raises(OperatorError, match="not UTF-8"):
        merged(found)


def test_two_entries_of_one_key_cannot_be_related(files: Files) -> None:
    found = files(entry("a") + entry("a", title="Crows"))
    with pytest.raises(OperatorError, match="another key"):
        relate(found, 0, 1)
