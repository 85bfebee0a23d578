"""Finds the licence texts that a stream of words is made of, and what is left over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.licences.align import Alignment, align
from scoring.licences.differences import Judgement, judge, left
from scoring.licences.index import Numbers, candidates, numbers
from scoring.licences.templates import TAIL_RUN, Template, tail_runs

# More texts than this make a collection of other people's notices: the rest is left over.
MAX_LICENCES = 12
LEAST_COVERED = 0.6
LEAST_WORDS = 12
# Short texts are too easily met by chance to be found with words missing.
SHORT, LEAST_COVERED_SHORT = 60, 0.85
# So many words a rare variant must explain better than a licence approved by OSI.
COMMON = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A template found in the text."""

    template: Template
    alignment: Alignment
    judgement: Judgement

    @property
    def cost(self) -> int:
        """Words of differences that a human must see."""
        return sum(h.t1 - h.t0 + h.x1 - h.x0 for h in self.judgement.substance)


@dataclass(frozen=True, slots=True)
class Found:
    """A difference of substance: words [begin, end) came, `gone` went."""

    begin: int
    end: int
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """Templates in the order of the text; differences of substance; overlooked ones; 0..1.

    `intact`: the templates themselves are whole, what differs stands beside them.
    """

    licences: tuple[Piece, ...]
    substance: tuple[Found, ...]
    small: int
    similarity: float | None
    intact: bool = True


def cover(words: tuple[str, ...]) -> Cover:
    """Takes the best template, then looks at what is before and after it."""
    stream = numbers(words)
    pieces: list[Piece] = []
    spans, rest = [(0, len(words))], []
    while spans:
        begin, end = spans.pop()
        piece = _best(words, stream, begin, end) if len(pieces) < MAX_LICENCES else None
        if piece is None:
            rest.append((begin, end))
            continue
        pieces.append(piece)
        # What stands first in the file is looked at first: that is the project's own licence.
        around = [(piece.alignment.end, end), (begin, piece.alignment.begin)]
        spans += [(a, b) for a, b in around if b > a]
    pieces.sort(key=lambda one: one.alignment.begin)
    return _summed(words, pieces, sorted(rest))


def _best(words: Sequence[str], stream: Numbers, begin: int, end: int) -> Piece | None:
    if end - begin < LEAST_WORDS:
        return None
    best: tuple[tuple[float, ...], Piece] | None = None
    for template in candidates(stream[begin:end]):
        piece = _piece(template, words, stream, begin, end)
        if piece is None:
            continue
        rank = _rank(piece)
        if best is None or rank < best[0]:
            best = rank, piece
        if piece.alignment.matched == end - begin == len(template.words):
            break
    return best[1] if best else None


def _piece(
    template: Template, words: Sequence[str], stream: Numbers, begin: int, end: int
) -> Piece | None:
    alignment = align(template, stream, begin, end)
    if alignment is None or alignment.matched < min(LEAST_WORDS, len(template.words)):
        return None
    needed = len(template.words) - len(template.optional)
    least = LEAST_COVERED if needed > SHORT else LEAST_COVERED_SHORT
    if alignment.matched < least * needed:
        return None
    return Piece(template, alignment, judge(template, alignment, words))


def _rank(piece: Piece) -> tuple[float, ...]:
    """Smaller is better: words explained less what differs, then the fewer overlooked ones."""
    judged = piece.judgement
    explained = piece.alignment.matched - 2 * piece.cost
    favoured = COMMON if piece.template.osi == "yes" else 0
    return -explained - favoured, judged.missing + judged.extra, -favoured


def _summed(words: tuple[str, ...], pieces: list[Piece], rest: list[tuple[int, int]]) -> Cover:
    if not pieces:
        return Cover((), (), 0, None)
    substance = sorted(
        [*_inside(pieces), *_outside(words, pieces, rest)], key=lambda one: (one.begin, one.end)
    )
    matched = sum(piece.alignment.matched for piece in pieces)
    differing = sum(piece.judgement.missing + piece.judgement.extra for piece in pieces)
    differing += sum(one.end - one.begin for one in _outside(words, pieces, rest))
    return Cover(
        licences=tuple(pieces),
        substance=tuple(substance),
        small=sum(piece.judgement.small for piece in pieces),
        intact=not any(piece.judgement.substance for piece in pieces),
        similarity=round(2 * matched / (2 * matched + differing), 4),
    )


def _inside(pieces: list[Piece]) -> Iterator[Found]:
    for piece in pieces:
        for hunk in piece.judgement.substance:
            yield Found(hunk.x0, hunk.x1, piece.template.words[hunk.t0 : hunk.t1])


def _unquoted(words: tuple[str, ...], pieces: list[Piece]) -> tuple[str, ...]:
    """Words without the notice that the licence itself tells to put into files."""
    quoted = {run for piece in pieces for run in tail_runs(piece.template)}
    if not quoted:
        return words
    places = range(len(words) - TAIL_RUN + 1)
    said = {i + k for i in places if words[i : i + TAIL_RUN] in quoted for k in range(TAIL_RUN)}
    return tuple(word for i, word in enumerate(words) if i not in said)


def _outside(
    words: tuple[str, ...], pieces: list[Piece], rest: list[tuple[int, int]]
) -> Iterator[Found]:
    title = frozenset().union(*(piece.template.title for piece in pieces))
    for begin, end in rest:
        kept = left(_unquoted(words[begin:end], pieces), title)
        if kept:
            yield Found(begin, end, ())
