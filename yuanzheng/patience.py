"""How patient a run is with platforms that fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Patience:
    """How often what failed is asked for again, after which pause, and how long collecting may
    take in all (None: as long as it takes)."""

    retries: int = 0
    pause: timedelta = timedelta()
    budget: timedelta | None = None


ONCE = Patience()
