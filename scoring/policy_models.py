"""What a policy file says, as frozen models."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scoring.metric_files import EvidenceTable

Outcome = Literal["满足", "不满足", "需人工佐证", "数据不足"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Signing = dict[
    Literal["个人", "团队", "企事业单位", "机构"], Literal["签名并扫描pdf", "加盖单位公章"]
]
STRICT = ConfigDict(frozen=True, extra="forbid")


class Source(BaseModel):
    """The text a policy was taken from; `sha256` of the file as issued to us."""

    model_config = STRICT
    file: str = Field(min_length=1)
    sha256: str = Field(pattern="[0-9a-f]{64}")


class Check(BaseModel):
    """One thing a clause asks.

    `by`: `auto` rests on a metric: `at_least` is a number of the text itself (`words_of_text` its
    words), `threshold` the name of a number the reviewer sets, `words` maps every value of a
    metric in words to an outcome and is held against each repository; none of the three: the
    figure is shown and not judged. `low` is the part that bounds the figure from below: a number
    is reached for certain only when the lower bound reaches it. `fact`, `declared` and
    `computed` are for people: `ask` says what to hand in or to look at. `beside`: shown with the
    clause, never deciding it. Checks with different `either` are alternatives: all checks of one
    suffice.
    """

    model_config = STRICT
    by: Literal["auto", "fact", "declared", "computed"]
    metric: str | None = None
    part: str = ""
    low: str | None = None
    at_least: float | None = Field(default=None, gt=0)
    words_of_text: str | None = None
    threshold: str | None = Field(default=None, pattern="[a-z][a-z0-9_]*")
    words: dict[str, Literal["满足", "不满足", "需人工佐证"]] = {}
    ask: str | None = None
    either: str | None = None
    beside: bool = False

    @property
    def judged(self) -> bool:
        """Whether it takes part in the outcome."""
        rule = self.at_least is not None or self.threshold is not None or bool(self.words)
        return not self.beside and (self.by != "auto" or rule)

    @model_validator(mode="after")
    def _whole(self) -> Check:
        rules = [self.at_least is not None, self.threshold is not None, bool(self.words)]
        if self.by == "auto" and self.metric is None:
            raise ValueError("有一项 by = auto 没有写 metric")
        if self.by != "auto" and (self.metric is not None or not self.ask or any(rules)):
            raise ValueError(f"有一项 by = {self.by}，应只写 ask")
        if sum(rules) > 1:
            raise ValueError("有一项同时写了 at_least、threshold、words 中的几个，只能写一个")
        if (self.at_least is not None) != (self.words_of_text is not None):
            raise ValueError("有一项的 at_least 与 words_of_text 应同时写：数值须出自条文")
        return self


class Clause(BaseModel):
    """One numbered point; `window_days`: the window its words ask for; `note`: how it was read."""

    model_config = STRICT
    clause_id: str = Field(alias="id", min_length=1)
    title: str = Field(min_length=2)
    quote: str = Field(min_length=4)
    level: Literal["必须", "择优", "参考"]
    table: EvidenceTable
    window_days: int | None = Field(default=None, ge=1)
    note: str | None = None
    checks: tuple[Check, ...] = Field(alias="check", min_length=1)

    @model_validator(mode="after")
    def _judged(self) -> Clause:
        if not any(check.judged for check in self.checks):
            raise ValueError("没有一项决定结论的 check")
        for check in self.checks:
            if check.words_of_text and check.words_of_text not in self.quote:
                raise ValueError(f"的 words_of_text“{check.words_of_text}”不在 quote 里")
        return self


class Material(BaseModel):
    """A paper to hand in: by whom, in what form, signed how."""

    model_config = STRICT
    material_id: str = Field(alias="id", min_length=1)
    title: str
    quote: str = Field(min_length=4)
    form: str
    applicants: tuple[Literal["个人", "团队", "企事业单位", "机构"], ...] = Field(min_length=1)
    signed: Signing


class Benefit(BaseModel):
    """Support beside the money, with the words that grant it."""

    model_config = STRICT
    benefit_id: str = Field(alias="id", min_length=1)
    quote: str = Field(min_length=4)


class Policy(BaseModel):
    model_config = STRICT
    policy_id: str
    title: str = Field(min_length=2)
    kind: str
    issuer: str = Field(min_length=2)
    source: Source
    clauses: tuple[Clause, ...] = Field(alias="clause", min_length=1)
    materials: tuple[Material, ...] = Field(alias="material", default=())
    benefits: tuple[Benefit, ...] = Field(alias="benefit", default=())

    def threshold_names(self) -> tuple[str, ...]:
        """Names the reviewer may set, in the order of the clauses."""
        names = (check.threshold for clause in self.clauses for check in clause.checks)
        return tuple(dict.fromkeys(name for name in names if name))
