"""``pllm-bib add``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import import_, load, lookups, options, printed, report
from pllm_bib.errors import OperatorError
from pllm_bib.files.write import changed
from pllm_bib.tasks import add as adding

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.files.read import Loaded
    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Section
    from pllm_bib.tasks.add import SeveralFound, Sought
    from pllm_bib.tasks.guess import SectionGuess


@click.command(no_args_is_help=True)
@click.argument("identifiers", nargs=-1, required=True, metavar="ID...")
@click.option("--search", is_flag=True, help="Take what is no identifier as a title to look for.")
@options.section_option(
    help="Section for the new works: id (1.3) or short name (default: that of similar works)."
)
@lookups.source_options
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    *,
    identifiers: tuple[str, ...],
    search: bool,
    section_name: str | None,
    record: Path | None,
    replay: Path | None,
    check: bool,
    diff: bool,
) -> None:
    """Add works by identifier, with the records that public services have of them.

    ID is a DOI, an id of arXiv, the ACL Anthology, OpenReview (openreview:ID), DBLP (DBLP:KEY) or
    PubMed (PMID:N), an ISBN, or the address of a page; with --search also a title. This command
    uses the network.

    A work that the list already has is recognised and not changed. Without --section, a work goes
    to the section of the works most like it, which is told; on a terminal you are asked. Where
    several works have a title, they are listed: none is guessed. What is not found changes nothing.
    The keys of new entries go to standard output. The exit status is 1 if something was not found,
    or there are findings.

    \b
    Examples:
      pllm-bib add 2401.00007 --section 5
      pllm-bib add 10.1000/182 2024.acl-long.1 --section 5 --diff
      pllm-bib add 'https://openreview.net/forum?id=abc_DEF-12' --section owls
      pllm-bib add --search 'A Parliament of Barn Owls'
    """
    config, loaded = load.open_list(write=not (check or diff))
    section = import_.one_section(loaded, section_name)
    asks = _is_somebody_there()
    with lookups.opened(record=record, replay=replay) as sources:
        with report.Bar(len(identifiers)) as bar:
            sought = adding.seek(identifiers, sources, titles=search, progress=bar.update)
        found = [*sought.found, *_chosen(sought, asks=asks)]
        found = adding.with_links_of_pages(found, sources)
    done = adding.plan(
        config,
        loaded,
        found,
        section=section,
        choose=(lambda entry, guess: _section(loaded, entry, guess)) if asks else None,
    )
    report.lines(sought.failed)
    report.lines(done.failed)
    for words in done.guessed:
        report.say(words)
    if sought.stopped:
        report.say("stopped: what was found so far is added")
    if done.plan.read:
        import_.tell(done.plan, changed(done.plan.files()), check=check, diff=diff)
    if sought.failed or done.failed or sought.stopped or (sought.several and not asks):
        click.get_current_context().exit(1)


def _is_somebody_there() -> bool:
    """Say whether questions can be asked: on a terminal only."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _chosen(sought: Sought, *, asks: bool) -> list[FoundRecord]:
    """List the works that titles may mean; ask for one of each if somebody is there."""
    chosen = []
    for several in sought.several:
        _list(several)
        answer = printed.ask("number of the work, or Enter for none") if asks else None
        number = (answer or "").strip()
        if number.isdecimal() and 0 < int(number) <= len(several.records):
            chosen.append(several.records[int(number) - 1])
        elif asks:
            sought.failed.append(f"no work is chosen for “{several.title}”")
    return chosen


def _list(several: SeveralFound) -> None:
    report.lines([f"“{several.title}” may be one of these: add it by its identifier"])
    for number, one in enumerate(several.records, start=1):
        entry = one.entry
        people = ", ".join(name.family for name in (*entry.authors,)[:3])
        people += " and others" if len(entry.authors) > 3 else ""  # noqa: PLR2004 -- as listed
        place = " ".join(filter(None, (str(entry.container or ""), str(entry.date or ""))))
        told = ". ".join(filter(None, (people, str(entry.title), place)))
        report.lines([f"  {number}. {told}: {one.address}"])


def _section(loaded: Loaded, entry: Entry, guess: SectionGuess | None) -> Section | None:
    """Ask for the section of a work; just Enter takes what is guessed."""
    usual = (
        f", Enter for {guess.section.id}, {guess.section.title} ({guess.reason})" if guess else ""
    )
    while True:
        answer = printed.ask(f"section of “{entry.title}”{usual}")
        if answer is None or not answer.strip():
            return guess.section if guess and answer is not None else None
        try:
            return import_.one_section(loaded, answer.strip())
        except OperatorError as error:
            report.lines([str(error)])
