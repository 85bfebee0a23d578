"""GitHub's JSON for people and repositories. Times end in Z, without fractions."""

from __future__ import annotations

import base64
import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib import resources

from collectors.standin.call import Json
from collectors.standin.community.model import Fork, Person, Repository
from collectors.standin.community.texts import licence_name

API = "http://api.github.example"
WEB = "http://github.example"
AVATARS = "http://avatars.github.example"


@cache
def _links(section: str) -> dict[str, str]:
    text = resources.files(__package__).joinpath("links.toml").read_text(encoding="utf-8")
    links: dict[str, str] = tomllib.loads(text)[section]
    return links


def when(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def node_id(kind: str, number: int | str) -> str:
    return f"{kind}_{base64.b64encode(str(number).encode()).decode()}"


@cache
def user(person: Person) -> Json:
    """A simple user; never for deleted accounts, see `shown`."""
    home = f"{API}/users/{person.login}"
    web = f"{WEB}/apps/{person.login[:-5]}" if person.kind == "Bot" else f"{WEB}/{person.login}"
    return {
        "login": person.login,
        "id": person.github_id,
        "node_id": node_id("U", person.github_id),
        "avatar_url": f"{AVATARS}/u/{person.github_id}?v=4",
        "gravatar_id": "",
        "url": home,
        "html_url": web,
        **{name: home + tail for name, tail in _links("user").items()},
        "type": person.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def shown(person: Person | None) -> Json | None:
    """The user, or null for a deleted account."""
    return None if person is None or person.deleted else user(person)


def home(repo: Repository) -> str:
    return f"{API}/repos/{repo.full_name}"


def web(repo: Repository) -> str:
    return f"{WEB}/{repo.full_name}"


def licence(spdx_id: str | None) -> Json | None:
    """The licence field; `NOASSERTION` is what GitHub shows as “Other”."""
    if spdx_id is None:
        return None
    if spdx_id == "NOASSERTION":
        return {"key": "other", "name": "Other", "spdx_id": spdx_id, "url": None,
                "node_id": node_id("L", "other")}  # fmt: skip
    key = spdx_id.lower()
    return {"key": key, "name": licence_name(spdx_id), "spdx_id": spdx_id,
            "url": f"{API}/licenses/{key}", "node_id": node_id("L", key)}  # fmt: skip


def repository(repo: Repository) -> Json:
    """The full repository as `GET /repos/{owner}/{repo}` gives it."""
    open_count = sum(thread.is_open for thread in repo.threads)
    owner = user(repo.owner)
    return {
        **_skeleton(repo.id, repo.owner, repo.name, repo.description, fork=repo.is_fork),
        **_counts(repo.star_count, len(repo.forks), open_count),
        "homepage": repo.homepage,
        "language": repo.language,
        "topics": list(repo.topics),
        "license": licence(repo.licence),
        "size": len(repo.git.log) * 3,
        "default_branch": repo.default_branch,
        "has_issues": repo.has_issues,
        "has_discussions": repo.has_discussions,
        "archived": repo.archived,
        "created_at": when(repo.created),
        "updated_at": when(repo.updated),
        "pushed_at": when(repo.pushed),
        "organization": owner,
        "network_count": len(repo.forks),
        "subscribers_count": repo.watchers,
    }


def fork(row: Fork, parent: Repository) -> Json:
    """A minimal repository as the list of forks gives it."""
    text = parent.description
    return {
        **_skeleton(row.id, row.owner, row.name, text, fork=True),
        **_counts(row.stars, 0, 0),
        "homepage": None,
        "language": parent.language,
        "topics": [],
        "license": licence(parent.licence),
        "size": 0,
        "default_branch": parent.default_branch,
        "has_issues": False,
        "archived": False,
        "created_at": when(row.created),
        "updated_at": when(row.pushed),
        "pushed_at": when(row.pushed),
    }


def _skeleton(number: int, owner: Person, name: str, text: str, *, fork: bool) -> Json:
    full = f"{owner.login}/{name}"
    base, page = f"{API}/repos/{full}", f"{WEB}/{full}"
    return {
        "id": number,
        "node_id": node_id("R", number),
        "name": name,
        "full_name": full,
        "private": False,
        "owner": user(owner),
        "html_url": page,
        "description": text,
        "fork": fork,
        "url": base,
        **{key: base + tail for key, tail in _links("repository").items()},
        "git_url": f"git://github.example/{full}.git",
        "ssh_url": f"git@github.example:{full}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "has_projects": True,
        "has_downloads": True,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": False,
        "disabled": False,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "visibility": "public",
    }


def _counts(stars: int, forks: int, open_count: int) -> Json:
    return {
        "stargazers_count": stars,
        "watchers_count": stars,
        "watchers": stars,
        "forks_count": forks,
        "forks": forks,
        "open_issues_count": open_count,
        "open_issues": open_count,
    }
