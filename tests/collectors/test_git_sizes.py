"""How large files are, without their being held: loose, packed, packed as differences, borrowed."""
# ruff: noqa: F811 - the fixture `git` is shared by import

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dulwich.pack import OFS_DELTA, REF_DELTA
from dulwich.repo import Repo
from test_git_reading import Git, both, folder, git, write  # noqa: F401

from collectors.gitdulwich import open_repository
from collectors.gitvalues import Damaged

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="这台机器没有 git 程序")

ZEROS = 200_000_000
_HERE = [str(Path(__file__).parent), *sys.path]
_READ = f"""
import sys
sys.path[:0] = {_HERE!r}
from pathlib import Path
from bench import START, Bench, settings_for
from collectors import gitread, standin
from peak import peak
if {{dulwich}}:
    gitread.have_git = lambda: False
settings = settings_for("http://127.0.0.1:9").model_copy(update={{{{"text_days": 40000}}}})
nowhere = standin.StandIn(standin.Community(), START)
bench = Bench(nowhere, Path({{data!r}}), ({{repo!r}},), settings=settings)
bench.run()
rows = bench.query("SELECT path, bytes, content, unreadable FROM document WHERE path[1] != '/'")
print([tuple(r.values()) for r in rows])
print(peak())
"""


def _zeros(git: Git, place: Path, size: int) -> None:
    """A licence, a list of names and a program of nothing but zeros, as one loose object."""
    with place.open("wb") as file:
        file.truncate(size)
    blob = git("-c", "core.looseCompression=1", "hash-object", "-w", str(place))
    for path in ("LICENSE", ".mailmap", "tool.py"):
        git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    git("commit", "-qm", f"{size}")


def _read(git: Git, data: Path, dulwich: bool) -> tuple[str, int]:
    """What is recorded, and the bytes of memory taken at most."""
    script = _READ.format(data=str(data), repo=str(folder(git)), dulwich=dulwich)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    rows, most = done.stdout.decode().splitlines()
    return rows, int(most)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("dulwich", [False, True])
def test_a_file_of_zeros_is_recorded_by_its_size_and_never_held(
    git: Git, tmp_path: Path, dulwich: bool, packed: bool
) -> None:
    _zeros(git, tmp_path / "zeros", 1)
    usual = _read(git, tmp_path / "usual", dulwich)[1]
    _zeros(git, tmp_path / "zeros", ZEROS)
    if packed:
        git("gc", "-q")
    rows, most = _read(git, tmp_path / "data", dulwich)
    read = [
        ("LICENSE", ZEROS, None, "文件超过 1048576 字节，未读取"),
        ("tool.py", ZEROS, None, "源文件过大，没有查看文件头"),
    ]
    assert rows == str(read)
    assert most < usual + ZEROS // 4


def test_the_measure_of_memory_is_the_process_own(tmp_path: Path) -> None:
    """What the process that starts another held is not counted to the other."""
    script = (
        f"import subprocess, sys; sys.path[:0] = {_HERE!r}\nfrom peak import peak\n"
        f"held = bytearray({ZEROS})\nheld[::4096] = bytes(len(held[::4096])).replace(b'0', b'1')\n"
        "own = f'import sys; sys.path[:0] = {sys.path!r}; from peak import peak; print(peak())'\n"
        "inner = subprocess.run([sys.executable, '-c', own], capture_output=True, check=True)\n"
        "print([peak(), int(inner.stdout)])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    outer, inner = json.loads(done.stdout)
    assert outer > ZEROS > inner


@pytest.mark.parametrize("form", [OFS_DELTA, REF_DELTA])
def test_sizes_are_told_of_every_kind_of_packed_object(git: Git, form: int) -> None:
    """Against git's own, over sizes on both sides of where one octet more is needed."""
    words = random.Random(6)
    text = "".join(words.choices("abcdefgh\n", k=40_000))
    for size in (0, 1, 15, 16, 127, 128, 2047, 2048, 16_383, 16_384, 40_000):
        write(git, f"{size}.txt", text[:size])
        write(git, f"changed-{size}.txt", text[: size // 2] + "x" + text[size // 2 : size])
    git("commit", "-qm", "one")
    git("config", "repack.useDeltaBaseOffset", "true" if form == OFS_DELTA else "false")
    shas = _files(git)
    loose = _told(git, shas)
    git("repack", "-adfq")
    git("prune-packed")
    assert _forms(folder(git)) >= {3, form}
    assert _told(git, shas) == loose
    assert [open_repository(folder(git)).size(sha) for sha in shas] == list(loose.values())


def _files(git: Git) -> list[str]:
    return [line.split()[2] for line in git("ls-tree", "-r", "HEAD").splitlines()]


def _told(git: Git, shas: list[str]) -> dict[str, int]:
    program, dulwich = (repository.sizes(shas) for repository in both(folder(git)))
    assert program == dulwich
    return program


def _forms(place: Path) -> set[int]:
    [pack] = Repo(str(place)).object_store.packs
    return {pack.get_unpacked_object(sha, convert_ofs_delta=False).pack_type_num for sha in pack}


def test_sizes_of_borrowed_files_are_told_though_two_borrow_from_each_other(
    git: Git, tmp_path: Path
) -> None:
    write(git, "loose.txt", "x" * 300)
    git("commit", "-qm", "one")
    git("repack", "-adq")
    write(git, "packed.txt", "y" * 500)
    git("commit", "-qm", "two")
    other, shas = tmp_path / "other", _files(git)
    subprocess.run(["git", "init", "-q", "--bare", str(other)], check=True)
    own = folder(git) / ".git/objects"
    (other / "objects/info/alternates").write_text(f"{own}\n")
    (own / "info/alternates").write_text(f"{other}/objects\n")
    assert sorted(open_repository(other).sizes(shas).values()) == [300, 500]


def test_files_that_are_not_here_have_no_size_and_broken_heads_are_said(git: Git) -> None:
    write(git, "LICENSE", "x" * 5000)
    git("commit", "-qm", "one")
    sha, none = git("rev-parse", "HEAD:LICENSE").strip(), "0" * 40
    opened = open_repository(folder(git))
    assert opened.sizes([none, sha]) == {sha: 5000}
    with pytest.raises(Damaged, match="文件内容读不完整"):
        opened.size(none)
    place = folder(git) / ".git/objects" / sha[:2] / sha[2:]
    place.chmod(0o600)
    for broken in (b"", b"no zlib", place.read_bytes()[:3]):
        place.write_bytes(broken)
        with pytest.raises(Damaged, match="文件内容读不完整"):
            opened.sizes([sha])
