"""Every command line of the README and the docs runs, block by block, in a fresh folder."""

from __future__ import annotations

import itertools
import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner
from tests.lookup.index.dumps import dumps_in
from tests.lookup.test_services import recorded_answers

from pllm_bib.citing.styles import installed
from pllm_bib.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Git = Callable[..., str]

REPOSITORY = Path(__file__).parent.parent
PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "CONTRIBUTING.md",
    *sorted((REPOSITORY / "docs").glob("*.md")),
]


class Block(NamedTuple):
    """A block of a page, and its lines that a shell would run."""

    place: str
    lines: tuple[str, ...]


_FLAGS = re.MULTILINE | re.DOTALL


def blocks() -> Iterator[Block]:
    """Yield every block of shell commands of all pages; a line that goes on is one line."""
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in re.finditer(
            r"^ *```(?:sh|console|bash)\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL
        ):
            source = match[1].replace("\\\n", " ")
            source = re.sub(r"<<'(\w+)'\n.*?\n\s*\1$", "<<", source, flags=_FLAGS)
            lines = [re.sub(r"\s+#\s.*", "", line).strip() for line in source.splitlines()]
            number = text[: match.start()].count("\n") + 1
            yield Block(f"{page.name}:{number}", tuple(filter(None, lines)))


BLOCKS = list(blocks())

NOT_RUN = {
    r"make [a-z-]+( [a-z]+)*": "CI runs the targets of the Makefile",
    r"python - <<": "it shows what another library does",
    r"curl .*\| pllm-bib .*": "it needs a network",
    r'echo "\$\(git remote .*': "it needs a clone with a remote",
    r"pllm-bib dedupe .*--interactive": "it asks; its questions have tests of their own",
}
"""Shapes of lines that are not run here, and why."""

STATUS = {
    "pllm-bib check refs.bib": 1,
    "pllm-bib build --check": 1,
    "pllm-bib check --base v1.0": 1,
    "pllm-bib check --base origin/main --format json": 1,
    "pllm-bib rekey --diff": 1,
    "pllm-bib add 10.1000/182 --section 2 --diff": 1,
    "pllm-bib import awesome-owls.md": 1,
    "pllm-bib promote doe2024owls acl.bib": 1,
    "pllm-bib init awesome-owls.md -o owls": 1,
    "pllm-bib dedupe refs.bib --diff": 1,
    "pllm-bib dedupe": 1,
    "pllm-bib paper main.tex --update --diff --against acl.bib": 1,
}
"""Lines that end with another status than 0, since the files have what they are to find."""


def test_every_line_is_run_or_has_a_reason() -> None:
    lines = [line for block in BLOCKS for line in block.lines]
    assert len(lines) > 50
    unknown = [line for line in lines if not is_ours(line) and not reason(line)]
    assert unknown == [], "say in NOT_RUN why they are not run"
    idle = [shape for shape in NOT_RUN if not any(re.fullmatch(shape, line) for line in lines)]
    assert idle == [], "no line has this shape"
    assert [line for line in STATUS if line not in lines] == []


def is_ours(line: str) -> bool:
    return re.match(r"(?:\.venv/bin/)?pllm-bib ", line) is not None


def reason(line: str) -> str | None:
    return next((why for shape, why in NOT_RUN.items() if re.fullmatch(shape, line)), None)


OWLS = """
@misc{doe2024owls,
  author = {Doe, Jane},
  title = {Owls at Night},
  year = {2024},
  eprint = {2403.00001},
  archiveprefix = {arXiv},
}

@misc{roe2024owls,
  author = {Roe, Richard},
  title = {Hooting of Owls},
  year = {2024},
  eprint = {2403.00002},
  archiveprefix = {arXiv},
}

@misc{roe2023owls,
  author = {Roe, Richard},
  title = {Hooting of Owls},
  year = {2023},
  url = {https://example.org/hooting},
}

@misc{roe2025owls,
  author = {Roe, Richard},
  title = {Hooting of Owls, Again},
  year = {2025},
  eprint = {2503.00002},
  archiveprefix = {arXiv},
}

@misc{Smith-paper,
  author = {Smith, Ada},
  title = {Rooks},
  year = {2024},
  eprint = {2405.00001},
  archiveprefix = {arXiv},
}
"""
PUBLISHED = """\
@inproceedings{doe24,
  author = {Doe, Jane},
  title = {Owls at Night},
  booktitle = {Proceedings of the Bird Conference},
  year = {2024},
  doi = {10.1234/owls},
}
"""
LIST = """\
# Awesome Owls

## 2. Benchmark / Dataset / Evaluation

- **[2022 BirdConf]** Owls Asleep. Jane Doe. [[paper](https://example.org/asleep)]
"""
RIS = "TY  - JOUR\nAU  - Poe, Edgar\nTI  - Crows Count\nPY  - 2021\nJO  - Birds\nER  - \n"
CSL_JSON = '[{"id": "moe2021crows", "type": "book", "author": [{"family": "Moe"}]}]'
LOCALE = '<locale xmlns="http://purl.org/net/xbiblio/csl" version="1.0" xml:lang="en-GB"/>'
PAPER = r"\cite{doe2024owls,roe2024owls} \bibliography{refs}"
CITATIONS = '[{"citationItems": [{"id": "doe2024owls", "locator": "5"}]}]'
PASTED = "@misc{x, author = {Moe, Ada}, title = {Ravens Remember}, year = {2020}}"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the list with works for the examples, and the files that these name."""
    top = tmp_path_factory.mktemp("docs")
    root = top / "list"
    for name in ("entries", "exports", "docs"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "README.md", root)
    (root / "entries/upstream.txt").unlink(missing_ok=True)  # the examples have another source
    works = root / "entries/survey.bib"
    works.write_text(works.read_text("utf-8") + OWLS, "utf-8")
    files = {
        "refs.bib": OWLS,
        "more.bib": PUBLISHED,
        "acl.bib": PUBLISHED,
        "dblp.bib": PUBLISHED,
        "strings.bib": '@string{birds = "Birds"}\n',
        "zotero.ris": RIS,
        "old.ris": RIS,
        "refs.json": CSL_JSON,
        "zotero.json": CSL_JSON,
        "awesome-owls.md": LIST,
        "main.tex": PAPER,
        "paper.md": "---\nbibliography: refs.bib\n---\n\nAs @doe2024owls says.\n",
        "paper.json": CITATIONS,
        "my-locale.xml": LOCALE,
    }
    for name, text in files.items():
        (root / name).write_text(text, "utf-8")
    style = installed("nature")
    assert style
    shutil.copy(style, root / "my-journal.csl")
    shutil.copytree(root / "entries", top / "their-list/entries")
    recorded_answers(root / "answers")
    dumps_in(root)
    return top


@pytest.mark.parametrize("block", [pytest.param(block, id=block.place) for block in BLOCKS])
def test_a_block_runs(
    block: Block, prepared: Path, tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = [line for line in block.lines if is_ours(line) and not reason(line)]
    if not ours:
        return
    shutil.copytree(prepared, tmp_path / "top")
    root = tmp_path / "top/list"
    if any(re.search(r"--base|--since|\bdiff v", line) for line in ours):
        git(root, "init", "--quiet")
        git(root, "add", ".")
        git(root, "commit", "--quiet", "-m", "All")
        for name in ("tags/v1.0", "tags/v1.1", "remotes/origin/main"):
            git(root, "update-ref", f"refs/{name}", "HEAD")
    monkeypatch.chdir(root)
    monkeypatch.setenv("PLLM_BIB_REPLAY", str(root / "answers"))
    for line in ours:
        command, _, added_to = line.partition(" >> ")
        command, _, target = command.partition(" > ")
        command, _, source = command.partition(" < ")
        given = Path(source).read_text("utf-8") if source else PASTED
        arguments = shlex.split(command)[1:]
        result = CliRunner().invoke(cli, arguments, given, catch_exceptions=False)
        assert result.exit_code == STATUS.get(line, 0), f"{line}\n{result.output}"
        if target:
            Path(target).write_text(result.stdout, "utf-8")
        if added_to:
            with Path(added_to).open("a", encoding="utf-8") as file:
                file.write(result.stdout)
        for name in written(arguments):
            assert Path(name).exists(), f"{line} writes no {name}"


def written(arguments: list[str]) -> list[str]:
    """The files that a command line names with ``-o``."""
    return [after for name, after in itertools.pairwise(arguments) if name == "-o"]
