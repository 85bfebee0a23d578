"""Histories and counts put into a warehouse, and what the product's own queries say of them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd

from scoring.growth import run
from stars.histories import CROWD, History
from warehouse.store import Row, Warehouse

AS_OF = datetime(2026, 1, 11, tzinfo=timezone(timedelta(hours=8)))
STREAMS = ("star_history", "forks", "issues", "change_requests", "releases")
TABLES = {"forks": "fork", "issues": "issue", "change_requests": "change_request"}
ENVELOPE = {"content_hash": "h", "answer_id": "a", "observed_at": AS_OF - timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Burst:
    from_day: date
    to_day: date
    explained: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the product says of one history's stars."""

    grade: str
    bursts: tuple[Burst, ...]
    levels: Mapping[str, str]


def told(histories: Iterable[History], *, older: int = 0) -> list[Told]:
    """All of them in one warehouse, in their order.

    `older`: of each it is said that it was made and had a star so many days before.
    """
    made = [_aged(one, older) for one in histories]
    with tempfile.TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb") as held:
        for table, rows in _tables(made).items():
            _load(held, table, rows, Path(folder))
        run.conclude(held, AS_OF)
        return [_of(held, f"github:o/{number}") for number in range(len(made))]


def _aged(history: History, older: int) -> History:
    days = {name: np.concatenate([np.zeros(older, int), n]) for name, n in history.days.items()}
    if older:
        days["stars"][0] = 1
    return History(history.first - timedelta(days=older), days,
                   [day + older for day in history.releases])  # fmt: skip


def scores(rows: pd.DataFrame, counts: Mapping[str, str]) -> pd.Series:
    """The product's score of the proportions for rows with the columns named by `counts`."""
    names = {"repo_id": "rid", **counts}
    told = pd.DataFrame({name: rows[column] for name, column in names.items()}).assign(whole=True)
    with tempfile.TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb") as held:
        path = Path(folder) / "rows.csv"
        told.to_csv(path, index=False)
        held.execute(
            "CREATE TEMP TABLE growth_company AS SELECT * REPLACE (stars::BIGINT AS stars,"
            f" forks::BIGINT AS forks, issues::BIGINT AS issues) FROM read_csv('{path}')"
        )
        run.step(held, "6_proportions")
        found = held.query("SELECT repo_id, value FROM growth_sign WHERE sign = 'proportions'")
    return rows.rid.map({row["repo_id"]: row["value"] for row in found})


def _of(held: Warehouse, repo: str) -> Told:
    asked = {"repo": repo}
    which = "WHERE repo_id = $repo AND series = 'stars'"
    [grade] = held.query(f"SELECT grade FROM growth_grade {which}", asked)
    bursts = held.query(f"FROM growth_burst {which} AND what = 'burst'", asked)
    signs = held.query(f"FROM growth_sign {which}", asked)
    return Told(
        grade["grade"],
        tuple(Burst(one["from_day"], one["to_day"], one["explained"]) for one in bursts),
        {one["sign"]: one["level"] for one in signs},
    )


def _tables(made: list[History]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {name: [] for name in ("project_repo", "stream_state",
        "repo_fact", "star_day", "release", *TABLES.values())}  # fmt: skip
    for number, history in enumerate(made):
        repo = f"github:o/{number}"
        tables["project_repo"].append({"project_id": "p", "repo_id": repo, "platform": "github",
                                       "kind": "repository", "url": "u"})  # fmt: skip
        tables["stream_state"] += ({"repo_id": repo, "stream": stream, "grade": "complete",
                                    "since": AS_OF} for stream in STREAMS)  # fmt: skip
        for table, row in _rows(history):
            key = f"{repo}/{len(tables[table])}"
            tables[table].append({"repo_id": repo, "key": key, **ENVELOPE, **row})
    return tables


def _rows(history: History) -> Iterator[tuple[str, Row]]:
    yield "repo_fact", {"created_at": _at(history.first)}
    for number, stars in enumerate(history.days["stars"]):
        yield "star_day", {"day": history.day(number), "stars": int(stars)}
    for name in CROWD:
        for number in np.repeat(np.arange(len(history.days[name])), history.days[name]):
            row = {"created_at": _at(history.day(int(number)))}
            yield TABLES[name], row | ({} if name == "forks" else {"number": "1"})
    for number in history.releases:
        yield "release", {"published_at": _at(history.day(number)), "is_draft": False}


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def _load(held: Warehouse, table: str, rows: list[Row], folder: Path) -> None:
    path = folder / f"{table}.jsonl"
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, default=str) + "\n" for row in rows)
    held.insert_lines(table, path)
