"""Addresses of files: where they are found, how they are asked for, and how they are mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.lookup.world import Reply, World

from pllm_bib.files.config import read_config
from pllm_bib.lookup.links.verdict import LinkState, LinkVerdict
from pllm_bib.tasks.links import places, report
from pllm_bib.tasks.links.fix import fixes
from pllm_bib.tasks.links.run import LinkCheck

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pllm_bib.tasks.links.places import Linked

OLD, NEW = "https://old.example.org/a", "https://new.example.org/b"
FILES = {
    "refs.bib": (
        (
            "% see https://comments.example.org\n@misc{a,\n  title = {Owls},\n"
            "  url = {https://a.example.org/x_y?a=1&b=2},\n"
            "  note = {Code at \\url{https://b.example.org/c} and (https://c.example.org/d\\_e).},\n"
            "  abstract = {At https://d.example.org/~f, we show},\n}\n"
        ),
        [
            ("https://a.example.org/x_y?a=1&b=2", 4, 10),
            ("https://b.example.org/c", 5, 24),
            ("https://c.example.org/d_e", 5, 54),
            ("https://d.example.org/~f", 6, 18),
        ],
    ),
    "refs.ris": (
        "TY  - JOUR\nTI  - Owls\nUR  - https://a.example.org/x\nER  - \n",
        [("https://a.example.org/x", 3, 7)],
    ),
    "refs.json": (
        '[{"id": "a", "type": "book", "title": "Owls",\n  "URL": "https:\\/\\/a.example.org\\/x"}]',
        [("https://a.example.org/x", 2, 11)],
    ),
    "page.md": (
        (
            '# https://a.example.org/title\n\n- [b](https://b.example.org/c_(d) "Title"), '
            "<https://c.example.org/e>.\n- [https://d.example.org](https://d.example.org/f)\n"
            "```\nhttps://code.example.org\n```\n`https://code.example.org` "
            "<!-- https://comment.example.org -->\n<a href='https://e.example.org/g?a=1&amp;b=2'>"
            "x</a> [r]\n\n[r]: https://f.example.org/h\\_i\nSee https://g.example.org/j. And "
            "(https://h.example.org/k), **https://i.example.org/l** ftp://x.example.org\n"
            "| https://j.example.org/m|x |\n"
        ),
        [
            ("https://a.example.org/title", 1, 3),
            ("https://b.example.org/c_(d)", 3, 7),
            ("https://c.example.org/e", 3, 46),
            ("https://d.example.org", 4, 4),
            ("https://d.example.org/f", 4, 27),
            ("https://e.example.org/g?a=1&b=2", 9, 10),
            ("https://f.example.org/h_i", 11, 6),
            ("https://g.example.org/j", 12, 5),
            ("https://h.example.org/k", 12, 35),
            ("https://i.example.org/l", 12, 63),
            ("https://j.example.org/m", 13, 3),
        ],
    ),
    "page.html": (
        '<!doctype html>\n<body>\n\n    <a href="https://a.example.org/x?y&amp;z">it</a>\n',
        [("https://a.example.org/x?y&z", 4, 14)],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_addresses_and_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    text, expected = FILES[name]
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(text.encode())
    (file,) = places.of_files([name]).files
    found = [(one.address, one.position.line, one.position.column) for one in file.places]
    assert found == expected
    assert all(one.position.path == name for one in file.places)


def test_pages_of_identifiers_when_wanted(tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text(
        "@misc{a,\n title = {Owls},\n doi = {10.1000/182},\n eprint = {2401.00007},\n"
        " archiveprefix = {arXiv},\n}\n"
    )
    assert places.of_files([str(bib)]).files[0].places == []
    (file,) = places.of_files([str(bib)], identifiers=True).files
    assert [(one.address, one.field, one.position.line) for one in file.places] == [
        ("https://doi.org/10.1000/182", "doi", 3),
        ("https://arxiv.org/abs/2401.00007", "eprint", 4),
    ]


def test_a_list_has_those_of_its_entries_and_of_the_texts_around(
    small_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small_list)
    outline = small_list / "entries/sections.toml"
    outline.write_text(
        outline.read_text().replace("Of works.", "Of [birds](https://birds.example.org).")
    )
    readme = small_list / "README.md"
    readme.write_text(
        readme.read_text()
        .replace("begin -->\n", "begin -->\nhttps://made.example.org\n")
        .replace("The end.", "See https://end.example.org.")
    )
    linked = places.of_list(read_config(small_list))
    assert {(one.position.path, one.address) for file in linked.files for one in file.places} == {
        ("entries/owls.bib", "https://example.org/owls"),
        ("entries/owls.bib", "https://github.com/example/owls"),
        ("entries/sections.toml", "https://birds.example.org"),
        ("README.md", "https://end.example.org"),
    }


def test_what_an_entry_inherits_is_its_parents(tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text(
        "@inproceedings{a, title = {Owls}, crossref = {b}}\n"
        "@proceedings{b, title = {Birds}, url = {https://b.example.org/p}}\n"
    )
    (file,) = places.of_files([str(bib)]).files
    assert [(one.key, one.address) for one in file.places] == [("b", "https://b.example.org/p")]


def checked(names: list[str], verdicts: Mapping[str, LinkVerdict]) -> tuple[LinkCheck, Any]:
    def read(texts: Mapping[Path, str]) -> Linked:
        return places.of_files(names, None, texts)

    return LinkCheck(read({}), verdicts=dict(verdicts)), read


def mended(path: Path, text: str, new: str = NEW, old: str = OLD) -> str:
    path.write_bytes(text.encode())
    check, read = checked([str(path)], {old: LinkVerdict(LinkState.MOVED, "has moved", new)})
    return fixes(check, read).write.get(path, "as it was")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.bib", "% keep {@\n@misc{a,title={Owls}, url = {§},\n  note={At \\url{§} {\\_}} ,}\n\n"),
        ("b.bib", '@misc{a, url = "§", title = {§s and §}}'),
        ("c.ris", "TY  - JOUR\nTI  - Owls\nUR  - §\nN1  - §/longer and §\nER  - \n"),
        ("d.json", '[{"id": "a",   "type": "book", "URL": "§"}]'),
        ("e.md", "[a](§) and [b](§ 'T'), <§>, §. (§) §/longer §?x `§`\n"),
        ("f.html", "<html>\n    <a href='§'>§</a>\n"),
    ],
)
def test_only_the_address_changes(tmp_path: Path, name: str, text: str) -> None:
    kept = {"a.bib": (), "b.bib": ("§s",), "c.ris": ("§/l",), "e.md": ("§/l", "§?", "`§`")}
    old, new = text, text
    for mark in kept.get(name, ()):
        new = new.replace(mark, mark.replace("§", OLD))
    assert mended(tmp_path / name, old.replace("§", OLD)) == new.replace("§", NEW)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "a.bib",
            "@misc{a, url = {https://o.org/x\\_y}}",
            "@misc{a, url = {https://n.org/\\_a\\&b}}",
        ),
        ("b.bib", "@misc{a, url = {https://o.org/x_y}}", "@misc{a, url = {https://n.org/_a&b}}"),
        (
            "c.bib",
            "@misc{a, note = {https://o.org/x_y}}",
            "@misc{a, note = {https://n.org/\\_a\\&b}}",
        ),
        (
            "d.bib",
            "@misc{a, note = {\\url{https://o.org/x_y}}}",
            "@misc{a, note = {\\url{https://n.org/_a&b}}}",
        ),
        (
            "e.json",
            '[{"id": "a", "type": "book", "URL": "https:\\/\\/o.org\\/x_y"}]',
            '[{"id": "a", "type": "book", "URL": "https:\\/\\/n.org\\/_a&b"}]',
        ),
        ("f.md", "[a](https://o.org/x\\_y)", "[a](https://n.org/_a&b)"),
    ],
)
def test_a_new_address_is_spelled_as_its_file_spells(
    tmp_path: Path, name: str, before: str, after: str
) -> None:
    new = mended(tmp_path / name, before, "https://n.org/_a&b", "https://o.org/x_y")
    assert new == after


def test_xml_has_its_own_spelling(tmp_path: Path) -> None:
    path = tmp_path / "refs.xml"
    text = (
        '<?xml version="1.0"?><modsCollection xmlns="http://www.loc.gov/mods/v3"><mods ID="a">'
        "<titleInfo><title>Owls</title></titleInfo><location><url>{}</url></location></mods>"
        "</modsCollection>"
    )
    new = mended(path, text.format("https://o.org/x"), "https://n.org/?a&b", "https://o.org/x")
    assert new == text.format("https://n.org/?a&amp;b")


def test_a_file_that_would_read_otherwise_is_left(tmp_path: Path) -> None:
    path = tmp_path / "refs.csv"
    head = "key,type,label,title,authors,year,container,url\n"
    path.write_text(f"{head}a,misc,,Owls,Jane Doe,2024,,{OLD}\n")
    check, read = checked([str(path)], {OLD: LinkVerdict(LinkState.MOVED, "", "https://n.org/a,b")})
    if not any(place.spans for place in check.places):
        pytest.fail("the address of a table has no place")
    done = fixes(check, read)
    assert done.write == {}
    assert done.left == [check.linked.files[0].name]


PDF = Reply(b"%PDF-", "application/pdf")


def test_a_second_run_goes_on_where_the_first_was(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    addresses = [f"https://h{number}.example.org/a.pdf" for number in range(6)]
    gone, slow = "https://gone.example.org/a", "https://slow.example.org/a.pdf"
    world.pages |= dict.fromkeys(addresses, PDF)
    world.pages |= {gone: Reply(status=404), slow: Reply(status=503)}
    page = tmp_path / "page.md"
    page.write_text("\n".join([*addresses, gone, slow]))
    linked = places.of_files([str(page)])

    def run(now: float, max_age: float = 7, stop_after: int = 99) -> LinkCheck:
        def stop(done: int) -> None:
            if done >= stop_after:
                raise KeyboardInterrupt

        check = LinkCheck(linked)
        world.asked.clear()
        try:
            with world.client() as client:
                check.run(client, now=now, max_age=max_age, progress=stop)
        except KeyboardInterrupt:
            assert check.waiting
        return check

    first = run(0, stop_after=3)
    assert len(first.verdicts) == 3
    kept = {one for one, verdict in first.verdicts.items() if verdict.state != "unknown"}
    second = run(10)
    assert second.remembered == len(kept)
    assert second.waiting == 0
    assert not {one.address for one in world.asked} & kept
    third = run(20)
    assert third.counts == {LinkState.OK: 6, LinkState.DEAD: 1, LinkState.UNKNOWN: 1}
    assert {one.address for one in world.asked} == {slow, "https://slow.example.org/robots.txt"}
    assert run(10 + 8 * 86_400).remembered == 0
    assert run(20 + 8 * 86_400, max_age=0).remembered == 0


def test_allowed_addresses_are_not_asked(world: World, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("https://a.example.org/x https://b.example.org/x https://b.example.org/y")
    world.pages["https://b.example.org/y"] = PDF
    check = LinkCheck(
        places.of_files([str(page)]),
        {"a.example.org": "asks to log in", "https://b.example.org/x*": "is slow"},
    )
    with world.client() as client:
        check.run(client, now=0, max_age=0)
    assert [(one.place.address, one.verdict.reason) for one in check.findings] == [
        ("https://a.example.org/x", "is not asked for: asks to log in"),
        ("https://b.example.org/x", "is not asked for: is slow"),
    ]
    assert all("b.example.org" in asked.address for asked in world.asked)


def test_hundreds_of_addresses(world: World, tmp_path: Path) -> None:
    addresses = [
        f"https://h{host}.example.org/{one}.pdf" for host in range(30) for one in range(10)
    ]
    world.pages |= dict.fromkeys(addresses, PDF)
    world.pages[addresses[7]] = Reply(status=410)
    page = tmp_path / "page.md"
    page.write_text("\n".join(addresses))
    check = LinkCheck(places.of_files([str(page)]))
    seen: list[int] = []
    with world.client() as client:
        check.run(client, now=0, max_age=0, progress=seen.append)
    assert seen == list(range(1, 301))
    assert [one.place.address for one in check.findings] == [addresses[7]]


def test_a_page_for_an_issue_is_harmless_and_fits(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("\n".join(f"https://h.example.org/{one}" for one in range(3_000)))
    check = LinkCheck(places.of_files([str(page)]))
    reason = "gives a page with the title “@jane #1 [x](https://evil.example.org) <img>”"
    check.verdicts |= {one: LinkVerdict(LinkState.SOFT_404, reason) for one in check.addresses}
    text = report.as_markdown(check)
    assert len(text) < 65_536
    assert "@jane" not in text
    assert "[x](https" not in text
    assert "<img" not in text
    left = int(text.rstrip().split("\n")[-1].split()[0].replace(",", ""))
    assert left + text.count("\n- ") == 3_000
    check.verdicts |= dict.fromkeys(check.addresses, LinkVerdict(LinkState.BLOCKED, "answers 403"))
    assert report.as_markdown(check) == ""
