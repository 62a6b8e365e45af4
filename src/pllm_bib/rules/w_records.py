"""Rules that compare an entry with the records that public services have of its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.folding import comparable_name, title_key
from pllm_bib.rules.base import Finding, Rule, RuleContext
from pllm_bib.same_work.people import compare_people
from pllm_bib.same_work.record import Author, record_of
from pllm_bib.same_work.titles import compare_titles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names


def unknown_identifier(context: RuleContext) -> Iterator[Finding]:
    """Nobody knows the DOI, the arXiv id or another identifier of an entry.

    The identifier has a slip, or was made up. Only “pllm-bib check --online” asks.

    Bad:
        --- entries/one.bib
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hootign},
        }
        --- absent:10.1234/hootign
        roe2024hooting doi

    Good:
        --- entries/one.bib
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hooting},
        }
        --- record:https://doi.org/10.1234/hooting
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          year = {2024},
        }
    """
    for facts in context.online or ():
        for identifier, field in facts.absent:
            yield Finding(f"no service knows “{identifier}”: correct it", facts.entry, field)


def title_of_record(context: RuleContext) -> Iterator[Finding]:
    """The title is another one than in the records of the work.

    A word is wrong, or an identifier is that of another work. Letter case, accents and punctuation
    are not compared, and a record may lack the subtitle. Only “pllm-bib check --online” asks.

    Bad:
        --- entries/one.bib
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Brown Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hooting},
        }
        --- record:https://doi.org/10.1234/hooting
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          year = {2024},
        }

    Good:
        --- entries/one.bib
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls: How Parliaments Sound at Night},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hooting},
        }
        --- record:https://doi.org/10.1234/hooting
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of barn owls},
          year = {2024},
        }
    """
    for facts in context.online or ():
        entry = facts.entry
        others = [(record, place) for record, place in facts.records if record.title]
        if not entry.title or not others or any(_is_titled(entry, one) for one, _place in others):
            continue
        record, place = others[0]
        yield Finding(f"the title is “{record.title}” in {place}", entry, "title")


def _is_titled(entry: Entry, record: Entry) -> bool:
    if title_key(entry.title) == title_key(record.title):
        return True
    likeness = compare_titles(record_of(entry), record_of(record), {})
    longer = len(str(entry.title)) > len(str(record.title))
    return likeness.kind == "equal" or (likeness.kind == "shortened" and longer)


def authors_of_record(context: RuleContext) -> Iterator[Finding]:
    """The authors differ from those in the records: others, some missing, or in another order.

    Names are compared as far as both go: initials, accents and the order of a name's parts make no
    difference. Only “pllm-bib check --online” asks.

    Bad:
        --- entries/one.bib
        @article{roe2024hooting,
          author = {Roe, Richard and Doe, Jane},
          title = {Hooting of Barn Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hooting},
        }
        --- record:https://doi.org/10.1234/hooting
        @article{roe2024hooting,
          author = {Doe, Jane and Roe, Richard},
          title = {Hooting of Barn Owls},
          year = {2024},
        }

    Good:
        --- entries/one.bib
        @article{doe2024hooting,
          author = {Doe, Jane and Roe, Richard},
          title = {Hooting of Barn Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hooting},
        }
        --- record:https://doi.org/10.1234/hooting
        @article{doe2024hooting,
          author = {Doe, J. and Roe, R.},
          title = {Hooting of Barn Owls},
          year = {2024},
        }
    """
    for facts in context.online or ():
        others = [(record, place) for record, place in facts.records if record.authors]
        told = [(_difference(facts.entry.authors, one.authors), place) for one, place in others]
        if told and all(words for words, _place in told):
            words, place = told[0]
            yield Finding(f"{words} in {place}", facts.entry, "author")


def _difference(mine: Names, theirs: Names) -> str:
    """Return in words how two lists of authors differ, as far as both go; empty if they do not."""
    whole = not (mine.others or theirs.others)
    pairs = list(zip(mine, theirs, strict=False))
    if all(_are_one(a, b) for a, b in pairs) and (len(mine) == len(theirs) or not whole):
        return ""
    lacks = [one for one in theirs if not any(_are_one(one, other) for other in mine)]
    more = [one for one in mine if not any(_are_one(one, other) for other in theirs)]
    if whole and not lacks and not more:
        return f"the authors stand in another order, {_listed(list(theirs))},"
    parts = []
    if lacks and not mine.others:
        parts.append(f"there are authors that the entry lacks, {_listed(lacks)},")
    if more and not theirs.others:
        parts.append(f"{_listed(more)} {'is' if len(more) == 1 else 'are'} not among the authors")
    return " and ".join(parts)


def _are_one(one: Name, other: Name) -> bool:
    shared = compare_people([Author(*comparable_name(one))], [Author(*comparable_name(other))])
    return bool(shared and shared.shared)


_MOST_LISTED = 8


def _listed(names: Sequence[Name]) -> str:
    shown = ", ".join(map(str, names[:_MOST_LISTED]))
    return f"{shown} and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else shown


def year_of_record(context: RuleContext) -> Iterator[Finding]:
    """The year is another one than in the records of the publication.

    Often it is that of the preprint. Only “pllm-bib check --online” asks.

    Bad:
        --- entries/one.bib
        @article{roe2023hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2023},
          doi = {10.1234/hooting},
        }
        --- record:https://doi.org/10.1234/hooting
        @article{roe2023hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          year = {2024},
        }

    Good:
        --- entries/one.bib
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hooting},
        }
        --- record:https://doi.org/10.1234/hooting
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          year = {2024},
        }
    """
    for facts in context.online or ():
        date = facts.entry.date
        others = [(one.date, place) for one, place in facts.records if one.date]
        if date and others and all(other.year != date.year for other, _place in others):
            other, place = others[0]
            yield Finding(f"the year is {other.year} in {place}", facts.entry, "year")


def retracted_work(context: RuleContext) -> Iterator[Finding]:
    """The work was retracted or withdrawn.

    Only “pllm-bib check --online” asks: Crossref, PubMed and arXiv say so. Cite such a work only to
    say that it was.

    Bad:
        --- entries/one.bib
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hooting},
        }
        --- retracted:https://doi.org/10.1234/notice
        roe2024hooting

    Good:
        --- entries/one.bib
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hooting},
        }
    """
    for facts in context.online or ():
        for where in dict.fromkeys(facts.retracted):
            yield Finding(f"the work was retracted: {where}", facts.entry)


def newer_version(context: RuleContext) -> Iterator[Finding]:
    """There is a newer version of the work, or the preprint has been published.

    “pllm-bib promote --online” takes the publication over. Only “pllm-bib check --online” asks.

    Bad:
        --- entries/one.bib
        @misc{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          year = {2024},
          eprint = {2401.00001},
          archiveprefix = {arXiv},
        }
        --- newer:https://doi.org/10.1234/hooting
        roe2024hooting

    Good:
        --- entries/one.bib
        @article{roe2024hooting,
          author = {Roe, Richard},
          title = {Hooting of Barn Owls},
          journal = {Journal of Owls},
          volume = {3},
          year = {2024},
          doi = {10.1234/hooting},
        }
    """
    for facts in context.online or ():
        for what in dict.fromkeys(facts.newer):
            yield Finding(f"there is a newer version: {what}", facts.entry)


RULES = (
    Rule("W001", "unknown-identifier", unknown_identifier, needs="online"),
    Rule("W002", "title-of-record", title_of_record, needs="online"),
    Rule("W003", "authors-of-record", authors_of_record, needs="online"),
    Rule("W004", "year-of-record", year_of_record, needs="online"),
    Rule("W005", "retracted-work", retracted_work, needs="online"),
    Rule("W006", "newer-version", newer_version, needs="online"),
)
