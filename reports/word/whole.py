"""The whole Word report: its parts in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator

from reports import reasons, restated, wording
from reports.evidence import Report
from reports.visible import one_line
from reports.word import annex, front, markup
from reports.word.book import Book
from reports.word.markup import paragraph, text

_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {} '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def written(report: Report) -> bytes:
    """The file; the same report gives the same bytes."""
    read = restated.once(report)
    left_out, report = restated.said(report, read), read
    book = Book(report, notes=reasons.numbered(report))
    front.cover(book)
    _contents(book)
    book.put(_BREAK)
    for part in (front.clauses, front.gaps, front.papers, front.stated_months, front.figures,
                 front.licences, front.notes):  # fmt: skip
        part(book)
    book.put(_BREAK)
    if left_out:
        book.put(paragraph(text(left_out), style="YZNote"))
    for annexed in annex.PARTS:
        annexed(book)
    name = one_line(report.project.name, 200)
    book.package.said(markup.plain(f"开源项目证据表 · {name}"), _head(report), _foot(report))
    return book.package.written("".join(book.pieces))


def _contents(book: Book) -> None:
    book.put(paragraph(text("目录", "YZStrong"), style="YZHead"))
    places = [*_main(book.report), *annex.titles()]
    links = [markup.link(name, words) for name, words in places]
    book.put(paragraph(text("　").join(links), style="YZNote"))


def _main(report: Report) -> Iterator[tuple[str, str]]:
    yield from (("clauses", "逐条结论"), ("gaps", "差距清单"), ("papers", "材料清单"))
    for number, table in enumerate(report.tables):
        yield f"front{number}", table.title[:40]
    yield from (("licences", "许可证结论"), ("notes", "完整性与注"))


def _head(report: Report) -> str:
    mark = f"{wording.SAMPLE} · 不得用于申报或评审" if report.project.sample else ""
    return paragraph(text(mark), style="YZNote")


def _foot(report: Report) -> str:
    name = one_line(report.project.name, 40)
    said = text(f"{name}　截至 {wording.as_of_date(report.as_of)}　第 ")
    pages = f"{_FIELD.format('PAGE')}{text(' 页，共 ')}{_FIELD.format('NUMPAGES')}{text(' 页')}"
    root = "" if report.root is None else paragraph(
        text(f"{wording.ROOT} "), text(report.root, "YZCode"), style="YZNote"
    )  # fmt: skip
    return paragraph(said, pages, style="YZNote") + root
