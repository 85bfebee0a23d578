"""Pages, reports and traces say the same of the same figure."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest

from reports import loading, trace, wording
from warehouse.lookup import Closed
from yuanzheng.web.reading.asking import Published
from yuanzheng.web.showing import seeing


@pytest.fixture(scope="module")
def report(local):
    """The demonstration's larger project, read as reports read it."""
    asked = Published(local.app.state.site.copies.current())
    at = asked.query("SELECT max(as_of) AS at FROM measurement")[0]["at"]
    made = loading.load(asked, loading.projects(asked)[0], at)
    chosen = [row.evidence_id for row in made.rows()][::60]
    walks = {one: trace.figure(asked, Closed(), made, one, 5) for one in chosen}
    return made, walks


def plain(html: str) -> str:
    """What a reader sees."""
    without = re.sub(r"<(script|style|svg)\b.*?</\1>", "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", without)).split())


def test_tables_without_rows_need_not_be_asked(local, report):
    """What is known of the whole copy at once leaves every walk as it is."""
    made, _ = report
    opened = local.app.state.site.copies.current()
    asked, holds = Published(opened), seeing.holds(opened)
    repos = [one.repo_id for one in made.repositories]
    assert {holds("commit", repos), holds("commit", ["nobody's"])} == {True, False}
    for row in list(made.rows())[::25]:
        known = trace.figure(asked, Closed(), made, row.evidence_id, 2, holds)
        assert known == trace.figure(asked, Closed(), made, row.evidence_id, 2)


def test_every_figure_of_the_report_stands_on_its_page(local, report):
    made, _ = report
    base = f"/projects/{quote(made.project.project_id)}"
    for number, table in enumerate(made.tables, 1):
        text = local.get(f"{base}/tables/{number}").text
        rows = dict(re.findall(r'<tr id="(E\d+)".*?>(.*?)</tr>', text, flags=re.S))
        assert list(rows) == [row.evidence_id for row in table.rows]
        for row in table.rows:
            shown = plain(rows[row.evidence_id]).replace(" ", "")
            assert wording.value_words(row).replace(" ", "") in shown
            if row.completeness:
                assert wording.word("completeness", row.completeness) in shown


def test_every_clause_stands_with_its_outcome_and_reason(local, report):
    made, _ = report
    text = plain(local.get(f"/projects/{quote(made.project.project_id)}/clauses").text)
    for clause in made.clauses:
        for words in (clause.clause_id, clause.outcome, clause.reason, clause.quote):
            assert " ".join(words.split()) in text


def test_a_walk_on_the_page_is_that_of_trace(local, report):
    made, walks = report
    for evidence_id, walk in walks.items():
        html = local.get(f"/projects/{quote(made.project.project_id)}/evidence/{evidence_id}").text
        text = plain(html)
        assert walk.note in text
        for one in walk.answers:
            source = one.source
            for words in (source.url, source.sha256, source.warc_record, source.warc_file):
                assert words in text
            assert wording.beijing(source.fetched_at) in text
        if walk.query:
            assert walk.query.sha256 in text
        for table in walk.tables:
            assert f"{table.rows:,} 行" in text


def test_the_overview_counts_as_the_report_does(local, report):
    made, _ = report
    text = plain(local.get("/").text)
    for row in made.key_figures():
        if row.metric_id in {"stars", "forks", "active_contributors"}:
            assert wording.value_words(row) in text


@pytest.mark.parametrize("path", ["/", "/trends", "/policies/nanshan-project"])
def test_what_is_kept_for_one_is_never_shown_to_another(roles, path):
    """Whoever came before: an applicant finds its own projects alone."""
    own = {"applicant": {"青禾 QingHe"}, "other": {"澜图 LanTu"}}
    for role in ("admin", "applicant", "other", "reviewer", "applicant", "other", "admin"):
        text = plain(roles[role].get(path).text)
        found = {name for name in ("青禾 QingHe", "澜图 LanTu") if name in text}
        assert found == own.get(role, {"青禾 QingHe", "澜图 LanTu"})


def test_a_tag_of_one_is_none_of_another(roles):
    tag = roles["admin"].get("/").headers["etag"]
    for role in ("reviewer", "applicant", "other"):
        assert roles[role].get("/", headers={"If-None-Match": tag}).status_code == 200
