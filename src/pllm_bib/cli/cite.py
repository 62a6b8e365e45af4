"""``pllm-bib cite``."""

from __future__ import annotations

import contextlib
import itertools
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.citing import references
from pllm_bib.citing import styles as csl_styles
from pllm_bib.citing.csl.cite import Citation, Cite
from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.errors import OperatorError, StyleError
from pllm_bib.files.config import shown
from pllm_bib.files.inputs import STANDARD_INPUT
from pllm_bib.files.text import text_of, whole_text
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.tasks.cite import citations, in_syntax, plain_items
from pllm_bib.tasks.select import select

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.files.inputs import Input
    from pllm_bib.model.library import Library
    from pllm_bib.tasks.cite import Cluster


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
    type=click.Choice(references.MARKUPS),
    default="text",
    show_default=True,
    help="Markup of the output; “text” has one reference per line.",
)
@click.option(
    "--in-text",
    is_flag=True,
    help="Print citations, one for each KEY, KEY,KEY,... or “[see @KEY, p. 5; -@KEY]”.",
)
@click.option(
    "--citations",
    "citation_file",
    metavar="FILE",
    help="Print the citations of a JSON file of an editor’s, in order; “-” is standard input.",
)
@click.option(
    "--document",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Fill in the citations and the bibliography of a Markdown file, as pandoc does.",
)
@click.option(
    "--locale",
    metavar="LANG",
    help="Language, such as de-DE, or a locale file of your own (default: the style's language).",
)
@options.format_option(
    "text", "json", what="json has the citations and the references, as text and as HTML"
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
    form: str,
    locale: str | None,
    source: tuple[str, ...],
    output: Path | None,
    in_text: bool,
    citation_file: str | None,
    document: Path | None,
    check: bool,
    diff: bool,
    **chosen: tuple[str, ...],
) -> None:
    """Format references in the order of a citation style, or in-text citations.

    The works are those of your list, or of files in any format; “-” means standard input.

    Every style of the CSL (Citation Style Language) repository is known by its name. Give any
    other style by the path of its .csl file.

    Citations are those of a text, in its order. Each may have what pandoc's Markdown has: a
    locator, words before and behind it, “-@KEY” without the authors, “@KEY [p. 5]” with the
    authors in the sentence.

    \b
    Examples:
      pllm-bib cite --section 2 -s ieee
      pllm-bib cite kirk2024prism -s apa -t html
      pllm-bib cite smith2020 refs.bib -s ieee
      pllm-bib cite --in-text kirk2024prism,jang2023personalized
      pllm-bib cite --in-text '[see @kirk2024prism, p. 5; -@jang2023personalized]'
      pllm-bib cite refs.bib --citations paper.json --format json
      pllm-bib cite refs.bib -s chicago-author-date -o refs.md -t markdown
      pllm-bib cite --document paper.md -s ieee -o paper.html
      pllm-bib cite --list-styles "nature reviews"
    """
    if document:
        from pllm_bib.cli import cite_document

        others = in_text or citation_file or form != "text" or any(chosen.values())
        request = cite_document.DocumentRequest(style, locale, markup, output, check, diff)
        cite_document.run(document, cited, source, request, is_alone=not others)
        return
    style = style or load.preferences().style or "apa"
    files, words = load.named(cited, source)
    target = _Target(output, check, diff)
    whole = not (words or in_text or citation_file or form != "text" or any(chosen.values()))
    if whole and (items := _plain_items(files, style)):
        with _style_errors():
            (formatted,) = references.references_of(items, style, (markup,), locale)
            made = _as_references(formatted, len(items), style, markup)
            report.lines(references.notes(style))
        _put_out(made, len(items), style, target, words=markup == "text")
        return
    found = load.works_of(files, words) if files else load.works(words, source)
    with _style_errors():
        given = _given(found.words, citation_file, cited)
        asked = citations(found.library, [one.cluster for one in given], style, locale)
        keys = (*chosen["keys"], *(cite.key for one in asked for cite in one.cites))
        library = select(found.library, options.selection({**chosen, "keys": keys}))
        if in_text and not asked:
            asked = [Citation((Cite(entry.key),)) for entry in library]
        library = references.in_citing_order(library, asked)
        wanted = asked if in_text or citation_file else None
        ids = [one.id for one in given]
        made = _MAKERS[form](_Wanted(library, wanted, ids, style, markup, locale))
        report.lines(references.notes(style))
    ordered = not found.words or made.order in ((), tuple(entry.key for entry in library))
    _put_out(made, len(library), style, target, words=form == markup == "text", ordered=ordered)
    load.exit_if_unread(found.loaded, named=bool(keys))


@contextlib.contextmanager
def _style_errors() -> Iterator[None]:
    """Make the faults of a style an error of the run. Raises `OperatorError`."""
    try:
        yield
    except StyleError as error:
        raise OperatorError(str(error)) from error


def _plain_items(files: list[Input], style: str) -> list[dict[str, Any]] | None:
    """Return the CSL items of files of which there is nothing to say, if that is quick."""
    if not files or references.is_of_bibtex(style):
        return None
    load.optional_config()
    return plain_items(files)


class _Target(NamedTuple):
    """Where the result goes, and whether it is only compared with what is there."""

    output: Path | None
    check: bool
    diff: bool


def _put_out(
    made: _Made, count: int, style: str, target: _Target, *, words: bool, ordered: bool = True
) -> None:
    """Write a result and what there is to say of it; exit with status 1 for silent entries."""
    output, check, diff = target
    works = report.plural(count, "work")
    report.put_out(made.text, output, works, words=words, check=check, diff=diff)
    report.lines(f"{keys}: the style “{style}” prints nothing of it" for keys in made.silent)
    if not ordered:
        report.say(f"the style “{style}” has an order of its own: not that of the keys")
    if made.silent:
        click.get_current_context().exit(1)


class _Given(NamedTuple):
    """A citation that was asked for, and the id that an editor knows it by, if it has one."""

    id: str
    cluster: Cluster


def _given(words: tuple[str, ...], file: str | None, arguments: tuple[str, ...]) -> list[_Given]:
    """Return the citations of a file of JSON, or those that arguments make."""
    if file is None:
        return [_Given("", word if in_syntax(word) else word.split(",")) for word in words]
    if file in arguments:
        message = f"“{file}” can be the works or the citations, not both"
        raise click.UsageError(message)
    if words:
        message = "--citations says what is cited: give no keys (-k adds works)"
        raise click.UsageError(message)
    from pllm_bib.citing import citation_json

    if file == "-":
        text, name = whole_text(sys.stdin.buffer.read(), STANDARD_INPUT).text, STANDARD_INPUT
    else:
        text, name = text_of(Path(file)), shown(Path(file))
    return [_Given(*one) for one in citation_json.read(text, name)]


class _Wanted(NamedTuple):
    """The works and citations that were chosen, and how to format them."""

    library: Library
    citations: list[Citation] | None
    """None where references are wanted alone."""
    ids: list[str]
    style: str
    markup: str
    locale: str | None


class _Made(NamedTuple):
    """The text that was formatted, and what there is to say of it."""

    text: str
    silent: list[str]
    """The keys of which the style prints nothing."""
    order: tuple[str, ...] = ()
    """The keys in the order of the references, where there are such."""


def _as_text(wanted: _Wanted) -> _Made:
    """Return references, or citations, in a markup."""
    library, _, _, style, markup, locale = wanted
    if wanted.citations is not None:
        lines = references.citations(library, wanted.citations, style, markup, locale)
        return _Made("".join(f"{line}\n" for line in lines), _silent(wanted.citations, lines))
    found = references.references(library, style, markup, locale)
    return _as_references(found, len(library), style, markup)


def _as_references(found: references.References, count: int, style: str, markup: str) -> _Made:
    """Return the references of so many works as one text."""
    if count and not found.references:
        message = f"the style “{style}” has no bibliography: cite with --in-text"
        raise StyleError(message)
    order = tuple(one.key for one in found.references)
    return _Made(references.document(found, markup), list(found.silent), order)


def _as_json(wanted: _Wanted) -> _Made:
    """Return citations and references as JSON, in text, HTML and the markup asked for."""
    library, given, ids, style, markup, locale = wanted
    markups = tuple(dict.fromkeys(("text", "html", markup)))
    found = references.cited(library, given or (), style, markups, locale)
    by_markup = [one.references for one in found.references]
    if len(library) and not by_markup[0]:
        report.say(f"the style “{style}” has no bibliography")
    data: dict[str, Any] = {"style": found.references[0].title}
    data["language"] = found.references[0].language
    if given is not None:
        data["citations"] = [
            ({"id": name} if name else {}) | dict(zip(markups, texts, strict=True))
            for name, texts in itertools.zip_longest(ids, found.citations, fillvalue="")
        ]
    data["bibliography"] = [
        {"id": one[0].key, **{name: same.text for name, same in zip(markups, one, strict=True)}}
        for one in zip(*by_markup, strict=True)
        if one[0].text  # one of which nothing is printed is told, and left out as in any markup
    ]
    silent = [
        *_silent(given or [], [texts[0] for texts in found.citations]),
        *found.references[0].silent,
    ]
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return _Made(text, silent, tuple(one.key for one in by_markup[0]))


_MAKERS = {"text": _as_text, "json": _as_json}


def _silent(citations: Sequence[Citation], texts: Sequence[str]) -> list[str]:
    return [
        ",".join(cite.key for cite in citation.cites)
        for citation, text in zip(citations, texts, strict=True)
        if not text
    ]
