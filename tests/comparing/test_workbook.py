"""The workbook: every formula holds what it comes to, another weight ranks anew, text is text."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import compared_sample
import openpyxl
import pytest

from reports import loading
from reports.comparing import workbook
from reports.comparing.model import Comparison
from scoring.comparison.points import ranks, scores, table
from scoring.comparison.weights import scheme, standard
from warehouse.store import Warehouse
from yuanzheng.comparing.building import Order, built
from yuanzheng.comparing.weighing import weighing

NAMES = [
    "=1+1",
    "@SUM(1)",
    "\t=2",
    '"><script>',
    "abc\u202egpj",
    "\x1b[31m红",
    "-3",
    "+甲",
    "长" * 5000,
    "a\ufffeb\uffff",
]
LOST = {"commits": None, "discussion_acts": None, "stars": None}
CHANGED = {"stars": 0.4, "releases": 0.0}
PICKED = {"unpicked": None, "mispicked": "没有这一组"}
CASES: dict[str, dict[str, Any]] = {
    "same": {}, "other": CHANGED, "heads": {"people": 0.6},
    "nothing": {one.id: 0 for one in standard().indicators},
    "negative": {"stars": -0.05}, "words": {"stars": "0.4"}, "unpicked": {}, "mispicked": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Twelve projects of the sample, and some with awkward names and figures."""
    with Warehouse(tmp_path_factory.mktemp("workbook") / "warehouse.duckdb") as warehouse:
        with warehouse.transaction():
            ids = compared_sample.fill(warehouse, 12, unknown=0.15)
            for place, name in enumerate(NAMES):
                values = {metric: float(place) for metric in compared_sample.COMPARED}
                lost = LOST if place % 4 == 0 else {}
                ids.append(f"awkward-{place}")
                compared_sample.put(warehouse, ids[-1], {**values, **lost}, name=name)
        order = Order(
            compared_sample.AS_OF, compared_sample.BEFORE, tuple(ids), None,
            weighing((), {}, None), Path("evidence"),
        )  # fmt: skip
        return built(warehouse, order)


def opened(content: bytes, *, values: bool) -> Any:
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def formulas(book: Any) -> Iterator[tuple[str, str]]:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "f":
                    yield sheet.title, cell.coordinate


@pytest.fixture(scope="module")
def recalculated(made: Comparison, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """As LibreOffice works it out from formulas alone: as it is, and with other weights."""
    if shutil.which("soffice") is None:
        pytest.skip("没有 LibreOffice：跳过重算工作簿的测试")
    folder = tmp_path_factory.mktemp("office")
    for name, weights in CASES.items():
        book = opened(workbook.written(made), values=False)
        for place, one in enumerate(made.criteria):
            if one.criterion_id in weights:
                book["权重"].cell(6 + place, 2).value = weights[one.criterion_id]
        if name in PICKED:
            book["权重"]["B3"].value = PICKED[name]
        book.save(folder / f"{name}.xlsx")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(folder / 'home').as_uri()}",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"),
         *(str(folder / f"{name}.xlsx") for name in CASES)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {
        name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True)
        for name in CASES
    }


def test_every_formula_holds_the_value_it_comes_to(
    made: Comparison, recalculated: dict[str, Any]
) -> None:
    content = workbook.written(made)
    cached, again = opened(content, values=True), recalculated["same"]
    places = list(formulas(opened(content, values=False)))
    assert len(places) > len(made.projects) * 20
    for sheet, place in places:
        held, found = cached[sheet][place].value, again[sheet][place].value
        if isinstance(held, (int, float)):
            assert found == pytest.approx(held, abs=1e-9), (sheet, place)
        else:
            assert (found or "") == (held or ""), (sheet, place)


def test_another_weight_ranks_anew_as_the_program_does(
    made: Comparison, recalculated: dict[str, Any]
) -> None:
    weights = {**{one.id: one.weight for one in standard().indicators}, **CHANGED}
    rows = [
        {one.metric_id: cell.value for one, cell in zip(made.criteria, project.cells, strict=True)}
        for project in made.projects
    ]
    found = scores(table(rows, scheme(weights)))
    placed = ranks(found)
    page = recalculated["other"]["得分"]
    head = {cell.value: cell.column for cell in page[6]}
    for place in range(len(made.projects)):
        shown = page.cell(7 + place, head["得分"]).value
        rank = page.cell(7 + place, head["名次"]).value
        if found[place] != found[place]:
            assert shown in (None, "")
            assert str(rank).startswith("不可比")
        else:
            assert shown == pytest.approx(found[place], abs=1e-6)
            assert rank == placed[place]
    first = recalculated["other"]["排名"].cell(4, 3).value
    assert first == 1
    assert placed.tolist() != [one.rank for one in made.projects]


@pytest.mark.parametrize("name", ["heads", "nothing", "negative", "words", *PICKED])
def test_weights_nobody_should_use_give_no_score_and_blame_no_project(
    made: Comparison, recalculated: dict[str, Any], name: str
) -> None:
    """What is pasted is not checked by the sheet; that weights cannot be used is not that too much
    is unknown of a project."""
    book = recalculated[name]
    assert book["权重"]["B4"].value.startswith("不可用")
    head = {cell.value: cell.column for cell in book["得分"][6]}
    shown = [book["得分"].cell(7 + place, head["得分"]).value for place in range(12)]
    assert set(shown) <= {None, ""}
    words = [book["评审意见"].cell(5 + place, 3).value for place in range(len(made.projects))]
    assert set(words) == {"没有名次（权重不可用）"}


def test_values_and_ids_are_those_of_the_comparison(made: Comparison) -> None:
    page = opened(workbook.written(made), values=True)["证据"]
    rows = [row for row in page.iter_rows(min_row=4, values_only=True) if row[2] == "合计"]
    cells = [cell for one in made.projects for cell in one.cells]
    assert len(rows) == len(cells)
    for row, cell in zip(rows, cells, strict=True):
        assert row[3] == (cell.evidence_id or "—")
        assert row[4] == ("未知" if cell.value is None else cell.value)
        assert row[15] == (cell.digest or "—")
        assert row[16] == (cell.command or "—")


def test_what_is_unknown_is_said_in_words_and_is_no_zero(made: Comparison) -> None:
    page = opened(workbook.written(made), values=True)["比较"]
    unknown = 0
    for place, one in enumerate(made.projects):
        for column, cell in enumerate(one.cells):
            shown = page.cell(4 + place, 3 + column)
            if cell.value is None:
                unknown += 1
                assert shown.value == "未知"
                assert f"{made.criteria[column].title}未知（" in page.cell(4 + place, 13).value
                assert shown.fill.fgColor.rgb == "FFECECEC"
            else:
                assert shown.value == cell.value
                if cell.completeness == "partial":
                    assert (
                        f"{made.criteria[column].title}不完整（" in page.cell(4 + place, 13).value
                    )
    assert unknown > 3


def test_foreign_names_are_text_and_nothing_else(made: Comparison) -> None:
    content = workbook.written(made)
    book = opened(content, values=False)
    names = {cell.value for cell in book["比较"]["A"]}
    assert {"=1+1", "@SUM(1)", "-3", "+甲", '"><script>'} <= names
    assert all(cell.data_type != "f" for cell in book["比较"]["A"])
    held = [
        str(cell.value) for sheet in opened(content, values=True) for row in sheet for cell in row
    ]
    hidden = ("\x1b", "\u202e", "\t", "\ufffe", "\uffff")
    assert not any(mark in text for text in held for mark in hidden)


def test_the_same_comparison_gives_the_same_bytes(made: Comparison) -> None:
    assert workbook.written(made) == workbook.written(made)


def test_only_addresses_a_browser_opens_become_links_and_not_too_many(
    made: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports.comparing.xlsx import pen

    def links() -> int:
        page = opened(workbook.written(made), values=False)["证据"]
        return sum(1 for row in page.iter_rows() for cell in row if cell.hyperlink)

    assert links() == 12 * len(made.criteria)
    monkeypatch.setattr(pen, "MOST_LINKS", 5)
    assert links() == 5


def test_one_project_and_none_known_make_a_workbook(warehouse: Warehouse) -> None:
    with warehouse.transaction():
        compared_sample.define(warehouse)
        compared_sample.put(warehouse, "one", dict.fromkeys(compared_sample.COMPARED))
    [one] = loading.projects(warehouse)
    order = Order(
        compared_sample.AS_OF, None, (one.project_id,), None, weighing((), {}, None), Path()
    )
    found = built(warehouse, order)
    assert found.projects[0].rank is None
    assert opened(workbook.written(found), values=True)["得分"]["S7"].value in (None, "")
