"""Options for writing a format, held against what the format has a use for."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypedDict

from pllm_bib.errors import OperatorError
from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex.profiles import PROFILE_NAMES, TYPST
from pllm_bib.formats.ris.dialects import DIALECTS
from pllm_bib.model.diagnostic import no_such

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.formats.row import Format


class WriteOptions(TypedDict, total=False):
    """The ways in which a format may be written; see `pllm_bib.formats.base.Options`."""

    ascii: bool | None
    keep_extra: bool
    url: bool
    doi_url: bool
    aliases: bool
    profile: str
    dialect: str


def stop_at_unknown(what: str, name: str, known: Iterable[str]) -> None:
    """Raise `OperatorError`, with the nearest names, for a name that is not among those known."""
    names = list(known)
    if name not in names:
        raise OperatorError(no_such(what, name, names))


def is_useless(row: Format, name: str, value: object) -> bool:
    """Say whether a format has no use for an option that has a value."""
    if name == "profile":
        return bool(value) and row.name != ("biblatex" if value == TYPST else "bibtex")
    if name == "dialect":
        return bool(value) and row.name != "ris"
    if name == "ascii":
        return bool(value) and not row.required_writer.seven_bit
    without_keys = not row.required_writer.by_key and "aliases" in row.loses
    return name == "aliases" and bool(value) and without_keys


def write_options(row: Format, profile: str, given: WriteOptions) -> Options:
    """Return the writer's options. Raises `OperatorError` for those the format has no use for."""
    names = [field.name for field in fields(Options)]
    for name in given:
        stop_at_unknown("option", name, names)
    wanted = replace(Options(profile=profile), **given)
    stop_at_unknown("profile", wanted.profile, PROFILE_NAMES)
    for name, value in given.items():
        if is_useless(row, name, value):
            message = f"{row.title} has no use for the option “{name}”: leave it out"
            raise OperatorError(message)
    if wanted.dialect:
        stop_at_unknown("dialect", wanted.dialect, DIALECTS)
    return wanted
