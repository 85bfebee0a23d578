"""What ends a command, as one Chinese sentence and an exit code."""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from contextlib import suppress

from yuanzheng.redaction import redact, redact_typed
from yuanzheng.widths import plain_lines

COMPLETE, WRONG, USAGE, PARTIAL, BUSY, INTERRUPTED = 0, 1, 2, 3, 4, 130

EXIT_CODES = {
    COMPLETE: "全部完成",
    WRONG: "出错：输入、配置或环境有问题，见错误说明",
    USAGE: "命令行写法不对",
    PARTIAL: "做完了，但有失败的部分（已逐一说明）",
    BUSY: "数据仓库正被另一个进程使用",
    INTERRUPTED: "被 Ctrl-C 中断，数据仓库完好",
}

_SENTENCES = (
    ("warehouse.errors", "WarehouseError"),
    ("collectors.errors", "StreamStopped"),
    ("scoring.errors", "ScoringError"),
    ("reports.errors", "ReportError"),
)

_FULL = re.compile(r"No space left|Disk quota|disk is full|max_temp_directory_size")
_DAMAGED = re.compile(r"Could not read enough bytes|Corrupt database|deserialize", re.IGNORECASE)
_DISK = {
    errno.ENOSPC: "磁盘已满：请清出空间{}，再运行同样的命令，会接着做。",
    errno.EDQUOT: "磁盘配额已用完：请清出空间{}，再运行同样的命令，会接着做。",
    errno.EROFS: "文件系统是只读的：请换一个可写的目录。",
}
_LACKING = {errno.ENOMEM, errno.EFBIG, errno.EMFILE, errno.ENFILE}


class Refused(Exception):
    """The command cannot go on; the message (one sentence a line) says why and what to do."""

    def __init__(self, message: str, exit_code: int = WRONG) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class Interrupted(Refused):
    """Ctrl-C between two stages."""

    def __init__(self) -> None:
        super().__init__("已按要求停下，数据仓库完好：再运行同样的命令就会接着做。", INTERRUPTED)


def sentence(error: BaseException) -> str:
    """What to tell the user about any error: Chinese, without tokens, without escapes."""
    clean = redact_typed if isinstance(error, Refused) else redact
    return clean(plain_lines(_words(error)))


def exit_code(error: BaseException) -> int:
    if isinstance(error, Refused):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    return BUSY if _is(error, "warehouse.errors", "WarehouseBusy") else WRONG


def debugging() -> bool:
    return os.environ.get("YUANZHENG_DEBUG", "") not in {"", "0"}


def trace(error: BaseException) -> str:
    return redact("".join(traceback.format_exception(error)))


def disk_words(error: BaseException | None) -> str | None:
    """What to say when the disk is behind an error, or behind what it was raised from."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _DISK:
            return _DISK[error.errno].format(_elsewhere())
        if _FULL.search(str(error)) and (_is(error, "duckdb", "Error") or _sqlite(error)):
            return _DISK[errno.ENOSPC].format(_elsewhere())
        error = error.__cause__ or error.__context__
    return None


def _elsewhere() -> str:
    """Names the folder of temporary files where it is on a disk of its own: nobody looks there."""
    from tempfile import gettempdir

    with suppress(OSError):
        folder = gettempdir()
        if os.stat(folder).st_dev != os.stat(".").st_dev:
            return f"（临时文件夹 {folder} 在另一个磁盘上，那里也要有空）"
    return ""


def lacking(error: BaseException | None) -> bool:
    """Whether memory, disk or open files ran out: that says nothing of what was being read."""
    while error is not None:
        if isinstance(error, MemoryError) or _is(error, "duckdb", "OutOfMemoryException"):
            return True
        if isinstance(error, OSError) and error.errno in _LACKING:
            return True
        if disk_words(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _words(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "已立即停止：数据仓库停在上一次写完的地方，再运行同样的命令就会接着做。"
    if isinstance(error, Refused):
        return str(error)
    if words := disk_words(error):
        return words
    if any(_is(error, *kind) for kind in _SENTENCES):
        return str(error)
    if isinstance(error, OSError):
        return _os_words(error)
    if isinstance(error, MemoryError) or _is(error, "duckdb", "OutOfMemoryException"):
        return "内存不够：请关掉别的程序，或分几个项目运行。"
    return _data_words(error) or (
        f"源证自身出错（{type(error).__name__}）：请设 YUANZHENG_DEBUG=1 再运行一次，"
        "把显示的内容连同命令报告给开发者。"
    )


def _data_words(error: BaseException) -> str | None:
    """What to say when the data file is behind an error."""
    if _is(error, "duckdb", "Error") and _DAMAGED.search(str(error)):
        return "数据仓库文件已损坏（被截断或磁盘出错）：请从备份恢复，或换一个数据文件夹重新采集。"
    if _is(error, "duckdb", "IOException") or _sqlite(error):
        return "数据文件夹读写出错：请检查磁盘是否已满、文件夹是否可写，然后重试。"
    return None


def _os_words(error: OSError) -> str:
    where = f" {error.filename}" if error.filename else ""
    if isinstance(error, PermissionError):
        return f"没有权限读写{where}：请检查文件夹的权限，或换一个目录。"
    if isinstance(error, FileNotFoundError):
        return f"找不到文件{where}：请检查路径。"
    if isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
        return f"路径{where} 已被别的文件占用：请换一个目录。"
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return f"读写{where or '文件或网络'}时出错（{reason}）：请检查磁盘和网络后重试。"


def _sqlite(error: BaseException) -> bool:
    return _is(error, "sqlite3", "OperationalError")


def _is(error: BaseException, module: str, name: str) -> bool:
    """Whether `error` is of a class of a module that may never have been imported."""
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(error, kind)
