"""What is wrong with an entry or a list: one function a rule, one table of all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.rules import a_acknowledgements as acknowledgements
from pllm_bib.rules import c_outline as outline
from pllm_bib.rules import d_duplicates as duplicates
from pllm_bib.rules import f_fields as fields
from pllm_bib.rules import k_keys as keys
from pllm_bib.rules import l_links as links
from pllm_bib.rules import n_names as names
from pllm_bib.rules import s_syntax as reading
from pllm_bib.rules import t_text as text
from pllm_bib.rules import v_venues as labels
from pllm_bib.rules import x_exports as exports
from pllm_bib.rules.base import Context, Ran, Rule, hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pllm_bib.model.diagnostic import Diagnostic, Edit

RULES: tuple[Rule, ...] = (
    Rule("A001", "unknown-rule", acknowledgements.unknown_rule, needs="ran"),
    Rule("A002", "unused-acknowledgement", acknowledgements.unused_acknowledgement, needs="ran"),
    Rule("C001", "section-without-file", outline.section_without_file, "error"),
    Rule("C002", "file-without-section", outline.file_without_section),
    Rule("C003", "unknown-section", outline.unknown_section),
    Rule("C004", "unknown-related", outline.unknown_related),
    Rule("D001", "duplicate-doi", duplicates.duplicate_doi),
    Rule("D002", "duplicate-eprint", duplicates.duplicate_eprint),
    Rule("D003", "same-title", duplicates.same_title),
    Rule("D004", "near-title", duplicates.near_title, needs="alike"),
    Rule(
        "D005",
        "preprint-and-published-pair",
        duplicates.preprint_and_published_pair,
        needs="alike",
    ),
    Rule("F001", "missing-required-field", fields.missing_required_field),
    Rule("F002", "unknown-field", fields.unknown_field),
    Rule("F003", "empty-field", reading.empty_field),
    Rule("F004", "link-in-note", fields.link_in_note),
    Rule("F005", "bad-date", reading.bad_date),
    Rule("F006", "date-and-year-disagree", reading.date_and_year_disagree),
    Rule("F007", "malformed-doi", fields.malformed_doi),
    Rule("F008", "url-repeats-doi", fields.url_repeats_doi),
    Rule("F009", "malformed-eprint", fields.malformed_eprint),
    Rule("F010", "eprint-without-type", fields.eprint_without_type),
    Rule("F011", "arxiv-as-journal", fields.arxiv_as_journal),
    Rule("F012", "venue-spelled-two-ways", fields.venue_spelled_two_ways),
    Rule("F013", "non-integer-volume", fields.non_integer_volume),
    Rule("F014", "page-range", fields.page_range),
    Rule("K001", "duplicate-key", keys.duplicate_key, "error"),
    Rule("K002", "unconventional-key", keys.unconventional_key),
    Rule("K003", "key-shadows-alias", keys.key_shadows_alias),
    Rule("K004", "unsafe-key-character", keys.unsafe_key_character, "error"),
    Rule("K005", "unusable-key", reading.unusable_key),
    Rule("K006", "key-removed", keys.key_removed, "error", needs="base"),
    Rule("L001", "malformed-url", links.malformed_url),
    Rule("L002", "arxiv-pdf-link", links.arxiv_pdf_link),
    Rule("L003", "repeated-link", links.repeated_link),
    Rule("L004", "version-pinned-arxiv", links.version_pinned_arxiv),
    Rule("L005", "code-link-host", links.code_link_host),
    Rule("L006", "unknown-link-label", links.unknown_link_label),
    Rule("L007", "known-host-alias", links.known_host_alias),
    Rule("L008", "insecure-link", links.insecure_link),
    Rule("N001", "abbreviated-author-list", names.abbreviated_author_list),
    Rule("N002", "malformed-name-list", reading.malformed_name_list),
    Rule("N003", "shouted-name", names.shouted_name),
    Rule("N004", "unbraced-organisation", names.unbraced_organisation),
    Rule("N005", "repeated-author", names.repeated_author),
    Rule("R001", "readme-out-of-date", outline.readme_out_of_date),
    Rule("R002", "hand-edited-block", outline.hand_edited_block),
    Rule("R003", "duplicate-heading", outline.duplicate_heading),
    Rule("R004", "empty-section", outline.empty_section, needs="readme"),
    Rule("R005", "readme-too-large", outline.readme_too_large, needs="readme"),
    Rule("S001", "syntax-error", reading.syntax_error, "error"),
    Rule("S002", "duplicate-field", reading.duplicate_field),
    Rule("S003", "undefined-string", reading.undefined_string),
    Rule("S004", "bad-encoding", reading.bad_encoding, "error"),
    Rule("S005", "unknown-command", reading.unknown_command),
    Rule("S006", "unknown-entry-type", reading.unknown_entry_type),
    Rule("S007", "dangling-crossref", reading.dangling_crossref),
    Rule("S008", "recursive-crossref", reading.recursive_crossref),
    Rule("S009", "unknown-tag", reading.unknown_tag),
    Rule("S010", "unknown-variable", reading.unknown_variable),
    Rule("S011", "wrong-value", reading.wrong_value),
    Rule("S012", "missing-end-of-record", reading.missing_end_of_record),
    Rule("S013", "control-character", reading.control_character),
    Rule("T001", "unprotected-acronym", text.unprotected_acronym),
    Rule("T002", "title-ends-with-period", text.title_ends_with_period),
    Rule("T003", "non-nfc-text", text.non_nfc_text),
    Rule("T004", "double-braced-title", text.double_braced_title),
    Rule("T005", "run-together-title", text.run_together_title),
    Rule("T006", "html-in-text", text.html_in_text),
    Rule("T007", "unescaped-special", text.unescaped_special),
    Rule("V001", "tag-year-mismatch", labels.tag_year_mismatch),
    Rule("V002", "tag-id-mismatch", labels.tag_id_mismatch),
    Rule("V003", "tag-host-mismatch", labels.tag_host_mismatch),
    Rule("V004", "unknown-venue", labels.unknown_venue),
    Rule("V005", "eprint-drift", labels.eprint_drift, needs="base"),
    Rule("V006", "published-but-preprint-link", labels.published_but_preprint_link),
    Rule("X001", "lossy-export", exports.lossy_export, needs="exports"),
    Rule("X002", "refused-by-zotero", exports.refused_by_zotero),
    Rule("X003", "id-not-printed", exports.id_not_printed, needs="exports"),
    Rule("X004", "export-too-large", exports.export_too_large, needs="exports"),
)
"""Every rule, ordered by code."""


def rule(code_or_name: str) -> Rule | None:
    """The rule of a code or a name."""
    return next((rule for rule in RULES if code_or_name in {rule.code, rule.name}), None)


def select(select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that are selected and not ignored, by code, start of a code (``F``) or name.

    Nothing selected means all of them. Raises ``ValueError`` for a word that means no rule.
    """
    chosen = _meant(select) if select else {rule.code for rule in RULES}
    ignored = _meant(ignore)
    return tuple(rule for rule in RULES if rule.code in chosen and rule.code not in ignored)


def _meant(words: Iterable[str]) -> set[str]:
    codes: set[str] = set()
    for word in words:
        found = {rule.code for rule in RULES if word and rule.code.startswith(word)}
        found |= {rule.code for rule in RULES if rule.name == word}
        if not found:
            known = [name for rule in RULES for name in (rule.name, rule.code)]
            message = f"no rule is called “{word}”{hint(word, known)}"
            raise ValueError(message)
        codes |= found
    return codes


def run(context: Context, rules: Iterable[Rule]) -> tuple[Diagnostic, ...]:
    """Everything that rules find, by position and then by code.

    No two of the fixes touch one field: where they would, the later finding goes without until
    the first one is mended.
    """
    rules = tuple(rules)
    able = [rule for rule in rules if rule.applies(context)]
    found = [diagnostic for rule in able for diagnostic in rule.diagnostics(context)]
    if last := [rule for rule in rules if rule.needs == "ran"]:
        ran = Ran(rules=_named(able), known=_named(RULES), found=tuple(found))
        context = replace(context, ran=ran)
        found += [diagnostic for rule in last for diagnostic in rule.diagnostics(context)]
    found.sort(key=lambda d: (d.position, d.code, d.field or "", d.message))
    return tuple(_without_conflicts(found, acknowledgements.lookup(context)))


def _named(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset(word for rule in rules for word in (rule.code, rule.name))


def _without_conflicts(
    found: Iterable[Diagnostic], acknowledged: Callable[[Diagnostic], object]
) -> Iterator[Diagnostic]:
    claimed: dict[tuple[str, str, str | None], Edit] = {}
    for diagnostic in found:
        places = {(diagnostic.position.path, edit.key, edit.field): edit for edit in diagnostic.fix}
        if not places or acknowledged(diagnostic):  # it is never mended
            yield diagnostic
        elif any(claimed.get(place, edit) != edit for place, edit in places.items()):
            yield replace(diagnostic, fix=())
        else:
            claimed.update(places)
            yield diagnostic
