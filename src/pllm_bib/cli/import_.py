"""``pllm-bib import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.errors import OperatorError
from pllm_bib.files import inputs
from pllm_bib.files.config import shown
from pllm_bib.files.text import text_of
from pllm_bib.files.write import changed
from pllm_bib.tasks.import_ import adopt as adopting
from pllm_bib.tasks.import_ import plan as importing
from pllm_bib.tasks.import_.read import read_source
from pllm_bib.tasks.select import find_sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.library import Section
    from pllm_bib.tasks.import_.result import ImportPlan


@click.command("import", no_args_is_help=True)
@click.argument("source", metavar="INPUT", shell_complete=completion.files)
@options.section_option(
    help="Section for new works: id (1.3) or short name (default: by headings or keywords)."
)
@options.against_option
@click.option(
    "-f",
    "--from",
    "form",
    metavar="FORMAT",
    shell_complete=completion.importable_formats,
    help=f"Input format: {', '.join(inputs.IMPORTABLE)} (default: guessed).",
)
@click.option(
    "--adopt",
    is_flag=True,
    help="INPUT is the list's own README: apply the edits in it to the entries.",
)
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    *,
    source: str,
    section_name: str | None,
    against: tuple[str, ...],
    form: str | None,
    adopt: bool,
    check: bool,
    diff: bool,
) -> None:
    """Import works from an awesome list or a bibliography; “-” means standard input.

    A work that the list already has is recognised by its identifiers or title, and not changed.
    Fields that the input lacks are looked up in the files of --against; fields that are missing
    there too are left out and reported.

    The keys of new entries go to standard output. The exit status is 1 if there are findings.

    \b
    Examples:
      pllm-bib import awesome-owls.md
      pllm-bib import awesome-owls.md --against dblp.bib --diff
      pllm-bib import zotero.ris --section 5
      echo '+ **[2024 ACL]** Owls. ([paper](https://...))' | pllm-bib import - --section owls
      pllm-bib import README.md --adopt
    """
    config, loaded = load.open_list(write=not (check or diff))
    if adopt:
        if section_name or form:
            message = "--adopt goes without --section and --from: the README decides"
            raise OperatorError(message)
        plan = _adopt(config, loaded, Path(source), against)
    else:
        section = one_section(loaded, section_name)
        plan = _import(config, loaded, inputs.importable(source, form), section, against)
    tell(plan, changed(plan.files()), check=check, diff=diff)


def tell(plan: ImportPlan, files: dict[Path, str], *, check: bool, diff: bool) -> None:
    """Do what is planned, unless it is to be shown only, and say what is done and found."""
    if not (check or diff):  # before anything is printed: who stops reading stops no import
        plan.apply()
    report.findings(plan.findings)
    if diff:
        report.print_diff(files)
    for position, words in sorted((*plan.edits, *plan.told)):
        report.say(f"{position}: {words}")
    for added in plan.added:
        printed.words(added.entry.key)
        where = ", ".join(added.entry.sections)
        report.say(f"new: {added.position} -> {added.entry.key} in {where}", least=1)
    for key, places in plan.recognised.items():
        for place in places:
            report.say(f"known: {place} -> {key}", least=1)
    _summary(plan, files, would=check or diff)
    if plan.wrong or ((check or diff) and files):
        click.get_current_context().exit(1)


def _import(
    config: Config,
    loaded: Loaded,
    source: Input,
    section: Section | None,
    against: Sequence[str],
) -> ImportPlan:
    try:
        with report.Bar(source.size) as bar:
            read = read_source(source, bar.update)
        return importing.plan(
            config, loaded, read, section=section, against=inputs.bibliographies(against)
        )
    except OSError as error:
        message = f"cannot read {source.name}: {error.strerror or error}"
        raise OperatorError(message) from error


def _adopt(config: Config, loaded: Loaded, path: Path, against: Sequence[str]) -> ImportPlan:
    try:
        return adopting.plan(config, loaded, path, text_of(path), inputs.bibliographies(against))
    except OSError as error:
        message = f"cannot read {error.filename}: {error.strerror or error}"
        raise OperatorError(message) from error


def one_section(loaded: Loaded, name: str | None) -> Section | None:
    """Return the one section that a name means, None without a name. Raises `OperatorError`."""
    if name is None:
        return None
    found = find_sections(loaded.library, name)
    if len(found) != 1:
        ids = ", ".join(section.id for section in found)
        message = f"“{name}” has several sections: name one of {ids}"
        raise OperatorError(message)
    return found[0]


def _summary(plan: ImportPlan, files: dict[Path, str], *, would: bool) -> None:
    """Say how many works were read, recognised and new, and which files changed."""
    parts = [
        f"{report.plural(len(plan.recognised), 'work')} recognised",
        f"{len(plan.added)} new",
    ]
    if plan.edits:
        parts.append(f"{report.plural(len(plan.edits), 'edit')} adopted")
    if plan.left:
        parts.append(f"{plan.left} left out")
    if plan.wrong:
        parts.append(report.plural(len(plan.wrong), "finding"))
    if infos := len(plan.findings) - len(plan.wrong):
        parts.append(f"{report.plural(infos, 'value')} understood otherwise than written (-v)")
    report.say(f"{report.plural(plan.read, 'line')} read: {', '.join(parts)}")
    for path in files:
        report.say(f"{'would change' if would else 'wrote'} {shown(path)}")
