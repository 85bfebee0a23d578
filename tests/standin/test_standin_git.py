"""Clones and fetches through the proxy, with git and with dulwich."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import timedelta

import pytest
from dulwich import porcelain
from dulwich.repo import Repo

from collectors.standin.git.store import Signature

URL = "http://github.example/qinghe-lab/qinghe.git"
VILLAGE = "http://github.example/dorf/brunnen.git"


def git(client, folder, *words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("git")
    if program is None:
        pytest.skip("没有 git 程序：跳过用 git 克隆的测试")
    env = {
        **os.environ, "http_proxy": client.standin.proxy, "no_proxy": "",
        "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C",
    }  # fmt: skip
    return subprocess.run(
        [program, *words], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def test_git_clones_a_sound_history(sample, tmp_path):
    assert git(sample, tmp_path, "clone", "-q", URL, "here").returncode == 0
    store = sample.standin.community.repository("github", "qinghe-lab/qinghe").git
    log = git(sample, tmp_path / "here", "log", "--format=%H").stdout.split()
    assert log[0] == store.tip.sha
    assert set(log) == set(store.by_sha)
    assert git(sample, tmp_path / "here", "fsck", "--strict").returncode == 0
    assert git(sample, tmp_path / "here", "tag").stdout.split() == sorted(store.tags)


def test_git_sees_the_files_each_commit_was_given(sample, tmp_path):
    git(sample, tmp_path, "clone", "-q", "--bare", URL, "here.git")
    store = sample.standin.community.repository("github", "qinghe-lab/qinghe").git
    seen: dict[str, list[tuple[str, str]]] = {}
    words = ("log", "--first-parent", "--name-status", "--no-renames", "--format=@%H", "-m")
    sha = ""
    for line in git(sample, tmp_path / "here.git", *words).stdout.splitlines():
        if line.startswith("@"):
            sha = line[1:]
            seen[sha] = []
        elif line:
            change, path = line.split("\t")
            seen[sha].append((path, change))
    plain = [c for c in store.log if len(c.parents) == 1 and c.sha in seen]
    assert len(plain) > 100
    for info in plain:
        assert sorted(seen[info.sha]) == sorted(info.files)


def test_git_clones_without_blobs(sample, tmp_path):
    words = ("clone", "-q", "--bare", "--filter=blob:none", URL, "thin.git")
    sample.standin.git_filters = True
    try:
        assert git(sample, tmp_path, *words).returncode == 0
    finally:
        sample.standin.git_filters = False
    found = git(sample, tmp_path / "thin.git", "rev-list", "--objects", "--all", "--missing=print")
    assert any(line.startswith("?") for line in found.stdout.splitlines())


def test_git_fetches_what_is_new(served, tmp_path):
    community = served.standin.community
    repo = community.repository("github", "dorf/brunnen")
    assert git(served, tmp_path, "clone", "-q", "--bare", VILLAGE, "b.git").returncode == 0
    signed = Signature("Heidi", "heidi@post.example", repo.pushed + timedelta(days=1))
    made = community.commit(repo, {"new.py": b"new\n"}, signed, "more\n")
    refs = "+refs/heads/*:refs/heads/*"
    assert git(served, tmp_path / "b.git", "fetch", "-q", "origin", refs).returncode == 0
    assert git(served, tmp_path / "b.git", "rev-parse", "main").stdout.strip() == made.sha


def test_dulwich_clones_and_fetches(served, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", served.standin.proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    target = str(tmp_path / "d.git")
    with open(os.devnull, "wb") as quiet:
        porcelain.clone(VILLAGE, target, bare=True, errstream=quiet).close()
        community = served.standin.community
        repo = community.repository("github", "dorf/brunnen")
        signed = Signature("Heidi", "heidi@post.example", repo.pushed + timedelta(days=1))
        made = community.commit(repo, {"new.py": b"new\n"}, signed, "more\n")
        with Repo(target) as local:
            assert len(list(local.get_walker(include=[local.head()]))) == 5
            porcelain.fetch(local, VILLAGE, errstream=quiet, outstream=quiet)
            assert made.sha.encode() in local.object_store


def test_the_mirror_on_gitee_has_the_same_commits(sample, tmp_path):
    heads = [
        git(sample, tmp_path, "ls-remote", f"http://{host}/lantu/harbor.git", "HEAD").stdout
        for host in ("github.example", "gitee.example")
    ]
    assert heads[0] == heads[1] != ""


def test_missing_asks_for_credentials_and_renamed_is_followed(served, tmp_path):
    refused = git(served, tmp_path, "clone", "-q", "http://github.example/dorf/none.git")
    assert refused.returncode != 0
    assert served.standin.requests[-1].status == 401
    community = served.standin.community
    community.rename(community.repository("github", "dorf/brunnen"), "quelle")
    assert git(served, tmp_path, "clone", "-q", VILLAGE, "moved").returncode == 0
    community.delete(community.repository("github", "dorf/quelle"))
    assert git(served, tmp_path, "ls-remote", VILLAGE).returncode != 0


def test_an_empty_repository_can_be_cloned(served, tmp_path):
    community = served.standin.community
    community.make_empty(community.repository("github", "dorf/brunnen"))
    assert git(served, tmp_path, "clone", VILLAGE, "void").returncode == 0
    assert git(served, tmp_path / "void", "log").returncode != 0
