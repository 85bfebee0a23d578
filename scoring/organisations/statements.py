"""What an applicant's people.toml says of organisations, for one project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from scoring.organisations import domains
from scoring.organisations.spans import Span, beside
from scoring.people.declared import Declaration, Declared, Organisation, Term

SOURCE = "people_file"
_CHINA = timezone(timedelta(hours=8))
_UNNAMED = "申报单位"


@dataclass(frozen=True, slots=True)
class Statement:
    """`persons`: person → what is declared of them; `applicant`: how the applicant is called."""

    declaration: Declaration
    persons: dict[str, Declared]
    applicant: str

    def owner(self, domain: str) -> Organisation | None:
        """Whose a domain or one above it is declared to be, the longest first.

        What anybody can have an address under is nobody's, whatever is declared.
        """
        found = [
            (len(own), entry)
            for entry in self.declaration.organisations
            for own in entry.domains
            if (domain == own or domain.endswith(f".{own}"))
            and domains.read(own).kind not in {"free_mail", "nobody"}
        ]
        return max(found, key=lambda one: (one[0], -one[1].entry))[1] if found else None

    def spans(self, person_id: str) -> list[Span]:
        """What is declared of a person; where two terms overlap the first holds."""
        one = self.persons.get(person_id)
        found: list[Span] = []
        for span in self._terms(one) if one else ():
            found += beside([span], found)
        return found

    def is_applicant(self, person_id: str, organisation: str) -> bool:
        """Whether who works there, by e-mail, is of the applicant."""
        one = self.persons.get(person_id)
        denied = one is not None and one.applicant is False
        return not denied and organisation in _applying(self.declaration.organisations)

    def _terms(self, one: Declared) -> Iterator[Span]:
        if one.applicant and not one.organisations:
            words = f"申报单位在 people.toml 中声明“{one.name}”是其人员"
            yield Span(self.applicant, None, None, SOURCE, words, applicant=True)
        for term in one.organisations:
            words = f"申报单位在 people.toml 中声明“{one.name}”属于“{term.name}”"
            applies = _applies(one, term, self.declaration.organisations)
            yield Span(term.name, _day(term.since, 0), _day(term.until, 1), SOURCE, words, applies)


def called(declaration: Declaration, applicant: str | None) -> str:
    """The applicant's name: as declared, as configured, or just that it is the applicant."""
    return next(iter(_applying(declaration.organisations)), applicant or _UNNAMED)


def _applying(organisations: Sequence[Organisation]) -> dict[str, None]:
    return {one.name: None for one in organisations if one.applicant}


def _applies(one: Declared, term: Term, organisations: Sequence[Organisation]) -> bool:
    """Of who is the applicant's, the terms at the applicant; all of them where none is."""
    own = _applying(organisations)
    if one.applicant is False or term.name in own:
        return one.applicant is not False
    denied = any(other.name == term.name and other.applicant is False for other in organisations)
    return bool(one.applicant) and not denied and not any(t.name in own for t in one.organisations)


def _day(day: date | None, later: int) -> datetime | None:
    """Midnight in Asia/Shanghai, `later` days on; the last day there is has no end."""
    if day is None or (later and day == date.max):
        return None
    return datetime(day.year, day.month, day.day, tzinfo=_CHINA) + timedelta(days=later)
