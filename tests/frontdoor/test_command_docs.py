"""docs/commands.md says what is there."""

from __future__ import annotations

from pathlib import Path

from yuanzheng import failures
from yuanzheng.cli import root as commands


def test_all_commands_and_exit_codes_are_written_down(root: Path) -> None:
    text = (root / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in commands.commands:
        assert f"| `yuanzheng {name}" in text
    for code, words in failures.EXIT_CODES.items():
        assert f"| {code} | {words} |" in text


def test_all_options_it_names_exist(root: Path) -> None:
    text = (root / "docs" / "commands.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        for name, command in commands.commands.items():
            if line.startswith((f"| `yuanzheng {name} ", f"| `yuanzheng {name}`")):
                known = {option for p in command.params for option in p.opts}
                named = [w.strip("[]…`") for w in line.split() if w.strip("[").startswith("--")]
                assert set(named) <= known, (name, named)
