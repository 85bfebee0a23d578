"""Gitee by its v5 interface; GitCode speaks the same shape (E12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from collectors import crawls, gitstreams, linking, values
from collectors.contents import by_contents
from collectors.crawls import Listing
from collectors.errors import Malformed, NameReused
from collectors.hosts import Host
from collectors.paging import address, sure
from collectors.parsing import gitee as parsing
from collectors.session import Reply
from collectors.streams import Context, Ending, Pages, Stream, refuse
from collectors.targets import Target, proper, repository
from warehouse.records import Record

HOST = Host(
    "Gitee", "https://gitee.com/api/v5", "https://gitee.com", "GITEE_TOKEN",
    "Authorization", "token {}",
)  # fmt: skip
_FACTS = {"full_name": "full_name", "id": "id", "stars": "stargazers_count", "forks": "forks_count"}


def target(text: str, web: str, names: Sequence[str]) -> Target:
    return repository("gitee", text, web, names)


def _base(ctx: Context) -> str:
    return f"{ctx.api}/repos/{ctx.facts.get('full_name') or ctx.target.full_name}"


def by_number(reply: Reply) -> str | None:
    """The next page by `total_page` (E1), or by the Link header where a host sends one."""
    if reply.next_url:
        return reply.next_url
    total = reply.headers.get("total_page", "")
    parts = urlsplit(reply.url)
    query = dict(parse_qsl(parts.query))
    page = int(query.get("page", "1"))
    if not total.isdecimal() or page >= int(total):
        return None
    return urlunsplit(parts._replace(query=urlencode({**query, "page": page + 1})))


def total(reply: Reply) -> int | None:
    count = reply.headers.get("total_count", "")
    return int(count) if count.isdecimal() else None


def _listing(
    ctx: Context, stream: str, what: str, make: Callable[..., Sequence[Record]], **more: bool
) -> Listing:
    return Listing(stream, what, partial(make, ctx.repo_id, **more), sure(by_number), total)


def _repository(ctx: Context) -> Pages:
    held = ctx.cursor("repository")
    reply = ctx.session.get(f"{ctx.api}/repos/{ctx.target.full_name}", ctx.access)
    refuse(reply, f"仓库 {ctx.target.url}", first=True)
    if reply.answer is None:
        ctx.facts.update(held)
        yield ctx.page(reply, (), 1)
        return _renamed(ctx)
    item = reply.json()
    facts = {name: values.dig(item, field) for name, field in _FACTS.items()}
    if not proper(facts["full_name"]):
        raise Malformed(f"{ctx.target.url} 的回答里仓库名不合平台的规则：请稍后再运行。")
    if held.get("id") not in {None, facts["id"]}:
        raise NameReused(
            f"{ctx.target.url} 已是另一个同名仓库（编号变了）：旧数据不再更新，请改用新网址。"
        )
    ctx.facts.update(facts)
    yield ctx.page(reply, parsing.repository(ctx.repo_id, item), 1, cursor=facts)
    return _renamed(ctx)


def _renamed(ctx: Context) -> Ending:
    now = ctx.facts.get("full_name") or ""
    if now and now.lower() != ctx.target.full_name.lower():
        return Ending(code="renamed", reason=f"仓库已改名为 {now}：请在 config.toml 中改用新网址。")
    return Ending()


def _whole(
    stream: str, what: str, path: str, make: Callable[..., Sequence[Record]], **query: object
) -> Callable[[Context], Pages]:
    def read(ctx: Context) -> Pages:
        url = address(f"{_base(ctx)}/{path}", **query, page=1, per_page=100)
        return (yield from crawls.whole(ctx, _listing(ctx, stream, what, make), url))

    return read


def _contributors(ctx: Context) -> Pages:
    """One answer without paging (E5)."""
    listing = _listing(ctx, "contributors", "贡献者列表", parsing.contributors)
    return (yield from crawls.whole(ctx, listing, f"{_base(ctx)}/contributors"))


def _by_since(
    stream: str, what: str, path: str, make: Callable[..., Sequence[Record]], **more: bool
) -> Callable[[Context], Pages]:
    def read(ctx: Context) -> Pages:
        states = {"state": "all"} if path == "issues" else {}

        def url(since: str | None) -> str:
            return address(
                f"{_base(ctx)}/{path}", **states, sort="updated", direction="asc",
                since=crawls.stamp(since), page=1, per_page=100,
            )  # fmt: skip

        return (yield from crawls.since(ctx, _listing(ctx, stream, what, make, **more), url))

    return read


def _change_requests(ctx: Context) -> Pages:
    """No `since` is known for change requests (E4)."""
    listing = _listing(ctx, "change_requests", "变更请求列表", parsing.pulls)
    base = f"{_base(ctx)}/pulls"
    oldest = address(base, state="all", sort="created", direction="asc", page=1, per_page=100)
    newest = address(base, state="all", sort="updated", direction="desc", page=1, per_page=100)
    return (yield from crawls.newest_first(ctx, listing, oldest, newest))


def _commits(ctx: Context) -> Pages:
    listing = _listing(ctx, "commits", "提交列表", parsing.commits)
    by_api = crawls.whole(ctx, listing, address(f"{_base(ctx)}/commits", page=1, per_page=100))
    by_git = gitstreams.commits(ctx, gitstreams.clone_url(ctx))
    return (yield from gitstreams.or_api(ctx, by_git, by_api))


def _commit_accounts(ctx: Context) -> Pages:
    url = address(f"{_base(ctx)}/commits", page=1, per_page=100)
    return (yield from linking.read(ctx, url, by_number))


def _documents(ctx: Context) -> Pages:
    by_git = gitstreams.read_documents(ctx, gitstreams.clone_url(ctx))
    return (yield from gitstreams.or_api(ctx, by_git, by_contents(ctx, _base(ctx))))


_STARGAZERS = _whole("stargazers", "星标列表", "stargazers", parsing.stargazers)
_ISSUES = _by_since("issues", "Issue 列表", "issues", parsing.issues)
_RELEASES = _whole("releases", "发布列表", "releases", parsing.releases)
_FORKS = _whole("forks", "Fork 列表", "forks", parsing.forks, sort="oldest")
_ISSUE_COMMENTS = _by_since(
    "issue_comments", "Issue 评论列表", "issues/comments", parsing.comments, on_pulls=False
)
_CHANGE_COMMENTS = _by_since(
    "change_request_comments", "变更请求评论列表", "pulls/comments", parsing.comments, on_pulls=True
)

STREAMS = (
    Stream("repository", "repo_fact", _repository),
    Stream("stargazers", "stargazer", _STARGAZERS),
    Stream("commits", "commit", _commits),
    Stream("documents", "document", _documents),
    Stream("issues", "issue", _ISSUES),
    Stream("change_requests", "change_request", _change_requests),
    Stream("releases", "release", _RELEASES),
    Stream("commit_accounts", "account_link", _commit_accounts),
    Stream("forks", "fork", _FORKS),
    Stream("contributors", "listed_contributor", _contributors),
    Stream("issue_comments", "comment", _ISSUE_COMMENTS),
    Stream("change_request_comments", "comment", _CHANGE_COMMENTS),
)
