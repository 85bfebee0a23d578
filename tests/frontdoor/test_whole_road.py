"""The real stages: a clone on this machine, the stand-in platforms, and the demonstration twice."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from collectors.standin import StandIn, serve
from warehouse import personal, schema
from warehouse.store import Warehouse
from yuanzheng import failures, sample
from yuanzheng.cli import run

_ADDRESS = re.compile(rb"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_KEPT = re.compile(rb"^sha256-[0-9a-f]{64}@|@users?\.noreply\.|^git@")


@pytest.fixture(scope="module")
def platforms() -> Iterator[StandIn]:
    with serve() as standin:
        yield standin


def test_a_clone_becomes_evidence(clone: Path, capsys: Any) -> None:
    assert run(["run", str(clone), "--policy", "nanshan-project", "--json"]) == failures.COMPLETE
    found = json.loads(capsys.readouterr().out)
    assert found["collected"]["rows_added"] > 0
    assert [p["name"] for p in found["projects"]] == ["my-clone"]
    assert {row["outcome"] for row in found["findings"]} <= {
        "满足", "不满足", "需人工佐证", "数据不足",
    }  # fmt: skip
    assert all(Path(path).exists() for path in found["reports"])


def test_a_gone_repository_leaves_the_other_project_be(
    platforms: StandIn, tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "config.toml").write_text(
        f"""
[collectors]
proxy = "{platforms.proxy}"
[collectors.github]
api = "http://api.github.example"
web = "http://github.example"
[collectors.huggingface]
api = "http://huggingface.example"
web = "http://huggingface.example"
[[project]]
name = "gone"
repositories = ["http://github.example/nobody/nothing"]
[[project]]
name = "there"
datasets = ["http://huggingface.example/datasets/lantu/harbor-qa"]
""",
        encoding="utf-8",
    )
    assert run(["run", "--json"]) == failures.PARTIAL
    said = capsys.readouterr()
    found = json.loads(said.out)
    grades = {(r["repo_id"], r["grade"]) for r in found["collected"]["results"]}
    assert ("huggingface:datasets/lantu/harbor-qa", "complete") in grades
    assert any("nobody/nothing" in problem for problem in found["problems"])
    assert "没有做成：github:nobody/nothing" in said.err
    assert [p["project_id"] for p in found["projects"]] == ["gone", "there"]


def test_no_network_is_said_and_reported(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "config.toml").write_text(
        '[collectors]\nproxy = "http://127.0.0.1:9"\nmax_retries = 0\n', encoding="utf-8"
    )
    assert run(["run", "https://gitee.com/a/b"]) == failures.PARTIAL
    said = capsys.readouterr()
    assert "请检查网络或代理" in said.err
    assert "证据表：" in said.out


def test_the_demonstration_twice(tmp_path: Path, demo_folder: Path) -> None:
    out = tmp_path / "demo"
    shutil.copytree(demo_folder, out)
    before = _rows(out), _bytes(out / "evidence")
    assert (
        sum(count for row in before[0] for count in row.values() if isinstance(count, int)) > 1000
    )
    second = _demo(out)
    assert second["exit_code"] == failures.COMPLETE, second["problems"]
    assert second["collected"]["rows_added"] == 0
    assert (_rows(out), _bytes(out / "evidence")) == before
    assert second["as_of"] == "2026-10-31T16:00:00+00:00"
    assert list(_addresses(out)) == []


def _demo(out: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "yuanzheng", "demo", "--out", str(out), "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def _rows(out: Path) -> list[dict[str, Any]]:
    with Warehouse(out / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        tables = warehouse.query("SELECT table_name FROM duckdb_tables() ORDER BY ALL")
        tables = [t for t in tables if t["table_name"] not in schema.history()]
        return [
            warehouse.query(f"SELECT '{t['table_name']}', count(*) FROM \"{t['table_name']}\"")[0]
            for t in tables
        ]


def _addresses(out: Path) -> Iterator[bytes]:
    """Addresses of persons in the warehouse, and in what a pack would hold of the archive."""
    with Warehouse(out / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        for table in warehouse.query("SELECT table_name AS name FROM duckdb_tables()"):
            yield from _found(str(warehouse.query(f'FROM "{table["name"]}"')).encode())
    for file in (out / "data" / "archive").iterdir():
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                headers, payload = record.rec_headers, record.content_stream().read()
                kind = (record.http_headers or headers).get_header("Content-Type")
                made, _, _ = personal.redacted_record(dict(headers.headers), kind, payload)
                yield from _found(made)


def _found(text: bytes) -> Iterator[bytes]:
    for address in _ADDRESS.findall(text.replace(b"\\n", b" ")):
        if not _KEPT.search(address):
            yield address


def _bytes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert files
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_demonstration_keeps_out_of_other_folders(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    assert run(["demo", "--out", "mine"]) == failures.WRONG
    assert "没有动它" in capsys.readouterr().err
    assert run(["demo", "--out", "mine/thesis.txt"]) == failures.WRONG
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_the_demonstration_sends_no_token_of_this_machine() -> None:
    settings = sample.settings_for("http://127.0.0.1:1")
    for platform in (settings.platform(n) for n in ("github", "gitee", "huggingface")):
        assert platform.token_env not in {"GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN"}
        assert ".example" in platform.api
        assert ".example" in platform.web
