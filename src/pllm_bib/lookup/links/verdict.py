"""The verdict on an address: what was found there, and what may take its place."""

from __future__ import annotations

from enum import StrEnum

from pllm_bib.model.named_tuple import NamedTuple


class LinkState(StrEnum):
    """The states of addresses, the gravest first. Only the first two are dead."""

    DEAD = "dead"
    SOFT_404 = "soft-404"
    CERTIFICATE = "certificate"
    MOVED = "moved"
    HTTPS = "https"
    REDIRECTED = "redirected"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    NOT_ASKED = "not-asked"
    OK = "ok"


class LinkVerdict(NamedTuple):
    """A state with its reason in words, which go on from the address."""

    state: LinkState
    reason: str = ""
    new: str = ""
    """The address that takes the place of a moved one."""
    archived: str = ""
    """The address of an archived copy of a dead page."""

    @property
    def is_dead(self) -> bool:
        """True if a reader finds nothing at the address."""
        return self.state in {LinkState.DEAD, LinkState.SOFT_404}
