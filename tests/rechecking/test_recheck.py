"""`yuanzheng recheck` against platforms that stand still, move on, lose things, or are gone."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from collectors.standin.quota import Quota
from reports.seal.layout import GIVEN_PEOPLE
from scoring.people import declared
from scoring.people.declared import Declaration, Declared, Said
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run
from yuanzheng.rechecking.claims import Claim, drawn

HUB = "huggingface:datasets/lantu/harbor-qa"
GITHUB = "github:qinghe-lab/qinghe"


def _figures(found: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(f["metric_id"], f["part"]): f for f in found["recheck"]["figures"]}


def _moved(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [f for f in found["recheck"]["figures"] if f["verdict"] == "moved"]


def test_where_nothing_has_moved_everything_is_equal(recheck, pack):
    code, found = recheck(pack)
    odd = [f for f in _figures(found).values() if f["verdict"] != "equal"]
    assert code == failures.COMPLETE, odd
    figures = json.loads((pack / "data" / "figures.json").read_text())["figures"]
    known = [f for f in figures if (f["value"], f["value_text"]) != (None, None)]
    assert found["recheck"]["counts"] == {"equal": len(known)}
    assert len(known) > 100


def test_the_appeals_of_a_pack_are_heard_anew(recheck, counted, only):
    """Not those of the configuration at hand: its figures were made with them."""
    with Warehouse(counted / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        [person] = warehouse.query(
            "SELECT login FROM act JOIN person_alias USING (person_id) JOIN identity"
            " USING (identity_id) WHERE act.bot = 'human' AND platform = 'github'"
            " ORDER BY happened_at DESC, login LIMIT 1"
        )
    made = only("bot_accounts")
    path = made / "data" / "figures.json"
    told = json.loads(path.read_text())
    told["config"] = {"scoring.bots": json.dumps([f"github:{person['login']}"])}
    path.write_text(json.dumps(told))
    _, found = recheck(made)
    figures = _figures(found)
    assert figures["bot_accounts", ""]["difference"] == 1
    assert figures["bot_accounts", "likely"]["difference"] == 1


def test_a_place_among_other_projects_is_not_known_of_one_alone(recheck, only):
    """A warehouse of twenty projects gives one; here there is nobody to be placed among."""
    made = only("star_place", "stars")
    path = made / "data" / "figures.json"
    told = json.loads(path.read_text())
    for one in told["figures"]:
        if one["metric_id"] == "star_place":
            one |= {"value": 85.0, "value_text": None, "n": 25, "completeness": "complete"}
    path.write_text(json.dumps(told))
    code, found = recheck(made)
    assert code == failures.PARTIAL, _moved(found)
    verdicts = {f["metric_id"]: f["verdict"] for f in found["recheck"]["figures"]}
    assert verdicts == {"star_place": "unknown", "stars": "equal"}


@pytest.mark.parametrize("said", ["people", "not_bots"])
def test_what_is_said_of_masked_people_makes_no_figure_moved(recheck, only, said):
    """The pack's figures rest on it, and nobody on the platforms has these names."""
    made = only("active_contributors", "bot_accounts", "stars")
    path = made / "data" / "figures.json"
    told = json.loads(path.read_text())
    for one in told["figures"]:
        if one["metric_id"] != "stars" and one["value"] is not None:
            one["value"] += 1  # as it is when the names are heard
    marks = ["masked-bcdfghjklmnpqrtv", "masked-vtrqpnmlkjhgfdcb"]
    aliases = tuple(Said(place=n, platform="github", login=m) for n, m in enumerate(marks, 1))
    people = Declaration(persons=(Declared(entry=1, name=marks[0], aliases=aliases),))
    row = declared.row(told["project"]["project_id"], "0" * 64, people)
    told["config"] = {
        "people": {GIVEN_PEOPLE: json.dumps([row])},
        "not_bots": {"scoring.not_bots": json.dumps([f"github:{marks[0]}"])},
    }[said]
    path.write_text(json.dumps(told))
    code, found = recheck(made)
    assert code == failures.PARTIAL, _moved(found)
    for figure in found["recheck"]["figures"]:
        equal = figure["metric_id"] == "stars"
        assert figure["verdict"] == ("equal" if equal else "unknown")
        assert equal or "遮住了姓名" in figure["reason"]


def test_a_project_of_the_warehouse_is_asked_and_only_for_what_is_needed(recheck, pack):
    figures = json.loads((pack / "data" / "figures.json").read_text())["figures"]
    claims = [
        Claim(f["evidence_id"], f["metric_id"], 1, f["part"], 1, None, 1, None, None, "complete")
        for f in figures
        if (f["value"], f["value_text"]) != (None, None)
    ]
    cheap = {"stars", "forks", "watchers", "likes", "downloads_30d", "downloads_all", "public_on"}
    seed = next(s for s in count() if {c.metric_id for c in drawn(claims, 2, s)} <= cheap)
    code, found = recheck("青禾", "--sample", "2", "--seed", str(seed))
    assert code == failures.COMPLETE
    assert list(_figures(found)) == [claim.key for claim in drawn(claims, 2, seed)]
    assert found["recheck"]["requests"] == 3, "one for each repository"


def test_without_a_network_nothing_is_known(recheck, pack, here, platforms):
    text = (here / "config.toml").read_text()
    (here / "config.toml").write_text(text.replace(platforms.proxy, "http://127.0.0.1:9"))
    code, found = recheck(pack)
    assert code == failures.PARTIAL, _moved(found)
    assert set(found["recheck"]["counts"]) == {"unknown"}
    assert platforms.requests == []


def test_a_spent_quota_is_unknown(recheck, only, platforms):
    platforms.github_quota = Quota(0, 5000, timedelta(hours=1))
    code, found = recheck(only("stars"))
    assert code == failures.PARTIAL, _moved(found)
    assert _figures(found)["stars", GITHUB]["verdict"] == "unknown"
    assert _figures(found)["stars", "gitee:qinghe-lab/qinghe-tools"]["verdict"] == "equal"


def test_figures_of_another_definition_are_not_compared(recheck, pack, tmp_path):
    text = json.loads((pack / "data" / "figures.json").read_text())
    stars = next(f for f in text["figures"] if f["metric_id"] == "stars")
    text["figures"] = [{**stars, "version": 99}, {**stars, "metric_id": "fame", "part": "x"}]
    other = tmp_path / "other" / "data"
    other.mkdir(parents=True)
    (other / "figures.json").write_text(json.dumps(text))
    code, found = recheck(other.parent)
    assert code == failures.PARTIAL
    reasons = [f["reason"] for f in found["recheck"]["figures"]]
    assert ["口径" in reasons[0], "没有这个指标" in reasons[1]] == [True, True]


def test_no_seed_given_is_one_drawn(here, only, capsys):
    pack = only("stars", "watchers")
    assert run(["recheck", str(pack), "--sample", "2", "--json"]) == failures.COMPLETE
    first = json.loads(capsys.readouterr().out)["recheck"]
    again = ["recheck", str(pack), "--sample", "2", "--json", "--seed", str(first["seed"])]
    assert run(again) == failures.COMPLETE
    assert json.loads(capsys.readouterr().out)["recheck"]["figures"] == first["figures"]


def test_a_zip_of_the_pack_will_do(recheck, only):
    pack = only("forks")
    made = shutil.make_archive(str(pack), "zip", pack.parent, pack.name)
    code, found = recheck(made)
    assert code == failures.COMPLETE
    assert {metric for metric, _ in _figures(found)} == {"forks"}


def test_a_sample_of_nothing_is_no_sample(here, pack, capsys):
    assert run(["recheck", str(pack), "--sample", "0"]) == failures.USAGE
    assert "--sample" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["红禾", "no/such/folder"])
def test_what_is_neither_is_refused(here, what, capsys):
    assert run(["recheck", what]) == failures.WRONG
    assert "错误：" in capsys.readouterr().err
