"""Works that nobody wrote, as many as wanted, in every format that is read.

The same number gives the same works. Each fiftieth is the one before it once more, in lower case.
Every third entry of the .bib files has faults that ``check --fix`` mends.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex.read import read
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SYLLABLES = [a + b for a in "b ch d f g k l m n p r s st t tr v z".split() for b in "aeiou"]
_SMALL = ("of", "the", "for", "and", "in", "with", "on", "from")
_JOURNALS = ("Owls", "Larks", "Night Vision", "Applied Hooting", "Nests and Barns")
_VOCABULARY = 20_000
_EACH = 50
"""One of so many works stands twice."""
SECTIONS = 10
"""Sections of a list."""


class Work(NamedTuple):
    """A work, as far as every format can tell of it."""

    number: int
    title: str
    authors: tuple[tuple[str, str], ...]
    year: int
    journal: str
    doi: str
    pages: tuple[int, int]

    @property
    def key(self) -> str:
        """Return a key that no other work has."""
        return f"{self.authors[0][0].lower()}{self.year}x{self.number}"


def works(count: int) -> list[Work]:
    """Return works. Their words are as unevenly common as those of a language."""
    dice = random.Random(count)  # noqa: S311
    words = _words(dice)
    made: list[Work] = []
    for number in range(count):
        if number % _EACH == _EACH - 1:
            made.append(made[-1]._replace(number=number, title=made[-1].title.lower()))
            continue
        title = [
            dice.choice(_SMALL) if place % 3 == 1 else next(words).capitalize()
            for place in range(dice.randint(4, 10))
        ]
        people = [
            (next(words).capitalize(), next(words).capitalize()) for _ in range(dice.randint(1, 5))
        ]
        start = dice.randint(1, 900)
        made.append(
            Work(
                number=number,
                title=" ".join(title),
                authors=tuple(people),
                year=dice.randint(1995, 2024),
                journal=f"Journal of {dice.choice(_JOURNALS)}",
                doi=f"10.1234/w.{number}",
                pages=(start, start + dice.randint(5, 30)),
            )
        )
    return made


def _words(dice: random.Random) -> Iterator[str]:
    """Yield made-up words for ever: the first of them often, the last of them seldom."""
    known: dict[str, None] = {}
    while len(known) < _VOCABULARY:
        known["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))] = None
    weights = [1 / (rank + 10) for rank in range(_VOCABULARY)]
    while True:
        yield from dice.choices(list(known), weights, k=1000)


def bib(works: list[Work]) -> str:
    """Return a .bib file."""
    return "\n".join(
        f"@article{{{work.key},\n"
        f"  author = {{{' and '.join(f'{family}, {given}' for family, given in work.authors)}}},\n"
        f"  title = {{{work.title}{'.' if work.number % 3 == 0 else ''}}},\n"
        f"  journal = {{{work.journal}}},\n"
        f"  year = {{{work.year}}},\n"
        f"  pages = {{{work.pages[0]}{'-' if work.number % 3 == 0 else '--'}{work.pages[1]}}},\n"
        f"  doi = {{{'https://doi.org/' if work.number % 3 == 0 else ''}{work.doi}}},\n"
        "}\n"
        for work in works
    )


def preprint(work: Work) -> str:
    """Return the entry of a work before it was published, under the key “preprint”."""
    people = " and ".join(f"{family}, {given}" for family, given in work.authors)
    return (
        f"@misc{{preprint,\n  author = {{{people}}},\n  title = {{{work.title}}},\n"
        f"  year = {{{work.year}}},\n  eprint = {{2305.10601}},\n  eprinttype = {{arxiv}},\n}}\n"
    )


def outline() -> str:
    """Return the sections.toml of a list with as many sections as `markdown` has."""
    sections = (
        f'[[chapter.section]]\nid = "1.{number + 1}"\nslug = "section-{number}"\n'
        f'title = "Section {number}"\n'
        for number in range(SECTIONS)
    )
    return "\n".join(
        ('title = "Owls"\nintro = ""\n\n[[chapter]]\nid = "1"\ntitle = "Owls"\n', *sections)
    )


def ris(works: list[Work]) -> str:
    """Return a RIS file."""
    return "\n".join(
        f"TY  - JOUR\nID  - {work.key}\n"
        + "".join(f"AU  - {family}, {given}\n" for family, given in work.authors)
        + f"TI  - {work.title}\nJO  - {work.journal}\nPY  - {work.year}\nDO  - {work.doi}\n"
        f"SP  - {work.pages[0]}\nEP  - {work.pages[1]}\nER  - \n"
        for work in works
    )


def nbib(works: list[Work]) -> str:
    """Return a MEDLINE file."""
    return "\n".join(
        f"PMID- {work.number + 1}\n"
        + "".join(f"FAU - {family}, {given}\n" for family, given in work.authors)
        + f"TI  - {work.title}\nJT  - {work.journal}\nDP  - {work.year}\n"
        f"LID - {work.doi} [doi]\nPG  - {work.pages[0]}-{work.pages[1]}\nPT  - Journal Article\n"
        for work in works
    )


def enw(works: list[Work]) -> str:
    """Return an EndNote file."""
    return "\n".join(
        f"%0 Journal Article\n%F {work.key}\n"
        + "".join(f"%A {family}, {given}\n" for family, given in work.authors)
        + f"%T {work.title}\n%J {work.journal}\n%D {work.year}\n%R {work.doi}\n"
        f"%P {work.pages[0]}-{work.pages[1]}\n"
        for work in works
    )


def csl_json(works: list[Work]) -> str:
    """Return a CSL-JSON file."""
    return json.dumps([_item(work) for work in works], indent=1)


def csl_yaml(works: list[Work]) -> str:
    """Return a CSL-YAML file: JSON values are YAML values, too."""
    return "".join(
        "".join(
            f"{'  ' if place else '- '}{name}: {json.dumps(value)}\n"
            for place, (name, value) in enumerate(_item(work).items())
        )
        for work in works
    )


def _item(work: Work) -> dict[str, object]:
    return {
        "id": work.key,
        "type": "article-journal",
        "title": work.title,
        "author": [{"family": family, "given": given} for family, given in work.authors],
        "container-title": work.journal,
        "issued": {"date-parts": [[work.year]]},
        "page": f"{work.pages[0]}-{work.pages[1]}",
        "DOI": work.doi,
    }


def markdown(works: list[Work]) -> str:
    """Return an awesome list with as many works in each section."""
    lines = ["# Awesome Owls\n"]
    for section in range(SECTIONS):
        lines.append(f"\n## Section {section}\n")
        lines += [
            f"- **[{work.year} NeurIPS]** {work.title}. "
            f"*{', '.join(f'{given} {family}' for family, given in work.authors)}*. "
            f"([paper](https://doi.org/{work.doi}), [code](https://github.com/o/{work.number}))"
            for work in works[section::SECTIONS]
        ]
    return "\n".join((*lines, ""))


def wos(works: list[Work]) -> str:
    """Return a file of the Web of Science."""
    records = "".join(
        "PT J\n"
        "AF "
        + "\n   ".join(f"{family}, {given}" for family, given in work.authors)
        + f"\nTI {work.title}\nSO {work.journal}\nPY {work.year}\nDI {work.doi}\n"
        f"BP {work.pages[0]}\nEP {work.pages[1]}\nER\n\n"
        for work in works
    )
    return f"FN Clarivate Analytics Web of Science\nVR 1.0\n{records}EF\n"


def pubmed_xml(works: list[Work]) -> str:
    """Return a file of PubMed's XML."""
    return (
        "<PubmedArticleSet>\n"
        + "".join(
            f"<PubmedArticle><MedlineCitation><PMID>{work.number + 1}</PMID><Article>"
            f"<Journal><JournalIssue><PubDate><Year>{work.year}</Year></PubDate></JournalIssue>"
            f"<Title>{work.journal}</Title></Journal><ArticleTitle>{work.title}</ArticleTitle>"
            f"<Pagination><MedlinePgn>{work.pages[0]}-{work.pages[1]}</MedlinePgn></Pagination>"
            "<AuthorList>"
            + "".join(
                f"<Author><LastName>{family}</LastName><ForeName>{given}</ForeName></Author>"
                for family, given in work.authors
            )
            + "</AuthorList></Article></MedlineCitation><PubmedData><ArticleIdList>"
            f'<ArticleId IdType="doi">{work.doi}</ArticleId>'
            "</ArticleIdList></PubmedData></PubmedArticle>\n"
            for work in works
        )
        + "</PubmedArticleSet>\n"
    )


def crossref(works: list[Work]) -> str:
    """Return an answer of Crossref."""
    items = [
        {
            "DOI": work.doi,
            "type": "journal-article",
            "title": [work.title],
            "author": [{"family": family, "given": given} for family, given in work.authors],
            "container-title": [work.journal],
            "issued": {"date-parts": [[work.year]]},
            "page": f"{work.pages[0]}-{work.pages[1]}",
        }
        for work in works
    ]
    return json.dumps({"message": {"items": items}})


def datacite(works: list[Work]) -> str:
    """Return an answer of DataCite."""
    items = [
        {
            "type": "dois",
            "attributes": {
                "doi": work.doi,
                "titles": [{"title": work.title}],
                "creators": [{"name": ", ".join(person)} for person in work.authors],
                "publicationYear": work.year,
                "types": {"resourceTypeGeneral": "JournalArticle"},
            },
        }
        for work in works
    ]
    return json.dumps({"data": items})


def openalex(works: list[Work]) -> str:
    """Return results of a search in OpenAlex."""
    items = [
        {
            "id": f"https://openalex.org/W{work.number + 1}",
            "doi": f"https://doi.org/{work.doi}",
            "display_name": work.title,
            "publication_year": work.year,
            "type": "article",
            "authorships": [
                {"author": {"display_name": " ".join(reversed(person))}} for person in work.authors
            ],
        }
        for work in works
    ]
    return json.dumps({"results": items})


def bibjson(works: list[Work]) -> str:
    """Return a file of BibJSON."""
    records = [
        {
            "id": work.key,
            "type": "article",
            "title": work.title,
            "author": [{"name": ", ".join(person)} for person in work.authors],
            "year": str(work.year),
            "journal": {"name": work.journal},
            "identifier": [{"type": "doi", "id": work.doi}],
        }
        for work in works
    ]
    return json.dumps({"records": records})


def schema_org(works: list[Work]) -> str:
    """Return JSON-LD of schema.org."""
    graph = [
        {
            "@type": "ScholarlyArticle",
            "name": work.title,
            "author": [
                {"@type": "Person", "familyName": family, "givenName": given}
                for family, given in work.authors
            ],
            "datePublished": str(work.year),
            "sameAs": f"https://doi.org/{work.doi}",
        }
        for work in works
    ]
    return json.dumps({"@context": "https://schema.org", "@graph": graph})


def _our_own(form: str) -> Callable[[list[Work]], str]:
    """Return the maker of files of a format that we write ourselves."""

    def make(works: list[Work]) -> str:
        entries, _faults = read(bib(works), "works.bib", None)
        return FORMATS[form].write(Library(entries))

    return make


READERS: dict[str, Callable[[list[Work]], str]] = {
    **{name: _our_own(name) for name, row in FORMATS.items() if row.writer},
    "bibtex": bib,
    "wos": wos,
    "pubmed-xml": pubmed_xml,
    "crossref": crossref,
    "datacite": datacite,
    "openalex": openalex,
    "bibjson": bibjson,
    "schema-org": schema_org,
    "biblatex": lambda works: bib(works).replace("journal =", "journaltitle ="),
    "ris": ris,
    "nbib": nbib,
    "enw": enw,
    "csl-json": csl_json,
    "csl-yaml": csl_yaml,
    "markdown": markdown,
}
"""What makes a file, by the format's name."""
