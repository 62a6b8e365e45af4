"""``--index`` and ``--offline``: the same answers without the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from tests.cli.test_online import HOOTING, known, sources_of
from tests.lookup.index.dumps import dumps_in
from tests.lookup.test_services import recorded_answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make any request to the network fail the test."""
    handle = httpx.HTTPTransport.handle_request

    def refuse(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        if request.url.host != "127.0.0.1":  # the stand-in
            pytest.fail(f"{request.url} was asked")
        return handle(transport, request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", refuse)


def _state(folder: Path) -> dict[str, bytes]:
    entries = folder / "entries"
    return {path.name: path.read_bytes() for path in entries.iterdir() if path.suffix == ".bib"}


def _index_of(folder: Path, run: Run, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.bib").write_bytes(text.encode())
    names = [f"{name}.bib" for name in files]
    assert run(folder, "index", "build", *names, "-o", "refs.index").exit_code == 0


@pytest.mark.parametrize("asked", ["2401.00007", "10.1000/182"])
def test_add_takes_from_an_index_what_it_takes_from_the_services(
    small_list: Path, run: Run, tmp_path: Path, asked: str
) -> None:
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    dumps_in(dumps)
    run(dumps, "index", "build", *sorted(path.name for path in dumps.iterdir()), "-o", "x.index")
    answers = str(recorded_answers(tmp_path / "answers"))
    before = _state(small_list)
    add = ("add", asked, "--section", "owls")
    online = run(small_list, *add, "--replay", answers)
    after = _state(small_list)
    (key,) = online.stdout.split()
    sources = [{**row, "date": None} for row in sources_of(small_list, key)]
    for name, data in before.items():
        (small_list / "entries" / name).write_bytes(data)
    (small_list / "entries/sources.toml").unlink()
    index = str(dumps / "x.index")
    if asked == "10.1000/182":  # the dumps have no record of Crossref's
        result = run(small_list, *add, "--index", index, "--offline")
        assert result.exit_code == 1
        assert "doi 10.1000/182: nobody here has a record of it" in result.stderr
        assert _state(small_list) == before
        return
    offline = run(small_list, *add, "--index", index, "--offline")
    assert offline.stdout == online.stdout, offline.stderr
    assert _state(small_list) == after
    assert [{**row, "date": None} for row in sources_of(small_list, key)] == sources


@pytest.mark.parametrize("asking", [("--index", "refs.index"), ("--offline",), ("--online",)])
def test_promote_asks_an_index(small_list: Path, run: Run, asking: tuple[str, ...]) -> None:
    _index_of(small_list, run, dump=HOOTING)
    if "--index" not in asking:
        (small_list / ".pllm-bib.toml").write_text('index = ["refs.index"]\n')
    if "--online" in asking:
        asking = (*asking, "--replay", known(small_list, ""))
    result = run(small_list, "promote", "--all", *asking)
    assert result.exit_code == 0, result.stderr
    assert "“roe2024hooting” is now what “hoot” says of Proceedings" in result.stderr
    (source,) = sources_of(small_list, "roe2024hooting")
    assert (source["address"], source["kind"]) == ("https://doi.org/10.1234/hoot", "third-party")


def test_complete_and_check_ask_an_index(small_list: Path, run: Run) -> None:
    owls = small_list / "entries/owls.bib"
    owls.write_text(owls.read_text().replace("  author = {Roe, Richard},\n", ""))
    record = "@misc{x, author={Roe, Richard}, title={Hooting with {BERT}}, year={1999}, "
    _index_of(small_list, run, dump=record + "eprint={2403.00001}, archiveprefix={arXiv}}")
    checked = run(small_list, "check", "--index", "refs.index", "--select", "W")
    assert "1999" in checked.stdout, checked.output
    result = run(small_list, "complete", "--all", "--index", "refs.index", "--diff")
    assert "+  author = {Roe, Richard}," in result.stdout, result.output


def test_identifiers_that_an_index_lacks_are_told_in_few_lines(small_list: Path, run: Run) -> None:
    owls = small_list / "entries/owls.bib"
    more = "@misc{{k{0}, author={{Poe, Ed}}, title={{Rooks {0}}}, doi={{10.1234/{0}}}}}\n"
    owls.write_text(owls.read_text() + "".join(more.format(number) for number in range(9)))
    _index_of(small_list, run, dump="@misc{x, title={Jays}}")
    result = run(small_list, "complete", "--all", "--index", "refs.index")
    assert result.stderr.count("nobody here has a record of it") == 4
    assert "more identifiers: nobody here has a record of it" in result.stderr


def test_paper_asks_an_index(small_list: Path, run: Run) -> None:
    _index_of(small_list, run, dump=HOOTING)
    (small_list / "main.tex").write_text("\\cite{roe2024hooting}\n\\bibliography{refs}\n")
    (small_list / "refs.bib").write_bytes((small_list / "entries/owls.bib").read_bytes())
    asked = ("--update", "--index", "refs.index", "--offline", "--diff")
    result = run(small_list, "paper", "main.tex", *asked)
    assert "Proceedings of the Bird Conference" in result.stdout, result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("promote", "--all", "--index", "gone.index"), "gone.index: there is no such file"),
        (("promote", "--all", "--index", "entries/owls.bib"), "is no index"),
        (("add", "2401.00007", "--offline", "--record", "x"), "--record needs the network"),
        (("paper", "main.tex", "--offline"), "--online, --index and --offline go with --update"),
    ],
)
def test_what_cannot_be_done_is_told(
    small_list: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    (small_list / "main.tex").write_text("\\cite{a}\n")
    result = run(small_list, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
