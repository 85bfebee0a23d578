"""What the stand-in's own model says each stream must hold, beside what the tables hold.

The first entry of a row is its key. Only facts, never ids of our own making, and nothing of the
clients' parsers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from town import DOCUMENTS, Town

from collectors.standin.community.model import HubRepository, Person, Repository, Thread
from warehouse.store import Warehouse

Row = tuple[Any, ...]
Rows = list[Row]

_AUTHOR = "LEFT JOIN identity i ON i.identity_id = t.author_id AND i.closed_at IS NULL"
HELD: dict[str, str] = {
    "repository": "SELECT platform_id, full_name, description, created_at, updated_at, pushed_at"
    " FROM repo_fact t WHERE CURRENT",
    "counts": "SELECT name, value FROM count_snapshot t WHERE CURRENT",
    "star_history": "SELECT day, stars FROM star_day t WHERE CURRENT",
    "stargazers": "SELECT i.login, starred_at FROM stargazer t"
    " LEFT JOIN identity i ON i.identity_id = t.identity_id AND i.closed_at IS NULL WHERE CURRENT",
    "commits": "SELECT sha, authored_at, committed_at, parents, subject, has_paths"
    ' FROM "commit" t WHERE CURRENT',
    "paths": "SELECT sha || ' ' || path, change FROM commit_file t",
    "mailmap": "SELECT line, proper_name FROM mailmap_line t WHERE CURRENT",
    "documents": "SELECT path, sha256, bytes FROM document t WHERE CURRENT"
    " AND role NOT IN ('past_licence', 'source')",
    "issues": "SELECT number, title, body, state, t.created_at, updated_at, closed_at_platform,"
    f" comments, i.login FROM issue t {_AUTHOR} WHERE CURRENT",
    "change_requests": "SELECT number, title, state, t.created_at, updated_at, closed_at_platform,"
    f" merged_at, i.login FROM change_request t {_AUTHOR} WHERE CURRENT",
    "releases": "SELECT tag, t.name, t.created_at, published_at, is_prerelease, i.login"
    f" FROM release t {_AUTHOR} WHERE CURRENT",
    "commit_accounts": "SELECT i.name || ' ' || a.login FROM account_link t"
    " JOIN identity i ON i.identity_id = t.identity_id AND i.closed_at IS NULL"
    " JOIN identity a ON a.identity_id = t.account_id AND a.closed_at IS NULL WHERE CURRENT",
    "forks": "SELECT t.platform_id, t.full_name, i.login, t.created_at, pushed_at FROM fork t"
    " LEFT JOIN identity i ON i.identity_id = t.owner_id AND i.closed_at IS NULL WHERE CURRENT",
    "contributors": "SELECT t.name, contributions FROM listed_contributor t WHERE CURRENT",
    "issue_comments": "SELECT comment_id, subject_kind, subject_number, is_review, body,"
    f" t.created_at, updated_at, i.login FROM comment t {_AUTHOR} WHERE CURRENT",
    "base_models": "SELECT target, found, licence_field, bases FROM base_model t WHERE CURRENT",
}
HELD["change_request_comments"] = HELD["issue_comments"]
HELD["grades"] = "SELECT repo_id, stream, grade, code, reason, expected, got FROM stream_state"


def held(town: Town) -> dict[str, Rows]:
    """The current rows of every stream, each as often as it is there; and the `grades` given."""
    with Warehouse(town.places.database, read_only=True) as warehouse:
        found = {stream: _rows(warehouse, sql) for stream, sql in HELD.items()}
    if town.platform != "huggingface":
        of_changes = 3 if town.platform == "github" else 1
        for stream in ("issue_comments", "change_request_comments"):
            wanted = stream == "change_request_comments"
            found[stream] = [
                r for r in found[stream] if (r[of_changes] in {True, "change_request"}) == wanted
            ]
    return found


def _rows(warehouse: Warehouse, sql: str) -> Rows:
    rows = warehouse.query(sql.replace("CURRENT", "t.closed_at IS NULL"))
    return sorted((tuple(row.values()) for row in rows), key=repr)


def truth(town: Town) -> dict[str, Rows]:
    """Every stream's rows by the model of the community, as of now."""
    made = town.server.community
    if town.platform == "huggingface":
        found = {**_hub(made.hub[0]), "base_models": _bases(made.hub)}
    else:
        found = _code(town, made.repositories[0])
    return {stream: sorted(rows, key=repr) for stream, rows in found.items()}


def _code(town: Town, repo: Repository) -> dict[str, Rows]:
    git: dict[str, Rows] = {
        "commits": [
            (c.sha, c.author.at, c.committer.at, len(c.parents), c.message.strip(), True)
            for c in repo.git.log
        ],
        "paths": [(f"{c.sha} {path}", change) for c in repo.git.log for path, change in c.files],
        "mailmap": [(1, "Dev Zero")],
        "documents": _documents(),
    }
    if town.platform == "git":
        tags = [
            (tag, None, at, at, None, None)
            for tag, sha in repo.git.tags.items()
            for at in [_tagged(repo, tag, sha)]
        ]
        return {**git, "releases": tags}
    return {**git, **_common(town, repo), **_FURTHER[town.platform == "github"](town, repo)}


def _documents() -> Rows:
    return [
        (path, sha256(body).hexdigest(), len(body))
        for path, body in DOCUMENTS.items()
        if not path.startswith(".")
    ]


def _tagged(repo: Repository, tag: str, _: str) -> datetime:
    return next(release.created for release in repo.releases if release.tag == tag)


def _common(town: Town, repo: Repository) -> dict[str, Rows]:
    accounts = {e: p for p in town.server.community.people if not p.deleted for e in p.linked}
    signed = {(c.author.name, c.author.email) for c in repo.git.log}
    return {
        "repository": [(
            str(repo.id), repo.full_name, repo.description, repo.created, repo.updated,
            repo.pushed,
        )],
        "commit_accounts": [
            (f"{name} {accounts[email].login}",) for name, email in signed if email in accounts
        ],
        "forks": [
            (str(f.id), f"{f.owner.login}/{f.name}", f.owner.login, f.created, f.pushed)
            for f in repo.forks
        ],
    }  # fmt: skip


def _github(town: Town, repo: Repository) -> dict[str, Rows]:
    logins = Counter(_contributor(town, c.author.email, c.author.name) for c in repo.git.log)
    said = [(t, c) for t in repo.threads for c in t.comments]
    return {
        "counts": [
            ("stars", repo.star_count), ("forks", len(repo.forks)), ("watchers", repo.watchers),
            ("open_issues", sum(t.closed is None for t in repo.threads)),
        ],
        "star_history": _days(repo, town.server.now),
        "contributors": list(logins.items()),
        "issues": [
            _issue(t, str(t.number), sum(c.path is None for c in t.comments)) for t in repo.issues()
        ],
        "change_requests": [_change(t, t.closed) for t in repo.pulls()],
        "releases": [
            (r.tag, r.name, r.created, r.published, r.prerelease, _login(r.author))
            for r in repo.releases
        ],
        "issue_comments": [
            (str(c.id), _kind(t), str(t.number), False, c.body, c.created, c.updated,
             _login(c.author))
            for t, c in said if c.path is None
        ],
        "change_request_comments": [
            (str(c.id), "change_request", str(t.number), True, c.body, c.created, c.updated,
             _login(c.author))
            for t, c in said if c.path is not None
        ],
    }  # fmt: skip


def _v5(town: Town, repo: Repository) -> dict[str, Rows]:
    names = Counter((c.author.name, c.author.email) for c in repo.git.log)
    return {
        "counts": [
            ("stars", repo.star_count), ("forks", len(repo.forks)), ("watchers", repo.watchers),
            ("open_issues", sum(t.closed is None for t in repo.issues())),
        ],
        "stargazers": [(_login(s.person), s.at) for s in repo.stars],
        "contributors": [(name, count) for (name, _), count in names.items()],
        "issues": [_issue(t, t.ident, len(t.comments)) for t in repo.issues()],
        "change_requests": [_change(t, None if t.merged else t.closed) for t in repo.pulls()],
        "releases": [
            (r.tag, r.name, r.published, r.published, r.prerelease, _login(r.author))
            for r in repo.releases
        ],
        "issue_comments": [
            (str(c.id), "issue", t.ident, False, c.body, c.created, c.updated, _login(c.author))
            for t in repo.issues() for c in t.comments
        ],
        "change_request_comments": [
            (str(c.id), "change_request", str(t.number), c.path is not None, c.body, c.created,
             c.updated, _login(c.author))
            for t in repo.pulls() for c in t.comments
        ],
    }  # fmt: skip


_FURTHER: dict[bool, Callable[[Town, Repository], dict[str, Rows]]] = {True: _github, False: _v5}


def _hub(model: HubRepository) -> dict[str, Rows]:
    talks, turns = model.discussions, {t.num: t.comments[1:] for t in model.discussions}
    return {
        "repository": [
            (model.hex_id, model.id, None, model.created, model.modified, model.modified)
        ],
        "counts": [
            ("likes", model.likes), ("downloads_30d", model.downloads),
            ("downloads_all", model.downloads_all_time),
        ],
        "commits": [
            (c.sha, c.author.at, c.author.at, None, c.message.strip(), False)
            for c in model.git.log
        ],
        "documents": _documents(),
        "issues": [
            (str(t.num), t.title, None, "open" if t.status == "open" else "closed", t.created,
             None, t.closed, len(t.comments), _login(t.author))
            for t in talks if not t.is_pull
        ],
        "change_requests": [
            (str(t.num), t.title, t.status, t.created, None, t.closed,
             t.closed if t.status == "merged" else None, _login(t.author))
            for t in talks if t.is_pull
        ],
        "issue_comments": [
            (f"{c.id:024x}", "change_request" if t.is_pull else "issue", str(t.num), False,
             c.body, c.created, c.updated, _login(c.author))
            for t in talks for c in turns[t.num]
        ],
    }  # fmt: skip


def _bases(models: list[HubRepository]) -> Rows:
    """By the cards, from the first model's on."""
    known, ways = {m.id: m for m in models}, _named(models[0])
    for name in ways:
        ways += [base for base in _named(known[name]) if base not in ways]
    return [(n, "read", known[n].card["license"], _named(known[n])) for n in ways]


def _named(model: HubRepository) -> list[str]:
    given = model.card.get("base_model", [])
    return [given] if isinstance(given, str) else list(cast("list[str]", given))


def _issue(t: Thread, number: str, comments: int) -> Row:
    state = "open" if t.state in {"open", "progressing"} else "closed"
    return (
        number, t.title, t.body, state, t.created, t.updated, t.closed, comments, _login(t.author)
    )  # fmt: skip


def _change(t: Thread, closed: datetime | None) -> Row:
    state = "merged" if t.merged else "open" if t.closed is None else "closed"
    return (
        str(t.number), t.title, state, t.created, t.updated, closed, t.merged, _login(t.author)
    )  # fmt: skip


def _kind(thread: Thread) -> str:
    return "change_request" if thread.is_pull else "issue"


def _login(person: Person | None) -> str | None:
    return None if person is None or person.deleted else person.login


def _contributor(town: Town, email: str, name: str) -> str:
    people = town.server.community.people
    found = next((p for p in people if email in p.linked and not p.deleted), None)
    return found.login if found else name


def _days(repo: Repository, now: datetime) -> Rows:
    """Every day from the Sunday before the creation up to today, in UTC."""
    stars = Counter(star.at.astimezone(UTC).date() for star in repo.stars)
    day = repo.created.date() - timedelta(days=(repo.created.weekday() + 1) % 7)
    found = []
    while day <= now.astimezone(UTC).date():
        found.append((day, stars[day]))
        day += timedelta(days=1)
    return found
