"""Edges of the rules about titles and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats.shared import latex
from pllm_bib.rules.acronyms import exposed_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Check = Callable[[str], tuple[Diagnostic, ...]]
    Mend = Callable[[str, tuple[Diagnostic, ...]], str]

ENTRY = """@misc{li2024,
  author = {Li, Xinyu},
  title = {%s},
  year = {2024},
}
"""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        # title case and sentence case
        ("Role-Playing and Multi-Objective Step-Back Prompts", []),
        ("Rewards-in-Context: towards Pareto", []),
        ("A Survey of the Way I Write", []),
        ("Yes/No (Or Neither): What's in a Name?", []),
        ("Personne", []),
        ("", []),
        # capitals inside words
        ("LoRA and LLMs", ["LoRA", "LLMs"]),
        ("LLM's (GPTs), “BERT”", ["LLM", "GPTs", "BERT"]),
        ("LLM-Based Multi-LLM Collaboration", ["LLM", "LLM"]),
        ("MC-LLaVA", ["MC", "LLaVA"]),
        ("3D eBooks of McDonald", ["3D", "eBooks", "McDonald"]),
        ("The ÉCOLE", ["ÉCOLE"]),
        # letters that are names
        ("P-React in RGB-D", ["P-React", "RGB-D"]),
        ("Q&A in the U.S.", [r"Q&A", "U.S"]),
        ("E-Commerce, K-Means, Top-K and A-Priori", []),
        ("Q-learning of x-Rays", []),
        # protection
        ("{LLM}s and {MC-LLaVA}", []),
        ("{P}-React", []),
        ("{L}LM", ["LLM"]),
        (r"\emph{LoRA}", ["LoRA"]),
        # math and commands
        (r"$NP$-Hard and $\mu$PC in \foo{XYZ}", ["PC"]),
        # other scripts
        ("ДНК и ΑΒΓ", []),
    ],
)
def test_exposed_words(title: str, expected: list[str]) -> None:
    text, _ = latex.decode(title.replace("&", r"\&"))
    assert exposed_words(text) == expected


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("LoRA and LLMs", "{LoRA} and {LLMs}"),
        ("LLM, {LLM}s and an LLM", "{LLM}, {LLM}s and an {LLM}"),
        ("R-KV: KV Caches", "{R-KV}: {KV} Caches"),
        (r"Q\&A as R\&D", r"{Q\&A} as {R\&D}"),
        (r"The {\'E}COLE of GPT", None),
        (r"\emph{LoRA}", None),
        (r"$LLM$ and LLM", "$LLM$ and {LLM}"),
        ("Costs $5 for LLMs", None),
        ("{L}LM Styles", None),
        ("mL-BFGS or L-BFGS", "{mL}-{BFGS} or {L-BFGS}"),
    ],
)
def test_braces_go_round_words(title: str, mended: str | None, check: Check) -> None:
    found = check(ENTRY % title)
    (finding,) = (d for d in found if d.code == "T001")
    assert [edit.value for edit in finding.fix] == ([mended] if mended else [])


@pytest.mark.parametrize("title", ["WHAT LLMS DO", "GPT", "PersonalizedVideoCommentGeneration"])
def test_titles_in_capitals_have_no_acronyms(title: str, check: Check) -> None:
    assert "T001" not in {d.code for d in check(ENTRY % title)}


@pytest.mark.parametrize(
    ("language", "expected"),
    [("english", True), ("en-GB", True), ("american", True), ("ngerman", False), ("french", False)],
)
def test_styles_change_the_case_of_english_only(
    language: str, *, expected: bool, check: Check
) -> None:
    entry = ENTRY.replace("year", f"language = {{{language}}},\n  year") % "Personal LLMs"
    assert ("T001" in {d.code for d in check(entry)}) is expected


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("One Style.", "One Style"),
        ("One Style .", "One Style"),
        ("One {Style.}", None),
        ("One Style...", False),
        (r"One Style\dots", False),
        ("One Style?", False),
        ("A Reply to Smith et al.", False),
        ("Styles in the U.S.", False),
        ("Vitamins and vitamin C.", False),
    ],
)
def test_period(title: str, *, mended: str | bool | None, check: Check) -> None:
    found = [d for d in check(ENTRY % title) if d.code == "T002"]
    if mended is False:
        assert found == []
    else:
        assert [edit.value for d in found for edit in d.fix] == ([mended] if mended else [])
        assert found


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("{One Style}", "One Style"),
        ("{{One {LLM} Style}}", "One {LLM} Style"),
        (" {One Style} ", "One Style"),
        ("{One} and {Two}", None),
        ("{GPT-4}", None),
        (r"{\LaTeX for All}", None),
        (r"{\em One Style}", None),
        ("One {Style}", None),
    ],
)
def test_double_braces(title: str, mended: str | None, check: Check) -> None:
    edits = [e for d in check(ENTRY % title) if d.code == "T004" for e in d.fix]
    assert [edit.value for edit in edits] == ([mended] if mended else [])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("PersonalizedVideoCommentGeneration", True),
        ("{PersonalizedVideoCommentGeneration}", True),
        ("StyleRemix", False),
        ("Antidisestablishmentarianism", False),
        ("Personalized Video Comment Generation", False),
        ("Retrieval-Augmented-Generation-Systems", False),
    ],
)
def test_run_together(title: str, *, expected: bool, check: Check) -> None:
    assert ("T005" in {d.code for d in check(ENTRY % title)}) is expected


def test_composed_form(check: Check, mend: Mend) -> None:
    entry = ENTRY.replace("li2024", "lie\u0301") % "Ae\u0301rial"
    entry = entry.replace("year", "url = {https://example.org/e\u0301},\n  year")
    found = tuple(d for d in check(entry) if d.code == "T003")
    assert [(d.field, bool(d.fix)) for d in found] == [
        (None, False),
        ("title", True),
        ("url", False),
    ]
    assert "A\u00e9rial" in mend(entry, found)


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("Owls &amp; Crows", r"Owls \& Crows"),
        (r"Owls \&amp; Crows", r"Owls \& Crows"),
        (r"Owls {\&}amp$\mathsemicolon$ Crows", r"Owls \& Crows"),
        ("Owls &#x2013; Crows &#8217;s", "Owls -- Crows 's"),
        (r"Owls \&\#38; Crows", r"Owls \& Crows"),
        ("Caf&eacute; &lt;Owl&gt;", r"Café \textless{}Owl\textgreater{}"),
        ("h<sub>2</sub>o of <I>Strix</I>", r"h\textsubscript{2}o of \emph{Strix}"),
        ("<b>a <i>b</i></b>", r"\textbf{a \emph{b}}"),
        ('<span class="x">Owls</span>', None),
        ("Owls<br/>and crows", None),
        ("<i>{a</i>}", None),
        ("a&#92;b", None),
        ("a&#x200b;b", None),
    ],
)
def test_html(title: str, mended: str | None, check: Check, mend: Mend) -> None:
    found = tuple(d for d in check(ENTRY % title) if d.code in {"T006", "T007"})
    assert [(d.code, bool(d.fix)) for d in found] == [("T006", mended is not None)]
    if mended:
        result = mend(ENTRY % title, found)
        assert f"title = {{{mended}}}" in result
        assert not {"T006", "T007", "S005"} & {d.code for d in check(result)}


@pytest.mark.parametrize(
    "title",
    ["How <SEG> Token Works", "Owls <Creative>", "a < b and c > d", "AT\\&T; Owls", "<i> alone"],
)
def test_what_is_no_html(title: str, check: Check) -> None:
    assert "T006" not in {d.code for d in check(ENTRY % title)}


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("99% of owls", r"99\% of owls"),
        ("A_b & c # d", r"A\_b \& c \# d"),
        ("$a_b$ and c_d", r"$a_b$ and c\_d"),
        (r"50\% & 60%", r"50\% \& 60\%"),
        (r"Sparse \\& Dense", r"Sparse \& Dense"),
        ("Ad^2mix", None),
        ("Earn $1 Million", None),
        ("x^2 & y", r"x^2 \& y"),
    ],
)
def test_unescaped_special(title: str, mended: str | None, check: Check, mend: Mend) -> None:
    found = tuple(d for d in check(ENTRY % title) if d.code == "T007")
    assert [bool(d.fix) for d in found] == [mended is not None]
    if mended:
        result = mend(ENTRY % title, found)
        assert f"title = {{{mended}}}" in result
        assert latex.decode_plain(mended) == latex.decode_plain(title)
        again = tuple(d for d in check(result) if d.code == "T007")
        assert mend(result, again) == result


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("$p_a = 50%$ of owls", r"$p_a = 50\%$ of owls"),
        (r"\(p_a = 50%\) of owls & crows", r"\(p_a = 50\%\) of owls \& crows"),
    ],
)
def test_percent_is_a_comment_in_a_formula_too(
    title: str, mended: str, check: Check, mend: Mend
) -> None:
    found = tuple(d for d in check(ENTRY % title) if d.code == "T007")
    assert f"title = {{{mended}}}" in mend(ENTRY % title, found)


@pytest.mark.parametrize(
    "title",
    [
        r"50\% of $x_i^2$ \& \(a_b\)",
        r"\url{https://a.b/c_d%20} and \href{https://a.b/#c}{d}",
        r"\ensuremath{a_{b}^2} of $$c_d$$",
        "Café ~ owls",
    ],
)
def test_what_latex_reads(title: str, check: Check) -> None:
    assert "T007" not in {d.code for d in check(ENTRY % title)}


def test_names_of_undefined_strings_are_no_text(check: Check) -> None:
    found = check("@article{a,\n  journal = IEEE_J_AC,\n  title = {A_b},\n}")
    assert [d.field for d in found if d.code == "T007"] == ["title"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Ow\u200bls", "“\\u200b” (zero width space)"),
        ("Ow\x1b[2Jls\x07", "“\\x1b” and 1 more"),
        ("\u202eslwO", "“\\u202e” (right-to-left override)"),
        ("Ow\xadls", "“\\xad” (soft hyphen)"),
        ("\ufeffOwls", "“\\ufeff” (zero width no-break space)"),
        ("Ow\u200dls", "“\\u200d” (zero width joiner)"),
        ("Owls\u200e", "“\\u200e” (left-to-right mark)"),
    ],
)
def test_hidden_characters_are_named(check: Check, value: str, found: str) -> None:
    text = f"@misc{{a, author = {{Doe, J}}, title = {{Owls}}, keywords = {{{value}}}}}"
    messages = [one.message for one in check(text) if one.code == "T008"]
    assert messages == [f"“keywords” has {found} in it, which nobody sees: delete it"]


@pytest.mark.parametrize(
    "value", ["می\u200cخواهم", "C++\u200f בעברית", "क्\u200dष", "two\n  lines", "\tOwls 象🦉"]
)
def test_what_a_script_is_written_with_is_not_hidden(check: Check, value: str) -> None:
    text = f"@misc{{a, author = {{Doe, J}}, title = {{Owls}}, keywords = {{{value}}}}}"
    assert "T008" not in {one.code for one in check(text)}
