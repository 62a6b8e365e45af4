"""Rules that compare an entry with its own venue label, its links and its ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.venues import usual_venue
from pllm_bib.model.date import MONTHS
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.folding import title_key
from pllm_bib.model.identifiers import (
    AnthologyId,
    ArxivId,
    anthology_id,
    arxiv_address,
    arxiv_id,
    arxiv_id_at,
    arxiv_id_of_doi,
    is_arxiv_doi,
)
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.rules.base import Finding, Rule, RuleContext, hint
from pllm_bib.rules.fields import preprint_server
from pllm_bib.rules.keeps import Keeps
from pllm_bib.same_work import history as comparison
from pllm_bib.same_work.history import same_works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Venue


def tag_year_mismatch(context: RuleContext) -> Iterator[Finding]:
    """The year disagrees with the venue label, the ACL Anthology id or the arXiv id.

    One of the two is wrong. Often the year is still that of the preprint, while the rest describes
    the published work. The year of a work with a venue is that of its publication, which may come
    after the arXiv id.

    Bad:
        @inproceedings{feng2023modular,
          author = {Feng, Shangbin and Sorensen, Taylor},
          title = {Modular Pluralism: Pluralistic Alignment via Collaboration},
          booktitle = {Proceedings of EMNLP},
          year = {2023},
          url = {https://aclanthology.org/2024.emnlp-main.240/},
        }

    Good:
        @inproceedings{feng2024modular,
          author = {Feng, Shangbin and Sorensen, Taylor},
          title = {Modular Pluralism: Pluralistic Alignment via Collaboration},
          booktitle = {Proceedings of EMNLP},
          year = {2024},
          url = {https://aclanthology.org/2024.emnlp-main.240/},
        }
    """
    for entry in context.library:
        if entry.date is None:
            continue
        wrong: dict[int, _Statement] = {}
        for statement in _stated_years(entry):
            if statement.year != entry.date.year:
                wrong.setdefault(statement.year, statement)
        for statement in wrong.values():
            yield Finding(
                f"{statement.words} is from {statement.year}, the entry from {entry.date.year}: "
                "correct the one that is wrong",
                entry,
                statement.field,
            )


class _Statement(NamedTuple):
    """A year that a field names, and the words for the field."""

    field: str
    words: str
    year: int


def _stated_years(entry: Entry) -> Iterator[_Statement]:
    if entry.venue and not _ARXIV_LABEL.search(entry.venue):
        for match in _YEAR.finditer(entry.venue):
            yield _Statement("venue", f"the venue “{entry.venue}”", int(match.group()))
    for field, paper in _anthology_ids(entry):
        yield _Statement(field, f"the Anthology id “{paper.id}”", paper.year)
    eprint = _own_arxiv_id(entry)
    published = entry.container is not None or entry.names_publication
    if eprint is None or published or entry.type != "preprint":
        return
    # Submitted on the last days of a year, numbered on the first days of the next.
    date = entry.date
    turn_of_year = (
        date is not None
        and (date.year + 1, date.month) == (eprint.year, MONTHS)
        and eprint.month == 1
    )
    if not turn_of_year:
        yield _Statement("eprint", f"the arXiv id “{eprint.id}”", eprint.year)


_ARXIV_LABEL = regex(r"arxiv\W*(?P<month>\d{4})", re.IGNORECASE)


_YEAR = regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _own_arxiv_id(entry: Entry) -> ArxivId | None:
    return arxiv_id(entry.eprint.id) if entry.eprint and entry.eprint.is_arxiv else None


def _anthology_ids(entry: Entry) -> Iterator[tuple[str, AnthologyId]]:
    """Yield the ACL Anthology ids of the work itself, with the fields that hold them."""
    values = [
        (link.kind.field, link.url)
        for link in entry.links
        if link.kind in {LinkKind.PAPER, LinkKind.PDF}
    ]
    for field, value in (*values, ("doi", entry.doi or "")):
        if found := anthology_id(value if field != "doi" else f"/{value}"):
            yield field, found


def tag_id_mismatch(context: RuleContext) -> Iterator[Finding]:
    """The arXiv id disagrees with the venue label or with a link of the entry.

    The link or the label belongs to another work.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          url = {https://arxiv.org/abs/2402.05113},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          url = {https://arxiv.org/abs/2402.05133},
        }
    """
    for entry in context.library:
        own = _own_arxiv_id(entry)
        if own is None:
            continue
        label = _ARXIV_LABEL.search(entry.venue or "")
        if label and label.group("month") != own.year_and_month:
            yield Finding(
                f"the venue “{entry.venue}” does not name the month of the eprint “{own.id}”",
                entry,
                "venue",
            )
        for field, value in (
            ("url", entry.link(LinkKind.PAPER) or ""),
            ("pdf", entry.link(LinkKind.PDF) or ""),
            ("doi", entry.doi or ""),
        ):
            address = arxiv_address(value)
            other = address.id if address else arxiv_id_of_doi(value)
            if other and other.bare != own.bare:
                yield Finding(
                    f"the {field} belongs to “{other.id}” on arXiv, the eprint is “{own.id}”: "
                    "correct the one that is wrong",
                    entry,
                    field,
                )


def tag_host_mismatch(context: RuleContext) -> Iterator[Finding]:
    """The venue label disagrees with the ACL Anthology id.

    Papers of the Findings are often listed as if they were in the main conference. The Anthology id
    tells: “2024.findings-emnlp.118” is in the Findings of EMNLP, “2024.acl-long.468” in ACL.

    Bad:
        @inproceedings{wang2024conditional,
          author = {Wang, Kaiwen and Kidambi, Rahul},
          title = {Conditional Language Policy: A General Framework},
          booktitle = {Findings of the Association for Computational Linguistics: EMNLP 2024},
          year = {2024},
          url = {https://aclanthology.org/2024.findings-emnlp.118/},
          venue = {EMNLP},
        }

    Good:
        @inproceedings{wang2024conditional,
          author = {Wang, Kaiwen and Kidambi, Rahul},
          title = {Conditional Language Policy: A General Framework},
          booktitle = {Findings of the Association for Computational Linguistics: EMNLP 2024},
          year = {2024},
          url = {https://aclanthology.org/2024.findings-emnlp.118/},
          venue = {EMNLP Findings},
        }
    """
    for entry in context.library:
        if not entry.venue:
            continue
        for field, paper in _anthology_ids(entry):
            told = _told_venue(paper)
            if told and not _fits(entry.venue, *told):
                conference, findings = told
                name = conference.upper() + (" Findings" if findings else "")
                yield Finding(
                    f"the Anthology id “{paper.id}” is of {name}, the venue is “{entry.venue}”: "
                    "correct the one that is wrong",
                    entry,
                    field,
                )
                break


_FAMILY = frozenset(("acl", "emnlp", "naacl", "eacl", "aacl"))


def _told_venue(paper: AnthologyId) -> tuple[str, bool] | None:
    """Return the conference that an id names, and True for its Findings."""
    if not paper.venue:
        return None
    findings = paper.venue == "findings"
    return (paper.volume if findings else paper.venue), findings


def _fits(label: str, conference: str, findings: bool) -> bool:  # noqa: FBT001
    words = re.findall(r"[a-z]+", label.casefold())
    if findings != ("findings" in words):
        return False
    named = _FAMILY.intersection(words)
    return not named or conference not in _FAMILY or conference in named


def unknown_venue(context: RuleContext) -> Iterator[Finding]:
    """A work of the list has no venue label, or one that venues.toml does not have.

    Readers see the label before the title. The file of venues gives its full name and its
    publisher, and keeps one label for each venue. Venues of “pllm-bib venues --all” need no table.

    Bad:
        --- entries/venues.toml
        [TMLR]
        kind = "journal"
        name = "Transactions on Machine Learning Research"
        --- entries/one.bib
        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = {Transactions on Machine Learning Research},
          year = {2025},
          venue = {TLMR},
        }

    Good:
        --- entries/venues.toml
        [TMLR]
        kind = "journal"
        name = "Transactions on Machine Learning Research"
        --- entries/one.bib
        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = {Transactions on Machine Learning Research},
          year = {2025},
          venue = {TMLR},
        }
    """
    labels = {venue.label for venue in context.library.venues}
    if not labels:
        return
    for entry in context.library:
        if entry.venue and entry.venue not in labels:
            if (usual := usual_venue(entry.venue)) and usual.label == entry.venue:
                continue
            near = hint(entry.venue, sorted(labels))
            yield Finding(
                f"venues.toml has no venue “{entry.venue}”{near or ': add it there'}",
                entry,
                "venue",
            )
        elif (
            not entry.venue
            and entry.type in {"article", "inproceedings"}
            and entry.sections
            and not preprint_server(entry)
        ):
            named = [v.label for v in context.library.venues if _is_called(v, entry)]
            if not named and (usual := usual_venue(str(entry.container or ""))):
                named = [usual.label]
            label = f" (“{named[0]}”?)" if len(named) == 1 else ""
            message = f"“venue” is missing: @{entry.type} needs its label from venues.toml{label}"
            yield Finding(message, entry, "venue")


def _is_called(venue: Venue, entry: Entry) -> bool:
    """Say whether a venue has the name of an entry's journal or conference."""
    name = str(entry.container or "")
    return name in {venue.name, *dict(venue.editions).values(), *venue.spellings}


def eprint_drift(context: RuleContext) -> Iterator[Finding]:
    """A published work has a new arXiv id.

    A work keeps its id for good, so one of the two belongs to another paper. A wrong digit shows
    nowhere else. “pllm-bib check --base REV” compares with a git revision, by key and by title. If
    the new id is right, acknowledge the finding.

    Bad:
        --- v1.0:entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
        --- entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05113},
          archiveprefix = {arXiv},
        }

    Good:
        --- v1.0:entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
        --- entries/one.bib
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    if context.base is None:
        return
    for before, after in same_works(context.base, context.library):
        if before is None or after is None:
            continue
        was, now = comparison.arxiv_id(before), comparison.arxiv_id(after)
        if was and now and was != now:
            known = title_key(before.title) == title_key(after.title)
            what = "this title" if known else f"the key “{before.key}”"
            yield Finding(
                f"the eprint is “{now}”, {what} was published with “{was}”: correct the one that "
                "is wrong",
                after,
                "eprint",
            )


def published_but_preprint_link(context: RuleContext) -> Iterator[Finding]:
    """The venue label names a conference or journal, but the paper's link leads to arXiv.

    Readers get the preprint, not the reviewed work that they should cite. The preprint stays in
    eprint. The fix drops the link if the entry has a DOI of the published work and the preprint's
    id.

    Bad:
        @inproceedings{feng2024modular,
          author = {Feng, Shangbin and Sorensen, Taylor},
          title = {Modular Pluralism: Pluralistic Alignment via Collaboration},
          booktitle = {Proceedings of EMNLP 2024},
          year = {2024},
          url = {https://arxiv.org/abs/2406.15951},
          venue = {EMNLP},
        }

    Good:
        @inproceedings{feng2024modular,
          author = {Feng, Shangbin and Sorensen, Taylor},
          title = {Modular Pluralism: Pluralistic Alignment via Collaboration},
          booktitle = {Proceedings of EMNLP 2024},
          year = {2024},
          eprint = {2406.15951},
          archiveprefix = {arXiv},
          url = {https://aclanthology.org/2024.emnlp-main.240/},
          venue = {EMNLP},
        }

    Leaves alone:
        @inproceedings{feng2024modular,
          author = {Feng, Shangbin and Sorensen, Taylor},
          title = {Modular Pluralism: Pluralistic Alignment via Collaboration},
          booktitle = {Proceedings of EMNLP 2024},
          year = {2024},
          doi = {10.18653/v1/2024.emnlp-main.240},
          url = {https://arxiv.org/abs/2406.15951},
          venue = {EMNLP},
        }
    """
    for entry in context.library:
        url = entry.link(LinkKind.PAPER)
        found = arxiv_id_at(url) if url and entry.names_publication else None
        if found is None:
            continue
        own = _own_arxiv_id(entry)
        doi = entry.doi if entry.doi and not is_arxiv_doi(entry.doi) else None
        dispensable = doi and own and own.bare == found.bare
        instead = "drop the link, the DOI is better" if doi else "give the publication's page"
        yield Finding(
            f"the venue is “{entry.venue}”, but the link “{url}” leads to the preprint: {instead}",
            entry,
            "url",
            (Edit(key=entry.key, field="url", value=None),) if dispensable else (),
        )


RULES = (
    Rule("V001", "tag-year-mismatch", tag_year_mismatch),
    Rule("V002", "tag-id-mismatch", tag_id_mismatch),
    Rule("V003", "tag-host-mismatch", tag_host_mismatch),
    Rule("V004", "unknown-venue", unknown_venue),
    Rule("V005", "eprint-drift", eprint_drift, needs="base", compares="all"),
    Rule(
        "V006",
        "published-but-preprint-link",
        published_but_preprint_link,
        keeps=Keeps("Styles that print no DOI lose the address: the fix needs “--unsafe”."),
    ),
)
