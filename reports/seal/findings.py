"""What a check found: what is wrong, in which file, and what came of it all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.visible import one_line

MOST = 200
# The check of a finding that is none: figures were defined otherwise where the pack was made, so
# that what is recomputed here may differ for that alone.
VERSIONS = "版本"
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """`where`: a file of the pack.

    `check`: 结构, 散列, 根散列, 时间戳, 存档, 来源, 数字, 报告, 截图, 签名.
    """

    check: str
    where: str
    words: str


@dataclass(slots=True)
class Findings:
    """The first `MOST` findings, and how many there are."""

    kept: list[Finding] = field(default_factory=list)
    total: int = 0

    def add(self, check: str, where: str, words: str) -> None:
        """Foreign text among the words is made safe to show."""
        self.total += 1
        if len(self.kept) < MOST:
            self.kept.append(Finding(check, one_line(where, 200), one_line(words, _LONGEST)))

    def extend(self, found: Iterable[Finding], more: int = 0) -> None:
        for one in found:
            self.add(one.check, one.where, one.words)
        self.total += more


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `total` findings, of which the first are listed; `root` as recomputed.

    `stamp` says what the time-stamp proves, `signature` who signed the PDF; `not_checked` what
    nobody could check here; `doubtful`: files that differ from those made anew of the evidence
    and say they were made by other versions; `otherwise`: how the figures say so, None when they
    are as recomputed; `settings`: what the figures were made with.
    """

    findings: tuple[Finding, ...]
    total: int
    root: str | None
    files: int
    records: int
    figures: int
    stamp: str | None
    signature: str | None
    not_checked: tuple[str, ...]
    doubtful: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    otherwise: str | None = None

    @property
    def passed(self) -> bool:
        """Nothing is wrong, and nothing that is there to be read is in doubt."""
        return self.total == 0 and not self.unsure

    @property
    def unsure(self) -> bool:
        """Whether something may be wrong, or of another version only."""
        return bool(self.doubtful or self.otherwise)
