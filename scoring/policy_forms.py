"""The forms of a policy text: where each stands there, who signs it, how it is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from scoring.form_lines import ref, row
from scoring.policy_parts import STRICT, Applicant, Signature, signatures

# To be written by hand: a date, a stamp.
BY_HAND = "_"
GAP = "_____"
Section = Literal["fields", "computation", "materials", "months", "measured"]


class Form(BaseModel):
    """One paper, from top to bottom.

    `heading`: its title as printed, where it has several lines. `opening`: lines above its table.
    `body`: its own words where it is a letter, `_____` for each blank; `draft`: words of ours for
    a letter the text asks for but does not give; `closing`: what is signed and dated at its end.
    `blanks`: the fields that fill the blanks of body, draft and closing, in order: `_` stays
    open to be written by hand, "" is left out, `a+b` are two in one. `layout`: the rows of its
    table, see `scoring.form_lines`.
    `outline`: chapters: `# words` a title, `> words` what the text says must be told,
    `title=a+b` the answers to fields. `columns`: one table for many applicants, the field of each
    column (`#` its number, `@` what kind of project it is) under `heads`. `sections`: what is made
    of findings: the fields as stated, every step of what is calculated, the papers, the months,
    what was measured for the fields. `notes` stand below. Without any of these the fields follow
    one another. `workbook`: also as XLSX. `signed`: how, or how by each kind of applicants.
    """

    model_config = STRICT
    form_id: str = Field(alias="id", min_length=1)
    title: str
    heading: str | None = None
    quote: str = Field(min_length=2)
    signed: Signature | dict[Applicant, Signature]
    opening: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    draft: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    layout: tuple[str, ...] = ()
    outline: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    cover: bool = False
    workbook: bool = False

    def signature(self, applicant: object = None) -> str:
        """How it is signed: by applicants of that kind, or by each kind where that is not known."""
        if isinstance(self.signed, str):
            return self.signed
        own = {who: how for who, how in self.signed.items() if who == applicant}
        return next(iter(own.values()), signatures(self.signed))

    def named(self) -> tuple[str, ...]:
        """All fields it names."""
        columns = (one for one in self.columns if one not in {"#", "@"})
        alone = (one for one in (*self.blanks, *columns) if one not in {BY_HAND, ""})
        lines = (*self.layout, *(one for one in self.outline if one[0] not in "#>"))
        placed = (one.field_id for line in lines for one in row(line).refs())
        return (*(ref(one).field_id for words in alone for one in words.split("+")), *placed)

    def quoted(self) -> Iterator[str]:
        """Its words that are the text's own."""
        yield from (*self.opening, *self.body, *self.heads, *self.notes)
        closing = () if self.draft else self.closing
        yield from (one for line in closing for one in map(str.strip, line.split(GAP)) if one)
        yield from (line[1:].strip() for line in self.outline if line[0] in "#>")

    @model_validator(mode="after")
    def _filled(self) -> Form:
        lines = (*self.opening, *self.body, *self.draft, *self.closing)
        if sum(line.count(GAP) for line in lines) != len(self.blanks):
            raise ValueError(f"的表格 {self.form_id} 的 blanks 与 body 里的空白数目不同")
        if len(self.heads) != len(self.columns):
            raise ValueError(f"的表格 {self.form_id} 的 heads 与 columns 的列数不同")
        return self
