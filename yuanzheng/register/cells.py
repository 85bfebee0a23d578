"""What the cells of a register say: told, a choice, a code; each unknown where left empty."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import uscc

from yuanzheng.register import words
from yuanzheng.register.grid import Value
from yuanzheng.widths import plain

UNSAID = {"", "-", "—", "/", "无", "未知", "不详", "待定"}
_LONGEST = 200


class BadCell(ValueError):
    """Says in Chinese what is wrong with a cell and what to do."""


def text(value: Value) -> str:
    """Full width and hidden marks are left as they are told, but for what commands a screen."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    told = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n")
    return "\n".join(plain(line) for line in told.split("\n")).strip("\ufeff \t\n\u3000\xa0")


def line(value: Value) -> str | None:
    told = " ".join(text(value).split())
    if len(told) > _LONGEST:
        raise BadCell(f"有 {len(told)} 个字符，超过 {_LONGEST}：请写短")
    return None if unicodedata.normalize("NFKC", told) in UNSAID else told


def named(value: Value) -> str:
    told = line(value)
    if told is None:
        raise BadCell("没有写名称：请填写，或删去这一行")
    return told


def choice(topic: str, value: Value) -> str | None:
    told = line(value)
    if told is None:
        return None
    if (found := words.meant(topic, told)) is None:
        raise BadCell(
            f"没有“{told[:20]}”这一项：可写 {'、'.join(words.titles(topic))}，不知道就空着"
        )
    return found


def code(value: Value) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise BadCell("统一社会信用代码写成了数，会丢掉末位：请把这一列设为文本再填")
    told = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", line(value) or "")).upper()
    if told and not uscc.is_valid(told):
        raise BadCell("统一社会信用代码不对（应是 18 位，最后一位是校验码）：请对照营业执照核对")
    return told or None
