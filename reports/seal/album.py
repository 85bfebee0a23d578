"""Pictures of web pages in a pack: which are taken along, and how they are listed.

`data/截图/pictures.jsonl` has a line for each page, as `reports.pictures` wrote it, but for the
page itself (MHTML): it holds whatever the page holds, addresses in many encodings, and stays out.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from reports.formats.csv import cell
from reports.pictures.keeping import LINES
from reports.tabular import NOTHING
from reports.wording import beijing, word
from warehouse import personal

LISTING = "截图.csv"
NONE_TAKEN = "没有截图：请运行 yuanzheng shoot 项目，再打包"
WITHHELD = (
    "网页本身（MHTML）可能写有邮箱等个人信息，没有放进证据包；要看请采集的人出示，散列应当一致"
)
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,199}\.(?:png|jpg|webp|mhtml)")
_KEPT = {"raw", "stamped", "attached"}
_COLUMNS = (
    "原图", "原图 SHA-256", "字节", "加注的副本", "网页", "网址", "最终网址", "HTTP 状态",
    "截图时间（UTC）", "截图时间（北京时间）", "完整程度", "说明", "来源",
)  # fmt: skip
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Album:
    """`lines` as the pack has them; `files`: by name, where each lies; `problems`: sentences on
    pictures that had to stay out."""

    lines: tuple[Line, ...] = ()
    files: Mapping[str, Path] | None = None
    problems: tuple[str, ...] = ()

    @property
    def pictured(self) -> int:
        return sum(1 for line in self.lines if line["files"])

    def write(self, folder: Path) -> None:
        """Raises OSError."""
        folder.mkdir(parents=True)
        for name, path in (self.files or {}).items():
            (folder / name).write_bytes(path.read_bytes())
        text = "".join(f"{_json(line)}\n" for line in self.lines)
        (folder / LINES).write_text(text, encoding="utf-8", newline="\n")
        (folder / LISTING).write_bytes(listing(self.lines))


def chosen(folder: Path, project_id: str) -> Album:
    """The newest picture of each page that was accepted, also those the applicant brought; of a
    page that never was, the newest word why. Nothing there: an empty album."""
    newest: dict[tuple[Any, ...], Line] = {}
    problems = list[str]()
    for line in sorted(_lines(folder, project_id, problems), key=lambda one: str(one["taken_at"])):
        key = line["repo_id"], line["page"], line["url"]
        if line["files"] or not newest.get(key, {"files": []})["files"]:
            newest[key] = line
    files = dict[str, Path]()
    kept = [_kept(folder, line, files, problems) for _, line in sorted(newest.items())]
    return Album(tuple(line for line in kept if line), files, tuple(problems))


def _lines(folder: Path, project_id: str, problems: list[str]) -> Iterator[Line]:
    try:
        text = (folder / LINES).read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, UnicodeError):
        problems.append(f"读不了截图目录 {folder / LINES}：截图没有放进包里。")
        return
    for number, raw in enumerate(text.splitlines(), 1):
        try:
            line = json.loads(raw)
            parsed(line)
        except (ValueError, RecursionError):
            problems.append(f"{LINES} 的第 {number} 行读不懂：这张截图没有放进包里。")
            continue
        if line["project_id"] == project_id:
            yield line


def parsed(line: Any) -> None:
    """Raises `ValueError` for what is not a line of `pictures.jsonl`."""
    try:
        for name in ("project_id", "repo_id", "page", "title", "url", "grade", "origin"):
            _text(line[name])
        for name in ("final_url", "reason", "mark"):
            _ = line[name] is None or _text(line[name])
        for file in line["files"]:
            if not _NAME.fullmatch(_text(file["file"])) or not isinstance(file["bytes"], int):
                raise TypeError
            _text(file["sha256"]), _text(file["role"])
        if not isinstance(line["status"], int | None) or taken(line).tzinfo is None:
            raise TypeError
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("缺少应有的内容") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def taken(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(line["taken_at"])


def _kept(
    folder: Path, line: Line, files: dict[str, Path], problems: list[str]
) -> Line | None:  # fmt: skip
    """The line as the pack has it; None, said, when a file is not what the line says."""
    mine = [file for file in line["files"] if file["role"] in _KEPT]
    for file in mine:
        path = folder / file["file"]
        if path.is_symlink() or not path.is_file() or not _same(path, file):
            problems.append(f"截图 {path} 与它的记录不符或已不在：没有放进包里，请重新截图。")
            return None
    files.update({file["file"]: folder / file["file"] for file in mine})
    withheld = [file for file in line["files"] if file["role"] not in _KEPT]
    made = {**line, "files": mine, "withheld": withheld}
    made |= {"withheld_why": WITHHELD} if withheld else {}
    clean: Line = json.loads(personal.removed(_json(made).encode(), personal.JSON).body)
    return clean


def _same(path: Path, file: Mapping[str, Any]) -> bool:
    digest: str = file["sha256"]
    return sha256(path.read_bytes()).hexdigest() == digest


def listing(lines: Sequence[Line]) -> bytes:
    """`截图.csv`: a row for each picture, or for a page without one; for people."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for line in lines:
        for row in _rows(line):
            writer.writerow([cell(one) for one in row])
    return out.getvalue().encode("utf-8-sig")


def _rows(line: Line) -> Iterator[tuple[str, ...]]:
    raw = [file for file in line["files"] if file["role"] != "stamped"]
    for file in raw or [{"file": NOTHING, "sha256": NOTHING, "bytes": NOTHING}]:
        copy = f"{file['file'].rpartition('.')[0]}_stamped.png" if line["files"] else NOTHING
        at = taken(line)
        yield (
            file["file"], file["sha256"], str(file["bytes"]), copy, line["title"], line["url"],
            line["final_url"] or NOTHING,
            NOTHING if line["status"] is None else str(line["status"]),
            f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}", beijing(at),
            word("completeness", line["grade"]), line["reason"] or NOTHING,
            line["mark"] or "本工具截图",
        )  # fmt: skip


def _json(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False, sort_keys=True)
