"""One HTTP request and the bytes of its answer, bounded in size and time."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError

from collectors.errors import Interrupted, Malformed
from collectors.results import Stop
from warehouse.archive import without_secrets

STOPPED = "采集被用户中止：再运行同一条命令即从断点继续。"
USER_AGENT = "yuanzheng/0.1 (open-source evidence collector)"
# The largest honest answer is a page of a hundred long texts; a bomb unpacks to more.
MOST_BYTES = 32 << 20
# An answer may come slowly, but not for ever: so many times the time-out between two pieces.
MOST_TIMEOUTS = 20
_PIECE = 1 << 16
# Who asks to stop gets the answer in hand finished, but not a trickle: seconds.
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Got:
    """An answer as it came, content decoding undone."""

    status: int
    headers: CaseInsensitiveDict[str]
    body: bytes
    next_url: str | None


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class Transport:
    """Connections, apart for each thread. `timeout` in seconds, for connecting and between two
    pieces."""

    def __init__(self, proxy: str, timeout: float, stop: Stop) -> None:
        self._proxy, self._timeout, self._stop = proxy, timeout, stop
        self._own = threading.local()

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Got | None:
        """None when there was no answer. Raises `Interrupted`, or `Malformed` when too large."""
        try:
            with self._http().request(
                method, url, headers=headers, data=body, timeout=self._timeout,
                allow_redirects=False, stream=True,
            ) as response:  # fmt: skip
                answered = self._body(response)
                following = response.links.get("next", {}).get("url")
                return Got(response.status_code, response.headers, answered, following or None)
        except (requests.RequestException, HTTPError, OSError, UnicodeError):
            # OSError: certificates that are not where the environment says.
            return None

    def _http(self) -> requests.Session:
        """requests promises nothing to threads that share a session."""
        if not hasattr(self._own, "http"):
            http = self._own.http = requests.Session()
            http.headers["User-Agent"] = USER_AGENT
            # Or an entry in ~/.netrc would take the place of our token.
            http.auth = _as_it_is
            if self._proxy:
                http.trust_env = False
                http.proxies = {"http": self._proxy, "https": self._proxy}
        found: requests.Session = self._own.http
        return found

    def _body(self, response: requests.Response) -> bytes:
        pieces, size, began = list[bytes](), 0, time.monotonic()
        # What has arrived, not a full piece: a trickle would never fill one.
        while piece := response.raw.read1(_PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if self._stop() and time.monotonic() - began > _PATIENCE:
                raise Interrupted(STOPPED)
            if size > MOST_BYTES:
                raise Malformed(
                    f"{without_secrets(response.url)} 的回答超过 {MOST_BYTES >> 20} MB，"
                    "不再读取：请检查网址是否真是该平台。"
                )
            if time.monotonic() - began > MOST_TIMEOUTS * self._timeout:
                raise requests.ReadTimeout
        return b"".join(pieces)
