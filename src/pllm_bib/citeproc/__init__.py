"""citeproc-py's own classes, with this package's CSL processor beneath them.

A program that was written for citeproc-py runs with ``from pllm_bib.citeproc import ...`` in the
place of ``from citeproc import ...``. What differs is better: see docs/citeproc-py.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pllm_bib.citeproc import formatter as formatter
from pllm_bib.citing import references, styles
from pllm_bib.citing.csl import cite as csl
from pllm_bib.citing.csl.engine import Processor
from pllm_bib.errors import StyleError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import IO

    OnMissing = Callable[["CitationItem"], str | None]


class CitationStylesStyle:
    """A CSL style: a name of the styles repository, the path of a .csl file, or an open file.

    Raises ``ValueError`` for a style that there is not, or that cannot be used. ``validate`` is
    ignored: styles of others are always held against CSL's schema.
    """

    def __init__(
        self,
        style: str | Path | IO[bytes] | IO[str],
        locale: str | None = None,
        validate: bool = True,  # noqa: FBT001, FBT002 -- citeproc-py's signature
    ) -> None:
        del validate
        try:
            if isinstance(style, str | Path):
                file = styles.find(str(style))
            else:
                data = style.read()
                file = styles.from_data(data.encode() if isinstance(data, str) else data)
            self.compiled = references.compiled(file, locale)
        except StyleError as error:
            raise ValueError(str(error)) from error

    def has_bibliography(self) -> bool:
        """Say whether the style has a bibliography."""
        return self.compiled.bibliography.element is not None


class Locator:
    """A place in a work: the kind of place, and which."""

    def __init__(self, label: str, identifier: str) -> None:
        self.label = label
        self.identifier = identifier


class CitationItem:
    """A work in a citation: its key, and ``locator``, ``prefix`` and ``suffix``.

    The latter are as the style's reader sees them: with the blanks that they need.
    """

    def __init__(
        self,
        key: str,
        bibliography: object = None,
        *,
        locator: Locator | None = None,
        prefix: str = "",
        suffix: str = "",
    ) -> None:
        del bibliography
        self.key = key.lower()
        self.locator = locator
        self.prefix = prefix
        self.suffix = suffix

    def __repr__(self) -> str:
        """Return the item as citeproc-py shows it."""
        return f"CitationItem({self.key})"

    def cite(self) -> csl.Cite:
        """Return the item as the processor takes it."""
        return csl.Cite(
            self.key,
            locator=str(self.locator.identifier) if self.locator else "",
            label=self.locator.label.replace(" ", "-") if self.locator else "page",
            prefix=self.prefix,
            suffix=self.suffix,
        )


class CitedTogether:
    """Works that are cited in one place: citeproc-py's `Citation`."""

    def __init__(self, cites: Sequence[CitationItem]) -> None:
        self.cites = list(cites)

    def __repr__(self) -> str:
        """Return the citation as citeproc-py shows it."""
        return f"Citation({', '.join(item.key for item in self.cites)})"


Citation = CitedTogether


class CitationStylesBibliography:
    """The citations of a text, in the order in which they are registered, and its references.

    ``source`` has CSL-JSON items by key. ``formatter`` is one of `formatter`, or citeproc-py's.
    """

    def __init__(
        self,
        style: CitationStylesStyle,
        source: Mapping[str, dict[str, Any]],
        formatter: object = formatter.html,
    ) -> None:
        self.style = style
        self.source = source
        self.formatter = formatter
        self.keys: list[str] = []
        self.items: list[CitationItem] = []
        self._cited: dict[str, CitationItem] = {}
        self._citations: dict[int, Citation] = {}
        self._sorted = False
        self._made: tuple[Processor, dict[int, str]] | None = None

    def register(self, citation: Citation, callback: OnMissing | None = None) -> None:
        """Note a citation; call ``callback`` with each item that the source does not have."""
        self._citations[id(citation)] = citation
        self._made = None
        for item in citation.cites:
            if item.key not in self.source:
                if callback is not None:
                    callback(item)
            elif item.key not in self._cited:
                self._cited[item.key] = item
                self.keys.append(item.key)
                self.items.append(item)

    def sort(self) -> None:
        """Put keys, items and references in the style's order."""
        self._sorted = True
        self.keys = list(self._processor().sorted)
        self.items = [self._cited[key] for key in self.keys]

    def cite(self, citation: Citation, callback: OnMissing | None = None) -> str:
        """Return a citation's text.

        In the place of an item that is not registered stands what ``callback`` returns for it, or
        its key and a question mark.
        """
        if id(citation) not in self._citations:
            self._citations[id(citation)] = citation
            self._made = None
        _, texts = self._rendered()
        text = texts.get(id(citation), "")
        missing = [item for item in citation.cites if item.key not in self._cited]
        shown = [(callback(item) if callback else None) or f"{item.key}?" for item in missing]
        if not shown:
            return text
        area = self.style.compiled.citation
        inner = text.removeprefix(area.prefix).removesuffix(area.suffix)
        return f"{area.prefix}{area.delimiter.join([*filter(None, [inner]), *shown])}{area.suffix}"

    def bibliography(self) -> list[str]:
        """Return the references, in the style's order once `sort` was called."""
        found = {one.id: one.tokens for one in self._processor().bibliography()}
        keys = self.keys if found else ()
        return [references.rendered(found[key], self._markup()) for key in keys]

    def _markup(self) -> str:
        """Return the markup of a formatter, which may be a module of citeproc-py's."""
        named = getattr(self.formatter, "__name__", None)
        return getattr(formatter, named.rpartition(".")[2]) if named else str(self.formatter)

    def _processor(self) -> Processor:
        return self._rendered()[0]

    def _rendered(self) -> tuple[Processor, dict[int, str]]:
        """Return the processor of all that is registered so far, and the citations' texts."""
        if self._made is None:
            works = [self.source[item.key] for item in self.items]
            processor = Processor(self.style.compiled, works)
            known = [
                (citation, tuple(item.cite() for item in citation.cites if item.key in self._cited))
                for citation in self._citations.values()
            ]
            known = [(citation, cites) for citation, cites in known if cites]
            clusters = references.in_notes(
                [csl.Citation(cites) for _, cites in known], self.style.compiled
            )
            texts = [
                references.rendered(tokens, self._markup())
                for tokens in processor.citations(clusters)
            ]
            ids = [id(citation) for citation, _ in known]
            self._made = processor, dict(zip(ids, texts, strict=True))
        return self._made
