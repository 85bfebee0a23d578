"""What a command has loaded when it first speaks: what it does not need yet has to wait."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from yuanzheng.cli import root

sys.path.insert(0, str(Path(__file__).parent))

import starts

# Each takes longer to load than all a command needs for its first line; see docs/benchmarks.md.
HEAVY = frozenset({
    "apscheduler", "asyncio", "collectors.loop", "collectors.session",
    "collectors.standin", "cryptography", "docx", "dulwich", "fastapi", "fontTools", "fsspec",
    "github", "graphql", "huggingface_hub", "jinja2", "license_expression", "licenseid", "lxml",
    "numpy", "openpyxl", "pandas", "playwright", "prometheus_client", "pyhanko", "rapidfuzz",
    "reports.run", "reports.seal.checking", "requests", "rich", "scoring.run", "segno",
    "starlette", "typst", "uvicorn", "vl_convert", "warcio",
    "warehouse.records", "xlsxwriter", "yaml", "yuanzheng.people_entries",
})  # fmt: skip
# What a first line cannot do without.
NEEDED = {
    "schedule": {"apscheduler", "asyncio"},  # tells when the next night is
    "history": {"rich"}, "policies": {"rich"}, "runs": {"rich"},  # tables
    "register": {"xlsxwriter"},  # with --template the file is made when it is told
    "shoot": {"jinja2"},
    "people": {"warehouse.records", "yuanzheng.people_entries"},
    "thin": {"warehouse.records"},
}  # fmt: skip

# Its first line here is a refusal: it unites into no folder that has collected by itself.
REFUSES = {"unite"}


@pytest.fixture(scope="module")
def home(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = starts.home(demo_folder, None, tmp_path_factory.mktemp("start") / "home")
    (made / "pack").mkdir()  # `verify` says that it begins before it looks into it
    return made


@pytest.mark.parametrize("command", list(root.commands))
def test_nothing_heavy_is_loaded_before_the_first_line(command: str, home: Path) -> None:
    said, loaded = starts.loaded(command, home)
    assert said, "it said nothing"
    assert "错误" not in said or command in REFUSES
    assert loaded & HEAVY <= NEEDED.get(command, set())


@pytest.mark.parametrize("command", list(root.commands))
def test_help_loads_nothing_but_the_command_line(command: str) -> None:
    _, loaded = starts.loaded(command, Path.cwd(), "--help")
    assert not loaded & {*HEAVY, "duckdb", "pydantic", "sqlite3"}
