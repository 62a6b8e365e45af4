"""Rules about the hosts that links lead to, and the labels that these give them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.model.address import is_at, problem_of
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.entry import LinkKind
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
from pllm_bib.rules.fields import KNOWN_FIELDS, address_in, move, own_links, repeats
from pllm_bib.rules.keeps import Keeps

if TYPE_CHECKING:
    from collections.abc import Iterator


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
        code = [link for link in own_links(entry) if link.kind is LinkKind.CODE]
        repeated = {link for link, _ in repeats(entry)} if code else ()
        for link in code:
            if link in repeated:
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
