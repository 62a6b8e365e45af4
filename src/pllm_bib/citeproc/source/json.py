"""References from CSL-JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class CiteProcJSON(dict[str, dict[str, Any]]):
    """CSL-JSON items by their keys, which are in small letters as in citeproc-py."""

    def __init__(self, json_data: Iterable[Mapping[str, Any]]) -> None:
        super().__init__()
        for item in json_data:
            key = str(item["id"]).lower()
            self[key] = {**item, "id": key}
