"""The formatters that citeproc-py has, by their names."""

from __future__ import annotations

html = "html"
plain = "text"
rst = "rst"
