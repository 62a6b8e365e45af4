"""Fields in which other reference managers keep files, notes, groups, further links and tags.

Sources: the files that JabRef (its groups, ``file``, ``review``, ``comment``), Mendeley, BibDesk,
Papers, ADS and Better BibTeX write, as the importers of Zotero and Better BibTeX read them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pllm_bib.formats.shared import extra_fields, latex
from pllm_bib.formats.shared.extra_lines import line_value
from pllm_bib.formats.shared.fields import is_link
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry

NOTES = regex(r"annote|review|comment(?:-.+)?")
"""Fields with somebody's own words on a work."""
_FILES = regex(r"file|file-?\d+|local-?file|local-url|local-zo-url-\d+|bdsk-file-\d+")
TAGS = frozenset({"keyword", "tags", "mendeley-tags"})
CONTRIBUTORS = frozenset({"collaborator", "editora", "editorb", "editorc"})
"""People whose role Zotero has not."""
_GROUPS = {"groups": "", "mendeley-groups": "/"}
"""Fields with the names of groups -> the sign between a group and one inside it."""
_TYPES = {
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "html": "text/html",
    "htm": "text/html",
    "txt": "text/plain",
    "djvu": "image/vnd.djvu",
    "ps": "application/postscript",
}
_ADDRESS = regex(r"(?:https?|ftp)://\S+")
_PATH_PARTS = 3


class AttachedFile(NamedTuple):
    """A file of a work, or an address that stands in the place of one."""

    title: str
    path: str
    kind: str
    """Its media type; empty if it is not known."""

    @property
    def is_address(self) -> bool:
        """Say whether it is a page of the web."""
        return _ADDRESS.fullmatch(self.path) is not None


def files_of(entry: Entry) -> Iterator[tuple[str, AttachedFile, str]]:
    """Yield all that is attached to an entry: the field, the file or page, and the source."""
    for name, source in entry.extra:
        if _FILES.fullmatch(name):
            for file in attached_files(_path_of_bibdesk(source) if "bdsk" in name else source):
                yield name, file, f"extra.{name}"
    repeated = repeated_links(entry)
    for name, url in extra_fields.links(entry):
        kind = re.fullmatch(r"url[_-](\w+)", name)
        title = kind[1] if kind else urlsplit(url).netloc or url
        names = (name, *(other for other, again in repeated.items() if again == url))
        file = AttachedFile(title, "%20".join(url.split()), "")
        yield name, file, " ".join(f"extra.{each}" for each in names)


def repeated_links(entry: Entry) -> dict[str, str]:
    """Return the fields whose address the entry has already, with the address."""
    new = {name for name, _url in extra_fields.links(entry)}
    return {
        name: latex.verbatim(source)
        for name, source in entry.extra
        if is_link(name) and name not in new and "://" in source
    }


def _path_of_bibdesk(source: str) -> str:
    """Return the path in a bookmark of BibDesk, a property list in base64; empty if none."""
    import base64
    import plistlib

    try:
        bookmark = plistlib.loads(base64.b64decode(source), fmt=plistlib.FMT_BINARY)
    except ValueError:
        return ""
    path = bookmark.get("relativePath") if isinstance(bookmark, dict) else None
    return re.sub(r"([\\:;])", r"\\\1", path) if isinstance(path, str) else ""


def attached_files(source: str) -> list[AttachedFile]:
    r"""Return the files of a field ``file``: ``name:path:type``, joined by semicolons.

    JabRef, Zotero and Mendeley put a backslash before a colon or semicolon that is not one of
    these; Better BibTeX may write paths only. Braces that LaTeX alone needs are left out.
    """
    if match := re.fullmatch(r"\s*file://(?:localhost)?(/[^;]*)", source):  # Papers, BibDesk
        return [_named(unquote(match[1]).strip())]
    source = source.replace("$\\backslash$", "\\")
    source = re.sub(r"\{(\\?[_&%#$])\}", r"\1", source)  # Mendeley's
    if source[:1] == "{" and latex.closing_brace(source, 0) == len(source) - 1:
        source = source[1:-1]
    return [file for each in _split(source, ";") if (file := _file(_split(each, ":")))]


def _split(source: str, sign: str) -> list[str]:
    """Split at signs without a backslash before them; backslashes stay."""
    return re.findall(rf"((?:\\.|[^\\{sign}])*)(?:{sign}|$)", source, re.DOTALL)[:-1]


def _file(parts: list[str]) -> AttachedFile | None:
    parts = [re.sub(r"\\([\\:;,_&%#${}])", r"\1", part).strip() for part in parts]
    title, kind = "", ""
    if len(parts) >= _PATH_PARTS and not _is_drive(parts[-_PATH_PARTS + 1], parts[-1]):
        title, *parts, kind = parts
    elif len(parts) == _PATH_PARTS or (len(parts) > 1 and not _is_start(parts[0])):
        title, *parts = parts
    return _named(":".join(parts), title, kind) if any(parts) else None


def _named(path: str, title: str = "", kind: str = "") -> AttachedFile:
    name = re.split(r"[/\\]", path.rstrip("/\\"))[-1]
    suffix = (kind if "/" not in kind and kind else name.rpartition(".")[2]).lower()
    kind = kind if "/" in kind else _TYPES.get(suffix, "")
    return AttachedFile(title or name, path, kind)


def _is_drive(letter: str, rest: str) -> bool:
    return len(letter) == 1 and rest.startswith(("/", "\\"))


def _is_start(part: str) -> bool:
    """Say whether a colon behind this is a path's own: of a drive or an address."""
    return len(part) == 1 or part in {"http", "https", "ftp", "file"}


def groups_of(entry: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the groups of an entry: the field, and the names from the outermost group inwards."""
    placed = entry.origin.groups if entry.origin else ()
    known = {path[-1]: path for path in placed}
    for name, source in entry.extra:
        if name not in _GROUPS:
            continue
        for group in filter(None, (line_value(name, part) for part in source.split(","))):
            parts = tuple(group.split("/")) if _GROUPS[name] else (group,)
            yield f"extra.{name}", known.pop(group, parts)
    for path in known.values():
        yield "", path
