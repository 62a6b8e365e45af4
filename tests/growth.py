"""Inputs of any length that are hard to read, and a count of the work that a call does.

The tests compare counts, which are the same on every machine. A count does not see the work of a
single call of a regular expression or of a string's method: ``make bench-growth`` times that.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from _typeshed import TraceFunction


def steps(call: Callable[[], object]) -> int:
    """Count the lines of Python that a call runs, in this project and in what it uses."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: object) -> TraceFunction:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def assert_linear(work: Callable[[int], Callable[[], object]], size: int) -> None:
    """Assert that four times the input takes at most four times the steps.

    `work` makes a call for an input of a size. The first call fills caches and is not counted.
    """
    work(10)()
    once, fourfold = steps(work(size)), steps(work(4 * size))
    assert fourfold <= 4.1 * once, f"{once} steps for {size}, {fourfold} for {4 * size}"


class Hard(NamedTuple):
    """A kind of input that is hard to read."""

    few: int
    """Repetitions whose steps are counted, against four times as many."""
    many: int
    """Repetitions that are read without a count."""
    make: Callable[[int], str]
    """Makes the input of a number of repetitions."""


PAPER = "https://arxiv.org/abs/2305.10601"
RECORD = "TY  - BOOK\nID  - good\nER  - \n"
ITEM = '{"id": "good", "type": "book"}'

BIB: dict[str, Callable[[int], str]] = {
    "one field": lambda n: f"@misc{{a, title = {{{'x ' * n}}}}}\n",
    "one field that never ends": lambda n: f"@misc{{a, title = {{{'x' * n}\n",
    "nested braces": lambda n: f"@misc{{a, title = {'{' * n}x{'}' * n}}}\n",
    "braces that never end": lambda n: f"@misc{{a, title = {'{' * n}x\n",
    "groups": lambda n: "@misc{a, title = {" + "{a} " * n + "}}\n",
    "quotation marks": lambda n: '@misc{a, title = "' + '{"}' * n + '"}\n',
    "commands": lambda n: "@misc{a, title = {" + r"\emph{a} " * n + "}}\n",
    "unknown commands": lambda n: "@misc{a, title = {" + r"\owl{a} " * n + "}}\n",
    "accents": lambda n: "@misc{a, title = {" + r"\'e " * n + "}}\n",
    "accents without a letter": lambda n: "@misc{a, title = {" + r"\'" * n + "e}}\n",
    "rows of accents": lambda n: "@misc{a, title = {e" + "\u0301\u0323" * n + "}}\n",
    "formulas that never end": lambda n: "@misc{a, title = {" + r"\( x " * n + "}}\n",
    "names": lambda n: "@misc{a, author = {" + "Doe, Jane and " * n + "Roe}}\n",
    "empty names": lambda n: "@misc{a, author = {" + "and " * n + "}}\n",
    "commas": lambda n: "@misc{a, author = {" + ", " * n + "}}\n",
    "fields": lambda n: "@misc{a, " + "".join(f"f{i} = {{x}}, " for i in range(n)) + "}\n",
    "operands": lambda n: "@misc{a, title = " + "{x} # " * n + "{y}}\n",
    "broken entries": lambda n: "@misc{a, title = {x\n" * n,
    "marks": lambda n: "@" * n,
    "blanks": lambda n: "@misc{a," + " " * n + "title = {x}}" + "\n" * n,
    "comments": lambda n: "% x\n" * n,
    "chain of crossrefs": lambda n: "".join(
        f"@misc{{a{i}, crossref = {{a{i + 1}}}}}\n" for i in range(n)
    ),
}

FILES: dict[tuple[str, str], Hard] = {
    (".json", "title"): Hard(
        500,
        2_000_000,
        lambda n: f'[{{"id": "a", "type": "book", "title": "{"owls " * n}"}}, {ITEM}]',
    ),
    (".json", "tags"): Hard(
        500, 100_000, lambda n: f'[{{"id": "a", "title": "{"<i>" * n}{"</b>" * n}"}}, {ITEM}]'
    ),
    (".json", "broken items"): Hard(500, 60_000, lambda n: "[" + '{"id": x}, ' * n + f"{ITEM}]"),
    (".json", "key"): Hard(500, 500_000, lambda n: f'[{{"id": "{"a b " * n}"}}, {ITEM}]'),
    (".json", "note"): Hard(
        500, 200_000, lambda n: f'[{{"note": "{"arXiv: 1 " * n}", "page": "{"1-" * n}"}}, {ITEM}]'
    ),
    (".json", "date"): Hard(500, 500_000, lambda n: f'[{{"issued": "{"1-" * n}"}}, {ITEM}]'),
    (".json", "quotation marks"): Hard(500, 1_000_000, lambda n: '[{"a": "' + '\\"' * n),
    (".json", "nested objects"): Hard(2000, 200_000, lambda n: '{"a":' * n),
    (".yaml", "title"): Hard(500, 2_000_000, lambda n: f"- title: {'owls ' * n}\n- id: good"),
    (".yaml", "broken items"): Hard(500, 20_000, lambda n: "- id: [\n" * n + "- id: good"),
    (".yaml", "dashes"): Hard(500, 200_000, lambda n: "- " * n),
    (".ris", "title"): Hard(
        500, 2_000_000, lambda n: f"TY  - BOOK\nTI  - {'owls ' * n}\nER  - \n{RECORD}"
    ),
    (".ris", "abstract"): Hard(
        500, 400_000, lambda n: "TY  - BOOK\nAB  - " + "owls\n" * n + f"ER  - \n{RECORD}"
    ),
    (".ris", "authors"): Hard(
        500, 60_000, lambda n: "TY  - JOUR\n" + "AU  - Doe, Jane\n" * n + f"ER  - \n{RECORD}"
    ),
    (".ris", "empty records"): Hard(200, 5000, lambda n: "TY  - JOUR\nER  - \n" * n + RECORD),
    (".enw", "keywords"): Hard(
        500, 400_000, lambda n: "%0 Book\n%K " + "owls\n" * n + "\n%0 Book\n%F good\n"
    ),
    (".nbib", "identifiers"): Hard(
        500, 60_000, lambda n: "PMID- 1\n" + "LID - a [doi]\n" * n + "IS  - " + " (" * n
    ),
    ("wos", "authors"): Hard(500, 60_000, lambda n: "PT J\nAU " + "Doe, J\n   " * n + "\nER"),
    ("wos", "keywords"): Hard(500, 60_000, lambda n: "PT J\nDE " + "owls; " * n),
    ("endnote-xml", "records"): Hard(200, 5000, lambda n: "<xml>" + "<record><b/></record>" * n),
    ("endnote-xml", "notes"): Hard(
        500,
        100_000,
        lambda n: "<xml><record><notes>ä" + "owls&#xD;" * n + "</notes></record></xml>",
    ),
    ("endnote-xml", "authors"): Hard(
        500,
        60_000,
        lambda n: "<record><contributors><authors>" + "<author>D, J</author>" * n,
    ),
    ("wikipedia", "brackets"): Hard(500, 60_000, lambda n: "{{cite web |title=" + "[[{{" * n),
    ("wikipedia", "nested"): Hard(
        500, 5000, lambda n: "{{cite web |title=" + "{{a|" * n + "x" + "}}" * (n + 1)
    ),
    ("wikipedia", "authors"): Hard(
        500,
        20_000,
        lambda n: "{{cite web " + "".join(f"|last{i}=D |first{i}=J " for i in range(n)) + "}}",
    ),
    ("wikipedia", "comments"): Hard(500, 60_000, lambda n: "{{cite web |title=a" + "<!-- " * n),
    ("zotero-rdf", "people"): Hard(
        500,
        30_000,
        lambda n: (
            "<rdf:RDF><bib:Book><bib:authors><rdf:Seq>"
            + "<rdf:li><foaf:Person><foaf:surname>D</foaf:surname></foaf:Person></rdf:li>" * n
        ),
    ),
    ("zotero-rdf", "note"): Hard(
        500,
        100_000,
        lambda n: (
            "<rdf:RDF><bib:Book><dcterms:isReferencedBy><bib:Memo><rdf:value>"
            + "&lt;p&gt;&lt;i&gt;a&lt;/b&gt;" * n
        ),
    ),
    ("zotero-rdf", "collections"): Hard(
        200,
        4000,
        lambda n: (
            "<rdf:RDF><bib:Book rdf:about='#b'/>"
            + "".join(
                f"<z:Collection rdf:about='#c{i}'><dc:title>C</dc:title>"
                f"<dcterms:hasPart rdf:resource='#c{i + 1}'/><dcterms:hasPart rdf:resource='#b'/>"
                "</z:Collection>"
                for i in range(n)
            )
        ),
    ),
    ("endnote-xml", "nested"): Hard(500, 100_000, lambda n: "<a>" * n),
    ("endnote-xml", "faces"): Hard(
        500,
        20_000,
        lambda n: "<record><titles><title>" + "<style face='bold'>x</style>y" * n,
    ),
    ("mods", "names"): Hard(500, 20_000, lambda n: "<mods>" + "<name><namePart/></name>" * n),
    ("mods", "hosts"): Hard(500, 20_000, lambda n: "<mods>" + '<relatedItem type="host"/>' * n),
    ("word-xml", "comments"): Hard(500, 20_000, lambda n: "<Source><Comments>" + "arXiv: 1\n" * n),
    ("pubmed-xml", "keywords"): Hard(
        500,
        20_000,
        lambda n: "<PubmedArticle><Article><KeywordList>" + "<Keyword>a</Keyword>" * n,
    ),
    ("pubmed-xml", "abstract"): Hard(
        500,
        20_000,
        lambda n: "<PubmedArticle><Article><Abstract>" + "<AbstractText>a</AbstractText>" * n,
    ),
    ("hayagriva", "title"): Hard(
        500, 400_000, lambda n: f"a:\n  title: '{'{owls} $x$ ' * n}'\ngood:\n  type: book\n"
    ),
    ("hayagriva", "entries"): Hard(
        200,
        5000,
        lambda n: "".join(f"a{i}:\n  type: book\n" for i in range(n)) + "good: {type: book}",
    ),
    ("cff", "references"): Hard(
        200, 5000, lambda n: "references:\n" + "- title: Owls\n  type: book\n" * n
    ),
    ("crossref", "authors"): Hard(
        500,
        60_000,
        lambda n: (
            '{"title": ["a"], "author": [' + '{"family": "Doe"}, ' * n + '{"family": "Roe"}]}'
        ),
    ),
    ("openalex", "abstract"): Hard(
        500,
        200_000,
        lambda n: '{"id": "W1", "abstract_inverted_index": {"owl": [' + "1, " * n + "2]}}",
    ),
    ("csv", "rows"): Hard(200, 5000, lambda n: "key,title\n" + "good,Owls\n" * n),
    ("jsonl", "lines"): Hard(200, 5000, lambda n: '{"key": "good", "title": "Owls"}\n' * n),
    (".nbib", "brackets"): Hard(500, 500_000, lambda n: "PMID- 1\nIS  - " + " (" * n),
}
"""Files by suffix or format, and by their long part; `good` is the last key where an entry can
follow."""

LATEX: dict[str, Hard] = {
    "groups in groups": Hard(500, 10_000, lambda n: "{" * n + "a" + "}" * n),
    "open braces": Hard(500, 10_000, lambda n: "{" * n),
    "closing braces": Hard(500, 10_000, lambda n: "}" * n),
    "emph": Hard(500, 10_000, lambda n: r"\emph{" * n + "a" + "}" * n),
    "enquote": Hard(500, 10_000, lambda n: r"\enquote{" * n + "}" * n),
    "em": Hard(500, 10_000, lambda n: r"{\em " * n + "}" * n),
    "unknown command": Hard(500, 10_000, lambda n: r"\foo{" * n + "}" * n),
    "unknown command that never ends": Hard(500, 10_000, lambda n: r"\foo{" * n),
    "url that never ends": Hard(500, 10_000, lambda n: r"\url{" * n),
    "option that never ends": Hard(500, 10_000, lambda n: r"\foo[" * n),
    "accent": Hard(500, 10_000, lambda n: r"\'{" * n + "a" + "}" * n),
    "commands without braces": Hard(500, 10_000, lambda n: r"\textbf" * n + " a"),
    "dollar signs": Hard(500, 10_000, lambda n: "$" * (n + 1)),
    "groups in a row": Hard(500, 10_000, lambda n: "{B} b " * n),
    "groups in groups in a row": Hard(500, 10_000, lambda n: "{{B}b} {b{B}} " * n),
    "formulas": Hard(500, 10_000, lambda n: r"$x_i^{2}$ $\frac12$ " * n),
    "one formula": Hard(500, 10_000, lambda n: "$" + r"x_i^{2} \foo{y}" * n + "$"),
    "conditions that never end": Hard(500, 2_000, lambda n: r"\ifmmode " * n),
    "conditions in conditions": Hard(500, 2_000, lambda n: r"\ifmmode\else " * n + r"\fi" * n),
    "blanks in a formula": Hard(500, 100_000, lambda n: "$" + " " * n + "x$ a"),
    "lengths": Hard(500, 10_000, lambda n: r"\kern1em\hspace{1em}\char65 " * n),
}


def a_list(works: int) -> str:
    """Return a list of works in Markdown, with a heading before each hundred."""
    lines = ["# Owls"]
    for number in range(works):
        if number % 100 == 0:
            lines.append(f"\n## Section {number // 100}\n")
        lines.append(
            f"- **[ACL 2024]** Owl {number}, Seen at Night. *Jane Doe, Richard Roe*. "
            f"([paper](https://example.org/{number}.pdf), [code](https://github.com/o/{number}))"
        )
    return "\n".join(lines)


MARKDOWN: dict[str, Hard] = {
    "works": Hard(100, 1000, a_list),
    "dashes": Hard(500, 500, lambda n: "- " * n + f"Owls [paper]({PAPER})"),
    "open brackets": Hard(500, 3000, lambda n: "[" * n),
    "open links": Hard(500, 2000, lambda n: "- " + "[a](" * n),
    "parentheses": Hard(500, 5000, lambda n: "- " + "(" * n + ")" * n),
    "words and commas": Hard(1000, 4000, lambda n: f"- {'owl, ' * n}[paper]({PAPER})"),
    "names": Hard(125, 1500, lambda n: f"- {'Jane Doe, ' * n} ACL 2024 [paper]({PAPER})"),
    "lists in lists": Hard(500, 2000, lambda n: "<ul>" + "<li>" * n),
    "open tags": Hard(500, 20_000, lambda n: "<div>\n" + "<a " * n),
    "open attributes": Hard(500, 20_000, lambda n: "<div>\n" + '<a href="' * n + ">"),
    "open tags in an item": Hard(500, 20_000, lambda n: "- <div>" + "<a " * n),
    "words": Hard(500, 200_000, lambda n: "word " * n),
    "lines of an item": Hard(500, 20_000, lambda n: "- a\n" + "b\n" * n),
    "tables in tables": Hard(500, 2000, lambda n: "<table>" + "<tr><td>" * n),
    "cells": Hard(500, 5000, lambda n: "|a|\n|-|\n" + "|" * n),
}
