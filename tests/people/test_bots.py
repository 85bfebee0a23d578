"""Programs and people told apart by what platforms, agents and names say."""

from __future__ import annotations

import csv
import gzip

import pytest

from scoring.people import bots
from scoring.people.aliases import Alias


def by_login(login, platform="gitee", **more):
    return bots.judge(Alias(f"{platform}:1", platform, True, "1", login, **more)).bot


def by_name(name, domain=None):
    return bots.judge(Alias("git:1", name=name, email_domain=domain)).bot


@pytest.mark.parametrize("login", ["renovate[bot]", "dependabot[bot]"])
def test_brackets_are_certain_because_no_person_can_have_them(login):
    assert by_login(login) == "certain"
    signed = Alias("git:1", account_platform="github", account_id="2", login=login, name="Ann")
    assert bots.judge(signed).bot == "certain"


def test_the_platform_is_believed():
    assert by_login("helper", account_type="Bot") == "certain"
    assert by_login("helper", account_type="User") == "human"
    assert by_login("helper", account_type=None) == "human"


@pytest.mark.parametrize(
    "login",
    ["openeuler-ci-bot", "bot-runner", "k8s-ci-robot", "TriageBot", "acme-clabot", "buildbot",
     "pre-commit-ci", "acme-ci", "codecov", "mergify", "allcontributors", "web-flow", "Renovate",
     "openharmony_ci", "release_bot2"],
)  # fmt: skip
def test_likely_logins(login):
    assert by_login(login) == "likely"


@pytest.mark.parametrize(
    "login",
    ["abbott", "cibotti", "Talbot", "jtalbot", "bottero", "botond", "sobotka", "robotnik", "li-ci",
     "ci_wang", "cicero", "lucia", "travis", "mark-jenkins", "gerrit", "autumn", "botany",
     "zhangbo"],
)  # fmt: skip
def test_people_with_suggestive_logins(login):
    assert by_login(login) == "human"


@pytest.mark.parametrize(
    "name",
    ["Release Bot", "门禁机器人", "GitHub Actions", "Jenkins", "dependabot[bot]", "Jenkins CI",
     "Hosted Weblate", "GitHub", "openEuler Robot", "lantu-ci", "ci-runner",
     "Gitlab CI (bot)"],
)  # fmt: skip
def test_likely_names(name):
    assert by_name(name) == "likely"


@pytest.mark.parametrize(
    "name",
    ["Greg Abbott", "Ci Zhang", "Zhang Ci", "Mark Jenkins", "Travis Oliphant", "Robot Smith",
     "li-ci", "Ann Smith-ci", "Lucia"],
)  # fmt: skip
def test_people_with_suggestive_names(name):
    assert by_name(name) == "human"


@pytest.mark.parametrize(
    ("name", "domain"),
    [("Claude", "anthropic.com"), ("Claude Opus 4.5", None), ("Cursor Agent", "cursor.com"),
     ("Codex", "openai.com"), ("aider (gpt-4o)", "aider.chat"), ("通义灵码", "x.com"),
     ("Devin AI", None), ("GitHub Copilot", None), ("GPT 5.4", "openai.com")],
)  # fmt: skip
def test_agents_are_certain(name, domain):
    assert by_name(name, domain) == "certain"


@pytest.mark.parametrize(
    ("name", "domain"),
    [("Claude", "gmail.com"), ("Claude Dupont", None), ("Ann Lee", "anthropic.com"),
     ("Devin", "gmail.com"), ("Ann Lee (aider)", "a.org"), ("Jules Verne", "a.org")],
)  # fmt: skip
def test_people_are_no_agents(name, domain):
    assert by_name(name, domain) == "human"


def test_a_login_without_capitals_is_spelt_as_the_name_beside_it():
    """Noreply addresses know no capitals."""
    signed = Alias("git:1", account_platform="github", login="meltybot", name="MeltyBot")
    assert bots.judge(signed).bot == "likely"
    assert bots.judge(Alias("git:1", account_platform="github", login="meltybot")).bot == "human"


def test_agent_logins_count_on_github_only():
    assert by_login("copilot", "github") == "certain"
    assert by_login("claude", "gitee") == "human"


def test_the_platforms_own_account_counts_on_that_platform_only():
    assert by_login("system", "huggingface") == "certain"
    assert by_login("system", "github") == "human"
    assert by_login("systems", "huggingface") == "human"
    assert by_name("system", "huggingface.co") == "human"


def test_the_login_of_an_account_outweighs_a_free_text_name():
    signed = Alias("git:1", account_platform="github", login="ann", name="release-bot")
    assert bots.judge(signed).bot == "human"


def test_one_certain_alias_makes_the_whole_certain():
    verdicts = [bots.HUMAN, bots.Verdict("likely", "b"), bots.Verdict("certain", "a")]
    assert bots.of_person(verdicts) == bots.Verdict("certain", "a")
    assert bots.of_person(verdicts[:2]) == bots.Verdict("likely", "b")
    assert bots.of_person([bots.HUMAN]) == bots.HUMAN


def rates(labelled):
    """(precision, recall) of certain and likely by login only."""
    hits = [(by_login(login, "github") != "human", is_bot) for login, is_bot in labelled]
    found = sum(both == (True, True) for both in hits)
    return found / sum(said for said, _ in hits), found / sum(is_bot for _, is_bot in hits)


@pytest.mark.shared
def test_measured_on_bothawk(shared):
    """2026-10: precision 0.983, recall 0.401 (half of its bots carry ordinary personal names)."""
    with gzip.open(shared / "labelled/bots/bothawk_accounts.csv.gz", "rt") as rows:
        precision, recall = rates([(r["login"], r["label"] == "Bot") for r in csv.DictReader(rows)])
    assert precision >= 0.975
    assert recall >= 0.38


@pytest.mark.shared
def test_measured_on_bodegha(shared):
    """2026-10: precision 0.964, recall 0.671."""
    with gzip.open(shared / "labelled/bots/bodegha_accounts.csv.gz", "rt") as rows:
        precision, recall = rates([(r["account"], r["bot"] == "1") for r in csv.DictReader(rows)])
    assert precision >= 0.955
    assert recall >= 0.64
