"""Diffs of long texts: right, the same as difflib's where these are short, and in linear time."""

from __future__ import annotations

import difflib
import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_linear

from pllm_bib.cli import unified
from pllm_bib.cli.unified import unified_diff

_TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "\n", "e\f\n"]), max_size=30)


def patched(old: str, diff: list[str]) -> str:
    """Return a text with a diff applied, each line of which must agree with it."""
    before, after, at = re.findall(r"[^\n]*\n", old), [], 0
    for line in diff[2:]:
        if head := re.match(r"@@ -(\d+)(,0)?", line):
            start = int(head[1]) - (not head[2])
            after += before[at:start]
            at = start
        elif line[0] == "+":
            after.append(line[1:])
        else:
            assert line[1:] == before[at]
            after += [line[1:]] if line[0] == " " else []
            at += 1
    return "".join(after + before[at:])


@given(_TEXTS, _TEXTS)
def test_diff_of_short_texts_is_that_of_difflib(old: list[str], new: list[str]) -> None:
    found = list(unified_diff("".join(old), "".join(new), "a", "b"))
    assert found == list(difflib.unified_diff(old, new, "a", "b"))


@given(_TEXTS, _TEXTS)
def test_diff_of_long_texts_turns_one_into_the_other(old: list[str], new: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unified, "_SMALL", 2)
        found = list(unified_diff("".join(old), "".join(new), "a", "b"))
    assert patched("".join(old), found) == "".join(new)


def test_lines_that_stand_once_keep_changes_apart() -> None:
    old = "".join(f"@misc{{a{n},\n  year = {{2020}}\n}}\n\n" for n in range(1000))
    new = old.replace("a500,", "b500,")
    assert list(unified_diff(old, new, "a", "b")) == [
        "--- a\n",
        "+++ b\n",
        "@@ -1998,7 +1998,7 @@\n",
        "   year = {2020}\n",
        " }\n",
        " \n",
        "-@misc{a500,\n",
        "+@misc{b500,\n",
        "   year = {2020}\n",
        " }\n",
        " \n",
    ]


@pytest.mark.parametrize("line", ["  title = {{Owl {0}.}},\n", "  title = {{Owl.}},\n"])
def test_time_is_in_proportion_to_the_length(line: str) -> None:
    def diff(entries: int) -> partial[list[str]]:
        old = "".join(f"@misc{{a{n},\n{line.format(n)}}}\n\n" for n in range(entries))
        return partial(lambda: list(unified_diff(old, old.replace(".}", "}"), "a", "b")))

    assert_linear(diff, 400)
