"""The sources of records that a command asks: the services of the web, as its options say."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pllm_bib.lookup.found import RecordSource


@contextlib.contextmanager
def opened(*, record: Path | None, replay: Path | None) -> Iterator[list[RecordSource]]:
    """Give the sources that a command asks, in their order, and close them at the end."""
    from pllm_bib.files.cache import store
    from pllm_bib.lookup.client import Client, ClientSettings
    from pllm_bib.lookup.services import Services

    settings = ClientSettings(cache=store.answers(), record=record, replay=replay)
    with Client(settings) as client:
        yield [Services(client)]
