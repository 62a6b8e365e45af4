"""The addresses in a line of a list: links, badges, and text that only looks like a link."""

from __future__ import annotations

import re
import string
from urllib.parse import quote, unquote

from pllm_bib.awesome.inline import ANCHOR, Anchor, Inline
from pllm_bib.model.address import host_and_path, problem_of
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex


class LinkProblem(NamedTuple):
    """A problem of a link: the finding's name, its message, and the text that it is about."""

    name: str
    message: str
    piece: str = ""


_NESTED = regex(r"(?:\[|%5B)[^\[\]]*(?:\]|%5D)\(\s*(?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)?")
_PLAIN = regex(r"https?://(?:[\w-]+\.)+[\w-]{2,}(?:/[\w./~?=&#,;:+@!$*'-]*)?", re.ASCII)
"""An address without any problem, as nearly all are."""
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")


def read_address(url: str) -> tuple[str | None, LinkProblem | None]:
    """Return the web address of a link's target, and the problem with it.

    The address is None where the link leads nowhere on the web. An anchor of the page itself is
    no problem.
    """
    if _PLAIN.fullmatch(url):
        return url, None
    written = url
    problem = None
    url = url.strip().strip("<>").strip()
    if nested := _NESTED.fullmatch(url):
        url = nested["url"]
        message = f"the target “{written}” is itself a link: read as “{url}”"
        problem = LinkProblem("broken-link", message, written)
    if not url or url.startswith("#"):
        return None, None
    if re.match(r"(?:www\.[\w-]+\.\w|(?:[\w-]+\.)+(?:org|com|net|io|edu|ai)/)", url):
        url = f"https://{url}"
        message = f"“{written}” lacks https://: read as “{url}”"
        problem = problem or LinkProblem("broken-link", message, written)
    if not re.match(r"https?://", url, re.IGNORECASE):
        if _SCHEME.match(url) and not url.lower().startswith("mailto:"):
            message = f"“{written}” is not a web address: the link is left out"
        else:
            message = f"“{written}” is a relative link or an e-mail address: it is left out"
        return None, LinkProblem("broken-link", message, written)
    if re.search(r"\s", url):
        fixed = re.sub(r"\s+", "%20", url)
        message = f"“{written}” contains a space: read as “{fixed}”"
        problem = problem or LinkProblem("broken-link", message, written)
        url = fixed
    url = quote(url, safe=string.punctuation.replace('"<>\\^`{|}', "") + "%")
    url = re.sub(r"[\"<>\\^`{|}]", lambda match: f"%{ord(match.group()):02X}", url)
    if wrong := problem_of(url):
        problem = problem or LinkProblem("broken-link", f"“{url}” {wrong}", written)
        if not host_and_path(url)[0] or "names no host" in wrong:
            return None, problem
    return url, problem


_SHIELD = regex(r"https?://(?:img\.shields\.io|badgen\.net|camo\.[\w.]+)/(?P<path>[^?#]*)")
_SHIELD_REPOSITORY = regex(
    r"/?(?:github|badge/github)/(?:[\w-]+/)*?(?:stars|forks|license|last-commit|watchers|contributors)"
    r"/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.svg|\.json)?/?$"
)


def badge(url: str) -> tuple[str, str | None]:
    """Return the words on a badge of shields.io, and the repository whose figures it shows."""
    shield = _SHIELD.match(url)
    if shield is None:
        return "", None
    path = shield["path"]
    if repository := _SHIELD_REPOSITORY.search(path):
        return "", f"https://github.com/{repository['owner']}/{repository['name']}"
    head, _, words = path.partition("/")
    if head not in {"badge", "static"}:
        return "", None
    words = unquote(re.sub(r"\.(?:svg|png)$", "", words))
    words = words.replace("--", "\0").replace("__", "\1")
    parts = words.split("-")
    if len(parts) > 1:
        parts.pop()  # the colour
    words = " ".join(parts).replace("_", " ")
    return words.replace("\0", "-").replace("\1", "_").strip(), None


_BROKEN_LINK = regex(
    r"\[(?P<label>[^\[\]\n]{0,300})\]\(\s*(?P<url><?(?:https?://|www\.|javascript:)[^()\n\v]*"
    r"(?:\([^()\n\v]*\)[^()\n\v]*)*)\)"
    r"|\[(?P<label2>[^\[\]\n]{0,300})\]\(\s*(?P<url2>https?://[^\s\ufffc]+)"
)
_BARE_LINK = regex(r"https?://[^\s<>\"\ufffc]+")


def with_links(inline: Inline) -> Inline:
    """Turn bare addresses, and links that Markdown does not accept, into links of the line."""
    if "http" not in inline.text and "](" not in inline.text:
        return inline
    made = Inline()
    at = 0
    matches = [*_BROKEN_LINK.finditer(inline.text)]
    spans = [match.span() for match in matches]
    matches += [
        match
        for match in _BARE_LINK.finditer(inline.text)
        if not any(start <= match.start() < end for start, end in spans)
    ]
    for match in sorted(matches, key=lambda match: match.start()):
        if match.start() < at:
            continue
        groups = match.groupdict()
        label = groups.get("label") or groups.get("label2") or ""
        url = groups.get("url") or groups.get("url2") or match.group()
        end = match.end()
        if "url" not in groups or groups["url2"]:
            kept = _unended(url)
            end -= len(url) - len(kept)
            url = kept
            if groups.get("url2") and inline.text[end : end + 1] == ")":
                end += 1
        made.extend(inline.slice(at, match.start()))
        start = match.start() + 1
        inner = inline.slice(start, start + len(label)) if label else Inline()
        made.add(ANCHOR, inline.styles[match.start()])
        made.anchors.append(Anchor(url, inner))
        at = end
    made.extend(inline.slice(at, len(inline.text)))
    return made


def _unended(url: str) -> str:
    """Return an address without the punctuation that ends its sentence."""
    while url:
        last = url[-1]
        opening = {")": "(", "]": "["}.get(last)
        surplus = opening is not None and url.count(last) > url.count(opening)
        if last not in ".,;:!?'\"*_" and not surplus:
            break
        url = url[:-1]
    return url
