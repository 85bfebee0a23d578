"""Each numbered line of the team's notes on the platforms has a test named for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FILES = ("test_github_lines.py", "test_gitee_lines.py", "test_hub_lines.py")


def tested() -> set[str]:
    """g01, g01b, e04, … of the names of the tests beside this file."""
    folder = Path(__file__).parent
    text = "".join((folder / name).read_text(encoding="utf-8") for name in FILES)
    return set(re.findall(r"^def test_([a-z]\d\d[a-z]?)_", text, re.MULTILINE))


@pytest.mark.shared
def test_every_line_about_a_platform_has_a_test(shared: Path) -> None:
    text = (shared / "apis.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| ([A-Z])(\d+)([a-z]?) \|", text, re.MULTILINE)
    wanted = {f"{letter.lower()}{int(number):02}{more}" for letter, number, more in lines}
    assert len(wanted) > 40
    assert wanted - tested() == set()


def test_no_test_is_named_for_a_line_twice_over() -> None:
    """Two tests of one name: the later hides the earlier, and a fault goes untried."""
    for name in FILES:
        text = (Path(__file__).parent / name).read_text(encoding="utf-8")
        names = re.findall(r"^def (test_\w+)", text, re.MULTILINE)
        assert len(names) == len(set(names)), name
