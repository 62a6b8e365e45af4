"""The list of works of every type, which the tests of formats share with these."""

from __future__ import annotations

from tests.formats.conftest import every_type, every_type_text

__all__ = ["every_type", "every_type_text"]
