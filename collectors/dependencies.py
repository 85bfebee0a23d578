"""Stream `packages`: the lock files and manifests of a repository and the packages they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from collectors import contents, documents, gitstreams, packages, vendoring
from collectors.gitvalues import Entry, Repository
from collectors.packages import Unusable
from collectors.paging import listed
from collectors.streams import Context, Ending, Page, Pages, Within, refuse
from warehouse import personal
from warehouse.records import PackageFile, PackageUse, Record

# Changes when what is read, or how, does: all files are read once more then.
_RULES = 2
_MOST_FILES = 500
_FILES = "files"


def by_clone(ctx: Context) -> Pages:
    """From the clone of a platform's repository."""
    return (yield from read(ctx, gitstreams.clone_url(ctx)))


def read(ctx: Context, url: str) -> Pages:
    """All files at HEAD, each read again when it changed."""
    return (yield from gitstreams.mended(ctx, url, _read))


@dataclass(slots=True)
class _Reading:
    """What was read: path → [id, packages named, 1 where it is not readable, entries unread]."""

    files: dict[str, list[Any]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)


def _read(ctx: Context, url: str) -> Pages:
    repository = gitstreams.opened(ctx, url)
    head = repository.head()
    cursor = ctx.cursor
    same = cursor.get("rules") == _RULES and _FILES in cursor
    known: dict[str, list[Any]] = dict(cursor[_FILES]) if same else {}
    if same and cursor.get("head") == head:
        return _ending(known, cursor.get("more", 0))
    entries = repository.found(head, lambda entry: vendoring.holds_packages(entry.path))
    answer = gitstreams.keep(ctx, f"git+{url}?found=packages", vendoring.listing(entries))
    yield Page(answer, (), items=0)
    now = _Reading()
    for entry in entries[:_MOST_FILES]:
        if known.get(entry.path, [None])[0] == entry.sha:
            now.files[entry.path] = known[entry.path]
        else:
            yield _page(ctx, repository, url, entry, head, now)
    if gone := tuple(sorted({*known} - {*now.files})):
        yield Page(None, within=Within(PackageUse.TABLE, "path", gone, frozenset()))
    more = max(0, len(entries) - _MOST_FILES)
    yield Page(None, cursor={"head": head, "rules": _RULES, _FILES: now.files, "more": more})
    return _ending(now.files, more, _swept(ctx, now), ("package_use",) if not same else ())


def _swept(ctx: Context, now: _Reading) -> frozenset[str]:
    return frozenset({f"{ctx.repo_id}|{path}" for path in now.files} | now.keys)


def _ending(
    files: Mapping[str, list[Any]], more: int, sweep: frozenset[str] | None = None,
    own: tuple[str, ...] = (),
) -> Ending:  # fmt: skip
    bad = [path for path, (_, _, unreadable, unread) in files.items() if unreadable or unread]
    parts = [f"{len(bad)} 个文件读不出或读不全（如 {_shown(min(bad))}）"] if bad else []
    parts += [f"文件超过 {_MOST_FILES} 个，另有 {more} 个未读"] if more else []
    if not parts:
        return Ending(len(files), sweep=sweep, own_swept=own)
    reason = f"锁文件与依赖清单：{'；'.join(parts)}：请人工核对。"
    return Ending(len(files) + more, "unread", reason, sweep, own_swept=own)


def _shown(path: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in personal.cleaned(path))[:120]


def _page(
    ctx: Context, repository: Repository, url: str, entry: Entry, head: str, now: _Reading
) -> Page:
    """The page of one file; what it no longer names is closed."""
    size, why = _refused(repository, entry)
    found = list[Record]()
    body = b"" if why else repository.blob(entry.sha)
    # An answer belongs to one stream: some of these files are read as documents too.
    address = f"git+{url}?path={quote(entry.path)}&blob={entry.sha}&as=packages"
    answer = gitstreams.keep(ctx, address, body)
    if why is None:
        read = personal.removed(body).body
        original = documents.Original.of(answer)
        made, found = _parsed(ctx.repo_id, entry.path, head, read, original)
    else:
        made = _unread(ctx.repo_id, entry.path, head, size, why)
    return _told(now, entry.path, entry.sha, made, found, Page(answer, [made, *found], items=1))


def _told(
    now: _Reading, path: str, mark: str, file: PackageFile, found: list[Record], page: Page
) -> Page:
    keys = frozenset(record.key for record in found)
    now.keys |= keys
    now.files[path] = [mark, len(found), int(file.unreadable is not None), file.unread or 0]
    within = Within(PackageUse.TABLE, "path", (path,), keys)
    return Page(page.answer, page.records, items=page.items, asked=page.asked,
                validator=page.validator, quota_left=page.quota_left, within=within)  # fmt: skip


def _refused(repository: Repository, entry: Entry) -> tuple[int | None, str | None]:
    """Size of the file and why it is not read; a small pack may hold one of many gigabytes."""
    if not entry.mode.startswith("100"):
        return None, "这是符号链接或子模块，不是文件"
    size = repository.size(entry.sha)
    return size, _too_large(size)


def _too_large(size: int) -> str | None:
    limit = packages.MOST_BYTES
    return f"文件超过 {limit} 字节，未读取" if size > limit else None


def _parsed(
    repo_id: str, path: str, revision: str | None, body: bytes, original: documents.Original
) -> tuple[PackageFile, list[Record]]:
    kind = packages.kind(path) or ""
    text, why = documents.decode(body)
    found, unread = list[packages.Package](), 0
    if text is not None:
        try:
            found, unread = packages.read(kind, text)
        except Unusable as error:
            why = str(error)
    rows = dict.fromkeys(_uses(repo_id, path, found))
    file = PackageFile(
        repo_id, path, kind, packages.load(kind).ECOSYSTEM, packages.load(kind).LOCK, revision,
        original.sha256, original.bytes, None if why else len(rows), None if why else unread, why,
    )  # fmt: skip
    return file, list(rows)


def _uses(
    repo_id: str, path: str, found: list[packages.Package]
) -> Iterator[PackageUse]:  # fmt: skip
    """One row for each package and version: of several scopes the widest is kept."""
    rank = {packages.RUNTIME: 0, None: 1, packages.OPTIONAL: 2, packages.DEVELOPMENT: 3}
    best: dict[tuple[str, str | None, str | None], packages.Package] = {}
    for one in found:
        key = (one.name, one.version, one.wanted)
        if key not in best or rank.get(one.scope, 1) < rank.get(best[key].scope, 1):
            best[key] = one
    for one in best.values():
        yield PackageUse(
            repo_id, path, one.ecosystem, one.name, one.version, one.wanted, one.purl or "",
            one.licence, one.scope,
        )  # fmt: skip


def _unread(
    repo_id: str, path: str, revision: str | None, size: int | None, why: str
) -> PackageFile:
    kind = packages.kind(path) or ""
    reader = packages.load(kind)
    return PackageFile(
        repo_id, path, kind, reader.ECOSYSTEM, reader.LOCK, revision, None, size, None, None, why
    )


def by_contents(ctx: Context, base: str) -> Pages:
    """Files of the root folder by a platform's interface, where there is no clone."""
    root = ctx.get(f"{base}/contents/")
    refuse(root, "文件列表")
    read: dict[str, str] = dict(ctx.cursor.get(documents.BY_INTERFACE, {}))
    if root.answer is None:
        files = dict(root.memo.get(_FILES, {}))
    else:
        files = contents.named(listed(root), _is_list)
    yield ctx.page(root, (), len(files), cursor={documents.BY_INTERFACE: read},
                   memo={_FILES: files})  # fmt: skip
    for path, item in list(files.items())[:_MOST_FILES]:
        if read.get(path) != str(item["sha"]):
            page = _by_interface(ctx, base, path, item)
            read[path] = str(item["sha"])
            yield Page(page.answer, page.records, items=1, quota_left=page.quota_left,
                       within=page.within, cursor={documents.BY_INTERFACE: dict(read)})  # fmt: skip
    return Ending(code="root_only", reason="未能克隆，只读了根目录下的锁文件与依赖清单。")


def _by_interface(ctx: Context, base: str, path: str, item: dict[str, Any]) -> Page:
    size, now = item["size"], _Reading()
    reply, found, why = contents.content(ctx, base, path, item, _too_large(size or 0))
    revision = item["sha"] or None
    rows = list[Record]()
    if found is None:
        file = _unread(ctx.repo_id, path, revision, size, why)
    else:
        file, rows = _parsed(ctx.repo_id, path, revision, found[0], found[1])
    return _told(now, path, str(item["sha"]), file, rows, ctx.page(reply, [file, *rows], 1))


def _is_list(path: str, kind: str | None) -> bool:
    return kind != "dir" and packages.kind(path) is not None
