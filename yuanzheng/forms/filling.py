"""Forms of a policy → forms with everything in them, in the order of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reports.forms.model import BLANK, DRAFT, Form, Grid, Heading, Line, Part, Text
from scoring.form_lines import ref, row
from scoring.materials import KIND
from scoring.policy_forms import BY_HAND, GAP
from scoring.policy_forms import Form as Asked
from yuanzheng.forms import registers, sections, tables
from yuanzheng.forms.source import Source

TABLES = {"people", "indicators"}
_NOTICE = (
    "由源证按填报的事实与证据表填写；{blank}处与标为草稿处由申报单位补写、改定，"
    "签章：{signed}。证据编号与证据表相同。"
)
_WIDE = 5


def forms(source: Source) -> Iterator[Form]:
    kind = source.stated.values.get(KIND)
    for asked in source.policy.forms:
        parts = tuple(_parts(source, asked))
        wide = any(isinstance(one, Grid) and one.columns > _WIDE for one in parts)
        yield Form(
            asked.form_id, asked.title, parts, cover=asked.cover, heading=asked.heading or "",
            landscape=wide and not (asked.layout or asked.outline), workbook=asked.workbook,
            notice=_NOTICE.format(blank=BLANK, signed=asked.signature(kind)),
        )  # fmt: skip


def _parts(source: Source, asked: Asked) -> Iterator[Part]:
    blanks = iter(asked.blanks)
    yield from (_written(source, line, blanks) for line in asked.opening)
    if asked.draft:
        yield Text(f"{DRAFT}条文没有给出这份文书的文字，以下按条款拟成。", indented=False)
    for line in (*asked.body, *asked.draft):
        yield _written(source, line, blanks)
    if asked.layout:
        yield tables.laid(source, asked.layout)
    if asked.columns:
        yield registers.grid(asked, [registers.Row(source)])
    for line in asked.outline:
        yield from _chapter(source, line)
    for one in asked.sections:
        yield from sections.MADE[one](source, asked)
    yield from _rest(source, asked)
    yield from (Text(note, indented=False, small=True) for note in asked.notes)
    yield from (_written(source, line, blanks) for line in asked.closing)


def _written(source: Source, line: str, blanks: Iterator[str]) -> Text:
    """A line of a letter, its blanks filled in; what is written by hand stays open.

    A salutation and a line of blanks begin at the margin, any other sentence is indented.
    """
    first, *pieces = line.split(GAP)
    told = first
    for piece in pieces:
        told += _blank(source, next(blanks)) + piece
    return Text(told, indented="。" in line)


def _blank(source: Source, name: str) -> str:
    if name in {BY_HAND, ""}:
        return GAP if name else ""
    return "　".join(source.words(ref(one)) for one in name.split("+"))


def _chapter(source: Source, line: str) -> Iterator[Part]:
    if line.startswith("#"):
        yield Heading(line[1:].strip())
    elif line.startswith(">"):
        yield Heading("".join(line[1:].split("\n")).strip(), 2)  # a page's end broke the sentence
    elif line.startswith("@"):
        yield tables.laid(source, [line])
    else:
        for place in row(line).places:
            for one in place.refs:
                asked = source.field(one.field_id)
                limit = f"（{asked.limit_words}）" if asked.limit_words else ""
                if asked.kind == "text":
                    yield Line(f"{place.label or asked.title}{limit}")
                    yield from (Text(words) for words in source.words(one).split("\n"))
                else:
                    yield Line(asked.title, replace(source.entry(one), hint=None))


def _rest(source: Source, asked: Asked) -> Iterator[Part]:
    """Fields of the form that stand nowhere in it yet, one below the other."""
    named = {*asked.named(), *(one.field_id for one in source.fields(asked.form_id)
             if "fields" in asked.sections)}  # fmt: skip
    fields = [one for one in source.fields(asked.form_id) if one.field_id not in named]
    for field in fields:
        if field.kind not in TABLES:
            yield Line(field.title, source.entry(ref(field.field_id)))
            continue
        if len(fields) > 1:
            yield Heading(field.title, 2)
        yield tables.listed(field, source)
