"""Values -> YAML, the same whichever of PyYAML's two writers is there."""

from __future__ import annotations

import json
from typing import Any

from pllm_bib.model.regex import regex

_LIBYAML_DIFFERS = regex("[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
"""Characters that libyaml escapes and PyYAML does not, or the other way round."""
_LINE_ENDS = regex("[\x85\u2028\u2029]")
"""Characters that PyYAML writes as they are, and then reads as the end of a line."""
_ONE_LINE = 2**31 - 1
"""How wide a line may be: where it is folded, the two differ as well."""


def yaml_text(value: Any, *, ascii_only: bool = False) -> str:
    """Return a value as YAML; libyaml writes it if PyYAML would write the same."""
    import yaml

    said = json.dumps(value, ensure_ascii=False)
    is_plain = not _LIBYAML_DIFFERS.search(said)
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper) if is_plain else yaml.SafeDumper
    text = yaml.dump(
        value,
        Dumper=dumper,
        allow_unicode=not (ascii_only or _LINE_ENDS.search(said)),
        sort_keys=False,
        width=_ONE_LINE,
    )
    return str(text)
