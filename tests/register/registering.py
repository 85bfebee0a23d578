"""What the tests of the register ask of a told document, and workbooks as people make them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

PROGRAMME = "nanjing-2023-2025"
HEAD = ("类别", "名称", "日期", "佐证", "状态")


def target(document: dict[str, Any], target_id: str) -> dict[str, Any]:
    [found] = [one for one in document["progress"] if one["target_id"] == target_id]
    return found


def states(document: dict[str, Any], target_id: str) -> list[tuple[str, str]]:
    """Name of each entry and its state with the reason, in the order of the register."""
    entries = target(document, target_id)["entries"]
    return [(one["name"], f"{one['state']} {one['reason']}".strip()) for one in entries]


def book(
    path: Path, *rows: Sequence[object], title: str = "登记", merged: Sequence[str] = ()
) -> Path:
    """A workbook of one sheet."""
    made = Workbook()
    page = made.active
    page.title = title
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    made.save(path)
    return path


def companies(path: Path, many: int, confirmed: int) -> Path:
    """So many companies that count, the first of them held against their proof."""
    status = ["已核对" if n < confirmed else "登记" for n in range(many)]
    lines = [
        f"企业,编造公司{n},2024-05-03,https://example.org/{n},{one}" for n, one in enumerate(status)
    ]
    path.write_text("\n".join([",".join(HEAD), *lines]), encoding="utf-8")
    return path
