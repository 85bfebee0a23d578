"""The command `pack`: from what was typed and configured to a pack."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from reports import filenames, loading
from reports.pictures.keeping import FOLDER
from reports.seal import album, layout
from reports.seal.orders import Order, Packed
from scoring import data_packages
from scoring.settings import ScoringSettings
from warehouse import chain, continuity, personal
from warehouse.histories import Finding
from warehouse.pseudonymised import Bodies
from warehouse.store import Warehouse
from yuanzheng import (
    clock,
    failures,
    given,
    knowledge,
    masked_joins,
    named_policies,
    nightly,
    people_kept,
)
from yuanzheng.config import Config, find, load, stated
from yuanzheng.failures import Refused
from yuanzheng.folders import rooted
from yuanzheng.proof import Alone, alone
from yuanzheng.voice import Voice
from yuanzheng.widths import plain
from yuanzheng.work import scored_at

if TYPE_CHECKING:
    from reports.seal import signing

_UNCHAINED = "没有采集链：这些数据是旧版本采的，包里看不出从什么时候开始采集。"
_KINDS = {"email": "邮箱地址", "resident_id": "身份证号", "phone": "手机号", "name": "姓名与账号名"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A command line as typed; `as_of` also as an instant."""

    project: str
    policy: str | None
    as_of: str | datetime | None
    out: Path | None
    config: Path | None
    zipped: bool = False
    attached: tuple[Path, ...] = ()
    pictures: Path | None = None
    mask_names: bool = False
    as_json: bool = False
    quiet: bool = False


def packed(asked: Asked, placed: Callable[[Config], Config] = lambda config: config) -> int:
    """Makes the pack and says where it is; returns the exit code. Raises `Refused`.

    `placed`: what to take for the configuration that is written.
    """
    voice = Voice("pack", asked.as_json, asked.quiet)
    config = placed(stated(load(find(asked.config))))
    order = _order(asked, config)
    places, settings = config.settings.warehouse, config.settings.scoring
    if not places.database.exists():
        raise Refused(
            f"还没有数据仓库 {places.database}：请先运行 yuanzheng collect 或 yuanzheng run。"
        )
    _whole(continuity.check(places).findings)
    voice.say("正在打包…")
    from reports.seal.packing import pack

    with Warehouse(places.database, read_only=True) as whole, TemporaryDirectory() as folder:
        [project_id] = knowledge.named(whole, [asked.project], places)
        masks = asked.mask_names or config.settings.pack.mask_names
        names = _mask(whole, config, project_id) if masks else None
        pictures = _album(asked, config, whole, project_id, masked=masks)
        instant = scored_at(whole, project_id, asked.as_of)
        own = alone(whole, places.archive, project_id, instant, settings, Path(folder), names)
        held = nightly.cut(chain.lines_of(places.folder / chain.NAME), own.archive)
        told = nightly.nights(held, own.archive)
        days, said = (told.plain(), told.words) if told else (None, "")
        with Warehouse(own.database, read_only=True) as warehouse:
            made = pack(
                warehouse,
                replace(
                    order, project_id=project_id, as_of=instant, archive=own.archive,
                    declared=own.declared, pictures=pictures, masked=masks,
                    chain=held, nights=days, told=said, data=data_packages.versions(),
                    config={
                        **dict(_keys(own.settings, project_id)), **given.told(warehouse),
                        **people_kept.told(warehouse, project_id),
                        **masked_joins.told(warehouse),
                    },
                ),
            )  # fmt: skip
    for words in pictures.problems:
        voice.warn(words)
    return _told(voice, made, own, told, masked=masks)


def _mask(whole: Warehouse, config: Config, project_id: str) -> Bodies:
    from yuanzheng.masking import mask

    settings = config.settings
    return mask(
        whole, settings.warehouse, settings.collectors, project_id, settings.scoring.appeals
    )


def _album(
    asked: Asked, config: Config, whole: Warehouse, project_id: str, *, masked: bool
) -> album.Album:
    """None of them where names are masked: nobody can mask what a picture shows."""
    folder = _pictures(asked, config, whole, project_id)
    return album.Album() if masked else album.chosen(folder, project_id)


def _pictures(asked: Asked, config: Config, whole: Warehouse, project_id: str) -> Path:
    """Where `shoot` puts the project's pictures."""
    if asked.pictures and not asked.pictures.is_dir():
        raise Refused(f"没有截图文件夹 {asked.pictures}：请检查路径。", failures.USAGE)
    evidence = rooted(config.home, config.settings.reports.out, "[reports] 的键 out")
    names = filenames.folders({one.project_id: one.name for one in loading.projects(whole)})
    return asked.pictures or evidence / names[project_id] / FOLDER


def _whole(findings: Sequence[Finding]) -> None:
    """Raises `Refused` when the archive is not what the runs left."""
    broken = [finding.words for finding in findings if finding.broken]
    if broken:
        raise Refused(
            f"存档与采集链对不上（{broken[0]}共 {len(broken)} 处）：没有打包，"
            "请运行 yuanzheng history 看清楚，从备份恢复后再打包。"
        )


def _order(asked: Asked, config: Config) -> Order:
    policy = named_policies.checked(asked.policy)
    settings = config.settings.pack
    out = asked.out or rooted(config.home, settings.out, "[pack] 的键 out")
    return Order(
        "", policy, clock.EARLIEST, out, config.settings.warehouse.archive, settings,
        asked.zipped, asked.attached, {}, _roots(config), _key(config),
    )  # fmt: skip


def _roots(config: Config) -> bytes | None:
    path = config.settings.pack.ca(config.home)
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        raise Refused(f"读不到 [pack] 的键 timestamp_ca 写的根证书 {path}：请检查路径。") from error


def _key(config: Config) -> signing.Key | None:
    """The applicant's key; its passphrase stands in the environment alone."""
    settings = config.settings.pack
    path = settings.p12(config.home)
    if path is None:
        return None
    from reports.seal import signing

    name = settings.pades_passphrase_env
    try:
        return signing.key(path.read_bytes(), os.environ.get(name, ""), clock.now())
    except OSError as error:
        raise Refused(f"读不到 [pack] 的键 pades_p12 写的证书 {path}：请检查路径。") from error
    except signing.SignError as error:
        raise Refused(
            f"[pack] 的键 pades_p12 写的证书 {path} {error}：没有打包；"
            f"口令放在环境变量 {name} 里（现在{'有' if name in os.environ else '没有'}这个变量）。"
        ) from None


def _keys(settings: ScoringSettings, project_id: str) -> Iterator[tuple[str, str]]:
    """What the figures depend on: nothing of tokens, not even the names of their variables."""
    own = {one: facts for one, facts in settings.facts.items() if one == project_id}
    scoring = settings.model_copy(update={"facts": own}).model_dump(mode="json")
    for key, value in sorted(scoring.items()):
        yield f"scoring.{key}", json.dumps(value, ensure_ascii=False, sort_keys=True)


def _pictured(made: Packed, *, masked: bool) -> str:
    if masked:
        return (
            "人的账号名与姓名已换成记号；截图里的名字遮不住，没有放进包里；"
            "附件不遮，交出之前请自己看一遍。"
        )
    if not made.pictured:
        return f"{album.NONE_TAKEN}。没有截图，包照样做成。"
    return f"网页截图：{made.pictured:,} 页（见 {layout.PICTURES}/{album.LISTING}）。"


def _removed(own: Alone) -> str:
    counts = personal.total(own.declared)
    kinds = "、".join(f"{_KINDS.get(kind, kind)} {many:,} 处" for kind, many in counts.items())
    what = f"：{kinds}" if kinds else ""
    return f"去掉了个人信息的原始记录：{len(own.declared):,} 条{what}（见 data/removed.jsonl）。"


def _told(
    voice: Voice, made: Packed, own: Alone, told: nightly.Nights | None, *, masked: bool
) -> int:
    voice.say(f"证据包：{made.path}（{made.files:,} 个文件，{made.size:,} 字节）")
    voice.say(f"根散列：{made.root}")
    if made.unstamped:
        voice.say(f"{layout.UNSTAMPED}：{made.unstamped}。包照样做成，只是没有第三方证明它的时间。")
    else:
        voice.say("时间戳：已由配置的时间戳服务签发并核对。")
    if made.signed:
        voice.say(f"PDF 已签名（{layout.SIGNED}）：{plain(made.signed)}。")
    if made.signed_unstamped:
        voice.say(f"PDF 的签名没有时间戳：{made.signed_unstamped}。")
    voice.say(told.words if told else _UNCHAINED)
    voice.say(_pictured(made, masked=masked))
    voice.say(_removed(own))
    if own.otherwise:
        names, also = "、".join(own.otherwise), "，或姓名遮住之后认不出" if masked else ""
        voice.warn(
            f"有 {len(own.otherwise)} 项指标与全部项目一起计算时不同（{names}）："
            f"有的人只有借助别的项目才能认出是同一人{also}，位次要与别的项目比；"
            "包里的数字只依据包里的存档。"
        )
    voice.say(f"请任何人核验：yuanzheng verify {shlex.quote(str(made.path))}")
    parts = {"path": str(made.path), "root": made.root, "files": made.files, "bytes": made.size,
             "unstamped": made.unstamped, "signed": made.signed,
             "signed_unstamped": made.signed_unstamped, "removed": len(own.declared),
             "nights": told and told.plain(), "pictures": made.pictured, "masked": masked,
             "removed_by_kind": personal.total(own.declared),
             "otherwise": list(own.otherwise)}  # fmt: skip
    return voice.end(failures.COMPLETE, pack=parts)
