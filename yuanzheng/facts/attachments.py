"""Files handed in as proof: what they are, their hash, and why one cannot be taken."""

from __future__ import annotations

import io
import zipfile
from hashlib import file_digest
from pathlib import Path

from scoring.facts import personal
from scoring.facts.values import Attachment
from yuanzheng.widths import plain

_LARGEST = 200 << 20
_OFFICE = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
}
_STARTS = {
    ".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff", ".zip": b"PK\x03\x04",
}  # fmt: skip
_WITH_MACROS = {
    ".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".potm", ".ppsm", ".ppam",
}  # fmt: skip
_OLD_OFFICE = {".doc", ".xls", ".ppt", ".wps", ".et", ".dps"}
_VBA = "_VBA_PROJECT".encode("utf-16-le")  # how its storage is named in the file
_TAKEN = {
    *_OFFICE, *_STARTS, *_WITH_MACROS, *_OLD_OFFICE, ".tif", ".tiff", ".bmp", ".gif", ".webp",
    ".ofd", ".csv", ".tsv", ".txt", ".md", ".json", ".rtf", ".rar", ".7z", ".mp4", ".eml",
    ".html", ".htm", ".mhtml", ".xml",
}  # fmt: skip
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class BadAttachment(Exception):
    """Says in Chinese why the file cannot be taken and what to do."""


def read(home: Path, written: object, beside: str = "facts.toml") -> Attachment:
    """`written`: a path relative to the file `beside`, which names it. Raises `BadAttachment`."""
    if not isinstance(written, str) or not written.strip() or "\0" in written:
        raise BadAttachment("附件应是加引号的路径")
    if personal.holds(written):
        raise BadAttachment(
            "附件的文件名里有身份证号、手机号或邮箱：证据里要写文件名，请改名后再交"
        )
    name = plain(written)[:100]
    if Path(written).is_absolute() or ":" in written:
        raise BadAttachment(f"附件 {name} 应写相对于 {beside} 所在文件夹的路径")
    path = home / written
    try:
        if not path.is_file():
            raise BadAttachment(f"找不到附件 {name}：请检查路径（从 {beside} 所在的文件夹算起）")
        size = path.stat().st_size
        if not 0 < size <= _LARGEST:
            why = "是空的" if size == 0 else f"有 {size >> 20} MB，超过 {_LARGEST >> 20} MB"
            raise BadAttachment(f"附件 {name} {why}：请换一个文件")
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        pages = _pages(path, name)
    except OSError as error:
        raise BadAttachment(f"读不了附件 {name}（{error.strerror}）：请检查权限") from None
    kind = path.suffix.lower().removeprefix(".") or "无扩展名"
    return Attachment(path=name, sha256=digest, bytes=size, format=kind, pages=pages)


def _pages(path: Path, name: str) -> int | None:
    """Pages of a PDF; None for what has none. Looks whether it is what its name says."""
    kind = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(8)
    if kind not in _TAKEN:
        raise BadAttachment(f"附件 {name} 不是收的格式：请交 PDF、图片或 Office 文件，带上扩展名")
    if kind in _OLD_OFFICE:
        _old_office(path, name, kind, start)
    elif kind in _OFFICE:
        _office(path, name, kind, start)
    elif kind in _WITH_MACROS:
        raise BadAttachment(f"附件 {name} 带有宏：请另存为 PDF 后再交")
    elif kind in _STARTS and not start.startswith(_STARTS[kind]):
        raise BadAttachment(f"附件 {name} 的内容不是 {kind[1:].upper()}：请核对是不是改过扩展名")
    return _pdf(path, name) if kind == ".pdf" else None


def _old_office(path: Path, name: str, kind: str, start: bytes) -> None:
    if start != _OLD:
        raise BadAttachment(f"附件 {name} 的内容不是 {kind[1:].upper()}：请核对是不是改过扩展名")
    if _VBA in path.read_bytes():
        raise BadAttachment(f"附件 {name} 带有宏：请另存为 PDF 后再交")


def _office(path: Path, name: str, kind: str, start: bytes) -> None:
    if start == _OLD:
        raise BadAttachment(f"附件 {name} 设了打开密码，或是旧格式改了扩展名：请去掉密码后另存")
    try:
        with zipfile.ZipFile(path) as whole:
            parts = set(whole.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BadAttachment(f"附件 {name} 的内容不是 {kind[1:].upper()}：请重新另存") from None
    if any(part.endswith("vbaProject.bin") or "/macrosheets/" in part for part in parts):
        raise BadAttachment(f"附件 {name} 带有宏：请另存为 PDF 后再交")
    if _OFFICE[kind] not in parts:
        raise BadAttachment(f"附件 {name} 的内容不是 {kind[1:].upper()}：请重新另存")


def _pdf(path: Path, name: str) -> int:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(path.read_bytes()))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadAttachment(f"附件 {name} 设了打开密码：请去掉密码后再交")
        pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        raise BadAttachment(f"附件 {name} 打不开（PDF 损坏）：请重新扫描或另存") from None
    if pages == 0:
        raise BadAttachment(f"附件 {name} 没有一页：请重新扫描或另存")
    return pages
