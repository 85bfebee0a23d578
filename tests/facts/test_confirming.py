"""What the reviewer has checked stays so as long as it stands as it was checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfWriter

from yuanzheng.facts.stating import Handed, given

AI = "nanshan-ai-industry"
STATED = 'actual_costs = 500\n[attachments]\nactual_costs = "合同.pdf"\n'


def _paper(path: Path, width: int) -> None:
    writer = PdfWriter()
    writer.add_blank_page(width, 842)
    writer.write(path)


@pytest.fixture
def handed(tmp_path: Path) -> Handed:
    _paper(tmp_path / "合同.pdf", 595)
    (tmp_path / "facts.toml").write_text(STATED, encoding="utf-8")
    return Handed("p", "甲", tmp_path / "facts.toml", (AI,))


def _told(handed: Handed, *entries: str) -> tuple[bool, str, str]:
    """Whether it is confirmed, what the fact says of it, and what the reviewer is told."""
    found = given([replace(handed, confirmed=entries)])
    fact = found.given["p"]["actual_costs"]
    return fact.confirmed, fact.note or "", "".join(found.problems.get("p", ()))


def _confirmed(handed: Handed) -> str:
    """What a reviewer who has named the field alone is told to write."""
    confirmed, note, told = _told(handed, "actual_costs")
    assert (confirmed, note) == (False, "")
    assert "没有写明核对的是哪个值" in told
    return told.rpartition("改写成 ")[2].rstrip("。")


def test_what_stands_as_it_was_checked_is_confirmed(handed: Handed) -> None:
    assert _told(handed, _confirmed(handed)) == (True, "", "")


def _another_value(home: Path) -> None:
    (home / "facts.toml").write_text(STATED.replace("500", "5000"), encoding="utf-8")


def _another_paper(home: Path) -> None:
    _paper(home / "合同.pdf", 596)


def _no_paper(home: Path) -> None:
    (home / "facts.toml").write_text("actual_costs = 500\n", encoding="utf-8")


@pytest.mark.parametrize("change", [_another_value, _another_paper, _no_paper])
def test_what_was_changed_afterwards_has_to_be_checked_again(
    handed: Handed, change: Callable[[Path], None]
) -> None:
    checked = _confirmed(handed)
    change(handed.path.parent)
    confirmed, note, told = _told(handed, checked)
    assert (confirmed, note) == (False, "核对之后改过，须重新核对")
    assert "facts.toml 后来改过" in told
    assert _told(handed, told.rpartition("改写成 ")[2].rstrip("。")) == (True, "", "")


def test_the_same_under_another_name_is_the_same(handed: Handed) -> None:
    checked, home = _confirmed(handed), handed.path.parent
    (home / "合同.pdf").rename(home / "协议.pdf")
    (home / "facts.toml").write_text(STATED.replace("合同", "协议"), encoding="utf-8")
    assert _told(handed, checked) == (True, "", "")


def test_what_nobody_states_is_not_confirmed(handed: Handed) -> None:
    told = _told(handed, "applicant@000000000000")[2]
    assert told == (
        "项目“甲”的 confirmed 里的 applicant@000000000000，facts.toml 里没有填：请核对。"
    )
