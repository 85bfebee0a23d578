"""A published copy of the demonstration, served over real HTTP."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from fastapi import FastAPI

from yuanzheng import serving
from yuanzheng.web.app import build
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

    def somebody(self) -> Served:
        """The same site for another browser."""
        return Served(self.base, self.app, self.place)


@contextmanager
def serving_at(place: Place) -> Iterator[Served]:
    """Answers as `yuanzheng serve` does, in a thread."""
    app = build(place)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = serving.Server(serving.settings(app, place.web))
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
