"""Whether an entry counts towards a target: it needs a date within the term and a proof."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.programme.entries import Entry, Judgement, Span, State, Weighed

_NOTHING = re.compile(r"[\s\u200b-\u200f\u2060\ufeff“”‘’《》「」\"']+")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(.+?)(?:\.git)?/*")


@dataclass(frozen=True, slots=True)
class Term:
    """From the first day of a programme (None: the text names none) to the last that counts.

    `today`: the last day that is known about; `until`: the last day of the target.
    """

    since: date | None
    until: date
    today: date


def weighed(
    entries: Sequence[Entry], term: Term, judgements: Mapping[Entry, Judgement] | None = None
) -> tuple[Weighed, ...]:
    """Each entry with its state, in the order given.

    `judgements` None: no clause decides; else an entry counts only with the outcome 满足.
    """
    found = judgements or {}
    alone = {entry: _alone(entry, term, judgements) for entry in entries}
    twice = _repeated({entry: same(entry, found.get(entry)) for entry in entries}, alone)
    return tuple(
        _settled(entry, alone[entry], twice.get(entry), found.get(entry)) for entry in entries
    )


def same(entry: Entry, found: Judgement | None = None) -> tuple[str, ...]:
    """Keys by which two entries are one: name, code, number or project, however it is spaced.

    Fairs and the like come again each year under the same name.
    """
    again = f"@{entry.span.year}" if entry.kind == "event" and entry.span else ""
    keys = [f"name {plain(entry.name)}{again}"]
    keys += [f"code {entry.code}"] if entry.code else []
    keys += [f"number {plain(entry.number)}"] if entry.number else []
    keys += [f"project {address(entry.project)}"] if entry.project else []
    keys += [f"found {found.project_id}"] if found and found.project_id else []
    return tuple(keys)


def plain(text: str) -> str:
    """Without width, case, spaces and quotation marks."""
    return _NOTHING.sub("", unicodedata.normalize("NFKC", text).casefold())


def address(text: str) -> str:
    """`plain` of an address without what does not tell two repositories apart."""
    found = _ADDRESS.fullmatch(plain(text))
    return found[1] if found else plain(text)


def _settled(
    entry: Entry, alone: tuple[State, str], twin: Entry | None, judgement: Judgement | None
) -> Weighed:
    if twin is not None:
        return Weighed(entry, "不计入", f"与{twin.place}“{twin.name}”重复", judgement)
    return Weighed(entry, *alone, judgement)


def _alone(
    entry: Entry, term: Term, judgements: Mapping[Entry, Judgement] | None
) -> tuple[State, str]:
    unready = [f"状态是“{entry.unready}”，不是登记或已核对"] if entry.unready else []
    reasons = [*unready, *_undated(entry.span, term), *_unproved(entry)]
    if reasons:
        return "不计入", "；".join(reasons)
    if judgements is None:
        return "计入", ""
    found = judgements[entry]
    about = f"{found.clause_id} {found.outcome}：{found.reason}"
    if found.outcome == "满足":
        return "计入", about
    return ("不计入" if found.outcome == "不满足" else "待判断"), about


def _undated(span: Span | None, term: Term) -> Iterable[str]:
    if span is None:
        yield "没有日期"
    elif term.since and span.last < term.since:
        yield f"日期 {span.words} 早于计划开始的 {term.since}"
    elif term.since and span.first < term.since:
        yield f"日期 {span.words} 分不清在计划开始的 {term.since} 之前还是之后：请写到日"
    elif span.first > term.until:
        yield f"日期 {span.words} 晚于目标期限 {term.until}"
    elif span.first > term.today:
        yield f"日期 {span.words} 晚于截止日 {term.today}"
    elif span.last > (last := min(term.until, term.today)):
        yield f"日期 {span.words} 分不清在 {last} 之前还是之后：请写到日"


def _unproved(entry: Entry) -> Iterable[str]:
    if entry.proofs:
        return
    told = "佐证只写了文字，没有文件或网址" if entry.told else "没有佐证"
    yield told


def _repeated(
    keys: Mapping[Entry, tuple[str, ...]], alone: Mapping[Entry, tuple[State, str]]
) -> dict[Entry, Entry]:
    """Entry → the one that stands for both: what counts before what does not, confirmed before
    stated, then by date, then by place."""
    order = {"计入": 0, "待判断": 1, "不计入": 2}

    def rank(one: Entry) -> tuple[int, bool, date]:
        when = one.span.last if one.span else date.max
        return order[alone[one][0]], not one.confirmed, when

    places = {entry: place for place, entry in enumerate(sorted(keys, key=rank))}
    kept: dict[str, Entry] = {}
    found: dict[Entry, Entry] = {}
    for entry in places:
        twins = sorted({kept[key] for key in keys[entry] if key in kept}, key=places.__getitem__)
        first = twins[0] if twins else entry
        # What shows two of its own standing to be one joins them; what counts less does not.
        joined = {one for one in twins[1:] if alone[one][0] == alone[entry][0]}
        found |= dict.fromkeys([entry, *joined] if twins else [], first)
        if joined:
            kept = {key: first if one in joined else one for key, one in kept.items()}
            found = {one: first if twin in joined else twin for one, twin in found.items()}
        for key in keys[entry]:
            kept.setdefault(key, first)
    return found
