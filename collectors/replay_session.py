"""In the place of platforms: what the archive says they answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from requests.structures import CaseInsensitiveDict

from collectors import trails
from collectors.access import Access
from collectors.events import Event
from collectors.replayed import ReplayTrail, answer
from collectors.replies import Reply, linked
from warehouse import personal
from warehouse.archive import without_secrets
from warehouse.state import State, Validator
from warehouse.warcs import Kept

Saying = tuple[str, str, str, str, str]


def saying(found: Validator) -> Saying:
    """What a 304 confirms: the answer to an address, with a token, in a stream."""
    return found.url, found.token, found.repo_id, found.stream, found.sha256


class ReplaySession:
    """In the place of `collectors.session.Session`."""

    def __init__(
        self, settings: Any, state: State, told: Mapping[str, str] | None,
        doubtful: Mapping[Saying, Validator],
    ) -> None:  # fmt: skip
        self.settings, self.state, self.told = settings, state, told
        self.doubtful = doubtful
        self.doubles: dict[str, str] = {}
        self.known: dict[tuple[str, str], str] = {}
        self.addresses: dict[str, set[str]] = {}
        self.progress = _Silent()

    def stop(self) -> bool:
        return False

    def quota_left(self, url: str, access: Access) -> int | None:
        return None

    def get(
        self, url: str, access: Access, scope: tuple[str, str], trail: ReplayTrail,
        **_: object,
    ) -> Reply:  # fmt: skip
        event = self._answered(url, trail)
        record = event.record
        if record.kind == "revisit":
            known = self.state.validator(url, access.token_key, *scope)
            if known is None or known.sha256 != record.digest:
                known = self.doubtful.get((url, access.token_key, *scope, record.digest))
            if known is None:
                trail.fail(f"{record.url} 的 304 没有可对应的上一次回答")
            headers = CaseInsensitiveDict(record.headers)
            return Reply(url, 304, headers, b"", None, known.next_url, known)
        return _reply(url, record, "GET")

    def post(
        self, url: str, access: Access, body: bytes, trail: ReplayTrail, *, patient: bool
    ) -> Reply:
        return _reply(url, self._answered(url, trail).record, "POST")

    def _answered(self, url: str, trail: ReplayTrail) -> Event:
        event = trail.taken("reply", "stopped")
        if event.told is not None:
            raise trails.error_of(event.told)
        if event.record.url != without_secrets(url):
            trail.fail(f"问的是 {without_secrets(url)}，存档里是 {event.record.url}")
        trail.at = event.record.at
        return event


class _Silent:
    """Progress nobody watches."""

    def page(self, items: int, quota_left: int | None) -> None:
        """Told to nobody."""


def _reply(url: str, record: Kept, method: str) -> Reply:
    body, headers = record.payload(), CaseInsensitiveDict(record.headers)
    told = answer(record, method, len(body))
    kind = personal.kind_of(url, record.content_type, body)
    read, status = personal.removed(body, kind).body, record.status or 0
    return Reply(url, status, headers, read, told, without_secrets(linked(headers) or "") or None)
