"""The index of a large site's search, which the program Pagefind makes of a page a work.

Sources: Pagefind's documentation, version 1.5 (pagefind.app).
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files import folder
from pllm_bib.site.records import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.site.shape import Site

_PLACE = "pagefind"
"""The folder of the index, below that of the site."""
_MADE_OF = f"{_PLACE}/made-of.txt"
"""Has a digest of all that the index is made of."""
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.", ".pf_")
"""Names of files that a search asks for, or parts of them; others are a surface of Pagefind's."""


def program() -> str:
    """Return the path of Pagefind. Raises `OperatorError` where it is not installed."""
    try:
        from pagefind.service import get_executable
    except ImportError:
        found = shutil.which("pagefind")
    else:
        found = str(get_executable() or "")
    if not found:
        message = "Pagefind is not installed: run pip install 'pllm-bib[pagefind]'"
        raise OperatorError(message)
    return found


def index(site: Site, output: Path) -> dict[str, bytes]:
    """Return the files of the index of a site, by path below its folder.

    Pagefind gives its files other names each time. So the index that is in the folder is kept
    where it was made of the same records by the same Pagefind. Raises `OperatorError`.
    """
    pages = list(records(site))
    found = hashlib.blake2b(_run([program(), "--version"]), digest_size=16)
    for page in pages:
        found.update(page.encode(errors="surrogatepass"))
    made_of = f"{found.hexdigest()}\n".encode()
    there = folder.written_below(output, _PLACE)
    if there and there.get(_MADE_OF) == made_of:
        return there
    return {**_made(pages), _MADE_OF: made_of}


def _made(pages: Sequence[str]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place, "records"), Path(place, _PLACE)
        source.mkdir()
        for at, page in enumerate(pages):
            (source / f"{at}.html").write_bytes(page.encode(errors="replace"))
        # Words are not cut down to stems: what is being typed is no whole word.
        language = ("--force-language", "zxx")
        _run([program(), "--site", str(source), "--output-path", str(target), *language])
        files = [path for path in sorted(target.rglob("*")) if _is_needed(path)]
        names = [f"{_PLACE}/{path.relative_to(target).as_posix()}" for path in files]
        return {name: path.read_bytes() for name, path in zip(names, files, strict=True)}


def _is_needed(path: Path) -> bool:
    return path.is_file() and any(part in path.name for part in _NEEDED)


def _run(command: Sequence[str]) -> bytes:
    """Run Pagefind and return what it prints. Raises `OperatorError`."""
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- no shell
    except OSError as error:
        message = f"cannot run {command[0]}: {error.strerror or error}"
        raise OperatorError(message) from error
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        message = f"Pagefind failed: {said[-1] if said else f'exit code {done.returncode}'}"
        raise OperatorError(message)
    return done.stdout
