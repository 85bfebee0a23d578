"""The streams every platform with git shares: commits, documents and tags, read from a clone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from collectors import documents, gitextras, gitlog, gitread
from collectors.errors import Empty, Interrupted, StreamStopped, TooLarge, Unconfirmed, Unreachable
from collectors.gitrun import Way
from collectors.gitvalues import Damaged, Entry, Repository
from collectors.streams import Context, Ending, Page, Pages
from warehouse import personal
from warehouse.answers import Answer
from warehouse.archive import Raw
from warehouse.records import Document, Release

if TYPE_CHECKING:
    from collectors.gitwhole import Links

SHALLOW = "本机仓库是浅克隆，历史不全：请运行 git fetch --unshallow 后再采集。"


_FOLDER = "040000"
# More than any repository made by people has.
MOST_FILES, MOST_DOCUMENTS = 1_000_000, 20_000


def clone_url(ctx: Context) -> str:
    return f"{ctx.web}/{ctx.facts.get('full_name') or ctx.target.full_name}.git"


def opened(ctx: Context, url: str) -> Repository:
    """The repository, cloned or brought up to date once a run. Without `://` it is a folder."""
    return ctx.trail.opened(lambda: _opened(ctx, url))


def at_hand(ctx: Context) -> Repository | None:
    """The repository, where another stream has opened it in this run."""
    return ctx.trail.at_hand(ctx.facts.get("repository"))


def some(ctx: Context) -> int | None:
    """1 where the clone holds commits, so that somebody made them; else None."""
    return 1 if ctx.session.state.cursor(ctx.repo_id, "commits").get("count") else None


def _opened(ctx: Context, url: str) -> Repository:
    if "no_repository" in ctx.facts:
        raise ctx.facts["no_repository"]
    if "repository" not in ctx.facts:
        ctx.facts["repository"] = _brought(ctx, url)
    repository: Repository = ctx.facts["repository"]
    return repository


def _brought(ctx: Context, url: str) -> Repository:
    """Tried once a run: what could not be cloned a minute ago cannot be now."""
    settings = ctx.session.settings
    way = Way(settings.proxy, settings.timeout_seconds, ctx.session.stop)
    try:
        if "://" in url:
            return _the_same(ctx, gitread.mirror(url, _place(ctx), way))
        return gitread.open_local(Path(url), way)
    except Interrupted:
        raise
    except StreamStopped as error:
        ctx.facts["no_repository"] = error
        raise


def _the_same(ctx: Context, repository: Repository) -> Repository:
    """Where the platform could not confirm the number (quota, token), the history must: one that
    does not hold what was read before may be another's who took the name. Raises `Unconfirmed`."""
    if ctx.ended.get("repository", "complete") in {"complete", "renamed"}:
        return repository
    known = ctx.session.state.cursor(ctx.repo_id, "commits").get("head")
    if known and not _holds(repository, known):
        raise Unconfirmed(
            "克隆里没有上次读到的提交，平台这次又没能确认还是同一个仓库：没有读，下次运行再看。"
        )
    return repository


def _holds(repository: Repository, known: str) -> bool:
    try:
        return repository.contains(known, repository.head())
    except Empty:
        return False


def _place(ctx: Context) -> Path:
    """The hash keeps apart what the readable part cannot: a_b/c and a/b_c, tool and tool.js."""
    mark = sha256(ctx.repo_id.encode()).hexdigest()[:16]
    return ctx.mirrors / f"{re.sub(r'[^A-Za-z0-9._-]+', '_', ctx.repo_id)[:100]}-{mark}.git"


def mended(ctx: Context, url: str, read: Callable[[Context, str], Pages]) -> Pages:
    """A mirror of ours that turns out to be broken is thrown away and cloned again, once a run."""
    try:
        return (yield from read(ctx, url))
    except Damaged as damaged:
        if "://" not in url:
            raise
        if ctx.facts.get("cloned_again"):
            raise Unreachable(damaged.reason) from damaged
    ctx.facts["cloned_again"] = True
    ctx.facts.pop("repository", None)
    ctx.facts.pop("no_repository", None)
    shutil.rmtree(_place(ctx), ignore_errors=True)
    # What is read again must find what was read before; and in the archive this stands between.
    yield Page(None, settled=True)
    return (yield from mended(ctx, url, read))


def commits(ctx: Context, url: str) -> Pages:
    """Only what is new since the last run; after a rewritten history everything once more."""
    return (yield from mended(ctx, url, _commits))


def read_documents(ctx: Context, url: str) -> Pages:
    """Licences, READMEs, manifests and governance files at HEAD."""
    return (yield from mended(ctx, url, _read_documents))


def tags(ctx: Context, url: str) -> Pages:
    """Tags as releases, for repositories on no platform."""
    return (yield from mended(ctx, url, _tags))


def _commits(ctx: Context, url: str) -> Pages:
    repository = opened(ctx, url)
    newer = repository.head()
    older, tried = _last(ctx)
    if ctx.cursor.get("shallow") and not repository.shallow():
        older = None
    rewritten = older is not None and not repository.contains(older, newer)
    if older == newer:
        return _ending(repository, None, ctx.cursor.get("count"))
    seen, read = set[str](), 0
    links: list[Links] = []
    start = None if rewritten else older
    sweeps = start is None and ctx.held > 0
    for part in ctx.trail.history(ctx.repo_id, repository, start, newer):
        answer = keep(ctx, f"git+{url}?log={start or ''}..{newer}&first={part.first}", part.body)
        read += len(part.columns)
        links.append(part.links)
        if sweeps:
            seen.update(part.columns.keys())
        yield Page(answer, part.identities, part.columns, len(part.columns))
    if start is None:
        _check_whole(links, newer)
    count = ctx.trail.count(repository, newer, _known(ctx, start, read), start)
    shallow = {"shallow": True} if ctx.trail.perhaps("is_shallow", repository.shallow) else {}
    told = {"head": newer, "count": count, "off": tried, "tried": tried}
    yield Page(None, cursor={**told, **shallow})
    return _ending(repository, frozenset(seen) if sweeps else None, count)


def _check_whole(links: Sequence[Links], head: str) -> None:
    """Raises `Damaged` for a history that names commits which were not read."""
    from collectors import gitwhole

    if missing := gitwhole.missing(links, head):
        raise Damaged(
            f"读出来的提交历史不完整：提到了 {missing} 个没有读到的提交。"
            "请检查本机的 git 程序，并重新克隆后再采集。"
        )


def _last(ctx: Context) -> tuple[str | None, list[int] | None]:
    """The commit the last clone was read up to, and the difference that was looked into then.

    None, so that everything is read, when the platform's interface was read since, or when the
    commits held are not as many as the history has.
    """
    cursor = ctx.cursor
    off, tried = cursor.get("off"), cursor.get("tried")
    again = off is not None and off != tried
    return (None, off) if again else (cursor.get("head"), tried)


def _known(ctx: Context, start: str | None, read: int) -> int | None:
    """How many commits are in the history of `start`, counted when it was read; without `start`,
    in this one: a whole history that names no commit but its own has those that were read."""
    if start is None:
        return read
    count: int | None = ctx.cursor.get("count") if ctx.cursor.get("head") == start else None
    return count


def _ending(repository: Repository, sweep: frozenset[str] | None, expected: int | None) -> Ending:
    if repository.shallow():
        # What lies beyond its boundary is not known to be gone.
        return Ending(code="shallow", reason=SHALLOW)
    return Ending(expected, sweep=sweep)


def _read_documents(ctx: Context, url: str) -> Pages:
    repository = opened(ctx, url)
    head = repository.head()
    cursor = ctx.cursor
    known: dict[str, str] = {} if documents.BY_INTERFACE in cursor else cursor
    now: dict[str, str] = {}
    seen: set[str] = set()
    for entry in _with_a_role(repository, head):
        now[entry.path] = entry.sha
        seen.add(f"{ctx.repo_id}|{entry.path}")
        if known.get(entry.path) != entry.sha:
            yield _document(ctx, repository, url, entry, head)
    yield from gitextras.read(ctx, repository, gitextras.Place(url, head, known, now, keep))
    found = [path for path in now if path not in gitextras.MARKS]
    seen.update(f"{ctx.repo_id}|{path}" for path in found)
    yield Page(None, cursor=now)
    return Ending(expected=len(found), sweep=frozenset(seen))


def _with_a_role(repository: Repository, head: str) -> Iterator[Entry]:
    """Files of the root, then of the folders in which documents lie. Raises `TooLarge`."""
    root = list(islice(repository.tree(head), MOST_FILES + 1))
    folders = [e.path for e in root if e.mode == _FOLDER and documents.may_hold(e.path)]
    found = 0
    for entry in chain(root, *(repository.tree(head, folder) for folder in folders)):
        if not _is_document(entry):
            continue
        found += 1
        if found > MOST_DOCUMENTS or len(root) > MOST_FILES:
            raise TooLarge(
                f"文件多得不合常理（上限：根目录 {MOST_FILES} 个文件、{MOST_DOCUMENTS} 份文档）："
                "没有读完，请检查这个仓库。"
            )
        yield entry


def _is_document(entry: Entry) -> bool:
    if entry.mode == _FOLDER:
        return documents.named_like_a_file(entry.path)
    return documents.role(entry.path) is not None


def _document(ctx: Context, repository: Repository, url: str, entry: Entry, head: str) -> Page:
    found: Document | None = documents.not_a_file(ctx.repo_id, entry.path, head, entry.mode)
    if found is None:
        # A small pack may hold a file of many gigabytes: its size is asked before it is read.
        size = repository.size(entry.sha)
        if why := documents.too_large(size):
            found = documents.unread(ctx.repo_id, entry.path, head, size, why)
    body = b"" if found else repository.blob(entry.sha)
    answer = keep(ctx, f"git+{url}?path={quote(entry.path)}&blob={entry.sha}", body)
    return Page(answer, [found or _read(ctx, entry.path, head, body, answer)], items=1)


def _read(ctx: Context, path: str, head: str, body: bytes, answer: Answer) -> Document:
    read, original = personal.removed(body).body, documents.Original.of(answer)
    return documents.document(ctx.repo_id, path, head, read, original=original)


def _tags(ctx: Context, url: str) -> Pages:
    repository = opened(ctx, url)
    made = repository.tags()
    found = [
        Release(ctx.repo_id, personal.cleaned(tag.name), None, None, False, None, at, at)
        for tag in made
        for at in [gitlog.instant(tag.made)]
    ]  # fmt: skip
    told = "".join(f"{tag.name}\t{tag.made or ''}\t{tag.annotated}\n" for tag in made)
    answer = keep(ctx, f"git+{url}?refs=tags", told.encode("utf-8", "replace"))
    yield Page(answer, found, items=len(found))
    return Ending(len(found), sweep=frozenset(release.key for release in found))


def keep(ctx: Context, url: str, body: bytes) -> Answer:
    """Archives a read of git objects; a local folder is named by its id, not by its path."""
    if ctx.target.platform == "git" and "://" not in ctx.target.url:
        url = url.replace(ctx.target.url, ctx.repo_id.removeprefix("git:"), 1)
    kind = (("Content-Type", "application/octet-stream"),)
    return ctx.trail.keep(Raw(url, None, kind, body, ctx.now(), "GIT"))


def or_api(ctx: Context, by_git: Pages, by_api: Pages) -> Pages:
    """The clone where it can be had, else the platform's interface, which shows less."""
    try:
        return (yield from by_git)
    except (Empty, Interrupted, Unconfirmed):
        raise
    except StreamStopped as stopped:
        ending = yield from by_api
        return Ending(
            ending.expected, "no_clone",
            f"{stopped.reason}已改用平台接口，读不到改动的文件路径。", ending.sweep,
        )  # fmt: skip
