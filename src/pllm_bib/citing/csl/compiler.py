"""A style's elements -> functions from a `State` to tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pllm_bib.citing.csl import dates, names, numbers
from pllm_bib.citing.csl.dates import formatting
from pllm_bib.citing.csl.initials import ROMANESQUE
from pllm_bib.citing.csl.item import DATE_VARIABLES, NAME_VARIABLES, NUMBER_VARIABLES
from pllm_bib.citing.csl.locale import NAMESPACE
from pllm_bib.citing.csl.tokens import (
    Mark,
    Tokens,
    apply_case,
    joined,
    parse_field,
    plain,
    strip_periods,
    wrapped,
)
from pllm_bib.errors import StyleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.citing.csl.locale import Locale
    from pllm_bib.citing.csl.state import State

    Render = Callable[[State], Tokens]
    Test = Callable[[State], bool]

Element = Any
"""An lxml element; the library has no types."""

_NUMERIC_TEXTS = frozenset(
    "page page-first chapter-number collection-number edition issue locator number "
    "number-of-pages number-of-volumes volume".split()
)
"""Number variables that a text element renders as numbers, too."""


_BY_LANGUAGE = frozenset(
    "archive archive-place authority collection-title container-title event event-place genre "
    "jurisdiction medium publisher publisher-place title title-short".split()
)
"""Variables that have title case in English only."""
_LEAVES = frozenset({"text", "number", "label", "term"})


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
        self.model: Element = None
        """The names element whose substitutes are being compiled: theirs follow it."""
        self.compiled: dict[tuple[str, Element], Render] = {}
        self.compiling: list[str] = []
        self.default_language = locale.language[:2]

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
        """A macro by name, compiled once for each names element that it may substitute."""
        if (name, self.model) in self.compiled:
            return self.compiled[name, self.model]
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
        self.compiled[name, self.model] = render
        return render

    def _group(self, element: Element) -> Render:
        return _as_group(self._delimited(element), self._finisher(element))

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
            return _as_group(self.macro(name), finish)
        if (name := element.get("term")) is not None:
            text = self.locale.term(
                name, element.get("form", "long"), plural=element.get("plural") == "true"
            )
            return self._fixed(finish(parse_field(text, self.locale.quotes)) if text else [])
        return self._fixed(finish(parse_field(element.get("value", ""), self.locale.quotes)))

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
        if variable in _NUMERIC_TEXTS:
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
                return _linked(str(item.fields[name]), link, prefix, finish)
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
                return []  # and no reason for a group to vanish
            state.called += 1
            state.filled += 1
            state.year_suffix_done = True
            return finish(wrapped([suffix], "year-suffix"))

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

    def _number_value(
        self, variable: str, change: Callable[[int], str] | None = None
    ) -> Callable[[State], str]:
        """The text of a number variable, its ranges in the style's form."""
        page_format = self.root.get("page-range-format")

        def value(state: State) -> str:
            if variable == "page-first":
                match = re.match(r"\s*([^\s,&–-]+)", _number_text(state, "page"))
                return match.group(1) if match else _number_text(state, "page")
            text = _number_text(state, variable)
            return numbers.render(text, variable, self.locale, page_format, change)

        return value

    def _number(self, element: Element) -> Render:
        finish = self._finisher(element)
        variable = element.get("variable")
        gender = self.locale.gender(variable)
        change = numbers.format_in(element.get("form", "numeric"), self.locale, gender)
        value_of = self._number_value(variable, change)

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
            return finish(parse_field(value), state.item.language)

        return render

    def _label(self, element: Element) -> Render:
        return self._label_for(element, element.get("variable"))

    def _label_for(self, element: Element, variable: str) -> Render:
        finish = self._finisher(element)
        form = element.get("form", "long")
        plural_rule = element.get("plural", "contextual")

        def render(state: State) -> Tokens:
            term = state.label if variable == "locator" else variable
            value = _number_text(state, variable)
            if not value:
                return []
            plural = plural_rule == "always" or (
                plural_rule == "contextual" and numbers.is_plural(value, variable)
            )
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
            state.filled += 1  # even if this element shows no part of it
            tokens = dates.render(date, parts, delimiter, self.locale, sorting=state.sorting)
            if state.sorting or not tokens:
                return tokens
            if variable == "issued" and any(part.name == "year" for part in parts):
                tokens = self._with_year_suffix(tokens, state)
            return finish(tokens)

        return render

    def _with_year_suffix(self, tokens: Tokens, state: State) -> Tokens:
        """Put the suffix that tells works apart behind the year, unless the style does."""
        suffix = state.disambiguation.year_suffix
        if not suffix or self.explicit_year_suffix or state.year_suffix_done:
            return tokens
        state.year_suffix_done = True
        marked = wrapped([suffix], "year-suffix")
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
        return self._names_with(element, element if self.model is None else self.model)

    def _names_with(self, element: Element, model: Element) -> Render:
        """A names element; ``model`` is the one whose name, et-al and label it follows."""
        variables = element.get("variable", "").split()
        own = {tag(child): child for child in element}
        inherited = {tag(child): child for child in model}
        parts = (
            inherited if self._is_bare(element) else {**inherited, **own, "label": own.get("label")}
        )
        options = self.name_options(parts.get("name"), parts.get("et-al"))
        delimiter = (
            element.get("delimiter") or model.get("delimiter") or self._inherited("names-delimiter")
        )
        finish = self._finisher(
            element if element is model or not self._is_bare(element) else model
        )
        label = parts.get("label")
        label_first = label is not None and self._stands_before(label.getparent(), "label", "name")
        labels = {
            name: self._name_label(label, name)
            for name in (*variables, "editortranslator")
            if label is not None
        }
        nested = self.model is not None
        label_of = None if label is None or options.form == "count" else labels.__getitem__
        alternatives = self._substitutes(own.get("substitute"), element)

        def render(state: State) -> Tokens:
            if nested and state.substitute:
                return []  # other names of this substitute are there already
            state.called += 1
            shared = self._shared_editor(variables, state)
            pieces: list[Tokens] = []
            total = 0
            for variable in variables[:1] if shared else variables:
                people = state.item.names(variable)
                if variable in state.suppressed or not people:
                    continue
                tokens = _as_names(names.render_list(people, options, state), state)
                total += state.lists[-1][1]
                if label_of is not None and not state.sorting:
                    text = label_of("editortranslator" if shared else variable)(len(people) > 1)
                    tokens = [*text, *tokens] if label_first else [*tokens, *text]
                pieces.append(tokens)
                if state.substitute is not None:
                    state.substitute.append(variable)
            if not pieces:
                return self._first_alternative(alternatives, state)
            state.filled += 1
            if options.form == "count":
                return [f"{total:05}" if state.sorting else str(total)]
            people_named = joined(pieces, delimiter)
            if state.repeats(plain(people_named)):
                return []
            return finish(people_named)

        return render

    @staticmethod
    def _first_alternative(alternatives: list[Render], state: State) -> Tokens:
        """What the first substitute that renders something makes; its variables are used up."""
        for alternative in alternatives:
            repeated = state.repeated
            outer, state.substitute = state.substitute, []
            tokens = alternative(state)
            used, state.substitute = state.substitute, outer
            if tokens or state.repeated != repeated:
                state.suppressed.update(used)
                if outer is not None:
                    outer.extend(used)
                if tokens and not state.people_shown:  # a title, say, in the place of names
                    state.people_shown = (plain(tokens),)
                    return _as_names(tokens, state)
                return tokens
        return []

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
        outer, self.model = self.model, names_element
        found = self.children(substitute)
        self.model = outer
        return found

    def _inherited(self, name: str, default: str = "") -> str:
        return self._inherited_or_none(name) or default

    def _inherited_or_none(self, name: str) -> str | None:
        for element in (self.area, self.root):
            if element is not None and (value := element.get(name)) is not None:
                return str(value)
        return None

    def name_options(self, name: Element | None, et_al: Element | None) -> names.NameOptions:
        """What a style says of a list of names, inherited values filled in."""
        values: dict[str, str | None] = {}
        for inherited, own in _NAME_OPTIONS:
            value = name.get(own) if name is not None else None
            values[own] = value if value is not None else self._inherited_or_none(inherited)
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
            precedes_last_literal=self._inherited("delimiter-precedes-last", "contextual"),
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
            et_al=finished,
            each=self.area.get("subsequent-author-substitute-rule", "complete-all")
            != "complete-all",
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
        if value == "citation-number":
            return lambda state: state.number > 0
        if value not in NUMBER_VARIABLES:
            return lambda state: str(state.item.fields.get(value) or "")[-1:].isdigit()
        return lambda state: numbers.is_numeric(_number_text(state, value), value)

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
        by_language = element.get("variable") in _BY_LANGUAGE
        leaf = tag(element) in _LEAVES and element.get("macro") is None
        upright = _upright(marks) if leaf else marks

        def finish(tokens: Tokens, language: str = "") -> Tokens:
            if strip:
                tokens = strip_periods(tokens)
            if case and not (
                by_language
                and case == "title"
                and (language[:2].lower() or default_language) != "en"
            ):
                tokens = apply_case(tokens, case)
            applied = marks
            if upright != marks and not ROMANESQUE.search(plain(tokens)):
                applied = upright
            if quotes:
                tokens = wrapped(tokens, "q")
            for mark in applied:
                tokens = wrapped(tokens, mark)
            if prefix or suffix:
                tokens = [*prefix, *tokens, *suffix]
            return wrapped(tokens, display) if display else list(tokens)

        return finish


def _number_text(state: State, variable: str) -> str:
    """The value of a number variable as it was given."""
    if variable == "locator":
        return state.locator
    value = state.item.fields.get(variable)
    if value is None:
        return ""
    text = str(value)
    if variable == "number" and state.item.type == "legal_case":
        return re.sub(r"\\*-", r"\\-", text)  # a docket number is no range
    return text


def _as_group(inner: Render, finish: Callable[..., Tokens]) -> Render:
    """A group, or a macro, vanishes if it calls variables and all of them are empty."""

    def render(state: State) -> Tokens:
        outer = state.called, state.filled, state.terms
        state.called = state.filled = state.terms = 0
        tokens = inner(state)
        kept = bool(tokens) and bool(state.filled or (state.terms and not state.called))
        asked = state.called
        state.called, state.filled, state.terms = outer
        state.called += asked
        if not kept:
            return []
        state.filled += 1  # to the group around it, it is a variable with a value
        return finish(tokens)

    return render


def _upright(marks: tuple[str, ...]) -> tuple[str, ...]:
    """Marks for scripts that have no italics."""
    return tuple(mark for mark in marks if mark not in {"i", "oblique", "i-normal"})


def _as_names(tokens: Tokens, state: State) -> Tokens:
    """Mark who made a work, for what replaces them where two references share them."""
    return wrapped(tokens, "names") if state.area == "bibliography" else tokens


def parse_affix(value: str) -> Tokens:
    """An affix as tokens; it may hold rich text as a field may."""
    return parse_field(value) if "<" in value else ([value] if value else [])


_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/$")
_ADDRESSES = {
    "DOI": "https://doi.org/",
    "PMID": "https://www.ncbi.nlm.nih.gov/pubmed/",
    "PMCID": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
}


def _linked(value: str, kind: str, prefix: str, finish: Callable[..., Tokens]) -> Tokens:
    """An address with the mark that makes a link of it, where the output can hold one."""
    resolver = _RESOLVER.search(prefix) if kind == "DOI" else None
    if resolver:
        value = re.sub(r"^https?://(?:dx\.)?doi\.org/", "", value)
    has_scheme = re.match(r"https?://", value)
    address = value if has_scheme else f"{_ADDRESSES.get(kind, '')}{value}"
    opening, closing = Mark("link", opens=True, value=address), Mark("link", opens=False)
    finished = finish([value])
    at = finished.index(value)
    if not resolver or finished[at - 1] != prefix:
        return [*finished[:at], opening, value, closing, *finished[at + 1 :]]
    # The resolver's address belongs to the link.
    head: Tokens = [prefix[: resolver.start()]] if resolver.start() else []
    tail = finished[at + 1 :]
    return [*finished[: at - 1], *head, opening, prefix[resolver.start() :] + value, closing, *tail]
