"""Names of persons masked: the same throughout, never a figure, and no column is forgotten."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reports import loading, run
from reports.errors import ReportError
from reports.evidence import EvidenceRow, Report
from reports.masking import LEFT_OUT, Mask, key_of, kind, masked, masked_row, names_accounts
from reports.settings import ReportSettings
from warehouse.schema import comments, schema_sql
from warehouse.store import Warehouse

KEY = b"k" * 32
PEOPLE = frozenset({"lilei", "Han Mei", "韩梅梅"})
MARK = re.compile(r"用户-[0-9a-f]{10}")


def mask(key: bytes = KEY) -> Mask:
    return Mask(key, PEOPLE, PEOPLE | {"Wang"})


def test_the_key_lies_beside_the_folder_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    key = key_of(folder)
    assert key_of(folder) == key != key_of(tmp_path / "other")
    assert list(folder.iterdir()) == []
    [own] = tmp_path.glob("data*key")
    assert own.stat().st_mode & 0o077 == 0
    own.write_bytes(b"short")
    with pytest.raises(ReportError, match="不完整：请"):
        key_of(folder)


def test_one_name_has_one_mark_under_one_key() -> None:
    made = mask().name("LiLei")
    assert MARK.fullmatch(made)
    assert mask().name("lilei") == made == mask().name(made)
    assert len({mask().name("lilei"), mask(b"x" * 32).name("lilei"), mask().name("Wang")}) == 3


def test_names_in_texts_stand_as_words() -> None:
    said = mask().text("(c) 2026 Han Mei, lilei and Wang Inc; Wangjing, 由韩梅梅所有。lilei.")
    han, li, wang, mei = (mask().name(name) for name in ("Han Mei", "lilei", "Wang", "韩梅梅"))
    assert said == f"(c) 2026 {han}, {li} and {wang} Inc; Wangjing, 由{mei}所有。{li}."


def test_every_text_column_is_decided_upon() -> None:
    """A new column of the schema must be said to be a name, a text or neither."""
    text = schema_sql()
    typed = set(re.findall(r"^\s+(\w+) TEXT", text, re.MULTILINE))
    named = [(t, c) for t, c, _ in comments(text) if c in typed]
    assert len(named) > 200
    assert [(t, c) for t, c in named if kind(t, c) is None] == []


def test_rows_of_tables() -> None:
    row: dict[str, Any] = {
        "repo_id": "github:o/r", "sha": "a" * 40, "author_id": "git:1", "coauthor_ids": ["git:2"],
        "subject": "thanks lilei", "parents": 1, "committer_id": None, "unheard_of": "lilei",
    }  # fmt: skip
    made = masked_row("commit", row, mask())
    assert made == {
        **row, "author_id": mask().name("git:1"), "coauthor_ids": [mask().name("git:2")],
        "subject": LEFT_OUT, "unheard_of": LEFT_OUT,
    }  # fmt: skip
    fork = masked_row("fork", {"full_name": "lilei/tool", "owner_id": "github:7"}, mask())
    assert fork["full_name"] == f"{mask().name('lilei')}/tool"
    assert masked_row("identity", {"name": "Han Mei"}, mask()) == {"name": mask().name("Han Mei")}
    assert masked_row("project", {"name": "Han Mei"}, mask()) == {"name": "Han Mei"}


def test_a_report_keeps_its_figures(sample: SimpleNamespace) -> None:
    with Warehouse(sample.database, read_only=True) as opened:
        [project] = [p for p in loading.projects(opened) if "OpenHarbor" in p.name]
        harbor: Report = loading.load(opened, project, sample.as_of)
        nobody = Mask.of(opened, KEY)
    [table, *others] = harbor.tables
    rows = tuple(replace(row, part_title="lilei") for row in table.rows)
    named = replace(harbor, tables=(replace(table, rows=rows), *others))
    made = masked(named, mask())
    assert {row.part_title for row in made.tables[0].rows} == {mask().name("lilei")}
    assert list(map(_figures, made.rows())) == list(map(_figures, harbor.rows()))
    assert masked(harbor, nobody) == harbor, "no name, no change"


def test_a_folder_of_reports_without_the_names(sample: SimpleNamespace, tmp_path: Path) -> None:
    """The name is nowhere in what is written, its mark is."""
    database = tmp_path / "warehouse.duckdb"
    database.write_bytes(sample.database.read_bytes())
    settings = ReportSettings(formats=("html", "csv", "md", "json"))
    with Warehouse(database) as opened:
        opened.execute("UPDATE measurement SET part_title = 'lilei' WHERE part = 'docs'")
        row = {"person_id": "github:7", "label": "lilei", "bot": "human"}
        opened.replace("person_label", [row], {})
        opened.execute("UPDATE licence_finding SET excerpt = 'Copyright 2026 lilei'")
        made = Mask.of(opened, KEY)
        asked = {"as_of": sample.as_of, "out": tmp_path / "out", "settings": settings}
        written = run.write(opened, mask=made, **asked)
    text = "".join(path.read_text(encoding="utf-8-sig") for path in written)
    assert "lilei" not in text
    assert made.name("lilei") in text


def _figures(row: EvidenceRow) -> EvidenceRow:
    return replace(row, part_title="")


def test_whose_answers_are_left_out() -> None:
    streams = ("star_history", "commits", "issues", "unheard_of")
    assert [s for s in streams if names_accounts(s)] == ["commits", "issues", "unheard_of"]
