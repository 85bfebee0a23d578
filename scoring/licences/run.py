"""Licences of all repositories: from collected documents to findings and verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from scoring.by_repository import note_changes, note_late, paged
from scoring.licences import comparison, history
from scoring.licences.card import gate, is_card, licence_body, read_card
from scoring.licences.headers import read_headers
from scoring.licences.licence_file import Ask, read_licence_file, read_notice
from scoring.licences.manifests import read_manifest
from scoring.licences.naming import resolve
from scoring.licences.opinions import Opinions
from scoring.licences.readme import read_readme, restricting
from scoring.licences.reuse import is_machine_readable
from scoring.licences.spdx import spdx_list
from scoring.licences.statement import Place, Statement, from_name, unreadable
from scoring.licences.verdict import Looked, conclude_repo
from warehouse.store import Row, Warehouse

_HERE = Path(__file__).parent
_PLACES: dict[str, Place] = {
    "licence": "file",
    "notice": "file",
    "readme": "readme",
    "manifest": "manifest",
    "card": "card",
    "source": "header",
}


NOW = datetime(9999, 1, 1, tzinfo=UTC)


def conclude(warehouse: Warehouse, as_of: datetime = NOW, *, ask: bool = True) -> None:
    """Fills `licence_finding`, `licence_verdict` and `licence_change` anew for every repository.

    Reads the documents and the platform's licence field as they stood at `as_of` (default: as
    they stand); what cannot be shown to have stood then is unknown. Rows are in the order of
    repository, place and path. `ask` False: of the full tier counts only what it said before (table
    `licence_opinion`). Bad input makes a finding of status `unreadable`, never an error.
    """
    opinions = Opinions(warehouse, ask=ask)
    try:
        _conclude(warehouse, as_of, opinions)
    finally:
        opinions.close()


def _conclude(warehouse: Warehouse, as_of: datetime, opinions: Opinions) -> None:
    version = spdx_list().version
    findings: list[Row] = []
    verdicts: list[Row] = []
    changes: list[Row] = []
    compared: list[Row] = []
    note_changes(warehouse)
    note_late(warehouse, as_of)
    history.note_authors(warehouse)
    repos = {row["repo_id"]: row for row in warehouse.query(_sql("repositories"), {"as_of": as_of})}
    queries = {"documents": _sql("documents"), "versions": history.versions()}
    for repo_id, found in paged(warehouse, list(repos), queries, {"as_of": as_of}):
        repo, documents = repos[repo_id], found["documents"]
        proven = [row for row in documents if row["proven"] and row["role"] != "source"]
        headers = [row for row in documents if row["proven"] and row["role"] == "source"]
        statements = [*_of_documents(proven, opinions), *read_headers(headers), *_of_platform(repo)]
        findings += _findings(repo_id, statements, version)
        needed = sum(row["role"] != "source" for row in documents)
        shown = len(proven) == needed and not repo["vanished"]
        looked = Looked(repo["documents_complete"] and shown, repo["platform_asked"], shown)
        row = asdict(conclude_repo(statements, looked))
        verdicts.append({"repo_id": repo_id, **row, "list_version": version})
        compared += _compared(proven, version)
        changes += history.changes(
            repo_id, found["versions"], version, ask=_asking(repo_id, opinions)
        )
    warehouse.replace("licence_change", changes, {})
    warehouse.replace("licence_comparison", compared, {})
    warehouse.replace("licence_finding", findings, {})
    warehouse.replace("licence_verdict", verdicts, {})


@cache
def _sql(name: str) -> str:
    return (_HERE / f"{name}.sql").read_text(encoding="utf-8")


def _compared(rows: Iterable[Row], version: str) -> Iterator[Row]:
    for row in rows:
        if row["role"] == "licence" and row["content"] is not None:
            yield from comparison.rows(row["repo_id"], row["path"], row["content"], version)


def _asking(repo_id: str, opinions: Opinions) -> Ask:
    return lambda text, approximate: opinions.of(repo_id, text, approximate)


def _of_documents(rows: Iterable[Row], opinions: Opinions) -> Iterator[Statement]:
    for row in rows:
        for one in _read(row, _asking(row["repo_id"], opinions)):
            yield replace(one, answer_id=row["answer_id"])


def _read(row: Row, ask: Ask) -> list[Statement]:
    role, path, text = row["role"], row["path"], row["content"]
    if text is None:
        why = row["unreadable"] or "文件不能作为文本读取，请人工打开核对"
        return [replace(unreadable(_PLACES[role], path, why), notice=role == "notice")]
    match role:
        case "licence" if path.casefold() == "debian/copyright" and is_machine_readable(text):
            return read_manifest(path, text)
        case "licence":
            return read_licence_file(path, text, ask)
        case "notice":
            return read_notice(path, text, ask)
        case "manifest":
            return read_manifest(path, text)
        case "card":
            said = [*read_card(path, text), *read_readme(path, licence_body(text))]
            return [*said, *restricting(path, gate(text))]
        case _:
            # Models are also kept outside the Hub, with the same card.
            card = read_card(path, text) if is_card(text) else []
            said = [*card, *read_readme(path, licence_body(text) if card else text)]
            return [*said, *restricting(path, gate(text) if card else "")]


def _of_platform(repo: Row) -> Iterator[Statement]:
    """The platform's own field: a declaration, never proof."""
    field = (repo["licence_field"] or "").strip()
    if field:
        said = from_name(resolve(field), "platform_field", None, None, field)
        yield replace(said, answer_id=repo["answer_id"])


def _findings(repo_id: str, statements: Iterable[Statement], version: str) -> Iterator[Row]:
    for one in statements:
        yield {
            "repo_id": repo_id,
            "place": one.place,
            "path": one.path,
            "expression": one.expression,
            "status": one.status,
            "osi": one.osi,
            "fsf": one.fsf,
            "similarity": one.similarity,
            "line": one.line,
            "excerpt": one.excerpt,
            "list_version": version,
            "tier": one.tier,
            "answer_id": one.answer_id,
        }
