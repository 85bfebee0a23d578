"""A town of projects, small enough to count by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from scoring import findings, measuring
from scoring.metric_files import stream_titles
from warehouse.store import Row, Warehouse

CHINA = timezone(timedelta(hours=8))
AS_OF = datetime(2026, 1, 11, tzinfo=CHINA)
REPOSITORY = tuple(s for s in stream_titles() if s not in {"stargazers", "discussions"})


class Town:
    """Puts rows straight into the tables; what a test does not say gets a plain default."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._next = 0

    def put(self, table: str, **columns: Any) -> None:
        names = ", ".join(f'${name} AS "{name}"' for name in columns)
        self.warehouse.execute(f'INSERT INTO "{table}" BY NAME SELECT {names}', columns)

    def record(self, table: str, **columns: Any) -> None:
        """A collected row with its envelope; `answer_id` defaults to `a:<repo>:<table>`."""
        self._next += 1
        envelope = {
            "key": f"k{self._next}", "content_hash": f"h{self._next}",
            "answer_id": f"a:{columns.get('repo_id')}:{table}",
            "observed_at": datetime(2026, 1, 1, tzinfo=CHINA), "closed_at": None,
        }  # fmt: skip
        self.put(table, **{**envelope, **columns})

    def project(
        self, project_id: str, *repos: str, policies: tuple[str, ...] = (), kind: str = "repository"
    ) -> None:
        self.put(
            "project", project_id=project_id, name=project_id, applicant=None,
            policies=list(policies), sample=False,
        )  # fmt: skip
        for repo in repos:
            self.put(
                "project_repo", project_id=project_id, repo_id=repo,
                platform=repo.partition(":")[0], kind=kind, url=f"https://x/{repo}",
            )  # fmt: skip

    def state(
        self, repo: str, *streams: str, grade: str = "complete", reason: str | None = None
    ) -> None:
        for stream in streams or REPOSITORY:
            self.put(
                "stream_state", repo_id=repo, stream=stream, grade=grade, code=None,
                reason=reason, expected=None, got=None, since=AS_OF,
            )  # fmt: skip

    def act(
        self, project: str, person: str | None, kind: str, when: str, ref: str, **more: Any
    ) -> None:
        """`when` as ISO text, Asia/Shanghai unless it says otherwise."""
        at = datetime.fromisoformat(when)
        at = at if at.tzinfo else at.replace(tzinfo=CHINA)
        plain = {
            "project_id": project, "repo_id": f"github:o/{project}", "person_id": person,
            "bot": "human" if person else "unknown", "kind": kind, "happened_at": at,
            "month": at.astimezone(CHINA).date().replace(day=1), "ref": ref, "excluded": None,
            "by_paths": True, "answer_id": "a",
        }  # fmt: skip
        self.put("act", **{**plain, **more})

    def snapshot(
        self, repo: str, name: str, value: int | None, seen: str, closed: str | None = None
    ) -> None:
        self.record(
            "count_snapshot", repo_id=repo, name=name, value=value, answer_id=f"a:{repo}:{seen}",
            observed_at=datetime.fromisoformat(seen).replace(tzinfo=CHINA),
            closed_at=datetime.fromisoformat(closed).replace(tzinfo=CHINA) if closed else None,
        )  # fmt: skip

    def answer(self, repo: str, stream: str, answer_id: str, url: str, seen: str) -> None:
        self.put(
            "answer", answer_id=answer_id, repo_id=repo, stream=stream, url=url, status=200,
            fetched_at=datetime.fromisoformat(seen).replace(tzinfo=CHINA), sha256="0" * 64,
            bytes=2, content_type="application/json", warc_file="w", warc_record="r",
        )  # fmt: skip

    def measure(self, as_of: datetime = AS_OF, window_days: int = 365, **more: Any) -> None:
        with self.warehouse.transaction():
            measuring.measure(self.warehouse, as_of=as_of, window_days=window_days, **more)

    def conclude(self, thresholds: dict[str, dict[str, float]] | None = None, **more: Any) -> None:
        with self.warehouse.transaction():
            findings.conclude(
                self.warehouse, as_of=more.pop("as_of", AS_OF), thresholds=thresholds or {}, **more
            )

    def rows(self, metric_id: str, project_id: str, as_of: datetime = AS_OF) -> list[Row]:
        return self.warehouse.query(
            "SELECT * FROM measurement WHERE metric_id = $metric AND project_id = $project"
            " AND as_of = $as_of ORDER BY part, month NULLS FIRST",
            {"metric": metric_id, "project": project_id, "as_of": as_of},
        )

    def one(self, metric_id: str, project_id: str, part: str = "", as_of: datetime = AS_OF) -> Row:
        (row,) = [
            row for row in self.rows(metric_id, project_id, as_of)
            if row["part"] == part and row["month"] is None
        ]  # fmt: skip
        return row

    def months(self, metric_id: str, project_id: str, part: str = "") -> dict[str, float | None]:
        return {
            f"{row['month']:%Y-%m}": row["value"]
            for row in self.rows(metric_id, project_id)
            if row["part"] == part and row["month"] is not None
        }


def instant(text: str) -> datetime:
    """ISO text in Asia/Shanghai unless it says otherwise."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    return instant


@pytest.fixture
def as_of() -> datetime:
    return AS_OF


@pytest.fixture
def town(warehouse: Warehouse) -> Town:
    return Town(warehouse)


@pytest.fixture(scope="module")
def new_town(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Town]:
    """Makes a town that several tests of a module look at and none changes."""
    return lambda: Town(Warehouse(tmp_path_factory.mktemp("town") / "warehouse.duckdb"))
