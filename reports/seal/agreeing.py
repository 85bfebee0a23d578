"""Whether figures, data tables and printed reports say the same, figure by figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from reports import sources, wording
from reports.evidence import EvidenceRow
from reports.formats import csv as csv_format
from reports.seal import figures, layout, printed, reading
from reports.seal.findings import Findings
from reports.seal.opening import Files, Place
from reports.tabular import NOTHING, Cell
from reports.visible import clipped

_MOST_REPORT = 400 << 20
# What a page says that does not show all rows of a long table.
_CUT = "\n另有 "
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
        _ = [(m["metric_id"], m["version"], m["part"], m["month"]) for m in raw["monthly"]]
        _ = raw["as_of"], raw["repositories"], raw["project"]["project_id"]
        _ = [(c["source_set"], c["source_sha256"], c["sql_sha256"]) for c in raw["figures"]]
    except ValueError as error:
        found.add("数字", layout.FIGURES, f"读不懂：{error}。")
    except (KeyError, TypeError, AttributeError):
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
    except (KeyError, TypeError, AttributeError):
        found.add("数字", layout.TABLES, "数据表缺少应有的列，数字无从核对。")


class _Missing(Exception):
    pass


def _table(files: Files, table: str) -> Iterator[dict[str, Any]]:
    path = f"{layout.TABLES}/{table}.jsonl"
    if path not in files:
        raise _Missing(path)
    try:
        yield from reading.rows(files[path])
    except ValueError as error:
        raise ValueError(f"{path}\0{error}") from error


def _measured(made: Document, files: Files, found: Findings) -> None:
    path = f"{layout.TABLES}/measurement.jsonl"
    held = {_key(row): row for row in _table(files, "measurement")}
    shas = {(r["metric_id"], r["version"]): r["sql_sha256"] for r in _table(files, "metric")}
    monthly = {_key(one): one for one in made.raw["monthly"]}
    for figure in made.figures.values():
        raw = figure.raw
        row = held.pop(_key({**raw, "month": None}), None)
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


def _key(row: Mapping[str, Any]) -> tuple[str, int, str, str | None]:
    month = row["month"]
    return row["metric_id"], row["version"], row["part"], month[:7] if month else None


def _sourced(made: Document, files: Files, found: Findings) -> None:
    """The digest of each figure from the answers the tables say it rests on."""
    by_figure: dict[tuple[str, str], set[str]] = {}
    for row in _table(files, "measurement_source"):
        for about in ("", row["repo_id"]):
            by_figure.setdefault((row["metric_id"], about), set()).add(row["answer_id"])
    used = set[str]().union(*by_figure.values()) if by_figure else set[str]()
    shas = {
        row["answer_id"]: row["sha256"]
        for row in _table(files, "answer")
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
            f"{what} 的 {column}：这里是 {_said(there)}，figures.json 里是 {_said(here)}。",
        )


def _said(value: object) -> str:
    return wording.UNKNOWN if value is None else str(value)[_SPAN]


def _name(figure: Figure) -> str:
    return f"{figure.row.title} {figure.row.part_title}".strip()


# --- the printed reports


def with_reports(made: Document, root: str, files: Files, found: Findings) -> None:
    """Every figure in every format, and the evidence root printed on each."""
    against = _Against(made, root, found)
    endings: dict[str, Callable[[str, Place], None]] = {
        "证据表.json": against.json, "证据表.html": against.html, "证据表.md": against.md,
        "证据表.xlsx": against.xlsx, "index.html": against.index,
    }  # fmt: skip
    reports = {path: place for path, place in files.items() if path.startswith(layout.REPORTS)}
    for ending, check in endings.items():
        paths = [path for path in reports if path.endswith(f"/{ending}")]
        if len(paths) != 1:
            found.add(
                "报告", f"{layout.REPORTS}/{ending}", f"应当正好有一份，却有 {len(paths)} 份。"
            )
        for path in paths:
            _guarded(check, path, files[path], found)
    tables = {path: place for path, place in reports.items() if path.endswith(".csv")}
    against.csv(tables)


def _guarded(check: Callable[[str, Place], None], path: str, place: Place, found: Findings) -> None:
    try:
        check(path, place)
    except ValueError as error:
        words = "不是 UTF-8 编码" if isinstance(error, UnicodeError) else str(error)
        found.add("报告", path, f"读不懂：{words}。")
    except (KeyError, TypeError, AttributeError, RecursionError, AssertionError):
        found.add("报告", path, "读不懂：缺少应有的内容。")


@dataclass(frozen=True, slots=True)
class _Against:
    """Compares what is printed with the figures."""

    made: Document
    root: str
    found: Findings

    def json(self, path: str, place: Place) -> None:
        whole = reading.document(place)
        self._root(path, whole.get("root") == self.root)
        rows = [row for table in whole["tables"] for row in table["rows"] if row["metric_id"]]
        for figure, row in self._each(path, ((row["evidence_id"], row) for row in rows)):
            expected = {
                **{name: figure.raw[name] for name in (
                    "metric_id", "version", "part", "value", "value_text", "unit", "n",
                    "completeness", "source_set",
                )},
                "sha256": figure.raw["source_sha256"],
                "shown": wording.value_words(figure.row),
            }  # fmt: skip
            for name, value in expected.items():
                self._compare(path, f"{figure.id} 的 {name}", row[name], value)
        self._months(path, {
            (one["metric_id"], one["version"], one["part"], month["month"]): month["value"]
            for one in whole["monthly"] for month in one["months"]
        })  # fmt: skip

    def _months(self, path: str, printed_: Mapping[tuple[Any, ...], Any]) -> None:
        held = {_key(one): one["value"] for one in self.made.raw["monthly"]}
        for key in sorted(held.keys() | printed_.keys(), key=str):
            what = f"{key[0]} {key[2]} {key[3]}"
            if key not in held or key not in printed_:
                self.found.add("报告", path, f"{what}：报告与 figures.json 只有一处有它。")
            else:
                self._compare(path, what, printed_[key], held[key])

    def _monthly(
        self, path: str, rows: Iterable[printed.Row], shown: Callable[[Cell], str]
    ) -> None:
        """The long table of months, which is one of several."""
        printed_ = {
            (row["定义"], row["分项"], row["月份"]): row["数值"]
            for row in rows
            if {"定义", "分项", "月份", "数值"} <= row.keys()
        }
        for one in self.made.raw["monthly"] if printed_ else ():
            part = clipped(one["part_title"] or one["part"] or NOTHING)
            key = f"{one['metric_id']}@{one['version']}", part, one["month"]
            if one["value_text"] is None:
                there = printed_.get(key)
                self._compare(path, f"{key[0]} {key[1]} {key[2]}", there, shown(one["value"]))

    def csv(self, tables: Mapping[str, Place]) -> None:
        rows: list[tuple[str, tuple[str, printed.Row]]] = []
        rooted = False
        for path, place in tables.items():
            try:
                read = printed.csv(place.read(_MOST_REPORT))
            except ValueError as error:
                words = "不是 UTF-8 编码" if isinstance(error, UnicodeError) else str(error)
                self.found.add("报告", path, f"读不懂：{words}。")
                continue
            rooted |= any(row.get("内容") == self.root for row in read)
            rows += [(row["证据编号"], (path, row)) for row in read if "数值" in row and
                     "证据编号" in row and row.get("定义") != NOTHING]  # fmt: skip
            self._monthly(path, read, csv_format.cell)
        where = f"{layout.REPORTS}/csv"
        self._root(where, rooted)
        for figure, (path, row) in self._each(where, rows):
            self._cells(path, figure, row, csv_format.cell)

    def md(self, path: str, place: Place) -> None:
        content = place.read(_MOST_REPORT)
        self._root(path, self.root.encode() in content)
        rows = [row for row in printed.md(content) if _is_figure(row)]
        cut = _CUT.encode() in content
        pairs = ((row["证据编号"], row) for row in rows)
        for figure, row in self._each(path, pairs, whole=not cut):
            self._cells(path, figure, row, _md_cell)

    def xlsx(self, path: str, place: Place) -> None:
        book = printed.xlsx(place.read(_MOST_REPORT))
        self._root(path, any(self.root in row for row in book.get("说明", [])))
        self._monthly(path, _dicts(book.get("月度明细", []), "月份"), _xlsx_cell)
        rows = [r for sheet in book.values() for r in _dicts(sheet, "证据编号") if _is_figure(r)]
        for figure, row in self._each(path, ((row["证据编号"], row) for row in rows)):
            self._cells(path, figure, row, _xlsx_cell)

    def html(self, path: str, place: Place) -> None:
        found = self._page(path, place)
        rows = [one for one in found if one.n is not None]
        for figure, one in self._each(path, ((one.evidence_id, one) for one in rows)):
            self._compare(path, f"{figure.id} 的样本数", one.n, wording.count_words(figure.row.n))

    def index(self, path: str, place: Place) -> None:
        self._page(path, place)

    def _page(self, path: str, place: Place) -> list[printed.Printed]:
        """Values of tables and cards alike."""
        content = place.read(_MOST_REPORT)
        self._root(path, self.root.encode() in content)
        found = printed.html(content)
        pairs = ((one.evidence_id, one) for one in found)
        for figure, one in self._each(path, pairs, whole=False):
            row = figure.row
            number = row.value is not None and row.value_text is None
            exact, shown = repr(row.value) if number else None, wording.value_words(row)
            self._compare(path, f"{figure.id} 的数值", one.shown, clipped(shown))
            self._compare(path, f"{figure.id} 的数值", one.exact, exact)
        return found

    def _cells(
        self, path: str, figure: Figure, row: printed.Row, shown: Callable[[Cell], str]
    ) -> None:
        for title, cell in figure.cells.items():
            self._compare(path, f"{figure.id} 的{title}", row.get(title, ""), shown(cell))

    def _each(
        self, path: str, rows: Iterable[tuple[str, Any]], *, whole: bool = True
    ) -> Iterator[tuple[Figure, Any]]:
        """What is printed with its figure; each must be there."""
        seen = set()
        for evidence_id, row in rows:
            if evidence_id not in self.made.figures:
                self.found.add("报告", path, f"{evidence_id} 不在 figures.json 里。")
                continue
            seen.add(evidence_id)
            yield self.made.figures[evidence_id], row
        missing = [one for one in self.made.figures if one not in seen] if whole else []
        if missing:
            self.found.add(
                "报告", path, f"少了 {'、'.join(missing[:5])} 等 {len(missing)} 个数字。"
            )

    def _compare(self, path: str, what: str, there: object, here: object) -> None:
        if there != here:
            words = f"{what}：报告里是 {_said(there)}，figures.json 里是 {_said(here)}。"
            self.found.add("报告", path, words)

    def _root(self, path: str, printed_there: bool) -> None:
        if not printed_there:
            self.found.add("报告", path, "没有印着重新算出的根散列。")


def _is_figure(row: printed.Row) -> bool:
    return "数值" in row and "证据编号" in row and row.get("定义") not in {None, NOTHING}


def _dicts(sheet: list[list[str]], title: str) -> Iterator[printed.Row]:
    """The rows below the one that has the title."""
    head: list[str] | None = None
    for row in sheet:
        if head is None:
            head = row if title in row else None
        else:
            yield dict(zip(head, [*row, *[""] * len(head)], strict=False))


def _md_cell(cell: Cell) -> str:
    if cell is None:
        return wording.UNKNOWN
    return clipped(cell) if isinstance(cell, str) else wording.number(cell)


def _xlsx_cell(cell: Cell) -> str:
    """Numbers as the workbook's writer puts them down: 16 significant digits."""
    if cell is None:
        return wording.UNKNOWN
    return clipped(cell) if isinstance(cell, str) else f"{cell:.16G}"
