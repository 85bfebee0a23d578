"""The night's work leaves the processor to whoever reads pages at the same time."""

from __future__ import annotations

import os

NICE = 10


def give_way() -> None:
    """From here on this process, and what it starts, runs when nobody else wants to; where the
    system knows of no such order nothing changes."""
    if hasattr(os, "setpriority") and os.getpriority(os.PRIO_PROCESS, 0) < NICE:
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
