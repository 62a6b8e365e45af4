"""Pages of the documentation in helps: addresses where the package knows any, else paths."""

from __future__ import annotations

import importlib.metadata
from email.message import Message
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("urls", "start"),
    [
        ((), "docs/"),
        (("Source, https://example.org/owls",), "docs/"),
        (
            ("Source, https://example.org/owls", "Documentation, https://example.org/owls/docs/"),
            "https://example.org/owls/docs/",
        ),
    ],
)
def test_pages_have_the_address_of_the_package(
    urls: tuple[str, ...], start: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: Run
) -> None:
    known = Message()
    for url in urls:
        known["Project-URL"] = url
    monkeypatch.setattr(importlib.metadata, "metadata", lambda _name: known)
    shown = run(tmp_path, "convert", "--help").stdout
    assert f"More: {start}converting.md" in shown
    assert f"{start}data-format.md" in shown


def test_pages_of_an_uninstalled_package_are_paths(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: Run
) -> None:
    def missing(name: str) -> Message:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "metadata", missing)
    assert "More: docs/rules.md" in run(tmp_path, "check", "--help").stdout
