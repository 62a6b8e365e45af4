"""Rules whose breaches the readers report: syntax, and values that have no meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.rules.base import Finding, RuleContext, of_readers, reported

if TYPE_CHECKING:
    from collections.abc import Iterator


def syntax_error(context: RuleContext) -> Iterator[Finding]:
    """The file cannot be read here.

    What follows the error, up to the next entry, is missing from everything that is made from the
    file. BibTeX stops at most of these errors too.

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
    """An entry gives one field twice.

    BibTeX reads the first and biber the last, so that two people can get two different
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

    BibTeX replaces an unknown string by nothing: the journal, say, is gone from the bibliography.

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

    Read as UTF-8, text of another encoding loses its accented letters, names first of all. In the
    example the byte that does not belong there is shown as a replacement character.

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
    r"""A field holds a LaTeX command that has no reading here.

    Formats other than BibTeX cannot show the command; they get what is left without it. Write the
    character itself, which the .bib files of a list may hold as UTF-8.

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

    It is exported as a miscellaneous work, and citation styles then leave out where it appeared.

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
    """An entry inherits from another that is not there.

    The fields crossref and xdata name the key of an entry, in its very letter case. What the work
    should have from there, such as the title of its book, is missing from every export.

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

    biber stops with an error, and other programs never end.

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
    """A line of a RIS, EndNote or MEDLINE file has a tag that the format does not know.

    Most programs drop such a line without a word. Here its value is kept, in a field that is named
    after the tag; a line that stands between two records has nothing to be kept with.

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

    No citation processor prints it. Here its value is kept, in a field of the same name where
    BibTeX can read that, so that a misspelt variable is not lost.

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
    """A value of a CSL file is of a kind that its place cannot have: a number for a title, say.

    Citation processors stop at such a file, or print what nobody wrote. The value is read as the
    text that comes nearest; what stands among the items and is none is left out.

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
    """A record of a RIS file is not ended by a line ``ER``.

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
    r"""A file holds a character that is none of a text: a NUL byte, say, or half of a character.

    It comes from a program that took the file for another encoding, or from a copy out of a PDF.
    TeX stops at it, and no XML file can hold it; a blank is read for it.

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
)
