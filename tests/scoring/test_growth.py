"""Evidence on the growth of stars and forks: histories small enough to see through."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scoring.growth.run import conclude, parameters
from scoring.metric_files import by_id

GH, GE, HUB = "github:o/p", "gitee:o/p", "huggingface:o/m"
FIRST, AS_OF_DAY = date(2025, 1, 1), date(2026, 1, 11)
LENGTH = (AS_OF_DAY - FIRST).days
At = Callable[[str], datetime]
Days = Mapping[int, int]
_STARS = """INSERT INTO star_day BY NAME SELECT $repo AS repo_id,
  $first::DATE + unnest(range(len($stars)))::INTEGER AS day, unnest($stars) AS stars, 'k' AS key,
  'h' AS content_hash, 'a' AS answer_id, TIMESTAMPTZ '2026-01-01' AS observed_at"""


@pytest.fixture
def grown(town: Any, as_of: datetime, at: At) -> Callable[..., Any]:
    """Two stars a day, `more` on some days since `FIRST`; forks by day likewise."""

    def make(more: Days, forks: Days, *, usual: int = 2, born: str = "2024-01-01") -> Any:
        town.project("p", GH)
        town.state(GH)
        town.record("repo_fact", repo_id=GH, created_at=at(born))
        stars = [usual + more.get(number, 0) for number in range(LENGTH)]
        town.warehouse.execute(_STARS, {"repo": GH, "first": FIRST, "stars": stars})
        for number in (day for day, many in forks.items() for _ in range(many)):
            when = at(f"{FIRST + timedelta(days=number)}T12:00")
            town.record("fork", repo_id=GH, created_at=when)
        conclude(town.warehouse, as_of)
        return town

    return make


def grade(town: Any, repo: str = GH, series: str = "stars") -> str:
    [row] = town.warehouse.query(
        "SELECT grade FROM growth_grade WHERE repo_id = $repo AND series = $series",
        {"repo": repo, "series": series},
    )
    return str(row["grade"])


def signs(town: Any, repo: str = GH, series: str = "stars") -> dict[str, tuple[Any, str]]:
    rows = town.warehouse.query(
        "SELECT * FROM growth_sign WHERE repo_id = $repo AND series = $series",
        {"repo": repo, "series": series},
    )
    return {row["sign"]: (row["value"], row["level"]) for row in rows}


def bursts(town: Any, what: str = "burst") -> list[dict[str, Any]]:
    sql = "FROM growth_burst WHERE what = $what AND series = 'stars' ORDER BY from_day"
    return list(town.warehouse.query(sql, {"what": what}))


SOME_FORKS = dict.fromkeys(range(0, LENGTH, 5), 1)
BURST = {200: 60, 201: 80, 202: 40}


def test_a_burst_without_anything_beside_it_is_to_be_explained(grown: Any) -> None:
    town = grown(BURST, SOME_FORKS)
    [burst] = bursts(town)
    assert (burst["from_day"], burst["to_day"]) == (date(2025, 7, 20), date(2025, 7, 22))
    assert (burst["n"], burst["usual"], burst["excess"]) == (186, 2, 180)
    total = 2 * LENGTH + 180 - 2 * 30
    assert burst["share"] == pytest.approx(180 / total)
    assert (burst["echo"], burst["releases"], burst["explained"]) == (3, 0, "none")
    assert signs(town)["bursts"] == (1, "explain")
    assert grade(town) == "C"


def test_the_same_burst_with_forks_is_explained(grown: Any) -> None:
    town = grown(BURST, {**SOME_FORKS, 201: 9, 203: 6})
    [burst] = bursts(town)
    assert burst["explained"] == "crowd"
    assert grade(town) == "A"


def test_of_days_that_have_not_come_yet_nothing_is_usual(grown: Any) -> None:
    """A burst of yesterday stands against the usual of the days there were, not of two weeks."""
    last = LENGTH - 1
    town = grown({last: 120}, {**dict.fromkeys(range(LENGTH), 2), last: 40})
    [burst] = bursts(town)
    assert (burst["echo"], burst["usual_echo"]) == (2 * 7 + 40, 2 * 8)
    assert burst["explained"] == "crowd"


def test_a_release_explains_only_where_no_echo_was_to_be_expected(grown: Any, at: At) -> None:
    town = grown(BURST, dict.fromkeys(range(0, LENGTH, 40), 1))
    town.record("release", repo_id=GH, tag="v1", published_at=at("2025-07-18"), is_draft=False)
    conclude(town.warehouse, at("2026-01-11"))
    assert bursts(town)[0]["explained"] == "release"
    for number in range(LENGTH):
        if not 180 < number < 220:
            when = at(f"{FIRST + timedelta(days=number)}T12:00")
            town.record("fork", repo_id=GH, created_at=when)
    conclude(town.warehouse, at("2026-01-11"))
    assert bursts(town)[0]["explained"] == "none", "其余星标带来许多 Fork，这一段却没有"


def test_what_was_never_asked_is_no_absence(grown: Any, at: At) -> None:
    town = grown(BURST, {})
    town.warehouse.execute("UPDATE stream_state SET grade = 'partial' WHERE stream = 'forks'")
    conclude(town.warehouse, at("2026-01-11"))
    assert bursts(town)[0]["explained"] == "unknown"
    assert grade(town) == "B"


@pytest.mark.parametrize("stream", ["issues", "change_requests"])
def test_what_was_read_in_part_is_no_absence(grown: Any, at: At, stream: str) -> None:
    town = grown(BURST, SOME_FORKS)
    town.warehouse.execute(
        "UPDATE stream_state SET grade = 'partial', got = 10, expected = 900"
        " WHERE stream = $stream", {"stream": stream},
    )  # fmt: skip
    conclude(town.warehouse, at("2026-01-11"))
    [burst] = bursts(town)
    assert (burst["explained"], burst[stream]) == ("unknown", None)
    assert grade(town) == "B"
    town.warehouse.execute(
        "UPDATE stream_state SET grade = 'not_observable' WHERE stream = $stream",
        {"stream": stream},
    )
    conclude(town.warehouse, at("2026-01-11"))
    assert bursts(town)[0]["explained"] == "none", "没有开放的 Issue 不会有人来开"


def test_a_release_that_was_not_looked_for_may_be_there(grown: Any, at: At) -> None:
    town = grown(BURST, dict.fromkeys(range(0, LENGTH, 40), 1))
    town.warehouse.execute("UPDATE stream_state SET grade = 'partial' WHERE stream = 'releases'")
    conclude(town.warehouse, at("2026-01-11"))
    [burst] = bursts(town)
    assert (burst["explained"], burst["releases"]) == ("unknown", None)


@pytest.mark.parametrize("stream", ["releases", "commits"])
def test_no_number_is_told_of_what_was_read_in_part(grown: Any, at: At, stream: str) -> None:
    town = grown(BURST, SOME_FORKS)
    town.record("release", repo_id=GH, tag="v1", published_at=at("2025-07-20"))
    town.record("commit", repo_id=GH, sha="a", has_paths=False, parents=1,
                committed_at=at("2025-07-20"))  # fmt: skip
    conclude(town.warehouse, at("2026-01-11"))
    [burst] = bursts(town)
    assert burst[stream] == 1
    town.warehouse.execute(
        "UPDATE stream_state SET grade = 'partial' WHERE stream = $one", {"one": stream}
    )
    conclude(town.warehouse, at("2026-01-11"))
    [burst] = bursts(town)
    assert burst[stream] is None


def test_a_part_of_the_list_of_stars_gets_no_grade(town: Any, at: At, as_of: datetime) -> None:
    town.project("p", GE)
    town.state(GE)
    town.record("repo_fact", repo_id=GE, created_at=at("2024-01-01"))
    for number in range(360):
        early = at("2024-01-01T00:30") + timedelta(days=3 * number)
        late = at("2025-09-01T00:30") + timedelta(hours=number)
        town.record("stargazer", repo_id=GE, identity_id=f"gitee:{number}",
                    starred_at=early if number < 60 else late)  # fmt: skip
    town.snapshot(GE, "stars", 360, "2025-12-01")
    conclude(town.warehouse, as_of)
    assert grade(town, GE) == "D"
    town.warehouse.execute(
        "UPDATE stream_state SET grade = 'partial', got = 360, expected = 4000"
        " WHERE stream LIKE 'star%'"
    )
    town.warehouse.execute("UPDATE count_snapshot SET value = 4000")
    conclude(town.warehouse, as_of)
    assert grade(town, GE) == "unknown", "看到的只是 4,000 个里的 360 个"
    assert {sign: level for sign, (_, level) in signs(town, GE).items()}["fortnight"] == "unknown"
    assert {one["explained"] for one in bursts(town)} <= {"unknown", "launch"}


@pytest.mark.parametrize(("count", "expected"), [(760, "A"), (900, "unknown")])
def test_a_history_that_lacks_a_few_is_whole_enough(
    grown: Any, at: At, count: int, expected: str
) -> None:
    town = grown({}, SOME_FORKS)
    town.warehouse.execute("UPDATE stream_state SET grade = 'partial' WHERE stream LIKE 'star%'")
    town.snapshot(GH, "stars", count, "2025-12-01")
    conclude(town.warehouse, at("2026-01-11"))
    assert grade(town) == expected


def test_most_within_a_fortnight_and_nothing_after_differs(grown: Any) -> None:
    town = grown({0: 1, 100: 1500, 101: 1500}, {}, usual=0)
    assert signs(town)["fortnight"] == (100, "differs")
    assert signs(town)["peak"] == (50, "explain")
    assert grade(town) == "D"


def test_the_first_thirty_days_are_not_judged(grown: Any) -> None:
    town = grown({3: 500, 4: 900, 5: 300}, SOME_FORKS, born="2025-01-01")
    assert [one["explained"] for one in bursts(town)] == ["launch"]
    assert grade(town) == "A"
    assert signs(town)["fortnight"][0] == pytest.approx(100 * 28 / (2 * (LENGTH - 30)))


@pytest.mark.parametrize(
    ("days", "expected"), [({300: 49}, "unknown"), ({370: 400}, "unknown")], ids=["few", "young"]
)
def test_too_little_says_nothing(grown: Any, days: Days, expected: str) -> None:
    assert grade(grown(days, {}, usual=0)) == expected


def test_nothing_later_than_the_instant_is_seen(grown: Any, at: At) -> None:
    town = grown(BURST, SOME_FORKS)
    conclude(town.warehouse, at("2025-07-20"))
    assert bursts(town) == []
    assert grade(town) == "A"


def test_again_gives_the_same_rows_in_the_same_order(grown: Any, as_of: datetime) -> None:
    town = grown({**BURST, 40: 90, 300: 500}, SOME_FORKS)
    names = ("growth_burst", "growth_sign", "growth_grade")
    first = [town.warehouse.query(f"FROM {name}") for name in names]
    conclude(town.warehouse, as_of)
    assert [town.warehouse.query(f"FROM {name}") for name in names] == first
    assert all(first)


@pytest.mark.parametrize("seed", [1, 2])
def test_shares_agree_with_a_plain_count(grown: Any, seed: int) -> None:
    draw = random.Random(seed)
    more = {number: draw.choice([0, 0, 1, 3, 12]) for number in range(LENGTH)}
    town = grown(more, {})
    counts = [2 + more[number] for number in range(LENGTH)][30:]
    best = max(sum(counts[at : at + 14]) for at in range(len(counts)))
    found = signs(town)
    assert found["fortnight"][0] == pytest.approx(100 * best / sum(counts))
    assert found["peak"][0] == pytest.approx(100 * max(counts) / sum(counts))


def test_a_fall_is_shown_and_only_a_deep_one_asked_about(grown: Any, as_of: datetime) -> None:
    town = grown({}, SOME_FORKS)
    town.snapshot(GH, "stars", 1000, "2025-06-01", "2025-12-01")
    town.snapshot(GH, "stars", 850, "2025-12-01")
    conclude(town.warehouse, as_of)
    assert signs(town)["drop"] == (pytest.approx(15), "note")
    town.snapshot(GH, "stars", 600, "2026-01-05")
    conclude(town.warehouse, as_of)
    assert signs(town)["drop"] == (pytest.approx(40), "explain")


def test_the_score_of_the_proportions_is_the_formula(grown: Any, as_of: datetime, at: At) -> None:
    town = grown({}, {})
    town.snapshot(GH, "stars", 5000, "2025-12-01")
    town.snapshot(GH, "forks", 40, "2025-12-01")
    for number in range(3):
        town.record("issue", repo_id=GH, number=str(number), created_at=at("2025-03-01"),
                    closed_at_platform=at("2025-04-01") if number else None)  # fmt: skip
    for review in (False, False, True):
        town.record("comment", repo_id=GH, comment_id="1", is_review=review,
                    created_at=at("2025-03-01"))  # fmt: skip
    # The forum's posts are read with a token alone, and no weight was found for them.
    for post in ("d1", "d2"):
        town.record("comment", repo_id=GH, comment_id=post, is_review=False,
                    subject_kind="discussion", created_at=at("2025-03-01"))  # fmt: skip
    conclude(town.warehouse, as_of)
    weights = parameters()
    counts = {"stars": 5000, "forks": 40, "issues": 5, "comments": 2}
    sum_ = weights["constant"] + sum(weights[k] * math.log1p(n) for k, n in counts.items())
    value, level = signs(town)["proportions"]
    assert value == pytest.approx(1 / (1 + math.exp(-sum_)), rel=1e-9)
    assert level == "note"
    town.warehouse.execute("UPDATE stream_state SET grade = 'partial' WHERE stream = 'issues'")
    conclude(town.warehouse, as_of)
    assert signs(town)["proportions"] == (None, "unknown")


def test_names_where_the_platform_shows_them(town: Any, as_of: datetime, at: At) -> None:
    town.project("p", GE)
    town.state(GE)
    town.record("repo_fact", repo_id=GE, created_at=at("2024-01-01"))
    for number in range(200):
        day = date(2024, 6, 1) + timedelta(days=2 * number)
        town.record("stargazer", repo_id=GE, identity_id=f"gitee:{number}" if number % 5 else None,
                    starred_at=at(f"{day}T10:00"))  # fmt: skip
    for number in range(40):
        town.record("stargazer", repo_id=GE, identity_id=f"gitee:n{number}",
                    starred_at=at(f"2025-08-01T15:{number:02}"))  # fmt: skip
    conclude(town.warehouse, as_of)
    found = signs(town, GE)
    assert found["hidden"] == (pytest.approx(100 * 40 / 240), "note")
    judged = 240 - 15  # fifteen in the thirty days after the first star
    assert found["hour"] == (pytest.approx(100 * 40 / judged), "note")
    assert found["bursts"] == (1, "explain")


def test_likes_are_read_from_our_own_snapshots(town: Any, as_of: datetime) -> None:
    town.project("m", HUB, kind="model")
    town.state(HUB, "repository")
    seen = [(100, "2025-03-01"), *((100 + n, f"2025-{4 + n // 28:02}-{n % 28 + 1:02}")
                                   for n in range(1, 150)), (400, "2025-10-01")]  # fmt: skip
    for (value, day), (_, later) in zip(seen, [*seen[1:], (0, None)], strict=True):
        town.snapshot(HUB, "likes", value, day, later)
    conclude(town.warehouse, as_of)
    [burst] = bursts(town)
    assert (burst["n"], burst["explained"]) == (151, "unknown")
    assert grade(town, HUB) == "B"
    assert grade(town, HUB, "forks") == "unknown"


def test_the_tables_tell_grade_signs_and_bursts(grown: Any) -> None:
    town = grown(BURST, SOME_FORKS)
    town.measure()
    assert town.one("star_evidence", "p")["value_text"] == "C 需要说明"
    told = "C 需要说明：没有见到相应活动的突增；最多的 14 天占 23.9 %，最多的一天占 9.4 %"
    assert town.one("star_evidence", "p", GH)["value_text"] == told
    parts = [row["part"] for row in town.rows("star_evidence", "p")]
    assert parts == ["", GH, f"{GH}#bursts"], "常见的各项只在数据表里"
    sign = town.one("star_evidence", "p", f"{GH}#bursts")
    assert sign["value"] == 1
    assert "可提交：那段时间的活动" in sign["value_text"]
    assert town.one("star_bursts", "p")["value"] == 1
    burst = town.one("star_bursts", "p", f"{GH}@2025-07-20")
    assert burst["part_title"] == f"{GH} 2025-07-20 至 2025-07-22"
    metric = by_id()["star_bursts"]
    assert (metric.unit, metric.unit_of(burst["part"])) == ("段", "个")
    assert "Fork 3 个（平常约 3）" in burst["value_text"]
    assert "没有见到相应的Fork或讨论，需要说明" in burst["value_text"]
    assert town.one("fork_evidence", "p")["value_text"] == "A 与常见增长一致"
    assert town.one("fork_bursts", "p")["value"] == 0


def test_forks_that_were_pushed_to(town: Any, at: At) -> None:
    town.project("p", GH)
    town.state(GH)
    for pushed in ("2025-05-01", "2025-06-02", "2025-06-01", None):
        town.record("fork", repo_id=GH, created_at=at("2025-06-01"),
                    pushed_at=at(pushed) if pushed else None)  # fmt: skip
    town.measure()
    row = town.one("forks_pushed", "p")
    assert (row["value"], row["n"], row["completeness"]) == (33.33, 1, "partial")


def test_whether_a_fork_pushed_to_since_had_been_by_then_is_unknown(town: Any, at: At) -> None:
    """The last push alone is told: what comes later makes no past figure rise."""
    town.project("p", GH)
    town.state(GH)
    for pushed in ("2025-06-02", "2025-06-01", "2026-01-11", "2026-03-01"):
        town.record("fork", repo_id=GH, created_at=at("2025-06-01"), pushed_at=at(pushed))
    town.measure()
    row = town.one("forks_pushed", "p")
    assert (row["value"], row["n"], row["completeness"]) == (None, 1, "complete")
    assert row["value_text"] == "25.00 至 75.00 之间，取决于截止之后又推送过的 2 个 Fork"


def test_a_place_needs_twenty_projects(town: Any) -> None:
    for number in range(20):
        town.project(f"p{number}", f"github:o/{number}")
        town.state(f"github:o/{number}")
        town.snapshot(f"github:o/{number}", "stars", number // 2, "2025-06-01")
    town.warehouse.execute("UPDATE project SET sample = true WHERE project_id = 'p19'")
    town.measure()
    row = town.one("star_place", "p0")
    assert (row["value"], row["n"]) == (None, 0)
    assert row["value_text"] == "可比的项目少于 20 个，不比较"
    town.warehouse.execute("UPDATE project SET sample = false")
    town.measure()
    assert town.one("star_place", "p0")["value"] == round(100 * 0.5 / 19, 1)
    assert town.one("star_place", "p19")["value"] == round(100 * 18.5 / 19, 1)


def test_a_place_of_what_nobody_saw_is_unknown_and_of_nothing_is_the_last(town: Any) -> None:
    """Neither is too few to compare with."""
    for number in range(22):
        repo = f"github:o/{number}"
        town.project(f"p{number:02}", repo)
        town.state(repo)
        if number:
            town.snapshot(repo, "stars", number, "2025-06-01")
        if number > 2:
            stars = {"repo": repo, "first": date(2025, 5, 5), "stars": [number]}
            town.warehouse.execute(_STARS, stars)
    town.warehouse.execute(
        "UPDATE stream_state SET grade = 'not_observable' WHERE repo_id = 'github:o/2'"
        " AND stream IN ('star_history', 'stargazers')"
    )
    town.measure()
    nobody = town.one("star_place", "p00")
    assert (nobody["value"], nobody["value_text"]) == (None, None)
    assert nobody["completeness"] == "not_observable"
    assert town.one("star_place", "p01")["value"] == 0
    # the growth of 21 is known: p00 and p01 had none, of p02 nothing was read
    growth = {one: town.one("star_place", one, "growth") for one in ("p00", "p01", "p02", "p03")}
    assert [one["value"] for one in growth.values()] == [2.5, 2.5, None, 10.0]
    assert growth["p02"]["completeness"] == "not_observable"
    assert growth["p02"]["value_text"] is None


def test_no_word_accuses_anybody() -> None:
    here = Path(conclude.__code__.co_filename).parent
    metrics = [here.parent / "metrics" / f"{name}.sql" for name in (
        "star_evidence", "star_bursts", "fork_evidence", "fork_bursts", "star_place")]  # fmt: skip
    for path in (*here.iterdir(), *metrics):
        if path.suffix in {".sql", ".toml"}:
            assert not re.search("刷|造假|虚假|作弊|水军|可疑|异常", path.read_text("utf-8")), path
