"""Entries -> CSL-YAML: the items of CSL-JSON as pandoc has them, under ``references``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats import csl_json
from pllm_bib.formats.writing import Part, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.formats.writing import Context
    from pllm_bib.model.entry import Entry


def layout(_entry: Entry, parts: Sequence[Part], context: Context) -> str:
    """The text of an item, as it stands in the list."""
    import yaml

    values = {name: value for name, value, _source in parts if value}
    ascii_only = bool(context.options.ascii)
    return str(yaml.safe_dump([values], allow_unicode=not ascii_only, sort_keys=False))


WRITER = Writer(
    parts=csl_json.parts,
    layout=layout,
    head="references:\n",
    nothing="references: []\n",
    seven_bit=True,
)
