"""The streams every platform with git shares: commits, documents and tags, read from a clone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from collectors import documents, gitlog, gitread
from collectors.errors import Empty, StreamStopped
from collectors.streams import Context, Ending, Page, Pages
from warehouse.answers import Answer
from warehouse.archive import Raw
from warehouse.records import Document, Record, Release

_SHALLOW = "本机仓库是浅克隆，历史不全：请运行 git fetch --unshallow 后再采集。"


def clone_url(ctx: Context) -> str:
    return f"{ctx.web}/{ctx.facts.get('full_name') or ctx.target.full_name}.git"


def opened(ctx: Context, url: str) -> gitread.Repository:
    """The repository, cloned or brought up to date once a run."""
    if "repository" not in ctx.facts:
        # The hash keeps apart what the readable part cannot: a_b/c and a/b_c, tool and tool.js.
        mark = sha256(ctx.repo_id.encode()).hexdigest()[:16]
        place = ctx.mirrors / f"{re.sub(r'[^A-Za-z0-9._-]+', '_', ctx.repo_id)}-{mark}.git"
        if Path(url).is_dir():
            ctx.facts["repository"] = gitread.open_local(Path(url))
        else:
            proxy = ctx.session.settings.proxy
            ctx.facts["repository"] = gitread.mirror(url, place, proxy)
    repository: gitread.Repository = ctx.facts["repository"]
    return repository


def commits(ctx: Context, url: str) -> Pages:
    """Only what is new since the last run; after a rewritten history everything once more."""
    repository = opened(ctx, url)
    try:
        newer = repository.head()
    except Empty:
        return Ending(expected=0, code="empty", reason="仓库还是空的，没有提交。")
    older = ctx.cursor("commits").get("head")
    rewritten = older is not None and not repository.contains(older, newer)
    if older == newer:
        return _ending(repository, None)
    names = gitlog.Names.of(_mailmap(repository, newer))
    seen: set[str] = set()
    start = None if rewritten else older
    for part in gitlog.slices(ctx.repo_id, repository.log(start, newer), names):
        answer = keep(
            ctx, f"git+{url}?log={start or ''}..{newer}&first={part.commits[0].sha}", part.body
        )
        seen.update(commit.key for commit in part.commits if rewritten)
        records: list[Record] = [*part.identities, *part.commits]
        yield Page(answer, records, part.files, len(part.commits))
    yield Page(None, cursor={"head": newer})
    return _ending(repository, frozenset(seen) if rewritten else None)


def _ending(repository: gitread.Repository, sweep: frozenset[str] | None) -> Ending:
    if repository.shallow():
        return Ending(code="shallow", reason=_SHALLOW, sweep=sweep)
    return Ending(sweep=sweep)


def _mailmap(repository: gitread.Repository, commit: str) -> bytes | None:
    for entry in repository.tree(commit):
        if entry.path == ".mailmap" and entry.mode.startswith("100"):
            return repository.blob(entry.sha)
    return None


def read_documents(ctx: Context, url: str) -> Pages:
    """Licences, READMEs, manifests and governance files at HEAD."""
    repository = opened(ctx, url)
    try:
        head = repository.head()
    except Empty:
        return Ending(expected=0, code="empty", reason="仓库还是空的，没有文件。")
    known: dict[str, str] = ctx.cursor("documents")
    now: dict[str, str] = {}
    seen: set[str] = set()
    for entry in repository.tree(head):
        if documents.role(entry.path) is None:
            continue
        now[entry.path] = entry.sha
        seen.add(f"{ctx.repo_id}|{entry.path}")
        if known.get(entry.path) != entry.sha:
            yield _document(ctx, repository, url, entry, head)
    yield Page(None, cursor=now)
    return Ending(expected=len(now), sweep=frozenset(seen))


def _document(
    ctx: Context, repository: gitread.Repository, url: str, entry: gitread.Entry, head: str
) -> Page:
    found: Document | None = documents.not_a_file(ctx.repo_id, entry.path, head, entry.mode)
    body = b"" if found else repository.blob(entry.sha)
    answer = keep(ctx, f"git+{url}?path={quote(entry.path)}&blob={entry.sha}", body)
    return Page(answer, [found or documents.document(ctx.repo_id, entry.path, head, body)], items=1)


def tags(ctx: Context, url: str) -> Pages:
    """Tags as releases, for repositories on no platform."""
    repository = opened(ctx, url)
    found = [
        Release(ctx.repo_id, tag.name, None, None, False, None, at, at)
        for tag in repository.tags()
        for at in [_utc(tag.made)]
    ]  # fmt: skip
    told = "".join(f"{tag.name}\t{tag.made or ''}\t{tag.annotated}\n" for tag in repository.tags())
    answer = keep(ctx, f"git+{url}?refs=tags", told.encode("utf-8", "replace"))
    yield Page(answer, found, items=len(found))
    return Ending(len(found), sweep=frozenset(release.key for release in found))


def _utc(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None


def keep(ctx: Context, url: str, body: bytes) -> Answer:
    """Archives a read of git objects; a local folder is named by its id, not by its path."""
    if ctx.target.platform == "git" and "://" not in ctx.target.url:
        url = url.replace(ctx.target.url, ctx.repo_id.removeprefix("git:"), 1)
    kind = (("Content-Type", "application/octet-stream"),)
    return ctx.session.archive.keep(Raw(url, None, kind, body, ctx.now(), "GIT"))


def or_api(ctx: Context, by_git: Pages, by_api: Pages) -> Pages:
    """The clone where it can be had, else the platform's interface, which shows less."""
    try:
        return (yield from by_git)
    except StreamStopped as stopped:
        if stopped.code == "interrupted":
            raise
        ending = yield from by_api
        return Ending(
            ending.expected, "no_clone",
            f"{stopped.reason}已改用平台接口，读不到改动的文件路径。", ending.sweep,
        )  # fmt: skip
