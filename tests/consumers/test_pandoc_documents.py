"""Markdown documents in the hands of pandoc: it finds the same citations, and prints the same."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pypandoc
import pytest
from click.testing import CliRunner
from tests.papers.birds import BIB, HEAD

from pllm_bib.citing.styles import installed
from pllm_bib.cli import cli
from pllm_bib.papers import markdown
from pllm_bib.papers.tex import TexState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def by_pandoc(text: str) -> list[str]:
    """Return the keys that pandoc cites, in its own order of prefix, key and suffix."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, list):
            for each in value:
                yield from walk(each)
        elif isinstance(value, dict) and value.get("t") == "Cite":
            for citation in value["c"][0]:
                yield from walk(citation["citationPrefix"])
                yield citation["citationId"]
                yield from walk(citation["citationSuffix"])
        elif isinstance(value, dict):
            yield from walk(list(value.values()))

    document = json.loads(pypandoc.convert_text(text, "json", format="markdown"))
    metadata = [document["meta"].get(name) for name in ("nocite", "abstract")]
    return [*walk(metadata), *walk(document["blocks"])]


CASES = [
    "See @a, [@b; see @c, p. 3; -@d], @{e.x/y}, -@f and [-@g].",
    "@a [p. 3], @b [see; @c], ^[a note with @d] and [@e]{.smallcaps}.",
    "Mail to a@b.org or é@b.org; @ü1 @_x @1a @a_ @a__b @a:: @b.c. @http://x.y/z @doi:10.1/ab.c.",
    "\\@no and @yes; \\\\@too",
    "`@no` ``@no ` @no`` @yes `r x@no`",
    "An `open tick @yes\n\nand `another @too",
    "    @no\n\n@yes",
    "- item\n\n    @initem\n\n        @no\n\n@yes",
    "1. one\n\n   ```\n   @no\n   ```\n\n   @yes",
    "```\n@no\n```\n\n~~~ {.r}\n@no\n```\n@no\n~~~\n\n@yes",
    "para\n    @lazy",
    "> @quoted\n>\n>     @no\n>\n> @too",
    "<!-- @no\n\n@no -->@yes",
    "[link @yes](http://x.y/@no) <http://a.b/@no> ![@img](@no.png)",
    'Raw <a href="@no">@in</a> HTML',
    "[ref]: http://x/@no\n\n[ref] @yes",
    "[@a]: http://x.org\n",
    "https://medium.com/@user/post",
    "$a@no$ costs $5 @yes $6, $$x@no$$",
    '*@a* **@b** "@c" (@d) [@e] _@f_ .@no',
    "term\n:   def @a\n\n: caption @b\n\n| a | @c |\n|---|----|\n| b | @d |\n",
    "# Head @a {#sec:x}\n\nx[^1]\n\n[^1]: note @foot\n\n    more @too\n",
    "---\nauthor: foo @no\nnocite: |\n  @n1, @n2\nabstract: 'see @abs'\n---\n\n@a\n",
    "---\nnocite: '@*'\n...\n\n@a\n",
    "---\n\n@a\n\n---\n\n@b\n",
    "Text\n\n---\nnocite: '@late'\n---\n",
]


@pytest.mark.parametrize("text", CASES)
def test_the_same_citations_are_found(text: str) -> None:
    mentions = markdown.read(text, "paper.md", TexState())
    found = [m.name for m in mentions if m.kind in {"citation", "everything"}]
    assert found == by_pandoc(text)


PROSE = """\
# Intro

Some say [see @doe2020, pp. 33-35; also @roe2018, and *passim*]. And @poe2019 says so, too.
@doe2020 [p. 3] says "yes" [@doe2020]. Twice [-@roe2018, p. 5], thrice [@roe2018; @poe2019]!

> Quoted. [@doe2020, p. 2]

- item [@poe2019, p. 12],
- and `[@doe2020]` is code

Mail a@b.org. Colon [@roe2018]: more (see @roe2018).
"""
NOTES = """\
A note.[^1] Another^[See @roe2018, p. 9.] and one more.[^x]

[^1]: As in [@doe2020, p. 4] and @poe2019.
[^x]: [@roe2018]

Then [@roe2018]. *Emphasis [@roe2018].* Again [@roe2018, p. 2]; again [@roe2018, p. 2].

Late[^late].

[^late]: Long [@poe2019].

    And @doe2020 [p. 2], too.
"""
STYLES = (
    "apa",
    "ieee",
    "nature",
    "chicago-notes-bibliography",
    "modern-language-association",
    "chicago-author-date",
    "elsevier-harvard",
)


def _raised(found: re.Match[str]) -> str:
    return f"^{found[1].replace(' ', chr(92) + ' ')}^"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", [PROSE, NOTES], ids=["prose", "notes"])
def test_documents_are_filled_in_as_by_pandoc(
    style: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "refs.bib").write_text(BIB, "utf-8")
    (tmp_path / "paper.md").write_text(HEAD + text, "utf-8")
    arguments = ["cite", "--document", "paper.md", "-s", style]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output

    def plain(markdown: str, *arguments: str) -> str:
        found: str = pypandoc.convert_text(
            markdown, "plain", format="markdown", extra_args=["--wrap=none", *arguments]
        )
        return found.replace("\u00a0", " ")

    # To pandoc's Markdown, a raised text is none of the HTML that all others know.
    ours = plain(re.sub("<sup>(.*?)</sup>", _raised, result.stdout))
    style_file = installed(style)
    theirs = plain(HEAD + text, "--citeproc", f"--csl={style_file}", "--bibliography=refs.bib")
    assert ours.splitlines() == theirs.splitlines()
