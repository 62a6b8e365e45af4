"""A bibliography export toolkit: one list of works in BibTeX, and everything made from it.

The names in `__all__` are the Python API (docs/python.md); nothing else is promised. They are
imported when they are asked for, so that the command line starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pllm_bib.api import bibliography as bibliography
    from pllm_bib.api import build_index as build_index
    from pllm_bib.api import check as check
    from pllm_bib.api import cite as cite
    from pllm_bib.api import convert as convert
    from pllm_bib.api import dump as dump
    from pllm_bib.api import dumps as dumps
    from pllm_bib.api import find_duplicates as find_duplicates
    from pllm_bib.api import fix as fix
    from pllm_bib.api import format_bib as format_bib
    from pllm_bib.api import load as load
    from pllm_bib.api import loads as loads
    from pllm_bib.api import look_up as look_up
    from pllm_bib.api import losses as losses
    from pllm_bib.api import merge as merge
    from pllm_bib.api import open_list as open_list
    from pllm_bib.api import read_list as read_list
    from pllm_bib.api import select as select
    from pllm_bib.awesome.outline import ListedWork as ListedWork
    from pllm_bib.citing.csl.cite import Citation as Citation
    from pllm_bib.citing.csl.cite import Cite as Cite
    from pllm_bib.citing.references import Reference as Reference
    from pllm_bib.errors import PllmBibError as PllmBibError
    from pllm_bib.formats.losses import Loss as Loss
    from pllm_bib.lookup.found import FoundRecord as FoundRecord
    from pllm_bib.lookup.found import Notice as Notice
    from pllm_bib.model.date import Date as Date
    from pllm_bib.model.diagnostic import Diagnostic as Finding
    from pllm_bib.model.diagnostic import Edit as Edit
    from pllm_bib.model.diagnostic import Position as Position
    from pllm_bib.model.entry import Entry as Entry
    from pllm_bib.model.entry import Eprint as Eprint
    from pllm_bib.model.entry import Link as Link
    from pllm_bib.model.entry import LinkKind as LinkKind
    from pllm_bib.model.library import Chapter as Chapter
    from pllm_bib.model.library import Library as Library
    from pllm_bib.model.library import Section as Section
    from pllm_bib.model.name import Name as Name
    from pllm_bib.model.name import Names as Names
    from pllm_bib.model.text import Text as Text
    from pllm_bib.tasks.convert.request import LostField as LostField
    from pllm_bib.tasks.dedupe.group import DuplicateGroup as DuplicateGroup
    from pllm_bib.tasks.load import Bibliography as Bibliography
    from pllm_bib.tasks.options import WriteOptions as WriteOptions

__version__ = "0.1.0"

__all__ = [
    "Bibliography",
    "Chapter",
    "Citation",
    "Cite",
    "Date",
    "DuplicateGroup",
    "Edit",
    "Entry",
    "Eprint",
    "Finding",
    "FoundRecord",
    "Library",
    "Link",
    "LinkKind",
    "ListedWork",
    "Loss",
    "LostField",
    "Name",
    "Names",
    "Notice",
    "PllmBibError",
    "Position",
    "Reference",
    "Section",
    "Text",
    "WriteOptions",
    "bibliography",
    "build_index",
    "check",
    "cite",
    "convert",
    "dump",
    "dumps",
    "find_duplicates",
    "fix",
    "format_bib",
    "load",
    "loads",
    "look_up",
    "losses",
    "merge",
    "open_list",
    "read_list",
    "select",
]

_TYPES = {
    "Bibliography": "tasks.load:Bibliography",
    "Chapter": "model.library:Chapter",
    "Citation": "citing.csl.cite:Citation",
    "Cite": "citing.csl.cite:Cite",
    "Date": "model.date:Date",
    "DuplicateGroup": "tasks.dedupe.group:DuplicateGroup",
    "Edit": "model.diagnostic:Edit",
    "Entry": "model.entry:Entry",
    "Eprint": "model.entry:Eprint",
    "Finding": "model.diagnostic:Diagnostic",
    "FoundRecord": "lookup.found:FoundRecord",
    "Library": "model.library:Library",
    "Link": "model.entry:Link",
    "LinkKind": "model.entry:LinkKind",
    "ListedWork": "awesome.outline:ListedWork",
    "Loss": "formats.losses:Loss",
    "LostField": "tasks.convert.request:LostField",
    "Name": "model.name:Name",
    "Names": "model.name:Names",
    "Notice": "lookup.found:Notice",
    "PllmBibError": "errors:PllmBibError",
    "Position": "model.diagnostic:Position",
    "Reference": "citing.references:Reference",
    "Section": "model.library:Section",
    "Text": "model.text:Text",
    "WriteOptions": "tasks.options:WriteOptions",
}
"""Type -> its module, and its name there."""


if not TYPE_CHECKING:  # type checkers know the names from above

    def __getattr__(name: str) -> object:
        """Import a name of the API."""
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        module, _, attribute = _TYPES.get(name, f"api:{name}").partition(":")
        found = getattr(importlib.import_module(f"{__name__}.{module}"), attribute)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    """Return the names of the API, too."""
    return sorted({*globals(), *__all__})
