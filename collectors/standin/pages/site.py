"""The pages of the platforms: repository, file, contributors, stars, and the way to sign in."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from werkzeug.wrappers import Response

from collectors.standin.call import Call, platform_of
from collectors.standin.community.model import HubRepository, Repository
from collectors.standin.git.store import GitStore

_TEMPLATE = Environment(autoescape=True, undefined=StrictUndefined).from_string(
    (Path(__file__).parent / "page.html.j2").read_text(encoding="utf-8")
)
_EMPTY: dict[str, Any] = {"words": "", "facts": (), "columns": (), "rows": (), "text": None}
_MOST = 60


def code_page(call: Call) -> Response:
    """A page of a code platform. GitHub shows nobody but its own people who gave stars."""
    if call.request.path == "/login":
        return _page(call, "登录", words="登录后继续访问。")
    names = [name for name in call.request.path.split("/") if name]
    try:
        repo = call.standin.community.repository(platform_of(call), "/".join(names[:2]))
    except KeyError:
        return _renamed(call, names)
    if repo.access != "public":
        return missing()
    return _of_code(call, repo, names[2:])


def _of_code(call: Call, repo: Repository, rest: list[str]) -> Response:
    if not rest:
        return _repository(call, repo)
    if rest[0] == "blob" and len(rest) > 2:
        return _file(call, repo.git, "/".join(rest[2:]))
    if rest in (["graphs", "contributors"], ["contributors"]):
        return _contributors(call, repo)
    if rest == ["stargazers"]:
        if repo.platform == "github":
            return Response("", 302, {"Location": f"/login?return_to={call.request.path}"})
        return _stargazers(call, repo)
    return missing()


def hub_page(call: Call) -> Response:
    """The page of a model, dataset or space, or of a file of it."""
    path = call.request.path.strip("/")
    for repo in call.standin.community.hub:
        prefix = "" if repo.kind == "model" else f"{repo.kind}s/"
        head, _, rest = path.partition("/blob/")
        if head == prefix + repo.id and repo.access == "public":
            return _file(call, repo.git, rest.partition("/")[2]) if rest else _model(call, repo)
    return missing()


def missing() -> Response:
    return Response("Not Found\n", HTTPStatus.NOT_FOUND, content_type="text/plain")


def _renamed(call: Call, names: list[str]) -> Response:
    moved = call.standin.community.renamed(platform_of(call), "/".join(names[:2]))
    if moved is None:
        return missing()
    return Response("", 301, {"Location": "/".join(["", moved.full_name, *names[2:]])})


def _repository(call: Call, repo: Repository) -> Response:
    facts = (("Star", repo.star_count), ("Fork", len(repo.forks)), ("许可证", repo.licence or "无"))
    text = _text(repo.git, "README.md")
    return _page(call, repo.full_name, words=repo.description, facts=facts, text=text)


def _model(call: Call, repo: HubRepository) -> Response:
    facts = (("喜欢", repo.likes), ("近 30 天下载", repo.downloads))
    return _page(call, repo.id, facts=facts, text=_text(repo.git, "README.md"))


def _file(call: Call, store: GitStore, path: str) -> Response:
    text = _text(store, path)
    return missing() if text is None else _page(call, path, text=text)


def _contributors(call: Call, repo: Repository) -> Response:
    counted = Counter(info.author.name for info in repo.git.by_sha.values())
    rows = counted.most_common(_MOST)
    words = f"{repo.full_name} 共有 {len(counted)} 位贡献者"
    return _page(call, "贡献者", words=words, columns=("贡献者", "提交"), rows=rows)


def _stargazers(call: Call, repo: Repository) -> Response:
    rows = [(s.person.name if s.person else "已注销", f"{s.at:%Y-%m-%d}") for s in repo.stars]
    words = f"{repo.star_count} 人给 {repo.full_name} 点了 Star"
    return _page(call, "Star", words=words, columns=("谁", "何时"), rows=rows[-_MOST:])


def _text(store: GitStore, path: str) -> str | None:
    data = store.read(path) if path and store.head else None
    return None if data is None else data.decode("utf-8", errors="replace")


def _page(call: Call, heading: str, **parts: Any) -> Response:
    text = _TEMPLATE.render({**_EMPTY, "heading": heading, "site": call.host, **parts})
    return Response(text, content_type="text/html; charset=utf-8")
