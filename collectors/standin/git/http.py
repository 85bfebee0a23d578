"""Git's smart HTTP protocol for the histories in memory, by dulwich."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from dulwich.errors import NotGitRepository
from dulwich.protocol import CAPABILITY_FILTER
from dulwich.server import Backend, BackendRepo, UploadPackHandler
from dulwich.web import make_wsgi_chain
from werkzeug.wrappers import Response

from collectors.standin.call import Call, platform_of
from collectors.standin.community.model import Platform
from collectors.standin.pages import site as pages

Find = Callable[[str], BackendRepo]


class _Repositories(Backend):
    """Finds a repository by the path in front of git's own part of the URL."""

    def __init__(self, find: Find) -> None:
        self._find = find

    def open_repository(self, path: str | bytes) -> BackendRepo:
        text = path.decode() if isinstance(path, bytes) else path
        return self._find(text.strip("/").removesuffix(".git"))


class _WholeUploadPack(UploadPackHandler):
    """Without partial clones: dulwich offers them but hands out no single object later."""

    def capabilities(self) -> list[bytes]:
        return [able for able in super().capabilities() if able != CAPABILITY_FILTER]

    @classmethod
    def innocuous_capabilities(cls) -> tuple[bytes, ...]:
        # git asks for it even where it is not offered, and expects to be given everything.
        return (*super().innocuous_capabilities(), CAPABILITY_FILTER)


def is_git(path: str) -> bool:
    return path.endswith(("/info/refs", "/git-upload-pack"))


def github_site(call: Call) -> Response:
    """github.example: clones, and pages for people."""
    if is_git(call.request.path):
        return git_answer(call, lambda name: _code_repository(call, "github", name))
    return pages.code_page(call)


def gitee_answer(call: Call) -> Response:
    return git_answer(call, lambda name: _code_repository(call, platform_of(call), name))


def git_answer(call: Call, find: Find) -> Response:
    """Fetching only; what is not there asks for credentials, as the platforms do."""
    moved = _moved(call)
    if moved:
        return Response("", HTTPStatus.MOVED_PERMANENTLY, {"Location": moved})
    service = call.request.args.get("service", "git-upload-pack")
    if service != "git-upload-pack":
        return Response("", HTTPStatus.FORBIDDEN)
    handler = UploadPackHandler if call.standin.git_filters else _WholeUploadPack
    handlers: dict[bytes, Callable[..., Any]] = {b"git-upload-pack": handler}
    application = make_wsgi_chain(_Repositories(find), handlers=handlers)
    try:
        find(call.request.path.strip("/").partition(".git/")[0])
        return _run(cast(Any, application), call.request.environ)
    except NotGitRepository:
        return Response(
            "Repository not found\n",
            HTTPStatus.UNAUTHORIZED,
            {"WWW-Authenticate": f'Basic realm="{call.host}"'},
        )


def _run(application: Any, environ: dict[str, Any]) -> Response:
    """Collects a WSGI application's answer, also what it hands to the `write` function."""
    started: list[Any] = []
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> object:
        started[:] = [status, headers]
        return written.append

    returned = b"".join(application(environ, start))
    return Response(b"".join(written) + returned, *started)


def _code_repository(call: Call, platform: Platform, name: str) -> BackendRepo:
    try:
        repo = call.standin.community.repository(platform, name)
    except KeyError as error:
        raise NotGitRepository(name) from error
    if repo.access != "public":
        raise NotGitRepository(name)
    return cast(BackendRepo, repo.git.repo)


def _moved(call: Call) -> str | None:
    """Where a renamed repository is cloned from now."""
    platform = platform_of(call)
    head, _, tail = call.request.path.strip("/").partition(".git/")
    community = call.standin.community
    try:
        community.repository(platform, head)
    except KeyError:
        repo = community.renamed(platform, head)
        if repo is not None:
            return call.url(f"/{repo.full_name}.git/{tail}")
    return None
