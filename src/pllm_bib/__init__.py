"""A bibliography export toolkit: one list of works in BibTeX, and everything made from it."""

__version__ = "0.1.0"
