"""A row of the table of formats, and the words in which it declares its losses."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared.types import TYPES
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pllm_bib.formats.base import Options, Reader, Result, Writer
    from pllm_bib.formats.shared.types import TypeRow
    from pllm_bib.model.library import Library
    from pllm_bib.model.text import Style


class Pages(NamedTuple):
    """A folder of a site generator, with a page a work."""

    path: str
    """The page's path there, with ``{}`` for the key."""
    writer: Callable[[], Writer]
    bib: str = ""
    """The path of a file beside it with the entry as BibTeX, if the generator looks for one."""


class Format(NamedTuple):
    """A row of the table of formats."""

    name: str
    title: str
    """As readers know it."""
    suffix: str
    description: str
    writer: Callable[[], Writer] | None
    """A call that imports the writer; None for formats that are only read."""
    read: Reader | None
    specification: str
    losing: Callable[[], frozenset[str]] = frozenset
    """A call for what does not survive: attributes of `Entry`, parts of them (``authors.others``),
    styles of all texts (``text.protected``) or of one (``note.protected``), kinds of links
    (``links.code``), types (``type.manual``) and attributes of one type (``article.publisher``)."""
    keeping: Callable[[], frozenset[str]] = frozenset
    """A call for what of that survives with `Options.keep_extra`."""
    built: bool = False
    """Whether `build` writes it to the folder of exports."""
    folder: str | None = None
    """Its folder there, where that is not called by its name."""
    pages: Pages | None = None
    """For a site generator, how a folder has it."""

    def write(self, library: Library, options: Options | None = None) -> str:
        """Return the text of a library in this format. Raises ``ValueError`` if it is only read."""
        return self.required_writer.write(library, options)

    @property
    def required_writer(self) -> Writer:
        """The writer. Raises ``ValueError`` if the format is only read."""
        if self.writer is None:
            message = f"{self.title} is only read"
            raise ValueError(message)
        return self.writer()

    @property
    def loses(self) -> frozenset[str]:
        """What does not survive."""
        return _worked_out(self.losing)

    @property
    def keeps(self) -> frozenset[str]:
        """What of that survives with `Options.keep_extra`."""
        return _worked_out(self.keeping)

    def lost(self, options: Options) -> frozenset[str]:
        """Return what does not survive with some options."""
        return self.loses - self.keeps if options.keep_extra else self.loses


@functools.cache
def _worked_out(losses: Callable[[], frozenset[str]]) -> frozenset[str]:
    """Return the losses of a row. Most commands ask for those of one format or none."""
    return losses()


def of_texts(*styles: Style, only: Iterable[str] = ("text",)) -> frozenset[str]:
    """Return the losses of styles, in all texts or only in these attributes."""
    return frozenset(f"{name}.{str(style.name).lower()}" for style in styles for name in only)


def of_types(*names: str) -> frozenset[str]:
    """Return the losses of types."""
    return frozenset(f"type.{name}" for name in names)


def alike(written: Callable[[TypeRow], object]) -> frozenset[str]:
    """Return the types that are written like a type above them in the table."""
    first: dict[object, str] = {}
    return of_types(
        *(name for name, row in TYPES.items() if first.setdefault(written(row), name) != name)
    )


def writer(place: str) -> Callable[[], Writer]:
    """Return a call that imports a writer, ``module:name`` of this package.

    Most commands write one format or none, and are to start at once.
    """

    @functools.cache  # it is asked for with every entry
    def load() -> Writer:
        found: Writer = imported(place)
        return found

    return load


def reader(place: str) -> Reader:
    """Return a reader ``module:function`` of this package that is imported when it is called.

    Most commands read .bib files only.
    """

    def read(text: str, path: str, section: str | None = None) -> Result:
        result: Result = imported(place)(text, path, section)
        return result

    return read


def imported(place: str) -> Any:
    """Return what stands at ``module:name`` of this package."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(f"pllm_bib.formats.{module}"), name)


OWN = frozenset({"venue", "openreview", "sections"})
OWN_LINKS = frozenset({"links.pdf", "links.code", "links.data", "links.website", "links.video"})
OWN_KEYS = frozenset({"aliases", "related", "extra"})
VAGUE_DATES = frozenset({"date.season", "date.uncertain", "date.approximate"})
PERIODS = frozenset({"date.end", "date.open"})
PARTICLES = frozenset({"authors.particle", "editors.particle"})
"""A particle is written as a part of the family name."""
OTHERS = frozenset({"authors.others", "editors.others"})
EXTRA = frozenset({"extra"})
"""Fields that neither the model nor the format knows."""
ORGANISATIONS = frozenset({"authors.organisation", "editors.organisation"})
"""An organisation is written as a person with one name is."""
