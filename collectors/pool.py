"""The tokens of one platform: which of them speaks for which repository."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b, sha256
from math import inf
from typing import TYPE_CHECKING

from collectors.access import Access, Renewed
from collectors.errors import BadToken
from collectors.hosts import Host

if TYPE_CHECKING:
    from collectors.settings import PlatformSettings

# Of a platform's settings and the App's private key: the installation's token.
Install = Callable[["PlatformSettings", str], Renewed]


@dataclass(slots=True)
class Pool:
    """`refused`: keys of tokens not accepted in this run, and a sentence about each; `shared`:
    the key of the token of each repository known when the run began."""

    accesses: tuple[Access, ...]
    refused: dict[str, str] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, host: Host, own: PlatformSettings, environ: Mapping[str, str], install: Install
    ) -> Pool:
        """All tokens there are, or anonymous access. Raises `BadToken` when none can be sent."""
        found, wrong = list[Access](), dict[str, str]()
        for name in own.token_env:
            try:
                found.append(Access.of(host, name, environ.get(name, "").strip()))
            except BadToken as error:
                wrong[name] = error.reason
        if own.app_id and own.key_env and (key := environ.get(own.key_env, "").strip()):
            found.append(_installed(host, own, own.key_env, install(own, key)))
        usable = [one for one in found if one.has_token] or found
        if not usable or (wrong and not any(one.has_token for one in usable)):
            raise BadToken("".join(wrong.values()))
        unique = {one.token_key: _limited(one, host, own) for one in usable}
        return cls(tuple(unique.values()), wrong)

    def share(self, repo_ids: Collection[str]) -> None:
        """Gives no token more of the repositories than its even share, rounded up.

        The best ranked pairs come first, so that a repository more or less moves few others.
        """
        room = dict.fromkeys((one.token_key for one in self.accesses), 0)
        most = -(-len(repo_ids) // len(room))
        pairs = sorted(
            ((_rank(repo, key), repo, key) for repo in repo_ids for key in room), reverse=True
        )
        self.shared = {}
        for _, repo, key in pairs:
            if repo not in self.shared and room[key] < most:
                self.shared[repo] = key
                room[key] += 1

    def access(self, repo_id: str, left: Callable[[Access], int | None]) -> Access:
        """The token of a repository: the same each night, for ETags hold for one token (G18).

        Another one only where that was refused or is used up, the one with most left then; when
        all are, the repository's own. `left`: requests a token may still make, None: not known.
        """
        share = self.shared.get(repo_id)

        def rank(one: Access) -> tuple[bool, bytes]:
            return one.token_key == share, _rank(repo_id, one.token_key)

        ranked = sorted(self.accesses, key=rank, reverse=True)
        accepted = [one for one in ranked if one.token_key not in self.refused] or ranked
        free = {one.token_key: n for one in accepted if (n := left(one)) != 0}
        if not free or accepted[0].token_key in free:
            return accepted[0]
        usable = [one for one in accepted if one.token_key in free]
        return max(usable, key=lambda one: _much(free[one.token_key]))

    def refuse(self, access: Access, reason: str) -> bool:
        """Notes that a token is not accepted; returns whether another one is left."""
        self.refused[access.token_key] = reason
        return any(one.token_key not in self.refused for one in self.accesses)


def _installed(host: Host, own: PlatformSettings, key_env: str, renewed: Renewed) -> Access:
    mark = sha256(f"app {own.app_id} {own.installation_id}".encode()).hexdigest()[:16]
    return Access(
        host.title, key_env, {host.header: ""}, mark, form=host.form, renewed=renewed
    )  # fmt: skip


def _limited(access: Access, host: Host, own: PlatformSettings) -> Access:
    known = host.per_minute[access.has_token]
    pace = known if own.per_minute is None else own.per_minute
    return replace(access, per_minute=pace, reserve=own.reserve or 0, budget=own.budget or 0)


def _much(left: int | None) -> float:
    return inf if left is None else left


def _rank(repo_id: str, token_key: str) -> bytes:
    """By rendezvous hashing: a token more or less moves only its own repositories."""
    return blake2b(f"{token_key} {repo_id}".encode(), digest_size=8).digest()
