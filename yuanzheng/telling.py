"""Tells what came of a job: figures, outcomes, gaps, failures, and where the pages are."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from reports import wording
from warehouse.numerals import number
from yuanzheng import failures
from yuanzheng.knowledge import Figure, Known, collected_words
from yuanzheng.stages import Outcome
from yuanzheng.voice import Voice

_LATER = "读者先看到的仍是更晚的数字（{} 个项目）；截至 {} 的，在项目页的“其他截止时刻”里也能看到。"
_MOST = 100  # all that is wrong with a facts file, each field of it once


def told(voice: Voice, outcome: Outcome) -> int:
    """Says it and returns the exit code."""
    if outcome.summary:
        voice.say(collected_words(outcome.summary))
        for words in outcome.summary.notes:
            voice.say(words)
        _say_gaps(voice, outcome)
    for project in outcome.projects:
        _say_project(voice, outcome, project)
    for path in _front_pages(outcome.reports):
        voice.say(f"证据表：{path}")
    if outcome.published:
        voice.say(f"已发布给读者：{outcome.published}")
    if outcome.later and outcome.as_of:
        voice.say(_LATER.format(len(outcome.later), wording.as_of_date(outcome.as_of)))
    _warn(voice, outcome)
    return voice.end(outcome.exit_code, **_parts(outcome))


def _say_gaps(voice: Voice, outcome: Outcome) -> None:
    results = outcome.summary.results if outcome.summary else ()
    gaps = [r for r in results if r.grade != "complete" and not r.failed]
    if gaps:
        voice.say(f"另有 {len(gaps)} 项平台不公开或不完整，报告里逐项写明原因。")


def _say_project(voice: Voice, outcome: Outcome, project: Known) -> None:
    voice.say(f"\n项目“{project.name}”")
    for figure in outcome.figures:
        if figure.project_id == project.project_id:
            voice.say(f"  {figure.title}：{_shown(figure)}")
    policies: dict[str, list[str]] = {}
    for found in outcome.findings:
        if found.project_id == project.project_id:
            policies.setdefault(found.policy, []).append(f"{found.outcome} {found.clauses} 条")
    for policy, counts in policies.items():
        voice.say(f"  《{policy}》：{'，'.join(counts)}")


def _warn(voice: Voice, outcome: Outcome) -> None:
    for problem in outcome.problems[:_MOST]:
        voice.warn(f"没有做成：{problem}")
    if len(outcome.problems) > _MOST:
        voice.warn(f"另有 {len(outcome.problems) - _MOST} 处没有做成，见报告和 yuanzheng.log。")
    if outcome.exit_code == failures.INTERRUPTED:
        voice.warn(str(failures.Interrupted()))


def _parts(outcome: Outcome) -> dict[str, object]:
    """The outcome as the JSON document holds it."""
    return {
        "as_of": outcome.as_of,
        "projects": [asdict(project) for project in outcome.projects],
        "collected": asdict(outcome.summary) if outcome.summary else None,
        "figures": [asdict(figure) for figure in outcome.figures],
        "findings": [asdict(found) for found in outcome.findings],
        "reports": list(outcome.reports),
        "problems": list(outcome.problems),
    }


def _shown(figure: Figure) -> str:
    gaps = "（数据不完整）" if figure.completeness == "partial" else ""
    if figure.value_text is not None:
        return figure.value_text + gaps
    if figure.value is None:
        return "未知"

    shares = f"（{figure.shares}）" if figure.shares else ""
    return f"{number(figure.value)} {figure.unit}{shares}{gaps}"


def _front_pages(paths: tuple[Path, ...]) -> list[Path]:
    """The pages to open first: those that lie highest."""
    pages = [path for path in paths if path.suffix == ".html"]
    top = min((len(path.parts) for path in pages), default=0)
    return [path for path in pages if len(path.parts) == top] or list(paths[:_MOST])
