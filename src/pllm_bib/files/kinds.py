"""The kind of a file, by its name or its first bytes, and the refusal of what no reader takes."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import ENTRIES, find_root, os_message, shown
from pllm_bib.files.text import TextFile, read_text
from pllm_bib.formats import FORMATS
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.formats.row import Format

MARKDOWN = "markdown"
"""The name of lists where a format is named."""


def start_of(stream: BinaryIO) -> str:
    """Return as much of the start of a file's text as a guess of the format needs."""
    return TextFile(io.BytesIO(stream.read(4096)), "").text()


def start_of_file(path: Path) -> str:
    """Return the start of a file's text. Raises `OperatorError` where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return start_of(stream)
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error


def own_format(path: Path) -> str | None:
    """Return the dialect of a list's own .bib files for one of these, None for others."""
    try:
        root = find_root(path.resolve().parent)
    except OperatorError:
        return None
    is_own = path.suffix == ".bib" and path.resolve().parent == root / ENTRIES
    return "canonical" if is_own else None


def guess_format(name: str, head: str) -> str | None:
    """Tell the format of a file by its name, or else by its start; None if neither tells."""
    head = _LINE_END.sub("\n", head.removeprefix("\ufeff"))
    by_suffix = _SUFFIXES.get(_suffix(name))
    sharing = _SHARED.get(FORMATS[by_suffix].suffix, ()) if by_suffix else ()
    if by_suffix and not sharing:
        return by_suffix
    found = next((form for pattern, form in _STARTS if re.match(pattern, head)), None)
    if by_suffix:
        if found and found not in BIB and FORMATS[found].read:
            return found
        return None if words_for(head) else by_suffix
    return found if found in FORMATS and FORMATS[found].read else None


def format_to_write(name: str) -> Format | None:
    """Return the format that a file of a name is written in, by its suffix; None if none has it."""
    rows = [row for row in FORMATS.values() if row.writer and row.suffix == _suffix(name)]
    return min(rows, key=lambda row: not row.built, default=None)


def guess_importable(name: str, head: str) -> str:
    """Tell the format of a file to import: a list, unless something tells otherwise."""
    if name.lower().endswith(_MARKDOWN_SUFFIXES):
        return MARKDOWN
    guessed = guess_format(name, head)
    by_name = guess_format(name, "")
    if guessed is None or (guessed != by_name and _LINK.search(head)):
        return MARKDOWN
    return guessed


def has_known_suffix(name: str) -> bool:
    """Say whether a name ends like that of a file of some format that is read."""
    return _suffix(name) in _SUFFIXES


_MARKDOWN_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
_LINE_END = regex(r"\r\n?")
_LINK = regex(r"\]\(\s*<?(?:https?:|www\.|\[)")
BIB = frozenset({"canonical", "bibtex", "biblatex"})
"""Formats whose files are cut into parts."""
_READ = [row for row in FORMATS.values() if row.read]
_SUFFIXES = {row.suffix: row.name for row in reversed(_READ)} | {
    ".bib": "biblatex",
    ".bibtex": "biblatex",
    ".biblatex": "biblatex",
    ".csljson": "csl-json",
    ".yml": "csl-yaml",
    ".jsonld": "schema-org",
    ".medline": "nbib",
    ".isi": "wos",
}
"""Suffix -> format, the first that has it. What BibTeX reads, the reader of BibLaTeX does too."""
_SHARED = {
    row.suffix: names
    for row in _READ
    if len(names := {other.name for other in _READ if other.suffix == row.suffix}) > 1
    and row.name not in BIB
}
"""Suffix of several formats, which the start of a text tells apart -> these."""
_YAML_HEAD = r"(?>(?:[^\S\n]*(?:#[^\n]*|---[^\S\n]*|%YAML[^\n]*)?\n)*)"
"""Empty lines, comments and marks before a document of YAML."""
_JSON_MARKS = (
    ("schema-org", r'"@(?:context|type)"\s*:\s*["\[{]'),
    ("crossref", r'"message-type"\s*:|"(?:title|container-title)"\s*:\s*\['),
    ("openalex", r'"(?:authorships|abstract_inverted_index)"|"https://openalex\.org/[WA]'),
    (
        "datacite",
        r'"(?:resourceTypeGeneral|creators|publicationYear|schemaVersion)"\s*:|"type":\s*"dois"',
    ),
    (
        "bibjson",
        r'"(?:bibjson|citekey)"\s*:|"(?:identifier|link)"\s*:\s*\[\s*\{\s*"(?:type|id|url|anchor)"',
    ),
    ("bibjson", r'"author"\s*:\s*\[\s*\{\s*"(?:name|firstname|lastname|id)"'),
    ("bibjson", r'"journal"\s*:\s*\{'),
)
"""Format of JSON -> what its files have near their start, and CSL-JSON has not."""
_XML_MARKS = (
    ("endnote-xml", r"<ref-type\b"),
    ("mods", r"<(?:\w+:)?mods(?:Collection)?\b"),
    ("word-xml", r"<(?:\w+:)?Sources\b"),
    ("pubmed-xml", r"<(?:Pubmed(?:Book)?Article(?:Set)?|MedlineCitation(?:Set)?)\b"),
    ("zotero-rdf", r"<(?:rdf:)?RDF\b"),
)
"""Format of XML -> what its files have near their start."""
_STARTS = (
    (r"(?sm).*?^cff-version[ \t]*:", "cff"),
    (r"\s*%[0A-Z] \S", "enw"),
    (r"(?s)(?:.*\n)?\s*TY {0,2}- ", "ris"),  # there may be a heading before it
    (r"\s*[A-Z]{2,4} {0,2}- ", "nbib"),
    (r"\s*(?:FN [^\n]*\n+(?:VR [^\n]*\n+)?)?PT [A-Z]\n", "wos"),
    (r"(?i)\s*\{\{\s*(?:cite[ _]\w|citation\s*\|)", "wikipedia"),
    (r'\s*\{"key": "[^"\n]*", "type": "', "jsonl"),
    (r"\s*key,type,label,", "csv"),
    *((r"(?s)\s*[\[{](?=.*?(?:" + mark + "))", form) for form, mark in _JSON_MARKS),
    (r"\s*(?:\[\s*[{\]]|\{\s*[\"}])", "csl-json"),
    *((rf"(?s)\s*(?=<)(?=.*?{mark})", form) for form, mark in _XML_MARKS),
    (
        rf"{_YAML_HEAD}(?!references:)[^\s#\[{{-][^\n]*:[ \t]*(?:#[^\n]*)?\n[ \t]+[\w-]+:",
        "hayagriva",
    ),
    (r"\s*(---\s|references:|- \w+:)", "csl-yaml"),
    (r"(?sm).*?^[^\S\n]*@\w+\s*[{(]", "biblatex"),
    (r"(?si).*?\{\{\s*(?:cite[ _]\w|citation\s*\|)", "wikipedia"),
)
"""Pattern of a text's start -> its format, the most telling first."""


# What a reader of BibTeX, or of a list, cannot take.


def holds_blocks(path: Path) -> bool:
    """Say whether a file has blocks of BibTeX, or else has nothing, or nothing but comments.

    A file of a list may well have none yet, and counts as if it had. So does what is no regular
    file, since it can be read only once. Raises `OperatorError` for a file of another kind.
    """
    if not path.is_file():
        return True
    head, suffix = start_of_file(path), _suffix(path.name)
    if _FIRST_BLOCK.match(head) and not _magic(path):
        return True
    looks_otherwise = _words_for(path, head) or _form_of(head) not in BIB | {None}
    if _magic(path):
        found = None
    elif suffix not in _BIB_SUFFIXES and (suffix in _SUFFIXES or suffix in _NAMED):
        found = _FIRST_BLOCK.match(head)
    elif looks_otherwise:
        found = _BLOCK_IN_LINE.search(head)
    else:
        found = _BLOCK.search(head) or _BLOCK.search(read_text(path).text)
    if found:
        return True
    is_own = own_format(path) is not None
    if (is_own and not looks_otherwise) or (suffix in _BIB_SUFFIXES and _NOTHING.match(head)):
        return is_own
    raise OperatorError(_unlike(path, head))


def refuse_unlike(path: Path, form: str) -> None:
    """Refuse a file that cannot be of a format that was guessed. Raises `OperatorError`."""
    if form in BIB:
        holds_blocks(path)
    elif form == MARKDOWN and (named := _NAMED.get(_suffix(path.name))) != _LIST:
        head = start_of_file(path)
        words = _words_for(path, head) or named
        if words and words != _PAGE:
            raise OperatorError(_unlike(path, head))


def refusal(path: Path) -> OperatorError:
    """Return the error for a file that is no bibliography: it says what the file looks like."""
    return OperatorError(_unlike(path, start_of_file(path)))


def words_for(head: str) -> str | None:
    """Return words for a text that starts like something that is not read here."""
    return next((words for pattern, words in _TEXTS if re.match(pattern, head)), None)


def _unlike(path: Path, head: str) -> str:
    """Say what a file looks like, and which command reads that."""
    import shlex

    name = shown(path)
    words = _words_for(path, head) or _NAMED.get(_suffix(name))
    by_name = _SUFFIXES.get(_suffix(name))
    form = next((form for form in (_form_of(head), by_name) if form not in BIB | {None}), None)
    if form and not words:
        option = () if form == by_name else ("-f", form)
        call = shlex.join(["pllm-bib", "convert", name, *option, "-t", "bibtex"])
        return f"{name} looks like {FORMATS[form].title}: “{call}” reads it"
    if words == _LIST:
        call = shlex.join(["pllm-bib", "import", name])
        return f"{name} looks like {words}: “{call}” reads it"
    if not words:
        return f"{name} is no BibTeX: it has no entry"
    names = _BIBLIOGRAPHY.search(read_text(path).text) if words == _LATEX else None
    hint = f"; it names the bibliography {names[1]}" if names else ""
    return f"{name} looks like {words}: no command reads that{hint}"


def _form_of(head: str) -> str | None:
    """Return the format that a text's start tells beyond doubt, if any."""
    return next((form for pattern, form in _STARTS if re.match(pattern, head)), None)


def _words_for(path: Path, head: str) -> str | None:
    """Return words for a file of a kind that is not read here."""
    return _magic(path) or words_for(head)


def _magic(path: Path) -> str | None:
    """Return words for a file that is no text, by its first bytes; None for text."""
    with path.open("rb") as stream:
        data = stream.read(4096)
    known = next((words for start, words in _BINARY if data.startswith(start)), None)
    is_text = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0\0" not in data
    return known or (None if is_text else "a binary file")


def _suffix(name: str) -> str:
    return name[name.rfind(".") :].lower() if "." in name else ""


_BIB_SUFFIXES = frozenset(suffix for suffix, form in _SUFFIXES.items() if form in BIB)
_BLOCK = regex(r"@\s*\w+\s*[{(]|^[^\S\n]*@\s*\w", re.MULTILINE)
_BLOCK_IN_LINE = regex(r"^[^\S\n]*@\s*\w+\s*[{(]", re.MULTILINE)
_FIRST_BLOCK = regex(r"\s*(?:%[^\n]*\n\s*)*@\s*\w+\s*[{(]")
_NOTHING = regex(r"(?:\s|%[^\n]*(?:\n|\Z))*\Z")
_BIBLIOGRAPHY = regex(r"\\(?:bibliography|addbibresource)(?:\[[^\]]*\])?\{([^{}]+)\}")
_BINARY = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "a database"),
)
"""First bytes of a file -> words for it."""
_LATEX, _LIST, _PAGE, _MADE = "LaTeX", "a Markdown list", "a web page", "a file made by TeX"
_TEXTS = (
    (r"(?:This is .*TeX|INFO - This is Biber|\[\d+\] \w+\.\w+(?:\.pm)?:\d+> INFO)", _MADE),
    (r"\s*\\(?:relax|abx@|bibitem|begin\{thebibliography)", _MADE),
    (r"(?s)(?:.*\n)?\s*\\(?:documentclass|usepackage|begin\{document)", _LATEX),
    (r"\s*\{\\rtf", "RTF"),
    (r"(?i)\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", _PAGE),
    (
        r"(?i)\s*<\?xml(?!(?s:.*?)(?:" + "|".join(m for _f, m in _XML_MARKS) + "))",
        "XML",
    ),
)
"""Pattern of a text's start -> words for the text."""
_NAMED = {
    **dict.fromkeys(_MARKDOWN_SUFFIXES, _LIST),
    **dict.fromkeys((".tex", ".ltx", ".sty", ".cls", ".bst"), _LATEX),
    **dict.fromkeys((".aux", ".bbl", ".bcf", ".blg", ".log"), _MADE),
    **dict.fromkeys((".htm", ".html"), _PAGE),
    ".tsv": "a table",
    ".rtf": "RTF",
}
"""Suffix -> words for files that are named so, beside those of formats that are read."""
