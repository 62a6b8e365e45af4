"""``pllm-bib build`` after an edit: byte for byte what a build with an empty cache makes."""

from __future__ import annotations

import random
import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from click.testing import Result

    Run = Callable[..., Result]

NAMES = (
    "Doe, Jane",
    "Doe, John",
    "Doe, Jane B.",
    "Roe, Jane",
    "Roe, Wei",
    "Owl, Wei",
    "de Poe, E.",
)
BIRDS = ("Owls", "Crows", "A raven", "Of 70707071 birds", "The {Jay}")
FILES = ("owls", "crows")


def entry(random_: random.Random, key: str) -> str:
    names = " and ".join(random_.sample(NAMES, random_.randint(0, 4)))
    fields = {
        "author": names,
        "title": f"{random_.choice(BIRDS)}{random_.choice(['', ' again', ': a view'])}",
        "year": str(random_.randint(2020, 2022)),
        "journal": random_.choice(["Journal of Birds", "Flight"]),
    }
    if random_.random() < 0.3:
        fields |= {"editor": random_.choice(NAMES), "also": random_.choice(["1.1", "1.2"])}
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    kind = random_.choice(["article", "book", "misc"])
    return f"@{kind}{{{key},\n{lines}}}\n"


class Edits:
    """Edits of a list, one after another, by chance."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.random = random.Random(20261130)  # noqa: S311
        self.works = {
            name: [entry(self.random, f"{name}{at}") for at in range(9)] for name in FILES
        }
        self.write()

    def write(self) -> None:
        for name, works in self.works.items():
            path = self.folder / "entries" / f"{name}.bib"
            path.write_text("\n".join(works), encoding="utf-8", newline="\n")

    def field(self, name: str, values: tuple[str, ...]) -> None:
        """Give a field of a work another value."""
        works = self.works[self.random.choice(FILES)]
        with_field = [at for at, work in enumerate(works) if f"  {name} = " in work]
        at = self.random.choice(with_field)
        new = self.random.choice(values)
        works[at] = re.sub(rf"  {name} = {{.*}},", f"  {name} = {{{new}}},", works[at])

    def title(self) -> None:
        self.field("title", ("Another", *BIRDS))

    def author(self) -> None:
        self.field("author", (*NAMES, "Doe, J. and Roe, Wei and Owl, Wei and Poe, Edgar"))

    def year(self) -> None:
        self.field("year", ("2020", "2021", "1999"))

    def new(self) -> None:
        works = self.works[self.random.choice(FILES)]
        works.insert(self.random.randint(0, len(works)), entry(self.random, "new"))

    def deleted(self) -> None:
        works = self.works[self.random.choice(FILES)]
        works.pop(self.random.randrange(len(works)))

    def moved(self) -> None:
        self.works["crows"].append(self.works["owls"].pop(3))

    def key(self) -> None:
        works = self.works[self.random.choice(FILES)]
        works[2] = re.sub(r"(@\w+{)[^,]*", r"\1renamed", works[2])

    def setting(self) -> None:
        path = self.folder / "entries" / "sections.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Owls", "All owls"), encoding="utf-8", newline="\n")

    def crossed(self) -> None:
        self.works["owls"].append("@misc{child, title = {Child}, crossref = {crows4}}\n")


KINDS = ("title", "author", "year", "new", "deleted", "moved", "key", "setting", "title", "crossed")


def made(folder: Path) -> dict[str, bytes]:
    files = [folder / "README.md", *(folder / "exports").rglob("*.*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_build_after_edits_is_one_with_an_empty_cache(
    small_list: Path,
    run: Run,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edits = Edits(small_list)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("known")))
    assert run(small_list, "build").exit_code == 0
    for number, kind in enumerate(KINDS):
        getattr(edits, kind)()
        edits.write()
        other = tmp_path_factory.mktemp("other") / "list"
        shutil.copytree(small_list, other)
        with monkeypatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(other / "cache"))
            assert run(other, "build").exit_code == 0
        result = run(small_list, "build")
        assert result.exit_code == 0, result.stderr
        assert made(small_list) == made(other), f"{number}: {kind}"
        assert run(small_list, "build").stderr.endswith("up to date\n")
