"""What comes of going through an archive: counts, and of each run what only the whole tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """Of a run what only the whole archive tells.

    `done`: whether the last thing the run before it was about to do when it was killed was done
    (None: that is not in doubt); `last`: for which reading that was. `doubles`: targets of this
    run that were found to be another's, with that one.
    """

    done: bool | None
    last: str
    doubles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many runs, readings and records the warehouse was made of, and what is told of each run.

    `named`: by project everything it ever named or its owners were found to have. `torn`: files
    whose last record a kill cut short.
    """

    runs: int
    readings: int
    records: int
    told: tuple[Told, ...]
    named: Mapping[str, frozenset[str]]
    torn: tuple[str, ...] = ()
