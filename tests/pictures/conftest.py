"""A browser on this machine, the stand-in platforms, and a project whose pages are pictured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest

from collectors.standin import Community, StandIn, sample_community, serve
from reports.evidence import Project
from reports.pictures.browser import NAMES
from reports.pictures.pages import Wanted
from reports.pictures.run import Album, Studio
from reports.pictures.shooting import Limits
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC)
REPO = "http://github.example/qinghe-lab/qinghe"


@pytest.fixture(scope="session", autouse=True)
def chromium() -> str:
    found = next(filter(None, map(which, NAMES)), None)
    if found is None:
        pytest.skip("没有安装 chromium：跳过截图")
    pytest.importorskip("playwright.sync_api", reason="没有安装 playwright：跳过截图")
    return found


@pytest.fixture(scope="session")
def community() -> Community:
    return sample_community()


@pytest.fixture
def platforms(community: Community) -> Iterator[StandIn]:
    with serve(community) as standin:
        yield standin


def _studio_at(proxy: str, **changes: object) -> Studio:
    webs = {name: f"http://{name}.example" for name in ("github", "gitee", "gitcode")}
    limits = Limits(timeout=15, settle=1)
    given = {"program": "", "proxy": proxy, "clock": lambda: NOW, "limits": limits, **changes}
    return Studio({**webs, "huggingface": "http://huggingface.example"}, **given)  # type: ignore[arg-type]


@pytest.fixture
def studio_at() -> Callable[..., Studio]:
    """A studio that goes through a proxy."""
    return _studio_at


@pytest.fixture
def studio(platforms: StandIn) -> Studio:
    return _studio_at(platforms.proxy)


@pytest.fixture
def album(tmp_path: Path) -> Callable[..., Album]:
    """Pages of the stand-in's GitHub, by path."""

    def made(*paths: str, page: str = "home") -> Album:
        project = Project("qinghe", "青禾", None, sample=False)
        wanted = [
            Wanted("github:qinghe-lab/qinghe", "github", page, f"http://github.example{path}")
            for path in paths
        ]
        return Album(project, tuple(wanted), tmp_path / "pictures")

    return made


@pytest.fixture
def home(tmp_path: Path, platforms: StandIn, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration and a warehouse that knows the addresses of a project."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("http_proxy", platforms.proxy.replace("//", "//user:geheim123@"))
    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.setenv("no_proxy", "evil.example")
    (tmp_path / "config.toml").write_text(
        """
[collectors.github]
web = "http://github.example"
[collectors.gitee]
web = "http://gitee.example"
""",
        encoding="utf-8",
    )
    sources = {"github": REPO, "gitee": "http://gitee.example/qinghe-lab/qinghe-tools"}
    (tmp_path / "data").mkdir()
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        project = {"project_id": "qinghe", "name": "青禾", "policies": [], "sample": True}
        warehouse.replace("project", [project], {})
        warehouse.replace("project_repo", [
            {"project_id": "qinghe", "repo_id": f"{name}:x/y", "platform": name,
             "kind": "repository", "url": url}
            for name, url in sources.items()
        ] + [{"project_id": "qinghe", "repo_id": "git:mine@1", "platform": "git",
              "kind": "repository", "url": "本机文件夹 mine"}], {})  # fmt: skip
        envelope = {"content_hash": "1", "answer_id": "1", "observed_at": NOW.isoformat()}
        warehouse.replace("document", [
            {"repo_id": "github:x/y", "path": "LICENSE", "role": "licence", "sha256": "1",
             "bytes": 1, "key": "LICENSE", **envelope}], {})  # fmt: skip
    return tmp_path
