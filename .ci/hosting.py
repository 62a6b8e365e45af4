# ruff: noqa: INP001 -- a script beside a package
"""Calls of the hosting's API for the action: a comment, an issue, a release with files.

The runner says in variables where the API is (GITHUB_API_URL), which repository it is about
(GITHUB_REPOSITORY), and with what token it is called (GH_TOKEN).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "<!-- pllm-bib review -->"
"""The first line of the comment, by which it is found again."""
LINKS_MARK = "<!-- pllm-bib links -->"
"""The first line of the issue on links, by which it is found again among those of its label."""
_LABEL = "links"
_ROLLING = "exports"
_PAGE = 100
_SECONDS = 60


def call(method: str, address: str, data: bytes | None = None, kind: str = "json") -> Any:
    """Call the API and return its answer. Raises OSError where it refuses or is not there."""
    if urlsplit(address).scheme not in {"http", "https"}:
        message = f"{address} is no web address"
        raise OSError(message)
    request = urllib.request.Request(address, data, method=method)  # noqa: S310 -- checked above
    request.add_header("Accept", "application/vnd.github+json")
    request.add_header("Authorization", f"Bearer {os.environ['GH_TOKEN']}")
    request.add_header("Content-Type", f"application/{kind}")
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        said = answer.read()
    return json.loads(said) if said else None


def _repository() -> str:
    return f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}"


def _pages(address: str) -> Iterator[Any]:
    """Yield the items of all pages of a list."""
    page = 1
    while there := call("GET", f"{address}per_page={_PAGE}&page={page}"):
        yield from there
        if len(there) < _PAGE:
            return
        page += 1


def comment(number: str, path: Path) -> None:
    """Post a file as the one comment of the action on a pull request, or renew that comment."""
    comments = f"{_repository()}/issues/{number}/comments"
    body = json.dumps({"body": path.read_text(encoding="utf-8")}).encode()
    for one in _pages(f"{comments}?"):
        if one["user"]["type"] == "Bot" and one["body"].startswith(MARK):
            call("PATCH", f"{_repository()}/issues/comments/{one['id']}", body)
            return
    call("POST", comments, body)


def issue(path: Path) -> None:
    """Open, renew or reopen the one issue on links with a file; close it where that is empty."""
    text = path.read_text(encoding="utf-8")
    issues = f"{_repository()}/issues"
    ours = [
        one
        for one in _pages(f"{issues}?state=all&labels={_LABEL}&")
        if one["user"]["type"] == "Bot" and (one["body"] or "").startswith(LINKS_MARK)
    ]
    there = next((one for one in ours if one["state"] == "open"), ours[0] if ours else None)
    body = {"body": f"{LINKS_MARK}\n{text or 'No link is dead or has moved.'}"}
    if text and there is None:
        new = {"title": "Links that are dead or have moved", "labels": [_LABEL], **body}
        call("POST", issues, json.dumps(new).encode())
    elif there and (text or there["state"] == "open"):
        body["state"] = "open" if text else "closed"
        call("PATCH", f"{issues}/{there['number']}", json.dumps(body).encode())


def assets(folder: Path) -> None:
    """Collect the downloads of a release of the list in the current folder: exports and a zip."""
    from pllm_bib.files.config import EXPORTS
    from pllm_bib.formats import FORMATS
    from pllm_bib.tasks.build.links import asset

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for row in FORMATS.values():
        for path in sorted(Path(EXPORTS, row.folder or row.name).glob(f"*{row.suffix}")):
            if row.built:
                shutil.copy(path, folder / asset(row, path.stem))
    with zipfile.ZipFile(folder / f"{EXPORTS}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(Path(EXPORTS).rglob("*")):
            if path.is_file():
                # Without the time of a file: what holds the same has the same digest.
                about = zipfile.ZipInfo(path.relative_to(EXPORTS).as_posix())
                archive.writestr(about, path.read_bytes(), zipfile.ZIP_DEFLATED)


def release(tag: str, folder: Path) -> None:
    """Make the release of a tag and attach the files of a folder; later runs replace what changed.

    The release ``exports`` is that of no version: it has the exports of the list as it is now.
    """
    releases = f"{_repository()}/releases"
    try:
        made = call("GET", f"{releases}/tags/{quote(tag, safe='')}")
    except urllib.error.HTTPError as error:
        if error.code != 404:  # noqa: PLR2004 -- not found
            raise
        wanted: dict[str, object] = {"tag_name": tag, "name": tag, "generate_release_notes": True}
        if tag == _ROLLING:
            note = "The list as it is now, in every format. Each build renews these files."
            wanted = {"tag_name": tag, "name": "Downloads", "body": note}
            wanted |= {"prerelease": True, "make_latest": "false"}
        made = call("POST", releases, json.dumps(wanted).encode())
    there = {one["name"]: one for one in _pages(f"{releases}/{made['id']}/assets?")}
    upload = made["upload_url"].partition("{")[0]
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        if path.name in there:
            if there[path.name].get("digest") == f"sha256:{hashlib.sha256(data).hexdigest()}":
                continue
            call("DELETE", f"{releases}/assets/{there[path.name]['id']}")
        call("POST", f"{upload}?name={quote(path.name)}", data, "octet-stream")


def main(arguments: list[str]) -> int:
    """Do what the first argument names; 1 where the API refuses."""
    try:
        match arguments:
            case ["comment", number, path]:
                comment(number, Path(path))
            case ["issue", path]:
                issue(Path(path))
            case ["assets", folder]:
                assets(Path(folder))
            case ["release", tag, folder]:
                release(tag, Path(folder))
            case _:
                sys.stderr.write(
                    "usage: hosting.py comment NUMBER FILE | issue FILE | assets DIR "
                    "| release TAG DIR\n"
                )
                return 2
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"hosting: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
