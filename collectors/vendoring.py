"""Stream `vendored`: copies of other people's code that lie in the tree, and their licence files.

Which folders hold such copies stands in `vendored.toml`; a copy is known by its folder alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from collectors import documents, gitstreams, packages
from collectors.gitvalues import SUBMODULE, Entry, Repository
from collectors.streams import Context, Ending, Page, Pages
from warehouse import personal
from warehouse.records import Record, VendoredCopy

_RULES = 2
_MOST_COPIES, _MOST_TEXTS = 1_000, 300
# A name like a host's: no version, nor what files are called.
_HOST = re.compile(r"(?:[a-z][a-z0-9-]*\.)+([a-z]{2,})")


def by_clone(ctx: Context) -> Pages:
    """From the clone of a platform's repository; the interfaces show one folder at a time."""
    return (yield from read(ctx, gitstreams.clone_url(ctx)))


def read(ctx: Context, url: str) -> Pages:
    """All copies at HEAD; licence files are read again when they changed."""
    return (yield from gitstreams.mended(ctx, url, _read))


def holds_packages(path: str) -> bool:
    """Whether this is a lock file or manifest of the project itself."""
    folders = path.lower().split("/")[:-1]
    mine = copy_of(path) is None and not set(folders) & _rules()["elsewhere"]
    return mine and packages.kind(path) is not None


def copy_of(path: str) -> str | None:
    """The folder of the copy a file belongs to; None: it is the project's own."""
    parts, rules = path.split("/")[:-1], _rules()
    for number, name in enumerate(parts):
        known = rules["containers"] | (rules["root"] if number == 0 else frozenset())
        if name.lower() in known:
            return "/".join(parts[: number + 1 + _depth(name, parts[number + 1 :])])
    return None


def _depth(container: str, within: Sequence[str]) -> int:
    """How far down a copy's own folder lies; 0: the file lies in the container itself."""
    first = within[0] if within else ""
    deeper = first.startswith("@") or _is_host(container, first)
    wanted: int = _rules()["hosts"].get(first, 2 if deeper else 1)
    return min(len(within), wanted)


def _is_host(container: str, name: str) -> bool:
    """Hosts that are not listed stand in `vendor` only: elsewhere lie zlib-1.2.11 and chart.js."""
    parts = _HOST.fullmatch(name.lower()) if container.lower() == "vendor" else None
    return parts is not None and parts[1] not in _rules()["endings"]


@cache
def _rules() -> dict[str, Any]:
    table = tomllib.loads(files("collectors").joinpath("vendored.toml").read_text("utf-8"))
    return {
        "containers": frozenset(table["containers"]), "root": frozenset(table["root_containers"]),
        "hosts": table["hosts"], "elsewhere": frozenset(table["elsewhere"]["names"]),
        "beside": frozenset(table["beside"]["names"]),
        "made": frozenset(table["made"]["folders"]),
        "endings": frozenset(table["no_host"]["endings"]),
    }  # fmt: skip


def _copy_at(entry: Entry) -> str | None:
    """A submodule is a copy as a whole; its files are not in the tree."""
    return copy_of(f"{entry.path}/" if entry.mode == SUBMODULE else entry.path)


def _is_beside(path: str, copy: str) -> bool:
    """A file or folder that tools and builds put beside the copies, which is none of them."""
    folder, _, name = path.lower().rpartition("/")
    rules = _rules()
    if "/".join(copy.lower().split("/")[-2:]) in rules["made"]:
        return True
    container = folder.rpartition("/")[2] in rules["containers"] or folder in rules["root"]
    return container and name in rules["beside"]


class Chosen:
    """Of each copy the first file, and the licence files that lie right in it."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, entry: Entry) -> bool:
        path, copy = entry.path, _copy_at(entry)
        if copy is None or _is_beside(path, copy):
            return False
        if len(self._seen) > _MOST_COPIES and copy not in self._seen:
            return False
        first = copy not in self._seen
        self._seen.add(copy)
        return first or _is_licence(path, copy)


def _is_licence(path: str, copy: str) -> bool:
    inside = path.removeprefix(f"{copy}/")
    return "LICENSES/" not in inside and "/" not in inside and _role(inside)


def _role(name: str) -> bool:
    return documents.role(name) == "licence"


def listing(entries: Sequence[Entry]) -> bytes:
    """What was found, as it is archived."""
    lines = (f"{entry.mode} {entry.sha}\t{entry.path}\n" for entry in entries)
    return "".join(lines).encode("utf-8", "replace")


def _read(ctx: Context, url: str) -> Pages:
    repository = gitstreams.opened(ctx, url)
    head = repository.head()
    cursor = ctx.cursor
    if cursor.get("head") == head and cursor.get("rules") == _RULES:
        return _ending(cursor["copies"], cursor["more"])
    known = cursor.get("texts", {}) if cursor.get("rules") == _RULES else {}
    entries = repository.found(head, Chosen())
    copies = _copies(entries)
    texts = [(copy, one) for copy, found in copies.items() for one in found][:_MOST_TEXTS]
    bare = [_copy(ctx.repo_id, copy) for copy, found in copies.items() if not found]
    answer = gitstreams.keep(ctx, f"git+{url}?found=vendored", listing(entries))
    yield Page(answer, bare, items=len(bare))
    keys = {record.key for record in bare}
    for copy, entry in texts:
        keys.add(_copy(ctx.repo_id, copy, entry.path).key)
        if known.get(entry.path) != entry.sha:
            yield _page(ctx, repository, url, copy, entry, head)
    more = sum(map(len, copies.values())) - len(texts) + max(0, len(copies) - _MOST_COPIES)
    yield Page(None, cursor={
        "head": head, "rules": _RULES, "texts": {one.path: one.sha for _, one in texts},
        "copies": len(keys), "more": more,
    })  # fmt: skip
    return _ending(len(keys), more, frozenset(keys))


def _ending(copies: int, more: int, sweep: frozenset[str] | None = None) -> Ending:
    if not more:
        return Ending(copies, sweep=sweep)
    reason = f"随库附带的第三方代码多得没有读完（另有 {more} 处）：请人工核对。"
    return Ending(copies + more, "unread", reason, sweep)


def _copies(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Folder of a copy → its licence files."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        copy = _copy_at(entry)
        if copy is not None:
            licences = found.setdefault(copy, [])
            licences += [entry] if _is_licence(entry.path, copy) else []
    return found


def _copy(repo_id: str, copy: str, licence_path: str | None = None, **more: Any) -> VendoredCopy:
    return VendoredCopy(repo_id, copy, licence_path, **more)


def _page(
    ctx: Context, repository: Repository, url: str, copy: str, entry: Entry, head: str
) -> Page:
    why = None if entry.mode.startswith("100") else "这是符号链接或子模块，不是文件"
    why = why or documents.too_large(repository.size(entry.sha))
    body = b"" if why else repository.blob(entry.sha)
    address = f"git+{url}?path={quote(entry.path)}&blob={entry.sha}&as=vendored"
    answer = gitstreams.keep(ctx, address, body)
    text, unread = (None, why) if why else documents.decode(personal.removed(body).body)
    digest = None if why else sha256(body).hexdigest()
    original = documents.Original.of(answer)
    record: Record = _copy(
        ctx.repo_id, copy, entry.path, revision=head, sha256=digest and original.sha256,
        bytes=None if why else original.bytes, content=text, unreadable=unread,
    )  # fmt: skip
    return Page(answer, [record], items=1)
