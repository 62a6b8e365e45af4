"""Zotero RDF: which field of Zotero gets what; the stored output shows the rest."""

from __future__ import annotations

import base64
import plistlib
import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree
from tests.formats.conftest import CROWS, OUTLINE, OWLS

from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import Options, WriteContext
from pllm_bib.formats.bibtex.read import read
from pllm_bib.formats.losses import losses
from pllm_bib.formats.shared.fields import FIELDS
from pllm_bib.formats.shared.types import TYPES, zotero_type
from pllm_bib.formats.zotero_rdf.items import parts
from pllm_bib.formats.zotero_rdf.managers import attached_files
from pllm_bib.formats.zotero_rdf.rdf import item_name
from pllm_bib.formats.zotero_rdf.write import WRITER, write
from pllm_bib.model.date import Date, Open
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.library import Chapter, Library
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text
from pllm_bib.verifying import verify

ARTICLE = Entry(key="doe2024owls", type="article", title=Text.of("Owls"))
CONFERENCE = replace(ARTICLE, type="inproceedings")
PREPRINT = replace(ARTICLE, type="preprint", eprint=Eprint("arXiv", "2403.00001", "cs.CL"))
POE = Name(family="Poe", given="Edgar")


def said(entry: Entry, options: Options | None = None) -> dict[str, list[str]]:
    """What is written of an entry, by target, without its type, title and key."""
    found: dict[str, list[str]] = {}
    context = WriteContext(options=options or Options(), headings={"1.1": "1.1 Owls"})
    for target, value, _source in parts(entry, context):
        if target not in {"itemType", "title", "citationKey"} and value:
            found.setdefault(target, []).append(
                value if isinstance(value, str) else "; ".join(value.values())
            )
    return found


def tree(*entries: Entry, chapters: tuple[Chapter, ...] = ()) -> Any:
    return etree.fromstring(write(Library(entries, chapters)).encode())


def qualified(name: str) -> str:
    prefix, _, local = name.partition(":")
    return {
        "rdf": "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
        "z": "{http://www.zotero.org/namespaces/export#}",
        "dc": "{http://purl.org/dc/elements/1.1/}",
        "dcterms": "{http://purl.org/dc/terms/}",
    }[prefix] + local


def test_every_type_has_an_item_type() -> None:
    of_types = {name: zotero_type(replace(ARTICLE, type=name)) for name in TYPES}
    documents = {name for name, kind in of_types.items() if kind == "document"}
    assert documents == {"misc", "performance", "legal", "bibnote", "set"}
    assert zotero_type(replace(ARTICLE, type="podcast")) == "document"


def test_what_a_type_and_a_field_are_together() -> None:
    whole = replace(ARTICLE, type="book", container=Text.of("Birds"))
    part = replace(whole, authors=Names((POE,)))
    film = replace(ARTICLE, type="video", extra=(("entrysubtype", "film"),))
    talk = replace(ARTICLE, type="unpublished", extra=(("type", "Speech"),))
    kinds = [zotero_type(entry) for entry in (whole, part, film, talk)]
    assert kinds == ["book", "bookSection", "film", "presentation"]
    assert said(part)["publicationTitle"] == ["Birds"]


def test_preprint() -> None:
    assert said(PREPRINT) == {
        "publisher": ["arXiv"],
        "number": ["arXiv:2403.00001"],
        "DOI": ["10.48550/arXiv.2403.00001"],
        "url": ["https://arxiv.org/abs/2403.00001"],
        "extra": ["arXiv: 2403.00001 [cs.CL]"],
    }


def test_own_doi_and_publisher_go_before_the_archive_s() -> None:
    found = said(replace(PREPRINT, doi="10.1234/owls", publisher=Text.of("Aviary")))
    assert (found["DOI"], found["publisher"]) == (["10.1234/owls"], ["Aviary"])


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            replace(CONFERENCE, venue="CIB", date=Date(2024, 6)),
            {"conferenceName": ["CIB 2024"], "date": ["2024-06"]},
        ),
        (replace(CONFERENCE, venue="CIB"), {"conferenceName": ["CIB"]}),
        (replace(ARTICLE, venue="JIB"), {"journalAbbreviation": ["JIB"]}),
        (
            replace(ARTICLE, venue="Owls", container=Text.of("Owls")),
            {"publicationTitle": ["Owls"]},
        ),
        (replace(ARTICLE, type="dataset", venue="Nest"), {"extra": ["tex.venue: Nest"]}),
        (replace(ARTICLE, number="4"), {"issue": ["4"]}),
        (
            replace(ARTICLE, type="techreport", number="4"),
            {"number": ["4"], "type": ["technical report"]},
        ),
        (replace(ARTICLE, type="book", number="4"), {"seriesNumber": ["4"]}),
        (replace(ARTICLE, type="online", number="4"), {"extra": ["tex.number: 4"]}),
        (replace(ARTICLE, type="book", pages="1–9"), {"extra": ["tex.pages: 1-9"]}),
        (replace(ARTICLE, pages="1–9, 12"), {"pages": ["1-9, 12"]}),
        (replace(ARTICLE, series=Text.of("S")), {"series": ["S"]}),
        (
            replace(ARTICLE, type="techreport", series=Text.of("S")),
            {"seriesTitle": ["S"], "type": ["technical report"]},
        ),
        (replace(ARTICLE, type="software", edition=Text.of("2")), {"versionNumber": ["2"]}),
        (replace(ARTICLE, type="software", language="en"), {"extra": ["tex.language: en"]}),
        (replace(ARTICLE, type="phdthesis"), {"type": ["PhD thesis"]}),
        (replace(ARTICLE, type="phdthesis", extra=(("type", "Thesis"),)), {"type": ["Thesis"]}),
        (replace(ARTICLE, type="manual"), {"extra": ["tex.entrytype: manual"]}),
        (replace(ARTICLE, type="podcast"), {"extra": ["tex.entrytype: podcast"]}),
        (
            replace(ARTICLE, type="legal"),
            {"extra": ["Type: treaty", "tex.entrytype: legal"]},
        ),
        (
            replace(ARTICLE, type="jurisdiction", number="7", publisher=Text.of("Owl Court")),
            {"number": ["7"], "authority": ["Owl Court"]},
        ),
        (
            replace(ARTICLE, type="letter", publisher=Text.of("P"), place=Text.of("Rome")),
            {"extra": ["tex.publisher: P", "tex.address: Rome"]},
        ),
        (replace(ARTICLE, type="standard", edition=Text.of("2")), {"edition": ["2"]}),
        (
            replace(ARTICLE, type="unpublished", extra=(("eventtitle", "Owl Day"),)),
            {"meetingName": ["Owl Day"]},
        ),
        (
            replace(CONFERENCE, venue="CIB", extra=(("eventtitle", "Owl Day"),)),
            {"conferenceName": ["Owl Day"], "extra": ["tex.venue: CIB"]},
        ),
        (
            replace(
                ARTICLE,
                language="ngerman",
                note=Text.of("Read"),
                extra=(("subtitle", "Why"), ("entrysubtype", "magazine"), ("addendum", "Twice")),
            ),
            {"shortTitle": ["Owls"], "language": ["de"], "notes": ["<p>Read. Twice</p>"]},
        ),
        (
            replace(
                ARTICLE,
                type="incollection",
                container=Text.of("Birds"),
                series=Text.of("S"),
                publisher=Text.of("P"),
                extra=(
                    ("booksubtitle", "All"),
                    ("maintitle", "Animals"),
                    ("organization", "Owl Club"),
                ),
            ),
            {
                "publicationTitle": ["Birds: All"],
                "series": ["Animals. S"],
                "publisher": ["Owl Club; P"],
            },
        ),
        (
            replace(ARTICLE, type="periodical", extra=(("issuetitle", "Owls of Today"),)),
            {"publicationTitle": ["Owls"], "extra": ["tex.entrytype: periodical"]},
        ),
        (replace(ARTICLE, openreview="a_1"), {"extra": ["tex.openreview: a_1"]}),
        (replace(ARTICLE, aliases=("a", "b")), {"extra": ["tex.ids: a, b"]}),
        (replace(ARTICLE, related=("a", "b")), {"relations": ["a", "b"]}),
        (replace(ARTICLE, sections=("1.1", "9")), {"tags": ["1.1 Owls", "9"]}),
    ],
)
def test_place(entry: Entry, expected: dict[str, list[str]]) -> None:
    assert said(entry) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (Date(2024), "2024"),
        (Date(2024, 6, 9), "2024-06-09"),
        (Date(2024, season=3), "Autumn 2024"),
        (Date(2024, season=1, uncertain=True, approximate=True), "Spring 2024~?"),
        (Date(1850, approximate=True), "1850~"),
        (Date(2020, end=Date(2021)), "2020/2021"),
        (Date(2020, open=Open.END), "2020/.."),
    ],
)
def test_date(date: Date, expected: str) -> None:
    assert said(replace(ARTICLE, date=date)) == {"date": [expected]}


@pytest.mark.parametrize(
    ("entry_type", "author", "editor"),
    [
        ("article", "author", "editor"),
        ("software", "programmer", "contributor"),
        ("patent", "inventor", "contributor"),
        ("dataset", "author", "contributor"),
        ("artwork", "artist", "contributor"),
        ("music", "performer", "contributor"),
        ("movie", "director", "contributor"),
        ("video", "contributor", "contributor"),
        ("inreference", "author", "editor"),
        ("letter", "author", "contributor"),
    ],
)
def test_roles(entry_type: str, author: str, editor: str) -> None:
    entry = replace(ARTICLE, type=entry_type, authors=Names((POE,)), editors=Names((POE,)))
    roles = [name for name in said(entry) if name.startswith("creators/")]
    assert roles == list(dict.fromkeys([f"creators/{author}", f"creators/{editor}"]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Name(family="Berg", particle="van der", given="Jan"), ["van der Berg", "Jan"]),
        (Name(family="King", given="Martin", suffix="Jr."), ["King", "Martin, Jr."]),
        (Name(family="Owl Club", organisation=True), ["Owl Club"]),
    ],
)
def test_name(name: Name, expected: list[str]) -> None:
    person = tree(replace(ARTICLE, authors=Names((name,)))).find(".//{*}Person")
    assert person is not None
    assert [part.text for part in person] == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            ("translator", "Doe, Jane and Poe, Edgar"),
            {"creators/translator": ["Doe; Jane", "Poe; Edgar"]},
        ),
        (("urldate", "2024-05-01"), {"accessDate": ["2024-05-01"]}),
        (("urldate", "2024-05"), {"extra": ["tex.urldate: 2024-05"]}),
        (("pagetotal", "12"), {"numPages": ["12"]}),
        (("volumes", "2"), {"numberOfVolumes": ["2"]}),
        (("shorttitle", "{O}wls"), {"shortTitle": ['<span class="nocase">O</span>wls']}),
        (("annotation", r"Read \emph{it}"), {"notes": ["<p>Read <em>it</em></p>"]}),
        (("call-number", "QL 1"), {"callNumber": ["QL 1"]}),
        (("collection-editor", "Poe, Edgar"), {"creators/seriesEditor": ["Poe; Edgar"]}),
        (("eventplace", "Rome"), {"extra": ["tex.eventplace: Rome"]}),
        (("zeta", r"Z \& {z}"), {"extra": ["tex.zeta: Z & z"]}),
    ],
)
def test_field_beyond_the_model(field: tuple[str, str], expected: dict[str, list[str]]) -> None:
    entry = replace(ARTICLE, type="book", extra=(field,))
    assert said(entry, Options(keep_extra=True)) == expected


def test_a_field_that_zotero_does_not_have_is_left_out_unless_wanted() -> None:
    fields = (("eventplace", "Rome"), ("urldate", "2024-05"), ("zeta", "Z"), ("pagetotal", "12"))
    assert said(replace(ARTICLE, type="book", extra=fields)) == {"numPages": ["12"]}


@pytest.mark.parametrize("entry_type", TYPES)
def test_nothing_beyond_the_model_is_dropped(entry_type: str) -> None:
    for name, row in FIELDS.items():
        value = "Poe, Edgar" if row.kind == "names" else "2024-05-01"
        entry = replace(ARTICLE, type=entry_type, extra=((name, value),))
        context = WriteContext(options=Options(keep_extra=True))
        sources = " ".join(part.source for part in parts(entry, context) if part.value)
        assert f"extra.{name}" in sources.split(), name


def test_a_field_is_written_once() -> None:
    entry = replace(ARTICLE, number="4", extra=(("issue", "Spring"),))
    found = said(entry, Options(keep_extra=True))
    assert found == {"issue": ["4"], "extra": ["tex.issue: Spring"]}


def test_links_are_named_and_not_stored() -> None:
    links = tuple(Link(kind, f"https://example.org/{kind}?a&b") for kind in LinkKind)
    attachments = tree(replace(ARTICLE, links=links)).findall(qualified("z:Attachment"))
    assert [
        (
            each.findtext(qualified("dc:title")),
            each.findtext(f".//{qualified('rdf:value')}"),
            each.findtext(qualified("z:linkMode")),
        )
        for each in attachments
    ] == [
        ("PDF", "https://example.org/pdf?a&b", "3"),
        ("Code", "https://example.org/code?a&b", "3"),
        ("Data", "https://example.org/data?a&b", "3"),
        ("Website", "https://example.org/website?a&b", "3"),
        ("Video", "https://example.org/video?a&b", "3"),
    ]


def test_note_is_html() -> None:
    note = Text.of("a < b & ", Chunk("c", Style.STRONG | Style.EMPHASIS))
    assert said(replace(ARTICLE, note=note))["notes"] == [
        "<p>a &lt; b &amp; <strong><em>c</em></strong></p>"
    ]


def test_title_keeps_the_markup_that_zotero_knows() -> None:
    title = Text.of(Chunk("BERT", Style.PROTECTED), " & ", Chunk("Strix", Style.EMPHASIS))
    root = tree(replace(ARTICLE, title=title))
    assert root.findtext(f".//{qualified('dc:title')}") == (
        '<span class="nocase">BERT</span> & <i>Strix</i>'
    )


@pytest.mark.parametrize(
    ("extra", "title"),
    [
        ((("subtitle", "Why"), ("titleaddon", "A Tale")), "Owls: Why. A Tale"),
        ((("subtitle", r"\emph{Strix}"),), "Owls: <i>Strix</i>"),
        ((("issuetitle", "Crows"),), "Owls"),
    ],
)
def test_title_has_its_parts(extra: tuple[tuple[str, str], ...], title: str) -> None:
    root = tree(replace(ARTICLE, extra=extra))
    assert root.findtext(f".//{qualified('dc:title')}") == title


def test_collections_hold_works_and_sections() -> None:
    both = replace(ARTICLE, sections=("1.1", "1.2"))
    front = Chapter("", "", (replace(OWLS, id="0", slug="front", title="Overview"),))
    root = tree(both, chapters=(front, *OUTLINE))
    collections = {
        each.findtext(qualified("dc:title")): (
            each.get(qualified("rdf:about")),
            [
                part.get(qualified("rdf:resource"))
                for part in each.findall(qualified("dcterms:hasPart"))
            ],
        )
        for each in root.findall(qualified("z:Collection"))
    }
    work = item_name(both.key)
    assert collections == {
        "Overview": ("#section_0", []),
        OWLS.heading: ("#section_1.1", [work]),
        CROWS.heading: ("#section_1.2", [work]),
        "1 Birds": ("#chapter_1", ["#section_1.1", "#section_1.2"]),
    }


@pytest.mark.parametrize("key", ["a b", "é", 'x"y', "a/2", "<&>", "小", "100%"])
def test_any_key_makes_a_name_of_its_own(key: str) -> None:
    assert re.fullmatch(r"#item_[A-Za-z0-9_.~%-]+", item_name(key))
    assert item_name(key, 2) == f"{item_name(key)}/2"
    root = tree(replace(ARTICLE, key=key), replace(ARTICLE, key=key))
    assert [item.get(qualified("rdf:about")) for item in root] == [
        item_name(key),
        item_name(key, 2),
    ]
    assert root[0].findtext(qualified("z:citationKey")) == key


@pytest.mark.parametrize("sign", ["\n", "\r", "\x00", "\x1b", "\x7f", "\x85", "\u2028", "\t"])
def test_control_characters_become_spaces(sign: str) -> None:
    entry = replace(ARTICLE, language=f"a{sign}b", openreview=f"a{sign}b")
    root = tree(entry)
    assert root[0].findtext(qualified("z:language")) == "a b"
    assert root[0].findtext(qualified("dc:description")) == "tex.openreview: a b"


@pytest.mark.parametrize("sign", ["\ud800", "\ufffe", "\uffff"])
def test_what_is_no_character_is_left_out(sign: str) -> None:
    root = tree(replace(ARTICLE, language=f"a{sign}b", key=f"k{sign}"))
    assert root[0].findtext(qualified("z:language")) == "ab"


def test_markup_in_text_is_text() -> None:
    root = tree(replace(ARTICLE, language="<a>]]>&amp;"))
    assert root[0].findtext(qualified("z:language")) == "<a>]]>&amp;"


def test_a_file_in_seven_bits_says_the_same() -> None:
    entry = replace(ARTICLE, language="Łódź", sections=("1.2",))
    section = replace(CROWS, title="Krähen")
    library = Library((entry,), (Chapter("1", "Vögel", (section,)),))
    text = write(library, Options(ascii=True))
    assert text.isascii()
    strings = [node.text for node in etree.fromstring(text.encode()).iter() if node.text]
    assert {"Łódź", "1.2 Krähen", "1 Vögel"} <= set(strings)


def test_records_between_head_and_tail_are_a_file() -> None:
    text = WRITER.head + WRITER.record(PREPRINT, WriteContext()) + WRITER.tail
    assert text == write(Library((PREPRINT,)))
    assert write(Library(())) == WRITER.nothing


# What other reference managers keep.


def read_back(source: str) -> Any:
    return etree.fromstring(write(Library(read(source, "a.bib")[0])).encode())


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("Full Text:a.pdf:application/pdf", [("Full Text", "a.pdf", "application/pdf")]),
        (":b.pdf:PDF", [("b.pdf", "b.pdf", "application/pdf")]),
        ("dir/b.pdf", [("b.pdf", "dir/b.pdf", "application/pdf")]),
        (
            "a.pdf;b.html",
            [("a.pdf", "a.pdf", "application/pdf"), ("b.html", "b.html", "text/html")],
        ),
        (
            r"A\: b:files/1/c\;d.pdf:application/pdf",
            [("A: b", "files/1/c;d.pdf", "application/pdf")],
        ),
        (r":C\:\\d\\e.epub:EPUB", [("e.epub", r"C:\d\e.epub", "application/epub+zip")]),
        (r":C$\backslash$:/d/e\_f.pdf:pdf", [("e_f.pdf", "C:/d/e_f.pdf", "application/pdf")]),
        ("C:/d/e.pdf", [("e.pdf", "C:/d/e.pdf", "application/pdf")]),
        ("x:C:/d/e.pdf:PDF", [("x", "C:/d/e.pdf", "application/pdf")]),
        (r"Web:https\://a.org/b:URL", [("Web", "https://a.org/b", "")]),
        ("https://a.org/b", [("b", "https://a.org/b", "")]),
        (r"{:d/e.pdf:PDF}", [("e.pdf", "d/e.pdf", "application/pdf")]),
        (r":/d/Doe{\_}2000.pdf:pdf", [("Doe_2000.pdf", "/d/Doe_2000.pdf", "application/pdf")]),
        ("note:c.xyz", [("note", "c.xyz", "")]),
        ("file://localhost/a%20b/c.pdf", [("c.pdf", "/a b/c.pdf", "application/pdf")]),
        ("file:///c.pdf", [("c.pdf", "/c.pdf", "application/pdf")]),
        (":::", []),
        ("", []),
    ],
)
def test_files(source: str, files: list[tuple[str, str, str]]) -> None:
    assert [tuple(file) for file in attached_files(source)] == files


def test_file_is_an_attachment_and_an_address_a_link() -> None:
    source = r"@book{k, file={A:d/b c.pdf:application/pdf;W:https\://a.org/x?y=1&z=<2>:URL}}"
    file, page = read_back(source).findall(qualified("z:Attachment"))
    assert file.find(qualified("rdf:resource")).attrib == {qualified("rdf:resource"): "d/b%20c.pdf"}
    assert file.find(qualified("dc:title")).text == "A"
    address = page.find(f".//{qualified('rdf:value')}")
    assert address.text == "https://a.org/x?y=1&z=<2>"
    assert page.find(qualified("z:linkMode")).text == "3"


def bookmark(path: str) -> str:
    """A file as BibDesk keeps it."""
    return base64.b64encode(
        plistlib.dumps({"relativePath": path, "aliasData": b"x"}, fmt=plistlib.FMT_BINARY)
    ).decode()


def test_notes_tags_links_and_contributors_of_other_managers() -> None:
    entry = replace(
        ARTICLE,
        doi="10.1234/x",
        extra=(
            ("annote", "One \\& two.\n\nThree."),
            ("comment-jdoe", "mine"),
            ("review", "r"),
            ("mendeley-tags", "a,b"),
            ("collaborator", "Poe, Edgar"),
            ("bdsk-url-1", "https://a.org/x\\_y"),
            ("bdsk-url-2", "https://doi.org/10.1234/X"),
            ("bdsk-file-1", bookmark("a: b/c.pdf")),
            ("bdsk-file-2", "YnBsaXN0"),
            ("bdsk-file-3", "none"),
            ("local-zo-url-1", "./d.pdf"),
            ("url_Slides".lower(), "https://b.org/a b"),
            ("adsurl", "https://a.org/x_y"),
        ),
    )
    found = list(parts(entry, WriteContext()))
    values = [part.value for part in found]
    assert "<p>One &amp; two.</p><p>Three.</p>" in values
    assert {"<p>mine</p>", "<p>r</p>", "a", "b"} <= {
        each for each in values if isinstance(each, str)
    }
    assert [part.value[:2] for part in found if part.target == "files"] == [
        ("c.pdf", "a: b/c.pdf"),
        ("d.pdf", "./d.pdf"),
        ("a.org", "https://a.org/x_y"),
        ("slides", "https://b.org/a%20b"),
    ]
    lost = {loss.field for loss in losses(entry, found, frozenset())}
    assert lost == {"extra.bdsk-file-2", "extra.bdsk-file-3"}


GROUPED = """@book{a, title={A}, groups={Sub, Other}}
@book{b, title={B}, mendeley-groups={Up/Down}}
@book{c, title={C}}
@comment{jabref-meta: grouping:
0 AllEntriesGroup:;
1 StaticGroup:Reading list\\;0\\;1\\;\\;\\;\\;;
2 StaticGroup:Sub\\;0\\;1\\;\\;\\;\\;;
1 KeywordGroup:Kw\\;0\\;keywords\\;x\\;0\\;0\\;1\\;\\;\\;\\;;
}
@comment{jabref-meta: groupstree: 0 AllEntriesGroup:;
1 ExplicitGroup:Old\\;0\\;a\\;c\\;;}
"""


def test_groups_are_collections() -> None:
    found: dict[str, set[str]] = {}
    for node in read_back(GROUPED).findall(qualified("z:Collection")):
        name = node.find(qualified("dc:title")).text
        inside = node.findall(qualified("dcterms:hasPart"))
        found.setdefault(name, set()).update(part.get(qualified("rdf:resource")) for part in inside)
    assert found == {
        "Reading list": {"#group_Sub"},
        "Sub": {"#item_a"},
        "Other": {"#item_a"},
        "Up": {"#group_Down"},
        "Down": {"#item_b"},
        "Old": {"#item_a", "#item_c"},
    }


OF_BIBDESK = """@book{a, title={A}}
@book{b, title={B}}
@comment{BibDesk Static Groups{
<plist version="1.0"><array>
<dict><key>group name</key><string>R&amp;D</string> <key>keys</key><string>a,b</string></dict>
<dict><key>group name</key><string>One</string><key>keys</key><string>b</string></dict>
</array></plist>
}}
"""


def test_static_groups_of_bibdesk_are_collections() -> None:
    found = {
        node.find(qualified("dc:title")).text: [
            part.get(qualified("rdf:resource"))
            for part in node.findall(qualified("dcterms:hasPart"))
        ]
        for node in read_back(OF_BIBDESK).findall(qualified("z:Collection"))
    }
    assert found["One"] == ["#item_b"]
    assert "R&D" in found


def test_ids_of_pubmed_have_a_field_or_a_line() -> None:
    extra = (("pmid", "17"), ("pmcid", "PMC4"))
    assert said(replace(ARTICLE, extra=extra)) == {"PMID": ["17"], "PMCID": ["PMC4"]}
    book = replace(ARTICLE, type="book", extra=extra)
    assert said(book) == {"extra": ["PMID: 17", "PMCID: PMC4"]}
    assert list(losses(book, list(parts(book, WriteContext())), frozenset())) == []


def test_what_other_managers_keep_is_verified() -> None:
    source = r"""@article{a, title={T}, annote={My own note.}, keyword={x, y}, groups={List},
        bdsk-url-1={https://a.org/b}, file={A\: b:C\:\\d\\c.pdf:PDF;:e.pdf:PDF},
        url_slides={https://a.org/s}, bdsk-file-1={BOOKMARK}}""".replace(
        "BOOKMARK", bookmark("f.pdf")
    )
    library = Library(read(source, "a.bib")[0])
    text = write(library)
    assert list(verify("zotero-rdf", text, library, FORMATS["zotero-rdf"].loses)) == []
    for damage in (
        "own note",
        "e.pdf",
        "f.pdf",
        "https://a.org/b",
        "a.org/s",
        "<dc:subject>x",
        ">List<",
    ):
        assert damage in text
        damaged = text.replace(damage, damage.replace(damage[-2], "Q"))
        assert list(verify("zotero-rdf", damaged, library, FORMATS["zotero-rdf"].loses)) != []
