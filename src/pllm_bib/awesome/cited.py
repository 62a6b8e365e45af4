"""Venues as citations have them, with volume and pages, and as running text names them."""

from __future__ import annotations

import re

from pllm_bib.awesome.label import SHORT_NAMES, Label, is_abbreviated, is_known, read_label
from pllm_bib.model.regex import regex

_YEAR = regex(r"(?<![\w./-])(?:19|20)\d\d(?![\w/-]|\.\d)")
_NUMBERS = regex(
    r":\s*\d[\d.]*(?:\s*[–-]+\s*\d+)?"
    r"|\b(?:vol(?:ume)?|no|number|issue|pages?|pp?|art(?:icle)?)\b\.?\s*\d[\d.]*(?:\s*[–-]+\s*\d+)?"
    r"|(?<![\w.])\d{1,4}\s*\((?!(?:19|20)\d\d\))\d[\d/–-]*\)|(?<![\w.])\d{1,4}\.\d{1,5}(?![\w.])",
    re.IGNORECASE,
)
"""Volumes, numbers and pages, as citations have them: ``529.7587``, ``3(2): 1-9``."""
_STRAY_NUMBER = regex(r"\(\d{1,3}\)|(?<![\w.'’-])\d{1,3}(?![\w.-])")
_NAMING = regex(
    r"\b(?:proc(?:eedings|\.)|journal|trans(?:actions|\.)|conference|conf\.|workshops?|symposium"
    r"|letters|review|magazine|annals|bulletin|advances|lecture|society|frontiers|springer)",
    re.IGNORECASE,
)
"""Words that the full names of venues have."""


def read_citation(text: str) -> Label | None:
    """Read a venue with its volume, pages and year: ``Nature 529.7587 (2016): 484-489``.

    Return None for a text without any of these numbers, which may be anything.
    """
    if len(text) > _LONGEST_CITATION or not _YEAR.search(text):
        return None
    rest, removed = _NUMBERS.subn(" ", text)
    if not removed and not _NAMING.search(text):
        return None
    rest = " ".join(_STRAY_NUMBER.sub(" ", rest).split())
    label = read_label(re.sub(r"(?: ?,)+", ",", rest), marked=True)
    if label is None or label.date is None or not (label.venue or label.arxiv):
        return None
    venue = label.venue or ""
    named = is_abbreviated(venue) or venue in SHORT_NAMES or _NAMING.search(venue)
    return label if named else None


_LONGEST_CITATION = 200
_IN_PROSE = regex(
    r"\b(?:accepted|published|presented|appear(?:s|ed|ing)?|to\s+appear|nominated)\b"
    r"(?:\s+(?:as|for)\s+[\w-]+(?:\s+[\w-]+){0,2})?\s+(?:at|in|by|to)\s+(?:the\s+)?"
    r"(?P<venue>[A-Z][\w&*/'’-]*(?:[ ,]+[A-Z(][\w&*/'’()-]*){0,3}?"
    r"(?:[ ,]+\(?(?:19|20)\d\d\)?|['’]\d\d\b|(?=[\s.,;:!)]|$)))"
)
"""What running text says of a venue: ``accepted at NeurIPS 2023``."""


def label_in_prose(text: str) -> Label | None:
    """Read the venue that running text says a work was published at; None where it says none."""
    for match in _IN_PROSE.finditer(text):
        label = read_label(match["venue"], marked=True)
        if label and is_known(label.venue) and is_abbreviated(label.venue or ""):
            return label
    return None
