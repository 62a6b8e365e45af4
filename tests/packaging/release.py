"""Check of a tag before a release: ``python tests/packaging/release.py v1.2.3``."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

TOP = Path(__file__).parents[2]


def faults(tag: str, top: Path = TOP) -> list[str]:
    """What hinders the release of a tag."""
    source = (top / "src/pllm_bib/__init__.py").read_text("utf-8")
    version = re.findall(r'^__version__ = "(.+)"$', source, re.MULTILINE)[0]
    found = []
    if tag != f"v{version}":
        found.append(f"the tag is “{tag}”, and the version {version}: they must be one")
    if f"\n## [{version}]" not in (top / "CHANGELOG.md").read_text("utf-8"):
        found.append(f"CHANGELOG.md has no section [{version}]")
    if f"\nversion: {version}\n" not in (top / "CITATION.cff").read_text("utf-8"):
        found.append(f"CITATION.cff does not name version {version}")
    project = tomllib.loads((top / "pyproject.toml").read_text("utf-8"))["project"]
    if "urls" not in project:
        found.append("pyproject.toml has no [project.urls]: name the address of the repository")
    return found


def main() -> None:
    """Print what hinders a release; the exit status is 1 then."""
    found = faults(sys.argv[1])
    sys.stderr.write("".join(f"{fault}\n" for fault in found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
