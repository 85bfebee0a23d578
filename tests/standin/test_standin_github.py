"""GitHub's behaviour, fact by fact (numbers of apis.md)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

HARBOR = "github:/repos/lantu/harbor"
TOKEN = {"Authorization": "Bearer standin-token"}
HISTORY = {"X-GitHub-Api-Version": "2026-03-10"}


def test_g1_stargazer_lists_are_closed_but_counts_are_public(sample):
    for path in ("/stargazers", "/subscribers"):
        assert sample.get(HARBOR + path).status_code == 401
        assert sample.get(HARBOR + path, **TOKEN).status_code == 404
    count = sample.get(HARBOR).json()["stargazers_count"]
    assert sample.get(f"{HARBOR}/stargazers/count").json() == {"count": count}


def test_g1_with_a_token_the_refusal_may_be_403(served):
    served.standin.stargazers_refusal = 403
    assert served.get("github:/repos/dorf/brunnen/stargazers", **TOKEN).status_code == 403


def test_g1b_history_needs_the_version_and_goes_back_week_by_week(sample):
    assert sample.get(f"{HARBOR}/stargazers/history").status_code == 404
    weeks = sample.rows(f"{HARBOR}/stargazers/history?per_page=99", **HISTORY)
    first = sample.get(f"{HARBOR}/stargazers/history?per_page=99", **HISTORY)
    assert len(first.json()) == 30
    starts = [week["week"] for week in weeks]
    assert starts == sorted(starts, reverse=True)
    assert {a - b for a, b in pairwise(starts)} == {7 * 86_400}
    assert datetime.fromtimestamp(starts[0], UTC).weekday() == 6
    assert all(week["total"] == sum(week["days"]) and len(week["days"]) == 7 for week in weeks)
    repo = sample.standin.community.repository("github", "lantu/harbor")
    assert sum(week["total"] for week in weeks) == len(repo.stars)
    assert sample.get(HARBOR).json()["stargazers_count"] == len(repo.stars) + repo.unlisted_stars
    assert sample.get(f"{HARBOR}/stargazers/history?page=101", **HISTORY).status_code == 422


def test_g1b_an_unstar_lowers_an_old_week_and_days_to_come_are_zero(served):
    path = "github:/repos/dorf/brunnen/stargazers/history?per_page=30"
    repo = served.standin.community.repository("github", "dorf/brunnen")
    served.standin.community.star(repo, served.standin.now - timedelta(minutes=5))
    before = served.rows(path, **HISTORY)
    assert before[0]["days"][6] == 1
    served.standin.community.unstar(repo, 0)
    after = served.rows(path, **HISTORY)
    assert sum(w["total"] for w in after) == sum(w["total"] for w in before) - 1
    assert after[-1]["total"] == before[-1]["total"] - 1
    served.standin.advance(timedelta(days=1))
    rolled = served.rows(path, **HISTORY)
    assert (len(rolled), rolled[0]["total"]) == (len(after) + 1, 0)


def test_g2_issues_page_by_cursor_without_a_last_page(sample):
    rows = []
    for page in sample.pages(f"{HARBOR}/issues?state=all&per_page=100"):
        rows += page.json()
        assert "last" not in page.links
        if "next" in page.links:
            assert "after=" in page.links["next"]["url"]
            assert "/repositories/880000000/issues" in page.links["next"]["url"]
    numbers = [row["number"] for row in rows]
    assert sorted(numbers) == list(range(1, 2851))
    assert sample.get(f"{HARBOR}/issues?page=100&per_page=100").status_code == 422
    assert sample.get(f"{HARBOR}/issues?after=nonsense").status_code == 422


def test_g2_the_cursor_leads_back_too(sample):
    first, second = list(sample.pages(f"{HARBOR}/issues?state=all&per_page=1500"))[:2]
    assert len(first.json()) == 100
    assert sample.get(second.links["prev"]["url"]).json() == first.json()


def test_g3_other_lists_stop_at_400_pages(sample):
    url = f"{HARBOR}/issues/comments?per_page=1"
    assert sample.get(url).links["last"]["url"].endswith("page=400")
    assert sample.get(f"{url}&page=401").status_code == 422
    assert "next" not in sample.get(f"{url}&page=400").links


def test_g4_issues_contain_change_requests(sample):
    rows = sample.get(f"{HARBOR}/issues?state=all&per_page=100").json()
    assert {"pull_request" in row for row in rows} == {True, False}


def test_g5_contributors_link_500_addresses_and_hide_the_others(sample, monkeypatch):
    named = sample.rows(f"{HARBOR}/contributors?per_page=100")
    everybody = sample.rows(f"{HARBOR}/contributors?per_page=100&anon=1")
    assert all("login" in row for row in named)
    anonymous = [row for row in everybody if row["type"] == "Anonymous"]
    assert anonymous
    assert not any("login" in row for row in anonymous)
    git = sample.standin.community.repository("github", "lantu/harbor").git
    assert sum(r["contributions"] for r in everybody) == sum(len(c.parents) < 2 for c in git.log)
    monkeypatch.setattr("collectors.standin.github.repositories.LINKED_EMAILS", 5)
    fewer = sample.rows(f"{HARBOR}/contributors?per_page=100&anon=1")
    assert sum("login" in row for row in fewer) <= 5


def test_g6_people_may_be_null(sample):
    issues = sample.rows(f"{HARBOR}/issues?state=all&per_page=100")
    commits = sample.rows(f"{HARBOR}/commits?per_page=100")
    assert any(row["user"] is None for row in issues)
    assert any(row["author"] is None for row in commits)
    noreply = [c for c in commits if "users.noreply.github.com" in c["commit"]["author"]["email"]]
    decoded = [c["commit"]["author"]["email"].partition("+") for c in noreply]
    assert any(number.isdecimal() for number, plus, _ in decoded if plus)
    assert any(not plus for _, plus, _ in decoded)


@pytest.mark.parametrize(
    ("change", "path", "status"),
    [
        ("delete", "", 404),
        ("hide", "", 404),
        ("block", "", 451),
        ("make_empty", "/commits", 409),
        ("disable_issues", "/issues", 410),
    ],
)
def test_g8_states_of_a_repository(served, change, path, status):
    community = served.standin.community
    repo = community.repository("github", "dorf/brunnen")
    assert served.get(f"github:/repos/dorf/brunnen{path}").status_code == 200
    getattr(community, change)(repo)
    assert served.get(f"github:/repos/dorf/brunnen{path}").status_code == status


def test_g8_an_empty_repository_has_facts_but_no_files(served):
    community = served.standin.community
    community.make_empty(community.repository("github", "dorf/brunnen"))
    base = "github:/repos/dorf/brunnen"
    assert served.get(base).status_code == 200
    assert served.get(f"{base}/readme").status_code == 404
    assert served.get(f"{base}/contributors").status_code == 204


def test_g8_renamed_answers_301_to_the_id_until_the_name_is_reused(served):
    community = served.standin.community
    repo = community.repository("github", "dorf/brunnen")
    community.rename(repo, "quelle")
    moved = served.get("github:/repos/dorf/brunnen/issues?state=all")
    assert moved.status_code == 301
    target = "http://api.github.example/repositories/100/issues?state=all"
    assert moved.headers["Location"] == moved.json()["url"] == target
    assert served.get(target).json()
    community.add_repository("github", repo.owner, "brunnen", served.standin.now)
    assert served.get("github:/repos/dorf/brunnen").json()["id"] != 100


def test_g8_a_deleted_name_may_be_taken_by_another(served):
    community = served.standin.community
    repo = community.repository("github", "dorf/brunnen")
    community.delete(repo)
    other = community.add_repository("github", repo.owner, "brunnen", served.standin.now)
    assert served.get("github:/repos/dorf/brunnen").json()["id"] == other.id != repo.id


def test_g9_primary_limit(served):
    served.standin.github_quota.anonymous = 3
    path = "github:/repos/dorf/brunnen"
    left = [served.get(path).headers["X-RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = served.get(path)
    assert refused.status_code == 403
    assert "rate limit exceeded" in refused.json()["message"]
    reset = datetime.fromtimestamp(int(refused.headers["X-RateLimit-Reset"]), UTC)
    assert reset == served.standin.now + timedelta(hours=1)
    assert served.get(path, **TOKEN).status_code == 200
    served.standin.advance(timedelta(hours=1))
    assert served.get(path).status_code == 200


def test_g10_rate_limit_lacks_rate_in_the_new_version_and_costs_nothing(served):
    old = served.get("github:/rate_limit").json()
    new = served.get("github:/rate_limit", **HISTORY).json()
    assert old["rate"] == old["resources"]["core"]
    assert list(new) == ["resources"]
    assert new["resources"]["core"]["used"] == 0


def test_an_unknown_version_is_refused(served):
    refused = served.get("github:/repos/dorf/brunnen", X_GitHub_Api_Version="1999-01-01")
    assert refused.status_code == 400


def test_tokens(served):
    assert served.get("github:/user").status_code == 401
    bad = served.get("github:/repos/dorf/brunnen", Authorization="token stolen")
    assert (bad.status_code, bad.json()["message"]) == (401, "Bad credentials")
    me = served.get("github:/user", Authorization="token standin-token")
    assert me.json()["login"] == "heidi"
    assert me.headers["X-OAuth-Scopes"]
    assert "X-OAuth-Scopes" not in served.get("github:/repos/dorf/brunnen").headers


def test_g16_since_is_inclusive_and_1970_answers_nothing(served):
    base = "github:/repos/dorf/brunnen/issues?state=all"
    rows = served.get(f"{base}&sort=updated&direction=asc").json()
    assert len(rows) == 7
    later = served.get(f"{base}&since={rows[4]['updated_at']}").json()
    assert {row["number"] for row in later} == {5, 6, 7}
    assert served.get(f"{base}&since=1970-01-01T00:00:00Z").json() == []


def test_g16_a_list_by_update_shifts_while_it_is_read(served):
    community = served.standin.community
    repo = community.repository("github", "dorf/brunnen")
    url = "github:/repos/dorf/brunnen/issues?state=all&sort=updated&direction=desc&per_page=3"
    first = served.get(url)
    oldest = next(t for t in repo.threads if t.number == 1)
    community.close(oldest, served.standin.now)
    rest = served.rows(first.links["next"]["url"])
    seen = [row["number"] for row in [*first.json(), *rest]]
    assert 1 not in seen
    assert served.get(url).json()[0]["number"] == 1


def test_g17_closed_issues_change_later(served):
    community = served.standin.community
    repo = community.repository("github", "dorf/brunnen")
    thread = repo.threads[0]
    community.close(thread, thread.created + timedelta(hours=1))
    community.add_comment(repo, thread, "again", served.standin.now)
    row = served.get("github:/repos/dorf/brunnen/issues/1").json()
    assert row["updated_at"] > row["closed_at"]
    newest = served.get("github:/repos/dorf/brunnen/issues?state=all&sort=updated").json()[0]
    assert newest["number"] == 1


def test_g18_a_304_costs_nothing_and_etags_belong_to_token_and_url(served):
    url = "github:/repos/dorf/brunnen"
    first = served.get(url)
    etag = first.headers["ETag"]
    again = served.get(url, If_None_Match=etag)
    assert (again.status_code, again.content) == (304, b"")
    left = "X-RateLimit-Remaining"
    assert again.headers[left] == first.headers[left]
    assert served.get(url, If_None_Match=etag, **TOKEN).status_code == 200
    assert served.get(f"{url}?x=1", If_None_Match=etag).status_code == 200
    served.standin.community.repository("github", "dorf/brunnen").description = "dry"
    assert served.get(url, If_None_Match=etag).status_code == 200


def test_g18_lists_have_weak_etags_and_facts_a_last_modified(served):
    issues = served.get("github:/repos/dorf/brunnen/issues")
    assert issues.headers["ETag"].startswith('W/"')
    facts = served.get("github:/repos/dorf/brunnen")
    since = facts.headers["Last-Modified"]
    assert served.get("github:/repos/dorf/brunnen", If_Modified_Since=since).status_code == 304


def test_g22_deleted_issues_are_in_no_list(served):
    community = served.standin.community
    repo = community.repository("github", "dorf/brunnen")
    community.delete_thread(repo, 2)
    rows = served.rows("github:/repos/dorf/brunnen/issues?state=all")
    assert 2 not in {row["number"] for row in rows}
    assert served.get("github:/repos/dorf/brunnen/issues/2").status_code == 410
    assert served.get("github:/repos/dorf/brunnen/issues/99").status_code == 404


def test_pages_by_number_have_all_four_links(sample):
    response = sample.get(f"{HARBOR}/releases?per_page=10&page=2")
    assert set(response.links) == {"prev", "next", "last", "first"}
    assert len(sample.rows(f"{HARBOR}/releases?per_page=10")) == 37


def test_commits_by_time_and_revision(sample):
    rows = sample.rows(f"{HARBOR}/commits?per_page=100&since=2026-06-01T00:00:00Z")
    times = [row["commit"]["committer"]["date"] for row in rows]
    assert min(times) >= "2026-06-01T00:00:00Z"
    until = sample.rows(f"{HARBOR}/commits?per_page=100&until=2026-05-31T23:59:59Z")
    git = sample.standin.community.repository("github", "lantu/harbor").git
    assert len(rows) + len(until) == len(git.log)
    assert sample.get(f"{HARBOR}/commits?sha={git.log[9].sha}").json()[0]["sha"] == git.log[9].sha
    assert sample.get(f"{HARBOR}/commits?sha=nope").status_code == 422


def test_merged_by_is_only_in_the_single_change_request(sample):
    row = sample.get(f"{HARBOR}/pulls?state=closed&per_page=1").json()[0]
    assert "merged_by" not in row
    assert "merged_by" in sample.get(f"{HARBOR}/pulls/{row['number']}").json()
