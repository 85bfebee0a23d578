"""The one session layer: limits, retries, conditional requests, and the raw archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from collectors import limits
from collectors.errors import BadToken, Interrupted, Malformed, Quota, Unreachable
from collectors.hosts import Host
from collectors.results import Progress, Stop
from warehouse.answers import Answer
from warehouse.archive import Archive, Raw, without_secrets
from warehouse.records import plain
from warehouse.state import State, Validator

if TYPE_CHECKING:
    from collectors.settings import CollectorSettings

USER_AGENT = "yuanzheng/0.1 (open-source evidence collector)"
_RETRIED = {500, 502, 503, 504, 202}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer at hand. `answer` is None when it was a 304: what it says is held already."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    answer: Answer | None
    next_url: str | None
    earlier: Validator | None = None

    def json(self) -> Any:
        """The body as JSON. Raises `Malformed` when it is something else (E11)."""
        try:
            found = json.loads(self.body)
            # A lone surrogate is JSON but no text: UTF-8, and so every table, cannot hold it.
            return _text(found) if b"\\ud" in self.body.lower() else found
        except (ValueError, RecursionError):
            raise Malformed(
                f"{without_secrets(self.url)} 的回答不是 JSON"
                "（可能是网页或防火墙页面）：请稍后重试。"
            ) from None


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_text(entry) for entry in value]
    if isinstance(value, dict):
        return {_text(key): _text(entry) for key, entry in value.items()}
    return value


@dataclass(slots=True)
class Access:
    """How to speak to one host: the headers that carry the token, and the variable it came from."""

    name: str
    token_env: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    token_key: str = "anonymous"  # noqa: S105 - a label, not a token

    @classmethod
    def of(cls, host: Host, token_env: str, token: str | None) -> Access:
        if not token:
            return cls(host.title, token_env)
        key = sha256(f"yuanzheng {token}".encode()).hexdigest()[:16]
        return cls(host.title, token_env, {host.header: host.form.format(token)}, key)

    @property
    def has_token(self) -> bool:
        return bool(self.headers)


class Session:
    """Asks, waits, retries, archives. One for a run; `sleep` and `clock` may be a test's."""

    def __init__(
        self, settings: CollectorSettings, archive: Archive, state: State, *,
        clock: Callable[[], datetime], sleep: limits.Sleep, progress: Progress, stop: Stop,
    ) -> None:  # fmt: skip
        self.settings, self.archive, self.state = settings, archive, state
        self.clock, self.progress, self.stop = clock, progress, stop
        self.requests = self.not_modified = 0
        self._sleep = sleep
        self._quotas: dict[tuple[str, str], limits.Quota] = {}
        self._down: set[str] = set()
        self._http = requests.Session()
        self._http.headers["User-Agent"] = USER_AGENT
        if settings.proxy:
            self._http.trust_env = False
            self._http.proxies = {"http": settings.proxy, "https": settings.proxy}

    def get(
        self, url: str, access: Access, *, headers: Mapping[str, str] | None = None,
        accept: str = "application/json", conditional: bool = True,
    ) -> Reply:  # fmt: skip
        """One answer, archived. Statuses ≥ 400 other than refusals of rate come back as they are.

        Raises `Quota`, `Unreachable`, `BadToken`, `Malformed` or `Interrupted`.
        """
        known = self.state.validator(url, access.token_key) if conditional else None
        asked = {"Accept": accept, **(headers or {}), **access.headers}
        if known is not None:
            asked["If-None-Match"] = known.etag
        return self._reply(url, self._send(url, access, asked), known)

    def quota_left(self, url: str, access: Access) -> int | None:
        return self._quota(url, access).left

    def _send(self, url: str, access: Access, headers: dict[str, str]) -> requests.Response:
        why, host = "", urlsplit(url).netloc
        tries = 1 if host in self._down else self.settings.max_retries + 1
        for attempt in range(tries):
            self._wait(self._quota(url, access).seconds(self.clock()), access, "请求限额恢复")
            response = self._once(url, headers)
            if response is None or response.status_code in _RETRIED:
                why = "无法连接" if response is None else f"服务器回答 {response.status_code}"
                if attempt + 1 < tries:
                    self._wait(2.0**attempt, access, f"{why}，重试")
                continue
            self._down.discard(host)
            self._note(url, access, response)
            if limits.limited(response.status_code, response.headers, response.content):
                why = "请求限额用尽"
                seconds = limits.pause(response.headers, self.clock(), attempt)
                self._wait(seconds, access, "请求限额恢复")
                continue
            if response.status_code == 401 and access.has_token:
                raise BadToken(
                    f"{access.name} 不接受环境变量 {access.token_env} 里的令牌："
                    "请换一个有效的令牌，或取消该变量后匿名采集。"
                )
            return response
        if why == "无法连接":
            self._down.add(host)
        raise Unreachable(
            f"{without_secrets(url)} {why}（已试 {tries} 次）："
            "请检查网络或代理，稍后再运行，已采到的不会丢。"
        )

    def _once(self, url: str, headers: dict[str, str]) -> requests.Response | None:
        if self.stop():
            raise Interrupted("采集被用户中止：再运行同一条命令即从断点继续。")
        self.requests += 1
        try:
            return self._http.get(
                url, headers=headers, timeout=self.settings.timeout_seconds, allow_redirects=False
            )
        except requests.RequestException:
            return None

    def _reply(self, url: str, response: requests.Response, known: Validator | None) -> Reply:
        pairs = tuple(response.headers.items())
        raw = Raw(url, response.status_code, pairs, response.content, self.clock())
        if response.status_code == 304 and known is not None:
            self.not_modified += 1
            self.archive.confirm(raw, known.sha256)
            return Reply(url, 304, response.headers, b"", None, known.next_url, known)
        # Addresses are kept in files; the token travels in a header and in none of them.
        following = without_secrets(response.links.get("next", {}).get("url") or "") or None
        if following and urlsplit(following)[:2] != urlsplit(url)[:2]:
            raise Malformed(f"{without_secrets(url)} 的下一页指向别的主机：为安全起见不再跟随。")
        answer = self.archive.keep(raw)
        return Reply(url, response.status_code, response.headers, raw.body, answer, following)

    def validator(self, reply: Reply, access: Access, items: int) -> Validator | None:
        """What to remember of a reply so that it can be asked for conditionally next time."""
        etag = reply.headers.get("ETag")
        if reply.answer is None or reply.status != 200 or not etag:
            return None
        sha = reply.answer.sha256
        return Validator(reply.url, access.token_key, etag, sha, reply.next_url, items)

    def _quota(self, url: str, access: Access) -> limits.Quota:
        key = (urlsplit(url).netloc, access.token_key)
        return self._quotas.setdefault(key, limits.Quota())

    def _note(self, url: str, access: Access, response: requests.Response) -> None:
        stated = limits.read(response.headers, self.clock())
        if stated is not None:
            self._quotas[urlsplit(url).netloc, access.token_key] = stated

    def _wait(self, seconds: float, access: Access, why: str) -> None:
        if seconds <= 0:
            return
        if seconds > self.settings.max_wait_seconds:
            raise Quota(
                f"{access.name} 的{why}还需约 {round(seconds / 60) or 1} 分钟，超过允许的等待时间："
                f"请稍后再运行（从断点继续）{_advice(access)}。"
            )
        self.progress.waiting(seconds, f"{access.name} {why}")
        while seconds > 0 and not self.stop():
            self._sleep(min(seconds, 1.0))
            seconds -= 1.0


def _advice(access: Access) -> str:
    return "" if access.has_token else f"，或设置环境变量 {access.token_env} 以提高限额"
