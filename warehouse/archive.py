"""The raw archive: every answer as a WARC record (ISO 28500) before anything is read from it.

What is stored is the body after content decoding, so that its SHA-256 is that of the bytes the
parsers saw. Tokens and cookies never reach the file.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO, FileIO
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit
from uuid import NAMESPACE_URL, uuid5

from isal import isal_zlib

from warehouse import lasting
from warehouse.answers import Answer, answer_id

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

_SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "private-token", "proxy-authorization"}
_UNTRUE_HEADERS = {"content-encoding", "transfer-encoding", "content-length", "connection"}
_SECRET_QUERY = re.compile(r"(?<=[?&])(access_token|private_token|token)=[^&#]*&?")
_USERINFO = re.compile(r"(?<=://)[^/@\s]+@")


# Says of a record for which visit it was read: `<visit number> <repository> <stream>`.
SCOPE = "X-Yuanzheng-Scope"
# What the records of the collector's own notes are about, followed by their kind.
JOURNAL = "urn:yuanzheng:journal:"
_ENDING = ".warc.gz"
# Bodies from which on packing them well costs more than it saves.
_LARGE = 1 << 18
_DIGITS = 3
_LEVEL, _GZIP = 2, 31


def without_secrets(url: str) -> str:
    """The URL without token parameters and without user and password."""
    return _SECRET_QUERY.sub("", _USERINFO.sub("", url)).rstrip("?&")


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came: the body decoded, the headers as pairs.

    `asked` is the body of the request, where it had one: it is kept beside the answer. The `url`
    must tell such requests apart (by a fragment, which no server sees): the answer is named by it.
    """

    url: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    method: str = "GET"
    asked: bytes | None = None

    def header(self, name: str) -> str | None:
        return next((v for k, v in self.headers if k.lower() == name), None)


class Archive:
    """Writes one file a run, never to one that is there already; several threads may write."""

    def __init__(self, folder: Path, started: datetime) -> None:
        self.folder = folder
        began = f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        self.name = _free(folder, began)
        # Runs of one second may be told the same by a clock that stands: their records differ.
        self._apart = self.name.removeprefix(began).removesuffix(_ENDING)
        self._lock, self._notes = Lock(), 0

    def keep(self, raw: Raw, scope: str = "") -> Answer:
        """Writes the answer and says where it lies. Raises OSError when the disk is full.

        `scope` says for whom it was read: it stands in the record's header `SCOPE`.
        """
        url = without_secrets(raw.url)
        digest = sha256(raw.body).hexdigest()
        identity = answer_id(raw.method, url, digest)
        record = self._id(f"{identity} {raw.fetched_at.isoformat()}")
        self._write(raw, url, record, digest, scope)
        return Answer(
            identity, url, raw.status, raw.fetched_at, digest, len(raw.body),
            raw.header("content-type"), self.name, record,
        )  # fmt: skip

    def confirm(self, raw: Raw, digest: str, scope: str = "") -> None:
        """Notes that the server said 304: the answer with body hash `digest` still holds."""
        url = without_secrets(raw.url)
        seen = f"304 {url} {digest} {raw.fetched_at.isoformat()}"
        self._write(raw, url, self._id(seen), digest, scope)

    def _id(self, name: str) -> str:
        return f"<{uuid5(NAMESPACE_URL, f'{name}{self._apart}').urn}>"

    def note(
        self, kind: str, told: Mapping[str, Any], at: datetime, scope: str = "", *,
        settled: bool = False,
    ) -> None:  # fmt: skip
        """Writes what the collector did, as a record of WARC type `metadata` with JSON.

        `settled`: it and all before it are on the disk when this returns: what the warehouse
        takes next must not outlive its answers in a power cut.
        """
        body = json.dumps({"kind": kind, **told}, ensure_ascii=False, sort_keys=True).encode()
        with self._lock:
            self._notes += 1
            name = f"{self.name} {self._notes} {scope} {kind} {sha256(body).hexdigest()}"
            with self._appending(settled=settled) as writer:
                writer.write_record(_metadata(writer, f"{JOURNAL}{kind}", name, body, at, scope))

    def _write(self, raw: Raw, url: str, record: str, digest: str, scope: str) -> None:
        with (
            self._lock,
            self._appending(large=raw.asked is None and len(raw.body) >= _LARGE) as writer,
        ):
            if raw.asked is not None:
                writer.write_record(_request(writer, raw, raw.asked, url, record, scope))
            writer.write_record(_record(writer, raw, url, record, digest, scope))

    @contextmanager
    def _appending(self, *, settled: bool = False, large: bool = False) -> Iterator[WARCWriter]:
        """All that is written goes into the file, or, on a disk that is full, nothing.

        `large`: one record, of a history mostly: pressed ten times faster and 5 % less.
        """
        from warcio.warcwriter import WARCWriter

        made = BytesIO()
        yield WARCWriter(made, gzip=not large, warc_version="1.1")
        if large:
            made = BytesIO(isal_zlib.compress(made.getbuffer(), _LEVEL, _GZIP))
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileIO(self.folder / self.name, "ab") as file:
            before = file.tell()
            try:
                lasting.written(file, made.getbuffer())
                if settled:
                    os.fsync(file.fileno())
            except BaseException:
                file.truncate(before)
                raise


def _free(folder: Path, began: str) -> str:
    """A name that sorts behind those of all files there, for in their order they are read again:
    of runs of one second the second has `_002`. After a clock that was put back the names go on
    from the last one, until their time has come."""
    last = max((path.name for path in folder.glob(f"*{_ENDING}")), default="")
    if last.removesuffix(_ENDING) > began:
        began = last.removesuffix(_ENDING)
        base, _, number = began.rpartition("_")
        if number.isdecimal() and len(number) == _DIGITS and int(number) < 10**_DIGITS - 1:
            return f"{base}_{int(number) + 1:03}{_ENDING}"
    names = (f"{began}_{number:03}{_ENDING}" for number in count(2))
    name = f"{began}{_ENDING}"
    while (folder / name).exists():
        name = next(names)
    return name


def _metadata(
    writer: WARCWriter, url: str, name: str, body: bytes, at: datetime, scope: str
) -> object:
    headers = {
        "WARC-Record-ID": f"<{uuid5(NAMESPACE_URL, name).urn}>",
        "WARC-Date": _date(at),
        "WARC-Payload-Digest": f"sha256:{sha256(body).hexdigest()}",
        **({SCOPE: scope} if scope else {}),
    }
    return writer.create_warc_record(
        url, "metadata", payload=BytesIO(body), length=len(body), warc_headers_dict=headers,
        warc_content_type="application/json",
    )  # fmt: skip


def _date(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _record(
    writer: WARCWriter, raw: Raw, url: str, record: str, digest: str, scope: str
) -> object:  # fmt: skip
    kind = {None: "resource", 304: "revisit"}.get(raw.status, "response")
    headers = {
        "WARC-Record-ID": record,
        "WARC-Date": _date(raw.fetched_at),
        "WARC-Payload-Digest": f"sha256:{digest}",
        **({SCOPE: scope} if scope else {}),
    }
    if kind == "revisit":
        headers["WARC-Profile"] = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    return writer.create_warc_record(
        url, kind, payload=BytesIO(raw.body), length=len(raw.body), warc_headers_dict=headers,
        http_headers=None if kind == "resource" else _http(raw),
        warc_content_type=(raw.header("content-type") or "application/octet-stream")
        if kind == "resource" else "",
    )  # fmt: skip


def _request(
    writer: WARCWriter, raw: Raw, asked: bytes, url: str, answered: str, scope: str
) -> object:
    """What was asked, pointing at its answer; none of the request's own headers."""
    from warcio.statusandheaders import StatusAndHeaders

    parts = urlsplit(url)
    line = f"{raw.method} {urlunsplit(('', '', parts.path, parts.query, ''))} HTTP/1.1"
    named = [("Host", parts.netloc), ("Content-Type", "application/json")]
    headers = {
        "WARC-Record-ID": f"<{uuid5(NAMESPACE_URL, f'{answered} asked').urn}>",
        "WARC-Date": _date(raw.fetched_at),
        "WARC-Payload-Digest": f"sha256:{sha256(asked).hexdigest()}",
        "WARC-Concurrent-To": answered,
        **({SCOPE: scope} if scope else {}),
    }
    return writer.create_warc_record(
        url, "request", payload=BytesIO(asked), length=len(asked), warc_headers_dict=headers,
        http_headers=StatusAndHeaders(line, named, is_http_request=True),
    )  # fmt: skip


def _http(raw: Raw) -> StatusAndHeaders:
    from warcio.statusandheaders import StatusAndHeaders

    kept = [*_clean(raw.headers), ("Content-Length", str(len(raw.body)))]
    return StatusAndHeaders(str(raw.status), kept, protocol="HTTP/1.1")


def _clean(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, value in headers:
        if name.lower() not in _SECRET_HEADERS | _UNTRUE_HEADERS:
            yield name, without_secrets(value)
