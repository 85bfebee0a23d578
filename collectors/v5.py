"""The v5 interface that Gitee and GitCode speak (E12): one adapter, a file for each host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from collectors import (
    changes,
    crawls,
    dependencies,
    gitstreams,
    linking,
    mailmaps,
    ownerlists,
    quiet,
    repositories,
    values,
    vendoring,
)  # fmt: skip
from collectors.contents import by_contents
from collectors.errors import Disabled, Malformed
from collectors.paging import address, listed, query_of, sure, with_query
from collectors.parsing import v5 as parsing
from collectors.quiet import Watch
from collectors.reading import Listing, stamp
from collectors.replies import Reply
from collectors.streams import Context, Pages, Stream
from warehouse.records import Record

_FIELDS = {
    "full_name": "full_name", "id": "id", "stars": "stargazers_count", "forks": "forks_count",
    "pushed_at": "pushed_at", "empty_repo": "empty_repo", "has_issues": "has_issues",
    "has_pulls": "pull_requests_enabled", "open_issues": "open_issues_count",
}  # fmt: skip


_PAGE = 100
# A name is one of these; what the address is asked for besides the name.
_OWNERS: dict[str, dict[str, object]] = {
    "orgs": {"type": "public"},
    "users": {"type": "personal"},
    "enterprises": {"type": "public", "direct": "true"},
}
_OWNER_COUNTS = {"followers": "followers", "public_repos": "public_repos"}


def _base(ctx: Context) -> str:
    return f"{ctx.api}/repos/{ctx.facts.get('full_name') or ctx.target.full_name}"


def by_number(reply: Reply) -> str | None:
    """The next page by `total_page` (E1), or by the Link header where a host sends one."""
    if reply.next_url:
        return reply.next_url
    pages, page = _counted(reply, "total_page"), int(query_of(reply.url).get("page", "1"))
    return None if pages is None or page >= pages else with_query(reply.url, page=page + 1)


def total(reply: Reply) -> int | None:
    return _counted(reply, "total_count")


def _counted(reply: Reply, header: str) -> int | None:
    """A count in a header, None for what no list of the platform holds."""
    text = reply.headers.get(header, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _listing(
    ctx: Context, stream: str, what: str, make: Callable[..., Sequence[Record]], **more: bool
) -> Listing:
    parse = partial(make, ctx.target.platform, ctx.repo_id, **more)
    return Listing(stream, what, parse, sure(by_number), total)


def _repository(ctx: Context) -> Pages:
    parse = partial(parsing.repository, ctx.target.platform)
    return (yield from repositories.read(ctx, repositories.Facts(parse, _FIELDS)))


def repositories_of(ctx: Context) -> Pages:
    """What an organisation, user or enterprise has in public; which of them it is, is asked."""
    reply = _owner(ctx)
    yield from ownerlists.profile(ctx, reply, {}, _OWNER_COUNTS)
    query = _OWNERS[reply.url.removeprefix(f"{ctx.api}/").partition("/")[0]]
    url = address(f"{reply.url}/repos", **query, page=1, per_page=100)
    one = ownerlists.Listed("仓库清单", "repository", url, sure(by_number), expected=total)
    return (yield from ownerlists.read(ctx, [one]))


def _owner(ctx: Context) -> Reply:
    """The first answer of a kind of owner that has the name; else that of the last."""
    addresses = [f"{ctx.api}/{place}/{ctx.target.full_name}" for place in _OWNERS]
    for url in addresses[:-1]:
        reply = ctx.get(url)
        if reply.status != HTTPStatus.NOT_FOUND:
            return reply
    return ctx.get(addresses[-1])


def _whole(
    stream: str, what: str, path: str, make: Callable[..., Sequence[Record]], counted: str = "",
    **query: object,
) -> Callable[[Context], Pages]:  # fmt: skip
    """`counted`: the fact of the repository that says how many there are."""

    def read(ctx: Context) -> Pages:
        url = address(f"{_base(ctx)}/{path}", **query, page=1, per_page=100)
        own, most = values.count(ctx.facts, counted), 0

        def expected(reply: Reply) -> int | None:
            """Without a total of the list, what the repository counts: a page may be lost."""
            nonlocal most
            found = total(reply)
            most = max(most, found or 0)
            return own if found is None and reply.answer is not None else found

        listing = replace(_listing(ctx, stream, what, make), least=own, expected=expected)
        ending = yield from crawls.whole(ctx, listing, url)
        # The list counts what it shows, the repository all.
        hidden = own is not None and own > max(most, ending.expected or 0)
        return replace(ending, expected=own) if hidden and ending.code is None else ending

    return read


def _contributors(ctx: Context) -> Pages:
    """One answer without paging (E5)."""
    listing = _listing(ctx, "contributors", "贡献者列表", parsing.contributors)
    listing = replace(listing, least=gitstreams.some(ctx))
    return (yield from crawls.whole(ctx, listing, f"{_base(ctx)}/contributors"))


def _by_since(
    stream: str, what: str, path: str, make: Callable[..., Sequence[Record]], **more: bool
) -> Callable[[Context], Pages]:
    def read(ctx: Context) -> Pages:
        if path == "issues" and ctx.facts.get("has_issues") is False:
            raise Disabled(f"{ctx.target.url} 关闭了 Issue 功能。")
        states = {"state": "all"} if path == "issues" else {}

        def url(since: str | None) -> str:
            return address(
                f"{_base(ctx)}/{path}", **states, sort="updated", direction="asc",
                since=stamp(since), page=1, per_page=100,
            )  # fmt: skip

        listing = _listing(ctx, stream, what, make, **more)
        if path == "issues" and values.count(ctx.facts, "open_issues"):
            # What hosts count as open may hold more than this list: one at least.
            listing = replace(listing, least=1)
        return (yield from crawls.since(ctx, listing, url))

    return read


def _change_requests(ctx: Context) -> Pages:
    """No `since` is known for change requests (E4)."""
    listing = _listing(ctx, "change_requests", "变更请求列表", parsing.pulls)
    base = f"{_base(ctx)}/pulls"
    oldest = address(base, state="all", sort="created", direction="asc", page=1, per_page=100)
    newest = address(base, state="all", sort="updated", direction="desc", page=1, per_page=100)
    try:
        return (yield from crawls.newest_first(ctx, listing, oldest, newest))
    except Disabled as disabled:
        # Whether issues are switched off says nothing of change requests.
        if ctx.facts.get("has_pulls") is False:
            raise
        raise Malformed(f"{disabled.reason}仓库自己没有这样说：请稍后再运行。") from disabled


def _commits(ctx: Context) -> Pages:
    listing = _listing(ctx, "commits", "提交列表", parsing.commits)
    by_api = crawls.whole(ctx, listing, address(f"{_base(ctx)}/commits", page=1, per_page=100))
    by_git = gitstreams.commits(ctx, gitstreams.clone_url(ctx))
    return (yield from gitstreams.or_api(ctx, by_git, by_api))


def _commit_accounts(ctx: Context) -> Pages:
    url = address(f"{_base(ctx)}/commits", page=1, per_page=100)
    return (yield from linking.read(ctx, url, sure(by_number)))


def _documents(ctx: Context) -> Pages:
    by_git = gitstreams.read_documents(ctx, gitstreams.clone_url(ctx))
    return (yield from gitstreams.or_api(ctx, by_git, by_contents(ctx, _base(ctx))))


def _packages(ctx: Context) -> Pages:
    by_api = dependencies.by_contents(ctx, _base(ctx))
    return (yield from gitstreams.or_api(ctx, dependencies.by_clone(ctx), by_api))


def _tags(ctx: Context) -> Pages:
    """The description knows no pages here: an answer with more than was asked for is all of it."""
    paged = sure(by_number)

    def following(reply: Reply) -> str | None:
        return None if len(listed(reply)) > _PAGE else paged(reply)

    parse = partial(parsing.tags, ctx.target.platform, ctx.repo_id)
    listing = Listing("tags", "标签列表", parse, following, total)
    url = address(f"{_base(ctx)}/tags", page=1, per_page=_PAGE)
    return (yield from crawls.whole(ctx, listing, url))


_STARGAZERS = _whole("stargazers", "星标列表", "stargazers", parsing.stargazers, "stars")
_ISSUES = _by_since("issues", "Issue 列表", "issues", parsing.issues)
_RELEASES = _whole("releases", "发布列表", "releases", parsing.releases)
_FORKS = _whole("forks", "Fork 列表", "forks", parsing.forks, "forks", sort="oldest")
_ISSUE_COMMENTS = _by_since(
    "issue_comments", "Issue 评论列表", "issues/comments", parsing.comments, on_pulls=False
)
_CHANGE_COMMENTS = _by_since(
    "change_request_comments", "变更请求评论列表", "pulls/comments", parsing.comments, on_pulls=True
)

STREAMS: tuple[Stream, ...] = (
    Stream("repository", "repo_fact", _repository),
    Stream("stargazers", "stargazer", _STARGAZERS, watch=Watch(quiet.fact("stars"), 7, 2)),
    Stream("commits", "commit", _commits, by_git=True),
    Stream("mailmap", "mailmap_line", mailmaps.by_clone, by_git=True, after=("commits",)),
    Stream("documents", "document", _documents, by_git=True, after=("mailmap",)),
    Stream("packages", "package_file", _packages, by_git=True, after=("documents",)),
    Stream("vendored", "vendored_copy", vendoring.by_clone, by_git=True, after=("packages",)),
    Stream("issues", "issue", _ISSUES),
    Stream("change_requests", "change_request", _change_requests, after=("issues",)),
    Stream("releases", "release", _RELEASES),
    Stream("tags", "tag", _tags, after=("commits",), watch=Watch(quiet.pushed, 14, 6)),
    Stream("commit_accounts", "account_link", _commit_accounts, after=("vendored",)),
    Stream(
        "changes", "commit_change", changes.by_clone, by_git=True, after=("commit_accounts",)
    ),
    Stream("forks", "fork", _FORKS, watch=Watch(quiet.fact("forks"), 14, 4)),
    Stream(
        "contributors", "listed_contributor", _contributors,
        after=("commits",), watch=Watch(quiet.pushed, 14, 5),
    ),
    # That a comment changes its issue is promised by GitHub only: here it costs one night at most.
    Stream(
        "issue_comments", "comment", _ISSUE_COMMENTS, after=("issues",),
        watch=Watch(quiet.place("issues"), 2, 0),
    ),
    Stream(
        "change_request_comments", "comment", _CHANGE_COMMENTS, after=("change_requests",),
        watch=Watch(quiet.place("change_requests"), 2, 1),
    ),
)  # fmt: skip
