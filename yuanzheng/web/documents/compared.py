"""The comparison, and weightings people saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from reports.comparing import written
from yuanzheng.web.copies import Open
from yuanzheng.web.documents.base import Document, Grade, Instant
from yuanzheng.web.showing import comparing


class Criterion(Document):
    """比较的一项指标与它的权重。"""

    criterion_id: str = Field(description="编号", examples=["stars"])
    title: str = Field(description="名称")
    unit: str = Field(description="单位")
    metric_id: str = Field(description="指标，口径见 /metrics")
    version: int = Field(description="口径的版本")
    cap: float = Field(description="到这个值得满分")
    weight: float = Field(description="权重，合计为 1")


class Figure(Document):
    """一个项目的一项，次序与 criteria 相同。"""

    value: float | None = Field(description="数值；null：不知道")
    value_text: str | None = Field(description="文字的值")
    completeness: Grade = Field(description="完整性")
    reason: str | None = Field(description="为什么不知道或不全；null：完整")
    points: float | None = Field(description="得分，0 到 1；null：不知道")
    percentile: float | None = Field(description="在比较的项目里的位置，0 到 1")
    evidence_id: str | None = Field(description="证据编号；null：没有测")


class Ranked(Document):
    """一个项目的分数与名次区间；未知太多的没有分数，是 null。"""

    project_id: str = Field(description="项目编号")
    name: str = Field(description="名称")
    applicant: str | None = Field(description="申报主体")
    sample: bool = Field(description="是否示例数据")
    score: float | None = Field(description="分数，0 到 100；null：未知太多")
    rank: int | None = Field(description="名次")
    rank_low: int | None = Field(description="名次区间的一端")
    rank_high: int | None = Field(description="名次区间的另一端")
    unknown_share: float = Field(description="权重里不知道的份额，0 到 1")
    partial_share: float = Field(description="权重里不全的份额，0 到 1")
    cells: list[Figure] = Field(description="各项")


class Compared(Document):
    """全部项目的比较；名次是区间，分不出先后的成对另列。"""

    as_of: Instant = Field(description="截止时刻，对所有项目相同")
    weights_origin: str = Field(description="权重是谁定的")
    preset_id: str | None = Field(description="哪一组现成的权重；null：另外写的")
    criteria: list[Criterion] = Field(description="指标与权重")
    projects: list[Ranked] = Field(description="照名次，没有名次的在后")
    unseparable: list[tuple[str, str, float]] = Field(
        description="分不出先后的一对，与换算法时倒过来的份额"
    )
    tau: dict[str, float | None] = Field(description="换一种算法时的 Kendall τ；null：说不出")
    notes: list[str] = Field(description="读名次之前要知道的")
    digest: str = Field(description="整份比较的散列")


class Saved(Document):
    """保存的一组权重。"""

    weighting_id: str = Field(description="编号")
    name: str = Field(description="名称")
    reason: str = Field(description="为什么这样定")
    weights: dict[str, float] = Field(description="指标 → 权重")
    projects: list[str] | None = Field(description="比较哪些项目；null：全部")
    made_by: str = Field(description="谁保存的")
    made_at: Instant = Field(description="何时保存的")


def compared(opened: Open, config: Path | None) -> dict[str, Any] | None:
    """Made of the copy's data, once for it and the configured weights. None: nothing in it was
    scored."""
    return comparing.once(opened, "compared", config, lambda: _document(opened, config))


def _document(opened: Open, config: Path | None) -> dict[str, Any] | None:
    made = comparing.made(opened, config)
    return None if made is None else written.document(made)
