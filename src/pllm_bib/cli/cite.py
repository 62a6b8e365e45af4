"""``pllm-bib cite``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.citing import references as citation
from pllm_bib.citing import styles as csl_styles
from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.errors import OperatorError, StyleError
from pllm_bib.tasks.select import find_entry, select

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.model.library import Library


def _list_styles(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is None or ctx.resilient_parsing:
        return
    try:
        found = csl_styles.search(value)
    except StyleError as error:
        raise OperatorError(str(error)) from error
    for name, title in found:
        printed.words(f"{name}\t{title}")
    printed.words(report.plural(len(found), "style"), err=True)
    ctx.exit(0 if found else 1)


@click.command()
@click.argument(
    "cited", nargs=-1, metavar="[KEY | FILE]...", shell_complete=completion.keys_or_files
)
@click.option(
    "-s",
    "--style",
    shell_complete=completion.styles,
    help=(
        "Citation style: the name or path of a CSL style, or bibtex:plain, bibtex:alpha, "
        "bibtex:unsrt or bibtex:unsrtalpha (default: apa)."
    ),
)
@click.option(
    "-t",
    "--to",
    "markup",
    type=click.Choice(citation.MARKUPS),
    default="text",
    show_default=True,
    help="Markup of the output; “text” has one reference per line.",
)
@click.option(
    "--in-text", is_flag=True, help="Print in-text citations, one for each KEY or KEY,KEY,..."
)
@click.option(
    "--locale", metavar="LANG", help="Language, such as de-DE (default: the style's own)."
)
@options.from_option
@options.output_option
@options.check_option
@options.diff_option
@options.selection_options
@click.option(
    "--list-styles",
    metavar="[WORDS]",
    is_flag=False,
    flag_value="",
    is_eager=True,
    expose_value=False,
    callback=_list_styles,
    help="List the styles whose names contain all these words, the best known first, and exit.",
)
@report.operator_errors
def command(
    cited: tuple[str, ...],
    *,
    style: str | None,
    markup: str,
    locale: str | None,
    source: tuple[str, ...],
    output: Path | None,
    in_text: bool,
    check: bool,
    diff: bool,
    **chosen: tuple[str, ...],
) -> None:
    """Format references in the order of a citation style, or in-text citations.

    The works are those of the list around, or of files in any format; “-” means standard input.

    Every style of the CSL (Citation Style Language) repository is known by its name. Give any
    other style by the path of its .csl file.

    \b
    Examples:
      pllm-bib cite --section 1.2 -s ieee
      pllm-bib cite kirk2024prism -s apa -t html
      pllm-bib cite smith2020 refs.bib -s ieee
      pllm-bib cite --in-text kirk2024prism,jang2023personalized
      pllm-bib cite refs.bib -s chicago-author-date -o refs.md -t markdown
      pllm-bib cite --list-styles "nature reviews"
    """
    style = style or load.preferences().style or "apa"
    found = load.works(cited, source)
    library = found.library
    groups = [[find_entry(library, key).key for key in group.split(",")] for group in found.words]
    wanted = tuple(key for group in groups for key in group)
    keys = (*chosen["keys"], *wanted)
    library = select(library, options.selection({**chosen, "keys": keys}))
    if in_text:
        groups = groups or [[entry.key] for entry in library]
    try:
        text, silent = _formatted(library, groups if in_text else None, style, markup, locale)
        report.lines(citation.notes(style))
    except StyleError as error:
        raise OperatorError(str(error)) from error
    works = report.plural(len(library), "work")
    report.put_out(text, output, works, words=markup == "text", check=check, diff=diff)
    report.lines(f"{keys}: the style “{style}” prints nothing of it" for keys in silent)
    if silent:
        click.get_current_context().exit(1)
    load.exit_if_unread(found.loaded, named=bool(keys))


def _formatted(
    library: Library,
    groups: list[list[str]] | None,
    style: str,
    markup: str,
    locale: str | None,
) -> tuple[str, list[str]]:
    """Return references, or the citations of groups; and the keys of which nothing is printed."""
    if groups is not None:
        lines = citation.citations(library, groups, style, markup, locale)
        silent = [",".join(group) for group, line in zip(groups, lines, strict=True) if not line]
        return "".join(f"{line}\n" for line in lines), silent
    found = citation.references(library, style, markup, locale)
    if len(library) and not found.references:
        message = f"the style “{style}” has no bibliography: cite with --in-text"
        raise StyleError(message)
    return citation.document(found, markup), list(found.silent)
