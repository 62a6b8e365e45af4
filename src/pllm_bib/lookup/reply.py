"""Answers to single requests, and the reasons for having none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from pllm_bib.lookup.found import ServiceError
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MOVED = frozenset({301, 302, 303, 307, 308})
"""Status codes of redirects (RFC 9110, section 15.4)."""


class RequestError(ServiceError):
    """A request without an answer that can be used; ``why`` says what was in the way."""

    def __init__(
        self,
        message: str,
        why: Literal["address", "certificate", "connection", "host", "private", "status", "time"],
        *,
        status: int = 0,
        wait: float | None = None,
    ) -> None:
        super().__init__(message)
        self.why = why
        self.status = status
        """That of the answer, 0 for none."""
        self.wait = wait
        """The seconds that the host asks to wait."""


def media_type(headers: Mapping[str, str]) -> str:
    """Return a type in lower case, without parameters; empty where headers name none."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


class Reply(NamedTuple):
    """An answer to one request, whatever its status."""

    address: str
    status: int
    reason: str
    headers: Mapping[str, str]
    """By names in lower case."""
    text: str

    @property
    def media_type(self) -> str:
        """The type in lower case, without parameters; empty where none is named."""
        return media_type(self.headers)

    @property
    def is_redirect(self) -> bool:
        """True if it leads to another address."""
        return self.status in MOVED and bool(self.headers.get("location"))

    @property
    def target(self) -> str:
        """The address that a redirect leads to. Raises ValueError for what is no address."""
        return urljoin(self.address, self.headers["location"])
