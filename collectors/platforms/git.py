"""git without a platform: a folder on this machine or a clone URL."""

from __future__ import annotations

from collectors import changes, dependencies, gitstreams, mailmaps, vendoring
from collectors.streams import Context, Pages, Stream


def _commits(ctx: Context) -> Pages:
    return gitstreams.commits(ctx, ctx.target.url)


def _mailmap(ctx: Context) -> Pages:
    return mailmaps.read(ctx, ctx.target.url)


def _documents(ctx: Context) -> Pages:
    return gitstreams.read_documents(ctx, ctx.target.url)


def _packages(ctx: Context) -> Pages:
    return dependencies.read(ctx, ctx.target.url)


def _vendored(ctx: Context) -> Pages:
    return vendoring.read(ctx, ctx.target.url)


def _changes(ctx: Context) -> Pages:
    return changes.read(ctx, ctx.target.url)


def _tags(ctx: Context) -> Pages:
    return gitstreams.tags(ctx, ctx.target.url)


STREAMS = (
    Stream("commits", "commit", _commits),
    Stream("mailmap", "mailmap_line", _mailmap, by_git=True, after=("commits",)),
    Stream("documents", "document", _documents, after=("mailmap",)),
    Stream("packages", "package_file", _packages, by_git=True, after=("documents",)),
    Stream("vendored", "vendored_copy", _vendored, by_git=True, after=("packages",)),
    Stream("releases", "release", _tags, after=("vendored",)),
    Stream("changes", "commit_change", _changes, by_git=True, after=("releases",)),
)
