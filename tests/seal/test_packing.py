"""pack: a bag that other programs accept, whole or not at all, the same bytes every time."""

from __future__ import annotations

import errno
import gzip
import json
import re
import shlex
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import workshop
from workshop import NAME, PACK, POLICY, files, packed
from workshop import digest_bytes as digest_of

from reports.seal import layout
from warehouse import schema
from warehouse.store import Warehouse
from warehouse.warcs import records
from yuanzheng import failures
from yuanzheng.cli import run


def test_sha256sum_accepts_and_covers_every_file(pack: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", layout.SHA256], cwd=pack, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = (pack / layout.SHA256).read_text(encoding="utf-8").splitlines()
    assert {line[66:] for line in lines} == files(pack).keys() - {layout.SHA256}


def test_it_is_a_bag(pack: Path) -> None:
    """RFC 8493: declaration, payload manifest of all of data, its size and number."""
    found = files(pack)
    assert (pack / "bagit.txt").read_text().splitlines()[0] == "BagIt-Version: 1.0"
    payload = [path for path in found if path.startswith("data/")]
    manifest = (pack / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(line[66:] for line in manifest) == sorted(payload)
    info = dict(line.split(": ", 1) for line in (pack / "bag-info.txt").open(encoding="utf-8"))
    size = sum(found[path].stat().st_size for path in payload)
    assert info["Payload-Oxum"].strip() == f"{size}.{len(payload)}"
    assert info["Bagging-Date"].strip() == "2026-10-31"
    for line in (pack / "tagmanifest-sha256.txt").read_text(encoding="utf-8").splitlines():
        assert workshop.digest(pack / line[66:]) == line[:64]


def guide_commands(pack: Path) -> list[str]:
    text = (pack / layout.GUIDE).read_text(encoding="utf-8")
    return re.findall(r"^    \$ (.+)$", text, re.MULTILINE)


def test_the_commands_of_the_guide_work(pack: Path) -> None:
    commands = guide_commands(pack)
    assert len(commands) == 4
    shown = []
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command], cwd=pack, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stderr)
        shown.append(done.stdout)
    assert "根散列一致" in shown[1]
    assert "WARC/1.1" in shown[2]


def test_the_guide_s_commands_see_a_change(pack: Path, tmp_path: Path) -> None:
    changed = workshop.copied(pack, tmp_path / "p")
    (changed / layout.FIGURES).write_bytes((pack / layout.FIGURES).read_bytes() + b" ")
    for command in guide_commands(changed)[:2]:
        done = subprocess.run(
            ["bash", "-c", command], cwd=changed, capture_output=True, check=False
        )
        assert done.returncode != 0, command


def test_the_same_warehouse_gives_the_same_bytes(
    home: Path, pack: Path, zipped: Path, tmp_path: Path
) -> None:
    again = packed(home, tmp_path)
    assert {p: workshop.digest(f) for p, f in files(again).items()} == {
        p: workshop.digest(f) for p, f in files(pack).items()
    }
    assert packed(home, tmp_path, "--zip").read_bytes() == zipped.read_bytes()


def test_other_programs_open_the_zip(pack: Path, zipped: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped) as opened:
        assert opened.testzip() is None
        opened.extractall(tmp_path)
    assert {p: workshop.digest(f) for p, f in files(tmp_path / PACK).items()} == {
        p: workshop.digest(f) for p, f in files(pack).items()
    }


def test_it_holds_its_own_project_and_no_other(home: Path, pack: Path) -> None:
    for path, file in files(pack).items():
        if path.startswith(f"{layout.TABLES}/"):
            assert "harbor-embed" not in file.read_text(encoding="utf-8"), path
    [copy] = (pack / layout.ARCHIVE).iterdir()
    text = gzip.decompress(copy.read_bytes())
    assert b"harbor-qa" in text
    assert b"harbor-embed" not in text
    with Warehouse(home / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        tables = warehouse.query("SELECT table_name FROM duckdb_tables()")
        mine = "repo_id = 'huggingface:datasets/lantu/harbor-qa'"
        for table in ("answer", "commit", "issue"):
            count = warehouse.query(f"SELECT count(*) AS n FROM {table} WHERE {mine}")[0]["n"]
            lines = (pack / layout.TABLES / f"{table}.jsonl").read_bytes().count(b"\n")
            assert lines == count > 0
    names = {Path(path).stem for path in files(pack) if path.startswith(f"{layout.TABLES}/")}
    assert names == {row["table_name"] for row in tables} - schema.history()


def test_records_are_copied_byte_for_byte(home: Path, pack: Path) -> None:
    [copy] = (pack / layout.ARCHIVE).iterdir()
    whole = (home / "data" / "archive" / copy.name).read_bytes()
    members = [record.copied() for record in records(copy) if not record.original]
    assert len(members) > 10
    assert all(member in whole for member in members)


def test_what_was_taken_out_is_declared(pack: Path) -> None:
    [copy] = (pack / layout.ARCHIVE).iterdir()
    changed = {r.record_id: r for r in records(copy) if r.original and r.kind != "metadata"}
    lines = (pack / layout.REMOVED).read_text(encoding="utf-8").splitlines()
    declared = {row["warc_record"]: row for row in map(json.loads, lines)}
    assert set(declared) == set(changed)
    assert declared
    assert workshop.MAIL.encode() not in b"".join(r.payload() for r in records(copy))
    for name, row in declared.items():
        assert row["original_sha256"] == changed[name].original
        assert row["sha256"] == digest_of(changed[name].payload())


def test_every_format_prints_the_root(pack: Path) -> None:
    root = (pack / "root.txt").read_text().strip()
    reports = {p: f for p, f in files(pack).items() if p.startswith(f"{layout.REPORTS}/")}
    for ending in (".html", ".md", ".json", "根散列.csv", "index.html"):
        [*found] = [f for p, f in reports.items() if p.endswith(ending)]
        assert found
        assert all(root in file.read_text(encoding="utf-8-sig") for file in found), ending
    [book] = [f for p, f in reports.items() if p.endswith(".xlsx")]
    with zipfile.ZipFile(book) as parts:
        sheets = [name for name in parts.namelist() if "worksheets/sheet" in name]
        assert all(root in parts.read(name).decode() for name in sheets), "on every printed page"
    [page] = [f for p, f in reports.items() if p.endswith("证据表.html")]
    assert page.read_text(encoding="utf-8").count("<svg") > 0


def test_the_code_on_the_cover_is_the_root(pack: Path) -> None:
    import segno

    root = (pack / "root.txt").read_text().strip()
    drawn = re.search(
        r'<path[^>]* d="([^"]+)"', segno.make(root, error="m").svg_inline(scale=3, border=2)
    )
    assert drawn
    for page in (pack / layout.REPORTS).rglob("*.html"):
        assert drawn[1] in page.read_text(encoding="utf-8"), page.name


def test_figures_name_metric_query_and_source(pack: Path) -> None:
    found = json.loads((pack / layout.FIGURES).read_text(encoding="utf-8"))
    metrics = [
        json.loads(x) for x in (pack / layout.TABLES / "metric.jsonl").open(encoding="utf-8")
    ]
    shas = {m["metric_id"]: sha256(m["sql_text"].encode()).hexdigest() for m in metrics}
    measured = [one for one in found["figures"] if one["value"] is not None]
    assert measured
    for one in measured:
        assert re.fullmatch("[0-9a-f]{64}", one["sql_sha256"])
        assert one["metric_id"] in shas
        assert one["completeness"] in {"complete", "partial", "not_observable"}


def test_the_crate_says_what_made_it_and_no_secret(pack: Path) -> None:
    crate = json.loads((pack / layout.CRATE).read_text(encoding="utf-8"))
    nodes = {node["@id"]: node for node in crate["@graph"]}
    assert nodes["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert nodes["#yuanzheng"]["softwareVersion"]
    for part in nodes["./"]["hasPart"]:
        assert part["@id"] in nodes
    assert "TOKEN" not in json.dumps(crate)


def test_attachments_are_marked(home: Path, tmp_path: Path) -> None:
    for name in ("证明.pdf", "x/证明.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"%PDF-" + name.encode())
    attached = (
        "--attach",
        str(tmp_path / "证明.pdf"),
        "--attach",
        str(tmp_path / "x" / "证明.pdf"),
    )
    made = packed(home, tmp_path / "out", *attached)
    assert sorted(p.name for p in (made / layout.ATTACHED).iterdir()) == ["证明-2.pdf", "证明.pdf"]
    crate = json.loads((made / layout.CRATE).read_text(encoding="utf-8"))
    marked = [n for n in crate["@graph"] if n.get("description") == layout.ATTACHED_WORDS]
    assert len(marked) == 2
    assert layout.ATTACHED_WORDS in (made / layout.GUIDE).read_text(encoding="utf-8")
    outcome = workshop.checked(made)
    assert outcome.passed
    assert "2 个附件由申报单位提供，内容没有核对。" in outcome.not_checked


def _refused(home: Path, out: Path, capsys: Any, *more: str, policy: str = POLICY) -> str:
    config = str(home / "config.toml")
    code = run(["pack", NAME, "-p", policy, "-c", config, "-o", str(out), *more])
    assert code == failures.WRONG
    assert not [p for p in out.rglob("*") if p.name.startswith(".")] if out.exists() else True
    return str(capsys.readouterr().err)


def test_the_command_it_prints_works_as_printed(home: Path, tmp_path: Path, capsys: Any) -> None:
    typed = ["pack", NAME, "-p", POLICY, "-c", str(home / "config.toml"), "-o", str(tmp_path)]
    assert run(typed) == failures.COMPLETE
    printed = capsys.readouterr().out.partition("请任何人核验：")[2].splitlines()[0]
    assert shlex.split(printed) == ["yuanzheng", "verify", str(tmp_path / PACK)]


def test_a_taken_place_is_left_as_it_is(home: Path, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / PACK).mkdir()
    assert "已经存在" in _refused(home, tmp_path, capsys)
    assert list((tmp_path / PACK).iterdir()) == []
    (tmp_path / f"{PACK}.zip").write_bytes(b"mine")
    assert "已经存在" in _refused(home, tmp_path, capsys, "--zip")
    assert (tmp_path / f"{PACK}.zip").read_bytes() == b"mine"


def test_a_full_disk_leaves_nothing(
    home: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == layout.TAGS:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return written(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "磁盘已满" in _refused(home, tmp_path, capsys)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_packed_is_said(home: Path, tmp_path: Path, capsys: Any) -> None:
    assert "没有政策“nanshan-projekt”" in _refused(home, tmp_path, capsys, policy="nanshan-projekt")
    assert "没有对照政策" in _refused(home, tmp_path, capsys, policy="nanshan-platform")
    assert "还没有计算过" in _refused(home, tmp_path, capsys, "--as-of", "2026-10-01")
    assert "不是文件" in _refused(home, tmp_path, capsys, "--attach", str(tmp_path))
    assert run(["pack", NAME]) == failures.USAGE
    assert "nanshan-project" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_record_missing_from_the_archive_is_said(home: Path, tmp_path: Path, capsys: Any) -> None:
    other = workshop.copied(home, tmp_path / "home")
    [kept] = (other / "data" / "archive").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: whole.rindex(b"\x1f\x8b\x08\x00")])
    assert "采集链对不上" in _refused(other, tmp_path / "out", capsys)
    (other / "data" / "chain.jsonl").unlink()
    kept.write_bytes(whole[: len(whole) // 2])
    assert "存档" in _refused(other, tmp_path / "out", capsys)
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []
