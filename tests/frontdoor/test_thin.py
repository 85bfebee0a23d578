"""thin: what only projects need that were taken out of the configuration goes, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import asdict, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from collectors.standin import SAMPLE_NOW, StandIn, serve
from collectors.standin.git.store import Signature
from warehouse import chain
from warehouse.store import Warehouse
from warehouse.warcs import records
from yuanzheng import failures
from yuanzheng.cli import run

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))
sys.path.insert(0, str(Path(__file__).parents[1] / "campaigns"))

from bench import only
from kills import community

_HEAD = """
[warehouse]
{rule}
[collectors]
proxy = "{proxy}"
[collectors.huggingface]
api = "http://huggingface.example"
web = "http://huggingface.example"
[scoring]
window_days = 365
"""
KEPT = """
[[project]]
name = "留下的"
datasets = ["http://huggingface.example/datasets/lantu/harbor-qa"]
policies = ["nanshan-project"]
"""
GONE = """
[[project]]
name = "删去的"
models = ["http://huggingface.example/lantu/harbor-embed"]
datasets = ["http://huggingface.example/datasets/lantu/harbor-qa"]
policies = ["nanshan-project"]
"""
PLATFORMS = """
[collectors.github]
api = "http://api.github.example"
web = "http://github.example"
per_minute = 0
[collectors.gitee]
api = "http://gitee.example/api/v5"
web = "http://gitee.example"
per_minute = 0
"""
RULE = "thin_after_days = 30"
Moment = Callable[[timedelta], None]


@pytest.fixture(scope="module")
def platforms() -> Iterator[StandIn]:
    with serve() as made:
        yield made


def configured(platforms: StandIn, *projects: str, rule: str = RULE) -> None:
    text = _HEAD.format(rule=rule, proxy=platforms.proxy) + "".join(projects)
    Path("config.toml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def nights(platforms: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights of two projects and, long after, one of the project that is left."""
    home = tmp_path_factory.mktemp("nights")
    with pytest.MonkeyPatch.context() as patch, chdir(home):
        for name in ("GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN"):
            patch.delenv(name, raising=False)
        for days, projects in ((0, (KEPT, GONE)), (1, (KEPT, GONE)), (40, (KEPT,))):
            at = SAMPLE_NOW + timedelta(days=days)
            patch.setattr("yuanzheng.clock.now", lambda at=at: at)
            configured(platforms, *projects, rule="")
            assert run(["run", "--quiet"]) == failures.COMPLETE
    return home


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    def set_to(later: timedelta) -> None:
        monkeypatch.setattr("yuanzheng.clock.now", lambda: SAMPLE_NOW + later)

    set_to(timedelta(days=41))
    return set_to


@pytest.fixture
def here(nights: Path, platforms: StandIn, tmp_path: Path, moment: Moment) -> Path:
    """A copy of that to stand in, with the rule."""
    shutil.copytree(nights, tmp_path, dirs_exist_ok=True)
    configured(platforms, KEPT)
    return tmp_path


def told(capsys: Any, root: Path, *words: str) -> dict[str, Any]:
    """What a command prints as JSON, which must be as the schema has it."""
    capsys.readouterr()
    code = run([*words, "--json"])
    found = json.loads(capsys.readouterr().out)
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema, cls=jsonschema.Draft202012Validator)
    assert found["exit_code"] == code
    return found


def state_of(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in files}


def scored() -> list[dict[str, Any]]:
    with Warehouse(Path("data/warehouse.duckdb"), read_only=True) as warehouse:
        return warehouse.query("FROM measurement WHERE project_id = '留下的' ORDER BY ALL")


def test_without_yes_it_is_told_and_nothing_is_changed(here: Path, root: Path, capsys: Any) -> None:
    before = state_of(here / "data")
    found = told(capsys, root, "thin")["thinned"]
    assert [one["project_id"] for one in found["projects"]] == ["删去的"]
    assert (found["done"], found["records"] > 20, found["bytes"] > 0) == (False, True, True)
    names = [path.name for path in sorted((here / "data" / "archive").iterdir())]
    assert [one["name"] for one in found["files"]] == names[:2]
    assert state_of(here / "data") == before


def test_what_is_left_packs_traces_and_goes_on_as_before(
    here: Path, root: Path, capsys: Any, moment: Moment, platforms: StandIn
) -> None:
    pack = ["pack", "留下的", "-p", "nanshan-project", "--quiet", "--out"]
    assert run([*pack, "before"]) == failures.COMPLETE
    figures, size = scored(), told(capsys, root, "history")["history"]["archive_bytes"]
    kept = {r.record_id: r.copied() for p in sorted(Path("data/archive").iterdir())
            for r in records(p) if "harbor-qa" in r.scope}  # fmt: skip
    done = told(capsys, root, "thin", "--yes")["thinned"]
    assert done["done"]

    found = [r for p in sorted(Path("data/archive").iterdir()) for r in records(p)]
    assert not [r for r in found if "harbor-embed" in r.scope]
    assert {r.record_id: r.copied() for r in found if r.scope} == kept
    assert "删去的" not in "".join(r.payload().decode() for r in found if r.is_note("run"))
    assert scored() == figures
    history = told(capsys, root, "history")
    assert (history["exit_code"], history["history"]["whole"]) == (failures.COMPLETE, True)
    assert history["history"]["archive_bytes"] == size - done["bytes"]
    assert [(t["after"], t["records"]) for t in history["history"]["thinnings"]] == [
        (3, done["records"])
    ]
    assert run(["history"]) == failures.COMPLETE
    assert "按规则精简过存档" in capsys.readouterr().out
    assert run(["trace", "E1", "留下的", "--quiet"]) == failures.COMPLETE
    assert run([*pack, "after"]) == failures.COMPLETE
    [one], [two] = Path("before").iterdir(), Path("after").iterdir()
    assert run(["verify", str(two), "--quiet"]) == failures.COMPLETE
    old, new = (
        {**json.loads(next(pack.rglob("figures.json")).read_bytes()), "nights": None}
        for pack in (one, two)
    )  # of the nights the chain's newest root is told, which thinning added a line to
    assert old == new

    moment(timedelta(days=42))
    night = told(capsys, root, "refresh")["collected"]
    assert night["not_modified"] == night["requests"] > 0, "what was asked for is remembered"
    assert night["rows_added"] == 0
    assert run(["history", "--quiet"]) == failures.COMPLETE
    assert run([*pack, "later"]) == failures.COMPLETE
    assert told(capsys, root, "thin")["thinned"]["projects"] == []


def test_what_was_thinned_away_is_said_where_it_is_asked_for(here: Path, capsys: Any) -> None:
    """By the names and hashes that stand in the evidence tables and packs of that time."""
    asked = "SELECT url, sha256, answer_id FROM answer WHERE repo_id LIKE '%harbor-embed' LIMIT 1"
    with Warehouse(Path("data/warehouse.duckdb"), read_only=True) as warehouse:
        [answer] = warehouse.query(asked)
    assert run(["trace", "ab" * 32]) == failures.WRONG
    assert "精简" not in capsys.readouterr().err
    assert run(["thin", "--yes", "-q"]) == failures.COMPLETE
    for words in (
        *(["trace", str(one)] for one in answer.values()), ["trace", "E1", "删去的"],
        ["recheck", "删去的"], ["pack", "删去的", "-p", "nanshan-project"], ["show", "删去的"],
    ):  # fmt: skip
        assert run(words) == failures.WRONG
        said = capsys.readouterr().err
        assert "没有" in said
        assert "按规则精简过：早已从配置里删去的项目" in said, words
    assert run(["trace", "E"]) == failures.WRONG
    assert "精简" not in capsys.readouterr().err


def test_the_night_does_it_where_there_is_a_rule(here: Path, root: Path, capsys: Any) -> None:
    capsys.readouterr()
    assert run(["collect"]) == failures.COMPLETE
    assert "存档已精简：去掉 1 个项目" in capsys.readouterr().out
    history = told(capsys, root, "history")["history"]
    assert (history["whole"], len(history["thinnings"])) == (True, 1)


@pytest.mark.parametrize(("rule", "projects", "days"), [
    (RULE, (KEPT, GONE), 41),
    (RULE, (KEPT, GONE.replace("http://huggingface.example/lantu", "http://nowhere")), 41),
    (RULE, (KEPT,), 30),
], ids=["configured", "configured but wrong", "not long enough ago"])  # fmt: skip
def test_what_may_be_needed_stays(
    here: Path, root: Path, capsys: Any, moment: Moment, platforms: StandIn, rule: str,
    projects: tuple[str, ...], days: int,
) -> None:  # fmt: skip
    moment(timedelta(days=days))
    configured(platforms, *projects, rule=rule)
    before = state_of(here / "data")
    assert told(capsys, root, "thin", "--yes")["thinned"]["projects"] == []
    assert state_of(here / "data") == before


def test_without_a_rule_nothing_is_thinned(here: Path, platforms: StandIn, capsys: Any) -> None:
    configured(platforms, KEPT, rule="")
    before = state_of(here / "data")
    assert run(["thin", "--yes"]) == failures.WRONG
    assert "thin_after_days" in capsys.readouterr().err
    assert state_of(here / "data") == before


def test_an_archive_that_was_changed_is_not_thinned(here: Path, capsys: Any) -> None:
    path = sorted((here / "data" / "archive").iterdir())[0]
    path.write_bytes(path.read_bytes() + b"more")
    before = state_of(here / "data")
    assert run(["thin", "--yes"]) == failures.WRONG
    assert "没有精简存档" in capsys.readouterr().err
    assert state_of(here / "data") == before


def test_a_forged_thinning_is_found(here: Path, capsys: Any) -> None:
    old = {path: path.read_bytes() for path in (here / "data" / "archive").iterdir()}
    assert run(["thin", "--yes"]) == failures.COMPLETE
    said = capsys.readouterr().out
    assert "项目“删去的”：已不在配置里" in said
    assert all(path.name in said for path in sorted(old)[:2])
    assert "存档已精简：去掉 1 个项目" in said
    new = {path: path.read_bytes() for path in old}
    assert run(["history", "--quiet"]) == failures.COMPLETE
    for path in (path for path in old if old[path] != new[path]):
        for forged in (old[path], new[path][:-1] + bytes([new[path][-1] ^ 1]), new[path] + b"\0"):
            path.write_bytes(forged)
            assert run(["history", "--quiet"]) == failures.WRONG
        path.write_bytes(new[path])
    ledger = here / "data" / "chain.jsonl"
    lines = ledger.read_bytes().splitlines()
    line = chain.read(lines[-1])
    assert isinstance(line, chain.Thinning)
    first = line.changes[0]
    for change in (
        replace(first, old=(replace(first.old[0], sha256="0" * 64),)), replace(first, old=()),
        replace(first, name="20200101T000000Z.warc.gz"), replace(first, new=first.old[0]),
    ):  # fmt: skip
        forged_line = replace(line, changes=(change, *line.changes[1:]))
        forged_line = replace(forged_line, root=chain.root(forged_line))
        text = chain.canonical(asdict(forged_line))
        ledger.write_bytes(b"\n".join([*lines[:-1], text]) + b"\n")
        assert run(["history", "--quiet"]) == failures.WRONG
    ledger.write_bytes(b"\n".join(lines) + b"\n")
    assert run(["history", "--quiet"]) == failures.COMPLETE


def test_a_project_without_which_a_figure_would_move_stays(
    tmp_path: Path, root: Path, capsys: Any, moment: Moment
) -> None:
    """Two signatures in what is left are one person, and only the other project shows that."""
    made = community()
    [gitee] = [repo for repo in made.repositories if repo.platform == "gitee"]
    noreply = Signature("someone", "100+dev0@users.noreply.github.com", SAMPLE_NOW)
    made.commit(gitee, {"src/other.py": b"y = 1\n"}, noreply, "other")
    urls = ("gitee.example/dev0/tool", "github.example/dev0/tool", "huggingface.example/dev0/model")
    kinds = ("repositories", "repositories", "models")
    tables = [
        f'[[project]]\nname = "p{n}"\n{kind} = ["http://{url}"]\n'
        for n, (kind, url) in enumerate(zip(kinds, urls, strict=True))
    ]
    with serve(made) as platforms:
        moment(timedelta())
        configured(platforms, PLATFORMS, *tables)
        assert run(["collect", "--quiet"]) == failures.COMPLETE
        moment(timedelta(days=41))
        configured(platforms, PLATFORMS, tables[0])
        before = state_of(tmp_path / "data")
        found = told(capsys, root, "thin")["thinned"]
        assert state_of(tmp_path / "data") == before
        assert [one["project_id"] for one in found["projects"]] == ["p2"]
        assert [one["project_id"] for one in found["needed"]] == ["p1"]
        assert "active_contributors" in found["needed"][0]["words"]
        configured(platforms, PLATFORMS, tables[0], tables[2])
        assert run(["collect"]) == failures.PARTIAL
        assert "才能认出是同一人" in capsys.readouterr().err
        assert run(["collect"]) == failures.COMPLETE, "not tried each night"


def test_a_place_among_all_projects_keeps_nobody(
    tmp_path: Path, root: Path, capsys: Any, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From twenty projects on each has a place among them, which moves when one goes."""
    for platform in ("gitee", "huggingface"):
        only(monkeypatch, platform)
    shared = 'repositories = ["http://gitee.example/dev0/tool"]\n'
    kept = [f'[[project]]\nname = "p{n}"\n{shared}' for n in range(20)]
    gone = (
        f'[[project]]\nname = "gone"\n{shared}models = ["http://huggingface.example/dev0/model"]\n'
    )
    with serve(community()) as platforms:
        moment(timedelta())
        configured(platforms, PLATFORMS, *kept, gone)
        assert run(["collect", "--quiet"]) == failures.COMPLETE
    moment(timedelta(days=41))
    configured(platforms, PLATFORMS, *kept)
    found = told(capsys, root, "thin", "--yes")["thinned"]
    assert [one["project_id"] for one in found["projects"]] == ["gone"]
    assert (found["done"], found["needed"], found["records"] > 0) == (True, [], True)


class Killed(BaseException):
    """In the place of a SIGKILL: nothing after it is done."""


def test_killed_while_it_is_put_in_place(
    here: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[Path] = []
    replaced = os.replace

    def killed(one: Path, other: Path) -> None:
        if len(moved) == 2:
            raise Killed
        moved.append(other)
        replaced(one, other)

    monkeypatch.setattr("warehouse.swapping.os.replace", killed)
    with pytest.raises(Killed):
        run(["thin", "--yes"])
    monkeypatch.setattr("warehouse.swapping.os.replace", replaced)
    figures = scored()
    assert figures
    assert run(["history"]) == failures.COMPLETE
    assert "按规则精简过存档" in capsys.readouterr().out
    assert not [path for path in (here / "data").iterdir() if "thinning" in path.name]
