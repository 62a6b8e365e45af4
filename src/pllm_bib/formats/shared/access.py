"""Words around addresses, in several languages: when a page was read, and where it is to be had.

``[Online; accessed 12-May-2020]``, ``Retrieved March 3, 2021, from``, ``abgerufen am 3.5.2020``.
"""

from __future__ import annotations

import re

from pllm_bib.formats.shared.latex.addresses import trimmed
from pllm_bib.model.date import Date
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

ADDRESS = "\x00"
"""The sign that stands in a text for an address."""

_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro januari leden stycznia января",
            "feb february februar février febrero febbraio fevereiro februari února lutego февраля",
            "mar march märz mrz mars marzo março maart marts března marca марта",
            "apr april avril abril aprile dubna kwietnia апреля",
            "may mai mayo maggio maio mei maj května maja мая",
            "jun june juni juin junio giugno junho června czerwca июня",
            "jul july juli juillet julio luglio julho července lipca июля",
            "aug august août agosto augustus augusti srpna sierpnia августа",
            "sep sept september septembre septiembre settembre setembro září września сентября",
            "oct october okt oktober octobre octubre ottobre outubro října października октября",
            "nov november novembre noviembre novembro listopadu listopada ноября",
            "dec december dez dezember décembre diciembre dicembre dezembro prosince декабря",
        ),
        start=1,
    )
    for word in words.split()
}
"""Name of a month -> its number."""

_READ = (
    "accessed|access date|date accessed|date of access|access|visited|retrieved|checked|viewed"
    "|consulted|downloaded|seen"
    "|abgerufen|zugegriffen|aufgerufen|besucht|geprüft|überprüft|eingesehen|abruf|zugriff|stand"
    "|page consultée|consultée?|visitée?|accédé|consultation|accès"
    "|consultado|consulta|accedido|acceso|visitado|recuperado|revisado"
    "|consultato|visitato|accesso|consultazione"
    "|acessado|acedido|acesso|acessada"
    "|geraadpleegd|bezocht|opgehaald|hämtad|besökt|hentet|besøgt|tilgået"
    "|citováno|navštíveno|dostęp|дата обращения|访问日期|閲覧日"
)
_LAST = (
    "last|latest|zuletzt|letzter|letztmals|dernier|dernière|último|última|ultimo|ultima|laatst"
    "|senast|sist|sidst"
)
_ON = "on|at|in|am|vom|den|le|el|em|il|op|the|dne|dnia|d\\."
_DATE = regex(
    r"(?P<iso>\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?)(?:T[\d:.]+Z?)?"
    r"|(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?[\s.-]*(?:(?:de|of)\s)?(?P<month>[^\W\d_]{3,12})"
    r"[\s.,-]*(?:del?\s)?(?P<year>\d{4})"
    r"|(?P<month_first>[^\W\d_]{3,12})\.?\s?(?:(?P<day_second>\d{1,2})(?:st|nd|rd|th)?)?,?\s"
    r"(?:de\s)?(?P<year_last>\d{4})"
    r"|(?P<first>\d{1,2})(?P<sign>[./-])(?P<second>\d{1,2})[./-](?P<year_of_numbers>\d{4})"
    r"|(?P<cjk>\d{4})\s?年\s?(?P<cjk_month>\d{1,2})\s?月\s?(?P<cjk_day>\d{1,2})\s?日"
    r"|(?P<only_year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_ONLINE = regex(r"(?:online|en ligne|en línea|em linha|elektronisch)[\s;:,.]*$", re.IGNORECASE)
_STATEMENT = regex(
    rf"(?<!\w)(?:(?:{_LAST})\s)?(?:was\s)?(?:{_READ})(?:\s(?:{_ON}))*\s?[:：,]?\s?(?:the\s)?"
    rf"(?=[^\W\d_]{{3,12}}\.?\s?\d|\d)",
    re.IGNORECASE,
)
_PARTED = regex(
    rf"(?<!\w)(?:{_READ})\s(?:from|at|via|von|de|da|van)\s?[:：]?\s?{ADDRESS}[,.;]?\s(?:{_ON})\s(?=\w)",
    re.IGNORECASE,
)
"""What stands around an address: “Retrieved from … on” before the date."""
_SURE = regex(r"accessed|visited|retrieved|last|zuletzt|abgerufen|consult", re.IGNORECASE)
"""The words after which a year alone is a date."""
_AFTER = regex(r",?\s(?:from|von|de|da|van|at)\s?[:：]?\s?(?=\x00)", re.IGNORECASE)
_INTRODUCTION = regex(
    r"(?:^|(?<=[\s.,;:(\[]))(?:[([]\s?)?(?:(?:online|electronically|freely|also)\s){0,3}(?:"
    r"available(?:\s(?:online|electronically))?(?:\s(?:at|from|on|via|under|here|as))?"
    r"|(?:accessed|accessible|retrieved|downloaded|obtained|access)\s(?:from|at|via)"
    r"|verfügbar(?:\s(?:unter|auf|bei|über))?|abrufbar(?:\s(?:unter|auf))?|online\sunter"
    r"|disponible\s(?:sur|en|à)(?:\sligne)?|disponibile\s(?:su|in|all'indirizzo)|disponível\sem"
    r"|beschikbaar\s(?:via|op)|tillgänglig\s(?:på|via)|recuperado\sde|consultable\ssur"
    r"|url|uri|link|web|website|webpage|homepage|address|see(?:\salso)?|at|online|internet|from|https?"
    r"|доступно|режим\sдоступа|可从"
    r")\s?[:：.,]?\s?$",
    re.IGNORECASE,
)
_VERSION = regex(r"\(?version:\s?(?=\d{4}-\d\d-\d\d)", re.IGNORECASE)
_OPENING = regex(r"[\[(]\s?$")
_CLOSING = regex(r"^\s?[\])]")


class Access(NamedTuple):
    """A text without a statement of when a page was read."""

    rest: str
    date: Date | None = None
    """None if the text has no such statement."""


def take_access(text: str) -> Access:
    """Take the statement when a page was read out of a text with single blanks."""
    return _take(_PARTED.sub(f"{ADDRESS}, accessed ", text), _STATEMENT)


def take_version(text: str) -> Access:
    """Take the date of a version, ``(version: 2019-06-05)``, as Stack Exchange has it."""
    return _take(text, _VERSION)


def _take(text: str, statement: re.Pattern[str]) -> Access:
    for match in statement.finditer(text):
        found = _DATE.match(text, match.end())
        date = _date(found) if found else None
        if found is None or date is None or (found["only_year"] and not _SURE.search(match[0])):
            continue
        before, after = text[: match.start()], text[found.end() :]
        inside = before[before.rfind("(") :] if before.count("(") > before.count(")") else ""
        if inside.strip("( ") and ADDRESS not in inside:
            continue  # a part of a longer remark
        if source := _AFTER.match(after):
            after = f" {after[source.end() :]}"
        before = _ONLINE.sub("", before)
        if (opening := _OPENING.search(before)) and (closing := _CLOSING.search(after)):
            before, after = before[: opening.start()], after[closing.end() :]
        return Access(f"{before}{after}", date)
    return Access(text)


def _date(match: re.Match[str]) -> Date | None:
    """Return the date of a match; None where it could be two days."""
    part = match.groupdict()
    if part["iso"]:
        numbers = [int(number) for number in re.findall(r"\d+", part["iso"])]
    elif part["month"] or part["month_first"]:
        month = _MONTHS.get((part["month"] or part["month_first"]).casefold())
        if month is None:
            return None
        day = part["day"] or part["day_second"]
        numbers = [int(part["year"] or part["year_last"]), month, *([int(day)] if day else [])]
    elif part["first"]:
        day_first, other = int(part["first"]), int(part["second"])
        if part["sign"] != "." and day_first != other:
            if max(day_first, other) <= len("months of it"):
                return None
            if other > day_first:
                day_first, other = other, day_first
        numbers = [int(part["year_of_numbers"]), other, day_first]
    elif part["cjk"]:
        numbers = [int(part[name]) for name in ("cjk", "cjk_month", "cjk_day")]
    else:
        numbers = [int(part["only_year"])]
    try:
        return Date(*numbers)
    except ValueError:
        return None


def without_medium(text: str) -> str:
    """Return a text without the one word that it is there online, ``[Online].``."""
    return _MEDIUM.sub("", text)


_MEDIUM = regex(r"(?:^|\s)\[(?:online|internet|www)\][.:,;]?|^online\.?$", re.IGNORECASE)


def without_introduction(before: str) -> str:
    """Return the text before an address without words that only introduce it."""
    return _INTRODUCTION.sub("", _MATERIAL.sub("", before))


_MATERIAL = regex(
    r"\b(code|software|implementation|data|dataset|data set|slides|video|demo|project page)"
    r"(?:\s(?:is|are))?(?:\savailable)?(?:\s(?:at|from|on|under|via))?\s?:?\s?$",
    re.IGNORECASE,
)
_KINDS = {
    "data": "data",
    "dataset": "data",
    "data set": "data",
    "slides": "website",
    "demo": "website",
    "project page": "website",
    "video": "video",
}


def material(before: str) -> str:
    """Return the field for the material that words before an address name; empty if none."""
    match = _MATERIAL.search(before)
    return _KINDS.get(match[1].lower(), "code") if match else ""


def stands_apart(before: str, after: str, *, stated: bool, alone: bool) -> bool:
    """Say whether an address is no part of a sentence, so that it is that of the work.

    ``stated`` says that a date of access stands beside it; ``alone`` asks for no other words.
    """
    introduction = without_introduction(before)
    if not trimmed(introduction) and not trimmed(after):
        return True
    ends = not trimmed(after) or bool(re.match(r"\s?[\])}]*\s?[.,;:]", after))
    starts = not introduction.strip() or bool(re.search(r"[.,;:]\s?[([{]*\s?$", before))
    return not alone and ends and (starts or stated or introduction != before)
