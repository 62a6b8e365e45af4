"""schema.org's JSON-LD, as an independent parser of RDF understands it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rdflib import RDF, Graph, Literal, Namespace

from pllm_bib.formats import FORMATS
from pllm_bib.formats.shared.latex import plain

if TYPE_CHECKING:
    from rdflib.term import Node

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own
SCHEMA = Namespace("https://schema.org/")


def graph_of(library: Library) -> Graph:
    """The graph of a list, with the names of schema.org's own context, which is in the net."""
    works = json.loads(FORMATS["schema-org"].write(library))
    for work in works:
        assert work["@context"] == "https://schema.org"
        work["@context"] = {"@vocab": str(SCHEMA)}
    return Graph().parse(data=json.dumps(works), format="json-ld")


def work_of(graph: Graph, entry: Entry) -> Node:
    """The work whose identifier is the key of an entry."""
    (key,) = (
        node
        for node in graph.subjects(SCHEMA.value, Literal(entry.key))
        if graph.value(node, SCHEMA.propertyID) == Literal("citation-key")
    )
    (work,) = graph.subjects(SCHEMA.identifier, key)
    return work


def test_graph_says_what_the_entries_say(every_type: Library) -> None:
    graph = graph_of(every_type)
    for entry in every_type:
        work = work_of(graph, entry)
        assert str(graph.value(work, RDF.type)).startswith(str(SCHEMA))
        if entry.date:
            assert str(graph.value(work, SCHEMA.datePublished)).startswith(f"{entry.date.year:04}")
        said = {
            (str(graph.value(person, RDF.type) or ""), str(graph.value(person, SCHEMA.name)))
            for person in graph.objects(work, SCHEMA.author)
        }
        others = {(str(SCHEMA.Organization), "et al.")} if entry.authors.others else set()
        assert said == others | {
            (str(SCHEMA.Organization if name.organisation else SCHEMA.Person), str(name))
            for name in entry.authors
        }
        assert {str(word) for word in graph.objects(work, SCHEMA.keywords)} == set(entry.keywords)
        publisher = graph.value(work, SCHEMA.publisher)
        if entry.publisher:
            assert plain(entry.publisher) in str(graph.value(publisher, SCHEMA.name))
        numbers = {
            str(graph.value(each, SCHEMA.value)) for each in graph.objects(work, SCHEMA.identifier)
        }
        expected = {entry.key, entry.doi, entry.eprint.id if entry.eprint else None} - {None}
        assert numbers == expected


def test_an_article_is_in_its_issue_and_that_in_its_volume_and_journal(every_type: Library) -> None:
    graph = graph_of(every_type)
    (entry,) = (entry for entry in every_type if entry.type == "article")
    issue = graph.value(work_of(graph, entry), SCHEMA.isPartOf)
    volume = graph.value(issue, SCHEMA.isPartOf)
    journal = graph.value(volume, SCHEMA.isPartOf)
    kinds = [graph.value(each, RDF.type) for each in (issue, volume, journal)]
    assert kinds == [SCHEMA.PublicationIssue, SCHEMA.PublicationVolume, SCHEMA.Periodical]
    assert str(graph.value(issue, SCHEMA.issueNumber)) == entry.number
    assert str(graph.value(volume, SCHEMA.volumeNumber)) == entry.volume
    assert str(graph.value(journal, SCHEMA.issn)) == entry.issn
    assert entry.container
    assert str(graph.value(journal, SCHEMA.name)).startswith(plain(entry.container))
