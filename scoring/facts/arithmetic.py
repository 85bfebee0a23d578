"""A calculation step by step: what the words of a conclusion and a computation sheet both show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """One line. `value` None: nobody has stated it, or it follows from something not stated.

    `how`: where it comes from, or the arithmetic in words; `formula`: over the keys of earlier
    steps in braces, as a spreadsheet writes it; None: it is given, not calculated.
    """

    key: str
    title: str
    value: float | date | str | None
    unit: str = ""
    how: str = ""
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """`right` None: cannot be told; `words` say it in a sentence, `short` what is missing."""

    right: bool | None
    words: str
    short: str | None = None
    steps: tuple[Step, ...] = ()
