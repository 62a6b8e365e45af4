"""Rules about faults that readers report: syntax, and values that no format can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.rules.base import Finding, RuleContext, of_readers, reported

if TYPE_CHECKING:
    from collections.abc import Iterator


def syntax_error(context: RuleContext) -> Iterator[Finding]:
    """The file cannot be read here.

    The text from the error to the next entry is missing from everything made from the file. BibTeX
    stops at most of these errors, too.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang}
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
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
    return reported(context, "syntax-error")


def duplicate_field(context: RuleContext) -> Iterator[Finding]:
    """An entry has the same field twice.

    BibTeX reads the first and biber the last one. So two people can get two different
    bibliographies from one file.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          year = {2025},
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
    return reported(context, "duplicate-field")


def undefined_string(context: RuleContext) -> Iterator[Finding]:
    """A value names a string that no @string above it defines.

    BibTeX replaces an unknown string by nothing: the journal, for example, is missing from the
    bibliography.

    Bad:
        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = tmlr,
          year = {2025},
        }

    Good:
        @string{tmlr = {Transactions on Machine Learning Research}}

        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = tmlr,
          year = {2025},
        }
    """
    return reported(context, "undefined-string")


def bad_encoding(context: RuleContext) -> Iterator[Finding]:
    """The file is not UTF-8.

    If text of another encoding is read as UTF-8, it loses its accented letters, mostly in names. In
    the example, a replacement character shows the invalid byte.

    Bad:
        @misc{wang2024conditional,
          author = {Wang, Kaiwen and Ram\N{REPLACEMENT CHARACTER}, Alexandre},
          title = {Conditional Language Policy: A General Framework},
          year = {2024},
          eprint = {2407.15762},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{wang2024conditional,
          author = {Wang, Kaiwen and Ramé, Alexandre},
          title = {Conditional Language Policy: A General Framework},
          year = {2024},
          eprint = {2407.15762},
          archiveprefix = {arXiv},
        }
    """
    return reported(context, "bad-encoding")


def unknown_command(context: RuleContext) -> Iterator[Finding]:
    r"""A field holds a LaTeX command that this program cannot read.

    Formats other than BibTeX cannot show the command, so they leave it out. Write the character
    itself; the .bib files of a list may hold it as UTF-8.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          note = {Presented at the \workshopname{} of 2024},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          note = {Presented at the Workshop on Personalization of 2024},
        }
    """
    return reported(context, "unknown-command")


def unknown_entry_type(context: RuleContext) -> Iterator[Finding]:
    """An entry has a type that no format knows.

    It is exported as a miscellaneous work, and citation styles leave out where it appeared.

    Bad:
        @preprnt{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
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
    return reported(context, "unknown-entry-type")


def dangling_crossref(context: RuleContext) -> Iterator[Finding]:
    """An entry inherits from an entry that does not exist.

    The fields crossref and xdata name the key of another entry, in the same letter case. Fields
    that the work should inherit, such as the title of its book, are missing from every export.

    Bad:
        @inbook{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling},
          booktitle = {Feedback},
          publisher = {Aviary Press},
          year = {2024},
          crossref = {li2024feedback},
        }

    Good:
        @inbook{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling},
          crossref = {li2024feedback},
        }

        @book{li2024feedback,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Feedback},
          publisher = {Aviary Press},
          year = {2024},
        }
    """
    return reported(context, "dangling-crossref")


def recursive_crossref(context: RuleContext) -> Iterator[Finding]:
    """An entry inherits from itself, or from an entry that inherits from it.

    Biber stops with an error, and other programs run for ever.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          crossref = {li2024personalized},
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
    return reported(context, "recursive-crossref")


def unknown_tag(context: RuleContext) -> Iterator[Finding]:
    """A line of a RIS, EndNote or MEDLINE file has an unknown tag.

    Most programs silently drop such a line. Here its value is kept in a field named after the tag.
    A line between two records belongs to none and is dropped.

    Bad:
        --- works.ris
        TY  - JOUR
        ID  - zhang2025personalization
        AU  - Zhang, Zhehao
        TI  - Personalization of Large Language Models: A Survey
        T2  - Transactions on Machine Learning Research
        PY  - 2025
        QQ  - Survey certification
        ER  -

    Good:
        --- works.ris
        TY  - JOUR
        ID  - zhang2025personalization
        AU  - Zhang, Zhehao
        TI  - Personalization of Large Language Models: A Survey
        T2  - Transactions on Machine Learning Research
        PY  - 2025
        N1  - Survey certification
        ER  -
    """
    return reported(context, "unknown-tag")


def unknown_variable(context: RuleContext) -> Iterator[Finding]:
    """An item of a CSL file has a variable that CSL does not know.

    No citation processor prints it. If BibTeX can read a field of that name, its value is kept
    there, so a misspelt variable is not lost.

    Bad:
        --- works.json
        [
          {
            "id": "zhang2025personalization",
            "type": "article-journal",
            "author": [{"family": "Zhang", "given": "Zhehao"}],
            "title": "Personalization of Large Language Models: A Survey",
            "container-title": "Transactions on Machine Learning Research",
            "issued": {"date-parts": [[2025]]},
            "remark": "Survey certification"
          }
        ]

    Good:
        --- works.json
        [
          {
            "id": "zhang2025personalization",
            "type": "article-journal",
            "author": [{"family": "Zhang", "given": "Zhehao"}],
            "title": "Personalization of Large Language Models: A Survey",
            "container-title": "Transactions on Machine Learning Research",
            "issued": {"date-parts": [[2025]]},
            "note": "Survey certification"
          }
        ]
    """
    return reported(context, "unknown-variable")


def wrong_value(context: RuleContext) -> Iterator[Finding]:
    """A value of a CSL file has the wrong kind, such as a number as title.

    Citation processors stop at such a file, or print nonsense. The value is read as the nearest
    text. A value that stands in the place of an item is left out.

    Bad:
        --- works.json
        [
          null,
          {
            "id": "zhang2025personalization",
            "type": "article-journal",
            "author": [{"family": "Zhang", "given": "Zhehao"}],
            "title": "Personalization of Large Language Models: A Survey",
            "container-title": 2025,
            "issued": {"date-parts": [[2025]]}
          }
        ]

    Good:
        --- works.json
        [
          {
            "id": "zhang2025personalization",
            "type": "article-journal",
            "author": [{"family": "Zhang", "given": "Zhehao"}],
            "title": "Personalization of Large Language Models: A Survey",
            "container-title": "Transactions on Machine Learning Research",
            "issued": {"date-parts": [[2025]]}
          }
        ]
    """
    return reported(context, "wrong-value")


def missing_end_of_record(context: RuleContext) -> Iterator[Finding]:
    """A record of a RIS file does not end with a line ``ER``.

    Programs that wait for the end take two works for one, or drop the last one of the file.

    Bad:
        --- works.ris
        TY  - JOUR
        ID  - zhang2025personalization
        AU  - Zhang, Zhehao
        TI  - Personalization of Large Language Models: A Survey
        T2  - Transactions on Machine Learning Research
        PY  - 2025

    Good:
        --- works.ris
        TY  - JOUR
        ID  - zhang2025personalization
        AU  - Zhang, Zhehao
        TI  - Personalization of Large Language Models: A Survey
        T2  - Transactions on Machine Learning Research
        PY  - 2025
        ER  -
    """
    return reported(context, "missing-end-of-record")


def control_character(context: RuleContext) -> Iterator[Finding]:
    r"""A file holds a control character, such as a NUL byte, or half of a character.

    Such characters come from programs that read a file in the wrong encoding, or from text copied
    out of a PDF. TeX stops at them, and no XML file can hold them. Each is read as a space.

    Bad:
        --- works.json
        [
          {
            "id": "zhang2025personalization",
            "type": "article-journal",
            "author": [{"family": "Zhang", "given": "Zhehao"}],
            "title": "Personalization of Large Language Models:\u0000A Survey",
            "container-title": "Transactions on Machine Learning Research",
            "issued": {"date-parts": [[2025]]}
          }
        ]

    Good:
        --- works.json
        [
          {
            "id": "zhang2025personalization",
            "type": "article-journal",
            "author": [{"family": "Zhang", "given": "Zhehao"}],
            "title": "Personalization of Large Language Models: A Survey",
            "container-title": "Transactions on Machine Learning Research",
            "issued": {"date-parts": [[2025]]}
          }
        ]
    """
    return reported(context, "control-character")


def limit_exceeded(context: RuleContext) -> Iterator[Finding]:
    """A few lines expand to more text than a bibliography has.

    Definitions that double each other, and data that entries inherit over and over, would fill
    any memory. A value has up to 1,000,000 characters by its definitions, and a file up to
    100,000,000 more than it holds. What goes beyond that is left out.

    Bad:
        @string{a = "owls owls owls owls owls owls owls owls owls owls owls owls owls owls owls "}
        @string{b = a # a # a # a # a # a # a # a # a # a # a # a # a # a # a # a # a # a # a # a}
        @string{c = b # b # b # b # b # b # b # b # b # b # b # b # b # b # b # b # b # b # b # b}
        @string{d = c # c # c # c # c # c # c # c # c # c # c # c # c # c # c # c # c # c # c # c}
        @string{e = d # d # d # d # d # d # d # d # d # d # d # d # d # d # d # d # d # d # d # d}

    Good:
        @string{a = "owls owls owls owls owls owls owls owls owls owls owls owls owls owls owls "}
    """
    return reported(context, "limit-exceeded")


def read_as(context: RuleContext) -> Iterator[Finding]:
    """A value is understood as more than its field says.

    People write an address into a note, an identifier with its prefix, or a year in words. Each
    form that is known is read as what it means, so that every format has it in its place. The file
    stays as it is, and this is no fault: `check` tells it, and exits as if it had said nothing.

    Bad:
        @misc{zhang2025personalization,
          author = {Zhang, Zhehao},
          title = {Personalization of Large Language Models: A Survey},
          year = {2025},
          note = {arXiv:2501.00027 [cs.CL]},
        }

    Good:
        @misc{zhang2025personalization,
          author = {Zhang, Zhehao},
          title = {Personalization of Large Language Models: A Survey},
          year = {2025},
          eprint = {2501.00027},
          archiveprefix = {arXiv},
          primaryclass = {cs.CL},
        }
    """
    return reported(context, "read-as")


RULES = (
    of_readers(syntax_error),
    of_readers(duplicate_field),
    of_readers(undefined_string),
    of_readers(bad_encoding),
    of_readers(unknown_command),
    of_readers(unknown_entry_type),
    of_readers(dangling_crossref),
    of_readers(recursive_crossref),
    of_readers(unknown_tag),
    of_readers(unknown_variable),
    of_readers(wrong_value),
    of_readers(missing_end_of_record),
    of_readers(control_character),
    of_readers(limit_exceeded),
    of_readers(read_as),
)
