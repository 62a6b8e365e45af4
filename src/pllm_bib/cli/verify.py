"""``pllm-bib verify``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from pllm_bib.cli import load, options, printed, report
from pllm_bib.tasks import verify


@click.command()
@click.argument("paths", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@options.format_option("text", "json", what="lines, or a JSON array", also="--output-format")
@report.operator_errors
def command(paths: tuple[Path, ...], *, form: str) -> None:
    """Read all exports, or the given files, with independent parsers; compare each field.

    BibTeX is read with pybtex, BibLaTeX with bibtexparser, RIS with rispy, and Zotero RDF with
    lxml; CSL-JSON is checked against its schema. Fields that a format cannot hold
    (docs/formats.md) may be missing. “build --check” does the same once everything is up to date.

    \b
    Examples:
      pllm-bib verify
      pllm-bib verify exports/ris/all.ris
      pllm-bib verify --format json
    """
    config = load.config()
    verified = verify.verify(config, load.loaded_list(config).library, paths)
    if form == "json":
        findings = [asdict(finding) for finding in verified.findings]
        printed.as_json(findings)
    else:
        for finding in verified.findings:
            printed.words(str(finding))
    report.say(verify.summary(verified))
    if verified.findings:
        click.get_current_context().exit(1)
