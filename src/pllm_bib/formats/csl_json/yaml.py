"""Entries -> CSL-YAML: the items of CSL-JSON as pandoc has them, under ``references``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer
from pllm_bib.formats.csl_json import write as csl_json
from pllm_bib.formats.shared.items.yaml_text import yaml_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.entry import Entry


def layout(_entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    """Return an item as it stands in the list."""
    values = {name: value for name, value, _source in parts if value}
    return yaml_text([values], ascii_only=bool(context.options.ascii))


WRITER = Writer(
    parts=csl_json.parts,
    layout=layout,
    head="references:\n",
    nothing="references: []\n",
    seven_bit=True,
)
