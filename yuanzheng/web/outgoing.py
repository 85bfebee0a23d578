"""Requests a visitor sets off: to the configured platforms only, and never into a private network.

A name is resolved once, every address it has is checked, and the connection goes to a checked
address: a second answer of the name server (DNS rebinding) changes nothing. Redirects pass the
same door. Where an HTTP proxy is configured it resolves the names; the hosts are checked all the
same.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import LocationParseError, NewConnectionError
from urllib3.util import parse_url

from collectors import hosts
from collectors.results import Stop
from collectors.settings import CollectorSettings
from collectors.transport import USER_AGENT, Transport

_PORTS = {"http": 80, "https": 443}
# Global unicast (RFC 4291), without what carries other addresses: 6to4 (RFC 3056), Teredo (4380).
_UNICAST = IPv6Network("2000::/3")
_CARRYING = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))


class NotAllowed(requests.RequestException):
    """The message, a Chinese sentence, says what was not asked."""


def public(text: str) -> bool:
    """Whether an address is one of the open network: not private, loopback, link-local, shared,
    multicast, reserved, nor an IPv6 address that carries such a one."""
    found = ip_address(text)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast and not found.is_reserved
    carrying = any(found in network for network in _CARRYING)
    return found in _UNICAST and found.is_global and not found.scope_id and not carrying


def resolved(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, each of them public. Raises `NotAllowed`, OSError."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not found or not all(map(public, found)):
        raise NotAllowed(f"{host} 的地址在内部网络里：没有去问。")
    return found


def places(settings: CollectorSettings) -> frozenset[tuple[str, str, int]]:
    """Scheme, host and port of every configured platform."""
    urls = [url for name in hosts.hosts() for url in _urls(settings, name)]
    return frozenset(_place(url) for url in urls)


def session(settings: CollectorSettings) -> requests.Session:
    """Asks configured platforms; anything else raises `NotAllowed`. Not to be shared by threads."""
    http = requests.Session()
    http.headers["User-Agent"] = USER_AGENT
    http.auth = _as_it_is  # or an entry in ~/.netrc would send a password along
    http.max_redirects = 3
    if settings.proxy:
        http.trust_env = False
        http.proxies = {"http": settings.proxy, "https": settings.proxy}
    door = _Door(places(settings))
    http.adapters.clear()
    http.mount("http://", door)
    http.mount("https://", door)
    return http


class Guarded(Transport):
    """The collectors' way of asking, through the same door: for `collectors.session.Session`."""

    def __init__(self, settings: CollectorSettings, stop: Stop) -> None:
        super().__init__(settings.proxy, settings.timeout_seconds, stop)
        self._settings = settings

    def _http(self) -> requests.Session:
        if not hasattr(self._own, "http"):
            self._own.http = session(self._settings)
        found: requests.Session = self._own.http
        return found


class _Connected:
    """Connects to the address that was checked. TLS still asks for the name."""

    def _new_conn(self: Any) -> socket.socket:
        failed: OSError | None = None
        for address in resolved(self._dns_host, self.port):
            try:
                return socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                failed = error
        raise NewConnectionError(self, f"Failed to establish a new connection: {failed}")


class _Http(_Connected, HTTPConnection): ...


class _Https(_Connected, HTTPSConnection): ...


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Door(HTTPAdapter):
    def __init__(self, allowed: frozenset[tuple[str, str, int]]) -> None:
        self._allowed = allowed
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def send(
        self, request: requests.PreparedRequest, *given: Any, **named: Any
    ) -> requests.Response:
        if _place(request.url or "") not in self._allowed:
            raise NotAllowed("这个网址不在配置的平台上：没有去问。")
        return super().send(request, *given, **named)


def _urls(settings: CollectorSettings, name: str) -> Sequence[str]:
    own = settings.platform(name)
    return own.api, own.web


def _place(url: str) -> tuple[str, str, int]:
    """Read as the connection will read it: two readings of one address are a way round a door."""
    try:
        parts = parse_url(url)
    except LocationParseError:
        return "", "", 0
    scheme, host = parts.scheme or "", (parts.host or "").strip("[]").rstrip(".")
    return scheme, host, parts.port or _PORTS.get(scheme, 0)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
