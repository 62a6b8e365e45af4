"""The generated parts of the documentation are in step with the code."""

from __future__ import annotations

import itertools
import re
import textwrap
from typing import TYPE_CHECKING

import pytest

from pllm_bib.cli import COMMANDS
from pllm_bib.formats import FORMATS
from pllm_bib.formats.vocabulary import TYPES
from pllm_bib.model.diagnostic import IMPORT_FINDINGS
from pllm_bib.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pllm_bib.rules.base import Rule


RULES_HEAD = """\
# Rules

What `pllm-bib check` looks for. `pllm-bib rule CODE` prints the same in a terminal.
A finding is acknowledged by a comment right above its entry, with the reason:
`% pllm-bib: allow rule-name: why it is right`.

This page is generated from the rules themselves (`make goldens`).

| code | name | what it is |
| --- | --- | --- |
"""


def rules_page() -> str:
    rows = [
        f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | `{rule.name}` "
        f"| {rule.documentation.summary.replace('|', chr(92) + '|')} |"
        for rule in RULES
    ]
    return RULES_HEAD + "\n".join(rows) + "\n" + "".join(rule_section(rule) for rule in RULES)


def rule_section(rule: Rule) -> str:
    doc = rule.documentation
    return (
        f"\n## {rule.code} {rule.name}\n\n{doc.summary}\n\n{textwrap.fill(doc.reason, 115)}\n\n"
        f"Bad:\n\n```\n{doc.bad.rstrip()}\n```\n\nGood:\n\n```\n{doc.good.rstrip()}\n```\n"
    )


def losses_table() -> str:
    rows = ["| format | loses |", "| --- | --- |"]
    for row in FORMATS.values():
        losses = [f"`{loss}`" for loss in sorted(row.loses) if not of_type(loss)]
        rows.append(f"| {row.title} (`{row.name}`) | {', '.join(losses) or 'nothing'} |")
    return "\n".join([*rows, "", *losses_by_type()])


def of_type(loss: str) -> bool:
    """Whether what is lost is an attribute of one type only: ``article.publisher``."""
    return loss.partition(".")[0] in TYPES


def losses_by_type() -> Iterator[str]:
    yield from ("| BibLaTeX has no field for | of these types |", "| --- | --- |")
    lost = sorted(loss.split(".")[::-1] for loss in FORMATS["biblatex"].loses if of_type(loss))
    for attribute, group in itertools.groupby(lost, lambda pair: pair[0]):
        yield f"| `{attribute}` | {', '.join(name for _, name in group)} |"


def findings_table() -> str:
    rows = ["| code | name | what it is |", "| --- | --- | --- |"]
    rows += [f"| {code} | `{name}` | {text} |" for name, (code, text) in IMPORT_FINDINGS.items()]
    return "\n".join(rows)


DOORS = ("zotero-rdf", "ris", "csl-json", "bibtex", "biblatex")
"""Formats that Zotero reads."""


def zotero_table() -> str:
    head = ["lost", *(FORMATS[name].title for name in DOORS)]
    rows = [head, ["---"] * len(head)]
    every = frozenset().union(*(FORMATS[name].loses for name in DOORS))
    for loss in sorted(loss for loss in every if not of_type(loss)):
        marks = ("lost" if loss in FORMATS[name].loses else "" for name in DOORS)
        rows.append([f"`{loss}`", *marks])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def in_step(path: Path, expected: str, *, rewrite: bool) -> None:
    if rewrite:
        path.write_text(expected, encoding="utf-8")
    assert path.read_text("utf-8") == expected, f"run “make goldens” to renew {path.name}"


def test_rules_page(repository: Path, request: pytest.FixtureRequest) -> None:
    rewrite = request.config.getoption("--rewrite-goldens")
    in_step(repository / "docs/rules.md", rules_page(), rewrite=rewrite)


@pytest.mark.parametrize(
    ("page", "name", "table"),
    [
        ("docs/formats.md", "losses", losses_table()),
        ("docs/zotero.md", "zotero", zotero_table()),
        ("docs/importing.md", "findings", findings_table()),
    ],
)
def test_tables(
    page: str, name: str, table: str, repository: Path, request: pytest.FixtureRequest
) -> None:
    path = repository / page
    head, _, rest = path.read_text("utf-8").partition(f"<!-- {name}:begin -->\n")
    _, _, tail = rest.partition(f"<!-- {name}:end -->")
    expected = f"{head}<!-- {name}:begin -->\n{table}\n<!-- {name}:end -->{tail}"
    in_step(path, expected, rewrite=request.config.getoption("--rewrite-goldens"))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs"])
def test_links_to_files_lead_somewhere(repository: Path, page: str) -> None:
    start = repository / page
    for path in sorted(start.glob("*.md")) if start.is_dir() else [start]:
        for target in re.findall(
            r"(?<!\\)\]\(([^)#]+)(?:#[^)]*)?\)", without_code(path.read_text("utf-8"))
        ):
            if not target.startswith(("http", "mailto:")):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def without_code(text: str) -> str:
    """A page without its examples."""
    return re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)


def test_commands_that_the_docs_name_exist(repository: Path) -> None:
    pages = [
        repository / "README.md",
        repository / "CONTRIBUTING.md",
        *repository.glob("docs/*.md"),
    ]
    for page in pages:
        for command in re.findall(
            r"(?:`|bin/|^)pllm-bib ([a-z]+)", page.read_text("utf-8"), re.MULTILINE
        ):
            assert command in COMMANDS, f"{page.name} names “pllm-bib {command}”"
