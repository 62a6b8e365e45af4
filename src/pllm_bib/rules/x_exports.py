"""Rules about the exports of an entry, and about the programs that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import Position
from pllm_bib.rules.base import Finding, Rule, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterator


def lossy_export(context: RuleContext) -> Iterator[Finding]:
    """A field of an entry is in no export.

    Somebody filled it in, and nobody who uses the exports will see it. Each format lacks a place
    for some fields, as docs/formats.md shows. Here all formats do, most often because the entry's
    type does not have the field.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          issuetitle = {Learning from Humans},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry, field in context.exports.lost if context.exports else ():
        yield Finding(
            f"no export has “{field}” of this entry: its type has no such field", entry, field
        )


def refused_by_zotero(context: RuleContext) -> Iterator[Finding]:
    """Zotero silently drops an entry of this type when it reads a .bib file.

    That holds for the file itself and for its BibLaTeX export; RIS, CSL-JSON and Zotero RDF carry
    the entry. Choose a type that Zotero knows. Or acknowledge the finding if Zotero users are told
    to take another export.

    Bad:
        @dataset{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          url = {https://huggingface.co/datasets/HumainLab/Feedback},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          url = {https://huggingface.co/datasets/HumainLab/Feedback},
        }
    """
    for entry in context.library:
        if entry.type in DROPPED_BY_ZOTERO:
            yield Finding(
                f"Zotero drops @{entry.type} from .bib files: take @misc, or point its users to "
                "another export",
                entry,
            )


DROPPED_BY_ZOTERO = frozenset(
    "bibnote bookinbook commentary dataset image legal music mvcollection mvproceedings "
    "mvreference performance periodical reference review set standard suppbook suppcollection "
    "suppperiodical".split()
)
"""Types that Zotero does not know in BibTeX and BibLaTeX files."""


def id_not_printed(context: RuleContext) -> Iterator[Finding]:
    """BibTeX's standard styles do not print the identifier of a work.

    The styles of 1988 print neither eprint nor doi. So the BibTeX export puts the identifier into
    howpublished or note. It cannot if the archive's name has more than one word, since nobody could
    read that back.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {hal-04512345},
          archiveprefix = {Open Archive HAL},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {hal-04512345},
          archiveprefix = {HAL},
        }
    """
    for entry in context.exports.unprinted if context.exports else ():
        field, said = ("eprint", entry.eprint.id) if entry.eprint else ("doi", entry.doi)
        yield Finding(
            f"BibTeX's standard styles do not print the {field} “{said}”: name its archive in one "
            "word, or put the identifier into “note”",
            entry,
            field,
        )


def export_too_large(context: RuleContext) -> Iterator[Finding]:
    """An exported file is larger than 50 MiB.

    GitHub warns of such a file when it is pushed, and refuses it from 100 MiB on. Overleaf takes no
    file over 50 MB. The files of the sections are smaller: split the largest section.

    Bad:
        --- exports/bibtex/all.bib (52428801 bytes)

    Good:
        --- exports/bibtex/all.bib (52428800 bytes)
    """
    for path, size in context.exports.sizes if context.exports else ():
        if size > _OF_GITHUB:
            message = (
                f"the file has {size / 1024 / 1024:.1f} MiB, more than the 50 that GitHub takes"
            )
            yield Finding(message, position=Position(path))


_OF_GITHUB = 50 * 1024 * 1024
"""The bytes of a file from which on GitHub warns, and Overleaf refuses it."""


RULES = (
    Rule("X001", "lossy-export", lossy_export, needs="exports"),
    Rule("X002", "refused-by-zotero", refused_by_zotero),
    Rule("X003", "id-not-printed", id_not_printed, needs="exports"),
    Rule("X004", "export-too-large", export_too_large, needs="exports"),
)
