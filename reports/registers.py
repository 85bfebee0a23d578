"""The registers of a report as flat tables: licences, completeness, definitions, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports import wording
from reports.evidence import Report
from reports.licensing import LicenceComparison, ThirdParty
from reports.passages import around
from reports.tabular import NOTHING, Cell, Sheet, columns

NO_THIRD_PARTY = (
    "没有读到第三方代码：锁文件、依赖清单、SBOM 与模型卡里都没有，或还没有采集（见完整性）。"
)


def licences(report: Report) -> Sheet:
    head = columns(
        ("仓库", 30), ("位置", 16), ("文件", 24), ("行", 7), ("SPDX 表达式", 24), ("状态", 18),
        ("OSI 批准", 10), ("FSF 自由", 10), ("相似度", 9), ("原文摘录", 60), ("SPDX 列表版本", 14),
        ("应答编号", 34),
    )  # fmt: skip
    rows = (
        (
            x.repo_id, wording.word("place", x.place), x.path or NOTHING,
            NOTHING if x.line is None else x.line, x.expression,
            wording.word("licence_status", x.status), wording.word("answer", x.osi),
            wording.word("answer", x.fsf), NOTHING if x.similarity is None else x.similarity,
            x.excerpt or NOTHING, x.list_version, x.answer_id or NOTHING,
        )
        for x in report.licence_lines
    )  # fmt: skip
    return Sheet("许可证", head, tuple(rows), "没有许可证核对结果。")


def licence_verdicts(report: Report) -> Sheet:
    head = columns(
        ("仓库", 30), ("声明", 24), ("认定", 24), ("OSI 批准", 10), ("FSF 自由", 10),
        ("仓库中有许可证文件", 18), ("文档中写明", 12), ("一致性", 12), ("结论", 20), ("理由", 60),
        ("SPDX 列表版本", 14),
    )  # fmt: skip
    rows = (
        (
            v.repo_id, wording.word("expression", v.declared),
            wording.word("expression", v.concluded), wording.word("answer", v.osi),
            wording.word("answer", v.fsf), wording.word("answer", v.in_repository),
            wording.word("answer", v.in_documents), wording.word("agreement", v.agreement),
            wording.word("verdict", v.verdict), v.reason, v.list_version,
        )
        for v in report.licence_verdicts
    )  # fmt: skip
    return Sheet("许可证结论", head, tuple(rows), "没有许可证核对结果。")


def licence_changes(report: Report) -> Sheet:
    head = columns(
        ("仓库", 30), ("提交时间（北京时间）", 22), ("提交", 44), ("文件", 24), ("此前", 24),
        ("此后", 24), ("变更", 14), ("此前其他作者", 14), ("说明", 60), ("SPDX 列表版本", 14),
        ("应答编号", 34),
    )  # fmt: skip
    rows = (
        (
            c.repo_id, wording.beijing(c.committed_at) if c.committed_at else wording.UNKNOWN,
            c.sha, c.path, wording.word("expression", c.before),
            wording.word("expression", c.after), wording.word("licence_change", c.change),
            c.others, c.reason, c.list_version, c.answer_id or NOTHING,
        )
        for c in report.licence_changes
    )  # fmt: skip
    return Sheet("许可证变更", head, tuple(rows), "没有读到许可证文件的历史。")


def licence_comparisons(report: Report) -> Sheet:
    head = columns(
        ("仓库", 30), ("文件", 24), ("SPDX 原文", 24), ("序号", 7), ("不同", 14), ("前文", 30),
        ("仓库中的文字", 50), ("SPDX 原文的文字", 50), ("后文", 30), ("SPDX 列表版本", 14),
    )  # fmt: skip
    rows = (row for one in report.licence_comparisons for row in _differences(one))
    return Sheet("许可证对照", head, tuple(rows), "没有可与 SPDX 原文对照的许可证文件。")


def _differences(one: LicenceComparison) -> Iterator[tuple[Cell, ...]]:
    """A row for each difference; one that says so where there is none."""
    head, number = (one.repo_id, one.path, one.template), 0
    for number, (before, (kind, ours, theirs), after) in enumerate(around(one), 1):
        cells = (text or NOTHING for text in (before, ours, theirs, after))
        yield (*head, number, wording.word("difference", kind), *cells, one.list_version)
    if not number:
        none = wording.word("difference", "none")
        yield (*head, NOTHING, none, *[NOTHING] * 4, one.list_version)


def third_party(report: Report) -> Sheet:
    head = columns(
        ("仓库", 30), ("类别", 12), ("生态", 12), ("名称", 34), ("版本", 14), ("用途", 10),
        ("许可证", 26), ("许可证出处", 20), ("原文写法", 24), ("开源", 9), ("与项目许可证相容", 16),
        ("提请核对", 60), ("说明文档点名", 12), ("点名处", 26), ("列出它的地方", 16),
        ("文件或文件夹", 34), ("层级", 7), ("来源链", 44), ("package URL", 44), ("应答编号", 34),
    )  # fmt: skip
    rows = (
        (
            t.repo_id, wording.word("origin", t.origin), t.ecosystem or NOTHING, t.name,
            t.version or wording.UNKNOWN, wording.word("scope", t.scope or "unknown"),
            wording.word("expression", t.licence),
            wording.word("licence_source", t.licence_source), t.licence_written or NOTHING,
            wording.word("answer", t.is_open), wording.word("compatible", t.compatible),
            t.advice or NOTHING, wording.word("answer", t.named), named_at(t) or NOTHING,
            wording.word("listed_in", t.place), t.path or NOTHING, t.level or NOTHING,
            chain_of(t) or NOTHING, t.purl or NOTHING, t.answer_id,
        )
        for t in report.third_party
    )  # fmt: skip
    return Sheet("第三方依赖许可", head, tuple(rows), NO_THIRD_PARTY)


def people(report: Report) -> Sheet:
    head = columns(
        ("人", 24), ("别名", 30), ("出处", 14), ("规则", 16), ("理由", 64), ("自动程序", 10),
        ("判为自动程序的理由", 40), ("人的编号", 34), ("别名编号", 34),
    )  # fmt: skip
    rows = (
        (
            p.person, p.shown or wording.UNKNOWN, wording.word("alias_platform", p.platform),
            wording.word("alias_rule", p.rule), p.reason, wording.word("bot", p.bot),
            p.bot_reason or NOTHING, p.person_id, p.identity_id,
        )
        for p in report.people
    )  # fmt: skip
    return Sheet("人员与别名", head, tuple(rows), "没有读到任何人的账号或署名。")


def chain_of(one: ThirdParty) -> str | None:
    """By way of which models a card leads to it; None where the own card names it."""
    return " → ".join(one.chain) if one.chain is not None and len(one.chain) > 1 else None


def named_at(one: ThirdParty) -> str | None:
    """The line of the document that names it."""
    return None if one.named_path is None else f"{one.named_path}:{one.named_line}"


def completeness(report: Report) -> Sheet:
    head = columns(
        ("仓库", 34), ("数据流", 20), ("完整性", 12), ("原因", 64), ("应有", 10), ("已有", 10),
        ("自（北京时间）", 22), ("代码", 14),
    )  # fmt: skip
    rows = (
        (
            r.repo_id, wording.word("stream", r.stream), wording.word("completeness", r.grade),
            r.reason or (NOTHING if r.grade == "complete" else wording.NO_REASON), r.expected,
            r.got, wording.beijing(r.since) if r.since else NOTHING, r.code or NOTHING,
        )
        for r in report.completeness
    )  # fmt: skip
    return Sheet("完整性", head, tuple(rows), "还没有采集过任何数据。")


def definitions(report: Report) -> Sheet:
    head = columns(
        ("定义", 30), ("指标", 26), ("回答的问题", 40), ("口径", 80), ("单位", 8), ("窗口", 16),
        ("所需数据流", 36), ("证据表", 16), ("SQL 文件 SHA-256", 66),
    )  # fmt: skip
    rows = (
        (
            d.key, d.title, d.question, d.definition, d.units, window_of(d.window_days),
            "、".join(wording.word("stream", need) for need in d.needs) or NOTHING,
            d.evidence_table, d.sql_sha256,
        )
        for d in report.definitions
    )  # fmt: skip
    return Sheet("定义", head, tuple(rows), "没有用到任何指标定义。")


def window_of(days: int | None) -> str:
    return "截至时刻的全部记录" if days is None else f"最近 {days} 天"


def sources(report: Report) -> Sheet:
    head = columns(
        ("应答编号", 34), ("仓库", 30), ("数据流", 18), ("地址", 70), ("状态码", 8),
        ("应答时间（北京时间）", 22), ("字节数", 12), ("SHA-256", 66), ("内容类型", 24),
        ("归档文件", 30), ("归档记录", 50),
    )  # fmt: skip
    rows = (
        (
            s.answer_id, s.repo_id or wording.UNKNOWN,
            wording.word("stream", s.stream) if s.stream else wording.UNKNOWN,
            s.url or "未登记的应答",
            (NOTHING if s.url else wording.UNKNOWN) if s.status is None else s.status,
            wording.beijing(s.fetched_at), s.bytes, s.sha256 or wording.UNKNOWN,
            s.content_type or NOTHING, s.warc_file or wording.UNKNOWN,
            s.warc_record or wording.UNKNOWN,
        )
        for s in report.sources
    )  # fmt: skip
    return Sheet("来源", head, tuple(rows), "没有登记任何原始应答。")


def source_sets(report: Report) -> Sheet:
    head = columns(
        ("来源组", 9),
        ("组内应答 SHA-256（排序）", 66),
        ("应答编号", 34),
        ("证据", 24),
        ("组的 SHA-256", 66),
    )
    return Sheet("来源组", head, tuple(_set_rows(report)), "没有登记任何原始应答。")


def _set_rows(report: Report) -> Iterable[tuple[Cell, ...]]:
    for found in report.source_sets:
        ids = "、".join(evidence_ids(report, found.set_id))
        for source in sorted(found.answers, key=lambda s: (s.sha256 or "~", s.answer_id)):
            yield (
                found.set_id,
                source.sha256 or wording.UNKNOWN,
                source.answer_id,
                ids,
                found.digest or wording.UNKNOWN,
            )


def evidence_ids(report: Report, set_id: str) -> Iterator[str]:
    """Evidence that rests on a set of answers."""
    for row in report.rows():
        if row.source_set and row.source_set.set_id == set_id:
            yield row.evidence_id


def repositories(report: Report) -> Sheet:
    head = columns(
        ("编号", 34), ("类型", 12), ("地址", 46), ("现名", 30), ("简介", 50),
        ("平台许可证字段", 16), ("是 Fork", 9), ("已归档", 9),
        ("创建时间（北京时间）", 22), ("最近推送（北京时间）", 22), ("观察时间（北京时间）", 22),
    )  # fmt: skip
    rows = (
        (
            r.repo_id, wording.word("kind", r.kind), r.url, _fact(r.full_name),
            _fact(r.description), _fact(r.licence_field), _flag(r.is_fork), _flag(r.is_archived),
            wording.beijing(r.created_at), wording.beijing(r.pushed_at),
            wording.beijing(r.observed_at),
        )
        for r in report.repositories
    )  # fmt: skip
    return Sheet("仓库", head, tuple(rows), "没有登记任何仓库。")


def _fact(text: str | None) -> str:
    return wording.UNKNOWN if text is None else text


def _flag(flag: bool | None) -> str:
    return wording.UNKNOWN if flag is None else ("是" if flag else "否")
