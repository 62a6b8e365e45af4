"""``pllm-bib export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import completion, convert, load, options, printed, report
from pllm_bib.files.config import shown
from pllm_bib.files.inputs import names_file
from pllm_bib.formats import WRITTEN
from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex.profiles import DEFAULT_PROFILE, PROFILE_NAMES
from pllm_bib.tasks.convert.pages import pages

if TYPE_CHECKING:
    from pllm_bib.formats.row import Format


def _print_formats(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if not value or ctx.resilient_parsing:
        return
    for row in WRITTEN.values():
        printed.words(f"{row.name}\t{row.suffix}\t{row.description}")
    ctx.exit()


@click.command()
@click.argument(
    "arguments", nargs=-1, metavar="[KEY | FILE]...", shell_complete=completion.keys_or_files
)
@options.from_option
@click.option(
    "-t",
    "--to",
    "name",
    metavar="FORMAT",
    shell_complete=completion.written_formats,
    help=f"Output format: {', '.join(WRITTEN)} (default: by the name of -o).",
)
@click.option(
    "--profile",
    type=click.Choice(PROFILE_NAMES),
    help=(
        "BibTeX only: the fields for arXiv id and DOI, so that your style prints each once. "
        "“portable”, the default for a list, suits any style (docs/latex.md). BibLaTeX only: "
        "“typst”."
    ),
)
@options.dialect_option
@options.aliases_option
@options.output_or_folder_option
@options.check_option
@options.diff_option
@options.selection_options
@options.order_options
@click.option(
    "--list-formats",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_formats,
    help="List the formats and exit.",
)
@report.operator_errors
def command(
    arguments: tuple[str, ...],
    *,
    source: tuple[str, ...],
    name: str | None,
    output: Path | None,
    check: bool,
    diff: bool,
    **given: Any,
) -> None:
    """Print the list, or a part of it, in a format; -o writes a file.

    Given files are converted, as by “convert”.

    \b
    Examples:
      pllm-bib export kirk2024prism -t bibtex
      pllm-bib export -t csl-json
      pllm-bib export -t ris --section 5 -o training.ris
      pllm-bib export -t bibtex --profile acl -o references.bib
      pllm-bib export refs.bib --author smith -t hayagriva
    """
    arguments, form = load.given_files(arguments, source)
    if any(map(names_file, arguments)):
        files = tuple(filter(names_file, arguments))
        given["keys"] += tuple(argument for argument in arguments if argument not in files)
        given |= {"output": output, "check": check, "diff": diff}
        call = click.get_current_context().invoke
        call(convert.command, inputs=files, source=form, target=name, **given)
        return
    row = options.written_format(name, output)
    wanted = _options(row, given.pop("profile"), given.pop("dialect"), given.pop("with_aliases"))
    given["keys"] += arguments
    part = options.chosen_part(load.library(), given)
    what = f"{report.plural(len(part), 'work')} as {row.title}"
    if options.is_folder(row, output):
        folder = output or Path()
        texts = pages(part, row, folder, wanted)
        report.put_out_files(texts, f"{what} in {shown(folder)}", check=check, diff=diff)
    else:
        report.put_out(row.write(part, wanted), output, what, check=check, diff=diff)
    if not part.entries:
        report.say("no work meets all conditions", least=-1)


def _options(row: Format, profile: str | None, dialect: str | None, with_aliases: bool) -> Options:  # noqa: FBT001 -- the options of the command
    """Return the writer's options. Raises `click.UsageError` for those without a meaning there."""
    profile = profile or load.preferred_profile(row)
    options.stop_unless_profiled(row, profile)
    if with_aliases:
        options.stop_unless_keyed(row)
    return Options(
        profile=profile or DEFAULT_PROFILE,
        dialect=options.dialect_for(row, dialect),
        aliases=with_aliases,
    )
