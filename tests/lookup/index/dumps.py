"""Small dumps with invented works, in the forms that the services document."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from tests.lookup.test_services import CROSSREF

from pllm_bib.lookup.index.ask import DumpIndex
from pllm_bib.tasks.index.build import BuiltIndex, build

if TYPE_CHECKING:
    from pathlib import Path

ARXIV: dict[str, Any] = {
    "id": "2401.00007",
    "submitter": "Jane van der Berg",
    "authors": "Jane van der Berg, John Roe",
    "title": "Owls at $k$ Nights:\n  A & B",
    "comments": "12 pages",
    "journal-ref": "Owl Conference 2024",
    "doi": "10.1000/182",
    "report-no": None,
    "categories": "cs.CL cs.LG",
    "license": None,
    "abstract": "  We watch $n > 1$ owls.\n",
    "versions": [
        {"version": "v1", "created": "Sat, 5 Oct 2024 07:41:09 GMT"},
        {"version": "v2", "created": "Fri, 1 Nov 2024 00:00:00 GMT"},
    ],
    "update_date": "2024-11-04",
    "authors_parsed": [["van der Berg", "Jane", ""], ["Roe", "John", ""]],
}
"""The paper of `test_services.PAPER`, as the data set on Kaggle has it."""
OPENALEX: dict[str, Any] = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.5000/rooks",
    "title": "Rooks and their Kin",
    "display_name": "Rooks and their Kin",
    "publication_year": 2021,
    "publication_date": "2021-03-04",
    "type": "article",
    "ids": {"openalex": "https://openalex.org/W1", "pmid": "https://pubmed.ncbi.nlm.nih.gov/123"},
    "primary_location": {"source": {"display_name": "Journal of Rooks", "type": "journal"}},
    "authorships": [{"author": {"display_name": "Jane Doe"}, "raw_author_name": "Jane Doe"}],
}
DBLP = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE dblp SYSTEM "dblp.dtd">
<dblp>
<article key="journals/owls/Doe24" mdate="2024-04-26">
<author orcid="0000-0001-0000-0000">Jane D&ouml;e 0001</author>
<author>John Roe</author>
<title>Calls of H<sub>2</sub>O Owls &amp; others.</title>
<pages>97-105</pages>
<year>2024</year>
<volume>53</volume>
<journal>J. Owls</journal>
<number>3</number>
<ee>https://doi.org/10.1000/CALLS</ee>
<url>db/journals/owls/owls53.html#Doe24</url>
</article><inproceedings key="conf/owls/Roe23" mdate="2023-10-19">
<title>Do Owls Sleep?</title>
<author>John Roe</author>
<pages>80-91</pages>
<crossref>conf/owls/2023</crossref>
<year>2023</year>
<booktitle>OWLS</booktitle>
<ee>https://aclanthology.org/2023.owls-main.7</ee>
</inproceedings>
<article publtype="informal" key="journals/corr/abs-2401-00009" mdate="2024-01-02">
<author>Jane D&ouml;e 0001</author>
<title>Night and Day.</title>
<year>2024</year>
<volume>abs/2401.00009</volume>
<journal>CoRR</journal>
<ee>https://doi.org/10.48550/arXiv.2401.00009</ee>
</article>
<www mdate="2004-03-23" key="homepages/d/JaneDoe">
<author>Jane D&ouml;e 0001</author>
<title>Home Page</title>
</www>
</dblp>
"""
BIB = """@string{owlconf = "Proceedings of the {Owl} Conference"}

@inproceedings{doe-2024-owls,
    title = "Owls at {Night}: {A} Study",
    author = "Doe, Jane  and
      Roe, John",
    booktitle = owlconf,
    month = aug # "~7--12",
    year = "2024",
    url = "https://aclanthology.org/2024.acl-long.1/",
    doi = "10.18653/v1/2024.acl-long.1",
}

@inproceedings{roe-2024-hoots,
    title = "Hoots",
    author = "Roe, John",
    booktitle = owlconf,
    year = "2024",
    url = "https://aclanthology.org/2024.acl-long.2/",
}
"""
RIS = "TY  - BOOK\nTI  - All Owls\nAU  - Doe, Jane\nSN  - 9780262033848\nPY  - 2009\nER  - \n"


def lines(*records: dict[str, Any]) -> str:
    """Return records as lines of JSON."""
    return "".join(f"{json.dumps(record)}\n" for record in records)


def made(folder: Path, **files: str | bytes) -> tuple[BuiltIndex, DumpIndex]:
    """Write files, by names with ``__`` for a full stop; make an index of them, and open it."""
    paths = []
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(path)
    built = build(paths, folder / "refs.index", jobs=1)
    return built, DumpIndex(folder / "refs.index")


def all_kinds(folder: Path) -> tuple[BuiltIndex, DumpIndex]:
    """Make an index of a dump of each kind, and open it."""
    return made(
        folder,
        dblp__xml=DBLP,
        anthology__bib=BIB,
        arxiv__jsonl=lines(ARXIV),
        openalex__jsonl=lines(OPENALEX, OPENALEX | {"id": "https://openalex.org/W2", "ids": {}}),
        crossref__jsonl=lines(CROSSREF, CROSSREF | {"DOI": "10.1000/183", "title": ["Jays"]}),
        refs__ris=RIS,
    )


def dumps_in(folder: Path) -> None:
    """Write the dumps that the docs name into a folder."""
    (folder / "dblp.xml.gz").write_bytes(gzip.compress(DBLP.encode()))
    (folder / "anthology.bib").write_bytes(BIB.encode())
    (folder / "arxiv-metadata.jsonl").write_bytes(lines(ARXIV).encode())
    works = folder / "openalex" / "updated_date=2024-11-30"
    works.mkdir(parents=True)
    (works / "part_000.gz").write_bytes(gzip.compress(lines(OPENALEX, OPENALEX).encode()))
