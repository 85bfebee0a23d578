"""Puts the sample community together from `sample.toml` and a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from collectors.standin.community.around import surround
from collectors.standin.community.cast import CORE, Cast
from collectors.standin.community.dice import Dice
from collectors.standin.community.files import Shelf
from collectors.standin.community.history import Writer, write_history
from collectors.standin.community.hub import make_hub
from collectors.standin.community.model import SAMPLE_NOW, Person, Release, Repository, Thread
from collectors.standin.community.people import People, make_people
from collectors.standin.community.reviews import make_reviews
from collectors.standin.community.stars import make_forks, make_stars
from collectors.standin.community.state import Community
from collectors.standin.community.texts import load
from collectors.standin.community.threads import Setting, fill, make_threads
from collectors.standin.git.store import GitStore, Signature

SEED = "lantu-2026"
LAST_WORD = SAMPLE_NOW - timedelta(minutes=23)


@dataclass(frozen=True, slots=True)
class SampleProject:
    """A project of the sample community as an applicant would enter it."""

    name: str
    applicant: str
    urls: tuple[str, ...]
    policies: tuple[str, ...]


SAMPLE_PROJECTS: tuple[SampleProject, ...] = tuple(
    SampleProject(p["name"], p["applicant"], tuple(p["urls"]), tuple(p["policies"]))
    for p in load("sample")["project"]
)


def sample_community(seed: str = SEED) -> Community:
    """The whole community; equal seeds give equal bytes."""
    people = make_people(seed)
    community = Community(people.everybody())
    for index, spec in enumerate(load("sample")["repository"]):
        community.repositories.append(_Maker(spec, index, people, community, seed).make())
    for spec in load("sample")["hub"]:
        community.hub.append(make_hub(spec, people, seed))
    return community


class _Maker:
    """Makes one repository."""

    def __init__(
        self, spec: dict[str, Any], index: int, people: People, community: Community, seed: str
    ) -> None:
        self.spec, self.index, self.people, self.community = spec, index, people, community
        self.named = (seed, spec["platform"], spec["owner"], spec["name"])
        self.dice = Dice(*self.named)
        self.span = (datetime.combine(spec["started"], time(1, 30), UTC), LAST_WORD)
        self.crew = self._crew()
        self.cast = Cast(self.crew, *self.span, self.dice)
        self.first_id = 2_000_000_000 + index * 20_000_000

    def make(self) -> Repository:
        spec, owner = self.spec, self.people.organizations[self.spec["owner"]]
        bots = ("lantu-ci", "codecov-standin[bot]", "github-actions[bot]")
        setting = Setting(
            self.cast, self.span[0] + timedelta(days=2), self.span[1], self.first_id,
            tuple(self.people.bots[b] for b in bots), hostile=spec["issues"] > 150,
        )  # fmt: skip
        threads = make_threads(setting, spec["issues"], spec["pulls"], self.dice)
        for thread in threads:
            _suit(spec["platform"], thread)
        if spec["platform"] == "github":
            pulls = [t for t in threads if t.is_pull]
            named = Dice(*self.named, "reviews")
            make_reviews(pulls, self.crew[:CORE], self.first_id, named)
        git = self._git(owner, [t for t in threads if t.is_pull])
        repo = Repository(
            platform=spec["platform"], id=_repository_id(spec, self.index), owner=owner,
            name=spec["name"], description=spec["description"], git=git, created=self.span[0],
            pushed=git.tip.committer.at, updated=git.tip.committer.at,
            homepage=spec.get("homepage"), language=spec["language"],
            languages=dict(spec.get("languages", {})), topics=tuple(spec.get("topics", ())),
            licence=spec["licence"], threads=threads,
        )  # fmt: skip
        repo.releases = self._releases(git)
        self._audience(repo)
        if repo.platform == "github":
            surround(repo, self.span, Dice("around", *self.named))
        return repo

    def _crew(self) -> tuple[Person, ...]:
        """Members first; the rest drawn from those around the organization."""
        community = self.people.community
        near = community[:272] if self.spec["owner"] == "lantu" else community[::-1][:110]
        members = [p for p in near if p.member_of == self.spec["owner"]]
        others = [p for p in near if not p.member_of]
        return (*members, *self.dice.sample(others, self.spec["people"] - len(members)))

    def _git(self, owner: Person, pulls: list[Thread]) -> GitStore:
        origin = self.spec.get("mirror_of")
        if origin:
            return self.community.repository("github", origin).git
        git = GitStore()
        shelf = Shelf(self.spec["name"])
        writer = Writer(self.spec, git, shelf, self.cast, self.people, self.dice)
        write_history(writer, owner, self.crew[0], pulls, self.span)
        return git

    def _releases(self, git: GitStore) -> list[Release]:
        every = self.spec.get("release_days", 0)
        if "mirror_of" in self.spec:
            return self._mirrored_releases()
        if not every:
            return []
        moments, at = [], self.span[0] + timedelta(days=30)
        while at < self.span[1] - timedelta(days=2):
            moments.append(at)
            at += timedelta(
                days=every + self.dice.randrange(-3, 4), minutes=self.dice.randrange(600)
            )
        return [self._release(git, i, at) for i, at in enumerate(moments)]

    def _release(self, git: GitStore, index: int, at: datetime) -> Release:
        version = f"v{index // 12}.{index % 12 + 1}.0"
        sha = next((c.sha for c in reversed(git.log) if c.committer.at <= at), git.log[0].sha)
        author = self.crew[index % 3]
        prerelease = index % 9 == 4
        tag = version + ("-rc1" if prerelease else "")
        if tag not in git.tags:
            git.tag(tag, sha, Signature(author.names[0], author.emails[0], at, author.offset))
        body = fill(load("words")["release_notes"], self.dice)
        return Release(
            self.first_id // 7 + index, tag, f"{self.spec['title']} {version}", body, author,
            at, at + timedelta(minutes=9), sha, prerelease,
        )  # fmt: skip

    def _mirrored_releases(self) -> list[Release]:
        """A mirror announces every third release of its origin, under the same tags."""
        origin = self.community.repository("github", self.spec["mirror_of"])
        here = [r for r in origin.releases[::3] if r.published > self.span[0]]
        return [replace(r, id=self.first_id // 7 + i) for i, r in enumerate(here)]

    def _audience(self, repo: Repository) -> None:
        crowd = (*self.people.passers_by, *self.people.community)
        givers = crowd if repo.platform == "gitee" else None
        repo.stars = make_stars(self.spec, self.span, repo.releases, givers, self.dice)
        repo.forks = make_forks(
            self.spec["forks"], repo.name, self.span, crowd, self.dice, repo.id + 1000
        )
        repo.unlisted_stars = self.spec.get("unlisted_stars", 0)
        repo.watchers = max(3, repo.star_count // 31)
        repo.updated = max(repo.pushed, repo.stars[-1].at)


def _suit(platform: str, thread: Thread) -> None:
    """GitHub knows only open and closed; Gitee also progressing, rejected and merged."""
    if platform == "github":
        thread.state = "open" if thread.is_open else "closed"
    elif thread.is_pull:
        thread.state = "merged" if thread.merged else thread.state
    elif thread.is_open and thread.number % 3 == 0:
        thread.state = "progressing"


def _repository_id(spec: dict[str, Any], index: int) -> int:
    return (880_000_000 if spec["platform"] == "github" else 41_000_000) + index * 91_193
