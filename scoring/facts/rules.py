"""What follows from facts and dates, with the arithmetic in the words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from scoring.facts.arithmetic import Step, Worked
from scoring.facts.together import together
from scoring.facts.values import Facts, Given, day, number, papers, plain
from scoring.judgements import Judgement
from scoring.policy_checks import Rule
from scoring.policy_parts import FormField

Fields = Mapping[str, FormField]
# Names of other projects of the same applicant, put in by who reads all facts files.
SAME = "same_applicant"
# Names of other projects for the same text of which nobody can tell whose they are.
UNREAD = "unread_applicants"
STATED, TEXT = "申报单位填报", "条文"
_MOST = 6


def computed(rule: Rule, fields: Fields, facts: Facts) -> Judgement:
    """The outcome, its reason and what is missing. That it works out is 满足 only where the
    reviewer has confirmed every fact it rests on: the applicant's word alone proves nothing."""
    missing = [fields[one].title for one in rule.named() if one not in facts]
    if missing:
        return Judgement("数据不足", f"facts.toml 里没有{'、'.join(missing)}")
    found = worked(rule, fields, facts)
    if found.right is None:
        return Judgement("数据不足", found.words)
    proved = found.words + _proof(rule, facts)
    if not found.right:
        doubtful = rule.kind in {"sum", "once"}
        return Judgement("需人工佐证" if doubtful else "不满足", proved, short=found.short)
    if all(facts[one].confirmed for one in rule.named()):
        return Judgement("满足", f"{proved}（评审方已核对）")
    return Judgement("需人工佐证", f"{proved}：按填报推算，请核对佐证")


def _proof(rule: Rule, facts: Facts) -> str:
    """The files handed in for what it rests on; other entries of an applicant need none."""
    attached = "、".join(filter(None, (papers(facts[one]) for one in rule.named())))
    if attached:
        return f"，附 {attached}"
    return "" if rule.kind == "once" else "，没有附件"


def worked(rule: Rule, fields: Fields, facts: Facts) -> Worked:
    """The calculation itself, every step of it; a fact nobody has stated leaves its steps open."""
    held = {name: facts.get(name, Given()) for name in rule.named()}
    return _RULES[rule.kind](rule, fields, {**facts, **held})


def _at_least(rule: Rule, fields: Fields, facts: Facts) -> Worked:
    name, limit = rule.fields[0], rule.number or 0
    title, amount = fields[name].title, number(facts[name], rule.column)
    missing = None if amount is None else round(max(0.0, limit - amount), 6)
    steps = (
        Step("amount", title, amount, "万元", STATED),
        Step("least", "条文要求不少于", limit, "万元", TEXT),
        Step(
            "missing", "还差", missing, "万元", "要求 − 填报，达到的为 0",
            "ROUND(MAX(0,{least}-{amount}),6)",
        ),
    )  # fmt: skip
    if amount is None:
        return Worked(None, f"{title}没有填数", steps=steps)
    told, words = f"{title} {plain(amount)} 万元", f"（条文“{rule.words_of_text}”）"
    if not missing:
        return Worked(True, f"{told} ≥ {plain(limit)} 万元{words}", steps=steps)
    short = f"还差 {plain(missing)} 万元"
    return Worked(False, f"{told} < {plain(limit)} 万元{words}，{short}", short, steps)


def _share_cap(rule: Rule, fields: Fields, facts: Facts) -> Worked:
    name, share, cap = rule.fields[0], rule.share or 0, rule.cap or 0
    title, amount = fields[name].title, number(facts[name], rule.column)
    part = None if amount is None else round(amount * share / 100, 6)
    bound = None if part is None else min(part, cap)
    steps = (
        Step("amount", title, amount, "万元", STATED),
        Step("share", "比例", share, "%", TEXT),
        Step(
            "part", f"{title} × 比例", part, "万元", "填报 × 比例", "ROUND({amount}*{share}/100,6)"
        ),
        Step("cap", "最高", cap, "万元", TEXT),
        Step("bound", "上限（不是承诺）", bound, "万元", "两者取小", "MIN({part},{cap})"),
    )
    if part is None or amount is None or bound is None:
        return Worked(None, f"{title}没有填这一期间的数", steps=steps)
    told = f"{title} {plain(amount)} 万元 × {plain(share)}% = {plain(part)} 万元"
    most = f"与 {plain(cap)} 万元相比取小：最多 {plain(bound)} 万元，这是上限而不是承诺"
    own = Worked(True, f"{told}，{most}", steps=steps)
    return together(rule, title, part, own, facts) if rule.together else own


def _sum(rule: Rule, fields: Fields, facts: Facts) -> Worked:
    items, whole = facts[rule.fields[0]], number(facts[rule.of or ""], rule.column)
    parts = [_money(row[-1]) for row in items.value if isinstance(row, tuple)] if isinstance(
        items.value, tuple
    ) else []  # fmt: skip
    named, of = fields[rule.fields[0]].title, fields[rule.of or ""].title
    full = bool(parts) and None not in parts
    total = round(sum(filter(None, parts)), 6) if full else None
    apart = None if total is None or whole is None else round(abs(total - whole), 6)
    steps = (
        Step("total", f"{named}合计", total, "万元", f"{STATED}的 {len(parts)} 项相加"),
        Step("whole", of, whole, "万元", STATED),
        Step("apart", "相差", apart, "万元", "两者之差", "ROUND(ABS({total}-{whole}),6)"),
    )
    if None in parts:
        place = parts.index(None) + 1
        why = f"{named}第 {place} 项的金额不是以万元为单位的数，如 25 或 25.5"
        return Worked(None, why, steps=steps)
    if apart is None or total is None or whole is None:
        return Worked(None, f"{named}或{of}没有填全", steps=steps)
    told = f"{len(parts)} 项合计 {plain(total)} 万元，与填报的 {plain(whole)} 万元"
    if not apart:
        return Worked(True, f"{told}相等", steps=steps)
    short = f"相差 {plain(apart)} 万元"
    return Worked(False, f"{told}{short}：请核对专项审计报告", short, steps)


def _within(rule: Rule, fields: Fields, facts: Facts) -> Worked:
    until = day(facts[rule.of or ""])
    since = None if until is None else _year_before(until)
    opened = fields[rule.of or ""].title
    steps = [
        Step("until", opened, until, "", STATED),
        Step("since", "一年内的首日", since, "", f"{opened}的前一年同月同日", "EDATE({until},-12)"),
    ]
    words, off, right = [], list[str](), True
    for name in rule.fields:
        title, when = fields[name].title, day(facts[name])
        steps += _inside(name, title, when, since, until)
        if when is None or since is None or until is None:
            right = False
            continue
        right &= since <= when <= until
        off.append(_off(when, since, until))
        words.append(f"{title} {when}{f'（{off[-1]}）' if off[-1] else ''}")
    unsaid = [fields[one].title for one in rule.named() if day(facts[one]) is None]
    if unsaid:
        return Worked(None, f"{unsaid[-1]}没有填日期", steps=tuple(steps))
    told = f"{'，'.join(words)}；期间 {since} 至 {until}（含首尾两日）"
    return Worked(right, told, "、".join(filter(None, off)) or None, tuple(steps))


def _inside(
    name: str, title: str, when: date | None, since: date | None, until: date | None
) -> tuple[Step, Step]:
    """A date, and whether it lies in the span, both ends counted."""
    inside = None
    if when is not None and since is not None and until is not None:
        inside = "在期间内" if since <= when <= until else "不在期间内"
    formula = f'IF(AND({{since}}<={{{name}}},{{{name}}}<={{until}}),"在期间内","不在期间内")'
    return (
        Step(name, title, when, "", STATED),
        Step(f"{name}_in", f"{title}是否在期间内", inside, "", "首日 ≤ 日期 ≤ 末日", formula),
    )


def _off(when: date, since: date, until: date) -> str:
    if when < since:
        return f"早 {(since - when).days} 天"
    return f"晚 {(when - until).days} 天" if when > until else ""


def _once(rule: Rule, fields: Fields, facts: Facts) -> Worked:
    others = facts.get(SAME, Given(value=())).value
    if isinstance(others, tuple) and others:
        named = "、".join(f"“{one}”" for one in others)
        told = f"同一申报主体在配置里还有 {named} 对照同一份文件：原则上只能申报一个，请核对"
        return Worked(False, told)
    unread = facts.get(UNREAD, Given(value=())).value
    if isinstance(unread, tuple) and unread:
        more = f" 等 {len(unread)} 个项目" if len(unread) > _MOST else ""
        named = "、".join(f"“{one}”" for one in unread[:_MOST]) + more
        lacks = "的申报事实有误、没有交，或没有填能对照的统一社会信用代码与单位名称"
        return Worked(None, f"{named} {lacks}，看不出是不是同一申报主体：请补正后重新计算")
    return Worked(True, "配置里没有同一申报主体的其他项目；别处有没有，这里看不到")


def _year_before(day: date) -> date:
    """The same day a year before; for 29 February the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _money(text: object) -> float | None:
    told = unicodedata.normalize("NFKC", str(text)).replace(",", "").removesuffix("万元").strip()
    return float(told) if re.fullmatch(r"\d{1,12}(?:\.\d+)?", told) else None


_RULES: dict[str, Callable[[Rule, Fields, Facts], Worked]] = {
    "at_least": _at_least, "share_cap": _share_cap, "sum": _sum,
    "within_year_before": _within, "once": _once,
}  # fmt: skip
