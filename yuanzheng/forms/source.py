"""Everything a form may be filled from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from reports.evidence import Clause, Report
from reports.forms.model import Entry
from scoring.facts.values import Facts, plain
from scoring.form_lines import Place, Ref
from scoring.policy_models import Policy
from scoring.policy_parts import FormField
from yuanzheng.facts.reading import Stated
from yuanzheng.forms import values


@dataclass(frozen=True, slots=True)
class Source:
    """`facts`: what scoring knows of what is stated, so that nothing is calculated of anything
    else; `report` None: nothing was measured, and none of it is asked for."""

    policy: Policy
    stated: Stated
    report: Report | None
    facts: Facts = field(default_factory=dict)

    def fields(self, form_id: str) -> list[FormField]:
        return [one for one in self.policy.fields if one.form == form_id]

    def field(self, name: str) -> FormField:
        return next(one for one in self.policy.fields if one.field_id == name)

    def entry(self, ref: Ref) -> Entry:
        """What stands where a field is asked for; of a row of figures the column meant."""
        asked = self.field(ref.field_id)
        if ref.column is not None:
            return values.figures(asked, self.stated)[ref.column]
        return values.entry(asked, self.stated, self.report)

    def words(self, ref: Ref) -> str:
        """The same within a sentence, or under another label: without the hint of its own cell."""
        return replace(self.entry(ref), hint=None).shown

    def amount(self, ref: Ref) -> Entry:
        """The same, but an amount also as a number."""
        asked, raw = self.field(ref.field_id), self.stated.values.get(ref.field_id)
        if ref.column is not None and isinstance(raw, tuple):
            raw = raw[ref.column]
        if asked.kind not in {"wanyuan", "figures"} or not isinstance(raw, int | float):
            return self.entry(ref)
        return Entry(f"{plain(raw)} 万元", value=float(raw), unit="万元")

    def place(self, place: Place) -> tuple[str, Entry]:
        """The label and what stands beside it; of several fields each with its own name."""
        fields = [self.field(ref.field_id) for ref in place.refs]
        if len(fields) == 1:
            entry = self.amount(place.refs[0])
            return (
                (place.label, replace(entry, hint=None))
                if place.label
                else (fields[0].title, entry)
            )
        told = (
            f"{one.title}：{self.words(ref)}" for one, ref in zip(fields, place.refs, strict=True)
        )
        return place.label or fields[0].quote, Entry("\n".join(told))

    def clause(self, clause_id: str) -> Clause | None:
        """The finding; None where the project is not held against this policy."""
        key = self.policy.policy_id, clause_id
        clauses = self.report.clauses if self.report else ()
        return next((one for one in clauses if one.key == key), None)
