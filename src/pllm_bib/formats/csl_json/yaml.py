"""Entries -> CSL-YAML: the items of CSL-JSON as pandoc has them, under ``references``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer
from pllm_bib.formats.csl_json import write as csl_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.entry import Entry


_LIBYAML_DIFFERS = re.compile("[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
"""Characters that libyaml escapes and PyYAML does not, or the other way round."""
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""Characters that PyYAML writes as they are, and then reads as the end of a line."""
_ONE_LINE = 2**31 - 1
"""How wide a line may be: where it is folded, the two differ as well."""


def layout(_entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    """Return an item as it stands in the list; libyaml writes it if PyYAML would write the same."""
    import yaml

    values = {name: value for name, value, _source in parts if value}
    said = json.dumps(values, ensure_ascii=False)
    is_plain = not _LIBYAML_DIFFERS.search(said)
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper) if is_plain else yaml.SafeDumper
    text = yaml.dump(
        [values],
        Dumper=dumper,
        allow_unicode=not (context.options.ascii or _LINE_ENDS.search(said)),
        sort_keys=False,
        width=_ONE_LINE,
    )
    return str(text)


WRITER = Writer(
    parts=csl_json.parts,
    layout=layout,
    head="references:\n",
    nothing="references: []\n",
    seven_bit=True,
)
