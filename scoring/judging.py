"""Pure rules: from a clause and the figures of a project to an outcome with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scoring.facts import held
from scoring.facts.held import Statement
from scoring.figures import Figure, Figures, remedy, repositories, shown, why
from scoring.judgements import Judgement
from scoring.metric_files import UNNAMED, by_id
from scoring.pace import by_when
from scoring.policy_checks import Check, Clause, Outcome
from warehouse.numerals import number

# Worst first: what decides when all of several checks must hold, and when one suffices.
_ALL: tuple[Outcome, ...] = ("不满足", "数据不足", "需人工佐证", "满足")
_ANY: tuple[Outcome, ...] = ("满足", "需人工佐证", "数据不足", "不满足")


_NOTHING = Statement()


def judge(
    policy_id: str, clause: Clause, figures: Figures, limits: Mapping[str, float],
    statement: Statement = _NOTHING,
) -> Judgement:  # fmt: skip
    """`limits`: threshold name → the reviewer's number; `statement`: what the applicant states.
    Nothing is 满足 unless a rule says so."""
    required: list[Judgement] = []
    choices: dict[str, list[Judgement]] = {}
    for check in clause.checks:
        if check.judged and held.asked(check, statement):
            place = required if check.either is None else choices.setdefault(check.either, [])
            place.append(_check(clause, check, figures, limits, statement))
    if choices:
        required.append(_one_of({name: _all_of(found) for name, found in choices.items()}))
    whole = _all_of(required)
    parts = [whole.reason]
    if whole.unset:
        names = "、".join(whole.unset)
        where = f"[scoring.thresholds.{policy_id}] 的 {names}"
        parts.append(f"条文未给出数值，门槛由评审方在 config.toml 设定：{where}")
    if clause.note:
        parts.append(f"读法：{clause.note}")
    return replace(whole, reason="。".join(parts) + "。")


def uncorroborated(clause: Clause, found: Judgement) -> Judgement:
    """What rests on a git history alone proves nothing: whoever holds it can rewrite it.

    A clause that rests on stated facts alone is left as it is.
    """
    measured = any(one.metric is not None for one in clause.checks if one.judged)
    if found.outcome != "满足" or not measured:
        return found
    doubt = "数据只来自 git 历史，持有者可以改写，没有平台佐证：请人工核对平台地址或其他证明。"
    return replace(found, outcome="需人工佐证", reason=f"{found.reason}{doubt}")


def used(clause: Clause, figures: Figures) -> list[tuple[str, str]]:
    """(metric, part) of the measured figures a clause rests on or shows, in its order."""
    found: dict[tuple[str, str], None] = {}
    for check in clause.checks:
        if check.metric is not None:
            found[check.metric, check.part] = None
            if check.words or check.threshold:
                keys = ((one.metric_id, one.part) for one in repositories(check.metric, figures))
                found |= dict.fromkeys(keys)
    return [key for key in found if key in figures]


def _all_of(found: Iterable[Judgement]) -> Judgement:
    results = list(found)
    outcome = min((result.outcome for result in results), key=_ALL.index)
    return _joined(outcome, "；".join(result.reason for result in results), results)


def _one_of(choices: Mapping[str, Judgement]) -> Judgement:
    outcome = min((result.outcome for result in choices.values()), key=_ANY.index)
    told = "；".join(
        f"{name}：{result.outcome}（{result.reason}）" for name, result in choices.items()
    )
    return _joined(outcome, f"其一即可——{told}", choices.values())


def _joined(outcome: Outcome, reason: str, results: Iterable[Judgement]) -> Judgement:
    results = list(results)
    applied = "；".join(result.threshold for result in results if result.threshold)
    unset = tuple(dict.fromkeys(name for result in results for name in result.unset))
    short = "；".join(result.short for result in results if result.short)
    when = "；".join(result.by_when for result in results if result.by_when)
    if outcome == "满足":
        short = when = ""
    return Judgement(outcome, reason, applied or None, unset, short or None, when or None)


def _check(
    clause: Clause, check: Check, figures: Figures, limits: Mapping[str, float],
    statement: Statement,
) -> Judgement:  # fmt: skip
    if check.by != "auto" or check.metric is None:
        return held.judge(check, statement, limits)
    figure = figures.get((check.metric, check.part))
    if figure is None:
        return Judgement("数据不足", f"没有指标 {check.metric} 的测量结果，请运行 yuanzheng score")
    if check.words:
        return _all_of(_words(check, figure, repositories(check.metric, figures)))
    if found := _unusable(clause, figure):
        return found
    told = shown(figure, repositories(check.metric, figures) if check.part == "" else ())
    lower = figures.get((check.metric, check.low)) if check.low else None
    nameless = _unnamed(figure, figures)
    if lower is not None and lower.value is not None:
        top = "上限；" if figure.complete and not nameless else ""
        told = f"{told}（{top}下限 {number(lower.value)} {figure.unit}）"
    limit = check.at_least if check.threshold is None else limits.get(check.threshold)
    if limit is None:
        caveat = "" if figure.complete else f"（数据不完整：{why(figure)}）"
        return Judgement("需人工佐证", told + caveat, unset=(check.threshold or "",))
    who = (
        f"条文“{check.words_of_text}”"
        if check.words_of_text
        else "config.toml 设定，须由评审方确认"
    )
    words = f"≥ {number(limit)} {figure.unit}（{who}）"
    if check.low and figure.value is not None and figure.value >= limit:
        return _between(figure, lower, told, limit, words)
    found = _against(figure, told, limit, words, _certain(figure, figures))
    whole = figure.complete and figure.value is not None
    if found.outcome == "满足" or not whole or (figure.value or 0) >= limit:
        return found
    short = f"{figure.title}还差 {number(limit - (figure.value or 0))} {figure.unit}".rstrip()
    found = replace(found, short=short, by_when=by_when(figure, limit, figures))
    return _perhaps(found, nameless) if (figure.value or 0) + nameless >= limit else found


def _perhaps(found: Judgement, nameless: float) -> Judgement:
    """What is not reached by those who are known might be with those nobody knows."""
    doubt = f"另有 {number(nameless)} 次行为的作者无法辨认，没有算进去，算上可能达到，请人工核对"
    return replace(found, outcome="需人工佐证", reason=f"{found.reason}；{doubt}")


def _unnamed(figure: Figure, figures: Figures) -> float:
    """Acts left out of a figure because nobody knows whose they are: each may be of one more."""
    part = by_id()[figure.metric_id].unnamed.get(figure.part)
    found = None if part is None else figures.get((UNNAMED, part))
    return 0 if found is None else found.value or 0


def _unusable(clause: Clause, figure: Figure) -> Judgement | None:
    """Why a figure cannot be held against anything; None when it can."""
    if figure.value is None and figure.value_text is not None:
        return Judgement("需人工佐证", f"{figure.title}：{figure.value_text}，请人工判断")
    if figure.value is None:
        return Judgement("数据不足", f"{figure.title}未知：{remedy(figure)}")
    if clause.window_days in {None, figure.days} or figure.days is None:
        return None
    return Judgement(
        "数据不足",
        f"{shown(figure)}，但统计窗口为 {figure.days} 天，条文要求 {clause.window_days} 天："
        f"请在 config.toml 的 [scoring] 中把 window_days 设为 {clause.window_days}"
        " 后运行 yuanzheng score",
    )


def _certain(figure: Figure, figures: Figures) -> float | None:
    """What an incomplete figure is at least; None where it may as well be less."""
    if figure.grows:
        return figure.value
    if not figure.adds or figure.part:
        return None
    return sum(one.value or 0 for one in repositories(figure.metric_id, figures) if one.complete)


def _against(
    figure: Figure, told: str, limit: float, words: str, certain: float | None = None
) -> Judgement:
    threshold = f"{figure.title} {words}"
    reached = figure.value is not None and figure.value >= limit
    if figure.complete and reached:
        return Judgement("满足", f"{told}，达到 {words}", threshold)
    if figure.complete:
        return Judgement("不满足", f"{told}，未达到 {words}", threshold)
    if reached and certain is not None and certain >= limit:
        read = f"读全的仓库已有 {number(certain)} {figure.unit}"
        bound = "补齐后该数值只会更大" if figure.grows else read
        more = f"数据不完整，但{bound}（{why(figure)}）"
        return Judgement("满足", f"{told}，达到 {words}；{more}", threshold)
    doubt = f"数据不完整，不能下结论：{remedy(figure)}"
    return Judgement("数据不足", f"{told}，门槛 {words}，{doubt}", threshold)


def _between(
    figure: Figure, lower: Figure | None, told: str, limit: float, words: str
) -> Judgement:
    """A figure that may count somebody twice reaches a number only when its lower bound does."""
    if not figure.complete:
        return _against(figure, told, limit, words)
    if lower is None or lower.value is None:
        return Judgement("数据不足", f"{told}，下限未知，不能下结论", f"{figure.title} {words}")
    if lower.value >= limit:
        return _against(figure, told, limit, words)
    doubt = f"上限达到 {words} 而下限没有：可能有人被重复计算，请人工核对"
    return Judgement("需人工佐证", f"{told}，{doubt}", f"{figure.title} {words}")


def _words(check: Check, whole: Figure, parts: tuple[Figure, ...]) -> Iterator[Judgement]:
    """What each repository's word means; those with the same word are told together. Where all of
    them are known and the whole is not, there may be others nobody has read."""
    if parts and not whole.complete and all(one.complete for one in parts):
        yield Judgement("数据不足", f"{whole.title}：可能还有没有读到的仓库，{remedy(whole)}")
    alike: dict[Judgement, list[str]] = {}
    for figure in parts or (whole,):
        alike.setdefault(_word(check, figure), []).append(figure.part)
    for result, repos in alike.items():
        many = result.outcome == "满足" and len(repos) > 1
        who = f"{len(repos)} 个仓库均" if many else "、".join(filter(None, repos)) + " "
        yield Judgement(result.outcome, f"{whole.title}：{who}{result.reason}")


def _word(check: Check, figure: Figure) -> Judgement:
    if figure.value_text is None:
        return Judgement("数据不足", f"未知，{remedy(figure)}")
    if not figure.complete:
        doubt = f"数据不完整，不能下结论：{remedy(figure)}"
        return Judgement("数据不足", f"为“{figure.value_text}”，但{doubt}")
    outcome = check.words.get(figure.value_text, "需人工佐证")
    asked = "，请人工核对" if outcome == "需人工佐证" else ""
    return Judgement(outcome, f"为“{figure.value_text}”{asked}")
