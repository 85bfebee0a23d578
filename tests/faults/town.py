"""One small repository on one platform, with every list longer than a page, and a bench for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bench import START, Bench, Quiet, first_repository, person, settings_for

from collectors import standin
from collectors.results import RunSummary
from collectors.settings import CollectorSettings
from collectors.standin.community.model import (
    Comment,
    Discussion,
    Fork,
    HubRepository,
    Person,
    Release,
    Repository,
)
from collectors.standin.faults import Action
from collectors.standin.git.store import GitStore, Signature
from collectors.streams import Context

DOCUMENTS = {
    "LICENSE": b"MIT License\n", "README.md": "# 工具\n".encode(),
    ".mailmap": b"Dev Zero <dev0@x.org> <old@x.org>\n",
}  # fmt: skip
URLS = {
    "github": "http://github.example/dev0/tool",
    "gitee": "http://gitee.example/dev0/tool",
    "gitcode": "http://gitcode.example/dev0/tool",
    "huggingface": "http://huggingface.example/dev0/model",
    "git": "http://gitcode.example/dev0/tool.git",
}
_WEEK = timedelta(days=7)


def founded(platform: str) -> standin.Community:
    """dev0/tool, or the model dev0/model; the git repository stands on a host nobody knows."""
    people = [person(f"dev{n}", 100 + n) for n in range(7)]
    people.append(Person("ghost", "Ghost", 108, 108, "ghost", ("ghost@x.org",), deleted=True))
    made = standin.Community(people)
    if platform == "huggingface":
        made.hub += [_model(people), _base("other/base", "other/first"), _base("other/first")]
        return made
    repo = first_repository(made, people[0])
    repo.platform = "gitcode" if platform == "git" else platform  # type: ignore[assignment]
    repo.language, repo.licence, repo.watchers = "Python", "MIT", 3
    _fill(made, repo)
    return made


def _history(git: GitStore, people: list[Person], number: int) -> None:
    for n in range(number):
        who = people[n % 5]
        signed = Signature(who.name, who.emails[0], START + timedelta(hours=n))
        git.commit({f"src/m{n % 9}.py": f"{n}\n".encode()}, signed, f"change {n}\n")
    stranger = Signature("Nobody", "nobody@nowhere.org", START + timedelta(days=20))
    git.commit(dict(DOCUMENTS), stranger, "documents\n")


def _fill(made: standin.Community, repo: Repository) -> None:
    people = made.people
    _history(repo.git, people, 104)
    repo.pushed = START + timedelta(days=20)
    for n in range(124):
        at = START + timedelta(hours=n)
        author = people[n % 8] if n else None
        thread = made.add_issue(repo, f"标题 {n}", at, author=author, is_pull=n % 5 == 4)
        said = made.add_comment(repo, thread, f"comment {n}", at + _WEEK, people[n % 8])
        if thread.is_pull and n % 2:
            said.path = "src/m1.py"
        if n % 4 == 0:
            made.close(thread, at + _WEEK, people[1])
        if thread.is_pull and n % 3 == 0:
            made.close(thread, at + _WEEK, people[1])
            thread.merged = thread.closed
            thread.state = "merged" if repo.platform != "github" else thread.state
    for n in range(106):
        made.star(repo, START + timedelta(days=2 * n), people[n % 7])
        at = START + timedelta(minutes=n)
        repo.forks.append(Fork(9000 + n, people[n % 7], f"tool{n}", at, at))
    for n in range(3):
        at, sha = START + timedelta(days=n), repo.git.log[n].sha
        repo.releases.append(Release(500 + n, f"v{n}", f"第 {n} 版", "", people[0], at, at, sha))
        repo.git.tag(f"v{n}", sha, Signature("dev0 Doe", "dev0@x.org", at))


def _model(people: list[Person]) -> HubRepository:
    git = GitStore()
    _history(git, people, 54)
    model = HubRepository(
        "model", "dev0/model", "ab" * 12, git, START, START + timedelta(days=20), 7, 50, 900,
        ("zh", "license:mit"), {"license": "mit", "base_model": "other/base"},
        library_name="transformers",
    )  # fmt: skip
    for n in range(23):
        at = START + timedelta(days=n)
        talk = Discussion(n + 1, f"话题 {n}", people[n % 7], n % 4 == 3, "open", at)
        for turn in range(1 + n % 3):
            moment = at + timedelta(hours=turn)
            talk.comments.append(
                Comment(100 * n + turn + 1, people[turn], f"said {turn}", moment, moment)
            )
        if n % 5 == 0:
            talk.status, talk.closed, talk.closed_by = "closed", at + _WEEK, people[1]
        if talk.is_pull and n % 8 == 3:
            talk.status, talk.closed, talk.closed_by = "merged", at + _WEEK, people[2]
        model.discussions.append(talk)
    return model


def _base(name: str, *bases: str) -> HubRepository:
    """What dev0/model is made from: somebody else's, and nobody talks about it."""
    git = GitStore()
    git.commit({"README.md": b"# base\n"}, Signature("dev9", "dev9@x.org", START), "begun\n")
    card: dict[str, object] = {"license": "mit", "base_model": list(bases)}
    return HubRepository("model", name, name.encode().hex()[:24], git, START, START, 1, 2, 3, (),
                         card)  # fmt: skip


def grown(server: standin.StandIn) -> None:
    """A little of everything is new or changed."""
    made, now = server.community, server.now
    for repo in made.repositories:
        for is_pull in (False, True):
            thread = made.add_issue(repo, "新的", now, author=made.people[2], is_pull=is_pull)
            made.add_comment(repo, thread, "new", now, made.people[3])
        made.close(repo.issues()[1], now, made.people[0])
        made.star(repo, now, made.people[1])
        number = max(fork.id for fork in repo.forks) + 1
        repo.forks.append(Fork(number, made.people[2], "new", now, now))
        signed = Signature("dev6 Doe", "dev6@x.org", now)
        made.commit(repo, {"src/new.py": f"{now}\n".encode()}, signed, "new\n")
        sha = repo.git.tip.sha
        tag = f"n{len(repo.releases)}"
        repo.releases.append(
            Release(900 + len(repo.releases), tag, "", "", made.people[0], now, now, sha)
        )
        repo.git.tag(tag, sha, signed)
    for model in made.hub[:1]:
        talk = model.discussions[1]
        number = max(c.id for t in model.discussions for c in t.comments) + 1
        talk.comments.append(Comment(number, made.people[3], "more", now, now))
        signed = Signature("dev6 Doe", "dev6@x.org", now)
        model.git.commit({"src/new.py": f"{now}\n".encode()}, signed, "new\n")
        model.modified, model.likes = now, model.likes + 1


@contextmanager
def served(community: standin.Community) -> Iterator[standin.StandIn]:
    with standin.serve(community) as server:
        yield server


@dataclass
class Strike:
    """`action` for the requests of every stream, each counted by itself.

    In a stream with `more` requests than one from its second on, else from its first on; `first`:
    always from the first on. `times` bounds how often in each stream (None: all night).
    """

    town: Town
    action: Action
    only: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()
    more: frozenset[str] = frozenset()
    times: int | None = None
    seen: Counter[str] = field(default_factory=Counter)
    fired: Counter[str] = field(default_factory=Counter)

    def strikes(self, method: str, host: str, target: str) -> bool:
        stream = self.town.asker(host, target)
        if stream in self.spared or (self.only and stream not in self.only):
            return False
        self.seen[stream] += 1
        begun = self.seen[stream] > (stream in self.more)
        if not begun or (self.times is not None and self.fired[stream] >= self.times):
            return False
        self.fired[stream] += 1
        return True


class Town(Bench):
    """A bench that knows which stream asked for what, whatever platform it is."""

    def __init__(self, server: standin.StandIn, folder: Path, platform: str) -> None:
        super().__init__(server, folder, (URLS[platform],), Quiet())
        self.platform = platform
        self.settings = self.patient()
        self._asked: dict[str, str] = {}

    def patient(self, **changed: object) -> CollectorSettings:
        settings = settings_for(self.server.proxy).model_dump() | {"max_retries": 1} | changed
        if self.platform == "git":
            settings["gitcode"] |= {"web": "http://elsewhere.example"}
        return CollectorSettings.model_validate(settings)

    def asker(self, host: str, target: str) -> str:
        """The stream that asked; clones belong to the commits."""
        path, _, query = target.partition("?")
        return "commits" if ".git/" in path else self._asked.get(_plain(host, path, query), path)

    def run(self, *urls: str) -> RunSummary:
        with self._noting():
            return super().run(*urls)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        get: Callable[..., object] = Context.get

        def noted(ctx: Context, url: str, **more: object) -> object:
            parts = urlsplit(url)
            self._asked[_plain(parts.hostname or "", parts.path, parts.query)] = ctx.stream
            return get(ctx, url, **more)

        Context.get = noted  # type: ignore[method-assign, assignment]
        try:
            yield
        finally:
            Context.get = get  # type: ignore[method-assign, assignment]


def _plain(host: str, path: str, query: str) -> str:
    """One spelling of an address on both sides."""
    from urllib.parse import parse_qsl, unquote

    return f"{host}{unquote(path)}?{sorted(parse_qsl(query, keep_blank_values=True))}"
