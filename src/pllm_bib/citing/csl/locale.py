"""A style's terms, date formats and options, resolved once along its chain of locales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl.text.richtext import Quotes
from pllm_bib.citing.csl.xml import NAMESPACE, Element, tag
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FALLBACK = {"verb-short": "verb", "symbol": "short", "verb": "long", "short": "long"}
"""A form that a term lacks -> its stand-in (CSL 1.0.2, "Terms")."""


class Term(NamedTuple):
    """A term in one form."""

    single: str
    multiple: str
    gender: str | None
    match: str | None


class _Terms:
    """Terms by name, form and gender. A style asks for few: each is read when it is asked for."""

    def __init__(self) -> None:
        self.elements: dict[tuple[str, ...], Element] = {}
        self.read: dict[tuple[str, ...], Term] = {}

    def get(self, name: tuple[str, ...]) -> Term | None:
        """Return a term; None if no locale has it."""
        if name not in self.read and name in self.elements:
            self.read[name] = _term(self.elements[name])
        return self.read.get(name)

    def items(self) -> Iterator[tuple[tuple[str, ...], Term]]:
        """Yield all terms."""
        for name, element in self.elements.items():
            yield name, _term(element)


class Locale:
    """The terms and dates of a style in one language.

    ``elements`` are the style's locale elements most specific first.
    """

    def __init__(self, elements: Sequence[Element], language: str) -> None:
        self.language = language
        self.terms = _Terms()
        self.gendered = _Terms()
        self.dates: dict[str, Element] = {}
        self.options: dict[str, str] = {}
        ordinals_from: Element = None
        files = 0
        for element in elements:
            files += element.getparent() is None
            # Behind the language's own file, the fallback gives what that lacks in every form.
            known = {name for name, *_ in self.terms.elements} if files > 1 else set()
            for child in element:
                if tag(child) == "terms":
                    ordinals = any(
                        str(term.get("name", "")).startswith("ordinal")
                        for term in child.iter(f"{NAMESPACE}term")
                    )
                    if ordinals and ordinals_from is None:
                        ordinals_from = child
                    # Ordinals of different locales do not mix: those of the first one count.
                    self._add_terms(child, known, ordinals=child is ordinals_from)
                elif tag(child) == "date":
                    self.dates.setdefault(child.get("form"), child)
                elif tag(child) == "style-options":
                    for name, value in child.attrib.items():
                        self.options.setdefault(name, value)
        self.quotes = Quotes(
            *(
                self.term(f"{side}-{kind}quote")
                for kind in ("", "inner-")
                for side in ("open", "close")
            )
        )
        self.conjunction = self.term("and") or "and"
        symbol = self.terms.get(("and", "symbol"))
        self.ampersand = symbol.single if symbol else "&"
        self.punctuation_in_quote = self.options.get("punctuation-in-quote") == "true"

    def _add_terms(
        self,
        element: Element,
        known: set[str],
        *,
        ordinals: bool,
    ) -> None:
        for child in reversed(
            element
        ):  # of two terms of the same name and form, the last one holds
            if tag(child) != "term":
                continue
            name = child.get("name", "")
            if name in known or (name.startswith("ordinal") and not ordinals):
                continue
            form = child.get("form", "long")
            gender = child.get("gender-form")
            if gender:
                self.gendered.elements.setdefault((name, form, gender), child)
            else:
                self.terms.elements.setdefault((name, form), child)

    def find(self, name: str, form: str = "long") -> Term | None:
        """Return a term in a form, or in the form that stands in for it."""
        wanted: str | None = form
        while wanted:
            term = self.terms.get((name, wanted))
            if term is not None:
                return term
            wanted = _FALLBACK.get(wanted)
        return None

    def term(self, name: str, form: str = "long", *, plural: bool = False) -> str:
        """Return the text of a term; empty where no locale has it."""
        found = self.find(name, form)
        if found is None:
            return ""
        return found.multiple if plural else found.single

    def gender(self, name: str) -> str | None:
        """Return the grammatical gender of a noun."""
        found = self.find(name)
        return found.gender if found else None

    def ordinal(self, number: int, gender: str | None = None) -> str:
        """Return a number with its ordinal suffix (CSL 1.0.2, "Ordinal Suffixes")."""
        for digits, match in ((100, "last-two-digits"), (10, "last-digit")):
            value = number % digits
            name = f"ordinal-{value:02}"
            found = (gender and self.gendered.get((name, "long", gender))) or self.terms.get(
                (name, "long")
            )
            if found is None:
                continue
            rule = found.match or ("last-two-digits" if value >= 10 else "last-digit")  # noqa: PLR2004
            if rule == "whole-number" and number != value:
                continue
            if rule == "last-two-digits" and match != "last-two-digits":
                continue
            if rule == "last-two-digits" and number % 100 != value:
                continue
            return f"{number}{found.single}"
        found = (gender and self.gendered.get(("ordinal", "long", gender))) or self.find("ordinal")
        return f"{number}{found.single}" if found else str(number)

    def long_ordinal(self, number: int, gender: str | None = None) -> str:
        """Return a number's ordinal as a word, up to ten; beyond, with a suffix."""
        name = f"long-ordinal-{number:02}"
        found = (gender and self.gendered.get((name, "long", gender))) or self.find(name)
        return found.single if found else self.ordinal(number, gender)


def _term(element: Element) -> Term:
    single = multiple = _text(element)
    for part in element:
        if tag(part) == "single":
            single = _text(part)
        elif tag(part) == "multiple":
            multiple = _text(part)
    return Term(single, multiple, element.get("gender"), element.get("match"))


def _text(element: Element) -> str:
    """Return the text of a term. One that is laid out over lines, and has no text, is empty."""
    text = element.text or ""
    return text if text.strip() or "\n" not in text else ""
