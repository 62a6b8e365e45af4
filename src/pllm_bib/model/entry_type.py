"""The types that an entry can have, and what an entry of each must tell."""

from __future__ import annotations

REQUIRED: dict[str, tuple[str, ...]] = {
    "article": ("authors", "title", "container", "date"),
    "inproceedings": ("authors", "title", "container", "date"),
    "proceedings": ("title", "date"),
    "book": ("authors|editors", "title", "publisher", "date"),
    "collection": ("editors", "title", "publisher", "date"),
    "incollection": ("authors", "title", "container", "publisher", "date"),
    "inbook": ("authors|editors", "title", "container", "publisher", "date"),
    "booklet": ("title",),
    "manual": ("title",),
    "phdthesis": ("authors", "title", "publisher", "date"),
    "mastersthesis": ("authors", "title", "publisher", "date"),
    "techreport": ("authors", "title", "publisher", "date"),
    "preprint": ("authors", "title", "eprint", "date"),
    "dataset": ("authors|editors", "title", "date"),
    "software": ("authors|editors", "title", "date"),
    "online": ("title", "landing_page"),
    "patent": ("authors", "title", "number", "date"),
    "unpublished": ("authors", "title", "date"),
    "misc": ("title",),
}
"""Entry type -> attributes of `Entry` that must not be empty; ``a|b`` asks for either.

The names are BibTeX's, with BibLaTeX's where BibTeX has none, and ``preprint``: BibTeX files write
it as ``@misc`` with an ``eprint``, BibLaTeX files as ``@online``. The requirements are those of the
standard BibTeX styles (btxdoc, section 3.1) and of the BibLaTeX manual (section 2.1).
"""
