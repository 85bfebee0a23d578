"""What applicants state by month, never measured by this program: writes `stated_month`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from scoring.facts.values import Facts, Given, Monthly

Row = dict[str, object]


def rows(project_ids: Sequence[str], facts: Mapping[str, Facts]) -> Iterator[Row]:
    """A row for each month stated or asked for; `value` None: the table handed in lacks it."""
    for project_id in project_ids:
        for field_id, given in sorted(facts.get(project_id, {}).items()):
            for place, table in enumerate(given.months):
                for month, value in _months(table).items():
                    yield {
                        "project_id": project_id, "field_id": field_id, "sort_order": place,
                        "title": table.title, "month": month.isoformat(), "value": value,
                        "path": _paper(given)[0], "sha256": _paper(given)[1], "note": table.note,
                    }  # fmt: skip


def _months(table: Monthly) -> dict[date, int | None]:
    asked: dict[date, int | None] = dict.fromkeys(table.asked)
    return dict(sorted({**asked, **table.users}.items()))


def _paper(given: Given) -> tuple[str, str]:
    """The table is the first of the files handed in for the field."""
    return given.attachments[0].path, given.attachments[0].sha256
