"""GitHub by REST: lists as raw pages; commits and documents from a clone, at no cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from collectors import crawls, gitstreams, linking, values
from collectors.contents import by_contents
from collectors.crawls import Listing, Parse
from collectors.errors import Disabled, Malformed, NameReused, NotFound
from collectors.hosts import Host
from collectors.paging import address, by_link, listed, sure, walk
from collectors.parsing import github as parsing
from collectors.streams import Context, Ending, Pages, Stream, refuse
from collectors.targets import Target, proper, repository
from warehouse.records import Record

HOST = Host(
    "GitHub", "https://api.github.com", "https://github.com", "GITHUB_TOKEN",
    "Authorization", "Bearer {}",
)  # fmt: skip
_VERSION = {"X-GitHub-Api-Version": "2026-03-10", "Accept": "application/vnd.github+json"}
_FACTS = {
    "full_name": "full_name", "default_branch": "default_branch", "stars": "stargazers_count",
    "forks": "forks_count", "id": "id", "has_issues": "has_issues",
}  # fmt: skip


def target(text: str, web: str, names: Sequence[str]) -> Target:
    return repository("github", text, web, names)


def _base(ctx: Context) -> str:
    return f"{ctx.api}/repos/{ctx.facts.get('full_name') or ctx.target.full_name}"


def _repository(ctx: Context) -> Pages:
    """The repository itself; a rename is followed once (G8), a reused name is refused."""
    held = ctx.cursor("repository")
    reply = ctx.session.get(f"{ctx.api}/repos/{ctx.target.full_name}", ctx.access, headers=_VERSION)
    if reply.status in {301, 302, 307, 308}:
        moved = reply.headers.get("Location", "")
        if not moved.startswith(f"{ctx.api}/"):
            raise NotFound(f"{ctx.target.url} 已转移到平台之外的地址：请改用新网址。")
        reply = ctx.session.get(moved, ctx.access, headers=_VERSION)
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


def _parse(make: Callable[..., Sequence[Record]], ctx: Context, **more: bool) -> Parse:
    return partial(make, ctx.repo_id, **more)


def _listing(ctx: Context, stream: str, what: str, make: Parse, *also: str) -> Listing:
    return Listing(stream, what, make, sure(by_link), headers=_VERSION, also=also)


def _star_history(ctx: Context) -> Pages:
    """Weeks, newest first, public (G1b); days of the future are left out, weeks not doubled."""
    seen: set[str] = set()
    for reply in walk(
        ctx, address(f"{_base(ctx)}/stargazers/history", per_page=30), "星标历史", by_link, _VERSION
    ):
        weeks = [w for w in listed(reply) if str(w.get("week")) not in seen]
        seen.update(str(w.get("week")) for w in weeks)
        yield ctx.page(reply, parsing.star_weeks(ctx.repo_id, weeks, ctx.now().date()), len(weeks))
    return Ending()


def _forks(ctx: Context) -> Pages:
    listing = _listing(ctx, "forks", "Fork 列表", _parse(parsing.forks, ctx))
    ending = yield from crawls.whole(
        ctx, listing, address(f"{_base(ctx)}/forks", sort="oldest", per_page=100)
    )
    return Ending(values.number(ctx.facts, "forks"), sweep=ending.sweep)


def _contributors(ctx: Context) -> Pages:
    listing = _listing(ctx, "contributors", "贡献者列表", _parse(parsing.contributors, ctx))
    return (
        yield from crawls.whole(
            ctx, listing, address(f"{_base(ctx)}/contributors", anon=1, per_page=100)
        )
    )


def _issues(ctx: Context) -> Pages:
    """Issues and change requests from one list (G4)."""
    listing = _listing(
        ctx, "issues", "Issue 列表", _parse(parsing.issue_list, ctx), "change_requests"
    )

    def url(since: str | None) -> str:
        return address(
            f"{_base(ctx)}/issues", state="all", sort="updated", direction="asc", per_page=100,
            since=crawls.stamp(since),
        )  # fmt: skip

    if ctx.facts.get("has_issues") is False:
        raise Disabled(f"{ctx.target.url} 关闭了 Issue 功能。")
    return (yield from crawls.since(ctx, listing, url))


def _change_requests(ctx: Context) -> Pages:
    """Already read with the issues; by themselves only where issues are switched off."""
    if ctx.ended.get("issues") not in {"disabled", "gone"}:
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
            since=crawls.stamp(since),
        )  # fmt: skip

    return (yield from crawls.since(ctx, listing, url))


def _releases(ctx: Context) -> Pages:
    listing = _listing(ctx, "releases", "发布列表", _parse(parsing.releases, ctx))
    return (yield from crawls.whole(ctx, listing, address(f"{_base(ctx)}/releases", per_page=100)))


def _commits(ctx: Context) -> Pages:
    listing = _listing(ctx, "commits", "提交列表", _parse(parsing.commits, ctx))
    by_api = crawls.whole(ctx, listing, address(f"{_base(ctx)}/commits", per_page=100))
    url = gitstreams.clone_url(ctx)
    return (yield from gitstreams.or_api(ctx, gitstreams.commits(ctx, url), by_api))


def _commit_accounts(ctx: Context) -> Pages:
    return (yield from linking.read(ctx, address(f"{_base(ctx)}/commits", per_page=100), by_link))


def _documents(ctx: Context) -> Pages:
    by_git = gitstreams.read_documents(ctx, gitstreams.clone_url(ctx))
    return (yield from gitstreams.or_api(ctx, by_git, by_contents(ctx, _base(ctx))))


STREAMS = (
    Stream("repository", "repo_fact", _repository),
    Stream("star_history", "star_day", _star_history),
    Stream("commits", "commit", _commits),
    Stream("documents", "document", _documents),
    Stream("issues", "issue", _issues),
    Stream("change_requests", "change_request", _change_requests),
    Stream("releases", "release", _releases),
    Stream("commit_accounts", "account_link", _commit_accounts),
    Stream("forks", "fork", _forks),
    Stream("contributors", "listed_contributor", _contributors),
    Stream(
        "issue_comments", "comment",
        lambda ctx: _comments(ctx, "issue_comments", "issues", review=False),
    ),
    Stream(
        "change_request_comments", "comment",
        lambda ctx: _comments(ctx, "change_request_comments", "pulls", review=True),
    ),
)  # fmt: skip
