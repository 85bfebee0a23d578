"""Projects that have people, repositories, owners and answers in common."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from scoring.licences import plain
from scoring.run import score
from scoring.settings import ScoringSettings
from warehouse import schema
from warehouse.lake import tables
from warehouse.store import Warehouse

AS_OF = datetime(2026, 11, 21, tzinfo=UTC)
COPIES = 14
SETTINGS = ScoringSettings(thresholds={"nanshan-project": {"stars": 100.0}})


def fill(demo: Path, folder: Path) -> None:
    raw = Path(shutil.copy(demo, folder / "raw.duckdb"))
    with Warehouse(raw) as warehouse:
        for table in schema.derived() - {"licence_opinion", "people_declared"}:
            warehouse.execute(f'DELETE FROM "{table}"')
        for copy in range(1, COPIES + 1):
            for table in tables.columns():
                if table not in schema.derived() | schema.history() | {
                    "schema_version",
                    "identity",
                }:
                    warehouse.execute(_copied(table, copy))
        for statement in AWKWARD:
            warehouse.execute(statement)
        warehouse.replace("licence_opinion", _opinions(warehouse), {})
    with Warehouse(Path(shutil.copy(raw, folder / "scored.duckdb"))) as warehouse:
        score(warehouse, as_of=AS_OF, settings=SETTINGS)


def _opinions(warehouse: Warehouse) -> Iterator[dict[str, Any]]:
    """What the full tier said of each licence text, of one repository that nobody has any more."""
    for row in warehouse.query(
        "SELECT DISTINCT content FROM document WHERE role = 'licence' AND content IS NOT NULL"
    ):
        for approximate in (0, 1):
            text = plain.plain(row["content"]).encode("utf-8", "replace")
            yield {
                "repo_id": "github:gone/away",
                "text_sha256": sha256(b"%d\n%s" % (approximate, text)).hexdigest(),
                "engine": "scancode", "engine_version": "32.5.0",
                "said": '{"matches": [], "words": 100}',
            }  # fmt: skip


def _copied(table: str, copy: int) -> str:
    """Another project like those of the demonstration, by the same people, with fewer rows. Every
    third shares its answers with them."""
    own = tables.columns()[table]
    renamed = {"project_id", "repo_id", "name"} if table == "project" else {"project_id", "repo_id"}
    renamed |= {"answer_id"} if copy % 3 else set()
    columns = ", ".join(
        f"{name} || '~{copy}' AS {name}" if name in renamed else f'"{name}"' for name in own
    )
    whole = table in {"project", "project_repo", "answer", "stream_state", "repo_fact"}
    fewer = "" if whole else f" AND hash({copy}, {_key(table)}) % 16 >= {copy}"
    where = f"NOT contains({_key(table)}, '~')" if _key(table) != "''" else "true"
    return f'INSERT INTO "{table}" BY NAME SELECT {columns} FROM "{table}" WHERE {where}{fewer}'


def _key(table: str) -> str:
    own = tables.columns()[table]
    if table == "commit_file":
        return "repo_id || sha"
    if {"repo_id", "key"} <= set(own):
        return "repo_id || key"
    return "repo_id" if "repo_id" in own else "project_id"


AWKWARD = (
    # A project that has the repositories of two others, and an account of its own.
    "INSERT INTO project SELECT 'both', 'both', 'Both', ['nanshan-project'], true",
    "INSERT INTO project_repo SELECT 'both', repo_id, platform, kind, url FROM project_repo"
    " WHERE repo_id LIKE '%~2' OR repo_id LIKE '%~5'",
    # One that was never collected, one without a source, and an owner two have.
    "INSERT INTO project SELECT 'new', 'new', NULL, ['nanshan-platform'], true",
    "INSERT INTO project_repo"
    " SELECT 'new', 'gitee:nobody/knows', 'gitee', 'repository', 'https://x'",
    "INSERT INTO project SELECT 'bare', 'bare', NULL, [], false",
    "INSERT INTO project_owner"
    " SELECT project_id, 'github:owner', 'github', 'https://x/owner', false FROM project"
    " WHERE project_id LIKE '%~7' OR project_id = 'bare'",
    # A stream that one repository alone was asked for tells that its platform has it.
    "DELETE FROM stream_state WHERE stream = 'discussions' AND repo_id NOT LIKE '%~11'",
    "DELETE FROM stream_state WHERE repo_id LIKE '%~13' AND stream IN ('forks', 'releases')",
    # A repository of no project, whose licence is concluded all the same.
    "DELETE FROM project_repo WHERE repo_id LIKE '%~14' AND kind = 'repository'",
    # An answer that brought somebody in one repository and nothing in another.
    "INSERT INTO answer BY NAME SELECT * REPLACE (repo_id || '~9' AS repo_id, 'issues' AS stream)"
    " FROM answer WHERE stream = 'forks' AND NOT contains(repo_id, '~')",
)


def derived(path: Path) -> dict[str, list[dict[str, Any]]]:
    """All that scoring makes, in an order of its own."""
    with Warehouse(path, read_only=True) as warehouse:
        return {
            table: warehouse.query(f'FROM "{table}" ORDER BY ALL')
            for table in sorted(schema.derived())
        }
