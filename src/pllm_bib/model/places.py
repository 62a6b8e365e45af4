"""Hosts of the web and the things they keep: papers, code, data, videos."""

from __future__ import annotations

import functools
import re

from pllm_bib.model.address import host_and_path, is_at
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import arxiv_address, is_anthology
from pllm_bib.model.regex import regex

DATA_PLACES = ("huggingface.co/datasets", "kaggle.com/datasets", "data.mendeley.com")
CODE_PLACES = (
    "github.com",
    "gist.github.com",
    "gitlab.com",
    "bitbucket.org",
    "codeberg.org",
    "git.sr.ht",
)
VIDEO_PLACES = ("youtube.com", "youtu.be", "vimeo.com", "slideslive.com", "bilibili.com")
WEBSITE_PLACES = ("*.github.io", "*.gitlab.io", "*.streamlit.app", "sites.google.com")
PAPER_PLACES = (
    "arxiv.org",
    "export.arxiv.org",
    "aclanthology.org",
    "openreview.net",
    "doi.org",
    "dx.doi.org",
    "dl.acm.org",
    "ieeexplore.ieee.org",
    "link.springer.com",
    "proceedings.mlr.press",
    "proceedings.neurips.cc",
    "papers.nips.cc",
    "openaccess.thecvf.com",
    "semanticscholar.org",
)
"""Hosts of papers; nobody keeps code, data or a project's page there."""


_ALIASES = {
    "dlnext.acm.org": "dl.acm.org",
    "www.arxiv.org": "arxiv.org",
    "export.arxiv.org": "arxiv.org",
    "xxx.lanl.gov": "arxiv.org",
    "dx.doi.org": "doi.org",
    "www.doi.org": "doi.org",
    "www.aclweb.org/anthology": "aclanthology.org",
    "aclweb.org/anthology": "aclanthology.org",
    "www.aclanthology.org": "aclanthology.org",
    "www.openreview.net": "openreview.net",
    "www.github.com": "github.com",
    "hf.co": "huggingface.co",
}
"""Host, or folder of a host -> today's host, which has the same paths."""
_HOST = regex(r"https?://(?P<host>[\w.-]+)(?=/)", re.IGNORECASE)


def canonical_address(url: str) -> str | None:
    """Return an address with today's name of its host; None if the host is not an alias."""
    match = _HOST.match(url)
    if match is None:
        return None
    host, rest = match["host"].lower(), url[match.end() :]
    folder = rest.split("/", 2)[1]
    if canonical := _ALIASES.get(host):
        # arXiv's addresses for programs exist at one host only.
        known = canonical != "arxiv.org" or arxiv_address(f"https://{canonical}{rest}")
        return f"https://{canonical}{rest}" if known else None
    if canonical := _ALIASES.get(f"{host}/{folder}"):
        path = rest.removeprefix(f"/{folder}")
        return f"https://{canonical}{path}" if is_anthology(f"{canonical}{path}") else None
    return None


HTTPS_PLACES = (
    *PAPER_PLACES,
    *CODE_PLACES,
    "huggingface.co",
    "kaggle.com",
    "youtube.com",
    "youtu.be",
    "*.github.io",
    "jmlr.org",
    "ecva.net",
    "ojs.aaai.org",
    "ijcai.org",
    "usenix.org",
    "ceur-ws.org",
    "dblp.org",
    "ncbi.nlm.nih.gov",
    "*.ncbi.nlm.nih.gov",
    "nature.com",
    "jstor.org",
    "sciencedirect.com",
    "onlinelibrary.wiley.com",
    "zenodo.org",
    "osf.io",
    "*.wikipedia.org",
)
"""Hosts that serve everything by https."""


_KINDS_AT: dict[str, list[tuple[str, LinkKind]]] = {}
"""Host -> pairs of a folder (empty for the whole host) and the kind of its pages."""
for _kind, _places in (
    (LinkKind.DATA, DATA_PLACES),
    (LinkKind.CODE, CODE_PLACES),
    (LinkKind.VIDEO, VIDEO_PLACES),
    (LinkKind.WEBSITE, WEBSITE_PLACES),
    (LinkKind.PAPER, PAPER_PLACES),
):
    for _place in _places:
        _host, _, _folder = _place.partition("/")
        _KINDS_AT.setdefault(_host, []).append((_folder, _kind))
_WEBSITE_DOMAINS = tuple(place[1:] for place in WEBSITE_PLACES if place.startswith("*."))


@functools.lru_cache(maxsize=1_000)
def likely_kind(url: str) -> LinkKind | None:
    """Return the likely kind of the page at an address; None if its form does not tell."""
    host, path = host_and_path(url)
    if path.lower().endswith(".pdf") or is_at(url, "arxiv.org/pdf", "openreview.net/pdf"):
        return LinkKind.PDF
    for folder, kind in _KINDS_AT.get(host, ()):
        if not folder or f"{path}/".startswith(f"/{folder}/"):
            return kind
    return LinkKind.WEBSITE if host and host.endswith(_WEBSITE_DOMAINS) else None


LINK_LABELS: dict[str, LinkKind] = {
    "github": LinkKind.CODE,
    "gitlab": LinkKind.CODE,
    "implementation": LinkKind.CODE,
    "repo": LinkKind.CODE,
    "repository": LinkKind.CODE,
    "software": LinkKind.CODE,
    "source": LinkKind.CODE,
    "benchmark": LinkKind.DATA,
    "dataset": LinkKind.DATA,
    "datasets": LinkKind.DATA,
    "huggingface": LinkKind.DATA,
    "fulltext": LinkKind.PDF,
    "paper": LinkKind.PAPER,
    "link": LinkKind.PAPER,
    "demo": LinkKind.WEBSITE,
    "homepage": LinkKind.WEBSITE,
    "page": LinkKind.WEBSITE,
    "project": LinkKind.WEBSITE,
    "projectpage": LinkKind.WEBSITE,
    "site": LinkKind.WEBSITE,
    "web": LinkKind.WEBSITE,
    "presentation": LinkKind.VIDEO,
    "recording": LinkKind.VIDEO,
    "talk": LinkKind.VIDEO,
    "youtube": LinkKind.VIDEO,
}
"""Label of a link, letters only -> the kind of its page."""
