"""``pllm-bib cite``."""

from __future__ import annotations

from pathlib import Path

import click

from pllm_bib.citing import references as citation
from pllm_bib.citing import styles as csl_styles
from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.errors import OperatorError, StyleError
from pllm_bib.files.inputs import bib_files, require_entries
from pllm_bib.files.read import load_files
from pllm_bib.tasks.select import find_entry, select


def _list_styles(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is None or ctx.resilient_parsing:
        return
    found = csl_styles.search(value)
    for name, title in found:
        printed.words(f"{name}\t{title}")
    printed.words(report.plural(len(found), "style"), err=True)
    ctx.exit(0 if found else 1)


@click.command()
@click.argument("cited", nargs=-1, metavar="[KEY]...", shell_complete=completion.keys)
@click.option(
    "-s",
    "--style",
    default="apa",
    show_default=True,
    shell_complete=completion.styles,
    help=(
        "Citation style: the name or path of a CSL style, or bibtex:plain, bibtex:alpha, "
        "bibtex:unsrt or bibtex:unsrtalpha."
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
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read a .bib file instead of the list.",
)
@options.output_option
@options.selection_options
@click.option(
    "--list-styles",
    metavar="WORDS",
    is_eager=True,
    expose_value=False,
    callback=_list_styles,
    help="List the styles whose names contain all these words, and exit.",
)
@report.operator_errors
def command(
    cited: tuple[str, ...],
    *,
    style: str,
    markup: str,
    locale: str | None,
    source: Path | None,
    output: Path | None,
    in_text: bool,
    **chosen: tuple[str, ...],
) -> None:
    """Format references in the order of a citation style, or in-text citations.

    Every style of the CSL (Citation Style Language) repository is known by its name. Give any
    other style by the path of its .csl file.

    \b
    Examples:
      pllm-bib cite --section 1.2 -s ieee
      pllm-bib cite kirk2024prism -s apa -t html
      pllm-bib cite --in-text kirk2024prism,jang2023personalized
      pllm-bib cite --from refs.bib -s chicago-author-date -o refs.md -t markdown
      pllm-bib cite --list-styles "nature reviews"
    """
    if source is None:
        library = load.library()
    else:
        loaded = load_files(bib_files([source]))
        require_entries([source], len(loaded.library) + len(loaded.faults))
        if loaded.incomplete:
            load.stop_if_fatal(loaded)
        report.findings(loaded.guessed)
        load.report_clashes(loaded)  # the first entry of a key is used, as BibTeX does
        library = loaded.library.unique()
    groups = [[find_entry(library, key).key for key in group.split(",")] for group in cited]
    wanted = tuple(key for group in groups for key in group)
    library = select(library, options.selection({**chosen, "keys": (*chosen["keys"], *wanted)}))
    try:
        if in_text:
            groups = groups or [[entry.key] for entry in library]
            text = "".join(
                f"{line}\n" for line in citation.citations(library, groups, style, markup, locale)
            )
        else:
            found = citation.references(library, style, markup, locale)
            text = citation.document(found, markup)
    except StyleError as error:
        raise OperatorError(str(error)) from error
    works = report.plural(len(library), "work")
    report.put_out(text, output, works, words=markup == "text")
    if source is not None and loaded.guessed:
        click.get_current_context().exit(1)
