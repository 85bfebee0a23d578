"""Sets a page by typst: the same bytes for the same contents, nothing from the network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

PACKAGES = ("yuanzheng", "typst", "pylopdf-fonts-zh-cn", "vl-convert-python")
_STATED = re.compile(rb"<pdf:Keywords>([^<]{1,300})</pdf:Keywords>")

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard


def made(contents: Mapping[str, Any], attached: bytes, at: datetime) -> bytes:
    """The PDF. `contents` reach the template as data, never as its source; `attached` lies in it
    as `evidence.json`; `at` stands as the time of its making, for no clock may change it.

    PDF/A-3a and PDF/UA-1 as far as typst checks them itself: what breaks them is refused.
    """
    import typst

    standards: list[PDFStandard] = ["a-3a", "ua-1"]
    given = {
        "contents": json.dumps(contents),
        "versions": versions(),
        "attached": attached.decode(),
    }
    with as_file(files("reports.typeset")) as folder:
        return typst.compile(
            folder / "report.typ", None, root=folder, font_paths=_fonts(), sys_inputs=given,
            format="pdf", pdf_standards=standards, timestamp=int(at.timestamp()),
        )  # fmt: skip


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


@cache
def _fonts() -> Fonts:
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    return typst.Fonts(include_system_fonts=False, font_paths=[sans_path().parent])
