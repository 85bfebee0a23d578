"""Foreign text can neither command a chat nor a mail nor a terminal, and tells no secrets."""

from __future__ import annotations

import email
import email.policy
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yuanzheng.notices import words
from yuanzheng.notices.channels import email as mail
from yuanzheng.notices.letter import Letter
from yuanzheng.notices.remembering import Entry
from yuanzheng.notices.sending import Receiver
from yuanzheng.notices.settings import NoticeTable

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BOX = {"kind": "email", "host": "h", "sender": "yz@example.org", "to": ["a@example.org"]}
TO = Receiver(NoticeTable.model_validate_json('{"kind": "email", "host": "h",'
              ' "sender": "yz@example.org", "to": ["a@example.org"]}'), "", None, NOW)  # fmt: skip
HOSTILE = [
    '<at user_id="all">所有人</at>', "@所有人 @all <@all>", "[点这里](https://evil.example/a)",
    "**假的** `code` ~~x~~ ![p](http://e.example)", "a\r\nBcc: all@example.org\r\n\r\nhi",
    "a\u2028b\u2029c\x85d\x0be", "\x1b]0;title\x07\x1b[31mred", "\u202egnp.exe\u2066",
    "<https://evil.example|Slack>", "{{7*7}} {% x %} ${x}", "张三 13800138000 zhang@example.org",
    "ghp_0123456789abcdefABCDEF0123456789abcd", "gh\u200bp_0123456789abcdefABCDEF0123456789abcd",
    "zhang\u200b@example.org", "evil.example", "x" * 5000, "", " \n ",
]  # fmt: skip


@settings(deadline=None)
@given(st.text() | st.sampled_from(HOSTILE))
@example("\ud800")
def test_a_name_is_one_harmless_line(text: str) -> None:
    shown = words.name(text)
    assert not set(shown) & set("<>@[]*`~\\|!{}\n\r")
    assert "://" not in shown
    assert len(shown) <= words.NAME
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


@pytest.mark.parametrize("text", HOSTILE)
def test_neither_tokens_nor_persons_go_out(text: str) -> None:
    shown = words.sentence(text)
    for part in ("ghp_0123", "13800138000", "zhang＠", "zhang@", "sha256-"):
        assert part not in shown


def test_what_is_harmless_stays() -> None:
    assert words.name("青禾 QingHe (2.0) #1 & C++") == "青禾 QingHe (2．0) #1 & C++"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_mail_keeps_its_headers(text: str) -> None:
    entry = Entry("run:x", "error", f"项目“{words.name(text)}”", "请看。", NOW, NOW, 1)
    made = mail.made(Letter(NOW, (entry,)), TO).as_bytes()
    found = email.message_from_bytes(made, policy=email.policy.default)
    assert set(found.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert found["To"] == "a@example.org"
    assert not found.defects


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("项目“evil.example”没能计算", "项目“evil．example”没能计算"),
        (
            "没有（https://evil.example/a?b=1&c[]=2 回答 404）。",
            "没有（https：//evil．example/a 回答 404）。",
        ),
        ("WWW.EVIL.Example", "WWW．EVIL．Example"),
        ("坏人.中国 x.y", "坏人．中国 x.y"),
        ("见 yuanzheng.log 与 config.toml，3.5 晚", "见 yuanzheng.log 与 config.toml，3.5 晚"),
    ],
)
def test_a_sentence_has_nothing_to_click_on_and_names_files_as_they_are(
    text: str, shown: str
) -> None:
    assert words.sentence(text) == shown
