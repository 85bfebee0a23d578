"""The figures of a pack, and whether its data tables say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from reports import sources, wording
from reports.evidence import EvidenceRow
from reports.seal import figures, layout, reading
from reports.seal.findings import Findings
from reports.seal.opening import Files
from reports.tabular import NOTHING, Cell

_SPAN = slice(0, 200)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of `figures.json`; `row` is it as a report prints it."""

    row: EvidenceRow
    raw: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.row.evidence_id

    @property
    def cells(self) -> dict[str, Cell]:
        """What the evidence tables print of it, by the titles of their columns."""
        row, raw = self.row, self.raw
        value: Cell = row.value if row.value_text is None else wording.value_words(row)
        return {
            "数值": value,
            "单位": row.unit or NOTHING,
            "样本数 n": row.n,
            "定义": wording.definition_key(row),
            "完整性": wording.completeness_words(row.completeness, row.completeness_reason),
            "应答 SHA-256": NOTHING
            if raw["source_set"] is None
            else raw["source_sha256"] or wording.UNKNOWN,
            "来源组": raw["source_set"] or NOTHING,
        }


@dataclass(frozen=True, slots=True)
class Document:
    """`figures.json`, read."""

    raw: Mapping[str, Any]
    figures: dict[str, Figure]


def document(files: Files, found: Findings) -> Document | None:
    """The figures; None, with a finding, when they cannot be read."""
    if layout.FIGURES not in files:
        return None
    try:
        raw = reading.document(files[layout.FIGURES])
        if raw["schema"] != figures.SCHEMA:
            raise ValueError("不是本版本认识的写法")
        made = [Figure(_row(one), one) for one in raw["figures"]]
        made_by_id = {one.id: one for one in made}
        if len(made_by_id) != len(made):
            raise ValueError("有证据编号写了两次")
        for month in raw["monthly"]:
            _month(month)
        _ = raw["as_of"], raw["repositories"], raw["project"]["project_id"]
        _ = [(c["source_set"], c["source_sha256"], c["sql_sha256"]) for c in raw["figures"]]
    except ValueError as error:
        found.add("数字", layout.FIGURES, f"读不懂：{error}。")
    except (KeyError, TypeError, AttributeError, ArithmeticError):
        found.add("数字", layout.FIGURES, "读不懂：缺少应有的内容。")
    else:
        return Document(raw, made_by_id)
    return None


def _row(raw: Mapping[str, Any]) -> EvidenceRow:
    row = EvidenceRow(
        _text(raw["evidence_id"]), _text(raw["title"]), (), _text(raw["metric_id"]),
        _number(raw["version"], int), _text(raw["part"]), _text(raw["part_title"]),
        _number(raw["value"], float), raw["value_text"], _text(raw["unit"]),
        _number(raw["n"], int), _time(raw["window_from"]), _time(raw["window_to"]),
        raw["completeness"], raw["completeness_reason"],
    )  # fmt: skip
    for text in (row.value_text, row.completeness, row.completeness_reason):
        if text is not None:
            _text(text)
    return row


def _month(raw: Mapping[str, Any]) -> None:
    for name in ("metric_id", "part", "part_title", "month"):
        _text(raw[name])
    _number(raw["version"], int), _number(raw["value"], float), _number(raw["n"], int)
    if raw["value_text"] is not None:
        _text(raw["value_text"])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any, kind: Callable[[Any], Any]) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300:
        raise TypeError
    return kind(value)


def _time(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(_text(value))


# --- the data tables


def with_tables(made: Document, files: Files, found: Findings) -> None:
    """Every figure against tables `measurement`, `metric`, `measurement_source` and `answer`."""
    try:
        _measured(made, files, found)
        _sourced(made, files, found)
    except _Missing as error:
        found.add("数字", str(error), "应当有这张数据表，却没有，数字无从核对。")
    except ValueError as error:
        where, _, words = str(error).partition("\0")
        found.add("数字", where, f"读不懂：{words}。")
    except (KeyError, TypeError, AttributeError, ArithmeticError):
        found.add("数字", layout.TABLES, "数据表缺少应有的列，数字无从核对。")


class _Missing(Exception):
    pass


def _table(
    files: Files, table: str, begins: frozenset[bytes] | None = None
) -> Iterator[dict[str, Any]]:
    """Its rows. With `begins`, those alone that begin so, or as no row of the table does: of a
    million answers few are needed, and reading all as JSON takes longer than all the rest."""
    path = f"{layout.TABLES}/{table}.jsonl"
    if path not in files:
        raise _Missing(path)
    try:
        # Each byte of a table is held against the one made anew of the archive.
        yield from reading.rows(files[path], begins, once=False)
    except ValueError as error:
        raise ValueError(f"{path}\0{error}") from error


def _measured(made: Document, files: Files, found: Findings) -> None:
    path = f"{layout.TABLES}/measurement.jsonl"
    held = {month_key(row): row for row in _table(files, "measurement")}
    shas = {(r["metric_id"], r["version"]): r["sql_sha256"] for r in _table(files, "metric")}
    monthly = {month_key(one): one for one in made.raw["monthly"]}
    for figure in made.figures.values():
        raw = figure.raw
        row = held.pop(month_key({**raw, "month": None}), None)
        if row is None and figure.row.completeness != "not_observable":
            found.add("数字", path, f"{figure.id}（{_name(figure)}）不在测量结果里。")
        elif row is not None:
            for column in ("value", "value_text", "n", "completeness"):
                _same(figure.id, path, column, row[column], raw[column], found)
        sha = shas.get((raw["metric_id"], raw["version"]))
        if row is not None:
            _same(figure.id, f"{layout.TABLES}/metric.jsonl", "sql_sha256", sha,
                  raw["sql_sha256"], found)  # fmt: skip
    for key, row in held.items():
        other = monthly.get(key)
        if key[3] is None or (other is None and row["value"] is not None):
            found.add("数字", path, f"测量结果 {key[0]} {key[2]} {key[3] or ''}在数字里没有。")
        elif other is not None:
            _same(f"{key[0]} {key[2]} {key[3]}", path, "value", row["value"], other["value"], found)


def month_key(row: Mapping[str, Any]) -> tuple[str, int, str, str | None]:
    """What tells a measurement or a month of a figure from the others."""
    month = row["month"]
    return row["metric_id"], row["version"], row["part"], month[:7] if month else None


def _sourced(made: Document, files: Files, found: Findings) -> None:
    """The digest of each figure from the answers the tables say it rests on."""
    by_figure: dict[tuple[str, str], set[str]] = {}
    for row in _table(files, "measurement_source"):
        for about in ("", row["repo_id"]):
            by_figure.setdefault((row["metric_id"], about), set()).add(row["answer_id"])
    used = set[str]().union(*by_figure.values()) if by_figure else set[str]()
    begins = [f'{{"answer_id":"{one}"'.encode() for one in used]
    shas = {
        row["answer_id"]: row["sha256"]
        for row in _table(files, "answer", frozenset(begins))
        if row["answer_id"] in used
    }
    repositories = set(made.raw["repositories"])
    for figure in made.figures.values():
        about = figure.row.part if figure.row.part in repositories else ""
        ids = by_figure.get((str(figure.row.metric_id), about), set())
        digest = sources.digest(shas[one] for one in ids if one in shas)
        path = f"{layout.TABLES}/measurement_source.jsonl"
        _same(figure.id, path, "source_sha256", digest, figure.raw["source_sha256"], found)


def _same(what: str, where: str, column: str, there: object, here: object, found: Findings) -> None:
    if isinstance(there, float) and not isfinite(there):
        there = None
    if there != here:
        found.add(
            "数字",
            where,
            f"{what} 的 {column}：这里是 {shown_value(there)}，"
            f"figures.json 里是 {shown_value(here)}。",
        )


def shown_value(value: object) -> str:
    """A value for a sentence."""
    return wording.UNKNOWN if value is None else str(value)[_SPAN]


def _name(figure: Figure) -> str:
    return f"{figure.row.title} {figure.row.part_title}".strip()
