"""A style's elements -> functions from a `State` to tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.csl_compat import dates, names, numbers
from pllm_bib.formats.csl_compat.dates import formatting
from pllm_bib.formats.csl_compat.item import DATE_VARIABLES, NAME_VARIABLES, NUMBER_VARIABLES
from pllm_bib.formats.csl_compat.locale import NAMESPACE
from pllm_bib.formats.csl_compat.tokens import (
    Mark,
    Tokens,
    apply_case,
    parse_field,
    strip_periods,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pllm_bib.formats.csl_compat.locale import Locale
    from pllm_bib.formats.csl_compat.state import State

    Render = Callable[[State], Tokens]
    Test = Callable[[State], bool]

Element = Any
"""An lxml element; the library has no types."""

MAX_DEPTH = 100
"""Macros that call each other deeper than this call themselves."""


class StyleError(ValueError):
    """A style that cannot be compiled; the message says why."""


_NAME_OPTIONS = (
    ("name-form", "form"),
    ("name-delimiter", "delimiter"),
    *(
        (name, name)
        for name in (
            "and",
            "delimiter-precedes-last",
            "delimiter-precedes-et-al",
            "et-al-min",
            "et-al-use-first",
            "et-al-use-last",
            "et-al-subsequent-min",
            "et-al-subsequent-use-first",
            "initialize",
            "initialize-with",
            "name-as-sort-order",
            "sort-separator",
        )
    ),
)
"""What citation, bibliography and style call an inheritable option, and what a name calls it."""


def tag(element: Element) -> str:
    """An element's name without its namespace; empty for comments."""
    return str(element.tag).removeprefix(NAMESPACE) if isinstance(element.tag, str) else ""


class Compiler:
    """Compiles the areas of one style in one locale."""

    def __init__(self, root: Element, locale: Locale, area: Element) -> None:
        self.root = root
        self.locale = locale
        self.area = area
        self.macros = {child.get("name"): child for child in root if tag(child) == "macro"}
        self.compiled: dict[str, Render] = {}
        self.compiling: list[str] = []
        self.default_language = (root.get("default-locale") or locale.language)[:2]

    # Elements.

    def children(self, element: Element) -> list[Render]:
        """Compile the children of an element."""
        found = (self.compile(child) for child in element if tag(child))
        return [render for render in found if render is not None]

    def compile(self, element: Element) -> Render | None:
        """Compile an element; None for one that renders nothing."""
        method = getattr(self, f"_{tag(element).replace('-', '_')}", None)
        if method is None:
            return None
        render: Render = method(element)
        return render

    def sequence(self, element: Element, delimiter: str = "") -> Render:
        """The children of an element, a delimiter between those that render something."""
        children = self.children(element)
        if len(children) == 1:
            return children[0]

        def render(state: State) -> Tokens:
            tokens: Tokens = []
            for child in children:
                found = child(state)
                if found:
                    if tokens and delimiter:
                        tokens.append(delimiter)
                    tokens.extend(found)
            return tokens

        return render

    def macro(self, name: str) -> Render:
        """A macro by name, compiled once."""
        if name in self.compiled:
            return self.compiled[name]
        if name in self.compiling:
            message = f"the macro “{name}” calls itself"
            raise StyleError(message)
        element = self.macros.get(name)
        if element is None:
            message = f"there is no macro “{name}”"
            raise StyleError(message)
        self.compiling.append(name)
        render = self.sequence(element)
        self.compiling.pop()
        self.compiled[name] = render
        return render

    def _group(self, element: Element) -> Render:
        inner = self._delimited(element)
        finish = self._finisher(element)

        def render(state: State) -> Tokens:
            outer = state.called, state.filled, state.terms
            state.called = state.filled = state.terms = 0
            tokens = inner(state)
            kept = bool(tokens) and bool(state.filled or (state.terms and not state.called))
            asked = state.called
            state.called, state.filled, state.terms = outer
            if kept:
                state.filled += 1  # to the group around it, it is a variable with a value
                return finish(tokens)
            state.called += asked
            return []

        return render

    def _delimited(self, element: Element) -> Render:
        return self.sequence(element, element.get("delimiter", ""))

    def _choose(self, element: Element) -> Render:
        delimiter = self._enclosing_delimiter(element)
        branches: list[tuple[Test | None, Render]] = []
        for child in element:
            if tag(child) in {"if", "else-if"}:
                branches.append((self._test(child), self.sequence(child, delimiter)))
            elif tag(child) == "else":
                branches.append((None, self.sequence(child, delimiter)))

        def render(state: State) -> Tokens:
            for test, branch in branches:
                if test is None or test(state):
                    return branch(state)
            return []

        return render

    @staticmethod
    def _enclosing_delimiter(element: Element) -> str:
        """A choose is transparent: the delimiter of the group around it holds inside it."""
        parent = element.getparent()
        while parent is not None and tag(parent) in {"choose", "if", "else-if", "else"}:
            parent = parent.getparent()
        if parent is not None and tag(parent) == "group":
            return str(parent.get("delimiter", ""))
        return ""

    def _text(self, element: Element) -> Render:
        finish = self._finisher(element)
        if (variable := element.get("variable")) is not None:
            return self._variable(element, variable, finish)
        if (name := element.get("macro")) is not None:
            inner = self.macro(name)

            def render_macro(state: State) -> Tokens:
                tokens = inner(state)
                return finish(tokens) if tokens else tokens

            return render_macro
        if (name := element.get("term")) is not None:
            text = self.locale.term(
                name, element.get("form", "long"), plural=element.get("plural") == "true"
            )
            return self._fixed(finish([text]) if text else [])
        return self._fixed(finish(parse_field(element.get("value", ""))))

    @staticmethod
    def _fixed(tokens: Tokens) -> Render:
        """Text that is the same for every item."""

        def render(state: State) -> Tokens:
            state.terms += 1
            return tokens

        return render

    def _variable(self, element: Element, variable: str, finish: Callable[..., Tokens]) -> Render:
        if variable == "citation-number":
            return self._citation_number(finish)
        if variable == "year-suffix":
            return self._year_suffix(finish)
        if variable in {"page", "page-first"} or variable in NUMBER_VARIABLES:
            return self._numeric_text(variable, finish)
        short = f"{variable}-short" if element.get("form") == "short" else None
        link = variable if variable in {"URL", "DOI", "PMID", "PMCID"} else None
        prefix = element.get("prefix", "")

        def render(state: State) -> Tokens:
            state.called += 1
            if variable in state.suppressed:
                return []
            item = state.item
            name = short if short and item.has(short) else variable
            if not item.has(name):
                return []
            state.filled += 1
            if state.substitute is not None:
                state.substitute.append(variable)
            tokens = item.text(name)
            if link:
                tokens = [str(item.fields[name])]
                return _linked(tokens, link, prefix, finish)
            return finish(tokens, item.language)

        return render

    def _citation_number(self, finish: Callable[..., Tokens]) -> Render:
        def render(state: State) -> Tokens:
            state.called += 1
            if state.sorting:
                state.filled += 1
                return [f"{state.number:08}"]
            if not state.number:
                return []
            state.filled += 1
            opening, closing = Mark("number", opens=True), Mark("number", opens=False)
            return finish([opening, str(state.number), closing])

        return render

    def _year_suffix(self, finish: Callable[..., Tokens]) -> Render:
        def render(state: State) -> Tokens:
            suffix = state.disambiguation.year_suffix
            if not suffix or state.sorting:
                return []
            state.year_suffix_done = True
            return finish(
                [Mark("year-suffix", opens=True), suffix, Mark("year-suffix", opens=False)]
            )

        return render

    def _numeric_text(self, variable: str, finish: Callable[..., Tokens]) -> Render:
        value_of = self._number_value(variable)

        def render(state: State) -> Tokens:
            state.called += 1
            if variable in state.suppressed:
                return []
            value = value_of(state)
            if not value:
                return []
            state.filled += 1
            return finish(parse_field(value), state.item.language)

        return render

    def _number_value(self, variable: str) -> Callable[[State], str]:
        """The text of a number variable, its ranges in the style's form."""
        page_format = self.root.get("page-range-format")
        delimiter = self.locale.term("page-range-delimiter") or "–"

        def value(state: State) -> str:
            if variable == "locator":
                return numbers.page_range(state.locator, page_format, delimiter)
            source = "page" if variable == "page-first" else variable
            text = str(state.item.fields.get(source) or "")
            if state.item.fields.get(source) == 0:
                text = "0"
            if variable == "page-first":
                match = re.match(r"\s*([^\s,&–-]+)", text)
                return match.group(1) if match else text
            if variable == "page":
                return numbers.page_range(text, page_format, delimiter)
            if numbers.is_numeric(text):
                text = re.sub(r"\s*[-–]\s*", "–", text)
                text = re.sub(r"\s*,\s*", ", ", text)
                return re.sub(r"\s*&\s*", " & ", text)
            return re.sub(r"(?<=\d)-(?=\d)", "–", text) if re.fullmatch(r"[\d-]+", text) else text

        return value

    def _number(self, element: Element) -> Render:
        finish = self._finisher(element)
        variable = element.get("variable")
        form = element.get("form", "numeric")
        value_of = self._number_value(variable)
        gender = self.locale.gender(variable)

        def render(state: State) -> Tokens:
            state.called += 1
            if variable in state.suppressed:
                return []
            if variable == "citation-number":
                state.filled += 1
                return finish([str(state.number)])
            value = value_of(state)
            if not value:
                return []
            state.filled += 1
            if state.sorting and value.isdigit():
                return [f"{int(value):08}"]
            return finish(
                parse_field(numbers.formatted(value, form, self.locale, gender)),
                state.item.language,
            )

        return render

    def _label(self, element: Element) -> Render:
        return self._label_for(element, element.get("variable"))

    def _label_for(self, element: Element, variable: str) -> Render:
        finish = self._finisher(element)
        form = element.get("form", "long")
        plural_rule = element.get("plural", "contextual")

        def render(state: State) -> Tokens:
            if variable == "locator":
                term, value = state.label, state.locator
            else:
                term, value = variable, str(state.item.fields.get(variable) or "")
            if not value:
                return []
            if plural_rule == "contextual":
                plural = numbers.is_plural(value)
                if variable.startswith("number-of-"):
                    plural = not value.isdigit() or int(value) != 1
            else:
                plural = plural_rule == "always"
            text = self.locale.term(term, form, plural=plural)
            state.terms += 1
            return finish([text]) if text else []

        return render

    def _date(self, element: Element) -> Render:
        finish = self._finisher(element)
        variable = element.get("variable")
        form = element.get("form")
        delimiter = element.get("delimiter", "")
        if form:
            localized = self.locale.dates.get(form)
            if localized is None:
                return lambda _state: []
            delimiter = localized.get("delimiter", "")
            parts = dates.date_parts(localized, element, element.get("date-parts"))
            if element.get("text-case") is None and localized.get("text-case"):
                finish = self._finisher(element, localized.get("text-case"))
        else:
            parts = dates.date_parts(element, None, None)

        def render(state: State) -> Tokens:
            state.called += 1
            if variable in state.suppressed:
                return []
            date = state.item.date(variable)
            if date is None:
                return []
            tokens = dates.render(date, parts, delimiter, self.locale, sorting=state.sorting)
            if not tokens:
                return []
            state.filled += 1
            if state.sorting:
                return tokens
            if variable == "issued" and any(part.name == "year" for part in parts):
                tokens = self._with_year_suffix(tokens, state)
            return finish(tokens)

        return render

    def _with_year_suffix(self, tokens: Tokens, state: State) -> Tokens:
        """Put the suffix that tells works of a year apart behind the year, unless the style does."""
        suffix = state.disambiguation.year_suffix
        if not suffix or self.explicit_year_suffix or state.year_suffix_done:
            return tokens
        state.year_suffix_done = True
        marked: Tokens = [Mark("year-suffix", opens=True), suffix, Mark("year-suffix", opens=False)]
        last = max(
            (
                index
                for index, token in enumerate(tokens)
                if isinstance(token, str) and re.search(r"\d{4}", token)
            ),
            default=len(tokens) - 1,
        )
        return [*tokens[: last + 1], *marked, *tokens[last + 1 :]]

    @property
    def explicit_year_suffix(self) -> bool:
        """Whether the style says itself where the year suffix goes."""
        return any(
            element.get("variable") == "year-suffix"
            for element in self.root.iter(f"{NAMESPACE}text")
        )

    # Names.

    def _names(self, element: Element) -> Render:
        return self._names_with(element, element)

    def _names_with(self, element: Element, model: Element) -> Render:
        """A names element; ``model`` is the one whose name, et-al and label it follows."""
        variables = element.get("variable", "").split()
        parts = {tag(child): child for child in model}
        options = self._name_options(parts.get("name"), parts.get("et-al"))
        delimiter = (
            element.get("delimiter")
            or model.get("delimiter")
            or self._inherited("names-delimiter", "")
        )
        finish = self._finisher(
            element if element is model or not self._is_bare(element) else model
        )
        label = parts.get("label")
        label_first = label is not None and self._stands_before(model, "label", "name")
        labels = {
            name: self._name_label(label, name)
            for name in (*variables, "editortranslator")
            if label is not None
        }
        count = options.form == "count"
        alternatives = self._substitutes(parts.get("substitute"), element)

        def render(state: State) -> Tokens:
            state.called += 1
            pieces: list[Tokens] = []
            total = 0
            shared = self._shared_editor(variables, state)
            for variable in variables[:1] if shared else variables:
                if variable in state.suppressed:
                    continue
                people = state.item.names(variable)
                if not people:
                    continue
                tokens = names.render_list(people, options, state)
                total += state.lists[-1][1]
                if label is not None and not count and not state.sorting:
                    role = "editortranslator" if shared else variable
                    text = labels[role](len(people) > 1)
                    tokens = [*text, *tokens] if label_first else [*tokens, *text]
                pieces.append(tokens)
                if state.substitute is not None:
                    state.substitute.append(variable)
            if pieces:
                state.filled += 1
                if count:
                    return [f"{total:05}" if state.sorting else str(total)]
                joined: Tokens = []
                for index, piece in enumerate(pieces):
                    if index and delimiter:
                        joined.append(delimiter)
                    joined.extend(piece)
                if not state.sorting and state.area == "bibliography":
                    joined = [Mark("names", opens=True), *joined, Mark("names", opens=False)]
                return finish(joined)
            for alternative in alternatives:
                before = (state.called, state.filled)
                outer, state.substitute = state.substitute, []
                tokens = alternative(state)
                used, state.substitute = state.substitute, outer
                if tokens:
                    state.suppressed.update(used)
                    if outer is not None:
                        outer.extend(used)
                    state.filled = max(state.filled, before[1] + 1)
                    if not state.sorting and state.area == "bibliography":
                        tokens = [Mark("names", opens=True), *tokens, Mark("names", opens=False)]
                    return tokens
            return []

        return render

    def _shared_editor(self, variables: list[str], state: State) -> bool:
        """Whether editors and translators are the same people, with a term for both in one."""
        return (
            set(variables) == {"editor", "translator"}
            and bool(state.item.fields.get("editor"))
            and state.item.fields.get("editor") == state.item.fields.get("translator")
            and bool(self.locale.term("editortranslator"))
        )

    @staticmethod
    def _is_bare(element: Element) -> bool:
        return not any(tag(child) for child in element)

    @staticmethod
    def _stands_before(element: Element, first: str, second: str) -> bool:
        order = [tag(child) for child in element]
        return second in order and order.index(first) < order.index(second)

    def _name_label(self, element: Element, variable: str) -> Callable[[bool], Tokens]:
        finish = self._finisher(element)
        form = element.get("form", "long")
        rule = element.get("plural", "contextual")
        single = self.locale.term(variable, form)
        several = self.locale.term(variable, form, plural=True)
        one: Tokens = finish([single]) if single else []
        many: Tokens = finish([several]) if several else []
        return lambda plural: (
            many if (rule == "always" or (rule == "contextual" and plural)) else one
        )

    def _substitutes(self, substitute: Element | None, names_element: Element) -> list[Render]:
        if substitute is None:
            return []
        found = []
        for child in substitute:
            if tag(child) == "names":
                model = names_element if self._is_bare(child) else child
                found.append(self._names_with(child, model))
            elif tag(child):
                render = self.compile(child)
                if render is not None:
                    found.append(render)
        return found

    def _inherited(self, name: str, default: str | None) -> str | None:
        for element in (self.area, self.root):
            if element is not None and (value := element.get(name)) is not None:
                return str(value)
        return default

    def _name_options(self, name: Element | None, et_al: Element | None) -> names.NameOptions:
        values: dict[str, str | None] = {}
        for inherited, own in _NAME_OPTIONS:
            value = name.get(own) if name is not None else None
            values[own] = value if value is not None else self._inherited(inherited, None)
        conjunction = {
            "text": self.locale.term("and"),
            "symbol": self.locale.term("and", "symbol") or "&",
        }.get(values["and"] or "")
        if conjunction and values["and"] == "symbol":
            conjunction = "&"
        parts = {
            child.get("name"): names.NamePart(
                child.get("text-case"),
                formatting(child.attrib),
                child.get("prefix", ""),
                child.get("suffix", ""),
            )
            for child in (name if name is not None else ())
            if tag(child) == "name-part"
        }
        term = et_al.get("term", "et-al") if et_al is not None else "et-al"
        text = self.locale.term(term)
        finished: Tokens = []
        if text:
            finished = self._finisher(et_al)([text]) if et_al is not None else [text]
        attributes = name.attrib if name is not None else {}
        return names.NameOptions(
            conjunction=conjunction,
            delimiter=values["delimiter"] if values["delimiter"] is not None else ", ",
            precedes_last=values["delimiter-precedes-last"] or "contextual",
            precedes_et_al=values["delimiter-precedes-et-al"] or "contextual",
            et_al_min=int(values["et-al-min"] or 0),
            et_al_use_first=int(values["et-al-use-first"] or 1),
            et_al_use_last=values["et-al-use-last"] == "true",
            subsequent_min=int(values["et-al-subsequent-min"] or 0),
            subsequent_use_first=int(values["et-al-subsequent-use-first"] or 0),
            form=values["form"] or "long",
            initialize=values["initialize"] != "false",
            initialize_with=values["initialize-with"],
            initialize_with_hyphen=self.root.get("initialize-with-hyphen") != "false",
            sort_order=values["name-as-sort-order"],
            sort_separator=values["sort-separator"]
            if values["sort-separator"] is not None
            else ", ",
            demote=self.root.get("demote-non-dropping-particle", "display-and-sort"),
            given=parts.get("given"),
            family=parts.get("family"),
            et_al=lambda _state: finished,
            marks=formatting(attributes),
            prefix=attributes.get("prefix", ""),
            suffix=attributes.get("suffix", ""),
        )

    # Conditions.

    def _test(self, element: Element) -> Test:
        tests: list[Test] = []
        for name, value in element.attrib.items():
            make = getattr(self, f"_test_{name.replace('-', '_')}", None)
            if make is not None:
                tests.extend(make(word) for word in value.split())
        match = element.get("match", "all")
        if match == "any":
            return lambda state: any(test(state) for test in tests)
        if match == "none":
            return lambda state: not any(test(state) for test in tests)
        return lambda state: all(test(state) for test in tests)

    @staticmethod
    def _test_type(value: str) -> Test:
        return lambda state: state.item.type == value

    @staticmethod
    def _test_variable(value: str) -> Test:
        if value == "locator":
            return lambda state: bool(state.locator)
        if value == "citation-number":
            return lambda state: state.number > 0
        if value == "year-suffix":
            return lambda state: bool(state.disambiguation.year_suffix)
        if value in DATE_VARIABLES:
            return lambda state: state.item.date(value) is not None
        if value in NAME_VARIABLES:
            return lambda state: bool(state.item.names(value))
        return lambda state: state.item.has(value)

    @staticmethod
    def _test_is_numeric(value: str) -> Test:
        if value == "locator":
            return lambda state: bool(state.locator) and numbers.is_numeric(state.locator)
        if value == "citation-number":
            return lambda state: state.number > 0
        return lambda state: state.item.has(value) and numbers.is_numeric(state.item.fields[value])

    @staticmethod
    def _test_is_uncertain_date(value: str) -> Test:
        def test(state: State) -> bool:
            date = state.item.date(value)
            return date is not None and date.circa

        return test

    @staticmethod
    def _test_locator(value: str) -> Test:
        return lambda state: bool(state.locator) and state.label == value

    @staticmethod
    def _test_position(value: str) -> Test:
        follows = {
            "first": {"first"},
            "subsequent": {"subsequent", "ibid", "ibid-with-locator"},
            "ibid": {"ibid", "ibid-with-locator"},
            "ibid-with-locator": {"ibid-with-locator"},
        }.get(value, set())
        return lambda state: state.area == "citation" and state.position in follows

    @staticmethod
    def _test_disambiguate(_value: str) -> Test:
        return lambda state: state.disambiguation.condition

    # Formatting.

    def _finisher(self, element: Element, case: str | None = None) -> Callable[..., Tokens]:
        """What an element's attributes do to what it rendered: case, formatting, affixes."""
        case = element.get("text-case") or case
        strip = element.get("strip-periods") == "true"
        quotes = element.get("quotes") == "true"
        marks = formatting(element.attrib)
        prefix = parse_affix(element.get("prefix", ""))
        suffix = parse_affix(element.get("suffix", ""))
        display = element.get("display")
        default_language = self.default_language

        def finish(tokens: Tokens, language: str = "") -> Tokens:
            if strip:
                tokens = strip_periods(tokens)
            if case and (case != "title" or (language[:2].lower() or default_language) == "en"):
                tokens = apply_case(tokens, case)
            if quotes:
                tokens = wrapped(tokens, "q")
            for mark in marks:
                tokens = wrapped(tokens, mark)
            if prefix or suffix:
                tokens = [*prefix, *tokens, *suffix]
            return wrapped(tokens, display) if display else list(tokens)

        return finish


def parse_affix(value: str) -> Tokens:
    """An affix as tokens; it may hold rich text as a field may."""
    return parse_field(value) if "<" in value else ([value] if value else [])


_RESOLVER = re.compile(r"^.*https?://doi\.org/$")


def _linked(tokens: Tokens, kind: str, prefix: str, finish: Callable[..., Tokens]) -> Tokens:
    """An address with the mark that makes a link of it, where the output can hold one."""
    value = "".join(token for token in tokens if isinstance(token, str))
    address = value
    if kind == "DOI":
        address = value if re.match(r"https?://", value) else f"https://doi.org/{value}"
    elif kind == "PMID":
        address = f"https://www.ncbi.nlm.nih.gov/pubmed/{value}"
    elif kind == "PMCID":
        address = f"https://www.ncbi.nlm.nih.gov/pmc/articles/{value}"
    finished = finish(tokens)
    opening, closing = Mark("link", opens=True, value=address), Mark("link", opens=False)
    start = next(i for i, token in enumerate(finished) if token == value)
    if kind == "DOI" and _RESOLVER.match(prefix) and start:
        # The resolver's address belongs to the link.
        before = finished[start - 1]
        at = str(before).index("http")
        head = [str(before)[:at]] if at else []
        return [
            *finished[: start - 1],
            *head,
            opening,
            str(before)[at:] + value,
            closing,
            *finished[start + 1 :],
        ]
    return [*finished[:start], opening, value, closing, *finished[start + 1 :]]


def all_render(renders: Iterable[Render], state: State) -> Tokens:
    """The tokens of several functions one after the other."""
    return [token for render in renders for token in render(state)]
