"""What a report says, as values: every format writes the same `Report`.

Text from outside stands here as it was received; formats make it safe to show.
`None` means unknown, except where a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from reports.handed import StatedMonth
from reports.licensing import (
    LicenceChange,
    LicenceComparison,
    LicenceLine,
    LicenceVerdict,
    ThirdParty,
)
from reports.persons import PersonAlias


@dataclass(frozen=True, slots=True)
class Project:
    """`sample`: generated data, marked 示例数据 on every page."""

    project_id: str
    name: str
    applicant: str | None
    sample: bool


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository, model, dataset or space; facts as valid at the as-of instant.

    `observed_at` is None when nothing had been observed by then: all facts are unknown.
    """

    repo_id: str
    platform: str
    kind: str
    url: str
    full_name: str | None
    description: str | None
    licence_field: str | None
    is_fork: bool | None
    is_archived: bool | None
    created_at: datetime | None
    pushed_at: datetime | None
    observed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Policy:
    policy_id: str
    title: str
    issuer: str
    source_sha256: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a policy with its outcome; `threshold` None: the clause has none. `short`: how
    much is missing, `by_when`: when that may be reached; None where nothing tells."""

    policy_id: str
    policy_title: str
    clause_id: str
    title: str
    quote: str
    level: str
    outcome: str
    reason: str
    threshold: str | None
    evidence_table: str
    short: str | None = None
    by_when: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.policy_id, self.clause_id


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper a policy asks for; the words are those of table `material_state`."""

    policy_id: str
    policy_title: str
    material_id: str
    title: str
    quote: str
    form: str
    copies: int | None
    state: str
    detail: str
    signed: str


@dataclass(frozen=True, slots=True)
class Source:
    """A raw answer. `url` is None when a figure names an answer that is not registered."""

    answer_id: str
    repo_id: str | None
    stream: str | None
    url: str | None
    status: int | None
    fetched_at: datetime | None
    sha256: str | None
    bytes: int | None
    content_type: str | None
    warc_file: str | None
    warc_record: str | None


@dataclass(frozen=True, slots=True)
class SourceSet:
    """The answers a figure rests on, licence files first, then by time; `digest` as
    `reports.sources.digest` makes it."""

    set_id: str
    answers: tuple[Source, ...]
    digest: str | None

    @property
    def first(self) -> Source:
        return self.answers[0]

    @property
    def unregistered(self) -> int:
        return sum(source.sha256 is None for source in self.answers)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One figure with the clauses it serves, or one clause that rests on no figure.

    `metric_id` None: a fact only the applicant knows; then there is no value, window,
    completeness or source. `value` and `value_text` both None on a metric: unknown.
    `window_from` None: no beginning; `window_to` is exclusive.
    """

    evidence_id: str
    title: str
    clauses: tuple[Clause, ...]
    metric_id: str | None = None
    version: int | None = None
    part: str = ""
    part_title: str = ""
    value: float | None = None
    value_text: str | None = None
    unit: str = ""
    n: int | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    completeness: str | None = None
    completeness_reason: str | None = None
    source_set: SourceSet | None = None

    @property
    def unknown(self) -> bool:
        return self.metric_id is not None and self.value is None and self.value_text is None


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    title: str
    rows: tuple[EvidenceRow, ...]


@dataclass(frozen=True, slots=True)
class MonthValue:
    """`month` is its first day; `whole` False: the window holds only a part of that month."""

    month: date
    value: float | None
    value_text: str | None
    n: int | None
    completeness: str
    completeness_reason: str | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Series:
    """A figure by month without holes: a month that was not measured is there as unknown."""

    metric_id: str
    version: int
    title: str
    part: str
    part_title: str
    unit: str
    evidence_table: str
    months: tuple[MonthValue, ...]


@dataclass(frozen=True, slots=True)
class CompletenessRow:
    """How completely a stream of a repository is known; grade `not_asked`: no state row."""

    repo_id: str
    stream: str
    grade: str
    code: str | None
    reason: str | None
    expected: int | None
    got: int | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Definition:
    """`window_days` None: everything up to the as-of instant; `part_unit` None: as the whole."""

    metric_id: str
    version: int
    title: str
    question: str
    definition: str
    unit: str
    window_days: int | None
    needs: tuple[str, ...]
    evidence_table: str
    sort_order: int
    sql_text: str
    sql_sha256: str
    part_unit: str | None = None

    @property
    def key(self) -> str:
        return f"{self.metric_id}@{self.version}"

    @property
    def units(self) -> str:
        """In words for readers."""
        return f"{self.unit}（各部分：{self.part_unit}）" if self.part_unit else self.unit

    def unit_of(self, part: str) -> str:
        return self.part_unit if part and self.part_unit is not None else self.unit


@dataclass(frozen=True, slots=True)
class Report:
    """`root`: the evidence root of the pack the report lies in (see `reports.seal.root`)."""

    project: Project
    as_of: datetime
    repositories: tuple[Repository, ...]
    policies: tuple[Policy, ...]
    clauses: tuple[Clause, ...]
    tables: tuple[EvidenceTable, ...]
    series: tuple[Series, ...]
    licence_lines: tuple[LicenceLine, ...]
    licence_verdicts: tuple[LicenceVerdict, ...]
    licence_changes: tuple[LicenceChange, ...]
    licence_comparisons: tuple[LicenceComparison, ...]
    completeness: tuple[CompletenessRow, ...]
    definitions: tuple[Definition, ...]
    sources: tuple[Source, ...]
    source_sets: tuple[SourceSet, ...]
    notices: tuple[str, ...]
    root: str | None = None
    third_party: tuple[ThirdParty, ...] = ()
    papers: tuple[Paper, ...] = ()
    people: tuple[PersonAlias, ...] = ()
    stated: tuple[StatedMonth, ...] = ()

    def rows(self) -> Iterator[EvidenceRow]:
        for table in self.tables:
            yield from table.rows

    def evidence_of(self, clause: Clause) -> tuple[str, ...]:
        """Evidence ids that serve a clause, in order."""
        return tuple(row.evidence_id for row in self.rows() if clause in row.clauses)

    def place_of(self, clause: Clause) -> str:
        """Where a link to a clause leads; no foreign text is part of it."""
        keys = [one.key for one in self.clauses]
        return f"clause-{keys.index(clause.key)}" if clause.key in keys else "clauses"

    def shares(self, whole: EvidenceRow) -> tuple[tuple[str, float], ...]:
        """(platform, value) of a total over several platforms, so that no sum stands alone.

        Empty where the parts are not repositories of two platforms or do not add up to it.
        """
        platforms = {repository.repo_id: repository.platform for repository in self.repositories}
        found: dict[str, float] = {}
        for row in self.rows():
            same = (row.metric_id, row.version) == (whole.metric_id, whole.version)
            if same and row.part in platforms and row.value is not None:
                platform = platforms[row.part]
                found[platform] = found.get(platform, 0.0) + row.value
        if len(found) < 2 or whole.value is None or abs(sum(found.values()) - whole.value) > 1e-9:
            return ()
        return tuple(sorted(found.items(), key=lambda share: (-share[1], share[0])))

    def at_least(self, whole: EvidenceRow) -> EvidenceRow | None:
        """The part that bounds a figure from below (`at_least`), where its metric has one; none of
        a figure that is not complete, which then is no upper bound either."""
        if whole.completeness != "complete":
            return None
        same = (whole.metric_id, whole.version)
        parts = (row for row in self.rows() if (row.metric_id, row.version) == same)
        return next((row for row in parts if row.part == "at_least"), None)

    def key_figures(self) -> tuple[EvidenceRow, ...]:
        """The first two whole figures of each table, at most eight: the top of a page."""
        chosen: list[EvidenceRow] = []
        for table in self.tables:
            chosen += [row for row in table.rows if row.metric_id and not row.part][:2]
        return tuple(chosen[:8])
