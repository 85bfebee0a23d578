"""A message: what is new, what is still so, what is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from yuanzheng import clock
from yuanzheng.notices.notice import RANK, SEVERITIES
from yuanzheng.notices.remembering import Entry

# More of one kind are said in one paragraph.
_ALIKE = 3
_SEE_ALL = "运行 yuanzheng notice 看全部。"


@dataclass(frozen=True, slots=True)
class Letter:
    """`told`: matters that are so; `over`: those that are no more. `times`: how often each of
    `told` was said to this receiver before, by key."""

    at: datetime
    told: tuple[Entry, ...] = ()
    over: tuple[Entry, ...] = ()
    times: tuple[tuple[str, int], ...] = ()
    trial: bool = False

    @property
    def title(self) -> str:
        """Keywords a robot insists on may be 源证: it stands in every message."""
        if self.trial:
            return "【源证】测试消息"
        parts = [f"{len(self.told)} 件事要看"] if self.told else []
        parts += [f"{len(self.over)} 件已恢复"] if self.over else []
        return f"【源证】{'，'.join(parts)}"

    def text(self, limit: int) -> str:
        """The whole message in at most `limit` bytes of UTF-8; what does not fit is counted."""
        head = f"{self.title}（{clock.beijing(self.at)} 北京时间）"
        if self.trial:
            return f"{head}\n收到这一条，说明这个渠道能用。以后只在有事时发，同一件事不会每晚重复。"
        kept, left = [head], self._paragraphs()
        size = len(head.encode())
        for at, (paragraph, matters) in enumerate(left):
            rest = sum(n for _, n in left[at + 1 :])
            size += len(f"\n{paragraph}".encode())
            room = limit - len(_more(rest).encode()) if rest else limit
            if size > room and at == 0:  # better half of the gravest than none of it
                rest += matters - 1
                left_over = limit - len(head.encode()) - (len(_more(rest).encode()) if rest else 0)
                kept.append(_cut(paragraph, left_over - 1))
                return "\n".join([*kept, *([_more(rest)] if rest else [])])
            if size > room:
                return "\n".join([*kept, _more(rest + matters)])
            kept.append(paragraph)
        return "\n".join(kept)

    def _paragraphs(self) -> list[tuple[str, int]]:
        """(paragraph, how many matters it tells), the gravest first."""
        told = sorted(self.told, key=lambda one: (RANK[one.severity], one.since, one.key))
        times = dict(self.times)
        found = [_paragraph(group, times) for group in _groups(told)]
        return [*found, *_ended(sorted(self.over, key=lambda one: one.key))]


def _cut(text: str, most: int) -> str:
    """At most so many bytes of UTF-8."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: max(most - 3, 0)].decode(errors="ignore") + "…"


def _more(matters: int) -> str:
    return f"\n另有 {matters} 件放不下：{_SEE_ALL}"


def _groups(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Those that can be said together, when they are many; each other one alone."""
    kinds: dict[tuple[str, str | None], list[Entry]] = {}
    for one in entries:
        kinds.setdefault((one.severity, one.alike), []).append(one)
    for (_, alike), group in kinds.items():
        if alike and len(group) > _ALIKE:
            yield group
        else:
            yield from ([one] for one in group)


def _paragraph(group: list[Entry], times: dict[str, int]) -> tuple[str, int]:
    first, grave = group[0], SEVERITIES[group[0].severity]
    lines = [f"[{grave}] {first.what}"]
    if len(group) > 1 and first.alike:
        lines = [f"[{grave}] {first.alike.replace('{n}', str(len(group)))}"]
        lines += [f"  · {one.what}" for one in group[:_ALIKE]]
        lines += [f"  · 另有 {len(group) - _ALIKE} 项，{_SEE_ALL}"]
    lines.append(f"  {_since(group, times)}")
    lines.append(f"  怎么办：{first.advice}")
    return "\n".join(lines), len(group)


def _since(group: Iterable[Entry], times: dict[str, int]) -> str:
    earliest = min(group, key=lambda one: one.since)
    again = times.get(earliest.key, 0)
    more = f"，第 {again + 1} 次提醒" if again else ""
    if earliest.passing:
        return f"时间：{clock.beijing(earliest.since)}{more}"
    nights = f"，已有 {earliest.nights} 晚" if earliest.nights > 1 else ""
    return f"自 {clock.beijing(earliest.since)} 起{nights}{more}"


def _ended(entries: Sequence[Entry]) -> Iterator[tuple[str, int]]:
    for group in _groups(entries):
        first = group[0]
        if len(group) > 1 and first.alike:
            yield f"[已恢复] {first.alike.replace('{n}', str(len(group)))}", len(group)
        else:
            what = first.what.splitlines()[0].removesuffix("：")
            yield f"[已恢复] {what}（自 {clock.beijing(first.since)} 起）", 1
