"""What an applicant hands in and nobody measured, as a report holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatedMonth:
    """What the applicant states for a month (`2025-06`) and nobody measured; `value` None: the
    table handed in lacks it."""

    title: str
    month: str
    value: int | None
    path: str
    sha256: str
    note: str
