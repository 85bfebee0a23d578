"""Parts of a policy file beside its clauses: where it stands, what to hand in, what it grants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scoring.comparison.weights import scheme
from scoring.errors import ScoringError

STRICT = ConfigDict(frozen=True, extra="forbid")
Applicant = Literal[
    "个人",
    "团队",
    "企事业单位",
    "机构",
    "企业",
    "事业单位",
    "行业协会",
    "其他组织",
    "地市主管部门",
]
Signature = Literal[
    "签名并扫描pdf",
    "加盖单位公章",
    "法定代表人签字并加盖单位公章",
    "原件不用签章，复印件加盖单位公章",
    "不用签章",
]
Entry = Literal[
    "project", "company", "showcase", "alliance", "community", "platform", "standard", "event"
]
FieldKind = Literal[
    "line", "text", "count", "wanyuan", "date", "choice", "choices", "yes", "url",
    "credit_code", "id_number", "phone", "email", "figures", "people", "indicators",
]  # fmt: skip


def signatures(signed: Mapping[Applicant, Signature]) -> str:
    """`个人、团队：签名并扫描pdf；企事业单位、机构：加盖单位公章`."""
    who: dict[str, list[str]] = {}
    for applicant, how in signed.items():
        who.setdefault(how, []).append(applicant)
    return "；".join(f"{'、'.join(names)}：{how}" for how, names in who.items())


class Source(BaseModel):
    """The text a policy was taken from; `sha256` of the file as issued to us.

    `number` as the issuer gives it; `issuer_words`: how the text itself names the issuer, where
    it does so differently.
    """

    model_config = STRICT
    file: str = Field(min_length=1)
    sha256: str = Field(pattern="[0-9a-f]{64}")
    number: str | None = None
    issued: date | None = None
    url: str | None = None
    issuer_words: str | None = None


class Force(BaseModel):
    """From when until when the text holds, in its words; `until` is the last day."""

    model_config = STRICT
    quote: str = Field(min_length=4)
    since: date | None = None
    until: date | None = None


class Amount(BaseModel):
    """Money or share the text names: a limit, no promise. `cap` in 万元, `share` in percent."""

    model_config = STRICT
    amount_id: str = Field(alias="id", min_length=1)
    title: str
    quote: str = Field(min_length=4)
    cap: float | None = Field(default=None, gt=0)
    share: float | None = Field(default=None, gt=0, le=100)
    each: str | None = None

    @model_validator(mode="after")
    def _named(self) -> Amount:
        digits = self.quote.replace(" ", "")
        for number in filter(None, (self.cap, self.share)):
            if f"{number:g}" not in digits:
                raise ValueError(f"的数额 {number:g} 不在 quote 里")
        return self


class Deadline(BaseModel):
    """A term; `day` (its last) where the text names one, else it is announced elsewhere."""

    model_config = STRICT
    deadline_id: str = Field(alias="id", min_length=1)
    title: str
    quote: str = Field(min_length=4)
    day: date | None = None


class Doubt(BaseModel):
    """Where the text is silent, damaged or says two things: the words, and how they are read."""

    model_config = STRICT
    place: str = Field(min_length=1)
    quotes: tuple[str, ...] = Field(min_length=1)
    reading: str = Field(min_length=4)


class Point(BaseModel):
    """A numbered point that judges nobody: procedure, terms, reasons."""

    model_config = STRICT
    point_id: str = Field(alias="id", min_length=1)
    role: Literal["背景", "方式", "程序", "责任", "任务", "保障", "附则"]
    quote: str = Field(min_length=4)


class Material(BaseModel):
    """A paper to hand in: by whom, in what form, signed how, how often."""

    model_config = STRICT
    material_id: str = Field(alias="id", min_length=1)
    title: str
    quote: str = Field(min_length=4)
    form: str
    applicants: tuple[Applicant, ...] = Field(min_length=1)
    signed: dict[Applicant, Signature]
    copies: int | None = Field(default=None, ge=1)
    by_us: Literal["证据包", "表格", "清单"] | None = None
    only_if: str | None = None

    @model_validator(mode="after")
    def _signed_by_all(self) -> Material:
        if set(self.signed) != set(self.applicants):
            raise ValueError(f"的材料 {self.material_id} 没有写明每种申报主体如何签章")
        return self


class Benefit(BaseModel):
    """Support beside the money, with the words that grant it."""

    model_config = STRICT
    benefit_id: str = Field(alias="id", min_length=1)
    quote: str = Field(min_length=4)


class Target(BaseModel):
    """A number a programme wants to reach; `above`: more than that, not as many.

    `kind` is the kind of entries of the register that count; `status` words of an entry that does
    not count yet are the register's own.
    """

    model_config = STRICT
    target_id: str = Field(alias="id", min_length=1)
    title: str
    place: str = Field(min_length=1)
    quote: str = Field(min_length=4)
    kind: Entry
    number: int = Field(ge=1)
    above: bool
    until: date


class FormField(BaseModel):
    """One field of a form. `field_id` is its key in the facts; several forms may ask for it.

    `quote`: its words in the form; `limit`: most characters, `limit_words` the words that say so.
    `options`: what can be ticked. `sensitive`: shown in the form that asks for it and nowhere else.
    `metrics`: figures of ours a draft of its answer is made of. `guidance`: what the text says an
    answer must tell; `hint`: what stands in its empty cell beside the limit. `months`: the
    first and the last that a table of it by month should have.
    """

    model_config = STRICT
    field_id: str = Field(alias="id", pattern="[a-z][a-z0-9_]*")
    form: str
    title: str
    quote: str = Field(min_length=2)
    kind: FieldKind
    limit: int | None = Field(default=None, ge=1)
    limit_words: str | None = None
    options: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sensitive: bool = False
    metrics: tuple[str, ...] = ()
    guidance: str | None = None
    hint: str | None = None
    months: tuple[date, date] | None = None

    @model_validator(mode="after")
    def _whole(self) -> FormField:
        if (self.limit is None) != (self.limit_words is None):
            raise ValueError(f"的栏目 {self.field_id} 的字数与它的原文应同时写")
        if self.limit_words and str(self.limit) not in self.limit_words:
            raise ValueError(f"的栏目 {self.field_id} 的 limit 不在 limit_words 里")
        if (self.kind in {"choice", "choices"}) != bool(self.options):
            raise ValueError(f"的栏目 {self.field_id} 是选项的应写 options，不是的不写")
        if self.kind in {"id_number", "phone", "email"} and not self.sensitive:
            raise ValueError(f"的栏目 {self.field_id} 是个人信息，应写 sensitive = true")
        return self


class Suggested(BaseModel):
    """Weights we suggest for comparing projects held against the policy: its text names none.

    `weights`: indicator of `scoring/comparison/indicators.toml` → weight; `reason`: which words of
    the policy speak for them, Chinese.
    """

    model_config = STRICT
    weights: dict[str, float] = Field(min_length=1)
    reason: str = Field(min_length=4)

    @model_validator(mode="after")
    def _possible(self) -> Suggested:
        try:
            scheme(self.weights, "的 [comparison.weights]")
        except ScoringError as error:
            raise ValueError(str(error).removesuffix("。")) from error
        return self
