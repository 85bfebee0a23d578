"""Forms of a policy → forms with everything in them, in the order of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.evidence import Report
from reports.forms.model import BLANK, DRAFT, Cell, Entry, Form, Grid, Heading, Line, Part, Text
from scoring.policy_models import Policy
from scoring.policy_parts import Form as Asked
from scoring.policy_parts import FormField
from yuanzheng.facts.reading import Stated
from yuanzheng.forms import values

_TABLES = {"people", "indicators"}
_NOTICE = (
    "由源证按填报的事实与证据表填写；{blank}处与标为草稿处由申报单位补写、改定，"
    "签章：{signed}。证据编号与证据表相同。"
)


@dataclass(frozen=True, slots=True)
class Filler:
    """Everything a form may be filled from."""

    policy: Policy
    stated: Stated
    report: Report

    def fields(self, form_id: str) -> list[FormField]:
        return [one for one in self.policy.fields if one.form == form_id]

    def field(self, name: str) -> FormField:
        return next(one for one in self.policy.fields if one.field_id == name)

    def entry(self, field: FormField) -> Entry:
        return values.entry(field, self.stated, self.report)

    def forms(self) -> Iterator[Form]:
        for asked in self.policy.forms:
            parts = tuple(self._parts(asked))
            wide = any(len(f.columns) > 5 for f in self.fields(asked.form_id) if f.kind in _TABLES)
            notice = _NOTICE.format(blank=BLANK, signed=asked.signed)
            yield Form(
                asked.form_id, asked.title, parts, cover=asked.cover, landscape=wide, notice=notice
            )

    def _parts(self, asked: Asked) -> Iterator[Part]:
        if asked.body or asked.draft:
            yield from self._letter(asked)
        elif asked.layout:
            yield from self._table(asked)
        elif asked.outline:
            yield from self._outline(asked)
        elif not any(one.kind in _TABLES for one in self.fields(asked.form_id)):
            yield from (Line(one.title, self.entry(one)) for one in self.fields(asked.form_id))
        else:
            yield from self._listed(asked)
        yield from (Line(label, Entry(None)) for label in asked.closing)

    def _letter(self, asked: Asked) -> Iterator[Part]:
        filled = iter(asked.blanks)
        if asked.draft:
            yield Text(f"{DRAFT}条文没有给出这份文书的文字，以下按条款拟成。", indented=False)
        lines = (*asked.body, *asked.draft)
        for words in lines:
            pieces = words.split("_____")
            told = pieces[0]
            for piece in pieces[1:]:
                told += self._blank(next(filled)) + piece
            yield Text(told, indented=words != lines[0])
        yield from self._listed(asked)

    def _blank(self, name: str) -> str:
        """In a sentence the last figure of a row stands for it: the span the policy asks about."""
        field = self.field(name)
        if field.kind == "figures":
            return values.figures(field, self.stated)[-1].shown
        return self.entry(field).shown

    def _listed(self, asked: Asked) -> Iterator[Part]:
        for field in self.fields(asked.form_id):
            if field.kind not in _TABLES:
                yield Line(field.title, self.entry(field))
                continue
            yield Heading(field.title, 2)
            head = tuple(Cell(Entry(one), head=True) for one in ("序号", *field.columns))
            stated = values.rows(field, self.stated) or (("",) * len(field.columns),)
            yield Grid((head, *(
                tuple(Cell(Entry(cell or None)) for cell in (str(n), *row))
                for n, row in enumerate(stated, 1)
            )))  # fmt: skip

    def _table(self, asked: Asked) -> Iterator[Part]:
        """Rows of four columns; a table of years stands by itself between them."""
        rows: list[tuple[Cell, ...]] = []
        for line in asked.layout:
            if not line.startswith("@"):
                rows.append(self._laid(line))
                continue
            yield Grid(tuple(rows))
            yield self._figures(line.split()[1], [self.field(one) for one in line.split()[2:]])
            rows = []
        yield Grid(tuple(rows))

    def _laid(self, line: str) -> tuple[Cell, ...]:
        """`# title`, one field or two, with `+` joining what stands in one cell."""
        if line.startswith("#"):
            return (Cell(Entry(line[1:].strip()), 4, head=True),)
        cells = [[self.field(name) for name in part.split("+")] for part in line.split()]
        width = 1 if len(cells) == 2 else 3
        return tuple(cell for fields in cells for cell in self._pair(fields, width))

    def _outline(self, asked: Asked) -> Iterator[Part]:
        for place, name in enumerate(asked.outline, 1):
            field = self.field(name)
            limit = f"（{field.limit_words}）" if field.limit_words else ""
            yield Heading(f"{place}. {field.title}{limit}")
            if field.guidance:
                yield Heading(field.guidance, 2)
            yield Text(self.entry(field).shown)

    def _pair(self, fields: list[FormField], width: int) -> Iterator[Cell]:
        yield Cell(Entry(fields[0].quote if len(fields) > 1 else fields[0].title), head=True)
        if len(fields) == 1:
            yield Cell(self.entry(fields[0]), width)
        else:
            told = "\n".join(f"{one.title}：{self.entry(one).shown}" for one in fields)
            yield Cell(Entry(told), width)

    def _figures(self, title: str, fields: list[FormField]) -> Grid:
        head = (Cell(Entry(title), head=True),
                *(Cell(Entry(one), head=True) for one in fields[0].columns))  # fmt: skip
        rows = (
            (Cell(Entry(one.title), head=True), *map(Cell, values.figures(one, self.stated)))
            for one in fields
        )
        return Grid((head, *rows))
