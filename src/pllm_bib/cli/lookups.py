"""The sources of records that a command asks, as its options say, and what is said of them."""

from __future__ import annotations

import contextlib
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from pllm_bib.cli import completion, load, report
from pllm_bib.tasks.lookup import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.cli.options import Function
    from pllm_bib.lookup.found import RecordSource
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.lookup import Answered

REPLAY = "PLLM_BIB_REPLAY"
"""Variable of the environment with the folder of recorded answers."""
INDEXES, OFFLINE = f"{__name__}.indexes", f"{__name__}.offline"
"""Names of the values of ``--index`` and ``--offline`` in the meta data of a call."""


def _keep(ctx: click.Context, _option: click.Parameter, value: Any, *, name: str) -> None:
    ctx.meta[name] = value


_SOURCES = (
    click.option(
        "--index",
        multiple=True,
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        expose_value=False,
        callback=partial(_keep, name=INDEXES),
        shell_complete=completion.files,
        help="Index of dumps to look works up in first (see “index build”). Repeatable.",
    ),
    click.option(
        "--offline",
        is_flag=True,
        expose_value=False,
        callback=partial(_keep, name=OFFLINE),
        help="Use no network: ask indexes, and answers of services that are kept.",
    ),
)
_RECORDINGS = (
    click.option(
        "--record",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Keep every answer of a service in this folder.",
    ),
    click.option(
        "--replay",
        type=click.Path(file_okay=False, exists=True, path_type=Path),
        metavar="DIR",
        envvar=REPLAY,
        help=(
            "Take answers from a folder that --record filled, and nothing from the network "
            f"(default: the variable {REPLAY})."
        ),
    ),
)
_ONLINE = click.option(
    "--online", is_flag=True, help="Ask public services for records of the works."
)


def recording_options(function: Function) -> Function:
    """Decorate a command that asks services with ``--record`` and ``--replay``."""
    for option in reversed(_RECORDINGS):
        function = option(function)
    return function


def source_options(function: Function) -> Function:
    """Decorate a command that looks works up: with indexes, and where answers are kept."""
    for option in reversed(_SOURCES):
        function = option(function)
    return recording_options(function)


def online_options(function: Function) -> Function:
    """Decorate a command that may look works up as `source_options` does, with ``--online``."""
    return _ONLINE(source_options(function))


def asks(*, online: bool) -> bool:
    """Say whether a command asks anything for records, as its options say."""
    meta = click.get_current_context().meta
    return bool(online or meta.get(INDEXES) or meta.get(OFFLINE))


@contextlib.contextmanager
def opened(
    *, record: Path | None, replay: Path | None, online: bool = True
) -> Iterator[list[RecordSource]]:
    """Give the sources that a command asks, in their order, and close them at the end.

    Indexes come first. Without ``online``, services are not among them. Raises `click.UsageError`
    for answers to be recorded where no service is asked, `OperatorError` for an index that cannot
    be read.
    """
    meta = click.get_current_context().meta
    offline = bool(meta.get(OFFLINE))
    if record and (offline or not online):
        message = "--record goes with --online" if not online else "--record needs the network"
        raise click.UsageError(message)
    if not asks(online=online):
        yield []
        return
    with contextlib.ExitStack() as stack:
        sources: list[RecordSource] = []
        for path in meta.get(INDEXES) or load.preferences().index:
            from pllm_bib.lookup.index.ask import DumpIndex

            sources.append(stack.enter_context(DumpIndex(path)))
        if online or offline:
            sources.append(_services(stack, record, replay, offline=offline))
        yield sources


def _services(
    stack: contextlib.ExitStack, record: Path | None, replay: Path | None, *, offline: bool
) -> RecordSource:
    """Return the services of the web, or the answers of theirs that are kept."""
    from pllm_bib.files.cache import store
    from pllm_bib.lookup.client import Client, ClientSettings
    from pllm_bib.lookup.services import KeptAnswers, Services

    settings = ClientSettings(
        contact=contact(), cache=store.answers(), record=record, replay=replay, offline=offline
    )
    services = Services(stack.enter_context(Client(settings)))
    return KeptAnswers(services) if offline else services


def contact() -> str:
    """Return the address that services may write to: the project's, or else the list's."""
    if contact := load.preferences().contact:
        return contact
    around = load.optional_config()
    return around.contact if around else ""


def asked_for(works: Sequence[Entry], sources: Sequence[RecordSource]) -> Answered:
    """Ask sources for works, with a progress bar, and say what went wrong."""
    from pllm_bib.tasks.lookup import ask_for

    with report.Bar(1) as bar:
        answered = ask_for(works, sources, bar.update)
    tell_failed(answered.failed)
    if answered.stopped:
        report.say(
            f"stopped: {answered.asked} of {report.plural(len(works), 'work')} asked for; what was "
            "found is used. Run it again to go on: answers are kept for a day"
        )
    return answered


_MOST_TOLD = 3
"""Failures of one host, and identifiers that nobody has, that are told one by one."""


def tell_failed(messages: Sequence[str]) -> None:
    """Say which requests failed: of a host, the first few; and which identifiers nobody has."""
    told: Counter[str] = Counter()
    for message in dict.fromkeys(messages):
        host = urlsplit(message.partition(" ")[0]).hostname or ""
        group = NOBODY if message.endswith(NOBODY) else host
        told[group] += 1
        if not group or told[group] <= _MOST_TOLD:
            report.lines([message])
    for group, number in told.items():
        more = number - _MOST_TOLD
        if group and more > 0:
            words = f"{report.plural(more, 'more identifier')}: {NOBODY}"
            report.lines([words if group == NOBODY else f"{group}: {more} more requests failed"])
