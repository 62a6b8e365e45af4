"""Run the rules over a library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pllm_bib import rules
from pllm_bib.app import readme, revision
from pllm_bib.app.config import OUTLINE, README, OperatorError, shown
from pllm_bib.app.load import load_files, load_list, text_of
from pllm_bib.formats import bib_source
from pllm_bib.model.citation_key import DEFAULT_PATTERN
from pllm_bib.rules.base import Context, Readme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pllm_bib.app.config import Config
    from pllm_bib.app.load import Loaded
    from pllm_bib.model.diagnostic import Diagnostic, Position
    from pllm_bib.model.entry import Origin
    from pllm_bib.rules.base import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found. ``acknowledged`` are findings that the file allows, with its reason."""

    loaded: Loaded
    findings: tuple[Diagnostic, ...]
    acknowledged: tuple[tuple[Diagnostic, str], ...]

    @property
    def fixable(self) -> tuple[Diagnostic, ...]:
        """Findings that mend themselves."""
        return tuple(finding for finding in self.findings if finding.fix)

    def fixes(self) -> dict[Path, str]:
        """The files that the fixes change, with their new text."""
        paths = {shown(path): path for path in self.loaded.texts}
        edits: dict[Path, list[Diagnostic]] = {}
        for finding in self.fixable:
            if finding.position.path in paths:
                edits.setdefault(paths[finding.position.path], []).append(finding)
        result = {}
        for path, findings in edits.items():
            old = self.loaded.texts[path]
            new = bib_source.apply(old, [edit for finding in findings for edit in finding.fix])
            if new != old:
                result[path] = new
        return result


def check_list(config: Config, chosen: Sequence[Rule], base: str | None = None) -> Report:
    """Check a whole list: its entries, its outline and its README.

    ``base`` is the git revision that it was published at, for rules that compare with it. Raises
    `OperatorError` where that cannot be read.
    """
    loaded = load_list(config)
    context = Context(
        library=loaded.library,
        faults=loaded.faults,
        readme=_readme(config, loaded),
        outline_path=shown(config.entries / OUTLINE),
        missing_files=tuple(shown(path) for path in loaded.missing_files),
        stray_files=tuple(shown(path) for path in loaded.stray_files),
        keys=config.keys,
        base=revision.list_at(config.root, base) if base is not None else None,
    )
    return _report(loaded, context, chosen)


def check_files(
    paths: Sequence[Path],
    chosen: Sequence[Rule],
    config: Config | None,
    base: str | None = None,
) -> Report:
    """Check .bib files by themselves, and with their state at a git revision as ``base``.

    venues and keys are as in the list around them, if any. Raises `OperatorError` as
    `check_list` does.
    """
    loaded = load_files(paths, config.venues if config else ())
    context = Context(
        library=loaded.library,
        faults=loaded.faults,
        keys=config.keys if config else DEFAULT_PATTERN,
        base=revision.files_at(paths, base) if base is not None else None,
    )
    return _report(loaded, context, chosen)


def clashing_keys(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Keys that more than one entry has: no export could hold them both."""
    rule = rules.rule("duplicate-key")
    return rules.run(Context(library=loaded.library), (rule,)) if rule else ()


def _report(loaded: Loaded, context: Context, chosen: Sequence[Rule]) -> Report:
    findings, acknowledged = [], []
    origins = [entry.origin for entry in context.library if entry.origin and entry.origin.allowed]
    for finding in rules.run(context, chosen):
        origin = _origin_at(finding.position, origins) if finding.key else None
        allowed = origin.allowed if origin else {}
        reason = allowed.get(finding.name) or allowed.get(finding.code)
        if reason:
            acknowledged.append((finding, reason))
        else:
            findings.append(finding)
    return Report(loaded=loaded, findings=tuple(findings), acknowledged=tuple(acknowledged))


def _origin_at(position: Position, origins: Sequence[Origin]) -> Origin | None:
    """The entry that a place is in, among those that acknowledge something."""
    return next((origin for origin in origins if origin.holds(position)), None)


def _readme(config: Config, loaded: Loaded) -> Readme | None:
    path = config.root / README
    if loaded.fatal or not path.is_file():
        return None
    try:
        block = readme.find_block(text_of(path), path)
    except OperatorError:
        return None
    return Readme(
        path=shown(path),
        line=block.line,
        up_to_date=block.content == readme.content(loaded.library),
        hand_edited=block.hand_edited,
    )
