"""``pllm-bib site``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, report
from pllm_bib.errors import OperatorError, StyleError
from pllm_bib.files.config import read_toml, shown
from pllm_bib.files.inputs import names_file
from pllm_bib.site import words
from pllm_bib.site.views import web_address

if TYPE_CHECKING:
    from pllm_bib.cli.load import GivenWorks
    from pllm_bib.files.folder import FolderPlan

PUBLIC = "public"
"""The folder of a site where none is named."""


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=completion.files)
@options.from_option
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=PUBLIC,
    show_default=True,
    help="Folder of the pages.",
)
@click.option(
    "--url",
    default="",
    metavar="ADDRESS",
    help="Web address of the site, for canonical addresses, feeds and a sitemap.",
)
@click.option(
    "--title", default="", help="Title of the site (default: that of the list, or the file's name)."
)
@click.option(
    "--language",
    default=words.ENGLISH,
    metavar="LANG",
    show_default=True,
    help="Language of the pages (en, de), or a TOML file with your own words.",
)
@click.option(
    "-s",
    "--style",
    "styles",
    multiple=True,
    shell_complete=completion.styles,
    help="Citation style of the formatted references. Repeatable (default: those of “build”).",
)
@click.option(
    "--pagefind",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Give the search of the pages an index by Pagefind: for more than 10,000 works if it is "
    "installed, always, or never.",
)
@click.option("--force", is_flag=True, help="Write into a folder that holds other files as well.")
@click.option("--serve", is_flag=True, help="Serve the pages on this machine until Ctrl-C.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port of --serve; 0 takes any that is free.",
)
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    files: tuple[str, ...],
    *,
    source: tuple[str, ...],
    output: Path,
    url: str,
    title: str,
    language: str,
    styles: tuple[str, ...],
    pagefind: str,
    force: bool,
    serve: bool,
    port: int,
    check: bool,
    diff: bool,
) -> None:
    """Make a website of the list, or of any bibliography: files that any host serves.

    Readers can search, filter, copy and download works, and save them to Zotero with one click.
    Only changed files are written. Files that the command did not write are left alone.

    \b
    Examples:
      pllm-bib site
      pllm-bib site -o public --url https://example.org/list/
      pllm-bib site refs.bib -o public --language de
      pllm-bib site --serve
    """
    from pllm_bib.tasks.site import run
    from pllm_bib.tasks.site.gather import SiteWishes

    for name in files:
        if not names_file(name):
            message = f"{name}: there is no such file"
            raise OperatorError(message)
    found = load.works(files, source)
    load.exit_if_unread(found.loaded, named=False)
    url = url or (found.config.site if found.config else "")
    wishes = SiteWishes(
        words=_words(language),
        title=title or _title(files, listed=found.config is not None),
        address=_address(url),
        styles=styles,
        indexed=_indexed(pagefind, len(found.library)),
        added=_added(found, tell=bool(url)),
    )
    try:
        plan = run.plan(found.library, found.config, wishes, output, force=force)
    except StyleError as error:
        raise OperatorError(str(error)) from error
    if check or diff:
        _say_what_would_change(plan, diff=diff)
        return
    plan.apply()
    works = report.plural(len(found.library), "work")
    changed = len(plan.write) + len(plan.remove)
    files_of = report.plural(plan.count, "file")
    report.say(f"{works}: {changed} of {files_of} changed in {shown(output)}")
    if serve:
        _serve(output, port)


_MANY = 10_000
"""Works from which on the search has an index, where Pagefind can make it."""


def _indexed(wish: str, works: int) -> bool:
    """Say whether the search is to have an index. Raises `OperatorError`."""
    from pllm_bib.tasks.site import pagefind

    if wish == "always":
        pagefind.program()
        return True
    if wish == "never" or works <= _MANY:
        return False
    try:
        pagefind.program()
    except OperatorError as error:
        report.say(f"{works:,} works, but no index for their search: {error}")
        return False
    return True


def _serve(folder: Path, port: int) -> None:
    from pllm_bib.tasks.site.serve import server

    with server(folder, port) as running:
        place = f"http://127.0.0.1:{running.server_port}/"
        report.say(f"serving {shown(folder)} at {place}; Ctrl-C ends it", least=-1)
        running.serve_forever()


def _added(found: GivenWorks, *, tell: bool) -> dict[str, str]:
    """Return when each work was added; without a history that tells, nothing is made up."""
    from pllm_bib.tasks.site import run

    try:
        return run.added(found.library, found.config)
    except OperatorError as error:
        if tell:
            report.say(f"no feeds and no dates: {error}")
        return {}


def _words(language: str) -> words.Words:
    if language.endswith(".toml"):
        return words.own_words(read_toml(Path(language)))
    return words.words_of(language)


def _title(files: tuple[str, ...], *, listed: bool) -> str:
    if listed:
        return ""
    return Path(files[0]).stem if files and files[0] != "-" else "Bibliography"


def _address(url: str) -> str:
    if url and not web_address(url):
        message = f"“{url}” is not a valid web address: it starts with https://"
        raise OperatorError(message)
    return f"{url.rstrip('/')}/" if url else ""


def _say_what_would_change(plan: FolderPlan, *, diff: bool) -> None:
    if diff:
        texts = {name: text for name, text in plan.write.items() if isinstance(text, str)}
        files = {plan.folder / name: text for name, text in texts.items()}
        report.print_diff(files, [plan.folder / name for name in plan.remove])
    for name in plan.write:
        report.say(f"would change: {shown(plan.folder / name)}")
    for name in plan.remove:
        report.say(f"would remove: {shown(plan.folder / name)}")
    if plan:
        click.get_current_context().exit(1)
