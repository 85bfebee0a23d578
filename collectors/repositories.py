"""Stream `repository`: the facts of one repository, its renames, and names used again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from collectors import values
from collectors.errors import Duplicate, Malformed, NameReused, NotFound
from collectors.replies import Reply
from collectors.streams import Context, Ending, Page, Pages, refuse
from collectors.targets import Target, proper
from warehouse.records import CountSnapshot, Record

_MOVED = {301, 302, 307, 308}


class Known(Protocol):
    """What a session knows of repositories before any is read."""

    addresses: dict[str, set[str]]
    known: dict[tuple[str, str], str]


class Parse(Protocol):
    def __call__(self, repo_id: str, item: values.Json) -> Sequence[Record]: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """How a platform tells them: `parse`, and the fields other streams need, by our names.

    A dot in a field leads into an object.
    """

    parse: Parse
    fields: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)


def expect(
    known: Known, numbers: Mapping[str, str | None], project_id: str, target: Target
) -> None:
    """Whose a target is, and the number its platform knows it by, if it was ever read.

    `numbers`: `Warehouse.platform_ids`.
    """
    known.addresses.setdefault(target.repo_id, set()).add(project_id)
    if (number := numbers.get(target.repo_id)) is not None:
        known.known.setdefault((target.platform, number), target.repo_id)


def read(ctx: Context, facts: Facts) -> Pages:
    """The repository itself; a rename is followed once (G8), a reused name is refused."""
    reply = _followed(ctx, facts)
    if reply.url != (own := _own(ctx)):
        # Should the old name come back, what it answered before tells nothing of the rows held.
        yield Page(None, asked=own)
    refuse(reply, f"仓库 {ctx.target.url}", first=True)
    if reply.answer is None:
        ctx.facts.update(ctx.cursor)
        _is_no_other(ctx, ctx.platform_id, ctx.facts.get("full_name"))
        yield ctx.page(reply, (), 1)
        return _ending(ctx)
    item = reply.json()
    found: dict[str, Any] = {
        name: values.dig(item, *path.split(".")) for name, path in facts.fields.items()
    }
    if not proper(found["full_name"]):
        raise Malformed(f"{ctx.target.url} 的回答里仓库名不合平台的规则：请稍后再运行。")
    _is_the_same(ctx, values.label(item, "id"))
    _is_no_other(ctx, values.label(item, "id"), found["full_name"])
    records = facts.parse(ctx.repo_id, item)
    found["unknown"] = unknown_counts(records)
    ctx.facts.update(found)
    yield ctx.page(reply, records, 1, cursor=found)
    return _ending(ctx)


def _is_the_same(ctx: Context, now: str | None) -> None:
    """Raises `NameReused` when the name belongs to another repository than the rows held."""
    if now is None:
        raise Malformed(f"{ctx.target.url} 的回答里没有仓库编号：请稍后再运行。")
    if ctx.platform_id not in {None, now}:
        raise NameReused(
            f"{ctx.target.url} 已是另一个同名仓库（编号变了）：旧数据不再更新，请改用新网址。"
        )


def _is_no_other(ctx: Context, now: str | None, full_name: str | None) -> None:
    """Raises `Duplicate` when the repository is read under another address in this run.

    Which that is, only the whole run can tell: of a part of one it is told.
    """
    own, told = ctx.repo_id, ctx.session.told
    other = _double(ctx, now, full_name) if told is None else told.get(own)
    if other is not None:
        ctx.session.doubles[own] = other
        raise Duplicate(f"{ctx.target.url} 与 {other} 是同一个仓库（已改名）：请只保留一个网址。")


def _double(ctx: Context, now: str | None, full_name: str | None) -> str | None:
    """The address under which the repository is read, when it is not this one.

    Of its addresses the one it has now is read, wherever it stands among the targets; of old ones
    that under which it was read before, else the first.
    """
    platform, own = ctx.target.platform, ctx.repo_id
    present = f"{platform}:{full_name or ''}".lower()
    first = ctx.session.known.setdefault((platform, now or own), own)
    numbers = {name: key[1] for key, name in list(ctx.session.known.items())}
    addresses = ctx.session.addresses
    its = present in addresses and numbers.get(present) in {None, now}
    other = present if its else first
    # A project that has this address alone keeps it: projects do not add to each other.
    alone = addresses.get(own, set()) - addresses.get(other, set())
    return other if other != own and not alone else None


def unknown_counts(records: Sequence[Record]) -> list[str]:
    """Names of the counts the answer lacks or gives as something that is no number."""
    counts = (record for record in records if isinstance(record, CountSnapshot))
    return [count.name for count in counts if count.value is None]


def unknown_ending(names: Sequence[str]) -> Ending:
    if not names:
        return Ending()
    shown = "、".join(names)
    return Ending(code="unread", reason=f"平台的回答里没有 {shown} 的计数：这些数未知，不是 0。")


def _own(ctx: Context) -> str:
    return f"{ctx.api}/repos/{ctx.target.full_name}"


def _followed(ctx: Context, facts: Facts) -> Reply:
    reply = ctx.get(_own(ctx), headers=facts.headers)
    if reply.status not in _MOVED:
        return reply
    moved = ctx.access.cleaned(reply.headers.get("Location", ""))
    if not moved.startswith(f"{ctx.api}/"):
        raise NotFound(f"{ctx.target.url} 已转移到平台之外的地址：请改用新网址。")
    return ctx.get(moved, headers=facts.headers)


def _ending(ctx: Context) -> Ending:
    now, unknown = ctx.facts.get("full_name") or "", ctx.facts.get("unknown") or ()
    if unknown or not now or now.lower() == ctx.target.full_name.lower():
        return unknown_ending(unknown)
    return Ending(code="renamed", reason=f"仓库已改名为 {now}：请在 config.toml 中改用新网址。")
