"""The progress of a programme as tables: what all its formats write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from reports import wording
from reports.flat.model import Tables, safe
from reports.tabular import NOTHING, Cell, Sheet, columns
from scoring.policy_models import Policy
from scoring.programme.entries import Entry, Judgement, Weighed
from scoring.programme.progress import Progress, Reading, TargetProgress
from yuanzheng.register import words
from yuanzheng.register.opening import Opened

_RULES = (
    "条目要有日期（在计划开始之后、目标期限与截止日之前）和佐证（文件或网址）才计入，重复的只计一次；"
    "“已核对”是登记簿里写明核对过的，其余只是登记。"
    "登记数够了而核对数不够的，不写“达到”。“明星”“活力”由数据仓库里的结论决定，"
    "没有门槛的是待判断。程序不打开佐证的网址。"
)
_PROGRESS = columns(
    ("目标", 16), ("出处", 13), ("原话", 26), ("读法", 15), ("登记", 7), ("计入", 7),
    ("其中已核对", 8), ("待判断", 7), ("不计入", 7), ("完成比例（%）", 9), ("结论", 18),
)  # fmt: skip
_COUNTED = columns(
    ("目标", 18), ("名称", 26), ("日期", 14), ("状态", 11), ("级别或方式", 10), ("佐证", 44),
    ("判定", 30), ("登记簿里的位置", 30),
)  # fmt: skip
_OTHERS = columns(
    ("目标", 18), ("名称", 26), ("日期", 14), ("状态", 11), ("归入", 11), ("理由", 44),
    ("佐证", 32), ("登记簿里的位置", 30),
)  # fmt: skip
_BEHIND = columns(
    ("目标", 16), ("名称", 20), ("条款", 13), ("结论", 12), ("理由", 44), ("门槛", 22),
    ("数据截止", 14), ("指标", 20), ("数值", 14), ("证据编号", 9),
)  # fmt: skip


def tables(
    policy: Policy, made: Progress, as_of: datetime, files: Sequence[Opened], notices: Sequence[str]
) -> Tables:
    return Tables(
        f"《{policy.title}》进度表",
        as_of,
        tuple(_lines(policy, made, as_of, files, notices)),
        (
            _targets(made), _years(made), _breakdowns(made), _counted(made), _others(made),
            _behind(made), _doubts(policy),
        ),
        _data(policy, made, files, notices),
    )  # fmt: skip


def _lines(
    policy: Policy, made: Progress, as_of: datetime, files: Sequence[Opened], notices: Sequence[str]
) -> Iterator[tuple[str, str]]:
    yield "政策", f"{policy.title}（{policy.issuer}），原文 SHA-256 {policy.source.sha256}"
    yield "计划开始", str(made.since) if made.since else "条文没有写明"
    yield "截止", f"{made.today}{wording.counted_in(as_of)}"
    yield "截止时刻", f"{wording.as_of_instant(as_of)} 之前"
    for one in files:
        yield "登记簿", f"{one.name}，SHA-256 {one.sha256}"
    yield "计数规则", _RULES
    for notice in notices:
        yield "注意", notice


def _targets(made: Progress) -> Sheet:
    rows = (_target_row(t, one) for t in made.targets for one in t.readings)
    return Sheet("目标进度", _PROGRESS, tuple(rows), "这个政策没有目标。")


def _target_row(target: TargetProgress, one: Reading) -> tuple[Cell, ...]:
    numbers = (
        len(target.entries), one.counted, one.confirmed,
        len(target.of("待判断")), len(target.of("不计入")),
    )  # fmt: skip
    wavering = "（另有读法）" if target.wavers else ""
    return (
        target.title, one.place, one.quote, f"至少 {one.needed} 个{wavering}",
        *map(float, numbers), one.share, one.state,
    )  # fmt: skip


def _years(made: Progress) -> Sheet:
    years = sorted({year for target in made.targets for year in target.by_year()})
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (target.title, *(float(target.by_year().get(year, 0)) for year in years))
        for target in made.targets
    )
    titles = [(year, 10) for year in years]
    return Sheet(
        "按年计入", columns(("目标", 24), *titles), rows if years else (), "没有计入的条目。"
    )


def _breakdowns(made: Progress) -> Sheet:
    rows = tuple(
        (one.title, name, float(registered), float(counted))
        for one in made.breakdowns
        for name, registered, counted in one.rows
    )
    return Sheet(
        "其他统计",
        columns(("统计", 24), ("分类", 20), ("登记", 10), ("计入", 10)),
        rows,
        "没有活动、标准或企业的条目。",
    )


def _counted(made: Progress) -> Sheet:
    rows = (
        (
            target.title, *_who(one.entry), one.entry.level or one.entry.way or NOTHING,
            _proofs(one.entry), one.reason or NOTHING, one.entry.place,
        )
        for target in made.targets
        for one in target.of("计入")
    )  # fmt: skip
    return Sheet("计入的条目", _COUNTED, tuple(rows), "没有计入的条目。")


def _others(made: Progress) -> Sheet:
    rows = (
        (
            target.title, *_who(one.entry), one.state, one.reason, _proofs(one.entry),
            one.entry.place,
        )
        for target in made.targets
        for state in ("待判断", "不计入")
        for one in target.of(state)
    )  # fmt: skip
    return Sheet("待判断与不计入的条目", _OTHERS, tuple(rows), "登记的条目都计入了。")


def _who(entry: Entry) -> tuple[str, str, str]:
    return entry.name, entry.span.words if entry.span else wording.UNKNOWN, entry.status


def _proofs(entry: Entry) -> str:
    told = [one.words for one in entry.proofs] + ([entry.told] if entry.told else [])
    return "\n".join(told) or NOTHING


def _behind(made: Progress) -> Sheet:
    rows = (
        row
        for target in made.targets
        for one in target.entries
        if one.judgement
        for row in _figures(target, one, one.judgement)
    )
    return Sheet("判断依据", _BEHIND, tuple(rows), "没有要由数据判断的条目。")


def _figures(
    target: TargetProgress, one: Weighed, judgement: Judgement
) -> Iterator[tuple[Cell, ...]]:
    """A row for each figure, the reason in the first."""
    who = (target.title, one.entry.name, judgement.clause_id, judgement.outcome)
    held = (judgement.threshold or NOTHING, judgement.as_of or NOTHING)
    if not judgement.figures:
        yield (*who, judgement.reason, *held, NOTHING, NOTHING, NOTHING)
    for place, figure in enumerate(judgement.figures):
        reason = "同上" if place else judgement.reason
        yield (*who, reason, *held, figure.title, figure.value, figure.evidence_id)


def _doubts(policy: Policy) -> Sheet:
    rows = tuple(
        (one.place, "；".join(f"“{quote}”" for quote in one.quotes), one.reading)
        for one in policy.doubts
    )
    across = columns(("出处", 20), ("原话", 50), ("读法", 60))
    return Sheet("条文没有说清之处", across, rows, "没有。")


def _data(
    policy: Policy, made: Progress, files: Sequence[Opened], notices: Sequence[str]
) -> dict[str, Any]:
    return {
        "policy": policy.policy_id,
        "register": [{"name": one.name, "sha256": one.sha256} for one in files],
        "notices": [safe(one) for one in notices],
        "targets": [data(target) for target in made.targets],
    }


def data(target: TargetProgress) -> dict[str, Any]:
    """A target with its readings and entries, for programs."""
    return {
        "target_id": target.target_id, "title": target.title, "kind": target.kind,
        "kind_title": words.title("kinds", target.kind), "until": target.until.isoformat(),
        "clause_id": target.clause_id, "registered": len(target.entries),
        "counted": len(target.of("计入")), "waiting": len(target.of("待判断")),
        "left_out": len(target.of("不计入")), "by_year": target.by_year(),
        "readings": [_reading(one) for one in target.readings],
        "entries": [_entry(one) for one in target.entries],
    }  # fmt: skip


def _reading(one: Reading) -> dict[str, Any]:
    return {
        **asdict(one), "missing": one.missing, "unconfirmed": one.unconfirmed,
        "share": one.share, "state": one.state,
    }  # fmt: skip


def _entry(one: Weighed) -> dict[str, Any]:
    entry = one.entry
    span = entry.span
    return {
        "name": safe(entry.name), "place": safe(entry.place), "status": safe(entry.status),
        "first_day": span.first.isoformat() if span else None,
        "last_day": span.last.isoformat() if span else None,
        "proofs": [{"shown": safe(p.shown), "sha256": p.sha256} for p in entry.proofs],
        "told": safe(entry.told) if entry.told else None,
        "level": entry.level, "way": entry.way,
        "project": safe(entry.project) if entry.project else None,
        "state": one.state, "reason": safe(one.reason),
        "judgement": asdict(one.judgement) if one.judgement else None,
    }  # fmt: skip
