"""Tokens: a repository keeps its own, others stand in, none is spent beyond its budget."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from bench import START, Bench, settings_for
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from collectors import standin
from collectors.access import Access
from collectors.limits import Quota
from collectors.meters import Meter
from collectors.pool import Pool
from collectors.results import RunSummary
from collectors.settings import CollectorSettings
from collectors.standin.faults import Before, Fault

NAMES = ("FIRST_TOKEN", "SECOND_TOKEN", "THIRD_TOKEN")
TOKENS = ("first-token-x", "second-token-x", "third-token-x")


def use(bench: Bench, **github: object) -> CollectorSettings:
    base = settings_for(bench.server.proxy)
    changed = base.platform("github").model_copy(update=github)
    return base.model_copy(update={"github": changed})


@pytest.fixture
def many(bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Six repositories on GitHub, and three tokens."""
    made = server.community
    for n in range(6):
        repo = made.add_repository("github", made.people[0], f"repo{n}", START)
        repo.language, repo.licence = "Python", "MIT"
    for name, token in zip(NAMES, TOKENS, strict=True):
        monkeypatch.setenv(name, token)
        server.tokens.add(token)
    bench.urls = tuple(f"http://github.example/dev0/repo{n}" for n in range(6))
    bench.settings = use(bench, token_env=NAMES)
    return bench


def spoken(server: standin.StandIn, seen: int = 0) -> dict[str, set[str]]:
    """Token → repositories it asked for."""
    found: dict[str, set[str]] = {}
    for one in server.requests[seen:]:
        token = one.headers.get("authorization", "").partition(" ")[2]
        if one.host == "api.github.example" and one.path.startswith("/repos/"):
            found.setdefault(token, set()).add(one.path.split("/")[3])
    return found


def test_a_repository_keeps_its_token_from_night_to_night(
    many: Bench, server: standin.StandIn
) -> None:
    many.run()
    first = spoken(server)
    assert set(first) <= set(TOKENS)
    assert len(first) > 1, "six repositories do not all have one token"
    assert sum(map(len, first.values())) == 6, "one token for each repository"
    seen = len(server.requests)
    server.advance(timedelta(hours=2))
    many.run()
    assert spoken(server, seen) == first


def test_a_token_revoked_in_the_middle_is_replaced_and_told_of(
    many: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = spoken(server) if many.run() else {}
    victim = max(first, key=lambda token: len(first[token]))
    server.advance(timedelta(days=1))
    server.faults.append(
        Fault(Before(lambda: server.tokens.discard(victim)), host="api.github", nth=3)
    )
    summary = many.run()
    assert {r.code for r in summary.results} <= {None, "no_push", "no_graph", "empty", "disabled"}
    [told] = summary.refused
    assert NAMES[TOKENS.index(victim)] in told
    assert victim not in told


def test_when_all_tokens_are_refused_nothing_is_called_complete(
    many: Bench, server: standin.StandIn
) -> None:
    server.tokens.clear()
    summary = many.run()
    interface = [r for r in summary.results if r.stream in {"repository", "issues", "forks"}]
    assert {r.code for r in interface} == {"bad_token"}
    assert all(r.failed for r in interface)


def test_one_unusable_token_leaves_the_others(
    many: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECOND_TOKEN", "含中文的令牌")
    summary = many.run()
    assert set(spoken(server)) <= {TOKENS[0], TOKENS[2]}
    [told] = summary.refused
    assert "SECOND_TOKEN" in told


def test_a_reserve_is_left_to_the_owner_of_the_token(many: Bench, server: standin.StandIn) -> None:
    server.github_quota.token = 60
    many.settings = use(many, token_env=NAMES[:1], reserve=20)
    many.settings = many.settings.model_copy(update={"max_wait_seconds": 5})
    summary = many.run()
    left = server.github_quota.look(TOKENS[0], server.now).remaining
    assert 0 < left <= 20 + many.settings.workers
    assert left >= 20 - many.settings.workers
    assert "quota" in {r.code for r in summary.results}


def test_a_budget_ends_the_run_and_not_the_quota(many: Bench, server: standin.StandIn) -> None:
    many.settings = use(many, token_env=NAMES[:1], budget=30)
    summary = many.run()
    asked = Counter(one.host for one in server.requests)["api.github.example"]
    assert asked <= 30 + many.settings.workers
    cut = [r for r in summary.results if r.code == "quota"]
    assert cut
    assert all("budget" in (r.reason or "") for r in cut)


@pytest.fixture
def app(bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch) -> Bench:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    server.apps[4711] = public.decode()
    monkeypatch.setenv("APP_KEY", pem.decode())
    bench.urls = bench.urls[:1]
    bench.settings = use(
        bench, token_env=("NOT_SET",), app_id=4711, installation_id=99, key_env="APP_KEY"
    )
    return bench


def worked(summary: RunSummary) -> bool:
    return {r.code for r in summary.results} <= {None, "no_push", "no_graph", "disabled"}


def test_an_app_speaks_by_tokens_that_are_renewed(app: Bench, server: standin.StandIn) -> None:
    assert worked(app.run())
    assert all(token.startswith("ghs_") for token in spoken(server))
    server.advance(timedelta(days=1))
    late = Fault(Before(lambda: server.advance(timedelta(hours=2))), path="/issues", nth=1)
    server.faults.append(late)
    assert worked(app.run()), "a token that ended in the middle is fetched anew"
    assert len(server.installed) >= 3
    kept = app.places.state.read_bytes() + app.places.database.read_bytes()
    assert b"ghs_" not in kept


@pytest.mark.parametrize("key", ["not a key", "/nowhere/key.pem", "-----BEGIN PRIVATE KEY-----"])
def test_a_key_that_is_none_is_said_and_never_shown(
    app: Bench, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("APP_KEY", key)
    told = {r.reason for r in app.run().results if r.code == "bad_token"}
    assert told
    assert all("4711" in (words or "") and key not in (words or "") for words in told)


def test_a_token_more_moves_few_repositories() -> None:
    accesses = tuple(Access("GitHub", f"T{n}", {"A": "x"}, f"key{n}") for n in range(5))
    pool, larger = Pool(accesses[:4]), Pool(accesses)
    names = [f"github:a/b{n}" for n in range(400)]
    before = {n: pool.access(n, lambda _: None).token_key for n in names}
    after = {n: larger.access(n, lambda _: None).token_key for n in names}
    moved = [n for n in names if before[n] != after[n]]
    assert 0 < len(moved) < 160
    assert {after[n] for n in moved} == {"key4"}
    assert set(Counter(before.values())) == {f"key{n}" for n in range(4)}


def test_the_tokens_have_as_much_to_do_as_each_other() -> None:
    accesses = tuple(Access("GitHub", f"T{n}", {"A": "x"}, f"key{n}") for n in range(4))
    pool, names = Pool(accesses), [f"github:a/b{n}" for n in range(50)]

    def given(known: list[str]) -> dict[str, str]:
        pool.share(known)
        return {n: pool.access(n, lambda _: None).token_key for n in known}

    before, after = given(names), given([*names, "github:a/new"])
    assert sorted(Counter(before.values()).values()) == [11, 13, 13, 13]
    assert given(names[::-1]) == before
    assert sum(before[n] != after[n] for n in names) <= 3


def test_a_spent_token_is_passed_over() -> None:
    accesses = tuple(Access("GitHub", f"T{n}", {"A": "x"}, f"key{n}") for n in range(3))
    own = Pool(accesses).access("github:a/b", lambda _: None)
    for best in accesses:
        left = {one.token_key: 7 + (one == best) for one in accesses} | {own.token_key: 0}
        other = Pool(accesses).access("github:a/b", lambda one, left=left: left[one.token_key])
        assert other != own
        assert best in (own, other)
    assert Pool(accesses).access("github:a/b", lambda _: 0) == own


def test_requests_keep_the_pace_after_a_burst() -> None:
    at = [100.0]
    meter = Meter(60, 0, 0, lambda: at[0])
    waits = [meter.take(START) for _ in range(6)]
    assert waits[:2] == [0, 0]
    assert waits[-1] - waits[-2] == pytest.approx(1.0)
    at[0] += 60
    assert meter.take(START) == 0


def test_what_is_on_its_way_counts_as_used() -> None:
    meter = Meter(0, 0, 0, lambda: 0.0)
    now = START
    meter.take(START)
    meter.landed(Quota(2, now + timedelta(minutes=10)))
    assert meter.until_quota(now) == 0
    meter.take(START)
    meter.take(START)
    assert meter.until_quota(now) == 600
    assert meter.take(now) is None, "another thread was faster"
    meter.landed(Quota(1, now + timedelta(minutes=10)))
    meter.landed(Quota(0, now + timedelta(minutes=10)))
    assert meter.until_quota(now + timedelta(minutes=11)) == 0


def test_an_answer_that_was_overtaken_gives_nothing_back() -> None:
    meter, until = Meter(0, 0, 0, lambda: 0.0), START + timedelta(minutes=10)
    for _ in range(3):
        meter.take(START)
    for left in (1, 0, 2):  # as they come, not as they were answered
        meter.landed(Quota(left, until))
    assert meter.until_quota(START) == 600
    meter.take(until)
    meter.landed(Quota(7, until))  # asked for after them all: the platform gave more
    assert meter.until_quota(START) == 0
