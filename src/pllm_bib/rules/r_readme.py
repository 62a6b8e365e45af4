"""Rules about the README of a list, and about the headings in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import Position
from pllm_bib.model.limits import SHOWN_BY_GITHUB
from pllm_bib.rules.base import Finding, Rule, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def readme_out_of_date(context: RuleContext) -> Iterator[Finding]:
    r"""The README does not show the entries as they are now.

    Readers of the list see the README, not the files that it is made from. Run “pllm-bib build”
    after every change of an entry.

    Bad:
        --- README.md
        <!-- pllm-bib:list:begin sha256=0b5d50b76966a66b -->
        + **\[2024 Arxiv-2402\]** Personalised Language Models.
        <!-- pllm-bib:list:end -->
        --- entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        --- README.md
        <!-- pllm-bib:list:begin sha256=25584ae166360fe6 -->
        + **\[2024 Arxiv-2402\]** Personalized Language Modeling from Personalized Human Feedback.
        <!-- pllm-bib:list:end -->
        --- entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for readme in context.readmes:
        # A list that was edited by hand is built again, and may be out of date then.
        if readme.up_to_date or readme.hand_edited:
            continue
        yield Finding(
            "the list does not match the entries: run “pllm-bib build”",
            position=Position(readme.path, readme.line),
        )


def hand_edited_block(context: RuleContext) -> Iterator[Finding]:
    r"""The generated part of the README was edited by hand.

    A build would overwrite the edit. “pllm-bib import README.md --adopt” takes it over into the
    entries, and says where it cannot. The text around the generated part is yours to edit.

    Bad:
        --- README.md
        <!-- pllm-bib:list:begin sha256=25584ae166360fe6 -->
        + **\[2024 Arxiv-2402\]** Personalized Language Modeling (the best of all).
        <!-- pllm-bib:list:end -->
        --- entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        --- README.md
        The best list of all.

        <!-- pllm-bib:list:begin sha256=25584ae166360fe6 -->
        + **\[2024 Arxiv-2402\]** Personalized Language Modeling from Personalized Human Feedback.
        <!-- pllm-bib:list:end -->
        --- entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for readme in context.readmes:
        for line, words in readme.edits:
            yield Finding(words, position=Position(readme.path, line))
        if readme.edits or not readme.hand_edited:
            continue
        yield Finding(
            "the generated list was edited by hand: “pllm-bib import README.md --adopt” takes over "
            "what it can; other text goes outside of the two comments",
            position=Position(readme.path, readme.line),
        )


def duplicate_heading(context: RuleContext) -> Iterator[Finding]:
    """Two sections or two chapters share an id, a file or a title.

    Links to one lead to the other, and commands that take a section by name take both. A title may
    be repeated below another heading.

    Bad:
        --- entries/sections.toml
        [[chapter]]
        id = "1"
        title = "Alignment"

        [[chapter.section]]
        id = "1.1"
        slug = "surveys"
        title = "Surveys"

        [[chapter.section]]
        id = "1.2"
        slug = "more-surveys"
        title = "Surveys"
        --- entries/surveys.bib
        % no work is listed yet
        --- entries/more-surveys.bib
        % no work is listed yet

    Good:
        --- entries/sections.toml
        [[chapter]]
        id = "1"
        title = "Alignment"

        [[chapter.section]]
        id = "1.1"
        slug = "surveys"
        title = "Surveys"

        [[chapter.section]]
        id = "1.2"
        slug = "tutorials"
        title = "Tutorials"
        --- entries/surveys.bib
        % no work is listed yet
        --- entries/tutorials.bib
        % no work is listed yet
    """
    chapters, sections = context.library.chapters, context.library.sections
    checks: list[tuple[str, Iterable[str]]] = [
        ("chapters have the id", (chapter.id for chapter in chapters)),
        ("chapters have the title", (chapter.title for chapter in chapters)),
        ("sections have the id", (s.id for c in chapters for _level, s in c.outline)),
        ("sections have the slug", (section.slug for section in sections)),
    ]
    for chapter in chapters:
        siblings: dict[str, list[str]] = {}
        for level, section in chapter.outline:
            above = section.id.rpartition(".")[0] if level > 1 else ""
            siblings.setdefault(above, []).append(section.title)
        checks += [
            (f"sections of {above or f'chapter {chapter.id}'} have the title", titles)
            for above, titles in siblings.items()
        ]
    for words, values in checks:
        for value in _repeated(values):
            yield Finding(f"two {words} “{value}”: give one of them another")


def _repeated(values: Iterable[str]) -> Iterator[str]:
    """Yield the values that occur a second time, in any letter case; each once."""
    seen: dict[str, int] = {}
    for value in values:
        folded = " ".join(value.casefold().split())
        seen[folded] = seen.get(folded, 0) + 1
        if folded and seen[folded] == 2:  # noqa: PLR2004
            yield value


def empty_section(context: RuleContext) -> Iterator[Finding]:
    r"""A section of the README lists no work.

    Readers find a heading with nothing below it. If works will follow, say so in the section's
    file: “% pllm-bib: allow empty-section: why”.

    Bad:
        --- README.md
        <!-- pllm-bib:list:begin sha256=e3b0c44298fc1c14 -->
        <!-- pllm-bib:list:end -->
        --- entries/sections.toml
        [[chapter]]
        id = "1"
        title = "Alignment"

        [[chapter.section]]
        id = "1.1"
        slug = "surveys"
        title = "Surveys"
        --- entries/surveys.bib
        % no work is listed yet

    Good:
        --- README.md
        <!-- pllm-bib:list:begin sha256=25584ae166360fe6 -->
        + **\[2024 Arxiv-2402\]** Personalized Language Modeling from Personalized Human Feedback.
        <!-- pllm-bib:list:end -->
        --- entries/sections.toml
        [[chapter]]
        id = "1"
        title = "Alignment"

        [[chapter.section]]
        id = "1.1"
        slug = "surveys"
        title = "Surveys"
        --- entries/surveys.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    if context.readme is None:
        return
    listed = {section for entry in context.library for section in entry.sections}
    files = dict(context.section_files)
    # Another rule reports a file that cannot be read, and it may hold works.
    broken = {fault.position.path for fault in context.faults if fault.severity == "error"}
    # The front matter has no heading, so no reader misses works there.
    headed = [s for c in context.library.chapters if c.title for s in c.sections]
    for section in headed:
        path = files.get(section.id)
        if path and path not in broken and section.id not in listed:
            yield Finding(
                f"the section “{section.heading}” lists no work: add one, or drop the section",
                position=Position(path),
            )


def readme_too_large(context: RuleContext) -> Iterator[Finding]:
    """A page of the list is larger than 512,000 bytes, and GitHub cuts off the rest.

    Nobody sees the works at its end. “pllm-bib build” moves chapters of a large list to pages of
    their own. Part a section that is too large by itself in two, and move parts of the text around
    the list to other files.

    Bad:
        --- README.md (512001 bytes)
        <!-- pllm-bib:list:begin sha256=e3b0c44298fc1c14 -->
        <!-- pllm-bib:list:end -->

    Good:
        --- README.md (512000 bytes)
        <!-- pllm-bib:list:begin sha256=e3b0c44298fc1c14 -->
        <!-- pllm-bib:list:end -->
    """
    for readme in context.readmes:
        if readme.size > SHOWN_BY_GITHUB:
            yield Finding(
                f"the page has {readme.size:,} bytes, GitHub shows {SHOWN_BY_GITHUB:,} of them",
                position=Position(readme.path),
            )


RULES = (
    Rule("R001", "readme-out-of-date", readme_out_of_date),
    Rule("R002", "hand-edited-block", hand_edited_block),
    Rule("R003", "duplicate-heading", duplicate_heading),
    Rule("R004", "empty-section", empty_section, needs="readme"),
    Rule("R005", "readme-too-large", readme_too_large, needs="readme"),
)
