"""Entries -> formatted references and citations, in any CSL style or one of BibTeX's own.

CSL styles are rendered by the processor in `csl`. Styles named
``bibtex:...`` are rendered by pybtex. Either way the result is a row of tokens, from which any
markup can be written.
"""

from __future__ import annotations

import contextlib
import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.citing import styles as csl_styles
from pllm_bib.errors import StyleError
from pllm_bib.formats.csl_json import write as csl_json
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pllm_bib.citing.csl.cite import Citation
    from pllm_bib.citing.csl.engine import Processor
    from pllm_bib.citing.csl.style import CslStyle
    from pllm_bib.citing.csl.text.output import Rendered
    from pllm_bib.citing.csl.text.tokens import Tokens
    from pllm_bib.citing.csl.xml import Element
    from pllm_bib.citing.styles import StyleFile
    from pllm_bib.model.library import Library

STYLES = (
    "acm-sig-proceedings",
    "american-medical-association",
    "apa",
    "association-for-computational-linguistics",
    "association-for-computing-machinery",
    "chicago-author-date",
    "elsevier-harvard",
    "harvard-cite-them-right",
    "ieee",
    "modern-language-association",
    "nature",
    "nlm-citation-sequence",
    "springer-lecture-notes-in-computer-science",
)
"""The styles that a build writes. Any other style works by its name or path."""

MARKUPS = ("text", "html", "markdown", "latex", "rtf")


class Reference(NamedTuple):
    """A formatted reference: the key of its entry and its text in the markup asked for."""

    key: str
    text: str
    says_nothing: bool = False
    """Its style prints nothing of the entry, or no more than its number."""


@dataclass(frozen=True, slots=True)
class References:
    """A bibliography in a style's order."""

    title: str
    """The style's title."""
    language: str
    references: tuple[Reference, ...]

    @property
    def silent(self) -> tuple[str, ...]:
        """The keys of the entries of which the style prints nothing."""
        return tuple(found.key for found in self.references if found.says_nothing)


def references(
    library: Library, style: str, markup: str, language: str | None = None
) -> References:
    """Format the entries of a library as a bibliography.

    ``style`` is a name of the CSL styles repository, a path to a .csl file, or ``bibtex:`` and one
    of pybtex's styles; ``language`` a locale (``de-DE``), by default the style's own, else en-US.
    A style without a bibliography gives no references. Raises `StyleError`.
    """
    return references_in(library, style, (markup,), language)[0]


def references_in(
    library: Library, style: str, markups: Sequence[str], language: str | None = None
) -> tuple[References, ...]:
    """Format the entries of a library once, and write them in several markups.

    Raises `StyleError`.
    """
    if (name := _bibtex_name(style)) is not None:
        from pllm_bib.citing import bibtex_styles

        labelled = bibtex_styles.references(library, name)
        return tuple(
            References(
                f"BibTeX {name}",
                "en-US",
                tuple(Reference(key, rendered(tokens, markup)) for key, tokens in labelled),
            )
            for markup in markups
        )
    return references_of(map(csl_json.item, library), style, markups, language)


def references_of(
    items: Iterable[dict[str, Any]],
    style: str,
    markups: Sequence[str],
    language: str | None = None,
) -> tuple[References, ...]:
    """Format CSL items in a style of CSL as `references_in` does entries. Raises `StyleError`."""
    from pllm_bib.citing.csl.bibliography import Bibliography

    compiled, file = named_style(style, language)
    with telling_file(file):
        laid_out = Bibliography(compiled, items).bibliography()
    return _written(laid_out, file, compiled, markups)


def is_of_bibtex(style: str) -> bool:
    """Say whether a style is one of BibTeX's own."""
    return _bibtex_name(style) is not None


def _written(
    laid_out: Sequence[Rendered], file: StyleFile, style: CslStyle, markups: Sequence[str]
) -> tuple[References, ...]:
    """Return references in each of several markups."""
    return tuple(
        References(
            file.title,
            style.language,
            tuple(Reference(one.id, one.written(markup), one.silent) for one in laid_out),
        )
        for markup in markups
    )


def document(found: References, markup: str) -> str:
    """Return references as a whole text in their markup: one a line, a paragraph each, a page.

    Those without text are left out.
    """
    shown = [reference for reference in found.references if reference.text]
    texts = [reference.text for reference in shown]
    if markup == "text":
        return "".join(f"{text}\n" for text in texts)
    if markup == "html":
        entries = "\n".join(
            f'<div class="csl-entry" id="ref-{anchor(reference.key)}">{reference.text}</div>'
            for reference in shown
        )
        title = _escaped(found.title)
        body = f'<h1>{title}</h1>\n<div class="csl-bib-body">\n{entries}\n</div>\n'
        return html_page(title, found.language, body)
    if markup == "latex":
        return "% needs \\usepackage{hyperref}\n" + "".join(f"\n{text}\\par\n" for text in texts)
    if markup == "rtf":
        paragraphs = "".join(f"{text}\\par\n" for text in texts)
        return "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times New Roman;}}\n" + paragraphs + "}\n"
    return f"# {_markdown_title(found.title)}\n" + "".join(f"\n{text}\n" for text in texts)


_HTML = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 1rem/1.5 serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; }}
.csl-entry {{ margin: 0 0 .7rem; padding-left: 2em; text-indent: -2em; overflow-wrap: anywhere; }}
.csl-entry:has(> .csl-left-margin) {{ display: flex; gap: .5em; padding: 0; text-indent: 0; }}
.csl-left-margin {{ flex: 0 0 2.5em; text-align: right; }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def html_page(title: str, language: str, body: str) -> str:
    """Return a page of HTML; the title and the body are HTML already, lines of the body whole."""
    return _HTML.format(title=title, language=language, body=body)


def anchor(key: str) -> str:
    """Return what follows ``ref-`` in the anchor of a work's reference in HTML."""
    return _NO_ANCHOR.sub("_", key) if _NO_ANCHOR.search(key) else key


_NO_ANCHOR = regex(r"[^\w.:-]")


def _escaped(value: str) -> str:
    from pllm_bib.citing.csl.text.output import escape_html

    return escape_html(value)


def _markdown_title(value: str) -> str:
    from pllm_bib.formats.markdown.escape import escape

    return escape(value)


@dataclass(frozen=True, slots=True)
class Cited:
    """A document's citations, a text of each in every markup, and its references in each markup."""

    citations: tuple[tuple[str, ...], ...]
    references: tuple[References, ...]


def citations(
    library: Library,
    clusters: Sequence[Citation],
    style: str,
    markup: str,
    language: str | None = None,
) -> tuple[str, ...]:
    """Format the citations of a document, given in its order.

    All entries of the library count as cited, those of the citations first, in their order: so
    they are numbered, and told apart. A citation is empty where the style prints nothing. Where a
    style writes notes and no citation has the number of its note, each stands in a note of its own.
    Raises `StyleError`.
    """
    if _bibtex_name(style) is not None:
        return _bibtex_citations(library, clusters, style)
    processor, file = _processor_of(library, clusters, style, language)
    with telling_file(file):
        found = processor.citations(in_notes(clusters, processor.style))
    return tuple(rendered(tokens, markup) for tokens in found)


def cited(
    library: Library,
    clusters: Sequence[Citation],
    style: str,
    markups: Sequence[str],
    language: str | None = None,
) -> Cited:
    """Format the citations of a document as `citations` does, and its references.

    A style without a bibliography gives no references. Raises `StyleError`.
    """
    if _bibtex_name(style) is not None:
        ordered = in_citing_order(library, clusters)
        texts = _bibtex_citations(library, clusters, style)
        return Cited(
            tuple((text,) * len(markups) for text in texts), references_in(ordered, style, markups)
        )
    processor, file = _processor_of(library, clusters, style, language)
    with telling_file(file):
        found = processor.citations(in_notes(clusters, processor.style))
        laid_out = processor.bibliography()
    return Cited(
        tuple(tuple(rendered(tokens, markup) for markup in markups) for tokens in found),
        _written(laid_out, file, processor.style, markups),
    )


def in_citing_order(library: Library, clusters: Sequence[Citation]) -> Library:
    """Return a library with the entries that are cited first, in the order of their citations."""
    keys = [cite.key for cluster in clusters for cite in cluster.cites]
    ranks = {key: rank for rank, key in reversed(list(enumerate(keys)))}
    entries = sorted(library, key=lambda entry: ranks.get(entry.key, len(keys)))
    return replace(library, entries=tuple(entries))


def locator_words(style: str, language: str | None = None) -> Mapping[str, str]:
    """Return the words of locators in a style's language and in English. Raises `StyleError`."""
    from pllm_bib.citing import locators

    if _bibtex_name(style) is not None:
        return locators.english()
    return locators.locator_words(named_style(style, language)[0].locale)


def _bibtex_citations(
    library: Library, clusters: Sequence[Citation], style: str
) -> tuple[str, ...]:
    from pllm_bib.citing import bibtex_styles

    plain = all(cite.is_plain for cluster in clusters for cite in cluster.cites)
    if not plain or any(cluster.composite for cluster in clusters):
        message = "BibTeX's own styles print keys only: no author, locator, prefix or suffix"
        raise StyleError(message)
    ordered = in_citing_order(library, clusters)
    labels = bibtex_styles.labels(ordered, _bibtex_name(style) or "")
    return tuple(
        f"[{', '.join(labels[cite.key] for cite in cluster.cites)}]" for cluster in clusters
    )


def _processor_of(
    library: Library, clusters: Sequence[Citation], style: str, language: str | None
) -> tuple[Processor, StyleFile]:
    compiled, file = named_style(style, language)
    if compiled.citation.element is None:
        message = f"the style “{style}” has no in-text citations"
        raise StyleError(message)
    with telling_file(file):
        return _processor(in_citing_order(library, clusters), compiled), file


def in_notes(clusters: Sequence[Citation], style: CslStyle) -> Sequence[Citation]:
    """Number the notes of a style that writes notes, where no citation says which is its own."""
    if style.root.get("class") != "note" or any(cluster.note for cluster in clusters):
        return clusters
    return [replace(cluster, note=number) for number, cluster in enumerate(clusters, start=1)]


def notes(style: str) -> tuple[str, ...]:
    """Return which style a further name means, and what CSL's schema does not know in the style.

    The latter has file and line. Raises `StyleError`.
    """
    told = csl_styles.told_name(style)
    if _bibtex_name(style) is not None:
        return told
    return (*told, *csl_styles.find(style).notes)


def _bibtex_name(style: str) -> str | None:
    """Return the name of one of BibTeX's own styles, None for a style of CSL."""
    name = csl_styles.known_name(style)
    return name.removeprefix(csl_styles.BIBTEX) if name.startswith(csl_styles.BIBTEX) else None


def rendered(tokens: Tokens, markup: str) -> str:
    """Write tokens in a markup, blanks that touch made one."""
    from pllm_bib.citing.csl.text.output import collapse_spaces, render

    return collapse_spaces(render(tokens, markup))


def _processor(library: Library, style: CslStyle) -> Processor:
    from pllm_bib.citing.csl.engine import Processor

    return Processor(style, [csl_json.item(entry) for entry in library])


def named_style(name: str, language: str | None = None) -> tuple[CslStyle, StyleFile]:
    """Return a style compiled for a locale, and its file."""
    file = csl_styles.find(name)
    return compiled(file, language), file


def compiled(file: StyleFile, language: str | None = None) -> CslStyle:
    """Compile a style for a locale, its own one if none is named. Raises `StyleError`.

    ``language`` may be the path of a locale file (``.xml``): its terms and dates go before ours.
    """
    from pllm_bib.citing import locales

    if language and language.endswith(".xml"):
        given = csl_styles.read_locale(language)
        return _laid_out(file, locales.language_of(given), given)
    return _compiled(file, language or file.language or "en-US")


@functools.lru_cache(maxsize=64)
def _compiled(file: StyleFile, language: str) -> CslStyle:
    from pllm_bib.citing import locales

    return _laid_out(file, _known_locale(language, locales.names()))


def _laid_out(file: StyleFile, locale: str, given: Element | None = None) -> CslStyle:
    from pllm_bib.citing import locales
    from pllm_bib.citing.csl.style import CslStyle

    with telling_file(file):
        root = locales.parse(file.data)
        checked = csl_styles.is_of_collection(file.path)
        return CslStyle(root, locale, locales.chain(root, locale, given), checked=checked)


@contextlib.contextmanager
def telling_file(file: StyleFile) -> Iterator[None]:
    """Add a style's file and line to what a `StyleError` says."""
    try:
        yield
    except StyleError as error:
        where = f" (line {error.line})" if error.line else ""
        message = f"the style “{file.path}” cannot be used: {error}{where}"
        raise StyleError(message) from error


def _known_locale(language: str, known: dict[str, object]) -> str:
    """Return the locale asked for, or the main one of its language, as it is spelled.

    Raises `StyleError` where there is neither.
    """
    from pllm_bib.citing.locales import primary

    folded = {name.casefold(): name for name in known}
    if language.casefold() in folded:
        return folded[language.casefold()]
    main = language.partition("-")[0].casefold()
    if main in primary():
        return str(primary()[main])
    near = sorted(name for name in known if name.casefold().startswith(main[:2]))
    hint = f" Did you mean {' or '.join(near)}?" if near else f" There are: {', '.join(known)}."
    message = f"there is no locale “{language}”.{hint}"
    raise StyleError(message)


class Manner(NamedTuple):
    """The manner of a style's citations: whether they are notes, and what quotation marks hold."""

    in_notes: bool
    punctuation_in_quote: bool
    """Full stops and commas go before a closing quotation mark."""


def manner(style: str, language: str | None = None) -> Manner:
    """Return how a style cites. Raises `StyleError`, also for the styles of BibTeX."""
    if _bibtex_name(style) is not None:
        message = f"“{style}” has no citations for documents: name a CSL style"
        raise StyleError(message)
    compiled, _file = named_style(style, language)
    return Manner(compiled.root.get("class") == "note", compiled.locale.punctuation_in_quote)
