"""The same eight metrics by their own files, over the tables of the warehouse.

    python by_ours.py WAREHOUSE OUT FROM TO [MEMORY_MB]
    python by_ours.py WAREHOUSE FOLDER export

As `by_pandas.py`; `export` writes the Parquet files that the others read.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from scoring import measuring
from scoring.metric_files import all_metrics
from warehouse.store import Warehouse

METRICS = (
    "active_contributors",
    "commits",
    "contributor_absence_factor",
    "new_contributors",
    "issues_opened",
    "issue_close_days",
    "change_requests_merged",
    "star_growth",
)
TABLES = ("act", "issue", "change_request", "star_day")
SEAT = (
    "SELECT DISTINCT a.person_id, i.platform FROM person_alias a"
    " JOIN identity i ON i.identity_id = a.identity_id AND i.closed_at IS NULL"
    " WHERE i.platform <> 'git'"
)


def export(warehouse: Warehouse, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    sources = {table: f'FROM "{table}"' for table in TABLES}
    sources |= {"project_repo": "SELECT project_id, repo_id FROM project_repo", "seat": SEAT}
    for name, sql in sources.items():
        warehouse.execute(f"COPY ({sql}) TO '{folder}/{name}.parquet' (FORMAT parquet)")


def measure(warehouse: Warehouse, out: str, since: datetime, until: datetime) -> None:
    days = (until - since).days
    measuring.begin(warehouse)
    for metric in all_metrics():
        if metric.metric_id in METRICS:
            measuring.ask(warehouse, metric, until, days)
    warehouse.execute(
        f"COPY (SELECT metric_id, project_id, part, month, value, n FROM given) TO '{out}'"
        " (FORMAT parquet)"
    )


def main() -> None:
    path, out, first, *more = sys.argv[1:]
    memory_mb = int(more[1]) if more[1:] else None
    with Warehouse(Path(path), read_only=True, memory_mb=memory_mb) as warehouse:
        if first == "export":
            export(warehouse, Path(out))
        else:
            measure(warehouse, out, *map(datetime.fromisoformat, (first, more[0])))


if __name__ == "__main__":
    main()
