"""Sites made for tests, and their pages taken apart by a parser that follows HTML's standard."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import html5lib

from pllm_bib.site.pages import files
from pllm_bib.site.words import words_of
from pllm_bib.tasks.build.known import KnownTexts
from pllm_bib.tasks.site.gather import SiteWishes, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.files.config import Config
    from pllm_bib.model.library import Library

HOSTILE = r"""
@article{a'b<c>d,
  title = {</script><script>alert(1)</script> \& "quotes" 'and' <!-- {{ 7*7 }} {% raw %}},
  author = {O'Neil, "><img src=x onerror=alert(1)> and {<b>Corp</b>}},
  journal = {]]> & Sons},
  year = {2024},
  url = {javascript:alert(1)},
  pdf = {data:text/html,<script>alert(1)</script>},
  code = {https://example.org/?a=1&b="><script>alert(1)</script>},
  website = {JaVaScRiPt:alert(1)},
  abstract = {</pre></textarea></title><svg onload=alert(1)>},
  keywords = {</script>, <i>},
  note = {\href{javascript:alert(1)}{click}},
}
@misc{../../etc/passwd, title = {עִבְרִית and \u202egnp.exe}, author = {مثال, شخص}, year = {2023}}
@misc{CON, title = {Device}, year = {2022}}
@misc{Con, title = {Another letter case}, year = {2022}}
@misc{index, title = {Named like a page}, language = {german}}
@misc{x2020y, title = {Moved}, ids = {old:key, ../evil, index}, year = {2020}}
""".replace("\\u202e", "\u202e")
"""Works whose fields try to break out of where they stand."""


def site_files(library: Library, config: Config | None = None, **wishes: Any) -> dict[str, str]:
    """Return the files of a site, by path."""
    known: dict[str, Any] = {"words": words_of("en"), "title": "Works", "styles": ("apa",)}
    wanted = SiteWishes(**{**known, **wishes})
    library = library.unique()
    made = list(files(site_of(library, config, wanted, _ROOT, KnownTexts(_ROOT, library))))
    paths = [file.path for file in made]
    assert len({path.casefold() for path in paths}) == len(paths), "two files of one name"
    return {file.path: file.text for file in made}


_ROOT = Path("no-such-folder")


def written(site: dict[str, str], folder: Path) -> None:
    """Write the files of a site into a folder."""
    for name, text in site.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


@dataclass
class Page:
    """A page: its elements in order, each with name, attributes and own text."""

    path: str
    tree: Any
    errors: list[Any] = field(default_factory=list)

    def all(self, tag: str, **attributes: str) -> list[Any]:
        """Return the elements of a tag that have some attributes; ``class_`` is the class."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            element
            for element in self.tree.iter(tag)
            if all(element.get(key) == value for key, value in wanted.items())
        ]

    def attributes(self, name: str) -> Iterator[tuple[Any, str]]:
        """Yield each value of an attribute, with its element."""
        for element in self.tree.iter():
            if element.get(name) is not None:
                yield element, element.get(name)


@cache
def parsed(path: str, text: str) -> Page:
    """Parse a page as browsers do."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return Page(path, parser.parse(text), list(parser.errors))


def target(path: str, address: str) -> str:
    """Return the path of the file that a relative address on a page means."""
    return posixpath.normpath(
        posixpath.join(posixpath.dirname(path), unquote(urlsplit(address).path))
    )
