"""Makes a pack: a BagIt bag (RFC 8493) of one project, sealed by its evidence root."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reports import catalogue, filenames, loading, run, wording
from reports.errors import ReportError
from reports.evidence import Report
from reports.pictures.values import GIVEN
from reports.seal import crate, figures, layout, signing, stamp, sums, tables, tags, zips
from reports.seal.orders import Order, Packed
from reports.settings import ReportSettings
from reports.visible import one_line

if TYPE_CHECKING:
    from warehouse.store import Warehouse


def pack(warehouse: Warehouse, order: Order) -> Packed:
    """Makes the pack beside its place and moves it there whole.

    Raises `ReportError` for what cannot be packed and for a place that is taken, `WarehouseError`
    for a broken archive, `OSError` for a full disk; nothing of it is left behind.
    """
    report = _report(warehouse, order)
    name = f"{filenames.safe(report.project.name)} {wording.as_of_date(report.as_of)[:10]}"
    target = order.out / (f"{name}.zip" if order.zipped else name)
    if target.exists() or target.is_symlink():
        raise ReportError(f"{target} 已经存在，没有动它：请移走它，或用 --out 换一个文件夹。")
    order.out.mkdir(parents=True, exist_ok=True)
    work = order.out / f".{uuid.uuid4().hex}"
    try:
        made = _Bag(work / name, warehouse, order, report).fill()
        _move(work, name, target, zipped=order.zipped)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return replace(made, path=target)


def _report(warehouse: Warehouse, order: Order) -> Report:
    known = {project.project_id: project for project in loading.projects(warehouse)}
    if order.project_id not in known:
        raise ReportError(f"数据仓库里没有项目“{order.project_id}”：请先采集它。")
    whole = loading.load(warehouse, known[order.project_id], order.as_of)
    held = {clause.policy_id for clause in whole.clauses}
    if order.policy_id not in held:
        others = f"对照过的有：{'、'.join(sorted(held))}" if held else "它还没有对照任何政策"
        raise ReportError(
            f"项目“{one_line(whole.project.name, 80)}”没有对照政策“{order.policy_id}”：{others}。"
        )
    report = loading.load(warehouse, whole.project, order.as_of, order.policy_id)
    return replace(report, notices=(*report.notices, *filter(None, [order.told])))


def _move(work: Path, name: str, target: Path, *, zipped: bool) -> None:
    made = work / name
    if zipped:
        files = [(f"{name}/{path}", made / path) for path in _paths(made)]
        made = work / f"{name}.zip"
        with made.open("xb") as out:
            zips.write(files, out)
    try:
        if zipped:
            os.link(made, target)  # unlike a renaming, never over what came there meanwhile
        else:
            made.rename(target)
    except FileExistsError as error:
        raise ReportError(f"{target} 已经存在，没有动它：请移走它后再打包。") from error
    except OSError:
        if not zipped or target.exists():
            raise
        made.rename(target)  # a file system without hard links


def _paths(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


class _Bag:
    """A pack while it is made: each step uses what those before it have written."""

    def __init__(self, home: Path, warehouse: Warehouse, order: Order, report: Report) -> None:
        self.home, self.warehouse, self.order, self.report = home, warehouse, order, report
        self.sums: dict[str, sums.Sums] = {}
        self.root = ""

    def fill(self) -> Packed:
        self._evidence()
        self.root = sums.root({path: one.sha256 for path, one in self.sums.items()})
        self._note(layout.ROOT, f"{self.root}\n".encode())
        given, why = self._stamp()
        self._reports()
        self._crate()
        self._tags(given)
        self._checks(given)
        signed = self._sign()
        size = sum(one.size for one in self.sums.values())
        pictured = self.order.pictures.pictured
        made = Packed(self.home, self.root, len(self.sums), size, why, pictured)
        key = self.order.key
        if signed is None or key is None:
            return made
        return replace(made, signed=key.subject, signed_unstamped=signed.unstamped)

    def _evidence(self) -> None:
        order = self.order
        for folder in (layout.TABLES, layout.ARCHIVE):
            (self.home / folder).mkdir(parents=True)
        tables.write(
            self.warehouse, self.home / layout.TABLES, order.project_id, order.policy_id,
            order.as_of,
        )  # fmt: skip
        for path in sorted(order.archive.iterdir()):
            shutil.copyfile(path, self.home / layout.ARCHIVE / path.name)
        self._declare()
        if order.chain:
            (self.home / layout.CHAIN).write_bytes(order.chain)
        self._attach()
        if order.pictures.lines:
            order.pictures.write(self.home / layout.PICTURES)
        content = figures.as_json(
            figures.document(self.report, order.config, order.nights, order.data)
        )
        (self.home / layout.FIGURES).write_bytes(content)
        self._sum_new()

    def _declare(self) -> None:
        """One line for each record something personal was taken out of."""
        lines = (json.dumps(one.plain(), ensure_ascii=False) for one in self.order.declared)
        text = "".join(f"{line}\n" for line in lines)
        (self.home / layout.REMOVED).write_text(text, encoding="utf-8", newline="\n")

    def _attach(self) -> None:
        taken: set[str] = set()
        for path in self.order.attached:
            if not path.is_file():
                raise ReportError(f"附件 {path} 不是文件：请检查路径。")
            name = attachment_name(path.name, taken)
            (self.home / layout.ATTACHED).mkdir(exist_ok=True)
            shutil.copyfile(path, self.home / layout.ATTACHED / name)

    def _stamp(self) -> tuple[stamp.Stamp | None, str | None]:
        """The stamp, or why there is none."""
        settings = self.order.settings
        if not settings.timestamp_url:
            return None, "没有配置时间戳服务"
        text, seconds = f"{self.root}\n".encode(), settings.timestamp_seconds
        try:
            given = stamp.ask(text, settings.timestamp_url, self.order.roots, seconds)
        except stamp.StampError as error:
            return None, str(error)
        return given, None

    def _reports(self) -> None:
        every = ReportSettings(formats=catalogue.names())
        run.write_one(replace(self.report, root=self.root), self.home / layout.REPORTS, every)
        self._sum_new()

    def _crate(self) -> None:
        made = crate.Made(
            self.report, self.order.policy_id, self.root, self.order.config, self.sums,
            self._given(),
        )  # fmt: skip
        self._note(layout.CRATE, figures.as_json(crate.document(made)))

    def _given(self) -> frozenset[str]:
        """Pictures the applicant brought."""
        lines = (line for line in self.order.pictures.lines if line["mark"] == GIVEN)
        return frozenset(f"{layout.PICTURES}/{f['file']}" for line in lines for f in line["files"])

    def _tags(self, given: stamp.Stamp | None) -> None:
        payload = {path: one for path, one in self.sums.items() if path.startswith("data/")}
        facts = self._facts(payload, given)
        self._note(layout.PAYLOAD, _lines(payload))
        self._note(layout.BAGIT, b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        self._note(layout.BAG_INFO, tags.info(self.report, facts))
        self._note(layout.GUIDE, tags.guided(self.report, facts))
        self._note(layout.TAGS, _lines({path: self.sums[path] for path in layout.TAGGED}))

    def _facts(self, payload: Mapping[str, sums.Sums], given: stamp.Stamp | None) -> tags.Facts:
        order = self.order
        return tags.Facts(
            root=self.root,
            organization=order.settings.organization,
            stamped=None if given is None else ("checked" if given.roots else "shown"),
            pictured=bool(order.pictures.lines),
            attached=any(path.startswith(f"{layout.ATTACHED}/") for path in payload),
            masked=order.masked,
            chained=bool(order.chain),
            signed=order.key is not None,
            size=sum(one.size for one in payload.values()),
            count=len(payload),
            made_with=tags.made_with(),
        )

    def _checks(self, given: stamp.Stamp | None) -> None:
        sm3 = {path: one.sm3 for path, one in self.sums.items()}
        self._note(layout.SM3, sums.text(sm3).encode())
        self._note(layout.SHA256, _lines(self.sums))
        if given is None:
            return
        parts = {layout.STAMP: given.response, layout.STAMP_REQUEST: given.request}
        parts |= {layout.STAMP_CA: given.roots} if given.roots else {}
        for path, content in parts.items():
            self._note(path, content)
        self._note(layout.STAMP_SUMS, _lines({path: self.sums[path] for path in parts}))

    def _sign(self) -> signing.Signed | None:
        """Beside the unsigned PDF, which it begins with."""
        if self.order.key is None:
            return None
        [path] = (path for path in self.sums if path.endswith("/证据表.pdf"))
        settings = self.order.settings
        made = signing.signed(
            (self.home / path).read_bytes(), self.order.key, settings.timestamp_url,
            settings.timestamp_seconds,
        )  # fmt: skip
        self._note(layout.SIGNED, made.content)
        self._note(layout.SIGNED_SUMS, _lines({layout.SIGNED: self.sums[layout.SIGNED]}))
        return made

    def _note(self, path: str, content: bytes) -> None:
        (self.home / path).write_bytes(content)
        self.sums[path] = sums.of_bytes(content)

    def _sum_new(self) -> None:
        for path in _paths(self.home):
            if path not in self.sums:
                with (self.home / path).open("rb") as file:
                    self.sums[path] = sums.of_stream(file)


def attachment_name(name: str, taken: set[str]) -> str:
    """A safe name, its ending kept, different from those taken on any system."""
    stem, dot, ending = name.rpartition(".")
    tail = f".{filenames.safe(ending)[:10]}" if dot and stem else ""
    first = filenames.safe(stem or name)
    shown, number = f"{first}{tail}", 2
    while shown.casefold() in taken:
        shown, number = f"{first}-{number}{tail}", number + 1
    taken.add(shown.casefold())
    return shown


def _lines(found: Mapping[str, sums.Sums]) -> bytes:
    return sums.text({path: one.sha256 for path, one in found.items()}).encode()
