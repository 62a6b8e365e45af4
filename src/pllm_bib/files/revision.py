"""Bibliographies as they were: read from a revision of a git repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import ENTRIES, OUTLINE, read_config, shown
from pllm_bib.files.list import load_list
from pllm_bib.files.read import load_inputs
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


def list_at(root: Path, revision: str) -> Library:
    """Read a list as it was at a revision. Positions of its entries are those of the files now.

    Raises `OperatorError` where the folder is in no git repository, the revision is unknown, has
    no list there, or one with entries that cannot be read.
    """
    commit = _commit(root, revision)
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", f"{ENTRIES}/")
    names = listed.split(b"\0")
    paths = [Path(os.fsdecode(name)) for name in names if name.endswith((b".bib", b".toml"))]
    if Path(ENTRIES, OUTLINE) not in paths:
        message = f"the revision “{revision}” has no list in {shown(root)}: no {ENTRIES}/{OUTLINE}"
        raise OperatorError(message)
    with tempfile.TemporaryDirectory(prefix="pllm-bib-") as name:
        folder = Path(name).resolve()
        (folder / ENTRIES).mkdir()
        for path in paths:
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(_shown_at(root, commit, path))
        try:
            loaded = load_list(read_config(folder))
        except OperatorError as error:
            message = str(error).replace(f"{shown(folder)}/", f"{revision}:")
            raise OperatorError(message) from error
        copies = {folder / path: _Copied(root / path, path.as_posix()) for path in paths}
        return _library(loaded, copies, revision)


def files_at(inputs: Sequence[Input], revision: str) -> Library:
    """Read files as they were at a revision, those left out that were not there yet.

    They are read as one, as the files of today are. Raises `OperatorError` as `list_at` does.
    """
    former = []
    for source in inputs:
        if source.path is None:
            message = f"{source.name} has no revisions: name a file"
            raise OperatorError(message)
        parent = source.path.resolve().parent
        commit = _commit(parent, revision)
        if _git(parent, "ls-tree", "-z", commit, "--", source.path.name):
            data = _shown_at(parent, commit, Path(source.path.name))
            former.append(source.holding(data))
    loaded = load_inputs(former)
    _stop_if_incomplete(loaded, revision, lambda path: Path(path).name)
    return replace(loaded.library, entries=tuple(map(_without_places, loaded.library)))


def _without_places(entry: Entry) -> Entry:
    """Return an entry that remembers its file only: its lines are those of another state."""
    if entry.origin is None:
        return entry
    place = Position(entry.origin.position.path)
    return replace(entry, origin=replace(entry.origin, position=place, key=place, fields={}))


def _stop_if_incomplete(loaded: Loaded, revision: str, name: Callable[[str], str]) -> None:
    for fault in loaded.incomplete:
        place = f"{revision}:{name(fault.position.path)}:{fault.position.line}"
        message = f"the revision cannot be read: {place}: {fault.message}"
        raise OperatorError(message)


def names(folder: Path) -> tuple[str, ...]:
    """Return ``HEAD``, and the branches and tags of a folder's repository.

    Raises `OperatorError` where there is none.
    """
    _commit(folder, "HEAD")
    found = _git(folder, "for-each-ref", "--format=%(refname:short)")
    return ("HEAD", *found.decode(errors="replace").split())


def first_seen(paths: Sequence[Path]) -> dict[str, str]:
    """Return when each key came into .bib files or folders of one repository, by its history.

    A moment is that of the first commit that adds an entry of the key (RFC 3339, UTC). Raises
    `OperatorError` where there is no repository, or only the end of its history.
    """
    place = paths[0].resolve()
    folder = place if place.is_dir() else place.parent
    _commit(folder, "HEAD")
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true":
        message = f"the repository of {shown(folder)} has only the end of its history"
        raise OperatorError(message)
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--unified=0")
    names = [str(path.resolve()) for path in paths]
    said = _git(folder, "log", "--reverse", "--format=%x00%ct", "-p", *options, "--", *names)
    found: dict[str, str] = {}
    for commit in said.decode(errors="replace").split("\0")[1:]:
        moment, _, changes = commit.partition("\n")
        added = datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for match in _NEW_ENTRY.finditer(changes):
            found.setdefault(match[1], added)
    return found


_NEW_ENTRY = regex(r"^\+\s*@\w+\s*[{(]\s*([^\s,{}()]+)\s*,", re.MULTILINE)


class _Copied(NamedTuple):
    """A file as it is now, and its name in the repository, for a copy of what it was."""

    path: Path
    name: str


def _library(loaded: Loaded, copies: Mapping[Path, _Copied], revision: str) -> Library:
    """Return what was read from copies of files, with the places of the files themselves."""
    places = {shown(copy): copied for copy, copied in copies.items()}
    _stop_if_incomplete(loaded, revision, lambda path: places[path].name)

    def told(entry: Entry) -> Entry:
        if entry.origin is None:
            return entry
        place = Position(shown(places[entry.origin.position.path].path))
        return replace(entry, origin=replace(entry.origin, position=place, key=place, fields={}))

    return replace(loaded.library, entries=tuple(told(entry) for entry in loaded.library))


def _shown_at(folder: Path, commit: str, path: Path) -> bytes:
    return _git(folder, "show", f"{commit}:./{path.as_posix()}")


def _commit(folder: Path, revision: str) -> str:
    """Return the commit that a revision of a folder's repository means."""
    if shutil.which("git") is None:
        message = "git is not installed: it is needed to read a revision"
        raise OperatorError(message)
    inside = _run(folder, "rev-parse", "--git-dir")
    if inside.returncode:
        said = inside.stderr.decode(errors="replace").strip()
        message = f"git finds no repository in {shown(folder)} to read “{revision}” from: {said}"
        raise OperatorError(message)
    verified = _verified(folder, revision)
    if verified.returncode:
        message = f"git knows no revision “{revision}” of {shown(folder)}"
        raise OperatorError(message)
    return verified.stdout.decode().strip()


def _verified(folder: Path, revision: str) -> subprocess.CompletedProcess[bytes]:
    # A name that starts with a dash is no option.
    return _run(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )


def _git(folder: Path, *arguments: str) -> bytes:
    done = _run(folder, *arguments)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        message = f"git {arguments[0]} failed in {shown(folder)}: {said}"
        raise OperatorError(message)
    return done.stdout


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git") or "git"
    # A folder that only looks like a repository could bring settings, which may name programs.
    safe = ("-c", "safe.bareRepository=explicit", "-C", str(folder))
    return subprocess.run(  # noqa: S603 -- no shell, and revisions are verified first
        [git, *safe, *arguments], capture_output=True, check=False
    )
