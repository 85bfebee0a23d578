"""Tables one may keep."""

from __future__ import annotations

from pydantic import Field

from yuanzheng.web.documents.base import Document


class Column(Document):
    """一列。含义见 `warehouse/schema.sql` 里同名的列。"""

    name: str = Field(description="列名", examples=["value"])
    type: str = Field(description="类型", examples=["DOUBLE"])


class Table(Document):
    """一张可下载的表。"""

    name: str = Field(description="名称，用在网址里", examples=["measurements"])
    title: str = Field(description="里面是什么", examples=["数字：每个项目最近一次计算的"])
    columns: list[Column] = Field(description="列，照次序")


class ReportFile(Document):
    """报告的一个文件。"""

    address: str = Field(description="接在 files/ 后面的路径，已编码", examples=["证据表.pdf"])
    title: str = Field(description="名称与格式", examples=["证据表（PDF）"])
    size: str = Field(description="大小", examples=["312 KiB"])
