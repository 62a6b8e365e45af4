"""``pllm-bib init``."""

from __future__ import annotations

from pathlib import Path

import click

from pllm_bib.cli import completion, load, options, report
from pllm_bib.errors import OperatorError
from pllm_bib.files import inputs
from pllm_bib.files.config import shown
from pllm_bib.tasks import init
from pllm_bib.tasks.import_.read import ImportedFile, read_source


@click.command(no_args_is_help=True)
@click.argument("source", metavar="[FILE]", required=False, shell_complete=completion.files)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the new list; it must not contain a list yet.",
)
@click.option("--title", help="Title of the list (default: its top heading).")
@options.against_option
@click.option("--check", is_flag=True, help="Write nothing; only report.")
@click.option("--diff", is_flag=True, help="Write nothing; show the files that would be created.")
@report.operator_errors
def command(
    *,
    source: str | None,
    folder: Path,
    title: str | None,
    against: tuple[str, ...],
    check: bool,
    diff: bool,
) -> None:
    """Create a new list from an awesome list, from a bibliography, or from nothing.

    Headings become sections, and lines become entries. A bibliography of any format becomes a list
    with one section; without FILE, that section is empty. Then everything that “pllm-bib build”
    generates is generated. Fields that lines lack are left out and reported; then the exit status
    is 1. “-” means standard input.

    \b
    Examples:
      pllm-bib init awesome-owls/README.md -o owls
      pllm-bib init README.md -o owls --against dblp.bib
      pllm-bib init refs.bib -o owls --title "Owls at night"
      pllm-bib init -o owls --title "Owls at night"
    """
    load.hold([folder.absolute().parent, folder], write=not (check or diff), within=False)
    found = inputs.importable(source) if source else None
    try:
        read = _read(found) if found else None
        records = inputs.bibliographies(against)
        made = init.plan(read, folder.resolve(), title=title, against=records)
    except OSError as error:
        name = error.filename or (found.name if found else "")
        message = f"cannot read {name}: {error.strerror or error}"
        raise OperatorError(message) from error
    report.findings(made.imported.findings)
    if diff:
        report.print_diff(made.files)
    elif not check:
        made.apply()
    for name in made.empty_headings:
        report.say(f"“{name}” became no section: it has no works", least=1)
    findings = made.imported.wrong
    words = [
        report.plural(len(made.imported.added), "work"),
        report.plural(made.sections, "heading"),
        report.plural(len(made.files), "file"),
    ]
    if findings:
        words.append(report.plural(len(findings), "finding"))
    verb = "would create" if check or diff else "created"
    report.say(f"{verb} {shown(folder)}: {', '.join(words)}")
    if findings or ((check or diff) and made.files):
        click.get_current_context().exit(1)


def _read(found: inputs.Input) -> ImportedFile:
    with report.Bar(found.size) as bar:
        return read_source(found, bar.update)
