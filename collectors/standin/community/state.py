"""The community as the server holds it, and what tests may do to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from collectors.standin.community.model import (
    Comment,
    HubRepository,
    Person,
    Platform,
    Remark,
    Repository,
    Review,
    Star,
    Thread,
    Topic,
)
from collectors.standin.git.store import CommitInfo, GitStore, Signature

_NOREPLY: dict[Platform, str] = {
    "github": "@users.noreply.github.com", "gitee": "@user.noreply.gitee.com",
    "gitcode": "@noreply.gitcode.com",
}  # fmt: skip


class Community:
    """Everything the platforms know. Changing it changes the next answers.

    Look-ups raise KeyError for what never existed.
    """

    def __init__(self, people: Sequence[Person] = ()) -> None:
        self.people = list(people)
        self._by_email: dict[str, Person] = {}
        self.repositories: list[Repository] = []
        self.hub: list[HubRepository] = []

    def person(self, login: str) -> Person:
        return next(p for p in self.people if p.login == login)

    def account_of(self, email: str, platform: Platform) -> Person | None:
        """The account a commit address is linked to; noreply addresses count on their own
        platform only."""
        if any(email.endswith(end) for name, end in _NOREPLY.items() if name != platform):
            return None
        if len(self._by_email) == 0:
            self._by_email = {e: p for p in self.people if not p.deleted for e in p.linked}
        return self._by_email.get(email)

    def add_person(self, person: Person) -> Person:
        self.people.append(person)
        self._by_email.clear()
        return person

    @property
    def token_owner(self) -> Person:
        """Whom the stand-in's token belongs to."""
        return next(p for p in self.people if p.kind == "User" and p.name != p.login)

    def repository(self, platform: Platform, full_name: str) -> Repository:
        """The one that has the name now; a deleted one only when nobody took its name."""
        held = [r for r in self.repositories if r.platform == platform]
        named = [r for r in held if r.full_name.lower() == full_name.lower()]
        for repo in sorted(named, key=lambda r: r.access == "gone"):
            return repo
        raise KeyError(full_name)

    def owned(self, platform: Platform, person: Person) -> list[Repository]:
        """What a person or organisation shows to everybody on a platform."""
        return [
            repo
            for repo in self.repositories
            if repo.platform == platform and repo.owner is person and repo.access == "public"
        ]

    def renamed(self, platform: Platform, full_name: str) -> Repository | None:
        """The repository that once had this name."""
        wanted = full_name.lower()
        for repo in self.repositories:
            if repo.platform == platform and wanted in repo.former_names:
                return repo
        return None

    def hub_repository(self, kind: str, repo_id: str) -> HubRepository:
        for repo in self.hub:
            if repo.kind == kind and repo.id == repo_id:
                return repo
        raise KeyError(repo_id)

    def add_issue(
        self,
        repo: Repository,
        title: str,
        at: datetime,
        *,
        author: Person | None = None,
        body: str | None = "",
        is_pull: bool = False,
    ) -> Thread:
        taken = [t.number for t in repo.threads] + [t.number for t in repo.forum]
        number = max(taken, default=0) + 1
        ident = f"INEW{number}"
        thread = Thread(
            9_000_000_000 + repo.id + number, number, is_pull, author, title, body, at, at,
            ident=ident,
        )  # fmt: skip
        repo.threads.append(thread)
        return thread

    def add_comment(
        self,
        repo: Repository,
        thread: Thread,
        body: str,
        at: datetime,
        author: Person | None = None,
    ) -> Comment:
        newest = max((c.id for t in repo.threads for c in t.comments), default=9_500_000_000)
        comment = Comment(newest + 1, author, body, at, at)
        thread.comments.append(comment)
        thread.updated = max(thread.updated, at)
        return comment

    def add_review(
        self, thread: Thread, state: str, at: datetime, author: Person | None = None,
        body: str = "",
    ) -> Review:  # fmt: skip
        """`state` in GitHub's words: APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED."""
        held = (t.reviews for repo in self.repositories for t in repo.threads)
        newest = max((r.id for reviews in held for r in reviews), default=3_000_000_000)
        review = Review(newest + 1, author, state, body, at, at)
        thread.reviews.append(review)
        thread.updated = max(thread.updated, at)
        return review

    def merge(self, thread: Thread, at: datetime, by: Person | None = None) -> None:
        self.close(thread, at, by)
        thread.merged, thread.merged_by, thread.merge_sha = at, by, f"{thread.id:040x}"

    def add_topic(
        self, repo: Repository, title: str, at: datetime, author: Person | None = None,
        body: str = "",
    ) -> Topic:  # fmt: skip
        """A discussion; switches them on."""
        repo.has_discussions = True
        # On GitHub they share their numbers with issues and change requests.
        taken = [t.number for t in repo.threads] + [t.number for t in repo.forum]
        number = max(taken, default=0) + 1
        topic = Topic(8_000_000 + number, number, author, title, body, "Q&A", at, at)
        repo.forum.append(topic)
        return topic

    def remark(
        self, topic: Topic, body: str, at: datetime, author: Person | None = None,
        under: Remark | None = None,
    ) -> Remark:  # fmt: skip
        """A comment on a discussion, or a reply to one."""
        said = sum(1 + len(r.replies) for r in topic.remarks)
        comment = Comment(topic.id * 1000 + said, author, body, at, at)
        remark = Remark(comment)
        if under is None:
            topic.remarks.append(remark)
        else:
            under.replies.append(comment)
        topic.updated = max(topic.updated, at)
        return remark

    def close(self, thread: Thread, at: datetime, by: Person | None = None) -> None:
        thread.state, thread.closed, thread.updated, thread.closed_by = "closed", at, at, by

    def delete_thread(self, repo: Repository, number: int) -> None:
        repo.threads = [t for t in repo.threads if t.number != number]

    def star(self, repo: Repository, at: datetime, person: Person | None = None) -> None:
        repo.stars = sorted([*repo.stars, Star(at, person)], key=lambda s: s.at)

    def unstar(self, repo: Repository, index: int = -1) -> None:
        del repo.stars[index]

    def rename(self, repo: Repository, name: str) -> None:
        """The old name answers 301 until somebody else takes it."""
        repo.former_names.append(repo.full_name.lower())
        repo.name = name

    def add_repository(
        self, platform: Platform, owner: Person, name: str, at: datetime
    ) -> Repository:
        """A new, empty repository; it may take a name that another one had before."""
        number = max(r.id for r in self.repositories) + 17
        git = GitStore()
        repo = Repository(platform, number, owner, name, "", git, created=at, pushed=at, updated=at)
        self.repositories.append(repo)
        return repo

    def delete(self, repo: Repository | HubRepository) -> None:
        repo.access = "gone"

    def hide(self, repo: Repository | HubRepository) -> None:
        repo.access = "private"

    def block(self, repo: Repository) -> None:
        """A takedown notice: 451."""
        repo.access = "blocked"

    def make_empty(self, repo: Repository) -> None:
        repo.git = GitStore(repo.default_branch)

    def disable_issues(self, repo: Repository) -> None:
        repo.has_issues = False

    def commit(
        self,
        repo: Repository,
        changes: Mapping[str, bytes | None],
        author: Signature,
        message: str,
    ) -> CommitInfo:
        made = repo.git.commit(changes, author, message)
        repo.pushed = repo.updated = author.at
        return made
