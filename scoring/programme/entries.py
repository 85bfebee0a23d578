"""Entries of a register, as somebody has checked that they are well written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scoring.policy_parts import Entry as Kind

State = Literal["计入", "待判断", "不计入"]


@dataclass(frozen=True, slots=True)
class Span:
    """The days a date may mean: one, or all of a month or a year that is named alone."""

    first: date
    last: date

    @property
    def year(self) -> int | None:
        """None where it reaches over two years."""
        return self.first.year if self.first.year == self.last.year else None

    @property
    def words(self) -> str:
        first, last = self.first, self.last
        if first == last:
            return first.isoformat()
        if first.day == 1 and (first.month, last.month, last.day) == (1, 12, 31) and self.year:
            return f"{first.year} 年"
        following = date.fromordinal(last.toordinal() + 1)
        if first.day == following.day == 1 and (first.year, first.month) == (last.year, last.month):
            return f"{first.year}-{first.month:02d}"
        return f"{first.isoformat()} 至 {last.isoformat()}"


@dataclass(frozen=True, slots=True)
class Proof:
    """A file with its hash, or an address, which nobody has opened here."""

    shown: str
    sha256: str | None = None

    @property
    def words(self) -> str:
        return f"{self.shown}（SHA-256 {self.sha256}）" if self.sha256 else self.shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register. `place`: where it stands, in words. None: it does not say.

    `confirmed`: the keeper of the register has held it against its proof (已核对), else it is
    stated only (登记). `unready`: a word of its state by which it is not done yet. `told`: words
    about the proof that name no file and no address. `project`: a project of the warehouse or an
    address of one. `number`: of a standard.
    """

    place: str
    kind: Kind
    name: str
    span: Span | None = None
    proofs: tuple[Proof, ...] = ()
    told: str | None = None
    confirmed: bool = False
    unready: str | None = None
    level: str | None = None
    way: str | None = None
    code: str | None = None
    number: str | None = None
    project: str | None = None

    @property
    def status(self) -> str:
        return self.unready or ("已核对" if self.confirmed else "登记")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure behind a finding, as the report of the project shows it."""

    title: str
    value: str
    evidence_id: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found for an entry that counts only if a clause holds: `outcome` as findings have
    it, `as_of` the day it was found for (None: nothing was found), `project_id` whose it is."""

    clause_id: str
    outcome: str
    reason: str
    threshold: str | None = None
    as_of: str | None = None
    project_id: str | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """An entry with what became of it and why."""

    entry: Entry
    state: State
    reason: str
    judgement: Judgement | None = None
