"""What a build verifies text by text: it finds what `verify` finds in all files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pllm_bib import verifying as independent
from pllm_bib.citing import references as citing
from pllm_bib.files.cache import store
from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.formats import FORMATS
from pllm_bib.tasks import verified as of_build
from pllm_bib.tasks.build import outputs
from pllm_bib.tasks.verify import VerifyReport, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from click.testing import Result

    from pllm_bib.formats.base import Part, WriteContext
    from pllm_bib.model.entry import Entry

    Run = Callable[..., Result]

BUILT = sorted(name for name, row in FORMATS.items() if row.built)
MORE = """
@book{poe2022all, author = {Poe, Edgar}, title = {All of It: {Ravens} \\& More}, year = {2022}}

@misc{poe2023data, title = {Data}, year = {2023}, related = {poe2023raven, nobody}}

@misc{poe2021owls, title = {Owl data}, year = {2021}, related = {doe2024owls}}
"""


@pytest.fixture
def birds(small_list: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list with a cache of its own, and works that are related within and beyond a section."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_list / "cache"))
    with (small_list / "entries" / "crows.bib").open("a", encoding="utf-8") as file:
        file.write(MORE)
    return small_list


def plant(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a format, or the bibliographies, say something wrong of a title."""
    if name == "citations":
        document = citing.document
        monkeypatch.setattr(
            citing,
            "document",
            lambda found, markup: document(found, markup).replace("Hooting", "Tooting"),
        )
        return
    writer = FORMATS[name].required_writer

    def layout(entry: Entry, parts: Iterable[Part], context: WriteContext) -> str:
        return writer.layout(entry, [*parts], context).replace("Hooting", "Tooting")

    wrong = replace(writer, layout=layout)
    monkeypatch.setitem(FORMATS, name, FORMATS[name]._replace(writer=lambda: wrong))


def both(root: Path) -> tuple[VerifyReport, VerifyReport]:
    """Build a list; return what is found text by text, and what `verify` finds."""
    config = read_config(root)
    library = load_list(config).library
    plan = outputs.plan(config, library)
    plan.apply()
    return of_build.verify_made(config, library, plan), verify(config, library)


@pytest.mark.parametrize("fault", ["", "citations", *BUILT])
def test_it_finds_what_verify_finds(
    birds: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault:
        plant(monkeypatch, fault)
    path = birds / "entries" / "owls.bib"
    for old, new in (("", ""), ("Owls at", "More owls at"), ("Hooting with", "Calls of")):
        text = path.read_text(encoding="utf-8").replace(old, new, 1)
        path.write_text(text, encoding="utf-8", newline="\n")
        known, whole = both(birds)
        assert known == whole
        assert bool(known.findings) is bool(fault and new != "Calls of")


def test_only_new_texts_are_read(birds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both(birds)
    read: list[int] = []
    real = independent.verify

    def counted(name: str, text: str, library: object, *rest: object, **more: object) -> object:
        read.append(text.count("Owls at Dusk"))
        assert "Nevermore" not in text, "it was not edited"
        return real(name, text, library, *rest, **more)  # type: ignore[arg-type]

    path = birds / "entries" / "owls.bib"
    text = path.read_text(encoding="utf-8").replace("Owls at Night", "Owls at Dusk")
    path.write_text(text, encoding="utf-8", newline="\n")
    config = read_config(birds)
    library = load_list(config).library
    plan = outputs.plan(config, library)
    monkeypatch.setattr(independent, "verify", counted)
    assert not of_build.verify_made(config, library, plan).findings
    assert len(read) == len(BUILT) + len(config.profiles)
    assert all(read)
    read.clear()
    of_build.verify_made(config, library, plan)
    assert read == []


def test_a_work_without_a_reference_of_its_own_is_found(
    birds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(birds)
    document = citing.document

    def without(found: citing.References, markup: str) -> str:
        return document(replace(found, references=found.references[1:]), markup)

    monkeypatch.setattr(citing, "document", without)
    known, whole = both(birds)
    assert known == whole
    assert known.findings


def test_findings_are_told_again(birds: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "ris")
    assert run(birds, "build").exit_code == 0
    first = run(birds, "build", "--check")
    assert first.exit_code == 1
    assert "ris/all.ris" in first.stderr
    monkeypatch.setattr(store, "write_rows", lambda *_args, **_more: None)
    monkeypatch.setattr(outputs, "plan", None)
    again = run(birds, "build", "--check")
    assert (again.exit_code, again.stderr) == (1, first.stderr)
    elsewhere = run(birds / "entries", "build", "--check")
    assert elsewhere.stderr == first.stderr.replace("\nexports/", f"\n{birds}/exports/")
    assert run(birds, "build", "--diff").exit_code == 0
