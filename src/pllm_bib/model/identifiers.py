"""Identifiers by their form: DOI, arXiv, ACL Anthology, OpenReview, ISBN, bare or in addresses.

All patterns of identifiers stand here. Formats and rules differ in how strict they must be, so
some identifiers have several.
"""

from __future__ import annotations

import functools
import re
from urllib.parse import unquote

from pllm_bib.model.address import host_and_path, is_at
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex


class ArxivId(NamedTuple):
    """An identifier of arXiv: ``2410.04070`` or, until March 2007, ``hep-th/9901001``."""

    id: str
    version: str = ""
    """``v2``, or nothing."""

    @property
    def year_and_month(self) -> str:
        """The four digits for year and month: ``2410``."""
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
        """The id without subject class and letter case, which tell no two works apart."""
        return re.sub(r"\.[a-z-]+/", "/", self.id.lower())


ARXIV_NUMBER = r"\d{4}\.\d{4,5}"
"""The number of a paper since April 2007, for use in larger patterns."""
ARXIV_NUMBER_IN_TEXT = regex(rf"(?<!\d){ARXIV_NUMBER}(?!\d)")
ARXIV_SHAPE = regex(rf"(?:{ARXIV_NUMBER}|[a-z.-]+/\d{{7}})(?:v\d+)?", re.IGNORECASE)
"""The shape of an id, whether arXiv gave it or not."""
ARXIV_NAMED = regex(
    rf"(?:arxiv\s*:\s*|\babs/)({ARXIV_NUMBER}|[a-z-]+(?:\.[a-z]{{2}})?/\d{{7}})", re.IGNORECASE
)
"""An id in running text, after ``arXiv:`` or ``abs/``."""

ARXIV_DOI = "10.48550/arxiv."
"""The start of the DOIs that arXiv registers, in lower case; the id follows."""

DOI_PREFIX = r"10\.\d{4,9}"
"""The first part of a DOI, for use in larger patterns."""
DOI = regex(rf"{DOI_PREFIX}(?:\.\d+)*/\S+")
PLAIN_DOI = regex(r"10\.(?!48550)\d{4,9}/[\w./()-]*[\w)]", re.ASCII)
"""A DOI, not of arXiv, without a sign that LaTeX, HTML or an address would write otherwise."""
DOI_IN_TEXT = regex(
    r"\b(?:doi:?\s*)?(10\.\d{4,9}/(?:[^\s,;()\[\]]|\([^\s()]{1,20}\)){2,}(?<![.]))", re.IGNORECASE
)
"""A DOI in running text; punctuation ends it, or a bracket that it does not open."""

_FIRST_YEAR = 91
_LONGER_SINCE = "1501"
_ARXIV_ID = regex(
    r"""
    (?P<id>
        (?P<new> \d\d (?:0[1-9]|1[0-2]) \. \d{4,5} )
      | [a-z][a-z-]* (?:\.[a-z]{2}|\.[a-z]+-[a-z]+)? / \d\d (?:0[1-9]|1[0-2]) \d{3}
    )
    (?P<version> v\d+ )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ARXIV_PREFIX = regex(r"(?:arxiv\s*:\s*|abs/)", re.IGNORECASE)
_ARXIV_SUFFIX = regex(r"(?<!\s)\s*\[[\w.-]+\]$")
_ARXIV_ADDRESS = regex(
    r"https?://(?:www\.|export\.)?arxiv\.org/"
    r"(?P<view>abs|pdf|html|format|ps|src|e-print)/(?P<id>[^?#]*?)(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)


def bare_arxiv_id(value: str) -> ArxivId | None:
    """Read an arXiv id that has nothing around it; None if the text is not an id."""
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
    """Read an arXiv id: bare, after ``arXiv:``, before its class in brackets, or in an address."""
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
        """The address of the same view of the latest version."""
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


class Preprint(NamedTuple):
    """A place in an archive of preprints, as the name of a journal may tell it."""

    archive: str
    """As the archive spells itself: ``arXiv``, ``SSRN``."""
    id: str = ""
    category: str = ""


_ARXIV_AS_JOURNAL = regex(
    r"""
    (?: (?:e-?print|pre-?print)s? [\s,:;]+ (?:available\s+(?:at|on)\s+)? )?
    (?: arxiv(?:\.org)? | corr | computing\s+research\s+repository )
    (?: [\s,:;(-]* (?: e-?prints? | pre-?prints? | corr | cornell\s+university | art\. ) \)? )*
    (?: [\s,:;(/-]* (?:arxiv[\s:]+)? (?:abs/)?
        (?P<id> (?: \d{4}\.\d{4,5} | [a-z-]+(?:\.[a-z-]+)?/\d{7} ) (?:v\d+)? )
        (?: \s* \[ (?P<category> [\w.-]+ ) \] )? \)? (?: ,\s*\d{4} )?
    )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SSRN_AS_JOURNAL = regex(
    r"(?:available\s+at\s+)?(?:the\s+)?ssrn(?:\s+(?:electronic\s+journal|scholarly\s+paper|"
    r"working\s+papers?(?:\s+series)?|preprint))?[\s:,#]*(?P<id>\d{5,8})?",
    re.IGNORECASE,
)
_ARCHIVES_OF_PREPRINTS = {
    name.casefold(): (name, registrants.split())
    for name, registrants in {
        "bioRxiv": "10.1101 10.64898",
        "medRxiv": "10.1101 10.64898",
        "ChemRxiv": "10.26434",
        "EarthArXiv": "10.31223",
        "engrXiv": "10.31224",
        "PsyArXiv": "10.31234",
        "SocArXiv": "10.31235",
        "OSF Preprints": "10.31219",
        "TechRxiv": "10.36227",
        "Preprints.org": "10.20944",
        "Research Square": "10.21203",
        "SSRN": "10.2139",
    }.items()
}
"""Archive -> its name, and the prefixes of the DOIs that it registers."""
PREPRINT_JOURNAL = regex(
    r"rxiv|\bcorr\b|computing research|ssrn|osf pre|preprints\.org|research square", re.IGNORECASE
)
"""The words of which one is in each name of a journal that `as_preprint` knows."""


def as_preprint(journal: str) -> Preprint | None:
    """Read the name of a journal that is an archive: ``arXiv preprint arXiv:2101.00001``.

    So Google Scholar, DBLP (``CoRR``) and others have preprints. None if it may be a journal.
    """
    words = " ".join(journal.split()).rstrip(" .,")
    if match := _ARXIV_AS_JOURNAL.fullmatch(words):
        found = bare_arxiv_id(match["id"] or "")
        if found or not match["id"]:
            number = f"{found.id}{found.version}" if found else ""
            return Preprint("arXiv", number, match["category"] or "")
    if match := _SSRN_AS_JOURNAL.fullmatch(words):
        return Preprint("SSRN", match["id"] or "")
    name = re.sub(r"[\s:,]{1,3}(?:pre-?prints?(?: server)?)$", "", words, flags=re.IGNORECASE)
    known = _ARCHIVES_OF_PREPRINTS.get(words.casefold()) or _ARCHIVES_OF_PREPRINTS.get(
        name.casefold()
    )
    return Preprint(known[0]) if known else None


def preprint_id_of_doi(archive: str, doi: str) -> str:
    """Return the id in a DOI that an archive of preprints registers; empty if it is another's."""
    if archive == "arXiv":
        found = arxiv_id_of_doi(doi)
        return found.id if found else ""
    _name, registrants = _ARCHIVES_OF_PREPRINTS.get(archive.casefold(), ("", []))
    registrant, _slash, suffix = doi.partition("/")
    if registrant not in registrants:
        return ""
    return suffix.lower().removeprefix("ssrn.") if archive == "SSRN" else suffix


_PMID = regex(
    r"(?:pmid\s*+:?\s*+|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/"
    r"|ncbi\.nlm\.nih\.gov/pubmed/))?(?P<id>\d{1,8})/?",
    re.IGNORECASE,
)
_PMCID = regex(
    r"(?:pmcid\s*+:?\s*+|https?://(?:www\.)?(?:pmc\.)?ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/)?"
    r"(?:pmc)?(?P<id>\d{1,8})(?:\.\d+)?/?",
    re.IGNORECASE,
)


def pmid(value: str) -> str | None:
    """Return the digits of a PubMed id, which may stand after ``PMID:`` or in an address."""
    match = _PMID.fullmatch(value.strip())
    return match["id"] if match else None


def pmcid(value: str) -> str | None:
    """Return an id of PubMed Central, ``PMC`` and digits, also of an address or bare digits."""
    match = _PMCID.fullmatch(value.strip())
    return f"PMC{match['id']}" if match else None


def pubmed_ids(text: str) -> dict[str, str]:
    """Return the ids ``pmid`` and ``pmcid`` of a text that says nothing else; else none."""
    found: dict[str, str] = {}
    for part in re.split(r"[;,\n]|\s(?=PMC?ID)", text.strip(" .")):
        if not part.strip():
            continue
        match = re.fullmatch(r"(PMC?ID)\s*+:\s*+(\S+)", part.strip(), re.IGNORECASE)
        name = match[1].lower() if match else ""
        known = {"pmid": pmid, "pmcid": pmcid}[name](match[2]) if match else None
        if known is None or name in found:
            return {}
        found[name] = known
    return found


class AnthologyId(NamedTuple):
    """An ACL Anthology id and its parts: ``2024.findings-emnlp.118``, or formerly ``P19-1001``."""

    id: str
    year: int
    venue: str
    """``findings``, ``acl``, ``l2m2``; nothing in old ids."""
    volume: str
    """``long``, ``main``, and for Findings the conference; nothing in old ids."""


_ANTHOLOGY = regex(
    r"(?:aclanthology\.org/|aclweb\.org/anthology/|10\.18653/v1/)(?:"
    r"(?P<id>(?P<year>(?:19|20)\d\d)\.(?P<venue>\w+)-(?P<volume>[\w-]+)(?:\.\d+)?)"
    r"|(?P<old>[A-Z](?P<short>\d\d)-\d{4}))(?![\w-])",
    re.IGNORECASE,
)


def is_anthology(address: str) -> bool:
    """Say whether an address without its scheme, or a DOI, starts with an ACL Anthology id."""
    return _ANTHOLOGY.match(address) is not None


def anthology_id(address: str) -> AnthologyId | None:
    """Return the ACL Anthology id in an address or a DOI; None if it has no id."""
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


_DOI_PREFIX = regex(
    r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:urn:)?doi\s*+[:=]?\s*+(?=10\.|doi|http)|info:doi/",
    re.IGNORECASE,
)
_HTML_LEFT = regex(r"&(?:amp;)?(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_NO_DOI = regex(r"[\\{}$\"^`\x00-\x1f\u200b-\u200f\ufeff]|%(?![0-9a-f]{2})", re.IGNORECASE)


def bare_doi(value: str) -> str | None:
    """Return a DOI in the letter case of the text; None if the text is not a DOI.

    What is put around it is taken off: resolver, ``doi:``, a full stop after it, and what HTML
    and addresses make of its signs (``&lt;``, ``%3C``).
    """
    value = value.strip()
    while match := _DOI_PREFIX.match(value):
        value = value[match.end() :].lstrip()
    if not value.startswith("10."):
        return None
    if "&" in value:
        import html

        value = _HTML_LEFT.sub(lambda match: html.unescape(html.unescape(match[0])), value)
    if "%" in value:
        value = unquote(value)
    value = value.rstrip(".,;")
    return value if DOI.fullmatch(value) and not _NO_DOI.search(value) else None


def equal_dois(one: str | None, other: str | None) -> bool:
    """Say whether two DOIs are one, since letter case tells none apart."""
    return one is not None and other is not None and one.lower() == other.lower()


def is_arxiv_doi(doi: str) -> bool:
    """Say whether a DOI is one that arXiv registers."""
    return doi.lower().startswith(ARXIV_DOI)


def arxiv_id_of_doi(doi: str) -> ArxivId | None:
    """Return the id in a DOI that arXiv registers; None if it is another's."""
    return bare_arxiv_id(doi[len(ARXIV_DOI) :]) if is_arxiv_doi(doi) else None


def address_doi(url: str) -> str | None:
    """Return the DOI in an address of the DOI resolver."""
    match = re.fullmatch(r"https?://(?:dx\.|www\.)?doi\.org/(10\..+)", url.strip(), re.IGNORECASE)
    return unquote(match.group(1)) if match else None


_DOI_PATH = regex(
    r"/(?:doi(?:/(?:abs|book|epdf|epub|full|fullHtml|pdf|pdfdirect|reader))?|article|chapter|book"
    r"|content/pdf)/(?P<doi>10\.\d{4,9}/[^?#]*[^?#/])/?(?:[?#].*)?$",
    re.IGNORECASE,
)
_PAGES_OF_FILE = regex(r"(?:\.pdf|/(?:full|abstract|pdf|fulltext))$", re.IGNORECASE)


@functools.lru_cache(maxsize=1_000)
def publisher_doi(url: str) -> str | None:
    """Return the DOI in an address of the resolver or of a publisher's page.

    Such pages are ``dl.acm.org/doi/pdf/10...`` or ``link.springer.com/article/10...``.
    """
    if found := address_doi(url):
        return found
    match = _DOI_PATH.search(url.strip()) if host_and_path(url)[0] else None
    return _PAGES_OF_FILE.sub("", unquote(match["doi"])) if match else None


_ARXIV_MIRROR = regex(
    r"https?://(?:www\.)?(?:huggingface\.co/papers|alphaxiv\.org/(?:abs|pdf|overview)"
    r"|ar5iv(?:\.labs\.arxiv)?\.org/(?:abs|html)|arxiv-vanity\.com/papers"
    r"|paperswithcode\.com/paper/arxiv)/(?P<id>[^?#]*?)(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=1_000)
def arxiv_id_at(url: str) -> ArxivId | None:
    """Return the arXiv id in an address of arXiv, or of a site that shows its papers."""
    if address := arxiv_address(url):
        return address.id
    match = _ARXIV_MIRROR.fullmatch(url.strip())
    return bare_arxiv_id(match["id"]) if match else None


def openreview_id(url: str) -> str | None:
    """Return the id of the forum in an address of OpenReview: of its page or its PDF."""
    if not is_at(url, "openreview.net"):
        return None
    match = re.search(r"/(?:forum|pdf|attachment|references/pdf)\?(?:.*&)?id=([\w-]+)", url)
    return match[1] if match else None


_DBLP_KEY = regex(
    r"(?:DBLP:|https?://dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/rec/(?:bibtex/|bib/)?)"
    r"(?P<key>(?:conf|journals|books|phd|series|reference|tr|data)/[\w./+-]+?)"
    r"(?:\.(?:html|bib|xml|rdf|nt))?(?:[?#].*)?"
)


def dblp_key(text: str) -> str | None:
    """Return a key of DBLP, ``conf/acl/Doe24``, after ``DBLP:`` or in an address of its records."""
    match = _DBLP_KEY.fullmatch(text.strip())
    return match["key"] if match else None


def isbn(value: str) -> str | None:
    """Return an ISBN as 13 bare digits, from 10 or 13 with or without hyphens.

    Return None if the check digit is wrong.
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


_ISBN_13_AT = regex(r"(?<![\w-])97[89][\d-]{10,14}(?![\w-])")
_ISBN_10_AT = regex(r"(?:isbn[=:/_-]?|/dp/)(\d{9}[\dX])(?![\w-])", re.IGNORECASE)


def isbn_at(url: str) -> str | None:
    """Return the ISBN in an address; 10 digits count only after ``isbn`` or ``/dp/``."""
    if match := _ISBN_13_AT.search(url):
        return isbn(match.group())
    match = _ISBN_10_AT.search(url)
    return isbn(match[1]) if match else None


@functools.lru_cache(maxsize=1_000)
def comparable_address(url: str) -> str:
    """Return an address without scheme, ``www.`` and version, to compare it with others."""
    address = arxiv_address(url)
    if address:
        return f"arxiv.org/{address.view}/{address.id.bare}"
    rest = re.sub(r"^https?://[^/?#]*", "", url, flags=re.IGNORECASE)
    return host_and_path(url)[0] + rest.rstrip("/").removesuffix(".git")
