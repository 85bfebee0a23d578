"""GitHub's smaller streams about a repository: languages, files, advisories, packages, CI runs."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from collectors import crawls, single, values
from collectors.errors import Computing, NoGraph, NotFound, Preparing, Refused
from collectors.paging import address, by_link, full, query_of, unheaded, with_query
from collectors.parsing import github_about as parsing
from collectors.reading import Listing
from collectors.replies import Reply
from collectors.single import Ask, Told
from collectors.streams import Context, Ending, Pages
from collectors.values import Json

# One page: how CI has been doing lately, at the cost of one request.
WINDOW = 100


def languages(ctx: Context, ask: Ask) -> Pages:
    def tell(item: Json) -> Told:
        return Told.of(parsing.languages(ctx.repo_id, item))

    told = yield from single.read(ctx, ask, "/languages", "编程语言", tell)
    return told.swept()


def community_profile(ctx: Context, ask: Ask) -> Pages:
    """The platform gives none of a fork."""

    def tell(item: Json) -> Told:
        return Told.of([parsing.community_profile(ctx.repo_id, item)])

    told = yield from single.read(ctx, ask, "/community/profile", "社区规范文件", tell)
    return told.swept()


def advisories(ctx: Context, ask: Ask) -> Pages:
    """Published ones only, also for those to whom the platform would show drafts."""
    listing = Listing(
        "advisories", "安全公告列表", partial(parsing.advisories, ctx.repo_id), _from_both_ends,
        headers=dict(ask.headers),
    )  # fmt: skip
    url = address(
        f"{ask.base}/security-advisories", state="published", sort="created", direction="desc",
        per_page=100,
    )  # fmt: skip
    return (yield from crawls.whole(ctx, listing, url))


def _from_both_ends(reply: Reply) -> str | None:
    """This list is paged by cursor and cannot be jumped in: where a full page says nothing of a
    next one, the list is read from its other end too."""
    onward = by_link(reply)
    turned = query_of(reply.url).get("direction") == "asc"
    if onward or turned or not unheaded(reply) or not full(reply):
        return onward
    return with_query(reply.url, direction="asc")


def sbom(ctx: Context, ask: Ask) -> Pages:
    def tell(item: Json) -> Told:
        return Told.of(parsing.dependencies(ctx.repo_id, item))

    try:
        told = yield from single.read(ctx, ask, "/dependency-graph/sbom", "依赖清单", tell)
    except Computing as stopped:
        raise Preparing(stopped.reason) from stopped
    except (NotFound, Refused) as stopped:
        raise NoGraph(
            f"{stopped.reason.rstrip('。')}：项目可能没有开启依赖图，需要时请项目方在仓库设置里打开。"
        ) from stopped
    return told.swept()


def workflow_runs(ctx: Context, ask: Ask) -> Pages:
    """The newest completed runs of the default branch; those of earlier readings stay."""

    def tell(item: Json) -> Told:
        runs = parsing.workflow_runs(ctx.repo_id, item)
        return Told.of(runs, values.count(item, "total_count"))

    branch = ctx.facts.get("default_branch")
    if not isinstance(branch, str) or not branch:
        raise NotFound("平台没有说明默认分支，无从读取它的自动化运行。")
    query = urlencode(
        {"branch": branch, "status": "completed", "exclude_pull_requests": "true",
         "per_page": WINDOW}
    )  # fmt: skip
    told = yield from single.read(ctx, ask, f"/actions/runs?{query}", "自动化运行", tell)
    return _window(told)


def _window(told: Told) -> Ending:
    shown = len(told.keys) + told.unread
    more = shown >= WINDOW if told.expected is None else shown < told.expected
    if not more:
        return told.swept()
    total = "更多" if told.expected is None else f"共 {told.expected}"
    reason = f"只读默认分支上最近 {WINDOW} 次已完成的运行（平台上{total}次）：每次采集添上新的。"
    return Ending(told.expected, "window", reason)
