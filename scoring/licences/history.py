"""How the licence changed over the history of a repository, and what a human should ask about it.

Whether the other authors agreed to a change cannot be seen in a repository: it is asked, never
said that they did not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from scoring.licences import expressions
from scoring.licences.licence_file import Ask, read_licence_file
from scoring.licences.plain import excerpt
from scoring.licences.statement import Statement, named, unreadable
from warehouse.store import Row, Warehouse

Change = Literal["added", "relicensed", "edited", "removed", "unknown"]
_State = dict[str, Statement]


def note_authors(warehouse: Warehouse) -> None:
    """Makes what the query of `versions` expects, from the current commits and persons."""
    warehouse.execute(_sql("authors"))


def versions() -> str:
    """The query whose rows of one repository `changes` takes."""
    return _sql("history")


def changes(
    repo_id: str, rows: Sequence[Row], version: str, ask: Ask | None = None
) -> Iterator[Row]:
    """Rows of `licence_change` for one repository, oldest first."""
    state: _State = {}
    for sha, found in groupby((row for row in rows if not row["told"]), key=lambda r: r["sha"]):
        left = list(found)
        before, state = state, _after(state, left, ask)
        yield _row(repo_id, sha, left, (before, state)) | {"list_version": version}


@cache
def _sql(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")


def _after(state: _State, versions: list[Row], ask: Ask | None) -> _State:
    now = dict(state)
    for row in versions:
        now.pop(row["name"], None)
        if row["content"] is not None:
            now[row["name"]] = read_licence_file(row["name"], row["content"], ask)[0]
        elif "删去" not in (row["unreadable"] or ""):
            now[row["name"]] = unreadable("file", row["name"], row["unreadable"] or "")
    return now


def _row(repo_id: str, sha: str, versions: list[Row], states: tuple[_State, _State]) -> Row:
    before, after = (_expression(state) for state in states)
    change, first = _change(*states), versions[0]
    return {
        "repo_id": repo_id,
        "sha": sha,
        "committed_at": first["committed_at"],
        "path": excerpt(", ".join(named(row["name"]) for row in versions)),
        "before": before,
        "after": after,
        "change": change,
        "others": first["others"],
        "reason": _reason(change, before, after, first["others"]),
        "answer_id": first["answer_id"],
    }


def _expression(state: _State) -> str:
    names = dict.fromkeys(state[path].expression for path in sorted(state))
    clear = [name for name in names if name not in {"NONE", "NOASSERTION"}]
    if clear:
        return expressions.join(clear, "AND") if len(clear) > 1 else clear[0]
    return "NOASSERTION" if state else "NONE"


def _change(before: _State, after: _State) -> Change:
    old, new = _expression(before), _expression(after)
    if new == "NONE":
        return "removed"
    if "NOASSERTION" in {old, new}:
        return "unknown"
    if old == "NONE":
        return "added"
    return "edited" if old == new else "relicensed"


def _reason(change: Change, before: str, after: str, others: int | None) -> str:
    if change == "relicensed":
        return f"许可证由 {before} 改为 {after}；{_others(others)}"
    return {
        "added": f"加入许可证文件：{after}。",
        "edited": _edited(after),
        "removed": f"删去了许可证文件，此前为 {before}。",
        "unknown": f"前后的许可证文件有的没有认出或没有读到（{before} → {after}），需人工核对。",
    }[change]


def _edited(after: str) -> str:
    if "LicenseRef-" in after:
        return f"仍为 {after}，文字有改动：它不是标准文本，改了什么需人工核对。"
    return f"许可证仍为 {after}，只改了不影响其条款的文字（如年份、署名、排版）。"


def _others(others: int | None) -> str:
    if others is None:
        return "此前有多少位作者没有读到，需人工核对。"
    if others == 0:
        return "此前没有其他作者的提交。"
    return (
        f"此前另有 {others} 位作者的提交，他们是否同意、是否另有授权（如贡献者协议），"
        "从仓库里看不出，需人工核对。"
    )
