"""Commits: direct ones, merged and squashed change requests, reverts, bots, agents, merges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from collectors.standin.community.cast import Cast
from collectors.standin.community.dice import Dice
from collectors.standin.community.files import Shelf, first_files
from collectors.standin.community.model import Person, Thread
from collectors.standin.community.people import People, noreply
from collectors.standin.community.texts import load
from collectors.standin.community.threads import fill
from collectors.standin.git.store import CommitInfo, GitStore, Signature

_AGENTS_FROM = 2025
_SUBJECTS = {"docs": "docs_subjects", "test": "test_subjects"}


@dataclass(slots=True)
class Writer:
    """Writes one repository's history in the order of time."""

    spec: dict[str, Any]
    git: GitStore
    shelf: Shelf
    cast: Cast
    people: People
    dice: Dice

    def begin(self, owner: Person, founder: Person, at: datetime) -> None:
        mailmap = _mailmap(self.people.community[:150]) if self.spec.get("mailmap") else ""
        files = first_files(self.spec, owner.name, mailmap)
        self.git.commit(self.shelf.put(files), self._sign(founder, at), "Initial commit\n")

    def direct(self, at: datetime) -> None:
        if self.dice.chance(0.04) and self._revert(at):
            return
        kind = self._kind()
        author = self._author(kind, at)
        self._write(kind, author, at, self._message(kind, author, at))

    def squash(self, pull: Thread, at: datetime) -> None:
        author = pull.author or self.cast.at(pull.created)
        message = f"{pull.title} (#{pull.number})"
        web = Signature("GitHub", "noreply@github.com", at, 0)
        kind = self._kind()
        files = self.shelf.put(self.shelf.change(kind, self.dice))
        text = message + self._trailer(kind, author, at)
        pull.merge_sha = self.git.commit(files, self._sign(author, at), text, committer=web).sha

    def merge(self, pull: Thread, at: datetime) -> None:
        """One or two commits on a side branch and the commit that merges it."""
        main, kind = self.git.tip.sha, self._kind()
        author = pull.author or self.cast.at(pull.created)
        for i in range(self.dice.pick((1, 1, 2))):
            before = at - timedelta(minutes=7 - i)
            self._write(kind, author, before, self._message(kind, author, before))
        merger = pull.merged_by or author
        text = f"Merge pull request #{pull.number} from {author.login}/topic\n\n{pull.title}\n"
        web = Signature("GitHub", "noreply@github.com", at, 0)
        signed = self._sign(merger, at)
        pull.merge_sha = self.git.commit({}, signed, text, committer=web, merge_from=main).sha

    def _write(self, kind: str, author: Person, at: datetime, message: str) -> CommitInfo:
        files = self.shelf.put(self.shelf.change(kind, self.dice))
        return self.git.commit(files, self._sign(author, at), message)

    def _revert(self, at: datetime) -> bool:
        """Undoes the newest commit, unless it is a merge, a revert or the first."""
        last = self.git.tip
        subject = last.message.splitlines()[0]
        if len(last.parents) != 1 or not last.files or subject.startswith("Revert"):
            return False
        text = f'Revert "{subject}"\n\nThis reverts commit {last.sha}.\n'
        undone = self.shelf.put(self.shelf.before)
        self.git.commit(undone, self._sign(self.cast.at(at), at), text)
        return True

    def _kind(self) -> str:
        kinds: dict[str, int] = self.spec["kinds"]
        return self.dice.choices(list(kinds), weights=list(kinds.values()))[0]

    def _author(self, kind: str, at: datetime) -> Person:
        bots = self.people.bots
        if kind == "lock" and self.dice.chance(0.6):
            return bots["dependabot[bot]"]
        if kind in ("generated", "workflow") and self.dice.chance(0.5):
            lantu = self.spec["owner"] == "lantu"
            return bots["lantu-ci" if lantu else "qinghe-release-bot"]
        return self.cast.at(at)

    def _message(self, kind: str, author: Person, at: datetime) -> str:
        words = load("words")
        if kind == "lock":
            subject = f"build(deps): bump numpy to 2.{self.dice.randrange(40)}.0"
        elif kind == "space":
            subject = "style: 调整空行"
        else:
            subject = fill(self.dice.pick(words[_SUBJECTS.get(kind, "commit_subjects")]), self.dice)
        return subject + self._trailer(kind, author, at)

    def _trailer(self, kind: str, author: Person, at: datetime) -> str:
        agents = load("people")["agent"]
        if kind in ("python", "cpp", "go", "test") and author.kind == "User":
            if at.year >= _AGENTS_FROM and self.dice.chance(0.09):
                return f"\n\nCo-authored-by: {self.dice.pick(agents)['trailer']}\n"
            if self.dice.chance(0.04):
                other = self.cast.at(at)
                return f"\n\nCo-authored-by: {other.name} <{noreply(other)}>\n"
        return "\n"

    def _sign(self, person: Person, at: datetime) -> Signature:
        """Mostly the first address and name, sometimes another alias."""
        email, name = person.emails[0], person.names[0]
        if self.dice.chance(0.25):
            email = self.dice.pick(person.emails)
            name = self.dice.pick(person.names)
        clean = name.replace("<", "").replace(">", "").strip()
        return Signature(clean, email, at, person.offset)


def write_history(
    writer: Writer,
    owner: Person,
    founder: Person,
    pulls: Sequence[Thread],
    span: tuple[datetime, datetime],
) -> None:
    """The first commit, then direct commits and merged change requests in order of time."""
    start, end = span
    writer.begin(owner, founder, start)
    steps: list[tuple[datetime, int, Thread | None]] = [
        (p.merged, p.number, p) for p in pulls if p.merged is not None
    ]
    count = writer.spec["direct_commits"]
    steps += [(writer.dice.moment(start, end, 0.8), -i, None) for i in range(count)]
    for at, _, pull in sorted(steps, key=lambda step: step[:2]):
        if pull is None:
            writer.direct(at)
        elif writer.dice.chance(0.4):
            writer.merge(pull, at)
        else:
            writer.squash(pull, at)


def _mailmap(people: Sequence[Person]) -> str:
    """Every third person with several addresses maps the others to the first."""
    placeholders = load("people")["placeholders"]
    lines = [
        f"{p.name} <{p.emails[0]}> <{other}>"
        for p in [p for p in people if len(p.emails) > 1][::3]
        for other in p.emails[1:]
        if other not in placeholders
    ]
    return "\n".join(["# 名字与邮箱对照", *lines, ""])
