"""Writes a comparison into its folder: a file for each form, the same bytes for the same values."""

from __future__ import annotations

import errno
import json
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from reports import index, placing, wording
from reports.comparing import page, workbook
from reports.comparing.model import Comparison
from reports.errors import ReportError
from reports.jsontext import written as json_text

NAME = "比较"
SCHEMA = "yuanzheng.comparison/1"


def written(made: Comparison, folder: Path) -> list[Path]:
    """`比较.json` and the others; returns them. The index beside the folder gets a link. Raises
    `ReportError` when that cannot be done."""
    files = {
        f"{NAME}.html": page.written(made),
        f"{NAME}.json": json_text(document(made)).encode(),
        f"{NAME}.xlsx": workbook.written(made),
    }
    try:
        with placing.filling(folder) as part:
            for name, content in files.items():
                (part / name).write_bytes(content)
        index.lead_to_comparison(folder.parent)
    except OSError as error:
        raise _explained(error, folder) from error
    return [folder / name for name in files]


def document(made: Comparison) -> dict[str, Any]:
    """As JSON holds it; times are written with the offset of Beijing."""
    whole = {"schema": SCHEMA, "sample": made.sample, **asdict(made)}
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False, default=_time)
    found: dict[str, Any] = json.loads(text)
    return found


def digest(made: Comparison) -> str:
    """SHA-256 of the document without its digest, as JSON with sorted keys and no spaces."""
    rest = {key: value for key, value in document(made).items() if key != "digest"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(wording.ZONE).isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _explained(error: OSError, folder: Path) -> ReportError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return ReportError(f"写不下比较 {folder}：磁盘已满，请腾出空间后再运行 yuanzheng compare。")
    where = error.filename or folder
    return ReportError(f"写不了比较 {where}：请检查该目录的写入权限，或换一个目录。")
