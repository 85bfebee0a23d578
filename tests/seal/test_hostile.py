"""Packs of an enemy: each trick ends in one sentence that names the file, nothing is written."""

from __future__ import annotations

import gzip
import json
import os
import struct
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import workshop
from workshop import PACK, checked, copied, files, reseal, said

from reports.seal import layout, zips
from reports.seal.opening import PackRefused, opened
from yuanzheng import failures
from yuanzheng.cli import run


def entry(name: str, size: int = 1, offset: int = 0) -> zips.Entry:
    return zips.Entry(name, 0, size, offset)


def archive(names: list[str | bytes], path: Path) -> Path:
    """A ZIP in the one form, with these names; bytes stand in the place of as many letters."""
    body, entries, swaps = b"", [], []
    for name in names:
        shown = name if isinstance(name, str) else "~" * len(name)
        swaps += [] if isinstance(name, str) else [(shown.encode(), name)]
        made = entry(shown, 1, len(body))
        entries.append(made)
        body += zips.local(made) + b"x"
    lines = b"".join(map(zips.central, entries))
    whole = body + lines + zips.ending(len(entries), len(body), len(lines))
    for shown, raw in swaps:
        whole = whole.replace(shown, raw)
    path.write_bytes(whole)
    return path


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["p/../../evil"], "包外面"),
        (["/etc/passwd"], "包外面"),
        (["p/..\\evil", "p/a"], "包外面"),
        (["C:/evil"], "包外面"),
        (["p//a"], "包外面"),
        (["p/./a"], "包外面"),
        (["p/a\x07"], "不能用的字符"),
        (["p/a\u2028b"], "不能用的字符"),
        ([b"p/\xff\xfe"], "不是 UTF-8"),
        (["p/A", "p/a"], "同一个文件名"),
        (["p/e\u0301", "p/\u00e9"], "同一个文件名"),
        (["p/a", "p/a"], "同名的"),
        (["p/b", "p/a"], "没有按名称排序"),
        (["p/data", "p/data/x"], "应当是文件夹"),
        (["p/" + "x" * 300], "太长"),
        (["p/" + "/".join("abcdefghijkl")], "套得太深"),
        (["a", "b"], "不是正好一个文件夹"),
        (["p/a", "q/a"], "不是正好一个文件夹"),
        (["p/a"], "没有 bagit.txt"),
        ([], "不是正好一个文件夹"),
    ],
)
def test_names_of_a_zip(names: list[Any], words: str, tmp_path: Path) -> None:
    path = archive(names, tmp_path / "x.zip")
    with pytest.raises(PackRefused, match=words):
        opened(path)
    assert [p.name for p in tmp_path.iterdir()] == ["x.zip"], "nothing is written anywhere"


def _central(data: bytes) -> int:
    """Where the directory begins; a workbook among the files has one of its own."""
    return zips.end_of(data[-zips.TAIL_SIZE :], len(data))[1]


def _set(at: Callable[[bytes], int], value: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        begin = at(data)
        return data[:begin] + value + data[begin + len(value) :]

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d + b"\0", "结尾"),
        (lambda d: b"\0" + d, "不符|多余"),
        (lambda d: d[:-1], "结尾"),
        (lambda d: d[: _central(d)] + b"gap" + d[_central(d) :], "不符|多余"),
        (_set(lambda d: _central(d) + 8, b"\x01\x08"), "加密"),
        (_set(lambda d: _central(d) + 10, b"\x08\0"), "压缩过"),
        (_set(lambda d: _central(d) + 38, struct.pack("<I", 0o120777 << 16)), "不是本工具写的"),
        (_set(lambda d: _central(d) + 12, b"\x01"), "不是本工具写的"),
        (_set(lambda d: _central(d) + 42, struct.pack("<I", 3)), "多余|不符"),
        (_set(lambda d: len(d) - 22 + 10, b"\xf0\xff"), "不符"),
        (_set(lambda _: 10, b"\1"), "文件头与目录不符"),
    ],
)
def test_bytes_of_a_zip(
    change: Callable[[bytes], bytes], words: str, zipped: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(change(zipped.read_bytes()))
    with pytest.raises(PackRefused, match=words):
        opened(path)


def test_a_bomb_of_a_zip_is_never_inflated(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("p/bagit.txt", b"\0" * 50_000_000)
    tracemalloc.start()
    assert run(["verify", str(path)]) == failures.USAGE
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    told = capsys.readouterr().err
    assert "bagit.txt" in told
    assert told.count("\n") == 1


def test_a_file_larger_than_four_gigabytes_has_a_place(tmp_path: Path) -> None:
    """Entries only: ZIP64 is written and read back by the same rules."""
    large = [entry("p/a", 5 << 30), entry("p/b", 7, (5 << 30) + 100), entry("p/c", 6 << 30, 1)]
    lines = b"".join(map(zips.central, large))
    assert zips.listed(lines, 3) == large
    begin = 12 << 30
    tail = zips.ending(3, begin, len(lines))
    assert zips.end_of(tail, begin + len(lines) + len(tail)) == (3, begin, len(lines))


def _spoiled(pack: Path, to: Path) -> Path:
    return copied(pack, to / "p")


@pytest.mark.parametrize(
    "kind", ["link", "folder link", "pipe", "hard name", "bytes", "double", "drive"]
)
def test_a_folder_holds_files_alone(kind: str, pack: Path, tmp_path: Path) -> None:
    made = _spoiled(pack, tmp_path)
    extra = made / "data" / "附件" / "x"
    extra.parent.mkdir()
    if kind == "link":
        extra.symlink_to("/etc/passwd")
    elif kind == "folder link":
        extra.symlink_to(tmp_path, target_is_directory=True)
    elif kind == "pipe":
        os.mkfifo(extra)
    elif kind == "hard name":
        extra.with_name("a\\b").write_bytes(b"")
    elif kind == "bytes":
        Path(os.fsdecode(os.fsencode(extra.parent) + b"/\xff")).write_bytes(b"")
    elif kind == "drive":
        (made / "C:x").write_bytes(b"")
    else:
        for form in ("NFC", "NFD"):
            extra.with_name(unicodedata.normalize(form, "é")).write_bytes(b"")
    with pytest.raises(PackRefused) as refused:
        opened(made)
    assert str(refused.value).count("。") == 1


def test_a_link_put_there_in_the_meantime_is_not_followed(pack: Path, tmp_path: Path) -> None:
    made = _spoiled(pack, tmp_path)
    found = opened(made)
    (made / layout.ROOT).unlink()
    (made / layout.ROOT).symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic link"), found[layout.ROOT].open():
        pass


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: b.replace(b"\n", b"\r\n"), "第 1 行"),
        (lambda b: b"\xef\xbb\xbf" + b, "第 1 行"),
        (lambda b: b.replace(b"  ", b" *"), "第 1 行"),
        (lambda b: b.replace(b"  ", b" "), "第 1 行"),
        (lambda b: b.decode().encode("utf-16"), "UTF-8"),
        (lambda b: b"\xff" + b, "UTF-8"),
        (lambda b: b[:-1], "没有写完"),
        (lambda b: b + b[: b.index(b"\n") + 1], "写了两次"),
        (lambda b: b[b.index(b"\n") + 1 :] + b[: b.index(b"\n") + 1], "排序"),
        (lambda b: b[b.index(b"\n") + 1 :], "里没有它"),
        (lambda b: b + b"0" * 64 + "  鿿/../../etc/passwd\n".encode(), "包里却没有"),
        (lambda b: b"", "里没有它"),
    ],
)
@pytest.mark.parametrize("name", [layout.PAYLOAD, layout.SHA256, layout.SM3])
def test_lists_have_one_form(
    name: str, change: Callable[[bytes], bytes], words: str, pack: Path, tmp_path: Path
) -> None:
    made = _spoiled(pack, tmp_path)
    (made / name).write_bytes(change((pack / name).read_bytes()))
    outcome = checked(made)
    assert any(words in one.words and name in one.where + one.words for one in outcome.findings), (
        said(outcome)
    )


def _deep(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("figures.json", _deep(200_000), "套得太深"),
        ("figures.json", b'{"schema": 1' + b"0" * 9_999 + b"}", "太长的数"),
        ("figures.json", b'{"schema": "yuanzheng.figures/1"}', "缺少"),
        ("figures.json", b"[]", "缺少"),
        ("figures.json", b"\xff\xfe", "不是 JSON"),
        ("figures.json", b'{"schema": "other/9"}', "不是本版本认识"),
        ("answer.jsonl", _deep(200_000) + b"\n", "第 1 行"),
        ("answer.jsonl", b"[1]\n", "第 1 行"),
        ("answer.jsonl", b'{"warc_file": 1}\n', "第 1 行"),
        ("measurement.jsonl", b"{}\n", "缺少"),
        ("measurement.jsonl", b"{", "没有写完"),
        ("measurement_source.jsonl", b'{"metric_id": []}\n', "缺少"),
        ("证据表.json", _deep(200_000), "套得太深"),
        ("证据表.json", b'{"tables": 3}', "缺少"),
        ("证据表.xlsx", b"PK\x03\x04junk", "XLSX"),
        ("证据表.html", b"\xff", "UTF-8"),
        ("活跃贡献者.csv", b'"', "CSV"),
        (".warc.gz", gzip.compress(b"\0" * 90_000_000, mtime=0), "记录头"),
    ],
)
def test_what_cannot_be_read_is_a_finding_of_its_file(
    path: str, content: bytes, words: str, pack: Path, tmp_path: Path
) -> None:
    made = _spoiled(pack, tmp_path)
    [file] = [f for p, f in files(made).items() if p.endswith(path)]
    file.write_bytes(content)
    reseal(made)
    outcome = checked(made)
    assert any(path in one.where and words in one.words for one in outcome.findings) or (
        words == "缺少" and any(words in one.words for one in outcome.findings)
    ), said(outcome)


def _bomb_book() -> bytes:
    parts = {
        "xl/workbook.xml": b"<workbook/>", "xl/sharedStrings.xml": b"<!DOCTYPE x><sst/>",
    }  # fmt: skip
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return out.getvalue()


def test_a_workbook_may_declare_nothing(pack: Path, tmp_path: Path) -> None:
    made = _spoiled(pack, tmp_path)
    [book] = made.rglob("*.xlsx")
    book.write_bytes(_bomb_book())
    reseal(made)
    assert "可能是恶意的" in said(checked(made))


def test_figures_that_are_no_figures(pack: Path, tmp_path: Path) -> None:
    for number, value in enumerate(("1e999", "true", '"12"', "[1]", "NaN")):
        made = copied(pack, tmp_path / str(number))
        figures = made / layout.FIGURES
        text = figures.read_text(encoding="utf-8")
        raw = json.loads(text)
        raw["figures"][0]["value"] = "HERE"
        figures.write_text(json.dumps(raw).replace('"HERE"', value), encoding="utf-8")
        reseal(made)
        outcome = checked(made)
        assert not outcome.passed
        assert "figures.json" in said(outcome)


@pytest.mark.parametrize("typed", ["", "nothing here", "x" * 5000, "/dev/null", "/dev/zero"])
def test_what_is_no_pack_is_said(typed: str, tmp_path: Path, capsys: Any) -> None:
    assert run(["verify", typed]) == failures.USAGE
    told = capsys.readouterr().err
    assert told.startswith("错误：")
    assert "YUANZHENG_DEBUG" not in told


def test_an_empty_file_and_folder_are_no_packs(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "a.zip").write_bytes(b"")
    (tmp_path / "b").mkdir()
    (tmp_path / PACK).mkdir()
    for name in ("a.zip", "b", PACK):
        assert run(["verify", str(tmp_path / name)]) == failures.USAGE
        assert name in capsys.readouterr().err


def test_nothing_is_written_while_verifying(pack: Path, tmp_path: Path) -> None:
    made = _spoiled(pack, tmp_path)
    before = {p: (f.stat().st_mtime_ns, workshop.digest(f)) for p, f in files(tmp_path).items()}
    checked(made)
    assert {p: (f.stat().st_mtime_ns, workshop.digest(f)) for p, f in files(tmp_path).items()} == (
        before
    )
