"""A facts file, checked as a whole: all that is wrong is said at once, nothing is taken in part."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scoring.errors import nearest
from scoring.facts import kinds, personal
from scoring.facts.values import Attachment, Given, Monthly, Value
from scoring.policy_files import load
from scoring.policy_parts import FormField
from yuanzheng.facts import confirming, monthly
from yuanzheng.facts.attachments import BadAttachment
from yuanzheng.facts.attachments import read as attachment

_LARGEST = 8 << 20
_MONTHS, _MEAN = "monthly_users_csv", "monthly_users"
Months = Mapping[date, int]
_NONE: tuple[Months, Months] = ({}, {})


@dataclass(frozen=True, slots=True)
class Stated:
    """All an applicant states. `values` holds personal ones too and goes into forms alone;
    `given()` is what scoring may know. `months`: users of the platform by month, `registered`: all
    that had registered by then, as the file `months_file` says."""

    values: Mapping[str, Value] = field(default_factory=dict)
    attachments: Mapping[str, tuple[Attachment, ...]] = field(default_factory=dict)
    months: Mapping[date, int] = field(default_factory=dict)
    months_file: Attachment | None = None
    fields: Mapping[str, FormField] = field(default_factory=dict)
    registered: Mapping[date, int] = field(default_factory=dict)

    def given(self, confirmed: Sequence[str] = ()) -> dict[str, Given]:
        """Facts without what is personal, by field; `confirmed`: see `confirming`."""
        return confirming.applied(self._facts(), confirmed)

    def _facts(self) -> dict[str, Given]:
        return {
            name: Given(
                value=None
                if self.fields[name].sensitive
                else _impersonal(self.fields[name], value),
                attachments=self.attachments.get(name, ()),
                note=self._note(name),
                months=self._tables() if name == _MEAN else (),
            )
            for name, value in sorted(self.values.items())
        } | {
            name: Given(attachments=papers)
            for name, papers in sorted(self.attachments.items())
            if name not in self.fields
        }

    def _note(self, name: str) -> str | None:
        span = self.fields[name].months
        whole = name == _MEAN and self.months
        return monthly.lacking(self.months, span) if whole and span else None

    def _tables(self) -> tuple[Monthly, ...]:
        span = self.fields[_MEAN].months
        return tuple(
            Monthly(
                title=title,
                users=users,
                asked=tuple(monthly.between(*span)) if span else (),
                note=monthly.lacking(users, span) if span else "条文没有写明要哪几个月",
            )
            for title, users in (("月活跃用户数", self.months), ("注册用户数", self.registered))
            if users
        )


def _impersonal(field: FormField, value: Value) -> Value:
    """A text without the ID numbers, mobile numbers and addresses somebody wrote into it."""
    if isinstance(value, str) and field.kind in {"line", "text"}:
        return personal.hidden(value)
    if isinstance(value, tuple) and field.kind == "indicators":
        return tuple(
            tuple(personal.hidden(cell) for cell in row) for row in value if isinstance(row, tuple)
        )
    return value


class BadFacts(Exception):
    """Everything that is wrong with the file, a Chinese sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(path: Path, policies: Sequence[str]) -> Stated:
    """Reads the file for the policies a project is held against. Raises `BadFacts`."""
    raw = _parsed(path)
    known = fields_of(policies)
    papers = raw.pop("attachments", {})
    (months, registered), table, wrong = _monthly(raw, path, known)
    values: dict[str, Value] = {}
    for name, told in raw.items():
        try:
            values[name] = _value(name, told, known)
        except kinds.BadFact as error:
            wrong.append(f"{path.name} 的 {name}{_titled(name, known)}{error}。")
    attached, more = _attached(papers, path, known, policies)
    if wrong := [*wrong, *more]:
        raise BadFacts(*wrong)
    if table is not None:
        attached[_MEAN] = (table, *attached.get(_MEAN, ()))
    return Stated(values, attached, months, table, known, registered)


def fields_of(policies: Sequence[str]) -> dict[str, FormField]:
    """Field id → field of the first of these policies that asks for it."""
    found: dict[str, FormField] = {}
    for policy_id in policies:
        for one in load(policy_id).fields:
            found.setdefault(one.field_id, one)
    return found


def _value(name: str, told: object, known: Mapping[str, FormField]) -> Value:
    if name not in known:
        near = nearest(name, known) if known else "所对照的政策不要填报事实"
        raise kinds.BadFact(f"不是要填的栏目：{near}")
    return kinds.read(known[name], told)


def _titled(name: str, known: Mapping[str, FormField]) -> str:
    return f"（{known[name].title}）" if name in known else " "


def _monthly(
    raw: dict[str, Any], path: Path, known: Mapping[str, FormField]
) -> tuple[tuple[Months, Months], Attachment | None, list[str]]:
    """Users by month, active and registered, and the file that says so; where no mean is
    stated, it is that of the active ones."""
    written = raw.pop(_MONTHS, None)
    if written is None:
        return _NONE, None, []
    if not isinstance(written, str) or _MEAN not in known:
        return (
            _NONE,
            None,
            [f"{path.name} 的 {_MONTHS} 应是 CSV 的路径；只有问到月活跃用户的政策才用它。"],
        )
    try:
        table = attachment(path.parent, written)
        months = monthly.read(path.parent / written)
        registered = monthly.registered(path.parent / written)
    except monthly.BadTable as error:
        return _NONE, None, [f"{one}。" for one in error.problems]
    except BadAttachment as error:
        return _NONE, None, [f"{path.name} 的 {_MONTHS}：{error}。"]
    return (months, registered), table, _mean(raw, path, known[_MEAN], months)


def _mean(
    raw: dict[str, Any], path: Path, asked: FormField, months: Mapping[date, int]
) -> list[str]:
    """Fills in the mean of the months asked for; what is wrong where another is stated."""
    span = f"{asked.months[0]:%Y-%m} 至 {asked.months[1]:%Y-%m} " if asked.months else ""
    mean = monthly.mean(months, asked.months)
    if mean is None:
        return [f"{path.name} 的 {_MONTHS} 里没有 {span}的数：平均数只按这一期间的月份算。"]
    stated = raw.setdefault(_MEAN, mean)
    try:
        same = kinds.read(asked, stated) == mean
    except kinds.BadFact:
        return []  # said with the other fields
    wrong = f"{path.name} 的 {_MEAN} 与 {_MONTHS} 里 {span}各月的平均 {mean} 不一致：请核对。"
    return [] if same else [wrong]


def _attached(
    papers: object, path: Path, known: Mapping[str, FormField], policies: Sequence[str]
) -> tuple[dict[str, tuple[Attachment, ...]], list[str]]:
    if not isinstance(papers, Mapping):
        return {}, [f"{path.name} 的 [attachments] 应是一张表：栏目或材料的编号 = 附件的路径。"]
    places = {*known, *(m.material_id for p in policies for m in load(p).materials)}
    found: dict[str, tuple[Attachment, ...]] = {}
    wrong: list[str] = []
    for name, written in papers.items():
        if name not in places:
            near = nearest(name, places)
            wrong.append(f"{path.name} 的 [attachments] 里没有栏目或材料 {name}：{near}。")
            continue
        if misplaced := _misplaced(path, name, written, known):
            wrong.append(misplaced)
            continue
        items = written if isinstance(written, list) else [written]
        taken = [_paper(path, name, one, wrong) for one in items]
        found[name] = tuple(one for one in taken if one is not None)
    return found, wrong


def _misplaced(path: Path, name: str, written: object, known: Mapping[str, FormField]) -> str:
    """What is written below `[attachments]` belongs to it: a field added at the end of the file."""
    items = written if isinstance(written, list) else [written]
    if name not in known or all(isinstance(one, str) and Path(one).suffix for one in items):
        return ""
    move = "栏目请移到 [attachments] 这一行之前，附件请写带扩展名的路径"
    where = f"{path.name} 的 {name}（{known[name].title}）写在 [attachments] 之后"
    return f"{where}，成了附件：{move}。"


def _paper(path: Path, name: str, written: object, wrong: list[str]) -> Attachment | None:
    try:
        return attachment(path.parent, written)
    except BadAttachment as error:
        wrong.append(f"{path.name} 的 [attachments] {name}：{error}。")
        return None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadFacts(f"{path.name} 太大：申报事实是几十行的文本，请检查是不是写错了文件。")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise BadFacts(f"读不到申报事实 {path}：请检查 [[project]] 的键 facts。") from None
    except UnicodeDecodeError:
        raise BadFacts(f"{path.name} 不是 UTF-8 编码：请另存为 UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        where = f"第 {at[1]} 行" if at else "文件末尾"
        raise BadFacts(f"{path.name} 的{where}不合 TOML 语法：{_unread(str(error))}。") from None
    except (RecursionError, ValueError):
        raise BadFacts(f"{path.name} 里有一个数太长或套得太深，读不懂：请照模板重写。") from None


def _unread(error: str) -> str:
    """What to do about a line, by the parser's own words."""
    if "overwrite" in error or "twice" in error or "mutate" in error:
        return "同一个键写了两次，请留一个"
    if "Unescaped '\\'" in error:
        return "路径里的 \\ 请改成 /"
    if "'\\n'" in error:
        return "引号没有成对；一段里要换行的，前后各写三个半角引号"
    return (
        "请检查引号和括号是否成对；等号和引号要用半角，文字、编号、写了年月日或万元的都要加引号，"
        "同一个键只写一次"
    )
