"""The questions of ``dedupe --interactive``: a group field by field, and what is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.cli import printed
from pllm_bib.tasks.dedupe.rewrite import compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.same_work.find import Group
    from pllm_bib.tasks.dedupe.records import Records
    from pllm_bib.tasks.dedupe.rewrite import Compared

_QUESTION = "[m]erge, [s]kip, mark as [r]elated, [q]uit, the number of a field, [?]"
_HELP = """\
m, y   merge the entries into what is shown as kept
s, n   leave them as they are (also: just Enter)
r      they are two works, or both are meant: name one in “related” of the other
1, 2   keep the next value of the field with this number
q      stop here; what was agreed before is written
?      this help; the end of input stops, and nothing is written"""
_SAME = {"y": "m", "n": "s", "": "s"}
_LONG = 200


def ask_about(
    found: Records, group: Group, into: int | None, *, mergeable: bool
) -> tuple[str | None, dict[str, int]]:
    """Ask what to do with a group: m, s, r or q; return also the values that were chosen.

    The answer is None where the input ends.
    """
    choices: dict[str, int] = {}
    rows: Sequence[Compared] = compare(found, group.members, into=into) if mergeable else ()
    numbered = [row.name for row in rows if row.differs]
    for row in rows:
        _show(found, group, row, numbered)
    while True:
        answer = printed.ask(_QUESTION)
        if answer is None:
            return None, {}
        answer = _SAME.get(answer.strip().casefold(), answer.strip().casefold())
        if answer in {"m", "s", "r", "q"}:
            return answer, choices
        if answer.isdecimal() and 0 < int(answer) <= len(numbered):
            name = numbered[int(answer) - 1]
            row = next(row for row in rows if row.name == name)
            choices[name] = _next(group, row)
            rows = compare(found, group.members, into=into, choices=choices)
            _show(found, group, next(row for row in rows if row.name == name), numbered)
        elif answer == "?":
            printed.words(_HELP, err=True)
        else:
            printed.words(f"“{answer[:20]}” is no answer; ? shows those that there are", err=True)


def _next(group: Group, row: Compared) -> int:
    """Return the record with the value after the one that is kept, round and round."""
    values = list(dict.fromkeys(value for value in row.values if value))
    at = values.index(row.merged) if row.merged in values else -1
    return group.members[row.values.index(values[(at + 1) % len(values)])]


def _show(found: Records, group: Group, row: Compared, numbered: Sequence[str]) -> None:
    """Print a field: the value that is kept, and the others with their keys."""
    number = f"{numbered.index(row.name) + 1:>2}" if row.name in numbered else " ="
    printed.words(f"   {number} {row.name}: {_cut(row.merged) or '(none)'}")
    if row.name in numbered:
        for member, value in zip(group.members, row.values, strict=True):
            if value and value != row.merged:
                printed.words(f"      not: {_cut(value)} [{found.records[member].key}]")


def _cut(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
