"""Which instant the comparison of the pages is of, and who is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import compared_sample
import crowd_sample

from warehouse.store import Warehouse
from yuanzheng.web.copies import Copies
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings
from yuanzheng.web.showing import comparing

NEWER, OLDER = compared_sample.AS_OF, compared_sample.BEFORE
ALONE, NEW = "project-011", "project-012"
TABLES = ("measurement", "measurement_source", "finding", "finding_metric", "project_score")


def test_one_project_collected_alone_is_not_compared_with_nobody(tmp_path: Path) -> None:
    published = crowd_sample.published(tmp_path, 20)
    copy = published / crowd_sample.COPY
    with Warehouse(copy / "warehouse.duckdb") as warehouse:
        rows = warehouse.query("SELECT project_id, name FROM project ORDER BY ALL")
        for table in TABLES:
            names = {"newer": NEWER, "older": OLDER, "alone": ALONE, "new": NEW}
            sql = (
                f"DELETE FROM {table} WHERE as_of = $newer AND project_id NOT IN ($alone, $new)"
                " OR as_of = $older AND project_id = $new"
            )
            warehouse.execute(sql, names)
    told = [
        {**row, "as_of": (NEWER if row["project_id"] in {ALONE, NEW} else OLDER).isoformat(),
         "flags": [], "fit_at": None}
        for row in rows
    ]  # fmt: skip
    said = json.dumps({"checks": [], "projects": told})
    (copy / "checks.json").write_text(said, encoding="utf-8")
    made = comparing.made(Copies(published).current(), None)
    assert made is not None
    assert made.as_of == OLDER
    ids = {one.project_id for one in made.projects}
    assert len(ids) == 19
    assert ALONE in ids, "by its figures of that instant"
    assert NEW not in ids
    [name] = [row["name"] for row in rows if row["project_id"] == NEW]
    assert [name in note and "1 个项目" in note for note in made.notes] == [True]


def test_a_browser_keeps_no_comparison_of_other_weights(tmp_path: Path, opening: Any) -> None:
    published = crowd_sample.published(tmp_path, 20)
    config = tmp_path / "config.toml"
    tags = []
    for words in ("", "", "[scoring.weights]\nstars = 0.5\n"):
        config.write_text(words, encoding="utf-8")
        with opening(Place(config, tmp_path, published, WebSettings())) as served:
            kept = {"if-none-match": tags[-1]} if tags else {}
            answer = served.get("/comparisons/page", headers=kept)
            assert answer.status_code == (304 if len(tags) == 1 else 200)
            tags.append(answer.headers["etag"])
    assert len(set(tags)) == 2


def test_weights_changed_in_the_configuration_hold_at_once(tmp_path: Path, opening: Any) -> None:
    """The table and the words beside it are of the same weights, before and after."""
    published, config = crowd_sample.published(tmp_path, 20), tmp_path / "config.toml"
    (tmp_path / "data").mkdir(exist_ok=True)
    tables = set()
    with opening(Place(config, tmp_path / "data", published, WebSettings())) as served:
        for heavy in ("stars", "forks"):
            config.write_text(f"[scoring.weights]\n{heavy} = 9\n", encoding="utf-8")
            found = served.get("/api/v1/comparison").json()["criteria"]
            assert max(found, key=lambda one: one["weight"])["criterion_id"] == heavy
            assert f"{heavy}:9," in served.get("/comparisons").text
            tables.add(served.get("/comparisons/page").headers["etag"])
    assert len(tables) == 2
