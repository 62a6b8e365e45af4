"""The stand-in for the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.lookup.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world() -> Iterator[World]:
    """Yield hosts that a test fills with pages."""
    with World() as world:
        yield world
