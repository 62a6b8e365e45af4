"""The names element: lists of names, their labels, and substitutes for those that lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl import names
from pllm_bib.citing.csl.elements.group import first_of
from pllm_bib.citing.csl.elements.name_options import name_options
from pllm_bib.citing.csl.text.tokens import Tokens, joined, plain, wrapped
from pllm_bib.citing.csl.xml import tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.citing.csl.compiler import Compiler
    from pllm_bib.citing.csl.state import Render, State
    from pllm_bib.citing.csl.xml import Element

    Label = Callable[[bool], Tokens]
    """A function from “there are several people” to the tokens of a label."""


def compile_names(compiler: Compiler, element: Element) -> Render:
    """Compile a names element."""
    return _NamesElement(compiler, element).render


class _NamesElement:
    """A names element, compiled.

    Inside a substitute it follows ``model``, the names element around it: a bare one has that
    one's name, et-al and label elements.
    """

    def __init__(self, compiler: Compiler, element: Element) -> None:
        self.locale = compiler.locale
        self.line = element.sourceline
        nested = compiler.names_model is not None
        model = compiler.names_model if nested else element
        bare = not any(tag(child) for child in element)
        self.borrows = nested and bare
        """Its name, et-al and label elements are those of the names element around it."""
        own = {tag(child): child for child in element}
        parts = {tag(child): child for child in model}
        if not bare:
            parts = {**parts, **own, "label": own.get("label")}
        self.variables: list[str] = element.get("variable", "").split()
        self.options = name_options(compiler, parts.get("name"), parts.get("et-al"))
        self.delimiter: str = (
            element.get("delimiter")
            or model.get("delimiter")
            or compiler.inherited("names-delimiter")
            or ""
        )
        self.finish = compiler.finisher(model if bare else element)
        label = parts.get("label")
        self.label_first = label is not None and _label_comes_first(label.getparent())
        self.labels: dict[str, Label] = {}
        if label is not None and self.options.form != "count":
            self.labels = {
                name: _label(compiler, label, name)
                for name in (*self.variables, "editortranslator")
            }
        self.alternatives = _substitutes(compiler, own.get("substitute"), element)
        self.alternative = first_of(self.alternatives)

    def render(self, state: State) -> Tokens:
        """Render the names of one item, or what is substituted for them."""
        if self.borrows and state.substitute:
            return []  # something of this substitute is there already
        state.called += 1
        pieces, total = self._lists(state)
        if not pieces:
            none: Tokens = ["0"] if state.sorting and self.options.form == "count" else []
            return self._first_alternative(state) or none
        state.filled += 1
        state.begun = True
        if self.options.form == "count":
            return [f"{total:05}" if state.sorting else str(total)]
        people = joined(pieces, self.delimiter)
        if state.repeats(plain(people)):
            return []
        finished = self.finish(people)
        if state.author is None:
            state.author = finished
        return finished

    def _lists(self, state: State) -> tuple[list[Tokens], int]:
        """Return the list of each variable that has names, and how many names they show."""
        shared = self._is_shared(state)
        pieces: list[Tokens] = []
        total = 0
        for variable in self.variables[:1] if shared else self.variables:
            people = state.item.names(variable)
            state.spend(1 + len(people), self.line)
            if variable in state.suppressed or not people:
                continue
            tokens = names.render_list(people, self.options, state)
            if not tokens:
                continue
            total += state.lists[-1][1]
            tokens = _as_names(tokens, state)
            if self.labels and not state.sorting:
                text = self.labels["editortranslator" if shared else variable](len(people) > 1)
                tokens = [*text, *tokens] if self.label_first else [*tokens, *text]
            pieces.append(tokens)
            if state.substitute is not None:
                state.use_up(variable)
        return pieces, total

    def _is_shared(self, state: State) -> bool:
        """Say whether editors and translators are the same people, and a term names both."""
        fields = state.item.fields
        return (
            len(self.variables) == 2  # noqa: PLR2004
            and set(self.variables) == {"editor", "translator"}
            and state.suppressed.isdisjoint(self.variables)
            and bool(fields.get("editor"))
            and fields.get("editor") == fields.get("translator")
            and bool(self.locale.term("editortranslator"))
        )

    def _first_alternative(self, state: State) -> Tokens:
        """Return the first substitute that renders something; its variables are used up."""
        if not self.alternatives:
            return []
        state.spend(len(self.alternatives), self.line)
        outer, state.substitute = state.substitute, []
        named = state.author is not None
        tokens = self.alternative(state)
        used, state.substitute = state.substitute, outer
        if tokens and state.author is None:
            state.author, state.stands_in = tokens, True
        if not named and state.stands_in and state.hides_stand_in:
            return []
        if outer is not None:
            outer.extend(used)
        if used and tokens and not state.people_shown:  # a title, say, in the place of names
            state.people_shown = (plain(tokens),)
            if self.options.each and state.area == "bibliography":
                tokens = wrapped(tokens, "name")
            return _as_names(tokens, state)
        return tokens


def _substitutes(
    compiler: Compiler, substitute: Element | None, names_element: Element
) -> list[Render]:
    """Compile the children of a substitute; names among them follow the names element."""
    if substitute is None:
        return []
    outer, compiler.names_model = compiler.names_model, names_element
    found = compiler.children(substitute)
    compiler.names_model = outer
    return found


def _label_comes_first(names_element: Element) -> bool:
    """Say whether a names element has its label before its name element."""
    order = [tag(child) for child in names_element]
    return "name" in order and order.index("label") < order.index("name")


def _label(compiler: Compiler, element: Element, variable: str) -> Label:
    """Compile the label of one name variable."""
    finish = compiler.finisher(element)
    form = element.get("form", "long")
    rule = element.get("plural", "contextual")
    single = compiler.locale.term(variable, form)
    several = compiler.locale.term(variable, form, plural=True)
    one: Tokens = finish([single]) if single else []
    many: Tokens = finish([several]) if several else []
    return lambda plural: many if rule == "always" or (rule == "contextual" and plural) else one


def _as_names(tokens: Tokens, state: State) -> Tokens:
    """Mark the people of a reference, so that a substitute can replace them if they repeat."""
    return wrapped(tokens, "names") if state.area == "bibliography" else tokens
