"""Brings real packages into the cache folder, through the ordinary clients."""

from __future__ import annotations

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

# In this order: a file met again belongs to the earlier one.
FOLDERS = ("pypi", "pypi_alone", "npm", "pypi_fresh", "npm_fresh", "pypi_last", "npm_last")


@cache
def wanted() -> dict[str, Any]:
    """`packages.toml`."""
    return tomllib.loads(Path(__file__).with_name("packages.toml").read_text(encoding="utf-8"))


def install(cache_folder: Path) -> list[Path]:
    """Folders of installed packages; what is there already is not fetched again.

    No program of a package is run. Raises `CalledProcessError` where a client fails and
    `FileNotFoundError` where there is none (`uv`, `npm`).
    """
    cache_folder.mkdir(parents=True, exist_ok=True)
    named = wanted()
    _uv(cache_folder / "pypi", named["pypi"], [])
    _uv(cache_folder / "pypi_alone", named["pypi_alone"], ["--no-deps"])
    _npm(cache_folder / "npm", named["npm"])
    for later in ("fresh", "last"):
        _uv(cache_folder / f"pypi_{later}", named[f"pypi_{later}"], [])
        _npm(cache_folder / f"npm_{later}", named[f"npm_{later}"])
    return [cache_folder / name for name in FOLDERS]


def _uv(folder: Path, names: list[str], options: list[str]) -> None:
    if folder.is_dir():
        return
    # Whole or not at all: a broken run leaves no folder that looks finished.
    part = folder.with_suffix(".part")
    newest = ["--exclude-newer", wanted()["before"], "--only-binary", ":all:"]
    command = ["uv", "pip", "install", "--target", part.absolute(), *newest, *options, *names]
    # Away from this project, whose constraints are not theirs.
    subprocess.run(command, cwd=folder.parent, check=True)
    part.rename(folder)


def _npm(folder: Path, names: list[str]) -> None:
    if folder.is_dir():
        return
    part = folder.with_suffix(".part")
    part.mkdir(exist_ok=True)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save"]
    newest = [f"--before={wanted()['before']}"]
    subprocess.run(["npm", "install", *quiet, *newest, *names], cwd=part, check=True)
    part.rename(folder)
