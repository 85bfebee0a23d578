"""A published copy of the demonstration, served over real HTTP."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).parent))

import crowd_sample

from yuanzheng.web import answering as service
from yuanzheng.web.access import tokens
from yuanzheng.web.access.visitors import local_admin
from yuanzheng.web.app import build
from yuanzheng.web.copies import Copies
from yuanzheng.web.kept.kept import Kept, kept
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

Once = Callable[[str, Callable[[Path], object]], Path]
COPY = "20261118T160000Z-0a1b2c3d"
AS_OF = "2026-11-18T16:00:00+00:00"


def _point(published: Path, name: str) -> None:
    """Makes a copy the current one."""
    said = {"copy": name, "published_at": "2026-11-18T18:00:00+00:00", "as_of": AS_OF, "run": None}
    new = published / "current.json.new"
    new.write_text(json.dumps(said), encoding="utf-8")
    new.replace(published / "current.json")


@pytest.fixture
def point() -> Callable[[Path, str], None]:
    return _point


@pytest.fixture(scope="session")
def published(demo_folder: Path, once: Once) -> Path:
    """The folder of published copies; not to be changed."""

    def made(folder: Path) -> None:
        (folder / COPY).mkdir()
        shutil.copy(demo_folder / "data" / "warehouse.duckdb", folder / COPY)
        shutil.copytree(demo_folder / "evidence", folder / COPY / "evidence")
        _point(folder, COPY)

    return once("published", made)


@dataclass
class Served:
    """A site that answers at `base`."""

    base: str
    app: FastAPI
    place: Place
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, path: str, **more: object) -> requests.Response:
        """One request; redirects are not followed."""
        given = {"timeout": 20, "allow_redirects": False, **more}
        return self.session.request(method, self.base + path, **given)  # type: ignore[arg-type]

    def get(self, path: str, **more: object) -> requests.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: object) -> requests.Response:
        return self.ask("POST", path, **more)

    def token(self, path: str = "/login") -> str:
        """The token of a form this browser was shown."""
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.get(path).text)
        assert found
        return found[1]

    def enter(self, name: str, password: str, **more: str) -> requests.Response:
        """Sends the form to log in."""
        typed = {"name": name, "password": password, "csrf": self.token(), **more}
        return self.post("/login", data=typed)

    def send(self, path: str, data: dict[str, str] | None = None) -> requests.Response:
        """Sends a form with the token of the visitor's own pages."""
        return self.post(path, data={"csrf": self.own_token(), **(data or {})})

    def own_token(self) -> str:
        secret = self.session.cookies.get("yuanzheng")
        return tokens.token(secret) if secret else self.token()

    def somebody(self) -> Served:
        """The same site for another browser."""
        return Served(self.base, self.app, self.place)


@contextmanager
def serving_at(place: Place) -> Iterator[Served]:
    """Answers as `yuanzheng serve` does, in a thread."""
    app = build(place)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = service.Server(service.settings(app, place.web))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", app, place)
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def local(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site as it is without any account: whoever asks is the local admin."""
    data = tmp_path_factory.mktemp("local")
    with serving_at(Place(None, data, published, WebSettings())) as served:
        yield served


PASSWORD = "correct horse battery"
MINE, OTHERS = "青禾 QingHe", "澜图 LanTu"
"""Projects of the demonstration: what the applicant may see, and what not."""


@dataclass
class Town:
    """A site with an account for each role, and somebody logged in to each."""

    served: Served
    kept: Kept

    def browser(self, name: str, password: str = PASSWORD) -> Served:
        """A browser in which somebody has logged in."""
        mine = self.served.somebody()
        assert mine.enter(name, password).status_code == 303
        return mine


@pytest.fixture(scope="session")
def ids(published: Path) -> dict[str, str]:
    """Name → id of the published projects."""
    rows = Copies(published).current().rows("SELECT name, project_id FROM project")
    return {row["name"]: row["project_id"] for row in rows}


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory, ids: dict[str, str]) -> Path:
    """A data folder with an account for each role; not to be changed."""
    folder = tmp_path_factory.mktemp("peopled")
    found = kept(folder, WebSettings())
    found.accounts.add("管理", "admin", PASSWORD)
    found.accounts.add("评审甲", "reviewer", PASSWORD)
    found.accounts.add("申报甲", "applicant", PASSWORD, [ids[MINE]])
    found.accounts.add("申报乙", "applicant", PASSWORD, [ids[OTHERS]])
    found.store.close()
    return folder


@contextmanager
def _town(published: Path, peopled: Path, data: Path) -> Iterator[Town]:
    shutil.copy(peopled / "web.sqlite", data)
    with serving_at(Place(None, data, published, WebSettings())) as served:
        yield Town(served, served.app.state.site.kept)


@pytest.fixture(scope="session")
def town(
    published: Path, peopled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """For tests that leave accounts as they are."""
    with _town(published, peopled, tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture
def own_town(published: Path, peopled: Path, tmp_path: Path) -> Iterator[Town]:
    """For tests that change them."""
    with _town(published, peopled, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def roles(town: Town, ids: dict[str, str]) -> dict[str, Served]:
    """Role → a browser of somebody in it; `other`: of another applicant."""
    secret = town.kept.shares.make(local_admin("x"), "project", ids[MINE], MINE, 7)
    shared = town.served.somebody()
    assert shared.post(f"/s/{secret}", data={"csrf": shared.token(f"/s/{secret}")}).ok
    names = {"admin": "管理", "reviewer": "评审甲", "applicant": "申报甲", "other": "申报乙"}
    return {
        **{role: town.browser(name) for role, name in names.items()},
        "shared": shared, "anyone": town.served.somebody(),
    }  # fmt: skip


@pytest.fixture
def serving(published: Path) -> Callable[..., AbstractContextManager[Served]]:
    """A site of one's own, by its data folder and settings."""

    def at(data: Path, **web: object) -> AbstractContextManager[Served]:
        return serving_at(Place(None, data, published, WebSettings.model_validate(web)))

    return at


@pytest.fixture(scope="session")
def opening() -> Callable[[Place], AbstractContextManager[Served]]:
    """Serves a place of a test's own."""
    return serving_at


@pytest.fixture(scope="session")
def crowd(once: Once) -> Path:
    """A data folder with a published copy of many made-up projects; not to be changed."""

    def made(folder: Path) -> None:
        (crowd_sample.published(folder) / "current").symlink_to(crowd_sample.COPY)

    return once("crowd", made)


@pytest.fixture(scope="session")
def made_up(crowd: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site over the made-up projects, for the local admin."""
    data = tmp_path_factory.mktemp("made-up")
    with serving_at(Place(None, data, crowd / "published", WebSettings())) as served:
        yield served
