"""Large lists: one is made of any .bib file, and the processor time of commands on it is measured.

``python -m benchmarks.lists LARGE.bib FOLDER --works 5000`` makes a list of entries spread evenly
over the file, in fifty sections, and prints a Markdown table. Each command is a process of its own;
its seconds and those of its workers count, the least of several runs, and the greatest memory of
any one process. The cache is in the folder, and no other.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.formats.bibtex.blocks import BibBlock, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHAPTERS, SECTIONS = 10, 50
COMMAND = str(Path(sys.executable).with_name("pllm-bib"))
CACHE = "cache"


def entries(source: Path, works: int) -> list[BibBlock]:
    """Return the source of so many entries, each key once, spread evenly over a file."""
    unique: dict[str, BibBlock] = {}
    for block in split(source.read_text("utf-8")):
        if block.kind == "entry":
            unique.setdefault(block.key.casefold(), block)
    found = list(unique.values())
    if len(found) < works:
        message = f"{source} has {len(found):,} entries with keys of their own"
        raise SystemExit(message)
    return [found[at * len(found) // works] for at in range(works)]


def make_list(source: Path, folder: Path, works: int) -> None:
    """Make a list of entries of a file, in fifty sections of ten chapters."""
    here = folder / "entries"
    here.mkdir(parents=True)
    outline = ['title = "A large list"']
    blocks = entries(source, works)
    for number in range(SECTIONS):
        chapter, place = divmod(number, SECTIONS // CHAPTERS)
        if not place:
            outline.append(f'\n[[chapter]]\nid = "{chapter + 1}"\ntitle = "Chapter {chapter + 1}"')
        name = (
            f'id = "{chapter + 1}.{place + 1}"\nslug = "section-{number}"\ntitle = "Topic {number}"'
        )
        outline.append(f"\n[[chapter.section]]\n{name}")
        text = "\n\n".join(block.raw for block in blocks[number::SECTIONS])
        (here / f"section-{number}.bib").write_text(f"{text}\n", encoding="utf-8")
    (here / "sections.toml").write_text("\n".join(outline) + "\n", encoding="utf-8")


class Used(NamedTuple):
    """The processor seconds of a run, and the memory of its largest process in megabytes."""

    seconds: float
    megabytes: float


def used(folder: Path, *arguments: str) -> Used:
    """Run a command in a list; return what it and its workers used."""
    child = os.fork()
    if not child:
        os.chdir(folder)
        os.environ["XDG_CACHE_HOME"] = str(folder / CACHE)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.execv(COMMAND, [COMMAND, *arguments])  # noqa: S606 -- our own
    _, status, found = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in {0, 1}:
        message = f"pllm-bib {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}"
        raise SystemExit(message)
    return Used(found.ru_utime + found.ru_stime, found.ru_maxrss / 1000)


def _edit(folder: Path) -> None:
    """Put one more word before the title of an entry."""
    path = folder / "entries" / "section-7.bib"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title = {", "title = {Again ", 1), encoding="utf-8")


def _edit_and_build(folder: Path) -> None:
    """Edit an entry as `_edit` does, and build."""
    _edit(folder)
    used(folder, "build")


def _forget(folder: Path) -> None:
    """Delete all that earlier runs made."""
    for name in ("exports", CACHE):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "README.md").unlink(missing_ok=True)


def _as_it_is(_folder: Path) -> None:
    """Change nothing."""


def _a_key(folder: Path) -> str:
    text = (folder / "entries" / "section-31.bib").read_text(encoding="utf-8")
    return next(block.key for block in split(text) if block.key)


def rows(folder: Path) -> Iterator[tuple[str, Callable[[Path], None], tuple[str, ...], int]]:
    """Yield a name, what is done before each run, the command, and how often it runs."""
    yield "`build`, nothing known", _forget, ("build",), 1
    yield "`build`, nothing changed", _as_it_is, ("build",), 3
    yield "`build`, a title changed", _edit, ("build",), 3
    yield "`build --check`, the first", _as_it_is, ("build", "--check"), 1
    yield "`build --check`, nothing changed", _as_it_is, ("build", "--check"), 3
    yield "`build --check`, a title changed and built", _edit_and_build, ("build", "--check"), 2
    yield "`check`", _as_it_is, ("check",), 3
    yield "`show KEY`", _as_it_is, ("show", _a_key(folder)), 3
    yield "`search transformer`", _as_it_is, ("search", "transformer"), 3
    yield "`list`", _as_it_is, ("list",), 3


def main() -> None:
    """Make a list if there is none, and print what commands on it use."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path, help="a large .bib file")
    parser.add_argument("folder", type=Path, help="the list: it is made, unless it is there")
    parser.add_argument("--works", type=int, default=5000, help="how many entries it has")
    parser.add_argument("--only", default="", help="a word of the rows to measure")
    given = parser.parse_args()
    if not given.folder.exists():
        make_list(given.source, given.folder, given.works)
    folder = given.folder.resolve()
    print(f"| command, {given.works:,} works | seconds | MB |\n| --- | --: | --: |")
    for name, prepare, arguments, runs in rows(folder):
        if given.only not in name:
            continue
        found = []
        for _ in range(runs):
            prepare(folder)
            found.append(used(folder, *arguments))
        seconds, memory = (min(values) for values in zip(*found, strict=True))
        print(f"| {name} | {seconds:.1f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
