"""Deleted accounts of GitHub: REST writes `ghost` in their place, where GraphQL writes null."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from bench import Bench, only
from test_lists import GITHUB, repo_of
from werkzeug.wrappers import Response

from collectors import standin
from collectors.standin.faults import Change, Fault
from scoring.run import score
from scoring.settings import ScoringSettings
from warehouse.store import Warehouse

# As in shared/recordings/pygithub_replaydata/Issue.testGetTimeline.txt.
GHOST = {
    "login": "ghost", "id": 10137, "node_id": "MDQ6VXNlcjEwMTM3", "type": "User",
    "url": "https://api.github.com/users/ghost", "site_admin": False,
}  # fmt: skip
GONE = {105, 106, 107}
AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


def deleted(instead: object) -> Change:
    """Answers in which some accounts are no longer there."""

    def act(response: Response) -> None:
        rows = json.loads(response.get_data())
        for row in rows:
            row["user"] = instead if row["user"]["id"] in GONE else row["user"]
        response.set_data(json.dumps(rows))

    return Change(act)


@pytest.mark.parametrize("instead", [None, GHOST], ids=["null", "ghost"])
def test_deleted_accounts_are_nobody_together_and_no_contributor(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch, instead: object
) -> None:
    only(monkeypatch, "github", "issue_comments")
    server.faults.append(Fault(deleted(instead), path="/(issues|comments)[?]", times=None))
    bench.run(GITHUB)
    gone = [
        t for t in repo_of(server, "github").issues() if t.author and t.author.github_id in GONE
    ]
    unknown = bench.query("SELECT number FROM issue WHERE author_id IS NULL")
    assert {row["number"] for row in unknown} == {str(thread.number) for thread in gone}
    assert bench.query("FROM identity WHERE login = 'ghost'") == []
    with Warehouse(bench.places.database) as warehouse:
        score(warehouse, as_of=AS_OF, settings=ScoringSettings())
    found = bench.query(
        "SELECT metric_id, max(value) AS n FROM measurement WHERE part = 'discussion'"
        " AND metric_id IN ('active_contributors', 'unknown_author_acts') GROUP BY 1 ORDER BY 1"
    )
    assert [row["n"] for row in found] == [5, 118]
