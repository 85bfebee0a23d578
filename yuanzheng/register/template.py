"""A blank register: a sheet for each kind of entry the programme counts, or one CSV for all."""

from __future__ import annotations

import csv
import io
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from reports import placing
from scoring.policy_models import Policy
from yuanzheng import failures
from yuanzheng.failures import Refused
from yuanzheng.register import words
from yuanzheng.register.run import programme
from yuanzheng.voice import Voice

_CHOICES = ("status", "level", "way")
_GUIDE = (
    "按列头的批注填写，每条一行；不知道的空着，不要删列、改列名。"
    "填好后：yuanzheng register 登记簿.xlsx --policy {}"
)
_LAST = 2000


def give(path: Path, policy_id: str | None, voice: Voice) -> int:
    """Writes the file; returns the exit code. Never over a file that is there."""
    policy = programme(policy_id)
    makers = {".xlsx": _workbook, ".csv": _separated}
    if path.suffix.lower() not in makers:
        raise Refused("空白的登记簿只有 .xlsx 和 .csv 两种：请改用其中一种扩展名。", failures.USAGE)
    if path.exists():
        raise Refused(f"{path} 已经存在，没有覆盖：请换一个文件名。")
    made = makers[path.suffix.lower()](policy)
    placing.put(path, made)
    voice.say(f"空白的登记簿：{path}")
    return voice.end(failures.COMPLETE, template=str(path))


@cache
def _notes() -> dict[str, str]:
    text = files("yuanzheng").joinpath("register", "template.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)["notes"]
    return found


def _kinds(policy: Policy) -> list[str]:
    return list(dict.fromkeys(target.kind for target in policy.targets))


def _separated(policy: Policy) -> bytes:
    """With a byte order mark, or Excel takes it for GBK; guidance in lines that begin with #."""
    keys = dict.fromkeys(key for kind in _kinds(policy) for key in words.asked(kind))
    columns = ["kind", *keys]
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow([f"# {_GUIDE.format(policy.policy_id).replace('.xlsx', '.csv')}"])
    kinds = "、".join(words.title("kinds", kind) for kind in _kinds(policy))
    writer.writerow([f"# 类别：{kinds}"])
    for key in columns[1:]:
        writer.writerow([f"# {words.title('columns', key)}：{_notes()[key]}"])
    writer.writerow([words.title("columns", key) for key in columns])
    return held.getvalue().encode("utf-8-sig")


def _workbook(policy: Policy) -> bytes:
    from reports.workbooks import Book

    book = Book()
    book.set_properties({"created": policy.source.issued})
    styles = {
        "guide": book.add_format({"font_color": "#5b6570", "text_wrap": True, "valign": "top"}),
        "head": book.add_format({"bold": True, "bg_color": "#eaf0f6", "border": 1}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for kind in _kinds(policy):
        _page(book.add_worksheet(words.title("kinds", kind)), kind, policy, styles)
    return book.made()


def _page(page: Any, kind: str, policy: Policy, styles: dict[str, Any]) -> None:
    keys = words.asked(kind)
    page.merge_range(
        0, 0, 0, len(keys) - 1, f"# {_GUIDE.format(policy.policy_id)}", styles["guide"]
    )
    page.set_row(0, 32)
    for column, key in enumerate(keys):
        style = styles["date"] if key == "date" else styles["text"] if key == "code" else None
        page.set_column(column, column, 16 if key in {*_CHOICES, "date"} else 32, style)
        page.write_string(1, column, words.title("columns", key), styles["head"])
        page.write_comment(1, column, _notes()[key], {"x_scale": 2, "author": "源证"})
        if key in _CHOICES:
            source = list(words.titles(key))
            page.data_validation(2, column, _LAST, column, {"validate": "list", "source": source})
    page.freeze_panes(2, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
