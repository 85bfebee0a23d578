"""Packs made on request and packs of strangers verified, over real HTTP and in real processes."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from yuanzheng.failures import Refused
from yuanzheng.web.jobs import apart, verifying
from yuanzheng.web.jobs.apart import Limits
from yuanzheng.web.jobs.queue import Crowded, Line
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

sys.path.insert(0, str(Path(__file__).parents[1] / "seal"))

from workshop import NAME, collected

COPY = "20261118T160000Z-0a1b2c3d"
WIDE = Limits(seconds=60, bytes=1 << 32, memory=1 << 32)


@pytest.fixture(scope="module")
def place(once: Any, tmp_path_factory: Any) -> Place:
    """A data folder of two small projects with its archive, and a copy of it."""
    data = tmp_path_factory.mktemp("jobs") / "data"
    shutil.copytree(once("seal", lambda folder: collected(folder / "home")) / "home/data", data)
    copy = data / "published" / COPY
    copy.mkdir(parents=True)
    for name in ("warehouse.duckdb", "chain.jsonl", "runs.jsonl"):
        (data / name).rename(copy / name)
    said = {"copy": COPY, "published_at": "2026-11-18T18:00:00+00:00", "as_of": None, "run": None}
    (data / "published" / "current.json").write_text(json.dumps(said), encoding="utf-8")
    # a night that is being written: in the archive, in no chain yet
    (data / "archive" / "20261119T160000Z.warc.gz").write_bytes(b"\x1f\x8b half a record")
    return Place(None, data, data / "published", WebSettings(upload_mb=64))


@pytest.fixture(scope="module")
def served(place: Place, opening: Any) -> Iterator[Any]:
    with opening(place) as found:
        yield found


@pytest.fixture(scope="module")
def home(served: Any) -> str:
    rows = served.get("/api/v1/projects").json()["items"]
    [own] = [one["project_id"] for one in rows if one["name"] == NAME]
    return f"/projects/{quote(own)}"


def csrf(served: Any) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', served.get("/verify").text)
    assert found
    return found[1]


def sent(served: Any, content: bytes, name: str = "pack.zip") -> Any:
    files = {"pack": (name, content, "application/zip")}
    headers = {"X-CSRF-Token": csrf(served)}
    return served.post("/api/v1/verifications", files=files, headers=headers)


def over(served: Any, path: str) -> dict[str, Any]:
    """The job when it is over."""
    for _ in range(1200):
        found: dict[str, Any] = served.get(path).json()
        if found["state"] in {"done", "failed"}:
            return found
        threading.Event().wait(0.1)
    raise AssertionError(found)


def verdict(served: Any, content: bytes, name: str = "pack.zip") -> dict[str, Any]:
    answer = sent(served, content, name)
    assert answer.status_code == 202, answer.text
    found = over(served, f"/api/v1/verifications/{answer.json()['job_id']}")
    assert found["state"] == "done", found
    result: dict[str, Any] = found["result"]
    return result


def test_a_pack_is_made_fetched_and_passes(served: Any, home: str, place: Place) -> None:
    """The whole way: asked for on the page, made in the background, fetched, sent back."""
    form = {"csrf": csrf(served), "policy": "nanshan-project"}
    assert served.post(f"{home}/packs", data=form).status_code == 303
    api = f"/api/v1{home}/packs"
    for _ in range(1200):
        if served.get(api).json()["total"]:
            break
        assert "没有做成" not in (text := served.get(f"{home}/packs").text), text
        threading.Event().wait(0.1)
    [pack] = served.get(api).json()["items"]
    assert (pack["policy"], pack["masked"], pack["copy"]) == ("nanshan-project", False, COPY)
    file = served.get(f"{home}/packs/{pack['mark']}")
    assert len(file.content) == pack["size"]
    assert "attachment" in file.headers["content-disposition"]
    assert served.get(f"/projects/other/packs/{pack['mark']}").status_code == 404
    others = [one["project_id"] for one in served.get("/api/v1/projects").json()["items"]]
    for other in others:
        own = quote(other) == home.removeprefix("/projects/")
        status = served.get(f"/api/v1/projects/{quote(other)}/packs/{pack['mark']}").status_code
        assert status == (200 if own else 404)
    result = verdict(served, file.content, "青禾<script>.zip")
    assert result["verdict"] == "passed"
    assert "通过" in result["text"]
    assert str(place.data) not in result["text"]
    assert not list((place.data / "uploads").iterdir()), "nothing of it stays"
    left = [path.suffix for path in (place.data / "packs-made").iterdir()]
    assert sorted(left) == [".json", ".zip"]


def test_what_is_wrong_with_the_configuration_is_told_to_nobody(
    home: str, place: Place, opening: Any, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[[project]]\nname = "别家的项目"\nowners = "x"\n', encoding="utf-8")
    with opening(Place(config, place.data, place.published, place.web)) as served:
        asked = {"policy": "nanshan-project", "masked": True}
        headers = {"X-CSRF-Token": csrf(served)}
        job = served.post(f"/api/v1{home}/packs", json=asked, headers=headers).json()
        found = over(served, f"/api/v1/pack-jobs/{job['job_id']}")
    assert found["state"] == "failed"
    assert "请告诉管理员" in found["words"]
    told = json.dumps(found, ensure_ascii=False)
    assert "别家" not in told
    assert str(tmp_path) not in told


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


BAGIT = ("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
HOSTILE = {
    "nothing": b"",
    "bomb": zipped(BAGIT, ("data/x.txt", bytes(64 << 20))),
    "up": zipped(BAGIT, ("../../outside.txt", b"x")),
    "link": zipped(BAGIT, (link("data/passwd"), b"/etc/passwd")),
    "hostile words": zipped(BAGIT, ("data/<img src=x onerror=alert(1)>\u202e.html", b"<script>")),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_packs_are_told_in_words(served: Any, place: Place, kind: str) -> None:
    if not HOSTILE[kind]:
        assert sent(served, b"").status_code == 422
        return
    answer = sent(served, HOSTILE[kind], "../../<b>x\u202e.zip")
    found = over(served, f"/api/v1/verifications/{answer.json()['job_id']}")
    assert found["result"]["verdict"] in {"no_pack", "not_passed"}, found
    assert "\u202e" not in found["result"]["text"]
    page = served.get(f"/verify/{answer.json()['job_id']}")
    assert page.status_code == 200
    assert not re.search(r"<script>|<img src|<b>", page.text)
    assert not list((place.data / "uploads").iterdir())
    assert not (place.data.parent / "outside.txt").exists()


def test_too_large_a_file_is_not_read(served: Any) -> None:
    headers = {"Content-Length": str(65 << 20), "X-CSRF-Token": csrf(served), "Connection": "close"}
    answer = served.somebody().post("/verify", data=b"", headers=headers)
    assert answer.status_code == 413
    assert "64 MB" in answer.text


@pytest.mark.parametrize("to", ["/verify", "/api/v1/verifications"])
def test_a_form_of_many_fields_or_files_is_not_read(served: Any, to: str) -> None:
    """Fields are held in memory: with the token among them as with it in a header."""
    token, pack = csrf(served), ("pack", ("x.zip", b"x", "application/zip"))
    fields = [("csrf", (None, token)), *((f"f{n}", (None, "x")) for n in range(20)), pack]
    for form in (fields, [fields[0], pack, pack]):
        assert served.post(to, files=form).status_code == 400
        header = {"X-CSRF-Token": token}
        assert served.post(to, files=form[1:], headers=header).status_code == 400


def test_without_the_token_of_the_form_nothing_is_taken(served: Any, home: str) -> None:
    files = {"pack": ("x.zip", HOSTILE["bomb"], "application/zip")}
    assert served.post("/verify", files=files).status_code == 403
    assert served.post(f"{home}/packs", data={"policy": "nanshan-project"}).status_code == 403


@pytest.mark.parametrize("policy", ["", "nothing", "../../etc", "guangdong-center"])
def test_a_policy_the_project_is_not_held_against(served: Any, home: str, policy: str) -> None:
    form = {"csrf": csrf(served), "policy": policy}
    assert served.post(f"{home}/packs", data=form).status_code == 422


def test_the_job_of_another_is_not_there() -> None:
    line: Line[int] = Line()
    job = line.give("a", "x", lambda _: 7)
    assert line.idle(10)
    found = line.of(job.job_id, "a")
    assert found
    assert (found.state, found.result) == ("done", 7)
    assert line.of(job.job_id, "b") is None


def test_a_line_is_bounded_and_done_in_turn() -> None:
    line: Line[None] = Line(most=2, each=2)
    order, gate, dropped = list[int](), threading.Event(), list[int]()

    def work(number: int) -> Any:
        def done(_: object) -> None:
            gate.wait(10)
            order.append(number)
            if number == 1:
                raise Refused("不行。")

        return done

    first = line.give("a", "x", work(0), lambda: dropped.append(0))
    for number in (1, 2):
        while line.of(first.job_id, "a").state == "waiting":  # type: ignore[union-attr]
            threading.Event().wait(0.01)
        line.give("bc"[number - 1], "x", work(number), lambda n=number: dropped.append(n))  # type: ignore[misc]
    with pytest.raises(Crowded, match="排队"):
        line.give("d", "x", work(9), lambda: dropped.append(9))
    gate.set()
    assert line.idle(10)
    assert order == [0, 1, 2]
    assert sorted(dropped) == [0, 1, 2, 9]
    assert [job.words for job in line.own("b")] == ["不行。"]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(0.05, 1 << 32, 1 << 32), "时限"),
        (Limits(30, 1 << 10, 1 << 32), "磁盘"),
        (Limits(30, 1 << 32, 1 << 20), "不能由此说这个包有问题"),
    ],
)
def test_a_limit_says_nothing_against_the_pack(tmp_path: Path, limits: Limits, words: str) -> None:
    folder = verifying.taken(tmp_path, io.BytesIO(HOSTILE["bomb"]), 1 << 30)
    with pytest.raises(Refused, match=words):
        verifying.verified(folder, "x.zip", limits)


def test_it_knows_no_token_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret-value")
    (tmp_path / "told.py").write_text("import json, os; print(json.dumps(dict(os.environ)))")
    monkeypatch.syspath_prepend(str(tmp_path))
    ended = apart.run("told", [], tmp_path, WIDE)
    told = json.loads(ended.words)
    assert "GITHUB_TOKEN" not in told
    assert told["HOME"] == told["TMPDIR"] == str(tmp_path)


def test_what_a_killed_site_left_is_gone_when_it_starts(tmp_path: Path, opening: Any) -> None:
    left = verifying.taken(tmp_path, io.BytesIO(b"secret"), 100)
    with opening(Place(None, tmp_path, tmp_path / "published", WebSettings())):
        assert not left.exists()


def test_who_ends_takes_along_what_it_has_started(tmp_path: Path) -> None:
    """A process that ends while a job runs leaves nothing running behind it."""
    (tmp_path / "slow.py").write_text(
        "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    )
    words = (
        "import sys, threading, time, pathlib; sys.path.insert(0, '.');"
        "from yuanzheng.web.jobs import apart;"
        "threading.Thread(target=apart.run, daemon=True, args=('slow', [], pathlib.Path('.'),"
        " apart.Limits(60, 1 << 40, 1 << 40))).start();"
        "[time.sleep(0.05) for _ in range(400) if not pathlib.Path('pid').exists()]"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", words], cwd=tmp_path, env=environment, check=True)
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
