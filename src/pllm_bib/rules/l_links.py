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
    arxiv_address,
)
from pllm_bib.model.places import (
    PAPER_PLACES,
)
from pllm_bib.rules import keeps
from pllm_bib.rules.base import Finding, Rule, RuleContext
from pllm_bib.rules.fields import MATERIAL, own_links, repeats
from pllm_bib.rules.keeps import Keeps

if TYPE_CHECKING:
    from collections.abc import Iterator


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
        for link, first in repeats(entry):
            field = link.kind.field
            to_paper = link.kind in MATERIAL and is_at(link.url, *PAPER_PLACES)
            yield Finding(
                f"the {field} link “{link.url}” repeats “{first}”: give another address, or drop "
                "it",
                entry,
                field,
                (Edit(key=entry.key, field=field, value=None),) if to_paper else (),
            )


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
)
