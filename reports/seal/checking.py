"""Verifies a pack from anybody, offline: nothing in it is believed before it is checked."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reports import wording
from reports.crew import Crew, processors
from reports.evidence import Report
from reports.seal import (
    agreeing,
    chained,
    layout,
    lists,
    pictured,
    remade,
    removals,
    reprinted,
    signed,
    stamp,
    sums,
    walking,
)
from reports.seal.findings import VERSIONS, Finding, Findings, Outcome
from reports.seal.opening import Files, PackRefused, Place, opened
from reports.visible import one_line

__all__ = ["Outcome", "PackRefused", "Rebuild", "verify"]

# Given a folder with the archive's files, `figures.json` and the SHA-256 of each table: where the
# archive gives otherwise. The report the archive gives is handed to the last.
Rebuild = Callable[
    [Path, Mapping[str, Any], Mapping[str, str], Callable[[Report], None]], Iterable[Finding]
]
_ENTRIES = ("persons", "apart", "organisations")
_ODD = re.compile(r"[^\w. +-]", re.ASCII)
_OWN_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z(_[0-9]{3})?\.warc\.gz")
_ALONE = 24 << 20
_MOST_TAG = 1 << 20
_ANSWERS = f"{layout.TABLES}/answer.jsonl"


def verify(
    path: Path, ca: bytes | None = None, rebuild: Rebuild | None = None,
    workers: int | None = None, signers: bytes | None = None,
) -> Outcome:  # fmt: skip
    """Checks everything a pack says against everything else in it.

    `ca`: PEM of the roots to check the time-stamp against, instead of those in the pack;
    `signers`: of those to check who signed the PDF against.
    `rebuild`: recomputes the figures from the archive alone; None: that is not checked, and said.
    Raises `PackRefused` for what is no pack or not read any further, `OSError`.
    """
    check = _Check(opened(path), ca, rebuild, signers)
    size = sum(place.size for place in check.files.values())
    count = 1 if size < _ALONE else workers or processors()
    with Crew(count) as crew:
        return check.done(crew)


class _Check:
    """The checks, in the order in which a reader would make them."""

    def __init__(
        self, files: Files, ca: bytes | None, rebuild: Rebuild | None, signers: bytes | None
    ) -> None:  # fmt: skip
        self.files, self.ca, self.rebuild = files, ca, rebuild
        self.found = Findings()
        self.not_checked: list[str] = []
        self.signers = signed.Roots(signers, ca)
        self.signature: str | None = None
        self.doubtful: list[str] = []
        self.otherwise: str | None = None
        self.settings: Mapping[str, Any] = {}
        self.key = secrets.token_bytes(16)
        self.archive = {
            path: place
            for path, place in files.items()
            if path.startswith(f"{layout.ARCHIVE}/") and path.endswith(".warc.gz")
        }

    def done(self, crew: Crew) -> Outcome:
        walks = {path: self._walked(crew, path) for path in self._largest_first(self.archive)}
        answers = self._answers(crew)
        hashed = {path: crew.give(hashes, p) for path, p in self._largest_first(self.files).items()}
        lists.structure(self.files, self.found)
        made = {path: result() for path, result in hashed.items()}
        lists.compare(self.files, made, self.found)
        for path, one in made.items():
            if one.crc != self.files[path].crc:
                self.found.add("散列", path, "内容与压缩包里写的 CRC-32 不符。")
        root = sums.root({path: one.sha256 for path, one in made.items()})
        self._root(root)
        self._bag(made)
        stamped = self._stamp()
        records = self._records(walks, answers)
        chained.chain(self.files, self.found, self.not_checked)
        self._brought(pictured.pictures(self.files, made, self.found))
        count = self._figures(root, made)
        return Outcome(
            tuple(self.found.kept), self.found.total, root, len(self.files), records, count,
            stamped, self.signature, tuple(self.not_checked), tuple(self.doubtful), self.settings,
            self.otherwise,
        )  # fmt: skip

    def _brought(self, pages: int) -> None:
        """What can only be seen to be unchanged since the pack was made."""
        words = f"{pages:,} 页网页截图：图里的是不是平台当时显示的，没有核对。"
        self.not_checked.append(words if pages else "包里没有网页截图。")
        if many := sum(path.startswith(f"{layout.ATTACHED}/") for path in self.files):
            self.not_checked.append(f"{many:,} 个附件由申报单位提供，内容没有核对。")

    def _largest_first(self, files: Files) -> Files:
        return dict(sorted(files.items(), key=lambda pair: -pair[1].size))

    # the tag files

    def _tag(self, path: str) -> str | None:
        """A short text of the pack; None where there is none that can be read."""
        try:
            return self.files[path].read(_MOST_TAG).decode("utf-8") if path in self.files else None
        except ValueError:
            self.found.add("结构", path, "不是 UTF-8 编码的短文本。")
            return None

    def _root(self, root: str) -> None:
        stated = self._tag(layout.ROOT)
        if stated is not None and stated != f"{root}\n":
            words = f"重新算出的根散列是 {root}，文件里写的是 {stated.strip()[:80]}。"
            self.found.add("根散列", layout.ROOT, words)
        info = self._tag(layout.BAG_INFO)
        if info is not None and f"External-Identifier: sha256:{root}\n" not in info:
            self.found.add("根散列", layout.BAG_INFO, "写着的根散列与重新算出的不同。")
        guide = self._tag(layout.GUIDE)
        if guide is not None and root not in guide:
            self.found.add("根散列", layout.GUIDE, "写着的根散列与重新算出的不同。")

    def _bag(self, made: Mapping[str, sums.Sums]) -> None:
        version = self._tag(layout.BAGIT)
        if (
            version is not None
            and version != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        ):
            self.found.add("结构", layout.BAGIT, "不是 BagIt 1.0 的声明。")
        payload = [one.size for path, one in made.items() if path.startswith("data/")]
        info = self._tag(layout.BAG_INFO)
        if info is not None and f"Payload-Oxum: {sum(payload)}.{len(payload)}\n" not in info:
            self.found.add("结构", layout.BAG_INFO, "写着的总字节数与文件数（Payload-Oxum）不符。")

    def _stamp(self) -> str | None:
        if layout.STAMP not in self.files:
            self.not_checked.append(f"{layout.UNSTAMPED}：没有第三方证明这个包在什么时候已经存在。")
            return None
        try:
            text = self.files[layout.ROOT].read(_MOST_TAG) if layout.ROOT in self.files else b""
            brought = layout.STAMP_CA in self.files
            own = self.files[layout.STAMP_CA].read(_MOST_TAG) if brought else None
            response = self.files[layout.STAMP].read(stamp.MOST)
            proved = stamp.check(text, response, self.ca or own)
        except (stamp.StampError, ValueError) as error:
            self.found.add("时间戳", layout.STAMP, f"{error}。")
            return None
        if not proved.trusted:
            self.not_checked.append("时间戳的签名：包里没有签发机构的根证书，请用 --ca 给出。")
        elif not self.ca:
            prints = "、".join(proved.trusted)
            self.not_checked.append(
                f"时间戳的根证书是随包来的（SHA-256 {prints}）："
                "请与签发机构公布的比对，或用 --ca 给出。"
            )
        return f"{proved.by} 于 {wording.beijing(proved.at)}（北京时间）签发"

    # the archive

    def _walked(self, crew: Crew, path: str) -> list[Callable[[], walking.Walk]]:
        place = self.archive[path]
        parts = walking.ranges(place, crew.count)
        return [crew.give(walking.walk, path, place, self.key, *part) for part in parts]

    def _answers(self, crew: Crew) -> Callable[[], walking.Answers] | None:
        place = self.files.get(_ANSWERS)
        return crew.give(walking.answers, _ANSWERS, place, self.key) if place else None

    def _records(
        self, walks: Mapping[str, list[Callable[[], walking.Walk]]],
        answers: Callable[[], walking.Answers] | None,
    ) -> int:  # fmt: skip
        every = [one for path, parts in walks.items() for one in self._whole(path, parts)]
        for one in every:
            self.found.extend(one.found, one.more)
        archive = walking.joined(every)
        if repeated := int((archive[1][1:] == archive[1][:-1]).sum()):
            self.found.add("存档", layout.ARCHIVE, f"有 {repeated:,} 条记录的编号与别的记录相同。")
        taken = [number for one in every for number in one.taken]
        if taken:
            self.not_checked.append(
                f"{len(taken):,} 条原始记录写明去掉过个人信息，原来的 SHA-256 照包里所写采用："
                "去掉的是不是只有个人信息没有核对，请采集的人出示原件。"
            )
        removals.declared(self.files, taken, partial(walking.mark, self.key), self.found)
        if answers is not None:
            made = answers()
            self.found.extend(made.found)
            place = self.files[_ANSWERS]
            if not made.found:
                self.found.extend(walking.unanswered(_ANSWERS, place, self.key, made, archive))
        return sum(one.count for one in every)

    def _whole(self, path: str, parts: list[Callable[[], walking.Walk]]) -> list[walking.Walk]:
        """The walks over a file; one over all of it when a cut was at no record after all."""
        made = [part() for part in parts]
        if len(made) > 1 and any(one.broken for one in made):
            place = self.archive[path]
            return [walking.walk(path, place, self.key, 0, place.size)]
        return made

    # the figures

    def _figures(self, root: str, hashed: Mapping[str, sums.Sums]) -> int:
        made = agreeing.document(self.files, self.found)
        if made is None:
            return 0
        agreeing.with_tables(made, self.files, self.found)
        reprinted.with_reports(made, root, self.files, self.found)
        report = self._rebuilt(made, hashed)
        self._remade(made, report, root, hashed)
        self.signature = signed.who(self.files, self.signers, self.found, self.not_checked)
        if self.signature and (self.doubtful or self.otherwise):
            self.not_checked.append("签名只说明 PDF 签名之后没有改动；PDF 写的对不对没有核对。")
        return len(made.figures)

    def _remade(
        self, made: agreeing.Document, report: Report | None, root: str,
        hashed: Mapping[str, sums.Sums],
    ) -> None:  # fmt: skip
        """All that is printed against what is made anew of the report."""
        if report is None and not self.found.total and not self.otherwise:
            report = remade.told(self.files, self.found)
        config = made.raw["config"]
        if self.otherwise:
            self.settings = {k: v for k, v in config.items() if k.startswith("scoring.")}
            self.not_checked.append(
                "没有重新做出每份报告来比对（数字由别的版本的口径或名录算出）。"
            )
            return
        if report is None or self.found.total:
            self.not_checked.append("没有重新做出每份报告来比对（前面已有不通过之处）。")
            return
        policy_id = made.raw["policies"][0]["policy_id"]
        pack = remade.Pack(self.files, hashed, root, policy_id, config)
        self.doubtful = remade.compare(report, pack, self.found, self.not_checked)
        self.settings = {k: v for k, v in config.items() if k.startswith("scoring.")}

    def _rebuilt(
        self, made: agreeing.Document, hashed: Mapping[str, sums.Sums]
    ) -> Report | None:  # fmt: skip
        """`rebuild` makes warehouse and figures anew from the archive alone; what is broken or
        forged already is not worth it. Returns the report that gives."""
        if self.rebuild is None or self.found.total:
            why = "" if self.rebuild is None else "（前面已有不通过之处）"
            self.not_checked.append(f"没有从原始应答重新计算每个数字{why}。")
            return None
        held: list[Report] = []
        given = {
            path.rpartition("/")[2]: one.sha256
            for path, one in hashed.items()
            if path.startswith(f"{layout.TABLES}/")
        }
        with TemporaryDirectory(prefix="yuanzheng-") as folder:
            for number, (path, place) in enumerate(self.archive.items()):
                name = path.rpartition("/")[2]
                own = name if _OWN_NAME.fullmatch(name) else f"{number:06}.warc.gz"
                _copy(place, Path(folder) / own)
            if layout.CHAIN in self.files:
                _copy(self.files[layout.CHAIN], Path(folder) / Path(layout.CHAIN).name)
            found = list(self.rebuild(Path(folder), made.raw, given, held.append))
        self._recomputed(found)
        # Where the configuration is none, or no opinions stand there, the recomputing has said so.
        if not self.found.total:
            self._given(made.raw["config"].get(layout.GIVEN))
            self._declared_people(made.raw["config"].get(layout.GIVEN_PEOPLE))
            self._joined(made.raw["config"].get(layout.GIVEN_JOINS))
        return held[0] if held else None

    def _recomputed(self, found: Sequence[Finding]) -> None:
        """What follows the word of versions may differ for that alone: no fault, no proof."""
        marks = [place for place, one in enumerate(found) if one.check == VERSIONS]
        self.found.extend(found[: marks[0]] if marks else found)
        if marks and found[marks[0] + 1 :]:
            self.otherwise = one_line(found[marks[0]].words, 400)

    def _joined(self, said: str | None) -> None:
        """Names are masked: that two spellings are one person cannot be seen here."""
        if many := len(json.loads(said)) if said else 0:
            self.not_checked.append(
                f"{many} 处按姓名写法的合并，姓名已遮住，照包里所写采用，没有核对。"
            )

    def _given(self, said: str | None) -> None:
        """The full licence tier is not run here: what it said was taken over."""
        rows = json.loads(said) if said else []
        engines = sorted({f"{row['engine']} {row['engine_version']}" for row in rows})
        engines = [_ODD.sub("?", name)[:60] for name in engines[:3]]
        if rows:
            self.not_checked.append(
                f"{len(rows)} 份许可证文字由完整档（{'、'.join(engines)}）判断，照包里所写采用，"
                "没有重新识别；要核对请安装 yuanzheng[licences] 后对照原文。"
            )

    def _declared_people(self, said: str | None) -> None:
        """Nobody but the applicant says it: it was taken over."""
        for row in json.loads(said) if said else []:
            content = json.loads(row["content"])
            entries = sum(len(content.get(key, ())) for key in _ENTRIES)
            self.not_checked.append(
                f"申报单位在 people.toml 里声明了 {entries:,} 条（谁与谁是不是同一人、属于哪个"
                f"单位；文件的 SHA-256 以 {_ODD.sub('?', row['sha256'])[:12]} 开头），照声明采用，"
                "有没有这回事没有核对。"
            )


def hashes(place: Place) -> sums.Sums:
    with place.open() as file:
        return sums.of_stream(file, with_crc=place.crc is not None)


def _copy(place: Place, target: Path) -> None:
    with place.open() as file, target.open("xb") as out:
        while piece := file.read(1 << 20):
            out.write(piece)
