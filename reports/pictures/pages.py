"""Which pages of a source are pictured; the addresses stand in `pages.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

TITLES = {
    "home": "仓库主页", "licence": "许可证文件页", "contributors": "贡献者页", "stars": "Star 页",
    "attached": "申报单位提供的截图",
}  # fmt: skip
NO_PAGES = "{} 不是平台上的仓库，没有网页可以截图。"
ELSEWHERE = "{} 不在配置的平台网址 {} 之下：没有打开它，请检查 [collectors.{}] 的键 web。"
NO_LICENCE = "采集时没有在仓库里找到许可证文件，没有这一页可以截图。"


@dataclass(frozen=True, slots=True)
class Site:
    """A platform: its `pages` by kind of source, and the rest of its table in `pages.toml`."""

    web: str
    branch: str
    login: tuple[str, ...]
    members: tuple[str, ...]
    cdn: tuple[str, ...]
    pages: Mapping[str, Mapping[str, str]]

    def owns(self, url: str) -> bool:
        """Whether an address belongs to the platform itself."""
        parts, own = urlsplit(url), urlsplit(self.web)
        return parts.scheme in {"http", "https"} and _within(parts.hostname, own.hostname)

    def asks_to_sign_in(self, url: str) -> bool:
        path = urlsplit(url).path
        return any(path == start or path.startswith(f"{start}/") for start in self.login)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to be pictured; `problem` says why it cannot be asked for at all, `failed` whether
    somebody can do something about that."""

    repo_id: str
    platform: str
    page: str
    url: str
    problem: str | None = None
    failed: bool = False

    @property
    def title(self) -> str:
        return TITLES[self.page]


def sites(webs: Mapping[str, str]) -> dict[str, Site]:
    """The platforms with pages, by id; `webs` says where each is opened."""
    return {name: _site(table, webs[name]) for name, table in _tables().items() if name in webs}


def wanted(rows: Sequence[Mapping[str, Any]], known: Mapping[str, Site]) -> list[Wanted]:
    """The pages of the sources of a project (rows of `pictured.sql`)."""
    return [page for row in rows for page in _of_source(row, known.get(row["platform"]))]


def _of_source(row: Mapping[str, Any], site: Site | None) -> Iterator[Wanted]:
    own = (row["repo_id"], row["platform"])
    if site is None or not row["url"].startswith(("http://", "https://")):
        yield Wanted(*own, "home", row["url"], NO_PAGES.format(row["url"]))
        return
    if not site.owns(row["url"]):
        words = ELSEWHERE.format(row["url"], site.web, row["platform"])
        yield Wanted(*own, "home", row["url"], words, failed=True)
        return
    for page, pattern in site.pages.get(row["kind"], {}).items():
        if "{licence}" in pattern and not row["licence"]:
            yield Wanted(*own, page, row["url"], NO_LICENCE)
        else:
            yield Wanted(*own, page, _filled(pattern, row, site))


def _filled(pattern: str, row: Mapping[str, Any], site: Site) -> str:
    return pattern.format(
        url=row["url"].rstrip("/").removesuffix(".git"),
        branch=quote(row["branch"] or site.branch),
        licence=quote(row["licence"] or ""),
    )


def _site(table: Mapping[str, Any], web: str) -> Site:
    pages = {kind: value for kind, value in table.items() if isinstance(value, dict)}
    login, members, cdn = (tuple(table[key]) for key in ("login", "members", "cdn"))
    return Site(web, table["branch"], login, members, cdn, pages)


def _within(host: str | None, domain: str | None) -> bool:
    return bool(host and domain) and (host == domain or str(host).endswith(f".{domain}"))


@cache
def _tables() -> dict[str, Any]:
    text = files("reports").joinpath("pictures", "pages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
