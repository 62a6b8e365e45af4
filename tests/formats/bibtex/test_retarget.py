"""From one dialect of .bib files to another, an entry keeps its source text."""

from __future__ import annotations

import pytest

from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex.read import ReadBlock, Surroundings, read_blocks
from pllm_bib.formats.bibtex.retarget import Retargeted, Target, retargeted
from pllm_bib.formats.bibtex.write import Variant

CLASSIC, BIBLATEX, CANONICAL = Variant.CLASSIC, Variant.BIBLATEX, Variant.CANONICAL
DOCUMENTS = "@misc{a, title={%s}, year=2001}"


def block(source: str) -> ReadBlock:
    """The last entry of a text."""
    found, _faults = read_blocks(source, "a.bib", Surroundings(comments=True), "biblatex")
    return found[-1]


def made(source: str, variant: Variant, **options: object) -> Retargeted:
    """The last entry of a text, as a dialect has it."""
    wanted = Options(**{"profile": "minimal", **options})  # type: ignore[arg-type]
    return retargeted(block(source), Target(variant=variant, options=wanted))


@pytest.mark.parametrize("variant", [CLASSIC, CANONICAL])
@pytest.mark.parametrize(
    "source",
    [
        DOCUMENTS % r"{\LaTeX} \textsf{s} \cite{k} \ref{x} \today{} \verb|x_y| {\sc old} $x_1$",
        '@Article{a, Author = "A " # and # { B}, JOURNAL=jmlr, year = {{\\noopsort{1973b}}1981}}',
        '@article{a, month = "10~" # jan, year = 2001}',
        '@article{a, month = may # "/" # jun, year = 2001}',
        "@article{a, doi={10.1234/x}, url={https://doi.org/10.1234/x}}",
        "@misc{a, eprint={2001.00002}, archiveprefix={arXiv}, doi={10.48550/arXiv.2001.00002}}",
        "@article(a,\n\ttitle   =   {A}\n , zeta = {Z} , file={:a.pdf:PDF})",
        "@IEEEtranBSTCTL{control, CTLuse_article_number = {yes}}",
        "@misc{a, crossref = {}, title = {A}}",
    ],
)
def test_what_is_taken_as_it_is_stays_letter_for_letter(source: str, variant: Variant) -> None:
    assert made(source, variant)[:2] == (source, ())


@pytest.mark.parametrize(
    ("source", "variant", "expected"),
    [
        (
            "@Online{a,\n  title = {A},\n  date  = {2020-05-01},\n  url = {https://a.org},\n}",
            CLASSIC,
            (
                "@misc{a,\n  title = {A},\n  year  = {2020},\n  month = may,\n  day = {1},\n"
                "  url = {https://a.org},\n  howpublished = {Web page},\n}"
            ),
        ),
        (
            "@dataset{a, date={1999-01}}",
            CLASSIC,
            "@misc{a, year={1999}, month = jan,\n  howpublished = {Data set},\n}",
        ),
        ("@dataset{a}", CLASSIC, "@misc{a,\n  howpublished = {Data set},\n}"),
        ("@misc{a, date={1999}}", CLASSIC, "@misc{a, year={1999}}"),
        ("@misc{a, date={1999}, year={1999}}", CLASSIC, "@misc{a, year={1999}}"),
        ("@misc{a, date={1999}, year={1998}}", CLASSIC, "@misc{a, date={1999}, year={1998}}"),
        ("@misc{a, date={199}}", CLASSIC, "@misc{a, date={199}}"),
        (
            "@misc{a, date={1999/2001}}",
            CLASSIC,
            "@misc{a, date={1999/2001}, year = {1999}}",
        ),
        ("@misc{a, date={1999/2001}}", CANONICAL, "@misc{a, date={1999/2001}}"),
        (
            "@article{a, journaltitle=nat # { B}, Location={L}}",
            CLASSIC,
            "@article{a, journal=nat # { B}, address={L}}",
        ),
        (
            "@thesis{a, type={phdthesis}, institution={I}}",
            CLASSIC,
            "@phdthesis{a, school={I}}",
        ),
        (
            "@thesis{a, type={Diplomarbeit}}",
            CLASSIC,
            "@phdthesis{a, type={Diplomarbeit}}",
        ),
        (
            "@report{a}",
            CLASSIC,
            "@techreport{a,\n  type = {Report},\n}",
        ),
        (
            "@dataset{a, publisher = cup}",
            CLASSIC,
            "@misc{a, publisher = cup,\n  howpublished = {Data set} # {, } # cup,\n}",
        ),
        (
            "@book{a, title={What?}, subtitle={\\cite{b}}, series=s, maintitle={M}}",
            CLASSIC,
            "@book{a, title={What? \\cite{b}}, series={M} # {. } # s, }",
        ),
        (
            "@misc{a, eprinttype={arxiv}, eprint={2001.00001}}",
            CLASSIC,
            "@misc{a, eprinttype={arxiv}, archiveprefix = {arxiv}, eprint={2001.00001}}",
        ),
        ("@article{a, year=2001, month=may}", BIBLATEX, "@article{a, date={2001-05}, }"),
        ("@article{a, year=2001, month=may, day=3}", BIBLATEX, "@article{a, date={2001-05-03}, }"),
        ("@article{a, year=2001, month={05}}", BIBLATEX, "@article{a, year=2001, month={05}}"),
        ("@article{a, year=2001, month={May}}", BIBLATEX, "@article{a, year=2001, month={May}}"),
        (
            "@article{a, month = may # {/} # jun, year = 2001}",
            BIBLATEX,
            "@article{a, month = may # {/} # jun, year = 2001}",
        ),
        (
            "@article{a, journal=jmlr, year = {{\\noopsort{b}}1981}}",
            BIBLATEX,
            "@article{a, journaltitle=jmlr, year = {{\\noopsort{b}}1981}}",
        ),
        ("@PhdThesis{a}", BIBLATEX, "@thesis{a,\n  type = {phdthesis},\n}"),
        ("@phdthesis{a, type={Diss.}}", BIBLATEX, "@phdthesis{a, type={Diss.}}"),
        ("@conference{a}", BIBLATEX, "@inproceedings{a}"),
        ("@conference{a}", CLASSIC, "@conference{a}"),
        ("@conference{a}", CANONICAL, "@inproceedings{a}"),
        ("@misc{a, venue={Rome}}", CANONICAL, "@misc{a, eventplace={Rome}}"),
        ("@misc{a, x={ö}}", BIBLATEX, "@misc{a, x={ö}}"),
        ("@misc{a, x=ö # {ö}}", CLASSIC, '@misc{a, x=ö # {{\\"o}}}'),
        ("@misc{a, x={\\ö \\\\ö}}", CLASSIC, '@misc{a, x={\\ö \\\\{\\"o}}}'),
        ("@misc{a, url={http://a.org/ö}}", CLASSIC, "@misc{a, url={http://a.org/%C3%B6}}"),
        (
            "@misc{a, title={Über: Äpfel und Öl {Ä}, $x$}, author={Émile Ö}}",
            CLASSIC,
            (
                '@misc{a, title={{\\"U}ber: {\\"A}pfel und {{\\"O}}l {{\\"A}}, $x$}, '
                "author={{\\'E}mile {\\\"O}}}"
            ),
        ),
    ],
)
def test_only_what_the_dialect_needs_is_changed(
    source: str, variant: Variant, expected: str
) -> None:
    assert made(source, variant).text == expected


PROCEEDINGS = "@proceedings{p, title={T}, year={2020}, location={L}}\n"


def test_what_bibtex_does_not_give_is_written_into_the_child() -> None:
    source = PROCEEDINGS + "@inproceedings{a, title={A}, crossref={p}}"
    found = block(source)
    parents = {"p": ("proceedings", {"title": "T", "year": "2020", "location": "L"})}
    behind = Target(variant=CLASSIC, parents=parents, places={"p": (1, 0)})
    assert retargeted(found, behind).text == (
        "@inproceedings{a, title={A}, crossref={p},\n  booktitle = {T},\n}"
    )
    before = Target(variant=CLASSIC, parents=parents, places={"p": (0, 0)})
    done = retargeted(found, before, (0, 9))
    assert done.text == (
        "@inproceedings{a, title={A}, \n  booktitle = {T},\n  year = {2020},\n  address = {L},\n}"
    )
    assert [told.field for told in done.told] == ["crossref"]
    assert [told.field for told in retargeted(found, behind).told] == ["crossref"]
    assert retargeted(found, Target(variant=BIBLATEX, parents=parents)).text == found.block.raw


def test_what_options_drop_is_told() -> None:
    source = "@misc{a, url={https://a.org}, title={A}}"
    done = made(source, CLASSIC, url=False)
    assert done.text == "@misc{a, title={A}}"
    assert [told[:2] for told in done.told] == [("url", "links.paper")]


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("portable", "@misc{a, note={\\cite{n}},\n  howpublished = {{arXiv}:2001.00001},\n}"),
        (
            "natbib",
            (
                "@misc{a, eprint={2001.00001}, archiveprefix={arXiv}, note={\\cite{n}},\n"
                "  url = {https://arxiv.org/abs/2001.00001},\n}"
            ),
        ),
    ],
)
def test_profiles_move_identifiers_and_nothing_else(profile: str, expected: str) -> None:
    source = "@misc{a, eprint={2001.00001}, archiveprefix={arXiv}, note={\\cite{n}}}"
    assert made(source, CLASSIC, profile=profile).text == expected


def test_typst_gets_the_address_in_the_archive() -> None:
    source = "@online{a, eprint={2001.00001}, eprinttype={arxiv}}"
    address = "  url = {https://arxiv.org/abs/2001.00001},\n"
    assert made(source, BIBLATEX, profile="typst").text.endswith(f"{address}}}")
    for other in ("doi={10.1234/x}", "url={https://a.org}"):
        given = source.replace("eprint=", f"{other}, eprint=")
        assert made(given, BIBLATEX, profile="typst").text == given
    # The other profiles are for BibTeX.
    assert made(source, BIBLATEX, profile="portable").text == source


def test_an_identifier_that_is_said_is_not_said_again() -> None:
    source = "@article{a, note={arXiv:2001.00001. \\cite{n}}}"
    assert made(source, CLASSIC, profile="portable").text == source


def test_another_name_or_form_is_told_apart_from_losses() -> None:
    done = made("@thesis{a, institution={I}, type={PhD}, date=2001, pages={1–2}}", CLASSIC)
    assert {told.field: told.detail for told in done.told} == {
        "institution": "rewritten",
        "date": "rewritten",
        "pages": "rewritten",
        "entry type": "rewritten",
    }
    assert not made("@misc{a, year=2001}", CLASSIC).told


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Über α-Teilchen", r"{\"U}ber {\ensuremath{\alpha}}-Teilchen"),
        # Commands for whole words need fonts that a document may not have asked for.
        ("Теория графов", "Теория графов"),
        ("Über Απλή", "Über Απλή"),
    ],
)
def test_words_that_need_other_fonts_stay_as_they_are(value: str, expected: str) -> None:
    assert f"note = {{{expected}}}" in made(f"@misc{{a, note = {{{value}}}}}", CLASSIC).text


def test_words_that_need_other_fonts_are_written_in_7_bits_if_that_was_asked() -> None:
    assert made("@misc{a, note = {Жук}}", CLASSIC, ascii=True).text.isascii()
