"""The one Chinese sentence behind a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.licences.claims import Claims, families, shown, unsettled
from scoring.licences.expressions import family
from scoring.licences.statement import Statement, named, where

LIMIT = 600


def reason(
    kind: str,
    concluded: str,
    claims: Claims,
    against: Sequence[Statement],
    *,
    chosen: bool,
    complete: bool,
) -> str:
    """What was found, what conflicts where, and what a human must look at."""
    parts = [_head(kind, concluded, claims, complete)]
    if against:
        parts.append(f"说法不一致：{shown(against)}，需人工核对")
    if claims.restricting:
        words = [f"{where(one)}写有“{(one.excerpt or '')[:80]}”" for one in claims.restricting[:3]]
        parts.append(f"{'，'.join(words)}，与开源许可证相抵触，需人工核对")
    unread = [one for one in unsettled(claims) if claims.texts and one not in against]
    if unread:
        words = [f"{named(one.path)}（{(one.excerpt or '')[:80]}）" for one in unread[:3]]
        parts.append(f"另有许可证文件 {'、'.join(words)} 无法读取，需人工核对")
    parts += _notes(concluded, claims, chosen)
    if claims.texts:
        parts.append(_unsaid(claims, against, complete))
    sentence = "；".join(part for part in parts if part)
    return (sentence if len(sentence) < LIMIT else sentence[: LIMIT - 1] + "…") + "。"


def _head(kind: str, concluded: str, claims: Claims, complete: bool) -> str:
    files = "、".join(dict.fromkeys(named(one.path) for one in claims.texts))
    if kind == "osi_modified":
        return _changed(claims)
    heads = {
        "osi_verbatim": f"许可证文件 {files} 是 {concluded} 的原文，属 OSI 批准的许可证",
        "non_osi": f"许可证文件 {files} 是 {_base(claims, concluded)}，不在 OSI 批准的许可证之列",
        "custom": f"许可证文件 {files} 是自拟或不在 SPDX 列表中的许可证（{concluded}），需人工核对",
        "none": "已查遍仓库文档，没有许可证文件，文档、清单和平台字段也都没有写明许可证",
    }
    if kind in heads:
        return heads[kind]
    if claims.texts:
        mixed = kind == "unknown" and len({one.osi for one in claims.texts}) > 1
        told = f"许可证文件 {files} 为 {_base(claims, concluded)}"
        return f"{told}，其中有的属 OSI 批准、有的不属，需人工判断各自适用的范围" if mixed else told
    return _without_text(claims, complete)


def _without_text(claims: Claims, complete: bool) -> str:
    if claims.pointers:
        one = claims.pointers[0]
        why = {
            "unreadable": f"许可证文件 {named(one.path)} 无法读取（{one.excerpt}）",
            "none": f"许可证文件 {named(one.path)} 里没有许可证文字",
        }.get(one.status, f"许可证文件 {named(one.path)} 只提到 {_named(one)}，没有许可证全文")
        return f"{why}，需人工核对"
    if claims.nested:
        paths = "、".join(named(one.path) for one in claims.nested[:3])
        return f"根目录没有许可证文件，只在 {paths} 发现，是否适用于整个项目需人工核对"
    if not complete:
        return "仓库文档没有读全，不能断定有没有许可证文件，请重新采集"
    said = [one for one in (*claims.declared, *claims.readme) if one.definite or one.starts]
    if said:
        return f"没有许可证文件，只有声明：{shown(said[:4])}"
    return "没有许可证文件，文档里也没有写明是哪一种许可证，需人工核对"


def _changed(claims: Claims) -> str:
    one = next(one for one in claims.texts if one.status == "modified")
    words, base = (one.excerpt or "")[:160], " ".join(one.base)
    told = (
        f"含有 {base} 全文，但另有附加文字" if one.intact else f"以 {base} 为底本，但与原文有出入"
    )
    return (
        f"许可证文件 {named(one.path)} {told}（{words}），不能直接视为 OSI 批准的许可证，需人工核对"
    )


def _base(claims: Claims, concluded: str) -> str:
    changed = any(one.status == "modified" for one in claims.texts)
    return f"{concluded}（有改动，需人工核对）" if changed else concluded


def _named(one: Statement) -> str:
    return one.expression if one.definite else f"“{(one.excerpt or '')[:60]}”"


def _notes(concluded: str, claims: Claims, chosen: bool) -> list[str]:
    notes = []
    if len(families(claims.texts)) > 1 and not chosen and "AND" in concluded:
        notes.append("有多份许可证而没有说明是同时适用还是任选其一，按同时适用记，需人工判断")
    twins = [
        one
        for one in claims.texts
        if any(family(one.base[0]) == family(a) for a in one.alternatives)
    ]
    if twins and not chosen:
        only, other = twins[0].base[0], twins[0].alternatives[0]
        notes.append(f"仅凭文本不能区分 {only} 与 {other}，按较窄的前者记")
    weak = [one for one in claims.texts if one.tier == "weak"]
    if weak:
        files = "、".join(dict.fromkeys(named(one.path) for one in weak))
        notes.append(f"{files} 只由轻量档判断，这一结论较弱：{weak[0].why_weak}")
    return notes


def _unsaid(claims: Claims, against: Sequence[Statement], complete: bool) -> str:
    """That no document names a licence: what they say instead, or that they were not all read."""
    said = (*claims.readme, *claims.declared)
    if any(one.definite for one in said):
        return ""
    if said:
        vague = [one for one in said if one not in against and one not in claims.restricting]
        told = f"{shown(vague[:3])}，没有写明是哪一种许可证，需人工核对"
        return told if vague else ""
    return (
        "文档、清单和平台字段没有写明许可证"
        if complete
        else "文档没有读全，不知道里面有没有写明许可证"
    )
