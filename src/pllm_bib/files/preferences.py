"""The wishes of a project to all commands: ``.pllm-bib.toml``, or a table of ``pyproject.toml``."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import (
    allow_only,
    contact_of,
    key_pattern,
    line_of,
    read_toml,
    text_of_key,
)
from pllm_bib.model.citation_key import DEFAULT_PATTERN, KeyPattern
from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pllm_bib.model.diagnostic import Diagnostic

OWN = ".pllm-bib.toml"
PROJECT = "pyproject.toml"
_TABLE = "pllm-bib"
FAIL_ON = ("error", "warning", "info")
"""Severities that ``fail-on`` may name, the gravest first."""


def are_grave(findings: Iterable[Diagnostic], fail_on: str) -> bool:
    """Say whether one of the findings is at least as grave as ``fail_on``, one of `FAIL_ON`."""
    grave = FAIL_ON[: FAIL_ON.index(fail_on) + 1]
    return any(finding.severity in grave for finding in findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Values that options have where they are not given.

    ``files`` are read where no file is named and there is no list; their paths are those of the
    folder of the configuration. ``keys`` is the pattern of citation keys outside lists, ``contact``
    the address that services of records may write to.
    """

    files: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "warning"
    style: str | None = None
    profile: str | None = None
    keys: KeyPattern = field(default=DEFAULT_PATTERN)
    contact: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    """Reasons not to ask for web addresses, by patterns of addresses or hosts."""
    index: tuple[Path, ...] = ()
    """Indexes of dumps that records are looked up in before services are asked."""


_NAMES = (
    *("files", "select", "ignore", "fail-on", "style", "profile", "keys", "contact"),
    *("links", "index"),
)


def read_preferences(start: Path) -> Preferences:
    """Read the nearest configuration from a folder upwards; without one, nothing is preferred.

    In a folder, ``.pllm-bib.toml`` goes before ``pyproject.toml``. Raises `OperatorError` for a
    key or value that means nothing.
    """
    for folder in (start, *start.parents):
        own = folder / OWN
        if own.is_file():
            return _preferences(read_toml(own), own)
        project = folder / PROJECT
        if project.is_file() and b"pllm-bib" in project.read_bytes():
            table = read_toml(project).get("tool", {}).get(_TABLE)
            if table is not None:
                return _preferences(table, project)
    return Preferences()


def _preferences(table: Mapping[str, Any], path: Path) -> Preferences:
    allow_only(table, _NAMES, path)
    fail_on = table.get("fail-on", "warning")
    if fail_on not in FAIL_ON:
        message = f"“fail-on” must be one of {', '.join(FAIL_ON)}"
        raise OperatorError(message, line_of(path, "fail-on"))
    return Preferences(
        files=tuple(path.parent / name for name in _texts(table, "files", path)),
        select=_texts(table, "select", path),
        ignore=_texts(table, "ignore", path),
        fail_on=fail_on,
        style=text_of_key(table, "style", path) if "style" in table else None,
        profile=text_of_key(table, "profile", path) if "profile" in table else None,
        keys=key_pattern(table, path),
        contact=contact_of(table, path),
        links=_reasons(table, path),
        index=tuple(path.parent / name for name in _texts(table, "index", path)),
    )


def _reasons(table: Mapping[str, Any], path: Path) -> dict[str, str]:
    reasons = table.get("links", {})
    if not isinstance(reasons, dict):
        message = '“links” must be a table of reasons: write "https://example.org/*" = "..." in it'
        raise OperatorError(message, line_of(path, "links"))
    return {pattern: text_of_key(reasons, pattern, path) for pattern in reasons}


def _texts(table: Mapping[str, Any], name: str, path: Path) -> tuple[str, ...]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        message = f'“{name}” must be a list of texts, such as {name} = ["..."]'
        raise OperatorError(message, line_of(path, name))
    return tuple(value)
