"""A policy in words: every part of its file, in the order a reader wants it."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.metric_files import by_id
from scoring.policy_checks import Check, Clause, Rule
from scoring.policy_forms import Form
from scoring.policy_models import Policy
from scoring.policy_parts import (
    Amount,
    Deadline,
    Doubt,
    FormField,
    Material,
    Target,
    signatures,
)

_BY = {"fact": "申报单位填报", "declared": "申报单位承诺", "computed": "由填报的事实推算"}
_KINDS = {
    "line": "一行字", "text": "文字", "count": "数", "wanyuan": "万元", "date": "日期",
    "choice": "单选", "choices": "多选", "yes": "是或否", "url": "网址",
    "credit_code": "统一社会信用代码", "id_number": "身份证号", "phone": "电话", "email": "邮箱",
    "figures": "各年金额", "people": "人员表", "indicators": "逐项表",
}  # fmt: skip


def whole(policy: Policy) -> Iterator[str]:
    """Lines without styles; a section that the text does not have is left out."""
    yield from _head(policy)
    yield from _section("条款", (line for one in policy.clauses for line in _clause(policy, one)))
    for title, found in sections(policy):
        yield from ("", title, *found)


def sections(policy: Policy) -> Iterator[tuple[str, list[str]]]:
    """What stands beside the clauses: the title of each part and its lines."""
    for title, lines in (
        ("目标", map(_target, policy.targets)),
        ("金额与上限（上限不是承诺）", map(_amount, policy.amounts)),
        ("另可获得的支持", (f"  {b.benefit_id}：“{b.quote}”" for b in policy.benefits)),
        ("材料", (line for one in policy.materials for line in _material(one))),
        ("表格", (line for one in policy.forms for line in _form(policy, one))),
        ("期限", map(_deadline, policy.deadlines)),
        ("程序与说明", (f"  {p.point_id}（{p.role}）：“{p.quote}”" for p in policy.points)),
        ("条文没有说清之处", map(_doubt, policy.doubts)),
    ):
        if found := list(lines):
            yield title, found


def _head(policy: Policy) -> Iterator[str]:
    source, force = policy.source, policy.force
    number, issued = source.number or "文中没有", source.issued or "文中没有"
    yield f"{policy.title}（{policy.kind}）  {policy.policy_id}"
    yield f"发布机构：{policy.issuer}；文号：{number}；发布日期：{issued}"
    if force:
        span = f"{force.since or '未写明'} 至 {force.until or '未写明'}"
        yield f"施行：{span}，“{force.quote}”"
    else:
        yield "施行：文中没有"
    yield f"原文 SHA-256：{source.sha256}" + (f"；{source.url}" if source.url else "")


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", title, *found)


def _clause(policy: Policy, clause: Clause) -> Iterator[str]:
    yield f"  {clause.clause_id}〔{clause.level}〕{clause.title}"
    yield f"    原文：“{clause.quote}”"
    for check in clause.checks:
        yield f"    {decided(policy, check)}"
    if clause.note:
        yield f"    读法：{clause.note}"


def decided(policy: Policy, check: Check) -> str:
    """What decides a clause, in a sentence."""
    either = f"（其一即可：{check.either}）" if check.either else ""
    if check.metric is not None:
        return f"{'列在旁边' if check.beside else '由数据回答'}{either}：{_metric(check)}"
    titles = {field.field_id: field.title for field in policy.fields}
    asked = "、".join(titles[one] for one in check.facts())
    about = f"（{asked}）" if asked else ""
    limit = f"；门槛由评审设定：{check.threshold}" if check.threshold else ""
    rule = f"；算法：{_rule(check.rule, titles)}" if check.rule else ""
    of = "".join(f"；{titles[name]}须有{'或'.join(some)}" for name, some in check.among.items())
    return f"{_BY[check.by]}{about}{either}：{check.ask}{limit}{rule}{of}"


def _metric(check: Check) -> str:
    metric = by_id()[check.metric or ""]
    told = metric.title + (f"（{check.part}）" if check.part else "")
    if check.at_least is not None:
        return f"{told} ≥ {check.at_least:g} {metric.unit}，条文“{check.words_of_text}”"
    if check.threshold is not None:
        return f"{told}，门槛由评审设定：{check.threshold}"
    if check.words:
        return f"{told}：" + "；".join(f"{word}→{end}" for word, end in check.words.items())
    return told


def _rule(rule: Rule, titles: dict[str, str]) -> str:
    first, of = titles[rule.fields[0]], titles.get(rule.of or "", "")
    words = {
        "at_least": f"{first} ≥ {rule.number or 0:g}",
        "share_cap": f"上限 = min({first} × {rule.share or 0:g}%，{rule.cap or 0:g} 万元)",
        "sum": f"{first}的合计 = {of}",
        "within_year_before": f"{of}之前一年内（含首尾两日）",
        "once": f"同一{first}只有一个项目",
    }
    return words[rule.kind]


def _target(target: Target) -> str:
    sign = ">" if target.above else "≥"
    about = f"{target.place}，截至 {target.until}"
    return f"  {target.title} {sign} {target.number}（{about}）：“{target.quote}”"


def _amount(one: Amount) -> str:
    """`（每家企业每年：最高 30 %，最多 100 万元）`: for whom, then what the text names."""
    share = f"最高 {one.share:g} %" if one.share else ""
    cap = f"最多 {one.cap:g} 万元" if one.cap else ""
    limits = "，".join(filter(None, (share, cap)))
    about = "：".join(filter(None, (one.each, limits)))
    return f"  {one.amount_id} {one.title}{f'（{about}）' if about else ''}：“{one.quote}”"


def _deadline(one: Deadline) -> str:
    return f"  {one.deadline_id} {one.title}：{one.day or '另行通知'}，“{one.quote}”"


def _doubt(one: Doubt) -> str:
    said = "；".join(f"“{quote}”" for quote in one.quotes)
    return f"  {one.place}：{said}。读法：{one.reading}。"


def _material(one: Material) -> Iterator[str]:
    when = f"，{one.only_if}" if one.only_if else ""
    copies = f"，一式 {one.copies} 份" if one.copies else ""
    ours = f"，源证可出{one.by_us}" if one.by_us else ""
    yield f"  {one.material_id} {one.title}（{one.form}{copies}{when}{ours}）：“{one.quote}”"
    yield f"    {signatures(one.signed)}"


def _form(policy: Policy, form: Form) -> Iterator[str]:
    yield f"  {form.title}（{form.signature()}）"
    for field in policy.fields:
        if field.form == form.form_id:
            yield f"    {_field(field)}"


def _field(field: FormField) -> str:
    limit = f"，{field.limit_words}" if field.limit_words else ""
    options = f"：{'、'.join(field.options)}" if field.options else ""
    hidden = "，个人信息，只出现在这张表里" if field.sensitive else ""
    return f"{field.title}〔{field.field_id}〕{_KINDS[field.kind]}{options}{limit}{hidden}"
