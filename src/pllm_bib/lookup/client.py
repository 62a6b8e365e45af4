"""The one way to the network: politely, within limits, and with answers kept as HTTP says.

Nothing else in the package opens a connection. RFC 9110 and 9111 say what status codes, retries
and caches mean.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import ipaddress
import random
import re
import socket
import ssl
import time
import urllib.request
from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

import hishel
import hishel.httpx
import httpx
import tenacity

from pllm_bib import __version__
from pllm_bib.lookup.found import Answer, NotFoundError, ServiceError
from pllm_bib.lookup.pace import Pace
from pllm_bib.lookup.recording import NoRecording, Player, Recorder
from pllm_bib.lookup.reply import MOVED, Reply, RequestError, media_type
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Status codes after which the same request may succeed later (RFC 9110 and 6585)."""
_ABSENT = frozenset({404, 410})
_MAX_MOVES = 10
_KEPT = 86_400
"""Seconds that an answer is kept whose service says nothing (RFC 9111, section 4.2.2)."""
_GIVEN_UP = 3
"""Requests to a host that fail one after the other, after which it is not asked any more."""
_NO_HOST = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""Errors that say that there is no such host, and not that nobody could be asked."""
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
_TRIES = 4


class OverBudgetError(ServiceError):
    """A request for which the time of the run is not enough."""


class _TryAgainError(RequestError):
    """A request that may succeed later."""


class _Request(NamedTuple):
    url: str
    headers: Mapping[str, str]
    method: str = "GET"
    tries: int = _TRIES
    is_plain: bool = False
    """Plain HTTP will do."""
    most: int | None = None
    """Bytes of the answer that are read; the rest is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """The limits and habits of a client."""

    contact: str = ""
    """An address of mail that services may write to; they ask for one."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Host -> address that is asked in its place, a mirror for example. It may be a local one.

    A host may have its scheme before it: ``http://example.org``."""
    cache: Path | None = None
    """File in which answers are kept as long as their services say; None for nowhere."""
    record: Path | None = None
    """Folder to keep every answer in."""
    replay: Path | None = None
    """Folder of recorded answers, which take the place of the network."""
    offline: bool = False
    """The network is not used: only answers that are kept count, however old."""
    timeout: float = 20.0
    """Seconds to wait for a connection, and for each piece of an answer."""
    budget: float = 600.0
    """Seconds for all requests of a run, waiting included."""
    largest: int = 20_000_000
    """Bytes of an answer, unpacked, beyond which it is not read on."""


class Client:
    """A client of public services over HTTPS. Threads may share it; close it at the end."""

    def __init__(
        self,
        settings: ClientSettings | None = None,
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings or ClientSettings()
        self.pace = pace or Pace()
        self.sleep = sleep
        self._failures: Counter[str] = Counter()
        self._end = self.pace.clock() + self.settings.budget
        contact = f" (mailto:{self.settings.contact})" if self.settings.contact else ""
        self._http = httpx.Client(
            transport=_transport(self.settings, self._turn),
            timeout=self.settings.timeout,
            headers={"User-Agent": f"pllm-bib/{__version__}{contact}"},
        )

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the client."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def get(
        self,
        address: str,
        *,
        accept: str = "*/*",
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return the answer to a request, after redirects, trying again where that may help.

        Raises `NotFoundError` where the service has no such record, `OverBudgetError` where the
        time of the run is over, and `ServiceError` for any other answer that cannot be used.
        """
        url = str(httpx.URL(address, params=dict(params))) if params else address
        sent = {"Accept": accept, **(headers or {})}
        for _move in range(_MAX_MOVES):
            answer = self._tried(_Request(url, sent))
            if answer.status_code not in MOVED or "location" not in answer.headers:
                return self._read(url, answer)
            target = urljoin(url, answer.headers["location"])
            if urlsplit(target).netloc != urlsplit(url).netloc:
                sent = {"Accept": accept}  # keys are for the host that they were given for
            url = target
        message = f"{address}: redirected more than {_MAX_MOVES} times"
        raise ServiceError(message)

    def ask(
        self, method: str, address: str, *, accept: str = "*/*", tries: int = 2, most: int = 0
    ) -> Reply:
        """Return the answer to one request, over plain HTTP too; redirects are not followed.

        Of its body, the first ``most`` bytes are read. Raises `RequestError` where there is no
        answer, or none but that the host is busy, and `OverBudgetError`.
        """
        asked = _Request(address, {"Accept": accept}, method, tries, is_plain=True, most=most)
        answer = self._tried(asked)
        return Reply(address, answer.status_code, answer.reason_phrase, answer.headers, answer.text)

    def _tried(self, request: _Request) -> httpx.Response:
        """Send a request, a few times if need be."""
        trying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TryAgainError),
            stop=tenacity.stop_after_attempt(request.tries),
            wait=_wait,
            sleep=self._wait,
            reraise=True,
        )
        host = urlsplit(request.url).hostname or ""
        if self._failures[host] >= _GIVEN_UP:
            message = f"{request.url}: not asked, since {host} failed {_GIVEN_UP} times"
            raise RequestError(message, "connection")
        try:
            answer = trying(self._sent, request)
        except _TryAgainError:
            self._failures[host] += 1
            raise
        self._failures[host] = 0
        return answer

    def _sent(self, request: _Request) -> httpx.Response:
        """Send a request in its host's turn, and read what it answers."""
        url = request.url
        host = urlsplit(url).hostname or ""
        if not host or not url.startswith(("https://", "http://")[: 1 + request.is_plain]):
            message = f"{url}: only addresses with https:// are asked"
            raise RequestError(message, "address")
        self._wait(0)
        try:
            with self._http.stream(request.method, url, headers=dict(request.headers)) as answer:
                self._fill(request, answer)
        except NoRecording as error:
            raise RequestError(str(error), "connection") from error
        except httpx.InvalidURL as error:
            message = f"{url}: {error}"
            raise RequestError(message, "address") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _failure(url, error) from error
        if answer.status_code in _AGAIN:
            raise self._busy(url, answer)
        return answer

    def _busy(self, url: str, answer: httpx.Response) -> RequestError:
        """Return the error of a host that cannot answer now, and leave it alone for a while."""
        wait = _retry_after(answer.headers.get("retry-after", ""))
        status = answer.status_code
        if wait is not None and wait > _LONGEST_WAIT:
            message = f"{url}: asks to come back in {wait:,.0f} seconds"
            return RequestError(message, "status", status=status)
        if wait is not None:
            self.pace.put_off(urlsplit(url).hostname or "", wait)
        message = f"{url}: answers {status} {answer.reason_phrase}"
        return _TryAgainError(message, "status", status=status, wait=wait)

    def _fill(self, request: _Request, answer: httpx.Response) -> None:
        """Read the body of an answer, up to the size that is wanted or the largest."""
        pieces, size = [], 0
        for piece in answer.iter_bytes() if request.most != 0 else ():
            size += len(piece)
            if request.most is not None and size > request.most:
                pieces.append(piece[: request.most - size])
                break
            if size > self.settings.largest:
                largest = self.settings.largest
                message = f"{request.url}: the answer has more than {largest:,} bytes"
                raise ServiceError(message)
            pieces.append(piece)
        answer._content = b"".join(pieces)  # noqa: SLF001 - httpx has no other way for a limit

    def _read(self, url: str, answer: httpx.Response) -> Answer:
        """Return an answer as text. Raises `ServiceError` for a status that is no success."""
        if answer.status_code in _ABSENT:
            message = f"{url}: there is no such record"
            raise NotFoundError(message)
        if not answer.is_success:
            message = f"{url}: answers {answer.status_code} {answer.reason_phrase}"
            raise ServiceError(message)
        return Answer(
            url, media_type(answer.headers), answer.text, _day(answer.headers.get("date", ""))
        )

    def _turn(self, host: str) -> None:
        """Wait for a host's turn."""
        self._wait(self.pace.take(host))

    def _wait(self, seconds: float) -> None:
        """Wait. Raises `OverBudgetError` if the time of the run ends before."""
        if self.pace.clock() + seconds > self._end:
            message = f"the {self.settings.budget:,.0f} seconds for looking things up are over"
            raise OverBudgetError(message)
        if seconds > 0:
            self.sleep(seconds)


def _failure(url: str, error: Exception) -> RequestError:
    """Return the error of a request that failed below HTTP; only some may succeed later."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            said = getattr(cause, "verify_message", "") or cause.reason or str(cause)
            return RequestError(f"{url}: {said}", "certificate")
        cause = cause.__cause__ or cause.__context__
    message = f"{url}: {str(error) or type(error).__name__}"
    is_slow = isinstance(error, httpx.TimeoutException)
    return _TryAgainError(message, "time" if is_slow else "connection")


def _wait(state: tenacity.RetryCallState) -> float:
    """Return how long to wait before the next try: twice as long each time, with some jitter."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, _TryAgainError) and error.wait is not None:
        return error.wait
    wait = min(_FIRST_WAIT * 2 ** (state.attempt_number - 1), _LONGEST_WAIT)
    return float(wait * random.uniform(0.5, 1.0))  # noqa: S311 - nothing secret depends on it


def _retry_after(value: str) -> float | None:
    """Return the seconds that a header ``Retry-After`` names, as a number or a date."""
    if re.fullmatch(r"\d{1,9}", value.strip()):
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


def _day(value: str) -> str:
    """Return the day that a header ``Date`` names, today's where it names none."""
    try:
        return email.utils.parsedate_to_datetime(value).date().isoformat()
    except ValueError:
        return dt.datetime.now(tz=dt.UTC).date().isoformat()


def _transport(settings: ClientSettings, turn: Callable[[str], None]) -> httpx.BaseTransport:
    """Return what the requests of a client go through: recordings, the cache, the network.

    ``turn`` waits until a host may be asked.
    """
    if settings.replay is not None:
        return Player(settings.replay)
    transport: httpx.BaseTransport = (
        _Refused() if settings.offline else _Polite(_Network(settings.hosts), turn)
    )
    if settings.cache is not None:
        settings.cache.parent.mkdir(parents=True, exist_ok=True)
        transport = hishel.httpx.CacheTransport(
            transport,
            storage=hishel.SqliteStorage(database_path=settings.cache),
            rfc=hishel.CacheOptions(shared=False, allow_stale=settings.offline),
        )
    return Recorder(transport, settings.record) if settings.record else transport


class _Refused(httpx.BaseTransport):
    """No network."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raise `NoRecording`."""
        message = f"the network is not to be used, and no answer to {request.url} is kept"
        raise NoRecording(message)


class _Network(httpx.BaseTransport):
    """The network: through the mirrors of the settings and the proxies of the environment."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        self.hosts = hosts
        self._direct = httpx.HTTPTransport()
        self._proxies: dict[str, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises `ServiceError` for a host that is not of the public web."""
        url = request.url
        if mirror := self.hosts.get(f"{url.scheme}://{url.host}") or self.hosts.get(url.host):
            headers = {name: value for name, value in request.headers.items() if name != "host"}
            place = mirror.rstrip("/") + url.raw_path.decode("ascii")
            return self._direct.handle_request(
                httpx.Request(request.method, place, headers=headers, extensions=request.extensions)
            )
        if proxy := _proxy(url.scheme, url.host):
            if proxy not in self._proxies:
                self._proxies[proxy] = httpx.HTTPTransport(proxy=proxy)
            return self._proxies[proxy].handle_request(request)
        _refuse_private(str(url), url.host)
        return self._direct.handle_request(request)

    def close(self) -> None:
        """Close all connections."""
        for transport in (self._direct, *self._proxies.values()):
            transport.close()


class _Polite(httpx.BaseTransport):
    """A transport that asks each host in its turn, and lets answers be kept for a day.

    That holds for those of services that say nothing of it, so that a run that was stopped goes on
    where it was.
    """

    def __init__(self, transport: httpx.BaseTransport, turn: Callable[[str], None]) -> None:
        self.transport = transport
        self.turn = turn

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        self.turn(request.url.host)
        answer = self.transport.handle_request(request)
        told = {"cache-control", "expires", "pragma"} & answer.headers.keys()
        if not told and (answer.is_success or answer.status_code in _ABSENT):
            answer.headers["cache-control"] = f"max-age={_KEPT}"
        return answer

    def close(self) -> None:
        """Close the transport that is asked."""
        self.transport.close()


def _proxy(scheme: str, host: str) -> str:
    """Return the proxy for a host, empty for none (``HTTPS_PROXY``, ``NO_PROXY``)."""
    if urllib.request.proxy_bypass(host):
        return ""
    proxies = urllib.request.getproxies()
    return proxies.get(scheme) or proxies.get("all") or ""


def _refuse_private(url: str, host: str) -> None:
    """Raise `ServiceError` where a host has an address that is not public (RFC 6890)."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        message = f"{url}: the host cannot be found"
        unknown = isinstance(error, UnicodeError) or error.errno in _NO_HOST
        raise _TryAgainError(message, "host" if unknown else "connection") from error
    for *_, place in found:
        if not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global:
            message = f"{url}: the host is not one of the public web"
            raise RequestError(message, "private")


def is_online() -> bool:
    """Say whether names of hosts can be found: else that of a host says nothing (RFC 2606)."""
    try:
        socket.getaddrinfo("example.org", 443)
    except OSError:
        return False
    return True
