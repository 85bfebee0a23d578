"""Stream `mailmap`: what the `.mailmap` at HEAD says, kept beside the signatures it speaks of.

Who signed is a fact of a commit; who that is, is what one project says at one time. Kept apart, a
later `.mailmap` reaches older commits, and none reaches beyond the projects of its repository.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from dulwich.mailmap import read_mailmap

from collectors import documents, gitstreams
from collectors.gitvalues import Entry, Repository
from collectors.identities import shown
from collectors.streams import Context, Ending, Page, Pages
from warehouse import personal
from warehouse.personal import email_key
from warehouse.records import MailmapLine

_PATH = ".mailmap"
_Signature = tuple[bytes | None, bytes | None]


def by_clone(ctx: Context) -> Pages:
    """From the clone of a platform's repository; the interfaces show it to nobody."""
    return (yield from read(ctx, gitstreams.clone_url(ctx)))


def read(ctx: Context, url: str) -> Pages:
    """All lines of the file; an unchanged one brings nothing new."""
    return (yield from gitstreams.mended(ctx, url, _read))


def _read(ctx: Context, url: str) -> Pages:
    repository = gitstreams.opened(ctx, url)
    entry = _entry(repository, repository.head())
    if entry and (why := documents.too_large(repository.size(entry.sha))):
        yield Page(None, cursor={"blob": None})
        reason = f"{_PATH} {why}：请把它改小后再采集。"
        return Ending(code="unread", reason=reason, sweep=frozenset())
    known = ctx.cursor
    if entry and known.get("blob") == entry.sha and "lines" in known:
        return Ending(known["lines"])
    found = list[MailmapLine]()
    if entry:
        body = repository.blob(entry.sha)
        found = list(lines(ctx.repo_id, personal.removed(body).body))
        answer = gitstreams.keep(ctx, f"git+{url}?path={_PATH}&blob={entry.sha}", body)
        yield Page(answer, found, items=len(found))
    yield Page(None, cursor={"blob": entry.sha if entry else None, "lines": len(found)})
    return Ending(len(found), sweep=frozenset(line.key for line in found))


def _entry(repository: Repository, head: str) -> Entry | None:
    """As git does, only a file at the root counts: a link could lead anywhere."""
    for entry in repository.tree(head):
        if entry.path == _PATH and entry.mode.startswith("100"):
            return entry
    return None


def lines(repo_id: str, text: bytes) -> Iterator[MailmapLine]:
    """Lines that cannot be read are passed over, as git does."""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            for proper, seen in read_mailmap(BytesIO(line)):
                yield _line(repo_id, number, proper, seen)
        except (ValueError, IndexError):
            continue


def _line(repo_id: str, number: int, proper: _Signature, seen: _Signature | None) -> MailmapLine:
    """With one address only, that address is the one of the commits."""
    name, address = seen or (None, proper[1])
    return MailmapLine(
        repo_id, number, None if name is None else (shown(_text(name)) or "").lower(),
        email_key(_text(address)), shown(_text(proper[0])),
        email_key(_text(proper[1])) if seen else None,
    )  # fmt: skip


def _text(part: bytes | None) -> str:
    return (part or b"").decode("utf-8", "replace")
