"""Licences and third-party code of many repositories are asked for page by page."""

from __future__ import annotations

from typing import Any

import pytest

from scoring import by_repository
from scoring.licences.run import conclude
from scoring.thirdparty import run as thirdparty

QUERIES = {"documents": "SELECT repo_id, path FROM document WHERE repo_id IN"
           " (SELECT unnest($repos::TEXT[])) ORDER BY path DESC"}  # fmt: skip


def _repositories(town: Any, many: int) -> list[str]:
    repos = [f"github:o/r{n:03}" for n in range(many)]
    town.project("p", *repos)
    for repo in repos:
        for path, role in (("LICENSE", "licence"), ("README.md", "readme")):
            town.record("document", repo_id=repo, path=path, role=role, content=f"of {repo}",
                        sha256="0" * 64, bytes=9)  # fmt: skip
    return repos


def _asked(town: Any, as_of: Any) -> int:
    asked, query = list[str](), town.warehouse.query
    town.warehouse.query = lambda sql, params=None: (asked.append(sql), query(sql, params))[1]
    conclude(town.warehouse, as_of, ask=False)
    thirdparty.conclude(town.warehouse, as_of)
    town.warehouse.query = query
    return len(asked)


def test_twenty_repositories_take_no_more_queries_than_two(new_town: Any, as_of: Any) -> None:
    counts = []
    for many in (2, 20):
        town = new_town()
        _repositories(town, many)
        counts.append(_asked(town, as_of))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("many", [1, 25, 26, 60])
def test_each_repository_gets_its_own_rows_in_their_order(town: Any, many: int) -> None:
    repos = _repositories(town, many)
    found = dict(by_repository.paged(town.warehouse, [*repos, "github:o/none"], QUERIES, {}))
    assert list(found) == [*repos, "github:o/none"]
    for repo in repos:
        rows = found[repo]["documents"]
        assert [(row["repo_id"], row["path"]) for row in rows] == \
            [(repo, "README.md"), (repo, "LICENSE")]  # fmt: skip
    assert found["github:o/none"]["documents"] == []
