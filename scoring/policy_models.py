"""What a policy file says, as frozen models."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Literal, Protocol

from pydantic import BaseModel, Field, model_validator

from scoring.policy_checks import Clause
from scoring.policy_forms import Form
from scoring.policy_parts import (
    STRICT,
    Amount,
    Benefit,
    Deadline,
    Doubt,
    Force,
    FormField,
    Material,
    Point,
    Source,
    Suggested,
    Target,
)


class Quoting(Protocol):
    """Anything that stands on words of the source."""

    @property
    def quote(self) -> str: ...


class Policy(BaseModel):
    """`subject`: 申报 is applied for, 计划 is a programme's own, 参考 sets no conditions.

    `by_default`: whether projects that name no policy are held against it.
    """

    model_config = STRICT
    policy_id: str
    title: str = Field(min_length=2)
    kind: str
    issuer: str = Field(min_length=2)
    subject: Literal["申报", "计划", "参考"] = "申报"
    by_default: bool = True
    source: Source
    force: Force | None = None
    clauses: tuple[Clause, ...] = Field(alias="clause", min_length=1)
    amounts: tuple[Amount, ...] = Field(alias="amount", default=())
    materials: tuple[Material, ...] = Field(alias="material", default=())
    benefits: tuple[Benefit, ...] = Field(alias="benefit", default=())
    deadlines: tuple[Deadline, ...] = Field(alias="deadline", default=())
    targets: tuple[Target, ...] = Field(alias="target", default=())
    forms: tuple[Form, ...] = Field(alias="form", default=())
    fields: tuple[FormField, ...] = Field(alias="field", default=())
    points: tuple[Point, ...] = Field(alias="point", default=())
    doubts: tuple[Doubt, ...] = Field(alias="doubt", default=())
    comparison: Suggested | None = None

    @model_validator(mode="after")
    def _of_one_piece(self) -> Policy:
        ids = [field.field_id for field in self.fields]
        for one in ids:
            if ids.count(one) > 1:
                raise ValueError(f"的栏目 {one} 写了两次")
        forms = {form.form_id for form in self.forms}
        for field in self.fields:
            if field.form not in forms:
                raise ValueError(f"的栏目 {field.field_id} 属于没有写出的表格 {field.form}")
        for form in self.forms:
            for name in form.named():
                if name not in ids:
                    raise ValueError(f"的表格 {form.title} 要用没有写出的栏目 {name}")
        for clause in self.clauses:
            for fact in (name for check in clause.checks for name in check.facts()):
                if fact not in ids:
                    raise ValueError(f"的条款 {clause.clause_id} 要用没有写出的栏目 {fact}")
        return self

    def quoted(self) -> Iterator[str]:
        """All words of the source that it holds."""
        held: Iterator[Quoting] = chain(
            self.clauses, self.amounts, self.materials, self.benefits, self.deadlines,
            self.targets, self.forms, self.fields, self.points,
        )  # fmt: skip
        yield from (one.quote for one in held)
        for doubt in self.doubts:
            yield from doubt.quotes
        for form in self.forms:
            yield from form.quoted()
        for field in self.fields:
            told = (field.guidance, field.limit_words, field.hint, *field.options)
            yield from filter(None, told)
        if self.force:
            yield self.force.quote

    def threshold_names(self) -> tuple[str, ...]:
        """Names the reviewer may set, in the order of the clauses."""
        names = (check.threshold for clause in self.clauses for check in clause.checks)
        return tuple(dict.fromkeys(name for name in names if name))
