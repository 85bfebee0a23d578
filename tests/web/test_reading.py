"""What the pages read from a copy: each figure as the reports give it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import compared_sample
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import loading
from warehouse.store import Warehouse
from yuanzheng.web.reading import choosing, flags
from yuanzheng.web.reading.choosing import SIZE, SORTS, Wanted
from yuanzheng.web.reading.dossier import dossier
from yuanzheng.web.reading.overview import KEY, overview
from yuanzheng.web.reading.trends import courses, followed

AT = compared_sample.AS_OF


@pytest.fixture(scope="module")
def held(crowd):
    with Warehouse(crowd / "published" / "current" / "warehouse.duckdb", read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def every(held):
    return overview(held, (), AT)


def test_key_figures_are_those_of_the_reports(held, every):
    for one in every[6:12]:
        project = next(p for p in loading.projects(held) if p.project_id == one.project_id)
        report = loading.load(held, project, AT)
        rows = {row.metric_id: row for row in report.rows() if not row.part}
        for metric in KEY:
            row, glance = rows[metric], one.figures[metric]
            assert (glance.value, glance.value_text) == (row.value, row.value_text)
            assert glance.completeness == row.completeness
        counts = dict(one.outcomes[0].counts)
        assert sum(counts.values()) == len(report.clauses)


def test_a_project_is_shown_at_its_own_instant(held):
    class Older:
        project_id, as_of, flags = "project-010", compared_sample.BEFORE, ("采集失败。",)

    found = {one.project_id: one for one in overview(held, (Older(),), AT)}
    past = dossier(held, loading.projects(held)[10], AT).history["stars"][0]
    assert past.as_of == compared_sample.BEFORE
    assert found["project-010"].figures["stars"].value == past.value
    assert "older" in found["project-010"].flags
    assert "older" not in found["project-011"].flags


def test_flags_follow_from_what_is_known(every):
    plain = replace(every[20], archived=0, verdicts=("OSI 批准且文本未改动",), collected_at=AT)
    assert "stale" not in flags.of(plain, AT + timedelta(hours=48))
    assert "stale" in flags.of(plain, AT + timedelta(hours=49))
    assert "never" in flags.of(replace(plain, collected_at=None), AT)
    assert "licence" in flags.of(replace(plain, verdicts=("各处说法冲突",)), AT)
    assert "unmet" in flags.of(plain, AT)
    for one in every:
        incomplete = any(figure.completeness != "complete" for figure in one.shown())
        assert ("incomplete" in one.flags) == incomplete
        assert ("star_growth" in one.flags) == (one.letter("star_evidence") in {"C", "D"})


@pytest.mark.parametrize("sort", sorted(SORTS))
@pytest.mark.parametrize("down", [False, True])
def test_sorting_loses_nobody_and_puts_unknown_last(every, sort, down):
    pages = [choosing.chosen(every, Wanted(sort=sort, down=down, page=n)) for n in (1, 2)]
    shown = [one for page in pages for one in page.rows]
    assert sorted(one.project_id for one in shown) == [one.project_id for one in every]
    keys = [SORTS[sort](one) for one in shown]
    known = [key for key in keys if key is not None]
    assert keys[: len(known)] == sorted(known, reverse=down)
    assert len(pages[0].rows) == SIZE


@given(st.text(max_size=30), st.sampled_from(["", *flags.every()]), st.integers(-5, 9_999_999))
def test_an_address_leads_back_to_its_view(text, flag, page):
    from urllib.parse import parse_qs

    wanted = Wanted(text=text, flag=flag, page=page)
    said = {key: value[0] for key, value in parse_qs(wanted.address()[1:]).items()}
    assert said.get("q", "") == text
    assert said.get("flag", "") == flag
    assert said.get("page", "1") == str(max(page, 1))


def test_filters_find_by_what_stands_in_the_row(every):
    found = choosing.chosen(every, Wanted(text="项目 04"))
    assert {one.name for one in found.rows} == {f"项目 04{n}" for n in range(10)}
    nobody = choosing.chosen(every, Wanted(policy="no-such"))
    assert (nobody.found, nobody.pages) == (0, 1)
    counted = dict(choosing.totals(every))
    for flag, count in counted.items():
        assert choosing.chosen(every, Wanted(flag=flag)).found == count


def test_trends_hold_what_was_scored_and_no_other_version(held):
    shown = {"project-020": AT, "project-010": AT}
    figures = {one.metric_id: one for one in followed(held, shown)}
    found = courses(held, figures["stars"], shown)
    assert [one.project_id for one in found] == ["project-020", "project-010"]
    for one in found:
        rows = held.query(
            "SELECT as_of, value FROM measurement WHERE project_id = $id AND metric_id = 'stars'"
            " AND part = '' AND month IS NULL ORDER BY as_of", {"id": one.project_id},
        )  # fmt: skip
        assert [(p.as_of, p.value) for p in one.past] == [(r["as_of"], r["value"]) for r in rows]
    other = replace(figures["stars"], version=99)
    assert courses(held, other, shown)[0].past == ()
    earlier = {"project-020": compared_sample.BEFORE}
    before = courses(held, figures["stars"], earlier)[0]
    assert [one.as_of for one in before.past] == [compared_sample.BEFORE]
