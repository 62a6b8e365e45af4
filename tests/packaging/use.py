"""Use of sdist and wheel as somebody does who installs the package by its name.

``python tests/packaging/use.py dist`` installs each into an empty environment outside the checkout
and runs the command lines of PACKAGE.md there.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

TOP = Path(__file__).parents[2]
MISSING = "no citation styles are installed: pip install 'pllm-bib[styles]'"
REFS = """\
@article{doe2024owls,
  author = {Doe, Jane},
  title = {Owls at Night},
  journal = {Journal of Owls},
  year = {2024},
}
"""
USE = """\
import pllm_bib, sys
print(pllm_bib.__version__, pllm_bib.__file__)
"""


def commands(page: str) -> list[str]:
    """The command lines of a page, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line.partition("  #")[0].strip() for line in lines if line.startswith("pllm-bib ")]


def example(page: str) -> str:
    """The example in Python of a page."""
    (code,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return str(code)


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def expect(what: str, *, holds: bool) -> None:
    """Stop with a message unless something holds."""
    if not holds:
        sys.exit(f"{what}: not so")


def check_contents(wheel: Path, sdist: Path) -> None:
    """Check what the two files hold."""
    names = zipfile.ZipFile(wheel).namelist()
    expect(
        "the wheel holds the package and its metadata only",
        holds=not [name for name in names if not re.match(r"pllm_bib(/|-[^/]*\.dist-info/)", name)],
    )
    expect("the wheel says that it is typed", holds="pllm_bib/py.typed" in names)
    for name in ("templates/base.html", "assets/site.js", "words/en.toml"):
        expect(f"the wheel holds {name}", holds=f"pllm_bib/site/{name}" in names)
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    for name in (
        "pyproject.toml",
        "LICENSE",
        "PACKAGE.md",
        "tests/conftest.py",
        "src/pllm_bib/py.typed",
    ):
        expect(f"the sdist holds {name}", holds=name in inside)
    expect("the sdist is small", holds=sdist.stat().st_size < 5_000_000)


def use(source: str, home: Path, *, styles: bool) -> None:
    """Install something into an empty environment, and run what PACKAGE.md says."""
    folder = home / ("with" if styles else "without")
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = run(
        [str(programs / "python"), *quiet, "-c", str(TOP / "constraints.txt"), source], folder
    )
    expect(f"{source} can be installed: {done.stderr[-500:]}", holds=done.returncode == 0)
    done = run([str(programs / "python"), "-I", "-c", USE], folder)
    expect("the package of the environment is imported", holds=str(folder) in done.stdout)
    (folder / "refs.bib").write_text(REFS, encoding="utf-8")
    page = (TOP / "PACKAGE.md").read_text("utf-8")
    done = run([str(programs / "python"), "-I", "-c", example(page)], folder)
    expect(f"the example in Python works: {done.stderr}", holds="TI  - Owls" in done.stdout)
    for line in commands(page):
        words = shlex.split(line)
        done = run([str(programs / words[0]), *words[1:]], folder)
        if "cite" in words and not styles:
            expect(f"{line} says what it needs", holds=MISSING in done.stderr)
        else:
            expect(
                f"{line} works: {done.stderr}",
                holds=done.returncode == 0 and bool(done.stdout + done.stderr),
            )
    expect(
        "RIS is written", holds="TI  - Owls at Night" in (folder / "refs.ris").read_text("utf-8")
    )


def main() -> None:
    """Check and use the wheel, and the sdist with its styles."""
    dist = Path(sys.argv[1]).resolve()
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    check_contents(wheel, sdist)
    with tempfile.TemporaryDirectory(prefix="pllm-bib-use-") as name:
        use(str(wheel), Path(name), styles=False)
        use(f"{sdist}[styles]", Path(name), styles=True)
    sys.stdout.write("wheel and sdist: installed and used\n")


if __name__ == "__main__":
    main()
