"""飞书 (and Lark): a custom bot of a group.

Format, signature and limits by open.feishu.cn/document, "自定义机器人使用指南": the key of the
HMAC-SHA256 is `timestamp\\nsecret`, its message is empty; a body has at most 20 KB.
"""

from __future__ import annotations

import base64
import hmac
import json

from yuanzheng.notices import answering
from yuanzheng.notices.letter import Letter
from yuanzheng.notices.sending import Receiver, post, secure

TITLE = "飞书"
HINT = "请写 address_env（放机器人 Webhook 地址的环境变量的名字），设了签名校验的再写 secret_env"
NEEDS = frozenset({"address_env"})
TAKES = frozenset({"address_env", "secret_env", "ca"})
ONE_OF: tuple[str, ...] = ()
LIMIT = 6_000  # nobody reads more in a chat


def send(letter: Letter, to: Receiver) -> None:
    """Raises `NotSent`."""
    secure(to)
    body: dict[str, object] = {"msg_type": "text", "content": {"text": letter.text(LIMIT)}}
    if to.secret:
        stamp = str(int(to.at.timestamp()))
        body |= {"timestamp": stamp, "sign": sign(stamp, to.secret)}
    answer = post(to, to.address, json.dumps(body, ensure_ascii=False).encode())
    answering.accepted("feishu", TITLE, answer, "code", "StatusCode")


def sign(stamp: str, secret: str) -> str:
    return base64.b64encode(hmac.digest(f"{stamp}\n{secret}".encode(), b"", "sha256")).decode()
