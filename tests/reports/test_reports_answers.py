"""Which answers stand behind the figures, and in which words they are listed."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from reports.evidence import Source
from reports.sources import SourceSets
from warehouse.store import Warehouse

AS_OF = "2026-01-01T00:00:00+08:00"


def test_an_answer_of_two_streams_is_always_listed_under_the_same(tmp_path: Path) -> None:
    """One list may feed several streams: equal warehouses must give equal bytes."""
    sql = files("reports").joinpath("sql/answers.sql").read_text(encoding="utf-8")
    named = set()
    for place, streams in enumerate((("issues", "change_requests"), ("change_requests", "issues"))):
        with Warehouse(tmp_path / f"{place}.duckdb") as warehouse:
            for stream in streams:
                warehouse.execute(
                    "INSERT INTO answer SELECT 'a1', 'github:o/r', $stream, 'https://x/', 200,"
                    f" '{AS_OF}', '0', 1, 'json', 'w', 'r'",
                    {"stream": stream},
                )
            warehouse.execute(
                f"INSERT INTO measurement_source SELECT '{AS_OF}', 'p', 'm', 'github:o/r', 'a1'"
            )
            [row] = warehouse.query(sql, {"as_of": AS_OF, "ids": ["p"]})
            named.add(row["stream"])
    assert len(named) == 1


def test_a_licence_figure_leads_to_the_licence_file_first() -> None:
    answers = [_answer(name, hour) for hour, name in enumerate(("field", "readme", "licence"))]
    ids = [one.answer_id for one in answers]
    by_time = SourceSets(answers).of(ids)
    led = SourceSets(answers, {"licence"}).of(ids)
    assert by_time is not None
    assert led is not None
    assert by_time.first.answer_id == "field"
    assert [one.answer_id for one in led.answers] == ["licence", "field", "readme"]
    assert led.digest == by_time.digest


def _answer(name: str, hour: int) -> Source:
    at = datetime(2026, 1, 1, hour, tzinfo=UTC)
    return Source(name, None, None, None, 200, at, f"{hour:064x}", 1, None, None, None)
