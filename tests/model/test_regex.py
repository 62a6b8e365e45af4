"""Patterns that are compiled late."""

from __future__ import annotations

import re

import pytest

from pllm_bib.model.regex import LatePattern, regex


def test_a_late_pattern_does_what_a_pattern_does() -> None:
    late = regex(r"(?P<bird>owl)s?", re.IGNORECASE)
    pattern = re.compile(r"(?P<bird>owl)s?", re.IGNORECASE)
    assert late.sub(r"\g<bird>!", "Owls, owl") == pattern.sub(r"\g<bird>!", "Owls, owl")
    assert late.groupindex == pattern.groupindex
    assert late.fullmatch("owl lists") is None
    assert isinstance(late, LatePattern)
    assert late.compiled() == pattern


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    late = regex("(")
    with pytest.raises(re.error, match="missing"):
        late.search("owl")
