"""Definitions of metrics, and policies with their clauses."""

from __future__ import annotations

from pydantic import Field

from yuanzheng.web.documents.base import Document


class Metric(Document):
    """一个指标的口径，照算数字时的样子。"""

    metric_id: str = Field(description="编号", examples=["active_contributors"])
    version: int = Field(description="口径的版本", examples=[5])
    title: str = Field(description="名称", examples=["活跃贡献者"])
    question: str = Field(description="回答什么")
    definition: str = Field(description="完整口径")
    unit: str = Field(description="单位", examples=["人"])
    part_unit: str | None = Field(description="各部分的单位；null：与全体相同")
    window_days: int | None = Field(description="统计期多少天；null：到截止时刻为止的全部")
    needs: list[str] = Field(description="要哪些流", examples=[["commits", "issues"]])
    evidence_table: str = Field(description="在哪张证据表")
    sort_order: int = Field(description="表里的次序")
    sql_text: str = Field(description="算它的 SQL")
    sql_sha256: str = Field(description="SQL 文件的散列")


class ClauseText(Document):
    """条款的原话。"""

    clause_id: str = Field(description="条款", examples=["四（二）1（2）"])
    title: str = Field(description="问什么")
    quote: str = Field(description="原话")
    level: str = Field(description="必须、择优、参考")


class PolicyBrief(Document):
    """一项政策。"""

    policy_id: str = Field(description="编号", examples=["nanshan-project"])
    title: str = Field(description="名称")
    issuer: str = Field(description="发布机关")
    source_sha256: str = Field(description="原文的散列")
    projects: int = Field(description="您看得到的项目里有几个对照它", ge=0)


class PolicyWhole(PolicyBrief):
    """一项政策与它的条款。"""

    clauses: list[ClauseText] = Field(description="条款，照政策的次序")
