"""One fact as written → its checked value, by the kind of its field."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from scoring.errors import nearest
from scoring.facts import words
from scoring.facts.values import Row, Value
from scoring.policy_parts import FormField

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MOBILE = r"(?:\+?86)?1[3-9]\d{9}"
_FIXED = r"(?:\+?86|0)\d{2,3}-?\d{7,8}(?:-\d{1,6})?|[48]00-?\d{3}-?\d{4}"
_PHONE = re.compile(rf"{_MOBILE}|{_FIXED}")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]{2,}")
_LONGEST_LINE, _LONGEST_TEXT, _MOST_ROWS, _MOST = 200, 50_000, 1000, 1e10
_LONGEST_CELL = 2000
_YES = {"是": True, "否": False}


class BadFact(Exception):
    """Says in Chinese what is wrong with a value and what to write instead; never the value of
    what is personal."""


def read(field: FormField, raw: object) -> Value:
    """Raises `BadFact`."""
    return _READERS[field.kind](field, raw)


def _line(field: FormField, raw: object) -> str:
    text = _text(raw)
    if "\n" in text or len(text) > _LONGEST_LINE:
        raise BadFact(f"应是一行字，不超过 {_LONGEST_LINE} 个字符")
    return text


def _long(field: FormField, raw: object) -> str:
    text = _text(raw)
    many = words.count(text)
    if field.limit is not None and many > field.limit:
        over = f"超过 {field.limit} 字：请删去 {many - field.limit} 字"
        raise BadFact(f"有 {many} 字（按 Word 的字数计），{over}")
    if len(text) > _LONGEST_TEXT:
        raise BadFact(f"有 {len(text):,} 个字符，太长：请写在 {_LONGEST_TEXT:,} 个字符以内")
    return text


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise BadFact("应是加引号的文字")
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").strip()
    if not text:
        raise BadFact("是空的：请填写，或删去这一行")
    if any(
        unicodedata.category(mark) in {"Cc", "Cf", "Cs"} and mark not in "\n\t" for mark in text
    ):
        raise BadFact("里有看不见的控制字符：请重新输入")
    return text


def _amount(field: FormField, raw: object) -> float:
    if isinstance(raw, str):
        told = unicodedata.normalize("NFKC", raw).strip().removesuffix("万元").strip()
        if not _NUMBER.fullmatch(told):
            raise BadFact("应是以万元为单位的数，如 25 或 25.5")
        raw = float(told.replace(",", ""))
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise BadFact("应是以万元为单位的数，如 25 或 25.5")
    if not 0 <= raw <= _MOST:
        raise BadFact("应不小于 0，单位是万元：请核对")
    return round(float(raw), 6)


def _count(field: FormField, raw: object) -> int:
    if isinstance(raw, str):
        told = unicodedata.normalize("NFKC", raw).strip().replace(",", "")
        if not re.fullmatch(r"\d{1,12}", told):
            raise BadFact("应是不小于 0 的整数")
        raw = int(told)
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= _MOST:
        raise BadFact("应是不小于 0 的整数")
    return raw


def _day(field: FormField, raw: object) -> str:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return raw.isoformat()
    found = (
        _DATE.fullmatch(unicodedata.normalize("NFKC", raw).strip())
        if isinstance(raw, str)
        else None
    )
    try:
        if found:
            return date(*map(int, found.groups())).isoformat()
    except ValueError:
        pass
    raise BadFact("应是一个日期，写到日，如 2025-06-30")


def _choice(field: FormField, raw: object) -> str:
    text = _text(raw)
    if text not in field.options:
        options = "、".join(field.options)
        near = nearest(text, field.options)
        raise BadFact(f"“{text[:20]}”不在选项里：{near}，可选 {options}")
    return text


def _choices(field: FormField, raw: object) -> Row:
    items = raw if isinstance(raw, list) else [raw]
    found = tuple(_choice(field, item) for item in items)
    if not found or len(set(found)) < len(found):
        raise BadFact("应写一个或几个不同的选项")
    return tuple(option for option in field.options if option in found)


def _yes(field: FormField, raw: object) -> bool:
    if isinstance(raw, str):
        raw = _YES.get(raw.strip())
    if not isinstance(raw, bool):
        raise BadFact("应写 true（是）或 false（否）")
    return raw


def _url(field: FormField, raw: object) -> str:
    text = _line(field, raw)
    if not re.fullmatch(r"https?://[^\s/@]+\.[^\s@]+", text):
        raise BadFact("应是以 https:// 开头的网址，不带用户名和密码")
    return text


def _credit_code(field: FormField, raw: object) -> str:
    text = _code(raw, "统一社会信用代码")
    try:
        return str(uscc.validate(text))
    except InvalidLength:
        raise BadFact(f"统一社会信用代码应是 18 位，现在是 {len(text)} 位") from None
    except InvalidChecksum:
        raise BadFact("统一社会信用代码的最后一位校验码不对：请对照营业执照核对") from None
    except ValidationError:
        raise BadFact("统一社会信用代码只有数字和大写字母，不含 I、O、Z、S、V：请核对") from None


def id_number(raw: object) -> str:
    """Raises `BadFact`, which never names the number."""
    text = _code(raw, "身份证号")
    try:
        return str(ric.validate(text))
    except InvalidLength:
        raise BadFact(f"身份证号应是 18 位，现在是 {len(text)} 位") from None
    except InvalidChecksum:
        raise BadFact("身份证号的最后一位校验码不对：请核对") from None
    except ValidationError:
        raise BadFact("身份证号的地区或出生日期不对：请核对") from None


def _code(raw: object, what: str) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raise BadFact(f"{what}应加引号：写成数会丢掉末位")
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", _text(raw))).upper()


def _phone(field: FormField, raw: object) -> str:
    text = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", _text(raw)))
    text = re.sub("[‐-―−]", "-", text)  # the dashes people type for the one on the keyboard
    if re.fullmatch(_MOBILE, whole := text.replace("-", "")):
        return whole
    if not _PHONE.fullmatch(text):
        raise BadFact("应是手机号或带区号的电话，加引号")
    return text


def _email(field: FormField, raw: object) -> str:
    text = _line(field, raw)
    if not _EMAIL.fullmatch(text):
        raise BadFact("应是一个邮箱")
    return text


def _figures(field: FormField, raw: object) -> tuple[float | None, ...]:
    if not isinstance(raw, list) or len(raw) != len(field.columns):
        named = "、".join(field.columns)
        raise BadFact(f"应是方括号里的 {len(field.columns)} 个数，依次为 {named}；没有的写空引号")
    return tuple(_figure(field, place, cell) for place, cell in enumerate(raw))


def _figure(field: FormField, place: int, cell: object) -> float | None:
    try:
        return None if cell == "" else _amount(field, cell)
    except BadFact as error:
        raise BadFact(f"第 {place + 1} 个数（{field.columns[place]}）{error}") from None


def _rows(field: FormField, raw: object) -> tuple[Row, ...]:
    if not isinstance(raw, list) or not raw or len(raw) > _MOST_ROWS:
        raise BadFact(f"应是 1 至 {_MOST_ROWS:,} 行的表，每行写 {'、'.join(_plain(field))}")
    found, wrong = list[Row](), list[str]()
    for place, row in enumerate(raw, 1):
        try:
            found.append(_row(field, place, row))
        except BadFact as error:
            wrong.append(str(error))
    if wrong:
        raise BadFact("；".join(wrong))
    return tuple(found)


def _row(field: FormField, place: int, row: object) -> Row:
    columns = _plain(field)
    if isinstance(row, Mapping):
        for key in row:
            if key not in columns:
                raise BadFact(
                    f"第 {place} 行多出的列 {str(key)[:20]}：{nearest(str(key), columns)}"
                )
        row = [row.get(column, "") for column in columns]
    if not isinstance(row, list) or len(row) != len(columns):
        raise BadFact(f"第 {place} 行应有 {len(columns)} 列：{'、'.join(columns)}")
    return tuple(_cell(columns[n], place, cell) for n, cell in enumerate(row))


def _cell(column: str, place: int, cell: object) -> str:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise BadFact(f"第 {place} 行的 {column} 应是文字或数")
    if column == "身份证号" and cell != "":
        try:
            return id_number(cell)
        except BadFact as error:
            raise BadFact(f"第 {place} 行的{error}") from None
    text = unicodedata.normalize("NFC", str(cell)).strip()
    if len(text) > _LONGEST_CELL:
        told = f"有 {len(text):,} 个字符，太长：请写在 {_LONGEST_CELL:,} 个字符以内"
        raise BadFact(f"第 {place} 行的 {column} {told}")
    return text


def _plain(field: FormField) -> list[str]:
    """Columns by what they are called in the facts file: without the blanks of the form."""
    return [re.sub(r"\s", "", column) for column in field.columns]


_READERS: dict[str, Callable[[FormField, object], Value]] = {
    "line": _line, "text": _long, "count": _count, "wanyuan": _amount, "date": _day,
    "choice": _choice, "choices": _choices, "yes": _yes, "url": _url,
    "credit_code": _credit_code, "id_number": lambda _, raw: id_number(raw), "phone": _phone,
    "email": _email, "figures": _figures, "people": _rows, "indicators": _rows,
}  # fmt: skip
