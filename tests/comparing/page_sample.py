"""Comparisons of any number of made-up projects, computed by the program's own arithmetic."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import numpy as np

from reports.comparing.model import (
    Answer,
    Cell,
    Compared,
    Comparison,
    Criterion,
    Held,
    Line,
    Part,
    Preset,
    Seen,
)
from scoring.comparison.intervals import VARIANTS, intervals, seed
from scoring.comparison.points import capped, places, ranks, scores, table, unknown_shares
from scoring.comparison.weights import Scheme, standard

AS_OF = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
TITLES = {
    "stars": ("星标数", "个"), "forks": ("Fork 数", "个"), "commits": ("实质性提交数", "次"),
    "discussion": ("Issue 讨论数", "次"), "merged": ("合并的变更请求数", "个"),
    "releases": ("版本发布数", "个"), "months": ("有实质性行为的月数", "个月"),
    "people": ("折算贡献者数", "人"),
}  # fmt: skip
HOSTILE = (
    '<script>alert("x")</script><img src=http://evil.example/x.png onerror=alert(1)>',
    "</script></style></title>--><h1>over</h1>",
    "abc\u202egpj.exe\u2066\u200b",
    "长" * 10_000,
    "=HYPERLINK(1) {{ 7*7 }} \x1b[31mred & <b>bold</b>",
    "W" * 10_000,
)
FIRST = ("港湾", "澜图", "青松", "北斗", "灵犀", "砥石",
         "云帆", "织女", "启明", "天工", "鸿雁", "山海")  # fmt: skip
SECOND = ("数据库", "调度平台", "推理引擎", "编译器", "知识图谱", "边缘网关", "可视化", "大模型")
GRADES = ("A", "A", "B", "B", "C", "D", "不足以判断", None)
REASONS = {
    "complete": None, "partial": "平台只给最近 10,000 条，更早的看不到",
    "not_observable": "令牌没有查看这个仓库的权限，平台回答 403",
}  # fmt: skip
POLICY = Held("nanshan-project", "应用场景开放支持行动-开源生态培育行动（开源项目研发类）")


def weighed(**weights: float) -> Scheme:
    ones = [one.model_copy(update={"weight": weights.get(one.id, 0.0)})
            for one in standard().indicators]  # fmt: skip
    return standard().model_copy(update={"indicators": tuple(ones)})


def comparison(count: int, *, hostile: bool = False, scheme: Scheme | None = None) -> Comparison:
    """`count` projects with unknowns, ties and, where asked for, names nobody should have."""
    chosen = scheme or standard()
    chance = random.Random(7)
    names = _names(count, hostile)
    ids = sorted(f"p-{sha256(str(at).encode()).hexdigest()[:8]}" for at in range(count))
    rows = _rows(count, chosen, chance)
    counted = table(rows, chosen)
    start = seed(ids, counted.values)
    found = intervals(counted, start)
    shown, points, place = scores(counted), capped(counted), places(counted.values)
    standing, unknown = ranks(shown), unknown_shares(counted)
    compared = []
    for at in range(count):
        cells = tuple(
            _cell(rows[at].get(one.metric), points[at, c], place[at, c], at, c, chance)
            for c, one in enumerate(chosen.indicators)
        )
        grade = chance.choice(GRADES)
        score, rank = _number(shown[at]), _whole(standing[at])
        compared.append(Compared(
            ids[at], names[at], f"深圳{names[at][:40]}科技有限公司" if at % 5 else None,
            at % 7 == 3,
            cells, score, rank, _whole(found.low[at]), _whole(found.high[at]),
            float(unknown[at]), 0.0, grade,
            "最多的 14 天占 52 %，旁边没有发布与讨论", f"E{90 + at}",
            {POLICY.policy_id: {"满足": at % 4, "不满足": at % 2, "需人工佐证": 5, "数据不足": 1}},
            None if score is None or at % 6 == 0 else round(score - chance.uniform(-3, 3), 6),
            None if rank is None or at % 6 == 0 else max(1, rank + chance.randint(-2, 2)),
            f"../{at}",
        ))  # fmt: skip
    compared.sort(key=lambda one: (one.rank is None, one.rank or 0, one.name, one.project_id))
    made = Comparison(
        AS_OF, POLICY, (POLICY,), tuple(_criterion(one) for one in chosen.indicators),
        tuple(compared), _presets(count), "standard" if scheme is None else None,
        "标准（源证）" if scheme is None else "命令行的 --weight", chosen.most_unknown,
        chosen.people_most,
        tuple((ids[a], ids[b], share) for a, b, share in found.pairs), VARIANTS, start,
        {"按百分位归一化": 0.912, "加权算术平均": 0.951, "各项等权": 0.933, "不计星标数": None},
        AS_OF - timedelta(days=31), (), "",
    )  # fmt: skip
    return replace(made, digest=_hash(repr(made)))


def _names(count: int, hostile: bool) -> list[str]:
    plain = [f"{FIRST[at % 12]}{SECOND[at // 12 % 8]}{at // 96 or ''}" for at in range(count)]
    return [*HOSTILE, *plain[len(HOSTILE) :]][:count] if hostile else plain


def _rows(count: int, scheme: Scheme, chance: random.Random) -> list[dict[str, float | None]]:
    """Sizes over three orders of magnitude; every ninth knows too little, the first two tie, and
    so do two more: all beyond the caps, and at the caps in all that is known."""
    rows: list[dict[str, float | None]] = []
    for at in range(count):
        size = chance.uniform(0.02, 1)
        row: dict[str, float | None] = {
            one.metric: float(
                round(math.expm1(math.log1p(one.cap) * size * chance.uniform(0.75, 1.1)))
            )
            for one in scheme.indicators
        }
        for place, one in enumerate(scheme.indicators):
            if (at % 9 == 8 and place % 2 == 0) or chance.random() < 0.03:
                row[one.metric] = None
        rows.append(row)
    if count > 1:
        rows[1] = dict(rows[0])
    if count > 12:
        rows[11] = {one.metric: 10 * one.cap for one in scheme.indicators}
        silent = {"commits", "discussion"}
        rows[12] = {x.metric: None if x.id in silent else x.cap for x in scheme.indicators}
    return rows


def _cell(
    value: float | None, points: float, place: float, at: int, column: int, chance: random.Random
) -> Cell:
    partial = value is not None and chance.random() < 0.12
    state = "not_observable" if value is None else "partial" if partial else "complete"
    reason = REASONS[state]
    answers = tuple(_answer(at, column, number) for number in range(3))
    evidence = f"E{10 * column + 3}"
    n = None if value is None else int(value)
    half = None if n is None else float(n // 2)
    parts = tuple(
        Part(f"E{10 * column + 4 + one}", f"github:lantu/harbor-{one}", half, None, state)
        for one in range(2)
    )
    return Cell(
        value, None, state, reason, n, AS_OF - timedelta(days=365), AS_OF, _number(points),
        _number(place), evidence, answers, 3 + 7 * column, _hash(f"{at}/{column}"),
        f"yuanzheng trace {evidence} p-{at} --as-of 2026-11-01T00:00:00+08:00", parts,
        (Seen("commit", "提交记录", 40 + n, _lines(at)),) if n else (),
    )  # fmt: skip


def _lines(at: int) -> tuple[Line, ...]:
    then = AS_OF - timedelta(days=1)
    return tuple(Line(_hash(f"{at}/{one}")[:40], f"github:lantu/harbor-{at}", then)
                 for one in range(3))  # fmt: skip


def _answer(at: int, column: int, number: int) -> Answer:
    url = f"https://api.github.com/repos/lantu/harbor-{at}/stream-{column // 2}?page={number}"
    then = AS_OF - timedelta(hours=3, seconds=number)
    return Answer(url, 200, then, _hash(url), "2026-10.warc.gz")


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _criterion(one: object) -> Criterion:
    title, unit = TITLES[one.id]
    definition = (
        f"{title}：统计期内，按别名合并后的人、去掉确定的机器人之后的数量。合并、锁文件、生成代码、只改空白的不算，"
        "各排除多少都列在证据表里；跨平台的镜像只数一次。采不到的写未知和原因，从不写 0。"
    )
    sql = f"-- {title}\nSELECT project_id, count(*) AS value\nFROM act\nGROUP BY project_id\n"
    days = None if one.id in ("stars", "forks") else 365
    return Criterion(
        one.id, title, unit, one.metric, 1, f"有多少{title}？", definition, days,
        sql, _hash(sql), one.cap, one.floor, one.weight, one.people,
    )  # fmt: skip


def _presets(count: int) -> tuple[Preset, ...]:
    none: tuple[None, ...] = (None,) * count
    usual = {one.id: one.weight for one in standard().indicators}
    other = {
        "stars": 0.12, "forks": 0.12, "commits": 0.16, "discussion": 0.16, "merged": 0.12,
        "releases": 0.12, "months": 0.12, "people": 0.08,
    }  # fmt: skip
    reason = "条文问到版本发布、问题响应、贡献者、星标、Fork 与下载，所以各项相近"
    told = (
        ("standard", "标准", "源证", "见 docs/comparison.md", usual),
        ("guangdong", "开源社区建设（广东）", "源证建议，条文没有写权重", reason, other),
    )
    return tuple(Preset(*one, none, none, none, none) for one in told)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
