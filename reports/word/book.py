"""A Word report while it is put together: its pieces, and the cells that all its parts share."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reports import arranging, drawing, fronting, reasons, wording
from reports.evidence import Clause, EvidenceRow, Paper, Report
from reports.repeats import runs
from reports.word import markup
from reports.word.markup import Column, Marks, paragraph, text
from reports.word.package import Package

ALT = "按月的图，数字见附录的月度表"
_SIGNS = {"满足": "✓", "不满足": "×", "需人工佐证": "◐", "数据不足": "○"}
_PX = 25.4 / 96


@dataclass(slots=True)
class Book:
    """`notes`: the reasons that stand once, by number."""

    report: Report
    package: Package = field(default_factory=Package)
    marks: Marks = field(default_factory=Marks)
    notes: dict[str, int] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)

    def put(self, *pieces: str) -> None:
        self.pieces += pieces

    def heading(self, words: str, level: int = 1, name: str | None = None) -> None:
        self.put(
            paragraph(
                text(words, longest=200),
                style=f"Heading{level}",
                mark=self.marks.at(name) if name else "",
            )
        )

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[str]], title: str, empty: str
    ) -> None:
        """`empty` is said where there are no rows."""
        held = list(rows)
        self.put(markup.table(columns, held, title) if held else paragraph(text(empty)))

    def picture(self, png: bytes, size: tuple[float, float], words: str) -> str:
        relation = self.package.picture(png)
        return markup.picture(relation, self.marks.next(), size, words)

    def drawn(self, svg: str, words: str, width: float) -> str:
        """A chart of the page as a picture `width` millimetres wide."""
        png = drawing.as_png(svg)
        across, down = _pixels(png)
        return self.picture(png, (width, width * down / across), words)

    def code(self, words: str) -> str:
        """A QR code of 30 mm."""
        import segno

        held = io.BytesIO()
        segno.make(words, error="m").save(held, kind="png", scale=6, border=2)
        return self.picture(held.getvalue(), (30, 30), "根散列的二维码")

    def refs(self, ids: Iterable[str]) -> str:
        """Links to evidence, runs of ids drawn together."""
        spans = [
            markup.link(first, first if first == last else f"{first}–{last}")
            for first, last in runs(ids)
        ]
        return text(" ").join(spans) or text(wording.NOTHING)

    def graded(self, row: EvidenceRow) -> str:
        """The completeness of a figure, with a link to the reason."""
        sign = f"{wording.MARKS.get(row.completeness or '', '')} ".lstrip()
        number = self.notes.get(row.completeness_reason or "")
        if number is None or row.completeness is None:
            return text(sign + reasons.grade_words(row, self.notes))
        word = wording.word("completeness", row.completeness)
        return text(f"{sign}{word}　") + markup.link(f"note{number}", reasons.label(number))

    def owner(self, one: Clause | Paper) -> str:
        """政策一 and the like, where there are several."""
        return arranging.short_names(self.report).get(one.policy_id, "")


def cell(value: str, style: str = "YZCell", letters: str | None = None, right: bool = False) -> str:
    """A cell of one paragraph."""
    return paragraph(text(value, letters), style=style, right=right)


def fine(value: str) -> str:
    return cell(value, "YZFine")


def outcome(name: str) -> str:
    return text(f"{_SIGNS.get(name, '·')} {name}", "YZStrong")


def graded(grade: str) -> str:
    return f"{wording.MARKS.get(grade, '·')} {wording.word('completeness', grade)}"


def valued(row: EvidenceRow) -> str:
    """The value of a figure at the right edge; in words it stands smaller."""
    brief = fronting.bare(row)
    shown = wording.value_words(brief)
    style = "YZSoft" if row.unknown or brief.value_text is not None else "YZFigure"
    runs_ = [text(shown, style if row.metric_id else None)]
    if brief.value is not None and brief.unit:
        runs_.append(text(f" {brief.unit}", "YZSoft"))
    return paragraph(*runs_, style="YZCell", right=True)


def explained(row: EvidenceRow) -> bool:
    """Whether a sentence stands beside the number: it needs the room of the middle of a row."""
    return row.value is not None and row.value_text is not None


def named(row: EvidenceRow) -> str:
    """What a row is about, with the sentence that explains its number."""
    title = f"　{row.part_title or row.part}" if row.part else row.title
    said = fine(row.value_text or "") if explained(row) else ""
    return cell(title, letters=None if row.part else "YZStrong") + said


def _pixels(png: bytes) -> tuple[int, int]:
    """Width and height as the head of a PNG gives them (RFC 2083, 4.1.1)."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
