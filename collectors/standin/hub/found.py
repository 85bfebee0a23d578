"""Finding the model, dataset or space a request is about."""

from __future__ import annotations

from datetime import UTC, datetime

from collectors.standin.call import Call, Json, Refusal
from collectors.standin.community.model import HubKind, HubRepository, Person
from collectors.standin.git.store import CommitInfo

WEB = "http://huggingface.example"
KINDS: dict[str, HubKind] = {"models": "model", "datasets": "dataset", "spaces": "space"}


def when(moment: datetime | None) -> str | None:
    """With milliseconds, as the Hub writes times."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def find(call: Call, kinds: str, repo_id: str) -> HubRepository:
    """Raises Refusal: 307 after a rename, 401 for what is not there or private."""
    for repo in call.standin.community.hub:
        if repo.kind != KINDS.get(kinds):
            continue
        if repo.id == repo_id and repo.access == "public":
            return repo
        if repo_id in repo.former_ids:
            path = call.request.path.replace(repo_id, repo.id, 1)
            raise Refusal(307, "Temporary Redirect", headers={"Location": call.url(path)})
    # The Hub does not tell strangers a private repository from a missing one.
    if not call.token:
        raise Refusal(401, "Invalid username or password.")
    raise Refusal(404, "Repository not found", code="RepoNotFound")


def revision(repo: HubRepository, name: str) -> CommitInfo:
    """A commit by branch or sha. Raises Refusal (404)."""
    found = repo.git.head if name in ("main", "HEAD") else repo.git.by_sha.get(name)
    if found is None:
        raise Refusal(404, f"Invalid rev id: {name}", code="RevisionNotFound")
    return found


def author(person: Person | None) -> Json | None:
    if person is None or person.deleted:
        return None
    return {
        "_id": f"{person.github_id:024x}",
        "avatarUrl": f"{WEB}/avatars/{person.login}.svg",
        "fullname": person.name,
        "name": person.login,
        "type": "user",
        "isPro": False,
        "isHf": False,
        "isMod": False,
    }
