"""What a project is made of and takes from others, as bills of materials say it.

SPDX and CycloneDX are each a few fields of JSON, written here; the libraries validate them in the
tests. What is not known is left unsaid (NOASSERTION), what is said to be none is NONE.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from uuid import NAMESPACE_URL, UUID, uuid5

from reports import wording
from reports.evidence import Report, Repository
from reports.licensing import ThirdParty

NONE, UNKNOWN = "NONE", "NOASSERTION"
_CONCLUDED = {"sbom_concluded", "vendored_file"}
TOOL = "yuanzheng"


@dataclass(frozen=True, slots=True)
class Part:
    """A repository or what it takes from others; `number` runs through the bill."""

    number: int
    name: str
    declared: str
    concluded: str
    repository: Repository | None = None
    other: ThirdParty | None = None


def parts(report: Report) -> tuple[Part, ...]:
    """Repositories first, each thing they take behind them, in the order of the report."""
    return tuple(
        Part(number, *found) for number, found in enumerate(_found(report), 1)
    )  # fmt: skip


def _found(
    report: Report,
) -> Iterator[tuple[str, str, str, Repository | None, ThirdParty | None]]:
    verdicts = {verdict.repo_id: verdict for verdict in report.licence_verdicts}
    for one in report.repositories:
        verdict = verdicts.get(one.repo_id)
        declared = verdict.declared if verdict else UNKNOWN
        concluded = verdict.concluded if verdict else UNKNOWN
        yield one.full_name or one.repo_id, declared, concluded, one, None
    for other in report.third_party:
        judged = other.licence_source in _CONCLUDED
        declared, concluded = (UNKNOWN, other.licence) if judged else (other.licence, UNKNOWN)
        yield other.name, declared, concluded, None, other


def serial(report: Report, kind: str) -> UUID:
    """The same for the same project, instant and kind."""
    return uuid5(NAMESPACE_URL, f"{kind} {report.project.project_id} {created(report)}")


def created(report: Report) -> str:
    """The instant the bill speaks of, as both formats write it: no clock is read."""
    return f"{report.as_of.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def remarks(report: Report) -> list[str]:
    """What must stand in a bill as in every other file."""
    marks = [wording.SAMPLE_NOTICE] if report.project.sample else []
    root = [] if report.root is None else [f"{wording.ROOT} {report.root}"]
    return [
        *marks, *root, f"数据截止 {wording.as_of_date(report.as_of)}",
        "列出不等于实际使用；许可证不明写 NOASSERTION",
    ]  # fmt: skip
