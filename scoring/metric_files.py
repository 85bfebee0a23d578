"""The metrics: each a `.sql` file in `metrics/`, found by walking; its head is TOML in comments."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from scoring.errors import ScoringError, nearest

EvidenceTable = Literal["活跃贡献者", "星标数与Fork数", "开源协议", "申报条件", "社区运营"]
UNNAMED = "unknown_author_acts"
_WINDOW = re.compile(r"window|none|[1-9]\d*d")


class Metric(BaseModel):
    """A definition.

    `needs`: streams without which the figure is not known in full; `a|b` takes the first one the
    platform has, `a?` counts only where the platform has it, without `a!` in any repository
    nothing is known, whatever else was read. `part_needs`: needs of single parts.
    `rows`: record tables (`table` or `table:name`) whose answers are the sources. `kinds`: kinds of
    repositories it applies to; empty: all. `grows`: more complete data can only raise the figure,
    so a partial one is a lower bound. `adds`: a sum over repositories of what platforms show now:
    what was last seen of one may have fallen since or gone with it, so that of a partial sum only
    the repositories read whole are a lower bound. `copies`: what stands in several repositories of
    a project counts once, when it came first: of several a partial whole is no lower bound, for an
    earlier copy may be among what was not read. `unknown`: why it has no value though its streams
    are complete. `words`: all values of a metric in words, worst first. `trend`: the metric that
    tells by how much it grew over its window, or `calendar` for what grows by one a day.
    `compares`: a project's figure rests on others as well, so that they are all needed.
    `standing`: it tells how things stand, not what happened; of an instant before its streams were
    read in full it is known only in part, whatever was read since. `unnamed`: part → part of
    `UNNAMED` that counts the acts left out of it because nobody knows whose they are.
    `part_unit`: the unit of its parts, where it is another than that of the whole. `part_also`:
    what a part that reads the same otherwise rests on beside the whole's needs. `across`: streams
    that tell something of a repository's own part wherever in its project they are read, as those
    of persons always do. `dated`: of `rows`, those the query leaves out where they bear no time,
    without counting them as `undated`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    metric_id: str
    title: str = Field(min_length=2)
    question: str = Field(min_length=4)
    definition: str = Field(min_length=10)
    unit: str
    part_unit: str | None = None
    version: int = Field(ge=1)
    window: str
    needs: tuple[str, ...] = Field(min_length=1)
    part_needs: dict[str, tuple[str, ...]] = {}
    part_also: dict[str, tuple[str, ...]] = {}
    rows: tuple[str, ...] = Field(min_length=1)
    kinds: tuple[Literal["repository", "model", "dataset", "space"], ...] = ()
    table: EvidenceTable
    order: int = Field(ge=1)
    grows: bool
    adds: bool = False
    copies: bool = False
    unknown: str = Field(min_length=4)
    words: tuple[str, ...] = ()
    trend: str | None = None
    compares: bool = False
    standing: bool = False
    unnamed: dict[str, str] = {}
    across: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()
    sql: str

    @field_validator("definition", "unknown", "question", mode="before")
    @classmethod
    def _one_line(cls, text: str) -> str:
        return "".join(line.strip() for line in text.splitlines())

    @field_validator("window")
    @classmethod
    def _known_window(cls, text: str) -> str:
        if not _WINDOW.fullmatch(text):
            raise ValueError("window 应为 window、none 或如 90d")
        return text

    @property
    def sha256(self) -> str:
        return sha256(self.sql.encode()).hexdigest()

    def unit_of(self, part: str) -> str:
        return self.part_unit if part and self.part_unit is not None else self.unit

    def streams(self) -> tuple[str, ...]:
        """All streams it names, in the order of the head."""
        needs = (*self.needs, *(need for part in self.part_needs.values() for need in part))
        return tuple(dict.fromkeys(stream for need in needs for stream in alternatives(need)))

    def needed(self) -> dict[str, tuple[str, ...]]:
        """Part → its needs; '' is the whole. What is not named has those of the whole."""
        also = {part: (*self.needs, *more) for part, more in self.part_also.items()}
        return {"": self.needs, **self.part_needs, **also}

    def days(self, window_days: int) -> int | None:
        """Length of its window; None: from the beginning."""
        if self.window == "none":
            return None
        return window_days if self.window == "window" else int(self.window[:-1])


def alternatives(need: str) -> tuple[str, ...]:
    """The streams of a need, the preferred one first."""
    return tuple(need.rstrip("?!").split("|"))


@cache
def _streams() -> dict[str, Any]:
    return tomllib.loads(files("scoring").joinpath("streams.toml").read_text(encoding="utf-8"))


def stream_titles() -> dict[str, str]:
    """Stream → what sentences call it."""
    return cast("dict[str, str]", _streams()["titles"])


def of_persons(stream: str) -> bool:
    """Whether it only says who is who, and nothing of what was done."""
    return stream in _streams()["of_persons"]


@cache
def all_metrics() -> tuple[Metric, ...]:
    """All metrics by id. Raises `ScoringError` naming the file whose head is not right."""
    folder = files("scoring").joinpath("metrics")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(
        parse(name.removesuffix(".sql"), folder.joinpath(name).read_text(encoding="utf-8"))
        for name in names
    )


def by_id() -> dict[str, Metric]:
    return {metric.metric_id: metric for metric in all_metrics()}


def parse(metric_id: str, text: str) -> Metric:
    """Raises `ScoringError` when the head is not TOML, misses a key or names an unknown stream."""
    where = f"指标文件 scoring/metrics/{metric_id}.sql"
    try:
        metric = Metric.model_validate({"metric_id": metric_id, "sql": text, **_head(text)})
    except tomllib.TOMLDecodeError as error:
        raise ScoringError(f"{where} 的头部不是 TOML（{error}）：请改正开头的注释。") from error
    except ValidationError as error:
        raise ScoringError(f"{where} 的头部有误：{_first(error)}。") from error
    named = {
        one for needs in metric.needed().values() for need in needs for one in alternatives(need)
    }
    for stream in sorted(named | set(metric.across)):
        if stream not in stream_titles():
            close = nearest(stream, stream_titles())
            raise ScoringError(f"{where} 写了不存在的数据流 {stream}：{close}。")
    return metric


def _head(text: str) -> dict[str, object]:
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").removeprefix(" "))
    return tomllib.loads("\n".join(lines))


def _first(error: ValidationError) -> str:
    # a key that is not known explains the one that is missing
    found = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    key = ".".join(str(place) for place in found["loc"])
    if found["type"] == "extra_forbidden":
        return f"多出的键 {key}，{nearest(key, set(Metric.model_fields) - {'metric_id', 'sql'})}"
    return f"缺少键 {key}" if found["type"] == "missing" else f"键 {key} 的值不合要求"
