"""What the clauses of a policy ask, as frozen models."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, Field, model_validator

from scoring.metric_files import EvidenceTable
from scoring.policy_parts import STRICT

Outcome = Literal["满足", "不满足", "需人工佐证", "数据不足"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_RULES: dict[str, set[str]] = {
    "at_least": {"number"}, "share_cap": {"share", "cap"}, "sum": {"of"},
    "within_year_before": {"of"}, "once": set(),
}  # fmt: skip


class Rule(BaseModel):
    """A calculation on the applicant's facts (`fields`); the outcome shows its arithmetic.

    `at_least`: the fact reaches `number`, which stands in `words_of_text`. `share_cap`: the upper
    bound `min(share % of the fact, cap)` in 万元, `together`: the cap is for all projects of an
    applicant, those of this configuration are added up. `sum`: the items of the fact add up to
    `of`. `within_year_before`: dates lie within a year before the date `of`, both ends counted.
    `once`: no other project here is of the same applicant. `column`: which column of a row of
    figures.
    """

    model_config = STRICT
    kind: Literal["at_least", "share_cap", "sum", "within_year_before", "once"]
    fields: tuple[str, ...] = Field(min_length=1)
    of: str | None = None
    column: int | None = Field(default=None, ge=0)
    number: float | None = Field(default=None, gt=0)
    words_of_text: str | None = None
    share: float | None = Field(default=None, gt=0, le=100)
    cap: float | None = Field(default=None, gt=0)
    together: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        names = ("of", "number", "share", "cap")
        given = {name for name in names if getattr(self, name) is not None}
        wanted = _RULES[self.kind]
        if given != wanted:
            told = "、".join(sorted(wanted)) or "fields"
            raise ValueError(f"的 rule {self.kind} 应写且只写 {told}")
        if self.together and self.kind != "share_cap":
            raise ValueError("的 rule 的 together 只用于 share_cap")
        if (self.number is None) != (self.words_of_text is None):
            raise ValueError("的 rule 的 number 与 words_of_text 应同时写：数值须出自条文")
        return self

    def named(self) -> tuple[str, ...]:
        """All facts it asks for."""
        return (*self.fields, self.of) if self.of else self.fields


class Check(BaseModel):
    """One thing a clause asks.

    `by`: `auto` rests on a metric: `at_least` is a number of the text itself (`words_of_text` its
    words), `threshold` the name of a number the reviewer sets, `words` maps every value of a
    metric in words to an outcome and is held against each repository; none of the three: the
    figure is shown and not judged. `low` is the part that bounds the figure from below: a number
    is reached for certain only when the lower bound reaches it. `fact`, `declared` and
    `computed` are for people: `ask` says what to hand in or to look at, `fields` which of the
    applicant's facts answer it (`threshold`: the only one, a number the reviewer sets a limit
    for), `rule` what is calculated from them. `beside`: shown with the
    clause, never deciding it. Checks with different `either` are alternatives: all checks of one
    suffice. `among`: choices of a field of which one must be made, or people look. `only`: asked of
    applicants alone whose fact of that name is one of these; another check of the clause asks for
    that fact.
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
    fields: tuple[str, ...] = ()
    rule: Rule | None = None
    either: str | None = None
    only: dict[str, tuple[str, ...]] = {}
    among: dict[str, tuple[str, ...]] = {}
    beside: bool = False

    def facts(self) -> tuple[str, ...]:
        """All facts of the applicant it asks for."""
        return self.rule.named() if self.rule else self.fields

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
        if self.by != "auto" and (self.metric is not None or not self.ask or any(rules[::2])):
            raise ValueError(f"有一项 by = {self.by}，应只写 ask")
        if self.by != "auto" and self.threshold and len(self.fields) != 1:
            raise ValueError(f"有一项 by = {self.by} 写了 threshold，应只写一个 fields")
        if (self.fields and self.by != "fact") or (self.rule and self.by != "computed"):
            raise ValueError("有一项的 fields 或 rule 写错了地方：它们属于 fact、computed")
        if not set(self.among) <= set(self.fields):
            raise ValueError("有一项的 among 写了 fields 里没有的栏目")
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
        asked = {name for check in self.checks if not check.only for name in check.facts()}
        for check in self.checks:
            for name in check.only:
                if name not in asked:
                    raise ValueError(f"的 only 写了 {name}，本条没有一项 check 问到它")
            for words in (check.words_of_text, check.rule.words_of_text if check.rule else None):
                if words and words not in self.quote:
                    raise ValueError(f"的 words_of_text“{words}”不在 quote 里")
        return self
