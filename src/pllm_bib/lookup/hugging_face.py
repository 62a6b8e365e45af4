"""Hugging Face's hub: data and models by name, from the BibTeX on their cards.

Source: the documentation of the hub, "Dataset Cards" and "Model Cards": a card is a README in
Markdown, and its section "Citation" has the BibTeX in a block of code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.lookup.found import FoundRecord, NotFoundError, read

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

PAGES = "https://huggingface.co"


def by_name(client: Client, name: str) -> list[FoundRecord]:
    """Return the records that a card has; ``name`` is ``datasets/`` or ``models/`` and a name.

    Raises `NotFoundError` where there is no card, or no BibTeX on it.
    """
    place = name.removeprefix("models/")
    answer = client.get(f"{PAGES}/{place}/raw/main/README.md", accept="text/plain, text/markdown")
    blocks = _bibtex(answer.text)
    if not blocks:
        message = f"{PAGES}/{place}: the card has no BibTeX"
        raise NotFoundError(message)
    entries = read(answer._replace(text=blocks), "bibtex")
    return [FoundRecord(entry, f"{PAGES}/{place}", "authors", answer.date) for entry in entries]


def _bibtex(card: str) -> str:
    """Return the blocks of code of a card that start with an entry."""
    blocks = card.split("\n```")
    codes = (block.partition("\n")[2].lstrip() for block in blocks[1::2])
    return "\n".join(code for code in codes if code.startswith("@"))
