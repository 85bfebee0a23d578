"""A cap that is for the applicant, not for the project: all of its projects here added up."""

from __future__ import annotations

from dataclasses import replace

from scoring.facts.arithmetic import Step, Worked
from scoring.facts.values import Facts, Given, plain
from scoring.policy_checks import Rule

# What other projects of the applicant state in 万元, put in by who reads all facts files: rows of
# name, field and amount, "" where it states none.
AMOUNTS = "same_applicant_amounts"


def together(rule: Rule, title: str, part: float, own: Worked, facts: Facts) -> Worked:
    """The same with the shares of the applicant's other projects added up and held to the cap."""
    others = _others(rule, facts)
    if not others:
        return own
    silent = "、".join(f"“{name}”" for name, amount in others if amount is None)
    lacks = f"；同一企业的 {silent} 没有填{title}，没有算进合计" if silent else ""
    stated = [(name, amount) for name, amount in others if amount is not None]
    if not stated:
        return replace(own, words=f"{own.words}{lacks}")
    share, cap = rule.share or 0, rule.cap or 0
    shares = [round(amount * share / 100, 6) for _, amount in stated]
    whole = round(part + sum(shares), 6)
    told = "，".join(
        f"“{name}”{title} {plain(amount)} 万元 × {plain(share)}% = {plain(one)} 万元"
        for (name, amount), one in zip(stated, shares, strict=True)
    )
    added = " + ".join(map(plain, (part, *shares)))
    most = f"{added} = {plain(whole)} 万元，与每家企业每年 {plain(cap)} 万元相比取小"
    words = f"同一企业在配置里还有{told}；合计 {most}：各项合起来最多 {plain(min(whole, cap))} 万元"
    steps = _steps(round(sum(shares), 6), whole, cap, len(stated))
    year = "（按同一年度计，请核对）"
    return replace(own, words=f"{own.words}；{words}{year}{lacks}", steps=(*own.steps, *steps))


def _others(rule: Rule, facts: Facts) -> list[tuple[str, float | None]]:
    rows = facts.get(AMOUNTS, Given(value=())).value
    found = [row for row in rows if isinstance(row, tuple)] if isinstance(rows, tuple) else []
    return [
        (str(row[0]), float(row[2]) if row[2] else None)
        for row in found
        if row[1] == rule.fields[0]
    ]


def _steps(others: float, whole: float, cap: float, many: int) -> tuple[Step, ...]:
    how = f"另外 {many} 项的填报 × 比例相加"
    return (
        Step("others", "同一企业其他项目的部分", others, "万元", how),
        Step("whole", "同一企业合计", whole, "万元", "两者相加", "ROUND({part}+{others},6)"),
        Step(
            "most", "同一企业合计的上限（不是承诺）", min(whole, cap), "万元", "两者取小",
            "MIN({whole},{cap})",
        ),
    )  # fmt: skip
