"""``pllm-bib cite --document``: a Markdown document, filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.citing import references
from pllm_bib.cli import load, options, report
from pllm_bib.errors import OperatorError, StyleError
from pllm_bib.files.config import shown
from pllm_bib.files.text import text_of
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.papers import kind_of
from pllm_bib.tasks.paper import page
from pllm_bib.tasks.paper.fill import Wording, filled
from pllm_bib.tasks.paper.gather import gather
from pllm_bib.tasks.paper.run import bibliographies, examine

if TYPE_CHECKING:
    from pathlib import Path

_WRITERS = {"markdown": page.as_markdown, "html": page.as_html}


class DocumentRequest(NamedTuple):
    """The values of options that say how a document is filled in, and where to."""

    style: str | None
    locale: str | None
    markup: str
    output: Path | None
    check: bool
    diff: bool


def run(
    document: Path,
    names: tuple[str, ...],
    source: tuple[str, ...],
    request: DocumentRequest,
    *,
    is_alone: bool,
) -> None:
    """Fill a Markdown document's citations and its bibliography in; ``names`` are files of works.

    ``source`` is what ``-f`` was given; ``is_alone`` says that no option of other uses was. Raises
    `OperatorError` and `click.UsageError`.
    """
    if not is_alone:
        message = "--document takes files, -s, -t, --locale, -o, --check and --diff beside it"
        raise click.UsageError(message)
    if kind_of(document.name) != "markdown":
        message = f"--document is for Markdown (.md, .qmd, .Rmd), not for {document.name}"
        raise click.UsageError(message)
    markup = _markup(request)
    given, form = options.files_and_format(names, source)
    paper = gather([document])
    preferred = load.preferences()
    files = bibliographies(paper, given, form, preferred.files)
    if paths := [one.path for one in files if one.path]:
        load.hold(paths, write=False)
    done = examine(paper, files, (), load.optional_config(), update=False)
    text = text_of(document)
    about = page.fields(text)
    own_style = str(document.parent / about["csl"]) if "/" in about.get("csl", "") else ""
    style = request.style or own_style or about.get("csl") or preferred.style or "apa"
    locale = request.locale or about.get("lang") or None
    try:
        report.lines(references.notes(style))
        made = filled(text, shown(document), done, Wording(style, locale, markup))
    except StyleError as error:
        raise OperatorError(str(error)) from error
    report.findings((*done.shelf.loaded.fatal, *made.findings))
    checks = {"check": request.check, "diff": request.diff}
    report.put_out(_WRITERS[markup](made), request.output, "the document", **checks)
    if made.findings or done.shelf.loaded.fatal:
        click.get_current_context().exit(1)


def _markup(request: DocumentRequest) -> str:
    """Return the markup that a document is written in. Raises `click.UsageError`."""
    markup, output = request.markup, request.output
    if markup == "text":
        markup = "html" if output and output.suffix in {".html", ".htm"} else "markdown"
    if markup not in _WRITERS:
        message = f"--document is written as Markdown or HTML, not as {markup}"
        raise click.UsageError(message)
    return markup
