"""Sets a page by typst: the same bytes for the same contents, nothing from the network."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from reports.errors import ReportError
from reports.typeset import glyphs, setting
from reports.visible import one_line

_SECONDS = 600
# Reports are set side by side: threads of one that steal work from each other cost a tenth more.
_ONE_THREAD = {"RAYON_NUM_THREADS": "1"}
# It takes 200 MB in small pieces and ends: in large pages it costs a twentieth less. Another C
# library takes no notice.
_MALLOC = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
PACKAGES = ("yuanzheng", "typst", "pylopdf-fonts-zh-cn", "vl-convert-python")
_STATED = re.compile(rb"<pdf:Keywords>([^<]{1,300})</pdf:Keywords>")


def made(contents: Mapping[str, Any], attached: bytes, at: datetime) -> bytes:
    """The PDF. `contents` reach the template as data, never as its source; `attached` lies in it
    as `evidence.json`; `at` stands as the time of its making, for no clock may change it.

    Raises `ReportError` for what cannot be set.
    """
    text = json.dumps(contents, ensure_ascii=False)
    given = {
        "contents": text, "others": glyphs.others_in(text), "versions": versions(),
        "attached": attached.decode(), "fonts": _fonts(),
    }  # fmt: skip
    request = setting.asked(given, int(at.timestamp()))
    command = [sys.executable, "-I", str(Path(setting.__file__))]
    try:
        done = subprocess.run(
            command, input=request, capture_output=True, check=False, timeout=_SECONDS,
            env={**_MALLOC, **os.environ, **_ONE_THREAD},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ReportError(f"排 PDF 超过 {_SECONDS} 秒，没有做成：内容太多。") from error
    if done.returncode:
        why = one_line(done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2], 300)
        raise ReportError(f"排不出 PDF：{why}（内存不够时请关掉别的程序再试）。")
    return done.stdout


def _fonts() -> str:
    from pylopdf_fonts_zh_cn import sans_path

    return str(sans_path().parent)


def versions() -> str:
    """What the bytes depend on besides the contents; stands in the PDF as its keywords."""
    return ", ".join(f"{name} {_version(name)}" for name in PACKAGES)


def stated(content: bytes) -> str:
    """The versions a PDF says it was made by; '' for none."""
    found = _STATED.search(content)
    return found[1].decode("utf-8", "replace") if found else ""


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "未知"
