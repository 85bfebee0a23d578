"""The licence tables are of the instant scored last: reports of another one must not show them."""

from __future__ import annotations

from typing import Any

import pytest

from reports import loading
from reports.errors import ReportError
from reports.run import write
from reports.settings import ReportSettings

GH = "github:o/p"
CODES = {
    "verdict": ("none", "non_osi", "custom", "conflict", "osi_modified", "unknown", "osi_verbatim"),
    "agreement": ("conflict", "none", "unknown", "single", "agree"),
    "in_documents": ("no", "unknown", "yes"),
    "concluded": ("NONE", "NOASSERTION", "MIT AND ISC"),
    "declared": ("NONE", "NOASSERTION", "MIT OR ISC"),
}
PLAIN = {name: codes[-1] for name, codes in CODES.items()}
CASES = [(name, code, "repository") for name, codes in CODES.items() for code in codes]


def _scored(town: Any, at: Any, *, kind: str = "repository", **said: str) -> Any:
    town.project("p", GH, kind=kind)
    town.state(GH)
    town.put("licence_verdict", repo_id=GH, osi="yes", fsf="yes", in_repository="yes",
             reason="理由。", list_version="3.29", **{**PLAIN, **said})  # fmt: skip
    town.put("third_party", repo_id=GH, origin="package", name="a", place="lock", licence="MIT",
             licence_source="lock", is_open="yes", compatible="yes", named="yes",
             answer_id="a")  # fmt: skip
    town.put("third_party_verdict", repo_id=GH, looked=True, document="yes",
             document_paths=["NOTICE"])  # fmt: skip
    town.measure()
    [project] = loading.projects(town.warehouse)
    return loading.load(town.warehouse, project, at("2026-01-11"))


@pytest.mark.parametrize(("name", "code", "kind"), [*CASES, ("verdict", "non_osi", "model")])
def test_what_was_measured_of_these_tables_agrees_with_them(
    town: Any, at: Any, name: str, code: str, kind: str
) -> None:
    found = _scored(town, at, kind=kind, **{name: code})
    assert not found.notices
    assert len(found.licence_verdicts) == len(found.third_party) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE licence_verdict SET verdict = 'none'",
        "UPDATE licence_verdict SET agreement = 'conflict'",
        "UPDATE licence_verdict SET declared = 'GPL-3.0-only'",
        "DELETE FROM third_party",
    ],
)
def test_tables_of_another_instant_are_neither_shown_nor_written(
    town: Any, at: Any, tmp_path: Any, change: str
) -> None:
    _scored(town, at)
    town.warehouse.execute(change)
    [project] = loading.projects(town.warehouse)
    found = loading.load(town.warehouse, project, at("2026-01-11"))
    assert (found.licence_verdicts, found.third_party) == ((), ())
    [notice] = found.notices
    assert f"{GH} 的许可证与第三方代码核对已按另一个截止时刻重算" in notice
    assert "yuanzheng score --as-of 2026-01-11T00:00:00+08:00" in notice
    with pytest.raises(ReportError, match="另一个截止时刻"):
        write(town.warehouse, as_of=at("2026-01-11"), out=tmp_path, settings=ReportSettings())
    town.measure()
    assert loading.load(town.warehouse, project, at("2026-01-11")).notices == ()
