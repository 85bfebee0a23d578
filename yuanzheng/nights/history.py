"""What the history of runs tells the schedule."""

from __future__ import annotations

from datetime import datetime

from warehouse.errors import WarehouseBusy, WarehouseError
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse

_DONE = (
    "SELECT p.project_id, max(r.started_at) AS at"
    " FROM run AS r JOIN run_project AS p USING (run_id)"
    " WHERE r.outcome IN ('complete', 'partial') AND p.outcome <> 'interrupted'"
    " AND r.requests IS NOT NULL AND r.as_of IS NOT NULL AND r.started_at <= $moment"
    " GROUP BY ALL ORDER BY ALL"
)


def done(places: WarehouseSettings, moment: datetime) -> dict[str, datetime]:
    """Project → when the last run began, by `moment`, that collected and scored it to the end: what
    a clock that was ahead told is of no night that has come.

    Raises `WarehouseError`; `WarehouseBusy` while another process writes.
    """
    if not places.database.exists():
        return {}
    with _opened(places) as warehouse:
        return {row["project_id"]: row["at"] for row in warehouse.query(_DONE, {"moment": moment})}


def _opened(places: WarehouseSettings) -> Warehouse:
    """For reading; a file of an older version of the program is brought up to this one first."""
    try:
        return Warehouse(places.database, read_only=True)
    except WarehouseBusy:
        raise
    except WarehouseError:
        return Warehouse(places.database)
