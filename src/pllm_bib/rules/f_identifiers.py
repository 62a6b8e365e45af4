"""Rules about DOIs and the ids of preprints."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import (
    ARXIV_NUMBER_IN_TEXT,
    address_doi,
    arxiv_id,
    bare_arxiv_id,
    equal_dois,
)
from pllm_bib.rules import keeps
from pllm_bib.rules.base import (
    Finding,
    Rule,
    RuleContext,
    source,
)
from pllm_bib.rules.fields import (
    bib_field,
    container_field,
    preprint_server,
)
from pllm_bib.rules.keeps import Keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry


def malformed_doi(context: RuleContext) -> Iterator[Finding]:
    """The value of doi is not a bare DOI.

    A style that links the DOI puts the resolver's address before it. If the field already holds an
    address, the link is dead. The fix writes the bare DOI. DOIs ignore letter case, so that of the
    source stays.

    Bad:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          doi = {https://doi.org/10.1162/coli_a_00550},
        }

    Good:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          doi = {10.1162/coli_a_00550},
        }

    Leaves alone:
        @article{brown1998feedback,
          author = {Brown, Ann and Small, Peter},
          title = {Using Feedback of Persons},
          journal = {Statistics in Medicine},
          year = {1998},
          doi = {10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2},
        }
    """
    for entry in context.library:
        raw = source(entry, "doi")
        if entry.doi is None:
            value = dict(entry.extra).get("doi")
            if value is not None:
                message = f"“{value}” is not a DOI: it should be like “10.1162/coli_a_00550”"
                yield Finding(message, entry, "doi")
        elif raw and raw != entry.doi:
            yield Finding(
                f"“{raw}” is not a bare DOI: write “{entry.doi}”",
                entry,
                "doi",
                (Edit(key=entry.key, field="doi", value=entry.doi),),
            )


def url_repeats_doi(context: RuleContext) -> Iterator[Finding]:
    """The url only repeats the DOI.

    Styles that print both print one address twice. The fix drops the url; the link stays, since it
    follows from the DOI.

    Bad:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          doi = {10.1162/coli_a_00550},
          url = {https://doi.org/10.1162/coli_a_00550},
        }

    Good:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          doi = {10.1162/coli_a_00550},
          url = {https://aclanthology.org/2025.cl-2.6/},
        }

    Leaves alone:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          doi = {10.1162/coli_a_00550},
          url = {https://doi.org/10.1162/coli_a_00551},
        }
    """
    for entry in context.library:
        url = entry.link(LinkKind.PAPER)
        if url and equal_dois(address_doi(url), entry.doi):
            yield Finding(
                f"the url “{url}” only repeats the doi: drop it",
                entry,
                "url",
                (Edit(key=entry.key, field="url", value=None),),
            )


def malformed_eprint(context: RuleContext) -> Iterator[Finding]:
    """The eprint is not a bare arXiv id.

    Styles and reference managers make a link from the id. With a prefix, a version or an address in
    the field, the link is dead or leads to an old version. An id looks like “2410.04070” or, until
    March 2007, like “hep-th/9901001”. The fix writes the bare id.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {arXiv:2402.05133v3},
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

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {hal-04512345v2},
          archiveprefix = {HAL},
        }
    """
    for entry in context.library:
        eprint = entry.eprint
        if eprint is None or not (
            eprint.is_arxiv or (not eprint.archive and "arxiv" in eprint.id.casefold())
        ):
            continue
        value = latex.verbatim(source(entry, "eprint")) or eprint.id
        bare = bare_arxiv_id(value)
        if bare is not None and not bare.version:
            continue
        found = arxiv_id(value) or bare_arxiv_id(eprint.id)
        if found is None:
            message = f"“{value}” is not an arXiv id: it should be like “2410.04070”"
            yield Finding(message, entry, "eprint")
            continue
        yield Finding(
            f"“{value}” is not the bare arXiv id: write “{found.id}”",
            entry,
            "eprint",
            (
                Edit(key=entry.key, field="eprint", value=found.id),
                # Without its prefix, the id would no longer name its archive.
                *(() if _names_archive(entry) else (_NAMES_ARXIV(key=entry.key),)),
            ),
        )


_NAMES_ARXIV = functools.partial(Edit, field="archiveprefix", value="arXiv")


def eprint_without_type(context: RuleContext) -> Iterator[Finding]:
    """An eprint does not name its archive.

    An id without an archive leads nowhere: BibTeX styles print it without “arXiv:”, BibLaTeX
    without a link. The fix names arXiv where the id has the form of its ids.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {hal-04512345},
        }
    """
    for entry in context.library:
        if entry.eprint is None or _names_archive(entry):
            continue
        fix: tuple[Edit, ...] = ()
        instead = "name its archive in “archiveprefix”"
        identifier = latex.verbatim(source(entry, "eprint")) or entry.eprint.id
        if arxiv_id(identifier):
            fix = (_NAMES_ARXIV(key=entry.key),)
            instead = "add archiveprefix = {arXiv}"
        yield Finding(
            f"the eprint “{identifier}” names no archive: {instead}", entry, "eprint", fix
        )


def _names_archive(entry: Entry) -> bool:
    """Say whether an entry names the archive of its eprint, and not only the form of the id."""
    if entry.eprint is None or not entry.eprint.archive or entry.origin is None:
        return bool(entry.eprint and entry.eprint.archive)
    given = entry.origin.fields.keys() | entry.origin.inherited.keys()
    is_own = "eprint" in entry.origin.raw
    return not is_own or bool({"archiveprefix", "eprinttype"} & given)


def arxiv_as_journal(context: RuleContext) -> Iterator[Finding]:
    """A preprint names arXiv as its journal or conference.

    Nothing is published in arXiv or CoRR. Styles print the preprint like a reviewed article, and
    programs that look for its published version skip it. Use @misc with the id in eprint.

    Bad:
        @article{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          journal = {arXiv preprint arXiv:2402.05133},
          year = {2024},
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
    for entry in context.library:
        server = preprint_server(entry)
        if not server:
            continue
        field = container_field(entry) or bib_field("container", entry.type)
        kind = "conference" if field == "booktitle" else "journal"
        instead = "its id in “eprint” and its archive in “archiveprefix”"
        found = ARXIV_NUMBER_IN_TEXT.search(
            f"{server} {source(entry, 'volume')} {source(entry, 'eprint')}"
        )
        if found:
            instead = f"eprint = {{{found.group()}}} and archiveprefix = {{arXiv}}"
        yield Finding(
            f"“{server}” is not a {kind}: make the entry @misc with {instead}, and drop “{field}”",
            entry,
            field,
        )


RULES = (
    Rule(
        "F007",
        "malformed-doi",
        malformed_doi,
        keeps=Keeps(
            "The DOI prints bare, and it is the same DOI.",
            keeps.each(keeps.same_doi),
        ),
    ),
    Rule(
        "F008",
        "url-repeats-doi",
        url_repeats_doi,
        keeps=Keeps(
            "Styles that print no DOI, such as IEEEtran, lose the address: the fix needs "
            "“--unsafe”."
        ),
    ),
    Rule(
        "F009",
        "malformed-eprint",
        malformed_eprint,
        keeps=Keeps(
            "The id prints bare, and it is the same id. To drop a version or a class needs "
            "“--unsafe”.",
            keeps.same_arxiv_id,
        ),
    ),
    Rule(
        "F010",
        "eprint-without-type",
        eprint_without_type,
        keeps=Keeps(
            "Styles that print the eprint print “arXiv” before it, and make a link of it.",
            keeps.names_arxiv,
        ),
    ),
    Rule("F011", "arxiv-as-journal", arxiv_as_journal),
)
