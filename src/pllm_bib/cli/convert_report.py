"""The report of `convert` on standard error: faults of the input, losses, and what they come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pllm_bib.cli import printed, report
from pllm_bib.files.config import shown
from pllm_bib.formats.losses import Weight, describe, importance, weight

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pllm_bib.formats.row import Format
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.tasks.convert.request import LostField, Result

_FAULTS = 10
"""Faults with one code that are told in full; ``-v`` tells them all."""
_LOSSES = 10
"""Losses of content that are told in full."""
_OF_A_FIELD = 3
"""Losses of one field among them."""


class ConversionReport:
    """The faults and losses of a conversion, told in short, in full, or to a program.

    In short, that is a line for each of the losses that matter most, and the numbers of all by
    their weight and field. A program gets an object of JSON a line, and nothing else.
    """

    def __init__(self, form: Format, *, as_json: bool) -> None:
        self.form = form
        self.json = as_json
        self.faults: Counter[str] = Counter()
        self.fields: dict[Weight, Counter[str]] = {one: Counter() for one in Weight}
        self.told: dict[str, list[LostField]] = defaultdict(list)
        """Losses of content that may be told in full, by their fields."""

    @property
    def lost(self) -> int:
        """The number of fields that were lost or changed."""
        return sum(n.total() for one, n in self.fields.items() if one is not Weight.FORM)

    def add(self, result: Result) -> None:
        """Take in the faults and losses of a result; tell those that need not wait."""
        for fault in result.faults:
            self._fault(fault)
        for lost in result.lost:
            self._loss(lost)

    def _fault(self, fault: Diagnostic) -> None:
        rule = f"{fault.code} {fault.name}"
        if fault.is_fault:
            self.faults[rule] += 1
        verbosity = printed.settings().verbosity
        if self.json:
            self._json("fault" if fault.is_fault else "info", fault, fault.message, rule=rule)
        elif verbosity > 0 or (
            fault.is_fault
            and self.faults[rule] <= _FAULTS
            and (verbosity == 0 or fault.severity == "error")
        ):
            printed.words(str(fault), err=True)

    def _loss(self, lost: LostField) -> None:
        heavy = weight(lost.loss)
        self.fields[heavy][lost.field] += 1
        if self.json:
            self._json(_kind(lost), lost, self._words(lost), weight=heavy.name.lower())
        elif printed.settings().verbosity > 0:
            self._tell(lost)
        elif heavy is Weight.CONTENT and len(self.told[lost.field]) < _OF_A_FIELD:
            self.told[lost.field].append(lost)

    def _words(self, lost: LostField) -> str:
        return describe(lost.loss, lost.field, self.form.title)

    def _tell(self, lost: LostField) -> None:
        words = f"{_kind(lost)}: {self._words(lost)}"
        printed.words(f"{lost.position}: {words} [{lost.key}]", err=True)

    def _json(self, kind: str, thing: Diagnostic | LostField, message: str, **more: str) -> None:
        place = thing.position
        data = {"kind": kind, "path": place.path, "line": place.line, "column": place.column}
        data |= {"key": thing.key, "field": thing.field, "message": message, **more}
        printed.as_json(data, indent=None, err=True)

    def finish(self, entries: int, missing: Iterable[str], written: Path | None) -> None:
        """Tell wanted keys that no entry has, what the losses come to, and what was made."""
        if self.json:
            self._finish_in_json(entries, missing)
            return
        for key in missing:
            report.say(f"there is no entry “{key}”", least=-1)
        if printed.settings().verbosity == 0:
            self._in_short()
        where = f" in {shown(written)}" if written and str(written) != "-" else ""
        count = report.plural(entries, "entry", "entries")
        report.say(f"{count} as {self.form.title}{where}{self._numbers()}")

    def _in_short(self) -> None:
        more = +Counter({rule: count - _FAULTS for rule, count in self.faults.items()})
        if more:
            report.say(f"more faults of the input: {_counted(more)}")
        most = sorted(self.told.values(), key=lambda losses: importance(losses[0].loss))
        for lost in [one for losses in most for one in losses][:_LOSSES]:
            self._tell(lost)
        for heavy in Weight:
            if (fields := self.fields[heavy]) and heavy is not Weight.FORM:
                report.say(f"{heavy.value}: {_counted(fields)}")

    def _numbers(self) -> str:
        """Return the numbers of faults and losses, for the last line."""
        words = []
        if self.faults:
            words.append(report.plural(self.faults.total(), "fault"))
        if self.lost:
            more = "" if printed.settings().verbosity else " (-v tells each)"
            words.append(f"{report.plural(self.lost, 'field')} lost or changed{more}")
        if forms := self.fields[Weight.FORM].total():
            words.append(f"{report.plural(forms, 'field')} {Weight.FORM.value}")
        return f"; {', '.join(words)}" if words else ""

    def _finish_in_json(self, entries: int, missing: Iterable[str]) -> None:
        for key in missing:
            message = f"there is no entry “{key}”"
            data = {"kind": "missing", "key": key, "message": message}
            printed.as_json(data, indent=None, err=True)
        losses = {one.name.lower(): dict(fields) for one, fields in self.fields.items() if fields}
        total = {"kind": "summary", "entries": entries, "faults": self.faults, "losses": losses}
        printed.as_json(total, indent=None, err=True)


def _kind(lost: LostField) -> str:
    if lost.loss.is_form:
        return "rewritten"
    return "lost" if lost.loss.dropped else "changed"


def _counted(numbers: Counter[str]) -> str:
    """Return names with their numbers, the most frequent first."""
    return ", ".join(f"{name} {count}" for name, count in numbers.most_common())
