"""What is found after a night, rule by rule, in a real warehouse."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import chats
import pytest
from chats import listening

from collectors.results import ProjectSources, RunSummary, StreamResult
from collectors.settings import CollectorSettings
from warehouse import chain
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng.backups import manifest
from yuanzheng.backups.settings import BackupSettings
from yuanzheng.checks import github
from yuanzheng.config import Config, Settings
from yuanzheng.notices import rules
from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import SEVERITIES, Notice, NotSeen, Unseen
from yuanzheng.notices.remembering import Memory
from yuanzheng.stages import Outcome

NOW = datetime(2026, 11, 21, 18, 50, tzinfo=UTC)
SINCE = datetime(2026, 11, 19, tzinfo=UTC)
EVIL = '<at user_id="all">所有人</at>'


@pytest.fixture
def config(tmp_path: Path) -> Config:
    places = WarehouseSettings(folder=tmp_path / "data")
    with Warehouse(places.database) as warehouse:
        project = {"project_id": "p", "name": f"青禾{EVIL}", "policies": [], "sample": False}
        warehouse.replace("project", [project], {})
        repo = {"project_id": "p", "repo_id": "github:a/b", "platform": "github",
                "kind": "repository", "url": "https://github.com/a/b"}  # fmt: skip
        warehouse.replace("project_repo", [repo], {})
    return Config(None, Settings(warehouse=places), ())


def put(config: Config, table: str, **row: Any) -> None:
    with Warehouse(config.settings.warehouse.database) as warehouse:
        warehouse.replace(table, [row], {})


def result(code: str, *, stream: str = "forks", failed: bool = True) -> StreamResult:
    return StreamResult("github:a/b", stream, "partial", code, f"原因 {EVIL}。", failed=failed)


def outcome(*results: StreamResult, **more: Any) -> Outcome:
    return Outcome(RunSummary(results, 7, 2, 5, **more))


def found(rule: str, config: Config, **more: Any) -> list[Notice]:
    seen = list(rules.of(rule).found(Night(config, NOW, **{"asks": False, **more})))
    notices = [one for one in seen if isinstance(one, Notice)]
    for notice in notices:
        assert notice.rule == rule
        assert notice.severity in SEVERITIES
        assert notice.what
        assert notice.advice.endswith("。")
        assert "<" not in f"{notice.what}{notice.advice}"
    return notices


@pytest.mark.parametrize("rule", rules.names())
def test_an_empty_warehouse_and_a_good_night_give_nothing(rule: str, config: Config) -> None:
    assert rules.of(rule).WHEN in {"night", "start"}
    assert rules.of(rule).__doc__
    if rule != "disk":
        assert found(rule, config, outcome=outcome()) == []


@pytest.mark.parametrize("rule", ["growth", "vanished"])
def test_without_a_warehouse_a_rule_cannot_look(rule: str, tmp_path: Path) -> None:
    places = WarehouseSettings(folder=tmp_path / "none")
    with pytest.raises(NotSeen):
        found(rule, Config(None, Settings(warehouse=places), ()))


def test_a_night_that_failed(config: Config) -> None:
    [notice] = found("run", config, error=f"磁盘已满：{EVIL}")
    assert notice.severity == "error"
    assert "磁盘已满" in notice.what


def test_a_night_that_failed_in_part(config: Config) -> None:
    [notice] = found("run", config, outcome=Outcome(problems=("一", "二", "三", "四")))
    assert notice.severity == "warning"
    assert "4 处" in notice.what
    assert "另有 1 处" in notice.what


def test_streams_that_fail_are_one_matter_a_repository(config: Config) -> None:
    bad = [result("unreachable", stream=name) for name in ("forks", "issues", "tags", "commits")]
    fine = result("refused", failed=False)
    [notice] = found("streams", config, outcome=outcome(*bad, fine))
    assert notice.key == "streams:github:a/b"
    assert notice.patience == 3
    assert notice.project_id == "p"
    assert "等 4 项" in notice.what
    assert "青禾" in notice.what


@pytest.mark.parametrize("code", ["gone", "bad_token", "interrupted"])
def test_what_other_rules_tell_is_not_told_twice(code: str, config: Config) -> None:
    assert found("streams", config, outcome=outcome(result(code))) == []


@pytest.mark.parametrize("rule", ["streams", "tokens"])
def test_a_night_that_collected_nothing_says_nothing_of_streams(rule: str, config: Config) -> None:
    with pytest.raises(NotSeen):
        found(rule, config, error="x")


@pytest.mark.parametrize("code", ["gone", "blocked", "name_reused"])
def test_a_repository_that_vanished(code: str, config: Config) -> None:
    put(config, "stream_state", repo_id="github:a/b", stream="repository", code=code,
        grade="not_observable", reason=f"回答 404 {EVIL}", since=SINCE.isoformat())  # fmt: skip
    [notice] = found("vanished", config)
    assert notice.since == SINCE
    assert notice.severity == "error"


def test_one_stream_that_is_not_there_is_no_vanished_repository(config: Config) -> None:
    put(config, "stream_state", repo_id="github:a/b", stream="forks", code="gone",
        grade="not_observable", reason="x", since=SINCE.isoformat())  # fmt: skip
    assert found("vanished", config) == []


def test_a_token_that_was_refused(config: Config) -> None:
    [one] = found("tokens", config, outcome=outcome(refused=("环境变量 X 里的令牌不被接受。",)))
    assert "环境变量 X" in one.what
    [other] = found("tokens", config, outcome=outcome(result("bad_token"), result("bad_token")))
    assert other.key == "tokens:refused"


def test_publishing_that_failed(config: Config) -> None:
    folder = config.settings.warehouse.folder / "published"
    folder.mkdir()
    text = {"since": SINCE.isoformat(), "last": NOW.isoformat(), "reasons": [f"少了 {EVIL}"] * 5}
    (folder / "failed.json").write_text(json.dumps(text), encoding="utf-8")
    [notice] = found("publishing", config)
    assert notice.since == SINCE
    assert "另有 2 条" in notice.what


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_a_failure_that_cannot_be_read_is_told_all_the_same(text: str, config: Config) -> None:
    folder = config.settings.warehouse.folder / "published"
    folder.mkdir()
    (folder / "failed.json").write_text(text, encoding="utf-8")
    [notice] = found("publishing", config)
    assert "读不懂" in notice.what


def growth(series: str = "stars", **more: Any) -> dict[str, Any]:
    day = (NOW - timedelta(days=3)).date()
    burst = {"what": "burst", "from_day": day, "to_day": day, "n": 859, "usual": 3.0,
             "excess": 850.0, "share": 0.2, "explained": "none"}  # fmt: skip
    return {"repo_id": "github:a/b", "series": series, **burst, **more}


def test_a_jump_is_told_without_accusing(config: Config) -> None:
    put(config, "growth_burst", **growth())
    [notice] = found("growth", config)
    assert notice.passing
    assert notice.severity == "info"
    assert "859 个星标" in notice.what
    words = notice.what + notice.advice
    assert not [word for word in ("刷", "作弊", "造假", "异常", "可疑", "虚假") if word in words]


@pytest.mark.parametrize(
    "more",
    [{"explained": "release"}, {"explained": "crowd"}, {"what": "fortnight"},
     {"from_day": "2026-10-01", "to_day": "2026-10-09"}],
)  # fmt: skip
def test_what_is_explained_or_long_past_is_not_told(more: dict[str, Any], config: Config) -> None:
    put(config, "growth_burst", **growth(**more))
    assert found("growth", config) == []


@pytest.mark.parametrize(("level", "told"), [("fine", 0), ("note", 1), ("explain", 1)])
def test_a_fall(level: str, told: int, config: Config) -> None:
    put(config, "growth_sign", repo_id="github:a/b", series="forks", sign="drop", value=12.0,
        level=level, reason="自 2026-10-31 起观测到的最高数为 100 个，现为 88 个")  # fmt: skip
    assert len(found("growth", config)) == told


def lines(config: Config, runs: int) -> list[bytes]:
    """A chain of so many runs, each with an archive file of 100 bytes."""
    places = config.settings.warehouse
    places.archive.mkdir(exist_ok=True)
    for night in range(runs):
        at = SINCE + timedelta(days=night)
        name = f"{at:%Y%m%dT%H%M%S}Z-0.warc.gz"
        (places.archive / name).write_bytes(bytes([night]) * 100)
        chain.append(places, chain.Run(at, at + timedelta(minutes=9), name, "{}"))
    return list(chain.lines_of(places.folder / chain.NAME))


def rewrite(config: Config, text: Iterable[bytes]) -> None:
    (config.settings.warehouse.folder / chain.NAME).write_bytes(b"".join(text))


def test_a_whole_chain_is_whole_and_a_broken_one_is_told(config: Config) -> None:
    held = lines(config, 3)
    assert found("chain", config) == []
    rewrite(config, [held[0], held[2]])
    assert found("chain", config)
    rewrite(config, [held[0], held[1].replace(b'"run":2', b'"run":9'), held[2]])
    assert found("chain", config)
    rewrite(config, [*held[:2], held[2][:-9]])  # a kill: the next run mends it
    assert found("chain", config) == []


@pytest.mark.parametrize("text", [b"", b"x" * 10])
def test_an_archive_file_that_is_gone_or_short(text: bytes, config: Config) -> None:
    lines(config, 2)
    first = min(config.settings.warehouse.archive.iterdir())
    first.write_bytes(text) if text else first.unlink()
    [notice] = found("chain", config)
    assert first.name in notice.what


def test_a_chain_that_is_gone(config: Config) -> None:
    (config.settings.warehouse.folder / chain.LEDGER).write_text("{}\n", encoding="utf-8")
    assert "不在了" in found("chain", config)[0].what


def test_a_disk_that_fills(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    from shutil import _ntuple_diskusage as usage  # type: ignore[attr-defined]

    lines(config, 3)
    for total, free, expected in [
        (1000 << 30, 900 << 30, None), (1000 << 30, 20 << 30, "warning"), (9 << 30, 1, "error"),
    ]:  # fmt: skip
        held = usage(total, total - free, free)
        monkeypatch.setattr("shutil.disk_usage", lambda _, held=held: held)
        assert [one.severity for one in found("disk", config)] == [expected] * bool(expected)


def test_no_run_for_longer_than_a_night_may_be_late(config: Config) -> None:
    lines(config, 2)
    [notice] = found("rest", config)
    assert notice.passing
    assert "1 天 18 小时" in notice.what
    assert "2026-11-20 08:09" in notice.what


def test_a_receiver_that_could_not_be_told_is_told_of(config: Config) -> None:
    memory = Memory().failed("飞书群", "连不上对方。", SINCE)
    [notice] = found("channels", config, memory=memory)
    assert notice.since == SINCE
    held = memory.after([notice], frozenset({"channels"}), NOW)
    assert not held.due("飞书群", "info", NOW)
    assert held.due("邮件", "info", NOW)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("2026-12-01 08:00:00 UTC", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("2026-12-01 08:00:00 +0800", datetime(2026, 12, 1, tzinfo=UTC)),
        ("soon", None),
        (None, None),
    ],
)
def test_when_a_token_ends(said: str | None, ends: datetime | None) -> None:
    assert github.ends({"github-authentication-token-expiration": said}) == ends


@pytest.mark.parametrize(("days", "told"), [(3, 1), (30, 0)])
def test_a_token_near_its_end(
    days: int, told: int, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = f"{NOW + timedelta(days=days):%Y-%m-%d %H:%M:%S} UTC"
    core = {"limit": 5000, "remaining": 5000, "reset": 1795305600, "used": 0}
    limits = {"resources": {"core": core, "search": core, "graphql": core}, "rate": core}
    header = {"GitHub_Authentication_Token_Expiration": ends}
    monkeypatch.setenv("GITHUB_TOKEN", "a-token")
    with listening(chats.said(limits, Content_Type="application/json", **header)) as host:
        api = f"http://127.0.0.1:{host.port}"
        collectors = CollectorSettings.model_validate({"github": {"api": api}})
        settings = config.settings.model_copy(update={"collectors": collectors})
        near = Config(None, settings, ())
        notices = found("tokens", near, outcome=outcome(), asks=True)
    assert len(notices) == told
    assert all("GITHUB_TOKEN" in one.what for one in notices)


@pytest.mark.parametrize(
    ("hours", "problems", "key"),
    [(None, (), "none"), (3, (), ""), (60, (), "old"), (3, ("存档变短了。",), "unfit")],
)
def test_backups(
    hours: int | None, problems: tuple[str, ...], key: str, config: Config, tmp_path: Path
) -> None:
    settings = config.settings.model_copy(
        update={"backup": BackupSettings(folder=str(tmp_path / "backups"))}
    )
    (tmp_path / "backups").mkdir()
    if hours is not None:
        made = manifest.Manifest(
            manifest.FORMAT, NOW - timedelta(hours=hours), "live", None, (), problems, None, "data"
        )
        manifest.write(tmp_path / "backups", manifest.sealed(made))
    keys = [one.key for one in found("backups", Config(None, settings, ()))]
    assert keys == ([f"backups:{key}"] if key else [])


def kept(rule: str, config: Config, memory: Memory, **more: Any) -> set[str]:
    """Keys a rule could not look at."""
    night = Night(config, NOW, memory=memory, asks=False, **more)
    return {
        key for one in rules.of(rule).found(night) if isinstance(one, Unseen) for key in one.keys
    }


def test_a_night_of_some_projects_says_nothing_of_the_others(config: Config) -> None:
    both = [result("unreachable"), replace(result("unreachable"), repo_id="github:c/d")]
    notices = found("streams", config, outcome=outcome(*both))
    memory = Memory().after(notices, frozenset({"streams"}), NOW)
    mine = outcome(result("refused", failed=False))
    assert kept("streams", config, memory, outcome=mine) == {"streams:github:c/d"}


def test_a_night_that_failed_does_not_end_what_was_partial(config: Config) -> None:
    assert kept("run", config, Memory(), error="x") == {"run:partial"}


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [(["complete"], 0), (["partial"], 1), (["partial", "complete"], 0),
     (["complete", "failed"], 1), (["partial", "interrupted"], 1), (["failed", None], 1)],
)  # fmt: skip
def test_a_project_whose_own_night_failed_goes_on_being_told(
    outcomes: list[str | None], told: int, config: Config
) -> None:
    with Warehouse(config.settings.warehouse.database) as warehouse:
        for at, came_to in enumerate(outcomes):
            own = {"run_id": f"r{at}"}
            started = (SINCE + timedelta(days=at)).isoformat()
            run = {**own, "command": "refresh", "started_at": started, "attempts": 1,
                   "problems": []}  # fmt: skip
            warehouse.replace("run", [run], own)
            part = {**own, "project_id": "p", "outcome": came_to, "problems": ["没有网络。"]}
            warehouse.replace("run_project", [part], own)
    project = ProjectSources("p", "青禾", None, (), ())
    notices = found("run", replace(config, projects=(project,)), outcome=outcome())
    assert len(notices) == told
