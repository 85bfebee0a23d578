"""How persons are shown: never an address, a phone or an identity number."""

from __future__ import annotations

import pytest

from scoring.people import shown
from scoring.people.aliases import Alias


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee", "Ann Lee"),
        ("ann@lee.org", "〔邮箱已隐去〕"),
        ("Ann <ann.lee@mail.lee.org>", "Ann <〔邮箱已隐去〕>"),
        ("ann@localhost", "〔邮箱已隐去〕"),
        ("ann＠lee.org", "〔邮箱已隐去〕"),
        ("ann at lee dot org", "〔邮箱已隐去〕"),
        ("ann [at] lee [dot] org", "〔邮箱已隐去〕"),
        ("Ann @ ACME", "Ann @ ACME"),
        ("13812345678", "〔电话已隐去〕"),
        ("zhang_138-1234-5678", "zhang_〔电话已隐去〕"),
        ("11010519491231002X", "〔证件号已隐去〕"),
        ("user2024", "user2024"),
        ("a\u202eb\x00c\nd", "abc d"),
        ("张 三", "张 三"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_masked(text, expected):
    assert shown.masked(text) == expected


def test_label_prefers_the_account_then_the_fullest_name():
    signed = Alias("git:1", name="Ann Lee")
    assert shown.label([signed, Alias("git:2", name="al")]) == "Ann Lee"
    gitee = Alias("gitee:5", "gitee", True, "5", "ann_on_gitee")
    github = Alias("github:9", "github", True, "9", "ann")
    assert shown.label([signed, gitee]) == "ann_on_gitee"
    assert shown.label([gitee, signed, github]) == "ann"


def test_label_takes_an_address_only_masked_and_only_for_want_of_a_name():
    address = Alias("git:1", name="annlee@example.org")
    assert shown.label([address]) == "〔邮箱已隐去〕"
    assert shown.label([address, Alias("git:2", name="Ann")]) == "Ann"


def test_the_nameless_are_told_apart():
    first, second = Alias("git:aaaaaaaa1"), Alias("git:aaaaaaaa2")
    assert shown.label([first]) == "未署名 aaaaa1"
    assert shown.label([first]) != shown.label([second])
