"""Reading git repositories: by the git program where there is one, else by dulwich.

Both give the same bytes for a history, so that there is one parser and one archive form:
for each commit ten fields, each ended by NUL (id, parents, author name, e-mail and time,
committer name, e-mail and time, subject, rest of the message), then for each changed path
`:`-line, NUL, path, NUL, as `git log --raw -z` prints it. Times are seconds since 1970, as they
stand in the commit: a zone no calendar knows makes git itself fail on any other form.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from collectors import gitprogram
from collectors.errors import Gone
from collectors.gitrun import Way
from collectors.gitvalues import Repository, named


def have_git() -> bool:
    return shutil.which("git") is not None


def open_local(path: Path, way: Way | None = None) -> Repository:
    """A repository that is already here. Raises `Gone` when it cannot be read."""
    try:
        os.scandir(path).close()
    except (OSError, ValueError) as error:
        raise Gone(f"{named(path)} {_why(error)}：请检查配置里写的路径与权限。") from error
    if have_git():
        program = gitprogram.GitProgram(path, way or Way())
        program.check()
        return program
    from collectors.gitdulwich import open_repository

    return open_repository(path)


def _why(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "没有权限读取"
    if isinstance(error, FileNotFoundError):
        return "不存在"
    return "不是文件夹" if isinstance(error, NotADirectoryError) else "打不开"


def mirror(url: str, path: Path, way: Way) -> Repository:
    """Clones bare and without blobs, or fetches what is new. Raises `Unreachable` or `Gone`."""
    if have_git():
        return gitprogram.mirror(url, path, way)
    from collectors.dulwichmirror import mirror as mirror_by_dulwich

    return mirror_by_dulwich(url, path, way)
