"""``pllm-bib check``."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import completion, excerpt, load, lookups, options, printed, report
from pllm_bib.cli.unified import unified_diff
from pllm_bib.files import inputs, write
from pllm_bib.files.config import shown
from pllm_bib.files.preferences import are_grave
from pllm_bib.files.text import as_on_disk, whole_text
from pllm_bib.tasks.check import report as renderings
from pllm_bib.tasks.check import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pllm_bib.files.inputs import Input
    from pllm_bib.lookup.found import RecordSource
    from pllm_bib.model.citation_key import KeyPattern
    from pllm_bib.model.library import Library
    from pllm_bib.rules.base import OnlineFacts, Rule
    from pllm_bib.tasks.check.run import Ask, CheckReport
    from pllm_bib.tasks.lookup import Answered


@click.command()
@options.files_argument
@options.from_option
@options.selection_options
@options.rule_options
@click.option("--fix", is_flag=True, help="Apply the safe fixes: each keeps its rule's promise.")
@click.option("--unsafe", is_flag=True, help="With --fix or --diff: apply the other fixes too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@options.format_option(
    *renderings.OUTPUTS,
    what="lines, a JSON array, annotations of GitHub Actions, or a SARIF log",
    also="--output-format",
)
@click.option(
    "--base",
    metavar="REV",
    shell_complete=completion.revisions,
    help="Compare with a git revision: report vanished keys (K006) and changed arXiv ids (V005).",
)
@lookups.online_options
@options.exit_options
@report.operator_errors
def command(
    names: tuple[str, ...],
    source: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    *,
    fix: bool,
    unsafe: bool,
    diff: bool,
    form: str,
    base: str | None,
    online: bool,
    record: Path | None,
    replay: Path | None,
    fail_on: str | None,
    exit_zero: bool,
    **chosen: Any,
) -> None:
    """Report problems of the entries: those of the list, or of files in any format and folders.

    With conditions (--year 2024), only findings on entries that meet them are reported, and those
    on whole files. Fixes are for .bib files; with “-”, the fixed text is printed.

    For files outside a list, the rules K002 (key pattern) and X002 (Zotero types) are off unless
    selected. “pllm-bib rule CODE” explains a rule.

    --online asks public services for records of the entries, and reports where they differ: rules
    of the letter W. It takes a second or more for each entry.

    To acknowledge a finding, so that it is no longer reported, put a comment right above its
    entry: “% pllm-bib: allow RULE-NAME: your reason”. “allow RULE-NAME in FIELD: your reason”
    acknowledges it for one field only.

    \b
    Examples:
      pllm-bib check
      pllm-bib check refs.bib --select F,D
      pllm-bib check --diff           preview the fixes; then: pllm-bib check --fix
      pllm-bib check --diff --unsafe  preview those too that may change more than promised
      pllm-bib check --base v1.0      find published keys that have vanished
      pllm-bib check --online --select W
    """
    if unsafe and not (fix or diff):
        message = "--unsafe goes with --fix or --diff"
        raise click.UsageError(message)
    preferred = load.preferences()
    names, given = load.given_files(names, source)
    load.hold_named(names, write=fix and not diff)
    files = inputs.bibliographies(names, given)
    piped = None
    if fix or diff:
        files, piped = _fixable(files, form)
    rules = options.chosen_rules(files, select, ignore, preferred)
    with lookups.opened(online=online, record=record, replay=replay) as sources:
        ask = _asking(sources, chosen) if sources else None
        check = functools.partial(
            _check, files, rules, base, keys=preferred.keys, chosen=chosen, ask=ask
        )
        checked = check({})
        if fix or diff:
            checked = _fixed(checked, check, piped, unsafe=unsafe, diff=diff)
    if not (diff or piped):
        _print(checked, form)
    _summary(checked)
    if not exit_zero and are_grave(checked.findings, fail_on or preferred.fail_on):
        click.get_current_context().exit(1)


def _fixed(
    checked: CheckReport,
    check: Callable[[Mapping[Path, str]], CheckReport],
    piped: _Piped | None,
    *,
    unsafe: bool,
    diff: bool,
) -> CheckReport:
    """Apply fixes, or show what they would change; return the report that then holds."""
    written = piped.written if piped else as_on_disk
    mended, texts = run.mended(checked, check, unsafe=unsafe, written=written)
    if piped:
        piped.show(texts, diff=diff)
        report.findings(() if diff else mended.findings)
    elif diff:
        report.print_diff(texts)
    else:
        write.write_files(texts)
        for path in sorted(texts):
            report.say(f"fixed {shown(path)}")
    now = checked if diff else mended
    for name in now.left_alone:
        report.say(f"skipped: {name} (save it as UTF-8 first)")
    return now


def _check(
    files: Sequence[Input],
    rules: Sequence[Rule],
    base: str | None,
    instead: Mapping[Path, str],
    *,
    keys: KeyPattern,
    chosen: Mapping[str, Any],
    ask: Ask | None,
) -> CheckReport:
    if files:
        around = load.optional_config()
        with report.Bar(1) as bar:
            checked = run.check_files(
                files,
                rules,
                around,
                base,
                instead,
                keys=keys,
                ask=ask,
                findings_only=not any(chosen.values()),
                progress=bar.update,
            )
        inputs.require_entries(files, checked.works + len(checked.loaded.faults))
    else:
        checked = run.check_list(load.config(), rules, base, instead, ask)
    if not any(chosen.values()):
        return checked
    keys_wanted = options.chosen_keys(checked.loaded.library.unique(), chosen)
    return checked if keys_wanted is None else checked.on_entries(keys_wanted)


def _asking(sources: Sequence[RecordSource], chosen: Mapping[str, Any]) -> Ask:
    """Return a function that asks sources for the chosen entries, and asks only once."""
    from pllm_bib.tasks.check.online import facts_of

    answers: list[Answered] = []

    def ask(library: Library) -> tuple[OnlineFacts, ...]:
        if not answers:
            keys = options.chosen_keys(library.unique(), chosen)
            works = [one for one in library.unique() if keys is None or one.key in keys]
            answers.append(lookups.asked_for(works, sources))
        return facts_of(library, answers[0])

    return ask


def _print(checked: CheckReport, form: str) -> None:
    if form == "text" and printed.is_for_people():
        excerpt.print_findings(checked)
    else:
        printed.data(renderings.OUTPUTS[form](checked))


class _Piped:
    """Standard input that is to be fixed: the text comes out where a file would be written."""

    path = Path(inputs.STANDARD_INPUT)
    """What stands for its place; nothing is ever read or written there."""

    def __init__(self, source: Input) -> None:
        with source.open() as stream:
            self.given = whole_text(stream.read(), source.name)

    def written(self, texts: Mapping[Path, str]) -> dict[Path, str]:
        """Return new texts with the line ends that were given."""
        return {path: self.given.as_written(text) for path, text in texts.items()}

    def show(self, texts: Mapping[Path, str], *, diff: bool) -> None:
        """Print the text as it is now, or what has changed."""
        old = self.given.as_written(self.given.text)
        new = texts.get(self.path, old)
        if not diff:
            printed.data(new)
        else:
            for line in unified_diff(old, new, "a/-", "b/-"):
                printed.data(line)


def _fixable(files: list[Input], form: str) -> tuple[list[Input], _Piped | None]:
    """Return .bib files, where standard input has a place in results; and it, if it is there.

    Raises `OperatorError` for what is no .bib file.
    """
    files = [inputs.as_bib(one) for one in files]
    if all(one.path for one in files):
        return files, None
    if len(files) > 1:
        message = "“-” is fixed alone: give the files to another call"
        raise click.UsageError(message)
    if form != "text":
        message = f"--format {form} goes with files: here, standard output has the new text"
        raise click.UsageError(message)
    (one,) = files
    return [replace(one, path=_Piped.path)], _Piped(one)


def _summary(checked: CheckReport) -> None:
    works = report.plural(checked.works, "entry", "entries")
    wrong, infos = len(checked.wrong), len(checked.findings) - len(checked.wrong)
    parts = [report.plural(wrong, "finding") if wrong else "clean"]
    if infos:
        parts.append(f"{infos} understood otherwise than written")
    if checked.acknowledged:
        parts.append(f"{len(checked.acknowledged)} acknowledged")
    safe, unsafe = len(checked.fixable()), len(checked.fixable(unsafe=True))
    if safe:
        parts.append(f"{safe} fixable with --fix")
    if unsafe:
        parts.append(f"{unsafe} {'more ' if safe else ''}with --unsafe")
    report.say(f"{works}: {', '.join(parts)}")
    for finding, reason in checked.acknowledged:
        report.say(f"acknowledged: {finding}\n  because {reason}", least=1)
