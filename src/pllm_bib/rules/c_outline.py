"""Rules about the sections of a list, and about the entries that name them or each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import Position
from pllm_bib.rules.base import Finding, Rule, RuleContext, hint

if TYPE_CHECKING:
    from collections.abc import Iterator


def section_without_file(context: RuleContext) -> Iterator[Finding]:
    """A section of the outline has no .bib file.

    Every section has a file, even an empty section. So a file that was lost by mistake is noticed.

    Bad:
        --- entries/sections.toml
        [[chapter]]
        id = "1"
        title = "Alignment"

        [[chapter.section]]
        id = "1.1"
        slug = "surveys"
        title = "Surveys"

    Good:
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
    """
    for path in context.missing_files:
        yield Finding(
            f"the section's file “{path}” is missing: make it, if only with a comment in it, or "
            "drop the section"
        )


def file_without_section(context: RuleContext) -> Iterator[Finding]:
    """A .bib file belongs to no section.

    Its works are in the exports, but under no heading of the list.

    Bad:
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
        --- entries/tutorials.bib
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
    for path in context.stray_files:
        yield Finding(
            f"the file “{path}” belongs to no section: give it one in “{context.outline_path}”, "
            "or move its entries",
            position=Position(path),
        )


def unknown_section(context: RuleContext) -> Iterator[Finding]:
    """The field also names a section that the outline does not have.

    The work is missing from the section that was meant.

    Bad:
        --- entries/sections.toml
        [[chapter]]
        id = "1"
        title = "Alignment"

        [[chapter.section]]
        id = "1.1"
        slug = "training"
        title = "Training"
        --- entries/training.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          also = {1.2},
        }

    Good:
        --- entries/sections.toml
        [[chapter]]
        id = "1"
        title = "Alignment"

        [[chapter.section]]
        id = "1.1"
        slug = "training"
        title = "Training"

        [[chapter.section]]
        id = "1.2"
        slug = "feedback"
        title = "Feedback"
        --- entries/training.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          also = {1.2},
        }
        --- entries/feedback.bib
        % no work is listed here first
    """
    by_id = {section.id: section for section in context.library.sections}
    by_slug = {section.slug: section.id for section in context.library.sections}
    if not by_id:
        return
    for entry in context.library:
        for name in entry.sections[1:]:
            if name in by_id:
                continue
            if name in by_slug:
                near = f": write its id, “{by_slug[name]}”"
            else:
                near = hint(name, by_id) or f": there are {', '.join(by_id)}"
            yield Finding(f"the outline has no section “{name}”{near}", entry, "also")


def unknown_related(context: RuleContext) -> Iterator[Finding]:
    """The field related names a key that no entry has.

    The link between the two works, such as a data set and its paper, leads nowhere.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          related = {li2024styles},
        }

        @misc{li2024style,
          author = {Li, Cheng and Zhang, Mingyang},
          title = {Style of Text Generation},
          year = {2024},
          eprint = {2401.00123},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          related = {li2024style},
        }

        @misc{li2024style,
          author = {Li, Cheng and Zhang, Mingyang},
          title = {Style of Text Generation},
          year = {2024},
          eprint = {2401.00123},
          archiveprefix = {arXiv},
        }
    """
    keys = {key for entry in context.library for key in (entry.key, *entry.aliases)}
    for entry in context.library:
        for key in entry.related:
            if key not in keys:
                near = (other for other in keys if other.startswith(key[:_SHARED_LETTERS]))
                yield Finding(
                    f"no entry has the key “{key}”{hint(key, sorted(near))}", entry, "related"
                )


_SHARED_LETTERS = 4


RULES = (
    Rule("C001", "section-without-file", section_without_file, "error"),
    Rule("C002", "file-without-section", file_without_section),
    Rule("C003", "unknown-section", unknown_section),
    Rule("C004", "unknown-related", unknown_related, compares="alike"),
)
