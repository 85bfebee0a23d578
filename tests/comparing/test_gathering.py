"""What is read for a comparison is what the reports of the projects say, id by id."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import compared_sample
import pytest

from reports import arranging, loading
from reports.comparing.gathering import FIRST_ANSWERS, gathered
from reports.evidence import Report
from scoring import measuring
from warehouse.store import Warehouse
from yuanzheng import knowledge

METRICS = [*compared_sample.COMPARED, "star_evidence"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    warehouse = Warehouse(tmp_path_factory.mktemp("compared") / "warehouse.duckdb")
    with warehouse.transaction():
        compared_sample.fill(warehouse, 5, unknown=0.3)
    return warehouse


def reports(warehouse: Warehouse) -> list[Report]:
    held = loading.projects(warehouse)
    return [loading.load(warehouse, one, compared_sample.AS_OF) for one in held]


def test_figures_parts_and_answers_are_those_of_the_report(filled: Warehouse) -> None:
    ids = [one.project_id for one in loading.projects(filled)]
    found = gathered(filled, compared_sample.AS_OF, ids, METRICS)
    for one, report in zip(found.projects, reports(filled), strict=True):
        rows = {row.evidence_id: row for row in report.rows()}
        for metric in METRICS:
            figure = one.figures[metric]
            told = rows[figure.row.evidence_id]
            assert (told.metric_id, told.part) == (metric, "")
            assert (told.value, told.value_text, told.completeness) == (
                figure.row.value, figure.row.value_text, figure.row.completeness)  # fmt: skip
            for part in figure.parts:
                held = rows[part.evidence_id]
                assert (held.metric_id, held.value) == (metric, part.value)
            assert told.source_set is not None
            assert figure.digest == told.source_set.digest
            assert figure.answers == len(told.source_set.answers)
            first = [(a.url, a.sha256) for a in told.source_set.answers[:FIRST_ANSWERS]]
            assert [(a.url, a.sha256) for a in figure.sources] == first
        counts = one.outcomes[compared_sample.POLICY]
        assert sum(counts.values()) == len(report.clauses)


def test_what_was_not_measured_is_empty_and_nothing_else(filled: Warehouse) -> None:
    ids = [one.project_id for one in loading.projects(filled)]
    found = gathered(filled, compared_sample.BEFORE, ids, ["stars", "no_such_metric"])
    assert all("no_such_metric" not in one.figures for one in found.projects)
    assert all(one.figures["stars"].sources == () for one in found.projects if one.figures)
    assert all(one.outcomes == {} for one in found.projects)


def test_one_answer_stands_for_itself(warehouse: Warehouse, tmp_path: Path) -> None:
    with warehouse.transaction():
        compared_sample.fill(warehouse, 1, unknown=0, answers=1)
    [one] = gathered(warehouse, compared_sample.AS_OF, ["project-000"], ["stars"]).projects
    figure = one.figures["stars"]
    assert figure.digest == figure.sources[0].sha256


def test_clauses_for_information_alone_are_counted_nowhere(warehouse: Warehouse) -> None:
    compared_sample.fill(warehouse, 2)
    ids = [one.project_id for one in loading.projects(warehouse)]
    at, policy = compared_sample.AS_OF, compared_sample.POLICY
    one = knowledge.projects(warehouse, ids[:1])
    warehouse.execute("UPDATE finding SET level = '参考' WHERE outcome = '需人工佐证'")
    counts = gathered(warehouse, at, ids, ["stars"]).projects[0].outcomes[policy]
    held = {p.project_id: p for p in loading.projects(warehouse)}[ids[0]]
    [(_, _, told)] = arranging.programmes(loading.load(warehouse, held, at))
    assert "需人工佐证" not in counts
    assert counts == dict(told)
    said = knowledge.findings(warehouse, at, one)
    assert {found.outcome: found.clauses for found in said} == counts


def test_rows_read_anew_since_are_still_those_the_figure_was_made_from(
    warehouse: Warehouse,
) -> None:
    """The next night closes what changed: what was looked at for an earlier instant stays."""
    with warehouse.transaction():
        compared_sample.fill(warehouse, 1, unknown=0)
    [used] = warehouse.query("SELECT min(answer_id) AS id FROM answer")
    later = compared_sample.AS_OF + timedelta(days=1)
    rows = [_issue(str(number), used["id"]) for number in range(3)]
    rows[0]["closed_at"] = later
    measuring.insert(warehouse, "issue", [*rows, _issue("0", "later", observed_at=later)])
    ids = ["project-000"]
    [one] = gathered(warehouse, compared_sample.AS_OF, ids, ["discussion_acts"]).projects
    [issues] = [seen for seen in one.figures["discussion_acts"].seen if seen.table == "issue"]
    assert issues.rows == 3
    # where the figure was made from the new version, the old one was not looked at beside it
    warehouse.execute("UPDATE issue SET answer_id = $id", used)
    [one] = gathered(warehouse, compared_sample.AS_OF, ids, ["discussion_acts"]).projects
    [issues] = [seen for seen in one.figures["discussion_acts"].seen if seen.table == "issue"]
    assert issues.rows == 3


def _issue(number: str, answer_id: str, **more: object) -> dict[str, object]:
    at = compared_sample.AS_OF - timedelta(days=10)
    return {
        "repo_id": "github:made/project-000", "number": number, "author_id": None, "title": None,
        "body": None, "state": "open", "original_state": None, "comments": 0, "created_at": at,
        "updated_at": at, "closed_at_platform": None, "key": f"github:made/project-000|{number}",
        "content_hash": "1", "answer_id": answer_id, "observed_at": at, "closed_at": None, **more,
    }  # fmt: skip
