"""DataCite's JSON: what its metadata schema demands of a record, and lists that it controls."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pllm_bib.formats import FORMATS

if TYPE_CHECKING:
    from pllm_bib.model.library import Library

GENERAL = frozenset(
    "Audiovisual Book BookChapter Collection ComputationalNotebook ConferencePaper "
    "ConferenceProceeding DataPaper Dataset Dissertation Event Image Instrument "
    "InteractiveResource Journal JournalArticle Model OutputManagementPlan PeerReview "
    "PhysicalObject Preprint Report Service Software Sound Standard StudyRegistration Text "
    "Workflow Other".split()
)
"""The general types of version 4.5 of the schema."""
ISSUED = re.compile(r"-?\d{4}(-\d\d(-\d\d)?)?(/(-?\d{4}(-\d\d(-\d\d)?)?)?)?")
"""A day, month or year (W3CDTF), or a period of two (RKMS-ISO8601)."""


def test_records_keep_to_the_controlled_lists(every_type: Library) -> None:
    records = json.loads(FORMATS["datacite"].write(every_type))
    assert len(records) == len(every_type)
    for entry, record in zip(every_type, records, strict=True):
        assert record["types"]["resourceTypeGeneral"] in GENERAL
        assert bool(record.get("creators")) == bool(entry.authors)
        assert bool(record.get("publicationYear")) == bool(entry.date)
        assert re.fullmatch(r"\d{4}", record.get("publicationYear", "2024"))
        for date in record.get("dates", []):
            assert ISSUED.fullmatch(date["date"]), date
        for person in [*record.get("creators", []), *record.get("contributors", [])]:
            assert person["nameType"] in {"Personal", "Organizational"}
        for item in record.get("relatedItems", []):
            assert item["relationType"] in {"IsPublishedIn", "IsPartOf"}
            assert item["relatedItemType"] in GENERAL
            assert item["titles"][0]["title"]
        numbers = {each["alternateIdentifierType"] for each in record["alternateIdentifiers"]}
        assert "citation-key" in numbers
