"""Counts what a tool said about the samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from licences.engines import Answer, osi
from licences.sample import Sample
from scoring.licences.expressions import family


@dataclass(frozen=True)
class Kind:
    """`good` of `total` samples of a kind, `bad` the others; seconds in all: of work, `wall`."""

    total: int
    bad: tuple[tuple[Sample, Answer], ...]
    seconds: float
    wall: float = 0.0

    @property
    def good(self) -> int:
        return self.total - len(self.bad)

    @property
    def share(self) -> float:
        return len(self.bad) / self.total if self.total else 0.0

    @property
    def mean(self) -> float:
        """Milliseconds of work a file."""
        return 1000 * self.seconds / self.total if self.total else 0.0

    @property
    def mean_wall(self) -> float:
        """Milliseconds of the clock on the wall a file."""
        return 1000 * self.wall / self.total if self.total else 0.0


def count(samples: Sequence[Sample], answers: Sequence[Answer], kind: str) -> Kind:
    """Samples of one kind held against the answers."""
    pairs = [(s, a) for s, a in zip(samples, answers, strict=True) if s.kind == kind]
    bad = tuple((s, a) for s, a in pairs if not is_good(s, a))
    seconds, wall = sum(a.seconds for _, a in pairs), sum(a.wall for _, a in pairs)
    return Kind(len(pairs), bad, seconds, wall)


def is_good(sample: Sample, answer: Answer) -> bool:
    """Whether the answer is what its kind asks for."""
    match sample.kind:
        case "real":
            return bool(answer.ids) and family(answer.ids[0]) == family(sample.label)
        case "listed":
            return sample.label in (answer.equal | set(answer.ids[:1]))
        case "negative":
            return not answer.hit
        case "harmless":
            return answer.cleared
        case _:
            return not answer.cleared


def verbatim(samples: Sequence[Sample], answers: Sequence[Answer]) -> tuple[int, int]:
    """Real files with a licence approved by OSI: how many were cleared, of how many."""
    pairs = [(s, a) for s, a in zip(samples, answers, strict=True) if s.kind == "real"]
    asked = [a for s, a in pairs if osi(s.label)]
    return sum(a.cleared for a in asked), len(asked)
