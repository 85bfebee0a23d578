"""Every channel: what it sends, and that it says so whenever a message did not arrive."""

from __future__ import annotations

import base64
import email
import email.policy
import hmac
import re
import socket
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import chats
import pytest
from chats import ANSWERS, KEY, SECRET, Chat, Mail, listening, mailing, said, talking
from hypothesis import given, settings
from hypothesis import strategies as st

from yuanzheng.notices import channels, sending
from yuanzheng.notices.letter import Letter
from yuanzheng.notices.remembering import Entry
from yuanzheng.notices.sending import NotSent, Receiver
from yuanzheng.notices.settings import NoticeTable

NOW = datetime(2026, 11, 21, 2, 50, tzinfo=UTC)
SAMPLE = Entry(
    "run:failed", "error", "每晚的更新没有做成：磁盘已满。", "请清出空间。",
    datetime(2026, 11, 19, 18, 30, tzinfo=UTC), NOW, 3,
)  # fmt: skip
LETTER = Letter(NOW, (SAMPLE,), times=(("run:failed", 2),))
CHATS = [kind for kind in channels.kinds() if kind != "email"]
BOX = {"sender": "yz@example.org", "to": ("a@example.org",), "timeout_seconds": 2}


def receiver(kind: str, chat: Chat, secret: str | None = None, **keys: object) -> Receiver:
    address = {"address": chat.address} if kind == "webhook" else {"address_env": "HOOK"}
    table = NoticeTable.model_validate({"kind": kind, "timeout_seconds": 0.4, **address, **keys})
    return Receiver(table, chat.address, secret, NOW)


def refusal(kind: str, to: Receiver, letter: Letter = LETTER) -> str:
    """Why it was not sent; no secret is ever among the words."""
    with pytest.raises(NotSent) as caught:
        sending.tried(lambda: channels.of(kind).send(letter, to), pause=lambda _: None)
    words = str(caught.value)
    assert words.endswith("。")
    assert not [part for part in (KEY, SECRET, "127.0.0.1", "@") if part in words], words
    assert caught.value.__cause__ is None
    return words


@pytest.mark.parametrize("kind", channels.kinds())
def test_a_channel_declares_what_it_is(kind: str) -> None:
    channel = channels.of(kind)
    assert isinstance(channel, ModuleType)
    assert channel.__doc__
    assert channel.TITLE
    assert channel.HINT.startswith("请")
    assert channel.NEEDS <= channel.TAKES <= set(NoticeTable.model_fields)
    assert kind == "email" or kind in ANSWERS, f"给 {kind} 在 chats.py 里写一个会说话的对方"


@pytest.mark.parametrize("kind", CHATS)
def test_a_message_arrives_once_and_whole(kind: str) -> None:
    with listening(said(ANSWERS[kind][0])) as chat:
        channels.of(kind).send(LETTER, receiver(kind, chat))
    [got] = chat.got
    assert got.headers["Content-Type"] == "application/json; charset=utf-8"
    text = _text(kind, got.json)
    for part in ("源证", "磁盘已满", "请清出空间", "2026-11-20 02:30", "3 晚", "第 3 次提醒"):
        assert part in text


def _text(kind: str, body: dict[str, object]) -> str:
    places = {"feishu": ("content", "text"), "webhook": ("text",)}
    found: object = body
    for key in places.get(kind, ("text", "content")):
        assert isinstance(found, dict)
        found = found[key]
    return str(found)


@pytest.mark.parametrize("kind", CHATS)
def test_a_no_inside_a_200_is_a_failure(kind: str) -> None:
    with listening(said(ANSWERS[kind][1])) as chat:
        refusal(kind, receiver(kind, chat))
    assert len(chat.got) == 1


@pytest.mark.parametrize("kind", sorted(set(CHATS) - {"webhook"}))
@pytest.mark.parametrize(
    "body", [b"", b"<html>login</html>", {}, [], {"errcode": "0"}, {"code": None}, b"[" * 9999]
)
def test_what_is_no_answer_of_a_chat_is_a_failure(kind: str, body: object) -> None:
    with listening(said(body)) as chat:
        assert "看不懂" in refusal(kind, receiver(kind, chat))


@pytest.mark.parametrize("kind", CHATS)
def test_a_server_in_trouble_is_asked_again(kind: str) -> None:
    trouble = [said("oops", 500), said("slow down", 429, Retry_After="1")]
    with listening(*trouble, said(ANSWERS[kind][0])) as chat:
        to = receiver(kind, chat)
        waits: list[float] = []
        sending.tried(lambda: channels.of(kind).send(LETTER, to), pause=waits.append)
    assert len(chat.got) == 3
    assert waits == [2, 8]


@pytest.mark.parametrize("kind", CHATS)
@pytest.mark.parametrize(
    ("answer", "times", "words"),
    [
        (said("x", 503), 3, "503"),
        (said("x", 429, Retry_After="86400"), 1, "429"),
        (said("x", 404), 1, "404"),
        (said("x", 302, Location=chats.OTHER), 1, "302"),
        (said(b"x" * 100_000), 1, "回答长得不像"),
        (None, 1, "没有及时答复"),
    ],
)
def test_who_misbehaves_is_told_of(
    kind: str, answer: tuple[int, dict[str, str], bytes] | None, times: int, words: str
) -> None:
    with listening(answer) as chat:
        assert words in refusal(kind, receiver(kind, chat))
    assert len(chat.got) == times
    assert all(got.path != chats.OTHER for got in chat.got)


@pytest.mark.parametrize("kind", CHATS)
def test_nobody_at_home(kind: str) -> None:
    chat = Chat([], port=chats.free_port())
    assert "连不上" in refusal(kind, receiver(kind, chat))


@pytest.mark.parametrize("kind", sorted(set(CHATS) - {"webhook"}))
def test_a_key_does_not_travel_in_the_open(kind: str) -> None:
    to = receiver(kind, Chat([]))
    assert "https://" in refusal(kind, replace(to, address="http://open.example.org/hook"))


def test_the_reason_beside_a_400_is_told() -> None:
    with listening(said({"code": 9499, "msg": "too many request", "data": {}}, 400)) as chat:
        assert "9499" in refusal("feishu", receiver("feishu", chat))
    with listening(said({"code": 0}, 400)) as chat:
        assert "回答 400" in refusal("feishu", receiver("feishu", chat))


def test_feishu_signs_as_it_asks() -> None:
    with listening(said(ANSWERS["feishu"][0])) as chat:
        channels.of("feishu").send(LETTER, receiver("feishu", chat, SECRET))
    body = chat.got[0].json
    assert body["timestamp"] == str(int(NOW.timestamp()))
    key = f"{body['timestamp']}\n{SECRET}".encode()
    assert base64.b64decode(body["sign"]) == hmac.new(key, digestmod=sha256).digest()
    assert SECRET.encode() not in chat.got[0].body


def test_dingtalk_signs_as_it_asks_and_names_nobody() -> None:
    with listening(said(ANSWERS["dingtalk"][0])) as chat:
        to = receiver("dingtalk", chat, SECRET)
        channels.of("dingtalk").send(LETTER, replace(to, address=f"{to.address}?access_token=t"))
    asked = parse_qs(urlsplit(chat.got[0].path).query)
    [stamp], [sign] = asked["timestamp"], asked["sign"]
    assert stamp == str(int(NOW.timestamp() * 1000))
    expected = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), sha256).digest()
    assert base64.b64decode(sign) == expected
    assert asked["access_token"] == ["t"]
    assert chat.got[0].json["at"] == {"isAtAll": False, "atMobiles": [], "atUserIds": []}


def test_a_webhook_can_tell_who_sent_it() -> None:
    with listening(said(b"")) as chat:
        channels.of("webhook").send(LETTER, receiver("webhook", chat, SECRET))
    [got] = chat.got
    signed = got.headers["X-Yuanzheng-Timestamp"].encode() + b"." + got.body
    expected = hmac.new(SECRET.encode(), signed, sha256).hexdigest()
    assert got.headers["X-Yuanzheng-Signature"] == f"sha256={expected}"
    [notice] = got.json["notices"]
    assert notice["state"] == "open"
    assert notice["times"] == 3


@pytest.mark.parametrize("body", [b"", b"ok", {}, {"code": 200}, {"code": "0"}, [], "fine"])
def test_a_webhook_that_says_nothing_of_failure_took_it(body: object) -> None:
    with listening(said(body)) as chat:
        channels.of("webhook").send(LETTER, receiver("webhook", chat))


@pytest.mark.parametrize(
    "body", [{"code": 1}, {"errcode": -1}, {"StatusCode": 9}, {"success": False}, {"code": "err"}]
)
def test_a_webhook_that_speaks_of_failure_did_not(body: object) -> None:
    with listening(said(body)) as chat:
        assert "没有收下" in refusal("webhook", receiver("webhook", chat))


@pytest.mark.parametrize("kind", channels.kinds())
def test_a_long_message_is_cut_at_a_matter_and_the_rest_counted(kind: str) -> None:
    many = tuple(replace(SAMPLE, key=f"x:{n}", what=f"第 {n} 件" + "事" * 90) for n in range(500))
    limit = channels.of(kind).LIMIT  # type: ignore[attr-defined]
    text = Letter(NOW, many).text(limit)
    assert len(text.encode()) <= limit
    shown = text.count("[故障]")
    assert 0 < shown < 500
    assert f"另有 {500 - shown} 件放不下" in text


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text(st.sampled_from("甲a\n😀"), max_size=900), min_size=1, max_size=30),
    st.sampled_from([2_048, 6_000]),
)
def test_whatever_is_told_it_fits_and_the_gravest_is_among_it(texts: list[str], limit: int) -> None:
    many = tuple(replace(SAMPLE, key=f"x:{n:02d}", what=f"第{n}件{text}")
                 for n, text in enumerate(texts))  # fmt: skip
    text = Letter(NOW, many).text(limit)
    assert len(text.encode()) <= limit
    assert "第0件" in text
    left = re.search(r"另有 (\d+) 件放不下", text)
    assert text.count("[故障]") + (int(left[1]) if left else 0) == len(texts)


def mailer(port: int, secret: str | None = None, **keys: object) -> Receiver:
    table = NoticeTable.model_validate(
        {"kind": "email", "host": "127.0.0.1", "port": port, **BOX, **keys}
    )
    return Receiver(table, "", secret, NOW)


def test_a_mail_arrives_encrypted_and_signed_in(own_certificate: tuple[Path, Path]) -> None:
    mail = Mail()
    with mailing(mail, own_certificate) as port:
        to = mailer(port, SECRET, ca=own_certificate[0], user="yz", secret_env="MAIL")
        channels.of("email").send(LETTER, to)
    assert mail.passwords == [SECRET.encode()]
    [envelope] = mail.got
    assert envelope.rcpt_tos == ["a@example.org"]
    found = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert found["Subject"] == LETTER.title
    assert found["Auto-Submitted"] == "auto-generated"
    assert "磁盘已满" in found.get_content()


def test_a_mail_server_encrypted_from_the_beginning(own_certificate: tuple[Path, Path]) -> None:
    mail = Mail()
    with mailing(mail, own_certificate, wrapped=True) as port:
        channels.of("email").send(LETTER, mailer(port, ca=own_certificate[0], security="ssl"))
    assert len(mail.got) == 1


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({}, "STARTTLS"),
        ({"security": "ssl"}, "加密连接没有建成"),
    ],
)
def test_without_encryption_nothing_is_sent(keys: dict[str, object], words: str) -> None:
    mail = Mail()
    with mailing(mail, None) as port:
        assert words in refusal("email", mailer(port, SECRET, user="y", secret_env="MAIL", **keys))
    assert not mail.passwords
    assert not mail.got


def test_a_certificate_nobody_knows_is_refused(own_certificate: tuple[Path, Path]) -> None:
    mail = Mail()
    with mailing(mail, own_certificate) as port:
        assert "证书不受信任" in refusal("email", mailer(port))
    assert not mail.got


def test_a_wrong_password(own_certificate: tuple[Path, Path]) -> None:
    with mailing(Mail(password=b"other"), own_certificate) as port:
        to = mailer(port, SECRET, ca=own_certificate[0], user="yz", secret_env="MAIL")
        assert "535" in refusal("email", to)


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        (Mail(refuses={"a@example.org": "550 no such user a@example.org"}), "全被拒了（回答 550）"),
        (Mail(refuses={"a@example.org": "450 later"}), "全被拒了（回答 450）"),
        (Mail(says="554 spam"), "554"),
    ],
)
def test_mail_that_is_not_taken(mail: Mail, words: str) -> None:
    with mailing(mail, None) as port:
        assert words in refusal("email", mailer(port, security="none"))


def test_one_of_two_recipients_refused_is_said() -> None:
    mail = Mail(refuses={"b@example.org": "550 who"})
    with mailing(mail, None) as port:
        to = mailer(port, security="none", to=("a@example.org", "b@example.org"))
        assert "2 个收件人里有 1 个被拒" in refusal("email", to)
    assert len(mail.got) == 1


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        (b"421 too busy\r\n", "421"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "邮件服务器"),
        (b"", "邮件服务器"),
        (b"220 hi\r\n221 " + b"x" * 100_000 + b"\r\n", "邮件服务器"),
    ],
)
def test_odd_mail_servers(greeting: bytes, words: str) -> None:
    with talking(lambda connection: connection.sendall(greeting)) as port:
        assert words in refusal("email", mailer(port, security="none"))


def test_a_mail_server_that_says_nothing() -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(1)

    with talking(silent) as port:
        to = mailer(port, timeout_seconds=0.3)
        assert "没有及时答复" in refusal("email", to)


def test_no_password_travels_in_the_open(monkeypatch: pytest.MonkeyPatch) -> None:
    mail = Mail()
    with mailing(mail, None) as port:
        to = mailer(port, SECRET, user="y", secret_env="MAIL", security="none")
        monkeypatch.setattr("yuanzheng.notices.channels.email.is_near", lambda _: False)
        assert "不加密就不发密码" in refusal("email", to)
    assert not mail.passwords
