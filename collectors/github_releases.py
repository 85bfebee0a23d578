"""Streams `releases`, `release_assets` and `tags` of GitHub."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from collectors import crawls
from collectors.errors import NotFound
from collectors.paging import address, by_link, sure
from collectors.parsing import github, github_about
from collectors.reading import Listing
from collectors.single import Ask
from collectors.streams import Context, Ending, Pages
from collectors.values import Json
from warehouse.records import Record

# GitHub shows no more pages of a list than these (G3).
MOST_PAGES = 400


def releases(ctx: Context, ask: Ask) -> Pages:
    """With the files of each release, which the same answer holds."""
    listing = Listing(
        "releases", "发布列表", partial(_with_assets, ctx.repo_id), sure(by_link),
        headers=dict(ask.headers), also=("release_assets",), rows=_rows,
        most_pages=MOST_PAGES,
    )  # fmt: skip
    url = address(f"{ask.base}/releases", per_page=100)
    ending = yield from crawls.whole(ctx, listing, url)
    return replace(ending, also_swept=("release_asset",))


def _with_assets(repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    return [*github.releases(repo_id, items), *github_about.assets(repo_id, items)]


def _rows(items: Sequence[Json]) -> int:
    return len(items) + github_about.asset_count(items)


def assets(ctx: Context) -> Pages:
    """Already read with the releases."""
    yield from ()
    ended = ctx.ended.get("releases")
    if ended == "unread":
        return Ending(code="unread", reason="它随发布列表一起读取，其中有未能入库的项。")
    if ended == "cut":
        return Ending(code="cut", reason="它随发布列表一起读取，平台没有把该列表列全。")
    if ended not in {None, "complete"}:
        raise NotFound("发布附件随发布列表一起读取，而该列表没有读完：请再运行一次。")
    return Ending()


def tags(ctx: Context, ask: Ask) -> Pages:
    listing = Listing(
        "tags", "标签列表", partial(github_about.tags, ctx.repo_id), sure(by_link),
        headers=dict(ask.headers),
    )  # fmt: skip
    ending = yield from crawls.whole(ctx, listing, address(f"{ask.base}/tags", per_page=100))
    if len(ctx.visited) < MOST_PAGES or ending.code is not None:
        return ending
    return Ending(code="cut", reason="平台的标签列表到第 400 页为止：更多的标签没有列出。")
