"""企业微信: a robot of a group; the key in its address is all there is of a secret.

Format and limits by developer.work.weixin.qq.com/document/path/91770: a text has at most 2048
bytes of UTF-8, 20 messages a minute.
"""

from __future__ import annotations

import json

from yuanzheng.notices import answering
from yuanzheng.notices.letter import Letter
from yuanzheng.notices.sending import Receiver, post, secure

TITLE = "企业微信"
HINT = "请写 address_env（放群机器人 Webhook 地址的环境变量的名字）"
NEEDS = frozenset({"address_env"})
TAKES = frozenset({"address_env", "ca"})
ONE_OF: tuple[str, ...] = ()
LIMIT = 2_048


def send(letter: Letter, to: Receiver) -> None:
    """Raises `NotSent`."""
    secure(to)
    text = {"content": letter.text(LIMIT), "mentioned_list": [], "mentioned_mobile_list": []}
    body = json.dumps({"msgtype": "text", "text": text}, ensure_ascii=False).encode()
    answering.accepted("wecom", TITLE, post(to, to.address, body), "errcode")
