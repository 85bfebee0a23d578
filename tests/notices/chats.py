"""Receivers over loopback that behave as real ones do, well and badly; one for each channel."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SECRET = "SECa1b2c3d4e5f60718293a4b5c6d7e8f90-very-secret"
KEY = "693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa"
OTHER = "/elsewhere"


@dataclass
class Got:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Chat:
    """An HTTP receiver. `answers`: (status, headers, body) one after the other, the last for ever;
    None: it takes the request and says nothing until the test is over."""

    answers: list[tuple[int, dict[str, str], bytes] | None]
    got: list[Got] = field(default_factory=list)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    trickles: bool = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook/{KEY}"


def said(body: object, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, headers, body if isinstance(body, bytes) else json.dumps(body).encode()


@contextmanager
def listening(*answers: tuple[int, dict[str, str], bytes] | None) -> Iterator[Chat]:
    chat = Chat(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            chat.got.append(Got(self.path, dict(self.headers), body))
            answer = chat.answers.pop(0) if len(chat.answers) > 1 else chat.answers[0]
            if answer is None:
                chat.over.wait(10)
                return
            self.send_response(answer[0])
            for name, value in answer[1].items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(answer[2])))
            self.end_headers()
            self._write(answer[2])

        def _write(self, body: bytes) -> None:
            if not chat.trickles:
                self.wfile.write(body)
            for byte in body if chat.trickles else b"":
                if chat.over.wait(0.1):
                    return
                self.wfile.write(bytes([byte]))

        do_GET = do_POST

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    chat.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield chat
    finally:
        chat.over.set()
        server.shutdown()
        server.server_close()


# What each chat says when it took a message, and when it did not: always HTTP 200.
ANSWERS: dict[str, tuple[object, object]] = {
    "feishu": (
        {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"},
        {"code": 19021, "data": {}, "msg": f"sign match fail {SECRET}"},
    ),
    "dingtalk": (
        {"errcode": 0, "errmsg": "ok"},
        {"errcode": 310000, "errmsg": "description:机器人发送签名不匹配"},
    ),
    "wecom": (
        {"errcode": 0, "errmsg": "ok"},
        {"errcode": 93000, "errmsg": f"invalid webhook url, hint: {KEY}"},
    ),
    "webhook": ({"ok": True}, {"ok": False, "error": "no such topic"}),
}


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 nobody knows, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    paths = folder / "own.pem", folder / "own.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@dataclass
class Mail:
    """A mail server's view. `refuses`: recipient → what it says to it."""

    refuses: dict[str, str] = field(default_factory=dict)
    says: str = "250 OK"
    got: list[Any] = field(default_factory=list)
    passwords: list[bytes] = field(default_factory=list)
    password: bytes = SECRET.encode()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, _: Any) -> str:
        if to in self.refuses:
            return self.refuses[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append(envelope)
        return self.says

    def allowed(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
        self.passwords.append(data.password)
        return AuthResult(success=data.password == self.password, handled=False)


@contextmanager
def mailing(mail: Mail, tls: tuple[Path, Path] | None, *, wrapped: bool = False) -> Iterator[int]:
    """The port of a mail server. `tls`: certificate and key; None: it offers none.

    `wrapped`: encrypted from the beginning.
    """
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*tls)
    controller = Controller(
        mail, hostname="127.0.0.1", port=free_port(), authenticator=mail.allowed,
        ssl_context=context if wrapped else None, tls_context=None if wrapped else context,
        auth_require_tls=not wrapped, decode_data=False,
    )  # fmt: skip
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says what `talk` says to whoever comes."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=_talk, args=(talk, connection), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(server.getsockname()[1])
    finally:
        server.close()


def _talk(talk: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection:
        try:
            talk(connection)
        except OSError:
            return
