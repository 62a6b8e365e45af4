"""Rules about the fields that an entry has, and about their values."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.values import without_page_word
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.folding import letters
from pllm_bib.model.identifiers import (
    ARXIV_NUMBER_IN_TEXT,
    address_doi,
    arxiv_id,
    bare_arxiv_id,
    equal_dois,
)
from pllm_bib.model.types import REQUIRED
from pllm_bib.rules import keeps
from pllm_bib.rules.base import (
    Finding,
    Rule,
    RuleContext,
    hint,
    is_half_read,
    of_readers,
    reported,
    source,
)
from pllm_bib.rules.fields import (
    KNOWN_FIELDS,
    address_in,
    bib_field,
    container_field,
    field_for,
    move,
    preprint_server,
    written,
)
from pllm_bib.rules.keeps import Keeps
from pllm_bib.rules.pages import proofread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Venue


def missing_required_field(context: RuleContext) -> Iterator[Finding]:
    """An entry lacks a field that its type needs.

    Citation styles build a reference from these fields. Where one is missing, they print gaps or
    stray commas. The needed fields are those of the standard BibTeX styles and of BibLaTeX.

    Bad:
        @inproceedings{feng2024modular,
          author = {Feng, Shangbin and Sorensen, Taylor},
          title = {Modular Pluralism: Pluralistic Alignment via Collaboration},
          year = {2024},
          url = {https://aclanthology.org/2024.emnlp-main.240/},
        }

    Good:
        @inproceedings{feng2024modular,
          author = {Feng, Shangbin and Sorensen, Taylor},
          title = {Modular Pluralism: Pluralistic Alignment via Collaboration},
          booktitle = {Proceedings of EMNLP 2024},
          year = {2024},
          url = {https://aclanthology.org/2024.emnlp-main.240/},
        }
    """
    for entry in context.library:
        for wanted in () if is_half_read(entry) else REQUIRED.get(entry.type, ()):
            attributes = wanted.split("|")
            if any(getattr(entry, attribute) for attribute in attributes):
                continue
            fields = [bib_field(attribute, entry.type) for attribute in attributes]
            if any(_unreadable(entry, field) for field in fields):
                continue
            named = " or ".join(f"“{field}”" for field in fields)
            kind = "a preprint" if entry.type == "preprint" else f"@{entry.type}"
            yield Finding(f"{named} is missing: {kind} needs it", entry, fields[0])


def _unreadable(entry: Entry, field: str) -> bool:
    """Say whether the field has a value that cannot be read, which another rule reports."""
    names = {"year", "date"} if field == "year" else {field}
    return bool(names & dict(entry.extra).keys())


def unknown_field(context: RuleContext) -> Iterator[Finding]:
    """An entry has a field that BibTeX, BibLaTeX and this program do not know.

    No style prints it and no export carries it. Most unknown fields are misspelt names of known
    ones.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          abstrct = {Personalized language models learn from the feedback of each person.},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          abstract = {Personalized language models learn from the feedback of each person.},
        }
    """
    # The names of other formats are not fields, and readers report them.
    reported = {fault.position for fault in context.faults if fault.name == "unknown-variable"}
    for entry in context.library:
        origin = entry.origin
        for field, value in entry.extra:
            if origin and field not in origin.raw and field not in origin.inherited:
                continue
            if entry.position(field) in reported:
                continue
            if field not in KNOWN_FIELDS and not address_in(value):
                yield Finding(
                    f"“{field}” is not a field of BibTeX or BibLaTeX{_nearest_field(field)}",
                    entry,
                    field,
                )


@functools.cache
def _nearest_field(field: str) -> str:
    return hint(field, sorted(KNOWN_FIELDS))


def empty_field(context: RuleContext) -> Iterator[Finding]:
    """A field has no value.

    It says nothing, and BibTeX warns of it in every run. The fix drops the field.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          note = {},
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
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          number = {0},
        }
    """
    entries = {(e.origin.position.path, e.key): e for e in context.library if e.origin}
    for finding in reported(context, "empty-field"):
        place = finding.position
        entry = entries.get((place.path, finding.key or "")) if place else None
        yield finding._replace(entry=entry)


def link_in_note(context: RuleContext) -> Iterator[Finding]:
    r"""A note, howpublished or annotation holds a web address.

    Links in fields of their own become links in every export. In a note they are text that breaks
    lines, and no program can follow or check them. The fix moves an address that stands alone into
    the right field.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          howpublished = {\url{https://github.com/HumainLab/Personalized_RLHF}},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          code = {https://github.com/HumainLab/Personalized_RLHF},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          note = {Code under the MIT licence at \url{https://github.com/HumainLab/Personalized_RLHF}},
        }
    """
    for entry in context.library:
        for field in ("note", "howpublished", "annote", "annotation"):
            said = written(entry, field) or (str(entry.note or "") if field == "note" else "")
            found = re.search(r"https?://[^\s{}<>]+", said, re.IGNORECASE)
            if found is None:
                continue
            whole = address_in(said)
            url = whole or found.group().rstrip(".,;:)]")
            target, value = field_for(url, entry)
            fix = move(entry, field, target, value) if whole and value else ()
            yield Finding(
                f"“{field}” holds the address “{url}”: put it into “{target}”", entry, field, fix
            )


def bad_date(context: RuleContext) -> Iterator[Finding]:
    """A date field is invalid.

    A date that cannot be read is left out of every export, and the work is sorted as if it had no
    date.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          month = {Febtober},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          month = feb,
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    return reported(context, "bad-date")


def date_and_year_disagree(context: RuleContext) -> Iterator[Finding]:
    """The field date disagrees with the fields year and month.

    BibTeX prints year and month, and BibLaTeX prints the date.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          date = {2024-02},
          year = {2023},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          date = {2024-02},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    return reported(context, "date-and-year-disagree")


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


def venue_spelled_two_ways(context: RuleContext) -> Iterator[Finding]:
    """A journal, a conference or a publisher is not spelled as in venues.toml.

    Two spellings of one venue look careless, and programs count them as two venues. The fix writes
    the official name if venues.toml lists the other one as a spelling of it.

    Bad:
        --- entries/venues.toml
        [TMLR]
        kind = "journal"
        name = "Transactions on Machine Learning Research"
        spellings = ["Trans. Mach. Learn. Res."]
        --- entries/one.bib
        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = {Trans. Mach. Learn. Res.},
          year = {2025},
          venue = {TMLR},
        }

    Good:
        --- entries/venues.toml
        [TMLR]
        kind = "journal"
        name = "Transactions on Machine Learning Research"
        spellings = ["Trans. Mach. Learn. Res."]
        --- entries/one.bib
        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = {Transactions on Machine Learning Research},
          year = {2025},
          venue = {TMLR},
        }

    Leaves alone:
        --- entries/venues.toml
        [TMLR]
        kind = "journal"
        name = "Transactions on Machine Learning Research"
        spellings = ["Trans. Mach. Learn. Res."]
        --- entries/one.bib
        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = {Trans. Mach. Learn. Res., Special Issue},
          year = {2025},
          venue = {TMLR},
        }
    """
    labels = {venue.label: venue for venue in context.library.venues}
    spelled: dict[str, Venue] = {}
    for venue in context.library.venues:
        for spelling in venue.spellings:
            spelled.setdefault(_one_line(spelling), venue)
    for entry in context.library:
        own = labels.get(entry.venue or "")
        if entry.container is not None:
            finding = _container_finding(entry, own, spelled)
            if finding:
                yield finding
        if own and own.publisher and entry.publisher:
            said = _one_line(str(entry.publisher))
            if said != own.publisher:
                yield Finding(
                    f"the publisher of {own.label} is spelled “{own.publisher}” elsewhere, "
                    f"here “{said}”: use the one spelling",
                    entry,
                    "publisher",
                    # Other words may be right for another edition; another letter case is not.
                    _respell(entry, "publisher", own.publisher)
                    if letters(said) == letters(own.publisher)
                    else (),
                )


def _container_finding(
    entry: Entry, own: Venue | None, spelled: dict[str, Venue]
) -> Finding | None:
    said = _one_line(str(entry.container))
    year = entry.date.year if entry.date else None
    venue = own or spelled.get(said)
    official = venue.container(year) if venue else None
    if venue is None or official is None or said == _one_line(official):
        return None
    field = container_field(entry)
    listed = said in {_one_line(spelling) for spelling in venue.spellings}
    when = f" of {year}" if year in dict(venue.editions) else ""
    return Finding(
        f"{venue.label}{when} is spelled “{official}” elsewhere, here “{said}”: use the one "
        "spelling",
        entry,
        field or bib_field("container", entry.type),
        _respell(entry, field, official) if field and listed else (),
    )


def _respell(entry: Entry, field: str, value: str) -> tuple[Edit, ...]:
    """Return edits that give a field a plain value; none if it might be read back otherwise."""
    if re.search(r"[\\{}^~]|--|``|''", value) or not source(entry, field):
        return ()
    return (Edit(key=entry.key, field=field, value=re.sub(r"([&%$#_])", r"\\\1", value)),)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def non_integer_volume(context: RuleContext) -> Iterator[Finding]:
    """The volume is not a number.

    Some sources give an arXiv id as the volume, and styles then print it in bold after the journal.
    The fix moves such an id to eprint.

    Bad:
        @inproceedings{chen2025pad,
          author = {Chen, Ruizhe and Zhang, Xiaotian},
          title = {{PAD}: Personalized Alignment of {LLM}s at Decoding-time},
          booktitle = {The Thirteenth International Conference on Learning Representations},
          volume = {abs/2410.04070},
          year = {2025},
        }

    Good:
        @inproceedings{chen2025pad,
          author = {Chen, Ruizhe and Zhang, Xiaotian},
          title = {{PAD}: Personalized Alignment of {LLM}s at Decoding-time},
          booktitle = {The Thirteenth International Conference on Learning Representations},
          year = {2025},
          eprint = {2410.04070},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @inproceedings{chen2025pad,
          author = {Chen, Ruizhe and Zhang, Xiaotian},
          title = {{PAD}: Personalized Alignment of {LLM}s at Decoding-time},
          booktitle = {The Thirteenth International Conference on Learning Representations},
          volume = {abs/2410.04070},
          year = {2025},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        # Two volumes in one binding have two numbers.
        if entry.volume is None or re.fullmatch(r"\d+(?:[-–/]\d+)?", entry.volume):
            continue
        found = arxiv_id(entry.volume)
        if found is None:
            message = f"the volume “{entry.volume}” is not a number: write digits, or drop it"
            yield Finding(message, entry, "volume")
            continue
        fix: tuple[Edit, ...] = (Edit(key=entry.key, field="volume", value=None),)
        instead = "put it into “eprint”"
        if entry.eprint is None:
            fix += (
                Edit(key=entry.key, field="eprint", value=found.id),
                Edit(key=entry.key, field="archiveprefix", value="arXiv"),
            )
        elif entry.eprint.id != found.id:
            fix = ()
            instead = f"the eprint is “{entry.eprint.id}”, so correct the one that is wrong"
        message = f"the volume “{entry.volume}” is an arXiv id: {instead}"
        yield Finding(message, entry, "volume", fix)


def page_range(context: RuleContext) -> Iterator[Finding]:
    """The pages are not a page or a range of pages.

    Some formats have separate fields for the first and the last page. A range that runs backwards,
    or has another form, ends up in the first of them. A plain hyphen between two numbers is fine,
    since every program reads it as a range. The fix writes “first--last”, without “pp.” and with
    all digits of the last page.

    Bad:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          pages = {pp. 599--40},
        }

    Good:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          pages = {599--640},
        }

    Leaves alone:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          pages = {S-12},
        }
    """
    for entry in context.library:
        if entry.pages is None or entry.type in _PAGE_TOTALS:
            continue
        said = source(entry, "pages")
        word = said.removesuffix(without_page_word(said))  # reading leaves it out
        fault, meant = proofread(word + entry.pages)
        if fault is None:
            continue
        known = meant if said else None
        yield Finding(
            f"the pages “{word}{entry.pages}” {fault}" + (f": write “{known}”" if known else ""),
            entry,
            "pages",
            (Edit(key=entry.key, field="pages", value=known),) if known else (),
        )


_PAGE_TOTALS = frozenset(
    "book booklet collection manual mastersthesis mvbook mvcollection mvproceedings mvreference "
    "phdthesis proceedings reference report techreport thesis unpublished".split()
)
"""Types whose field gives the number of pages: “xii + 216”."""


def month_in_words(context: RuleContext) -> Iterator[Finding]:
    """The month is a text where BibTeX has a macro.

    BibTeX's styles know the months as macros, and each prints them in its own way: “Feb.” or
    “February”, or in the language of the style. A text prints as it is, and sorts by its letters.
    Biber reads macros and numbers, and warns of names. The fix writes the macro of an English name.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          month = {February},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          month = feb,
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          month = 2,
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        text = source(entry, "month")
        if not text or entry.origin is None or "month" in entry.origin.composed:
            continue
        if macro := keeps.month_macro(text):
            yield Finding(
                f"the month is the text “{text.strip()}”: write the macro {macro}, without braces",
                entry,
                "month",
                (Edit(key=entry.key, field="month", value=macro),),
            )


RULES = (
    Rule("F001", "missing-required-field", missing_required_field),
    Rule("F002", "unknown-field", unknown_field),
    of_readers(
        empty_field,
        Keeps(
            "Nothing. An entry with “crossref” or “xdata” might inherit the field then: "
            "there the fix needs “--unsafe”.",
            keeps.drops_nothing,
        ),
    ),
    Rule(
        "F004",
        "link-in-note",
        link_in_note,
        keeps=Keeps(
            "Every style prints a note, but not every style prints an address: the fix needs "
            "“--unsafe”."
        ),
    ),
    of_readers(bad_date),
    of_readers(date_and_year_disagree),
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
    Rule(
        "F012",
        "venue-spelled-two-ways",
        venue_spelled_two_ways,
        keeps=Keeps(
            "The name prints as venues.toml spells it. A name with markup needs “--unsafe”.",
            keeps.each(keeps.plain_name),
        ),
    ),
    Rule(
        "F013",
        "non-integer-volume",
        non_integer_volume,
        keeps=Keeps(
            "Every style prints the volume, but not every style prints the eprint: the fix needs "
            "“--unsafe”."
        ),
    ),
    Rule(
        "F014",
        "page-range",
        page_range,
        keeps=Keeps(
            "The dash prints as an en dash, and “pp.” is not printed twice; digits and letters "
            "stay. To add digits to the last page needs “--unsafe”.",
            keeps.each(keeps.same_pages),
        ),
    ),
    Rule(
        "F015",
        "month-in-words",
        month_in_words,
        keeps=Keeps(
            "The same month prints, by the name that the style gives it.",
            keeps.each(keeps.same_month),
        ),
    ),
)
