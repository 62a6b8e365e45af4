"""Commands that change a file keep its line ends, also where they are mixed, and its mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.files.text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ("a\r\nb\nc\r\n", "a\nb\nc\n", "a\r\nb\nc\r\n"),
        ("a\r\nb\nc\r\n", "a\nx\nb\nc\n", "a\r\nx\r\nb\nc\r\n"),
        ("a\nb\r\nc\nd\n", "b\nd\n", "b\r\nd\n"),
        ("}\n}\r\n}\n", "}\n}\n}\n}\n", "}\n}\r\n}\n}\n"),
        ("a\rb\n", "a\nb\nc", "a\rb\nc"),
    ],
)
def test_each_line_keeps_its_end(tmp_path: Path, old: str, new: str, written: str) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes(old.encode())
    assert read_text(path).as_written(new) == written


def test_no_command_changes_line_ends_or_marks(small_list: Path, run: Run) -> None:
    (small_list / "new.md").write_text(
        "# L\n\n- **[2024 BirdConf]** A Heron. ([paper](https://example.org/h))\n"
    )
    (small_list / "entries/sources.toml").write_text(
        '[[owls-at-night]]\nsource = "https://example.org/owls"\nfields = ["title"]\n'
    )
    owls = small_list / "entries/owls.bib"
    owls.write_text(owls.read_text().replace("{doe2024owls,", "{owls-at-night,"))
    files = [owls, small_list / "README.md", small_list / "entries/sources.toml"]
    for path in files:
        mark = MARK if path.suffix == ".bib" else b""
        path.write_bytes(mark + path.read_bytes().replace(b"\n", b"\r\n"))
    for command in (
        ("rekey",),
        ("import", "new.md", "--section", "owls"),
        ("check", "--fix"),
        ("build",),
    ):
        result = run(small_list, *command)
        assert result.exit_code in {0, 1}, result.stderr
        for path in files:
            data = path.read_bytes()
            assert data.count(b"\n") == data.count(b"\r\n"), (command, path)
        assert owls.read_bytes().startswith(MARK)
    assert b"{A Heron}" in owls.read_bytes()
    assert b"owls-at-night" not in files[2].read_bytes()
    assert run(small_list, "build", "--check").exit_code == 0
    edited = files[1].read_bytes().replace(b"Owls at Night", b"Owls at Noon")
    files[1].write_bytes(edited)
    assert run(small_list, "import", "README.md", "--adopt").exit_code == 0
    assert b"Owls at Noon" in owls.read_bytes()
    for path in files:
        data = path.read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n"), path
