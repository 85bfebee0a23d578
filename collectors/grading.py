"""From how a stream ended to how completely it is known."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from collectors.errors import StreamStopped
from collectors.results import Grade, StreamResult
from collectors.streams import Context, Ending, Stream
from warehouse.standings import StreamState

# Where 409 means an empty repository and 410 a feature switched off; elsewhere they are faults.
_MEANT = {
    "empty": (
        "commits", "documents", "commit_accounts", "mailmap", "languages", "tags", "sbom",
        "workflow_runs", "packages", "vendored", "changes",
    ),
    "disabled": ("issues", "change_requests", "issue_comments"),
}  # fmt: skip
# Endings that are no fault anybody should act on.
_CALM = {None, "short", "over", "unread", "cut", "moving", "window", "disabled"}


def _kept(ctx: Context) -> bool:
    """Whether the stream reads only what is new, so that only a whole reading mends it."""
    return bool(ctx.cursor.get("done") or ctx.cursor.get("head"))


def note_difference(ctx: Context, held: int, expected: int | None) -> None:
    """Keeps in the cursor that the rows held are not as many as counted: see `newest_first`."""
    cursor = ctx.cursor
    if not _kept(ctx):
        return
    off = None if expected in (None, held) else [held, expected]
    if off is None and cursor.get("off") is not None:
        ctx.session.state.save(ctx.repo_id, ctx.stream, {**cursor, "off": None, "tried": None})
    elif off != cursor.get("off"):
        ctx.session.state.save(ctx.repo_id, ctx.stream, {**cursor, "off": off})


def with_unread(ending: Ending, unread: int) -> Ending:
    unread += ending.unread
    if not unread or ending.code is not None:
        return ending
    reason = (
        f"列表中有 {unread} 项没有编号或账号（如已注销、隐藏的账号），未能入库；原始回答已存档。"
    )
    return replace(ending, code="unread", reason=reason)


def ended(ctx: Context, stream: Stream, ending: Ending, held: int) -> StreamResult:
    """A stream read to its end; fewer rows than the platform counts is said, not hidden."""
    code, reason = ending.code, ending.reason
    if code is None and ending.expected is not None and held < ending.expected:
        code = "short"
        reason = f"平台计数为 {ending.expected}，列表只给出 {held}：差额为平台未展示的部分。"
    elif code is None and ending.expected is not None and held > ending.expected and _kept(ctx):
        code = "over"
        reason = (
            f"平台计数为 {ending.expected}，手上有 {held}：有的已在平台上删除，下次会整表重读。"
        )
    grade = "complete" if code in {None, "empty", "renamed", "disabled"} else "partial"
    return StreamResult(
        ctx.repo_id, stream.name, "complete" if grade == "complete" else "partial", code, reason,
        held, ending.expected, failed=code not in _CALM,
    )  # fmt: skip


def cut(ctx: Context, stream: Stream, stopped: StreamStopped, held: int) -> StreamResult:
    """A stream that stopped: what is held stays and is partial; nothing held is not zero."""
    if _is_meant(ctx, stream, stopped) and (not held or stopped.code == "disabled"):
        return StreamResult(
            ctx.repo_id, stream.name, "complete", stopped.code, stopped.reason, held, None,
            failed=stopped.failed,
        )  # fmt: skip
    return StreamResult(
        ctx.repo_id, stream.name, "partial" if held else "not_observable", stopped.code,
        stopped.reason, held or None, None,
        failed=stopped.failed or stopped.code in _MEANT or stream.name == "repository",
    )  # fmt: skip


def stated(result: StreamResult) -> StreamState:
    """The standing as the warehouse keeps it."""
    return StreamState(
        result.repo_id, result.stream, result.grade, result.code, result.reason, result.expected,
        result.got,
    )  # fmt: skip


def as_before(standing: StreamState) -> StreamResult:
    """The standing of a stream that was not asked for, because nothing moved."""
    return StreamResult(
        standing.repo_id, standing.stream, cast("Grade", standing.grade), standing.code,
        standing.reason, standing.got, standing.expected,
    )  # fmt: skip


def _is_meant(ctx: Context, stream: Stream, stopped: StreamStopped) -> bool:
    """Whether an odd answer is believed: only where nothing else known speaks against it."""
    if stream.name not in _MEANT.get(stopped.code, ()):
        return False
    if stopped.code == "disabled":
        return ctx.facts.get("has_issues") is not True
    if ctx.facts.get("size") or ctx.facts.get("sha") or ctx.facts.get("empty_repo") is False:
        return False
    return stream.name == "commits" or ctx.ended.get("commits") == "empty"
