"""钉钉: a custom robot of a group.

Format, signature and limits by open.dingtalk.com/document, "自定义机器人接入": milliseconds and the
HMAC-SHA256 of `timestamp\\nsecret` under the secret stand in the address; 20 messages a minute.
"""

from __future__ import annotations

import base64
import hmac
import json
from urllib.parse import urlencode

from yuanzheng.notices import answering
from yuanzheng.notices.letter import Letter
from yuanzheng.notices.sending import Receiver, post, secure

TITLE = "钉钉"
HINT = "请写 address_env（放机器人 Webhook 地址的环境变量的名字），设了加签的再写 secret_env"
NEEDS = frozenset({"address_env"})
TAKES = frozenset({"address_env", "secret_env", "ca"})
ONE_OF: tuple[str, ...] = ()
LIMIT = 6_000  # nobody reads more in a chat; a body may have 20,000 bytes


def send(letter: Letter, to: Receiver) -> None:
    """Raises `NotSent`."""
    secure(to)
    body = {
        "msgtype": "text",
        "text": {"content": letter.text(LIMIT)},
        "at": {"isAtAll": False, "atMobiles": [], "atUserIds": []},
    }
    answer = post(to, _signed(to), json.dumps(body, ensure_ascii=False).encode())
    answering.accepted("dingtalk", TITLE, answer, "errcode")


def _signed(to: Receiver) -> str:
    if not to.secret:
        return to.address
    stamp = str(int(to.at.timestamp() * 1000))
    joint = "&" if "?" in to.address else "?"
    return to.address + joint + urlencode({"timestamp": stamp, "sign": sign(stamp, to.secret)})


def sign(stamp: str, secret: str) -> str:
    digest = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")
    return base64.b64encode(digest).decode()
