"""Generic JSON to an address of one's own; docs/notices.md describes it.

With `secret_env` the body is signed: `X-Yuanzheng-Signature: sha256=` and the HMAC-SHA256 of
`timestamp.body` in hex, the timestamp (seconds) in `X-Yuanzheng-Timestamp`.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from yuanzheng.notices.letter import Letter
from yuanzheng.notices.remembering import Entry
from yuanzheng.notices.sending import NotSent, Receiver, post

TITLE = "Webhook"
HINT = "请写 address（网址），地址里有密钥的改写 address_env（放地址的环境变量的名字）"
NEEDS = frozenset({"address"})
TAKES = frozenset({"address", "address_env", "secret_env", "ca"})
ONE_OF = ("address", "address_env")
LIMIT = 20_000
_WELL = frozenset({"0", "200", "ok", "success", "none", ""})


def send(letter: Letter, to: Receiver) -> None:
    """Raises `NotSent`."""
    body = json.dumps(document(letter), ensure_ascii=False).encode()
    _heed(post(to, to.address, body, _signature(to, body)))


def document(letter: Letter) -> dict[str, Any]:
    """The whole body; its `notices` are never cut."""
    times = dict(letter.times)
    told = [{**_plain(one), "state": "open", "times": times.get(one.key, 0) + 1}
            for one in letter.told]  # fmt: skip
    over = [{**_plain(one), "state": "over"} for one in letter.over]
    return {
        "source": "yuanzheng", "version": 1, "test": letter.trial,
        "sent_at": letter.at.isoformat(), "title": letter.title, "text": letter.text(LIMIT),
        "notices": [*told, *over],
    }  # fmt: skip


def _plain(entry: Entry) -> dict[str, object]:
    return {
        "key": entry.key, "severity": entry.severity, "project_id": entry.project_id,
        "what": entry.what, "advice": entry.advice, "since": entry.since.isoformat(),
        "nights": entry.nights,
    }  # fmt: skip


def _signature(to: Receiver, body: bytes) -> dict[str, str]:
    if not to.secret:
        return {}
    stamp = str(int(to.at.timestamp()))
    digest = hmac.new(to.secret.encode(), f"{stamp}.".encode() + body, "sha256").hexdigest()
    return {"X-Yuanzheng-Timestamp": stamp, "X-Yuanzheng-Signature": f"sha256={digest}"}


def _heed(answer: Any) -> None:
    """Receivers that say failure inside a 200 do it so; whoever says nothing of it took it."""
    if not isinstance(answer, dict):
        return
    said = [answer[key] for key in ("errcode", "StatusCode", "code") if key in answer]
    wrong = [code for code in said if str(code).lower() not in _WELL]
    if wrong or any(answer.get(key) is False for key in ("ok", "success")):
        raise NotSent("对方在回答的正文里说没有收下：请查看它的日志。")
