"""Lock files and copies of others' code: read from git objects, kept in step with HEAD."""
# ruff: noqa: F811 - the fixture `git` is shared by import

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from bench import START, Bench, fill, first_repository, person, result, settings_for
from lock_samples import SAMPLES
from test_git_reading import Git, folder, git, write  # noqa: F401
from test_replay import rebuilt

from collectors import gitread, standin, vendoring
from collectors.gitvalues import Entry
from collectors.standin.faults import Fault, Reply
from collectors.standin.git.store import Signature
from warehouse.store import Row

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="这台机器没有 git 程序")
MIT = "MIT License\n\nPermission is hereby granted, free of charge, to any person"


@pytest.fixture
def server() -> Iterator[standin.StandIn]:
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    repo = first_repository(made, people[0])
    repo.platform, repo.language, repo.licence = "github", "Python", "MIT"
    fill(made, repo, people)
    with standin.serve(made) as running:
        yield running


@pytest.fixture
def bench(server: standin.StandIn, tmp_path: Path) -> Bench:
    return Bench(server, tmp_path / "data", ("http://github.example/dev0/tool",))


@pytest.fixture(params=["git", "dulwich"])
def local(
    git: Git, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Bench:
    if request.param == "dulwich":
        monkeypatch.setattr(gitread, "have_git", lambda: False)
    write(git, "README.md", "x")
    for kind in ("uv_lock", "package_lock", "composer_lock"):
        write(git, f"src/{kind}/{SAMPLES[kind][0]}", SAMPLES[kind][1])
    write(git, "tests/fixtures/Cargo.lock", SAMPLES["cargo_lock"][1])
    write(git, "third_party/fmt/LICENSE", MIT)
    write(git, "third_party/fmt/src/a.cc", "int a;")
    write(git, "web/node_modules/@vue/shared/package.json", "{}")
    write(git, "vendor/golang.org/x/net/LICENSE", MIT)
    git("commit", "-qm", "first")
    nowhere = standin.StandIn(standin.Community(), START)
    use = settings_for("http://127.0.0.1:9")
    return Bench(nowhere, tmp_path / "d", (str(folder(git)),), settings=use)


def uses(bench: Bench) -> set[str]:
    found = bench.query("SELECT path, name FROM package_use WHERE closed_at IS NULL")
    return {f"{row['path'].split('/')[1]}:{row['name']}" for row in found}


def files_of(bench: Bench) -> dict[str, Row]:
    rows = bench.query("FROM package_file WHERE closed_at IS NULL")
    return {row["path"]: row for row in rows}


def copies(bench: Bench) -> dict[str, str | None]:
    rows = bench.query("SELECT path, licence_path FROM vendored_copy WHERE closed_at IS NULL")
    return {row["path"]: row["licence_path"] for row in rows}


def test_of_all_folders_but_those_of_tests_and_of_others(local: Bench) -> None:
    summary = local.run()
    assert set(files_of(local)) == {
        "src/uv_lock/uv.lock", "src/package_lock/package-lock.json",
        "src/composer_lock/composer.lock",
    }  # fmt: skip
    assert uses(local) == {
        "uv_lock:idna", "package_lock:@vue/shared", "package_lock:ms", "package_lock:x",
        "composer_lock:monolog/monolog", "composer_lock:phpunit/phpunit",
    }  # fmt: skip
    assert copies(local) == {
        "third_party/fmt": "third_party/fmt/LICENSE", "web/node_modules/@vue/shared": None,
        "vendor/golang.org/x/net": "vendor/golang.org/x/net/LICENSE",
    }  # fmt: skip
    assert {(r.stream, r.grade) for r in summary.results} >= {
        ("packages", "complete"), ("vendored", "complete"),
    }  # fmt: skip
    [composer] = local.query("FROM package_use WHERE name = 'monolog/monolog'")
    assert (composer["licence"], composer["purl"]) == (
        "MIT OR GPL-2.0-only", "pkg:composer/monolog/monolog@3.5.0",
    )  # fmt: skip
    [text] = local.query("SELECT content FROM vendored_copy WHERE path = 'third_party/fmt'")
    assert text["content"] == MIT


def test_in_step_with_head_and_again_from_the_archive(local: Bench, git: Git) -> None:
    local.run()
    before = local.tables()
    local.run()
    assert local.tables() == before, "an unchanged HEAD changes nothing"
    write(git, "src/uv_lock/uv.lock", SAMPLES["uv_lock"][1].replace("idna", "rich"))
    git("rm", "-rq", "src/package_lock", "third_party/fmt")
    write(git, "third_party/zlib/COPYING", MIT)
    git("commit", "-qm", "second")
    local.run()
    assert uses(local) == {
        "uv_lock:rich", "composer_lock:monolog/monolog", "composer_lock:phpunit/phpunit",
    }  # fmt: skip
    assert "third_party/fmt" not in copies(local)
    assert copies(local)["third_party/zlib"] == "third_party/zlib/COPYING"
    local.places.state.unlink()
    git("commit", "-qm", "third", "--allow-empty")
    git("rm", "-rq", "src/composer_lock")
    git("commit", "-qm", "fourth")
    local.run()
    assert uses(local) == {"uv_lock:rich"}
    assert rebuilt(local, local.folder.with_name("again")) == local.tables()


def test_a_submodule_is_a_copy_and_what_lies_beside_copies_is_none(local: Bench, git: Git) -> None:
    write(git, "vendor/modules.txt", "# golang.org/x/net v0.20.0\n")
    write(git, "third_party/README.md", "what lies here")
    for path in ("third_party/gtest", "third_party/github.com/a/b"):
        git("update-index", "--add", "--cacheinfo", f"160000,{'a' * 40},{path}")
    git("commit", "-qm", "submodules")
    local.run()
    assert set(copies(local)) == {
        "third_party/fmt", "third_party/gtest", "third_party/github.com/a/b",
        "web/node_modules/@vue/shared", "vendor/golang.org/x/net",
    }  # fmt: skip
    assert rebuilt(local, local.folder.with_name("again")) == local.tables()


@pytest.mark.parametrize(("text", "why"), [
    ("[[[", "不是合法的 TOML"), ("x = 1", "没有 version"), ("\0\0", "二进制"),
    ("[" * 9_000_000, "超过"),
])  # fmt: skip
def test_what_cannot_be_read_is_recorded_with_its_reason(
    local: Bench, git: Git, text: str, why: str
) -> None:
    write(git, "src/uv_lock/uv.lock", text)
    git("commit", "-qm", "odd")
    found = result(local.run(), "packages")
    file = files_of(local)["src/uv_lock/uv.lock"]
    assert why in file["unreadable"]
    assert file["packages"] is None
    assert (found.grade, found.code) == ("partial", "unread")
    assert found.reason
    assert "src/uv_lock/uv.lock" in found.reason
    assert "package_lock:ms" in uses(local), "the other files are read"


def test_a_link_is_no_lock_file(local: Bench, git: Git) -> None:
    place = folder(git) / "yarn.lock"
    place.symlink_to("/etc/hostname")
    (folder(git) / "third_party/fmt/COPYING").symlink_to("/etc/hostname")
    git("add", "-A")
    git("commit", "-qm", "links")
    local.run()
    link = files_of(local)["yarn.lock"]
    assert "链接" in link["unreadable"]
    assert link["bytes"] is None, "unknown, not empty"
    [copy] = local.query("FROM vendored_copy WHERE licence_path = 'third_party/fmt/COPYING'")
    assert copy["content"] is None
    assert "链接" in copy["unreadable"]


def test_without_a_clone_the_root_is_read_by_the_interface(
    server: standin.StandIn, bench: Bench
) -> None:
    [repo] = [one for one in server.community.repositories if one.platform == "github"]
    files = {"uv.lock": SAMPLES["uv_lock"][1].encode(), "sub/Cargo.lock": b"version = 4\n"}
    server.community.commit(repo, files, Signature("d", "d@x.org", server.now), "locks")
    server.faults.append(Fault(Reply(404), path="\\.git/", times=None))
    for _ in range(2):
        found = result(bench.run("http://github.example/dev0/tool"), "packages")
        assert (found.grade, found.code) == ("partial", "no_clone")
        assert [*files_of(bench)] == ["uv.lock"]
    [use] = bench.query("FROM package_use")
    assert (use["name"], use["version"]) == ("idna", "3.7")
    assert rebuilt(bench, bench.folder.with_name("again")) == bench.tables()


@pytest.mark.parametrize(("path", "copy"), [
    ("third_party/fmt/src/a.cc", "third_party/fmt"), ("third_party/a.h", "third_party"),
    ("a/b/Vendor/x/y", "a/b/Vendor/x"), ("vendor/github.com/a/b/c/d.go", "vendor/github.com/a/b"),
    ("vendor/gopkg.in/yaml.v3/sub/a.go", "vendor/gopkg.in/yaml.v3"),
    ("node_modules/@s/p/i.js", "node_modules/@s/p"), ("deps/lua/l.c", "deps/lua"),
    ("vendor/go.etcd.io/bbolt/db.go", "vendor/go.etcd.io/bbolt"),
    ("third_party/zlib-1.2.11/contrib/a.c", "third_party/zlib-1.2.11"),
    ("vendor/jquery-ui-1.13.2.custom/a/b.js", "vendor/jquery-ui-1.13.2.custom"),
    ("vendor/chart.js/src/a.js", "vendor/chart.js"), ("deps/v8.x/a/b", "deps/v8.x"),
    ("node_modules/lodash.merge/lib/a.js", "node_modules/lodash.merge"),
    ("node_modules/socket.io/dist/a.js", "node_modules/socket.io"),
    ("src/deps/lua/l.c", None), ("src/vendoring/a.py", None), ("vendor", None), ("a.py", None),
])  # fmt: skip
def test_which_folder_is_a_copy(path: str, copy: str | None) -> None:
    assert vendoring.copy_of(path) == copy


@pytest.mark.parametrize("path", [
    "web/node_modules/.bin/vite", "node_modules/.cache/a/b.json", "Pods/Headers/Public/x.h",
    "ios/Pods/Target Support Files/x/y.plist", "Pods/Pods.xcodeproj/project.pbxproj",
])  # fmt: skip
def test_what_tools_make_of_copies_is_no_copy(path: str) -> None:
    chosen = vendoring.Chosen()
    assert not chosen(Entry(path, "100644", "0" * 40))
    assert chosen(Entry("Pods/AFNetworking/a.m", "100644", "0" * 40))


def test_folders_agree_with_the_rules_others_use(shared: Path) -> None:
    """Linguist's rules, written by other people: what ours call a copy, theirs call vendored."""
    rules = shared / "labelled" / "rules" / "vendor.yml"
    if not rules.exists():
        pytest.skip("没有 vendor.yml")
    theirs = [re.compile(one) for one in yaml.safe_load(rules.read_text("utf-8"))]
    # Not in Linguist's list; the names say whose code it is.
    own = {"pods", "subprojects", "vendored", "_vendor", "dependencies", "checkouts"}
    table = vendoring._rules()
    for name in sorted(table["containers"] | table["root"]):
        path = f"{name}/a/b.c"
        assert vendoring.copy_of(path) is not None
        assert name in own or any(rule.search(path) for rule in theirs), name
