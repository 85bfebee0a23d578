"""Tokens are shown nowhere; foreign text cannot command the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanzheng.redaction import looks_secret, redact
from yuanzheng.widths import columns, plain, wrapped

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@given(
    prefix=st.sampled_from(["ghp_", "gho_", "ghs_", "github_pat_", "hf_"]),
    body=st.text(LETTERS, min_size=20, max_size=40),
    around=st.sampled_from(["{}", "token {} refused", "https://x:{}@h/p", "?access_token={}&a=1"]),
)
def test_tokens_of_known_shape_vanish_wherever_they_stand(
    prefix: str, body: str, around: str
) -> None:
    text = around.format(prefix + body)
    assert looks_secret(text)
    assert body not in redact(text, {})


@given(st.text(LETTERS, min_size=8, max_size=40))
def test_values_of_secret_variables_vanish(secret: str) -> None:
    said = redact(f"回答 401：{secret}。", {"MY_GITEE_TOKEN": secret, "HOME": "/root"})
    assert secret not in said


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/apache/echarts",
        "ssh://git@host.org/a/b.git",
        "git@github.com:a/b.git",
        "data/0123456789abcdef0123456789abcdef/x",
        "GITHUB_TOKEN",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert not looks_secret(text)
    assert redact(text, {}) == text


def test_terminal_commands_and_direction_marks_are_taken_out() -> None:
    assert plain("a\x1b[31mred\x1b[0m\x1b]0;title\x07b\r\u202ec\u200b") == "aredbc"


@given(st.text(max_size=200))
def test_nothing_that_could_command_a_terminal_is_left(text: str) -> None:
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in plain(text))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x9FFF, categories=["L", "N"])))
def test_wrapping_loses_nothing(text: str) -> None:
    assert "".join(wrapped(text, 20)) == text


def test_chinese_counts_double() -> None:
    assert columns("ab源证") == 6
    assert all(columns(line) <= 22 for line in wrapped("源证把开源项目数据变成证据表" * 3, 20))
