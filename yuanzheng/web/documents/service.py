"""The service itself: the published copy, runs, the visitor."""

from __future__ import annotations

from pydantic import Field

from yuanzheng.web.documents.base import Document, Instant


class Failed(Document):
    """最近一次发布没有成功。"""

    since: Instant = Field(description="从何时起一直不成功")
    last: Instant = Field(description="最近一次试的时间")
    reasons: list[str] = Field(description="为什么，每条一句")


class Published(Document):
    """您正在读的那一份数据。"""

    copy_name: str = Field(
        serialization_alias="copy", description="名称", examples=["20261118T160000Z-0a1b2c3d"]
    )
    published_at: Instant = Field(description="何时发布")
    age_seconds: int = Field(description="到现在多少秒", ge=0, examples=[3600])
    as_of: Instant | None = Field(description="数字截止到何时；null：还没有算过")
    run: str | None = Field(description="由哪次运行发布；null：不知道")
    failed: Failed | None = Field(description="之后的发布没有成功时，为什么；null：没有这回事")


class Run(Document):
    """一次运行。"""

    run_id: str = Field(description="编号")
    command: str = Field(description="命令", examples=["schedule"])
    started_at: Instant = Field(description="开始")
    finished_at: Instant | None = Field(description="结束；null：没有结束，或被杀")
    outcome: str | None = Field(
        description="complete、partial、failed、interrupted；null：没有结束"
    )
    requests: int | None = Field(description="问了平台多少次；null：没有记下")
    rows_added: int | None = Field(description="新增多少行；null：没有记下")
    problems: list[str] = Field(description="出了什么问题，每条一句")


class Now(Document):
    """正在读的一个流。"""

    repo_id: str = Field(description="来源")
    stream: str = Field(description="流")
    items: int = Field(description="已取多少条", ge=0)


class Waiting(Document):
    """在等什么。"""

    until: Instant = Field(description="等到何时")
    why: str = Field(description="为什么")


class Running(Document):
    """正在进行的运行。"""

    command: str = Field(description="命令")
    started_at: Instant = Field(description="开始")
    updated_at: Instant = Field(description="这些是何时写下的")
    stage: str = Field(description="collect、score、report、publish")
    done: int = Field(description="做完了几个", ge=0)
    total: int = Field(description="一共几个", ge=0)
    now: list[Now] = Field(description="正在读哪些流")
    waiting: Waiting | None = Field(description="在等什么；null：没有在等")


class Account(Document):
    """您自己。"""

    name: str = Field(description="名字", examples=["赵敏"])
    role: str = Field(description="admin、reviewer、applicant", examples=["reviewer"])
    role_title: str = Field(description="角色的中文名", examples=["评审"])
    projects: list[str] | None = Field(description="看得到的项目编号；null：全部")
