"""``pllm-bib init``."""

from __future__ import annotations

from pathlib import Path

import click

from pllm_bib.cli import completion, load, options, report
from pllm_bib.errors import OperatorError
from pllm_bib.files import inputs, kinds
from pllm_bib.files.config import shown
from pllm_bib.tasks import init
from pllm_bib.tasks.import_.read import read_source


@click.command(no_args_is_help=True)
@click.argument("source", metavar="README", shell_complete=completion.files)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the new list; it must not contain a list yet.",
)
@click.option("--title", help="Title, if the list has no top heading.")
@options.against_option
@click.option("--check", is_flag=True, help="Write nothing; only report.")
@click.option("--diff", is_flag=True, help="Write nothing; show the files that would be created.")
@report.operator_errors
def command(
    *,
    source: str,
    folder: Path,
    title: str | None,
    against: tuple[str, ...],
    check: bool,
    diff: bool,
) -> None:
    """Create a new bibliography from an awesome list; “-” means standard input.

    Headings become sections, and lines become entries; then everything that “pllm-bib build”
    generates is generated. Fields that the lines lack are left out and reported; then the exit
    status is 1.

    \b
    Examples:
      pllm-bib init awesome-owls/README.md -o owls
      pllm-bib init README.md -o owls --against dblp.bib
    """
    load.hold([folder.absolute().parent, folder], write=not (check or diff), within=False)
    if source != "-":
        kinds.refuse_unlike(Path(source), kinds.MARKDOWN)
    found = inputs.importable(source, kinds.MARKDOWN)
    try:
        with report.Bar(found.size) as bar:
            read = read_source(found, bar.update)
        records = inputs.bibliographies(against)
        made = init.plan(read, folder.resolve(), title=title, against=records)
    except OSError as error:
        message = f"cannot read {error.filename or found.name}: {error.strerror or error}"
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
