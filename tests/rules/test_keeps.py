"""Which fixes keep the promises of their rules, and are made unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.rules.keeps import in_sentence_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Check = Callable[[str], tuple[Diagnostic, ...]]

SAFE, UNSAFE, NONE = "safe", "unsafe", "none"


def offered(found: tuple[Diagnostic, ...], code: str) -> tuple[str, str | None]:
    """How the fix of a rule's one finding is offered, and the value that it writes."""
    (finding,) = (finding for finding in found if finding.code == code)
    if not finding.fix:
        return NONE, None
    return UNSAFE if finding.unsafe else SAFE, finding.fix[0].value


@pytest.mark.parametrize(
    ("language", "title", "how", "value"),
    [
        # German and its like: every capital is needed
        ("german", "{Geschichte der Stadt Köln}", SAFE, "Geschichte der {Stadt} {Köln}"),
        ("ngerman", "{Das Leben des Karl Maier}", SAFE, "Das {Leben} des {Karl} {Maier}"),
        ("french", "{Étude sur l'Islam: Une vue}", SAFE, "Étude sur {l'Islam}: {Une} vue"),
        ("german", r"{{\"U}ber {\"O}l}", SAFE, r"{{\"U}ber} {{\"O}l}"),
        (
            "german",
            r"{Die \"Olfrage in \emph{Wien}}",
            SAFE,
            r"Die {{\"Olfrage}} in {{\emph{Wien}}}",
        ),
        ("german", r"{von Goethe, {BERT}s {\em Leser}}", SAFE, None),
        # sentence case, without a language or in English
        ("", "{A history of Rome and the BERT model}", SAFE, None),
        ("english", "{A history of Rome}", SAFE, "A history of {Rome}"),
        ("", "{Learning to rank}", SAFE, "Learning to rank"),
        (
            "",
            "{de Rham cohomology: An introduction}",
            SAFE,
            "{de} {Rham} cohomology: {An} introduction",
        ),
        ("", "{On $L^2$ losses of ``Rome''}", SAFE, "On {$L^2$} losses of ``{Rome}''"),
        (
            "",
            "{3D printing (see Rome~II) for all}",
            SAFE,
            "{3D} printing (see {Rome}~{II}) for all",
        ),
        # title case: which words are names?
        ("", "{Das Leben des Karl Maier}", UNSAFE, "Das Leben des Karl Maier"),
        ("", "{Don Quixote: A Study of Paris}", UNSAFE, "Don Quixote: A Study of Paris"),
        ("english", "{Personalized LLMs for Rome}", UNSAFE, "Personalized {LLMs} for Rome"),
        ("", "{ON THE ORIGIN OF SPECIES}", UNSAFE, None),
        # a command whose argument is the next word
        ("german", r"{Die Stadt Gar\c con und Wien}", UNSAFE, None),
    ],
)
def test_braces_around_a_title(
    language: str, title: str, how: str, value: str | None, check: Check
) -> None:
    language = f"language = {{{language}}}," if language else ""
    found = check(f"@misc{{a, title = {{{title}}}, {language}}}")
    kept, written = offered(found, "T004")
    assert kept == how
    assert written
    assert value in {None, written}
    if how == SAFE:
        assert in_sentence_case(written) == in_sentence_case(title)


@pytest.mark.parametrize(
    ("code", "fields", "how"),
    [
        ("T002", "title = {Night of Ravens.}", SAFE),
        ("T002", "title = {On the Use of {BERT}.}", SAFE),
        ("T002", "title = {A Night in 2024.}", SAFE),
        ("T002", "title = {Owls of Acme Mfg.}", UNSAFE),
        ("T002", "title = {Journal of the Proc.}", UNSAFE),
        ("T002", r"title = {Owls\.}", NONE),
        ("T003", "title = {Ame\u0301lie}", SAFE),
        ("T003", "title = {10 k\u2126}", UNSAFE),
        ("T003", "file = {Ame\u0301lie.pdf}", UNSAFE),
        ("T006", "title = {Owls &amp; <i>Crows</i> &eacute;}", SAFE),
        ("T006", "title = {$a &lt; b$}", NONE),
        ("T006", r"note = {\url{https://a.org/?b=1&amp;c=2}}", NONE),
        ("T007", "title = {Owls & Crows}", SAFE),
        ("T007", r"title = {Owls \foo{a_b} & Crows}", UNSAFE),
        ("F003", "note = {}", SAFE),
        ("F003", "note = {}, crossref = {b}", UNSAFE),
        ("F003", "note = {}, note = {N}", UNSAFE),
        ("F004", r"howpublished = {\url{https://github.com/a/b}}", UNSAFE),
        ("F007", "doi = {https://doi.org/10.1234/A_b.}", SAFE),
        ("F007", r"doi = {10.1234/a{\textless}b}", SAFE),
        ("F007", r"doi = {10.1234/\foo b}", NONE),
        ("F008", "doi = {10.1234/a}, url = {https://doi.org/10.1234/a}", UNSAFE),
        ("F009", "eprint = {arXiv:2402.05133}, archiveprefix = {arXiv}", SAFE),
        ("F009", "eprint = {2402.05133v2}, archiveprefix = {arXiv}", UNSAFE),
        ("F009", "eprint = {2402.05133 [cs.CL]}, archiveprefix = {arXiv}", UNSAFE),
        ("F010", "eprint = {2402.05133}", SAFE),
        ("F010", "eprint = {https://arxiv.org/abs/2402.05133}", UNSAFE),
        ("F013", "volume = {abs/2402.05133}", UNSAFE),
        ("F014", "pages = {12 - 19}", NONE),
        ("F014", "pages = {pp. 12--19}", SAFE),
        ("F014", "pages = {e12---e19}", SAFE),
        ("F014", "pages = {xi to xv}", SAFE),
        ("F014", "pages = {1234--45}", UNSAFE),
        ("F015", "year = 2024, month = {jan}", SAFE),
        ("F015", 'year = 2024, month = "Sept."', SAFE),
        ("F015", "year = 2024, month = { JULY }", SAFE),
        ("F015", "year = 2024, month = may", NONE),
        ("F015", "year = 2024, month = {Januar}", NONE),
        ("F015", "year = 2024, month = {03}", NONE),
        ("F015", "year = 2024, month = {May 3}", NONE),
        ("F015", 'year = 2024, month = "3 " # may', NONE),
        ("F014", "pages = {12-9}", UNSAFE),
        ("L001", "url = {https://example.org/größe}", SAFE),
        ("L002", "url = {https://arxiv.org/pdf/2402.05133v2}", SAFE),
        ("L003", "doi = {10.1234/a}, code = {https://doi.org/10.1234/a}", SAFE),
        ("L004", "url = {https://arxiv.org/abs/2402.05133v2}", UNSAFE),
        ("L005", "code = {https://kaggle.com/datasets/a/b}", SAFE),
        ("L006", "github = {https://github.com/a/b}", SAFE),
        ("L006", "biburl = {https://dl.acm.org/doi/10.1145/1}", UNSAFE),
        ("L006", "link = {https://dl.acm.org/doi/10.1145/1}", UNSAFE),
        ("L007", "url = {https://www.aclweb.org/anthology/P19-1001}", SAFE),
        ("L008", "url = {http://github.com/a/b}", SAFE),
        ("N004", "author = {Society of Owls}", NONE),
        ("N004", "author = {Doe, Jane and Owl University}", SAFE),
        ("N004", "author = {Google Research Team}", SAFE),
        ("N004", "author = {John Center}", UNSAFE),
        ("N004", "author = {Team, Owl Research}", UNSAFE),
    ],
)  # fmt: skip
def test_what_keeps_its_promise(code: str, fields: str, how: str, check: Check) -> None:
    if how == NONE and code not in {d.code for d in check(f"@misc{{a, {fields}}}")}:
        return
    assert offered(check(f"@article{{a, {fields}}}"), code)[0] == how


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("T002", '@string{x = {One Night}}\n@misc{a, title = x # " of Owls."}'),
        ("T007", "@string{x = {Owls & Crows}}\n@article{a, journal = x}"),
        ("T002", "@misc{a, title = {A Night of Owls.}, title = {Crows}}"),
    ],
)
def test_values_of_macros_and_repeated_fields_stay(code: str, text: str, check: Check) -> None:
    assert offered(check(text), code)[0] == UNSAFE


def test_what_is_inherited_is_mended_where_it_stands(check: Check) -> None:
    found = check(
        "@article{a, crossref = {b}, doi = {10.1234/a}}\n"
        "@article{b, title = {T}, url = {https://doi.org/10.1234/a}}"
    )
    assert [bool(d.fix) for d in found if d.code == "F008"] == [False]


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("{Die Stadt\\ Wien\\\n}", None),
        ("{Die Stadt\\ Wien}", "Die {Stadt}\\ {Wien}"),
    ],
)
def test_no_backslash_escapes_a_brace(title: str, value: str | None, check: Check) -> None:
    found = check(f"@misc{{a, title = {{{title}}}, language = {{german}}}}")
    assert offered(found, "T004")[1] == value
