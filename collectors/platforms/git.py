"""git without a platform: a folder on this machine or a clone URL."""

from __future__ import annotations

from collectors import gitstreams, mailmaps
from collectors.streams import Context, Pages, Stream


def _commits(ctx: Context) -> Pages:
    return gitstreams.commits(ctx, ctx.target.url)


def _mailmap(ctx: Context) -> Pages:
    return mailmaps.read(ctx, ctx.target.url)


def _documents(ctx: Context) -> Pages:
    return gitstreams.read_documents(ctx, ctx.target.url)


def _tags(ctx: Context) -> Pages:
    return gitstreams.tags(ctx, ctx.target.url)


STREAMS = (
    Stream("commits", "commit", _commits),
    Stream("mailmap", "mailmap_line", _mailmap, by_git=True, after=("commits",)),
    Stream("documents", "document", _documents, after=("mailmap",)),
    Stream("releases", "release", _tags, after=("documents",)),
)
