"""The generated parts of the documentation are in step with the code."""

from __future__ import annotations

import itertools
import re
import textwrap
from typing import TYPE_CHECKING

import click
import pytest

from pllm_bib.awesome.findings import IMPORT_FINDINGS
from pllm_bib.cli import COMMANDS, cli
from pllm_bib.formats import FORMATS, WRITTEN
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.model.citation_key import KEY_FIELDS
from pllm_bib.model.field import TEXTS
from pllm_bib.model.text import Style
from pllm_bib.model.unseen import visible
from pllm_bib.rules import RULES
from pllm_bib.tasks.paper.findings import PAPER_FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pllm_bib.formats.row import Format
    from pllm_bib.rules.base import Rule


RULES_HEAD = """\
# Rules

The rules of `pllm-bib check`; `pllm-bib rule CODE` prints the same in a terminal.
Each rule has a bad and a good example, and each rule with a fix has a third one that the fix
leaves alone.
`--fix` makes only fixes that keep what is said here about their print; others need `--unsafe`.
To acknowledge a finding, put a comment with the reason right above its entry:
`% pllm-bib: allow rule-name: why it is right`, or for some fields only:
`% pllm-bib: allow rule-name in title, note: why it is right`.

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
    paragraphs = (textwrap.fill(paragraph, 115) for paragraph in rule.paragraphs)
    head = "\n\n".join((f"\n## {rule.code} {rule.name}", doc.summary, *paragraphs)) + "\n"
    return head + "".join(
        f"\n{heading}:\n\n```\n{visible(text)}\n```\n" for heading, text in doc.examples
    )


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def kinds_of_losses(form: Format) -> tuple[list[str], list[str]]:
    """What a format loses of all types: attributes and parts of them, and types."""
    attributes, types = [], []
    for loss in sorted(form.loses):
        owner, _, detail = loss.partition(".")
        if owner == "type":
            types.append(detail)
        elif owner not in {"text", *TYPES} and not (detail and owner in TEXTS):
            attributes.append(loss)
    return attributes, types


def formats_table() -> str:
    """Every format: its name for the command, and whether it is written and read."""
    rows = [
        [
            f"`{form.name}`",
            form.description,
            f"`{form.suffix}`",
            "yes" if form.writer else "",
            "yes" if form.read else "",
        ]
        for form in FORMATS.values()
    ]
    return table(["name", "what it is", "file", "written", "read"], rows)


def losses_table() -> str:
    rows, rows_of_types = [], []
    for form in WRITTEN.values():
        attributes, types = kinds_of_losses(form)
        marked = [f"`{loss}`{kept(form, loss)}" for loss in attributes]
        rows.append([f"{form.title} (`{form.name}`)", ", ".join(marked) or "nothing"])
        if types:
            rows_of_types.append([form.title, ", ".join(types)])
    tables = [
        table(["format", "loses"], rows),
        markup_table(WRITTEN.values()),
        table(["format", "types that share their name there with another"], rows_of_types),
        table(["BibLaTeX has no field for†", "of these types"], losses_by_type()),
    ]
    return "\n".join(tables)


def kept(form: Format, loss: str) -> str:
    """The mark of what is kept if that is wanted."""
    return "†" if loss in form.keeps else ""


def markup_table(forms: Iterable[Format]) -> str:
    """Which markup each format loses, and of which texts."""
    forms = list(forms)
    rows = []
    for style in Style:
        name = str(style.name).lower()
        rows.append([name.replace("_", " "), *(lost_markup(form, name) for form in forms)])
    return table(["markup", *(form.title for form in forms)], rows)


def lost_markup(form: Format, style: str) -> str:
    if f"text.{style}" in form.loses:
        return "lost"
    lost = {text for text in TEXTS if f"{text}.{style}" in form.loses}
    if len(lost) <= 1:
        return "".join(f"lost in `{text}`" for text in lost)
    return "lost but in " + ", ".join(f"`{text}`" for text in sorted(TEXTS - lost))


def losses_by_type() -> Iterator[list[str]]:
    pairs = (loss.split(".") for loss in FORMATS["biblatex"].loses)
    lost = sorted(pair[::-1] for pair in pairs if pair[0] in TYPES)
    for attribute, group in itertools.groupby(lost, lambda pair: pair[0]):
        yield [f"`{attribute}`", ", ".join(name for _, name in group)]


def findings_table() -> str:
    rows = ["| code | name | what it is |", "| --- | --- | --- |"]
    rows += [f"| {code} | `{name}` | {text} |" for name, (code, text) in IMPORT_FINDINGS.items()]
    return "\n".join([*rows, ""])


def paper_findings_table() -> str:
    rows = ["| code | name | severity | what it is |", "| --- | --- | --- | --- |"]
    found = PAPER_FINDINGS.items()
    rows += [
        f"| {code} | `{name}` | {severity} | {text} |" for name, (code, severity, text) in found
    ]
    return "\n".join([*rows, ""])


DOORS = ("zotero-rdf", "ris", "csl-json", "bibtex", "biblatex")
"""Formats that Zotero reads."""


def zotero_table() -> str:
    forms = [FORMATS[name] for name in DOORS]
    titles = [form.title for form in forms]
    lost = [kinds_of_losses(form) for form in forms]
    rows = [
        [f"`{loss}`", *(f"lost{kept(form, loss)}" if loss in form.loses else "" for form in forms)]
        for loss in sorted({loss for attributes, _ in lost for loss in attributes})
    ]
    rows_of_types = [
        [name, *("lost" if f"type.{name}" in form.loses else "" for form in forms)]
        for name in sorted({name for _, types in lost for name in types})
    ]
    tables = [
        table(["lost", *titles], rows),
        markup_table(forms),
        table(["type", *titles], rows_of_types),
    ]
    return "\n".join(tables)


def key_fields_table() -> str:
    rows = [f"| `{{{name}}}` | {meaning} |" for name, meaning in KEY_FIELDS.items()]
    return "\n".join(["| field | what it is |", "| --- | --- |", *rows])


def visible_options() -> Iterator[tuple[str, click.Option]]:
    """Each option that the help of a command shows, with the command's name."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                yield name, parameter


def spelling(option: click.Option) -> str:
    """An option with its short form, its long one, and its value."""
    value = "" if option.is_flag or option.count else f" {option.metavar or 'VALUE'}"
    return f"`{', '.join(option.opts)}{value}`"


def options_table() -> str:
    """Every option of the commands, and the commands that have it."""
    commands: dict[str, list[str]] = {}
    for name, option in visible_options():
        commands.setdefault(spelling(option), []).append(name)
    everywhere = len(COMMANDS)
    rows = [
        [option, "all" if len(names) == everywhere else ", ".join(names)]
        for option, names in sorted(commands.items(), key=lambda row: row[0].strip("`-").lower())
    ]
    return table(["option", "commands"], rows)


def in_step(path: Path, expected: str, *, rewrite: bool) -> None:
    if rewrite:
        path.write_text(expected, encoding="utf-8")
    assert path.read_text("utf-8") == expected, f"run “make goldens” to renew {path.name}"


def test_rules_page(repository: Path, request: pytest.FixtureRequest) -> None:
    rewrite = request.config.getoption("--rewrite-goldens")
    in_step(repository / "docs/rules.md", rules_page(), rewrite=rewrite)


@pytest.mark.parametrize(
    ("page", "name", "text"),
    [
        ("docs/formats.md", "formats", formats_table()),
        ("docs/formats.md", "losses", losses_table()),
        ("docs/zotero.md", "zotero", zotero_table()),
        ("docs/keys.md", "fields", key_fields_table()),
        ("docs/commands.md", "options", options_table()),
        ("docs/importing.md", "findings", findings_table()),
        ("docs/paper.md", "findings", paper_findings_table()),
    ],
)
def test_tables(
    page: str, name: str, text: str, repository: Path, request: pytest.FixtureRequest
) -> None:
    path = repository / page
    head, _, rest = path.read_text("utf-8").partition(f"<!-- {name}:begin -->\n")
    _, _, tail = rest.partition(f"<!-- {name}:end -->")
    expected = f"{head}<!-- {name}:begin -->\n{text}<!-- {name}:end -->{tail}"
    in_step(path, expected, rewrite=request.config.getoption("--rewrite-goldens"))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_a_page_about_the_command(repository: Path, name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    page = re.search(r"More: (docs/.+\.md)$", command.get_help(click.Context(command)))
    assert page
    text = (repository / page[1]).read_text("utf-8")
    assert page[1] == "docs/commands.md" or f"pllm-bib {name}" in text or f"`{name}`" in text


ANOTHER_MEANING = {
    ("init", "--output"),
    ("import", "--section"),
    ("cite", "--to"),
    ("sync", "--map"),
}
"""Options that stand for something else in one command, where nothing else could be meant."""


def test_a_thing_has_one_spelling() -> None:
    long: dict[str, set[str]] = {}
    values: dict[str, set[str]] = {}
    for command, option in visible_options():
        assert len([name for name in option.opts if name.startswith("--")]) == 1
        for short in option.opts[:-1]:
            long.setdefault(short, set()).add(option.opts[-1])
        if (command, option.opts[-1]) not in ANOTHER_MEANING:
            values.setdefault(option.opts[-1], set()).add(spelling(option))
    assert {short for short, names in long.items() if len(names) > 1} == set()
    assert {name: found for name, found in values.items() if len(found) > 1} == {}


def test_results_are_told_in_one_way() -> None:
    for command, option in visible_options():
        assert option.opts[-1] not in {"--json", "--output-format", "--report"}, command
        if option.opts[-1] == "--format":
            assert isinstance(option.type, click.Choice)
            assert list(option.type.choices)[:1] == ["text"]
            assert "json" in option.type.choices
            assert set(option.type.choices) <= {"text", "json", "github", "sarif", "markdown"}


WRITING = {"build", "import", "promote", "init", "fmt", "rekey", "dedupe", "paper"}
"""Commands that change files other than that of ``-o``."""


def test_what_is_written_can_be_tried_first() -> None:
    options: dict[str, set[str]] = {}
    for command, option in visible_options():
        options.setdefault(command, set()).add(option.opts[-1])
    for command, names in options.items():
        if "--output" in names or command in WRITING:
            assert names >= {"--check", "--diff"}, command
        assert names >= {"--verbose", "--quiet", "--color"}, command


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs"])
def test_links_lead_to_files_and_headings(repository: Path, page: str) -> None:
    start = repository / page
    for path in sorted(start.glob("*.md")) if start.is_dir() else [start]:
        for target, anchor in re.findall(
            r"(?<!\\)\]\(([^)#]*)(?:#([^)]*))?\)", without_code(path.read_text("utf-8"))
        ):
            if target.startswith(("http", "mailto:")):
                continue
            file = path.parent / target.removesuffix("?raw=true") if target else path
            assert file.exists(), f"{path.name}: {target}"
            if anchor:
                assert anchor in anchors(file.read_text("utf-8")), f"{path.name}: {target}#{anchor}"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs"])
def test_headings_are_one_outline(repository: Path, page: str) -> None:
    start = repository / page
    for path in sorted(start.glob("*.md")) if start.is_dir() else [start]:
        text = re.sub(
            r"^ *```.*?^ *```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        levels = [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]
        assert levels.count(1) == 1, path.name
        assert levels[0] == 1, path.name
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), path.name


def test_the_list_comes_first(repository: Path) -> None:
    lines = (repository / "README.md").read_text("utf-8").splitlines()
    assert next(at for at, line in enumerate(lines) if line.startswith("+ **")) < 24
    own = [line for line in lines if line.startswith("+ **")]
    assert all(re.search(r"\[BibTeX\]\(exports/bibtex/\S+\)\) `\S+`$", line) for line in own)


def anchors(page: str) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


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
