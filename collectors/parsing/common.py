"""What GitHub's JSON and the v5 interface have in common, told apart by the platform's id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from collectors import values
from collectors.identities import account, signature
from collectors.values import Json
from warehouse.records import AccountLink, Commit, Fork, Identity, ListedContributor, Record


def who(platform: str, item: Json, *path: str) -> Identity | None:
    """The identity of the user object at a path; None for deleted or hidden accounts (G6)."""
    found = values.dig(item, *path)
    return account(platform, found) if isinstance(found, dict) else None


def known(identities: Iterable[Identity | None]) -> Iterator[Identity]:
    return (identity for identity in identities if identity is not None)


def name_of(identity: Identity | None) -> str | None:
    return identity.identity_id if identity else None


def forks(platform: str, repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """An array, though Gitee's published description says one object (E13)."""
    found: list[Record] = list(known(who(platform, item, "owner") for item in items))
    for item in items:
        if (key := values.label(item, "id")) is not None:
            owner = name_of(who(platform, item, "owner"))
            found.append(Fork(
                repo_id, key, values.word(item, "full_name"), owner,
                values.instant(item, "created_at"), values.instant(item, "pushed_at"),
            ))  # fmt: skip
    return found


def contributors(platform: str, repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """Entries without an account (G5: beyond the first 500 e-mails; E5: all) by their signature."""
    found: list[Record] = []
    for item in items:
        login, name = values.word(item, "login"), values.word(item, "name")
        person = account(platform, item) if login else _signed(item)
        if person is None and login is None and name is None:
            continue
        found.extend(known([person]))
        count = values.number(item, "contributions")
        found.append(ListedContributor(repo_id, name_of(person), login or name, count))
    return found


def commits(platform: str, repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """Commits of an API list: no paths. The account counts before the signature (G6)."""
    found: list[Record] = []
    for item in items:
        sha = values.word(item, "sha")
        if sha is None:
            continue
        author, committer = (_role(platform, item, role) for role in ("author", "committer"))
        found.extend(known([author, committer]))
        parents = item.get("parents")
        found.append(Commit(
            repo_id, sha, name_of(author), name_of(committer),
            values.instant(item, "commit", "author", "date"),
            values.instant(item, "commit", "committer", "date"),
            len(parents) if isinstance(parents, list) else None,
            (values.text(item, "commit", "message") or "").partition("\n")[0] or None,
            None, has_paths=False,
        ))  # fmt: skip
    return found


def links(platform: str, repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """Which account the platform ties the author's signature of each commit to, where it does."""
    found: dict[str, Record] = {}
    for item in items:
        person, signed = (
            who(platform, item, "author"),
            _signed(values.dig(item, "commit", "author")),
        )
        if person is not None and signed is not None:
            link = AccountLink(repo_id, signed.identity_id, person.identity_id)
            found |= {record.key: record for record in (person, signed, link)}
    return list(found.values())


def _role(platform: str, item: Json, role: str) -> Identity | None:
    return who(platform, item, role) or _signed(values.dig(item, "commit", role))


def _signed(item: object) -> Identity | None:
    """The identity of a name and an address as git has them."""
    if not isinstance(item, dict):
        return None
    name, email = values.text(item, "name"), values.text(item, "email")
    return signature(name or "", email or "") if name or email else None
