"""compare: the same figures as the reports, ranked as documented, by the weights asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reports import loading
from reports.considered import considered
from scoring.comparison.weights import standard
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run


@pytest.fixture
def many(tmp_path: Path, write: Callable[[str], Path], compared: Any) -> Path:
    """A configuration whose warehouse holds twelve projects scored at two instants."""
    (tmp_path / "data").mkdir()
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse, warehouse.transaction():
        compared.fill(warehouse, 12)
    return write("")


@pytest.fixture
def few(tmp_path: Path, write: Callable[[str], Path], compared: Any) -> Callable[..., Path]:
    """The same with just the projects given: name → value of every figure, None: unknown."""

    def made(projects: dict[str, dict[str, float | None]], text: str = "") -> Path:
        (tmp_path / "data").mkdir()
        path = tmp_path / "data" / "warehouse.duckdb"
        with Warehouse(path) as warehouse, warehouse.transaction():
            compared.define(warehouse)
            for name, values in projects.items():
                compared.put(warehouse, name, {**dict.fromkeys(compared.COMPARED), **values})
        return write(text)

    return made


def compared_by(capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[int, dict[str, Any]]:
    code = run(["compare", *typed, "--json"])
    return code, json.loads(capsys.readouterr().out)


def found(capsys: pytest.CaptureFixture[str], *typed: str) -> dict[str, Any]:
    code, told = compared_by(capsys, *typed)
    assert code == failures.COMPLETE, told["error"]
    return told["comparison"]


def test_the_file_says_what_the_command_says_and_keeps_its_bytes(
    many: Path, capsys: pytest.CaptureFixture[str], root: Path
) -> None:
    code, told = compared_by(capsys)
    assert code == failures.COMPLETE
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, schema)
    path = Path("evidence/比较/比较.json")
    first = path.read_bytes()
    assert json.loads(first)["digest"] == told["comparison"]["digest"]
    assert run(["compare", "--quiet"]) == failures.COMPLETE
    assert path.read_bytes() == first


def test_figures_and_ids_are_those_of_the_evidence_tables(
    demo_folder: Path, write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write(f"[warehouse]\nfolder = {json.dumps(str(demo_folder / 'data'))}\n")
    told = found(capsys)
    assert [one["name"] for one in told["projects"]] == ["澜图 LanTu", "青禾 QingHe"]
    for one in told["projects"]:
        path = demo_folder / "evidence" / one["name"] / "证据表.json"
        report = json.loads(path.read_text(encoding="utf-8"))
        rows = {row["evidence_id"]: row for table in report["tables"] for row in table["rows"]}
        for criterion, cell in zip(told["criteria"], one["cells"], strict=True):
            row = rows[cell["evidence_id"]]
            assert (row["metric_id"], row["part"]) == (criterion["metric_id"], "")
            for key in ("value", "value_text", "completeness", "n"):
                assert row[key] == cell[key]
            assert (row["sha256"], row["source_count"]) == (cell["digest"], cell["answers"])
            for part in cell["parts"]:
                assert rows[part["evidence_id"]]["value"] == part["value"]
        stars = rows[one["star_evidence_id"]]
        assert stars["value_text"].split(" ")[0] == one["star_grade"]
    with Warehouse(demo_folder / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        scored = warehouse.query("SELECT project_id, value, unknown_share FROM project_score")
    shown = {one["project_id"]: (one["score"], one["unknown_share"]) for one in told["projects"]}
    assert {row["project_id"]: (row["value"], row["unknown_share"]) for row in scored} == shown


def test_rows_of_a_cell_are_those_trace_looks_at(
    demo_folder: Path, write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write(f"[warehouse]\nfolder = {json.dumps(str(demo_folder / 'data'))}\n")
    told = found(capsys)
    with Warehouse(demo_folder / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        at = warehouse.query("SELECT max(as_of) AS at FROM measurement")[0]["at"]
        reports = {
            p.project_id: loading.load(warehouse, p, at) for p in loading.projects(warehouse)
        }
        for one in told["projects"]:
            report = reports[one["project_id"]]
            rows = {row.evidence_id: row for row in report.rows()}
            for cell in one["cells"]:
                row = rows[cell["evidence_id"]]
                held = next(d for d in report.definitions if d.metric_id == row.metric_id)
                tables = [t for t in considered(warehouse, report, row, held, 2) if t.rows]
                shown = [(t["table"], t["rows"], [x["repo_id"] for x in t["first"]])
                         for t in cell["seen"]]  # fmt: skip
                assert shown == [(t.table, t.rows, [x.repo_id for x in t.shown]) for t in tables]


def test_the_command_of_a_cell_checks_it_again(
    demo_folder: Path, write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    import shlex

    write(f"[warehouse]\nfolder = {json.dumps(str(demo_folder / 'data'))}\n")
    cell = found(capsys)["projects"][0]["cells"][0]
    typed = shlex.split(cell["command"])
    assert run([*typed[1:], "--json"]) == failures.COMPLETE
    figure = json.loads(capsys.readouterr().out)["trace"]["figure"]
    assert (figure["evidence_id"], figure["value"]) == (cell["evidence_id"], cell["value"])


def test_who_is_unknown_in_too_much_comes_last_without_a_rank(
    few: Callable[..., Path], capsys: pytest.CaptureFixture[str], compared: Any
) -> None:
    full = dict.fromkeys(compared.COMPARED, 10.0)
    most = {"commits": None, "discussion_acts": None, "stars": None}
    few({"low": dict.fromkeys(full, 2.0), "high": full, "lost": {**full, **most}})
    told = found(capsys)
    assert [(one["name"], one["rank"]) for one in told["projects"]] == [
        ("high", 1), ("low", 2), ("lost", None)]  # fmt: skip
    lost = told["projects"][2]
    assert lost["unknown_share"] == pytest.approx(0.48)
    assert (lost["score"], lost["rank_low"], lost["rank_high"]) == (None, None, None)
    assert all("lost" not in pair[:2] for pair in told["unseparable"])


def test_typed_weights_go_over_configured_ones_and_those_over_the_suggested(
    few: Callable[..., Path], capsys: pytest.CaptureFixture[str], write: Callable[[str], Path]
) -> None:
    few({"one": {"stars": 5.0}})

    def weights(*typed: str) -> dict[str, float]:
        told = found(capsys, *typed)
        return {one["criterion_id"]: one["weight"] for one in told["criteria"]}

    usual = {one.id: one.weight for one in standard().indicators}
    assert weights() == usual
    suggested = weights("--policy", "nanshan-project", "one")
    assert suggested["commits"] == 0.28
    write("[scoring.weights]\nstars = 0.3\n")
    assert weights("--policy", "nanshan-project") == {**usual, "stars": 0.3}
    assert weights("-w", "forks=0.2", "-w", "stars=0.25") == {
        **usual, "stars": 0.25, "forks": 0.2}  # fmt: skip


def test_presets_say_whose_they_are(many: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = found(capsys)
    origins = {one["preset_id"]: one["origin"] for one in told["presets"]}
    assert origins.pop("standard") == "源证"
    assert origins
    assert set(origins.values()) == {"源证建议，条文没有写权重"}
    [standard_one] = [one for one in told["presets"] if one["preset_id"] == told["preset_id"]]
    for key in ("rank", "score"):
        assert standard_one[f"{key}s"] == [one[key] for one in told["projects"]]
    assert standard_one["ranks_low"] == [one["rank_low"] for one in told["projects"]]


def test_what_changed_since_the_instant_before(
    many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = found(capsys)
    assert told["previous_as_of"] == "2026-10-01T00:00:00+08:00"
    before = found(capsys, "--as-of", "2026-09-30")
    scores = {one["project_id"]: (one["score"], one["rank"]) for one in before["projects"]}
    for one in told["projects"]:
        assert (one["previous_score"], one["previous_rank"]) == scores[one["project_id"]]
    assert before["previous_as_of"] is None
    assert {one["previous_score"] for one in before["projects"]} == {None}


def test_a_figure_of_another_version_is_not_compared_with_now(
    many: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        warehouse.execute(
            "UPDATE measurement SET version = 99 WHERE as_of < '2026-10-15'"
            " AND metric_id IN ('commits', 'discussion_acts', 'stars')"
        )
    told = found(capsys)
    assert {one["previous_score"] for one in told["projects"]} == {None}


@pytest.mark.parametrize(
    ("column", "words"),
    [("version = 99", "用第 99 版口径算的"),
     ("window_from = window_from - INTERVAL 1 DAY", "统计期不是现在设定的")],
)  # fmt: skip
def test_figures_of_another_definition_or_window_stand_beside_no_others(
    many: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, column: str, words: str
) -> None:
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        warehouse.execute(
            f"UPDATE measurement SET {column} WHERE metric_id = 'commits' AND part = ''"
            " AND project_id = 'project-005'"
        )
    told = found(capsys)
    place = [one["criterion_id"] for one in told["criteria"]].index("commits")
    for one in told["projects"]:
        cell = one["cells"][place]
        if one["project_id"] == "project-005":
            assert (cell["value"], cell["points"]) == (None, None)
            assert cell["completeness"] == "not_observable"  # no sign of 完整 beside 未知
            assert words in cell["reason"]
            assert one["unknown_share"] >= 0.18
            assert "有 1 个数字是用另一版口径" in told["notes"][0]
        else:
            assert words not in (cell["reason"] or "")


def test_other_definitions_are_told_with_their_tau(
    many: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert found(capsys)["tau"]["提交数只计代码"] is None  # nobody knows it
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        warehouse.execute(
            "UPDATE measurement SET part = 'code' WHERE metric_id = 'commits'"
            " AND part LIKE 'github:%'"
        )
    tau = found(capsys)["tau"]["提交数只计代码"]
    assert tau is not None
    assert tau < 1


def test_the_digest_is_of_all_the_rest(many: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = found(capsys)
    rest = {key: value for key, value in told.items() if key != "digest"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sha256(text.encode()).hexdigest() == told["digest"]


def test_a_warehouse_scored_by_an_older_version_is_to_be_scored_again(
    many: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        warehouse.execute("DELETE FROM metric WHERE metric_id = 'credited_contributors'")
    assert run(["compare"]) == failures.WRONG
    assert "请重新运行 yuanzheng score" in capsys.readouterr().err


def test_projects_that_were_not_scored_then_are_named(
    many: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        warehouse.execute(
            "DELETE FROM measurement WHERE project_id = 'project-003' AND as_of > '2026-10-15'"
        )
    code, told = compared_by(capsys)
    assert code == failures.PARTIAL
    assert len(told["comparison"]["projects"]) == 11
    assert "项目 003" in told["comparison"]["notes"][0]


def test_projects_of_the_configuration_that_cannot_be_read_are_named(
    many: Path, capsys: pytest.CaptureFixture[str], write: Callable[[str], Path], clone: Path
) -> None:
    good = f'[[project]]\nname = "project 001"\nrepositories = [{json.dumps(str(clone))}]\n'
    write(good + '[[project]]\nname = "坏的"\nrepositories = ["https://github.com/"]\n')
    code, told = compared_by(capsys)
    assert code == failures.PARTIAL
    assert [one["project_id"] for one in told["comparison"]["projects"]] == ["project-001"]
    assert "坏的" in " ".join(told["comparison"]["notes"])


def test_reports_that_are_there_are_linked_where_they_are_of_the_same_instant(
    many: Path, capsys: pytest.CaptureFixture[str], write: Callable[[str], Path]
) -> None:
    write('[reports]\nformats = ["html"]\n')
    held = {"2026-10-31": "../%E9%A1%B9%E7%9B%AE%20004", "2026-09-30": None}
    Path("evidence/项目 003").mkdir(parents=True)  # as where reports have no pages
    for day in reversed(held):  # ids in a report of another day are those of other figures
        run(["report", "项目 004", "--as-of", day, "--quiet"])
        assert Path("evidence/项目 004/证据表.html").is_file()
        told = found(capsys, "--as-of", "2026-10-31")
        links = {one["project_id"]: one["report_href"] for one in told["projects"]}
        assert links.pop("project-004") == held[day]
        assert set(links.values()) == {None}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["-w", "stars"], "stars=0.2"),
        (["-w", "stars=-1"], "stars=0.2"),
        (["-w", "star=0.1"], "最接近的是 stars"),
        (["-w", "people=0.5"], "按人数的权重太大"),
        (["--policy", "nanshan"], "没有政策“nanshan”"),
        (["--policy", "futian-2022"], "没有对照政策 futian-2022 的项目"),
        (["没有的项目"], "数据仓库里没有项目“没有的项目”"),
        (["--as-of", "2026-01-31"], "还没有计算过"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    many: Path, capsys: pytest.CaptureFixture[str], typed: list[str], words: str
) -> None:
    assert run(["compare", *typed]) != failures.COMPLETE
    said = capsys.readouterr()
    assert words in said.err
    assert not Path("evidence/比较").exists()


def widest(text: str) -> int:
    from yuanzheng.widths import columns

    return max(columns(line) for line in text.splitlines() if "比较：" not in line)


HOSTILE = "\x1b[31m甲\u202e" + "很长的项目名称" * 12


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_the_terminal_is_not_wider_than_it_is(
    few: Callable[..., Path], capsys: pytest.CaptureFixture[str], compared: Any,
    monkeypatch: pytest.MonkeyPatch, width: int,
) -> None:  # fmt: skip
    full = dict.fromkeys(compared.COMPARED, 10.0)
    few({HOSTILE: full, "乙": {**full, "stars": 20.0}, "丙": {"stars": 1.0}})
    monkeypatch.setenv("COLUMNS", str(width))
    for typed in ([], ["--explain", HOSTILE, "乙"], ["--explain", "丙", "乙"]):
        assert run(["compare", *typed]) == failures.COMPLETE
        said = capsys.readouterr().out
        assert widest(said) <= width
        assert "\x1b" not in said
        assert "\u202e" not in said
        # folded, never cut
        letters = "".join(char for char in said if char in "很长的项目名称甲")
        assert typed[1:2] == ["丙"] or "很长的项目名称" * 12 in letters


def test_intervals_unknowns_and_pairs_are_said(
    many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = found(capsys)
    assert run(["compare"]) == failures.COMPLETE
    said = capsys.readouterr().out
    first = told["projects"][0]
    low, high = first["rank_low"], first["rank_high"]
    assert (f"1（{low}）" if low == high else f"1（{low}–{high}）") in said
    assert "分不出先后" in said
    assert "示例数据" in said
    assert "上次：截止 2026-10-01" in said


def test_explaining_says_what_adds_up_and_what_is_unknown(
    few: Callable[..., Path], capsys: pytest.CaptureFixture[str], compared: Any
) -> None:
    full = dict.fromkeys(compared.COMPARED, 10.0)
    few({"甲": {**full, "commits": 500.0}, "乙": {**full, "releases": None}})
    code, told = compared_by(capsys, "--explain", "乙", "甲")
    assert code == failures.COMPLETE
    why = told["explained"]
    assert (why["first"], why["second"]) == ("甲", "乙")
    assert why["shares"][0]["criterion_id"] == "commits"
    assert why["unknown"] == {"甲": [], "乙": [5]}
    assert run(["compare", "--explain", "甲", "乙"]) == failures.COMPLETE
    said = capsys.readouterr().out
    assert "前者是后者的" in said
    assert "“乙”未知的：版本发布数" in said
    assert "怎样会变" in said


def test_explaining_tells_no_weight_that_does_not_do_it(
    few: Callable[..., Path], capsys: pytest.CaptureFixture[str], compared: Any
) -> None:
    full = dict.fromkeys(compared.COMPARED, 10.0)
    few({"甲": {**full, "discussion_acts": 4000.0}, "乙": {**full, "discussion_acts": 882.0}})
    typed = [f"-w{one.id}=0" for one in standard().indicators if one.id != "discussion"]
    code, told = compared_by(capsys, *typed, "--explain", "甲", "乙")
    assert code == failures.COMPLETE
    assert told["explained"]["shifts"] == []  # nothing else has weight


@pytest.mark.parametrize("weight", ["people=0.001", "stars=0.000000001", "commits=999999999"])
def test_explaining_bears_weights_far_apart(
    few: Callable[..., Path], capsys: pytest.CaptureFixture[str], compared: Any, weight: str
) -> None:
    most = {metric: float(cap) for metric, cap in compared.COMPARED.items()}
    few({"甲": most, "乙": dict.fromkeys(most, 5.0)})
    code, told = compared_by(capsys, "-w", weight, "--explain", "甲", "乙")
    assert code == failures.COMPLETE
    assert told["explained"]["ratio"] > 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [(["甲", "丙"], "没有比较项目“丙”"), (["甲", "甲"], "两个不同的项目")],
)
def test_only_two_that_are_compared_can_be_explained(
    few: Callable[..., Path], capsys: pytest.CaptureFixture[str], typed: list[str], words: str
) -> None:
    few({"甲": {"stars": 5.0}, "乙": {"stars": 6.0}})
    assert run(["compare", "--explain", *typed]) != failures.COMPLETE
    assert words in capsys.readouterr().err


def test_the_page_carries_the_figures_of_the_file(
    many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = found(capsys)
    page = Path("evidence/比较/比较.html").read_text(encoding="utf-8")
    block = page.split('id="data">')[1].split("</script>")[0]
    shown = json.loads(block)
    assert shown["digest"] == told["digest"]
    assert [[cell["value"] for cell in one["cells"]] for one in shown["projects"]] == [
        [cell["value"] for cell in one["cells"]] for one in told["projects"]
    ]
    for one in told["projects"]:
        assert one["score"] is None or f"{one['score']:.2f}" in page


def test_a_rank_outside_its_own_interval_is_explained_where_it_is_seen(
    few: Callable[..., Path], capsys: pytest.CaptureFixture[str], compared: Any
) -> None:
    most = {metric: float(cap) for metric, cap in compared.COMPARED.items()}
    good = {metric: 10 * value for metric, value in most.items()} | {"releases": 20.0}
    few({"沉默": {**most, "commits": None, "discussion_acts": None}}
        | {f"齐全{number}": good for number in range(6)})  # fmt: skip
    first = found(capsys)["projects"][0]
    assert (first["name"], first["rank"]) == ("沉默", 1)
    assert first["rank_low"] > 1
    assert run(["compare"]) == failures.COMPLETE
    said = "".join(capsys.readouterr().out.split())
    assert "名次在自己的区间之外：沉默、" in said
    assert "说先后时看区间" in said
    page = Path("evidence/比较/比较.html").read_text(encoding="utf-8")
    assert page.count(">名次在区间外</span>") == 7  # those it does not really lead, too


def test_shares_of_unknown_are_not_rounded_onto_the_limit_or_to_nothing(
    few: Callable[..., Path], capsys: pytest.CaptureFixture[str], compared: Any
) -> None:
    full = dict.fromkeys(compared.COMPARED, 10.0)
    lost = dict.fromkeys(("commits", "discussion_acts"))
    few({"甲": {**full, "releases": None}, "乙": {**full, **lost}})
    weights = dict.fromkeys((one.id for one in standard().indicators), 0.1)
    weights |= {"releases": 0.004, "people": 0.04, "commits": 0.15, "discussion": 0.15}
    typed = [f"--weight={name}={weight}" for name, weight in weights.items()]
    assert run(["compare", *typed]) == failures.COMPLETE
    said = "".join(capsys.readouterr().out.split())
    assert "（未知占比40.3%）" in said
    assert "0.5%" in said


def test_the_index_leads_to_the_comparison_whichever_is_written_first(
    many: Path, write: Callable[[str], Path]
) -> None:
    write('[reports]\nformats = ["json"]\n')
    index, link = Path("evidence/index.html"), "./%E6%AF%94%E8%BE%83/%E6%AF%94%E8%BE%83.html"
    assert run(["report", "--quiet"]) == failures.COMPLETE
    before = index.read_bytes()
    assert link.encode() not in before
    assert run(["compare", "--quiet"]) == failures.COMPLETE
    linked = index.read_bytes()
    assert linked.count(f'href="{link}"'.encode()) == 1
    assert run(["compare", "--quiet"]) == failures.COMPLETE
    assert index.read_bytes() == linked
    assert run(["report", "--quiet"]) == failures.COMPLETE
    assert index.read_bytes() == linked


def test_a_name_of_two_projects_takes_neither_by_chance(
    many: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        warehouse.execute("UPDATE project SET name = '同名' WHERE project_id < 'project-002'")
    other = "项目 005"
    for typed in (["同名", other], ["--explain", "同名", other]):
        assert run(["compare", *typed]) == 1
        said = capsys.readouterr().err
        assert "有 2 个项目都叫“同名”" in said
        assert "project-000、project-001" in said
    assert run(["compare", "--explain", "project-000", other]) == failures.COMPLETE


def test_a_weight_typed_twice_is_not_guessed(
    many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", "--weight", "stars=0.2", "--weight", "stars=0.1"]) == failures.USAGE
    assert "stars 写了两次" in capsys.readouterr().err


def test_a_project_scored_alone_in_between_is_not_what_the_others_stood_at(
    many: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The night's change is since the night before, and nobody was the first of one."""
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        warehouse.execute(
            "INSERT INTO measurement BY NAME SELECT * REPLACE (as_of - INTERVAL 1 DAY AS as_of,"
            " window_from - INTERVAL 1 DAY AS window_from, window_to - INTERVAL 1 DAY AS window_to)"
            " FROM measurement WHERE project_id = 'project-003' AND as_of > '2026-10-15'"
        )
    told = found(capsys)
    assert told["previous_as_of"] == "2026-10-01T00:00:00+08:00"
    before = {
        one["project_id"]: one["rank"] for one in found(capsys, "--as-of", "2026-09-30")["projects"]
    }
    assert {one["project_id"]: one["previous_rank"] for one in told["projects"]} == before


def test_a_place_among_fewer_projects_is_none_among_these(
    many: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        warehouse.execute(
            "DELETE FROM measurement WHERE as_of < '2026-10-15' AND project_id > 'project-004'"
        )
    told = found(capsys)
    scores = {one["project_id"]: one["previous_score"] for one in told["projects"]}
    assert {one for one, score in scores.items() if score is None} == {
        f"project-{number:03}" for number in range(5, 12)}  # fmt: skip
    assert {one["previous_rank"] for one in told["projects"]} == {None}
    run(["compare"])
    said = capsys.readouterr().out
    assert "上次第" not in said
    assert "上次：截止 2026-10-01" in said
