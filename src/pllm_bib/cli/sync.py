"""``pllm-bib sync``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, report
from pllm_bib.cli.import_ import one_section, tell
from pllm_bib.errors import OperatorError
from pllm_bib.files import inputs
from pllm_bib.files.config import UPSTREAM
from pllm_bib.files.write import changed
from pllm_bib.tasks.import_.read import read_source
from pllm_bib.tasks.sync import plan as syncing

if TYPE_CHECKING:
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.library import Section


@click.command(no_args_is_help=True)
@click.argument("source", metavar="SOURCE", shell_complete=completion.files)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="HEADING=ID",
    help="Section for the new works under a heading of the source. Repeatable.",
)
@options.section_option(help="Section for all new works: id (1.3) or short name.")
@click.option(
    "--as",
    "name",
    metavar="NAME",
    help="Name of the source, if the list has several (default: it has one).",
)
@options.against_option
@click.option(
    "-f",
    "--from",
    "form",
    metavar="FORMAT",
    shell_complete=completion.importable_formats,
    help="Format of the source (default: guessed).",
)
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    *,
    source: str,
    maps: tuple[str, ...],
    section_name: str | None,
    name: str | None,
    against: tuple[str, ...],
    form: str | None,
    check: bool,
    diff: bool,
) -> None:
    """Update the list from a newer version of its source: a README or a bibliography.

    The lines of the source are remembered in entries/upstream.txt. What has changed there since the
    last run (new works, moved lines, links, titles, venues) is taken over field by field, and told.
    What you changed in the list stays; where the source changed the same value, that is reported.

    New works go to the section that their heading names, or that has most of the works under it.
    Where that is not clear, you are asked to name one with --map.

    \b
    Examples:
      pllm-bib sync awesome-owls.md --diff
      pllm-bib sync awesome-owls.md --map "Owls of the night=3"
      pllm-bib sync zotero.bib --section 5 --as zotero
    """
    load.hold(write=not (check or diff))
    config = load.config()
    loaded = load.loaded_list(config)
    section, named = one_section(loaded, section_name), dict(_mapped(loaded, m) for m in maps)
    found = inputs.importable(source, form)
    try:
        with report.Bar(found.size) as bar:
            read = read_source(found, bar.update)
        path = config.entries / _file_name(name)
        fresh = syncing.ForNew(section, named, inputs.bibliographies(against))
        plan = syncing.plan(config, loaded, read, path, fresh)
    except OSError as error:
        message = f"cannot read {error.filename or found.name}: {error.strerror or error}"
        raise OperatorError(message) from error
    tell(plan, changed(plan.files()), check=check, diff=diff)


def _mapped(loaded: Loaded, text: str) -> tuple[str, Section]:
    """Return the heading and the section that ``--map`` names. Raises `OperatorError`."""
    heading, equals, name = text.rpartition("=")
    if not equals or not heading.strip() or not name.strip():
        message = f"--map “{text}” names no section: write it as “Heading=1.3”"
        raise OperatorError(message)
    section = one_section(loaded, name.strip())
    assert section  # noqa: S101 -- it was named
    return heading.strip(), section


def _file_name(name: str | None) -> str:
    """Return the name of the file of remembered lines. Raises `OperatorError`."""
    if name is None:
        return UPSTREAM
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        message = f"“{name}” is no name for a source: use a-z, digits and hyphens"
        raise OperatorError(message)
    stem, _, suffix = UPSTREAM.partition(".")
    return f"{stem}-{name}.{suffix}"
