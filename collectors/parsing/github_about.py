"""GitHub's JSON about a repository's surroundings into records; None: it could not become one.

Raises `Malformed` where the list that an answer must hold is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from collectors import values
from collectors.errors import Malformed
from collectors.values import Json
from warehouse.records import (
    Advisory,
    CommunityProfile,
    Dependency,
    Language,
    Record,
    ReleaseAsset,
    Tag,
    TrafficDay,
    TrafficTop,
    WorkflowRun,
)  # fmt: skip

# Traffic is kept for this long, counted back from the moment it is asked for.
WINDOW = timedelta(days=14)


def languages(repo_id: str, item: Json) -> Iterator[Language | None]:
    for name in item:
        size = values.count(item, name)
        yield Language(repo_id, name, size) if name and size is not None else None


def tags(repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    named = ((values.word(item, "name"), item) for item in items)
    return [Tag(repo_id, name, values.word(item, "commit", "sha")) for name, item in named if name]


def assets(repo_id: str, releases: Sequence[Json]) -> Sequence[Record]:
    return [
        ReleaseAsset(
            repo_id, key, values.label(release, "id"), values.word(release, "tag_name"),
            values.text(item, "name"), values.word(item, "content_type"),
            values.count(item, "size"), values.count(item, "download_count"),
            values.instant(item, "created_at"), values.instant(item, "updated_at"),
        )
        for release in releases
        for item in objects(values.dig(release, "assets") or [])
        if (key := values.label(item, "id")) is not None
    ]  # fmt: skip


def asset_count(releases: Sequence[Json]) -> int:
    """How many files the releases say they have; old answers have no such list (G23)."""
    return sum(len(objects(values.dig(release, "assets") or [])) for release in releases)


def community_profile(repo_id: str, item: Json) -> CommunityProfile:
    """A file that is null is not there; one that is not named at all is unknown."""
    health = values.count(item, "health_percentage")
    if health is None and not isinstance(item.get("files"), dict):
        raise Malformed("社区规范文件的回答里既没有百分比，也没有文件：请稍后再运行。")
    return CommunityProfile(
        repo_id, health, _there(item, "code_of_conduct", "code_of_conduct_file"),
        _there(item, "contributing"), _there(item, "issue_template"),
        _there(item, "pull_request_template"), _there(item, "license"), _there(item, "readme"),
        values.instant(item, "updated_at"),
    )  # fmt: skip


def _there(item: Json, *names: str) -> bool | None:
    files = values.dig(item, "files")
    named = [files[name] for name in names if name in files] if isinstance(files, dict) else []
    return any(file is not None for file in named) if named else None


def advisories(repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    return [
        Advisory(
            repo_id, key, values.word(item, "cve_id"), values.word(item, "severity"),
            values.word(item, "state"), values.text(item, "summary"),
            values.instant(item, "created_at"), values.instant(item, "published_at"),
            values.instant(item, "updated_at"), values.instant(item, "withdrawn_at"),
        )
        for item in items
        if (key := values.word(item, "ghsa_id")) is not None
    ]  # fmt: skip


def dependencies(repo_id: str, item: Json) -> Iterator[Dependency | None]:
    """The packages of an SPDX document without the repository itself, which it describes."""
    own = _described(item)
    for package in objects(values.dig(item, "sbom", "packages")):
        if values.word(package, "SPDXID") in own:
            continue
        name = values.word(package, "name")
        yield None if name is None else Dependency(
            repo_id, name, values.word(package, "versionInfo"), _purl(package),
            values.word(package, "licenseDeclared"), values.word(package, "licenseConcluded"),
        )  # fmt: skip


def _described(item: Json) -> set[str | None]:
    document = values.word(item, "sbom", "SPDXID")
    ties = values.items(values.dig(item, "sbom", "relationships"))
    named = set(values.words(item, "sbom", "documentDescribes") or ())
    return {*named, *(
        values.word(tie, "relatedSpdxElement") for tie in ties
        if values.word(tie, "relationshipType") == "DESCRIBES"
        and values.word(tie, "spdxElementId") == document
    )} - {None}  # fmt: skip


def _purl(package: Json) -> str | None:
    found = values.items(package.get("externalRefs"))
    purls = (r for r in found if values.word(r, "referenceType") == "purl")
    return next((values.word(r, "referenceLocator") for r in purls), None)


def workflow_runs(repo_id: str, item: Json) -> Iterator[WorkflowRun | None]:
    for run in objects(item.get("workflow_runs")):
        key = values.label(run, "id")
        yield None if key is None else WorkflowRun(
            repo_id, key, values.text(run, "name"), values.word(run, "path"),
            values.word(run, "event"), values.word(run, "head_branch"), _is_own(run),
            values.word(run, "conclusion"), values.count(run, "run_attempt"),
            values.instant(run, "created_at"), values.instant(run, "updated_at"),
        )  # fmt: skip


def _is_own(run: Json) -> bool | None:
    """The filter by branch goes by name: a fork's branch may be called the same."""
    here, head = values.label(run, "repository", "id"), values.label(run, "head_repository", "id")
    return None if here is None or head is None else here == head


def traffic_days(repo_id: str, kind: str, item: Json, now: datetime) -> Iterator[TrafficDay | None]:
    """Days without traffic are left out by the platform, and so they are here."""
    for entry in objects(item.get(kind)):
        at = values.instant(entry, "timestamp")
        if at is None or at > now + timedelta(days=1):
            yield None
            continue
        midnight = datetime.combine(at.date(), time(), UTC)
        whole = now - WINDOW <= midnight and midnight + timedelta(days=1) <= now
        count, uniques = values.count(entry, "count"), values.count(entry, "uniques")
        yield TrafficDay(repo_id, kind, at.date(), count, uniques, whole)


def traffic_top(repo_id: str, kind: str, name: str, items: Sequence[Json]) -> Sequence[Record]:
    return [
        TrafficTop(
            repo_id, kind, key, values.text(item, "title"), values.count(item, "count"),
            values.count(item, "uniques"),
        )
        for item in items
        if (key := values.word(item, name)) is not None
    ]  # fmt: skip


def objects(found: Any) -> list[Json]:
    """The entries of what must be a list; those that are no objects as empty ones."""
    if not isinstance(found, list):
        raise Malformed("平台的回答里应当有列表却没有：请稍后再运行。")
    return [entry if isinstance(entry, dict) else {} for entry in found]
