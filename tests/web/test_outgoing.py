"""What a visitor sets off reaches the configured platforms and nothing else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from collectors.settings import CollectorSettings
from yuanzheng.web import outgoing

# IANA special-purpose address registries, and multicast.
CLOSED = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4", "::/96", "::ffff:0:0/104", "64:ff9b::/96", "100::/64",
    "2001::/32", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8",
]  # fmt: skip
OPEN = ["1.0.0.0/24", "20.0.0.0/8", "140.82.112.0/20", "2606:4700::/32", "2a04:4e42::/32"]


def within(names: list[str]) -> st.SearchStrategy[IPv4Address | IPv6Address]:
    def of(network: IPv4Network | IPv6Network) -> st.SearchStrategy[IPv4Address | IPv6Address]:
        first, last = int(network.network_address), int(network.broadcast_address)
        kind = IPv4Address if network.version == 4 else IPv6Address
        return st.integers(first, last).map(kind)

    return st.sampled_from(names).map(ip_network).flatmap(of)


@given(within(CLOSED))
def test_no_closed_address_is_public(address):
    assert not outgoing.public(str(address))
    if address.version == 4:
        assert not outgoing.public(f"::ffff:{address}")
        assert not outgoing.public(str(IPv6Address((0x2002 << 112) | int(address) << 80)))


@given(within(OPEN))
def test_open_addresses_are(address):
    assert outgoing.public(str(address))


def test_an_address_of_one_link_is_not():
    assert not outgoing.public("2606:4700::1%eth0")


class Asked(BaseHTTPRequestHandler):
    """Notes what was asked; `to` is where it sends everybody."""

    seen: list[str]
    to: dict[str, str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        where = self.to.get(self.path)
        self.send_response(302 if where else 200)
        if where:
            self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    handler = type("Here", (Asked,), {"seen": [], "to": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def settings(api: str, proxy: str = "") -> CollectorSettings:
    return CollectorSettings.model_validate({"proxy": proxy, "github": {"api": api}})


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0.0.0.0", "2130706433", "0x7f000001", "127.1", "[::1]",
             "[::ffff:127.0.0.1]"]
)  # fmt: skip
def test_even_a_configured_address_inside_is_not_asked(server, host):
    url = f"http://{host}:{server.server_port}"
    with pytest.raises(requests.RequestException):
        outgoing.session(settings(url)).get(url + "/x", timeout=5)
    assert server.RequestHandlerClass.seen == []


@pytest.mark.parametrize("url", [
    "http://evil.example/", "https://github.com.evil.example/", "https://github.com:8443/",
    "https://github.com@evil.example/", "https://evil.example\\@github.com/", "ftp://github.com/",
    "file:///etc/passwd", "https://github.com%2eevil.example/", "https://evil.example#@github.com",
    "http://[::1", "https://github.com\n.evil.example/", "gopher://github.com/",
])  # fmt: skip
def test_other_hosts_are_not_asked(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("was resolved"))
    with pytest.raises((requests.RequestException, ValueError)):
        outgoing.session(CollectorSettings()).get(url, timeout=5)


def test_a_name_is_resolved_once_and_the_checked_address_connected_to(server, monkeypatch):
    asked: list[str] = []
    real, allowed = socket.getaddrinfo, outgoing.public

    def resolve(host, port, *more, **named):
        asked.append(host)
        inside = "127.0.0.1" if asked.count("api.platform.example") < 2 else "10.0.0.1"
        return real(inside if host == "api.platform.example" else host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outgoing, "public", lambda text: text == "127.0.0.1" or allowed(text))
    url = f"http://api.platform.example:{server.server_port}"
    answer = outgoing.session(settings(url)).get(url + "/x", timeout=5)
    assert answer.status_code == 200
    assert asked.count("api.platform.example") == 1


def test_one_closed_address_among_open_ones_is_enough(monkeypatch):
    found = [(2, 1, 6, "", (address, 443)) for address in ("20.1.2.3", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(outgoing.NotAllowed, match="内部网络"):
        outgoing.resolved("github.com", 443)


def test_redirects_pass_the_same_door(server):
    platform = "http://api.platform.example"
    server.RequestHandlerClass.to.update({
        f"{platform}/away": "http://169.254.169.254/latest/meta-data",
        f"{platform}/round": f"{platform}/there",
    })  # fmt: skip
    http = outgoing.session(settings(platform, f"http://127.0.0.1:{server.server_port}"))
    assert http.get(f"{platform}/round", timeout=5).status_code == 200
    with pytest.raises(outgoing.NotAllowed):
        http.get(f"{platform}/away", timeout=5)
    assert server.RequestHandlerClass.seen[-1] == f"{platform}/away"


def test_the_collectors_way_of_asking_goes_through_it(server):
    url = f"http://127.0.0.1:{server.server_port}"
    guarded = outgoing.Guarded(settings(url), lambda: False)
    assert guarded.send("GET", url + "/x", {}) is None
    assert server.RequestHandlerClass.seen == []
