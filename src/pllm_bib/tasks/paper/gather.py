"""Documents with the files that they go on in: all that they cite, and their bibliographies."""

from __future__ import annotations

import itertools
import os
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib import papers
from pllm_bib.files.config import shown
from pllm_bib.files.kinds import has_known_suffix
from pllm_bib.files.text import read_text
from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.papers.tex import TexState
from pllm_bib.papers.yaml_head import metadata
from pllm_bib.tasks.paper.findings import paper_finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.model.diagnostic import Diagnostic, Position
    from pllm_bib.papers.mention import Mention

_PROJECTS = ("_quarto.yml", "_bookdown.yml", "_metadata.yml")
"""Files of Quarto and bookdown that name the bibliography for all documents of a folder."""
_MOST_FILES = 10_000


@dataclass(slots=True)
class Paper:
    """All that documents cite, in the order of the text, and the bibliographies that they name."""

    paths: tuple[Path, ...]
    citations: list[Mention] = field(default_factory=list)
    everything: Mention | None = None
    r"""The first ``\nocite{*}``, if there is one."""
    labels: set[str] = field(default_factory=set)
    """Names that the documents define, which no bibliography has to have."""
    bibliographies: dict[Path, Mention] = field(default_factory=dict)
    """The files that are there, each with the place that names it."""
    findings: list[Diagnostic] = field(default_factory=list)
    resolves_aliases: bool = False
    """Its typesetter finds entries by their former keys in ``ids``, as biber does."""

    def cited_keys(self) -> dict[str, list[Position]]:
        """Return the keys that are cited, in the order of the first citations, with all places."""
        found: dict[str, list[Position]] = {}
        for citation in self.citations:
            if citation.name not in self.labels:
                found.setdefault(citation.name, []).append(citation.position)
        return found


def gather(paths: Sequence[Path]) -> Paper:
    """Read documents and all their parts. Raises `OperatorError` where one cannot be read."""
    paper = Paper(tuple(paths))
    for path in paths:
        _Follower(path, paper).follow()
    return paper


class _Reading(NamedTuple):
    """A file that is being read."""

    path: Path
    kind: str
    base: Path
    """The folder in which its inputs are looked up first."""
    mentions: Iterator[Mention]
    is_around: bool
    """It is a part of the main file of the document: only its bibliographies count."""


class _Follower:
    """The reading of one document."""

    def __init__(self, main: Path, paper: Paper) -> None:
        self.main = main
        self.paper = paper
        self.state = TexState()
        self.seen: set[Path] = set()
        self.parts: list[_Reading] = []

    def follow(self) -> None:
        """Add all that the document mentions to the paper."""
        kind = papers.kind_of(self.main.name) or "tex"
        self._enter(self.main, kind, self.main.parent)
        named = len(self.paper.bibliographies)
        while self.parts:
            part = self.parts[-1]
            mention = next(part.mentions, None)
            if mention is None:
                self.parts.pop()
            else:
                self._take(mention, part)
        if kind in {"markdown", "notebook"} and len(self.paper.bibliographies) == named:
            self._of_project()

    def _enter(self, path: Path, kind: str, base: Path, *, is_around: bool = False) -> None:
        resolved = path.resolve()
        if resolved in self.seen or len(self.seen) > _MOST_FILES:
            return
        self.seen.add(resolved)
        text = read_text(path).text
        if kind == "bcf" or (kind == "tex" and "\\addbibresource" in text):
            self.paper.resolves_aliases = True
        mentions = papers.reader(kind)(text, shown(path), self.state)
        self.parts.append(_Reading(path, kind, base, mentions, is_around))

    def _take(self, mention: Mention, part: _Reading) -> None:
        paper = self.paper
        if mention.kind == "bibliography":
            self._bibliography(mention, part)
        elif mention.kind in {"input", "perhaps"}:
            self._input(mention, part)
        elif mention.kind == "parent":
            if len(self.parts) == 1 and (path := self._found(_names(mention.name, "tex"), part)):
                self._enter(path, "tex", path.parent, is_around=True)
        elif mention.kind == "label":
            paper.labels.add(mention.name)
        elif part.is_around:
            return
        elif mention.kind == "everything":
            paper.everything = paper.everything or mention
        else:
            paper.citations.append(mention)

    def _found(self, names: Sequence[str], part: _Reading, folder: str = "") -> Path | None:
        """Return the first file of some names, in the folders in which it may be."""
        bases = dict.fromkeys((part.base, self.main.parent, part.path.parent, Path()))
        paths = (base / folder / name for name in names for base in bases)
        return next((path for path in paths if path.is_file()), None)

    def _input(self, mention: Mention, part: _Reading) -> None:
        name = mention.name.replace("\\jobname", self.main.stem).strip('"')
        if "\\" in name or "#" in name:
            message = f"“{name}” is put together by macros: give the file itself, too"
            self.paper.findings.append(paper_finding("unclear-input", message, mention.position))
            return
        if part.kind == "typst":
            name = name.lstrip("/")
        path = self._found(_names(name, part.kind), part, mention.folder)
        if path:
            base = part.base / mention.folder if mention.folder else part.base
            kind = papers.kind_of(path.name) or part.kind
            self._enter(path, kind, base, is_around=part.is_around)
        elif mention.kind == "input" and name and not name.startswith("|"):
            message = f"there is no file “{name}” to read on in"
            self.paper.findings.append(paper_finding("missing-input", message, mention.position))

    def _bibliography(self, mention: Mention, part: _Reading) -> None:
        name = mention.name.replace("\\jobname", self.main.stem).strip('"')
        names = [name] if has_known_suffix(name) else [f"{name}.bib", name]
        if part.kind == "typst":
            names = [name.lstrip("/") for name in names]
        if any(sign in name for sign in "*?["):
            found = sorted(self.main.parent.glob(name)) if not Path(name).is_absolute() else []
        else:
            path = self._found(names, part)
            if path is None and part.kind in _OF_TEX:
                path = _in_search_path(names)
            found = [path] if path else []
        for path in found:
            if not any(_are_one(path, other) for other in self.paper.bibliographies):
                self.paper.bibliographies[path] = mention
        if not found:
            message = f"there is no bibliography “{names[0]}”"
            if "://" in name:
                message = f"“{name}” is an address: download it, and give the file"
            missing = paper_finding("missing-bibliography", message, mention.position)
            self.paper.findings.append(missing)

    def _of_project(self) -> None:
        """Add the bibliographies that the project of a Markdown document names."""
        folder = self.main.resolve().parent
        for path in (at / name for at in (folder, *folder.parents) for name in _PROJECTS):
            if path.is_file():
                source = SourceMap(read_text(path).text, shown(path))
                mentions, _spans = metadata(source, 0, len(source.text))
                part = _Reading(path, "markdown", path.parent, iter(()), is_around=True)
                for mention in mentions:
                    if mention.kind == "bibliography":
                        self._bibliography(mention, part)
            if self.paper.bibliographies or (path.parent / ".git").exists():
                return


_OF_TEX = frozenset({"tex", "latex_aux", "bcf"})


def _in_search_path(names: Sequence[str]) -> Path | None:
    """Return the first file of some names in the folders of BIBINPUTS, where TeX's programs look.

    Folders are parted as in PATH, ``~`` is the home, and ``//`` at the end means all folders below.
    """
    for entry in os.environ.get("BIBINPUTS", "").split(os.pathsep):
        folder = Path(entry.removeprefix("!!").rstrip("/") or "/").expanduser()
        if not entry or not folder.is_dir():
            continue
        below = entry.endswith("//")
        folders = _folders_below(folder) if below else [folder]
        for at in itertools.islice(folders, _MOST_FILES):
            for name in names:
                if not Path(name).is_absolute() and (at / name).is_file():
                    return at / name
    return None


def _folders_below(folder: Path) -> Iterator[Path]:
    """Yield a folder and all below it, in the order of their names."""
    for at, folders, _files in os.walk(folder):
        folders.sort()
        yield Path(at)


def _names(name: str, kind: str) -> list[str]:
    """Return the names that a file may have that a document calls by a name."""
    if kind != "tex":
        return [name]
    has_suffix = papers.kind_of(name) or name.endswith((".bbl", ".sty", ".cls"))
    return [name, f"{name}.tex"] if has_suffix else [f"{name}.tex", name]


def _are_one(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
