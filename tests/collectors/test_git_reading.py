"""Histories: the git program and dulwich give the same records; odd histories are told apart."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sliced
from bench import START, Bench, settings_for
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import gitlog, gitprogram, gitvalues, identities, standin
from collectors.errors import Empty, Gone, Unreachable
from collectors.gitdulwich import open_repository
from collectors.gitvalues import Entry, Repository

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="这台机器没有 git 程序")
DATE = "2026-01-31T23:30:00-08:00"
Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Runs git in a fresh repository with fixed names and times."""
    folder = tmp_path / "repo"
    folder.mkdir()
    fixed = {
        "GIT_AUTHOR_NAME": "李雷", "GIT_AUTHOR_EMAIL": "1+lilei@users.noreply.github.com",
        "GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_NAME": "Han", "GIT_COMMITTER_EMAIL": "han@x.org",
        "GIT_COMMITTER_DATE": DATE, "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
    }  # fmt: skip

    def run(*arguments: str, **changed: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=True,
            env={**os.environ, **fixed, **changed},
        )  # fmt: skip
        return done.stdout.decode("utf-8", "replace").strip()

    run("init", "-q", "-b", "main")
    return run


def write(git: Git, path: str, text: str) -> None:
    file = Path(git("rev-parse", "--show-toplevel")) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    git("add", "-A")


def folder(git: Git) -> Path:
    return Path(git("rev-parse", "--show-toplevel"))


def both(path: Path) -> tuple[gitvalues.Repository, gitvalues.Repository]:
    return gitprogram.GitProgram(path), open_repository(path)


def history(repository: gitvalues.Repository, older: str | None = None) -> list[sliced.Part]:
    return sliced.slices("r", repository.log(older, repository.head()), 2)


def odd_history(git: Git) -> None:
    write(git, "a.txt", "1")
    git("commit", "-qm", "one\n\nbody\n\nCo-authored-by: Ann <ann@x.org>\nco-authored-by: 王 <w@x>")
    write(git, "目录/b c\td.txt", "2")
    git(
        "commit",
        "-qm",
        "two lines\nof subject \n\nrest",
        GIT_AUTHOR_NAME="x\x02y",
        GIT_AUTHOR_EMAIL="",
    )
    git("checkout", "-qb", "side", "HEAD~1")
    write(git, "c.txt", "3")
    git("commit", "-qm", "three", GIT_AUTHOR_DATE="1980-01-01T00:00:00+14:00")
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-ff", "side", "-m", "merge")
    git("commit", "-q", "--allow-empty", "--allow-empty-message", "-m", "")
    git("rm", "-q", "a.txt")
    os.symlink("b", folder(git) / "c.txt.link")
    git("add", "-A")
    git("commit", "-qm", "remove and link")
    git("tag", "v1")
    git("tag", "-a", "v2", "-m", "second")


def test_programs_named_as_co_authors_and_tools_keep_their_brackets_and_addresses(git: Git) -> None:
    write(git, "a.txt", "1")
    address = "58596630+sourcery-ai[bot]@users.noreply.github.com"
    lines = [f"Co-authored-by: sourcery-ai[bot] <{address}>", 'Co-authored-by: "Ann Lee" <a@x.org>',
             "Assisted-by: Claude Opus 4.6", "Assisted-by: Jay Satiro"]  # fmt: skip
    git("commit", "-qm", "\n".join(["one", "", *lines, lines[0]]))
    [part] = history(both(folder(git))[0])
    people = {one.identity_id: one for one in part.identities}
    named = [people[one] for one in part.commits[0].coauthor_ids or ()]
    assert [(one.name, one.login, one.email_domain) for one in named] == [
        ("sourcery-ai[bot]", "sourcery-ai[bot]", "users.noreply.github.com"),
        ("Ann Lee", None, "x.org"), ("Claude", None, "anthropic.com"),
    ]  # fmt: skip


def whole_tree(repository: Repository, folder: str = "") -> list[Entry]:
    """The root and the folders in it, without what only one of the two readers sorts."""
    found = list(repository.tree(repository.head(), folder))
    inside = [e.path for e in found if e.mode == "040000" and not folder]
    return sorted([*found, *(e for f in inside for e in whole_tree(repository, f))], key=str)


def test_the_program_and_dulwich_agree(git: Git) -> None:
    odd_history(git)
    by_program, by_dulwich = both(folder(git))
    found = []
    for repository in (by_program, by_dulwich):
        parts = history(repository)
        found.append((
            sorted((c for p in parts for c in p.commits), key=lambda c: c.sha),
            sorted((f.sha, f.path, f.change) for p in parts for f in p.files),
            {i.identity_id: i for p in parts for i in p.identities},
            whole_tree(repository), repository.tags(),
        ))  # fmt: skip
    assert found[0] == found[1]
    commits = found[0][0]
    assert len(commits) == int(git("rev-list", "--count", "HEAD")) == 6
    assert sorted(c.parents for c in commits) == [0, 1, 1, 1, 1, 2]
    [first] = [c for c in commits if c.subject == "one"]
    assert len(first.coauthor_ids or ()) == 2
    assert first.authored_at == datetime(2026, 2, 1, 7, 30, tzinfo=UTC)


def test_a_slice_is_the_exact_bytes_of_its_commits(git: Git) -> None:
    odd_history(git)
    program, _ = both(folder(git))
    parts = history(program)
    assert b"".join(part.body for part in parts) == b"".join(program.log(None, program.head()))
    for part in parts:
        again = sliced.slices("r", [part.body], 9)
        assert (again[0].commits, again[0].files) == (part.commits, part.files)


def test_only_what_is_new_is_read(git: Git) -> None:
    odd_history(git)
    older = git("rev-parse", "HEAD")
    write(git, "new.txt", "x")
    git("commit", "-qm", "new")
    for repository in both(folder(git)):
        assert repository.contains(older, repository.head())
        assert not repository.contains("0" * 40, repository.head())
        assert [c.subject for p in history(repository, older) for c in p.commits] == ["new"]


def test_an_empty_repository_is_empty_and_a_broken_one_is_not(git: Git, tmp_path: Path) -> None:
    for repository in both(folder(git)):
        with pytest.raises(Empty):
            repository.head()
    odd_history(git)
    (folder(git) / ".git/refs/heads/main").unlink()
    for repository in both(folder(git)):
        with pytest.raises(Gone):
            repository.head()


def test_missing_objects_end_in_a_sentence_not_in_a_shorter_history(git: Git) -> None:
    odd_history(git)
    head = git("rev-parse", "HEAD~1")
    (folder(git) / ".git/objects" / head[:2] / head[2:]).unlink()
    for repository in both(folder(git)):
        with pytest.raises(Gone, match="不完整"):
            history(repository)


def test_a_shallow_clone_says_so(git: Git, tmp_path: Path) -> None:
    odd_history(git)
    shallow = tmp_path / "shallow"
    git("clone", "-q", "--depth", "1", f"file://{folder(git)}", str(shallow))
    assert [r.shallow() for r in both(shallow)] == [True, True]


def test_addresses_stay_outside() -> None:
    found = identities.signature("han@x.org", "Han@X.org")
    assert "han@x.org" not in str(found).lower()
    assert found.email_domain == "x.org"


FIELD = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
COMMIT = st.tuples(
    st.binary(min_size=20, max_size=20).map(bytes.hex), FIELD, FIELD,
    st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1,
                     max_size=9), max_size=3),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(made=st.lists(COMMIT, max_size=6), chunk=st.integers(1, 50))
def test_any_names_and_paths_are_cut_right(
    made: list[tuple[str, str, str, list[str]]], chunk: int
) -> None:
    """However the stream is chopped and whatever stands in names, subjects and paths."""
    stream = b""
    for sha, name, subject, paths in made:
        fields = [sha, "", name, "e@x", DATE, name, "e@x", DATE, subject, ""]
        stream += b"".join(f.encode() + b"\0" for f in fields)
        lines = [b":000000 100644 0 0 A\0" + p.encode() + b"\0" for p in paths]
        stream += (b"\n" if lines else b"") + b"".join(lines)
    chopped = [stream[i : i + chunk] for i in range(0, len(stream), chunk)]
    parts = sliced.slices("r", chopped, 2)
    assert [c.sha for p in parts for c in p.commits] == [m[0] for m in made]
    assert [c.subject for p in parts for c in p.commits] == [m[2] or None for m in made]
    assert [f.path for p in parts for f in p.files] == [path for m in made for path in m[3]]


def test_a_local_folder_s_path_stays_on_this_machine(git: Git, tmp_path: Path) -> None:
    """Reports and archive name it by its id: a home folder tells who somebody is."""
    odd_history(git)
    nowhere = standin.StandIn(standin.Community(), START)
    bench = Bench(
        nowhere, tmp_path / "d", (str(folder(git)),), settings=settings_for("http://127.0.0.1:9")
    )  # fmt: skip
    bench.run()
    told = str(bench.query("FROM answer")) + str(bench.query("FROM project_repo"))
    assert str(tmp_path) not in told
    [repo] = bench.query("SELECT repo_id, url FROM project_repo")
    assert repo["url"] == "本机文件夹 repo"
    assert repo["repo_id"].startswith(f"git:{tmp_path.name.lower()}/repo@")


def test_nothing_is_executed_from_a_repository_we_are_handed(git: Git, tmp_path: Path) -> None:
    """It may say that contents are missing and name a program of its own to fetch them with."""
    write(git, "LICENSE", "text")
    git("commit", "-qm", "one")
    blob = git("rev-parse", "HEAD:LICENSE")
    (folder(git) / ".git/objects" / blob[:2] / blob[2:]).unlink()
    mark = tmp_path / "executed"
    for key, value in (
        ("extensions.partialClone", "evil"), ("remote.evil.promisor", "true"),
        ("remote.evil.url", str(folder(git))), ("remote.evil.uploadpack", f"touch {mark}; false"),
        ("protocol.file.allow", "always"), ("core.sshCommand", f"touch {mark}"),
    ):  # fmt: skip
        git("config", key, value)
    git("config", "core.repositoryformatversion", "1")
    with pytest.raises(Unreachable):
        gitprogram.GitProgram(folder(git)).blob(blob)
    assert not mark.exists()


def test_replacements_and_grafts_are_not_history(git: Git) -> None:
    odd_history(git)
    count = len([c for p in history(gitprogram.GitProgram(folder(git))) for c in p.commits])
    root = git("rev-list", "--max-parents=0", "HEAD")
    git("replace", "--graft", "HEAD", root)
    (folder(git) / ".git/info").mkdir(exist_ok=True)
    (folder(git) / ".git/info/grafts").write_text(git("rev-parse", "HEAD") + "\n")
    after = len([c for p in history(gitprogram.GitProgram(folder(git))) for c in p.commits])
    assert after == count == 6


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        ("Ann Lee <ann@x.org>", "Ann Lee", "ann@x.org"),
        ("dependabot[bot] <4+dependabot[bot]@users.x.org>", "dependabot[bot]",
         "4+dependabot[bot]@users.x.org"),
        ("Roe, Bob (Acme) <bob@x.org> and more", "Roe, Bob (Acme)", "bob@x.org"),
        ('"Cy Young" < cy@x.org >', "Cy Young", "cy@x.org"),
        ("Dee dee@x.org", "Dee", "dee@x.org"),
        ("dee@x.org", "", "dee@x.org"),
        ("Eve Fox", "Eve Fox", ""),
        ("<>", "", ""),
    ],
)  # fmt: skip
def test_a_co_author_is_read_as_git_reads_a_signature(line: str, name: str, address: str) -> None:
    assert gitlog.credited(line) == (name, address)
