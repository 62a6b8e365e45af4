"""A run over many addresses: what is still known, what is asked, and what was found."""

from __future__ import annotations

import fnmatch
from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pllm_bib.files.cache import store
from pllm_bib.lookup.links.run import judged
from pllm_bib.lookup.links.verdict import LinkState, LinkVerdict
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Diagnostic
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pllm_bib.lookup.client import Client
    from pllm_bib.model.diagnostic import Severity
    from pllm_bib.tasks.links.places import Linked, LinkPlace

_DAY = 86_400
_VERSION = "1"
_PASSING = frozenset({LinkState.UNKNOWN, LinkState.NOT_ASKED})
"""States that are asked for anew each time."""
SEVERITIES: Mapping[LinkState, Severity] = {
    LinkState.DEAD: "error",
    LinkState.SOFT_404: "error",
    LinkState.CERTIFICATE: "warning",
    LinkState.MOVED: "warning",
    LinkState.HTTPS: "info",
    LinkState.REDIRECTED: "info",
    LinkState.BLOCKED: "info",
    LinkState.UNKNOWN: "info",
    LinkState.NOT_ASKED: "info",
}
"""State -> how grave it is. Only what is dead is an error."""


class LinkFinding(NamedTuple):
    """A place whose address is not just there, and why."""

    place: LinkPlace
    verdict: LinkVerdict

    @property
    def diagnostic(self) -> Diagnostic:
        """The finding as other commands tell theirs; its code is the state."""
        verdict = self.verdict
        archived = f"; archived copy: {verdict.archived}" if verdict.archived else ""
        return Diagnostic(
            code=verdict.state,
            name="link",
            message=f"{self.place.address} {verdict.reason}{archived}",
            position=self.place.position,
            severity=SEVERITIES[verdict.state],
            key=self.place.key,
            field=self.place.field,
        )


@dataclass(slots=True)
class LinkCheck:
    """The addresses of files with the verdicts on them, as far as a run has come."""

    linked: Linked
    allowed: Mapping[str, str] = field(default_factory=dict)
    """Reasons not to ask, by patterns of addresses, or of hosts."""
    verdicts: dict[str, LinkVerdict] = field(default_factory=dict)
    remembered: int = 0
    """How many verdicts are those of former runs."""

    @property
    def places(self) -> list[LinkPlace]:
        """All places, in the order of the files."""
        return [place for file in self.linked.files for place in file.places]

    @property
    def addresses(self) -> list[str]:
        """The addresses, each once."""
        return list(dict.fromkeys(place.address for place in self.places))

    @property
    def waiting(self) -> int:
        """How many addresses have no verdict yet."""
        return len([one for one in self.addresses if one not in self.verdicts])

    @property
    def findings(self) -> list[LinkFinding]:
        """The places whose addresses are not just there."""
        found = [(place, self.verdicts.get(place.address)) for place in self.places]
        return [
            LinkFinding(place, verdict)
            for place, verdict in found
            if verdict and verdict.state is not LinkState.OK
        ]

    @property
    def counts(self) -> Counter[LinkState]:
        """How many addresses are in each state."""
        found = (self.verdicts.get(address) for address in self.addresses)
        return Counter(verdict.state for verdict in found if verdict)

    def run(
        self,
        client: Client | None,
        *,
        now: float,
        max_age: float,
        progress: Callable[[int], None] = lambda _done: None,
    ) -> None:
        """Ask for all addresses, but those with a verdict that is younger than ``max_age`` days.

        Without a client, nothing is asked for. ``now`` is the time in seconds. Verdicts stay, and
        are kept, where a run is interrupted.
        """
        place = store.place("links", "verdicts", _VERSION)
        rows = store.read_rows(place)
        waiting = [one for one in self.addresses if not self._settled(one, rows, now, max_age)]
        try:
            for address, verdict in judged(client, waiting) if client else ():
                self.verdicts[address] = verdict
                if verdict.state not in _PASSING:
                    rows.put(address, [now, *verdict])
                progress(len(self.verdicts))
        finally:
            store.write_rows(place, rows)

    def _settled(self, address: str, rows: store.Rows, now: float, max_age: float) -> bool:
        """Say whether an address needs no asking: it is allowed, no address, or known."""
        if reason := self._reason(address):
            self.verdicts[address] = LinkVerdict(LinkState.NOT_ASKED, f"is not asked for: {reason}")
        elif not _can_be_asked(address):
            self.verdicts[address] = LinkVerdict(
                LinkState.NOT_ASKED, "is not an address of the web"
            )
        elif known := _known(rows.get(address), now, max_age):
            self.verdicts[address] = known
            self.remembered += 1
        return address in self.verdicts

    def _reason(self, address: str) -> str:
        host = _host(address)
        for pattern, reason in self.allowed.items():
            about = address if "/" in pattern else host
            if fnmatch.fnmatchcase(about, pattern):
                return reason
        return ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _can_be_asked(address: str) -> bool:
    return address.lower().startswith(("http://", "https://")) and bool(_host(address))


def _known(row: object, now: float, max_age: float) -> LinkVerdict | None:
    """Return the verdict of a row of the cache; None for one that is too old."""
    match row:
        case [float() | int() as then, str(state), str(reason), str(new), str(archived)] if (
            state in set(LinkState) and now - then < max_age * _DAY
        ):
            return LinkVerdict(LinkState(state), reason, new, archived)
    return None
