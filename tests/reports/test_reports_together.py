"""Reports of many projects are made of what is asked of the warehouse once for all of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import jsontext, loading
from warehouse.store import Warehouse


class Counted:
    """A warehouse that notes what it is asked."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse, self.asked = warehouse, Counter[str]()

    def query(self, sql: str, params: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        self.asked[sql] += 1
        return self.warehouse.query(sql, params)


@pytest.mark.parametrize("together", [1, 2, 50])
def test_each_is_as_if_it_were_alone(sample, monkeypatch, together):
    monkeypatch.setattr(loading, "TOGETHER", together)
    with Warehouse(sample.database, read_only=True) as opened:
        projects = loading.projects(opened)
        assert len(projects) > 2
        alone = [loading.load(opened, one, sample.as_of) for one in projects]
        counted = Counted(opened)
        assert list(loading.each(counted, projects, sample.as_of)) == alone
    assert any(report.third_party for report in alone)
    times = -(-len(projects) // together)
    assert set(counted.asked.values()) == {times}


def test_persons_are_told_apart_by_project(demo_folder):
    """The frozen warehouse has none; the demonstration has many, some of them in both projects."""
    with Warehouse(demo_folder / "data" / "warehouse.duckdb", read_only=True) as opened:
        [latest] = opened.query("SELECT max(as_of) AS as_of FROM measurement")
        projects = loading.projects(opened)
        made = list(loading.each(opened, projects, latest["as_of"]))
        assert made == [loading.load(opened, one, latest["as_of"]) for one in projects]
        for report in made:
            assert report.people
            assert report.people == loading.people(opened, report.project.project_id)


def test_every_question_is_of_many_projects(root):
    """What is put for one project alone would be put as often as there are projects."""
    for name in loading._ASKED:
        assert "$ids" in loading.question(name)
        assert "$project_id" not in loading.question(name)


_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.text(), st.dates(), st.datetimes(timezones=st.just(UTC)),
)  # fmt: skip
_VALUES = st.recursive(
    _SCALARS,
    lambda held: st.one_of(
        st.lists(held, max_size=4),
        st.tuples(held, held),
        st.dictionaries(st.text(), held, max_size=4),
        st.dictionaries(st.integers(), held),
    ),
    max_leaves=12,
)

# What is told apart by line ends when rows are written at once.
_ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b", "},", '{"', "},\n   {"]),
        st.one_of(_SCALARS, st.sampled_from(["},\n   {", "},\n  {", "{", "}"]), st.just([])),
        max_size=3,
    ),
    max_size=4,
)


def plain(value: object) -> str:
    assert isinstance(value, date | datetime)
    return value.isoformat()


@given(st.dictionaries(st.text(), st.one_of(_VALUES, _ROWS, st.lists(_ROWS, max_size=2))))
def test_the_text_is_what_the_library_would_write(document):
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False, default=plain)
    assert (
        jsontext.written(document, plain) == jsontext._DANGEROUS.sub(jsontext._escape, text) + "\n"
    )


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), object(), {"a": [object()]}])
def test_what_json_cannot_say_is_refused(bad):
    with pytest.raises((ValueError, TypeError)):
        jsontext.written({"a": bad})
