"""Rules about links."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.model.address import is_at, problem_of
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import (
    address_doi,
    arxiv_address,
    arxiv_id,
    comparable_address,
    equal_dois,
)
from pllm_bib.model.places import (
    DATA_PLACES,
    HTTPS_PLACES,
    LINK_LABELS,
    PAPER_PLACES,
    WEBSITE_PLACES,
    canonical_address,
    likely_kind,
)
from pllm_bib.rules import keeps
from pllm_bib.rules.base import Finding, Rule, RuleContext, source
from pllm_bib.rules.fields import KNOWN_FIELDS, address_in, move, own_links
from pllm_bib.rules.keeps import Keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry, Link


_MATERIAL = (LinkKind.CODE, LinkKind.DATA, LinkKind.WEBSITE, LinkKind.VIDEO)
"""Kinds of links to the material of a work, not to its text."""


def malformed_url(context: RuleContext) -> Iterator[Finding]:
    """A link is not a valid web address.

    It leads nowhere, and some programs refuse a whole file because of it. The fix encodes
    characters that no address may hold, such as “ß”.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          code = {github.com/HumainLab/Personalized_RLHF},
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
          website = {https://en.wikipedia.org/wiki/Style_%28manner%29},
        }
    """
    for entry in context.library:
        for link in own_links(entry):
            problem = problem_of(link.url)
            if problem is None:
                continue
            encoded = quote(link.url, safe=string.punctuation)
            fix: tuple[Edit, ...] = ()
            if problem_of(encoded) is None and not re.search(r"\s", link.url):
                fix = (Edit(key=entry.key, field=link.kind.field, value=encoded),)
            yield Finding(f"“{link.url}” {problem}", entry, link.kind.field, fix)


def arxiv_pdf_link(context: RuleContext) -> Iterator[Finding]:
    """The paper's link is a PDF on arXiv.

    The page of a work has the abstract, the versions and the PDF; a PDF has only itself. The fix
    writes the address of the page.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          url = {https://arxiv.org/pdf/2402.05133},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          url = {https://arxiv.org/abs/2402.05133},
          pdf = {https://arxiv.org/pdf/2402.05133},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          url = {https://openreview.net/pdf?id=x5Ga4vNsUR},
          pdf = {https://arxiv.org/pdf/2402.05133},
        }
    """
    for entry in context.library:
        for link in own_links(entry):
            address = arxiv_address(link.url)
            if link.kind is LinkKind.PAPER and address and address.view == "pdf":
                page = f"{address.landing_page}{address.id.version}"
                yield Finding(
                    f"the url “{link.url}” is a PDF: give the page “{page}”",
                    entry,
                    "url",
                    (Edit(key=entry.key, field="url", value=page),),
                )


def repeated_link(context: RuleContext) -> Iterator[Finding]:
    """Two fields hold the same link.

    A reader who follows the second link finds nothing new: “code” that leads to the paper promises
    code that does not exist. The fix drops a link to code, data, a website or a video that leads to
    the paper.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          code = {https://arxiv.org/pdf/2402.05133},
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
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          url = {https://aclanthology.org/2025.cl-2.6.pdf},
          pdf = {https://aclanthology.org/2025.cl-2.6.pdf},
        }
    """
    for entry in context.library:
        for link, first in _repeats(entry):
            field = link.kind.field
            to_paper = link.kind in _MATERIAL and is_at(link.url, *PAPER_PLACES)
            yield Finding(
                f"the {field} link “{link.url}” repeats “{first}”: give another address, or drop "
                "it",
                entry,
                field,
                (Edit(key=entry.key, field=field, value=None),) if to_paper else (),
            )


def _repeats(entry: Entry) -> Iterator[tuple[Link, str]]:
    """Yield links that lead to the same place as another field, with that field."""
    seen: dict[str, str] = {}
    for link in own_links(entry):
        field = link.kind.field
        first = seen.setdefault(comparable_address(link.url), field)
        if first != field:
            yield link, first
        elif link.kind in _MATERIAL:
            arxiv = arxiv_address(link.url)
            own = arxiv_id(entry.eprint.id) if entry.eprint else None
            if arxiv and own and arxiv.id.bare == own.bare:
                yield link, "eprint"
            elif equal_dois(address_doi(link.url), entry.doi):
                yield link, "doi"


def version_pinned_arxiv(context: RuleContext) -> Iterator[Finding]:
    """A link leads to one version of a work on arXiv.

    Readers get an old text if the authors have corrected it since. The fix drops the version.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          url = {https://arxiv.org/abs/2402.05133v1},
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

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          url = {https://www.biorxiv.org/content/10.1101/2024.01.01.573842v1},
        }
    """
    for entry in context.library:
        for link in own_links(entry):
            address = arxiv_address(link.url)
            if address is None or not address.id.version:
                continue
            # Another rule reports a PDF as the paper's link; both write the same page.
            paper = link.kind is LinkKind.PAPER and address.view == "pdf"
            value = address.landing_page if paper else address.unpinned
            yield Finding(
                f"“{link.url}” leads to version {address.id.version[1:]} for ever: write “{value}”",
                entry,
                link.kind.field,
                (Edit(key=entry.key, field=link.kind.field, value=value),),
            )


def code_link_host(context: RuleContext) -> Iterator[Finding]:
    """The code link leads to a host that keeps no code.

    Paper servers, data hubs, project pages and PDFs have fields of their own: url, data, website
    and pdf. The fix moves a link to a data hub or a project page into its field, if that is free.

    Bad:
        @misc{kumar2024longlamp,
          author = {Kumar, Ishita and Viswanathan, Snigdha},
          title = {{LongLaMP}: A Benchmark for Personalized Long-form Text Generation},
          year = {2024},
          eprint = {2407.11016},
          archiveprefix = {arXiv},
          code = {https://longlamp-benchmark.github.io/},
        }

    Good:
        @misc{kumar2024longlamp,
          author = {Kumar, Ishita and Viswanathan, Snigdha},
          title = {{LongLaMP}: A Benchmark for Personalized Long-form Text Generation},
          year = {2024},
          eprint = {2407.11016},
          archiveprefix = {arXiv},
          website = {https://longlamp-benchmark.github.io/},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          code = {https://longlamp-benchmark.github.io/},
          website = {https://humainlab.github.io/},
        }
    """
    for entry in context.library:
        repeated = {link for link, _ in _repeats(entry)}
        for link in own_links(entry):
            if link.kind is not LinkKind.CODE or link in repeated:
                continue
            field = None
            if is_at(link.url, *DATA_PLACES):
                field = "data"
            elif is_at(link.url, *WEBSITE_PLACES):
                field = "website"
            elif not (likely_kind(link.url) is LinkKind.PDF or is_at(link.url, *PAPER_PLACES)):
                continue
            fix = move(entry, "code", field, source(entry, "code")) if field else ()
            instead = f"put it into “{field}”" if field else "give the code's address, or drop it"
            yield Finding(f"there is no code at “{link.url}”: {instead}", entry, "code", fix)


def unknown_link_label(context: RuleContext) -> Iterator[Finding]:
    """A link is in a field with an unknown name.

    The list knows the links url, pdf, code, data, website and video; no export carries any other.
    The fix renames the field if its name or the address shows the kind of link.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          github = {https://github.com/HumainLab/Personalized_RLHF},
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
          github = {https://github.com/xinyuli/models},
          code = {https://github.com/HumainLab/Personalized_RLHF},
        }
    """
    for entry in context.library:
        for field, value in entry.extra:
            url = address_in(value)
            if field in KNOWN_FIELDS or url is None:
                continue
            kind = likely_kind(url)
            by_address = kind.field if kind else None
            named = LINK_LABELS.get(re.sub(r"[^a-z]", "", field))
            by_name = named.field if named else None
            target = by_address or by_name
            sure = target if by_name in {None, target} else None
            fix = move(entry, field, sure, url) if sure else ()
            instead = f"“{target}”" if target else "“pdf”, “code”, “data”, “website” or “video”"
            yield Finding(
                f"no link field is called “{field}”: call it {instead}", entry, field, fix
            )


def known_host_alias(context: RuleContext) -> Iterator[Finding]:
    """A link uses an old name or a mirror of its host.

    Such names disappear one day, and programs that compare addresses take one page for two. The fix
    writes the host's own name.

    Bad:
        @inproceedings{salemi2024optimization,
          author = {Salemi, Alireza and Kallumadi, Surya},
          title = {Optimization Methods for Personalizing Language Models},
          booktitle = {Proceedings of the 47th International Conference},
          year = {2024},
          url = {https://dlnext.acm.org/doi/10.1145/3626772.3657783},
        }

    Good:
        @inproceedings{salemi2024optimization,
          author = {Salemi, Alireza and Kallumadi, Surya},
          title = {Optimization Methods for Personalizing Language Models},
          booktitle = {Proceedings of the 47th International Conference},
          year = {2024},
          url = {https://dl.acm.org/doi/10.1145/3626772.3657783},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          data = {https://export.arxiv.org/api/query?id_list=2402.05133},
        }
    """
    for entry in context.library:
        for link in own_links(entry):
            if canonical := canonical_address(link.url):
                field = link.kind.field
                yield Finding(
                    f"“{link.url}” uses an old name or a mirror of its host: write “{canonical}”",
                    entry,
                    field,
                    (Edit(key=entry.key, field=field, value=canonical),),
                )


def insecure_link(context: RuleContext) -> Iterator[Finding]:
    """A link starts with http://.

    Anyone on the way can redirect its readers, and browsers warn of it. The fix writes https:// if
    the host is known to serve it. Otherwise try it, and acknowledge the finding if the host does
    not.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          code = {http://github.com/HumainLab/Personalized_RLHF},
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
          website = {http://feedback.example.org/},
        }
    """
    for entry in context.library:
        for link in own_links(entry):
            if link.url[:7].lower() != "http://":
                continue
            if problem_of(link.url) or canonical_address(link.url):  # other rules report these
                continue
            field, secure = link.kind.field, f"https://{link.url[7:]}"
            known = is_at(link.url, *HTTPS_PLACES)
            yield Finding(
                f"“{link.url}” is not encrypted: {'write' if known else 'try'} “{secure}”",
                entry,
                field,
                (Edit(key=entry.key, field=field, value=secure),) if known else (),
            )


RULES = (
    Rule(
        "L001",
        "malformed-url",
        malformed_url,
        keeps=Keeps(
            "The address prints with “%” and digits for signs that no address may hold, and leads "
            "to the same page.",
            keeps.each(keeps.same_page),
        ),
    ),
    Rule(
        "L002",
        "arxiv-pdf-link",
        arxiv_pdf_link,
        keeps=Keeps(
            "The address of the page prints for that of the PDF, of the same work and version.",
            keeps.each(keeps.same_preprint),
        ),
    ),
    Rule(
        "L003",
        "repeated-link",
        repeated_link,
        keeps=Keeps(
            "Nothing: no BibTeX style prints these fields, and the address stays in another field "
            "or follows from the id.",
            keeps.drops_repeated_link,
        ),
    ),
    Rule(
        "L004",
        "version-pinned-arxiv",
        version_pinned_arxiv,
        keeps=Keeps(
            "The address prints without the version, which may be the one that was meant: the fix "
            "needs “--unsafe”."
        ),
    ),
    Rule(
        "L005",
        "code-link-host",
        code_link_host,
        keeps=Keeps(
            "Nothing: no BibTeX style prints these fields, and the address stays.",
            keeps.moves_link,
        ),
    ),
    Rule(
        "L006",
        "unknown-link-label",
        unknown_link_label,
        keeps=Keeps(
            "Nothing, where the name of the field tells the kind of link and no style prints the "
            "new one. Other names may be some style's own: there the fix needs “--unsafe”.",
            keeps.moves_link,
        ),
    ),
    Rule(
        "L007",
        "known-host-alias",
        known_host_alias,
        keeps=Keeps(
            "The address prints with the host's own name and https://; its path stays.",
            keeps.each(keeps.same_path),
        ),
    ),
    Rule(
        "L008",
        "insecure-link",
        insecure_link,
        keeps=Keeps(
            "The address prints with “https” for “http”; all else of it stays.",
            keeps.each(keeps.same_but_secure),
        ),
    ),
)
