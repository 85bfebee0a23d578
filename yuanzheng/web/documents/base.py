"""What all documents share: instants of Beijing, pages of a list, the one shape of an error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from yuanzheng import clock

T = TypeVar("T")
MOST = 200
Instant = Annotated[
    datetime,
    PlainSerializer(lambda moment: moment.astimezone(clock.BEIJING).isoformat(), return_type=str),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "examples": ["2026-11-01T00:00:00+08:00"]},
        mode="serialization",
    ),
]
Grade = Literal["complete", "partial", "not_observable"]
Said = Literal["yes", "no", "unknown"]


class Document(BaseModel):
    """Read from the values of the reports, field by field."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Problem(Document):
    """出错时的回答，处处是这一种。"""

    error: str = Field(
        description="一句中文：哪里不对、怎么办",
        examples=["没有这一页，或这里不对您开放。"],
    )


class Page(Document, Generic[T]):
    """A part of a list, in a fixed order."""

    # A docstring is not told of the kinds of pages there are.
    model_config = ConfigDict(
        json_schema_extra={
            "description": "一页；没有更多时 next 是 null。超出末页的页是空的，不是错误。"
        }
    )
    items: list[T] = Field(description="这一页的条目，次序固定")
    total: int = Field(description="所有页合计的条数", ge=0, examples=[2])
    page: int = Field(description="这是第几页，从 1 起", ge=1, examples=[1])
    per_page: int = Field(description="每页至多几条", ge=1, le=MOST, examples=[50])
    next: int | None = Field(description="下一页的页码；没有更多时是 null", examples=[None])


Number = Annotated[int, Query(ge=1, le=1_000_000, description="第几页，从 1 起")]
Size = Annotated[int, Query(ge=1, le=MOST, description="每页几条")]
Key = Annotated[str, Field(max_length=200)]


def page(found: Sequence[Any], kind: type[T], number: int, size: int) -> Page[T]:
    """The part of a whole list that a page holds."""
    start = (number - 1) * size
    return counted(found[start : start + size], len(found), kind, number, size)


def counted(rows: Sequence[Any], total: int, kind: type[T], number: int, size: int) -> Page[T]:
    """A page of rows that were cut out already."""
    items = [kind.model_validate(row) for row in rows]  # type: ignore[attr-defined]
    following = number + 1 if number * size < total else None
    return Page[kind](  # type: ignore[valid-type]
        items=items, total=total, page=number, per_page=size, next=following
    )
