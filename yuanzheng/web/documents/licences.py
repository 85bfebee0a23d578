"""Licences of a project, and what it takes from others."""

from __future__ import annotations

from pydantic import Field

from yuanzheng.web.documents.base import Document, Instant, Said


class Verdict(Document):
    """一个来源的许可证结论。"""

    repo_id: str = Field(description="来源")
    declared: str = Field(description="声明的，SPDX；NONE 没有，NOASSERTION 不知道")
    concluded: str = Field(description="许可证文件说的，SPDX", examples=["Apache-2.0"])
    osi: Said = Field(description="OSI 是否认可")
    fsf: Said = Field(description="FSF 是否算自由")
    in_repository: Said = Field(description="有没有许可证文件")
    in_documents: Said = Field(description="README、模型卡或清单有没有写")
    agreement: str = Field(description="agree、conflict、single、none、unknown")
    verdict: str = Field(
        description="osi_verbatim、osi_modified、non_osi、custom、conflict、none、unknown"
    )
    reason: str = Field(description="一句话")
    list_version: str = Field(description="SPDX 清单的版本")


class Line(Document):
    """一处关于许可证的说法。"""

    repo_id: str = Field(description="来源")
    place: str = Field(description="file、readme、manifest、card、header、platform_field")
    path: str | None = Field(description="文件；null：平台的标注")
    line: int | None = Field(description="第几行，从 1 起")
    expression: str = Field(description="SPDX 表达式")
    status: str = Field(description="exact、similar、modified、mention、none、unreadable、custom")
    osi: Said = Field(description="OSI 是否认可")
    fsf: Said = Field(description="FSF 是否算自由")
    similarity: float | None = Field(description="与原文的相似度，0 到 1；null：没有比对文字")
    excerpt: str | None = Field(description="找到的文字（外来文字）")
    list_version: str = Field(description="SPDX 清单的版本")
    answer_id: str | None = Field(description="原始应答")


class LicenceChange(Document):
    """许可证文件改变的一次提交。"""

    repo_id: str = Field(description="来源")
    sha: str = Field(description="提交")
    committed_at: Instant | None = Field(description="时间；null：不知道")
    path: str = Field(description="改了哪些文件")
    before: str = Field(description="之前，SPDX")
    after: str = Field(description="之后，SPDX")
    change: str = Field(description="added、relicensed、edited、removed、unknown")
    others: int | None = Field(description="到那时为止别的作者人数；null：不知道")
    reason: str = Field(description="一句话")
    list_version: str = Field(description="SPDX 清单的版本")
    answer_id: str | None = Field(description="原始应答")


class Licences(Document):
    """一个项目的许可证。"""

    verdicts: list[Verdict] = Field(description="每个来源的结论")
    lines: list[Line] = Field(description="各处的说法")
    changes: list[LicenceChange] = Field(description="历次改变")


class Other(Document):
    """项目取自别人的一样东西：包、副本、基座模型或数据集。"""

    repo_id: str = Field(description="来源")
    origin: str = Field(description="package、copy、model、dataset")
    ecosystem: str | None = Field(description="npm、pypi 等；null：不知道或没有")
    name: str = Field(description="名称（外来文字）")
    version: str | None = Field(description="确切的版本；null：不知道")
    purl: str | None = Field(description="package URL；null：没有")
    scope: str | None = Field(description="runtime、development、optional；null：没有说")
    place: str = Field(description="谁写着它：sbom、lock、manifest、vendored、card")
    path: str | None = Field(description="哪个文件；null：平台的 SBOM 或模型卡")
    licence: str = Field(description="SPDX；NONE 据说没有，NOASSERTION 不知道")
    licence_source: str = Field(description="许可证是谁说的")
    licence_written: str | None = Field(description="原来的写法（外来文字）")
    is_open: Said = Field(description="是否开源许可证")
    compatible: str = Field(description="yes、check、no、unknown：与项目的许可证是否相容")
    advice: str | None = Field(description="请人核对什么")
    named: Said = Field(description="项目的文档里有没有写它")
    named_path: str | None = Field(description="写在哪个文件")
    named_line: int | None = Field(description="第几行")
    answer_id: str = Field(description="原始应答")
    level: int | None = Field(description="模型与数据集：隔几层")
    chain: list[str] | None = Field(description="模型与数据集：从自己的卡到它")
