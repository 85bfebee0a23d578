"""The one session layer: limits, retries, conditional requests, and the raw archive."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collectors import limits
from collectors.access import Access
from collectors.errors import (
    BadToken,
    Computing,
    Interrupted,
    Malformed,
    Points,
    Quota,
    TooHeavy,
    Unreachable,
)  # fmt: skip
from collectors.meters import Meter
from collectors.replies import Reply
from collectors.results import Progress, Stop
from collectors.trails import Trail
from collectors.transport import STOPPED, Got, Transport
from warehouse import personal
from warehouse.archive import Archive, Raw, without_secrets
from warehouse.state import State, Validator

if TYPE_CHECKING:
    from datetime import datetime

    from collectors.settings import CollectorSettings

_RETRIED = {500, 502, 503, 504, 202}
_ACCEPTED = "服务器回答 202"
_HEAVY = {502, 504}
Scope = tuple[str, str]


class Session:
    """Asks, waits, retries, archives. One for a run, shared by its threads.

    `sleep`, `clock` and `monotonic` (seconds) may be a test's.
    """

    def __init__(
        self, settings: CollectorSettings, archive: Archive, state: State, *,
        clock: Callable[[], datetime], sleep: limits.Sleep, progress: Progress, stop: Stop,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.settings, self.archive, self.state = settings, archive, state
        self.clock, self.progress, self.stop = clock, progress, stop
        self.requests = self.not_modified = 0
        # (platform, the platform's number of a repository) → what it is called here.
        self.known: dict[tuple[str, str], str] = {}
        # The ids of all targets of the run with their projects, known before any is read.
        self.addresses: dict[str, set[str]] = {}
        # Targets found to be another's double, with that one; `told`: what is to be believed of
        # it, of a run whose archive holds only a part.
        self.doubles: dict[str, str] = {}
        self.told: Mapping[str, str] | None = None
        self._sleep, self._monotonic = sleep, monotonic
        self._lock = Lock()
        self._meters: dict[tuple[str, str, str], Meter] = {}
        self._down: set[str] = set()
        self.transport = Transport(settings.proxy, settings.timeout_seconds, stop)

    def get(
        self, url: str, access: Access, scope: Scope, trail: Trail, *,
        headers: Mapping[str, str] | None = None, accept: str = "application/json",
    ) -> Reply:  # fmt: skip
        """One answer, archived. Statuses ≥ 400 other than refusals of rate come back as they are.

        `scope` is (repository, stream): what an earlier answer told is remembered for each; what
        comes is archived on `trail`.
        Raises `Quota`, `Unreachable`, `BadToken`, `Malformed` or `Interrupted`.
        """
        known = self.state.validator(url, access.token_key, *scope)
        asked = {"Accept": accept, **(headers or {})}
        if known is not None:
            asked["If-None-Match"] = known.etag
        return self._reply(url, access, self._send(url, access, asked), known, trail)

    def post(
        self, url: str, access: Access, body: bytes, trail: Trail, *, patient: bool
    ) -> Reply:  # fmt: skip
        """The answer to a query, archived with it. `url` says in its fragment what is asked.

        Raises what `get` raises; `TooHeavy` at once instead of trying again unless `patient`.
        """
        asked = {"Accept": "application/json", "Content-Type": "application/json"}
        try:
            got = self._send(url, access, asked, body, patient=patient)
        except Quota as spent:
            raise Points(spent.reason) from None
        return self._reply(url, access, got, None, trail, access.cleaned_body(body))

    def quota_left(self, url: str, access: Access) -> int | None:
        return self.meter(url, access).left

    def meter(self, url: str, access: Access) -> Meter:
        """What is known of a token's limits at the host of a URL."""
        key = (urlsplit(url).netloc, access.token_key, limits.resource(url))
        with self._lock:
            if key not in self._meters:
                reserve = access.reserve if access.has_token else 0
                self._meters[key] = Meter(
                    access.per_minute, reserve, access.budget, self._monotonic
                )
            return self._meters[key]

    def _send(
        self, url: str, access: Access, headers: dict[str, str], body: bytes | None = None, *,
        patient: bool = True,
    ) -> Got:  # fmt: skip
        why, host = "", urlsplit(url).netloc
        tries = 1 if host in self._down else self.settings.max_retries + 1
        renewed = False
        for attempt in range(tries):
            got = self._once(url, access, headers, body)
            if not patient and (got is None or got.status in _HEAVY):
                raise TooHeavy(f"{without_secrets(url)} 一次要得太多：请稍后再运行。")
            if got is None or got.status in _RETRIED:
                why = "无法连接" if got is None else f"服务器回答 {got.status}"
                if attempt + 1 < tries:
                    self._wait(2.0**attempt, access, f"{why}，重试")
                continue
            self._down.discard(host)
            spent = body is not None and limits.spent(got.body)
            if spent or limits.limited(got.status, got.headers, got.body):
                why = "请求限额用尽"
                seconds = limits.pause(got.headers, self.clock(), attempt)
                self.meter(url, access).hold(self.clock() + timedelta(seconds=seconds))
                self._wait(seconds, access, "请求限额恢复")
                continue
            if got.status == 401 and access.has_token:
                if access.renewed is not None and not renewed:
                    access.renewed.outdated()
                    renewed = True
                    continue
                raise BadToken(
                    f"{access.name} 不接受环境变量 {access.token_env} 里的令牌："
                    "请换一个有效的令牌，或取消该变量后匿名采集。"
                )
            return got
        if why == "无法连接":
            self._down.add(host)
        if why == _ACCEPTED:
            raise Computing(
                f"{without_secrets(url)} 平台还在计算，没有给出结果：请过些时候再运行。"
            )
        raise Unreachable(
            f"{without_secrets(url)} {why}（已试 {tries} 次）："
            "请检查网络或代理，稍后再运行，已采到的不会丢。"
        )

    def _once(
        self, url: str, access: Access, headers: dict[str, str], body: bytes | None
    ) -> Got | None:
        meter = self.meter(url, access)
        self._wait_for(meter, access)
        stated = None
        with self._lock:
            self.requests += 1
        try:
            method = "GET" if body is None else "POST"
            got = self.transport.send(method, url, {**headers, **access.sent()}, body)
            stated = None if got is None else limits.read(got.headers, self.clock())
        finally:
            meter.landed(stated)
        return got

    def _wait_for(self, meter: Meter, access: Access) -> None:
        """Waits for the token's quota, then for its turn. Raises `Quota`, `Interrupted`."""
        if meter.spent:
            raise Quota(f"{access.name} 的请求数已到本次运行的上限（键 budget）：下次接着采。")
        seconds = None
        while seconds is None:
            self._wait(meter.until_quota(self.clock()), access, "请求限额恢复")
            seconds = meter.take(self.clock())
            if seconds is None and self.stop():
                raise Interrupted(STOPPED)
        if self.stop():
            meter.landed(None)
            raise Interrupted(STOPPED)
        if seconds > 0:
            self._sleep(seconds)

    def _reply(
        self, url: str, access: Access, got: Got, known: Validator | None, trail: Trail,
        asked: bytes | None = None,
    ) -> Reply:  # fmt: skip
        pairs = tuple((name, access.cleaned(value)) for name, value in got.headers.items())
        body, method = access.cleaned_body(got.body), "GET" if asked is None else "POST"
        raw = Raw(url, got.status, pairs, body, self.clock(), method, asked)
        if got.status == 304 and known is not None:
            with self._lock:
                self.not_modified += 1
            trail.confirm(raw, known.sha256)
            return Reply(url, 304, got.headers, b"", None, known.next_url, known)
        # Addresses are kept in files; the token travels in a header and in none of them.
        following = without_secrets(access.cleaned(got.next_url or "")) or None
        if following and urlsplit(following)[:2] != urlsplit(url)[:2]:
            raise Malformed(f"{without_secrets(url)} 的下一页指向别的主机：为安全起见不再跟随。")
        answer = trail.keep(raw)
        kind = personal.kind_of(url, raw.header("content-type"), raw.body)
        read = personal.removed(raw.body, kind).body
        return Reply(url, got.status, got.headers, read, answer, following)

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
