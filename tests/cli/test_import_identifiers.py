"""An identifier does not beat a title: where they disagree, nothing is merged, both are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

MICE = "- **[ACL 2024]** Hearing of Mice under Snow. ([paper](https://arxiv.org/abs/{}))\n"
NESTS = "- **[ACL 2024]** Nests of Ravens in the North. ([paper](https://arxiv.org/abs/{}))\n"
A, B = "2401.00001", "2401.00002"


def made(folder: Path, text: str, run: Run) -> tuple[str, str]:
    """Return the entries of a list that is made of lines, and what is said."""
    (folder / "l.md").write_text(f"# Owls\n\n## Hearing\n\n{text}", encoding="utf-8")
    result = run(folder, "init", "l.md", "-o", "new")
    assert result.exit_code == 1
    files = sorted((folder / "new/entries").glob("*.bib"))
    return "".join(path.read_text("utf-8") for path in files), result.stderr


def test_a_wrong_id_does_not_swallow_the_work_that_it_belongs_to(tmp_path: Path, run: Run) -> None:
    entries, said = made(tmp_path, MICE.format(A) + NESTS.format(A), run)
    assert entries.count("@") == 2
    assert "Hearing of Mice under Snow" in entries
    assert "Nests of Ravens in the North" in entries
    assert (
        "l.md:6:3: I010 identifiers-disagree: “Nests of Ravens in the North” has the arXiv id "
        "2401.00001, and so has “Hearing of Mice under Snow” in l.md:5:3: both are kept"
    ) in said


def test_works_on_one_subject_share_words_and_are_two(tmp_path: Path, run: Run) -> None:
    titles = ("Hearing of Mice by Barn Owls", "Hearing of Mice by Snowy Owls under Snow")
    lines = "".join(f"- {title} ([paper](https://arxiv.org/abs/{A}))\n" for title in titles)
    entries, said = made(tmp_path, lines, run)
    assert all(title in entries for title in titles)
    assert said.count("I010") == 1


def test_one_title_with_two_ids_is_two_candidates(tmp_path: Path, run: Run) -> None:
    more = MICE.format(B).replace("))", ") [code](https://github.com/o/d))")
    entries, said = made(tmp_path, MICE.format(A) + more, run)
    one, other = entries.split("@inproceedings")[1:]
    assert f"eprint = {{{A}}}" in one
    assert "code" not in one
    assert f"eprint = {{{B}}}" in other
    assert "code" in other
    assert (
        "l.md:6:3: I010 identifiers-disagree: “Hearing of Mice under Snow” has the arXiv id "
        f"{B} here, and {A} in l.md:5:3: both are kept"
    ) in said


def test_a_known_title_with_the_id_of_another_work_takes_nothing(tmp_path: Path, run: Run) -> None:
    bare = "- Hearing of Mice under Snow. ([paper](https://example.org/mice.pdf))\n"
    entries, said = made(tmp_path, bare + NESTS.format(B) + MICE.format(B), run)
    mice = next(entry for entry in entries.split("\n@") if "Mice" in entry)
    assert B not in mice
    assert entries.count("@") == 2
    assert "l.md:7:3: I010" in said
    assert f"(arXiv id {B}, l.md:6:3)" in said
    assert "“Hearing of Mice under Snow” (l.md:5:3)" in said


def test_importing_again_changes_nothing(tmp_path: Path, run: Run) -> None:
    entries, _said = made(tmp_path, MICE.format(A) + NESTS.format(A) + MICE.format(B), run)
    assert entries.count("@") == 3
    result = run(tmp_path / "new", "import", "../l.md")
    assert result.stdout == ""
    assert "0 new" in result.stderr


@pytest.mark.parametrize("form", ["md", "bib"])
def test_an_entry_with_a_wrong_id_does_not_stop_the_right_work(
    form: str, small_list: Path, run: Run
) -> None:
    owls = small_list / "entries/owls.bib"
    text = owls.read_text("utf-8")
    number = text.partition("eprint = {")[2].partition("}")[0]
    assert number
    title = "Ravens Build Nests of Twigs"
    lines = {
        "md": f"## Owls\n\n- {title} ([paper](https://arxiv.org/abs/{number}))\n",
        "bib": f"@misc{{x, author={{Poe, E.}}, title={{{title}}}, eprint={{{number}}}, "
        "archiveprefix={arXiv}, year=2024}",
    }
    (small_list / f"new.{form}").write_text(lines[form], encoding="utf-8")
    result = run(small_list, "import", f"new.{form}", "--section", "1.1")
    assert result.exit_code == 1
    assert len(result.stdout.split()) == 1
    assert f"“{title}” has the arXiv id {number}, and so has “" in result.stderr
    assert "” in entries/owls.bib:" in result.stderr
    new = owls.read_text("utf-8")
    assert all(block in new for block in text.rstrip("\n").split("\n\n"))


def test_candidates_that_identifiers_tell_apart_give_nothing_but_authors(
    small_list: Path, run: Run
) -> None:
    record = (
        "@article{%s, author = {Tern, Tess}, title = {Terns at Sea}, journal = {Sea}, "
        "year = 2024, doi = {10.1234/%s}, volume = {%s}}\n"
    )
    against = small_list / "dblp.bib"
    against.write_text(record % ("k1", "a", "1") + record % ("k2", "b", "2"), encoding="utf-8")
    (small_list / "l.md").write_text(
        "## Owls\n\n- **[2024]** Terns at Sea. ([paper](https://x.org/t.pdf))\n", encoding="utf-8"
    )
    result = run(small_list, "import", "l.md", "--against", "dblp.bib")
    assert "it may be “k1” (dblp.bib:1:1) or “k2” (dblp.bib:2:1)" in result.stderr
    text = (small_list / "entries/owls.bib").read_text("utf-8")
    assert "Tern, Tess" in text
    assert "10.1234/a" not in text
    assert "10.1234/b" not in text


PREPRINT = (
    "\n@misc{tern2024terns, author = {Tern, Tess}, title = {Terns at Sea}, year = 2024, "
    "eprint = {2403.00009}, archiveprefix = {arXiv}}\n"
)
RECORD = (
    "@article{%s, author = {Tern, Tess}, title = {Terns at Sea}, journal = {Sea}, year = 2024, "
    "%s}\n"
)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (
            RECORD % ("k1", "eprint = {2403.00010}, archiveprefix = {arXiv}"),
            "“k1” has another arXiv id: 2403.00010; the entry has 2403.00009",
        ),
        (
            RECORD % ("k1", "doi = {10.1234/a}") + RECORD % ("k2", "doi = {10.1234/b}"),
            "two published versions, “k1” (p.bib:1:1) with the DOI 10.1234/a and “k2” (p.bib:2:1)",
        ),
    ],
)
def test_promote_takes_no_version_that_an_identifier_denies(
    records: str, words: str, small_list: Path, run: Run
) -> None:
    owls = small_list / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8") + PREPRINT, encoding="utf-8")
    before = owls.read_text("utf-8")
    (small_list / "p.bib").write_text(records, encoding="utf-8")
    result = run(small_list, "promote", "tern2024terns", "p.bib")
    assert result.exit_code == 2
    assert words in result.stderr
    assert owls.read_text("utf-8") == before


def test_promote_prefers_the_version_with_the_preprints_id(small_list: Path, run: Run) -> None:
    owls = small_list / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8") + PREPRINT, encoding="utf-8")
    known = "doi = {10.1234/b}, eprint = {2403.00009}, archiveprefix = {arXiv}"
    text = RECORD % ("k1", "doi = {10.1234/a}") + RECORD % ("k2", known)
    (small_list / "p.bib").write_text(text, encoding="utf-8")
    run(small_list, "promote", "tern2024terns", "p.bib")
    assert "doi = {10.1234/b}" in owls.read_text("utf-8")


def test_one_doi_under_two_titles_is_told_and_not_merged(tmp_path: Path, run: Run) -> None:
    text = (
        "@article{a, author = {Tern, T.}, title = {Terns at Sea}, year = 2024, doi = {10.1234/x}}\n"
        "@article{b, author = {Tern, T.}, title = {Gulls}, year = 2024, doi = {10.1234/x}}\n"
    )
    (tmp_path / "a.bib").write_text(text, encoding="utf-8")
    result = run(tmp_path, "dedupe", "a.bib", "--fix")
    assert result.exit_code == 1
    assert "a.bib:1:1: Terns at Sea" in result.stdout
    assert "a.bib:2:1: Gulls" in result.stdout
    assert "but other titles" in result.stdout
    assert (tmp_path / "a.bib").read_text("utf-8") == text
