"""Whether the printed reports say what `figures.json` says, format by format."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from reports import restated, wording
from reports.formats import csv as csv_format
from reports.seal import layout, printed, reading
from reports.seal.agreeing import Document, Figure, month_key, shown_value
from reports.seal.findings import Findings
from reports.seal.opening import Files, Place
from reports.seal.shortage import short
from reports.tabular import NOTHING, Cell
from reports.visible import clipped
from warehouse.numerals import number

_MOST_REPORT = 400 << 20
# What a page says that does not show all rows of a long table.
_CUT = "\n另有 "


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
            _guarded(partial(check, path, files[path]), path, found)
    tables = {path: place for path, place in reports.items() if path.endswith(".csv")}
    _guarded(partial(against.csv, tables), f"{layout.REPORTS}/csv", found)


def _guarded(check: Callable[[], None], path: str, found: Findings) -> None:
    """Whatever an enemy's file does to its reader is a finding of that file."""
    try:
        check()
    except ValueError as error:
        words = "不是 UTF-8 编码" if isinstance(error, UnicodeError) else str(error)
        found.add("报告", path, f"读不懂：{words}。")
    except Exception as error:  # no reader foresees every file
        if short(error):
            raise
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
        held = {month_key(one): one["value"] for one in self.made.raw["monthly"]}
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
            rows += [(row["证据编号"], (path, row)) for row in read if _is_figure(row)]
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
        pairs = ((one.evidence_id, one) for one in rows)
        for figure, one in self._each(path, pairs, without=self._restated()):
            self._compare(path, f"{figure.id} 的样本数", one.n, wording.count_words(figure.row.n))

    def _restated(self) -> set[str]:
        """Figures of the only repository that say nothing but what one of the project says: a page
        need not show them twice (see `reports.restated`)."""
        only, every = self.made.raw["repositories"], self.made.figures.values()
        wholes = {_said(one) for one in every if not one.row.part}
        return {one.id for one in every if [one.row.part] == only and _said(one) in wholes}

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
        self, path: str, rows: Iterable[tuple[str, Any]], *, whole: bool = True,
        without: Collection[str] = (),
    ) -> Iterator[tuple[Figure, Any]]:  # fmt: skip
        """What is printed with its figure; each must be there but those in `without`."""
        seen = set(without)
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
            words = (
                f"{what}：报告里是 {shown_value(there)}，figures.json 里是 {shown_value(here)}。"
            )
            self.found.add("报告", path, words)

    def _root(self, path: str, printed_there: bool) -> None:
        if not printed_there:
            self.found.add("报告", path, "没有印着重新算出的根散列。")


def _said(one: Figure) -> Hashable:
    return restated.figure(one.row), one.raw["source_set"], one.raw["source_sha256"]


def _is_figure(row: printed.Row) -> bool:
    return "数值" in row and "证据编号" in row and row.get("定义") not in {None, "", NOTHING}


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
    return clipped(cell) if isinstance(cell, str) else number(cell)


def _xlsx_cell(cell: Cell) -> str:
    """Numbers as the workbook's writer puts them down: 16 significant digits."""
    if cell is None:
        return wording.UNKNOWN
    return clipped(cell) if isinstance(cell, str) else f"{cell:.16G}"
