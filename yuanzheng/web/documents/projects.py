"""Projects, the people seen in them, and how their stars and forks grew."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from yuanzheng.web.documents.base import Document, Instant


class Brief(Document):
    """一个项目。"""

    project_id: str = Field(description="项目编号，用在网址里", examples=["青禾-qinghe"])
    name: str = Field(description="名称", examples=["青禾 QingHe"])
    applicant: str | None = Field(description="申报主体；null：没有写")
    sample: bool = Field(description="是否生成的示例数据")
    policies: list[str] = Field(description="对照哪些政策", examples=[["nanshan-project"]])
    platforms: list[str] = Field(description="来源所在的平台", examples=[["gitee", "github"]])
    sources: int = Field(description="来源的个数", ge=0, examples=[5])
    as_of: Instant | None = Field(description="数字截止到何时（不含）；null：还没有算过")
    collected_at: Instant | None = Field(description="最近一次从平台读到东西；null：从未读到")


class Source(Document):
    """组成项目的一个仓库、模型、数据集或 Space。不知道的是 null。"""

    repo_id: str = Field(description="编号", examples=["github:qinghe/qinghe"])
    platform: str = Field(description="平台", examples=["github"])
    kind: str = Field(description="repository、model、dataset、space", examples=["repository"])
    url: str = Field(description="人打开的网址")
    full_name: str | None = Field(description="平台上现在的名称")
    description: str | None = Field(description="平台上的简介（外来文字）")
    licence_field: str | None = Field(description="平台标注的许可证：只是声明，不是证明")
    is_fork: bool | None = Field(description="是否 Fork 而来")
    is_archived: bool | None = Field(description="是否只读")
    created_at: Instant | None = Field(description="在平台上建立的时间")
    pushed_at: Instant | None = Field(description="最近一次推送")
    observed_at: Instant | None = Field(description="何时看到这些；null：还没有看到过")


class Whole(Brief):
    """一个项目与它的来源。"""

    repositories: list[Source] = Field(description="来源")
    notices: list[str] = Field(description="读数字之前要知道的")
    instants: list[Instant] = Field(description="算过的截止时刻，最近的在前；可用作 as_of")


class Alias(Document):
    """一个别名和它算作的人；没有邮箱，也没有邮箱的散列。"""

    person_id: str = Field(description="人的编号")
    person: str = Field(description="怎样显示这个人")
    identity_id: str = Field(description="别名的编号")
    platform: str = Field(description="平台", examples=["github"])
    shown: str | None = Field(description="账号名或署名；null：都没有")
    rule: str = Field(description="按哪条规则合并", examples=["account"])
    reason: str = Field(description="合并的理由")
    bot: str = Field(description="certain、likely、human", examples=["human"])
    bot_reason: str | None = Field(description="为什么算机器人")


class Burst(Document):
    """星标或 Fork 来得比平常快得多的一段时间。"""

    repo_id: str = Field(description="来源")
    series: str = Field(description="stars、forks", examples=["stars"])
    what: str = Field(description="burst 突增；fortnight 来得最多的十四天")
    from_day: date = Field(description="第一天")
    to_day: date = Field(description="最后一天")
    n: int = Field(description="那段时间给的、至今仍在的个数", ge=0)
    usual: float = Field(description="那前后平常每天几个")
    excess: float = Field(description="比平常多几个")
    share: float = Field(description="多出的占全部的份额，0 到 1")
    echo: int | None = Field(description="一周之内的 Fork（看 Fork 时是星标）；null：不知道")
    issues: int | None = Field(description="一周之内的 Issue；null：不知道")
    change_requests: int | None = Field(description="一周之内的变更请求；null：不知道")
    releases: int | None = Field(description="前一周到末尾的发布；null：不知道")
    commits: int | None = Field(description="一周之内的提交；null：不知道")
    visitors: int | None = Field(description="一周之内的访客；null：不知道")
    explained: str = Field(
        description="launch、crowd、visitors、release、none、unknown：由什么说明", examples=["none"]
    )


class Sign(Document):
    """看增长时看了什么。"""

    repo_id: str = Field(description="来源")
    series: str = Field(description="stars、forks")
    sign: str = Field(description="看的是什么", examples=["peak"])
    value: float | None = Field(description="null：不知道")
    level: str = Field(description="fine、note、explain、differs、unknown")
    reason: str = Field(description="一句话，带数字")


class GrowthGrade(Document):
    """有多少要说明的，从不是指控。"""

    repo_id: str = Field(description="来源")
    series: str = Field(description="stars、forks")
    grade: str = Field(description="A、B、C、D、unknown", examples=["A"])
    total: int = Field(description="有日期的个数", ge=0)
    judged: int = Field(description="其中起初几天之后的", ge=0)
    reason: str = Field(description="一句话")


class Growth(Document):
    """星标与 Fork 的增长，截止时刻与数字的相同；已按别的时刻重算、与那时的结论不同的来源不给。"""

    grades: list[GrowthGrade] = Field(description="每个来源的等级")
    signs: list[Sign] = Field(description="看了什么")
    bursts: list[Burst] = Field(description="突增的时段")
