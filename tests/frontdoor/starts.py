"""A command line for every command of the program, and what it has loaded when it first speaks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from yuanzheng import failures

NAME = "青禾 QingHe"
POLICY = ("-p", "nanshan-project")
CONFIG = """
[collectors]
proxy = "http://127.0.0.1:9"
max_retries = 0
max_wait_seconds = 0
[collectors.github]
api = "http://api.github.example"
web = "http://github.example"
token_env = "YUANZHENG_START_HAS_NONE"
[collectors.gitee]
api = "http://gitee.example/api/v5"
web = "http://gitee.example"
token_env = "YUANZHENG_START_HAS_NONE"
[web]
port = {port}
[warehouse]
thin_after_days = 365
[backup]
folder = "backups"
[shards]
folder = "shared"
lease_seconds = 5
[[project]]
name = "青禾 QingHe"
repositories = ["http://github.example/qinghe/qinghe", "http://gitee.example/qinghe/qinghe"]
policies = ["nanshan-project", "guangdong-center"]
"""
# What is typed behind the name of the command; a command without a line takes nothing.
TYPED: dict[str, tuple[str, ...]] = {
    "demo": ("--out", "another"),
    "init": ("http://github.com/a/b", "--config", "written/config.toml"),
    "pack": (NAME, *POLICY),
    "verify": ("pack",),
    "trace": ("stars@1", NAME),
    "shoot": (NAME,),
    "recheck": (NAME,),
    "forms": (NAME, *POLICY),
    "people": (NAME,),
    "show": (NAME,),
    "register": ("--template", "written/register.xlsx", "-p", "nanjing-2023-2025"),
    "summary": ("-p", "guangdong-center"),
    "user": ("list",),
    "restore": ("restored",),
}
# Runs a command up to its first line, and tells on standard error what is loaded by then.
_CHILD = """
import json, os, sys
from yuanzheng import output
def put(text, *, err=False):
    os.write(2, b"\\n" + json.dumps({"said": text, "loaded": sorted(sys.modules)}).encode())
    os._exit(0)
output.put = put
from yuanzheng import cli
cli.run(sys.argv[1:])
put("")
"""


def home(demo: Path, pack: Path | None, folder: Path, port: int = 8765) -> Path:
    """A folder to stand in: the data of the demonstration, a configuration, a backup, a pack."""
    shutil.copytree(demo, folder)
    (folder / "config.toml").write_text(CONFIG.format(port=port), encoding="utf-8")
    backup = [sys.executable, "-m", "yuanzheng", "backup", "-q"]
    code = subprocess.run(backup, cwd=folder, check=False).returncode
    # What several hosts share is not in it, which is told.
    assert code == failures.PARTIAL, code
    if pack is not None:
        shutil.copytree(pack, folder / "pack")
    return folder


def loaded(command: str, home: Path, *more: str) -> tuple[str, frozenset[str]]:
    """The first line a command says, and the modules loaded by then."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, command, *TYPED.get(command, ()), *more], cwd=home,
        capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    told = json.loads(done.stderr.splitlines()[-1])
    return told["said"], frozenset(told["loaded"])
