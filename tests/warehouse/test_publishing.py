"""Readers see whole copies only: whatever fails, is killed or fills the disk."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import publishing_bench
from publishing_bench import ISSUES, Town, at

from warehouse import chain, publishing
from warehouse.publishing import Copy, Order, Unfit
from warehouse.store import Warehouse
from yuanzheng.web import fitting

ROOT = Path(__file__).parents[2]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """One night is published."""
    made = Town(tmp_path)
    made.begin()
    made.night(1, "one", "two")
    made.publish(1)
    return made


def test_readers_get_the_newest_and_a_few_copies_stay(town: Town) -> None:
    assert town.read() == (1, "index 1")
    first = publishing.current(town.published)
    for night in range(2, 6):
        town.night(night, "one", "two")
        assert town.read()[0] == night - 1, "writing shows readers nothing"
        made = town.publish(night)
        assert (made.as_of, made.published_at) == (at(night), at(night))
        assert publishing.current(town.published) == made
    assert town.read() == (5, "index 5")
    assert first is not None
    assert not first.folder.exists()
    assert len([path for path in town.published.iterdir() if path.is_dir()]) == 3
    assert all(one.as_of == at(5) and not one.flags for one in made.projects)
    assert {one.check for one in made.checks} == {"finished", "chain", "reports", "most"}


def shown(copy: Copy, name: str) -> tuple[list[tuple[object, float]], object]:
    """What readers of a copy are given of a project, and the instant they are shown."""
    with fitting.connected(copy) as connection:
        found = connection.execute(
            "SELECT as_of, value FROM measurement WHERE project_id = ? ORDER BY as_of", [name]
        ).fetchall()
    [standing] = [one for one in copy.projects if one.project_id == name]
    return found, standing.as_of


def lost(town: Town, name: str, night: int | None) -> None:
    """Issues of a project are gone since that night; None: there again."""
    with Warehouse(town.places.database) as warehouse:
        warehouse.execute(
            "UPDATE issue SET closed_at = $at WHERE repo_id = $repo",
            {"at": at(night) if night else None, "repo": f"github:a/{name}"},
        )


def alone(order: Order, name: str) -> Order:
    return replace(order, projects=tuple(one for one in order.projects if one.project_id == name))


def test_a_night_refused_as_a_whole_stays_unseen_when_one_project_is_published_alone(
    town: Town,
) -> None:
    town.night(2, "one", "two")
    with pytest.raises(Unfit):
        town.publish(2, "one", "two")
    town.night(3, "one")
    copy = publishing.publish(alone(town.order(3), "one"))
    assert shown(copy, "two") == ([(at(1), 1)], at(1))
    assert shown(copy, "one") == ([(at(1), 1), (at(3), 3)], at(3))


def test_a_refused_night_stays_unseen_after_a_fit_one(town: Town) -> None:
    town.night(2, "one", "two")
    lost(town, "one", 2)
    assert shown(town.publish(2), "one") == ([(at(1), 1)], at(1))
    lost(town, "one", None)
    for night in (3, 4):
        town.night(night, "one", "two")
        copy = town.publish(night)
    assert shown(copy, "one") == ([(at(1), 1), (at(3), 3), (at(4), 4)], at(4))
    assert [value for _, value in shown(copy, "two")[0]] == [1, 2, 3, 4]


def test_an_instant_measured_again_and_refused_is_shown_no_more(town: Town) -> None:
    """Its fit figures are gone: the earlier instant is shown."""
    town.night(2, "one", "two")
    town.publish(2)
    lost(town, "one", 3)
    with Warehouse(town.places.database) as warehouse:
        warehouse.execute(
            "UPDATE measurement SET value = 0 WHERE project_id = 'one' AND as_of = $at",
            {"at": at(2)},
        )
    copy = publishing.publish(replace(town.order(2), at=at(3)))
    assert shown(copy, "one") == ([(at(1), 1)], at(1))
    assert shown(copy, "two") == ([(at(1), 1), (at(2), 2)], at(2))


def test_what_did_not_change_is_not_written_again(town: Town) -> None:
    before = publishing.current(town.published)
    town.night(2, "one", "two")
    made = town.publish(2)
    assert before is not None
    same = [os.stat(copy.evidence / "one" / "same.csv").st_ino for copy in (before, made)]
    other = [os.stat(copy.evidence / "one" / "page.html").st_ino for copy in (before, made)]
    assert same[0] == same[1] != os.stat(town.out / "one" / "same.csv").st_ino
    assert other[0] != other[1]
    assert (before.evidence / "one" / "page.html").read_text() == "one 1"
    town.page("one/same.csv", "written over in its place")
    assert (made.evidence / "one" / "same.csv").read_text() == "one"


def test_a_project_that_failed_is_shown_as_it_was_and_the_other_as_it_is(town: Town) -> None:
    town.night(2, "two")
    town.page("one/page.html", "half of it")
    made = town.publish(2, "one")
    one, two = made.projects
    assert (one.as_of, one.flags, one.fit_at) == (at(1), ("没能计算。",), at(1))
    assert (two.as_of, two.flags) == (at(2), ())
    assert (made.evidence / "one" / "page.html").read_text() == "one 1"
    assert (made.evidence / "two" / "page.html").read_text() == "two 2"


def test_a_project_without_all_metrics_is_not_shown_as_new(town: Town) -> None:
    town.night(2, "one")
    one, two = town.publish(2).projects
    assert not one.flags
    assert two.as_of == at(1)
    assert "1 个指标没有算出来" in two.flags[0]


def lose(town: Town, name: str, rows: int, night: int) -> None:
    with Warehouse(town.places.database) as warehouse:
        warehouse.execute(
            "UPDATE issue SET closed_at = $at"
            " WHERE repo_id = $repo AND CAST(number AS INTEGER) < $rows",
            {"at": at(night), "repo": f"github:a/{name}", "rows": rows},
        )


def test_unknown_does_not_become_zero_until_a_person_says_so(town: Town) -> None:
    town.night(2, "one", "two")
    lose(town, "one", ISSUES, 2)
    one, two = town.publish(2).projects
    assert f"表 issue 一下子少了 {ISSUES} 行" in one.flags[0]
    assert (one.as_of, two.as_of, two.flags) == (at(1), at(2), ())
    town.night(3, "one", "two")
    assert town.publish(3).projects[0].as_of == at(1), "a second night does not make it true"
    town.night(4, "one", "two")
    one, _ = town.publish(4, accepts=True).projects
    assert (one.as_of, one.flags) == (at(4), ())
    town.night(5, "one", "two")
    assert town.publish(5).projects[0].flags == ()


@pytest.mark.parametrize(("rows", "flagged"), [(20, False), (21, True)])
def test_a_few_rows_may_go(town: Town, rows: int, flagged: bool) -> None:
    town.night(2, "one", "two")
    lose(town, "one", rows, 2)
    assert bool(town.publish(2).projects[0].flags) == flagged


def test_what_came_back_or_was_only_changed_is_not_lost(town: Town) -> None:
    town.night(2, "one", "two")
    lose(town, "one", ISSUES, 2)
    with Warehouse(town.places.database) as warehouse:
        for n in range(ISSUES):
            row = {**town.issue("one", n), "title": "new", "observed_at": at(2)}
            warehouse.replace("issue", [row], {"key": f"k{n}", "observed_at": at(2)})
    made = town.publish(2)
    assert made.projects[0].flags == ()


def test_what_a_platform_counts_itself_is_believed(town: Town) -> None:
    town.night(2, "one", "two")
    lose(town, "one", 90, 2)
    with Warehouse(town.places.database) as warehouse:
        told = {"repo_id": "github:a/one", "stream": "issues"}
        answer = {
            **told, "answer_id": "answer-one", "url": "x", "fetched_at": at(0), "sha256": "",
            "bytes": 0, "warc_file": "", "warc_record": "",
        }  # fmt: skip
        state = {**told, "grade": "complete", "expected": 10, "got": 10, "since": at(2)}
        warehouse.replace("answer", [answer], told)
        warehouse.replace("stream_state", [state], told)
    assert town.publish(2).projects[0].flags == ()


def test_when_most_projects_are_unfit_the_run_is(town: Town) -> None:
    town.night(2)
    with pytest.raises(Unfit, match="2 个项目里有 2 个不能发布"):
        town.publish(2, "one", "two")
    assert town.read() == (1, "index 1")


def test_an_interrupted_run_shows_readers_nothing(town: Town) -> None:
    town.night(2, "one", "two")
    with pytest.raises(Unfit, match="没有做完"):
        town.publish(2, interrupted=True)
    assert town.read() == (1, "index 1")


def test_a_report_that_is_not_there_is_not_published(town: Town) -> None:
    town.night(2, "one", "two")
    town.page("index.html", "")
    with pytest.raises(Unfit, match=r"证据表没有写成 index\.html"):
        town.publish(2)


def test_the_archive_of_the_night_is_read_and_older_nights_are_not(town: Town) -> None:
    town.night(2, "one", "two")
    old, new = (town.places.archive / f"{night}.warc.gz" for night in (1, 2))
    old.write_bytes(b"night X")
    town.publish(2)
    town.night(3, "one", "two")
    new = town.places.archive / "3.warc.gz"
    new.write_bytes(b"night X")
    with pytest.raises(Unfit, match=r"存档 3\.warc\.gz 与采集链登记的不符"):
        town.publish(3)


def test_a_chain_that_does_not_go_on_from_the_published_one(town: Town) -> None:
    (town.places.folder / chain.NAME).unlink()
    town.night(2, "one", "two")
    with pytest.raises(Unfit, match="接不上已发布的那一份"):
        town.publish(2)
    town.publish(2, accepts=True)


def test_a_changed_line_of_the_chain(town: Town) -> None:
    town.night(2, "one", "two")
    path = town.places.folder / chain.NAME
    first, second = path.read_bytes().splitlines()
    path.write_bytes(first + b"\n" + second.replace(b'"run":2', b'"run":3') + b"\n")
    with pytest.raises(Unfit, match="采集链有断裂"):
        town.publish(2)


def test_the_mark_of_failing_keeps_its_beginning_and_goes_with_a_success(town: Town) -> None:
    publishing.failed(town.published, at(2), ["一"])
    publishing.failed(town.published, at(3), ["二"])
    found = publishing.failure(town.published)
    assert found == publishing.Failure(at(2), at(3), ("二",))
    assert json.loads((town.published / "failed.json").read_text()) == {
        "since": at(2).isoformat(), "last": at(3).isoformat(), "reasons": ["二"],
    }  # fmt: skip
    town.night(4, "one", "two")
    town.publish(4)
    assert publishing.failure(town.published) is None
    assert not (town.published / "failed.json").exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"copy": "gone"}', '{"copy": 3}'])
def test_a_pointer_that_names_nothing(town: Town, text: str) -> None:
    (town.published / "current.json").write_text(text)
    assert publishing.current(town.published) is None


def test_killed_at_any_step_readers_have_a_whole_copy(town: Town) -> None:
    """A real process, killed before each touch of the disk; the next one clears up."""
    town.night(2, "one", "two")
    town.night(3, "one", "two")
    done = subprocess.run(
        [sys.executable, publishing_bench.__file__, str(town.folder)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    told = [json.loads(line) for line in done.stdout.splitlines()]
    ends, left = told[::2], told[1::2]
    assert {code for code, _ in ends[:-1]} == {-signal.SIGKILL}
    assert [served for _, served in ends] == sorted(served for _, served in ends)
    assert {served for _, served in ends} == {1, 3}
    assert len(ends) > 10
    assert left == [[]] * len(ends)


def mounted(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB; skipped where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if shutil.which("mount") is None or not mounted(command):
        pytest.skip("这里不能挂载小磁盘：另一项测试用文件大小上限代替")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_last_copy(small_disk: Path) -> None:
    town = Town(small_disk)
    town.begin()
    town.night(1, "one", "two")
    town.publish(1)
    free = shutil.disk_usage(small_disk).free
    size = town.places.database.stat().st_size
    town.night(2, "one", "two")
    filler = small_disk / "filler"
    tried = 0
    for room in (4_096, size // 2, size + 4_096, size + 20_000):
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(bytes(max(free - room, 0)))
        try:
            town.publish(2)
        except OSError:
            tried += 1
        else:
            break
        finally:
            filler.unlink()
        assert town.read() == (1, "index 1")
        assert not list(town.published.glob("*.new")), "what was half made takes no room"
    assert tried > 1
    town.publish(2)
    assert town.read() == (2, "index 2")


def test_a_file_that_cannot_grow_leaves_the_last_copy(town: Town) -> None:
    town.night(2, "one", "two")
    size = town.places.database.stat().st_size
    script = (
        "import resource, sys; sys.path.insert(0, sys.argv[1]);"
        "from pathlib import Path; from publishing_bench import Town;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2);"
        "Town(Path(sys.argv[2])).publish(2)"
    )
    where = str(Path(__file__).parent)
    for limit in (size - 1,):
        done = subprocess.run(
            [sys.executable, "-c", script, where, str(town.folder), str(limit)],
            capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert "File too large" in done.stderr
        assert town.read() == (1, "index 1")
    town.publish(2)
    assert town.read() == (2, "index 2")


def test_nobody_writes_while_it_is_copied(town: Town) -> None:
    """The lock on the data file holds although the file is read beside it."""
    town.night(2, "one", "two")
    before = publishing._make

    def meanwhile(*given: object) -> None:
        before(*given)  # type: ignore[arg-type]
        script = "import sys; from pathlib import Path; from warehouse.store import Warehouse;"
        done = subprocess.run(
            [sys.executable, "-c", f"{script} Warehouse(Path(sys.argv[1]))",
             str(town.places.database)],
            capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        said.append(done.stderr)

    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "_make", meanwhile)
        town.publish(2)
    assert "WarehouseBusy" in said[0]


def past(town: Town, night: int, instant: int, name: str) -> Copy:
    """`yuanzheng score` and `report` of one project with an `--as-of` long past."""
    town.night(instant, name)
    return publishing.publish(replace(alone(town.order(instant), name), at=at(night)))


def test_a_report_of_a_past_instant_takes_nobody_back(town: Town) -> None:
    town.night(2, "one", "two")
    before = town.publish(2)
    copy = past(town, 2, 0, "one")
    assert shown(copy, "one") == ([(at(0), 0), (at(1), 1), (at(2), 2)], at(2))
    assert copy.as_of == before.as_of
    for name in ("one/page.html", "index.html"):
        assert (copy.evidence / name).read_text() == (before.evidence / name).read_text()
    town.night(3, "two")
    copy = publishing.publish(alone(town.order(3), "two"))
    assert shown(copy, "one") == ([(at(0), 0), (at(1), 1), (at(2), 2)], at(2))
    town.night(4, "one", "two")
    values = [value for _, value in shown(town.publish(4), "one")[0]]
    assert values == [0, 1, 2, 4], "and hides nothing that was shown"


def test_after_a_night_by_a_clock_that_was_ahead_readers_get_the_next_one(town: Town) -> None:
    town.night(40, "one", "two")
    town.publish(40)
    town.night(2, "one", "two")
    copy = town.publish(2)
    assert [one.as_of for one in copy.projects] == [at(2), at(2)]
    assert (copy.evidence / "one" / "page.html").read_text() == "one 2"
