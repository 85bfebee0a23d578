"""Licences and third-party code on paper: as much as the page has, no more than is read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from licence_sample import EQUAL, RIDER
from test_reports_pdf import pages, report, squeezed

from reports.formats import pdf
from reports.seal import remade
from reports.typeset import shares


@pytest.fixture(scope="module")
def printed(sample: SimpleNamespace) -> str:
    text = "".join(pages(sample.harbor / "证据表.pdf"))
    return squeezed(text[text.rindex("许可证逐处核对") : text.rindex("完整性与看不到的数据")])


@pytest.fixture(scope="module")
def document(sample: SimpleNamespace) -> dict[str, Any]:
    return json.loads((sample.harbor / "证据表.json").read_text("utf-8"))


def test_a_text_stands_beside_that_of_the_list(printed: str) -> None:
    """Told apart without any colour, and not page after page of equal words."""
    for words in ("LICENSE与SPDX原文MIT2处需人工核对的不同，1处不影响认定", f"[+{RIDER}+]",
                  "[-freeofcharge-]", "[+Copyright(c)2021Gangwan+]", "[-copyrightholders-]",
                  "COPYING与SPDX原文MIT没有需人工核对的不同"):  # fmt: skip
        assert squeezed(words) in printed
    assert 0 < printed.count(squeezed(EQUAL)) < 10


def test_changes_are_those_of_the_page(printed: str, document: dict[str, Any]) -> None:
    [change, edit] = sorted(document["licences"]["changes"], key=lambda c: c["change"] == "edited")
    for words in ("2022-03-0108:00:00", change["sha"][:12], "改用其他许可证", change["reason"]):
        assert squeezed(words) in printed
    assert edit["sha"][:12] not in printed
    assert "另有1次提交只改了文字" in printed


def test_of_others_those_to_be_looked_at_come_in_full(
    printed: str, document: dict[str, Any]
) -> None:
    third = printed[printed.index("第三方依赖许可") :]
    found = document["third_party"]
    flagged = [one for one in found if one["advice"]]
    assert 0 < len(flagged) < len(found)
    for one in flagged:
        assert one["name"] in third
        assert squeezed(one["advice"]) in third
    assert f"共{len(found)}项，提请核对{len(flagged)}项，说明文档点名1项" in third
    assert f"其余{len(found) - len(flagged)}项没有提请核对的事" in third
    assert "mit-lib" not in third
    assert "MIT1" in third
    assert f"全部{len(found)}项见所附的JSON，以及XLSX、CSV的“第三方依赖许可”表" in third


def test_long_lists_are_cut_with_a_word(
    sample: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MOST_LINES", "MOST_PASSAGES", "MOST_OTHERS"):
        monkeypatch.setattr(f"reports.typeset.contents.{name}", 1)
    [path] = pdf.write(report(sample, "harbor"), tmp_path)
    text = squeezed("".join(pages(path)))
    for words in ("另有1处，", "另有1个文件的对照，", "另有1段不同，", "另有2项提请核对，"):
        assert f"{words}全部见所附的JSON、XLSX或CSV。" in text
    assert squeezed(RIDER) in text, "what a human must see is cut last"


def test_verify_knows_how_much_there_is_to_set(sample: SimpleNamespace) -> None:
    harbor = report(sample, "harbor")
    bare = replace(harbor, licence_lines=(), licence_changes=(), licence_comparisons=(),
                   third_party=())  # fmt: skip
    # lines, changes, comparisons with their differences, third-party code
    assert remade._items(harbor) - remade._items(bare) == 2 + 2 + (2 + 3) + 6
    many = replace(bare, third_party=harbor.third_party * 10_000)
    assert remade._items(many) - remade._items(bare) == shares.MOST_LINES, "no more is set"
