"""What is known of a picture: the line that stands beside it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

Grade = Literal["complete", "partial", "not_observable"]
GIVEN = "申报单位提供，未经本工具采集"


@dataclass(frozen=True, slots=True)
class PictureFile:
    """`role`: raw as the browser gave it, stamped (the raw one below a strip), mhtml (the page
    itself), attached. `tile` counts from 1 down a tall page."""

    file: str
    role: Literal["raw", "stamped", "mhtml", "attached"]
    sha256: str
    bytes: int
    tile: int | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as it was seen, or why it was not.

    `url` is what was asked for, `final_url` where it ended; `taken_at` when the page was
    pictured; `server_date` what the platform's own clock said. `failed`: somebody should do
    something about it; what a platform shows to nobody is no failure. `left_out`: how many parts
    of the page lie on others' sites and were not fetched.
    """

    project_id: str
    repo_id: str
    platform: str
    page: str
    title: str
    url: str
    final_url: str | None
    status: int | None
    server_date: str | None
    asked_at: datetime
    taken_at: datetime
    grade: Grade
    reason: str | None
    origin: Literal["captured", "attached"]
    sample: bool
    viewport: tuple[int, int] | None = None
    page_size: tuple[int, int] | None = None
    browser: str | None = None
    failed: bool = False
    left_out: int = 0
    files: tuple[PictureFile, ...] = field(default=())

    def plain(self) -> dict[str, object]:
        """As JSON; times in UTC and as a clock in Beijing shows them."""
        from zoneinfo import ZoneInfo

        beijing = self.taken_at.astimezone(ZoneInfo("Asia/Shanghai"))
        return {
            **asdict(self),
            "asked_at": self.asked_at.isoformat(),
            "taken_at": self.taken_at.isoformat(),
            "taken_at_beijing": beijing.isoformat(),
            "mark": GIVEN if self.origin == "attached" else None,
        }
