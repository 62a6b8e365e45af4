"""The Python API: what the commands do, as functions of values, for other programs.

Nothing here prints, asks or exits. Arguments are never changed, and all values can be pickled.
Every failure that is documented is a `PllmBibError`. See docs/python.md.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Unpack

from pllm_bib.awesome.outline import ListedWork
from pllm_bib.citing.references import Reference
from pllm_bib.errors import OperatorError, PllmBibError, StyleError
from pllm_bib.files import config, inputs, kinds, write
from pllm_bib.files.read import Connections, load_inputs
from pllm_bib.files.text import WholeText, whole_text, with_plain_line_ends
from pllm_bib.formats import FORMATS, WRITTEN
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex.profiles import DEFAULT_PROFILE
from pllm_bib.formats.row import Format
from pllm_bib.lookup.found import FoundRecord, RecordSource
from pllm_bib.model.diagnostic import Diagnostic
from pllm_bib.model.entry import Entry
from pllm_bib.model.library import Library
from pllm_bib.tasks.cite import Cluster, citations
from pllm_bib.tasks.convert.request import LostField, Request, Result
from pllm_bib.tasks.dedupe.group import DuplicateGroup, groups
from pllm_bib.tasks.load import Bibliography, bibliography_of, unreadable
from pllm_bib.tasks.options import WriteOptions, stop_at_unknown, write_options

StrPath = str | os.PathLike[str]
Words = str | Sequence[str]
_TEXT = "text"
"""The name of a text in positions."""


# Reading.


def load(path: StrPath | Sequence[StrPath], format: str | None = None) -> Bibliography:  # noqa: A002
    """Read a file, a folder's .bib files, or several files as one bibliography.

    ``format`` is a name of docs/formats.md, which names the specification of each; without it, name
    and text of a file tell. Faults in a file are findings. Raises `PllmBibError` where a file
    cannot be read or is no bibliography.

    >>> from pathlib import Path
    >>> _ = Path("owls.bib").write_text("@book{doe, title = {Owls}, year = 2024}")
    >>> [entry.key for entry in load("owls.bib").library]
    ['doe']
    """
    paths = [path] if isinstance(path, str | os.PathLike) else path
    return bibliography_of(_files(paths, format))


def loads(text: str, format: str | None = None) -> Bibliography:  # noqa: A002
    """Read a text, as `load` reads a file; positions name it “text”.

    Raises `PllmBibError` where the format is unknown, or the text is no bibliography.

    >>> found = loads("@book{doe, title = {Owls}, date = {20x4}}")
    >>> [str(entry.title) for entry in found.library]
    ['Owls']
    >>> [(str(finding.position), finding.name) for finding in found.findings]
    [('text:1:28', 'bad-date')]
    """
    return bibliography_of([inputs.bibliography(inputs.text_input(text, _TEXT, format))])


def _files(paths: Sequence[StrPath], form: str | None) -> list[inputs.Input]:
    names = [str(Path(path)) for path in paths]
    return inputs.bibliographies([f"./{name}" if name == "-" else name for name in names], form)


def open_list(root: StrPath | None = None) -> Bibliography:
    """Read a list with sections: the one in a folder or above it, by default the current one.

    Its form is that of docs/data-format.md. Raises `PllmBibError` where there is no list, or a
    section's file is missing.

    >>> open_list("/")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    pllm_bib.errors.OperatorError: no list here: neither / nor a folder above it has ...
    """
    from pllm_bib.files.list import load_list
    from pllm_bib.files.transaction import recovery
    from pllm_bib.tasks.check import run

    start = Path.cwd() if root is None else Path(root).resolve()
    recovery.settle(start)
    found = load_list(config.read_config(config.find_root(start)))
    if found.missing_files:
        name = config.shown(found.missing_files[0])
        message = f"{name}: this section's file is missing: create it (empty is fine)"
        raise OperatorError(message)
    return Bibliography(found.library, found.faults, run.of_files(found))


def read_list(markdown: str) -> list[ListedWork]:
    """Read a list of works in Markdown (CommonMark with tables), such as an awesome list.

    The entries have no keys: a list's lines tell none.

    >>> [work] = read_list("- [Owls at Night](https://arxiv.org/abs/2401.00001) (2024)")
    >>> str(work.entry.title), work.entry.date.year, work.entry.eprint.id
    ('Owls at Night', 2024, '2401.00001')
    """
    from pllm_bib.awesome import read as awesome_list

    return awesome_list.read(with_plain_line_ends(markdown), _TEXT).works


# Writing.


def dumps(library: Library, format: str, **options: Unpack[WriteOptions]) -> str:  # noqa: A002
    """Return a library in a format, one that docs/formats.md says is written.

    Options are those of ``pllm-bib export``: ``profile`` and ``dialect`` names, all others true or
    false. `losses` tells what the text does not say. Raises `PllmBibError` for a format or option
    that there is not, and for two entries with one key.

    >>> library = loads("@book{doe, title = {Owls}, year = 2024}").library
    >>> print(dumps(library, "bibtex"), end="")
    @book{doe,
      title = {Owls},
      year = {2024},
    }
    """
    row = _format(format)
    _stop_at_clashing_keys(library)
    return row.write(library, write_options(row, DEFAULT_PROFILE, options))


def dump(
    library: Library,
    path: StrPath,
    format: str | None = None,  # noqa: A002
    **options: Unpack[WriteOptions],
) -> None:
    """Write a library to a file in UTF-8; the file is replaced as a whole, or left as it was.

    Without ``format``, the file's name tells it. Raises what `dumps` does, and `PllmBibError`
    where the file cannot be written.

    >>> dump(loads("@book{doe, title = {Owls}}").library, "owls.ris")
    >>> [str(entry.title) for entry in load("owls.ris").library]
    ['Owls']
    """
    target = Path(path)
    row = None if format else kinds.format_to_write(target.name)
    if format is None and row is None:
        message = f"{config.shown(target)}: its name tells no format: give one"
        raise OperatorError(message)
    write.write_files({target: dumps(library, row.name if row else str(format), **options)})


def losses(
    library: Library,
    format: str,  # noqa: A002
    **options: Unpack[WriteOptions],
) -> list[LostField]:
    """Return the fields that a format drops or changes, in the order of the entries.

    Each tells entry and field, its place in the source, and as ``loss`` how much is lost. Raises
    what `dumps` does.

    >>> found = loads("@book{doe, title = {Owls}, venue = {Aviary}}", "bibtex")
    >>> print(*losses(found.library, "enw"))
    text:1:28: “venue” of “doe”: there is no place for it
    """
    from pllm_bib.tasks.convert.entries import EntryWork

    row = _format(format)
    request = Request(to=row.name, options=write_options(row, DEFAULT_PROFILE, options))
    work, writer = EntryWork(request, Connections()), row.required_writer
    context = WriteContext.of(library, request.options)
    found = ((entry, writer.parts_of(entry, context)) for entry in library)
    return [loss for entry, parts in found for loss in work.losses(entry, parts)]


def convert(
    source: str | os.PathLike[str],
    to: str,
    format: str | None = None,  # noqa: A002
    *,
    skip_broken: bool = False,
    **options: Unpack[WriteOptions],
) -> str:
    """Convert a bibliography: a ``str`` is its text, a `pathlib.Path` its file or folder.

    It does what ``pllm-bib convert`` does, in this process. From one dialect of .bib files to
    another, comments and macros stay. Raises `PllmBibError` at the first entry that cannot be
    read, with file, line and column; with ``skip_broken``, such entries are left out. Raises what
    `load` and `dumps` do, too.

    >>> print(convert("@book{doe, title = {Owls}}", "csv").splitlines()[1][:15])
    doe,book,,Owls,
    """
    from pllm_bib.tasks.convert.run import Conversion

    row = _format(to)
    wanted = write_options(row, "minimal", options)
    if isinstance(source, str):
        files = [inputs.bibliography(inputs.text_input(source, _TEXT, format))]
    else:
        files = _files([source], format)
    broken: list[Diagnostic] = []

    def note(result: Result) -> None:
        broken.extend(fault for fault in result.faults if fault.severity == "error")

    try:
        request = Request(to=row.name, options=wanted, jobs=1)
        text = "".join(Conversion(files, request, note).texts())
    except OSError as error:
        raise unreadable(error) from error
    if broken and not skip_broken:
        raise _broken(broken)
    return text


def _broken(faults: Sequence[Diagnostic]) -> OperatorError:
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return OperatorError(f"{faults[0].message}{more}", faults[0].position)


def _format(name: str) -> Format:
    stop_at_unknown("format that can be written", name, WRITTEN)
    return FORMATS[name]


def _stop_at_clashing_keys(library: Library) -> None:
    seen: set[str] = set()
    for entry in library:
        if entry.key.casefold() in seen:
            message = f"two entries have the key “{entry.key}”: Library.unique() keeps the first"
            raise OperatorError(message, entry.position())
        seen.add(entry.key.casefold())


# Choosing and citing.


def select(
    library: Library,
    *,
    section: Words = (),
    key: Words = (),
    year: int | Words = (),
    author: Words = (),
    venue: Words = (),
    query: Words = (),
    has: Words = (),
) -> Library:
    """Return the entries that meet all conditions, as the options of the commands have them.

    Years are numbers or ranges (``"2023-"``); an author is a part of a name; the words of a query
    are anywhere in the entry. Of several sections, keys, years or venues, one is enough; of
    authors, words and things to have, all count. Raises `PllmBibError` for a section, key, venue
    or year that means nothing here.

    >>> library = loads("@book{a, title = {A}, year = 2023} @book{b, title = {B}, year = 2024}")
    >>> [entry.key for entry in select(library.library, year="2024-")]
    ['b']
    """
    from pllm_bib.tasks import select as task

    for name in _listed(has):
        stop_at_unknown("condition “has”", name, task.HAS)
    return task.select(
        library,
        task.Selection(
            sections=_listed(section),
            keys=_listed(key),
            years=(str(year),) if isinstance(year, int) else _listed(year),
            venues=_listed(venue),
            authors=_listed(author),
            words=tuple(word for words in _listed(query) for word in words.split()),
            has=_listed(has),
        ),
    )


def _listed(words: Words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def bibliography(
    library: Library,
    style: str,
    markup: str = "text",
    locale: str | None = None,
    *,
    cited: Sequence[Cluster] = (),
) -> list[Reference]:
    """Format references in a style's order.

    ``style`` is the name of a CSL style (CSL 1.0.2), the path of a .csl file, or ``bibtex:`` and
    plain, alpha, unsrt or unsrtalpha; ``markup`` is text, html, markdown, latex or rtf; ``locale``
    a tag such as de-DE. Works are numbered in the order of ``cited``, the citations that `cite`
    formats, then in that of the library. Raises `PllmBibError` for a style, markup or locale that
    there is not, a style without a bibliography, and two entries with one key.

    >>> library = loads("@book{doe, title={Owls}, author={Jane Doe}, year=2024}").library
    >>> bibliography(library, "apa")
    [Reference(key='doe', text='Doe, J. (2024). Owls.', says_nothing=False)]
    """
    from pllm_bib.citing import references

    _stop_at_clashing_keys(library)
    stop_at_unknown("markup", markup, references.MARKUPS)
    if cited:
        library = references.in_citing_order(library, citations(library, cited, style, locale))
    found = references.references(library, style, markup, locale).references
    if len(library) and not found:
        message = f"the style “{style}” has no bibliography: use cite"
        raise StyleError(message)
    return list(found)


def cite(
    library: Library,
    clusters: Sequence[Cluster],
    style: str,
    markup: str = "text",
    locale: str | None = None,
) -> list[str]:
    """Format the citations of a text, in its order: a string for each cluster.

    A cluster is a key, a `Cite`, several of them, a `Citation`, or a text in pandoc's syntax, such
    as ``[see @doe, p. 3]``. All entries of the library count as cited, first those of the
    clusters: so they get their numbers, and are told apart. A work that is cited again is worded
    so (“ibid.”) where the style does it. In a style that writes notes, each cluster is a note of
    its own, unless a `Citation` says which it is in. Parameters are those of `bibliography`. Raises
    what that does, and `PllmBibError` for a key that no entry has, a locator of an unknown kind,
    and a text that cannot be read.

    >>> library = loads("@book{doe, title={Owls}, author={Jane Doe}, year=2024}").library
    >>> from pllm_bib import Cite
    >>> cite(library, ["doe", [Cite("doe", locator="3-5", prefix="see")]], "apa")
    ['(Doe, 2024)', '(see Doe, 2024, pp. 3–5)']
    >>> cite(library, ["@doe [p. 3]", "[-@doe]"], "apa")
    ['Doe (2024, p. 3)', '(2024)']
    """
    from pllm_bib.citing import references

    _stop_at_clashing_keys(library)
    stop_at_unknown("markup", markup, references.MARKUPS)
    given = citations(library, clusters, style, locale)
    return list(references.citations(library, given, style, markup, locale))


# Quality.


def check(
    library: Library | Bibliography, select: Words = (), ignore: Words = ()
) -> list[Diagnostic]:
    """Return what the rules of docs/rules.md find; a bibliography's own findings are among it.

    Rules are selected and ignored by code, start of a code, or name. K002 and X002 run if they are
    selected. Findings that a file acknowledges are left out. Raises `PllmBibError` for a word that
    names no rule.

    >>> print(*check(loads("@book{doe, title = {Owls}, publisher = {Aviary}, year = 2024}")))
    text:1:1: F001 missing-required-field: “author” or “editor” is missing: @book needs it [doe]
    """
    from pllm_bib.tasks.check import run

    if isinstance(library, Library):
        library = Bibliography(library)
    rules = run.choose(_listed(select), _listed(ignore), of_list=False)
    return list(run.check_entries(library.library, library.findings, rules, library.allowed))


def fix(text: str, findings: Sequence[Diagnostic], *, unsafe: bool = False) -> str:
    """Return the text of a .bib file with the fixes of some findings; all else stays as it is.

    Only safe fixes are made, unless all are wanted. One fix may make another one possible: check
    again until the text stays the same.

    >>> text = "@misc{doe, title = {Owls}, month = {June}}"
    >>> fix(text, check(loads(text)))
    '@misc{doe, title = {Owls}, month = jun}'
    """
    from pllm_bib.tasks.check import run

    given = _whole(text)
    wanted = [finding for finding in findings if finding.fix and (unsafe or not finding.unsafe)]
    edits = [edit for finding in wanted for edit in finding.fix]
    return given.as_written(run.edited(given.text, edits, comments=True))


def format_bib(text: str) -> str:
    """Return the text of a .bib file in canonical layout, as ``pllm-bib fmt`` writes it.

    Values, comments and macros stay as they are, and so does an entry that cannot be laid out
    safely. Raises `PllmBibError`, with line and column, where an entry cannot be read.

    >>> print(format_bib("@BOOK{doe, Title = {Owls}}"), end="")
    @book{doe,
      title = {Owls},
    }
    """
    from pllm_bib.tasks.fmt import laid_out

    given = _whole(text)
    source = inputs.text_input(given.text, _TEXT, "biblatex")
    done = laid_out(given.text, _TEXT, load_inputs([source]).fatal, comments=True)
    if done.faults:
        raise _broken(done.faults)
    return text if done.text is None else given.as_written(done.text)


def _whole(text: str) -> WholeText:
    with inputs.text_input(text, _TEXT, "biblatex").open() as stream:
        return whole_text(stream.read(), _TEXT)


def find_duplicates(library: Library, threshold: float = 0.75) -> list[DuplicateGroup]:
    """Return groups of entries that are, or may be, of one work, as docs/duplicates.md says.

    ``threshold`` is the least sureness, from 0 to 1; from 0.95 on a group is ``safe`` to merge,
    unless something speaks against it.

    >>> text = "@book{a, title={Owls}, doi={10.1234/o}} @misc{b, title={Owls}, doi={10.1234/o}}"
    >>> [group] = find_duplicates(loads(text).library)
    >>> [entry.key for entry in group.entries], group.safe
    (['a', 'b'], True)
    """
    return groups(library.entries, threshold)


def merge(group: DuplicateGroup | Sequence[Entry]) -> Entry:
    """Return the entry that entries of one work become, by the rules of docs/duplicates.md.

    The best entry keeps its key; the others' keys are its ``aliases``. Raises `PllmBibError` for
    no entry at all.

    >>> text = "@misc{a, title={Owls}, doi={10.1234/o}} @book{b, title={Owls}, publisher={Avia}}"
    >>> merged = merge(loads(text).library.entries)
    >>> merged.key, merged.aliases, merged.doi
    ('b', ('a',), '10.1234/o')
    """
    from pllm_bib.tasks.dedupe import merge as task

    entries = group.entries if isinstance(group, DuplicateGroup) else group
    if not entries:
        message = "there is nothing to merge: the group has no entry"
        raise PllmBibError(message)
    return task.merge(entries).entry


# Looking up.


def look_up(
    what: str,
    *,
    index: StrPath | Sequence[StrPath] = (),
    offline: bool = False,
    contact: str = "",
) -> list[FoundRecord]:
    """Return the record of an identifier, or the works with a title like one (docs/lookup.md).

    ``index`` names indexes of dumps, which are asked first. ``offline`` uses no network: then only
    these answer, and answers of services that are kept. ``contact`` is an address that services may
    write to. No title has to be that of the work meant. Raises `PllmBibError` where nobody has the
    identifier, or a service or an index cannot be read.

    >>> from pathlib import Path
    >>> _ = Path("dump.bib").write_text("@book{doe, title = {Owls}, doi = {10.1234/o}}")
    >>> build_index("dump.bib", "refs.index")
    []
    >>> [found] = look_up("10.1234/o", index="refs.index", offline=True)
    >>> found.entry.key, found.address
    ('doe', 'https://doi.org/10.1234/o')
    """
    from pllm_bib.lookup.index.ask import DumpIndex
    from pllm_bib.lookup.wanted import wanted
    from pllm_bib.tasks.lookup import ask

    asked = wanted(what) or what
    with ExitStack() as stack:
        sources: list[RecordSource] = [
            stack.enter_context(DumpIndex(path)) for path in _paths(index)
        ]
        sources.append(_services(stack, contact, offline=offline))
        searched = ask(asked, sources)
    if searched.failed and not searched.found:
        raise PllmBibError(searched.failed[0])
    return searched.found


def _services(stack: ExitStack, contact: str, *, offline: bool) -> RecordSource:
    from pllm_bib.files.cache import store
    from pllm_bib.lookup.client import Client, ClientSettings
    from pllm_bib.lookup.services import KeptAnswers, Services

    settings = ClientSettings(contact=contact, cache=store.answers(), offline=offline)
    services = Services(stack.enter_context(Client(settings)))
    return KeptAnswers(services) if offline else services


def build_index(
    paths: StrPath | Sequence[StrPath], output: StrPath, *, jobs: int = 1
) -> list[Diagnostic]:
    r"""Make an index of dumps for `look_up`, and return what is wrong with them (docs/lookup.md).

    Until all is done, nothing stands in its place, or what stood there. Raises `PllmBibError` where
    a file cannot be read or written, or ``output`` is a file of another kind. ``jobs`` is how many
    processes work, 0 for one a core.

    >>> from pathlib import Path
    >>> _ = Path("dump.bib").write_text("@misc{a, title = {Owls}\n@misc{b, title = {Jays}}")
    >>> for finding in build_index("dump.bib", "refs.index"):
    ...     print(finding.position.line, finding.name)
    1 syntax-error
    """
    from pllm_bib.tasks.index.build import build

    return build(_paths(paths), Path(output), jobs=jobs).faults


def _paths(found: StrPath | Sequence[StrPath]) -> list[Path]:
    return [Path(path) for path in ([found] if isinstance(found, str | os.PathLike) else found)]
