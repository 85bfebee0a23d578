"""Third-party code of all repositories: from collected records to `third_party`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from scoring.by_repository import Found, note_changes, note_late, paged
from scoring.licences import expressions
from scoring.thirdparty import chains, gathering, matrix, naming
from scoring.thirdparty.gathering import NONE, UNKNOWN, Thing
from warehouse.store import Row, Warehouse

_HERE = Path(__file__).parent
_FREE = {"yes"}


def conclude(warehouse: Warehouse, as_of: datetime) -> None:
    """Fills `third_party` and `third_party_verdict` anew for every repository of a project.

    Call it after the licences: compatibility is asked for the licence a repository's own text was
    concluded to be. Everything said of compatibility is advice for a human.
    """
    things: list[Row] = []
    verdicts: list[Row] = []
    note_changes(warehouse)
    note_late(warehouse, as_of)
    repos = {row["repo_id"]: row for row in warehouse.query(_sql("repositories"))}
    for repo_id, rows in paged(warehouse, list(repos), _queries(), {"as_of": as_of}):
        repo = repos[repo_id]
        documents, readable = _documents(rows["documents"])
        complete = repo["documents_complete"] and readable
        found = _found(repo_id, rows)
        things += [_row(repo, one, documents, complete=complete) for one in found]
        verdicts.append(_verdict(repo, documents, found, complete=complete))
    warehouse.replace("third_party", things, {})
    warehouse.replace("third_party_verdict", verdicts, {})


@cache
def _sql(name: str, folder: str = "thirdparty") -> str:
    return (_HERE.parent / folder / f"{name}.sql").read_text(encoding="utf-8")


def _queries() -> dict[str, str]:
    own = {name: _sql(name) for name in ("packages", "copies", "models", "bases")}
    return {**own, "documents": _sql("documents", "licences")}


def _found(repo_id: str, rows: Found) -> list[Thing]:
    return [
        *gathering.packages(rows["packages"]),
        *gathering.copies(rows["copies"]),
        *chains.models(repo_id, rows["models"], rows["bases"]),
    ]


def _documents(rows: Sequence[Row]) -> tuple[list[naming.Told], bool]:
    """Documents that tell of third-party code, and whether all of them could be read."""
    told: list[naming.Told] = []
    readable = True
    for row in rows:
        if row["role"] not in {"notice", "readme", "card"}:
            continue
        if not row["proven"] or row["content"] is None:
            readable = False
        elif row["role"] == "notice":
            told.append(naming.notice(row["path"], row["content"]))
        elif section := naming.readme(row["path"], row["content"]):
            told.append(section)
    return told, readable


def _row(
    repo: Row, one: Thing, documents: Sequence[naming.Told], *, complete: bool
) -> Row:  # fmt: skip
    is_open = _open(one.licence)
    ours = repo["concluded"]
    both = _known(ours) and _known(one.licence)
    compatible = matrix.fit(ours, one.licence) if both else "unknown"
    advice = "；".join(_advice(one, ours, is_open, compatible)) or None
    named = naming.where(one.names, documents)
    return {
        "repo_id": repo["repo_id"], "origin": one.origin, "ecosystem": one.ecosystem,
        "name": one.name, "version": one.version, "purl": one.purl, "scope": one.scope,
        "place": one.place, "path": one.path, "licence": one.licence,
        "licence_source": one.licence_source, "licence_written": one.written, "is_open": is_open,
        "compatible": compatible, "advice": advice,
        "named": "yes" if named else "no" if complete else "unknown",
        "named_path": named[0] if named else None, "named_line": named[1] if named else None,
        "answer_id": one.answer_id, "level": len(one.chain) or None,
        "chain": list(one.chain) or None,
    }  # fmt: skip


def _known(expression: str | None) -> bool:
    return expression not in {None, NONE, UNKNOWN}


@lru_cache(maxsize=10_000)
def _open(licence: str) -> str:
    """Approved by OSI or free by the FSF, by SPDX's lists; what is on neither is not open."""
    if licence == NONE:
        return "no"
    read = expressions.parse(licence)
    if read is None or licence == UNKNOWN:
        return "unknown"
    if read.osi in _FREE or read.fsf in _FREE:
        return "yes"
    return "no" if read.osi == "no" else "unknown"


def _advice(one: Thing, ours: str | None, is_open: str, compatible: str) -> Iterator[str]:
    if one.licence == NONE:
        yield "没有许可证，未经授权不得使用"
    elif one.licence == UNKNOWN:
        yield "许可证不明，请查明后写进项目文档"
    elif is_open != "yes":
        yield f"{one.licence} 不在 OSI 批准或 FSF 自由的许可证之列，请核对使用限制"
    yield from one.notes
    if compatible == "no":
        yield f"{one.licence} 与项目的 {ours} 按 OSADL 兼容矩阵不相容，请核对是否一同分发、怎样使用"
    elif compatible == "check":
        yield f"{one.licence} 与项目的 {ours} 是否相容按 OSADL 兼容矩阵须看怎样使用"
    if one.scope == "development" and (compatible == "no" or is_open != "yes"):
        yield "只在开发或构建时使用"


def _verdict(
    repo: Row, documents: Sequence[naming.Told], found: Sequence[Thing], *, complete: bool
) -> Row:
    paths = [one.path for one in documents]
    return {
        "repo_id": repo["repo_id"],
        "looked": bool(repo["whole"] or found),
        "document": "yes" if paths else "no" if complete else "unknown",
        "document_paths": paths,
    }
