"""Repository facts, languages, topics, forks and contributors."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, answer
from collectors.standin.community.model import Person, Repository
from collectors.standin.community.state import Community
from collectors.standin.github.found import find, listed, one
from collectors.standin.github.shapes import fork, repository, user

LINKED_EMAILS = 500


def facts(call: Call, **which: Any) -> Response:
    """With a token also what its owner may do there."""
    repo = find(call, **which)
    told = repository(repo)
    if call.token:
        may = repo.extras.can_push
        rights = {"admin": False, "maintain": False, "push": may, "triage": may, "pull": True}
        told["permissions"] = rights
    return one(told, repo.updated)


def languages(call: Call, **which: Any) -> Response:
    return answer(find(call, **which).languages)


def topics(call: Call, **which: Any) -> Response:
    return answer({"names": list(find(call, **which).topics)})


def forks(call: Call, **which: Any) -> Response:
    """Newest first unless `sort` says oldest or stargazers."""
    repo = find(call, **which)
    rows = sorted(repo.forks, key=lambda row: (row.created, row.id))
    if call.text("sort", "newest") == "stargazers":
        rows = sorted(repo.forks, key=lambda row: (-row.stars, row.id))
    elif call.text("sort", "newest") != "oldest":
        rows.reverse()
    return listed(call, repo, "/forks", rows, partial(fork, parent=repo))


def contributors(call: Call, **which: Any) -> Response:
    """Most commits first. Only the first 500 addresses are tied to accounts; the others, and
    those without an account, appear with `anon=1` as name and address."""
    repo = find(call, **which)
    if repo.is_empty:
        return Response(b"", 204)
    rows = count_contributors(repo, call.standin.community)
    if call.text("anon") not in ("1", "true"):
        rows = [row for row in rows if row["type"] != "Anonymous"]
    return listed(call, repo, "/contributors", rows, lambda row: row)


def count_contributors(repo: Repository, community: Community) -> list[Json]:
    """One row for each account or anonymous address, merges left out."""
    counts = Counter((c.author.email, c.author.name) for c in repo.git.log if len(c.parents) < 2)
    emails = Counter[str]()
    for (email, _), count in counts.items():
        emails[email] += count
    names = {email: name for (email, name), _ in reversed(counts.most_common())}
    accounts: Counter[Person] = Counter()
    anonymous: list[Json] = []
    for place, (email, count) in enumerate(emails.most_common()):
        person = community.account_of(email, "github") if place < LINKED_EMAILS else None
        if person is None:
            row = {"email": email, "name": names[email], "type": "Anonymous"}
            anonymous.append({**row, "contributions": count})
        else:
            accounts[person] += count
    rows = [{**user(person), "contributions": count} for person, count in accounts.items()]
    return sorted(
        rows + anonymous, key=lambda r: (-r["contributions"], r.get("login") or r["email"])
    )


ROUTES: dict[str, Endpoint] = {
    "": facts,
    "/languages": languages,
    "/topics": topics,
    "/forks": forks,
    "/contributors": contributors,
}
