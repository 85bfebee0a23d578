"""Streams of a repository that fail night after night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from collectors.results import StreamResult
from yuanzheng.notices import words
from yuanzheng.notices.night import Night, numbers
from yuanzheng.notices.notice import Notice, NotSeen, Unseen

WHEN = "night"
# Told by the rules `vanished` and `tokens`.
_ELSEWHERE = frozenset({"gone", "blocked", "name_reused", "bad_token", "interrupted"})


def found(night: Night) -> Iterator[Notice | Unseen]:
    """Raises `NotSeen` for a night that did not collect to its end."""
    summary = night.outcome.summary if night.outcome else None
    if summary is None or summary.interrupted:
        raise NotSeen
    failed: dict[str, list[StreamResult]] = {}
    for result in summary.results:
        if result.failed and result.code not in _ELSEWHERE:
            failed.setdefault(result.repo_id, []).append(result)
    yield Unseen(night.told("streams") - {f"streams:{repo_id}" for repo_id in night.asked})
    projects = {row["repo_id"]: row for row in night.rows("members")} if failed else {}
    for repo_id, results in failed.items():
        yield _notice(repo_id, results, projects.get(repo_id))


def _notice(repo_id: str, results: Sequence[StreamResult], member: dict[str, str] | None) -> Notice:
    named = "、".join(sorted(result.stream for result in results)[:3])
    count = f" 等 {len(results)} 项" if len(results) > 3 else ""
    whose = f"项目“{words.name(member['name'])}”的 " if member else ""
    reason = words.sentence(results[0].reason or "没有说明原因。")
    platform = repo_id.partition(":")[0]
    return Notice(
        f"streams:{repo_id}", "warning",
        f"{whose}{words.name(repo_id)} 一直没有采到 {named}{count}：{reason}",
        "流量只保留 14 天，补不回来：请按原因处理（网络、令牌、网址），再运行 yuanzheng refresh。",
        member["project_id"] if member else None, patience=int(numbers("streams")["nights"]),
        alike=f"{words.name(platform)} 上有 {{n}} 个仓库一直没有采全：",
    )  # fmt: skip
