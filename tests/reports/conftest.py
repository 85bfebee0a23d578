"""A small frozen warehouse for the reports: one ordinary project, one hostile, one without data."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import licence_sample
import third_party_sample

from reports import run
from reports.settings import ReportSettings
from warehouse.store import Warehouse

AS_OF = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)  # 2026-11-19 00:00 in Beijing
FROM = AS_OF - timedelta(days=365)
REPO, MIRROR = "github:gangwan/openharbor", "gitee:gangwan/openharbor"
EVIL_REPO = "github:evil/evil"

HOSTILE = {
    "html": '<script>alert("x")</script><img src=http://evil.example/x.png onerror=alert(1)>',
    "close": "</script></style></title>--><h1>over</h1>",
    "formula": "=1+1",
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "full_width": "＝HYPERLINK(1)",
    "tab": "\t=2+5",
    "return": "\r=2+5",
    "rtl": "abc\u202egpj.exe\u2066\u200b",
    "terminal": "\x1b[31mred\x1b]0;title\x07\x9b31m",
    "rare": "𠮷野家 🚀 👩\u200d💻",
    "markdown": "a|b `c` *d* _e_ [f](javascript:alert(1)) ![g](http://evil.example/g.png)",
    "excel_escape": "_x0041_ literal",
    "long": "长" * 100_000,
    "lines": "first\r\nsecond\nthird",
}


def answer(number: int, repo: str = REPO, **changes: Any) -> dict[str, Any]:
    body = sha256(str(number).encode()).hexdigest()
    return {
        "answer_id": f"{number:032x}", "repo_id": repo, "stream": "commits",
        "url": f"https://api.github.com/repos/gangwan/openharbor/commits?page={number}",
        "status": 200, "fetched_at": (AS_OF - timedelta(hours=12, seconds=-number)).isoformat(),
        "sha256": body, "bytes": 1000 + number, "content_type": "application/json",
        "warc_file": "2026-11.warc.gz", "warc_record": f"<urn:uuid:{number}>", **changes,
    }  # fmt: skip


def metric(metric_id: str, table: str, order: int, **changes: Any) -> dict[str, Any]:
    return {
        "metric_id": metric_id, "version": 1, "title": metric_id, "question": "有多少？",
        "definition": f"{metric_id} 的完整定义。", "unit": "人", "window_days": 365,
        "needs": ["commits"], "evidence_table": table, "sort_order": order,
        "sql_text": f"SELECT 1 -- {metric_id}",
        "sql_sha256": sha256(metric_id.encode()).hexdigest(),
        **changes,
    }  # fmt: skip


def measurement(metric_id: str, value: float | None, **changes: Any) -> dict[str, Any]:
    return {
        "as_of": AS_OF.isoformat(), "project_id": "harbor", "metric_id": metric_id, "version": 1,
        "part": "", "part_title": "", "month": None, "value": value, "value_text": None, "n": 10,
        "window_from": FROM.isoformat(), "window_to": AS_OF.isoformat(),
        "completeness": "complete", "completeness_reason": None, **changes,
    }  # fmt: skip


def finding(clause_id: str, outcome: str, **changes: Any) -> dict[str, Any]:
    return {
        "as_of": AS_OF.isoformat(), "project_id": "harbor", "policy_id": "nanshan-project",
        "clause_id": clause_id, "sort_order": 1, "title": f"要求 {clause_id}", "quote": "原文",
        "level": "必须", "outcome": outcome, "reason": f"{clause_id} 的理由", "threshold": None,
        "evidence_table": "活跃贡献者", **changes,
    }  # fmt: skip


def rests_on(clause_id: str, metric_id: str, part: str = "", **changes: Any) -> dict[str, Any]:
    return {
        "as_of": AS_OF.isoformat(), "project_id": "harbor", "policy_id": "nanshan-project",
        "clause_id": clause_id, "metric_id": metric_id, "part": part, "sort_order": 1, **changes,
    }  # fmt: skip


def source(
    metric_id: str, number: int, repo: str = REPO, project: str = "harbor"
) -> dict[str, Any]:
    return {
        "as_of": AS_OF.isoformat(), "project_id": project, "metric_id": metric_id,
        "repo_id": repo, "answer_id": f"{number:032x}",
    }  # fmt: skip


def project(project_id: str, name: str, **changes: Any) -> dict[str, Any]:
    return {
        "project_id": project_id, "name": name, "applicant": "深圳示例科技有限公司",
        "policies": ["nanshan-project"], "sample": True, **changes,
    }  # fmt: skip


def repo(project_id: str, repo_id: str, url: str) -> dict[str, Any]:
    return {
        "project_id": project_id, "repo_id": repo_id, "platform": repo_id.partition(":")[0],
        "kind": "repository", "url": url,
    }  # fmt: skip


def fact(repo_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "repo_id": repo_id, "platform_id": "1", "full_name": "gangwan/OpenHarbor",
        "description": "数据平台，联系 someone@example.com 或 13800138000", "homepage": None,
        "language": "Python", "topics": ["data"], "licence_field": "apache-2.0",
        "default_branch": "main", "is_fork": False, "is_archived": False, "is_private": False,
        "created_at": "2021-03-01T02:00:00Z", "pushed_at": "2026-11-17T02:00:00Z",
        "updated_at": "2026-11-17T02:00:00Z", "key": repo_id, "content_hash": "1",
        "answer_id": f"{1:032x}", "observed_at": "2026-11-18T04:00:00Z", "closed_at": None,
        **changes,
    }  # fmt: skip


def state(repo_id: str, stream: str, grade: str = "complete", **changes: Any) -> dict[str, Any]:
    return {
        "repo_id": repo_id, "stream": stream, "grade": grade, "code": None, "reason": None,
        "expected": 10, "got": 10, "since": "2026-11-18T04:00:00Z", **changes,
    }  # fmt: skip


def licence(repo_id: str, place: str, expression: str, **changes: Any) -> dict[str, Any]:
    return {
        "repo_id": repo_id, "place": place, "path": "LICENSE", "expression": expression,
        "status": "exact", "osi": "yes", "fsf": "yes", "similarity": 0.98, "line": 1,
        "excerpt": "Apache License, Version 2.0", "list_version": "3.26",
        "answer_id": f"{5:032x}", **changes,
    }  # fmt: skip


def verdict(repo_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "repo_id": repo_id, "declared": "MIT", "concluded": "Apache-2.0", "osi": "yes",
        "fsf": "yes", "in_repository": "yes", "in_documents": "unknown", "agreement": "conflict",
        "verdict": "conflict", "reason": "许可证文件与清单文件说法不同", "list_version": "3.26",
        **changes,
    }  # fmt: skip


PEOPLE, STARS, LICENCE = "active_people", "star_count", "licence_text"


def tables() -> dict[str, list[dict[str, Any]]]:
    """Table → rows of the frozen sample."""
    hostile = list(HOSTILE.values())
    return {
        "project": [
            project("harbor", "港湾数据平台 OpenHarbor"),
            project("evil", "../../<b>恶意</b>|项目\u202e", applicant=HOSTILE["html"]),
            project("empty", "还没有数据的项目", sample=False, applicant=None),
        ],
        "project_repo": [
            repo("harbor", REPO, "https://github.com/gangwan/OpenHarbor"),
            repo("harbor", MIRROR, "https://gitee.com/gangwan/OpenHarbor"),
            repo("evil", EVIL_REPO, "javascript:alert(1)"),
        ],
        "repo_fact": [
            fact(REPO),
            fact(EVIL_REPO, full_name=HOSTILE["close"], description=HOSTILE["rtl"]),
        ],
        "policy": [
            {"policy_id": "nanshan-project", "title": "南山区开源项目研发类", "issuer": "南山区",
             "source_sha256": "a" * 64},
            {"policy_id": "other", "title": "另一项政策", "issuer": "某市",
             "source_sha256": "b" * 64},
        ],
        "answer": [
            *(answer(number) for number in range(1, 6)),
            answer(6, MIRROR, url="https://gitee.com/api/v5/repos/gangwan/openharbor",
                   stream="repository"),
            answer(7, EVIL_REPO, url="javascript:alert(document.domain)"),
            answer(8, EVIL_REPO, url='https://evil.example/"><script>alert(1)</script>',
                   status=None),
        ],
        "metric": [
            metric(PEOPLE, "活跃贡献者", 1, title="活跃贡献者", part_unit="人次",
                   needs=["commits", "issues"]),
            metric("ratio", "活跃贡献者", 2, title="前十占比", unit="", needs=[]),
            metric(STARS, "星标数与Fork数", 1, title="星标数", unit="个", window_days=None),
            metric(LICENCE, "开源协议", 1, title="许可证", unit=""),
            metric("response", "社区运营", 1, title="响应时间中位数", unit="小时"),
            *(
                metric(f"evil_{index:02}", text[:40] if index == 1 else "活跃贡献者", index,
                       title=text, unit=text[:9], definition=text, sql_text=text)
                for index, text in enumerate(hostile)
            ),
        ],
        "measurement": [
            measurement(PEOPLE, 183, n=1234),
            measurement(PEOPLE, 0, part="docs", part_title="文档贡献", n=0),
            measurement(PEOPLE, None, part="discussion", part_title="Issue讨论", n=None,
                        completeness="not_observable", completeness_reason="没有令牌，看不到讨论"),
            *(
                measurement(PEOPLE, value, month=month, n=5)
                for month, value in (("2026-01-01", 12), ("2026-02-01", 0), ("2026-04-01", 15))
            ),
            measurement("ratio", 1 / 3, completeness="partial", completeness_reason="缺 2 页"),
            measurement(STARS, 14730, window_from=None),
            measurement(STARS, 14000, part=REPO, part_title="GitHub 仓库", window_from=None),
            measurement(STARS, 730, part=MIRROR, part_title="Gitee 仓库", window_from=None),
            measurement(LICENCE, None, value_text="Apache-2.0"),
            measurement("response", None, n=0),
            *(
                measurement(f"evil_{index:02}", index + 0.5, project_id="evil",
                            part_title=text, part=f"p{index}", completeness="partial",
                            completeness_reason=text)
                for index, text in enumerate(hostile)
            ),
            measurement("evil_00", None, project_id="evil", value_text=HOSTILE["formula"]),
        ],
        "measurement_source": [
            *(source(PEOPLE, number) for number in (3, 1, 2)),
            source("ratio", 4),
            source(STARS, 5),
            source(STARS, 6, MIRROR),
            source(LICENCE, 99),
            source("evil_00", 7, EVIL_REPO, "evil"),
            source("evil_01", 8, EVIL_REPO, "evil"),
        ],
        "finding": [
            finding("二1", "满足", sort_order=1, quote="活跃贡献者较多",
                    threshold="≥ 100 人（评审设定）"),
            finding("二2", "需人工佐证", sort_order=2, evidence_table="星标数与Fork数",
                    level="择优"),
            finding("三", "数据不足", sort_order=3, evidence_table="开源协议",
                    title="无知识产权纠纷"),
            finding("四", "不满足", sort_order=4, policy_id="other"),
            *(
                finding(f"{index}{text[:20]}", "需人工佐证", project_id="evil", title=text,
                        quote=text, reason=text, threshold=text, sort_order=index)
                for index, text in enumerate(hostile)
            ),
        ],
        "finding_metric": [
            rests_on("二1", PEOPLE),
            rests_on("二1", PEOPLE, "docs"),
            rests_on("二2", STARS),
            rests_on("二2", PEOPLE),
            rests_on("四", "ratio", policy_id="other"),
            rests_on("四", "never_measured", policy_id="other"),
        ],
        "licence_finding": [
            licence(REPO, "file", "Apache-2.0"),
            licence(REPO, "manifest", "MIT", path="pyproject.toml", line=12, similarity=None,
                    status="mention", excerpt='license = "MIT"'),
            licence(EVIL_REPO, "readme", "NOASSERTION", excerpt=HOSTILE["html"],
                    path=HOSTILE["rtl"]),
        ],
        "licence_verdict": [verdict(REPO), verdict(EVIL_REPO, reason=HOSTILE["close"])],
        "licence_comparison": licence_sample.comparisons(REPO, EVIL_REPO, HOSTILE),
        "licence_change": licence_sample.changes(REPO, EVIL_REPO, HOSTILE),
        "third_party": third_party_sample.rows(REPO, EVIL_REPO, HOSTILE),
        "stream_state": [
            state(REPO, "commits"),
            state(REPO, "issues", "partial", code="cut", reason="平台只给出前 1000 条",
                  expected=5000, got=1000),
            state(MIRROR, "commits", "not_observable", code="refused", reason="平台拒绝",
                  expected=None, got=0),
            state(EVIL_REPO, "releases"),
            state(EVIL_REPO, HOSTILE["html"], "not_observable", reason=HOSTILE["terminal"]),
        ],
    }  # fmt: skip


@pytest.fixture
def insert(warehouse: Warehouse) -> Callable[[dict[str, list[dict[str, Any]]]], None]:
    def into(rows: dict[str, list[dict[str, Any]]]) -> None:
        for table, found in rows.items():
            warehouse.replace(table, found, {})

    return into


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The frozen sample: its warehouse file, and an evidence folder in every format."""
    folder = tmp_path_factory.mktemp("reports")
    database, out = folder / "warehouse.duckdb", folder / "evidence"
    with Warehouse(database) as opened:
        for table, rows in tables().items():
            opened.replace(table, rows, {})
        written = run.write(opened, as_of=AS_OF, out=out, settings=ReportSettings())
    folders = {path.name: path for path in out.iterdir() if path.is_dir()}
    evil = next(path for name, path in folders.items() if "恶意" in name)
    return SimpleNamespace(
        database=database, out=out, written=written, as_of=AS_OF, hostile=HOSTILE,
        harbor=folders["港湾数据平台 OpenHarbor"], empty=folders["还没有数据的项目"], evil=evil,
    )  # fmt: skip


@pytest.fixture
def rewrite(sample: SimpleNamespace, tmp_path: Path) -> Callable[..., Path]:
    """Writes the frozen sample once more, into a folder of its own."""

    def again(**changes: Any) -> Path:
        out = tmp_path / "again"
        asked = {"as_of": AS_OF, "out": out, "settings": ReportSettings(), **changes}
        with Warehouse(sample.database, read_only=True) as opened:
            run.write(opened, **asked)
        return out

    return again
