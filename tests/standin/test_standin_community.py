"""The sample community: the same everywhere, consistent in itself, and rich enough."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest

from collectors.standin import SAMPLE_NOW, SAMPLE_PROJECTS, sample_community, serve
from collectors.standin.community.texts import licence_text, load

REPOSITORIES = [(r["platform"], f"{r['owner']}/{r['name']}") for r in load("sample")["repository"]]
PATHS = (
    "github:/repos/lantu/harbor",
    "github:/repos/lantu/harbor/issues?state=all&per_page=100",
    "github:/repos/lantu/harbor/issues/comments?per_page=100&page=40",
    "github:/repos/qinghe-lab/qinghe/pulls?state=all",
    "github:/repos/lantu/harbor-docs/git/trees/main?recursive=1",
    "gitee:/repos/lantu/harbor/stargazers?per_page=100",
    "gitee:/repos/qinghe-lab/qinghe-tools/commits?per_page=100",
    "hub:/api/models/lantu/harbor-7b/discussions/3",
    "hub:/api/datasets/lantu/harbor-qa/commits/main",
)
PRINT_TIPS = (
    "from collectors.standin import sample_community as c; "
    "print(*[r.git.tip.sha for r in (*c().repositories, *c().hub)])"
)


@pytest.fixture(scope="module")
def community(sample):
    return sample.standin.community


def fingerprint(client) -> list[tuple[str, str]]:
    answers = [client.get(path) for path in PATHS]
    headers = [json.dumps(sorted(a.headers.items())) for a in answers]
    return [
        (hashlib.sha256(a.content).hexdigest(), h) for a, h in zip(answers, headers, strict=True)
    ]


def test_two_servers_answer_with_the_same_bytes(client_of):
    prints = []
    for _ in range(2):
        with serve() as standin:
            prints.append(fingerprint(client_of(standin)))
    assert prints[0] == prints[1]


def test_another_process_makes_the_same_histories(community):
    env = {**os.environ, "PYTHONHASHSEED": "12345"}
    found = subprocess.run(
        [sys.executable, "-c", PRINT_TIPS], env=env, capture_output=True, text=True, check=True
    )
    tips = [r.git.tip.sha for r in (*community.repositories, *community.hub)]
    assert found.stdout.split() == tips


def test_generation_is_quick():
    start = time.process_time()
    sample_community()
    assert time.process_time() - start < 4


def test_no_answer_names_a_port(sample):
    for path in PATHS:
        answer = sample.get(path)
        assert str(sample.standin.port) not in str(answer.headers)
        assert f"127.0.0.1:{sample.standin.port}" not in answer.text


def test_its_size(community):
    repos = community.repositories
    issues = sum(len(r.issues()) for r in repos)
    pulls = sum(len(r.pulls()) for r in repos)
    commits = len({c.sha for r in repos for c in r.git.log})
    assert (issues, pulls) == (3000, 1500)
    assert 2300 <= commits <= 2700
    active = {p.login for p in community.people if p.emails}
    assert 300 <= len(active) <= 340
    said = sum(len(t.comments) for r in repos for t in r.issues())
    assert 2.5 <= said / issues <= 3.5


@pytest.mark.parametrize(("platform", "name"), REPOSITORIES)
def test_facts_agree_with_the_lists(sample, community, platform, name):
    repo = community.repository(platform, name)
    facts = sample.get(f"{platform}:/repos/{name}").json()
    assert facts["forks_count"] == len(repo.forks)
    assert facts["stargazers_count"] == len(repo.stars) + repo.unlisted_stars
    assert repo.unlisted_stars == (4 if (platform, name) == ("github", "lantu/harbor") else 0)
    if platform == "github":
        assert facts["forks_count"] == len(sample.rows(f"github:/repos/{name}/forks?per_page=100"))
        listed = sample.rows(f"github:/repos/{name}/issues?per_page=100")
        assert facts["open_issues_count"] == len(listed)
    else:
        total = sample.get(f"gitee:/repos/{name}/forks").headers["total_count"]
        assert facts["forks_count"] == int(total)


def test_nothing_happens_after_now(community):
    for repo in community.repositories:
        moments = [c.committer.at for c in repo.git.log] + [s.at for s in repo.stars]
        moments += [f.pushed for f in repo.forks] + [r.published for r in repo.releases]
        moments += [t.updated for t in repo.threads]
        moments += [c.updated for t in repo.threads for c in t.comments]
        assert max(moments) < SAMPLE_NOW
        assert max(t.updated for t in repo.threads) > SAMPLE_NOW - timedelta(days=3)
        assert all(t.created <= t.updated for t in repo.threads)
        assert all(c.created >= t.created for t in repo.threads for c in t.comments)


def test_numbers_and_ids_are_unique(community):
    for repo in community.repositories:
        assert [t.number for t in repo.threads] == list(range(1, len(repo.threads) + 1))
        assert len({t.ident for t in repo.threads}) == len(repo.threads)
    ids = [c.id for r in community.repositories for t in r.threads for c in t.comments]
    assert len(set(ids)) == len(ids)
    logins = [p.login for p in community.people]
    assert len(set(logins)) == len(logins)
    assert len({p.github_id for p in community.people}) == len(logins)


def test_merged_change_requests_lead_to_commits(community):
    repo = community.repository("github", "lantu/harbor")
    merged = [t for t in repo.pulls() if t.merged]
    assert len(merged) > 500
    for thread in merged:
        info = repo.git.by_sha[thread.merge_sha]
        assert f"#{thread.number}" in info.message.splitlines()[0]


def test_people_have_aliases_and_some_are_nobody(community):
    people = [p for p in community.people if p.emails]
    assert any(len(p.emails) > 2 for p in people)
    assert any(not p.linked for p in people)
    assert any(p.deleted for p in people)
    assert {p.kind for p in community.people} == {"User", "Bot", "Organization"}
    forms = [e for p in people for e in p.emails if "noreply" in e]
    assert any(re.match(r"\d+\+", e) and e.endswith("@users.noreply.github.com") for e in forms)
    assert any("+" not in e for e in forms)
    assert any(e.endswith("@user.noreply.gitee.com") for e in forms)
    shared = Counter(e for p in people for e in set(p.emails))
    assert any(count > 1 for count in shared.values())
    assert len({p.offset for p in people}) > 5


def test_the_history_has_what_metrics_must_tell_apart(community):
    log = community.repository("github", "lantu/harbor").git.log
    messages = [c.message for c in log]
    assert sum(len(c.parents) == 2 for c in log) > 100
    assert sum(m.startswith("Revert ") for m in messages) >= 5
    assert sum("noreply@anthropic.com" in m for m in messages) >= 3
    only = [{path.rpartition("/")[2].rpartition(".")[2] for path, _ in c.files} for c in log]
    for ending in ("py", "cpp", "md", "lock", "yml", "h"):
        assert {ending} in only
    paths = {path for c in log for path, _ in c.files}
    assert any("third_party/" in p for p in paths)
    assert any(p.endswith("_pb2.py") for p in paths)
    assert ".mailmap" in paths


def test_a_mailmap_joins_some(community):
    text = community.repository("github", "lantu/harbor").git.read(".mailmap").decode()
    assert len(text.splitlines()) > 5
    assert "@" in text.splitlines()[1]


def test_licence_files_are_full_texts(community):
    def text(platform: str, name: str) -> str:
        return community.repository(platform, name).git.read("LICENSE").decode()

    assert text("github", "lantu/harbor") == licence_text("Apache-2.0")
    assert text("gitee", "qinghe-lab/qinghe-tools") == licence_text("MulanPSL-2.0")
    rider = text("github", "qinghe-lab/qinghe")
    assert rider.startswith("MIT License")
    assert "不得将本软件用于商业用途" in rider
    assert "commercial purposes" in rider
    readme = community.repository("github", "qinghe-lab/qinghe").git.read("README.md").decode()
    assert "Released under MIT" in readme


def test_hostile_texts_are_in_titles_bodies_and_comments(community):
    threads = community.repository("github", "lantu/harbor").threads
    titles, bodies = {t.title for t in threads}, {t.body for t in threads}
    said = {c.body for t in threads for c in t.comments}
    for text in load("words")["hostile"]:
        assert text in titles
        assert text in bodies
        assert text in said


def test_comments_hold_commands_thanks_and_bots(community):
    said = [
        c for r in community.repositories for t in r.threads for c in t.comments if not c.is_review
    ]
    words = load("words")
    assert sum(c.body in words["commands"] for c in said) > 300
    assert sum(c.body in words["thanks"] for c in said) > 300
    assert any(c.author and c.author.login == "lantu-ci" for c in said)


def test_stars_grow_and_jump_once(community):
    repo = community.repository("github", "lantu/harbor")
    days = Counter(s.at.date() for s in repo.stars)
    day, most = days.most_common(1)[0]
    assert most > 20 * len(repo.stars) / len(days)
    assert any(timedelta(0) <= day - r.published.date() <= timedelta(2) for r in repo.releases)
    halves = Counter(s.at < repo.created + (SAMPLE_NOW - repo.created) / 2 for s in repo.stars)
    assert halves[False] > 1.5 * halves[True]
    assert [s.at for s in repo.stars] == sorted(s.at for s in repo.stars)
    gitee = community.repository("gitee", "lantu/harbor")
    assert len({s.person.login for s in gitee.stars}) == len(gitee.stars)


def test_the_mirror_shares_commits_but_not_issues(community):
    here = community.repository("github", "lantu/harbor")
    there = community.repository("gitee", "lantu/harbor")
    assert here.git is there.git
    assert not {t.id for t in here.threads} & {t.id for t in there.threads}


def test_projects_point_at_what_is_served(sample):
    assert [p.policies for p in SAMPLE_PROJECTS] == [
        ("nanshan-platform", "nanshan-project"),
        ("nanshan-project",),
    ]
    for url in (u for p in SAMPLE_PROJECTS for u in p.urls):
        host, _, path = url.removeprefix("http://").partition("/")
        asked = {
            "github.example": f"github:/repos/{path}",
            "gitee.example": f"gitee:/repos/{path}",
            "huggingface.example": f"hub:/api/{path if path.count('/') == 2 else f'models/{path}'}",
        }[host]
        assert sample.get(asked).status_code == 200
