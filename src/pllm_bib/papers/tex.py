r"""LaTeX: what a source cites, with natbib, biblatex and most others, and through its own macros.

The names of citation commands have a pattern, since classes and packages have their own ones:
``\parencites``, ``\Citealp``, ``\footfullcite``, ``\onlinecite``. Commands of this pattern that
cite nothing are named. A macro of the document cites what its definition cites.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.papers.mention import Mention
from pllm_bib.papers.tex_source import Unread, typeset

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pllm_bib.papers.mention import MentionKind

    Span = tuple[int, int]

_COMMAND = regex(r"\\(?:(?P<name>[A-Za-z@]+)\*?|.)", re.DOTALL)
_CITING = regex(r"[A-Za-z]*[cC]ite[A-Za-z]*|bibentry|fullcitebib")
_NOT_CITING = regex(
    r"if.*|Declare.*|set.*|new.*|renew.*|bibcite|citetext|citestyle|citereset|defcitealias|"
    r"cite(?:index|tracker)[a-z]*|citesetup|citedash|citepunct|citeleft|citeright|citemid|citeform"
)
_INPUTS = frozenset({"input", "include", "subfile", "subfileinclude", "@input", "@@input"})
_IMPORTS = frozenset(
    {"import", "subimport", "includefrom", "subincludefrom", "inputfrom", "subinputfrom"}
)
_PACKAGES = {
    "usepackage": ".sty",
    "RequirePackage": ".sty",
    "documentclass": ".cls",
    "LoadClass": ".cls",
}
_BIBLIOGRAPHIES = frozenset(
    "bibliography nobibliography addbibresource addglobalbib addsectionbib putbib "
    "defaultbibliography".split()
)
_NEW_COMMANDS = frozenset(
    "newcommand renewcommand providecommand DeclareRobustCommand newrobustcmd renewrobustcmd "
    "providerobustcmd".split()
)
_DOCUMENT_COMMANDS = frozenset(
    f"{verb}{kind}DocumentCommand"
    for verb in ("New", "Renew", "Provide", "Declare")
    for kind in ("", "Expandable")
)
_DEFS = frozenset({"def", "gdef", "edef", "xdef"})
_CITE_COMMANDS = frozenset({"DeclareCiteCommand", "DeclareMultiCiteCommand"})
_NAME = regex(r"\s*(?:\{\s*\\([A-Za-z@]+)\s*\}|\\([A-Za-z@]+))")
_PARAMETERS = regex(r"\s*((?:#\d\s*)*)(?=\{)")
_LET = regex(r"\s*\\([A-Za-z@]+)\s*=?\s*\\([A-Za-z@]+)")
_LAST_COMMAND = regex(r"\\([A-Za-z@]+)\*?\s*$")
_KEY = regex(r"[^,]+")
_ANGLED = regex(r"\s*<[^<>{}\n]*>")
_ROUND = regex(r"\s*\([^()\n]*\)")
_BARE_NAME = regex(r"[ \t]*+=?[ \t]*+([^\s{}\\%]+)")
_PARAMETER = regex(r"#(\d)")
_ROOT = regex(r"(?i)^[ \t]*%[ \t]*!\s*tex\s+root\s*=\s*(\S[^\n]*?)[ \t]*$", re.MULTILINE)


class _Macro(NamedTuple):
    """A macro of the document: its arguments, and what its definition mentions."""

    arguments: str
    """A letter for each: m in braces, o in brackets, s for a star."""
    mentions: tuple[Mention, ...]


@dataclass(slots=True)
class TexState:
    """The definitions of a document's parts so far; they hold in all that follow."""

    unread: Unread = field(default_factory=Unread)
    macros: dict[str, _Macro] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    """Command -> the one that it was let be."""
    citing: set[str] = field(default_factory=set)
    bibliographies: set[str] = field(default_factory=lambda: set(_BIBLIOGRAPHIES))


def read(text: str, path: str, state: TexState) -> Iterator[Mention]:
    """Yield what a LaTeX source mentions. What it defines is added to ``state`` on the way."""
    if root := _ROOT.search(text, 0, _HEAD):
        yield Mention("parent", root[1], SourceMap(text, path).position(root.start(1)))
    reader = _TexReader(text, path, state)
    for mention in reader.mentions(0, len(text)):
        if "#" not in mention.name:
            yield mention


def read_within(text: str, path: str, state: TexState) -> Iterator[Mention]:
    """Yield what LaTeX cites within a text of another kind, in which ``%`` is no comment."""
    if "\\" in text:
        wanted = {"citation", "everything", "bibliography"}
        mentions = read(text.replace("%", " "), path, state)
        yield from (mention for mention in mentions if mention.kind in wanted)


_HEAD = 2000
"""Characters at the start of a file in which editors look for the name of the main file."""


class _TexReader:
    def __init__(self, text: str, path: str, state: TexState) -> None:
        self.text = typeset(text, state.unread)
        self.source = SourceMap(text, path)
        self.state = state
        self.ends = dict(_pairs(self.text))
        self.depth = 0

    def mentions(self, start: int, end: int) -> Iterator[Mention]:
        """Yield what a stretch of the text mentions."""
        at = start
        while command := _COMMAND.search(self.text, at, end):
            at = command.end()
            if (name := command["name"]) is None:
                continue
            name = self.state.aliases.get(name, name)
            if (defined := self._define(name, at)) is not None:
                at = defined
            elif macro := self.state.macros.get(name):
                yield from self._called(macro, at)
            elif name == "bibitem":
                at = yield from self._item(at)
            elif name in self.state.bibliographies:
                yield from self._bibliography(name, at)
            elif self._is_citing(name):
                yield from self._citation(name, at)
            else:
                yield from self._input(name, at)

    def _is_citing(self, name: str) -> bool:
        if name in self.state.citing:
            return True
        return bool(_CITING.fullmatch(name)) and not _NOT_CITING.fullmatch(name)

    # Arguments.

    def _group(self, at: int, opening: str = "{") -> Span | None:
        """Return what is in the braces or brackets that come next, if there are any."""
        at = _after_space(self.text, at)
        if not self.text.startswith(opening, at) or at not in self.ends:
            return None
        return at + 1, self.ends[at]

    def _after_brackets(self, at: int, most: int = 2) -> int:
        for _ in range(most):
            if found := self._group(at, "["):
                at = found[1] + 1
            elif angled := _ANGLED.match(self.text, at):
                at = angled.end()
            else:
                break
        return at

    def _names(self, span: Span) -> Iterator[tuple[str, int]]:
        """Yield the names in a list with commas, and where each stands."""
        for match in _KEY.finditer(self.text, *span):
            name = match[0].strip()
            if name and not _NO_NAME.search(name):
                yield name, match.start() + len(match[0]) - len(match[0].lstrip())

    def _mention(self, kind: MentionKind, name: str, at: int, folder: str = "") -> Mention:
        return Mention(kind, name, self.source.position(at), folder)

    # What is mentioned.

    def _citation(self, name: str, at: int) -> Iterator[Mention]:
        many = name.endswith(("cites", "citetexts"))
        while many and (note := _ROUND.match(self.text, at)):
            at = note.end()
        while True:
            at = self._after_brackets(at)
            if name.lower().endswith(("volcite", "volcites")) and (volume := self._group(at)):
                at = self._after_brackets(volume[1] + 1, 1)
            keys = self._group(at)
            if keys is None:
                return
            for key, place in self._names(keys):
                kind: MentionKind = "everything" if key == "*" else "citation"
                yield self._mention(kind, key, place)
            if not many:
                return
            at = keys[1] + 1

    def _bibliography(self, name: str, at: int) -> Iterator[Mention]:
        options = self._group(at, "[")
        files = self._group(self._after_brackets(at))
        if files is None and name == "putbib" and options:
            files = options
        if files and name in {"addbibresource", "addglobalbib", "addsectionbib"}:
            yield self._mention("bibliography", self.text[slice(*files)].strip(), files[0])
        elif files:
            for file, place in self._names(files):
                yield self._mention("bibliography", file, place)

    def _item(self, at: int) -> Generator[Mention, None, int]:
        """Yield the label of an item of a bibliography in the document; return where it ends."""
        if key := self._group(self._after_brackets(at, 1)):
            yield self._mention("label", self.text[slice(*key)].strip(), key[0])
            return key[1]
        return at

    def _input(self, name: str, at: int) -> Iterator[Mention]:
        if name in _INPUTS:
            if file := self._group(at):
                yield self._mention("input", self.text[slice(*file)].strip(), file[0])
            elif name == "input" and (bare := _BARE_NAME.match(self.text, at)):
                yield self._mention("input", bare[1], bare.start(1))
        elif name in _IMPORTS:
            folder = self._group(at)
            file = self._group(folder[1] + 1) if folder else None
            if folder and file:
                where = self.text[slice(*folder)].strip()
                yield self._mention("input", self.text[slice(*file)].strip(), file[0], where)
        elif name == "InputIfFileExists" and (file := self._group(at)):
            yield self._mention("perhaps", self.text[slice(*file)].strip(), file[0])
        elif name in _PACKAGES:
            yield from self._packages(name, at)
        elif name == "defbibentryset" and (label := self._group(at)):
            yield self._mention("label", self.text[slice(*label)].strip(), label[0])
            for key, place in self._names(self._group(label[1] + 1) or (at, at)):
                yield self._mention("citation", key, place)

    def _packages(self, name: str, at: int) -> Iterator[Mention]:
        files = self._group(self._after_brackets(at, 1))
        options = self._group(at, "[")
        for package, place in self._names(files) if files else ():
            if package == "subfiles" and name == "documentclass" and options:
                yield self._mention("parent", self.text[slice(*options)].strip(), options[0])
            else:
                yield self._mention("perhaps", package + _PACKAGES[name], place)

    def _called(self, macro: _Macro, at: int) -> Iterator[Mention]:
        """Yield what a macro mentions with the arguments that it has here."""
        arguments: list[Span | None] = []
        for kind in macro.arguments:
            found = None if kind == "s" else self._group(at, "[" if kind == "o" else "{")
            arguments.append(found)
            at = found[1] + 1 if found else at
        seen: set[Mention] = set()
        for mention in macro.mentions:
            for filled in self._filled(mention, arguments):
                if filled not in seen:
                    seen.add(filled)
                    yield filled

    def _filled(self, mention: Mention, arguments: list[Span | None]) -> Iterator[Mention]:
        numbers = [int(number) - 1 for number in _PARAMETER.findall(mention.name)]
        spans = [arguments[n] if n < len(arguments) else None for n in numbers]
        if not spans:
            yield mention
        elif (first := spans[0]) is None:
            return
        elif len(mention.name) == len("#1") and mention.kind in {"citation", "bibliography"}:
            for name, place in self._names(first):
                yield self._mention("everything" if name == "*" else mention.kind, name, place)
        else:
            texts = iter([self.text[slice(*span)] if span else "" for span in spans])
            name = _PARAMETER.sub(lambda _match: next(texts), mention.name)
            yield self._mention(mention.kind, name, first[0], mention.folder)

    # Definitions.

    def _define(self, name: str, at: int) -> int | None:
        """Take in a definition, and return where it ends; None if the command defines nothing."""
        if name == "let":
            if let := _LET.match(self.text, at):
                self.state.macros.pop(let[1], None)
                self.state.aliases[let[1]] = self.state.aliases.get(let[2], let[2])
                if macro := self.state.macros.get(let[2]):
                    self.state.macros[let[1]] = macro
                    del self.state.aliases[let[1]]
            return let.end() if let else at
        if name == "newcites":
            for suffix, _place in self._names(self._group(at) or (at, at)):
                self.state.bibliographies.add(f"bibliography{suffix}")
            return at
        if name in _CITE_COMMANDS:
            return self._citing_defined(at)
        if name not in _NEW_COMMANDS | _DOCUMENT_COMMANDS | _DEFS:
            return None
        found = _NAME.match(self.text, at)
        if found is None:
            return at
        defined = found[1] or found[2]
        arguments, at = self._arguments(name, found.end())
        body = self._group(at)
        if body is None:
            return at
        self._remember(defined, arguments, body, is_new=name == "newcommand")
        return body[1] + 1

    def _arguments(self, name: str, at: int) -> tuple[str, int]:
        """Return the letters of the arguments that a definition names, and where its body is."""
        if name in _DEFS:
            parameters = _PARAMETERS.match(self.text, at)
            return ("m" * parameters[1].count("#"), parameters.end()) if parameters else ("", at)
        if name in _DOCUMENT_COMMANDS:
            spec = self._group(at)
            letters = re.sub(r"\{[^{}]*\}|[^mosO]", "", self.text[slice(*spec)]) if spec else ""
            return letters.replace("O", "o"), spec[1] + 1 if spec else at
        number = self._group(at, "[")
        if number is None:
            return "", at
        count = self.text[slice(*number)].strip()
        default = self._group(number[1] + 1, "[")
        letters = "m" * int(count) if count in _DIGITS else ""
        return ("o" + letters[1:], default[1] + 1) if default else (letters, number[1] + 1)

    def _remember(self, name: str, arguments: str, body: Span, *, is_new: bool) -> None:
        self.depth += 1
        found = self.mentions(*body) if self.depth < _MOST_DEPTH else iter(())
        first = {(m.kind, m.name, m.folder): m for m in itertools.islice(found, _MOST_MENTIONS)}
        mentions = tuple(first.values())
        self.depth -= 1
        last = _LAST_COMMAND.search(self.text, *body)
        self.state.aliases.pop(name, None)
        if not arguments and last and self._is_citing(last[1]) and last[1] != name:
            self.state.aliases[name] = last[1]
            self.state.macros.pop(name, None)
        elif mentions or is_new or not self._is_citing(name):
            self.state.macros[name] = _Macro(arguments, mentions)

    def _citing_defined(self, at: int) -> int:
        """Take in a citation command of a biblatex style, and return where its code ends."""
        name = _NAME.match(self.text, self._after_brackets(at, 1))
        if name is None:
            return at
        self.state.citing.add(name[1] or name[2])
        at = self._after_brackets(name.end(), 1)
        while code := self._group(at):
            at = code[1] + 1
        return at


_MOST_DEPTH = 20
"""Definitions within one another."""
_MOST_MENTIONS = 1000
"""Mentions of one definition; a macro that calls others may have many."""
_DIGITS = frozenset("123456789")
_NO_NAME = regex(r"[\s\\{}]|#(?!\d)")
"""What no key and no name of a file in a list holds, but for the parameter of a macro."""


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


_SPACE = regex(r"\s*")
_BRACKET = regex(r"\\.|[{}\[\]]", re.DOTALL)


def _pairs(text: str) -> Iterator[Span]:
    """Yield the offsets of each brace and bracket that is closed, and of what closes it."""
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        sign = match[0]
        if sign in {"{", "["}:
            opened.append(match.start())
        elif sign == "]" and opened and text[opened[-1]] == "[":
            yield opened.pop(), match.start()
        elif sign == "}":
            while opened and text[opened[-1]] == "[":
                opened.pop()
            if opened:
                yield opened.pop(), match.start()
