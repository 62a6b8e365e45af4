"""The client, against a real server on this machine with the faults that servers have."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import time
from typing import TYPE_CHECKING

import pytest
from tests.lookup.world import Asked, Reply, World

from pllm_bib.lookup.client import (
    Client,
    ClientSettings,
    OverBudgetError,
)
from pllm_bib.lookup.found import NotFoundError, ServiceError

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "https://api.example.org/works/1"


def test_an_answer_has_its_address_type_and_text(world: World) -> None:
    world.pages[PAGE] = Reply("{“}", "Application/JSON; charset=utf-8")
    with world.client(contact="me@example.org") as client:
        answer = client.get(PAGE, accept="application/json", params={"q": "a b&c"})
    assert answer[:3] == (f"{PAGE}?q=a+b%26c", "application/json", "{“}")
    assert answer.date == dt.datetime.now(tz=dt.UTC).date().isoformat()
    (asked,) = world.asked
    assert asked.address == f"{PAGE}?q=a+b%26c"
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["user-agent"].startswith("pllm-bib/")
    assert asked.headers["user-agent"].endswith("(mailto:me@example.org)")


@pytest.mark.parametrize("status", [404, 410])
def test_a_record_that_is_not_there_is_told_apart(world: World, status: int) -> None:
    world.pages[PAGE] = Reply("no", status=status)
    with world.client() as client, pytest.raises(NotFoundError, match="no such record"):
        client.get(PAGE)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_is_not_tried_again(world: World, status: int) -> None:
    world.pages[PAGE] = Reply("no", status=status)
    with world.client() as client, pytest.raises(ServiceError, match=f"answers {status}"):
        client.get(PAGE)
    assert len(world.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again_each_time_later(world: World, status: int) -> None:
    world.pages[PAGE] = [*[Reply("", status=status)] * 3, Reply("at last")]
    with world.client() as client:
        assert client.get(PAGE).text == "at last"
    waits = [wait for wait in world.slept if wait]
    assert len(world.asked) == 4
    assert sum(waits) >= 0.5 + 1 + 2


def test_a_server_that_stays_in_trouble_is_given_up(world: World) -> None:
    world.pages[PAGE] = Reply("", status=503)
    with world.client() as client, pytest.raises(ServiceError, match="answers 503"):
        client.get(PAGE)
    assert len(world.asked) == 4


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_kept_to(world: World, as_date: bool) -> None:  # noqa: FBT001
    wait = email.utils.formatdate(time.time() + 30, usegmt=True) if as_date else "30"
    world.pages[PAGE] = [Reply("", status=429, headers={"Retry-After": wait}), Reply("later")]
    with world.client() as client:
        assert client.get(PAGE).text == "later"
    assert 28 <= sum(world.slept) <= 31


def test_a_wait_that_is_too_long_ends_the_request(world: World) -> None:
    world.pages[PAGE] = Reply("", status=429, headers={"Retry-After": "86400"})
    with world.client() as client, pytest.raises(ServiceError, match="86,400 seconds"):
        client.get(PAGE)
    assert len(world.asked) == 1


def test_an_answer_that_breaks_off_is_asked_for_again(world: World) -> None:
    world.pages[PAGE] = [Reply("hal", length=10), Reply("whole")]
    with world.client() as client:
        assert client.get(PAGE).text == "whole"


def test_a_server_that_is_slow_is_given_up(world: World) -> None:
    world.pages[PAGE] = Reply("late", seconds=0.5)
    with world.client(timeout=0.05) as client, pytest.raises(ServiceError):
        client.get(PAGE)


def test_an_answer_that_is_too_large_is_not_read_on(world: World) -> None:
    world.pages[PAGE] = Reply("x" * 5000)
    with world.client(largest=1000) as client, pytest.raises(ServiceError, match="1,000 bytes"):
        client.get(PAGE)
    assert len(world.asked) == 1


def test_redirects_are_followed_within_the_web(world: World) -> None:
    world.pages[PAGE] = Reply(status=302, headers={"Location": "/works/2"})
    world.pages["https://api.example.org/works/2"] = Reply(
        status=301, headers={"Location": "https://other.example.org/3"}
    )
    world.pages["https://other.example.org/3"] = Reply("here")
    with world.client() as client:
        assert (
            client.get(PAGE, headers={"X-Key": "secret"}).address == "https://other.example.org/3"
        )
    assert [asked.headers.get("x-key") for asked in world.asked] == ["secret", "secret", None]


def test_redirects_in_a_circle_end(world: World) -> None:
    world.pages[PAGE] = Reply(status=302, headers={"Location": PAGE})
    with world.client() as client, pytest.raises(ServiceError, match="redirected more than 10"):
        client.get(PAGE)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://example.org/", "only addresses with https"),
        ("ftp://example.org/", "only addresses with https"),
        ("file:///etc/passwd", "only addresses with https"),
        ("https://127.0.0.1/", "not one of the public web"),
        ("https://[::1]/", "not one of the public web"),
        ("https://10.0.0.7/", "not one of the public web"),
        ("https://169.254.169.254/latest/meta-data", "not one of the public web"),
        ("https://localhost/", "not one of the public web"),
    ],
)
def test_private_and_plain_addresses_are_never_asked(
    world: World, address: str, reason: str
) -> None:
    with world.client() as client, pytest.raises(ServiceError, match=reason):
        client.get(address)
    world.pages[PAGE] = Reply(status=302, headers={"Location": address})
    with world.client() as client, pytest.raises(ServiceError, match=reason):
        client.get(PAGE)


def test_each_host_is_asked_at_its_own_pace(world: World) -> None:
    arxiv, crossref = "https://export.arxiv.org/a", "https://api.crossref.org/a"
    world.pages |= {arxiv: Reply("a"), crossref: Reply("b")}
    with world.client() as client:
        for _ in range(3):
            client.get(arxiv)
        assert sum(world.slept) == pytest.approx(6.0)
        client.get(crossref)
        client.get(crossref)
        assert sum(world.slept) == pytest.approx(6.1)


def test_the_time_of_a_run_is_kept_to(world: World) -> None:
    arxiv = "https://export.arxiv.org/a"
    world.pages[arxiv] = Reply("a")
    with world.client(budget=5) as client:
        client.get(arxiv)
        client.get(arxiv)
        with pytest.raises(OverBudgetError, match="5 seconds"):
            client.get(arxiv)
    assert len(world.asked) == 2


def test_answers_are_kept_as_long_as_the_service_says(world: World, tmp_path: Path) -> None:
    other = "https://api.example.org/works/2"
    world.pages[PAGE] = Reply("kept", headers={"Cache-Control": "max-age=3600"})
    world.pages[other] = Reply("fresh", headers={"Cache-Control": "no-store"})
    cache = tmp_path / "deep" / "cache.sqlite"
    for _ in range(2):
        with world.client(cache=cache) as client:
            assert client.get(PAGE).text == "kept"
            assert client.get(other).text == "fresh"
    assert [asked.address for asked in world.asked] == [PAGE, other, other]


def test_offline_only_kept_answers_count_however_old(world: World, tmp_path: Path) -> None:
    cache = tmp_path / "cache.sqlite"
    world.pages["https://a.example/1"] = Reply("kept", headers={"Cache-Control": "max-age=0"})
    with world.client(cache=cache) as client:
        client.get("https://a.example/1")
    with world.client(cache=cache, offline=True) as client:
        assert client.get("https://a.example/1").text == "kept"
        with pytest.raises(ServiceError, match="the network is not to be used"):
            client.get("https://a.example/2")
    assert [asked.address for asked in world.asked] == ["https://a.example/1"]
    assert not world.slept


def test_answers_are_checked_by_their_tag(world: World, tmp_path: Path) -> None:
    def tagged(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"':
            return Reply(status=304, headers={"ETag": '"v1"'})
        return Reply("kept", headers={"ETag": '"v1"', "Cache-Control": "no-cache"})

    world.pages[PAGE] = tagged
    with world.client(cache=tmp_path / "cache.sqlite") as client:
        assert [client.get(PAGE).text for _ in range(2)] == ["kept", "kept"]
    assert len(world.asked) == 2


def test_answers_are_recorded_and_played_without_the_network(world: World, tmp_path: Path) -> None:
    world.pages[PAGE] = Reply(b"\xff\xfe", "application/octet-stream")
    world.pages["https://api.example.org/works/2"] = Reply("“two”", headers={"X-Secret": "s"})
    world.pages["https://api.example.org/works/3"] = Reply(status=404)
    asked = {"q": "a", "api_key": "SECRET", "mailto": "me@example.org"}
    with world.client(record=tmp_path) as client:
        for number in (1, 2):
            client.get(f"https://api.example.org/works/{number}", params=asked)
        with pytest.raises(NotFoundError):
            client.get("https://api.example.org/works/3")
    kept = "".join(path.read_text("utf-8") for path in sorted(tmp_path.iterdir()))
    assert len(list(tmp_path.iterdir())) == 3
    assert not any(word in kept for word in ("SECRET", "me@example.org", "X-Secret", "127.0.0.1"))
    requests = len(world.asked)
    with Client(ClientSettings(replay=tmp_path)) as client:
        second = client.get("https://api.example.org/works/2", params={"q": "a"})
        assert (second.text, second.media_type) == ("“two”", "application/json")
        with pytest.raises(NotFoundError):
            client.get("https://api.example.org/works/3")
        with pytest.raises(ServiceError, match=r"no answer to .*works/4 is recorded"):
            client.get("https://api.example.org/works/4")
    assert len(world.asked) == requests


@pytest.mark.parametrize("damaged", ["", "[]", "{}", json.dumps({"status": 200})])
def test_a_damaged_recording_is_told(world: World, tmp_path: Path, damaged: str) -> None:
    world.pages[PAGE] = Reply("x")
    with world.client(record=tmp_path) as client:
        client.get(PAGE)
    (path,) = tmp_path.iterdir()
    path.write_text(damaged)
    with (
        Client(ClientSettings(replay=tmp_path)) as client,
        pytest.raises(ServiceError, match="is no recorded answer"),
    ):
        client.get(PAGE)
