"""Facts as they reach scoring: checked values, never a personal one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from scoring.policy_parts import FormField

Row = tuple[str, ...]
Value = bool | int | float | str | tuple[float | None, ...] | tuple[Row, ...] | Row
_STRICT = ConfigDict(frozen=True, extra="forbid")


class Attachment(BaseModel):
    """A file handed in: `path` as written in the facts file, relative to it; `pages` of a PDF."""

    model_config = _STRICT
    path: str
    sha256: str = Field(pattern="[0-9a-f]{64}")
    bytes: int = Field(ge=0)
    format: str
    pages: int | None = None


class Monthly(BaseModel):
    """Counts by month (its first day) as a table handed in says; `asked`: the months it should
    have, `note`: which it lacks, a Chinese clause."""

    model_config = _STRICT
    title: str
    users: Mapping[date, int]
    asked: tuple[date, ...] = ()
    note: str

    @property
    def whole(self) -> bool:
        """Whether it has all the months it should have."""
        return all(month in self.users for month in self.asked)


class Given(BaseModel):
    """One fact. `value` None: personal, so that only its being there is known here.

    Dates are ISO texts, money is in 万元. `confirmed`: the reviewer has held it against its proof.
    `note`: what the table it comes from lacks, a Chinese clause. `months`: that table, the first
    of `attachments`.
    """

    model_config = _STRICT
    value: Value | None = None
    attachments: tuple[Attachment, ...] = ()
    confirmed: bool = False
    note: str | None = None
    months: tuple[Monthly, ...] = ()

    def renamed(self, name: Callable[[str], str], *, value: bool) -> Given:
        """With other names in the paths of its files and, where that is words, in its value."""
        papers = tuple(a.model_copy(update={"path": name(a.path)}) for a in self.attachments)
        made = _renamed(self.value, name) if value else self.value
        return self.model_copy(update={"value": made, "attachments": papers})


def _renamed(value: Any, name: Callable[[str], str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_renamed(one, name) for one in value)
    return name(value) if isinstance(value, str) else value


Facts = Mapping[str, Given]


def number(given: Given, column: int | None = None) -> float | None:
    """The amount or count it states; None where it states none."""
    value = given.value
    if column is not None and isinstance(value, tuple):
        cell = value[column] if column < len(value) else None
        return float(cell) if isinstance(cell, int | float) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def day(given: Given) -> date | None:
    """The date it states; None where it states none."""
    try:
        return date.fromisoformat(given.value) if isinstance(given.value, str) else None
    except ValueError:
        return None


def plain(amount: float) -> str:
    """With thousands separators and no zeros at the end; six decimals, a yuan in 万元 has four."""
    return f"{amount:,.6f}".rstrip("0").rstrip(".")


_SHOWN_HASH = 12


def papers(given: Given) -> str:
    """The files that prove it, each with the beginning of its hash."""
    return "、".join(f"{a.path}（SHA-256 {a.sha256[:_SHOWN_HASH]}…）" for a in given.attachments)


def shown(field: FormField, given: Given) -> str:
    """`合同金额 25 万元`, in one line; what is personal is not shown."""
    if given.value is None or field.sensitive:
        return f"{field.title}已填（个人信息，不在这里显示）"
    return f"{field.title} {_value(field, given.value)}"


def _value(field: FormField, value: Value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    unit = {"wanyuan": " 万元", "figures": " 万元"}.get(field.kind, "")
    if isinstance(value, int | float):
        return f"{plain(value)}{unit}"
    if isinstance(value, str):
        one = " ".join(value.split())
        return one if len(one) <= 40 else f"{one[:40]}…（{len(one)} 个字符）"
    if field.kind == "figures":
        cells = ("空" if not isinstance(c, int | float) else plain(c) for c in value)
        return "、".join(cells) + unit
    if all(isinstance(row, str) for row in value):
        return "、".join(map(str, value))
    return f"{len(value)} 项"
