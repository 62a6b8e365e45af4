"""Lines of dumps that are an object of JSON each."""

from __future__ import annotations

import json
from typing import Any


def json_object(line: str) -> dict[str, Any]:
    """Return the object that a line is. Raises ``ValueError`` for any other line."""
    found = json.loads(line)
    if not isinstance(found, dict):
        message = "this is no object of JSON"
        raise ValueError(message)  # noqa: TRY004 -- the text is wrong, not a type of Python's
    return found
