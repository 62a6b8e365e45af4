"""The GitHub Action: its steps are run with bash, as a runner does, on real repositories."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
import subprocess
import tomllib
import zipfile
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.lookup.world import Reply, World

from pllm_bib.files.config import read_config
from pllm_bib.lookup.links.run import judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from click.testing import Result

    Run = Callable[..., Result]
    Git = Callable[..., str]

ACTION = Path(__file__).parent.parent / "action.yml"
METADATA = yaml.safe_load(ACTION.read_text("utf-8"))
STEPS = METADATA["runs"]["steps"]


def evaluated(expression: str, context: Mapping[str, Any]) -> str:
    """An expression of names, texts, ``==``, ``&&`` and ``||``, as a runner evaluates it."""
    for operator in ("||", "&&"):
        left, found, right = expression.partition(operator)
        if found:
            first = evaluated(left, context)
            return first if bool(first) is (operator == "||") else evaluated(right, context)
    left, found, right = expression.partition("==")
    if found:
        return "true" if evaluated(left, context) == evaluated(right, context) else ""
    name = expression.strip()
    if name.startswith("'"):
        return name.strip("'")
    value: Any = context
    for part in name.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return str(value)


def filled(text: str, context: Mapping[str, Any]) -> str:
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: evaluated(match[1], context), text)


@dataclass
class Outcome:
    """What a run of the action left behind."""

    status: int
    log: str
    summary: str
    outputs: dict[str, str]


class Runner:
    """Runs the action in a clone of a repository."""

    def __init__(self, workspace: Path, temp: Path, home: Path) -> None:
        self.workspace = workspace
        self.temp = temp
        self.home = home
        self.env: dict[str, str] = {}

    def run(
        self,
        inputs: Mapping[str, str] | None = None,
        event: Mapping[str, Any] | None = None,
        **github: str,
    ) -> Outcome:
        """Run all steps; like a runner, stop at the first that fails."""
        given = {name: filled(row["default"], {}) for name, row in METADATA["inputs"].items()}
        given |= inputs or {}
        context: dict[str, Any] = {"inputs": given, "steps": {}}
        context["github"] = {"event": event or {}, **github}
        page = self.home / "step-summary"
        page.write_text("")
        log, status = "", 0
        for step in STEPS:
            if "if" in step and not evaluated(step["if"], context):
                continue
            outputs = self.home / "outputs"
            outputs.write_text("")
            if step["name"] != "Install pllm-bib" or not (self.temp / "pllm-bib").exists():
                done = self._step(step, context, page, outputs)
                status = done.returncode
                log += done.stdout
            rows = [line.partition("=") for line in outputs.read_text().splitlines()]
            found = {name: value for name, _, value in rows}
            context["steps"][step.get("id", "")] = {"outputs": found}
            if status:
                break
        results = {name: filled(o["value"], context) for name, o in METADATA["outputs"].items()}
        return Outcome(status, log, page.read_text("utf-8"), results)

    def _step(
        self, step: Mapping[str, Any], context: Mapping[str, Any], page: Path, outputs: Path
    ) -> subprocess.CompletedProcess[str]:
        assert step["shell"] == "bash"
        script = self.home / "script.sh"
        script.write_text(step["run"], "utf-8")
        folder = filled(step.get("working-directory", "."), context)
        env = {name: filled(value, context) for name, value in step.get("env", {}).items()}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace / folder,
            env={
                **os.environ,
                "GITHUB_ACTION_PATH": str(ACTION.parent),
                "GITHUB_OUTPUT": str(outputs),
                "GITHUB_STEP_SUMMARY": str(page),
                "GITHUB_REPOSITORY": "birds/list",
                "GITHUB_WORKSPACE": str(self.workspace),
                "RUNNER_TEMP": str(self.temp),
                **self.env,
                **env,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


MODULES = (
    *("venv", "ensurepip", "pip", "site", "sitecustomize", "usercustomize", "sysconfig", "runpy"),
    *(
        "encodings/__init__",
        "json/__init__",
        "re",
        "os",
        "tomllib/__init__",
        "subprocess",
        "socket",
    ),
    *("click", "lxml/__init__", "yaml/__init__", "rich", "citeproc", "pybtex", "markdown_it"),
    *("pllm_bib/__init__", "pllm_bib/__main__", "setup", "conftest", "hatchling/__init__"),
)
"""Modules that are looked for on the way from a Python to the tool's last library."""
TRAPPED = {"PYTHONPATH": ".:./src", "PYTHONSTARTUP": "re.py", "PYTHONUSERBASE": "."}
"""Variables by which somebody's workflow lets Python find modules in the checkout."""


def lay_traps(folder: Path) -> None:
    """Write files that would be run or taken for settings if anything looked for them here."""
    for name in MODULES:
        for place in (folder, folder / "src"):
            path = place / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"open({str(folder / 'owned')!r}, 'a').write({name!r})\n", "utf-8")
    settings = "[global]\nindex-url = http://localhost:9/\ndry-run = true\n"
    for name in ("pip.conf", ".pip/pip.conf", ".config/pip/pip.conf", "pip.ini", "pyvenv.cfg"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(settings, "utf-8")
    for name in ("requirements.txt", "constraints.txt"):
        (folder / name).write_text("owned==1\n", "utf-8")
    (folder / "pyproject.toml").write_text("[tool.pip]\nno-index = true\n", "utf-8")


def assert_no_trap_went_off(folder: Path, log: str) -> None:
    assert not list(folder.rglob("owned")), log
    assert not list(folder.rglob("__pycache__")), log


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's folder, in which the first step has installed the tool."""
    folder = tmp_path_factory.mktemp("runner")
    home = tmp_path_factory.mktemp("home")
    workspace = tmp_path_factory.mktemp("workspace")
    lay_traps(workspace)
    runner = Runner(workspace, folder, home)
    runner.env = TRAPPED
    step = next(step for step in STEPS if step["name"] == "Install pllm-bib")
    context = {"inputs": {"python": "python3"}}
    done = runner._step(step, context, home / "page", home / "outputs")  # noqa: SLF001 -- its part
    if done.returncode and not os.environ.get("PLLM_BIB_ALL_CONSUMERS"):
        pytest.skip(f"the tool cannot be installed here: {done.stdout[-300:]}")
    assert done.returncode == 0, done.stdout
    assert_no_trap_went_off(workspace, done.stdout)
    return folder


@pytest.fixture
def base(built: Path, git: Git) -> Path:
    """The clean list, on the branch ``main``."""
    git(built, "branch", "-M", "main")
    return built


TITLE = "Bats @torvalds | \\$(touch owned) `touch owned` ::error::x"
NEW = f"""
@misc{{new2025bats,
  author = {{New, Ann}},
  title = {{{TITLE}}},
  year = {{2025}},
}}
"""


@dataclass
class Pull:
    """A pull request, checked out as GitHub does: its merge, and no history."""

    runner: Runner
    event: dict[str, Any]
    merge: Path


@pytest.fixture
def pull(
    base: Path, git: Git, run: Run, temp: Path, tmp_path_factory: pytest.TempPathFactory
) -> Pull:
    """A pull request that adds a work and retitles another, without a build."""
    git(base, "checkout", "--quiet", "-b", "bats")
    owls = base / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8").replace("Owls at Night", "Owls by Day.") + NEW, "utf-8")
    git(base, "commit", "--quiet", "--all", "-m", "Bats")
    return opened(base, git, run, temp, tmp_path_factory.mktemp("clone"))


def opened(base: Path, git: Git, run: Run, temp: Path, home: Path) -> Pull:
    """Open a pull request of the branch that is checked out, then let main move on."""
    old, head = git(base, "rev-parse", "main").strip(), git(base, "rev-parse", "HEAD").strip()
    git(base, "checkout", "--quiet", "main")
    crows = base / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8") + "\n@misc{late,\n  title = {Late},\n}\n", "utf-8")
    run(base, "build")
    git(base, "commit", "--quiet", "--all", "-m", "Later on main")
    git(base, "checkout", "--quiet", "-b", "merge")
    git(base, "merge", "--quiet", "--no-edit", head)
    git(base, "config", "uploadpack.allowAnySHA1InWant", "true")
    clone = home / "workspace"
    git(home, "clone", "--quiet", "--depth=1", "--branch=merge", base.as_uri(), str(clone))
    event = {"pull_request": {"base": {"sha": old}, "head": {"sha": head}, "number": 7}}
    return Pull(Runner(clone, temp, home), event, clone)


def test_metadata() -> None:
    assert METADATA["runs"]["using"] == "composite"
    assert {"name", "description", "branding", "inputs", "outputs"} <= METADATA.keys()
    for row in (*METADATA["inputs"].values(), *METADATA["outputs"].values()):
        assert row["description"]
    for row in METADATA["inputs"].values():
        assert isinstance(row["default"], str), "every input may be left out"
    names = {f"inputs.{name}" for name in METADATA["inputs"]}
    names |= {f"steps.{step['id']}.outputs" for step in STEPS if "id" in step}
    used = re.findall(r"\b((?:inputs|steps\.\w+)\.[\w-]+)", ACTION.read_text("utf-8"))
    assert names == set(used)


def test_nothing_of_an_event_is_part_of_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step["run"]


def test_pull_request(pull: Pull) -> None:
    outcome = pull.runner.run({"build": "pull-request"}, pull.event)
    assert outcome.status == 1, outcome.log
    assert outcome.outputs["status"] == "1"
    assert Path(outcome.outputs["summary"]).read_text("utf-8") == outcome.summary
    assert outcome.summary.startswith("<!-- pllm-bib review -->\n")
    assert "1 added, 1 retitled." in outcome.summary, "what main got meanwhile is not the pull's"
    assert "- `new2025bats`: Bats &#64;<!-- -->torvalds &#124; " in outcome.summary
    assert "— not given: venue, DOI or arXiv id, address" in outcome.summary
    assert "| `entries/owls.bib:5` | T002 title-ends-with-period |" in outcome.summary
    assert "`pllm-bib build`" in outcome.summary
    annotation = "::warning file=entries/owls.bib,line=5,col=3,title=T002 title-ends-with-period::"
    assert annotation in outcome.log
    words = outcome.log.splitlines()
    assert all(line.startswith(("::warning file=", "| ")) for line in words), outcome.log
    assert not list(pull.merge.rglob("owned"))


def test_clean_pull_request(
    base: Path, run: Run, git: Git, temp: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    git(base, "checkout", "--quiet", "-b", "bats")
    owls = base / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8").replace("Owls at Night", "Owls by Day"), "utf-8")
    git(base, "commit", "--quiet", "--all", "-m", "Day")
    pull = opened(base, git, run, temp, tmp_path_factory.mktemp("clone"))
    run(pull.merge, "build")
    outcome = pull.runner.run(event=pull.event)
    assert (outcome.status, outcome.outputs["status"]) == (0, "0"), outcome.log
    assert "**Nothing is wrong.**\n\nCompared with " in outcome.summary
    assert "1 retitled." in outcome.summary


def test_report_without_failing(pull: Pull) -> None:
    outcome = pull.runner.run({"fail": "false"}, pull.event)
    assert (outcome.status, outcome.outputs["status"]) == (0, "1")


def test_options(pull: Pull) -> None:
    options = {"ignore": "R001", "select": "", "build": "false", "sarif": "out.sarif"}
    outcome = pull.runner.run({**options, "ignore": "R001,T002"}, pull.event)
    assert (outcome.status, outcome.outputs["status"]) == (0, "0"), outcome.log
    outcome = pull.runner.run({**options, "select": "T"}, pull.event)
    assert outcome.status == 1
    assert '"ruleId": "T002"' in (pull.merge / "out.sarif").read_text("utf-8")


def test_given_paths_and_base(pull: Pull, git: Git) -> None:
    (pull.merge / "my refs.bib").write_text("@misc{a, title = {Owls and Bats.}}\n", "utf-8")
    options = {"paths": "my refs.bib\nentries/crows.bib\n", "base": "main"}
    outcome = pull.runner.run(options)
    assert outcome.status == 1
    assert "| `my refs.bib:1` |" not in outcome.summary
    assert "<code>my refs.bib:1</code>" in outcome.summary
    assert git(pull.merge, "rev-parse", "FETCH_HEAD")[:12] in outcome.summary


def test_list_in_a_folder(pull: Pull, git: Git) -> None:
    inner = pull.merge / "lists"
    inner.mkdir()
    for name in ("entries", "exports", "README.md"):
        git(pull.merge, "mv", name, f"lists/{name}")
    outcome = pull.runner.run({"working-directory": "lists"})
    assert outcome.status == 1
    assert "::warning file=lists/entries/owls.bib,line=5" in outcome.log
    assert "`lists/entries/owls.bib:5`" in outcome.summary
    assert "Compared with" not in outcome.summary


def test_what_cannot_be_read(pull: Pull) -> None:
    (pull.merge / "entries/sections.toml").write_text("title = \n::error::x", "utf-8")
    outcome = pull.runner.run({"fail": "false"}, pull.event)
    assert (outcome.status, outcome.outputs["status"]) == (2, "2")
    assert "**This cannot be checked:** entries/sections.toml:1:9" in outcome.summary
    outcome = pull.runner.run({"paths": "nowhere.bib"}, pull.event)
    assert (outcome.status, outcome.outputs["status"]) == (2, "2")
    assert "**This cannot be checked:** cannot read nowhere.bib" in outcome.summary
    assert "| pllm-bib: cannot read nowhere.bib" in outcome.log


def test_first_list(pull: Pull, git: Git) -> None:
    git(pull.merge, "checkout", "--quiet", "--orphan", "nothing")
    git(pull.merge, "rm", "--quiet", "-r", "--cached", ".")
    git(pull.merge, "commit", "--quiet", "--allow-empty", "-m", "Before the list")
    git(pull.merge, "checkout", "--quiet", "--force", "merge")
    outcome = pull.runner.run({"base": "nothing"})
    assert outcome.outputs["status"] == "1"
    assert "There was no list yet" in outcome.log
    assert "Compared with" not in outcome.summary


def test_unknown_base(pull: Pull) -> None:
    outcome = pull.runner.run({"base": "nowhere"}, pull.event)
    assert outcome.status == 2
    assert "There is no revision “nowhere” to compare with" in outcome.log


class Hosting(ThreadingHTTPServer):
    """A stand-in for GitHub's API on the loopback: comments, issues, releases and their files."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), HostingHandler)
        self.calls: list[tuple[str, str]] = []
        self.comments: dict[int, dict[str, Any]] = {}
        self.issues: dict[int, dict[str, Any]] = {}
        self.releases: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.refuses = False
        self.url = f"http://127.0.0.1:{self.server_port}"


class HostingHandler(BaseHTTPRequestHandler):
    """Answers one call."""

    server: Hosting

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def answer(self, status: int, said: object = None) -> None:
        body = b"" if said is None else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_call(self) -> None:
        host = self.server
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        path = path.removeprefix("/repos/birds/list/")
        host.calls.append((self.command, path))
        if host.refuses or self.headers["Authorization"] != "Bearer secret":
            self.answer(403, {"message": "no"})
            return
        match self.command, path.split("/"):
            case "GET", ["issues", "7", "comments"]:
                page = int(re.findall(r"[?&]page=(\d+)", f"?{query}")[0])
                there = list(host.comments.values())
                self.answer(200, there[(page - 1) * 100 : page * 100])
            case "POST", ["issues", "7", "comments"]:
                number = len(host.comments) + 1
                user = {"type": "Bot"}
                host.comments[number] = {"id": number, "user": user, **json.loads(data)}
                self.answer(201, host.comments[number])
            case "PATCH", ["issues", "comments", number]:
                host.comments[int(number)] |= json.loads(data)
                self.answer(200, host.comments[int(number)])
            case _, ["issues", *number] if len(number) <= 1:
                self.handle_issue(number, query, data)
            case _, ["releases" | "upload", *_]:
                self.handle_release(path, query, data)
            case _:
                self.answer(404, {"message": "Not Found"})

    def handle_release(self, path: str, query: str, data: bytes) -> None:
        host = self.server
        match self.command, path.split("/"):
            case "GET", ["releases", "tags", tag] if tag in host.releases:
                self.answer(200, host.releases[tag])
            case "GET", ["releases", "1", "assets"]:
                (made,) = host.releases.values()
                page = int(re.findall(r"&page=(\d+)", query)[0])
                self.answer(200, made["assets"][(page - 1) * 100 : page * 100])
            case "POST", ["releases"]:
                tag = json.loads(data)["tag_name"]
                upload = f"{host.url}/repos/birds/list/upload{{?name,label}}"
                host.releases[tag] = {"id": 1, "upload_url": upload, "assets": []} | json.loads(
                    data
                )
                self.answer(201, host.releases[tag])
            case "POST", ["upload"]:
                name = query.removeprefix("name=")
                (made,) = host.releases.values()
                digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
                made["assets"].append({"id": name, "name": name, "digest": digest})
                host.files[name] = data
                self.answer(201, {"name": name})
            case "DELETE", ["releases", "assets", name]:
                (made,) = host.releases.values()
                made["assets"] = [one for one in made["assets"] if one["name"] != name]
                self.answer(204)
            case _:
                self.answer(404, {"message": "Not Found"})

    def handle_issue(self, number: list[str], query: str, data: bytes) -> None:
        issues = self.server.issues
        if self.command == "GET":
            (label,) = re.findall(r"labels=(\w+)", query)
            page = int(re.findall(r"&page=(\d+)", query)[0])
            there = [one for one in issues.values() if label in one["labels"]]
            self.answer(200, there[::-1][(page - 1) * 100 : page * 100])
        elif self.command == "POST":
            new = {"number": len(issues) + 1, "state": "open", "user": {"type": "Bot"}}
            issues[len(issues) + 1] = new | json.loads(data)
            self.answer(201, new)
        else:
            issues[int(number[0])] |= json.loads(data)
            self.answer(200)

    do_GET = do_POST = do_PATCH = do_DELETE = handle_call  # noqa: N815 -- as the library calls them


@pytest.fixture
def hosting() -> Iterator[Hosting]:
    with Hosting() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def github(pull: Pull, hosting: Hosting) -> Hosting:
    """The hosting that the runs of a pull request see."""
    pull.runner.env = {"GITHUB_API_URL": hosting.url}
    return hosting


COMMENT = {"comment": "true", "token": "secret"}


def test_no_comment_unless_wanted(pull: Pull, github: Hosting) -> None:
    pull.runner.run({"token": "secret"}, pull.event)
    pull.runner.run(COMMENT)
    assert github.calls == [], "there is no pull request to comment on"


def test_one_comment(pull: Pull, github: Hosting) -> None:
    """The first run posts it, the second one renews it; those of others stay."""
    for number in range(1, 131):
        user = {"type": "User"}
        body = "<!-- pllm-bib review -->" if number == 3 else "Nice."
        github.comments[number] = {"id": number, "user": user, "body": body}
    outcome = pull.runner.run(COMMENT, pull.event)
    assert outcome.status == 1
    assert github.comments[131]["body"] == outcome.summary
    owls = pull.merge / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8").replace("Owls by Day.", "Owls by Day"), "utf-8")
    again = pull.runner.run(COMMENT, pull.event)
    assert again.summary != outcome.summary
    assert len(github.comments) == 131
    assert github.comments[131]["body"] == again.summary
    assert github.calls[-1] == ("PATCH", "issues/comments/131")
    assert github.comments[3]["body"] == "<!-- pllm-bib review -->"


def test_comment_that_is_not_allowed(pull: Pull, github: Hosting) -> None:
    github.refuses = True
    outcome = pull.runner.run({**COMMENT, "fail": "false"}, pull.event)
    assert github.calls
    assert outcome.status == 0, "whether a comment can be posted is no fault of the list"
    assert "could not be posted" in outcome.log


def test_pull_request_is_judged_without_readme_and_exports(
    base: Path, run: Run, git: Git, temp: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    git(base, "checkout", "--quiet", "-b", "bats")
    owls = base / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8").replace("Owls at Night", "Owls by Day"), "utf-8")
    git(base, "commit", "--quiet", "--all", "-m", "Day")
    pull = opened(base, git, run, temp, tmp_path_factory.mktemp("clone"))
    outcome = pull.runner.run(event=pull.event, event_name="pull_request")
    assert (outcome.status, outcome.outputs["status"]) == (0, "0"), outcome.log
    assert "out of date" not in outcome.summary
    preview = Path(outcome.outputs["preview"])
    assert "Owls by Day" in (preview / "README.md").read_text("utf-8")
    assert "Owls by Day" in (preview / "exports/bibtex/all.bib").read_text("utf-8")
    assert "Owls by Day" not in (pull.merge / "README.md").read_text("utf-8")
    wanted = pull.runner.run({"build": "pull-request"}, pull.event, event_name="pull_request")
    assert wanted.status == 1
    assert "out of date" in wanted.summary


@pytest.fixture
def pushed(base: Path, git: Git, temp: Path, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner on the main branch, to which an entry and a line of the README were pushed."""
    home = tmp_path_factory.mktemp("clone")
    owls = base / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8").replace("Owls at Night", "Owls by Day"), "utf-8")
    git(base, "commit", "--quiet", "--all", "-m", "Day")
    git(home, "clone", "--quiet", "--bare", base.as_uri(), "origin.git")
    git(home, "clone", "--quiet", "--depth=1", (home / "origin.git").as_uri(), "workspace")
    return Runner(home / "workspace", temp, home)


PUSH: dict[str, Any] = {
    "event": {"repository": {"default_branch": "main"}},
    "event_name": "push",
    "ref_type": "branch",
    "ref_name": "main",
}


def test_the_default_branch_builds_and_commits(pushed: Runner, git: Git) -> None:
    outcome = pushed.run(**PUSH)
    assert (outcome.status, outcome.outputs["status"]) == (0, "0"), outcome.log
    origin = pushed.home / "origin.git"
    assert "Owls by Day" in git(origin, "show", "main:README.md")
    assert "Owls by Day" in git(origin, "show", "main:exports/ris/all.ris")
    assert (
        git(origin, "log", "-1", "--format=%an %s", "main")
        == "github-actions[bot] Build the list\n"
    )
    count = git(origin, "rev-list", "--count", "main")
    assert pushed.run(**PUSH).status == 0
    assert git(origin, "rev-list", "--count", "main") == count, "there is nothing to commit"


def test_the_default_branch_folds_entries(pushed: Runner, git: Git) -> None:
    own = pushed.workspace / "entries/owls/poe2025bats.bib"
    own.parent.mkdir()
    own.write_text("@misc{poe2025bats,\n  title = {Bats},\n  author = {Poe, Jo}\n}\n", "utf-8")
    git(pushed.workspace, "add", "--all")
    git(pushed.workspace, "commit", "--quiet", "-m", "Bats")
    pushed.run({"fail": "false"}, **PUSH)
    origin = pushed.home / "origin.git"
    assert "@misc{poe2025bats," in git(origin, "show", "main:entries/owls.bib")
    assert git(origin, "ls-tree", "main", "entries/owls/") == ""


def test_a_line_that_was_merged_into_the_readme_becomes_an_entry(pushed: Runner, git: Git) -> None:
    readme = pushed.workspace / "README.md"
    line = "+ **\\[2025 BirdConf\\]** Bats at Night. ([paper](https://arxiv.org/abs/2501.90009))"
    text = readme.read_text("utf-8").replace("Owls at Night", "Owls by Day")
    at = text.index("### 1.2")
    readme.write_text(f"{text[:at]}{line}\n\n{text[at:]}", "utf-8")
    git(pushed.workspace, "commit", "--quiet", "--all", "-m", "Bats")
    outcome = pushed.run({"fail": "false"}, **PUSH)
    origin = pushed.home / "origin.git"
    assert "@inproceedings{bats2025night," in git(origin, "show", "main:entries/owls.bib")
    assert "`bats2025night`" in git(origin, "show", "main:README.md")
    assert "F001" in outcome.summary, "its authors are missing"


def test_a_branch_that_may_not_be_pushed_to_is_told(pushed: Runner) -> None:
    hook = pushed.home / "origin.git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hook.chmod(stat.S_IRWXU)
    outcome = pushed.run(**PUSH)
    assert outcome.status == 0, outcome.log
    assert "the job needs “contents: write”" in outcome.log


OWLS_PAGE, OWLS_CODE = "https://example.org/owls", "https://github.com/example/owls"


LINKS_STEP = next(step for step in STEPS if step["name"] == "Links")


def links_step(runner: Runner, token: str) -> str:
    """Run the step that asks for links; return what it writes on the page of the run."""
    page, outputs = runner.home / "page", runner.home / "outputs"
    page.write_text("")
    context = {"inputs": {"links": "true", "token": token, "working-directory": "."}}
    done = runner._step(LINKS_STEP, context, page, outputs)  # noqa: SLF001 -- its part
    assert done.returncode == 0, done.stdout
    return page.read_text("utf-8") + done.stdout


def test_one_issue_on_links_is_opened_renewed_closed_and_reopened(
    pushed: Runner, hosting: Hosting, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Weeks in which a link dies, another moves, all is well, and one dies again."""
    assert STEPS.index(LINKS_STEP) < STEPS.index(next(s for s in STEPS if s["name"] == "Result"))
    here = Reply("It is here.", "text/plain")
    gone = Reply(status=404)
    moved = Reply(status=301, headers={"Location": "https://new.example.org/owls"})

    def week(page: Reply, code: Reply) -> str:
        answers = tmp_path_factory.mktemp("answers")
        with World() as world:
            world.pages = {OWLS_PAGE: page, OWLS_CODE: code, "https://new.example.org/owls": here}
            world.pages["https://archive.org/wayback/available"] = Reply("{}")
            with world.client(record=answers) as client:
                list(judged(client, [OWLS_PAGE, OWLS_CODE]))
        pushed.env = {
            "GITHUB_API_URL": hosting.url,
            "PLLM_BIB_REPLAY": str(answers),
            "XDG_CACHE_HOME": str(answers / "cache"),
        }
        return links_step(pushed, "secret")

    for number in range(1, 131):
        user = {"type": "User" if number % 2 else "Bot"}
        body = "<!-- pllm-bib links -->" if number % 2 else None
        about = {"number": number, "state": "open", "labels": ["links"]}
        hosting.issues[number] = {"user": user, "body": body, **about}

    week(here, here)
    assert len(hosting.issues) == 130, "there is nothing to tell"
    assert OWLS_PAGE in week(gone, here)
    issue = hosting.issues[131]
    assert issue["labels"] == ["links"]
    assert OWLS_PAGE in issue["body"]
    assert "answers 404" in issue["body"]
    first = issue["body"]
    week(gone, moved)
    assert "https&#58;//new.example.org/owls" in issue["body"]
    assert issue["body"] != first
    assert issue["state"] == "open"
    week(here, here)
    assert issue["state"] == "closed"
    assert OWLS_PAGE not in issue["body"]
    before = len(hosting.calls)
    week(here, here)
    assert [method for method, _path in hosting.calls[before:]] == ["GET", "GET"]
    week(here, gone)
    assert (issue["state"], len(hosting.issues)) == ("open", 131)
    assert OWLS_CODE in issue["body"]


def test_an_issue_that_is_not_allowed(pushed: Runner, hosting: Hosting, tmp_path: Path) -> None:
    hosting.refuses = True
    pushed.env = {"GITHUB_API_URL": hosting.url, "PLLM_BIB_REPLAY": str(tmp_path)}
    assert "issues: write" in links_step(pushed, "secret")


def test_links_are_asked_for_when_wanted_and_never_for_a_pull_request() -> None:
    wanted, event = {"links": "true"}, {"pull_request": {"number": 7}}
    for inputs, github, expected in (
        (wanted, {"event": {}}, True),
        (wanted, {"event": event}, False),
        ({"links": "false"}, {"event": {}}, False),
    ):
        context: dict[str, Any] = {"inputs": inputs, "github": github}
        assert bool(evaluated(LINKS_STEP["if"], context)) is expected


def test_the_links_are_asked_for_by_the_clock() -> None:
    workflow = form(GITHUB / "workflows/links.yml")
    assert workflow["permissions"] == {"contents": "read", "issues": "write"}
    (triggers,) = [workflow[name] for name in workflow if name in {"on", True}]
    assert triggers.keys() == {"schedule", "workflow_dispatch"}
    steps = workflow["jobs"]["links"]["steps"]
    assert {"uses": "./", "with": {"links": "true", "build": "false"}} in steps


def test_a_tag_releases_every_export(pushed: Runner, hosting: Hosting, git: Git) -> None:
    pushed.env = {"GITHUB_API_URL": hosting.url}
    options = {"release": "true", "token": "secret"}
    tag = {**PUSH, "ref_type": "tag", "ref_name": "v1"}
    for _again in range(2):
        outcome = pushed.run(options, **tag)
        assert outcome.status == 0, outcome.log
    names = [one["name"] for one in hosting.releases["v1"]["assets"]]
    assert sorted(names) == sorted(set(names)), "a second run replaces the files"
    with zipfile.ZipFile(io.BytesIO(hosting.files["exports.zip"])) as archive:
        assert {"bibtex/all.bib", "zotero/owls.rdf", "citations/README.md"} <= {*archive.namelist()}
    own = (pushed.workspace / "exports/biblatex/all.bib").read_bytes()
    assert hosting.files["biblatex-all.bib"] == own
    git(pushed.workspace, "status")


def test_the_default_branch_renews_the_downloads_and_then_links_to_them(
    pushed: Runner, hosting: Hosting, git: Git
) -> None:
    pushed.env = {"GITHUB_API_URL": hosting.url}
    options = {"release": "true", "token": "secret"}
    outcome = pushed.run(options, **PUSH)
    assert outcome.status == 0, outcome.log
    release = hosting.releases["exports"]
    assert (release["prerelease"], release["make_latest"]) == (True, "false")
    origin = pushed.home / "origin.git"
    text = git(origin, "show", "main:README.md")
    wanted = re.findall(r"\(\.\./\.\./releases/download/exports/([^)]+)\)", text)
    names = {one["name"] for one in release["assets"]}
    assert {"all.bib", "biblatex-all.bib", "owls.ris"} <= set(wanted) <= names
    assert hosting.files["all.ris"].decode() == git(origin, "show", "main:exports/ris/all.ris")
    assert git(origin, "show", "main:entries/sections.toml").startswith('downloads = "release"')
    count = git(origin, "rev-list", "--count", "main")
    before = len(hosting.calls)
    assert pushed.run(options, **PUSH).status == 0
    assert git(origin, "rev-list", "--count", "main") == count
    changes = [path for method, path in hosting.calls[before:] if method != "GET"]
    assert changes == [], "what is the same is not sent again"


def test_links_that_a_list_has_chosen_stay(pushed: Runner, hosting: Hosting, git: Git) -> None:
    outline = pushed.workspace / "entries/sections.toml"
    outline.write_text('downloads = "page"\n' + outline.read_text("utf-8"), "utf-8")
    git(pushed.workspace, "commit", "--quiet", "--all", "-m", "Pages")
    pushed.env = {"GITHUB_API_URL": hosting.url}
    assert pushed.run({"release": "true", "token": "secret"}, **PUSH).status == 0
    assert "exports" in hosting.releases
    text = git(pushed.home / "origin.git", "show", "main:README.md")
    assert "](exports/ris/all.ris)" in text


def test_downloads_that_cannot_be_renewed_leave_the_links(
    pushed: Runner, hosting: Hosting, git: Git
) -> None:
    hosting.refuses = True
    pushed.env = {"GITHUB_API_URL": hosting.url}
    outcome = pushed.run({"release": "true", "token": "secret"}, **PUSH)
    assert outcome.status == 0, outcome.log
    assert "could not be renewed" in outcome.log
    assert "releases/download" not in git(pushed.home / "origin.git", "show", "main:README.md")


# What GitHub shows to those who come: forms and the workflow.

GITHUB = ACTION.parent / ".github"
FORMS = sorted(GITHUB.glob("ISSUE_TEMPLATE/[!c]*.yml"))


def form(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_form(path: Path) -> None:
    found = form(path)
    assert found["name"]
    assert found["description"]
    ids = [item["id"] for item in found["body"]]
    assert len(set(ids)) == len(ids)
    labels = [item["attributes"]["label"] for item in found["body"]]
    assert len(set(labels)) == len(labels), "answers are told apart by their labels"
    assert any(item.get("validations", {}).get("required") for item in found["body"])


def test_form_for_a_paper_has_the_sections_of_the_list() -> None:
    chapters = read_config(ACTION.parent).chapters
    expected = [
        section.heading if section == chapter.own else f"{section.heading} ({chapter.title})"
        for chapter in chapters
        for section in chapter.sections
    ]
    body = form(GITHUB / "ISSUE_TEMPLATE/add-a-paper.yml")["body"]
    (options,) = [item["attributes"]["options"] for item in body if item["id"] == "section"]
    assert options == [*expected, "I cannot tell"]


def test_workflow_uses_the_action_of_its_own_commit() -> None:
    workflow = form(GITHUB / "workflows/check.yml")
    assert workflow["permissions"] == {"contents": "read"}
    (triggers,) = [workflow[name] for name in workflow if name in {"on", True}]  # YAML's “on”
    assert "pull_request" in triggers
    steps = workflow["jobs"]["list"]["steps"]
    assert {"uses": "./", "id": "list", "with": {"release": "true"}} in steps
    assert {"run": "sudo .ci/run"} in workflow["jobs"]["tests"]["steps"]


def test_requirements_are_those_of_the_project(repository: Path) -> None:
    """Each is pinned by its digest, at the version that the tests run with."""
    text = (repository / "requirements.txt").read_text("utf-8")
    rows = [row.split() for row in text.replace("\\\n", " ").splitlines()]
    pinned = {row[0].lower() for row in rows}
    for row in rows:
        assert len(row) > 1
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", word) for word in row[1:])
    constraints = (repository / "constraints.txt").read_text("utf-8").lower().split()
    assert pinned <= set(constraints)
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split("[<>=]", row)[0].lower() for row in project["dependencies"]}
    assert wanted <= {row.partition("==")[0] for row in pinned}


def test_nothing_of_the_checkout_is_run(pull: Pull, github: Hosting) -> None:
    lay_traps(pull.merge)
    pull.runner.env |= TRAPPED
    outcome = pull.runner.run({**COMMENT, "sarif": "out.sarif"}, pull.event)
    assert outcome.outputs["status"] == "1", outcome.log
    assert "1 added, 1 retitled." in outcome.summary
    assert github.comments
    assert_no_trap_went_off(pull.merge, outcome.log)


def test_a_folder_that_looks_like_a_repository_brings_no_settings(pull: Pull, git: Git) -> None:
    lists = pull.merge / "lists"
    git(pull.merge, "init", "--quiet", "--bare", "lists")
    (lists / "config").write_text(
        "[core]\n  bare = true\n  fsmonitor = touch owned\n  sshCommand = touch owned\n"
        "[diff]\n  external = touch owned\n"
        '[remote "origin"]\n  url = ssh://localhost:9/x\n  uploadpack = touch owned\n',
        "utf-8",
    )
    for name in ("entries", "exports", "README.md"):
        git(pull.merge, "mv", name, f"lists/{name}")
    outcome = pull.runner.run({"working-directory": "lists", "base": "main"})
    assert_no_trap_went_off(pull.merge, outcome.log)


@pytest.mark.parametrize("name", ["out.sarif", "deep/out.sarif"])
def test_a_link_in_the_checkout_leads_no_file_elsewhere(pull: Pull, name: str) -> None:
    outside = pull.runner.home / "outside"
    outside.mkdir()
    (outside / "out.sarif").write_text("precious", "utf-8")
    link = pull.merge / name.partition("/")[0]
    link.symlink_to(outside if "/" in name else outside / "out.sarif")
    outcome = pull.runner.run({"sarif": name, "fail": "false"}, pull.event)
    assert (outside / "out.sarif").read_text("utf-8") == "precious"
    if "/" in name:
        assert "leads out of the workspace" in outcome.log
    else:
        assert '"ruleId": "T002"' in link.read_text("utf-8")
