"""Settings of the reports: table `[reports]` of the configuration."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator

from reports import catalogue


class ReportSettings(BaseModel):
    """`out` is the evidence folder; `formats` the ids of the formats to write; `browser` the
    Chromium that takes pictures (empty: the one on PATH)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    out: Path = Path("evidence")
    formats: tuple[str, ...] = (
        "html",
        "pdf",
        "docx",
        "xlsx",
        "csv",
        "md",
        "json",
        "spdx",
        "cyclonedx",
    )
    browser: str = ""

    @field_validator("formats")
    @classmethod
    def _known(cls, wanted: tuple[str, ...]) -> tuple[str, ...]:
        known = catalogue.names()
        for name in wanted:
            if name not in known:
                near = get_close_matches(name.lower(), known, n=1, cutoff=0.4)
                hint = f"最接近的是“{near[0]}”，" if near else ""
                raise ValueError(f"没有名为“{name}”的报告格式：{hint}可用的有 {'、'.join(known)}。")
        if not wanted:
            raise ValueError(f"formats 是空的：请至少写一种报告格式，可用的有 {'、'.join(known)}。")
        return tuple(dict.fromkeys(wanted))
