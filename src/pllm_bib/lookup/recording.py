"""Answers of services kept in a folder, and given again without the network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from pathlib import Path

_KEPT_HEADERS = ("content-type", "date", "location", "retry-after", "last-modified", "etag")
_SECRET = re.compile(r"key|token|secret|mailto|email", re.IGNORECASE)
"""Parameters that are left out of what is recorded."""


class NoRecording(httpx.TransportError):
    """A request that no recording answers."""


class Recorder(httpx.BaseTransport):
    """A transport that keeps each answer of another one in a folder, a file a request.

    Neither headers of the request nor keys in its address are kept.
    """

    def __init__(self, transport: httpx.BaseTransport, folder: Path) -> None:
        self.transport = transport
        self.folder = folder

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, keep its answer, and return it."""
        answer = self.transport.handle_request(request)
        body = answer.read()
        self.folder.mkdir(parents=True, exist_ok=True)
        path = _path(self.folder, request)
        path.write_bytes(_as_text(request, answer, body).encode())
        headers = [
            (name, value)
            for name, value in answer.headers.multi_items()
            if name.lower() not in {"content-encoding", "content-length", "transfer-encoding"}
        ]
        return httpx.Response(answer.status_code, headers=headers, content=body)

    def close(self) -> None:
        """Close the transport that is recorded."""
        self.transport.close()


class Player(httpx.BaseTransport):
    """A transport that answers from the folder of a `Recorder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the recorded answer. Raises `NoRecording` if nothing is recorded."""
        path = _path(self.folder, request)
        try:
            kept = json.loads(path.read_text("utf-8"))
            body = base64.b64decode(kept["base64"]) if "base64" in kept else kept["text"].encode()
            return httpx.Response(kept["status"], headers=kept["headers"], content=body)
        except FileNotFoundError:
            message = f"no answer to {_public(request)} is recorded in {self.folder}"
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            message = f"{path} is no recorded answer"
        raise NoRecording(message)


def _as_text(request: httpx.Request, answer: httpx.Response, body: bytes) -> str:
    kept: dict[str, Any] = {
        "address": _public(request),
        "accept": request.headers.get("accept", ""),
        "status": answer.status_code,
        "headers": {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers},
    }
    try:
        kept["text"] = body.decode("utf-8")
    except UnicodeDecodeError:
        kept["base64"] = base64.b64encode(body).decode("ascii")
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _path(folder: Path, request: httpx.Request) -> Path:
    """Return the file of a request: named by its host and what is asked."""
    asked = f"{request.method} {_public(request)} {request.headers.get('accept', '')}"
    digest = hashlib.sha256(asked.encode()).hexdigest()[:16]
    host = re.sub(r"[^a-z0-9.-]", "_", request.url.host.lower())
    return folder / f"{host}-{digest}.json"


def _public(request: httpx.Request) -> str:
    """Return the address of a request without the parameters that name somebody or are secret."""
    url = request.url
    shown = [(name, value) for name, value in url.params.multi_items() if not _SECRET.search(name)]
    return str(url.copy_with(params=shown)) if url.query else str(url)
