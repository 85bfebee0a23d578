"""Gitee's JSON for people and repositories. Times carry +08:00."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib import resources

from collectors.standin.call import Json
from collectors.standin.community.model import Fork, Person, Repository

API = "http://gitee.example/api/v5"
WEB = "http://gitee.example"
CHINA = timezone(timedelta(hours=8))


@cache
def links(section: str) -> dict[str, str]:
    text = resources.files(__package__).joinpath("links.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)[section]
    return found


def when(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(CHINA).isoformat(timespec="seconds")


@cache
def user(person: Person) -> Json:
    base = f"{API}/users/{person.gitee_login}"
    return {
        "id": person.gitee_id,
        "login": person.gitee_login,
        "name": person.name,
        "avatar_url": f"{WEB}/assets/no_portrait.png",
        "url": base,
        "html_url": f"{WEB}/{person.gitee_login}",
        "remark": "",
        **{name: base + tail for name, tail in links("user").items()},
        "type": "User",
    }


def shown(person: Person | None) -> Json | None:
    return None if person is None or person.deleted else user(person)


def home(repo: Repository) -> str:
    return f"{API}/repos/{repo.full_name}"


def repository(repo: Repository) -> Json:
    open_count = sum(thread.is_open and not thread.is_pull for thread in repo.threads)
    return {
        **_skeleton(repo.id, repo.owner, repo.name, repo.description),
        "fork": repo.is_fork,
        "homepage": repo.homepage,
        "language": repo.language,
        "forks_count": len(repo.forks),
        "stargazers_count": repo.star_count,
        "watchers_count": repo.watchers,
        "default_branch": repo.default_branch,
        "open_issues_count": open_count,
        "has_issues": repo.has_issues,
        "license": repo.licence,
        "pushed_at": when(repo.pushed),
        "created_at": when(repo.created),
        "updated_at": when(repo.updated),
        "parent": None,
        "status": "关闭" if repo.archived else "开始",
        "empty_repo": repo.is_empty,
    }


def fork(row: Fork, parent: Repository) -> Json:
    shape = {
        **_skeleton(row.id, row.owner, row.name, parent.description),
        "fork": True,
        "homepage": None,
        "language": parent.language,
        "forks_count": 0,
        "stargazers_count": row.stars,
        "watchers_count": 1,
        "default_branch": parent.default_branch,
        "open_issues_count": 0,
        "has_issues": True,
        "license": parent.licence,
        "pushed_at": when(row.pushed),
        "created_at": when(row.created),
        "updated_at": when(row.pushed),
    }
    return {**shape, "parent": repository(parent), "status": "开始", "empty_repo": False}


def _skeleton(number: int, owner: Person, name: str, text: str) -> Json:
    full = f"{owner.gitee_login}/{name}"
    base = f"{API}/repos/{full}"
    group = "group" if owner.kind == "Organization" else "personal"
    return {
        "id": number,
        "full_name": full,
        "human_name": f"{owner.name}/{name}",
        "url": base,
        "namespace": {"id": owner.gitee_id + 7, "type": group, "name": owner.name,
                      "path": owner.gitee_login, "html_url": f"{WEB}/{owner.gitee_login}"},
        "path": name,
        "name": name,
        "owner": user(owner),
        "assigner": user(owner),
        "description": text,
        "private": False,
        "public": True,
        "internal": False,
        "html_url": f"{WEB}/{full}.git",
        "ssh_url": f"git@gitee.example:{full}.git",
        **{key: base + tail for key, tail in links("repository").items()},
        "recommend": False,
        "gvp": False,
        "has_wiki": True,
        "issue_comment": False,
        "can_comment": True,
        "pull_requests_enabled": True,
        "has_page": False,
        "outsourced": False,
        "project_creator": owner.gitee_login,
        "members": [owner.gitee_login],
        "paas": None,
        "assignees_number": 1,
        "testers_number": 1,
        "assignee": [],
        "testers": [],
        "programs": [],
        "enterprise": None,
    }  # fmt: skip
