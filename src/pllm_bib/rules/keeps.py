"""The promises of fixes: what one may change in print, and the proof that it changes no more.

Each row of a rule with fixes names a promise. A fix that keeps it is safe. One that does not, or
that touches a value which its entry does not have for itself, is offered with ``--unsafe`` only.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pllm_bib.formats.bibtex.change_case import as_read, sentence_case
from pllm_bib.formats.bibtex.entry import LINK_FIELDS
from pllm_bib.formats.shared import latex
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import (
    address_doi,
    arxiv_address,
    bare_arxiv_id,
    bare_doi,
    comparable_address,
    equal_dois,
)
from pllm_bib.model.limits import normalize
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.places import LINK_LABELS
from pllm_bib.model.regex import regex
from pllm_bib.model.text import VERBATIM, Chunk, Style, Text
from pllm_bib.rules.html_text import shown_by_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pllm_bib.model.diagnostic import Edit


class FieldChange(NamedTuple):
    """The source of an entry's own fields before and after a fix."""

    before: Mapping[str, str]
    after: Mapping[str, str]

    @classmethod
    def of(cls, before: Mapping[str, str], edits: Iterable[Edit]) -> FieldChange:
        """Return what edits make of fields."""
        after = dict(before)
        for edit in edits:
            if edit.field is not None and edit.value is None:
                after.pop(edit.field, None)
            elif edit.field is not None and edit.value is not None:
                after[edit.field] = edit.value
        return cls(before, after)

    def only(self, field: str) -> tuple[str, str] | None:
        """Return the values of a field, if it is the one that changes and stays there."""
        if set(self.fields) != {field} or field not in self.after:
            return None
        return self.before.get(field, ""), self.after[field]

    @property
    def fields(self) -> list[str]:
        """The fields that change."""
        names = dict.fromkeys((*self.before, *self.after))
        return [name for name in names if self.before.get(name) != self.after.get(name)]

    @property
    def added(self) -> set[str]:
        """The fields that are new."""
        return self.after.keys() - self.before.keys()

    @property
    def dropped(self) -> set[str]:
        """The fields that are gone."""
        return self.before.keys() - self.after.keys()


class Keeps(NamedTuple):
    """A promise: what a fix may change in print, in words, and the test of a change."""

    words: str
    holds: Callable[[FieldChange], bool] = lambda _change: False
    """False for every change if the fix is never safe."""


def each(test: Callable[[str, str], bool]) -> Callable[[FieldChange], bool]:
    """Return the test of a change that sets fields which are there, each as ``test`` allows."""

    def holds(change: FieldChange) -> bool:
        return not (change.added | change.dropped) and all(
            test(change.before[name], change.after[name]) for name in change.fields
        )

    return holds


# Empty fields, and titles.


def drops_nothing(change: FieldChange) -> bool:
    """Say whether only blank fields are dropped, of an entry that inherits none instead."""
    inherits = {"crossref", "xdata"} & change.before.keys()
    blank = not any(change.before[name].strip() for name in change.dropped)
    return blank and not inherits and set(change.fields) == change.dropped


def same_sentence_case(change: FieldChange) -> bool:
    """Say whether a title has the same letters in sentence case, in BibTeX and elsewhere."""
    title = change.only("title")
    if title is None:
        return False
    old, new = title
    return (
        _unbraced(sentence_case(old)) == _unbraced(sentence_case(new))
        and in_sentence_case(old) == in_sentence_case(new)
        and _markup(old) == _markup(new)
    )


def only_braces(change: FieldChange) -> bool:
    """Say whether a title gets braces only, which let no letter be lowered that was not before."""
    title = change.only("title")
    if title is None:
        return False
    old, new = title
    if _PLAIN_TITLE.fullmatch(old) and _BRACED_WORD.sub(r"\1", new) == old:  # nearly all
        return True
    if _unbraced(as_read(old)) != _unbraced(as_read(new)) or _markup(old) != _markup(new):
        return False
    pairs = zip(
        _unbraced(sentence_case(old)),
        _unbraced(sentence_case(new)),
        _unbraced(as_read(new)),
        strict=True,
    )
    return all(after in {before, given} for before, after, given in pairs)


_PLAIN_TITLE = regex(r"(?:[A-Za-z0-9 .,:;!?()/+@]|-(?!-)|'(?!'))+")
_BRACED_WORD = regex(r"\{([A-Za-z0-9-]+)\}")
"""In a plain title, braces around a word do nothing but keep its letters."""


def in_sentence_case(source: str) -> str:
    """Return a title's letters as styles of BibLaTeX and CSL print them in sentence case.

    They lower every letter without braces, also after a colon and beyond ASCII, but for the first
    one, which they make a capital.
    """
    text, _problems = latex.decode(source)
    kept = Style.PROTECTED | VERBATIM
    printed = "".join(
        chunk.value if chunk.style & kept else chunk.value.lower() for chunk in text.chunks
    )
    if text.chunks and not text.chunks[0].style & kept:
        return printed[:1].upper() + printed[1:]
    return printed


def _unbraced(source: str) -> str:
    return re.sub(r"(?<!\\)[{}]", "", source)


def _markup(source: str) -> Text:
    """Return a text without the braces that protect letter case."""
    text, _problems = latex.decode(source)
    return Text.of(*(Chunk(chunk.value, chunk.style & ~Style.PROTECTED) for chunk in text.chunks))


_SHORTEST_WORD = 5
_ABBREVIATIONS = frozenset(
    "approx assoc colloq conf congr cooperat dept develop engin handb illus instr intern manuf "
    "math meas monogr natur proc philos profs repro supp suppl symp techn trans transl univ".split()
)


def drops_full_stop(change: FieldChange) -> bool:
    """Say whether a title loses the full stop after a word that is no abbreviation."""
    title = change.only("title")
    if title is None:
        return False
    old, new = title
    dropped = old.rstrip().removeprefix(new)
    return f"{new}{dropped}" == old.rstrip() and dropped.strip() == "." and _is_whole_word(new)


def _is_whole_word(title: str) -> bool:
    """Say whether a title ends in a long word, an acronym or a year: in no abbreviation."""
    plain = latex.decode_plain(title)
    found = re.search(r"(?<![^\W_])[^\W_]+$", plain)
    word = found.group() if found else ""
    if word.isdecimal():
        return len(word) == len("2024")
    acronym = word.isupper() and not plain.isupper() and len(word) >= len("GPT")
    return acronym or (len(word) >= _SHORTEST_WORD and word.casefold() not in _ABBREVIATIONS)


# Letters and signs of a text.


_NO_TEXT = frozenset(
    "file url pdf code data website video doi eprint crossref xref xdata ids related entryset "
    "options langid verba verbb verbc sortkey presort key".split()
)
"""Fields whose letters other programs compare one by one."""


def composes(change: FieldChange) -> bool:
    """Say whether letters of text are composed, and no letter becomes another one."""

    def same(old: str, new: str) -> bool:
        stable = all(unicodedata.is_normalized("NFC", letter) for letter in old)
        return stable and normalize("NFC", old) == new

    return _NO_TEXT.isdisjoint(change.fields) and each(same)(change)


def reads_html(old: str, new: str) -> bool:
    """Say whether a text has the letters that a browser shows of it."""
    return _letters(shown_by_html(old)) == _letters(new)


def escapes(old: str, new: str) -> bool:
    """Say whether a text gets backslashes only, outside of commands that are not for text."""
    bare = re.compile(r"\\+([&%#_])")
    return (
        bare.sub(r"\1", old).strip() == bare.sub(r"\1", new)
        and not _ARGUMENT.search(old)
        and latex.decode_plain(old) == latex.decode_plain(new)
    )


_ARGUMENT = regex(
    r"\\(?!(?:emph|text[a-z]+|mbox|underline|enquote|mkbib[a-z]+|url|path|nolinkurl)\b)[A-Za-z]+\*?"
    r"\s*(?:\[[^\]]*\])?\{[^{}]*[&%#_^][^{}]*\}"
)
"""A sign that LaTeX takes for a command, in an argument of one that may want it so."""


def _letters(source: str) -> str:
    return re.sub(r"[\W_]+", "", latex.decode_plain(source).casefold())


def same_pages(old: str, new: str) -> bool:
    """Say whether pages have the same digits and letters, but for a word before them."""
    bare = re.sub(r"^\s*(?:[Pp]ages?|pp?)\b\.?", "", latex.decode_plain(old))
    return _letters(re.sub(r"\bto\b", "", bare)) == _letters(new)


_ENGLISH_MONTH = regex(
    r"(?:(jan)(?:uary)?|(feb)(?:ruary)?|(mar)(?:ch)?|(apr)(?:il)?|(may)|(june?)|(july?)|(aug)(?:ust)?"
    r"|(sep)(?:t|tember)?|(oct)(?:ober)?|(nov)(?:ember)?|(dec)(?:ember)?)\.?",
    re.IGNORECASE,
)


def month_macro(text: str) -> str | None:
    """Return BibTeX's macro for an English name of a month, or None if it is no such name."""
    match = _ENGLISH_MONTH.fullmatch(text.strip())
    return match.group(match.lastindex or 0)[:3].lower() if match else None


def same_month(old: str, new: str) -> bool:
    """Say whether a month becomes its macro."""
    return month_macro(old) == new


def plain_name(old: str, new: str) -> bool:
    """Say whether neither name has markup that would be lost or added."""
    texts = (latex.decode(source) for source in (old, new))
    return all(not problems and not text.styles() & ~Style.PROTECTED for text, problems in texts)


_ONLY_ORGANISATIONS = frozenset(
    "agency association collaboration committee consortium corp corporation department foundation "
    "gmbh inc institute institution laboratories laboratory llc ltd ministry organisation "
    "organization society university".split()
)
_TEAM = 3
"""The fewest words of a name that ends in “Team”, which is no family name then."""


_AND = regex(r"(?<!\s)\s+and\s+", re.IGNORECASE)


def braces_organisations(old: str, new: str) -> bool:
    """Say whether braces are all that names get, and only those that no person can have."""
    before, after = _AND.split(old), _AND.split(new)
    return len(before) == len(after) and all(
        one.strip() == other.strip() or (f"{{{one.strip()}}}" == other and _is_no_person(one))
        for one, other in zip(before, after, strict=True)
    )


def _is_no_person(name: str) -> bool:
    words = name.casefold().split()
    if len(words) == 1 or re.search(r"[,.{}\\]", name):
        return False
    return not _ONLY_ORGANISATIONS.isdisjoint(words) or (
        words[-1] == "team" and len(words) >= _TEAM
    )


# Identifiers.


def same_doi(old: str, new: str) -> bool:
    """Say whether a value is a bare DOI, and the one that was there."""
    read = unquote(latex.decode_plain(shown_by_html(old)))
    same = re.sub(r"[\W_]+", "", read).endswith(re.sub(r"[\W_]+", "", new))
    return same and new == bare_doi(new) == bare_doi(latex.verbatim(old))


def same_arxiv_id(change: FieldChange) -> bool:
    """Say whether the eprint is the bare arXiv id that it was, of the same version."""
    if not {"eprint"} <= set(change.fields) <= {"eprint", "archiveprefix"}:
        return False
    old, new = latex.verbatim(change.before.get("eprint", "")), change.after.get("eprint", "")
    address = arxiv_address(old)
    found = address.id if address else bare_arxiv_id(_ARXIV_PREFIX.sub("", old))
    named = change.added <= {"archiveprefix"} and not change.dropped
    return named and found is not None and found == bare_arxiv_id(new)


_ARXIV_PREFIX = regex(r"^(?:arxiv\s*:\s*|abs/)", re.IGNORECASE)


def names_arxiv(change: FieldChange) -> bool:
    """Say whether the archive of a bare arXiv id is named, where none was."""
    known = bare_arxiv_id(latex.verbatim(change.before.get("eprint", "")))
    return (
        change.fields == ["archiveprefix"]
        and change.added == {"archiveprefix"}
        and known is not None
        and "eprinttype" not in change.before
    )


def keeps_keys(change: FieldChange) -> bool:
    """Say whether former keys are added, and none is lost."""
    old, new = (set(re.split(r"[,\s]+", side.get("ids", ""))) for side in change[:2])
    return change.fields == ["ids"] and old - {""} <= new


# Links.


_MATERIAL = frozenset(kind.field for kind in LinkKind if kind is not LinkKind.PAPER)
"""Fields of links that no BibTeX style prints."""


def same_page(old: str, new: str) -> bool:
    """Say whether an address leads to the same page of the same host."""
    before, after = latex.verbatim(old), latex.verbatim(new)
    host = re.match(r"\w+://[^/?#]*", before)
    return unquote(before) == unquote(after) and host is not None and host.group().isascii()


def same_preprint(old: str, new: str) -> bool:
    """Say whether two addresses are views of one version of a work on arXiv."""
    before, after = arxiv_address(latex.verbatim(old)), arxiv_address(latex.verbatim(new))
    return before is not None and after is not None and before.id == after.id


def same_path(old: str, new: str) -> bool:
    """Say whether two addresses differ in their host only, which has one name of many."""
    before, after = (_HOST.sub("", latex.verbatim(value)) for value in (old, new))
    return before == after


_HOST = regex(r"^https?://[^/]+(?:/anthology(?=/))?", re.IGNORECASE)


def same_but_secure(old: str, new: str) -> bool:
    """Say whether an address gets an “s” after “http”, and nothing else."""
    return latex.verbatim(new) == f"https://{latex.verbatim(old)[7:]}"


def moves_link(change: FieldChange) -> bool:
    """Say whether an address moves, letter for letter, between fields that no style prints."""
    if len(change.added) != 1 or len(change.dropped) != 1 or len(change.fields) != len("ab"):
        return False
    (new,), (old,) = change.added, change.dropped
    label = LINK_LABELS.get(re.sub(r"[^a-z]", "", old))
    known = old in _MATERIAL or (label is not None and label.field == new)
    return known and new in _MATERIAL and latex.verbatim(change.before[old]) == change.after[new]


def drops_repeated_link(change: FieldChange) -> bool:
    """Say whether a link goes that no style prints, and that another field or an id has too."""
    if not set(change.fields) == change.dropped <= _MATERIAL:
        return False
    return all(
        _is_said(latex.verbatim(change.before[name]), change.after) for name in change.dropped
    )


def _is_said(address: str, fields: Mapping[str, str]) -> bool:
    said = {
        comparable_address(latex.verbatim(fields[name])) for name in LINK_FIELDS if name in fields
    }
    arxiv, doi = arxiv_address(address), address_doi(address)
    own = bare_arxiv_id(latex.verbatim(fields.get("eprint", "")))
    return (
        comparable_address(address) in said
        or (arxiv is not None and own is not None and arxiv.id.bare == own.bare)
        or equal_dois(doi, bare_doi(latex.verbatim(fields.get("doi", ""))))
    )
