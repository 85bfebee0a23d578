"""A file as handed in → its sheets. What it is told by its bytes, never by its name alone."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from yuanzheng.register import separated, workbook
from yuanzheng.register.grid import BadRegister, Sheet
from yuanzheng.widths import plain

LARGEST = 32 << 20
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_AGAIN = "请在 Excel 或 WPS 里另存为“Excel 工作簿（.xlsx）”再交"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of the register with its hash. `notices`: what of it was not read, in Chinese."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    notices: tuple[str, ...] = ()


def opened(path: Path) -> Opened:
    """Raises `BadRegister` with a sentence for a file that cannot be read."""
    name = plain(path.name)[:100]
    raw = _bytes(path, name)
    digest = sha256(raw).hexdigest()
    if raw.startswith(b"PK"):
        kind = " Excel 工作簿" if b"xl/workbook." in raw else "别的压缩格式"
        _as_named(path, name, {".xlsx"}, kind)
        sheets, notices = workbook.sheets(raw, name)
        return Opened(name, digest, sheets, notices)
    _readable(raw, name)
    if path.suffix.lower() == ".xlsx":
        raise BadRegister(f"{name} 的内容不是 XLSX，只是改了扩展名：{_AGAIN}。")
    _as_named(path, name, {".csv", ".tsv", ".txt"}, "文本")
    return Opened(name, digest, (separated.sheet(raw, name),))


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise BadRegister(f"找不到登记簿 {plain(str(path))}：请检查路径。")
        size = path.stat().st_size
        if not 0 < size <= LARGEST:
            why = "是空的" if size == 0 else f"有 {size >> 20} MB，超过 {LARGEST >> 20} MB"
            raise BadRegister(f"登记簿 {name} {why}：请换一个文件。")
        return path.read_bytes()
    except OSError as error:
        raise BadRegister(f"读不了登记簿 {name}（{error.strerror}）：请检查权限。") from None


def _readable(raw: bytes, name: str) -> None:
    if raw.startswith(_OLD):
        locked = _ENCRYPTED in raw
        why = "设了打开密码：请去掉密码后另存" if locked else f"是旧格式（.xls、.et）：{_AGAIN}"
        raise BadRegister(f"登记簿 {name} {why}。")
    start = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<", b"{\\rtf", b"%pdf", b"mime-version")):
        kind = "网页或 XML" if start.startswith(b"<") else "别的格式"
        raise BadRegister(f"登记簿 {name} 的内容是{kind}，不是表格：{_AGAIN}。")


def _as_named(path: Path, name: str, suffixes: set[str], kind: str) -> None:
    suffix = path.suffix.lower()
    if suffix in {".xlsm", ".xltm", ".xlam"}:
        raise BadRegister(f"登记簿 {name} 是带宏的格式：{_AGAIN}。")
    if suffix not in suffixes:
        raise BadRegister(
            f"登记簿 {name} 的内容是{kind}，扩展名却是 {plain(suffix)[:20] or '空的'}：{_AGAIN}。"
        )
