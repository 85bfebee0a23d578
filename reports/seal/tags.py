"""What is said about a pack beside its evidence: the same words when made and when verified."""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from reports import wording
from reports.evidence import Report
from reports.seal import guide, layout
from reports.seal.album import NONE_TAKEN
from reports.typeset import engine
from reports.visible import one_line

MADE_WITH = "Reports-Made-With"
ORGANIZATION = "Source-Organization"
MASKED = "Masked-Names"
_PACKAGES = ("jinja2", "markupsafe", "segno", "xlsxwriter", "python-docx")
_UNPICTURED = {False: NONE_TAKEN, True: "截图：遮住姓名的证据包不放截图，图里的名字遮不住"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words depend on besides the report. `stamped`: None without a time-stamp, else
    'checked' (its roots lie in the pack) or 'shown'; `size` and `count`: of the payload;
    `made_with`: as `made_with()`."""

    root: str
    organization: str
    stamped: str | None
    pictured: bool
    attached: bool
    masked: bool
    chained: bool
    signed: bool
    size: int
    count: int
    made_with: str


def info(report: Report, facts: Facts) -> bytes:
    """`bag-info.txt`."""
    project = report.project
    fields = [
        (ORGANIZATION, facts.organization),
        ("External-Description", f"开源项目证据：{project.name}"),
        ("External-Identifier", f"sha256:{facts.root}"),
        ("Bagging-Date", wording.as_of_date(report.as_of)[:10]),
        ("Payload-Oxum", f"{facts.size}.{facts.count}"),
        ("Bag-Software-Agent", facts.made_with.partition(",")[0]),
        (MADE_WITH, facts.made_with),
        ("Trusted-Timestamp", layout.STAMP if facts.stamped else layout.UNSTAMPED),
        (MASKED, layout.MASKED_WORDS if facts.masked else ""),
        ("Signed-PDF", layout.SIGNED if facts.signed else ""),
        ("Sample-Data", wording.SAMPLE_NOTICE if project.sample else ""),
    ]
    lines = (f"{name}: {one_line(value, 300)}\n" for name, value in fields if value)
    return "".join(lines).encode()


def guided(report: Report, facts: Facts) -> bytes:
    """`说明.txt`."""
    pictures = layout.PICTURED_WORDS if facts.pictured else _UNPICTURED[facts.masked]
    words = guide.text(
        report, facts.root, facts.stamped, pictures, attached=facts.attached, signed=facts.signed,
        masked=facts.masked, chained=facts.chained,
    )  # fmt: skip
    return words.encode()


def made_with() -> str:
    """What the bytes of the reports depend on besides the evidence."""
    packages = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    base = f"python {python_version()} {sys.platform}, zlib {zlib.ZLIB_RUNTIME_VERSION}"
    return f"{engine.versions()}, {packages}, {base}"


def stated(info_: bytes, name: str) -> str:
    """What a `bag-info.txt` says under a name; '' for nothing."""
    for line in info_.decode("utf-8", "replace").split("\n"):
        if line.startswith(f"{name}: "):
            return line.removeprefix(f"{name}: ")
    return ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return wording.UNKNOWN
