"""The words around a title in a list: venue and year, labels of links.

Each function reads a short text of one kind, and returns None for any other. An ambiguous text is
never guessed at.
"""

from __future__ import annotations

import functools
import re

from pllm_bib.model.date import Date
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import ARXIV_NUMBER, ArxivId, bare_arxiv_id
from pllm_bib.model.limits import normalize
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.places import LINK_LABELS
from pllm_bib.model.regex import regex

# Venue and year.


class Label(NamedTuple):
    """The venue and date of a work, as a list shows them: ``2024 ACL``, ``arXiv 2405``."""

    venue: str | None = None
    date: Date | None = None
    arxiv: bool = False
    """It names arXiv, which is no venue."""
    arxiv_id: ArxivId | None = None

    def merged(self, other: Label) -> Label:
        """Return this label, completed from another one.

        A venue keeps the year beside it: ``arXiv 2023, ACL 2024`` becomes ACL 2024.
        """
        if not self.venue and other.venue and other.date:
            return other.merged(self)
        return Label(
            self.venue or other.venue,
            self.date or other.date,
            self.arxiv or other.arxiv,
            self.arxiv_id or other.arxiv_id,
        )


_YEAR = r"(?:19|20)\d\d"
_MONTH_WORDS = (
    "january february march april may june july august september october november december".split()
)
_MONTH_NAME = "|".join(f"{name[:3]}(?:{name[3:]}|t)?" for name in _MONTH_WORDS)
_DATE = regex(
    rf"""
    (?<![\w.-])(?:
        (?P<y1>{_YEAR}) [./-] (?P<m1>0?[1-9]|1[0-2]) (?: [./-] (?P<d1>[0-3]?\d) )?
      | (?P<m2>0?[1-9]|1[0-2]) [./-] (?: (?P<d2>[0-3]?\d) [./-] )? (?P<y2>{_YEAR})
      | (?: (?P<d3>[0-3]?\d)(?:st|nd|rd|th)? \s+ )? (?P<n3>{_MONTH_NAME})\.?,?
        \s* (?: (?P<d4>[0-3]?\d)(?:st|nd|rd|th)?,\s* )? (?P<y3>{_YEAR})
      | (?P<y4>{_YEAR}),?\s+ (?P<n4>{_MONTH_NAME})\.? (?: \s+(?P<d5>[0-3]?\d) )?
    )(?![\w-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ARXIV = regex(
    r"\b(?:arxiv(?:\.org)?|corr|axriv|arvix|arviv)\b(?:\s*pre-?prints?)?(?:,?\s+arxiv\b)?"
    rf"(?:[\s:/_-]*(?P<id>{ARXIV_NUMBER}(?:v\d+)?)"
    r"|[\s:_-]+(?P<month>\d{2}(?:0[1-9]|1[0-2]))(?!\d))?"
    r"|\bpre-?prints?\b",
    re.IGNORECASE,
)
_YEAR_ALONE = regex(rf"(?<![\w./-])({_YEAR})(?![\w/-]|\.\d)")
_YEAR_ATTACHED = regex(rf"(?<=[A-Za-z])[-_]?({_YEAR})(?!\d)")
_YEAR_HYPHEN = regex(rf"^({_YEAR})\s?[-_]\s?(?=[^\W\d_])")
_SHORT_YEAR = regex(r"(?:(?<=\w)|(?<=^\s))\s?['’‘`]\s?(\d\d)(?!\d)")
_SHORT_ATTACHED = regex(r"(?<=[A-Z]{2})([0-3]\d)(?![\dA-Za-z])")
_SHORT_BEHIND = regex(r"(?<=[A-Z]{2})[ -]([0-3]\d)[ )\]]*$")
"""As in “EMNLP 18”; other words with a number are no venues."""
_BRACKETS = regex(r"[()\[\]{}【】（）]")
_PRAISE = regex(
    r"\b(?:\d[\d,]{0,9}\+?\s?citations?|oral|spotlight|poster|highlight|accepted|(?:best|outstanding|honou?rable)\s+"
    r"(?:\w+\s+)?(?:paper|mention)(?:\s+(?:award|runner-?up|candidate|finalist))?|to\s+appear"
    r"|under\s+review|in\s+press|forthcoming)\b",
    re.IGNORECASE,
)
_FRAME = regex(
    r"^(?:(?:published|appeared|appears|accepted)\s+)?(?:in|at|by|to)\s+(?:the\s+)?"
    r"|^(?:in|at):\s*|^(?:in\s+)?proc(?:\.|eedings)\s+of\s+(?:the\s+)?|^venue:\s*",
    re.IGNORECASE,
)
_ORDINAL = regex(r"^\d+(?:st|nd|rd|th)\s+", re.IGNORECASE)
_CONNECTORS = frozenset(
    "of the and on in for & @ - – — / + de und der des et co-located with at conference".split()
)
_MOST_WORDS = 12
_NO_VENUES = regex(r"^[\W\d_]*$")
_SENTENCE_MARKS = regex(r"[?!…\"“”]|\w{6}\.\s")


@functools.lru_cache(maxsize=5_000)
def read_label(text: str, *, marked: bool) -> Label | None:
    """Read a venue, a date, or both; return None for any other text.

    ``marked`` means that brackets, style or place set the text apart, so that a venue may stand
    alone. Otherwise it needs a year, and each of its words must be part of a name.
    """
    text = normalize("NFC", text).strip(" \t\n\v*_`|,;:.·•–—-~")
    if not text or len(text) > 160:  # noqa: PLR2004
        return None
    if marked:
        text = _YEAR_HYPHEN.sub(r"\1 ", text)
        if len(_YEAR_ALONE.findall(text)) > 1 and (several := _several(text)):
            return several
    rest = text
    arxiv = _ARXIV.search(rest)
    found_id = None
    date = None
    if arxiv:
        found_id = bare_arxiv_id(arxiv["id"]) if arxiv["id"] else None
        rest = rest[: arxiv.start()] + " " + rest[arxiv.end() :]
    if match := _DATE.search(rest):
        date = _date_of(match)
        rest = rest[: match.start()] + " " + rest[match.end() :]
    elif match := _year_in(rest):
        digits = match[1]
        date = Date(int(digits) if len(digits) > 2 else 2000 + int(digits))  # noqa: PLR2004
        rest = rest[: match.start()] + " " + rest[match.end() :]
    venue = _venue_of(_PRAISE.sub(" ", rest))
    if venue is None or (not marked and _is_in_the_midst(text, date)):
        return None
    if venue and not _is_venue(venue, marked=marked, dated=date is not None):
        return None
    if not venue and not arxiv and date is None:
        return None
    return Label(venue or None, date, arxiv is not None, found_id)


def _year_in(text: str) -> re.Match[str] | None:
    """Find the year in a label."""
    for pattern in (_YEAR_ALONE, _YEAR_ATTACHED, _SHORT_YEAR, _SHORT_ATTACHED):
        if match := pattern.search(text):
            return match
    match = _SHORT_BEHIND.search(text)
    return match if match and text[: match.start()].rsplit(maxsplit=1)[-1] in _WELL_KNOWN else None


def _several(text: str) -> Label | None:
    """Read labels with commas or bars between them: ``arXiv 2020, ICASSP 2021``."""
    parts = re.split(r"[,;/|&]", text)
    labels = [read_label(part, marked=True) for part in parts] if len(parts) > 1 else [None]
    found = Label()
    for label in labels:
        if label is None:
            return None
        found = found.merged(label)
    return found


def _is_in_the_midst(text: str, date: Date | None) -> bool:
    """Say whether the words behind the year do not belong to a venue.

    “EMNLP 2024 Findings” is a venue, “SemEval 2024 Task 7 on Owls” may be a title.
    """
    if date is None:
        return False
    _before, year, after = text.rpartition(str(date.year))
    words = re.findall(r"[^\W\d_]+", after) if year else []
    return (
        bool(words)
        and _before.strip(" (['’") != ""
        and not all(word in SHORT_NAMES or word[:3].casefold() in _MONTH_STARTS for word in words)
    )


_MONTH_STARTS = frozenset(name[:3] for name in _MONTH_WORDS)


def is_abbreviated(venue: str) -> bool:
    """Say whether a venue consists of abbreviations, unlike running text."""
    words = [word for word in re.split(r"[\s/]+", venue) if word.casefold() not in _CONNECTORS]
    return all(is_acronym(word) or word in SHORT_NAMES for word in words)


def is_known(venue: str | None) -> bool:
    """Say whether a venue starts with one of the usual abbreviations."""
    return bool(venue) and str(venue).split()[0] in _WELL_KNOWN


def is_conference(label: Label) -> bool:
    """Say whether a label is a conference with its year, behind which a colon may part a title.

    The title of a report of a shared task may start so too: ``SemEval 2024: ...``.
    """
    words = str(label.venue or "").split()
    return len(words) == 1 and words[0] in _WELL_KNOWN - _TASKS and label.date is not None


_TASKS = frozenset("SemEval WMT IWSLT BEA CoNLL UMAP RecSys INLG ISMIR USENIX".split())


def _date_of(match: re.Match[str]) -> Date | None:
    groups = match.groupdict()

    def first(*names: str) -> str | None:
        return next((groups[name] for name in names if groups[name]), None)

    year = int(first("y1", "y2", "y3", "y4") or 0)
    number = first("m1", "m2")
    name = (first("n3", "n4") or "").lower()[:3]
    month = int(number) if number else 1 + [w[:3] for w in _MONTH_WORDS].index(name)
    day = first("d1", "d2", "d3", "d4", "d5")
    if not day:
        return Date(year, month)
    for parts in ((month, int(day)), (int(day), month)):
        try:
            return Date(year, *parts)
        except ValueError:
            continue
    return Date(year)


def _venue_of(text: str) -> str | None:
    """Return a venue without words such as “in” and “Proceedings of”; None if it is too long."""
    text = _BRACKETS.sub(" ", text)
    text = " ".join(text.split()).strip(" ,;:.·•–—-/|'’&")
    for _ in range(2):  # first “in”, then “Proceedings of the 40th”
        text = _ORDINAL.sub("", _FRAME.sub("", text)).strip(" ,;:.-")
    if _NO_VENUES.match(text):
        return ""
    return text if len(text.split()) <= _MOST_WORDS else None


def _is_venue(text: str, *, marked: bool, dated: bool) -> bool:
    """Say whether words can name a conference or journal."""
    if _SENTENCE_MARKS.search(text) or "http" in text or _NO_START.match(text):
        return False
    if re.search(r"\bet\s+al\b|^(?:and|&)\s", text):  # names
        return False
    if ANY_LINK_WORD.fullmatch(text) and not (dated and text.casefold() == "github"):
        return False
    if not dated and not marked:
        return False
    if dated and text.islower() and text.upper() in _WELL_KNOWN:
        return True
    if not marked and ("," in text or ": " in text):  # it may be names, or the end of a title
        return False
    words = [word for word in re.split(r"[\s/,:]+", text) if word.casefold() not in _CONNECTORS]
    if not words:
        return False
    if marked and dated:
        return any(_is_capital(word) for word in words)
    acronyms = [word for word in words if is_acronym(word) or word in SHORT_NAMES]
    if marked:  # in brackets, an abbreviation may belong to the title: “... Generation (RAG)”
        known = {word.rstrip("W") if len(word) > 4 else word for word in words} & _WELL_KNOWN  # noqa: PLR2004
        known -= _AMBIGUOUS
        return bool(known) and len(acronyms) == len(words)
    return all(_is_capital(word) or word in SHORT_NAMES for word in words) and (
        bool(acronyms) or text in SHORT_NAMES or len(words) >= 2  # noqa: PLR2004
    )


def _is_capital(word: str) -> bool:
    letter = next((char for char in word if char.isalpha()), "")
    return letter.isupper() or is_acronym(word)


_ACRONYM = regex(r"(?=(?:[^A-Z]*+[A-Z]){2})[A-Za-z@*&\d+.'’-]+")
SHORT_NAMES = frozenset(
    "Nature Science Cell Interspeech Findings Workshop Workshops Industry Demo Demos Demonstrations"
    " Track Main Long Short Transactions Journal Letters Neurocomputing Information Patterns"
    " GitHub Github Blog Thesis Proceedings Datasets Benchmarks eLife iScience bioRxiv medRxiv"
    " Communications Oral W ws".split()
)
"""Words of a venue's label without two capitals."""
_WELL_KNOWN = frozenset(
    "AAAI AACL ACL ACM-MM AIES AISTATS ASE ASPLOS ASRU BEA BMVC CCS CHI CIKM CL COLING COLM COLT "
    "CSCW CVPR CoLM CoNLL CoRL DAC EACL ECAI ECCV ECIR ECML EMNLP EuroSys FAccT FSE GECCO HRI "
    "ICAIF ICASSP ICCV ICDE ICDM ICLR ICML ICPR ICRA ICSE ICTIR IJCAI IJCNLP IJCV INLG "
    "INTERSPEECH IROS ISCA ISMIR IUI IWSLT Interspeech JAIR JMLR KDD LREC LREC-COLING MICCAI "
    "MLSys MM NAACL NDSS NIPS NSDI NeurIPS OSDI PAKDD PAMI PMLR PNAS RSS RecSys S&P SDM SIGCOMM "
    "SIGDIAL SIGGRAPH SIGIR SIGIR-AP SIGMOD SOSP SP SemEval SLT TACL TASLP TIP TIST TKDD TKDE TMLR "
    "TMM TNNLS TOIS TPAMI TVCG UAI UIST UMAP USENIX VLDB WACV WMT WSDM WWW".split()
)
"""Abbreviations that name a venue even without a year. A list's venues.toml has the full names."""


_AMBIGUOUS = frozenset("CL MM SP SE".split())
"""Abbreviations that may mean anything, unless a year stands beside them."""
_NO_START = regex(
    r"(?:an?|our|my|this|these|it|its|first|best|see|also|with|ranked|winner|won|outperforms?)\b",
    re.IGNORECASE,
)
"""Starts of remarks: “An outstanding work in 2015”."""


def is_acronym(word: str) -> bool:
    """Say whether a word has two capitals or more, as abbreviations of venues do."""
    return _ACRONYM.fullmatch(word) is not None


# Links.

_MORE_LABELS = {
    LinkKind.PAPER: (
        "abs abstract arxiv biorxiv medrxiv openreview acl anthology aclanthology acm ieee "
        "ieeexplore springer sciencedirect elsevier doi html publication publisher proceedings "
        "proceeding preprint paperlink papersource here url read article neurips nips icml iclr "
        "cvf semanticscholar hal ssrn techreport report thesis book manuscript original source "
        "paperpage"
    ),
    LinkKind.PDF: "pdf paperpdf pdflink arxivpdf preprintpdf",
    LinkKind.CODE: (
        "codes officialcode officialimplementation pytorch tensorflow keras jax colab notebook "
        "repo repository githubrepo githubcode codelink star stars githubstars githubrepostars "
        "gitlab officialrepo officialrepository codebase codepytorch codetensorflow library "
        "toolkit pytorchcode tensorflowcode torch codeofficial unofficialcode"
    ),
    LinkKind.DATA: "data corpus corpora databank hfdataset dataset datalink huggingfacedataset",
    LinkKind.WEBSITE: (
        "website webpage homepage projectwebsite projectpage projecthomepage projectsite onlinedemo"
        " leaderboard playground page demopage space"
    ),
    LinkKind.VIDEO: "video videos youtubevideo talks bilibili slideslive",
}
_OTHER_LABELS = frozenset(
    "blog blogpost post slides slide poster bib bibtex citation cite tweet twitter x model models "
    "weights checkpoint checkpoints hf appendix supp supplementary supplement supplemental notes "
    "note news review reviews discussion summary tutorial docs documentation docker license licence"
    " citations 中文 zhihu medium reddit discord wechat more media press podcast".split()
)
"""Labels of links that the model has no place for."""
_KINDS: dict[str, LinkKind | None] = {
    **dict.fromkeys(_OTHER_LABELS),
    **{name: kind for kind, names in _MORE_LABELS.items() for name in names.split()},
    **{kind.value: kind for kind in LinkKind},
    **LINK_LABELS,
}
_LABEL_NOISE = frozenset(
    "official the our full link links available new original short long survey read view download "
    "and".split()
)
ANY_LINK_WORD = regex(
    r"(?:paper|code|link|pdf|data|dataset|project|website|video|arxiv|github|tbd|todo|n/?a|none"
    r"|soon|coming soon|code coming soon|coming|survey|benchmark|tool|tools|new|hot|update|updated"
    r"|recommended|important|must[- ]read|star|tba|no code|slides|poster|blog|framework|library"
    r"|resource|resources)s?",
    re.IGNORECASE,
)
"""Words in brackets beside a title that are neither venue nor title."""


@functools.lru_cache(maxsize=5_000)
def link_kind(label: str) -> tuple[LinkKind | None, bool]:
    """Return the kind of link that a label names, and True if it is a label, not a title."""
    words = re.sub(r"[\[\](){}【】:：|•·,.!“”\"'*_`-]+", " ", without_emoji(label)).split()
    if not words:
        return None, True
    if len(words) > 5:  # noqa: PLR2004
        return None, False
    folded = [word.casefold() for word in words]
    joined = "".join(folded)
    if joined in _KINDS:
        return _KINDS[joined], True
    if len(joined) <= 2 or all(word in _LABEL_NOISE for word in folded):  # noqa: PLR2004
        return None, True
    if len(folded) > 1:  # “paper v2”, “official code”, “code (pytorch)”, “arXiv 2405 01234”
        kinds = [_KINDS[word] for word in folded if word in _KINDS]
        others = [w for w in folded if w not in _KINDS and w not in _LABEL_NOISE]
        if kinds and all(re.fullmatch(r"v?\d+", word) for word in others):
            return next((kind for kind in reversed(kinds) if kind), None), True
    if _ARXIV.fullmatch(label.strip(" []()")):
        return LinkKind.PAPER, True
    if re.fullmatch(r"(?:stars?\W?)?[⭐★]?\d[\d.,]*k?", joined):
        return None, True
    return None, False


def is_other_label(label: str) -> bool:
    """Say whether a label names what the model has no place for: slides, a poster, a blog."""
    words = re.sub(r"[\W_]+", " ", label).casefold().split()
    return bool(words) and all(word in _OTHER_LABELS or word in _LABEL_NOISE for word in words)


# Emoji.

SHORTCODE = regex(r"(?<!\w):[a-z][a-z0-9_+-]*:(?!\w)")
_PICTURES = regex(
    "[\u200d\ufe0e\ufe0f\u20e3\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\u00a9\u00ae\u2122"
    "\u2190-\u21ff\u2300-\u23ff\u25a0-\u25ff\U0001f000-\U0001faff\U000e0020-\U000e007f]+"
)


def without_emoji(text: str) -> str:
    """Return a text without emoji and their shortcodes (``:fire:``)."""
    if text.isascii():
        return SHORTCODE.sub(" ", text) if ":" in text else text
    return _PICTURES.sub(" ", SHORTCODE.sub(" ", text))
