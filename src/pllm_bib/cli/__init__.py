"""The command line. The module of a command is imported when that command runs."""

from __future__ import annotations

import importlib
import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from pllm_bib import __version__
from pllm_bib.cli import output
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.shell_completion import CompletionItem


class _Lazy(NamedTuple):
    module: str
    help: str
    name: str = "command"
    """What the command is called in the module."""


COMMANDS = {
    "build": _Lazy("build", "Generate the README's list and every export from the entries."),
    "verify": _Lazy(
        "verify", "Read the exports with independent parsers and compare them with the entries."
    ),
    "check": _Lazy("check", "Report problems of the entries; --fix applies the safe fixes."),
    "links": _Lazy("links", "Find dead and moved links; --fix writes the new addresses."),
    "dedupe": _Lazy("dedupe", "Find duplicate works; --fix merges the sure ones."),
    "import": _Lazy("import_", "Import works from awesome lists and bibliographies."),
    "sync": _Lazy("sync", "Update the list from a newer version of its source."),
    "add": _Lazy("add", "Add works by DOI, arXiv id and other identifiers, from public services."),
    "complete": _Lazy("complete", "Fill the empty fields of works from other files."),
    "promote": _Lazy("promote", "Replace a preprint by its published version, under the same key."),
    "index": _Lazy("index", "Make an index of public dumps, to look works up in offline."),
    "init": _Lazy("init", "Create a new bibliography from an awesome list."),
    "fmt": _Lazy("fmt", "Format .bib files."),
    "rekey": _Lazy("rekey", "Give entries keys by the list's pattern; old keys keep working."),
    "diff": _Lazy("diff", "List works that differ between two versions of a list."),
    "review": _Lazy("review", "Summarise a pull request as Markdown."),
    "site": _Lazy("site", "Make a website: search, copy, downloads, one click into Zotero."),
    "export": _Lazy("export", "Print entries in a format, or write them to a file."),
    "convert": _Lazy("convert", "Convert any bibliography file to any format."),
    "paper": _Lazy("paper", "Compare what a document cites with its bibliography."),
    "cite": _Lazy("cite", "Format references or citations in a citation style."),
    "list": _Lazy("list_", "List entries, one per line."),
    "search": _Lazy("search", "List the entries that contain all the given words."),
    "show": _Lazy("show", "Show an entry in full."),
    "sections": _Lazy("stats", "List sections, with counts.", "sections"),
    "venues": _Lazy("stats", "List venues, with counts.", "venues"),
    "authors": _Lazy("stats", "List authors, with counts.", "authors"),
    "stats": _Lazy("stats", "Count works by type, year, and what they have.", "stats"),
    "rule": _Lazy("rule", "Explain a rule of “check”, or list all rules."),
}

_PAGES = {
    "build": "data-format",
    "fmt": "data-format",
    "verify": "formats",
    "export": "formats",
    "site": "site",
    "convert": "converting",
    "paper": "paper",
    "cite": "citations",
    "check": "rules",
    "rule": "rules",
    "links": "links",
    "dedupe": "duplicates",
    "import": "importing",
    "sync": "importing",
    "complete": "importing",
    "index": "lookup",
    "init": "importing",
    "promote": "importing",
    "rekey": "keys",
    "diff": "keys",
    "review": "automation",
}
"""The page of the documentation that has most on a command; “commands” for the others."""


class _HelpText(click.HelpFormatter):
    """The text of a help, in which pages of the documentation have addresses if any are known."""

    def getvalue(self) -> str:
        """Return the text; a page is a path in the repository where its address is not known."""
        text = super().getvalue()
        pages = _address_of_pages()
        return re.sub(r"\bdocs/(?=[\w-]+\.md\b)", f"{pages}/", text) if pages else text


class _Context(click.Context):
    formatter_class = _HelpText


def _address_of_pages() -> str:
    """Return the address of the folder ``docs``: the installed package's URL “Documentation”."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata("pllm-bib").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    found = (url.partition(",") for url in urls)
    return next((url.strip(" /") for label, _, url in found if label == "Documentation"), "")


@contextmanager
def _visible_refusals() -> Iterator[None]:
    """Spell out what nobody would see in messages about arguments, such as names of files."""
    try:
        yield
    except click.ClickException as error:
        from pllm_bib.model.unseen import visible

        error.message = visible(error.message)  # type: ignore[misc]
        raise


class LazyGroup(click.Group):
    """A group whose commands are modules of this package, imported when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List every command, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of a name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"pllm_bib.cli.{COMMANDS[cmd_name].module}")
        command: click.Command = getattr(module, COMMANDS[cmd_name].name)
        command.epilog = f"More: docs/{_PAGES.get(cmd_name, 'commands')}.md"
        command.context_class = _Context
        known = {parameter.name for parameter in command.params}
        command.params += [option for option in _ANYWHERE if option.name not in known]
        return command

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the options before the command; a refusal shows hidden characters."""
        with _visible_refusals():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal of its arguments shows hidden characters."""
        with _visible_refusals():
            return super().invoke(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer commands without importing any, and options."""
        from click.shell_completion import CompletionItem

        commands = [
            CompletionItem(name, help=lazy.help)
            for name, lazy in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; refuse an unknown one and name the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from pllm_bib.model.diagnostic import did_you_mean

            ctx.fail(f"There is no command “{args[0]}”.{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in COMMANDS.items()])


class Settings(NamedTuple):
    """The options that hold for every command."""

    root: Path | None
    verbosity: int = 0
    color: str = "auto"


def _settings(ctx: click.Context) -> Settings:
    root = ctx.find_root()
    if root.obj is None:
        root.obj = Settings(None)
    found: Settings = root.obj
    return found


def _set(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    """Take the value of an option that may stand before or after the command."""
    if not value:
        return
    settings = _settings(ctx)
    if option.name == "color":
        settings = settings._replace(color=value)
    else:
        verbosity = -1 if option.name == "quiet" else settings.verbosity + value
        settings = settings._replace(verbosity=verbosity)
    ctx.find_root().obj = settings


def _option(*names: str, **about: Any) -> click.Option:
    return click.Option(names, expose_value=False, callback=_set, **about)


_ANYWHERE = (
    _option("-v", "--verbose", count=True, help="Print more messages."),
    _option("-q", "--quiet", is_flag=True, help="Only report problems."),
    _option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        help="When to print in colour; NO_COLOR is respected (default: auto).",
    ),
)
"""Options that stand before or after a command."""


def _root_type() -> Any:
    return click.Path(exists=True, file_okay=False)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="pllm-bib")
@click.option(
    "--root",
    type=_root_type(),
    help="Folder of the list (default: the current folder or the nearest parent that has one).",
)
@click.pass_context
def cli(ctx: click.Context, root: str | None) -> None:
    """Keep a bibliography as BibTeX, and generate everything else from it.

    \b
    Examples:
      pllm-bib build                              generate the README's list and all exports
      pllm-bib export -t ris --section 5        export one section for Zotero
      pllm-bib search preference --has code       find works

    Results go to stdout, messages to stderr. Exit status: 0 success; 1 findings, or --check found
    something to change; 2 wrong usage, or a file or result that cannot be read or written.
    """
    from pathlib import Path

    ctx.obj = _settings(ctx)._replace(root=Path(root).resolve() if root else None)


cli.params[1:1] = _ANYWHERE


def main() -> None:
    """Run the command line; errors that users can fix end in one message, not a traceback."""
    output.run(partial(cli, prog_name="pllm-bib"))
