"""Completions for the shell. Errors stay silent: the user is in the middle of a line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.model.regex import regex
from pllm_bib.model.unseen import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import click
    from click.shell_completion import CompletionItem

    from pllm_bib.files.config import Config
    from pllm_bib.model.library import Library

    Offers = Iterable[tuple[str, str]]
    """Words, each with its meaning, which zsh and fish show."""
    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

_PLAIN = regex(r"[\w.,:+/@%=-]*")
_MOST_BYTES = 1_000_000
"""Largest size of the .bib files whose keys are offered: reading more would keep users waiting."""


def _completion(offer: Callable[[click.Context, str], Offers]) -> Complete:
    """Turn a function that offers words into one that click asks for completions."""

    def complete(
        ctx: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        found: list[CompletionItem] = []
        # An error message would garble the line that somebody is typing.
        with suppress(Exception):
            found = [
                CompletionItem(word, help=visible(" ".join(text.split())))
                for word, text in offer(ctx, incomplete)
                # Nothing that a shell would take for more than a word.
                if word.startswith(incomplete) and _PLAIN.fullmatch(word)
            ]
        return found

    return complete


def _or_files(complete: Complete) -> Complete:
    """Offer files where no word matches."""

    def either(ctx: click.Context, parameter: click.Parameter, text: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return complete(ctx, parameter, text) or [CompletionItem(text, type="file")]

    return either


def _in_list_of_words(offers: Offers, incomplete: str) -> Offers:
    """Return completions for the last word of a comma-separated list."""
    before = incomplete[: incomplete.rfind(",") + 1]
    return ((before + word, text) for word, text in offers)


def _config(ctx: click.Context) -> Config:
    from pllm_bib.files.config import find_root, read_config

    root = ctx.find_root().params.get("root")
    return read_config(Path(root) if root else find_root(Path.cwd()))


def _files(ctx: click.Context) -> Library | None:
    """Return the entries of the files on the line so far; None if it names none.

    Only .bib files are read, and only if that does not take long.
    """
    from pllm_bib.files.inputs import names_file
    from pllm_bib.files.read import load_files
    from pllm_bib.model.library import Library

    values = [value for value in ctx.params.values() if isinstance(value, tuple)]
    words = [str(word) for words in (ctx.args, *values) for word in words]
    named = [Path(word) for word in words if names_file(word)]
    paths = [path for path in named if path.suffix == ".bib" and path.is_file()]
    if not named:
        return None
    if sum(path.stat().st_size for path in paths) > _MOST_BYTES:
        return Library(())
    return load_files(paths).library


def _keys(library: Library) -> Offers:
    from pllm_bib.formats.shared import latex

    return ((entry.key, latex.plain(entry.title)) for entry in library)


@_completion
def keys(ctx: click.Context, incomplete: str) -> Offers:
    """Offer citation keys of the list, or of the .bib files that the line names."""
    from pllm_bib.files.list import load_list

    library = _files(ctx)
    if library is None:
        library = load_list(_config(ctx)).library
    return _in_list_of_words(_keys(library), incomplete)


@_completion
def sections(ctx: click.Context, incomplete: str) -> Offers:
    """Offer ids of chapters and sections, and slugs once a letter is typed."""
    for chapter in _config(ctx).chapters:
        if chapter.id:
            yield chapter.id, chapter.title
        for section in chapter.sections:
            if section is not chapter.own:
                yield section.id, section.title
            if incomplete:
                yield section.slug, section.title


@_completion
def venues(ctx: click.Context, _incomplete: str) -> Offers:
    """Offer labels of venues."""
    return ((venue.label, venue.name or "") for venue in _config(ctx).venues)


@_completion
def rule_codes(_ctx: click.Context, incomplete: str) -> Offers:
    """Offer codes of rules, alone or in a list with commas, and names once a letter is typed."""
    from pllm_bib.rules import RULES

    offers = [(rule.code, rule.name) for rule in RULES]
    if incomplete:
        offers += [(rule.name, rule.code) for rule in RULES]
    return _in_list_of_words(offers, incomplete)


@_completion
def written_formats(_ctx: click.Context, _incomplete: str) -> Offers:
    """Offer formats that can be written."""
    from pllm_bib.formats import WRITTEN

    return ((row.name, row.description) for row in WRITTEN.values())


@_completion
def read_formats(_ctx: click.Context, _incomplete: str) -> Offers:
    """Offer formats that can be read."""
    from pllm_bib.formats import FORMATS

    return ((row.name, row.description) for row in FORMATS.values() if row.read)


@_completion
def importable_formats(_ctx: click.Context, _incomplete: str) -> Offers:
    """Offer formats that can be imported, awesome lists included."""
    from pllm_bib.files.inputs import IMPORTABLE

    return ((name, "") for name in IMPORTABLE)


@_completion
def _styles(_ctx: click.Context, incomplete: str) -> Offers:
    """Offer the citation styles of a build, and all styles once a letter is typed."""
    from pllm_bib.citing import bibtex_styles, references
    from pllm_bib.citing import styles as csl_styles

    if csl_styles.folder() is not None:
        names = csl_styles.collection() if incomplete else references.STYLES
        yield from ((name, "") for name in names)
    yield from ((f"{csl_styles.BIBTEX}{name}", "") for name in bibtex_styles.STYLES)


@_completion
def revisions(ctx: click.Context, _incomplete: str) -> Offers:
    """Offer branches and tags of the list's repository."""
    from pllm_bib.files import revision

    return ((name, "") for name in revision.names(Path(ctx.find_root().params.get("root") or ".")))


files = _or_files(_completion(lambda _ctx, _incomplete: ()))
"""Files, for arguments that may be ``-`` or something else as well."""
keys_or_files = _or_files(keys)
styles = _or_files(_styles)
revisions_or_files = _or_files(revisions)
