"""What identifiers and addresses say by their form alone: arXiv, ACL Anthology, DOI, hosts."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from pllm_bib.model.entry import LinkKind


class ArxivId(NamedTuple):
    """An identifier of arXiv: ``2410.04070`` or, until March 2007, ``hep-th/9901001``."""

    id: str
    version: str = ""
    """``v2``, or nothing."""

    @property
    def year_and_month(self) -> str:
        """The four digits for year and month that every id has: ``2410``."""
        return self.id.rpartition("/")[2][:4]

    @property
    def year(self) -> int:
        """The year in which arXiv gave the id."""
        year = int(self.year_and_month[:2])
        return 1900 + year if year >= _FIRST_YEAR else 2000 + year

    @property
    def month(self) -> int:
        """The month in which arXiv gave the id."""
        return int(self.year_and_month[2:])

    @property
    def bare(self) -> str:
        """The id without what tells no two works apart: a subject class, letter case."""
        return re.sub(r"\.[a-z-]+/", "/", self.id.lower())


_FIRST_YEAR = 91
_LONGER_SINCE = "1501"
_ARXIV_ID = re.compile(
    r"""
    (?P<id>
        (?P<new> \d\d (?:0[1-9]|1[0-2]) \. \d{4,5} )
      | [a-z][a-z-]* (?:\.[a-z]{2}|\.[a-z]+-[a-z]+)? / \d\d (?:0[1-9]|1[0-2]) \d{3}
    )
    (?P<version> v\d+ )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ARXIV_PREFIX = re.compile(r"(?:arxiv\s*:\s*|abs/)", re.IGNORECASE)
_ARXIV_SUFFIX = re.compile(r"\s*\[[\w.-]+\]$")
_ARXIV_ADDRESS = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/"
    r"(?P<view>abs|pdf|html|format|ps|src|e-print)/(?P<id>[^?#]*?)(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)


def bare_arxiv_id(value: str) -> ArxivId | None:
    """Read an id that has nothing around it."""
    match = _ARXIV_ID.fullmatch(value)
    if match is None:
        return None
    if match.group("new"):
        month, _, number = value.partition(".")
        digits = 5 if month >= _LONGER_SINCE else 4
        if len(number.lower().partition("v")[0]) != digits:
            return None
    return ArxivId(match.group("id"), (match.group("version") or "").lower())


def arxiv_id(value: str) -> ArxivId | None:
    """Read an id, be it bare, behind ``arXiv:``, before its class or in an address of arXiv."""
    address = arxiv_address(value)
    if address is not None:
        return address.id
    return bare_arxiv_id(_ARXIV_SUFFIX.sub("", _ARXIV_PREFIX.sub("", value.strip(), count=1)))


class ArxivAddress(NamedTuple):
    """An address of arXiv: of a work's landing page (``abs``), or another view of it."""

    view: str
    id: ArxivId

    @property
    def unpinned(self) -> str:
        """The address of the same view of whatever version is the latest."""
        return f"https://arxiv.org/{self.view}/{self.id.id}"

    @property
    def landing_page(self) -> str:
        """The address of the work's page."""
        return f"https://arxiv.org/abs/{self.id.id}"


def arxiv_address(url: str) -> ArxivAddress | None:
    """Read an address of a work on arXiv."""
    match = _ARXIV_ADDRESS.fullmatch(url.strip())
    found = bare_arxiv_id(match.group("id")) if match else None
    return ArxivAddress(match.group("view").lower(), found) if match and found else None


class AnthologyId(NamedTuple):
    """What an ACL Anthology id tells: ``2024.findings-emnlp.118``, or of old ``P19-1001``."""

    id: str
    year: int
    venue: str
    """``findings``, ``acl``, ``l2m2``; nothing in old ids."""
    volume: str
    """``long``, ``main``, and for Findings the conference; nothing in old ids."""


_ANTHOLOGY = re.compile(
    r"(?:aclanthology\.org/|aclweb\.org/anthology/|10\.18653/v1/)(?:"
    r"(?P<id>(?P<year>(?:19|20)\d\d)\.(?P<venue>\w+)-(?P<volume>[\w-]+)(?:\.\d+)?)"
    r"|(?P<old>[A-Z](?P<short>\d\d)-\d{4}))(?![\w-])",
    re.IGNORECASE,
)


def anthology_id(address: str) -> AnthologyId | None:
    """The ACL Anthology id in an address or a DOI."""
    match = _ANTHOLOGY.search(address)
    if match is None:
        return None
    if match.group("old"):
        short = int(match.group("short"))
        return AnthologyId(match.group("old"), 1900 + short if short > 50 else 2000 + short, "", "")  # noqa: PLR2004
    return AnthologyId(
        match.group("id"),
        int(match.group("year")),
        match.group("venue").lower(),
        match.group("volume").lower(),
    )


def address_doi(url: str) -> str | None:
    """The DOI, in lower case, that an address of the DOI resolver leads to."""
    match = re.fullmatch(r"https?://(?:dx\.|www\.)?doi\.org/(10\..+)", url.strip(), re.IGNORECASE)
    return unquote(match.group(1)).lower() if match else None


_DOI_PATH = re.compile(
    r"/(?:doi(?:/(?:abs|book|epdf|epub|full|fullHtml|pdf|pdfdirect|reader))?|article|chapter|book"
    r"|content/pdf)/(?P<doi>10\.\d{4,9}/[^?#]*[^?#/])/?(?:[?#].*)?$",
    re.IGNORECASE,
)
_PAGES_OF_FILE = re.compile(r"(?:\.pdf|/(?:full|abstract|pdf|fulltext))$", re.IGNORECASE)


def publisher_doi(url: str) -> str | None:
    """The DOI, in lower case, that an address holds: of the resolver, or of a publisher's page.

    Such pages are ``dl.acm.org/doi/pdf/10...`` or ``link.springer.com/article/10...``.
    """
    if found := address_doi(url):
        return found
    match = _DOI_PATH.search(url.strip()) if host_and_path(url)[0] else None
    return _PAGES_OF_FILE.sub("", unquote(match["doi"])).lower() if match else None


_ARXIV_MIRROR = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co/papers|alphaxiv\.org/(?:abs|pdf|overview)"
    r"|ar5iv(?:\.labs\.arxiv)?\.org/(?:abs|html)|arxiv-vanity\.com/papers"
    r"|paperswithcode\.com/paper/arxiv)/(?P<id>[^?#]*?)(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)


def arxiv_id_at(url: str) -> ArxivId | None:
    """The arXiv id of the work at an address: of arXiv, or of a site that shows its papers."""
    if address := arxiv_address(url):
        return address.id
    match = _ARXIV_MIRROR.fullmatch(url.strip())
    return bare_arxiv_id(match["id"]) if match else None


def openreview_id(url: str) -> str | None:
    """The id of the forum that an address of OpenReview shows, or is the PDF of."""
    if not is_at(url, "openreview.net"):
        return None
    match = re.search(r"/(?:forum|pdf|attachment|references/pdf)\?(?:.*&)?id=([\w-]+)", url)
    return match[1] if match else None


def isbn(value: str) -> str | None:
    """An ISBN of 13 digits, bare, for one of 10 or 13 with or without hyphens.

    None where the check digit is not that of the others.
    """
    digits = re.sub(r"[\s\u2010-\u2012-]", "", value).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        if sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11:
            return None
        digits = f"978{digits[:9]}"
        return digits + str(-_weighted(digits) % 10)
    if re.fullmatch(r"97[89]\d{10}", digits) and _weighted(digits) % 10 == 0:
        return digits
    return None


def _weighted(digits: str) -> int:
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))


_ISBN_13_AT = re.compile(r"(?<![\w-])97[89][\d-]{10,14}(?![\w-])")
_ISBN_10_AT = re.compile(r"(?:isbn[=:/_-]?|/dp/)(\d{9}[\dX])(?![\w-])", re.IGNORECASE)


def isbn_at(url: str) -> str | None:
    """The ISBN in an address; one of 10 digits only where the address says that it is one."""
    if match := _ISBN_13_AT.search(url):
        return isbn(match.group())
    match = _ISBN_10_AT.search(url)
    return isbn(match[1]) if match else None


def host_and_path(url: str) -> tuple[str, str]:
    """Host (lower case, without ``www.``) and path of an address; empty where there is none."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    return host.removeprefix("www."), parts.path


def is_at(url: str, *places: str) -> bool:
    """Whether an address is at one of some hosts, or in a folder of one (``host/folder``).

    ``*.host`` stands for the hosts below a host.
    """
    host, path = host_and_path(url)
    for place in places:
        domain, _, folder = place.partition("/")
        same = host.endswith(domain[1:]) if domain.startswith("*.") else host == domain
        if host and same and f"{path}/".startswith(f"/{folder}/" if folder else ""):
            return True
    return False


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
"""Hosts of papers, where nobody keeps code, data or a project's page."""


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
"""Hosts, or folders of them, that stand for another one, which has the same paths."""
_HOST = re.compile(r"https?://(?P<host>[\w.-]+)(?=/)", re.IGNORECASE)


def canonical_address(url: str) -> str | None:
    """The address at the host that the address' host is an alias of, if it is one."""
    match = _HOST.match(url)
    if match is None:
        return None
    host, rest = match["host"].lower(), url[match.end() :]
    folder = rest.split("/", 2)[1]
    if canonical := _ALIASES.get(host):
        # What arXiv has for programs is at one host only.
        known = canonical != "arxiv.org" or arxiv_address(f"https://{canonical}{rest}")
        return f"https://{canonical}{rest}" if known else None
    if canonical := _ALIASES.get(f"{host}/{folder}"):
        path = rest.removeprefix(f"/{folder}")
        return f"https://{canonical}{path}" if _ANTHOLOGY.match(f"{canonical}{path}") else None
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
"""Hosts that serve by https all that they serve by http."""


def likely_kind(url: str) -> LinkKind | None:
    """What is likely found behind an address, where its form tells."""
    path = host_and_path(url)[1]
    if path.lower().endswith(".pdf") or is_at(url, "arxiv.org/pdf", "openreview.net/pdf"):
        return LinkKind.PDF
    for kind, places in (
        (LinkKind.DATA, DATA_PLACES),
        (LinkKind.CODE, CODE_PLACES),
        (LinkKind.VIDEO, VIDEO_PLACES),
        (LinkKind.WEBSITE, WEBSITE_PLACES),
        (LinkKind.PAPER, PAPER_PLACES),
    ):
        if is_at(url, *places):
            return kind
    return None


def comparable_address(url: str) -> str:
    """An address without what makes no difference between two."""
    address = arxiv_address(url)
    if address:
        return f"arxiv.org/{address.view}/{address.id.bare}"
    rest = re.sub(r"^https?://[^/?#]*", "", url, flags=re.IGNORECASE)
    return host_and_path(url)[0] + rest.rstrip("/").removesuffix(".git")


def problem_of(url: str) -> str | None:
    """What keeps a string from being an address of the web, if anything."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return "does not start with https:// (or http://)"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        return f"is no address: {error}"
    if not re.fullmatch(r"(?:[\w-]+\.)+[\w-]{2,}|\[[0-9a-f:.]+\]", host):
        return f"names no host: “{host}”" if host else "names no host"
    if re.search(r"\s", url):
        return "has a space in it: write %20, or drop it"
    if bad := re.search(r"[\x00-\x1f\x7f\"<>\\^`{|}]", url):
        return f"has “{bad.group()}” in it: write %{ord(bad.group()):02X}"
    if bad := re.search(r"%(?![0-9A-Fa-f]{2}).{0,2}", url):
        return f"has “{bad.group()}” in it, which stands for nothing: % needs two hex digits"
    if bad := re.search(r"[^\x00-\x7f]", url):
        return f"has “{bad.group()}” in it: write {quote(bad.group())}"
    for opening, closing in ("()", "[]"):
        surplus = url.count(opening) - url.count(closing)
        if surplus:
            lone, missing = (opening, closing) if surplus > 0 else (closing, opening)
            return f"has “{lone}” without “{missing}”: is a part of it missing, or too much copied?"
    return None


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
"""What links are called, letters only, and what is then found behind them."""
