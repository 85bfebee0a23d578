"""Pictures the applicant brings of pages only a signed-in person sees."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reports.errors import ReportError

LARGEST, MOST_DOTS = 30_000_000, 60_000_000
ENDS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


@dataclass(frozen=True, slots=True)
class Given:
    """A picture as it was given; `end` is the ending its kind of file has."""

    data: bytes
    end: str
    size: tuple[int, int]


def read(path: Path) -> Given:
    """The bytes as they lie there. Raises `ReportError` for what is no picture, or too large."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise ReportError(f"读不了截图 {path}：请检查路径和权限。") from error
    if len(data) > LARGEST:
        raise ReportError(f"截图 {path} 超过 {LARGEST // 1_000_000} MB：请换一张小一些的。")
    return Given(data, *_measured(path, data))


def _measured(path: Path, data: bytes) -> tuple[str, tuple[int, int]]:
    from io import BytesIO

    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=list(ENDS)) as picture:
            kind, size = str(picture.format), picture.size
            if size[0] * size[1] > MOST_DOTS:
                raise ReportError(
                    f"截图 {path} 的像素太多（{size[0]}×{size[1]}）：请换一张小些的。"
                )
            picture.load()
    except ReportError:
        raise
    except Exception as error:  # whatever a damaged file does to the decoder
        raise ReportError(
            f"文件 {path} 不是能读的图片：请用 PNG、JPEG 或 WebP 格式的截图。"
        ) from error
    return ENDS[kind], size
