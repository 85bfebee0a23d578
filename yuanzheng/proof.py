"""A project's figures made from its part of the archive alone: for a pack, and to verify one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from reports import loading
from reports.errors import ReportError
from reports.evidence import Report
from reports.seal import figures, tables
from reports.seal.findings import VERSIONS, Finding
from reports.seal.layout import GIVEN, GIVEN_JOINS, GIVEN_PEOPLE
from scoring.errors import ScoringError
from scoring.policy_files import all_policies
from scoring.settings import ScoringSettings
from warehouse import chain
from warehouse.errors import WarehouseError
from warehouse.personal import Declared
from warehouse.pseudonymised import Bodies
from warehouse.store import Warehouse
from yuanzheng import given, last_places, masked_joins, nightly, otherwise, people_kept
from yuanzheng.failures import Refused, lacking

if TYPE_CHECKING:
    from collectors.rebuilt import Rebuilt

_CHECK = "重算"
_SETTINGS = ScoringSettings.model_fields
# Kinds of facts in an applicant's own words.
_WORDS = {"line", "text", "indicators"}
_MADE = "SELECT metric_id, part, month, value, value_text, n, completeness FROM measurement" \
    " WHERE project_id = $project AND as_of = $as_of"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alone:
    """`archive` holds what the project needs of the whole archive; `declared`: what was taken out
    of it; `otherwise`: metrics whose figures differ from those made with all projects at hand;
    `settings`: what they were made with, of appeals those about accounts that are in it."""

    archive: Path
    database: Path
    declared: Sequence[Declared]
    otherwise: tuple[str, ...]
    settings: ScoringSettings


def alone(
    whole: Warehouse, archive: Path, project_id: str, as_of: datetime, settings: ScoringSettings,
    folder: Path, mask: Bodies | None = None,
) -> Alone:  # fmt: skip
    """The project's part of the archive in `folder`, and a warehouse made from that; with a `mask`
    both hold marks in place of persons' names.

    Raises `Refused` for an archive without notes of how it came to be (of an older program).
    """
    from collectors.excerpt import Excerpt
    from scoring.run import score

    with Warehouse(folder / "whole.duckdb") as made:
        excerpt = Excerpt(frozenset({project_id}), remade(whole, archive, made), mask=mask)
    excerpt.write(archive, folder / "archive")
    database = folder / "warehouse.duckdb"
    with Warehouse(database) as made:
        _again(folder / "archive", made, mask)
        if not made.query("SELECT 1 FROM project"):
            raise Refused(
                f"存档 {archive} 里没有这个项目的采集记录（可能是旧版本采的）："
                "请换一个空的数据文件夹重新采集，再打包。"
            )
        given.put(made, given.opinions(whole, made))
        appealed, settings = settings.appeals, _told(settings, made, mask)
        people_kept.put(made, people_kept.carried(whole, project_id, mask))
        if mask:
            masked_joins.put(made, masked_joins.carried(whole, made, project_id, appealed))
        score(made, as_of=as_of, settings=settings, project_ids=[project_id], ask=False)
        differing = _differing(whole, made, {"project": project_id, "as_of": as_of}, mask)
    return Alone(folder / "archive", database, excerpt.declared, differing, settings)


def _told(settings: ScoringSettings, made: Warehouse, mask: Bodies | None) -> ScoringSettings:
    """What is said of accounts elsewhere is no business of who gets the pack, nor are names that
    are masked in it."""
    appeals = settings.appeals.renamed(mask.of.name) if mask else settings.appeals
    return _stated(settings.appealed(appeals.within(made)), mask)


def _stated(settings: ScoringSettings, mask: Bodies | None) -> ScoringSettings:
    """What applicants write in their own words, and what they call their files, may name people."""
    if mask is None or not settings.facts:
        return settings
    words = {f.field_id for policy in all_policies() for f in policy.fields if f.kind in _WORDS}
    facts = {
        project_id: {
            name: one.renamed(mask.url, value=name in words) for name, one in stated.items()
        }
        for project_id, stated in settings.facts.items()
    }
    return settings.model_copy(update={"facts": facts})


def remade(whole: Warehouse, archive: Path, made: Warehouse, undone: str = "没有打包") -> Rebuilt:
    """Fills `made` from the archive; raises `Refused` when that gives another than `whole`."""
    from collectors.diary import mark
    from collectors.replay import rebuild

    found = rebuild(archive, made, chain.finished(archive.parent))
    if mark(made) != mark(whole):
        raise Refused(
            f"按存档 {archive} 重做得不出现有的数据（存档缺了一段，或数据是旧版本采的）："
            f"{undone}；请从备份恢复存档，或换一个空的数据文件夹重新采集。"
        )
    return found


def _again(archive: Path, made: Warehouse, mask: Bodies | None) -> None:
    from collectors.replay import rebuild

    try:
        rebuild(archive, made)
    except WarehouseError as error:
        if mask is None:
            raise
        raise Refused(
            f"遮住姓名之后，数据重做不出来，没有打包：{error}请不用 --mask-names 打包，"
            "或把这句话报告给源证。"
        ) from error


def _differing(
    whole: Warehouse, made: Warehouse, asked: Mapping[str, object], mask: Bodies | None
) -> tuple[str, ...]:  # fmt: skip
    def said(value: object) -> object:
        return mask.url(value) if mask and isinstance(value, str) else value

    def rows(warehouse: Warehouse) -> set[tuple[object, ...]]:
        return {tuple(map(said, row.values())) for row in warehouse.query(_MADE, asked)}

    return tuple(sorted({str(row[0]) for row in rows(whole) ^ rows(made)}))


def recomputed(
    archive: Path, told: Mapping[str, Any], hashes: Mapping[str, str],
    give: Callable[[Report], None],
) -> Iterator[Finding]:  # fmt: skip
    """What the archive of a pack gives otherwise than the pack says.

    `told` is its figures.json, `hashes` the SHA-256 of each of its tables by name; `give` is
    handed the report the archive gives, as `pack` makes it. Whatever a
    hostile archive does to the reading is a finding; that this machine has too little memory or
    disk is none, and raised.
    """
    try:
        with TemporaryDirectory(prefix="yuanzheng-") as folder:
            yield from _compared(archive, told, hashes, Path(folder), give)
    except (WarehouseError, ReportError, ScoringError) as error:
        if lacking(error):
            raise
        yield Finding(_CHECK, "data/存档", str(error))
    except Exception as error:
        if lacking(error):
            raise
        words = f"存档无法按记录重做（{type(error).__name__}）：它不是本程序写的，或被改动过。"
        yield Finding(_CHECK, "data/存档", words)


def _compared(
    archive: Path, told: Mapping[str, Any], hashes: Mapping[str, str], folder: Path,
    give: Callable[[Report], None],
) -> Iterator[Finding]:  # fmt: skip
    from collectors.replay import rebuild
    from scoring.run import score

    name = told["project"]["project_id"]
    as_of, policy = datetime.fromisoformat(told["as_of"]), told["policies"][0]["policy_id"]
    settings = settings_of(told["config"])
    with Warehouse(folder / "warehouse.duckdb") as made:
        rebuild(archive, made)
        projects = [one for one in loading.projects(made) if one.project_id == name]
        if not projects:
            yield Finding(_CHECK, "figures.json project", "存档里没有采集过这个项目。")
            return
        if GIVEN in told["config"]:
            given.put(made, given.of(told["config"]))
        people_kept.put(made, people_kept.of(told["config"], name))
        joins = masked_joins.of(told["config"], name)
        if many := masked_joins.seen(made, joins):
            words = f"{GIVEN_JOINS} 合并了 {many} 处没有遮住姓名的人：这样的合并只能由规则得出。"
            yield Finding(_CHECK, "figures.json config", words)
        masked_joins.put(made, joins)
        score(made, as_of=as_of, settings=settings, project_ids=[name], ask=False)
        last_places.take(made, told, name, as_of, settings)
        (folder / "tables").mkdir()
        paths = tables.write(made, folder / "tables", name, policy, as_of)
        report = loading.load(made, projects[0], as_of, policy)
    lines = archive / chain.NAME
    there = nightly.nights(lines.read_bytes(), archive) if lines.is_file() else None
    plain = there.plain() if there else None
    if told.get("nights") != plain:
        yield Finding(_CHECK, "figures.json nights", "采集了多少天，与采集链和存档里的不同。")
    if versions := otherwise.words(told):
        yield Finding(VERSIONS, "data/figures.json", versions)
    yield from _figures(told, figures.document(report, told["config"], plain))
    for path in paths:
        if hashes.get(path.name) != sha256(path.read_bytes()).hexdigest():
            words = "从存档重新得出的这张表与包里的不同。"
            yield Finding(_CHECK, f"data/数据/{path.name}", words)
    for name in sorted(hashes.keys() - {path.name for path in paths}):
        yield Finding(_CHECK, f"data/数据/{name}", "从存档重新得出的数据里没有这张表。")
    give(replace(report, notices=(*report.notices, *([there.words] if there else []))))


def _figures(told: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Finding]:
    plain = json.loads(figures.as_json(made))
    there = {one["evidence_id"]: one for one in told["figures"]}
    here = {one["evidence_id"]: one for one in plain["figures"]}
    for name in sorted(there.keys() | here.keys(), key=lambda n: (len(n), n)):
        if there.get(name) != here.get(name):
            yield Finding(_CHECK, f"figures.json {name}", _words(there.get(name), here.get(name)))
    if told.get("monthly") != plain["monthly"]:
        yield Finding(_CHECK, "figures.json monthly", "从存档重新得出的逐月数字与包里的不同。")
    for key in sorted(
        (told.keys() | plain.keys()) - {"figures", "monthly", "nights", "config", "data"}
    ):
        if told.get(key) != plain.get(key):
            words = f"包里是 {told.get(key)}，从存档重新得出的是 {plain.get(key)}。"
            yield Finding(_CHECK, f"figures.json {key}", words)


def _words(there: Mapping[str, Any] | None, here: Mapping[str, Any] | None) -> str:
    if there is None or here is None:
        return "从存档重新得出的数字里没有它。" if here is None else "包里没有这个数字。"
    differing = [key for key in here if there.get(key) != here[key]]
    shown = "；".join(f"{k} 包里是 {there.get(k)}，重算是 {here[k]}" for k in differing[:3])
    return f"与从存档重新得出的不同：{shown}。"


def settings_of(config: Mapping[str, str]) -> ScoringSettings:
    """The settings a pack was scored with: keys `scoring.…`, values as JSON."""
    known = {GIVEN, GIVEN_JOINS, GIVEN_PEOPLE, *(f"scoring.{name}" for name in _SETTINGS)}
    if unknown := sorted(config.keys() - known):
        raise ReportError(f"figures.json 的 config 里有不认识的键 {unknown[0]}。")
    plain = {
        name.removeprefix("scoring."): json.loads(value)
        for name, value in config.items()
        if name.startswith("scoring.")
    }
    return ScoringSettings.model_validate(plain)
