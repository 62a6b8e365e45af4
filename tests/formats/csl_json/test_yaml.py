"""CSL-YAML is the same text with libyaml and without, whatever an entry says."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pllm_bib.formats.base import Options, Part, WriteContext
from pllm_bib.formats.csl_json import yaml as csl_yaml
from pllm_bib.model.entry import Entry
from pllm_bib.model.text import Text

ENTRY = Entry(key="owl", type="misc", title=Text.of("Owls"))
ODD = "\x07\x85\u2028\ufeff\U0001f600\"':-#?!&*%@`|>{}[],~=\\ \n\té小\u200b\ue000"


def both(value: str, *, ascii_only: bool) -> tuple[str, str]:
    context = WriteContext(options=Options(ascii=ascii_only))
    parts = [Part("id", "owl"), Part("title", value), Part("author", [{"family": value}])]
    text = csl_yaml.layout(ENTRY, parts, context)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeDumper", raising=False)
        return text, csl_yaml.layout(ENTRY, parts, context)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without libyaml")
@given(st.text(st.sampled_from(ODD) | st.characters(), min_size=1, max_size=200), st.booleans())
def test_libyaml_writes_what_pyyaml_writes(value: str, ascii_only: bool) -> None:  # noqa: FBT001
    text, expected = both(value, ascii_only=ascii_only)
    assert text == expected


@given(st.text(st.sampled_from(ODD + "ab 01"), min_size=1, max_size=200), st.booleans())
def test_values_come_back_as_they_were(value: str, ascii_only: bool) -> None:  # noqa: FBT001
    text, _same = both(value, ascii_only=ascii_only)
    (item,) = yaml.safe_load(text)
    assert item == {"id": "owl", "title": value, "author": [{"family": value}]}


def test_a_long_value_is_one_line() -> None:
    text, _same = both("“Owls: " + "at night " * 40 + '"', ascii_only=True)
    assert text.count("\n") == 4
