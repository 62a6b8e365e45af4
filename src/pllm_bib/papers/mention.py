"""The values that readers of documents return: what a document names, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pllm_bib.model.diagnostic import Position

MentionKind = Literal[
    "citation", "everything", "bibliography", "input", "perhaps", "parent", "label"
]
r"""A ``citation`` of a key; ``everything``, as ``\nocite{*}`` asks for it; a file with a
``bibliography``; an ``input``, in which the document goes on, or one that is read only if it is
there (``perhaps``); its ``parent``, the main file of which it is a part; and a ``label``, a name
that the document itself defines."""


class Mention(NamedTuple):
    """A thing that a document names. Mentions come in the order of the document."""

    kind: MentionKind
    name: str
    position: Position
    folder: str = ""
    """Of an input: the folder in which its name, and those of its own inputs, are looked up."""
