"""Appeals travel with a pack, so that a stranger gets the same figures; those of others do not."""

from __future__ import annotations

import json
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import pytest
from workshop import NAME, copied, packed

from collectors.standin import SAMPLE_NOW
from warehouse.store import Warehouse
from yuanzheng.cli import run

_LOGINS = """
SELECT DISTINCT login FROM identity JOIN issue ON author_id = identity_id
JOIN project_repo USING (repo_id) JOIN project USING (project_id)
WHERE (project.name = $name) = $own AND login IS NOT NULL ORDER BY login
"""


@pytest.fixture(scope="module")
def appealed(home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The data folder scored with two people said to be programs; one of the other project."""
    folder = copied(home, tmp_path_factory.mktemp("appealed") / "home")
    with Warehouse(folder / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        mine, others = ([row["login"] for row in warehouse.query(
            _LOGINS, {"name": NAME, "own": own})] for own in (True, False))  # fmt: skip
    own, other = mine[0], next(one for one in others if one not in mine)
    said = json.dumps([f"huggingface:{own}", f"huggingface:{other}", "huggingface:nobody-is"])
    config = folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text}\n[scoring]\nbots = {said}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(StringIO()) as told:
        patch.setattr("yuanzheng.clock.now", lambda: SAMPLE_NOW)
        assert run(["score", NAME, "--quiet", "-c", str(config)]) == 3
    assert "写了 huggingface:nobody-is，采集到的数据里没有这个账号" in told.getvalue()
    return folder, own, other


def figures(pack: Path) -> dict:
    return json.loads((pack / "data" / "figures.json").read_text(encoding="utf-8"))


def test_the_same_figures_with_the_appeal_of_this_project_only(
    appealed: tuple[Path, str, str], pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, own, other = appealed
    made = packed(folder, tmp_path)
    config = figures(made)["config"]
    assert json.loads(config["scoring.bots"]) == [f"huggingface:{own}"]
    assert json.loads(config["scoring.not_bots"]) == []
    assert other not in (made / "data" / "figures.json").read_text(encoding="utf-8")
    assert run(["verify", str(made)]) == 0
    assert f'打包的人把 scoring.bots 设为 ["huggingface:{own}"]' in capsys.readouterr().out
    lines = (made / "data" / "数据" / "person_alias.jsonl").read_text(encoding="utf-8")
    assert lines.count("申诉：配置的 bots 写明该账号是自动程序") == 1

    def active(found: Path, part: str) -> float:
        rows = [f for f in figures(found)["figures"] if f["metric_id"] == "active_contributors"]
        return next(row["value"] for row in rows if row["part"] == part)

    assert active(made, "") == active(pack, "") - 1
    assert active(made, "with_likely_bots") == active(pack, "with_likely_bots")


def test_masked_the_appeal_names_a_mark(appealed: tuple[Path, str, str], tmp_path: Path) -> None:
    folder, _, _ = appealed
    made = packed(folder, tmp_path, "--mask-names")
    said = json.loads(figures(made)["config"]["scoring.bots"])
    assert len(said) == 1
    assert run(["verify", str(made), "--quiet"]) == 0
