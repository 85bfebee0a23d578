"""Facts as people write them: read right, or refused with what to do."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.facts import words
from scoring.facts.kinds import BadFact, read
from scoring.policy_files import all_policies
from scoring.policy_parts import FormField

FIGURES = ["2022年度(万元)", "2023年度(万元)"]


def field(kind: str, **more: Any) -> FormField:
    kept = {"sensitive": kind in {"id_number", "phone", "email", "people"}, **more}
    return FormField.model_validate(
        {"id": "one", "form": "f", "title": "栏目", "quote": "栏目", "kind": kind, **kept}
    )


@pytest.mark.parametrize(
    ("kind", "more", "raw", "value"),
    [
        ("line", {}, "  深圳某公司 ", "深圳某公司"),
        ("count", {}, "１,２００", 1200),
        ("count", {}, 0, 0),
        ("wanyuan", {}, "１８０万元", 180.0),
        ("wanyuan", {}, "1,200.5", 1200.5),
        ("wanyuan", {}, 20, 20.0),
        ("date", {}, date(2025, 6, 30), "2025-06-30"),
        ("date", {}, "2025年6月1日", "2025-06-01"),
        ("date", {}, "２０２５／６／１", "2025-06-01"),
        ("yes", {}, "否", False),
        ("yes", {}, True, True),
        ("choice", {"options": ("企业", "其他")}, "企业", "企业"),
        ("choices", {"options": ("甲", "乙")}, ["乙", "甲"], ("甲", "乙")),
        ("url", {}, "https://gitee.com/a/b", "https://gitee.com/a/b"),
        ("credit_code", {}, "9144 0300 7084 6113 6t", "91440300708461136T"),
        ("id_number", {}, "360426199101010071", "360426199101010071"),
        ("phone", {}, "１３８ 0013 8000", "13800138000"),
        ("phone", {}, "138-0013—8000", "13800138000"),
        ("phone", {}, "0755-88168123", "0755-88168123"),
        ("figures", {"columns": FIGURES}, ["", "12"], (None, 12.0)),
        ("indicators", {"columns": ["指 标", "值"]}, [{"指标": "户", "值": 3}], (("户", "3"),)),
        ("indicators", {"columns": ["指标", "值"]}, [["用户", "三千"]], (("用户", "三千"),)),
    ],
)  # fmt: skip
def test_read_as_meant(kind: str, more: dict[str, Any], raw: object, value: object) -> None:
    assert read(field(kind, **more), raw) == value


@pytest.mark.parametrize(
    ("kind", "more", "raw", "sentence"),
    [
        ("line", {}, "", "是空的"),
        ("line", {}, "两\n行", "应是一行字"),
        ("line", {}, "暗\u202e藏", "看不见的控制字符"),
        ("line", {}, 3, "应是加引号的文字"),
        ("text", {"limit": 300, "limit_words": "不超过 300 字"}, "字" * 301, "有 301 字"),
        ("count", {}, -1, "不小于 0 的整数"),
        ("count", {}, True, "不小于 0 的整数"),
        ("count", {}, 1.5, "不小于 0 的整数"),
        ("wanyuan", {}, "约20万", "以万元为单位的数"),
        ("wanyuan", {}, float("nan"), "以万元为单位的数"),
        ("wanyuan", {}, float("inf"), "以万元为单位的数"),
        ("wanyuan", {}, -2, "不小于 0"),
        ("date", {}, "2025-02-30", "应是一个日期"),
        ("date", {}, 45838, "应是一个日期"),
        ("yes", {}, "也许", "true（是）或 false（否）"),
        ("choice", {"options": ("企业", "其他")}, "企事业", "最接近的是 企业"),
        ("choices", {"options": ("甲", "乙")}, ["甲", "甲"], "不同的选项"),
        ("url", {}, "https://user:secret@a.cn", "不带用户名和密码"),
        ("url", {}, "gitee.com/a", "以 https:// 开头"),
        ("credit_code", {}, "91440300708461136X", "校验码不对"),
        ("credit_code", {}, "9144030070846113", "应是 18 位，现在是 16 位"),
        ("credit_code", {}, 914403007084611361, "应加引号"),
        ("id_number", {}, "360426199101010072", "校验码不对"),
        ("id_number", {}, "360426199113010071", "校验码不对|地区或出生日期不对"),
        ("phone", {}, "12345", "手机号或带区号的电话"),
        ("email", {}, "nobody", "应是一个邮箱"),
        ("figures", {"columns": FIGURES}, [1], "2 个数"),
        ("people", {"columns": ["姓名", "身份证号"]}, [["张三", "1"]], "1 行的身份证号应是 18 位"),
        ("people", {"columns": ["姓名"]}, [{"名字": "张三"}], "第 1 行多出的列 名字"),
        ("people", {"columns": ["姓名", "身份证号"]}, [["a", "1"], ["b", "2"]], "1 行.*；第 2 行"),
        ("indicators", {"columns": ["a", "b"]}, [["长" * 2001, ""]], "1 行的 a 有 2,001 个字符"),
        ("figures", {"columns": FIGURES}, [1, "二"], "第 2 个数（2023年度"),
        ("people", {"columns": ["姓名"]}, [], "1 至 1,000 行"),
    ],
)  # fmt: skip
def test_refused_with_what_to_do(
    kind: str, more: dict[str, Any], raw: object, sentence: str
) -> None:
    with pytest.raises(BadFact, match=sentence) as caught:
        read(field(kind, **more), raw)
    if kind in {"id_number", "phone", "email", "people"}:
        assert str(raw) not in str(caught.value)
        assert "张三" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("", 0),
        ("开源社区", 4),
        ("开源，社区。", 6),
        ("Hello world", 2),
        ("使用 GitHub 托管", 5),
        ("使用GitHub托管", 5),
        ("v1.2.3 发布于2025年", 6),
        ("“引号”", 4),
        ("a,b c", 2),
    ],
)
def test_counted_as_word_counts(text: str, many: int) -> None:
    assert words.count(text) == many


@given(st.text(max_size=60), st.text(max_size=60))
def test_counts_add_up_over_lines(one: str, other: str) -> None:
    assert words.count(f"{one}\n{other}") == words.count(one) + words.count(other)


FIELDS = {f.kind: f for policy in all_policies() for f in policy.fields}


@pytest.mark.parametrize("kind", sorted(FIELDS))
@given(raw=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=6,
))  # fmt: skip
def test_whatever_is_written_is_read_or_refused_in_a_sentence(kind: str, raw: object) -> None:
    with suppress(BadFact):
        assert read(FIELDS[kind], raw) is not None
