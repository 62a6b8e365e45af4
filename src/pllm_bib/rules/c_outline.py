"""Rules about the list itself: its README, its sections, and what entries say of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import Position
from pllm_bib.rules.base import Context, Finding, hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def readme_out_of_date(context: Context) -> Iterator[Finding]:
    r"""The README does not show the entries as they are now.

    Readers of the list see what the README says, not the files it is made from. Run
    “pllm-bib build” after every change of an entry.

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
    readme = context.readme
    # Whether a list that was edited by hand is also behind is seen once it is built again.
    if readme and not readme.up_to_date and not readme.hand_edited:
        yield Finding(
            "the list here is not what the entries say: run “pllm-bib build”",
            position=Position(readme.path, readme.line),
        )


def hand_edited_block(context: Context) -> Iterator[Finding]:
    r"""The generated part of the README was edited by hand.

    The next build would write over the edit. Make it in the files of entries/ instead, then build;
    text around the generated part is yours to edit.

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
    readme = context.readme
    if readme and readme.hand_edited:
        yield Finding(
            "the generated list was edited by hand: make the edit in entries/, then run "
            "“pllm-bib build --discard-edits”",
            position=Position(readme.path, readme.line),
        )


def empty_section(context: Context) -> Iterator[Finding]:
    r"""A section of the README lists no work.

    Readers find a heading with nothing below. Where works are to come, say so in the section's
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
    # A file that cannot be read is a finding of its own, and may hold works.
    broken = {fault.position.path for fault in context.faults if fault.severity == "error"}
    # The front matter has no heading that could be without works.
    headed = [s for c in context.library.chapters if c.title for s in c.sections]
    for section in headed:
        path = files.get(section.id)
        if path and path not in broken and section.id not in listed:
            yield Finding(
                f"the section “{section.heading}” lists no work: add one, or drop the section",
                position=Position(path),
            )


_SHOWN_BY_GITHUB = 512_000
"""How many bytes of a README GitHub shows."""


def readme_too_large(context: Context) -> Iterator[Finding]:
    """The README has more than 512,000 bytes, and GitHub shows no more of it.

    The works at its end are then on no page. Split the list, or leave parts of the text around it
    to other files.

    Bad:
        --- README.md (512001 bytes)
        <!-- pllm-bib:list:begin sha256=e3b0c44298fc1c14 -->
        <!-- pllm-bib:list:end -->

    Good:
        --- README.md (512000 bytes)
        <!-- pllm-bib:list:begin sha256=e3b0c44298fc1c14 -->
        <!-- pllm-bib:list:end -->
    """
    readme = context.readme
    if readme and readme.size > _SHOWN_BY_GITHUB:
        yield Finding(
            f"the README has {readme.size:,} bytes, GitHub shows {_SHOWN_BY_GITHUB:,} of them",
            position=Position(readme.path),
        )


def duplicate_heading(context: Context) -> Iterator[Finding]:
    """Two sections, or two chapters, share an id, a file or a title.

    Links to the one lead to the other, and commands that take a section by name take both. Titles
    may repeat in another chapter.

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
        ("sections have the id", (section.id for section in sections)),
        ("sections have the slug", (section.slug for section in sections)),
    ]
    checks += [
        (f"sections of chapter {chapter.id} have the title", (s.title for s in chapter.sections))
        for chapter in chapters
    ]
    for words, values in checks:
        for value in _repeated(values):
            yield Finding(f"two {words} “{value}”: give one of them another")


def _repeated(values: Iterable[str]) -> Iterator[str]:
    """Values that were there before, letter case apart; each once."""
    seen: dict[str, int] = {}
    for value in values:
        folded = " ".join(value.casefold().split())
        seen[folded] = seen.get(folded, 0) + 1
        if folded and seen[folded] == 2:  # noqa: PLR2004
            yield value


def section_without_file(context: Context) -> Iterator[Finding]:
    """A section of the outline has no .bib file.

    Every section has one, an empty section too, so that a file that was lost by mistake is missed.

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


def file_without_section(context: Context) -> Iterator[Finding]:
    """A .bib file belongs to no section.

    Its works are in the exports but under no heading of the list.

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


def unknown_section(context: Context) -> Iterator[Finding]:
    """The field also names a section that the outline does not have.

    The work is then missing where it was to be listed as well.

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


_SHARED_LETTERS = 4


def unknown_related(context: Context) -> Iterator[Finding]:
    """The field related names a key that no entry has.

    The tie between the two works, a data set and its paper say, leads nowhere.

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
