"""--json is one document that follows the schema, whatever happens."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from collectors.results import StreamResult
from yuanzheng.cli import run

Write = Callable[[str], Path]
ONE = '[[project]]\nname = "One"\nrepositories = ["https://github.com/a/one"]\n'


def document(root: Path, capsys: Any) -> dict[str, Any]:
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, schema, cls=jsonschema.Draft202012Validator)
    assert isinstance(found, dict)
    return found


def test_run(fakes: Any, write: Write, root: Path, capsys: Any) -> None:
    write(ONE)
    fakes.results = (
        StreamResult("github:a/one", "issues", "partial", "cut", "断了。", 3, 9, True),
    )
    code = run(["run", "--json", "--as-of", "2026-09-30"])
    found = document(root, capsys)
    assert found["exit_code"] == code == 3
    assert found["as_of"] == "2026-09-30T16:00:00+00:00"
    assert found["collected"]["results"][0]["expected"] == 9
    assert found["figures"][0]["value"] == 1234
    assert found["problems"] == ["github:a/one 的 issues：断了。"]


@pytest.mark.parametrize("command", ["collect", "score", "report", "refresh"])
def test_the_other_stages(fakes: Any, write: Write, root: Path, capsys: Any, command: str) -> None:
    write(ONE)
    run(["run", "--quiet"])
    assert run([command, "--json"]) == 0
    assert document(root, capsys)["command"] == command


@pytest.mark.parametrize(
    ("args", "command", "code"),
    [
        (["run", "--json"], "run", 1),
        (["run", "--json", "--nonsense"], "run", 2),
        (["nonsense", "--json"], None, 2),
    ],
)
def test_errors(root: Path, capsys: Any, args: list[str], command: str | None, code: int) -> None:
    assert run(args) == code
    found = document(root, capsys)
    assert (found["command"], found["exit_code"]) == (command, code)
    assert found["error"]


def test_init(root: Path, capsys: Any) -> None:
    assert run(["init", "https://github.com/a/b", "--json"]) == 0
    assert document(root, capsys)["config"] == "config.toml"
