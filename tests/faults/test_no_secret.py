"""The token, its base64, cookies and authorization stand in no file, log or error, come what may.

All faults strike while a token of unique value is sent, and hosts that echo it in headers, links,
bodies and cookies; then every byte that was written or said is searched.
"""

from __future__ import annotations

import gzip
import logging
import sqlite3
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lines import TOKENS
from nights import Night
from test_transport_faults import FAULTS, later
from town import Strike, Town
from werkzeug.wrappers import Response

from collectors.standin.faults import Change
from warehouse.store import Warehouse

SECRET = "s3cr3t-T0ken-7f1d9c40e2"
COOKIE = "c00kie-5be1aa73"
WORDS = (
    SECRET, b64encode(SECRET.encode()).decode().rstrip("="), COOKIE, "access_token=",
    f"Bearer {SECRET[:6]}", b64encode(f"x:{SECRET}".encode()).decode().rstrip("="),
)  # fmt: skip


def echoing(response: Response) -> None:
    """What a careless host, proxy or error page sends back."""
    response.headers["Set-Cookie"] = f"session={COOKIE}"
    response.headers["X-Echo"] = f"http://user:{SECRET}@h.example/?access_token={SECRET}&a=1"
    if response.status_code >= 400:
        response.set_data(response.get_data() + f" Authorization: {SECRET}".encode())


@pytest.fixture(autouse=True)
def _debugging(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and what its packing hides."""
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        raw = path.read_bytes()
        yield path.name, gzip.decompress(raw) if path.suffix == ".gz" else raw
        if raw.startswith(b"SQLite"):
            with sqlite3.connect(path) as db:
                yield f"{path.name} dumped", "\n".join(db.iterdump()).encode()
    for path in folder.rglob("*.duckdb"):
        with Warehouse(path, read_only=True) as warehouse:
            names = warehouse.query(
                "SELECT table_name AS t FROM duckdb_tables() WHERE NOT internal"
            )
            for name in names:
                yield f"table {name['t']}", repr(warehouse.query(f'FROM "{name["t"]}"')).encode()


def found_in(sources: Iterator[tuple[str, bytes]]) -> list[str]:
    return [
        f"{word} in {name}" for name, data in sources for word in WORDS if word.encode() in data
    ]


@pytest.mark.parametrize("platform", sorted(TOKENS))
def test_after_every_fault_the_token_is_nowhere(
    towns: Callable[[str], Town], platform: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv(TOKENS[platform], SECRET)
    town = towns(platform)
    town.server.tokens.add(SECRET)
    said = []
    for action in (Change(echoing), *(FAULTS[name](town) for name in sorted(FAULTS)[::3])):
        night = Night(town, Strike(town, action, times=2))
        said += [f"{r.reason} {r}" for r in night.summary.results]
        said += [f"{why} {seconds}" for seconds, why in town.progress.waits]
        later(town)
    town.server.tokens.discard(SECRET)
    said += [str(r) for r in town.run().results]
    assert any(SECRET in str(dict(s.headers)) for s in town.server.requests), "it was sent"
    out = capfd.readouterr()
    sources = [("reasons", " ".join(said)), ("log", caplog.text), ("out", out.out + out.err)]
    assert found_in(iter([(name, text.encode()) for name, text in sources])) == []
    assert found_in(written(town.folder)) == []
    assert (town.folder / "runs.jsonl").stat().st_size > 0
    assert list(town.places.archive.glob("*.warc.gz"))


CONFIG = """
[collectors]
proxy = "{proxy}"
max_retries = 0
[collectors.github]
api = "http://api.github.example"
web = "http://github.example"
[[project]]
name = "tool"
repositories = ["http://github.example/dev0/tool"]
"""


@pytest.mark.parametrize("revoked", [False, True])
def test_the_real_command_shows_and_writes_no_token_even_when_asked_for_details(
    towns: Callable[[str], Town], tmp_path: Path, revoked: bool
) -> None:
    """`run` with a report, an interpreter that warns and an HTTP library that tells all."""
    town = towns("github")
    town.server.tokens.add(SECRET) if not revoked else None
    town.server.faults.append(Strike(town, Change(echoing)))  # type: ignore[arg-type]
    folder = tmp_path / "command"
    folder.mkdir()
    (folder / "config.toml").write_text(CONFIG.format(proxy=town.server.proxy), encoding="utf-8")
    code = (
        "import logging; logging.basicConfig(level=logging.DEBUG);"
        "from yuanzheng.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", code, "run"], cwd=folder, capture_output=True,
        env={**environment(), "GITHUB_TOKEN": SECRET, "YUANZHENG_DEBUG": "1"}, check=False,
    )  # fmt: skip
    assert (done.returncode == 0) == (not revoked), done.stderr.decode()[-900:]
    assert "DEBUG" in done.stderr.decode()
    assert [s for s in town.server.requests if SECRET in str(dict(s.headers))]
    assert found_in(iter([("out", done.stdout), ("err", done.stderr)])) == []
    assert found_in(written(folder)) == []
    assert revoked or list((folder / "evidence").rglob("*.html"))


def environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONUTF8": "1"}


def test_the_search_itself_finds_what_it_is_to_find(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(f"x {SECRET}".encode()))
    (tmp_path / "b.txt").write_bytes(b64encode(SECRET.encode()))
    with Warehouse(tmp_path / "c.duckdb") as warehouse:
        row: dict[str, Any] = {"project_id": "p", "name": COOKIE, "policies": [], "sample": False}
        warehouse.replace("project", [row], {})
    names = {entry.rpartition(" in ")[2] for entry in found_in(written(tmp_path))}
    assert {"a.warc.gz", "b.txt", "table project"} <= names
