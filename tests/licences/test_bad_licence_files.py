"""Files that are not what they are called, by way of real repositories and the front door."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.licences.spdx import spdx_list
from warehouse.store import Row, Warehouse
from yuanzheng import failures
from yuanzheng.cli import run

MIT = spdx_list().licences["MIT"].text or ""
MULAN = spdx_list().licences["MulanPSL-2.0"].text or ""
_AS = ("-c", "user.name=Li", "-c", "user.email=li@example.org")


def _zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("MIT.txt", MIT + " " * 30_000_000)
    return made.getvalue()


FILES: dict[str, dict[str, bytes]] = {
    "binary": {"LICENSE": b"MIT License\0\x01\x02" + MIT.encode()},
    "noise": {"LICENSE": bytes(range(1, 256)) * 40},
    "huge": {"LICENSE": (MIT + "\n" * 100).encode() * 42_000},
    "repeated": {"LICENSE": (MIT.encode() * 900)[:1_000_000]},
    "folder": {"LICENSE/what.bin": b"\0\1"},
    "folder-of-texts": {"LICENSE/MIT.txt": MIT.encode()},
    "submodule-like": {"LICENSE": b"gitdir: ../elsewhere\n"},
    "gbk": {"LICENSE": MULAN.encode("gb18030"), "README.md": "# 甲\n".encode("gb18030")},
    "utf16": {"LICENSE": MIT.encode("utf-16")},
    "utf16-unmarked": {"LICENSE": MIT.encode("utf-16-le")},
    "utf8-broken": {"LICENSE": MIT.encode().replace(b"copy", b"c\xffpy")},
    "html": {"LICENSE.html": f"<!DOCTYPE html><html><body><pre>{MIT}</pre></body></html>".encode()},
    "html-error": {"LICENSE": b"<!DOCTYPE html><html><title>404: Not Found</title></html>"},
    "marks": {"LICENSE": (MIT[:300] + "\u202eesac on ni\u202c" + MIT[300:]).encode()},
    "zip": {
        "LICENSES/MIT.txt": _zip_bomb(),
        "LICENSES/Apache-2.0.txt": gzip.compress(b"\0" * 10**7),
    },
    "empty": {"LICENSE": b""},
    "blank": {"LICENSE": b" \n\t\n" * 1000},
    "named-only": {"LICENSE": b"404: Not Found"},
    "card": {"README.md": b"---\nlicense: mit\ntags: [a\n---\n# x\n"},
    "card-alias": {"README.md": b"---\na: &a [x]\nlicense: *a\n---\n# x\n"},
    "card-open": {"README.md": b"---\nlicense: mit\n# x\n"},
    "json": {"package.json": b'{"license": "MIT"'},
    "json-list": {"package.json": b'["MIT"]'},
    "json-deep": {"package.json": b'{"license":' * 40_000},
    "json-binary": {"package.json": b"\x89PNG\r\n\x1a\n\0\0\0"},
    "toml": {"pyproject.toml": b'{"project": {"license": "MIT"}}', "Cargo.toml": b"\0"},
    "xml": {
        "pom.xml": b'<!DOCTYPE p [<!ENTITY a "MIT">]><project><licenses><license><name>&a;'
        b"</name></license></licenses></project>"
    },
    "python-deep": {"setup.py": b"setup(license='MIT', x=" + b"-" * 90_000 + b"1)"},
    "python-attributes": {"setup.py": b"setup(x=a" + b".b" * 90_000 + b", license='MIT'"},
    "python": {"setup.cfg": b"license = MIT\n", "setup.py": b"setup(license='MIT'"},
}  # fmt: skip
# What is there to be read, and what it is.
READ = {
    "folder-of-texts": "MIT",
    "gbk": "MulanPSL-2.0",
    "utf16": "MIT",
    "html": "MIT",
}
UNREADABLE = {
    "binary": "二进制",
    "huge": "超过",
    "folder": "文件夹",
    "link": "符号链接",
    "utf16-unmarked": "二进制",
    "zip": "二进制",
    "card": "YAML",
    "card-alias": "YAML",
    "card-open": "YAML",
    "json": "JSON",
    "json-list": "最外层",
    "json-deep": "JSON",
    "json-binary": "二进制",
    "toml": "TOML",
    "xml": "DOCTYPE",
    "python-deep": "setup.py",
    "python-attributes": "setup.py",
    "python": "setup.cfg",
}
ALL = [*FILES, "link"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All repositories collected, scored and reported in one run."""
    place = tmp_path_factory.mktemp("bad")
    made = [_repository(place / name, write(files)) for name, files in FILES.items()]
    made.append(_repository(place / "link", _link))
    listed = ", ".join(f"'{path}'" for path in made)
    config = f'[[project]]\nname = "bad"\nrepositories = [{listed}]\n'
    (place / "config.toml").write_text(config, encoding="utf-8")
    before = Path.cwd()
    os.chdir(place)
    assert run(["run", "--config", "config.toml", "--json"]) == failures.COMPLETE
    os.chdir(before)
    return place


def write(files: dict[str, bytes]) -> Callable[[Path], None]:
    def written(place: Path) -> None:
        for name, body in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(body)

    return written


def _link(place: Path) -> None:
    (place / "real").write_text(MIT, encoding="utf-8")
    (place / "LICENSE").symlink_to("/etc/hostname")


def _repository(place: Path, fill: Callable[[Path], None]) -> Path:
    place.mkdir()
    fill(place)
    for command in (["init", "-q"], ["add", "."], [*_AS, "commit", "-qm", "first"]):
        subprocess.run(["git", "-C", str(place), *command], check=True)
    return place


def _rows(folder: Path, table: str, name: str) -> list[Row]:
    """Rows of the repository in the folder of that name."""
    with Warehouse(folder / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        return warehouse.query(f"FROM {table} WHERE repo_id LIKE $like", {"like": f"git:{name}@%"})


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_approved_but_what_was_read(folder: Path, name: str) -> None:
    [verdict] = _rows(folder, "licence_verdict", name)
    if name in READ:
        assert (verdict["concluded"], verdict["osi"]) == (READ[name], "yes")
        return
    assert verdict["osi"] != "yes"
    assert verdict["verdict"] != "osi_verbatim"
    assert verdict["concluded"] not in {"MIT", "MulanPSL-2.0", "Apache-2.0"}


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_what_cannot_be_read_is_listed_with_the_reason(folder: Path, name: str) -> None:
    found = [r for r in _rows(folder, "licence_finding", name) if r["status"] == "unreadable"]
    assert any(UNREADABLE[name] in str(row["excerpt"]) for row in found), found
    said = {row["expression"] for row in _rows(folder, "licence_finding", name)}
    assert said <= {"NOASSERTION"}, "what cannot be read says nothing"
