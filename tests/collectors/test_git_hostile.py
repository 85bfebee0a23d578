"""Repositories that are not what they seem: odd places, odd configuration, odd objects."""
# ruff: noqa: F811 - the fixture `git` is shared by import

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sliced
from bench import START, Bench, result, settings_for
from test_git_reading import Git, both, folder, git, history, odd_history, whole_tree, write  # noqa: F401

from collectors import gitlog, gitprogram, gitread, gitrun, gitstreams, gitvalues, gitwalk, standin
from collectors.errors import Gone
from collectors.targets import parse

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="这台机器没有 git 程序")


@pytest.fixture(params=["git", "dulwich"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """`gitread.open_local` with and without the git program."""
    if request.param == "dulwich":
        monkeypatch.setattr(gitread, "have_git", lambda: False)
    return str(request.param)


def local(path: Path, data: Path) -> Bench:
    nowhere = standin.StandIn(standin.Community(), START)
    return Bench(nowhere, data, (str(path),), settings=settings_for("http://127.0.0.1:9"))


def subjects(repository: gitvalues.Repository) -> list[str | None]:
    return [c.subject for part in history(repository) for c in part.commits]


# Places


@pytest.mark.parametrize("inside", ["nothing", "empty .git", "HEAD only"])
def test_a_folder_inside_a_work_tree_is_not_the_repository_around_it(
    git: Git, reader: str, inside: str
) -> None:
    write(git, "a", "1")
    git("commit", "-qm", "of the parent")
    sub = folder(git) / "sub"
    sub.mkdir()
    if inside == "empty .git":
        (sub / ".git").mkdir()
    if inside == "HEAD only":
        (sub / "HEAD").write_text("ref: refs/heads/main\n")
    with pytest.raises(Gone, match="不是可读的 git 仓库"):
        gitread.open_local(sub).head()


def test_bare_linked_and_symlinked_repositories_are_read(
    git: Git, reader: str, tmp_path: Path
) -> None:
    write(git, "a", "1")
    git("commit", "-qm", "one")
    bare, linked, link = tmp_path / "b.git", tmp_path / "w", tmp_path / "l"
    git("clone", "-q", "--bare", str(folder(git)), str(bare))
    git("worktree", "add", "-q", str(linked))
    link.symlink_to(folder(git))
    assert (linked / ".git").is_file()
    for place in (bare, linked, link):
        assert subjects(gitread.open_local(place)) == ["one"]


@pytest.mark.parametrize("name", ["missing", "file", "a\0b", "x" * 5000, "plain", "missing/.."])
def test_what_cannot_be_opened_is_gone_with_a_sentence(
    tmp_path: Path, reader: str, name: str
) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "plain").mkdir()
    with pytest.raises(Gone) as caught:
        gitread.open_local(tmp_path / name)
    said = caught.value.reason
    assert "请" in said
    assert said.endswith("。")
    assert str(tmp_path) not in said, "a report tells nobody where a home folder is"
    assert len(said) < 300


def test_a_folder_we_may_not_enter_is_gone(git: Git, reader: str) -> None:
    place = folder(git)
    with unprivileged(place), pytest.raises(Gone, match="没有权限"):
        gitread.open_local(place)


@contextmanager
def unprivileged(path: Path) -> Iterator[None]:
    """As somebody else where we are root, whom no mode keeps out; else with the mode taken."""
    root = os.geteuid() == 0
    path.chmod(0o700 if root else 0)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        path.chmod(0o700)


def test_a_local_folder_that_vanished_is_never_cloned(git: Git, tmp_path: Path) -> None:
    write(git, "a", "1")
    git("commit", "-qm", "one")
    bench = local(folder(git), tmp_path / "d")
    assert result(bench.run(), "commits").grade == "complete"
    target = parse(str(folder(git)), settings_for("http://127.0.0.1:9"))
    shutil.rmtree(folder(git))
    with pytest.raises(Gone, match="不存在"):
        gitread.open_local(Path(target.url))
    assert not bench.places.mirrors.exists()


# Configuration of its own

_CONFIGS = [
    ("diff.orderFile", "/nonexistent/order"), ("log.date", "relative"), ("log.follow", "true"),
    ("diff.renames", "copies"), ("diff.noprefix", "true"), ("diff.relative", "true"),
    ("core.quotePath", "true"), ("log.mailmap", "true"), ("core.worktree", "/nonexistent/a/b"),
    ("core.bare", "true"), ("include.path", "/nonexistent/config"), ("log.showRoot", "false"),
    ("core.alternateRefsCommand", "touch {mark}"), ("uploadpack.packObjectsHook", "touch {mark}"),
    ("diff.external", "touch {mark}"), ("core.attributesFile", "{attributes}"),
    ("diff.evil.textconv", "touch {mark}; cat"), ("diff.evil.command", "touch {mark}"),
    ("filter.evil.smudge", "touch {mark}; cat"), ("gpg.program", "touch {mark}"),
    ("log.showSignature", "true"), ("core.pager", "touch {mark}; cat"),
    ("pager.log", "touch {mark}; cat"), ("core.sshCommand", "touch {mark}"),
    ("core.fsmonitor", "touch {mark}"), ("core.hooksPath", "/nonexistent"),
    ("submodule.recurse", "true"), ("diff.ignoreSubmodules", "all"), ("color.ui", "always"),
    ("format.pretty", "oneline"), ("log.decorate", "full"), ("log.diffMerges", "separate"),
    ("i18n.logOutputEncoding", "GBK"), ("i18n.commitEncoding", "GBK"), ("core.abbrev", "4"),
    ("alias.log", "!touch {mark}"), ("alias.ls-tree", "!touch {mark}"),
    ("submodule.sub.ignore", "all"), ("log.excludeDecoration", "x"), ("core.commitGraph", "true"),
]  # fmt: skip


def reading(repository: gitvalues.Repository) -> tuple[object, ...]:
    parts = history(repository)
    return (
        sorted((c for p in parts for c in p.commits), key=lambda c: c.sha),
        sorted((f.sha, f.path, f.change) for p in parts for f in p.files),
        whole_tree(repository), repository.tags(), repository.shallow(),
        [repository.blob(e.sha) for e in whole_tree(repository) if e.mode == "100644"],
    )  # fmt: skip


@pytest.mark.parametrize(("key", "value"), _CONFIGS, ids=[key for key, _ in _CONFIGS])
def test_its_own_configuration_neither_runs_nor_changes_anything(
    git: Git, tmp_path: Path, key: str, value: str
) -> None:
    odd_history(git)
    git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'HEAD')},sub")
    write(git, ".gitattributes", "* diff=evil filter=evil\n")
    git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'HEAD')},sub")
    git("commit", "-qm", "with a submodule")
    before = reading(gitprogram.GitProgram(folder(git)))
    assert "sub" in str(before[1])
    (tmp_path / "attributes").write_text("* diff=evil\n")
    mark = tmp_path / "executed"
    git("config", key, value.format(mark=mark, attributes=tmp_path / "attributes"))
    assert reading(gitprogram.GitProgram(Path(str(tmp_path / "repo")))) == before
    assert not mark.exists()


# Objects


def commit(path: Path, author: bytes, message: bytes = b"m\n", extra: bytes = b"") -> str:
    """A commit whose bytes git itself would not write, on top of main."""

    def run(*arguments: str, given: bytes = b"") -> str:
        done = subprocess.run(
            ["git", "-C", str(path), *arguments], input=given, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    tree, parent = run("rev-parse", "HEAD^{tree}", "HEAD").split()
    body = (
        f"tree {tree}\nparent {parent}\n".encode()
        + (b"author " + author + b"\n" if author else b"")
        + b"committer C <c@x.org> 1700000000 +0800\n" + extra + b"\n" + message
    )  # fmt: skip
    made = run("hash-object", "-t", "commit", "-w", "--stdin", "--literally", given=body)
    run("update-ref", "refs/heads/main", made)
    return made


_EPOCH_1 = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
_AUTHORS: list[tuple[bytes, datetime | None]] = [
    (b"A <a@x> 1 -9999", _EPOCH_1), (b"A <a@x> 1 +9999", _EPOCH_1),
    (b"A <a@x> 1 +99999999999", _EPOCH_1), (b"A <a@x> 1 -0800", _EPOCH_1),
    (b"A <a@x> 99999999999999999 +0000", None), (b"A <a@x> 18446744073709551615 +0000", None),
    (b"A <a@x> 99999999999999999999 +0000", None), (b"A <a@x> -5 +0000", None),
    (b"A <a@x> 253402300799 +1400", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    (b" <> 1 +0000", _EPOCH_1), (b"<a@x> 1 +0000", _EPOCH_1), (b"A a@x 1 +0000", None),
    (b"A <a@x>", None), (b"A <a@x> xx yy", None), (b"A <a@x> 1", None), (b"", None),
    (b"A <<a@x>> <b> 1 +0000", _EPOCH_1), (b"A\xff\xfe <a@\xff> 1 +0000", _EPOCH_1),
    (b"A\0B <a@x> 1 +0000", None), (b"A <a@x 1 +0000", None), (b"  A  <a@x> 1 +0000", _EPOCH_1),
]  # fmt: skip


@pytest.mark.parametrize(("author", "at"), _AUTHORS)
def test_odd_authors_and_times_are_unknown_and_the_rest_goes_on(
    git: Git, author: bytes, at: datetime | None
) -> None:
    write(git, "a", "1")
    git("commit", "-qm", "one")
    odd = commit(folder(git), author)
    git("tag", "light")
    after = commit(folder(git), b"B <b@x.org> 1600000000 +0000")
    found = []
    for repository in both(folder(git)):
        parts = history(repository)
        commits = {c.sha: c for p in parts for c in p.commits}
        assert len(commits) == 3
        assert commits[odd].authored_at == at
        assert commits[after].authored_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
        people = {i.identity_id: i for p in parts for i in p.identities}
        found.append((commits, people, repository.tags()))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("message", "extra"),
    [
        (b"", b""), (b"a\0b\n", b""), (b"\n\n\n", b""), (b":100644 1 a b M\0evil\0", b""),
        (b"\xff\xfe\n\nCo-authored-by: \nCo-authored-by: <>\nco-authored-by: X <x@y.z>\n", b""),
        (b"m\n\nCo-authored-by: \"unclosed <a\n", b""), ("中文".encode("gbk"), b"encoding GBK\n"),
        (b"m\n", b"encoding nonsense\n"), (b"m\n", b"encoding hex\n"),
        (b"m\n", b"gpgsig -----BEGIN\n author X <x@x> 1 +0000\n -----END\n"),
    ],
)  # fmt: skip
def test_odd_messages_are_read_alike(git: Git, message: bytes, extra: bytes) -> None:
    write(git, "a", "1")
    git("commit", "-qm", "one")
    commit(folder(git), b"A <a@x.org> 1 +0000", message, extra)
    program, dulwich = (
        sorted((c for p in history(r) for c in p.commits), key=lambda c: c.sha)
        for r in both(folder(git))
    )
    assert program == dulwich
    assert len(program) == 2


def test_odd_tags_are_read_alike(git: Git) -> None:
    write(git, "a", "1")
    git("commit", "-qm", "one")
    head = git("rev-parse", "HEAD")
    for name, line in (
        ("none", ""), ("zone", "tagger T <t@x> 1 -9999\n"), ("far", f"tagger T <t@x> {9**30} +0\n"),
        ("odd", "tagger T <<t@x>> <b> 7 +0000\n"), ("v/中文'\"", "tagger T <t@x> 5 +0000\n"),
    ):  # fmt: skip
        body = f"object {head}\ntype commit\ntag {name}\n{line}\nm\n".encode()
        made = subprocess.run(
            ["git", "-C", folder(git), "hash-object", "-t", "tag", "-w", "--stdin", "--literally"],
            input=body, capture_output=True, check=True,
        )  # fmt: skip
        git("update-ref", f"refs/tags/{name}", made.stdout.decode().strip())
    git("tag", "of-a-tree", "HEAD^{tree}")
    program, dulwich = (r.tags() for r in both(folder(git)))
    assert sorted(program, key=str) == sorted(dulwich, key=str)
    made_at = {t.name: gitlog.instant(t.made) for t in program}
    assert made_at["none"] is made_at["far"] is made_at["of-a-tree"] is None
    assert made_at["zone"] == _EPOCH_1
    assert made_at["odd"] == datetime(1970, 1, 1, 0, 0, 7, tzinfo=UTC)


@pytest.mark.parametrize("tree", [b"999x a\0" + b"\1" * 20, b"100644 a", b"junk"])
def test_a_broken_tree_ends_in_a_sentence(git: Git, tree: bytes) -> None:
    write(git, "a", "1")
    git("commit", "-qm", "one")
    made = subprocess.run(
        ["git", "-C", folder(git), "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
        input=tree, capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    body = f"tree {made}\nauthor A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n\nm\n".encode()
    head = subprocess.run(
        ["git", "-C", folder(git), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        input=body, capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    for repository in both(folder(git)):
        with pytest.raises(Gone, match="读不完整"):
            list(repository.tree(head))


def test_odd_path_names_are_read_alike(git: Git) -> None:
    for name in (b"new\nline", b"tab\t'\"quote", b"LICENSE-\xff\xfe.md", "许可证".encode()):
        Path(os.fsdecode(os.path.join(os.fsencode(folder(git)), name))).write_text("x")
    git("add", "-A")
    git("commit", "-qm", "one")
    program, dulwich = (reading(r) for r in both(folder(git)))
    assert program == dulwich
    assert len(program[1]) == 4  # type: ignore[arg-type]


def test_a_message_of_many_megabytes_is_read_once_through(git: Git) -> None:
    """Neither token by token again and again, nor by an expression that walks back."""
    write(git, "a", "1")
    git("commit", "-qm", "one")
    commit(folder(git), b"A <a@x> 1 +0000", b"s" * 2_000_000 + b"\n\n" + b"\n" * 25_000_000)
    commit(folder(git), b"A <a@x> 1 +0000", b"m\n\nco-authored-by: a" + b" " * 25_000_000 + b"b")
    started = time.monotonic()
    parts = history(gitprogram.GitProgram(folder(git)))
    assert time.monotonic() - started < 8
    commits = [c for p in parts for c in p.commits]
    assert len(commits) == 3
    assert max(len(c.subject or "") for c in commits) == 1000


def test_slices_are_bounded_by_bytes_too() -> None:
    field = b"x" * (20 << 20)
    one = b"".join(f + b"\0" for f in [b"a" * 40, *[b""] * 8, field])
    assert [len(s.commits) for s in sliced.slices("r", [one] * 4)] == [2, 2]


def nested(git: Git, names: int, depth: int) -> None:
    """A commit of `names` ** `depth` paths, in some hundred bytes."""
    place = folder(git)
    write(git, "LICENSE", "MIT License\n")
    git("commit", "-qm", "one")
    kind, sha, name = "100644 blob", git("hash-object", "-w", "LICENSE").strip(), "f"
    for _ in range(depth):
        listed = "".join(f"{kind} {sha}\t{name}{n}\n" for n in range(names))
        sha = subprocess.run(
            ["git", "-C", place, "mktree"], input=listed, capture_output=True, check=True, text=True
        ).stdout.strip()
        kind, name = "040000 tree", "d"
    root = f"{git('ls-tree', 'HEAD').strip()}\n040000 tree {sha}\tdocs\n"
    tree = subprocess.run(
        ["git", "-C", place, "mktree"], input=root, capture_output=True, check=True, text=True
    ).stdout.strip()
    made = git("commit-tree", "-p", "HEAD", "-m", "bomb", tree).strip()
    git("update-ref", "HEAD", made)


def test_a_tree_of_trees_without_end_ends(
    git: Git, reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """10^12 paths: the documents are read, the history says why it is not."""
    for module in (gitlog, gitprogram, gitwalk):
        monkeypatch.setattr(module, "MOST_PATHS", 10_000)
    monkeypatch.setattr(gitrun, "MOST_MEMORY", 200 << 20)
    nested(git, 10, 12)
    bench = local(folder(git), tmp_path / "data")
    summary = bench.run()
    documents, commits = result(summary, "documents"), result(summary, "commits")
    assert (documents.grade, documents.got) == ("complete", 2), "LICENSE and its past"
    assert (commits.code, commits.failed) == ("too_large", True)
    assert {"git": "200 MiB", "dulwich": "10000 个路径"}[reader] in (commits.reason or "")
    for stream in ("packages", "vendored"):
        said = result(summary, stream)
        assert (said.code, said.got) == ("too_large", None), stream


def test_documents_without_number_are_said_not_to_be_read(
    git: Git, reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gitstreams, "MOST_DOCUMENTS", 3)
    for n in range(5):
        write(git, f"LICENSE-{n}", "MIT License\n")
    git("commit", "-qm", "one")
    found = result(local(folder(git), tmp_path / "data").run(), "documents")
    assert (found.code, found.got) == ("too_large", 3)
