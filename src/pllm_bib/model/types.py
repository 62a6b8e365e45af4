"""The types of entries, and the attributes that each type requires."""

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
    "thesis": ("authors", "title", "publisher", "date"),
    "report": ("authors", "title", "publisher", "date"),
    "mvbook": ("authors|editors", "title", "date"),
    "bookinbook": ("authors", "title", "container", "date"),
    "suppbook": ("authors", "title", "container", "date"),
    "mvcollection": ("editors", "title", "date"),
    "suppcollection": ("authors", "title", "container", "date"),
    "mvproceedings": ("title", "date"),
    "reference": ("title", "date"),
    "mvreference": ("title", "date"),
    "inreference": ("title", "container", "date"),
    "periodical": ("title", "date"),
    "suppperiodical": ("authors", "title", "container", "date"),
    "review": ("authors", "container", "date"),
    "artwork": ("title",),
    "image": ("title",),
    "audio": ("title",),
    "music": ("title",),
    "movie": ("title",),
    "video": ("title",),
    "performance": ("title",),
    "letter": ("authors",),
    "jurisdiction": ("title",),
    "legislation": ("title",),
    "legal": ("title",),
    "standard": ("title",),
    "commentary": ("title",),
    "bibnote": ("note",),
    "set": (),
}
"""Entry type -> attributes of `Entry` that must not be empty; ``a|b`` asks for either.

The names are BibTeX's, with BibLaTeX's where BibTeX has none, and ``preprint``: BibTeX files write
it as ``@misc`` with an ``eprint``, BibLaTeX files as ``@online``. The requirements are those of the
standard BibTeX styles (btxdoc, section 3.1) and of the BibLaTeX manual (section 2.1).
"""
