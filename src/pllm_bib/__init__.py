"""A bibliography export toolkit: one list of works in BibTeX, and everything made from it."""

from __future__ import annotations

__version__ = "0.1.0"
