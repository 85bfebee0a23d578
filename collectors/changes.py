"""Stream `changes`: how many lines of code and of comments the commits of late changed."""

from __future__ import annotations

from datetime import UTC, timedelta

from collectors import gitstreams, syntax
from collectors.streams import Context, Ending, Page, Pages


def by_clone(ctx: Context) -> Pages:
    """From the clone of a platform's repository; interfaces show one commit at a time."""
    return (yield from read(ctx, gitstreams.clone_url(ctx)))


def read(ctx: Context, url: str) -> Pages:
    """Commits since the last run; all of the time asked for when that became longer."""
    return (yield from gitstreams.mended(ctx, url, _read))


def _read(ctx: Context, url: str) -> Pages:
    repository = gitstreams.opened(ctx, url)
    head, cursor, since = repository.head(), ctx.cursor, _since(ctx)
    held = cursor.get("from", since) if cursor.get("rules") == syntax.rules() else since + 1
    # Beyond its boundary a shallow clone takes a whole tree for the work of one commit.
    shallow = bool(ctx.trail.perhaps("cut_off", lambda: ctx.ended.get("commits") == "shallow"))
    whole_now = cursor.get("shallow") and not shallow
    older = cursor.get("head") if held <= since and not whole_now else None
    if older == head:
        return _ending(0, None, shallow=shallow)
    start = older if older and repository.contains(older, head) else None
    begin = since if start else min(since, cursor.get("from", since))
    sweeps = start is None and ctx.held > 0
    seen, missing = set[str](), 0
    for part in ctx.trail.changes(ctx.repo_id, repository, start, head, begin):
        address = f"git+{url}?log={start or ''}..{head}&lines={syntax.rules()}&first={part.first}"
        missing += part.missing
        seen.update(one.key for one in part.changes if sweeps)
        yield Page(gitstreams.keep(ctx, address, part.body), part.changes, items=len(part.changes))
    if not missing:
        kept = {"head": head, "from": min(begin, cursor.get("from", begin))}
        told = {"shallow": True} if shallow else {}
        yield Page(None, cursor={**kept, "rules": syntax.rules(), **told})
    return _ending(missing, frozenset(seen) if sweeps else None, shallow=shallow)


def _since(ctx: Context) -> int:
    """The beginning of a month (UTC), so that few nights ask for another time than the last."""
    day = ctx.now().astimezone(UTC) - timedelta(days=ctx.session.settings.text_days)
    first = day.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return max(0, int(first.timestamp()))


def _ending(missing: int, sweep: frozenset[str] | None, *, shallow: bool) -> Ending:
    if shallow:
        return Ending(code="shallow", reason=gitstreams.SHALLOW)
    if not missing:
        return Ending(sweep=sweep)
    return Ending(
        code="unread", sweep=sweep,
        reason=f"有 {missing} 处改动的文件内容没能取到，这些按路径判断：请检查网络后再运行。",
    )  # fmt: skip
