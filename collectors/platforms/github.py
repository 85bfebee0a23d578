"""GitHub by REST: lists as raw pages; commits and documents from a clone, at no cost.

Reviews, who merged, and discussions by GraphQL: REST has no list of them for a repository.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from collectors import (
    changes,
    crawls,
    dependencies,
    github_about,
    github_discussions,
    github_releases,
    github_reviews,
    github_traffic,
    gitstreams,
    linking,
    mailmaps,
    ownerlists,
    quiet,
    repositories,
    starweeks,
    values,
    vendoring,
)  # fmt: skip
from collectors.contents import by_contents
from collectors.errors import Disabled, NotFound
from collectors.paging import address, by_link, sure
from collectors.parsing import github as parsing
from collectors.quiet import Mark, Watch
from collectors.reading import Listing, Parse, stamp
from collectors.replies import Reply
from collectors.single import Ask
from collectors.streams import Context, Ending, Pages, Stream
from warehouse.records import Record

_VERSION = {"X-GitHub-Api-Version": "2026-03-10", "Accept": "application/vnd.github+json"}
_OWNER_COUNTS = {"followers": "followers", "public_repos": "public_repos"}
_FACTS = repositories.Facts(
    parsing.repository,
    {
        "full_name": "full_name", "default_branch": "default_branch", "stars": "stargazers_count",
        "forks": "forks_count", "id": "id", "has_issues": "has_issues",
        "open_issues": "open_issues_count", "pushed_at": "pushed_at", "push": "permissions.push",
        "has_discussions": "has_discussions", "size": "size", "created_at": "created_at",
    },
    _VERSION,
)  # fmt: skip


def repositories_of(ctx: Context) -> Pages:
    """What an organisation or user has in public, oldest first; forks and archived ones too."""
    name = ctx.target.full_name
    reply = ctx.get(f"{ctx.api}/users/{name}", headers=_VERSION)
    kept = {"type": "type", "count": "public_repos"}
    told = yield from ownerlists.profile(ctx, reply, kept, _OWNER_COUNTS)
    place, type_ = ("orgs", "public") if told["type"] == "Organization" else ("users", "owner")
    url = address(
        f"{ctx.api}/{place}/{name}/repos", type=type_, sort="created", direction="asc", per_page=100
    )
    one = ownerlists.Listed("仓库清单", "repository", url, sure(by_link), headers=_VERSION)
    return (yield from ownerlists.read(ctx, [one], values.count(told, "count")))


def _base(ctx: Context) -> str:
    return f"{ctx.api}/repos/{ctx.facts.get('full_name') or ctx.target.full_name}"


def _repository(ctx: Context) -> Pages:
    return (yield from repositories.read(ctx, _FACTS))


def _parse(make: Callable[..., Sequence[Record]], ctx: Context, **more: bool) -> Parse:
    return partial(make, ctx.repo_id, **more)


def _listing(ctx: Context, stream: str, what: str, make: Parse, *also: str) -> Listing:
    most = github_releases.MOST_PAGES
    return Listing(
        stream, what, make, sure(by_link), headers=_VERSION, also=also, most_pages=most
    )  # fmt: skip


def _star_history(ctx: Context) -> Pages:
    url = address(f"{_base(ctx)}/stargazers/history", per_page=30)
    return (yield from starweeks.read(ctx, url, _VERSION))


def _forks(ctx: Context) -> Pages:
    listing = _listing(ctx, "forks", "Fork 列表", _parse(parsing.forks, ctx))
    url = address(f"{_base(ctx)}/forks", sort="oldest", per_page=100)
    # The count holds private forks too, which the list shows to nobody.
    counted = replace(listing, expected=lambda _: values.number(ctx.facts, "forks"), exact=False)
    return (yield from crawls.whole(ctx, counted, url))


def _contributors(ctx: Context) -> Pages:
    listing = _listing(ctx, "contributors", "贡献者列表", _parse(parsing.contributors, ctx))
    listing = replace(listing, least=gitstreams.some(ctx))
    return (
        yield from crawls.whole(
            ctx, listing, address(f"{_base(ctx)}/contributors", anon=1, per_page=100)
        )
    )


def _issues(ctx: Context) -> Pages:
    """Issues and change requests from one list (G4)."""
    said, first = dict[str, int | None](), not ctx.cursor

    def unread(reply: Reply) -> None:
        """A page that was not sent again does not tell its numbers of comments."""
        said.update({reply.url: None} if reply.answer is None else {})

    def parse(items: Sequence[values.Json]) -> Sequence[Record]:
        said.update((str(item.get("number")), values.count(item, "comments")) for item in items)
        return parsing.issue_list(ctx.repo_id, items)

    listing = _listing(ctx, "issues", "Issue 列表", parse, "change_requests")

    def url(since: str | None) -> str:
        return address(
            f"{_base(ctx)}/issues", state="all", sort="updated", direction="asc", per_page=100,
            since=stamp(since),
        )  # fmt: skip

    if ctx.facts.get("has_issues") is False:
        raise Disabled(f"{ctx.target.url} 关闭了 Issue 功能。")
    least = values.number(ctx.facts, "open_issues")
    listing = replace(listing, least=least, expected=unread)
    ending = yield from crawls.since(ctx, listing, url, ("change_request",))
    # How many comments there are, where all of the list has just been read.
    if first and None not in said.values():
        ctx.facts["comments"] = sum(number or 0 for number in said.values())
    return ending


def _change_requests(ctx: Context) -> Pages:
    """Already read with the issues; by themselves only where issues are switched off."""
    if ctx.ended.get("issues") not in {"disabled", "gone"}:
        if ctx.ended.get("issues") == "unread":
            return Ending(code="unread", reason="它随 Issue 列表一起读取，其中有未能入库的项。")
        if ctx.ended.get("issues") == "short":
            return Ending(code="short", reason="它随 Issue 列表一起读取，该列表少于平台的计数。")
        if ctx.ended.get("issues") not in {None, "complete"}:
            raise NotFound("变更请求随 Issue 列表一起读取，而该列表没有读完：请再运行一次。")
        return Ending()
    listing = _listing(ctx, "change_requests", "变更请求列表", _parse(parsing.pulls, ctx))
    base = f"{_base(ctx)}/pulls"
    oldest = address(base, state="all", sort="created", direction="asc", per_page=100)
    newest = address(base, state="all", sort="updated", direction="desc", per_page=100)
    return (yield from crawls.newest_first(ctx, listing, oldest, newest))


def _comments(ctx: Context, stream: str, folder: str, *, review: bool) -> Pages:
    listing = _listing(ctx, stream, "评论列表", _parse(parsing.comments, ctx, review=review))

    def url(since: str | None) -> str:
        return address(
            f"{_base(ctx)}/{folder}/comments", sort="updated", direction="asc", per_page=100,
            since=stamp(since),
        )  # fmt: skip

    expected = None if review else values.count(ctx.facts, "comments")
    return (yield from crawls.proven(ctx, listing, url, expected))


def _releases(ctx: Context) -> Pages:
    return (yield from github_releases.releases(ctx, _ask(ctx)))


def _commits(ctx: Context) -> Pages:
    listing = _listing(ctx, "commits", "提交列表", _parse(parsing.commits, ctx))
    by_api = crawls.whole(ctx, listing, address(f"{_base(ctx)}/commits", per_page=100))
    url = gitstreams.clone_url(ctx)
    return (yield from gitstreams.or_api(ctx, gitstreams.commits(ctx, url), by_api))


def _commit_accounts(ctx: Context) -> Pages:
    url = address(f"{_base(ctx)}/commits", per_page=100)
    return (yield from linking.read(ctx, url, sure(by_link)))


def _documents(ctx: Context) -> Pages:
    by_git = gitstreams.read_documents(ctx, gitstreams.clone_url(ctx))
    return (yield from gitstreams.or_api(ctx, by_git, by_contents(ctx, _base(ctx))))


def _packages(ctx: Context) -> Pages:
    by_api = dependencies.by_contents(ctx, _base(ctx))
    return (yield from gitstreams.or_api(ctx, dependencies.by_clone(ctx), by_api))


def _ask(ctx: Context) -> Ask:
    return Ask(_base(ctx), _VERSION)


def _asking(read: Callable[[Context, Ask], Pages]) -> Callable[[Context], Pages]:
    return lambda ctx: read(ctx, _ask(ctx))


def _now_and_then(
    name: str, table: str, read: Callable[[Context, Ask], Pages], mark: Mark, turn: int,
    *, days: int = 14,
) -> Stream:  # fmt: skip
    """Asked for when what it follows from has moved, and once in so many days."""
    after = ("commits",) if mark is quiet.pushed or name == "workflow_runs" else ()
    return Stream(name, table, _asking(read), after=after, watch=Watch(mark, days, turn))


# Nothing else tells of a change: only their turn brings these up.
_ALIKE, _PUSH = quiet.fact("id"), quiet.fact("push")
STREAMS = (
    Stream("repository", "repo_fact", _repository),
    # Its newest page is another each week: without a star more or less it waits for its turn.
    Stream("star_history", "star_day", _star_history, watch=Watch(quiet.fact("stars"), 7, 4)),
    Stream("commits", "commit", _commits, by_git=True),
    Stream("mailmap", "mailmap_line", mailmaps.by_clone, by_git=True, after=("commits",)),
    Stream("documents", "document", _documents, by_git=True, after=("mailmap",)),
    Stream("packages", "package_file", _packages, by_git=True, after=("documents",)),
    Stream("vendored", "vendored_copy", vendoring.by_clone, by_git=True, after=("packages",)),
    Stream("issues", "issue", _issues),
    Stream("change_requests", "change_request", _change_requests, after=("issues",)),
    Stream("releases", "release", _releases),
    Stream("release_assets", "release_asset", github_releases.assets, after=("releases",)),
    Stream("commit_accounts", "account_link", _commit_accounts, after=("vendored",)),
    Stream(
        "changes", "commit_change", changes.by_clone, by_git=True, after=("commit_accounts",)
    ),
    Stream("forks", "fork", _forks, watch=Watch(quiet.fact("forks"), 14, 4)),
    Stream(
        "contributors", "listed_contributor", _contributors,
        after=("commits",), watch=Watch(quiet.pushed, 14, 5),
    ),
    Stream(
        "issue_comments", "comment",
        lambda ctx: _comments(ctx, "issue_comments", "issues", review=False),
        after=("change_requests",), watch=Watch(quiet.place("issues"), 7, 0),
    ),
    Stream(
        "change_request_comments", "comment",
        lambda ctx: _comments(ctx, "change_request_comments", "pulls", review=True),
        after=("change_requests",), watch=Watch(quiet.place("issues"), 7, 1),
    ),
    _now_and_then("languages", "language", github_about.languages, quiet.pushed, 6),
    _now_and_then("tags", "tag", github_releases.tags, quiet.pushed, 11),
    _now_and_then("community_profile", "community_profile", github_about.community_profile,
                  quiet.pushed, 13),
    _now_and_then("sbom", "dependency", github_about.sbom, quiet.pushed, 12),
    _now_and_then("advisories", "advisory", github_about.advisories, _ALIKE, 2, days=7),
    _now_and_then("workflow_runs", "workflow_run", github_about.workflow_runs, _ALIKE, 3, days=7),
    # Fourteen days are shown, and nobody knows before which night a long rest will come.
    Stream("traffic_views", "traffic_day", _asking(github_traffic.views)),
    Stream("traffic_clones", "traffic_day", _asking(github_traffic.clones)),
    _now_and_then("traffic_referrers", "traffic_top", github_traffic.referrers, _PUSH, 2, days=4),
    _now_and_then("traffic_paths", "traffic_top", github_traffic.paths, _PUSH, 3, days=4),
    Stream("reviews", "review", github_reviews.read, after=("change_requests",)),
    Stream(
        "discussions", "discussion", github_discussions.read,
        watch=Watch(_ALIKE, 2, 0),
    ),
)  # fmt: skip
