"""A comparison of projects, as values: the page, the workbook and the JSON write the same one.

Text from outside stands here as it was received; whoever shows it makes it safe. `None` means
unknown, except where a field says otherwise. Lists are in the order they are shown in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Criterion:
    """What projects are compared by: an indicator and the definition of its metric.

    points = floor + (1 - floor) * ln(1 + min(value, cap)) / ln(1 + cap). `people`: it counts
    heads; `window_days` None: everything up to the as-of instant; `part_unit` None: as the whole.
    """

    criterion_id: str
    title: str
    unit: str
    metric_id: str
    version: int
    question: str
    definition: str
    window_days: int | None
    sql: str
    sql_sha256: str
    cap: float
    floor: float
    weight: float
    people: bool
    part_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A raw answer a figure rests on."""

    url: str | None
    status: int | None
    fetched_at: datetime | None
    sha256: str | None
    warc_file: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a figure (a repository, a kind), with its own evidence id."""

    evidence_id: str
    title: str
    value: float | None
    value_text: str | None
    completeness: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of the warehouse; `at` None: the row does not say."""

    key: str
    repo_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows that were looked at in a table when a figure was made: how many, and the latest of the
    window. Which of them counted is for the query to say. `table` as the metric names it."""

    table: str
    title: str
    rows: int
    first: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a project; `evidence_id` as in its report, None: the figure was not measured.

    `reason`: why it is unknown or known in part, None: it is complete. `percentile`: its place
    among the compared projects, 0..1 (see `scoring.comparison.points.places`). `sources` are the
    first of `answers`, by time; `digest` stands for all of them. `command` checks it again.
    """

    value: float | None
    value_text: str | None
    completeness: str
    reason: str | None
    n: int | None
    window_from: datetime | None
    window_to: datetime | None
    points: float | None
    percentile: float | None
    evidence_id: str | None
    sources: tuple[Answer, ...]
    answers: int
    digest: str | None
    command: str | None
    parts: tuple[Part, ...]
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """`score`, `rank` and its interval are None where more than `most_unknown` is unknown.

    `star_grade`: A–D or 不足以判断; None: not known. `outcomes`: policy id → outcome → clauses.
    `report_href`: relative address of the folder of the project's report, from that of the
    comparison; None: there is no page of the same instant.
    """

    project_id: str
    name: str
    applicant: str | None
    sample: bool
    cells: tuple[Cell, ...]
    score: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    unknown_share: float
    partial_share: float
    star_grade: str | None
    star_reason: str | None
    star_evidence_id: str | None
    outcomes: Mapping[str, Mapping[str, int]]
    previous_score: float | None
    previous_rank: int | None
    report_href: str | None

    @property
    def outside(self) -> bool:
        """Whether the rank lies outside its own interval."""
        if self.rank is None or self.rank_low is None or self.rank_high is None:
            return False
        return not self.rank_low <= self.rank <= self.rank_high


@dataclass(frozen=True, slots=True)
class Preset:
    """Weights somebody suggests. `origin`: who (Chinese), `reason`: why.

    `ranks` and the others are in the order of the projects, None without a score.
    """

    preset_id: str
    title: str
    origin: str
    reason: str
    weights: Mapping[str, float]
    scores: tuple[float | None, ...]
    ranks: tuple[int | None, ...]
    ranks_low: tuple[int | None, ...]
    ranks_high: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A policy the projects are held against, or the one the comparison is for."""

    policy_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Projects come by rank, then those without one, by name.

    `preset_id`: whose weights the criteria carry, None: others, see `weights_origin`.
    `unseparable`: (ahead, behind, share of the variants in which the one ahead is not ahead).
    `variants`, `seed`: of the rank intervals, see `scoring.comparison.intervals`. `tau`: another
    way of scoring (Chinese) → Kendall's tau-b with this one, None where it says nothing. `digest`:
    SHA-256 of all the rest.
    """

    as_of: datetime
    policy: Held | None
    policies: tuple[Held, ...]
    criteria: tuple[Criterion, ...]
    projects: tuple[Compared, ...]
    presets: tuple[Preset, ...]
    preset_id: str | None
    weights_origin: str
    most_unknown: float
    people_most: float
    unseparable: tuple[tuple[str, str, float], ...]
    variants: int
    seed: int
    tau: Mapping[str, float | None]
    previous_as_of: datetime | None
    notes: tuple[str, ...]
    digest: str

    @property
    def sample(self) -> bool:
        """Whether any of it is generated data."""
        return any(one.sample for one in self.projects)
