"""Whether this machine ran short while a pack was checked: that says nothing of the pack."""

from __future__ import annotations

import errno

_SHORT = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EIO,
}  # fmt: skip


def short(error: BaseException | None) -> bool:
    """Of memory, disk or open files; also where the error was raised from another that says so."""
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        if isinstance(error, OSError) and error.errno in _SHORT:
            return True
        error = error.__cause__ or error.__context__
    return False
