"""verify: a true pack passes; a forger who makes every hash anew is found by what he forgot."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import workshop
from workshop import checked, copied, files, reprint, reseal, said

from reports.errors import ReportError
from reports.evidence import Report
from reports.seal import layout
from reports.seal.checking import verify
from reports.seal.findings import MOST, Finding
from yuanzheng import failures
from yuanzheng.cli import run


@pytest.mark.parametrize("kind", ["pack", "zipped"])
def test_a_true_pack_passes(kind: str, request: Any, root: Path, capsys: Any) -> None:
    path = request.getfixturevalue(kind)
    assert run(["verify", str(path), "--json"]) == failures.COMPLETE
    document = json.loads(capsys.readouterr().out)
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema)
    verified = document["verified"]
    assert verified["passed"]
    assert verified["findings"] == []
    assert verified["records"] > 10
    assert verified["figures"] > 50
    assert any("无可信时间戳" in words for words in verified["not_checked"])
    removed = (files(request.getfixturevalue("pack"))[layout.REMOVED]).read_bytes().count(b"\n")
    told = f"{removed:,} 条原始记录写明去掉过个人信息"
    assert any(words.startswith(told) for words in verified["not_checked"])


def test_it_needs_neither_configuration_nor_data(
    pack: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text("broken = [", encoding="utf-8")
    assert run(["verify", str(pack)]) == failures.COMPLETE
    lines = capsys.readouterr().out.splitlines()
    left = sum(line.startswith("没有核对：") for line in lines)
    assert lines[-1] == f"通过（有 {left} 项没有核对，见上）。"
    assert [p.name for p in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    "place", ["remade.run.write_one", "remade._facts", "reprinted.printed.html"]
)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_a_machine_that_runs_short_says_nothing_of_the_pack(
    pack: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, place: str, number: int
) -> None:
    """It was called wrong where the disk filled up while reports were made anew."""

    def full(*_: Any, **__: Any) -> None:
        raise ReportError("写不下报告。") from OSError(number, os.strerror(number))

    monkeypatch.setattr(f"reports.seal.{place}", full)
    assert run(["verify", str(pack)]) == failures.USAGE
    said = capsys.readouterr()
    assert "不通过" not in said.out + said.err
    assert ("磁盘已满" in said.err) == (number == errno.ENOSPC)


def test_a_pack_may_be_named_by_a_link(pack: Path, zipped: Path, tmp_path: Path) -> None:
    for number, path in enumerate((pack, zipped)):
        (tmp_path / str(number)).symlink_to(path)
        assert checked(tmp_path / str(number)).passed


def test_several_processes_find_the_same(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.seal.checking._ALONE", 0)
    monkeypatch.setattr("reports.seal.walking.PART", 20_000)
    alone, together = checked(pack), verify(pack, workers=2)
    assert together.passed
    assert (together.records, together.root) == (alone.records, alone.root)


def _forged(pack: Path, to: Path, path: str, change: Callable[[bytes], bytes]) -> Path:
    made = copied(pack, to)
    [file] = [f for p, f in files(made).items() if p.endswith(path)]
    before = file.read_bytes()
    file.write_bytes(change(before))
    assert file.read_bytes() != before
    reseal(made)
    return made


def test_a_forger_who_changes_nothing_else_still_has_another_root(
    pack: Path, tmp_path: Path
) -> None:
    made = _forged(pack, tmp_path / "p", "commit.jsonl", _last_line)
    reprint(made)
    outcome = checked(made)
    assert outcome.passed, said(outcome)
    assert outcome.root != checked(pack).root, "the root on paper tells"


def _last_line(content: bytes) -> bytes:
    return content[: content[:-1].rindex(b"\n") + 1]


def _value(content: bytes) -> bytes:
    """The first whole figure above one, raised by one."""

    def raised(found: re.Match[bytes]) -> bytes:
        return b'"value": %d.0' % (int(found[1]) + 1)

    return re.sub(rb'"value": ([1-9]\d+)\.0', raised, content, count=1)


def _measured(content: bytes) -> bytes:
    return re.sub(rb'"value":(\d+)', rb'"value":9\1', content, count=1)


def _csv_value(content: bytes) -> bytes:
    return re.sub(r",(\d{2,},人,)", r",9\1", content.decode(), count=1).encode()


def _month_value(content: bytes) -> bytes:
    return re.sub(rb"(,2026-\d\d,)(\d+)", rb"\g<1>9\2", content, count=1)


def _md_value(content: bytes) -> bytes:
    return re.sub(r" \| (\d{2,} \| 人 \| )", r" | 9\1", content.decode(), count=1).encode()


def _html_value(content: bytes) -> bytes:
    return re.sub(rb'"number"><data value="(\d+)', rb'"number"><data value="9\1', content, count=1)


def _row_value(content: bytes) -> bytes:
    """Of the evidence table, not of the cards above it."""
    head, mark, rest = content.partition(b'<tr id="E1"')
    return head + mark + _html_value(rest)


def _row_lost(evidence_id: str) -> Callable[[bytes], bytes]:
    def lost(content: bytes) -> bytes:
        pattern = rb'<tr id="%s".*?</tr>' % evidence_id.encode()
        made = re.sub(pattern, b"", content, count=1, flags=re.DOTALL)
        assert made != content
        return made

    return lost


def _html_shown(content: bytes) -> bytes:
    return re.sub(rb'("number"><data value="[\d.]+">)', rb"\g<1>9", content, count=1)


def _xlsx_value(content: bytes) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet3.xml"):
            return part
        return re.sub(rb'(<c r="I\d+" s="\d+"><v>)(\d+)', rb"\g<1>9\2", part, count=1)

    return workshop.rebooked(content, change)


@pytest.mark.parametrize(
    ("path", "change", "check"),
    [
        ("figures.json", _value, "数字"),
        ("measurement.jsonl", _measured, "数字"),
        ("/metric.jsonl", lambda b: b.replace(b'"sql_sha256":"', b'"sql_sha256":"0'), "数字"),
        ("measurement_source.jsonl", _last_line, "数字"),
        ("measurement.jsonl", _last_line, "数字"),
        ("证据表.json", _value, "报告"),
        ("活跃贡献者.csv", _csv_value, "报告"),
        ("月度.csv", _month_value, "报告"),
        ("证据表.md", _md_value, "报告"),
        ("index.html", _html_value, "报告"),
        ("证据表.html", _html_value, "报告"),
        ("证据表.html", _row_value, "报告"),
        ("证据表.html", _html_shown, "报告"),
        ("证据表.html", _row_lost("E1"), "报告"),  # of the project
        ("证据表.html", _row_lost("E2"), "报告"),  # a part that says something of its own
        ("证据表.xlsx", _xlsx_value, "报告"),
        ("answer.jsonl", lambda b: b.replace(b'"sha256":"', b'"sha256":"0', 1), "来源"),
        ("answer.jsonl", lambda b: b.replace(b'"url":"http', b'"url":"https', 1), "来源"),
        ("answer.jsonl", lambda b: b.replace(b"urn:uuid:", b"urn:uuid:0", 1), "来源"),
    ],
)  # fmt: skip
def test_a_figure_forged_in_one_place_differs_from_the_others(
    path: str, change: Callable[[bytes], bytes], check: str, pack: Path, tmp_path: Path
) -> None:
    outcome = checked(_forged(pack, tmp_path / "p", path, change))
    assert check in {one.check for one in outcome.findings}, said(outcome)
    assert any(path in f"/{one.where}" or "figures.json" in path for one in outcome.findings)


def test_a_figure_written_twice_is_found_though_the_last_one_holds(
    pack: Path, tmp_path: Path, capsys: Any
) -> None:
    """People and some programs read the first, Python the last; every hash is made anew."""

    def twice(content: bytes) -> bytes:
        return re.sub(rb'\n( *)"value": ([1-9])', rb'\n\1"value": 99999,\g<0>', content, count=1)

    made = _forged(pack, tmp_path / "p", "figures.json", twice)
    reprint(made)
    assert run(["verify", str(made)]) == failures.WRONG
    assert "键 value 写了两次" in capsys.readouterr().err


def test_what_was_taken_out_is_said_once(pack: Path, tmp_path: Path) -> None:
    made = copied(pack, tmp_path / "p")
    text = (made / layout.REMOVED).read_text(encoding="utf-8")
    text = text.replace('"found": ', '"found": {"phone": 0}, "found": ', 1)
    (made / layout.REMOVED).write_text(text, encoding="utf-8", newline="\n")
    reseal(made)
    assert "键 found 写了两次" in said(checked(made))


def _records(content: bytes) -> list[bytes]:
    return [b"\x1f\x8b\x08\x00" + one for one in content.split(b"\x1f\x8b\x08\x00")[1:]]


def test_a_record_changed_taken_away_or_doubled_is_named(pack: Path, tmp_path: Path) -> None:
    def changed(content: bytes) -> bytes:
        every = _records(content)
        place = _first_answer(every)
        plain = gzip.decompress(every[place])
        every[place] = gzip.compress(plain.replace(b'"id"', b'"ID"', 1), mtime=0)
        assert plain != gzip.decompress(every[place])
        return b"".join(every)

    def less(content: bytes) -> bytes:
        every = _records(content)
        del every[_first_answer(every)]
        return b"".join(every)

    made = _forged(pack, tmp_path / "a", ".warc.gz", changed)
    assert "WARC-" in said(checked(made))
    assert "urn:uuid:" in said(checked(made))
    made = _forged(pack, tmp_path / "b", ".warc.gz", less)
    assert "存档里没有这条记录" in said(checked(made))
    made = _forged(pack, tmp_path / "c", ".warc.gz", lambda c: c + _records(c)[0])
    assert "编号与别的记录相同" in said(checked(made))


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain.replace(b"WARC-Type: response", b"WARC-Type: conversion", 1),
        lambda plain: plain.replace(b"WARC-Type: response", b"WARC-Type: metadata", 1),
    ],
)
def test_a_record_nobody_reads_is_none_that_was_checked(
    change: Callable[[bytes], bytes], pack: Path, tmp_path: Path
) -> None:
    """Doing the archive again passes it by, whatever it says of the platform."""

    def more(content: bytes) -> bytes:
        every = _records(content)
        plain = gzip.decompress(every[_first_answer(every)])
        other = re.sub(rb"urn:uuid:[0-9a-f-]{36}", b"urn:uuid:" + b"0" * 8, plain, count=1)
        return content + gzip.compress(change(other), mtime=0)

    made = _forged(pack, tmp_path / "p", ".warc.gz", more)
    assert "它是后来加进去的" in said(checked(made))


def _first_answer(every: list[bytes]) -> int:
    plain = [gzip.decompress(one) for one in every]
    return next(n for n, p in enumerate(plain) if b"Type: response" in p and b'"id"' in p)


def test_a_note_forged_with_every_hash_made_anew_is_found_by_doing_it_again(
    pack: Path, tmp_path: Path, capsys: Any
) -> None:
    """Nothing but the archive itself contradicts it."""

    def forged(content: bytes) -> bytes:
        every = _records(content)
        ends = [n for n, one in enumerate(every) if b"journal:end" in gzip.decompress(one)]
        del every[ends[0]]
        return b"".join(every)

    made = _forged(pack, tmp_path / "p", ".warc.gz", forged)
    reprint(made)
    assert checked(made).passed
    assert run(["verify", str(made)]) == failures.WRONG
    assert "重算" in capsys.readouterr().err


def test_a_finding_is_made_of_each_and_the_list_is_bounded(pack: Path, tmp_path: Path) -> None:
    made = copied(pack, tmp_path / "p")
    shutil.rmtree(made / layout.TABLES)
    for number in range(MOST + 50):
        (made / f"extra{number}").write_bytes(b"")
    outcome = checked(made)
    assert len(outcome.findings) == MOST
    assert outcome.total > MOST + 50


def test_the_archive_may_be_read_again_by_who_can(pack: Path) -> None:
    """The place where a rebuild from the archive alone is handed in."""
    seen: list[Any] = []

    def rebuild(
        folder: Path, figures: Mapping[str, Any], given: Mapping[str, str],
        give: Callable[[Report], None],
    ) -> Iterable[Finding]:  # fmt: skip
        assert given["answer.jsonl"]
        there = {p.suffix for p in folder.iterdir() if p.stat().st_size > 0}
        seen.append((there, len(figures["figures"])))
        yield Finding("重建", layout.FIGURES, "E1：从存档算出的是 2，不是 1。")

    outcome = checked(pack, rebuild=rebuild)
    assert seen == [({".gz", ".jsonl"}, outcome.figures)]
    assert not outcome.passed
    assert "E1" in said(outcome)
    assert not any("重新计算" in words for words in outcome.not_checked)


def test_foreign_words_are_harmless_when_shown(pack: Path, tmp_path: Path, capsys: Any) -> None:
    def change(content: bytes) -> bytes:
        return content.replace(b'"url":"http', b'"url":"\\u001b[31m\\u202ehttp', 1)

    made = _forged(pack, tmp_path / "p", "answer.jsonl", change)
    assert run(["verify", str(made)]) == failures.WRONG
    told = capsys.readouterr()
    assert "\x1b" not in told.err + told.out
    assert "\u202e" not in told.err + told.out


def test_what_was_taken_out_must_be_declared_and_nothing_else(pack: Path, tmp_path: Path) -> None:
    """A forger may empty the list, or tell of a record that is whole; every hash is made anew."""
    lines = (pack / layout.REMOVED).read_text(encoding="utf-8").splitlines()
    assert lines
    first = json.loads(lines[0])
    others = ("original_sha256", "0" * 64), ("url", "http://b.example"), ("original_bytes", 1)
    more = (json.dumps({**first, name: value}) for name, value in others)
    less = json.dumps({**first, "bytes": 1})
    texts = ["", *("\n".join([*lines, line, ""]) for line in (*more, less))]
    for number, text in enumerate(texts):
        made = copied(pack, tmp_path / str(number))
        (made / layout.REMOVED).write_text(text, encoding="utf-8", newline="\n")
        reseal(made)
        found = said(checked(made))
        assert f"存档 {layout.REMOVED}" in found
        assert ("没有声明" in found, "不是像这里写的那样" in found) == (not text, bool(text))
