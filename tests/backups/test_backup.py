"""A backup taken at any time can be put back, and what is put back proves what it proved."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from collectors.diary import mark
from collectors.replay import rebuild
from collectors.standin import SAMPLE_NOW, StandIn
from collectors.standin.faults import Before, Fault
from reports import masking
from warehouse import chain, continuity, lasting
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng import failures, work
from yuanzheng.backups import manifest, objects, taking, telling
from yuanzheng.cli import run
from yuanzheng.config import load
from yuanzheng.interrupt import Interrupt
from yuanzheng.nights.night import Nights
from yuanzheng.voice import Voice

Told = dict[str, Any]


def told(capsys: Any, root: Path, *words: str) -> Told:
    """What a command prints as JSON, which must be as the schema has it."""
    capsys.readouterr()
    code = run([*words, "--json"])
    found: Told = json.loads(capsys.readouterr().out)
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema, cls=jsonschema.Draft202012Validator)
    assert found["exit_code"] == code
    return found


def is_whole(home: Path) -> None:
    """The chain holds, and the archive alone gives the tables of the data file."""
    places = WarehouseSettings(folder=home / "data")
    assert continuity.check(places).whole
    again = home.parent / "again"
    shutil.rmtree(again, ignore_errors=True)
    with (
        Warehouse(places.database, read_only=True) as whole,
        Warehouse(again / "warehouse.duckdb") as made,
    ):
        rebuild(places.archive, made, chain.finished(places.folder))
        assert mark(made) == mark(whole)


def files(folder: Path, *left: str) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: p.read_bytes() for name, p in named.items() if not name.startswith(left)}


OWN = ("backups", "evidence", "data/mirrors", "data/published", "data/yuanzheng.log")


def test_everything_comes_back(home: Path, tmp_path: Path) -> None:
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    assert run(["restore", str(tmp_path / "back"), "--quiet"]) == failures.COMPLETE
    state = ("data/state.sqlite",)
    assert files(tmp_path / "back", *state) == files(home, *OWN, *state)
    rows = [
        sqlite3.connect(place / "data/state.sqlite").execute("SELECT * FROM cursor").fetchall()
        for place in (home, tmp_path / "back")
    ]
    assert rows[0] == rows[1]
    is_whole(tmp_path / "back")


def test_a_pack_of_what_came_back_passes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    assert run(["restore", str(tmp_path / "back"), "--quiet"]) == failures.COMPLETE
    shutil.rmtree(home)
    monkeypatch.chdir(tmp_path / "back")
    assert run(["history", "--quiet"]) == failures.COMPLETE
    assert run(["pack", "问答集", "-p", "nanshan-project", "--quiet"]) == failures.COMPLETE
    [pack] = (tmp_path / "back" / "packs").iterdir()
    assert run(["verify", str(pack), "--quiet"]) == failures.COMPLETE


@pytest.mark.parametrize("folder", ["data", "elsewhere"])
def test_marks_of_persons_are_the_same_after_it(folder: str, home: Path, tmp_path: Path) -> None:
    """The key lies beside the data folder, not in it."""
    if folder == "elsewhere":
        shutil.move(home / "data", tmp_path / folder)
        path = home / "config.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"data"', f'"{tmp_path / folder}"'), encoding="utf-8")
    data = load(home / "config.toml").settings.warehouse.folder
    key = masking.key_of(data)
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    assert run(["restore", str(tmp_path / "back"), "--quiet"]) == failures.COMPLETE
    assert masking.key_of(tmp_path / "back" / "data") == key


def test_a_key_outside_is_told(home: Path, capsys: Any, root: Path) -> None:
    """A data folder that is the configuration's own has its key beside that."""
    for path in [*(home / "data").iterdir()]:
        path.rename(home / path.name)
    path = home / "config.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('folder = "data"', 'folder = "."'), encoding="utf-8")
    masking.key_of(load(path).settings.warehouse.folder)
    found = told(capsys, root, "backup", "--to", str(home.parent / "store"))
    assert any("names-key" in words for words in found["problems"])


def test_archives_of_several_hosts_are_told_to_be_left_out(
    home: Path, capsys: Any, root: Path
) -> None:
    """What `unite` made has no archive of its own: that lies with the hosts."""
    path = home / "config.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text}[shards]\nfolder = "shared"\nhost = "h1"\n', encoding="utf-8")
    assert told(capsys, root, "shard")["exit_code"] == failures.COMPLETE
    shutil.rmtree(home / "data")
    assert told(capsys, root, "unite")["exit_code"] == failures.COMPLETE
    found = told(capsys, root, "backup")
    assert not [one for one in manifest.all_of(home / "backups") if ".warc" in one.read_text()]
    assert any(str(home / "shared") in words for words in found["problems"])
    assert found["exit_code"] == failures.PARTIAL


def test_a_second_backup_keeps_only_what_is_new(home: Path, capsys: Any, root: Path) -> None:
    config = load(home / "config.toml")
    now = datetime(2026, 11, 1, tzinfo=UTC)
    first = taking.take(config, home / "backups", now)
    again = taking.take(config, home / "backups", now + timedelta(days=1))
    assert first.added > 100_000
    assert again.added == 0
    (home / "people.toml").write_text("# 有了内容\n", encoding="utf-8")
    third = taking.take(config, home / "backups", now + timedelta(days=2))
    assert third.added == len("# 有了内容\n".encode())
    assert len(told(capsys, root, "backup", "--list")["backups"]) == 3
    assert run(["restore", "back", "--backup", first.manifest.name, "--quiet"]) == 0
    assert (home / "back" / "people.toml").read_bytes() == b""


def test_files_of_applicants_and_pictures_are_in_it(home: Path) -> None:
    text = (home / "config.toml").read_text(encoding="utf-8")
    extra = 'facts = "facts.toml"\n'
    (home / "config.toml").write_text(text + extra, encoding="utf-8")
    facts = '[attachments]\nx = ["proof/证明.pdf", "../../etc/passwd", "/etc/passwd", "none.pdf"]\n'
    (home / "facts.toml").write_text(facts, encoding="utf-8")
    for name in (
        "projects.toml",
        "proof/证明.pdf",
        "evidence/问答集/screenshots/a.png",
        "data/web.sqlite",
    ):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (home / "data" / "away").symlink_to("/etc")
    taken = taking.take(load(home / "config.toml"), home / "backups", datetime.now(UTC))
    names = {entry.path for entry in taken.manifest.files}
    assert names >= {
        "config.toml", "people.toml", "projects.toml", "facts.toml", "proof/证明.pdf",
        "data/web.sqlite", "data/chain.jsonl", "data/runs.jsonl",
        "evidence/问答集/screenshots/a.png",
    }  # fmt: skip
    assert not [name for name in names if "passwd" in name or "away" in name]


def test_what_lies_elsewhere_is_named(home: Path, tmp_path: Path, capsys: Any) -> None:
    text = (home / "config.toml").read_text(encoding="utf-8")
    text = text.replace('"people.toml"', f'"{tmp_path / "people.toml"}"')
    (tmp_path / "people.toml").touch()
    (home / "config.toml").write_text(text, encoding="utf-8")
    assert run(["backup"]) == failures.PARTIAL
    assert "没有备份它" in capsys.readouterr().err


@contextmanager
def collecting(platforms: StandIn, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process in the midst of a run: it waits for an answer while the block runs."""
    reached, going = threading.Event(), threading.Event()

    def hold() -> None:
        reached.set()
        going.wait(60)

    platforms.faults.append(Fault(Before(hold), nth=4))
    command = [sys.executable, "-m", "yuanzheng", "collect", "--quiet"]
    child = subprocess.Popen(command, cwd=home)
    try:
        assert reached.wait(60)
        yield child
    finally:
        going.set()
        platforms.faults.clear()
        assert child.wait(60) == 0


def test_in_the_midst_of_a_run_the_published_copy_and_its_archive_are_taken(
    home: Path, platforms: StandIn, tmp_path: Path, capsys: Any, root: Path
) -> None:
    before = (home / "data" / "chain.jsonl").read_bytes()
    with collecting(platforms, home):
        running = set(chain.files(home / "data" / "archive")) - set(
            chain.ends(chain.known(WarehouseSettings(folder=home / "data")))
        )
        found = told(capsys, root, "backup")
        assert found["exit_code"] == 0
        assert found["backup"]["source"] != "live"
        assert run(["restore", str(tmp_path / "back"), "--quiet"]) == failures.COMPLETE
    assert running, "the run had begun its archive"
    assert (tmp_path / "back/data/chain.jsonl").read_bytes() == before
    assert not running & set(chain.files(tmp_path / "back/data/archive"))
    assert not (tmp_path / "back/data/state.sqlite").exists()
    is_whole(tmp_path / "back")
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    shutil.rmtree(tmp_path / "back")
    assert run(["restore", str(tmp_path / "back"), "--quiet"]) == failures.COMPLETE
    assert (tmp_path / "back/data/chain.jsonl").read_bytes() != before
    is_whole(tmp_path / "back")


def test_with_nothing_published_it_says_so_or_waits(
    home: Path, platforms: StandIn, capsys: Any
) -> None:
    shutil.rmtree(home / "data" / "published", ignore_errors=True)
    command = [sys.executable, "-m", "yuanzheng", "backup", "--wait", "60", "--quiet"]
    with collecting(platforms, home):
        assert run(["backup"]) == failures.BUSY
        assert "--wait" in capsys.readouterr().err
        waiting = subprocess.Popen(command)
        assert waiting.poll() is None
    assert waiting.wait(60) == failures.COMPLETE
    [path] = manifest.all_of(home / "backups")
    assert manifest.read(path).source == "live"


MODEL = """
[[project]]
name = "模型"
models = ["http://huggingface.example/lantu/harbor-embed"]
"""


def test_a_copy_published_before_a_thinning_is_not_taken(
    home: Path, platforms: StandIn, tmp_path: Path, root: Path, capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Its chain names records that are no longer in the archive."""
    config = home / "config.toml"
    text = config.read_text(encoding="utf-8").replace('"data"\n', '"data"\nthin_after_days = 30\n')
    config.write_text(text + MODEL, encoding="utf-8")
    monkeypatch.setattr("yuanzheng.clock.now", lambda: SAMPLE_NOW + timedelta(days=1))
    assert run(["run", "--quiet"]) == failures.COMPLETE
    config.write_text(text.partition("[[project]]")[0] + MODEL, encoding="utf-8")
    monkeypatch.setattr("yuanzheng.clock.now", lambda: SAMPLE_NOW + timedelta(days=41))
    assert run(["thin", "--yes", "--quiet"]) == failures.COMPLETE
    with collecting(platforms, home):
        found = told(capsys, root, "backup")
    assert found["exit_code"] == failures.BUSY, found
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    assert run(["restore", str(tmp_path / "back"), "--quiet"]) == failures.COMPLETE
    is_whole(tmp_path / "back")


def test_nobody_writes_while_it_is_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after the data file was read: reading it must not give up the lock."""
    tried: list[int] = []
    opening = (
        "import sys, pathlib; from warehouse.store import Warehouse\n"
        "from warehouse.errors import WarehouseBusy\n"
        "try: Warehouse(pathlib.Path('data/warehouse.duckdb')).close()\n"
        "except WarehouseBusy: sys.exit(4)\n"
    )
    entries = taking._entries

    def then(*args: Any) -> Any:
        kept = entries(*args)
        tried.append(subprocess.run([sys.executable, "-c", opening], check=False).returncode)
        return kept

    monkeypatch.setattr(taking, "_entries", then)
    taking.take(load(home / "config.toml"), home / "backups", datetime.now(UTC))
    assert tried == [failures.BUSY]
    assert subprocess.run([sys.executable, "-c", opening], check=False).returncode == 0


def test_a_damaged_piece_is_found_and_made_good(home: Path, capsys: Any, root: Path) -> None:
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    assert told(capsys, root, "backup", "--check")["exit_code"] == 0
    for path in sorted((home / "backups" / "objects").glob("*/*"))[::2]:
        data = bytearray(path.read_bytes())
        if data:
            data[len(data) // 2] ^= 1
            path.write_bytes(bytes(data))
    found = told(capsys, root, "backup", "--check")
    assert found["exit_code"] == failures.WRONG
    assert "缺损" in found["problems"][0]
    assert run(["restore", "back"]) == failures.WRONG
    assert not (home / "back").exists()
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    assert told(capsys, root, "backup", "--check")["exit_code"] == 0
    assert run(["restore", "back", "--quiet"]) == failures.COMPLETE


@pytest.mark.parametrize("change", ["files", "digest", "made_at", "cut", "empty"])
def test_a_changed_list_is_found(home: Path, change: str, capsys: Any) -> None:
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    [path] = manifest.all_of(home / "backups")
    text = path.read_text(encoding="utf-8")
    changed = {
        "files": text.replace("config.toml", "konfig.toml"), "cut": text[:-40], "empty": "",
        "digest": text.replace('"digest":"', '"digest":"0'),
        "made_at": text.replace('"made_at":"20', '"made_at":"19'),
    }[change]  # fmt: skip
    path.write_text(changed, encoding="utf-8")
    assert run(["backup", "--check"]) == failures.WRONG
    assert "被改过或损坏" in capsys.readouterr().err
    assert run(["restore", "back"]) == failures.WRONG
    pieces = list((home / "backups" / "objects").glob("*/*"))
    assert run(["backup"]) == failures.PARTIAL, "what a list nobody can read needs is kept"
    assert set(pieces) <= set((home / "backups" / "objects").glob("*/*"))


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", "a\\..\\x", "C:/x", "", ".", "a//b", "a\n/x", "./a"]
)
def test_a_hostile_list_writes_nowhere_else(path: str, tmp_path: Path) -> None:
    entry = manifest.Entry(path, 0, "0" * 64, ())
    fine = manifest.Manifest(
        manifest.FORMAT, datetime(2026, 1, 1, tzinfo=UTC), "live", None, (), (), None, "data"
    )
    manifest.write(tmp_path, manifest.sealed(fine))
    assert manifest.read(manifest.all_of(tmp_path)[0]).data == "data"
    hostile = [
        replace(fine, files=(entry,)),
        replace(fine, settings=path),
        replace(fine, data=path),
    ]
    for one in hostile:
        if (one.settings, one.data) in {("", "data"), (None, ".")}:
            continue  # none, and the folder itself: nothing wrong with them
        shutil.rmtree(tmp_path / manifest.FOLDER)
        manifest.write(tmp_path, manifest.sealed(one))
        with pytest.raises(manifest.Unreadable):
            manifest.read(manifest.all_of(tmp_path)[0])


def test_killed_at_any_moment_the_earlier_ones_are_whole(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load(home / "config.toml")
    now = datetime(2026, 11, 1, tzinfo=UTC)
    taking.take(config, home / "backups", now)
    (home / "people.toml").write_text("# 新的", encoding="utf-8")
    with (home / "data" / "runs.jsonl").open("a", encoding="utf-8") as ledger:
        ledger.write("{}\n")
    steps = ("put", "holds")
    for at, (step, number) in enumerate([(s, n) for s in steps for n in range(0, 8, 2)]):
        left = iter([False] * number + [True])
        real = getattr(objects.Store, step)

        def killed(*args: Any, real: Any = real, left: Any = left) -> Any:
            if next(left, False):
                raise KeyboardInterrupt
            return real(*args)

        monkeypatch.setattr(objects.Store, step, killed)
        try:
            taking.take(config, home / "backups", now + timedelta(days=at + 1))
        except KeyboardInterrupt:
            assert len(manifest.all_of(home / "backups")) == 1
        monkeypatch.undo()
        monkeypatch.chdir(home)
    assert run(["backup", "--check", "--quiet"]) == failures.COMPLETE


def test_a_real_kill_leaves_the_earlier_one_and_no_lock(home: Path) -> None:
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    (home / "people.toml").write_text("# 新的", encoding="utf-8")
    code = (
        "import os, signal\nfrom yuanzheng.backups import manifest\nfrom yuanzheng.cli import run\n"
        "manifest.write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\nrun(['backup'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    assert len(manifest.all_of(home / "backups")) == 1
    assert run(["backup", "--check", "--quiet"]) == failures.COMPLETE
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    assert run(["restore", "back", "--quiet"]) == failures.COMPLETE


def test_a_full_disk_is_a_sentence_and_the_earlier_one_is_whole(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    (home / "people.toml").write_text("# 新的", encoding="utf-8")

    def full(path: Path, _: bytes) -> None:
        path.write_bytes(b"ha")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(lasting, "kept", full)
        assert run(["backup"]) == failures.WRONG
        assert "磁盘已满" in capsys.readouterr().err
        assert run(["restore", "back"]) == failures.WRONG
        assert not (home / "back").exists()
        assert not (home / "back.restoring").exists()
        assert telling.after_night(load(home / "config.toml"), at=datetime.now(UTC)) == (
            "备份没有做成：磁盘已满：请清出空间，再运行同样的命令，会接着做。",
        )
    assert run(["backup", "--check", "--quiet"]) == failures.COMPLETE
    assert run(["restore", "back", "--quiet"]) == failures.COMPLETE


def test_a_night_without_its_backup_is_not_complete(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def sealed(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    assert run(["refresh", "--nightly", "--quiet"]) == failures.COMPLETE
    with monkeypatch.context() as patch:
        patch.setattr(taking, "take", sealed)
        capsys.readouterr()
        assert run(["refresh", "--nightly", "--json"]) == failures.PARTIAL
    said = capsys.readouterr()
    assert json.loads(said.out)["exit_code"] == failures.PARTIAL
    assert said.err.count("备份没有做成：文件系统是只读的") == 1


def test_two_at_a_time_is_refused(home: Path, capsys: Any) -> None:
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    with objects.opened(home / "backups"):
        assert run(["backup"]) == failures.WRONG
    assert "另一个程序正在用备份文件夹" in capsys.readouterr().err


def test_a_database_that_is_being_written_comes_whole(home: Path, tmp_path: Path) -> None:
    web = sqlite3.connect(home / "data" / "web.sqlite", isolation_level=None)
    web.execute("PRAGMA journal_mode = WAL")
    web.execute("CREATE TABLE pair (a, b)")
    stop = threading.Event()

    def write() -> None:
        own = sqlite3.connect(home / "data" / "web.sqlite", isolation_level=None)
        n = 0
        while not stop.is_set():
            n += 1
            own.execute("BEGIN IMMEDIATE")
            own.execute("INSERT INTO pair VALUES (?, ?)", (n, "x" * 500))
            own.execute("INSERT INTO pair VALUES (?, ?)", (-n, "y" * 500))
            own.execute("COMMIT")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert run(["backup", "--quiet"]) == failures.COMPLETE
    finally:
        stop.set()
        writer.join()
    assert run(["restore", str(tmp_path / "back"), "--quiet"]) == failures.COMPLETE
    back = sqlite3.connect(tmp_path / "back" / "data" / "web.sqlite")
    assert back.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert back.execute("SELECT coalesce(sum(a), 0) FROM pair").fetchone() == (0,)


@pytest.mark.parametrize("name", ["web.sqlite", "state.sqlite"])
@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_damaged_database_is_said_and_all_else_backed_up(
    home: Path, name: str, page: int, capsys: Any, root: Path
) -> None:
    path = home / "data" / name
    if name == "web.sqlite":
        with closing(sqlite3.connect(path)) as web, web:
            web.execute("CREATE TABLE pair (a PRIMARY KEY, b)")
            web.execute("INSERT INTO pair VALUES (1, 2)")
    whole = path.read_bytes()
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    path.write_bytes(whole[: page * 4096] + b"\xff" * 4096 + whole[(page + 1) * 4096 :])
    found = told(capsys, root, "backup")
    assert found["exit_code"] == failures.PARTIAL
    assert found["problems"] == [
        f"data/{name} 已经损坏，照样备份了它：请从更早的备份恢复这个文件。"
    ]
    assert run(["restore", "back", "--quiet"]) == failures.COMPLETE
    is_whole(home / "back")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["backup", "--to", "data/inside"], "套在一起"),
        (["backup", "--to", "."], "套在一起"),
        (["backup", "--to", "evidence"], "已有别的文件"),
        (["backup", "--check"], "没有源证的备份"),
        (["restore", "new"], "没有源证的备份"),
    ],
)
def test_refusals(home: Path, words: list[str], said: str, capsys: Any) -> None:
    (home / "evidence").mkdir(exist_ok=True)
    (home / "evidence" / "x").touch()
    assert run(words) == failures.WRONG
    assert said in capsys.readouterr().err


def test_it_never_restores_over_anything(home: Path, capsys: Any) -> None:
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    for place in ("data", "config.toml", "."):
        assert run(["restore", place]) == failures.WRONG
        assert "没有动它" in capsys.readouterr().err
    (home / "empty").mkdir()
    assert run(["restore", "empty", "--quiet"]) == failures.COMPLETE
    assert run(["restore", "other", "--backup", "1999"]) == failures.WRONG


def test_without_data_no_backup_pushes_out_the_good_ones(home: Path, capsys: Any) -> None:
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    shutil.rmtree(home / "data")
    assert run(["backup"]) == failures.WRONG
    assert "没有备份" in capsys.readouterr().err
    assert run(["restore", "back", "--quiet"]) == failures.COMPLETE


def test_another_chain_leaves_the_old_backups(home: Path, capsys: Any) -> None:
    config = load(home / "config.toml")
    now = datetime(2026, 11, 1, tzinfo=UTC)
    taking.take(config, home / "backups", now)
    held = (home / "data" / "chain.jsonl").read_bytes()
    (home / "data" / "chain.jsonl").write_bytes(held.replace(b'"run":1', b'"run":2'))
    taken = taking.take(config, home / "backups", now + timedelta(minutes=5))
    assert not taken.thinned
    assert any("不是现在这条的开头" in words for words in taken.problems)
    assert len(manifest.all_of(home / "backups")) == 2


def test_an_archive_that_was_changed_is_told(home: Path, capsys: Any) -> None:
    [first, *_] = sorted((home / "data" / "archive").iterdir())
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 1
    first.write_bytes(bytes(data))
    assert run(["backup"]) == failures.PARTIAL
    assert "散列不符" in capsys.readouterr().err
    assert run(["restore", "back"]) == failures.WRONG, "it comes back as it was, and is told so"
    assert (home / "back" / "data" / "archive" / first.name).read_bytes() == bytes(data)


def test_the_service_makes_one_after_the_night(home: Path) -> None:
    request = work.Request("refresh", "collect score report")
    config = load(home / "config.toml")
    service = Nights(request, Voice("schedule", quiet=True), Interrupt(), config)
    assert service.due(every=True) == 0
    [path] = manifest.all_of(home / "backups")
    held = manifest.read(path)
    assert held.source == "live"
    assert held.root == chain.known(config.settings.warehouse)[-1].root


def test_what_a_killed_run_left_in_the_log_comes_back(home: Path, tmp_path: Path) -> None:
    code = (
        "import os, signal; from pathlib import Path; from warehouse.store import Warehouse\n"
        "w = Warehouse(Path('data/warehouse.duckdb'))\n"
        "w.execute(\"INSERT INTO project SELECT 'late', 'n', NULL, [], false\")\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    assert (home / "data" / "warehouse.duckdb.wal").exists()
    assert run(["backup", "--quiet"]) == failures.COMPLETE
    assert run(["restore", str(tmp_path / "back"), "--quiet"]) == failures.COMPLETE
    with Warehouse(tmp_path / "back/data/warehouse.duckdb", read_only=True) as warehouse:
        assert warehouse.query("FROM project WHERE project_id = 'late'")
