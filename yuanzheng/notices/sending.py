"""One message sent to one receiver: what a channel is given, and how it says that it failed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from time import sleep
from typing import Any, NoReturn
from urllib.parse import urlsplit

from yuanzheng.notices.settings import NoticeTable

# Answers are some hundred bytes; who sends more is not the one that was meant.
_MOST_BYTES = 1 << 16
_REASONS = ("code", "errcode", "StatusCode")
# Seconds before the second and the third attempt.
WAITS = (2.0, 8.0)


class NotSent(Exception):
    """The message did not arrive, as far as can be told. The message is a Chinese sentence without
    address, secret or anything the receiver said. `again`: trying once more may help; `partly`:
    others of the same receiver have it."""

    def __init__(
        self, reason: str, *, again: bool = False, wait: float = 0, partly: bool = False
    ) -> None:  # fmt: skip
        super().__init__(reason)
        self.again, self.wait, self.partly = again, wait, partly


@dataclass(frozen=True, slots=True)
class Receiver:
    """A `[[notice]]` with what its environment variables hold. `secret` None: there is none."""

    table: NoticeTable
    address: str
    secret: str | None
    at: datetime
    home: Path = field(default_factory=Path)
    proxy: str = ""

    @property
    def ca(self) -> Path | None:
        return self.home / self.table.ca.expanduser() if self.table.ca else None


def receiver(
    table: NoticeTable, at: datetime, home: Path, proxy: str,
    environment: Mapping[str, str] = os.environ,
) -> Receiver:  # fmt: skip
    """Raises `NotSent` when an environment variable is not set, or holds what cannot be used."""
    address = table.address
    if table.address_env and not address:
        address = _held(table.address_env, environment)
        _checked(address, table.address_env)
    secret = _held(table.secret_env, environment) if table.secret_env else None
    return Receiver(table, address, secret, at, home, proxy)


def _held(variable: str, environment: Mapping[str, str]) -> str:
    found = environment.get(variable, "").strip()
    if not found:
        raise NotSent(f"环境变量 {variable} 没有设置：请在运行源证的环境里设置它。")
    if not found.isprintable():
        raise NotSent(f"环境变量 {variable} 里有换行或看不见的字符：请重新复制。")
    return found


def _checked(address: str, variable: str) -> None:
    try:
        parts = urlsplit(address)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or not address.isascii() or " " in address:
        raise NotSent(f"环境变量 {variable} 里不是 https:// 开头的网址：请重新复制。")


def is_near(address: str) -> bool:
    """Whether an address is written as one of this machine or of a private network."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or not ip_address(host).is_global
    except ValueError:
        return False


def secure(to: Receiver) -> None:
    """Raises `NotSent` where a key in the address would travel in the open."""
    if not to.address.startswith("https://") and not is_near(to.address):
        raise NotSent("地址是 http:// 开头的，里面的密钥会被人看到：请改用 https:// 开头的地址。")


def tried(send: Callable[[], None], pause: Callable[[float], object] | None = None) -> None:
    """Sends, a few times where that may help. Raises `NotSent`."""
    for wait in WAITS:
        try:
            return send()
        except NotSent as error:
            if not error.again or error.wait > WAITS[-1]:
                raise
            (pause or sleep)(max(wait, error.wait))
    return send()


def post(to: Receiver, url: str, body: bytes, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON of a 2xx answer, None where it is none. Goes nowhere but to `url`.

    Raises `NotSent`.
    """
    import requests

    try:
        with requests.Session() as session:
            _routed(session, to, url)
            with session.post(
                url, data=body, timeout=to.table.timeout_seconds, allow_redirects=False,
                headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})},
                stream=True, verify=str(to.ca) if to.ca else True,
            ) as answer:  # fmt: skip
                return _read(answer)
    except requests.RequestException as error:
        _explained(error)
    except OSError as error:  # a file of certificates that is not there
        raise NotSent("证书文件（键 ca）读不了：请检查路径。") from error


def _routed(session: Any, to: Receiver, url: str) -> None:
    session.auth = lambda request: request  # else .netrc would be asked, and sent
    if is_near(url):
        session.trust_env = False
    elif to.proxy:
        session.trust_env = False
        session.proxies = {"http": to.proxy, "https": to.proxy}


def _explained(error: Exception) -> NoReturn:
    """Never repeats what the library says: the address stands in it."""
    import requests

    if isinstance(error, requests.exceptions.SSLError):
        words = "对方的证书不受信任或加密连接失败：内网自签的证书请在键 ca 里写证书文件。"
        raise NotSent(words) from None
    if isinstance(error, requests.exceptions.ReadTimeout):
        # It may have arrived: saying it twice at once would be worse than tomorrow.
        raise NotSent("对方没有及时答复，不知道收到没有：下次再发。") from None
    if isinstance(error, requests.exceptions.ConnectionError | requests.exceptions.Timeout):
        raise NotSent("连不上对方：请检查地址、网络与代理。", again=True) from None
    raise NotSent("发送时网络出错：请检查地址、网络与代理。") from None


def _read(answer: Any) -> Any:
    if 300 <= answer.status_code < 400:
        raise NotSent(f"对方要转到别处（回答 {answer.status_code}）：没有跟去，请写最终的地址。")
    if answer.status_code == 429 or answer.status_code >= 500:
        wait = answer.headers.get("Retry-After", "")
        seconds = float(wait) if wait.isdecimal() and len(wait) < 6 else 0
        busy = "说发得太频繁" if answer.status_code == 429 else "自己出错"
        raise NotSent(f"对方{busy}（回答 {answer.status_code}）。", again=True, wait=seconds)
    found = _parsed(answer)
    if not 200 <= answer.status_code < 300 and not _says_why(found):
        raise NotSent(f"对方不收（回答 {answer.status_code}）：请检查地址与密钥。")
    return found


def _says_why(found: Any) -> bool:
    """飞书 says 400 and the number of the reason, which tells more than the 400."""
    said = [found.get(key) for key in _REASONS] if isinstance(found, dict) else []
    return any(type(code) is int and code != 0 for code in said)


def _parsed(answer: Any) -> Any:
    import json

    text = b""
    for piece in answer.iter_content(4096):
        text += piece
        if len(text) > _MOST_BYTES:
            raise NotSent("对方的回答长得不像是机器人的：请检查地址。")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
