"""What is printed, as plain values for the template: texts are safe to set, figures are words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports import arranging, fronting, reasons, registers, restated, stated, wording
from reports.evidence import Clause, CompletenessRow, Definition, Paper, Report, Source, SourceSet
from reports.licensing import LicenceVerdict
from reports.notes import notes
from reports.repeats import runs
from reports.typeset.figures import cards, front, left_words, size_of, table
from reports.typeset.glyphs import fitted, shown
from reports.typeset.licences import licence
from reports.typeset.shares import (
    MOST_LINES,
    MOST_OTHERS,
    MOST_PASSAGES,
    MOST_REPOSITORIES,
    share,
)
from reports.typeset.thirdparty import third_party

Plain = dict[str, Any]
_LONGEST_NAME = 200
# Letters of one width in a line of the lists of sources, and in half a column of the definitions.
_WIDE, _NARROW = 64, 32


def contents(report: Report) -> Plain:
    """Everything `report.typ` prints."""
    read = restated.once(report)
    left_out, report = restated.said(report, read), read
    said = reasons.numbered(report)
    fronts = fronting.fronts(report)
    pairs = zip(report.tables, fronts, strict=True)
    tables = [table(report, one, said, brief) for one, brief in pairs]
    sets = [_set(report, one) for one in report.source_sets[:MOST_LINES]]
    return {
        **_head(report),
        "cards": cards(report),
        "fronts": [front(report, one, said) for one in fronts],
        "verdicts": [_verdict(one) for one in report.licence_verdicts[:MOST_REPOSITORIES]],
        "others_said": fronting.others_said(report),
        "reasons": [[number, shown(reason)] for reason, number in said.items()],
        "grades": [
            [grade, wording.word("completeness", grade), f"{count:,}"]
            for grade, count in wording.counted(row.grade for row in report.completeness)
        ],
        "ceilings_said": fronting.CEILINGS_SAID,
        "gaps_said": arranging.GAPS_SAID,
        "papers_said": arranging.PAPERS_SAID,
        "programmes": [_programme(report, *one) for one in arranging.programmes(report)],
        "gaps": [_missing(report, one) for one in arranging.missing(report)],
        "no_gap": arranging.NO_GAP,
        "papers": [_paper(report, one) for one in report.papers],
        "no_paper": arranging.NO_PAPER,
        "restated": left_out,
        "stated_title": stated.TITLE,
        "stated": [_stated(one) for one in stated.tables(report)],
        "tables": tables,
        "printed": {
            **{one["id"]: True for one in (*(row for t in tables for row in t["rows"]), *sets)},
            **{report.place_of(clause): True for clause in report.clauses},
        },
        **_licences(report),
        "completeness": _completeness(report),
        "definitions": [_definition(one) for one in report.definitions],
        "sets": sets,
        "sets_left": left_words(len(report.source_sets) - MOST_LINES, "个来源组"),
        "answers": [_answer(one) for one in report.sources[: arranging.MOST_SOURCES]],
        "answer_count": len(report.sources),
        "notes": [{"title": one.title, "text": shown(one.text)} for one in notes()],
    }


def _licences(report: Report) -> Plain:
    printed = report.repositories[:MOST_REPOSITORIES]
    lines, differences = share(report, MOST_LINES), share(report, MOST_PASSAGES)
    most = share(report, MOST_OTHERS)
    return {
        "licences": [licence(arranging.places(report, one), lines, differences) for one in printed],
        "third_party": [third_party(arranging.others(report, one), most) for one in printed],
        "no_third_party": registers.NO_THIRD_PARTY,
        "licences_left": left_words(len(report.repositories) - MOST_REPOSITORIES, "个仓库"),
    }


def _head(report: Report) -> Plain:
    project = report.project
    return {
        "sample": wording.SAMPLE if project.sample else None,
        "sample_notice": wording.SAMPLE_NOTICE if project.sample else None,
        "name": shown(" ".join(project.name.split()), _LONGEST_NAME),
        "short": shown(" ".join(project.name.split()), 40),
        "applicant": shown(project.applicant or "申报主体未填写", _LONGEST_NAME),
        "as_of": wording.as_of_date(report.as_of),
        "counted": wording.counted_in(report.as_of),
        "instant": f"{wording.as_of_instant(report.as_of)} 之前",
        "reach": f"{len(report.repositories)} 个仓库、模型或数据集，"
        f"{len(report.sources):,} 个原始应答",
        "policies": [shown(policy.title) for policy in report.policies],
        "root": report.root,
        "code": None if report.root is None else _code(report.root),
        "notices": [shown(notice) for notice in report.notices],
    }


def _code(root: str) -> str:
    import segno

    return str(segno.make(root, error="m").svg_inline(scale=3, border=2))


def _sized(made: Plain) -> Plain:
    return {**made, "size": size_of(made)}


# --- the clauses


def _programme(
    report: Report, policy: Any, clauses: Any, counts: tuple[tuple[str, int], ...]
) -> Plain:
    return {
        "short": arranging.short_names(report).get(policy.policy_id),
        "title": shown(policy.title),
        "issuer": shown(policy.issuer),
        "sha256": shown(policy.source_sha256),
        "counts": [list(one) for one in counts],
        "clauses": [_clause(report, clause) for clause in fronting.judged(clauses)],
        "ceilings": [_clause(report, clause) for clause in fronting.ceilings(clauses)],
    }


def _clause(report: Report, clause: Clause) -> Plain:
    spans = runs(report.evidence_of(clause))
    return _sized(
        {
            "place": report.place_of(clause),
            "id": shown(clause.clause_id),
            "level": shown(clause.level),
            "title": shown(clause.title),
            "quote": shown(clause.quote),
            "threshold": shown(clause.threshold) if clause.threshold else None,
            "outcome": shown(clause.outcome),
            "reason": shown(clause.reason),
            "evidence": [first if first == last else f"{first}–{last}" for first, last in spans],
        }
    )


def _missing(report: Report, clause: Clause) -> Plain:
    return _sized(
        {
            "id": shown(clause.clause_id),
            "level": shown(" ".join(filter(None, (_short(report, clause), clause.level)))),
            "title": shown(clause.title),
            "outcome": shown(clause.outcome),
            "short": shown(clause.short or "—"),
            "when": shown(clause.by_when) if clause.by_when else None,
            "place": report.place_of(clause),
        }
    )


def _paper(report: Report, paper: Paper) -> Plain:
    copies = f"，一式 {paper.copies} 份" if paper.copies else ""
    return _sized(
        {
            "id": shown(paper.material_id),
            "level": shown(_short(report, paper) or ""),
            "title": shown(paper.title),
            "quote": shown(paper.quote),
            "form": shown(f"{paper.form}{copies}"),
            "state": shown(paper.state),
            "detail": shown(paper.detail),
            "signed": shown(paper.signed),
        }
    )


def _stated(one: stated.Stated) -> Plain:
    rows = [[str(month), stated.words(value)] for month, value in one.sheet.rows]
    return {"said": shown(one.said, 2000), "title": shown(one.sheet.title), "rows": rows}


def _verdict(v: LicenceVerdict) -> Plain:
    return {
        "repo": shown(v.repo_id),
        "declared": shown(wording.word("expression", v.declared)),
        "concluded": shown(wording.word("expression", v.concluded)),
        "osi": shown(wording.word("answer", v.osi)),
        "agreement": shown(wording.word("agreement", v.agreement)),
        "verdict": shown(wording.word("verdict", v.verdict)),
    }


def _short(report: Report, one: Clause | Paper) -> str | None:
    return arranging.short_names(report).get(one.policy_id)


# --- completeness


def _completeness(report: Report) -> Plain:
    streams, rows = arranging.matrix(report.completeness)
    gaps = arranging.gaps(report.completeness)
    left = [
        left_words(len(rows) - MOST_REPOSITORIES, "个仓库"),
        left_words(len(gaps) - MOST_LINES, "处不完整"),
    ]
    return {
        "left": [words for words in left if words],
        "streams": [shown(wording.word("stream", name)) for name in streams],
        "rows": [
            [shown(repo), [cell.grade if cell else None for cell in cells]]
            for repo, cells in rows[:MOST_REPOSITORIES]
        ],
        "gaps": [_gap(row) for row in gaps[:MOST_LINES]],
        "not_asked": [
            [shown(repo), "、".join(shown(wording.word("stream", name)) for name in names)]
            for repo, names in arranging.not_asked(report.completeness)[:MOST_REPOSITORIES]
        ],
    }


def _gap(row: CompletenessRow) -> Plain:
    return _sized(
        {
            "repo": shown(row.repo_id),
            "stream": shown(wording.word("stream", row.stream)),
            "grade": row.grade,
            "words": shown(wording.completeness_words(row.grade, row.reason)),
            "got": wording.count_words(row.got),
            "expected": wording.count_words(row.expected),
            "since": wording.beijing(row.since) if row.since else wording.NOTHING,
        }
    )


# --- definitions and sources


def _definition(found: Definition) -> Plain:
    needs = "、".join(wording.word("stream", need) for need in found.needs)
    return {
        "title": shown(found.title),
        "key": shown(found.key),
        "question": shown(found.question),
        "text": shown(found.definition, len(found.definition)),
        "unit": shown(found.unit or wording.NOTHING),
        "window": registers.window_of(found.window_days),
        "needs": shown(needs or wording.NOTHING),
        "sha256": fitted(found.sql_sha256, _NARROW),
    }


def _set(report: Report, found: SourceSet) -> Plain:
    missing = f"（其中 {found.unregistered} 个未登记）" if found.unregistered else ""
    return _sized(
        {
            "id": found.set_id,
            "evidence": list(_spans(report, found)),
            "count": f"{len(found.answers):,}{missing}",
            "url": fitted(found.first.url or wording.UNKNOWN, _WIDE),
            "at": wording.beijing(found.first.fetched_at),
            "sha256": fitted(found.digest or wording.UNKNOWN, _WIDE),
        }
    )


def _spans(report: Report, found: SourceSet) -> Iterator[str]:
    for first, last in runs(registers.evidence_ids(report, found.set_id)):
        yield first if first == last else f"{first}–{last}"


def _answer(found: Source) -> Plain:
    nothing = wording.NOTHING if found.url else wording.UNKNOWN
    return _sized(
        {
            "url": fitted(found.url or f"未登记的应答 {found.answer_id}", _WIDE),
            "sha256": fitted(found.sha256 or wording.UNKNOWN, _WIDE),
            "stream": shown(
                wording.word("stream", found.stream) if found.stream else wording.UNKNOWN
            ),
            "status": nothing if found.status is None else str(found.status),
            "bytes": wording.count_words(found.bytes),
            "at": wording.beijing(found.fetched_at),
        }
    )
