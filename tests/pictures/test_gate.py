"""The gate leads to the platforms and their own domains, and nowhere else."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import requests

from collectors.standin import StandIn
from reports.pictures import gate as gates


def _asked(gate: gates.Gate, url: str) -> tuple[int, bool]:
    session = requests.Session()
    session.trust_env = False
    session.proxies = {"http": gate.address}
    found = session.get(url, allow_redirects=False, timeout=30)
    return found.status_code, gates.MARK in found.headers


@pytest.fixture
def gate(platforms: StandIn) -> Iterator[gates.Gate]:
    webs = ["http://github.example"]
    with gates.opened(webs, ["cdn.example"], platforms.proxy, lambda _: False, 5) as opened:
        yield opened


def test_only_the_platforms_are_reached(gate: gates.Gate, platforms: StandIn) -> None:
    assert _asked(gate, "http://github.example/lantu/harbor") == (200, False)
    assert _asked(gate, "http://a.cdn.example/x.css") == (502, False), "the stand-in knows it not"
    for url in (
        "http://evil.example/", "http://evilgithub.example/", "http://github.example.evil/",
        "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/", "http://localhost/",
        "http://github.example:22/",
    ):  # fmt: skip
        assert _asked(gate, url) == (403, True), url
    assert {seen.host for seen in platforms.requests} == {"github.example", "a.cdn.example"}


def test_a_domain_that_leads_inside_is_not_asked() -> None:
    """Straight, as without a proxy: the name is looked up here."""
    with gates.opened([], ["localhost"], "", lambda _: False, 5) as opened:
        assert _asked(opened, "http://localhost/") == (403, True)
        assert "内部网络" in opened.troubles["localhost"]


def test_a_configured_address_is_asked_straight(platforms: StandIn) -> None:
    own = f"http://127.0.0.1:{platforms.port}"
    with gates.opened([own], [], "", lambda _: False, 5) as opened:
        assert _asked(opened, f"{own}/x") == (502, False), "the stand-in answered"
    with gates.opened([own], [], "http://127.0.0.1:9", lambda _: True, 5) as opened:
        assert _asked(opened, f"{own}/x") == (502, False), "not through the proxy that is dead"


@pytest.mark.parametrize(
    "line", ["CONNECT evil.example:443", "CONNECT nonsense", "GET file:///etc/passwd"]
)
def test_what_else_is_asked_for_is_refused(gate: gates.Gate, line: str) -> None:
    with socket.create_connection(gate.server_address[:2], 5) as connection:
        connection.sendall(f"{line} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 403 ")
