"""What a line of the chain says of a thinning of the archive, and whether it can be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from warehouse import chain
from warehouse.chain import Line, Piece, Thinning


@dataclass(frozen=True, slots=True)
class Thinned:
    """A thinning, and the number of the run before it."""

    line: Thinning
    after: int

    @property
    def words(self) -> str:
        one = self.line
        return (
            f"第 {self.after} 次之后按规则精简过存档：去掉了从配置里删去满 {one.days} 天的"
            f" {one.projects} 个项目的 {one.records:,} 条记录、{one.bytes:,} 字节；"
            f"动过的 {len(one.changes)} 个文件的新旧散列都在链里。"
        )

    def faults(
        self, before: Line | None, known: Mapping[str, tuple[Piece, ...]], uncovered: Set[str]
    ) -> Iterator[tuple[str, str]]:
        """What is wrong with it: a word for programs, and a sentence.

        `known`: what the lines before tell of each file, `uncovered`: those they tell nothing of.
        """
        line, it = self.line, f"第 {self.after} 次之后精简存档的那一行"
        if chain.root(line) != line.root:
            yield "changed", f"{it}被改过：它的根散列与内容不符。"
        if before is None or line.previous != before.root:
            yield "unlinked", f"{it}接不上它前面的一行：有行被改、删去或调换。"
        elif line.finished < before.finished:
            yield "disorder", f"{it}早于它前面的一行：当时的时钟不对。"
        for change in line.changes:
            held = known.get(change.name, ())
            if held != change.old and (held or change.name not in uncovered):
                yield "forged", f"{it}所记的 {change.name} 原来的散列与链里的不同：它是伪造的。"
        if not _adds_up(line):
            yield "forged", f"{it}自相矛盾：文件名或字节数对不上，它是伪造的。"


def _adds_up(line: Thinning) -> bool:
    """Whether each file is named once, rightly, and as many bytes went as are told."""
    changes = line.changes
    right = all(
        one.new.offset == 0 and {piece.name for piece in (*one.old, one.new)} == {one.name}
        for one in changes
    )
    was = sum(piece.bytes for one in changes for piece in one.old)
    is_now = sum(one.new.bytes for one in changes)
    once = len({one.name for one in changes}) == len(changes)
    return right and once and was - is_now == line.bytes
