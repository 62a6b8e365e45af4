"""Addresses judged, against a server on this machine with every fault that hosts have."""

from __future__ import annotations

import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from tests.lookup.world import Asked, Reply, World

from pllm_bib.lookup.links.judge import Judge
from pllm_bib.lookup.links.run import judged
from pllm_bib.lookup.links.verdict import LinkState, LinkVerdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "https://owls.example.org/night/1"
OTHER = "https://bats.example.org/day/2"
WORDS = " ".join(f"word{chr(97 + one)}{chr(97 + other)}" for one in range(5) for other in range(9))


def html(title: str, body: str = WORDS, **about: Any) -> Reply:
    text = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return Reply(text, "text/html; charset=utf-8", **about)


def moved(target: str, status: int = 301) -> Reply:
    return Reply(status=status, headers={"Location": target})


def verdict(world: World, address: str = PAGE, **settings: Any) -> LinkVerdict:
    world.pages.setdefault(address, Reply())
    with world.client(**settings) as client:
        return Judge(client).judge(address)


def test_a_page_is_there(world: World) -> None:
    world.pages[PAGE] = html("Owls at Night")
    assert verdict(world) == LinkVerdict(LinkState.OK)
    assert [asked.method for asked in world.asked] == ["GET", "HEAD", "GET", "HEAD", "GET"]
    assert world.asked[0].address == "https://owls.example.org/robots.txt"
    assert world.asked[3].address.startswith("https://owls.example.org/night/no-such-page-")


def test_a_file_is_asked_for_by_its_head_alone(world: World) -> None:
    world.pages[PAGE] = Reply(b"%PDF-1.7", "application/pdf")
    assert verdict(world).state == "ok"
    assert [asked.method for asked in world.asked] == ["GET", "HEAD"]


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_dead(world: World, status: int) -> None:
    world.pages[PAGE] = Reply("no", "text/plain", status)
    found = verdict(world)
    assert (found.state, found.is_dead) == ("dead", True)
    assert found.reason.startswith(f"answers {status}")


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501, 503])
def test_a_host_that_answers_no_heads_is_asked_for_the_page(world: World, status: int) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status=status) if asked.method == "HEAD" else html("Owls at Night")

    world.pages[PAGE] = answer
    assert verdict(world).state == "ok"


@pytest.mark.parametrize("status", [401, 402, 403, 429, 451, 999])
def test_a_refusal_is_no_death(world: World, status: int) -> None:
    world.pages[PAGE] = Reply("no", "text/plain", status)
    found = verdict(world)
    assert (found.state, found.is_dead) == ("blocked", False)
    assert str(status) in found.reason


def test_a_host_that_is_busy_is_asked_again_when_it_says(world: World) -> None:
    busy = Reply(status=429, headers={"Retry-After": "7"})
    world.pages[PAGE] = [busy, busy, html("Owls at Night")]
    assert verdict(world).state == "ok"
    assert sum(world.slept) >= 14


@pytest.mark.parametrize("status", [400, 406, 418, 500, 502, 503])
def test_a_host_in_trouble_is_unknown(world: World, status: int) -> None:
    world.pages[PAGE] = Reply("no", "text/plain", status)
    found = verdict(world)
    assert (found.state, found.is_dead) == ("unknown", False)
    assert f"answers {status}" in found.reason


def test_a_slow_host_is_unknown(world: World) -> None:
    world.pages[PAGE] = Reply("late", seconds=0.5)
    found = verdict(world, timeout=0.1)
    assert found == LinkVerdict(LinkState.UNKNOWN, "does not answer in time")


def test_a_connection_that_breaks_off_is_unknown(world: World) -> None:
    world.pages[PAGE] = html("Owls", length=9_000)
    assert verdict(world).state == "unknown"


class Names:
    """The names of hosts that a test knows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *known: str) -> None:
        self.known = known
        self.error = socket.EAI_NONAME
        self.real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self.find)

    def find(self, host: Any, *rest: Any, **more: Any) -> Any:
        if host in self.known:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))]
        if host == "127.0.0.1":
            return self.real(host, *rest, **more)
        raise socket.gaierror(self.error, "no")


def test_a_host_that_is_gone_is_dead(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, "example.org")
    with world.client() as client:
        found = Judge(client).judge("https://no-such-host.example.net/a")
    assert found == LinkVerdict(LinkState.DEAD, "the host cannot be found")


def test_without_a_network_no_host_is_dead(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch)
    with world.client() as client:
        found = Judge(client).judge("https://no-such-host.example.net/a")
    assert found.state == "unknown"
    assert "is there a network?" in found.reason


def test_names_that_cannot_be_asked_for_now(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, "example.org")
    names.error = socket.EAI_AGAIN
    with world.client() as client:
        assert Judge(client).judge("https://no-such-host.example.net/a").state == "unknown"


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "https://10.0.0.7/",
        "https://169.254.169.254/latest/meta-data",
        "http://localhost/",
        "ftp://example.org/owls",
        "file:///etc/passwd",
    ],
)
def test_private_and_other_addresses_are_never_asked(world: World, address: str) -> None:
    with world.client() as client:
        assert Judge(client).judge(address).state == "not-asked"
    world.pages[PAGE] = moved(address)
    found = verdict(world)
    assert (found.state, found.is_dead, found.new) == ("not-asked", False, "")


@pytest.mark.parametrize("status", [301, 308])
def test_a_page_that_moved_for_good_has_a_new_address(world: World, status: int) -> None:
    world.pages[PAGE] = moved(OTHER, status)
    world.pages[OTHER] = html("Owls at Night")
    assert verdict(world) == LinkVerdict(LinkState.MOVED, f"has moved to {OTHER}", OTHER)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_redirect_for_now_has_none(world: World, status: int) -> None:
    world.pages[PAGE] = moved(OTHER, status)
    world.pages[OTHER] = html("Owls at Night")
    assert verdict(world) == LinkVerdict(LinkState.REDIRECTED, f"leads to {OTHER} for now")


def test_only_what_is_permanent_counts_on_a_long_way(world: World) -> None:
    lasting, passing = "https://owls.example.org/b", "https://bats.example.org/c"
    world.pages |= {PAGE: moved("/a"), "https://owls.example.org/a": moved(lasting, 308)}
    world.pages |= {lasting: moved(passing, 302), passing: html("Owls at Night")}
    found = verdict(world)
    assert (found.state, found.new) == ("moved", lasting)


def test_a_fragment_stays(world: World) -> None:
    world.pages[PAGE] = moved(OTHER)
    world.pages[OTHER] = html("Owls at Night")
    with world.client() as client:
        assert Judge(client).judge(f"{PAGE}#methods").new == f"{OTHER}#methods"
    assert not any("#" in asked.address for asked in world.asked)


def test_what_moved_and_is_gone_is_dead(world: World) -> None:
    world.pages[PAGE] = moved(OTHER)
    world.pages[OTHER] = Reply(status=404)
    found = verdict(world)
    assert (found.state, found.new) == ("dead", "")
    assert found.reason.startswith(f"leads to {OTHER}, which answers 404")


@pytest.mark.parametrize(
    "target",
    [
        "https://bats.example.org/x;jsessionid=0A1B",
        "https://bats.example.org/x?utm_source=owls",
        "https://bats.example.org/x?token=abc",
        "https://bats.example.org/x(",
        "http://owls.example.org/night/1",
    ],
)
def test_an_address_that_will_not_last_is_no_fix(world: World, target: str) -> None:
    world.pages[PAGE] = moved(target)
    world.pages[target] = html("Owls at Night")
    found = verdict(world)
    assert (found.state, found.new) == ("moved", "")


@pytest.mark.parametrize("path", ["/login?next=1", "/users/sign_in", "/signin", "/sso/x"])
def test_a_page_for_logging_in_is_no_new_address(world: World, path: str) -> None:
    target = f"https://owls.example.org{path.replace('_', '-')}"
    world.pages[PAGE] = moved(target)
    world.pages[target] = html("Sign in")
    found = verdict(world)
    assert (found.state, found.new) == ("blocked", "")


def test_redirects_in_a_circle(world: World) -> None:
    world.pages[PAGE] = moved(PAGE)
    assert verdict(world) == LinkVerdict(LinkState.UNKNOWN, "redirects more than 10 times")


def test_a_page_that_gives_a_cookie_on_the_way_is_there(world: World) -> None:
    world.pages[PAGE] = [moved("/set"), html("Owls"), html("Owls")]
    world.pages["https://owls.example.org/set"] = moved(PAGE, 302)
    assert verdict(world).state == "ok"


@pytest.mark.parametrize("target", ["https://[bad/", "https://:x/"])
def test_a_redirect_to_no_address_is_unknown(world: World, target: str) -> None:
    world.pages[PAGE] = moved(target)
    assert verdict(world).state in {"unknown", "not-asked"}


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Not Found",
        "Page not found",
        "404 Not Found",
        "Error 404 - Not found",
        "Page not found · GitHub Pages",
        "Owl Society | Page Not Found",
        "The page could not be found",
        "This page isn’t available",
        "Seite nicht gefunden – Eulen",
        "页面不存在",
        "Sorry, we can’t find that page",
        "The requested resource was not found",
    ],
)
def test_a_title_that_says_not_found(world: World, title: str) -> None:
    world.pages[PAGE] = html(title)
    found = verdict(world)
    assert (found.state, found.is_dead) == ("soft-404", True)
    assert title in found.reason


@pytest.mark.parametrize(
    "title",
    [
        "Lost and Not Found: Owls in Cities",
        "Owls that Could Not Be Found in 404 Nights",
        "404 Nights of Owls",
        "Not Found Anywhere Else: Endemic Owls",
        "Pages Not Found in Translation",
        "Finding What Is Not Found | Journal of Owls",
    ],
)
def test_works_with_such_words_in_their_titles_are_there(world: World, title: str) -> None:
    world.pages[PAGE] = html(title)
    assert verdict(world).state == "ok"


@pytest.mark.parametrize("status", [301, 302, 307])
@pytest.mark.parametrize("front", ["/", "/index.html", "/en/", "/en-US/home"])
def test_a_page_that_leads_to_the_front_page(world: World, status: int, front: str) -> None:
    target = f"https://www.owls.example.org{front}"
    world.pages[PAGE] = moved(target, status)
    world.pages[target] = html("Owl Society")
    found = verdict(world)
    assert (found.state, found.new) == ("soft-404", "")
    assert "front page" in found.reason


def test_front_pages_may_lead_to_one_another(world: World) -> None:
    address = "https://owls.example.org/index.html"
    world.pages |= {address: moved("/"), "https://owls.example.org/": html("Owl Society")}
    assert verdict(world, address).state == "moved"


def test_a_project_that_moved_to_a_host_of_its_own(world: World) -> None:
    world.pages |= {PAGE: moved("https://project.example.org/")}
    world.pages["https://project.example.org/"] = html("The Owl Project")
    assert verdict(world).new == "https://project.example.org/"


def test_a_host_that_leads_everything_to_one_page(world: World) -> None:
    target = "https://new.example.org/"
    world.pages |= {PAGE: Reply(), target: html("New Owls")}
    world.pages[PAGE] = moved(target)
    world.fallback = lambda asked: (
        moved(target) if "/night/" in asked.address else Reply(status=404)
    )
    found = verdict(world)
    assert (found.state, found.new) == ("soft-404", "")
    assert "made up" in found.reason


def test_a_host_that_gives_one_page_for_everything(world: World) -> None:
    def anything(asked: Asked) -> Reply:
        if asked.address.endswith("robots.txt"):
            return Reply(status=404)
        return html("Owls", f"{WORDS} {asked.address} at {len(world.asked)}:00")

    world.fallback = anything
    world.pages[PAGE] = anything
    assert verdict(world).state == "soft-404"


def test_pages_of_one_template_differ(world: World) -> None:
    def anything(asked: Asked) -> Reply:
        if asked.address.endswith("robots.txt"):
            return Reply(status=404)
        return html("Owls", WORDS if "no-such" in asked.address else f"{WORDS} " + "hoot " * 9)

    world.fallback = anything
    world.pages[PAGE] = anything
    assert verdict(world).state == "ok"


def test_a_page_that_a_script_makes_cannot_be_told(world: World) -> None:
    def anything(_asked: Asked) -> Reply:
        return html("Owls", "<noscript>Enable JavaScript</noscript><script src=a.js></script>")

    world.fallback = anything
    world.pages[PAGE] = anything
    assert verdict(world).state == "unknown"


@pytest.mark.parametrize(
    ("address", "made_up"),
    [
        ("https://a.example.org/x/y.html", "https://a.example.org/x/no-such-page-*.html"),
        ("https://a.example.org/x/y/", "https://a.example.org/x/no-such-page-*/"),
        ("https://a.example.org/forum?id=1", "https://a.example.org/forum?id=no-such-page-*"),
        ("https://a.example.org/forum?a=1&b=2", "https://a.example.org/forum?a=1&b=no-such-page-*"),
        ("https://a.example.org/forum?17", "https://a.example.org/forum?no-such-page-*"),
    ],
)
def test_made_up_addresses_are_like_real_ones(world: World, address: str, made_up: str) -> None:
    def anything(asked: Asked) -> Reply:
        title = "Nothing" if "no-such" in asked.address else "Owls"
        return html(title) if "robots" not in asked.address else Reply(status=404)

    world.fallback = anything
    world.pages[address] = anything
    assert verdict(world, address).state == "ok"
    before, _, after = made_up.partition("*")
    asked = {one.address for one in world.asked}
    assert any(one.startswith(before) and one.endswith(after) for one in asked), asked


def test_few_addresses_are_made_up(world: World) -> None:
    addresses = [f"https://owls.example.org/{number}/x" for number in range(8)]
    world.pages |= {address: html(f"Owl {address}") for address in addresses}
    with world.client() as client:
        found = dict(judged(client, addresses))
    assert {one.state for one in found.values()} == {"ok"}
    assert len({one.address for one in world.asked if "no-such-page" in one.address}) == 3


PLAIN = "http://owls.example.org/night/1"


def test_https_that_gives_the_same_page(world: World) -> None:
    world.pages |= {PLAIN: html("Owls at Night"), PAGE: html("Owls at Night")}
    found = verdict(world, PLAIN)
    assert (found.state, found.new, found.is_dead) == ("https", PAGE, False)


@pytest.mark.parametrize(
    "secure",
    [
        html("Default page of a server"),
        html("Owls at Night", "something else"),
        Reply(status=404),
        Reply(b"%PDF", "application/pdf"),
        moved("http://owls.example.org/night/1"),
    ],
)
def test_https_that_does_not(world: World, secure: Reply) -> None:
    world.pages |= {PLAIN: html("Owls at Night"), PAGE: secure}
    assert verdict(world, PLAIN).state == "ok"


def test_files_are_the_same_by_type_and_size(world: World) -> None:
    world.pages |= dict.fromkeys((PLAIN, PAGE), Reply(b"%PDF-1.7", "application/pdf"))
    assert verdict(world, PLAIN).new == PAGE
    world.pages[PAGE] = Reply(b"%PDF-1.7 and more", "application/pdf")
    assert verdict(world, PLAIN).state == "ok"


def test_a_host_that_leads_to_https_itself(world: World) -> None:
    world.pages |= {PLAIN: moved(PAGE), PAGE: html("Owls at Night")}
    assert verdict(world, PLAIN) == LinkVerdict(LinkState.HTTPS, f"leads to https: {PAGE}", PAGE)


def test_robots_may_forbid(world: World) -> None:
    world.pages[PAGE] = html("Owls")
    world.pages["https://owls.example.org/robots.txt"] = Reply(
        "User-agent: *\nDisallow: /night/", "text/plain"
    )
    found = verdict(world)
    assert (found.state, found.is_dead) == ("blocked", False)
    assert "robots.txt" in found.reason
    assert [asked.address for asked in world.asked] == ["https://owls.example.org/robots.txt"]


def test_robots_of_the_host_that_a_page_moved_to(world: World) -> None:
    world.pages |= {PAGE: moved(OTHER), OTHER: html("Owls")}
    world.pages["https://bats.example.org/robots.txt"] = Reply(
        "User-agent: pllm-bib\nDisallow: /", "text/plain"
    )
    assert verdict(world).state == "blocked"
    assert not any(asked.address == OTHER for asked in world.asked)


def test_robots_that_a_host_in_trouble_gives_are_waited_for(world: World) -> None:
    world.pages[PAGE] = html("Owls")
    world.pages["https://owls.example.org/robots.txt"] = Reply(status=503)
    assert verdict(world).state == "unknown"
    assert not any(asked.address == PAGE for asked in world.asked)


def test_a_delay_is_kept_to(world: World) -> None:
    world.pages[PAGE] = html("Owls")
    world.pages["https://owls.example.org/robots.txt"] = Reply(
        "User-agent: *\nCrawl-delay: 9", "text/plain"
    )
    assert verdict(world).state == "ok"
    assert sum(world.slept) == pytest.approx(1 + 9 * 3)


# A key and a certificate for tests alone, signed by nobody: “openssl req -x509 -newkey ec ...”.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgvbTRgGZB52qo9XY+
B5AmeBEhAJ5DMnv+lQkFlqJhSMyhRANCAATy65r1iYEPhbIizqGlS1ncIquYoym1
5J0ev81nJhqFYSZFaOdidEpTeiGPX03VRhs+RdrBr5tumvrN6oV2JPbh
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBjDCCATOgAwIBAgIUOoK9uVp/poZ6pszx0MQpgDWj3AQwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQb3dscy5leGFtcGxlLm9yZzAgFw0yNjExMzAxNTUzMTBaGA8y
MTI2MTEwNjE1NTMxMFowGzEZMBcGA1UEAwwQb3dscy5leGFtcGxlLm9yZzBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABPLrmvWJgQ+FsiLOoaVLWdwiq5ijKbXknR6/
zWcmGoVhJkVo52J0SlN6IY9fTdVGGz5F2sGvm26a+s3qhXYk9uGjUzBRMB0GA1Ud
DgQWBBQQYbd3h/DReBP+99uTOAbgIuZYyTAfBgNVHSMEGDAWgBQQYbd3h/DReBP+
99uTOAbgIuZYyTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIDsd
AtODO6jpBauAFt1nIxsbxJ9FfNEK4HO7KR+YYTXyAiBuvtbTtFE1nO5hfzEwgvlh
jPON3+3X0oXK/fT/8SooSQ==
-----END CERTIFICATE-----
"""


@pytest.fixture
def unsigned(tmp_path: Path) -> Iterator[str]:
    """A server with a certificate that nobody has signed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815 -- the library's name

    (tmp_path / "server.pem").write_text(CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")

    class Server(HTTPServer):
        def get_request(self) -> Any:
            plain, address = self.socket.accept()
            return context.wrap_socket(plain, server_side=True), address

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_certificate_that_nobody_signed(world: World, unsigned: str) -> None:
    with world.client(hosts={"owls.example.org": unsigned}) as client:
        found = Judge(client).judge(PAGE)
    assert (found.state, found.is_dead) == ("certificate", False), found
    assert "self-signed" in found.reason


def test_an_archived_copy_of_a_dead_page(world: World) -> None:
    copy = "http://web.archive.org/web/20240102030405/https://owls.example.org/night/1"
    archive = "https://archive.org/wayback/available"
    closest = f'{{"available": true, "url": "{copy}", "timestamp": "20240102030405"}}'
    world.pages[archive] = Reply(f'{{"archived_snapshots": {{"closest": {closest}}}}}')
    world.pages[PAGE] = Reply(status=404)
    with world.client() as client:
        ((_address, found),) = judged(client, [PAGE])
    assert found.archived == copy.replace("http://web", "https://web")
    (asked,) = [asked for asked in world.asked if asked.address.startswith(archive)]
    assert "url=https%3A%2F%2Fowls.example.org%2Fnight%2F1" in asked.address


@pytest.mark.parametrize(
    "answer",
    [
        Reply('{"archived_snapshots": {}}'),
        Reply("[]"),
        Reply("<html>", "text/html"),
        Reply(status=503),
        Reply('{"archived_snapshots": {"closest": {"available": true, "url": "javascript:x"}}}'),
        Reply('{"archived_snapshots": {"closest": {"available": true, "url": "https://e.org/"}}}'),
    ],
)
def test_an_archive_that_has_none(world: World, answer: Reply) -> None:
    world.pages |= {"https://archive.org/wayback/available": answer, PAGE: Reply(status=404)}
    with world.client() as client:
        ((_address, found),) = judged(client, [PAGE])
    assert (found.state, found.archived) == ("dead", "")


def test_hosts_are_asked_side_by_side_and_each_at_its_pace(world: World) -> None:
    addresses = [
        f"https://h{host}.example.org/{number}.pdf" for host in range(9) for number in range(5)
    ]
    world.pages |= dict.fromkeys(addresses, Reply(b"%PDF-", "application/pdf"))
    with world.client() as client:
        found = dict(judged(client, [*addresses, addresses[0]]))
    assert set(found) == set(addresses)
    asked = [one.address for one in world.asked if one.method == "HEAD"]
    assert sorted(asked) == sorted(addresses)
    for host in range(9):
        of_host = [one for one in asked if one.startswith(f"https://h{host}.")]
        assert of_host == sorted(of_host)


def test_what_a_judge_raises_ends_the_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_parts: object) -> LinkVerdict:
        raise ZeroDivisionError

    monkeypatch.setattr(Judge, "judge", broken)
    with world.client() as client, pytest.raises(ZeroDivisionError):
        list(judged(client, [PAGE]))
