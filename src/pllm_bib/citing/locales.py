"""The locales of a style: its own, and the files that citeproc-py brings, without loading it."""

from __future__ import annotations

import functools
import importlib.util
import json
from pathlib import Path
from typing import Any

from pllm_bib.citing.csl.xml import NAMESPACE, Element

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@functools.cache
def _folder() -> Path:
    found = importlib.util.find_spec("citeproc")
    assert found is not None  # noqa: S101 -- the package depends on it
    return Path(str((found.submodule_search_locations or [""])[0])) / "data/locales"


@functools.cache
def _listed() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((_folder() / "locales.json").read_text("utf-8"))
    return found


def names() -> dict[str, Any]:
    """Return the locales at hand, with the names of their languages."""
    return _listed()["language-names"]


def primary() -> dict[str, Any]:
    """Return the main locale of each language."""
    return _listed()["primary-dialects"]


def language_of(locale: Element) -> str:
    """Return the language of a locale."""
    return str(locale.get(_LANG) or "en-US")


def parse(data: bytes) -> Element:
    """Return the root of a style or locale that is known to be sound, its comments left out."""
    from lxml import etree

    return etree.fromstring(
        data, etree.XMLParser(remove_comments=True, encoding="UTF-8", no_network=True)
    )


def chain(root: Element, language: str, given: Element | None = None) -> list[Element]:
    """Return the locale elements that hold for a style in a language, the most specific first.

    The order is that of CSL 1.0.2, "Locale Fallback". What the user's own locale, ``given``, has
    goes before the files at hand.
    """
    main = language.partition("-")[0]
    own = {child.get(_LANG): child for child in root.iterchildren(f"{NAMESPACE}locale")}
    found = [own[name] for name in dict.fromkeys((language, main, None)) if name in own]
    files = dict.fromkeys(
        name
        for name in (language if language in names() else None, primary().get(main), "en-US")
        if name
    )
    if given is not None:
        found.append(given)
    return [*found, *(parse((_folder() / f"locales-{name}.xml").read_bytes()) for name in files)]
