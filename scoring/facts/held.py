"""Facts held against what a clause asks: stated, missing, contradicting, confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scoring.facts.rules import computed
from scoring.facts.values import Facts, Given, number, papers, plain, shown
from scoring.judgements import Judgement
from scoring.policy_checks import Check
from scoring.policy_parts import FormField


@dataclass(frozen=True, slots=True)
class Statement:
    """The fields of a policy, and what the applicant states; `facts` None: no facts file at all."""

    fields: Mapping[str, FormField] = field(default_factory=dict)
    facts: Facts | None = None


def asked(check: Check, statement: Statement) -> bool:
    """Whether it is asked of this applicant; of one who has handed in no file it is."""
    facts = statement.facts
    if facts is None:
        return True
    return all(name in facts and facts[name].value in only for name, only in check.only.items())


def judge(check: Check, statement: Statement, limits: Mapping[str, float]) -> Judgement:
    """Nothing an applicant states is 满足 until the reviewer has confirmed it."""
    facts, ask = statement.facts, check.ask or ""
    if facts is None or not check.facts():
        return Judgement("需人工佐证", ask)
    if check.rule:
        found = computed(check.rule, statement.fields, facts)
        return found if found.outcome == "满足" else replace(found, reason=_with(found.reason, ask))
    needed = [statement.fields[name] for name in check.fields]
    if missing := [one.title for one in needed if one.field_id not in facts]:
        return Judgement("数据不足", f"facts.toml 里没有{'、'.join(missing)}；{ask}")
    told = "；".join(_told(one, facts[one.field_id]) for one in needed)
    if denied := [one.title for one in needed if facts[one.field_id].value is False]:
        return Judgement("不满足", f"申报单位填报：{told}。{'、'.join(denied)}填的是“否”")
    if beside := [one.title for one in needed if _beside(check, one, facts[one.field_id])]:
        doubt = f"{'、'.join(beside)}填的不是条文所说的，请人工核对"
        return Judgement("需人工佐证", _with(f"申报单位填报：{told}。{doubt}", ask))
    if check.threshold is not None:
        return _measured(check, needed[0], facts[needed[0].field_id], told, limits)
    if all(facts[one.field_id].confirmed for one in needed):
        return Judgement("满足", f"申报单位填报：{told}（评审方已核对）")
    return Judgement("需人工佐证", _with(f"申报单位填报：{told}", ask))


def _beside(check: Check, one: FormField, given: Given) -> bool:
    """Whether none of the choices the clause is about is made."""
    made = given.value if isinstance(given.value, tuple) else (given.value,)
    wanted = check.among.get(one.field_id)
    return wanted is not None and not set(wanted) & set(made)


def _measured(
    check: Check, one: FormField, given: Given, told: str, limits: Mapping[str, float]
) -> Judgement:
    """A number of the applicant against the reviewer's; a mean of some of the months settles
    nothing."""
    name, amount = check.threshold or "", number(given)
    limit = limits.get(name)
    words = f"申报单位填报：{told}"
    if limit is None or amount is None:
        return Judgement("需人工佐证", _with(words, check.ask or ""), unset=(name,))
    against = f"{one.title} ≥ {plain(limit)}（config.toml 设定，须由评审方确认）"
    if any(not table.whole for table in given.months[:1]):
        doubt = f"{words}，门槛 {plain(limit)}，月份不全，不能下结论"
        return Judgement("数据不足", _with(doubt, check.ask or ""), against)
    if amount < limit:
        short = plain(limit - amount)
        missing = f"{one.title}还差 {short}"
        return Judgement(
            "不满足", f"{words}，未达到 {plain(limit)}，{missing}", against, short=missing
        )
    if given.confirmed:
        return Judgement("满足", f"{words}，达到 {plain(limit)}（评审方已核对）", against)
    return Judgement("需人工佐证", _with(f"{words}，达到 {plain(limit)}", check.ask or ""), against)


def _with(words: str, ask: str) -> str:
    return f"{words}；{ask}" if ask else words


def _told(one: FormField, given: Given) -> str:
    attached = papers(given)
    noted = f"，{given.note}" if given.note else ""
    return f"{shown(one, given)}，{f'附 {attached}' if attached else '没有附件'}{noted}"
