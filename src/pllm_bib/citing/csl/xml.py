"""A style's XML, as lxml gives it: the namespace, and elements by their names."""

from __future__ import annotations

from typing import Any

NAMESPACE = "{http://purl.org/net/xbiblio/csl}"

Element = Any
"""An lxml element; the library has no types."""


def tag(element: Element) -> str:
    """Return an element's name without its namespace; empty for comments."""
    return str(element.tag).removeprefix(NAMESPACE) if isinstance(element.tag, str) else ""


def shortened(value: str, most: int = 60) -> str:
    """Return a text of a style as a message shows it: on one line, its start if it is long."""
    value = " ".join(value.split())
    return value if len(value) <= most else f"{value[:most]}…"
