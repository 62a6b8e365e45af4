"""``pllm-bib rule``."""

from __future__ import annotations

import textwrap

import click

from pllm_bib import rules
from pllm_bib.awesome.findings import IMPORT_FINDINGS
from pllm_bib.cli import completion, printed, report
from pllm_bib.errors import OperatorError
from pllm_bib.model.diagnostic import did_you_mean


@click.command()
@click.argument("code", required=False, shell_complete=completion.rule_codes)
@report.operator_errors
def command(code: str | None) -> None:
    """Explain a rule of “check” or a finding of “import”, by code or name; list all without one.

    \b
    Examples:
      pllm-bib rule
      pllm-bib rule T001
    """
    if code is None:
        rows = [(rule.code, rule.name, rule.documentation.summary) for rule in rules.RULES]
        rows += [(number, name, text) for name, (number, text) in IMPORT_FINDINGS.items()]
        for number, name, text in sorted(rows):
            printed.words(f"{number}  {name:<28} {text}")
        return
    for name, (number, text) in IMPORT_FINDINGS.items():
        if code in {name, number}:
            printed.words(f"{number} {name} (of “pllm-bib import”)\n\n{text}")
            return
    found = rules.rule(code)
    if found is None:
        known = [name for rule in rules.RULES for name in (rule.code, rule.name)]
        known += [name for row, (number, _) in IMPORT_FINDINGS.items() for name in (row, number)]
        hint = " “pllm-bib rule” lists them."
        message = f"there is no rule “{code}”.{did_you_mean(code, known, hint)}"
        raise OperatorError(message)
    doc = found.documentation
    parts = [
        f"{found.code} {found.name} ({found.severity})",
        doc.summary,
        *(textwrap.fill(paragraph, 90) for paragraph in found.paragraphs),
        *(f"{heading}:\n{textwrap.indent(text, '  ')}" for heading, text in doc.examples),
        "To acknowledge a finding, put a comment right above its entry:",
        f"  % pllm-bib: allow {found.name}: your reason",
    ]
    printed.words("\n\n".join(parts))
