"""Jobs: packs that are made, packs that are verified."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from yuanzheng.web.documents.base import Document, Instant

State = Literal["waiting", "running", "done", "failed"]


class Result(Document):
    """与 `yuanzheng verify` 同样的回答。"""

    name: str = Field(description="送来的文件名（外来文字）", examples=["青禾 QingHe.zip"])
    size: int = Field(description="字节数", ge=0)
    verdict: Literal["passed", "not_passed", "no_pack", "doubtful"] = Field(
        description="passed 通过；not_passed 不通过；no_pack 不是证据包；doubtful 有的文件不能采信"
    )
    text: str = Field(description="逐行的说明，是文字，不是网页")


class Verification(Document):
    """一次核验；做完之后一小时内可看，送来的文件当即删去。"""

    job_id: str = Field(description="编号，用在网址里")
    state: State = Field(description="waiting 排队；running 正在核验；done 做完；failed 没做完")
    ahead: int = Field(description="排在第几；不在排队时是 0", ge=0)
    asked_at: Instant = Field(description="送来的时间")
    ended_at: Instant | None = Field(description="做完的时间；null：还没有")
    words: str | None = Field(description="没做完时为什么；这不说明包有问题")
    result: Result | None = Field(description="做完时的回答")


class PackFile(Document):
    """一个做好的证据包。"""

    mark: str = Field(description="编号，用在网址里")
    policy: str = Field(description="对照的政策", examples=["nanshan-project"])
    masked: bool = Field(description="人的名字是否换成了记号")
    copy_name: str = Field(
        validation_alias="copy", serialization_alias="copy", description="由哪一份数据做成"
    )
    name: str = Field(description="文件名")
    size: int = Field(description="字节数", ge=0)
    made_at: Instant = Field(description="做成的时间")


class PackJob(Document):
    """正在做的证据包。"""

    job_id: str = Field(description="编号，用在网址里")
    state: State = Field(description="waiting 排队；running 正在做；done 做完；failed 没做成")
    ahead: int = Field(description="排在第几；不在排队时是 0", ge=0)
    asked_at: Instant = Field(description="要的时间")
    started_at: Instant | None = Field(description="开始做的时间；null：还没有")
    ended_at: Instant | None = Field(description="做完的时间；null：还没有")
    said: str = Field(description="最近说到哪一步")
    words: str | None = Field(description="没做成时为什么")
    result: PackFile | None = Field(description="做好的包")


class PackAsked(Document):
    """要一个怎样的包。"""

    policy: str = Field(max_length=100, description="对照哪项政策", examples=["nanshan-project"])
    masked: bool = Field(default=False, description="人的名字换成记号")
