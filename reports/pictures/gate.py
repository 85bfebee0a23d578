"""The one way out of the browser: a proxy on this machine that knows whom it may ask.

Whatever a page does (redirects, frames, workers, sockets), nothing but the platforms and what
their pages are made of is reached, and no credentials of a proxy come near the browser.
"""

from __future__ import annotations

import select
import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from typing import cast
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

LARGEST = 200_000_000
MARK = "Yuanzheng-Gate"
FOREIGN = "不是平台的网址，没有去打开"
_INSIDE = [
    ip_network(text) for text in
    ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
]  # fmt: skip
_DROPPED = {"connection", "proxy-connection", "proxy-authorization", "authorization", "cookie"}


class Refused(Exception):
    """The message is a Chinese clause on why nobody was asked."""


class Gate(ThreadingHTTPServer):
    """`platforms` are addresses as configured, `domains` public ones and all below them.

    `upstream` is the proxy to go through ("" for none) but to hosts that are `direct`; `troubles`
    says why a host was not reached and `received` how much came since `begin`.
    """

    daemon_threads = True

    def __init__(
        self, platforms: Sequence[str], domains: Sequence[str], upstream: str,
        direct: Callable[[str], bool], timeout: float,
    ) -> None:  # fmt: skip
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hosts = {(urlsplit(url).hostname or "").lower() for url in platforms}
        self.ports = {80, 443} | {port for url in platforms if (port := urlsplit(url).port)}
        self.domains = tuple(domains)
        self._upstream, self._direct = urlsplit(upstream) if upstream else None, direct
        self.patience = timeout
        self.troubles: dict[str, str] = {}
        self.received = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def overfull(self) -> bool:
        return self.received > LARGEST

    def begin(self) -> None:
        self.received = 0
        self.troubles.clear()

    def reached(self, host: str, port: int) -> socket.socket:
        """A connection to a host that may be asked, or to the proxy. Raises `Refused`."""
        host = host.lower()
        if not self._known(host) or port not in self.ports:
            raise Refused(FOREIGN)
        if proxy := self.upstream(host):
            return _connected(proxy.hostname or "", proxy.port or 80, self.patience)
        if host in self.hosts:
            return _connected(host, port, self.patience)
        return _connected(_public(host, port), port, self.patience)

    def allows(self, url: str) -> bool:
        """Whether an address is one of those this gate leads to."""
        return self._known((urlsplit(url).hostname or "").lower())

    def upstream(self, host: str) -> SplitResult | None:
        """The proxy to go through to a host; None: straight."""
        return None if self._direct(host) else self._upstream

    def _known(self, host: str) -> bool:
        names = {*self.hosts, *self.domains}
        return any(host == name or host.endswith(f".{name}") for name in names if name)


@contextmanager
def opened(
    platforms: Sequence[str], domains: Sequence[str], upstream: str,
    direct: Callable[[str], bool], timeout: float,
) -> Iterator[Gate]:  # fmt: skip
    """A gate that is open as long as the block runs."""
    gate = Gate(platforms, domains, upstream, direct, timeout)
    thread = threading.Thread(target=gate.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield gate
    finally:
        gate.shutdown()
        thread.join()
        gate.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def gate(self) -> Gate:
        return cast(Gate, self.server)

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        host = host.strip("[]")
        with self._asking(host), self.gate.reached(host, int(port)) as far:
            if proxy := self.gate.upstream(host):
                _tunnel(far, self.path, _credentials(proxy))
            self.connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._relay(far)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        with self._asking(parts.hostname or ""):
            if parts.scheme != "http":
                raise Refused(FOREIGN)
            with self.gate.reached(parts.hostname or "", parts.port or 80) as far:
                far.sendall(self._asked(parts, self.gate.upstream(parts.hostname or "")))
                self._relay(far)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """The pictures' own record says what was asked."""

    def _asked(self, parts: SplitResult, proxy: SplitResult | None) -> bytes:
        target = self.path if proxy else urlunsplit(("", "", parts.path or "/", parts.query, ""))
        kept = {k: v for k, v in self.headers.items() if k.lower() not in _DROPPED}
        headers: Mapping[str, str | None] = {
            **kept, "Host": parts.netloc, "Connection": "close",
            "Proxy-Authorization": _credentials(proxy) if proxy else None,
        }  # fmt: skip
        lines = [f"{self.command} {target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    @contextmanager
    def _asking(self, host: str) -> Iterator[None]:
        self.close_connection = True
        try:
            yield
        except (Refused, ValueError) as error:
            self._refuse(host, 403, str(error) if isinstance(error, Refused) else FOREIGN)
        except OSError as error:
            slow = isinstance(error, TimeoutError)
            self._refuse(host, 502, "没有及时回答" if slow else "连接不上，请检查网络或代理")

    def _refuse(self, host: str, status: int, words: str) -> None:
        self.gate.troubles[host.lower()] = words
        with suppress(OSError):
            head = f"HTTP/1.1 {status} Refused\r\n{MARK}: 1\r\nContent-Length: 0\r\n"
            self.connection.sendall(f"{head}Connection: close\r\n\r\n".encode())

    def _relay(self, far: socket.socket) -> None:
        """Both ways until either side ends, nobody speaks any more, or it is too much."""
        other = {self.connection: far, far: self.connection}
        with suppress(OSError):
            while not self.gate.overfull:
                ready, _, _ = select.select(list(other), [], [], self.gate.patience)
                if not ready:
                    return
                for side in ready:
                    data = side.recv(65536)
                    if not data:
                        return
                    self.gate.received += len(data) if side is far else 0
                    other[side].sendall(data)


def _credentials(proxy: SplitResult) -> str | None:
    """The header by which the proxy knows us; None: it does not ask."""
    if not proxy.username:
        return None
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def _connected(host: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((host, port), timeout)


def _public(host: str, port: int) -> str:
    """The address behind a name. Raises `Refused` for one inside somebody's network."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]
    address = ip_address(str(found).partition("%")[0])
    own = address.is_loopback or address.is_link_local or address.is_unspecified
    if own or any(address in net for net in _INSIDE if net.version == address.version):
        raise Refused(f"指向内部网络的地址 {address}，没有去打开")
    return str(address)


def _tunnel(far: socket.socket, target: str, credentials: str | None) -> None:
    """Has the proxy connect. Raises OSError when it does not."""
    head = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n"
    head += f"Proxy-Authorization: {credentials}\r\n" if credentials else ""
    far.sendall(f"{head}\r\n".encode("latin-1", "replace"))
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = far.recv(1)
        if not more or len(answer) > 65536:
            raise OSError("the proxy closed the connection")
        answer += more
    if answer.split(b" ", 2)[1:2] != [b"200"]:
        raise OSError("the proxy refused")
