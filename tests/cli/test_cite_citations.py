"""``pllm-bib cite --in-text`` and ``--citations``: the citations of a text, and of an editor."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

OWLS, RAVEN, HOOTING = "doe2024owls", "poe2023raven", "roe2024hooting"


def cited(key: str, **more: Any) -> dict[str, Any]:
    return {"citationItems": [{"id": key, **more}]}


def test_citations_say_what_pandocs_markdown_says(small_list: Path, run: Run) -> None:
    texts = (f"[see @{OWLS}, p. 5; -@{RAVEN}]", f"@{RAVEN} [chap. 3]", f"{OWLS},{RAVEN}")
    assert run(small_list, "cite", "--in-text", *texts).stdout.splitlines() == [
        "(see Doe & Müller, 2024, p. 5; 2023)",
        "Poe (2023, Chapter 3)",
        "(Doe & Müller, 2024; Poe, 2023)",
    ]


def test_locators_are_in_the_language_asked_for(small_list: Path, run: Run) -> None:
    result = run(small_list, "cite", "--in-text", f"[@{RAVEN}, S. 5]", "--locale", "de-DE")
    assert result.stdout == "(Poe, 2023, S. 5)\n"


def test_works_are_numbered_as_they_are_cited_or_asked_for(small_list: Path, run: Run) -> None:
    texts = (f"[@{RAVEN}]", f"[@{OWLS}; @{RAVEN}]")
    result = run(small_list, "cite", "--in-text", *texts, "-s", "ieee")
    assert result.stdout.splitlines() == ["[1]", "[1], [2]"]
    lines = run(small_list, "cite", RAVEN, OWLS, "-s", "ieee").stdout.splitlines()
    assert lines[0].startswith("[1] E. Poe")
    assert lines[1].startswith("[2] J. Doe")


def test_a_style_that_sorts_says_that_it_does(small_list: Path, run: Run) -> None:
    assert "order of its own" in run(small_list, "cite", RAVEN, OWLS, "-s", "apa").stderr
    assert run(small_list, "cite", OWLS, RAVEN, "-s", "apa").stderr == ""
    assert run(small_list, "cite", RAVEN, OWLS, "-s", "ieee").stderr == ""


def test_a_note_repeats_the_one_before(small_list: Path, run: Run) -> None:
    texts = (OWLS, f"[@{OWLS}, p. 3]", RAVEN, OWLS)
    lines = run(small_list, "cite", "--in-text", *texts, "-s", "oscola").stdout.splitlines()
    assert lines[1].startswith("ibid")
    assert len(lines[3]) < len(lines[0])


@pytest.mark.parametrize("text", ["[see @doe2024owls", "[@doe2024owls; more]", "@{doe 2024}"])
def test_a_citation_that_cannot_be_read_is_refused(small_list: Path, run: Run, text: str) -> None:
    result = run(small_list, "cite", "--in-text", text)
    assert result.exit_code == 2
    assert "column " in result.stderr


def test_json_goes_in_and_out(small_list: Path, run: Run) -> None:
    path = small_list / "c.json"
    one = cited(RAVEN, locator="5", prefix="see") | {"citationID": "x"}
    path.write_text(json.dumps([one, cited(OWLS)]), "utf-8")
    arguments = ("cite", "--citations", str(path), "-s", "ieee")
    assert run(small_list, *arguments).stdout == "see [1, p. 5]\n[2]\n"
    found = json.loads(run(small_list, *arguments, "--format", "json").stdout)
    assert found["citations"] == [
        {"id": "x", "text": "see [1, p. 5]", "html": "see [1, p. 5]"},
        {"text": "[2]", "html": "[2]"},
    ]
    assert [one["id"] for one in found["bibliography"]] == [RAVEN, OWLS]
    assert found["bibliography"][0]["text"].startswith("[1] E. Poe")
    assert "<i>" in found["bibliography"][0]["html"]
    more = json.loads(run(small_list, *arguments, "--format", "json", "-k", HOOTING).stdout)
    assert [one["id"] for one in more["bibliography"]] == [RAVEN, OWLS, HOOTING]


def test_json_of_references_alone_has_the_markup_asked_for(small_list: Path, run: Run) -> None:
    found = json.loads(run(small_list, "cite", RAVEN, "--format", "json", "-t", "latex").stdout)
    assert "citations" not in found
    assert r"\textit" in found["bibliography"][0]["latex"]


def test_json_leaves_out_what_a_style_prints_nothing_of(small_list: Path, run: Run) -> None:
    (small_list / "refs.bib").write_text("@misc{bare}\n@misc{good, title={Good}}\n", "utf-8")
    (small_list / "own.csl").write_text(
        '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">'
        "<info><title>Own</title><id>own</id><updated>2024-01-01T00:00:00+00:00</updated></info>"
        '<citation><layout><text variable="title"/></layout></citation>'
        '<bibliography><layout><text variable="title"/></layout></bibliography></style>',
        "utf-8",
    )
    result = run(small_list, "cite", "refs.bib", "-s", "own.csl", "--format", "json")
    assert [one["id"] for one in json.loads(result.stdout)["bibliography"]] == ["good"]
    assert result.stderr == "bare: the style “own.csl” prints nothing of it\n"


def test_citations_come_from_standard_input(small_list: Path, run: Run) -> None:
    text = json.dumps([cited(OWLS)])
    result = run(small_list, "cite", "--citations", "-", stdin=text)
    assert result.stdout == "(Doe & Müller, 2024)\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "c.json:1:2: not JSON"),
        (json.dumps([cited("doe2024owl")]), "Did you mean doe2024owls?"),
    ],
)
def test_a_file_that_has_no_citations_is_refused(
    small_list: Path, run: Run, text: str, message: str
) -> None:
    (small_list / "c.json").write_text(text, "utf-8")
    result = run(small_list, "cite", "--citations", str(small_list / "c.json"))
    assert result.exit_code == 2
    assert message in result.stderr


def test_keys_beside_a_file_of_citations_are_refused(small_list: Path, run: Run) -> None:
    (small_list / "c.json").write_text(json.dumps([cited(OWLS)]), "utf-8")
    assert run(small_list, "cite", RAVEN, "--citations", str(small_list / "c.json")).exit_code == 2
    assert run(small_list, "cite", "-", "--citations", "-").exit_code == 2
