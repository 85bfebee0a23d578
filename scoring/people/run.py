"""From aliases to persons: fills `person_alias` and `person_label`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scoring.people import (
    bots,
    circles,
    declared,
    hearing,
    joins,
    mailmaps,
    repetition,
    shown,
    uses,
)
from scoring.people.aliases import Alias, read
from scoring.people.appeals import NONE, Appeals
from scoring.people.bots import Verdict
from scoring.people.hearing import Meant
from scoring.people.joined import Join
from warehouse.store import Row, Warehouse

_REASONS = {
    "mailmap": "项目的 .mailmap 把它与“{other}”记为同一人",
    "account": "与“{other}”是同一个 {detail} 账号"
    "（账号编号、登录名或平台的免回复地址相同，或平台把该提交署名归于此账号）",
    "declared": "申报单位在 people.toml 中声明它与“{other}”是同一人",
    "email": "与“{other}”使用同一邮箱（只比对散列值）",
    "name": "与“{other}”在同一项目内姓名全称相同",
    "spelling": "与“{other}”在同一项目内是同一姓名的不同写法（次序、连写、中间名或变音字母）",
    "handle": "与“{other}”在同一项目内用同一个少见的登录名署名",
    "masked": "姓名已遮住：打包的人按姓名的写法把它与“{other}”合并，这里不能核对",
    "initial": "与“{other}”在同一项目内：署名是其名的首字母加姓，且没有别人符合",
}
_ALONE = "没有与其他署名相同的账号、邮箱、姓名全称或登录名"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person: all aliases, how they are shown, whether they are a program."""

    person_id: str
    aliases: list[Alias]
    label: str
    verdict: Verdict


def resolve(warehouse: Warehouse, appeals: Appeals = NONE) -> None:
    """Joins the current aliases into persons; replaces what was there before.

    `person_alias` gets one row for each alias that can be a person (organisation accounts are
    none, so their acts stay without one), `person_label` one for each person,
    `people_declared_alias` one for each alias that an applicant declares. The rule and reason of
    an alias are those of its strongest join.
    """
    aliases, found, meant = _joined(warehouse, appeals)
    people = _heard(warehouse, _people(aliases, found))
    warehouse.replace("person_alias", _alias_rows(people, found), {})
    person = {alias.identity_id: one.person_id for one in people for alias in one.aliases}
    warehouse.replace("people_declared_alias", uses.rows(meant, person), {})
    warehouse.replace("person_label", _label_rows(people), {})


def joined(warehouse: Warehouse, appeals: Appeals = NONE) -> list[Join]:
    """All joins of the current aliases, each with its rule."""
    return _joined(warehouse, appeals)[1]


def _joined(warehouse: Warehouse, appeals: Appeals) -> tuple[list[Alias], list[Join], Meant]:
    """All aliases with what their .mailmap files say, their joins, and whom declarations mean."""
    said, everybody = mailmaps.read(warehouse), appeals.heard(read(warehouse))
    meant = hearing.meant(declared.read(warehouse), everybody)
    aliases, found, reach = list[Alias](), list[Join](), dict[str, circles.Circle]()
    for projects, members in sorted(circles.apart(everybody).items()):
        own = [said.heard(alias, frozenset(projects)) for alias in members]
        ids = [alias.identity_id for alias in own]
        reach |= dict.fromkeys(ids, projects)
        heard = joins.Heard(meant.together(projects, ids), meant.slots(projects))
        aliases += own
        found += joins.find(own, heard)
    return aliases, [*found, *meant.across(reach), *_given(warehouse, set(reach))], meant


def _given(warehouse: Warehouse, known: set[str]) -> Iterator[Join]:
    """Joins that only who sees the names could make, told with a masked pack."""
    for row in warehouse.query("FROM masked_join ORDER BY ALL"):
        if {row["identity_id"], row["other_id"]} <= known:
            yield Join(row["identity_id"], row["other_id"], "masked")


def _people(aliases: Sequence[Alias], found: Sequence[Join]) -> list[Person]:
    """The persons by person_id, each with its aliases."""
    by_id = {alias.identity_id: alias for alias in aliases}
    members = joins.persons(aliases, found).members()
    return [_person(one, [by_id[own] for own in ids]) for one, ids in sorted(members.items())]


def _heard(warehouse: Warehouse, people: Sequence[Person]) -> list[Person]:
    """With those who only by what they write are likely programs marked as such."""
    humans = {one.person_id: one.aliases for one in people if one.verdict == bots.HUMAN}
    found = repetition.verdicts(warehouse, humans)
    return [replace(one, verdict=found.get(one.person_id, one.verdict)) for one in people]


def _person(person_id: str, aliases: list[Alias]) -> Person:
    return Person(
        person_id, aliases, shown.label(aliases), bots.of_person(map(bots.judge, aliases))
    )


def _alias_rows(people: Sequence[Person], found: Sequence[Join]) -> Iterator[Row]:
    strongest = _strongest(found)
    aliases = {a.identity_id: a for person in people for a in person.aliases}
    for person in people:
        for alias in person.aliases:
            join = strongest.get(alias.identity_id)
            yield {
                "identity_id": alias.identity_id,
                "person_id": person.person_id,
                "rule": join.rule if join else "alone",
                "reason": _reason(join, aliases[join.other]) if join else _ALONE,
                "bot": person.verdict.bot,
                "bot_reason": person.verdict.reason,
            }


def _strongest(found: Sequence[Join]) -> dict[str, Join]:
    """For each joined alias its strongest join, seen from its own side."""
    sides: dict[str, list[Join]] = defaultdict(list)
    for join in found:
        sides[join.alias].append(join)
        sides[join.other].append(Join(join.other, join.alias, join.rule, join.detail))
    return {
        alias: min(own, key=lambda join: (joins.STRENGTH.index(join.rule), join.other))
        for alias, own in sides.items()
    }


def _reason(join: Join, other: Alias) -> str:
    return _REASONS[join.rule].format(other=shown.label([other]), detail=join.detail)


def _label_rows(people: Sequence[Person]) -> Iterator[Row]:
    for person in people:
        yield {"person_id": person.person_id, "label": person.label, "bot": person.verdict.bot}
