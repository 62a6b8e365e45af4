"""People who repeat from one reference to the next (CSL 1.0.2, "subsequent-author-substitute")."""

from __future__ import annotations

import itertools

from pllm_bib.citing.csl.text.tokens import PAIRS, Tokens


def same_people(before: tuple[str, ...], people: tuple[str, ...], rule: str) -> range | None:
    """Return the places of the people that a substitute replaces, each of them on its own.

    Returns None where one substitute stands for all of them together.
    """
    if rule.startswith("complete"):
        if not people or people != before:
            return range(0)
        return range(len(people)) if rule == "complete-each" else None
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, people, strict=False))
    count = sum(1 for _ in same)
    return range(min(count, 1) if rule == "partial-first" else count)


def substituted(tokens: Tokens, substitute: str, repeated: range | None) -> Tokens:
    """Replace the names that repeat those of the reference before.

    Names are left out of ``tokens`` where they vanished with the group around them.
    """
    start, end = PAIRS["names" if repeated is None else "name"]
    for _ in range(1) if repeated is None else repeated:
        if start in tokens:
            opening, closing = tokens.index(start), tokens.index(end)
            tokens = [*tokens[:opening], substitute, *tokens[closing + 1 :]]
    return tokens
