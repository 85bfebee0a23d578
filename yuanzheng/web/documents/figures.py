"""Figures, findings and the evidence they rest on."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from reports import wording
from reports.evidence import EvidenceRow, Report
from yuanzheng.web.documents.base import Document, Grade, Instant


class Measurement(Document):
    """一个数字：值、完整性、依据。不知道的值是 null，`unknown_reason` 说为什么；从不用 0 代替。"""

    evidence_id: str = Field(description="证据编号，与报告里的相同", examples=["E1"])
    metric_id: str = Field(description="指标", examples=["active_contributors"])
    version: int | None = Field(description="口径的版本；null：从未算过", examples=[5])
    table: str = Field(description="在哪张证据表", examples=["活跃贡献者"])
    title: str = Field(description="指标的名称", examples=["活跃贡献者"])
    part: str = Field(description="全体是空字符串；否则是哪一部分", examples=[""])
    part_title: str = Field(description="这一部分的中文名", examples=[""])
    value: float | None = Field(description="数值，单位见 unit；null：不知道，或值是文字")
    value_text: str | None = Field(description="文字的值（如许可证）；null：不知道，或值是数")
    shown: str = Field(description="报告里印的样子", examples=["23"])
    unit: str = Field(description="单位", examples=["人"])
    unknown: bool = Field(description="值不知道")
    unknown_reason: str | None = Field(description="为什么不知道；知道时是 null")
    n: int | None = Field(description="数了多少条记录", examples=[412])
    window_from: Instant | None = Field(description="统计期从何时起（含）；null：没有起点")
    window_to: Instant | None = Field(description="统计期到何时（不含）")
    completeness: Grade | None = Field(
        description="complete 完整，partial 不完整，not_observable 看不到；null：从未算过"
    )
    completeness_reason: str | None = Field(description="不完整的理由与怎么办")
    definition: str | None = Field(
        description="口径：指标@版本，见 /metrics", examples=["active_contributors@5"]
    )
    clauses: list[str] = Field(
        description="它用于哪些条款：政策/条款", examples=[["nanshan-project/一"]]
    )
    source_url: str | None = Field(description="第一个原始应答的网址；null：没有应答")
    source_count: int = Field(description="依据多少个原始应答", ge=0)
    sha256: str | None = Field(description="这些应答合起来的散列，算法见报告；null：有的没有登记")


class Month(Document):
    """一个月的值；没有测的月份也在，值是 null。"""

    month: date = Field(description="月份的第一天（北京时间）", examples=["2026-10-01"])
    value: float | None = Field(description="数值；null：不知道")
    value_text: str | None = Field(description="文字的值")
    n: int | None = Field(description="数了多少条记录")
    completeness: str = Field(description="完整性", examples=["complete"])
    completeness_reason: str | None = Field(description="不完整或不知道的理由")
    whole: bool = Field(description="统计期是否含整个月")


class Series(Document):
    """一个指标的逐月数字，中间没有缺月。"""

    metric_id: str = Field(description="指标")
    version: int = Field(description="口径的版本")
    title: str = Field(description="名称")
    part: str = Field(description="哪一部分；全体是空字符串")
    part_title: str = Field(description="这一部分的中文名")
    unit: str = Field(description="单位")
    evidence_table: str = Field(description="在哪张证据表")
    months: list[Month] = Field(description="逐月")


class Finding(Document):
    """一条政策条款的结论。"""

    policy_id: str = Field(description="政策", examples=["nanshan-project"])
    policy_title: str = Field(description="政策的名称")
    clause_id: str = Field(description="条款", examples=["四（二）1（2）"])
    title: str = Field(description="条款问什么")
    quote: str = Field(description="条款的原话")
    level: str = Field(description="必须、择优、参考", examples=["必须"])
    outcome: str = Field(description="满足、不满足、需人工佐证、数据不足", examples=["需人工佐证"])
    reason: str = Field(description="为什么，怎么办")
    threshold: str | None = Field(description="门槛与谁定的；null：条文没有数目，也没有人定")
    short: str | None = Field(description="还差多少；null：没有可算的")
    by_when: str | None = Field(description="照趋势何时达到；null：说不出")
    evidence: list[str] = Field(description="依据的证据编号")


class Answer(Document):
    """平台给的一个原始应答，字节存在存档里。"""

    answer_id: str = Field(description="编号")
    repo_id: str | None = Field(description="问的是哪个来源；null：没有登记")
    stream: str | None = Field(description="哪个流", examples=["repository"])
    url: str | None = Field(description="请求的网址，不含令牌；null：没有登记")
    status: int | None = Field(description="HTTP 状态；null：从 git 读的，或没有登记")
    fetched_at: Instant | None = Field(description="何时收到")
    sha256: str | None = Field(description="应答的散列；null：没有登记")
    bytes: int | None = Field(description="字节数")
    content_type: str | None = Field(description="服务器说的类型")
    warc_file: str | None = Field(description="存档的文件")
    warc_record: str | None = Field(description="存档里的记录编号")


class Evidence(Document):
    """一个数字的全部依据，除了原始应答（分页另取）。"""

    figure: Measurement = Field(description="这个数字")
    definition: str | None = Field(description="完整口径；null：口径已不在")
    question: str | None = Field(description="指标回答什么")
    query: str | None = Field(description="算出它的 SQL")
    source_set: str | None = Field(description="应答集合的编号，与报告里的相同")
    findings: list[Finding] = Field(description="用到它的条款与结论")
    answers: int = Field(description="原始应答的个数，见 …/answers", ge=0)


class Stream(Document):
    """一个来源的一个流知道得多全。"""

    repo_id: str = Field(description="来源", examples=["github:qinghe/qinghe"])
    stream: str = Field(description="流", examples=["issues"])
    grade: str = Field(
        description="complete、partial、not_observable；not_asked：没有问过", examples=["complete"]
    )
    code: str | None = Field(description="理由的代号")
    reason: str | None = Field(description="理由与怎么办")
    expected: int | None = Field(description="平台说有多少；null：没有说")
    got: int | None = Field(description="存有多少；null：不知道")
    since: Instant | None = Field(description="从何时起是这样")


def measurements(report: Report) -> list[Measurement]:
    """The figures of a report in the order of its tables; clauses without a figure are findings."""
    return [
        measurement(row, table.title)
        for table in report.tables
        for row in table.rows
        if row.metric_id is not None
    ]


def measurement(row: EvidenceRow, table: str) -> Measurement:
    found = row.source_set
    return Measurement(
        evidence_id=row.evidence_id, metric_id=row.metric_id or "", version=row.version,
        table=table, title=row.title, part=row.part, part_title=row.part_title, value=row.value,
        value_text=row.value_text, shown=wording.value_words(row), unit=row.unit,
        unknown=row.unknown, unknown_reason=wording.unknown_reason(row) or None, n=row.n,
        window_from=row.window_from, window_to=row.window_to,
        completeness=row.completeness,  # type: ignore[arg-type]
        completeness_reason=row.completeness_reason, definition=wording.definition_key(row),
        clauses=[f"{clause.policy_id}/{clause.clause_id}" for clause in row.clauses],
        source_url=found.first.url if found else None,
        source_count=len(found.answers) if found else 0, sha256=found.digest if found else None,
    )  # fmt: skip


def findings(report: Report) -> list[Finding]:
    served: dict[tuple[str, str], list[str]] = {}
    for row in report.rows():
        for clause in row.clauses:
            served.setdefault(clause.key, []).append(row.evidence_id)
    return [
        Finding(
            policy_id=one.policy_id, policy_title=one.policy_title, clause_id=one.clause_id,
            title=one.title, quote=one.quote, level=one.level, outcome=one.outcome,
            reason=one.reason, threshold=one.threshold, short=one.short, by_when=one.by_when,
            evidence=served.get(one.key, []),
        )
        for one in report.clauses
    ]  # fmt: skip
