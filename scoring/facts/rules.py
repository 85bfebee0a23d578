"""What follows from facts and dates, with the arithmetic in the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from scoring.facts.values import Facts, Given, day, number, plain
from scoring.judgements import Judgement
from scoring.policy_checks import Rule
from scoring.policy_parts import FormField

Fields = Mapping[str, FormField]
# Names of other projects of the same applicant, put in by who reads all facts files.
SAME = "same_applicant"
# Whether it is right (None: cannot be told), the words, and how much is missing.
Found = tuple[bool | None, str, str | None]


def computed(rule: Rule, fields: Fields, facts: Facts) -> Judgement:
    """The outcome, its reason and what is missing. That it works out is 满足 only where the
    reviewer has confirmed every fact it rests on: the applicant's word alone proves nothing."""
    missing = [fields[one].title for one in rule.named() if one not in facts]
    if missing:
        return Judgement("数据不足", f"facts.toml 里没有{'、'.join(missing)}")
    right, words, short = _RULES[rule.kind](rule, fields, facts)
    if right is None:
        return Judgement("数据不足", words)
    if not right:
        doubtful = rule.kind in {"sum", "once"}
        return Judgement("需人工佐证" if doubtful else "不满足", words, short=short)
    if all(facts[one].confirmed for one in rule.named()):
        return Judgement("满足", f"{words}（评审方已核对）")
    return Judgement("需人工佐证", f"{words}：按填报推算，请核对佐证")


def _at_least(rule: Rule, fields: Fields, facts: Facts) -> Found:
    name, limit = rule.fields[0], rule.number or 0
    amount = number(facts[name], rule.column)
    if amount is None:
        return None, f"{fields[name].title}没有填数", None
    told = f"{fields[name].title} {plain(amount)} 万元"
    if amount >= limit:
        return True, f"{told} ≥ {plain(limit)} 万元（条文“{rule.words_of_text}”）", None
    short = f"还差 {plain(round(limit - amount, 6))} 万元"
    return False, f"{told} < {plain(limit)} 万元（条文“{rule.words_of_text}”），{short}", short


def _share_cap(rule: Rule, fields: Fields, facts: Facts) -> Found:
    name, share, cap = rule.fields[0], rule.share or 0, rule.cap or 0
    amount = number(facts[name], rule.column)
    if amount is None:
        return None, f"{fields[name].title}没有填这一期间的数", None
    part = round(amount * share / 100, 6)
    told = f"{fields[name].title} {plain(amount)} 万元 × {plain(share)}% = {plain(part)} 万元"
    bound = f"与 {plain(cap)} 万元相比取小：最多 {plain(min(part, cap))} 万元，这是上限而不是承诺"
    return True, f"{told}，{bound}", None


def _sum(rule: Rule, fields: Fields, facts: Facts) -> Found:
    items, whole = facts[rule.fields[0]], number(facts[rule.of or ""], rule.column)
    parts = [_money(row[-1]) for row in items.value if isinstance(row, tuple)] if isinstance(
        items.value, tuple
    ) else []  # fmt: skip
    if whole is None or not parts or None in parts:
        return None, f"{fields[rule.fields[0]].title}或{fields[rule.of or ''].title}没有填全", None
    total = round(sum(filter(None, parts)), 6)
    told = f"{len(parts)} 项合计 {plain(total)} 万元"
    if total == whole:
        return True, f"{told}，与填报的 {plain(whole)} 万元相等", None
    apart = plain(round(abs(total - whole), 6))
    return (
        False,
        f"{told}，与填报的 {plain(whole)} 万元相差 {apart} 万元：请核对专项审计报告",
        f"相差 {apart} 万元",
    )


def _within(rule: Rule, fields: Fields, facts: Facts) -> Found:
    until = day(facts[rule.of or ""])
    if until is None:
        return None, f"{fields[rule.of or ''].title}没有填日期", None
    since = _year_before(until)
    words, off, right = [], list[str](), True
    for name in rule.fields:
        when = day(facts[name])
        if when is None:
            return None, f"{fields[name].title}没有填日期", None
        inside = since <= when <= until
        right &= inside
        off.append(_off(when, since, until))
        words.append(f"{fields[name].title} {when}{f'（{off[-1]}）' if off[-1] else ''}")
    return (
        right,
        f"{'，'.join(words)}；期间 {since} 至 {until}（含首尾两日）",
        "、".join(filter(None, off)) or None,
    )


def _off(when: date, since: date, until: date) -> str:
    if when < since:
        return f"早 {(since - when).days} 天"
    return f"晚 {(when - until).days} 天" if when > until else ""


def _once(rule: Rule, fields: Fields, facts: Facts) -> Found:
    others = facts.get(SAME, Given(value=())).value
    if isinstance(others, tuple) and others:
        named = "、".join(f"“{one}”" for one in others)
        return (
            False,
            f"同一申报主体在配置里还有 {named} 对照同一政策：原则上只能申报一个，请核对",
            None,
        )
    return True, "配置里没有同一申报主体的其他项目；别处有没有，这里看不到", None


def _year_before(day: date) -> date:
    """The same day a year before; for 29 February the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _money(text: object) -> float | None:
    try:
        return float(str(text).replace(",", "").removesuffix("万元"))
    except ValueError:
        return None


_RULES: dict[str, Callable[[Rule, Fields, Facts], Found]] = {
    "at_least": _at_least, "share_cap": _share_cap, "sum": _sum,
    "within_year_before": _within, "once": _once,
}  # fmt: skip
