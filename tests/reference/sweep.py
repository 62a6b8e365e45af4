"""A sweep of styles over works that the references at rest cannot have: many that read alike.

``python -m tests.reference.sweep --styles 40 --seed 1 --modules DIR`` draws
styles from the collection, renders the works with citeproc-js and with us, and shows what differs:
references as text and HTML, their order, citations of one work and of several. Without a corpus,
the works are made up. ``--modules`` is a folder of node's packages that holds citeproc.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.reference.comparing import Pair, even
from tests.reference.make_reference import HERE, locale_file

from pllm_bib.citing import references, styles
from pllm_bib.citing.csl.cite import Citation, Cite
from pllm_bib.citing.csl.engine import Processor
from pllm_bib.citing.csl.text.output import collapse_spaces, render
from pllm_bib.formats import FORMATS
from pllm_bib.formats.csl_json import write as csl_json
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pllm_bib.citing.styles import StyleFile

FAMILIES = ("Das", "Doe", "Nie", "Roe", "van der Berg", "O’Dean", "Álvarez", "Smith-Jones")
GIVENS = ("Ann", "Ankan B.", "Bo", "Bea", "Jean-Paul", "J. P.", "María", "")
WORDS = "owl river of the glass Bayesian model for 3D learning in: a study – on DNA small".split()
TYPES = {
    "article-journal": ("container-title", "volume", "issue", "page", "DOI"),
    "paper-conference": ("container-title", "page", "publisher", "publisher-place", "event-title"),
    "chapter": ("container-title", "editor", "page", "publisher", "publisher-place", "edition"),
    "book": ("publisher", "publisher-place", "edition", "volume", "ISBN"),
    "thesis": ("publisher", "genre", "URL"),
    "report": ("publisher", "number", "genre", "URL"),
    "webpage": ("container-title", "URL", "accessed"),
    "article-newspaper": ("container-title", "page", "URL"),
}


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - no secret


def made_up(seed: int, count: int) -> list[dict[str, Any]]:
    """Return CSL-JSON items in which authors, years and titles often meet again."""
    rng = _dice(seed)
    return [_work(rng, number) for number in range(count)]


def _work(rng: random.Random, number: int) -> dict[str, Any]:
    kind = rng.choice(list(TYPES))
    item: dict[str, Any] = {"id": f"w{number}", "type": kind, "title": _title(rng)}
    if rng.random() < 0.9:
        item["author"] = _people(rng)
    if rng.random() < 0.9:
        date = [rng.choice((1999, 2020, 2021)), rng.randint(1, 12), rng.randint(1, 28)]
        item["issued"] = {"date-parts": [date[: rng.randint(1, 3)]]}
    made: dict[str, Callable[[], Any]] = {
        "container-title": lambda: f"Journal of {_title(rng)}",
        "volume": lambda: str(rng.randint(1, 90)),
        "issue": lambda: str(rng.randint(1, 12)),
        "page": lambda: f"{rng.randint(1, 400)}-{rng.randint(401, 999)}",
        "DOI": lambda: f"10.5555/w{number}",
        "publisher": lambda: f"{rng.choice(FAMILIES)} Press",
        "publisher-place": lambda: rng.choice(("Oslo", "New York")),
        "event-title": lambda: f"Conference on {_title(rng)}",
        "editor": lambda: _people(rng),
        "edition": lambda: str(rng.randint(1, 4)),
        "ISBN": lambda: "978-3-16-148410-0",
        "genre": lambda: "PhD thesis" if kind == "thesis" else "Technical report",
        "number": lambda: f"TR-{rng.randint(1, 99)}",
        "URL": lambda: f"https://example.org/w{number}",
        "accessed": lambda: {"date-parts": [[2024, 5, rng.randint(1, 28)]]},
    }
    for name in TYPES[kind]:
        if rng.random() < 0.8:
            item[name] = made[name]()
    return item


def _title(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(1, 5))).capitalize()


def _people(rng: random.Random) -> list[dict[str, str]]:
    if rng.random() < 0.05:
        return [{"literal": "Institute of Owls"}]
    count = rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 8, 12, 22))
    return [{"family": rng.choice(FAMILIES), "given": rng.choice(GIVENS)} for _ in range(count)]


def drawn(seed: int, count: int) -> list[str]:
    """Return names of styles of the collection."""
    return _dice(seed).sample(sorted(name for name, _ in styles.search("")), count)


def pairs(
    name: str, items: Sequence[dict[str, Any]], modules: Path, seed: int = 1
) -> Iterator[Pair]:
    """Yield what both engines make of works in a style."""
    file = styles.find(name)
    language = file.language or "en-US"
    ids = [item["id"] for item in items]
    rng = _dice(seed)
    groups = [rng.sample(ids, size) for size in (2, 3, 4, 5) * 10]
    theirs = _citeproc_js(file, language, items, groups, modules)
    yield from _compared(name, theirs, Processor(references.compiled(file, language), items))


def _citeproc_js(
    file: StyleFile,
    language: str,
    items: Sequence[dict[str, Any]],
    groups: list[list[str]],
    modules: Path,
) -> dict[str, Any]:
    tags = {language, "en-US", language.partition("-")[0] or "en-US"}
    files = {tag: locale_file(tag) for tag in tags}
    job = {
        "style": file.data.decode(),
        "locales": {tag: path.read_text("utf-8") for tag, path in files.items() if path.exists()},
        "items": items,
        "groups": groups,
        "runs": [{"locale": language, "format": "html", "cites": True, "placed": True}],
    }
    done = subprocess.run(
        ["node", str(HERE / "render.js")],
        input=json.dumps(job).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NODE_PATH": str(modules)},
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)["runs"][0]
    return result


def _compared(name: str, theirs: dict[str, Any], processor: Processor) -> Iterator[Pair]:
    ours = {one.id: one.tokens for one in processor.bibliography()}
    order = [key for key, _ in theirs["bibliography"]]
    mine = [key for key in ours if key in set(order)]
    yield Pair(name, "", "order", "", " ".join(order), " ".join(mine))
    for key, text in theirs["bibliography"]:
        html = _html(ours.get(key, []))
        yield Pair(name, "", "html", key, even(text), even(html))
        yield Pair(name, "", "text", key, _plain(text), _plain(html))
    for kind, found in (("cite", theirs["cites"]), ("group", theirs["groups"])):
        for keys, text in found:
            cited = [keys] if isinstance(keys, str) else keys
            (tokens,) = processor.citations([Citation(tuple(map(Cite, cited)))])
            html = _html(tokens)
            yield Pair(name, "", kind, " ".join(cited), even(text), even(html))


def _html(tokens: Any) -> str:
    return collapse_spaces(render(tokens, "html"))


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", even(html)).split())


def of_corpus(path: Path, seed: int, count: int) -> list[dict[str, Any]]:
    """Return works of a .bib file, drawn at random, as CSL-JSON items."""
    entries, _faults = FORMATS["bibtex"].read(path.read_text("utf-8"), str(path), None)  # type: ignore[misc]
    library = Library(tuple({entry.key: entry for entry in entries}.values()))
    chosen = _dice(seed).sample(list(library), min(count, len(library)))
    return [csl_json.item(entry) for entry in chosen]


def main() -> None:
    """Show what differs, and count it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--styles", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--modules", type=Path, required=True)
    parser.add_argument("names", nargs="*", metavar="STYLE")
    given = parser.parse_args()
    source = of_corpus(given.corpus, given.seed, given.works) if given.corpus else None
    items = source or made_up(given.seed, given.works)
    counts: collections.Counter[tuple[str, bool]] = collections.Counter()
    for name in given.names or drawn(given.seed, given.styles):
        try:
            for pair in pairs(name, items, given.modules, given.seed):
                counts[pair.kind, pair.equal] += 1
                if not pair.equal:
                    sys.stdout.write(
                        f"{name} | {pair.kind} | {pair.id}\n  {pair.theirs}\n  {pair.ours}\n"
                    )
        except subprocess.CalledProcessError:
            sys.stdout.write(f"{name}: citeproc-js fails\n")
    for kind in sorted({kind for kind, _ in counts}):
        equal, other = counts[kind, True], counts[kind, False]
        sys.stdout.write(f"{kind}: {equal} of {equal + other} equal\n")


if __name__ == "__main__":
    main()
