"""The product's own scores of projects: rows, metrics, comparison."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from cheating.cohort import AS_OF, Project
from scoring import measuring
from scoring.comparison.run import conclude
from scoring.comparison.weights import standard
from scoring.metric_files import by_id, stream_titles
from warehouse.store import Row, Warehouse

_TABLES = ("project", "project_repo", "stream_state", "count_snapshot", "release",
           "change_request", "act")  # fmt: skip
_ENVELOPE = {"content_hash": "h", "answer_id": "a", "observed_at": AS_OF - timedelta(days=1)}


def scores(projects: Iterable[Project]) -> dict[str, float]:
    """Name → score; raises where one has none."""
    metrics = [by_id()[one.metric] for one in standard().indicators]
    with tempfile.TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb") as held:
        _load(held, list(projects), Path(folder))
        with held.transaction():
            measuring.measure(held, as_of=AS_OF, window_days=365, metrics=metrics)
            conclude(held, AS_OF, {})
        rows = held.query("SELECT project_id, value, unknown_share FROM project_score")
    assert all(row["unknown_share"] == 0 for row in rows)
    return {row["project_id"]: row["value"] for row in rows}


def _load(held: Warehouse, projects: list[Project], folder: Path) -> None:
    paths = {table: folder / f"{table}.jsonl" for table in _TABLES}
    files = {table: path.open("w", encoding="utf-8") for table, path in paths.items()}
    for project in projects:
        for table, row in _rows(project):
            files[table].write(json.dumps(row, default=str) + "\n")
    for table, file in files.items():
        file.close()
        held.insert_lines(table, paths[table])


def _rows(project: Project) -> Iterator[tuple[str, Row]]:
    name, repo = project.name, f"github:o/{project.name}"
    mine = {"repo_id": repo, **_ENVELOPE}
    yield "project", {"project_id": name, "name": name, "policies": [], "sample": False}
    yield "project_repo", {"project_id": name, "repo_id": repo, "platform": "github",
                           "kind": "repository", "url": "u"}  # fmt: skip
    for stream in stream_titles():
        if stream != "stargazers":
            yield "stream_state", {"repo_id": repo, "stream": stream, "grade": "complete",
                                   "since": AS_OF}  # fmt: skip
    for word, count in (("stars", project.stars), ("forks", project.forks)):
        yield "count_snapshot", {**mine, "name": word, "value": count, "key": word}
    for number in range(project.releases):
        yield "release", {**mine, "tag": f"v{number}", "key": str(number),
                          "published_at": _on(number), "is_draft": False}  # fmt: skip
    for number in range(project.merged):
        yield "change_request", {**mine, "number": str(number), "key": str(number),
                                 "state": "merged", "created_at": _on(number),
                                 "merged_at": _on(number)}  # fmt: skip
    for number, act in enumerate(project.acts):
        when = AS_OF - timedelta(days=act.day, hours=-5)
        yield "act", {"project_id": name, "repo_id": repo, "person_id": f"{name}/{act.person}",
                      "bot": "human", "kind": act.kind, "happened_at": when,
                      "month": when.date().replace(day=1), "ref": str(number),
                      "by_paths": True, "answer_id": "a"}  # fmt: skip


def _on(number: int) -> object:
    return AS_OF - timedelta(days=1 + number % 360)
