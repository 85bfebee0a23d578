"""Reads the licence files of the past and the headers of some source files into `document`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from collectors import documents, licencegit
from collectors.errors import Gone, Unreachable
from collectors.gitvalues import Entry, Repository
from collectors.streams import Context, Page
from warehouse import personal
from warehouse.answers import Answer
from warehouse.records import Document

# Keys of the cursor that are no rows.
MARKS = frozenset({licencegit.PAST, licencegit.SOURCES})
Keep = Callable[[Context, str, bytes], Answer]


@dataclass(frozen=True, slots=True)
class Place:
    """`known`: what was read before, path → blob; `now`: filled with what is there now."""

    url: str
    head: str
    known: dict[str, str]
    now: dict[str, str]
    keep: Keep


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file to be read: under which path, of which kind, as which commit has it."""

    path: str
    kind: str
    revision: str
    entry: Entry


def read(ctx: Context, repository: Repository, place: Place) -> Iterator[Page]:
    """What was read of the same blob is not read again."""
    wanted = [*_past(repository, place), *_sources(repository, place)]
    notes = [one for one in wanted if isinstance(one, Document)]
    yield from _noted(ctx, place, notes)
    missing = [
        one
        for one in wanted
        if isinstance(one, _Wanted) and place.known.get(one.path) != one.entry.sha
    ]
    repository.prefetch([one.entry.sha for one in missing])
    place.now.update({one.path: one.entry.sha for one in wanted if isinstance(one, _Wanted)})
    for one in missing:
        yield _page(ctx, repository, place, one)
    place.now[licencegit.PAST] = place.now[licencegit.SOURCES] = place.head


def _past(repository: Repository, place: Place) -> Iterator[_Wanted | Document]:
    older = place.known.get(licencegit.PAST)
    names = licencegit.patterns()
    if older == place.head or (
        older
        and repository.contains(older, place.head)
        and not repository.touching(older, place.head, names)
    ):
        place.now.update(licencegit.carried(place.known))
        return
    past = licencegit.past(repository, place.head)
    for version in past.versions:
        if version.entry is None:
            yield _told(version.path, version.commit, "这次提交删去了这个文件")
        else:
            yield _Wanted(version.path, "past_licence", version.commit, version.entry)
    if past.cut:
        yield _told("//", place.head, past.cut)


def _sources(repository: Repository, place: Place) -> Iterator[_Wanted | Document]:
    if place.known.get(licencegit.SOURCES) == place.head:
        place.now.update(licencegit.carried_sources(place.known))
        return
    for entry in licencegit.sources(repository, place.head):
        yield _Wanted(entry.path, "source", place.head, entry)


def _told(path: str, commit: str, why: str) -> Document:
    told = documents.unread("", path, commit, 0, why)
    return replace(told, role="past_licence")


def _noted(ctx: Context, place: Place, notes: list[Document]) -> Iterator[Page]:
    """What is known of the history itself, kept as the list it was read from."""
    marks = {one.path: one.unreadable or "" for one in notes}
    place.now.update(marks)
    new = [one for one in notes if place.known.get(one.path) != one.unreadable]
    if new:
        told = "".join(f"{one.path}\t{one.unreadable}\n" for one in new).encode()
        answer = place.keep(ctx, f"git+{place.url}?history={place.head}", told)
        yield Page(answer, [replace(one, repo_id=ctx.repo_id) for one in new], items=len(new))


def _page(ctx: Context, repository: Repository, place: Place, one: _Wanted) -> Page:
    why, body = None, b""
    try:
        size = repository.size(one.entry.sha)
        large = one.kind == "source" and licencegit.too_large(size)
        why = "源文件过大，没有查看文件头" if large else documents.too_large(size)
        body = b"" if why else repository.blob(one.entry.sha)
    except (Unreachable, Gone):
        # A clone may hold the present without the past: that is no damage.
        size, why = 0, "本机仓库里没有这个文件的内容，未读取"
        place.now[one.path] = ""
    # Two readings of one file in one run are two records: each has an address of its own.
    at = f"&commit={one.revision}" if one.kind == "past_licence" else ""
    url = f"git+{place.url}?path={quote(one.entry.path)}{at}&blob={one.entry.sha}"
    answer = place.keep(ctx, url, body)
    if why:
        record = documents.unread(ctx.repo_id, one.path, one.revision, size, why)
        return Page(answer, [replace(record, role=one.kind)], items=1)
    return Page(answer, [_record(ctx, one, body, answer)], items=1)


def _record(ctx: Context, one: _Wanted, body: bytes, answer: Answer) -> Document:
    left, original = personal.removed(body).body, documents.Original.of(answer)
    made = documents.document(ctx.repo_id, one.path, one.revision, left, one.kind, original)
    if one.kind == "source" and made.content is not None:
        return replace(made, content=licencegit.header(made.content))
    return made
